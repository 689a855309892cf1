//! What verbs say about somebody: where they live, for whom they work, what they own and use.

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity, Span};

use super::attributes;
use super::copula::{place, push_members, strip_article};
use super::nature;
use super::value::{numeric, phrase};
use super::{Act, Reader, is_future, is_past};
use crate::grammar::clause::Who;
use crate::reading::{Cue, Retracted, Retraction};

/// Reads what the verb says; `false` leaves the clause to the general rules.
pub(crate) fn read(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    if is_future(act.clause)
        || matches!(
            act.clause.group.modal,
            Some("have to" | "need to" | "must" | "should")
        )
    {
        return false;
    }
    match act.clause.group.lemma.as_str() {
        "live" | "reside" | "dwell" => live(reader, act),
        "move" | "relocate" | "emigrate" | "immigrate" | "settle" | "return" => moves(reader, act),
        "work" => work(reader, act),
        "join" | "start" | "begin" | "leave" | "quit" | "resign" | "retire" | "accept" => {
            career(reader, act)
        }
        "have" | "own" | "adopt" | "keep" | "sell" | "buy" | "get" | "purchase" => has(reader, act),
        "use" | "switch" | "migrate" | "replace" => uses(reader, act),
        "go" if reader
            .tokens
            .get(act.from)
            .is_some_and(|token| token.is_in(&["by"])) =>
        {
            keep_value(reader, act, "name", act.from + 1);
            true
        }
        "come" | "hail"
            if reader
                .tokens
                .get(act.from)
                .is_some_and(|token| token.low == "from") =>
        {
            let found = place(reader, act.from + 1, act.to).filter(|_| !is_past(act.clause));
            push_value(reader, act, "hometown", found)
        }
        "grow" if reader.low(act.from, act.to).starts_with("up in ") => {
            let found = place(reader, act.from + 2, act.to);
            push_value(reader, act, "hometown", found)
        }
        "speak" | "know" => speaks(reader, act),
        "rejoin" => change_to(reader, act, "employer", act.from),
        "eat" | "drink" | "smoke" | "consume" => eats(reader, act),
        "stop" | "give" => stops(reader, act),
        _ => false,
    }
}

/// Pushes a statement whose value is the phrase at `from`.
fn keep_value(reader: &mut Reader<'_>, act: &Act<'_>, attribute: &str, from: usize) -> bool {
    let (start, end) = phrase(&reader.tokens, from, act.to, &["of"]);
    let value = reader.words(start, end);
    push_value(reader, act, attribute, value)
}

/// Pushes a statement; a plain denial of a single value only takes that value back.
fn push_value(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    value: Option<String>,
) -> bool {
    let Some(value) = value else { return false };
    let mut draft = reader.draft(act, attribute, Some(value.clone()));
    let single = attributes::define(attribute)
        .is_some_and(|(cardinality, _)| cardinality == Cardinality::One);
    if single && draft.polarity == Polarity::Negative && draft.cue != Cue::End {
        take_back(reader, act, attribute, Some(value));
        return true;
    }
    if is_past(act.clause)
        && draft.cue != Cue::End
        && single
        && draft.cue != Cue::Change
        && !matches!(attribute, "hometown" | "birthplace" | "birthday")
    {
        draft.attribute = format!("past_{attribute}");
        draft.cardinality = Cardinality::Many;
    }
    reader.push(draft);
    true
}

pub(crate) fn take_back(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    value: Option<String>,
) {
    let (first, last) = (
        &reader.tokens[act.clause.from],
        &reader.tokens[act.clause.to - 1],
    );
    let span = Span {
        start: first.start as u32,
        end: last.end as u32,
    };
    let what = Retracted::About {
        subject: act.subject.clone(),
        attribute: Some(attribute.to_owned()),
        value,
    };
    reader.retractions.push(Retraction { what, span });
}

