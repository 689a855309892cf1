//! Kinds of personal data in a text. Precision comes first: a number is a card only if its check
//! digit and its issuer's length are right, a phone number only if it is written like one.

mod address;
mod numbers;

use std::net::Ipv6Addr;

use crate::scan::is_word_char;

/// Kinds of personal data in the text, each once: `email`, `phone`, `card`, `ssn`, `ip`, `address`,
/// `iban`, in this order.
pub fn find(text: &str) -> Vec<String> {
    let mut kinds = [
        ("email", has_email(text)),
        ("phone", false),
        ("card", false),
        ("ssn", false),
        ("ip", has_ipv6(text)),
        ("address", address::has_address(text)),
        ("iban", false),
    ];
    numbers::for_each(text, |kind| {
        for (name, is_there) in &mut kinds {
            *is_there |= *name == kind;
        }
    });
    kinds
        .into_iter()
        .filter(|(_, is_there)| *is_there)
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Whether there is an address with a mailbox and a domain name.
fn has_email(text: &str) -> bool {
    const PART_MAX: usize = 254;
    let bytes = text.as_bytes();
    let is_local = |b: u8| b.is_ascii_alphanumeric() || b"._%+-'".contains(&b) || !b.is_ascii();
    let is_domain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-') || !b.is_ascii();
    text.match_indices('@').any(|(at, _)| {
        let before = &bytes[..at];
        let local = before
            .iter()
            .rev()
            .take(PART_MAX)
            .take_while(|b| is_local(**b))
            .count();
        let local = &before[at - local..];
        let after = &bytes[at + 1..];
        let domain = after
            .iter()
            .take(PART_MAX)
            .take_while(|b| is_domain(**b))
            .count();
        let domain = std::str::from_utf8(&after[..domain]).unwrap_or_default();
        let domain = domain.trim_end_matches(['.', '-']);
        let labels: Vec<&str> = domain.split('.').collect();
        let top = labels.last().copied().unwrap_or_default();
        let is_user = local.first().is_some_and(|b| *b != b'.')
            && local.last().is_some_and(|b| *b != b'.')
            && !local.windows(2).any(|pair| pair == b"..");
        // "git@github.com:owner/repo" names a machine's account, as does "root@10.0.0.1".
        let is_remote = local == b"git" && after.get(domain.len()) == Some(&b':');
        is_user
            && !is_remote
            && labels.len() >= 2
            && labels
                .iter()
                .all(|l| !l.is_empty() && !l.starts_with('-') && !l.ends_with('-'))
            && top.chars().count() >= 2
            && top.chars().all(char::is_alphabetic)
    })
}

fn has_ipv6(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
    text.split(|c: char| !is_part(c) && !is_word_char(c))
        .any(|run| {
            let run = run.trim_end_matches(['.', ':']);
            let colons = run.bytes().filter(|b| *b == b':').count();
            colons >= 2
                && run.len() >= 6
                && run.len() <= 45
                && run.bytes().any(|b| b.is_ascii_digit())
                && run.parse::<Ipv6Addr>().is_ok()
        })
}

#[cfg(test)]
mod tests;
