//! From what a model has told of a sentence to a statement, a retraction or nothing.

use std::ops::Range;

use types::{Act, Cardinality, MemoryKind, Polarity};

use super::denial::denies_any;
use super::kinds::{self, is_no_value};
use super::telling::{tells_about_what, tells_end, tells_of_mistake};
use super::wording::{
    DATED, agreed, appointment, canonical, is_beside, is_of_household, is_of_pets, label_of,
    name_of, occasion, overlaps, sentence,
};
use super::{Candidate, READ_MIN, Told, Unit, kindred};
use crate::form::is_time;
use crate::grammar::words::one_of;
use crate::kinds::apart_of;
use crate::reading::{CORRECTION, Cue, Found, Naming, Reading, Replaced, Retracted, Retraction};
use crate::rules::{attributes, passing};

/// How sure a statement is that a model has told: less than any of the rules'.
const CONFIDENCE: f32 = 0.7;
/// What a change may be about instead is at least this likely: a nail artist is no hairdresser.
const ALTERNATIVE_MIN: f32 = 0.15;
/// A sentence that only corrects a value, or takes something back, is short.
const BARE_WORDS_MAX: usize = 12;
/// The same where both values are surely named: "I said Rome just now but that was wrong, it's Bari".
const BARE_OF_BOTH_WORDS_MAX: usize = 16;
/// How sure the model must be of these: nothing else in them tells what they are about.
const BARE_MIN: f32 = 0.78;
/// The same where it names both and no word tells that it corrects.
const BARE_SURELY_MIN: f32 = 0.93;
/// The same where it names both the value and the one before.
const BARE_OF_TWO_MIN: f32 = 0.6;
/// How sure the model must be of an attribute that narrows the one that the rules read.
const NARROWED_MIN: f32 = 0.75;
/// The same of one for which the rules have another name: "mobile provider".
const SAME_MIN: f32 = 0.95;
/// Such a sentence is shorter still.
const BARE_OF_TWO_WORDS_MAX: usize = 9;
/// A correction that is only marked by an asterisk is a few words.
const MARKED_WORDS_MAX: usize = 5;
/// How likely what ends may be about an attribute that has the value which is named as over.
const BESIDE_MIN: f32 = 0.09;

/// How sure the model must be that a sentence does nothing to what was said before.
const NOTHING_MIN: f32 = 0.85;
/// How sure the model must be of an end that no word tells.
const ENDS_SURELY_MIN: f32 = 0.85;

/// What is to be put into a reading.
#[derive(Default)]
pub(super) struct Outcome {
    statements: Vec<Found>,
    replaced: Vec<Replaced>,
    retractions: Vec<Retraction>,
    /// Statements of the rules that stay, with how they stand to what was said before.
    kept: Vec<(usize, Cue)>,
    dropped: Vec<usize>,
    dropped_retractions: Vec<usize>,
}

impl Outcome {
    pub fn add(&mut self, unit: &Unit, told: &Told<'_>, reading: &Reading) {
        // "Lena quit": who does something is not what ends.
        if unit.is_of_others(told) {
            return;
        }
        match told.act {
            Act::State | Act::Change | Act::Again if unit.is_past => {}
            Act::State | Act::Change | Act::Again if unit.is_clear(told) => {
                self.state(unit, told, reading);
            }
            Act::End if unit.is_clear(told) && unit.may_end(told) => self.end(unit, told, reading),
            Act::End if unit.is_evident(told) && unit.may_end(told) => {
                self.end_of_value(unit, told, reading)
            }
            Act::Change if unit.is_evident(told) && told.old.is_some() => {
                self.bare(unit, told, reading);
            }
            Act::Again if unit.is_evident(told) => self.bare(unit, told, reading),
            Act::Bare if unit.is_bare(told) => self.bare(unit, told, reading),
            Act::Retract if unit.is_bare(told) => self.retract(unit, told),
            Act::None if told.act_share >= NOTHING_MIN => self.nothing(unit, reading),
            _ => {}
        }
    }

