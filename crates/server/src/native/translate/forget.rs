//! Forgetting, between the wire and the engine.

use std::collections::BTreeMap;

use engine::{Forget, ForgetPolicy, Forgotten, Unforget, Unforgotten};

use types::{Error, Result};

use super::super::wire::*;

pub(crate) fn forget(mut asked: ForgetIn) -> Result<Forget> {
    let at = asked.take_coordinates();
    let policy = policy(asked.policy);
    if policy.is_empty() {
        let message = "name a limit: max_age_days, max_inactive_days, min_relevance or \
                       budget_per_user";
        return Err(Error::invalid("policy", message));
    }
    Ok(Forget {
        at,
        policy,
        keep_ids: asked.keep_ids,
        dry_run: asked.dry_run,
    })
}

fn policy(policy: ForgetPolicyIn) -> ForgetPolicy {
    ForgetPolicy {
        max_age_days: policy.max_age_days,
        max_inactive_days: policy.max_inactive_days,
        hard_age_multiplier: policy.hard_age_multiplier,
        min_relevance: policy.min_relevance,
        budget_per_user: policy.budget_per_user,
        types: policy.types,
        effect: match policy.effect {
            ForgetEffect::Archive => engine::ForgetEffect::Archive,
            ForgetEffect::Delete => engine::ForgetEffect::Delete,
        },
    }
}

pub(crate) fn forget_out(report: Forgotten) -> ForgetOut {
    ForgetOut {
        scanned: report.scanned,
        forgotten: report.forgotten,
        by_reason: named(report.by_reason),
        kept: named(report.kept),
        memory_ids: report.memory_ids,
        dry_run: report.dry_run,
        job: None,
    }
}

/// Counts under the names that their keys have in JSON.
fn named<K: serde::Serialize>(counts: BTreeMap<K, u64>) -> BTreeMap<String, u64> {
    let name = |key: K| match serde_json::to_value(key) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    };
    counts
        .into_iter()
        .map(|(key, count)| (name(key), count))
        .collect()
}

pub(crate) fn unforget(mut asked: UnforgetIn) -> Unforget {
    Unforget {
        at: asked.take_coordinates(),
        memory_ids: asked.memory_ids,
        since: asked.since,
        until: asked.until,
    }
}

pub(crate) fn unforget_out(report: Unforgotten) -> UnforgetOut {
    UnforgetOut {
        restored: report.restored,
        outdated: report.outdated,
        memory_ids: report.memory_ids,
    }
}
