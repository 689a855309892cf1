//! What keeps two similar sentences from saying the same. Vectors cannot tell "likes dark mode" from
//! "likes light mode"; words can.
//!
//! It errs on the side of "different": two memories that say the same cost a line, one that took
//! another's place costs a fact.

mod turns;
mod words;

use std::collections::BTreeMap;

use types::Timestamp;

use crate::dates;
use crate::entities::{Kind, Named, spans};
use crate::normalize::{alias_at, canonical_value, same_word};
use crate::numbers::number_at;
use crate::reading::FoundDate;
use crate::scan::{Token, tokens};
use words::{Role, category, is_unit, role, synonym};

/// Why two sentences do not say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opposition {
    /// One affirms what the other denies: "likes tea", "does not like tea", "hates tea".
    Negation,
    /// Words that exclude each other: dark and light, before and after, cat and dog.
    Antonyms,
    /// Different numbers.
    Numbers,
    /// The same number of different things: 5 km, 5 miles.
    Units,
    /// Different dates or times.
    Dates,
    /// Different people, places, organisations or products.
    Names,
    /// The same words in other roles: from Rome to Oslo, from Oslo to Rome.
    Roles,
    /// One word stands in the other's place, and nothing says that they mean the same.
    Words,
}

/// Words and marks of a text that is compared: what is longer is no sentence, and equals only itself.
/// Each word of one is compared with each of the other, so this bounds the work.
const TOKENS_MAX: usize = 300;

/// Why two similar sentences must not be taken for one; `None` if nothing was found that speaks
/// against it. Dates that count from when they were said are taken to be said at once; see
/// [`opposes_at`].
pub fn opposes(a: &str, b: &str) -> Option<Opposition> {
    // Any day: it is the same for both.
    const SAID_AT: Timestamp = Timestamp::from_unix_ms(1_704_067_200_000);
    opposes_at((a, SAID_AT), (b, SAID_AT))
}

/// As [`opposes`], where it is known when each was said.
pub fn opposes_at(a: (&str, Timestamp), b: (&str, Timestamp)) -> Option<Opposition> {
    if a == b {
        return None;
    }
    let (a_tokens, b_tokens) = (tokens(a.0), tokens(b.0));
    if a_tokens.len().max(b_tokens.len()) > TOKENS_MAX {
        let is_same = crate::normalize_text(a.0) == crate::normalize_text(b.0);
        return (!is_same).then_some(Opposition::Words);
    }
    if let Some(opposed) = scripts_oppose(a.0, b.0) {
        return Some(opposed);
    }
    let (a, b) = (Sense::new(&a_tokens, a), Sense::new(&b_tokens, b));
    let plain = |tokens: &[Token<'_>]| -> Vec<String> {
        let row = written_out(tokens).into_iter();
        row.map(|(word, _)| word).collect()
    };
    a.numbers_oppose(&b)
        .or_else(|| a.dates_oppose(&b))
        .or_else(|| a.names_oppose(&b))
        .or_else(|| a.words_oppose(&b))
        .or_else(|| turns::oppose(&plain(&a_tokens), &plain(&b_tokens)))
}

/// Sentences in other letters than Latin ones, whose words are not read here: only equal words say the same.
fn scripts_oppose(a: &str, b: &str) -> Option<Opposition> {
    let is_foreign = |text: &str| {
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        let others = letters().filter(|c| !is_latin(*c)).count();
        2 * others > letters().count()
    };
    let is_unread = is_foreign(a) || is_foreign(b);
    let is_same = || crate::normalize_text(a) == crate::normalize_text(b);
    (is_unread && !is_same()).then_some(Opposition::Words)
}

/// Letters of Latin scripts, with their marks.
fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// A word that carries meaning.
#[derive(Clone, Debug)]
struct Word {
    /// What all its forms and synonyms share.
    key: String,
    /// Affirmed in its clause.
    is_affirmed: bool,
    /// The preposition right before it, if it tells roles apart.
    role: Option<&'static str>,
    /// It is (part of) a name.
    is_name: bool,
    /// "and" or "or" joins it to the word before.
    is_joined: bool,
}

