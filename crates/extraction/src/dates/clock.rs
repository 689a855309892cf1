//! Times of the day.

use super::calendar::MINUTES_A_DAY;
use super::{Grain, Reader, Tense, Time};

/// Hours in words.
const HOURS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// A time of the day that was read.
#[derive(Clone, Copy, Debug)]
struct Clock {
    /// Minutes from midnight.
    minute: i64,
    /// It says itself that it is a time: "4 PM", "16:30", "noon"; not "5".
    is_sure: bool,
    next: usize,
}

impl Reader<'_> {
    /// "4pm", "4:30 p.m.", "16:30", "noon", "4 o'clock"; a bare "5" from 1 to 7 is in the afternoon.
    fn clock_at(&self, at: usize) -> Option<Clock> {
        let word = self.word(at);
        let sure = |minute, next| {
            Some(Clock {
                minute,
                is_sure: true,
                next,
            })
        };
        match word {
            "noon" | "midday" => return sure(12 * 60, at + 1),
            "midnight" => return sure(0, at + 1),
            _ => {}
        }
        let spelled = HOURS.iter().position(|hour| *hour == word);
        if let Some(hour) = spelled.map(|hour| hour as i64 + 1) {
            let (half, next) = self.half_at(at + 1);
            let is_afternoon = half == "pm" || (half != "am" && hour <= 7);
            let hour = hour % 12
                + if is_afternoon || (half.is_empty() && hour == 12) {
                    12
                } else {
                    0
                };
            return Some(Clock {
                minute: hour * 60,
                is_sure: !half.is_empty(),
                next,
            });
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let hour: i64 = word.get(..digits).filter(|d| d.len() <= 2)?.parse().ok()?;
        let mut minute = 0;
        let mut has_minutes = false;
        let mut next = at + 1;
        let mut suffix = &word[digits..];
        if suffix.is_empty() && self.is_colon(next) {
            let word = self.word(next + 1);
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 2 && self.tokens[next + 1].glued {
                minute = word[..2].parse().ok()?;
                suffix = &word[2..];
                has_minutes = true;
                next += 2;
            }
        }
        let mut half = suffix;
        if suffix.is_empty() {
            (half, next) = self.half_at(next);
        }
        if hour > 24 || minute > 59 {
            return None;
        }
        let of_day = |hour: i64| hour * 60 + minute;
        match half {
            "am" | "pm" if (1..=12).contains(&hour) => {
                sure(of_day(hour % 12 + if half == "pm" { 12 } else { 0 }), next)
            }
            "h" if hour < 24 => sure(of_day(hour), next),
            "" if has_minutes && hour < 24 => sure(of_day(hour), next),
            "o'clock" | "" if (1..=23).contains(&hour) && !has_minutes => Some(Clock {
                minute: of_day(if hour <= 7 { hour + 12 } else { hour }),
                is_sure: half == "o'clock",
                next,
            }),
            _ => None,
        }
    }

    fn is_colon(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.glued && token.is_mark(":"))
            && at + 1 < self.tokens.len()
    }

    /// "am", "p.m.", "o'clock" at a place, in one form, and the place after it.
    fn half_at(&self, at: usize) -> (&'static str, usize) {
        match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("am", ..) => ("am", at + 1),
            ("pm", ..) => ("pm", at + 1),
            ("o'clock" | "oclock", ..) => ("o'clock", at + 1),
            ("a", ".", "m") => ("am", self.after_point(at + 3)),
            ("p", ".", "m") => ("pm", self.after_point(at + 3)),
            _ => ("", at),
        }
    }

    fn after_point(&self, at: usize) -> usize {
        at + usize::from(
            self.tokens
                .get(at)
                .is_some_and(|t| t.glued && t.is_mark(".")),
        )
    }

    /// The part of a day that a word names: from and to, in minutes from its midnight.
    fn part_at(&self, at: usize) -> Option<(i64, i64, usize)> {
        let mut next = at;
        if matches!((self.word(at), self.word(at + 1)), ("in", "the")) {
            next += 2;
        } else if self.word(at) == "at" && self.word(at + 1) == "night" {
            next += 1;
        }
        let (from, to) = part(self.word(next))?;
        Some((from, to, next + 1))
    }

    /// A date with the time of the day that follows it, if one does.
    pub(super) fn with_clock(&self, date: &Time) -> Time {
        if date.grain != Grain::Day || date.to - date.from != MINUTES_A_DAY {
            return *date;
        }
        if let Some((from, to, next)) = self.part_at(date.next) {
            let part = Time::new(date.from + from, date.from + to, Grain::Part, next);
            return self.with_exact(&part.implying(date.implied), date.from);
        }
        self.with_exact(date, date.from)
    }

    /// The same with "at 4 PM" or "from 3 to 5 pm" after it.
    pub(super) fn with_exact(&self, date: &Time, midnight: i64) -> Time {
        let mut at = date.next;
        if self.word(at) == "," {
            at += 1;
        }
        let link = self.word(at);
        let has_link = matches!(link, "at" | "around" | "from" | "between" | "by" | "@");
        if has_link {
            at += 1;
        }
        let Some(first) = self.clock_at(at) else {
            return *date;
        };
        if let Some(range) = self.clock_range(&first, midnight) {
            return range.implying(date.implied);
        }
        if !first.is_sure && (link != "at" || self.is_counting(first.next)) {
            return *date;
        }
        let mut minute = first.minute;
        // "tomorrow morning at 6", "tonight at 8": the part of the day decides.
        if date.grain == Grain::Part && !first.is_sure {
            let hour = minute / 60 % 12;
            let from = (date.from - midnight) / 60;
            minute = minute % 60 + 60 * if from >= 12 { hour + 12 } else { hour };
        }
        let from = midnight + minute;
        Time::new(from, from + 1, Grain::Minute, first.next).implying(date.implied)
    }

    /// "3 to 5 pm": the second time says what the first one is.
    fn clock_range(&self, first: &Clock, midnight: i64) -> Option<Time> {
        if !matches!(
            self.word(first.next),
            "to" | "-" | "–" | "and" | "until" | "till"
        ) {
            return None;
        }
        let last = self.clock_at(first.next + 1)?;
        if !(first.is_sure || last.is_sure) {
            return None;
        }
        let mut from = first.minute;
        if !first.is_sure {
            // The half of the day that leaves the shorter time.
            let hour = from % (12 * 60);
            from = if hour + 12 * 60 < last.minute {
                hour + 12 * 60
            } else {
                hour
            };
        }
        let to = if last.minute > from {
            last.minute
        } else {
            last.minute + MINUTES_A_DAY
        };
        Some(Time::new(
            midnight + from,
            midnight + to,
            Grain::Minute,
            last.next,
        ))
    }

    /// Whether the number before this place counts things: "at 5 restaurants".
    fn is_counting(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            token.is_word()
                && !matches!(
                    token.lower.as_str(),
                    "on" | "and"
                        | "or"
                        | "but"
                        | "with"
                        | "for"
                        | "in"
                        | "at"
                        | "because"
                        | "so"
                        | "if"
                        | "to"
                        | "i"
                        | "we"
                        | "sharp"
                        | "tomorrow"
                        | "today"
                        | "tonight"
                        | "not"
                        | "instead"
                )
        })
    }

    /// Whether the words before a place tell of what is done again and again.
    fn is_habit(&self, at: usize) -> bool {
        let mut before = (at.saturating_sub(8)..at).map(|back| self.word(back));
        before.any(|word| {
            matches!(
                word,
                "usually"
                    | "always"
                    | "normally"
                    | "typically"
                    | "often"
                    | "daily"
                    | "never"
                    | "generally"
                    | "every"
                    | "sometimes"
            )
        })
    }

    /// "at 4 PM", "4pm on Friday", "at 10:30 tomorrow": a time of the day before its date, or alone.
    pub(super) fn clock_first(&self, at: usize) -> Option<Time> {
        let has_link = matches!(self.word(at), "at" | "around" | "@");
        let start = if has_link { at + 1 } else { at };
        let clock = self.clock_at(start).filter(|clock| clock.is_sure)?;
        let mut next = clock.next;
        if matches!(self.word(next), "on" | ",") {
            next += 1;
        }
        let date = self
            .part_of(next)
            .or_else(|| self.date_at(next))
            .filter(|date| date.grain == Grain::Day && date.to - date.from == MINUTES_A_DAY);
        if let Some(date) = date {
            let from = date.from + clock.minute;
            let time = Time::new(from, from + 1, Grain::Minute, date.next);
            return Some(time.implying(date.implied));
        }
        if (!has_link || self.is_habit(at)) && !self.is_value {
            return None;
        }
        let mut from = self.today * MINUTES_A_DAY + clock.minute;
        // "I'll call at 4 PM", said at six, is about tomorrow.
        if from < self.now && self.tense_at(at) == Some(Tense::Future) && !self.is_value {
            from += MINUTES_A_DAY;
        }
        Some(Time::new(from, from + 1, Grain::Minute, clock.next))
    }
}

/// The part of a day that a word names: from and to, in minutes from its midnight.
pub(super) fn part(word: &str) -> Option<(i64, i64)> {
    let (from, to) = match word {
        "morning" => (6, 12),
        "afternoon" => (12, 18),
        "evening" => (18, 24),
        "night" => (18, 30),
        _ => return None,
    };
    Some((from * 60, to * 60))
}
