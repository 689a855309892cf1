//! The one thread that writes. It takes everything that is queued, runs it in one transaction, each
//! piece in a savepoint of its own, commits once (one fsync), and then answers everybody.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use rusqlite::Connection;
use tokio::sync::oneshot;
use types::{Error, ErrorKind, Result};

use super::checkpoint::{self, Checkpointer};
use super::errors::{abort_on_fsync_failure, sql};
use super::gather::Gathering;
use super::log_file;
use super::mark::Mark;
use super::scrub::Clearing;
use super::seal::Verify;
use super::space::Space;

/// Sequence numbers reserved at a time; see migration 1, table `meta`.
const SEQ_STEP: u64 = 1 << 20;
/// Sequence numbers that one group may use at most.
const SEQ_GROUP_MAX: u64 = 1 << 19;
/// What a refused caller is told to wait.
const RETRY_AFTER_MS: u64 = 100;

/// Whether work is let through when the disk is nearly full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It stores more.
    Grows,
    /// It changes little, or makes room: let through as long as there is a byte.
    Small,
}

/// What work sees of the writer.
pub(super) struct Writer {
    pub connection: Connection,
    pub verify: Verify,
    seq_next: u64,
    seq_reserved: u64,
    /// Commits that the database has had; see [`Mark`].
    commits: u64,
    /// Whether anything was ever erased; if not, nothing has to be looked up.
    pub has_erased: Cell<bool>,
    /// Numbers of embedding models as the transaction sees them; see `vectors.rs`.
    pub models: HashMap<String, i64>,
    /// Set by work that erased something: the log is to be truncated soon.
    pub erased: bool,
    /// Set by work that wants something cleared in the file, once its transaction is through.
    pub clearing: Option<Clearing>,
}

impl Writer {
    /// `commits`: as counted in the database; `seq_min`: sequence numbers begin above it.
    pub(super) fn new(
        connection: Connection,
        verify: Verify,
        commits: u64,
        seq_min: u64,
    ) -> Result<Self> {
        let seq_reserved: i64 = connection
            .query_row(
                "select value from meta where name = 'seq_reserved'",
                [],
                |row| row.get(0),
            )
            .map_err(sql)?;
        let seq_reserved = (seq_reserved as u64).max(seq_min);
        let has_erased = Cell::new(super::erase::any(&connection)?);
        Ok(Writer {
            connection,
            verify,
            seq_next: seq_reserved + 1,
            seq_reserved,
            commits,
            has_erased,
            models: HashMap::new(),
            erased: false,
            clearing: None,
        })
    }

    /// A cached statement.
    pub(super) fn statement(&self, text: &str) -> Result<rusqlite::CachedStatement<'_>> {
        self.connection.prepare_cached(text).map_err(sql)
    }

    /// The next sequence number.
    pub(super) fn next_seq(&mut self) -> Result<u64> {
        let seq = self.seq_next;
        if seq > self.seq_reserved {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "too many rows in one batch",
            ));
        }
        self.seq_next += 1;
        Ok(seq)
    }

    /// Makes sure, inside the transaction, that a group's sequence numbers are reserved; returns
    /// the mark to go back to if the transaction fails.
    fn reserve_seqs(&mut self) -> Result<u64> {
        let before = self.seq_reserved;
        if self.seq_next + SEQ_GROUP_MAX > self.seq_reserved {
            let reserved = self.seq_next + SEQ_STEP;
            self.statement("update meta set value = ?1 where name = 'seq_reserved'")?
                .execute([reserved as i64])
                .map_err(sql)?;
            self.seq_reserved = reserved;
        }
        Ok(before)
    }

    /// Counts the commit inside of it, if it changes anything.
    fn count_commit(&self, changes_before: u64) -> Result<u64> {
        if self.connection.total_changes() == changes_before {
            return Ok(self.commits);
        }
        let commits = self.commits + 1;
        self.statement("update meta set value = ?1 where name = 'commits'")?
            .execute([commits as i64])
            .map_err(sql)?;
        Ok(commits)
    }

    fn run(&self, text: &str) -> std::result::Result<(), rusqlite::Error> {
        self.connection.prepare_cached(text)?.execute([]).map(drop)
    }
}

