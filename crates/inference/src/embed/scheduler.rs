//! Shares a few model threads between all requests.
//!
//! Queries go first: a worker looks for them between any two slices of document work, and a slice
//! is at most one chunk or some [`SLICE_TOKENS`] tokens. Chunks of different requests share a slice
//! if their lengths are alike. Requests take turns text by text, so that a small one does not wait
//! for an import to end. Nothing waits while a worker is idle.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use rten::ThreadPool;
use tokio::sync::oneshot;
use types::{Error, ErrorKind};

use super::chunk::Chunking;
use super::encoder::{Chunk, Encoder, one_thread};
use super::{QUERY_CHUNKS_MAX, mean};

/// Tokens of one run of the network over documents: 6 to 12 ms of one core.
const SLICE_TOKENS: usize = 128;
/// Tokens of queries that share one run: beyond this, sharing saves nothing.
const QUERY_SLICE_TOKENS: usize = 96;
/// Queries one worker takes at a time, so that it does not take all from an idle one.
const QUERIES_MAX: usize = 8;
/// Tokenised chunks to choose from when a slice is packed. More would pack a little better, and
/// make a new request wait longer for its turn.
const READY_CHUNKS_MAX: usize = 48;
/// When to come back after `Overloaded`.
const RETRY_AFTER_MS: u64 = 1000;

/// Vectors of each text of a request: text, chunk, dimension.
pub(crate) type Vectors = Vec<Vec<Vec<f32>>>;

/// Limits of the waiting room.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub queries_max: usize,
    pub bytes_max: usize,
}

/// The handle; dropping it ends the workers.
pub(crate) struct Scheduler {
    shared: Arc<Shared>,
}

struct Shared {
    encoder: Encoder,
    chunking: Chunking,
    limits: Limits,
    workers: usize,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    queries: VecDeque<Query>,
    /// Texts not yet tokenised, one queue for each request.
    texts: VecDeque<VecDeque<Text>>,
    /// Chunks ready for the network by (length, order of arrival).
    ready: BTreeMap<(usize, u64), Ready>,
    /// The same by order of arrival, so that no length starves.
    arrivals: BTreeMap<u64, usize>,
    arrival_next: u64,
    waiting_bytes: usize,
    closed: bool,
}

struct Query {
    text: String,
    reply: QueryReply,
}

type QueryReply = oneshot::Sender<Result<Option<Vec<f32>>, Error>>;

struct Text {
    text: String,
    index: usize,
    batch: Arc<Batch>,
}

struct Ready {
    chunk: Chunk,
    text: usize,
    index: usize,
    batch: Arc<Batch>,
}

/// A request of several documents, finished when its last chunk is.
struct Batch {
    progress: Mutex<Progress>,
}

struct Progress {
    vectors: Vec<Vec<Option<Vec<f32>>>>,
    /// Texts not yet tokenised plus chunks not yet encoded.
    open: usize,
    reply: Option<oneshot::Sender<Result<Vectors, Error>>>,
}

impl Scheduler {
    pub fn new(encoder: Encoder, chunking: Chunking, limits: Limits, workers: usize) -> Self {
        let state = Mutex::default();
        let wake = Condvar::new();
        let shared = Arc::new(Shared {
            encoder,
            chunking,
            limits,
            workers,
            state,
            wake,
        });
        for index in 0..workers {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new()
                .name(format!("embed-{index}"))
                .spawn(move || {
                    let pool = one_thread();
                    pool.run(|| {
                        Worker {
                            shared: &shared,
                            pool: &pool,
                        }
                        .work()
                    });
                })
                .expect("the system has room for a few threads at start");
        }
        Scheduler { shared }
    }

    pub fn encoder(&self) -> &Encoder {
        &self.shared.encoder
    }

