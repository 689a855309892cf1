//! What keeps memory true: addresses, memories of events, closed texts, groups, settings.

use serde_json::json;
use types::{
    Address, Cardinality, Closed, Coordinates, ErrorKind, EventId, Group, GroupKind, Level, Memory,
    MemoryId, Polarity, Scope, Statement, Status,
};

use super::{Lab, adding, at, placed, scope, scope_in, user, with_vectors};
use crate::{AT_ADDRESS_MAX, ClosedText, MemoryUpdate, PageRequest, WriteBatch};

fn states(subject: &str, attribute: &str, value: &str) -> Statement {
    Statement {
        subject: subject.into(),
        attribute: attribute.into(),
        cardinality: Cardinality::One,
        value: Some(value.into()),
        polarity: Polarity::Positive,
        certainty: 1.0,
        span: None,
        closed: None,
    }
}

fn address(subject: &str, attribute: &str) -> Address {
    Address {
        subject: subject.into(),
        attribute: attribute.into(),
    }
}

fn closed(mut statement: Statement) -> Statement {
    statement.closed = Some(Closed {
        valid_to: at(1),
        at: at(2),
        by: None,
    });
    statement
}

fn stating(lab: &Lab, name: &str, text: &str, statements: Vec<Statement>) -> Memory {
    let mut memory = lab.memory_of(name, text);
    memory.statements = statements;
    memory
}

fn changing(updates: Vec<Memory>) -> WriteBatch {
    let updates = updates.into_iter().map(|memory| MemoryUpdate {
        expected_revision: memory.revision,
        memory,
        vectors: None,
        action: "update".into(),
    });
    WriteBatch {
        updates: updates.collect(),
        ..Default::default()
    }
}

/// Texts of the memories at addresses.
async fn texts_at(lab: &Lab, scope: &Scope, name: Option<&str>, at: &[Address]) -> Vec<String> {
    let store = &lab.store;
    let loaded = store
        .memories_at(scope, name, at, &[])
        .await
        .expect("reads");
    assert_eq!(loaded.damaged, Vec::<String>::new());
    loaded.rows.into_iter().map(|memory| memory.text).collect()
}

async fn check_is_clean(lab: &Lab) {
    let quiet = std::sync::Arc::new(|_, _| {});
    let report = lab.store.check(quiet).await.expect("checks");
    assert_eq!((report.structure, report.damaged), (vec![], vec![]));
}

pub(super) async fn a_memory_is_found_by_what_it_states(lab: Lab) {
    let home = || states("user", "residence", "Lisbon");
    let tea = || states("user", "likes", "tea");
    let mut verbatim = stating(&lab, "u1", "verbatim", vec![home()]);
    verbatim.verbatim = true;
    let mut gone = stating(&lab, "u1", "superseded", vec![home()]);
    gone.status = Status::Superseded;
    let mut shared = stating(&lab, "", "nobody's", vec![home()]);
    shared.coordinates.user_id = None;
    let memories = vec![
        stating(&lab, "u1", "lives", vec![home()]),
        stating(&lab, "u1", "lives and likes", vec![home(), tea(), tea()]),
        stating(&lab, "u1", "likes", vec![tea()]),
        stating(&lab, "u1", "lived", vec![closed(home()), tea()]),
        stating(&lab, "u2", "another's", vec![home()]),
        stating(
            &lab,
            "u1",
            "other subject",
            vec![states("ann", "residence", "x")],
        ),
        stating(
            &lab,
            "u1",
            "split elsewhere",
            vec![states("userr", "esidence", "x")],
        ),
        stating(&lab, "u1", "says nothing", vec![]),
        verbatim,
        gone,
        shared,
    ];
    lab.add(&scope(), memories).await;
    let (residence, likes) = (address("user", "residence"), address("user", "likes"));
    let check = async |name: Option<&str>, at: &[Address], expect: &[&str]| {
        assert_eq!(texts_at(&lab, &scope(), name, at).await, expect, "{at:?}");
    };
    let home = std::slice::from_ref(&residence);
    check(Some("u1"), home, &["lives", "lives and likes"]).await;
    check(
        Some("u1"),
        &[likes, residence.clone()],
        &["lives", "lives and likes", "likes", "lived"],
    )
    .await;
    check(Some("u2"), home, &["another's"]).await;
    check(None, home, &["nobody's"]).await;
    check(Some("u3"), home, &[]).await;
    check(Some("u1"), &[], &[]).await;
    check(Some("u1"), &[address("user", "employer")], &[]).await;
    check_is_clean(&lab).await;
}

