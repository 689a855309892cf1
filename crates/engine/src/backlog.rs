//! What waits for vectors: memories of large writes, those whose embedding failed, and all of them
//! after a change of model. The backlog is no queue of its own: it is the memories without a vector
//! of the present model, so it survives a crash and can neither lose nor repeat anything.
//!
//! What was said goes first. An extracted memory is a key to its source, which is found by meaning
//! already, so it waits until nothing else does, and a little longer, that its like may join it: a
//! client that writes one event after the other must not share each commit with one of ours.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use store::{LateVectors, PartitionKey, Unembedded};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use types::{Error, ErrorKind, Memory, Result};

use crate::Engine;
use crate::embedding::{embed_texts, embedding_text, lends_vectors, to_f16_bits};
use crate::truth::is_extracted;

/// Memories embedded at a time.
const PAGE: usize = 128;
/// Pages on their way at a time. While one is stored, the model has the next, and does not wait for
/// the one after that.
const PAGES_AT_ONCE: usize = 3;
/// How long extracted memories gather, in milliseconds.
const KEYS_GATHER_MS: u64 = 100;
/// First and longest pause after a failure of the embedder, in milliseconds.
const RETRY_MS: (u64, u64) = (500, 30_000);

/// How much is embedded and how much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmbeddingStatus {
    /// Memories that wait for their vectors.
    pub waiting: u64,
    /// Of them, those that were read out of others' words, which do not wait for them.
    pub waiting_extracted: u64,
    /// Texts of memories that the model has embedded since the start.
    pub texts: u64,
    /// Texts that a remote model has refused since the start; words alone find them.
    pub refused: u64,
}

/// Memories that wait for their vectors.
#[derive(Default)]
pub(crate) struct Backlog {
    spoken: Waiting,
    extracted: Waiting,
    /// Texts embedded, whether they waited or not.
    pub(crate) texts: AtomicU64,
    /// The next page is to be looked for from the start.
    from_start: AtomicBool,
}

/// Those of one kind.
#[derive(Default)]
struct Waiting {
    /// What was there at the start: after a change of model, everything. It comes first.
    old: AtomicU64,
    /// What writes have left since.
    new: AtomicU64,
    wake: Notify,
}

impl Waiting {
    fn add(&self, count: usize) {
        if count > 0 {
            self.new.fetch_add(count as u64, Ordering::Relaxed);
            self.wake.notify_one();
        }
    }

    fn subtract(&self, count: usize) {
        let less = |by: u64| move |waiting: u64| Some(waiting.saturating_sub(by));
        let count = count as u64;
        let take = |from: &AtomicU64, by: u64| {
            let before = from.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less(by));
            // The closure always returns a value, so the update cannot fail.
            by.min(before.unwrap_or_default())
        };
        let of_old = take(&self.old, count);
        take(&self.new, count - of_old);
    }

    /// Nothing was found that waits, whatever was counted.
    fn clear(&self) {
        self.old.store(0, Ordering::Relaxed);
        self.new.store(0, Ordering::Relaxed);
    }

    fn count(&self) -> u64 {
        self.old.load(Ordering::Relaxed) + self.new.load(Ordering::Relaxed)
    }
}

impl Backlog {
    /// How many memories wait.
    pub(crate) fn waiting(&self) -> u64 {
        self.spoken.count() + self.extracted.count()
    }

    /// How many of them writes have left since the start.
    fn left_by_writes(&self) -> u64 {
        let new = |kind: &Waiting| kind.new.load(Ordering::Relaxed);
        new(&self.spoken) + new(&self.extracted)
    }

    fn of(&self, which: Unembedded) -> &Waiting {
        match which {
            Unembedded::Spoken => &self.spoken,
            Unembedded::Extracted => &self.extracted,
        }
    }
}

/// How many memories of each kind a write leaves to the backlog.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Left {
    spoken: usize,
    extracted: usize,
}

impl Left {
    pub(crate) fn add(&mut self, memory: &Memory) {
        match is_extracted(memory) {
            true => self.extracted += 1,
            false => self.spoken += 1,
        }
    }
}

/// How far the backlog has been looked through, and what of it is being embedded.
#[derive(Default)]
struct Progress {
    spoken_place: u64,
    extracted_place: u64,
    pages: VecDeque<Page>,
}

