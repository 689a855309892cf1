//! Who sees and changes what.

use types::{Coordinates, ErrorKind, Filter, Level, Memory, Scope, Session};

use super::{Lab, adding, at, everything, placed, scope, scope_in, user};
use crate::{EventQuery, MemoryUpdate, PageRequest, SessionAnchor, Sort, WriteBatch};

/// Coordinates of every kind of visibility: users a and b, nobody, roles, teams, projects, agents.
fn places() -> Vec<(Coordinates, Level)> {
    let names = [None, Some("a".to_owned()), Some("b".to_owned())];
    let mut places = Vec::new();
    for level in Level::ALL {
        for user_id in &names {
            for group in &names {
                places.push((
                    Coordinates {
                        user_id: user_id.clone(),
                        role_id: group.clone(),
                        team_id: group.clone(),
                        agent_id: group.clone(),
                        ..Default::default()
                    },
                    level,
                ));
            }
        }
    }
    places
}

fn bounds() -> Vec<Coordinates> {
    let some = |name: &str| Some(name.to_owned());
    vec![
        Coordinates::default(),
        user("a"),
        Coordinates {
            role_id: some("a"),
            ..Default::default()
        },
        Coordinates {
            team_id: some("b"),
            ..user("a")
        },
        Coordinates {
            agent_id: some("a"),
            ..Default::default()
        },
        Coordinates {
            namespace: some("n"),
            ..Default::default()
        },
    ]
}

/// A client's own id stands for one row among those that it sees.
pub(super) async fn what_is_not_seen_takes_no_external_id(lab: Lab) {
    let of = |name: &str| scope_in("default", user(name));
    let named = |name: Option<&str>| {
        let mut memory = lab.memory("named");
        memory.external_id = Some("mine".to_owned());
        memory.coordinates.user_id = name.map(str::to_owned);
        if name.is_none() {
            memory.level = Level::Org;
        }
        let mut event = lab.event(name.unwrap_or("x"), "s1", "named");
        event.external_id = Some("mine".to_owned());
        event.coordinates.user_id = name.map(str::to_owned);
        (memory, event)
    };
    let taken = Err((ErrorKind::Conflict, Some("external_id".to_owned())));
    let import = Some("import");
    for (scope, name, action, expect) in [
        (of("a"), Some("a"), None, Ok(())),
        (of("a"), Some("a"), None, taken.clone()),
        (of("b"), Some("b"), None, Ok(())),
        (scope(), Some("c"), None, taken.clone()),
        (scope(), Some("c"), import, Ok(())),
        (scope(), Some("c"), import, taken.clone()),
        (scope(), None, import, Ok(())),
        (scope(), None, None, taken.clone()),
        // What everybody sees is in everybody's way.
        (of("d"), Some("d"), None, taken.clone()),
    ] {
        let (memory, event) = named(name);
        let memories = WriteBatch {
            action,
            ..adding(vec![memory])
        };
        let events = WriteBatch {
            events: vec![event],
            action,
            ..WriteBatch::default()
        };
        // An event of nobody is for those alone who see everything.
        let is_of_nobody = name.is_none() || name == Some("d");
        for batch in [Some(memories), (!is_of_nobody).then_some(events)] {
            let Some(batch) = batch else { continue };
            let done = lab.store.commit(&scope, batch).await.map(drop);
            let done = done.map_err(|e| (e.kind(), e.field().map(str::to_owned)));
            assert_eq!(done, expect, "{scope:?} {name:?} {action:?}");
        }
    }
    let found = lab.store.memory_by_external_id(&of("b"), "mine").await;
    let unclear = found.expect_err("his own, and everybody's");
    assert_eq!(unclear.kind(), ErrorKind::Conflict);
    let found = lab.store.event_by_external_id(&of("b"), "mine").await;
    assert!(found.expect("looks").is_some());
    let found = lab.store.event_by_external_id(&scope(), "mine").await;
    assert_eq!(found.expect_err("several").kind(), ErrorKind::Conflict);
}

async fn fill(lab: &Lab) -> Vec<Memory> {
    let memories: Vec<Memory> = places()
        .into_iter()
        .enumerate()
        .map(|(n, (coordinates, level))| {
            let mut memory = placed(lab.memory(&format!("m{n}")), coordinates, level);
            memory.external_id = Some(format!("e{n}"));
            memory
        })
        .collect();
    lab.add(&scope(), memories).await
}

