//! What the store costs: durable writes from one and from sixteen writers, loading rows by id, and
//! listing with filters. `cargo bench -p memoird-store`; `MEMOIRD_BENCH_DIR` chooses the disk.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use store::sqlite::{SqliteConfig, SqliteStore};
use store::{ListQuery, NewMemory, PageRequest, Sort, Store, Vectors, WriteBatch};
use types::{
    Coordinates, Event, EventKind, Field, Filter, Memory, MemoryId, OrgId, ProcessingState, Scope,
    Timestamp, id::IdGenerator,
};

type Make = fn(&Bench) -> WriteBatch;

const MODEL: &str = "all-MiniLM-L6-v2";
const TEXT: &str = "I moved to Lisbon in March because my sister lives there, and I started to \
    learn Portuguese with a teacher called Marta; the lessons are on Tuesdays and Thursdays after \
    work, and we usually meet in a small cafe near the river, where they have very good cake.";

struct Bench {
    store: Arc<dyn Store>,
    scope: Scope,
    ids: IdGenerator,
    made: AtomicU64,
    _directory: tempfile::TempDir,
}

impl Bench {
    fn open() -> Arc<Self> {
        let base =
            std::env::var_os("MEMOIRD_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let directory = tempfile::tempdir_in(base).expect("a directory");
        let config = SqliteConfig::new(directory.path().join("memoird.db"));
        let store = SqliteStore::open(config).expect("opens");
        #[expect(clippy::disallowed_methods, reason = "benches make their own proof")]
        let scope = Scope::danger_unchecked(OrgId::default_org(), Coordinates::default(), "bench");
        Arc::new(Bench {
            store: Arc::new(store),
            scope,
            ids: IdGenerator::default(),
            made: AtomicU64::new(0),
            _directory: directory,
        })
    }

    fn memory(&self) -> NewMemory {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let unix_ms = 1_700_000_000_000 + number / 4;
        let id = self.ids.memory_id(unix_ms, u128::from(number) << 20);
        let now = Timestamp::from_unix_ms(unix_ms as i64);
        let mut memory = Memory::new(id, OrgId::default_org(), TEXT, now);
        memory.coordinates.user_id = Some(format!("user-{}", number % 100));
        memory.coordinates.session_id = Some(format!("session-{}", number / 2000));
        memory.topics = vec![
            "travel".into(),
            if number.is_multiple_of(3) {
                "food"
            } else {
                "work"
            }
            .into(),
        ];
        memory.provenance.process = "api".into();
        let chunk = (0..384)
            .map(|n| (n as u16).wrapping_mul(number as u16))
            .collect();
        NewMemory {
            memory,
            vectors: Vectors {
                model: MODEL.into(),
                chunks: vec![chunk],
            },
        }
    }

    fn one(&self) -> WriteBatch {
        WriteBatch {
            memories: vec![self.memory()],
            ..Default::default()
        }
    }

    /// An event with its verbatim memory and vector.
    fn said(&self) -> WriteBatch {
        let mut new = self.memory();
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let memory = &mut new.memory;
        let event = Event {
            id: self
                .ids
                .event_id(memory.created_at.unix_ms() as u64, u128::from(number)),
            external_id: None,
            org_id: OrgId::default_org(),
            coordinates: memory.coordinates.clone(),
            kind: EventKind::UserMessage,
            speaker: None,
            content: memory.text.clone(),
            ts: memory.created_at,
            ingested_at: memory.created_at,
            metadata: serde_json::Value::Null,
            position: 0,
            state: ProcessingState::Completed,
        };
        memory.verbatim = true;
        memory.event_kind = Some(event.kind);
        memory.provenance.source_event_ids = vec![event.id];
        memory.provenance.process = "verbatim".into();
        WriteBatch {
            events: vec![event],
            memories: vec![new],
            ..Default::default()
        }
    }
}

/// `count` commits from `writers` tasks; the time from the first to the last acknowledgement.
async fn write(bench: &Arc<Bench>, writers: u64, count: u64, make: Make) -> Duration {
    let begin = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|writer| {
            let bench = Arc::clone(bench);
            let share = count / writers + u64::from(writer < count % writers);
            tokio::spawn(async move {
                for _ in 0..share {
                    let batch = make(&bench);
                    bench
                        .store
                        .commit(&bench.scope, batch)
                        .await
                        .expect("commits");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("does not panic");
    }
    begin.elapsed()
}

fn writes(c: &mut Criterion) {
    let runtime = runtime();
    let kinds: [(&str, Make); 2] = [("memory", Bench::one), ("event+memory", Bench::said)];
    for (name, make) in kinds {
        for writers in [1, 16] {
            let bench = Bench::open();
            c.bench_function(&format!("commit/{name}/{writers}-writers"), |b| {
                b.iter_custom(|count| runtime.block_on(write(&bench, writers, count, make)));
            });
        }
    }
}

fn reads(c: &mut Criterion) {
    let runtime = runtime();
    let bench = Bench::open();
    let ids: Vec<MemoryId> = runtime.block_on(async {
        let mut ids = Vec::new();
        for _ in 0..50 {
            let memories: Vec<NewMemory> = (0..1000).map(|_| bench.memory()).collect();
            ids.extend(memories.iter().map(|new| new.memory.id));
            let batch = WriteBatch {
                memories,
                ..Default::default()
            };
            bench
                .store
                .commit(&bench.scope, batch)
                .await
                .expect("commits");
        }
        ids
    });
    let mut at = 0;
    for count in [1, 10, 50] {
        c.bench_function(&format!("load/{count}-by-id"), |b| {
            b.iter(|| {
                at = (at + 7919) % ids.len();
                let some: Vec<MemoryId> = (0..count)
                    .map(|n| ids[(at + n * 613) % ids.len()])
                    .collect();
                let loaded = runtime
                    .block_on(bench.store.memories(&bench.scope, &some))
                    .expect("reads");
                assert_eq!(loaded.rows.len(), count);
            });
        });
    }
    let user = Filter::equals(Field::UserId, "user-7");
    let active = Filter::equals(Field::Status, "active");
    let topic = Filter::equals(Field::Topics, "food");
    for (name, filter) in [
        ("user", user.clone()),
        ("user+status", user.clone().and(active.clone())),
        ("user+topic", user.and(topic.clone())),
        ("org+status", active),
        ("org+topic", topic),
    ] {
        let query = ListQuery {
            filter,
            text_contains: None,
            sort: Sort::CreatedDesc,
            page: PageRequest {
                limit: 50,
                ..Default::default()
            },
        };
        c.bench_function(&format!("list-50-newest/{name}"), |b| {
            b.iter(|| {
                let page = runtime
                    .block_on(bench.store.list_memories(&bench.scope, &query))
                    .expect("lists");
                assert_eq!(page.items.len(), 50);
            });
        });
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    targets = writes, reads
}
criterion_main!(benches);
