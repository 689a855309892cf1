//! The index in memory: partitions loaded on demand, kept current, evicted by budget, persisted.
//!
//! All of it is derived. A partition is only ever brought forward by reading the store's change
//! sequence, never by what a writer believes it wrote, so it cannot drift from the truth.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use search::{Partition, PartitionConfig, Row};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Change, PartitionKey, Store};
use types::{Error, MemoryId, OrgId, Result};

use crate::Engine;
use crate::access::hex;
use crate::commands::IndexCheck;
use crate::config::EngineConfig;

/// Rows read from the store at a time when a partition catches up.
const CHANGES_PAGE: usize = 1000;
/// A partition is persisted once this many of its rows, and a quarter of them, changed since the last
/// time. Until then their vectors are on the heap; one that was rebuilt from the store soon is not.
const PERSIST_CHANGES: u64 = 256;
/// How often the upkeep looks for partitions to persist, in milliseconds.
const UPKEEP_MS: u64 = 2000;
/// Upkeep rounds after which even a few changes are persisted.
const PERSIST_ROUNDS: u64 = 15;
/// Times that rows which differ from the store's are looked at again, and how long after: what is
/// committed is in the index a moment later.
const COMPARE_AGAIN: usize = 20;
const COMPARE_AGAIN_AFTER: Duration = Duration::from_millis(250);

/// How much of the index is in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexStatus {
    /// Partitions in memory.
    pub partitions_loaded: u64,
    /// Their rows.
    pub rows_loaded: u64,
    /// Their heap bytes; mapped files aside.
    pub heap_bytes: u64,
}

/// A partition's place in memory.
pub(crate) struct Slot {
    key: PartitionKey,
    /// Held by whoever brings the partition forward or writes it out; searches do not need it.
    upkeep: tokio::sync::Mutex<()>,
    partition: RwLock<Option<Partition>>,
    /// The store has changes that are not applied yet.
    is_stale: AtomicBool,
    last_used: AtomicU64,
    heap_bytes: AtomicUsize,
    changes: AtomicU64,
    changed_in_round: AtomicU64,
}

impl Slot {
    fn new(key: PartitionKey) -> Self {
        Slot {
            key,
            upkeep: tokio::sync::Mutex::default(),
            partition: RwLock::default(),
            is_stale: AtomicBool::new(false),
            last_used: AtomicU64::new(0),
            heap_bytes: AtomicUsize::new(0),
            changes: AtomicU64::new(0),
            changed_in_round: AtomicU64::new(0),
        }
    }

    /// The partition for reading; `None` until it is loaded.
    pub(crate) fn read(&self) -> std::sync::RwLockReadGuard<'_, Option<Partition>> {
        self.partition
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Option<Partition>> {
        self.partition
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn is_loaded(&self) -> bool {
        self.read().is_some()
    }
}

/// The partitions in memory.
pub(crate) struct Index {
    store: Arc<dyn Store>,
    dir: PathBuf,
    heap_bytes_max: usize,
    config: PartitionConfig,
    slots: Mutex<HashMap<PartitionKey, Arc<Slot>>>,
    /// The users of each org whose partitions were asked for as a whole.
    users: tokio::sync::Mutex<HashMap<OrgId, HashSet<Option<String>>>>,
    tick: AtomicU64,
    round: AtomicU64,
}

impl Index {
    pub(crate) fn new(
        config: &EngineConfig,
        store: Arc<dyn Store>,
        model: &str,
        dimension: usize,
    ) -> Result<Self> {
        std::fs::create_dir_all(&config.index_dir).map_err(|error| {
            Error::internal(format!("cannot create {}", config.index_dir.display()))
                .with_source(error)
        })?;
        Ok(Index {
            store,
            dir: config.index_dir.clone(),
            heap_bytes_max: config.index_memory_bytes,
            config: PartitionConfig {
                dimension,
                model: model.to_owned(),
            },
            slots: Mutex::default(),
            users: tokio::sync::Mutex::default(),
            tick: AtomicU64::new(1),
            round: AtomicU64::new(0),
        })
    }

    fn slots(&self) -> std::sync::MutexGuard<'_, HashMap<PartitionKey, Arc<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, key: &PartitionKey) -> PathBuf {
        let mut hasher = Sha256::new();
        hasher.update(key.org_id.as_str());
        match &key.user_id {
            Some(user) => {
                hasher.update([0, 1]);
                hasher.update(user);
            }
            None => hasher.update([0, 0]),
        }
        self.dir
            .join(format!("{}.part", &hex(&hasher.finalize())[..40]))
    }

