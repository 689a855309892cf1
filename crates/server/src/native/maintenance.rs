//! Maintenance: what the org wants done by itself.

use axum::Json as Reply;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Admin, Authed, Read};
use crate::body::{Bare, Submitted};
use crate::failure::Failure;
use crate::once::once;

/// What the org wants done by itself, and when each task runs next.
#[utoipa::path(get, path = "/memoird/v1/maintenance", tag = "maintenance",
    responses((status = 200, body = MaintenanceOut)))]
pub(crate) async fn get_maintenance(
    State(app): State<AppState>,
    caller: Authed<Read>,
) -> Result<Reply<MaintenanceOut>, Failure> {
    let maintenance = app.engine.maintenance(&caller.access).await?;
    Ok(Reply(translate::maintenance_out(maintenance)))
}

/// Changes the settings that are given. One that is unknown or out of range changes nothing.
#[utoipa::path(post, path = "/memoird/v1/maintenance", tag = "maintenance",
    request_body = MaintenanceIn, responses((status = 200, body = MaintenanceOut)))]
pub(crate) async fn set_maintenance(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let patch = translate::maintenance_patch(&submitted.read()?);
    once(&app, &caller.access, submitted.idempotency, async {
        let maintenance = app.engine.set_maintenance(&caller.access, &patch).await?;
        Ok((StatusCode::OK, translate::maintenance_out(maintenance)))
    })
    .await
}

/// Goes back to the defaults: nothing is done by itself.
#[utoipa::path(delete, path = "/memoird/v1/maintenance", tag = "maintenance",
    responses((status = 200, body = MaintenanceOut)))]
pub(crate) async fn reset_maintenance(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    Bare { idempotency }: Bare,
) -> Result<Response, Failure> {
    once(&app, &caller.access, idempotency, async {
        let maintenance = app.engine.reset_maintenance(&caller.access).await?;
        Ok((StatusCode::OK, translate::maintenance_out(maintenance)))
    })
    .await
}

/// Queues a task now, with the org's settings; its schedule stays.
#[utoipa::path(post, path = "/memoird/v1/maintenance/run", tag = "maintenance",
    request_body = RunMaintenanceIn, responses((status = 202, body = JobOut)))]
pub(crate) async fn run_maintenance(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let asked: RunMaintenanceIn = submitted.read()?;
    let task = asked.task.into();
    once(&app, &caller.access, submitted.idempotency, async {
        let job = app.engine.run_maintenance(&caller.access, task).await?;
        Ok((StatusCode::ACCEPTED, translate::job_out(job)))
    })
    .await
}
