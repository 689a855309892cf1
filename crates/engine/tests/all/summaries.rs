//! Summaries and the timeline.

use crate::common::{DAY_MS, Harness, START, event, search, session, user};
use engine::{
    AddEvents, DeleteMemory, ListMemories, MemoryRef, PageRequest, Search, Summarise, Summarised,
    Timeline, TimelinePage,
};
use types::{Coordinates, Field, Filter, Memory, Status, Timestamp};

const TALK: [&str; 5] = [
    "Hi! How are you?",
    "We decided to launch the billing service on March 14.",
    "It rains a bit over here.",
    "Before the launch, Anna must finish the load test of the billing service.",
    "The budget of the launch is 9000 euros.",
];

/// One message a day.
async fn talk(harness: &Harness, at: &Coordinates, texts: &[&str], first_day: i64) {
    let access = harness.anyone().await;
    let events = texts.iter().zip(first_day..).map(|(text, day)| {
        let mut event = event(at.clone(), text);
        event.ts = Some(START.plus_ms(day * DAY_MS));
        event
    });
    let command = AddEvents {
        events: events.collect(),
        idempotency: None,
    };
    harness.reach(&command.events);
    harness
        .engine
        .add_events(&access, command)
        .await
        .expect("added");
    harness.settle().await;
}

async fn run(harness: &Harness, command: Summarise) -> Summarised {
    let access = harness.anyone().await;
    let done = harness.engine.summarise(&access, command).await;
    done.expect("summarises")
}

fn of(at: Coordinates) -> Summarise {
    Summarise {
        at,
        ..Summarise::default()
    }
}

async fn summaries(harness: &Harness, include_superseded: bool) -> Vec<Memory> {
    let access = harness.anyone().await;
    let command = ListMemories {
        filter: Filter::equals(Field::Type, "summary"),
        include_superseded,
        ..ListMemories::default()
    };
    let page = harness.engine.list_memories(&access, command).await;
    page.expect("lists").items
}

#[tokio::test]
async fn a_session_has_one_summary_that_grows_with_it() {
    let harness = Harness::new().await;
    let at = session("u1", "s1");
    talk(&harness, &at, &TALK, 0).await;
    talk(
        &harness,
        &session("u1", "s2"),
        &["Cats sleep a lot in the sun."],
        0,
    )
    .await;
    let dry = Summarise {
        dry_run: true,
        ..of(at.clone())
    };
    let told = run(&harness, dry).await;
    assert_eq!((told.summaries.len(), told.written), (1, 1));
    assert_eq!(summaries(&harness, true).await, []);

    let done = run(&harness, of(at.clone())).await;
    let summary = &done.summaries[0];
    assert_eq!(summary.text, told.summaries[0].text);
    assert_eq!((summary.covered, &summary.at), (5, &at));
    assert!(
        summary.tokens <= 300 && summary.text.contains("March 14"),
        "{}",
        summary.text
    );
    assert!(!summary.text.contains("Cats"));
    let [stored] = &summaries(&harness, true).await[..] else {
        panic!("one summary");
    };
    assert_eq!(
        (Some(stored.id), &stored.coordinates),
        (summary.memory_id, &at)
    );
    assert_eq!(stored.provenance.process, "summarise");
    assert!(!stored.derived_from.is_empty());

    let again = run(&harness, of(at.clone())).await;
    assert_eq!((again.written, &again.summaries), (0, &done.summaries));

    talk(
        &harness,
        &at,
        &["We agreed to move the launch to April 2."],
        5,
    )
    .await;
    let grown = run(&harness, of(at.clone())).await;
    assert_eq!((grown.written, grown.summaries[0].covered), (1, 6));
    assert!(grown.summaries[0].text.contains("April 2"));
    let all = summaries(&harness, true).await;
    let old = all
        .iter()
        .find(|memory| memory.id == stored.id)
        .expect("kept");
    let by = grown.summaries[0].memory_id;
    assert_eq!((old.status, old.superseded_by), (Status::Superseded, by));
    assert_eq!(summaries(&harness, false).await.len(), 1);
}

#[tokio::test]
async fn a_summary_keeps_its_budget_and_prefers_what_matters() {
    let harness = Harness::new().await;
    let at = session("u1", "s1");
    talk(&harness, &at, &TALK, 0).await;
    for max_tokens in [16, 48, 64, 1000] {
        let done = run(
            &harness,
            Summarise {
                max_tokens,
                ..of(at.clone())
            },
        )
        .await;
        for summary in &done.summaries {
            assert!(summary.tokens <= max_tokens as u64, "{}", summary.text);
        }
        if max_tokens == 48 {
            let text = &done.summaries[0].text;
            assert!(
                text.contains("decided to launch") && !text.contains("rains"),
                "{text}"
            );
        }
    }
    assert_eq!(summaries(&harness, false).await.len(), 1);
}

#[tokio::test]
async fn a_state_that_comes_back_brings_its_summary_back() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    let at = session("u1", "s1");
    talk(&harness, &at, &TALK, 0).await;
    let first = run(&harness, of(at.clone())).await;
    talk(
        &harness,
        &at,
        &["We agreed to meet Anna's team on April 2."],
        5,
    )
    .await;
    run(&harness, of(at.clone())).await;
    let command = ListMemories {
        at: at.clone(),
        text_contains: Some("april 2".to_owned()),
        filter: Filter::Is(
            Field::Verbatim,
            types::Condition::In(vec![types::Value::Bool(true)]),
        ),
        ..ListMemories::default()
    };
    let page = harness
        .engine
        .list_memories(&access, command)
        .await
        .expect("lists");
    let command = DeleteMemory {
        target: MemoryRef::Id(page.items[0].id),
        expected_revision: None,
        hard: false,
        idempotency: None,
    };
    harness
        .engine
        .delete_memory(&access, command)
        .await
        .expect("deleted");
    let back = run(&harness, of(at)).await;
    assert_eq!(back.summaries[0].memory_id, first.summaries[0].memory_id);
    assert!(!back.summaries[0].text.contains("April 2"));
    assert_eq!(summaries(&harness, false).await.len(), 1);
}

