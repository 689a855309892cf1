//! Every verb, over a real store.

use crate::common::*;
use engine::{
    Access, AddEvents, BuildContext, ContextFormat, CreateKey, DeleteMemory, Expansion,
    Idempotency, ListMemories, MemoryPatch, MemoryRef, NewEvent, Search, UpdateMemory,
};
use types::{ErrorKind, EventKind, Field, Filter, ProcessingState, Status, Trust};

#[tokio::test]
async fn what_was_said_is_found_by_its_words_at_once() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let said = events(
        &session("ann", "s1"),
        &["I prefer dark mode", "My dog is called Rex"],
    );
    let added = h.engine.add_events(&anyone, said).await.unwrap();
    assert_eq!(
        (added.event_ids.len(), added.memory_ids.len(), added.pending),
        (2, 2, false)
    );
    let results = h.engine.search(
        &anyone,
        Search {
            with_source_events: true,
            ..search(user("ann"), "dog Rex")
        },
    );
    let results = results.await.unwrap();
    let best = &results.hits[0];
    assert_eq!(best.memory.id, added.memory_ids[1]);
    assert_eq!(best.source_events[0].content, "My dog is called Rex");
    assert_eq!(best.memory.trust, Trust::UserStated);
    assert!(best.score > 0.0 && best.score <= 1.0);
    assert!(results.hits.is_sorted_by(|a, b| a.score >= b.score));
    let states = h
        .engine
        .event_statuses(&anyone, &added.event_ids)
        .await
        .unwrap()
        .known;
    assert!(
        states
            .iter()
            .all(|(_, state)| *state == ProcessingState::Completed)
    );
}

#[tokio::test]
async fn users_do_not_see_each_other_but_see_what_is_shared() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    for (at, text) in [
        (user("ann"), "ann likes tea"),
        (user("bob"), "bob likes tea"),
        (Default::default(), "everybody gets tea at four"),
        (
            types::Coordinates {
                role_id: Some("cook".into()),
                ..Default::default()
            },
            "cooks boil tea",
        ),
    ] {
        h.engine
            .add_memories(&anyone, memory(at, text))
            .await
            .unwrap();
    }
    let mut found = h.found(&anyone, search(user("ann"), "tea")).await;
    found.sort();
    assert_eq!(found, ["ann likes tea", "everybody gets tea at four"]);
    let as_cook = Search {
        groups: engine::Groups {
            role_ids: vec!["cook".into()],
            ..Default::default()
        },
        ..search(user("ann"), "tea")
    };
    assert!(
        h.found(&anyone, as_cook)
            .await
            .contains(&"cooks boil tea".to_owned())
    );
    assert_eq!(
        h.found(&anyone, search(Default::default(), "tea"))
            .await
            .len(),
        4
    );
}

#[tokio::test]
async fn a_bound_key_cannot_leave_what_it_is_bound_to() {
    let h = Harness::new().await;
    let admin = h.anyone().await;
    h.engine
        .add_memories(&admin, memory(user("ann"), "ann likes tea"))
        .await
        .unwrap();
    let bobs = h
        .engine
        .add_memories(&admin, memory(user("bob"), "bob likes tea"))
        .await
        .unwrap();
    let bound = engine::CreateKey {
        bound: user("ann"),
        ..all_permissions("ann's")
    };
    let ann = h.key(&admin, bound).await;
    assert_eq!(
        h.found(&ann, search(Default::default(), "tea")).await,
        ["ann likes tea"]
    );
    let refused = h
        .engine
        .search(&ann, search(user("bob"), "tea"))
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied);
    let target = MemoryRef::Id(bobs.memories[0].id);
    let missing = h.engine.get_memory(&ann, &target).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    let refused = h
        .engine
        .add_memories(&ann, memory(user("bob"), "x"))
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied);
    let own = h
        .engine
        .add_memories(&ann, memory(Default::default(), "mine"))
        .await
        .unwrap();
    assert_eq!(own.memories[0].coordinates.user_id.as_deref(), Some("ann"));
}

#[tokio::test]
async fn the_first_key_closes_the_door() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let created = h
        .engine
        .create_key(&anyone, all_permissions("first"))
        .await
        .unwrap();
    let local = engine::Peer { is_loopback: true };
    let refused = h.engine.authenticate(None, local).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthenticated);
    let key = engine::PresentedKey::new(created.secret.replace("mem_", "msy_"));
    let access = h.engine.authenticate(Some(&key), local).await.unwrap();
    h.engine.revoke_key(&access, created.key.id).await.unwrap();
    assert!(h.engine.authenticate(Some(&key), local).await.is_err());
}

