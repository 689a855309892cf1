//! From words to a reading: tokens, sentences, clauses, rules, and what the rest of the text says.

use std::ops::Range;

use types::{Cardinality, Entity, MemoryKind, Polarity, Span, Statement, Timestamp};

use crate::code;
use crate::dates;
use crate::entities;
use crate::grammar::courtesy;
use crate::grammar::noun::is_verb_s;
use crate::grammar::sentence::{Sentence, sentences};
use crate::grammar::token::{Token, tokens};
use crate::grammar::words::{CHANGE_LEADS, JOINTS, LEADS};
use crate::kinds::{has_capital, misfits};
use crate::pii;
use crate::reading::{
    Cue, Found, FoundDate, Naming, Reading, Replaced, Retracted, Retraction, Utterance, Voice,
};
use crate::rules::{Draft, Reader, STATEMENT_LIMIT};
use crate::topics;
use crate::units::{self, Unit};
use crate::unsaid;

/// How much of a text is read, in bytes. What people say is shorter; what is longer is a document,
/// whose words stay searchable. Bounds the work of one call.
const READ_LIMIT_BYTES: usize = 32 * 1024;

/// "I live in hope" tells of the speaker, and not of a home. `has_capitals`: the text has any.
fn put_aside(draft: &mut Draft, sentence: &str, has_capitals: bool) {
    let value = draft.value.as_deref().unwrap_or_default();
    if draft.polarity == Polarity::Positive
        && misfits(&draft.attribute, value, sentence, has_capitals)
    {
        "state".clone_into(&mut draft.attribute);
        (draft.cardinality, draft.cue) = (Cardinality::Many, Cue::Plain);
    }
}

/// Reads an utterance.
pub(crate) fn read(utterance: &Utterance<'_>) -> Reading {
    let text = head(utterance.text, READ_LIMIT_BYTES);
    let blocks = code::blocks(text);
    let tokens = said_tokens(text, &blocks);
    let found = sentences(&tokens);
    let mut reader = Reader::new(utterance, text, tokens);
    reader.unsaid = unsaid::ranges(&reader.tokens, &found, utterance.speaker);
    each_sentence(&mut reader, &found);
    settle_drafts(&mut reader, &found);
    let mut rest = rest(&reader, &found);
    rest.extend(blocks.iter().map(code::span));
    rest.sort_by_key(|span| span.start);
    let mut reading = Reading {
        says_more: text.len() < utterance.text.len() || !rest.is_empty(),
        // Of a text that was not read to its end nobody knows what else it says.
        rest: if text.len() < utterance.text.len() {
            Vec::new()
        } else {
            rest
        },
        dates: dates::find(text, utterance.said_at),
        entities: entities::find(text),
        topics: topics::find(text),
        pii: pii::find(text),
        ..Reading::default()
    };
    let gathered = match utterance.voice {
        Voice::User | Voice::Record => units::gather(&reader),
        _ => Vec::new(),
    };
    let gathered: Vec<(units::Gathered, Draft)> = gathered
        .into_iter()
        .map(|unit| {
            let draft = units::draft(&reader, &unit);
            (unit, draft)
        })
        .collect();
    reading.replaced = replaced(&reader);
    reading.tells_end = reader.endings.iter().any(|span| {
        let words = &text[span.start as usize..span.end as usize];
        !units::only_denies(words)
    });
    let Reader {
        drafts,
        retractions,
        tokens,
        ..
    } = reader;
    reading.retractions = retractions;
    let finished = |draft| finish(draft, &tokens, &reading.dates, &reading.entities, utterance);
    let mut statements: Vec<(usize, Found)> =
        drafts.into_iter().map(finished).enumerate().collect();
    statements.sort_by_key(|(_, found)| found.statement.span.map_or(0, |span| span.start));
    let place = |draft: &usize| statements.iter().position(|(number, _)| number == draft);
    reading.units = gathered
        .into_iter()
        .map(|(unit, draft)| {
            let instead_of = unit.drafts.iter().filter_map(place).collect();
            Unit::new(text, unit, instead_of, finished(draft), &reading.dates)
        })
        .collect();
    reading.statements = statements.into_iter().map(|(_, found)| found).collect();
    reading
}

/// The words of a text but for its blocks of code.
fn said_tokens(text: &str, blocks: &[Range<usize>]) -> Vec<Token> {
    let mut tokens = match blocks.is_empty() {
        true => tokens(text),
        false => tokens(&code::blanked(text, blocks)),
    };
    settle_s(&mut tokens);
    tokens
}

