//! A disk that is really full. Needs a small file system of its own:
//!
//! ```sh
//! mount -t tmpfs -o size=64m tmpfs /mnt/small
//! MEMOIRD_SMALL_DISK=/mnt/small cargo test -p memoird-store --test all full_disk -- --ignored
//! ```

use std::path::{Path, PathBuf};
use std::time::Duration;

use store::sqlite::{SqliteConfig, SqliteStore};
use store::{NewMemory, Store, Vectors, WriteBatch};
use types::{Coordinates, ErrorKind, Memory, MemoryId, OrgId, Scope, Timestamp, id::IdGenerator};

#[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
fn scope() -> Scope {
    Scope::danger_unchecked(OrgId::default_org(), Coordinates::default(), "test")
}

async fn add(store: &SqliteStore, ids: &IdGenerator) -> types::Result<MemoryId> {
    let id = ids.memory_id(1, 1);
    let memory = Memory::new(
        id,
        OrgId::default_org(),
        "words ".repeat(10_000),
        Timestamp(1),
    );
    let news = vec![NewMemory {
        memory,
        vectors: Vectors::default(),
    }];
    let batch = WriteBatch {
        memories: news,
        ..Default::default()
    };
    store.commit(&scope(), batch).await.map(|_| id)
}

/// Fills the disk, then erases, then writes again.
async fn fill_and_recover(disk: &Path, free_bytes_min: u64) {
    let directory = tempfile::tempdir_in(disk).expect("a directory");
    let path = directory.path().join("memoird.db");
    let config = SqliteConfig {
        free_bytes_min,
        ..SqliteConfig::new(&path)
    };
    let store = SqliteStore::open(config).expect("opens");
    let ballast = directory.path().join("memoird.db.ballast");
    while !std::fs::metadata(&ballast).is_ok_and(|file| file.len() == 16 << 20) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let ids = IdGenerator::default();
    let mut stored = Vec::new();
    let refused = loop {
        match add(&store, &ids).await {
            Ok(id) => stored.push(id),
            Err(error) => break error,
        }
    };
    assert_eq!(refused.kind(), ErrorKind::StorageFull, "{refused}");
    assert!(!stored.is_empty());
    if free_bytes_min == 0 {
        // To the last byte, so that nothing but the ballast is left.
        let mut filler = std::fs::File::create(disk.join("filler")).expect("is made");
        while std::io::Write::write_all(&mut filler, &[0; 4096]).is_ok() {}
    }
    let loaded = store
        .memories(&scope(), &stored)
        .await
        .expect("reads go on");
    assert_eq!(loaded.rows.len(), stored.len());
    for id in &stored {
        let batch = WriteBatch {
            erasures: vec![*id],
            ..Default::default()
        };
        store
            .commit(&scope(), batch)
            .await
            .expect("erasing goes on");
    }
    assert_eq!(store.stats(&scope()).await.expect("reads").memories, 0);
    let _ = std::fs::remove_file(disk.join("filler"));
    let mut resumed = false;
    for _ in 0..500 {
        if add(&store, &ids).await.is_ok() {
            resumed = true;
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(resumed, "writes resume within five seconds");
    let report = store
        .check(std::sync::Arc::new(|_, _| {}))
        .await
        .expect("checks");
    assert_eq!((report.structure, report.damaged), (Vec::new(), Vec::new()));
}

#[tokio::test]
#[ignore = "needs a small file system"]
async fn a_full_disk_still_reads_and_erases() {
    let disk = PathBuf::from(std::env::var_os("MEMOIRD_SMALL_DISK").expect("the disk is given"));
    fill_and_recover(&disk, 20 << 20).await;
    fill_and_recover(&disk, 0).await;
}
