//! What is taken back: "forget that", "scratch that", "that's not true any more".

use std::sync::LazyLock;

use types::Span;

use super::copula::property;
use super::pattern::{Pattern, Patterns, Vocabulary, in_order, says};
use super::value::{cut_tail, numeric};
use super::{Reader, attributes};
use crate::grammar::clause::{Clause, Mood, Who, clauses};
use crate::grammar::sentence::Sentence;
use crate::grammar::words::{FIRST_PERSON, one_of};
use crate::reading::{Naming, Retracted, Retraction, Voice};

/// Ways to take back what was said last, as in the table of constructions.
const LAST: &[&str] = &[
    "forget|ignore|disregard|scratch|strike|delete|erase|remove|cancel|undo|drop|discard|retract|scrap that|this|all_that|the_above",
    "forget|scratch|ignore|disregard|strike it|all_of_that|all_of_it|that_one|that_last_one|that_part|that_bit",
    "forget|ignore|disregard|delete|erase|strike|discard|scrap|drop|scratch what|everything|anything|all|whatever that? <i> <aux> said|told|wrote|mentioned|shared|stated|claimed|typed|sent|say you|to_you|here|there? earlier|before|just_now|a_moment_ago|a_second_ago|above|last|right_now?",
    "forget|ignore|disregard|delete|erase|strike|discard|scrap|drop|scratch the|my|that last|previous|latest|earlier message|statement|bit|part|thing|note|comment|sentence|remark|info|information|one|line|fact",
    "forget|ignore|disregard|delete|erase|strike|discard|scrap|drop|scratch the|my|that last|previous|latest|earlier? message|statement|bit|part|thing|note|comment|sentence|remark|info|information|one|line|fact that? <i> <aux> said|told|wrote|mentioned|shared|stated|sent you?",
    "forget <i> <aux> said|told|mentioned that|it|this|anything|you_that",
    "that|this|it|what_i_said|what_i_just_said|what_i_told_you|what_i_just_told_you|my_last_message|the_last_bit|the_last_part|the_last_thing|that_last_bit|that_last_part is|was|'s|were wrong|false|a_mistake|an_error|my_mistake|incorrect|untrue|outdated|out_of_date|obsolete|a_lie|a_joke|a_typo|nonsense|old_news|bogus|inaccurate|a_slip|mistaken|history|no_longer_true|no_longer_right|no_longer_correct|no_longer_valid|no_longer_the_case|no_longer_so|no_longer_accurate",
    "that|this|it|what_i_said|what_i_just_said|what_i_told_you|what_i_just_told_you|my_last_message|the_last_bit|the_last_part|the_last_thing is|was|'s|were not true|right|correct|accurate|valid|the_case|so|current|up_to_date|the_truth|what_i_meant any_more|anymore|any_longer|at_all?",
    "that|this|it <aux> not|no_longer hold|holds|apply|applies|count|counts|stand|stands any_more|anymore|any_longer?",
    "that|this no_longer holds|applies|counts|stands",
    "that|this has|is? changed",
    "<i> was lying|joking|kidding|mistaken|teasing|just_kidding|just_joking|only_joking|only_kidding",
    "just|only kidding|joking",
    "<i> <aux> misspoke|lied|made_that_up|made_it_up|take_that_back|take_it_back|got_that_wrong|got_it_wrong|mixed_that_up|mixed_it_up|mixed_things_up",
    "<i> made|did a mistake|an_error|a_typo there|here|with_that?",
    "<i> <aux> not mean that|it|to_say_that",
    "<i> should|would not have said|written that|it|so",
    "take that|it back",
    "take that|it|this back? out of|from your|the memory|notes|records",
    "unremember|unlearn|unsay that|this|it",
    "what <i> <aux> just? told|said|wrote|typed|mentioned you|there? just_now|before|earlier? is|was|'s wrong|rubbish|nonsense|incorrect|untrue|outdated|out_of_date|obsolete|false|a_mistake|a_slip|not_true|not_right|not_correct|not_so|no_longer_true",
    "that|this|it is|was|'s rubbish|garbage|baloney|off|all_wrong|totally_wrong|completely_wrong",
    "<i> <aux> confused|muddled two|some|a_few|a_couple_of? things|names|it|that just_now|there|up?",
    "<i> <aux> got|had that|it|this all|completely|totally mixed|muddled|confused up?",
    "do not remember|save|store|keep|record|use that|this|it",
    "<i> <aux> want|like to? take that|it back",
    "that|this <be> old news",
];