    fn state(&mut self, unit: &Unit, told: &Told<'_>, reading: &Reading) {
        let Some(about) = unit.about(told) else {
            return;
        };
        let Some(value) = unit.words(told.value.as_ref(), about.name) else {
            return;
        };
        let is_kind = about.name == "pet" && attributes::is_animal(&value.to_lowercase());
        let is_beside = told.old.is_none() && unit.is_beside(told.act, about.name);
        let is_place = unit.is_beside_which(told, about.name);
        if is_kind || is_place || is_beside && !about.is_many {
            return;
        }
        let Some((subject, attribute)) = unit.address(told, about.name) else {
            return;
        };
        let is_passing = unit.is_passing && !passing::is_kept(about.name, &attribute);
        let stays = || unit.is_firm && unit.stays(reading, told.act, (&subject, &attribute));
        if is_passing || unit.is_told_better(reading, &attribute) || stays() {
            return;
        }
        let value = unit
            .read_in(reading)
            .filter(|found| found.statement.polarity == Polarity::Positive)
            .find_map(|found| agreed(&found.statement, (&subject, &attribute), &value))
            .unwrap_or(value);
        let attribute = unit
            .dated((&attribute, &value), &about, reading)
            .or_else(|| unit.said_name(&attribute, about.share))
            .unwrap_or(attribute);
        let mut found = unit.found(told, &about, reading, (subject, attribute, value.clone()));
        if unit.is_at_times() || unit.is_at_times_after(told.act, &value) || is_beside {
            (found.cue, found.statement.cardinality) = (Cue::Plain, Cardinality::Many);
        }
        // "Actually my session is on Friday": the model sees no change in that.
        let corrects = |read: &Found| {
            let same = |of: &String| overlaps(of, &value);
            read.cue == Cue::Change
                && read.statement.polarity == Polarity::Positive
                && read.statement.attribute != CORRECTION
                && read.statement.value.as_ref().is_some_and(same)
        };
        if found.cue == Cue::Plain && unit.read_in(reading).any(corrects) {
            found.cue = Cue::Change;
        }
        let read = unit.read_in(reading).next();
        if let Some(read) = read.filter(|read| is_worded(read, &about, &value)) {
            found.text = in_own_words(read, &found);
        }
        let same = |other: &Found| other.statement.address() == found.statement.address();
        let is_kept = |n: &usize| !unit.instead_of.contains(n);
        let kept = (0..reading.statements.len()).filter(is_kept);
        if is_no_value(&found.statement, &unit.text)
            || self.statements.iter().any(same)
            || kept.map(|n| &reading.statements[n]).any(same)
        {
            return;
        }
        let of = name_of(&found.statement.attribute);
        self.statements.push(found);
        self.drop_of(unit);
        let old = unit.words(told.old.as_ref(), about.name);
        if let Some(old) = old.filter(|old| *old != value && !is_said_in(&of, old)) {
            self.replaced.push(Replaced {
                old,
                new: Some(value),
                span: unit.span,
            });
        }
    }

    fn end(&mut self, unit: &Unit, told: &Told<'_>, reading: &Reading) {
        let Some(about) = unit.about(told) else {
            return;
        };
        let Some((subject, attribute)) = unit.address(told, about.name) else {
            return;
        };
        // "I don't take the bus to work anymore, I take the bike now": the rules read on.
        let goes_on = |found: &Found| {
            let statement = &found.statement;
            let is_at = statement.subject == subject && statement.attribute == attribute;
            is_at && found.cue == Cue::Change && statement.polarity == Polarity::Positive
        };
        if unit.read_in(reading).any(goes_on) {
            return;
        }
        let ended = unit
            .words(told.old.as_ref(), about.name)
            .filter(|old| !denies_any(&unit.text, about.name, old));
        let when = ended.as_deref().unwrap_or_default();
        let attribute = unit
            .dated((&attribute, when), &about, reading)
            .unwrap_or(attribute);
        let sure = told.is_sure_of(&about).then(|| attribute.clone());
        let least = match sure {
            Some(_) => READ_MIN,
            None => BESIDE_MIN,
        };
        let others = unit.abouts_of(told, &subject, least);
        let abouts = sure.into_iter().chain(others).collect();
        self.drop_unless_ended(unit, reading);
        self.retractions.push(Retraction {
            what: Retracted::About {
                subject,
                attribute: Some(attribute),
                value: ended,
            },
            span: unit.span,
            abouts,
        });
    }

