//! Jobs: work that goes on after the reply. The queue is in the store, so that it survives us.
//!
//! A kind of job is a name in [`KINDS`] and an arm in [`run`]. Its handler must be idempotent: it may
//! be stopped at any point and begun again, by another process. What makes that easy is
//! [`JobContext::commit`]: a step's effect and its mark (how far, and what has come out so far) are
//! one transaction, which fails if the job is not this attempt's any more.

mod backoff;
mod danger;
mod grounded;
mod minds;
mod refine;
mod runner;
mod upkeep;
mod word;

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use store::{Committed, JobProgress, WriteBatch};
use types::{Coordinates, Error, ErrorKind, Job, JobId, JobState, Result, Scope, Timestamp};

pub use danger::{Failpoint, Failpoints};
pub(crate) use minds::NOTIFY_ON_MERGE;
pub(crate) use runner::Queue;

use crate::commands::{erase, forget, unix_ms};
use crate::truth::flag;
use crate::{Access, Engine};

/// Keeping expired memories and old jobs in order.
pub(crate) const SWEEP: &str = "sweep";
/// Looking for memories without vectors.
pub(crate) const EMBED: &str = "embed";

/// Merging duplicates.
pub(crate) const CONSOLIDATE: &str = "consolidate";
/// Deriving patterns.
pub(crate) const REFLECT: &str = "reflect";
/// Lifting what several say to their role, team or org.
pub(crate) const PROMOTE: &str = "promote";
/// Summing up what was said.
pub(crate) const SUMMARISE: &str = "summarise";

/// Every kind of job, as [`run`] knows them.
pub(crate) const KINDS: &[&str] = &[
    CONSOLIDATE,
    REFLECT,
    PROMOTE,
    SUMMARISE,
    EMBED,
    SWEEP,
    erase::KIND,
    forget::KIND,
    danger::APPEND,
    refine::KIND,
    flag::KIND,
    word::KIND,
];

/// Does a job's work and returns what came out: counts and ids, never text, because a result outlives
/// what it tells of.
async fn run(engine: &Engine, context: &JobContext, payload: Json) -> Result<Json> {
    match context.job.kind.as_str() {
        CONSOLIDATE => minds::consolidate(engine, context, payload).await,
        REFLECT => minds::reflect(engine, context, payload).await,
        PROMOTE => minds::promote(engine, context, payload).await,
        SUMMARISE => minds::summarise(engine, context, payload).await,
        EMBED => upkeep::embed(engine, context).await,
        SWEEP => upkeep::sweep(engine, context).await,
        erase::KIND => engine.run_erase(context, payload).await,
        forget::KIND => engine.run_forget(context, payload).await,
        danger::APPEND => danger::append(engine, context, payload).await,
        refine::KIND => engine.run_refine(context, payload).await,
        flag::KIND => engine.run_flag(context, payload).await,
        word::KIND => engine.run_word(context, payload).await,
        kind => Err(Error::internal(format!("no handler for the kind {kind}"))),
    }
}

/// A command or an outcome as it is kept with its job. By way of its text, in which 0.9 stands as
/// that: taken over directly, a number of 32 bits shows its binary fraction.
pub(crate) fn kept<T: Serialize>(value: &T) -> Result<Json> {
    serde_json::to_string(value)
        .and_then(|text| serde_json::from_str(&text))
        .map_err(|error| Error::internal("a command cannot be stored").with_source(error))
}

/// A verb's command, as it was queued.
pub(crate) fn arguments<T: DeserializeOwned>(payload: Json) -> Result<T> {
    serde_json::from_value(payload)
        .map_err(|error| Error::internal("a stored command cannot be read").with_source(error))
}

/// The key of a payload under which the one stands who asked for the work.
const ACTOR: &str = "actor";

/// What a job's handler may do, and how it says how far it is.
pub(crate) struct JobContext {
    engine: Engine,
    access: Access,
    scope: Scope,
    job: Job,
    state: Mutex<Attempt>,
}

/// How the present attempt stands.
struct Attempt {
    done: u64,
    total: u64,
    stop: Option<Stop>,
}

/// Why a handler has to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// The job was cancelled, or its lease went to another runner.
    Lost,
    /// The engine shuts down; the job goes back to the queue.
    Shutdown,
}

impl JobContext {
    fn new(engine: &Engine, job: Job) -> JobContext {
        let actor = job.payload[ACTOR].as_str().unwrap_or("job").to_owned();
        let access = Access::for_job(&job, actor);
        let state = Mutex::new(Attempt {
            done: job.progress_done,
            total: job.progress_total,
            stop: None,
        });
        JobContext {
            engine: engine.clone(),
            scope: access.scope(),
            access,
            job,
            state,
        }
    }

    /// The job, as it was claimed.
    pub(crate) fn job(&self) -> &Job {
        &self.job
    }

    /// What the job may do: no more than the one who asked for it.
    pub(crate) fn access(&self) -> &Access {
        &self.access
    }

    /// The same as proof for the store.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The engine's clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// What an earlier attempt had brought out when it ended; the place to go on from.
    pub(crate) fn checkpoint(&self) -> Option<&Json> {
        self.job.result.as_ref()
    }

