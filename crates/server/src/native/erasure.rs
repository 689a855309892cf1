//! Erasing for ever, and the receipts of it.

use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Write};
use crate::body::Submitted;
use crate::failure::Failure;
use crate::once::once;

/// Erases a memory, an event, a user or an org for ever, with everything derived from it.
///
/// Name exactly one. It goes from the store, the index, jobs, replies kept for idempotency, the log
/// and freed pages, and its ids do not come back. Memories that rest on something else as well go,
/// too, if they have words of what is erased (summaries, insights, what quotes it); the rest of them stay,
/// lose what was erased and are flagged `stale_dependency`. A user or an org needs `admin`. An
/// erasure that was interrupted is completed when it is asked for again.
#[utoipa::path(post, path = "/memoird/v1/erasures", tag = "erasure",
    request_body = ErasureIn, responses((status = 200, body = ReceiptOut)))]
pub(crate) async fn erase(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let command = translate::erase(submitted.read()?)?;
    once(&app, &caller.access, submitted.idempotency, async {
        let receipt = app.engine.erase(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::receipt_out(receipt)))
    })
    .await
}

/// The receipt of an erasure.
#[utoipa::path(get, path = "/memoird/v1/erasures/{id}", tag = "erasure",
    params(("id" = String, Path, description = "The receipt's id")),
    responses((status = 200, body = ReceiptOut)))]
pub(crate) async fn receipt(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Path(id): Path<String>,
) -> Result<Reply<ReceiptOut>, Failure> {
    let receipt = app.engine.receipt(&caller.access, &id).await?;
    Ok(Reply(translate::receipt_out(receipt)))
}

/// Undoes what came out of an event or a memory: what was read out of it or derived from it leaves,
/// and what it had superseded is believed again. Everything stays in history.
///
/// What rests on something else as well stays and is flagged `stale_dependency`.
#[utoipa::path(post, path = "/memoird/v1/rollbacks", tag = "erasure",
    request_body = RollbackIn, responses((status = 200, body = RollbackOut)))]
pub(crate) async fn rollback(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let command = translate::rollback(submitted.read()?)?;
    once(&app, &caller.access, submitted.idempotency, async {
        let done = app.engine.rollback(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::rollback_out(done)))
    })
    .await
}
