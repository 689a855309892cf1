//! Whom and what a text names: people, organisations, places, products, quantities and dates, by
//! capital letters in their context and by compact lists of known names.

mod classify;
mod gazetteer;
mod words;

use std::collections::BTreeSet;

use types::{Entity, Timestamp};

use crate::dates;
use crate::numbers::number_at;
use crate::scan::{Token, tokens};
use gazetteer::known;

/// Entities that one text has at most; a list of a thousand names tells nothing about any of them.
const ENTITIES_MAX: usize = 32;

/// What the text names, in its order, each once. Types are `person`, `organisation`, `place`,
/// `product`, `quantity`, `date`; a name that could be anything has none.
pub fn find(text: &str) -> Vec<Entity> {
    let tokens = tokens(text);
    let mut entities: Vec<Entity> = Vec::new();
    for named in spans(&tokens, text) {
        let name = &text[named.start..named.end];
        let is_known = entities
            .iter()
            .any(|entity| entity.name.eq_ignore_ascii_case(name));
        if !is_known {
            entities.push(Entity {
                name: name.to_owned(),
                type_: named.kind.map(|kind| kind.as_str().to_owned()),
            });
        }
        if entities.len() == ENTITIES_MAX {
            break;
        }
    }
    entities
}

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Person,
    Organisation,
    Place,
    Product,
    Quantity,
    Date,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Organisation => "organisation",
            Kind::Place => "place",
            Kind::Product => "product",
            Kind::Quantity => "quantity",
            Kind::Date => "date",
        }
    }
}

/// A name with its place in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    pub start: usize,
    pub end: usize,
    pub kind: Option<Kind>,
}

/// What the text names, in its order.
pub(crate) fn spans(tokens: &[Token<'_>], text: &str) -> Vec<Named> {
    // Any instant will do: only the places of dates matter here.
    let said_at = Timestamp::from_unix_ms(1_704_067_200_000);
    let found = dates::find_in(tokens, text, said_at, None);
    let mut dates = found
        .iter()
        .map(|date| (date.span.start as usize, date.span.end as usize))
        .peekable();
    let finder = Finder::new(tokens);
    let mut named = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        while dates.next_if(|(_, end)| *end <= token.start).is_some() {}
        if let Some((start, end)) = dates.peek().filter(|(start, _)| *start <= token.start) {
            let (start, end) = (*start, *end);
            let kind = Some(Kind::Date);
            named.push(Named { start, end, kind });
            at = tokens.partition_point(|token| token.start < end);
            continue;
        }
        let limit = dates.peek().map_or(usize::MAX, |(start, _)| *start);
        let Some((found, next)) = finder.quantity(at).or_else(|| finder.name(at, limit)) else {
            at += 1;
            continue;
        };
        named.push(found);
        at = next.max(at + 1);
    }
    named
}

/// Finds names in a row of tokens.
struct Finder<'t> {
    tokens: &'t [Token<'t>],
    /// Written in capitals throughout: capitals tell nothing.
    is_shouted: bool,
    /// The words with a capital that stand inside of sentences, in lower case and without their "'s".
    inside: BTreeSet<&'t str>,
}

