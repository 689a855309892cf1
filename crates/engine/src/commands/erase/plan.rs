//! What goes with what is erased, what stays, and what that loses.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use store::{Loaded, MemoryUpdate, PartitionKey, Relation, Whose};
use types::{
    Coordinates, ErrorKind, Event, EventId, Memory, MemoryId, Result, Scope, Statement, Status,
};

use super::words::Words;
use super::{Erase, Erasure};
use crate::Engine;
use crate::commands::MemoryRef;
use crate::minds::{PROMOTE, is_made_here};
use crate::truth::is_extracted;

/// What one transaction of an erasure does.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) memories: BTreeSet<MemoryId>,
    pub(super) events: BTreeSet<EventId>,
    /// Those that stay and lose something.
    pub(super) survivors: Vec<Memory>,
    /// Of those that go, what was made here out of others.
    pub(super) renewable: BTreeSet<MemoryId>,
    /// Of those that stay, whose labels or earlier versions have words of what goes, with the words that
    /// they may have.
    pub(super) forget_history: BTreeMap<MemoryId, Words>,
    /// What went into those that go.
    merged: BTreeSet<MemoryId>,
    /// What those that go had taken the place of.
    replaced: BTreeSet<MemoryId>,
    /// What took the place of those that go.
    heirs: BTreeMap<MemoryId, MemoryId>,
    /// Of those that stay, what rests on nothing that goes: it only named what took its place.
    pub(super) orphans: BTreeSet<MemoryId>,
    /// The words of what goes, but for what was read out of words that go as well.
    words: Words,
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
        let said = known
            .rows
            .iter()
            .filter(|event| plan.events.contains(&event.id));
        said.for_each(|event| plan.words.add(&event.content));
        let reached = self
            .reach(scope, memories, whose, command, &mut plan)
            .await?;
        plan.survivors = reached.into_values().collect();
        self.revive_merged(scope, &mut plan, whose).await?;
        plan.survivors.sort_by_key(|memory| memory.id);
        self.find_histories(scope, &mut plan, whose).await?;
        self.find_orphans(scope, &mut plan, whose).await?;
        Ok(plan)
    }

    /// Adds to the plan all that goes with `memories` and the plan's events; what was reached and stays.
    async fn reach(
        &self,
        scope: &Scope,
        memories: Vec<MemoryId>,
        whose: Option<&Whose>,
        command: &Erase,
        plan: &mut Plan,
    ) -> Result<HashMap<MemoryId, Memory>> {
        let store = &self.inner.store;
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
        let mut replacing: HashMap<MemoryId, Memory> = HashMap::new();
        loop {
            while let Some(memory) = waiting.pop_front() {
                let id = memory.id;
                if plan.memories.contains(&id) {
                    continue;
                }
                let is_mine = roots.contains(&id) || is_of(whose, &memory.coordinates);
                if !is_mine && !self.falls(scope, &memory, plan, whose).await? {
                    reached.insert(id, memory);
                    continue;
                }
                plan.take(&memory, !is_mine, command);
                plan.add_words(&memory);
                reached.remove(&id);
                self.follow_from(scope, id, plan, &mut waiting, &mut replacing)
                    .await?;
            }
            // What was found to go last may have words that those have which were to stay.
            let mut found = self
                .with_words(scope, plan, whose, &reached, &replacing)
                .await?;
            found.extend(self.merged_with_words(scope, plan, whose).await?);
            if found.is_empty() {
                break;
            }
            for memory in found {
                plan.take(&memory, true, command);
                reached.remove(&memory.id);
                if replacing.contains_key(&memory.id) {
                    let parents = store.memories(scope, &memory.derived_from).await?.rows;
                    reached.extend(parents.into_iter().map(|parent| (parent.id, parent)));
                    reached.retain(|id, _| !plan.memories.contains(id));
                }
                let id = memory.id;
                self.follow_from(scope, id, plan, &mut waiting, &mut replacing)
                    .await?;
            }
        }
        Ok(reached)
    }

    /// Of what was to stay, and of what was read where another value was before, what has words of what
    /// goes.
    async fn with_words(
        &self,
        scope: &Scope,
        plan: &Plan,
        whose: Option<&Whose>,
        reached: &HashMap<MemoryId, Memory>,
        replacing: &HashMap<MemoryId, Memory>,
    ) -> Result<Vec<Memory>> {
        let mut found = Vec::new();
        for memory in reached.values().chain(replacing.values()) {
            let is_successor = !reached.contains_key(&memory.id);
            if !plan.memories.contains(&memory.id)
                && self
                    .quotes(scope, memory, plan, whose, is_successor)
                    .await?
            {
                found.push(memory.clone());
            }
        }
        found.sort_by_key(|memory| memory.id);
        found.dedup_by_key(|memory| memory.id);
        Ok(found)
    }

    /// Whether a memory that was made of others has words of those that go. What is made here is made
    /// anew out of what is left; a model may have found other words for it.
    async fn quotes(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        whose: Option<&Whose>,
        is_successor: bool,
    ) -> Result<bool> {
        if self.was_by_itself(scope, memory).await? {
            return Ok(false);
        }
        let is_reworded = memory.provenance.model.is_some() || memory.provenance.process != PROMOTE;
        if is_made_here(memory) && is_reworded {
            return Ok(true);
        }
        let left = self.left_of(scope, memory, plan, whose).await?;
        Ok(match is_successor {
            true => plan.words.stand_in_extracted(memory, &left),
            false => plan.words.stand_in(&memory.text, &left),
        })
    }

    /// Of what went into those that go, what has their words and no other source of them: the same under
    /// another id.
    async fn merged_with_words(
        &self,
        scope: &Scope,
        plan: &Plan,
        whose: Option<&Whose>,
    ) -> Result<Vec<Memory>> {
        let ids = plan.merged.iter().copied();
        let ids: Vec<MemoryId> = ids.filter(|id| !plan.memories.contains(id)).collect();
        let mut found = Vec::new();
        for memory in self.inner.store.memories(scope, &ids).await?.rows {
            let left = self.left_of(scope, &memory, plan, whose).await?;
            if !is_of(whose, &memory.coordinates) && plan.words.stand_in(&memory.text, &left) {
                found.push(memory);
            }
        }
        Ok(found)
    }

    /// Whether a memory rested on nothing when it was stored: what it rests on now came with what it took
    /// in.
    async fn was_by_itself(&self, scope: &Scope, memory: &Memory) -> Result<bool> {
        if is_extracted(memory) || is_made_here(memory) {
            return Ok(false);
        }
        let rests = |memory: &Memory| {
            !memory.derived_from.is_empty() || !memory.provenance.source_event_ids.is_empty()
        };
        let history = self.inner.store.history(scope, memory.id).await?;
        Ok(history.first().is_some_and(|first| !rests(&first.memory)))
    }

    /// The words of what a memory rests on and what stays.
    async fn left_of(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        whose: Option<&Whose>,
    ) -> Result<Words> {
        let mut words = Words::default();
        let memories = self.memories_left(scope, memory, plan, whose).await?.rows;
        memories.iter().for_each(|row| words.add_memory(row));
        let events = self.events_left(scope, memory, plan, whose).await?.rows;
        events.iter().for_each(|event| words.add(&event.content));
        Ok(words)
    }

    /// The memories that a memory rests on and that stay.
    async fn memories_left(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        whose: Option<&Whose>,
    ) -> Result<Loaded<Memory>> {
        let ids = memory.derived_from.iter().copied();
        let ids: Vec<MemoryId> = ids.filter(|id| !plan.memories.contains(id)).collect();
        let mut loaded = self.inner.store.memories(scope, &ids).await?;
        loaded.rows.retain(|row| !is_of(whose, &row.coordinates));
        Ok(loaded)
    }

    /// The events that a memory rests on and that stay.
    async fn events_left(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        whose: Option<&Whose>,
    ) -> Result<Loaded<Event>> {
        let ids = memory.provenance.source_event_ids.iter().copied();
        let ids: Vec<EventId> = ids.filter(|id| !plan.events.contains(id)).collect();
        let mut loaded = self.inner.store.events(scope, &ids).await?;
        loaded.rows.retain(|row| !is_of(whose, &row.coordinates));
        Ok(loaded)
    }

    /// What went into a memory that goes, and does not go itself, stands for itself again.
    async fn revive_merged(
        &self,
        scope: &Scope,
        plan: &mut Plan,
        whose: Option<&Whose>,
    ) -> Result<()> {
        let is_there = |id: &MemoryId| {
            plan.memories.contains(id) || plan.survivors.iter().any(|other| other.id == *id)
        };
        let ids: Vec<MemoryId> = plan
            .merged
            .iter()
            .copied()
            .filter(|id| !is_there(id))
            .collect();
        let rows = self.inner.store.memories(scope, &ids).await?.rows;
        let rows = rows
            .into_iter()
            .filter(|row| !is_of(whose, &row.coordinates));
        plan.survivors.extend(rows);
        Ok(())
    }

    /// Which survivors have words of what goes in labels that they took over, or in earlier versions.
    async fn find_histories(
        &self,
        scope: &Scope,
        plan: &mut Plan,
        whose: Option<&Whose>,
    ) -> Result<()> {
        for memory in &plan.survivors {
            let mut left = self.left_of(scope, memory, plan, whose).await?;
            left.add(&memory.text);
            let history = self.inner.store.history(scope, memory.id).await?;
            let mut versions = history.iter().map(|revision| &revision.memory);
            if versions.any(|version| plan.words.stand_in_memory(version, &left)) {
                plan.forget_history.insert(memory.id, left);
            }
        }
        Ok(())
    }

    /// What names a memory that goes as what took its place, as a whole or in a part: it names what took
    /// the place of that in turn, or nothing. It is not believed again; the id would lead nowhere.
    async fn find_orphans(
        &self,
        scope: &Scope,
        plan: &mut Plan,
        whose: Option<&Whose>,
    ) -> Result<()> {
        let store = &self.inner.store;
        let ids: Vec<MemoryId> = plan.replaced.iter().copied().collect();
        let mut rows = store.memories(scope, &ids).await?.rows;
        let parents: Vec<MemoryId> = rows
            .iter()
            .flat_map(|memory| memory.derived_from.iter().copied())
            .collect();
        rows.extend(store.memories(scope, &parents).await?.rows);
        for memory in rows {
            let id = memory.id;
            let is_there = plan.memories.contains(&id)
                || plan.orphans.contains(&id)
                || plan.survivors.iter().any(|other| other.id == id);
            if !is_there && !is_of(whose, &memory.coordinates) && plan.names_one(&memory) {
                plan.orphans.insert(id);
                plan.survivors.push(memory);
            }
        }
        plan.survivors.sort_by_key(|memory| memory.id);
        Ok(())
    }

    /// Looks from a memory that goes at what was derived from it, or took it in; at what was read where it
    /// stood before and may have its words ("no, on Tuesdays"); and at what went into it.
    async fn follow_from(
        &self,
        scope: &Scope,
        id: MemoryId,
        plan: &mut Plan,
        waiting: &mut VecDeque<Memory>,
        replacing: &mut HashMap<MemoryId, Memory>,
    ) -> Result<()> {
        let store = &self.inner.store;
        let lineage = match store.lineage(scope, id).await {
            Ok(lineage) => lineage,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let (new, derived): (Vec<_>, Vec<_>) = lineage
            .descendants
            .iter()
            .partition(|link| link.relation == Relation::Supersedes);
        let ids = |links: Vec<&store::LineageLink>| {
            links.into_iter().map(|link| link.id).collect::<Vec<_>>()
        };
        let loaded = store.memories(scope, &ids(derived)).await?;
        plan.memories.extend(parsed(&loaded.damaged));
        waiting.extend(loaded.rows);
        let mut others = store.memories(scope, &ids(new)).await?.rows;
        others.retain(is_extracted);
        replacing.extend(others.into_iter().map(|other| (other.id, other)));
        for link in &lineage.ancestors {
            match link.relation {
                Relation::MergedFrom => plan.merged.insert(link.id),
                Relation::Supersedes => plan.replaced.insert(link.id),
                Relation::DerivedFrom => false,
            };
        }
        Ok(())
    }

    /// Whether nothing is left that a memory rests on once the plan is carried out.
    async fn falls(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        whose: Option<&Whose>,
    ) -> Result<bool> {
        if !memory.derived_from.is_empty() {
            let left = self.memories_left(scope, memory, plan, whose).await?;
            let is_left = !left.damaged.is_empty() || !left.rows.is_empty();
            return Ok(!is_left && !self.was_by_itself(scope, memory).await?);
        }
        if memory.provenance.source_event_ids.is_empty() {
            // It took something in, and was there before.
            return Ok(false);
        }
        let left = self.events_left(scope, memory, plan, whose).await?;
        Ok(left.damaged.is_empty() && left.rows.is_empty())
    }

    /// A memory that stays, without what it loses; `None` if it loses nothing.
    pub(super) fn without(&self, memory: &Memory, plan: &Plan) -> Option<MemoryUpdate> {
        let mut changed = memory.clone();
        let went = |id: MemoryId| plan.memories.contains(&id);
        if memory.status == Status::Merged && memory.superseded_by.is_some_and(went) {
            changed.status = Status::Active;
            (changed.superseded_at, changed.superseded_by) = (None, None);
        } else if !plan.orphans.contains(&memory.id) {
            changed.stale_dependency |= !memory.verbatim;
        }
        changed.superseded_by = changed.superseded_by.and_then(|by| plan.heir(by));
        for statement in &mut changed.statements {
            if let Some(closed) = &mut statement.closed {
                closed.by = closed.by.and_then(|by| plan.heir(by));
            }
        }
        changed.derived_from.retain(|id| !went(*id));
        let sources = &mut changed.provenance.source_event_ids;
        sources.retain(|id| !plan.events.contains(id));
        if let Some(left) = plan.forget_history.get(&memory.id) {
            let stays = |label: &str| !plan.words.stand_in(label, left);
            changed.topics.retain(|topic| stays(topic));
            changed.tags.retain(|tag| stays(tag));
            changed.entities.retain(|entity| stays(&entity.name));
            // What a value was put into was said in the words that go.
            let stays = |one: &Statement| !plan.words.stand_in_statement(one, left);
            changed.statements.retain(stays);
        }
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
    /// Adds a memory to what goes; `is_derived`: because of what it was made of.
    fn take(&mut self, memory: &Memory, is_derived: bool, command: &Erase) {
        self.note(memory, command);
        self.memories.insert(memory.id);
        if let Some(by) = memory.superseded_by {
            self.heirs.insert(memory.id, by);
        }
        if is_derived && is_made_here(memory) {
            self.renewable.insert(memory.id);
        }
    }

    /// What took a memory's place in the end and stays; the memory itself, if it stays.
    fn heir(&self, mut id: MemoryId) -> Option<MemoryId> {
        // A chain that comes back to itself is none.
        for _ in 0..=self.memories.len() {
            if !self.memories.contains(&id) {
                return Some(id);
            }
            id = *self.heirs.get(&id)?;
        }
        None
    }

    /// Whether a memory names one that goes as what took its place.
    fn names_one(&self, memory: &Memory) -> bool {
        let closed = memory.statements.iter();
        let closed = closed.filter_map(|statement| statement.closed.as_ref()?.by);
        let mut by = closed.chain(memory.superseded_by);
        by.any(|id| self.memories.contains(&id))
    }

    /// Adds the words of a memory that goes with all that it rests on.
    fn add_words(&mut self, memory: &Memory) {
        match (is_extracted(memory), memory.verbatim) {
            (true, _) => {}
            // Its labels were read out of its words.
            (_, true) => self.words.add(&memory.text),
            _ => self.words.add_memory(memory),
        }
    }

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
