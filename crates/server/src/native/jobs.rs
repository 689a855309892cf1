//! Jobs: what goes on after the reply.

use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read, Write};
use crate::body::{Bare, Params};
use crate::failure::Failure;
use crate::once::once;

/// The jobs that you see, newest first.
#[utoipa::path(get, path = "/memoird/v1/jobs", tag = "jobs", params(JobsQuery),
    responses((status = 200, body = JobsOut)))]
pub(crate) async fn list_jobs(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Params(query): Params<JobsQuery>,
) -> Result<Reply<JobsOut>, Failure> {
    let (state, page) = translate::jobs_query(query);
    let page = app.engine.list_jobs(&caller.access, state, &page).await?;
    Ok(Reply(translate::jobs_out(page)))
}

/// A job: how far it is, and what came out.
#[utoipa::path(get, path = "/memoird/v1/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description = "The job's id")),
    responses((status = 200, body = JobOut)))]
pub(crate) async fn get_job(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Path(id): Path<String>,
) -> Result<Reply<JobOut>, Failure> {
    let id = translate::job_id(&id)?;
    let job = app.engine.get_job(&caller.access, id).await?;
    Ok(Reply(translate::job_out(job)))
}

/// Calls off a pending or running job. One that runs stops at its next step; what it has done stays.
#[utoipa::path(post, path = "/memoird/v1/jobs/{id}/cancel", tag = "jobs",
    params(("id" = String, Path, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description = "The job's id")),
    responses((status = 200, body = JobOut)))]
pub(crate) async fn cancel_job(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Path(id): Path<String>,
    Bare { idempotency }: Bare,
) -> Result<Response, Failure> {
    let id = translate::job_id(&id)?;
    once(&app, &caller.access, idempotency, async {
        let job = app.engine.cancel_job(&caller.access, id).await?;
        Ok((StatusCode::OK, translate::job_out(job)))
    })
    .await
}

/// Queues the work of a failed or cancelled job again, as a new job that goes on where the old one
/// was.
#[utoipa::path(post, path = "/memoird/v1/jobs/{id}/retry", tag = "jobs",
    params(("id" = String, Path, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description = "The job's id")),
    responses((status = 202, body = JobOut)))]
pub(crate) async fn retry_job(
    State(app): State<AppState>,
    caller: Authed<Write>,
    Path(id): Path<String>,
    Bare { idempotency }: Bare,
) -> Result<Response, Failure> {
    let id = translate::job_id(&id)?;
    once(&app, &caller.access, idempotency, async {
        let job = app.engine.retry_job(&caller.access, id).await?;
        Ok((StatusCode::ACCEPTED, translate::job_out(job)))
    })
    .await
}
