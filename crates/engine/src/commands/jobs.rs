//! Jobs, as callers see them: list, look at, call off, try again.

use store::{JobCounts, Page, PageRequest, WriteBatch};
use types::{Error, ErrorKind, Job, JobId, JobState, Permission, Result};

use super::list::check_page;
use crate::{Access, Engine};

impl Engine {
    /// How the queue stands over all orgs, for metrics; and how long its oldest due job has waited, in
    /// milliseconds.
    pub async fn job_counts(&self) -> Result<(JobCounts, u64)> {
        let counts = self.inner.store.job_counts().await?;
        let waited_ms = counts
            .oldest_due
            .map_or(0, |due| self.now().unix_ms().saturating_sub(due.unix_ms()));
        Ok((counts, u64::try_from(waited_ms).unwrap_or(0)))
    }

    /// One page of the jobs that the caller sees, newest first, optionally in one state.
    pub async fn list_jobs(
        &self,
        access: &Access,
        state: Option<JobState>,
        page: &PageRequest,
    ) -> Result<Page<Job>> {
        access.require(Permission::Read)?;
        check_page(page)?;
        self.inner
            .store
            .list_jobs(&access.scope(), state, page)
            .await
    }

    /// A job.
    pub async fn get_job(&self, access: &Access, id: JobId) -> Result<Job> {
        access.require(Permission::Read)?;
        let job = self.inner.store.job(&access.scope(), id).await?;
        job.ok_or_else(|| Error::not_found("job"))
    }

    /// Calls off a job that waits or runs; one that runs stops at its next step, and what its steps
    /// have done stays done.
    ///
    /// Errors: `InvalidArgument` on `state` when it has ended already.
    pub async fn cancel_job(&self, access: &Access, id: JobId) -> Result<Job> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        self.job_of(access, id).await?;
        if !self
            .inner
            .store
            .set_job_state(&scope, id, JobState::Cancelled)
            .await?
        {
            let message = "only a pending or running job can be cancelled";
            return Err(Error::invalid("state", message));
        }
        let batch = WriteBatch {
            audit: vec![self.audit("job.cancel", id.to_string(), serde_json::json!({}))],
            ..WriteBatch::default()
        };
        self.inner.store.commit(&scope, batch).await?;
        self.job_of(access, id).await
    }

    /// Queues the work of a failed or cancelled job again, as a new job, which is returned. It goes
    /// on from where the old one was.
    ///
    /// Errors: `InvalidArgument` on `state` when it is in another state; `Conflict` when the same
    /// work waits already.
    pub async fn retry_job(&self, access: &Access, id: JobId) -> Result<Job> {
        access.require(Permission::Write)?;
        let old = self.job_of(access, id).await?;
        if !matches!(old.state, JobState::Dead | JobState::Cancelled) {
            let message = "only a failed or cancelled job can be tried again";
            return Err(Error::invalid("state", message));
        }
        let fresh = self.new_job(access, "", old.payload.clone(), None);
        let job = Job {
            id: fresh.id,
            attempts: 0,
            attempts_max: fresh.attempts_max,
            state: JobState::Queued,
            run_at: fresh.run_at,
            lease_until: None,
            last_error: None,
            created_at: fresh.created_at,
            updated_at: fresh.updated_at,
            // Without a key of its own it takes the old job's id: two retries are one.
            dedup_key: Some(old.dedup_key.unwrap_or_else(|| format!("retry:{id}"))),
            ..old
        };
        let asked = job.id;
        if self.enqueue(access, job).await? != asked {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the same work is waiting already",
            ));
        }
        self.job_of(access, asked).await
    }

    async fn job_of(&self, access: &Access, id: JobId) -> Result<Job> {
        let job = self.inner.store.job(&access.scope(), id).await?;
        job.ok_or_else(|| Error::not_found("job"))
    }
}
