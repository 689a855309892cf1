//! Words of a text with their places, as every finder of this crate sees them.

/// A word, a number or a mark, with its place in the text.
#[derive(Clone, Debug)]
pub(crate) struct Token<'a> {
    /// As written.
    pub text: &'a str,
    /// In lower case, with a plain apostrophe.
    pub lower: String,
    /// Its first byte in the text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// What it is made of.
    pub kind: Kind,
    /// No space stands between it and the token before.
    pub glued: bool,
    /// Nothing but quotes and the like stands between it and the start of a sentence.
    pub first: bool,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, possibly with digits and inner apostrophes among them.
    Word,
    /// ASCII digits alone.
    Number,
    /// One character that is neither.
    Mark,
}

impl Token<'_> {
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }

    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    /// Whether it begins with a capital letter.
    pub fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Its value if it is a number of at most nine digits.
    pub fn number(&self) -> Option<i64> {
        (self.is_number() && self.text.len() <= 9)
            .then(|| self.text.parse().ok())
            .flatten()
    }
}

/// Whether a character is part of a word.
pub(crate) fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (!c.is_ascii()
            && (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)))
}

/// Whether a character stands for an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02bc}' | '\u{2018}')
}

/// The tokens of a text, in order. Linear in its length.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    let (mut glued, mut first) = (false, true);
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            // A line that ends is a sentence that ends: lists and headings have no full stops.
            first |= c == '\n';
            glued = false;
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut kind = Kind::Mark;
        if is_word_char(c) {
            let mut digits_alone = c.is_ascii_digit();
            while let Some(&(at, next)) = chars.peek() {
                let inner = is_apostrophe(next) && !digits_alone && {
                    let after = text[at + next.len_utf8()..].chars().next();
                    after.is_some_and(char::is_alphabetic)
                };
                if !is_word_char(next) && !inner {
                    break;
                }
                digits_alone &= next.is_ascii_digit();
                end = at + next.len_utf8();
                chars.next();
            }
            kind = if digits_alone {
                Kind::Number
            } else {
                Kind::Word
            };
        }
        let written = &text[start..end];
        tokens.push(Token {
            text: written,
            lower: lower(written),
            start,
            end,
            kind,
            glued,
            first: first && kind != Kind::Mark,
        });
        first = match kind {
            Kind::Mark => {
                ends_sentence(c, &tokens, chars.peek().map(|(_, c)| *c))
                    || (first && !matches!(c, ',' | ';'))
            }
            _ => false,
        };
        glued = true;
    }
    tokens
}

/// Whether this mark, the last token so far, ends a sentence. The point of an abbreviation does not.
fn ends_sentence(mark: char, tokens: &[Token<'_>], next: Option<char>) -> bool {
    match mark {
        '!' | '?' | '…' | '。' => true,
        '.' if next.is_some_and(is_word_char) => false,
        '.' => match tokens.len().checked_sub(2).map(|at| &tokens[at]) {
            Some(before) => {
                let is_initial = before.is_word() && before.text.len() == 1;
                !is_initial && !ABBREVIATIONS.contains(&before.lower.as_str())
            }
            None => true,
        },
        _ => false,
    }
}

/// Words whose point does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "approx", "no", "dept", "est",
    "inc", "ltd", "co", "corp", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec", "ave", "blvd", "rd",
];

/// A word in lower case, its apostrophes made plain.
fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = text.to_lowercase();
    if lower.contains(is_apostrophe) {
        return lower.replace(is_apostrophe, "'");
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_numbers_and_marks() {
        fn check(text: &str, expect: &str) {
            let got: Vec<_> = tokens(text)
                .iter()
                .map(|t| format!("{}{}", if t.first { "^" } else { "" }, t.lower))
                .collect();
            assert_eq!(got.join(" "), expect, "{text}");
        }
        check("I don’t. You 'do' it!", "^i don't . ^you ' do ' it !");
        check("On 2024-03-05 at 4pm", "^on 2024 - 03 - 05 at 4pm");
        check("Dr. Lee's\n\"Café\" 3.5", "^dr . lee's \" ^café \" 3 . 5");
        check("", "");
    }
}