/// A queued piece of work.
trait Work: Send {
    fn effect(&self) -> Effect;
    /// Runs it; may be run again after its effects were rolled back.
    fn run(&mut self, writer: &mut Writer) -> Result<()>;
    /// Answers the caller: with what it made, or with `error`.
    fn answer(self: Box<Self>, error: Option<Error>);
}

struct Task<T, F> {
    effect: Effect,
    run: F,
    made: Option<T>,
    caller: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut Writer) -> Result<T> + Send> Work for Task<T, F> {
    fn effect(&self) -> Effect {
        self.effect
    }

    fn run(&mut self, writer: &mut Writer) -> Result<()> {
        self.made = Some((self.run)(writer)?);
        Ok(())
    }

    fn answer(self: Box<Self>, error: Option<Error>) {
        let reply = match (error, self.made) {
            (Some(error), _) => Err(error),
            (None, Some(made)) => Ok(made),
            (None, None) => Err(Error::internal("work was acknowledged but did not run")),
        };
        // A caller that went away is not told.
        let _ = self.caller.send(reply);
    }
}

/// The writer's door.
pub(super) struct WriterHandle {
    queue: Option<SyncSender<Box<dyn Work>>>,
    waiting: Arc<AtomicU64>,
    is_full: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl WriterHandle {
    /// Starts the thread.
    pub(super) fn start(writer: Writer, queue_max: usize, follow: Follow) -> Result<Self> {
        let (sender, receiver) = sync_channel(queue_max.max(1));
        let waiting = Arc::new(AtomicU64::new(0));
        let is_full = Arc::new(AtomicBool::new(false));
        let (counter, full) = (Arc::clone(&waiting), Arc::clone(&is_full));
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                let mut group = Group { writer, follow };
                group.serve(&receiver, &counter, &full);
            })
            .map_err(|e| Error::internal("cannot start the writer thread").with_source(e))?;
        Ok(WriterHandle {
            queue: Some(sender),
            waiting,
            is_full,
            thread: Some(thread),
        })
    }

    /// Queues `run` and waits until what it did is on disk. `run` may be called more than once;
    /// what it did before is undone then.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        effect: Effect,
        run: impl FnMut(&mut Writer) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (caller, reply) = oneshot::channel();
        let queue = self
            .queue
            .as_ref()
            .ok_or_else(|| Error::internal("the store is closed"))?;
        self.waiting.fetch_add(1, Ordering::Relaxed);
        queue
            .try_send(Box::new(Task {
                effect,
                run,
                made: None,
                caller,
            }))
            .map_err(|e| {
                self.waiting.fetch_sub(1, Ordering::Relaxed);
                match e {
                    TrySendError::Full(_) => Error::new(
                        ErrorKind::Overloaded,
                        "too many writes are waiting; try again",
                    )
                    .with_retry_after_ms(RETRY_AFTER_MS),
                    TrySendError::Disconnected(_) => Error::internal("the writer has stopped"),
                }
            })?;
        reply
            .await
            .map_err(|_| Error::internal("the writer dropped a write"))?
    }

    /// Pieces of work that wait.
    pub(super) fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Whether the last write that stores more was refused for want of room.
    pub(super) fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }
}

