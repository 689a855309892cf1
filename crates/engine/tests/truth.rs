//! Memory that stays true: what is said corrects what was said, end to end over a real store, with a
//! clock that the test owns.

mod common;

use common::*;
use engine::{
    BuildContext, ContextFormat, Expansion, GetMemory, ListMemories, MemoryRef, NewEvent, Search,
};
use types::{Memory, MemoryId, Status, Timestamp};

const DAY_MS: i64 = 86_400_000;

/// The instant `days` after the start.
fn day(days: i64) -> Timestamp {
    START.plus_ms(days * DAY_MS)
}

fn said_on(days: i64, content: &str) -> NewEvent {
    NewEvent {
        ts: Some(day(days)),
        ..event(session("ann", "s1"), content)
    }
}

impl Harness {
    async fn say(&self, event: NewEvent) -> MemoryId {
        let command = engine::AddEvents {
            events: vec![event],
            idempotency: None,
        };
        let access = self.anyone().await;
        let added = self.engine.add_events(&access, command).await.unwrap();
        added.memory_ids[0]
    }

    async fn state(&self, text: &str) -> Memory {
        let access = self.anyone().await;
        let added = self
            .engine
            .add_memories(&access, memory(user("ann"), text))
            .await
            .unwrap();
        added.memories.into_iter().next().unwrap()
    }

    async fn get(&self, id: MemoryId) -> Memory {
        let access = self.anyone().await;
        let target = MemoryRef::Id(id);
        self.engine.get_memory(&access, &target).await.unwrap()
    }

    async fn listed(&self, command: ListMemories) -> Vec<Memory> {
        let access = self.anyone().await;
        let page = self.engine.list_memories(&access, command).await.unwrap();
        page.items
    }

    /// Everything a plain reader of Ann's memories sees.
    async fn seen(&self, query: &str) -> Vec<String> {
        let access = self.anyone().await;
        let ask = Search {
            limit: 50,
            ..search(user("ann"), query)
        };
        let mut seen = self.found(&access, ask.clone()).await;
        let context = BuildContext {
            search: ask,
            max_tokens: 4000,
            expansion: Expansion::Session,
            format: ContextFormat::Text,
        };
        seen.push(self.engine.context(&access, context).await.unwrap().text);
        let mut list = ListMemories {
            at: user("ann"),
            ..ListMemories::default()
        };
        list.page.limit = 1000;
        let listed = self.listed(list).await;
        seen.extend(listed.into_iter().map(|memory| memory.text));
        seen
    }
}

/// Says the sentences, a day apart; what is seen afterwards names the first value and not the second.
#[track_caller]
async fn check(sentences: &[&str], query: &str, present: &[&str], absent: &[&str]) {
    let h = Harness::new().await;
    for (n, sentence) in sentences.iter().enumerate() {
        h.clock.advance_ms(DAY_MS);
        h.say(said_on(n as i64 + 1, sentence)).await;
    }
    let seen = h.seen(query).await;
    for word in present {
        let found = seen.iter().any(|text| text.contains(word));
        assert!(found, "{sentences:?}: {word} is missing in {seen:#?}");
    }
    for word in absent {
        let found = seen.iter().find(|text| text.contains(word));
        assert!(
            found.is_none(),
            "{sentences:?}: {word} is still in {found:?}"
        );
    }
}

#[tokio::test]
async fn a_correction_takes_the_old_value_out_of_every_default_view() {
    check(
        &["I live in Lisbon.", "I moved to Berlin."],
        "Where do I live?",
        &["Berlin"],
        &["Lisbon"],
    )
    .await;
    check(
        &["I live in Lisbon.", "Actually, I live in Berlin."],
        "Where do I live?",
        &["Berlin"],
        &["Lisbon"],
    )
    .await;
    check(
        &["I work at Acme.", "I work at Zeta now."],
        "Where do I work?",
        &["Zeta"],
        &["Acme"],
    )
    .await;
    check(
        &[
            "My favourite colour is blue.",
            "My favourite colour is green.",
        ],
        "favourite colour",
        &["green"],
        &["blue"],
    )
    .await;
    check(
        &["I like tea.", "I like coffee."],
        "What do I like?",
        &["tea", "coffee"],
        &[],
    )
    .await;
}

#[tokio::test]
async fn a_verbatim_utterance_that_says_more_stays_with_its_closed_words_marked() {
    check(
        &[
            "I live in Lisbon and I have a dog called Rex.",
            "I moved to Berlin.",
        ],
        "Where do I live? dog",
        &["Berlin", "Rex", "[no longer true]"],
        &["Lisbon"],
    )
    .await;
}

