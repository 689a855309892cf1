//! What holds for a time, is still to come or is long past: "I'm driving a rental this week", "I ordered an
//! iPhone", "I moved to Oslo when I was ten". It stands beside what is usual, as something that happens.

use types::{Cardinality, Polarity};

use super::{Draft, Reader, attributes};
use crate::dates::is_weekday;
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::group::Tense;
use crate::grammar::token::Token;
use crate::grammar::words::{MONTHS, NUMBER_WORDS};
use crate::reading::Cue;

/// Has what states nothing lasting stand as an event.
pub(crate) fn settle(reader: &mut Reader<'_>) {
    let mut drafts = std::mem::take(&mut reader.drafts);
    let mut passing = Vec::new();
    for draft in &mut drafts {
        if !is_state(draft) {
            continue;
        }
        let appointment = draft.attribute.strip_prefix("appointment:");
        if appointment.is_some_and(|label| !is_recurring(label)) {
            continue;
        }
        if let Some((from, to)) = part_of(reader, draft)
            && is_passing(reader, from, to)
        {
            passing.push((from, to));
            draft.attribute = "event".to_owned();
            draft.type_ = "event";
            draft.cardinality = Cardinality::Many;
            draft.cue = Cue::Plain;
            draft.kind = None;
        }
    }
    reader.drafts = drafts;
    let is_passing = |from: usize, to: usize| passing.iter().any(|&(a, b)| a < to && from < b);
    reader
        .replaced
        .retain(|exchange| !is_passing(exchange.from, exchange.to));
}

/// Whether a draft tells how things are.
fn is_state(draft: &Draft) -> bool {
    let family = draft.attribute.split(':').next().unwrap_or_default();
    draft.polarity == Polarity::Positive
        && draft.cue != Cue::End
        && matches!(draft.type_, "fact" | "relation" | "preference")
        && !draft.directive
        && !family.starts_with("past_")
        && !is_by_day(family)
}

/// Whether something takes place again and again.
fn is_recurring(label: &str) -> bool {
    let last = label.rsplit([' ', '-']).next().unwrap_or_default();
    crate::grammar::words::one_of(
        last,
        "standup up lesson lessons class classes practice training rehearsal yoga therapy sync retro choir pilates \
alarm shift lecture seminar scrum",
    )
}

/// The part of its sentence that a draft stands in.
fn part_of(reader: &Reader<'_>, draft: &Draft) -> Option<(usize, usize)> {
    let whole = reader.whole_at(draft.from)?;
    let parts = crate::units::parts(&reader.tokens, whole);
    parts
        .into_iter()
        .find(|&(from, to)| from <= draft.from && draft.from < to)
}

/// Whether what the tokens say holds for a time, is to come or is long past.
pub(crate) fn is_passing(reader: &Reader<'_>, from: usize, to: usize) -> bool {
    let Some(whole) = reader.whole_at(from) else {
        return false;
    };
    let to = to.min(whole.to);
    let tokens = &reader.tokens;
    let inside = |clause: &&Clause| clause.from < to && from < clause.to;
    let Some(main) = whole.clauses.iter().filter(inside).find(|clause| {
        clause.mood != Mood::Fragment
            && !matches!(
                clause.link,
                Link::While | Link::When | Link::If | Link::Because | Link::Reported
            )
    }) else {
        return is_announced(&tokens[from..to]);
    };
    let words = &tokens[from..to];
    let is_present = main.group.tense == Tense::Present && !main.group.perfect;
    let is_for_now = is_led_by_time(&tokens[whole.from..to])
        || is_for_a_time(words) && !keeps(main)
        || is_present && !is_change(main) && (is_of_a_day(words) || is_lent(words));
    is_for_now && !main.group.perfect && !says_from_now(words)
        || is_ahead(main, words)
        || is_long_past(main, words)
}

/// Verbs of what is so for as long as something is.
const BEING: &str = "is are am 's 're 'm being";

