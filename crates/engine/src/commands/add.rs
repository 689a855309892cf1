//! Add: store events and memories.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{NewAudit, NewMemory, Vectors, WriteBatch};
use types::{
    Coordinates, Entity, Error, ErrorKind, Event, EventId, EventKind, Level, Memory, MemoryId,
    MemoryKind, Metadata, Permission, ProcessingState, Result, Scope, Status, Tier, Timestamp,
    Trust, limits, memory::SPEAKER_ENTITY,
};

use super::Idempotency;
use super::taken::{ExternalIds, Items};
use crate::backlog::Left;
use crate::embedding::lend_vectors;
use crate::truth::plan::{AlreadyKnown, Plan, Saying};
use crate::{Access, Engine};

/// How far ahead of the clock an event may be dated, in milliseconds: a day allows for time zones and
/// clocks that are wrong.
pub(super) const TS_AHEAD_MS: i64 = 24 * 60 * 60 * 1000;

/// Events to store.
#[derive(Clone, Debug, Default)]
pub struct AddEvents {
    /// In the order in which they happened.
    pub events: Vec<NewEvent>,
    /// Makes the request repeatable.
    pub idempotency: Option<Idempotency>,
}

/// One event as a client gives it.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The client's own id, unique among what whoever gave it sees.
    pub external_id: Option<String>,
    /// Where it belongs.
    pub at: Coordinates,
    /// What sort of thing happened.
    pub kind: EventKind,
    /// Who spoke.
    pub speaker: Option<String>,
    /// What was said.
    pub content: String,
    /// When, at most a day ahead of the clock; `None`: now.
    pub ts: Option<Timestamp>,
    /// `null`, an object, or a string.
    pub metadata: Json,
}

/// What became of the events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddedEvents {
    /// Their ids, in the order given.
    pub event_ids: Vec<EventId>,
    /// Their verbatim memories' ids, in the same order. An event that only repeats what was recalled
    /// has none and is passed over here.
    pub memory_ids: Vec<MemoryId>,
    /// Of them, those that state what was known in the same words before. They are stored; what was
    /// corrected since is not believed again because of them.
    #[serde(default)]
    pub already_known: Vec<AlreadyKnown>,
    /// Found by their words at once; by their meaning a little later.
    pub pending: bool,
}

/// Memories to store.
#[derive(Clone, Debug, Default)]
pub struct AddMemories {
    /// The memories.
    pub memories: Vec<NewMemoryInput>,
    /// Makes the request repeatable.
    pub idempotency: Option<Idempotency>,
}

/// One memory as a client gives it. What is left out gets a default.
#[derive(Clone, Debug, Default)]
pub struct NewMemoryInput {
    /// The client's own id, unique among what whoever gave it sees.
    pub external_id: Option<String>,
    /// Where it belongs.
    pub at: Coordinates,
    /// Whom it is for; by default whoever `at` names.
    pub level: Option<Level>,
    /// What to remember.
    pub text: String,
    /// Semantic by default.
    pub kind: Option<MemoryKind>,
    /// `fact` by default.
    pub type_: Option<String>,
    /// Long by default.
    pub tier: Option<Tier>,
    /// What it is about.
    pub topics: Vec<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Whom and what it names.
    pub entities: Vec<Entity>,
    /// Free attributes.
    pub metadata: Metadata,
    /// 0 to 1; 1 by default.
    pub confidence: Option<f32>,
    /// 0 to 1; 0.5 by default.
    pub importance: Option<f32>,
    /// Never fades.
    pub pinned: bool,
    /// Since when it is true.
    pub valid_from: Option<Timestamp>,
    /// Until when it was true.
    pub valid_to: Option<Timestamp>,
    /// When what it tells of happened.
    pub event_date: Option<Timestamp>,
    /// When to drop it.
    pub expires_at: Option<Timestamp>,
    /// Where no expiry is given: that of its tier.
    pub expires_by_tier: bool,
    /// Events it rests on.
    pub source_event_ids: Vec<EventId>,
    /// Memories it was derived from.
    pub derived_from: Vec<MemoryId>,
}

