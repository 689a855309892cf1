//! Which of its kind: "the thesis", of what is due; "editor", of what is used.

use super::{MASK, Word};
use crate::grammar::verbs::{form, verb};
use crate::grammar::words::{ADVERBS, JOINTS, PREPOSITIONS, SUBJECT_PRONOUNS, one_of};
use crate::rules::attributes;
use crate::rules::property;

/// The own part of an attribute's name, as the words of the clause have it.
pub(super) fn of(attribute: &str, words: &[Word]) -> Option<String> {
    match attribute {
        "deadline:*" => thing(
            words,
            &[
                "deadline",
                "due date",
                "date",
                "extension",
                "time",
                "submission",
            ],
        ),
        "budget:*" => thing(words, &["budget"]),
        "appointment:*" => {
            let found = nouns(words);
            let is_occasion = |noun: &&String| {
                attributes::is_occasion(noun.rsplit(' ').next().unwrap_or_default())
            };
            let occasion = found.iter().find(is_occasion).or(found.first());
            occasion.cloned()
        }
        "favourite:*" => favourite(words),
        "uses:*" => tool(words),
        "pet" => animal(words).map(|noun| attributes::kin(noun).unwrap_or(noun).to_owned()),
        "school" => words
            .iter()
            .find(|word| attributes::kin(&word.low) == Some("child"))
            .map(|word| word.low.clone()),
        "insurance" => nouns(words)
            .into_iter()
            .map(|noun| noun.trim_end_matches(" provider").to_owned())
            .find(|noun| noun.ends_with(" insurance")),
        _ => None,
    }
}

/// The attribute of an occasion, by when it is.
pub(super) fn occasion(noun: &str) -> String {
    let (name, _) = property(noun);
    if name.starts_with("appointment:") {
        return name;
    }
    format!("appointment:{noun}")
}

/// Noun phrases with a determiner, or at the start: "the tax return", "our retro", "tax return".
fn nouns(words: &[Word]) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let opens = one_of(&words[at].low, "the my our this a an");
        let start = if opens { at + 1 } else { at };
        if !(opens || at == 0) {
            at += 1;
            continue;
        }
        let end = (start..words.len().min(start + 4))
            .find(|&end| !is_part(words, start, end))
            .unwrap_or_else(|| words.len().min(start + 4));
        if end > start {
            let noun: Vec<&str> = words[start..end]
                .iter()
                .map(|word| attributes::spelling(&word.low))
                .collect();
            found.push(bare(&noun.join(" ")).to_owned());
        }
        at = end.max(at + 1);
    }
    found.retain(|noun| !noun.is_empty());
    found
}

fn bare(noun: &str) -> &str {
    ["new ", "next ", "current ", "old "]
        .iter()
        .find_map(|word| noun.strip_prefix(word))
        .unwrap_or(noun)
}

/// Whether the word at `at` goes on with a noun phrase that began at `start`.
fn is_part(words: &[Word], start: usize, at: usize) -> bool {
    let Word { low, is_value } = &words[at];
    let is_word = low.chars().any(char::is_alphanumeric);
    if *is_value || low == MASK || !is_word {
        return false;
    }
    let closed = PREPOSITIONS.has(low)
        || ADVERBS.has(low) && at > start
        || JOINTS.has(low)
        || SUBJECT_PRONOUNS.contains(&low.as_str())
        || one_of(
            low,
            "is are was were has have had will must can should 's got gets takes needs isn't to that which",
        );
    let verbal = at > start
        && verb(low).is_some_and(|known| {
            known.forms & (form::PAST | form::THIRD) != 0 && !(known.noun && plural_word(low))
        });
    !closed && !verbal
}

/// The thing that has a date or a sum: "the thesis", "the thesis deadline", "the deadline for the
/// thesis".
fn thing(words: &[Word], own: &[&str]) -> Option<String> {
    let mut found = nouns(words).into_iter().map(|noun| {
        let cut = own.iter().find_map(|word| noun.strip_suffix(word));
        cut.map_or(noun.clone(), |rest| rest.trim().to_owned())
    });
    found.find(|noun| !noun.is_empty() && noun != "latest")
}

/// "My favourite dish", "as for dishes", "the season I like best", "of all books".
fn favourite(words: &[Word]) -> Option<String> {
    let low = |at: usize| {
        words
            .get(at)
            .map_or("", |word| attributes::spelling(&word.low))
    };
    let run = |start: usize| {
        let end = (start..words.len().min(start + 3))
            .find(|&end| !is_part(words, start, end))
            .unwrap_or_else(|| words.len().min(start + 3));
        let noun: Vec<&str> = (start..end).map(low).collect();
        Some(noun.join(" ")).filter(|noun| !noun.is_empty())
    };
    let after = |phrase: &[&str]| {
        let width = phrase.len();
        (0..words.len().saturating_sub(width))
            .find(|&at| {
                phrase
                    .iter()
                    .enumerate()
                    .all(|(n, word)| low(at + n) == *word)
            })
            .and_then(|at| run(at + width))
    };
    let listed = [
        &["as", "for"][..],
        &["of", "all", "the"],
        &["of", "all"],
        &["among"],
        &["when", "it", "comes", "to"],
    ]
    .iter()
    .find_map(|phrase| after(phrase))
    .map(|noun| singular(&noun));
    let named = after(&["favourite"]).or_else(|| after(&["go-to"]));
    let best = words
        .iter()
        .any(|word| one_of(&word.low, "best most"))
        .then(|| after(&["the"]))
        .flatten();
    named.or(listed).or(best)
}

fn singular(noun: &str) -> String {
    for (tail, instead) in [("ies", "y"), ("shes", "sh"), ("ches", "ch"), ("sses", "ss")] {
        if let Some(stem) = noun.strip_suffix(tail).filter(|stem| stem.len() > 2) {
            return format!("{stem}{instead}");
        }
    }
    match noun.strip_suffix('s') {
        Some(stem) if plural_word(noun) => stem.to_owned(),
        _ => noun.to_owned(),
    }
}

/// "as our database", "the editor we use", "our CI system".
fn tool(words: &[Word]) -> Option<String> {
    let role = (0..words.len()).rev().find(|&at| words[at].low == "as");
    if let Some(at) = role.filter(|&at| at + 1 < words.len()) {
        let mut start = at + 1;
        if one_of(&words[start].low, "our the my its a an") {
            start += 1;
        }
        let end = (start..words.len())
            .find(|&end| !is_part(words, start, end))
            .unwrap_or(words.len());
        if end > start {
            let noun: Vec<&str> = words[start..end].iter().map(|w| w.low.as_str()).collect();
            return Some(noun.join(" "));
        }
    }
    nouns(words)
        .into_iter()
        .find(|noun| attributes::is_property(noun))
}

fn animal(words: &[Word]) -> Option<&str> {
    words
        .iter()
        .map(|word| word.low.as_str())
        .find(|low| attributes::is_animal(low))
}

/// Whether the word has a plural's form.
fn plural_word(word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is"].iter().any(|tail| word.ends_with(tail))
}
