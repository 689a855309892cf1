//! Imports: what was erased stays erased, and what was said before stays behind what was said since.

use engine::{
    AddEvents, CreateGroup, CreateKey, DeleteMemory, Erase, Erasure, ExportItem, ImportRun,
    ListMemories, MemoryLine, MemoryRef, PageRequest,
};
use types::{Filter, Memory, MemoryId, Status, Trust};

use crate::common::*;

/// Lets ann say something on a day, in a session of its own.
async fn say(h: &Harness, day: i64, text: &str) -> MemoryId {
    let mut said = event(session("ann", &format!("s{day}")), text);
    said.ts = Some(START.plus_ms(day * DAY_MS));
    h.reach(std::slice::from_ref(&said));
    let command = AddEvents {
        events: vec![said],
        idempotency: None,
    };
    let added = h.engine.add_events(&h.anyone().await, command).await;
    added.expect("is stored").memory_ids[0]
}

async fn exported(h: &Harness) -> Vec<ExportItem> {
    let access = h.anyone().await;
    let (mut items, mut cursor) = (Vec::new(), None);
    loop {
        let page = h.engine.export_page(&access, cursor, 100).await;
        let (page, next) = page.expect("exports");
        items.extend(page);
        cursor = next;
        if cursor.is_none() {
            return items;
        }
    }
}

/// Imports in parts of `size` items; how many were left out because they were erased.
async fn import(h: &Harness, items: &[ExportItem], size: usize) -> u64 {
    let (access, mut run, mut erased) = (h.anyone().await, ImportRun::default(), 0);
    for part in items.chunks(size) {
        let done = h.engine.import_more(&access, part.to_vec(), &mut run).await;
        erased += done.expect("imports").erased;
    }
    erased
}

async fn all(h: &Harness) -> Vec<Memory> {
    let query = ListMemories {
        filter: Filter::everything(),
        include_superseded: true,
        page: PageRequest {
            limit: 100,
            ..PageRequest::default()
        },
        ..ListMemories::default()
    };
    let listed = h.engine.list_memories(&h.anyone().await, query).await;
    listed.expect("lists").items
}

/// What ann's words are that are believed, oldest first.
async fn believed(h: &Harness) -> Vec<String> {
    let mut said = all(h).await;
    said.retain(|memory| memory.verbatim && memory.status == Status::Active);
    said.sort_by_key(Memory::happened_at);
    said.into_iter().map(|memory| memory.text).collect()
}

async fn delete(h: &Harness, id: MemoryId, hard: bool) {
    let command = DeleteMemory {
        target: MemoryRef::Id(id),
        expected_revision: None,
        hard,
        idempotency: None,
    };
    let deleted = h.engine.delete_memory(&h.anyone().await, command).await;
    deleted.expect("is deleted");
}

