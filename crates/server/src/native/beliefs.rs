//! Beliefs: what a new statement speaks against, and what to do about it.

use axum::Json as Reply;
use axum::extract::State;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read, ReadWrite};
use crate::body::{Json, Submitted};
use crate::failure::Failure;

/// What of what is believed a statement would speak against. Writes nothing.
///
/// Another value of what has one value at a time, a denial, a preference turned round; not
/// duplicates, paraphrases or additions.
#[utoipa::path(post, path = "/memoird/v1/contradictions", tag = "beliefs",
    request_body = ContradictionsIn, responses((status = 200, body = ContradictionsOut)))]
pub(crate) async fn contradictions(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<ContradictionsIn>,
) -> Result<Reply<ContradictionsOut>, Failure> {
    let command = translate::detect_contradictions(asked);
    let found = app
        .engine
        .detect_contradictions(&caller.access, command)
        .await?;
    Ok(Reply(translate::contradictions_out(found)))
}

/// Believes something new, and settles what it speaks against.
#[utoipa::path(post, path = "/memoird/v1/beliefs", tag = "beliefs",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 256,
            description = "Makes the request repeatable")),
    request_body = BeliefIn, responses((status = 200, body = BeliefOut)))]
pub(crate) async fn update_belief(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    submitted: Submitted,
) -> Result<Reply<BeliefOut>, Failure> {
    let command = translate::update_belief(submitted.read()?, submitted.idempotency);
    let updated = app.engine.update_belief(&caller.access, command).await?;
    Ok(Reply(translate::belief_out(updated)))
}