impl<'t> Finder<'t> {
    fn new(tokens: &'t [Token<'t>]) -> Self {
        let words = || tokens.iter().filter(|t| t.is_word() && t.text.len() > 1);
        let shouted = words().filter(|t| is_all_capitals(t.text)).count();
        Finder {
            tokens,
            is_shouted: shouted >= 3 && shouted * 2 > words().count(),
            inside: tokens
                .iter()
                .filter(|token| !token.first && token.is_capitalised())
                .map(|token| bare(&token.lower))
                .collect(),
        }
    }

    fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.lower.as_str())
    }

    /// "5 km", "$20", "30 %", "two hours".
    fn quantity(&self, at: usize) -> Option<(Named, usize)> {
        let token = &self.tokens[at];
        let mut number_at_token = at;
        let has_sign = matches!(token.text, "$" | "€" | "£" | "¥");
        if has_sign {
            number_at_token += 1;
        }
        let first = self.tokens.get(number_at_token)?;
        let is_candidate = first.is_number()
            || (first.is_word() && first.text.starts_with(|c: char| c.is_ascii_digit()))
            || words::is_number_word(&first.lower);
        if !is_candidate {
            return None;
        }
        let mut next = number_at_token;
        if first.is_number() {
            // "3.5", "1,000,000".
            next += 1;
            while self
                .tokens
                .get(next)
                .is_some_and(|t| t.glued && matches!(t.text, "." | ","))
                && self
                    .tokens
                    .get(next + 1)
                    .is_some_and(|t| t.glued && t.is_number())
            {
                next += 2;
            }
            if matches!(self.word(next), "k" | "million" | "billion" | "thousand") {
                next += 1;
            }
        } else {
            let row: Vec<&str> = (next..next + 5).map(|at| self.word(at)).collect();
            match number_at(&row).filter(|n| !n.is_ordinal) {
                Some(number) => next += number.words,
                None => {
                    // "5km", "10kg", "20k".
                    let digits = first.lower.trim_start_matches(|c: char| c.is_ascii_digit());
                    if !(words::is_unit(digits) || has_sign) {
                        return None;
                    }
                    return Some((self.named(at, next + 1, Some(Kind::Quantity)), next + 1));
                }
            }
        }
        let unit = self.tokens.get(next).filter(|t| words::is_unit(&t.lower));
        if unit.is_some() {
            next += 1;
        } else if !has_sign {
            return None;
        }
        Some((self.named(at, next, Some(Kind::Quantity)), next))
    }

    fn named(&self, from: usize, to: usize, kind: Option<Kind>) -> Named {
        let last = &self.tokens[to - 1];
        let possessive = if ends_in_possessive(&last.lower) {
            last.text.len()
                - last
                    .text
                    .rfind(crate::scan::is_apostrophe)
                    .unwrap_or(last.text.len())
        } else {
            0
        };
        Named {
            start: self.tokens[from].start,
            end: last.end - possessive,
            kind,
        }
    }

    /// A name at a place, and the place after it. Nothing from byte `limit` on belongs to it.
    fn name(&self, at: usize, limit: usize) -> Option<(Named, usize)> {
        if let Some(found) = self.known_in_any_case(at) {
            return Some(found);
        }
        if !self.is_name_like(at) {
            return None;
        }
        let next = self.run_end(at, limit);
        let mut from = at;
        if self.tokens[at].first && next - at > 1 {
            // The first word of a sentence has its capital for nothing.
            let word = bare(&self.tokens[at].lower);
            let is_name = known(word).is_some_and(|known| !known.ambiguous || known.person)
                || words::is_title(word)
                || self.is_known(at, next);
            let is_before_name = known(word).is_none() && self.is_known(at + 1, next);
            if !is_name && (words::opens_sentence(word) || is_before_name) {
                from += 1;
                while from < next && !self.is_name_like(from) {
                    from += 1;
                }
            }
        } else if self.tokens[at].first && !self.stands_alone(at) {
            return None;
        }
        if from >= next {
            return None;
        }
        let is_alone = next - from == 1;
        let is_letter = self.tokens[from].text.chars().nth(1).is_none();
        if is_alone && (is_letter || words::is_title(self.word(from))) {
            return None;
        }
        let kind = self.classify(from, next);
        Some((self.named(from, next, kind), next))
    }

    /// A known name that is no other word counts in small letters, too.
    fn known_in_any_case(&self, at: usize) -> Option<(Named, usize)> {
        let first = &self.tokens[at];
        if !first.is_word() {
            return None;
        }
        let (count, known) = (1..=3).rev().find_map(|count| {
            let name = self.joined(at, at + count)?;
            known(&name).map(|known| (count, known))
        })?;
        let written = &self.tokens[at..at + count];
        let is_small = written.iter().all(|t| !t.is_capitalised());
        let is_loud = self.is_shouted && written.iter().all(|t| is_all_capitals(t.text));
        let is_listed = known.place || known.product || (known.organisation && count > 1);
        // "VS Code" begins like a word that is never a name.
        let is_odd = count > 1 && !self.is_name_like(at);
        if !(is_small || is_loud || is_odd)
            || known.ambiguous
            || !is_listed
            || (count == 1 && first.lower.len() < 3)
        {
            return None;
        }
        let kind = self.classify(at, at + count);
        Some((self.named(at, at + count, kind), at + count))
    }

    /// The words in lower case with one space between, the last without its possessive.
    fn joined(&self, from: usize, to: usize) -> Option<String> {
        let tokens = self.tokens.get(from..to)?;
        let mut joined = String::new();
        for (at, token) in tokens.iter().enumerate() {
            if at > 0 && !(token.glued || matches!(tokens[at - 1].text, "." | "-" | "&")) {
                joined.push(' ');
            } else if at > 0 && token.is_word() && tokens[at - 1].is_word() {
                return None;
            }
            let is_last = at + 1 == tokens.len();
            joined.push_str(if is_last {
                bare(&token.lower)
            } else {
                &token.lower
            });
        }
        Some(joined)
    }

    fn is_known(&self, from: usize, to: usize) -> bool {
        self.joined(from, to)
            .is_some_and(|name| known(&name).is_some())
    }

    /// Whether a token is written like a part of a name.
    fn is_name_like(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at).filter(|t| t.is_word()) else {
            return false;
        };
        if self.is_shouted && is_all_capitals(token.text) {
            return false;
        }
        let word = bare(&token.lower);
        let is_written = token.is_capitalised() || is_camel(token.text);
        is_written && !words::is_never_a_name(word) && !words::is_never_a_name(&token.lower)
    }

    /// The place after the name that begins at a place.
    fn run_end(&self, at: usize, limit: usize) -> usize {
        let mut next = at + 1;
        while next < self.tokens.len() && next - at < 7 {
            if ends_in_possessive(&self.tokens[next - 1].lower) {
                break;
            }
            let fits = |at: usize| {
                self.is_name_like(at) && self.tokens[at].end <= limit && !self.tokens[at].first
            };
            let token = &self.tokens[next];
            if fits(next) && !token.glued {
                next += 1;
                continue;
            }
            let before = &self.tokens[next - 1];
            let is_initial = token.is_mark(".")
                && token.glued
                && (before.text.chars().count() == 1 || words::is_title(&before.lower));
            let is_joint = (token.is_mark("-") && token.glued)
                || token.is_mark("&")
                || (token.is_mark(".")
                    && token.glued
                    && self.tokens.get(next + 1).is_some_and(|t| t.glued))
                || words::joins_names(&token.lower);
            let two = words::joins_names(&token.lower)
                && matches!(
                    self.word(next + 1),
                    "the" | "la" | "las" | "los" | "der" | "den"
                );
            let beyond = if two { next + 2 } else { next + 1 };
            if (is_initial || is_joint) && fits(beyond) {
                next = beyond + 1;
                continue;
            }
            break;
        }
        next
    }

    /// Whether the first word of a sentence is a name although nothing but its capital says so.
    fn stands_alone(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let word = bare(&token.lower);
        if words::opens_sentence(word) || (is_all_capitals(token.text) && self.is_shouted) {
            return false;
        }
        let next = self.word(at + 1);
        let acts = words::is_deed(next);
        let is_possessive = ends_in_possessive(&token.lower);
        match known(word) {
            Some(known) if !known.ambiguous => return true,
            Some(_) if acts || is_possessive || matches!(next, "is" | "was" | "has" | ",") => {
                return true;
            }
            _ => {}
        }
        let is_long = word.chars().count() > 1;
        is_long
            && (acts
                || is_possessive
                || self.inside.contains(word)
                || is_camel(token.text)
                || is_all_capitals(token.text))
    }
}

