//! After an erasure: nothing of what went is left in the file or its log.

use std::time::{Duration, Instant};

use types::{Error, ErrorKind, Result};

use super::SqliteStore;
use super::checkpoint::Cuts;
use super::writer::Effect;

/// How long the log is waited for: as long as an ordinary backup or check reads.
const WAIT: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Cuts the log. Deleted content in pages was overwritten when it was deleted (`secure_delete`).
pub(super) async fn run(store: &SqliteStore, cuts: &Cuts) -> Result<()> {
    store
        .write(Effect::Small, |writer| {
            writer.erased = true;
            Ok(())
        })
        .await?;
    let erasures = cuts.erasures();
    let begun = Instant::now();
    while !cuts.are_through(erasures) {
        if begun.elapsed() > WAIT {
            let message = "a long read keeps the log from being cut; ask again later";
            return Err(Error::new(ErrorKind::Timeout, message));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}
