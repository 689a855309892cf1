//! What takes back without another in its place: "forget that", "I don't take the tram any more".
//! Pure, as [`super::plan`].

use std::collections::BTreeSet;

use extraction::Retracted;
use types::{EventId, Memory, Polarity, Statement, Status, Timestamp};

use super::plan::{Context, Planner, Row, may_concern, same_owner, same_speaker};
use super::{is_extracted, words};

impl Planner {
    /// What ends by its value alone: "I don't take the tram any more" ends "I commute by tram", too.
    pub(super) fn of_this_value(
        &self,
        row: usize,
        said_at: Timestamp,
        end: &Statement,
    ) -> Vec<(usize, usize)> {
        let Some(value) = &end.value else {
            return Vec::new();
        };
        let new = &self.rows[row];
        let wanted = About {
            subject: &end.subject,
            attribute: None,
            value: Some(value),
        };
        let mut found = self.said_about(row, &wanted);
        found.retain(|&(other, m)| {
            let old = &self.rows[other];
            old.said_at <= said_at
                && old.memory.trust <= new.memory.trust
                && old.memory.statements[m].polarity == Polarity::Positive
                && !matches!(old.memory.type_.as_str(), "preference" | "event" | "goal")
                && may_concern(new, old)
                && same_speaker(new, old)
        });
        found
    }

    /// Takes something back.
    pub(super) fn retract(
        &mut self,
        context: &Context,
        own: usize,
        what: &Retracted,
        said_before: Option<(usize, usize)>,
    ) {
        let targets = match what {
            Retracted::Last => match said_before {
                Some(holder) => vec![holder],
                None => self.last_said(own, context.number),
            },
            Retracted::About {
                subject,
                attribute,
                value,
            } => {
                let wanted = About {
                    subject,
                    attribute: attribute.as_deref(),
                    value: value.as_deref(),
                };
                let found = self.said_about(own, &wanted);
                match (found.is_empty(), attribute, value) {
                    // It may be remembered as another property than the one that is named.
                    (true, Some(_), Some(_)) => {
                        let by_value = About {
                            attribute: None,
                            ..wanted
                        };
                        self.said_about(own, &by_value)
                    }
                    _ => found,
                }
            }
        };
        for (row, n) in targets {
            let (target, speaker) = (&self.rows[row], &self.rows[own]);
            let may = target.said_at <= context.said_at
                && target.memory.trust <= speaker.memory.trust
                && same_owner(&target.memory.coordinates, &speaker.memory.coordinates)
                && same_speaker(target, speaker);
            if may && target.memory.statements[n].closed.is_none() {
                // What takes back is named, so that undoing it finds what it closed.
                let by = Some(speaker.memory.id);
                self.corrected.push(target.memory.id);
                self.close(row, n, context.said_at, by);
            }
        }
    }

    /// The statements of the latest event that has any: of the same session, or else of the user.
    fn last_said(&self, own: usize, number: usize) -> Vec<(usize, usize)> {
        let speaker = &self.rows[own];
        let earlier = self.rows.iter().rev().filter(|row| {
            row.saying.is_some_and(|saying| saying < number) && is_extracted(&row.memory)
        });
        let recent = self.recent.iter().filter_map(|id| self.by_id.get(id));
        let recent = recent.map(|&row| &self.rows[row]);
        let same_user = |row: &&Row| {
            row.memory.coordinates.user_id == speaker.memory.coordinates.user_id
                && row.memory.trust == speaker.memory.trust
        };
        let candidates: Vec<&Row> = earlier.chain(recent).filter(same_user).collect();
        let session = &speaker.memory.coordinates.session_id;
        let in_session = candidates
            .iter()
            .find(|row| row.memory.coordinates.session_id == *session);
        let Some(last) = in_session.or(candidates.first()) else {
            return Vec::new();
        };
        let source = event_of(&last.memory);
        let of_event = |row: &&Row| is_extracted(&row.memory) && event_of(&row.memory) == source;
        let rows = self.rows.iter().filter(of_event);
        rows.filter_map(|row| Some((*self.by_id.get(&row.memory.id)?, 0)))
            .collect()
    }

    fn said_about(&self, own: usize, wanted: &About<'_>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (row, other) in self.rows.iter().enumerate() {
            if row == own || other.memory.verbatim || other.memory.status != Status::Active {
                continue;
            }
            for (n, statement) in other.memory.statements.iter().enumerate() {
                if statement.closed.is_none() && wanted.means(statement) {
                    found.push((row, n));
                }
            }
        }
        found
    }
}

/// Whether `wanted` names `value`: the same value, words that stand in it, or the same telling words
/// in another order ("by bike to work", "the bike to work").
fn names_value(attribute: &str, value: &str, wanted: &str) -> bool {
    if words::same_value(attribute, value, wanted) {
        return true;
    }
    let (value, wanted) = (words::normalize_text(value), words::normalize_text(wanted));
    let telling = |text: &str| -> BTreeSet<String> {
        let words = text.split(' ').filter(|word| !LINKING.contains(word));
        words.map(str::to_owned).collect()
    };
    let (told, named) = (telling(&value), telling(&wanted));
    words::contains_words(&value, &wanted) || (!named.is_empty() && told == named)
}

/// Words that only link others.
const LINKING: [&str; 20] = [
    "a", "an", "the", "to", "by", "at", "in", "on", "of", "for", "from", "with", "as", "my", "our",
    "is", "s", "and", "any", "more",
];

/// What a retraction names.
struct About<'a> {
    subject: &'a str,
    attribute: Option<&'a str>,
    value: Option<&'a str>,
}

impl About<'_> {
    fn means(&self, statement: &Statement) -> bool {
        // "Forget everything about me" is no retraction but an erasure, which is asked for in
        // another way.
        let is_told = self.attribute.is_some() || self.value.is_some() || self.subject != "user";
        let attribute = self
            .attribute
            .is_none_or(|name| name == statement.attribute);
        let value = self.value.is_none_or(|wanted| {
            let value = statement.value.as_deref();
            value.is_some_and(|value| names_value(&statement.attribute, value, wanted))
        });
        is_told && self.subject == statement.subject && attribute && value
    }
}

fn event_of(memory: &Memory) -> Option<EventId> {
    memory.provenance.source_event_ids.first().copied()
}
