//! Blocks of code in a message: nobody says them. They stay in the text, and nothing is read in them.

use std::ops::Range;

use types::Span;

/// The blocks between lines of fences ("```python" to "```"), fences included; one that nothing closes goes
/// to the end of the text.
pub(crate) fn blocks(text: &str) -> Vec<Range<usize>> {
    const FENCE: &str = "```";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find(FENCE).map(|at| from + at) {
        let inside = open + FENCE.len();
        let close = text[inside..].find(FENCE);
        let end = close.map_or(text.len(), |at| inside + at + FENCE.len());
        found.push(open..end);
        from = end;
    }
    found
}

/// Where a block stands.
pub(crate) fn span(block: &Range<usize>) -> Span {
    Span {
        start: block.start as u32,
        end: block.end as u32,
    }
}

/// The text with blanks in the place of its blocks, so that all other words stand where they did. Lines
/// end where they ended.
pub(crate) fn blanked(text: &str, blocks: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for block in blocks {
        for byte in &mut bytes[block.clone()] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    // Whole characters were replaced by blanks, so that it is still UTF-8.
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_blanked_and_all_else_stays_where_it_was() {
        fn check(text: &str, expect: &str) {
            let blanked = blanked(text, &blocks(text));
            assert_eq!(blanked.len(), text.len());
            assert_eq!(blanked.replace(' ', "_"), expect);
        }
        check("I_row.", "I_row.");
        check("a\n```py\nname: Bé\n```\nb", "a\n_____\n_________\n___\nb");
        check("run ```x``` now", "run_________now");
        check("a ```b", "a_____");
        check("``` ``` c ```", "________c____");
    }
}
