//! How far the words of an utterance bear out what a language model read in it.
//!
//! A model may reword what was said, and may make something up. Its statement is held against the clause
//! that has the words of its value: what nobody said as so is nothing that anybody stated.

use extraction::Manner;
use types::{Memory, Polarity};

use crate::minds::sentences::stems;
use crate::truth::{utterance, words};

/// Share of the telling words of a statement that the utterance must have, 0 to 1, for it to correct
/// anything.
const GROUNDED_MIN: f32 = 0.6;
/// Words that deny what follows them and are no negations.
const DENYING: [&str; 8] = [
    "dislikes", "hates", "avoids", "refuses", "stopped", "quit", "left", "former",
];

/// How far a statement is borne out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grounds {
    /// The words are not there, or stand in a question, a supposition, a quotation or a denial of it, or
    /// tell of somebody else: it is no statement.
    None,
    /// It may be so. It joins what is known, as what an agent said.
    Loose,
    /// The user said so.
    Firm,
}

/// How far `parent`, an utterance, bears out `memory`, whose value a model gave as `value`.
pub(super) fn grounds(parent: &Memory, memory: &Memory, value: Option<&str>) -> Grounds {
    let statement = memory.statements.first();
    let value = statement.and_then(|one| one.value.as_deref()).or(value);
    let value = value.filter(|value| !words::normalize_text(value).is_empty());
    let told = value.unwrap_or(&memory.text);
    let share = share(told, &parent.text);
    let manners = extraction::manners(&utterance(parent));
    let said = telling(told, &parent.text, &manners);
    let borne: Vec<&Manner> = said
        .into_iter()
        .filter(|manner| !manner.is_unsaid && (!manner.is_denied || denies(memory)))
        .collect();
    let is_about_user = is_about_user(memory);
    let is_others = |manner: &&Manner| is_about_user && manner.is_of_others;
    if share == 0.0 || borne.iter().all(|it| is_others(it) && !it.is_own) {
        return Grounds::None;
    }
    let is_firm = |manner: &&Manner| {
        !manner.is_unsure && !is_others(manner) && (manner.is_own || !is_about_user)
    };
    match share >= GROUNDED_MIN && borne.iter().any(is_firm) && !tells_otherwise(parent, memory) {
        true => Grounds::Firm,
        false => Grounds::Loose,
    }
}

/// Share of the telling words of a text that another has, 0 to 1.
fn share(told: &str, text: &str) -> f32 {
    if has_words(told, text) {
        return 1.0;
    }
    let (told, said) = (stems(told), stems(text));
    let there = told.iter().filter(|stem| said.contains(*stem)).count();
    match told.len() {
        0 => 0.0,
        all => there as f32 / all as f32,
    }
}

/// Whether a text has these very words, in whatever script.
fn has_words(told: &str, text: &str) -> bool {
    let (told, text) = (words::normalize_text(told), words::normalize_text(text));
    let is_latin = told.is_ascii();
    !told.is_empty()
        && match is_latin {
            true => words::contains_words(&text, &told),
            // Not every script parts its words.
            false => text.contains(&told),
        }
}

/// The clauses that have the most of the words of a value.
fn telling<'a>(told: &str, text: &str, manners: &'a [Manner]) -> Vec<&'a Manner> {
    let shares: Vec<f32> = manners
        .iter()
        .map(|manner| {
            let span = manner.span.start as usize..manner.span.end as usize;
            text.get(span).map_or(0.0, |words| share(told, words))
        })
        .collect();
    let most = shares.iter().copied().fold(0.0, f32::max);
    let found = manners.iter().zip(shares);
    found
        .filter(|(_, share)| *share > 0.0 && *share >= most)
        .map(|(manner, _)| manner)
        .collect()
}

fn is_about_user(memory: &Memory) -> bool {
    let text = words::normalize_text(&memory.text);
    let first = text.split(' ').find(|word| *word != "the");
    matches!(first, Some("user" | "user's" | "users" | "i" | "my"))
}

/// Whether the statement is itself that something is not so.
fn denies(memory: &Memory) -> bool {
    let statement = memory.statements.first();
    let text = words::normalize_text(&memory.text);
    statement.is_some_and(|one| one.polarity == Polarity::Negative)
        || text.split(' ').any(|word| DENYING.contains(&word))
        || extraction::manners(&utterance(memory))
            .iter()
            .any(|manner| manner.is_denied)
}

/// Whether our own rules read the same value as something else: "I love Madrid" tells of no home.
fn tells_otherwise(parent: &Memory, memory: &Memory) -> bool {
    let Some(ours) = memory.statements.first() else {
        return false;
    };
    parent.statements.iter().any(|theirs| {
        let same = match (&ours.value, &theirs.value) {
            (Some(a), Some(b)) => words::same_value(&ours.attribute, a, b),
            _ => false,
        };
        same && ours.address() != theirs.address()
    })
}
