//! What the places of a construction hold: the label, the attribute that it names, the value.

use types::Cardinality;

use super::copula::property;
use super::value::numeric;
use super::{Reader, attributes, nature};
use crate::grammar::token::Token;
use crate::grammar::words::{MONTHS, WEEKDAYS};

/// The label's words, singular, its determiners left out.
pub(super) fn label_of(reader: &Reader<'_>, mut at: usize, to: usize) -> Option<String> {
    while at < to && reader.tokens[at].is_one_of("the my our a an new next current old own") {
        at += 1;
    }
    let label = reader.low(at, to);
    let plain = at < to
        && to - at <= 4
        && !reader.tokens[at..to].iter().any(|token| {
            token.is_one_of("favourite 's thing one things that this which what any again")
                || token.is_number()
        });
    plain.then(|| label.trim_end_matches(" 's").to_owned())
}

/// The attribute that a construction is about.
pub(super) fn attribute_of(template: &str, label: Option<&str>) -> Option<String> {
    match template {
        "@kin" => attributes::kin(label?).map(str::to_owned),
        "@animal" => {
            let label = label?;
            attributes::is_animal(label).then(|| attributes::kin(label).map(str::to_owned))?
        }
        "@property" => {
            let label = label?;
            let known = attributes::of_noun(label).is_some()
                || attributes::is_property(label)
                || label.starts_with("favourite ")
                || attributes::kin(label).is_some_and(|_| attributes::is_single(label));
            // "My mum moved to Miami" tells where she lives.
            let known = known && !attributes::is_relative(label);
            known.then(|| property(label).0)
        }
        "@car" | "@make" => Some("car".to_owned()),
        "@members" => {
            let label = label?;
            let single = match label {
                "kids" | "children" => "child".to_owned(),
                other => crate::normalize::singular(other).into_owned(),
            };
            attributes::kin(&single).map(str::to_owned)
        }
        "@noun" => {
            let (attribute, _) = property(label?);
            let many = attributes::define(&attribute).is_some_and(|row| row.0 == Cardinality::Many);
            (!many).then_some(attribute)
        }
        "@plural" => {
            let label = label?;
            let single = crate::normalize::singular(label);
            (single != label).then(|| property(&single).0)
        }
        "@tool" => {
            let label = label?;
            attributes::is_property(label).then(|| label.to_owned())
        }
        "@occasion" => {
            let (attribute, _) = property(label?);
            let known =
                attributes::define(&attribute).is_some() || attributes::kin(&attribute).is_some();
            if attribute.starts_with("appointment:") || attribute.starts_with("deadline:") {
                return Some(attribute);
            }
            (!known).then(|| format!("appointment:{attribute}"))
        }
        _ if template.contains("{l}") => {
            let label = label?;
            let label = if template.starts_with("favourite") {
                match label.rsplit_once(' ') {
                    Some((head, last)) => format!("{head} {}", crate::normalize::singular(last)),
                    None => crate::normalize::singular(label).into_owned(),
                }
            } else {
                label.to_owned()
            };
            Some(template.replace("{l}", &label))
        }
        _ => Some(template.to_owned()),
    }
}

/// The value as it is kept, if it can be one of the attribute.
pub(super) fn value_of(
    reader: &Reader<'_>,
    attribute: &str,
    (mut at, to): (usize, usize),
    (is_time, is_loose): (bool, bool),
) -> Option<String> {
    let tokens = &reader.tokens;
    at = after_articles(tokens, (at, to), is_time);
    if at >= to {
        return None;
    }
    let words = &tokens[at..to];
    let first = &words[0];
    let last = words.last()?;
    let low = reader.low(at, to);
    let digits = low.bytes().filter(u8::is_ascii_digit).count();
    // "easyJet" is a name, too.
    let inner = reader
        .text
        .get(first.start..first.end)
        .is_some_and(|word| word.contains(char::is_uppercase) && word.contains(char::is_lowercase));
    let capital = first.capital || inner;
    let named = capital || numeric(first) || low.contains('@');
    let fits = if is_time {
        words.iter().any(|token| {
            numeric(token)
                || token.is_in(WEEKDAYS)
                || token.is_in(MONTHS)
                || token.is_one_of("noon midnight tomorrow tonight today")
        })
    } else {
        match attribute {
            "residence" | "employer" | "partner" | "manager" | "doctor" => {
                capital && !nature::is_language(&first.low) || first.low == "dr"
            }
            "job_title" => nature::is_trade(&low),
            "diet" => words.iter().any(|token| nature::is_diet(&token.low)),
            "email" => words.len() == 1 && low.contains('@'),
            "phone" => digits >= 6 && words.iter().all(|token| token.is_number() || !token.word),
            "instruction:language" => nature::is_language(&first.low) && first.capital,
            "commute" => !first.capital && !numeric(first) && words.len() <= 3,
            "car" => first.capital,
            _ if attribute.starts_with("appointment:") || attribute.starts_with("deadline:") => {
                false
            }
            _ if attributes::is_animal(attribute) => first.capital,
            _ if is_loose => named,
            _ => last.word || last.is_in(&[")", "%"]),
        }
    };
    if !fits {
        return None;
    }
    if attribute == "diet" {
        return words
            .iter()
            .find(|token| nature::is_diet(&token.low))
            .map(|token| token.low.clone());
    }
    reader.words(at, to)
}

/// Where a value begins behind its articles, but for that of a title ("The Hague"), and a time
/// behind its prepositions.
fn after_articles(tokens: &[Token], (mut at, to): (usize, usize), is_time: bool) -> usize {
    while at < to
        && (tokens[at].is_one_of("a an my our")
            || tokens[at].low == "the"
                && !tokens
                    .get(at + 1)
                    .is_some_and(|t| t.capital && tokens[at].capital))
    {
        at += 1;
    }
    if is_time {
        while at < to && tokens[at].is_one_of("on at in by for until") {
            at += 1;
        }
    }
    at
}
