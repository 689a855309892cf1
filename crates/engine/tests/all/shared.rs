//! What belongs to no user: everybody's key reads it, one user's does not change it.

use engine::{
    BeliefAction, CreateKey, DeleteMemory, Erase, Erasure, MemoryPatch, MemoryRef, NewMemoryInput,
    Rollback, Source, Strategy, UpdateBelief, UpdateMemory,
};
use types::{Coordinates, ErrorKind, MemoryId, Permission, Result};

use crate::common::*;

#[derive(Clone, Copy, Debug)]
enum Change {
    Update,
    Delete { hard: bool },
    RollBack,
    Erase,
}

const CHANGES: [Change; 5] = [
    Change::Update,
    Change::Delete { hard: false },
    Change::Delete { hard: true },
    Change::RollBack,
    Change::Erase,
];

async fn change(h: &Harness, access: &engine::Access, id: MemoryId, what: Change) -> Result<()> {
    let target = MemoryRef::Id(id);
    match what {
        Change::Update => {
            let command = UpdateMemory {
                target,
                patch: MemoryPatch {
                    text: Some("The office is on Mars".to_owned()),
                    ..MemoryPatch::default()
                },
                expected_revision: None,
                idempotency: None,
            };
            h.engine.update_memory(access, command).await.map(drop)
        }
        Change::Delete { hard } => {
            let command = DeleteMemory {
                target,
                expected_revision: None,
                hard,
                idempotency: None,
            };
            h.engine.delete_memory(access, command).await.map(drop)
        }
        Change::RollBack => {
            let command = Rollback {
                source: Source::Memory(target),
                dry_run: false,
            };
            h.engine.rollback(access, command).await.map(drop)
        }
        Change::Erase => {
            let command = Erase {
                what: Erasure::Memory(target),
                with_sources: false,
                close_texts: false,
                dry_run: false,
            };
            h.engine.erase(access, command).await.map(drop)
        }
    }
}

/// A key of ann's.
async fn anns(h: &Harness, admin: &engine::Access, more: &[Permission]) -> engine::Access {
    let command = CreateKey {
        bound: user("ann"),
        permissions: [&[Permission::Read, Permission::Write], more].concat(),
        ..all_permissions("ann's")
    };
    h.key(admin, command).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_one_user_reads_what_is_shared_and_does_not_change_it() {
    let h = Harness::new().await;
    let admin = h.key(&h.anyone().await, all_permissions("admin")).await;
    let ann = anns(&h, &admin, &[]).await;
    let head = anns(&h, &admin, &[Permission::Admin]).await;
    let refused = Err((ErrorKind::PermissionDenied, Some("user_id".to_owned())));
    for what in CHANGES {
        for (access, at, expect) in [
            (&ann, Coordinates::default(), &refused),
            (&ann, user("ann"), &Ok(())),
            (&head, Coordinates::default(), &Ok(())),
            (&admin, Coordinates::default(), &Ok(())),
        ] {
            let stored = h
                .engine
                .add_memories(&admin, memory(at.clone(), "The office is in Rome"));
            let id = stored.await.expect("is stored").memories[0].id;
            let found = h.engine.get_memory(access, &MemoryRef::Id(id)).await;
            let before = found.expect("everybody reads it");
            let done = change(&h, access, id, what).await;
            let done = done.map_err(|error| (error.kind(), error.field().map(str::to_owned)));
            assert_eq!(done, *expect, "{what:?} of {at:?}");
            let after = h.engine.get_memory(&admin, &MemoryRef::Id(id)).await;
            let is_unchanged = after.is_ok_and(|after| after == before);
            assert_eq!(is_unchanged, expect.is_err(), "{what:?} of {at:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_belief_of_one_user_settles_nothing_that_is_shared() {
    for strategy in [
        Strategy::Auto,
        Strategy::Supersede,
        Strategy::Merge,
        Strategy::Adjust,
    ] {
        for is_named in [true, false] {
            let h = Harness::new().await;
            let admin = h.key(&h.anyone().await, all_permissions("admin")).await;
            let ann = anns(&h, &admin, &[]).await;
            let text = "The standup is at 9 am";
            let stored = h
                .engine
                .add_memories(&admin, memory(Coordinates::default(), text));
            let id = stored.await.expect("is stored").memories[0].id;
            let before = h.engine.get_memory(&ann, &MemoryRef::Id(id)).await;
            let belief = |at: &Coordinates| UpdateBelief {
                memory: NewMemoryInput {
                    at: at.clone(),
                    text: "The standup is at 11 am".to_owned(),
                    ..NewMemoryInput::default()
                },
                contradicting: is_named.then_some(MemoryRef::Id(id)),
                strategy,
                idempotency: None,
            };
            let told = h.engine.update_belief(&ann, belief(&user("ann"))).await;
            let expect = match is_named {
                true => BeliefAction::Flagged,
                false => BeliefAction::Created,
            };
            assert_eq!(
                told.expect("is told").action,
                expect,
                "{strategy:?} {is_named}"
            );
            let after = h.engine.get_memory(&ann, &MemoryRef::Id(id)).await;
            assert_eq!(
                after.expect("stays"),
                before.expect("is there"),
                "{strategy:?}"
            );
            let told = h
                .engine
                .update_belief(&admin, belief(&Coordinates::default()));
            let action = told.await.expect("is settled").action;
            assert!(
                !matches!(action, BeliefAction::Flagged | BeliefAction::Created),
                "{strategy:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_takes_no_events_along_that_the_key_does_not_reach() {
    let h = Harness::new().await;
    let admin = h.key(&h.anyone().await, all_permissions("admin")).await;
    let ann = anns(&h, &admin, &[]).await;
    for at in [
        session("bob", "s1"),
        session("ann", "s1"),
        Coordinates::default(),
    ] {
        let said = h
            .engine
            .add_events(&admin, events(&at, &["The code is 4711"]));
        let event = said.await.expect("is stored").event_ids[0];
        let mut claim = memory(user("ann"), "All of this is mine");
        claim.memories[0].source_event_ids = vec![event];
        let claimed = h.engine.add_memories(&ann, claim).await.expect("is stored");
        let command = Erase {
            what: Erasure::Memory(MemoryRef::Id(claimed.memories[0].id)),
            with_sources: true,
            close_texts: false,
            dry_run: false,
        };
        let is_own = at.user_id.as_deref() == Some("ann");
        let erased = h.engine.erase(&ann, command).await;
        assert_eq!(erased.map_err(|e| e.kind()).is_ok(), is_own, "{at:?}");
        let is_there = h.engine.get_event(&admin, event).await.is_ok();
        assert_eq!(is_there, !is_own, "{at:?}");
    }
}
