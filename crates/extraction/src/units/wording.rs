//! The words of a slot: where a value or label ends, and which of two readings of it is believed.

use std::ops::Range;

use types::{Act, Statement};

use super::{Told, Unit};
use crate::form::is_time;
use crate::grammar::words::one_of;
use crate::rules::{attributes, property};

/// A value is a few words.
const VALUE_WORDS_MAX: usize = 10;

/// Attributes that tell when something takes place.
pub(super) const DATED: [&str; 2] = ["appointment", "deadline"];

/// Words before a noun that begin it.
const DETERMINERS: &str = "the my our a an this that";

/// Words that are in no noun: they end it.
const NO_NOUNS: &str = "is are was were be been has have had will would on at by in for from to of with until till and or but so as than \
policy plan contract provider deadline due date day appointment meeting exam insurance gift not no isn't aren't got goes went moves moved needs";

/// Whether one of two values stands in the other.
pub(super) fn overlaps(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

/// The value of a statement of the rules and a model's of the same, where the one stands in the other: of
/// a time the longer, of anything else the shorter.
pub(super) fn agreed(
    read: &Statement,
    (subject, attribute): (&str, &str),
    value: &str,
) -> Option<String> {
    let rules = read.value.as_deref()?;
    if !overlaps(rules, value) {
        return None;
    }
    let family = |attribute: &str| attribute.split(':').next().map(str::to_owned);
    let is_dated =
        |attribute: &str| family(attribute).is_some_and(|of| DATED.contains(&of.as_str()));
    if is_dated(&read.attribute) {
        return (is_time(rules) && rules.len() > value.len()).then(|| rules.to_owned());
    }
    let is_at = read.subject == subject && read.attribute == attribute;
    (is_at && rules.len() < value.len()).then(|| rules.to_owned())
}

impl Unit {
    /// A slot with what belongs to the name of which it has a part: "Castle" of "Castle Ardmore".
    fn name_around(&self, range: Range<usize>) -> Range<usize> {
        let Some(words) = self.text.get(range.clone()) else {
            return range;
        };
        let is_name = |word: &str| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase)
                && word
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '&'))
                && !one_of(&word.to_lowercase(), "i i'm i've i'd i'll")
        };
        let last = words.trim_end().rsplit(' ').next().unwrap_or_default();
        let mut end = range.end;
        let mut name = last;
        while is_name(name)
            && let Some(rest) = self.text[end..].strip_prefix(' ')
        {
            let next = rest
                .split(|c: char| {
                    c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?')
                })
                .next()
                .unwrap_or_default();
            if !is_name(next) {
                break;
            }
            end += 1 + next.len();
            name = next;
        }
        range.start..end
    }

    /// A label with the rest of its noun, where what stands before and after tells its ends: "annual" of
    /// "the annual budget by".
    pub(super) fn noun_around(&self, range: Range<usize>) -> Range<usize> {
        let (Some(before), Some(after)) =
            (self.text.get(..range.start), self.text.get(range.end..))
        else {
            return range;
        };
        let mut start = range.start;
        for _ in 0..2 {
            let Some(rest) = before[..start].strip_suffix(' ') else {
                break;
            };
            let begin = rest.rfind(' ').map_or(0, |space| space + 1);
            let word = rest[begin..].to_lowercase();
            if one_of(&word, DETERMINERS) {
                let noun = &self.text[start..range.start];
                if noun.split(' ').any(|word| one_of(word, NO_NOUNS)) {
                    break;
                }
                return start..self.noun_end(range.end, after);
            }
            start = begin;
        }
        range
    }

    /// Where a noun ends of which `end` is a part: after the next word, if something ends it there.
    fn noun_end(&self, end: usize, after: &str) -> usize {
        let Some(rest) = after.strip_prefix(' ') else {
            return end;
        };
        let mut words = rest.split(' ');
        let (Some(next), Some(then)) = (words.next(), words.next()) else {
            return end;
        };
        let is_done = next.ends_with("ed") || one_of(next, "done ready sent in");
        let is_word =
            next.chars().all(char::is_alphanumeric) && !one_of(next, NO_NOUNS) && !is_done;
        let is_end = one_of(then.trim_matches(|c: char| !c.is_alphanumeric()), NO_NOUNS);
        match is_word && is_end {
            true => end + 1 + next.len(),
            false => end,
        }
    }

    /// The words of a slot, articles and the attribute's own name left out ("size 44"); `None` if
    /// nothing is left of them, or too much.
    pub(super) fn words(&self, range: Option<&Range<usize>>, attribute: &str) -> Option<String> {
        let range = self.name_around(range?.clone());
        let is_first = range.start == 0;
        let words = self.text.get(range)?;
        let mut words = words.trim().trim_matches(['"', '“', '”', ',', ';', '!']);
        for opener in [
            "until ", "number ", "by ", "to ", "from ", "with ", "my old ", "our old ", "my ",
            "our ", "a ", "an ", "the ", "A ", "An ", "The ", "called ", "named ",
        ] {
            // "A positive" is a group of blood; at its beginning a sentence has an article.
            if opener != "A " || is_first {
                words = words.strip_prefix(opener).unwrap_or(words).trim_start();
            }
        }
        let is_name = |word: &str| {
            let mut names = attribute.split([' ', ':']);
            names.any(|name| !name.is_empty() && word.eq_ignore_ascii_case(name))
        };
        while let Some((_, rest)) = words.split_once(' ').filter(|(first, _)| is_name(first)) {
            words = rest;
        }
        // The last word of a name belongs to it: "Kraftwerk Gym".
        let is_part_of_name = |rest: &str, last: &str| {
            let mut before = rest.rsplit(' ');
            let is_capital = |word: &str| word.starts_with(char::is_uppercase);
            is_capital(last) && before.next().is_some_and(is_capital)
        };
        while let Some((rest, _)) = words
            .rsplit_once(' ')
            .filter(|(rest, last)| is_name(last) && !is_part_of_name(rest, last))
        {
            words = rest;
        }
        for closer in [" at", " on", " by", " again", " now", " back"] {
            words = words.strip_suffix(closer).unwrap_or(words).trim_end();
        }
        let is_pronoun = one_of(
            &words.to_lowercase(),
            "it that this them there here one him her now again back the a an my our is are with at in on to",
        );
        let is_value = words.contains(char::is_alphanumeric)
            && !is_pronoun
            && words.split_whitespace().count() <= VALUE_WORDS_MAX;
        is_value.then(|| words.to_owned())
    }

    /// What is the favourite of its kind: "my fav ice cream is ...".
    pub(super) fn favourite(&self) -> Option<String> {
        let low = self.text.to_lowercase();
        let words: Vec<&str> = low.split_whitespace().collect();
        let is_favourite = |word: &&str| one_of(word, "favourite favorite fav fave preferred");
        let is_first = |two: &[&str]| matches!(two, ["number", "one"] | ["my" | "our", "top"]);
        let at = words
            .iter()
            .position(is_favourite)
            .or_else(|| words.windows(2).position(is_first).map(|at| at + 1))?;
        let is_end = |word: &&str| {
            one_of(
                word,
                "is are was would has used changed = of now isn't these any",
            ) || word.ends_with([',', ':', '?', '.'])
        };
        let end = words[at + 1..].iter().position(is_end)?;
        let mark = words[at + 1 + end].ends_with([',', ':', '?', '.']);
        let noun = words[at + 1..at + 1 + end + usize::from(mark)].join(" ");
        let noun = noun.trim_end_matches([',', ':', '?', '.']);
        (!noun.is_empty()).then(|| label_of(noun))
    }

    /// "In winter I live in Malaga": beside where one lives the rest of the year.
    pub(super) fn is_at_times(&self) -> bool {
        let low = self.text.to_lowercase();
        let words = low.split(|c: char| !(c.is_alphanumeric() || c == '\''));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        crate::rules::beside::at_times(&words)
    }

    /// Whether the value only tells where something is: what stands on top of the piano is no instrument.
    pub(super) fn is_beside_which(&self, told: &Told<'_>, name: &str) -> bool {
        const LINKS: &str = "of the my our a an to";
        const PLACES: [&str; 9] = [
            "on top",
            "in front",
            "next",
            "behind",
            "under",
            "underneath",
            "beneath",
            "beside",
            "above",
        ];
        let Some(value) = told.value.clone() else {
            return false;
        };
        let (before, value) = (self.text.get(..value.start), self.text.get(value));
        let value = value.unwrap_or_default().split_whitespace();
        let links = value.take_while(|word| one_of(word, LINKS)).count();
        let mut words: Vec<&str> = before.unwrap_or_default().split_whitespace().collect();
        while words.last().is_some_and(|word| one_of(word, LINKS)) {
            words.pop();
        }
        let is_linked =
            links > 0 || before.is_some_and(|before| before.len() > words.join(" ").len() + 1);
        let is_place = name.split(' ').any(|word| {
            one_of(word, "place spot location residence address office desk seat room point city town neighbourhood")
        });
        let before = words.join(" ").to_lowercase();
        is_linked && !is_place && PLACES.iter().any(|place| before.ends_with(place))
    }

    /// "I live in Malaga on weekends".
    pub(super) fn is_at_times_after(&self, act: Act, value: &str) -> bool {
        let low = self.low();
        let words: Vec<&str> = low.split_whitespace().collect();
        act == Act::State && crate::rules::beside::at_times_after(&words, value)
    }
}