/// What became of the memories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddedMemories {
    /// As stored, in the order given.
    pub memories: Vec<Memory>,
    /// Memories something in which they correct.
    #[serde(default)]
    pub contradictions_resolved: Vec<MemoryId>,
    /// Of them, those that state what was known in the same words before. They are stored; what was
    /// corrected since is not believed again because of them.
    #[serde(default)]
    pub already_known: Vec<AlreadyKnown>,
    /// Found by their words at once; by their meaning a little later.
    pub pending: bool,
}

impl Engine {
    /// Stores events and makes each findable by its own words. On return all of it is on disk.
    ///
    /// Errors: `InvalidArgument` and `TooLarge` name the field (`events[3].content`) and leave
    /// nothing behind, as does `Conflict`, if an external id is taken; `PermissionDenied`;
    /// `Overloaded`; `StorageFull`.
    pub async fn add_events(&self, access: &Access, command: AddEvents) -> Result<AddedEvents> {
        access.require(Permission::Write)?;
        let own = command.events.iter().map(|event| &event.external_id);
        let own: ExternalIds = own.cloned().collect();
        match self.write_events(access, command).await {
            Err(error) => {
                let scope = access.scope();
                Err(self.tell_taken(&scope, Items::Events, &own, error).await)
            }
            stored => stored,
        }
    }

    async fn write_events(&self, access: &Access, command: AddEvents) -> Result<AddedEvents> {
        let scope = access.scope();
        let idempotency = command.idempotency.as_ref();
        if let Some(outcome) = self.replay(&scope, idempotency).await? {
            return Ok(outcome);
        }
        check_batch("events", command.events.len())?;
        self.admit_write()?;
        let is_dated: Vec<bool> = command
            .events
            .iter()
            .map(|event| event.ts.is_some())
            .collect();
        let mut events = Vec::with_capacity(command.events.len());
        for (index, event) in command.events.into_iter().enumerate() {
            let event = self
                .build_event(&scope, event)
                .map_err(|error| error.within(&format!("events[{index}]")))?;
            events.push(event);
        }
        let words: Vec<Option<Memory>> = events
            .iter()
            .map(|event| self.verbatim_of(&scope, event))
            .collect();
        let has_memory: Vec<bool> = words.iter().map(Option::is_some).collect();
        let own: Vec<Memory> = words.iter().flatten().cloned().collect();
        let (vectors, sayings) = self.take_in(&events, words, &own, &is_dated).await?;
        let pending = vectors.is_none();
        let done = events.iter_mut().zip(has_memory);
        done.filter(|(_, has_memory)| !pending || !has_memory)
            .for_each(|(event, _)| event.state = ProcessingState::Completed);
        let event_ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        let outcome_of = |already_known: &[AlreadyKnown]| AddedEvents {
            event_ids: event_ids.clone(),
            memory_ids: own.iter().map(|memory| memory.id).collect(),
            already_known: already_known.to_vec(),
            pending,
        };
        let jobs = self.refinement(access, &events);
        let finish = |plan: &Plan| {
            Ok(WriteBatch {
                audit: vec![self.audit("event.add", ids(&event_ids), Json::Null)],
                idempotency: self.remember(
                    &scope,
                    idempotency,
                    &outcome_of(&plan.already_known),
                )?,
                jobs: jobs.clone(),
                events: events.clone(),
                ..WriteBatch::default()
            })
        };
        let mut vectors = by_id(&own, vectors);
        lend_vectors(&sayings, &mut vectors);
        match self
            .commit_sayings(&scope, &sayings, &vectors, finish)
            .await
        {
            Ok(written) => {
                if !jobs.is_empty() {
                    self.jobs_were_queued();
                }
                self.count_usage(access, "events_ingested", event_ids.len() as u64);
                self.count_usage(access, "memories_stored", written.born.len() as u64);
                Ok(outcome_of(&written.already_known))
            }
            Err(error) => self.replay_or(&scope, idempotency, error).await,
        }
    }

