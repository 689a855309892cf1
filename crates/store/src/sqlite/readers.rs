//! A pool of read connections. Reads run on the runtime's blocking threads, at most as many at a
//! time as there are connections.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tokio::sync::Semaphore;
use types::{Error, Result};

use super::errors::sql;
use super::open::{Role, Switches, connect};
use super::seal::{Verify, take_met};

/// A connection to read from, and how rows are read.
pub(super) struct Reader {
    pub connection: Connection,
    pub verify: Verify,
}

/// The pool.
pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Reader>>>,
    permits: Arc<Semaphore>,
    /// Damaged rows that reads have met.
    damaged_met: Arc<AtomicU64>,
}

/// Gives a reader back to the pool, also when its user panics.
struct Borrowed {
    reader: Option<Reader>,
    pool: Arc<Mutex<Vec<Reader>>>,
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        if let Some(reader) = self.reader.take() {
            self.pool
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner())
                .push(reader);
        }
    }
}

impl Readers {
    /// Opens `count` connections.
    pub(super) fn open(path: &Path, count: usize, verify: Verify) -> Result<Self> {
        let count = count.max(1);
        let readers = (0..count)
            .map(|_| {
                let connection = connect(path, Role::Reader, Switches::default())?;
                Ok(Reader { connection, verify })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Readers {
            idle: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(count)),
            damaged_met: Arc::default(),
        })
    }

    /// How many damaged rows reads have met so far; one that is met twice counts twice.
    pub(super) fn damaged_met(&self) -> u64 {
        self.damaged_met.load(Ordering::Relaxed)
    }

    /// Runs `work` on a read connection, off the async threads.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| Error::internal("the readers are closed"))?;
        let pool = Arc::clone(&self.idle);
        let damaged_met = Arc::clone(&self.damaged_met);
        tokio::task::spawn_blocking(move || {
            let reader = pool
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner())
                .pop();
            let borrowed = Borrowed { reader, pool };
            // What other work on this thread met is not this read's.
            take_met();
            let result = match &borrowed.reader {
                Some(reader) => in_snapshot(reader, work),
                None => Err(Error::internal("no read connection for a permit")),
            };
            damaged_met.fetch_add(take_met(), Ordering::Relaxed);
            // The connection goes back before the permit, so that a permit always finds one.
            drop(borrowed);
            drop(permit);
            result
        })
        .await
        .map_err(|e| Error::internal("a read panicked").with_source(e))?
    }
}

/// Runs `work` in one read transaction: all its statements see the same state, and the locks are
/// taken once.
fn in_snapshot<T>(reader: &Reader, work: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
    let run = |text: &str| {
        reader
            .connection
            .prepare_cached(text)
            .and_then(|mut statement| statement.execute([]))
            .map_err(sql)
    };
    if !reader.connection.is_autocommit() {
        // A read before this one panicked inside its transaction.
        run("rollback")?;
    }
    run("begin")?;
    let result = work(reader);
    // Nothing was written: whether this succeeds changes no answer.
    let _ = run("commit");
    result
}
