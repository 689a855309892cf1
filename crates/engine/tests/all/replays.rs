//! Replies kept under idempotency keys belong to those who have the reach of whoever asked.

use crate::common::*;
use engine::{
    Access, AddEvents, AddMemories, CreateKey, DeleteMemory, Idempotency, ListMemories,
    MemoryPatch, MemoryRef, Strategy, UpdateBelief, UpdateMemory,
};
use serde_json::{Value, json};
use types::{Coordinates, MemoryId, Result};

/// A verb that keeps its reply.
#[derive(Clone, Copy, Debug)]
enum Verb {
    AddEvents,
    AddMemories,
    Update,
    Delete,
    Believe,
}

/// The same request, whoever asks: the words of a user whom only the key names.
async fn ask(h: &Harness, access: &Access, verb: Verb, id: MemoryId) -> Result<Value> {
    let idempotency = Some(Idempotency {
        key: "req-1".into(),
        request_hash: [7; 32],
    });
    let at = Coordinates::default();
    let target = MemoryRef::Id(id);
    let engine = &h.engine;
    Ok(match verb {
        Verb::AddEvents => {
            let command = AddEvents {
                idempotency,
                ..events(&at, &["I live in Topazville"])
            };
            json!(engine.add_events(access, command).await?)
        }
        Verb::AddMemories => {
            let command = AddMemories {
                idempotency,
                ..memory(at, "I live in Topazville")
            };
            json!(engine.add_memories(access, command).await?)
        }
        Verb::Update => {
            let patch = MemoryPatch {
                importance: Some(0.7),
                ..MemoryPatch::default()
            };
            let command = UpdateMemory {
                target,
                patch,
                expected_revision: None,
                idempotency,
            };
            json!(engine.update_memory(access, command).await?)
        }
        Verb::Delete => {
            let command = DeleteMemory {
                target,
                expected_revision: None,
                hard: false,
                idempotency,
            };
            json!(engine.delete_memory(access, command).await?)
        }
        Verb::Believe => {
            let command = UpdateBelief {
                memory: memory(at, "I live in Topazville").memories.remove(0),
                strategy: Strategy::Supersede,
                contradicting: None,
                idempotency,
            };
            json!(engine.update_belief(access, command).await?)
        }
    })
}

async fn rows(h: &Harness, access: &Access) -> usize {
    let listed = h
        .engine
        .list_memories(access, ListMemories::default())
        .await;
    listed.expect("lists").items.len()
}

/// `first` asks, then `second`: whether it is told what `first` was told, and whether something was
/// written for it.
async fn check(verb: Verb, first: Option<&str>, second: Option<&str>, expect: (bool, bool)) {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let of_ann = memory(user("ann"), "Ann's word is topaz");
    let of_ann = h.engine.add_memories(&anyone, of_ann).await.expect("added");
    let id = of_ann.memories[0].id;
    let admin = h.key(&anyone, all_permissions("admin")).await;
    let bound = |name: Option<&str>| CreateKey {
        bound: name.map(user).unwrap_or_default(),
        ..all_permissions("one of two")
    };
    let one = h.key(&admin, bound(first)).await;
    let other = h.key(&admin, bound(second)).await;
    let told = ask(&h, &one, verb, id).await.expect("the first may");
    let before = rows(&h, &admin).await;
    let answer = ask(&h, &other, verb, id).await;
    let text = format!("{answer:?}");
    let is_replay = answer.is_ok_and(|answer| answer == told);
    let row = format!("{verb:?}, {first:?} then {second:?}: {text}");
    assert_eq!(
        (is_replay, rows(&h, &admin).await > before),
        expect,
        "{row}"
    );
    // Once more by each: their own replies, and nothing is written.
    let before = rows(&h, &admin).await;
    assert_eq!(ask(&h, &one, verb, id).await.expect("again"), told, "{row}");
    assert_eq!(
        format!("{:?}", ask(&h, &other, verb, id).await),
        text,
        "{row}"
    );
    assert_eq!(rows(&h, &admin).await, before, "{row}");
}

#[tokio::test]
async fn a_reply_is_replayed_to_the_same_reach_alone() {
    let (ann, bob) = (Some("ann"), Some("bob"));
    let (replayed, anew, nothing) = ((true, false), (false, true), (false, false));
    for verb in [Verb::AddEvents, Verb::AddMemories, Verb::Believe] {
        // The control: a reply is replayed.
        check(verb, ann, ann, replayed).await;
        check(verb, None, None, replayed).await;
        check(verb, ann, bob, anew).await;
        check(verb, None, bob, anew).await;
        check(verb, ann, None, anew).await;
    }
    for verb in [Verb::Update, Verb::Delete] {
        check(verb, ann, ann, replayed).await;
        check(verb, None, None, replayed).await;
        check(verb, ann, bob, nothing).await;
        check(verb, None, bob, nothing).await;
    }
}
