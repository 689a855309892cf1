//! Rollback: undo what came out of a source, and believe again what it had put aside.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{ClosedText, PartitionKey, Relation, WriteBatch};
use types::{
    Address, Error, ErrorKind, EventId, Memory, MemoryId, Permission, Result, Scope, Status,
    Timestamp,
};

use super::MemoryRef;
use crate::backlog::partition_of;
use crate::truth::apply::values_of;
use crate::truth::plan::{Change, Known, statement_keys};
use crate::truth::undo::plan_undo;
use crate::{Access, Engine};

/// Memories that one rollback may change: one transaction is about as large.
const CHANGES_MAX: usize = 5000;
/// Memories that are followed from what leaves to what took its place since.
const SINCE_MAX: usize = 256;
const RESTORE: &str = "restore";

/// A source to undo.
#[derive(Clone, Debug)]
pub struct Rollback {
    /// Which.
    pub source: Source,
    /// Tell what would change, and change nothing.
    pub dry_run: bool,
}

/// What memories come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An event: everything that was made of it leaves. The event itself stays as it was said.
    Event(EventId),
    /// A memory: it leaves with everything that was derived from it.
    Memory(MemoryRef),
}

/// What a rollback did. All lists are in the order of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolledBack {
    /// Memories that left: they are deleted, and stay in history.
    pub removed: Vec<MemoryId>,
    /// Memories that are believed again, as a whole or in a part: what left had superseded them.
    pub restored: Vec<MemoryId>,
    /// Memories that stay because they rest on something else as well; flagged `stale_dependency`.
    pub flagged: Vec<MemoryId>,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// What is to change.
#[derive(Default)]
struct Plan {
    removed: BTreeMap<MemoryId, Memory>,
    restored: BTreeMap<MemoryId, Memory>,
    flagged: BTreeMap<MemoryId, Memory>,
    /// Memories that stay put aside: what was said since ends them, too, and takes over from what
    /// leaves.
    ended: BTreeMap<MemoryId, Memory>,
    /// The texts of these.
    ended_texts: Vec<ClosedText>,
}

impl Plan {
    /// Whose beliefs change.
    fn owners(&self) -> BTreeSet<PartitionKey> {
        let rows = [&self.removed, &self.restored, &self.flagged, &self.ended];
        rows.into_iter()
            .flat_map(BTreeMap::values)
            .map(partition_of)
            .collect()
    }
}

impl Engine {
    /// Undoes a source, in one transaction. What the caller does not see is not touched. What was said
    /// since keeps its effect: a value that it would have ended by itself does not come back.
    ///
    /// Running it again changes nothing: what has left is not a source of anything that is believed.
    ///
    /// Errors: `NotFound`; `PermissionDenied` for a shared source, if the key is bound to a user; `TooLarge` if more depends on the source than one transaction can hold.
    pub async fn rollback(&self, access: &Access, command: Rollback) -> Result<RolledBack> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        const ATTEMPTS: usize = 8;
        let mut owners = BTreeSet::new();
        for _ in 0..ATTEMPTS {
            // A correction that is made meanwhile is seen, or sees what was undone.
            let _held = self.inner.locks.hold(owners.clone()).await;
            let (name, plan) = self.plan_rollback(access, &scope, &command.source).await?;
            let needed = plan.owners();
            if !command.dry_run && !needed.is_subset(&owners) {
                owners.extend(needed);
                continue;
            }
            let done = RolledBack {
                removed: plan.removed.keys().copied().collect(),
                restored: plan.restored.keys().copied().collect(),
                flagged: plan.flagged.keys().copied().collect(),
                dry_run: command.dry_run,
            };
            let told = done.removed.len() + done.restored.len() + done.flagged.len();
            let changes = told + plan.ended.len();
            if command.dry_run || changes == 0 {
                return Ok(done);
            }
            if changes > CHANGES_MAX {
                let message = format!("more than {CHANGES_MAX} memories would change");
                return Err(Error::new(ErrorKind::TooLarge, message));
            }
            let (batch, is_left) = self.rollback_batch(&scope, name, plan).await?;
            match self.inner.store.commit(&scope, batch).await {
                Ok(committed) => {
                    self.announce(&committed.memories).await?;
                    if is_left {
                        self.embed_again();
                    }
                    return Ok(done);
                }
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::new(
            ErrorKind::Conflict,
            "what depends on it is being changed by others; try again",
        ))
    }

