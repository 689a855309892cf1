//! The embedded backend: one SQLite file in WAL mode, one writer thread, a pool of readers.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value as Json;
use types::{
    Address, ApiKey, Coordinates, Error, ErrorKind, Event, EventId, Filter, Group, GroupKind, Job,
    JobId, JobState, KeyId, Memory, MemoryId, OrgId, ProcessingState, Result, Scope, Session,
    Timestamp,
};

use crate::{
    BackupReport, Change, CheckReport, ClosedText, Committed, Erasable, ErasedCounts, ErasedId,
    ErasureMark, EventQuery, Gauges, IdempotencyRecord, JobCounts, JobOutcome, JobProgress,
    LateVectors, Lineage, ListQuery, Loaded, NewAudit, Page, PageRequest, PartitionInfo,
    PartitionKey, Progress, Recall, Revision, SessionAnchor, Stats, Store, Unembedded,
    UnembeddedCounts, UsagePoint, Vectors, Whose, WithoutVectors, WriteBatch,
};

mod addresses;
mod audit;
mod backup;
mod changes;
mod check;
mod checkpoint;
mod closed_texts;
mod commit;
mod config;
mod cursor;
mod erase;
mod errors;
mod events;
mod filter_sql;
mod gather;
mod groups;
mod idempotency;
mod jobs;
mod keys;
mod log_file;
mod mark;
mod memories;
mod memory_row;
mod numbered;
mod open;
mod own_names;
mod readers;
mod scrub;
mod seal;
mod sessions;
mod space;
mod unlisted;
mod usage;
mod vectors;
mod vectors_of;
mod writer;

#[cfg(test)]
mod tests;

pub use backup::{PARTIAL, backup_file, finish_restore, prepare_restore};
pub use config::SqliteConfig;
pub use open::Synchronous;

use checkpoint::CheckpointThread;
use mark::Mark;
use open::{Role, beside};
use readers::{Reader, Readers};
use seal::Verify;
use space::{OPENING_BYTES, Space};
use writer::{Effect, Follow, Writer, WriterHandle};

/// The embedded store.
pub struct SqliteStore {
    path: PathBuf,
    readers: Readers,
    #[cfg(any(test, feature = "testing"))]
    danger_any_org: bool,
    #[cfg(any(test, feature = "testing"))]
    danger_commit_hook: Option<fn(&'static str)>,
    // Declared, and so dropped, in this order: the writer first, then the thread that truncates
    // the log behind it, and the lock last.
    writer: Option<WriterHandle>,
    checkpoints: Option<CheckpointThread>,
    /// The file itself, once something had to be cleared in it.
    raw: std::sync::OnceLock<scrub::Raw>,
    _lock: Option<File>,
}

impl SqliteStore {
    /// A place at which an experiment may end the process.
    fn reached(&self, _place: &'static str) {
        #[cfg(any(test, feature = "testing"))]
        if let Some(hook) = self.danger_commit_hook {
            hook(_place);
        }
    }

    /// Opens the database, making or migrating it where needed.
    ///
    /// Errors: `Conflict` if another server uses it, `Corrupt` if its structure is damaged or
    /// committed data is missing (see `mark.rs`), `Internal` if it was written by a newer version.
    pub fn open(config: SqliteConfig) -> Result<Self> {
        let lock = open::lock(&config.path)?;
        let space = Arc::new(Space::new(
            &config.path,
            config.free_bytes_min,
            config.ballast_bytes,
        ));
        space.make_room(OPENING_BYTES);
        let seq_min = match config.keeps_mark() {
            true => mark::verify(&config.path, config.accept_data_loss)?,
            false => 0,
        };
        let mut connection = open::connect(&config.path, Role::Writer, config.switches())?;
        open::migrate(&mut connection)?;
        let (mark, commits) = Mark::open(&config.path, &connection, config.keeps_mark())?;
        let mark = Arc::new(mark);
        let checkpoint_connection = open::connect(&config.path, Role::Writer, config.switches())?;
        let readers = Readers::open(&config.path, config.readers, config.verify())?;
        let (checkpoints, checkpointer) =
            CheckpointThread::start(checkpoint_connection, Arc::clone(&space), Arc::clone(&mark))?;
        checkpointer.watch(&mut connection)?;
        let writer = Writer::new(connection, config.verify(), commits, seq_min)?;
        let follow = Follow {
            space,
            checkpointer,
            mark,
        };
        let writer = WriterHandle::start(writer, config.writer_queue_max, follow)?;
        Ok(SqliteStore {
            path: config.path,
            readers,
            #[cfg(any(test, feature = "testing"))]
            danger_any_org: config.danger_any_org,
            #[cfg(any(test, feature = "testing"))]
            danger_commit_hook: config.danger_commit_hook,
            writer: Some(writer),
            checkpoints: Some(checkpoints),
            raw: std::sync::OnceLock::new(),
            _lock: Some(lock),
        })
    }

