//! Attributes in other words: what the grammar does not read is told by meaning, and corrects and is
//! corrected like all else.

use crate::common::*;
use engine::{AddEvents, MemoryRef, NewEvent};
use types::{Memory, Status};

const DAY_MS: i64 = 86_400_000;

fn said_on(days: i64, content: &str) -> NewEvent {
    NewEvent {
        ts: Some(START.plus_ms(days * DAY_MS)),
        ..event(session("ann", "s1"), content)
    }
}

/// Says the sentences a day apart; their verbatim memories as they are afterwards.
async fn say_all(h: &Harness, sentences: &[(i64, &str)]) -> Vec<Memory> {
    let access = h.anyone().await;
    let mut ids = Vec::new();
    for (days, sentence) in sentences {
        h.clock.advance_ms(DAY_MS);
        let command = AddEvents {
            events: vec![said_on(*days, sentence)],
            idempotency: None,
        };
        let added = h.engine.add_events(&access, command).await.expect("works");
        ids.extend(added.memory_ids);
    }
    let mut memories = Vec::new();
    for id in ids {
        let target = MemoryRef::Id(id);
        let memory = h.engine.get_memory(&access, &target).await;
        memories.push(memory.expect("works"));
    }
    memories
}

#[tokio::test]
async fn an_attribute_in_other_words_is_corrected_and_does_not_come_back() {
    let h = Harness::new().await;
    let said = say_all(
        &h,
        &[
            (1, "My account is with Monzo."),
            (2, "My bank is Starling now."),
            // Ingested again.
            (1, "My account is with Monzo."),
        ],
    )
    .await;
    let old = &said[0].statements[0];
    assert_eq!(
        (old.attribute.as_str(), old.value.as_deref()),
        ("bank", Some("Monzo"))
    );
    assert_eq!(old.address(), said[1].statements[0].address());
    let status: Vec<Status> = said.iter().map(|memory| memory.status).collect();
    assert_eq!(
        status,
        [Status::Superseded, Status::Active, Status::Superseded]
    );
}

#[tokio::test]
async fn what_is_near_to_no_attribute_stays_unread() {
    let h = Harness::new().await;
    let said = say_all(
        &h,
        &[
            (1, "I bank with Monzo."),
            (
                2,
                "We ran into Marek at the store and had a great time in Ghent.",
            ),
            (3, "I have a savings account at Starling too."),
        ],
    )
    .await;
    let status: Vec<Status> = said.iter().map(|memory| memory.status).collect();
    assert_eq!(status, [Status::Active; 3]);
    let banks = said.iter().flat_map(|memory| &memory.statements);
    let banks = banks.filter(|statement| statement.attribute == "bank");
    assert_eq!(banks.count(), 1);
}