    /// The partition, loaded and current.
    pub(crate) async fn ready(&self, key: &PartitionKey) -> Result<Arc<Slot>> {
        let slot = Arc::clone(
            self.slots()
                .entry(key.clone())
                .or_insert_with(|| Arc::new(Slot::new(key.clone()))),
        );
        slot.last_used
            .store(self.tick.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        if !slot.is_loaded() {
            let _upkeep = slot.upkeep.lock().await;
            if !slot.is_loaded() {
                self.load(&slot).await?;
            }
        } else if slot.is_stale.load(Ordering::SeqCst) {
            let _upkeep = slot.upkeep.lock().await;
            self.catch_up(&slot).await?;
        } else {
            return Ok(slot);
        }
        // Only what grew can have burst the budget.
        self.evict_over_budget(key).await;
        Ok(slot)
    }

    /// Every partition of an org.
    pub(crate) async fn partitions_of(&self, org_id: &OrgId) -> Result<Vec<PartitionKey>> {
        // The lock is held while the store is read, so that no new partition slips through.
        let mut users = self.users.lock().await;
        if !users.contains_key(org_id) {
            let all = self.store.partitions().await?;
            let of_org = all
                .into_iter()
                .map(|info| info.key)
                .filter(|key| key.org_id == *org_id);
            users.insert(org_id.clone(), of_org.map(|key| key.user_id).collect());
        }
        let of_org = users.get(org_id).into_iter().flatten();
        let key = |user_id: &Option<String>| PartitionKey {
            org_id: org_id.clone(),
            user_id: user_id.clone(),
        };
        Ok(of_org.map(key).collect())
    }

    /// Tells the index that a partition changed in the store. Returns when searches see it.
    pub(crate) async fn changed(&self, key: &PartitionKey) -> Result<()> {
        if let Some(users) = self.users.lock().await.get_mut(&key.org_id)
            && !users.contains(&key.user_id)
        {
            users.insert(key.user_id.clone());
        }
        let slot = self.slots().get(key).cloned();
        match slot {
            Some(slot) => {
                slot.is_stale.store(true, Ordering::SeqCst);
                let _upkeep = slot.upkeep.lock().await;
                if slot.is_loaded() {
                    self.catch_up(&slot).await
                } else {
                    Ok(())
                }
            }
            // A partition that is written to will be searched: keep it warm while there is room.
            None if self.heap_bytes() < self.heap_bytes_max / 2 => {
                self.ready(key).await.map(|_| ())
            }
            None => Ok(()),
        }
    }

    /// From its file if that is sound, else from the store's rows. The caller holds `upkeep`.
    async fn load(&self, slot: &Slot) -> Result<()> {
        let (path, config) = (self.path(&slot.key), self.config.clone());
        let loaded = tokio::task::spawn_blocking(move || {
            if !path.exists() {
                return Partition::new(config);
            }
            Partition::load(&path, &config).unwrap_or_else(|error| {
                tracing::warn!(file = %path.display(), %error, "index file is rebuilt");
                Partition::new(config)
            })
        })
        .await
        .map_err(|error| Error::internal("loading a partition panicked").with_source(error))?;
        slot.heap_bytes
            .store(loaded.memory_bytes(), Ordering::Relaxed);
        *slot.write() = Some(loaded);
        slot.is_stale.store(true, Ordering::SeqCst);
        match self.catch_up(slot).await {
            Ok(()) => Ok(()),
            Err(error) => {
                *slot.write() = None;
                Err(error)
            }
        }
    }

    /// Applies what the store has beyond the partition's sequence. The caller holds `upkeep`.
    async fn catch_up(&self, slot: &Slot) -> Result<()> {
        if !slot.is_stale.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        loop {
            let after = slot.read().as_ref().map_or(0, Partition::seq);
            let changes = self
                .store
                .changes(&slot.key, &self.config.model, after, CHANGES_PAGE)
                .await
                .inspect_err(|_| slot.is_stale.store(true, Ordering::SeqCst))?;
            if changes.is_empty() {
                break;
            }
            let count = changes.len();
            self.apply(slot, changes);
            if count < CHANGES_PAGE {
                break;
            }
        }
        Ok(())
    }

    fn apply(&self, slot: &Slot, changes: Vec<Change>) {
        let count = changes.len() as u64;
        let mut guard = slot.write();
        let Some(partition) = guard.as_mut() else {
            return;
        };
        for change in changes {
            let seq = change.seq();
            match change {
                Change::Put {
                    memory, vectors, ..
                } => {
                    partition.put(Row {
                        seq,
                        memory: &memory,
                        vectors: &vectors.chunks,
                    });
                }
                Change::Erased { id, .. } => partition.remove(id, seq),
                Change::Damaged { id, .. } => {
                    tracing::error!(memory = %id, "a damaged row is not served; see 'memoird check'");
                }
            }
            partition.set_seq(seq);
        }
        slot.heap_bytes
            .store(partition.memory_bytes(), Ordering::Relaxed);
        slot.changes.fetch_add(count, Ordering::Relaxed);
        slot.changed_in_round
            .store(self.round.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    fn heap_bytes(&self) -> usize {
        self.slots()
            .values()
            .map(|slot| slot.heap_bytes.load(Ordering::Relaxed))
            .sum()
    }

    /// Drops the least recently used partitions until the rest fits; never `keep`.
    async fn evict_over_budget(&self, keep: &PartitionKey) {
        loop {
            let victim = {
                let slots = self.slots();
                let total: usize = slots
                    .values()
                    .map(|slot| slot.heap_bytes.load(Ordering::Relaxed))
                    .sum();
                if total <= self.heap_bytes_max {
                    return;
                }
                slots
                    .values()
                    .filter(|slot| slot.key != *keep && slot.is_loaded())
                    .min_by_key(|slot| slot.last_used.load(Ordering::Relaxed))
                    .cloned()
            };
            let Some(victim) = victim else { return };
            let _upkeep = victim.upkeep.lock().await;
            self.persist(&victim).await;
            self.slots().remove(&victim.key);
        }
    }

    /// Writes a changed partition to its file and takes the compact form from there. The caller
    /// holds `upkeep`, so nothing changes meanwhile; searches go on.
    async fn persist(&self, slot: &Arc<Slot>) {
        if slot.changes.load(Ordering::Relaxed) == 0 {
            return;
        }
        let (path, slot) = (self.path(&slot.key), Arc::clone(slot));
        let dir = self.dir.clone();
        let outcome = tokio::task::spawn_blocking(move || {
            // It may be deleted at any time.
            std::fs::create_dir_all(dir)?;
            let compact = match slot.read().as_ref() {
                Some(partition) => partition.persisted(&path)?,
                None => return Ok(()),
            };
            slot.heap_bytes
                .store(compact.memory_bytes(), Ordering::Relaxed);
            slot.changes.store(0, Ordering::Relaxed);
            *slot.write() = Some(compact);
            Ok::<(), std::io::Error>(())
        })
        .await;
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "could not persist a partition"),
            Err(error) => tracing::error!(%error, "persisting a partition panicked"),
        }
    }

    async fn persist_where(&self, wanted: impl Fn(&Slot) -> bool) {
        let slots: Vec<Arc<Slot>> = self.slots().values().cloned().collect();
        for slot in slots {
            if slot.changes.load(Ordering::Relaxed) > 0 && wanted(&slot) {
                let _upkeep = slot.upkeep.lock().await;
                self.persist(&slot).await;
            }
        }
    }

    /// Persists every changed partition.
    pub(crate) async fn persist_all(&self) {
        self.persist_where(|_| true).await;
    }

    /// Forgets everything in memory and on disk; partitions are rebuilt from the store on demand.
    pub(crate) async fn clear(&self) -> Result<()> {
        let slots: Vec<Arc<Slot>> = self.slots().drain().map(|(_, slot)| slot).collect();
        for slot in &slots {
            let _upkeep = slot.upkeep.lock().await;
            self.remove_file(&slot.key);
        }
        for info in self.store.partitions().await? {
            self.remove_file(&info.key);
        }
        Ok(())
    }

    /// Forgets a partition in memory and on disk; it is rebuilt from the store when it is next needed.
    pub(crate) async fn forget(&self, key: &PartitionKey) {
        let slot = self.slots().remove(key);
        if let Some(slot) = &slot {
            // Whoever brings it forward or writes it out has finished when this is held, and nobody
            // writes out what has no changes. Searches that hold it finish with it.
            let _upkeep = slot.upkeep.lock().await;
            slot.changes.store(0, Ordering::Relaxed);
        }
        self.remove_file(key);
    }

    /// Writes a partition anew without the rows that it has lost, in memory and on disk.
    pub(crate) async fn rewrite(&self, key: &PartitionKey) {
        let slot = self.slots().get(key).cloned();
        self.remove_file(key);
        if let Some(slot) = slot {
            let _upkeep = slot.upkeep.lock().await;
            if slot.is_loaded() {
                slot.changes.fetch_add(1, Ordering::Relaxed);
                self.persist(&slot).await;
            }
        }
    }

    /// Removes a partition's file: what was erased must not survive in it.
    pub(crate) fn remove_file(&self, key: &PartitionKey) {
        let path = self.path(key);
        // A crash may have left one that was being written.
        for path in [path.with_extension("part.new"), path] {
            match std::fs::remove_file(path) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => tracing::error!(%error, "could not remove an index file"),
            }
        }
    }

