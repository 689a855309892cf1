//! What somebody has, buys, sells and uses.

use types::Cardinality;
use types::Polarity;

use super::acts::{change_to, push_value, take_back};
use super::attributes;
use super::copula::{push_members, strip_article};
use super::value::{numeric, phrase};
use super::{Act, Reader, is_past};
use crate::grammar::clause::Who;
use crate::reading::Cue;
use crate::render;

/// "I have two kids", "I own a Tesla", "I adopted a cat named Milo", "I sold my car".
pub(super) fn has(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let lemma = act.clause.group.lemma.clone();
    let low = reader.low(act.from, act.to);
    if matches!(lemma.as_str(), "have" | "get") && passing_thing(&low) && !is_past(act.clause)
        || act.from >= act.to
    {
        return lemma == "have";
    }
    if matches!(lemma.as_str(), "keep" | "get") && !nouny(reader, act) {
        return false;
    }
    let job = [
        "job at ",
        "new job at ",
        "job with ",
        "position at ",
        "new position at ",
        "new job with ",
        "job offer from ",
    ]
    .iter()
    .any(|start| {
        low.split_once(' ')
            .is_some_and(|(_, rest)| rest.starts_with(start))
    });
    if job
        && !act.clause.group.negated
        && matches!(lemma.as_str(), "have" | "get")
        && let Some(at) =
            (act.from..act.to).find(|&at| reader.tokens[at].is_in(&["at", "with", "from"]))
    {
        return change_to(reader, act, "employer", at + 1);
    }
    if let Some(done) = special_possession(reader, act, &low) {
        return done;
    }
    let past = is_past(act.clause);
    if act.clause.group.passive || lemma == "keep" {
        return false;
    }
    match lemma.as_str() {
        "sell" if past => {
            let (start, end) = phrase(&reader.tokens, act.from, act.to, &["of"]);
            let sold = reader.words(skip_owner(reader, start), end);
            take_back(reader, act, "owns", sold);
            return false;
        }
        "sell" => return false,
        "have" if past => return false,
        "buy" | "get" | "purchase" | "adopt" if !past && !act.clause.group.perfect => return false,
        _ => {}
    }
    let (start, end) = phrase(
        &reader.tokens,
        act.from,
        act.to,
        &["of", "and", "for", "with", "in", "on", "at", "to", "from"],
    );
    let stop = if reader.tokens.get(end).is_some_and(|token| token.low == ",") && end < act.to {
        act.to
    } else {
        end
    };
    let attribute = if animal_in(&low) { "pet" } else { "owns" };
    push_owned(reader, act, attribute, start, stop, &lemma)
}

fn push_owned(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    start: usize,
    stop: usize,
    lemma: &str,
) -> bool {
    let before = reader.drafts.len();
    let start = skip_no(reader, start);
    let negative = start > act.from && reader.tokens[act.from].low == "no";
    let joined = reader.tokens[start..stop]
        .iter()
        .any(|token| token.is_in(&["with", "for"]));
    if joined {
        if let Some(value) = reader.words(start, stop) {
            let draft = reader.draft(act, attribute, Some(value));
            reader.push(draft);
        }
    } else {
        push_members(reader, act, attribute, start, stop, negative);
    }
    for at in before..reader.drafts.len() {
        if matches!(lemma, "buy" | "get" | "purchase" | "adopt") {
            reader.drafts[at].type_ = "event";
        }
    }
    true
}

fn skip_no(reader: &Reader<'_>, at: usize) -> usize {
    if reader.tokens.get(at).is_some_and(|token| token.low == "no") {
        at + 1
    } else {
        at
    }
}

fn skip_owner(reader: &Reader<'_>, at: usize) -> usize {
    if reader
        .tokens
        .get(at)
        .is_some_and(|token| token.is_in(&["my", "our", "the", "a", "an"]))
    {
        at + 1
    } else {
        at
    }
}

/// "have" with a noun phrase, not "get going" or "keep failing".
fn nouny(reader: &Reader<'_>, act: &Act<'_>) -> bool {
    reader.tokens[act.from].is_one_of("a an the two three another my some no our new")
        || numeric(&reader.tokens[act.from])
}

fn animal_in(low: &str) -> bool {
    low.split(' ').any(|word| {
        attributes::is_animal(word) || word.strip_suffix('s').is_some_and(attributes::is_animal)
    })
}

/// Things that one has for an hour: "a question", "a look", "time".
const PASSING: &[&str] = &[
    "question",
    "questions",
    "idea",
    "ideas",
    "look",
    "time",
    "fun",
    "feeling",
    "hunch",
    "doubt",
    "doubts",
    "suggestion",
    "request",
    "chance",
    "minute",
    "moment",
    "second",
    "clue",
    "point",
    "thought",
    "thoughts",
    "it",
    "this",
    "that",
    "them",
    "something",
    "anything",
    "nothing",
    "lunch",
    "dinner",
    "breakfast",
    "rest",
    "nap",
    "shower",
    "chat",
    "talk",
    "seen",
    "day",
    "week",
    "weekend",
    "morning",
    "evening",
    "trouble",
    "problem",
    "problems",
    "issue",
    "issues",
    "mind",
    "access",
    "enough",
    "luck",
    "experience",
    "opinion",
    "favour",
    "favor",
    "choice",
    "reason",
    "news",
    "update",
    "updates",
    "concern",
    "concerns",
    "plans",
    "blast",
    "hard",
    "headache",
];

