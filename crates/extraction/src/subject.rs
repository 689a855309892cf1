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
updated all-time all time first again now really today only one other another";
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
    /// Words of it that always mean another than the others of their row in `OTHERS`.
    pub marks: BTreeSet<String>,
}

/// Words of which, in a row, each means another thing or person. The last row is of the times of a year.
const OTHERS: [&str; 8] = [
    "dentist orthodontist optician dermatologist cardiologist gynaecologist gynecologist physiotherapist \
paediatrician pediatrician vet psychiatrist psychologist hygienist",
    "passport licence license visa",
    "certificate key token password",
    "laptop macbook desktop tablet ipad phone",
    "older younger elder oldest youngest eldest",
    "ios android windows macos linux",
    "savings current checking joint",
    "summer winter spring autumn",
];

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
        marks: marks(tokens),
        head: head.low.clone(),
        which: which
            .map(|token| canonical(&token.low).to_owned())
            .collect(),
    })
}

fn marks(tokens: &[Token]) -> BTreeSet<String> {
    let is_mark = |token: &&Token| OTHERS.iter().any(|row| one_of(&token.low, row));
    let marks = tokens.iter().filter(is_mark);
    marks.map(|token| token.low.clone()).collect()
}

/// Whether the words of a row in two sets are others.
fn differ(one: &BTreeSet<String>, other: &BTreeSet<String>, row: &str) -> bool {
    let in_row = |set: &BTreeSet<String>| -> BTreeSet<String> {
        set.iter()
            .filter(|word| one_of(word, row))
            .cloned()
            .collect()
    };
    let (one, other) = (in_row(one), in_row(other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

/// Whether two sentences are about other times of the year: "in winter I wear a parka", "in summer ...".
pub fn is_of_another_season(sentence: &str, other: &str) -> bool {
    let seasons = OTHERS[OTHERS.len() - 1];
    let (one, other) = (marks(&tokens(sentence)), marks(&tokens(other)));
    differ(&one, &other, seasons)
}

const PREPOSITIONS: &str = "of for to in on at by from with about";

/// One word for those that tell the same one of a kind.
fn canonical(word: &str) -> &str {
    match word {
        "mobile" | "cell" | "cellphone" | "cellular" | "telephone" => "phone",
        "mail" | "e-mail" => "email",
        "vacation" => "holiday",
        word => word,
    }
}

/// Whether two words are forms of one: "park" and "parking".
fn is_form_of(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let rest = long.strip_prefix(short);
    rest.is_some_and(|rest| rest.is_empty() || short.len() > 3 && one_of(rest, "s ing"))
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
                let is_within = |some: &BTreeSet<String>, all: &BTreeSet<String>| {
                    some.iter()
                        .all(|word| all.iter().any(|other| is_form_of(word, other)))
                };
                let is_marked = OTHERS
                    .iter()
                    .any(|row| differ(&one.marks, &other.marks, row));
                is_marked
                    || one.head == other.head
                        && !is_within(mine, theirs)
                        && !is_within(theirs, mine)
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
