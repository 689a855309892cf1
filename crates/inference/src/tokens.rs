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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_table() {
        let check = |text: &str, expect: usize| assert_eq!(count_tokens(text), expect, "{text}");
        check("", 0);
        check("hello world", 2);
        check("tiktoken is great!", 6);
        check("<|endoftext|>", 7);
        check("お誕生日おめでとう", 9);
    }

    #[test]
    fn cutting_into_pieces_does_not_change_the_count() {
        let samples = [
            "The deployment failed on Friday; see https://example.org/a?b=c (twice).\n\n  - one\n",
            "fn main() { println!(\"{}\", 1_000 + 2); } // don't\t\tpanic\r\n",
            "Größe und Länge – 12.345,67 € für «Überraschung»  ",
        ];
        for sample in samples {
            let text = sample.repeat(100);
            let whole = cl100k_base_singleton().count_ordinary(&text);
            assert_eq!(count_tokens(&text), whole, "{sample}");
        }
    }

    #[test]
    fn truncation_keeps_the_budget_and_whole_characters() {
        let check = |text: &str, tokens_max: usize, expect: &str| {
            assert_eq!(
                truncate_to_tokens(text, tokens_max),
                expect,
                "{tokens_max} of {text}"
            );
        };
        check("hello world again", 0, "");
        check("hello world again", 1, "hello");
        check("hello world again", 2, "hello world");
        check("hello world again", 3, "hello world again");
        check("hello world again", 99, "hello world again");
        check("🦀🦀", 1, "");
        let text = "Ein längerer Satz über Füße. ".repeat(200);
        for tokens_max in (0..2000).step_by(97) {
            let kept = truncate_to_tokens(&text, tokens_max);
            assert!(text.starts_with(kept));
            assert!(count_tokens(kept) <= tokens_max, "{tokens_max}");
            assert!(
                count_tokens(kept) + 3 >= tokens_max.min(count_tokens(&text)),
                "{tokens_max}"
            );
        }
    }

    /// One word of a megabyte would take the merge loop hours.
    #[test]
    fn endless_words_are_counted() {
        for word in ["a", "ж", " ", "\n", "1", "=", "漢"] {
            let text = word.repeat((1 << 20) / word.len());
            let tokens = count_tokens(&text);
            assert!((1..=text.len()).contains(&tokens), "{word:?}: {tokens}");
        }
    }
}