    /// What events say whose words are in `words`, and the vectors of these, `own`, if they are few
    /// enough to wait for: the model, which has threads of its own, is at work while words are read.
    async fn take_in(
        &self,
        events: &[Event],
        words: Vec<Option<Memory>>,
        own: &[Memory],
        is_dated: &[bool],
    ) -> Result<(Option<Vec<Vectors>>, Vec<Saying>)> {
        let (vectors, said) = tokio::join!(
            self.embed_now(own),
            self.events_say(events, words, is_dated),
        );
        Ok((vectors?, said?.into_iter().flatten().collect()))
    }

    /// Stores memories. On return they are on disk and found by search.
    ///
    /// Errors: as [`Engine::add_events`]; `Conflict` if an external id is taken.
    pub async fn add_memories(
        &self,
        access: &Access,
        command: AddMemories,
    ) -> Result<AddedMemories> {
        access.require(Permission::Write)?;
        let own = command.memories.iter().map(|input| &input.external_id);
        let own: ExternalIds = own.cloned().collect();
        match self.write_memories(access, command).await {
            Err(error) => {
                let scope = access.scope();
                Err(self.tell_taken(&scope, Items::Memories, &own, error).await)
            }
            stored => stored,
        }
    }

    async fn write_memories(&self, access: &Access, command: AddMemories) -> Result<AddedMemories> {
        let scope = access.scope();
        let idempotency = command.idempotency.as_ref();
        if let Some(outcome) = self.replay(&scope, idempotency).await? {
            return Ok(outcome);
        }
        check_batch("memories", command.memories.len())?;
        self.admit_write()?;
        let is_dated: Vec<bool> = command
            .memories
            .iter()
            .map(|input| input.valid_from.is_some())
            .collect();
        let mut memories = Vec::with_capacity(command.memories.len());
        for (index, input) in command.memories.into_iter().enumerate() {
            let memory = self
                .build_memory(&scope, input)
                .map_err(|error| error.within(&format!("memories[{index}]")))?;
            memories.push(memory);
        }
        self.flag_if_sources_left(&scope, &mut memories).await?;
        let (vectors, sayings) = tokio::join!(
            self.embed_now(&memories),
            self.memories_say(memories.clone(), &is_dated),
        );
        let (vectors, sayings) = (vectors?, sayings?);
        let pending = vectors.is_none();
        let vectors = by_id(&memories, vectors);
        let written: Vec<MemoryId> = memories.iter().map(|memory| memory.id).collect();
        let outcome_of = |born: &[Memory],
                          corrected: &[MemoryId],
                          already_known: &[AlreadyKnown]| AddedMemories {
            memories: born.to_vec(),
            contradictions_resolved: corrected.to_vec(),
            already_known: already_known.to_vec(),
            pending,
        };
        let finish = |plan: &Plan| {
            Ok(WriteBatch {
                audit: vec![self.audit("memory.add", ids(&written), Json::Null)],
                idempotency: self.remember(
                    &scope,
                    idempotency,
                    &outcome_of(&plan.born, &plan.corrected, &plan.already_known),
                )?,
                ..WriteBatch::default()
            })
        };
        match self
            .commit_sayings(&scope, &sayings, &vectors, finish)
            .await
        {
            Ok(written) => {
                self.count_usage(access, "memories_stored", written.born.len() as u64);
                Ok(outcome_of(
                    &written.born,
                    &written.corrected,
                    &written.already_known,
                ))
            }
            Err(error) => self.replay_or(&scope, idempotency, error).await,
        }
    }

