//! Maintenance: what an org wants done by itself, how often, and the one who sees to it.
//!
//! Settings and the times of the next runs are the org's settings in the store. A run is queued in
//! the same commit that moves its time on, so that no crash and no restart doubles or drops one.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use store::WriteBatch;
use types::{Coordinates, Error, ErrorKind, Job, OrgId, Permission, Result, Timestamp};

use super::{Consolidate, Depth, Forget, Reflect};
use crate::jobs::{self, KINDS};
use crate::lifecycle::ForgetPolicy;
use crate::{Access, Engine};

/// Names of the org's settings.
const SETTINGS: &str = "maintenance";
const SCHEDULE: &str = "maintenance_schedule";

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How often something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Each day.
    Daily,
    /// Every seven days.
    Weekly,
    /// Every thirty days.
    Monthly,
}

impl Frequency {
    fn ms(self) -> i64 {
        match self {
            Frequency::Daily => DAY_MS,
            Frequency::Weekly => 7 * DAY_MS,
            Frequency::Monthly => 30 * DAY_MS,
        }
    }
}

/// What an org wants done by itself. Nothing, by default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MaintenanceSettings {
    /// Merge duplicates.
    pub consolidation_enabled: bool,
    /// How often.
    pub consolidation_frequency: Frequency,
    /// From this raw cosine on two memories are duplicates, 0 to 1.
    pub consolidation_similarity_threshold: f64,
    /// The org wants to hear of merges: they stand in the run's result and in the audit log.
    pub consolidation_notify_on_merge: bool,
    /// Derive patterns.
    pub reflection_enabled: bool,
    /// How often.
    pub reflection_frequency: Frequency,
    /// Look at memories of so many days.
    pub reflection_time_window_days: u32,
    /// How far.
    pub reflection_analysis_depth: Depth,
    /// Keep patterns at least this strong, 0 to 1.
    pub reflection_min_pattern_strength: f64,
    /// Look for memories without vectors and make them.
    pub embedding_generation_enabled: bool,
    /// How often: daily or weekly.
    pub embedding_check_frequency: Frequency,
    /// Lift what several say to their role, team or org.
    pub promotion_enabled: bool,
    /// How often.
    pub promotion_frequency: Frequency,
    /// Let go of memories by `forgetting_policy`.
    pub forgetting_enabled: bool,
    /// How often.
    pub forgetting_frequency: Frequency,
    /// Which.
    pub forgetting_policy: ForgetPolicy,
}

impl Default for MaintenanceSettings {
    fn default() -> Self {
        MaintenanceSettings {
            consolidation_enabled: false,
            consolidation_frequency: Frequency::Weekly,
            consolidation_similarity_threshold: 0.95,
            consolidation_notify_on_merge: false,
            reflection_enabled: false,
            reflection_frequency: Frequency::Weekly,
            reflection_time_window_days: 7,
            reflection_analysis_depth: Depth::Shallow,
            reflection_min_pattern_strength: 0.7,
            embedding_generation_enabled: false,
            embedding_check_frequency: Frequency::Daily,
            promotion_enabled: false,
            promotion_frequency: Frequency::Weekly,
            forgetting_enabled: false,
            forgetting_frequency: Frequency::Daily,
            forgetting_policy: ForgetPolicy::default(),
        }
    }
}

/// Days that reflection may look back: ten years.
const WINDOW_DAYS_MAX: u32 = 3650;

impl MaintenanceSettings {
    fn validate(&self) -> Result<()> {
        let shares = [
            (
                "consolidation_similarity_threshold",
                self.consolidation_similarity_threshold,
            ),
            (
                "reflection_min_pattern_strength",
                self.reflection_min_pattern_strength,
            ),
        ];
        for (field, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                return Err(Error::invalid(field, "must be 0 to 1"));
            }
        }
        if !(1..=WINDOW_DAYS_MAX).contains(&self.reflection_time_window_days) {
            let message = format!("must be 1 to {WINDOW_DAYS_MAX}");
            return Err(Error::invalid("reflection_time_window_days", message));
        }
        if self.embedding_check_frequency == Frequency::Monthly {
            let message = "can be daily or weekly";
            return Err(Error::invalid("embedding_check_frequency", message));
        }
        self.forgetting_policy
            .validate()
            .map_err(|error| error.within("forgetting_policy"))
    }

    /// These settings with the keys of `patch` in the place of their own; null: the default.
    ///
    /// Errors: `InvalidArgument` on a key that there is not, or whose value is none for it.
    pub(super) fn merged(&self, patch: &Map<String, Json>) -> Result<MaintenanceSettings> {
        let (mut all, defaults) = (json!(self), json!(MaintenanceSettings::default()));
        let mut settings = self.clone();
        for (key, value) in patch {
            let Some(default) = defaults.get(key) else {
                return Err(Error::invalid(key.clone(), "there is no such setting"));
            };
            all[key] = if value.is_null() { default } else { value }.clone();
            settings = serde_json::from_value(all.clone())
                .map_err(|_| Error::invalid(key.clone(), "is no value for this setting"))?;
        }
        settings.validate()?;
        Ok(settings)
    }
}