#[tokio::test]
async fn orgs_are_worlds_apart() {
    let h = Harness::new().await;
    let operator = h.anyone().await;
    let theirs = engine::CreateKey {
        org_id: Some(types::OrgId::new("acme").unwrap()),
        ..all_permissions("acme")
    };
    let acme = h.key(&operator, theirs).await;
    let added = h
        .engine
        .add_memories(&acme, memory(user("ann"), "acme secret"))
        .await
        .unwrap();
    assert!(
        h.found(&operator, search(user("ann"), "acme secret"))
            .await
            .is_empty()
    );
    assert!(
        h.found(&operator, search(Default::default(), "acme secret"))
            .await
            .is_empty()
    );
    let target = MemoryRef::Id(added.memories[0].id);
    let missing = h.engine.get_memory(&operator, &target).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    let refused = h.engine.reindex(&acme).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied);
    let other = engine::CreateKey {
        org_id: Some(types::OrgId::new("default").unwrap()),
        ..all_permissions("grab")
    };
    assert!(h.engine.create_key(&acme, other).await.is_err());
}

#[tokio::test]
async fn an_update_keeps_history_and_guards_its_revision() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let added = h
        .engine
        .add_memories(&anyone, memory(user("ann"), "lives in Lisbon"))
        .await
        .unwrap();
    let target = MemoryRef::Id(added.memories[0].id);
    let update = |text: &str, expected_revision| UpdateMemory {
        target: target.clone(),
        patch: MemoryPatch {
            text: Some(text.to_owned()),
            ..Default::default()
        },
        expected_revision,
        idempotency: None,
    };
    let changed = h
        .engine
        .update_memory(&anyone, update("lives in Berlin", Some(1)))
        .await
        .unwrap();
    assert_eq!(
        (changed.revision, changed.text.as_str()),
        (2, "lives in Berlin")
    );
    let stale = h
        .engine
        .update_memory(&anyone, update("lives in Rome", Some(1)))
        .await
        .unwrap_err();
    assert_eq!(
        (stale.kind(), stale.field()),
        (ErrorKind::PreconditionFailed, Some("If-Match"))
    );
    assert_eq!(
        h.found(&anyone, search(user("ann"), "Berlin")).await,
        ["lives in Berlin"]
    );
    let texts: Vec<String> = h
        .engine
        .history(&anyone, &target)
        .await
        .unwrap()
        .into_iter()
        .map(|revision| revision.memory.text)
        .collect();
    assert_eq!(texts, ["lives in Lisbon", "lives in Berlin"]);
}

#[tokio::test]
async fn what_is_deleted_leaves_at_once_and_what_is_erased_leaves_no_trace() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    for (hard, text) in [(false, "softly gone"), (true, "harshly gone")] {
        let added = h
            .engine
            .add_memories(&anyone, memory(user("ann"), text))
            .await
            .unwrap();
        let target = MemoryRef::Id(added.memories[0].id);
        let delete = DeleteMemory {
            target: target.clone(),
            expected_revision: None,
            hard,
            idempotency: None,
        };
        h.engine
            .delete_memory(&anyone, delete.clone())
            .await
            .unwrap();
        assert!(h.found(&anyone, search(user("ann"), text)).await.is_empty());
        let again = h.engine.delete_memory(&anyone, delete).await.unwrap_err();
        assert_eq!(again.kind(), ErrorKind::NotFound);
        let status = h
            .engine
            .get_memory(&anyone, &target)
            .await
            .map(|memory| memory.status);
        match hard {
            false => assert_eq!(status.unwrap(), Status::Deleted),
            true => assert_eq!(status.unwrap_err().kind(), ErrorKind::NotFound),
        }
    }
}

#[tokio::test]
async fn the_same_request_twice_has_one_effect() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let command = |hash: u8| AddEvents {
        idempotency: Some(Idempotency {
            key: "k1".into(),
            request_hash: [hash; 32],
        }),
        ..events(&session("ann", "s1"), &["said once"])
    };
    let (first, second) = tokio::join!(
        h.engine.add_events(&anyone, command(1)),
        h.engine.add_events(&anyone, command(1))
    );
    let first = first.unwrap();
    assert_eq!(first, second.unwrap());
    assert_eq!(
        first,
        h.engine.add_events(&anyone, command(1)).await.unwrap()
    );
    let other = h.engine.add_events(&anyone, command(2)).await.unwrap_err();
    assert_eq!(
        (other.kind(), other.field()),
        (ErrorKind::Conflict, Some("Idempotency-Key"))
    );
    assert_eq!(h.engine.stats(&anyone).await.unwrap().events, 1);
}

