//! Vectors for memories: at once for small writes, from a durable backlog for large ones and after
//! a change of model. The backlog is no queue of its own: it is the memories without a vector of
//! the present model, so it survives a crash and can neither lose nor repeat anything.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use half::f16;
use store::{LateVectors, PartitionKey, Vectors};
use tokio::sync::Notify;
use types::memory::CLOSED_MARK;
use types::{Error, ErrorKind, Memory, Result};

use crate::Engine;
use crate::truth::is_extracted;

/// Memories embedded at a time by the backlog.
const BACKLOG_PAGE: usize = 128;
/// First and longest pause after a failure of the embedder, in milliseconds.
const RETRY_MS: (u64, u64) = (500, 30_000);

/// Memories that wait for their vectors.
#[derive(Default)]
pub(crate) struct Backlog {
    waiting: AtomicU64,
    /// The next page is to be looked for from the start.
    from_start: AtomicBool,
    wake: Notify,
}

/// Memories and the vectors made for them, `[n][n_chunks][dimension]`.
struct EmbeddedPage {
    memories: Vec<Memory>,
    vectors: Vec<Vec<Vec<f32>>>,
}

impl Backlog {
    /// How many memories wait.
    pub(crate) fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// What of a memory is embedded: its words that are still believed, with the speaker in front where
/// one is known.
pub(crate) fn embedding_text(memory: &Memory) -> String {
    let text = match memory.current_text() {
        Cow::Borrowed(text) => Cow::Borrowed(text),
        Cow::Owned(text) => Cow::Owned(text.replace(CLOSED_MARK, " ")),
    };
    if is_extracted(memory) {
        // Nobody reads it: it is a key, and is to be near the questions that it answers.
        let asked = memory
            .statements
            .iter()
            .map(|said| search::asked_as(&said.attribute));
        return format!("{text} ({})", asked.collect::<Vec<_>>().join(" ").trim());
    }
    match memory.speaker() {
        Some(speaker) => format!("{speaker}: {text}"),
        None => text.into_owned(),
    }
}

/// To the form that is stored: binary16 bits.
fn to_f16_bits(chunks: Vec<Vec<f32>>) -> Vec<Vec<u16>> {
    let bits = |value: f32| f16::from_f32(value).to_bits();
    chunks
        .into_iter()
        .map(|chunk| chunk.into_iter().map(bits).collect())
        .collect()
}

impl Engine {
    /// Vectors for `memories`, in order, if the write is small enough to wait for them; `None`
    /// leaves them to the backlog.
    pub(crate) async fn embed_now(&self, memories: &[Memory]) -> Result<Option<Vec<Vectors>>> {
        let bytes: usize = memories.iter().map(|memory| memory.text.len()).sum();
        if bytes > self.inner.config.inline_embedding_bytes_max {
            return Ok(None);
        }
        let texts = memories.iter().map(embedding_text).collect();
        match self.inner.embedder.embed_documents(texts).await {
            Ok(embedded) => {
                let model = &self.model().id;
                let stored = |chunks| Vectors {
                    model: model.clone(),
                    chunks: to_f16_bits(chunks),
                };
                Ok(Some(embedded.into_iter().map(stored).collect()))
            }
            Err(error) => {
                // The words are safe and searchable; the meaning follows from the backlog.
                tracing::warn!(%error, "embedding is left to the backlog");
                Ok(None)
            }
        }
    }

    /// Refuses a write while too many memories wait for their vectors.
    pub(crate) fn admit_write(&self) -> Result<()> {
        if self.inner.embedding.waiting() < self.inner.config.embedding_backlog_max {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Overloaded,
            "too many memories wait for their vectors",
        )
        .with_retry_after_ms(2000))
    }

    /// Hands `count` committed memories to the backlog.
    pub(crate) fn embed_later(&self, count: usize) {
        self.inner
            .embedding
            .waiting
            .fetch_add(count as u64, Ordering::Relaxed);
        self.inner.embedding.wake.notify_one();
    }

    /// Tells the backlog that a memory which it may have passed needs a vector again.
    pub(crate) fn embed_again(&self) {
        self.inner
            .embedding
            .from_start
            .store(true, Ordering::SeqCst);
        self.embed_later(1);
    }

    /// Works off the backlog for as long as the engine runs: while one page is stored, the next is
    /// embedded already.
    pub(crate) async fn run_embedding_backlog(self) {
        let (mut place, mut embedded) = (0, None);
        let mut retry_ms = RETRY_MS.0;
        let mut stopping = self.inner.stopping.subscribe();
        while !*stopping.borrow() {
            if self
                .inner
                .embedding
                .from_start
                .swap(false, Ordering::SeqCst)
            {
                place = 0;
            }
            match self.embed_backlog_page(&mut place, &mut embedded).await {
                Ok(true) => retry_ms = RETRY_MS.0,
                Ok(false) => {
                    self.inner.embedding.waiting.store(0, Ordering::Relaxed);
                    tokio::select! {
                        () = self.inner.embedding.wake.notified() => {}
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

    /// Stores the page in `embedded` while it embeds the one after `place`; false if there was
    /// neither. After an error both are as they have to be to try again.
    async fn embed_backlog_page(
        &self,
        place: &mut u64,
        embedded: &mut Option<EmbeddedPage>,
    ) -> Result<bool> {
        let model = &self.model().id;
        let page = self
            .inner
            .store
            .without_vectors(model, *place, BACKLOG_PAGE)
            .await?;
        let next_place = page.last().map(|(place, _)| *place);
        if next_place.is_none() && embedded.is_none() {
            return Ok(false);
        }
        let memories: Vec<Memory> = page.into_iter().map(|(_, memory)| memory).collect();
        let texts = memories.iter().map(embedding_text).collect();
        let (stored, vectors) = tokio::join!(
            self.store_page(embedded.as_ref()),
            self.inner.embedder.embed_documents(texts),
        );
        stored?;
        *embedded = None;
        let vectors = vectors?;
        if let Some(next_place) = next_place {
            *embedded = Some(EmbeddedPage { memories, vectors });
            *place = next_place;
        }
        Ok(true)
    }

    /// Stores late vectors and lets the index see them; their events are complete with them.
    async fn store_page(&self, page: Option<&EmbeddedPage>) -> Result<()> {
        let Some(EmbeddedPage { memories, vectors }) = page else {
            return Ok(());
        };
        let late = memories
            .iter()
            .zip(vectors)
            .map(|(memory, chunks)| LateVectors {
                org_id: memory.org_id.clone(),
                id: memory.id,
                revision: memory.revision,
                chunks: to_f16_bits(chunks.clone()),
            })
            .collect();
        self.inner.store.put_vectors(&self.model().id, late).await?;
        self.announce(memories).await?;
        let done = memories.len() as u64;
        let subtract = |waiting: u64| Some(waiting.saturating_sub(done));
        // The closure always returns a value, so the update cannot fail.
        let _ = self.inner.embedding.waiting.fetch_update(
            Ordering::Relaxed,
            Ordering::Relaxed,
            subtract,
        );
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