static LAST_PATTERNS: LazyLock<Patterns<Pattern>> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    let all = LAST.iter().map(|row| vocabulary.pattern(row)).collect();
    Patterns { vocabulary, all }
});

/// How many words take back what was said last, if those at `from` do.
fn last_phrase(reader: &Reader<'_>, from: usize, to: usize) -> Option<usize> {
    let tokens = &reader.tokens;
    let limit = to.min(from + LAST_LIMIT);
    let places = LAST_PATTERNS
        .vocabulary
        .places(&tokens[from..limit.max(from)]);
    let likely: Vec<(&Pattern, Vec<u64>)> = LAST_PATTERNS
        .all
        .iter()
        .filter_map(|pattern| Some((pattern, places.of(pattern)?)))
        .collect();
    (from + 2..=limit).rev().find(|&end| {
        likely.iter().any(|(pattern, places)| {
            in_order(places, 0, end - from) && says(tokens, pattern, from, end).is_some()
        })
    })
}

/// How many tokens the longest way to take back the last may have.
const LAST_LIMIT: usize = 14;

/// Verbs that tell to take something back.
const FORGETS: &str = "forget ignore disregard delete remove erase drop scratch unlearn";

/// Reads a retraction; `true` if the sentence is one and nothing else.
pub(crate) fn read(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record) {
        return false;
    }
    let (from, to) = start(reader, sentence);
    if from >= to || reader.tokens[from].quoted {
        return false;
    }
    if sentence.question && !polite(reader, sentence) {
        return false;
    }
    let low = reader.low(from, to);
    if let Some((about, end)) = about(reader, from, to, &low) {
        let rest = told_after(reader, end, sentence);
        let end = rest.map_or(to, |_| end);
        for what in about {
            push(reader, from, end, what);
        }
        reader.idle.push((sentence.from, end.min(sentence.to)));
        if let Some(rest) = rest
            && !corrected(reader, rest)
        {
            reader.sentence(rest);
        }
        return true;
    }
    let Some(rest_from) = last_phrase(reader, from, to) else {
        return false;
    };
    if is_idle_talk(reader, from, rest_from, to) {
        return false;
    }
    let (rest_to, _) = cut_tail(&reader.tokens, rest_from, to);
    // "Forget that I live in Rome" was told above; "forget that guy" and "about the weather" are none.
    let rest = &reader.tokens[rest_from..rest_to.max(rest_from)];
    let ends = match rest {
        [about, what, ..] if about.low == "about" => {
            what.is_one_of("that it this what those these them all")
        }
        [first, ..] => {
            let on = "and but please because i any earlier before again about it that sorry thanks";
            !first.word || first.is_one_of(on)
        }
        [] => true,
    };
    if !ends {
        return false;
    }
    // Said in the same breath, it takes back the statement before it.
    if !goes_on(reader, (from, rest_from), sentence) && reader.drafts.pop().is_none() {
        push(reader, from, rest_from, Retracted::Last);
    }
    reader
        .idle
        .push((sentence.from, rest_from.min(sentence.to)));
    // What follows may say the new state: "scratch that, I prefer tea".
    if let Some(next) = (rest_from..to).find(|&at| reader.tokens[at].word)
        && next < rest_to
    {
        let from = next;
        reader.sentence(Sentence { from, ..sentence });
    }
    true
}

/// What a sentence goes on to tell after what it takes back, which ends at `end`: "forget what I said
/// about Rome, I live in Bari". Words that only take the same back once more are passed over.
fn told_after(reader: &Reader<'_>, end: usize, sentence: Sentence) -> Option<Sentence> {
    let tokens = &reader.tokens;
    let mut from = end;
    loop {
        while from < sentence.to && (!tokens[from].word || tokens[from].is_one_of(JOINING)) {
            from += 1;
        }
        match last_phrase(reader, from.min(sentence.to), sentence.to) {
            Some(next) => from = next,
            None => break,
        }
    }
    let rest = Sentence {
        from,
        question: false,
        ..sentence
    };
    let is_told = from < sentence.to
        && (value_after(reader, rest).is_some()
            || clauses(tokens, rest)
                .iter()
                .any(|clause| matches!(clause.mood, Mood::Statement | Mood::Imperative)));
    is_told.then_some(rest)
}

/// Words that lead on to what is told after something was taken back.
const JOINING: &str =
    "and but because since as sorry so actually please thanks now instead earlier before";