fn passing_thing(low: &str) -> bool {
    let head = low.split([',', ';']).next().unwrap_or(low);
    let words: Vec<&str> = head.split(' ').take(4).collect();
    words.iter().take(3).any(|word| PASSING.contains(word))
}

/// Allergies, children, appointments, new properties: what "have" says by its noun.
fn special_possession(reader: &mut Reader<'_>, act: &Act<'_>, low: &str) -> Option<bool> {
    let tokens = &reader.tokens;
    if is_past(act.clause) && act.clause.group.lemma == "have" {
        return None;
    }
    if low.contains("allergy to") || low.contains("allergies to") || low.contains("intolerance to")
    {
        let at = (act.from..act.to).find(|&at| tokens[at].low == "to")?;
        push_members(reader, act, "allergic_to", at + 1, act.to, false);
        return Some(true);
    }
    let (start, end) = phrase(tokens, act.from, act.to, &[]);
    let last = tokens
        .get(end.checked_sub(1)?)
        .filter(|_| start < end)?
        .low
        .clone();
    if matches!(last.as_str(), "allergy" | "intolerance") && end - start > 1 {
        let value = reader.words(start, end - 1);
        return Some(push_value(reader, act, "allergic_to", value));
    }
    let named = (start..end).find(|&at| tokens[at].is_in(&["named", "called"]));
    let head = tokens[named.unwrap_or(end) - 1].low.clone();
    let single = head.strip_suffix('s').unwrap_or(&head);
    let kin = attributes::kin(&head)
        .or_else(|| attributes::kin(single))
        .or_else(|| (head == "children").then_some("child"))
        .map(str::to_owned);
    if let Some(kin) = kin {
        if head == "family"
            || act.clause.group.passive
            || is_past(act.clause) && act.clause.group.lemma == "have"
        {
            return None;
        }
        if kin == "manager" || kin == "partner" && named.is_none() {
            return Some(push_many(reader, act, &kin, start, act.to));
        }
        return Some(push_many(reader, act, &kin, start, act.to));
    }
    if attributes::is_occasion(&head)
        && act.clause.group.lemma != "own"
        && !matches!(
            head.as_str(),
            "training" | "course" | "move" | "service" | "show"
        )
    {
        let (time, stop) = act.tail.time?;
        let (attribute, _) = super::copula::property(&reader.low(start, end));
        let value = reader.words(after(reader, time), stop);
        let mut draft = reader.draft(act, &attribute, value);
        draft.type_ = "event";
        reader.push(draft);
        return Some(true);
    }
    None
}

fn after(reader: &Reader<'_>, at: usize) -> usize {
    if reader.tokens[at].is_in(&["on", "at", "in", "for"]) {
        at + 1
    } else {
        at
    }
}

fn push_many(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    start: usize,
    to: usize,
) -> bool {
    let (_, end) = phrase(&reader.tokens, start, to, &["of", "and"]);
    let next = (start..to).find_map(|at| Some((at, next_named(reader, at, to)?)));
    let end = next.map_or(end, |(at, _)| at.min(end));
    let start = skip_no(reader, start);
    let named = (start..end).find(|&at| reader.tokens[at].is_in(&["named", "called"]));
    // "two cats, Miso and Tofu", "a parrot, Kiwi is the name"
    let listed = (end..to).next().is_some_and(|at| {
        reader.tokens[at].is_in(&[",", ":"])
            && reader
                .tokens
                .get(at + 1)
                .is_some_and(|next| next.capital && at + 1 < to)
    });
    let plural = reader.tokens[start..end].iter().any(|token| {
        token.is_one_of("two three four five several another second and other many some both")
    });
    let value = match named.filter(|_| !plural) {
        Some(at) => reader.words(at + 1, end),
        None if listed && plural => reader.words(start, to),
        None if listed => {
            let stop = (end + 1..to)
                .find(|&at| !reader.tokens[at].capital)
                .unwrap_or(to);
            reader.words(end + 1, stop)
        }
        None => reader.words(start, end),
    };
    let Some(value) = value else {
        return false;
    };
    let mut draft = reader.draft(act, attribute, Some(strip_article(&value)));
    let noun = reader.low(named.unwrap_or(end).saturating_sub(1), named.unwrap_or(end));
    let single = !plural && (named.is_some() || listed) && attributes::is_single(&noun);
    draft.cardinality = if single && draft.polarity == Polarity::Positive {
        Cardinality::One
    } else {
        Cardinality::Many
    };
    draft.type_ = if act.clause.group.lemma == "adopt" || act.clause.group.lemma == "get" {
        "event"
    } else if named.is_some() {
        "relation"
    } else {
        "fact"
    };
    if reader.tokens[act.from].low == "no" {
        draft.polarity = Polarity::Negative;
    }
    let next = next.filter(|(at, _)| named.is_some() && !plural && *at == end);
    if next.is_some() {
        draft.to = end;
        draft.text = render::sentence(reader.text, &reader.tokens, act.clause, end);
    }
    reader.push(draft);
    if let Some((_, next)) = next {
        push_next(reader, act, next, to);
    }
    true
}

