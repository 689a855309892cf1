//! Names of those who speak in a partition, found in queries.

use crate::partition::Partition;

/// The query as it should be embedded: speakers of these partitions are named in the third person in
/// questions but speak in the first, so "Ann's" becomes "my" and "Ann" becomes "I". Worth 15 points
/// of recall on vectors alone, one on everything together. Words are matched with the names kept.
pub fn query_for_embedding(partitions: &[&Partition], text: &str) -> String {
    let mut names: Vec<&str> = partitions
        .iter()
        .flat_map(|partition| partition.known_speakers().map(|(_, name)| name))
        .filter(|name| text.contains(name))
        .collect();
    // The longer first: "Ann Lee" before "Ann".
    names.sort_unstable_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    names.dedup();
    let mut rewritten = String::with_capacity(text.len());
    let mut rest = 0;
    while rest < text.len() {
        let here = &text[rest..];
        let name = names
            .iter()
            .find(|name| here.starts_with(**name) && is_whole(text, rest, name));
        if let Some(name) = name {
            rest += name.len();
            let after = &text[rest..];
            let possessive = ["'s", "\u{2019}s"].into_iter().find(|suffix| {
                after.starts_with(suffix)
                    && !after[suffix.len()..]
                        .chars()
                        .next()
                        .is_some_and(char::is_alphanumeric)
            });
            rewritten.push_str(if possessive.is_some() { "my" } else { "I" });
            rest += possessive.map_or(0, str::len);
        } else {
            let c = here.chars().next().expect("the rest is not empty");
            rewritten.push(c);
            rest += c.len_utf8();
        }
    }
    rewritten
}

/// The one speaker of the partition that `text` names, as a symbol; none if it names several.
pub(crate) fn only_speaker(partition: &Partition, text: &str) -> Option<u32> {
    let mut named = partition.known_speakers().filter(|(_, name)| {
        text.match_indices(name)
            .any(|(at, _)| is_whole(text, at, name))
    });
    let (symbol, _) = named.next()?;
    named.next().is_none().then_some(symbol)
}

/// Whether `name`, which stands in `text` at `at`, is no part of a longer word.
fn is_whole(text: &str, at: usize, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    !text[..at].chars().next_back().is_some_and(is_word)
        && !text[at + name.len()..].chars().next().is_some_and(is_word)
}
