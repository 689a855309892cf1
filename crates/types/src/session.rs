//! Sessions: working memory, the state of one conversation.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::Metadata;
use crate::id::OrgId;
use crate::scope::Coordinates;
use crate::time::Timestamp;

/// The working memory of one conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The tenant.
    pub org_id: OrgId,
    /// Whose it is; `session_id` is always given.
    pub coordinates: Coordinates,
    /// Messages still in the window, oldest first, in the client's own shape.
    pub messages: Vec<Json>,
    /// Structured memories not yet promoted.
    pub memories: Vec<Json>,
    /// Free data of the application.
    pub data: Metadata,
    /// Summary of what left the window.
    pub context_summary: Option<String>,
    /// How long-term memories are to be made of it, in the client's own shape.
    pub strategy: Option<Json>,
    /// How long it lives after its last write, in milliseconds; `None`: for ever.
    pub ttl_ms: Option<i64>,
    /// When it was first written.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// When it is dropped, from `ttl_ms`.
    pub expires_at: Option<Timestamp>,
    /// Counts its versions, from 1.
    pub revision: u64,
}
