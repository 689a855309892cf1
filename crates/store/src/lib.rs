//! The truth: everything that was acknowledged, on disk. All SQL of the product lives here.
//!
//! [`Store`] is what the engine sees; [`sqlite`] is the embedded backend. Every method that touches
//! tenants' rows takes a [`Scope`], the proof made by the engine's access control; the few that do
//! not are marked *system* and serve authentication, the index and the operator.

use std::path::Path;

use async_trait::async_trait;
use serde_json::Value as Json;
use types::{
    Address, ApiKey, Event, EventId, Filter, Group, GroupKind, Job, JobId, JobState, KeyId, Memory,
    MemoryId, OrgId, ProcessingState, Result, Scope, Session, Timestamp,
};

mod batch;
mod erasure;
mod query;
pub mod sqlite;

#[cfg(any(test, feature = "testing"))]
pub mod contract;

pub use batch::*;
pub use erasure::*;
pub use query::*;

/// Durable storage for everything Memoird knows.
#[async_trait]
pub trait Store: Send + Sync {
    // ---- writing ------------------------------------------------------------------------------

    /// Applies `batch` as one transaction and returns when it is on disk. All or nothing.
    ///
    /// Errors: `PreconditionFailed` when an expected revision is not the current one, `Conflict`
    /// when an external id or idempotency key is taken, `NotFound` for a row outside the scope,
    /// `StorageFull`, `Overloaded` (writer queue full).
    async fn commit(&self, scope: &Scope, batch: WriteBatch) -> Result<Committed>;

    /// Counts recalls: strengthens and stamps the memories given. Batched, not in the read path;
    /// changes neither revision nor sequence.
    async fn record_recalls(&self, scope: &Scope, recalls: Vec<Recall>) -> Result<()>;

    // ---- memories -----------------------------------------------------------------------------

    /// Memories by id, in the order asked; what is missing or not in scope is left out, what fails
    /// its checksum is left out and reported in [`Loaded::damaged`].
    async fn memories(&self, scope: &Scope, ids: &[MemoryId]) -> Result<Loaded<Memory>>;

    /// The memory that a client knows by its own id.
    async fn memory_by_external_id(
        &self,
        scope: &Scope,
        external_id: &str,
    ) -> Result<Option<Memory>>;

    /// The event that a client knows by its own id.
    async fn event_by_external_id(
        &self,
        scope: &Scope,
        external_id: &str,
    ) -> Result<Option<EventId>>;

    /// One page of memories in `sort` order. Filters are those of [`Filter::matches`].
    async fn list_memories(&self, scope: &Scope, query: &ListQuery) -> Result<Page<Memory>>;

    /// How many memories fulfil `filter`.
    async fn count_memories(&self, scope: &Scope, filter: &Filter) -> Result<u64>;

    /// Every revision of a memory, oldest first, with who and when.
    async fn history(&self, scope: &Scope, id: MemoryId) -> Result<Vec<Revision>>;

    /// Active memories of `user_id` (`None`: of no user) that state something at one of these
    /// addresses and have not closed it, in the order in which they were stored. Verbatim memories
    /// are not among them: what they state, their extracted memories state too.
    ///
    /// Of each address the newest [`AT_ADDRESS_MAX`], and at most as many of the older ones whose
    /// statements contain one of `values`, in upper or lower case.
    async fn memories_at(
        &self,
        scope: &Scope,
        user_id: Option<&str>,
        addresses: &[Address],
        values: &[String],
    ) -> Result<Loaded<Memory>>;

    /// Memories that rest on one of these events, whatever their status: those that repeat it word
    /// for word, and those that name it as a source; each once, in the order of the events, the
    /// verbatim one first and then by id. An event that is gone is passed over, not what names it.
    async fn memories_of_events(&self, scope: &Scope, ids: &[EventId]) -> Result<Loaded<Memory>>;

    /// Which of `texts` (normalised by the caller) were closed for `user_id` and not said anew
    /// since, in the order asked; see [`WriteBatch::closed_texts`]. A key that is bound to another
    /// user is told of none.
    async fn closed_texts(
        &self,
        scope: &Scope,
        user_id: Option<&str>,
        texts: &[String],
    ) -> Result<Vec<ClosedText>>;