impl Drop for WriterHandle {
    /// Lets the thread finish what is queued, then ends it.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A piece of work and how it went.
struct Item {
    work: Box<dyn Work>,
    error: Option<Error>,
}

impl Item {
    fn new(work: Box<dyn Work>) -> Self {
        Item { work, error: None }
    }
}

/// What else goes into a transaction: whatever comes while it runs.
type More<'m> = &'m mut dyn FnMut() -> Option<Item>;

/// What follows the commits.
pub(super) struct Follow {
    pub space: Arc<Space>,
    pub checkpointer: Checkpointer,
    pub mark: Arc<Mark>,
}

struct Group {
    writer: Writer,
    follow: Follow,
}

impl Group {
    fn serve(
        &mut self,
        queue: &Receiver<Box<dyn Work>>,
        waiting: &AtomicU64,
        is_full: &AtomicBool,
    ) {
        let mut gathering = Gathering::default();
        while let Ok(first) = queue.recv() {
            let mut items = vec![Item::new(first)];
            waiting.fetch_sub(1, Ordering::Relaxed);
            gathering.begin();
            let mut more = || {
                let work = gathering.next(queue)?;
                waiting.fetch_sub(1, Ordering::Relaxed);
                Some(Item::new(work))
            };
            self.commit(&mut items, &mut more);
            gathering.end();
            let grows = |item: &&Item| item.work.effect() == Effect::Grows;
            if let Some(last) = items.iter().rfind(grows) {
                let refused = |error: &Error| error.kind() == ErrorKind::StorageFull;
                is_full.store(last.error.as_ref().is_some_and(refused), Ordering::Relaxed);
            }
            for item in items {
                item.work.answer(item.error);
            }
        }
    }

    /// Runs the items, and `more` that come meanwhile, in one transaction and commits it; each item's
    /// error says how it went.
    fn commit(&mut self, items: &mut Vec<Item>, more: More<'_>) {
        if self.follow.space.is_low() {
            items.extend(std::iter::from_fn(&mut *more));
            for item in items.iter_mut() {
                if item.work.effect() == Effect::Grows {
                    item.error = Some(Error::new(
                        ErrorKind::StorageFull,
                        "the disk is nearly full; reading and deleting still work",
                    ));
                }
            }
            if items.iter().all(|item| item.error.is_some()) {
                return;
            }
        }
        // Savepoints cost a copy of every page they touch, and failures are rare: the first try
        // goes without, and the whole group is repeated with savepoints when one item fails.
        let mut outcome = self.attempt(items, Some(more));
        if matches!(outcome, Err(Failure::Item)) {
            if items.iter().all(|item| item.error.is_some()) {
                return;
            }
            outcome = self.attempt(items, None);
        }
        if is_full(&outcome) {
            outcome = self.repeat_with_ballast(items);
        }
        match outcome {
            Ok(()) => {
                self.follow
                    .checkpointer
                    .committed(std::mem::take(&mut self.writer.erased));
                if let Some(clearing) = self.writer.clearing.take()
                    && let Err(error) = clearing.run(&self.writer)
                {
                    // Whoever asked sees that it is not done, and asks again.
                    tracing::error!(%error, "unused parts of pages could not be cleared");
                }
            }
            Err(failure) => {
                let error = failure.into_error();
                tracing::error!(%error, "a group commit failed");
                for item in items.iter_mut().filter(|item| item.error.is_none()) {
                    item.error = Some(
                        Error::new(error.kind(), error.public().to_owned())
                            .with_internal("the group's commit failed"),
                    );
                }
            }
        }
    }

    /// The disk is full: refuses what stores more, and makes room for what frees some. First the
    /// log is moved and cut, then the ballast is given up.
    fn repeat_with_ballast(&mut self, items: &mut Vec<Item>) -> std::result::Result<(), Failure> {
        for item in items.iter_mut() {
            if item.error.is_none() && item.work.effect() == Effect::Grows {
                item.error = Some(Error::new(
                    ErrorKind::StorageFull,
                    "the disk is full; deleting still works",
                ));
            }
        }
        if items.iter().all(|item| item.error.is_some()) {
            return Ok(());
        }
        checkpoint::truncate(&self.writer.connection);
        let outcome = self.attempt(items, None);
        if !is_full(&outcome) {
            return outcome;
        }
        self.follow.space.drop_ballast();
        let outcome = self.attempt(items, None);
        if !is_full(&outcome) {
            return outcome;
        }
        checkpoint::truncate(&self.writer.connection);
        self.attempt(items, None)
    }

