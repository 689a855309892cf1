//! What is told to whoever says again what is known already.

use crate::common::*;
use types::Status;

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn the_same_words_again_are_said_to_be_known() {
    /// Says the sentences, the last one undated; what is told of it.
    async fn check(before: &[&str], last: &str, expect: Option<Status>) {
        let h = Harness::new().await;
        let access = h.anyone().await;
        for (n, sentence) in before.iter().enumerate() {
            let mut said = events(&session("ann", "s1"), &[sentence]);
            said.events[0].ts = Some(START.plus_ms((n as i64 - 9) * DAY_MS));
            h.engine.add_events(&access, said).await.unwrap();
        }
        let command = engine::AddEvents {
            events: vec![event(session("ann", "s1"), last)],
            idempotency: Some(engine::Idempotency {
                key: "k1".to_owned(),
                request_hash: [1; 32],
            }),
        };
        let added = h.engine.add_events(&access, command.clone()).await.unwrap();
        let known = expect.map(|status| engine::AlreadyKnown {
            memory_id: added.memory_ids[0],
            status,
        });
        let known: Vec<_> = known.into_iter().collect();
        assert_eq!(added.already_known, known, "{before:?}, then {last:?}");
        let again = h.engine.add_events(&access, command).await.unwrap();
        assert_eq!(again, added, "a repeated request is told the same");
        let ready = h
            .engine
            .add_memories(&access, memory(user("ann"), last))
            .await;
        let ready = ready.unwrap();
        let told: Vec<_> = ready
            .already_known
            .iter()
            .map(|known| known.status)
            .collect();
        let closed: Vec<_> = expect
            .into_iter()
            .filter(|s| *s != Status::Active)
            .collect();
        assert_eq!(
            told, closed,
            "a record is no message: {before:?}, then {last:?}"
        );
    }
    let lisbon = "I live in Lisbon.";
    check(&[lisbon], lisbon, Some(Status::Active)).await;
    check(
        &[lisbon, "I moved to Berlin."],
        lisbon,
        Some(Status::Superseded),
    )
    .await;
    check(&[lisbon, "Forget that."], lisbon, Some(Status::Superseded)).await;
    check(&[lisbon], "I live in Porto.", None).await;
    check(&[lisbon], "My home is in Lisbon.", None).await;
    check(&["Good morning!"], "Good morning!", None).await;
    check(&[], lisbon, None).await;
}

#[tokio::test]
async fn a_ready_memory_again_is_said_to_be_known() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let text = "User lives in Lisbon";
    for (coordinates, is_known) in [
        (user("ann"), false),
        (user("ann"), true),
        (user("bob"), false),
    ] {
        let added = h
            .engine
            .add_memories(&access, memory(coordinates, text))
            .await;
        let added = added.unwrap();
        let known: Vec<_> = added.already_known.iter().map(|k| k.memory_id).collect();
        let own: Vec<_> = added.memories.iter().map(|memory| memory.id).collect();
        assert_eq!(known, if is_known { own } else { Vec::new() });
    }
}