#[tokio::test]
async fn a_bad_item_refuses_the_whole_batch_and_is_named() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let at = session("ann", "s1");
    let check = |contents: Vec<String>, expect: (ErrorKind, &'static str)| {
        let engine = h.engine.clone();
        let (anyone, at) = (anyone.clone(), at.clone());
        async move {
            let refs: Vec<&str> = contents.iter().map(String::as_str).collect();
            let error = engine
                .add_events(&anyone, events(&at, &refs))
                .await
                .unwrap_err();
            assert_eq!((error.kind(), error.field()), (expect.0, Some(expect.1)));
        }
    };
    let texts = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    check(
        texts(&["fine", " "]),
        (ErrorKind::InvalidArgument, "events[1].content"),
    )
    .await;
    check(
        texts(&["a\0b"]),
        (ErrorKind::InvalidArgument, "events[0].content"),
    )
    .await;
    check(
        vec!["x".repeat(2_000_000)],
        (ErrorKind::TooLarge, "events[0].content"),
    )
    .await;
    check(texts(&[]), (ErrorKind::InvalidArgument, "events")).await;
    check(vec!["x".to_owned(); 2000], (ErrorKind::TooLarge, "events")).await;
    assert_eq!(h.engine.stats(&anyone).await.unwrap().events, 0);
}

#[tokio::test]
async fn a_large_write_is_found_by_words_at_once_and_by_meaning_later() {
    let h = Harness::with(384, |config| config.inline_embedding_bytes_max = 10).await;
    let anyone = h.anyone().await;
    let said = events(&session("ann", "s1"), &["the violet umbrella is at home"]);
    let added = h.engine.add_events(&anyone, said).await.unwrap();
    assert!(added.pending);
    assert_eq!(
        h.found(&anyone, search(user("ann"), "umbrella"))
            .await
            .len(),
        1
    );
    h.settle().await;
    let states = h
        .engine
        .event_statuses(&anyone, &added.event_ids)
        .await
        .unwrap()
        .known;
    assert_eq!(states, [(added.event_ids[0], ProcessingState::Completed)]);
    let explained = Search {
        explain: true,
        ..search(user("ann"), "umbrella at home")
    };
    let hit = h
        .engine
        .search(&anyone, explained)
        .await
        .unwrap()
        .hits
        .remove(0);
    assert!(hit.explain.unwrap()["cosine"]["value"].as_f64().unwrap() > 0.3);
}

