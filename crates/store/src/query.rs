//! What can be asked, and what comes back.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{Coordinates, EventKind, Filter, JobId, Memory, MemoryId, OrgId, Timestamp};

use crate::batch::{NewAudit, Vectors};

/// Rows that were found, and ids of rows that are damaged and therefore not served.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// Found, in the order asked.
    pub rows: Vec<T>,
    /// Ids of rows that failed their checksum.
    pub damaged: Vec<String>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Give this to get the next page; `None`: this was the last.
    pub next_cursor: Option<String>,
    /// How many rows there are on all pages, if it was asked for.
    pub total: Option<u64>,
    /// `table: id` of rows that belong here and are damaged; of memories and events only. Neighbouring
    /// pages may name the same one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub damaged: Vec<String>,
}

/// Which page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageRequest {
    /// Rows at most; 1 or more.
    pub limit: usize,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Rows to pass over (for faces that page by offset); after the cursor.
    pub offset: usize,
    /// Count all rows as well.
    pub with_total: bool,
}

/// A list of memories.
#[derive(Clone, Debug, PartialEq)]
pub struct ListQuery {
    /// Which.
    pub filter: Filter,
    /// Also: the text contains this, regardless of case.
    pub text_contains: Option<String>,
    /// In which order; the id breaks ties, so that pages are stable.
    pub sort: Sort,
    /// Which page.
    pub page: PageRequest,
}

/// Order of a list of memories. Equal ones are in the order in which they were stored, or in the reverse of
/// it if the greatest comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Newest first.
    #[default]
    CreatedDesc,
    /// Oldest first.
    CreatedAsc,
    /// Latest change first.
    UpdatedDesc,
    /// Latest happening first.
    HappenedDesc,
    /// Earliest happening first.
    HappenedAsc,
    /// Strongest first.
    StrengthDesc,
    /// Surest first.
    ConfidenceDesc,
    /// Most important first.
    ImportanceDesc,
}

/// A list of events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventQuery {
    /// Only those at these coordinates (those given).
    pub at: Coordinates,
    /// Only this kind.
    pub kind: Option<EventKind>,
    /// Oldest `ts` first instead of newest first.
    pub ascending: bool,
    /// Which page.
    pub page: PageRequest,
}

/// Memories that are loaded of one address at most, twice: the newest, and older ones by their value.
/// A user who likes a hundred thousand things shall not make each "I like ..." load them all; what has
/// one value has few rows.
pub const AT_ADDRESS_MAX: usize = 1000;

/// A place in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionAnchor {
    /// Whose.
    pub user_id: Option<String>,
    /// Which conversation.
    pub session_id: String,
    /// Where in it.
    pub position: u64,
}

/// One version of a memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Which version, from 1.
    pub revision: u64,
    /// What led to it: `add`, `update`, `supersede`, `delete` ...
    pub action: String,
    /// Who did it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The memory as of this version.
    pub memory: Memory,
}

/// Direct lineage of a memory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lineage {
    /// What it came from.
    pub ancestors: Vec<LineageLink>,
    /// What came from it.
    pub descendants: Vec<LineageLink>,
}

/// One step of lineage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LineageLink {
    /// The memory at the other end.
    pub id: MemoryId,
    /// How it is related.
    pub relation: Relation,
}

/// How a newer memory (descendant) is related to an older one (ancestor).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It was derived from it: extracted, reflected, summarised, promoted.
    DerivedFrom,
    /// It took its place.
    Supersedes,
    /// It took it in.
    MergedFrom,
}

impl Relation {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Relation::DerivedFrom => "derived_from",
            Relation::Supersedes => "supersedes",
            Relation::MergedFrom => "merged_from",
        }
    }
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Its place in the org's log, from 1.
    pub number: u64,
    /// Who acted.
    pub actor: String,
    /// What was recorded.
    #[serde(flatten)]
    pub entry: NewAudit,
    /// SHA-256 over the previous entry's hash and this entry, hex.
    pub hash: String,
}

/// How an org's audit log stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditCheck {
    /// Entries that were followed.
    pub entries: u64,
    /// The newest entry's hash, hex; `None`: there is no entry. Keep it elsewhere: only so can it be
    /// told later that nothing was cut off the log's end.
    pub head: Option<String>,
    /// The first entry that does not follow from the one before.
    pub broken: Option<AuditBreak>,
    /// Whether the hash that was asked for is in the log; `None`: none was asked for.
    pub has_expected: Option<bool>,
}

/// Where an audit log's chain breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditBreak {
    /// The place in the log, from 1, at which something else should stand.
    pub number: u64,
    /// What is wrong there.
    pub what: AuditFault,
}

/// What is wrong with an audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditFault {
    /// The entry's checksum is wrong.
    Damaged,
    /// An entry was taken out.
    Missing,
    /// The entry's hash is not that of the entry before and its own content.
    Altered,
}

