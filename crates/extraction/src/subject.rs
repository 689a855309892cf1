//! Whom or what a sentence is about, by its grammatical subject.

use std::collections::BTreeSet;

use crate::grammar::clause::{Who, subject};
use crate::grammar::token::{Token, tokens};
use crate::grammar::words::{LEADS, one_of};

/// How many words may stand before the subject: "from this week on the shop ...".
const BEFORE_MAX: usize = 8;

/// Words of a noun that do not tell it from another of its kind, or only link.
const TRANSPARENT: &str = "a an the my our your his her their its this that these those all of for to in on at by \
from with and 's s new old current usual main actual own regular normal default favourite favorite next upcoming \
updated first again now really today only one other another";
/// Words that may begin a sentence before what it is about.
const OPENING: &str =
    "from in on at since as by after before until during for this next last every starting";

/// What a sentence is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The one who speaks: "I", "we".
    Speaker,
    /// Whoever or whatever was spoken of before: "it", "she", "that".
    Known,
    /// What is named.
    Noun(Named),
}

/// What a noun phrase names, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is: "server".
    pub head: String,
    /// Which one: "staging".
    pub which: BTreeSet<String>,
}

/// Whom or what the first clause of a sentence is about, if it has a subject.
pub fn subject_of(sentence: &str) -> Option<Subject> {
    let tokens = tokens(sentence);
    let to = tokens.len();
    let start = start_of(&tokens);
    let (found, _) = (start..to.min(start + BEFORE_MAX)).find_map(|at| {
        let may = at == start || is_beginning(&tokens, at);
        subject(&tokens, at, to).filter(|_| may)
    })?;
    Some(match found.who {
        Who::I | Who::We => Subject::Speaker,
        Who::Noun => Subject::Noun(named(&tokens[found.from..found.to])?),
        _ => Subject::Known,
    })
}

/// What a noun phrase names; `None` if all its words are transparent.
fn named(tokens: &[Token]) -> Option<Named> {
    let end = tokens
        .iter()
        .position(|token| token.is_one_of(PREPOSITIONS));
    let telling = |token: &&Token| token.word && !one_of(&token.low, TRANSPARENT);
    let head = tokens[..end.unwrap_or(tokens.len())]
        .iter()
        .rfind(telling)?;
    let which = tokens
        .iter()
        .filter(telling)
        .filter(|token| token.low != head.low);
    Some(Named {
        head: head.low.clone(),
        which: which
            .map(|token| canonical(&token.low).to_owned())
            .collect(),
    })
}

const PREPOSITIONS: &str = "of for to in on at by from with about";

/// One word for those that tell the same one of a kind.
fn canonical(word: &str) -> &str {
    match word {
        "mobile" | "cell" | "cellphone" | "cellular" | "telephone" => "phone",
        word => word,
    }
}

/// Where the sentence begins, after what only leads up to it.
fn start_of(tokens: &[Token]) -> usize {
    let leads = |token: &Token| !token.word || LEADS.contains(&token.low.as_str());
    let start = tokens
        .iter()
        .position(|token| !leads(token))
        .unwrap_or(tokens.len());
    let opens = tokens
        .get(start)
        .is_some_and(|token| token.is_one_of(OPENING));
    match opens {
        true => (start + 1..tokens.len())
            .find(|&at| is_beginning(tokens, at))
            .unwrap_or(start),
        false => start,
    }
}

/// Whether a subject may begin here after other words: "the shop", "my rent", ", Anna".
fn is_beginning(tokens: &[Token], at: usize) -> bool {
    tokens[at].is_one_of("i we he she it they the my our") || at > 0 && tokens[at - 1].low == ","
}

impl Subject {
    /// The subject but for these words, which are the value that is spoken of; `None` if nothing else names it.
    pub fn without(self, value: &[String]) -> Option<Subject> {
        match self {
            Subject::Noun(mut named) => {
                named.which.retain(|word| !value.contains(word));
                (!value.contains(&named.head)).then_some(Subject::Noun(named))
            }
            subject => Some(subject),
        }
    }

    /// Whether two subjects are two of a kind: "the staging server" and "the production server", not "the
    /// server" and "the production server".
    pub fn is_another_of_its_kind(&self, other: &Subject) -> bool {
        match (self, other) {
            (Subject::Noun(one), Subject::Noun(other)) => {
                let (mine, theirs) = (&one.which, &other.which);
                one.head == other.head && !mine.is_subset(theirs) && !theirs.is_subset(mine)
            }
            _ => false,
        }
    }

    /// Whether two subjects are named by words none of which they share.
    pub fn is_named_otherwise(&self, other: &Subject) -> bool {
        match (self, other) {
            (Subject::Noun(one), Subject::Noun(other)) => {
                let names = |named: &Named, word: &String| {
                    named.head == *word || named.which.contains(word)
                };
                !names(other, &one.head) && !one.which.iter().any(|word| names(other, word))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_told_by_its_words() {
        let check = |sentence: &str, expected: &str| {
            let told = match subject_of(sentence) {
                None => "-".to_owned(),
                Some(Subject::Speaker) => "I".to_owned(),
                Some(Subject::Known) => "it".to_owned(),
                Some(Subject::Noun(named)) => {
                    let which: Vec<String> = named.which.into_iter().collect();
                    format!("{} {}", which.join(" "), named.head)
                        .trim()
                        .to_owned()
                }
            };
            assert_eq!(told, expected, "{sentence}");
        };
        check("I moved from Porto to Faro.", "I");
        check("We moved the office from Leeds to York.", "I");
        check("My mum lives in Porto.", "mum");
        check("The staging server runs Ubuntu.", "staging server");
        check(
            "Actually, the production server runs Debian now.",
            "production server",
        );
        check(
            "My flight to Oslo is on Tuesday, not on Monday.",
            "oslo flight",
        );
        check("The deadline for the grant is 9 May.", "grant deadline");
        check("Choir is on Wednesdays now.", "choir");
        check("From this week on the shop opens at 7.", "shop");
        check("She moved from Berlin to Rome.", "it");
        check("It's Stripe now, not Google", "it");
        check("My new phone number is 555-0102", "phone number");
        check("Stripe, not Google", "-");
    }
}