    /// What ends is told by its value alone.
    fn end_of_value(&mut self, unit: &Unit, told: &Told<'_>, reading: &Reading) {
        let Some(value) = unit.words(told.old.as_ref(), "") else {
            return;
        };
        self.drop_unless_ended(unit, reading);
        self.retractions.push(Retraction {
            what: Retracted::About {
                subject: "user".to_owned(),
                attribute: None,
                value: Some(value),
            },
            span: unit.span,
            abouts: unit.abouts_of(told, "user", BESIDE_MIN),
        });
    }

    /// A value, and not of what: of what had the value before, or this one.
    fn bare(&mut self, unit: &Unit, told: &Told<'_>, reading: &Reading) {
        // The rules know corrections of their own.
        let is_known = |n: &usize| reading.statements[*n].statement.attribute == CORRECTION;
        if unit.instead_of.iter().any(is_known) {
            return;
        }
        let Some(value) = unit.words(told.value.as_ref(), "") else {
            return;
        };
        let old = unit
            .words(told.old.as_ref(), "")
            .filter(|old| *old != value);
        if let Some(n) = unit.named_by_rules(reading, &value) {
            let cue = match told.act {
                Act::Again => Cue::Again,
                _ => Cue::Change,
            };
            self.kept.push((n, cue));
            self.replaced.extend(old.map(|old| Replaced {
                old,
                new: Some(value),
                span: unit.span,
            }));
            return;
        }
        let mut found = unit.found.clone();
        found.statement.subject = "user".to_owned();
        found.statement.attribute = CORRECTION.to_owned();
        found.statement.cardinality = Cardinality::One;
        found.statement.polarity = Polarity::Positive;
        found.statement.value = Some(value.clone());
        found.text = format!("It is {value}");
        found.type_ = "fact".to_owned();
        found.cue = match told.act {
            Act::Again => Cue::Again,
            _ => Cue::Change,
        };
        found.confidence = CONFIDENCE;
        self.drop_of(unit);
        self.statements.push(found);
        if let Some(old) = old {
            self.replaced.push(Replaced {
                old,
                new: Some(value),
                span: unit.span,
            });
        }
    }

    fn retract(&mut self, unit: &Unit, told: &Told<'_>) {
        self.drop_of(unit);
        let what = match unit.words(told.old.as_ref(), "") {
            None => Retracted::Last,
            Some(words) => Retracted::Named {
                words,
                how: Naming::Asked,
            },
        };
        self.retractions.push(Retraction {
            what,
            span: unit.span,
            abouts: Vec::new(),
        });
    }

    /// "Steph cancelled tonight": by its words alone the rules take it for an end.
    fn nothing(&mut self, unit: &Unit, reading: &Reading) {
        let is_ended = |n: &&usize| {
            let what = reading
                .retractions
                .get(**n)
                .map(|retraction| &retraction.what);
            matches!(
                what,
                Some(Retracted::Named {
                    how: Naming::Ended,
                    ..
                })
            )
        };
        let ended = unit.retractions.iter().filter(is_ended);
        self.dropped_retractions.extend(ended);
    }

    /// The same, but for what the rules read of a taste, habit or appointment that ended, which ends at its own
    /// address, too, and for a ban ("stop using emojis"), which holds from now on.
    fn drop_unless_ended(&mut self, unit: &Unit, reading: &Reading) {
        let ends = |n: &usize| {
            let found = &reading.statements[*n];
            let attribute = found.statement.attribute.as_str();
            found.cue == Cue::End
                && (found.type_ == "preference"
                    || attribute == "smokes"
                    || attribute.contains(' ')
                    || attribute.starts_with("appointment:"))
        };
        if !unit.instead_of.iter().any(ends) && !unit.bans(reading) {
            self.drop_of(unit);
        }
    }