    pub async fn documents(&self, texts: Vec<String>) -> Result<Vectors, Error> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let (reply, answer) = oneshot::channel();
        let progress = Progress {
            vectors: vec![Vec::new(); texts.len()],
            open: texts.len(),
            reply: Some(reply),
        };
        let batch = Arc::new(Batch {
            progress: Mutex::new(progress),
        });
        let bytes: usize = texts.iter().map(String::len).sum();
        {
            let mut state = self.shared.lock();
            // A single request over the limit is served when it has the room for itself.
            if state.waiting_bytes > 0 && state.waiting_bytes + bytes > self.shared.limits.bytes_max
            {
                return Err(overloaded());
            }
            state.waiting_bytes += bytes;
            let with_batch = |(index, text)| Text {
                text,
                index,
                batch: Arc::clone(&batch),
            };
            state
                .texts
                .push_back(texts.into_iter().enumerate().map(with_batch).collect());
        }
        self.shared.wake.notify_all();
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }

    pub async fn query(&self, text: &str) -> Result<Option<Vec<f32>>, Error> {
        let (reply, answer) = oneshot::channel();
        {
            let mut state = self.shared.lock();
            if state.queries.len() >= self.shared.limits.queries_max {
                return Err(overloaded());
            }
            state.queries.push_back(Query {
                text: text.to_owned(),
                reply,
            });
        }
        self.shared.wake.notify_one();
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.wake.notify_all();
    }
}

enum Work {
    Queries(Vec<Query>),
    Slice(Vec<Ready>),
    Text(Text),
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("no code panics while it holds this lock")
    }

    /// Waits for work; `None` when the scheduler is gone.
    fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(queries) = state.take_queries(self.workers) {
                return Some(Work::Queries(queries));
            }
            if state.ready.len() < READY_CHUNKS_MAX
                && let Some(text) = state.take_text()
            {
                return Some(Work::Text(text));
            }
            if let Some(slice) = state.take_slice() {
                return Some(Work::Slice(slice));
            }
            state = self
                .wake
                .wait(state)
                .expect("no code panics while it holds this lock");
        }
    }
}

/// One thread of the scheduler; its pool is the thread itself.
struct Worker<'a> {
    shared: &'a Shared,
    pool: &'a Arc<ThreadPool>,
}

impl Worker<'_> {
    fn work(&self) {
        while let Some(work) = self.shared.next() {
            match work {
                Work::Queries(queries) => self.answer(queries),
                Work::Slice(slice) => self.encode(slice),
                Work::Text(text) => self.tokenise(text),
            }
        }
    }

    /// Serves queries that came while a worker is amid something long.
    fn serve_queries(&self) {
        let queries = self.shared.lock().take_queries(self.shared.workers);
        if let Some(queries) = queries {
            self.answer(queries);
        }
    }

    fn answer(&self, queries: Vec<Query>) {
        let chunking = Chunking {
            chunks_max: QUERY_CHUNKS_MAX,
            ..self.shared.chunking
        };
        let mut waiting = Vec::new();
        for query in queries {
            if query.reply.is_closed() {
                continue;
            }
            match guarded(|| self.shared.encoder.chunks(&query.text, chunking, || ())) {
                Ok(chunks) => waiting.push((chunks, query.reply)),
                Err(error) => drop(query.reply.send(Err(error))),
            }
        }
        waiting.sort_by_key(|(chunks, _)| chunks.iter().map(Vec::len).max());
        while !waiting.is_empty() {
            let lengths: Vec<_> = waiting.iter().map(|(chunks, _)| lengths(chunks)).collect();
            let rest = waiting.split_off(alike(&lengths));
            self.answer_together(std::mem::replace(&mut waiting, rest));
        }
    }

    fn answer_together(&self, queries: Vec<(Vec<Chunk>, QueryReply)>) {
        let all: Vec<&Chunk> = queries.iter().flat_map(|(chunks, _)| chunks).collect();
        match guarded(|| self.shared.encoder.encode(&all, self.pool)) {
            Ok(vectors) => {
                let mut vectors = vectors.into_iter();
                for (chunks, reply) in queries {
                    let own = vectors.by_ref().take(chunks.len()).flatten().collect();
                    // A caller that went away needs no answer.
                    reply.send(Ok(mean(own))).ok();
                }
            }
            Err(error) => {
                let why = error.to_string();
                for (_, reply) in queries {
                    reply.send(Err(Error::internal(why.clone()))).ok();
                }
            }
        }
    }

    fn tokenise(&self, text: Text) {
        let Text { text, index, batch } = text;
        let bytes = text.len();
        if !batch.abandoned() {
            let serve = || self.serve_queries();
            match guarded(|| {
                self.shared
                    .encoder
                    .chunks(&text, self.shared.chunking, serve)
            }) {
                Ok(chunks) => self.make_ready(chunks, index, &batch),
                Err(error) => batch.fail(error),
            }
        }
        self.shared.lock().waiting_bytes -= bytes;
        self.shared.wake.notify_all();
    }

    fn make_ready(&self, chunks: Vec<Chunk>, text: usize, batch: &Arc<Batch>) {
        batch.expect(text, chunks.len());
        let mut state = self.shared.lock();
        for (index, chunk) in chunks.into_iter().enumerate() {
            let arrival = state.arrival_next;
            state.arrival_next += 1;
            state.arrivals.insert(arrival, chunk.len());
            let ready = Ready {
                chunk,
                text,
                index,
                batch: Arc::clone(batch),
            };
            state.ready.insert((ready.chunk.len(), arrival), ready);
        }
    }

    fn encode(&self, mut slice: Vec<Ready>) {
        slice.retain(|ready| !ready.batch.abandoned());
        let chunks: Vec<&Chunk> = slice.iter().map(|ready| &ready.chunk).collect();
        match guarded(|| self.shared.encoder.encode(&chunks, self.pool)) {
            Ok(vectors) => {
                for (ready, vector) in slice.iter().zip(vectors) {
                    ready.batch.finish(ready.text, ready.index, vector);
                }
            }
            Err(error) => {
                let why = error.to_string();
                slice
                    .iter()
                    .for_each(|ready| ready.batch.fail(Error::internal(why.clone())));
            }
        }
    }
}