#[tokio::test]
async fn nothing_is_summarised_across_owners_or_outside_the_time() {
    let harness = Harness::new().await;
    talk(&harness, &session("u1", "s1"), &TALK[1..2], 0).await;
    talk(&harness, &session("u2", "s1"), &TALK[4..5], 1).await;
    let shared_session = Coordinates {
        session_id: Some("s1".to_owned()),
        ..Coordinates::default()
    };
    let done = run(&harness, of(shared_session)).await;
    let users: Vec<_> = done
        .summaries
        .iter()
        .map(|one| one.at.user_id.as_deref())
        .collect();
    assert_eq!(users, [Some("u1"), Some("u2")]);
    assert!(!done.summaries[0].text.contains("9000"));
    let early = Summarise {
        to: Some(START.plus_ms(DAY_MS)),
        ..of(Coordinates::default())
    };
    assert_eq!(run(&harness, early).await.summaries.len(), 1);
    let nothing = run(&harness, of(user("nobody"))).await;
    assert_eq!((nothing.summaries, nothing.written), (Vec::new(), 0));
}

#[tokio::test]
async fn the_timeline_tells_day_by_day() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    let at = session("u1", "s1");
    talk(&harness, &at, &TALK, 0).await;
    talk(&harness, &at, &["The launch moved to April 2."], 1).await;
    let all = Timeline {
        at: user("u1"),
        ..Timeline::default()
    };
    let told = harness
        .engine
        .timeline_by_day(&access, all.clone())
        .await
        .expect("tells");
    let dates = |page: &TimelinePage| -> Vec<(String, usize, u64)> {
        let days = page.days.iter();
        days.map(|day| (day.date.clone(), day.items.len(), day.left_out))
            .collect()
    };
    let date = |day: i64| {
        let at = START.plus_ms(day * DAY_MS);
        at.to_string()[..10].to_owned()
    };
    // A greeting tells nothing.
    let expect = [(0, 1), (2, 0), (1, 0), (1, 0), (1, 0)]
        .into_iter()
        .enumerate();
    let expect: Vec<_> = expect
        .map(|(day, (told, left_out))| (date(day as i64), told, left_out))
        .collect();
    assert_eq!(dates(&told), expect);
    let brief = Timeline {
        per_day: 1,
        from: Some(START.plus_ms(DAY_MS)),
        to: Some(START.plus_ms(2 * DAY_MS)),
        ..all.clone()
    };
    let one = harness
        .engine
        .timeline_by_day(&access, brief)
        .await
        .expect("tells");
    assert_eq!(dates(&one), [(date(1), 1, 1)]);
    let mut paged = Timeline {
        page: PageRequest {
            limit: 4,
            ..PageRequest::default()
        },
        ..all
    };
    let mut items = 0;
    loop {
        let page = harness
            .engine
            .timeline_by_day(&access, paged.clone())
            .await
            .expect("tells");
        items += page.days.iter().map(|day| day.items.len()).sum::<usize>();
        paged.page.cursor = page.next_cursor;
        if paged.page.cursor.is_none() {
            break;
        }
    }
    assert_eq!(items, 5);
}

#[tokio::test]
async fn nonsense_is_refused() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    let check = async |command: Summarise, field: &str| {
        let error = harness.engine.summarise(&access, command).await;
        assert_eq!(error.expect_err("is refused").field(), Some(field));
    };
    let tokens = |max_tokens| Summarise {
        max_tokens,
        ..Summarise::default()
    };
    check(tokens(15), "max_tokens").await;
    check(tokens(8193), "max_tokens").await;
    let backwards = Summarise {
        from: Some(Timestamp(2)),
        to: Some(Timestamp(1)),
        ..Summarise::default()
    };
    check(backwards, "to").await;
    let none = Timeline {
        per_day: 0,
        ..Timeline::default()
    };
    let error = harness.engine.timeline_by_day(&access, none).await;
    assert_eq!(error.expect_err("is refused").field(), Some("per_day"));
}

#[tokio::test]
async fn a_summary_that_quotes_what_was_corrected_is_not_recalled() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    let at = session("u1", "s1");
    talk(
        &harness,
        &at,
        &["I live in Lisbon", "My cat is called Tom"],
        0,
    )
    .await;
    run(&harness, of(at.clone())).await;
    let recalled = async |include_superseded: bool| {
        let command = Search {
            include_superseded,
            ..search(user("u1"), "Where do I live? Lisbon")
        };
        let hits = harness.engine.search(&access, command).await;
        let hits = hits.expect("searches").hits.into_iter();
        let mut summaries = hits.filter(|hit| hit.memory.type_ == "summary");
        summaries.next().map(|hit| hit.memory.text)
    };
    // The control.
    let before = recalled(false).await.expect("is recalled");
    assert!(before.contains("Lisbon"), "{before}");
    talk(&harness, &at, &["I moved to Berlin"], 3).await;
    assert_eq!(recalled(false).await, None);
    assert!(recalled(true).await.is_some());
    run(&harness, of(at.clone())).await;
    let anew = recalled(false).await.expect("is recalled again");
    assert!(
        anew.contains("Berlin") && !anew.contains("Lisbon"),
        "{anew}"
    );
}
