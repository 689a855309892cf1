//! What verbs say about somebody: where they live, for whom they work, what they own and use.

use crate::grammar::clause::Clause;
use crate::grammar::token::Token;
use crate::grammar::words::one_of;
use types::{Cardinality, Polarity, Span};

use super::attributes;
use super::copula::{place, push_members};
use super::goods;
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
        "have" | "own" | "adopt" | "keep" | "sell" | "buy" | "get" | "purchase" => {
            goods::has(reader, act)
        }
        "use" | "switch" | "migrate" | "replace" => goods::uses(reader, act),
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
pub(super) fn push_value(
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
    reader.retractions.push(Retraction {
        what,
        span,
        abouts: Vec::new(),
    });
    reader.endings.push(span);
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
        return goods::uses(reader, act);
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
    if lemma == "return"
        && (first != "to"
            || tokens[act.from..act.to]
                .iter()
                .any(|token| token.low == "for"))
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
    // "I work out at Acme" is no job.
    if opens == "out" {
        return false;
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
    let firm = |at: usize| firm_at(reader, act, &low, at);
    let job = low.contains("job")
        || low.contains("position")
        || low.contains("role")
        || low.starts_with("work");
    match lemma {
        "join" if firm(act.from) && !is_of_a_gym(tokens, act.clause) => {
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
        // "I haven't quit Acme": nothing changes.
        "leave" | "quit" | "resign" if act.clause.group.negated => false,
        "leave" | "quit" | "resign" if !job && is_of_a_gym(tokens, act.clause) => false,
        "leave" | "quit" | "resign" => leaves(reader, act, &low, job),
        "retire" if is_past(act.clause) || act.clause.group.perfect => {
            push_end(reader, act, "job_title", None)
        }
        _ => false,
    }
}

/// How far from a clause a word may stand that tells of what it is.
const NEAR_TOKENS: usize = 6;

/// Whether what is joined or left is a gym or a club, by its name or by the name it is exchanged for:
/// "I left Acme Fitness and joined Zenith".
fn is_of_a_gym(tokens: &[Token], clause: &Clause) -> bool {
    let from = clause.from.saturating_sub(NEAR_TOKENS);
    let to = tokens.len().min(clause.to + NEAR_TOKENS);
    let tells = |token: &Token| {
        token.is_one_of("gym gyms club crossfit")
            || token.capital && token.is_one_of("fitness pilates yoga athletic athletics")
    };
    tokens[from..to].iter().any(tells)
}

/// "left Acme", "quit my job", "resigned from the bank".
fn leaves(reader: &mut Reader<'_>, act: &Act<'_>, low: &str, job: bool) -> bool {
    let tokens = &reader.tokens;
    let lemma = act.clause.group.lemma.as_str();
    let at = (act.from..act.to).find(|&at| tokens[at].is_in(&["at", "from", "with"]));
    if let Some(at) = at.filter(|&at| firm_at(reader, act, low, at + 1) && (job || at == act.from))
    {
        return ends(reader, act, "employer", at + 1);
    }
    if job && !low.contains("for the day") {
        return push_end(reader, act, "employer", None);
    }
    if firm_at(reader, act, low, act.from)
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
        let what = if place { "residence" } else { "employer" };
        return ends(reader, act, what, act.from);
    }
    if low == "the company" || low == "my company" {
        return push_end(reader, act, "employer", None);
    }
    lemma == "quit" && stops(reader, act)
}

/// Whether a firm is named at `at`, or the words after the verb end with one.
fn firm_at(reader: &Reader<'_>, act: &Act<'_>, low: &str, at: usize) -> bool {
    reader
        .tokens
        .get(at)
        .is_some_and(|token| at < act.to && token.capital)
        || [
            "startup", "company", "firm", "bank", "agency", "studio", "start-up",
        ]
        .iter()
        .any(|word| low.ends_with(word))
}

pub(super) fn change_to(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    from: usize,
) -> bool {
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
