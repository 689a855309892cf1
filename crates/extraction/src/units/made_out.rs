//! What a model told, made out with what the rules read of the same words.

use std::ops::Range;

use types::{Act, Polarity};

use super::{KNOWN_MIN, Told, Unit};
use crate::grammar::words::one_of;
use crate::reading::{Cue, Reading};

/// How sure the model must be that a sentence says nothing, not to look at what the rules read.
const NOTHING_MIN: f32 = 0.6;
/// A value that is taken from what the rules read loosely is a name or a number.
const LOOSE_WORDS_MAX: usize = 5;
/// Attributes of the rules that tell of no noun.
const TELLING_NOTHING: &str = "event trait kind owns uses norm instruction past_state issue plan likes goal decision \
procedure correction";

impl Unit {
    /// Whether the value that is over is a name or a number.
    pub(super) fn names_old(&self, told: &Told<'_>) -> bool {
        let old = told.old.clone().filter(|old| old.start > 0);
        let old = old.and_then(|old| self.text.get(old)).unwrap_or_default();
        let telling = |word: &str| {
            word.starts_with(char::is_uppercase) || word.bytes().any(|byte| byte.is_ascii_digit())
        };
        old.split(' ').any(telling)
    }

    /// What the model told, where it saw the values of one act and took it for another, or saw of what
    /// the rules found the value.
    pub(super) fn made_out<'m>(&self, told: &Told<'m>, reading: &Reading) -> Told<'m> {
        let mut made = told.clone();
        let lasting = |act| matches!(act, Act::Change | Act::Again | Act::State);
        if let Some(value) = self.fan_of(told).filter(|_| lasting(told.act)) {
            made.value = Some(value);
            return made;
        }
        // "I returned Circe, no longer reading it" says nothing of another value.
        let words = |range: &Option<Range<usize>>| self.words(range.as_ref(), "");
        let is_once = words(&told.old).is_some_and(|old| self.text.matches(&old).count() == 1);
        let is_over = is_once && (told.value.is_none() || words(&told.value) == words(&told.old));
        let is_read = self.read_in(reading).any(|found| {
            found.statement.polarity == Polarity::Positive
                && found.cue != Cue::Plain
                && !one_of(&found.statement.attribute, TELLING_NOTHING)
        });
        if is_over && !is_read && matches!(told.act, Act::Change | Act::Again) {
            made.act = Act::End;
            made.value = None;
            return made;
        }
        let is_unclear = told.act == Act::None && told.act_share < NOTHING_MIN || lasting(told.act);
        if is_unclear && !self.is_clear(told) && told.value.is_none() {
            let surely = self.about(told).is_some_and(|about| {
                about.share >= KNOWN_MIN && !about.is_directive && !about.is_many
            });
            if let Some((value, is_now)) = self.loosely_read(reading).filter(|_| surely) {
                made.act = match (told.act, is_now) {
                    (Act::None, true) => Act::Change,
                    (Act::None, false) => Act::State,
                    (act, _) => act,
                };
                made.act_share = 1.0;
                made.value = Some(value);
            }
        }
        made
    }

    /// The team in "I'm an Acme fan".
    fn fan_of(&self, told: &Told<'_>) -> Option<Range<usize>> {
        if told.value.is_some() {
            return None;
        }
        let (_, value) = self.read_loosely.as_ref()?;
        let (team, last) = value.rsplit_once(' ')?;
        let at = self.text.find(team)?;
        one_of(last, "fan supporter").then(|| at..at + team.len())
    }

    /// Where the value stands that the rules read of a noun that names no known property, and whether
    /// they say that it is so now.
    fn loosely_read(&self, reading: &Reading) -> Option<(Range<usize>, bool)> {
        let (attribute, value) = self.read_loosely.as_ref()?;
        let found = self.read_in(reading).find(|found| {
            found.statement.attribute == *attribute
                && found.statement.polarity == Polarity::Positive
        })?;
        let at = self.text.find(value.as_str())?;
        let is_now = found.cue == Cue::Change || self.low().contains(" now ");
        let is_named = one_of(attribute, TELLING_NOTHING);
        let telling =
            |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let may_be = value.split(' ').any(telling) && value.split(' ').count() <= LOOSE_WORDS_MAX;
        (!is_named && may_be).then(|| (at..at + value.len(), is_now))
    }
}
