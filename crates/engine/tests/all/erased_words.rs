//! What is erased leaves none of its words in what was made of it and of something else.

use crate::common::*;
use engine::{
    Consolidate, Erase, Erasure, ListMemories, MemoryRef, NewMemoryInput, Receipt, Reflect,
    Summarise,
};
use types::{EventId, Memory, MemoryId};

/// The word that must be gone.
const CANARY: &str = "wumpusette";

struct Said {
    event: EventId,
    memory: MemoryId,
    other: MemoryId,
}

/// Something with the canary, and something else.
async fn say(h: &Harness, text: &str, other: &str) -> Said {
    let anyone = h.anyone().await;
    let mut ids = Vec::new();
    for text in [text, other] {
        h.clock.advance_ms(60_000);
        let added = events(&session("ann", "s1"), &[text]);
        let added = h.engine.add_events(&anyone, added).await.expect("stored");
        ids.push((added.event_ids[0], added.memory_ids[0]));
    }
    Said {
        event: ids[0].0,
        memory: ids[0].1,
        other: ids[1].1,
    }
}

async fn derive(h: &Harness, text: &str, from: &[MemoryId], tag: &str) -> MemoryId {
    let mut command = memory(user("ann"), text);
    let input: &mut NewMemoryInput = &mut command.memories[0];
    input.derived_from = from.to_vec();
    input.tags = (!tag.is_empty())
        .then(|| tag.to_owned())
        .into_iter()
        .collect();
    let added = h.engine.add_memories(&h.anyone().await, command).await;
    added.expect("stored").memories[0].id
}

async fn summarise(h: &Harness) {
    let command = Summarise {
        at: session("ann", "s1"),
        ..Summarise::default()
    };
    let done = h.engine.summarise(&h.anyone().await, command).await;
    done.expect("summarises");
}

async fn erase(h: &Harness, what: Erasure, dry_run: bool) -> Receipt {
    let command = Erase {
        what,
        with_sources: false,
        close_texts: false,
        dry_run,
    };
    let done = h.engine.erase(&h.anyone().await, command).await;
    done.expect("erases")
}

async fn all(h: &Harness) -> Vec<Memory> {
    let command = ListMemories {
        include_superseded: true,
        ..ListMemories::default()
    };
    let page = h.engine.list_memories(&h.anyone().await, command).await;
    page.expect("lists").items
}

