//! The grammar: words, sentences, clauses, who does what. Lexicon-driven and left to right; nothing
//! looks back further than a sentence, so the work grows with the length of the text.

pub(crate) mod clause;
pub(crate) mod courtesy;
pub(crate) mod group;
mod lexicon;
pub(crate) mod noun;
pub(crate) mod opening;
pub(crate) mod sentence;
pub(crate) mod token;
pub(crate) mod unled;
pub(crate) mod verbs;
pub(crate) mod words;