pub(super) async fn of_many_at_one_address_the_newest_are_loaded_and_those_with_a_value(lab: Lab) {
    let likes = |value: &str| vec![states("user", "likes", value)];
    let mut memories = vec![
        stating(&lab, "u1", "old tea", likes("Green \"Tea\"")),
        stating(&lab, "u1", "old coffee", likes("coffee")),
        stating(&lab, "u2", "another's", likes("coffee")),
    ];
    let newer: Vec<String> = (0..AT_ADDRESS_MAX).map(|n| format!("thing {n}")).collect();
    let stated = newer.iter();
    memories.extend(stated.map(|text| stating(&lab, "u1", text, likes(text))));
    lab.add(&scope(), memories).await;
    let at = [address("user", "likes")];
    let check = async |values: &[&str], older: &[&str]| {
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        let (store, scope) = (&lab.store, scope());
        let loaded = store.memories_at(&scope, Some("u1"), &at, &values);
        let rows = loaded.await.expect("reads").rows.into_iter();
        let texts: Vec<String> = rows.map(|memory| memory.text).collect();
        let older = older.iter().map(|&text| text.to_owned());
        let expect: Vec<String> = older.chain(newer.iter().cloned()).collect();
        assert_eq!(texts, expect, "{values:?}");
    };
    check(&[], &[]).await;
    check(&["coffee"], &["old coffee"]).await;
    check(&["green \"tea\"", "COFFEE"], &["old tea", "old coffee"]).await;
    check(&["thing 7", "wine"], &[]).await;
}

pub(super) async fn addresses_follow_every_change(lab: Lab) {
    let home = address("user", "residence");
    let home = std::slice::from_ref(&home);
    let lives = |value: &str| states("user", "residence", value);
    let memory = stating(&lab, "u1", "m", vec![lives("Lisbon")]);
    let mut now = lab.add(&scope(), vec![memory]).await.remove(0);
    let other = Statement {
        attribute: "employer".into(),
        ..lives("Acme")
    };
    // What is changed, and where it is found afterwards: with u1, with u2.
    type Change = fn(&mut Memory, &Statement);
    let rows: [(&str, Change, usize, usize); 8] = [
        (
            "closed",
            |m, _| m.statements[0] = closed(m.statements[0].clone()),
            0,
            0,
        ),
        ("open again", |m, _| m.statements[0].closed = None, 1, 0),
        ("superseded", |m, _| m.status = Status::Superseded, 0, 0),
        ("active again", |m, _| m.status = Status::Active, 1, 0),
        (
            "another address",
            |m, s| m.statements = vec![s.clone()],
            0,
            0,
        ),
        (
            "both",
            |m, _| m.statements.push(states("user", "residence", "x")),
            1,
            0,
        ),
        (
            "moved",
            |m, _| m.coordinates.user_id = Some("u2".into()),
            0,
            1,
        ),
        ("a text alone", |m, _| m.text = "n".into(), 0, 1),
    ];
    for (what, change, at_u1, at_u2) in rows {
        change(&mut now, &other);
        let committed = lab.store.commit(&scope(), changing(vec![now])).await;
        now = committed.expect("commits").memories.remove(0);
        let found = (
            texts_at(&lab, &scope(), Some("u1"), home).await.len(),
            texts_at(&lab, &scope(), Some("u2"), home).await.len(),
        );
        assert_eq!(found, (at_u1, at_u2), "{what}");
        check_is_clean(&lab).await;
    }
    let erase = WriteBatch {
        erasures: vec![now.id],
        ..Default::default()
    };
    lab.store.commit(&scope(), erase).await.expect("erases");
    assert_eq!(texts_at(&lab, &scope(), Some("u2"), home).await, [""; 0]);
    check_is_clean(&lab).await;
    // A change that is refused leaves no trace.
    let next = stating(&lab, "u1", "next", vec![lives("Rome")]);
    let refused = WriteBatch {
        erasures: vec![now.id],
        ..adding(vec![next])
    };
    lab.store.commit(&scope(), refused).await.expect_err("gone");
    assert_eq!(texts_at(&lab, &scope(), Some("u1"), home).await, [""; 0]);
}

pub(super) async fn addresses_respect_scopes(lab: Lab) {
    let home = [address("user", "residence")];
    let lives = || vec![states("user", "residence", "x")];
    let team = Coordinates {
        team_id: Some("t1".into()),
        ..user("u1")
    };
    let memories = vec![
        stating(&lab, "u1", "mine", lives()),
        placed(stating(&lab, "", "my team's", lives()), team, Level::Team),
    ];
    lab.add(&scope(), memories).await;
    let other_org = scope_in("other", Coordinates::default());
    let check = async |scope: &Scope, name: &str, expect: &[&str]| {
        assert_eq!(texts_at(&lab, scope, Some(name), &home).await, expect);
    };
    check(&scope(), "u1", &["mine", "my team's"]).await;
    check(&scope_in("default", user("u1")), "u1", &["mine"]).await;
    check(&scope_in("default", user("u2")), "u1", &[]).await;
    check(&other_org, "u1", &[]).await;
}

