//! Adding, changing, erasing.

use serde_json::json;
use types::{
    Cardinality, Closed, Entity, ErrorKind, EventKind, Level, Memory, MemoryId, MemoryKind,
    Polarity, Span, Statement, Status, Tier, Timestamp, Trust, limits,
};

use super::{Lab, MODEL, adding, at, scope, scope_in, user, vector_of, with_vectors};
use crate::{
    Change, IdempotencyRecord, Lineage, LineageLink, MemoryUpdate, PartitionKey, Recall, Relation,
    WriteBatch,
};

/// A memory in which no field has its default.
fn full(lab: &Lab) -> Memory {
    let mut memory = lab.memory_of("u1", "Ann drinks tea");
    memory.external_id = Some("ext-1".into());
    memory.coordinates.agent_id = Some("a1".into());
    memory.coordinates.session_id = Some("s1".into());
    memory.coordinates.namespace = Some("n1".into());
    memory.coordinates.project_id = Some("p1".into());
    memory.coordinates.team_id = Some("t1".into());
    memory.coordinates.role_id = Some("r1".into());
    memory.level = Level::Team;
    memory.kind = MemoryKind::Procedural;
    memory.type_ = "preference".into();
    memory.tier = Tier::Medium;
    memory.topics = vec!["drinks".into(), "héllo".into()];
    memory.tags = vec!["a".into(), "".into()];
    memory.entities = vec![
        Entity {
            name: "Ann".into(),
            type_: Some("person".into()),
        },
        Entity {
            name: "tea".into(),
            type_: None,
        },
    ];
    memory.metadata = json!({"x": 0.1, "deep": {"list": [1, null, true]}, "big": u64::MAX})
        .as_object()
        .expect("an object")
        .clone();
    memory.confidence = 0.3;
    memory.importance = 0.7;
    memory.strength = 1.1;
    memory.pinned = true;
    memory.status = Status::Archived;
    memory.valid_from = Some(Timestamp(-5));
    memory.valid_to = Some(at(9));
    memory.superseded_at = Some(at(8));
    memory.event_date = Some(at(7));
    memory.expires_at = Some(at(1_000_000));
    memory.superseded_by = Some(lab.memory("newer").id);
    memory.statements = vec![Statement {
        subject: "Ann".into(),
        attribute: "drink".into(),
        cardinality: Cardinality::One,
        value: Some("tea".into()),
        polarity: Polarity::Negative,
        certainty: 0.9,
        span: Some(Span { start: 0, end: 2 }),
        closed: Some(Closed {
            valid_to: at(5),
            at: at(6),
            by: None,
        }),
    }];
    memory.provenance.source_event_ids = vec![lab.event("u1", "s1", "x").id];
    memory.provenance.actor = Some("key".into());
    memory.provenance.process = "extract".into();
    memory.provenance.model = Some("m".into());
    memory.trust = Trust::UserStated;
    memory.derived_from = vec![lab.memory("parent").id, lab.memory("other parent").id];
    memory.stale_dependency = true;
    memory.pii = vec!["email".into()];
    memory.verbatim = true;
    memory.event_kind = Some(EventKind::Document);
    memory.position = Some(3);
    memory
}

pub(super) async fn an_added_memory_comes_back_as_it_was(lab: Lab) {
    let memory = full(&lab);
    let added = lab.add(&scope(), vec![memory.clone()]).await;
    assert_eq!(added, std::slice::from_ref(&memory));
    assert_eq!(lab.get(&scope(), memory.id).await, Some(memory.clone()));
    let found = lab
        .store
        .memory_by_external_id(&scope(), "ext-1")
        .await
        .expect("reads");
    assert_eq!(found, Some(memory));
    let none = lab
        .store
        .memory_by_external_id(&scope(), "ext-2")
        .await
        .expect("reads");
    assert_eq!(none, None);
}

