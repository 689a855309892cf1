//! Who is who to somebody, said in passing: "my sister Anna", "my boss, Mr. Tanaka,".

use types::{Cardinality, Polarity};

use super::Reader;
use super::attributes;
use super::plans::user_act;
use crate::grammar::clause::Clause;
use crate::grammar::token::Token;
use crate::reading::{Cue, Voice};

/// Reads names that stand beside nouns for people and animals.
pub(crate) fn read(reader: &mut Reader<'_>, clause: &Clause) {
    let unnames = clause.group.negated
        || clause.group.ended
        || matches!(clause.group.lemma.as_str(), "rename");
    if !matches!(reader.voice, Voice::User | Voice::Record) || unnames {
        return;
    }
    let mut at = clause.lead.map_or(clause.from, |(from, _)| from);
    while at < clause.to {
        let own = reader.tokens[at].is_in(&["my", "our"]) && !reader.tokens[at].quoted;
        match own.then(|| named(reader, at, clause.to)).flatten() {
            Some((noun, from, to)) => {
                push(reader, clause, at, &noun, from, to);
                at = to;
            }
            None => at += 1,
        }
    }
}

/// The noun and the name after "my": "my best friend Tom", "my boss, Mr. Tanaka".
fn named(reader: &Reader<'_>, my: usize, to: usize) -> Option<(String, usize, usize)> {
    let tokens = &reader.tokens;
    for length in [3, 2, 1] {
        let end = my + 1 + length;
        if end >= to
            || tokens[my + 1..end].iter().any(|token| {
                token.capital && !token.is_in(&["gp", "pm", "ceo", "cto"]) || !token.word
            })
        {
            continue;
        }
        let noun = reader.low(my + 1, end);
        let bare = [
            "older ",
            "younger ",
            "little ",
            "big ",
            "eldest ",
            "late ",
            "old ",
            "new ",
            "twin ",
            "oldest ",
            "youngest ",
            "middle ",
            "elder ",
            "former ",
            "baby ",
        ]
        .iter()
        .find_map(|word| noun.strip_prefix(word))
        .unwrap_or(&noun)
        .to_owned();
        if attributes::kin(&bare).is_none()
            || bare.ends_with('s') && !matches!(bare.as_str(), "boss")
        {
            continue;
        }
        let comma = tokens[end].low == ",";
        let from = if comma { end + 1 } else { end };
        let called = tokens
            .get(from)
            .is_some_and(|token| token.is_in(&["named", "called"]));
        let from = if called { from + 1 } else { from };
        let mut stop = from;
        while stop < to && name(&tokens[stop]) {
            stop += 1;
        }
        // Behind a comma only a bracketed name is one: "my son, Leo, is", not "my son, Anna and I".
        let closed = !comma || tokens.get(stop).is_none_or(|next| next.low == ",") || stop == to;
        if stop > from && stop - from <= 3 && closed {
            return Some((bare, from, stop));
        }
    }
    None
}

fn name(token: &Token) -> bool {
    token.capital
        && token.word
        && !token.is_in(crate::grammar::words::WEEKDAYS)
        && !token.is_in(&["i", "is", "has"])
}

fn push(reader: &mut Reader<'_>, clause: &Clause, my: usize, noun: &str, from: usize, to: usize) {
    let attribute = match attributes::kin(noun) {
        // Children keep their noun: several of a kind are told apart by name.
        Some("child") | None => noun.to_owned(),
        Some(kin) => kin.to_owned(),
    };
    let Some(value) = reader.words(from, to) else {
        return;
    };
    let known = reader
        .drafts
        .iter()
        .any(|draft| draft.attribute == attribute && draft.value.as_deref() == Some(&value));
    if known {
        return;
    }
    let act = user_act(reader, clause);
    let mut draft = reader.draft(&act, &attribute, Some(value.clone()));
    (draft.type_, draft.polarity, draft.cue) = ("relation", Polarity::Positive, Cue::Plain);
    // Who there is one of at a time is corrected by naming another.
    draft.cardinality = if attributes::is_single(noun) {
        Cardinality::One
    } else {
        Cardinality::Many
    };
    (draft.from, draft.to, draft.time) = (my, to, None);
    draft.text = format!("User's {noun} is {value}");
    reader.push(draft);
}