    /// One transaction over the items that have no error yet. With `more` it takes those in, too, and
    /// goes without savepoints.
    fn attempt(
        &mut self,
        items: &mut Vec<Item>,
        more: Option<More<'_>>,
    ) -> std::result::Result<(), Failure> {
        let writer = &mut self.writer;
        writer.erased = false;
        writer.clearing = None;
        writer.run("begin immediate").map_err(Failure::sql)?;
        let reserved = writer.seq_reserved;
        let changes = writer.connection.total_changes();
        let result = writer
            .reserve_seqs()
            .map_err(Failure::All)
            .and_then(|_| match more {
                Some(more) => run_items(writer, items, more),
                None => run_items_apart(writer, items),
            })
            .and_then(|()| writer.count_commit(changes).map_err(Failure::All))
            .and_then(|commits| {
                writer.run("commit").map_err(|error| {
                    abort_on_fsync_failure(&error);
                    Failure::sql(error)
                })?;
                if commits != writer.commits {
                    writer.commits = commits;
                    // On disk, and not yet acknowledged: see there.
                    self.follow.mark.note(commits, writer.seq_next - 1);
                }
                Ok(())
            });
        if result.is_err() {
            writer.seq_reserved = reserved;
            writer.models.clear();
            if !writer.connection.is_autocommit()
                && let Err(error) = writer.run("rollback")
            {
                // Without a rollback the connection's state is unknown.
                tracing::error!(%error, "rollback failed; stopping");
                std::process::abort();
            }
            log_file::forget(&writer.connection);
        }
        result
    }
}

/// Why a transaction was not committed.
enum Failure {
    /// One of the items failed while there were no savepoints.
    Item,
    /// The transaction as a whole.
    All(Error),
}

impl Failure {
    fn sql(error: rusqlite::Error) -> Self {
        Failure::All(sql(error))
    }

    fn into_error(self) -> Error {
        match self {
            Failure::Item => Error::internal("an item failed twice over"),
            Failure::All(error) => error,
        }
    }
}

fn is_full(outcome: &std::result::Result<(), Failure>) -> bool {
    matches!(outcome, Err(Failure::All(error)) if error.kind() == ErrorKind::StorageFull)
}

/// Runs a piece of work; a panic in it must not take the writer with it.
fn run(writer: &mut Writer, item: &mut Item) -> Result<()> {
    let run = std::panic::AssertUnwindSafe(|| item.work.run(writer));
    std::panic::catch_unwind(run).unwrap_or_else(|_| Err(Error::internal("a write panicked")))
}

/// Runs the items and `more`, as long as all goes well. They are run as they come: whoever comes
/// while others are run need not be waited for.
fn run_items(
    writer: &mut Writer,
    items: &mut Vec<Item>,
    more: More<'_>,
) -> std::result::Result<(), Failure> {
    let mut next = 0;
    loop {
        if next == items.len() {
            match more() {
                Some(item) => items.push(item),
                None => return Ok(()),
            }
        }
        let item = &mut items[next];
        next += 1;
        if item.error.is_some() {
            continue;
        }
        match run(writer, item) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::StorageFull => {
                return Err(Failure::All(error));
            }
            Err(error) => {
                if items.iter().filter(|item| item.error.is_none()).count() == 1 {
                    items[next - 1].error = Some(error);
                }
                return Err(Failure::Item);
            }
        }
    }
}

/// Runs the items, each in a savepoint of its own.
fn run_items_apart(writer: &mut Writer, items: &mut [Item]) -> std::result::Result<(), Failure> {
    for item in items.iter_mut().filter(|item| item.error.is_none()) {
        writer.run("savepoint item").map_err(Failure::sql)?;
        match run(writer, item) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::StorageFull => {
                return Err(Failure::All(error));
            }
            Err(error) => {
                item.error = Some(error);
                writer.models.clear();
                writer.run("rollback to item").map_err(Failure::sql)?;
            }
        }
        writer.run("release item").map_err(Failure::sql)?;
    }
    Ok(())
}