    /// The vectors of `ids` made by `model`, in the order asked; empty for a memory that has none
    /// (yet), is missing, not in scope, or whose vectors are damaged.
    async fn vectors_of(
        &self,
        scope: &Scope,
        model: &str,
        ids: &[MemoryId],
    ) -> Result<Vec<Vectors>>;

    /// Direct lineage: what `id` came from and what came from it.
    async fn lineage(&self, scope: &Scope, id: MemoryId) -> Result<Lineage>;

    // ---- events -------------------------------------------------------------------------------

    /// Events by id, in the order asked; see [`Store::memories`] for what is left out.
    async fn events(&self, scope: &Scope, ids: &[EventId]) -> Result<Loaded<Event>>;

    /// One page of events.
    async fn list_events(&self, scope: &Scope, query: &EventQuery) -> Result<Page<Event>>;

    /// Processing states of the events given; unknown ids are absent.
    async fn event_states(
        &self,
        scope: &Scope,
        ids: &[EventId],
    ) -> Result<Vec<(EventId, ProcessingState)>>;

    /// Forgets the processing states of a session's events (not the events); how many. If there are any,
    /// `audit` tells of it, in the same transaction, with "3 events" as its target.
    async fn clear_event_states(
        &self,
        scope: &Scope,
        session_id: &str,
        audit: Option<NewAudit>,
    ) -> Result<u64>;

    /// The verbatim memories of a session around `position`: up to `before` and `after` others and
    /// the one itself, in order. Used to expand a hit to its surroundings.
    async fn session_window(
        &self,
        scope: &Scope,
        at: &SessionAnchor,
        before: u32,
        after: u32,
    ) -> Result<Vec<Memory>>;

    // ---- sessions (working memory) ------------------------------------------------------------

    /// Writes a session; `expected_revision` as in [`MemoryUpdate`].
    async fn put_session(
        &self,
        scope: &Scope,
        session: Session,
        expected_revision: Option<u64>,
    ) -> Result<Session>;

    /// The session, unless it has expired at `now`.
    async fn session(
        &self,
        scope: &Scope,
        key: &types::Coordinates,
        now: Timestamp,
    ) -> Result<Option<Session>>;

    /// One page of sessions, newest first.
    async fn list_sessions(
        &self,
        scope: &Scope,
        key: &types::Coordinates,
        page: &PageRequest,
        now: Timestamp,
    ) -> Result<Page<Session>>;

    /// Drops a session; whether there was one.
    async fn delete_session(&self, scope: &Scope, key: &types::Coordinates) -> Result<bool>;

    // ---- groups and settings ------------------------------------------------------------------

    /// Writes a group's record in the place of the one before. A bound key writes those of the
    /// groups that it is bound to; `PermissionDenied` otherwise.
    async fn put_group(&self, scope: &Scope, group: Group) -> Result<()>;

    /// A group's record, if the scope sees what is meant for that group.
    async fn group(&self, scope: &Scope, kind: GroupKind, id: &str) -> Result<Option<Group>>;

    /// One page of the records of a kind, oldest first.
    async fn list_groups(
        &self,
        scope: &Scope,
        kind: GroupKind,
        page: &PageRequest,
    ) -> Result<Page<Group>>;

    /// The ids of the groups of a kind that memories name, whether or not there is a record of them;
    /// in order, at most `limit`. Of the kind `org` there is the scope's own.
    async fn group_ids(&self, scope: &Scope, kind: GroupKind, limit: usize) -> Result<Vec<String>>;

    /// Drops a group's record (not its memories); whether there was one that the scope sees. Then
    /// `audit` tells of it, in the same transaction.
    async fn delete_group(
        &self,
        scope: &Scope,
        kind: GroupKind,
        id: &str,
        audit: Option<NewAudit>,
    ) -> Result<bool>;

    /// What the org has set under `name`: policies, maintenance, budgets. It holds for all of the
    /// org's keys, so bound ones read it, too.
    async fn setting(&self, scope: &Scope, name: &str) -> Result<Option<Json>>;

    /// Sets it; `None` goes back to the default. `PermissionDenied` for a bound key.
    async fn put_setting(&self, scope: &Scope, name: &str, value: Option<Json>) -> Result<()>;

    // ---- idempotency, usage, audit, statistics ------------------------------------------------

