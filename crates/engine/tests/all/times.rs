//! What was true at a time, where nobody said since when.

use engine::{AddEvents, GetMemory, ListMemories, MemoryRef, Search, Summarise};
use types::{Memory, Status, Timestamp};

use crate::common::*;

fn day(n: i64) -> Timestamp {
    START.plus_ms(n * DAY_MS)
}

/// Stores a ready memory on the present day.
async fn note(h: &Harness, text: &str) -> Memory {
    let access = h.anyone().await;
    let added = h.engine.add_memories(&access, memory(user("ann"), text));
    added.await.expect("answers").memories.remove(0)
}

/// What search, list and get give for a day, in this order; all three must agree.
async fn true_on(h: &Harness, query: &str, at: Timestamp, all: &[Memory]) -> Vec<String> {
    let access = h.anyone().await;
    let asked = Search {
        as_of: Some(at),
        ..search(user("ann"), query)
    };
    let mut found = h.found(&access, asked).await;
    found.sort();
    let list = ListMemories {
        at: user("ann"),
        as_of: Some(at),
        ..ListMemories::default()
    };
    let page = h
        .engine
        .list_memories(&access, list)
        .await
        .expect("answers");
    let mut listed: Vec<String> = page.items.into_iter().map(|memory| memory.text).collect();
    listed.sort();
    assert_eq!(found, listed, "on {at}");
    let mut got = Vec::new();
    for memory in all {
        let get = GetMemory {
            target: MemoryRef::Id(memory.id),
            as_of: Some(at),
            known_at: None,
        };
        got.extend(h.engine.get_memory_as(&access, get).await.ok());
    }
    let mut got: Vec<String> = got.into_iter().map(|memory| memory.text).collect();
    got.sort();
    assert_eq!(found, got, "on {at}");
    found
}

#[tokio::test]
async fn a_statement_without_a_date_holds_from_when_it_was_stored_until_it_was_replaced() {
    let h = Harness::new().await;
    h.clock.advance_ms(DAY_MS);
    let lisbon = note(&h, "User lives in Lisbon").await;
    h.clock.advance_ms(4 * DAY_MS);
    let berlin = note(&h, "User lives in Berlin").await;
    h.clock.advance_ms(4 * DAY_MS);
    let all = [lisbon, berlin];
    for (on, expect) in [
        (day(0), &[][..]),
        (day(1), &["User lives in Lisbon"]),
        (day(3), &["User lives in Lisbon"]),
        (day(5), &["User lives in Berlin"]),
        (day(8), &["User lives in Berlin"]),
    ] {
        assert_eq!(
            true_on(&h, "Where does the user live?", on, &all).await,
            expect
        );
    }
}

#[tokio::test]
async fn what_was_made_here_holds_until_another_takes_its_place() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    h.clock.advance_ms(DAY_MS);
    note(&h, "The launch of the billing service is on March 14.").await;
    let summarise = || Summarise {
        at: user("ann"),
        ..Summarise::default()
    };
    let first = h
        .engine
        .summarise(&access, summarise())
        .await
        .expect("answers");
    h.clock.advance_ms(4 * DAY_MS);
    note(&h, "The budget of the launch is 9000 euros.").await;
    let second = h
        .engine
        .summarise(&access, summarise())
        .await
        .expect("answers");
    let (first, second) = (
        first.summaries[0].memory_id.expect("answers"),
        second.summaries[0].memory_id.expect("answers"),
    );
    for (on, expect) in [
        (day(3), [true, false]),
        (day(5), [false, true]),
        (day(6), [false, true]),
    ] {
        let mut seen = [false; 2];
        for (seen, id) in seen.iter_mut().zip([first, second]) {
            let get = GetMemory {
                target: MemoryRef::Id(id),
                as_of: Some(on),
                known_at: None,
            };
            *seen = h.engine.get_memory_as(&access, get).await.is_ok();
        }
        assert_eq!(seen, expect, "on {on}");
    }
}

/// Lets ann say where she lives, each on a day before the present one.
async fn say_on(h: &Harness, said: &[(i64, &str)]) {
    let dated = |&(on, text): &(i64, &str)| engine::NewEvent {
        ts: Some(day(on)),
        ..event(session("ann", "s1"), text)
    };
    let command = AddEvents {
        events: said.iter().map(dated).collect(),
        idempotency: None,
    };
    let access = h.anyone().await;
    h.engine
        .add_events(&access, command)
        .await
        .expect("answers");
}

