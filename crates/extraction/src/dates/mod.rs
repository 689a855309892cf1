//! Dates in a text, resolved against when it was said; never against a clock.
//!
//! Choices where the language leaves several:
//! - Weeks begin on Monday. "last Friday" is the latest one before the day, "next Friday" is that of
//!   the next week, "this Friday" that of this week (of the next, if it is over and nothing speaks of
//!   the past). A bare "Friday" is the coming one, or the latest one if the words around it speak of
//!   the past.
//! - A date without a year is the latest one if the words speak of the past, otherwise the next one.
//! - "5/3/2024" is May 3; "25/3/2024" can only be March 25; "5.3.2024" is March 5.
//! - "two weeks ago" is a day; "two months ago" is a month, "two years ago" a year.
//! - "end of June" is its last day, "early June" its first third.
//! - "since 2019" finds 2019, and leaves "since" to whoever asks.
//! - Days are UTC's.
//!
//! What comes round ("every Friday", "on Mondays") is no date.

mod absolute;
mod calendar;
mod clock;
mod names;
mod relative;

use std::cell::Cell;

use types::{Span, Timestamp};

use crate::grammar::words::{MONTHS, WEEKDAYS};
use crate::reading::FoundDate;
use crate::scan::{Token, tokens};
use calendar::{Day, MINUTES_A_DAY};

/// Which way an incomplete date points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// To the latest one.
    Past,
    /// To the next one.
    Future,
}

/// Whether a word in lower case is the whole name of a weekday: "monday", "mondays".
pub fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// Whether a word in lower case is the whole name of a month.
pub fn is_month(word: &str) -> bool {
    MONTHS.contains(&word)
}

/// Dates in the text, in its order, without overlaps. The tense is taken from the words around each.
/// Dates that the product does not accept (before year 1, after 9999) are left out.
pub fn find(text: &str, said_at: Timestamp) -> Vec<FoundDate> {
    find_in(&tokens(text), text, said_at, None)
}

/// As [`find`], where the caller knows whether the words speak of the past or the future.
pub fn find_with(text: &str, said_at: Timestamp, tense: Tense) -> Vec<FoundDate> {
    find_in(&tokens(text), text, said_at, Some(tense))
}

/// As [`find`], on tokens that were already cut.
pub(crate) fn find_in(
    tokens: &[Token<'_>],
    text: &str,
    said_at: Timestamp,
    tense: Option<Tense>,
) -> Vec<FoundDate> {
    let reader = Reader::new(tokens, text, said_at, tense, false);
    reader.all()
}

/// The date or time that a value consists of, if it is nothing else: here "4 PM", "2019" and
/// "the 14th" are dates without a preposition.
pub(crate) fn whole(value: &str, said_at: Timestamp) -> Option<(Timestamp, Timestamp)> {
    const AROUND: &[&str] = &["on", "at", "in", "the", "by", "for", "around", "of", "from"];
    let tokens = tokens(value);
    let found = Reader::new(&tokens, value, said_at, None, true).all();
    let [date] = found.as_slice() else {
        return None;
    };
    let covered = date.span.start as usize..date.span.end as usize;
    let is_rest_idle = tokens.iter().all(|token| {
        covered.contains(&token.start)
            || matches!(token.text, "," | "." | "!")
            || AROUND.contains(&token.lower.as_str())
    });
    is_rest_idle.then_some((date.from, date.to))
}

/// How fine a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grain {
    Minute,
    Part,
    Day,
    Week,
    Month,
    Year,
    Decade,
}

/// What was not said and had to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Implied {
    Nothing,
    Week,
    Year,
}

/// A time that was read, in minutes since 1970.
#[derive(Clone, Copy, Debug)]
struct Time {
    from: i64,
    to: i64,
    grain: Grain,
    implied: Implied,
    /// The token after its last.
    next: usize,
}

impl Time {
    fn new(from: i64, to: i64, grain: Grain, next: usize) -> Self {
        Time {
            from,
            to,
            grain,
            implied: Implied::Nothing,
            next,
        }
    }

