//! Reading requests: bodies with a limit and a timer, query strings, the idempotency key.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use engine::Idempotency;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use types::{Error, ErrorKind, limits};

use crate::AppState;
use crate::echo;
use crate::failure::{Failure, HttpFault};
use crate::middleware::RequestFacts;
use crate::native;
use crate::plain;

/// After a body that is too large this much of the rest is swallowed, for this long, so that a
/// client which is still sending gets to read the refusal.
const SWALLOW_BYTES_MAX: usize = 32 * 1024 * 1024;
const SWALLOW_MS_MAX: u64 = 80;

/// So much of a body, or all of it, must have come before its request takes a place among those
/// that run: whoever dribbles takes none.
const BEGINNING_BYTES: usize = 64 * 1024;

/// Waits for the beginning of the body; the request with what has come in front of the rest.
///
/// Errors: a broken or late body.
pub(crate) async fn when_begun(request: Request, app: &AppState) -> Result<Request, Failure> {
    let (parts, body) = request.into_parts();
    // What is announced as too large is refused unread, at once.
    let is_refused =
        announced(&parts.headers).is_some_and(|n| n > app.config.body_bytes_max as u64);
    if body.is_end_stream() || is_refused {
        return Ok(Request::from_parts(parts, body));
    }
    let timeout_ms = app.config.body_timeout_ms;
    let mut reader = BodyReader::new(body, timeout_ms);
    let mut begun = Vec::new();
    let waiting = async {
        let mut bytes = 0;
        while bytes < BEGINNING_BYTES {
            let Some(piece) = reader.next().await? else {
                break;
            };
            bytes += piece.len();
            begun.push(piece);
        }
        Ok::<(), Failure>(())
    };
    match tokio::time::timeout(Duration::from_millis(timeout_ms), waiting).await {
        Ok(outcome) => outcome?,
        Err(_) => return Err(body_late()),
    }
    let begun = stream::iter(begun.into_iter().map(Ok::<Bytes, axum::Error>));
    let whole = Body::from_stream(begun.chain(reader.body.into_data_stream()));
    Ok(Request::from_parts(parts, whole))
}

/// Bytes of the body, as its head announces them.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// A JSON body, of a request that needs no idempotency.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        refuse_query(&parts)?;
        check_content_type(&parts.headers)?;
        let bytes = read_all(body, &parts.headers, app).await?;
        Ok(Json(crate::json::read(&bytes)?))
    }
}

/// The bytes of a JSON body that changes something, with the caller's idempotency key.
pub(crate) struct Submitted {
    pub(crate) bytes: Bytes,
    pub(crate) idempotency: Option<Idempotency>,
}

impl Submitted {
    /// The body as a `T`.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> types::Result<T> {
        crate::json::read(&self.bytes)
    }
}

impl FromRequest<AppState> for Submitted {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        refuse_query(&parts)?;
        check_content_type(&parts.headers)?;
        let bytes = read_all(body, &parts.headers, app).await?;
        let idempotency = idempotency(&parts, &bytes)?;
        Ok(Submitted { bytes, idempotency })
    }
}

/// What the native API takes in a body it takes there alone: a `?user_id=ada` that is ignored would
/// search everybody's. Dialects take what their clients send.
fn refuse_query(parts: &Parts) -> Result<(), Failure> {
    let query = parts.uri.query().unwrap_or_default();
    if query.is_empty() || !native::owns(parts.uri.path()) {
        return Ok(());
    }
    let name = query.split(['=', '&']).next().unwrap_or_default();
    let message = "this call takes its arguments in the body, none in the query string";
    Err(Error::invalid(echo::name(name).into_owned(), message).into())
}

/// The query string as a `T`.
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        if percent_decodes_to_utf8(query) {
            let Query(params) = Query::<T>::try_from_uri(&parts.uri).map_err(|rejection| {
                let text = rejection.body_text();
                let text = text.strip_prefix("Failed to deserialize query string: ");
                let text = text.unwrap_or("not a valid query string");
                let field = named_field(text).unwrap_or_else(|| "query".to_owned());
                let told = text.strip_prefix(&format!("{field}: ")).unwrap_or(text);
                let told = plain::words(&echo::serde_message(told)).into_owned();
                Error::invalid(echo::name(&field).into_owned(), told)
            })?;
            return Ok(Params(params));
        }
        Err(Error::invalid("query", "not UTF-8").into())
    }
}

/// The field that a message of serde's speaks of: ``unknown field `x`, ...`` or `x: invalid ...`.
fn named_field(message: &str) -> Option<String> {
    let quoted = message.split('`').nth(1).map(str::to_owned);
    let before_colon = message.split_once(": ").map(|(field, _)| field.to_owned());
    let is_name = |name: &String| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    before_colon.filter(is_name).or(quoted.filter(is_name))
}

