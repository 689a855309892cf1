//! An engine over a real store in a temporary directory, with a made-up embedder and a clock that
//! tests own.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::PathBuf;
use std::sync::Arc;

use engine::{
    Access, AddEvents, AddMemories, AuthMode, CreateKey, Engine, EngineConfig, NewEvent,
    NewMemoryInput, Peer, PresentedKey, Search,
};
use inference::Embedder;
use inference::fake::FakeEmbedder;
use store::sqlite::{SqliteConfig, SqliteStore};
use types::{Coordinates, EventKind, ManualClock, Permission, Timestamp};

mod said;

pub use said::*;

pub struct Harness {
    pub engine: Engine,
    pub clock: Arc<ManualClock>,
    dir: tempfile::TempDir,
}

pub const START: Timestamp = Timestamp(1_700_000_000_000_000);

impl Harness {
    pub async fn new() -> Harness {
        Harness::with(384, |_| {}).await
    }

    pub async fn with(dimension: usize, set: impl FnOnce(&mut EngineConfig)) -> Harness {
        let dir = tempfile::tempdir().expect("temporary directory");
        let clock = Arc::new(ManualClock::new(START));
        let engine = open(dir.path().to_owned(), &clock, dimension, set).await;
        Harness { engine, clock, dir }
    }

    /// One with a language model.
    pub async fn with_llm(
        refiner: engine::Refiner,
        set: impl FnOnce(&mut EngineConfig),
    ) -> Harness {
        let dir = tempfile::tempdir().expect("temporary directory");
        let clock = Arc::new(ManualClock::new(START));
        let engine = open_with(dir.path().to_owned(), &clock, 384, Some(refiner), set).await;
        Harness { engine, clock, dir }
    }

    /// One with another embedder.
    pub async fn with_embedder(embedder: Arc<dyn Embedder>) -> Harness {
        let dir = tempfile::tempdir().expect("temporary directory");
        let clock = Arc::new(ManualClock::new(START));
        let engine = open_over(dir.path().to_owned(), &clock, embedder, None, |_| {}).await;
        Harness { engine, clock, dir }
    }

    /// Stops the engine and opens its data with another embedder.
    pub async fn reopened_over(self, embedder: Arc<dyn Embedder>) -> Harness {
        self.reopened_over_with(embedder, |_| {}).await
    }

    /// The same with other settings.
    pub async fn reopened_over_with(
        self,
        embedder: Arc<dyn Embedder>,
        set: impl FnOnce(&mut EngineConfig),
    ) -> Harness {
        let Harness { engine, clock, dir } = self;
        engine.shutdown().await;
        drop(engine);
        let engine = open_over(dir.path().to_owned(), &clock, embedder, None, set).await;
        Harness { engine, clock, dir }
    }

    /// Stops the engine and opens its data again.
    pub async fn reopened(self, dimension: usize) -> Harness {
        self.reopened_with(dimension, |_| {}).await
    }

    /// The same with other settings.
    pub async fn reopened_with(
        self,
        dimension: usize,
        set: impl FnOnce(&mut EngineConfig),
    ) -> Harness {
        let Harness { engine, clock, dir } = self;
        engine.shutdown().await;
        drop(engine);
        let engine = open(dir.path().to_owned(), &clock, dimension, set).await;
        Harness { engine, clock, dir }
    }

    pub fn engine_now(&self) -> Timestamp {
        types::Clock::now(&*self.clock)
    }

    /// Lets the clock reach what is said: nobody speaks of later than now.
    pub fn reach(&self, events: &[NewEvent]) {
        let last = events.iter().filter_map(|event| event.ts).max();
        let ahead_us = last.map_or(0, |ts| ts.0 - self.engine_now().0);
        if ahead_us > 0 {
            self.clock.advance_ms(ahead_us / 1000);
        }
    }

