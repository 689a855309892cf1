//! What the words of a clause are, whatever they mean in it.

use crate::grammar::token::Token;

/// The word at a place, in lower case; empty behind the last.
pub(super) fn low(words: &[Token], at: usize) -> &str {
    words.get(at).map_or("", |token| token.low.as_str())
}

/// Whether one of them is in the list, whose words stand with a blank between.
pub(super) fn has(words: &[Token], list: &str) -> bool {
    find(words, list).is_some()
}

/// Where the first of them stands that is in the list.
pub(super) fn find(words: &[Token], list: &str) -> Option<usize> {
    words.iter().position(|token| token.is_one_of(list))
}
