//! Fading, forgetting, and a thousand years of both.

use std::collections::BTreeMap;

use crate::common::*;
use engine::{
    Access, AddMemories, Forget, ForgetEffect, ForgetPolicy, Forgotten, HalfLives, Keep,
    ListMemories, NewMemoryInput, PageRequest, Reason, STRENGTH_MAX, Unforget, Vitals,
};
use types::{ErrorKind, Memory, MemoryId, MemoryKind, Permission, Status, Tier, Timestamp};

async fn add(h: &Harness, access: &Access, set: impl FnOnce(&mut NewMemoryInput)) -> Memory {
    let mut input = NewMemoryInput {
        at: user("ann"),
        text: "ann likes tea".to_owned(),
        ..NewMemoryInput::default()
    };
    set(&mut input);
    let command = AddMemories {
        memories: vec![input],
        idempotency: None,
    };
    let added = h.engine.add_memories(access, command).await.expect("adds");
    added.memories.into_iter().next().expect("one was added")
}

async fn live(h: &Harness, access: &Access) -> Vec<MemoryId> {
    let list = ListMemories {
        page: PageRequest {
            limit: 1000,
            ..PageRequest::default()
        },
        ..ListMemories::default()
    };
    let listed = h.engine.list_memories(access, list).await.expect("lists");
    listed.items.into_iter().map(|memory| memory.id).collect()
}

fn with(policy: ForgetPolicy) -> Forget {
    Forget {
        policy,
        ..Forget::default()
    }
}

fn older_than(days: f64) -> Forget {
    with(ForgetPolicy {
        max_age_days: Some(days),
        ..ForgetPolicy::default()
    })
}

async fn forget(h: &Harness, access: &Access, command: Forget) -> Forgotten {
    let dry = Forget {
        dry_run: true,
        ..command.clone()
    };
    let before = live(h, access).await;
    let foretold = h.engine.forget(access, dry).await.expect("tells");
    assert_eq!(live(h, access).await, before, "a dry run changes nothing");
    let done = h
        .engine
        .forget(access, command.clone())
        .await
        .expect("forgets");
    let told = Forgotten {
        dry_run: false,
        ..foretold
    };
    assert_eq!(done, told, "a dry run tells what happens");
    let again = h.engine.forget(access, command).await.expect("forgets");
    assert_eq!(again.forgotten, 0, "a second run changes nothing");
    done
}

#[tokio::test]
async fn a_policy_lets_go_by_age_and_it_can_be_taken_back() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let old = add(&h, &anyone, |_| {}).await;
    let pinned = add(&h, &anyone, |it| it.pinned = true).await;
    let rule = add(&h, &anyone, |it| it.type_ = Some("instruction".to_owned())).await;
    let until = add(&h, &anyone, |it| it.valid_to = Some(Timestamp::MAX)).await;
    h.clock.advance_ms(40 * DAY_MS);
    let fresh = add(&h, &anyone, |_| {}).await;
    let report = forget(&h, &anyone, older_than(30.0)).await;
    assert_eq!((report.scanned, report.forgotten), (5, 1));
    assert_eq!(report.by_reason, BTreeMap::from([(Reason::Age, 1)]));
    assert_eq!(report.memory_ids, [old.id]);
    let kept = [Keep::Pinned, Keep::Instruction, Keep::Valid];
    assert_eq!(
        report.kept,
        kept.into_iter().map(|keep| (keep, 1)).collect()
    );
    let mut left = live(&h, &anyone).await;
    left.sort();
    let mut expected = vec![pinned.id, rule.id, until.id, fresh.id];
    expected.sort();
    assert_eq!(left, expected);
    let gone = h
        .engine
        .get_memory(&anyone, &engine::MemoryRef::Id(old.id))
        .await;
    assert_eq!(gone.expect("is kept aside").status, Status::Archived);
    let undo = Unforget {
        since: Some(START),
        ..Unforget::default()
    };
    let back = h
        .engine
        .unforget(&anyone, undo.clone())
        .await
        .expect("restores");
    assert_eq!((back.restored, back.memory_ids), (1, vec![old.id]));
    assert_eq!(live(&h, &anyone).await.len(), 5);
    let twice = h.engine.unforget(&anyone, undo).await.expect("runs");
    assert_eq!(twice.restored, 0);
}

#[tokio::test]
async fn what_was_corrected_meanwhile_does_not_come_back() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let at = session("ann", "s1");
    for text in ["I live in Lisbon.", "My dog is called Rex."] {
        h.engine
            .add_events(&anyone, events(&at, &[text]))
            .await
            .expect("adds");
    }
    h.clock.advance_ms(40 * DAY_MS);
    let gone = forget(&h, &anyone, older_than(30.0)).await.forgotten;
    let newer = events(&at, &["I live in Berlin."]);
    h.engine.add_events(&anyone, newer).await.expect("adds");
    let undo = Unforget {
        since: Some(START),
        ..Unforget::default()
    };
    let back = h.engine.unforget(&anyone, undo).await.expect("restores");
    assert_eq!((back.restored, back.outdated), (2, gone - 2));
    let list = h
        .engine
        .list_memories(&anyone, ListMemories::default())
        .await;
    let texts: Vec<String> = list
        .expect("lists")
        .items
        .into_iter()
        .map(|m| m.text)
        .collect();
    assert!(
        !texts.iter().any(|text| text.contains("Lisbon")),
        "{texts:?}"
    );
    assert!(texts.iter().any(|text| text.contains("Rex")), "{texts:?}");
}