    /// A memory that rests on what is no longer believed says so from the start.
    async fn flag_if_sources_left(&self, scope: &Scope, memories: &mut [Memory]) -> Result<()> {
        let mut ids: Vec<MemoryId> = memories
            .iter()
            .flat_map(|memory| memory.derived_from.iter().copied())
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        ids.sort_unstable();
        ids.dedup();
        let sources = self.inner.store.memories(scope, &ids).await?.rows;
        let left = |source: &Memory| source.status != Status::Active || source.stale_dependency;
        let left: Vec<MemoryId> = sources.iter().filter(|s| left(s)).map(|s| s.id).collect();
        for memory in memories {
            memory.stale_dependency = memory.derived_from.iter().any(|id| left.contains(id));
        }
        Ok(())
    }

    /// Commits `batch` with new memories and lets the index see them.
    pub(crate) async fn commit_new(
        &self,
        scope: &Scope,
        mut batch: WriteBatch,
        memories: Vec<Memory>,
        vectors: Option<Vec<Vectors>>,
    ) -> Result<Vec<Memory>> {
        let mut left = Left::default();
        if vectors.is_none() {
            memories.iter().for_each(|memory| left.add(memory));
        }
        let vectors = vectors.unwrap_or_else(|| vec![Vectors::default(); memories.len()]);
        batch.memories = memories
            .into_iter()
            .zip(vectors)
            .map(|(memory, vectors)| NewMemory { memory, vectors })
            .collect();
        let has_jobs = !batch.jobs.is_empty();
        let committed = self.inner.store.commit(scope, batch).await?;
        if has_jobs {
            self.jobs_were_queued();
        }
        self.announce(&committed.memories).await?;
        self.embed_later(left);
        Ok(committed.memories)
    }

    fn build_event(&self, scope: &Scope, mut input: NewEvent) -> Result<Event> {
        input.at.validate()?;
        scope.claim(&mut input.at)?;
        limits::check_text("content", &input.content)?;
        check_metadata(&input.metadata)?;
        if let Some(external_id) = &input.external_id {
            limits::check_name("external_id", external_id)?;
        }
        if let Some(speaker) = &input.speaker {
            limits::check_name("speaker", speaker)?;
        }
        let now = self.now();
        // What is dated ahead would be believed over all that is said until then.
        if input.ts.is_some_and(|ts| ts > now.plus_ms(TS_AHEAD_MS)) {
            let message = "must not lie more than a day ahead of the server's clock";
            return Err(Error::invalid("ts", message));
        }
        Ok(Event {
            id: self.inner.ids.event_id(unix_ms(now), rand::random()),
            external_id: input.external_id,
            org_id: scope.org_id().clone(),
            coordinates: input.at,
            kind: input.kind,
            speaker: input.speaker,
            content: input.content,
            ts: input.ts.unwrap_or(now),
            ingested_at: now,
            metadata: input.metadata,
            position: 0,
            state: ProcessingState::Pending,
        })
    }

    /// The memory that repeats an event word for word; `text` is its content without what was only
    /// recalled.
    pub(crate) fn verbatim_memory(&self, scope: &Scope, event: &Event, text: &str) -> Memory {
        let now = event.ingested_at;
        let id = self.inner.ids.memory_id(unix_ms(now), rand::random());
        let mut memory = Memory::new(id, event.org_id.clone(), text, now);
        memory.coordinates = event.coordinates.clone();
        memory.level = default_level(&event.coordinates);
        memory.kind = MemoryKind::Episodic;
        memory.type_ = match event.kind {
            EventKind::UserMessage | EventKind::AssistantMessage => "message",
            EventKind::ToolResult => "tool_result",
            EventKind::AppEvent => "app_event",
            EventKind::Document => "document",
        }
        .to_owned();
        memory.event_date = Some(event.ts);
        memory.valid_from = Some(event.ts);
        memory.trust = trust_in(event.kind);
        // Whoever holds one user's key speaks for that user, whatever they say it is.
        if scope.bound().user_id.is_some() {
            memory.trust = memory.trust.min(Trust::UserStated);
        }
        memory.provenance.source_event_ids = vec![event.id];
        memory.provenance.actor = Some(scope.actor().to_owned());
        memory.provenance.process = "verbatim".to_owned();
        memory.verbatim = true;
        memory.event_kind = Some(event.kind);
        if let Some(speaker) = &event.speaker {
            memory.entities.push(Entity {
                name: speaker.clone(),
                type_: Some(SPEAKER_ENTITY.to_owned()),
            });
        }
        if let Json::Object(metadata) = &event.metadata {
            memory.metadata = metadata.clone();
        }
        memory
    }