    /// What the rules made of the unit is no more.
    fn drop_of(&mut self, unit: &Unit) {
        self.dropped.extend_from_slice(&unit.instead_of);
        self.dropped_retractions
            .extend_from_slice(&unit.retractions);
    }

    pub fn put(mut self, reading: &mut Reading) {
        for (n, cue) in &self.kept {
            let kept = reading.statements.get_mut(*n);
            if let Some(kept) = kept.filter(|kept| kept.cue == Cue::Plain) {
                kept.cue = *cue;
            }
        }
        let mut number = 0;
        reading.statements.retain(|_| {
            number += 1;
            !self.dropped.contains(&(number - 1))
        });
        let mut number = 0;
        reading.retractions.retain(|_| {
            number += 1;
            !self.dropped_retractions.contains(&(number - 1))
        });
        reading.statements.append(&mut self.statements);
        let start = |found: &Found| found.statement.span.map_or(0, |span| span.start);
        reading.statements.sort_by_key(start);
        reading.replaced.append(&mut self.replaced);
        reading.retractions.append(&mut self.retractions);
    }
}

/// The speaker's own words find more than ours; what they are about goes with them.
fn in_own_words(read: &Found, found: &Found) -> String {
    format!("{} ({})", read.text, name_of(&found.statement.attribute))
}

/// Whether a statement of the rules says the value in the speaker's own words.
fn is_worded(read: &Found, about: &Candidate<'_>, value: &str) -> bool {
    read.statement.attribute != CORRECTION && !about.is_directive && read.text.contains(value)
}

/// Whether all words of a value stand in the name of what it would be a value of: of "the Kestrel
/// prototype is due in May" the Kestrel was no value.
fn is_said_in(name: &str, value: &str) -> bool {
    let is_in = |word: &str| {
        name.split(' ')
            .any(|other| word.eq_ignore_ascii_case(other))
    };
    value.split(' ').all(is_in)
}

/// Words with which an order is lifted, rather than given.
const LIFTING: [&str; 4] = [" any more ", " anymore ", " any longer ", " need "];

impl Unit {
    /// Whether the rules read a standing directive.
    fn orders(&self, reading: &Reading) -> bool {
        self.read_in(reading).any(|found| found.is_directive)
    }

    /// The same, of what not to do.
    fn bans(&self, reading: &Reading) -> bool {
        let low = self.low();
        self.orders(reading) && !LIFTING.iter().any(|lifting| low.contains(lifting))
    }

    /// Whether the rules tell better of an attribute: where something takes place is nobody's home, and whether
    /// somebody likes a thing now is told by verbs, "I changed my mind, I like it now".
    fn is_told_better(&self, reading: &Reading, attribute: &str) -> bool {
        let is_taste = |found: &Found| found.statement.attribute == "likes";
        // Whoever has one of several plans subscribes to one thing.
        let is_plan = |found: &Found| found.statement.attribute == "subscription plan";
        let has_been = |found: &Found| found.statement.attribute == "visited";
        attribute == "residence" && self.has_appointment(reading)
            || attribute.ends_with(" destination") && self.read_in(reading).any(has_been)
            || attribute == "subscriptions" && self.read_in(reading).any(is_plan)
            || one_of(attribute, "likes dislikes") && self.read_in(reading).any(is_taste)
    }

    /// Whether the rules read where something takes place: "the conference is in Oslo" says nothing of
    /// where somebody lives.
    fn has_appointment(&self, reading: &Reading) -> bool {
        let is_there = |found: &Found| found.statement.attribute.starts_with("appointment:");
        self.read_in(reading).any(is_there)
    }