/// What maintenance does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaintenanceTask {
    /// Merge duplicates.
    Consolidation,
    /// Derive patterns.
    Reflection,
    /// Make vectors that are missing.
    Embedding,
    /// Lift what several say.
    Promotion,
    /// Let go by policy.
    Forgetting,
    /// Set aside what expired, and what ended long ago. It is always on.
    Sweep,
}

impl MaintenanceTask {
    /// Every task.
    pub const ALL: [MaintenanceTask; 6] = [
        MaintenanceTask::Consolidation,
        MaintenanceTask::Reflection,
        MaintenanceTask::Embedding,
        MaintenanceTask::Promotion,
        MaintenanceTask::Forgetting,
        MaintenanceTask::Sweep,
    ];

    /// The kind of job that does it.
    fn kind(self) -> &'static str {
        match self {
            MaintenanceTask::Consolidation => jobs::CONSOLIDATE,
            MaintenanceTask::Reflection => jobs::REFLECT,
            MaintenanceTask::Embedding => jobs::EMBED,
            MaintenanceTask::Promotion => jobs::PROMOTE,
            MaintenanceTask::Forgetting => super::forget::KIND,
            MaintenanceTask::Sweep => jobs::SWEEP,
        }
    }

    /// Milliseconds from one run to the next; `None`: it is not wanted.
    fn interval_ms(self, settings: &MaintenanceSettings) -> Option<i64> {
        let (enabled, frequency) = match self {
            MaintenanceTask::Consolidation => (
                settings.consolidation_enabled,
                settings.consolidation_frequency,
            ),
            MaintenanceTask::Reflection => {
                (settings.reflection_enabled, settings.reflection_frequency)
            }
            MaintenanceTask::Embedding => (
                settings.embedding_generation_enabled,
                settings.embedding_check_frequency,
            ),
            MaintenanceTask::Promotion => {
                (settings.promotion_enabled, settings.promotion_frequency)
            }
            MaintenanceTask::Forgetting => {
                (settings.forgetting_enabled, settings.forgetting_frequency)
            }
            MaintenanceTask::Sweep => (true, Frequency::Daily),
        };
        (enabled && KINDS.contains(&self.kind())).then(|| frequency.ms())
    }

    /// The job's arguments.
    fn payload(self, settings: &MaintenanceSettings) -> Json {
        match self {
            MaintenanceTask::Consolidation => {
                let mut payload = json!(Consolidate {
                    similarity_threshold: settings.consolidation_similarity_threshold as f32,
                    ..Consolidate::default()
                });
                payload[jobs::NOTIFY_ON_MERGE] = json!(settings.consolidation_notify_on_merge);
                payload
            }
            MaintenanceTask::Reflection => json!(Reflect {
                time_window_days: settings.reflection_time_window_days,
                depth: settings.reflection_analysis_depth,
                min_pattern_strength: settings.reflection_min_pattern_strength as f32,
                ..Reflect::default()
            }),
            MaintenanceTask::Forgetting => json!(Forget {
                policy: settings.forgetting_policy.clone(),
                ..Forget::default()
            }),
            MaintenanceTask::Embedding | MaintenanceTask::Promotion | MaintenanceTask::Sweep => {
                json!({})
            }
        }
    }
}

/// When each task that is wanted runs next.
pub type Schedule = BTreeMap<MaintenanceTask, Timestamp>;

/// An org's maintenance.
#[derive(Clone, Debug, PartialEq)]
pub struct Maintenance {
    /// What it wants.
    pub settings: MaintenanceSettings,
    /// When it comes next.
    pub next_run: Schedule,
}

/// Serialises changes of schedules, and knows when each org has something due, so that nothing is
/// read before.
#[derive(Default)]
pub(crate) struct Scheduler(tokio::sync::Mutex<HashMap<OrgId, Timestamp>>);

impl Engine {
    /// What the org wants done by itself.
    pub async fn maintenance(&self, access: &Access) -> Result<Maintenance> {
        access.require(Permission::Read)?;
        let (settings, stored) = self.maintenance_of(access).await?;
        let next_run = planned(&settings, &stored, self.now());
        Ok(Maintenance { settings, next_run })
    }

