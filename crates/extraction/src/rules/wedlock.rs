//! What goes with a wedding, a divorce and a birthday: who got married to Sam is no longer single, who got
//! divorced has no husband, and whoever turned seven yesterday is seven.

use types::{Cardinality, Polarity, Span};

use super::{Act, Draft, Reader};
use crate::grammar::token::Token;
use crate::grammar::words::one_of;
use crate::reading::{Cue, Retracted, Retraction};

const AGE_MAX: u32 = 119;

/// Reads "my nephew turned 7 yesterday", where the time has taken the number along.
pub(crate) fn turned(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let is_age = |age: u32| (1..=AGE_MAX).contains(&age);
    let number = reader.tokens.get(group.rest).map(|token| token.low.clone());
    let age = number.filter(|number| number.parse().is_ok_and(is_age));
    // "I turned 30 in 2020" tells how old somebody was.
    let is_year = |token: &Token| token.low.len() == 4 && token.is_number();
    let recent = act
        .tail
        .time
        .filter(|&(from, to)| !reader.tokens[from..to].iter().any(is_year));
    let Some(age) = age.filter(|_| group.lemma == "turn" && recent.is_some()) else {
        return false;
    };
    let mut draft = reader.draft(act, "age", Some(age));
    if draft.polarity == Polarity::Negative || super::is_future(act.clause) {
        return false;
    }
    draft.cardinality = Cardinality::One;
    draft.cue = Cue::Change;
    reader.push(draft);
    true
}

/// Adds what a wedding or a divorce tells beside what was read of it.
pub(crate) fn add(reader: &mut Reader<'_>) {
    let mut married = None;
    for draft in &reader.drafts {
        let is_told = draft.polarity == Polarity::Positive && draft.cue != Cue::Plain;
        let value = draft.value.as_deref().unwrap_or_default();
        let words = reader.low(draft.from, draft.to);
        match draft.attribute.as_str() {
            "partner" if is_told && words.split(' ').any(|word| word == "married") => {
                married = Some(wed(draft));
            }
            "marital_status" if is_told && one_of(value, "divorced separated widowed single") => {
                let taken_back = unpartnered(&reader.tokens, draft);
                let is_told = reader
                    .retractions
                    .iter()
                    .any(|other| is_of_partner(&other.what));
                if !is_told {
                    reader.retractions.push(taken_back);
                }
            }
            _ => {}
        }
    }
    let is_read = |other: &Draft| other.attribute == "marital_status";
    let married = married.filter(|_| !reader.drafts.iter().any(is_read));
    reader.drafts.extend(married);
}

/// That whoever has the partner of a draft is married.
fn wed(draft: &Draft) -> Draft {
    let whose = match draft.subject.as_str() {
        "user" => "User",
        other => other,
    };
    Draft {
        attribute: "marital_status".to_owned(),
        value: Some("married".to_owned()),
        cardinality: Cardinality::One,
        type_: "fact",
        text: format!("{whose} is married"),
        ..draft.clone()
    }
}

/// That whoever is divorced has no partner.
fn unpartnered(tokens: &[Token], draft: &Draft) -> Retraction {
    Retraction {
        what: Retracted::About {
            subject: draft.subject.clone(),
            attribute: Some("partner".to_owned()),
            value: None,
        },
        span: Span {
            start: tokens[draft.from].start as u32,
            end: tokens[draft.to.max(draft.from + 1) - 1].end as u32,
        },
        abouts: Vec::new(),
    }
}

fn is_of_partner(what: &Retracted) -> bool {
    matches!(what, Retracted::About { attribute: Some(attribute), .. } if attribute == "partner")
}