impl Progress {
    fn place(&mut self, which: Unembedded) -> &mut u64 {
        match which {
            Unembedded::Spoken => &mut self.spoken_place,
            Unembedded::Extracted => &mut self.extracted_place,
        }
    }

    /// Goes back to before what was not stored.
    fn rewind(&mut self, failed: Option<Page>) {
        let pages: Vec<Page> = failed.into_iter().chain(self.pages.drain(..)).collect();
        for page in pages.iter().rev() {
            *self.place(page.which) = page.after;
        }
    }
}

/// Memories whose vectors are made.
struct Page {
    which: Unembedded,
    /// The place after which it begins.
    after: u64,
    memories: Vec<Memory>,
    /// Vectors of those that need none of their own.
    lent: Vec<Option<Vec<Vec<u16>>>>,
    /// Those of the others, `[n][n_chunks][dimension]`.
    embedding: JoinHandle<Result<Vec<Vec<Vec<f32>>>>>,
}

impl Drop for Page {
    fn drop(&mut self) {
        // The model passes over what nobody waits for.
        self.embedding.abort();
    }
}

impl Engine {
    /// How much is embedded and how much waits.
    pub fn embedding_status(&self) -> EmbeddingStatus {
        let backlog = &self.inner.backlog;
        EmbeddingStatus {
            waiting: backlog.waiting(),
            waiting_extracted: backlog.extracted.count(),
            texts: backlog.texts.load(Ordering::Relaxed),
            refused: self.inner.embedder.condition().refused_texts,
        }
    }

