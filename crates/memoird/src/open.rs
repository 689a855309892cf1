//! Puts the product together: directory, store, model, engine.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use engine::{Engine, Refiner};
use store::Store;
use store::sqlite::SqliteStore;
use types::ErrorKind;

use crate::config::Config;
use crate::exit::{Exit, ending};

/// The database's file in the data directory.
pub const DATABASE: &str = "memoird.db";

/// What a database that a restore put aside has in its name, before the time.
pub const BEFORE_RESTORE: &str = ".before-restore-";

/// The database that a restore put aside, if the one in its place is missing.
pub fn set_aside_by_restore(database: &Path) -> Option<PathBuf> {
    if database.exists() {
        return None;
    }
    let start = format!("{}{BEFORE_RESTORE}", database.file_name()?.to_str()?);
    let names = std::fs::read_dir(database.parent()?).ok()?;
    names
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            let stamp = name.strip_prefix(&start);
            stamp.is_some_and(|stamp| stamp.bytes().all(|byte| byte.is_ascii_digit()))
        })
        .max()
        .map(|name| database.with_file_name(name))
}

/// Fails where a restore ended before it was done and left no database: one that is begun there would
/// hide what was kept.
pub fn refuse_half_restored(dir: &Path) -> Result<()> {
    let database = dir.join(DATABASE);
    if database.exists() {
        return Ok(());
    }
    let again = "`memoird restore BACKUP` puts the backup in place";
    let partial = dir.join(format!("{DATABASE}{}", store::sqlite::PARTIAL));
    let message = if let Some(kept) = set_aside_by_restore(&database) {
        format!(
            "{} is missing, and {} is what a restore put aside: it ended before it was done. {again}; to \
             go back instead, rename that file to {DATABASE} and, where they are, those with -wal, -shm \
             and .mark behind the name likewise; to begin anew, move them elsewhere",
            database.display(),
            kept.display()
        )
    } else if partial.exists() {
        format!(
            "{} is missing, and {} is what a restore left that ended before it was done. {again}; to \
             begin anew, remove that file",
            database.display(),
            partial.display()
        )
    } else {
        return Ok(());
    };
    Err(ending(Exit::Failure, message))
}

/// Opens the engine on the data directory, which is made if it is missing.
pub async fn engine(config: &Config) -> Result<Engine> {
    let store = store(config, false).await?;
    engine_over(config, store).await
}

/// Opens the store alone. `accept_data_loss`: also if committed data is missing.
pub async fn store(config: &Config, accept_data_loss: bool) -> Result<Arc<dyn Store>> {
    make_dir(&config.data_dir)?;
    refuse_half_restored(&config.data_dir)?;
    let mut settings = config.store.for_database(config.data_dir.join(DATABASE));
    settings.accept_data_loss = accept_data_loss;
    let started = Instant::now();
    loop {
        let settings = settings.clone();
        let opened = tokio::task::spawn_blocking(move || SqliteStore::open(settings)).await?;
        match opened {
            Ok(store) => return Ok(Arc::new(store)),
            // Another command holds it for a moment.
            Err(error)
                if error.kind() == ErrorKind::Conflict && started.elapsed() < BUSY_WAIT_MAX =>
            {
                tokio::time::sleep(BUSY_PAUSE).await;
            }
            Err(error) => return Err(cannot_open(&config.data_dir, &error)),
        }
    }
}

/// How long a command waits for another one that works on the same directory.
const BUSY_WAIT_MAX: Duration = Duration::from_secs(5);
/// How long it waits before it looks again.
const BUSY_PAUSE: Duration = Duration::from_millis(50);

fn cannot_open(dir: &Path, error: &types::Error) -> anyhow::Error {
    let dir = dir.display();
    match (error.kind(), error.internal_message()) {
        (ErrorKind::Conflict, _) => {
            anyhow!("another memoird works on {dir}; wait for it to end, or stop it")
        }
        (ErrorKind::Corrupt, Some(cause)) => {
            let message = format!(
                "the database in {dir} is damaged, or no database of ours ({cause}); `memoird \
                 restore` puts a backup in its place"
            );
            ending(Exit::Damaged, message)
        }
        // The store's own words, which say what to do.
        (ErrorKind::Corrupt, None) => {
            let message = format!("cannot open the database in {dir}: {}", error.public());
            ending(Exit::Damaged, message)
        }
        (ErrorKind::Internal, Some(cause)) => anyhow!("cannot open the database in {dir}: {cause}"),
        _ => anyhow!("cannot open the database in {dir}: {error}"),
    }
}

/// Opens the engine over a store that is open.
pub async fn engine_over(config: &Config, store: Arc<dyn Store>) -> Result<Engine> {
    let embedding = config.embedding.clone();
    let embedder = tokio::task::spawn_blocking(move || inference::open_embedder(&embedding))
        .await?
        .map_err(|error| anyhow!("cannot open the embedding model: {error}"))?;
    let llm = inference::llm::open_llm(&config.llm)
        .map_err(|error| anyhow!("cannot use the language model: {error}"))?;
    let refiner = llm.map(|llm| Refiner {
        llm,
        tokens_per_org_per_day: config.llm.tokens_per_org_per_day,
    });
    let settings = engine::EngineConfig {
        index_dir: config.index_dir(),
        ..config.engine.clone()
    };
    Engine::open_with(
        settings,
        store,
        embedder,
        refiner,
        Arc::new(types::SystemClock),
    )
    .await
    .map_err(|error| anyhow!("cannot open the engine: {error}"))
}

/// Makes the data directory, readable by its owner alone.
pub fn make_dir(path: &Path) -> Result<()> {
    if path.exists() && !path.is_dir() {
        let message = format!("{} is a file, not a directory", path.display());
        return Err(ending(Exit::Usage, message));
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .with_context(|| format!("cannot make the directory {}", path.display()))
}

/// The address that `listen` names.
pub async fn listen_address(listen: &str) -> Result<SocketAddr> {
    let mut addresses = tokio::net::lookup_host(listen).await.map_err(|error| {
        let message = format!("listen = {listen:?} is no address such as 127.0.0.1:7077: {error}");
        ending(Exit::Usage, message)
    })?;
    addresses
        .next()
        .with_context(|| format!("{listen:?} has no address"))
}
