//! Sentences in other words. Where the rules do not read a sentence of the user's own, or read it
//! loosely, a model may tell what it states.
//!
//! This module has what needs no model: the sentences in need ([`Unit`]), and what becomes of a
//! reading when a model has told what they state ([`Reading::take`]).

mod asked;
mod denial;
mod gather;
mod kindred;
pub(crate) mod kinds;
mod made_out;
mod settle;
mod telling;
mod wording;

use std::ops::Range;

use types::{Act, Span};

use crate::grammar::words::one_of;
use crate::reading::{Cue, Found, FoundDate, Naming, Reading, Retracted, Retraction};
pub use asked::{asked, may_ask};
pub(crate) use denial::only_denies;
pub(crate) use gather::{Gathered, draft, gather, parts};

/// A sentence, or a part of one, that the rules did not read, or read loosely.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Its words: what the model is asked about.
    pub text: String,
    /// Where it stands in the utterance, in bytes.
    pub span: Span,
    /// It is a part of the sentence whose unit stands before it.
    pub is_part: bool,
    /// What the model told that it does, with how sure that is, 0 to 1.
    pub act: Option<(Act, f32)>,
    /// See [`Told::change_share`].
    change_share: f32,
    /// The statements of the reading that it would take the place of, by number.
    instead_of: Vec<usize>,
    /// The retractions that it would take the place of, by number.
    retractions: Vec<usize>,
    /// The rules read it as something that has a name of its own.
    is_firm: bool,
    /// What the rules read it as: attributes, with values.
    read: Vec<(String, String)>,
    /// The rules read it as what has been: "before that I lived in Dijon".
    is_past: bool,
    /// The rules read it as an order.
    is_order: bool,
    /// The rules read it as something of somebody else's.
    is_others: bool,
    /// Of whom else the rules read it, in lower case.
    others: Vec<String>,
    /// What it names by its owner, with the owner.
    owned: Vec<(String, String)>,
    /// It may tell the assistant how to behave.
    is_addressed: bool,
    /// It denies what is to come or has been: "I'm not going to leave Porto".
    is_denied: bool,
    /// It holds for a time only, is to come or is long past: "I'm driving a rental this week".
    is_passing: bool,
    /// Whose it is, if it opens with another than the user.
    owner: Option<String>,
    /// It stands in a ready memory.
    is_record: bool,
    /// "my sister" is the subject: whatever it says is hers.
    kin: Option<String>,
    /// The rules read what that relative or friend does.
    kin_acts: bool,
    /// What the rules read of the user by a noun or as a trait, if that is all: attribute and value.
    read_loosely: Option<(String, String)>,
    /// A date in it that is told apart, in bytes of the text.
    date: Option<Range<usize>>,
    /// The statement, but for what it is about.
    found: Found,
}

/// What a model says of a unit. Ranges are in bytes of its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<'m> {
    /// What it does.
    pub act: Act,
    /// How sure that is, 0 to 1.
    pub act_share: f32,
    /// How sure it is that it changes, ends or brings back something, whichever of these, 0 to 1.
    pub change_share: f32,
    /// What it may be about, the likeliest first.
    pub candidates: Vec<Candidate<'m>>,
    /// The value that holds now.
    pub value: Option<Range<usize>>,
    /// A value that held before.
    pub old: Option<Range<usize>>,
    /// Which one of its kind.
    pub label: Option<Range<usize>>,
}

impl Told<'_> {
    /// What is said of a unit that nobody asked about.
    pub fn nothing() -> Self {
        Told {
            act: Act::None,
            act_share: 1.0,
            change_share: 0.0,
            candidates: Vec::new(),
            value: None,
            old: None,
            label: None,
        }
    }

    /// Whether the model is sure of what the unit does and that it is about this, without any help of the
    /// rules'; or surer still of what it does, where the words name what it is about.
    fn is_sure_of(&self, about: &Candidate<'_>) -> bool {
        let is_it = |one: &Candidate<'_>| one.name == about.name && one.share >= SURE_MIN.1;
        self.act_share >= SURE_MIN.0 && self.candidates.first().is_some_and(is_it)
            || self.act_share >= NAMED_SURE_MIN.0 && about.share >= NAMED_SURE_MIN.1
    }
}