#[derive(Clone, Copy, Debug)]
enum Going {
    Deleted,
    ReadyDeleted,
    EventErased,
    MemoryErased,
    UserErased,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_for_ever_does_not_come_back_with_an_older_export() {
    for going in [
        Going::Deleted,
        Going::ReadyDeleted,
        Going::EventErased,
        Going::MemoryErased,
        Going::UserErased,
    ] {
        let h = Harness::new().await;
        let access = h.anyone().await;
        let words = "My cat is called Tom";
        let said = match going {
            Going::ReadyDeleted => {
                let added = h.engine.add_memories(&access, memory(user("ann"), words));
                added.await.expect("is stored").memories[0].id
            }
            _ => say(&h, 1, words).await,
        };
        let before = exported(&h).await;
        let erase = async |what: Erasure| {
            let command = Erase {
                what,
                with_sources: true,
                close_texts: false,
                dry_run: false,
            };
            h.engine.erase(&access, command).await.expect("is erased");
        };
        match going {
            Going::Deleted | Going::ReadyDeleted => delete(&h, said, true).await,
            Going::EventErased => {
                let event = all(&h).await.into_iter().find(|memory| memory.id == said);
                let event = event.expect("is there").provenance.source_event_ids[0];
                erase(Erasure::Event(event)).await;
            }
            Going::MemoryErased => erase(Erasure::Memory(MemoryRef::Id(said))).await,
            Going::UserErased => erase(Erasure::User("ann".to_owned())).await,
        }
        let left_out = import(&h, &before, 100).await;
        assert_eq!(left_out, before.len() as u64, "{going:?}");
        assert_eq!(all(&h).await, [], "{going:?}");
        // Said again, it is a new assertion.
        say(&h, 2, words).await;
        assert_eq!(believed(&h).await, [words], "{going:?}");
        // Where nothing was erased the same items are news.
        let elsewhere = Harness::new().await;
        elsewhere.clock.advance_ms(2 * DAY_MS);
        assert_eq!(import(&elsewhere, &before, 100).await, 0);
        assert_eq!(all(&elsewhere).await.len(), before.len().div_ceil(2).max(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_settled_against_what_was_said_here() {
    // What is imported, what is known here, each with its day; what is believed then.
    type Said = &'static [(i64, &'static str)];
    let rows: &[(Said, Said, &[&str])] = &[
        (
            &[(1, "I live in Lisbon.")],
            &[(5, "I moved to Berlin.")],
            &["I moved to Berlin."],
        ),
        (
            &[(1, "I use Vim.")],
            &[(5, "I don't use Vim any more.")],
            &[],
        ),
        (
            &[(1, "I work at Siemens.")],
            &[(3, "I work at Bosch."), (5, "I work at Zalando now.")],
            &["I work at Zalando now."],
        ),
        // What is imported is newer.
        (
            &[(5, "I moved to Berlin.")],
            &[(1, "I live in Lisbon.")],
            &["I moved to Berlin."],
        ),
        // What was over where it comes from stays over, and what took its place ends the same here.
        (
            &[(1, "I live in Lisbon."), (5, "I moved to Berlin.")],
            &[(2, "I live in Lisbon.")],
            &["I moved to Berlin."],
        ),
        // Controls: several values, another property, the same value, another one's.
        (
            &[(1, "I like tea.")],
            &[(5, "I like coffee.")],
            &["I like tea.", "I like coffee."],
        ),
        (
            &[(1, "I live in Lisbon.")],
            &[(5, "I work at Bosch.")],
            &["I live in Lisbon.", "I work at Bosch."],
        ),
        (
            &[(1, "I live in Lisbon.")],
            &[(5, "I live in Lisbon.")],
            &["I live in Lisbon.", "I live in Lisbon."],
        ),
        (
            &[(1, "I live in Lisbon.")],
            &[(5, "My sister moved to Berlin.")],
            &["I live in Lisbon.", "My sister moved to Berlin."],
        ),
    ];
    for (imported, known, expect) in rows {
        let source = Harness::new().await;
        for (day, text) in *imported {
            say(&source, *day, text).await;
        }
        let items = exported(&source).await;
        for size in [100, 1] {
            let h = Harness::new().await;
            for (day, text) in *known {
                say(&h, *day, text).await;
            }
            h.clock.advance_ms(10 * DAY_MS);
            import(&h, &items, size).await;
            assert_eq!(
                believed(&h).await,
                *expect,
                "{imported:?} in parts of {size}"
            );
        }
    }
}

#[tokio::test]
async fn an_import_keeps_what_its_source_made_of_it() {
    let source = Harness::new().await;
    for (day, text) in [(1, "I live in Lisbon."), (5, "I moved to Berlin.")] {
        say(&source, day, text).await;
    }
    // Left beside each other on purpose, by hand.
    let restored = all(&source).await;
    let restored = restored
        .iter()
        .find(|memory| memory.text.contains("Lisbon"));
    let restored = restored.expect("is there").clone();
    let state = |memories: Vec<Memory>| {
        let mut state: Vec<_> = memories
            .into_iter()
            .map(|one| {
                let is_closed = one.statements.iter().all(|one| one.closed.is_some());
                (
                    one.id,
                    one.status,
                    one.valid_to,
                    one.superseded_by,
                    is_closed,
                )
            })
            .collect();
        state.sort_by_key(|one| one.0);
        state
    };
    assert_eq!(restored.status, Status::Superseded);
    let patch = engine::UpdateMemory {
        target: MemoryRef::Id(restored.id),
        patch: engine::MemoryPatch {
            status: Some(Status::Active),
            ..engine::MemoryPatch::default()
        },
        expected_revision: None,
        idempotency: None,
    };
    let items = [exported(&source).await, {
        let access = source.anyone().await;
        let updated = source.engine.update_memory(&access, patch);
        updated.await.expect("is restored");
        exported(&source).await
    }];
    for items in items {
        let stored = items.iter().filter_map(|item| match item {
            ExportItem::Memory(line) => Some(line.memory.clone()),
            _ => None,
        });
        let stored = state(stored.collect());
        for size in [100, 1] {
            let h = Harness::new().await;
            h.clock.advance_ms(10 * DAY_MS);
            import(&h, &items, size).await;
            assert_eq!(state(all(&h).await), stored);
        }
    }
}

/// Ann says it now, without saying when; whether it is only repeated.
async fn repeats(h: &Harness, text: &str) -> bool {
    let command = AddEvents {
        events: vec![event(session("ann", "again"), text)],
        idempotency: None,
    };
    let added = h.engine.add_events(&h.anyone().await, command).await;
    let known = added.expect("is stored").already_known;
    known.iter().any(|one| one.status == Status::Superseded)
}

async fn reword(h: &Harness, id: MemoryId, text: &str) {
    let update = engine::UpdateMemory {
        target: MemoryRef::Id(id),
        patch: engine::MemoryPatch {
            text: Some(text.to_owned()),
            ..engine::MemoryPatch::default()
        },
        expected_revision: None,
        idempotency: None,
    };
    let updated = h.engine.update_memory(&h.anyone().await, update).await;
    updated.expect("is reworded");
}

/// What becomes of a text before it is exported, and whether it may come back.
#[derive(Clone, Copy, Debug)]
enum Closing {
    Corrected,
    Deleted,
    Reworded,
    SaidAnew,
    Erased,
    Kept,
}

async fn close_lisbon(source: &Harness, closing: Closing) {
    const LISBON: &str = "I live in Lisbon.";
    let said = match closing {
        Closing::Reworded => {
            let access = source.anyone().await;
            let added = source
                .engine
                .add_memories(&access, memory(user("ann"), LISBON));
            added.await.expect("is stored").memories[0].id
        }
        _ => say(source, 1, LISBON).await,
    };
    match closing {
        Closing::Corrected => drop(say(source, 5, "I live in Oslo.").await),
        Closing::Deleted => delete(source, said, false).await,
        Closing::Erased => delete(source, said, true).await,
        Closing::Reworded => reword(source, said, "I live in Oslo.").await,
        Closing::SaidAnew => {
            say(source, 5, "I live in Oslo.").await;
            say(source, 7, LISBON).await;
        }
        Closing::Kept => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_closed_where_it_comes_from_does_not_come_back_here_either() {
    for (closing, expect) in [
        (Closing::Corrected, true),
        (Closing::Deleted, true),
        (Closing::Reworded, true),
        (Closing::SaidAnew, false),
        (Closing::Erased, false),
        (Closing::Kept, false),
    ] {
        let source = Harness::new().await;
        close_lisbon(&source, closing).await;
        source.clock.advance_ms(10 * DAY_MS);
        let items = exported(&source).await;
        if matches!(closing, Closing::Erased) {
            assert_eq!(items, []);
        }
        for size in [100, 1] {
            let h = Harness::new().await;
            h.clock.advance_ms(20 * DAY_MS);
            import(&h, &items, size).await;
            // Of words that were changed, the copy has only the hash: their revision did not come along.
            if !matches!(closing, Closing::Reworded) {
                assert_eq!(exported(&h).await.len(), items.len(), "{closing:?}");
            }
            import(&h, &items, size).await;
            let before = believed(&h).await;
            let is_repeated = repeats(&h, "I live in Lisbon.").await;
            assert_eq!(is_repeated, expect, "{closing:?} in parts of {size}");
            if expect {
                assert_eq!(believed(&h).await, before, "{closing:?}");
            }
        }
        assert_eq!(
            repeats(&source, "I live in Lisbon.").await,
            expect,
            "{closing:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_believed_or_was_erased_here_is_not_closed_by_an_import() {
    let source = Harness::new().await;
    close_lisbon(&source, Closing::Deleted).await;
    source.clock.advance_ms(10 * DAY_MS);
    let items = exported(&source).await;
    // Said here since.
    let h = Harness::new().await;
    say(&h, 8, "I live in Lisbon.").await;
    h.clock.advance_ms(10 * DAY_MS);
    import(&h, &items, 100).await;
    assert!(!repeats(&h, "I live in Lisbon.").await);
    // Erased here since.
    let h = Harness::new().await;
    h.clock.advance_ms(10 * DAY_MS);
    import(&h, &items, 100).await;
    let command = Erase {
        what: Erasure::User("ann".to_owned()),
        with_sources: true,
        close_texts: false,
        dry_run: false,
    };
    let erased = h.engine.erase(&h.anyone().await, command).await;
    erased.expect("is erased");
    assert_eq!(import(&h, &items, 100).await, items.len() as u64);
    assert!(!repeats(&h, "I live in Lisbon.").await);
}

#[tokio::test]
async fn groups_and_settings_come_along_and_what_is_here_stays() {
    let source = Harness::new().await;
    let access = source.anyone().await;
    for kind in types::GroupKind::ALL {
        let command = CreateGroup {
            kind,
            id: (kind != types::GroupKind::Org).then(|| "one".to_owned()),
            name: "One".to_owned(),
            focus: "Quality".to_owned(),
            promotion_prompt: None,
        };
        let created = source.engine.create_group(&access, command).await;
        created.expect("is made");
    }
    let wanted = serde_json::json!({ "promotion_enabled": true });
    let wanted = wanted.as_object().expect("is an object");
    let set = source.engine.set_maintenance(&access, wanted).await;
    let settings = set.expect("is set").settings;
    let items = exported(&source).await;
    assert_eq!(items.len(), 5);
    let h = Harness::new().await;
    let admin = h.anyone().await;
    let done = h.engine.import_items(&admin, items.clone()).await;
    let done = done.expect("imports");
    assert_eq!((done.groups, done.settings, done.skipped), (4, 1, 0));
    let again = h.engine.import_items(&admin, items.clone()).await;
    assert_eq!(again.expect("imports").skipped, 5);
    assert_eq!(exported(&h).await, items);
    let here = h.engine.maintenance(&admin).await.expect("is told");
    assert_eq!(here.settings, settings);
    // A bound key writes nothing that holds for the whole org, and takes nothing of it along.
    let bound = CreateKey {
        bound: types::Coordinates {
            team_id: Some("one".to_owned()),
            ..types::Coordinates::default()
        },
        ..all_permissions("bound")
    };
    let bound = source.key(&access, bound).await;
    for item in items {
        let is_own =
            matches!(&item, ExportItem::Group(line) if line.group.kind == types::GroupKind::Team);
        let import = source.engine.import_items(&bound, vec![item]).await;
        assert_eq!(import.is_ok(), is_own);
    }
    let page = source
        .engine
        .export_page(&bound, Some("g:org:".to_owned()), 10);
    assert_eq!(page.await.expect("is a page").0, []);
    let page = source.engine.export_page(&bound, Some("s:".to_owned()), 10);
    assert_eq!(page.await.expect("is a page").0, []);
}

#[tokio::test]
async fn one_users_key_gives_an_import_no_more_trust_than_that_users_word() {
    let h = Harness::new().await;
    let said = say(&h, 0, "Tea is at four").await;
    let mut items = exported(&h).await;
    let ExportItem::Memory(line) = items.remove(1) else {
        panic!("the event's memory is second");
    };
    assert_eq!(line.memory.id, said);
    let bound = |user_id: Option<&str>| CreateKey {
        bound: types::Coordinates {
            user_id: user_id.map(str::to_owned),
            ..types::Coordinates::default()
        },
        ..all_permissions("imports")
    };
    for (user_id, trust, expect) in [
        (Some("ann"), Trust::Operator, Trust::UserStated),
        (Some("ann"), Trust::ToolOutput, Trust::ToolOutput),
        (None, Trust::Operator, Trust::Operator),
    ] {
        let target = Harness::new().await;
        let access = target.anyone().await;
        let key = target.key(&access, bound(user_id)).await;
        let mut memory = line.memory.clone();
        memory.trust = trust;
        let item = ExportItem::Memory(MemoryLine { memory });
        let done = target.engine.import_items(&key, vec![item]).await;
        assert_eq!(done.expect("imports").memories, 1);
        let page = target
            .engine
            .export_page(&key, Some("m:".to_owned()), 10)
            .await;
        let (items, _) = page.expect("exports");
        let [ExportItem::Memory(stored)] = items.as_slice() else {
            panic!("one memory");
        };
        assert_eq!(stored.memory.trust, expect, "{user_id:?} {trust:?}");
    }
}
