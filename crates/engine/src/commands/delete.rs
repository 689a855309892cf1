//! Delete: take a memory out of sight, or erase it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use store::{MemoryUpdate, WriteBatch};
use types::{Error, ErrorKind, EventId, Memory, MemoryId, Permission, Result, Scope, Status};

use super::add::audit_detail;
use super::update::expect_revision;
use super::{Idempotency, MemoryRef};
use crate::backlog::partition_of;
use crate::truth::by_hand::plan_delete;
use crate::truth::is_extracted;
use crate::truth::plan::Change;
use crate::{Access, Engine};

/// A memory to delete.
#[derive(Clone, Debug)]
pub struct DeleteMemory {
    /// Which.
    pub target: MemoryRef,
    /// Fail unless this is the current revision.
    pub expected_revision: Option<u64>,
    /// Erase it with its history and vectors, and a verbatim one with its event, instead of taking it
    /// out of sight.
    pub hard: bool,
    /// Makes the request repeatable.
    pub idempotency: Option<Idempotency>,
}

/// What was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Which.
    pub id: MemoryId,
    /// It was erased, not only taken out of sight.
    pub hard: bool,
}

impl Engine {
    /// Deletes a memory: it leaves search and lists at once, with what was extracted from it. The
    /// same text does not come back by being ingested once more.
    ///
    /// Errors: `NotFound`; `PermissionDenied` for what is shared, if the key is bound to a user.
    pub async fn delete_memory(&self, access: &Access, command: DeleteMemory) -> Result<Deleted> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        let idempotency = command.idempotency.as_ref();
        if let Some(outcome) = self.replay(&scope, idempotency).await? {
            return Ok(outcome);
        }
        let target = self.load_memory(&scope, &command.target).await?;
        access.require_change(&target.coordinates)?;
        let key = partition_of(&target);
        let _held = self.inner.locks.hold(BTreeSet::from([key.clone()])).await;
        const ATTEMPTS: usize = 8;
        for _ in 0..ATTEMPTS {
            let memory = self.load_memory(&scope, &command.target).await?;
            expect_revision(&memory, command.expected_revision)?;
            if memory.status == Status::Deleted && !command.hard {
                return Err(Error::not_found("memory"));
            }
            let outcome = Deleted {
                id: memory.id,
                hard: command.hard,
            };
            let action = if command.hard {
                "memory.erase"
            } else {
                "memory.delete"
            };
            let audit = self.audit(action, memory.id.to_string(), audit_detail(&memory));
            let mut batch = WriteBatch {
                audit: vec![audit],
                idempotency: self.remember(&scope, idempotency, &outcome)?,
                ..WriteBatch::default()
            };
            let is_left = self
                .add_deletion(&scope, &memory, command.hard, &mut batch)
                .await?;
            match self.commit_deletion(&scope, batch).await {
                Ok(()) => {
                    self.inner.index.changed(&key).await?;
                    if is_left {
                        self.embed_again();
                    }
                    if command.hard {
                        self.inner.index.remove_file(&key);
                    }
                    return Ok(outcome);
                }
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {}
                Err(error) => return self.replay_or(&scope, idempotency, error).await,
            }
        }
        Err(Error::new(
            ErrorKind::Conflict,
            "the memory is being changed by others; try again",
        ))
    }

    /// Adds to `batch` all that leaves with a memory and the flags of what rests on it; true if
    /// words that changed wait for their vectors.
    async fn add_deletion(
        &self,
        scope: &Scope,
        memory: &Memory,
        hard: bool,
        batch: &mut WriteBatch,
    ) -> Result<bool> {
        let known = self.known_of(scope, memory, &[]).await?;
        // Read out of it and of nothing else; deleted before, they are not deleted anew.
        let of_it = known.memories.iter().filter(|other| is_extracted(other));
        let of_it = of_it.filter(|other| other.derived_from == [memory.id]);
        let own: Vec<MemoryId> = of_it.map(|other| other.id).collect();
        let mut plan = plan_delete(known, memory.id, self.now(), extraction::read);
        let left: Vec<MemoryId> = plan.changed.iter().map(|change| change.memory.id).collect();
        let mut stale = self.dependants_of(scope, &left).await?;
        self.flag_rest(scope, batch, &left, stale.len());
        stale.retain(|other| other.id != memory.id);
        if hard {
            // Of what is erased not even a hash of the text stays, so that it may be said anew; what it
            // said elsewhere closes. Its ids stay gone: an older export does not bring it back.
            batch.erased_at = Some(self.now());
            let deleted = |change: &Change| change.memory.status == Status::Deleted;
            let gone = plan.changed.iter().filter(|change| deleted(change));
            batch.erasures = gone.map(|change| change.memory.id).collect();
            for id in own.into_iter().chain([memory.id]) {
                if !batch.erasures.contains(&id) {
                    batch.erasures.push(id);
                }
            }
            let erased = &batch.erasures;
            plan.changed
                .retain(|change| !erased.contains(&change.memory.id));
            if memory.verbatim {
                let events = memory.provenance.source_event_ids.clone();
                self.lose_events(scope, &events, erased, &mut plan.changed, &mut stale)
                    .await?;
                batch.event_erasures = events;
            }
        } else {
            batch.closed_texts = plan.closed_texts;
        }
        self.add_changes(batch, plan.changed, stale).await
    }

    /// The event of a verbatim memory has the same words and goes with it. What else rests on it loses
    /// it, and says so.
    async fn lose_events(
        &self,
        scope: &Scope,
        events: &[EventId],
        erased: &[MemoryId],
        changed: &mut [Change],
        stale: &mut Vec<Memory>,
    ) -> Result<()> {
        let rest = self.inner.store.memories_of_events(scope, events).await?;
        for mut memory in rest.rows {
            if erased.contains(&memory.id) {
                continue;
            }
            let lose = |memory: &mut Memory| {
                let sources = &mut memory.provenance.source_event_ids;
                sources.retain(|id| !events.contains(id));
                memory.derived_from.retain(|id| !erased.contains(id));
            };
            let mut changed = changed.iter_mut().map(|change| &mut change.memory);
            let known = changed.find(|other| other.id == memory.id);
            let known = known.or_else(|| stale.iter_mut().find(|other| other.id == memory.id));
            match known {
                Some(known) => lose(known),
                None => {
                    lose(&mut memory);
                    stale.push(memory);
                }
            }
        }
        Ok(())
    }

    /// Commits a deletion. On a full disk it goes on with what frees room or must leave at once.
    async fn commit_deletion(&self, scope: &Scope, mut batch: WriteBatch) -> Result<()> {
        match self.inner.store.commit(scope, batch.clone()).await {
            Err(error) if error.kind() == ErrorKind::StorageFull => {
                let leaves = |update: &MemoryUpdate| update.memory.status == Status::Deleted;
                batch.updates.retain(leaves);
                self.inner.store.commit(scope, batch).await.map(drop)
            }
            outcome => outcome.map(drop),
        }
    }
}
