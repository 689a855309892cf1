//! Asks the store what a plan needs to know, and commits it: everything of a write in one
//! transaction, under the lock of the users whose beliefs it may correct.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use extraction::{Cue, Reading, Retracted, Retraction, one_of};
use store::{
    ListQuery, MemoryUpdate, NewMemory, PageRequest, PartitionKey, Relation, Sort, Vectors,
    WriteBatch,
};
use types::{
    Address, Cardinality, Error, ErrorKind, Event, Field, Filter, Memory, MemoryId, Result, Scope,
    Statement, Status, Timestamp, Value,
};

use super::meant::looks_back;
use super::plan::{AlreadyKnown, Change, Known, Plan, Saying, plan, texts_of};
use super::{as_heard, extracted_memory, is_extracted, said_at, take_reading, text_key, utterance};
use crate::Engine;
use crate::backlog::Left;
use crate::commands::unix_ms;

/// Bytes of text up to which words are read on the spot; more would hold up other requests, so it
/// is read on a thread of its own.
const READ_INLINE_BYTES: usize = 16 * 1024;
/// Memories looked through for what "forget that" means.
const RECENT_MAX: usize = 64;
/// Memories looked through for what a retraction names without saying which property it is.
const NAMED_MAX: usize = 200;
/// Memories whose words changed that are embedded before the write is acknowledged; more are left
/// to the backlog.
const EMBED_AGAIN_MAX: usize = 8;
/// Dependants flagged in the commit that closes what they rest on; the rest by a job.
pub(crate) const DEPENDANTS_MAX: usize = 512;
/// Utterances looked through for the last that says something.
const LAST_MAX: usize = 24;
/// Memories looked through for what is said to be so again.
const RETURNED_MAX: usize = 40;
/// Utterances looked through for what takes back something that is said late.
const SINCE_MAX: usize = 64;
/// How old what is said must be to be late, in milliseconds: what is said live comes in order.
const LATE_MS: i64 = 5 * 60 * 1000;
/// Memories whose predecessors are looked up for what is said late.
const ENDED_MAX: usize = 64;
/// Times a write is planned again because what it changes was changed meanwhile.
pub(crate) const ATTEMPTS: usize = 8;

/// What a write did.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The new memories as stored, in the plan's order.
    pub born: Vec<Memory>,
    /// See [`Plan::corrected`].
    pub corrected: Vec<MemoryId>,
    /// See [`Plan::already_known`].
    pub already_known: Vec<AlreadyKnown>,
}

/// What is to be done once a plan is committed.
#[derive(Debug, Default)]
pub(crate) struct After {
    /// New memories, the first of the batch.
    pub born: usize,
    /// Of them, those that wait for their vectors.
    waiting: Left,
    /// Words that changed wait for theirs.
    is_left: bool,
    has_job: bool,
    /// See [`Plan::corrected`].
    pub corrected: Vec<MemoryId>,
    /// See [`Plan::already_known`].
    already_known: Vec<AlreadyKnown>,
}

/// What is asked of one user's memories.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) texts: BTreeSet<String>,
    pub(super) addresses: BTreeSet<Address>,
    /// The values stated there, by which older memories are found where there are many.
    pub(super) values: BTreeSet<String>,
    /// Words that a retraction names.
    named: BTreeSet<String>,
    /// Values that are said to be so again.
    returned: BTreeSet<String>,
    /// Sessions in which the last statement is taken back.
    last_of: BTreeSet<Option<String>>,
}

impl Engine {
    /// The memory of each event's words; `None` for one that only repeats what was recalled.
    pub(crate) fn verbatim_of(&self, scope: &Scope, event: &Event) -> Option<Memory> {
        let text = extraction::cut_recalled(&event.content);
        let has_words = !text.trim().is_empty();
        has_words.then(|| self.verbatim_memory(scope, event, &text))
    }

