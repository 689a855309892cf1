//! Whether a sentence that changes or ends something means what another one said, when no name of an
//! attribute tells it: by the words that both have, by how near they are without their values, by the
//! value that it names as over, and by what sort of value each gives. Pure.

use std::collections::BTreeSet;

use extraction::form::{Form, form_of};
use extraction::is_relative;
use extraction::kinds::Aspect;
use inference::slots::{Attribute, Slots};
use types::Act;

use super::meant::ABOUT;
use super::words::{contains_words, normalize_text};
use crate::minds::sentences::{stem, stems};

/// What each likeness weighs: fitted with logistic regression on pairs of sentences of the development
/// words of `bench/correction.py`, right ones and wrong ones, with the families' attributes hidden.
const NEARNESS: f32 = 8.0;
const ATTRIBUTES: f32 = 3.5;
const SHARED: f32 = 1.0;
const SHARE: f32 = 1.8;
const SORT: f32 = 1.0;
const OLD: f32 = 7.0;
const OTHER_OLD: f32 = -5.0;
const BIAS: f32 = -5.0;
/// Below, a sentence does not mean another. At this, of the same pairs 61 % of the changes and 86 % of
/// the ends find what they mean, 0.6 % of them something else.
pub(super) const LIKENESS_MIN: f32 = 1.0;
/// The same where a change does not name what is over. In chats the model takes some news for a change;
/// what only sounds like it is not to be closed by that.
pub(super) const LIKENESS_UNNAMED_MIN: f32 = 2.0;
/// What is meant is this much likelier than anything else that is said.
pub(super) const DISTANCE_MIN: f32 = 1.0;
/// How sure it must be that two sentences are about one attribute, where nothing else tells it.
const ABOUT_MIN: f32 = 0.5;
/// The same, whatever words the one ends or corrects the other in.
const TOLD_MIN: f32 = 0.6;
/// How sure the model must be of what two sentences do, of what the later one is about, and how likely it
/// must be that this is what the earlier one is about, too, where nothing else tells that they belong together.
const SURE_ACTS_MIN: f32 = 0.8;
const SURE_MIN: f32 = 0.6;
const LIKELY_MIN: f32 = 0.3;
/// Shared words beyond which more tell no more.
const SHARED_MAX: usize = 3;
/// How sure it must be that a sentence states nothing.
const SAYS_NOTHING_MIN: f32 = 0.7;
/// An attribute at least this likely, of which several values hold at once, is corrected by name only.
const MANY_MIN: f32 = 0.3;

/// A sentence, or a part of one, and what the slot model makes of it.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its words.
    pub text: String,
    /// The words without its values.
    pub masked: String,
    /// What the model tells of it.
    pub slots: Slots,
    /// It may be about what holds several values at once.
    pub is_many: bool,
    /// No label tells which one of its kind it is about, as of deadlines.
    is_one_of_a_kind: bool,
    /// Of the words without the values, of length 1; empty where they have no vector.
    pub vector: Vec<f32>,
}

impl Piece {
    pub fn new(text: &str, slots: Slots, attributes: &[Attribute]) -> Self {
        let mut ranges: Vec<_> = [&slots.value, &slots.old].into_iter().flatten().collect();
        ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
        let mut masked = text.to_owned();
        for range in ranges {
            if range.end <= masked.len() {
                masked.replace_range(range.clone(), "");
            }
        }
        let is = |number: usize, how: &dyn Fn(&Attribute) -> bool| {
            attributes.get(number).is_some_and(how)
        };
        let first = slots.attributes.first();
        let first = first.filter(|(_, share)| *share >= MANY_MIN);
        Piece {
            text: text.to_owned(),
            masked,
            is_many: first.is_some_and(|&(number, _)| is(number, &|about| about.is_many)),
            is_one_of_a_kind: slots
                .attributes
                .first()
                .is_some_and(|&(number, _)| is(number, &|about| !about.name.ends_with(':'))),
            slots,
            vector: Vec::new(),
        }
    }

    /// The value that it gives.
    pub fn value(&self) -> Option<&str> {
        self.text.get(self.slots.value.clone()?)
    }

