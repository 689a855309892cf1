//! Maintenance on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::Timestamp;
use utoipa::ToSchema;

use super::{Depth, ForgetPolicyIn, Frequency, MaintenanceTask, object_or_null};

/// Settings of maintenance. In a request, what is left out stays as it is.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MaintenanceIn {
    /// Merge duplicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) consolidation_enabled: Option<bool>,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) consolidation_frequency: Option<Frequency>,
    /// From this raw cosine on two memories are duplicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1)]
    pub(crate) consolidation_similarity_threshold: Option<f64>,
    /// The org wants to hear of merges: a run that merged says so in its job's result, under `notice`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) consolidation_notify_on_merge: Option<bool>,
    /// Derive patterns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reflection_enabled: Option<bool>,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reflection_frequency: Option<Frequency>,
    /// Look at memories of so many days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3650)]
    pub(crate) reflection_time_window_days: Option<u32>,
    /// How far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reflection_analysis_depth: Option<Depth>,
    /// Keep patterns at least this strong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1)]
    pub(crate) reflection_min_pattern_strength: Option<f64>,
    /// Look for memories without vectors and make them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) embedding_generation_enabled: Option<bool>,
    /// How often: daily or weekly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) embedding_check_frequency: Option<Frequency>,
    /// Lift what several say to their role, team or org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) promotion_enabled: Option<bool>,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) promotion_frequency: Option<Frequency>,
    /// Let go of memories by `forgetting_policy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) forgetting_enabled: Option<bool>,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) forgetting_frequency: Option<Frequency>,
    /// Which.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "object_or_null"
    )]
    pub(crate) forgetting_policy: Option<ForgetPolicyIn>,
}

/// An org's maintenance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MaintenanceOut {
    /// Every setting.
    pub(crate) config: MaintenanceIn,
    /// When each task that is wanted runs next. Expired memories and old jobs are swept daily.
    #[schema(value_type = BTreeMap<String, String>)]
    pub(crate) next_run: BTreeMap<String, Timestamp>,
}

/// A task to do now.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunMaintenanceIn {
    /// Which.
    pub(crate) task: MaintenanceTask,
}
