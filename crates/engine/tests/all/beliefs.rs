//! What a new statement speaks against, and what to do about it.

use crate::common::*;
use engine::{
    BeliefAction, ContradictionKind, DetectContradictions, Idempotency, MemoryRef, NewMemoryInput,
    Strategy, Suggestion, UpdateBelief, UpdatedBelief,
};
use types::{ErrorKind, Memory, Status};

async fn state(h: &Harness, user_id: &str, text: &str) -> Memory {
    let access = h.anyone().await;
    let added = h
        .engine
        .add_memories(&access, memory(user(user_id), text))
        .await;
    added.expect("adds").memories.remove(0)
}

async fn believe(h: &Harness, text: &str, set: impl FnOnce(&mut UpdateBelief)) -> UpdatedBelief {
    let access = h.anyone().await;
    let mut command = UpdateBelief {
        memory: NewMemoryInput {
            at: user("ann"),
            text: text.to_owned(),
            ..NewMemoryInput::default()
        },
        ..UpdateBelief::default()
    };
    set(&mut command);
    let done = h.engine.update_belief(&access, command).await;
    done.expect("believes")
}

async fn get(h: &Harness, id: types::MemoryId) -> Memory {
    let access = h.anyone().await;
    let got = h.engine.get_memory(&access, &MemoryRef::Id(id)).await;
    got.expect("is there")
}

#[tokio::test]
async fn contradictions_are_told_and_duplicates_and_additions_are_none() {
    let rows: &[(&str, &str, Option<ContradictionKind>)] = &[
        (
            "User prefers dark mode",
            "User prefers light mode",
            Some(ContradictionKind::ValueConflict),
        ),
        ("User prefers dark mode", "The user prefers dark mode", None),
        ("User prefers dark mode", "User likes tea", None),
        ("User likes tea", "User likes coffee", None),
        (
            "User likes tea",
            "User hates tea",
            Some(ContradictionKind::PreferenceReversal),
        ),
        (
            "User lives in Lisbon",
            "User lives in Berlin",
            Some(ContradictionKind::ValueConflict),
        ),
        (
            "User lives in Lisbon",
            "User moved to Berlin",
            Some(ContradictionKind::TemporalUpdate),
        ),
        ("User lives in Lisbon", "User works at Acme", None),
    ];
    for (old, new, expect) in rows {
        let h = Harness::new().await;
        let access = h.anyone().await;
        let old = state(&h, "ann", old).await;
        state(&h, "bob", "User lives in Oslo").await;
        h.settle().await;
        let asked = DetectContradictions {
            text: (*new).to_owned(),
            at: user("ann"),
            ..DetectContradictions::default()
        };
        let before = h.engine.stats(&access).await.unwrap();
        let found = h
            .engine
            .detect_contradictions(&access, asked)
            .await
            .unwrap();
        assert_eq!(
            h.engine.stats(&access).await.unwrap(),
            before,
            "nothing is written"
        );
        let told: Vec<_> = found
            .contradictions
            .iter()
            .map(|one| (one.memory.id, one.kind))
            .collect();
        let expected: Vec<_> = expect.iter().map(|kind| (old.id, *kind)).collect();
        assert_eq!(told, expected, "{} / {new}: {found:#?}", old.text);
        let suggested = match expect {
            Some(_) => Suggestion::Supersede,
            None => Suggestion::None,
        };
        assert_eq!(found.suggested, suggested);
        assert!(!found.reasoning.is_empty());
        assert!(
            found
                .contradictions
                .iter()
                .all(|one| one.similarity > 0.0 && one.similarity <= 1.01)
        );
    }
}

