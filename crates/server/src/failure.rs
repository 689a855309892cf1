//! How requests fail: an engine error, or a fault of HTTP itself, on its way to the face that
//! words it.
//!
//! Handlers and extractors return a [`Failure`]; the outermost middleware asks the face that owns
//! the path to render it. So every face speaks its own dialect even where the middleware refuses.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use types::{Error, ErrorKind};

use crate::native::DOCS_PATH;

/// A request that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    pub(crate) error: Arc<Error>,
    pub(crate) fault: Option<HttpFault>,
    /// What was done before it failed, where that is worth telling.
    pub(crate) progress: Option<serde_json::Value>,
}

/// What goes wrong only in HTTP and has no [`ErrorKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpFault {
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body did not come in time.
    RequestTimeout,
    /// The body is of a type that is not read here.
    UnsupportedMediaType,
}

impl HttpFault {
    /// The status, the same for every face.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            HttpFault::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            HttpFault::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            HttpFault::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    /// The stable name that stands where a kind would.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            HttpFault::MethodNotAllowed => "method_not_allowed",
            HttpFault::RequestTimeout => "request_timeout",
            HttpFault::UnsupportedMediaType => "unsupported_media_type",
        }
    }
}

impl Failure {
    pub(crate) fn http(fault: HttpFault, message: &'static str) -> Self {
        let error = Arc::new(Error::new(ErrorKind::InvalidArgument, message));
        Failure {
            error,
            fault: Some(fault),
            progress: None,
        }
    }

    /// A failure for a status that some layer answered with, without a word.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let kind = match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                // Which it knows is added outside of everything that we see.
                let message = "this path does not know that method; `Allow` names those it knows";
                return Failure::http(HttpFault::MethodNotAllowed, message);
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                let message = "the body's type or encoding is not supported";
                return Failure::http(HttpFault::UnsupportedMediaType, message);
            }
            StatusCode::REQUEST_TIMEOUT => {
                return Failure::http(HttpFault::RequestTimeout, "the body did not come in time");
            }
            StatusCode::BAD_REQUEST => {
                // Whatever else is wrong is told by who reads it.
                let message = "it cannot be read: percent-encoded UTF-8 is expected";
                return Error::invalid("path", message).into();
            }
            StatusCode::UNAUTHORIZED => ErrorKind::Unauthenticated,
            StatusCode::FORBIDDEN => ErrorKind::PermissionDenied,
            StatusCode::NOT_FOUND => {
                let message =
                    format!("there is no such path; {DOCS_PATH} describes those there are");
                return Error::new(ErrorKind::NotFound, message).into();
            }
            StatusCode::PAYLOAD_TOO_LARGE => ErrorKind::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimited,
            status if status.is_client_error() => ErrorKind::InvalidArgument,
            _ => ErrorKind::Internal,
        };
        Error::new(
            kind,
            status.canonical_reason().unwrap_or("error").to_lowercase(),
        )
        .into()
    }

    /// The stable name of what went wrong.
    pub(crate) fn name(&self) -> &'static str {
        self.fault
            .map_or_else(|| self.error.kind().as_str(), HttpFault::as_str)
    }

    /// `Retry-After` in whole seconds, at least 1, where a retry makes sense.
    pub(crate) fn retry_after(&self) -> Option<HeaderValue> {
        let ms = match (self.error.retry_after_ms(), self.error.kind()) {
            (Some(ms), _) => ms,
            (None, ErrorKind::RateLimited | ErrorKind::Overloaded) => 1000,
            (None, ErrorKind::StorageFull) => 30_000,
            (None, _) => return None,
        };
        Some(HeaderValue::from(ms.div_ceil(1000).max(1)))
    }

    /// A rendered reply: `status`, a JSON `body` and what headers a failure asks for.
    pub(crate) fn reply(&self, status: StatusCode, body: &impl serde::Serialize) -> Response {
        let mut reply = (status, axum::Json(body)).into_response();
        if let Some(seconds) = self.retry_after() {
            reply.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            reply.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        reply
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure {
            error: Arc::new(error),
            fault: None,
            progress: None,
        }
    }
}

impl IntoResponse for Failure {
    /// A blank reply that carries the failure to the middleware which renders it.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
