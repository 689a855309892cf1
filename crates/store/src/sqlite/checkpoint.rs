//! The thread that moves the write-ahead log into the database file, so that no commit has to.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;
use types::{Error, Result};

use super::errors::abort_on_fsync_failure;
use super::open::beside;
use super::space::Space;

/// A log of this size is moved at once; a smaller one when nothing was written for a while.
const LOG_BYTES_SOON: u64 = 16 * 1024 * 1024;
/// A log of this size is cut off even if that makes the writer wait: readers that follow each other
/// without a gap could keep it growing for ever.
const LOG_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How long the log may rest before it is moved.
const IDLE: Duration = Duration::from_millis(2000);

/// How long a truncation waits for readers; the writer waits that long, too.
const READER_WAIT: Duration = Duration::from_millis(100);

#[derive(Default)]
struct Signal {
    commits: u64,
    /// Something was erased: its old bytes are still in the log.
    erased: bool,
    closed: bool,
}

/// Tells the thread what happened.
#[derive(Clone)]
pub(super) struct Checkpointer {
    signal: Arc<(Mutex<Signal>, Condvar)>,
}

impl Checkpointer {
    /// A group was committed; `erased`: something is to vanish from the log soon.
    pub(super) fn committed(&self, erased: bool) {
        let mut signal = self
            .signal
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        signal.commits += 1;
        signal.erased |= erased;
        // Woken for an erasure only: a wake-up a commit would cost more than the commit.
        if erased {
            self.signal.1.notify_one();
        }
    }
}

/// The thread; dropping it ends it.
pub(super) struct CheckpointThread {
    signal: Arc<(Mutex<Signal>, Condvar)>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl CheckpointThread {
    pub(super) fn start(
        connection: Connection,
        database: &Path,
        space: Arc<Space>,
    ) -> Result<(Self, Checkpointer)> {
        connection
            .busy_timeout(READER_WAIT)
            .map_err(super::errors::sql)?;
        let signal = Arc::new((Mutex::new(Signal::default()), Condvar::new()));
        let log = beside(database, "-wal");
        let theirs = Arc::clone(&signal);
        let thread = std::thread::Builder::new()
            .name("store-checkpoint".to_owned())
            .spawn(move || serve(&connection, &log, &space, &theirs))
            .map_err(|e| Error::internal("cannot start the checkpoint thread").with_source(e))?;
        let checkpointer = Checkpointer {
            signal: Arc::clone(&signal),
        };
        Ok((
            CheckpointThread {
                signal,
                thread: Some(thread),
            },
            checkpointer,
        ))
    }
}

impl Drop for CheckpointThread {
    fn drop(&mut self) {
        self.signal
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .closed = true;
        self.signal.1.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn log_bytes(log: &PathBuf) -> u64 {
    std::fs::metadata(log).map_or(0, |file| file.len())
}

fn serve(connection: &Connection, log: &PathBuf, space: &Space, signal: &(Mutex<Signal>, Condvar)) {
    let mut seen = 0;
    let mut moved = 0;
    loop {
        space.keep_ballast();
        let (commits, erased, closed) = {
            let guard = signal
                .0
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            let wait = Duration::from_millis(100);
            let (mut guard, _) = signal
                .1
                .wait_timeout_while(guard, wait, |s| !s.erased && !s.closed)
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            (
                guard.commits,
                std::mem::take(&mut guard.erased),
                guard.closed,
            )
        };
        let bytes = log_bytes(log);
        let idle = commits == seen;
        let due = commits != moved
            && (erased || closed || bytes >= LOG_BYTES_SOON || (idle && rest_is_over(signal)));
        seen = commits;
        if due {
            if checkpoint(connection, CheckpointMode::PASSIVE).is_some() {
                moved = commits;
            }
            // Passive first, so that what the writer has to wait for is short.
            if (erased || closed || bytes >= LOG_BYTES_MAX)
                && checkpoint(connection, CheckpointMode::TRUNCATE).is_none()
                && erased
            {
                // A reader was in the way: try again.
                signal
                    .0
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner())
                    .erased = true;
                moved = 0;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        if closed {
            return;
        }
    }
}

/// Waits until nothing was written for [`IDLE`]; false if something was, or the store closes.
fn rest_is_over(signal: &(Mutex<Signal>, Condvar)) -> bool {
    let guard = signal
        .0
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let before = guard.commits;
    let (guard, _) = signal
        .1
        .wait_timeout_while(guard, IDLE, |s| {
            !s.erased && !s.closed && s.commits == before
        })
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    guard.commits == before && !guard.closed
}

/// Runs a checkpoint; `None` if it could not finish (somebody reads or writes).
fn checkpoint(connection: &Connection, mode: CheckpointMode) -> Option<()> {
    match connection.wal_checkpoint_v2(None::<&str>, mode) {
        Ok(_) => Some(()),
        Err(error) => {
            abort_on_fsync_failure(&error);
            tracing::debug!(%error, "a checkpoint did not finish");
            None
        }
    }
}
