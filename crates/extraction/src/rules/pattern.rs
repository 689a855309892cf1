//! Patterns of words, and how they are found in tokens. Which words stand where is written down once
//! a sentence, so that the few patterns are tried whose words are all there, in their order.

use std::collections::HashMap;

use super::attributes;
use crate::grammar::token::Token;
use crate::grammar::words::{Hashing, JOINTS, PREPOSITIONS};

/// How many tokens a value or label may have.
pub(super) const SLOT_LIMIT: usize = 7;

/// One part of a pattern.
pub(super) enum Part {
    /// One of these, each a run of words.
    Words(Vec<Vec<&'static str>>, bool),
    /// A form of "be", denied or not.
    Be,
    /// "do not", "no longer", "have": what may stand before a verb.
    Aux,
    /// Words of the speaker's own: `v` the value, `o` what it was, `l` of what it is the value, `t` a
    /// value that is a time.
    Slot(char),
}

/// The parts of a pattern, which its words divide.
fn parts(pattern: &'static str) -> Vec<Part> {
    let part = |word: &'static str| match word {
        "<be>" => Part::Be,
        "<aux>" => Part::Aux,
        "{v}" | "{o}" | "{l}" | "{t}" => Part::Slot(char::from(word.as_bytes()[1])),
        _ => {
            let (word, optional) = match word.strip_suffix('?').filter(|rest| !rest.is_empty()) {
                Some(word) => (word, true),
                None => (word, false),
            };
            let word = match word {
                "<i>" => "i|we",
                "<my>" => "my|our|the|this|that|a|an",
                "<the>" => "the|my|our|that|this|a|an|your|any|another",
                other => other,
            };
            let any = word.split('|').map(|one| one.split('_').collect());
            Part::Words(any.collect(), optional)
        }
    };
    pattern.split(' ').map(part).collect()
}

