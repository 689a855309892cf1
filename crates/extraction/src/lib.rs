//! Reads statements out of words: who said what about whom, since when, and whether it corrects
//! something. Deterministic and pure: no model, no clock, no I/O; the same words give the same
//! reading. What it does not recognise costs nothing: the words themselves stay searchable.
//!
//! [`read`] is the whole interface of a reading; [`normalize_text`], [`same_value`] and [`opposes`]
//! compare what was read; [`cut_recalled`] leaves out what was recalled, not said.

mod code;
pub mod dates;
pub mod entities;
mod fence;
pub mod form;
mod grammar;
pub mod kinds;
mod manner;
mod normalize;
mod numbers;
mod opposition;
pub mod pii;
mod read;
mod reading;
mod render;
mod rules;
mod scan;
pub mod subject;
pub mod topics;
pub mod units;
mod unsaid;

pub use fence::{FENCE_CLOSE, FENCE_OPEN, cut_recalled, escape_for_fence};
pub use grammar::words::one_of;
pub use manner::{Manner, manners};
pub use normalize::{canonical_value, normalize_text, same_value, same_value_at};
pub use opposition::{Opposition, opposes, opposes_at};
pub use reading::{
    CORRECTION, Cue, Found, FoundDate, Naming, Reading, Replaced, Retracted, Retraction, Utterance,
    Voice,
};
pub use rules::attributes::{is_animal, is_relative};
pub use rules::beside::introduces;

/// Whether a name is one that we give to a property ourselves: its words are no speaker's.
pub fn is_canonical(attribute: &str) -> bool {
    rules::attributes::define(attribute).is_some()
}

/// Reads an utterance.
pub fn read(utterance: &Utterance<'_>) -> Reading {
    read::read(utterance)
}
