//! When two values of an attribute are the same.

use std::borrow::Cow;

use types::Timestamp;

use super::aliases::alias_at;
use super::normalize_text;
use super::words::{same_word, singular};
use crate::numbers::number_at;

/// Whether two values of an attribute are the same one in other words: "NYC" and "New York City",
/// "Acme Inc." and "Acme", "two dogs" and "2 dogs", "March 5" and "5 March". Dates that count from
/// when they were said ("tomorrow") are compared as words; see [`same_value_at`].
///
/// It errs on the side of "different": then both are kept.
pub fn same_value(attribute: &str, a: &str, b: &str) -> bool {
    // Dates without a year need some year to be compared in; which one does not matter.
    const ANY_DAY: Timestamp = Timestamp::from_unix_ms(1_704_067_200_000);
    same_words(attribute, a, b)
        || (!counts_from_now(a) && !counts_from_now(b) && same_time((a, ANY_DAY), (b, ANY_DAY)))
}

/// As [`same_value`], where it is known when each was said: "tomorrow" on a Monday is "Tuesday", and
/// is not "tomorrow" on a Thursday.
pub fn same_value_at(attribute: &str, a: (&str, Timestamp), b: (&str, Timestamp)) -> bool {
    match (whole_date(a), whole_date(b)) {
        (Some(a), Some(b)) => a == b,
        _ => same_words(attribute, a.0, b.0),
    }
}

fn same_words(attribute: &str, a: &str, b: &str) -> bool {
    let class = Class::of(attribute);
    let (a_key, b_key) = (canonical_value(attribute, a), canonical_value(attribute, b));
    if a_key == b_key {
        return !a_key.is_empty();
    }
    match class {
        Class::Place => same_place(a, b),
        Class::General => {
            let (a, b): (Vec<&str>, Vec<&str>) =
                (a_key.split(' ').collect(), b_key.split(' ').collect());
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_word(a, b))
        }
        Class::Name | Class::Phone => false,
    }
}

/// A place and the same place with what it lies in: "Lisbon" and "Lisbon, Portugal".
fn same_place(a: &str, b: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        let parts = text
            .split(',')
            .map(|part| canonical_value("residence", part));
        parts.filter(|part| !part.is_empty()).collect()
    };
    let (a, b) = (parts(a), parts(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.starts_with(&short)
}

fn same_time(a: (&str, Timestamp), b: (&str, Timestamp)) -> bool {
    let a = whole_date(a);
    a.is_some() && a == whole_date(b)
}

/// The date or time that a value consists of, if it is nothing else.
fn whole_date((value, said_at): (&str, Timestamp)) -> Option<(Timestamp, Timestamp)> {
    crate::dates::whole(value, said_at)
}

/// Whether a value is a date only together with when it was said.
fn counts_from_now(value: &str) -> bool {
    let normal = normalize_text(value);
    let mut words = normal.split(' ');
    words.any(|word| {
        matches!(
            word,
            "today"
                | "tomorrow"
                | "yesterday"
                | "tonight"
                | "next"
                | "last"
                | "this"
                | "ago"
                | "in"
                | "now"
                | "coming"
                | "past"
        ) || (word.ends_with("day") && word.len() > 5)
    })
}

/// A value in the one form that all its wordings share, as far as a table can tell: lower case, no
/// articles and fillers, digits, the usual name of what has several. Words of things are in the
/// singular, names keep their form.
pub fn canonical_value(attribute: &str, value: &str) -> String {
    let class = Class::of(attribute);
    if class == Class::Phone {
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 6 {
            return digits.trim_start_matches("00").to_owned();
        }
    }
    let normal = normalize_text(value);
    let words: Vec<&str> = normal.split(' ').collect();
    let words = inner_words(&words);
    let in_class = |word| match class {
        Class::General => singular(word),
        _ => Cow::Borrowed(word),
    };
    let mut canonical: Vec<Cow<'_, str>> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        if let Some((taken, name)) = alias_at(&words[at..]) {
            canonical.extend(name.split(' ').map(in_class));
            at += taken;
        } else if let Some(number) = number_at(&words[at..]).filter(|n| !n.is_ordinal) {
            canonical.push(Cow::Owned(number.value.to_string()));
            at += number.words;
        } else {
            let word = words[at];
            canonical.push(in_class(word));
            at += 1;
        }
    }
    if class == Class::Name {
        without_company_suffix(&mut canonical);
    }
    currency_last(&mut canonical);
    canonical.join(" ")
}

/// What the values of an attribute are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Names: their words have no plural.
    Name,
    /// Names of places, which may be told more exactly.
    Place,
    /// Phone numbers.
    Phone,
    /// Anything else.
    General,
}

impl Class {
    fn of(attribute: &str) -> Class {
        let base = attribute.split(':').next().unwrap_or(attribute);
        match base {
            "residence" | "hometown" | "location" | "birthplace" | "city" | "country"
            | "workplace" => Class::Place,
            "phone" => Class::Phone,
            "name" | "nickname" | "employer" | "email" | "partner" | "child" | "pet"
            | "manager" | "school" | "address" => Class::Name,
            _ => Class::General,
        }
    }
}

/// The words without determiners before them and fillers after them.
fn inner_words<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    let mut inner = words;
    while let [first, rest @ ..] = inner {
        let is_name = alias_at(inner).is_some_and(|(taken, _)| taken == inner.len());
        if rest.is_empty() || is_name || !DETERMINERS.contains(first) {
            break;
        }
        inner = rest;
    }
    loop {
        let filler = FILLERS.iter().find(|filler| {
            inner.len() > filler.len() && inner[inner.len() - filler.len()..] == ***filler
        });
        let Some(filler) = filler else { return inner };
        inner = &inner[..inner.len() - filler.len()];
    }
}

