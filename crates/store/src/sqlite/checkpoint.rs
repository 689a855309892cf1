//! The thread that moves the write-ahead log into the database file, so that no commit has to.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;
use types::{Error, Result};

use super::errors::abort_on_fsync_failure;
use super::mark::Mark;
use super::space::Space;

/// A log of this many bytes is moved at once; a smaller one when nothing was written for a while.
/// Less than the ballast: when the disk is full, moving the log may need as much room.
const LOG_BYTES_SOON: u64 = 8 * 1024 * 1024;
/// A log of this many bytes begins anew even if that makes the writer wait: while commits or readers
/// follow each other without a gap it would grow for ever. The file keeps its length: a commit
/// that overwrites has half the cost of one that makes the file longer.
const LOG_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// A log file that became longer, because a reader was in the way for long, is cut off.
const LOG_BYTES_KEPT: u64 = 2 * LOG_BYTES_MAX;
/// How long the log may rest before it is moved.
const IDLE: Duration = Duration::from_millis(2000);

/// How often the free space and the log are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long a truncation waits for readers; the writer waits that long, too.
const READER_WAIT: Duration = Duration::from_millis(100);

#[derive(Default)]
struct Signal {
    commits: u64,
    /// Something was erased: its old bytes are still in the log.
    erased: bool,
    /// How often something was erased.
    erasures: u64,
    /// The log was cut after this many of them.
    cut_after: u64,
    closed: bool,
}

/// Tells the thread what happened.
#[derive(Clone)]
pub(super) struct Checkpointer {
    signal: Arc<(Mutex<Signal>, Condvar)>,
    /// Bytes of pages in the log after the last commit.
    log_bytes: Arc<AtomicU64>,
}

impl Checkpointer {
    /// Follows the length of the log as `writer` writes it.
    pub(super) fn watch(&self, writer: &mut Connection) -> Result<()> {
        let log_bytes = Arc::clone(&self.log_bytes);
        let page_bytes: u64 = writer
            .pragma_query_value(None, "page_size", |row| row.get::<_, u32>(0))
            .map_err(super::errors::sql)?
            .into();
        let hook = move |_: &mut rusqlite::hooks::Wal, pages: std::ffi::c_int| {
            let pages = u64::try_from(pages).unwrap_or(0);
            log_bytes.store(pages * page_bytes, Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(hook)).map_err(super::errors::sql)
    }

    /// A group was committed; `erased`: something is to vanish from the log soon.
    pub(super) fn committed(&self, erased: bool) {
        let mut signal = self
            .signal
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        signal.commits += 1;
        signal.erased |= erased;
        signal.erasures += u64::from(erased);
        // Woken when there is something to do: a wake-up a commit would cost more than the commit.
        if erased || self.log_bytes.load(Ordering::Relaxed) >= LOG_BYTES_SOON {
            self.signal.1.notify_one();
        }
    }
}

/// Tells how far the log has been cut.
#[derive(Clone)]
pub(super) struct Cuts(Arc<(Mutex<Signal>, Condvar)>);

impl Cuts {
    fn signal(&self) -> std::sync::MutexGuard<'_, Signal> {
        self.0
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Erasures so far.
    pub(super) fn erasures(&self) -> u64 {
        self.signal().erasures
    }