fn live(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let tokens = &reader.tokens;
    let at = (act.from..act.to).rev().find(|&at| {
        tokens[at].is_one_of("in near at outside on around")
            && tokens
                .get(at + 1)
                .is_some_and(|next| next.capital && at + 1 < act.to)
    });
    let at = at.or_else(|| {
        (act.from..act.to).find(|&at| tokens[at].is_one_of("in near at on outside between"))
    });
    let Some(at) = at else {
        let first = tokens.get(act.from).filter(|_| act.from < act.to);
        if first.is_some_and(|token| token.is_in(&["alone", "with", "together", "by"])) {
            let value = reader.words(act.from, act.to);
            return push_value(reader, act, "household", value);
        }
        return false;
    };
    if tokens[at].low == "at" && tokens.get(at + 1).is_some_and(numeric) {
        let value = reader.words(at + 1, act.to);
        return push_value(reader, act, "address", value);
    }
    // "not in Lisbon but in Berlin"
    let but = (at..act.to).find(|&at| tokens[at].low == "but");
    let value = match but {
        Some(but) if tokens[act.from].low == "not" || act.clause.group.negated => {
            place(reader, but + 2, act.to)
        }
        _ => place(reader, at + 1, act.to),
    };
    if value.as_deref().is_some_and(|value| {
        value.starts_with(|c: char| c.is_ascii_digit())
            || crate::grammar::words::NUMBER_WORDS
                .contains(&value.split(' ').next().unwrap_or_default())
    }) {
        return push_value(reader, act, "lived_in", value);
    }
    push_value(reader, act, "residence", value)
}

fn moves(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let tokens = &reader.tokens;
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let first = tokens
        .get(act.from)
        .filter(|_| act.from < act.to)
        .map_or("", |token| token.low.as_str());
    if group.progressive && !group.perfect
        || group.passive && lemma != "relocate" && lemma != "settle"
    {
        return false;
    }
    let back = first == "back" || group.again || act.tail.again || lemma == "return";
    let opens = [
        "to", "back", "from", "into", "in", "out", "away", "here", "house", "over", "down", "up",
        "with", "abroad", "overseas",
    ];
    if !opens.contains(&first) {
        return false;
    }
    let to_at = (act.from..act.to).find(|&at| {
        tokens[at].is_in(&["to", "into"])
            || tokens[at].low == "in"
                && (lemma == "settle" || !matches!(first, "in"))
                && lemma != "return"
    });
    let Some(to_at) = to_at else {
        let out = (act.from..act.to).find(|&at| tokens[at].is_in(&["of", "from"]));
        if let (Some(at), "out" | "away" | "from") = (out, first) {
            return ends(reader, act, "residence", at + 1);
        }
        return false;
    };
    let value = place(reader, to_at + 1, act.to);
    let Some(value) = value else { return false };
    if attributes::tool_kind(&value).is_some() {
        return uses(reader, act);
    }
    let named = tokens[to_at + 1..act.to].iter().any(|token| token.capital);
    if !named && !is_dwelling(&value) {
        return false;
    }
    let mut draft = reader.draft(act, "residence", Some(value));
    if draft.polarity == Polarity::Negative {
        return true;
    }
    draft.cue = if back { Cue::Again } else { Cue::Change };
    if lemma == "return" && first != "to"
        || tokens[act.from..act.to]
            .iter()
            .any(|token| token.low == "for")
            && lemma == "return"
    {
        return false;
    }
    reader.push(draft);
    true
}

fn is_dwelling(value: &str) -> bool {
    [
        "flat",
        "apartment",
        "house",
        "city",
        "town",
        "village",
        "country",
        "countryside",
        "suburbs",
        "studio",
        "condo",
        "coast",
        "farm",
        "place",
    ]
    .iter()
    .any(|word| value.split(' ').any(|part| part == *word))
}

/// Something ended; the value is what follows `from`.
fn ends(reader: &mut Reader<'_>, act: &Act<'_>, attribute: &str, from: usize) -> bool {
    let (start, end) = phrase(&reader.tokens, from, act.to, &["of"]);
    let value = reader.words(start, end);
    push_end(reader, act, attribute, value)
}

fn push_end(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    value: Option<String>,
) -> bool {
    let mut draft = reader.draft(act, attribute, value);
    (draft.cue, draft.polarity, draft.cardinality) =
        (Cue::End, Polarity::Negative, Cardinality::Many);
    reader.push(draft);
    true
}