    /// Whole days.
    fn days(from: Day, to: Day, grain: Grain, next: usize) -> Self {
        Time::new(from * MINUTES_A_DAY, to * MINUTES_A_DAY, grain, next)
    }

    fn day(day: Day, next: usize) -> Self {
        Time::days(day, day + 1, Grain::Day, next)
    }

    fn month(year: i64, month: i64, next: usize) -> Self {
        let (from, to) = (
            calendar::day_of(year, month, 1),
            calendar::day_of(year, month + 1, 1),
        );
        Time::days(from, to, Grain::Month, next)
    }

    fn year(year: i64, next: usize) -> Self {
        let (from, to) = (
            calendar::day_of(year, 1, 1),
            calendar::day_of(year + 1, 1, 1),
        );
        Time::days(from, to, Grain::Year, next)
    }

    fn implying(self, implied: Implied) -> Self {
        Time { implied, ..self }
    }

    fn first_day(&self) -> Day {
        self.from.div_euclid(MINUTES_A_DAY)
    }

    /// The same days so many years later.
    fn plus_years(self, years: i64) -> Self {
        let shift = |minute: i64| {
            let (year, month, day) = calendar::civil(minute.div_euclid(MINUTES_A_DAY));
            calendar::day_of(year + years, month, day) * MINUTES_A_DAY
                + minute.rem_euclid(MINUTES_A_DAY)
        };
        Time {
            from: shift(self.from),
            to: shift(self.to),
            ..self
        }
    }
}

/// Reads dates off a row of tokens.
struct Reader<'t> {
    tokens: &'t [Token<'t>],
    text: &'t str,
    /// Lower case, without a possessive "'s".
    words: Vec<&'t str>,
    today: Day,
    /// When it was said, in minutes since 1970.
    now: i64,
    tense: Option<Tense>,
    /// A value, not a sentence: prepositions may be missing.
    is_value: bool,
    /// How many dates the one that is read is inside of.
    depth: Cell<usize>,
}