/// Keeps the value that stands after what was taken back, of whatever that is: "it's 50 mg"; `false` if
/// there is none.
fn corrected(reader: &mut Reader<'_>, rest: Sentence) -> bool {
    let Some((from, to)) = value_after(reader, rest) else {
        return false;
    };
    let Some(value) = reader.words(from, to) else {
        return false;
    };
    let value = super::copula::strip_article(&value);
    super::exchanges::correct(reader, (rest.from, to), value);
    let next = told_after(reader, to, rest);
    if let Some(next) = next {
        reader.sentence(next);
    }
    true
}

/// Where the value stands in "it's at 10", "its Mondays and Wednesdays", "it should be 50 mg".
fn value_after(reader: &Reader<'_>, rest: Sentence) -> Option<(usize, usize)> {
    let tokens = &reader.tokens;
    let mut at = rest.from;
    let is_it = tokens.get(at)?.is_one_of("it that they its");
    let is_short = tokens[at].low == "its";
    at += 1;
    let verb = at;
    while at < rest.to
        && tokens[at].is_one_of("is are was were 's should be actually really now in fact")
    {
        at += 1;
    }
    if !is_it || at == verb && !is_short {
        return None;
    }
    // "It's at 10": the value is the time.
    if at + 1 < rest.to && tokens[at].is_one_of("at on in by") {
        at += 1;
    }
    let end = (at..rest.to)
        .find(|&at| tokens[at].is_one_of(", ; - — : . ! but because"))
        .unwrap_or(rest.to);
    let end = match cut_tail(tokens, at, end) {
        // The value is a time.
        (cut, _) if cut <= at => end,
        (cut, _) => cut,
    };
    let is_value = at < end
        && end - at <= VALUE_LIMIT
        && !tokens[at..end]
            .iter()
            .any(|token| token.is_one_of(NO_VALUE));
    is_value.then_some((at, end))
}

/// How many tokens the value of such a correction may have.
const VALUE_LIMIT: usize = 6;

/// Words that are in no value: what has them tells something else.
const NO_VALUE: &str = "not no i me my you he she we they it that this wrong true right correct false fine okay ok \
nothing something so too very good bad over done gone cancelled canceled delivered deleted sold closed \
needed finished";

/// "Forget it" is as often "never mind" as a retraction.
fn is_idle_talk(reader: &Reader<'_>, from: usize, rest_from: usize, to: usize) -> bool {
    let asked = reader.low(from, rest_from);
    let it = matches!(asked.as_str(), "forget it" | "scratch it" | "ignore it");
    let wrong = reader.tokens[rest_from..to].iter().any(|token| {
        token.is_one_of("wrong mistake mistaken error true longer typo mixed misspoke not correct")
    });
    it && !wrong && reader.drafts.is_empty()
}

/// Whether a denial goes on about something that is not the user's: "that's not true, tomatoes are
/// fruits". It denies what somebody else said; if it states another value of the user's, that
/// statement corrects by itself.
fn goes_on(reader: &Reader<'_>, (from, rest_from): (usize, usize), sentence: Sentence) -> bool {
    let tokens = &reader.tokens;
    let denies = tokens[from].is_one_of("that this it i just only");
    let comma = tokens
        .get(rest_from)
        .is_some_and(|token| token.is_one_of(", - — : ;"));
    let Some(next) = (rest_from..sentence.to).find(|&at| tokens[at].word) else {
        return false;
    };
    let first = tokens[next..sentence.to]
        .iter()
        .any(|token| token.is_one_of(FIRST_PERSON));
    let rest = Sentence {
        from: next,
        question: false,
        ..sentence
    };
    let is_of_others = |clause: &Clause| {
        clause.mood == Mood::Statement && clause.subject.who == Who::Noun && !clause.group.negated
    };
    // "That's wrong, 9 plus 10 is 19."
    let is_sum = tokens[next].is_number()
        && tokens[next..sentence.to]
            .iter()
            .any(|token| token.is_one_of("plus minus times divided equals + * x / ="));
    if denies && comma && is_sum {
        return true;
    }
    denies && comma && !first && clauses(tokens, rest).first().is_some_and(is_of_others)
}

fn polite(reader: &Reader<'_>, sentence: Sentence) -> bool {
    let low = reader.low(sentence.from, sentence.to);
    ["can you", "could you", "would you", "please", "will you"]
        .iter()
        .any(|start| low.starts_with(start))
}