/// Whether the percent-encoded bytes of `query` are UTF-8. (The decoder would replace what is not,
/// and a replaced character would silently name another user.)
fn percent_decodes_to_utf8(query: &str) -> bool {
    let mut bytes = Vec::with_capacity(query.len());
    let mut rest = query.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = |byte: Option<&u8>| byte.and_then(|b| (*b as char).to_digit(16));
        match (first, hex(tail.first()), hex(tail.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    std::str::from_utf8(&bytes).is_ok()
}

/// The idempotency key of a request without a body.
pub(crate) struct Bare {
    pub(crate) idempotency: Option<Idempotency>,
}

impl FromRequestParts<AppState> for Bare {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        Ok(Bare {
            idempotency: idempotency(parts, b"")?,
        })
    }
}

/// `Idempotency-Key`, bound to method, path, org and body by a SHA-256.
fn idempotency(parts: &Parts, body: &[u8]) -> Result<Option<Idempotency>, Failure> {
    let Some(value) = parts.headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > limits::IDEMPOTENCY_KEY_BYTES_MAX {
        let message = format!(
            "1 to {} ASCII characters are expected",
            limits::IDEMPOTENCY_KEY_BYTES_MAX
        );
        return Err(Error::invalid("Idempotency-Key", message).into());
    }
    let org = parts
        .extensions
        .get::<RequestFacts>()
        .map(RequestFacts::org)
        .unwrap_or_default();
    let target = parts
        .uri
        .path_and_query()
        .map(|target| target.as_str())
        .unwrap_or_default();
    let mut hasher = Sha256::new();
    for part in [
        parts.method.as_str().as_bytes(),
        target.as_bytes(),
        org.as_bytes(),
        body,
    ] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    Ok(Some(Idempotency {
        key: key.to_owned(),
        request_hash: hasher.finalize().into(),
    }))
}

/// JSON, or nothing said. Forms and plain text are what a web page can send without asking.
fn check_content_type(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let essence = value
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    if essence == "application/json" || essence.ends_with("+json") || essence.is_empty() {
        return Ok(());
    }
    Err(Failure::http(
        HttpFault::UnsupportedMediaType,
        "send JSON, and say so: `Content-Type: application/json`",
    ))
}

/// All of a body, within the limits of size and time.
pub(crate) async fn read_all(
    body: Body,
    headers: &HeaderMap,
    app: &AppState,
) -> Result<Bytes, Failure> {
    let limit = app.config.body_bytes_max;
    let mut reader = BodyReader::new(body, app.config.body_timeout_ms);
    if announced(headers).is_some_and(|bytes| bytes > limit as u64) {
        reader.swallow().await;
        return Err(too_large(limit));
    }
    let whole = tokio::time::timeout(Duration::from_millis(app.config.body_timeout_ms), async {
        let mut all = BytesMut::new();
        while let Some(piece) = reader.next().await? {
            if all.len() + piece.len() > limit {
                reader.swallow().await;
                return Err(too_large(limit));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    });
    match whole.await {
        Ok(outcome) => outcome,
        Err(_) => Err(body_late()),
    }
}

fn too_large(limit: usize) -> Failure {
    let message = format!("the body is larger than {limit} bytes; send it in parts");
    Error::new(ErrorKind::TooLarge, message)
        .with_field("body")
        .into()
}

fn body_late() -> Failure {
    Failure::http(HttpFault::RequestTimeout, "the body did not come in time")
}

/// A body, piece by piece.
pub(crate) struct BodyReader {
    body: Body,
    timeout: Duration,
}

impl BodyReader {
    pub(crate) fn new(body: Body, timeout_ms: u64) -> Self {
        BodyReader {
            body,
            timeout: Duration::from_millis(timeout_ms),
        }
    }

    /// The next piece; `None` at the end. Errors: a broken or late body.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        loop {
            let frame = tokio::time::timeout(self.timeout, self.body.frame());
            match frame.await.map_err(|_| body_late())? {
                None => return Ok(None),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
                Some(Err(error)) => {
                    let broken = Error::invalid("body", "the body is broken or incomplete");
                    return Err(broken.with_internal(error.to_string()).into());
                }
            }
        }
    }

    /// Reads on for a moment and forgets it.
    async fn swallow(&mut self) {
        let swallowing = async {
            let mut swallowed = 0;
            while let Ok(Some(piece)) = self.next().await {
                swallowed += piece.len();
                if swallowed > SWALLOW_BYTES_MAX {
                    break;
                }
            }
        };
        // Whether it ended or ran out of time makes no difference to the refusal.
        let _ = tokio::time::timeout(Duration::from_millis(SWALLOW_MS_MAX), swallowing).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_strings_must_be_utf8_after_decoding() {
        fn check(query: &str, expect: bool) {
            assert_eq!(percent_decodes_to_utf8(query), expect, "{query}");
        }
        check("a=%C3%A9&b=c+d", true);
        check("a=%FF", false);
        check("a=%", true);
        check("a=%zz%4", true);
        check("a=%C3", false);
    }

    #[test]
    fn messages_about_fields_name_them() {
        fn check(message: &str, expect: Option<&str>) {
            assert_eq!(named_field(message).as_deref(), expect, "{message}");
        }
        check("limit: invalid digit found in string", Some("limit"));
        check(
            "unknown field `colour`, expected one of `a`, `b`",
            Some("colour"),
        );
        check("duplicate field `kind`", Some("kind"));
        check("nonsense", None);
    }
}