#[tokio::test]
async fn history_keeps_what_was_corrected() {
    let h = Harness::new().await;
    h.clock.advance_ms(DAY_MS);
    let old = h.say(said_on(1, "I live in Lisbon.")).await;
    h.clock.advance_ms(9 * DAY_MS);
    let new = h.say(said_on(10, "I moved to Berlin.")).await;
    let access = h.anyone().await;
    let memory = h.get(old).await;
    assert_eq!(
        (memory.status, memory.text.as_str()),
        (Status::Superseded, "I live in Lisbon.")
    );
    assert_eq!(
        (memory.superseded_at, memory.valid_to),
        (Some(day(10)), Some(day(10)))
    );
    let by = h.get(memory.superseded_by.unwrap()).await;
    assert_eq!(by.derived_from, [new]);
    let closed = memory.statements[0].closed.clone().unwrap();
    assert_eq!(
        (closed.valid_to, closed.by),
        (day(10), memory.superseded_by)
    );

    let ask = || search(user("ann"), "Where do I live?");
    let all = Search {
        include_superseded: true,
        ..ask()
    };
    let mut found = h.found(&access, all).await;
    found.sort();
    assert_eq!(found, ["I live in Lisbon.", "I moved to Berlin."]);
    for (at, expect) in [
        (day(5), "I live in Lisbon."),
        (day(11), "I moved to Berlin."),
    ] {
        let as_of = Search {
            as_of: Some(at),
            ..ask()
        };
        assert_eq!(h.found(&access, as_of).await, [expect]);
        let known_at = Search {
            known_at: Some(at),
            ..ask()
        };
        assert_eq!(h.found(&access, known_at).await, [expect]);
        for (as_of, known_at) in [(Some(at), None), (None, Some(at))] {
            let list = ListMemories {
                at: user("ann"),
                as_of,
                known_at,
                ..ListMemories::default()
            };
            let listed = h.listed(list).await;
            let own: Vec<&str> = listed
                .iter()
                .filter(|m| m.verbatim)
                .map(|m| m.text.as_str())
                .collect();
            assert_eq!(own, [expect]);
            let context = BuildContext {
                search: Search {
                    as_of,
                    known_at,
                    ..ask()
                },
                max_tokens: 1000,
                expansion: Expansion::Session,
                format: ContextFormat::Text,
            };
            let context = h.engine.context(&access, context).await.unwrap();
            let texts: Vec<&str> = context
                .items
                .iter()
                .map(|item| item.text.as_str())
                .collect();
            assert_eq!(texts, [expect]);
        }
    }
    let get = |known_at, as_of| GetMemory {
        target: MemoryRef::Id(old),
        as_of,
        known_at,
    };
    let then = h
        .engine
        .get_memory_as(&access, get(Some(day(5)), None))
        .await
        .unwrap();
    assert_eq!(
        (then.status, then.statements[0].closed.clone()),
        (Status::Active, None)
    );
    assert!(
        h.engine
            .get_memory_as(&access, get(Some(day(0)), None))
            .await
            .is_err()
    );
    assert!(
        h.engine
            .get_memory_as(&access, get(None, Some(day(11))))
            .await
            .is_err()
    );
    assert!(
        h.engine
            .get_memory_as(&access, get(None, Some(day(5))))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn fifty_corrections_at_once_leave_one_value() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let cities = ["Lisbon", "Berlin", "Rome", "Paris", "Madrid"];
    let mut tasks = Vec::new();
    for n in 0..50 {
        let (engine, access) = (h.engine.clone(), access.clone());
        let text = format!("I live in {}.", cities[n % cities.len()]);
        tasks.push(tokio::spawn(async move {
            let said = events(&session("ann", "s1"), &[&text]);
            engine.add_events(&access, said).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut list = ListMemories {
        at: user("ann"),
        ..ListMemories::default()
    };
    list.page.limit = 1000;
    let mut values: Vec<String> = h
        .listed(list)
        .await
        .into_iter()
        .filter(|memory| !memory.verbatim)
        .flat_map(|memory| memory.statements)
        .filter(|statement| statement.attribute == "residence" && statement.closed.is_none())
        .filter_map(|statement| statement.value)
        .collect();
    values.dedup();
    assert_eq!(values.len(), 1, "{values:?}");
    assert_eq!(h.engine.stats(&access).await.unwrap().events, 50);
}