pub(super) async fn odd_texts_and_numbers_survive(lab: Lab) {
    let texts = [
        "'; drop table memories; --",
        "a\0b",
        "é\u{1F600}\u{202e}",
        " ",
        "\\\"%_",
    ];
    for text in texts {
        let mut memory = lab.memory(text);
        memory.external_id = Some(format!("id {text}"));
        memory.type_ = text.to_owned();
        memory.tags = vec![text.to_owned()];
        memory
            .metadata
            .insert(text.to_owned(), json!({"a": [text, 1e300, -0.0, i64::MIN]}));
        memory.created_at = Timestamp(i64::MAX);
        let stored = lab.add(&scope(), vec![memory.clone()]).await.remove(0);
        assert_eq!(stored, memory, "{text:?}");
        assert_eq!(lab.get(&scope(), memory.id).await, Some(memory), "{text:?}");
    }
    let mut long = lab.memory(&"word ".repeat(200_000));
    long.metadata
        .insert("long".into(), json!("x".repeat(60_000)));
    lab.add(&scope(), vec![long.clone()]).await;
    assert_eq!(lab.get(&scope(), long.id).await, Some(long));
}

pub(super) async fn what_could_not_be_read_back_is_refused(lab: Lab) {
    let mut not_a_number = lab.memory("x");
    not_a_number.confidence = f32::NAN;
    let mut endless = lab.memory("x");
    endless.importance = f32::INFINITY;
    let mut deep = lab.memory("x");
    let nested = (0..125).fold(json!(1), |inner, _| json!([inner]));
    deep.metadata.insert("deep".into(), nested);
    for memory in [not_a_number, endless, deep] {
        let refused = lab
            .store
            .commit(&scope(), adding(vec![memory.clone()]))
            .await;
        assert_eq!(
            refused.map(drop).map_err(|e| e.kind()),
            Err(ErrorKind::InvalidArgument)
        );
        assert_eq!(lab.get(&scope(), memory.id).await, None);
    }
}

pub(super) async fn ids_come_back_in_the_order_asked(lab: Lab) {
    let memories: Vec<Memory> = ["a", "b", "c"]
        .iter()
        .map(|text| lab.memory(text))
        .collect();
    lab.add(&scope(), memories.clone()).await;
    let missing = lab.memory("never added").id;
    let asked = [
        memories[2].id,
        missing,
        memories[0].id,
        memories[1].id,
        memories[0].id,
    ];
    let loaded = lab.store.memories(&scope(), &asked).await.expect("reads");
    let texts: Vec<&str> = loaded
        .rows
        .iter()
        .map(|memory| memory.text.as_str())
        .collect();
    assert_eq!(texts, ["c", "a", "b", "a"]);
}

pub(super) async fn a_batch_is_all_or_nothing(lab: Lab) {
    let taken = lab.memory("first");
    lab.add(&scope(), vec![taken.clone()]).await;
    let event = lab.event("u1", "s1", "said");
    let fresh = lab.memory("second");
    let batch = WriteBatch {
        events: vec![event.clone()],
        memories: with_vectors(vec![fresh.clone(), taken.clone()]),
        jobs: vec![lab.job("extract")],
        ..Default::default()
    };
    let refused = lab.store.commit(&scope(), batch).await.map(drop);
    assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::Conflict));
    assert_eq!(lab.get(&scope(), fresh.id).await, None);
    let events = lab
        .store
        .events(&scope(), &[event.id])
        .await
        .expect("reads");
    assert_eq!(events.rows, []);
    let due = lab
        .store
        .claim_job(&["extract"], at(9), at(10))
        .await
        .expect("reads");
    assert_eq!(due, None);
}

fn update(memory: &Memory, expected_revision: u64, text: &str) -> MemoryUpdate {
    let mut memory = memory.clone();
    memory.text = text.to_owned();
    memory.updated_at = at(1000 + expected_revision as i64);
    MemoryUpdate {
        vectors: Some(vector_of(&memory)),
        memory,
        expected_revision,
        action: "update".to_owned(),
    }
}

