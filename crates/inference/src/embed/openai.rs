//! Endpoints that speak OpenAI's `/embeddings`.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};
use types::{Error, ErrorKind};

use super::chunk::{Chunking, byte_chunks};
use super::{Condition, Embedder, EmbeddingModel, QUERY_CHUNKS_MAX, mean, normalised};
use crate::config::EmbeddingConfig;
use crate::egress::{Egress, EgressError, Reply, read_reply};

const CHUNK_TOKENS: usize = 512;
/// First pause before a repetition; it doubles with each.
const BACKOFF_MS: u64 = 250;
/// No pause is longer, even if the endpoint asks for it: then the call fails at once.
const PAUSE_MS_MAX: u64 = 20_000;

/// What no endpoint refuses for its words: if it does, the request is at fault.
const HARMLESS: &str = "text";

/// A model behind an OpenAI-compatible endpoint. Texts are cut into chunks by bytes, four to a
/// token; vectors are normalised here, whatever the endpoint does.
pub struct OpenAiEmbedder {
    endpoint: Arc<Endpoint>,
    chunking: Chunking,
    batch_max: usize,
    queue_bytes_max: usize,
    /// Bytes of documents that are on their way.
    waiting_bytes: AtomicUsize,
    /// Documents that were refused since the start.
    refused_texts: AtomicU64,
}

struct Endpoint {
    model: EmbeddingModel,
    config: EmbeddingConfig,
    egress: Egress,
    url: String,
    /// Documents share these; queries go past them.
    permits: Semaphore,
    /// What the last call failed of.
    failing: Mutex<Option<ErrorKind>>,
}

impl OpenAiEmbedder {
    /// Prepares to call `config.base_url`; nothing is sent yet.
    ///
    /// # Errors
    /// `InvalidArgument` if the URL is not usable.
    pub fn new(config: &EmbeddingConfig) -> Result<Self, Error> {
        let base_url = config.base_url.trim_end_matches('/');
        let egress = Egress::new(base_url, config.allow_private)
            .map_err(|error| error.within("embedding.base_url"))?;
        let chunking = Chunking {
            tokens: config.chunk_tokens_or(CHUNK_TOKENS),
            overlap: config.chunk_overlap_tokens,
            chunks_max: config.chunks_max,
        };
        let model = EmbeddingModel {
            id: format!("{}/{}", config.model, config.dimension),
            dimension: config.dimension,
            max_tokens: chunking.tokens,
        };
        let endpoint = Endpoint {
            model,
            egress,
            url: format!("{base_url}/embeddings"),
            permits: Semaphore::new(config.concurrency_max),
            config: config.clone(),
            failing: Mutex::default(),
        };
        Ok(OpenAiEmbedder {
            endpoint: Arc::new(endpoint),
            chunking,
            batch_max: config.batch_max,
            queue_bytes_max: config.queue_bytes_max,
            waiting_bytes: AtomicUsize::new(0),
            refused_texts: AtomicU64::new(0),
        })
    }

    /// Counts the bytes as waiting until the guard is dropped.
    fn admit(&self, bytes: usize) -> Result<Admission<'_>, Error> {
        let before = self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        let admission = Admission {
            waiting: &self.waiting_bytes,
            bytes,
        };
        // A single request over the limit is served when it has the room for itself.
        if before > 0 && before + bytes > self.queue_bytes_max {
            return Err(
                Error::new(ErrorKind::Overloaded, "too many texts are being embedded")
                    .with_retry_after_ms(BACKOFF_MS * 4),
            );
        }
        Ok(admission)
    }
}

struct Admission<'a> {
    waiting: &'a AtomicUsize,
    bytes: usize,
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[async_trait]
impl Embedder for OpenAiEmbedder {
    fn model(&self) -> &EmbeddingModel {
        &self.endpoint.model
    }

    fn condition(&self) -> Condition {
        Condition {
            refused_texts: self.refused_texts.load(Ordering::Relaxed),
            failing: *self.endpoint.failing(),
        }
    }

    async fn embed_documents(&self, texts: Vec<String>) -> Result<Vec<Vec<Vec<f32>>>, Error> {
        let _admission = self.admit(texts.iter().map(String::len).sum())?;
        let (mut owners, mut chunks) = (Vec::new(), Vec::new());
        for (owner, text) in texts.iter().enumerate() {
            for chunk in byte_chunks(text, self.chunking) {
                owners.push(owner);
                chunks.push(chunk.to_owned());
            }
        }
        // Dropping the set, on an error or with this future, ends all calls that still wait.
        let mut calls = JoinSet::new();
        for (number, batch) in chunks.chunks(self.batch_max).enumerate() {
            let (endpoint, batch) = (Arc::clone(&self.endpoint), batch.to_vec());
            calls.spawn(async move {
                let _permit = endpoint.permits.acquire().await;
                let vectors = endpoint.embed_accepted(batch).await;
                vectors.map(|vectors| (number, vectors))
            });
        }
        let mut batches = vec![Vec::new(); calls.len()];
        while let Some(call) = calls.join_next().await {
            let (number, vectors) = call.map_err(|error| Error::internal(error.to_string()))??;
            batches[number] = vectors;
        }
        let mut vectors = vec![Vec::new(); texts.len()];
        let mut refused = BTreeSet::new();
        for (owner, vector) in owners.into_iter().zip(batches.into_iter().flatten()) {
            match vector {
                Some(vector) => vectors[owner].push(vector),
                None => drop(refused.insert(owner)),
            }
        }
        if !refused.is_empty() {
            let texts = refused.len() as u64;
            self.refused_texts.fetch_add(texts, Ordering::Relaxed);
            tracing::warn!(
                texts,
                "the embedding endpoint refuses texts: words alone find them"
            );
        }
        Ok(vectors)
    }

