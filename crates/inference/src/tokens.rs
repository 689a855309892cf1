//! Tokens of large language models: counting, and cutting text to a budget.

use tiktoken_rs::cl100k_base_singleton;

/// Pieces are this long at most: a merge table is quadratic in the length of a word, and texts of
/// strangers may be one word.
const PIECE_BYTES: usize = 512;

/// Tokens of a text by the cl100k table. Exact for ordinary text; a run of more than 512 bytes
/// without a blank is cut there and may count a token or so more per cut. The table is built at
/// first use, which takes about 0.1 s; see [`warm_up`].
pub fn count_tokens(text: &str) -> usize {
    pieces(text)
        .map(|piece| cl100k_base_singleton().count_ordinary(piece))
        .sum()
}

/// The longest beginning of `text` with at most `tokens_max` tokens that ends at a character.
pub fn truncate_to_tokens(text: &str, tokens_max: usize) -> &str {
    // No token is shorter than a byte.
    if text.len() <= tokens_max {
        return text;
    }
    let (mut left, mut kept) = (tokens_max, 0);
    for piece in pieces(text) {
        let tokens = cl100k_base_singleton().encode_ordinary(piece);
        if tokens.len() <= left {
            left -= tokens.len();
            kept += piece.len();
            continue;
        }
        let bytes = cl100k_base_singleton().decode_bytes(&tokens[..left]);
        let bytes = bytes.map_or(0, |bytes| bytes.len());
        return &text[..text.floor_char_boundary(kept + bytes)];
    }
    text
}

/// Builds the table now instead of at first use.
pub fn warm_up() {
    cl100k_base_singleton();
}

/// Cuts between a word and the single space in front of the next word, where no token crosses.
fn pieces(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let (piece, rest) = text.split_at(piece_end(text));
        text = rest;
        Some(piece)
    })
}

fn piece_end(text: &str) -> usize {
    if text.len() <= PIECE_BYTES {
        return text.len();
    }
    let end = text.floor_char_boundary(PIECE_BYTES);
    let bytes = text.as_bytes();
    let between_words = |&at: &usize| {
        bytes[at] == b' '
            && bytes[at - 1].is_ascii_alphanumeric()
            && bytes[at + 1].is_ascii_alphabetic()
    };
    (1..end).rev().find(between_words).unwrap_or(end)
}
