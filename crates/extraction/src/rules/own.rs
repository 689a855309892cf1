//! People and things of one's own, said in shapes of their own: "I'm dating Kim", "I report to Kim",
//! "I drive a Fiat", "I went vegan".

use types::{Cardinality, Polarity};

use super::attributes;
use super::copula::{property, strip_article};
use super::frames::user_draft;
use super::nature;
use super::value::{phrase, words};
use super::{Act, Reader, is_future, is_past};
use crate::grammar::clause::Who;
use crate::grammar::words::one_of;
use crate::reading::Cue;

/// "We call our dog Rex", "my dog goes by Rex", "we renamed the dog to Rex".
pub(super) fn called(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let tokens = &reader.tokens;
    let by = lemma == "go"
        && tokens.get(act.from).is_some_and(|token| token.low == "by")
        && !act.is_user;
    let names = matches!(lemma, "call" | "name" | "rename" | "change")
        && !group.passive
        && act.is_user
        && tokens
            .get(act.from)
            .is_some_and(|token| token.is_in(&["my", "our", "the", "him", "her"]));
    let (head, value) = if by {
        let Some(noun) = &act.noun else { return false };
        (
            reader.low(noun.from, noun.to),
            reader.words(act.from + 1, act.to),
        )
    } else if names {
        let to_at = (act.from..act.to).find(|&at| tokens[at].is_in(&["to", "from"]));
        let name_from = (act.from + 1..act.to).find(|&at| tokens[at].capital && tokens[at].word);
        let Some(name_from) = name_from else {
            return false;
        };
        let head_end = to_at.unwrap_or(name_from).min(name_from);
        let head_end = (act.from + 1..head_end)
            .find(|&at| tokens[at].is_in(&["'s", "back"]))
            .unwrap_or(head_end);
        let last_to = (act.from..act.to)
            .rev()
            .find(|&at| tokens[at].low == "to")
            .map_or(name_from, |at| at + 1);
        (
            reader.low(act.from + 1, head_end),
            reader.words(last_to, act.to),
        )
    } else {
        return false;
    };
    let Some(kin) = attributes::kin(&head).map(str::to_owned) else {
        return false;
    };
    let mut draft = reader.draft(act, &kin, value);
    "user".clone_into(&mut draft.subject);
    draft.type_ = "relation";
    draft.cardinality = if draft.polarity == Polarity::Positive && attributes::is_single(&head) {
        Cardinality::One
    } else {
        Cardinality::Many
    };
    if matches!(lemma, "rename" | "change") && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    }
    reader.push(draft);
    true
}

/// "I've got a new manager, Kim", "I have a new phone number: 555 0100".
pub(super) fn brings(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if !act.is_user
        || !matches!(group.lemma.as_str(), "have" | "get")
        || group.negated
        || group.passive
        || is_future(act.clause)
    {
        return false;
    }
    let tokens = &reader.tokens;
    let opens = tokens
        .get(act.from)
        .is_some_and(|token| token.is_in(&["a", "my", "our", "the", "an"]));
    let new = tokens
        .get(act.from + 1)
        .is_some_and(|token| act.from + 1 < act.to && token.is_in(&["new", "old", "different"]));
    if !opens || !new {
        return false;
    }
    let end = act.clause.to;
    let mark = (act.from..end).find(|&at| {
        tokens[at].is_one_of(", : called named - —")
            || at > act.from + 2 && (tokens[at].capital || tokens[at].is_number())
    });
    let Some(mark) = mark else { return false };
    let head = reader.low(act.from + 2, mark);
    let (attribute, own) = property(&head);
    let known = attributes::of_noun(&head).is_some()
        || attributes::is_property(&head)
        || attributes::kin(&head).is_some();
    let start = if tokens[mark].word && !tokens[mark].is_in(&["called", "named"]) {
        mark
    } else {
        mark + 1
    };
    let stop = (start..end)
        .find(|&at| tokens[at].is_one_of("back now again , and from since"))
        .unwrap_or(end);
    let Some(value) = reader.words(start, stop).filter(|_| known && start < stop) else {
        return false;
    };
    let mut draft = user_draft(reader, act, &attribute, Some(strip_article(&value)));
    if draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    if !own {
        draft.type_ = "relation";
        if !attributes::is_single(&head) {
            draft.cardinality = Cardinality::Many;
        }
    }
    reader.push(draft);
    true
}