impl State {
    /// A fair share of the waiting queries.
    fn take_queries(&mut self, workers: usize) -> Option<Vec<Query>> {
        let share = self.queries.len().div_ceil(workers).min(QUERIES_MAX);
        (share > 0).then(|| self.queries.drain(..share).collect())
    }

    /// The next text of the request whose turn it is.
    fn take_text(&mut self) -> Option<Text> {
        let mut request = self.texts.pop_front()?;
        let text = request.pop_front();
        if !request.is_empty() {
            self.texts.push_back(request);
        }
        text
    }

    /// The oldest chunk, and others of about its length.
    fn take_slice(&mut self) -> Option<Vec<Ready>> {
        let (&arrival, &length) = self.arrivals.first_key_value()?;
        let oldest = (length, arrival);
        let shortest = length - length / 8;
        let room = (SLICE_TOKENS / length).max(1) - 1;
        let alike = self.ready.range((shortest, 0)..=(length, u64::MAX)).rev();
        let others = alike
            .map(|(&key, _)| key)
            .filter(|&key| key != oldest)
            .take(room);
        let keys: Vec<_> = std::iter::once(oldest).chain(others).collect();
        let take = |key: &(usize, u64)| {
            self.arrivals.remove(&key.1);
            self.ready.remove(key)
        };
        Some(keys.iter().filter_map(take).collect())
    }
}

impl Batch {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress
            .lock()
            .expect("no code panics while it holds this lock")
    }

    /// True if nobody waits for this any more.
    fn abandoned(&self) -> bool {
        self.lock()
            .reply
            .as_ref()
            .is_none_or(oneshot::Sender::is_closed)
    }

    /// A text turned out to have so many chunks.
    fn expect(&self, text: usize, chunks: usize) {
        let mut progress = self.lock();
        progress.vectors[text] = vec![None; chunks];
        progress.open += chunks;
        progress.one_done();
    }

    fn finish(&self, text: usize, index: usize, vector: Option<Vec<f32>>) {
        let mut progress = self.lock();
        progress.vectors[text][index] = vector;
        progress.one_done();
    }

    fn fail(&self, error: Error) {
        if let Some(reply) = self.lock().reply.take() {
            reply.send(Err(error)).ok();
        }
    }
}

impl Progress {
    fn one_done(&mut self) {
        self.open -= 1;
        if self.open > 0 {
            return;
        }
        if let Some(reply) = self.reply.take() {
            let vectors = std::mem::take(&mut self.vectors);
            let present = |chunks: Vec<Option<Vec<f32>>>| chunks.into_iter().flatten().collect();
            reply
                .send(Ok(vectors.into_iter().map(present).collect()))
                .ok();
        }
    }
}

/// (chunks, tokens of the longest)
fn lengths(chunks: &[Chunk]) -> (usize, usize) {
    (chunks.len(), chunks.iter().map(Vec::len).max().unwrap_or(0))
}