    /// Compares every partition with the store's rows: same ids at the same revisions. What is written
    /// meanwhile is no finding: what differs is looked at again.
    pub(crate) async fn compare(&self) -> Result<IndexCheck> {
        let mut check = IndexCheck::default();
        let mut differing = Vec::new();
        for info in self.store.partitions().await? {
            let mut surplus = self.revisions(&info.key).await?;
            let mut missing = Vec::new();
            let mut after = 0;
            loop {
                let page = self
                    .store
                    .changes(&info.key, &self.config.model, after, CHANGES_PAGE)
                    .await?;
                for change in &page {
                    if let Change::Put { memory, .. } = change {
                        check.rows += 1;
                        if surplus.remove(&memory.id) != Some(memory.revision) {
                            missing.push((memory.id, memory.revision));
                        }
                    }
                }
                match page.last() {
                    Some(last) => after = last.seq(),
                    None => break,
                }
            }
            check.partitions += 1;
            if !missing.is_empty() || !surplus.is_empty() {
                differing.push((info.key, missing, surplus));
            }
        }
        for _ in 0..COMPARE_AGAIN {
            if differing.is_empty() {
                break;
            }
            tokio::time::sleep(COMPARE_AGAIN_AFTER).await;
            for (key, missing, surplus) in &mut differing {
                let now = self.revisions(key).await?;
                missing.retain(|(id, revision)| now.get(id).is_none_or(|has| has < revision));
                surplus.retain(|id, _| now.contains_key(id));
            }
            differing.retain(|(_, missing, surplus)| !missing.is_empty() || !surplus.is_empty());
        }
        for (_, missing, surplus) in differing {
            let missing = missing.into_iter().map(|(id, _)| id.to_string());
            check.missing.extend(missing);
            let surplus = surplus.into_keys().map(|id| id.to_string());
            check.surplus.extend(surplus);
        }
        Ok(check)
    }