    /// What each event says whose words are in `memories`.
    pub(crate) async fn events_say(
        &self,
        events: &[Event],
        memories: Vec<Option<Memory>>,
        is_dated: &[bool],
    ) -> Result<Vec<Option<Saying>>> {
        let own: Vec<Memory> = memories.iter().flatten().cloned().collect();
        let mut readings = self.read_all(own).await?.into_iter();
        let mut sayings = Vec::with_capacity(events.len());
        for ((event, memory), is_dated) in events.iter().zip(memories).zip(is_dated) {
            let Some(mut memory) = memory else {
                sayings.push(None);
                continue;
            };
            let reading = readings.next().unwrap_or_default();
            take_reading(&mut memory, &reading);
            let extracted = reading.statements.iter().map(|found| {
                let id = self
                    .inner
                    .ids
                    .memory_id(unix_ms(event.ingested_at), rand::random());
                extracted_memory(id, event, &memory, found)
            });
            sayings.push(Some(Saying {
                extracted: extracted.collect(),
                memory,
                reading,
                is_dated: *is_dated,
            }));
        }
        Ok(sayings)
    }

    /// What each ready memory says.
    pub(crate) async fn memories_say(
        &self,
        memories: Vec<Memory>,
        is_dated: &[bool],
    ) -> Result<Vec<Saying>> {
        let readings = self.read_all(memories.clone()).await?;
        let said = memories.into_iter().zip(readings).zip(is_dated);
        let saying = |((mut memory, reading), is_dated): ((Memory, Reading), &bool)| {
            take_reading(&mut memory, &reading);
            Saying {
                memory,
                extracted: Vec::new(),
                reading,
                is_dated: *is_dated,
            }
        };
        Ok(said.map(saying).collect())
    }

    /// Reads memories' words, in order.
    pub(crate) async fn read_all(&self, memories: Vec<Memory>) -> Result<Vec<Reading>> {
        if !self.inner.config.extraction {
            return Ok(vec![Reading::default(); memories.len()]);
        }
        let bytes: usize = memories.iter().map(|memory| memory.text.len()).sum();
        let read = move || {
            let read_one = |memory| as_heard(memory, extraction::read(&utterance(memory)));
            let readings: Vec<Reading> = memories.iter().map(read_one).collect();
            (memories, readings)
        };
        let (memories, readings) = match bytes <= READ_INLINE_BYTES {
            true => read(),
            false => tokio::task::spawn_blocking(read)
                .await
                .map_err(|error| Error::internal("reading panicked").with_source(error))?,
        };
        for (memory, reading) in memories.iter().zip(&readings) {
            self.note_sentences(memory, reading);
        }
        let readings = self.read_units(readings).await?;
        for (memory, reading) in memories.iter().zip(&readings) {
            self.note_taking_back(memory, reading);
        }
        Ok(readings)
    }

