//! What is said late: it ends, in history, what held at its time. Pure, as [`super::plan`].

use types::{Memory, MemoryId, Statement, Status, Timestamp};

use super::plan::{Planner, Row, Saying, same_owner, statement_key};
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
            !is_extracted(&row.memory)
                && same_owner(&row.memory.coordinates, &saying.memory.coordinates)
        });
        let latest = said.map(|row| row.said_at).max();
        let Some(latest) = latest.filter(|latest| *latest > was) else {
            return was;
        };
        let now = Timestamp(latest.0 + 1);
        let said = saying.extracted.iter_mut().chain([&mut saying.memory]);
        said.for_each(|memory| postpone(memory, was, now));
        now
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
            let key = statement_key(&text, &memory.statements[n]);
            self.closed
                .insert((user_id.clone(), key), (valid_to, Some(by)));
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

/// Moves the times of a memory that are those of its saying.
fn postpone(memory: &mut Memory, was: Timestamp, now: Timestamp) {
    for time in [&mut memory.valid_from, &mut memory.event_date] {
        if *time == Some(was) {
            *time = Some(now);
        }
    }
}
