//! Consolidation, reflection, promotion and summaries as jobs: user by user, or group by group, each
//! marked when it is done, so that another attempt goes on behind it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::WriteBatch;
use types::{Job, Result, Scope};

use super::{CONSOLIDATE, JobContext, PROMOTE, REFLECT, SUMMARISE, arguments, kept};
use crate::commands::gather::At;
use crate::commands::{
    Consolidate, Consolidated, Promote, Promoted, Reflect, Reflected, Summarise, Summarised, Told,
};
use crate::{Access, Engine};

/// The key of a consolidation's payload that says that merges are to be told.
pub(crate) const NOTIFY_ON_MERGE: &str = "notify_on_merge";
/// The key of a result under which a sentence stands for whoever looks after the org.
const NOTICE: &str = "notice";

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

/// A verb that takes one user after the other.
trait PerUser: DeserializeOwned {
    /// What came out.
    type Outcome: Serialize + DeserializeOwned + Default;

    /// Whom it takes, sorted.
    async fn users(&self, engine: &Engine, scope: &Scope) -> Result<Vec<Option<String>>>;

    /// Takes one.
    async fn take(
        &self,
        engine: &Engine,
        scope: &Scope,
        user: Option<&str>,
        outcome: &mut Self::Outcome,
    ) -> Result<()>;

    /// Drops texts: a result outlives what it tells of.
    fn without_texts(outcome: &mut Self::Outcome);

    /// Completes the outcome; how many memories it is about.
    fn complete(&self, outcome: &mut Self::Outcome) -> u64;
}

/// Takes one user after the other, each marked when it is done.
async fn each_user<C: PerUser>(
    engine: &Engine,
    context: &JobContext,
    command: C,
) -> Result<C::Outcome> {
    let mut checkpoint = Checkpoint::<C::Outcome>::of(context);
    let scope = context.scope();
    let users = command.users(engine, scope).await?;
    let total = users.len();
    let left = checkpoint.left(users);
    let before = total - left.len();
    for (index, user) in left.into_iter().enumerate() {
        context.go_on()?;
        let outcome = &mut checkpoint.outcome;
        command
            .take(engine, scope, user.as_deref(), outcome)
            .await?;
        C::without_texts(outcome);
        checkpoint
            .mark(context, user, (before + index + 1, total))
            .await?;
    }
    let count = command.complete(&mut checkpoint.outcome);
    engine.count_compute(context.access(), At::Leisure, count);
    Ok(checkpoint.outcome)
}

impl PerUser for Consolidate {
    type Outcome = Consolidated;

    async fn users(&self, engine: &Engine, scope: &Scope) -> Result<Vec<Option<String>>> {
        engine.consolidation_users(scope, self).await
    }

    async fn take(
        &self,
        engine: &Engine,
        scope: &Scope,
        user: Option<&str>,
        outcome: &mut Consolidated,
    ) -> Result<()> {
        engine.consolidate_user(scope, self, user, outcome).await
    }

    fn without_texts(outcome: &mut Consolidated) {
        for pair in &mut outcome.pairs {
            pair.original.clear();
            pair.merged.clear();
        }
    }

    fn complete(&self, outcome: &mut Consolidated) -> u64 {
        outcome.dry_run = self.dry_run;
        outcome.processed
    }
}

impl PerUser for Reflect {
    type Outcome = Reflected;

    async fn users(&self, engine: &Engine, scope: &Scope) -> Result<Vec<Option<String>>> {
        engine.reflection_users(scope, self).await
    }

    async fn take(
        &self,
        engine: &Engine,
        scope: &Scope,
        user: Option<&str>,
        outcome: &mut Reflected,
    ) -> Result<()> {
        engine.reflect_on_user(scope, self, user, outcome).await
    }

    fn without_texts(outcome: &mut Reflected) {
        for insight in &mut outcome.insights {
            insight.text.clear();
        }
        for pattern in &mut outcome.patterns {
            pattern.description.clear();
        }
    }

