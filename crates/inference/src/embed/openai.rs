//! Endpoints that speak OpenAI's `/embeddings`.

use async_trait::async_trait;
use types::Error;

use super::{Embedder, EmbeddingModel};
use crate::config::EmbeddingConfig;

/// A model behind an OpenAI-compatible endpoint.
pub struct OpenAiEmbedder {
    model: EmbeddingModel,
}

impl OpenAiEmbedder {
    /// Prepares to call `config.base_url`; nothing is sent yet.
    ///
    /// # Errors
    /// `InvalidArgument` if the URL is not usable.
    pub fn new(config: &EmbeddingConfig) -> Result<Self, Error> {
        let model = EmbeddingModel {
            id: config.model.clone(),
            dimension: config.dimension,
            max_tokens: config.chunk_tokens_or(512),
        };
        Ok(OpenAiEmbedder { model })
    }
}

#[async_trait]
impl Embedder for OpenAiEmbedder {
    fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    async fn embed_documents(&self, _texts: Vec<String>) -> Result<Vec<Vec<Vec<f32>>>, Error> {
        Err(Error::internal("under construction"))
    }

    async fn embed_query(&self, _text: &str) -> Result<Option<Vec<f32>>, Error> {
        Err(Error::internal("under construction"))
    }
}
