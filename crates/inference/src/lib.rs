//! The models, and the only door to the network.
//!
//! - [`Embedder`] turns text into vectors. The default runs a model that is built into the binary,
//!   on own threads, without network; [`EmbeddingConfig`] selects an OpenAI-compatible endpoint or
//!   a folder with another model instead.
//! - [`llm`] asks a large language model, where one is configured, for JSON of a given form. Nothing
//!   depends on it: whoever asks goes on without an answer.
//! - [`slots`] tells what a sentence states of its speaker, by a small model that is built in.
//! - [`tokens`] counts and cuts text by the tokens of large language models.
//! - [`egress`] is the one place that makes outgoing HTTP calls, to configured hosts only.
//!
//! This crate knows nothing of orgs, users or rights.

pub mod egress;
pub mod llm;
pub mod slots;
pub mod tokens;

mod config;
mod embed;
#[cfg(feature = "testing")]
pub mod fake;
#[cfg(target_arch = "x86_64")]
mod kernel;
#[cfg(not(target_arch = "x86_64"))]
#[path = "kernel/absent.rs"]
mod kernel;
mod recent;

pub use config::{EmbeddingConfig, Provider, Secret};
pub use embed::{
    Condition, Embedder, EmbeddingModel, LocalEmbedder, OpenAiEmbedder, open_embedder,
};
pub use recent::Recent;
pub use types::{Error, ErrorKind};