    /// The statement that it makes of subject, attribute and value.
    fn found(
        &self,
        told: &Told<'_>,
        about: &Candidate<'_>,
        reading: &Reading,
        (subject, attribute, value): (String, String, String),
    ) -> Found {
        let own = match about.is_many {
            true => Cardinality::Many,
            false => Cardinality::One,
        };
        let type_ = match about.is_directive {
            true => "instruction",
            false => "fact",
        };
        // Whoever has several animals of a kind, or several flatmates, says so; by its name it is one.
        let is_one = attributes::is_animal(&attribute) || attributes::is_single(&attribute);
        let own = match is_one {
            true => Cardinality::One,
            false => own,
        };
        let (cardinality, type_) = attributes::define(&attribute).unwrap_or((own, type_));
        let mut found = self.found.clone();
        // Only of what changes something is it asked what else it may be about.
        if matches!(told.act, Act::Change | Act::Again) {
            found.alternatives = self.alternatives(told, about, (&subject, &attribute));
        }
        found.cue = match told.act {
            Act::Again => Cue::Again,
            Act::Change => Cue::Change,
            _ => Cue::Plain,
        };
        // "Only suggest vegan recipes" orders, whatever it is about.
        if about.is_directive || self.orders(reading) {
            found.is_directive = true;
            found.kind = MemoryKind::Procedural;
        }
        if !about.is_directive {
            found.text = sentence(&subject, &attribute, &value);
        }
        type_.clone_into(&mut found.type_);
        let dated = |value: &Range<usize>| {
            let date = self.date.as_ref();
            date.is_some_and(|date| date.start < value.end && value.start < date.end)
        };
        if told.value.as_ref().is_some_and(dated) {
            found.event_date = found.event_date.or(found.valid_from);
            found.valid_from = None;
        }
        let statement = &mut found.statement;
        statement.cardinality = cardinality;
        statement.polarity = Polarity::Positive;
        statement.subject = subject;
        statement.attribute = attribute;
        statement.value = Some(value);
        found.confidence = CONFIDENCE;
        found
    }

    /// What else it may be about, of the same subject.
    fn alternatives(
        &self,
        told: &Told<'_>,
        about: &Candidate<'_>,
        (subject, attribute): (&str, &str),
    ) -> Vec<String> {
        let merged = self.abouts(told);
        let others = merged.iter().filter(|other| {
            other.share >= ALTERNATIVE_MIN && other.name != about.name && !other.is_many
        });
        let mistaken = kindred::mistaken(about.name, &self.low());
        let mut found: Vec<String> = others
            .map(|other| other.name)
            .chain(mistaken.iter().copied())
            .filter_map(|other| self.address(told, other))
            .filter(|(whose, _)| whose == subject)
            .map(|(_, attribute)| attribute)
            .collect();
        if let Some((family, label)) = attribute.split_once(':')
            && DATED.contains(&family)
        {
            let siblings = DATED.iter().filter(|other| **other != family);
            found.extend(siblings.map(|other| format!("{other}:{label}")));
        }
        found
    }

    /// What a sentence that surely ends something may be about, of this subject, where the words name what is
    /// over.
    fn abouts_of(&self, told: &Told<'_>, subject: &str, least: f32) -> Vec<String> {
        if told.act_share < ENDS_SURELY_MIN || told.old.is_none() {
            return Vec::new();
        }
        let likely = told.candidates.iter().filter(|other| other.share >= least);
        let low = self.low();
        let names = likely.flat_map(|other| {
            let others = kindred::mistaken(other.name, &low);
            others.iter().copied().chain([other.name])
        });
        let addresses = names.filter_map(|name| self.address(told, name));
        let own = addresses.filter(|(whose, _)| whose == subject);
        own.map(|(_, attribute)| attribute).collect()
    }

    /// Whether the value that it would give or end is who the rules read it of.
    fn is_of_others(&self, told: &Told<'_>) -> bool {
        let is_other = |range: &Range<usize>| {
            let words = self.text.get(range.clone()).unwrap_or_default();
            self.others.contains(&words.to_lowercase())
        };
        [&told.value, &told.old].into_iter().flatten().any(is_other)
    }

