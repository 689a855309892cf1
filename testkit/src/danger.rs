//! `testkit serve`: the product with a bug put back, for controls. It is started just as the real
//! binary is; the bugs come from the environment.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use engine::{Engine, EngineConfig, Failpoints, Peer, Refiner};
use inference::fake::FakeEmbedder;
use inference::llm::{LlmConfig, LlmProvider, open_llm};
use serde_json::json;
use server::ServerConfig;
use store::sqlite::{SqliteConfig, SqliteStore, Synchronous};
use tokio::net::TcpListener;
use types::SystemClock;

/// The provider of language models that tests have, too.
#[path = "../../crates/inference/tests/all/common/mod.rs"]
mod provider;

/// Names the bug; see [`bugs`].
pub const VARIABLE: &str = "TESTKIT_DANGER";

/// Of `jobs`: at which place reached, counted from 1, the process kills itself; 0: at none.
pub const JOB_KILL: &str = "TESTKIT_JOB_KILL";
/// Of `jobs`: queues the experiment's job with so many steps.
pub const JOB_STEPS: &str = "TESTKIT_JOB_STEPS";
/// Of `jobs`: runners; 1 by default.
pub const JOB_RUNNERS: &str = "TESTKIT_JOB_RUNNERS";

/// `testkit serve`.
#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long)]
    listen: String,
    #[arg(long)]
    data_dir: PathBuf,
}

/// Puts the bug called `name` into the settings.
fn put_bug(name: &str, store: &mut SqliteConfig) -> Result<()> {
    match name {
        // Commits are acknowledged before they are fsynced.
        "no-fsync" => store.synchronous = Synchronous::DangerNormal,
        // Rows are served without a look at their checksum.
        "no-checksums" => store.danger_skip_checksums = true,
        // Deleted bytes stay where they are.
        "keep-deleted" => store.danger_keep_deleted = true,
        // Look-ups of memories by id find those of any org.
        "any-org" => store.danger_any_org = true,
        // No bug, but places at which the process may be killed ...
        "jobs" => store.danger_commit_hook = Some(reached),
        // ... and a job that does each step and then, in another commit, marks it as done.
        JOBS_SPLIT => store.danger_commit_hook = Some(reached),
        _ => bail!("{VARIABLE}={name}: there is no such bug"),
    }
    Ok(())
}

const JOBS_SPLIT: &str = "jobs-split";

/// Counts the places that were reached, and kills the process at the one that was asked for.
fn reached(_place: &'static str) {
    static REACHED: AtomicU64 = AtomicU64::new(0);
    static KILL: OnceLock<u64> = OnceLock::new();
    let kill = *KILL.get_or_init(|| number(JOB_KILL).unwrap_or(0));
    if kill == REACHED.fetch_add(1, Ordering::SeqCst) + 1 {
        // As a stranger would: nothing is flushed, nobody is told.
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        loop {
            std::thread::park();
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// What the model of `jobs` calls everything that it is to put into words.
pub const WORDS: &str = "Said in other words.";

/// A language model that always says the same to the same, over the wire, in this process.
fn model() -> Result<Refiner> {
    let (base_url, _) = provider::serve(|_, body| {
        let name = body["response_format"]["json_schema"]["name"].as_str();
        let material = body["messages"][1]["content"].as_str().unwrap_or_default();
        let text = match name.unwrap_or_default() {
            "statements" => json!({ "statements": statements(material) }),
            "wording" => json!({ "text": WORDS }),
            _ => json!({ "verdicts": [] }),
        };
        let message = json!({ "role": "assistant", "content": text.to_string() });
        let reply = json!({
            "choices": [{ "index": 0, "finish_reason": "stop", "message": message }],
            "usage": { "total_tokens": 42 },
        });
        ("200 OK".to_owned(), reply.to_string())
    });
    let config = LlmConfig {
        provider: LlmProvider::OpenAi,
        base_url,
        model: "testkit".to_owned(),
        allow_private: true,
        ..LlmConfig::default()
    };
    Ok(Refiner {
        llm: open_llm(&config)?.context("a model is configured")?,
        tokens_per_org_per_day: u64::MAX,
    })
}

/// A statement for each message that is asked about.
fn statements(material: &str) -> Vec<serde_json::Value> {
    let json = material.trim_start_matches("<material>\n");
    let json = json.trim_end_matches("\n</material>");
    let messages: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let read = |message: &serde_json::Value| {
        let text = message["text"].as_str().unwrap_or_default();
        let (text, attribute, value) = match text.split_once(" and gate") {
            Some((what, gate)) => (format!("{what} rests behind gate{gate}"), "", json!(null)),
            None if text.starts_with("Berlin") => (
                "User lives in Berlin".to_owned(),
                "residence",
                json!("Berlin"),
            ),
            None => return None,
        };
        Some(json!({
            "message": message["message"], "text": text, "type": "fact", "subject": "user",
            "attribute": attribute, "value": value, "negated": false, "entities": [],
        }))
    };
    messages.iter().filter_map(read).collect()
}

/// Queues the experiment's job, if that was asked for.
async fn queue_job(engine: &Engine, bug: &str) -> Result<()> {
    let Some(steps) = number(JOB_STEPS) else {
        return Ok(());
    };
    let access = engine
        .authenticate(None, Peer { is_loopback: true })
        .await?;
    engine
        .danger_queue_append(&access, steps, bug == JOBS_SPLIT, 0)
        .await?;
    Ok(())
}

/// `testkit serve`: until it is killed.
pub fn run(arguments: &Arguments) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: &Arguments) -> Result<()> {
    std::fs::create_dir_all(&arguments.data_dir)?;
    let mut config = SqliteConfig::new(arguments.data_dir.join("memoird.db"));
    let bug = std::env::var(VARIABLE).with_context(|| format!("{VARIABLE} names no bug"))?;
    put_bug(&bug, &mut config)?;
    let store = SqliteStore::open(config)?;
    let mut config = EngineConfig {
        index_dir: arguments.data_dir.join("index"),
        ..EngineConfig::default()
    };
    if bug.starts_with("jobs") {
        config.danger_failpoints = Failpoints::new(reached);
        // One runner, no schedule: every run takes the same way.
        config.jobs_concurrency_max = number(JOB_RUNNERS).unwrap_or(1) as usize;
        config.maintenance_poll_ms = 0;
    }
    let embedder = Arc::new(FakeEmbedder::new(384));
    let refiner = match bug.starts_with("jobs") {
        true => Some(model()?),
        false => None,
    };
    let (store, clock) = (Arc::new(store), Arc::new(SystemClock));
    let engine = Engine::open_with(config, store, embedder, refiner, clock).await?;
    queue_job(&engine, &bug).await?;
    let listener = TcpListener::bind(&arguments.listen).await?;
    println!("memoird listening on http://{}", listener.local_addr()?);
    server::serve(
        engine,
        ServerConfig::default(),
        listener,
        std::future::pending(),
    )
    .await?;
    Ok(())
}
