//! Events: what happened, as it was said.

use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read, Write};
use crate::body::{Json, Params, Submitted};
use crate::failure::Failure;

/// Stores events, a batch or one, and makes each findable by its own words.
///
/// All of the batch is stored, or nothing. On reply it is on disk.
#[utoipa::path(post, path = "/memoird/v1/events", tag = "events",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 256,
            description = "Makes the request repeatable")),
    request_body = AddEventsIn,
    responses((status = 201, body = AddedEventsOut)))]
pub(crate) async fn add_events(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<(StatusCode, Reply<AddedEventsOut>), Failure> {
    let (command, form) = translate::events(&submitted.bytes, submitted.idempotency)?;
    let added = app.engine.add_events(&caller.access, command).await;
    let added = added.map_err(|error| form.told(error))?;
    Ok((StatusCode::CREATED, Reply(translate::added_events(added))))
}

/// One event.
#[utoipa::path(get, path = "/memoird/v1/events/{id}", tag = "events",
    params(("id" = String, Path, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description = "The event's id")),
    responses((status = 200, body = EventOut)))]
pub(crate) async fn get_event(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Path(id): Path<String>,
) -> Result<Reply<EventOut>, Failure> {
    let event = app
        .engine
        .get_event(&caller.access, translate::event_id(&id)?)
        .await?;
    Ok(Reply(translate::event_out(event)))
}

/// Events page by page, newest first.
#[utoipa::path(get, path = "/memoird/v1/events", tag = "events", params(EventsQuery),
    responses((status = 200, body = EventsOut)))]
pub(crate) async fn list_events(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Params(query): Params<EventsQuery>,
) -> Result<Reply<EventsOut>, Failure> {
    let page = app
        .engine
        .list_events(&caller.access, translate::event_query(query))
        .await?;
    Ok(Reply(translate::events_out(page)))
}

/// How far events have come.
#[utoipa::path(post, path = "/memoird/v1/events/status", tag = "events", request_body = StatusIn,
    responses((status = 200, body = StatusOut)))]
pub(crate) async fn event_statuses(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<StatusIn>,
) -> Result<Reply<StatusOut>, Failure> {
    let ids = translate::status_ids(asked)?;
    let statuses = app.engine.event_statuses(&caller.access, &ids).await?;
    Ok(Reply(translate::status_out(&ids, statuses)))
}