fn updating(update: MemoryUpdate) -> WriteBatch {
    WriteBatch {
        updates: vec![update],
        ..Default::default()
    }
}

pub(super) async fn one_of_two_concurrent_changes_wins(lab: Lab) {
    let memory = lab.add(&scope(), vec![lab.memory("v1")]).await.remove(0);
    let tries = (0..8).map(|n| {
        let (store, memory) = (std::sync::Arc::clone(&lab.store), memory.clone());
        tokio::spawn(async move {
            let text = format!("by {n}");
            store
                .commit(&scope(), updating(update(&memory, 1, &text)))
                .await
        })
    });
    let mut won = Vec::new();
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.expect("does not panic") {
            Ok(committed) => won.push(committed.memories[0].clone()),
            Err(error) => assert_eq!(error.kind(), ErrorKind::PreconditionFailed),
        }
    }
    assert_eq!(won.len(), 1);
    assert_eq!(won[0].revision, 2);
    assert_eq!(lab.get(&scope(), memory.id).await.as_ref(), won.first());
    let missing = updating(update(&lab.memory("never added"), 1, "x"));
    let refused = lab.store.commit(&scope(), missing).await.map(drop);
    assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
}

pub(super) async fn an_update_keeps_history(lab: Lab) {
    let first = lab.add(&scope(), vec![full(&lab)]).await.remove(0);
    let mut change = update(&first, 1, "v2");
    change.action = "supersede".to_owned();
    lab.store
        .commit(&scope(), updating(change))
        .await
        .expect("updates");
    let second = lab.get(&scope(), first.id).await.expect("is there");
    lab.store
        .commit(&scope(), updating(update(&second, 2, "v3")))
        .await
        .expect("updates");
    let history = lab.store.history(&scope(), first.id).await.expect("reads");
    let told: Vec<(u64, &str, &str, &str)> = history
        .iter()
        .map(|r| {
            (
                r.revision,
                r.action.as_str(),
                r.actor.as_str(),
                r.memory.text.as_str(),
            )
        })
        .collect();
    let expected = [
        (1, "add", "tester", "Ann drinks tea"),
        (2, "supersede", "tester", "v2"),
        (3, "update", "tester", "v3"),
    ];
    assert_eq!(told, expected);
    assert_eq!(history[0].memory, first);
    assert_eq!(history[1].at, at(1001));
}

