//! Failures in the native API's words.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use types::ErrorKind;
use utoipa::ToSchema;

use crate::echo;
use crate::failure::Failure;

/// The one table of kinds and statuses.
pub(crate) const fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::InvalidArgument => StatusCode::BAD_REQUEST,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::PermissionDenied => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::Upstream => StatusCode::BAD_GATEWAY,
        ErrorKind::Corrupt | ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What every error reply looks like.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorReply {
    error: ErrorBody,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// For programs, e.g. `invalid_argument`.
    kind: &'static str,
    /// For people.
    message: String,
    /// The input that is to blame, e.g. `events[3].kind`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Finds the request in the server's log.
    request_id: String,
    /// Of an import that stopped half-way: what was stored before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    progress: Option<serde_json::Value>,
}

/// Words a failure.
pub(crate) fn render(failure: &Failure, request_id: &str) -> Response {
    let error = &*failure.error;
    let status = failure
        .fault
        .map_or(status_of(error.kind()), |fault| fault.status());
    let reply = ErrorReply {
        error: ErrorBody {
            kind: failure.name(),
            message: echo::message(error.public()).into_owned(),
            field: error.field().map(|field| echo::path(field).into_owned()),
            request_id: request_id.to_owned(),
            progress: failure.progress.clone(),
        },
    };
    failure.reply(status, &reply)
}
