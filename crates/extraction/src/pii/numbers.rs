//! Numbers that belong to a person: phones, cards, bank accounts and the like.

use std::net::Ipv4Addr;

use crate::dates;
use crate::scan::is_word_char;

/// Calls `note` with the kind of each number in the text that is of one.
pub(super) fn for_each(text: &str, mut note: impl FnMut(&'static str)) {
    let groups = groups(text);
    let mut at = 0;
    while at < groups.len() {
        let longest = GROUPS_MAX.min(groups.len() - at);
        let read = (1..=longest).rev().find_map(|count| {
            let window = Window::new(text, &groups, at, count)?;
            window.kind().map(|kind| (kind, count))
        });
        let Some((kind, count)) = read else {
            at += 1;
            continue;
        };
        note(kind);
        at += count;
    }
}

/// Groups of digits that one number may have: an IBAN in fours has nine.
const GROUPS_MAX: usize = 9;

/// Digits, or letters and digits, in a row.
#[derive(Clone, Copy, Debug)]
struct Group {
    start: usize,
    end: usize,
}

/// Rows of ASCII letters and digits with a digit among them.
fn groups(text: &str) -> Vec<Group> {
    let bytes = text.as_bytes();
    let mut groups = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        let mut has_digit = false;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            has_digit |= bytes[at].is_ascii_digit();
            at += 1;
        }
        // A long row is base64 or the like.
        if has_digit && at - start <= 40 {
            groups.push(Group { start, end: at });
        }
    }
    groups
}

/// Whether what stands between two groups can stand inside a number.
fn joins(gap: &str) -> bool {
    matches!(
        gap,
        " " | "-"
            | "."
            | "/"
            | ") "
            | ")"
            | ")-"
            | " ("
            | "("
            | " - "
            | ". "
            | "\u{a0}"
            | "\u{2011}"
            | "\u{2013}"
    )
}

/// Groups that may be one number.
struct Window<'a> {
    text: &'a str,
    groups: &'a [Group],
    /// The sign before the first group, if it belongs to the number.
    sign: &'a str,
    /// More groups stand right before or after these.
    is_part: bool,
    /// What was written before the number, in lower case: at most some 40 bytes.
    context: String,
}

impl<'a> Window<'a> {
    /// `None` if these groups are no unit: something else stands between them, or they are joined to
    /// what is around them.
    fn new(text: &'a str, all: &'a [Group], at: usize, count: usize) -> Option<Self> {
        let groups = &all[at..at + count];
        let gap = |at: usize| {
            let (a, b) = (all.get(at)?, all.get(at + 1)?);
            text.get(a.end..b.start)
        };
        let is_part = at.checked_sub(1).and_then(gap).is_some_and(joins)
            || gap(at + count - 1).is_some_and(joins);
        let joined = groups
            .windows(2)
            .all(|pair| joins(&text[pair[0].end..pair[1].start]));
        if !joined {
            return None;
        }
        let before = &text[..groups[0].start];
        let after = &text[groups[count - 1].end..];
        let opened = before.strip_suffix('(').unwrap_or(before);
        let sign = if opened.ends_with('+') { "+" } else { "" };
        let opened = opened.strip_suffix('+').unwrap_or(opened);
        let tight = |c: char| {
            is_word_char(c)
                || matches!(
                    c,
                    '-' | '.' | '/' | '_' | '#' | '$' | '€' | '£' | ',' | ':' | '='
                )
        };
        // "12,345-6789" and "v1.2" go on before; a separator alone ("tel:030 ...") does not.
        let mut left = opened.chars().rev();
        let is_left_open = match left.next() {
            Some('#' | '$' | '€' | '£' | '_') => true,
            Some(c) if is_word_char(c) => true,
            Some(c) if tight(c) => left.next().is_some_and(|c| c.is_ascii_digit()),
            _ => false,
        };
        let mut right = after.chars();
        let is_right_open = match right.next() {
            Some('_' | '%' | '€' | '$') => true,
            Some(':') => false,
            Some(c) if is_word_char(c) => true,
            Some(c) if tight(c) => right.next().is_some_and(|c| c.is_ascii_digit()),
            _ => false,
        };
        if is_left_open || is_right_open {
            return None;
        }
        let mut from = opened.len().saturating_sub(40);
        while !opened.is_char_boundary(from) {
            from += 1;
        }
        Some(Window {
            text,
            groups,
            sign,
            is_part,
            context: opened[from..].to_lowercase(),
        })
    }

