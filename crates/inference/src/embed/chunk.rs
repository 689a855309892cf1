//! Long texts become overlapping chunks.

use std::ops::Range;

/// How long texts are cut. Tokens are content tokens: the model's special ones are not counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunking {
    pub tokens: usize,
    pub overlap: usize,
    pub chunks_max: usize,
}

/// A token is rarely longer than this many bytes, so a slice of `tokens * 8` bytes holds a chunk.
const BYTES_PER_TOKEN: usize = 8;

/// Windows over `length` items: all as long as `size`, spread evenly, each overlapping its
/// neighbour by at least `overlap` unless more than `windows_max` would be needed; then they
/// sample the whole evenly, first and last item included.
pub(crate) fn windows(
    length: usize,
    size: usize,
    overlap: usize,
    windows_max: usize,
) -> Vec<Range<usize>> {
    if length == 0 {
        return Vec::new();
    }
    if length <= size {
        return std::iter::once(0..length).collect();
    }
    let step = (size - overlap).max(1);
    let wanted = (length - overlap).div_ceil(step);
    let count = wanted.min(windows_max).max(1);
    let last_start = length - size;
    (0..count)
        .map(|i| {
            if count == 1 {
                0
            } else {
                i * last_start / (count - 1)
            }
        })
        .map(|start| start..start + size)
        .collect()
}

/// The parts of a text to tokenise, so that no amount of text takes more than
/// `chunks_max * tokens * 8` bytes of tokenising. One part: the text is cut by its tokens. More:
/// each part gives one chunk.
pub(crate) fn parts(text: &str, chunking: Chunking) -> Vec<&str> {
    let part_bytes = chunking.tokens * BYTES_PER_TOKEN;
    if text.len() <= part_bytes * chunking.chunks_max {
        return vec![text];
    }
    windows(text.len(), part_bytes, 0, chunking.chunks_max)
        .into_iter()
        .map(|range| {
            let start = word_start(text, range.start);
            &text[start..text.floor_char_boundary(range.end).max(start)]
        })
        .collect()
}

/// Chunks of a text by its bytes, for models whose tokenizer we do not have.
pub(crate) fn byte_chunks(text: &str, chunking: Chunking) -> Vec<&str> {
    const BYTES: usize = 4;
    let (size, overlap) = (chunking.tokens * BYTES, chunking.overlap * BYTES);
    windows(text.len(), size, overlap, chunking.chunks_max)
        .into_iter()
        .map(|range| {
            let start = word_start(text, range.start);
            text[start..text.floor_char_boundary(range.end).max(start)].trim()
        })
        .filter(|chunk| !chunk.is_empty())
        .collect()
}

/// The first word at or shortly after `at`; a character boundary in any case.
fn word_start(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    if at == 0 {
        return 0;
    }
    let near = text.floor_char_boundary((at + 64).min(text.len()));
    match text[at..near].find(char::is_whitespace) {
        Some(offset) => at + offset,
        None => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(length: usize, size: usize, overlap: usize, max: usize, expect: &[(usize, usize)]) {
        let got: Vec<_> = windows(length, size, overlap, max)
            .into_iter()
            .map(|r| (r.start, r.end))
            .collect();
        assert_eq!(got, expect, "windows({length}, {size}, {overlap}, {max})");
    }

    #[test]
    fn windows_cover_and_overlap() {
        check(0, 10, 2, 4, &[]);
        check(1, 10, 2, 4, &[(0, 1)]);
        check(10, 10, 2, 4, &[(0, 10)]);
        check(11, 10, 2, 4, &[(0, 10), (1, 11)]);
        check(18, 10, 2, 4, &[(0, 10), (8, 18)]);
        check(19, 10, 2, 4, &[(0, 10), (4, 14), (9, 19)]);
        check(1000, 10, 2, 3, &[(0, 10), (495, 505), (990, 1000)]);
        check(1000, 10, 2, 1, &[(0, 10)]);
    }

    #[test]
    fn every_item_is_covered_below_the_cap() {
        for length in 1..2000 {
            let windows = windows(length, 160, 32, 64);
            assert_eq!(windows[0].start, 0);
            assert_eq!(windows[windows.len() - 1].end, length);
            for pair in windows.windows(2) {
                assert!(pair[0].end >= pair[1].start + 32, "{length}: {pair:?}");
            }
        }
    }

    #[test]
    fn parts_are_bounded_and_spread() {
        let chunking = Chunking {
            tokens: 160,
            overlap: 32,
            chunks_max: 64,
        };
        assert_eq!(parts("short", chunking), ["short"]);
        let text = "äöü wörter ".repeat(400_000);
        let parts = parts(&text, chunking);
        assert_eq!(parts.len(), 64);
        assert!(parts.iter().all(|part| part.len() <= 160 * 8));
        assert!(text.starts_with(parts[0]) && text.ends_with(parts[63]));
    }
}
