//! Consolidation, reflection, promotion and summaries as jobs: user by user, or group by group, each
//! marked when it is done, so that another attempt goes on behind it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::WriteBatch;
use types::{Error, Job, Permission, Result};

use super::{CONSOLIDATE, JobContext, PROMOTE, REFLECT, SUMMARISE, arguments};
use crate::commands::gather::At;
use crate::commands::{
    Consolidate, Consolidated, Promote, Promoted, Reflect, Reflected, Summarise, Summarised, Told,
};
use crate::{Access, Engine};

/// How far a job is: what came out so far, and the last one that is done.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Checkpoint<T> {
    outcome: T,
    /// The last user that is done; the inner `None` stands for what is no user's.
    last: Option<Option<String>>,
}

impl<T: Serialize + DeserializeOwned + Default> Checkpoint<T> {
    fn of(context: &JobContext) -> Checkpoint<T> {
        let read = |json: &Json| serde_json::from_value(json.clone()).ok();
        context.checkpoint().and_then(read).unwrap_or_default()
    }

    /// Of `users`, which are sorted, those that are not done.
    fn left(&self, mut users: Vec<Option<String>>) -> Vec<Option<String>> {
        if let Some(last) = &self.last {
            users.retain(|user| user > last);
        }
        users
    }

    /// Marks one more as done.
    async fn mark(
        &mut self,
        context: &JobContext,
        user: Option<String>,
        (done, total): (usize, usize),
    ) -> Result<()> {
        self.last = Some(user);
        let batch = WriteBatch::default();
        context
            .commit(batch, done as u64, total as u64, Some(json!(self)))
            .await
            .map(drop)
    }
}

pub(super) async fn consolidate(
    engine: &Engine,
    context: &JobContext,
    payload: Json,
) -> Result<Json> {
    let command: Consolidate = arguments(payload)?;
    let mut checkpoint = Checkpoint::<Consolidated>::of(context);
    let scope = context.scope();
    let users = engine.consolidation_users(scope, &command).await?;
    let total = users.len();
    let left = checkpoint.left(users);
    let before = total - left.len();
    for (index, user) in left.into_iter().enumerate() {
        context.go_on()?;
        let outcome = &mut checkpoint.outcome;
        engine
            .consolidate_user(scope, &command, user.as_deref(), outcome)
            .await?;
        // A result outlives what it tells of.
        for pair in &mut outcome.pairs {
            pair.original.clear();
            pair.merged.clear();
        }
        checkpoint
            .mark(context, user, (before + index + 1, total))
            .await?;
    }
    engine.count_compute(context.access(), At::Leisure, checkpoint.outcome.processed);
    checkpoint.outcome.dry_run = command.dry_run;
    Ok(json!(checkpoint.outcome))
}

pub(super) async fn reflect(engine: &Engine, context: &JobContext, payload: Json) -> Result<Json> {
    let command: Reflect = arguments(payload)?;
    let mut checkpoint = Checkpoint::<Reflected>::of(context);
    let scope = context.scope();
    let users = engine.reflection_users(scope, &command).await?;
    let total = users.len();
    let left = checkpoint.left(users);
    let before = total - left.len();
    for (index, user) in left.into_iter().enumerate() {
        context.go_on()?;
        let outcome = &mut checkpoint.outcome;
        engine
            .reflect_on_user(scope, &command, user.as_deref(), outcome)
            .await?;
        for insight in &mut outcome.insights {
            insight.text.clear();
        }
        for pattern in &mut outcome.patterns {
            pattern.description.clear();
        }
        checkpoint
            .mark(context, user, (before + index + 1, total))
            .await?;
    }
    engine.count_compute(context.access(), At::Leisure, checkpoint.outcome.analyzed);
    checkpoint.outcome.dry_run = command.dry_run;
    Ok(json!(checkpoint.outcome))
}