/// Whether two names are of two things of a kind: an error tracker is no issue tracker.
pub(super) fn is_beside(name: &str, attribute: &str) -> bool {
    match (name.rsplit_once(' '), attribute.rsplit_once(' ')) {
        (Some((one, kind)), Some((other, of_kind))) => {
            kind == of_kind && one != other && !one.contains(' ') && !other.contains(' ')
        }
        _ => false,
    }
}

/// A label as other sentences have it: no possessive, no "deadline" of a deadline.
pub(super) fn label_of(label: &str) -> String {
    let low = label.to_lowercase();
    let words = low.split_whitespace().map(attributes::spelling);
    let kept: Vec<&str> = words
        .skip_while(|word| {
            one_of(
                word,
                "my our the a an new next this another cheaper better different favourite favorite fav fave preferred",
            )
        })
        .collect();
    kept.join(" ")
}

/// What takes place, of an attribute that tells when it does: "standup time".
pub(super) fn occasion(name: &str) -> Option<String> {
    let what = name
        .strip_suffix(" time")
        .or_else(|| name.strip_suffix(" date"))
        .or_else(|| name.strip_suffix(" day"))?;
    attributes::is_occasion(what).then(|| format!("appointment:{what}"))
}

pub(super) fn appointment(label: &str) -> String {
    let (name, _) = property(label);
    if name.starts_with("appointment:") {
        return name;
    }
    format!("appointment:{label}")
}

