//! Memories: add, get, list, change, delete, and their past.

use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use engine::{DeleteMemory, GetMemory};

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read, ReadWrite, Write};
use crate::body::{Bare, Json, Params, Submitted};
use crate::failure::Failure;

/// A memory with its revision as the ETag.
type Tagged = ([(header::HeaderName, HeaderValue); 1], Reply<MemoryOut>);

fn tagged(app: &AppState, memory: types::Memory) -> Tagged {
    let etag = HeaderValue::from_str(&format!("\"{}\"", memory.revision))
        .expect("digits in quotes are a valid header value");
    let mut memory = translate::memory_out(memory);
    translate::age(&mut memory, &app.engine);
    ([(header::ETAG, etag)], Reply(memory))
}

/// A page whose memories say how alive they are.
fn aged(app: &AppState, mut page: MemoriesOut) -> MemoriesOut {
    for memory in &mut page.items {
        translate::age(memory, &app.engine);
    }
    page
}

/// The revision that the caller believes to be the current one.
fn expected_revision(headers: &HeaderMap) -> types::Result<Option<u64>> {
    let value = headers
        .get(header::IF_MATCH)
        .map(|value| value.to_str().unwrap_or_default());
    translate::expected_revision(value)
}

/// Stores memories, a batch or one.
///
/// All of the batch is stored, or nothing. On reply it is on disk and found by search.
#[utoipa::path(post, path = "/memoird/v1/memories", tag = "memories",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 256,
            description = "Makes the request repeatable")),
    request_body = AddMemoriesIn, responses((status = 201, body = AddedMemoriesOut)))]
pub(crate) async fn add_memories(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<(StatusCode, Reply<AddedMemoriesOut>), Failure> {
    let (command, form) = translate::memories(&submitted.bytes, submitted.idempotency)?;
    let added = app.engine.add_memories(&caller.access, command).await;
    let added = added.map_err(|error| form.told(error))?;
    Ok((StatusCode::CREATED, Reply(translate::added_memories(added))))
}

/// One memory, whatever its status; or as it was true or believed at an instant.
#[utoipa::path(get, path = "/memoird/v1/memories/{id}", tag = "memories",
    params(("id" = String, Path, description = "The memory's id, or your own id of it"), GetQuery),
    responses((status = 200, body = MemoryOut, headers(("ETag" = String)))))]
pub(crate) async fn get_memory(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Path(id): Path<String>,
    Params(query): Params<GetQuery>,
) -> Result<Tagged, Failure> {
    let command = GetMemory {
        target: translate::memory_ref(&id),
        as_of: query.as_of,
        known_at: query.known_at,
    };
    let memory = app.engine.get_memory_as(&caller.access, command).await?;
    Ok(tagged(&app, memory))
}

/// Memories page by page.
#[utoipa::path(get, path = "/memoird/v1/memories", tag = "memories", params(MemoriesQuery),
    responses((status = 200, body = MemoriesOut)))]
pub(crate) async fn list_memories(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Params(query): Params<MemoriesQuery>,
) -> Result<Reply<MemoriesOut>, Failure> {
    let command = translate::memories_query(query);
    let page = app.engine.list_memories(&caller.access, command).await?;
    Ok(Reply(aged(&app, translate::memories_out(page))))
}

/// Memories page by page, under any filter.
#[utoipa::path(post, path = "/memoird/v1/memories/list", tag = "memories",
    request_body = ListIn, responses((status = 200, body = MemoriesOut)))]
pub(crate) async fn list_memories_filtered(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<ListIn>,
) -> Result<Reply<MemoriesOut>, Failure> {
    let page = app
        .engine
        .list_memories(&caller.access, translate::list(asked)?)
        .await?;
    Ok(Reply(aged(&app, translate::memories_out(page))))
}

/// Changes a memory; the old version stays in its history.
///
/// `If-Match: "<revision>"` makes it fail with 412 if somebody else was faster.
#[utoipa::path(patch, path = "/memoird/v1/memories/{id}", tag = "memories",
    params(("id" = String, Path, description = "The memory's id, or your own id of it"),
        ("If-Match" = Option<String>, Header, pattern = r#"^("[0-9]{1,18}"|[0-9]{1,18}|\*)$"#,
            description = "The revision to change"),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 256,
            description = "Makes the request repeatable")),
    request_body = PatchIn,
    responses((status = 200, body = MemoryOut, headers(("ETag" = String)))))]
pub(crate) async fn update_memory(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    Path(id): Path<String>,
    headers: HeaderMap,
    submitted: Submitted,
) -> Result<Tagged, Failure> {
    let (patch, expected) = (submitted.read()?, expected_revision(&headers)?);
    let command = translate::update(&id, patch, expected, submitted.idempotency);
    Ok(tagged(
        &app,
        app.engine.update_memory(&caller.access, command).await?,
    ))
}

/// Deletes a memory: it leaves search and lists at once.
///
/// With `hard=true` it is erased with its history and vectors; one that repeats an event word for word
/// takes the event along, and an older export does not bring it back. What was derived from it stays,
/// flagged; `POST /memoird/v1/erasures` takes that along, too, and gives a receipt.
#[utoipa::path(delete, path = "/memoird/v1/memories/{id}", tag = "memories",
    params(("id" = String, Path, description = "The memory's id, or your own id of it"),
        ("If-Match" = Option<String>, Header, pattern = r#"^("[0-9]{1,18}"|[0-9]{1,18}|\*)$"#,
            description = "The revision to delete"),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 256,
            description = "Makes the request repeatable"),
        DeleteQuery),
    responses((status = 200, body = DeletedOut)))]
pub(crate) async fn delete_memory(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Path(id): Path<String>,
    Params(how): Params<DeleteQuery>,
    headers: HeaderMap,
    Bare { idempotency }: Bare,
) -> Result<Reply<DeletedOut>, Failure> {
    let expected_revision = expected_revision(&headers)?;
    let (target, hard) = (translate::memory_ref(&id), how.hard);
    let command = DeleteMemory {
        target,
        expected_revision,
        hard,
        idempotency,
    };
    let deleted = app.engine.delete_memory(&caller.access, command).await?;
    Ok(Reply(DeletedOut {
        id: deleted.id,
        hard: deleted.hard,
    }))
}

/// Every version of a memory, oldest first.
#[utoipa::path(get, path = "/memoird/v1/memories/{id}/history", tag = "memories",
    params(("id" = String, Path, description = "The memory's id, or your own id of it")),
    responses((status = 200, body = HistoryOut)))]
pub(crate) async fn history(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Path(id): Path<String>,
) -> Result<Reply<HistoryOut>, Failure> {
    let revisions = app
        .engine
        .history(&caller.access, &translate::memory_ref(&id))
        .await?;
    Ok(Reply(translate::history_out(revisions)))
}