    /// The value that it says is over.
    pub fn old(&self) -> Option<&str> {
        self.text.get(self.slots.old.clone()?)
    }

    fn words(&self) -> BTreeSet<String> {
        let mut words = stems(&self.masked);
        words.retain(|word| !EMPTY.contains(&word.as_str()));
        words
    }

    /// A name for what it is about, made of its words in their order.
    pub fn about(&self) -> String {
        let mut seen = BTreeSet::new();
        let words = crate::minds::sentences::content_words(&self.masked);
        let words = words.iter().map(|word| stem(word));
        let telling = words.filter(|word| !EMPTY.contains(&word.as_str()));
        let first: Vec<String> = telling
            .filter(|word| seen.insert(word.clone()))
            .take(ABOUT_WORDS_MAX)
            .collect();
        format!("{ABOUT}{}", first.join(" "))
    }
}

/// Words in the name of what a sentence is about.
const ABOUT_WORDS_MAX: usize = 6;

/// Words of change and time, which tell nothing of what changes. Stems.
const EMPTY: [&str; 22] = [
    "new", "now", "again", "anymor", "longer", "instead", "current", "chang", "move", "switch",
    "use", "go", "get", "put", "take", "old", "day", "todai", "actual", "start", "mine", "user",
];

/// Whether `said` has the value that `change` says is over.
fn has_old(change: &Piece, said: &Piece) -> bool {
    let bare = |value: &str| {
        let normal = normalize_text(value);
        let words = normal.split(' ');
        let telling: Vec<&str> = words.skip_while(|word| LINKS.contains(word)).collect();
        telling.join(" ")
    };
    let old = change.old().map(bare).unwrap_or_default();
    let text = normalize_text(&said.text);
    // "Casa Azul in Oslo" was said as "Casa Azul for the trip".
    let words: Vec<&str> = old.split(' ').collect();
    let name = words.iter().take_while(|word| !LINKS.contains(word));
    let name = name.copied().collect::<Vec<_>>().join(" ");
    let is_name = change
        .old()
        .is_some_and(|old| old.contains(char::is_uppercase));
    !old.is_empty() && (contains_words(&text, &old) || is_name && contains_words(&text, &name))
}

const LINKS: [&str; 16] = [
    "a", "an", "the", "at", "on", "in", "to", "with", "by", "for", "from", "of", "my", "our", "as",
    "under",
];

/// Whether `change` may mean what `said` states, as far as can be told without vectors.
pub(super) fn may_mean(change: &Piece, said: &Piece) -> bool {
    let states = matches!(said.slots.act, Act::State | Act::Change | Act::Again);
    let is_same = match (change.value(), said.value()) {
        (Some(new), Some(was)) => normalize_text(new) == normalize_text(was),
        _ => false,
    };
    // "Hey Gina" is not what "I left Gina" ends.
    let says_nothing = said.slots.act == Act::None && said.slots.act_share >= SAYS_NOTHING_MIN;
    let shares = || !change.words().is_disjoint(&said.words());
    let names_old = has_old(change, said) && (!says_nothing || shares());
    // Where its value was not seen, what it is about must be sure.
    let is_told = said.value().is_some() || both_about(change, said) >= ABOUT_MIN;
    if !(names_old || states && is_told) || is_same {
        return false;
    }
    if !same_owner(change, said) {
        return false;
    }
    if change.old().is_some() && change.slots.act == Act::End {
        return names_old;
    }
    if !names_old && is_beside(change, said) {
        return false;
    }
    let joins = change.is_many || said.is_many && both_about(change, said) >= MANY_MIN;
    names_old || !joins && (is_sure_pair(change, said) || !other_thing(change, said))
}

/// Whether the value that is given now tells another aspect of a thing than the one that was.
fn is_beside(change: &Piece, said: &Piece) -> bool {
    let aspect = |piece: &Piece| Some(Aspect::of("", piece.value()?, &piece.text));
    match (aspect(change), aspect(said)) {
        (Some(new), Some(old)) => new.is_beside(&old, true),
        _ => false,
    }
}

