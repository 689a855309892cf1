//! Committed data that vanished with the end of a damaged log is noticed, and nothing else is.

use std::path::Path;
use std::sync::Arc;

use crate::restore;
use store::sqlite::{SqliteConfig, SqliteStore};
use store::{NewMemory, Store, Vectors, WriteBatch};
use types::{
    Coordinates, ErrorKind, Memory, MemoryId, OrgId, Result, Scope, Timestamp, id::IdGenerator,
};

#[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
fn scope() -> Scope {
    Scope::danger_unchecked(OrgId::default_org(), Coordinates::default(), "test")
}

fn config(directory: &Path) -> SqliteConfig {
    SqliteConfig {
        ballast_bytes: 0,
        free_bytes_min: 0,
        readers: 1,
        ..SqliteConfig::new(directory.join("memoird.db"))
    }
}

async fn add(store: &SqliteStore, number: u64) -> (MemoryId, u64) {
    let id = IdGenerator::default().memory_id(number, u128::from(number));
    let batch = WriteBatch {
        memories: vec![NewMemory {
            memory: Memory::new(id, OrgId::default_org(), "words", Timestamp(1)),
            vectors: Vectors::default(),
        }],
        ..Default::default()
    };
    let committed = store.commit(&scope(), batch).await.expect("commits");
    (id, committed.seqs[0])
}

async fn count(store: &SqliteStore) -> u64 {
    store.stats(&scope()).await.expect("reads").memories
}

/// Copies what a killed server leaves; some of it.
fn copy(from: &Path, to: &Path, suffixes: &[&str]) {
    for suffix in suffixes {
        let name = format!("memoird.db{suffix}");
        std::fs::copy(from.join(&name), to.join(&name)).expect("copies");
    }
}

const KILLED: [&str; 3] = ["", "-wal", ".mark"];

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).expect("reads");
    bytes[at] ^= 1;
    std::fs::write(path, bytes).expect("writes");
}

fn new_folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

fn kind<T>(opened: Result<T>) -> Option<ErrorKind> {
    opened.map(drop).err().map(|error| error.kind())
}

#[tokio::test]
async fn a_bit_flipped_in_the_log_drops_nothing_silently() {
    let live = new_folder();
    let store = SqliteStore::open(config(live.path())).expect("opens");
    let (mut written, mut last_seq) = (0, 0);
    for number in 0..20 {
        (_, last_seq) = add(&store, number).await;
        written += 1;
    }
    let killed = new_folder();
    copy(live.path(), killed.path(), &KILLED);
    let log_bytes = std::fs::metadata(killed.path().join("memoird.db-wal"))
        .expect("the log is there")
        .len() as usize;
    let (mut refused, mut vanished) = (0, 0);
    for at in (0..log_bytes).step_by(log_bytes / 40) {
        let folder = new_folder();
        copy(killed.path(), folder.path(), &KILLED);
        flip(&folder.path().join("memoird.db-wal"), at);
        match SqliteStore::open(config(folder.path())) {
            Ok(store) => assert_eq!(count(&store).await, written, "byte {at}"),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Corrupt);
                assert!(error.public().contains("--accept-data-loss"), "{error}");
                refused += 1;
            }
        }
        // The refusal left the files as they were: it comes again.
        let again = kind(SqliteStore::open(config(folder.path())));
        let damaged = SqliteConfig {
            danger_no_mark: true,
            ..config(folder.path())
        };
        if again.is_none() {
            continue;
        }
        // The control: without the mark, what was acknowledged is gone without a word.
        let copied = new_folder();
        copy(folder.path(), copied.path(), &KILLED);
        let unwatched = SqliteConfig {
            path: copied.path().join("memoird.db"),
            ..damaged
        };
        let unwatched = SqliteStore::open(unwatched).expect("opens");
        vanished += u64::from(count(&unwatched).await < written);
        // The loss is accepted once; then everything goes on, and no sequence number comes twice.
        let accepting = SqliteConfig {
            accept_data_loss: true,
            ..config(folder.path())
        };
        let store = SqliteStore::open(accepting).expect("the loss is accepted");
        assert!(count(&store).await < written, "byte {at}");
        let (_, seq) = add(&store, 100).await;
        assert!(seq > last_seq, "byte {at}: {seq} after {last_seq}");
        drop(store);
        assert_eq!(kind(SqliteStore::open(config(folder.path()))), None);
    }
    assert!(refused >= 20, "{refused} flips were noticed");
    assert_eq!(vanished, refused, "the control");
}

#[tokio::test]
async fn what_no_damage_did_is_not_refused() {
    let live = new_folder();
    let store = SqliteStore::open(config(live.path())).expect("opens");
    add(&store, 1).await;
    let early = new_folder();
    copy(live.path(), early.path(), &KILLED);
    for number in 2..10 {
        add(&store, number).await;
    }
    let open = |folder: &Path| SqliteStore::open(config(folder));
    // A power cut leaves an older mark, a torn one, or none; a check of an open one says nothing.
    for mark in ["older", "torn", "none"] {
        let folder = new_folder();
        copy(live.path(), folder.path(), &["", "-wal"]);
        match mark {
            "older" => copy(early.path(), folder.path(), &[".mark"]),
            "torn" => {
                copy(live.path(), folder.path(), &[".mark"]);
                flip(&folder.path().join("memoird.db.mark"), 20);
                flip(&folder.path().join("memoird.db.mark"), 4096 + 20);
            }
            _ => {}
        }
        let store = open(folder.path()).expect(mark);
        assert_eq!(count(&store).await, 9, "{mark}");
        add(&store, 10).await;
        drop(store);
        drop(open(folder.path()).expect(mark));
    }
    // A backup that is restored is older than the mark, and that is meant.
    let quiet = || -> store::Progress { Arc::new(|_, _| {}) };
    let backup = live.path().join("backup");
    store.backup(&backup, quiet()).await.expect("copies");
    for number in 10..20 {
        add(&store, number).await;
    }
    let folder = new_folder();
    copy(live.path(), folder.path(), &[".mark"]);
    // The mark without its database is what a lost file looks like ...
    assert_eq!(kind(open(folder.path())), Some(ErrorKind::Corrupt));
    std::fs::remove_file(folder.path().join("memoird.db")).unwrap_or_default();
    // ... and goes with the restored one.
    let target = folder.path().join("memoird.db");
    restore(&backup, &target, None, &quiet()).expect("restores");
    let restored = open(folder.path()).expect("opens");
    assert_eq!(count(&restored).await, 9);
}

#[tokio::test]
async fn an_older_file_in_the_place_of_the_newer_is_refused() {
    let live = new_folder();
    let store = SqliteStore::open(config(live.path())).expect("opens");
    add(&store, 1).await;
    drop(store);
    let folder = new_folder();
    copy(live.path(), folder.path(), &[""]);
    let store = SqliteStore::open(config(live.path())).expect("opens");
    add(&store, 2).await;
    drop(store);
    copy(live.path(), folder.path(), &[".mark"]);
    let refused = SqliteStore::open(config(folder.path()));
    assert_eq!(kind(refused), Some(ErrorKind::Corrupt));
    // Another database is not measured with this mark.
    let other = new_folder();
    let store = SqliteStore::open(config(other.path())).expect("opens");
    add(&store, 1).await;
    drop(store);
    copy(live.path(), other.path(), &[".mark"]);
    assert_eq!(kind(SqliteStore::open(config(other.path()))), None);
}
