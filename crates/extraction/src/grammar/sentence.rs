//! Sentences.

use super::token::Token;

/// A run of tokens that ends where a sentence ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence {
    /// First token.
    pub from: usize,
    /// The token after its last, the closing mark left out.
    pub to: usize,
    /// It ends with a question mark.
    pub question: bool,
}

/// Abbreviations after which a full stop ends nothing.
const ABBREVIATIONS: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "st", "e.g", "i.e", "etc", "vs", "approx", "sr", "jr", "inc",
    "ltd", "co", "no", "fig", "dept", "est", "ca", "cf", "a.m", "p.m",
];

/// A sentence that goes on for longer is no sentence; cutting it bounds the work of the rules.
const SENTENCE_LIMIT_TOKENS: usize = 250;

/// The sentences of a text, in order.
pub(crate) fn sentences(tokens: &[Token]) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut from = 0;
    for at in 0..tokens.len() {
        let token = &tokens[at];
        if at > from && (begins_anew(tokens, at) || at - from >= SENTENCE_LIMIT_TOKENS) {
            found.push(Sentence {
                from,
                to: at,
                question: false,
            });
            from = at;
        }
        if ends(tokens, at) {
            let question = token.low.starts_with('?')
                || tokens
                    .get(at + 1)
                    .is_some_and(|next| next.low.starts_with('?'));
            if at > from {
                found.push(Sentence {
                    from,
                    to: at,
                    question,
                });
            } else if question && let Some(last) = found.last_mut() {
                // "!?"
                last.question = true;
            }
            from = at + 1;
        }
    }
    if from < tokens.len() {
        found.push(Sentence {
            from,
            to: tokens.len(),
            question: false,
        });
    }
    found
}

fn begins_anew(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if token.new_block {
        return true;
    }
    // A hard-wrapped line goes on in lower case; anything else on a new line is a new sentence.
    token.new_line
        && (token.capital || !token.word || token.is_number() || tokens[at - 1].low == ":")
}

fn ends(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if token.word {
        return false;
    }
    match token.low.as_bytes().first() {
        Some(b'!' | b'?' | b';') => !token.quoted || tokens.get(at + 1).is_none_or(|t| t.capital),
        Some(b'.') if token.low.len() > 1 => tokens
            .get(at + 1)
            .is_none_or(|next| next.capital && !next.is_in(&["i"])),
        Some(b'.') => {
            let Some(before) = at.checked_sub(1).map(|at| &tokens[at]) else {
                return true;
            };
            let next_starts = tokens
                .get(at + 1)
                .is_none_or(|next| next.capital || !next.word || next.new_line);
            let short = ABBREVIATIONS.contains(&before.low.as_str());
            let title = before.is_one_of("dr mr mrs ms prof st");
            !(title || short && !next_starts)
        }
        _ => false,
    }
}