pub(super) async fn an_erased_memory_is_gone_with_all_that_hangs_on_it(lab: Lab) {
    let parent = lab.memory_of("u1", "parent");
    let mut memory = lab.memory_of("u1", "canary");
    memory.derived_from = vec![parent.id];
    let added = lab
        .add(&scope(), vec![parent.clone(), memory.clone()])
        .await;
    let change = updating(update(&added[1], 1, "canary 2"));
    lab.store.commit(&scope(), change).await.expect("updates");
    let reply = IdempotencyRecord {
        key: "k".into(),
        request_hash: [1; 32],
        status: 200,
        body: json!({"id": memory.id.to_string(), "text": "canary"}),
        expires_at: at(limits::IDEMPOTENCY_TTL_MS),
    };
    let batch = WriteBatch {
        idempotency: Some(reply),
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("keeps");

    let batch = WriteBatch {
        erasures: vec![memory.id],
        ..Default::default()
    };
    let committed = lab
        .store
        .commit(&scope(), batch.clone())
        .await
        .expect("erases");
    let (id, partition_user, seq) = committed.tombstones[0].clone();
    assert_eq!((id, partition_user.as_deref()), (memory.id, Some("u1")));
    assert_eq!(lab.get(&scope(), memory.id).await, None);
    let history = lab.store.history(&scope(), memory.id).await;
    assert_eq!(history.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
    let lineage = lab.store.lineage(&scope(), parent.id).await.expect("reads");
    assert_eq!(lineage, Lineage::default());
    let kept = lab
        .store
        .idempotent_reply(&scope(), "k", at(0))
        .await
        .expect("reads");
    assert_eq!(
        kept.map(|record| record.body),
        Some(serde_json::Value::Null)
    );
    let partition = PartitionKey {
        org_id: scope().org_id().clone(),
        user_id: Some("u1".into()),
    };
    let changes = lab
        .store
        .changes(&partition, MODEL, 0, 10)
        .await
        .expect("reads");
    assert!(
        matches!(&changes[..], [Change::Put { memory, .. }, Change::Erased { seq: s, id }]
            if memory.id == parent.id && *s == seq && *id == committed.tombstones[0].0),
        "{changes:?}"
    );
    let again = lab.store.commit(&scope(), batch).await.map(drop);
    assert_eq!(again.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
}

pub(super) async fn external_ids_are_unique_within_an_org(lab: Lab) {
    let named = |text: &str| {
        let mut memory = lab.memory(text);
        memory.external_id = Some("x".into());
        memory
    };
    let (first, second, elsewhere) = (named("a"), named("b"), named("c"));
    lab.add(&scope(), vec![first.clone()]).await;
    let refused = lab
        .store
        .commit(&scope(), adding(vec![second.clone()]))
        .await
        .map(drop);
    let refused = refused.map_err(|e| (e.kind(), e.field().map(str::to_owned)));
    let expect = (ErrorKind::Conflict, Some("external_id".to_owned()));
    assert_eq!(refused, Err(expect));
    let other = scope_in("other", Default::default());
    lab.add(&other, vec![elsewhere]).await;
    let erase = WriteBatch {
        erasures: vec![first.id],
        ..Default::default()
    };
    lab.store.commit(&scope(), erase).await.expect("erases");
    lab.add(&scope(), vec![second]).await;
}

fn keyed(lab: &Lab, key: &str, now_ms: i64) -> (Memory, WriteBatch) {
    let memory = lab.memory("once");
    let record = IdempotencyRecord {
        key: key.to_owned(),
        request_hash: [7; 32],
        status: 201,
        body: json!({"ok": now_ms}),
        expires_at: at(now_ms).plus_ms(limits::IDEMPOTENCY_TTL_MS),
    };
    let batch = WriteBatch {
        idempotency: Some(record),
        ..adding(vec![memory.clone()])
    };
    (memory, batch)
}

pub(super) async fn an_idempotency_key_has_one_effect(lab: Lab) {
    let (_, batch) = keyed(&lab, "k", 0);
    lab.store
        .commit(&scope(), batch.clone())
        .await
        .expect("commits");
    let (again, repeat) = keyed(&lab, "k", 5);
    let refused = lab.store.commit(&scope(), repeat).await.map(drop);
    assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::Conflict));
    assert_eq!(lab.get(&scope(), again.id).await, None);
    let reply = lab
        .store
        .idempotent_reply(&scope(), "k", at(5))
        .await
        .expect("reads");
    assert_eq!(reply, batch.idempotency);
    // Another org's key is another key.
    let other = scope_in("other", Default::default());
    let (_, theirs) = keyed(&lab, "k", 5);
    assert_eq!(
        lab.store
            .idempotent_reply(&other, "k", at(5))
            .await
            .expect("reads"),
        None
    );
    lab.store.commit(&other, theirs).await.expect("commits");
}

pub(super) async fn an_idempotency_race_has_one_winner(lab: Lab) {
    let racers: Vec<_> = (0..20)
        .map(|_| {
            let (memory, batch) = keyed(&lab, "race", 0);
            let store = std::sync::Arc::clone(&lab.store);
            tokio::spawn(async move { (memory, store.commit(&scope(), batch).await) })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let (memory, result) = racer.await.expect("does not panic");
        let there = lab.get(&scope(), memory.id).await.is_some();
        assert_eq!(there, result.is_ok());
        won += u32::from(there);
    }
    assert_eq!(won, 1);
}

pub(super) async fn an_expired_idempotency_key_is_free_again(lab: Lab) {
    let (_, batch) = keyed(&lab, "k", 0);
    lab.store.commit(&scope(), batch).await.expect("commits");
    let later = limits::IDEMPOTENCY_TTL_MS + 1;
    assert_eq!(
        lab.store
            .idempotent_reply(&scope(), "k", at(later))
            .await
            .expect("reads"),
        None
    );
    let (_, again) = keyed(&lab, "k", later);
    lab.store
        .commit(&scope(), again.clone())
        .await
        .expect("commits");
    let reply = lab
        .store
        .idempotent_reply(&scope(), "k", at(later))
        .await
        .expect("reads");
    assert_eq!(reply, again.idempotency);
}

pub(super) async fn recalls_change_neither_revision_nor_sequence(lab: Lab) {
    let memory = lab
        .add(&scope(), vec![lab.memory_of("u1", "x")])
        .await
        .remove(0);
    let partition = PartitionKey {
        org_id: scope().org_id().clone(),
        user_id: Some("u1".into()),
    };
    let seq = lab.store.newest_seq(&partition).await.expect("reads");
    let recall = |at, count| Recall {
        id: memory.id,
        at,
        count,
    };
    let unknown = Recall {
        id: lab.memory("never added").id,
        at: at(1),
        count: 1,
    };
    let recalls = vec![
        recall(at(50), 1),
        unknown,
        recall(at(60), 2),
        recall(at(55), 1),
    ];
    lab.store
        .record_recalls(&scope(), recalls)
        .await
        .expect("counts");
    let got = lab.get(&scope(), memory.id).await.expect("is there");
    assert_eq!((got.recall_count, got.last_recalled_at), (4, Some(at(60))));
    assert!(
        got.strength > memory.strength && got.strength <= 5.0,
        "{}",
        got.strength
    );
    assert_eq!(got.revision, 1);
    assert_eq!(lab.store.newest_seq(&partition).await.expect("reads"), seq);

    // An update keeps the counters, and the strength unless it sets another.
    lab.store
        .commit(&scope(), updating(update(&got, 1, "y")))
        .await
        .expect("updates");
    let kept = lab.get(&scope(), memory.id).await.expect("is there");
    assert_eq!((kept.recall_count, kept.strength), (4, got.strength));
    let mut weaker = update(&kept, 2, "z");
    weaker.memory.strength = 0.25;
    lab.store
        .commit(&scope(), updating(weaker))
        .await
        .expect("updates");
    let weak = lab.get(&scope(), memory.id).await.expect("is there");
    assert_eq!((weak.recall_count, weak.strength), (4, 0.25));
}

pub(super) async fn lineage_is_known_in_both_directions(lab: Lab) {
    let parent = lab.memory_of("u1", "parent");
    let mut child = lab.memory_of("u1", "child");
    child.derived_from = vec![parent.id];
    let mut foreign = lab.memory_of("u2", "foreign child");
    foreign.derived_from = vec![parent.id];
    let memories = vec![parent.clone(), child.clone(), foreign.clone()];
    lab.add(&scope(), memories).await;
    let of = async |scope: &types::Scope, id| lab.store.lineage(scope, id).await.expect("reads");
    let derived = |ids: &[MemoryId]| -> Vec<LineageLink> {
        let relation = Relation::DerivedFrom;
        ids.iter().map(|&id| LineageLink { id, relation }).collect()
    };
    let all = of(&scope(), parent.id).await;
    assert_eq!(all.descendants, derived(&[child.id, foreign.id]));
    assert_eq!(
        of(&scope(), child.id).await.ancestors,
        derived(&[parent.id])
    );
    let u1 = scope_in("default", user("u1"));
    assert_eq!(of(&u1, parent.id).await.descendants, derived(&[child.id]));

    let mut change = update(&child, 1, "orphan");
    change.memory.derived_from.clear();
    lab.store
        .commit(&scope(), updating(change))
        .await
        .expect("updates");
    assert_eq!(
        of(&scope(), parent.id).await.descendants,
        derived(&[foreign.id])
    );
}