    /// Changes the settings that `patch` names; null goes back to the default.
    ///
    /// Errors: `InvalidArgument` on the key that is unknown or out of range; then nothing changes.
    pub async fn set_maintenance(
        &self,
        access: &Access,
        patch: &Map<String, Json>,
    ) -> Result<Maintenance> {
        require_org_admin(access)?;
        let mut due = self.inner.maintenance.0.lock().await;
        let (settings, stored) = self.maintenance_of(access).await?;
        let changed = settings.merged(patch)?;
        let value = Some(json!(changed));
        let keys: Vec<&String> = patch.keys().collect();
        let audit = self.audit(
            "maintenance.set",
            SETTINGS.to_owned(),
            json!({ "keys": keys }),
        );
        due.remove(access.org_id());
        self.put_maintenance(access, changed, value, stored, audit)
            .await
    }

    /// Goes back to the defaults.
    pub async fn reset_maintenance(&self, access: &Access) -> Result<Maintenance> {
        require_org_admin(access)?;
        let mut due = self.inner.maintenance.0.lock().await;
        let (_, stored) = self.maintenance_of(access).await?;
        let audit = self.audit("maintenance.reset", SETTINGS.to_owned(), json!({}));
        due.remove(access.org_id());
        let defaults = MaintenanceSettings::default();
        self.put_maintenance(access, defaults, None, stored, audit)
            .await
    }

    /// Queues a task now, wanted or not, with the org's settings; its schedule stays.
    pub async fn run_maintenance(&self, access: &Access, task: MaintenanceTask) -> Result<Job> {
        require_org_admin(access)?;
        if !KINDS.contains(&task.kind()) {
            return Err(Error::invalid("task", "cannot be done here"));
        }
        let (settings, _) = self.maintenance_of(access).await?;
        let actor = Access::for_maintenance(access.org_id());
        let id = self
            .enqueue(access, self.maintenance_job(&actor, task, &settings))
            .await?;
        self.get_job(access, id).await
    }

    /// Queues what is due, for as long as the engine runs.
    pub(crate) async fn run_scheduler(self) {
        let poll_ms = self.inner.config.maintenance_poll_ms;
        // The first look waits, too: a command that only passes by has no maintenance to do.
        while !self.pause(poll_ms).await {
            if let Err(error) = self.schedule_due().await {
                tracing::warn!(%error, "maintenance could not be scheduled");
            }
        }
    }

    async fn schedule_due(&self) -> Result<()> {
        for org_id in self.inner.store.orgs().await? {
            let mut due = self.inner.maintenance.0.lock().await;
            let now = self.now();
            // A time further off than any interval was set under a clock that ran ahead.
            let is_early = |due: &Timestamp| (now.0..=now.plus_ms(31 * DAY_MS).0).contains(&due.0);
            if due
                .get(&org_id)
                .is_some_and(|due| is_early(due) && *due > now)
            {
                continue;
            }
            let next_run = self.schedule_org(&org_id, now).await?;
            if let Some(next) = next_run.values().min() {
                due.insert(org_id, *next);
            }
        }
        Ok(())
    }

    /// Queues what is due in an org and moves its times on, in one commit.
    async fn schedule_org(&self, org_id: &OrgId, now: Timestamp) -> Result<Schedule> {
        let access = Access::for_maintenance(org_id);
        let (settings, stored) = self.maintenance_of(&access).await?;
        let mut next_run = planned(&settings, &stored, now);
        let mut batch = WriteBatch::default();
        for (&task, next) in &mut next_run {
            let Some(interval_ms) = task.interval_ms(&settings) else {
                continue;
            };
            if *next <= now {
                batch
                    .jobs
                    .push(self.maintenance_job(&access, task, &settings));
                // What was missed while nobody was there is made up for once.
                *next = now.plus_ms(interval_ms);
            }
        }
        if next_run != stored {
            let is_work = !batch.jobs.is_empty();
            batch.settings = vec![(SCHEDULE.to_owned(), Some(json!(next_run)))];
            self.inner.store.commit(&access.scope(), batch).await?;
            if is_work {
                self.jobs_were_queued();
            }
        }
        Ok(next_run)
    }

    fn maintenance_job(
        &self,
        access: &Access,
        task: MaintenanceTask,
        settings: &MaintenanceSettings,
    ) -> Job {
        let key = format!("maintenance {}", task.kind());
        self.new_job(access, task.kind(), task.payload(settings), Some(key))
    }

    async fn maintenance_of(&self, access: &Access) -> Result<(MaintenanceSettings, Schedule)> {
        let (store, scope) = (&self.inner.store, access.scope());
        let settings = store.setting(&scope, SETTINGS).await?;
        let schedule = store.setting(&scope, SCHEDULE).await?;
        Ok((read_or_default(settings)?, read_or_default(schedule)?))
    }

