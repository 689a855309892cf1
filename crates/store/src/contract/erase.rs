//! Erasing: what goes, what is counted, what does not come back.

use serde_json::json;
use types::{Coordinates, ErrorKind, JobState, Memory};

use super::{Lab, adding, at, scope, scope_in, user, with_vectors};
use crate::{
    ClosedText, Erasable, ErasedCounts, ErasedId, ErasureMark, IdempotencyRecord, MemoryUpdate,
    NewAudit, Store, Whose, WriteBatch,
};

fn mark(receipt: &str) -> ErasureMark {
    ErasureMark {
        receipt: receipt.to_owned(),
        at: at(9),
        flagged: 3,
        keep_closed_texts: false,
        renewable: Vec::new(),
        forget_history: Vec::new(),
    }
}

/// A batch with an event, the memory that repeats it, another that rests on it, and a reply and a job
/// that name them.
fn said(lab: &Lab, name: &str) -> (WriteBatch, [Memory; 2]) {
    let mut event = lab.event(name, "s1", "said");
    event.external_id = Some(format!("event of {name}"));
    let verbatim = lab.verbatim(&event);
    let mut derived = lab.memory_of(name, "derived");
    derived.external_id = Some(format!("memory of {name}"));
    derived.derived_from = vec![verbatim.id];
    let mut job = lab.job("look");
    job.payload = json!({ "memory": verbatim.id });
    let reply = IdempotencyRecord {
        key: name.to_owned(),
        request_hash: [1; 32],
        status: 200,
        body: json!({ "text": "said", "id": verbatim.id }),
        expires_at: at(1_000_000_000),
    };
    let batch = WriteBatch {
        events: vec![event],
        jobs: vec![job],
        idempotency: Some(reply),
        ..adding(vec![verbatim.clone(), derived.clone()])
    };
    (batch, [verbatim, derived])
}

pub(super) async fn what_hangs_on_erased_rows_goes_and_is_counted(lab: Lab) {
    let store = &lab.store;
    let (batch, [verbatim, derived]) = said(&lab, "u1");
    let event = batch.events[0].id;
    store.commit(&scope(), batch).await.expect("commits");
    let change = WriteBatch {
        updates: vec![MemoryUpdate {
            memory: Memory {
                text: "changed".into(),
                ..derived.clone()
            },
            expected_revision: 1,
            vectors: None,
            action: "update".into(),
        }],
        ..Default::default()
    };
    store.commit(&scope(), change).await.expect("changes");
    let erase = WriteBatch {
        erasures: vec![verbatim.id, derived.id],
        event_erasures: vec![event],
        erasure: Some(mark("r1")),
        ..Default::default()
    };
    let erased = store.commit(&scope(), erase).await.expect("erases").erased;
    let expect = ErasedCounts {
        memories: 2,
        revisions: 1,
        vectors: 2,
        lineage: 1,
        events: 1,
        replies: 1,
        jobs: 1,
        ..Default::default()
    };
    assert_eq!(erased, expect);
    let reply = store.idempotent_reply(&scope(), "u1", at(10)).await;
    let reply = reply.expect("reads").expect("stays");
    assert_eq!(reply.body, json!(null));
    let page = super::everything().page;
    let jobs = store
        .list_jobs(&scope(), Some(JobState::Queued), &page)
        .await;
    assert_eq!(jobs.expect("lists").items, []);
    let told = store.audit_of(&scope(), "r1").await.expect("reads");
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].entry.detail,
        json!({ "counts": expect, "flagged": 3 })
    );
    let other = scope_in("other", Coordinates::default());
    assert_eq!(store.audit_of(&other, "r1").await.expect("reads"), []);
    store.scrub(&scope()).await.expect("scrubs");
    let gauges = store.gauges().await.expect("reads");
    assert_eq!(gauges.wal_bytes, 0);
}

pub(super) async fn erased_ids_do_not_come_back(lab: Lab) {
    let store = &lab.store;
    let (batch, [verbatim, derived]) = said(&lab, "u1");
    let event = batch.events[0].clone();
    store.commit(&scope(), batch).await.expect("commits");
    let (plain, [kept, _]) = said(&lab, "u2");
    store.commit(&scope(), plain).await.expect("commits");
    let erase = WriteBatch {
        erasures: vec![verbatim.id, derived.id],
        event_erasures: vec![event.id],
        erasure: Some(mark("r1")),
        ..Default::default()
    };
    store.commit(&scope(), erase).await.expect("erases");
    let ids = [
        (ErasedId::Memory(verbatim.id), true),
        (ErasedId::Memory(kept.id), false),
        (ErasedId::Event(event.id), true),
        (ErasedId::ExternalMemory("memory of u1".into()), true),
        (ErasedId::ExternalMemory("memory of u2".into()), false),
        (ErasedId::ExternalMemory("event of u1".into()), false),
        (ErasedId::ExternalEvent("event of u1".into()), true),
    ];
    let (asked, expect): (Vec<_>, Vec<_>) = ids.into_iter().unzip();
    let were = store.were_erased(&scope(), &asked).await.expect("reads");
    assert_eq!(were, expect);
    let other = scope_in("other", Coordinates::default());
    let were = store.were_erased(&other, &asked).await.expect("reads");
    assert!(were.iter().all(|was_erased| !was_erased));
    let external = |text: &str| Memory {
        external_id: Some(text.to_owned()),
        ..lab.memory("new")
    };
    let resting = |memory: Memory| Memory {
        derived_from: vec![verbatim.id],
        ..memory
    };
    let mut sourced = lab.memory("new");
    sourced.provenance.source_event_ids = vec![event.id];
    for memory in [
        verbatim.clone(),
        external("memory of u1"),
        resting(lab.memory("new")),
        sourced,
    ] {
        let refused = store.commit(&scope(), adding(vec![memory])).await;
        assert_eq!(
            refused.map(drop).map_err(|e| e.kind()),
            Err(ErrorKind::Conflict)
        );
    }
    let mut renamed = event.clone();
    renamed.id = lab.event("u1", "s1", "x").id;
    for event in [event, renamed] {
        let batch = WriteBatch {
            events: vec![event],
            ..Default::default()
        };
        let refused = store.commit(&scope(), batch).await;
        assert_eq!(
            refused.map(drop).map_err(|e| e.kind()),
            Err(ErrorKind::Conflict)
        );
    }
    let fresh = store
        .commit(&scope(), adding(vec![external("event of u1")]))
        .await;
    fresh.expect("another kind of id is free");
}

