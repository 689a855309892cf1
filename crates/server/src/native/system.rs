//! For those who watch the server: health, readiness, metrics. Nothing here tells of anybody.

use axum::Json as Reply;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};

use super::wire::{HealthOut, ReadyOut};
use crate::AppState;
use crate::failure::Failure;

/// The server lives.
#[utoipa::path(get, path = "/memoird/v1/health", tag = "server",
    responses((status = 200, body = HealthOut)))]
pub(crate) async fn health() -> Reply<HealthOut> {
    Reply(HealthOut { status: "ok" })
}

/// Whether the server can serve.
#[utoipa::path(get, path = "/memoird/v1/ready", tag = "server",
    responses((status = 200, body = ReadyOut), (status = 503, body = ReadyOut)))]
pub(crate) async fn ready(State(app): State<AppState>) -> (StatusCode, Reply<ReadyOut>) {
    let health = app.engine.health().await;
    let status = if health.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Reply(ReadyOut {
            ready: health.ready,
            components: health.components,
        }),
    )
}

/// Counters and gauges in the Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = "server",
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(crate) async fn metrics(
    State(app): State<AppState>,
) -> Result<([(HeaderName, &'static str); 1], String), Failure> {
    const OPEN_METRICS: &str = "text/plain; version=1.0.0; charset=utf-8";
    let text = app.metrics.render(&app.engine, &app.admission).await?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text))
}