/// The name that the rules give an attribute, where people name it otherwise.
pub(super) fn canonical(name: &str) -> &str {
    match name {
        "job title" => "job_title",
        "native language" => "native_language",
        "languages spoken" => "language_spoken",
        "marital status" => "marital_status",
        "allergies" => "allergic_to",
        "favourite team" => "favourite:team",
        "reply language" => "instruction:language",
        "home address" => "address",
        "release day" => "deploy day",
        "form of address" => "nickname",
        "default branch for changes" => "default branch",
        "ice cream flavour" => "favourite:ice cream flavour",
        "favourite restaurant" => "favourite:restaurant",
        other => other,
    }
}

/// Whether what is said of an animal is the speaker's property: "the dog's vet".
pub(super) fn is_of_pets(attribute: &str) -> bool {
    attribute.starts_with("pet")
        || one_of(attribute, "vet")
        || attribute.starts_with("dog ")
        || attribute.starts_with("cat ")
}

/// Whether what is said of the children is the speaker's property: "the kids' babysitter".
pub(super) fn is_of_household(attribute: &str) -> bool {
    const OF_CHILDREN: [&str; 6] = [
        "babysitter",
        "screen limit",
        "nursery",
        "kids' bedtime",
        "school pick-up person",
        "paediatrician",
    ];
    OF_CHILDREN.contains(&attribute)
}

/// An attribute as people name it: "coffee order", "favourite band".
pub(super) fn name_of(attribute: &str) -> String {
    match attribute.split_once(':') {
        Some(("appointment", label)) => label.to_owned(),
        Some(("favourite", label)) => format!("favourite {label}"),
        Some((family, label)) => format!("{label} {family}"),
        None => attribute.replace('_', " "),
    }
}

/// "User's coffee order is a flat white".
pub(super) fn sentence(subject: &str, attribute: &str, value: &str) -> String {
    let whose = match subject {
        "user" => "User's".to_owned(),
        other => {
            let mut whose = other.to_owned();
            if let Some(first) = whose.get(..1) {
                let first = first.to_uppercase();
                whose.replace_range(..1, &first);
            }
            format!("{whose}'s")
        }
    };
    let name = name_of(attribute);
    format!("{whose} {name} is {value}")
}