/// Whether a sentence is to be asked about beside its parts: where one of them changes or ends
/// something, or states what is not clear by itself, or where it corrects itself.
pub fn wants_whole(whole: &Unit, parts: &[Unit], told: &[Told<'_>]) -> bool {
    whole.takes_back()
        || parts.iter().zip(told).any(|(unit, told)| match told.act {
            Act::None | Act::Ask => false,
            Act::State => !unit.is_clear(told),
            _ => true,
        })
}

/// What a sentence may be about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate<'m> {
    /// As people name it; `deadline:` where the label tells which.
    pub name: &'m str,
    /// How sure that is, 0 to 1.
    pub share: f32,
    /// Several values hold at once.
    pub is_many: bool,
    /// It is about how the assistant is to behave.
    pub is_directive: bool,
}

impl Unit {
    pub(crate) fn new(
        text: &str,
        unit: Gathered,
        instead_of: Vec<usize>,
        found: Found,
        dates: &[FoundDate],
    ) -> Self {
        let span = found.statement.span.unwrap_or(Span { start: 0, end: 0 });
        let inside = |date: &&FoundDate| span.start <= date.span.start && date.span.end <= span.end;
        let date = dates.iter().find(inside).map(|date| {
            let from = |at: u32| (at - span.start) as usize;
            from(date.span.start)..from(date.span.end)
        });
        Unit {
            text: text[span.start as usize..span.end as usize].to_owned(),
            span,
            is_part: unit.is_part,
            act: None,
            change_share: 0.0,
            instead_of,
            retractions: unit.retractions,
            is_firm: unit.is_firm,
            read: unit.read,
            is_past: unit.is_past,
            is_order: unit.is_order,
            is_others: unit.is_others,
            others: unit.others,
            owned: unit.owned,
            is_addressed: unit.is_addressed,
            is_denied: unit.is_denied,
            is_passing: unit.is_passing,
            owner: unit.owner,
            is_record: unit.is_record,
            kin: unit.kin,
            kin_acts: unit.kin_acts,
            read_loosely: unit.read_loosely,
            date,
            found,
        }
    }
}

impl Reading {
    /// The words that change or end something of the user's own, in the order of the text, each with
    /// whether it clearly does: where not, another model is to tell what it changes.
    pub fn corrections(&self) -> Vec<(Span, bool)> {
        let clear = self.clear_corrections();
        let possible = self.units.iter().filter(|unit| unit.may_change());
        let spans = possible.map(|unit| unit.span).chain(clear.iter().copied());
        let mut all: Vec<(Span, bool)> = spans.map(|span| (span, clear.contains(&span))).collect();
        all.sort_by_key(|(span, _)| (span.start, span.end));
        all.dedup();
        all
    }

    fn clear_corrections(&self) -> Vec<Span> {
        let changed = self.units.iter().filter(|unit| unit.changes());
        let mut spans: Vec<Span> = changed.map(|unit| unit.span).collect();
        let is_passing = |span: &Span| {
            let passing = |unit: &Unit| unit.is_passing || unit.is_past;
            let on = |unit: &Unit| unit.span.start <= span.start && span.end <= unit.span.end;
            self.units.iter().any(|unit| passing(unit) && on(unit))
        };
        let stated = self
            .statements
            .iter()
            .filter(|found| found.cue != Cue::Plain);
        let stated = stated.filter_map(|found| found.statement.span);
        spans.extend(stated.filter(|span| !is_passing(span)));
        let taken_back = self.retractions.iter();
        let named = taken_back.filter(|taken_back| taken_back.what != Retracted::Last);
        spans.extend(named.map(|retraction| retraction.span));
        spans
    }

    /// Whether it does nothing but ask to forget something, or deny it. What tells that something ended
    /// ("I sold the Golf") or goes on in another clause says more.
    pub fn only_takes_back(&self) -> bool {
        let only_asks = |retraction: &Retraction| {
            let mut units = self.units.iter();
            let unit = units.find(|unit| unit.span == retraction.span);
            match &retraction.what {
                Retracted::Last => true,
                Retracted::Named { how, .. } => {
                    *how == Naming::Asked && unit.is_none_or(|unit| !denial::goes_on(&unit.text))
                }
                Retracted::About { .. } => unit.is_none_or(|unit| only_denies(&unit.text)),
            }
        };
        self.statements.is_empty()
            && !self.retractions.is_empty()
            && !self.says_more
            && !self.tells_end
            && self.retractions.iter().all(only_asks)
    }

