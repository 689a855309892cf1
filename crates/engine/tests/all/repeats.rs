//! What is told to whoever says again what is known already.

use crate::common::*;
use types::Status;

#[tokio::test]
async fn the_same_words_again_are_said_to_be_known() {
    /// Says the sentences, the last one undated; what is told of it.
    async fn check(before: &[&str], last: &str, expect: Option<Status>) {
        let h = Harness::new().await;
        let access = h.anyone().await;
        for (n, sentence) in before.iter().enumerate() {
            let mut said = events(&session("ann", "s1"), &[sentence]);
            said.events[0].ts = Some(START.plus_ms((n as i64 - 9) * DAY_MS));
            h.engine.add_events(&access, said).await.unwrap();
        }
        let command = engine::AddEvents {
            events: vec![event(session("ann", "s1"), last)],
            idempotency: Some(engine::Idempotency {
                key: "k1".to_owned(),
                request_hash: [1; 32],
            }),
        };
        let added = h.engine.add_events(&access, command.clone()).await.unwrap();
        let known = expect.map(|status| engine::AlreadyKnown {
            memory_id: added.memory_ids[0],
            status,
        });
        let known: Vec<_> = known.into_iter().collect();
        assert_eq!(added.already_known, known, "{before:?}, then {last:?}");
        let again = h.engine.add_events(&access, command).await.unwrap();
        assert_eq!(again, added, "a repeated request is told the same");
        let ready = h
            .engine
            .add_memories(&access, memory(user("ann"), last))
            .await;
        let ready = ready.unwrap();
        let told: Vec<_> = ready
            .already_known
            .iter()
            .map(|known| known.status)
            .collect();
        let closed: Vec<_> = expect
            .into_iter()
            .filter(|s| *s != Status::Active)
            .collect();
        assert_eq!(
            told, closed,
            "a record is no message: {before:?}, then {last:?}"
        );
    }
    let lisbon = "I live in Lisbon.";
    check(&[lisbon], lisbon, Some(Status::Active)).await;
    check(
        &[lisbon, "I moved to Berlin."],
        lisbon,
        Some(Status::Superseded),
    )
    .await;
    check(&[lisbon, "Forget that."], lisbon, Some(Status::Superseded)).await;
    check(&[lisbon], "I live in Porto.", None).await;
    check(&[lisbon], "My home is in Lisbon.", None).await;
    check(&["Good morning!"], "Good morning!", None).await;
    check(&[], lisbon, None).await;
}

#[tokio::test]
async fn a_ready_memory_again_is_said_to_be_known() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let text = "User lives in Lisbon";
    for (coordinates, is_known) in [
        (user("ann"), false),
        (user("ann"), true),
        (user("bob"), false),
    ] {
        let added = h
            .engine
            .add_memories(&access, memory(coordinates, text))
            .await;
        let added = added.unwrap();
        let known: Vec<_> = added.already_known.iter().map(|k| k.memory_id).collect();
        let own: Vec<_> = added.memories.iter().map(|memory| memory.id).collect();
        assert_eq!(known, if is_known { own } else { Vec::new() });
    }
}

#[tokio::test]
async fn copies_are_kept_but_recalled_once() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    const COPIES: usize = 30;
    let say = |sentence: &str, n: i64| {
        let mut said = events(&session("ann", "s1"), &[sentence]);
        said.events[0].ts = Some(START.plus_ms(n));
        said
    };
    let others: Vec<String> = (0..4)
        .map(|n| format!("The harbour master keeps boat {n} at the harbour."))
        .collect();
    let copied = "The harbour closes at nine.";
    for (n, sentence) in (1..).zip(&others) {
        h.engine
            .add_events(&access, say(sentence, n))
            .await
            .unwrap();
    }
    for _ in 0..COPIES {
        h.engine.add_events(&access, say(copied, 0)).await.unwrap();
    }
    // The same words at another time are no copy.
    h.engine.add_events(&access, say(copied, 9)).await.unwrap();
    for (limit, expect) in [(1, 1), (4, 4), (10, 6)] {
        let asked = engine::Search {
            limit,
            ..search(user("ann"), "When does the harbour close at nine?")
        };
        let found = h.found(&access, asked.clone()).await;
        assert_eq!(found.len(), expect, "{found:?}");
        let again = found.iter().filter(|text| *text == copied).count();
        assert!(again <= 2, "{found:?}");
        for expansion in [
            engine::Expansion::None,
            engine::Expansion::Window,
            engine::Expansion::Session,
        ] {
            let command = engine::BuildContext {
                search: asked.clone(),
                max_tokens: 2000,
                expansion,
                format: engine::ContextFormat::Text,
            };
            let context = h.engine.context(&access, command).await.unwrap();
            let lines = context.items.iter().filter(|item| item.text == copied);
            assert!(lines.count() <= 2, "{}", context.text);
        }
    }
    let (mut cursor, mut stored) = (None, 0);
    loop {
        let (items, next) = h.engine.export_page(&access, cursor, 1000).await.unwrap();
        let is_copy = |item: &engine::ExportItem| matches!(item, engine::ExportItem::Event(line) if line.event.content == copied);
        stored += items.iter().filter(|item| is_copy(item)).count();
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(stored, COPIES + 1);
}