    async fn embed_query(&self, text: &str) -> Result<Option<Vec<f32>>, Error> {
        let chunking = Chunking {
            chunks_max: QUERY_CHUNKS_MAX,
            ..self.chunking
        };
        let chunks: Vec<_> = byte_chunks(text, chunking)
            .into_iter()
            .map(str::to_owned)
            .collect();
        if chunks.is_empty() {
            return Ok(None);
        }
        let endpoint = Arc::clone(&self.endpoint);
        let vectors = endpoint.embed(Arc::new(chunks)).await;
        Ok(mean(vectors.map_err(Failure::into_error)?))
    }
}

/// What to do after one attempt.
enum Attempt {
    Done(Vec<Vec<f32>>),
    /// Try again, after the pause that the endpoint asked for.
    Again(Error, Option<u64>),
    Failed(Failure),
}

/// Why there are no vectors.
enum Failure {
    /// The endpoint does not take what was asked: one of the inputs, or the request itself.
    Refused(Error),
    Other(Error),
}

impl Failure {
    fn into_error(self) -> Error {
        match self {
            Failure::Refused(error) | Failure::Other(error) => error,
        }
    }
}

impl Endpoint {
    /// One entry per input: its vector, or none if the endpoint refuses that input. One refused input
    /// is refused with all that is asked beside it, so what is refused is asked in halves.
    async fn embed_accepted(
        self: &Arc<Self>,
        inputs: Vec<String>,
    ) -> Result<Vec<Option<Vec<f32>>>, Error> {
        let mut vectors = Vec::with_capacity(inputs.len());
        let mut waiting = vec![inputs];
        let mut is_request_sound = false;
        while let Some(part) = waiting.pop() {
            let part = Arc::new(part);
            match self.embed(Arc::clone(&part)).await {
                Ok(embedded) => {
                    vectors.extend(embedded.into_iter().map(Some));
                    continue;
                }
                Err(Failure::Other(error)) => return Err(error),
                Err(Failure::Refused(error)) if !is_request_sound => {
                    // With a wrong setting all is refused. No text may lose its vector by that.
                    let probe = Arc::new(vec![HARMLESS.to_owned()]);
                    self.embed(probe).await.map_err(|_| error)?;
                    is_request_sound = true;
                }
                Err(Failure::Refused(_)) => {}
            }
            match part.split_at(part.len() / 2) {
                ([], _) => vectors.push(None),
                (first, second) => waiting.extend([second.to_vec(), first.to_vec()]),
            }
        }
        // An endpoint that takes some texts and not others works.
        *self.failing() = None;
        Ok(vectors)
    }

    /// One vector per input, with repetitions.
    async fn embed(self: &Arc<Self>, inputs: Arc<Vec<String>>) -> Result<Vec<Vec<f32>>, Failure> {
        let internal = |error: String| Failure::Other(Error::internal(error));
        let mut backoff_ms = BACKOFF_MS;
        for left in (0..=self.config.retries_max).rev() {
            let (endpoint, inputs) = (Arc::clone(self), Arc::clone(&inputs));
            let attempt = spawn_blocking(move || endpoint.attempt(&inputs)).await;
            let attempt = attempt.map_err(|error| internal(error.to_string()))?;
            self.note(&attempt);
            match attempt {
                Attempt::Done(vectors) => return Ok(vectors),
                Attempt::Failed(failure) => return Err(failure),
                Attempt::Again(error, asked_ms) => {
                    let pause_ms = asked_ms.unwrap_or(backoff_ms);
                    if left == 0 || pause_ms > PAUSE_MS_MAX {
                        return Err(Failure::Other(error.with_retry_after_ms(pause_ms)));
                    }
                    tracing::debug!(pause_ms, left, %error, "embedding endpoint: trying again");
                    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
                    backoff_ms = (backoff_ms * 2).min(PAUSE_MS_MAX);
                }
            }
        }
        Err(internal("no attempt was made".to_owned()))
    }

