//! Small words that turn a sentence: bounds, directions, amounts, duties. Elsewhere they count as
//! nothing, or as marks of roles; here each speaks for itself.

use super::Opposition;
use super::words::base;

/// Phrases that are one word here, in plain form.
const PHRASES: &[(&[&str], &str)] = &[
    (&["at", "least"], "over"),
    (&["more", "than"], "over"),
    (&["greater", "than"], "over"),
    (&["at", "most"], "under"),
    (&["up", "to"], "under"),
    (&["less", "than"], "under"),
    (&["fewer", "than"], "under"),
    (&["in", "front", "of"], "infront"),
    (&["in", "favour", "of"], "for"),
    (&["in", "favor", "of"], "for"),
    (&["everyone", "but"], "allbut"),
    (&["everybody", "but"], "allbut"),
    (&["all", "but"], "allbut"),
    (&["everyone", "except"], "allbut"),
    (&["has", "to"], "must"),
    (&["have", "to"], "must"),
    (&["had", "to"], "must"),
];

/// A row for each thing; its values apart by spaces, words of one value by `/`. Two texts oppose where
/// each has a value of a row that the other lacks.
const EXCLUSIVE: &[&str] = &[
    "over/above under/below",
    "infront behind",
    "before after",
    "until/till from/since",
    "for/pro against",
    "with without",
    "on off",
    "up down",
    "inside outside",
    "only allbut/everyone/everybody/anyone",
    "all/every/each/everyone/everybody some/several/few/half most none",
    "must may/can/might/could",
    "always/constantly sometimes/occasionally never rarely/seldom",
    "first last",
    "left right",
    "open/opened closed/shut",
];

/// Prepositions of which another one before the same word says something else: "from London", "to London".
const LEADING: &str = "from to into via through before after behind infront under below over above";

/// Whether two texts, in words of small letters, differ by such a word.
pub(super) fn oppose(a: &[String], b: &[String]) -> Option<Opposition> {
    let (a, b) = (joined(a), joined(b));
    let excludes = EXCLUSIVE.iter().any(|row| {
        let (in_a, in_b) = (values(row, &a), values(row, &b));
        let lacks = |one: &[usize], other: &[usize]| one.iter().any(|it| !other.contains(it));
        lacks(&in_a, &in_b) && lacks(&in_b, &in_a)
    });
    if excludes {
        return Some(Opposition::Antonyms);
    }
    let (in_a, in_b) = (led(&a), led(&b));
    let turned = in_a.iter().any(|(lead, word)| {
        let mut others = in_b.iter().filter(|(_, other)| other == word);
        let is_other = |(other, _): &(&str, String)| !in_a.contains(&(other, word.clone()));
        !in_b.contains(&(lead, word.clone())) && others.any(is_other)
    });
    turned.then_some(Opposition::Roles)
}

/// The words with each phrase as one.
fn joined(row: &[String]) -> Vec<&str> {
    let mut words = Vec::with_capacity(row.len());
    let mut at = 0;
    while at < row.len() {
        let here = |phrase: &[&str]| {
            let next = row[at..].iter().map(String::as_str);
            next.take(phrase.len()).eq(phrase.iter().copied())
        };
        match PHRASES.iter().find(|(phrase, _)| here(phrase)) {
            Some((phrase, word)) => {
                words.push(*word);
                at += phrase.len();
            }
            None => {
                words.push(row[at].as_str());
                at += 1;
            }
        }
    }
    words
}

/// Which values of a row stand in a text.
fn values(row: &str, words: &[&str]) -> Vec<usize> {
    let has = |value: &str| value.split('/').any(|word| words.contains(&word));
    let all = row.split(' ').enumerate();
    all.filter(|(_, value)| has(value))
        .map(|(number, _)| number)
        .collect()
}

/// Each leading preposition with the word that it leads to.
fn led<'a>(words: &[&'a str]) -> Vec<(&'a str, String)> {
    let is_lead = |word: &str| LEADING.split(' ').any(|lead| lead == word);
    let light = [
        "the", "a", "an", "my", "your", "our", "his", "her", "their", "of",
    ];
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words[at + 1..].iter().find(|next| !light.contains(next));
        if let Some(next) = next.filter(|_| is_lead(word)) {
            found.push((one_of_its_kind(word), base(next)));
        }
    }
    found
}

/// Words that lead alike are one.
fn one_of_its_kind(word: &str) -> &str {
    match word {
        "into" => "to",
        "through" => "via",
        "below" => "under",
        "above" => "over",
        word => word,
    }
}