    /// Opens an existing database for reading: checks and backups beside a running server. Writes
    /// fail.
    pub fn open_read_only(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        if !path.exists() {
            return Err(Error::not_found("database"));
        }
        let readers = Readers::open(&path, 1, Verify(true))?;
        Ok(SqliteStore {
            path,
            readers,
            #[cfg(any(test, feature = "testing"))]
            danger_any_org: false,
            #[cfg(any(test, feature = "testing"))]
            danger_commit_hook: None,
            writer: None,
            checkpoints: None,
            raw: std::sync::OnceLock::new(),
            _lock: None,
        })
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.readers.run(work).await
    }

    async fn write<T: Send + 'static>(
        &self,
        effect: Effect,
        run: impl FnMut(&mut Writer) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &self.writer {
            Some(writer) => writer.write(effect, run).await,
            None => Err(Error::new(
                ErrorKind::PermissionDenied,
                "the database was opened for reading only",
            )),
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, scope: &Scope, batch: WriteBatch) -> Result<Committed> {
        let scope = scope.clone();
        self.reached("commit.before");
        let committed = self
            .write(commit::effect(&batch), move |w| {
                commit::apply(w, &scope, &batch)
            })
            .await;
        self.reached("commit.after");
        committed
    }

    async fn record_recalls(&self, scope: &Scope, recalls: Vec<Recall>) -> Result<()> {
        let scope = scope.clone();
        self.write(Effect::Small, move |w| {
            memories::record_recalls(w, &scope, &recalls)
        })
        .await
    }

    async fn memories(&self, scope: &Scope, ids: &[MemoryId]) -> Result<Loaded<Memory>> {
        let (scope, ids) = (scope.clone(), ids.to_vec());
        #[cfg(any(test, feature = "testing"))]
        if self.danger_any_org {
            return self.read(move |r| memories::danger_any_org(r, &ids)).await;
        }
        self.read(move |r| memories::by_ids(r, &scope, &ids)).await
    }

    async fn memory_by_external_id(
        &self,
        scope: &Scope,
        external_id: &str,
    ) -> Result<Option<Memory>> {
        let (scope, external_id) = (scope.clone(), external_id.to_owned());
        self.read(move |r| memories::by_external_id(r, &scope, &external_id))
            .await
    }

    async fn event_by_external_id(
        &self,
        scope: &Scope,
        external_id: &str,
    ) -> Result<Option<EventId>> {
        let (scope, external_id) = (scope.clone(), external_id.to_owned());
        self.read(move |r| events::by_external_id(r, &scope, &external_id))
            .await
    }

    async fn list_memories(&self, scope: &Scope, query: &ListQuery) -> Result<Page<Memory>> {
        let (scope, query) = (scope.clone(), query.clone());
        self.read(move |r| memories::list(r, &scope, &query)).await
    }

    async fn count_memories(&self, scope: &Scope, filter: &Filter) -> Result<u64> {
        let (scope, filter) = (scope.clone(), filter.clone());
        self.read(move |r| memories::count_matching(r, &scope, &filter))
            .await
    }

    async fn history(&self, scope: &Scope, id: MemoryId) -> Result<Vec<Revision>> {
        let scope = scope.clone();
        self.read(move |r| memories::history(r, &scope, id)).await
    }

    async fn memories_at(
        &self,
        scope: &Scope,
        user_id: Option<&str>,
        addresses: &[Address],
        values: &[String],
    ) -> Result<Loaded<Memory>> {
        let (scope, user_id) = (scope.clone(), user_id.map(str::to_owned));
        let (addresses, values) = (addresses.to_vec(), values.to_vec());
        self.read(move |r| {
            addresses::memories_at(r, &scope, user_id.as_deref(), &addresses, &values)
        })
        .await
    }

