//! What somebody got wrong, and what it is instead: "I got Ana's birthday wrong, it's on 4 October"; and
//! whom a sentence sets apart: "it's not Max who plays football, it's Ben".

use types::{Cardinality, Polarity};

use super::possession::{Property, property_of};
use super::value::cut_tail;
use super::{Reader, plans::user_act};
use crate::form::is_time;
use crate::grammar::clause::Clause;
use crate::grammar::noun::{Owner, noun};
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::grammar::verbs::lemma_of;
use crate::grammar::words::LEADS;
use crate::reading::{Cue, Retracted, Voice};
use crate::units::kinds;

/// Reads a sentence that says which property was told wrongly; `true` if it is one. Without the value, "it"
/// means that property in what follows.
pub(crate) fn read(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record) || sentence.question {
        return false;
    }
    let Some((from, to, next)) = mistaken(&reader.tokens, sentence) else {
        return false;
    };
    let what = noun(&reader.tokens, from, to).filter(|what| what.to == to);
    let is_owned = what
        .as_ref()
        .is_some_and(|what| !matches!(what.owner, Owner::Definite | Owner::Nobody));
    let property = what.and_then(|what| property_of(reader, &what));
    let Some(property) = property.filter(|property| property.own) else {
        return false;
    };
    match value_at(&reader.tokens, next, sentence.to) {
        Some((start, end)) => corrected(
            reader,
            (sentence.from, end),
            (from, to),
            (property, is_owned),
            start,
        ),
        None if next >= sentence.to || !reader.tokens[next].word && next + 1 >= sentence.to => {
            reader.thing = Some((property.subject, property.attribute));
            reader.ended = true;
            true
        }
        None => false,
    }
}

/// Where what was told wrongly begins and ends, and where the sentence goes on.
fn mistaken(tokens: &[Token], sentence: Sentence) -> Option<(usize, usize, usize)> {
    let Sentence { from, to, .. } = sentence;
    let first = (from..to)
        .find(|&at| tokens[at].word && !LEADS.contains(&tokens[at].low.as_str()))
        .filter(|&at| tokens[at].is_one_of("i we") && !tokens[at].quoted)?;
    let is_aux = |at: usize| tokens[at].is_one_of("have had just did");
    let verb = (first + 1..to).find(|&at| !is_aux(at))?;
    // "I had my birthday wrong."
    let has = verb > first + 1 && tokens[verb].is_one_of("my our the his her their");
    let verb = if has { verb - 1 } else { verb };
    let stop = |at: usize| {
        let mut rest = at..to;
        let is_mark = |at: &usize| tokens[*at].is_one_of(", : ; - — – .");
        rest.find(is_mark).unwrap_or(to)
    };
    let link = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.is_one_of("about on with in"))
    };
    // "I was wrong about", "I made a mistake with".
    let about = match tokens[verb].low.as_str() {
        "was" | "were" | "am" | "'m" | "be" if is_wrong(tokens.get(verb + 1)) => verb + 2,
        "made"
            if tokens
                .get(verb + 2)
                .is_some_and(|token| token.is_one_of("mistake error typo")) =>
        {
            verb + 3
        }
        _ => 0,
    };
    if about > 0 && link(about) {
        let end = stop(about + 1);
        return (about + 1 < end).then_some((about + 1, end, end));
    }
    let got = tokens[verb]
        .is_one_of("got get gotten had have gave told wrote typed put entered said mixed messed");
    let start = verb + 1;
    let end = (start + 1..stop(start)).find(|&at| is_wrong(tokens.get(at)))?;
    let after = (end..to).find(|&at| !is_wrong(tokens.get(at)) && tokens[at].low != "up");
    got.then_some((start, end, after.unwrap_or(to)))
}

fn is_wrong(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.is_one_of("wrong wrongly incorrectly mistaken mixed messed"))
}

