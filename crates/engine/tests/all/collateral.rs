//! What ordinary sentences must leave alone: a value that stands in them, together with a word of an end,
//! closes nothing that they are not about. Each has its control, which must close.

use crate::common::*;
use engine::{AddEvents, MemoryRef, NewEvent};
use types::{Memory, Status};

const DAY_MS: i64 = 86_400_000;

/// What is said; what must leave it as it is; what must close it.
const ROWS: &[(&str, &[&str], &[&str])] = &[
    (
        "My sister is called Ada.",
        &[
            "Ada closed the door.",
            "Ada cancelled lunch.",
            "Ada stopped by for coffee.",
            "Ada is wrong about that.",
            "Delete Ada from the mailing list.",
            "I was kidding, Ada is great.",
            "\"Ada\", \"closed\": ",
            "I cancelled dinner with Ada.",
            "Ada no longer answers.",
        ],
        &[],
    ),
    (
        "My dog is called Rex.",
        &["Rex is no longer hungry.", "My cat is called Tom, not Rex."],
        &["Rex died."],
    ),
    (
        "I work at Acme.",
        &[
            "Acme closed its Milan branch.",
            "Acme no longer sells paint.",
        ],
        &[
            "I left Acme.",
            "I no longer work at Acme.",
            "Acme let me go.",
            "Forget that I work at Acme.",
        ],
    ),
    (
        "I live in Rome.",
        &[
            "My flight to Rome is cancelled.",
            "Remove Rome from the itinerary.",
            "My parents no longer live in Rome.",
            "My boss lives in Oslo, not in Rome.",
            "No, my brother lives in Oslo, not Rome.",
            "The conference is in Oslo, not Rome.",
            "Translate: I moved to Oslo.",
            "Fix the grammar: I moves to Oslo.",
        ],
        &[
            "No, I live in Oslo, not in Rome.",
            "I no longer live in Rome.",
        ],
    ),
    (
        "I'm allergic to peanuts.",
        &["The shop no longer sells peanuts."],
        &["I'm no longer allergic to peanuts."],
    ),
    (
        "I'm allergic to penicillin.",
        &["The penicillin order is cancelled."],
        &[],
    ),
    (
        "I take 5 mg of warfarin daily.",
        &["The pharmacy no longer stocks warfarin."],
        &["I no longer take warfarin.", "I stopped taking warfarin."],
    ),
    (
        "My locker code is 42.",
        &["Please remove 42 from the list."],
        &["Forget my locker code."],
    ),
    (
        "My flight is on Friday at 9.",
        &[
            "The Friday meeting is cancelled.",
            "Forget about dinner on Friday.",
        ],
        &["My flight is cancelled.", "The Friday flight is cancelled."],
    ),
    (
        "Always answer in French.",
        &["My aunt no longer speaks French."],
        &[
            "You no longer need to answer in French.",
            "Stop answering in French.",
            "Forget about answering in French.",
        ],
    ),
    (
        "Never call me after 4 PM.",
        &["The 4 PM call is cancelled."],
        &["Forget that you should never call me after 4 PM."],
    ),
    (
        "My brother Tom lives in Oslo.",
        &["That's wrong, 9 plus 10 is 19."],
        &["That's wrong.", "Tom no longer lives in Oslo."],
    ),
    (
        "I use Netflix.",
        &[
            "I closed the Netflix ticket.",
            "Netflix no longer works in the browser.",
        ],
        &[
            "I cancelled Netflix.",
            "I cancelled my Netflix subscription.",
        ],
    ),
    (
        "I drive a Fiat.",
        &["My neighbour sold his Fiat."],
        &["I sold the Fiat.", "The Fiat is sold."],
    ),
    (
        "I like tea.",
        &["My aunt no longer likes tea."],
        &[
            "I don't like tea anymore.",
            "I no longer like tea.",
            "I stopped liking tea.",
        ],
    ),
    ("I smoke.", &[], &["I don't smoke anymore."]),
    (
        "The Tuesday meeting is in room 4.",
        &[],
        &["The Tuesday meeting is cancelled."],
    ),
];

#[tokio::test]
async fn a_value_that_only_stands_in_a_sentence_closes_nothing() {
    for (first, leave, close) in ROWS {
        for second in *leave {
            assert!(!is_closed(first, second).await, "{first} / {second}");
        }
        for second in *close {
            assert!(is_closed(first, second).await, "{first} / {second}");
        }
    }
}

/// Whether anything of the first sentence is closed after the second.
async fn is_closed(first: &str, second: &str) -> bool {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let mut ids = Vec::new();
    for (day, content) in [first, second].into_iter().enumerate() {
        h.clock.advance_ms(DAY_MS);
        let event = NewEvent {
            ts: Some(START.plus_ms(day as i64 * DAY_MS)),
            ..event(session("ann", "s1"), content)
        };
        let command = AddEvents {
            events: vec![event],
            idempotency: None,
        };
        let added = h.engine.add_events(&access, command).await.expect("works");
        ids.extend(added.memory_ids);
    }
    let target = MemoryRef::Id(ids[0]);
    let memory: Memory = h.engine.get_memory(&access, &target).await.expect("works");
    memory.status != Status::Active || memory.statements.iter().any(|said| said.closed.is_some())
}
