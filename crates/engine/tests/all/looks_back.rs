//! Corrections of what no attribute is known of, or another was read of: what they mean is found among
//! what the user said.

use crate::common::*;
use engine::{AddEvents, MemoryRef, NewEvent};
use types::{Memory, Status};

fn said_on(user: &str, days: i64, content: &str) -> NewEvent {
    NewEvent {
        ts: Some(START.plus_ms(days * DAY_MS)),
        ..event(session(user, "s1"), content)
    }
}

/// Adds the events, in one write or each by itself; their verbatim memories as they are afterwards.
async fn say(h: &Harness, events: Vec<NewEvent>, in_one: bool) -> Vec<Memory> {
    let access = h.anyone().await;
    let writes: Vec<Vec<NewEvent>> = match in_one {
        true => vec![events],
        false => events.into_iter().map(|event| vec![event]).collect(),
    };
    let mut ids = Vec::new();
    for events in writes {
        h.clock.advance_ms(DAY_MS);
        let command = AddEvents {
            events,
            idempotency: None,
        };
        h.reach(&command.events);
        let added = h.engine.add_events(&access, command).await.expect("works");
        ids.extend(added.memory_ids);
    }
    let mut memories = Vec::new();
    for id in ids {
        let memory = h.engine.get_memory(&access, &MemoryRef::Id(id)).await;
        memories.push(memory.expect("works"));
    }
    memories
}

/// What is said, and what corrects it.
const MEANT: &[(&str, &str)] = &[
    (
        "my plants get their water on Saturday afternoon",
        "I water the plants every Friday morning now",
    ),
    (
        "the spare key lives in the glove compartment",
        "the new hiding place of the spare key is the mailbox",
    ),
    (
        "Adaeze gives me private lessons in violin",
        "I take violin lessons with Vikram now instead of Adaeze",
    ),
    // Nothing of the sentence is left, whatever was read as its value.
    (
        "Finnish is the language I'd like us to chat in",
        "the language I'd like you to use has changed to Dutch",
    ),
    // In quite other words.
    (
        "my payslips come from Hollis & Sons",
        "I jumped ship, Brandt is the company on my contract now",
    ),
];

#[tokio::test]
async fn what_was_read_otherwise_is_corrected_and_does_not_come_back() {
    for (first, second) in MEANT {
        for in_one in [false, true] {
            let h = Harness::new().await;
            let events = vec![
                said_on("ann", 1, first),
                said_on("ann", 2, "my landlord is Mr. Tran"),
                said_on("ann", 3, second),
            ];
            let said = say(&h, events, in_one).await;
            let status: Vec<Status> = said.iter().map(|memory| memory.status).collect();
            let expect = [Status::Superseded, Status::Active, Status::Active];
            assert_eq!(status, expect, "{first} / {second}");
            assert!(said[0].statements.iter().all(|one| one.closed.is_some()));
            // Ingested again, with its time and without.
            let undated = event(session("ann", "s1"), first);
            let again = say(&h, vec![said_on("ann", 1, first), undated], false).await;
            for memory in again {
                assert_eq!(memory.status, Status::Superseded, "again: {first}");
            }
        }
    }
}

#[tokio::test]
async fn a_correction_of_a_correction_closes_the_second() {
    // A value, another, and the first again or a third.
    const CHAINS: &[[&str; 3]] = &[
        [
            "my plants get their water on Saturday afternoon",
            "I water the plants every Friday morning now",
            "the plants get their water on Saturday afternoon again",
        ],
        [
            "the lead of our team is Hanne",
            "our team lead is Odile now",
            "Hanne is our team lead again",
        ],
        [
            "Bram is my other half",
            "my girlfriend is Odile now",
            "I'm back with Bram",
        ],
    ];
    for chain in CHAINS {
        for in_one in [false, true] {
            let h = Harness::new().await;
            let said = (1..).zip(chain);
            let events = said.map(|(days, text)| said_on("ann", days, text));
            let said = say(&h, events.collect(), in_one).await;
            let status: Vec<Status> = said.iter().map(|memory| memory.status).collect();
            let expect = [Status::Superseded, Status::Superseded, Status::Active];
            assert_eq!(status, expect, "{chain:?}, in one: {in_one}");
        }
    }
}

/// The same words with the same time or none tell nothing new: what was said since stays. Dated later, they do.
#[tokio::test]
async fn what_only_repeats_corrects_nothing() {
    let first = "the club changed its mind and voted for The Leopard";
    let since = "book club is reading Stoner again";
    let undated = || event(session("ann", "s1"), first);
    for (again, expect) in [
        (said_on("ann", 1, first), Status::Active),
        (undated(), Status::Active),
        (said_on("ann", 9, first), Status::Superseded),
    ] {
        let h = Harness::new().await;
        let events = vec![said_on("ann", 1, first), said_on("ann", 3, since), again];
        let said = say(&h, events, false).await;
        assert_eq!(said[1].status, expect);
    }
}

