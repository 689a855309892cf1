//! When two texts say the same: the normal form of a text, and of a value.

mod aliases;
mod value;
mod words;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::scan::{is_apostrophe, is_word_char};

pub(crate) use aliases::alias_at;
pub(crate) use words::{same_word, singular};

pub use value::{canonical_value, same_value, same_value_at};

/// A text without what does not change its meaning: case, punctuation, spaces, contractions,
/// compatibility forms of characters (NFKC). Two texts with one normal form are the same text said
/// twice. Signs that change the meaning of a word stay ("C++", "-5", "3.5", "$ 5").
///
/// The normal form of a normal form is itself. A text of nothing but signs, such as an emoji, is its
/// own normal form, so that it equals no other.
pub fn normalize_text(text: &str) -> String {
    let folded = fold(text);
    let mut normal = String::with_capacity(folded.len() + 8);
    for piece in pieces(&folded) {
        push_piece(&mut normal, piece);
    }
    if normal.is_empty() {
        return folded.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    normal
}

/// The text in lower case and in NFKC.
fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let mut folded: String = text
        .nfkc()
        .collect::<String>()
        .to_lowercase()
        .nfkc()
        .collect();
    // Lowering and composing bring about new cases for each other now and then; a second round
    // settles all of Unicode.
    if !folded.is_ascii() {
        folded = folded.to_lowercase().nfkc().collect();
    }
    Cow::Owned(folded)
}

/// The words of a folded text, inner apostrophes included, and the signs that carry meaning.
fn pieces(text: &str) -> Vec<Cow<'_, str>> {
    let mut pieces = Vec::with_capacity(text.len() / 4);
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((start, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let is_minus = matches!(c, '-' | '\u{2212}')
            && !is_word_char(before)
            && next.is_some_and(|c| c.is_ascii_digit());
        if !is_word_char(c) && !is_minus {
            if is_currency(c) || c == '%' {
                pieces.push(Cow::Borrowed(&text[start..start + c.len_utf8()]));
            }
            before = c;
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut last = c;
        while let Some(&(at, next)) = chars.peek() {
            if !is_word_char(next) && !joins(text, at, last, next) {
                break;
            }
            end = at + next.len_utf8();
            last = next;
            chars.next();
        }
        before = last;
        let word = &text[start..end];
        let is_number = last.is_ascii_digit() || word.starts_with('-');
        pieces.push(if is_number && word.contains([',', '\u{2212}']) {
            Cow::Owned(word.replace(',', "").replace('\u{2212}', "-"))
        } else {
            Cow::Borrowed(word)
        });
    }
    pieces
}

/// Whether a sign at byte `at` between `last` and what follows is part of the word: an apostrophe in
/// "don't", the point in "3.5", the comma in "1,000", the signs of "C++" and "C#".
fn joins(text: &str, at: usize, last: char, sign: char) -> bool {
    let rest = &text[at + sign.len_utf8()..];
    let mut after = rest.chars();
    let next = after.next();
    match sign {
        _ if is_apostrophe(sign) => last.is_alphabetic() && next.is_some_and(char::is_alphabetic),
        '.' => last.is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit()),
        ',' => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            last.is_ascii_digit() && digits == 3
        }
        '+' | '#' => {
            (last.is_ascii_alphabetic() || last == sign)
                && next.is_none_or(|c| c == sign || !is_word_char(c))
        }
        _ => false,
    }
}

/// Adds a piece to a normal form, its contractions written out.
fn push_piece(normal: &mut String, piece: Cow<'_, str>) {
    let mut push = |word: &str| {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    };
    if let Ok(at) = WRITTEN_OUT.binary_search_by_key(&piece.as_ref(), |(short, _)| short) {
        push(WRITTEN_OUT[at].1);
        return;
    }
    let Some(apostrophe) = piece.find(is_apostrophe) else {
        push(&piece);
        return;
    };
    let head = &piece[..apostrophe];
    let tail = piece[apostrophe..].trim_start_matches(is_apostrophe);
    let negated = head.strip_suffix('n').filter(|_| tail == "t");
    match (negated, tail) {
        (Some("ca"), _) => push("can not"),
        (Some("wo"), _) => push("will not"),
        (Some("sha"), _) => push("shall not"),
        (Some("ai"), _) => push("is not"),
        (Some(verb), _) if !verb.is_empty() => {
            push(verb);
            push("not");
        }
        (_, "s") if head == "let" => push("let us"),
        (_, "s") if IS_AFTER.contains(&head) => {
            push(head);
            push("is");
        }
        (_, "re" | "ve" | "ll" | "m" | "d") => {
            push(head);
            push(match tail {
                "re" => "are",
                "ve" => "have",
                "ll" => "will",
                "m" => "am",
                _ => "would",
            });
        }
        _ => {
            for part in piece.split(is_apostrophe).filter(|part| !part.is_empty()) {
                push(part);
            }
        }
    }
}

/// Words after which "'s" is "is"; after others it is mostly a possessive.
const IS_AFTER: &[&str] = &[
    "it", "he", "she", "that", "this", "there", "here", "what", "who", "where", "when", "how",
];

/// Contractions that are written without an apostrophe, and words with two spellings; sorted.
const WRITTEN_OUT: &[(&str, &str)] = &[
    ("anymore", "any more"),
    ("arent", "are not"),
    ("cannot", "can not"),
    ("cant", "can not"),
    ("couldnt", "could not"),
    ("didnt", "did not"),
    ("doesnt", "does not"),
    ("dont", "do not"),
    ("gonna", "going to"),
    ("hadnt", "had not"),
    ("hasnt", "has not"),
    ("havent", "have not"),
    ("im", "i am"),
    ("isnt", "is not"),
    ("ive", "i have"),
    ("shouldnt", "should not"),
    ("theyre", "they are"),
    ("wanna", "want to"),
    ("wasnt", "was not"),
    ("werent", "were not"),
    ("wont", "will not"),
    ("wouldnt", "would not"),
    ("youre", "you are"),
];

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '₺' | '₴' | '₿')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_have_a_normal_form() {
        fn check(text: &str, expect: &str) {
            assert_eq!(normalize_text(text), expect, "{text}");
        }
        check("  I LOVE   Tea!! ", "i love tea");
        check("It isn't", "it is not");
        check("It is not.", "it is not");
        check("I can’t, won't, shan't", "i can not will not shall not");
        check("dont cannot", "do not can not");
        check(
            "I'm sure we've met; they'll see",
            "i am sure we have met they will see",
        );
        check("It's Anna's", "it is anna s");
        check("any more", "any more");
        check("anymore", "any more");
        check("C++ and C# (not C)", "c++ and c# not c");
        check("-5 °C, 3.5 or 1,000", "-5 c 3.5 or 1000");
        check("$5, 50%", "$ 5 50 %");
        check("ﬁne ＦＵＬＬ", "fine full");
        check("STRASSE Straße", "strasse straße");
        check("O'Brien", "o brien");
        check("dark-mode", "dark mode");
        check("\u{1f44d}", "\u{1f44d}");
        check("?!", "?!");
        check("", "");
        check("नमस्ते दुनिया", "नमस्ते दुनिया");
    }

    #[test]
    fn contractions_are_sorted() {
        assert!(WRITTEN_OUT.is_sorted());
    }

    proptest! {
        #[test]
        fn a_normal_form_is_its_own(text in ".{0,40}") {
            let normal = normalize_text(&text);
            prop_assert_eq!(normalize_text(&normal), normal);
        }
    }
}