/// How many of the first queries, sorted by length, share a run without much padding; at least 1.
fn alike(lengths: &[(usize, usize)]) -> usize {
    let shortest = lengths.first().map_or(0, |first| first.1);
    let mut rows = 0;
    let fits = |&&(chunks, longest): &&(usize, usize)| {
        rows += chunks;
        longest <= shortest + shortest / 4 && rows * longest <= QUERY_SLICE_TOKENS
    };
    lengths.iter().take_while(fits).count().max(1)
}

/// A bug in the model's runtime must not take a worker away.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::internal("the embedding model panicked")))
}

fn overloaded() -> Error {
    Error::new(
        ErrorKind::Overloaded,
        "too many texts are waiting to be embedded",
    )
    .with_retry_after_ms(RETRY_AFTER_MS)
}

fn stopped() -> Error {
    Error::internal("the embedding workers have stopped")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Arc<Batch> {
        let progress = Progress {
            vectors: vec![Vec::new()],
            open: 1,
            reply: None,
        };
        Arc::new(Batch {
            progress: Mutex::new(progress),
        })
    }

    fn state(lengths: &[usize]) -> State {
        let batch = batch();
        let mut state = State::default();
        for (arrival, &length) in lengths.iter().enumerate() {
            let arrival = arrival as u64;
            let batch = Arc::clone(&batch);
            state.arrivals.insert(arrival, length);
            let ready = Ready {
                chunk: vec![0; length],
                text: 0,
                index: 0,
                batch,
            };
            state.ready.insert((length, arrival), ready);
        }
        state
    }

    fn check(lengths: &[usize], expect: &[&[usize]]) {
        let mut state = state(lengths);
        let mut slices = Vec::new();
        while let Some(slice) = state.take_slice() {
            slices.push(
                slice
                    .iter()
                    .map(|ready| ready.chunk.len())
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(slices, expect, "{lengths:?}");
        assert!(state.ready.is_empty() && state.arrivals.is_empty());
    }

    #[test]
    fn slices_start_with_the_oldest_and_pad_little() {
        check(&[], &[]);
        check(&[160, 160], &[&[160], &[160]]);
        check(&[60, 160, 60, 58], &[&[60, 60], &[160], &[58]]);
        check(&[40, 10, 40, 36, 30], &[&[40, 40, 36], &[10], &[30]]);
        check(&[3; 50], &[&[3; 42], &[3; 8]]);
    }

    #[test]
    fn requests_take_turns() {
        let request = |texts: &[&str]| {
            let text = |&text: &&str| Text {
                text: text.to_owned(),
                index: 0,
                batch: batch(),
            };
            texts.iter().map(text).collect()
        };
        let requests = [
            request(&["a1", "a2", "a3", "a4"]),
            request(&["b1"]),
            request(&["c1", "c2"]),
        ];
        let mut state = State {
            texts: requests.into(),
            ..State::default()
        };
        let order: Vec<_> = std::iter::from_fn(|| state.take_text())
            .map(|it| it.text)
            .collect();
        assert_eq!(order, ["a1", "b1", "c1", "a2", "c2", "a3", "a4"]);
        assert!(state.texts.is_empty());
    }

    #[test]
    fn queries_share_a_run_if_alike() {
        let check = |lengths: &[(usize, usize)], expect: usize| {
            assert_eq!(alike(lengths), expect, "{lengths:?}");
        };
        check(&[(1, 10)], 1);
        check(&[(1, 10), (1, 11), (1, 12), (1, 13)], 3);
        check(&[(1, 40), (1, 40), (1, 40)], 2);
        check(&[(4, 160), (1, 160)], 1);
        check(&[(0, 0), (1, 5)], 1);
    }

    #[test]
    fn workers_share_the_queries() {
        let queries = |count: usize| {
            let query = |_| Query {
                text: String::new(),
                reply: oneshot::channel().0,
            };
            State {
                queries: (0..count).map(query).collect(),
                ..State::default()
            }
        };
        let check = |waiting: usize, workers: usize, expect: Option<usize>| {
            let taken = queries(waiting)
                .take_queries(workers)
                .map(|queries| queries.len());
            assert_eq!(taken, expect, "{waiting} for {workers}");
        };
        check(0, 2, None);
        check(1, 2, Some(1));
        check(2, 2, Some(1));
        check(5, 2, Some(3));
        check(100, 2, Some(QUERIES_MAX));
    }
}