    /// Takes `sayings` against what is believed and commits the outcome. `finish` makes the rest of
    /// the batch (events, audit, the reply to keep) from the plan.
    pub(crate) async fn commit_sayings(
        &self,
        scope: &Scope,
        sayings: &[Saying],
        vectors: &HashMap<MemoryId, Vectors>,
        finish: impl Fn(&Plan) -> Result<WriteBatch>,
    ) -> Result<Written> {
        let owners = owners_of(scope, sayings);
        let has_owners = !owners.is_empty();
        let _held = self.inner.locks.hold(owners).await;
        let mut attempt = 1;
        loop {
            let known = self.known(scope, sayings).await?;
            let plan = self.plan_of(scope, (sayings, vectors), known).await;
            match self.commit_plan(scope, plan, vectors, &finish).await {
                // Something that is closed here was changed in another way: look again.
                Err(error)
                    if has_owners
                        && attempt < ATTEMPTS
                        && matches!(
                            error.kind(),
                            ErrorKind::PreconditionFailed | ErrorKind::NotFound
                        ) =>
                {
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// The plan for `sayings`; where one corrects what is not found at its address, with what it means.
    async fn plan_of(
        &self,
        scope: &Scope,
        (sayings, vectors): (&[Saying], &HashMap<MemoryId, Vectors>),
        known: Known,
    ) -> Plan {
        let now = self.now();
        let may_look_back = |saying: &Saying| looks_back(&saying.memory, &saying.reading);
        if !sayings.iter().any(may_look_back) {
            return plan(known, sayings.to_vec(), now, extraction::read);
        }
        let mut seen = known.clone();
        let planned = plan(known, sayings.to_vec(), now, extraction::read);
        self.look_back(scope, (sayings, vectors), &planned.unmet, &mut seen)
            .await;
        match seen.meant.is_empty() {
            true => planned,
            false => plan(seen, sayings.to_vec(), now, extraction::read),
        }
    }

    pub(crate) async fn commit_plan(
        &self,
        scope: &Scope,
        plan: Plan,
        vectors: &HashMap<MemoryId, Vectors>,
        finish: &impl Fn(&Plan) -> Result<WriteBatch>,
    ) -> Result<Written> {
        let mut batch = finish(&plan)?;
        let after = self.add_plan(scope, &mut batch, plan, vectors).await?;
        let committed = self.inner.store.commit(scope, batch).await?;
        self.follow(&committed.memories, &after).await?;
        let mut memories = committed.memories;
        memories.truncate(after.born);
        Ok(Written {
            born: memories,
            corrected: after.corrected,
            already_known: after.already_known,
        })
    }

    /// Adds a plan to a batch, with the flags of what rests on what it corrects. After the commit,
    /// [`Engine::follow`].
    pub(crate) async fn add_plan(
        &self,
        scope: &Scope,
        batch: &mut WriteBatch,
        mut plan: Plan,
        vectors: &HashMap<MemoryId, Vectors>,
    ) -> Result<After> {
        let mut after = After::default();
        self.close_echoes(scope, &mut plan).await?;
        for memory in std::mem::take(&mut plan.born) {
            let is_cut = memory.current_text() != memory.text || plan.reworded.contains(&memory.id);
            let vectors = vectors.get(&memory.id).filter(|_| !is_cut).cloned();
            if vectors.is_none() {
                after.waiting.add(&memory);
            }
            let vectors = vectors.unwrap_or_default();
            batch.memories.push(NewMemory { memory, vectors });
        }
        after.born = batch.memories.len();
        let mut corrected = plan.corrected.clone();
        corrected.extend(plan.changed.iter().map(|change| change.memory.id));
        let stale = self.dependants_of(scope, &corrected).await?;
        after.has_job = self.flag_rest(scope, batch, &corrected, stale.len());
        after.is_left = self.add_changes(batch, plan.changed, stale).await?;
        batch.closed_texts.append(&mut plan.closed_texts);
        batch.reopened_texts.append(&mut plan.reopened_texts);
        after.corrected = plan.corrected;
        after.already_known = plan.already_known;
        Ok(after)
    }

    /// Lets the index, the backlog and the runners know of a plan that was committed.
    pub(crate) async fn follow(&self, memories: &[Memory], after: &After) -> Result<()> {
        self.announce(memories).await?;
        self.embed_later(after.waiting);
        if after.is_left {
            self.embed_again();
        }
        if after.has_job {
            self.jobs_were_queued();
        }
        Ok(())
    }

    /// Adds changes and flags to a batch, one update for each memory; true if words that changed
    /// wait for their vectors.
    pub(crate) async fn add_changes(
        &self,
        batch: &mut WriteBatch,
        mut changed: Vec<Change>,
        stale: Vec<Memory>,
    ) -> Result<bool> {
        let mut flagged = Vec::new();
        for memory in stale {
            match changed
                .iter_mut()
                .find(|change| change.memory.id == memory.id)
            {
                Some(change) => change.memory.stale_dependency = true,
                None => flagged.push(memory),
            }
        }
        let cut: Vec<Memory> = changed
            .iter()
            .filter(|change| change.embed_again)
            .map(|change| change.memory.clone())
            .collect();
        let embedded = match cut.len() {
            1..=EMBED_AGAIN_MAX => self.embed_now(&cut).await?,
            _ => None,
        };
        let is_left = embedded.is_none() && !cut.is_empty();
        let mut embedded = embedded.unwrap_or_default().into_iter();
        for change in changed {
            let vectors = change
                .embed_again
                .then(|| embedded.next().unwrap_or_default());
            batch.updates.push(MemoryUpdate {
                memory: change.memory,
                expected_revision: change.revision,
                vectors,
                action: change.action.to_owned(),
            });
        }
        let now = self.now();
        for mut memory in flagged {
            let expected_revision = memory.revision;
            memory.stale_dependency = true;
            memory.updated_at = now;
            batch.updates.push(MemoryUpdate {
                memory,
                expected_revision,
                vectors: None,
                action: "flag".to_owned(),
            });
        }
        Ok(is_left)
    }

    /// Memories that rest, directly or not, on one of `ids` and do not say so yet. Extracted
    /// memories aside: what they state closes by itself.
    pub(crate) async fn dependants_of(
        &self,
        scope: &Scope,
        ids: &[MemoryId],
    ) -> Result<Vec<Memory>> {
        let mut seen: HashSet<MemoryId> = ids.iter().copied().collect();
        let mut queue: VecDeque<MemoryId> = ids.iter().copied().collect();
        let mut stale = Vec::new();
        while let Some(id) = queue.pop_front() {
            let mut derived = self.resting_on(scope, id).await?;
            derived.retain(|id| seen.insert(*id));
            for memory in self.inner.store.memories(scope, &derived).await?.rows {
                if is_extracted(&memory) {
                    continue;
                }
                queue.push_back(memory.id);
                if !memory.stale_dependency && memory.status != Status::Deleted {
                    stale.push(memory);
                }
            }
            if stale.len() >= DEPENDANTS_MAX {
                stale.truncate(DEPENDANTS_MAX);
                break;
            }
        }
        Ok(stale)
    }

    /// What a change of one memory by hand concerns: it, what was extracted from it or what it was
    /// extracted from, and what is believed at `addresses`.
    pub(crate) async fn known_of(
        &self,
        scope: &Scope,
        memory: &Memory,
        addresses: &[Address],
    ) -> Result<Known> {
        let mut known = Known {
            memories: vec![memory.clone()],
            ..Known::default()
        };
        let store = &self.inner.store;
        let user = memory.coordinates.user_id.as_deref();
        if !addresses.is_empty() {
            let values = values_of(&memory.statements);
            let at = store.memories_at(scope, user, addresses, &values).await?;
            known.memories.extend(at.rows);
        }
        let lineage = store.lineage(scope, memory.id).await?;
        let children = lineage.descendants.iter().map(|link| link.id);
        let mut children = store
            .memories(scope, &children.collect::<Vec<_>>())
            .await?
            .rows;
        children.retain(|child| is_extracted(child) && child.derived_from.contains(&memory.id));
        known.memories.extend(children);
        self.add_parents(scope, &mut known).await?;
        let texts: Vec<String> = known.memories.iter().map(text_key).collect();
        known.closed = store.closed_texts(scope, user, &texts).await?;
        Ok(known)
    }

    /// Drops what is there twice, and adds the verbatim memories behind extracted ones.
    pub(crate) async fn add_parents(&self, scope: &Scope, known: &mut Known) -> Result<()> {
        let mut seen = HashSet::new();
        known.memories.retain(|memory| seen.insert(memory.id));
        let parents: Vec<MemoryId> = known
            .memories
            .iter()
            .filter(|memory| is_extracted(memory))
            .flat_map(|memory| memory.derived_from.iter().copied())
            .filter(|id| seen.insert(*id))
            .collect();
        if !parents.is_empty() {
            let loaded = self.inner.store.memories(scope, &parents).await?;
            known.memories.extend(loaded.rows);
        }
        Ok(())
    }

    /// What the store knows of what is said.
    pub(crate) async fn known(&self, scope: &Scope, sayings: &[Saying]) -> Result<Known> {
        let mut known = Known::default();
        for (user_id, wanted) in wanted_of(sayings) {
            self.know_of_user(scope, user_id, wanted, &mut known)
                .await?;
        }
        self.add_parents(scope, &mut known).await?;
        self.know_what_ended(scope, sayings, &mut known).await?;
        self.know_what_was_said_since(scope, sayings, &mut known)
            .await?;
        Ok(known)
    }

    /// Where something is said late, adds what the same user said since, as far as it was stored lately.
    pub(super) async fn know_what_was_said_since(
        &self,
        scope: &Scope,
        sayings: &[Saying],
        known: &mut Known,
    ) -> Result<()> {
        let late = self.now().plus_ms(-LATE_MS);
        let mut first_of: BTreeMap<Option<String>, Timestamp> = BTreeMap::new();
        for saying in sayings.iter().filter(|saying| saying.is_dated) {
            let (memory, at) = (&saying.memory, said_at(&saying.memory));
            if memory.verbatim && !memory.statements.is_empty() && at < late {
                let user_id = memory.coordinates.user_id.clone();
                let first = first_of.entry(user_id).or_insert(at);
                *first = at.min(*first);
            }
        }
        for (user_id, first) in first_of {
            let of_user = match &user_id {
                Some(user) => Filter::equals(Field::UserId, user.as_str()),
                None => Filter::missing(Field::UserId),
            };
            let said = of_user.and(Filter::equals(Field::Verbatim, Value::Bool(true)));
            let mut rows = self.newest(scope, said, None, SINCE_MAX).await?;
            rows.retain(|memory| said_at(memory) > first);
            let may_take_back = rows.iter().filter(|memory| self.may_take_back(memory));
            let ending: Vec<Memory> = may_take_back.cloned().collect();
            let ids: Vec<MemoryId> = ending.iter().map(|memory| memory.id).collect();
            let readings = self.read_all(ending).await?;
            known.later.extend(ids.into_iter().zip(readings));
            known.memories.extend(rows);
        }
        let mut seen = HashSet::new();
        known.memories.retain(|memory| seen.insert(memory.id));
        Ok(())
    }

    /// Where something is said late, adds what was over by now and not yet then: what it meets was
    /// put aside by what is known, step by step.
    pub(super) async fn know_what_ended(
        &self,
        scope: &Scope,
        sayings: &[Saying],
        known: &mut Known,
    ) -> Result<()> {
        let dated = sayings.iter().filter(|saying| saying.is_dated);
        let stating = dated.filter(|saying| !saying.memory.statements.is_empty());
        let Some(first) = stating.map(|saying| said_at(&saying.memory)).min() else {
            return Ok(());
        };
        let verbatim = known.memories.iter().filter(|memory| memory.verbatim);
        let said: HashMap<MemoryId, Timestamp> = verbatim
            .map(|memory| (memory.id, said_at(memory)))
            .collect();
        let is_later = |memory: &&Memory| {
            let parents = memory.derived_from.iter().filter_map(|id| said.get(id));
            let at = match is_extracted(memory) {
                true => parents.max().copied(),
                false => Some(said_at(memory)),
            };
            !memory.verbatim && at.is_some_and(|at| at > first)
        };
        let later = known.memories.iter().filter(is_later);
        let mut waiting: VecDeque<MemoryId> = later.map(|memory| memory.id).collect();
        let mut seen: HashSet<MemoryId> = waiting.iter().copied().collect();
        let mut asked = 0;
        while let Some(id) = waiting.pop_front()
            && asked < ENDED_MAX
        {
            asked += 1;
            let links = self.inner.store.lineage(scope, id).await?.ancestors;
            let links = links
                .iter()
                .filter(|link| link.relation == Relation::Supersedes);
            let mut ids: Vec<MemoryId> = links.map(|link| link.id).collect();
            ids.retain(|id| seen.insert(*id));
            let mut rows = self.inner.store.memories(scope, &ids).await?.rows;
            let held = |memory: &Memory| memory.valid_to.is_some_and(|until| until > first);
            rows.retain(|memory| !memory.verbatim && held(memory));
            waiting.extend(rows.iter().map(|memory| memory.id));
            known.memories.extend(rows);
        }
        self.add_parents(scope, known).await
    }

    pub(super) async fn know_of_user(
        &self,
        scope: &Scope,
        user_id: Option<String>,
        wanted: Wanted,
        known: &mut Known,
    ) -> Result<()> {
        let user = user_id.as_deref();
        let texts: Vec<String> = wanted.texts.into_iter().collect();
        if !texts.is_empty() {
            let closed = self.inner.store.closed_texts(scope, user, &texts).await?;
            known.closed.extend(closed);
        }
        let addresses: Vec<Address> = wanted.addresses.into_iter().collect();
        let values: Vec<String> = wanted.values.into_iter().collect();
        if !addresses.is_empty() {
            let at = self
                .inner
                .store
                .memories_at(scope, user, &addresses, &values)
                .await?;
            known.memories.extend(at.rows);
        }
        let of_user = match user {
            Some(user) => Filter::equals(Field::UserId, user),
            None => Filter::missing(Field::UserId),
        };
        for value in wanted.returned {
            let found = self
                .newest(scope, of_user.clone(), Some(value), RETURNED_MAX)
                .await?;
            self.know_what_replaced(scope, &found, known).await?;
            known.memories.extend(found);
        }
        let of_user = of_user.and(Filter::equals(Field::Verbatim, Value::Bool(false)));
        for name in wanted.named {
            let live = of_user.clone().and(self.live());
            let found = self.newest(scope, live, Some(name), NAMED_MAX).await?;
            known.memories.extend(found);
        }
        for session in wanted.last_of {
            let session_of = session.clone();
            let mut filters = vec![of_user.clone()];
            if let Some(session) = session {
                let in_session = Filter::equals(Field::SessionId, session.as_str());
                filters.insert(0, of_user.clone().and(in_session));
            }
            for filter in filters {
                let mut found = self.newest(scope, filter, None, RECENT_MAX).await?;
                found.retain(is_extracted);
                known.recent.extend(found.iter().map(|memory| memory.id));
                known.memories.extend(found);
            }
            let mut said = match user {
                Some(user) => Filter::equals(Field::UserId, user),
                None => Filter::missing(Field::UserId),
            };
            said = said.and(Filter::equals(Field::Verbatim, Value::Bool(true)));
            if let Some(session) = &session_of {
                said = said.and(Filter::equals(Field::SessionId, session.as_str()));
            }
            known
                .memories
                .extend(self.newest(scope, said, None, LAST_MAX).await?);
        }
        Ok(())
    }

    /// Adds what took the place of memories, with what was extracted from it.
    async fn know_what_replaced(
        &self,
        scope: &Scope,
        over: &[Memory],
        known: &mut Known,
    ) -> Result<()> {
        let closed = over.iter().flat_map(|memory| &memory.statements);
        let by = closed.filter_map(|statement| statement.closed.as_ref()?.by);
        let by: BTreeSet<MemoryId> = by.collect();
        let by: Vec<MemoryId> = by.into_iter().take(RETURNED_MAX).collect();
        if by.is_empty() {
            return Ok(());
        }
        let found = self.inner.store.memories(scope, &by).await?.rows;
        for memory in found {
            match memory.verbatim {
                true => self.know_with_keys(scope, &memory, known).await?,
                false => known.memories.push(memory),
            }
        }
        Ok(())
    }

    pub(crate) async fn newest(
        &self,
        scope: &Scope,
        filter: Filter,
        text_contains: Option<String>,
        limit: usize,
    ) -> Result<Vec<Memory>> {
        let query = ListQuery {
            filter,
            text_contains,
            sort: Sort::CreatedDesc,
            page: PageRequest {
                limit,
                ..PageRequest::default()
            },
        };
        Ok(self.inner.store.list_memories(scope, &query).await?.items)
    }
}

/// What the statements say of their properties.
pub(crate) fn values_of(statements: &[Statement]) -> Vec<String> {
    let values = statements.iter().filter_map(|one| one.value.clone());
    values.collect()
}

/// Whose beliefs may be corrected.
fn owners_of(scope: &Scope, sayings: &[Saying]) -> BTreeSet<PartitionKey> {
    let concerns = |saying: &&Saying| {
        !saying.memory.statements.is_empty()
            || !saying.reading.retractions.is_empty()
            || looks_back(&saying.memory, &saying.reading)
    };
    sayings
        .iter()
        .filter(concerns)
        .map(|saying| PartitionKey {
            org_id: scope.org_id().clone(),
            user_id: saying.memory.coordinates.user_id.clone(),
        })
        .collect()
}

fn wanted_of(sayings: &[Saying]) -> BTreeMap<Option<String>, Wanted> {
    let mut by_user: BTreeMap<Option<String>, Wanted> = BTreeMap::new();
    for saying in sayings {
        let at = &saying.memory.coordinates;
        let wanted = by_user.entry(at.user_id.clone()).or_default();
        wanted.texts.extend(texts_of(saying));
        for found in &saying.reading.statements {
            // What happened, happened: there may be thousands, and none of them closes another. A deadline
            // is told as an event and has one date.
            let is_one = found.statement.cardinality == Cardinality::One;
            if found.type_ != "event" || found.cue != Cue::Plain || is_one {
                wanted.addresses.insert(found.statement.address());
                wanted.values.extend(found.statement.value.clone());
            }
            wanted.addresses.extend(alternatives_of(found));
            if found.cue == Cue::Again
                && let Some(value) = &found.statement.value
            {
                wanted.returned.insert(value.clone());
            }
            if found.cue == Cue::End
                && let Some(value) = &found.statement.value
            {
                wanted.named.insert(value.clone());
            }
        }
        for replaced in &saying.reading.replaced {
            wanted.named.insert(replaced.old.clone());
            wanted.returned.insert(replaced.old.clone());
        }
        let is_bare =
            |found: &extraction::Found| found.statement.attribute == extraction::CORRECTION;
        if saying.reading.statements.iter().any(is_bare) {
            wanted.last_of.insert(at.session_id.clone());
        }
        if saying.memory.verbatim {
            for retraction in &saying.reading.retractions {
                want_retracted(wanted, retraction, &at.session_id);
            }
        }
    }
    by_user
}

/// Where else a statement may belong.
pub(super) fn alternatives_of(found: &extraction::Found) -> impl Iterator<Item = Address> {
    let own = found.statement.attribute.as_str();
    // When something takes place and by when it is due are told in the same words.
    let dated = own
        .split_once(':')
        .and_then(|(family, label)| match family {
            "appointment" => Some(format!("deadline:{label}")),
            "deadline" => Some(format!("appointment:{label}")),
            _ => None,
        });
    let alternatives = found.alternatives.iter().cloned().chain(dated);
    alternatives.map(|attribute| Address {
        subject: found.statement.subject.clone(),
        attribute,
    })
}

fn want_retracted(wanted: &mut Wanted, retraction: &Retraction, session: &Option<String>) {
    match &retraction.what {
        Retracted::Last => {
            wanted.last_of.insert(session.clone());
        }
        Retracted::About {
            subject,
            attribute,
            value,
        } => {
            if let Some(attribute) = attribute {
                wanted.addresses.insert(Address {
                    subject: subject.clone(),
                    attribute: attribute.clone(),
                });
                wanted.values.extend(value.clone());
            }
            match (attribute, value) {
                (_, Some(value)) => wanted.named.insert(unled(value).to_owned()),
                (None, None) => wanted.named.insert(subject.clone()),
                (Some(_), None) => false,
            };
        }
        Retracted::Named { words, .. } => {
            let telling = words.split(' ').filter(|word| is_telling(word));
            wanted
                .named
                .extend(telling.take(NAMED_WORDS_MAX).map(str::to_owned));
        }
    }
}

/// A value without the words that only lead to it: "Oak Hill School" of "goes to Oak Hill School", which may have
/// been said as "attends Oak Hill School".
fn unled(value: &str) -> &str {
    const LINKS: &str = "to at in on for from with by the a an my our";
    let mut rest = value;
    while let Some((_, after)) = rest
        .split_once(' ')
        .filter(|(first, _)| one_of(first, LINKS))
    {
        rest = after;
    }
    rest
}

/// Words of a retraction that memories are looked through for.
const NAMED_WORDS_MAX: usize = 10;

/// Whether a word can tell what is taken back.
fn is_telling(word: &str) -> bool {
    const EMPTY: &str = "the and for with from that this not more any longer have has had are was were \
been our you your about does did will would isn don doesn anymore being who what which its it is am do \
no in on at to of as by an we my me he she they";
    let is_short = word.len() < 3 && !word.bytes().any(|byte| byte.is_ascii_digit());
    !is_short && !one_of(word, EMPTY)
}