    pub(crate) fn build_memory(&self, scope: &Scope, mut input: NewMemoryInput) -> Result<Memory> {
        input.at.validate()?;
        scope.claim(&mut input.at)?;
        check_memory_input(&input)?;
        let now = self.now();
        let id = self.inner.ids.memory_id(unix_ms(now), rand::random());
        let mut memory = Memory::new(id, scope.org_id().clone(), input.text, now);
        memory.external_id = input.external_id;
        memory.level = input.level.unwrap_or_else(|| default_level(&input.at));
        memory.coordinates = input.at;
        memory.kind = input.kind.unwrap_or_default();
        memory.type_ = input.type_.unwrap_or_else(|| "fact".to_owned());
        memory.tier = input.tier.unwrap_or_default();
        memory.topics = input.topics;
        memory.tags = input.tags;
        memory.entities = input.entities;
        memory.metadata = input.metadata;
        memory.confidence = input.confidence.unwrap_or(1.0);
        memory.importance = input.importance.unwrap_or(0.5);
        memory.pinned = input.pinned;
        memory.valid_from = input.valid_from.or(input.event_date);
        memory.valid_to = input.valid_to;
        memory.event_date = input.event_date;
        memory.expires_at = input.expires_at;
        if input.expires_by_tier && input.expires_at.is_none() {
            memory.expires_at = crate::lifecycle::tier_expiry(input.tier.unwrap_or_default(), now);
        }
        memory.trust = Trust::UserStated;
        memory.provenance.source_event_ids = input.source_event_ids;
        memory.provenance.actor = Some(scope.actor().to_owned());
        memory.provenance.process = "api".to_owned();
        memory.derived_from = input.derived_from;
        Ok(memory)
    }

    pub(crate) fn audit(&self, action: &str, target: String, detail: Json) -> NewAudit {
        NewAudit {
            at: self.now(),
            action: action.to_owned(),
            target,
            detail,
        }
    }
}

/// Vectors by whose they are; empty if there are none yet.
fn by_id(memories: &[Memory], vectors: Option<Vec<Vectors>>) -> HashMap<MemoryId, Vectors> {
    let ids = memories.iter().map(|memory| memory.id);
    ids.zip(vectors.unwrap_or_default()).collect()
}

/// How far words are believed by who spoke them. Set by the server, never by the caller.
fn trust_in(kind: EventKind) -> Trust {
    match kind {
        EventKind::UserMessage => Trust::UserStated,
        EventKind::AssistantMessage => Trust::AgentStated,
        EventKind::AppEvent => Trust::Operator,
        // A document or a tool's output was written by whoever wrote it.
        EventKind::ToolResult | EventKind::Document => Trust::ToolOutput,
    }
}

/// Whom a memory is for if nobody said: the narrowest that its coordinates name.
pub(crate) fn default_level(at: &Coordinates) -> Level {
    if at.user_id.is_some() || at.agent_id.is_some() || at.session_id.is_some() {
        Level::User
    } else if at.team_id.is_some() {
        Level::Team
    } else if at.role_id.is_some() {
        Level::Role
    } else if at.project_id.is_some() {
        Level::Project
    } else {
        Level::Org
    }
}