#[tokio::test]
async fn texts_without_a_property_in_common_contradict_by_what_they_say_alone() {
    let rows = [
        (
            "The old bridge near the mill is open",
            "The old bridge near the mill is not open",
            true,
        ),
        (
            "The old bridge near the mill is open",
            "The old bridge near the mill is open today",
            false,
        ),
        (
            "The old bridge near the mill is open",
            "Bread is not sold here",
            false,
        ),
    ];
    for (old, new, expect) in rows {
        let h = Harness::with(384, |config| config.extraction = false).await;
        let access = h.anyone().await;
        state(&h, "ann", old).await;
        h.settle().await;
        let asked = DetectContradictions {
            text: new.to_owned(),
            at: user("ann"),
            ..DetectContradictions::default()
        };
        let found = h
            .engine
            .detect_contradictions(&access, asked)
            .await
            .unwrap();
        assert_eq!(
            found.contradictions.len(),
            usize::from(expect),
            "{new}: {found:#?}"
        );
        let suggested = if expect {
            Suggestion::Manual
        } else {
            Suggestion::None
        };
        assert_eq!(found.suggested, suggested);
    }
}

#[tokio::test]
async fn strategies_do_what_they_say() {
    let rows: &[(Strategy, Option<f32>, BeliefAction, Status, f32)] = &[
        (
            Strategy::Supersede,
            None,
            BeliefAction::Superseded,
            Status::Superseded,
            1.0,
        ),
        (
            Strategy::Auto,
            None,
            BeliefAction::Superseded,
            Status::Superseded,
            1.0,
        ),
        (
            Strategy::Auto,
            Some(0.9),
            BeliefAction::Superseded,
            Status::Superseded,
            1.0,
        ),
        (
            Strategy::Auto,
            Some(0.5),
            BeliefAction::Adjusted,
            Status::Active,
            0.75,
        ),
        (
            Strategy::Adjust,
            Some(1.0),
            BeliefAction::Adjusted,
            Status::Active,
            0.5,
        ),
        (
            Strategy::Merge,
            None,
            BeliefAction::Merged,
            Status::Active,
            1.0,
        ),
        (
            Strategy::Manual,
            None,
            BeliefAction::Flagged,
            Status::Active,
            1.0,
        ),
    ];
    for (strategy, confidence, action, status, left) in rows {
        let h = Harness::new().await;
        let access = h.anyone().await;
        let old = state(&h, "ann", "User prefers dark mode").await;
        let done = believe(&h, "User prefers light mode", |command| {
            command.strategy = *strategy;
            command.memory.confidence = *confidence;
        })
        .await;
        assert_eq!(
            (done.action, done.original_memory_id),
            (*action, Some(old.id)),
            "{strategy:?}"
        );
        let now = get(&h, old.id).await;
        assert_eq!(
            (now.status, now.confidence),
            (*status, *left),
            "{strategy:?}"
        );
        assert_eq!(
            now.superseded_by,
            done.new_memory_id.filter(|_| *status == Status::Superseded)
        );
        let stored = h.engine.stats(&access).await.unwrap().memories;
        let is_new = matches!(action, BeliefAction::Superseded | BeliefAction::Adjusted);
        assert_eq!(
            (stored, done.new_memory_id.is_some()),
            (1 + u64::from(is_new), is_new)
        );
        let found = h
            .found(&access, search(user("ann"), "mode preference"))
            .await;
        let sees = |text: &str| found.iter().any(|found| found.contains(text));
        match action {
            BeliefAction::Superseded => assert_eq!(found, ["User prefers light mode"]),
            BeliefAction::Adjusted | BeliefAction::Merged => {
                assert!(sees("dark") && sees("light"), "{found:?}")
            }
            _ => assert_eq!(found, ["User prefers dark mode"]),
        }
        if *action == BeliefAction::Superseded {
            let new = MemoryRef::Id(done.new_memory_id.unwrap());
            let lineage = h.engine.lineage(&access, &new).await.unwrap();
            assert_eq!(lineage.ancestors[0].id, old.id);
        }
    }
}

