//! Promotion: what several users of a group say becomes the group's; and the groups' records.

use crate::common::{Harness, all_permissions, memory, search, user};
use engine::{
    Access, CreateGroup, CreateKey, DeleteMemory, Groups, ListMemories, MemoryRef, PageRequest,
    Promote, Promoted, Search, UpdateGroup,
};
use types::{Coordinates, ErrorKind, Field, Filter, GroupKind, Level, Memory, Status};

fn in_role(user_id: &str, role: &str) -> Coordinates {
    Coordinates {
        role_id: Some(role.to_owned()),
        ..user(user_id)
    }
}

fn in_team(user_id: &str, team: &str) -> Coordinates {
    Coordinates {
        team_id: Some(team.to_owned()),
        ..user(user_id)
    }
}

async fn add(harness: &Harness, at: Coordinates, text: &str) -> Memory {
    let access = harness.anyone().await;
    harness.clock.advance_ms(1000);
    let added = harness.engine.add_memories(&access, memory(at, text)).await;
    added.expect("is added").memories.remove(0)
}

async fn delete(harness: &Harness, memory: &Memory) {
    let access = harness.anyone().await;
    let command = DeleteMemory {
        target: MemoryRef::Id(memory.id),
        expected_revision: None,
        hard: false,
        idempotency: None,
    };
    harness
        .engine
        .delete_memory(&access, command)
        .await
        .expect("deleted");
}

async fn run(harness: &Harness, command: Promote) -> Promoted {
    let access = harness.anyone().await;
    let done = harness.engine.promote(&access, command).await;
    done.expect("promotes")
}

/// What belongs to no user, whatever its status.
async fn shared(harness: &Harness) -> Vec<Memory> {
    let access = harness.anyone().await;
    let command = ListMemories {
        filter: Filter::missing(Field::UserId),
        include_superseded: true,
        ..ListMemories::default()
    };
    let page = harness.engine.list_memories(&access, command).await;
    page.expect("lists").items
}

const RULE: &str = "Releases need two approvals";

#[tokio::test]
async fn what_two_members_say_is_their_roles() {
    let harness = Harness::new().await;
    let first = add(&harness, in_role("ann", "dev"), RULE).await;
    let second = add(&harness, in_role("bob", "dev"), RULE).await;
    add(&harness, in_role("ann", "dev"), "Ships sail at dawn").await;
    add(&harness, in_role("cem", "ops"), RULE).await;
    let dry = Promote {
        dry_run: true,
        ..Promote::default()
    };
    let told = run(&harness, dry).await;
    assert_eq!(told.promoted.len(), 2, "{told:?}");
    assert_eq!(shared(&harness).await, []);

    let only_roles = Promote {
        kind: Some(GroupKind::Role),
        ..Promote::default()
    };
    let done = run(&harness, only_roles.clone()).await;
    assert_eq!((done.groups, done.considered), (2, 4));
    let [one] = &done.promoted[..] else {
        panic!("one is promoted: {done:?}");
    };
    assert_eq!(
        (one.group_id.as_str(), one.users, one.text.as_str()),
        ("dev", 2, RULE)
    );
    let [knowledge] = &shared(&harness).await[..] else {
        panic!("one memory is shared");
    };
    assert_eq!(Some(knowledge.id), one.memory_id);
    assert_eq!(knowledge.level, Level::Role);
    let expect = Coordinates {
        role_id: Some("dev".to_owned()),
        ..Coordinates::default()
    };
    assert_eq!(knowledge.coordinates, expect);
    assert_eq!(knowledge.derived_from, [first.id, second.id]);
    assert_eq!(knowledge.metadata["corroboration"], 2);
    assert_eq!(knowledge.provenance.process, "promote");

    let again = run(&harness, only_roles).await;
    assert_eq!(
        (again.promoted.len(), again.updated, again.withdrawn),
        (0, 0, 0)
    );
    assert_eq!(shared(&harness).await, std::slice::from_ref(knowledge));
}

#[tokio::test]
async fn members_find_it_and_others_do_not() {
    let harness = Harness::new().await;
    add(&harness, in_team("ann", "t1"), RULE).await;
    add(&harness, in_team("bob", "t1"), RULE).await;
    run(&harness, Promote::default()).await;
    let access = harness.anyone().await;
    let asked = |groups| Search {
        groups,
        ..search(user("dora"), "approvals of releases")
    };
    let member = Groups {
        team_ids: vec!["t1".to_owned()],
        ..Groups::default()
    };
    assert_eq!(harness.found(&access, asked(member)).await, [RULE]);
    assert_eq!(
        harness.found(&access, asked(Groups::default())).await,
        [""; 0]
    );
}