const DETERMINERS: &[&str] = &[
    "a",
    "an",
    "the",
    "my",
    "our",
    "your",
    "his",
    "her",
    "their",
    "its",
    "some",
    "mr",
    "mrs",
    "ms",
    "dr",
    "really",
    "very",
    "to",
    "about",
    "around",
    "approximately",
    "at",
    "on",
];

const FILLERS: &[&[&str]] = &[
    &["now"],
    &["currently"],
    &["nowadays"],
    &["these", "days"],
    &["at", "the", "moment"],
    &["right", "now"],
    &["instead"],
    &["too"],
    &["as", "well"],
    &["again"],
    &["though"],
    &["actually"],
    &["please"],
    &["from", "now", "on"],
    &["any", "more"],
];

/// Company forms that do not tell one company from another.
pub(crate) const COMPANY_SUFFIXES: &[&str] = &[
    "inc",
    "ltd",
    "llc",
    "corp",
    "corporation",
    "gmbh",
    "ag",
    "plc",
    "co",
    "company",
    "limited",
    "incorporated",
    "sa",
    "bv",
    "oy",
    "ab",
    "srl",
    "pty",
    "llp",
];

fn without_company_suffix(words: &mut Vec<Cow<'_, str>>) {
    while words.len() > 1
        && words
            .last()
            .is_some_and(|last| COMPANY_SUFFIXES.contains(&last.as_ref()))
    {
        words.pop();
    }
}

/// "$ 5" and "5 dollars" become the same.
fn currency_last(words: &mut Vec<Cow<'_, str>>) {
    for at in 0..words.len() {
        let sign = match words[at].as_ref() {
            "$" => "usd",
            "€" => "eur",
            "£" => "gbp",
            "¥" => "jpy",
            "₹" => "inr",
            _ => continue,
        };
        let has_amount = |word: &Cow<'_, str>| word.starts_with(|c: char| c.is_ascii_digit());
        words[at] = Cow::Borrowed(sign);
        if words.get(at + 1).is_some_and(has_amount) {
            words.swap(at, at + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_compared() {
        fn check(attribute: &str, a: &str, b: &str, expect: bool) {
            assert_eq!(
                same_value(attribute, a, b),
                expect,
                "{attribute}: {a} / {b}"
            );
            assert_eq!(
                same_value(attribute, b, a),
                expect,
                "{attribute}: {b} / {a}"
            );
        }
        check("residence", "NYC", "New York City", true);
        check("residence", "New York", "new york city", true);
        check("residence", "Lisbon", "Lisbon, Portugal", true);
        check("residence", "Paris, France", "Paris, Texas", false);
        check("residence", "Lisbon", "Porto", false);
        check("residence", "the UK", "United Kingdom", true);
        check("employer", "Acme Inc.", "Acme", true);
        check("employer", "Acme", "Acme Foods", false);
        check("employer", "Google", "Gogle", false);
        check("owns", "two dogs", "2 dogs", true);
        check("owns", "a dog", "dogs", true);
        check("owns", "two dogs", "three dogs", false);
        check("likes", "hiking", "hike", true);
        check("likes", "the dark theme", "dark mode", true);
        check("likes", "dark mode", "light mode", false);
        check("likes", "cities", "city", true);
        check("likes", "C", "C++", false);
        check("name", "Carlos", "Carlo", false);
        check("name", "Sam", "sam", true);
        check("phone", "+1 (555) 010-9999", "1-555-010-9999", true);
        check("phone", "555 010 9999", "555 010 9998", false);
        check("appointment:dentist", "4 PM", "16:00", true);
        check("appointment:dentist", "March 5", "5 March", true);
        check("appointment:dentist", "March 5", "March 6", false);
        check("appointment:dentist", "March 5 at 4 PM", "March 5", false);
        check("deadline:report", "next Friday", "Friday", false);
        check("budget:trip", "$5,000", "5000 dollars", true);
        check("budget:trip", "5k", "5000", true);
        check("age", "thirty-four", "34", true);
        check("diet", "vegan", "not vegan", false);
        check("preferred:colour", "grey", "Gray", true);
        check("likes", "", "", false);
    }

    #[test]
    fn relative_dates_are_compared_when_they_were_said() {
        fn check(a: (&str, &str), b: (&str, &str), expect: bool) {
            let at = |text: &str| Timestamp::parse(text).expect("a test's date");
            let same = same_value_at("deadline:x", (a.0, at(a.1)), (b.0, at(b.1)));
            assert_eq!(same, expect, "{a:?} / {b:?}");
        }
        let (monday, tuesday) = ("2024-05-13", "2024-05-14");
        check(("tomorrow", monday), ("today", tuesday), true);
        check(("tomorrow", monday), ("tomorrow", tuesday), false);
        check(("tomorrow", monday), ("May 14", monday), true);
        check(("soon", monday), ("soon", tuesday), true);
    }

    proptest! {
        #[test]
        fn a_value_is_itself(attribute in "likes|name|residence|phone", value in ".{0,30}") {
            let is_empty = canonical_value(&attribute, &value).is_empty();
            prop_assert_eq!(same_value(&attribute, &value, &value), !is_empty);
        }
    }
}