pub(crate) fn unix_ms(now: Timestamp) -> u64 {
    u64::try_from(now.unix_ms()).unwrap_or(0)
}

/// Ids for the audit log: the first few and how many there were.
fn ids<I: std::fmt::Display>(ids: &[I]) -> String {
    const SHOWN: usize = 20;
    let shown: Vec<String> = ids.iter().take(SHOWN).map(ToString::to_string).collect();
    let rest = ids.len().saturating_sub(SHOWN);
    if rest == 0 {
        shown.join(" ")
    } else {
        format!("{} +{rest}", shown.join(" "))
    }
}

fn check_batch(field: &'static str, count: usize) -> Result<()> {
    if count == 0 {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if count > limits::BATCH_ITEMS_MAX {
        let message = format!(
            "more than {} items; split the batch",
            limits::BATCH_ITEMS_MAX
        );
        return Err(Error::new(ErrorKind::TooLarge, message).with_field(field));
    }
    Ok(())
}

fn check_metadata(metadata: &Json) -> Result<()> {
    let bytes = match metadata {
        Json::Null => 0,
        Json::Object(_) => metadata.to_string().len(),
        Json::String(text) => text.len(),
        _ => return Err(Error::invalid("metadata", "must be an object")),
    };
    if bytes > limits::METADATA_BYTES_MAX {
        let message = format!("larger than {} bytes", limits::METADATA_BYTES_MAX);
        return Err(Error::new(ErrorKind::TooLarge, message).with_field("metadata"));
    }
    Ok(())
}

/// A share is between 0 and 1.
pub(crate) fn check_share(field: &'static str, value: Option<f32>) -> Result<()> {
    match value {
        Some(value) if !(0.0..=1.0).contains(&value) => {
            Err(Error::invalid(field, "must be between 0 and 1"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn check_labels(field: &'static str, labels: &[String]) -> Result<()> {
    if labels.len() > limits::LABELS_MAX {
        return Err(Error::invalid(
            field,
            format!("more than {} values", limits::LABELS_MAX),
        ));
    }
    labels
        .iter()
        .try_for_each(|label| limits::check_name(field, label))
}

pub(crate) fn check_entities(entities: &[Entity]) -> Result<()> {
    if entities.len() > limits::LABELS_MAX {
        return Err(Error::invalid(
            "entities",
            format!("more than {}", limits::LABELS_MAX),
        ));
    }
    entities.iter().try_for_each(|entity| {
        limits::check_name("entities", &entity.name)?;
        let type_ = entity.type_.as_deref();
        type_.map_or(Ok(()), |type_| limits::check_name("entities", type_))
    })
}

fn check_memory_input(input: &NewMemoryInput) -> Result<()> {
    limits::check_text("text", &input.text)?;
    if let Some(external_id) = &input.external_id {
        limits::check_name("external_id", external_id)?;
    }
    if let Some(type_) = &input.type_ {
        limits::check_name("type", type_)?;
    }
    check_labels("topics", &input.topics)?;
    check_labels("tags", &input.tags)?;
    check_entities(&input.entities)?;
    check_share("confidence", input.confidence)?;
    check_share("importance", input.importance)?;
    if let (Some(from), Some(to)) = (input.valid_from, input.valid_to)
        && to < from
    {
        return Err(Error::invalid("valid_to", "must not be before valid_from"));
    }
    let metadata = Json::Object(input.metadata.clone());
    check_metadata(&metadata)?;
    let references = input.source_event_ids.len().max(input.derived_from.len());
    if references > limits::BATCH_ITEMS_MAX {
        return Err(Error::invalid("source_event_ids", "too many references"));
    }
    Ok(())
}

/// What an audit entry says about one memory.
pub(crate) fn audit_detail(memory: &Memory) -> Json {
    json!({ "revision": memory.revision, "status": memory.status.as_str() })
}