#[tokio::test]
async fn a_change_that_was_taken_back_does_not_come_back() {
    let h = Harness::new().await;
    let change = "I've switched from Torino to Genoa, that's my club now";
    let events = vec![
        said_on("ann", 1, "Torino is the club I follow"),
        said_on("ann", 2, change),
        said_on("ann", 3, "Genoa isn't my team anymore"),
        said_on("ann", 2, change),
        event(session("ann", "s1"), change),
    ];
    let said = say(&h, events, false).await;
    for memory in [&said[1], &said[3], &said[4]] {
        let shown = memory.current_text();
        let is_over = memory.status == Status::Superseded || !shown.contains("Genoa");
        assert!(is_over, "{shown}: {:?}", memory.statements);
    }
}

#[tokio::test]
async fn what_is_corrected_in_a_word_says_the_rest() {
    let h = Harness::new().await;
    let events = vec![
        said_on("ann", 1, "Wolf Hall is on my nightstand"),
        said_on("ann", 2, "I mixed that up, it's Middlemarch"),
    ];
    let said = say(&h, events, false).await;
    assert_eq!(said[0].status, Status::Superseded);
    assert_eq!(said[1].status, Status::Active);
}

#[tokio::test]
async fn what_only_sounds_like_an_end_is_not_put_aside() {
    for text in ["no tea beats sencha for me", "I'm based out of Turku"] {
        let h = Harness::new().await;
        let said = say(&h, vec![said_on("ann", 1, text)], false).await;
        assert_eq!(said[0].status, Status::Active, "{text}");
    }
}

#[tokio::test]
async fn another_user_is_not_looked_at() {
    let (first, second) = MEANT[0];
    let h = Harness::new().await;
    let events = vec![said_on("ben", 1, first), said_on("ann", 2, second)];
    let said = say(&h, events, false).await;
    assert_eq!(said[0].status, Status::Active);
}

#[tokio::test]
async fn what_is_said_beside_it_stays() {
    let h = Harness::new().await;
    let text = "My plants get their water on Saturday afternoon. The boiler was serviced in May, and it hums.";
    let events = vec![
        said_on("ann", 1, text),
        said_on("ann", 2, "I water the plants every Friday morning now"),
        said_on("ann", 1, text),
    ];
    let said = say(&h, events, false).await;
    assert_eq!(said[0].status, Status::Active);
    let shown = said[0].current_text();
    assert!(
        !shown.contains("Saturday") && shown.contains("boiler"),
        "{shown}"
    );
    // The same words again stand for nothing more.
    assert_eq!(said[2].status, Status::Superseded);
}

#[tokio::test]
async fn what_is_of_another_is_not_meant() {
    const APART: &[(&str, &str)] = &[
        // Somebody else's.
        (
            "my plants get their water on Saturday afternoon",
            "my neighbour waters his plants every Friday morning now",
        ),
        (
            "I take my pills at 8 in the morning",
            "my dog takes his pills at noon now",
        ),
        // Another thing.
        (
            "the orchids get their water on Saturday afternoon",
            "I water the tomatoes every Friday morning now",
        ),
        (
            "the spare key lives in the glove compartment",
            "the spare tyre is in the garage now",
        ),
        (
            "the budget for the wedding is €12,000",
            "the budget for the offsite is €4,000 now",
        ),
        // The past, a wish, a question, what is only thought of.
        (
            "my plants get their water on Saturday afternoon",
            "as a student I watered the plants every Friday morning",
        ),
        (
            "my plants get their water on Saturday afternoon",
            "I wish I could water the plants every Friday morning",
        ),
        (
            "my plants get their water on Saturday afternoon",
            "should I water the plants on Friday morning now?",
        ),
        (
            "my plants get their water on Saturday afternoon",
            "maybe I'll water the plants on Friday mornings some day",
        ),
        // Said of the same, and changes nothing of it.
        (
            "my plants get their water on Saturday afternoon",
            "I changed the soil of my plants, they look better now",
        ),
    ];
    for (first, second) in APART {
        let h = Harness::new().await;
        let events = vec![said_on("ann", 1, first), said_on("ann", 2, second)];
        let said = say(&h, events, false).await;
        assert_eq!(said[0].status, Status::Active, "{first} / {second}");
        assert!(said[0].statements.iter().all(|one| one.closed.is_none()));
    }
}
