//! Large language models, as an option: they word and refine, they never decide.
//!
//! A [`Llm`] answers a [`Question`] with JSON of the form that the question gives. Whatever comes back
//! is a stranger's text: it is parsed, repaired once, and checked item by item ([`items`]); scope,
//! ids, trust and times never come from it. Calls are bounded in size, time, number and, after
//! failures, by a circuit breaker; whoever asked goes on without the answer.

mod anthropic;
mod breaker;
mod client;
mod config;
mod openai;
mod read;
pub mod tasks;

use async_trait::async_trait;
use serde_json::Value as Json;
use types::Error;

pub use client::open_llm;
pub use config::{LlmConfig, LlmProvider};
pub use read::{items, read_object};

/// Something that answers questions with JSON.
#[async_trait]
pub trait Llm: Send + Sync {
    /// The model's name; goes into the provenance of what it took part in.
    fn model(&self) -> &str;

    /// Answers a question. A reply that is no JSON object is asked for once more.
    ///
    /// # Errors
    /// `Upstream`, `Timeout`, `Overloaded` (too many calls at once, or the breaker is open): the caller
    /// goes on without an answer.
    async fn ask(&self, question: &Question) -> Result<Answer, Error>;
}

/// What a model is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// A name for the form of the answer: letters and `_`.
    pub name: &'static str,
    /// What to do, and how.
    pub instructions: String,
    /// What to do it with. Data, fenced as such.
    pub material: String,
    /// JSON schema of the answer: an object.
    pub schema: Json,
    /// Tokens that the answer may take.
    pub answer_tokens_max: u32,
}

impl Question {
    /// About how many tokens the question and its answer take; for budgets, before it is asked.
    pub fn tokens(&self) -> u64 {
        let asked = crate::tokens::count_tokens(&self.instructions)
            + crate::tokens::count_tokens(&self.material);
        asked as u64 + u64::from(self.answer_tokens_max)
    }
}

/// What a model answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// An object; not yet checked against the schema.
    pub json: Json,
    /// Tokens that question and answer took, all attempts together, as the provider counts.
    pub tokens: u64,
}
