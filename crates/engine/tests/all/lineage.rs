//! Lineage, and the audit log.

use crate::common::*;
use engine::{
    AddMemories, CreateKey, DeleteMemory, ExportItem, LineageEventType as What, LineageFormat,
    MemoryPatch, MemoryRef, NewMemoryInput, PageRequest, Relation, TraceLineage, TracedLineage,
    UpdateMemory,
};
use types::{ErrorKind, MemoryId, Permission, Status};

/// What these tests do with an engine.
trait Tracing {
    async fn add(&self, text: &str, derived_from: Vec<MemoryId>) -> MemoryId;
    async fn change(&self, id: MemoryId, patch: MemoryPatch);
    async fn say(&self, id: MemoryId, text: &str);
    async fn delete(&self, id: MemoryId, hard: bool);
    async fn trace(&self, id: MemoryId, format: LineageFormat) -> types::Result<TracedLineage>;
}

impl Tracing for Harness {
    async fn add(&self, text: &str, derived_from: Vec<MemoryId>) -> MemoryId {
        let input = NewMemoryInput {
            at: user("ann"),
            text: text.to_owned(),
            derived_from,
            ..NewMemoryInput::default()
        };
        let command = AddMemories {
            memories: vec![input],
            idempotency: None,
        };
        self.clock.advance_ms(1000);
        let added = self
            .engine
            .add_memories(&self.anyone().await, command)
            .await;
        added.expect("is added").memories[0].id
    }

    async fn change(&self, id: MemoryId, patch: MemoryPatch) {
        self.clock.advance_ms(1000);
        let command = UpdateMemory {
            target: MemoryRef::Id(id),
            patch,
            expected_revision: None,
            idempotency: None,
        };
        let anyone = self.anyone().await;
        self.engine
            .update_memory(&anyone, command)
            .await
            .expect("changes");
    }

    async fn say(&self, id: MemoryId, text: &str) {
        let text = Some(text.to_owned());
        let patch = MemoryPatch {
            text,
            ..MemoryPatch::default()
        };
        self.change(id, patch).await;
    }

    async fn delete(&self, id: MemoryId, hard: bool) {
        self.clock.advance_ms(1000);
        let command = DeleteMemory {
            target: MemoryRef::Id(id),
            expected_revision: None,
            hard,
            idempotency: None,
        };
        let anyone = self.anyone().await;
        self.engine
            .delete_memory(&anyone, command)
            .await
            .expect("is deleted");
    }

    async fn trace(&self, id: MemoryId, format: LineageFormat) -> types::Result<TracedLineage> {
        let target = MemoryRef::Id(id);
        let command = TraceLineage { target, format };
        self.engine
            .trace_lineage(&self.anyone().await, command)
            .await
    }
}

fn kinds(traced: &TracedLineage) -> Vec<What> {
    traced.timeline.iter().map(|event| event.what).collect()
}

#[tokio::test]
async fn a_timeline_tells_each_change_with_old_and_new_values() {
    let h = Harness::new().await;
    let id = h.add("one", vec![]).await;
    h.say(id, "two").await;
    h.say(id, "three").await;
    let traced = h.trace(id, LineageFormat::Full).await.unwrap();
    assert_eq!(
        kinds(&traced),
        [What::Created, What::Updated, What::Updated]
    );
    let texts: Vec<_> = traced.timeline[1..]
        .iter()
        .map(|event| (&event.changes["text"].old, &event.changes["text"].new))
        .map(|(old, new)| (old.as_str().unwrap(), new.as_str().unwrap()))
        .collect();
    assert_eq!(texts, [("one", "two"), ("two", "three")]);
    assert!(traced.timeline.iter().all(|event| event.actor == "local"));
    assert!(traced.timeline.is_sorted_by(|a, b| a.at < b.at));
    assert_eq!(
        traced.timeline[1].changes.len(),
        1,
        "{:?}",
        traced.timeline[1].changes
    );
}

