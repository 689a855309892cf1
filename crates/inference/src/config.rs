//! Which embedding model to use, and how.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize, Serializer};
use types::Error;

/// Worker threads at most: beyond the cores of any machine, and few enough to start.
const THREADS_MAX: usize = 1024;

/// Where vectors come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// The model built into the binary. Needs no network and no files.
    #[default]
    Local,
    /// Any endpoint that speaks OpenAI's `/embeddings`.
    #[serde(rename = "openai")]
    OpenAi,
    /// A folder with `model.onnx` and `tokenizer.json`.
    Onnx,
}

/// A value that is never printed: `Debug`, `Display` and serialisation show `***`.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret value.
    pub fn new(value: impl Into<String>) -> Self {
        Secret(value.into())
    }

    /// The value itself, for the one place that must send it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// True if nothing is configured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn masked(&self) -> &'static str {
        if self.0.is_empty() { "" } else { "***" }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.masked())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.masked())
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.masked())
    }
}

/// Serialises a URL without what may be a secret in it: who logs in, and the values of its query but for a version's.
pub(crate) fn without_secrets<S: Serializer>(url: &str, to: S) -> Result<S::Ok, S::Error> {
    let (base, query) = match url.split_once('?') {
        Some((base, query)) => (base, Some(query)),
        None => (url, None),
    };
    let (scheme, rest) = base.split_once("://").unwrap_or(("", base));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut shown = match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://***@{host}{path}"),
        None => base.to_owned(),
    };
    for (n, pair) in query.iter().flat_map(|query| query.split('&')).enumerate() {
        shown.push(if n == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some((name, _)) if !name.ends_with("version") => {
                shown.push_str(name);
                shown.push_str("=***");
            }
            _ => shown.push_str(pair),
        }
    }
    to.serialize_str(&shown)
}

/// The `[embedding]` section of the configuration. The default is the built-in model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EmbeddingConfig {
    /// Where vectors come from.
    pub provider: Provider,
    /// `openai`: the URL in front of `/embeddings`, for example `https://api.openai.com/v1`.
    #[serde(serialize_with = "without_secrets")]
    pub base_url: String,
    /// `openai`: sent as `Authorization: Bearer`. Empty: no such header.
    pub api_key: Secret,
    /// `openai`: the model's name at the endpoint. `onnx`: a name for it; empty: the folder's.
    pub model: String,
    /// Length of the vectors. Required for `openai`; 0 elsewhere means the model's own. A model
    /// whose vectors have another length is refused.
    pub dimension: usize,
    /// `openai`: also ask for that dimension in the request, for models that can be shortened.
    pub request_dimension: bool,
    /// `onnx`: the folder with `model.onnx`, `tokenizer.json` and, optionally,
    /// `1_Pooling/config.json`.
    pub path: PathBuf,
    /// `openai`: a host on a private network or on this machine may be called.
    pub allow_private: bool,
    /// `openai`: one HTTP call, all phases together.
    pub timeout_ms: u64,
    /// `openai`: repetitions after a 429, a 5xx or a lost connection.
    pub retries_max: u32,
    /// `openai`: texts in one HTTP call.
    pub batch_max: usize,
    /// `openai`: HTTP calls at a time.
    pub concurrency_max: usize,
    /// `local`, `onnx`: worker threads; 0: one per core, at most 8.
    pub threads: usize,
    /// Tokens of one chunk; 0: 160, or 512 for `openai` (where a token is taken as 4 bytes). A
    /// text longer than a chunk gives several vectors.
    pub chunk_tokens: usize,
    /// Tokens by which neighbouring chunks overlap.
    pub chunk_overlap_tokens: usize,
    /// Chunks of one text. A text that would give more is sampled by this many chunks, spread
    /// evenly from its beginning to its end.
    pub chunks_max: usize,
    /// Bytes of documents waiting for the model; beyond that, `Overloaded`.
    pub queue_bytes_max: usize,
    /// Queries waiting for the model; beyond that, `Overloaded`.
    pub queue_queries_max: usize,
}

impl Default for EmbeddingConfig {
    fn default() -> Self {
        EmbeddingConfig {
            provider: Provider::Local,
            base_url: String::new(),
            api_key: Secret::default(),
            model: String::new(),
            dimension: 0,
            request_dimension: false,
            path: PathBuf::new(),
            allow_private: false,
            timeout_ms: 30_000,
            retries_max: 3,
            batch_max: 64,
            concurrency_max: 4,
            threads: 0,
            chunk_tokens: 0,
            chunk_overlap_tokens: 32,
            chunks_max: 64,
            queue_bytes_max: 64 << 20,
            queue_queries_max: 1024,
        }
    }
}

