//! Forgetting: letting go of what a policy names, and taking it back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Write};
use crate::body::Submitted;
use crate::failure::Failure;
use crate::once::once;

/// Lets go of the memories that a policy names. Nothing is erased: `forget/undo` takes it back.
#[utoipa::path(post, path = "/memoird/v1/forget", tag = "memories", request_body = ForgetIn,
    responses((status = 200, body = ForgetOut), (status = 202, body = ForgetOut)))]
pub(crate) async fn forget(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let asked: ForgetIn = submitted.read()?;
    let background = asked.background;
    let command = translate::forget(asked)?;
    once(&app, &caller.access, submitted.idempotency, async {
        if background {
            let job = app.engine.forget_later(&caller.access, command).await?;
            let out = ForgetOut {
                job: Some(translate::job_out(job)),
                ..ForgetOut::default()
            };
            return Ok((StatusCode::ACCEPTED, out));
        }
        let report = app.engine.forget(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::forget_out(report)))
    })
    .await
}

/// Takes back what a policy let go: those memories are believed again.
#[utoipa::path(post, path = "/memoird/v1/forget/undo", tag = "memories", request_body = UnforgetIn,
    responses((status = 200, body = UnforgetOut)))]
pub(crate) async fn unforget(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let command = translate::unforget(submitted.read()?);
    once(&app, &caller.access, submitted.idempotency, async {
        let report = app.engine.unforget(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::unforget_out(report)))
    })
    .await
}