/// Whether a name is known to be a place, or has a word in it that is or that places have: "Utrecht East".
pub(crate) fn may_be_place(name: &str) -> bool {
    let low = name.to_lowercase();
    let is_place = |name: &str| known(name).is_some_and(|known| known.place);
    let mut parts = low.split([',', ' ', '-']).filter(|part| !part.is_empty());
    is_place(&low)
        || low.split(',').any(|part| is_place(part.trim()))
        || parts.any(|part| is_place(part) || words::is_place_word(part))
}

/// Whether a name in lower case is known to be a first name, and nothing else.
pub(crate) fn is_first_name(low: &str) -> bool {
    known(low).is_some_and(|known| known.person && !known.ambiguous)
}

/// Whether a name in lower case is known as one of a place.
pub(crate) fn is_known_place(name: &str) -> bool {
    known(name).is_some_and(|known| known.place)
}

/// Whether a name in lower case is one of a country or a continent.
pub(crate) fn is_region(name: &str) -> bool {
    gazetteer::is_region(name)
}

/// A word without a possessive "'s".
fn bare(word: &str) -> &str {
    word.strip_suffix("'s").unwrap_or(word)
}

fn ends_in_possessive(lower: &str) -> bool {
    lower.ends_with("'s")
}

/// Two capital letters or more, and no small one.
fn is_all_capitals(text: &str) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += usize::from(c.is_uppercase());
    }
    capitals >= 2
}

/// A capital letter after a small one: "iPhone", "GitHub".
fn is_camel(text: &str) -> bool {
    let mut before = 'A';
    text.chars().any(|c| {
        let turns = c.is_uppercase() && before.is_lowercase();
        before = c;
        turns
    }) && !text.contains(crate::scan::is_apostrophe)
        && !text.starts_with("Mc")
        && !text.starts_with("Mac")
}

#[cfg(test)]
mod tests;
