//! What the Memsy SDKs send and read. Unknown fields are ignored, as the original does (quirk 1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// `POST /ingest`.
#[derive(Debug, Deserialize)]
pub(crate) struct IngestIn {
    pub(crate) events: Vec<EventIn>,
    #[serde(default)]
    pub(crate) org_id: Option<String>,
}

/// An event; `metadata` is text, usually but not always JSON.
#[derive(Debug, Deserialize)]
pub(crate) struct EventIn {
    pub(crate) actor_id: String,
    pub(crate) session_id: String,
    pub(crate) kind: EventKind,
    pub(crate) content: String,
    #[serde(default)]
    pub(crate) role_id: Option<String>,
    #[serde(default)]
    pub(crate) team_id: Option<String>,
    #[serde(default)]
    pub(crate) ts: Option<types::Timestamp>,
    #[serde(default)]
    pub(crate) metadata: Option<String>,
    #[serde(default)]
    pub(crate) org_id: Option<String>,
}

/// The four kinds that Memsy knows.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventKind {
    UserMessage,
    AssistantMessage,
    ToolResult,
    AppEvent,
}

#[derive(Debug, Serialize)]
pub(crate) struct IngestOut {
    pub(crate) event_ids: Vec<String>,
}

/// `POST /search`.
#[derive(Debug, Deserialize)]
pub(crate) struct SearchIn {
    pub(crate) query: String,
    #[serde(default = "limit_by_default")]
    pub(crate) limit: i64,
    #[serde(default)]
    pub(crate) threshold: f64,
    #[serde(default)]
    pub(crate) include_source_events: bool,
    #[serde(default)]
    pub(crate) actor_id: Option<String>,
    #[serde(default)]
    pub(crate) session_id: Option<String>,
    #[serde(default)]
    pub(crate) exclude_session_id: Option<String>,
    #[serde(default)]
    pub(crate) role_ids: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) team_ids: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) org_id: Option<String>,
}

fn limit_by_default() -> i64 {
    10
}

#[derive(Debug, Serialize)]
pub(crate) struct SearchOut {
    pub(crate) results: Vec<ResultOut>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ResultOut {
    pub(crate) id: String,
    pub(crate) content: String,
    pub(crate) score: f32,
    pub(crate) metadata: ResultMetadata,
}

#[derive(Debug, Serialize)]
pub(crate) struct ResultMetadata {
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) entities: Vec<types::Entity>,
    pub(crate) session_id: Option<String>,
    pub(crate) source_event_ids: Vec<String>,
    /// Absent unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_events: Option<Vec<SourceEvent>>,
    pub(crate) source_metadata: Vec<SourceMetadata>,
    pub(crate) kind: &'static str,
    #[serde(rename = "type")]
    pub(crate) type_: String,
    pub(crate) strength: f32,
    pub(crate) confidence: f32,
    pub(crate) observed_at: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct SourceEvent {
    pub(crate) event_id: String,
    pub(crate) kind: &'static str,
    pub(crate) content: String,
    pub(crate) ts: String,
}

/// What the client attached to a source event: an object, or text that is none.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum SourceMetadata {
    Object { event_id: String, metadata: Json },
    Raw { event_id: String, raw: String },
}

/// `POST /status`.
#[derive(Debug, Deserialize)]
pub(crate) struct StatusIn {
    pub(crate) event_ids: Vec<String>,
}

/// The one reply of Memsy's in camel case.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusOut {
    pub(crate) completed_ids: Vec<String>,
    pub(crate) failed_ids: Vec<String>,
    pub(crate) pending_ids: Vec<String>,
    pub(crate) total: usize,
    pub(crate) statuses: BTreeMap<String, &'static str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ClearOut {
    pub(crate) deleted: u64,
}

/// `GET /health`; strangers get `status` alone.
#[derive(Debug, Serialize)]
pub(crate) struct HealthOut {
    pub(crate) status: &'static str,
    #[serde(flatten)]
    pub(crate) details: Option<HealthDetails>,
}

#[derive(Debug, Serialize)]
pub(crate) struct HealthDetails {
    pub(crate) version: &'static str,
    pub(crate) billing_enabled: bool,
    pub(crate) components: BTreeMap<String, String>,
}
