//! Keys, orgs, sessions, usage, audit, statistics, checks, backups.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use types::{ApiKey, Coordinates, ErrorKind, Group, GroupKind, OrgId, Permission, Session, Status};

use super::{Lab, adding, at, scope, scope_in, user};
use crate::{NewAudit, PageRequest, UsagePoint, WriteBatch};

fn key(lab: &Lab) -> ApiKey {
    ApiKey {
        id: lab.key_id(),
        org_id: OrgId::default_org(),
        name: "laptop".into(),
        prefix: "mem_ab".into(),
        permissions: vec![Permission::Read, Permission::Write],
        bound: user("u1"),
        created_at: at(1),
        last_used_at: None,
        expires_at: Some(at(999)),
        revoked_at: None,
    }
}

pub(super) async fn keys_are_found_by_hash_until_revoked(lab: Lab) {
    let store = &lab.store;
    assert!(!store.any_key().await.expect("reads"));
    let (first, second) = (
        key(&lab),
        ApiKey {
            created_at: at(2),
            ..key(&lab)
        },
    );
    store
        .create_key(&scope(), first.clone(), [1; 32], None)
        .await
        .expect("creates");
    store
        .create_key(&scope(), second.clone(), [2; 32], None)
        .await
        .expect("creates");
    let taken = store.create_key(&scope(), key(&lab), [1; 32], None).await;
    assert_eq!(taken.map_err(|e| e.kind()), Err(ErrorKind::Conflict));
    assert_eq!(
        store.key_by_hash([1; 32]).await.expect("reads"),
        Some(first.clone())
    );
    assert_eq!(store.key_by_hash([9; 32]).await.expect("reads"), None);
    assert_eq!(
        store.list_keys(&scope()).await.expect("reads"),
        [second.clone(), first.clone()]
    );
    let other = scope_in("other", Coordinates::default());
    assert_eq!(store.list_keys(&other).await.expect("reads"), []);
    assert!(
        !store
            .revoke_key(&other, first.id, at(5), None)
            .await
            .expect("runs")
    );

    let used = vec![(first.id, at(7)), (first.id, at(6)), (lab.key_id(), at(7))];
    store.touch_keys(used).await.expect("stamps");
    assert!(
        store
            .revoke_key(&scope(), first.id, at(8), None)
            .await
            .expect("revokes")
    );
    assert!(
        !store
            .revoke_key(&scope(), first.id, at(9), None)
            .await
            .expect("runs")
    );
    let got = store
        .key_by_hash([1; 32])
        .await
        .expect("reads")
        .expect("stays, revoked");
    assert_eq!(
        (got.last_used_at, got.revoked_at),
        (Some(at(7)), Some(at(8)))
    );
    assert!(store.any_key().await.expect("reads"));
    let bound = scope_in("default", user("u2"));
    let refused = store.create_key(&bound, key(&lab), [3; 32], None).await;
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
}

pub(super) async fn what_changes_keys_groups_and_states_is_told_with_it(lab: Lab) {
    let store = &lab.store;
    let entry = |action: &str| {
        Some(NewAudit {
            at: at(1),
            action: action.into(),
            target: "it".into(),
            detail: Json::Null,
        })
    };
    let told = async || {
        let page = PageRequest {
            limit: 100,
            ..Default::default()
        };
        let page = store.list_audit(&scope(), &page).await.expect("lists");
        let actions = page
            .items
            .into_iter()
            .rev()
            .map(|record| record.entry.action);
        actions.collect::<Vec<_>>().join(" ")
    };
    let made = key(&lab);
    for secret in [[1; 32], [1; 32]] {
        // The second is refused: its secret is taken.
        let _ = store
            .create_key(&scope(), made.clone(), secret, entry("create"))
            .await;
    }
    assert_eq!(told().await, "create");
    for _ in 0..2 {
        // The second finds nothing to revoke.
        let revoked = store
            .revoke_key(&scope(), made.id, at(2), entry("revoke"))
            .await;
        revoked.expect("runs");
    }
    assert_eq!(told().await, "create revoke");
    let group = Group {
        kind: GroupKind::Team,
        id: "a".into(),
        name: "A".into(),
        focus: String::new(),
        promotion_prompt: String::new(),
        prompt_meta: Json::Null,
        created_at: at(1),
        updated_at: at(1),
    };
    let bound = scope_in("default", user("u2"));
    for scope in [&scope(), &bound] {
        // The second may not.
        let batch = WriteBatch {
            groups: vec![group.clone()],
            audit: entry("put").into_iter().collect(),
            ..Default::default()
        };
        let _ = store.commit(scope, batch).await;
    }
    for _ in 0..2 {
        let dropped = store
            .delete_group(&scope(), GroupKind::Team, "a", entry("delete"))
            .await;
        dropped.expect("runs");
    }
    assert_eq!(told().await, "create revoke put delete");
    let batch = WriteBatch {
        events: vec![lab.event("u1", "s", "said"), lab.event("u1", "s", "said")],
        ..Default::default()
    };
    store.commit(&scope(), batch).await.expect("commits");
    for expect in [2, 0] {
        let cleared = store
            .clear_event_states(&scope(), "s", entry("clear"))
            .await;
        assert_eq!(cleared.expect("runs"), expect);
    }
    assert_eq!(told().await, "create revoke put delete clear");
    let newest = PageRequest {
        limit: 1,
        ..Default::default()
    };
    let newest = store.list_audit(&scope(), &newest).await.expect("lists");
    assert_eq!(newest.items[0].entry.target, "2 events");
}

