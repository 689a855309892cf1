//! The runners: background tasks that take jobs from the queue, one at a time each.

use std::sync::Arc;
use std::time::Duration;

use store::JobOutcome;
use tokio::sync::Notify;
use types::{Error, Job, Result};

use super::backoff::backoff_ms;
use super::{JobContext, KINDS, Stop, run};
use crate::Engine;

/// How long a handler that has to stop may take for it, in milliseconds, before it is cut off at its
/// next wait. Its steps are transactions: what is cut off did not happen.
const STOP_MS: u64 = 5000;

/// Wakes the runners.
#[derive(Default)]
pub(crate) struct Queue(Notify);

impl Queue {
    /// Something was queued.
    pub(crate) fn wake(&self) {
        self.0.notify_one();
    }
}

impl Engine {
    /// Runs jobs for as long as the engine runs.
    pub(crate) async fn run_jobs(self) {
        let mut stopping = self.inner.stopping.subscribe();
        let poll = Duration::from_millis(self.inner.config.job_poll_ms);
        while !*stopping.borrow() {
            match self.run_next_job().await {
                Ok(true) => {}
                Ok(false) => {
                    // What is put off, and what a dead runner held, becomes due without a call.
                    tokio::select! {
                        () = self.inner.jobs.0.notified() => {}
                        () = tokio::time::sleep(poll) => {}
                        _ = stopping.changed() => {}
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "could not take a job from the queue");
                    self.pause(self.inner.config.job_poll_ms).await;
                }
            }
        }
    }

    /// Takes the next due job and runs it; false if there was none.
    async fn run_next_job(&self) -> Result<bool> {
        let now = self.now();
        let lease_until = now.plus_ms(self.inner.config.job_lease_ms);
        let claimed = self.inner.store.claim_job(KINDS, now, lease_until).await?;
        let Some(job) = claimed else {
            return Ok(false);
        };
        // There may be more: each runner that finds something wakes another.
        self.inner.jobs.wake();
        self.failpoint("claim.after");
        let context = Arc::new(JobContext::new(self, job));
        let worked = self.attend(&context).await;
        let job = context.job();
        if let Some(outcome) = self.outcome(job, context.stop(), worked) {
            self.failpoint("finish.before");
            // If this fails, the lease runs out and the attempt is made again.
            self.inner
                .store
                .finish_job(job.id, job.attempts, outcome)
                .await?;
            self.failpoint("finish.after");
        }
        Ok(true)
    }

    /// Waits for the handler, keeps the lease alive and sees to it that it stops when it has to.
    async fn attend(&self, context: &Arc<JobContext>) -> Result<serde_json::Value> {
        let (engine, of_handler) = (self.clone(), Arc::clone(context));
        let mut work = tokio::spawn(async move {
            let payload = of_handler.job().payload.clone();
            run(&engine, &of_handler, payload).await
        });
        let beat = Duration::from_millis((self.inner.config.job_lease_ms / 3).max(1) as u64);
        let mut beats = tokio::time::interval(beat);
        beats.tick().await;
        let mut stopping = self.inner.stopping.subscribe();
        loop {
            let is_stopping = *stopping.borrow() || context.stop().is_some();
            tokio::select! {
                worked = &mut work => return match worked {
                    Ok(result) => result,
                    Err(error) => {
                        tracing::error!(job = %context.job().id, %error, "a job panicked");
                        Err(Error::internal("the work failed in a way that is a bug of ours"))
                    }
                },
                _ = beats.tick(), if !is_stopping => context.beat().await,
                _ = stopping.changed(), if !is_stopping => {}
                () = tokio::time::sleep(Duration::from_millis(STOP_MS)), if is_stopping => {
                    work.abort();
                    return Err(context.stopped(Stop::Shutdown));
                }
            }
        }
    }

    /// What an attempt comes to; `None` if the job is not ours any more.
    fn outcome(
        &self,
        job: &Job,
        stop: Option<Stop>,
        worked: Result<serde_json::Value>,
    ) -> Option<JobOutcome> {
        let at = self.now();
        let error = match worked {
            Ok(result) => return Some(JobOutcome::Done { result, at }),
            Err(error) => error,
        };
        match stop {
            Some(Stop::Lost) => return None,
            Some(Stop::Shutdown) => return Some(JobOutcome::Returned { at }),
            None => {}
        }
        tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, %error, "a job failed");
        let seed = (job.id.0.0 as u64) ^ (at.0 as u64).wrapping_add(u64::from(job.attempts));
        Some(JobOutcome::Failed {
            error: format!("{}: {}", error.kind().as_str(), error.public()),
            retry_at: at.plus_ms(backoff_ms(job.attempts, seed)),
            at,
        })
    }
}