/// The words that patterns begin their parts with, each with its number.
#[derive(Default)]
pub(super) struct Vocabulary(HashMap<&'static str, usize, Hashing>);

impl Vocabulary {
    /// The word's number, a new one if it has none.
    fn number(&mut self, word: &'static str) -> usize {
        let next = self.0.len();
        *self.0.entry(word).or_insert(next)
    }

    /// A pattern as in the table of constructions.
    pub fn pattern(&mut self, pattern: &'static str) -> Pattern {
        let parts = parts(pattern);
        let mut needs = Vec::new();
        for part in &parts {
            let (words, quoted): (Vec<&'static str>, bool) = match part {
                Part::Words(any, false) => (any.iter().map(|words| words[0]).collect(), false),
                Part::Be => (BE_STARTS.split(' ').collect(), true),
                _ => continue,
            };
            let numbers = words.into_iter().map(|word| self.number(word)).collect();
            needs.push(Need { numbers, quoted });
        }
        Pattern { parts, needs }
    }

    /// Where these tokens have the words.
    pub fn places(&self, tokens: &[Token]) -> Places {
        let mut places = Places {
            of: vec![0; self.0.len()],
            quoted: 0,
        };
        for (at, token) in tokens.iter().enumerate() {
            let bit = 1 << at.min(LAST_PLACE);
            if token.quoted {
                places.quoted |= bit;
            }
            if let Some(&number) = self.0.get(attributes::spelling(&token.low)) {
                places.of[number] |= bit;
            }
        }
        places
    }
}

/// What a part that must be there may begin with.
struct Need {
    numbers: Vec<usize>,
    /// Whether quoted words count.
    quoted: bool,
}

/// A pattern that can be looked for.
pub(super) struct Pattern {
    pub parts: Vec<Part>,
    needs: Vec<Need>,
}

/// Patterns with the vocabulary that their words are in.
pub(super) struct Patterns<T> {
    pub vocabulary: Vocabulary,
    pub all: Vec<T>,
}

/// The last place that is told from those after it.
const LAST_PLACE: usize = 63;

/// For each word of a vocabulary, a bit for each token that is it.
pub(super) struct Places {
    of: Vec<u64>,
    /// Tokens that are quoted; after the last place nothing is known of them.
    quoted: u64,
}

impl Places {
    /// Where the parts of a pattern that must be there may begin; nothing if one of them is nowhere.
    pub fn of(&self, pattern: &Pattern) -> Option<Vec<u64>> {
        let own = !(self.quoted & !(1 << LAST_PLACE));
        let bits = |need: &Need| {
            let bits = need.numbers.iter().fold(0, |all, &n| all | self.of[n]);
            if need.quoted { bits } else { bits & own }
        };
        // Most patterns end here: nothing is allocated for them.
        if pattern.needs.iter().any(|need| bits(need) == 0) {
            return None;
        }
        Some(pattern.needs.iter().map(bits).collect())
    }
}

/// Whether parts that may begin at these places can be in the tokens `start..end` one after another.
pub(super) fn in_order(parts: &[u64], start: usize, end: usize) -> bool {
    let within = if end > LAST_PLACE {
        u64::MAX
    } else {
        (1 << end) - 1
    };
    let mut at = start.min(LAST_PLACE);
    parts.iter().all(|places| {
        let left = places & within & (u64::MAX << at);
        // What stands after the last place is in no order.
        at = LAST_PLACE.min(left.trailing_zeros() as usize + 1);
        left != 0
    })
}

/// What a form of "be" may begin with, as `be` knows it.
const BE_STARTS: &str =
    "has have must should would will 'd can is are am 's became becomes remains stays :";

/// What a match has found so far.
#[derive(Clone, Copy, Default)]
pub(super) struct Match {
    pub value: Option<(usize, usize)>,
    pub old: Option<(usize, usize)>,
    pub label: Option<(usize, usize)>,
    pub is_time: bool,
    pub negated: bool,
    pub ended: bool,
    pub again: bool,
    pub change: bool,
}

/// Words that may stand between the parts of any pattern.
pub(super) fn adverb(token: &Token, found: &mut Match) -> bool {
    match token.low.as_str() {
        "again" | "back" => found.again = true,
        "now" | "actually" | "instead" | "nowadays" | "finally" => found.change = true,
        "longer" | "no" => return false,
        "just" | "really" | "definitely" | "always" | "still" | "also" | "recently"
        | "officially" | "certainly" | "simply" | "currently" | "lately" | "usually" | "mostly"
        | "personally" | "clearly" | "obviously" | "basically" | "long" | "since" | "already"
        | "sadly" | "happily" | "permanently" | "temporarily" | "even" | "easily" | "strictly" => {}
        _ => return false,
    }
    true
}

/// Looks for a pattern in the tokens `at..end`, all of which it must take.
pub(super) fn find(
    tokens: &[Token],
    parts: &[Part],
    at: usize,
    end: usize,
    found: Match,
) -> Option<Match> {
    let Some((part, rest)) = parts.split_first() else {
        return (at == end).then_some(found);
    };
    let taken = match part {
        Part::Words(any, optional) => {
            let taken = any.iter().find_map(|words| {
                let fits = at + words.len() <= end
                    && words.iter().zip(&tokens[at..end]).all(|(word, token)| {
                        attributes::spelling(&token.low) == *word && !token.quoted
                    });
                fits.then(|| find(tokens, rest, at + words.len(), end, found))?
            });
            match taken {
                None if *optional => find(tokens, rest, at, end, found),
                taken => taken,
            }
        }
        Part::Be => be(tokens, at, end, found)
            .and_then(|(next, found)| find(tokens, rest, next, end, found)),
        Part::Aux => {
            // All that may stand there, or less: "have" is a verb, too.
            let (last, _) = aux(tokens, at, end, found);
            (at..=last).rev().find_map(|stop| {
                let (next, with) = aux(tokens, at, stop, found);
                (next == stop).then(|| find(tokens, rest, next, end, with))?
            })
        }
        Part::Slot(kind) => slot(tokens, (*kind, rest), at, end, found),
    };
    if taken.is_some() || at >= end {
        return taken;
    }
    let mut passed = found;
    adverb(&tokens[at], &mut passed)
        .then(|| find(tokens, parts, at + 1, end, passed))
        .flatten()
}

fn slot(
    tokens: &[Token],
    (kind, rest): (char, &[Part]),
    at: usize,
    end: usize,
    found: Match,
) -> Option<Match> {
    let limit = end.min(at + SLOT_LIMIT);
    let least = if rest.is_empty() { end } else { at + 1 };
    if least > limit || least == at || is_adverb_only(&tokens[at]) {
        return None;
    }
    (least..=limit).find_map(|to| {
        if !tokens[at..to].iter().all(|token| may_stand(token, kind)) {
            return None;
        }
        let mut found = found;
        match kind {
            'o' => found.old = Some((at, to)),
            'l' => found.label = Some((at, to)),
            _ => {
                found.value = Some((at, to));
                found.is_time = kind == 't';
            }
        }
        find(tokens, rest, to, end, found)
    })
}

/// Whether a word begins no value: of "my plan is now Starter" it is an adverb, of "I watch Now TV" a name.
fn is_adverb_only(token: &Token) -> bool {
    let is_name = token.quoted || token.capital;
    !is_name && token.is_one_of("now actually instead nowadays finally currently")
}

/// Whether a word may be part of a value, a label or a time.
pub(super) fn may_stand(token: &Token, kind: char) -> bool {
    let word = token.low.as_str();
    if token.quoted {
        return kind != 'l';
    }
    if token.is_one_of("is are am was were be been not i we you it he she they me us")
        || kind == 'l' && token.is_one_of("has have had got does do did")
        || kind == 't' && token.is_one_of("anymore again more longer any now instead once due")
    {
        return false;
    }
    let plain = !JOINTS.has(word) || matches!(word, "-" | "the");
    let linked = match kind {
        't' => token.is_one_of("at on in by of the until to"),
        // "Thursday at noon".
        'o' => token.is_one_of("of at"),
        _ => matches!(word, "of"),
    };
    plain && (linked || !PREPOSITIONS.has(word))
}

/// A form of "be" at `at`, and the token after it.
fn be(tokens: &[Token], at: usize, end: usize, mut found: Match) -> Option<(usize, Match)> {
    let word = |at: usize| tokens.get(at).filter(|_| at < end).map_or("", |t| &t.low);
    let mut next = match (word(at), word(at + 1)) {
        ("has" | "have", "been" | "become") => at + 2,
        ("has" | "have", "not" | "always" | "now" | "long")
            if matches!(word(at + 2), "been" | "become") =>
        {
            found.negated |= word(at + 1) == "not";
            at + 3
        }
        ("has" | "have" | "must" | "should" | "would" | "will", "to") if word(at + 2) == "be" => {
            at + 3
        }
        ("will" | "would" | "must" | "should" | "'d" | "can", "be") => at + 2,
        ("is" | "are" | "am" | "'s" | "became" | "becomes" | "remains" | "stays" | ":", _) => {
            at + 1
        }
        ("will", "not") if word(at + 2) == "be" => {
            found.negated = true;
            at + 3
        }
        _ => return None,
    };
    (next, found) = denial(tokens, next, end, found);
    Some((next, found))
}

fn denial(tokens: &[Token], mut at: usize, end: usize, mut found: Match) -> (usize, Match) {
    while let Some(token) = tokens.get(at).filter(|_| at < end) {
        let longer = tokens.get(at + 1).is_some_and(|next| next.low == "longer");
        match token.low.as_str() {
            "not" => found.negated = true,
            "no" if longer => {
                (found.negated, found.ended) = (true, true);
                at += 1;
            }
            _ => break,
        }
        at += 1;
    }
    (at, found)
}

/// What may stand before a verb, all of it.
fn aux(tokens: &[Token], mut at: usize, end: usize, mut found: Match) -> (usize, Match) {
    while let Some(token) = tokens.get(at).filter(|_| at < end) {
        let (next, with) = denial(tokens, at, end, found);
        if next > at {
            (at, found) = (next, with);
        } else if token.is_one_of("do does have has am are is 'd 's been will") {
            at += 1;
        } else if !adverb(token, &mut found) {
            break;
        } else {
            at += 1;
        }
    }
    (at, found)
}

/// Whether the pattern is what `from..to` says, and nothing else.
pub(super) fn says(tokens: &[Token], pattern: &Pattern, from: usize, to: usize) -> Option<bool> {
    find(tokens, &pattern.parts, from, to, Match::default()).map(|found| found.negated)
}