    async fn memories_of_events(&self, scope: &Scope, ids: &[EventId]) -> Result<Loaded<Memory>> {
        let (scope, ids) = (scope.clone(), ids.to_vec());
        self.read(move |r| memories::of_events(r, &scope, &ids))
            .await
    }

    async fn closed_texts(
        &self,
        scope: &Scope,
        user_id: Option<&str>,
        texts: &[String],
    ) -> Result<Vec<ClosedText>> {
        let (scope, user_id) = (scope.clone(), user_id.map(str::to_owned));
        let texts = texts.to_vec();
        self.read(move |r| closed_texts::find(r, &scope, user_id.as_deref(), &texts))
            .await
    }

    async fn lineage(&self, scope: &Scope, id: MemoryId) -> Result<Lineage> {
        let scope = scope.clone();
        self.read(move |r| memories::lineage(r, &scope, id)).await
    }

    async fn events(&self, scope: &Scope, ids: &[EventId]) -> Result<Loaded<Event>> {
        let (scope, ids) = (scope.clone(), ids.to_vec());
        self.read(move |r| events::by_ids(r, &scope, &ids)).await
    }

    async fn list_events(&self, scope: &Scope, query: &EventQuery) -> Result<Page<Event>> {
        let (scope, query) = (scope.clone(), query.clone());
        self.read(move |r| events::list(r, &scope, &query)).await
    }

    async fn event_states(
        &self,
        scope: &Scope,
        ids: &[EventId],
    ) -> Result<Vec<(EventId, ProcessingState)>> {
        let (scope, ids) = (scope.clone(), ids.to_vec());
        self.read(move |r| events::states(r, &scope, &ids)).await
    }

    async fn clear_event_states(
        &self,
        scope: &Scope,
        session_id: &str,
        audit: Option<NewAudit>,
    ) -> Result<u64> {
        let (scope, session_id) = (scope.clone(), session_id.to_owned());
        self.write(Effect::Small, move |w| {
            events::clear_states(w, &scope, &session_id, audit.as_ref())
        })
        .await
    }

    async fn session_window(
        &self,
        scope: &Scope,
        at: &SessionAnchor,
        before: u32,
        after: u32,
    ) -> Result<Vec<Memory>> {
        let (scope, at) = (scope.clone(), at.clone());
        self.read(move |r| memories::session_window(r, &scope, &at, before, after))
            .await
    }

    async fn put_session(
        &self,
        scope: &Scope,
        session: Session,
        expected_revision: Option<u64>,
    ) -> Result<Session> {
        let scope = scope.clone();
        self.write(Effect::Grows, move |w| {
            sessions::put(w, &scope, &session, expected_revision)
        })
        .await
    }

    async fn session(
        &self,
        scope: &Scope,
        key: &Coordinates,
        now: Timestamp,
    ) -> Result<Option<Session>> {
        let (scope, key) = (scope.clone(), key.clone());
        self.read(move |r| sessions::get(r, &scope, &key, now))
            .await
    }

    async fn vectors_of(
        &self,
        scope: &Scope,
        model: &str,
        ids: &[MemoryId],
    ) -> Result<Vec<Vectors>> {
        let (scope, model, ids) = (scope.clone(), model.to_owned(), ids.to_vec());
        self.read(move |r| vectors_of::by_ids(r, &scope, &model, &ids))
            .await
    }

    async fn list_sessions(
        &self,
        scope: &Scope,
        key: &Coordinates,
        page: &PageRequest,
        now: Timestamp,
    ) -> Result<Page<Session>> {
        let (scope, key, page) = (scope.clone(), key.clone(), page.clone());
        self.read(move |r| sessions::list(r, &scope, &key, &page, now))
            .await
    }

    async fn delete_session(&self, scope: &Scope, key: &Coordinates) -> Result<bool> {
        let (scope, key) = (scope.clone(), key.clone());
        self.write(Effect::Small, move |w| sessions::delete(w, &scope, &key))
            .await
    }

