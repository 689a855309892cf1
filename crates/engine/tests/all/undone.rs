//! What is undone in the middle of a history: what was said since keeps its effect.

use engine::{ListMemories, Rollback, RolledBack, Source};
use types::{EventId, Memory, Status, Timestamp};

use crate::common::*;

/// Says the words in ann's session, an hour apart; the events, and when the first was said.
async fn say(h: &Harness, words: &[&str]) -> (Vec<EventId>, Timestamp) {
    let access = h.anyone().await;
    let start = h.engine_now();
    let mut ids = Vec::new();
    for words in words {
        let added = h
            .engine
            .add_events(&access, events(&session("ann", "s1"), &[words]))
            .await;
        ids.extend(added.expect("answers").event_ids);
        h.clock.advance_ms(HOUR_MS);
    }
    (ids, start)
}

const HOUR_MS: i64 = 3_600_000;

async fn roll_back(h: &Harness, event: EventId) -> RolledBack {
    let command = Rollback {
        source: Source::Event(event),
        dry_run: false,
    };
    let access = h.anyone().await;
    h.engine.rollback(&access, command).await.expect("answers")
}

/// All of ann's memories that were read out of an event, whatever became of them.
async fn read_out(h: &Harness) -> Vec<Memory> {
    let list = ListMemories {
        at: user("ann"),
        include_superseded: true,
        ..ListMemories::default()
    };
    let access = h.anyone().await;
    let page = h.engine.list_memories(&access, list).await;
    let mut all = page.expect("answers").items;
    all.retain(|memory| !memory.verbatim);
    all
}

/// The values that are believed, in alphabetical order.
async fn believed(h: &Harness) -> Vec<String> {
    let mut values: Vec<String> = read_out(h)
        .await
        .iter()
        .filter(|memory| memory.status == Status::Active)
        .flat_map(|memory| &memory.statements)
        .filter(|statement| statement.closed.is_none())
        .filter_map(|statement| statement.value.clone())
        .collect();
    values.sort();
    values
}

#[tokio::test]
async fn what_was_said_since_ends_what_a_rollback_would_bring_back() {
    let rome_oslo_kyiv = ["I live in Rome.", "I moved to Oslo.", "I moved to Kyiv."];
    for (said, undone, expect) in [
        (&rome_oslo_kyiv[..], &[1][..], &["Kyiv"][..]),
        (
            &[
                "I work at Acme.",
                "I work at Globex now.",
                "I work at Initech now.",
            ],
            &[1],
            &["Initech"],
        ),
        (
            &[
                "My nickname is Bo.",
                "My nickname is Max.",
                "My nickname is Zed.",
            ],
            &[1],
            &["Zed"],
        ),
        // What undoes both of them brings the first back.
        (&rome_oslo_kyiv, &[1, 2], &["Rome"]),
        (&rome_oslo_kyiv, &[2, 1], &["Rome"]),
        (&rome_oslo_kyiv, &[2], &["Oslo"]),
        (&rome_oslo_kyiv, &[0], &["Kyiv"]),
        (&["I live in Rome.", "I moved to Oslo."], &[1], &["Rome"]),
        (
            &[
                "I live in Rome.",
                "I moved to Oslo.",
                "I moved to Kyiv.",
                "I moved to Lima.",
            ],
            &[1, 2],
            &["Lima"],
        ),
        (
            &[
                "I live in Rome.",
                "I moved to Oslo.",
                "I moved to Kyiv.",
                "I moved to Lima.",
            ],
            &[1, 3],
            &["Kyiv"],
        ),
        // What was said of something else ends nothing.
        (
            &["I live in Rome.", "I moved to Oslo.", "I work at Acme."],
            &[1],
            &["Acme", "Rome"],
        ),
    ] {
        let h = Harness::new().await;
        let (ids, _) = say(&h, said).await;
        for &n in undone {
            roll_back(&h, ids[n]).await;
        }
        assert_eq!(believed(&h).await, expect, "{said:?} without {undone:?}");
        // Once more changes nothing.
        let again = roll_back(&h, ids[undone[0]]).await;
        assert_eq!(again, RolledBack::default(), "{said:?} without {undone:?}");
    }
}

#[tokio::test]
async fn what_stays_put_aside_ends_where_what_was_said_since_begins() {
    let h = Harness::new().await;
    let said = ["I live in Rome.", "I moved to Oslo.", "I moved to Kyiv."];
    let (ids, start) = say(&h, &said).await;
    let done = roll_back(&h, ids[1]).await;
    assert_eq!(
        (done.removed.len(), done.restored.len()),
        (2, 0),
        "{done:?}"
    );
    let all = read_out(&h).await;
    let of = |value: &str| {
        let is_it = |memory: &&Memory| memory.statements[0].value.as_deref() == Some(value);
        all.iter().find(is_it).expect("it is listed")
    };
    let (rome, kyiv) = (of("Rome"), of("Kyiv"));
    assert_eq!(rome.status, Status::Superseded);
    assert_eq!(rome.superseded_by, Some(kyiv.id));
    assert_eq!(rome.valid_to, Some(start.plus_ms(2 * HOUR_MS)));
    let closed = rome.statements[0].closed.as_ref().expect("it is closed");
    assert_eq!(
        (closed.valid_to, closed.by),
        (start.plus_ms(2 * HOUR_MS), Some(kyiv.id))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rollback_and_a_correction_at_once_leave_one_value() {
    for _ in 0..10 {
        let h = Harness::new().await;
        let (ids, _) = say(&h, &["I live in Rome.", "I moved to Oslo."]).await;
        let access = h.anyone().await;
        let rollback = Rollback {
            source: Source::Event(ids[1]),
            dry_run: false,
        };
        let (first, second) = (h.engine.clone(), h.engine.clone());
        let (its, others) = (access.clone(), access.clone());
        let undone = tokio::spawn(async move { first.rollback(&its, rollback).await });
        let corrected = tokio::spawn(async move {
            let said = events(&session("ann", "s1"), &["I moved to Kyiv."]);
            second.add_events(&others, said).await
        });
        undone.await.expect("runs").expect("answers");
        corrected.await.expect("runs").expect("answers");
        assert_eq!(believed(&h).await, ["Kyiv"]);
    }
}