#[tokio::test]
async fn what_rests_on_a_deleted_memory_is_flagged() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    for (effect, is_flagged) in [(ForgetEffect::Archive, false), (ForgetEffect::Delete, true)] {
        let old = add(&h, &anyone, |_| {}).await;
        h.clock.advance_ms(40 * DAY_MS);
        let derived = add(&h, &anyone, |it| {
            it.text = "ann is a friend of tea".to_owned();
            it.pinned = true;
            it.derived_from = vec![old.id];
        });
        let derived = derived.await;
        let mut command = older_than(30.0);
        command.policy.effect = effect;
        let gone = forget(&h, &anyone, command).await;
        assert_eq!(gone.memory_ids, [old.id]);
        let which = engine::MemoryRef::Id(derived.id);
        let derived = h.engine.get_memory(&anyone, &which).await;
        assert_eq!(derived.expect("stays").stale_dependency, is_flagged);
    }
}

#[tokio::test]
async fn a_budget_keeps_each_users_best() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let mut best = Vec::new();
    for name in ["ann", "bob"] {
        for importance in [0.1, 0.9, 0.5, 0.7] {
            let memory = add(&h, &anyone, |it| {
                it.at = user(name);
                it.importance = Some(importance);
            });
            let memory = memory.await;
            if importance > 0.6 {
                best.push(memory.id);
            }
        }
    }
    let policy = ForgetPolicy {
        budget_per_user: Some(2),
        ..ForgetPolicy::default()
    };
    let report = forget(&h, &anyone, with(policy)).await;
    assert_eq!(report.by_reason, BTreeMap::from([(Reason::Budget, 4)]));
    let mut left = live(&h, &anyone).await;
    left.sort();
    best.sort();
    assert_eq!(left, best);
}

#[tokio::test]
async fn forgetting_stays_inside_what_a_key_is_bound_to() {
    let h = Harness::new().await;
    let admin = h.anyone().await;
    for name in ["ann", "bob"] {
        add(&h, &admin, |it| it.at = user(name)).await;
    }
    add(&h, &admin, |it| it.at = Default::default()).await;
    h.clock.advance_ms(40 * DAY_MS);
    let bound = engine::CreateKey {
        bound: user("ann"),
        ..all_permissions("ann's")
    };
    let ann = h.key(&admin, bound).await;
    let reader = engine::CreateKey {
        permissions: vec![Permission::Read],
        ..all_permissions("reads")
    };
    let reader = h.key(&admin, reader).await;
    let elsewhere = Forget {
        at: user("bob"),
        ..older_than(1.0)
    };
    for refused in [
        h.engine.forget(&ann, elsewhere).await,
        h.engine.forget(&reader, older_than(1.0)).await,
    ] {
        let kind = refused.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::PermissionDenied));
    }
    let report = h
        .engine
        .forget(&ann, older_than(1.0))
        .await
        .expect("forgets");
    assert_eq!((report.scanned, report.forgotten), (1, 1));
    assert_eq!(live(&h, &admin).await.len(), 2);
}

#[tokio::test]
async fn a_background_run_reports_as_a_job() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    for number in 0..450 {
        add(&h, &anyone, |it| it.text = format!("note {number}")).await;
    }
    h.clock.advance_ms(40 * DAY_MS);
    let job = h.engine.forget_later(&anyone, older_than(30.0)).await;
    let mut job = job.expect("queues");
    for _ in 0..1000 {
        job = h.engine.get_job(&anyone, job.id).await.expect("is there");
        if job.state == types::JobState::Done {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let result = job.result.expect("is done");
    assert_eq!(
        (&result["scanned"], &result["forgotten"]),
        (&450.into(), &450.into())
    );
    assert!(live(&h, &anyone).await.is_empty());
}

#[tokio::test]
async fn nonsense_is_refused_and_changes_nothing() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    add(&h, &anyone, |_| {}).await;
    h.clock.advance_ms(DAY_MS);
    let refused = h.engine.forget(&anyone, older_than(-1.0)).await;
    let error = refused.expect_err("is refused");
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::InvalidArgument, Some("policy.max_age_days"))
    );
    let empty = h.engine.forget(&anyone, Forget::default()).await;
    assert_eq!(empty.expect("runs").forgotten, 0);
    assert_eq!(live(&h, &anyone).await.len(), 1);
}