pub(super) async fn memories_of_an_event_are_found(lab: Lab) {
    let (said, other, silent) = (
        lab.event("u1", "s1", "I live in Lisbon"),
        lab.event("u1", "s1", "yes"),
        lab.event("u1", "s1", "nothing rests on it"),
    );
    let mut alone = lab.event("u1", "s1", "without a session");
    alone.coordinates.session_id = None;
    let from = |text: &str, events: &[EventId]| {
        let mut memory = lab.memory_of("u1", text);
        memory.provenance.source_event_ids = events.to_vec();
        memory
    };
    let mut replaced = from("replaced", &[said.id]);
    replaced.status = Status::Superseded;
    let promoted = placed(
        from("promoted", &[said.id, other.id]),
        Coordinates::default(),
        Level::Org,
    );
    let batch = WriteBatch {
        events: vec![said.clone(), other.clone(), silent.clone(), alone.clone()],
        memories: with_vectors(vec![
            lab.verbatim(&said),
            lab.verbatim(&other),
            lab.verbatim(&alone),
            from("lives", &[said.id]),
            replaced,
            promoted,
        ]),
        ..Default::default()
    };
    let stored = lab.store.commit(&scope(), batch).await.expect("commits");
    let check = async |scope: &Scope, ids: &[EventId], expect: &[&str]| {
        let loaded = lab.store.memories_of_events(scope, ids).await;
        let loaded = loaded.expect("reads");
        let texts: Vec<_> = loaded.rows.iter().map(|m| m.text.as_str()).collect();
        assert_eq!(texts, expect);
        assert_eq!(loaded.damaged, Vec::<String>::new());
    };
    let all = ["I live in Lisbon", "replaced", "promoted", "lives"];
    check(&scope(), &[said.id], &all).await;
    check(&scope(), &[other.id], &["yes", "promoted"]).await;
    check(&scope(), &[alone.id], &["without a session"]).await;
    check(
        &scope(),
        &[silent.id, said.id, other.id],
        &["I live in Lisbon", "replaced", "promoted", "lives", "yes"],
    )
    .await;
    check(&scope(), &[silent.id], &[]).await;
    check(&scope(), &[lab.event("u1", "s1", "x").id], &[]).await;
    check(&scope_in("default", user("u2")), &[said.id], &["promoted"]).await;
    check(&scope_in("other", user("u1")), &[said.id], &[]).await;
    // A verbatim memory that moves is still found, and so is one whose event came before it.
    let mut moved = stored.memories[1].clone();
    moved.coordinates.session_id = Some("s2".into());
    let batch = changing(vec![moved]);
    lab.store.commit(&scope(), batch).await.expect("commits");
    check(&scope(), &[other.id], &["promoted", "yes"]).await;
    lab.add(&scope(), vec![lab.verbatim(&silent)]).await;
    check(&scope(), &[silent.id], &["nothing rests on it"]).await;
    // The event may be gone: what names it is found.
    let erase = WriteBatch {
        event_erasures: vec![said.id],
        erasures: vec![stored.memories[3].id],
        ..Default::default()
    };
    lab.store.commit(&scope(), erase).await.expect("erases");
    check(&scope(), &[said.id], &["replaced", "promoted"]).await;
}

fn text_closed(name: Option<&str>, text: &str, ms: i64, by: Option<MemoryId>) -> ClosedText {
    ClosedText {
        user_id: name.map(str::to_owned),
        text: text.to_owned(),
        valid_to: at(ms),
        by,
    }
}

