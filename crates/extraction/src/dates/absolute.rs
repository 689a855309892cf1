//! Dates that are written out: "2024-03-05", "5/3/2024", "March 5", "the 14th", "2019", "the 90s".

use super::calendar::{MINUTES_A_DAY, day_of, exists};
use super::names;
use super::{Grain, Implied, Reader, Time, calendar};
use crate::scan::Token;

/// Words before a bare number of four digits that make it a year.
const BEFORE_YEAR: &[&str] = &[
    "in", "since", "until", "till", "before", "after", "by", "during", "early", "mid", "late",
    "year", "from", "of", "circa",
];

impl Reader<'_> {
    pub(super) fn absolute(&self, at: usize) -> Option<Time> {
        let token = self.tokens.get(at)?;
        if token.is_number() {
            if self.is_in_longer_number(at) {
                return None;
            }
            return self
                .iso(at)
                .or_else(|| self.separated(at))
                .or_else(|| self.day_first(at))
                .or_else(|| self.bare_year(at));
        }
        if token.is_word() {
            return self
                .month_first(at)
                .or_else(|| self.day_first(at))
                .or_else(|| self.decade(at))
                .or_else(|| self.quarter_of_year(at));
        }
        self.decade(at)
    }

    /// Whether a number is a later part of something like "555-12-2024" or "1.2.3".
    fn is_in_longer_number(&self, at: usize) -> bool {
        let Some(mark) = at.checked_sub(1).map(|at| &self.tokens[at]) else {
            return false;
        };
        let joins = matches!(
            mark.text,
            "-" | "/" | "." | "," | "#" | "$" | "+" | ":" | "_"
        );
        self.tokens[at].glued && joins && (mark.glued || matches!(mark.text, "#" | "$" | "+"))
    }

    /// "2024-03-05", "2024/03/05", with a time or without, "2024-03".
    fn iso(&self, at: usize) -> Option<Time> {
        let start = self.tokens[at].start;
        let bytes = &self.text.as_bytes()[start..];
        let year = digits(bytes, 0, 4)?;
        let separator = *bytes.get(4).filter(|b| matches!(b, b'-' | b'/'))?;
        let month = digits(bytes, 5, 2)?;
        if bytes.get(7) != Some(&separator) {
            let ends = !bytes.get(7).is_some_and(u8::is_ascii_alphanumeric);
            let is_month = separator == b'-' && (1..=12).contains(&month) && year >= 1000;
            return (ends && is_month).then(|| Time::month(year, month, self.after(start + 7)));
        }
        let day = digits(bytes, 8, 2)?;
        if !exists(year, month, day) || bytes.get(10).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let day = day_of(year, month, day);
        let (hour, minute) = (digits(bytes, 11, 2), digits(bytes, 14, 2));
        let is_time =
            matches!(bytes.get(10), Some(b'T' | b't' | b' ')) && bytes.get(13) == Some(&b':');
        let (Some(hour @ 0..=23), Some(minute @ 0..=59), true) = (hour, minute, is_time) else {
            return Some(Time::day(day, self.after(start + 10)));
        };
        let mut end = 16;
        if bytes.get(16) == Some(&b':') && digits(bytes, 17, 2).is_some() {
            end = 19;
            if bytes.get(19) == Some(&b'.') {
                end = 20
                    + bytes[20..]
                        .iter()
                        .take_while(|b| b.is_ascii_digit())
                        .count();
            }
        }
        let mut from = day * MINUTES_A_DAY + hour * 60 + minute;
        match bytes.get(end) {
            Some(b'Z' | b'z') => end += 1,
            Some(sign @ (b'+' | b'-')) if bytes.get(end + 3) == Some(&b':') => {
                let offset = Some((digits(bytes, end + 1, 2)?, digits(bytes, end + 4, 2)?));
                let offset = offset.map(|(hours, minutes)| hours * 60 + minutes)?;
                from -= if *sign == b'+' { offset } else { -offset };
                end += 6;
            }
            _ => {}
        }
        Some(Time::new(
            from,
            from + 1,
            Grain::Minute,
            self.after(start + end),
        ))
    }

    /// The first token that begins at or after a byte.
    fn after(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.start < byte)
    }

    /// "5/3/2024", "5-3-2024": month first where both are possible; "5.3.2024": day first.
    fn separated(&self, at: usize) -> Option<Time> {
        let part = |at: usize| {
            let token = self.tokens.get(at)?;
            token.number().map(|n| (n, token.text.len()))
        };
        let separator = self.word(at + 1);
        let is_glued = (at + 1..at + 5).all(|at| self.tokens.get(at).is_some_and(|t| t.glued));
        let last = self.word(at + 3);
        if !is_glued || last != separator || !matches!(separator, "/" | "-" | ".") {
            return None;
        }
        let ((first, first_len), (second, second_len)) = (part(at)?, part(at + 2)?);
        let (year, year_len) = part(at + 4)?;
        if first_len > 2 || second_len > 2 {
            return None;
        }
        let year = match year_len {
            4 => year,
            2 if separator == "/" => full_year(year),
            _ => return None,
        };
        let day_first = [(second, first), (first, second)];
        let order = if separator == "." || first > 12 {
            &day_first[..1]
        } else {
            &day_first[1..]
        };
        let (month, day) = *order.first()?;
        exists(year, month, day).then(|| Time::day(day_of(year, month, day), at + 5))
    }

    /// "March 5", "March 5th, 2024", "May 3-9", "March 2024", "March the 5th", "in June".
    fn month_first(&self, at: usize) -> Option<Time> {
        let (month, is_sure) = names::month(self.word(at))?;
        let mut next = at + 1;
        if self.word(next) == "." && names::is_short_month(self.word(at)) {
            next += 1;
        }
        let day_at = if self.word(next) == "the" {
            next + 1
        } else {
            next
        };
        if let Some((day, after)) = self.month_day(day_at, month, day_at > next) {
            let last = self.day_range_end(after, month, day);
            let after_days = last.map_or(after, |(_, after)| after);
            let (year, next) = self.year_after(after_days, true);
            let first = self.year_less(at, month, day, year, next)?;
            let length = last.map_or(0, |(last, _)| last - day);
            return Some(Time {
                to: first.to + length * MINUTES_A_DAY,
                ..first
            });
        }
        let (year, after) = self.year_after(next, false);
        if let Some(year) = year {
            return Some(Time::month(year, month, after));
        }
        if self.tokens.get(next).is_some_and(Token::is_number) {
            return None;
        }
        let written = self.tokens[at].is_capitalised() || is_sure;
        let is_named = is_sure && !self.is_followed_by_name(at);
        let asked = matches!(
            self.before(at, 1),
            "in" | "since"
                | "until"
                | "till"
                | "by"
                | "of"
                | "during"
                | "from"
                | "through"
                | "to"
                | "early"
                | "mid"
                | "late"
                | "end"
                | "last"
                | "next"
                | "this"
        ) || (self.before(at, 1) == "-" && self.before(at, 2) == "mid");
        let is_lower_in = self.before(at, 1) == "in" && self.word(at).len() > 2;
        let stands = (asked && (written || is_lower_in)) || is_named || self.is_value;
        let verb_may = self.word(at) == "may" && !self.tokens[at].is_capitalised();
        if !stands || (verb_may && !is_lower_in) || self.is_followed_by_name(at) {
            return None;
        }
        let (this_year, this_month, _) = calendar::civil(self.today);
        let year = if self.is_past(at) {
            this_year - i64::from(month > this_month)
        } else {
            this_year + i64::from(month < this_month)
        };
        Some(Time::month(year, month, at + 1).implying(Implied::Year))
    }

    /// Whether a word that could be a first name ("June", "April") has a surname after it.
    fn is_followed_by_name(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|next| {
            next.is_word()
                && next.is_capitalised()
                && !next.first
                && next.text != "I"
                && !next.lower.starts_with("i'")
                && names::weekday(self.word(at + 1)).is_none()
        })
    }

    /// The day in "March 5" and the like.
    fn month_day(&self, at: usize, month: i64, must_be_ordinal: bool) -> Option<(i64, usize)> {
        let token = self.tokens.get(at)?;
        let (day, next) = match token.number() {
            Some(_) if must_be_ordinal || token.text.len() > 2 => return None,
            Some(day) => (day, at + 1),
            None => self.ordinal(at)?,
        };
        // "March 5:30" and "May 5 PM" are times; "May 3.5" is nothing.
        let is_time = self.tokens.get(next).is_some_and(|after| {
            (after.glued && matches!(after.text, ":" | "." | "%") && {
                let beyond = self.tokens.get(next + 1);
                after.text == "%" || beyond.is_some_and(|t| t.glued && t.is_number())
            }) || matches!(after.lower.as_str(), "am" | "pm")
        });
        (exists(2024, month, day) && !is_time).then_some((day, next))
    }

    /// The second day of "May 3-9", "May 3rd to 9th".
    fn day_range_end(&self, at: usize, month: i64, first: i64) -> Option<(i64, usize)> {
        let links = matches!(
            self.word(at),
            "to" | "-" | "–" | "—" | "through" | "until" | "till"
        );
        let day_at = if self.word(at + 1) == "the" {
            at + 2
        } else {
            at + 1
        };
        let (day, next) = self.month_day(day_at, month, false).filter(|_| links)?;
        // "May 3 to 9 June" has its own month.
        let has_month = names::month(self.word(next)).is_some() || self.word(next) == "of";
        (day > first && !has_month).then_some((day, next))
    }

    /// An ordinal up to 31: "5th", "fifth", "twenty first".
    fn ordinal(&self, at: usize) -> Option<(i64, usize)> {
        let mut words = vec![self.word(at)];
        let mut places = vec![at + 1];
        let hyphen = self
            .tokens
            .get(at + 1)
            .is_some_and(|t| t.glued && t.is_mark("-"));
        let second = if hyphen { at + 2 } else { at + 1 };
        words.push(self.word(second));
        places.push(second + 1);
        let number = crate::numbers::number_at(&words).filter(|n| n.is_ordinal)?;
        let day = number.value as i64;
        (1..=31)
            .contains(&day)
            .then_some((day, places[number.words - 1]))
    }

    /// "5 March 2024", "5th of March", "the 5th of March", "3-9 May", "on the 14th".
    fn day_first(&self, at: usize) -> Option<Time> {
        let start = if self.word(at) == "the" { at + 1 } else { at };
        let token = self.tokens.get(start)?;
        let (day, mut next, is_ordinal) = match token.number() {
            Some(day) if token.text.len() <= 2 => (day, start + 1, false),
            Some(_) => return None,
            None => {
                let (day, next) = self.ordinal(start)?;
                (day, next, true)
            }
        };
        let mut last = day;
        let after_range = self.tokens.get(next + 1).and_then(|t| t.number());
        if let (Some(end), "-" | "–" | "to") = (after_range, self.word(next))
            && (day..=31).contains(&end)
            && names::month(self.word(next + 2)).is_some()
        {
            (last, next) = (end, next + 2);
        }
        let has_of = self.word(next) == "of";
        let month_at = if has_of { next + 1 } else { next };
        if let Some((month, _)) = names::month(self.word(month_at)) {
            let mut after = month_at + 1;
            if self.word(after) == "."
                && names::is_short_month(self.word(month_at))
                && self.year_at(after + 1).is_some()
            {
                after += 1;
            }
            let (year, after) = self.year_after(after, true);
            let is_modal = self.word(month_at) == "may"
                && !self.tokens[month_at].is_capitalised()
                && !has_of
                && year.is_none();
            if exists(2024, month, last) && !is_modal {
                let first = self.year_less(at, month, day, year, after)?;
                return Some(Time {
                    to: first.to + (last - day) * MINUTES_A_DAY,
                    ..first
                });
            }
        }
        self.day_of_month(at, start, day, next)
            .filter(|_| is_ordinal)
    }

    /// "the 14th", "the 14th of next month": the next or the latest one.
    fn day_of_month(&self, at: usize, start: usize, day: i64, next: usize) -> Option<Time> {
        let (year, month, today) = calendar::civil(self.today);
        let relative = match (self.word(next), self.word(next + 1), self.word(next + 2)) {
            ("of", "next", "month") => Some((1, next + 3)),
            ("of", "this" | "the", "month") => Some((0, next + 3)),
            ("of", "last", "month") => Some((-1, next + 3)),
            _ => None,
        };
        if let Some((shift, next)) = relative {
            let first = day_of(year, month + shift, 1);
            let (year, month, _) = calendar::civil(first);
            return exists(year, month, day).then(|| Time::day(first + day - 1, next));
        }
        let asked = matches!(
            self.before(at, 1),
            "on" | "by"
                | "until"
                | "till"
                | "since"
                | "before"
                | "after"
                | "from"
                | "to"
                | "through"
        ) || names::weekday(self.before(at, 1)).is_some()
            || (self.before(at, 1) == "," && names::weekday(self.before(at, 2)).is_some());
        let spelled = self.tokens[start]
            .text
            .starts_with(|c: char| c.is_ascii_digit());
        let stands = asked && spelled && start > at && !self.is_followed_by_noun(next);
        if !stands && !self.is_value {
            return None;
        }
        let step = if self.is_past(at) { -1 } else { 1 };
        let begins = match step {
            1 if day < today => 1,
            -1 if day > today => -1,
            _ => 0,
        };
        // Some months lack the 31st.
        (0..3).find_map(|skipped| {
            let first = day_of(year, month + begins + step * skipped, 1);
            let (year, month, _) = calendar::civil(first);
            exists(year, month, day)
                .then(|| Time::day(first + day - 1, next).implying(Implied::Year))
        })
    }

    /// Whether an ordinal counts a thing: "on the 14th floor".
    fn is_followed_by_noun(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            token.is_word()
                && !matches!(
                    token.lower.as_str(),
                    "at" | "in"
                        | "of"
                        | "and"
                        | "or"
                        | "but"
                        | "to"
                        | "for"
                        | "with"
                        | "this"
                        | "because"
                        | "so"
                        | "i"
                        | "we"
                        | "he"
                        | "she"
                        | "they"
                        | "is"
                        | "was"
                        | "if"
                        | "when"
                        | "works"
                        | "not"
                        | "instead"
                        | "we're"
                        | "i'm"
                        | "through"
                        | "it"
                        | "from"
                        | "my"
                        | "our"
                        | "until"
                        | "as"
                        | "then"
                        | "around"
                        | "by"
                )
        })
    }

    /// A day of a month in the year that was said, or else in the one that the tense points to.
    fn year_less(
        &self,
        at: usize,
        month: i64,
        day: i64,
        year: Option<i64>,
        next: usize,
    ) -> Option<Time> {
        if let Some(year) = year {
            return exists(year, month, day).then(|| Time::day(day_of(year, month, day), next));
        }
        let (this_year, _, _) = calendar::civil(self.today);
        let is_past = self.is_past(at);
        let fits = |year: &i64| {
            let is_there = exists(*year, month, day);
            let date = day_of(*year, month, day);
            is_there
                && if is_past {
                    date <= self.today
                } else {
                    date >= self.today
                }
        };
        // February 29 may be eight years away.
        let year = if is_past {
            (this_year - 8..=this_year).rev().find(fits)
        } else {
            (this_year..=this_year + 8).find(fits)
        }?;
        Some(Time::day(day_of(year, month, day), next).implying(Implied::Year))
    }

    /// The year after a month or a day, if one follows, and the place after it.
    fn year_after(&self, at: usize, has_day: bool) -> (Option<i64>, usize) {
        let mut year_at = at;
        let comma = self.word(at) == ",";
        if comma || matches!(self.word(at), "of" | "in") {
            year_at += 1;
        }
        if let Some((year, next)) = self.year_at(year_at) {
            let counts = comma && self.is_followed_by_noun(next) && !has_day;
            if !counts {
                return (Some(year), next);
            }
        }
        // "May '24".
        let is_short = matches!(self.word(at), "'" | "’" | "‘")
            && self
                .tokens
                .get(at + 1)
                .is_some_and(|t| t.glued && t.text.len() == 2);
        if let Some(year) = self
            .tokens
            .get(at + 1)
            .and_then(|t| t.number())
            .filter(|_| is_short)
        {
            return (Some(full_year(year)), at + 2);
        }
        (None, at)
    }

    /// A number that can be a year.
    pub(super) fn year_at(&self, at: usize) -> Option<(i64, usize)> {
        let token = self.tokens.get(at)?;
        let year = token.number().filter(|_| token.text.len() == 4)?;
        let is_longer = self.tokens.get(at + 1).is_some_and(|t| {
            t.glued && matches!(t.text, "." | "," | "%" | ":" | "/") && {
                let beyond = self.tokens.get(at + 2);
                t.text == "%" || beyond.is_some_and(|t| t.glued && t.is_number())
            }
        });
        ((1000..2200).contains(&year) && !is_longer).then_some((year, at + 1))
    }

    /// "in 2019", "2018-2020".
    fn bare_year(&self, at: usize) -> Option<Time> {
        let (year, next) = self.year_at(at)?;
        let range = matches!(self.word(next), "-" | "–" | "to") && self.year_at(next + 1).is_some();
        let asked = BEFORE_YEAR.contains(&self.before(at, 1)) && year >= 1800;
        let counted = !self.is_value && self.is_unit(next);
        ((asked || range && year >= 1800 || self.is_value) && !counted)
            .then(|| Time::year(year, next))
    }

    /// Whether a number before this place is an amount: "in 2000 words".
    fn is_unit(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "words"
                | "people"
                | "characters"
                | "steps"
                | "users"
                | "dollars"
                | "euros"
                | "tokens"
                | "lines"
                | "calories"
                | "meters"
                | "km"
                | "miles"
                | "ml"
                | "mg"
                | "items"
                | "pages"
        )
    }

    /// "the 1990s", "the 90s", "the '90s", "the nineties".
    fn decade(&self, at: usize) -> Option<Time> {
        let mut next = at;
        let has_article = self.word(next) == "the";
        if has_article {
            next += 1;
        }
        if matches!(self.word(next), "'" | "’" | "‘") {
            next += 1;
        }
        let is_short_sure =
            next > at || matches!(self.before(at, 1), "early" | "mid" | "late" | "-");
        let word = self.tokens.get(next)?.lower.as_str();
        let word = word.strip_suffix("'s").or(word.strip_suffix('s'))?;
        let year = match (word.len(), word) {
            (4, _) => word
                .parse()
                .ok()
                .filter(|y| y % 10 == 0 && (1000..2200).contains(y))?,
            (2, _) if is_short_sure && word.bytes().all(|b| b.is_ascii_digit()) => {
                let tens: i64 = word.parse().ok().filter(|tens| tens % 10 == 0)?;
                if tens >= 30 { 1900 + tens } else { 2000 + tens }
            }
            _ if is_short_sure => match word {
                "nineties" | "ninetie" => 1990,
                "eightie" => 1980,
                "seventie" => 1970,
                "sixtie" => 1960,
                "fiftie" => 1950,
                _ => return None,
            },
            _ => return None,
        };
        // "in the 70s" of a thermometer has degrees or a "low" before it; people are "in their 30s".
        if matches!(
            self.before(at, 1),
            "my" | "his" | "her" | "their" | "our" | "your"
        ) {
            return None;
        }
        let (from, to) = (day_of(year, 1, 1), day_of(year + 10, 1, 1));
        Some(Time::days(from, to, Grain::Decade, next + 1))
    }

    /// "Q3 2024", "Q3".
    fn quarter_of_year(&self, at: usize) -> Option<Time> {
        let quarter = match self.word(at) {
            "q1" => 0,
            "q2" => 1,
            "q3" => 2,
            "q4" => 3,
            _ => return None,
        };
        let (year, next) = self.year_after(at + 1, false);
        let (this_year, month, _) = calendar::civil(self.today);
        let current = (month - 1) / 3;
        let implied = if self.is_past(at) {
            this_year - i64::from(quarter > current)
        } else {
            this_year + i64::from(quarter < current)
        };
        let (from, to) = {
            let year = year.unwrap_or(implied);
            (
                day_of(year, quarter * 3 + 1, 1),
                day_of(year, quarter * 3 + 4, 1),
            )
        };
        Some(Time::days(from, to, Grain::Month, next))
    }
}

/// A number of so many ASCII digits at a place.
fn digits(bytes: &[u8], at: usize, count: usize) -> Option<i64> {
    let digits = bytes.get(at..at + count)?;
    digits.iter().try_fold(0, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + i64::from(digit - b'0'))
    })
}

/// 24 is 2024, 87 is 1987.
fn full_year(year: i64) -> i64 {
    match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    }
}