pub(super) async fn promote(engine: &Engine, context: &JobContext, payload: Json) -> Result<Json> {
    let command: Promote = arguments(payload)?;
    let mut checkpoint = Checkpoint::<Promoted>::of(context);
    // Another attempt looks at every group again, because the org's knowledge depends on what all of
    // them know; what was promoted already is not promoted twice.
    (checkpoint.outcome.groups, checkpoint.outcome.considered) = (0, 0);
    let scope = context.scope();
    let groups = engine.promotion_groups(scope, &command).await?;
    let (total, mut told) = (groups.len(), Told::default());
    for (index, (kind, id)) in groups.into_iter().enumerate() {
        context.go_on()?;
        let outcome = &mut checkpoint.outcome;
        engine
            .promote_to(scope, &command, (kind, &id), &mut told, outcome)
            .await?;
        for promoted in &mut outcome.promoted {
            promoted.text.clear();
        }
        checkpoint.mark(context, None, (index + 1, total)).await?;
    }
    engine.count_compute(context.access(), At::Leisure, checkpoint.outcome.considered);
    checkpoint.outcome.dry_run = command.dry_run;
    Ok(json!(checkpoint.outcome))
}

pub(super) async fn summarise(
    engine: &Engine,
    context: &JobContext,
    payload: Json,
) -> Result<Json> {
    let command: Summarise = arguments(payload)?;
    let mut checkpoint = Checkpoint::<Summarised>::of(context);
    let scope = context.scope();
    let users = engine.summary_users(scope, &command).await?;
    let total = users.len();
    let left = checkpoint.left(users);
    let before = total - left.len();
    for (index, user) in left.into_iter().enumerate() {
        context.go_on()?;
        let outcome = &mut checkpoint.outcome;
        engine
            .summarise_user(scope, &command, user.as_deref(), outcome)
            .await?;
        for summary in &mut outcome.summaries {
            summary.text.clear();
        }
        checkpoint
            .mark(context, user, (before + index + 1, total))
            .await?;
    }
    let covered = checkpoint
        .outcome
        .summaries
        .iter()
        .map(|one| one.covered)
        .sum();
    engine.count_compute(context.access(), At::Leisure, covered);
    checkpoint.outcome.dry_run = command.dry_run;
    Ok(json!(checkpoint.outcome))
}

impl Engine {
    /// [`Engine::consolidate`] as a job; returns it. Equal ones that wait are one.
    pub async fn consolidate_later(&self, access: &Access, command: Consolidate) -> Result<Job> {
        access.require(Permission::Write)?;
        self.consolidation_users(&access.scope(), &command).await?;
        self.queue_command(access, CONSOLIDATE, &command).await
    }

    /// [`Engine::reflect`] as a job; returns it. Equal ones that wait are one.
    pub async fn reflect_later(&self, access: &Access, command: Reflect) -> Result<Job> {
        access.require(Permission::Write)?;
        self.reflection_users(&access.scope(), &command).await?;
        self.queue_command(access, REFLECT, &command).await
    }

    /// [`Engine::promote`] as a job; returns it. Equal ones that wait are one.
    pub async fn promote_later(&self, access: &Access, command: Promote) -> Result<Job> {
        access.require(Permission::Write)?;
        self.promotion_groups(&access.scope(), &command).await?;
        self.queue_command(access, PROMOTE, &command).await
    }

    /// [`Engine::summarise`] as a job; returns it. Equal ones that wait are one.
    pub async fn summarise_later(&self, access: &Access, command: Summarise) -> Result<Job> {
        access.require(Permission::Write)?;
        self.summary_users(&access.scope(), &command).await?;
        self.queue_command(access, SUMMARISE, &command).await
    }

    async fn queue_command<C: Serialize>(
        &self,
        access: &Access,
        kind: &'static str,
        command: &C,
    ) -> Result<Job> {
        let payload = serde_json::to_value(command)
            .map_err(|error| Error::internal("a command cannot be stored").with_source(error))?;
        let dedup_key = format!("{kind} {payload}");
        let job = self.new_job(access, kind, payload, Some(dedup_key));
        let id = self.enqueue(access, job).await?;
        self.get_job(access, id).await
    }
}