    /// The rows of a partition, with their revisions.
    async fn revisions(&self, key: &PartitionKey) -> Result<HashMap<MemoryId, u64>> {
        let slot = self.ready(key).await?;
        let partition = slot.read();
        let rows = partition.as_ref().map(Partition::ids).into_iter().flatten();
        Ok(rows.map(|(id, _, revision)| (id, revision)).collect())
    }

    /// How much is in memory.
    pub(crate) fn status(&self) -> IndexStatus {
        let slots: Vec<Arc<Slot>> = self.slots().values().cloned().collect();
        slots
            .iter()
            .fold(IndexStatus::default(), |mut status, slot| {
                if let Some(partition) = slot.read().as_ref() {
                    status.partitions_loaded += 1;
                    status.rows_loaded += partition.len() as u64;
                    status.heap_bytes += slot.heap_bytes.load(Ordering::Relaxed) as u64;
                }
                status
            })
    }
}

impl Engine {
    /// Persists partitions that changed much, or that changed a while ago.
    pub(crate) async fn run_index_upkeep(self) {
        while !self.pause(UPKEEP_MS).await {
            let index = &self.inner.index;
            let round = index.round.fetch_add(1, Ordering::Relaxed);
            index
                .persist_where(|slot| {
                    let changes = slot.changes.load(Ordering::Relaxed);
                    let changed_in = slot.changed_in_round.load(Ordering::Relaxed);
                    // Rewriting a large partition must be worth it.
                    let rows = slot.read().as_ref().map_or(0, Partition::len) as u64;
                    changes >= PERSIST_CHANGES.max(rows / 4)
                        || round.saturating_sub(changed_in) >= PERSIST_ROUNDS
                })
                .await;
        }
    }

    /// How much of the index is in memory.
    pub fn index_status(&self) -> IndexStatus {
        self.inner.index.status()
    }
}