    /// Takes in what a model has told of each of [`Reading::units`], in their order.
    pub fn take(&mut self, told: &[Told<'_>]) {
        let mut units = std::mem::take(&mut self.units);
        for (unit, told) in units.iter_mut().zip(told) {
            unit.act = Some((told.act, told.act_share));
            unit.change_share = told.change_share;
        }
        self.narrow(&mut units, told);
        let both = units.iter().zip(told);
        let told: Vec<Told<'_>> = both.map(|(unit, told)| unit.made_out(told, self)).collect();
        let chosen = chosen(&units, &told);
        let mut outcome = settle::Outcome::default();
        for (unit, told) in chosen {
            outcome.add(unit, told, self);
        }
        outcome.put(self);
        self.units = units;
    }
}

impl Reading {
    /// Has what a sentence of several parts states stand where its value does: "for work I take the bus,
    /// and we have a Fiat" keeps its bus when the Fiat is sold.
    fn narrow(&mut self, units: &mut [Unit], told: &[Told<'_>]) {
        for at in 0..units.len() {
            let after = units[at + 1..].iter();
            let parts: Vec<Span> = after
                .take_while(|unit| unit.is_part)
                .map(|part| part.span)
                .collect();
            let states = !units[at].is_part && told[at].act == Act::State && told[at].old.is_none();
            let Some(value) = told[at].value.as_ref().filter(|_| states) else {
                continue;
            };
            let value = units[at].span.start + value.start as u32;
            let has_value = |span: &&Span| (span.start..span.end).contains(&value);
            let Some(&span) = parts.iter().find(has_value) else {
                continue;
            };
            self.rest
                .extend(parts.into_iter().filter(|part| *part != span));
            self.rest.sort_by_key(|span| span.start);
            self.says_more = !self.rest.is_empty();
            let is_in = |n: &usize| {
                let read = self.statements[*n].statement.span;
                read.is_none_or(|read| read.start < span.end && span.start < read.end)
            };
            units[at].instead_of.retain(is_in);
            units[at].found.statement.span = Some(span);
        }
    }
}

/// Of each sentence, itself or its parts: the parts where they give values of different things, or
/// where the whole is unclear.
fn chosen<'u, 'm>(units: &'u [Unit], told: &'u [Told<'m>]) -> Vec<(&'u Unit, &'u Told<'m>)> {
    let mut chosen = Vec::new();
    let both: Vec<(&Unit, &Told<'_>)> = units.iter().zip(told).collect();
    let mut at = 0;
    while at < both.len() {
        let parts = both[at + 1..]
            .iter()
            .take_while(|(unit, _)| unit.is_part)
            .count();
        let (whole, parts) = (both[at], &both[at + 1..at + 1 + parts]);
        at += 1 + parts.len();
        let mut valued = parts
            .iter()
            .filter(|(unit, told)| unit.is_clear(told) && told.value.is_some())
            .filter_map(|(unit, told)| unit.about(told))
            .map(|about| about.name);
        let first = valued.next();
        // "My car is a Fiat and it stands in spot M5": nobody knows of what M5 is, but it is no car.
        let others = parts.iter().filter(|(unit, told)| {
            !unit.is_clear(told) && told.act == Act::State && told.value.is_some()
        });
        let is_beside = others.clone().any(|(_, told)| told.act_share >= BESIDE_MIN)
            && whole.1.act == Act::State
            && whole.0.about(whole.1).map(|about| about.name) == first;
        let differ = first.is_some_and(|first| is_beside || valued.any(|other| other != first));
        let is_within = || whole.1.act == Act::State && is_stated_in(whole, parts);
        if parts.is_empty()
            || changes_across(whole, parts)
            || whole.0.is_clear(whole.1) && !differ && !is_within()
            || first.is_none() && whole.0.is_bare(whole.1)
        {
            chosen.push(whole);
        } else {
            chosen.extend_from_slice(parts);
        }
    }
    chosen
}

/// Whether one part of a sentence tells what is over and another what is so instead, of the same thing: "the
/// deadline was postponed from April 2, the new date is March 14".
fn changes_across(whole: (&Unit, &Told<'_>), parts: &[(&Unit, &Told<'_>)]) -> bool {
    let (unit, told) = whole;
    let part_with = |range: &Option<Range<usize>>| {
        let at = unit.span.start as usize + range.as_ref()?.start;
        let is_in = |part: &&(&Unit, &Told<'_>)| {
            (part.0.span.start as usize..part.0.span.end as usize).contains(&at)
        };
        parts.iter().find(is_in)
    };
    let (Some(over), Some(now)) = (part_with(&told.old), part_with(&told.value)) else {
        return false;
    };
    let about = |(unit, told): (&Unit, &Told<'_>)| Some(unit.about(told)?.name.to_owned());
    told.act == Act::Change
        && told.label.is_some()
        && over.0.span != now.0.span
        && unit.is_clear(told)
        && about(*over) == about(whole)
}

/// Whether a part says by itself what the sentence states: then what is said beside it is not part of it,
/// "my order is a latte and I see Dr. Finch, my therapist".
fn is_stated_in(whole: (&Unit, &Told<'_>), parts: &[(&Unit, &Told<'_>)]) -> bool {
    let stated = |(unit, told): (&Unit, &Told<'_>)| {
        let about = unit.about(told)?.name.to_owned();
        let value = unit.words(told.value.as_ref(), "")?;
        Some((about, value))
    };
    let by_whole = stated(whole);
    let says_it = |&(unit, told): &(&Unit, &Told<'_>)| {
        unit.is_clear(told) && told.act == Act::State && stated((unit, told)) == by_whole
    };
    by_whole.is_some() && parts.iter().any(says_it)
}

/// How sure the model must be of what a sentence does and of what it is about. What only states must be
/// surer than what says that something changed: most of what is said in a chat states nothing. Chosen
/// on conversations that correct nothing, and on the development words of `bench/correction.py`.
const STATES_MIN: (f32, f32) = (0.75, 0.6);
const CHANGES_MIN: (f32, f32) = (0.65, 0.45);
/// The same where the rules read it as somebody else's.
const OTHERS_MIN: (f32, f32) = (0.85, 0.85);
/// The same where the rules read something else that has a name of its own.
const FIRM_MIN: (f32, f32) = (0.85, 0.8);
/// The same where the rules read an order.
const ORDER_MIN: (f32, f32) = (0.85, 0.55);
/// How sure of what a sentence is about it is as good as known, and by how much less sure of what it does
/// one may be then.
const KNOWN_MIN: f32 = 0.9;
const KNOWN_GAIN: f32 = 0.15;
/// How sure of what a sentence does where the rules found the same value.
const AGREED_MIN: f32 = 0.45;
/// How sure of what a sentence does, where only its values tell what it is about.
const EVIDENT_MIN: f32 = 0.8;
/// The same where another model tells what it changes.
const MAY_CHANGE_MIN: f32 = 0.5;

/// How sure the model must be of what a sentence ends, and of what that is about, to be believed whatever
/// words it is told in: of what only sounds like an end, "Acme closed its Milan branch", it is not.
const SURE_MIN: (f32, f32) = (0.8, 0.6);
/// The same with what the attribute gains by its name.
const NAMED_SURE_MIN: (f32, f32) = (0.9, 0.5);

/// How sure it must be that a part of a sentence states something of its own.
const BESIDE_MIN: f32 = 0.9;

/// What an attribute gains whose name stands in the sentence.
const NAMED_GAIN: f32 = 0.3;
/// The same where the sentence says so of what has the name.
const HEADED_GAIN: f32 = 0.6;
/// How much likelier than the next an attribute must be that is less sure, and how sure of what the
/// sentence does the model must be then.
const CLEARLY: f32 = 5.0;
const CLEARLY_ACTS_MIN: f32 = 0.95;
/// Of what is needed of an attribute, how much is enough then.
const CLEARLY_LESS: f32 = 0.9;
/// What an attribute gains by whose name the rules read the sentence, and how likely it must be.
const READ_GAIN: f32 = 0.6;
const READ_MIN: f32 = 0.01;
/// A candidate that is less likely than this is none.
const CANDIDATE_MIN: f32 = 0.08;

impl Unit {
    /// What it is about: the likeliest, one whose name it says before one whose name it does not.
    fn about<'m>(&self, told: &Told<'m>) -> Option<Candidate<'m>> {
        self.abouts(told).into_iter().next()
    }

