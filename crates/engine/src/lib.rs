//! The product: one API for an ideal client. No HTTP, no SQL.
//!
//! Every verb is a method of [`Engine`] that takes an [`Access`] (who asks, proven by
//! [`Engine::authenticate`]) and a command (what is asked), and lives in a file of its own under
//! `commands/`. Faces (the native API, the dialects) translate to and from these commands.

mod access;
mod asking;
mod backlog;
mod commands;
mod config;
mod embedding;
mod index;
mod jobs;
mod lifecycle;
mod minds;
mod recalls;
mod truth;
mod usage;

use std::sync::Arc;

use inference::Embedder;
use store::Store;
use types::id::IdGenerator;
use types::{Clock, Result, Timestamp};

pub use access::{Access, AuthMode, Peer, PresentedKey};
pub use asking::Refiner;
pub use backlog::EmbeddingStatus;
pub use commands::*;
pub use config::EngineConfig;
pub use index::IndexStatus;
pub use jobs::{Failpoint, Failpoints};
pub use lifecycle::{
    ForgetEffect, ForgetPolicy, HalfLives, Keep, Reason, STRENGTH_MAX, Vitality, Vitals,
    tier_expiry,
};
pub use store::{
    AuditBreak, AuditCheck, AuditFault, AuditRecord, BackupReport, CheckReport, ErasedCounts,
    EventQuery, Gauges, JobCounts, Lineage, LineageLink, ListQuery, Page, PageRequest, Relation,
    Revision, Sort, Stats,
};
pub use truth::plan::AlreadyKnown;
#[doc(hidden)]
pub use truth::slots::read;

/// The product. A cheap handle: clone it freely.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    config: EngineConfig,
    store: Arc<dyn Store>,
    embedder: Arc<dyn Embedder>,
    refiner: Option<Refiner>,
    clock: Arc<dyn Clock>,
    ids: IdGenerator,
    keys: access::KeyCache,
    index: index::Index,
    backlog: backlog::Backlog,
    recalls: recalls::Recalls,
    usage: usage::Usage,
    jobs: jobs::Queue,
    maintenance: commands::Scheduler,
    denials: commands::Denials,
    locks: truth::Locks,
    /// Of orgs in which something is being erased.
    erasures: truth::Locks,
    /// Where the sentences of what was read lately stand, for who looks back at it.
    sentences: inference::Recent<Vec<types::Span>>,
    /// Whether what was read lately takes something back, for what arrives late.
    taking_back: inference::Recent<bool>,
    /// Writes that are done once for an idempotency key, and go on.
    onces: truth::Locks,
    stopping: tokio::sync::watch::Sender<bool>,
    tasks: std::sync::Mutex<Vec<tokio::task::JoinHandle<()>>>,
}

impl Engine {
    /// Opens the engine over a store and an embedder and starts its background tasks.
    pub async fn open(
        config: EngineConfig,
        store: Arc<dyn Store>,
        embedder: Arc<dyn Embedder>,
        clock: Arc<dyn Clock>,
    ) -> Result<Engine> {
        Engine::open_with(config, store, embedder, None, clock).await
    }

    /// The same with a language model that refines what the rules found.
    pub async fn open_with(
        config: EngineConfig,
        store: Arc<dyn Store>,
        embedder: Arc<dyn Embedder>,
        refiner: Option<Refiner>,
        clock: Arc<dyn Clock>,
    ) -> Result<Engine> {
        let model = embedder.model().clone();
        let index = index::Index::new(&config, Arc::clone(&store), &model.id, model.dimension)?;
        let keys = access::KeyCache::new(store.any_key().await?);
        let (stopping, _) = tokio::sync::watch::channel(false);
        let engine = Engine {
            inner: Arc::new(Inner {
                config,
                store,
                embedder,
                refiner,
                clock,
                ids: IdGenerator::default(),
                keys,
                index,
                backlog: backlog::Backlog::default(),
                recalls: recalls::Recalls::default(),
                usage: usage::Usage::default(),
                jobs: jobs::Queue::default(),
                maintenance: commands::Scheduler::default(),
                denials: commands::Denials::default(),
                locks: truth::Locks::default(),
                erasures: truth::Locks::default(),
                sentences: inference::Recent::new(),
                taking_back: inference::Recent::new(),
                onces: truth::Locks::default(),
                stopping,
                tasks: std::sync::Mutex::default(),
            }),
        };
        let now = engine.now();
        engine
            .inner
            .store
            .ensure_org(&types::OrgId::default_org(), now)
            .await?;
        let voided = engine.inner.store.void_leases(now).await?;
        if voided > 0 {
            tracing::info!(voided, "jobs that an earlier process ran are run again");
        }
        engine.start_background_tasks();
        Ok(engine)
    }

    /// The engine's configuration.
    pub fn config(&self) -> &EngineConfig {
        &self.inner.config
    }

    /// The embedding model in use.
    pub fn model(&self) -> &inference::EmbeddingModel {
        self.inner.embedder.model()
    }

    fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    fn start_background_tasks(&self) {
        let mut spawned = vec![
            tokio::spawn(self.clone().run_embedding_backlog()),
            tokio::spawn(self.clone().prepare_slots()),
            tokio::spawn(self.clone().run_periodic_flush()),
            tokio::spawn(self.clone().run_index_upkeep()),
        ];
        if self.inner.config.maintenance_poll_ms > 0 {
            spawned.push(tokio::spawn(self.clone().run_scheduler()));
        }
        for _ in 0..self.inner.config.jobs_concurrency_max {
            spawned.push(tokio::spawn(self.clone().run_jobs()));
        }
        *self.inner.tasks.lock().unwrap_or_else(|e| e.into_inner()) = spawned;
    }

    /// Stops background work, writes what is buffered, persists the index. Nothing acknowledged
    /// depends on it; it makes the next start faster.
    pub async fn shutdown(&self) {
        self.inner.stopping.send_replace(true);
        let tasks =
            std::mem::take(&mut *self.inner.tasks.lock().unwrap_or_else(|e| e.into_inner()));
        for task in tasks {
            // A task that panicked has nothing left to stop.
            let _ = task.await;
        }
        self.flush_buffers().await;
        self.flush_denials(true).await;
        self.inner.index.persist_all().await;
    }

    /// Sleeps for `ms` milliseconds or until the engine stops; true if it stops.
    async fn pause(&self, ms: u64) -> bool {
        let mut stopping = self.inner.stopping.subscribe();
        let stop = stopping.wait_for(|is_stopping| *is_stopping);
        tokio::time::timeout(std::time::Duration::from_millis(ms), stop)
            .await
            .is_ok()
    }

    /// Writes buffered recalls and usage counters every second.
    async fn run_periodic_flush(self) {
        while !self.pause(1000).await {
            self.flush_buffers().await;
        }
    }

    async fn flush_buffers(&self) {
        self.flush_recalls().await;
        self.flush_usage().await;
        self.flush_key_uses().await;
        self.flush_denials(false).await;
    }
}
