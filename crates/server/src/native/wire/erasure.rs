//! Erasures and rollbacks on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::{MemoryId, Timestamp};
use utoipa::ToSchema;

/// What to erase: exactly one of `memory_id`, `event_id`, `user_id`, `org_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErasureIn {
    /// A memory, by our id or yours; with what derives from it.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub(crate) memory_id: Option<String>,
    /// An event, with what derives from it.
    #[serde(default)]
    #[schema(pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
    pub(crate) event_id: Option<String>,
    /// Everything of a user.
    #[serde(default)]
    pub(crate) user_id: Option<String>,
    /// Everything of an org but its audit log and the key that asks. Only the operator may name
    /// another than its own.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub(crate) org_id: Option<String>,
    /// Of a memory: also the events that it rests on. One that repeats an event word for word, or was
    /// read out of one, always takes it along.
    #[serde(default)]
    pub(crate) with_sources: bool,
    /// Remember (as a salted hash) the texts that go, so that they are not believed when the same
    /// words are ingested again.
    #[serde(default)]
    pub(crate) close_texts: bool,
    /// Count what would go, and change nothing.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What an erasure did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptOut {
    /// Its id; empty for a dry run.
    pub(crate) id: String,
    /// The org.
    pub(crate) org_id: String,
    /// What was erased: `memory <id>`, `event <id>`, `user <id>` or `org <id>`.
    pub(crate) what: String,
    /// Rows that went, by table.
    pub(crate) counts: BTreeMap<&'static str, u64>,
    /// Memories that stay without it, flagged `stale_dependency`.
    pub(crate) flagged: u64,
    /// When it began.
    #[schema(value_type = String)]
    pub(crate) started_at: Timestamp,
    /// When it was complete.
    #[schema(value_type = String)]
    pub(crate) finished_at: Timestamp,
    /// The newest hash of the audit log before it.
    pub(crate) audit_before: Option<String>,
    /// The newest hash of the audit log after its last transaction.
    pub(crate) audit_after: Option<String>,
    /// SHA-256 over the compact JSON of all other fields, their names in alphabetical order.
    pub(crate) sha256: String,
}

/// What to undo: exactly one of `memory_id`, `event_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollbackIn {
    /// A memory, by our id or yours.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub(crate) memory_id: Option<String>,
    /// An event.
    #[serde(default)]
    #[schema(pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
    pub(crate) event_id: Option<String>,
    /// Tell what would change, and change nothing.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What a rollback did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollbackOut {
    /// Memories that left.
    #[schema(value_type = Vec<String>)]
    pub(crate) removed: Vec<MemoryId>,
    /// Memories that are believed again, as a whole or in a part.
    #[schema(value_type = Vec<String>)]
    pub(crate) restored: Vec<MemoryId>,
    /// Memories that stay without it, flagged `stale_dependency`.
    #[schema(value_type = Vec<String>)]
    pub(crate) flagged: Vec<MemoryId>,
    /// Nothing was changed.
    pub(crate) dry_run: bool,
}
