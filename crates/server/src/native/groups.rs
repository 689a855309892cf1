//! Groups: what an org says about itself and its roles, teams and projects.

use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read, ReadWrite, Write};
use crate::body::{Bare, Params, Submitted};
use crate::failure::Failure;
use crate::once::once;

/// Makes a group's record. Memories name groups whether or not there is one; it says what promotion
/// shall look for.
#[utoipa::path(post, path = "/memoird/v1/groups", tag = "groups", request_body = GroupIn,
    responses((status = 201, body = GroupOut)))]
pub(crate) async fn create_group(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let command = translate::group(submitted.read()?);
    once(&app, &caller.access, submitted.idempotency, async {
        let group = app.engine.create_group(&caller.access, command).await?;
        Ok((StatusCode::CREATED, translate::group_out(group)))
    })
    .await
}

/// The records of a kind, oldest first.
#[utoipa::path(get, path = "/memoird/v1/groups", tag = "groups", params(GroupsQuery),
    responses((status = 200, body = GroupsOut)))]
pub(crate) async fn list_groups(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Params(query): Params<GroupsQuery>,
) -> Result<Reply<GroupsOut>, Failure> {
    let (kind, page) = translate::groups_query(query);
    let page = app.engine.list_groups(&caller.access, kind, &page).await?;
    Ok(Reply(translate::groups_out(page)))
}

/// A group's record.
#[utoipa::path(get, path = "/memoird/v1/groups/{kind}/{id}", tag = "groups",
    params(("kind" = GroupKind, Path, description = "Which sort of group"),
        ("id" = String, Path, description = "The group's id")),
    responses((status = 200, body = GroupOut)))]
pub(crate) async fn get_group(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Reply<GroupOut>, Failure> {
    let kind = translate::group_kind(&kind)?;
    let group = app.engine.get_group(&caller.access, kind, &id).await?;
    Ok(Reply(translate::group_out(group)))
}

/// Changes a group's record.
#[utoipa::path(patch, path = "/memoird/v1/groups/{kind}/{id}", tag = "groups",
    params(("kind" = GroupKind, Path, description = "Which sort of group"),
        ("id" = String, Path, description = "The group's id")),
    request_body = GroupPatchIn, responses((status = 200, body = GroupOut)))]
pub(crate) async fn update_group(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    Path((kind, id)): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let kind = translate::group_kind(&kind)?;
    let change = translate::group_patch(submitted.read()?);
    once(&app, &caller.access, submitted.idempotency, async {
        let group = app.engine.update_group(&caller.access, kind, &id, change);
        Ok((StatusCode::OK, translate::group_out(group.await?)))
    })
    .await
}

/// Makes a group's prompt anew from its name and focus.
#[utoipa::path(post, path = "/memoird/v1/groups/{kind}/{id}/prompt", tag = "groups",
    params(("kind" = GroupKind, Path, description = "Which sort of group"),
        ("id" = String, Path, description = "The group's id")),
    responses((status = 200, body = GroupOut)))]
pub(crate) async fn regenerate_prompt(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    Path((kind, id)): Path<(String, String)>,
    Bare { idempotency }: Bare,
) -> Result<Response, Failure> {
    let kind = translate::group_kind(&kind)?;
    once(&app, &caller.access, idempotency, async {
        let group = app.engine.regenerate_prompt(&caller.access, kind, &id);
        Ok((StatusCode::OK, translate::group_out(group.await?)))
    })
    .await
}

/// Drops a group's record. Its events and memories stay.
#[utoipa::path(delete, path = "/memoird/v1/groups/{kind}/{id}", tag = "groups",
    params(("kind" = GroupKind, Path, description = "Which sort of group"),
        ("id" = String, Path, description = "The group's id")),
    responses((status = 204, description = "Dropped")))]
pub(crate) async fn delete_group(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Path((kind, id)): Path<(String, String)>,
    Bare { idempotency }: Bare,
) -> Result<Response, Failure> {
    let kind = translate::group_kind(&kind)?;
    once(&app, &caller.access, idempotency, async {
        app.engine.delete_group(&caller.access, kind, &id).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await
}