    fn complete(&self, outcome: &mut Reflected) -> u64 {
        outcome.dry_run = self.dry_run;
        outcome.analyzed
    }
}

impl PerUser for Summarise {
    type Outcome = Summarised;

    async fn users(&self, engine: &Engine, scope: &Scope) -> Result<Vec<Option<String>>> {
        engine.summary_users(scope, self).await
    }

    async fn take(
        &self,
        engine: &Engine,
        scope: &Scope,
        user: Option<&str>,
        outcome: &mut Summarised,
    ) -> Result<()> {
        engine.summarise_user(scope, self, user, outcome).await
    }

    fn without_texts(outcome: &mut Summarised) {
        for summary in &mut outcome.summaries {
            summary.text.clear();
        }
    }

    fn complete(&self, outcome: &mut Summarised) -> u64 {
        outcome.dry_run = self.dry_run;
        outcome.summaries.iter().map(|one| one.covered).sum()
    }
}

pub(super) async fn consolidate(
    engine: &Engine,
    context: &JobContext,
    payload: Json,
) -> Result<Json> {
    let is_noticed = payload[NOTIFY_ON_MERGE] == true;
    let outcome = each_user::<Consolidate>(engine, context, arguments(payload)?).await?;
    let merged = outcome.merged + outcome.removed;
    let mut result = kept(&outcome)?;
    if is_noticed && merged > 0 && !outcome.dry_run {
        let what = if merged == 1 { "memory" } else { "memories" };
        result[NOTICE] = json!(format!(
            "{merged} {what} went into others that say the same"
        ));
    }
    Ok(result)
}

pub(super) async fn reflect(engine: &Engine, context: &JobContext, payload: Json) -> Result<Json> {
    let outcome = each_user::<Reflect>(engine, context, arguments(payload)?).await?;
    kept(&outcome)
}

pub(super) async fn summarise(
    engine: &Engine,
    context: &JobContext,
    payload: Json,
) -> Result<Json> {
    let outcome = each_user::<Summarise>(engine, context, arguments(payload)?).await?;
    kept(&outcome)
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

impl Engine {
    /// [`Engine::consolidate`] as a job; returns it. Equal ones that wait are one.
    pub async fn consolidate_later(&self, access: &Access, command: Consolidate) -> Result<Job> {
        access.require_read_write()?;
        self.consolidation_users(&access.scope(), &command).await?;
        self.queue_command(access, CONSOLIDATE, &command).await
    }

    /// [`Engine::reflect`] as a job; returns it. Equal ones that wait are one.
    pub async fn reflect_later(&self, access: &Access, command: Reflect) -> Result<Job> {
        access.require_read_write()?;
        self.reflection_users(&access.scope(), &command).await?;
        self.queue_command(access, REFLECT, &command).await
    }

    /// [`Engine::promote`] as a job; returns it. Equal ones that wait are one.
    pub async fn promote_later(&self, access: &Access, command: Promote) -> Result<Job> {
        access.require_read_write()?;
        self.promotion_groups(&access.scope(), &command).await?;
        self.queue_command(access, PROMOTE, &command).await
    }

    /// [`Engine::summarise`] as a job; returns it. Equal ones that wait are one.
    pub async fn summarise_later(&self, access: &Access, command: Summarise) -> Result<Job> {
        access.require_read_write()?;
        self.summary_users(&access.scope(), &command).await?;
        self.queue_command(access, SUMMARISE, &command).await
    }

    async fn queue_command<C: Serialize>(
        &self,
        access: &Access,
        kind: &'static str,
        command: &C,
    ) -> Result<Job> {
        let payload = kept(command)?;
        let dedup_key = format!("{kind} {payload}");
        let job = self.new_job(access, kind, payload, Some(dedup_key));
        let id = self.enqueue(access, job).await?;
        self.get_job(access, id).await
    }
}
