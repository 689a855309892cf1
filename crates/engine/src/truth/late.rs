//! What is said late: it ends, in history, what held at its time. Pure, as [`super::plan`].

use extraction::{Cue, Reading, Retracted};
use types::{EventKind, Memory, MemoryId, Statement, Status, Timestamp};

use super::plan::{
    Context, Place, Planner, Row, Saying, contradicts, same_owner, same_speaker, statement_keys,
};
use super::take_back::{About, ends_with_value, is_sure};
use super::{is_extracted, said_at, text_key};

impl Planner {
    /// When a saying was said. Without a date it is said when it arrives, after all that is known: neither
    /// a client's clock that is fast nor ours that was put back makes it older than what it corrects.
    pub(super) fn arrival(&self, saying: &mut Saying) -> Timestamp {
        let was = said_at(&saying.memory);
        if saying.is_dated {
            return was;
        }
        let said = self.rows.iter().filter(|row| {
            row.said_at > was
                && !is_extracted(&row.memory)
                && same_owner(&row.memory.coordinates, &saying.memory.coordinates)
        });
        let latest = said.map(|row| row.said_at).max();
        let Some(latest) = latest else {
            return was;
        };
        let now = Timestamp(latest.0 + 1);
        let said = saying.extracted.iter_mut().chain([&mut saying.memory]);
        said.for_each(|memory| postpone(memory, was, now));
        now
    }

    /// What is said late and was taken back since is over: whoever took it back was heard first, and
    /// would have closed it.
    pub(super) fn take_back_late(&mut self, context: &Context, own: usize) {
        let is_late = context.is_dated && self.rows[own].memory.verbatim;
        // Whatever was taken back since, of most messages nothing can be: they state nothing.
        if !is_late || !self.rows.iter().any(|row| has_open(row, context)) {
            return;
        }
        let later = self.later.iter().filter_map(|(id, reading)| {
            let row = *self.by_id.get(id)?;
            (takes_back(reading) && self.speaks_later(row, own)).then(|| (row, reading.clone()))
        });
        let mut later: Vec<(usize, Reading)> = later.collect();
        later.sort_by_key(|&(row, _)| self.rows[row].said_at);
        for (row, reading) in later {
            let (at, by) = (self.rows[row].said_at, self.rows[row].memory.id);
            let targets = self.taken_back_by(context, row, &reading);
            for &(target, n) in &targets {
                self.close(target, n, at, Some(by));
            }
            let has_left = self.rows[row].memory.status != Status::Active;
            if !targets.is_empty() && !has_left && reading.only_takes_back() {
                self.put_aside(row, at, None);
            }
        }
    }

    /// Whether `row` is a user's own words that were said after those of `own` and may correct them.
    fn speaks_later(&self, row: usize, own: usize) -> bool {
        let (later, new) = (&self.rows[row], &self.rows[own]);
        later.said_at > new.said_at
            && later.memory.event_kind == Some(EventKind::UserMessage)
            && later.memory.trust >= new.memory.trust
            && same_owner(&later.memory.coordinates, &new.memory.coordinates)
            && same_speaker(later, new)
    }

