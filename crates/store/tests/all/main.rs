//! The store, one binary: each would be linked by itself.

use std::path::Path;

use store::sqlite::{finish_restore, prepare_restore};
use store::{BackupReport, Progress};

mod contract;
mod damage;
mod filters;
mod full_disk;
mod mark;

/// Restores where no database is.
fn restore(
    from: &Path,
    to: &Path,
    sha256: Option<&str>,
    progress: &Progress,
) -> types::Result<BackupReport> {
    let report = prepare_restore(from, to, sha256, progress)?;
    finish_restore(to, None).map(|()| report)
}