    /// Refuses a write while too many memories wait for their vectors. What waits because the model is
    /// another is no fault of who writes, and may take hours.
    pub(crate) fn admit_write(&self) -> Result<()> {
        if self.inner.backlog.left_by_writes() < self.inner.config.embedding_backlog_max {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Overloaded,
            "too many memories wait for their vectors",
        )
        .with_retry_after_ms(2000))
    }

    /// Hands so many committed memories to the backlog.
    pub(crate) fn embed_later(&self, left: Left) {
        self.inner.backlog.spoken.add(left.spoken);
        self.inner.backlog.extracted.add(left.extracted);
    }

    /// Tells the backlog that a memory which it may have passed needs a vector again.
    pub(crate) fn embed_again(&self) {
        self.inner.backlog.from_start.store(true, Ordering::SeqCst);
        self.inner.backlog.spoken.add(1);
    }

    /// Works off the backlog for as long as the engine runs.
    pub(crate) async fn run_embedding_backlog(self) {
        let mut progress = Progress::default();
        let mut retry_ms = RETRY_MS.0;
        let mut stopping = self.inner.stopping.subscribe();
        let backlog = &self.inner.backlog;
        let mut is_empty = self.count_backlog().await == Some(0);
        while !*stopping.borrow() {
            let worked = match std::mem::take(&mut is_empty) {
                true => Ok(false),
                false => self.work_off(&mut progress).await,
            };
            match worked {
                Ok(true) => retry_ms = RETRY_MS.0,
                Ok(false) => {
                    tokio::select! {
                        () = backlog.spoken.wake.notified() => {}
                        () = backlog.extracted.wake.notified() => {
                            tokio::select! {
                                () = backlog.spoken.wake.notified() => {}
                                () = tokio::time::sleep(Duration::from_millis(KEYS_GATHER_MS)) => {}
                                _ = stopping.changed() => {}
                            }
                        }
                        _ = stopping.changed() => {}
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, retry_ms, "embedding the backlog failed");
                    self.pause(retry_ms).await;
                    retry_ms = (retry_ms * 2).min(RETRY_MS.1);
                }
            }
        }
    }

    /// Counts what an earlier process left, or has no vector of this model. Without the count there is
    /// no progress to see, and all goes on the same.
    async fn count_backlog(&self) -> Option<u64> {
        let counts = self.inner.store.count_unembedded(&self.model().id).await;
        let counts = counts
            .inspect_err(|error| tracing::warn!(%error, "what waits for vectors is not counted"))
            .ok()?;
        let backlog = &self.inner.backlog;
        for (kind, found) in [
            (&backlog.spoken, counts.spoken),
            (&backlog.extracted, counts.extracted),
        ] {
            // What was written in the meantime is counted already.
            let new = kind.new.load(Ordering::Relaxed);
            kind.old.store(found.saturating_sub(new), Ordering::Relaxed);
        }
        let waiting = counts.spoken + counts.extracted;
        if waiting > 0 {
            tracing::info!(waiting, "memories wait for their vectors");
        }
        Some(waiting)
    }

    /// Begins what may be begun and stores the oldest page; false if there was nothing. After an
    /// error `progress` is as it has to be to try again.
    async fn work_off(&self, progress: &mut Progress) -> Result<bool> {
        let backlog = &self.inner.backlog;
        if progress.pages.is_empty() && backlog.from_start.swap(false, Ordering::SeqCst) {
            *progress = Progress::default();
        }
        // Who asks for a new start gets it once the pages on their way are stored.
        while progress.pages.len() < PAGES_AT_ONCE
            && !backlog.from_start.load(Ordering::SeqCst)
            && self.begin_page(progress, Unembedded::Spoken).await?
        {}
        if progress.pages.is_empty() {
            backlog.spoken.clear();
            if !self.begin_page(progress, Unembedded::Extracted).await? {
                backlog.extracted.clear();
                return Ok(false);
            }
        }
        let Some(mut page) = progress.pages.pop_front() else {
            return Ok(false);
        };
        let outcome = self.finish_page(&mut page).await;
        if outcome.is_err() {
            progress.rewind(Some(page));
        }
        outcome.map(|()| true)
    }

    /// Hands the next page to the model; false if there is none.
    async fn begin_page(&self, progress: &mut Progress, which: Unembedded) -> Result<bool> {
        let model = &self.model().id;
        let after = *progress.place(which);
        let found = self
            .inner
            .store
            .without_vectors(model, which, after, PAGE)
            .await?;
        let Some(last) = found.last() else {
            return Ok(false);
        };
        *progress.place(which) = last.place;
        let mut memories = Vec::with_capacity(found.len());
        let mut lent = Vec::with_capacity(found.len());
        for one in found {
            let source = one.source.filter(|(source, vectors)| {
                vectors.model == *model && lends_vectors(source, &one.memory)
            });
            lent.push(source.map(|(_, vectors)| vectors.chunks));
            memories.push(one.memory);
        }
        let own = memories
            .iter()
            .zip(&lent)
            .filter(|(_, lent)| lent.is_none());
        let texts: Vec<String> = own.map(|(memory, _)| embedding_text(memory)).collect();
        let embedder = Arc::clone(&self.inner.embedder);
        let embedding = tokio::spawn(async move { embed_texts(&*embedder, texts).await });
        progress.pages.push_back(Page {
            which,
            after,
            memories,
            lent,
            embedding,
        });
        Ok(true)
    }

    /// Stores a page's vectors and lets the index see them; their events are complete with them.
    async fn finish_page(&self, page: &mut Page) -> Result<()> {
        let embedded = (&mut page.embedding)
            .await
            .map_err(|error| Error::internal("embedding panicked").with_source(error))??;
        let backlog = &self.inner.backlog;
        let texts = embedded.len() as u64;
        backlog.texts.fetch_add(texts, Ordering::Relaxed);
        let mut embedded = embedded.into_iter();
        let late = page.memories.iter().zip(&page.lent).map(|(memory, lent)| {
            let own = || to_f16_bits(embedded.next().unwrap_or_default());
            LateVectors {
                org_id: memory.org_id.clone(),
                id: memory.id,
                revision: memory.revision,
                chunks: lent.clone().unwrap_or_else(own),
            }
        });
        let late = late.collect();
        self.inner.store.put_vectors(&self.model().id, late).await?;
        self.announce(&page.memories).await?;
        backlog.of(page.which).subtract(page.memories.len());
        Ok(())
    }

    /// Lets the index see changed memories.
    pub(crate) async fn announce(&self, memories: &[Memory]) -> Result<()> {
        let keys: HashSet<PartitionKey> = memories.iter().map(partition_of).collect();
        for key in &keys {
            self.inner.index.changed(key).await?;
        }
        Ok(())
    }
}

/// The partition that a memory is in.
pub(crate) fn partition_of(memory: &Memory) -> PartitionKey {
    PartitionKey {
        org_id: memory.org_id.clone(),
        user_id: memory.coordinates.user_id.clone(),
    }
}
