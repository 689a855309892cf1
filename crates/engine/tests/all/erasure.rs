//! Erasure and rollback.

use std::path::Path;

use crate::common::*;
use engine::{
    AddMemories, CreateKey, Engine, Erase, Erasure, ExportItem, LineageEventType as What,
    LineageFormat, MemoryPatch, MemoryRef, NewMemoryInput, PageRequest, Receipt, Rollback, Source,
    Strategy, TraceLineage, UpdateBelief, UpdateMemory,
};
use types::{ErrorKind, EventId, MemoryId, OrgId, Permission, Status};

fn erase(what: Erasure) -> Erase {
    Erase {
        what,
        with_sources: false,
        close_texts: false,
        dry_run: false,
    }
}

/// What these tests do with an engine.
trait Erasing {
    async fn say(&self, user: &str, text: &str) -> (EventId, MemoryId);
    async fn derive(&self, at: types::Coordinates, text: &str, from: Vec<MemoryId>) -> MemoryId;
    async fn add(&self, input: NewMemoryInput) -> types::Result<MemoryId>;
    async fn erase(&self, what: Erasure) -> types::Result<Receipt>;
    async fn get(&self, id: MemoryId) -> types::Result<types::Memory>;
    async fn is_there(&self, id: MemoryId) -> bool;
}

impl Erasing for Harness {
    async fn say(&self, user: &str, text: &str) -> (EventId, MemoryId) {
        let said = events(&session(user, "s1"), &[text]);
        let added = self.engine.add_events(&self.anyone().await, said).await;
        let added = added.expect("is stored");
        (added.event_ids[0], added.memory_ids[0])
    }

    async fn derive(&self, at: types::Coordinates, text: &str, from: Vec<MemoryId>) -> MemoryId {
        let input = NewMemoryInput {
            at,
            text: text.to_owned(),
            derived_from: from,
            ..NewMemoryInput::default()
        };
        self.add(input).await.expect("is stored")
    }

    async fn add(&self, input: NewMemoryInput) -> types::Result<MemoryId> {
        let command = AddMemories {
            memories: vec![input],
            idempotency: None,
        };
        let anyone = self.anyone().await;
        let added = self.engine.add_memories(&anyone, command).await?;
        Ok(added.memories[0].id)
    }

    async fn erase(&self, what: Erasure) -> types::Result<Receipt> {
        self.engine.erase(&self.anyone().await, erase(what)).await
    }

    async fn get(&self, id: MemoryId) -> types::Result<types::Memory> {
        let anyone = self.anyone().await;
        self.engine.get_memory(&anyone, &MemoryRef::Id(id)).await
    }

    async fn is_there(&self, id: MemoryId) -> bool {
        self.get(id).await.is_ok()
    }
}

