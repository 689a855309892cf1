//! Jobs, between the wire and the engine.

use engine::{Page, PageRequest};
use types::{Job, JobId, Result};

use super::super::wire::*;
use super::page;

pub(crate) fn job_id(text: &str) -> Result<JobId> {
    text.parse()
}

pub(crate) fn jobs_query(query: JobsQuery) -> (Option<types::JobState>, PageRequest) {
    let state = query.state.map(|state| match state {
        JobState::Pending => types::JobState::Queued,
        JobState::Running => types::JobState::Running,
        JobState::Completed => types::JobState::Done,
        JobState::Failed => types::JobState::Dead,
        JobState::Cancelled => types::JobState::Cancelled,
    });
    (state, page(query.limit, query.cursor, false))
}

pub(crate) fn jobs_out(page: Page<Job>) -> JobsOut {
    JobsOut {
        items: page.items.into_iter().map(job_out).collect(),
        next_cursor: page.next_cursor,
    }
}

pub(crate) fn job_out(job: Job) -> JobOut {
    JobOut {
        id: job.id,
        kind: job.kind,
        state: match job.state {
            types::JobState::Queued => JobState::Pending,
            types::JobState::Running => JobState::Running,
            types::JobState::Done => JobState::Completed,
            types::JobState::Dead => JobState::Failed,
            types::JobState::Cancelled => JobState::Cancelled,
        },
        payload: job.payload,
        progress_done: job.progress_done,
        progress_total: job.progress_total,
        attempts: job.attempts,
        attempts_max: job.attempts_max,
        error: job.last_error,
        result: job.result,
        created_at: job.created_at,
        updated_at: job.updated_at,
        run_at: (job.state == types::JobState::Queued).then_some(job.run_at),
    }
}