impl EmbeddingConfig {
    /// Checks what can be checked without opening anything.
    ///
    /// # Errors
    /// `InvalidArgument`, naming the field.
    pub fn validate(&self) -> Result<(), Error> {
        let overlap = self.chunk_overlap_tokens;
        require(self.chunks_max > 0, "chunks_max", "must be at least 1")?;
        require(self.batch_max > 0, "batch_max", "must be at least 1")?;
        require(
            self.threads <= THREADS_MAX,
            "threads",
            "must be at most 1024",
        )?;
        require(
            self.concurrency_max > 0,
            "concurrency_max",
            "must be at least 1",
        )?;
        require(self.timeout_ms > 0, "timeout_ms", "must be at least 1")?;
        require(
            self.chunk_tokens == 0 || (8..=8192).contains(&self.chunk_tokens),
            "chunk_tokens",
            "must be 0 or from 8 to 8192",
        )?;
        require(
            overlap * 2 <= self.chunk_tokens_or(160),
            "chunk_overlap_tokens",
            "must be at most half of chunk_tokens",
        )?;
        match self.provider {
            Provider::Local => Ok(()),
            Provider::Onnx => require(
                !self.path.as_os_str().is_empty(),
                "path",
                "is required with onnx",
            ),
            Provider::OpenAi => {
                require(
                    !self.base_url.is_empty(),
                    "base_url",
                    "is required with openai",
                )?;
                require(!self.model.is_empty(), "model", "is required with openai")?;
                require(self.dimension > 0, "dimension", "is required with openai")
            }
        }
    }

    pub(crate) fn chunk_tokens_or(&self, default: usize) -> usize {
        if self.chunk_tokens == 0 {
            default
        } else {
            self.chunk_tokens
        }
    }
}

fn require(holds: bool, field: &'static str, message: &'static str) -> Result<(), Error> {
    if holds {
        return Ok(());
    }
    Err(Error::invalid(field, message).within("embedding"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<EmbeddingConfig, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn empty_section_is_the_default_and_valid() {
        let config = parse("{}").unwrap();
        assert_eq!(config, EmbeddingConfig::default());
        config.validate().unwrap();
    }

    #[test]
    fn unknown_keys_are_errors() {
        assert!(
            parse(r#"{"providr":"local"}"#)
                .unwrap_err()
                .contains("providr")
        );
    }

    #[test]
    fn invalid_values_name_their_field() {
        let check = |json: &str, field: &str| {
            let error = parse(json).unwrap().validate().unwrap_err();
            assert_eq!(error.field(), Some(field), "{json}");
        };
        check(r#"{"provider":"openai"}"#, "embedding.base_url");
        check(
            r#"{"provider":"openai","base_url":"http://h/v1"}"#,
            "embedding.model",
        );
        check(
            r#"{"provider":"openai","base_url":"http://h/v1","model":"m"}"#,
            "embedding.dimension",
        );
        check(r#"{"provider":"onnx"}"#, "embedding.path");
        check(r#"{"chunk_tokens":7}"#, "embedding.chunk_tokens");
        check(
            r#"{"chunk_tokens":40,"chunk_overlap_tokens":21}"#,
            "embedding.chunk_overlap_tokens",
        );
        check(r#"{"chunks_max":0}"#, "embedding.chunks_max");
        check(r#"{"batch_max":0}"#, "embedding.batch_max");
    }

    #[test]
    fn secrets_in_urls_are_not_printed() {
        fn check(url: &str, expect: &str) {
            let config = EmbeddingConfig {
                base_url: url.to_owned(),
                ..EmbeddingConfig::default()
            };
            let shown = serde_json::to_value(&config).unwrap();
            assert_eq!(shown["base_url"], expect);
        }
        check("", "");
        check("https://a.example/v1", "https://a.example/v1");
        check("https://u:pw@a.example:8/v1", "https://***@a.example:8/v1");
        check(
            "https://a.example/v1?api-version=2&key=sk",
            "https://a.example/v1?api-version=2&key=***",
        );
    }

    #[test]
    fn secrets_are_never_printed() {
        let config = parse(r#"{"api_key":"sk-very-secret"}"#).unwrap();
        assert_eq!(config.api_key.expose(), "sk-very-secret");
        let shown = [
            format!("{config:?}"),
            format!("{}", config.api_key),
            serde_json::to_string(&config).unwrap(),
        ];
        for text in shown {
            assert!(!text.contains("secret") && text.contains("***"), "{text}");
        }
    }
}