/// The first word of the request, with politeness passed over.
fn start(reader: &Reader<'_>, sentence: Sentence) -> (usize, usize) {
    let mut from = sentence.from;
    while from < sentence.to
        && (reader.tokens[from].is_one_of(
            "please ok okay actually oh no wait sorry hey can could would will you so well hmm \
just also and yes kindly but oops now hmm ah argh ugh nevermind nvm damn",
        ) || never_mind(reader, from, sentence.to)
            || from > sentence.from && reader.tokens[from].low == "mind"
            || !reader.tokens[from].word)
    {
        from += 1;
    }
    (from, sentence.to)
}

/// "Never mind, ..."
fn never_mind(reader: &Reader<'_>, at: usize, to: usize) -> bool {
    at + 2 < to && reader.tokens[at].low == "never" && reader.tokens[at + 1].low == "mind"
}

pub(super) fn push(reader: &mut Reader<'_>, from: usize, to: usize, what: Retracted) {
    let to = to.min(reader.tokens.len());
    let span = Span {
        start: reader.tokens[from].start as u32,
        end: reader.tokens[to - 1].end as u32,
    };
    reader.retractions.push(Retraction {
        what,
        span,
        abouts: Vec::new(),
    });
}

/// Phrases after which stands what it was about.
const TOLD: &[&str] = &[
    "what i said about ",
    "what i told you about ",
    "what i said on ",
    "everything about ",
    "anything about ",
    "everything i said about ",
    "everything i told you about ",
    "all about ",
    "about ",
    "what you know about ",
    "everything you know about ",
    "my comment about ",
    "the thing about ",
    "the part about ",
    "the bit about ",
    "what i mentioned about ",
    "all you know about ",
    "anything you know about ",
];

/// Phrases after which stands what is not true.
const UNTRUE: &[&str] = &[
    "it is not true that ",
    "it is not true any more that ",
    "it is not true anymore that ",
    "it is not the case any more that ",
    "it is not right that ",
    "it is not correct that ",
    "it is wrong that ",
    "it is untrue that ",
    "it is no longer true that ",
    "it is not the case that ",
    "it is no longer the case that ",
];

/// How "that I live in Rome" goes on where it is untrue.
const UNTRUE_ENDS: &[&str] = &[
    " is no longer true",
    " is no longer the case",
    " is no longer correct",
    " is no longer right",
    " is not true",
    " is not true anymore",
    " is not the case",
    " is not correct",
    " is wrong",
    " is outdated",
];

/// Where what is said to be untrue begins and ends, in words; no end if it is the last.
fn untrue(low: &str) -> Option<(usize, Option<usize>)> {
    let starts = UNTRUE.iter().find(|phrase| low.starts_with(**phrase));
    if let Some(phrase) = starts {
        return Some((phrase.split(' ').count() - 1, None));
    }
    let said = low.strip_prefix("that ")?;
    let said = UNTRUE_ENDS.iter().find_map(|end| said.strip_suffix(end))?;
    let words = said.split(' ').count();
    (words > 1).then_some((1, Some(words + 1)))
}

/// Names of what was said last.
const LAST_SAID: &[&str] = &[
    "last message",
    "previous message",
    "last statement",
    "last comment",
    "previous statement",
    "last request",
    "last question",
    "earlier message",
];

/// What of the past a request names, and where that ends: "forget my address", "ignore what I said about
/// Rome".
fn about(
    reader: &mut Reader<'_>,
    from: usize,
    to: usize,
    low: &str,
) -> Option<(Vec<Retracted>, usize)> {
    let first = reader.tokens[from].low.clone();
    let negated = low.starts_with("do not remember my ")
        || low.starts_with("stop remembering ")
        || low.starts_with("do not store my ");
    if first == "what" && says_untrue(low) {
        return told_untrue(reader, from, to, low);
    }
    if let Some((at, end)) = untrue(low) {
        let inner = inner(reader, from + at, end.map_or(to, |end| from + end))?;
        return Some((inner, to));
    }
    if !one_of(&first, FORGETS) && !negated {
        return None;
    }
    let mut at = from
        + if negated {
            low.split(' ')
                .position(|word| matches!(word, "my" | "remembering"))
                .unwrap_or(1)
                + usize::from(low.starts_with("stop"))
        } else {
            1
        };
    let rest = reader.low(at, to);
    if let Some(phrase) = TOLD.iter().find(|phrase| rest.starts_with(**phrase)) {
        at += phrase.split(' ').count() - 1;
        let end = end_of_object(reader, at, to);
        let dated = (end..to).any(|at| numeric(&reader.tokens[at]))
            && (end..to).all(|at| !reader.tokens[at].is_in(&[",", "because"]));
        let definite = reader
            .tokens
            .get(at)
            .is_some_and(|token| token.is_in(&["my", "our", "the"]));
        return Some(match dated && definite {
            true => (vec![asked(reader, at, to)], to),
            false => (named(reader, at, end), end),
        });
    }
    let skip = match () {
        () if rest.starts_with("that ") => 1,
        () if rest.starts_with("the fact that ") => 3,
        () if rest.starts_with("i ") && first == "forget" => 0,
        () => usize::MAX,
    };
    if skip != usize::MAX
        && crate::grammar::clause::subject(&reader.tokens, at + skip, to).is_some()
    {
        return Some((inner(reader, at + skip, to)?, to));
    }
    if let Some(attribute) = dated(reader, at, to).filter(|_| first != "ignore") {
        let about = Retracted::About {
            subject: "user".to_owned(),
            attribute: Some(attribute),
            value: None,
        };
        return Some((vec![about], end_of_object(reader, at, to)));
    }
    own(reader, &first, negated, (at, to)).map(|found| (found, end_of_object(reader, at, to)))
}