/// "I eat vegan", "I follow a keto diet", "I went vegetarian", "I gave up the paleo diet".
pub(super) fn diet(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let verbs = one_of(
        lemma,
        "eat follow go switch try change start adopt give quit stop turn become return be \
keep do drop",
    );
    if !verbs
        || !act.is_user && !super::copula::person(act)
        || group.passive
        || is_future(act.clause)
        || group.modal.is_some_and(|modal| modal != "used to")
    {
        return false;
    }
    let tokens = &reader.tokens;
    let at = (act.from..act.to).find(|&at| nature::is_diet(&tokens[at].low));
    let Some(at) = at else { return false };
    let near = at <= act.from + 4
        && (act.to - at <= 2
            || tokens[at + 1..act.to]
                .iter()
                .all(|token| token.is_one_of("diet at home food plan now person")));
    if !near || lemma == "be" && !tokens[act.from].is_in(&["on", "back"]) {
        return false;
    }
    let value = tokens[at].low.clone();
    let mut draft = user_draft(reader, act, "diet", Some(value));
    draft.subject.clone_from(&act.subject);
    if matches!(lemma, "give" | "quit" | "stop" | "drop") {
        (draft.cue, draft.polarity, draft.cardinality) =
            (Cue::End, Polarity::Negative, Cardinality::Many);
    } else if tokens[act.from].low == "back" {
        draft.cue = Cue::Again;
    } else if !matches!(lemma, "eat" | "follow" | "be" | "keep" | "do") && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    true
}

/// "I'm dating Kim", "I broke up with Kim", "Kim and I split up".
pub(super) fn partner(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let low = reader.low(act.from, act.to);
    let tokens = &reader.tokens;
    let joint = act.clause.subject.who == Who::We
        && tokens[act.clause.subject.from].capital
        && act.clause.subject.to - act.clause.subject.from >= 3
        && tokens[act.clause.subject.to - 1].low == "i";
    let parts = matches!(lemma, "break" | "split" | "separate")
        && (low.starts_with("up") || lemma == "separate" || low.starts_with("apart"));
    let ends = parts && !group.negated;
    let value = if joint {
        joined_with(reader, act, &low, ends)
    } else {
        dated(reader, act, &low, ends)
    };
    let Some(value) = value else { return false };
    let mut draft = user_draft(reader, act, "partner", Some(value));
    draft.type_ = "relation";
    if ends {
        (draft.cue, draft.polarity, draft.cardinality) =
            (Cue::End, Polarity::Negative, Cardinality::Many);
        draft.type_ = "event";
        if act.tail.time.is_some() || act.clause.lead.is_some() {
            // With a date it is told as something that happened.
            super::acts::take_back(reader, act, "partner", draft.value);
            return false;
        }
    } else if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    } else if low.contains("back") {
        draft.cue = Cue::Again;
    }
    reader.push(draft);
    true
}

/// "Kim and I are together", "Kim and I split up": who stands before "and I".
fn joined_with(reader: &Reader<'_>, act: &Act<'_>, low: &str, ends: bool) -> Option<String> {
    let lemma = act.clause.group.lemma.as_str();
    let tokens = &reader.tokens;
    let together = lemma == "be"
        && (low.starts_with("together")
            || low.starts_with("back together")
            || low.starts_with("a couple")
            || low.starts_with("dating")
            || low.starts_with("married"));
    let joins = lemma == "get" && low.contains("together");
    if !(ends || together || joins || lemma == "date") {
        return None;
    }
    words(
        reader.text,
        tokens,
        act.clause.subject.from,
        act.clause.subject.to - 2,
    )
}

/// "I'm dating Kim", "I broke up with Kim": who is named after the verb.
fn dated(reader: &Reader<'_>, act: &Act<'_>, low: &str, ends: bool) -> Option<String> {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let tokens = &reader.tokens;
    // "We're seeing Björk live on the 30th" is an evening out.
    let shown = low.contains(" live")
        || act
            .tail
            .time
            .is_some_and(|(from, _)| tokens[from].is_one_of("on at tomorrow tonight next this in"));
    let dates = lemma == "date" && !group.passive || lemma == "see" && group.progressive && !shown;
    let states = [
        "in a relationship with ",
        "together with ",
        "back together with ",
        "going out with ",
        "engaged to ",
        "married to ",
    ];
    let with = ["with "];
    let be = lemma == "be"
        && (states.iter().any(|state| low.starts_with(state))
            || with.iter().any(|state| low.starts_with(state)) && person_at(reader, act.from + 1));
    let goes_out = lemma == "go" && group.progressive && low.starts_with("out with ");
    if !(dates || be || goes_out || ends && low.contains("with ")) || !act.is_user {
        return None;
    }
    (act.from..act.to)
        .find(|&at| tokens[at].capital && tokens[at].word)
        .filter(|&at| {
            tokens[act.from..at].iter().all(|token| {
                token.word && !token.is_one_of("my our the on at a")
                    || token.is_in(&["a"]) && !dates
            })
        })
        .and_then(|at| {
            let end = (at..act.to)
                .find(|&at| !tokens[at].capital)
                .unwrap_or(act.to);
            words(reader.text, tokens, at, end)
        })
}

