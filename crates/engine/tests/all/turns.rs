//! What "that" means, what denies without closing, and in what order things are said that have no date.

use crate::common::*;
use engine::{AddEvents, ListMemories, NewEvent};
use types::{EventKind, MemoryId, Status, Timestamp};

const HOUR_MS: i64 = 3_600_000;

/// A turn: `A: ` is an assistant's, `T: ` a tool's, `+8d ` comes eight days later, `/` in another session.
fn turn(text: &str) -> (i64, NewEvent) {
    let (days, text) = match text
        .strip_prefix('+')
        .and_then(|text| text.split_once("d "))
    {
        Some((days, text)) => (days.parse().expect("days"), text),
        None => (0, text),
    };
    let (name, text) = text
        .strip_prefix('/')
        .map_or(("s1", text), |text| ("s2", text));
    let (kind, text) = match text.split_at_checked(3) {
        Some(("A: ", text)) => (EventKind::AssistantMessage, text),
        Some(("T: ", text)) => (EventKind::ToolResult, text),
        _ => (EventKind::UserMessage, text),
    };
    let said = NewEvent {
        kind,
        ..event(session("ann", name), text)
    };
    (days * 24 * HOUR_MS + 1000, said)
}

async fn say(h: &Harness, said: NewEvent) -> Vec<(MemoryId, Status)> {
    let command = AddEvents {
        events: vec![said],
        idempotency: None,
    };
    let added = h.engine.add_events(&h.anyone().await, command).await;
    let known = added.expect("stored").already_known.into_iter();
    known.map(|known| (known.memory_id, known.status)).collect()
}

/// The user's own words that are believed.
async fn believed(h: &Harness) -> Vec<String> {
    let listed = h
        .engine
        .list_memories(&h.anyone().await, ListMemories::default())
        .await;
    let rows = listed.expect("lists").items.into_iter();
    let own =
        rows.filter(|memory| memory.verbatim && memory.event_kind == Some(EventKind::UserMessage));
    own.map(|memory| memory.text).collect()
}