pub(super) async fn closed_texts_stay_closed_until_said_anew(lab: Lab) {
    let by = Some(lab.memory("newer").id);
    let commit = async |scope: &Scope, closed: &[ClosedText], reopened: &[(&str, &str)]| {
        let reopened = reopened.iter().map(|(name, text)| {
            let name = (!name.is_empty()).then(|| (*name).to_owned());
            (name, (*text).to_owned())
        });
        let batch = WriteBatch {
            closed_texts: closed.to_vec(),
            reopened_texts: reopened.collect(),
            ..Default::default()
        };
        lab.store.commit(scope, batch).await.map(drop)
    };
    let check = async |scope: &Scope, name: Option<&str>, texts: &[&str], expect: &[ClosedText]| {
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        let found = lab.store.closed_texts(scope, name, &texts).await;
        assert_eq!(found.expect("reads"), expect, "{name:?} {texts:?}");
    };
    let (a, b) = (
        text_closed(Some("u1"), "a", 5, by),
        text_closed(Some("u1"), "b", 6, None),
    );
    let shared = text_closed(None, "a", 7, None);
    let all = [a.clone(), b.clone(), shared.clone()];
    commit(&scope(), &all, &[]).await.expect("closes");
    let u1 = Some("u1");
    check(&scope(), u1, &["b", "c", "a"], &[b.clone(), a.clone()]).await;
    check(&scope(), u1, &[], &[]).await;
    check(&scope(), None, &["a", "b"], std::slice::from_ref(&shared)).await;
    check(&scope(), Some("u2"), &["a"], &[]).await;
    check(&scope_in("other", Coordinates::default()), u1, &["a"], &[]).await;
    check(&scope_in("default", user("u1")), u1, &["b"], &[b]).await;
    check(&scope_in("default", user("u2")), u1, &["b"], &[]).await;
    // Closed again: the new time. Opened and closed at once: closed.
    let later = text_closed(Some("u1"), "a", 50, None);
    let again = std::slice::from_ref(&later);
    commit(&scope(), again, &[("u1", "a")])
        .await
        .expect("closes");
    check(&scope(), u1, &["a"], again).await;
    commit(&scope(), &[], &[("u1", "a"), ("u1", "never")])
        .await
        .expect("opens");
    check(&scope(), u1, &["a"], &[]).await;
    check(&scope(), None, &["a"], &[shared]).await;
    // A bound key closes and opens for its own user alone.
    let bound = scope_in("default", user("u2"));
    for (closed, reopened) in [(again, &[][..]), (&[], &[("u1", "b")])] {
        let refused = commit(&bound, closed, reopened).await;
        assert_eq!(
            refused.map_err(|e| e.kind()),
            Err(ErrorKind::PermissionDenied)
        );
    }
    let own = text_closed(None, "own", 9, None);
    commit(&bound, &[own], &[]).await.expect("closes");
    let own = text_closed(Some("u2"), "own", 9, None);
    check(&bound, Some("u2"), &["own"], &[own]).await;
    check_is_clean(&lab).await;
}

fn group(kind: GroupKind, id: &str, name: &str, ms: i64) -> Group {
    Group {
        kind,
        id: id.into(),
        name: name.into(),
        focus: "what it's \"about\"".into(),
        promotion_prompt: String::new(),
        prompt_meta: json!({"source": "user", "generated_at": null}),
        created_at: at(ms),
        updated_at: at(ms + 1),
    }
}

pub(super) async fn groups_are_written_listed_and_dropped(lab: Lab) {
    let store = &lab.store;
    let put = async |group: &Group| {
        store
            .put_group(&scope(), group.clone())
            .await
            .expect("writes");
    };
    let get = async |kind, id| store.group(&scope(), kind, id).await.expect("reads");
    let role = |id: &str, ms| group(GroupKind::Role, id, id, ms);
    for (id, ms) in [("c", 1), ("a", 3), ("b", 3), ("d", 2)] {
        put(&role(id, ms)).await;
    }
    let team = group(GroupKind::Team, "a", "a team", 9);
    put(&team).await;
    assert_eq!(get(GroupKind::Team, "a").await, Some(team.clone()));
    assert_eq!(get(GroupKind::Role, "a").await, Some(role("a", 3)));
    assert_eq!(get(GroupKind::Project, "a").await, None);
    let renamed = group(GroupKind::Role, "a", "renamed", 3);
    put(&renamed).await;
    assert_eq!(get(GroupKind::Role, "a").await, Some(renamed));
    let list = async |scope: &Scope, kind, limit| {
        let mut page = PageRequest {
            limit,
            with_total: true,
            ..Default::default()
        };
        let mut ids = Vec::new();
        loop {
            let got = store.list_groups(scope, kind, &page).await.expect("lists");
            ids.extend(got.items.into_iter().map(|group| group.id));
            page.cursor = got.next_cursor;
            if page.cursor.is_none() {
                return (ids, got.total);
            }
        }
    };
    for limit in [1, 2, 100] {
        let (ids, total) = list(&scope(), GroupKind::Role, limit).await;
        assert_eq!((ids.join(" "), total), ("c d a b".into(), Some(4)));
    }
    let dropped = async |scope: &Scope, kind, id| {
        let dropped = store.delete_group(scope, kind, id, None).await;
        dropped.map_err(|e| e.kind())
    };
    let other = scope_in("other", Coordinates::default());
    assert_eq!(list(&other, GroupKind::Role, 9).await, (vec![], Some(0)));
    let foreign = store.group(&other, GroupKind::Team, "a").await;
    assert_eq!(foreign.expect("reads"), None);
    assert_eq!(dropped(&other, GroupKind::Team, "a").await, Ok(false));
    assert_eq!(dropped(&scope(), GroupKind::Role, "a").await, Ok(true));
    assert_eq!(dropped(&scope(), GroupKind::Role, "a").await, Ok(false));
    assert_eq!(get(GroupKind::Role, "a").await, None);
    assert_eq!(get(GroupKind::Team, "a").await, Some(team));
    check_is_clean(&lab).await;
}

