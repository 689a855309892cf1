//! Attributes that are told in the same words.

use super::Candidate;
use crate::grammar::words::one_of;

/// Attributes that are one for us, or for whoever does not name them: the first of each row.
const SAME: [(&str, &[&str]); 3] = [
    ("nickname", &["form of address"]),
    ("commute", &["bus line", "train line", "railcard"]),
    ("deploy day", &["release day"]),
];

/// Attributes of which a value may be taken for the other's, where its name is not said.
const MISTAKEN: [(&str, &[&str]); 7] = [
    ("holiday destination", &["trip destination"]),
    ("trip destination", &["holiday destination"]),
    ("commute", &["bus line", "train line"]),
    ("car", &["motorbike", "company car"]),
    ("motorbike", &["car"]),
    ("hosting platform", &["cloud provider"]),
    ("cloud provider", &["hosting platform"]),
];

/// Instruments: whoever takes lessons of one learns it.
const INSTRUMENTS: &str = "piano guitar violin flute cello drums drum trumpet saxophone sax clarinet harp viola ukulele accordion oboe \
trombone bass keyboard organ banjo mandolin harmonica recorder bassoon";

/// Whether lessons of something tell an attribute by what they are of: "I take piano lessons".
pub(super) fn is_taught(name: &str, value: &str, low: &str) -> bool {
    name == "instrument"
        && low.contains(" lesson")
        && value.split(' ').any(|word| one_of(word, INSTRUMENTS))
        && !low.contains(" give ")
        && !low.contains(" teach")
}

/// The candidates, with those as one that are the same.
pub(super) fn merged<'m>(candidates: &[Candidate<'m>], low: &str) -> Vec<Candidate<'m>> {
    let mut found: Vec<Candidate<'m>> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let is_said = low.contains(&format!(" {} ", candidate.name));
        let same = SAME
            .iter()
            .find(|(_, others)| others.contains(&candidate.name));
        let name = match same {
            Some((first, _)) if !is_said => first,
            _ => candidate.name,
        };
        match found.iter_mut().find(|other| other.name == name) {
            Some(other) => {
                other.share += candidate.share;
                other.is_directive &= candidate.is_directive;
            }
            None => found.push(Candidate {
                name,
                is_directive: candidate.is_directive && name == candidate.name,
                ..*candidate
            }),
        }
    }
    found
}

/// What else an attribute may be that is not named.
pub(super) fn mistaken(name: &str, low: &str) -> &'static [&'static str] {
    let is_said = name
        .split(' ')
        .all(|word| low.contains(&format!(" {word} ")));
    let row = MISTAKEN.iter().find(|(first, _)| *first == name);
    row.filter(|_| !is_said).map_or(&[], |(_, others)| others)
}
