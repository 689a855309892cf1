//! Fills a data directory with generated memories, through the engine: same transactions, same
//! index files as a server writes. Only the network of the embedding model is left out: a text's
//! vector is the normalised sum of its words' random vectors, stored under the real model's id, so
//! that the server takes them for its own. Their values do not matter to what is measured with
//! them (time and memory of exact scans); relevance is measured elsewhere, with real vectors.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use async_trait::async_trait;
use clap::Args;
use engine::{AddEvents, AuthMode, Engine, EngineConfig, NewEvent, Peer};
use inference::fake::FakeEmbedder;
use inference::{Embedder, EmbeddingModel};
use types::{Coordinates, Error, EventKind, SystemClock};

use super::corpus::Corpus;

/// Arguments of `testkit load fill`.
#[derive(Args)]
pub(super) struct FillArgs {
    /// Data directory, as given to `memoird serve --data-dir`.
    #[arg(long)]
    data_dir: PathBuf,
    /// Users `user-0` ...
    #[arg(long, default_value_t = 100)]
    users: u64,
    /// First user's number.
    #[arg(long, default_value_t = 0)]
    first_user: u64,
    /// Events, and so memories, of each user.
    #[arg(long, default_value_t = 1000)]
    per_user: u64,
    /// Id of the model that the server will run.
    #[arg(long, default_value = "all-MiniLM-L6-v2/int8")]
    model: String,
    /// Length of its vectors.
    #[arg(long, default_value_t = 384)]
    dimension: usize,
    /// Another seed, other texts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Events of one request.
const BATCH: u64 = 1000;

pub(super) fn run(args: &FillArgs) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(fill(args))
}

async fn fill(args: &FillArgs) -> anyhow::Result<()> {
    let started = Instant::now();
    let engine = open(args).await?;
    let access = engine
        .authenticate(None, Peer { is_loopback: true })
        .await?;
    let corpus = Corpus::new(args.seed);
    for user in args.first_user..args.first_user + args.users {
        for first in (0..args.per_user).step_by(BATCH as usize) {
            let numbers = first..(first + BATCH).min(args.per_user);
            let events = numbers.map(|number| event(&corpus, user, number)).collect();
            let added = engine
                .add_events(
                    &access,
                    AddEvents {
                        events,
                        idempotency: None,
                    },
                )
                .await?;
            anyhow::ensure!(!added.pending, "a batch was not embedded at once");
        }
    }
    engine.shutdown().await;
    let count = args.users * args.per_user;
    let seconds = started.elapsed().as_secs_f64();
    let report = serde_json::json!({
        "memories": count,
        "users": args.users,
        "seconds": (seconds * 10.0).round() / 10.0,
        "memories_per_s": (count as f64 / seconds).round(),
    });
    // The tool's one purpose is to print this.
    #[expect(clippy::print_stdout)]
    {
        println!("{report}");
    }
    Ok(())
}

async fn open(args: &FillArgs) -> anyhow::Result<Engine> {
    std::fs::create_dir_all(&args.data_dir)?;
    let database = store::sqlite::SqliteConfig::new(args.data_dir.join("memoird.db"));
    let store = store::sqlite::SqliteStore::open(database).context("opening the store")?;
    let config = EngineConfig {
        auth_mode: AuthMode::DangerOpen,
        index_dir: args.data_dir.join("index"),
        inline_embedding_bytes_max: usize::MAX,
        ..EngineConfig::default()
    };
    let model = EmbeddingModel {
        id: args.model.clone(),
        dimension: args.dimension,
        max_tokens: usize::MAX,
    };
    let embedder = Generated {
        model,
        words: FakeEmbedder::new(args.dimension),
    };
    Ok(Engine::open(
        config,
        Arc::new(store),
        Arc::new(embedder),
        Arc::new(SystemClock),
    )
    .await?)
}

fn event(corpus: &Corpus, user: u64, number: u64) -> NewEvent {
    let at = Coordinates {
        user_id: Some(Corpus::user_id(user)),
        session_id: Some(Corpus::session_id(number)),
        ..Coordinates::default()
    };
    NewEvent {
        external_id: None,
        at,
        kind: EventKind::UserMessage,
        speaker: None,
        content: corpus.text(user, number),
        ts: None,
        metadata: serde_json::Value::Null,
    }
}

/// Generated vectors under another model's name.
struct Generated {
    model: EmbeddingModel,
    words: FakeEmbedder,
}

#[async_trait]
impl Embedder for Generated {
    fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    async fn embed_documents(&self, texts: Vec<String>) -> Result<Vec<Vec<Vec<f32>>>, Error> {
        self.words.embed_documents(texts).await
    }

    async fn embed_query(&self, text: &str) -> Result<Option<Vec<f32>>, Error> {
        self.words.embed_query(text).await
    }
}
