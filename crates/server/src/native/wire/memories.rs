//! Memories on the wire.

use serde::{Deserialize, Serialize};
use types::{EventId, MemoryId, Timestamp};
use utoipa::{IntoParams, ToSchema};

use super::{
    AlreadyKnownOut, EventKind, Level, MemoryKind, Sort, Status, Tier, Trust, page_limit, present,
};

/// Someone or something that a memory names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entity {
    /// As written.
    #[schema(min_length = 1, max_length = 256)]
    pub(crate) name: String,
    /// person, organisation, place ... (open vocabulary).
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) type_: Option<String>,
}

located! {
    /// A memory to store. What is left out gets a default.
    #[derive(Clone, Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct MemoryIn {
        /// Your own id of it, unique among what your key sees: storing another under the same id
        /// is refused with 409, so that a request may be repeated.
        #[serde(default)]
        pub(crate) external_id: Option<String>,
        /// What to remember.
        #[schema(min_length = 1)]
        pub(crate) text: String,
        /// Whom it is for; by default whoever the coordinates name.
        #[serde(default)]
        pub(crate) level: Option<Level>,
        /// Semantic by default.
        #[serde(default)]
        pub(crate) kind: Option<MemoryKind>,
        /// Open vocabulary; `fact` by default.
        #[serde(default, rename = "type")]
        pub(crate) type_: Option<String>,
        /// Long by default.
        #[serde(default)]
        pub(crate) tier: Option<Tier>,
        /// What it is about.
        #[serde(default)]
        pub(crate) topics: Vec<String>,
        /// Labels.
        #[serde(default)]
        pub(crate) tags: Vec<String>,
        /// Whom and what it names.
        #[serde(default)]
        pub(crate) entities: Vec<Entity>,
        /// Free attributes.
        #[serde(default)]
        #[schema(value_type = Object)]
        pub(crate) metadata: types::Metadata,
        /// How sure we are that it is true; 1 by default.
        #[serde(default)]
        #[schema(minimum = 0, maximum = 1)]
        pub(crate) confidence: Option<f32>,
        /// How much it matters; 0.5 by default.
        #[serde(default)]
        #[schema(minimum = 0, maximum = 1)]
        pub(crate) importance: Option<f32>,
        /// Never fades.
        #[serde(default)]
        pub(crate) pinned: bool,
        /// Since when it is true.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) valid_from: Option<Timestamp>,
        /// Until when it was true.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) valid_to: Option<Timestamp>,
        /// When what it tells of happened.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) event_date: Option<Timestamp>,
        /// When to drop it.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) expires_at: Option<Timestamp>,
        /// Events it rests on.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        pub(crate) source_event_ids: Vec<EventId>,
        /// Memories it was derived from.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        pub(crate) derived_from: Vec<MemoryId>,
    }
}

/// Memories to store.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemoriesIn {
    /// 1 to 1000 memories.
    #[schema(min_items = 1, max_items = 1000)]
    pub(crate) memories: Vec<MemoryIn>,
}

/// A batch, or one memory alone. (For the description only.)
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    clippy::large_enum_variant,
    reason = "describes the body; see `translate::memories`"
)]
pub(crate) enum AddMemoriesIn {
    /// A batch.
    Batch(MemoriesIn),
    /// One.
    One(MemoryIn),
}

/// What became of the memories.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddedMemoriesOut {
    /// As stored, in the order given.
    pub(crate) memories: Vec<MemoryOut>,
    /// Memories something in which they correct: what can have one value only has the new one.
    #[schema(value_type = Vec<String>)]
    pub(crate) contradictions_resolved: Vec<MemoryId>,
    /// Of them, those that state what was known in the same words before.
    pub(crate) already_known: Vec<AlreadyKnownOut>,
    /// Found by their words at once; by their meaning a little later.
    pub(crate) pending: bool,
}

/// What a memory states, in a form that a correction can address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatementOut {
    /// Whom or what it is about.
    pub(crate) subject: String,
    /// Which property.
    pub(crate) attribute: String,
    /// `one`: a new value takes the old one's place. `many`: it joins them.
    pub(crate) cardinality: &'static str,
    /// The value, where it could be told.
    pub(crate) value: Option<String>,
    /// `positive` or `negative`.
    pub(crate) polarity: &'static str,
    /// How sure the speaker was, 0 to 1.
    pub(crate) certainty: f32,
    /// First byte and the byte after the last of the words in `text` that say so; null: all of them.
    pub(crate) span: Option<[u32; 2]>,
    /// It is no longer believed.
    pub(crate) closed: Option<ClosedOut>,
}

/// How a statement ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosedOut {
    /// Until when it was true.
    #[schema(value_type = String)]
    pub(crate) valid_to: Timestamp,
    /// Since when we know.
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// The memory that says otherwise; null: it was taken back.
    #[schema(value_type = Option<String>)]
    pub(crate) by: Option<MemoryId>,
}

