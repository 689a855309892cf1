//! Tests of the SQLite backend that need its insides.

use types::{Coordinates, Memory, OrgId, Scope, Timestamp, id::IdGenerator};

use super::*;
use crate::{NewMemory, Vectors};

#[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
fn scope(bound: Coordinates) -> Scope {
    Scope::danger_unchecked(OrgId::default_org(), bound, "test")
}

fn config(directory: &tempfile::TempDir) -> SqliteConfig {
    SqliteConfig {
        ballast_bytes: 0,
        free_bytes_min: 0,
        ..SqliteConfig::new(directory.path().join("memoird.db"))
    }
}

fn memory(number: u64, text: &str) -> NewMemory {
    let id = IdGenerator::default().memory_id(number, u128::from(number));
    let memory = Memory::new(id, OrgId::default_org(), text, Timestamp(number as i64));
    let vectors = Vectors {
        model: "m".into(),
        chunks: vec![vec![1, 2, 3]],
    };
    NewMemory { memory, vectors }
}

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    let directory = tempfile::tempdir().expect("a directory");
    let scope = scope(Coordinates::default());
    let new = memory(1, "likes tea");
    let id = new.memory.id;
    let written = {
        let store = SqliteStore::open(config(&directory)).expect("opens");
        let batch = WriteBatch {
            memories: vec![new],
            ..Default::default()
        };
        store
            .commit(&scope, batch)
            .await
            .expect("commits")
            .memories
            .remove(0)
    };
    let store = SqliteStore::open(config(&directory)).expect("opens again");
    let loaded = store.memories(&scope, &[id]).await.expect("reads");
    assert_eq!(loaded.rows, [written]);
}
