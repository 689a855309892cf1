//! Statements as sentences that stand alone: the clause's own words, moved into the third person.

use crate::grammar::clause::{Clause, Who};
use crate::grammar::token::Token;
use crate::grammar::verbs::{form, third_person, verb};

/// The clause as a sentence about its subject, to `to` at most: "User lives in Lisbon".
pub(crate) fn sentence(text: &str, tokens: &[Token], clause: &Clause, to: usize) -> String {
    let mut out = String::with_capacity(64);
    let about_user = matches!(clause.subject.who, Who::I | Who::We | Who::Implied);
    if about_user {
        out.push_str("User");
    } else {
        phrase(
            text,
            tokens,
            clause.subject.from,
            clause.subject.to,
            &mut out,
        );
    }
    let group = &clause.group;
    let first = clause.group.from;
    if clause.carried && group.progressive && tokens[group.at].start == tokens[first].start {
        out.push_str(if group.tense == crate::grammar::group::Tense::Past {
            " was"
        } else {
            " is"
        });
    }
    let mut at = first;
    let mut finite = about_user;
    while at < group.rest.min(to) {
        let low = tokens[at].low.as_str();
        out.push(' ');
        if finite && tokens[at].word {
            if let Some(word) = conjugated(low) {
                out.push_str(&word);
                finite = false;
                at += 1;
                continue;
            }
            if verb(low).is_some() && at == group.at {
                finite = false;
            }
        }
        push_word(text, tokens, at, &mut out);
        at += 1;
    }
    phrase(text, tokens, group.rest, to, &mut out);
    if let Some((from, to)) = clause.lead {
        // "Last summer I walked": what stood before the subject follows.
        out.push(' ');
        let mut lead = String::from(" ");
        phrase(text, tokens, from, to, &mut lead);
        let mut lead = lead.trim().trim_end_matches(',').to_owned();
        if tokens[from].new_line
            && let Some(first) = lead.get(..1)
        {
            lead.replace_range(..1, &first.to_lowercase());
        }
        out.push_str(&lead);
    }
    tidy(&out)
}

/// The third person of the first verb, where it has a form of its own.
fn conjugated(low: &str) -> Option<String> {
    Some(match low {
        "am" | "are" => "is".to_owned(),
        "were" => "was".to_owned(),
        "do" => "does".to_owned(),
        "'d" => "would".to_owned(),
        "will" | "would" | "can" | "could" | "may" | "might" | "must" | "should" | "shall"
        | "ought" => low.to_owned(),
        _ => {
            let known = verb(low)?;
            if known.forms & (form::PAST | form::THIRD | form::ING) == 0
                && known.forms & form::BASE != 0
            {
                third_person(known.lemma)
            } else {
                return None;
            }
        }
    })
}

/// Appends the words of `from..to`, first persons turned into third ones.
pub(crate) fn phrase(text: &str, tokens: &[Token], from: usize, to: usize, out: &mut String) {
    // After "User ..." the user is "they"; where somebody else is spoken of, "the user".
    let named = out.is_empty() || !out.starts_with("User");
    turned(text, tokens, from, to, named, out);
}

/// As [`phrase`], for words that are addressed to the agent.
pub(crate) fn directive(text: &str, tokens: &[Token], from: usize, to: usize, out: &mut String) {
    turned(text, tokens, from, to, true, out);
}

fn turned(text: &str, tokens: &[Token], from: usize, to: usize, named: bool, out: &mut String) {
    let mut at = from;
    while at < to.min(tokens.len()) {
        let token = &tokens[at];
        let tight = !token.word
            && !matches!(
                token.low.as_str(),
                "(" | "\"" | "“" | "-" | "—" | "–" | "&" | "`" | "="
            )
            || token.low == "'s"
            || at > from && at > 0 && matches!(tokens[at - 1].low.as_str(), "(" | "“")
            || at > 0
                && at > from
                && tokens[at - 1].end == token.start
                && (!tokens[at - 1].word || tokens[at - 1].quoted && !token.word);
        if !out.is_empty() && !tight && !out.ends_with(' ') {
            out.push(' ');
        }
        let first = out.is_empty();
        if token.quoted {
            out.push_str(text.get(token.start..token.end).unwrap_or_default());
        } else {
            match token.low.as_str() {
                "my" | "our" => out.push_str(match (first, named) {
                    (true, _) => "User's",
                    (_, true) => "the user's",
                    _ => "their",
                }),
                "me" | "us" if at > from || !first => {
                    out.push_str(if named { "the user" } else { "them" });
                }
                "mine" | "ours" => out.push_str("theirs"),
                "myself" | "ourselves" => out.push_str("themselves"),
                "i" | "we" if named => {
                    out.push_str("the user");
                    at += 1;
                    if let Some(next) = tokens.get(at).filter(|_| at < to) {
                        out.push(' ');
                        out.push_str(&conjugated(&next.low).unwrap_or_else(|| next.low.clone()));
                    }
                }
                "i" | "we" => {
                    out.push_str("they");
                    if tokens.get(at + 1).is_some_and(|next| next.low == "am") {
                        out.push_str(" are");
                        at += 1;
                    }
                }
                _ => push_word(text, tokens, at, out),
            }
        }
        at += 1;
    }
}

/// The word as it was written, or what a contraction stands for.
fn push_word(text: &str, tokens: &[Token], at: usize, out: &mut String) {
    let token = &tokens[at];
    let written = text.get(token.start..token.end).unwrap_or_default();
    let same = written
        .chars()
        .flat_map(char::to_lowercase)
        .eq(token.low.chars());
    out.push_str(if same { written } else { &token.low });
}

/// One space between words, a capital first, no mark at the end.
pub(crate) fn tidy(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let trimmed = joined.trim_end_matches([',', ';', ':', '.', ' ', '-', '—']);
    let mut chars = trimmed.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
