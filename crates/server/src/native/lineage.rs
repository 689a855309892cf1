//! Lineage: where memories come from, and what became of them.

use axum::Json as Reply;
use axum::extract::{Path, State};

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read};
use crate::body::Params;
use crate::failure::Failure;

/// What a memory came from, what came from it, and what happened to it.
///
/// A deleted memory still answers; an erased one does not.
#[utoipa::path(get, path = "/memoird/v1/memories/{id}/lineage", tag = "memories",
    params(("id" = String, Path, description = "The memory's id, or your own id of it"), LineageQuery),
    responses((status = 200, body = LineageOut)))]
pub(crate) async fn lineage(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Path(id): Path<String>,
    Params(query): Params<LineageQuery>,
) -> Result<Reply<LineageOut>, Failure> {
    let command = translate::trace(&id, query);
    let traced = app.engine.trace_lineage(&caller.access, command).await?;
    Ok(Reply(translate::lineage_out(traced)))
}
