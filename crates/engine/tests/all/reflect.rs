//! Reflection: patterns become insights, once for each set of evidence.

use crate::common::{Harness, event, memory, user};
use engine::{
    AddEvents, Consolidate, DeleteMemory, Depth, ListMemories, MemoryRef, Reflect, Reflected,
};
use types::{Coordinates, EventKind, Field, Filter, Memory, MemoryId, Status};

async fn add(harness: &Harness, at: Coordinates, texts: &[&str]) -> Vec<Memory> {
    let access = harness.anyone().await;
    let mut added = Vec::new();
    for text in texts {
        harness.clock.advance_ms(1000);
        let one = harness
            .engine
            .add_memories(&access, memory(at.clone(), text))
            .await;
        added.extend(one.expect("is added").memories);
    }
    added
}

async fn run(harness: &Harness, command: Reflect) -> Reflected {
    let access = harness.anyone().await;
    let done = harness.engine.reflect(&access, command).await;
    done.expect("reflects")
}

async fn get(harness: &Harness, id: MemoryId) -> Memory {
    let access = harness.anyone().await;
    let got = harness.engine.get_memory(&access, &MemoryRef::Id(id)).await;
    got.expect("is there")
}

async fn insights(harness: &Harness) -> Vec<Memory> {
    let access = harness.anyone().await;
    let command = ListMemories {
        filter: Filter::equals(Field::Type, "insight"),
        ..ListMemories::default()
    };
    let page = harness.engine.list_memories(&access, command).await;
    page.expect("lists").items
}

const GYM: [&str; 5] = [
    "The gym opens at six",
    "The gym has a sauna",
    "The gym was full today",
    "Sam pays for the gym",
    "Ann runs to the gym",
];

#[tokio::test]
async fn a_pattern_becomes_one_insight() {
    let harness = Harness::new().await;
    let evidence = add(&harness, user("u1"), &GYM).await;
    add(&harness, user("u1"), &["Ships sail"]).await;
    let dry = run(
        &harness,
        Reflect {
            dry_run: true,
            ..Reflect::default()
        },
    )
    .await;
    assert_eq!(
        (dry.analyzed, dry.patterns.len(), dry.insights.len()),
        (6, 1, 1)
    );
    assert_eq!(dry.insights[0].memory_id, None);
    assert_eq!(insights(&harness).await, []);

    let done = run(&harness, Reflect::default()).await;
    assert_eq!(done.patterns, dry.patterns);
    assert_eq!(done.insights[0].text, dry.insights[0].text);
    let [insight] = &insights(&harness).await[..] else {
        panic!("one insight");
    };
    assert_eq!(Some(insight.id), done.insights[0].memory_id);
    assert!(insight.text.contains("gym") && insight.text.contains("5 memories"));
    let ids: Vec<MemoryId> = evidence.iter().map(|memory| memory.id).collect();
    assert_eq!(insight.derived_from, ids);
    assert_eq!(insight.metadata["reflection"], true);
    assert_eq!(insight.provenance.process, "reflect");
    assert_eq!(insight.coordinates, user("u1"));

    let again = run(&harness, Reflect::default()).await;
    assert_eq!((again.analyzed, again.patterns.len()), (6, 1));
    assert_eq!((again.insights.len(), again.withdrawn), (0, 0));
    assert_eq!(insights(&harness).await.len(), 1);
}

#[tokio::test]
async fn a_grown_pattern_takes_the_place_of_the_old_one() {
    let harness = Harness::new().await;
    add(&harness, user("u1"), &GYM[..3]).await;
    let first = run(&harness, Reflect::default()).await.insights[0].memory_id;
    add(&harness, user("u1"), &GYM[3..]).await;
    let second = run(&harness, Reflect::default()).await.insights[0].memory_id;
    let old = get(&harness, first.expect("stored")).await;
    assert_eq!(
        (old.status, old.superseded_by),
        (Status::Superseded, second)
    );
    assert_eq!(insights(&harness).await.len(), 1);
    assert_eq!(run(&harness, Reflect::default()).await.insights.len(), 0);
}

