//! What goes with what is erased, what stays, and what that loses.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use store::{Loaded, MemoryUpdate, PartitionKey, Relation, Whose};
use types::{Coordinates, ErrorKind, EventId, Memory, MemoryId, Result, Scope};

use super::{Erase, Erasure};
use crate::Engine;
use crate::commands::MemoryRef;
use crate::truth::is_extracted;

/// What one transaction of an erasure does.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) memories: BTreeSet<MemoryId>,
    pub(super) events: BTreeSet<EventId>,
    /// Those that stay and lose something.
    pub(super) survivors: Vec<Memory>,
    /// Partitions that lose something.
    pub(super) partitions: BTreeSet<PartitionKey>,
    /// Texts that go, by user.
    pub(super) texts: Vec<(Option<String>, String)>,
}

impl Engine {
    /// What a memory or an event names to begin with; `None` if it is gone already.
    pub(super) async fn roots(
        &self,
        scope: &Scope,
        what: &Erasure,
        command: &Erase,
    ) -> Result<Option<(Vec<MemoryId>, Vec<EventId>)>> {
        let memory = match what {
            Erasure::Event(id) => return Ok(Some((Vec::new(), vec![*id]))),
            Erasure::Memory(target) => match self.load_memory(scope, target).await {
                Ok(memory) => memory,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => match target {
                    MemoryRef::Id(id) if error.kind() == ErrorKind::Corrupt => {
                        return Ok(Some((vec![*id], Vec::new())));
                    }
                    _ => return Err(error),
                },
            },
            Erasure::User(_) | Erasure::Org(_) => return Ok(None),
        };
        let events = match memory.verbatim || is_extracted(&memory) || command.with_sources {
            true => memory.provenance.source_event_ids.clone(),
            false => Vec::new(),
        };
        Ok(Some((vec![memory.id], events)))
    }

    /// Everything that goes with these, and what stays but loses something.
    pub(super) async fn plan(
        &self,
        scope: &Scope,
        memories: Vec<MemoryId>,
        events: Vec<EventId>,
        whose: Option<&Whose>,
        command: &Erase,
    ) -> Result<Plan> {
        let store = &self.inner.store;
        let known = store.events(scope, &events).await?;
        let missing = |id: &EventId| {
            !known.rows.iter().any(|event| event.id == *id)
                && !known.damaged.contains(&id.to_string())
        };
        let mut plan = Plan {
            events: events.into_iter().filter(|id| !missing(id)).collect(),
            ..Plan::default()
        };
        if matches!(whose, Some(Whose::Org { .. })) {
            // Nothing of it stays: there is nobody to flag.
            let loaded = store.memories(scope, &memories).await?;
            loaded
                .rows
                .iter()
                .for_each(|memory| plan.note(memory, command));
            plan.memories = memories.into_iter().collect();
            return Ok(plan);
        }
        let event_ids: Vec<EventId> = plan.events.iter().copied().collect();
        let on_events = store.memories_of_events(scope, &event_ids).await?;
        let mut waiting: VecDeque<Memory> = VecDeque::new();
        let mut reached: HashMap<MemoryId, Memory> = HashMap::new();
        let roots: HashSet<MemoryId> = memories.iter().copied().collect();
        let loaded = store.memories(scope, &memories).await?;
        // What cannot be read is erased as it is; what it was related to cannot be told.
        plan.memories.extend(parsed(&loaded.damaged));
        plan.memories.extend(parsed(&on_events.damaged));
        waiting.extend(loaded.rows);
        waiting.extend(on_events.rows);
        while let Some(memory) = waiting.pop_front() {
            let id = memory.id;
            if plan.memories.contains(&id) {
                continue;
            }
            let is_mine = roots.contains(&id) || is_of(whose, &memory.coordinates);
            if !is_mine && !self.falls(scope, &memory, &plan, whose).await? {
                reached.insert(id, memory);
                continue;
            }
            plan.note(&memory, command);
            plan.memories.insert(id);
            reached.remove(&id);
            let loaded = self.derived_from(scope, id).await?;
            plan.memories.extend(parsed(&loaded.damaged));
            waiting.extend(loaded.rows);
        }
        plan.survivors = reached.into_values().collect();
        plan.survivors.sort_by_key(|memory| memory.id);
        Ok(plan)
    }

    /// What was derived from a memory, or took it in.
    async fn derived_from(&self, scope: &Scope, id: MemoryId) -> Result<Loaded<Memory>> {
        let store = &self.inner.store;
        let is_wanted = |relation| relation != Relation::Supersedes;
        let derived = self.descendants(scope, id, is_wanted).await?;
        store.memories(scope, &derived).await
    }

    /// Whether nothing is left that a memory rests on once the plan is carried out.
    async fn falls(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        whose: Option<&Whose>,
    ) -> Result<bool> {
        let store = &self.inner.store;
        if !memory.derived_from.is_empty() {
            let left: Vec<MemoryId> = memory
                .derived_from
                .iter()
                .copied()
                .filter(|id| !plan.memories.contains(id))
                .collect();
            let loaded = store.memories(scope, &left).await?;
            let stays = |memory: &Memory| !is_of(whose, &memory.coordinates);
            return Ok(loaded.damaged.is_empty() && !loaded.rows.iter().any(stays));
        }
        let sources = &memory.provenance.source_event_ids;
        if sources.is_empty() {
            // It took something in, and was there before.
            return Ok(false);
        }
        let left: Vec<EventId> = sources
            .iter()
            .copied()
            .filter(|id| !plan.events.contains(id))
            .collect();
        let loaded = store.events(scope, &left).await?;
        let stays = |event: &types::Event| !is_of(whose, &event.coordinates);
        Ok(loaded.damaged.is_empty() && !loaded.rows.iter().any(stays))
    }

    /// A memory that stays, without what it loses; `None` if it loses nothing.
    pub(super) fn without(
        &self,
        memory: &Memory,
        memories: &BTreeSet<MemoryId>,
        events: &BTreeSet<EventId>,
    ) -> Option<MemoryUpdate> {
        let mut changed = memory.clone();
        changed.derived_from.retain(|id| !memories.contains(id));
        let sources = &mut changed.provenance.source_event_ids;
        sources.retain(|id| !events.contains(id));
        changed.stale_dependency = true;
        if changed == *memory {
            return None;
        }
        let revision = memory.revision;
        changed.updated_at = self.now();
        changed.revision = revision + 1;
        Some(MemoryUpdate {
            memory: changed,
            expected_revision: revision,
            vectors: None,
            action: "erase".to_owned(),
        })
    }
}

impl Plan {
    /// Notes what of a memory has to be known when it is gone.
    fn note(&mut self, memory: &Memory, command: &Erase) {
        let user_id = memory.coordinates.user_id.clone();
        if command.close_texts {
            self.texts.push((user_id.clone(), memory.text.clone()));
        }
        self.partitions.insert(PartitionKey {
            org_id: memory.org_id.clone(),
            user_id,
        });
    }
}

/// Whether a row at `at` is erased in any case.
fn is_of(whose: Option<&Whose>, at: &Coordinates) -> bool {
    match whose {
        None => false,
        Some(Whose::User(user_id)) => at.user_id.as_ref() == Some(user_id),
        Some(Whose::Org { .. }) => true,
    }
}

fn parsed(ids: &[String]) -> impl Iterator<Item = MemoryId> + '_ {
    ids.iter().filter_map(|id| id.parse().ok())
}
