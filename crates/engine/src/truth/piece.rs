//! A sentence and what the slot model makes of it; what speaks for and against that one sentence supersedes
//! another beside what the model of pairs thinks of the two, and how sure that must therefore be. Pure.

use std::collections::BTreeSet;

use extraction::form::{Form, form_of};
use extraction::kinds::Aspect;
use inference::slots::{Attribute, Slots};
use types::Act;

use super::apart::{are_of_two_things, no_thing_in_common, other_thing, same_owner};
use super::meant::ABOUT;
use super::words::{contains_words, normalize_text};
use crate::minds::sentences::{stem, stems};

/// An attribute at least this likely, of which several values hold at once, is corrected by name only.
const MANY_MIN: f32 = 0.3;

/// How sure the model must be that a sentence corrects something, and one that names what is over.
const CORRECTS_MIN: f32 = 0.8;
const CORRECTS_NAMED_MIN: f32 = 0.65;
/// Log odds from which a sentence supersedes another, chosen on the fifth wordings of `bench/correction.py`,
/// on `bench/chats.py` and on what must close nothing (`collateral.rs`, `asserts.rs`): where it surely
/// corrects something, and names a value that is over, or both sentences are about one attribute.
const ODDS_TOLD_MIN: f32 = 0.5;
/// The same where it corrects something.
const ODDS_SURE: f32 = 1.8;
/// The same where the two sentences have no thing in common.
const ODDS_APART_MIN: f32 = 2.5;
/// The same where they are about two things, as far as their words and the model tell: "my bike", "my skateboard".
const ODDS_OTHER_MIN: f32 = 3.6;
/// The same where something speaks against it.
const ODDS_DOUBTED_MIN: f32 = 3.5;
/// The same where only the rules see no clear change, and it gives a name or a number: "I rebooked with United".
const ODDS_UNCLEAR_MIN: f32 = 2.9;
/// The same where the model sees nothing stated in what was said: "I'm trying to write better".
const ODDS_UNTOLD_MIN: f32 = 3.9;
/// The same where it sees nothing in what is to correct it.
const ODDS_UNSAID_MIN: f32 = 4.2;
/// The same for an end, so that the rules of what an end means need not agree.
const ODDS_END_SURE: f32 = 3.0;
/// The same for what gives another value, so that no rule of what words are about need agree: with 2.5 a coat for
/// summer would take the place of one for winter (`others.rs`). An end is told by what the rules know alone: "the
/// penicillin order is cancelled" has odds of 4 against an allergy.
const ODDS_CERTAIN_MIN: f32 = 3.3;
/// The same where a value is said to be so again that the other sentence names as over ("from Ems to Rhine", "Ems
/// again"), or one is given and the one that is over named: "the Ems, not the Rhine".
const ODDS_BACK_MIN: f32 = -1.5;
/// How sure the model must be that two sentences are about one attribute.
const TOLD_MIN: f32 = 0.6;

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
    /// If it is to correct something: the rules see nothing against that.
    pub is_clear: bool,
    /// Nothing was said before it in its message, so that "she" is somebody of an earlier one.
    pub opens: bool,
    /// The words of its sentence before it, where it has no subject: "my sister moved and | goes to Dr. Novak".
    pub lead: String,
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
        let first = slots.attributes.first();
        let first = first.filter(|(_, share)| *share >= MANY_MIN);
        let about = first.and_then(|&(number, _)| attributes.get(number));
        Piece {
            text: text.to_owned(),
            masked,
            is_many: about.is_some_and(|about| about.is_many),
            is_clear: true,
            opens: true,
            lead: String::new(),
            slots,
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

    /// The words without the value that it gives.
    pub fn without_value(&self) -> String {
        let mut words = self.text.clone();
        if let Some(range) = self
            .slots
            .value
            .clone()
            .filter(|range| range.end <= words.len())
        {
            words.replace_range(range, "");
        }
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
pub(super) const EMPTY: [&str; 22] = [
    "new", "now", "again", "anymor", "longer", "instead", "current", "chang", "move", "switch",
    "use", "go", "get", "put", "take", "old", "day", "todai", "actual", "start", "mine", "user",
];

/// Whether `said` has the value that `change` says is over.
pub(super) fn has_old(change: &Piece, said: &Piece) -> bool {
    let bare = |value: &str| {
        let normal = normalize_text(value);
        let words = normal.split(' ');
        let mut telling: Vec<&str> = words.skip_while(|word| LINKS.contains(word)).collect();
        while telling.last().is_some_and(|word| LINKS.contains(word)) {
            telling.pop();
        }
        telling.join(" ")
    };
    let old = change.old().map(bare).unwrap_or_default();
    let text = normalize_text(&said.text);
    // "Casa Azul in Oslo" was said as "Casa Azul for the trip".
    let words: Vec<&str> = old.split(' ').collect();
    let name = words.iter().take_while(|word| !LINKS.contains(word));
    let name = name.copied().collect::<Vec<_>>().join(" ");
    // Of "Femi called it quits" the model may take the verb along.
    let said_as = change.old().unwrap_or_default();
    let is_name = said_as.contains(char::is_uppercase);
    let capitals = said_as
        .split(' ')
        .take_while(|word| word.starts_with(char::is_uppercase));
    let capitals = normalize_text(&capitals.collect::<Vec<_>>().join(" "));
    // "Wednesdays" were said as "Wednesday evenings".
    let (of_old, of_said) = (stems(&old), stems(&said.text));
    let is_said = !of_old.is_empty() && of_old.is_subset(&of_said);
    let is_named = || is_said || (!capitals.is_empty() && contains_words(&text, &capitals));
    !old.is_empty()
        && (contains_words(&text, &old) || is_name && contains_words(&text, &name) || is_named())
}

const LINKS: [&str; 16] = [
    "a", "an", "the", "at", "on", "in", "to", "with", "by", "for", "from", "of", "my", "our", "as",
    "under",
];

/// Whether `change` may supersede what `said` states, as far as their values, their owners and their
/// things tell.
pub(super) fn may_mean(change: &Piece, said: &Piece) -> bool {
    let names_old = has_old(change, said);
    let is_named_end = change.slots.act == Act::End && change.old().is_some();
    if is_same_value(change, said)
        || is_what_is_back(change, said)
        || !same_owner(change, said)
        || is_named_end && !names_old
    {
        return false;
    }
    names_old || !other_thing(change, said) && !goes_elsewhere(change, said)
}

/// Whether two sentences tell of one thing that is done for different places: "I take the bus to work", "I take the
/// bus to the gym now".
fn goes_elsewhere(change: &Piece, said: &Piece) -> bool {
    let split = |text: &str| {
        let normal = normalize_text(text);
        let (before, after) = normal.split_once(" to ")?;
        let mut words = after.split(' ').skip_while(|word| LINKS.contains(word));
        let goal = words.next()?.to_owned();
        // An address is none either: "invoices go to ann@acme.example".
        let is_telling = |word: &str| {
            word.starts_with(char::is_uppercase) || word.contains(['@', '#', '/', '_'])
        };
        let is_name = text
            .split_whitespace()
            .any(|word| is_telling(word) && normalize_text(word).starts_with(&goal));
        (!is_name).then(|| (telling_stems(before), goal))
    };
    match (split(&change.text), split(&said.text)) {
        (Some((mine, new)), Some((theirs, old))) => {
            stem(&new) != stem(&old) && !mine.is_disjoint(&theirs)
        }
        _ => false,
    }
}

/// The stems of words that tell something of what they are about.
fn telling_stems(words: &str) -> BTreeSet<String> {
    let mut telling = stems(words);
    telling.retain(|word| !EMPTY.contains(&word.as_str()));
    telling
}

/// Whether the value of a change may stand beside the one before.
fn joins_or_is_beside(change: &Piece, said: &Piece) -> bool {
    !has_old(change, said)
        && (joins_value(change, said) || !gives_topic(change, said) && is_beside(change, said))
}

/// Whether words tell that something was done anew or grew or shrank: "I rebooked", "I'm down to one cup".
fn is_redone(text: &str) -> bool {
    let low = normalize_text(text);
    let anew = "rebooked rescheduled reassigned renamed renewed reordered replaced relocated rewrote redid".split(' ');
    let has = |words: &str| contains_words(&low, words);
    has("down to") || has("up to") || anew.into_iter().any(has)
}

/// Whether a value is a name or an amount.
fn is_name_or_number(value: &str) -> bool {
    const COUNTED: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
    let first = value.split(' ').next().unwrap_or_default();
    value.contains(|c: char| c.is_uppercase() || c.is_ascii_digit())
        || value.contains(' ') && COUNTED.contains(&first)
}

/// Whether two sentences give one value.
fn is_same_value(change: &Piece, said: &Piece) -> bool {
    match (change.value(), said.value()) {
        (Some(new), Some(was)) => normalize_text(new) == normalize_text(was),
        _ => false,
    }
}

/// Whether a change says that what was said is so again: "the team meets on Monday again", "every Monday we meet".
fn is_what_is_back(change: &Piece, said: &Piece) -> bool {
    let back = normalize_text(change.value().unwrap_or_default());
    change.slots.act == Act::Again
        && change.value().is_some_and(is_name_or_number)
        && !is_back(change, said)
        && !has_old(change, said)
        && !gives_topic(change, said)
        && contains_words(&normalize_text(said.value().unwrap_or_default()), &back)
}

/// Whether the model takes for the value of `change` what both are about: "I've put my fern back on the landing".
fn gives_topic(change: &Piece, said: &Piece) -> bool {
    change
        .value()
        .is_some_and(|value| is_topic(change, said, value))
}

/// Whether `change` gives a value of what holds several at once.
fn joins_value(change: &Piece, said: &Piece) -> bool {
    let joins = change.is_many || said.is_many && both_about(change, said) >= MANY_MIN;
    joins && change.slots.act != Act::End
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

/// Whether a sentence surely corrects something, and gives a value or names one.
pub(super) fn corrects(piece: &Piece) -> bool {
    let is_named = piece.old().is_some();
    let has_value = match piece.slots.act {
        Act::Change | Act::Again => piece.value().is_some(),
        Act::End => is_named,
        // "Sorry, Sam, not Pat": of what, Pat tells, or what was said last.
        Act::Bare => piece.value().is_some(),
        _ => false,
    };
    let least = match is_named {
        true => CORRECTS_NAMED_MIN,
        false => CORRECTS_MIN,
    };
    has_value && piece.slots.act_share >= least
}

/// The log odds from which `change` supersedes what `said` states, by what else speaks for it.
pub(super) fn odds_min(change: &Piece, said: &Piece) -> f32 {
    let names_old = has_old(change, said);
    if is_back(change, said) || names_old && is_exchange(change) {
        return ODDS_BACK_MIN;
    }
    let tells_nothing = |piece: &Piece| piece.slots.act == Act::None && !names_old;
    if tells_nothing(change) {
        return ODDS_UNSAID_MIN;
    }
    if tells_nothing(said) {
        return ODDS_UNTOLD_MIN;
    }
    if joins_or_is_beside(change, said) {
        return ODDS_DOUBTED_MIN;
    }
    if !change.is_clear {
        return match change.value().is_some_and(is_name_or_number) && is_redone(&change.text) {
            true => ODDS_UNCLEAR_MIN,
            false => ODDS_DOUBTED_MIN,
        };
    }
    let is_told = both_about(change, said) >= TOLD_MIN;
    let least = match corrects(change) {
        true if is_told || change.old().is_some() => ODDS_TOLD_MIN,
        true => ODDS_SURE,
        false => ODDS_APART_MIN,
    };
    let states = matches!(said.slots.act, Act::State | Act::Change | Act::Again);
    match names_old || states && is_told {
        true => least,
        false if are_of_two_things(change, said) => least.max(ODDS_OTHER_MIN),
        false if states && !no_thing_in_common(change, said) => least,
        false => least.max(ODDS_APART_MIN),
    }
}

/// Whether a change is surely about what was said, so that the rules of what it means need not agree. For
/// an end ("Monzo closed the branch") both must be about one attribute, too.
pub(super) fn is_sure(change: &Piece, said: &Piece, odds: f32) -> bool {
    let is_told = both_about(change, said) >= TOLD_MIN;
    match change.slots.act {
        Act::End => {
            let names_it = || change.old().is_some_and(is_of_number) && has_old(change, said);
            (is_told || shares_thing(change, said) || names_it()) && odds >= ODDS_END_SURE
        }
        // "The conference is in Oslo, not Rome": nothing of the speaker's, as far as the model sees.
        Act::None => false,
        _ => is_told || odds >= ODDS_SURE || is_back(change, said),
    }
}

/// Whether a value is told by a number: "Friday at 2:15". Names stand in much that ends nothing.
fn is_of_number(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit())
}

/// Whether a change supersedes what was said, whatever the rules think both are about.
pub(super) fn is_certain(change: &Piece, said: &Piece, odds: f32) -> bool {
    let states = matches!(said.slots.act, Act::State | Act::Change | Act::Again);
    let changes = matches!(change.slots.act, Act::Change | Act::Again);
    change.is_clear
        && changes
        && corrects(change)
        && states
        && odds >= ODDS_CERTAIN_MIN
        && !joins_or_is_beside(change, said)
}

/// Whether a change gives one value and names in so many words the one that is over: "it's Flask, not Django".
fn is_exchange(change: &Piece) -> bool {
    let (Some(_), Some(old)) = (change.value(), change.old()) else {
        return false;
    };
    let text = normalize_text(&change.text);
    let old = normalize_text(old);
    let leads = [
        "not",
        "no longer",
        "no longer on",
        "no longer at",
        "instead of",
        "rather than",
    ];
    let is_led = |lead: &&str| contains_words(&text, &format!("{lead} {old}"));
    change.slots.act == Act::Change && leads.iter().any(is_led)
}

/// Whether a change says that a value is so again which the other sentence says was replaced.
fn is_back(change: &Piece, said: &Piece) -> bool {
    let both = (change.value(), said.old());
    change.slots.act == Act::Again
        && said.slots.act == Act::Change
        && matches!(both, (Some(back), Some(over)) if normalize_text(back) == normalize_text(over))
}

/// Whether two sentences have a telling word in common beside the value: "no more charcoal in the porch", "my
/// porch is charcoal".
fn shares_thing(change: &Piece, said: &Piece) -> bool {
    let value = stems(said.value().or(change.old()).unwrap_or_default());
    let (mine, theirs) = (stems(&change.text), stems(&said.text));
    let is_telling = |word: &&String| !EMPTY.contains(&word.as_str()) && !value.contains(*word);
    mine.intersection(&theirs).any(|word| is_telling(&word))
}

/// Whether all that was said is over, and not its value alone.
pub(super) fn is_over(odds: f32) -> bool {
    odds >= ODDS_SURE
}

/// Whether words are what both sentences are about, and no value that one of them gives: "my cactus is back on
/// the windowsill" after "I keep my cactus by the router".
pub(super) fn is_topic(change: &Piece, said: &Piece, words: &str) -> bool {
    let is_name = |c: char| c.is_uppercase() || c.is_ascii_digit();
    let led = |piece: &Piece, leads: &[&str]| {
        let normal = normalize_text(&piece.text);
        let low = normalize_text(words);
        let bare = low.trim_start_matches("the ").trim_start_matches("my ");
        let mut leads = leads.iter().map(|lead| format!("{lead} {bare}"));
        leads.any(|led| contains_words(&normal, &led))
    };
    const OWN: [&str; 2] = ["my", "our"];
    const KNOWN: [&str; 3] = ["my", "our", "the"];
    !words.contains(is_name)
        && led(change, &KNOWN)
        && led(said, &KNOWN)
        && (led(change, &OWN) || led(said, &OWN) || has_it(&change.text) || has_it(&said.text))
}

/// Whether words go on with what stands for a thing that they name first: "I've moved the fern, it's here now".
fn has_it(words: &str) -> bool {
    let mut parts = words.split(", ").skip(1);
    parts.any(points_back)
}

/// Whether words begin with what stands for the words before them: "it's in the bathroom now", "and that's
/// where you'll find it".
pub(super) fn points_back(words: &str) -> bool {
    const POINTING: [&str; 9] = [
        "it", "its", "it's", "that", "that's", "this", "which", "these", "those",
    ];
    const LEADING: [&str; 5] = ["and", "but", "so", "now", "because"];
    let low = words.to_lowercase().replace('’', "'");
    let mut words = low
        .split_whitespace()
        .skip_while(|word| LEADING.contains(word));
    words.next().is_some_and(|word| POINTING.contains(&word))
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

#[cfg(test)]
#[path = "piece_tests.rs"]
mod tests;
