//! What is believed again because what had closed it is undone, against what was said since. Pure, as
//! [`super::plan`].

use std::collections::BTreeSet;

use extraction::Cue;
use types::{MemoryId, Status, Timestamp};

use super::plan::{
    CERTAINTY_MIN, Known, Place, Plan, Planner, Read, contradicts, is_past, same_owner,
    same_speaker,
};

/// Closes of the memories that are `back` (in `known`, as they would be believed) what was said since
/// would have ended by itself. `since` took the place of what is undone, in whatever words.
pub(crate) fn plan_undo(
    known: Known,
    back: &BTreeSet<MemoryId>,
    since: &BTreeSet<MemoryId>,
    now: Timestamp,
    read: Read,
) -> Plan {
    let mut planner = Planner::new(known, now, read);
    for row in back
        .iter()
        .filter_map(|id| planner.by_id.get(id).copied())
        .collect::<Vec<_>>()
    {
        for n in 0..planner.rows[row].memory.statements.len() {
            if let Some((valid_to, by)) = planner.ended_by((row, n), since) {
                planner.close(row, n, valid_to, Some(by));
            }
        }
    }
    planner.finish()
}

impl Planner {
    /// The first that was said after an open statement and speaks against it.
    fn ended_by(
        &self,
        (row, n): Place,
        since: &BTreeSet<MemoryId>,
    ) -> Option<(Timestamp, MemoryId)> {
        let own = &self.rows[row];
        let statement = &own.memory.statements[n];
        if own.memory.verbatim || statement.closed.is_some() {
            return None;
        }
        let order = (own.said_at, own.memory.id);
        let mut first: Option<(Timestamp, MemoryId)> = None;
        for (number, other) in self.rows.iter().enumerate() {
            let at = (other.said_at, other.memory.id);
            let took_over = since.contains(&other.memory.id);
            let may_end = !other.memory.verbatim
                && at > order
                && (took_over || other.memory.status == Status::Active)
                && other.memory.trust >= own.memory.trust
                && !is_past(other)
                && same_owner(&other.memory.coordinates, &own.memory.coordinates)
                && (statement.subject != "user" || same_speaker(other, own));
            if !may_end || first.is_some_and(|first| first <= at) {
                continue;
            }
            let cue = if took_over { Cue::Change } else { Cue::Plain };
            let ends = other.memory.statements.iter().enumerate().any(|(m, said)| {
                (took_over || said.closed.is_none())
                    && said.certainty >= CERTAINTY_MIN
                    && contradicts((said, other.said_at), cue, (statement, own.said_at))
                    && (took_over || !self.is_beside((number, m), cue, (row, n)))
            });
            if ends {
                first = Some(at);
            }
        }
        first
    }
}