#[tokio::test]
async fn what_one_person_says_stays_theirs() {
    let harness = Harness::new().await;
    for _ in 0..3 {
        add(&harness, in_role("ann", "dev"), RULE).await;
    }
    add(&harness, in_role("bob", "ops"), "Ships sail at dawn").await;
    assert_eq!(run(&harness, Promote::default()).await.promoted, []);
    let mut private = memory(in_role("bob", "dev"), RULE);
    private.memories[0].level = Some(Level::Personal);
    let access = harness.anyone().await;
    harness
        .engine
        .add_memories(&access, private)
        .await
        .expect("added");
    assert_eq!(run(&harness, Promote::default()).await.promoted, []);
    let elsewhere = Coordinates {
        namespace: Some("n".to_owned()),
        ..in_role("bob", "dev")
    };
    add(&harness, elsewhere, RULE).await;
    assert_eq!(run(&harness, Promote::default()).await.promoted, []);
}

#[tokio::test]
async fn the_org_knows_what_goes_beyond_its_groups() {
    let harness = Harness::new().await;
    add(&harness, in_role("ann", "dev"), RULE).await;
    add(&harness, in_role("bob", "dev"), RULE).await;
    let kinds =
        |done: &Promoted| -> Vec<GroupKind> { done.promoted.iter().map(|one| one.kind).collect() };
    let done = run(&harness, Promote::default()).await;
    assert_eq!(kinds(&done), [GroupKind::Role]);
    add(&harness, user("cem"), RULE).await;
    let org = Promote {
        kind: Some(GroupKind::Org),
        ..Promote::default()
    };
    let done = run(&harness, org.clone()).await;
    assert_eq!(
        (kinds(&done), done.promoted[0].users),
        (vec![GroupKind::Org], 3)
    );
    assert_eq!(run(&harness, org).await.promoted, []);
    assert_eq!(run(&harness, Promote::default()).await.promoted, []);
}

#[tokio::test]
async fn what_loses_its_support_is_withdrawn_and_comes_back_with_it() {
    let harness = Harness::new().await;
    add(&harness, in_role("ann", "dev"), RULE).await;
    let second = add(&harness, in_role("bob", "dev"), RULE).await;
    let id = run(&harness, Promote::default()).await.promoted[0].memory_id;
    let third = add(&harness, in_role("cem", "dev"), RULE).await;
    let grown = run(&harness, Promote::default()).await;
    assert_eq!((grown.promoted.len(), grown.updated), (0, 1));
    assert_eq!(shared(&harness).await[0].metadata["corroboration"], 3);

    delete(&harness, &second).await;
    assert_eq!(run(&harness, Promote::default()).await.withdrawn, 0);
    delete(&harness, &third).await;
    let dry = Promote {
        dry_run: true,
        ..Promote::default()
    };
    assert_eq!(run(&harness, dry).await.withdrawn, 1);
    assert_eq!(run(&harness, Promote::default()).await.withdrawn, 1);
    assert_eq!(shared(&harness).await[0].status, Status::Superseded);
    assert_eq!(run(&harness, Promote::default()).await.withdrawn, 0);

    add(&harness, in_role("dora", "dev"), RULE).await;
    let back = run(&harness, Promote::default()).await.promoted;
    assert_eq!((back.len(), back[0].memory_id), (1, id));
    assert_eq!(shared(&harness).await.len(), 1);
    assert_eq!(shared(&harness).await[0].status, Status::Active);
}

#[tokio::test]
async fn knowledge_that_was_deleted_does_not_come_back() {
    let harness = Harness::new().await;
    add(&harness, in_role("ann", "dev"), RULE).await;
    add(&harness, in_role("bob", "dev"), RULE).await;
    run(&harness, Promote::default()).await;
    delete(&harness, &shared(&harness).await[0]).await;
    let done = run(&harness, Promote::default()).await;
    let roles = done
        .promoted
        .iter()
        .filter(|one| one.kind == GroupKind::Role);
    assert_eq!(roles.count(), 0);
}

