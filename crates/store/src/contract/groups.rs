//! Groups that memories name.

use types::{Coordinates, GroupKind, Level};

use super::{Lab, placed, scope, scope_in, user};

pub(super) async fn groups_are_known_by_the_memories_that_name_them(lab: Lab) {
    let at = |user_id: &str, role: &str, team: Option<&str>| Coordinates {
        role_id: Some(role.to_owned()),
        team_id: team.map(str::to_owned),
        ..user(user_id)
    };
    let memories = [
        at("u1", "r2", Some("t1")),
        at("u2", "r1", None),
        at("u2", "r2", None),
        user("u3"),
    ];
    let memories = memories.map(|at| placed(lab.memory("x"), at, Level::User));
    lab.add(&scope(), memories.to_vec()).await;
    let check = async |scope, kind, limit, expect: &[&str]| {
        let found = lab.store.group_ids(&scope, kind, limit).await;
        assert_eq!(found.expect("reads"), expect, "{kind:?} {scope:?}");
    };
    check(scope(), GroupKind::Role, 9, &["r1", "r2"]).await;
    check(scope(), GroupKind::Role, 1, &["r1"]).await;
    check(scope(), GroupKind::Team, 9, &["t1"]).await;
    check(scope(), GroupKind::Project, 9, &[]).await;
    check(scope(), GroupKind::Org, 9, &["default"]).await;
    let bound = scope_in("default", user("u1"));
    check(bound, GroupKind::Role, 9, &["r2"]).await;
    let other = scope_in("elsewhere", Coordinates::default());
    check(other, GroupKind::Role, 9, &[]).await;
}