/// Whether it denies something that was said.
fn says_untrue(low: &str) -> bool {
    UNTRUE_WORDS.iter().any(|denial| low.contains(denial))
}

const UNTRUE_WORDS: [&str; 5] = [
    "is not true",
    "is wrong",
    "no longer",
    "was wrong",
    "is outdated",
];

/// "What I said about Rome is wrong": of what, and where that is said.
fn told_untrue(
    reader: &Reader<'_>,
    from: usize,
    to: usize,
    low: &str,
) -> Option<(Vec<Retracted>, usize)> {
    let phrase = TOLD.iter().find(|phrase| low.starts_with(**phrase))?;
    let at = from + phrase.split(' ').count() - 1;
    let end = (at..to)
        .find(|&at| reader.tokens[at].is_in(&["is", "was", "no"]))
        .unwrap_or(to);
    let denied = (end..to)
        .find(|&at| !reader.tokens[at].is_one_of(DENYING))
        .unwrap_or(to);
    Some((named(reader, at, end), denied))
}

/// Words that say of something that it is not so.
const DENYING: &str = "is was are were no not longer any more anymore at all true wrong right correct incorrect \
false outdated completely totally just";

/// "the deadline of the report", "my dentist appointment on Friday": the attribute of something that has
/// a date.
fn dated(reader: &Reader<'_>, at: usize, to: usize) -> Option<String> {
    let attribute = super::frames::dated_property(reader, at, to)
        .filter(|_| reader.tokens[at].is_in(&["the", "my", "our"]))?;
    let known = attribute.starts_with("deadline:")
        || attributes::is_occasion(attribute.rsplit([' ', ':']).next().unwrap_or_default())
        || super::value::time_inside(&reader.tokens, at, to).is_some();
    known.then_some(attribute)
}

/// "forget my address", "delete what you know of Rome from memory".
fn own(
    reader: &Reader<'_>,
    first: &str,
    negated: bool,
    (at, to): (usize, usize),
) -> Option<Vec<Retracted>> {
    let mine = reader
        .tokens
        .get(at)
        .filter(|_| at < to)
        .is_some_and(|token| token.is_in(&["my", "our"]));
    let kept = reader.low(at, to);
    // "Delete my account file" is work to do; what is known is forgotten, or deleted from memory.
    let memory = kept.contains("memory")
        || kept.contains("what you know")
        || kept.contains("your records")
        || kept.contains("your notes");
    let end = end_of_object(reader, at, to);
    // "Delete my number 07700 900288."
    let is_value =
        |at: &usize| reader.tokens[*at].is_number() || reader.tokens[*at].low.contains('@');
    let noun_end = (at + 1..end).find(is_value).unwrap_or(end);
    let known = attributes::of_noun(&reader.low((at + 1).min(end), noun_end)).is_some()
        || reader.low(at, end).contains("favourite");
    // "Delete my pin please": nothing but what is known can be meant.
    let known = known
        || matches!(
            reader.low((at + 1).min(end), end).as_str(),
            "pin" | "password"
        );
    if mine && (matches!(first, "forget" | "disregard") || memory || known || negated) {
        if LAST_SAID.iter().any(|phrase| kept.contains(phrase)) {
            return Some(vec![Retracted::Last]);
        }
        return Some(named(reader, at, end));
    }
    (memory && at < end).then(|| named(reader, at, end))
}