/// The values that were true on a day, and that are believed now without one.
async fn values_on(h: &Harness, as_of: Option<i64>, is_verbatim: bool) -> Vec<String> {
    let access = h.anyone().await;
    let list = ListMemories {
        at: user("ann"),
        as_of: as_of.map(day),
        ..ListMemories::default()
    };
    let page = h.engine.list_memories(&access, list).await;
    let mut all = page.expect("answers").items;
    all.retain(|memory| memory.verbatim == is_verbatim);
    assert!(as_of.is_some() || all.iter().all(|memory| memory.status == Status::Active));
    let statements = all.iter().flat_map(|memory| &memory.statements);
    let mut values: Vec<String> = statements.filter_map(|one| one.value.clone()).collect();
    values.sort();
    values
}

#[tokio::test]
async fn what_is_said_late_takes_its_place_in_the_order_of_time() {
    let berlin = (60, "I live in Berlin.");
    let lisbon = (10, "I live in Lisbon.");
    let oslo = (30, "I live in Oslo.");
    let job = (30, "I work at Acme.");
    let in_order: &[(i64, &[&str])] = &[
        (5, &[]),
        (15, &["Lisbon"]),
        (35, &["Oslo"]),
        (65, &["Berlin"]),
    ];
    for (said, expect) in [
        ([lisbon, oslo, berlin], in_order),
        ([lisbon, berlin, oslo], in_order),
        ([berlin, lisbon, oslo], in_order),
        ([berlin, oslo, lisbon], in_order),
        ([oslo, lisbon, berlin], in_order),
        ([oslo, berlin, lisbon], in_order),
        // What is said late of something else ends nothing.
        (
            [berlin, lisbon, job],
            &[
                (15, &["Lisbon"]),
                (35, &["Acme", "Lisbon"]),
                (65, &["Acme", "Berlin"]),
            ],
        ),
    ] {
        for in_one_batch in [false, true] {
            let h = Harness::new().await;
            h.clock.advance_ms(100 * DAY_MS);
            match in_one_batch {
                true => say_on(&h, &said).await,
                false => {
                    for one in said {
                        say_on(&h, &[one]).await;
                    }
                }
            }
            for is_verbatim in [false, true] {
                for (on, values) in expect {
                    let found = values_on(&h, Some(*on), is_verbatim).await;
                    assert_eq!(
                        found, *values,
                        "{said:?} in one batch: {in_one_batch}, day {on}"
                    );
                }
                let last = expect.last().expect("there are days").1;
                assert_eq!(values_on(&h, None, is_verbatim).await, last, "{said:?}");
            }
        }
    }
}

#[tokio::test]
async fn sessions_of_nobody_in_particular_correct_themselves_alone() {
    let at = |user_id: Option<&str>, session_id: &str| types::Coordinates {
        user_id: user_id.map(str::to_owned),
        session_id: Some(session_id.to_owned()),
        ..types::Coordinates::default()
    };
    let (rome, oslo) = ("I live in Rome.", "I live in Oslo.");
    let gone = "Forget that I live in Rome.";
    for (user_id, said, expect) in [
        (None, &[("s1", rome), ("s2", oslo)][..], &[oslo, rome][..]),
        (
            None,
            &[("s1", rome), ("s2", "I moved to Oslo.")],
            &[rome, "I moved to Oslo."],
        ),
        (None, &[("s1", rome), ("s2", gone)], &[rome]),
        (None, &[("s1", rome), ("s1", oslo)], &[oslo]),
        (None, &[("s1", rome), ("s1", gone)], &[]),
        // What one took back another may say.
        (None, &[("s1", rome), ("s1", gone), ("s2", rome)], &[rome]),
        (
            None,
            &[("s1", rome), ("s1", oslo), ("s2", rome)],
            &[oslo, rome],
        ),
        (Some("ann"), &[("s1", rome), ("s2", oslo)], &[oslo]),
        (Some("ann"), &[("s1", rome), ("s2", gone)], &[]),
    ] {
        let h = Harness::new().await;
        let access = h.anyone().await;
        for (session_id, text) in said {
            h.clock.advance_ms(60_000);
            let said = events(&at(user_id, session_id), &[text]);
            h.engine.add_events(&access, said).await.expect("answers");
        }
        let list = ListMemories {
            at: types::Coordinates {
                user_id: user_id.map(str::to_owned),
                ..types::Coordinates::default()
            },
            ..ListMemories::default()
        };
        let page = h.engine.list_memories(&access, list).await;
        let said_by_them = page.expect("answers").items.into_iter();
        let mut found: Vec<String> = said_by_them
            .filter(|memory| memory.verbatim)
            .map(|memory| memory.text)
            .collect();
        found.sort();
        let mut expect = expect.to_vec();
        expect.sort_unstable();
        assert_eq!(found, expect, "{user_id:?}: {said:?}");
    }
}