    /// Whether it may tell of an end: what only takes back is not recalled, so "my violin is old" must
    /// not count as that.
    fn may_end(&self, told: &Told<'_>) -> bool {
        let low = self.text.to_lowercase();
        // "My cover with Acme has lapsed": of a name that is surely over other words tell it, too.
        let is_sure = || told.act_share >= ENDS_SURELY_MIN && self.names_old(told);
        // "The car broke down again" ends nothing.
        let mut all = low.split(|c: char| !c.is_alphanumeric());
        let is_again = all.any(|word| word == "again") && !low.contains("never again");
        !self.is_denied && !is_again && (tells_end(&self.text) || is_sure())
    }

    /// What the rules made of it.
    pub(super) fn read_in<'r>(&'r self, reading: &'r Reading) -> impl Iterator<Item = &'r Found> {
        self.instead_of
            .iter()
            .filter_map(|&n| reading.statements.get(n))
    }

    /// Whether what the rules made of it stays beside a model that is sure of an address.
    fn stays(&self, reading: &Reading, act: Act, (subject, attribute): (&str, &str)) -> bool {
        self.read_in(reading).any(|found| {
            let read = &found.statement;
            let is_at = read.subject == subject && read.attribute == attribute;
            // "I like dark mode" tells a taste, of which there are many; "I like our thermostat at
            // 17 degrees" tells of the thermostat.
            let of_own = |value: &String| value.split(' ').any(|word| one_of(word, "my our"));
            let is_taste = read.cardinality == Cardinality::Many
                && found.type_ == "preference"
                && !read.value.as_ref().is_some_and(of_own);
            read.polarity == Polarity::Positive && (is_at || is_taste && act == Act::State)
        })
    }

    /// The statement that the rules made of it, if that tells of what the value is: a property with a
    /// name, not only that something happened.
    fn named_by_rules(&self, reading: &Reading, value: &str) -> Option<usize> {
        self.instead_of.iter().copied().find(|&n| {
            reading.statements.get(n).is_some_and(|read| {
                let statement = &read.statement;
                let has_value = statement.value.as_deref().is_some_and(|of| overlaps(of, value));
                let is_named = !one_of(
                    &statement.attribute,
                    "event trait kind owns uses norm instruction past_state issue name plan likes goal decision \
procedure correction",
                );
                is_named
                    && has_value
                    && statement.subject == "user"
                    && statement.polarity == Polarity::Positive
                    && kinds::fits(&statement.attribute, statement.value.as_deref().unwrap_or_default())
                    && (statement.attribute.contains([':', ' '])
                        || attributes::define(&statement.attribute).is_some()
                        || attributes::kin(&statement.attribute).is_some()
                        || attributes::is_property(&statement.attribute))
            })
        })
    }

    /// Whether it only corrects a value, or takes something back, and does not say of what.
    pub(super) fn is_bare(&self, told: &Told<'_>) -> bool {
        let words = self.text.split_whitespace().count();
        let is_sure = match (&told.value, &told.old) {
            (Some(_), Some(_)) if words <= BARE_OF_TWO_WORDS_MAX => {
                told.act_share >= BARE_OF_TWO_MIN
            }
            _ => told.act_share >= BARE_MIN,
        };
        let is_of_both = told.value.is_some() && told.old.is_some();
        let words_max = match is_of_both && told.act_share >= BARE_SURELY_MIN {
            true => BARE_OF_BOTH_WORDS_MAX,
            false => BARE_WORDS_MAX,
        };
        words <= words_max
            && is_sure
            && !self.is_part
            && !self.is_firm
            && match told.act {
                Act::Bare => {
                    told.value.is_some()
                        && (self.may_correct() || is_of_both && told.act_share >= BARE_SURELY_MIN)
                }
                // "That is all for now." takes back nothing, "forget about the weather" not what was said.
                Act::Retract => {
                    !self.is_record
                        && (self.may_correct() || tells_end(&self.text))
                        && (told.old.is_some() || !tells_about_what(&self.text))
                        // "I'm a nurse again, the other thing wasn't for me."
                        && !self.text.to_lowercase().starts_with("the other ")
                }
                _ => false,
            }
    }