    fn kind(&self) -> Option<&'static str> {
        if self.is_iban() {
            return Some("iban");
        }
        let digits = self.digits()?;
        if self.is_ipv4() {
            return Some("ip");
        }
        if self.is_ssn(&digits) {
            return Some("ssn");
        }
        if self.is_card(&digits) {
            return Some("card");
        }
        self.is_phone(&digits).then_some("phone")
    }

    fn group(&self, at: usize) -> &'a str {
        &self.text[self.groups[at].start..self.groups[at].end]
    }

    fn gap(&self, at: usize) -> &'a str {
        &self.text[self.groups[at].end..self.groups[at + 1].start]
    }

    fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(|g| g.end - g.start).collect()
    }

    /// Whether one sign stands in all gaps.
    fn is_separated_by(&self, separators: &[&str]) -> bool {
        let gaps = 0..self.groups.len() - 1;
        let first = self.groups.get(1).map(|_| self.gap(0));
        first.is_none_or(|first| separators.contains(&first))
            && gaps.into_iter().all(|at| Some(self.gap(at)) == first)
    }

    /// The digits, if there is nothing else.
    fn digits(&self) -> Option<String> {
        let mut digits = String::with_capacity(20);
        for at in 0..self.groups.len() {
            let group = self.group(at);
            if !group.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            digits.push_str(group);
        }
        Some(digits)
    }

    /// Whether one of the words stands shortly before the number.
    fn is_called(&self, names: &[&str]) -> bool {
        let words = || {
            self.context
                .split(|c: char| !c.is_alphanumeric() && c != '#')
                .filter(|word| !word.is_empty())
        };
        words().any(|word| names.contains(&word))
            || names.contains(&"#") && self.context.ends_with('#')
    }

    fn is_iban(&self) -> bool {
        if !self.is_separated_by(&[" "]) || self.groups.len() == 1 && self.group(0).len() < 15 {
            return false;
        }
        let joined: String = (0..self.groups.len()).map(|at| self.group(at)).collect();
        let country = joined.get(..2).map(str::to_ascii_uppercase);
        let length = IBAN_LENGTHS
            .iter()
            .find(|(code, _)| Some(*code) == country.as_deref());
        if length.is_none_or(|(_, length)| *length != joined.len()) {
            return false;
        }
        let rotated = joined.bytes().skip(4).chain(joined.bytes().take(4));
        let rest = rotated.fold(0_u32, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            _ => (rest * 100 + u32::from(byte.to_ascii_uppercase() - b'A') + 10) % 97,
        });
        rest == 1
    }

    fn is_ipv4(&self) -> bool {
        if self.groups.len() != 4 || !self.is_separated_by(&["."]) {
            return false;
        }
        let written = &self.text[self.groups[0].start..self.groups[3].end];
        let is_version =
            self.is_called(&["version", "v", "release", "chapter", "section", "build"]);
        let address: Option<Ipv4Addr> = written.parse().ok();
        address.is_some_and(|ip| !ip.is_loopback() && !ip.is_unspecified()) && !is_version
    }

    fn is_ssn(&self, digits: &str) -> bool {
        let is_called = self.is_called(&["ssn", "social"]);
        let is_written = match self.lengths().as_slice() {
            [3, 2, 4] => {
                self.is_separated_by(&["-"]) || (is_called && self.is_separated_by(&[" "]))
            }
            [9] => is_called,
            _ => false,
        };
        let (area, group, serial) = match (digits.get(..3), digits.get(3..5), digits.get(5..)) {
            (Some(area), Some(group), Some(serial)) => (area, group, serial),
            _ => return false,
        };
        is_written
            && self.sign.is_empty()
            && area != "000"
            && area != "666"
            && !area.starts_with('9')
            && group != "00"
            && serial != "0000"
            && !self.is_called(NOT_PERSONAL)
    }

    fn is_card(&self, digits: &str) -> bool {
        let is_grouped = matches!(
            self.lengths().as_slice(),
            [13..=19] | [4, 4, 4, 4] | [4, 4, 4, 4, 3] | [4, 6, 5] | [4, 6, 4]
        );
        is_grouped
            && self.sign.is_empty()
            && self.is_separated_by(&[" ", "-", "\u{a0}"])
            && has_issuer(digits)
            && passes_luhn(digits)
            && !self.is_called(NOT_PERSONAL)
    }

    fn is_phone(&self, digits: &str) -> bool {
        if self.is_called(NOT_PERSONAL) || is_one_digit_repeated(digits) || self.is_date() {
            return false;
        }
        let lengths = self.lengths();
        let is_called = self.is_called(PHONE_WORDS);
        if self.is_part && self.sign.is_empty() {
            return false;
        }
        if self.sign == "+" {
            return (8..=15).contains(&digits.len()) && !digits.starts_with('0');
        }
        if digits.starts_with("00") {
            return (11..=17).contains(&digits.len()) && (self.groups.len() > 1 || is_called);
        }
        let local = digits.strip_prefix('1').filter(|rest| rest.len() == 10);
        let lengths = match lengths.as_slice() {
            [1, rest @ ..] if local.is_some() => rest,
            all => all,
        };
        let national = local.unwrap_or(digits);
        let is_american = national.len() == 10
            && matches!(national.as_bytes()[0], b'2'..=b'9')
            && matches!(national.as_bytes()[3], b'2'..=b'9');
        // The made-up numbers of films and tests have 0 or 1 there, too.
        let is_american =
            is_american || (is_called && national.len() == 10 && !digits.starts_with('0'));
        let has_brackets = self.groups.len() > 1 && self.gap(0).starts_with(')');
        match lengths {
            [3, 3, 4] => is_american || has_brackets,
            [10] if !digits.starts_with('0') => is_american && is_called,
            [3, 4] => is_called && self.is_separated_by(&["-", " ", "."]),
            [7..=12] if digits.starts_with('0') => is_called && digits.len() >= 9,
            [3..=5, ..] | [2, ..] if digits.starts_with('0') => {
                let is_long = (9..=12).contains(&digits.len());
                let one_gap = self.is_separated_by(&[" ", "-", "/", "."]);
                is_long && (is_called || (one_gap && !self.is_separated_by(&["."])) || has_brackets)
            }
            _ => is_called && (7..=13).contains(&digits.len()) && self.groups.len() > 1,
        }
    }

    /// Whether it is a date, or a range of years.
    fn is_date(&self) -> bool {
        let written = &self.text[self.groups[0].start..self.groups[self.groups.len() - 1].end];
        let years = self.lengths() == [4, 4];
        years || dates::whole(written, types::Timestamp::from_unix_ms(0)).is_some()
    }
}