async fn check(turns: &[&str], stays: &str, expect: bool) {
    let h = Harness::new().await;
    for text in turns {
        let (gap_ms, said) = turn(text);
        h.clock.advance_ms(gap_ms);
        say(&h, said).await;
    }
    let believed = believed(&h).await;
    let is_there = believed.iter().any(|text| text == stays);
    assert_eq!(is_there, expect, "{turns:?}: {believed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn that_is_the_turn_before_in_the_same_session() {
    let nut = "I'm allergic to peanuts";
    for denial in [
        "That's wrong.",
        "Forget that.",
        "Undo that.",
        "No, that's not true.",
    ] {
        // The control.
        check(&[nut, denial], nut, false).await;
        check(&[nut, "A: Noted, thanks!", denial], nut, false).await;
        check(&[nut, "A: Paris has 20 million people.", denial], nut, true).await;
        check(
            &[nut, "A: So you are allergic to shrimps?", denial],
            nut,
            true,
        )
        .await;
        check(&[nut, "T: 3 rooms are free.", denial], nut, true).await;
        check(&[nut, "A: I set a reminder for 2:45.", denial], nut, true).await;
        check(&[nut, &format!("/{denial}")], nut, true).await;
        check(&[nut, &format!("+90d {denial}")], nut, true).await;
        check(&[nut, &format!("+1d {denial}")], nut, false).await;
    }
    let size = "My shoe size is 39";
    check(&[size, "No wait, 38"], size, false).await;
    check(
        &[size, "A: So your shoe size is 39?", "No, 38."],
        size,
        false,
    )
    .await;
    check(
        &[size, "A: The boots cost 120 euros.", "No, 38."],
        size,
        true,
    )
    .await;
    check(
        &[size, "A: Size 39 costs 120 euros.", "No, 38."],
        size,
        true,
    )
    .await;
    check(
        &[size, "A: The boots cost 120 euros.", "My shoe size is 38"],
        size,
        false,
    )
    .await;
    let born = "I was born in 1988.";
    check(&[born, "A: So you're 36?", "No, 38."], born, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_that_closes_nothing_is_believed() {
    for denial in [
        "I don't live in Berlin",
        "It's not true that I moved to Berlin",
        "I don't work at Bosch",
        "I don't have a passport",
        "I don't use Vim any more",
    ] {
        check(&[denial], denial, true).await;
    }
    // What closes something has said what it had to say.
    let (vim, ended) = ("I use Vim", "I don't use Vim any more");
    check(&[vim, ended], vim, false).await;
    check(&[vim, ended], ended, false).await;
    for request in ["Forget my address", "Forget that"] {
        check(&[request], request, false).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_date_is_said_after_all_that_is_known() {
    let (old, new) = ("I live in Lisbon", "I moved to Berlin");
    // The clock of whoever sent the first was fast.
    for hours in [1, 20] {
        let h = Harness::new().await;
        let ahead = Timestamp(h.engine_now().0 + hours * HOUR_MS * 1000);
        let dated = |text: &str, ts| NewEvent {
            ts: Some(ts),
            ..turn(text).1
        };
        say(&h, dated(old, ahead)).await;
        assert_eq!(say(&h, turn(new).1).await, []);
        assert_eq!(believed(&h).await, [new], "{hours}");
        // A date is believed as it is given; who gives one before what is known is told so.
        let known = say(&h, dated("I moved to Rome", h.engine_now())).await;
        let now = believed(&h).await;
        assert_eq!(
            now.contains(&"I moved to Rome".to_owned()),
            known.is_empty(),
            "{now:?}"
        );
    }
    // Ours was put back.
    let h = Harness::new().await;
    say(&h, turn(old).1).await;
    h.clock.advance_ms(-2000);
    assert_eq!(say(&h, turn(new).1).await, []);
    assert_eq!(believed(&h).await, [new]);
    h.clock.advance_ms(-30_000);
    say(&h, turn("I moved to Rome").1).await;
    assert_eq!(believed(&h).await, ["I moved to Rome"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_what_is_not_believed_from_the_start_is_told() {
    let h = Harness::new().await;
    say(&h, turn("I moved to Berlin").1).await;
    let old = NewEvent {
        ts: Some(Timestamp(START.0 - HOUR_MS * 1000)),
        ..turn("I live in Lisbon").1
    };
    let known = say(&h, old).await;
    assert!(matches!(known[..], [(_, Status::Superseded)]), "{known:?}");
    assert_eq!(believed(&h).await, ["I moved to Berlin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_is_over_in_whatever_order_it_arrives() {
    for (told, ended) in [
        ("I use Vim", "I don't use Vim any more"),
        ("I have a dog", "I don't have a dog any more"),
        ("I live in Berlin", "I don't live in Berlin"),
        ("I play tennis", "I stopped playing tennis"),
        ("I take metformin", "I stopped taking metformin"),
        ("I like coffee", "I don't like coffee any more"),
        // Controls: what was said since ends something else, or nothing.
        ("I use Vim", "I don't use Emacs any more"),
        ("I live in Berlin", "I don't live alone"),
        ("I play tennis", "I stopped playing chess"),
        ("I live in Berlin", "I visited Berlin"),
    ] {
        let day = |n: i64| Timestamp(START.0 - n * 24 * HOUR_MS * 1000);
        let said = [(told, day(20)), (ended, day(10))].map(|(text, ts)| NewEvent {
            ts: Some(ts),
            ..turn(text).1
        });
        let [told, ended] = &said;
        let mut outcomes = Vec::new();
        for batches in [
            vec![vec![told, ended]],
            vec![vec![told], vec![ended]],
            vec![vec![ended, told]],
            vec![vec![ended], vec![told]],
        ] {
            let h = Harness::new().await;
            for batch in batches {
                let command = AddEvents {
                    events: batch.into_iter().cloned().collect(),
                    idempotency: None,
                };
                let added = h.engine.add_events(&h.anyone().await, command).await;
                added.expect("stored");
            }
            let mut believed = believed(&h).await;
            believed.sort();
            outcomes.push(believed);
        }
        let first = outcomes[0].clone();
        assert!(outcomes.iter().all(|one| *one == first), "{outcomes:?}");
    }
}
