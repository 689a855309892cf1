//! What was true at a time, where nobody said since when.

use engine::{GetMemory, ListMemories, MemoryRef, Search, Summarise};
use types::{Memory, Timestamp};

use crate::common::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

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
