//! Consolidation: what says the same becomes one, and nothing else does.

use crate::common::{Harness, memory, search, session, user};
use engine::{Consolidate, Consolidated, DeleteMemory, ListMemories, MemoryRef, NewMemoryInput};
use types::{Coordinates, Level, Memory, MemoryId, Status};

async fn add(harness: &Harness, input: NewMemoryInput) -> Memory {
    let access = harness.anyone().await;
    let command = engine::AddMemories {
        memories: vec![input],
        idempotency: None,
    };
    harness.clock.advance_ms(1000);
    let added = harness.engine.add_memories(&access, command).await;
    added.expect("memories are added").memories.remove(0)
}

fn input(at: Coordinates, text: &str) -> NewMemoryInput {
    memory(at, text).memories.remove(0)
}

async fn run(harness: &Harness, command: Consolidate) -> Consolidated {
    let access = harness.anyone().await;
    let done = harness.engine.consolidate(&access, command).await;
    done.expect("consolidates")
}

async fn get(harness: &Harness, id: MemoryId) -> Memory {
    let access = harness.anyone().await;
    let got = harness.engine.get_memory(&access, &MemoryRef::Id(id)).await;
    got.expect("is there")
}

async fn all(harness: &Harness) -> Vec<Memory> {
    let access = harness.anyone().await;
    let page = harness
        .engine
        .list_memories(&access, ListMemories::default())
        .await;
    page.expect("lists").items
}

fn near() -> Consolidate {
    // The made-up embedder counts words: one word more of five is 0.89.
    Consolidate {
        similarity_threshold: 0.85,
        ..Consolidate::default()
    }
}

#[tokio::test]
async fn duplicates_become_one_and_a_second_run_finds_none() {
    let harness = Harness::new().await;
    let mut first = input(session("u1", "s1"), "User likes dark mode");
    first.tags = vec!["ui".to_owned()];
    first.importance = Some(0.9);
    let first = add(&harness, first).await;
    let mut second = input(session("u1", "s2"), "The user likes dark mode");
    second.tags = vec!["theme".to_owned()];
    second.topics = vec!["design".to_owned()];
    let second = add(&harness, second).await;
    let other = add(&harness, input(user("u1"), "The user likes light mode")).await;

    let dry = Consolidate {
        dry_run: true,
        ..near()
    };
    let told = run(&harness, dry).await;
    assert_eq!((told.processed, told.merged, told.removed), (3, 1, 0));
    assert_eq!(all(&harness).await.len(), 3);
    assert_eq!(get(&harness, first.id).await, first);

    let done = run(&harness, near()).await;
    let expect = Consolidated {
        dry_run: false,
        ..told
    };
    assert_eq!(done, expect);
    // Equally trusted and sure: the longer one stays.
    let pair = &done.pairs[0];
    assert_eq!((pair.original_id, pair.merged_id), (second.id, first.id));
    let gone = get(&harness, first.id).await;
    assert_eq!(
        (gone.status, gone.superseded_by),
        (Status::Merged, Some(second.id))
    );
    let kept = get(&harness, second.id).await;
    assert_eq!(kept.tags, ["theme", "ui"]);
    assert_eq!((kept.importance, kept.text), (0.9, second.text));
    assert_eq!(get(&harness, other.id).await.status, Status::Active);

    let access = harness.anyone().await;
    let found = harness
        .found(&access, search(user("u1"), "dark mode"))
        .await;
    assert!(!found.contains(&first.text), "{found:?}");
    let reference = MemoryRef::Id(second.id);
    let lineage = harness.engine.lineage(&access, &reference).await;
    assert_eq!(lineage.expect("lineage").ancestors[0].id, first.id);
    let history = harness.engine.history(&access, &reference).await;
    assert_eq!(history.expect("history")[1].action, "merge");

    let again = run(&harness, near()).await;
    assert_eq!((again.processed, again.duplicates_found), (2, 0));
}

