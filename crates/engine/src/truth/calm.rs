//! What rested on a memory that left and is back as it was: its flag goes.

use std::collections::{HashMap, HashSet, VecDeque};

use store::Revision;
use types::{Memory, MemoryId, Result, Scope, Status, Timestamp};

use super::apply::DEPENDANTS_MAX;
use super::is_extracted;
use super::plan::Change;
use crate::Engine;

/// What history calls it.
const ACTION: &str = "unflag";

impl Engine {
    /// Changes that take the flag off what rests, directly or not, on memories that are believed again
    /// (`back`, in their new state): where everything that one rests on says what it said before the
    /// flag was raised.
    pub(crate) async fn calmed(&self, scope: &Scope, back: &[Memory]) -> Result<Vec<Change>> {
        let mut as_is: HashMap<MemoryId, Memory> = back
            .iter()
            .map(|memory| (memory.id, memory.clone()))
            .collect();
        let mut seen: HashSet<MemoryId> = as_is.keys().copied().collect();
        let mut queue: VecDeque<MemoryId> = back.iter().map(|memory| memory.id).collect();
        let mut changes = Vec::new();
        while let Some(id) = queue.pop_front() {
            let mut derived = self.resting_on(scope, id).await?;
            derived.retain(|id| !seen.contains(id));
            for memory in self.inner.store.memories(scope, &derived).await?.rows {
                if changes.len() >= DEPENDANTS_MAX {
                    return Ok(changes);
                }
                let is_flagged = memory.stale_dependency && !is_extracted(&memory);
                if !is_flagged || !self.is_calm(scope, &memory, &as_is).await? {
                    continue;
                }
                let mut calm = memory.clone();
                calm.stale_dependency = false;
                calm.updated_at = self.now();
                seen.insert(calm.id);
                queue.push_back(calm.id);
                as_is.insert(calm.id, calm.clone());
                changes.push(Change {
                    memory: calm,
                    revision: memory.revision,
                    embed_again: false,
                    action: ACTION,
                });
            }
        }
        Ok(changes)
    }

    /// Whether nothing is left of why a memory was flagged.
    async fn is_calm(
        &self,
        scope: &Scope,
        memory: &Memory,
        as_is: &HashMap<MemoryId, Memory>,
    ) -> Result<bool> {
        let history = self.inner.store.history(scope, memory.id).await?;
        let is_free = |revision: &Revision| !revision.memory.stale_dependency;
        // One that was flagged from the start, or lost a source for good, stays flagged.
        let Some(last) = history.iter().rposition(is_free) else {
            return Ok(false);
        };
        let (before, since) = history.split_at(last + 1);
        let Some(raised_at) = since.first().map(|revision| revision.at) else {
            return Ok(false);
        };
        let sources = &memory.derived_from;
        if before[last].memory.derived_from != *sources {
            return Ok(false);
        }
        let mut rows = self.inner.store.memories(scope, sources).await?.rows;
        if rows.len() != sources.len() {
            return Ok(false);
        }
        for source in &mut rows {
            if let Some(new) = as_is.get(&source.id) {
                source.clone_from(new);
            }
            let is_believed = source.status == Status::Active && !source.stale_dependency;
            if !is_believed || !self.says_as_before(scope, source, raised_at).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether what is believed of a memory is what was believed of it just before an instant.
    async fn says_as_before(&self, scope: &Scope, now: &Memory, at: Timestamp) -> Result<bool> {
        let history = self.inner.store.history(scope, now.id).await?;
        let before = history.iter().rev().find(|revision| revision.at < at);
        let before = before.or(history.first());
        Ok(before.is_some_and(|revision| revision.memory.current_text() == now.current_text()))
    }
}