#[tokio::test]
async fn nothing_is_found_across_owners_or_outside_the_window() {
    let harness = Harness::new().await;
    let agent = Coordinates {
        agent_id: Some("a".to_owned()),
        ..user("u1")
    };
    add(&harness, user("u1"), &GYM[..2]).await;
    add(&harness, user("u2"), &GYM[2..4]).await;
    add(&harness, agent, &GYM[4..]).await;
    let done = run(&harness, Reflect::default()).await;
    assert_eq!((done.analyzed, done.patterns.len()), (5, 0));
    // The control: two are enough for a deep look.
    let deep = Reflect {
        depth: Depth::Deep,
        dry_run: true,
        ..Reflect::default()
    };
    assert_eq!(run(&harness, deep.clone()).await.patterns.len(), 2);
    harness.clock.advance_ms(8 * 24 * 60 * 60 * 1000);
    let late = run(&harness, deep).await;
    assert_eq!((late.analyzed, late.patterns.len()), (0, 0));
}

#[tokio::test]
async fn what_an_assistant_repeats_is_no_evidence() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    let mut said: Vec<_> = GYM.iter().map(|text| event(user("u1"), text)).collect();
    for one in &mut said {
        one.kind = EventKind::AssistantMessage;
    }
    let command = AddEvents {
        events: said,
        idempotency: None,
    };
    harness
        .engine
        .add_events(&access, command)
        .await
        .expect("added");
    assert_eq!(run(&harness, Reflect::default()).await.patterns, []);
}

#[tokio::test]
async fn an_insight_without_evidence_is_withdrawn() {
    let harness = Harness::new().await;
    let evidence = add(&harness, user("u1"), &GYM[..3]).await;
    let id = run(&harness, Reflect::default()).await.insights[0].memory_id;
    let id = id.expect("stored");
    let access = harness.anyone().await;
    for memory in &evidence[..2] {
        let command = DeleteMemory {
            target: MemoryRef::Id(memory.id),
            expected_revision: None,
            hard: false,
            idempotency: None,
        };
        harness
            .engine
            .delete_memory(&access, command)
            .await
            .expect("deleted");
    }
    // The longer one of two stays, so the evidence goes, and what hangs on it is flagged.
    add(&harness, user("u1"), &[&format!("{}!", evidence[2].text)]).await;
    let merged = harness
        .engine
        .consolidate(&access, Consolidate::default())
        .await;
    assert_eq!(merged.expect("merges").merged, 1);
    assert!(get(&harness, id).await.stale_dependency);
    let dry = Reflect {
        dry_run: true,
        ..Reflect::default()
    };
    assert_eq!(run(&harness, dry).await.withdrawn, 1);
    assert_eq!(get(&harness, id).await.status, Status::Active);
    assert_eq!(run(&harness, Reflect::default()).await.withdrawn, 1);
    assert_eq!(get(&harness, id).await.status, Status::Superseded);
    assert_eq!(run(&harness, Reflect::default()).await.withdrawn, 0);
}

#[tokio::test]
async fn an_insight_that_was_deleted_does_not_come_back() {
    let harness = Harness::new().await;
    add(&harness, user("u1"), &GYM).await;
    let id = run(&harness, Reflect::default()).await.insights[0].memory_id;
    let access = harness.anyone().await;
    let command = DeleteMemory {
        target: MemoryRef::Id(id.expect("stored")),
        expected_revision: None,
        hard: false,
        idempotency: None,
    };
    harness
        .engine
        .delete_memory(&access, command)
        .await
        .expect("deleted");
    assert_eq!(run(&harness, Reflect::default()).await.insights, []);
    assert_eq!(insights(&harness).await, []);
}

#[tokio::test]
async fn nonsense_is_refused() {
    async fn check(command: Reflect, field: &str) {
        let harness = Harness::new().await;
        let access = harness.anyone().await;
        let error = harness.engine.reflect(&access, command).await;
        assert_eq!(error.expect_err("is refused").field(), Some(field));
    }
    let days = |time_window_days| Reflect {
        time_window_days,
        ..Reflect::default()
    };
    check(days(0), "time_window_days").await;
    check(days(3651), "time_window_days").await;
    let strength = Reflect {
        min_pattern_strength: 1.5,
        ..Reflect::default()
    };
    check(strength, "min_pattern_strength").await;
}

#[test]
fn commands_are_read_from_jobs_with_their_defaults() {
    let reflect: Reflect = serde_json::from_str(r#"{"depth":"deep"}"#).expect("reads");
    let expect = Reflect {
        depth: Depth::Deep,
        ..Reflect::default()
    };
    assert_eq!(reflect, expect);
}