/// "While Olga is away, ...", "until Ben is back, ...".
fn is_led_by_time(sentence: &[Token]) -> bool {
    let mut words = sentence.iter().filter(|token| token.word);
    let Some(first) = words.find(|token| !token.is_one_of("and but so also well ok")) else {
        return false;
    };
    let is_being = |token: &Token| token.is_one_of(BEING);
    first.is_one_of("until till") || first.low == "while" && sentence.iter().any(is_being)
}

/// Verbs of a change: what they tell goes on from the day that is named.
fn is_change(main: &Clause) -> bool {
    crate::grammar::words::one_of(
        &main.group.lemma,
        "move start begin join become turn change switch leave quit sell buy get sign close open bring pick upgrade \
replace adopt marry hire",
    )
}

/// "Logs are kept for 30 days": how long is what is told.
fn keeps(main: &Clause) -> bool {
    let group = &main.group;
    let lasts = crate::grammar::words::one_of(&group.lemma, "retain store cache archive");
    lasts || group.lemma == "keep" && (group.passive || matches!(main.subject.who, Who::We))
}

/// "From now on", "since this week", "for good".
fn says_from_now(words: &[Token]) -> bool {
    let pair = |first: &str, second: &str| {
        words
            .windows(2)
            .any(|two| two[0].is_one_of(first) && two[1].is_one_of(second))
    };
    pair("for", "good ever always years life")
        || pair("as", "of")
        || pair("now", "on")
        || words
            .iter()
            .any(|token| token.is_one_of("permanently forever"))
        || pair(
            "from since starting beginning",
            "today tomorrow tonight this next now monday tuesday wednesday thursday friday saturday sunday",
        )
}

/// "Today", "this week", "tomorrow".
fn is_of_a_day(words: &[Token]) -> bool {
    (0..words.len()).any(|at| {
        let before = at.checked_sub(1).map(|at| &words[at]);
        let is_bound = before.is_some_and(|token| token.is_one_of("by of since from until"));
        let next = words.get(at + 1);
        match words[at].low.as_str() {
            "today" | "tonight" | "tomorrow" => {
                !is_bound && next.is_none_or(|next| next.low != "'s")
            }
            "this" => {
                !is_bound
                    && next.is_some_and(|next| {
                        next.is_one_of(
                            "morning afternoon evening week weekend month summer winter spring",
                        ) || is_weekday(&next.low)
                    })
            }
            _ => false,
        }
    })
}

/// "A rental Fiat", "my acting manager".
fn is_lent(words: &[Token]) -> bool {
    words.windows(2).any(|two| {
        two[0].is_one_of("a an the my our")
            && two[1].is_one_of("rental loaner borrowed loan courtesy replacement temporary temp acting interim substitute")
            || two[0].low == "on" && two[1].low == "loan"
    })
}

/// "For now", "for the summer", "until Friday", "while the kitchen is being done".
fn is_for_a_time(words: &[Token]) -> bool {
    let low = |at: usize| words.get(at).map_or("", |token| token.low.as_str());
    let one = crate::grammar::words::one_of;
    (0..words.len()).any(|at| match low(at) {
        "temporarily" => true,
        "until" | "till" => {
            let next = low(at + 1);
            let is_clock = next.starts_with(|c: char| c.is_ascii_digit())
                || one(next, "noon midnight late now recently then further");
            !is_clock
        }
        // "I left at noon, back on Sunday".
        "back" => {
            one(low(at + 1), "on by") && is_weekday(low(at + 2))
                || one(low(at + 1), "tomorrow tonight soon later")
        }
        "while" => {
            let rest = &words[at + 1..];
            let is_being = |token: &Token| token.is_one_of(BEING);
            rest.iter().take(7).any(is_being)
        }
        "for" => {
            let (mut next, mut is_the) = (at + 1, false);
            while one(low(next), "the a an my just about around next few couple of only another this") {
                is_the |= low(next) != "about";
                next += 1;
            }
            let is_number = low(next).starts_with(|c: char| c.is_ascii_digit())
                || NUMBER_WORDS.contains(&low(next));
            let unit = if is_number { next + 1 } else { next };
            let is_unit = one(
                low(unit),
                "day days week weeks month months while bit summer winter weekend semester season holidays year years time moment",
            );
            let is_now = at + 1 == next && one(low(next), "now tomorrow today tonight");
            is_now || is_unit && (is_number || is_the)
        }
        _ => false,
    })
}