/// Whether a first name stands at `at`.
fn person_at(reader: &Reader<'_>, at: usize) -> bool {
    let Some(token) = reader.tokens.get(at).filter(|token| token.capital) else {
        return false;
    };
    let word = reader.text.get(token.start..token.end).unwrap_or_default();
    let sentence = format!("I met {word} yesterday.");
    crate::entities::find(&sentence)
        .iter()
        .any(|entity| entity.name == word && entity.type_.as_deref() == Some("person"))
}

/// "Kim took over as my manager", "I changed from A to B as my doctor", "I report to Kim".
pub(super) fn as_my(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let tokens = &reader.tokens;
    if group.lemma == "report"
        && tokens.get(act.from).is_some_and(|token| token.low == "to")
        && !group.passive
        && !is_future(act.clause)
        && !is_past(act.clause)
    {
        let (from, to) = phrase(tokens, act.from + 1, act.to, &["of"]);
        let Some(value) = reader.words(from, to) else {
            return false;
        };
        let mut draft = reader.draft(act, "manager", Some(value));
        if draft.polarity == Polarity::Negative {
            draft.cue = Cue::End;
        }
        reader.push(draft);
        return true;
    }
    let Some(at) = (act.from..act.to).find(|&at| {
        tokens[at].low == "as"
            && tokens
                .get(at + 1)
                .is_some_and(|next| next.is_in(&["my", "our"]))
    }) else {
        return false;
    };
    // "My boss is Ravi, and use JST as my timezone": another clause, which the boss is no part of.
    let is_joined = (act.from..at).any(|at| tokens[at].is_one_of("and , ; use"));
    if is_joined && group.lemma == "be" {
        return false;
    }
    let (_, end) = phrase(tokens, at + 2, act.to, &[]);
    let head = reader.low(at + 2, end);
    let (attribute, _) = property(&head);
    if attributes::kin(&head).is_none()
        && attributes::of_noun(&head).is_none()
        && !head.starts_with("favourite")
        || group.negated
        || is_future(act.clause)
    {
        return false;
    }
    let takes = act.clause.subject.who == Who::Noun
        && one_of(
            group.lemma.as_str(),
            "replace take follow succeed start be join return come",
        );
    let value = if takes {
        reader.words(act.clause.subject.from, act.clause.subject.to)
    } else {
        let start = (act.from..at)
            .rev()
            .find(|&at| tokens[at].is_in(&["to", "with"]))
            .map_or(act.from, |at| at + 1);
        reader.words(start, at)
    };
    let Some(value) = value else { return false };
    let back = (group.rest..at).any(|at| tokens[at].low == "back") || group.again;
    let mut draft = user_draft(reader, act, &attribute, Some(value));
    draft.cue = if back { Cue::Again } else { Cue::Change };
    if attributes::kin(&head).is_some() {
        draft.type_ = "relation";
    }
    reader.push(draft);
    true
}

const MAKES: &[&str] = &[
    "honda",
    "skoda",
    "tesla",
    "fiat",
    "ford",
    "toyota",
    "volvo",
    "bmw",
    "audi",
    "vw",
    "volkswagen",
    "mercedes",
    "renault",
    "peugeot",
    "kia",
    "hyundai",
    "mazda",
    "nissan",
    "opel",
    "mini",
    "porsche",
    "subaru",
    "chevrolet",
    "chevy",
    "jeep",
    "dacia",
    "citroën",
    "citroen",
    "lexus",
    "suzuki",
    "mitsubishi",
    "jaguar",
    "saab",
    "buick",
    "cadillac",
    "dodge",
    "škoda",
    "polestar",
    "rivian",
    "lada",
];

/// Whether a word is a maker of cars.
pub(super) fn is_make(token: &crate::grammar::token::Token) -> bool {
    token.is_in(MAKES)
}

/// "I drive a Fiat", "I traded in the Fiat for a Kia", "I got rid of the Fiat".
pub(super) fn car(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let tokens = &reader.tokens;
    if !act.is_user
        || group.passive
        || is_future(act.clause)
        || group.modal.is_some_and(|modal| modal != "used to")
        || act.from >= act.to
    {
        return false;
    }
    let Some((start, ended)) = car_at(reader, act).filter(|&(start, _)| start < act.to) else {
        return false;
    };
    let (from, to) = phrase(tokens, start, act.to, &[]);
    let Some(value) = reader.words(from, to) else {
        return false;
    };
    if ended {
        super::acts::take_back(reader, act, "car", Some(value));
        return false;
    }
    let mut draft = user_draft(reader, act, "car", Some(value));
    if matches!(lemma, "buy" | "get" | "purchase") {
        draft.type_ = "event";
    }
    if matches!(lemma, "trade" | "replace" | "swap" | "buy") && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    }
    reader.push(draft);
    true
}