/// How sure it is that two sentences are about one attribute.
fn both_about(one: &Piece, other: &Piece) -> f32 {
    let both = one.slots.attributes.iter().map(|(number, share)| {
        let theirs = other.slots.attributes.iter();
        let theirs = theirs.filter(|(other, _)| other == number);
        theirs.map(|(_, other)| share.min(*other)).sum::<f32>()
    });
    both.sum()
}

/// Whether the model is sure that two sentences are about one attribute.
pub(super) fn is_told(change: &Piece, said: &Piece) -> bool {
    both_about(change, said) >= TOLD_MIN || is_sure_pair(change, said)
}

/// Whether a sentence surely changes what the other surely states, by the attribute that the model finds
/// likeliest of both, and gives a value of the same sort.
fn is_sure_pair(change: &Piece, said: &Piece) -> bool {
    let (one, other) = (
        change.slots.attributes.first(),
        said.slots.attributes.first(),
    );
    let (Some(&(one, sure)), Some(&(other, likely))) = (one, other) else {
        return false;
    };
    let is_of_sort = match (change.value(), said.value()) {
        (Some(new), Some(was)) => form_of(new) == form_of(was),
        _ => false,
    };
    one == other
        && (change.old().is_none() || has_old(change, said))
        && change.is_one_of_a_kind
        && !tokens(&change.text)
            .iter()
            .any(|word| OUGHT.contains(&word.as_str()))
        && matches!(change.slots.act, Act::Change | Act::Again)
        && matches!(said.slots.act, Act::State | Act::Change | Act::Again)
        && change.slots.act_share >= SURE_ACTS_MIN
        && said.slots.act_share >= SURE_ACTS_MIN
        && sure >= SURE_MIN
        && likely >= LIKELY_MIN
        && is_of_sort
}

/// How sure it is that `change` means what `said` states.
pub(super) fn likeness(change: &Piece, said: &Piece) -> f32 {
    let dot = |one: &[f32], two: &[f32]| one.iter().zip(two).map(|(a, b)| a * b).sum::<f32>();
    let (mine, theirs) = (change.words(), said.words());
    let shared = mine.intersection(&theirs).count();
    let least = mine.len().min(theirs.len()).max(1);
    let is_of_sort = match (change.value(), said.value()) {
        (Some(new), Some(was)) => form_of(new) == form_of(was),
        _ => false,
    };
    let old = match (change.old(), has_old(change, said)) {
        (None, _) => 0.0,
        (Some(_), true) => OLD,
        (Some(_), false) => OTHER_OLD,
    };
    let likeness = BIAS
        + NEARNESS * dot(&change.vector, &said.vector)
        + ATTRIBUTES * both_about(change, said)
        + SHARED * shared.min(SHARED_MAX) as f32 / SHARED_MAX as f32
        + SHARE * shared as f32 / least as f32
        + if is_of_sort { SORT } else { 0.0 }
        + old;
    match is_sure_pair(change, said) {
        true => likeness.max(LIKENESS_UNNAMED_MIN),
        false => likeness,
    }
}

/// Whether two values are the same sort of thing, as far as their form tells.
pub(super) fn is_of_sort(one: &str, other: &str) -> bool {
    form_of(one) == form_of(other)
}

/// Whether a value may stand in the place of another: no time, number of a telephone or address of mail
/// stands where a name did.
pub(super) fn may_replace(old: &str, new: &str) -> bool {
    let telling = [Form::Mail, Form::Date, Form::Time, Form::Phone];
    form_of(old) != Form::Words || !telling.contains(&form_of(new))
}

/// What others are to do is no news of the speaker's.
const OUGHT: [&str; 5] = ["should", "must", "shall", "ought", "may"];

/// Words with their apostrophes, in lower case.
fn tokens(text: &str) -> Vec<String> {
    let low = text.to_lowercase().replace('’', "'");
    let words = low.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
    let words = words.filter(|word| word.contains(char::is_alphanumeric));
    words.map(str::to_owned).collect()
}