/// What is ordered, offered, applied for, or to come.
fn is_ahead(main: &Clause, words: &[Token]) -> bool {
    let one = crate::grammar::words::one_of;
    let group = &main.group;
    let has = |list: &str| words.iter().any(|token| token.is_one_of(list));
    // "I order a latte" tells a habit.
    let is_once = group.tense == Tense::Past || group.perfect || group.progressive;
    let is_ordered = is_once
        && one(
            &group.lemma,
            "order preorder pre-order reserve apply interview",
        );
    let is_offered = one(&group.lemma, "get have receive make give find")
        && has("offer offers interview")
        && !has("accepted accept took signed")
        || one(&group.lemma, "offer");
    let is_coming = group.progressive
        && main.mood == Mood::Statement
        && one(&group.lemma, "get buy purchase order");
    is_ordered || is_offered || is_coming || is_announced(words)
}

/// "From January Ben will be my boss."
fn is_announced(words: &[Token]) -> bool {
    let has = |list: &str| words.iter().any(|token| token.is_one_of(list));
    let is_to_come = |token: &Token| {
        token.is_in(MONTHS) || token.is_one_of("next year spring summer autumn fall winter")
    };
    has("will")
        && has("from in starting beginning next")
        && words.iter().any(is_to_come)
        && !has("now")
}

/// What the past is told of as past.
fn is_long_past(main: &Clause, words: &[Token]) -> bool {
    if main.group.tense != Tense::Past {
        return false;
    }
    let low = |at: usize| words.get(at).map_or("", |token| token.low.as_str());
    let one = crate::grammar::words::one_of;
    (0..words.len()).any(|at| match low(at) {
        "when" => {
            one(low(at + 1), "i we")
                && one(low(at + 2), "was were")
                && (one(
                    low(at + 3),
                    "a young little small in at still about around just twenty thirty",
                ) || low(at + 3).starts_with(|c: char| c.is_ascii_digit())
                    || NUMBER_WORDS.contains(&low(at + 3)))
        }
        "as" => {
            one(low(at + 1), "a")
                && one(
                    low(at + 2),
                    "child kid teenager boy girl student baby toddler",
                )
        }
        "back" => one(low(at + 1), "in then when") && low(at + 2) != "my",
        _ => false,
    })
}

/// Whether an attribute, which people call `name`, is told of by day: "the deadline is tomorrow".
pub(crate) fn is_kept(name: &str, attribute: &str) -> bool {
    let family = attribute.split(':').next().unwrap_or_default();
    match attribute.strip_prefix("appointment:") {
        Some(label) => !is_recurring(label),
        None => {
            is_by_day(family)
                || name.ends_with(':')
                || name
                    .rsplit_once(' ')
                    .is_some_and(|(what, _)| attributes::is_occasion(what) && !is_recurring(what))
        }
    }
}

/// Attributes that change with time, whatever time is told.
fn is_by_day(family: &str) -> bool {
    matches!(
        family,
        "event"
            | "age"
            | "birthday"
            | "weight"
            | "height"
            | "situation"
            | "status"
            | "deadline"
            | "holiday destination"
            | "trip destination"
            | "budget"
            | "goal"
            | "plan"
            | "issue"
            | "trait"
            | "kind"
            | "visited"
            | "correction"
    )
}