#[tokio::test]
async fn a_named_target_is_taken_and_without_a_conflict_it_is_stored() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let done = believe(&h, "User lives in Lisbon", |_| {}).await;
    assert_eq!(
        (done.action, done.original_memory_id),
        (BeliefAction::Created, None)
    );
    let note = state(&h, "ann", "The umbrella stands in the hall").await;
    let done = believe(&h, "The umbrella was sold", |command| {
        command.contradicting = Some(MemoryRef::Id(note.id));
        command.strategy = Strategy::Supersede;
    })
    .await;
    assert_eq!(
        (done.action, done.original_memory_id),
        (BeliefAction::Superseded, Some(note.id))
    );
    assert_eq!(get(&h, note.id).await.status, Status::Superseded);
    for (target, expect) in [
        (MemoryRef::External("none".into()), ErrorKind::NotFound),
        (MemoryRef::Id(note.id), ErrorKind::Conflict),
    ] {
        let command = UpdateBelief {
            memory: NewMemoryInput {
                at: user("ann"),
                text: "x".into(),
                ..NewMemoryInput::default()
            },
            contradicting: Some(target),
            ..UpdateBelief::default()
        };
        let refused = h.engine.update_belief(&access, command).await.unwrap_err();
        assert_eq!(refused.kind(), expect);
    }
}

#[tokio::test]
async fn the_same_request_twice_has_one_effect() {
    for strategy in [Strategy::Supersede, Strategy::Adjust, Strategy::Merge] {
        let h = Harness::new().await;
        let access = h.anyone().await;
        state(&h, "ann", "User prefers dark mode").await;
        let keyed = |command: &mut UpdateBelief| {
            command.strategy = strategy;
            command.idempotency = Some(Idempotency {
                key: "k".into(),
                request_hash: [1; 32],
            });
        };
        let first = believe(&h, "User prefers light mode", keyed).await;
        let stored = h.engine.stats(&access).await.unwrap();
        assert_eq!(
            believe(&h, "User prefers light mode", keyed).await,
            first,
            "{strategy:?}"
        );
        assert_eq!(h.engine.stats(&access).await.unwrap(), stored);
    }
}

#[tokio::test]
async fn what_is_believed_on_purpose_is_no_repetition() {
    let h = Harness::new().await;
    state(&h, "ann", "User lives in Lisbon").await;
    state(&h, "ann", "User lives in Berlin").await;
    h.clock.advance_ms(1000);
    let done = believe(&h, "User lives in Lisbon", |_| {}).await;
    assert_eq!(done.action, BeliefAction::Superseded);
    assert_eq!(done.memory.unwrap().status, Status::Active);
    let access = h.anyone().await;
    assert_eq!(
        h.found(&access, search(user("ann"), "Where does the user live?"))
            .await,
        ["User lives in Lisbon"]
    );
}

#[tokio::test]
async fn nobody_settles_what_another_believes() {
    let strategies = [
        Strategy::Auto,
        Strategy::Supersede,
        Strategy::Merge,
        Strategy::Adjust,
        Strategy::Manual,
    ];
    for strategy in strategies {
        let h = Harness::new().await;
        let access = h.anyone().await;
        for at in [
            user("bob"),
            types::Coordinates::default(),
            types::Coordinates {
                agent_id: Some("a1".into()),
                ..user("ann")
            },
        ] {
            let added = memory(at, "User prefers dark mode");
            let added = h.engine.add_memories(&access, added).await;
            let other = added.expect("adds").memories.remove(0);
            let named = UpdateBelief {
                memory: NewMemoryInput {
                    at: user("ann"),
                    text: "User prefers light mode".into(),
                    ..NewMemoryInput::default()
                },
                strategy,
                contradicting: Some(MemoryRef::Id(other.id)),
                ..UpdateBelief::default()
            };
            let told = h.engine.update_belief(&access, named).await;
            match told {
                Err(refused) => assert_eq!(refused.kind(), ErrorKind::InvalidArgument),
                Ok(told) => assert_eq!(told.action, BeliefAction::Flagged, "{strategy:?}"),
            }
            assert_eq!(get(&h, other.id).await, other, "{strategy:?}");
            let found = believe(&h, "User prefers light mode", |command| {
                command.strategy = strategy;
            })
            .await;
            assert_ne!(found.original_memory_id, Some(other.id), "{strategy:?}");
            assert_eq!(get(&h, other.id).await, other, "{strategy:?}");
        }
    }
}