    /// Whether the log was cut after so many erasures.
    pub(super) fn are_through(&self, erasures: u64) -> bool {
        self.signal().cut_after >= erasures
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
        space: Arc<Space>,
        mark: Arc<Mark>,
    ) -> Result<(Self, Checkpointer)> {
        connection
            .busy_timeout(READER_WAIT)
            .map_err(super::errors::sql)?;
        let signal = Arc::new((Mutex::new(Signal::default()), Condvar::new()));
        let log_bytes = Arc::new(AtomicU64::new(0));
        let checkpointer = Checkpointer {
            signal: Arc::clone(&signal),
            log_bytes: Arc::clone(&log_bytes),
        };
        let theirs = Arc::clone(&signal);
        let thread = std::thread::Builder::new()
            .name("store-checkpoint".to_owned())
            .spawn(move || serve(&connection, &log_bytes, &space, &mark, &theirs))
            .map_err(|e| Error::internal("cannot start the checkpoint thread").with_source(e))?;
        Ok((
            CheckpointThread {
                signal,
                thread: Some(thread),
            },
            checkpointer,
        ))
    }
}

impl CheckpointThread {
    /// Tells how far the log has been cut.
    pub(super) fn cuts(&self) -> Cuts {
        Cuts(Arc::clone(&self.signal))
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

/// What the thread remembers from one round to the next.
#[derive(Default)]
struct Progress {
    /// Commits at the last look.
    seen: u64,
    /// Commits that the last checkpoint moved.
    moved: u64,
    /// Length of the log at the last checkpoint.
    moved_bytes: u64,
}

impl Progress {
    /// Whether enough came to the log since the last checkpoint.
    fn is_long(&self, bytes: u64) -> bool {
        // A log shorter than at the last checkpoint has begun anew.
        let before = if bytes < self.moved_bytes {
            0
        } else {
            self.moved_bytes
        };
        bytes >= before + LOG_BYTES_SOON
    }
}

fn serve(
    connection: &Connection,
    log_bytes: &AtomicU64,
    space: &Space,
    mark: &Mark,
    signal: &(Mutex<Signal>, Condvar),
) {
    let mut progress = Progress::default();
    loop {
        space.keep_ballast();
        mark.sync(false);
        let (commits, erased, erasures, closed) = {
            let guard = signal
                .0
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            let (mut guard, _) = signal
                .1
                .wait_timeout_while(guard, LOOK_EVERY, |s| {
                    let is_long = progress.is_long(log_bytes.load(Ordering::Relaxed));
                    !s.erased && !s.closed && !is_long
                })
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            (
                guard.commits,
                std::mem::take(&mut guard.erased),
                guard.erasures,
                guard.closed,
            )
        };
        let bytes = log_bytes.load(Ordering::Relaxed);
        let idle = commits == progress.seen;
        progress.seen = commits;
        let due = erased
            || (commits != progress.moved
                && (closed || progress.is_long(bytes) || (idle && rest_is_over(signal))));
        if due {
            let cut = erased || closed || bytes >= LOG_BYTES_KEPT;
            let then = match () {
                () if cut => Some(CheckpointMode::TRUNCATE),
                () if bytes >= LOG_BYTES_MAX => Some(CheckpointMode::RESTART),
                () => None,
            };
            let is_moved = run(connection, then);
            if cut && is_moved {
                // What was erased before the cut began is in the log no longer.
                let mut guard = signal
                    .0
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner());
                guard.cut_after = guard.cut_after.max(erasures);
            } else if erased {
                // A reader was in the way: try again.
                signal
                    .0
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner())
                    .erased = true;
                std::thread::sleep(READER_WAIT);
            }
            progress.moved = commits;
            progress.moved_bytes = bytes;
        }
        if closed {
            // The writer has ended before.
            mark.sync(true);
            return;
        }
    }
}

/// Moves the log as far as nobody has to wait for it, and `then` all of it; whether that worked.
fn run(connection: &Connection, then: Option<CheckpointMode>) -> bool {
    // Passive first, so that what the writer has to wait for is short.
    let moved = checkpoint(connection, CheckpointMode::PASSIVE).is_some();
    match then {
        Some(mode) => checkpoint(connection, mode).is_some(),
        None => moved,
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

/// Moves the log into the database and cuts it to nothing, as far as readers allow.
pub(super) fn truncate(connection: &Connection) {
    // That it did not finish is known when the next write fails.
    let _ = checkpoint(connection, CheckpointMode::TRUNCATE);
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