/// Has what was read stand as it was meant.
fn settle_drafts(reader: &mut Reader<'_>, found: &[Sentence]) {
    drop_unsaid(reader);
    let has_capitals = has_capital(reader.text);
    for draft in &mut reader.drafts {
        crate::rules::tidy::tidy(draft);
        let sentence = sentence_of(&reader.tokens, found, draft);
        put_aside(draft, &reader.text[sentence], has_capitals);
        crate::rules::beside::join(&reader.tokens, draft);
    }
    crate::rules::wedlock::add(reader);
    crate::rules::cheers::drop_demands(reader);
    crate::rules::passing::settle(reader);
    reader.drafts.retain(|draft| {
        let value = draft.value.as_deref();
        !value.is_some_and(|value| units::kinds::contradicts(&draft.attribute, value))
    });
}

/// The sentences that a draft was read in, in bytes of the text.
fn sentence_of(tokens: &[Token], found: &[Sentence], draft: &Draft) -> Range<usize> {
    let sentence = found[..found.partition_point(|sentence| sentence.from <= draft.from)].last();
    let from = sentence.map_or(draft.from, |sentence| sentence.from);
    let to = sentence.map_or(draft.to, |sentence| sentence.to.max(draft.to));
    tokens[from].start..tokens[to.clamp(from + 1, tokens.len()) - 1].end
}

/// Has the reader read sentence after sentence, but for those that something took as a whole.
fn each_sentence(reader: &mut Reader<'_>, found: &[Sentence]) {
    let list = crate::rules::procedures::numbered(reader)
        .or_else(|| crate::rules::procedures::in_turn(reader, found));
    let mut told = None;
    for (n, sentence) in found.iter().enumerate() {
        if told == Some(n) {
            continue;
        }
        if let Some(next) = found.get(n + 1).filter(|_| sentence.question)
            && crate::rules::exchanges::answered(reader, *sentence, *next)
        {
            told = Some(n + 1);
            continue;
        }
        if list.is_some_and(|(from, to)| from <= sentence.from && sentence.to <= to) {
            continue;
        }
        if reader.drafts.len() >= STATEMENT_LIMIT {
            break;
        }
        if is_quotation(&reader.tokens[sentence.from]) {
            continue;
        }
        let from = said_from(reader, sentence);
        let to = said_to(reader, sentence);
        if from < to {
            let said = Sentence {
                from,
                to,
                ..*sentence
            };
            reader.sentence(said);
            reader.keep_whole(said);
        }
    }
}

/// Where a sentence ends to say something of its own: before what somebody else says, or at its beginning.
fn said_to(reader: &Reader<'_>, sentence: &Sentence) -> usize {
    unsaid::reaching(&reader.unsaid, sentence.to)
        .map_or(sentence.to, |from| from.max(sentence.from))
}

/// How many tokens after somebody else's words they may be denied.
const DENIAL_REACH: usize = 3;

/// Drops what was read in words that nobody says as so.
fn drop_unsaid(reader: &mut Reader<'_>) {
    let unsaid = &reader.unsaid;
    if unsaid.is_empty() {
        return;
    }
    let tokens = &reader.tokens;
    reader
        .drafts
        .retain(|draft| !unsaid::has(unsaid, draft.from, draft.to));
    let is_said = |span: Span| {
        let from = tokens.partition_point(|token| token.end <= span.start as usize);
        let to = tokens.partition_point(|token| token.start < span.end as usize);
        !unsaid::has(unsaid, from, to)
    };
    // "You said I'm not allergic to nuts, that's wrong": what was said of the speaker is.
    let denies = |span: Span| {
        let from = tokens.partition_point(|token| token.end <= span.start as usize);
        unsaid::has(unsaid, from.saturating_sub(DENIAL_REACH), from)
    };
    reader.retractions.retain(|retraction| {
        is_said(retraction.span) && !(retraction.what == Retracted::Last && denies(retraction.span))
    });
    reader.endings.retain(|span| is_said(*span));
    reader
        .replaced
        .retain(|exchange| !unsaid::has(unsaid, exchange.from, exchange.to));
}

/// Where a sentence begins to say something of its own.
fn said_from(reader: &Reader<'_>, sentence: &Sentence) -> usize {
    match reader.voice {
        Voice::User | Voice::Record => courtesy::start(&reader.tokens, sentence.from, sentence.to),
        _ => sentence.from,
    }
}

