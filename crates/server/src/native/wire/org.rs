//! The org and the server on the wire: keys, audit, statistics, transfer, health.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{KeyId, Timestamp};
use utoipa::{IntoParams, ToSchema};

use super::{Permission, page_limit};

located! {
    /// A key to create. Coordinates given here bind it: it cannot leave them.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct KeyIn {
        /// What people call it.
        #[schema(min_length = 1, max_length = 256)]
        pub(crate) name: String,
        /// What it may do; at least one.
        #[schema(min_items = 1)]
        pub(crate) permissions: Vec<Permission>,
        /// The org it opens; by default yours. Only the operator may name another.
        #[serde(default)]
        pub(crate) org_id: Option<String>,
        /// When it stops working.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) expires_at: Option<Timestamp>,
        /// What stands in front of the secret: 1 to 16 letters or digits; `mem` by default.
        #[serde(default)]
        pub(crate) prefix: Option<String>,
    }
}

located! {
    /// A key without its secret.
    #[derive(Debug, Serialize, ToSchema)]
    pub(crate) struct KeyOut {
        /// Its id.
        #[schema(value_type = String)]
        pub(crate) id: KeyId,
        /// The org it opens.
        pub(crate) org_id: String,
        /// What people call it.
        pub(crate) name: String,
        /// The first characters of the secret.
        pub(crate) prefix: String,
        /// What it may do.
        pub(crate) permissions: Vec<Permission>,
        /// When it was made.
        #[schema(value_type = String)]
        pub(crate) created_at: Timestamp,
        /// When it was last used.
        #[schema(value_type = Option<String>)]
        pub(crate) last_used_at: Option<Timestamp>,
        /// When it stops working.
        #[schema(value_type = Option<String>)]
        pub(crate) expires_at: Option<Timestamp>,
        /// When it was revoked.
        #[schema(value_type = Option<String>)]
        pub(crate) revoked_at: Option<Timestamp>,
    }
}

/// A new key.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedKeyOut {
    /// The key.
    pub(crate) key: KeyOut,
    /// What to present. It is shown this once.
    pub(crate) secret: String,
}

/// The org's keys.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeysOut {
    /// Newest first, revoked ones included.
    pub(crate) keys: Vec<KeyOut>,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// Rows at most.
    #[serde(default = "page_limit")]
    #[param(minimum = 1, maximum = 1000, default = 50)]
    pub(crate) limit: u32,
    /// Where the last page ended.
    #[serde(default)]
    pub(crate) cursor: Option<String>,
}

page_of! {
    /// A page of the audit log, newest first.
    AuditOut { AuditEntryOut }
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntryOut {
    /// Its place in the org's log, from 1.
    pub(crate) number: u64,
    /// Who acted.
    pub(crate) actor: String,
    /// When.
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// What was done.
    pub(crate) action: String,
    /// On what: ids, never text.
    pub(crate) target: String,
    /// Further facts.
    #[schema(value_type = Option<Object>)]
    pub(crate) detail: Json,
    /// SHA-256 over the previous entry's hash and this entry.
    pub(crate) hash: String,
}

/// What to look for in the audit log.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditVerifyQuery {
    /// The hash of an entry, 64 hex digits.
    #[serde(default)]
    #[param(pattern = "^[0-9a-f]{64}$")]
    pub(crate) hash: Option<String>,
}

/// How the audit log stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditCheckOut {
    /// Every entry follows from the one before, and the hash given is there.
    pub(crate) ok: bool,
    /// Entries that were followed.
    pub(crate) entries: u64,
    /// The newest entry's hash. Keep it elsewhere.
    pub(crate) head: Option<String>,
    /// The place at which the chain breaks first.
    pub(crate) broken_at: Option<u64>,
    /// What is wrong there: `damaged`, `missing` or `altered`.
    pub(crate) fault: Option<&'static str>,
    /// Whether the hash given is in the log.
    pub(crate) has_hash: Option<bool>,
}