/// Files of a directory in which the canary stands.
fn residue(directory: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(residue(&path));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        if bytes.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Erases what was said; the control: until then its words are found, in a memory of `kind` that rests
/// on something else as well. What stays of the others is returned.
async fn check(h: &Harness, said: &Said, kind: &str) -> Vec<Memory> {
    let before = all(h).await;
    let has = |memory: &Memory| format!("{memory:?}").contains(CANARY);
    let made = |memory: &&Memory| has(memory) && memory.provenance.process == kind;
    assert!(
        before.iter().any(|memory| made(&memory)),
        "{kind}: {before:?}"
    );
    assert!(!residue(&h.data_dir()).is_empty(), "{kind}");
    let would = erase(h, Erasure::Event(said.event), true).await;
    let receipt = erase(h, Erasure::Event(said.event), false).await;
    let left = all(h).await;
    assert!(!left.iter().any(has), "{kind}: {left:?}");
    assert_eq!(receipt.counts.memories, would.counts.memories, "{kind}");
    assert_eq!(
        receipt.counts.memories as usize,
        before.len() - left.len(),
        "{kind}"
    );
    assert_eq!(residue(&h.data_dir()), [""; 0], "{kind}");
    let found = h
        .found(&h.anyone().await, search(user("ann"), CANARY))
        .await;
    assert!(!found.iter().any(|text| text.contains(CANARY)), "{kind}");
    assert!(left.iter().any(|memory| memory.id == said.other), "{kind}");
    left
}

const TOLD: &str = "My cat wumpusette lives in the garden house";
const BESIDE: &str = "I live in Hamburg with my sister";

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_goes_and_is_made_anew_without_the_words() {
    let h = Harness::new().await;
    let said = say(&h, TOLD, BESIDE).await;
    summarise(&h).await;
    check(&h, &said, "summarise").await;
    summarise(&h).await;
    let left = all(&h).await;
    let anew = left.iter().find(|memory| memory.type_ == "summary");
    assert!(
        anew.is_some_and(|memory| memory.text.contains("Hamburg")),
        "{left:?}"
    );
    assert_eq!(residue(&h.data_dir()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ready_memory_goes_if_it_has_the_words_and_what_rests_on_it() {
    let h = Harness::new().await;
    let said = say(&h, TOLD, BESIDE).await;
    let both = [said.memory, said.other];
    let quotes = derive(&h, "Ann of Hamburg has wumpusette", &both, "").await;
    derive(&h, "wumpusette is Ann's", &[quotes, said.other], "").await;
    let plain = derive(&h, "Ann's home is Hamburg", &both, "").await;
    let left = check(&h, &said, "api").await;
    let stays: Vec<bool> = [quotes, plain]
        .iter()
        .map(|id| left.iter().any(|memory| memory.id == *id))
        .collect();
    assert_eq!(stays, [false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_insight_goes() {
    let h = Harness::new().await;
    let said = say(
        &h,
        "I love wumpusette tea",
        "I love wumpusette tea very much",
    )
    .await;
    let third = events(&session("ann", "s2"), &["I drink wumpusette tea every day"]);
    h.engine
        .add_events(&h.anyone().await, third)
        .await
        .expect("stored");
    derive(
        &h,
        "Ann's tea is wumpusette tea",
        &[said.memory, said.other],
        "",
    )
    .await;
    let _ = h
        .engine
        .reflect(&h.anyone().await, Reflect::default())
        .await;
    // The words stand in what was said elsewhere, too: what rests on that stays.
    erase(&h, Erasure::Event(said.event), false).await;
    let left = all(&h).await;
    assert!(
        left.iter().any(|memory| memory.text.contains("Ann's tea")),
        "{left:?}"
    );
    assert!(
        !left
            .iter()
            .any(|memory| memory.provenance.process == "reflect"
                && memory.derived_from.contains(&said.memory))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_took_in_labels_gives_them_back() {
    let h = Harness::new().await;
    let said = say(&h, TOLD, BESIDE).await;
    let text = "Ann likes the sea at night";
    let own = derive(&h, text, &[], "").await;
    let added = derive(&h, text, &[said.memory], CANARY).await;
    let done = h
        .engine
        .consolidate(&h.anyone().await, Consolidate::default())
        .await;
    assert_eq!(done.expect("consolidates").duplicates_found, 1);
    let merged = all(&h).await;
    let survivor = merged
        .iter()
        .find(|memory| memory.superseded_by.is_none() && memory.text == text);
    let survivor = survivor.expect("one stays").id;
    if survivor == own {
        let left = check(&h, &said, "api").await;
        let survivor = left.iter().find(|memory| memory.id == own);
        assert!(
            survivor.is_some_and(|memory| memory.tags.is_empty()),
            "{left:?}"
        );
    } else {
        assert_eq!(survivor, added);
        let what = Erasure::Memory(MemoryRef::Id(added));
        erase(&h, what, false).await;
        let left = all(&h).await;
        // The other has the erased words.
        assert!(left.iter().all(|memory| memory.id != own), "{left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_was_put_into_older_words_goes_with_them() {
    let h = Harness::new().await;
    let said = say(&h, "The wumpusette budget is 40 euros", "No wait, 50 euros").await;
    let before = all(&h).await;
    let has = |memory: &Memory| memory.text.contains(CANARY);
    let moved = |memory: &&Memory| has(memory) && memory.text.contains("50");
    assert!(before.iter().any(|memory| moved(&memory)), "{before:?}");
    let receipt = erase(&h, Erasure::Event(said.event), false).await;
    let left = all(&h).await;
    assert!(!left.iter().any(has), "{left:?}");
    assert_eq!(receipt.counts.memories as usize, before.len() - left.len());
    assert_eq!(residue(&h.data_dir()), [""; 0]);
}