fn work(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let tokens = &reader.tokens;
    let at = |words: &[&str]| (act.from..act.to).find(|&at| tokens[at].is_in(words));
    let opens = tokens
        .get(act.from)
        .filter(|_| act.from < act.to)
        .map_or("", |token| token.low.as_str());
    if opens == "on" {
        return keep_value(reader, act, "works_on", act.from + 1);
    }
    if opens == "from"
        || one_of(
            opens,
            "remotely remote nights part-time full-time freelance part full night",
        )
    {
        let end = act.tail.time.map_or(act.to, |(_, end)| end);
        let value = reader.words(act.from, end);
        return push_value(reader, act, "work_style", value);
    }
    let title = at(&["as"]);
    let place_at = at(&["at", "for"]).filter(|&at| {
        !tokens
            .get(at + 1)
            .is_some_and(|next| next.is_one_of("home night least myself free me all hours"))
    });
    let field = at(&["in"]);
    let mut done = false;
    if let Some(at) = title {
        done |= keep_value(reader, act, "job_title", at + 1);
    }
    if let Some(at) = place_at {
        let (start, end) = phrase(&reader.tokens, at + 1, act.to, &["of"]);
        let value = reader.words(start, end);
        if done && let Some(last) = reader.drafts.last_mut() {
            last.to = at;
        }
        let before = reader.drafts.len();
        done |= push_value(reader, act, "employer", value);
        if title.is_some()
            && let Some(draft) = reader.drafts.get_mut(before)
        {
            draft.from = at;
        }
    } else if let (Some(at), None) = (field, title) {
        let (start, _) = phrase(&reader.tokens, at + 1, act.to, &[]);
        let capital = reader.tokens.get(start).is_some_and(|token| token.capital);
        done |= keep_value(
            reader,
            act,
            if capital { "workplace" } else { "industry" },
            at + 1,
        );
    }
    done
}

/// "joined Acme", "left Acme", "quit my job", "started a new job at Acme".
fn career(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let tokens = &reader.tokens;
    let lemma = act.clause.group.lemma.as_str();
    let low = reader.low(act.from, act.to);
    let firm = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| at < act.to && token.capital)
            || [
                "startup", "company", "firm", "bank", "agency", "studio", "start-up",
            ]
            .iter()
            .any(|word| low.ends_with(word))
    };
    let job = low.contains("job")
        || low.contains("position")
        || low.contains("role")
        || low.starts_with("work");
    match lemma {
        "join" if firm(act.from) && !low.contains("club") && !low.contains("gym") => {
            change_to(reader, act, "employer", act.from)
        }
        "start" | "begin" | "accept" => {
            let at = (act.from..act.to).find(|&at| tokens[at].is_in(&["at", "with", "from"]));
            match at {
                Some(at)
                    if (job
                        || at == act.from
                        || low.contains("offer")
                        || low.starts_with("working"))
                        && firm(at + 1) =>
                {
                    change_to(reader, act, "employer", at + 1)
                }
                _ if low.starts_with("as ") => change_to(reader, act, "job_title", act.from + 1),
                _ if low.starts_with("working as ") => {
                    change_to(reader, act, "job_title", act.from + 2)
                }
                _ => false,
            }
        }
        "leave" | "quit" | "resign" => {
            let at = (act.from..act.to).find(|&at| tokens[at].is_in(&["at", "from", "with"]));
            if let Some(at) = at.filter(|&at| firm(at + 1) && (job || at == act.from)) {
                return ends(reader, act, "employer", at + 1);
            }
            if job && !low.contains("for the day") {
                return push_end(reader, act, "employer", None);
            }
            if firm(act.from)
                && lemma != "resign"
                && at.is_none()
                && (is_past(act.clause) || act.clause.group.perfect)
            {
                let name = reader.words(act.from, act.to).unwrap_or_default();
                let place = crate::entities::find(&format!("We saw {name}."))
                    .iter()
                    .any(|entity| {
                        entity.type_.as_deref() == Some("place") && name.starts_with(&entity.name)
                    });
                return ends(
                    reader,
                    act,
                    if place { "residence" } else { "employer" },
                    act.from,
                );
            }
            if low == "the company" || low == "my company" {
                return push_end(reader, act, "employer", None);
            }
            lemma == "quit" && stops(reader, act)
        }
        "retire" if is_past(act.clause) || act.clause.group.perfect => {
            push_end(reader, act, "job_title", None)
        }
        _ => false,
    }
}

fn change_to(reader: &mut Reader<'_>, act: &Act<'_>, attribute: &str, from: usize) -> bool {
    let (start, end) = phrase(&reader.tokens, from, act.to, &["of"]);
    let Some(value) = reader.words(start, end) else {
        return false;
    };
    let mut draft = reader.draft(act, attribute, Some(value));
    if draft.polarity == Polarity::Positive && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    if let Some(at) = (end..act.to).find(|&at| reader.tokens[at].low == "as") {
        return keep_changed(reader, act, at);
    }
    true
}

