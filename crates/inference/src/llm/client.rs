//! Calls: bounded, repeated after what passes, repaired once, broken off when they keep failing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use serde_json::Value as Json;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use types::{Error, ErrorKind};

use super::breaker::Breaker;
use super::{Answer, Llm, LlmConfig, LlmProvider, Question, anthropic, openai, read_object};
use crate::egress::{Egress, EgressError, Reply};

/// First pause before a repetition; it doubles with each.
const BACKOFF_MS: u64 = 500;
/// No pause is longer, even if the endpoint asks for it: then the call fails at once.
const PAUSE_MS_MAX: u64 = 20_000;

/// What a model said: text that should be JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) tokens: u64,
}

/// The configured model; `None` if there is none.
///
/// # Errors
/// `InvalidArgument`, naming the field.
pub fn open_llm(config: &LlmConfig) -> Result<Option<Arc<dyn Llm>>, Error> {
    config.validate()?;
    let path = match config.provider {
        LlmProvider::None => return Ok(None),
        LlmProvider::OpenAi => openai::path(),
        LlmProvider::Anthropic => anthropic::path(),
    };
    let (base, query) = match config.base_url.split_once('?') {
        Some((base, query)) => (base, format!("?{query}")),
        None => (config.base_url.as_str(), String::new()),
    };
    let base = base.trim_end_matches('/');
    let egress =
        Egress::new(base, config.allow_private).map_err(|error| error.within("llm.base_url"))?;
    Ok(Some(Arc::new(Client {
        endpoint: Arc::new(Endpoint {
            egress,
            url: format!("{base}{path}{query}"),
            config: config.clone(),
        }),
        permits: Semaphore::new(config.concurrency_max),
        breaker: Breaker::new(config.breaker_failures, config.breaker_pause_ms),
    })))
}

struct Client {
    endpoint: Arc<Endpoint>,
    permits: Semaphore,
    breaker: Breaker,
}

struct Endpoint {
    egress: Egress,
    url: String,
    config: LlmConfig,
}

/// What to do after one attempt.
enum Attempt {
    Said(Said),
    /// Try again, after the pause that the endpoint asked for.
    Again(Error, Option<u64>),
    Failed(Error),
}

#[async_trait]
impl Llm for Client {
    fn model(&self) -> &str {
        &self.endpoint.config.model
    }

    async fn ask(&self, question: &Question) -> Result<Answer, Error> {
        let _permit = self.permits.acquire().await;
        if let Err(wait) = self.breaker.admit(Instant::now()) {
            let message = "the language model is left alone after failures";
            let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            return Err(Error::new(ErrorKind::Overloaded, message).with_retry_after_ms(wait_ms));
        }
        let outcome = self.ask_repairing(question).await;
        self.breaker.record(outcome.is_ok(), Instant::now());
        outcome
    }
}

impl Client {
    /// Asks, and once more if the answer cannot be read.
    async fn ask_repairing(&self, question: &Question) -> Result<Answer, Error> {
        let first = self.say(question, None).await?;
        let problem = match read_object(&first.text) {
            Ok(json) => return Ok(answer(json, first.tokens)),
            Err(problem) => problem,
        };
        tracing::debug!(%problem, "the model is asked once more");
        let correction = format!("Your last answer could not be used: {problem}. Answer again.");
        let second = self.say(question, Some(correction)).await?;
        let tokens = first.tokens.saturating_add(second.tokens);
        match read_object(&second.text) {
            Ok(json) => Ok(answer(json, tokens)),
            Err(problem) => Err(unusable(problem)),
        }
    }

    async fn say(&self, question: &Question, correction: Option<String>) -> Result<Said, Error> {
        let body = Arc::new(self.endpoint.body(question, correction.as_deref()));
        let mut backoff_ms = BACKOFF_MS;
        for left in (0..=self.endpoint.config.retries_max).rev() {
            let (endpoint, body) = (Arc::clone(&self.endpoint), Arc::clone(&body));
            let attempt = spawn_blocking(move || endpoint.attempt(&body)).await;
            match attempt.map_err(|error| Error::internal(error.to_string()))? {
                Attempt::Said(said) => return Ok(said),
                Attempt::Failed(error) => return Err(error),
                Attempt::Again(error, asked_ms) => {
                    let pause_ms = asked_ms.unwrap_or(backoff_ms);
                    if left == 0 || pause_ms > PAUSE_MS_MAX {
                        return Err(error.with_retry_after_ms(pause_ms));
                    }
                    tracing::debug!(pause_ms, left, %error, "language model: trying again");
                    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
                    backoff_ms = (backoff_ms * 2).min(PAUSE_MS_MAX);
                }
            }
        }
        Err(Error::internal("no attempt was made"))
    }
}

fn answer(json: Json, tokens: u64) -> Answer {
    Answer { json, tokens }
}

fn unusable(why: String) -> Error {
    Error::new(
        ErrorKind::Upstream,
        "the language model's answer is unusable",
    )
    .with_internal(why)
}

impl Endpoint {
    fn body(&self, question: &Question, correction: Option<&str>) -> Json {
        match self.config.provider {
            LlmProvider::Anthropic => anthropic::body(&self.config, question, correction),
            LlmProvider::OpenAi | LlmProvider::None => {
                openai::body(&self.config, question, correction)
            }
        }
    }

    /// Blocking.
    fn attempt(&self, body: &Json) -> Attempt {
        let headers = match self.config.provider {
            LlmProvider::Anthropic => anthropic::headers(&self.config),
            LlmProvider::OpenAi | LlmProvider::None => openai::headers(&self.config),
        };
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let timeout_ms = self.config.timeout_ms;
        match self
            .egress
            .post_json_with(&self.url, &headers, body, timeout_ms)
        {
            Ok(reply) => self.judge(&reply),
            Err(refused @ EgressError::Refused(_)) => Attempt::Failed(refused.into()),
            Err(error) => Attempt::Again(error.into(), None),
        }
    }

    fn judge(&self, reply: &Reply) -> Attempt {
        let error = || {
            Error::new(
                ErrorKind::Upstream,
                "the language model refused the request",
            )
            .with_internal(reply.summary())
        };
        match reply.status {
            200..=299 => {
                let said = match self.config.provider {
                    LlmProvider::Anthropic => anthropic::said(&reply.body),
                    LlmProvider::OpenAi | LlmProvider::None => openai::said(&reply.body),
                };
                match said {
                    Ok(said) => Attempt::Said(said),
                    Err(why) => Attempt::Failed(unusable(why)),
                }
            }
            408 | 409 | 429 | 500..=599 => Attempt::Again(error(), reply.retry_after_ms),
            _ => Attempt::Failed(error()),
        }
    }
}