    /// Whether the rules read in it that something is taken back, and another value may stand beside it.
    pub(super) fn takes_back(&self) -> bool {
        !self.retractions.is_empty()
            && self.may_correct()
            && self.text.split_whitespace().count() <= BARE_WORDS_MAX
    }

    /// Whether it has a word by which people correct themselves.
    fn may_correct(&self) -> bool {
        let words = self.text.split_whitespace().count();
        let is_marked = self.text.starts_with('*') && words <= MARKED_WORDS_MAX;
        !self.is_record && (is_marked || tells_of_mistake(&self.text))
    }

    /// Where the rules read when something takes place, what it is stands as they read it.
    fn dated(
        &self,
        (attribute, value): (&str, &str),
        about: &Candidate<'_>,
        reading: &Reading,
    ) -> Option<String> {
        let name = about.name;
        let read = self.instead_of.iter().find_map(|&n| {
            let read = reading.statements.get(n)?.statement.attribute.as_str();
            read.split_once(':')
                .filter(|(family, _)| DATED.contains(family))
        });
        let (family, label) = read?;
        // "My desk is 2D now" is no appointment, "the wedding is at Acme Hall" tells where, and "my marathon
        // goal" is what the model calls a goal, too.
        let head = |of: &str| of.rsplit(' ').next().map(str::to_owned);
        let is_goal = name.ends_with(" goal") && head(label) == head(name);
        if label == name || is_goal || !is_time(value) {
            return None;
        }
        let own = attribute.split_once(':').map(|(family, _)| family);
        // "No more deploys on Fridays" tells of a day that has a name of its own, "my alarm" of a time.
        let day = name
            .strip_suffix(" day")
            .or_else(|| name.strip_suffix(" date"));
        let time = name.strip_suffix(" time");
        let is_day = day.is_some_and(|of| of != label) && !value.contains(':');
        let is_time = !attributes::is_occasion(label.rsplit(' ').next().unwrap_or_default())
            && time.is_some_and(|of| label.split(' ').any(|word| word == of));
        // "The workshop has been postponed": nobody spoke of a wedding.
        let low = self.low();
        let is_said = name.split(' ').any(|word| low.contains(word)) || about.share >= NARROWED_MIN;
        if family == "appointment" && is_said && (is_day || is_time) {
            return None;
        }
        let family = own
            .filter(|family| DATED.contains(family))
            .unwrap_or(family);
        // "The cutoff for the paper": the model told of what.
        let told = attribute.split_once(':').map(|(_, label)| label);
        let label = told
            .filter(|_| one_of(label, "cutoff deadline due date"))
            .unwrap_or(label);
        Some(format!("{family}:{label}"))
    }

    /// The name of the property as the rules read it, where the model's only narrows it by words that
    /// nobody said: "our framework" is no "frontend framework".
    fn said_name(&self, attribute: &str, share: f32) -> Option<String> {
        let mut beside = self
            .read
            .iter()
            .filter(|(name, _)| is_beside(name, attribute));
        if let Some((name, _)) = beside.next().filter(|_| share < SAME_MIN) {
            return Some(name.clone());
        }
        if share >= NARROWED_MIN {
            return None;
        }
        let low = self.text.to_lowercase();
        let is_unsaid = |word: &str| !low.contains(word);
        let (name, _) = self.read.iter().find(|(name, _)| {
            attributes::is_property(name)
                && name != attribute
                && attribute.rsplit(' ').next() == Some(name)
                && attribute.split(' ').any(is_unsaid)
        })?;
        Some(name.clone())
    }