/// "... and a cat called Mo": where it begins, where the name's word stands and where it ends.
fn next_named(reader: &Reader<'_>, at: usize, to: usize) -> Option<(usize, usize, usize)> {
    let tokens = &reader.tokens;
    let mut from = at;
    while from < to && tokens[from].is_in(&[",", "and", "&"]) {
        from += 1;
    }
    let is_one = from > at && from < to && tokens[from].is_in(&["a", "an", "one"]);
    let (_, stop) = phrase(tokens, from, to, &["of", "and"]);
    let is_next = |at: &usize| {
        let article = tokens.get(at + 1);
        tokens[*at].is_in(&[",", "and", "&"])
            && article.is_some_and(|next| next.is_in(&["a", "an", "one", "and"]))
    };
    let stop = (from..stop).find(is_next).unwrap_or(stop);
    let named = (from..stop).find(|&at| tokens[at].is_in(&["named", "called"]))?;
    let is_kin = attributes::kin(&tokens[named - 1].low).is_some();
    (is_one && is_kin && named + 1 < stop).then_some((from, named, stop))
}

/// Each of several that are told with their names is one of its own, so that one can go without the other.
fn push_next(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    (from, named, stop): (usize, usize, usize),
    to: usize,
) {
    let noun = reader.tokens[named - 1].low.clone();
    let (Some(kin), Some(value)) = (attributes::kin(&noun), reader.words(named + 1, stop)) else {
        return;
    };
    let mut draft = reader.draft(act, kin, Some(value));
    draft.type_ = "relation";
    if attributes::is_single(&noun) && draft.polarity == Polarity::Positive {
        draft.cardinality = Cardinality::One;
    } else {
        draft.cardinality = Cardinality::Many;
    }
    let mut told = render::sentence(reader.text, &reader.tokens, act.clause, act.from);
    render::phrase(reader.text, &reader.tokens, from, stop, &mut told);
    draft.text = told;
    (draft.from, draft.to) = (from, stop);
    reader.push(draft);
    if let Some(next) = next_named(reader, stop, to) {
        push_next(reader, act, next, to);
    }
}

/// "we use Postgres for billing", "switched from MySQL to Postgres".
pub(super) fn uses(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let tokens = &reader.tokens;
    let lemma = act.clause.group.lemma.as_str();
    if act.clause.group.passive
        || act.from >= act.to
        || is_past(act.clause) && lemma == "use"
        || !act.is_user && lemma != "use"
    {
        return false;
    }
    let find = |words: &[&str]| (act.from..act.to).find(|&at| tokens[at].is_in(words));
    let (new_at, old_at) = match lemma {
        "use" => (Some(act.from), None),
        "replace" => (find(&["with", "by"]).map(|at| at + 1), Some(act.from)),
        _ => {
            let to_at = find(&["to"]).map(|at| at + 1);
            (to_at, find(&["from"]).map(|at| at + 1))
        }
    };
    let Some(new_at) = new_at else { return false };
    let words_at = |at: usize| {
        let (start, end) = phrase(tokens, at, act.to, &["and"]);
        reader.words(start, end)
    };
    let Some(value) = words_at(new_at) else {
        return false;
    };
    if matches!(value.as_str(), "it" | "this" | "that" | "you" | "them")
        || value.starts_with("the ") && lemma == "use"
    {
        return lemma == "use";
    }
    let old = old_at.and_then(words_at);
    let purpose = (new_at..act.to)
        .find(|&at| tokens[at].is_in(&["for", "as"]))
        .and_then(|at| {
            let (start, end) = phrase(tokens, at + 1, act.to, &[]);
            let mut start = start;
            while start < end && tokens[start].is_one_of("our my all the main primary") {
                start += 1;
            }
            (end - start <= 3 && start < end).then(|| reader.low(start, end))
        });
    let kind =
        attributes::tool_kind(&value).or_else(|| old.as_deref().and_then(attributes::tool_kind));
    let attribute = match (&purpose, kind) {
        (Some(purpose), _) if purpose != "work" && act.clause.subject.who != Who::I => {
            format!("uses:{purpose}")
        }
        (_, Some(kind)) => format!("uses:{kind}"),
        (_, None) => "uses".to_owned(),
    };
    let joined = value.contains(" and ");
    let mut draft = reader.draft(act, &attribute, Some(value));
    // Several tools of a kind may be in use; only a switch says that one took the other's place.
    if lemma == "use" && (purpose.is_none() && draft.cue != Cue::Change || act.tail.too || joined) {
        draft.cardinality = Cardinality::Many;
    }
    if lemma != "use" {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    if let Some(old) = old {
        for attribute in ["uses", attribute.as_str()] {
            take_back(reader, act, attribute, Some(old.clone()));
        }
    }
    true
}