/// Whose things a sentence is about beside the speaker's: relatives that stand first or have
/// something, other teams, whatever has something.
fn owners(text: &str) -> BTreeSet<String> {
    let words = tokens(text);
    let mut owners = BTreeSet::new();
    for (n, word) in words.iter().enumerate() {
        let has = word.strip_suffix("'s").or(word.strip_suffix("s'"));
        let base = has.unwrap_or(word);
        let after = words.get(n + 1).map(String::as_str).unwrap_or_default();
        let led = n > 0 && WHOSE.contains(&words[n - 1].as_str());
        // "My best friend", "our old neighbour".
        let led_on = n > 1 && WHOSE.contains(&words[n - 2].as_str()) && {
            let which = words[n - 1].as_str();
            !words[n - 1].contains('\'') && NARROWING.contains(&which)
        };
        let is_first = n <= 3 && (led || led_on) && after != "and";
        let is_team = matches!(base, "team" | "squad");
        if is_team && n > 0 && !led {
            let which = words[n - 1].as_str();
            if !matches!(
                which,
                "the" | "a" | "whole" | "entire" | "new" | "own" | "dev"
            ) {
                owners.insert(which.to_owned());
            }
        } else if has.is_some()
            && !is_team
            && !NOT_OWNERS.contains(&base)
            && !NOT_OWNED.contains(&after)
        {
            owners.insert(person(base).unwrap_or(base).to_owned());
        } else if let Some(kin) = person(base).filter(|_| is_first) {
            owners.insert(kin.to_owned());
        } else if n <= 2
            && (led || n > 0 && words[n - 1] == "the")
            && matches!(base, "company" | "firm" | "office")
        {
            owners.insert(base.to_owned());
        }
    }
    // "My dog takes his pills": nobody who was named.
    if owners.is_empty() && words.iter().any(|word| THEIRS.contains(&word.as_str())) {
        owners.insert(THEIRS[0].to_owned());
    }
    owners
}

/// A relative or friend, by one name for each.
fn person(word: &str) -> Option<&str> {
    match word {
        "boy" => Some("son"),
        "girl" => Some("daughter"),
        "kid" | "kids" => Some("child"),
        // "My partner is Robin" is about the speaker's own.
        "partner" => None,
        word => is_relative(word).then_some(word),
    }
}

const WHOSE: [&str; 5] = ["my", "our", "his", "her", "their"];
/// Words between an owner and the friend or relative.
const NARROWING: [&str; 18] = [
    "best", "good", "old", "oldest", "close", "closest", "dear", "big", "little", "older", "elder",
    "younger", "youngest", "eldest", "ex", "former", "new", "only",
];
/// Words for somebody else.
const THEIRS: [&str; 5] = ["his", "her", "he", "she", "hers"];
const NOT_OWNERS: [&str; 12] = [
    "it", "that", "what", "who", "here", "there", "where", "he", "she", "let", "how", "today",
];
/// After these, "'s" is a verb.
const NOT_OWNED: [&str; 14] = [
    "been", "got", "a", "an", "the", "now", "in", "at", "on", "with", "called", "not", "no", "",
];

/// What a sentence tells of the relative or friend who stands in it.
#[derive(PartialEq)]
enum OfPerson {
    /// "My best friend is dating Sam."
    Does,
    /// "My best friend is Noor", "Noor is my best friend".
    Is,
    Nothing,
}

fn of_person(text: &str) -> OfPerson {
    let words = tokens(text);
    let is_led = |n: usize| words[..n].iter().any(|word| WHOSE.contains(&word.as_str()));
    let Some(n) = (1..words.len()).find(|&n| is_led(n) && person(&words[n]).is_some()) else {
        return OfPerson::Nothing;
    };
    let after = |at: usize| words.get(n + at).map(String::as_str).unwrap_or_default();
    match after(1) {
        "is" | "was" if after(2).len() > 4 && after(2).ends_with("ing") => OfPerson::Does,
        "is" | "was" | "" | "now" | "called" | "named" => OfPerson::Is,
        word if word.ends_with('s') => OfPerson::Does,
        _ => OfPerson::Nothing,
    }
}

