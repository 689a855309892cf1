//! Excerpts: of a text that is too long for where it shall stand, the sentences that match a query best,
//! with what stands around them. Pure.

use std::collections::{BTreeMap, BTreeSet};

use inference::tokens::{count_tokens, truncate_to_tokens};

use crate::minds::sentences::{split, stem, stems};

/// What stands where something was left out.
const GAP: &str = "…";
/// Tokens of a gap with its blanks, at most.
const GAP_TOKENS: usize = 3;
/// Words in front of the first that matches, where not even one sentence fits.
const WORDS_BEFORE: usize = 6;

/// A sentence of the text.
struct Piece<'a> {
    text: &'a str,
    tokens: usize,
    /// How well it matches: the rarer in the text what it shares with the query, the better.
    score: f32,
}

/// At most about `tokens_max` tokens of `text`, in its order, with an ellipsis for all that is left out;
/// `None` if nothing fits.
pub(super) fn excerpt(text: &str, query: &str, tokens_max: usize) -> Option<String> {
    let room = tokens_max.checked_sub(2 * GAP_TOKENS)?;
    let asked = stems(query);
    let pieces = pieces(text, &asked);
    let mut by_score: Vec<usize> = (0..pieces.len()).collect();
    by_score.sort_by(|&a, &b| pieces[b].score.total_cmp(&pieces[a].score));
    let best = *by_score.first()?;
    let mut chosen = BTreeSet::new();
    let mut left = room;
    let mut choose = |piece: usize| {
        let cost = pieces[piece].tokens + GAP_TOKENS;
        let is_new = !chosen.contains(&piece);
        if is_new && cost <= left {
            chosen.insert(piece);
            left -= cost;
        }
        chosen.contains(&piece)
    };
    if !choose(best) {
        let part = part_of(pieces[best].text, &asked, room)?;
        return Some(format!("{GAP} {part} {GAP}"));
    }
    for &piece in &by_score {
        if pieces[piece].score > 0.0 {
            choose(piece);
        }
    }
    // What stands around the best says what it means.
    let (mut before, mut after) = (best, best);
    loop {
        let grows_up = before > 0 && choose(before - 1);
        let grows_down = after + 1 < pieces.len() && choose(after + 1);
        before -= usize::from(grows_up);
        after += usize::from(grows_down);
        if !grows_up && !grows_down {
            break;
        }
    }
    Some(joined(&pieces, &chosen))
}

fn pieces<'a>(text: &'a str, asked: &BTreeSet<String>) -> Vec<Piece<'a>> {
    let shared: Vec<(&str, BTreeSet<String>)> = split(text)
        .map(|range| &text[range])
        .map(|text| (text, stems(text).intersection(asked).cloned().collect()))
        .collect();
    let mut frequency: BTreeMap<&str, f32> = BTreeMap::new();
    for stem in shared.iter().flat_map(|(_, stems)| stems) {
        *frequency.entry(stem).or_default() += 1.0;
    }
    let count = shared.len() as f32;
    let weight = |stem: &String| (1.0 + count / frequency[stem.as_str()]).ln();
    let piece = |(text, stems): &(&'a str, BTreeSet<String>)| Piece {
        text,
        tokens: count_tokens(text),
        score: stems.iter().map(weight).sum(),
    };
    shared.iter().map(piece).collect()
}

/// Of one sentence what stands around its first word that matches.
fn part_of<'a>(sentence: &'a str, asked: &BTreeSet<String>, tokens_max: usize) -> Option<&'a str> {
    let words: Vec<usize> = sentence
        .split_whitespace()
        .map(|word| word.as_ptr().addr() - sentence.as_ptr().addr())
        .collect();
    let matches = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        asked.contains(&stem(&word.to_lowercase()))
    };
    let first = sentence.split_whitespace().position(matches).unwrap_or(0);
    let from = *words.get(first.saturating_sub(WORDS_BEFORE))?;
    let part = truncate_to_tokens(&sentence[from..], tokens_max);
    // A word that was cut in two is none.
    let is_cut = sentence[from + part.len()..].starts_with(|c: char| !c.is_whitespace());
    let end = part.rfind(char::is_whitespace).filter(|_| is_cut);
    let part = part[..end.unwrap_or(part.len())].trim();
    (!part.is_empty()).then_some(part)
}

fn joined(pieces: &[Piece<'_>], chosen: &BTreeSet<usize>) -> String {
    let mut text = String::new();
    let mut next = 0;
    for &piece in chosen {
        if piece > next {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(GAP);
        }
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(pieces[piece].text);
        next = piece + 1;
    }
    if next < pieces.len() {
        text.push(' ');
        text.push_str(GAP);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_sentences_stay() {
        fn check(text: &str, query: &str, tokens_max: usize, expect: Option<&str>) {
            let got = excerpt(text, query, tokens_max);
            assert_eq!(got.as_deref(), expect, "{query} in {tokens_max}");
            let tokens = got.map_or(0, |text| count_tokens(&text));
            assert!(tokens <= tokens_max, "{tokens} of {tokens_max}");
        }
        let notes = "The van was loaded at dawn. Rain fell on the hills. The code of the gate is 4711. \
                     Nobody spoke. We had soup for lunch. The gate was painted in May.";
        check(
            notes,
            "Which code opens the gate?",
            20,
            Some("… The code of the gate is 4711. …"),
        );
        check(
            notes,
            "Which code opens the gate?",
            33,
            Some("… The code of the gate is 4711. … The gate was painted in May."),
        );
        check(
            notes,
            "Which code opens the gate?",
            44,
            Some(
                "… Rain fell on the hills. The code of the gate is 4711. Nobody spoke. … The gate was painted in May.",
            ),
        );
        check(notes, "of the", 15, Some("… The van was loaded at dawn. …"));
        check(notes, "gate code", 4, None);
        check("", "gate", 100, None);
        let endless = format!(
            "{}the gate opens with 4711 {}",
            "so ".repeat(60),
            "and ".repeat(60)
        );
        check(
            &endless,
            "gate",
            18,
            Some("… so so so so so the gate opens with 4711 …"),
        );
        check(&"é".repeat(5000), "gate", 12, Some("… éééééé …"));
    }
}
