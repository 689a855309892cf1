//! Memsy's routes and handlers.

use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{delete, get, post};
use engine::Access;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Perhaps, Read, Write};
use crate::body::{Bare, Json, Submitted};
use crate::failure::Failure;
use crate::meter::{self, Usage};
use crate::once::once;
use crate::routes::{Needs, Table};

/// The plan of whoever runs the server themselves.
const PLAN: &str = "self_hosted";
/// A burst of requests is forgotten after this, in seconds.
const RATE_LIMIT_RESET_S: i64 = 1;

/// The routes; under `/v1` too where no other dialect lives (quirk 10).
pub(crate) fn table() -> Table {
    Table::default()
        .on(Needs::Write, "POST", "/ingest", post(ingest))
        .on(Needs::Write, "POST", "/v1/ingest", post(ingest))
        .on(Needs::Read, "POST", "/search", post(search))
        .on(Needs::Read, "POST", "/status", post(status))
        .on(Needs::Read, "POST", "/v1/status", post(status))
        .on(Needs::Public, "GET", "/health", get(health))
        .on(Needs::Write, "DELETE", "/clear/{*tag}", delete(clear))
        .on(Needs::Write, "DELETE", "/v1/clear/{*tag}", delete(clear))
}

type Metered<T> = (HeaderMap, Reply<T>);

async fn ingest(
    State(app): State<AppState>,
    caller: Authed<Write>,
    submitted: Submitted,
) -> Result<Metered<IngestOut>, Failure> {
    let (asked, org_id) = (submitted.read()?, caller.access.org_id());
    let command = translate::ingest(asked, org_id, submitted.idempotency)?;
    let mut event_ids = Vec::new();
    if !command.events.is_empty() {
        event_ids = app
            .engine
            .add_events(&caller.access, command)
            .await?
            .event_ids;
    }
    let count = event_ids.len() as u64;
    let done = Usage {
        events_ingested: count,
        memories_stored: count,
        ..Usage::default()
    };
    let event_ids = event_ids.iter().map(ToString::to_string).collect();
    Ok((
        usage_headers(&app, &caller.access, done).await,
        Reply(IngestOut { event_ids }),
    ))
}

async fn search(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<SearchIn>,
) -> Result<Metered<SearchOut>, Failure> {
    let include_source_events = asked.include_source_events;
    let command = translate::search(asked, caller.access.org_id())?;
    let hits = app.engine.search(&caller.access, command).await?.hits;
    app.metrics.recalled(hits.len());
    let done = Usage {
        search_queries: 1,
        ..Usage::default()
    };
    let headers = usage_headers(&app, &caller.access, done).await;
    Ok((
        headers,
        Reply(translate::search_out(hits, include_source_events)),
    ))
}

async fn status(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<StatusIn>,
) -> Result<Metered<StatusOut>, Failure> {
    let ids = translate::status_ids(&asked)?;
    let statuses = app.engine.event_statuses(&caller.access, &ids).await?;
    let headers = usage_headers(&app, &caller.access, Usage::default()).await;
    Ok((headers, Reply(translate::status_out(asked, statuses))))
}

async fn health(State(app): State<AppState>, Perhaps(access): Perhaps) -> Metered<HealthOut> {
    let report = app.engine.health().await;
    let status = if report.ready { "ok" } else { "degraded" };
    let Some(access) = access else {
        return (
            HeaderMap::new(),
            Reply(HealthOut {
                status,
                details: None,
            }),
        );
    };
    let (version, components) = (env!("CARGO_PKG_VERSION"), report.components);
    let details = Some(HealthDetails {
        version,
        billing_enabled: false,
        components,
    });
    let headers = usage_headers(&app, &access, Usage::default()).await;
    (headers, Reply(HealthOut { status, details }))
}

async fn clear(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Path(tag): Path<String>,
    Bare { idempotency }: Bare,
) -> Result<(HeaderMap, Response), Failure> {
    let reply = once(&app, &caller.access, idempotency, async {
        let engine = &app.engine;
        let deleted = engine.clear_event_statuses(&caller.access, &tag).await?;
        Ok((StatusCode::OK, ClearOut { deleted }))
    });
    let reply = reply.await?;
    let headers = usage_headers(&app, &caller.access, Usage::default()).await;
    Ok((headers, reply))
}

/// Counts the call and tells the month's usage, under the header names of both SDK versions
/// (quirk 11). Nothing is limited by plan, so no `-Limit` is told; the rate limit is what the
/// server takes at once (quirk 12).
async fn usage_headers(app: &AppState, access: &Access, done: Usage) -> HeaderMap {
    let usage = app.meter.count(&app.engine, access, done).await;
    let at_once = app.config.requests_running_max + app.config.requests_waiting_max;
    let busy = app.admission.running() + app.admission.waiting();
    let reset = meter::now().unix_ms() / 1000 + RATE_LIMIT_RESET_S;
    let numbers = [
        ("x-usage-apicalls", usage.api_calls),
        ("x-usage-apicall", usage.api_calls),
        ("x-usage-eventsingested", usage.events_ingested),
        ("x-usage-memoriesstored", usage.memories_stored),
        ("x-usage-memorystored", usage.memories_stored),
        ("x-usage-llmtokens", usage.llm_tokens),
        ("x-usage-searchqueries", usage.search_queries),
        ("x-ratelimit-limit", at_once as u64),
        ("x-ratelimit-remaining", at_once.saturating_sub(busy) as u64),
        ("x-ratelimit-reset", u64::try_from(reset).unwrap_or(0)),
    ];
    let mut headers: HeaderMap = numbers
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from(value)))
        .collect();
    headers.insert("x-plan", HeaderValue::from_static(PLAN));
    headers
}
