//! Dates that are counted from when it was said: "yesterday", "last Friday", "two weeks ago",
//! "Christmas".

use super::calendar::{Day, MINUTES_A_DAY, civil, day_of, week_start, weekday};
use super::names::{self, Unit};
use super::{Grain, Implied, Reader, Time, clock};

/// The largest count that is read: 100,000 years are beyond the calendar anyway.
const COUNT_MAX: f64 = 100_000.0;

/// Which of a row of periods is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Last,
    This,
    Next,
}

impl Which {
    fn shift(self) -> i64 {
        match self {
            Which::Last => -1,
            Which::This => 0,
            Which::Next => 1,
        }
    }
}

impl Reader<'_> {
    pub(super) fn relative(&self, at: usize) -> Option<Time> {
        self.named_day(at)
            .or_else(|| self.counted(at))
            .or_else(|| self.which(at))
            .or_else(|| self.weekday_alone(at))
            .or_else(|| self.holiday(at, None))
            .or_else(|| self.season(at))
            .or_else(|| self.weekend(at))
    }

    /// "today", "tomorrow", "tonight", "this morning", "last night", "the day after tomorrow".
    fn named_day(&self, at: usize) -> Option<Time> {
        let part = |day: Day, word: &str, next| {
            let (from, to) = clock::part(word)?;
            let midnight = day * MINUTES_A_DAY;
            let part = Time::new(midnight + from, midnight + to, Grain::Part, next);
            Some(self.with_clock_in_part(&part, midnight))
        };
        let (word, second) = (self.word(at), self.word(at + 1));
        match (word, second) {
            ("the", "day") => {
                let shift = match (self.word(at + 2), self.word(at + 3)) {
                    ("before", "yesterday") => -2,
                    ("after", "tomorrow") => 2,
                    _ => return None,
                };
                Some(Time::day(self.today + shift, at + 4))
            }
            ("day", "before" | "after") => match (second, self.word(at + 2)) {
                ("before", "yesterday") => Some(Time::day(self.today - 2, at + 3)),
                ("after", "tomorrow") => Some(Time::day(self.today + 2, at + 3)),
                _ => None,
            },
            ("today", _) => Some(Time::day(self.today, at + 1)),
            ("yesterday", _) => Some(Time::day(self.today - 1, at + 1)),
            ("tomorrow" | "tmrw" | "tmr", _) => Some(Time::day(self.today + 1, at + 1)),
            ("tonight", _) => part(self.today, "night", at + 1),
            ("last", "night") => part(self.today - 1, "night", at + 2),
            ("this", "morning" | "afternoon" | "evening") => part(self.today, second, at + 2),
            _ => None,
        }
    }

    /// A part of a day with "at 8" after it.
    fn with_clock_in_part(&self, part: &Time, midnight: i64) -> Time {
        let has_link = matches!(self.word(part.next), "at" | "around" | "@");
        if !has_link {
            return *part;
        }
        self.with_exact(part, midnight)
    }

    /// "two weeks ago", "in 3 days", "a week from Friday", "the last two weeks", "2 days before
    /// Christmas", "the day after Easter".
    fn counted(&self, at: usize) -> Option<Time> {
        let has_in = matches!(self.word(at), "in" | "within");
        let mut start = if has_in { at + 1 } else { at };
        let spans = self.span_of_units(start);
        if spans.is_some() && !has_in {
            return spans;
        }
        if has_in
            && matches!(
                self.word(start),
                "about" | "around" | "approximately" | "exactly"
            )
        {
            start += 1;
        }
        let (count, next) = self.count(start)?;
        let unit = names::unit(self.word(next));
        let fortnight = self.word(next) == "fortnight";
        let (unit, count) = match unit {
            Some(unit) => (unit, count),
            None if fortnight => (Unit::Week, count * 2.0),
            None => return None,
        };
        let next = next + 1;
        if has_in {
            // "in two weeks' time".
            let time = usize::from(matches!(self.word(next), "'" | "’"));
            let time = time + usize::from(self.word(next + time) == "time");
            let ends = if self.word(next + time - usize::from(time > 0)) == "time" {
                next + time
            } else {
                next
            };
            return self.shifted(unit, count, ends);
        }
        match (self.word(next), self.word(next + 1)) {
            ("ago", _) => self.shifted(unit, -count, next + 1),
            ("back", _) if self.word(at) == "a" || self.is_past(at) => {
                self.shifted(unit, -count, next + 1)
            }
            ("from", "now" | "today") => self.shifted(unit, count, next + 2),
            ("from" | "after", _) => self.shifted_from(next + 1, unit, count),
            ("before", _) => self.shifted_from(next + 1, unit, -count),
            _ => None,
        }
    }

    /// How many: "2", "two", "a", "a couple of", "a few" (three), "half a", "the" for one.
    fn count(&self, at: usize) -> Option<(f64, usize)> {
        let (word, second) = (self.word(at), self.word(at + 1));
        match (word, second) {
            ("a" | "the", "couple") => {
                let of = usize::from(self.word(at + 2) == "of");
                return Some((2.0, at + 2 + of));
            }
            ("couple", "of") => return Some((2.0, at + 2)),
            ("a" | "the", "few") => return Some((3.0, at + 2)),
            ("few", _) => return Some((3.0, at + 1)),
            ("half", "a" | "an") => return Some((0.5, at + 2)),
            ("a" | "an", "half") => return Some((0.5, at + 2)),
            ("a" | "an" | "the", _) => return Some((1.0, at + 1)),
            _ => {}
        }
        let token = self.tokens.get(at)?;
        // "1.5 years".
        let point = self
            .tokens
            .get(at + 1)
            .is_some_and(|t| t.glued && t.is_mark("."));
        let fraction = self
            .tokens
            .get(at + 2)
            .filter(|t| point && t.glued && t.is_number());
        if let (true, Some(fraction)) = (token.is_number(), fraction) {
            let value = format!("{}.{}", token.text, fraction.text).parse().ok()?;
            return Some((value, at + 3)).filter(|(value, _)| *value <= COUNT_MAX);
        }
        let words: Vec<&str> = (at..at + 4).map(|at| self.word(at)).collect();
        let number = crate::numbers::number_at(&words).filter(|n| !n.is_ordinal)?;
        let mut next = at + number.words;
        let mut value = number.value;
        if (self.word(next), self.word(next + 1)) == ("and", "a") && self.word(next + 2) == "half" {
            value += 0.5;
            next += 3;
        }
        (0.0..=COUNT_MAX).contains(&value).then_some((value, next))
    }

    /// So many units from the moment or the day it was said.
    fn shifted(&self, unit: Unit, count: f64, next: usize) -> Option<Time> {
        if count.abs() > COUNT_MAX {
            return None;
        }
        let whole = count.round() as i64;
        let (year, month, _) = civil(self.today);
        let is_whole = count.fract() == 0.0;
        Some(match unit {
            Unit::Minute | Unit::Hour => {
                let minutes = if unit == Unit::Hour {
                    count * 60.0
                } else {
                    count
                };
                let from = self.now + minutes.round() as i64;
                Time::new(from, from + 1, Grain::Minute, next)
            }
            Unit::Day => Time::day(self.today + whole, next),
            Unit::Week => Time::day(self.today + (count * 7.0).round() as i64, next),
            Unit::Weekend => {
                let saturday = week_start(self.today) + 5 + 7 * whole;
                Time::days(saturday, saturday + 2, Grain::Week, next)
            }
            Unit::Month if is_whole => Time::month(year, month + whole, next),
            Unit::Month => Time::day(self.today + (count * 30.44).round() as i64, next),
            Unit::Quarter => Time::month(year, month + 3 * whole, next),
            Unit::Year if is_whole => Time::year(year + whole, next),
            Unit::Year => Time::month(year, month + (count * 12.0).round() as i64, next),
            Unit::Decade => Time::year(year + (count * 10.0).round() as i64, next),
        })
    }

    /// So many units from another date.
    fn shifted_from(&self, at: usize, unit: Unit, count: f64) -> Option<Time> {
        let from = self.date_at(at).filter(|date| date.grain >= Grain::Day)?;
        let (day, whole) = (from.first_day(), count.round() as i64);
        let (year, month, month_day) = civil(day);
        let date = match unit {
            Unit::Minute | Unit::Hour => return None,
            Unit::Day => Time::day(day + whole, from.next),
            // "the week before Christmas" is a week, "two weeks before" a day.
            Unit::Week if count == -1.0 => Time::days(day - 7, day, Grain::Week, from.next),
            Unit::Week => Time::day(day + whole * 7, from.next),
            Unit::Weekend => {
                let saturday = if whole < 0 {
                    day - 1 - (weekday(day - 1) - 5).rem_euclid(7)
                } else {
                    day + 1 + (5 - weekday(day + 1)).rem_euclid(7)
                };
                Time::days(saturday, saturday + 2, Grain::Week, from.next)
            }
            Unit::Month => Time::day(day_of(year, month + whole, month_day.min(28)), from.next),
            Unit::Quarter => Time::day(
                day_of(year, month + 3 * whole, month_day.min(28)),
                from.next,
            ),
            Unit::Year => Time::day(day_of(year + whole, month, month_day.min(28)), from.next),
            Unit::Decade => Time::day(
                day_of(year + 10 * whole, month, month_day.min(28)),
                from.next,
            ),
        };
        Some(date)
    }

    /// "the last two weeks", "the next 3 days", "the past year".
    fn span_of_units(&self, at: usize) -> Option<Time> {
        let start = at + usize::from(self.word(at) == "the");
        let is_past = match self.word(start) {
            "last" | "past" | "previous" => true,
            "next" | "coming" | "following" => false,
            _ => return None,
        };
        let is_one = self.word(start) == "past" && start > at;
        let (count, next) = match self.count(start + 1) {
            Some((count, next)) if names::unit(self.word(next)).is_some() => (count, next),
            _ if is_one => (1.0, start + 1),
            _ => return None,
        };
        let unit = names::unit(self.word(next))?;
        let edge = self.shifted(unit, if is_past { -count } else { count }, next + 1)?;
        let (today, tomorrow) = (self.today * MINUTES_A_DAY, (self.today + 1) * MINUTES_A_DAY);
        if edge.grain == Grain::Minute {
            let (from, to) = (edge.from.min(self.now), edge.from.max(self.now));
            return Some(Time::new(from, to + 1, Grain::Minute, next + 1));
        }
        // Months and years are counted to the day.
        let (year, month, day) = civil(self.today);
        let months = match unit {
            Unit::Month => count.round() as i64,
            Unit::Quarter => 3 * count.round() as i64,
            Unit::Year => (12.0 * count).round() as i64,
            Unit::Decade => (120.0 * count).round() as i64,
            _ => 0,
        } * if is_past { -1 } else { 1 };
        let edge = match months {
            0 => edge.from,
            _ => day_of(year, month + months, day.min(28)) * MINUTES_A_DAY,
        };
        let (from, to) = if is_past {
            (edge, tomorrow)
        } else {
            (today, edge + MINUTES_A_DAY)
        };
        Some(Time::new(from, to, Grain::Week, next + 1))
    }

    /// "last", "this", "next" and what they are before.
    fn which(&self, at: usize) -> Option<Time> {
        let start = at + usize::from(self.word(at) == "the");
        let (which, next) = match (self.word(start), self.word(start + 1)) {
            ("this", "past" | "last") => (Which::Last, start + 2),
            ("this" | "the", "coming" | "upcoming" | "next") => (Which::Next, start + 2),
            ("last" | "past" | "previous", _) => (Which::Last, start + 1),
            ("this", _) => (Which::This, start + 1),
            ("next" | "coming" | "upcoming", _) => (Which::Next, start + 1),
            _ => return None,
        };
        // "this coming Friday" is the one that comes first.
        let is_nearest =
            next > start + 1 || matches!(self.word(start), "coming" | "upcoming" | "past");
        if let Some((wanted, _)) = names::weekday(self.word(next)) {
            return self.which_weekday(at, which, is_nearest, wanted, next + 1);
        }
        if let Some((month, _)) = names::month(self.word(next)) {
            return self.which_month(which, month, next + 1);
        }
        if let Some(first) = names::season(self.word(next)) {
            return Some(self.which_season(which, first, next + 1));
        }
        if let Some(holiday) = self.holiday(next, Some(which.shift())) {
            return Some(holiday);
        }
        if self.word(next) == "month" && self.word(next + 1) == "'" {
            return None;
        }
        let (year, month, _) = civil(self.today);
        let monday = week_start(self.today);
        let mut shift = which.shift();
        let unit = names::unit(self.word(next))?;
        let mut end = next + 1;
        // "the week before last", "the week after next" are rarer than "last week" and come in `the_one`.
        if (self.word(end), self.word(end + 1)) == ("after", "next") {
            shift += 1;
            end += 2;
        }
        let is_plural = self.word(next).ends_with('s');
        if is_plural {
            return None;
        }
        let time = match unit {
            Unit::Week => Time::days(
                monday + 7 * shift,
                monday + 7 * (shift + 1),
                Grain::Week,
                end,
            ),
            Unit::Weekend => {
                let saturday = monday + 5 + 7 * shift;
                Time::days(saturday, saturday + 2, Grain::Week, end)
            }
            Unit::Month => Time::month(year, month + shift, end),
            Unit::Quarter => {
                let first = (month - 1) / 3 * 3 + 1 + 3 * shift;
                let (from, to) = (day_of(year, first, 1), day_of(year, first + 3, 1));
                Time::days(from, to, Grain::Month, end)
            }
            Unit::Year => Time::year(year + shift, end),
            Unit::Decade => {
                let first = year.div_euclid(10) * 10 + 10 * shift;
                let (from, to) = (day_of(first, 1, 1), day_of(first + 10, 1, 1));
                Time::days(from, to, Grain::Decade, end)
            }
            Unit::Day | Unit::Hour | Unit::Minute => return None,
        };
        Some(self.weekday_in(&time, unit))
    }

    /// "next week on Friday", "last week Tuesday".
    fn weekday_in(&self, week: &Time, unit: Unit) -> Time {
        let mut at = week.next;
        if matches!(self.word(at), "on" | ",") {
            at += 1;
        }
        match names::weekday(self.word(at)) {
            Some((wanted, true)) if unit == Unit::Week => {
                Time::day(week.first_day() + wanted, at + 1)
            }
            _ => *week,
        }
    }

    fn which_weekday(
        &self,
        at: usize,
        which: Which,
        is_nearest: bool,
        wanted: i64,
        next: usize,
    ) -> Option<Time> {
        let ahead = (wanted - weekday(self.today)).rem_euclid(7);
        let behind = (weekday(self.today) - wanted).rem_euclid(7);
        let day = match which {
            Which::Last => self.today - if behind == 0 { 7 } else { behind },
            Which::Next if is_nearest => self.today + if ahead == 0 { 7 } else { ahead },
            Which::Next => week_start(self.today) + 7 + wanted,
            Which::This => {
                let day = week_start(self.today) + wanted;
                if day < self.today && !self.is_past(at) {
                    day + 7
                } else {
                    day
                }
            }
        };
        Some(self.refined(&Time::day(day, next)))
    }

    fn which_month(&self, which: Which, month: i64, next: usize) -> Option<Time> {
        let (year, this_month, _) = civil(self.today);
        let year = match which {
            Which::Last => year - i64::from(month >= this_month),
            Which::This => year,
            Which::Next => year + i64::from(month <= this_month),
        };
        // "last March 5th": the day within it.
        let day = self.tokens.get(next).and_then(|token| token.number());
        if let Some(day) = day.filter(|day| super::calendar::exists(year, month, *day)) {
            return Some(Time::day(day_of(year, month, day), next + 1));
        }
        Some(Time::month(year, month, next))
    }

    fn which_season(&self, which: Which, first: i64, next: usize) -> Time {
        let (year, month, _) = civil(self.today);
        let season = |year: i64| {
            let (from, to) = (day_of(year, first, 1), day_of(year, first + 3, 1));
            Time::days(from, to, Grain::Month, next)
        };
        // January and February belong to the winter that began in the year before.
        let year = year - i64::from(first == 12 && month <= 2);
        let this = season(year);
        let now = self.today * MINUTES_A_DAY;
        match which {
            Which::This => this,
            Which::Last if this.to <= now => this,
            Which::Last => season(year - 1),
            Which::Next if this.from > now => this,
            Which::Next => season(year + 1),
        }
    }

    /// "Friday", "on Friday", "Friday, March 8", "Friday the 14th", "Friday of next week".
    fn weekday_alone(&self, at: usize) -> Option<Time> {
        let (wanted, is_long) = names::weekday(self.word(at))?;
        let token = &self.tokens[at];
        let after_mark = self.word(at + 1) == "," || self.word(at + 1) == ".";
        let asked = matches!(
            self.before(at, 1),
            "on" | "by" | "until" | "till" | "since" | "to"
        );
        let is_certain =
            is_long || (token.is_capitalised() && (asked || after_mark || self.is_value));
        if !is_certain || (token.lower.ends_with("'s") && self.word(at + 1) == "s") {
            return None;
        }
        // The date after it says more.
        let after = at + 1 + usize::from(after_mark);
        if let Some(date) = self.absolute(after).filter(|date| date.grain == Grain::Day) {
            return Some(date);
        }
        let mut week_at = at + 1;
        if self.word(week_at) == "of" {
            week_at += 1;
        }
        let shift = match (self.word(week_at), self.word(week_at + 1)) {
            ("last", "week") => Some(-1),
            ("this", "week") => Some(0),
            ("next", "week") => Some(1),
            _ => None,
        };
        if let Some(shift) = shift {
            let day = week_start(self.today) + 7 * shift + wanted;
            return Some(Time::day(day, week_at + 2));
        }
        // "the Friday before May 5", "the Sunday after Easter".
        let beyond = |at| self.date_at(at).filter(|d: &Time| d.grain == Grain::Day);
        if self.before(at, 1) == "the" {
            match self.word(at + 1) {
                "before" => {
                    if let Some(date) = beyond(at + 2) {
                        let day = date.first_day() - 1;
                        let day = day - (weekday(day) - wanted).rem_euclid(7);
                        return Some(Time::day(day, date.next));
                    }
                }
                "after" => {
                    if let Some(date) = beyond(at + 2) {
                        let day = date.first_day() + 1;
                        return Some(Time::day(
                            day + (wanted - weekday(day)).rem_euclid(7),
                            date.next,
                        ));
                    }
                }
                _ => {}
            }
        }
        let behind = (weekday(self.today) - wanted).rem_euclid(7);
        let ahead = (wanted - weekday(self.today)).rem_euclid(7);
        let day = if self.is_past(at) {
            self.today - if behind == 0 { 7 } else { behind }
        } else {
            self.today + if ahead == 0 { 7 } else { ahead }
        };
        Some(self.refined(&Time::day(day, at + 1).implying(Implied::Week)))
    }

    /// A weekday with its part of the day: "Friday night".
    fn refined(&self, day: &Time) -> Time {
        let Some((from, to)) = clock::part(self.word(day.next)) else {
            return *day;
        };
        let midnight = day.from;
        let part = Time::new(midnight + from, midnight + to, Grain::Part, day.next + 1)
            .implying(day.implied);
        self.with_clock_in_part(&part, midnight)
    }

    /// A holiday, in the year after its name, in the year `shift` points to, or as the tense says.
    fn holiday(&self, at: usize, shift: Option<i64>) -> Option<Time> {
        let greeted = matches!(self.before(at, 1), "happy" | "merry");
        if greeted {
            return None;
        }
        let first = self.word(at);
        let (names, day_in) = names::HOLIDAYS.iter().find(|(names, _)| {
            names[0] == first
                && names
                    .iter()
                    .enumerate()
                    .all(|(i, name)| self.word(at + i) == *name)
        })?;
        // "a new year", "a new years-old car" are no holidays.
        let is_plain_new_year = names.len() == 2 && names[0] == "new";
        let possessive = self
            .tokens
            .get(at + 1)
            .is_some_and(|t| t.lower.ends_with("'s"));
        if is_plain_new_year && self.before(at, 1) != "the" && !possessive && names[1] != "years" {
            return None;
        }
        let next = at + names.len();
        let year_at = next + usize::from(matches!(self.word(next), "of" | "in" | ","));
        if let Some((year, after)) = self.year_at(year_at) {
            return Some(Time::day(day_in(year), after));
        }
        let (this_year, _, _) = civil(self.today);
        let latest = || {
            (this_year - 1..=this_year)
                .rev()
                .find(|y| day_in(*y) < self.today)
        };
        let coming =
            |first: i64| (this_year..=this_year + 1).find(|y| day_in(*y) >= self.today + first);
        let year = match shift {
            Some(0) => Some(this_year),
            Some(-1) => latest(),
            Some(_) => coming(1),
            None if self.is_past(at) => latest(),
            None => coming(0),
        }?;
        Some(Time::day(day_in(year), next).implying(Implied::Year))
    }

    /// "summer 2020", "the summer of 2020", "in the summer", "over the winter".
    fn season(&self, at: usize) -> Option<Time> {
        let start = at + usize::from(self.word(at) == "the");
        let first = names::season(self.word(start))?;
        let next = start + 1;
        let year_at = next + usize::from(matches!(self.word(next), "of" | ","));
        if let Some((year, after)) = self.year_at(year_at) {
            let (from, to) = (day_of(year, first, 1), day_of(year, first + 3, 1));
            return Some(Time::days(from, to, Grain::Month, after));
        }
        let relative = match (self.word(next), self.word(next + 1), self.word(next + 2)) {
            ("of", "last", "year") => Some(-1),
            ("of", "this", "year") => Some(0),
            ("of", "next", "year") => Some(1),
            _ => None,
        };
        if let Some(shift) = relative {
            let year = civil(self.today).0 + shift;
            let (from, to) = (day_of(year, first, 1), day_of(year, first + 3, 1));
            return Some(Time::days(from, to, Grain::Month, next + 3));
        }
        // Without a year only "in the summer" and the like, where the words tell which one.
        let asked = matches!(self.before(at, 1), "in" | "over" | "during" | "this");
        let is_word = self.word(start) == "fall" || self.word(start) == "spring";
        if !asked || (is_word && start == at) {
            return None;
        }
        let which = match self.tense_at(at)? {
            super::Tense::Past => Which::Last,
            super::Tense::Future => Which::Next,
        };
        Some(self.which_season(which, first, next))
    }

    /// "the weekend", "the weekend before last", "the week after next".
    fn weekend(&self, at: usize) -> Option<Time> {
        let start = at + usize::from(self.word(at) == "the");
        let unit = names::unit(self.word(start))?;
        let beyond = match (self.word(start + 1), self.word(start + 2)) {
            ("before", "last") => Some(-2),
            ("after", "next") => Some(2),
            _ => None,
        };
        let (year, month, _) = civil(self.today);
        let monday = week_start(self.today);
        if let Some(shift) = beyond {
            let next = start + 3;
            return Some(match unit {
                Unit::Week => Time::days(
                    monday + 7 * shift,
                    monday + 7 * (shift + 1),
                    Grain::Week,
                    next,
                ),
                Unit::Weekend => {
                    let saturday = monday + 5 + 7 * shift;
                    Time::days(saturday, saturday + 2, Grain::Week, next)
                }
                Unit::Month => Time::month(year, month + shift, next),
                Unit::Year => Time::year(year + shift, next),
                _ => return None,
            });
        }
        let asked = matches!(self.before(at, 1), "over" | "on" | "at" | "for" | "during");
        if unit != Unit::Weekend || start == at || !asked || self.word(start) == "weekends" {
            return None;
        }
        let shift = match self.tense_at(at)? {
            super::Tense::Past => -7,
            super::Tense::Future => 0,
        };
        let saturday = monday + 5 + shift;
        Some(Time::days(saturday, saturday + 2, Grain::Week, start + 1))
    }
}