/// Whether two sentences are about things of the same people.
fn same_owner(change: &Piece, said: &Piece) -> bool {
    // What changes nothing of the user's may have its owner taken for its value.
    let (mine, theirs) = (owners(&change.text), owners(&said.masked));
    let is_named = |owner: &str, text: &str| {
        let words = tokens(text);
        let mut known = words.iter().map(|word| {
            let base = word.strip_suffix("'s").unwrap_or(word);
            person(base).unwrap_or(base)
        });
        let is_theirs = |word: &str| owner == THEIRS[0] && THEIRS.contains(&word);
        known.any(|word| word == owner || is_theirs(word))
    };
    if of_person(&change.text) == OfPerson::Does && of_person(&said.text) == OfPerson::Is {
        return false;
    }
    let is_plain = |owner: &str| person(owner).is_none();
    mine.iter().all(|owner| is_named(owner, &said.text))
        && theirs
            .iter()
            .all(|owner| is_plain(owner) || is_named(owner, &change.text))
}

/// What follows a name, not a verb.
const BEING: [&str; 6] = ["is", "are", "was", "were", "has", "will"];

/// The words of each thing that has an article or owner: "my car insurance".
fn things(text: &str) -> Vec<Vec<String>> {
    const LEADS: [&str; 9] = ["my", "our", "the", "a", "an", "his", "her", "their", "your"];
    const SKIPPED: [&str; 9] = [
        "new",
        "old",
        "own",
        "usual",
        "current",
        "regular",
        "favourite",
        "favorite",
        "next",
    ];
    let words = tokens(text);
    let mut things = Vec::new();
    let mut n = 0;
    while n < words.len() {
        let leads = LEADS.contains(&words[n].as_str()) || words[n].ends_with("'s");
        n += 1;
        if !leads {
            continue;
        }
        let mut thing = Vec::new();
        while let Some(word) = words.get(n).filter(|_| thing.len() < 4) {
            let base = word.strip_suffix("'s").unwrap_or(word);
            let is_end = search::is_stop_word(base)
                || LEADS.contains(&base)
                || EMPTY.contains(&stem(base).as_str()) && !SKIPPED.contains(&base);
            if is_end {
                break;
            }
            if !SKIPPED.contains(&base) {
                thing.push(stem(person(base).unwrap_or(base)));
            }
            n += 1;
            let after = words.get(n).map(String::as_str).unwrap_or_default();
            // "The check-in kicks off", "the check-in starts": what it does is no part of its name.
            let is_verb = thing.len() > 1
                && (base.ends_with('s') || base.ends_with("ed"))
                && !BEING.contains(&after)
                && (after.is_empty() || search::is_stop_word(after));
            if is_verb {
                thing.pop();
            }
            if is_verb || base.len() < word.len() {
                break;
            }
        }
        if !thing.is_empty() {
            things.push(thing);
        }
    }
    things
}

/// Whether two sentences name different things of one kind: "my car insurance", "my health
/// insurance"; or things that have no word in common.
fn other_thing(change: &Piece, said: &Piece) -> bool {
    let (mine, theirs) = (things(&change.masked), things(&said.masked));
    let all = |text: &str| -> BTreeSet<String> {
        let words = tokens(text);
        let known = words.iter().map(|word| person(word).unwrap_or(word));
        known.map(stem).collect()
    };
    let (my_words, their_words) = (all(&change.text), all(&said.text));
    let is_new = |thing: &Vec<String>, words: &BTreeSet<String>| {
        thing.iter().all(|word| !words.contains(word))
    };
    let (mut is_other, mut is_same) = (false, false);
    for one in &mine {
        for two in theirs
            .iter()
            .filter(|two| one.iter().any(|word| two.contains(word)))
        {
            let own = |thing: &[String], words: &BTreeSet<String>| {
                thing.iter().any(|word| !words.contains(word))
            };
            match own(one, &their_words) && own(two, &my_words) {
                true => is_other = true,
                false => is_same = true,
            }
        }
    }
    // "The budget for the wedding", "the budget for the offsite".
    let is_led_on = mine.iter().any(|thing| is_new(thing, &their_words))
        && theirs.iter().any(|thing| is_new(thing, &my_words))
        && said.value().is_some();
    if is_other || is_same {
        return !is_same || is_led_on;
    }
    let unknown = |things: &[Vec<String>], words: &BTreeSet<String>| {
        !things.is_empty() && things.iter().all(|thing| is_new(thing, words))
    };
    unknown(&mine, &their_words) && unknown(&theirs, &my_words)
}

#[cfg(test)]
#[path = "likeness_tests.rs"]
mod tests;
