//! Failures in Memsy's words: a flat object whose `error` and `message` are plain strings. The SDK
//! breaks on anything else.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use types::{Error, ErrorKind, Permission};

use crate::echo;
use crate::failure::Failure;

/// Words a failure.
pub(crate) fn render(failure: &Failure, request_id: &str) -> Response {
    let error = &*failure.error;
    let (status, code) = match failure.fault {
        Some(fault) => (fault.status(), fault.as_str()),
        None => status_and_code(error),
    };
    let mut body = json!({
        "error": code,
        "message": message(error),
        "request_id": request_id,
    });
    if code == "insufficient_scope" {
        body["required_scope"] = json!(error.field());
    }
    failure.reply(status, &body)
}

/// The one table of kinds, statuses and codes.
fn status_and_code(error: &Error) -> (StatusCode, &'static str) {
    match error.kind() {
        ErrorKind::InvalidArgument if error.field() == Some("org_id") => {
            (StatusCode::BAD_REQUEST, "org_id_not_allowed")
        }
        ErrorKind::InvalidArgument => (StatusCode::UNPROCESSABLE_ENTITY, "validation_error"),
        ErrorKind::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthorized"),
        ErrorKind::PermissionDenied => (StatusCode::FORBIDDEN, denial_code(error)),
        ErrorKind::NotFound => (StatusCode::NOT_FOUND, "not_found"),
        ErrorKind::Conflict => (StatusCode::CONFLICT, "conflict"),
        ErrorKind::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "precondition_failed"),
        ErrorKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        ErrorKind::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        // Quirk 16: the SDK retries this status and no other.
        ErrorKind::Overloaded => (StatusCode::TOO_MANY_REQUESTS, "overloaded"),
        ErrorKind::StorageFull => (StatusCode::INSUFFICIENT_STORAGE, "storage_full"),
        ErrorKind::Timeout => (StatusCode::GATEWAY_TIMEOUT, "timeout"),
        ErrorKind::Upstream => (StatusCode::BAD_GATEWAY, "upstream_error"),
        ErrorKind::Corrupt => (StatusCode::INTERNAL_SERVER_ERROR, "corrupt"),
        ErrorKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
    }
}

/// What is missing: a scope, the admin's role, or simply the right.
fn denial_code(error: &Error) -> &'static str {
    match error.field().and_then(Permission::from_name) {
        Some(Permission::Read | Permission::Write) => "insufficient_scope",
        Some(Permission::Admin) => "admin_required",
        None => "forbidden",
    }
}

/// The public message with the field in front, by Memsy's name for it.
fn message(error: &Error) -> String {
    let message = echo::message(error.public());
    match (error.kind(), error.field()) {
        (ErrorKind::InvalidArgument | ErrorKind::TooLarge, Some(field)) => {
            let field = echo::path(field).replace("user_id", "actor_id");
            format!("{field}: {message}")
        }
        _ => message.into_owned(),
    }
}