    /// Blocking.
    fn attempt(&self, inputs: &[String]) -> Attempt {
        let config = &self.config;
        let mut body =
            json!({ "model": config.model, "input": inputs, "encoding_format": "float" });
        if config.request_dimension {
            body["dimensions"] = config.dimension.into();
        }
        match self
            .egress
            .post_json(&self.url, &config.api_key, &body, config.timeout_ms)
        {
            Ok(reply) => self.judge(&reply, inputs.len()),
            Err(refused @ EgressError::Refused(_)) => {
                Attempt::Failed(Failure::Other(refused.into()))
            }
            Err(error) => Attempt::Again(error.into(), None),
        }
    }

    fn failing(&self) -> MutexGuard<'_, Option<ErrorKind>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how an attempt ended.
    fn note(&self, attempt: &Attempt) {
        *self.failing() = match attempt {
            Attempt::Done(_) => None,
            Attempt::Failed(Failure::Refused(error) | Failure::Other(error))
            | Attempt::Again(error, _) => Some(error.kind()),
        };
    }

    fn judge(&self, reply: &Reply, count: usize) -> Attempt {
        let status = reply.status;
        let error = || {
            let public = "the embedding endpoint refused the request";
            Error::new(ErrorKind::Upstream, public).with_internal(reply.summary())
        };
        match status {
            200..=299 => match vectors(&reply.body, count, self.model.dimension) {
                Ok(vectors) => Attempt::Done(vectors),
                Err(why) => {
                    let public = "the embedding endpoint's reply is unusable";
                    let error = Error::new(ErrorKind::Upstream, public).with_internal(why);
                    Attempt::Failed(Failure::Other(error))
                }
            },
            429 | 500..=599 => Attempt::Again(error(), reply.retry_after_ms),
            // What endpoints say of an input that is too long, empty for them or not wanted.
            400 | 413 | 422 => Attempt::Failed(Failure::Refused(error())),
            _ => Attempt::Failed(Failure::Other(error())),
        }
    }
}

#[derive(Deserialize)]
struct Body {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// The vectors of a reply in the order of the inputs: by `index`, or by position if no item has
/// one.
fn vectors(body: &[u8], count: usize, dimension: usize) -> Result<Vec<Vec<f32>>, String> {
    let body: Body = read_reply(body)?;
    if body.data.len() != count {
        return Err(format!("{} vectors for {count} inputs", body.data.len()));
    }
    let mut vectors = vec![None; count];
    for (position, item) in body.data.into_iter().enumerate() {
        let length = item.embedding.len();
        if length != dimension {
            return Err(format!(
                "a vector of {length} numbers instead of {dimension}"
            ));
        }
        let index = item.index.unwrap_or(position);
        let slot = vectors
            .get_mut(index)
            .ok_or_else(|| format!("index {index} of {count}"))?;
        if slot.is_some() {
            return Err(format!("index {index} twice"));
        }
        *slot = Some(normalised(item.embedding).ok_or("a vector without a direction")?);
    }
    Ok(vectors.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expect: Result<Vec<[f32; 2]>, &str>) {
        match (vectors(body.as_bytes(), 2, 2), expect) {
            (Ok(got), Ok(expect)) => assert_eq!(got, expect, "{body}"),
            (Err(got), Err(expect)) => assert!(got.contains(expect), "{body}: {got}"),
            (got, expect) => panic!("{body}: {got:?} instead of {expect:?}"),
        }
    }

    #[test]
    fn replies_are_checked_and_ordered() {
        let item = |index: &str, vector: &str| format!(r#"{{{index}"embedding":{vector}}}"#);
        let body = |a: String, b: String| format!(r#"{{"data":[{a},{b}],"model":"m"}}"#);
        let swapped = body(
            item(r#""index":1,"#, "[0,2]"),
            item(r#""index":0,"#, "[3,0]"),
        );
        check(&swapped, Ok(vec![[1.0, 0.0], [0.0, 1.0]]));
        check(
            &body(item("", "[0,2]"), item("", "[3,0]")),
            Ok(vec![[0.0, 1.0], [1.0, 0.0]]),
        );
        let twice = body(
            item(r#""index":1,"#, "[0,2]"),
            item(r#""index":1,"#, "[3,0]"),
        );
        check(&twice, Err("index 1 twice"));
        let beyond = body(
            item(r#""index":2,"#, "[0,2]"),
            item(r#""index":0,"#, "[3,0]"),
        );
        check(&beyond, Err("index 2 of 2"));
        check(
            &body(item("", "[0,2,1]"), item("", "[3,0]")),
            Err("3 numbers instead of 2"),
        );
        check(
            &body(item("", "[0,0]"), item("", "[3,0]")),
            Err("without a direction"),
        );
        check(r#"{"data":[]}"#, Err("0 vectors for 2 inputs"));
        check(r#"{"error":"no"}"#, Err("another form at line 1 column 14"));
        check("<html>", Err("no JSON at line 1 column 1"));
    }
}
