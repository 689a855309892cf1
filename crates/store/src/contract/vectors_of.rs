//! Vectors read by id.

use types::MemoryId;

use super::{Lab, MODEL, scope, scope_in, user, vector_of};
use crate::{NewMemory, Vectors, WriteBatch};

pub(super) async fn vectors_come_by_id_within_the_scope(lab: Lab) {
    let with = lab.memory_of("u1", "tea");
    let without = lab.memory_of("u1", "coffee");
    lab.add(&scope(), vec![with.clone()]).await;
    let bare = NewMemory {
        memory: without.clone(),
        vectors: Vectors::default(),
    };
    let batch = WriteBatch {
        memories: vec![bare],
        ..WriteBatch::default()
    };
    lab.store.commit(&scope(), batch).await.expect("adds");
    let missing = MemoryId::from_bytes([9; 16]);
    let ids = [without.id, with.id, missing];
    let none = Vectors::default;
    let own = vector_of(&with);
    let bound = scope_in("default", user("u1"));
    let other = scope_in("default", user("u2"));
    for (scope, model, expect) in [
        (scope(), MODEL, vec![none(), own.clone(), none()]),
        (bound, MODEL, vec![none(), own, none()]),
        (other, MODEL, vec![none(), none(), none()]),
        (
            scope_in("elsewhere", Default::default()),
            MODEL,
            vec![none(), none(), none()],
        ),
        (scope(), "another-model", vec![none(), none(), none()]),
    ] {
        let found = lab.store.vectors_of(&scope, model, &ids).await;
        assert_eq!(found.expect("reads"), expect, "{scope:?} {model}");
    }
}
