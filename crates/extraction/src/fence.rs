//! The fence around recalled words: what the server packs for a model is marked, so that it is taken
//! for data, and so that it makes no memories when it comes back inside a message.

use std::borrow::Cow;

/// The line before recalled words.
pub const FENCE_OPEN: &str = "<memoird:recall>";

/// The line after recalled words.
pub const FENCE_CLOSE: &str = "</memoird:recall>";

/// What both markers name.
const NAME: &str = "memoird:recall";

/// How far a marker may run from its name to its `>`: enough for attributes, and a bound on the work.
const MARKER_BYTES_MAX: usize = 256;

/// A marker in a text.
struct Marker {
    start: usize,
    end: usize,
    opens: bool,
}

/// The text without what stands between the markers, and without the markers. What a marker opens
/// and nothing closes goes to the end of the text; markers may nest.
pub fn cut_recalled(text: &str) -> Cow<'_, str> {
    let Some(first) = next_marker(text, 0) else {
        return Cow::Borrowed(text);
    };
    let mut kept = String::with_capacity(text.len());
    let (mut depth, mut done) = (0_usize, 0);
    let mut next = Some(first);
    while let Some(marker) = next {
        if depth == 0 {
            kept.push_str(&text[done..marker.start]);
        }
        depth = if marker.opens {
            depth + 1
        } else {
            depth.saturating_sub(1)
        };
        done = marker.end;
        // A marker alone on its line takes the line with it.
        let alone = kept.is_empty() || kept.ends_with('\n');
        if depth == 0 && alone {
            let rest = &text[done..];
            let line_end = if rest.starts_with("\r\n") { 2 } else { 1 };
            if rest.starts_with(['\n', '\r']) {
                done += line_end;
            }
        }
        next = next_marker(text, marker.end);
    }
    if depth == 0 {
        kept.push_str(&text[done..]);
    }
    Cow::Owned(kept)
}

/// The text in a form that can stand inside the fence: markers in it are no markers any more.
pub fn escape_for_fence(text: &str) -> Cow<'_, str> {
    let Some(first) = next_marker(text, 0) else {
        return Cow::Borrowed(text);
    };
    let mut safe = String::with_capacity(text.len() + 16);
    let mut done = 0;
    let mut next = Some(first);
    while let Some(marker) = next {
        let bracket = text[marker.start..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
        safe.push_str(&text[done..marker.start]);
        safe.push_str("&lt;");
        done = marker.start + bracket;
        next = next_marker(text, marker.end);
    }
    safe.push_str(&text[done..]);
    Cow::Owned(safe)
}

/// The first marker at or after a byte. Written as a stranger might write it to get out of the
/// fence, too: in any case, with spaces, with a full-width bracket.
fn next_marker(text: &str, from: usize) -> Option<Marker> {
    let rest = text.get(from..)?;
    for (at, bracket) in rest.match_indices(['<', '＜']) {
        let start = from + at;
        let mut inner = rest[at + bracket.len()..].trim_start_matches([' ', '\t']);
        let opens = !inner.starts_with(['/', '／']);
        inner = inner
            .trim_start_matches(['/', '／'])
            .trim_start_matches([' ', '\t']);
        let name = inner.get(..NAME.len());
        if !name.is_some_and(|name| name.eq_ignore_ascii_case(NAME)) {
            continue;
        }
        let inner = &inner[NAME.len()..];
        if inner.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':')) {
            continue;
        }
        let name_end = text.len() - inner.len();
        let close = inner
            .char_indices()
            .take_while(|(at, c)| *at < MARKER_BYTES_MAX && !matches!(c, '\n' | '\r' | '<' | '＜'))
            .find(|(_, c)| matches!(c, '>' | '＞'));
        let end = close.map_or(name_end, |(at, c)| name_end + at + c.len_utf8());
        return Some(Marker { start, end, opens });
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cuts_what_was_recalled() {
        fn check(text: &str, expect: &str) {
            assert_eq!(cut_recalled(text), expect, "{text}");
        }
        check("no fence", "no fence");
        check("", "");
        check("a\n<memoird:recall>\nold\n</memoird:recall>\nb", "a\nb");
        check("<memoird:recall>\nold\n</memoird:recall>\nb", "b");
        check("a <memoird:recall>old</memoird:recall> b", "a  b");
        check(
            "a\r\n<memoird:recall>\r\nold\r\n</memoird:recall>\r\nb",
            "a\r\nb",
        );
        check(
            "a <MEMOIRD:Recall query=\"x\">old</Memoird:RECALL> b",
            "a  b",
        );
        check("a\n<memoird:recall>\nold, never closed", "a\n");
        check("a <memoird:recall", "a ");
        check(
            "a<memoird:recall>1<memoird:recall>2</memoird:recall>3</memoird:recall>b",
            "ab",
        );
        check(
            "<memoird:recall>1</memoird:recall>a<memoird:recall>2</memoird:recall>",
            "a",
        );
        check("a</memoird:recall>b", "ab");
        check("a < / memoird:recall >b", "a b");
        check(
            "<memoird:recalled>kept</memoird:recalled>",
            "<memoird:recalled>kept</memoird:recalled>",
        );
        check("1 < 2 and <b>bold</b>", "1 < 2 and <b>bold</b>");
    }

    #[test]
    fn markers_are_found_in_linear_time() {
        let text = "<memoird:recall ".repeat(50_000);
        assert_eq!(cut_recalled(&text), "");
        assert_eq!(
            cut_recalled(&escape_for_fence(&text)).len(),
            text.len() + 50_000 * 3
        );
    }

    proptest! {
        #[test]
        fn nothing_breaks_out_of_the_fence(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("<memoird:recall>".to_owned()), Just("</memoird:recall>".to_owned()),
                    Just("<".to_owned()), Just("/".to_owned()), Just("＜/ Memoird:Recall".to_owned()),
                    Just("&lt;".to_owned()), Just("\n".to_owned()), any::<String>(),
                ],
                0..12,
            ),
        ) {
            let text = parts.concat();
            let safe = escape_for_fence(&text);
            prop_assert_eq!(cut_recalled(&safe), safe.as_ref());
            let fenced = format!("before\n{FENCE_OPEN}\n{safe}\n{FENCE_CLOSE}\nafter");
            prop_assert_eq!(cut_recalled(&fenced), "before\nafter");
        }
    }
}
