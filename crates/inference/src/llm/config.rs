//! Which language model to use, if any, and how much.

use serde::{Deserialize, Serialize};
use types::Error;

use crate::config::Secret;

/// Whose protocol is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LlmProvider {
    /// No model: everything works by rules.
    #[default]
    None,
    /// OpenAI's chat completions, which Ollama, vLLM and many others speak, too.
    #[serde(rename = "openai")]
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
}

/// The `[llm]` section of the configuration. The default is no model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LlmConfig {
    /// Whose protocol is spoken.
    pub provider: LlmProvider,
    /// The URL in front of `/chat/completions` (`openai`) or `/v1/messages` (`anthropic`). A query
    /// (`?api-version=...`) stays at the end.
    #[serde(serialize_with = "crate::config::without_secrets")]
    pub base_url: String,
    /// Sent as `Authorization: Bearer` and `api-key` (`openai`), or `x-api-key` (`anthropic`). Empty: not sent.
    pub api_key: Secret,
    /// The model's name at the endpoint.
    pub model: String,
    /// A host on a private network or on this machine may be called.
    pub allow_private: bool,
    /// One HTTP call, all phases together.
    pub timeout_ms: u64,
    /// Repetitions after a 429, a 5xx or a lost connection.
    pub retries_max: u32,
    /// Calls at a time.
    pub concurrency_max: usize,
    /// Tokens that one answer may take.
    pub answer_tokens_max: u32,
    /// Tokens that one org may use in a day (UTC); 0: none.
    pub tokens_per_org_per_day: u64,
    /// Failures in a row after which no call is made for a while.
    pub breaker_failures: u32,
    /// For how long.
    pub breaker_pause_ms: u64,
}

impl Default for LlmConfig {
    fn default() -> Self {
        LlmConfig {
            provider: LlmProvider::None,
            base_url: String::new(),
            api_key: Secret::default(),
            model: String::new(),
            allow_private: false,
            timeout_ms: 60_000,
            retries_max: 2,
            concurrency_max: 4,
            answer_tokens_max: 2048,
            tokens_per_org_per_day: 1_000_000,
            breaker_failures: 5,
            breaker_pause_ms: 60_000,
        }
    }
}

impl LlmConfig {
    /// Checks what can be checked without calling anybody.
    ///
    /// # Errors
    /// `InvalidArgument`, naming the field.
    pub fn validate(&self) -> Result<(), Error> {
        let require = |holds: bool, field: &'static str, message: &'static str| match holds {
            true => Ok(()),
            false => Err(Error::invalid(field, message).within("llm")),
        };
        require(self.timeout_ms > 0, "timeout_ms", "must be at least 1")?;
        require(
            self.concurrency_max > 0,
            "concurrency_max",
            "must be at least 1",
        )?;
        require(
            self.answer_tokens_max >= 64,
            "answer_tokens_max",
            "must be at least 64",
        )?;
        require(
            self.breaker_failures > 0,
            "breaker_failures",
            "must be at least 1",
        )?;
        if self.provider == LlmProvider::None {
            return Ok(());
        }
        require(
            !self.base_url.is_empty(),
            "base_url",
            "is required with a provider",
        )?;
        require(
            !self.model.is_empty(),
            "model",
            "is required with a provider",
        )
    }
}