pub(super) async fn orgs_are_made_once(lab: Lab) {
    for (name, now) in [("b", 1), ("a", 2), ("b", 3)] {
        let org_id = OrgId::new(name).expect("a name");
        lab.store.ensure_org(&org_id, at(now)).await.expect("makes");
    }
    let orgs = lab.store.orgs().await.expect("reads");
    assert_eq!(
        orgs.iter().map(OrgId::as_str).collect::<Vec<_>>(),
        ["a", "b"]
    );
}

fn session(at_: Coordinates, message: &str, now: i64) -> Session {
    Session {
        org_id: OrgId::default_org(),
        coordinates: Coordinates {
            session_id: Some("s".into()),
            ..at_
        },
        messages: vec![json!({"role": "user", "content": message})],
        memories: vec![json!({"text": "m"})],
        data: json!({"k": [1, 2.5]})
            .as_object()
            .expect("an object")
            .clone(),
        context_summary: Some("short".into()),
        strategy: Some(json!({"strategy": "discrete"})),
        ttl_ms: Some(1000),
        created_at: at(now),
        updated_at: at(now),
        expires_at: None,
        revision: 0,
    }
}

pub(super) async fn a_session_is_written_by_revision_and_expires(lab: Lab) {
    let store = &lab.store;
    let sent = session(user("u1"), "one", 0);
    let key = sent.coordinates.clone();
    let first = store
        .put_session(&scope(), sent.clone(), Some(0))
        .await
        .expect("writes");
    let expected = Session {
        revision: 1,
        expires_at: Some(at(1000)),
        ..sent
    };
    assert_eq!(first, expected);
    assert_eq!(
        store.session(&scope(), &key, at(999)).await.expect("reads"),
        Some(expected)
    );
    assert_eq!(
        store
            .session(&scope(), &key, at(1000))
            .await
            .expect("reads"),
        None
    );

    let stale = store
        .put_session(&scope(), session(user("u1"), "two", 5), Some(0))
        .await;
    assert_eq!(
        stale.map_err(|e| e.kind()),
        Err(ErrorKind::PreconditionFailed)
    );
    let second = store
        .put_session(&scope(), session(user("u1"), "two", 500), Some(1))
        .await;
    let second = second.expect("writes");
    assert_eq!((second.revision, second.created_at), (2, at(0)));
    let third = store
        .put_session(&scope(), session(user("u1"), "three", 600), None)
        .await;
    assert_eq!(third.expect("writes").revision, 3);
    // After its time it is as if it had never been.
    let anew = store
        .put_session(&scope(), session(user("u1"), "four", 9000), Some(0))
        .await;
    let anew = anew.expect("writes");
    assert_eq!((anew.revision, anew.created_at), (1, at(9000)));
    assert!(store.delete_session(&scope(), &key).await.expect("deletes"));
    assert!(!store.delete_session(&scope(), &key).await.expect("runs"));
    assert_eq!(
        store
            .session(&scope(), &key, at(9001))
            .await
            .expect("reads"),
        None
    );
    let nameless = Session {
        coordinates: user("u1"),
        ..session(user("u1"), "x", 0)
    };
    let refused = store.put_session(&scope(), nameless, None).await;
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::InvalidArgument)
    );
}