#[tokio::test]
async fn nothing_is_merged_across_owners() {
    let harness = Harness::new().await;
    let text = "User likes tea";
    let agent = |agent: &str| Coordinates {
        agent_id: Some(agent.to_owned()),
        ..user("u1")
    };
    let team = |team: &str| Coordinates {
        team_id: Some(team.to_owned()),
        ..Coordinates::default()
    };
    for at in [
        user("u1"),
        user("u2"),
        agent("a"),
        agent("b"),
        team("t1"),
        team("t2"),
    ] {
        add(&harness, input(at, text)).await;
    }
    let mut personal = input(agent("a"), text);
    personal.level = Some(Level::Personal);
    add(&harness, personal).await;
    let done = run(&harness, Consolidate::default()).await;
    assert_eq!((done.processed, done.duplicates_found), (7, 0));
    // The control: the same words of the same owner.
    add(&harness, input(agent("a"), text)).await;
    assert_eq!(run(&harness, Consolidate::default()).await.merged, 1);
}

#[tokio::test]
async fn a_place_bounds_what_is_looked_at() {
    let harness = Harness::new().await;
    for name in ["u1", "u2"] {
        for _ in 0..2 {
            add(&harness, input(user(name), "User likes tea")).await;
        }
    }
    let only = Consolidate {
        at: user("u2"),
        ..Consolidate::default()
    };
    let done = run(&harness, only).await;
    assert_eq!((done.processed, done.merged), (2, 1));
    assert_eq!(run(&harness, Consolidate::default()).await.merged, 1);
}

#[tokio::test]
async fn what_was_said_word_for_word_stays() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    let said = crate::common::events(&session("u1", "s1"), &["Hello there", "Hello there"]);
    harness
        .engine
        .add_events(&access, said)
        .await
        .expect("added");
    let done = run(&harness, Consolidate::default()).await;
    assert_eq!(done.merged, 0);
    let verbatim = all(&harness).await.into_iter().filter(|m| m.verbatim);
    assert_eq!(verbatim.count(), 2);
}

#[tokio::test]
async fn what_another_contains_is_folded_only_if_asked() {
    let harness = Harness::new().await;
    let short = add(&harness, input(user("u1"), "Rex is a dog.")).await;
    let long = add(
        &harness,
        input(user("u1"), "Rex is a dog. He was born in May."),
    )
    .await;
    let without = Consolidate {
        check_redundancy: false,
        ..Consolidate::default()
    };
    assert_eq!(run(&harness, without).await.duplicates_found, 0);
    let done = run(&harness, Consolidate::default()).await;
    assert_eq!((done.merged, done.removed), (0, 1));
    assert_eq!(get(&harness, short.id).await.superseded_by, Some(long.id));
}

#[tokio::test]
async fn what_was_derived_from_a_merged_memory_is_flagged() {
    let harness = Harness::new().await;
    let first = add(&harness, input(user("u1"), "User likes tea")).await;
    let second = add(&harness, input(user("u1"), "User likes tea")).await;
    let mut derived = input(user("u1"), "A drink is to be offered");
    derived.derived_from = vec![second.id];
    let derived = add(&harness, derived).await;
    let mut further = input(user("u1"), "Buy cups");
    further.derived_from = vec![derived.id];
    let further = add(&harness, further).await;
    run(&harness, Consolidate::default()).await;
    assert_eq!(get(&harness, second.id).await.superseded_by, Some(first.id));
    for id in [derived.id, further.id] {
        assert!(get(&harness, id).await.stale_dependency);
    }
    assert!(!get(&harness, first.id).await.stale_dependency);
}

#[tokio::test]
async fn what_is_gone_takes_no_part() {
    let harness = Harness::new().await;
    let first = add(&harness, input(user("u1"), "User likes tea")).await;
    add(&harness, input(user("u1"), "User likes tea")).await;
    let access = harness.anyone().await;
    let delete = DeleteMemory {
        target: MemoryRef::Id(first.id),
        expected_revision: None,
        hard: false,
        idempotency: None,
    };
    harness
        .engine
        .delete_memory(&access, delete)
        .await
        .expect("deleted");
    let mut brief = input(user("u1"), "User likes tea");
    brief.expires_at = Some(crate::common::START.plus_ms(60_000));
    add(&harness, brief).await;
    harness.clock.advance_ms(60_000);
    let done = run(&harness, Consolidate::default()).await;
    assert_eq!((done.processed, done.merged), (1, 0));
}

#[tokio::test]
async fn nonsense_is_refused() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    for threshold in [0.0, -1.0, 1.1, f32::NAN] {
        let command = Consolidate {
            similarity_threshold: threshold,
            ..Consolidate::default()
        };
        let error = harness.engine.consolidate(&access, command).await;
        let error = error.expect_err("is refused");
        assert_eq!(error.field(), Some("similarity_threshold"), "{threshold}");
    }
}