#[tokio::test]
async fn a_change_of_model_embeds_everything_again() {
    let h = Harness::with(384, |_| {}).await;
    let anyone = h.anyone().await;
    let said = events(
        &session("ann", "s1"),
        &["the violet umbrella is at home", "tea"],
    );
    h.engine.add_events(&anyone, said).await.unwrap();
    let h = h.reopened(128).await;
    let anyone = h.anyone().await;
    let explained = Search {
        explain: true,
        ..search(user("ann"), "umbrella at home")
    };
    for _ in 0..200 {
        let hit = h
            .engine
            .search(&anyone, explained.clone())
            .await
            .unwrap()
            .hits
            .remove(0);
        if hit.explain.unwrap()["cosine"]["value"]
            .as_f64()
            .is_some_and(|cosine| cosine > 0.3)
        {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no vector of the new model appears");
}

#[tokio::test]
async fn the_index_may_be_lost_or_damaged() {
    let mut h = Harness::new().await;
    let anyone = h.anyone().await;
    let texts: Vec<String> = (0..300)
        .map(|n| format!("note {n} about topic {}", n % 7))
        .collect();
    let refs: Vec<&str> = texts.iter().map(String::as_str).collect();
    h.engine
        .add_events(&anyone, events(&session("ann", "s1"), &refs))
        .await
        .unwrap();
    h.settle().await;
    let query = || search(user("ann"), "note 42 about topic");
    let before = h.found(&anyone, query()).await;
    for damage in ["none", "remove", "flip"] {
        h.engine.shutdown().await;
        for file in std::fs::read_dir(h.index_dir()).unwrap() {
            let path = file.unwrap().path();
            match damage {
                "remove" => std::fs::remove_file(path).unwrap(),
                "flip" => {
                    let mut bytes = std::fs::read(&path).unwrap();
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 0x10;
                    std::fs::write(&path, bytes).unwrap();
                }
                _ => {}
            }
        }
        h = h.reopened(384).await;
        let anyone = h.anyone().await;
        assert_eq!(h.found(&anyone, query()).await, before, "{damage}");
        let (report, index) = h
            .engine
            .check(&anyone, std::sync::Arc::new(|_, _| {}))
            .await
            .unwrap();
        assert!(report.damaged.is_empty() && report.structure.is_empty());
        assert_eq!(
            (index.missing.len(), index.surplus.len(), index.rows),
            (0, 0, 300)
        );
    }
}

#[tokio::test]
async fn lists_filter_and_page_without_gaps() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    for n in 0..25 {
        h.clock.advance_ms(1);
        h.engine
            .add_memories(&anyone, memory(user("ann"), &format!("note {n}")))
            .await
            .unwrap();
    }
    let mut command = ListMemories {
        at: user("ann"),
        ..Default::default()
    };
    command.page.limit = 10;
    command.page.with_total = true;
    let mut seen = Vec::new();
    loop {
        let page = h
            .engine
            .list_memories(&anyone, command.clone())
            .await
            .unwrap();
        assert_eq!(page.total, Some(25));
        seen.extend(page.items.into_iter().map(|memory| memory.text));
        command.page.cursor = page.next_cursor;
        if command.page.cursor.is_none() {
            break;
        }
    }
    let expected: Vec<String> = (0..25).rev().map(|n| format!("note {n}")).collect();
    assert_eq!(seen, expected);
    let none = ListMemories {
        filter: Filter::equals(Field::Type, "preference"),
        ..ListMemories::default()
    };
    assert!(
        h.engine
            .list_memories(&anyone, none)
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[tokio::test]
async fn an_expired_memory_is_gone() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let mut command = memory(user("ann"), "valid for a minute");
    command.memories[0].expires_at = Some(START.plus_ms(60_000));
    h.engine.add_memories(&anyone, command).await.unwrap();
    assert_eq!(
        h.found(&anyone, search(user("ann"), "minute")).await.len(),
        1
    );
    h.clock.advance_ms(60_000);
    assert!(
        h.found(&anyone, search(user("ann"), "minute"))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn context_brings_the_surroundings_and_keeps_to_its_budget() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let talk: Vec<String> = (0..40)
        .map(|n| {
            if n == 20 {
                "the key is under the mat".into()
            } else {
                format!("small talk {n}")
            }
        })
        .collect();
    for line in &talk {
        h.clock.advance_ms(60_000);
        h.engine
            .add_events(&anyone, events(&session("ann", "s1"), &[line]))
            .await
            .unwrap();
    }
    let command = |max_tokens, expansion| BuildContext {
        search: Search {
            limit: 1,
            ..search(user("ann"), "where is the key")
        },
        max_tokens,
        expansion,
        format: ContextFormat::Text,
    };
    let texts = |context: &engine::Context| -> Vec<String> {
        context.items.iter().map(|item| item.text.clone()).collect()
    };
    let alone = h
        .engine
        .context(&anyone, command(1000, Expansion::None))
        .await
        .unwrap();
    assert_eq!(texts(&alone), talk[20..21]);
    let window = h
        .engine
        .context(&anyone, command(1000, Expansion::Window))
        .await
        .unwrap();
    assert_eq!(texts(&window), talk[18..23]);
    let session = h
        .engine
        .context(&anyone, command(4000, Expansion::Session))
        .await
        .unwrap();
    assert_eq!(texts(&session), talk);
    let tight = h
        .engine
        .context(&anyone, command(120, Expansion::Session))
        .await
        .unwrap();
    assert!(tight.tokens <= 120 && texts(&tight).contains(&talk[20]) && tight.items.len() < 40);
    assert_eq!(window.memory_ids.len(), 5);
    assert!(window.text.contains("2023-11-14") && window.text.contains("s1"));
}

#[tokio::test]
async fn what_is_long_keeps_nothing_short_out_of_a_context() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let things = [
        "ports", "licences", "authors", "prices", "sizes", "colours", "dates", "owners", "sources",
        "formats", "limits", "risks",
    ];
    let list: Vec<String> = things
        .iter()
        .map(|thing| format!("Always mention the {thing} when I ask about tools."))
        .collect();
    let key = "The key of the shed lies under the mat.";
    let long = format!(
        "The key of the shed. {}",
        "We talked about it. ".repeat(400)
    );
    for said in [
        "Always include version numbers when I ask about libraries.",
        &list.join(" "),
        key,
        &long,
    ] {
        h.clock.advance_ms(60_000);
        h.engine
            .add_events(&anyone, events(&session("ann", "s1"), &[said]))
            .await
            .unwrap();
    }
    let command = BuildContext {
        search: search(user("ann"), "the key of the shed"),
        max_tokens: 500,
        expansion: Expansion::None,
        format: ContextFormat::Text,
    };
    let context = h.engine.context(&anyone, command).await.unwrap();
    let has = |words: &str| context.items.iter().any(|item| item.text.contains(words));
    assert!(
        has("version numbers") && has("the risks"),
        "{}",
        context.text
    );
    let pins = context.items.iter().filter(|item| item.score.is_none());
    assert_eq!(pins.count(), 8, "{}", context.text);
    assert!(has(key) && !has("We talked"), "{}", context.text);
    assert!(context.left_out >= 1);
}

#[tokio::test]
async fn of_the_best_hit_that_is_too_long_the_part_that_answers_is_packed() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let talk = "We talked about the weather and the <news>.\n".repeat(200);
    let long = format!("{talk}The code of the garden gate is 4711. {talk}");
    h.engine
        .add_events(&anyone, events(&session("ann", "s1"), &[&long]))
        .await
        .unwrap();
    for format in [ContextFormat::Text, ContextFormat::Json] {
        for max_tokens in [40, 120, 400, 1000] {
            let command = BuildContext {
                search: search(user("ann"), "What is the code of the garden gate?"),
                max_tokens,
                expansion: Expansion::Window,
                format,
            };
            let context = h.engine.context(&anyone, command).await.unwrap();
            assert!(context.tokens <= max_tokens, "{}", context.text);
            if context.items.is_empty() {
                // Not even the frame of an item has room.
                assert!(max_tokens <= 120, "{format:?} {max_tokens}");
                continue;
            }
            assert_eq!((context.items.len(), context.left_out), (1, 0));
            let text = &context.items[0].text;
            assert!(text.contains("gate is 4711"), "{max_tokens}: {text}");
            assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
        }
    }
}

#[tokio::test]
async fn an_export_can_be_imported_elsewhere_and_again() {
    let source = Harness::new().await;
    let anyone = source.anyone().await;
    source
        .engine
        .add_events(
            &anyone,
            events(&session("ann", "s1"), &["I moved to Berlin", "Nice!"]),
        )
        .await
        .unwrap();
    source
        .engine
        .add_memories(&anyone, memory(user("bob"), "bob likes tea"))
        .await
        .unwrap();
    let (mut items, mut cursor) = (Vec::new(), None);
    loop {
        let (page, next) = source.engine.export_page(&anyone, cursor, 2).await.unwrap();
        items.extend(page);
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    // Two events, their words, where Ann lives, and what Bob likes.
    assert_eq!(items.len(), 6);
    let target = Harness::new().await;
    let anyone = target.anyone().await;
    let report = target
        .engine
        .import_items(&anyone, items.clone())
        .await
        .unwrap();
    assert_eq!((report.events, report.memories, report.skipped), (2, 4, 0));
    let report = target.engine.import_items(&anyone, items).await.unwrap();
    assert_eq!((report.events, report.memories, report.skipped), (0, 0, 6));
    target.settle().await;
    assert_eq!(
        target.found(&anyone, search(user("bob"), "tea")).await,
        ["bob likes tea"]
    );
    let found = target
        .found(&anyone, search(user("ann"), "moved to Berlin"))
        .await;
    assert_eq!(found[0], "I moved to Berlin");
}

#[tokio::test]
async fn the_key_of_one_user_speaks_for_that_user_at_most() {
    let h = Harness::new().await;
    let operator = h.anyone().await;
    let of_ann = CreateKey {
        bound: user("ann"),
        ..all_permissions("ann's")
    };
    let bound = h.key(&operator, of_ann).await;
    let check = async |access: &Access, kind: EventKind, expect: Trust| {
        let said = NewEvent {
            kind,
            ..event(user("ann"), "the backup runs at 4 in the morning")
        };
        let command = AddEvents {
            events: vec![said],
            idempotency: None,
        };
        let added = h.engine.add_events(access, command).await.expect("works");
        let target = MemoryRef::Id(added.memory_ids[0]);
        let memory = h.engine.get_memory(access, &target).await.expect("works");
        assert_eq!(memory.trust, expect, "{kind:?}");
    };
    let admin = h.key(&operator, all_permissions("everything")).await;
    check(&admin, EventKind::AppEvent, Trust::Operator).await;
    check(&bound, EventKind::AppEvent, Trust::UserStated).await;
    check(&bound, EventKind::UserMessage, Trust::UserStated).await;
    check(&bound, EventKind::ToolResult, Trust::ToolOutput).await;
}
