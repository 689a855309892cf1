//! Attributes in other words: what the grammar did not read is compared by meaning with sentences
//! that state a known attribute ([`extraction::prototypes`]). A clause makes a statement if it is
//! near to those of one attribute, and clearly nearer than to all others and to those that state
//! nothing; where it is not, the words stay as they are.

use extraction::Reading;
use extraction::prototypes::{Unread, table};
use tokio::sync::OnceCell;
use types::{Error, Result};

use super::prototype_file;
use crate::Engine;

/// Sentences embedded at a time, so that writes are not held up.
const EMBEDDED_AT_ONCE: usize = 32;

/// The table's sentences as vectors of the model that is loaded.
#[derive(Default)]
pub(crate) struct Prototypes {
    embedded: OnceCell<Embedded>,
}

/// Vectors about their mean, each of length 1; empty for a sentence without one.
struct Embedded {
    mean: Vec<f32>,
    vectors: Vec<Vec<f32>>,
}

impl Embedded {
    fn new(mut vectors: Vec<Vec<f32>>) -> Self {
        let dimension = vectors.iter().map(Vec::len).max().unwrap_or(0);
        vectors
            .iter_mut()
            .for_each(|vector| vector.resize(dimension, 0.0));
        let mut mean = vec![0.0; dimension];
        for vector in &vectors {
            for (sum, x) in mean.iter_mut().zip(vector) {
                *sum += x / vectors.len() as f32;
            }
        }
        let mut embedded = Embedded {
            mean,
            vectors: Vec::new(),
        };
        embedded.vectors = vectors
            .iter()
            .map(|vector| embedded.centred(vector))
            .collect();
        embedded
    }

    fn centred(&self, vector: &[f32]) -> Vec<f32> {
        let about = vector.iter().zip(&self.mean).map(|(x, mean)| x - mean);
        let mut about: Vec<f32> = about.collect();
        let norm = about.iter().map(|x| x * x).sum::<f32>().sqrt();
        if norm > 0.0 {
            about.iter_mut().for_each(|x| *x /= norm);
        }
        about
    }

    /// The attribute that the clause states, if it clearly states one.
    fn attribute(&self, unread: &Unread, vector: &[f32]) -> Option<&'static str> {
        let vector = self.centred(vector);
        // Sentences of one attribute stand together, so the last row is always the one to add to.
        let mut rows: Vec<(Option<&'static str>, [f32; 2])> = Vec::new();
        for (prototype, sentence) in table().iter().zip(&self.vectors) {
            if !unread.fits(prototype) {
                continue;
            }
            if rows.last().is_none_or(|row| row.0 != prototype.attribute) {
                rows.push((prototype.attribute, [-1.0; 2]));
            }
            let near: f32 = vector.iter().zip(sentence).map(|(x, y)| x * y).sum();
            if let Some((_, [best, second])) = rows.last_mut() {
                if near > *best {
                    (*best, *second) = (near, *best);
                } else {
                    *second = second.max(near);
                }
            }
        }
        let mut rows: Vec<(f32, Option<&'static str>)> = rows
            .into_iter()
            .map(|(attribute, [best, second])| (f32::midpoint(best, second), attribute))
            .collect();
        rows.sort_by(|one, other| other.0.total_cmp(&one.0));
        let (near, attribute) = *rows.first()?;
        let next = rows.get(1).map_or(-1.0, |row| row.0);
        let (near_min, margin_min) = unread.floor();
        attribute.filter(|_| near >= near_min && near - next >= margin_min)
    }
}

impl Engine {
    /// Embeds the table's sentences, so that no write waits for them.
    pub(crate) async fn prepare_prototypes(self) {
        if self.inner.config.extraction
            && let Err(error) = self.prototypes().await
        {
            tracing::warn!(%error, "attributes in other words are not read yet");
        }
    }

    async fn prototypes(&self) -> Result<&Embedded> {
        let embed = || async {
            let path = self.inner.config.index_dir.join("prototypes.bin");
            let sentences = table().iter().map(|row| row.frame.as_str());
            let key = prototype_file::key(&self.model().id, sentences);
            if let Some(vectors) = prototype_file::load(&path, &key) {
                return Ok(Embedded::new(vectors));
            }
            let mut vectors = Vec::with_capacity(table().len());
            for rows in table().chunks(EMBEDDED_AT_ONCE) {
                let texts = rows.iter().map(|row| row.frame.clone()).collect();
                vectors.extend(self.first_chunks(texts).await?);
            }
            if let Err(error) = prototype_file::save(&path, &key, &vectors) {
                tracing::warn!(%error, "the prototypes' vectors are computed again at the next start");
            }
            Ok::<_, Error>(Embedded::new(vectors))
        };
        self.inner.prototypes.embedded.get_or_try_init(embed).await
    }

    /// The vector of each text; empty for one without a token.
    async fn first_chunks(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>> {
        let embedded = self.inner.embedder.embed_documents(texts).await?;
        let first = |chunks: Vec<Vec<f32>>| chunks.into_iter().next().unwrap_or_default();
        Ok(embedded.into_iter().map(first).collect())
    }

    /// Adds to the readings what their unread clauses state. Without a model's answer they stay as
    /// they are.
    pub(crate) async fn read_unread(&self, readings: &mut [Reading]) {
        let unread = readings.iter().flat_map(|reading| &reading.unread);
        let frames: Vec<String> = unread.map(|unread| unread.frame.clone()).collect();
        if frames.is_empty() {
            return;
        }
        let answer =
            async { Ok::<_, Error>((self.prototypes().await?, self.first_chunks(frames).await?)) };
        let (embedded, vectors) = match answer.await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::warn!(%error, "clauses in other words stay unread");
                return;
            }
        };
        let mut vectors = vectors.into_iter();
        for reading in readings {
            let count = reading.unread.len();
            let own: Vec<Vec<f32>> = vectors.by_ref().take(count).collect();
            take_stated(reading, embedded, &own);
        }
    }
}

/// Puts what the unread clauses state in the place of what was read loosely.
fn take_stated(reading: &mut Reading, embedded: &Embedded, vectors: &[Vec<f32>]) {
    let mut stated = Vec::new();
    let mut replaced = Vec::new();
    for (unread, vector) in reading.unread.iter().zip(vectors) {
        let found = embedded
            .attribute(unread, vector)
            .and_then(|attribute| unread.settle(attribute));
        let is_there = |found: &extraction::Found| {
            let same =
                |other: &extraction::Found| other.statement.address() == found.statement.address();
            stated.iter().any(same) || reading.statements.iter().any(same)
        };
        if let Some(found) = found.filter(|found| !is_there(found)) {
            replaced.extend_from_slice(&unread.instead_of);
            stated.push(found);
        }
    }
    if stated.is_empty() {
        return;
    }
    let mut number = 0;
    reading.statements.retain(|_| {
        number += 1;
        !replaced.contains(&(number - 1))
    });
    reading.statements.append(&mut stated);
    let start = |found: &extraction::Found| found.statement.span.map_or(0, |span| span.start);
    reading.statements.sort_by_key(start);
}