    /// The plan as a transaction; true if words that changed wait for their vectors.
    async fn rollback_batch(
        &self,
        scope: &Scope,
        name: String,
        plan: Plan,
    ) -> Result<(WriteBatch, bool)> {
        let now = self.now();
        let back: Vec<Memory> = plan.restored.values().cloned().collect();
        let mut calmed = self.calmed(scope, &back).await?;
        calmed.retain(|change| {
            let id = change.memory.id;
            !plan.flagged.contains_key(&id) && !plan.removed.contains_key(&id)
        });
        let detail = json!({
            "removed": plan.removed.len(),
            "restored": plan.restored.len(),
            "flagged": plan.flagged.len(),
        });
        let text_of = |memory: &Memory| {
            let text = crate::truth::text_key(memory);
            (memory.coordinates.user_id.clone(), text)
        };
        let reopened = texts_of(plan.restored.values());
        let leaving: BTreeSet<(Option<String>, String)> =
            plan.removed.values().map(text_of).collect();
        // As what was deleted, it does not come back by being ingested once more.
        let mut closed_texts: Vec<ClosedText> = leaving
            .difference(&reopened)
            .map(|(user_id, text)| ClosedText {
                user_id: user_id.clone(),
                text: text.clone(),
                valid_to: now,
                by: None,
            })
            .collect();
        closed_texts.extend(plan.ended_texts);
        let change = |mut memory: Memory, action: &'static str| {
            let revision = memory.revision;
            memory.revision += 1;
            memory.updated_at = now;
            Change {
                memory,
                revision,
                // Words that were marked as no longer true are shown and found again.
                embed_again: action == RESTORE,
                action,
            }
        };
        let removed = plan.removed.into_values();
        let removed = removed.map(|memory| change(memory, "rollback"));
        let restored = plan.restored.into_values();
        let restored = restored.map(|memory| change(memory, RESTORE));
        let mut batch = WriteBatch {
            audit: vec![self.audit("rollback", name, detail)],
            reopened_texts: reopened.into_iter().collect(),
            closed_texts,
            ..WriteBatch::default()
        };
        let ended = plan.ended.into_values();
        let ended = ended.map(|memory| change(memory, "supersede"));
        let mut changes: Vec<Change> = removed.chain(restored).chain(ended).collect();
        changes.extend(calmed);
        let stale = plan.flagged.into_values().collect();
        let is_left = self.add_changes(&mut batch, changes, stale).await?;
        Ok((batch, is_left))
    }

    async fn plan_rollback(
        &self,
        access: &Access,
        scope: &Scope,
        source: &Source,
    ) -> Result<(String, Plan)> {
        let store = &self.inner.store;
        let (name, roots, event) = match source {
            Source::Event(id) => {
                let loaded = store.events(scope, &[*id]).await?;
                if loaded.rows.is_empty() && loaded.damaged.is_empty() {
                    return Err(Error::not_found("event"));
                }
                for event in &loaded.rows {
                    access.require_change(&event.coordinates)?;
                }
                let rows = store.memories_of_events(scope, &[*id]).await?.rows;
                (format!("event {id}"), rows, Some(*id))
            }
            Source::Memory(target) => {
                let memory = self.load_memory(scope, target).await?;
                access.require_change(&memory.coordinates)?;
                (format!("memory {}", memory.id), vec![memory], None)
            }
        };
        let now = self.now();
        let mut plan = Plan::default();
        let is_root: BTreeSet<MemoryId> = match event {
            Some(_) => BTreeSet::new(),
            None => roots.iter().map(|memory| memory.id).collect(),
        };
        let mut waiting: VecDeque<Memory> = roots.into();
        while let Some(memory) = waiting.pop_front() {
            let id = memory.id;
            if plan.removed.contains_key(&id) || memory.status == Status::Deleted {
                continue;
            }
            let falls = is_root.contains(&id)
                || self.rests_on_nothing(scope, &memory, &plan, event).await?;
            if !falls {
                if !memory.stale_dependency {
                    plan.flagged.insert(id, memory);
                }
                continue;
            }
            plan.flagged.remove(&id);
            plan.removed.insert(id, removed(memory, now));
            let descendants = store.lineage(scope, id).await?.descendants;
            let derived: Vec<MemoryId> = descendants
                .iter()
                .filter(|link| link.relation != Relation::Supersedes)
                .map(|link| link.id)
                .collect();
            waiting.extend(store.memories(scope, &derived).await?.rows);
        }
        self.plan_restoring(scope, &mut plan).await?;
        Ok((name, plan))
    }

    /// Whether nothing that is believed is left for a memory to rest on.
    async fn rests_on_nothing(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        event: Option<EventId>,
    ) -> Result<bool> {
        if memory.derived_from.is_empty() {
            let sources = &memory.provenance.source_event_ids;
            return Ok(event.is_some() && sources.iter().all(|id| Some(*id) == event));
        }
        let left: Vec<MemoryId> = memory
            .derived_from
            .iter()
            .copied()
            .filter(|id| !plan.removed.contains_key(id))
            .collect();
        let loaded = self.inner.store.memories(scope, &left).await?;
        let stays = |memory: &Memory| memory.status != Status::Deleted;
        Ok(loaded.damaged.is_empty() && !loaded.rows.iter().any(stays))
    }

    /// What was put aside by what leaves comes back, unless it leaves, too.
    async fn plan_restoring(&self, scope: &Scope, plan: &mut Plan) -> Result<()> {
        let store = &self.inner.store;
        let leaving: BTreeSet<MemoryId> = plan.removed.keys().copied().collect();
        let mut found: BTreeMap<MemoryId, Memory> = BTreeMap::new();
        let mut parents: Vec<MemoryId> = Vec::new();
        for id in &leaving {
            let ancestors = store.lineage(scope, *id).await?.ancestors;
            let replaced: Vec<MemoryId> = ancestors
                .iter()
                .filter(|link| link.relation != Relation::DerivedFrom)
                .map(|link| link.id)
                .filter(|id| !leaving.contains(id))
                .collect();
            for memory in store.memories(scope, &replaced).await?.rows {
                // An utterance that stays because it says more names what closed its words in them.
                parents.extend(memory.derived_from.iter().copied());
                found.insert(memory.id, memory);
            }
        }
        parents.retain(|id| !found.contains_key(id) && !leaving.contains(id));
        let loaded = store.memories(scope, &parents).await?;
        found.extend(loaded.rows.into_iter().map(|memory| (memory.id, memory)));
        let mut back: BTreeMap<MemoryId, Memory> = BTreeMap::new();
        for (id, memory) in &found {
            // What was deleted meanwhile stays so.
            let is_there = memory.status != Status::Deleted;
            if let Some(mut memory) = restored(memory.clone(), &leaving).filter(|_| is_there) {
                // What is flagged and restored is one change.
                memory.stale_dependency |= plan.flagged.remove(id).is_some();
                back.insert(*id, memory);
            }
        }
        if back.is_empty() {
            return Ok(());
        }
        let (known, since) = self.known_since(scope, plan, &back).await?;
        let ids: BTreeSet<MemoryId> = back.keys().copied().collect();
        let ending = plan_undo(known, &ids, &since, self.now(), extraction::read);
        for change in ending.changed {
            back.insert(change.memory.id, change.memory);
        }
        plan.ended_texts = ending.closed_texts;
        for (id, memory) in back {
            let is_back = found
                .get(&id)
                .is_none_or(|was| is_believed_again(was, &memory));
            match is_back {
                true => plan.restored.insert(id, memory),
                false => plan.ended.insert(id, memory),
            };
        }
        Ok(())
    }

    /// What may end what is `back`: what is believed at its addresses, and what took the place of what
    /// leaves and of that in turn, which is told beside.
    async fn known_since(
        &self,
        scope: &Scope,
        plan: &Plan,
        back: &BTreeMap<MemoryId, Memory>,
    ) -> Result<(Known, BTreeSet<MemoryId>)> {
        let store = &self.inner.store;
        let mut known = Known {
            memories: back.values().cloned().collect(),
            ..Known::default()
        };
        let mut seen: BTreeSet<MemoryId> = plan.removed.keys().copied().collect();
        let mut since = BTreeSet::new();
        let mut next: Vec<MemoryId> = plan.removed.values().flat_map(closers_of).collect();
        while !next.is_empty() && seen.len() < plan.removed.len() + SINCE_MAX {
            next.retain(|id| seen.insert(*id));
            let rows = store.memories(scope, &next).await?.rows;
            next = rows.iter().flat_map(closers_of).collect();
            for memory in rows {
                if memory.status != Status::Deleted {
                    since.insert(memory.id);
                    known.memories.push(memory);
                }
            }
        }
        let mut by_user: BTreeMap<Option<String>, (BTreeSet<Address>, Vec<String>)> =
            BTreeMap::new();
        for memory in back.values() {
            let user_id = memory.coordinates.user_id.clone();
            let (addresses, values) = by_user.entry(user_id).or_default();
            addresses.extend(memory.statements.iter().map(|one| one.address()));
            values.extend(values_of(&memory.statements));
        }
        for (user_id, (addresses, values)) in by_user {
            let addresses: Vec<Address> = addresses.into_iter().collect();
            let live = store.memories_at(scope, user_id.as_deref(), &addresses, &values);
            let live = live.await?.rows.into_iter();
            let stays = |memory: &Memory| !plan.removed.contains_key(&memory.id);
            known.memories.extend(live.filter(stays));
        }
        self.add_parents(scope, &mut known).await?;
        Ok((known, since))
    }
}