/// What is deleted without a mark may be stored again under the client's own id, never under ours.
pub(super) async fn deleted_ids_do_not_come_back(lab: Lab) {
    let store = &lab.store;
    let (mut batch, [verbatim, mine]) = said(&lab, "u1");
    batch.idempotency = None;
    let event = batch.events[0].clone();
    store.commit(&scope(), batch).await.expect("commits");
    let delete = WriteBatch {
        erasures: vec![verbatim.id, mine.id],
        event_erasures: vec![event.id],
        erased_at: Some(at(9)),
        ..Default::default()
    };
    store.commit(&scope(), delete).await.expect("deletes");
    let asked = [
        (ErasedId::Memory(mine.id), true),
        (ErasedId::Event(event.id), true),
        (ErasedId::ExternalMemory("memory of u1".into()), false),
        (ErasedId::ExternalEvent("event of u1".into()), false),
    ];
    let (asked, expect): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    let were = store.were_erased(&scope(), &asked).await.expect("reads");
    assert_eq!(were, expect);
    let mut anew = lab.memory("new");
    anew.external_id.clone_from(&mine.external_id);
    for (memory, expect) in [(mine, Err(ErrorKind::Conflict)), (anew, Ok(()))] {
        let stored = store.commit(&scope(), adding(vec![memory])).await;
        assert_eq!(stored.map(drop).map_err(|e| e.kind()), expect);
    }
}

/// Erases everything of `whose` as the engine does; what went.
async fn erase_all(store: &dyn Store, whose: &Whose) -> ErasedCounts {
    let mut counts = store
        .erase_rest(&scope(), whose, mark("r1"))
        .await
        .expect("erases");
    loop {
        let next = store.erasable(&scope(), whose, 1).await.expect("reads");
        if next == Erasable::default() {
            return counts;
        }
        let batch = WriteBatch {
            erasures: next.memories,
            event_erasures: next.events,
            erasure: Some(mark("r1")),
            ..Default::default()
        };
        let committed = store.commit(&scope(), batch).await.expect("erases");
        counts.add(&committed.erased);
    }
}

pub(super) async fn a_user_or_an_org_is_erased_page_by_page(lab: Lab) {
    let store = &lab.store;
    for name in ["u1", "u2"] {
        let (batch, _) = said(&lab, name);
        store.commit(&scope(), batch).await.expect("commits");
    }
    let shared = WriteBatch {
        memories: with_vectors(vec![lab.memory("of nobody")]),
        closed_texts: vec![ClosedText {
            user_id: Some("u2".into()),
            text: "closed".into(),
            valid_to: at(1),
            by: None,
        }]
        .into_iter()
        .chain([ClosedText {
            user_id: Some("u1".into()),
            text: "closed, too".into(),
            valid_to: at(1),
            by: None,
        }])
        .collect(),
        audit: vec![NewAudit {
            at: at(1),
            action: "memory.add".into(),
            target: "x".into(),
            detail: json!(null),
        }],
        ..Default::default()
    };
    store.commit(&scope(), shared).await.expect("commits");
    let whose = Whose::User("u1".into());
    let counted = store.count_erasable(&scope(), &whose).await.expect("reads");
    let gone = erase_all(&**store, &whose).await;
    assert_eq!(
        (gone.memories, gone.events, gone.replies, gone.jobs),
        (2, 1, 1, 1)
    );
    // Replies and jobs are found by the ids in them, which a count does not look for.
    assert_eq!(gone.closed_texts, 1, "the user may say it anew");
    let expect = ErasedCounts {
        replies: 0,
        jobs: 0,
        ..gone
    };
    assert_eq!(counted, expect);
    let left = lab.texts(&scope(), &super::everything()).await;
    assert_eq!(left, ["of nobody", "derived", "said"]);
    let of_u1 = scope_in("default", user("u1"));
    assert_eq!(lab.texts(&of_u1, &super::everything()).await, [""; 0]);

    let whole = Whose::Org { keep_key: None };
    let counted = store.count_erasable(&scope(), &whole).await.expect("reads");
    let gone = erase_all(&**store, &whole).await;
    assert_eq!(counted, gone);
    assert_eq!((gone.memories, gone.events, gone.replies), (3, 1, 2));
    assert_eq!((gone.closed_texts, gone.jobs), (1, 1));
    let check = store.verify_audit(&scope(), None).await.expect("reads");
    assert!(check.entries >= 3 && check.broken.is_none());
}