impl AuditFault {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            AuditFault::Damaged => "damaged",
            AuditFault::Missing => "missing",
            AuditFault::Altered => "altered",
        }
    }
}

/// Totals over an org.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Events stored.
    pub events: u64,
    /// Memories stored, whatever their status.
    pub memories: u64,
    /// Memories by status.
    pub by_status: std::collections::BTreeMap<String, u64>,
    /// Memories by kind.
    pub by_kind: std::collections::BTreeMap<String, u64>,
    /// Memories by type.
    pub by_type: std::collections::BTreeMap<String, u64>,
    /// Memories by tier.
    pub by_tier: std::collections::BTreeMap<String, u64>,
    /// Distinct users with memories.
    pub users: u64,
    /// Distinct sessions with events.
    pub sessions: u64,
    /// Mean confidence, 0 without memories.
    pub confidence_mean: f64,
    /// Mean strength, 0 without memories.
    pub strength_mean: f64,
    /// When the oldest memory was stored.
    pub oldest: Option<Timestamp>,
    /// When the newest memory was stored.
    pub newest: Option<Timestamp>,
}

/// Key of a partition of the index: an org's rows of one user, or of no user.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartitionKey {
    /// The tenant.
    pub org_id: OrgId,
    /// The user; `None` is the org's shared partition.
    pub user_id: Option<String>,
}

/// A partition and its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionInfo {
    /// Which.
    pub key: PartitionKey,
    /// Memories in it.
    pub rows: u64,
    /// Its newest sequence number.
    pub newest_seq: u64,
}

/// A change of a partition.
#[derive(Clone, Debug)]
pub enum Change {
    /// A memory as it is now, with its vectors of the model asked for (empty if none).
    Put {
        /// Its sequence number.
        seq: u64,
        /// The memory.
        memory: Box<Memory>,
        /// Its vectors.
        vectors: Vectors,
    },
    /// A memory that was erased.
    Erased {
        /// Its tombstone's sequence number.
        seq: u64,
        /// Its id.
        id: MemoryId,
    },
    /// A row that failed its checksum: not served, to be reported.
    Damaged {
        /// Its sequence number.
        seq: u64,
        /// Its id as far as it can be read.
        id: String,
    },
}

impl Change {
    /// Its sequence number.
    pub fn seq(&self) -> u64 {
        match self {
            Change::Put { seq, .. } | Change::Erased { seq, .. } | Change::Damaged { seq, .. } => {
                *seq
            }
        }
    }
}

/// Progress of a running job.
#[derive(Clone, Debug)]
pub struct JobProgress {
    /// Which job.
    pub id: JobId,
    /// Which attempt it belongs to, as [`types::Job::attempts`] was when it was claimed. A runner
    /// whose lease ran out and was given to another changes nothing any more.
    pub attempt: u32,
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
    /// What has come out so far, for the attempt after a crash to go on from; `None`: as before.
    pub checkpoint: Option<Json>,
    /// The extended lease.
    pub lease_until: Timestamp,
}

/// How an attempt at a job ended.
#[derive(Clone, Debug)]
pub enum JobOutcome {
    /// It is done.
    Done {
        /// What came out.
        result: Json,
        /// When.
        at: Timestamp,
    },
    /// It failed; it runs again at `retry_at` unless that was its last attempt.
    Failed {
        /// Why, without memory text.
        error: String,
        /// When to try again.
        retry_at: Timestamp,
        /// When it failed.
        at: Timestamp,
    },
    /// The runner stops before the end: the attempt does not count, the job is due at once.
    Returned {
        /// When.
        at: Timestamp,
    },
}

/// How the queue of jobs stands, over all orgs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waiting.
    pub queued: u64,
    /// Under a lease.
    pub running: u64,
    /// Given up.
    pub dead: u64,
    /// Since when the oldest waiting one may run.
    pub oldest_due: Option<Timestamp>,
}

/// Result of an integrity check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckReport {
    /// Rows whose checksum was verified.
    pub rows: u64,
    /// `table: id` of each damaged row.
    pub damaged: Vec<String>,
    /// What the database engine's own check reported; empty if all is well.
    pub structure: Vec<String>,
}

/// Result of a backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackupReport {
    /// Bytes written.
    pub bytes: u64,
    /// Everything acknowledged up to this sequence number is in it.
    pub newest_seq: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// How many memories have no vector of a model yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnembeddedCounts {
    /// What was said, or written as it is.
    pub spoken: u64,
    /// What was read out of it.
    pub extracted: u64,
}

/// Numbers for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Bytes of the database file.
    pub database_bytes: u64,
    /// Bytes of the write-ahead log.
    pub wal_bytes: u64,
    /// Commits waiting for the writer.
    pub writer_queue: u64,
    /// Whether the last write that stores more was refused for want of room.
    pub is_full: bool,
    /// Damaged rows that reads have met since the start; one that is met twice counts twice.
    pub damaged_met: u64,
}
