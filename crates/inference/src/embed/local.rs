//! Models that run in this process.

use std::thread::available_parallelism;

use async_trait::async_trait;
use types::Error;

use super::chunk::Chunking;
use super::encoder::Encoder;
use super::scheduler::{Limits, Scheduler};
use super::{Embedder, EmbeddingModel};
use crate::config::EmbeddingConfig;

const THREADS_MAX: usize = 8;
const CHUNK_TOKENS: usize = 160;

/// A sentence-embedding model on own threads, shared by all requests.
pub struct LocalEmbedder {
    scheduler: Scheduler,
}

impl LocalEmbedder {
    /// The model in the binary: all-MiniLM-L6-v2, 384 dimensions, English.
    ///
    /// # Errors
    /// `InvalidArgument` if the configuration asks for another dimension.
    pub fn built_in(config: &EmbeddingConfig) -> Result<Self, Error> {
        LocalEmbedder::new(Encoder::built_in()?, config)
    }

    /// The same run by `rten`, as it is where the processor lacks the instructions of our own kernel:
    /// for comparison.
    ///
    /// # Errors
    /// As of [`LocalEmbedder::built_in`].
    #[doc(hidden)]
    pub fn built_in_by_rten(config: &EmbeddingConfig) -> Result<Self, Error> {
        LocalEmbedder::new(Encoder::built_in_by_rten()?, config)
    }

    /// The model in `config.path`.
    ///
    /// # Errors
    /// `InvalidArgument` if the folder is unusable or its model has another dimension.
    pub fn from_folder(config: &EmbeddingConfig) -> Result<Self, Error> {
        LocalEmbedder::new(Encoder::from_folder(&config.path, &config.model)?, config)
    }

    fn new(encoder: Encoder, config: &EmbeddingConfig) -> Result<Self, Error> {
        let dimension = encoder.model.dimension;
        if config.dimension != 0 && config.dimension != dimension {
            let message = format!("the model's vectors have {dimension} dimensions");
            return Err(Error::invalid("embedding.dimension", message));
        }
        let chunking = Chunking {
            tokens: config.chunk_tokens_or(CHUNK_TOKENS),
            overlap: config.chunk_overlap_tokens,
            chunks_max: config.chunks_max,
        };
        let limits = Limits {
            queries_max: config.queue_queries_max,
            bytes_max: config.queue_bytes_max,
        };
        let cores = available_parallelism()
            .map_or(1, usize::from)
            .min(THREADS_MAX);
        let workers = if config.threads == 0 {
            cores
        } else {
            config.threads
        };
        Ok(LocalEmbedder {
            scheduler: Scheduler::new(encoder, chunking, limits, workers),
        })
    }
}

#[async_trait]
impl Embedder for LocalEmbedder {
    fn model(&self) -> &EmbeddingModel {
        &self.scheduler.encoder().model
    }

    async fn embed_documents(&self, texts: Vec<String>) -> Result<Vec<Vec<Vec<f32>>>, Error> {
        self.scheduler.documents(texts).await
    }

    async fn embed_query(&self, text: &str) -> Result<Option<Vec<f32>>, Error> {
        self.scheduler.query(text).await
    }
}
