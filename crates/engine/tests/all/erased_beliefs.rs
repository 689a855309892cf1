//! What is erased out of a history of corrections: what was said since stays, and nothing names what is
//! gone.

use engine::{Consolidate, Erase, Erasure, ListMemories, MemoryRef, Receipt, Rollback, Source};
use types::{EventId, Memory, MemoryId, Status};

use crate::common::*;

/// Something that ann has stored: said, or as a ready memory ("=User lives in Berlin").
#[derive(Clone, Copy, Debug)]
enum Told {
    Event(EventId),
    Ready(MemoryId),
}

async fn tell(h: &Harness, text: &str) -> Told {
    let access = h.anyone().await;
    h.clock.advance_ms(3_600_000);
    match text.strip_prefix('=') {
        Some(ready) => {
            let added = memory(user("ann"), ready);
            let added = h.engine.add_memories(&access, added).await;
            Told::Ready(added.expect("adds").memories[0].id)
        }
        None => {
            let added = events(&session("ann", "s1"), &[text]);
            let added = h.engine.add_events(&access, added).await;
            Told::Event(added.expect("adds").event_ids[0])
        }
    }
}

async fn erase(h: &Harness, told: Told) -> Receipt {
    let what = match told {
        Told::Event(id) => Erasure::Event(id),
        Told::Ready(id) => Erasure::Memory(MemoryRef::Id(id)),
    };
    let access = h.anyone().await;
    let command = |dry_run| Erase {
        what: what.clone(),
        with_sources: false,
        close_texts: false,
        dry_run,
    };
    let would = h.engine.erase(&access, command(true)).await;
    let (would, done) = (would, h.engine.erase(&access, command(false)).await);
    let (would, done) = (would.expect("counts"), done.expect("erases"));
    assert_eq!(
        (would.counts, would.flagged),
        (done.counts, done.flagged),
        "a dry run tells what goes"
    );
    done
}

async fn roll_back(h: &Harness, told: Told) {
    let source = match told {
        Told::Event(id) => Source::Event(id),
        Told::Ready(id) => Source::Memory(MemoryRef::Id(id)),
    };
    let command = Rollback {
        source,
        dry_run: false,
    };
    let access = h.anyone().await;
    h.engine.rollback(&access, command).await.expect("undoes");
}

/// Everything of ann's, whatever became of it. Nothing of it names what is not there.
async fn all(h: &Harness) -> Vec<Memory> {
    let list = ListMemories {
        at: user("ann"),
        include_superseded: true,
        ..ListMemories::default()
    };
    let access = h.anyone().await;
    let page = h.engine.list_memories(&access, list).await;
    let all = page.expect("lists").items;
    for memory in &all {
        let closed = memory.statements.iter();
        let by = closed.filter_map(|said| said.closed.as_ref()?.by);
        for id in by.chain(memory.superseded_by) {
            let target = MemoryRef::Id(id);
            let is_there = h.engine.get_memory(&access, &target).await.is_ok();
            let was_deleted = h.engine.history(&access, &target).await.is_ok();
            assert!(is_there || was_deleted, "{} names {id}", memory.text);
        }
    }
    all
}

/// What is believed and does not repeat an utterance.
async fn believed(h: &Harness) -> Vec<String> {
    let mut all = all(h).await;
    all.retain(|memory| memory.status == Status::Active && !memory.verbatim);
    let mut texts: Vec<String> = all.into_iter().map(|memory| memory.text).collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn what_was_said_since_stays_with_its_words() {
    for (first, then, goes) in [
        ("=User lives in Berlin", "I moved to Rome.", 1),
        (
            "=User lives in Berlin",
            "I'm in Rome now, I live in Rome.",
            1,
        ),
        ("=User likes tea", "I don't like tea any more.", 1),
        (
            "=User's favorite color is blue",
            "My favourite colour is green now.",
            1,
        ),
        ("=User works at Acme", "I work at Globex now.", 1),
        ("I live in Berlin.", "I moved to Rome.", 2),
    ] {
        let h = Harness::new().await;
        let first = tell(&h, first).await;
        tell(&h, then).await;
        let before = believed(&h).await;
        assert!(!before.is_empty(), "{then}");
        let receipt = erase(&h, first).await;
        assert_eq!(receipt.counts.memories, goes, "{then}");
        assert_eq!(believed(&h).await, before, "{then}");
        let verbatim = all(&h).await.into_iter().find(|memory| memory.verbatim);
        let verbatim = verbatim.expect("stays");
        assert!(!verbatim.statements.is_empty(), "{then}");
    }
}

#[tokio::test]
async fn nothing_names_a_correction_that_is_gone_and_it_can_come_back() {
    let lisbon = "User lives in Lisbon";
    // Of the histories, which is erased, what is believed then, what is undone, and what then.
    let h = Harness::new().await;
    tell(&h, "I live in Lisbon.").await;
    let berlin = tell(&h, "I moved to Berlin.").await;
    erase(&h, berlin).await;
    assert_eq!(believed(&h).await, [""; 0], "the user took it back");

    let h = Harness::new().await;
    tell(&h, "I live in Lisbon.").await;
    let berlin = tell(&h, "I moved to Berlin.").await;
    let rome = tell(&h, "I moved to Rome.").await;
    erase(&h, berlin).await;
    assert_eq!(believed(&h).await, ["User moved to Rome"]);
    roll_back(&h, rome).await;
    assert_eq!(believed(&h).await, [lisbon]);

    let h = Harness::new().await;
    tell(&h, "I live in Lisbon.").await;
    let berlin = tell(&h, "=User lives in Berlin").await;
    let rome = tell(&h, "I moved to Rome.").await;
    roll_back(&h, berlin).await;
    assert_eq!(believed(&h).await, ["User moved to Rome"]);
    erase(&h, berlin).await;
    assert_eq!(believed(&h).await, ["User moved to Rome"]);
    roll_back(&h, rome).await;
    assert_eq!(believed(&h).await, [lisbon]);
}

#[tokio::test]
async fn what_was_merged_into_it_goes_with_its_words() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let text = "The safe of the lodge opens with the wumpus key";
    let twice = [
        tell(&h, &format!("={text}")).await,
        tell(&h, &format!("={text}")).await,
    ];
    tell(&h, "=The boat is in the harbour").await;
    let done = h.engine.consolidate(&access, Consolidate::default()).await;
    assert_eq!(done.expect("consolidates").duplicates_found, 1);
    let left = all(&h).await.into_iter();
    let mut left = left.filter(|it| it.status == Status::Active && it.text == text);
    let survivor = left.next().expect("one stays").id;
    assert!(
        twice
            .iter()
            .any(|it| matches!(it, Told::Ready(id) if *id == survivor))
    );
    let receipt = erase(&h, Told::Ready(survivor)).await;
    assert_eq!(receipt.counts.memories, 2);
    assert_eq!(believed(&h).await, ["The boat is in the harbour"]);
}

#[tokio::test]
async fn a_dry_run_counts_what_hangs_on_what_goes() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let mut said = events(&session("ann", "s1"), &["I live in Lisbon."]);
    said.idempotency = Some(engine::Idempotency {
        key: "k".to_owned(),
        request_hash: [1; 32],
    });
    let added = h.engine.add_events(&access, said).await.expect("adds");
    h.settle().await;
    let receipt = erase(&h, Told::Event(added.event_ids[0])).await;
    let counts = receipt.counts;
    assert_eq!((counts.memories, counts.events, counts.replies), (2, 1, 1));
    assert_eq!((counts.vectors, counts.lineage), (2, 1));
}