#[tokio::test]
async fn expired_memories_are_invisible_at_once_by_their_tier_where_asked() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let by_tier = |tier| {
        move |it: &mut NewMemoryInput| {
            it.tier = Some(tier);
            it.expires_by_tier = true;
        }
    };
    let short = add(&h, &anyone, by_tier(Tier::Short)).await;
    let medium = add(&h, &anyone, by_tier(Tier::Medium)).await;
    let long = add(&h, &anyone, by_tier(Tier::Long)).await;
    let plain = add(&h, &anyone, |it| it.tier = Some(Tier::Short)).await;
    assert_eq!((long.expires_at, plain.expires_at), (None, None));
    let check = async |expected: &[MemoryId]| {
        let mut left = live(&h, &anyone).await;
        left.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(left, expected);
    };
    h.clock.advance_ms(DAY_MS - 1);
    check(&[short.id, medium.id, long.id, plain.id]).await;
    h.clock.advance_ms(1);
    check(&[medium.id, long.id, plain.id]).await;
    h.clock.advance_ms(29 * DAY_MS);
    check(&[long.id, plain.id]).await;
}

/// What stands in a simulated year: pinned, in force, faded, expired.
struct Cast {
    forever: Vec<MemoryId>,
    ordinary: MemoryId,
    expires: MemoryId,
}

async fn cast(h: &Harness, access: &Access) -> Cast {
    let kinds = [
        MemoryKind::Episodic,
        MemoryKind::Semantic,
        MemoryKind::Procedural,
    ];
    let mut forever = Vec::new();
    for kind in kinds {
        let pinned = add(h, access, |it| {
            it.kind = Some(kind);
            it.pinned = true;
        });
        forever.push(pinned.await.id);
        let rule = add(h, access, |it| {
            it.kind = Some(kind);
            it.type_ = Some("instruction".to_owned());
        });
        forever.push(rule.await.id);
        let valid = add(h, access, |it| {
            it.kind = Some(kind);
            it.valid_to = Some(Timestamp::MAX);
        });
        forever.push(valid.await.id);
    }
    let ordinary = add(h, access, |_| {}).await.id;
    let expiry = START.plus_ms(500 * 365 * DAY_MS);
    let expires = add(h, access, |it| it.expires_at = Some(expiry)).await.id;
    forever.sort();
    Cast {
        forever,
        ordinary,
        expires,
    }
}

async fn check_strengths(h: &Harness, access: &Access) {
    let list = ListMemories {
        include_superseded: true,
        page: PageRequest {
            limit: 1000,
            ..PageRequest::default()
        },
        ..ListMemories::default()
    };
    let listed = h.engine.list_memories(access, list).await.expect("lists");
    for memory in listed.items {
        let alive = h.engine.vitality(&Vitals {
            kind: memory.kind,
            tier: memory.tier,
            pinned: memory.pinned,
            strength: memory.strength,
            last_used: memory.last_recalled_at.unwrap_or(memory.created_at),
        });
        assert!((0.0..=STRENGTH_MAX).contains(&memory.strength));
        assert!((0.0..=STRENGTH_MAX).contains(&alive.strength));
        assert!((0.0..=1.0).contains(&alive.relevance));
        assert!(alive.strength <= memory.strength);
    }
}

#[tokio::test]
async fn a_thousand_years_take_nothing_that_is_pinned_or_valid() {
    const YEAR_MS: i64 = 365 * DAY_MS;
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let cast = cast(&h, &anyone).await;
    let harsh = Forget {
        keep_ids: vec![cast.ordinary, cast.expires],
        ..with(ForgetPolicy {
            max_age_days: Some(1.0),
            min_relevance: Some(1.0),
            budget_per_user: Some(0),
            ..ForgetPolicy::default()
        })
    };
    let mut elapsed_ms = 0;
    for step in 0..250 {
        // Four years at a time, with ten years there and back now and then.
        let jumps: &[i64] = match step % 10 {
            3 => &[10 * YEAR_MS, -10 * YEAR_MS],
            7 => &[-10 * YEAR_MS, 10 * YEAR_MS],
            _ => &[],
        };
        for &jump in jumps.iter().chain(&[4 * YEAR_MS]) {
            h.clock.advance_ms(jump);
            elapsed_ms += jump;
            let report = h.engine.forget(&anyone, harsh.clone()).await.expect("runs");
            assert_eq!(report.forgotten, 0, "in step {step}");
            let mut left = live(&h, &anyone).await;
            let is_expired = elapsed_ms >= 500 * YEAR_MS;
            assert_eq!(left.contains(&cast.expires), !is_expired, "in step {step}");
            assert!(left.contains(&cast.ordinary), "time alone takes nothing");
            left.retain(|id| *id != cast.expires && *id != cast.ordinary);
            left.sort();
            assert_eq!(left, cast.forever, "in step {step}");
        }
        if step % 50 == 0 {
            // It is still found, and recall strengthens it within its bounds.
            assert!(
                !h.found(&anyone, search(user("ann"), "tea"))
                    .await
                    .is_empty()
            );
            check_strengths(&h, &anyone).await;
        }
    }
    assert!(elapsed_ms >= 1000 * YEAR_MS);
    // What nothing protects leaves when the policy may have it.
    let last = older_than(1.0);
    assert_eq!(forget(&h, &anyone, last).await.memory_ids, [cast.ordinary]);
    assert_eq!(HalfLives::default().episodic_days, 30.0);
}
