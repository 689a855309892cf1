//! Everything that happens to every request, in order, outermost first:
//!
//! 1. **compress**: the reply is gzipped if the client takes it and it is worth it;
//! 2. **observe**: request id, panic catcher, wording of failures by the face that owns the path,
//!    metrics, access log;
//! 3. **check host**: no web page may reach us by rebinding a name or by posting across origins;
//! 4. **unpack**: gzipped bodies (`gzip.rs`); the limit on bodies applies to what comes out;
//! 5. **admit**: once a body has begun to come, a bounded number runs, a bounded number waits, for a bounded time; then the time
//!    limit of the request itself. What changes something runs to its end even if the client
//!    hangs up.
//!
//! Limits and timers of bodies are in `body.rs`, where bodies are read; those of connections in
//! `listener.rs`.

use std::any::Any;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use engine::Access;
use futures_util::FutureExt;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use types::{Error, ErrorKind};

use crate::AppState;
use crate::body::when_begun;
use crate::dialects::{Face, face_of};
use crate::failure::Failure;
use crate::gzip::unpack;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps `router` in the whole stack.
pub(crate) fn wrap(router: Router<AppState>, app: &AppState) -> Router<AppState> {
    // Layers added later are outer: read this list from the bottom up.
    router
        .layer(from_fn_with_state(app.clone(), admit))
        .layer(from_fn(unpack))
        .layer(from_fn_with_state(app.clone(), check_host))
        .layer(from_fn_with_state(app.clone(), observe))
        .layer(compression())
}

/// Below this a reply is not worth the time of packing it.
const COMPRESS_BYTES_MIN: u64 = 4096;

fn compression() -> CompressionLayer<impl Predicate> {
    let predicate = SizeAbove::new(COMPRESS_BYTES_MIN).and(NotForContentType::SSE);
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(predicate)
}

/// What extractors and the access log share about one request.
#[derive(Clone, Default)]
pub(crate) struct RequestFacts {
    access: Arc<OnceLock<Access>>,
}

impl RequestFacts {
    /// Notes whose request it is.
    pub(crate) fn set_access(&self, access: &Access) {
        // A second extractor of the same request finds the same caller.
        let _ = self.access.set(access.clone());
    }

    /// Whose request it is; empty as long as nobody was authenticated.
    pub(crate) fn org(&self) -> &str {
        self.access
            .get()
            .map_or("", |access| access.org_id().as_str())
    }
}

// ---- 2. observe ---------------------------------------------------------------------------------

async fn observe(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id(request.headers());
    let method = known_method(request.method());
    let path = request.uri().path().to_owned();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let facts = RequestFacts::default();
    request.extensions_mut().insert(facts.clone());

    let outcome = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let response = outcome.unwrap_or_else(|panic| {
        app.metrics.panicked();
        panic_failure(panic.as_ref()).into_response()
    });
    let face = face_of(&path);
    note_denial(&app, &facts, &response, method, route.as_deref());
    let mut response = word_failure(response, face, &request_id);
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response.headers_mut().insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );

    let (status, took) = (response.status().as_u16(), started.elapsed());
    let route = route.as_deref().unwrap_or("(none)");
    app.metrics.answered(method, route, status, took);
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let (face, org) = (face.name, facts.org());
    tracing::info!(
        method, route, status, took_us, face, org, request_id, "request"
    );
    response
}

/// What a caller with a key was refused goes to the audit log, under the route's name.
fn note_denial(
    app: &AppState,
    facts: &RequestFacts,
    response: &Response,
    method: &str,
    route: Option<&str>,
) {
    let failure = response.extensions().get::<Failure>();
    let Some(error) = failure.map(|failure| &*failure.error) else {
        return;
    };
    if error.kind() == ErrorKind::PermissionDenied
        && let Some(access) = facts.access.get()
    {
        let action = format!("{method} {}", route.unwrap_or("(none)"));
        app.engine.note_denial(access, &action, error);
    }
}

