//! What is done by itself, when, and once.

use crate::common::*;
use engine::{Access, MaintenanceTask, PageRequest};
use serde_json::{Map, Value, json};
use types::{ErrorKind, Job, JobState};

/// A harness that schedules and runs at once.
async fn harness() -> Harness {
    Harness::with(384, |config| config.maintenance_poll_ms = 5).await
}

fn patch(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

async fn jobs(h: &Harness, access: &Access, kind: &str) -> Vec<Job> {
    let page = PageRequest {
        limit: 1000,
        ..PageRequest::default()
    };
    let listed = h
        .engine
        .list_jobs(access, None, &page)
        .await
        .expect("lists");
    let of_kind = listed.items.into_iter().filter(|job| job.kind == kind);
    of_kind.collect()
}

/// Waits until there are `count` jobs of a kind, all of them done.
async fn until_done(h: &Harness, access: &Access, kind: &str, count: usize) -> Vec<Job> {
    for _ in 0..1000 {
        let jobs = jobs(h, access, kind).await;
        assert!(jobs.len() <= count, "a run is there twice");
        if jobs.len() == count && jobs.iter().all(|job| job.state == JobState::Done) {
            return jobs;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the jobs do not get done");
}

/// Gives a scheduler that should do nothing the time to do it nevertheless.
async fn let_it_look() {
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
}

#[tokio::test]
async fn what_is_wanted_is_done_at_its_interval_in_its_own_name() {
    let h = harness().await;
    let anyone = h.anyone().await;
    let added = h
        .engine
        .add_memories(&anyone, memory(user("ann"), "ann drank tea"));
    let id = added.await.expect("adds").memories[0].id;
    let wanted = patch(json!({
        "forgetting_enabled": true,
        "forgetting_frequency": "weekly",
        "forgetting_policy": {"max_age_days": 5},
    }));
    let set = h
        .engine
        .set_maintenance(&anyone, &wanted)
        .await
        .expect("sets");
    let due = set.next_run[&MaintenanceTask::Forgetting];
    assert_eq!(due, START.plus_ms(7 * DAY_MS));
    let_it_look().await;
    assert!(jobs(&h, &anyone, "forget").await.is_empty());

    h.clock.advance_ms(7 * DAY_MS);
    let done = until_done(&h, &anyone, "forget", 1).await;
    assert_eq!(done[0].result.as_ref().expect("a report")["forgotten"], 1);
    let history = h.engine.history(&anyone, &engine::MemoryRef::Id(id)).await;
    let last = history.expect("has one").pop().expect("has one");
    assert_eq!(
        (last.action.as_str(), last.actor.as_str()),
        ("forget", "auto-maintenance")
    );
    let next = h.engine.maintenance(&anyone).await.expect("reads").next_run;
    assert_eq!(
        next[&MaintenanceTask::Forgetting],
        START.plus_ms(14 * DAY_MS)
    );

    // A restart neither doubles nor drops a run; what was missed is made up for once.
    let mut h = h
        .reopened_with(384, |config| config.maintenance_poll_ms = 5)
        .await;
    let_it_look().await;
    let anyone = h.anyone().await;
    until_done(&h, &anyone, "forget", 1).await;
    h.engine.shutdown().await;
    h.clock.advance_ms(30 * DAY_MS);
    h = h
        .reopened_with(384, |config| config.maintenance_poll_ms = 5)
        .await;
    let anyone = h.anyone().await;
    for _ in 0..3 {
        let_it_look().await;
    }
    let all = jobs(&h, &anyone, "forget").await;
    assert!(
        (1..=2).contains(&all.len()),
        "the first may have been dropped as old"
    );
    assert!(all.iter().any(|job| job.created_at == h.engine_now()));
}

#[tokio::test]
async fn a_clock_that_ran_ahead_does_not_stop_maintenance() {
    let h = harness().await;
    let anyone = h.anyone().await;
    let wanted = patch(json!({"forgetting_enabled": true, "forgetting_frequency": "daily"}));
    const TEN_YEARS_MS: i64 = 3650 * DAY_MS;
    h.clock.advance_ms(TEN_YEARS_MS);
    h.engine
        .set_maintenance(&anyone, &wanted)
        .await
        .expect("sets");
    h.clock.advance_ms(-TEN_YEARS_MS);
    let_it_look().await;
    let next = h.engine.maintenance(&anyone).await.expect("reads").next_run;
    assert_eq!(next[&MaintenanceTask::Forgetting], START.plus_ms(DAY_MS));
    h.clock.advance_ms(DAY_MS);
    until_done(&h, &anyone, "forget", 1).await;
}

#[tokio::test]
async fn what_a_clock_that_ran_ahead_took_away_comes_back() {
    let h = harness().await;
    let anyone = h.anyone().await;
    let mut expiring = memory(user("ann"), "ann drank tea");
    expiring.memories[0].expires_at = Some(START.plus_ms(100 * DAY_MS));
    let mut ordinary = memory(user("ann"), "ann likes tea");
    ordinary.memories[0].importance = Some(0.5);
    for command in [expiring, ordinary] {
        h.engine.add_memories(&anyone, command).await.expect("adds");
    }
    let live = async || {
        let listed = h.engine.list_memories(&anyone, Default::default()).await;
        listed.expect("lists").items.len()
    };
    const TEN_YEARS_MS: i64 = 3650 * DAY_MS;
    h.clock.advance_ms(TEN_YEARS_MS);
    let sweep = async || {
        let before = jobs(&h, &anyone, "sweep").await.len();
        let queued = h
            .engine
            .run_maintenance(&anyone, MaintenanceTask::Sweep)
            .await;
        let id = queued.expect("queues").id;
        for _ in 0..1000 {
            let job = h.engine.get_job(&anyone, id).await.expect("is there");
            if job.state == JobState::Done {
                return job.result.expect("a report");
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the sweep does not end, {before} went before");
    };
    let policy = engine::Forget {
        policy: engine::ForgetPolicy {
            max_age_days: Some(365.0),
            ..Default::default()
        },
        ..Default::default()
    };
    let gone = h.engine.forget(&anyone, policy).await.expect("forgets");
    assert_eq!((gone.forgotten, live().await), (1, 0));
    sweep().await;
    h.clock.advance_ms(-TEN_YEARS_MS);
    assert_eq!(live().await, 0, "until somebody looks");
    let report = sweep().await;
    assert_eq!((&report["restored"], live().await), (&json!(2), 2));
}

#[tokio::test]
async fn only_an_unbound_administrator_sets_what_holds_for_all() {
    let h = harness().await;
    let admin = h.anyone().await;
    let wrong = patch(json!({"reflection_enabled": 3}));
    let refused = h.engine.set_maintenance(&admin, &wrong).await;
    let error = refused.expect_err("is refused");
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidArgument, Some("reflection_enabled"))
    );
    let on = patch(json!({"reflection_enabled": true}));
    h.engine.set_maintenance(&admin, &on).await.expect("sets");
    let bound = engine::CreateKey {
        bound: user("ann"),
        ..all_permissions("ann's")
    };
    let ann = h.key(&admin, bound).await;
    for refused in [
        h.engine.set_maintenance(&ann, &on).await,
        h.engine.reset_maintenance(&ann).await,
    ] {
        let kind = refused.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::PermissionDenied));
    }
    let wanted = h.engine.maintenance(&ann).await.expect("reads").settings;
    assert!(wanted.reflection_enabled);
    let reset = h.engine.reset_maintenance(&admin).await.expect("resets");
    assert_eq!(reset.settings, Default::default());
    assert_eq!(
        reset.next_run.keys().collect::<Vec<_>>(),
        [&MaintenanceTask::Sweep]
    );
    let other = engine::CreateKey {
        org_id: Some(types::OrgId::new("other").expect("is a name")),
        ..all_permissions("other")
    };
    h.engine.set_maintenance(&admin, &on).await.expect("sets");
    let other = h.key(&admin, other).await;
    let theirs = h.engine.maintenance(&other).await.expect("reads").settings;
    assert!(!theirs.reflection_enabled);
}

#[tokio::test]
async fn who_wants_to_hear_of_merges_finds_a_notice_in_the_runs_result() {
    for (is_wanted, texts, expect) in [
        (
            true,
            ["ann drinks tea", "Ann drinks tea."],
            json!("1 memory went into others that say the same"),
        ),
        (true, ["ann drinks tea", "bob has a dog"], Value::Null),
        (false, ["ann drinks tea", "Ann drinks tea."], Value::Null),
    ] {
        let h = harness().await;
        let anyone = h.anyone().await;
        for text in texts {
            let added = h.engine.add_memories(&anyone, memory(user("ann"), text));
            added.await.expect("adds");
        }
        let wanted = patch(json!({
            "consolidation_enabled": true,
            "consolidation_frequency": "weekly",
            "consolidation_notify_on_merge": is_wanted,
        }));
        h.engine
            .set_maintenance(&anyone, &wanted)
            .await
            .expect("sets");
        h.clock.advance_ms(7 * DAY_MS);
        let done = until_done(&h, &anyone, "consolidate", 1).await;
        let result = done[0].result.as_ref().expect("a report");
        assert_eq!(result["notice"], expect, "{result}");
    }
}