/// Files of a directory in which one of `words` stands.
fn residue(directory: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(residue(&path, words));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        let has = |word: &&&str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
        found.extend(
            words
                .iter()
                .find(has)
                .map(|word| format!("{}: {word}", path.display())),
        );
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_goes_with_all_that_rests_on_it_alone() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let (event, verbatim) = h.say("ann", "the zanzibar word").await;
    let (_, other) = h.say("ann", "another word").await;
    let alone = h
        .derive(user("ann"), "zanzibar alone", vec![verbatim])
        .await;
    let deep = h.derive(user("ann"), "zanzibar deep", vec![alone]).await;
    let both = h
        .derive(user("ann"), "rests on both", vec![verbatim, other])
        .await;
    let shared = h
        .derive(Default::default(), "shared zanzibar", vec![deep])
        .await;
    let dry = Erase {
        dry_run: true,
        ..erase(Erasure::Event(event))
    };
    let dry = h.engine.erase(&anyone, dry).await.unwrap();
    assert_eq!(
        (dry.counts.memories, dry.counts.events, dry.flagged),
        (4, 1, 1)
    );
    assert!(h.is_there(verbatim).await);

    let receipt = h.erase(Erasure::Event(event)).await.unwrap();
    let counts = receipt.counts;
    assert_eq!((counts.memories, counts.events, counts.vectors), (4, 1, 4));
    assert_eq!(
        (receipt.flagged, receipt.what),
        (1, format!("event {event}"))
    );
    for id in [verbatim, alone, deep, shared] {
        assert!(!h.is_there(id).await);
    }
    let left = h.get(both).await.unwrap();
    assert_eq!(
        (left.derived_from, left.stale_dependency),
        (vec![other], true)
    );
    assert!(h.is_there(other).await);
    assert!(h.engine.get_event(&anyone, event).await.is_err());
    let found = h.found(&anyone, search(user("ann"), "zanzibar")).await;
    assert!(
        found.iter().all(|text| !text.contains("zanzibar")),
        "{found:?}"
    );
    let found = h.found(&anyone, search(user("ann"), "another word")).await;
    assert!(found.contains(&"another word".to_owned()));
    assert_eq!(residue(&h.data_dir(), &["zanzibar"]), [""; 0]);
    let again = h.erase(Erasure::Event(event)).await;
    assert_eq!(again.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verbatim_memory_takes_its_event_along_and_another_only_if_told() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let (event, verbatim) = h.say("ann", "the Quito word").await;
    let extracted = h
        .derive(user("ann"), "a gist of Quito", vec![verbatim])
        .await;
    let id = MemoryRef::Id(extracted);
    let receipt = h.erase(Erasure::Memory(id)).await.unwrap();
    assert_eq!((receipt.counts.memories, receipt.counts.events), (1, 0));
    assert!(h.engine.get_event(&anyone, event).await.is_ok());
    let receipt = h
        .erase(Erasure::Memory(MemoryRef::Id(verbatim)))
        .await
        .unwrap();
    assert_eq!((receipt.counts.memories, receipt.counts.events), (1, 1));
    assert!(h.engine.get_event(&anyone, event).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_goes_with_history_and_what_was_replied() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let mut kept = Vec::new();
    for n in 0..250 {
        h.say("ann", &format!("zanzibar {n}")).await;
        if n % 50 == 0 {
            kept.push(h.say("bob", &format!("kept {n}")).await.1);
        }
    }
    let (_, changed) = h.say("ann", "zanzibar first").await;
    let update = UpdateMemory {
        target: MemoryRef::Id(changed),
        patch: MemoryPatch {
            text: Some("second".to_owned()),
            ..MemoryPatch::default()
        },
        expected_revision: None,
        idempotency: Some(engine::Idempotency {
            key: "k1".to_owned(),
            request_hash: [1; 32],
        }),
    };
    h.engine
        .update_memory(&anyone, update.clone())
        .await
        .unwrap();
    let gist = h
        .derive(Default::default(), "gist of both", vec![changed, kept[0]])
        .await;
    let receipt = h.erase(Erasure::User("ann".to_owned())).await.unwrap();
    let counts = receipt.counts;
    assert_eq!(
        (counts.memories, counts.events, counts.revisions),
        (251, 251, 1)
    );
    assert_eq!((counts.replies, receipt.flagged), (1, 1));
    assert_eq!(h.get(gist).await.unwrap().derived_from, [kept[0]]);
    for id in &kept {
        assert!(h.is_there(*id).await);
    }
    assert_eq!(h.engine.stats(&anyone).await.unwrap().events, 5);
    let replayed = h.engine.update_memory(&anyone, update).await;
    assert_eq!(replayed.unwrap_err().kind(), ErrorKind::Conflict);
    let h = h.reopened(384).await;
    assert_eq!(residue(&h.data_dir(), &["zanzibar"]), [""; 0]);
    let found = h.found(&anyone, search(user("bob"), "kept")).await;
    assert_eq!(found.len(), 5 + 1, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_does_not_come_back_under_its_id() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let named = |text: &str| NewMemoryInput {
        at: user("ann"),
        text: text.to_owned(),
        external_id: Some("mine".to_owned()),
        ..NewMemoryInput::default()
    };
    let id = h.add(named("zanzibar")).await.unwrap();
    let (event, verbatim) = h.say("ann", "zanzibar said").await;
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let page = h.engine.export_page(&anyone, cursor, 10).await.unwrap();
        items.extend(page.0);
        cursor = page.1;
        if cursor.is_none() {
            break;
        }
    }
    assert!(items.len() >= 3);
    h.erase(Erasure::Memory(MemoryRef::Id(id))).await.unwrap();
    h.erase(Erasure::Event(event)).await.unwrap();
    let report = h.engine.import_items(&anyone, items.clone()).await.unwrap();
    assert_eq!((report.events, report.memories), (0, 0));
    assert_eq!(report.erased, items.len() as u64);
    let again = h.add(named("zanzibar")).await.unwrap_err();
    assert_eq!(
        (again.kind(), again.field()),
        (ErrorKind::Conflict, Some("memories[0].external_id"))
    );
    let late = NewMemoryInput {
        at: user("ann"),
        text: "made of what was read before".to_owned(),
        derived_from: vec![verbatim],
        ..NewMemoryInput::default()
    };
    assert_eq!(h.add(late).await.unwrap_err().field(), Some("derived_from"));
    // In a new org the same items are news.
    let elsewhere = Harness::new().await;
    let events: Vec<ExportItem> = items;
    let report = elsewhere
        .engine
        .import_items(&anyone, events)
        .await
        .unwrap();
    assert_eq!(report.erased, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_org_goes_but_for_its_log_and_the_key_that_asks() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let of_org = |name: &str, org: &str| CreateKey {
        org_id: Some(OrgId::new(org).unwrap()),
        ..all_permissions(name)
    };
    let operator = h.key(&anyone, all_permissions("operator")).await;
    let admin = h.key(&operator, of_org("zanzibar admin", "acme")).await;
    let second = h.key(&operator, of_org("zanzibar second", "acme")).await;
    let acme = OrgId::new("acme").unwrap();
    for (access, text) in [(&admin, "zanzibar here"), (&operator, "stays")] {
        let said = events(&session("ann", "s1"), &[text]);
        h.engine.add_events(access, said).await.unwrap();
    }
    let whole = || erase(Erasure::Org(acme.clone()));
    let reader = CreateKey {
        permissions: vec![Permission::Read, Permission::Write],
        ..of_org("writer", "acme")
    };
    let writer = h.key(&operator, reader).await;
    for (access, field) in [(&writer, "admin"), (&admin, "operator")] {
        let what = match field {
            "admin" => Erasure::Org(acme.clone()),
            _ => Erasure::Org(OrgId::default_org()),
        };
        let refused = h.engine.erase(access, erase(what)).await.unwrap_err();
        assert_eq!(
            (refused.kind(), refused.field()),
            (ErrorKind::PermissionDenied, Some(field))
        );
    }
    let receipt = h.engine.erase(&admin, whole()).await.unwrap();
    assert_eq!((receipt.counts.memories, receipt.counts.events), (1, 1));
    assert_eq!(receipt.counts.keys, 2);
    let keys = h.engine.list_keys(&admin).await.unwrap();
    assert_eq!(
        keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(),
        ["zanzibar admin"]
    );
    assert_eq!(h.engine.stats(&admin).await.unwrap().memories, 0);
    assert_eq!(h.engine.stats(&operator).await.unwrap().memories, 1);
    assert_eq!(
        h.engine.receipt(&admin, &receipt.id).await.unwrap(),
        receipt
    );
    let foreign = h.engine.receipt(&operator, &receipt.id).await;
    assert_eq!(foreign.unwrap_err().kind(), ErrorKind::NotFound);
    let check = h
        .engine
        .verify_audit(&admin, receipt.audit_after.as_deref())
        .await
        .unwrap();
    assert_eq!((check.broken, check.has_expected), (None, Some(true)));
    assert_eq!(
        residue(&h.data_dir(), &["zanzibar here", "zanzibar second"]),
        [""; 0]
    );
    drop(second);
}

/// The receipt's hash as anybody can compute it again.
fn hash_of(receipt: &Receipt) -> String {
    use sha2::{Digest, Sha256};
    let mut fields = serde_json::to_value(receipt).expect("plain data");
    let fields = fields.as_object_mut().expect("an object");
    fields.remove("sha256");
    let text = serde_json::Value::Object(fields.clone()).to_string();
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_was_interrupted_is_completed_under_its_receipt() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    for n in 0..450 {
        h.say("ann", &format!("zanzibar {n}")).await;
    }
    let engine: Engine = h.engine.clone();
    let access = anyone.clone();
    let what = || erase(Erasure::User("ann".to_owned()));
    let running = tokio::spawn(async move { engine.erase(&access, what()).await });
    // Dropped at some page: what it has committed stays, the rest does not happen.
    while h.engine.stats(&anyone).await.unwrap().memories == 450 {
        tokio::task::yield_now().await;
    }
    running.abort();
    let _ = running.await;
    let receipt = h.engine.erase(&anyone, what()).await.unwrap();
    let counts = receipt.counts;
    assert_eq!((counts.memories, counts.events), (450, 450));
    assert_eq!(receipt.sha256, hash_of(&receipt));
    assert_eq!(
        h.engine.receipt(&anyone, &receipt.id).await.unwrap(),
        receipt
    );
    // Once complete, the next is another.
    let next = h.engine.erase(&anyone, what()).await.unwrap();
    assert_ne!(next.id, receipt.id);
    assert_eq!(next.counts.memories, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bound_key_erases_within_its_bounds() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let (event, verbatim) = h.say("bob", "the word of bob").await;
    let operator = h.key(&anyone, all_permissions("operator")).await;
    let bound = CreateKey {
        bound: user("ann"),
        ..all_permissions("ann's")
    };
    let bound = h.key(&operator, bound).await;
    let of_bob = MemoryRef::Id(verbatim);
    for (what, expect) in [
        (Erasure::Event(event), ErrorKind::NotFound),
        (Erasure::Memory(of_bob.clone()), ErrorKind::NotFound),
        (Erasure::User("bob".to_owned()), ErrorKind::PermissionDenied),
        (
            Erasure::Org(OrgId::default_org()),
            ErrorKind::PermissionDenied,
        ),
        (
            Erasure::Memory(MemoryRef::External("none".to_owned())),
            ErrorKind::NotFound,
        ),
    ] {
        let refused = h.engine.erase(&bound, erase(what)).await.unwrap_err();
        assert_eq!(refused.kind(), expect);
    }
    let own = Erasure::User("ann".to_owned());
    assert!(h.engine.erase(&bound, erase(own)).await.is_ok());
    assert!(h.engine.get_memory(&operator, &of_bob).await.is_ok());
    let nobodys = Erasure::Org(OrgId::new("nobody's").unwrap());
    let refused = h.engine.erase(&operator, erase(nobodys)).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_whose_caller_is_gone_is_completed_by_its_job() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    for n in 0..450 {
        h.say("ann", &format!("zanzibar {n}")).await;
    }
    let (engine, access) = (h.engine.clone(), anyone.clone());
    let what = || erase(Erasure::User("ann".to_owned()));
    let running = tokio::spawn(async move { engine.erase(&access, what()).await });
    while h.engine.stats(&anyone).await.unwrap().memories == 450 {
        tokio::task::yield_now().await;
    }
    running.abort();
    let _ = running.await;
    let h = h.reopened(384).await;
    h.clock.advance_ms(60_000);
    let page = PageRequest {
        limit: 100,
        ..PageRequest::default()
    };
    for _ in 0..500 {
        let log = h.engine.list_audit(&anyone, &page).await.unwrap().items;
        let done = log.iter().find(|entry| entry.entry.action == "erase.done");
        let Some(done) = done else {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        };
        let receipt = h.engine.receipt(&anyone, &done.entry.target).await.unwrap();
        assert_eq!((receipt.counts.memories, receipt.counts.events), (450, 450));
        assert_eq!(h.engine.stats(&anyone).await.unwrap().memories, 0);
        assert_eq!(residue(&h.data_dir(), &["zanzibar"]), [""; 0]);
        return;
    }
    panic!("nobody completed the erasure");
}

#[tokio::test]
async fn a_rollback_restores_what_its_source_had_put_aside() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let old = h
        .derive(user("ann"), "Ann lives in Lisbon", Vec::new())
        .await;
    let newer = UpdateBelief {
        memory: NewMemoryInput {
            at: user("ann"),
            text: "Ann lives in Berlin".to_owned(),
            ..NewMemoryInput::default()
        },
        strategy: Strategy::Supersede,
        contradicting: Some(MemoryRef::Id(old)),
        idempotency: None,
    };
    let updated = h.engine.update_belief(&anyone, newer).await.unwrap();
    let new = updated.new_memory_id.expect("is stored");
    let before = h.get(old).await.unwrap();
    assert_eq!(
        (before.status, before.superseded_by),
        (Status::Superseded, Some(new))
    );
    let undo = Rollback {
        source: Source::Memory(MemoryRef::Id(new)),
        dry_run: false,
    };
    let done = h.engine.rollback(&anyone, undo).await.unwrap();
    assert_eq!((done.removed, done.restored), (vec![new], vec![old]));
    let after = h.get(old).await.unwrap();
    assert_eq!((after.status, after.superseded_by), (Status::Active, None));
    assert_eq!((after.superseded_at, after.valid_to), (None, None));
    assert!(
        after
            .statements
            .iter()
            .all(|statement| statement.closed.is_none())
    );
    let found = h.found(&anyone, search(user("ann"), "Ann lives in")).await;
    assert_eq!(found, ["Ann lives in Lisbon"]);
    let target = MemoryRef::Id(old);
    let format = LineageFormat::Timeline;
    let command = TraceLineage { target, format };
    let traced = h.engine.trace_lineage(&anyone, command).await.unwrap();
    let kinds: Vec<What> = traced.timeline.iter().map(|event| event.what).collect();
    assert_eq!(kinds, [What::Created, What::Superseded, What::Restored]);
}

#[tokio::test]
async fn a_rollback_takes_back_what_came_of_a_source() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let (event, verbatim) = h.say("ann", "the Quito word").await;
    let (_, other) = h.say("ann", "the tea word").await;
    let extracted = h
        .derive(user("ann"), "a gist of Quito", vec![verbatim])
        .await;
    let both = h
        .derive(user("ann"), "tea in Quito", vec![extracted, other])
        .await;
    let dry = |dry_run| Rollback {
        source: Source::Event(event),
        dry_run,
    };
    let planned = h.engine.rollback(&anyone, dry(true)).await.unwrap();
    assert_eq!(h.get(verbatim).await.unwrap().status, Status::Active);
    let done = h.engine.rollback(&anyone, dry(false)).await.unwrap();
    let mut removed = vec![verbatim, extracted];
    removed.sort();
    assert_eq!((&done.removed, &done.flagged), (&removed, &vec![both]));
    assert_eq!(
        (planned.removed, planned.flagged),
        (done.removed, done.flagged)
    );
    for id in removed {
        assert_eq!(h.get(id).await.unwrap().status, Status::Deleted);
    }
    assert!(h.get(both).await.unwrap().stale_dependency);
    let found = h.found(&anyone, search(user("ann"), "Quito")).await;
    assert!(
        !found.iter().any(|text| text.contains("gist of Quito")),
        "{found:?}"
    );
    let again = h.engine.rollback(&anyone, dry(false)).await.unwrap();
    assert_eq!((again.removed.len(), again.flagged.len()), (0, 0));
    let unknown = Rollback {
        source: Source::Memory(MemoryRef::External("none".to_owned())),
        dry_run: false,
    };
    let unknown = h.engine.rollback(&anyone, unknown).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_rolled_back_event_gives_back_what_it_had_corrected() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let (_, first) = h.say("ann", "I live in Lisbon.").await;
    h.clock.advance_ms(60_000);
    let (event, second) = h.say("ann", "I moved to Berlin.").await;
    let closed = |memory: &types::Memory| {
        let mut statements = memory.statements.iter();
        statements.any(|statement| statement.closed.is_some())
    };
    assert!(closed(&h.get(first).await.unwrap()));
    let undo = Rollback {
        source: Source::Event(event),
        dry_run: false,
    };
    let done = h.engine.rollback(&anyone, undo).await.unwrap();
    assert!(
        done.removed.contains(&second) && done.removed.len() > 1,
        "{done:?}"
    );
    assert!(
        done.restored.contains(&first) && done.restored.len() > 1,
        "{done:?}"
    );
    for id in &done.restored {
        let memory = h.get(*id).await.unwrap();
        assert_eq!(memory.status, Status::Active, "{}", memory.text);
        assert!(!closed(&memory), "{}", memory.text);
    }
    let found = h
        .found(&anyone, search(user("ann"), "where does Ann live"))
        .await;
    assert_eq!(found, ["I live in Lisbon."]);
    // Said again without a date it is a replay of what was undone.
    h.clock.advance_ms(60_000);
    h.say("ann", "I moved to Berlin.").await;
    let found = h
        .found(&anyone, search(user("ann"), "where does Ann live"))
        .await;
    assert_eq!(found, ["I live in Lisbon."]);
    // An extracted memory takes the words that it was read out of along.
    let extracted = done.restored.iter().find(|id| **id != first).expect("two");
    let receipt = h
        .erase(Erasure::Memory(MemoryRef::Id(*extracted)))
        .await
        .unwrap();
    assert_eq!((receipt.counts.events, h.is_there(first).await), (1, false));
}

#[tokio::test]
async fn who_was_erased_starts_anew_with_the_same_words() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    h.say("ann", "I live in Lisbon.").await;
    h.say("ann", "I moved to Berlin.").await;
    h.erase(Erasure::User("ann".to_owned())).await.unwrap();
    h.say("ann", "I live in Lisbon.").await;
    let found = h.found(&access, search(user("ann"), "Lisbon")).await;
    assert_eq!(found, ["I live in Lisbon."]);

    // Unless what was said shall not come back.
    h.say("ann", "I moved to Berlin.").await;
    let command = Erase {
        close_texts: true,
        ..erase(Erasure::User("ann".to_owned()))
    };
    h.engine.erase(&access, command).await.unwrap();
    h.say("ann", "I live in Lisbon.").await;
    let found = h.found(&access, search(user("ann"), "Lisbon")).await;
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test]
async fn an_erasure_that_is_complete_shows_as_done_at_once() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    h.say("ann", "I live in Lisbon.").await;
    h.say("bob", "I live in Rome.").await;
    let page = PageRequest {
        limit: 10,
        ..PageRequest::default()
    };
    for (what, count) in [
        (Erasure::User("ann".to_owned()), 1),
        (Erasure::Org(OrgId::default_org()), 2),
    ] {
        let receipt = h.erase(what).await.expect("is erased");
        let jobs = h
            .engine
            .list_jobs(&anyone, None, &page)
            .await
            .expect("lists");
        let mut jobs: Vec<_> = jobs
            .items
            .into_iter()
            .filter(|it| it.kind == "erase")
            .collect();
        jobs.sort_by_key(|job| job.id);
        assert_eq!(jobs.len(), count);
        for job in &jobs {
            assert_eq!(job.state, types::JobState::Done);
        }
        let newest = jobs.last().and_then(|job| job.result.clone());
        assert_eq!(newest.expect("a result")["receipt"], receipt.id.as_str());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn erasures_at_once_count_each_what_it_removed() {
    for (said, others) in [(1, 0), (3, 2)] {
        let h = Harness::new().await;
        for n in 0..said {
            h.say("ann", &format!("word {n}")).await;
        }
        for n in 0..others {
            h.say("bob", &format!("word {n}")).await;
        }
        let callers: Vec<_> = (0..8)
            .map(|n| {
                let engine = h.engine.clone();
                let whose = if n % 4 == 3 { "bob" } else { "ann" };
                tokio::spawn(async move {
                    let loopback = engine::Peer { is_loopback: true };
                    let access = engine.authenticate(None, loopback).await?;
                    engine
                        .erase(&access, erase(Erasure::User(whose.to_owned())))
                        .await
                })
            })
            .collect();
        let mut receipts = Vec::new();
        for caller in callers {
            receipts.push(caller.await.expect("runs").expect("answers"));
        }
        let events = |whose: &str| -> Vec<u64> {
            let of = receipts
                .iter()
                .filter(|receipt| receipt.what == format!("user {whose}"));
            let mut counts: Vec<u64> = of.map(|receipt| receipt.counts.events).collect();
            counts.sort_unstable();
            counts
        };
        assert_eq!(events("ann"), [0, 0, 0, 0, 0, said]);
        assert_eq!(events("bob"), [0, others]);
        let ids: std::collections::BTreeSet<&str> =
            receipts.iter().map(|receipt| receipt.id.as_str()).collect();
        assert_eq!(ids.len(), receipts.len());
        for receipt in &receipts {
            let kept = h.engine.receipt(&h.anyone().await, &receipt.id).await;
            assert_eq!(kept.expect("is kept"), *receipt);
        }
    }
}