/// Methods as labels: a closed set, whatever clients invent.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The client's request id if it is a decent one, or a new one.
fn request_id(headers: &HeaderMap) -> String {
    static BOOT: OnceLock<u64> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let given = headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok());
    let is_decent =
        |id: &&str| (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    given
        .filter(is_decent)
        .map(str::to_owned)
        .unwrap_or_else(|| {
            // Tells ids of different runs apart; nothing secret hangs on it.
            let boot = BOOT.get_or_init(|| RandomState::new().hash_one(0));
            format!(
                "{:08x}-{:x}",
                boot >> 32,
                COUNT.fetch_add(1, Ordering::Relaxed)
            )
        })
}

fn panic_failure(panic: &(dyn Any + Send)) -> Failure {
    let words = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Error::internal(format!("a request panicked: {words}")).into()
}

/// Lets the face that owns the path word a failure. What a layer refused without a word is worded
/// too, so that no error leaves without a JSON body.
fn word_failure(mut response: Response, face: &Face, request_id: &str) -> Response {
    let status = response.status();
    let failure = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure,
        None if is_wordless(&response) => Failure::of_status(status),
        None => return response,
    };
    let worded = (face.render)(&failure, request_id);
    if worded.status().is_server_error() {
        let error = &*failure.error;
        if error.kind() == ErrorKind::Overloaded {
            tracing::debug!(request_id, %error, "refused");
        } else {
            tracing::error!(request_id, ?error, "request failed");
        }
    }
    // What the layer had to say in headers stays: `Allow`, `WWW-Authenticate` ...
    let (mut parts, body) = worded.into_parts();
    for (name, value) in response.headers() {
        let is_about_body = [header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name);
        if !is_about_body && !parts.headers.contains_key(name) {
            parts.headers.insert(name.clone(), value.clone());
        }
    }
    Response::from_parts(parts, body)
}

fn is_wordless(response: &Response) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_json = content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/"));
    is_error && !is_json
}

// ---- 3. check host ------------------------------------------------------------------------------

async fn check_host(State(app): State<AppState>, request: Request, next: Next) -> Response {
    if !is_plainly_chunked(request.headers()) {
        let message = "`chunked` alone is understood";
        return Failure::from(Error::invalid("Transfer-Encoding", message)).into_response();
    }
    let origin = match checked_origin(&app, request.uri(), request.headers()) {
        Ok(origin) => origin,
        Err(failure) => return failure.into_response(),
    };
    let is_preflight = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    match origin {
        None => next.run(request).await,
        Some(origin) if is_preflight => cors(StatusCode::NO_CONTENT.into_response(), origin),
        Some(origin) => cors(next.run(request).await, origin),
    }
}

/// Whether the body came in chunks, or whole. hyper also reads `chunked, chunked`, which a proxy
/// in front may read otherwise: two views of where a request ends are how requests are smuggled.
fn is_plainly_chunked(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(coding), None) => coding.as_bytes().eq_ignore_ascii_case(b"chunked"),
        (Some(_), Some(_)) => false,
    }
}

/// The allow-listed foreign origin that asks, if one does.
fn checked_origin(
    app: &AppState,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Option<HeaderValue>, Failure> {
    let refuse =
        |message: &'static str| Failure::from(Error::new(ErrorKind::PermissionDenied, message));
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default(),
        (None, _) => return Err(Error::invalid("Host", "a Host header is required").into()),
        (Some(_), Some(_)) => return Err(Error::invalid("Host", "given twice").into()),
    };
    let authority = uri.authority().map_or(host, |authority| authority.as_str());
    if !is_host_allowed(app, host) || !is_host_allowed(app, authority) {
        return Err(refuse(
            "this host name is not served here (see server.allowed_hosts)",
        ));
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(None);
    };
    let text = origin.to_str().unwrap_or_default();
    let is_own = ["http://", "https://"]
        .iter()
        .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| rest == host));
    if is_own {
        return Ok(None);
    }
    if app
        .config
        .allowed_origins
        .iter()
        .any(|allowed| allowed == text)
    {
        return Ok(Some(origin.clone()));
    }
    Err(refuse(
        "this origin may not call (see server.allowed_origins)",
    ))
}

