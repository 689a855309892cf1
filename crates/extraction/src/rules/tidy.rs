//! What the rules read, tidied: one name for one property, and no words in a value that are none of it.

use types::{Cardinality, Polarity};

use crate::grammar::words::one_of;
use crate::reading::Cue;
use crate::rules::{Draft, attributes};

/// Tidies a draft of the user's own.
pub(crate) fn tidy(draft: &mut Draft) {
    if draft.subject != "user" {
        return;
    }
    trim(draft);
    rename(draft);
}

/// "0141 496 0729 again", "vegan btw": how it is said is no part of what is said.
fn trim(draft: &mut Draft) {
    let is_phrase =
        matches!(draft.type_, "fact" | "relation" | "preference") || draft.attribute.contains(':');
    let Some(value) = draft.value.as_mut().filter(|_| is_phrase) else {
        return;
    };
    for tail in [" a bit", " a little", " a little bit", " a lot"] {
        if let Some(rest) = value.strip_suffix(tail) {
            *value = rest.to_owned();
        }
    }
    while let Some((rest, last)) = value.rsplit_once(' ') {
        let low = last.to_lowercase();
        match low.as_str() {
            "again" => draft.cue = Cue::Again,
            "now" if draft.cue == Cue::Plain => draft.cue = Cue::Change,
            "now" => {}
            _ if one_of(&low, "btw rn atm tho lol haha fyi hehe lmao xd") => {}
            _ => break,
        }
        let rest = rest.trim_end_matches([' ', ',']);
        *value = rest.to_owned();
    }
}

/// One name for what people name in several ways.
fn rename(draft: &mut Draft) {
    let is_mail = draft
        .value
        .as_deref()
        .is_some_and(|value| value.contains('@') && !value.contains(' '));
    if is_mail && matches!(draft.attribute.as_str(), "address" | "uses") {
        set(draft, "email");
    }
    // "My favourite colour these days", of which there is one.
    if let Some(kind) = draft.attribute.strip_suffix(" these day") {
        draft.text = draft.text.replacen(" these day ", " ", 1);
        draft.attribute = kind.to_owned();
        draft.cue = Cue::Change;
    }
    let own = ["its ", "their "];
    if let Some(rest) = own.iter().find_map(|own| draft.attribute.strip_prefix(own)) {
        draft.attribute = rest.to_owned();
    }
    which(draft);
    let first = [
        "absolute favourite ",
        "all-time favourite ",
        "number one ",
        "no 1 ",
        "new favourite ",
    ];
    if let Some(kind) = first
        .iter()
        .find_map(|first| draft.attribute.strip_prefix(first))
    {
        let attribute = format!("favourite:{kind}");
        set(draft, &attribute);
    }
    // "My supervisor": who it is tells nothing else than who the manager is.
    let of = attributes::kin(&draft.attribute)
        .filter(|of| matches!(*of, "manager" | "doctor" | "partner"));
    if let Some(of) = of.filter(|of| *of != draft.attribute).map(str::to_owned) {
        set(draft, &of);
        if draft.polarity == Polarity::Positive {
            draft.cardinality = Cardinality::One;
        }
    }
}

/// "The correct deadline", "my earlier physio appointment": which of them is meant is no part of its name.
fn which(draft: &mut Draft) {
    const WHICH: &str =
        "correct right revised updated earlier previous original former usual regular";
    let (family, name) = match draft.attribute.split_once(':') {
        Some((family, name)) if one_of(family, "deadline appointment budget status") => {
            (Some(family), name)
        }
        Some(_) => return,
        None => (None, draft.attribute.as_str()),
    };
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    if !one_of(first, WHICH) || rest.is_empty() && family.is_none() {
        return;
    }
    // "My previous employer" tells of what is over.
    if family.is_none() && !one_of(first, "correct right revised updated") {
        return;
    }
    let attribute = match (family, rest) {
        (Some(family), "") => family.to_owned(),
        (Some(family), rest) => format!("{family}:{rest}"),
        (None, rest) => super::copula::property(rest).0,
    };
    draft.text = draft.text.replacen(&format!(" {first} "), " ", 1);
    set(draft, &attribute);
    if draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
}

/// Gives a draft another attribute, with how many values that has and the type of its statements.
fn set(draft: &mut Draft, attribute: &str) {
    attribute.clone_into(&mut draft.attribute);
    if let Some((cardinality, type_)) = attributes::define(attribute) {
        draft.type_ = type_;
        // What is denied takes no other value's place.
        if draft.polarity == Polarity::Positive {
            draft.cardinality = cardinality;
        }
    }
}
