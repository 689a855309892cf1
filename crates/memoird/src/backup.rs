//! `backup` and `restore`: copies of the database, while it is in use, and back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use indicatif::ProgressBar;
use types::{Clock, ErrorKind, SystemClock};

use crate::announce::{self, Claim};
use crate::args::Common;
use crate::config::Config;
use crate::exit::{DAMAGED_ROWS, Exit, ending};
use crate::{open, output};

/// Writes a copy of the database, whether or not a server uses it, and its digest beside it.
pub async fn backup(common: &Common, config: &Config, file: &Path) -> Result<Exit> {
    if common.url.is_some() {
        let advice = "a backup is written where the data directory is; leave --url and MEMOIRD_URL out \
                      and give --data-dir";
        return Err(ending(Exit::Usage, advice));
    }
    let database = config.data_dir.join(open::DATABASE);
    if !database.is_file() {
        return Err(ending(
            Exit::NotFound,
            format!("there is no {}", database.display()),
        ));
    }
    let parent = file.parent().filter(|parent| *parent != Path::new(""));
    if let Some(parent) = parent.filter(|parent| !parent.is_dir()) {
        let message = format!("there is no directory {}", parent.display());
        return Err(ending(Exit::Failure, message));
    }
    let (bar, progress) = bar_and_progress("copying and verifying");
    let target = file.to_owned();
    let written = tokio::task::spawn_blocking(move || {
        store::sqlite::backup_file(&database, &target, &progress)
    })
    .await?;
    bar.finish_and_clear();
    let report = written.map_err(not_written)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    std::fs::write(digest_path(file), format!("{}  {name}\n", report.sha256))
        .context("the backup is written, but not its .sha256 file")?;
    if common.json {
        output::json(&serde_json::to_value(&report)?)?;
    } else {
        output::line(&format!("{} bytes, sha256 {}", report.bytes, report.sha256))?;
    }
    Ok(Exit::Ok)
}

fn bar_and_progress(what: &'static str) -> (ProgressBar, store::Progress) {
    let bar = output::progress(what, Some(0));
    let shown = bar.clone();
    let progress = move |done, total| {
        shown.set_length(total);
        shown.set_position(done);
    };
    (bar, Arc::new(progress))
}

/// Names what is damaged: a backup that cannot be restored is none.
fn not_written(error: types::Error) -> anyhow::Error {
    match (error.kind(), error.internal_message()) {
        (ErrorKind::Corrupt, Some(rows)) => {
            let public = error.public();
            ending(Exit::Damaged, format!("{public}: {rows}\n{DAMAGED_ROWS}"))
        }
        _ => readable(error),
    }
}

fn readable(error: types::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Corrupt => ending(Exit::Damaged, error.to_string()),
        _ => anyhow!("{error}"),
    }
}

/// Verifies `file` completely, then puts it in place. What was there is kept aside.
pub async fn restore(common: &Common, config: &Config, file: &Path, replace: bool) -> Result<Exit> {
    if common.url.is_some() {
        let advice = "a backup is restored where the data directory is, while no server runs on it; \
                      leave --url and MEMOIRD_URL out and give --data-dir";
        return Err(ending(Exit::Usage, advice));
    }
    if let Some(url) = announce::running(&config.data_dir)? {
        let dir = config.data_dir.display();
        return Err(anyhow!("the server at {url} holds {dir}; stop it first"));
    }
    open::make_dir(&config.data_dir)?;
    let claim = Claim::take(&config.data_dir)?;
    let target = config.data_dir.join(open::DATABASE);
    let kept = set_aside(&target, replace)?;
    let restored = put_in_place(file, &target).await;
    if restored.is_err() {
        put_back(&kept);
    }
    let report = restored?;
    // The index may know rows that the backup does not; it is derived, and made again.
    match std::fs::remove_dir_all(config.index_dir()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).context("restored, but the old index could not be removed");
        }
        _ => {}
    }
    drop(claim);
    let kept_as = kept
        .iter()
        .find(|(from, _)| *from == target)
        .map(|(_, aside)| aside.display().to_string());
    if common.json {
        let mut body = serde_json::to_value(&report)?;
        body["kept"] = serde_json::json!(kept_as);
        output::json(&body)?;
    } else {
        output::line(&format!(
            "restored {} bytes, sha256 {}",
            report.bytes, report.sha256
        ))?;
        if let Some(kept_as) = kept_as {
            output::line(&format!("the database that was there is now {kept_as}"))?;
        }
    }
    Ok(Exit::Ok)
}

async fn put_in_place(file: &Path, target: &Path) -> Result<store::BackupReport> {
    let sha256 = written_digest(file)?;
    let name = file.display().to_string();
    let (bar, progress) = bar_and_progress("verifying rows");
    let (file, target) = (file.to_owned(), target.to_owned());
    let restored = tokio::task::spawn_blocking(move || {
        store::sqlite::restore(&file, &target, sha256.as_deref(), &progress)
    })
    .await?;
    bar.finish_and_clear();
    restored.map_err(|error| match error.kind() {
        ErrorKind::Corrupt => {
            let cause = error.internal_message().unwrap_or(error.public());
            let message = format!("{name} is damaged, or no backup of ours ({cause})");
            ending(Exit::Damaged, message)
        }
        _ => readable(error),
    })
}

/// The digest beside a backup, as `memoird backup` writes it.
fn written_digest(file: &Path) -> Result<Option<String>> {
    if !file.is_file() {
        return Err(ending(
            Exit::NotFound,
            format!("there is no backup {}", file.display()),
        ));
    }
    match std::fs::read_to_string(digest_path(file)) {
        Ok(text) => Ok(text.split_whitespace().next().map(str::to_owned)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("cannot read the backup's .sha256 file"),
    }
}

/// `<backup>.sha256`, in the form that `sha256sum --check` reads.
fn digest_path(file: &Path) -> PathBuf {
    with_suffix(file, ".sha256")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Moves a database and its log aside; from where to where.
fn set_aside(target: &Path, replace: bool) -> Result<Vec<(PathBuf, PathBuf)>> {
    if !target.exists() {
        return Ok(Vec::new());
    }
    if !replace {
        let advice = "there is a database already; --replace puts it aside and the backup in place";
        return Err(ending(Exit::Usage, advice));
    }
    let stamp = SystemClock.now().unix_ms();
    let mut moved = Vec::new();
    for suffix in [".mark", "", "-wal", "-shm"] {
        let from = with_suffix(target, suffix);
        let to = with_suffix(target, &format!(".before-restore-{stamp}{suffix}"));
        if from.exists() {
            std::fs::rename(&from, &to)
                .with_context(|| format!("cannot put {} aside", from.display()))?;
            moved.push((from, to));
        }
    }
    Ok(moved)
}

fn put_back(moved: &[(PathBuf, PathBuf)]) {
    for (from, to) in moved {
        if let Err(error) = std::fs::rename(to, from) {
            eprintln!("memoird: cannot put {} back: {error}", to.display());
        }
    }
}