    /// What it may be about, the likeliest first.
    fn abouts<'m>(&self, told: &Told<'m>) -> Vec<Candidate<'m>> {
        let low = self.low();
        let value = told.value.clone().and_then(|value| self.text.get(value));
        let value = value.unwrap_or_default().to_lowercase();
        let weigh = |candidate: Candidate<'m>| {
            let name = candidate.name.trim_end_matches(':');
            let is_said = candidate.share >= CANDIDATE_MIN && low.contains(&format!(" {name} "));
            // Of "my desk is 12F" the rules know the name, and the model only whether it may be.
            let is_read = candidate.share >= READ_MIN
                && self.read.iter().any(|(attribute, _)| attribute == name);
            let is_read = is_read || kindred::is_taught(candidate.name, &value, &low);
            let gain = match (is_read, is_said) {
                (true, true) => READ_GAIN + NAMED_GAIN,
                (true, _) => READ_GAIN,
                (_, true) if self.is_headed(&low, name) => HEADED_GAIN,
                (_, true) => NAMED_GAIN,
                _ => 0.0,
            };
            Candidate {
                share: candidate.share + gain,
                ..candidate
            }
        };
        let mut weighed: Vec<Candidate<'m>> = kindred::merged(&told.candidates, &low)
            .into_iter()
            .map(weigh)
            .collect();
        weighed.sort_by(|one, other| other.share.total_cmp(&one.share));
        weighed
    }

    /// Its words in lower case, with a blank around each.
    fn low(&self) -> String {
        let low = self.text.to_lowercase();
        let words = low.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        format!(" {} ", words.join(" "))
    }

    /// Whether it says so of the speaker's own: "my car is", "a new car, a Fiat".
    fn is_headed(&self, low: &str, name: &str) -> bool {
        let is_subject = ["my", "our"].iter().any(|whose| {
            let at = low.find(&format!(" {whose} {name} "));
            at.is_some_and(|at| {
                let after = &low[at + whose.len() + name.len() + 3..];
                one_of(
                    after.split(' ').next().unwrap_or_default(),
                    "is was has will isn wasn now changed",
                )
            })
        });
        let text = self.text.to_lowercase();
        is_subject
            || [",", ":"]
                .iter()
                .any(|mark| text.contains(&format!(" new {name}{mark}")))
    }

    /// Whether the rules read the same value.
    fn agrees(&self, told: &Told<'_>) -> bool {
        let value = told.value.clone().and_then(|value| self.text.get(value));
        let value = value.unwrap_or_default().to_lowercase();
        let same = |(_, read): &(String, String)| {
            let read = read.to_lowercase();
            value.len() > 1 && read.len() > 1 && (value.ends_with(&read) || read.ends_with(&value))
        };
        self.read.iter().any(same)
    }

    /// Whether the model told that it clearly changes or ends something of the user's own.
    fn changes(&self) -> bool {
        let least = match self.is_others {
            true => OTHERS_MIN.0,
            false => EVIDENT_MIN,
        };
        let is_change = |(act, share): (Act, f32)| {
            matches!(act, Act::Change | Act::Again | Act::End) && share >= least
        };
        self.act.is_some_and(is_change) && self.is_news() && !self.is_beside(Act::Change, "")
    }

    /// Whether the model told that it probably changes or ends something, by whatever act, and whosever it
    /// is.
    fn may_change(&self) -> bool {
        self.change_share >= MAY_CHANGE_MIN && self.is_news()
    }

    /// Whether it tells what is so from now on, as far as the rules see.
    fn is_news(&self) -> bool {
        !self.is_record
            && !self.is_past
            && !self.is_passing
            && !self.is_denied
            && !self.is_at_times()
    }

    /// Whether it clearly changes or ends something, whatever it is.
    fn is_evident(&self, told: &Told<'_>) -> bool {
        told.act_share >= EVIDENT_MIN && !self.is_others && !self.is_record
    }

    /// Whether it clearly states, changes or ends something that is known by name.
    fn is_clear(&self, told: &Told<'_>) -> bool {
        let (act, attribute) = match told.act {
            _ if self.is_others => OTHERS_MIN,
            _ if self.is_firm => FIRM_MIN,
            _ if self.is_order => ORDER_MIN,
            Act::State => STATES_MIN,
            Act::Change | Act::End | Act::Again => CHANGES_MIN,
            Act::None | Act::Bare | Act::Retract | Act::Ask => return false,
        };
        let abouts = self.abouts(told);
        let next = abouts.get(1).map_or(0.0, |next| next.share);
        let is_about = |about: Candidate<'_>| {
            let is_clearest = told.act_share >= CLEARLY_ACTS_MIN
                && about.share >= attribute * CLEARLY_LESS
                && about.share >= next * CLEARLY;
            (about.share >= attribute || is_clearest) && (!about.is_directive || self.is_addressed)
        };
        // The rules have found the same value: that something is stated is sure.
        let act = match self.agrees(told) {
            true if !self.is_others => act.min(AGREED_MIN),
            _ => act,
        };
        let is_known = |about: Candidate<'_>| about.share >= KNOWN_MIN;
        let act = match abouts.first().copied().is_some_and(is_known) {
            true if !self.is_others && !self.is_firm => act - KNOWN_GAIN,
            _ => act,
        };
        let acts = matches!(told.act, Act::State | Act::Change | Act::End | Act::Again);
        let has_value = told.value.is_some() || told.act == Act::End;
        acts && has_value && told.act_share >= act && abouts.first().copied().is_some_and(is_about)
    }
}

#[cfg(test)]
mod tests;