pub(super) async fn a_bound_key_has_its_own_groups(lab: Lab) {
    let store = &lab.store;
    let org = group(GroupKind::Org, "default", "the org", 0);
    let (mine, theirs) = (
        group(GroupKind::Team, "t1", "mine", 1),
        group(GroupKind::Team, "t2", "theirs", 2),
    );
    for group in [&org, &mine, &theirs] {
        let written = store.put_group(&scope(), group.clone()).await;
        written.expect("writes");
    }
    let bound = scope_in(
        "default",
        Coordinates {
            team_id: Some("t1".into()),
            ..user("u1")
        },
    );
    let page = PageRequest {
        limit: 9,
        with_total: true,
        ..Default::default()
    };
    for (kind, expect) in [
        (GroupKind::Org, vec![org.clone()]),
        (GroupKind::Team, vec![mine.clone()]),
        (GroupKind::Role, vec![]),
    ] {
        let got = store.list_groups(&bound, kind, &page).await.expect("lists");
        assert_eq!(got.total, Some(expect.len() as u64));
        assert_eq!(got.items, expect);
    }
    let seen = async |kind, id| {
        store
            .group(&bound, kind, id)
            .await
            .expect("reads")
            .is_some()
    };
    assert!(seen(GroupKind::Org, "default").await && seen(GroupKind::Team, "t1").await);
    assert!(!seen(GroupKind::Team, "t2").await);
    let denied = Err(ErrorKind::PermissionDenied);
    for (group, expect) in [(org, denied), (theirs, denied), (mine, Ok(()))] {
        let (kind, id) = (group.kind, group.id.clone());
        let put = store.put_group(&bound, group).await;
        assert_eq!(put.map_err(|e| e.kind()), expect, "{id}");
        let dropped = store.delete_group(&bound, kind, &id, None).await;
        let expect = match id.as_str() {
            "default" => Err(ErrorKind::PermissionDenied),
            "t1" => Ok(true),
            _ => Ok(false),
        };
        assert_eq!(dropped.map_err(|e| e.kind()), expect, "{id}");
    }
}

pub(super) async fn settings_are_the_orgs(lab: Lab) {
    let store = &lab.store;
    let put = async |scope: &Scope, name: &str, value| {
        let put = store.put_setting(scope, name, value).await;
        put.map_err(|e| e.kind())
    };
    let get = async |scope: &Scope, name: &str| store.setting(scope, name).await.expect("reads");
    let bound = scope_in("default", user("u1"));
    let other = scope_in("other", Coordinates::default());
    let value = json!({"half_life_days": 30.5, "kinds": ["a", null]});
    assert_eq!(get(&scope(), "decay").await, None);
    assert_eq!(put(&scope(), "decay", Some(json!(1))).await, Ok(()));
    assert_eq!(put(&scope(), "decay", Some(value.clone())).await, Ok(()));
    assert_eq!(put(&other, "decay", Some(json!(null))).await, Ok(()));
    assert_eq!(get(&scope(), "decay").await, Some(value.clone()));
    assert_eq!(get(&bound, "decay").await, Some(value.clone()));
    assert_eq!(get(&other, "decay").await, Some(json!(null)));
    assert_eq!(get(&scope(), "Decay").await, None);
    for value in [None, Some(json!(2))] {
        let denied = Err(ErrorKind::PermissionDenied);
        assert_eq!(put(&bound, "decay", value).await, denied);
    }
    check_is_clean(&lab).await;
    assert_eq!(put(&scope(), "decay", None).await, Ok(()));
    assert_eq!(put(&scope(), "decay", None).await, Ok(()));
    assert_eq!(get(&scope(), "decay").await, None);
    assert_eq!(get(&other, "decay").await, Some(json!(null)));
}
