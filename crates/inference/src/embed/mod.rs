//! Text to vectors: one trait, three providers.

mod chunk;
pub(crate) mod encoder;
mod local;
mod openai;
mod scheduler;

use std::sync::Arc;

use async_trait::async_trait;
use types::{Error, ErrorKind};

use crate::config::{EmbeddingConfig, Provider};
pub use local::LocalEmbedder;
pub use openai::OpenAiEmbedder;

/// What a vector was made with. Vectors of different `id`s must never be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddingModel {
    /// For example `all-MiniLM-L6-v2/int8`. A model from a folder also has the length of its
    /// vectors and a digest of its files in it.
    pub id: String,
    /// Length of each vector.
    pub dimension: usize,
    /// Tokens of one chunk that the model can see, special tokens included.
    pub max_tokens: usize,
}

/// How a model has fared since the start. Nothing of it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Documents that the endpoint refused, wholly or in part.
    pub refused_texts: u64,
    /// What the last call of an endpoint failed of; `None` once one succeeds, and before the first.
    pub failing: Option<ErrorKind>,
}

/// Turns text into L2-normalised vectors.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// The model behind this embedder.
    fn model(&self) -> &EmbeddingModel;

    /// How the model fares; there is nothing to tell of one that runs in this process.
    fn condition(&self) -> Condition {
        Condition::default()
    }

    /// One entry per text, in order; each text gives one vector per chunk, so none if it has no
    /// token (empty, or blanks only), and several if it is long. What a remote model refuses has no
    /// vector either: it would be refused the next time too, with all that is asked beside it.
    ///
    /// # Errors
    /// `Overloaded` if too much is waiting; `Upstream` or `Timeout` if a remote model fails.
    async fn embed_documents(&self, texts: Vec<String>) -> Result<Vec<Vec<Vec<f32>>>, Error>;

    /// The vector of a query, ahead of all waiting documents; `None` for text without any token.
    /// A query longer than a chunk gives the mean of its chunks, at most four of them.
    ///
    /// # Errors
    /// As [`Embedder::embed_documents`].
    async fn embed_query(&self, text: &str) -> Result<Option<Vec<f32>>, Error>;
}

/// Opens the configured embedder: loads the model, or prepares to call the endpoint.
///
/// # Errors
/// `InvalidArgument` if the configuration or a model folder is unusable.
pub fn open_embedder(config: &EmbeddingConfig) -> Result<Arc<dyn Embedder>, Error> {
    config.validate()?;
    Ok(match config.provider {
        Provider::Local => Arc::new(LocalEmbedder::built_in(config)?),
        Provider::Onnx => Arc::new(LocalEmbedder::from_folder(config)?),
        Provider::OpenAi => Arc::new(OpenAiEmbedder::new(config)?),
    })
}

/// Chunks of a query that are averaged: a query is short, and a pasted page must not take seconds.
const QUERY_CHUNKS_MAX: usize = 4;

/// Scales a vector to length 1. `None` if it has no direction.
fn normalised(mut vector: Vec<f32>) -> Option<Vec<f32>> {
    let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if !norm.is_finite() || norm <= f32::MIN_POSITIVE {
        return None;
    }
    vector.iter_mut().for_each(|x| *x /= norm);
    Some(vector)
}

/// The direction in the middle of several vectors.
fn mean(vectors: Vec<Vec<f32>>) -> Option<Vec<f32>> {
    let mut vectors = vectors.into_iter();
    let first = vectors.next()?;
    let sum = vectors.fold(first, |mut sum, vector| {
        sum.iter_mut().zip(&vector).for_each(|(a, b)| *a += b);
        sum
    });
    normalised(sum)
}
