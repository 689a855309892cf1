//! What a reply repeats of a request: cut, and with nothing in it that a terminal or a log would
//! act on. Whoever sends a megabyte as a field's name gets a line back.

use std::borrow::Cow;

/// Characters of one name or value; all of ours are shorter.
pub(crate) const NAME_CHARS_MAX: usize = 64;

/// Characters of a whole message; a route with many fields lists them all where one is unknown.
pub(crate) const MESSAGE_CHARS_MAX: usize = 300;

/// Characters of the path of a field.
const PATH_CHARS_MAX: usize = 256;

/// A name or a value as a reply may repeat it.
pub(crate) fn name(text: &str) -> Cow<'_, str> {
    shown(text, NAME_CHARS_MAX)
}

/// The path of a field, names in which were repeated by [`name`].
pub(crate) fn path(text: &str) -> Cow<'_, str> {
    shown(text, PATH_CHARS_MAX)
}

/// A message, names in which were repeated by [`name`].
pub(crate) fn message(text: &str) -> Cow<'_, str> {
    shown(text, MESSAGE_CHARS_MAX)
}

/// serde's message, what it quotes of the input repeated by [`name`]:
/// ``unknown field `…`, expected ...``, `invalid type: string "…", expected ...`.
pub(crate) fn serde_message(text: &str) -> String {
    let quoted = quoted(text).map_or(0..0, |(quoted, _)| quoted);
    let (before, rest) = text.split_at(quoted.start);
    let (inner, after) = rest.split_at(quoted.len());
    message(&format!("{before}{}{after}", name(inner))).into_owned()
}

/// Where serde's message quotes the input, and what it says was expected in its place. The quotation
/// ends at the last mark that serde itself sets, for the input may hold any.
pub(crate) fn quoted(text: &str) -> Option<(std::ops::Range<usize>, &str)> {
    let open = text.find(['`', '"'])?;
    let mark = &text[open..=open];
    let ends = [", expected ", ", there are no "]
        .iter()
        .filter_map(|next| text.rfind(&format!("{mark}{next}")));
    let end = ends.max().filter(|end| *end > open);
    let end = end.or_else(|| text[open + 1..].find(mark).map(|at| open + 1 + at))?;
    Some((open + 1..end, &text[end + 1..]))
}

/// At most `chars_max` characters, then "…"; what cannot be seen is written as its code.
fn shown(text: &str, chars_max: usize) -> Cow<'_, str> {
    let is_short = text.len() <= chars_max || text.chars().nth(chars_max).is_none();
    if is_short && !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut left = chars_max;
    for c in text.chars() {
        let escape = is_unseen(c).then(|| c.escape_default());
        let width = escape.as_ref().map_or(1, ExactSizeIterator::len);
        if width > left {
            shown.push('…');
            break;
        }
        left -= width;
        match escape {
            Some(escape) => shown.extend(escape),
            None => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Control characters, and those that are not seen or turn the direction of what follows.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_and_what_is_unseen_is_written_out() {
        fn check(text: &str, expect: &str) {
            assert_eq!(name(text), expect);
        }
        let full = "x".repeat(NAME_CHARS_MAX);
        check("", "");
        check("colour", "colour");
        check("größe 大小", "größe 大小");
        check(&full, &full);
        check(&"é".repeat(NAME_CHARS_MAX), &"é".repeat(NAME_CHARS_MAX));
        check(&"x".repeat(1_000_000), &format!("{full}…"));
        check("a\nb\0\u{1b}[2J", "a\\nb\\u{0}\\u{1b}[2J");
        check("a\u{202e}b", "a\\u{202e}b");
        // A code is not cut in two.
        check(
            &"\u{202e}".repeat(9),
            &format!("{}…", "\\u{202e}".repeat(8)),
        );
    }

    #[test]
    fn what_serde_quotes_is_cut_where_serde_ends_it() {
        fn check(text: &str, expect: &str) {
            assert_eq!(serde_message(text), expect);
        }
        let (long, cut) = ("x".repeat(999), "x".repeat(NAME_CHARS_MAX) + "…");
        check("expected `,` or `}`", "expected `,` or `}`");
        check(
            &format!("unknown field `{long}`, expected `a` or `b`"),
            &format!("unknown field `{cut}`, expected `a` or `b`"),
        );
        check(
            &format!("unknown field `{long}`, there are no fields"),
            &format!("unknown field `{cut}`, there are no fields"),
        );
        check(
            &format!("invalid type: string \"{long}\", expected u32 at line 1"),
            &format!("invalid type: string \"{cut}\", expected u32 at line 1"),
        );
        check(
            "unknown variant `a`, expected `\n`, expected `b`",
            "unknown variant `a`, expected `\\n`, expected `b`",
        );
        check(
            &format!("duplicate field `{long}`"),
            &format!("duplicate field `{cut}`"),
        );
        check(
            &"y".repeat(999),
            &format!("{}…", "y".repeat(MESSAGE_CHARS_MAX)),
        );
    }
}
