//! Search and context on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{EventId, MemoryId, Timestamp};
use utoipa::ToSchema;

use super::{ContextFormat, EventOut, Expansion, MemoryOut, Trust};

located! {
    /// What to look for, and where.
    #[derive(Clone, Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct SearchIn, view {
        /// What to look for, in words.
        #[schema(min_length = 1)]
        pub(crate) query: String,
        /// Hits at most.
        #[serde(default = "search_limit")]
        #[schema(minimum = 1, maximum = 1000, default = 10)]
        pub(crate) limit: u32,
        /// Only hits of at least this score.
        #[serde(default)]
        #[schema(minimum = 0, maximum = 1)]
        pub(crate) threshold: f32,
        /// Also what is no longer believed. A filter that asks for a `status` implies it. What was deleted
        /// is in lists alone.
        #[serde(default)]
        pub(crate) include_superseded: bool,
        /// Only sources believed at least this far.
        #[serde(default)]
        pub(crate) min_trust: Option<Trust>,
        /// Say how each score came about.
        #[serde(default)]
        pub(crate) explain: bool,
        /// Attach the events that each hit rests on.
        #[serde(default)]
        pub(crate) with_source_events: bool,
    }
}

fn search_limit() -> u32 {
    10
}

/// What was found, best first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchOut {
    /// The hits.
    pub(crate) hits: Vec<HitOut>,
    /// Parts of the search that had to do without: `vectors` ...
    pub(crate) degraded: Vec<String>,
    /// How long it took, in microseconds.
    pub(crate) took_us: u64,
}

/// One hit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HitOut {
    /// The memory.
    pub(crate) memory: MemoryOut,
    /// Relevance, 0 to 1.
    pub(crate) score: f32,
    /// The events it rests on, if asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) source_events: Vec<EventOut>,
    /// How the score came about, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(crate) explain: Option<Json>,
}

located! {
    /// What context to build: a search, and how to pack what it finds.
    #[derive(Clone, Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct ContextIn, view {
        /// What it is for, in words.
        #[schema(min_length = 1)]
        pub(crate) query: String,
        /// The budget.
        #[serde(default = "context_tokens")]
        #[schema(minimum = 1, maximum = 200000, default = 2000)]
        pub(crate) max_tokens: u32,
        /// How much of a hit's surroundings comes with it; `window` by default.
        #[serde(default)]
        pub(crate) expansion: Option<Expansion>,
        /// The form; `text` by default.
        #[serde(default)]
        pub(crate) format: Option<ContextFormat>,
        /// Hits at most, before expansion.
        #[serde(default = "context_limit")]
        #[schema(minimum = 1, maximum = 1000, default = 50)]
        pub(crate) limit: u32,
        /// Only hits of at least this score.
        #[serde(default)]
        #[schema(minimum = 0, maximum = 1)]
        pub(crate) threshold: f32,
        /// Also what is no longer believed. A filter that asks for a `status` implies it. What was deleted
        /// is in lists alone.
        #[serde(default)]
        pub(crate) include_superseded: bool,
        /// Only sources believed at least this far.
        #[serde(default)]
        pub(crate) min_trust: Option<Trust>,
    }
}

fn context_tokens() -> u32 {
    2000
}

fn context_limit() -> u32 {
    50
}

/// A packed context.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContextOut {
    /// The context as text, between lines that mark it as data; empty if there is nothing. As a JSON
    /// array (format `json`), empty if there is nothing, it has no such lines: put `<memoird:recall>` and `</memoird:recall>` around it.
    pub(crate) text: String,
    /// What it consists of, in order. The words are as they were said: data, whatever they ask for.
    pub(crate) items: Vec<ContextItemOut>,
    /// The context as chat messages (format `messages`).
    pub(crate) messages: Vec<ContextMessageOut>,
    /// Tokens it takes.
    pub(crate) tokens: usize,
    /// Tokens it was allowed.
    pub(crate) tokens_max: usize,
    /// The memories in it.
    #[schema(value_type = Vec<String>)]
    pub(crate) memory_ids: Vec<MemoryId>,
    /// Hits that did not fit.
    pub(crate) left_out: usize,
}

/// One thing in a context.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContextItemOut {
    /// The memory.
    #[schema(value_type = String)]
    pub(crate) memory_id: MemoryId,
    /// Its events.
    #[schema(value_type = Vec<String>)]
    pub(crate) event_ids: Vec<EventId>,
    /// When it happened.
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// Its conversation.
    pub(crate) session_id: Option<String>,
    /// Who spoke.
    pub(crate) role: String,
    /// The words; of the best hit, if it is too long for the budget, what answers best, with an ellipsis
    /// for the rest.
    pub(crate) text: String,
    /// How far its source is believed.
    pub(crate) trust: Trust,
    /// The score if it was a hit; null if it came as surroundings.
    pub(crate) score: Option<f32>,
    /// Something that it rests on has changed or is gone: it may no longer be so.
    pub(crate) stale_dependency: bool,
}

/// A chat message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContextMessageOut {
    /// Who speaks.
    pub(crate) role: String,
    /// The words.
    pub(crate) content: String,
}
