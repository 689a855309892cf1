//! The org's affairs: keys, audit, statistics, usage; and the server's: check, reindex.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Admin, Authed, Read};
use crate::body::{Bare, Params, Submitted};
use crate::failure::Failure;
use crate::meter;
use crate::once::{once, refuse_key};

/// Creates a key. Its secret is in the reply and nowhere else.
///
/// On a server without keys the first one closes it to requests without a key.
#[utoipa::path(post, path = "/memoird/v1/keys", tag = "keys", request_body = KeyIn,
    responses((status = 201, body = CreatedKeyOut)))]
pub(crate) async fn create_key(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    submitted: Submitted,
) -> Result<(StatusCode, Reply<CreatedKeyOut>), Failure> {
    let command = translate::new_key(submitted.read()?)?;
    // A replay would have to store the secret.
    let message = "keys cannot be created idempotently; leave this header out";
    refuse_key(submitted.idempotency, message)?;
    let created = app.engine.create_key(&caller.access, command).await?;
    Ok((
        StatusCode::CREATED,
        Reply(translate::created_key_out(created)),
    ))
}

/// The org's keys, never their secrets.
#[utoipa::path(get, path = "/memoird/v1/keys", tag = "keys",
    responses((status = 200, body = KeysOut)))]
pub(crate) async fn list_keys(
    State(app): State<AppState>,
    caller: Authed<Admin>,
) -> Result<Reply<KeysOut>, Failure> {
    let keys = app.engine.list_keys(&caller.access).await?;
    Ok(Reply(KeysOut {
        keys: keys.into_iter().map(translate::key_out).collect(),
    }))
}

/// Revokes a key; it stops working at once.
#[utoipa::path(delete, path = "/memoird/v1/keys/{id}", tag = "keys",
    params(("id" = String, Path, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description = "The key's id")),
    responses((status = 204, description = "Revoked")))]
pub(crate) async fn revoke_key(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    Path(id): Path<String>,
    Bare { idempotency }: Bare,
) -> Result<Response, Failure> {
    let id = translate::key_id(&id)?;
    once(&app, &caller.access, idempotency, async {
        app.engine.revoke_key(&caller.access, id).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    })
    .await
}

/// The org's audit log, newest first.
#[utoipa::path(get, path = "/memoird/v1/audit", tag = "org", params(PageQuery),
    responses((status = 200, body = AuditOut)))]
pub(crate) async fn list_audit(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    Params(query): Params<PageQuery>,
) -> Result<Reply<AuditOut>, Failure> {
    let request = translate::page_request(query);
    let page = app.engine.list_audit(&caller.access, &request).await?;
    Ok(Reply(translate::audit_out(page)))
}

/// Follows the org's audit log from its first entry and says where its chain breaks.
///
/// With the `hash` of an entry that you kept elsewhere, also whether it is still there: an end that
/// was cut off shows in nothing else.
#[utoipa::path(get, path = "/memoird/v1/audit/verify", tag = "org", params(AuditVerifyQuery),
    responses((status = 200, body = AuditCheckOut)))]
pub(crate) async fn verify_audit(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    Params(query): Params<AuditVerifyQuery>,
) -> Result<Reply<AuditCheckOut>, Failure> {
    let check = app
        .engine
        .verify_audit(&caller.access, query.hash.as_deref())
        .await?;
    Ok(Reply(translate::audit_check_out(check)))
}

/// Totals over what you see.
#[utoipa::path(get, path = "/memoird/v1/stats", tag = "org",
    responses((status = 200, body = StatsOut)))]
pub(crate) async fn stats(
    State(app): State<AppState>,
    caller: Authed<Read>,
) -> Result<Reply<StatsOut>, Failure> {
    let stats = app.engine.stats(&caller.access).await?;
    let waiting = app.engine.waiting_for_vectors(&caller.access).await?;
    Ok(Reply(translate::stats_out(stats, waiting)))
}

/// The org's usage by dimension and hour.
#[utoipa::path(get, path = "/memoird/v1/usage", tag = "org", params(UsageQuery),
    responses((status = 200, body = UsageOut)))]
pub(crate) async fn usage(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Params(query): Params<UsageQuery>,
) -> Result<Reply<UsageOut>, Failure> {
    let now = meter::now();
    let (from, to) = (
        query.from.unwrap_or(meter::month_start(now)),
        query.to.unwrap_or(now),
    );
    if from > to {
        return Err(types::Error::invalid(
            "from",
            "must not be after `to`, which is now if it is left out",
        )
        .into());
    }
    let mut out = UsageOut {
        from,
        to,
        totals: BTreeMap::new(),
        points: Vec::new(),
    };
    for point in app.engine.usage(&caller.access, from, to).await? {
        *out.totals.entry(point.dimension.clone()).or_default() += point.quantity;
        let (dimension, hour, quantity) = (point.dimension, point.hour, point.quantity);
        out.points.push(UsagePointOut {
            dimension,
            hour,
            quantity,
        });
    }
    Ok(Reply(out))
}

/// Verifies the database and every row's checksum, then the index against the store.
#[utoipa::path(get, path = "/memoird/v1/check", tag = "server",
    responses((status = 200, body = CheckOut)))]
pub(crate) async fn check(
    State(app): State<AppState>,
    caller: Authed<Admin>,
) -> Result<Reply<CheckOut>, Failure> {
    let (report, index) = app
        .engine
        .check(&caller.access, Arc::new(|_, _| {}))
        .await?;
    Ok(Reply(translate::check_out(report, index)))
}

/// Throws the index away; it is rebuilt from the store as it is needed.
#[utoipa::path(post, path = "/memoird/v1/reindex", tag = "server",
    responses((status = 202, body = ReindexOut)))]
pub(crate) async fn reindex(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    Bare { idempotency }: Bare,
) -> Result<Response, Failure> {
    once(&app, &caller.access, idempotency, async {
        app.engine.reindex(&caller.access).await?;
        let status = "rebuilding";
        Ok((StatusCode::ACCEPTED, ReindexOut { status }))
    })
    .await
}