/// The values that statements say were there before theirs.
fn replaced(reader: &Reader<'_>) -> Vec<Replaced> {
    let mut found = reader.replaced.clone();
    for draft in &reader.drafts {
        let known = found
            .iter()
            .any(|replaced| replaced.from < draft.to && draft.from < replaced.to);
        if known || draft.polarity != Polarity::Positive || draft.type_ == "goal" {
            continue;
        }
        if draft.type_ == "preference" && !draft.attribute.contains(':') {
            continue;
        }
        if let Some(old) = crate::rules::shapes::old_in(reader, draft.from, draft.to) {
            found.push(crate::rules::Exchange {
                from: draft.from,
                to: draft.to,
                old,
                new: None,
            });
        }
    }
    let span = |from: usize, to: usize| Span {
        start: reader.tokens[from].start as u32,
        end: reader.tokens[to.max(from + 1) - 1].end as u32,
    };
    let replaced = |exchange: crate::rules::Exchange| Replaced {
        span: span(exchange.from, exchange.to),
        old: exchange.old,
        new: exchange.new,
    };
    found.into_iter().map(replaced).collect()
}

/// The longest start of the text that has at most `limit` bytes.
fn head(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Tells "Anna's a nurse" from "Anna's dog".
pub(crate) fn settle_s(tokens: &mut [Token]) {
    for at in 1..tokens.len() {
        if tokens[at].low == "'s" && is_verb_s(tokens, at) {
            let perfect = tokens
                .get(at + 1)
                .is_some_and(|next| next.is_in(&["been", "got"]));
            tokens[at].low = if perfect { "has" } else { "is" }.to_owned();
        }
    }
}

/// A line that repeats somebody else's: "> I live in Rome".
pub(crate) fn is_quotation(token: &Token) -> bool {
    token.low == ">" && token.new_line || token.low == "```"
}

/// Words with content that are in no statement.
fn rest(reader: &Reader<'_>, sentences: &[Sentence]) -> Vec<Span> {
    let mut said = vec![false; reader.tokens.len()];
    let drafts = reader.drafts.iter().map(|draft| (draft.from, draft.to));
    for (from, to) in drafts {
        for mark in &mut said[from..to.min(reader.tokens.len())] {
            *mark = true;
        }
    }
    let asked = |retraction: &&Retraction| !matches!(&retraction.what, Retracted::Named { how, .. } if *how != Naming::Asked);
    for retraction in reader.retractions.iter().filter(asked) {
        for (token, mark) in reader.tokens.iter().zip(&mut said) {
            if token.start >= retraction.span.start as usize
                && token.end <= retraction.span.end as usize
            {
                *mark = true;
            }
        }
    }
    mark_phrases(&reader.tokens, &mut said);
    mark_leads(reader, sentences, &mut said);
    for sentence in sentences {
        said[sentence.from..said_from(reader, sentence)].fill(true);
    }
    let is_rest = |(token, said): &(&Token, &bool)| {
        !**said
            && token.word
            && !LEADS.contains(&token.low.as_str())
            && !JOINTS.has(&token.low)
            && !CHANGE_LEADS.contains(&token.low.as_str())
            && !token.is_one_of(EMPTY)
    };
    let span = |token: &Token| Span {
        start: token.start as u32,
        end: token.end as u32,
    };
    let all = reader.tokens.iter().zip(&said);
    all.filter(is_rest).map(|(token, _)| span(token)).collect()
}

/// Words that say nothing where no statement has them.
const EMPTY: &str = "for the record by way just you know to let i have that my changed mind as of it am is \
a in please remember happy and been s hello mention should forgot what me because since be oh yeah yep \
ok okay hi hey hiya thanks thank thx ty cheers fyi btw lol haha anyway so well also now ps quick note one \
more thing update correction sorry oops will was were do not are your information context reference";

/// Phrases that say nothing where no statement has them: thanks, tags, requests to keep what was said.
const EMPTY_PHRASES: &[&str] = &[
    "just saying",
    "just so you know",
    "that is it",
    "that is all",
    "that is about it",
    "thanks a lot",
    "thanks so much",
    "thank you so much",
    "thank you very much",
    "thanks in advance",
    "many thanks",
    "no worries",
    "no problem",
    "no biggie",
    "hope that helps",
    "hope this helps",
    "sorry for the confusion",
    "sorry about that",
    "sorry for the mix-up",
    "my mistake",
    "my bad",
    "my apologies",
    "for now",
    "at the moment",
    "as far as i know",
    "i think",
    "i guess",
    "i believe",
    "if you want to know",
    "in case you need it",
    "in case it matters",
    "in case you were wondering",
    "for what it is worth",
    "for your records",
    "for your notes",
    "for your info",
    "note that down",
    "note it down",
    "make a note",
    "take note",
    "keep that in mind",
    "keep it in mind",
    "remember that",
    "remember this",
    "please update that",
    "please update your notes",
    "please update your records",
    "update your notes",
    "update your records",
    "update that",
    "please change that",
    "please correct that",
    "please note",
    "good morning",
    "good evening",
    "good afternoon",
    "how are you",
    "long story",
    "believe it or not",
    "it turns out",
    "turns out",
    "big news",
    "good news",
    "bad news",
    "small update",
    "life update",
    "heads up",
    "another thing",
    "one last thing",
    "nothing else",
    "nothing more",
    "all good",
    "so yeah",
    "you see",
    "to be honest",
    "to be clear",
    "to be precise",
    "you should know",
    "you may want to know",
    "i wanted to say",
    "i wanted to tell you",
    "i just wanted to say",
    "i just wanted to tell you",
    "i meant to say",
    "i meant to tell you",
    "i have to correct myself",
    "let me correct that",
    "let me correct myself",
    "can you believe it",
    "for good this time",
    "this time",
    "see you",
    "talk soon",
    "have a nice day",
    "as i said",
    "as you know",
    "as mentioned",
    "by the way",
];

/// Marks the words of phrases that say nothing.
fn mark_phrases(tokens: &[Token], said: &mut [bool]) {
    for at in 0..tokens.len() {
        if said[at] || !tokens[at].word {
            continue;
        }
        let length = EMPTY_PHRASES
            .iter()
            .filter(|phrase| phrase.bytes().next() == tokens[at].low.bytes().next())
            .filter(|phrase| {
                let mut words = tokens[at..].iter();
                phrase
                    .split(' ')
                    .all(|word| words.next().is_some_and(|token| token.low == word))
            })
            .map(|phrase| phrase.split(' ').count())
            .max();
        if let Some(length) = length {
            said[at..at + length].fill(true);
        }
    }
}

/// Content words that lead to a statement and say nothing without it.
const LEAD_WORDS_MAX: usize = 2;

/// Marks what leads to a statement: "what I do for work: ...", "changed jobs, ...".
fn mark_leads(reader: &Reader<'_>, sentences: &[Sentence], said: &mut [bool]) {
    for sentence in sentences {
        let (from, to) = (sentence.from, sentence.to.min(said.len()));
        let states = |draft: &&Draft| {
            from <= draft.from && draft.from < to && draft.polarity == Polarity::Positive
        };
        let Some(start) = reader
            .drafts
            .iter()
            .filter(states)
            .map(|draft| draft.from)
            .min()
        else {
            continue;
        };
        let heads = start > from && reader.tokens[start - 1].low == ":";
        let content = (from..start).filter(|&at| {
            let token = &reader.tokens[at];
            token.word && !said[at] && !JOINTS.has(&token.low) && !token.is_one_of(EMPTY)
        });
        if heads || content.count() <= LEAD_WORDS_MAX {
            said[from..start].fill(true);
        }
    }
}

/// Attributes whose value is itself a date: it is not since when they hold.
const DATED: &[&str] = &["birthday", "deadline", "age"];

/// What somebody joins beside a company, as attributes.
const CLUBS: [&str; 3] = ["gym", "club", "team"];

/// Whether a draft only says that somebody joined something: "I joined Equinox".
fn may_be_a_club(draft: &Draft) -> bool {
    draft.attribute == "employer"
        && draft.subject == "user"
        && draft.polarity == Polarity::Positive
        && draft.text.contains("joined")
}

/// Whether a draft tells of a move to somewhere that is known as no place.
fn may_be_a_job(draft: &Draft) -> bool {
    let value = draft.value.as_deref().unwrap_or_default();
    let text = draft.text.to_lowercase();
    let moves = ["moved to ", "moving to "];
    draft.attribute == "residence"
        && draft.subject == "user"
        && draft.polarity == Polarity::Positive
        && moves.iter().any(|moves| text.contains(moves))
        && value
            .split(' ')
            .all(|word| word.starts_with(char::is_uppercase))
        && !entities::may_be_place(value)
}

fn finish(
    draft: Draft,
    tokens: &[Token],
    dates: &[FoundDate],
    all_entities: &[Entity],
    utterance: &Utterance<'_>,
) -> Found {
    let to = draft.to.clamp(draft.from + 1, tokens.len());
    let mut last = to - 1;
    while last > draft.from && !tokens[last].word && !tokens[last].quoted {
        last -= 1;
    }
    let span = Span {
        start: tokens[draft.from].start as u32,
        end: tokens[last].end as u32,
    };
    let kind = draft.kind.unwrap_or(match draft.type_ {
        "event" => MemoryKind::Episodic,
        "procedure" | "norm" | "instruction" => MemoryKind::Procedural,
        _ => MemoryKind::Semantic,
    });
    let times = times(&draft, tokens, span, dates, utterance.said_at);
    // "I moved to Stripe": who works somewhere may have moved there, too.
    let alternatives = match (may_be_a_job(&draft), may_be_a_club(&draft)) {
        (true, _) => vec!["employer".to_owned()],
        (_, true) => CLUBS.map(str::to_owned).to_vec(),
        _ => Vec::new(),
    };
    // Those of the text that its own sentence names: found in the whole, because a name is told by
    // what stands around it.
    let own_words = draft.text.to_lowercase();
    let named = |entity: &&Entity| own_words.contains(&entity.name.to_lowercase());
    let entities = all_entities.iter().filter(named).cloned().collect();
    let topics = topics::find(&draft.text);
    // "The email address for my account" is the speaker's.
    let is_contact = matches!(draft.attribute.as_str(), "email" | "phone" | "address");
    let subject = match draft.subject.as_str() {
        "account" | "user's account" if is_contact => "user".to_owned(),
        _ => draft.subject,
    };
    Found {
        statement: Statement {
            subject,
            attribute: draft.attribute,
            cardinality: draft.cardinality,
            value: draft.value,
            polarity: draft.polarity,
            certainty: 1.0,
            span: Some(span),
            closed: None,
        },
        text: draft.text,
        type_: draft.type_.to_owned(),
        kind,
        cue: draft.cue,
        valid_from: times.valid_from,
        valid_to: times.valid_to,
        event_date: times.event,
        entities,
        topics,
        is_directive: draft.directive,
        confidence: draft.confidence,
        alternatives,
    }
}

#[derive(Default)]
struct Times {
    valid_from: Option<Timestamp>,
    valid_to: Option<Timestamp>,
    event: Option<Timestamp>,
}

/// What the statement's words of time mean for it.
fn times(
    draft: &Draft,
    tokens: &[Token],
    span: Span,
    dates: &[FoundDate],
    said_at: Timestamp,
) -> Times {
    let mut times = Times::default();
    let inside =
        |date: &&FoundDate, start: u32, end: u32| date.span.start < end && start < date.span.end;
    let named = draft.time.and_then(|(from, to)| {
        let (start, end) = (tokens[from].start as u32, tokens[to - 1].end as u32);
        dates.iter().find(|date| inside(date, start, end))
    });
    let Some(date) = named.or_else(|| dates.iter().find(|date| inside(date, span.start, span.end)))
    else {
        return times;
    };
    let before = |words: &[&str]| {
        let at = tokens.partition_point(|token| (token.start as u32) < date.span.start);
        let first = tokens.get(at).is_some_and(|token| token.is_in(words));
        first || at > 0 && tokens[at - 1].is_in(words)
    };
    // Who turned seven yesterday is so since then.
    let is_birthday = draft.attribute == "age" && draft.cue == Cue::Change && draft.time.is_some();
    let dated = DATED.contains(&draft.attribute.as_str()) && !is_birthday
        || draft.attribute.starts_with("deadline");
    if matches!(draft.type_, "norm" | "procedure" | "instruction") {
        // "From today on": a rule that begins. Other dates in it say when it applies.
        let after = tokens.partition_point(|token| (token.start as u32) < date.span.end);
        let on = tokens
            .get(after)
            .is_some_and(|token| token.is_in(&["on", "onward", "onwards"]));
        if before(&["starting"]) || before(&["from"]) && on {
            times.valid_from = Some(date.from);
        }
        return times;
    }
    if before(&["until", "till"]) {
        times.valid_to = Some(date.to);
        if draft.type_ == "event" {
            times.event = Some(date.from);
        }
    } else if matches!(draft.type_, "event" | "plan" | "goal" | "decision")
        || draft.attribute.starts_with("appointment:")
    {
        times.event = Some(date.from);
    } else if dated {
        times.event = Some(date.from).filter(|_| draft.attribute != "age");
    } else if date.from <= said_at
        || matches!(draft.cue, Cue::Change | Cue::Again)
        || before(&["since", "from"])
    {
        // "I quit smoking in 2020": since then it is so that it is over.
        times.valid_from = Some(date.from);
    } else {
        times.event = Some(date.from);
    }
    times
}