    pub fn index_dir(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    pub fn data_dir(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    /// Who comes in over loopback without a key.
    pub async fn anyone(&self) -> Access {
        let peer = Peer { is_loopback: true };
        self.engine
            .authenticate(None, peer)
            .await
            .expect("auto mode lets loopback in")
    }

    pub async fn key(&self, admin: &Access, command: CreateKey) -> Access {
        let created = self
            .engine
            .create_key(admin, command)
            .await
            .expect("key is created");
        let peer = Peer { is_loopback: false };
        let key = PresentedKey::new(created.secret);
        self.engine
            .authenticate(Some(&key), peer)
            .await
            .expect("a new key works at once")
    }

    /// Waits until every memory has its vectors.
    pub async fn settle(&self) {
        for _ in 0..500 {
            if self.engine.health().await.embedding_backlog == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the backlog does not empty");
    }

    pub async fn found(&self, access: &Access, search: Search) -> Vec<String> {
        let results = self
            .engine
            .search(access, search)
            .await
            .expect("search works");
        results
            .hits
            .into_iter()
            .map(|hit| hit.memory.text)
            .collect()
    }
}

async fn open(
    dir: PathBuf,
    clock: &Arc<ManualClock>,
    dimension: usize,
    set: impl FnOnce(&mut EngineConfig),
) -> Engine {
    open_with(dir, clock, dimension, None, set).await
}

async fn open_with(
    dir: PathBuf,
    clock: &Arc<ManualClock>,
    dimension: usize,
    refiner: Option<engine::Refiner>,
    set: impl FnOnce(&mut EngineConfig),
) -> Engine {
    let embedder = Arc::new(FakeEmbedder::new(dimension));
    open_over(dir, clock, embedder, refiner, set).await
}

async fn open_over(
    dir: PathBuf,
    clock: &Arc<ManualClock>,
    embedder: Arc<dyn Embedder>,
    refiner: Option<engine::Refiner>,
    set: impl FnOnce(&mut EngineConfig),
) -> Engine {
    let store =
        SqliteStore::open(SqliteConfig::new(dir.join("memoird.db"))).expect("the store opens");
    let mut config = EngineConfig {
        auth_mode: AuthMode::Auto,
        index_dir: dir.join("index"),
        ..EngineConfig::default()
    };
    set(&mut config);
    let (store, clock) = (Arc::new(store), Arc::clone(clock) as _);
    Engine::open_with(config, store, embedder, refiner, clock)
        .await
        .expect("the engine opens")
}

pub fn user(user_id: &str) -> Coordinates {
    Coordinates {
        user_id: Some(user_id.to_owned()),
        ..Coordinates::default()
    }
}

pub fn session(user_id: &str, session_id: &str) -> Coordinates {
    Coordinates {
        session_id: Some(session_id.to_owned()),
        ..user(user_id)
    }
}

pub fn event(at: Coordinates, content: &str) -> NewEvent {
    NewEvent {
        external_id: None,
        at,
        kind: EventKind::UserMessage,
        speaker: None,
        content: content.to_owned(),
        ts: None,
        metadata: serde_json::Value::Null,
    }
}

pub fn events(at: &Coordinates, contents: &[&str]) -> AddEvents {
    let events = contents
        .iter()
        .map(|content| event(at.clone(), content))
        .collect();
    AddEvents {
        events,
        idempotency: None,
    }
}

pub fn memory(at: Coordinates, text: &str) -> AddMemories {
    let input = NewMemoryInput {
        at,
        text: text.to_owned(),
        ..NewMemoryInput::default()
    };
    AddMemories {
        memories: vec![input],
        idempotency: None,
    }
}

pub fn search(at: Coordinates, query: &str) -> Search {
    Search {
        query: query.to_owned(),
        at,
        ..Search::default()
    }
}

pub fn all_permissions(name: &str) -> CreateKey {
    CreateKey {
        name: name.to_owned(),
        permissions: Permission::ALL.to_vec(),
        ..CreateKey::default()
    }
}
