//! Events: what happened, as it was said. Never rewritten.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::id::{EventId, OrgId};
use crate::scope::Coordinates;
use crate::time::Timestamp;

/// One raw thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its id, made by the server.
    pub id: EventId,
    /// The id the client gave it, unique among what whoever gave it sees.
    pub external_id: Option<String>,
    /// The tenant.
    pub org_id: OrgId,
    /// Where it belongs.
    pub coordinates: Coordinates,
    /// What sort of thing happened.
    pub kind: EventKind,
    /// Who spoke, where the client said so.
    pub speaker: Option<String>,
    /// What was said, verbatim.
    pub content: String,
    /// When it happened.
    pub ts: Timestamp,
    /// When it arrived here.
    pub ingested_at: Timestamp,
    /// What the client attached: `null`, an object, or a string that is not JSON.
    pub metadata: Json,
    /// Its place among the events of its session, from 0; set by the store.
    pub position: u64,
    /// How far its processing has come.
    pub state: ProcessingState,
}

/// What sort of thing an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The user spoke.
    UserMessage,
    /// The assistant spoke.
    AssistantMessage,
    /// A tool answered.
    ToolResult,
    /// The application reports something.
    AppEvent,
    /// A text to remember as a whole.
    Document,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [EventKind; 5] = [
        EventKind::UserMessage,
        EventKind::AssistantMessage,
        EventKind::ToolResult,
        EventKind::AppEvent,
        EventKind::Document,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            EventKind::UserMessage => "user_message",
            EventKind::AssistantMessage => "assistant_message",
            EventKind::ToolResult => "tool_result",
            EventKind::AppEvent => "app_event",
            EventKind::Document => "document",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How far an event's processing into memories has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessingState {
    /// Stored; memories are not made yet.
    Pending,
    /// A job works on it.
    Processing,
    /// Its memories can be found.
    Completed,
    /// Processing was given up; the event itself is safe.
    Failed,
}

impl ProcessingState {
    /// Every state.
    pub const ALL: [ProcessingState; 4] = [
        ProcessingState::Pending,
        ProcessingState::Processing,
        ProcessingState::Completed,
        ProcessingState::Failed,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            ProcessingState::Pending => "pending",
            ProcessingState::Processing => "processing",
            ProcessingState::Completed => "completed",
            ProcessingState::Failed => "failed",
        }
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}