pub(super) async fn sessions_are_told_apart_by_all_coordinates(lab: Lab) {
    let store = &lab.store;
    let in_namespace = Coordinates {
        namespace: Some("n".into()),
        ..user("u1")
    };
    for (n, place) in [user("u1"), user("u2"), in_namespace]
        .into_iter()
        .enumerate()
    {
        let one = session(place, &format!("m{n}"), n as i64);
        store
            .put_session(&scope(), one, None)
            .await
            .expect("writes");
    }
    let list = async |key: Coordinates, now: i64, limit: usize| {
        let mut page = PageRequest {
            limit,
            with_total: true,
            ..Default::default()
        };
        let mut contents = Vec::new();
        let mut total;
        loop {
            let got = store
                .list_sessions(&scope(), &key, &page, at(now))
                .await
                .expect("lists");
            total = got.total;
            for session in got.items {
                contents.push(
                    session.messages[0]["content"]
                        .as_str()
                        .unwrap_or("")
                        .to_owned(),
                );
            }
            page.cursor = got.next_cursor;
            if page.cursor.is_none() {
                return (contents, total);
            }
        }
    };
    let all = vec!["m2".to_owned(), "m1".to_owned(), "m0".to_owned()];
    assert_eq!(list(Coordinates::default(), 5, 1).await, (all, Some(3)));
    let of_u1 = vec!["m2".to_owned(), "m0".to_owned()];
    assert_eq!(list(user("u1"), 5, 9).await, (of_u1, Some(2)));
    let left = vec!["m2".to_owned(), "m1".to_owned()];
    assert_eq!(list(Coordinates::default(), 1000, 9).await, (left, Some(2)));
}