#[tokio::test]
async fn a_deleted_memory_still_answers_and_an_erased_one_does_not() {
    let h = Harness::new().await;
    let id = h.add("one", vec![]).await;
    let archived = |status| MemoryPatch {
        status: Some(status),
        ..MemoryPatch::default()
    };
    h.change(id, archived(Status::Archived)).await;
    h.change(id, archived(Status::Active)).await;
    h.delete(id, false).await;
    let traced = h.trace(id, LineageFormat::Timeline).await.unwrap();
    let expect = [What::Created, What::Updated, What::Restored, What::Deleted];
    assert_eq!(kinds(&traced), expect);
    h.delete(id, true).await;
    let gone = h.trace(id, LineageFormat::Full).await;
    assert_eq!(gone.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn relatives_are_found_over_any_number_of_steps_each_once() {
    let h = Harness::new().await;
    let root = h.add("root", vec![]).await;
    let left = h.add("left", vec![root]).await;
    let right = h.add("right", vec![root]).await;
    let child = h.add("child", vec![left, right]).await;
    let grandchild = h.add("grandchild", vec![child, root]).await;
    let names = |traced: &TracedLineage, up: bool| -> Vec<(String, u32)> {
        let list = if up {
            &traced.ancestors
        } else {
            &traced.descendants
        };
        assert!(list.iter().all(|one| one.relation == Relation::DerivedFrom));
        list.iter()
            .map(|one| (one.memory.text.clone(), one.distance))
            .collect()
    };
    let named = |names: &[(&str, u32)]| -> Vec<(String, u32)> {
        names
            .iter()
            .map(|(name, n)| ((*name).to_owned(), *n))
            .collect()
    };
    let down = h.trace(root, LineageFormat::Chain).await.unwrap();
    let expect = [("left", 1), ("right", 1), ("grandchild", 1), ("child", 2)];
    assert_eq!(names(&down, false), named(&expect));
    assert_eq!(names(&down, true), []);
    assert_eq!(down.timeline, []);
    let up = h.trace(grandchild, LineageFormat::Chain).await.unwrap();
    let expect = [("child", 1), ("root", 1), ("left", 2), ("right", 2)];
    assert_eq!(names(&up, true), named(&expect));
    let made = h.trace(left, LineageFormat::Timeline).await.unwrap();
    assert_eq!(made.ancestors, []);
    assert_eq!(made.timeline[0].related, [root]);
    assert_eq!(
        (made.timeline[1].what, made.timeline[1].memory_id),
        (What::Created, child)
    );
}

#[tokio::test]
async fn a_lineage_tells_its_events_and_that_it_was_imported() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let said = events(&session("ann", "s1"), &["I have a dog"]);
    let added = h.engine.add_events(&anyone, said).await.unwrap();
    let id = added.memory_ids[0];
    let traced = h.trace(id, LineageFormat::Chain).await.unwrap();
    assert_eq!(traced.sources[0].content, "I have a dog");
    assert_eq!(traced.sources[0].id, added.event_ids[0]);
    let (items, _) = h
        .engine
        .export_page(&anyone, Some("m:".to_owned()), 10)
        .await
        .unwrap();
    let other = Harness::new().await;
    let anyone = other.anyone().await;
    let memories: Vec<ExportItem> = items
        .into_iter()
        .filter(|item| matches!(item, ExportItem::Memory(line) if line.memory.id == id))
        .collect();
    other.engine.import_items(&anyone, memories).await.unwrap();
    let traced = other.trace(id, LineageFormat::Full).await.unwrap();
    assert_eq!(kinds(&traced)[0], What::Imported);
}

#[tokio::test]
async fn every_change_and_every_refusal_is_in_the_log_and_the_log_is_a_chain() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let id = h.add("one", vec![]).await;
    h.say(id, "two").await;
    h.delete(id, false).await;
    let reader = CreateKey {
        name: "reader".to_owned(),
        permissions: vec![Permission::Read],
        ..CreateKey::default()
    };
    let reader = h.key(&anyone, reader).await;
    let refused = h.engine.list_keys(&reader).await.unwrap_err();
    for _ in 0..100 {
        h.engine.note_denial(&reader, "GET /keys", &refused);
    }
    let h = h.reopened(384).await;
    let page = PageRequest {
        limit: 100,
        ..PageRequest::default()
    };
    let log = h.engine.list_audit(&anyone, &page).await.unwrap().items;
    let actions: Vec<&str> = log.iter().rev().map(|e| e.entry.action.as_str()).collect();
    let expect = [
        "memory.add",
        "memory.update",
        "memory.delete",
        "key.create",
        "denied",
    ];
    assert_eq!(actions, expect);
    assert_eq!(log[0].actor, reader.actor());
    assert_eq!(
        (log[0].entry.target.as_str(), &log[0].entry.detail["count"]),
        ("GET /keys", &100.into())
    );
    let check = h
        .engine
        .verify_audit(&anyone, Some(&log[2].hash))
        .await
        .unwrap();
    assert_eq!(
        (check.entries, check.broken, check.has_expected),
        (5, None, Some(true))
    );
    let other = "0".repeat(64);
    let check = h.engine.verify_audit(&anyone, Some(&other)).await.unwrap();
    assert_eq!(check.has_expected, Some(false));
    let refused = h.engine.verify_audit(&reader, None).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied);
}
