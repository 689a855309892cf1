//! Search and context: what recall is for.

use axum::Json as Reply;
use axum::extract::State;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read};
use crate::body::Json;
use crate::failure::Failure;

/// Ranked recall: the best first, each with a relevance between 0 and 1.
#[utoipa::path(post, path = "/memoird/v1/search", tag = "recall", request_body = SearchIn,
    responses((status = 200, body = SearchOut)))]
pub(crate) async fn search(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<SearchIn>,
) -> Result<Reply<SearchOut>, Failure> {
    let results = app
        .engine
        .search(&caller.access, translate::search(asked)?)
        .await?;
    app.metrics.recalled(results.hits.len());
    let mut found = translate::search_out(results);
    for hit in &mut found.hits {
        translate::age(&mut hit.memory, &app.engine);
    }
    Ok(Reply(found))
}

/// Recall packed under a token budget, in the order in which things happened.
///
/// The text stands between marks, which tell a model that it is data, and us that it was only recalled
/// when it comes back. Whoever makes a prompt of `items`, or of the hits of a search, has to say so too.
#[utoipa::path(post, path = "/memoird/v1/context", tag = "recall", request_body = ContextIn,
    responses((status = 200, body = ContextOut)))]
pub(crate) async fn context(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<ContextIn>,
) -> Result<Reply<ContextOut>, Failure> {
    let context = app
        .engine
        .context(&caller.access, translate::context(asked)?)
        .await?;
    app.metrics.recalled(context.memory_ids.len());
    Ok(Reply(translate::context_out(context)))
}