#[tokio::test]
async fn a_focus_needs_one_voice_less() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    add(&harness, in_role("ann", "dev"), RULE).await;
    add(&harness, in_role("bob", "dev"), RULE).await;
    let three = Promote {
        min_users: 3,
        ..Promote::default()
    };
    assert_eq!(run(&harness, three.clone()).await.promoted, []);
    let group = CreateGroup {
        kind: GroupKind::Role,
        id: Some("dev".to_owned()),
        name: "Developers".to_owned(),
        focus: "How we make a release".to_owned(),
        promotion_prompt: None,
    };
    harness
        .engine
        .create_group(&access, group)
        .await
        .expect("made");
    let done = run(&harness, three).await;
    assert_eq!(done.promoted.len(), 1);
    assert_eq!(shared(&harness).await[0].importance, 0.8);
}

#[tokio::test]
async fn a_bound_key_promotes_nothing() {
    let harness = Harness::new().await;
    let anyone = harness.anyone().await;
    let key = CreateKey {
        bound: user("ann"),
        ..all_permissions("bound")
    };
    let bound: Access = harness.key(&anyone, key).await;
    let refused = harness.engine.promote(&bound, Promote::default()).await;
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
}

#[tokio::test]
async fn nonsense_is_refused() {
    let harness = Harness::new().await;
    let access = harness.anyone().await;
    let check = async |command: Promote, field: &str| {
        let error = harness.engine.promote(&access, command).await;
        assert_eq!(error.expect_err("is refused").field(), Some(field));
    };
    let users = |min_users| Promote {
        min_users,
        ..Promote::default()
    };
    check(users(1), "min_users").await;
    check(users(1001), "min_users").await;
    let group = Promote {
        group_id: Some("dev".to_owned()),
        ..Promote::default()
    };
    check(group.clone(), "kind").await;
    let org = Promote {
        kind: Some(GroupKind::Org),
        ..group
    };
    check(org, "group_id").await;
    let threshold = Promote {
        similarity_threshold: 0.0,
        ..Promote::default()
    };
    check(threshold, "similarity_threshold").await;
}

#[tokio::test]
async fn records_are_made_changed_and_dropped() {
    let harness = Harness::new().await;
    let engine = &harness.engine;
    let access = harness.anyone().await;
    let kind = GroupKind::Team;
    let command = CreateGroup {
        kind,
        id: None,
        name: "Payments".to_owned(),
        focus: "Refunds.".to_owned(),
        promotion_prompt: None,
    };
    let made = engine
        .create_group(&access, command.clone())
        .await
        .expect("made");
    assert!(made.promotion_prompt.contains("\"Payments\""));
    assert!(
        made.promotion_prompt
            .contains("What matters to it: Refunds.")
    );
    assert_eq!(made.prompt_meta["source"], "template");
    let again = CreateGroup {
        id: Some(made.id.clone()),
        ..command
    };
    let taken = engine.create_group(&access, again).await;
    assert_eq!(taken.map_err(|e| e.kind()), Err(ErrorKind::Conflict));

    harness.clock.advance_ms(1000);
    let nothing = engine
        .update_group(&access, kind, &made.id, UpdateGroup::default())
        .await;
    assert_eq!(nothing.expect("is no change"), made);
    let change = UpdateGroup {
        focus: Some("Invoices".to_owned()),
        promotion_prompt: Some("By hand".to_owned()),
        ..UpdateGroup::default()
    };
    let changed = engine
        .update_group(&access, kind, &made.id, change)
        .await
        .expect("changed");
    assert_eq!(changed.promotion_prompt, "By hand");
    assert_eq!(changed.prompt_meta["source"], "manual");
    assert!(changed.updated_at > made.updated_at);
    let renewed = engine
        .regenerate_prompt(&access, kind, &made.id)
        .await
        .expect("renewed");
    assert!(renewed.promotion_prompt.contains("Invoices"));
    let page = PageRequest {
        limit: 10,
        ..PageRequest::default()
    };
    let listed = engine
        .list_groups(&access, kind, &page)
        .await
        .expect("lists");
    assert_eq!(listed.items, std::slice::from_ref(&renewed));
    assert_eq!(
        engine
            .get_group(&access, kind, &made.id)
            .await
            .expect("is there"),
        renewed
    );
    engine
        .delete_group(&access, kind, &made.id)
        .await
        .expect("dropped");
    for gone in [
        engine
            .delete_group(&access, kind, &made.id)
            .await
            .map_err(|e| e.kind()),
        engine
            .get_group(&access, kind, &made.id)
            .await
            .map(drop)
            .map_err(|e| e.kind()),
    ] {
        assert_eq!(gone, Err(ErrorKind::NotFound));
    }
}
