//! What leaves with what, and what comes back.

use engine::{
    AddEvents, DeleteMemory, EventQuery, ListMemories, MemoryPatch, MemoryRef, PageRequest,
    Rollback, Search, Source, UpdateMemory,
};
use types::{EventId, EventKind, Memory, MemoryId, Status};

use crate::common::*;

/// Lets somebody say something in ann's session, a minute later.
async fn say(h: &Harness, kind: EventKind, text: &str) -> (EventId, MemoryId) {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let mut said = event(session("ann", "s1"), text);
    said.kind = kind;
    let command = AddEvents {
        events: vec![said],
        idempotency: None,
    };
    let added = h
        .engine
        .add_events(&access, command)
        .await
        .expect("answers");
    h.settle().await;
    (added.event_ids[0], added.memory_ids[0])
}

async fn user_says(h: &Harness, text: &str) -> (EventId, MemoryId) {
    say(h, EventKind::UserMessage, text).await
}

async fn assistant_says(h: &Harness, text: &str) -> MemoryId {
    say(h, EventKind::AssistantMessage, text).await.1
}

async fn get(h: &Harness, id: MemoryId) -> Memory {
    let access = h.anyone().await;
    let target = MemoryRef::Id(id);
    h.engine
        .get_memory(&access, &target)
        .await
        .expect("answers")
}

async fn found(h: &Harness, query: &str) -> Vec<String> {
    let access = h.anyone().await;
    h.found(&access, search(user("ann"), query)).await
}

async fn derive(h: &Harness, text: &str, from: &[MemoryId]) -> MemoryId {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let mut command = memory(user("ann"), text);
    command.memories[0].derived_from = from.to_vec();
    let added = h
        .engine
        .add_memories(&access, command)
        .await
        .expect("answers");
    added.memories[0].id
}

async fn delete(h: &Harness, id: MemoryId, hard: bool) {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let command = DeleteMemory {
        target: MemoryRef::Id(id),
        expected_revision: None,
        hard,
        idempotency: None,
    };
    h.engine
        .delete_memory(&access, command)
        .await
        .expect("answers");
}

async fn patch(h: &Harness, id: MemoryId, patch: MemoryPatch) {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let command = UpdateMemory {
        target: MemoryRef::Id(id),
        patch,
        expected_revision: None,
        idempotency: None,
    };
    h.engine
        .update_memory(&access, command)
        .await
        .expect("answers");
}

fn restored() -> MemoryPatch {
    MemoryPatch {
        status: Some(Status::Active),
        ..MemoryPatch::default()
    }
}

async fn roll_back(h: &Harness, event: EventId) {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let command = Rollback {
        source: Source::Event(event),
        dry_run: false,
    };
    h.engine.rollback(&access, command).await.expect("answers");
}

#[tokio::test]
async fn a_retraction_that_is_rolled_back_opens_what_it_closed() {
    let h = Harness::new().await;
    let (_, said) = user_says(&h, "I live in Berlin.").await;
    let plan = derive(&h, "Suggest restaurants nearby", &[said]).await;
    let (retraction, own) = user_says(&h, "Forget that I live in Berlin.").await;
    assert_eq!(get(&h, said).await.status, Status::Superseded);
    assert_eq!(get(&h, said).await.superseded_by, Some(own));
    assert!(get(&h, plan).await.stale_dependency);
    assert_eq!(
        found(&h, "Where do I live?").await,
        ["Suggest restaurants nearby"]
    );
    roll_back(&h, retraction).await;
    let back = get(&h, said).await;
    assert_eq!(
        (back.status, back.superseded_by, back.valid_to),
        (Status::Active, None, None)
    );
    assert!(
        back.statements
            .iter()
            .all(|statement| statement.closed.is_none())
    );
    assert!(!get(&h, plan).await.stale_dependency);
    assert_eq!(found(&h, "Where do I live?").await[0], "I live in Berlin.");
    assert_eq!(get(&h, own).await.status, Status::Deleted);
    // What is believed again may be said again.
    let (_, again) = user_says(&h, "I live in Berlin.").await;
    assert_eq!(get(&h, again).await.status, Status::Active);
}

#[tokio::test]
async fn what_only_takes_back_is_not_recalled_and_not_lost() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    for (taken_back, is_kept) in [
        ("Forget that I live in Berlin.", false),
        ("Please forget that I live in Berlin!", false),
        ("Forget that I live in Berlin. My sister Anna does.", true),
        ("I moved to Rome.", true),
    ] {
        user_says(&h, "I'm back in Berlin. I live in Berlin.").await;
        let (_, id) = user_says(&h, taken_back).await;
        let expect = if is_kept {
            Status::Active
        } else {
            Status::Superseded
        };
        assert_eq!(get(&h, id).await.status, expect, "{taken_back}");
        let plain = found(&h, taken_back).await;
        assert_eq!(
            plain.iter().any(|text| text == taken_back),
            is_kept,
            "{plain:?}"
        );
        let all = Search {
            include_superseded: true,
            ..search(user("ann"), taken_back)
        };
        assert!(
            h.found(&access, all)
                .await
                .iter()
                .any(|text| text == taken_back)
        );
    }
}

#[tokio::test]
async fn an_echo_leaves_with_what_it_repeats() {
    let h = Harness::new().await;
    user_says(&h, "I live in Lisbon.").await;
    let echo = assistant_says(&h, "Got it, you live in Lisbon!").await;
    user_says(&h, "What is there to see?").await;
    let advice = assistant_says(&h, "The castle of Lisbon has the best view.").await;
    let (correction, _) = user_says(&h, "I moved to Berlin.").await;
    assert_eq!(get(&h, echo).await.status, Status::Superseded);
    assert_eq!(get(&h, advice).await.status, Status::Active);
    let texts = found(&h, "Where do I live?").await;
    assert!(
        !texts.iter().any(|text| text.contains("you live in")),
        "{texts:?}"
    );
    roll_back(&h, correction).await;
    assert_eq!(get(&h, echo).await.status, Status::Active);
}

