//! What stands before a clause: connecting words, interjections, phrases that say nothing.

use super::clause::{Link, subject};
use super::token::Token;
use super::words::{
    ADVERBS, CHANGE_LEADS, DETERMINERS, LEAD_PHRASES, LEADS, SUBJECT_PRONOUNS, UNSURE, one_of,
};

/// What stands before a clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    pub at: usize,
    pub link: Link,
    pub change: bool,
    pub unsure: bool,
    /// "Yesterday" and the like, passed over.
    pub time: Option<usize>,
}

/// Passes over connecting words, interjections and phrases that say nothing.
pub(super) fn opening(tokens: &[Token], from: usize, to: usize, first: bool) -> Opening {
    let mut open = Opening {
        at: from,
        link: Link::None,
        change: false,
        unsure: false,
        time: None,
    };
    while open.at < to {
        let token = &tokens[open.at];
        let word = token.low.as_str();
        if let Some(length) = lead_phrase(tokens, open.at, to) {
            open.change |= (open.at..open.at + length).any(|at| {
                tokens[at].is_in(CHANGE_LEADS)
                    || tokens[at].is_in(&["mind", "plans", "plan", "scratch", "meant", "rephrase"])
            });
            open.at += length;
        } else if let Some((link, length)) = link(tokens, open.at, to) {
            if open.link == Link::None || link != Link::And {
                open.link = link;
            }
            open.at += length;
        } else if !token.word && !token.quoted && !matches!(word, "(" | "[")
            || matches!(word, "(" | ")")
        {
            open.at += 1;
        } else if UNSURE.contains(&word) {
            open.unsure = true;
            open.at += 1;
        } else if (first || open.at > from || adverbial(word)) && is_lead(tokens, open.at, to) {
            if matches!(word, "yesterday" | "today" | "tomorrow" | "tonight") {
                open.time = Some(open.at);
            }
            open.change |= CHANGE_LEADS.contains(&word) || is_from_now(tokens, open.at, to);
            open.at += 1;
        } else {
            break;
        }
    }
    open
}

/// "Now my boss is Dirk", where "now, my boss is Dirk" only begins.
fn is_from_now(tokens: &[Token], at: usize, to: usize) -> bool {
    let owned = "my our the i we he she they it it's";
    let next = tokens.get(at + 1).filter(|_| at + 1 < to);
    tokens[at].low == "now" && next.is_some_and(|next| next.is_one_of(owned))
}

pub(super) fn adverbial(word: &str) -> bool {
    ADVERBS.has(word) && !one_of(word, "never always not first all both")
}

/// A lead is one only before something: "Right." says nothing, "right now" is time.
fn is_lead(tokens: &[Token], at: usize, to: usize) -> bool {
    let token = &tokens[at];
    let word = token.low.as_str();
    if !LEADS.contains(&word) && !adverbial(word) {
        return false;
    }
    let next = tokens.get(at + 1).filter(|_| at + 1 < to);
    match word {
        // "Today was my first day."
        "yesterday" | "today" | "tomorrow" | "tonight" => {
            next.is_none_or(|next| !next.is_in(&["is", "was", "'s", "marks", "marked"]))
        }
        "look" | "listen" | "wait" | "note" | "update" | "edit" | "guess" => {
            next.is_none_or(|next| {
                matches!(next.low.as_str(), "," | ":" | "-" | "—")
                    || SUBJECT_PRONOUNS.contains(&next.low.as_str())
            })
        }
        "all" | "team" | "there" | "everyone" | "right" | "no" | "sure" | "still" | "good"
        | "morning" | "great" | "nice" | "perfect" | "cool" | "well" | "afternoon" | "evening"
        | "folks" | "correction" | "guys" | "mate" | "dear" => next.is_none_or(|next| {
            !next.word
                || SUBJECT_PRONOUNS.contains(&next.low.as_str())
                || LEADS.contains(&next.low.as_str())
        }),
        _ => true,
    }
}

fn lead_phrase(tokens: &[Token], at: usize, to: usize) -> Option<usize> {
    let first = tokens[at].low.as_bytes().first();
    LEAD_PHRASES
        .iter()
        .filter(|phrase| phrase.as_bytes().first() == first)
        .filter_map(|phrase| {
            let mut length = 0;
            for word in phrase.split(' ') {
                if at + length >= to || tokens[at + length].low != word {
                    return None;
                }
                length += 1;
            }
            let last = tokens.get(at + length).filter(|_| at + length < to);
            let bare = matches!(
                *phrase,
                "remember"
                    | "you know"
                    | "you see"
                    | "i mean"
                    | "guess what"
                    | "keep in mind"
                    | "please remember"
                    | "note that"
            );
            // "remember to", "you know him": not leads.
            let fits = last.is_none_or(|next| {
                !bare
                    || !next.word
                    || SUBJECT_PRONOUNS.contains(&next.low.as_str())
                    || next.is_in(DETERMINERS)
                    || next.capital
            });
            fits.then_some(length)
        })
        .max()
}

fn link(tokens: &[Token], at: usize, to: usize) -> Option<(Link, usize)> {
    let next = tokens
        .get(at + 1)
        .filter(|_| at + 1 < to)
        .map_or("", |token| token.low.as_str());
    Some(match (tokens[at].low.as_str(), next) {
        ("and", _) | ("&" | "plus", _) => (Link::And, 1),
        ("but" | "yet" | "except", _) => (Link::But, 1),
        ("or" | "nor", _) => (Link::Or, 1),
        ("because" | "cause" | "cuz", _) => (Link::Because, 1),
        ("given", "that") | ("seeing", "that" | "as") | ("now", "that") => (Link::Because, 2),
        ("so", "that") => (Link::Before, 2),
        ("so", _) => (Link::So, 1),
        ("even", "if" | "when") | ("only", "if" | "when") | ("as", "if" | "though") => {
            (Link::If, 2)
        }
        ("if" | "unless", _) | ("suppose" | "supposing" | "assuming" | "provided", _) => {
            (Link::If, 1)
        }
        ("in", "case") => (Link::If, 2),
        ("as", "soon" | "long") => (Link::When, 3),
        ("every" | "each" | "any", "time") => (Link::When, 2),
        ("when" | "whenever" | "once" | "wherever" | "anytime", _) => (Link::When, 1),
        ("even", "though") => (Link::Although, 2),
        ("although" | "though", _) => (Link::Although, 1),
        ("while" | "whilst" | "whereas", _) => (Link::While, 1),
        ("since", _) => (Link::Because, 1),
        ("as", _) if SUBJECT_PRONOUNS.contains(&next) => (Link::Because, 1),
        ("after", _) => (Link::After, 1),
        ("before" | "until" | "till", _) => (Link::Before, 1),
        _ => return None,
    })
    .filter(|_| {
        // Prepositions link clauses only if one follows.
        !matches!(
            tokens[at].low.as_str(),
            "since" | "after" | "before" | "until" | "till" | "once" | "as" | "except"
        ) || subject(tokens, at + 1, to).is_some()
    })
}