#[tokio::test]
async fn nobody_speaks_of_later_than_tomorrow() {
    let minute = 60_000;
    let h = Harness::new().await;
    let access = h.anyone().await;
    for (ahead_ms, is_taken) in [
        (None, true),
        (Some(-4000 * DAY_MS), true),
        (Some(0), true),
        (Some(DAY_MS), true),
        (Some(DAY_MS + minute), false),
        (Some(4000 * DAY_MS), false),
    ] {
        let mut command = events(&session("ann", "s1"), &["I live in Rome.", "I like tea."]);
        command.events[1].ts = ahead_ms.map(|ms| h.engine_now().plus_ms(ms));
        let stored = || async {
            let page = h.engine.list_memories(&access, ListMemories::default());
            page.await.expect("answers").items.len()
        };
        let before = stored().await;
        let added = h.engine.add_events(&access, command).await;
        let refused = added.err().map(|error| {
            let field = error.field().map(str::to_owned);
            (error.kind(), field)
        });
        let expect = (
            types::ErrorKind::InvalidArgument,
            Some("events[1].ts".to_owned()),
        );
        assert_eq!(refused, (!is_taken).then_some(expect), "{ahead_ms:?}");
        assert_eq!(stored().await > before, is_taken, "{ahead_ms:?}");
    }
}

#[tokio::test]
async fn what_was_true_then_is_told_as_it_was_known_at_another_time() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    // Said on these days, and stored on them.
    for (on, text) in [
        (11, "I live in Lisbon."),
        (13, "I moved to Berlin."),
        (15, "I moved to Rome."),
    ] {
        h.clock.advance_ms((day(on).0 - h.engine_now().0) / 1000);
        let command = events(&session("ann", "s1"), &[text]);
        h.engine.add_events(&access, command).await.expect("adds");
    }
    h.clock.advance_ms((day(20).0 - h.engine_now().0) / 1000);
    for (as_of, known_at, expect) in [
        (Some(14), None, Some("Berlin")),
        (Some(14), Some(20), Some("Berlin")),
        (Some(14), Some(14), Some("Berlin")),
        (Some(14), Some(12), Some("Lisbon")),
        (Some(16), Some(14), Some("Berlin")),
        (Some(12), Some(20), Some("Lisbon")),
        (Some(19), Some(20), Some("Rome")),
        (Some(12), Some(10), None),
        (Some(10), Some(20), None),
        (None, Some(14), Some("Berlin")),
        (None, Some(20), Some("Rome")),
    ] {
        let (as_of, known_at) = (as_of.map(day), known_at.map(day));
        let ask = Search {
            as_of,
            known_at,
            ..search(user("ann"), "Where does the user live?")
        };
        let found = h.found(&access, ask).await;
        let told = format!("{as_of:?} {known_at:?}: {found:?}");
        let names = |texts: &[String], city: &str| texts.iter().any(|it| it.contains(city));
        let list = ListMemories {
            at: user("ann"),
            as_of,
            known_at,
            ..ListMemories::default()
        };
        let listed = h.engine.list_memories(&access, list).await.expect("lists");
        let listed: Vec<String> = listed.items.into_iter().map(|it| it.text).collect();
        for city in ["Lisbon", "Berlin", "Rome"] {
            let is_expected = expect == Some(city);
            assert_eq!(names(&found, city), is_expected, "{told}");
            assert_eq!(names(&listed, city), is_expected, "{told} {listed:?}");
        }
        assert_eq!(
            listed.len(),
            2 * usize::from(expect.is_some()),
            "{listed:?}"
        );
    }
}