pub(super) async fn usage_adds_up_by_the_hour(lab: Lab) {
    let hour = 3_600_000;
    let point = |dimension: &str, ms, quantity| UsagePoint {
        dimension: dimension.to_owned(),
        hour: types::Timestamp::from_unix_ms(ms),
        quantity,
    };
    let base = 1_700_000_000_000 / hour * hour;
    let first = vec![point("reads", base + 5, 2), point("writes", base + 6, 1)];
    lab.store.add_usage(&scope(), first).await.expect("adds");
    let batch = WriteBatch {
        usage: vec![point("reads", base + 7, 3), point("reads", base + hour, 10)],
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let other = scope_in("other", Coordinates::default());
    lab.store
        .add_usage(&other, vec![point("reads", base, 100)])
        .await
        .expect("adds");
    let between = async |from, to| {
        let (from, to) = (
            types::Timestamp::from_unix_ms(from),
            types::Timestamp::from_unix_ms(to),
        );
        lab.store.usage(&scope(), from, to).await.expect("reads")
    };
    let (reads, next, writes) = (
        point("reads", base, 5),
        point("reads", base + hour, 10),
        point("writes", base, 1),
    );
    assert_eq!(
        between(base + 9, base + hour).await,
        [reads.clone(), next.clone(), writes.clone()]
    );
    assert_eq!(between(base, base + hour - 1).await, [reads, writes]);
    assert_eq!(between(base + hour, base + 2 * hour).await, [next]);
}

pub(super) async fn the_audit_log_is_a_chain(lab: Lab) {
    let entry = |n: i64| NewAudit {
        at: at(n),
        action: "memory.add".into(),
        target: format!("id {n}"),
        detail: json!({"n": n}),
    };
    for n in 0..3 {
        let batch = WriteBatch {
            audit: vec![entry(n), entry(n + 10)],
            ..Default::default()
        };
        lab.store.commit(&scope(), batch).await.expect("commits");
    }
    let other = scope_in("other", Coordinates::default());
    let batch = WriteBatch {
        audit: vec![entry(0)],
        ..Default::default()
    };
    lab.store.commit(&other, batch).await.expect("commits");
    // A write that fails leaves no entry.
    let memory = lab.add(&scope(), vec![lab.memory("x")]).await.remove(0);
    let failing = WriteBatch {
        audit: vec![entry(99)],
        ..adding(vec![memory])
    };
    assert!(lab.store.commit(&scope(), failing).await.is_err());

    let mut page = PageRequest {
        limit: 4,
        with_total: true,
        ..Default::default()
    };
    let newest = lab.store.list_audit(&scope(), &page).await.expect("lists");
    assert_eq!(newest.total, Some(6));
    page.cursor = newest.next_cursor;
    let oldest = lab.store.list_audit(&scope(), &page).await.expect("lists");
    assert_eq!(oldest.next_cursor, None);
    let records = [newest.items, oldest.items].concat();
    let numbers: Vec<u64> = records.iter().map(|record| record.number).collect();
    assert_eq!(numbers, [6, 5, 4, 3, 2, 1]);
    assert_eq!(
        (records[5].entry.clone(), records[5].actor.as_str()),
        (entry(0), "tester")
    );
    let mut hashes: Vec<&str> = records.iter().map(|record| record.hash.as_str()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 6);
    // The same first entry has the same hash, whatever the org: nothing else goes into it.
    let page = PageRequest {
        limit: 4,
        ..Default::default()
    };
    let theirs = lab.store.list_audit(&other, &page).await.expect("lists");
    assert_eq!(theirs.items[0].hash, records[5].hash);
    let report = lab.store.check(Arc::new(|_, _| {})).await.expect("checks");
    assert_eq!(report.structure, Vec::<String>::new());
}

pub(super) async fn stats_count_what_is_seen(lab: Lab) {
    let empty = lab.store.stats(&scope()).await.expect("reads");
    assert_eq!(empty, Default::default());
    let mut memories = vec![
        lab.memory_of("u1", "a"),
        lab.memory_of("u1", "b"),
        lab.memory_of("u2", "c"),
        lab.memory("d"),
    ];
    memories[0].status = Status::Superseded;
    memories[1].confidence = 0.5;
    memories[2].type_ = "preference".into();
    memories[3].strength = 3.0;
    let (oldest, newest) = (memories[0].created_at, memories[3].created_at);
    let events = vec![
        lab.event("u1", "s1", "a"),
        lab.event("u1", "s1", "b"),
        lab.event("u2", "s1", "c"),
    ];
    let batch = WriteBatch {
        events,
        ..adding(memories)
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let stats = lab.store.stats(&scope()).await.expect("reads");
    assert_eq!(
        (stats.memories, stats.events, stats.users, stats.sessions),
        (4, 3, 2, 2)
    );
    assert_eq!(stats.by_status["superseded"], 1);
    assert_eq!(stats.by_status["active"], 3);
    assert_eq!(stats.by_type["preference"], 1);
    assert_eq!((stats.by_kind["semantic"], stats.by_tier["long"]), (4, 4));
    assert_eq!((stats.confidence_mean, stats.strength_mean), (0.875, 1.5));
    assert_eq!((stats.oldest, stats.newest), (Some(oldest), Some(newest)));
    let of_u1 = lab
        .store
        .stats(&scope_in("default", user("u1")))
        .await
        .expect("reads");
    assert_eq!((of_u1.memories, of_u1.events, of_u1.users), (2, 2, 1));
}

pub(super) async fn a_check_of_a_sound_store_finds_nothing(lab: Lab) {
    let event = lab.event("u1", "s1", "a");
    let memories = vec![lab.verbatim(&event), lab.memory("b")];
    let batch = WriteBatch {
        events: vec![event],
        jobs: vec![lab.job("x")],
        ..adding(memories.clone())
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let erase = WriteBatch {
        erasures: vec![memories[1].id],
        ..Default::default()
    };
    lab.store.commit(&scope(), erase).await.expect("erases");
    lab.store
        .create_key(&scope(), key(&lab), [1; 32], None)
        .await
        .expect("creates");
    let told = Arc::new(std::sync::Mutex::new((0, 0)));
    let sink = Arc::clone(&told);
    let report = lab
        .store
        .check(Arc::new(move |done, total| {
            *sink.lock().expect("not poisoned") = (done, total);
        }))
        .await
        .expect("checks");
    assert_eq!(
        (report.damaged, report.structure),
        (Vec::<String>::new(), Vec::new())
    );
    // A memory, its vector, an event and its state, a job, a tombstone, a key.
    assert_eq!(report.rows, 7);
    assert_eq!(*told.lock().expect("not poisoned"), (7, 7));
}

pub(super) async fn a_backup_is_not_written_over_a_file(lab: Lab) {
    lab.add(&scope(), vec![lab.memory("x")]).await;
    let directory = std::env::temp_dir().join(format!("memoird-contract-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    let target = directory.join(format!("{}.backup", lab.memory("name").id));
    let report = lab
        .store
        .backup(&target, Arc::new(|_, _| {}))
        .await
        .expect("writes");
    let bytes = std::fs::metadata(&target).expect("is there").len();
    assert_eq!((report.bytes, report.newest_seq), (bytes, 1));
    assert_eq!(report.sha256.len(), 64);
    let again = lab
        .store
        .backup(&target, Arc::new(|_, _| {}))
        .await
        .map(drop);
    assert_eq!(again.map_err(|e| e.kind()), Err(ErrorKind::Conflict));
    std::fs::remove_dir_all(&directory).expect("is removed");
}