impl<'t> Reader<'t> {
    fn new(
        tokens: &'t [Token<'t>],
        text: &'t str,
        said_at: Timestamp,
        tense: Option<Tense>,
        is_value: bool,
    ) -> Self {
        let (today, minute) = calendar::split(said_at);
        Reader {
            tokens,
            text,
            words: tokens
                .iter()
                .map(|token| token.lower.strip_suffix("'s").unwrap_or(&token.lower))
                .collect(),
            today,
            now: today * MINUTES_A_DAY + minute,
            tense,
            is_value,
            depth: Cell::new(0),
        }
    }

    /// The word at a place; empty outside the text.
    fn word(&self, at: usize) -> &'t str {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// The word `back` places before one.
    fn before(&self, at: usize, back: usize) -> &'t str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    fn all(&self) -> Vec<FoundDate> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let Some(time) = self.range_at(at) else {
                at += 1;
                continue;
            };
            let next = time.next.max(at + 1);
            let back = if self.before(at, 1) == "other" { 2 } else { 1 };
            let comes_round = matches!(self.before(at, back), "every" | "each" | "any" | "most");
            if !comes_round {
                found.extend(self.found(at, &time));
            }
            at = next;
        }
        found
    }

    fn found(&self, at: usize, time: &Time) -> Option<FoundDate> {
        let last = self.tokens.get(time.next.checked_sub(1)?)?;
        let from = calendar::to_timestamp(time.from)?;
        let to = calendar::to_timestamp(time.to)?;
        let span = Span {
            start: u32::try_from(self.tokens[at].start).ok()?,
            end: u32::try_from(last.end).ok()?,
        };
        (from < to).then_some(FoundDate { span, from, to })
    }

    /// A time, or two that make a range.
    fn range_at(&self, at: usize) -> Option<Time> {
        let opens = matches!(self.word(at), "from" | "between");
        if opens && let Some(range) = self.range_from(at + 1, self.word(at) == "between") {
            return Some(range);
        }
        let first = self.time_at(at)?;
        Some(self.joined(&first, false).unwrap_or(first))
    }

    /// "from May 3 to May 9": only if both ends are read.
    fn range_from(&self, at: usize, with_and: bool) -> Option<Time> {
        let years = self.year_at(at).map(|(year, next)| Time::year(year, next));
        let first = self.time_at(at).or(years)?;
        self.joined(&first, with_and)
    }

    /// The range that `first` begins, if one follows.
    fn joined(&self, first: &Time, with_and: bool) -> Option<Time> {
        let link = self.word(first.next);
        let links = matches!(
            link,
            "to" | "-" | "–" | "—" | "through" | "thru" | "until" | "till"
        ) || (with_and && link == "and");
        if !links || first.grain < Grain::Day {
            return None;
        }
        let mut at = first.next + 1;
        if matches!(self.word(at), "on" | "the") && self.time_at(at).is_none() {
            at += 1;
        }
        let year = || self.year_at(at).map(|(year, next)| Time::year(year, next));
        let mut last = match first.grain {
            Grain::Year => year().or_else(|| self.time_at(at))?,
            _ => self.time_at(at)?,
        };
        let mut first = *first;
        if first.implied == Implied::Week && last.implied == Implied::Week {
            // "Monday to Friday" is how weeks go, not a week.
            let is_work_week = calendar::weekday(first.first_day()) == 0
                && calendar::weekday(last.first_day()) == 4;
            if is_work_week && !with_and && self.word(first.next) != "until" {
                return Some(Time {
                    to: first.from,
                    next: last.next,
                    ..first
                });
            }
        }
        if first.implied == Implied::Year && last.implied == Implied::Nothing {
            let years = calendar::civil(last.first_day()).0 - calendar::civil(first.first_day()).0;
            first = first.plus_years(years);
            if first.from > last.from {
                first = first.plus_years(-1);
            }
        }
        if last.from < first.from {
            last = match last.implied {
                Implied::Year => last.plus_years(1),
                Implied::Week => Time {
                    from: last.from + 7 * MINUTES_A_DAY,
                    to: last.to + 7 * MINUTES_A_DAY,
                    ..last
                },
                Implied::Nothing => return None,
            };
        }
        (last.from >= first.from).then_some(Time {
            from: first.from,
            to: last.to,
            grain: first.grain,
            implied: first.implied,
            next: last.next,
        })
    }

    /// A time at a place: a date with or without a time of the day, or a time of the day.
    fn time_at(&self, at: usize) -> Option<Time> {
        if let Some(time) = self.clock_first(at) {
            return Some(time);
        }
        let date = self.part_of(at).or_else(|| self.date_at(at))?;
        Some(self.with_clock(&date))
    }

    /// A date at a place. Dates may be counted from dates ("the day after the Friday before Easter"),
    /// but not without end.
    fn date_at(&self, at: usize) -> Option<Time> {
        const DEPTH_MAX: usize = 4;
        if self.depth.get() == DEPTH_MAX {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let date = self.absolute(at).or_else(|| self.relative(at));
        self.depth.set(self.depth.get() - 1);
        date
    }

    /// "early June", "mid-2023", "the end of next month".
    fn part_of(&self, at: usize) -> Option<Time> {
        let mut next = at;
        if self.word(next) == "the" {
            next += 1;
        }
        let part = self.word(next);
        next += 1;
        match part {
            "early" | "mid" | "late" => {
                if self.word(next) == "-" {
                    next += 1;
                }
                // A bare year is one after these words.
                let year = self
                    .year_at(next)
                    .map(|(year, next)| Time::year(year, next));
                let whole = self.date_at(next).or(year)?;
                third(&whole, part)
            }
            "beginning" | "start" | "end" | "middle" if self.word(next) == "of" => {
                next += 1;
                let year = self
                    .year_at(next)
                    .map(|(year, next)| Time::year(year, next));
                let whole = self.date_at(next).or(year).or_else(|| self.current(next))?;
                if whole.grain < Grain::Week {
                    return None;
                }
                if part == "middle" {
                    return third(&whole, "mid");
                }
                let day = match part {
                    "end" => whole.to.div_euclid(MINUTES_A_DAY) - 1,
                    _ => whole.first_day(),
                };
                Some(Time::day(day, whole.next).implying(whole.implied))
            }
            _ => None,
        }
    }

    /// "the month", "year": the one that is.
    fn current(&self, at: usize) -> Option<Time> {
        let at = if self.word(at) == "the" { at + 1 } else { at };
        let (year, month, _) = calendar::civil(self.today);
        Some(match self.word(at) {
            "day" => Time::day(self.today, at + 1),
            "week" => {
                let monday = calendar::week_start(self.today);
                Time::days(monday, monday + 7, Grain::Week, at + 1)
            }
            "month" => Time::month(year, month, at + 1),
            "year" => Time::year(year, at + 1),
            _ => return None,
        })
    }

    /// Which way the words around a place point; `None` if they do not say.
    fn tense_at(&self, at: usize) -> Option<Tense> {
        const BACK: usize = 14;
        const AHEAD: usize = 10;
        if self.tense.is_some() {
            return self.tense;
        }
        match self.before(at, 1) {
            "for" | "by" | "until" | "till" => return Some(Tense::Future),
            "since" => return Some(Tense::Past),
            "to" if self.is_postponed(at) => return Some(Tense::Future),
            _ => {}
        }
        for back in (at.saturating_sub(BACK)..at).rev() {
            if matches!(self.word(back), "." | "!" | "?" | ";") {
                break;
            }
            if let Some(tense) = self.tense_of(back) {
                return Some(tense);
            }
        }
        for ahead in at + 1..(at + AHEAD).min(self.tokens.len()) {
            if matches!(self.word(ahead), "." | "!" | "?" | ";") {
                break;
            }
            if let Some(tense) = self.tense_of(ahead) {
                return Some(tense);
            }
        }
        None
    }

    /// Whether the words before a place move something: "moved the meeting to Thursday".
    fn is_postponed(&self, at: usize) -> bool {
        let mut before = (at.saturating_sub(8)..at).map(|back| self.word(back));
        before.any(|word| {
            matches!(
                word,
                "moved"
                    | "postponed"
                    | "rescheduled"
                    | "pushed"
                    | "delayed"
                    | "shifted"
                    | "changed"
            )
        })
    }

    /// What one word says about the tense.
    fn tense_of(&self, at: usize) -> Option<Tense> {
        let word = self.tokens.get(at)?.lower.as_str();
        if names::FUTURE_WORDS.contains(&word) || word.ends_with("'ll") {
            return Some(Tense::Future);
        }
        if names::PAST_WORDS.contains(&word) {
            return Some(Tense::Past);
        }
        if word.len() > 4 && word.ends_with("ing") {
            return match self.before(at, 1) {
                "was" | "were" | "been" => Some(Tense::Past),
                "am" | "is" | "are" | "i'm" | "we're" | "they're" | "you're" => Some(Tense::Future),
                _ => None,
            };
        }
        // "We are married", "getting married" say nothing about when.
        let is_state = matches!(
            self.before(at, 1),
            "is" | "are" | "am" | "be" | "get" | "gets" | "getting" | "i'm" | "we're" | "they're"
        );
        let is_past = !is_state && word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed");
        is_past.then_some(Tense::Past)
    }

    fn is_past(&self, at: usize) -> bool {
        self.tense_at(at) == Some(Tense::Past)
    }
}

/// The first, middle or last third.
fn third(whole: &Time, part: &str) -> Option<Time> {
    let (from, to) = (whole.first_day(), whole.to.div_euclid(MINUTES_A_DAY));
    let (low, high) = match (whole.grain, to - from) {
        (Grain::Week, days) if days <= 7 => (from + 2, from + 5),
        // The tens of a month.
        (Grain::Month, days) if days <= 31 => (from + 10, from + 20),
        (Grain::Month | Grain::Year, days) => (from + days / 3, from + 2 * days / 3),
        (Grain::Decade, _) => {
            let (year, _, _) = calendar::civil(from);
            (
                calendar::day_of(year + 4, 1, 1),
                calendar::day_of(year + 7, 1, 1),
            )
        }
        _ => return None,
    };
    let (from, to) = match part {
        "early" => (from, low),
        "mid" => (low, high),
        _ => (high, to),
    };
    Some(Time::days(from, to, whole.grain, whole.next).implying(whole.implied))
}

#[cfg(test)]
mod tests;