pub(super) async fn another_org_sees_nothing(lab: Lab) {
    let memories = fill(&lab).await;
    let event = lab.event("a", "s", "said");
    let batch = WriteBatch {
        events: vec![event.clone()],
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let other = scope_in("other", Coordinates::default());
    let store = &lab.store;
    let ids: Vec<_> = memories.iter().map(|memory| memory.id).collect();
    assert_eq!(store.memories(&other, &ids).await.expect("reads").rows, []);
    let query = everything();
    assert_eq!(
        store
            .list_memories(&other, &query)
            .await
            .expect("reads")
            .items,
        []
    );
    let count = store
        .count_memories(&other, &Filter::everything())
        .await
        .expect("reads");
    assert_eq!(count, 0);
    assert_eq!(
        store
            .memory_by_external_id(&other, "e1")
            .await
            .expect("reads"),
        None
    );
    assert!(store.history(&other, ids[0]).await.is_err());
    assert!(store.lineage(&other, ids[0]).await.is_err());
    assert_eq!(
        store.events(&other, &[event.id]).await.expect("reads").rows,
        []
    );
    assert_eq!(
        store
            .event_states(&other, &[event.id])
            .await
            .expect("reads"),
        []
    );
    assert_eq!(
        store
            .clear_event_states(&other, "s", None)
            .await
            .expect("runs"),
        0
    );
    assert_eq!(
        store.stats(&other).await.expect("reads"),
        Default::default()
    );
    for batch in [
        WriteBatch {
            erasures: vec![ids[0]],
            ..Default::default()
        },
        WriteBatch {
            event_erasures: vec![event.id],
            ..Default::default()
        },
        WriteBatch {
            updates: vec![rename(&memories[0])],
            ..Default::default()
        },
    ] {
        let refused = store.commit(&other, batch).await.map(drop);
        assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
    }
    assert_eq!(lab.get(&scope(), ids[0]).await, Some(memories[0].clone()));
}

fn rename(memory: &Memory) -> MemoryUpdate {
    let mut memory = memory.clone();
    memory.text = "renamed".into();
    let expected_revision = memory.revision;
    MemoryUpdate {
        memory,
        expected_revision,
        vectors: None,
        action: "update".into(),
    }
}

pub(super) async fn a_bound_key_sees_what_its_scope_sees(lab: Lab) {
    let memories = fill(&lab).await;
    let ids: Vec<_> = memories.iter().map(|memory| memory.id).collect();
    for bound in bounds() {
        let scope = scope_in("default", bound);
        let seen: Vec<&Memory> = memories
            .iter()
            .filter(|memory| scope.sees(&memory.coordinates, memory.level))
            .collect();
        let loaded = lab.store.memories(&scope, &ids).await.expect("reads").rows;
        assert_eq!(loaded.iter().collect::<Vec<_>>(), seen, "{scope:?}");
        let mut query = everything();
        query.sort = Sort::CreatedAsc;
        query.page.with_total = true;
        let page = lab
            .store
            .list_memories(&scope, &query)
            .await
            .expect("reads");
        assert_eq!(page.items.iter().collect::<Vec<_>>(), seen, "{scope:?}");
        assert_eq!(page.total, Some(seen.len() as u64));
        let count = lab
            .store
            .count_memories(&scope, &Filter::everything())
            .await
            .expect("reads");
        assert_eq!(count, seen.len() as u64);
        assert_eq!(
            lab.store.stats(&scope).await.expect("reads").memories,
            count
        );
        for memory in &memories {
            let name = memory.external_id.as_deref().expect("was given");
            let found = lab
                .store
                .memory_by_external_id(&scope, name)
                .await
                .expect("reads");
            assert_eq!(
                found.is_some(),
                seen.contains(&memory),
                "{scope:?} {memory:?}"
            );
            let history = lab.store.history(&scope, memory.id).await;
            assert_eq!(
                history.is_ok(),
                seen.contains(&memory),
                "{scope:?} {memory:?}"
            );
        }
    }
}

pub(super) async fn a_bound_key_writes_only_inside_its_bounds(lab: Lab) {
    let bound = scope_in("default", user("a"));
    let refused = lab
        .store
        .commit(&bound, adding(vec![lab.memory_of("b", "x")]))
        .await;
    assert_eq!(
        refused.map(drop).map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
    let event = lab.event("b", "s", "x");
    let batch = WriteBatch {
        events: vec![event],
        ..Default::default()
    };
    let refused = lab.store.commit(&bound, batch).await.map(drop);
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
    // What the caller left out is filled in.
    let added = lab.add(&bound, vec![lab.memory("mine")]).await.remove(0);
    assert_eq!(added.coordinates, user("a"));
    // Nor can a row be moved out.
    let mut moved = rename(&added);
    moved.memory.coordinates = user("b");
    let batch = WriteBatch {
        updates: vec![moved],
        ..Default::default()
    };
    let refused = lab.store.commit(&bound, batch).await.map(drop);
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
    let mut given = rename(&added);
    given.memory.level = Level::Team;
    let batch = WriteBatch {
        updates: vec![given],
        ..Default::default()
    };
    let refused = lab.store.commit(&bound, batch).await.map(drop);
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
    assert_eq!(lab.get(&scope(), added.id).await, Some(added));
}

pub(super) async fn a_bound_key_changes_nothing_that_it_does_not_see(lab: Lab) {
    let theirs = lab
        .add(&scope(), vec![lab.memory_of("b", "theirs")])
        .await
        .remove(0);
    let event = lab.event("b", "s", "x");
    let batch = WriteBatch {
        events: vec![event.clone()],
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let bound = scope_in("default", user("a"));
    let state = types::ProcessingState::Failed;
    for batch in [
        WriteBatch {
            updates: vec![rename(&theirs)],
            ..Default::default()
        },
        WriteBatch {
            erasures: vec![theirs.id],
            ..Default::default()
        },
        WriteBatch {
            event_erasures: vec![event.id],
            ..Default::default()
        },
        WriteBatch {
            event_states: vec![(event.id, state)],
            ..Default::default()
        },
    ] {
        let refused = lab.store.commit(&bound, batch).await.map(drop);
        assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
    }
    let recalls = vec![crate::Recall {
        id: theirs.id,
        at: at(1),
        count: 1,
    }];
    lab.store
        .record_recalls(&bound, recalls)
        .await
        .expect("passes over");
    assert_eq!(
        lab.store
            .clear_event_states(&bound, "s", None)
            .await
            .expect("runs"),
        0
    );
    assert_eq!(lab.get(&scope(), theirs.id).await, Some(theirs));
}

pub(super) async fn a_foreign_cursor_reveals_nothing(lab: Lab) {
    let mine = lab.memory_of("a", "mine");
    let theirs: Vec<Memory> = (0..4).map(|_| lab.memory_of("b", "theirs")).collect();
    lab.add(&scope(), [vec![mine], theirs].concat()).await;
    let mut query = everything();
    query.page.limit = 2;
    let page = lab
        .store
        .list_memories(&scope(), &query)
        .await
        .expect("reads");
    query.page.cursor = page.next_cursor;
    let bound = scope_in("default", user("a"));
    assert_eq!(lab.texts(&bound, &query).await, ["mine"]);
    let other = scope_in("other", Coordinates::default());
    assert_eq!(lab.texts(&other, &query).await, Vec::<String>::new());
}

pub(super) async fn a_bound_key_sees_its_own_events_and_sessions(lab: Lab) {
    let (mine, theirs) = (lab.event("a", "s", "mine"), lab.event("b", "s", "theirs"));
    let verbatim = vec![lab.verbatim(&mine), lab.verbatim(&theirs)];
    let batch = WriteBatch {
        events: vec![mine.clone(), theirs.clone()],
        ..adding(verbatim)
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let session = |name: &str| Session {
        org_id: scope().org_id().clone(),
        coordinates: Coordinates {
            session_id: Some("s".into()),
            ..user(name)
        },
        messages: vec![serde_json::json!({"of": name})],
        memories: Vec::new(),
        data: Default::default(),
        context_summary: None,
        strategy: None,
        ttl_ms: None,
        created_at: at(0),
        updated_at: at(0),
        expires_at: None,
        revision: 0,
    };
    for name in ["a", "b"] {
        lab.store
            .put_session(&scope(), session(name), None)
            .await
            .expect("writes");
    }
    let bound: Scope = scope_in("default", user("a"));
    let page = PageRequest {
        limit: 10,
        with_total: true,
        ..Default::default()
    };
    let ids = [theirs.id, mine.id];
    let loaded = lab.store.events(&bound, &ids).await.expect("reads").rows;
    assert_eq!(loaded.iter().map(|e| e.id).collect::<Vec<_>>(), [mine.id]);
    let query = EventQuery {
        page: page.clone(),
        ..Default::default()
    };
    let listed = lab.store.list_events(&bound, &query).await.expect("reads");
    assert_eq!((listed.items.len(), listed.total), (1, Some(1)));
    assert_eq!(
        lab.store
            .event_states(&bound, &ids)
            .await
            .expect("reads")
            .len(),
        1
    );
    let foreign = SessionAnchor {
        user_id: Some("b".into()),
        session_id: "s".into(),
        position: 0,
    };
    assert_eq!(
        lab.store
            .session_window(&bound, &foreign, 2, 2)
            .await
            .expect("reads"),
        []
    );
    let key = |name: &str| session(name).coordinates;
    let store = &lab.store;
    assert!(
        store
            .session(&bound, &key("a"), at(1))
            .await
            .expect("reads")
            .is_some()
    );
    assert!(
        store
            .session(&bound, &key("b"), at(1))
            .await
            .expect("reads")
            .is_none()
    );
    assert!(!store.delete_session(&bound, &key("b")).await.expect("runs"));
    let refused = store
        .put_session(&bound, session("b"), None)
        .await
        .map(drop);
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
    let none = Coordinates::default();
    let listed = store
        .list_sessions(&bound, &none, &page, at(1))
        .await
        .expect("reads");
    assert_eq!((listed.items.len(), listed.total), (1, Some(1)));
    assert_eq!(store.stats(&bound).await.expect("reads").events, 1);
}
