//! What grows out of many memories: consolidation, reflection, promotion, summaries, the timeline.

use axum::Json as Reply;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::translate;
use super::wire::*;
use crate::AppState;
use crate::auth::{Authed, Read, ReadWrite};
use crate::body::{Json, Submitted};
use crate::failure::Failure;
use crate::once::once;

/// Merges memories that say the same, and folds those whose facts another contains.
///
/// Never across users, agents, namespaces, projects, teams, roles or levels. Numbers, dates,
/// negations and opposites keep memories apart. What is merged stays as history. A second run changes
/// nothing.
#[utoipa::path(post, path = "/memoird/v1/consolidate", tag = "memories",
    request_body = ConsolidateIn,
    responses((status = 200, body = ConsolidateOut), (status = 202, body = ConsolidateOut)))]
pub(crate) async fn consolidate(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let asked: ConsolidateIn = submitted.read()?;
    let background = asked.background;
    let command = translate::consolidate(asked);
    once(&app, &caller.access, submitted.idempotency, async {
        if background {
            let job = app
                .engine
                .consolidate_later(&caller.access, command)
                .await?;
            let out = ConsolidateOut {
                job: Some(translate::job_out(job)),
                ..ConsolidateOut::default()
            };
            return Ok((StatusCode::ACCEPTED, out));
        }
        let done = app.engine.consolidate(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::consolidate_out(done)))
    })
    .await
}

/// Finds patterns in what was stored lately and keeps an insight of each, one per set of evidence.
#[utoipa::path(post, path = "/memoird/v1/reflect", tag = "memories", request_body = ReflectIn,
    responses((status = 200, body = ReflectOut), (status = 202, body = ReflectOut)))]
pub(crate) async fn reflect(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let asked: ReflectIn = submitted.read()?;
    let background = asked.background;
    let command = translate::reflect(asked);
    once(&app, &caller.access, submitted.idempotency, async {
        if background {
            let job = app.engine.reflect_later(&caller.access, command).await?;
            let out = ReflectOut {
                job: Some(translate::job_out(job)),
                ..ReflectOut::default()
            };
            return Ok((StatusCode::ACCEPTED, out));
        }
        let done = app.engine.reflect(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::reflect_out(done)))
    })
    .await
}

/// Makes what several users of a role, team, project or org say the group's knowledge.
///
/// Never what only one person says, never personal data, nothing that members dispute. What a group's
/// record names as its focus comes first and needs one voice less, but never fewer than two. It needs
/// a key that is bound to nothing.
#[utoipa::path(post, path = "/memoird/v1/promote", tag = "memories", request_body = PromoteIn,
    responses((status = 200, body = PromoteOut), (status = 202, body = PromoteOut)))]
pub(crate) async fn promote(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let asked: PromoteIn = submitted.read()?;
    let background = asked.background;
    let command = translate::promote(asked);
    once(&app, &caller.access, submitted.idempotency, async {
        if background {
            let job = app.engine.promote_later(&caller.access, command).await?;
            let out = PromoteOut {
                job: Some(translate::job_out(job)),
                ..PromoteOut::default()
            };
            return Ok((StatusCode::ACCEPTED, out));
        }
        let done = app.engine.promote(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::promote_out(done)))
    })
    .await
}

/// Summarises a session, a user or a time in its own words, and keeps the summary as a memory.
///
/// The new one takes the place of the one before as there is more to say; a second run changes
/// nothing.
#[utoipa::path(post, path = "/memoird/v1/summarise", tag = "memories", request_body = SummariseIn,
    responses((status = 200, body = SummariseOut), (status = 202, body = SummariseOut)))]
pub(crate) async fn summarise(
    State(app): State<AppState>,
    caller: Authed<ReadWrite>,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let asked: SummariseIn = submitted.read()?;
    let background = asked.background;
    let command = translate::summarise(asked);
    once(&app, &caller.access, submitted.idempotency, async {
        if background {
            let job = app.engine.summarise_later(&caller.access, command).await?;
            let out = SummariseOut {
                job: Some(translate::job_out(job)),
                ..SummariseOut::default()
            };
            return Ok((StatusCode::ACCEPTED, out));
        }
        let done = app.engine.summarise(&caller.access, command).await?;
        Ok((StatusCode::OK, translate::summarise_out(done)))
    })
    .await
}

/// What happened, day by day, each thing in its most telling sentence.
#[utoipa::path(post, path = "/memoird/v1/timeline", tag = "recall", request_body = TimelineIn,
    responses((status = 200, body = TimelineOut)))]
pub(crate) async fn timeline(
    State(app): State<AppState>,
    caller: Authed<Read>,
    Json(asked): Json<TimelineIn>,
) -> Result<Reply<TimelineOut>, Failure> {
    let command = translate::timeline(asked)?;
    let told = app.engine.timeline_by_day(&caller.access, command).await?;
    Ok(Reply(translate::timeline_out(told)))
}