/// The value that stands from `next` on: ", it's on 4 October".
fn value_at(tokens: &[Token], next: usize, to: usize) -> Option<(usize, usize)> {
    let mut at = (next..to).find(|&at| tokens[at].word || tokens[at].is_number())?;
    if tokens[at].is_one_of("and but") {
        at += 1;
    }
    let is_it = tokens
        .get(at)
        .is_some_and(|token| token.is_one_of("it that"));
    let be = (at + usize::from(is_it)..to)
        .find(|&at| !tokens[at].is_one_of("should actually really in fact will must"))?;
    if !tokens[be].is_one_of("is 's was be") || !is_it && be == at {
        return None;
    }
    let start = (be + 1..to).find(|&at| !tokens[at].is_one_of("actually really on at"))?;
    let is_end = |at: &usize| {
        tokens[*at].is_one_of("; ! . not instead rather")
            || tokens[*at].low == "," && !tokens.get(at + 1).is_some_and(Token::is_number)
    };
    let end = (start..to).find(is_end).unwrap_or(to);
    let (cut, _) = cut_tail(tokens, start, end);
    let end = if cut > start { cut } else { end };
    (start < end).then_some((start, end))
}

/// Keeps the value that a property has instead.
fn corrected(
    reader: &mut Reader<'_>,
    (first, end): (usize, usize),
    (from, to): (usize, usize),
    (property, is_owned): (Property, bool),
    start: usize,
) -> bool {
    let Some(value) = reader.words(start, end) else {
        return false;
    };
    // "I got the answer wrong, it's fine" tells how somebody takes it.
    let is_telling = is_time(&value) || value.contains(char::is_uppercase);
    if !kinds::fits(&property.attribute, &value) || !is_telling && !is_owned {
        return false;
    }
    let clause = Clause::fragment(first, end);
    let act = user_act(reader, &clause);
    let mut draft = reader.draft(&act, &property.attribute, Some(value.clone()));
    draft.subject = property.subject;
    draft.text = format!("{} is {value}", reader.told(from, to).trim_end_matches('.'));
    (draft.cardinality, draft.polarity) = (Cardinality::One, Polarity::Positive);
    draft.cue = Cue::Change;
    (draft.from, draft.to) = (first, end);
    reader.push(draft);
    true
}

/// Where "who" stands in a sentence that says of whom something is not so: "it's not Max who plays football".
pub(crate) fn set_apart(tokens: &[Token]) -> Option<usize> {
    let first = tokens
        .iter()
        .position(|token| token.word && !LEADS.contains(&token.low.as_str()))?;
    let rest = &tokens[first..];
    let says = |at: usize, words: &str| rest.get(at).is_some_and(|token| token.is_one_of(words));
    let not = if says(2, "not") || says(2, "n't") {
        3
    } else {
        return None;
    };
    let who = (not..rest.len().min(not + 4)).find(|&at| says(at, "who"))?;
    let is_named = rest[not..who].iter().all(|token| token.word);
    (says(0, "it that") && says(1, "'s is was") && is_named && who > not).then_some(first + who)
}

/// Reads of whom something is not so; `true` if that is what the sentence says. It tells of nobody else.
pub(crate) fn not_who(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record) || sentence.question {
        return false;
    }
    let tokens = &reader.tokens[sentence.from..sentence.to];
    let Some(who) = set_apart(tokens).map(|who| sentence.from + who) else {
        return false;
    };
    let tokens = &reader.tokens;
    let not = (sentence.from..who)
        .rev()
        .find(|&at| tokens[at].is_one_of("not n't"));
    let is_mark = |at: &usize| tokens[*at].is_one_of(", ; : - — . !");
    let stop = (who..sentence.to).find(is_mark).unwrap_or(sentence.to);
    let named = not.and_then(|not| noun(tokens, not + 1, who));
    if let Some(super::Actor::Other(subject)) = named.map(|named| reader.named(&named))
        && who + 2 < stop
    {
        let value = reader.words(who + 2, stop);
        let attribute = lemma_of(&reader.tokens[who + 1].low);
        let what = Retracted::About {
            subject,
            attribute: Some(attribute),
            value: value.map(|value| super::copula::strip_article(&value)),
        };
        super::retract::push(reader, sentence.from, stop, what);
    }
    true
}