fn is_host_allowed(app: &AppState, host: &str) -> bool {
    let name = host_name(host).to_ascii_lowercase();
    if app
        .config
        .allowed_hosts
        .iter()
        .any(|allowed| allowed.eq_ignore_ascii_case(&name))
    {
        return true;
    }
    if app.is_loopback {
        return ["localhost", "127.0.0.1", "[::1]"].contains(&name.as_str());
    }
    // Elsewhere every request needs a key, which a rebound page does not have.
    app.config.allowed_hosts.is_empty()
}

/// `host` without its port; an IPv6 address keeps its brackets.
fn host_name(host: &str) -> &str {
    let is_port = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) && (!name.contains(':') || name.ends_with(']')) => name,
        _ => host,
    }
}

fn cors(mut response: Response, origin: HeaderValue) -> Response {
    const ALLOWED_HEADERS: &str =
        "authorization, x-api-key, content-type, if-match, idempotency-key, x-request-id";
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    for (name, value) in [
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, POST, PUT, PATCH, DELETE",
        ),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "etag, retry-after, x-request-id",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

// ---- 5. admit -----------------------------------------------------------------------------------

/// Paths that are answered however busy we are.
const ALWAYS_ADMITTED: [&str; 5] = [
    "/health",
    "/v1/health",
    "/memoird/v1/health",
    "/memoird/v1/ready",
    "/metrics",
];

async fn admit(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if ALWAYS_ADMITTED.contains(&path) {
        return next.run(request).await;
    }
    let request = match when_begun(request, &app).await {
        Ok(request) => request,
        Err(failure) => return failure.into_response(),
    };
    let time_limit = match request.uri().path() {
        // A stream, each piece of which has its own time limit; and work that grows with the store.
        "/memoird/v1/import"
        | "/memoird/v1/check"
        | "/memoird/v1/reindex"
        | "/memoird/v1/erasures" => None,
        _ => Some(Duration::from_millis(app.config.request_timeout_ms)),
    };
    let permit = match app.admission.enter().await {
        Ok(permit) => permit,
        Err(error) => return Failure::from(error).into_response(),
    };
    let is_read = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let work = async move {
        let response = next.run(request).await;
        drop(permit);
        response
    };
    if is_read {
        return within(time_limit, work).await;
    }
    let work = tokio::spawn(AssertUnwindSafe(work).catch_unwind());
    within(time_limit, async {
        match work.await {
            Ok(Ok(response)) => response,
            // On to the panic catcher, which counts it.
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Failure::from(Error::internal("a request was cancelled")).into_response(),
        }
    })
    .await
}

async fn within(limit: Option<Duration>, work: impl Future<Output = Response>) -> Response {
    let Some(limit) = limit else {
        return work.await;
    };
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
        let message = "this took too long; a write may still take effect";
        Failure::from(Error::new(ErrorKind::Timeout, message)).into_response()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_cut_off_host_names() {
        fn check(host: &str, expect: &str) {
            assert_eq!(host_name(host), expect);
        }
        check("localhost", "localhost");
        check("localhost:7077", "localhost");
        check("127.0.0.1:7077", "127.0.0.1");
        check("[::1]:7077", "[::1]");
        check("[::1]", "[::1]");
        check("::1", "::1");
        check("evil.example:x", "evil.example:x");
    }

    #[test]
    fn request_ids_are_taken_over_or_made() {
        fn check(given: &'static str, is_kept: bool) {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(given));
            assert_eq!(request_id(&headers) == given, is_kept, "{given}");
        }
        check("abc-123", true);
        check("", false);
        check("two words", false);
        let one = request_id(&HeaderMap::new());
        assert_ne!(one, request_id(&HeaderMap::new()));
    }
}