fn end_of_object(reader: &Reader<'_>, at: usize, to: usize) -> usize {
    let (end, _) = cut_tail(&reader.tokens, at, to);
    let mut depth = at;
    while depth < end {
        if reader.tokens[depth]
            .is_one_of("from , and please because - — ; earlier completely entirely")
            && depth > at
        {
            return depth;
        }
        depth += 1;
    }
    end
}

/// What is named by whose it is: "my kitten's name" is what the user's cat is called, too.
fn owned(owner: &str, what: &str) -> Vec<Retracted> {
    let about = |subject: String, attribute: String| Retracted::About {
        subject,
        attribute: Some(attribute),
        value: None,
    };
    let mut found = vec![about(format!("user's {owner}"), property(what).0)];
    if what == "name" && (attributes::is_animal(owner) || attributes::is_relative(owner)) {
        found.push(about("user".to_owned(), property(owner).0));
    }
    found
}

/// The addresses that a noun phrase names: "my job" is the title and the employer.
fn named(reader: &Reader<'_>, from: usize, to: usize) -> Vec<Retracted> {
    let mine = reader
        .tokens
        .get(from)
        .filter(|_| from < to)
        .is_some_and(|token| token.is_in(&["my", "our", "me"]));
    let start = if mine { from + 1 } else { from };
    let whole = to;
    let to = (start + 1..to)
        .find(|&at| reader.tokens[at].is_number() || reader.tokens[at].low.contains('@'))
        .unwrap_or(to);
    let head = reader.low(start, to);
    let user = |attribute: Option<String>, value: Option<String>| Retracted::About {
        subject: "user".to_owned(),
        attribute,
        value,
    };
    if head.is_empty() {
        return vec![Retracted::Last];
    }
    if let Some((owner, what)) = head.split_once("'s ").filter(|_| mine) {
        return owned(owner, what);
    }
    let (attribute, own) = property(&head);
    let known = attributes::of_noun(&head).is_some()
        || attributes::define(&attribute).is_some()
        || attributes::kin(&head).is_some()
        || attributes::is_property(&head);
    if !known && (mine || to > start + 1) {
        return vec![asked(reader, from, whole)];
    }
    if mine {
        let mut found = vec![user(Some(attribute.clone()), None)];
        match attribute.as_str() {
            "job_title" => found.push(user(Some("employer".to_owned()), None)),
            "address" => found.push(user(Some("residence".to_owned()), None)),
            "allergic_to" | "diet" => {}
            _ if !own => found.push(Retracted::About {
                subject: format!("user's {head}"),
                attribute: None,
                value: None,
            }),
            _ => {}
        }
        return found;
    }
    let bare = ["the ", "a ", "an "]
        .iter()
        .find_map(|article| head.strip_prefix(article))
        .unwrap_or(&head);
    if let Some(known) = attributes::of_noun(bare) {
        return vec![user(Some(known.to_owned()), None)];
    }
    if reader.tokens[start..to]
        .iter()
        .any(|token| token.is_one_of("as being on at for of in with my our by me"))
        || to < whole
    {
        return vec![asked(reader, from, whole)];
    }
    let value = reader
        .words(start, to)
        .map(|value| super::copula::strip_article(&value));
    vec![user(None, value)]
}

/// The statements of a clause that is said to be untrue or to be forgotten.
fn inner(reader: &mut Reader<'_>, from: usize, to: usize) -> Option<Vec<Retracted>> {
    let found = clauses(
        &reader.tokens,
        Sentence {
            from,
            to,
            question: false,
        },
    );
    let (drafts, retractions) = (reader.drafts.len(), reader.retractions.len());
    if let Some(at) = found
        .iter()
        .position(|clause| clause.mood == Mood::Statement)
    {
        reader.statement(&found, at);
    }
    reader.retractions.truncate(retractions);
    let said: Vec<_> = reader.drafts.drain(drafts..).collect();
    if said.is_empty() {
        return Some(vec![asked(reader, from, to)]);
    }
    let about = said.into_iter().map(|draft| Retracted::About {
        subject: draft.subject,
        attribute: Some(draft.attribute.trim_start_matches("past_").to_owned()),
        value: draft.value,
    });
    Some(about.collect())
}

/// What a request to forget names by words alone.
fn asked(reader: &Reader<'_>, from: usize, to: usize) -> Retracted {
    Retracted::Named {
        words: reader.low(from, to),
        how: Naming::Asked,
    }
}