/// Numbers that are called so are nobody's phone, card or the like.
const NOT_PERSONAL: &[&str] = &[
    "order",
    "invoice",
    "tracking",
    "ticket",
    "case",
    "reference",
    "ref",
    "isbn",
    "sku",
    "serial",
    "part",
    "model",
    "version",
    "parcel",
    "shipment",
    "booking",
    "confirmation",
    "issue",
    "pr",
    "commit",
    "build",
    "imei",
    "ean",
    "upc",
    "doi",
    "issn",
    "#",
    "population",
    "score",
    "page",
    "pages",
    "item",
    "product",
];

/// Words before a phone number.
const PHONE_WORDS: &[&str] = &[
    "phone",
    "call",
    "cell",
    "mobile",
    "tel",
    "telephone",
    "text",
    "whatsapp",
    "fax",
    "reach",
    "dial",
    "ring",
    "landline",
    "handy",
    "sms",
    "number",
    "signal",
    "contact",
];

/// Lengths of IBANs by country.
const IBAN_LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VG", 24),
    ("XK", 20),
];

/// Whether the length is one that the card's issuer uses.
fn has_issuer(digits: &str) -> bool {
    let prefix = |length: usize| digits.get(..length).and_then(|p| p.parse::<u32>().ok());
    let (two, three, four) = (prefix(2), prefix(3), prefix(4));
    matches!(
        (digits.len(), two, three, four),
        (13 | 16 | 19, Some(40..=49), ..)
            | (16, Some(51..=55), ..)
            | (16, _, _, Some(2221..=2720))
            | (15, Some(34 | 37), ..)
            | (16..=19, Some(65 | 62), ..)
            | (16..=19, _, Some(644..=649), _)
            | (16..=19, _, _, Some(6011 | 3528..=3589))
            | (14 | 16, Some(36 | 38 | 39), ..)
            | (14 | 16, _, Some(300..=305), _)
            | (13..=19, Some(50 | 56..=58 | 63 | 67), ..)
    )
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0') * if at % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_one_digit_repeated(digits: &str) -> bool {
    let first = digits.as_bytes().first();
    digits.bytes().all(|byte| Some(&byte) == first)
}
