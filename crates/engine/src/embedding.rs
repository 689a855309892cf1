//! Vectors for memories: at once for small writes, from the backlog for all else.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use half::f16;
use inference::Embedder;
use store::Vectors;
use types::{Memory, MemoryId, Result, Statement};

use crate::Engine;
use crate::truth::is_extracted;
use crate::truth::plan::Saying;

/// Bytes of an utterance that is about one thing, so that its vector is that of its one statement.
const SHORT_BYTES: usize = 100;
/// Bytes of a longer one that is, if enough of it states just this.
const MIDDLING_BYTES: usize = 300;

/// What of a memory is embedded: its words that are still believed, with the speaker in front where
/// one is known.
pub(crate) fn embedding_text(memory: &Memory) -> String {
    let text = memory.still_said();
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

/// Whether a statement is as near to the questions that it answers by its source's vectors as by one
/// of its own: the source is short, or mostly this statement, and states no property beside it.
/// Measured on labelled conversations and on corrections: what is found stays the same.
pub(crate) fn lends_vectors(source: &Memory, key: &Memory) -> bool {
    let [stated] = &key.statements[..] else {
        return false;
    };
    let is_whole = source.verbatim && source.current_text() == source.text;
    let same = |said: &&Statement| said.address() == stated.address() && said.value == stated.value;
    let Some(said) = source.statements.iter().find(same).filter(|_| is_whole) else {
        return false;
    };
    // Two properties in one sentence pull its vector apart; what happened does not.
    let is_property = |said: &&Statement| said.attribute != "event";
    if source.statements.iter().filter(is_property).count() > 1 {
        return false;
    }
    let bytes = source.text.trim().len();
    let stating = said
        .span
        .map_or(0, |span| span.end.saturating_sub(span.start));
    bytes <= SHORT_BYTES || (bytes <= MIDDLING_BYTES && 3 * stating as usize >= bytes)
}

/// Adds to the vectors of what was said those that it lends to what was read out of it.
pub(crate) fn lend_vectors(sayings: &[Saying], vectors: &mut HashMap<MemoryId, Vectors>) {
    for saying in sayings {
        let Some(own) = vectors.get(&saying.memory.id).cloned() else {
            continue;
        };
        let keys = saying.extracted.iter();
        for key in keys.filter(|key| lends_vectors(&saying.memory, key)) {
            vectors.insert(key.id, own.clone());
        }
    }
}

/// The vectors of texts, in order; each text is embedded once, however often it is there.
pub(crate) async fn embed_texts(
    embedder: &dyn Embedder,
    texts: Vec<String>,
) -> Result<Vec<Vec<Vec<f32>>>> {
    let mut places = HashMap::with_capacity(texts.len());
    let mut different = Vec::with_capacity(texts.len());
    let place_of = |text: String| {
        *places.entry(text).or_insert_with_key(|text| {
            different.push(text.clone());
            different.len() - 1
        })
    };
    let order: Vec<usize> = texts.into_iter().map(place_of).collect();
    if different.is_empty() {
        return Ok(Vec::new());
    }
    let are_all_different = different.len() == order.len();
    let embedded = embedder.embed_documents(different).await?;
    if are_all_different {
        return Ok(embedded);
    }
    Ok(order.iter().map(|&place| embedded[place].clone()).collect())
}

/// To the form that is stored: binary16 bits.
pub(crate) fn to_f16_bits(chunks: Vec<Vec<f32>>) -> Vec<Vec<u16>> {
    let bits = |value: f32| f16::from_f32(value).to_bits();
    chunks
        .into_iter()
        .map(|chunk| chunk.into_iter().map(bits).collect())
        .collect()
}

/// The only vector of a text that was short enough for one.
pub(crate) fn only_vector(vectors: &Vectors) -> Option<Vec<f32>> {
    match vectors.chunks.as_slice() {
        [only] => Some(
            only.iter()
                .map(|&bits| f16::from_bits(bits).to_f32())
                .collect(),
        ),
        _ => None,
    }
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
        match embed_texts(&*self.inner.embedder, texts).await {
            Ok(embedded) => {
                let texts = embedded.len() as u64;
                self.inner.backlog.texts.fetch_add(texts, Ordering::Relaxed);
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
}
