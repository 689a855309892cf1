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
    open::refuse_half_restored(&config.data_dir)?;
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
    if file.is_dir() {
        let message = format!(
            "{} is a directory; name the file that the backup is to be, such as {}",
            file.display(),
            file.join("memoird-backup.db").display()
        );
        return Err(ending(Exit::Usage, message));
    }
    let (bar, progress) = bar_and_progress("copying and verifying");
    let target = file.to_owned();
    let written = tokio::task::spawn_blocking(move || {
        store::sqlite::backup_file(&database, &target, &progress)
    })
    .await?;
    bar.finish_and_clear();
    let report = written.map_err(|error| not_written(file, error))?;
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
fn not_written(file: &Path, error: types::Error) -> anyhow::Error {
    match (error.kind(), error.internal_message()) {
        (ErrorKind::Corrupt, Some(rows)) => {
            let public = error.public();
            ending(Exit::Damaged, format!("{public}: {rows}\n{DAMAGED_ROWS}"))
        }
        (ErrorKind::Corrupt, None) => readable(error),
        (_, Some(cause)) => anyhow!("cannot write {}: {cause}", file.display()),
        (_, None) => anyhow!("cannot write {}: {error}", file.display()),
    }
}

fn readable(error: types::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Corrupt => ending(Exit::Damaged, error.to_string()),
        _ => match error.internal_message() {
            Some(cause) => anyhow!("{cause}"),
            None => anyhow!("{error}"),
        },
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
    let kept = kept_name(&target, replace)?;
    let report = prepare(file, &target).await?;
    // The index may know rows that the backup does not; it is derived, and made again. It goes first: an
    // end in between leaves none that is ahead of its database.
    match std::fs::remove_dir_all(config.index_dir()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).context("not restored: the old index could not be removed");
        }
        _ => {}
    }
    let name = kept.clone();
    tokio::task::spawn_blocking(move || store::sqlite::finish_restore(&target, name.as_deref()))
        .await?
        .map_err(readable)?;
    drop(claim);
    let kept_as = kept
        .filter(|kept| kept.exists())
        .map(|kept| kept.display().to_string());
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

/// Copies the backup beside the database and verifies the copy.
async fn prepare(file: &Path, target: &Path) -> Result<store::BackupReport> {
    let sha256 = written_digest(file)?;
    let name = file.display().to_string();
    let (bar, progress) = bar_and_progress("verifying rows");
    let (file, target) = (file.to_owned(), target.to_owned());
    let restored = tokio::task::spawn_blocking(move || {
        store::sqlite::prepare_restore(&file, &target, sha256.as_deref(), &progress)
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
    if file.is_dir() {
        let message = format!("{} is a directory; name the backup's file", file.display());
        return Err(ending(Exit::Usage, message));
    }
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

/// Under which name what is there is kept; `None` where nothing is.
fn kept_name(target: &Path, replace: bool) -> Result<Option<PathBuf>> {
    if let Some(begun) = open::set_aside_by_restore(target) {
        // A restore ended in between: what it had not yet put aside belongs to what it had.
        return Ok(Some(begun));
    }
    if !target.exists() {
        return Ok(None);
    }
    if !replace {
        let advice = "there is a database already; --replace puts it aside and the backup in place";
        return Err(ending(Exit::Usage, advice));
    }
    let stamp = SystemClock.now().unix_ms();
    let suffix = format!("{}{stamp}", open::BEFORE_RESTORE);
    Ok(Some(with_suffix(target, &suffix)))
}