/// What matters of a sentence for a comparison.
struct Sense {
    words: Vec<Word>,
    numbers: Vec<(f64, Option<String>)>,
    dates: Vec<FoundDate>,
    /// Names in canonical form.
    names: Vec<String>,
    /// The whole text, canonical: where a name may stand in small letters.
    canonical: String,
}

impl Sense {
    fn new(tokens: &[Token<'_>], (text, said_at): (&str, Timestamp)) -> Self {
        let dates = dates::find_in(tokens, text, said_at, None);
        let named = spans(tokens, text);
        let is_name = |named: &&Named| !matches!(named.kind, Some(Kind::Date | Kind::Quantity));
        let names: Vec<&Named> = named.iter().filter(is_name).collect();
        let mut sense = Sense {
            words: Vec::new(),
            numbers: Vec::new(),
            names: names
                .iter()
                .map(|named| canonical_value("name", &text[named.start..named.end]))
                .filter(|name| !name.is_empty())
                .collect(),
            canonical: format!(" {} ", canonical_value("name", text)),
            dates,
        };
        sense.read(tokens, &names);
        sense
    }

    /// Reads the words, clause by clause.
    fn read(&mut self, tokens: &[Token<'_>], names: &[&Named]) {
        let row = written_out(tokens);
        let lower: Vec<&str> = row.iter().map(|(word, _)| word.as_str()).collect();
        let (mut at, mut clause) = (0, Clause::default());
        while at < row.len() {
            let (word, place) = (lower[at], row[at].1);
            let in_date = self
                .dates
                .iter()
                .any(|date| (date.span.start as usize..date.span.end as usize).contains(&place));
            if in_date {
                at += 1;
                continue;
            }
            let spelled_one = word == "one" || word == "second" || word == "first";
            if let Some(number) = number_at(&lower[at..]).filter(|_| !spelled_one) {
                let unit = lower.get(at + number.words).filter(|unit| is_unit(unit));
                self.numbers
                    .push((number.value, unit.map(|unit| canonical_value("unit", unit))));
                at += number.words + usize::from(unit.is_some());
                continue;
            }
            match role(&lower, at) {
                Role::Ends { resets } => clause.close(&mut self.words, resets),
                Role::Joins => {
                    clause.close(&mut self.words, false);
                    clause.is_joined = true;
                }
                Role::Negates { words } => {
                    clause.negate();
                    at += words;
                    continue;
                }
                Role::Turns { words } => {
                    // "tea over coffee": what follows is the one that is not meant.
                    clause.close(&mut self.words, false);
                    clause.negate();
                    at += words;
                    continue;
                }
                Role::Directs(preposition) => clause.role = Some(preposition),
                Role::Empty => {}
                Role::Telling => {
                    let (taken, name) = alias_at(&lower[at..]).unwrap_or((1, word));
                    let is_name = names.iter().any(|n| (n.start..n.end).contains(&place));
                    clause.add(name, is_name);
                    at += taken;
                    continue;
                }
            }
            at += 1;
        }
        clause.close(&mut self.words, true);
    }

    fn numbers_oppose(&self, other: &Sense) -> Option<Opposition> {
        let lacks = |a: &Sense, b: &Sense| {
            a.numbers
                .iter()
                .any(|(n, _)| b.numbers.iter().all(|(m, _)| n != m))
        };
        if !self.numbers.is_empty()
            && !other.numbers.is_empty()
            && (lacks(self, other) && lacks(other, self))
        {
            return Some(Opposition::Numbers);
        }
        let differs = self.numbers.iter().any(|(n, unit)| {
            let same: Vec<_> = other.numbers.iter().filter(|(m, _)| n == m).collect();
            !same.is_empty()
                && unit.is_some()
                && same
                    .iter()
                    .all(|(_, other)| other.is_some() && other != unit)
        });
        differs.then_some(Opposition::Units)
    }

    fn dates_oppose(&self, other: &Sense) -> Option<Opposition> {
        if self.dates.is_empty() || other.dates.is_empty() {
            return None;
        }
        // "on March 5" and "on March 5 at noon" are one date.
        let meets = |date: &FoundDate, others: &[FoundDate]| {
            others
                .iter()
                .any(|other| date.from < other.to && other.from < date.to)
        };
        let (few, many) = if self.dates.len() <= other.dates.len() {
            (&self.dates, &other.dates)
        } else {
            (&other.dates, &self.dates)
        };
        let all = few.iter().all(|date| meets(date, many));
        (!all).then_some(Opposition::Dates)
    }

    fn names_oppose(&self, other: &Sense) -> Option<Opposition> {
        let lacks = |a: &Sense, b: &Sense| {
            a.names.iter().any(|name| {
                let shares = |other: &String| {
                    name.split(' ')
                        .any(|part| other.split(' ').any(|o| o == part))
                };
                !b.canonical.contains(&format!(" {name} ")) && !b.names.iter().any(shares)
            })
        };
        (lacks(self, other) && lacks(other, self)).then_some(Opposition::Names)
    }

    fn words_oppose(&self, other: &Sense) -> Option<Opposition> {
        let (mut a, mut b) = (self.words.clone(), other.words.clone());
        align(&mut a, &mut b);
        let signs = |words: &[Word]| -> BTreeMap<String, (bool, bool)> {
            let mut signs = BTreeMap::new();
            for word in words {
                let seen: &mut (bool, bool) = signs.entry(word.key.clone()).or_default();
                seen.0 |= word.is_affirmed;
                seen.1 |= !word.is_affirmed;
            }
            signs
        };
        let (a_signs, b_signs) = (signs(&a), signs(&b));
        let turned = a_signs
            .iter()
            .any(|(key, sign)| b_signs.get(key).is_some_and(|other| other != sign));
        if turned {
            return Some(Opposition::Negation);
        }
        let only = |words: &[Word], others: &BTreeMap<String, (bool, bool)>| -> Vec<String> {
            let rest = words
                .iter()
                .filter(|word| !others.contains_key(&word.key) && !word.is_name);
            let mut rest: Vec<String> = rest.map(|word| word.key.clone()).collect();
            rest.dedup();
            rest
        };
        let (a_only, b_only) = (only(&a, &b_signs), only(&b, &a_signs));
        let excludes = a_only
            .iter()
            .any(|a| b_only.iter().any(|b| category::excludes(a, b)));
        if excludes {
            return Some(Opposition::Antonyms);
        }
        if roles_differ(&a, &b) {
            return Some(Opposition::Roles);
        }
        let is_replaced = (a_only.len() == 1 && b_only.len() == 1)
            || (!a_only.is_empty() && !b_only.is_empty() && replaced_in_place(&a, &b));
        let shares = a.iter().any(|word| b_signs.contains_key(&word.key));
        (is_replaced && shares).then_some(Opposition::Words)
    }
}

/// Words of a clause whose sign is not known yet.
#[derive(Default)]
struct Clause {
    words: Vec<Word>,
    is_negated: bool,
    /// It has words of its own that affirm or deny.
    has_sign: bool,
    /// The sign of the clause before.
    was_negated: bool,
    role: Option<&'static str>,
    is_joined: bool,
}

impl Clause {
    fn negate(&mut self) {
        self.is_negated = !self.is_negated;
        self.has_sign = true;
    }

    fn add(&mut self, word: &str, is_name: bool) {
        let (key, is_denying) = synonym(word);
        let key = match key {
            Some(key) => {
                self.has_sign = true;
                self.is_negated ^= is_denying;
                key.to_owned()
            }
            None => words::base(word),
        };
        self.words.push(Word {
            key,
            is_affirmed: true,
            role: self.role.take(),
            is_name,
            is_joined: std::mem::take(&mut self.is_joined),
        });
    }

    /// The clause ends: its words get its sign. A part of a list has that of the part before it.
    fn close(&mut self, words: &mut Vec<Word>, resets: bool) {
        let is_negated = if self.has_sign {
            self.is_negated
        } else {
            self.was_negated
        };
        for mut word in self.words.drain(..) {
            word.is_affirmed = !is_negated;
            words.push(word);
        }
        *self = Clause {
            was_negated: is_negated && !resets,
            ..Clause::default()
        };
    }
}

/// The words of the tokens with contractions written out, each with its place in the text. Commas
/// and the like stay; other marks go.
fn written_out(tokens: &[Token<'_>]) -> Vec<(String, usize)> {
    let mut row = Vec::with_capacity(tokens.len() + 4);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        if !token.is_word() && !token.is_number() {
            if matches!(
                token.text,
                "," | ";" | "." | "!" | "?" | ":" | "$" | "€" | "£" | "%"
            ) {
                row.push((token.text.to_owned(), token.start));
            }
            continue;
        }
        let decimals = match (tokens.get(at), tokens.get(at + 1)) {
            (Some(mark), Some(rest))
                if token.is_number()
                    && mark.glued
                    && rest.glued
                    && rest.is_number()
                    && matches!(mark.text, "." | ",") =>
            {
                Some(format!("{}{}{}", token.text, mark.text, rest.text))
            }
            _ => None,
        };
        if let Some(number) = decimals {
            at += 2;
            row.push((number, token.start));
            continue;
        }
        // "C++" and "C#" are no "C".
        let signs = tokens[at..].iter();
        let signs = signs.take_while(|t| t.glued && matches!(t.text, "+" | "#"));
        let signs: String = signs.map(|t| t.text).collect();
        if token.is_word() && !signs.is_empty() {
            at += signs.len();
            row.push((format!("{}{signs}", token.lower), token.start));
            continue;
        }
        let normal = crate::normalize_text(token.text);
        row.extend(normal.split(' ').map(|word| (word.to_owned(), token.start)));
    }
    row
}

/// Gives forms of one word one key, and sees that "unhappy" denies "happy".
fn align(a: &mut [Word], b: &mut [Word]) {
    for word in a.iter_mut() {
        for other in b.iter_mut() {
            if word.key == other.key {
                continue;
            }
            if same_word(&word.key, &other.key) {
                other.key.clone_from(&word.key);
            } else if is_denied(&word.key, &other.key) {
                word.key.clone_from(&other.key);
                word.is_affirmed = !word.is_affirmed;
            } else if is_denied(&other.key, &word.key) {
                other.key.clone_from(&word.key);
                other.is_affirmed = !other.is_affirmed;
            }
        }
    }
}

/// Whether `word` is `other` with a prefix that denies it.
fn is_denied(word: &str, other: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "un", "non", "dis", "in", "im", "ir", "il", "anti", "mis", "de",
    ];
    word.len() > other.len()
        && other.len() >= 4
        && PREFIXES.iter().any(|prefix| {
            word.strip_prefix(prefix)
                .is_some_and(|rest| rest == other || same_word(rest, other))
        })
}

/// Whether the same words stand after other prepositions, or the same names in another order.
fn roles_differ(a: &[Word], b: &[Word]) -> bool {
    let after = |words: &[Word], role: &str| -> Vec<String> {
        let words = words.iter().filter(|word| word.role == Some(role));
        words.map(|word| word.key.clone()).collect()
    };
    let is_in = |key: &String, words: &[Word]| words.iter().any(|word| word.key == *key);
    for role in words::PREPOSITIONS {
        let (in_a, in_b) = (after(a, role), after(b, role));
        let apart =
            !in_a.is_empty() && !in_b.is_empty() && in_a.iter().all(|key| !in_b.contains(key));
        if apart && in_a.iter().all(|key| is_in(key, b)) && in_b.iter().all(|key| is_in(key, a)) {
            return true;
        }
    }
    let names = |words: &[Word]| -> Vec<String> {
        let names = words
            .iter()
            .filter(|word| word.is_name && word.role.is_none());
        names.map(|word| word.key.clone()).collect()
    };
    let is_list = a
        .iter()
        .chain(b)
        .any(|word| word.is_name && (word.is_joined || word.role.is_some()));
    let (a, b) = (names(a), names(b));
    let (mut a_sorted, mut b_sorted) = (a.clone(), b.clone());
    a_sorted.sort_unstable();
    b_sorted.sort_unstable();
    a.len() > 1 && a != b && a_sorted == b_sorted && !is_list
}

/// Whether the sentences are the same but for one or two words at one place.
fn replaced_in_place(a: &[Word], b: &[Word]) -> bool {
    let same = |(a, b): &(&Word, &Word)| a.key == b.key;
    let start = a.iter().zip(b).take_while(same).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(same).count();
    let (a, b) = (a.len() - end, b.len() - end);
    (1..=2).contains(&a) && (1..=2).contains(&b) && start + end > 0
}

#[cfg(test)]
mod tests;