fn keep_changed(reader: &mut Reader<'_>, act: &Act<'_>, at: usize) -> bool {
    let (start, end) = phrase(&reader.tokens, at + 1, act.to, &["of"]);
    if let Some(value) = reader.words(start, end) {
        if let Some(last) = reader.drafts.last_mut() {
            last.to = at;
        }
        let mut draft = reader.draft(act, "job_title", Some(value));
        (draft.from, draft.cue) = (at, Cue::Change);
        reader.push(draft);
    }
    true
}

/// "I have two kids", "I own a Tesla", "I adopted a cat named Milo", "I sold my car".
fn has(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
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
fn passing_thing(low: &str) -> bool {
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
    reader.push(draft);
    true
}

/// "we use Postgres for billing", "switched from MySQL to Postgres".
fn uses(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
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

fn speaks(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let language = reader.tokens[act.from..act.to]
        .iter()
        .any(|token| nature::is_language(&token.low));
    if !language || is_past(act.clause) {
        return false;
    }
    let end = (act.from..act.to)
        .find(|&at| reader.tokens[at].is_one_of("fluently well at with to natively"))
        .unwrap_or(act.to);
    let start = (act.from..end)
        .find(|&at| nature::is_language(&reader.tokens[at].low))
        .unwrap_or(act.from);
    push_members(reader, act, "language_spoken", start, end, false);
    true
}

fn eats(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    if act.clause.subject.who == Who::It
        || !act.is_user && !super::copula::person(act)
        || is_past(act.clause) && act.clause.group.modal != Some("used to")
        || act.clause.group.passive
    {
        return false;
    }
    let attribute = match act.clause.group.lemma.as_str() {
        "eat" | "consume" => "eats",
        "drink" => "drinks",
        _ => "smokes",
    };
    if act.from >= act.to {
        let mut draft = reader.draft(act, attribute, Some(act.clause.group.lemma.clone()));
        draft.type_ = "fact";
        reader.push(draft);
        return true;
    }
    let before = reader.drafts.len();
    push_members(
        reader,
        act,
        attribute,
        act.from,
        phrase(&reader.tokens, act.from, act.to, &["and", "of"]).1,
        false,
    );
    for draft in &mut reader.drafts[before..] {
        draft.type_ = "preference";
    }
    true
}

/// "I stopped eating meat", "I gave up smoking", "I quit drinking".
fn stops(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let tokens = &reader.tokens;
    let mut from = act.from;
    if act.clause.group.lemma == "give" {
        if tokens.get(from).is_none_or(|token| token.low != "up") {
            return false;
        }
        from += 1;
    }
    if from >= act.to || act.clause.group.negated || act.clause.group.modal.is_some() {
        return false;
    }
    let word = tokens[from].low.as_str();
    let (attribute, at) = match word {
        "eating" => ("eats", from + 1),
        "drinking" => ("drinks", from + 1),
        "smoking" | "cigarettes" => ("smokes", from),
        "using" => ("uses", from + 1),
        "playing" => ("play", from + 1),
        "working" => ("employer", from + 2),
        "meat" | "dairy" | "sugar" | "gluten" | "alcohol" | "coffee" => (
            if matches!(word, "alcohol" | "coffee") {
                "drinks"
            } else {
                "eats"
            },
            from,
        ),
        "liking" | "enjoying" => ("likes", from + 1),
        _ if word.ends_with("ing") => {
            let lemma = crate::grammar::verbs::lemma_of(word);
            let value = reader.words(from + 1, act.to);
            return stop(reader, act, &lemma, value);
        }
        _ => return false,
    };
    let (start, end) = phrase(tokens, at, act.to, &["of"]);
    let value = reader.words(start, end).map(|value| {
        if attribute == "smokes" {
            "smoke".to_owned()
        } else {
            value
        }
    });
    stop(reader, act, attribute, value)
}

/// What stopped is no longer so; with a date it is told as something that happened.
fn stop(reader: &mut Reader<'_>, act: &Act<'_>, attribute: &str, value: Option<String>) -> bool {
    let dated = act.tail.time.is_some() || act.clause.lead.is_some();
    if dated && is_past(act.clause) {
        take_back(reader, act, attribute, value);
        return false;
    }
    push_end(reader, act, attribute, value)
}