/// Where a memory comes from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProvenanceOut {
    /// The events it rests on.
    #[schema(value_type = Vec<String>)]
    pub(crate) source_event_ids: Vec<EventId>,
    /// Who wrote it.
    pub(crate) actor: Option<String>,
    /// What made it.
    pub(crate) process: String,
    /// The model that took part.
    pub(crate) model: Option<String>,
}

located! {
    /// A memory as stored.
    #[derive(Debug, Serialize, ToSchema)]
    pub(crate) struct MemoryOut {
        /// Its id.
        #[schema(value_type = String)]
        pub(crate) id: MemoryId,
        /// The client's own id.
        pub(crate) external_id: Option<String>,
        /// What is remembered.
        pub(crate) text: String,
        /// Whom it is for.
        pub(crate) level: Level,
        /// Semantic, episodic or procedural.
        pub(crate) kind: MemoryKind,
        /// fact, preference, message ...
        #[serde(rename = "type")]
        pub(crate) type_: String,
        /// How long it is meant to matter.
        pub(crate) tier: Tier,
        /// Whether it is believed.
        pub(crate) status: Status,
        /// How far its source is believed.
        pub(crate) trust: Trust,
        /// What it is about.
        pub(crate) topics: Vec<String>,
        /// Labels.
        pub(crate) tags: Vec<String>,
        /// Whom and what it names.
        pub(crate) entities: Vec<Entity>,
        /// Free attributes.
        #[schema(value_type = Object)]
        pub(crate) metadata: types::Metadata,
        /// 0 to 1.
        pub(crate) confidence: f32,
        /// 0 to 1.
        pub(crate) importance: f32,
        /// As of its last recall, 0 to 5.
        pub(crate) strength: f32,
        /// Its strength by now: half of it goes with each half-life of its kind without a recall.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) effective_strength: Option<f32>,
        /// Its relevance by now, 0 to 1: its tier's share of it goes with each hour without a recall.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) relevance: Option<f32>,
        /// How often it was recalled.
        pub(crate) recall_count: u64,
        /// When it was last recalled.
        #[schema(value_type = Option<String>)]
        pub(crate) last_recalled_at: Option<Timestamp>,
        /// Never fades.
        pub(crate) pinned: bool,
        /// Since when it is true.
        #[schema(value_type = Option<String>)]
        pub(crate) valid_from: Option<Timestamp>,
        /// Until when it was true.
        #[schema(value_type = Option<String>)]
        pub(crate) valid_to: Option<Timestamp>,
        /// When what it tells of happened.
        #[schema(value_type = Option<String>)]
        pub(crate) event_date: Option<Timestamp>,
        /// Since when we believe it.
        #[schema(value_type = String)]
        pub(crate) created_at: Timestamp,
        /// When this revision was written.
        #[schema(value_type = String)]
        pub(crate) updated_at: Timestamp,
        /// Since when we believe it no longer.
        #[schema(value_type = Option<String>)]
        pub(crate) superseded_at: Option<Timestamp>,
        /// When it is dropped.
        #[schema(value_type = Option<String>)]
        pub(crate) expires_at: Option<Timestamp>,
        /// What took its place.
        #[schema(value_type = Option<String>)]
        pub(crate) superseded_by: Option<MemoryId>,
        /// What it states; what is no longer believed is `closed`.
        pub(crate) statements: Vec<StatementOut>,
        /// Where it comes from.
        pub(crate) provenance: ProvenanceOut,
        /// Memories it was derived from.
        #[schema(value_type = Vec<String>)]
        pub(crate) derived_from: Vec<MemoryId>,
        /// A memory it was derived from is no longer believed.
        pub(crate) stale_dependency: bool,
        /// Kinds of personal data found in it.
        pub(crate) pii: Vec<String>,
        /// Says word for word what its one source event says.
        pub(crate) verbatim: bool,
        /// Of a verbatim memory: what sort of event it repeats.
        pub(crate) event_kind: Option<EventKind>,
        /// Of a verbatim memory: its event's place in the session.
        pub(crate) position: Option<u64>,
        /// Counts its versions, from 1; the ETag.
        pub(crate) revision: u64,
    }
}

