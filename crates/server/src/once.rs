//! Writes that are answered once: the reply is kept under the request's idempotency key.

use std::future::Future;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::{Access, Idempotency, Kept};
use serde::Serialize;
use types::{Error, Result};

use crate::AppState;
use crate::failure::Failure;

/// Runs `work`, unless a reply is kept under the request's key: then that is sent once more, word for
/// word. Errors are not kept.
pub(crate) async fn once<T: Serialize>(
    app: &AppState,
    access: &Access,
    idempotency: Option<Idempotency>,
    work: impl Future<Output = std::result::Result<(StatusCode, T), Failure>>,
) -> std::result::Result<Response, Failure> {
    let work = async {
        let (status, reply) = work.await?;
        let body = match status {
            StatusCode::NO_CONTENT => String::new(),
            _ => text(&reply)?,
        };
        let status = status.as_u16();
        Ok::<_, Failure>(Kept { status, body })
    };
    let engine = &app.engine;
    let kept = engine.once(access, idempotency.as_ref(), work).await?;
    let status = StatusCode::from_u16(kept.status)
        .map_err(|error| Error::internal("a kept reply has no status").with_source(error))?;
    if kept.body.is_empty() {
        return Ok(status.into_response());
    }
    let json = HeaderValue::from_static("application/json");
    Ok((status, [(header::CONTENT_TYPE, json)], kept.body).into_response())
}

fn text(reply: &impl Serialize) -> Result<String> {
    serde_json::to_string(reply)
        .map_err(|error| Error::internal("a reply cannot be written").with_source(error))
}

/// Refuses an idempotency key where a reply cannot be kept; `why` says what to do instead.
pub(crate) fn refuse_key(idempotency: Option<Idempotency>, why: &'static str) -> Result<()> {
    match idempotency {
        None => Ok(()),
        Some(_) => Err(Error::invalid("Idempotency-Key", why)),
    }
}