    async fn put_group(&self, scope: &Scope, group: Group) -> Result<()> {
        let scope = scope.clone();
        self.write(Effect::Small, move |w| groups::put(w, &scope, &group))
            .await
    }

    async fn group(&self, scope: &Scope, kind: GroupKind, id: &str) -> Result<Option<Group>> {
        let (scope, id) = (scope.clone(), id.to_owned());
        self.read(move |r| groups::get(r, &scope, kind, &id)).await
    }

    async fn list_groups(
        &self,
        scope: &Scope,
        kind: GroupKind,
        page: &PageRequest,
    ) -> Result<Page<Group>> {
        let (scope, page) = (scope.clone(), page.clone());
        self.read(move |r| groups::list(r, &scope, kind, &page))
            .await
    }

    async fn group_ids(&self, scope: &Scope, kind: GroupKind, limit: usize) -> Result<Vec<String>> {
        let scope = scope.clone();
        self.read(move |r| groups::named_by_memories(r, &scope, kind, limit))
            .await
    }

    async fn delete_group(
        &self,
        scope: &Scope,
        kind: GroupKind,
        id: &str,
        audit: Option<NewAudit>,
    ) -> Result<bool> {
        let (scope, id) = (scope.clone(), id.to_owned());
        self.write(Effect::Small, move |w| {
            let is_deleted = groups::delete(w, &scope, kind, &id)?;
            if is_deleted {
                audit::append_all(w, &scope, audit.as_slice())?;
            }
            Ok(is_deleted)
        })
        .await
    }

    async fn setting(&self, scope: &Scope, name: &str) -> Result<Option<Json>> {
        let (scope, name) = (scope.clone(), name.to_owned());
        self.read(move |r| groups::setting(r, &scope, &name)).await
    }

    async fn put_setting(&self, scope: &Scope, name: &str, value: Option<Json>) -> Result<()> {
        let (scope, name) = (scope.clone(), name.to_owned());
        self.write(Effect::Small, move |w| {
            groups::put_setting(w, &scope, &name, value.as_ref())
        })
        .await
    }