located! {
    /// Which memories: the common conditions. `POST /memories/list` takes any.
    #[derive(Debug, Deserialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct MemoriesQuery {
        /// Only this kind.
        #[serde(default)]
        #[param(inline)]
        pub(crate) kind: Option<MemoryKind>,
        /// Only this type.
        #[serde(default, rename = "type")]
        pub(crate) type_: Option<String>,
        /// Only this tier.
        #[serde(default)]
        #[param(inline)]
        pub(crate) tier: Option<Tier>,
        /// Only this status; implies `include_superseded`.
        #[serde(default)]
        #[param(inline)]
        pub(crate) status: Option<Status>,
        /// Only this level.
        #[serde(default)]
        #[param(inline)]
        pub(crate) level: Option<Level>,
        /// Only with this topic.
        #[serde(default)]
        pub(crate) topic: Option<String>,
        /// Only with this tag.
        #[serde(default)]
        pub(crate) tag: Option<String>,
        /// Only with this entity.
        #[serde(default)]
        pub(crate) entity: Option<String>,
        /// Only those stored at this instant or later.
        #[serde(default)]
        #[param(value_type = Option<String>)]
        pub(crate) created_from: Option<Timestamp>,
        /// Only those stored before this instant.
        #[serde(default)]
        #[param(value_type = Option<String>)]
        pub(crate) created_before: Option<Timestamp>,
        /// The text contains this, regardless of case.
        #[serde(default)]
        pub(crate) text_contains: Option<String>,
        /// Also what is no longer believed, or expired.
        #[serde(default)]
        pub(crate) include_superseded: bool,
        /// What was true at this instant.
        #[serde(default)]
        #[param(value_type = Option<String>)]
        pub(crate) as_of: Option<Timestamp>,
        /// What was believed at this instant.
        #[serde(default)]
        #[param(value_type = Option<String>)]
        pub(crate) known_at: Option<Timestamp>,
        /// In which order.
        #[serde(default)]
        #[param(inline)]
        pub(crate) sort: Option<Sort>,
        /// Rows at most.
        #[serde(default = "page_limit")]
        #[param(minimum = 1, maximum = 1000, default = 50)]
        pub(crate) limit: u32,
        /// Where the last page ended.
        #[serde(default)]
        pub(crate) cursor: Option<String>,
        /// Count all rows as well.
        #[serde(default)]
        pub(crate) with_total: bool,
    }
}

located! {
    /// Which memories.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct ListIn, view {
        /// The text contains this, regardless of case.
        #[serde(default)]
        pub(crate) text_contains: Option<String>,
        /// Also what is no longer believed, or expired. A filter that asks for a `status` implies it.
        #[serde(default)]
        pub(crate) include_superseded: bool,
        /// In which order.
        #[serde(default)]
        pub(crate) sort: Option<Sort>,
        /// Rows at most.
        #[serde(default = "page_limit")]
        #[schema(minimum = 1, maximum = 1000, default = 50)]
        pub(crate) limit: u32,
        /// Where the last page ended.
        #[serde(default)]
        pub(crate) cursor: Option<String>,
        /// Count all rows as well.
        #[serde(default)]
        pub(crate) with_total: bool,
    }
}

/// In which time to look at a memory; the whole of it as it stands without one.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetQuery {
    /// What of it was true at this instant; 404 if nothing was.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub(crate) as_of: Option<Timestamp>,
    /// As it was believed at this instant; 404 if it was not.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub(crate) known_at: Option<Timestamp>,
}

page_of! {
    /// A page of memories.
    MemoriesOut { MemoryOut, total }
}

/// What to change; what is left out stays. `null` empties a time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PatchIn {
    /// New words.
    #[serde(default)]
    pub(crate) text: Option<String>,
    /// New kind.
    #[serde(default)]
    pub(crate) kind: Option<MemoryKind>,
    /// New type.
    #[serde(default, rename = "type")]
    pub(crate) type_: Option<String>,
    /// New tier.
    #[serde(default)]
    pub(crate) tier: Option<Tier>,
    /// New topics.
    #[serde(default)]
    pub(crate) topics: Option<Vec<String>>,
    /// New tags.
    #[serde(default)]
    pub(crate) tags: Option<Vec<String>>,
    /// New entities.
    #[serde(default)]
    pub(crate) entities: Option<Vec<Entity>>,
    /// Takes the place of all metadata.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub(crate) metadata: Option<types::Metadata>,
    /// Keys to set in the metadata; null removes a key.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub(crate) metadata_merge: Option<types::Metadata>,
    /// New confidence.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1)]
    pub(crate) confidence: Option<f32>,
    /// New importance.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1)]
    pub(crate) importance: Option<f32>,
    /// Pin or unpin.
    #[serde(default)]
    pub(crate) pinned: Option<bool>,
    /// `archived` sets aside, `active` brings back.
    #[serde(default)]
    pub(crate) status: Option<Status>,
    /// Since when it is true.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) valid_from: Option<Option<Timestamp>>,
    /// Until when it was true.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) valid_to: Option<Option<Timestamp>>,
    /// When what it tells of happened.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) event_date: Option<Option<Timestamp>>,
    /// When to drop it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) expires_at: Option<Option<Timestamp>>,
}

/// How to delete.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteQuery {
    /// Erase it with its history and vectors, and a verbatim one with its event, instead of taking it
    /// out of sight.
    #[serde(default)]
    pub(crate) hard: bool,
}

/// What was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletedOut {
    /// Which.
    #[schema(value_type = String)]
    pub(crate) id: MemoryId,
    /// It was erased, not only taken out of sight.
    pub(crate) hard: bool,
}

/// Every version of a memory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryOut {
    /// Oldest first.
    pub(crate) revisions: Vec<RevisionOut>,
}

/// One version of a memory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevisionOut {
    /// Which, from 1.
    pub(crate) revision: u64,
    /// What led to it.
    pub(crate) action: String,
    /// Who did it.
    pub(crate) actor: String,
    /// When.
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// The memory as of this version.
    pub(crate) memory: MemoryOut,
}