    /// Of whom and what, canonically; `None` if it does not say of what, or whose.
    pub(super) fn address(&self, told: &Told<'_>, attribute: &str) -> Option<(String, String)> {
        let user = self.owner.clone().unwrap_or_else(|| "user".to_owned());
        let label = || {
            let label = told.label.clone().map(|label| self.noun_around(label));
            let label = self.words(label.as_ref(), "").map(|label| label_of(&label));
            label.or_else(|| self.favourite().filter(|_| attribute == "favourite:"))
        };
        let child = self
            .text
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .find_map(|word| match word {
                "boy" => Some("son"),
                "girl" => Some("daughter"),
                word => (attributes::kin(word) == Some("child")).then_some(word),
            })
            .map(str::to_owned);
        if attribute == "child's school" {
            let whose =
                child.map_or_else(|| "user's child".to_owned(), |kin| format!("user's {kin}"));
            return Some((whose, "school".to_owned()));
        }
        if self.kin_acts {
            return None;
        }
        if let Some(kin) = &self.kin {
            let of_kin = attributes::kin(kin);
            let same = of_kin == Some(attribute)
                || of_kin.is_some_and(|of| attribute.starts_with(of))
                || attribute.contains(kin.as_str())
                || attributes::is_animal(kin) && is_of_pets(attribute)
                // "Friends call me Lulu."
                || one_of(attribute, "nickname") && self.low().contains(" me ")
                || attributes::kin(kin) == Some("child") && is_of_household(attribute)
                // A doctor, a boss: what they do may be about the user.
                || !attributes::is_relative(kin.rsplit(' ').next().unwrap_or(kin)) && attributes::kin(kin) != Some("child")
                || matches!(
                    attribute.split_once(':'),
                    Some(("gift for" | "appointment" | "meeting day", _))
                );
            if !same {
                return None;
            }
        }
        let name = match attribute.split_once(':') {
            Some(("appointment" | "meeting day" | "exam date", _)) => appointment(&label()?),
            Some(("insurance", _)) => label()
                .filter(|label| label.contains("insurance"))
                .unwrap_or_else(|| "insurance".to_owned()),
            Some((family, _)) => format!("{family}:{}", label()?),
            None if let Some(said) = apart_of(attribute, &self.text) => said,
            None => match (attribute, self.favourite()) {
                ("pet", _) => self.animal().unwrap_or_else(|| "pet".to_owned()),
                ("favourite team", _) | (_, None) => {
                    occasion(attribute).unwrap_or_else(|| canonical(attribute).to_owned())
                }
                (_, Some(kind)) => format!("favourite:{kind}"),
            },
        };
        // "I got Ana's birthday wrong": what names an owner is the owner's. "Gold's Gym" is a name.
        let noun = name.replace('_', " ");
        let value = told.value.clone().and_then(|value| self.text.get(value));
        let value = value.unwrap_or_default().to_lowercase();
        let is_it = |(owner, of): &&(String, String)| {
            format!(" {of} ").contains(&format!(" {noun} "))
                && !value.starts_with(&format!("{owner}'s "))
        };
        let owner = self.owned.iter().find(is_it);
        Some((owner.map_or(user, |(owner, _)| owner.clone()), name))
    }

    /// "I have an account at Acme, too": beside what there is, not in its place.
    pub(super) fn is_beside(&self, act: Act, attribute: &str) -> bool {
        let low = self.text.to_lowercase();
        let words = low.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let has_before = |at: usize| at > 0 && one_of(words[at - 1], "have has had own got keep");
        let is_beside = |(at, &word): (usize, &&str)| {
            // "Also, I moved": one thing more is said, not had.
            one_of(word, "too second extra additional savings besides") && !attribute.contains(word)
                // "I gave it another try", "I moved to another bank".
                || word == "another" && (act == Act::State || has_before(at))
                || word == "also" && at > 0
        };
        words.iter().enumerate().any(is_beside) || low.contains("as well")
    }

    /// The animal that the words name.
    fn animal(&self) -> Option<String> {
        let low = self.text.to_lowercase();
        let mut words = low.split(|c: char| !c.is_alphanumeric());
        let noun = words.find(|word| attributes::is_animal(word))?;
        Some(attributes::kin(noun).unwrap_or(noun).to_owned())
    }
}
