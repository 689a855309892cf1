//! The words of a clause in the form in which clauses are compared.

use super::MASK;
use crate::grammar::token::Token;
use crate::rules::attributes;

/// Words that say nothing of what is stated.
pub(super) const FILLERS: &str = "actually now btw just again currently finally oh so well anymore instead recently \
please still already also too fyi ok okay hey hi hello yes yeah lately pls really definitely sorry wait \
:) thx thanks cheers";

/// Phrases that say nothing of what is stated.
const FILLER_PHRASES: &[&[&str]] = &[
    &["these", "days"],
    &["at", "the", "moment"],
    &["by", "the", "way"],
    &["from", "now", "on"],
    &["from", "here", "on"],
    &["any", "more"],
    &["after", "all"],
    &["once", "more"],
    &["for", "good"],
    &["turns", "out"],
    &["for", "context"],
    &["right", "now"],
];

/// The words of `range` in lower case, the value masked, without what is cut and what says nothing;
/// with the value comes whether it is a time.
pub(super) fn frame(
    tokens: &[Token],
    range: (usize, usize),
    (value, timed): ((usize, usize), bool),
    cut: &[(usize, usize)],
) -> String {
    let mut out = String::with_capacity(64);
    let mut at = range.0;
    while at < range.1 {
        if at == value.0 && value.1 > at {
            for article in [" a", " an", " the", " my", " our"] {
                if let Some(rest) = out.strip_suffix(article) {
                    out.truncate(rest.len());
                    break;
                }
            }
            push(&mut out, MASK);
            at = value.1;
            continue;
        }
        let phrase = FILLER_PHRASES.iter().find(|phrase| {
            at + phrase.len() <= range.1
                && phrase
                    .iter()
                    .zip(&tokens[at..])
                    .all(|(word, token)| token.low == *word)
        });
        if let Some(phrase) = phrase {
            at += phrase.len();
            continue;
        }
        let token = &tokens[at];
        let leads = out.is_empty() && token.is_one_of("and but so then or , because");
        if token.word && !is_cut(cut, at) && !leads && !token.is_one_of(FILLERS) {
            // Whatever takes place: which it is tells nothing of the attribute.
            let is_occasion = timed
                && attributes::is_occasion(&token.low)
                && !token.is_one_of("deploy deployment release launch");
            push(&mut out, if is_occasion { "meeting" } else { &token.low });
        }
        at += 1;
    }
    out
}

fn push(out: &mut String, word: &str) {
    if !out.is_empty() && !word.starts_with('\'') {
        out.push(' ');
    }
    out.push_str(word);
}

/// Whether the token at `at` is in one of the ranges.
pub(super) fn is_cut(cut: &[(usize, usize)], at: usize) -> bool {
    cut.iter().any(|&(from, to)| from <= at && at < to)
}