    /// The open statements of the saying of `context` that the words of `row` end.
    fn taken_back_by(&self, context: &Context, row: usize, reading: &Reading) -> Vec<Place> {
        let at = self.rows[row].said_at;
        let then = Context {
            number: usize::MAX,
            said_at: at,
            is_dated: true,
            text: text_key(&self.rows[row].memory),
        };
        let mut targets: Vec<Place> = Vec::new();
        for retraction in &reading.retractions {
            if retraction.what == Retracted::Last {
                continue;
            }
            let sentence = self.sentence_at(row, retraction.span);
            let mut found = self.told_of(&then, row, &retraction.what);
            found.retain(|&place| {
                is_sure(&retraction.what)
                    || self.is_at(place, retraction)
                    || self.is_ended(place, &sentence)
            });
            targets.extend(found);
        }
        for found in reading
            .statements
            .iter()
            .filter(|found| found.cue == Cue::End)
        {
            let end = &found.statement;
            let wanted = About {
                subject: &end.subject,
                attribute: None,
                value: end.value.as_deref(),
            };
            let own = self.rows.iter().enumerate();
            for (other, said) in own.filter(|(_, row)| has_open(row, context)) {
                let statements = said.memory.statements.iter().enumerate();
                let ended = statements.filter(|(_, one)| {
                    contradicts((end, at), Cue::End, (*one, said.said_at))
                        || wanted.means(one) && ends_with_value(&said.memory, one)
                });
                targets.extend(ended.map(|(n, _)| (other, n)));
            }
        }
        targets.retain(|&(other, n)| {
            let said = &self.rows[other];
            has_open(said, context) && said.memory.statements[n].closed.is_none()
        });
        targets
    }

    /// What is over ended earlier than was known: `by` was said in between. What is believed now does
    /// not change.
    pub(super) fn end_earlier(&mut self, row: usize, n: usize, valid_to: Timestamp, by: MemoryId) {
        let memory = &self.rows[row].memory;
        let statement = memory.statements[n].clone();
        let parents: Vec<usize> = self.parents_of(memory).collect();
        self.end_earlier_at(row, n, valid_to, by);
        for parent in parents {
            let is_it = |other: &Statement| {
                let was = |one: &Statement| one.closed.as_ref().map(|closed| closed.by);
                was(other) == was(&statement)
                    && other.address() == statement.address()
                    && other.value == statement.value
                    && other.polarity == statement.polarity
            };
            let same = self.rows[parent].memory.statements.iter().position(is_it);
            if let Some(n) = same {
                self.end_earlier_at(parent, n, valid_to, by);
            }
        }
    }

    fn end_earlier_at(&mut self, row: usize, n: usize, valid_to: Timestamp, by: MemoryId) {
        let Row {
            memory, is_changed, ..
        } = &mut self.rows[row];
        let Some(closed) = memory.statements[n].closed.as_mut() else {
            return;
        };
        *is_changed = true;
        let was_by = closed.by.replace(by);
        closed.valid_to = valid_to;
        let text = text_key(memory);
        let user_id = memory.coordinates.user_id.clone();
        if !is_extracted(memory) {
            for key in statement_keys(&text, &memory.statements[n]) {
                self.closed
                    .insert((user_id.clone(), key), (valid_to, Some(by)));
            }
        }
        // As a whole it lasts as long as the last of what it states.
        let closed = memory.statements.iter().map(|one| one.closed.as_ref());
        let last = closed.flatten().max_by_key(|closed| closed.valid_to);
        let is_over = memory.status == Status::Superseded && memory.superseded_by == was_by;
        if let (Some(last), true) = (last, is_over) {
            let until = memory.valid_to.unwrap_or(last.valid_to).min(last.valid_to);
            memory.valid_to = Some(memory.valid_from.map_or(until, |from| until.max(from)));
            memory.superseded_by = last.by;
            self.closed
                .insert((user_id, text), (last.valid_to, last.by));
        }
    }
}

/// Whether a row holds something open that was read out of the saying of `context`.
fn has_open(row: &Row, context: &Context) -> bool {
    row.saying == Some(context.number)
        && is_extracted(&row.memory)
        && row.memory.statements.iter().any(|one| one.closed.is_none())
}

/// Whether a reading ends something that was said before: then it may be over that is said late.
pub(super) fn takes_back(reading: &Reading) -> bool {
    !reading.retractions.is_empty() || reading.statements.iter().any(|found| found.cue == Cue::End)
}

/// Moves the times of a memory that are those of its saying.
fn postpone(memory: &mut Memory, was: Timestamp, now: Timestamp) {
    for time in [&mut memory.valid_from, &mut memory.event_date] {
        if *time == Some(was) {
            *time = Some(now);
        }
    }
}