    /// What the org has set itself, by name; `None` if it has set nothing.
    pub(super) async fn own_maintenance(
        &self,
        access: &Access,
    ) -> Result<Option<Map<String, Json>>> {
        let stored = self.inner.store.setting(&access.scope(), SETTINGS).await?;
        stored
            .map(|settings| read_or_default(Some(settings)))
            .transpose()
    }

    async fn put_maintenance(
        &self,
        access: &Access,
        settings: MaintenanceSettings,
        value: Option<Json>,
        stored: Schedule,
        audit: store::NewAudit,
    ) -> Result<Maintenance> {
        let next_run = planned(&settings, &stored, self.now());
        let batch = WriteBatch {
            settings: vec![
                (SETTINGS.to_owned(), value),
                (SCHEDULE.to_owned(), Some(json!(next_run))),
            ],
            audit: vec![audit],
            ..WriteBatch::default()
        };
        self.inner.store.commit(&access.scope(), batch).await?;
        Ok(Maintenance { settings, next_run })
    }
}

/// The settings of a whole org are for an administrator whose key is bound to nothing.
pub(super) fn require_org_admin(access: &Access) -> Result<()> {
    access.require(Permission::Admin)?;
    if *access.bound() == Coordinates::default() {
        return Ok(());
    }
    let message = "a bound key may not change what holds for the whole org";
    Err(Error::new(ErrorKind::PermissionDenied, message).with_field("admin"))
}

fn read_or_default<T: Default + serde::de::DeserializeOwned>(stored: Option<Json>) -> Result<T> {
    let Some(value) = stored else {
        return Ok(T::default());
    };
    serde_json::from_value(value)
        .map_err(|error| Error::internal("a stored setting cannot be read").with_source(error))
}

/// The times of the tasks that are wanted: those stored, at most one interval from now; of one that is
/// new, an interval from now.
fn planned(settings: &MaintenanceSettings, stored: &Schedule, now: Timestamp) -> Schedule {
    let next = |task: MaintenanceTask| {
        let latest = now.plus_ms(task.interval_ms(settings)?);
        Some((
            task,
            stored.get(&task).map_or(latest, |next| (*next).min(latest)),
        ))
    };
    MaintenanceTask::ALL.into_iter().filter_map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_merge_key_by_key_or_not_at_all() {
        fn check(patch: Json, expect: std::result::Result<Json, &str>) {
            let patch = patch.as_object().cloned().unwrap_or_default();
            let got = MaintenanceSettings::default().merged(&patch);
            let got = got.as_ref().map(|settings| {
                let all = json!(settings);
                patch.keys().map(|key| all[key].clone()).collect::<Json>()
            });
            let got = got.map_err(|error| error.field().unwrap_or_default());
            assert_eq!(got, expect, "{patch:?}");
        }
        check(json!({}), Ok(json!([])));
        check(json!({"reflection_enabled": true}), Ok(json!([true])));
        check(
            json!({"consolidation_frequency": "monthly", "consolidation_similarity_threshold": 1}),
            Ok(json!(["monthly", 1.0])),
        );
        check(json!({"reflection_frequency": null}), Ok(json!(["weekly"])));
        check(json!({"sleep_enabled": true}), Err("sleep_enabled"));
        check(
            json!({"reflection_enabled": "yes"}),
            Err("reflection_enabled"),
        );
        check(
            json!({"reflection_frequency": "hourly"}),
            Err("reflection_frequency"),
        );
        check(
            json!({"embedding_check_frequency": "monthly"}),
            Err("embedding_check_frequency"),
        );
        check(
            json!({"reflection_enabled": true, "reflection_time_window_days": 0}),
            Err("reflection_time_window_days"),
        );
        check(
            json!({"reflection_min_pattern_strength": 1.5}),
            Err("reflection_min_pattern_strength"),
        );
        check(
            json!({"forgetting_policy": {"max_age_days": -1}}),
            Err("forgetting_policy.max_age_days"),
        );
        check(
            json!({"forgetting_policy": {"max_age": 1}}),
            Err("forgetting_policy"),
        );
    }

    #[test]
    fn times_stay_within_one_interval() {
        let now = Timestamp(1_700_000_000_000_000);
        let settings = MaintenanceSettings {
            forgetting_enabled: true,
            ..MaintenanceSettings::default()
        };
        let check = |stored_ms: Option<i64>, expect_ms: i64| {
            let stored = stored_ms.map(|ms| (MaintenanceTask::Forgetting, now.plus_ms(ms)));
            let got = planned(&settings, &stored.into_iter().collect(), now);
            assert_eq!(got[&MaintenanceTask::Forgetting], now.plus_ms(expect_ms));
            assert_eq!(got.len(), 2, "and the sweep");
        };
        check(None, DAY_MS);
        check(Some(-5), -5);
        check(Some(5), 5);
        check(Some(10 * 365 * DAY_MS), DAY_MS);
    }
}