    /// Says how far the work is and extends the lease. An error tells the handler to stop: hand it
    /// on with `?`.
    pub(crate) async fn progress(&self, done: u64, total: u64) -> Result<()> {
        self.go_on()?;
        self.engine.failpoint("progress.before");
        let mark = self.mark(done, total, None);
        if !self.engine.inner.store.job_progress(mark).await? {
            return Err(self.stopped(Stop::Lost));
        }
        self.engine.failpoint("progress.after");
        Ok(())
    }

    /// Commits a step together with its mark: `done` of `total`, and what has come out so far, from
    /// which another attempt goes on. An error tells the handler to stop, as in
    /// [`JobContext::progress`].
    pub(crate) async fn commit(
        &self,
        mut batch: WriteBatch,
        done: u64,
        total: u64,
        checkpoint: Option<Json>,
    ) -> Result<Committed> {
        self.go_on()?;
        self.engine.failpoint("step.before");
        batch.job_step = Some(self.mark(done, total, checkpoint));
        match self.engine.inner.store.commit(&self.scope, batch).await {
            Ok(committed) => {
                self.engine.failpoint("step.after");
                Ok(committed)
            }
            Err(error) if error.kind() == ErrorKind::Conflict && error.field() == Some("job") => {
                Err(self.stopped(Stop::Lost))
            }
            Err(error) => Err(error),
        }
    }

    /// Fails if the handler has to stop.
    pub(crate) fn go_on(&self) -> Result<()> {
        if *self.engine.inner.stopping.borrow() {
            return Err(self.stopped(Stop::Shutdown));
        }
        self.stop().map_or(Ok(()), |stop| Err(self.stopped(stop)))
    }

    /// Extends the lease while the handler is busy with one step.
    async fn beat(&self) {
        let (done, total) = {
            let state = self.state();
            (state.done, state.total)
        };
        match self
            .engine
            .inner
            .store
            .job_progress(self.mark(done, total, None))
            .await
        {
            Ok(true) => {}
            Ok(false) => {
                self.stopped(Stop::Lost);
            }
            // The lease lasts for two more of these.
            Err(error) => tracing::warn!(job = %self.job.id, %error, "could not extend a lease"),
        }
    }

    fn mark(&self, done: u64, total: u64, checkpoint: Option<Json>) -> JobProgress {
        let mut state = self.state();
        // What was done stays done: callers see the count grow only.
        state.done = state.done.max(done);
        state.total = total;
        JobProgress {
            id: self.job.id,
            attempt: self.job.attempts,
            done: state.done,
            total,
            checkpoint,
            lease_until: self.now().plus_ms(self.engine.inner.config.job_lease_ms),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, Attempt> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) -> Option<Stop> {
        self.state().stop
    }

    fn stopped(&self, why: Stop) -> Error {
        self.state().stop.get_or_insert(why);
        Error::new(ErrorKind::Conflict, "the job was stopped").with_field("job")
    }
}

impl Engine {
    /// A job to queue: put it into the batch of what it belongs to, and call
    /// [`Engine::jobs_were_queued`] after the commit. It may do what `access` may, and works in its
    /// name. Of jobs with one `dedup_key` one waits at a time. `payload` is an object.
    pub(crate) fn new_job(
        &self,
        access: &Access,
        kind: &'static str,
        payload: Json,
        dedup_key: Option<String>,
    ) -> Job {
        self.job_in(&access.scope(), kind, payload, dedup_key)
    }

    /// As [`Engine::new_job`], for whoever made this scope.
    pub(crate) fn job_in(
        &self,
        scope: &Scope,
        kind: &'static str,
        mut payload: Json,
        dedup_key: Option<String>,
    ) -> Job {
        let now = self.now();
        payload[ACTOR] = json!(scope.actor());
        // What is bound otherwise is other work.
        let dedup_key = dedup_key.map(|key| match scope.bound() {
            bound if *bound == Coordinates::default() => key,
            bound => format!("{key} {}", json!(bound)),
        });
        Job {
            id: self.inner.ids.job_id(unix_ms(now), rand::random()),
            org_id: scope.org_id().clone(),
            bound: scope.bound().clone(),
            kind: kind.to_owned(),
            dedup_key,
            payload,
            state: JobState::Queued,
            attempts: 0,
            attempts_max: self.inner.config.job_attempts_max,
            run_at: now,
            lease_until: None,
            progress_done: 0,
            progress_total: 0,
            last_error: None,
            result: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Queues a job; the id of the one that waits, which is another one if an equal job waited
    /// already. The caller has asked `access` for what the work needs.
    pub(crate) async fn enqueue(&self, access: &Access, job: Job) -> Result<JobId> {
        let asked = job.id;
        let detail = json!({ "kind": job.kind });
        let batch = WriteBatch {
            audit: vec![self.audit("job.queue", asked.to_string(), detail)],
            jobs: vec![job],
            ..WriteBatch::default()
        };
        let committed = self.inner.store.commit(&access.scope(), batch).await?;
        self.jobs_were_queued();
        Ok(committed.jobs.first().copied().unwrap_or(asked))
    }

    /// Lets the runners look at the queue now.
    pub(crate) fn jobs_were_queued(&self) {
        self.inner.jobs.wake();
    }

    /// A place at which a test may end the process.
    pub(crate) fn failpoint(&self, name: &'static str) {
        self.inner.config.danger_failpoints.reached(name);
    }
}