/// What took a memory's place, as a whole or in a part.
fn closers_of(memory: &Memory) -> BTreeSet<MemoryId> {
    let closed = memory.statements.iter();
    let by = closed.filter_map(|statement| statement.closed.as_ref()?.by);
    by.chain(memory.superseded_by).collect()
}

/// Whether a memory, or a part of it, was put aside and is not so any more.
fn is_believed_again(was: &Memory, now: &Memory) -> bool {
    let is_open = |memory: &Memory, n: usize| memory.statements[n].closed.is_none();
    let opened = (0..was.statements.len().min(now.statements.len()))
        .any(|n| !is_open(was, n) && is_open(now, n));
    opened || (was.status != Status::Active && now.status == Status::Active)
}

/// What is believed again may be said again, whether or not it was closed.
fn texts_of<'a>(restored: impl Iterator<Item = &'a Memory>) -> BTreeSet<(Option<String>, String)> {
    let mut texts = BTreeSet::new();
    for memory in restored {
        let (user_id, text) = (&memory.coordinates.user_id, crate::truth::text_key(memory));
        let open = memory.statements.iter().filter(|it| it.closed.is_none());
        let keys = open.flat_map(|statement| statement_keys(&text, statement));
        texts.extend(keys.map(|key| (user_id.clone(), key)));
        if memory.status == Status::Active {
            texts.insert((user_id.clone(), text));
        }
    }
    texts
}

fn removed(mut memory: Memory, now: Timestamp) -> Memory {
    memory.status = Status::Deleted;
    memory.superseded_at = Some(now);
    memory
}

/// A memory as it was before `leaving` put it aside; `None` if they did not.
fn restored(mut memory: Memory, leaving: &BTreeSet<MemoryId>) -> Option<Memory> {
    let is_leaving = |by: Option<MemoryId>| by.is_some_and(|id| leaving.contains(&id));
    let mut is_changed = false;
    for statement in &mut memory.statements {
        if is_leaving(statement.closed.as_ref().and_then(|closed| closed.by)) {
            statement.closed = None;
            is_changed = true;
        }
    }
    let was_replaced = is_leaving(memory.superseded_by);
    if was_replaced && matches!(memory.status, Status::Superseded | Status::Merged) {
        memory.status = Status::Active;
        memory.superseded_by = None;
        memory.superseded_at = None;
        memory.valid_to = None;
        is_changed = true;
    }
    is_changed.then_some(memory)
}