/// Where the car is named, `act.to` if it is not, and whether it is gone.
fn car_at(reader: &Reader<'_>, act: &Act<'_>) -> Option<(usize, bool)> {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let tokens = &reader.tokens;
    let make = |from: usize, to: usize| (from..to).find(|&at| tokens[at].is_in(MAKES));
    let find = |list: &[&str]| (act.from..act.to).find(|&at| tokens[at].is_in(list));
    let article = tokens[act.from].is_in(&["a", "an", "the", "my"]);
    let (start, ended) = match lemma {
        "drive"
            if article
                && !group.progressive
                && !is_past(act.clause)
                && make(act.from, act.to).is_some() =>
        {
            (act.from, false)
        }
        "drive" if article && !is_past(act.clause) && !tokens[act.from].is_in(&["my", "the"]) => {
            (act.from, false)
        }
        "get" if tokens[act.from].low == "rid" => (make(act.from, act.to).unwrap_or(act.to), true),
        "get" if tokens[act.from].low == "around" => (find(&["a", "an"]).unwrap_or(act.to), false),
        "sell" | "scrap" | "crash" => (make(act.from, act.to).unwrap_or(act.to), true),
        "trade" | "replace" | "swap" => (
            find(&["for", "with"])
                .filter(|&at| make(at, act.to).is_some())
                .map_or(act.to, |at| at + 1),
            false,
        ),
        "own" | "have" | "buy" | "get" | "purchase" | "lease" => {
            (make(act.from, act.to).unwrap_or(act.to), false)
        }
        _ => return None,
    };
    let several = one_of(lemma, "own have buy get purchase lease")
        && start < act.to
        && tokens[act.from].is_in(&["two", "three", "no"]);
    (!several).then_some((start, ended))
}

/// "I see Dr. Lang now", "I'm a patient of Dr. Lang".
pub(super) fn doctor(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let tokens = &reader.tokens;
    let Some(at) = (act.from..act.to).find(|&at| tokens[at].is_in(&["dr"])) else {
        return false;
    };
    let low = reader.low(act.from, act.to);
    let anew = group.change
        || act.tail.change
        || group.again
        || act.tail.again
        || group.ended
        || act.tail.ended
        || act.clause.change;
    let whole = reader.low(act.clause.from, reader.tokens.len().min(act.clause.to + 8));
    let health = ["check-up", "checkup", "my doctor", "my gp", "gp", "doctors"]
        .iter()
        .any(|word| whole.contains(word))
        || reader.text.to_lowercase().contains("doctor");
    let sees = matches!(group.lemma.as_str(), "see" | "go" | "visit" | "have")
        && (anew || health)
        && !is_past(act.clause)
        && !is_future(act.clause)
        && (act.tail.time.is_none() || health)
        || low.starts_with("a patient of")
        || low.starts_with("with dr")
        || low.starts_with("back with dr");
    if !sees || !act.is_user || group.modal.is_some() {
        return false;
    }
    let end = (at + 1..act.to)
        .find(|&at| !tokens[at].capital)
        .unwrap_or(act.to);
    let Some(value) = reader.words(at, end) else {
        return false;
    };
    let mut draft = user_draft(reader, act, "doctor", Some(value));
    draft.type_ = "relation";
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    } else if low.starts_with("back") {
        draft.cue = Cue::Again;
    }
    reader.push(draft);
    true
}

/// "I've retrained as a chemist", "I earn my living as a nurse".
pub(super) fn as_trade(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if !one_of(
        group.lemma.as_str(),
        "retrain train qualify earn make serve freelance requalify start begin return",
    ) || group.passive
        || is_future(act.clause)
        || group.modal.is_some()
        || !act.is_user
    {
        return false;
    }
    let Some(at) = (act.from..act.to).find(|&at| reader.tokens[at].low == "as") else {
        return false;
    };
    let (from, to) = phrase(&reader.tokens, at + 1, act.to, &["of"]);
    let head = reader.low(from, to);
    if !nature::is_trade(&head) {
        return false;
    }
    let value = reader.words(from, to);
    let mut draft = user_draft(reader, act, "job_title", value);
    if draft.polarity == Polarity::Positive
        && !matches!(
            group.lemma.as_str(),
            "earn" | "make" | "serve" | "freelance"
        )
        && draft.cue == Cue::Plain
    {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    true
}
