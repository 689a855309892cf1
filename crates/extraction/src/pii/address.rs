//! Postal addresses.

use crate::scan::{Token, tokens};

/// Whether there is a postal address: a house number and a street, or a post-office box.
pub(super) fn has_address(text: &str) -> bool {
    let tokens = tokens(text);
    (0..tokens.len()).any(|at| {
        is_number_first(&tokens, at) || is_street_first(&tokens, at) || is_post_box(&tokens, at)
    })
}

/// Streets that are called nothing else.
const STREETS: &[&str] = &[
    "street",
    "avenue",
    "boulevard",
    "blvd",
    "ave",
    "lane",
    "road",
    "rd",
    "parkway",
    "pkwy",
];

/// Streets whose words mean something else, too: they need a capital letter.
const STREETS_IN_CAPITALS: &[&str] = &[
    "st", "ln", "dr", "drive", "ct", "court", "way", "pl", "place", "sq", "square", "terrace",
    "circle", "crescent", "close", "trail", "highway", "hwy", "mews", "gardens", "row", "grove",
    "quay", "alley", "walk", "broadway",
];

/// Streets before their names.
const STREETS_FIRST: &[&str] = &[
    "rue",
    "avenue",
    "boulevard",
    "chemin",
    "impasse",
    "quai",
    "allée",
];

/// "221B Baker Street", "1600 Pennsylvania Ave", "12 rue de Rivoli".
fn is_number_first(tokens: &[Token<'_>], at: usize) -> bool {
    let number = &tokens[at];
    let is_house = number.text.len() <= 6
        && number.text.starts_with(|c: char| ('1'..='9').contains(&c))
        && number
            .text
            .trim_end_matches(|c: char| c.is_ascii_alphabetic())
            .bytes()
            .all(|b| b.is_ascii_digit())
        && number.text.bytes().filter(u8::is_ascii_alphabetic).count() <= 1;
    let before = at.checked_sub(1).map(|at| &tokens[at]);
    let is_longer = before.is_some_and(|t| {
        (number.glued && !matches!(t.text, "(" | "\"" | ":" | "#")) || matches!(t.text, "$" | "€")
    });
    let is_year = number.text.len() == 4
        && before
            .is_some_and(|t| matches!(t.lower.as_str(), "in" | "since" | "by" | "of" | "until"));
    if !is_house || is_longer || is_year {
        return false;
    }
    let rest = &tokens[at + 1..];
    let first = rest.first().map_or("", |t| t.lower.as_str());
    if STREETS_FIRST.contains(&first) && rest.get(1).is_some_and(Token::is_word) {
        return !STREETS.contains(&first)
            || rest[1].is_capitalised()
            || matches!(rest[1].lower.as_str(), "de" | "du" | "des" | "la");
    }
    let mut has_name = false;
    for (taken, token) in rest.iter().take(5).enumerate() {
        let word = token.lower.as_str();
        let is_street = STREETS.contains(&word)
            || (STREETS_IN_CAPITALS.contains(&word) && token.is_capitalised());
        // "10 Dr. Lee" has a person after it.
        let is_title = word == "dr"
            && rest
                .get(taken + 2)
                .is_some_and(|t| t.is_capitalised() && !t.first);
        if is_street && has_name && !is_title {
            let names = &rest[..taken];
            let is_plain = names.iter().all(|t| !t.is_capitalised());
            return !is_plain || (taken <= 2 && STREETS.contains(&word) && word != "lane");
        }
        let is_name = token.is_capitalised()
            || (token.text.starts_with(|c: char| c.is_ascii_digit()) && token.is_word())
            || (token.is_word() && !NOT_IN_STREETS.contains(&word) && taken < 2)
            || (token.is_mark(".") && taken > 0);
        if !is_name || token.first {
            return false;
        }
        has_name |= token.is_word();
    }
    false
}

/// Words that are in no street's name, but between a number and a street.
const NOT_IN_STREETS: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "in",
    "on",
    "down",
    "up",
    "miles",
    "mile",
    "km",
    "minutes",
    "min",
    "hours",
    "days",
    "weeks",
    "years",
    "blocks",
    "block",
    "feet",
    "m",
    "meters",
    "along",
    "from",
    "to",
    "by",
    "different",
    "new",
    "more",
    "other",
    "cars",
    "people",
    "and",
    "or",
    "off",
    "at",
    "is",
    "was",
    "busy",
    "main",
    "times",
    "major",
    "long",
    "narrow",
    "side",
    "country",
    "dirt",
    "my",
    "our",
    "this",
    "that",
    "your",
    "fast",
    "bus",
    "pm",
    "am",
    "percent",
    "lane",
    "street",
    "road",
    "one",
    "way",
    "open",
    "through",
    "across",
    "into",
    "over",
    "under",
    "near",
    "two",
    "three",
    "quiet",
];

/// "Hauptstraße 12", "Calle Mayor 5", "Via Roma 10".
fn is_street_first(tokens: &[Token<'_>], at: usize) -> bool {
    const ENDINGS: &[&str] = &[
        "straße", "strasse", "str", "weg", "platz", "allee", "gasse", "gatan",
    ];
    const BEFORE: &[&str] = &[
        "calle", "via", "rua", "avenida", "carrer", "piazza", "plaza", "paseo",
    ];
    let street = &tokens[at];
    if !street.is_word() || !street.is_capitalised() {
        return false;
    }
    let word = street.lower.as_str();
    let is_house = |at: usize| {
        tokens.get(at).is_some_and(|t| {
            t.text.len() <= 5 && t.text.starts_with(|c: char| c.is_ascii_digit()) && !t.glued
        })
    };
    let is_compound = ENDINGS
        .iter()
        .any(|end| word.ends_with(end) && word.chars().count() >= end.chars().count() + 3);
    if is_compound {
        let point = usize::from(
            tokens
                .get(at + 1)
                .is_some_and(|t| t.glued && t.is_mark(".")),
        );
        return is_house(at + 1 + point);
    }
    if !BEFORE.contains(&word) {
        return false;
    }
    let names = tokens[at + 1..]
        .iter()
        .take(4)
        .take_while(|t| t.is_word() && (t.is_capitalised() || t.text.len() <= 3))
        .count();
    let comma = usize::from(tokens.get(at + 1 + names).is_some_and(|t| t.is_mark(",")));
    names > 0 && is_house(at + 1 + names + comma)
}

/// "P.O. Box 123", "PO Box 123".
fn is_post_box(tokens: &[Token<'_>], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |t| t.lower.as_str());
    let next = match (word(at), word(at + 1), word(at + 2), word(at + 3)) {
        ("po", "box", ..) => at + 2,
        ("p", ".", "o", ".") if word(at + 4) == "box" => at + 5,
        ("postfach", ..) => at + 1,
        _ => return false,
    };
    tokens.get(next).is_some_and(Token::is_number)
}