    /// The reply stored for an idempotency key, unless it has expired at `now`.
    async fn idempotent_reply(
        &self,
        scope: &Scope,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>>;

    /// Adds to usage counters: `(dimension, hour, quantity)`. Batched by the engine.
    async fn add_usage(&self, scope: &Scope, usage: Vec<UsagePoint>) -> Result<()>;

    /// Usage between two instants, inclusive, by dimension and hour.
    async fn usage(&self, scope: &Scope, from: Timestamp, to: Timestamp)
    -> Result<Vec<UsagePoint>>;

    /// Audit entries, newest first.
    async fn list_audit(&self, scope: &Scope, page: &PageRequest) -> Result<Page<AuditRecord>>;

    /// Follows the org's audit log from its first entry; says where its chain breaks, and whether
    /// `expected` (a hash, hex) is one of its entries'.
    async fn verify_audit(&self, scope: &Scope, expected: Option<&str>) -> Result<AuditCheck>;

    /// Entries of the audit log about a part of an erasure (`erase.*`) with this target, oldest
    /// first.
    async fn audit_of(&self, scope: &Scope, target: &str) -> Result<Vec<AuditRecord>>;

    // ---- erasing ------------------------------------------------------------------------------

    /// The next rows of `whose` to erase, at most `limit`; give their ids to [`Store::commit`].
    async fn erasable(&self, scope: &Scope, whose: &Whose, limit: usize) -> Result<Erasable>;

    /// What there is to erase of `whose`.
    async fn count_erasable(&self, scope: &Scope, whose: &Whose) -> Result<ErasedCounts>;

    /// What a commit would count that erases `rows` and drops the earlier versions of `forgotten`, which
    /// stay ([`ErasureMark::forget_history`]). Without access checks, as the erasure itself.
    async fn count_erasures(
        &self,
        scope: &Scope,
        rows: &Erasable,
        forgotten: &[MemoryId],
    ) -> Result<ErasedCounts>;

    /// Erases what `whose` has beside memories and events.
    async fn erase_rest(
        &self,
        scope: &Scope,
        whose: &Whose,
        mark: ErasureMark,
    ) -> Result<ErasedCounts>;

    /// Which of `ids` were erased: they do not come back. Those of a client's own only under an
    /// [`ErasureMark`].
    async fn were_erased(&self, scope: &Scope, ids: &[ErasedId]) -> Result<Vec<bool>>;

    /// Makes sure that nothing that was erased before is left on disk: neither in the log nor in pages
    /// that are free or half empty. Returns when that is so. It reads the whole database file once;
    /// writes wait only while single pages are cleared.
    ///
    /// Errors: `Timeout` if a long read was in the way; it goes on in the background, and the call may
    /// be repeated.
    async fn scrub(&self, scope: &Scope) -> Result<()>;

    /// What the lists of the scope's org leave out without naming it, because an index of the database's own is
    /// damaged; empty if they name every row. It counts them, so that its cost grows with the org.
    async fn unlisted(&self, scope: &Scope) -> Result<Vec<String>>;

    /// Totals over what the scope sees.
    async fn stats(&self, scope: &Scope) -> Result<Stats>;

    // ---- jobs ---------------------------------------------------------------------------------

    /// One page of jobs, newest first, optionally in one state.
    async fn list_jobs(
        &self,
        scope: &Scope,
        state: Option<JobState>,
        page: &PageRequest,
    ) -> Result<Page<Job>>;

    /// A job by id.
    async fn job(&self, scope: &Scope, id: JobId) -> Result<Option<Job>>;

    /// Calls off a job that is not finished, or puts a dead one back in the queue.
    async fn set_job_state(&self, scope: &Scope, id: JobId, state: JobState) -> Result<bool>;

    /// *System.* Leases the next due job of one of `kinds` until `lease_until`; expired leases are
    /// due again, and so is what is due later than [`types::limits::JOB_DELAY_MS_MAX`] from `now`:
    /// a clock that ran ahead wrote that.
    async fn claim_job(
        &self,
        kinds: &[&str],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Job>>;

    /// *System.* Records progress and extends the lease; false if the lease was lost or the job
    /// cancelled, and the runner must stop.
    async fn job_progress(&self, progress: JobProgress) -> Result<bool>;

    /// *System.* Ends an attempt; passed over if it is not the job's present one.
    async fn finish_job(&self, id: JobId, attempt: u32, outcome: JobOutcome) -> Result<()>;

    /// *System.* Leases that an earlier process held are void, so that its jobs are due at once; how
    /// many there were. For the one process that holds the store: a backend that several share does
    /// nothing here, its leases run out.
    async fn void_leases(&self, now: Timestamp) -> Result<u64>;

    /// *System.* How the queue stands.
    async fn job_counts(&self) -> Result<JobCounts>;

    /// *System.* Drops jobs that ended before `ended_before`, dead ones aside, at most `limit`; how
    /// many went.
    async fn prune_jobs(&self, ended_before: Timestamp, limit: usize) -> Result<u64>;

    // ---- keys and orgs ------------------------------------------------------------------------

    /// Stores a key under the SHA-256 of its secret. `audit` tells of it, in the same transaction.
    async fn create_key(
        &self,
        scope: &Scope,
        key: ApiKey,
        secret_hash: [u8; 32],
        audit: Option<NewAudit>,
    ) -> Result<()>;

    /// The org's keys, newest first, revoked ones included.
    async fn list_keys(&self, scope: &Scope) -> Result<Vec<ApiKey>>;

    /// Revokes a key; whether there was one to revoke. Then `audit` tells of it, in the same
    /// transaction.
    async fn revoke_key(
        &self,
        scope: &Scope,
        id: KeyId,
        now: Timestamp,
        audit: Option<NewAudit>,
    ) -> Result<bool>;

    /// *System.* The key whose secret has this hash.
    async fn key_by_hash(&self, secret_hash: [u8; 32]) -> Result<Option<ApiKey>>;

    /// *System.* Whether any key was ever created, revoked ones included.
    async fn any_key(&self) -> Result<bool>;

    /// *System.* Stamps keys as used.
    async fn touch_keys(&self, used: Vec<(KeyId, Timestamp)>) -> Result<()>;

    /// *System.* Makes sure that an org exists.
    async fn ensure_org(&self, org_id: &OrgId, now: Timestamp) -> Result<()>;

    /// *System.* All orgs.
    async fn orgs(&self) -> Result<Vec<OrgId>>;

    // ---- for the index (derived state) and the operator ---------------------------------------

    /// *System.* All partitions with how many rows each has.
    async fn partitions(&self) -> Result<Vec<PartitionInfo>>;

    /// *System.* What changed in a partition after `after_seq`, in order of sequence, at most
    /// `limit` rows: memories with their vectors of `model`, and tombstones of erased ones.
    async fn changes(
        &self,
        partition: &PartitionKey,
        model: &str,
        after_seq: u64,
        limit: usize,
    ) -> Result<Vec<Change>>;

    /// *System.* The newest sequence number of a partition; 0 if it has no rows.
    async fn newest_seq(&self, partition: &PartitionKey) -> Result<u64>;

    /// *System.* Memories that have no vector of `model` yet, in the order in which they were first
    /// stored, at most `limit`; for re-embedding. Give the last one's place back as `after_seq` to
    /// go on.
    async fn without_vectors(
        &self,
        model: &str,
        which: Unembedded,
        after_seq: u64,
        limit: usize,
    ) -> Result<Vec<WithoutVectors>>;

    /// How many memories in scope have no vector of `model` yet.
    async fn count_without_vectors(&self, scope: &Scope, model: &str) -> Result<u64>;

    /// *System.* The same of all orgs, by which list they wait in. Looks at every memory.
    async fn count_unembedded(&self, model: &str) -> Result<UnembeddedCounts>;

    /// *System.* Stores vectors made after the fact; moves each memory's sequence number on, so
    /// that the index sees them. Returns the new numbers, in order; 0 for a memory whose revision
    /// is no longer the one given, which is skipped.
    async fn put_vectors(&self, model: &str, vectors: Vec<LateVectors>) -> Result<Vec<u64>>;

    /// *System.* Deletes vectors of all models but `model`, at most `limit`; how many went.
    async fn drop_other_vectors(&self, model: &str, limit: usize) -> Result<u64>;

    /// *System.* Verifies the database's structure and every row's checksum. `progress` is called
    /// with (done, total) rows.
    async fn check(&self, progress: Progress) -> Result<CheckReport>;

    /// *System.* Writes a consistent copy to the new file `target` while writes go on.
    async fn backup(&self, target: &Path, progress: Progress) -> Result<BackupReport>;

    /// *System.* Bytes on disk and queue depth, for metrics.
    async fn gauges(&self) -> Result<Gauges>;
}

/// Called with (done, total).
pub type Progress = std::sync::Arc<dyn Fn(u64, u64) + Send + Sync>;