#[tokio::test]
async fn an_echo_in_a_longer_answer_is_marked_and_the_rest_is_found() {
    let h = Harness::new().await;
    user_says(&h, "I live in Lisbon.").await;
    let answer = "You live in Lisbon. The tram 28 leaves from Martim Moniz.";
    let id = assistant_says(&h, answer).await;
    user_says(&h, "I moved to Berlin.").await;
    assert_eq!(get(&h, id).await.text, answer, "kept as it was said");
    assert_eq!(
        found(&h, "tram 28 Martim Moniz").await[0],
        "[no longer true] The tram 28 leaves from Martim Moniz."
    );
    // In one write, too.
    let access = h.anyone().await;
    let talk = [
        (EventKind::UserMessage, "I like coffee."),
        (EventKind::AssistantMessage, "Noted: you like coffee."),
        (EventKind::UserMessage, "Actually, I don't like coffee."),
    ];
    let events = talk.map(|(kind, text)| {
        let mut said = event(session("ann", "s2"), text);
        said.kind = kind;
        said
    });
    let command = AddEvents {
        events: events.to_vec(),
        idempotency: None,
    };
    let added = h
        .engine
        .add_events(&access, command)
        .await
        .expect("answers");
    for (id, expect) in
        added
            .memory_ids
            .into_iter()
            .zip([Status::Superseded, Status::Superseded, Status::Active])
    {
        assert_eq!(get(&h, id).await.status, expect);
    }
}

#[tokio::test]
async fn a_flag_goes_when_everything_says_again_what_it_said_before() {
    let h = Harness::new().await;
    let base = derive(&h, "Anna runs the billing service", &[]).await;
    let other = derive(&h, "The billing service is written in Go", &[]).await;
    let one = derive(&h, "Ask Anna about Go", &[base, other]).await;
    let two = derive(&h, "A plan for Friday", &[one]).await;
    let flags = async || {
        let (one, two) = (get(&h, one).await, get(&h, two).await);
        (one.stale_dependency, two.stale_dependency)
    };
    delete(&h, base, false).await;
    assert_eq!(flags().await, (true, true));
    patch(&h, base, restored()).await;
    assert_eq!(flags().await, (false, false));
    // What was reworded while it was flagged says something else now.
    delete(&h, base, false).await;
    let reworded = MemoryPatch {
        text: Some("The billing service is written in Rust".to_owned()),
        ..MemoryPatch::default()
    };
    patch(&h, other, reworded).await;
    patch(&h, base, restored()).await;
    assert_eq!(flags().await, (true, true));
}

#[tokio::test]
async fn a_source_that_left_for_good_leaves_its_flag() {
    let h = Harness::new().await;
    let (base, other) = (
        derive(&h, "Anna runs the billing service", &[]).await,
        derive(&h, "The billing service is written in Go", &[]).await,
    );
    let one = derive(&h, "Ask Anna about Go", &[base, other]).await;
    delete(&h, base, false).await;
    delete(&h, other, true).await;
    patch(&h, base, restored()).await;
    assert!(get(&h, one).await.stale_dependency);
}

#[tokio::test]
async fn an_erased_utterance_takes_its_event_along() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let (event, own) = user_says(&h, "I live in Lisbon.").await;
    let (kept, _) = user_says(&h, "I like tea.").await;
    let note = {
        let mut command = memory(user("ann"), "Somebody likes the south");
        command.memories[0].source_event_ids = vec![event, kept];
        let added = h
            .engine
            .add_memories(&access, command)
            .await
            .expect("answers");
        added.memories[0].id
    };
    delete(&h, own, false).await;
    assert!(
        h.engine.get_event(&access, event).await.is_ok(),
        "it can come back"
    );
    delete(&h, own, true).await;
    assert!(h.engine.get_event(&access, event).await.is_err());
    let query = EventQuery {
        at: user("ann"),
        page: PageRequest {
            limit: 100,
            ..PageRequest::default()
        },
        ..EventQuery::default()
    };
    let events = h
        .engine
        .list_events(&access, query)
        .await
        .expect("answers")
        .items;
    assert_eq!(events.iter().map(|it| it.id).collect::<Vec<_>>(), [kept]);
    let note = get(&h, note).await;
    assert_eq!(note.provenance.source_event_ids, [kept]);
    assert!(note.stale_dependency);
    let list = ListMemories {
        at: user("ann"),
        include_superseded: true,
        page: PageRequest {
            limit: 100,
            ..PageRequest::default()
        },
        ..ListMemories::default()
    };
    let left = h
        .engine
        .list_memories(&access, list)
        .await
        .expect("answers")
        .items;
    assert!(!left.iter().any(|memory| memory.text.contains("Lisbon")));
}

#[tokio::test]
async fn an_erased_utterance_takes_along_what_was_read_from_it() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let (_, own) = user_says(&h, "I live in Lisbon.").await;
    delete(&h, own, true).await;
    let all = ListMemories {
        at: user("ann"),
        include_superseded: true,
        ..ListMemories::default()
    };
    let left = h
        .engine
        .list_memories(&access, all)
        .await
        .expect("answers")
        .items;
    assert!(left.is_empty(), "{left:?}");
    // What was erased is not even known to have been closed.
    let (_, again) = user_says(&h, "I live in Lisbon.").await;
    assert_eq!(get(&h, again).await.status, Status::Active);
}