    async fn idempotent_reply(
        &self,
        scope: &Scope,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>> {
        let (scope, key) = (scope.clone(), key.to_owned());
        self.read(move |r| idempotency::reply(r, &scope, &key, now))
            .await
    }

    async fn add_usage(&self, scope: &Scope, usage: Vec<UsagePoint>) -> Result<()> {
        let scope = scope.clone();
        self.write(Effect::Small, move |w| {
            usage
                .iter()
                .try_for_each(|point| usage::add(w, &scope, point))
        })
        .await
    }

    async fn usage(
        &self,
        scope: &Scope,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<UsagePoint>> {
        let scope = scope.clone();
        self.read(move |r| usage::between(r, &scope, from, to))
            .await
    }

    async fn list_audit(
        &self,
        scope: &Scope,
        page: &PageRequest,
    ) -> Result<Page<crate::AuditRecord>> {
        let (scope, page) = (scope.clone(), page.clone());
        self.read(move |r| audit::list(r, &scope, &page)).await
    }

    async fn verify_audit(
        &self,
        scope: &Scope,
        expected: Option<&str>,
    ) -> Result<crate::AuditCheck> {
        let (scope, expected) = (scope.clone(), expected.map(str::to_owned));
        self.read(move |r| audit::verify(r, &scope, expected.as_deref()))
            .await
    }

    async fn audit_of(&self, scope: &Scope, target: &str) -> Result<Vec<crate::AuditRecord>> {
        let (scope, target) = (scope.clone(), target.to_owned());
        self.read(move |r| audit::of_target(r, &scope, &target))
            .await
    }

    async fn erasable(&self, scope: &Scope, whose: &Whose, limit: usize) -> Result<Erasable> {
        let (scope, whose) = (scope.clone(), whose.clone());
        self.read(move |r| erase::erasable(r, &scope, &whose, limit))
            .await
    }

    async fn count_erasable(&self, scope: &Scope, whose: &Whose) -> Result<ErasedCounts> {
        let (scope, whose) = (scope.clone(), whose.clone());
        self.read(move |r| erase::count_erasable(r, &scope, &whose))
            .await
    }

    async fn count_erasures(
        &self,
        scope: &Scope,
        rows: &Erasable,
        forgotten: &[MemoryId],
    ) -> Result<ErasedCounts> {
        let (scope, rows, forgotten) = (scope.clone(), rows.clone(), forgotten.to_vec());
        self.read(move |r| erase::count_of(r, &scope, &rows, &forgotten))
            .await
    }

    async fn erase_rest(
        &self,
        scope: &Scope,
        whose: &Whose,
        mark: ErasureMark,
    ) -> Result<ErasedCounts> {
        let (scope, whose) = (scope.clone(), whose.clone());
        self.write(Effect::Small, move |w| {
            erase::rest(w, &scope, &whose, &mark)
        })
        .await
    }

    async fn scrub(&self, _scope: &Scope) -> Result<()> {
        let Some(checkpoints) = &self.checkpoints else {
            return Err(Error::internal("a store that only reads erases nothing"));
        };
        scrub::run(self, &checkpoints.cuts()).await
    }

    async fn were_erased(&self, scope: &Scope, ids: &[ErasedId]) -> Result<Vec<bool>> {
        let (scope, ids) = (scope.clone(), ids.to_vec());
        self.read(move |r| erase::were_erased(r, &scope, &ids))
            .await
    }

    async fn unlisted(&self, scope: &Scope) -> Result<Vec<String>> {
        let scope = scope.clone();
        self.read(move |r| unlisted::find(r, &scope)).await
    }

    async fn stats(&self, scope: &Scope) -> Result<Stats> {
        let scope = scope.clone();
        self.read(move |r| memories::stats(r, &scope)).await
    }

    async fn list_jobs(
        &self,
        scope: &Scope,
        state: Option<JobState>,
        page: &PageRequest,
    ) -> Result<Page<Job>> {
        let (scope, page) = (scope.clone(), page.clone());
        self.read(move |r| jobs::list(r, &scope, state, &page))
            .await
    }

    async fn job(&self, scope: &Scope, id: JobId) -> Result<Option<Job>> {
        let scope = scope.clone();
        self.read(move |r| jobs::get(r, &scope, id)).await
    }

    async fn set_job_state(&self, scope: &Scope, id: JobId, state: JobState) -> Result<bool> {
        let scope = scope.clone();
        self.write(Effect::Small, move |w| {
            jobs::set_state(w, &scope, id, state)
        })
        .await
    }

    async fn claim_job(
        &self,
        kinds: &[&str],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Job>> {
        let kinds: Vec<String> = kinds.iter().map(|&kind| kind.to_owned()).collect();
        // Runners ask often and mostly for nothing: that is no write.
        let asked = kinds.clone();
        if !self.read(move |r| jobs::any_due(r, &asked, now)).await? {
            return Ok(None);
        }
        self.write(Effect::Small, move |w| {
            jobs::claim(w, &kinds, now, lease_until)
        })
        .await
    }

    async fn job_progress(&self, progress: JobProgress) -> Result<bool> {
        self.write(Effect::Small, move |w| jobs::progress(w, &progress))
            .await
    }

    async fn finish_job(&self, id: JobId, attempt: u32, outcome: JobOutcome) -> Result<()> {
        self.write(Effect::Small, move |w| {
            jobs::finish(w, id, attempt, &outcome)
        })
        .await
    }

    async fn void_leases(&self, now: Timestamp) -> Result<u64> {
        self.write(Effect::Small, move |w| jobs::void_leases(w, now))
            .await
    }

    async fn job_counts(&self) -> Result<JobCounts> {
        self.read(jobs::counts).await
    }

    async fn prune_jobs(&self, ended_before: Timestamp, limit: usize) -> Result<u64> {
        self.write(Effect::Small, move |w| jobs::prune(w, ended_before, limit))
            .await
    }

    async fn create_key(
        &self,
        scope: &Scope,
        key: ApiKey,
        secret_hash: [u8; 32],
        audit: Option<NewAudit>,
    ) -> Result<()> {
        let scope = scope.clone();
        self.write(Effect::Small, move |w| {
            keys::create(w, &scope, &key, &secret_hash)?;
            audit::append_all(w, &scope, audit.as_slice())
        })
        .await
    }

    async fn list_keys(&self, scope: &Scope) -> Result<Vec<ApiKey>> {
        let scope = scope.clone();
        self.read(move |r| keys::list(r, &scope)).await
    }

    async fn revoke_key(
        &self,
        scope: &Scope,
        id: KeyId,
        now: Timestamp,
        audit: Option<NewAudit>,
    ) -> Result<bool> {
        let scope = scope.clone();
        self.write(Effect::Small, move |w| {
            let is_revoked = keys::revoke(w, &scope, id, now)?;
            if is_revoked {
                audit::append_all(w, &scope, audit.as_slice())?;
            }
            Ok(is_revoked)
        })
        .await
    }

    async fn key_by_hash(&self, secret_hash: [u8; 32]) -> Result<Option<ApiKey>> {
        self.read(move |r| keys::by_hash(r, &secret_hash)).await
    }

    async fn any_key(&self) -> Result<bool> {
        self.read(keys::any).await
    }

    async fn touch_keys(&self, used: Vec<(KeyId, Timestamp)>) -> Result<()> {
        self.write(Effect::Small, move |w| keys::touch(w, &used))
            .await
    }

    async fn ensure_org(&self, org_id: &OrgId, now: Timestamp) -> Result<()> {
        let (org_id, asked) = (org_id.clone(), org_id.clone());
        if self.read(move |r| keys::has_org(r, &asked)).await? {
            return Ok(());
        }
        self.write(Effect::Small, move |w| keys::ensure_org(w, &org_id, now))
            .await
    }

    async fn orgs(&self) -> Result<Vec<OrgId>> {
        self.read(keys::orgs).await
    }

    async fn partitions(&self) -> Result<Vec<PartitionInfo>> {
        self.read(changes::partitions).await
    }

    async fn changes(
        &self,
        partition: &PartitionKey,
        model: &str,
        after_seq: u64,
        limit: usize,
    ) -> Result<Vec<Change>> {
        let (partition, model) = (partition.clone(), model.to_owned());
        self.read(move |r| changes::changes(r, &partition, &model, after_seq, limit))
            .await
    }

    async fn newest_seq(&self, partition: &PartitionKey) -> Result<u64> {
        let partition = partition.clone();
        self.read(move |r| changes::newest_seq(r, &partition)).await
    }

    async fn without_vectors(
        &self,
        model: &str,
        which: Unembedded,
        after_seq: u64,
        limit: usize,
    ) -> Result<Vec<WithoutVectors>> {
        let model = model.to_owned();
        self.read(move |r| changes::without_vectors(r, &model, which, after_seq, limit))
            .await
    }

    async fn count_without_vectors(&self, scope: &Scope, model: &str) -> Result<u64> {
        let (scope, model) = (scope.clone(), model.to_owned());
        self.read(move |r| changes::count_without_vectors(r, &scope, &model))
            .await
    }

    async fn count_unembedded(&self, model: &str) -> Result<UnembeddedCounts> {
        let model = model.to_owned();
        self.read(move |r| changes::count_unembedded(r, &model))
            .await
    }

    async fn put_vectors(&self, model: &str, vectors: Vec<LateVectors>) -> Result<Vec<u64>> {
        let model = model.to_owned();
        self.write(Effect::Grows, move |w| {
            changes::put_vectors(w, &model, &vectors)
        })
        .await
    }

    async fn drop_other_vectors(&self, model: &str, limit: usize) -> Result<u64> {
        let model = model.to_owned();
        self.write(Effect::Small, move |w| {
            changes::drop_others(w, &model, limit)
        })
        .await
    }

    async fn check(&self, progress: Progress) -> Result<CheckReport> {
        self.read(move |r| check::run(r, &progress)).await
    }

    async fn backup(&self, target: &Path, progress: Progress) -> Result<BackupReport> {
        let target = target.to_owned();
        self.read(move |r| backup::write(r, &target, &progress))
            .await
    }

    async fn gauges(&self) -> Result<Gauges> {
        let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        Ok(Gauges {
            database_bytes: bytes(&self.path),
            wal_bytes: bytes(&beside(&self.path, "-wal")),
            writer_queue: self.writer.as_ref().map_or(0, WriterHandle::waiting),
            is_full: self.writer.as_ref().is_some_and(WriterHandle::is_full),
            damaged_met: self.readers.damaged_met(),
        })
    }
}
