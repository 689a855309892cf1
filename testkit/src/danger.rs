//! `testkit serve`: the product with a bug put back, for controls. It is started just as the real
//! binary is; the bugs come from the environment.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use engine::{Engine, EngineConfig};
use inference::fake::FakeEmbedder;
use server::ServerConfig;
use store::sqlite::{SqliteConfig, SqliteStore, Synchronous};
use tokio::net::TcpListener;
use types::SystemClock;

/// Names the bug; see [`bugs`].
pub const VARIABLE: &str = "TESTKIT_DANGER";

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
        _ => bail!("{VARIABLE}={name}: there is no such bug"),
    }
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
    let config = EngineConfig {
        index_dir: arguments.data_dir.join("index"),
        ..EngineConfig::default()
    };
    let embedder = Arc::new(FakeEmbedder::new(384));
    let engine = Engine::open(config, Arc::new(store), embedder, Arc::new(SystemClock)).await?;
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