/// Totals over what you see.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsOut {
    /// Events stored.
    pub(crate) events: u64,
    /// Memories stored, whatever their status.
    pub(crate) memories: u64,
    /// Memories by status.
    pub(crate) by_status: std::collections::BTreeMap<String, u64>,
    /// Memories by kind.
    pub(crate) by_kind: std::collections::BTreeMap<String, u64>,
    /// Memories by type.
    pub(crate) by_type: std::collections::BTreeMap<String, u64>,
    /// Memories by tier.
    pub(crate) by_tier: std::collections::BTreeMap<String, u64>,
    /// Memories that wait for their vectors, all of them after a change of model: until then they are
    /// found by words alone.
    pub(crate) embedding_backlog: u64,
    /// Distinct users with memories.
    pub(crate) users: u64,
    /// Distinct sessions with events.
    pub(crate) sessions: u64,
    /// Mean confidence, 0 without memories.
    pub(crate) confidence_mean: f64,
    /// Mean strength, 0 without memories.
    pub(crate) strength_mean: f64,
    /// When the oldest memory was stored.
    #[schema(value_type = Option<String>)]
    pub(crate) oldest: Option<Timestamp>,
    /// When the newest memory was stored.
    #[schema(value_type = Option<String>)]
    pub(crate) newest: Option<Timestamp>,
}

/// Which time.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsageQuery {
    /// From this instant; by default the start of the month.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub(crate) from: Option<Timestamp>,
    /// To this instant, inclusive; by default now.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub(crate) to: Option<Timestamp>,
}

/// Usage by dimension and hour.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageOut {
    /// From when.
    #[schema(value_type = String)]
    pub(crate) from: Timestamp,
    /// To when.
    #[schema(value_type = String)]
    pub(crate) to: Timestamp,
    /// Sums by dimension.
    pub(crate) totals: std::collections::BTreeMap<String, u64>,
    /// The counters.
    pub(crate) points: Vec<UsagePointOut>,
}

/// One counter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsagePointOut {
    /// `api_calls`, `events_ingested`, `memories_stored`, `search_queries` ...
    pub(crate) dimension: String,
    /// The hour.
    #[schema(value_type = String)]
    pub(crate) hour: Timestamp,
    /// How many.
    pub(crate) quantity: u64,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub(crate) struct ImportOut {
    /// Events stored.
    pub(crate) events: u64,
    /// Memories stored.
    pub(crate) memories: u64,
    /// Items that were there already.
    pub(crate) skipped: u64,
    /// Items that were erased here and do not come back.
    pub(crate) erased: u64,
    /// Texts that do not come back here either: corrected, taken back or deleted where they come from.
    pub(crate) closed_texts: u64,
    /// Groups' records stored.
    pub(crate) groups: u64,
    /// Lines of settings taken over.
    pub(crate) settings: u64,
    /// Rows that are not among the lines because they were damaged where they come from.
    pub(crate) damaged: u64,
    /// Lines read.
    pub(crate) lines: u64,
}

/// What answers here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HomeOut {
    /// `memoird`.
    pub(crate) name: &'static str,
    /// The server's version.
    pub(crate) version: &'static str,
    /// What it is, in a few words.
    pub(crate) about: &'static str,
    /// Where people read and try the API.
    pub(crate) docs: &'static str,
    /// Where programs read it.
    pub(crate) openapi: &'static str,
    /// Whether the server lives.
    pub(crate) health: &'static str,
}

/// The server lives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthOut {
    /// `ok`.
    pub(crate) status: &'static str,
}

/// Whether the server can serve.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadyOut {
    /// It can.
    pub(crate) ready: bool,
    /// Each part and its state: `ok` or what is wrong. `store` is `degraded: storage_full`
    /// while writes are refused for want of room, and `embedding` is `degraded: <kind of error>`
    /// while the last call of a remote model failed; words still find everything.
    pub(crate) components: std::collections::BTreeMap<String, String>,
}

/// Result of an integrity check.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckOut {
    /// Nothing is wrong.
    pub(crate) ok: bool,
    /// Rows whose checksum was verified.
    pub(crate) rows: u64,
    /// `table: id` of each damaged row.
    pub(crate) damaged: Vec<String>,
    /// What the database engine's own check reported.
    pub(crate) structure: Vec<String>,
    /// Partitions of the index that were compared with the store.
    pub(crate) index_partitions: u64,
    /// Rows that the index lacks; a reindex mends them.
    pub(crate) index_missing: Vec<String>,
    /// Rows that only the index has; a reindex mends them.
    pub(crate) index_surplus: Vec<String>,
}

/// The index was thrown away; it is rebuilt as it is needed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReindexOut {
    /// `rebuilding`.
    pub(crate) status: &'static str,
}
