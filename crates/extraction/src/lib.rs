//! Reads statements out of words: who said what about whom, since when, and whether it corrects
//! something. Deterministic and pure: no model, no clock, no I/O; the same words give the same
//! reading. What it does not recognise costs nothing: the words themselves stay searchable.
//!
//! [`read`] is the whole interface of a reading; [`normalize_text`], [`same_value`] and [`opposes`]
//! compare what was read.

mod grammar;
mod read;
mod reading;
mod render;
mod rules;

pub use reading::{Cue, Found, FoundDate, Reading, Retracted, Retraction, Utterance, Voice};

/// Reads an utterance.
pub fn read(utterance: &Utterance<'_>) -> Reading {
    read::read(utterance)
}

/// A text without what does not change its meaning: case, punctuation, spaces. Two texts with one
/// normal form are the same text said twice.
pub fn normalize_text(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
