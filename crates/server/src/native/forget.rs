//! Forgetting: letting go of what a policy names, and taking it back.

use axum::Json as Reply;
use axum::extract::State;
use axum::http::StatusCode;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Write};
use crate::body::Json;
use crate::failure::Failure;

/// Lets go of the memories that a policy names. Nothing is erased: `forget/undo` takes it back.
#[utoipa::path(post, path = "/memoird/v1/forget", tag = "memories", request_body = ForgetIn,
    responses((status = 200, body = ForgetOut), (status = 202, body = ForgetOut)))]
pub(crate) async fn forget(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Json(asked): Json<ForgetIn>,
) -> Result<(StatusCode, Reply<ForgetOut>), Failure> {
    let background = asked.background;
    let command = translate::forget(asked)?;
    if background {
        let job = app.engine.forget_later(&caller.access, command).await?;
        let out = ForgetOut {
            job: Some(translate::job_out(job)),
            ..ForgetOut::default()
        };
        return Ok((StatusCode::ACCEPTED, Reply(out)));
    }
    let report = app.engine.forget(&caller.access, command).await?;
    Ok((StatusCode::OK, Reply(translate::forget_out(report))))
}

/// Takes back what a policy let go: those memories are believed again.
#[utoipa::path(post, path = "/memoird/v1/forget/undo", tag = "memories", request_body = UnforgetIn,
    responses((status = 200, body = UnforgetOut)))]
pub(crate) async fn unforget(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Json(asked): Json<UnforgetIn>,
) -> Result<Reply<UnforgetOut>, Failure> {
    let command = translate::unforget(asked);
    let report = app.engine.unforget(&caller.access, command).await?;
    Ok(Reply(translate::unforget_out(report)))
}
