//! What is taken back: "forget that", "scratch that", "that's not true any more".

use types::Span;

use super::copula::property;
use super::value::cut_tail;
use super::{Reader, attributes};
use crate::grammar::clause::{Mood, clauses};
use crate::grammar::sentence::Sentence;
use crate::reading::{Retracted, Retraction, Voice};

/// Phrases that take back what was said last.
const LAST: &[&str] = &[
    "forget that",
    "forget what i said",
    "forget what i just said",
    "forget what i told you",
    "forget the last thing",
    "scratch that",
    "strike that",
    "ignore that",
    "ignore what i said",
    "ignore what i just said",
    "ignore my last message",
    "ignore the last message",
    "ignore my previous message",
    "ignore the previous message",
    "ignore my last",
    "disregard that",
    "disregard what i said",
    "disregard what i just said",
    "disregard my last message",
    "disregard my previous message",
    "that is not true",
    "that is not right",
    "that is no longer true",
    "that is no longer the case",
    "that is no longer valid",
    "that is no longer correct",
    "that is not correct",
    "that is wrong",
    "that is not the case",
    "that was wrong",
    "that was a mistake",
    "that was not true",
    "that was incorrect",
    "that is incorrect",
    "that is outdated",
    "that is out of date",
    "that is not valid",
    "that is not accurate",
    "this is no longer true",
    "this is not true",
    "this is no longer the case",
    "it is no longer true",
    "it is not true any more",
    "it is not true anymore",
    "that does not hold",
    "that no longer holds",
    "that no longer applies",
    "that does not apply",
    "that is not true anymore",
    "i take that back",
    "i take it back",
    "take that back",
    "i was lying",
    "i was joking",
    "i was kidding",
    "i was just kidding",
    "just kidding",
    "i made that up",
    "undo that",
    "delete that",
    "erase that",
    "remove that",
    "cancel that",
    "do not remember that",
    "never mind what i said",
    "nevermind what i said",
    "that is old news",
    "that has changed",
    "that changed",
];

/// Verbs that tell to take something back.
const FORGETS: &[&str] = &[
    "forget",
    "ignore",
    "disregard",
    "delete",
    "remove",
    "erase",
    "drop",
    "scratch",
    "unlearn",
];

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
    if let Some(about) = about(reader, from, to, &low) {
        for what in about {
            push(reader, from, to, what);
        }
        reader.idle.push((sentence.from, sentence.to));
        return true;
    }
    let Some(phrase) = LAST
        .iter()
        .filter(|phrase| low.starts_with(*phrase))
        .max_by_key(|phrase| phrase.len())
    else {
        return false;
    };
    let length = phrase.split(' ').count();
    let rest_from = from + length;
    let (rest_to, _) = cut_tail(&reader.tokens, rest_from, to);
    // "Forget that I live in Rome" was told above; "forget that guy" is no retraction.
    let ends = rest_from >= rest_to
        || !reader.tokens[rest_from].word
        || reader.tokens[rest_from]
            .is_one_of("and but please because i any earlier before again about");
    if !ends {
        return false;
    }
    // Said in the same breath, it takes back the statement before it.
    if reader.drafts.pop().is_none() {
        push(reader, from, from + length, Retracted::Last);
    }
    reader
        .idle
        .push((sentence.from, rest_from.min(sentence.to)));
    let whole = rest_from >= rest_to
        || !reader.tokens[rest_from..rest_to]
            .iter()
            .any(|token| token.word);
    if !whole {
        // What follows may say the new state: "scratch that, I prefer tea".
        let mut next = rest_from;
        while next < to && !reader.tokens[next].word {
            next += 1;
        }
        if next < to {
            for_rest(
                reader,
                Sentence {
                    from: next,
                    ..sentence
                },
            );
        }
    }
    true
}

fn for_rest(reader: &mut Reader<'_>, sentence: Sentence) {
    reader.sentence(sentence);
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
just also and yes kindly but oops now",
        ) || !reader.tokens[from].word)
    {
        from += 1;
    }
    (from, sentence.to)
}

fn push(reader: &mut Reader<'_>, from: usize, to: usize, what: Retracted) {
    let to = to.min(reader.tokens.len());
    let span = Span {
        start: reader.tokens[from].start as u32,
        end: reader.tokens[to - 1].end as u32,
    };
    reader.retractions.push(Retraction { what, span });
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

/// What of the past a request names: "forget my address", "ignore what I said about Rome".
fn about(reader: &mut Reader<'_>, from: usize, to: usize, low: &str) -> Option<Vec<Retracted>> {
    let first = reader.tokens[from].low.clone();
    let negated = low.starts_with("do not remember my ")
        || low.starts_with("stop remembering ")
        || low.starts_with("do not store my ");
    if first == "what"
        && (low.contains("is not true")
            || low.contains("is wrong")
            || low.contains("no longer")
            || low.contains("was wrong")
            || low.contains("is outdated"))
    {
        let phrase = TOLD.iter().find(|phrase| low.starts_with(**phrase))?;
        let at = from + phrase.split(' ').count() - 1;
        let end = (at..to)
            .find(|&at| reader.tokens[at].is_in(&["is", "was", "no"]))
            .unwrap_or(to);
        return Some(named(reader, at, end));
    }
    if let Some(phrase) = UNTRUE.iter().find(|phrase| low.starts_with(**phrase)) {
        return inner(reader, from + phrase.split(' ').count() - 1, to);
    }
    if !FORGETS.contains(&first.as_str()) && !negated {
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
        return Some(named(reader, at, end_of_object(reader, at, to)));
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
        return inner(reader, at + skip, to);
    }
    if let Some(attribute) = dated(reader, at, to).filter(|_| first != "ignore") {
        return Some(vec![Retracted::About {
            subject: "user".to_owned(),
            attribute: Some(attribute),
            value: None,
        }]);
    }
    own(reader, &first, negated, (at, to))
}

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
    let known = attributes::of_noun(&reader.low((at + 1).min(end), end)).is_some()
        || reader.low(at, end).contains("favourite");
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

/// The addresses that a noun phrase names: "my job" is the title and the employer.
fn named(reader: &Reader<'_>, from: usize, to: usize) -> Vec<Retracted> {
    let mine = reader
        .tokens
        .get(from)
        .filter(|_| from < to)
        .is_some_and(|token| token.is_in(&["my", "our", "me"]));
    let start = if mine { from + 1 } else { from };
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
    if let Some(owner) = head.split_once("'s ").filter(|_| mine) {
        let subject = format!("user's {}", owner.0);
        return vec![Retracted::About {
            subject,
            attribute: Some(property(owner.1).0),
            value: None,
        }];
    }
    let (attribute, own) = property(&head);
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
        return Some(vec![Retracted::Last]);
    }
    let about = said.into_iter().map(|draft| Retracted::About {
        subject: draft.subject,
        attribute: Some(draft.attribute.trim_start_matches("past_").to_owned()),
        value: draft.value,
    });
    Some(about.collect())
}
