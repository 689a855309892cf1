//! Maintenance, between the wire and the engine.

use engine::Maintenance;
use serde_json::{Map, Value as Json};

use super::super::wire::*;

/// The settings that are given.
pub(crate) fn maintenance_patch(asked: &MaintenanceIn) -> Map<String, Json> {
    match serde_json::to_value(asked) {
        Ok(Json::Object(patch)) => patch,
        _ => Map::new(),
    }
}

pub(crate) fn maintenance_out(maintenance: Maintenance) -> MaintenanceOut {
    let settings = maintenance.settings;
    let policy = settings.forgetting_policy;
    let next_run = maintenance.next_run.into_iter();
    let name = |task: engine::MaintenanceTask| match serde_json::to_value(task) {
        Ok(Json::String(name)) => name,
        _ => String::new(),
    };
    MaintenanceOut {
        config: MaintenanceIn {
            consolidation_enabled: Some(settings.consolidation_enabled),
            consolidation_frequency: Some(settings.consolidation_frequency.into()),
            consolidation_similarity_threshold: Some(settings.consolidation_similarity_threshold),
            consolidation_notify_on_merge: Some(settings.consolidation_notify_on_merge),
            reflection_enabled: Some(settings.reflection_enabled),
            reflection_frequency: Some(settings.reflection_frequency.into()),
            reflection_time_window_days: Some(settings.reflection_time_window_days),
            reflection_analysis_depth: Some(settings.reflection_analysis_depth.into()),
            reflection_min_pattern_strength: Some(settings.reflection_min_pattern_strength),
            embedding_generation_enabled: Some(settings.embedding_generation_enabled),
            embedding_check_frequency: Some(settings.embedding_check_frequency.into()),
            promotion_enabled: Some(settings.promotion_enabled),
            promotion_frequency: Some(settings.promotion_frequency.into()),
            forgetting_enabled: Some(settings.forgetting_enabled),
            forgetting_frequency: Some(settings.forgetting_frequency.into()),
            forgetting_policy: Some(policy_out(policy)),
        },
        next_run: next_run.map(|(task, at)| (name(task), at)).collect(),
    }
}

fn policy_out(policy: engine::ForgetPolicy) -> ForgetPolicyIn {
    ForgetPolicyIn {
        max_age_days: policy.max_age_days,
        max_inactive_days: policy.max_inactive_days,
        hard_age_multiplier: policy.hard_age_multiplier,
        min_relevance: policy.min_relevance,
        budget_per_user: policy.budget_per_user,
        types: policy.types,
        effect: match policy.effect {
            engine::ForgetEffect::Archive => ForgetEffect::Archive,
            engine::ForgetEffect::Delete => ForgetEffect::Delete,
        },
    }
}