#[tokio::test]
async fn an_external_id_that_is_taken_is_named_with_the_id_it_has() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let named = |at: &types::Coordinates, ids: &[&str]| {
        let mut command = events(at, &vec!["Good morning!"; ids.len()]);
        for (event, id) in command.events.iter_mut().zip(ids) {
            event.external_id = (!id.is_empty()).then(|| (*id).to_owned());
        }
        command
    };
    let ann = session("ann", "s1");
    let first = h.engine.add_events(&anyone, named(&ann, &["m1"])).await;
    let event_id = first.unwrap().event_ids[0].to_string();
    let mut first = memory(user("ann"), "Good evening!");
    first.memories[0].external_id = Some("m1".to_owned());
    let stored = h.engine.add_memories(&anyone, first.clone()).await.unwrap();
    let memory_id = stored.memories[0].id.to_string();
    let admin = h.key(&anyone, all_permissions("admin")).await;
    let bob = engine::CreateKey {
        bound: user("bob"),
        ..all_permissions("bob")
    };
    let bob = h.key(&admin, bob).await;
    let check = |error: types::Error, field: &str, told: &str| {
        assert_eq!(error.kind(), types::ErrorKind::Conflict, "{error}");
        assert_eq!(error.field(), Some(field), "{error}");
        assert_eq!(error.public(), told);
    };
    let event_taken = format!("the event {event_id} has this external id already");
    for (access, user_id, ids, field, told) in [
        (
            &admin,
            "ann",
            &["m1"][..],
            "events[0].external_id",
            &*event_taken,
        ),
        (
            &admin,
            "bob",
            &["m0", "", "m1"],
            "events[2].external_id",
            &event_taken,
        ),
        (
            &admin,
            "ann",
            &["m2", "m3", "m2"],
            "events[2].external_id",
            "the same as that of events[0]",
        ),
    ] {
        let again = named(&session(user_id, "s1"), ids);
        let refused = h.engine.add_events(access, again).await.unwrap_err();
        check(refused, field, told);
    }
    let again = h.engine.add_memories(&admin, first.clone()).await;
    let refused = again.unwrap_err();
    let told = format!("the memory {memory_id} has this external id already");
    check(refused, "memories[0].external_id", &told);
    // Whoever may not see it does not learn that it is taken: he has one of his own.
    let bobs = |ids: &[&str]| named(&session("bob", "s1"), ids);
    let stored = h.engine.add_events(&bob, bobs(&["m1"])).await.unwrap();
    let told = format!(
        "the event {} has this external id already",
        stored.event_ids[0]
    );
    let refused = h.engine.add_events(&bob, bobs(&["m1"])).await.unwrap_err();
    check(refused, "events[0].external_id", &told);
    let mut own = first.clone();
    own.memories[0].at = user("bob");
    let stored = h.engine.add_memories(&bob, own.clone()).await.unwrap();
    let target = engine::MemoryRef::External("m1".to_owned());
    let found = h.engine.get_memory(&bob, &target).await.unwrap();
    assert_eq!(found.id, stored.memories[0].id);
    // Whoever sees both is told to be more exact.
    let unclear = h.engine.get_memory(&admin, &target).await.unwrap_err();
    assert_eq!(
        (unclear.kind(), unclear.field()),
        (types::ErrorKind::Conflict, Some("external_id"))
    );
    // What was erased under a name says nothing to others about it, either.
    let erase = |target: &str| engine::Erase {
        what: engine::Erasure::Memory(engine::MemoryRef::Id(target.parse().unwrap())),
        with_sources: false,
        close_texts: false,
        dry_run: false,
    };
    let mut third = memory(user("ann"), "Good night!");
    third.memories[0].external_id = Some("m9".to_owned());
    let stored = h.engine.add_memories(&admin, third.clone()).await.unwrap();
    let stored = stored.memories[0].id.to_string();
    h.engine.erase(&admin, erase(&stored)).await.unwrap();
    own.memories[0].external_id = Some("m9".to_owned());
    let again = h.engine.add_memories(&bob, own.clone()).await.unwrap();
    let again = again.memories[0].id.to_string();
    h.engine.erase(&bob, erase(&again)).await.unwrap();
    for (access, command) in [(&admin, third), (&bob, own)] {
        let refused = h.engine.add_memories(access, command).await.unwrap_err();
        assert_eq!(refused.field(), Some("memories[0].external_id"));
    }
    let elsewhere = engine::CreateKey {
        org_id: Some(types::OrgId::new("other").unwrap()),
        ..all_permissions("other")
    };
    let elsewhere = h.key(&anyone, elsewhere).await;
    let stored = h.engine.add_events(&elsewhere, named(&ann, &["m1"])).await;
    assert!(stored.is_ok(), "{stored:?}");
}
