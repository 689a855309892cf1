//! Tests of the SQLite backend that need its insides.

use std::sync::Arc;

use types::{Coordinates, Memory, OrgId, Scope, Timestamp, id::IdGenerator};

use super::errors::sql;
use super::open::Switches;
use super::*;
use crate::{MemoryUpdate, NewMemory, Sort, Vectors};

#[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
fn scope(bound: Coordinates) -> Scope {
    Scope::danger_unchecked(OrgId::default_org(), bound, "test")
}

pub(super) fn all() -> Scope {
    scope(Coordinates::default())
}

pub(super) fn config(directory: &tempfile::TempDir) -> SqliteConfig {
    SqliteConfig {
        ballast_bytes: 0,
        free_bytes_min: 0,
        ..SqliteConfig::new(directory.path().join("memoird.db"))
    }
}

pub(super) fn memory(number: u64, text: &str) -> NewMemory {
    let id = IdGenerator::default().memory_id(number, u128::from(number));
    let mut memory = Memory::new(id, OrgId::default_org(), text, Timestamp(number as i64));
    memory.coordinates.user_id = Some("u1".into());
    let vectors = Vectors {
        model: "m".into(),
        chunks: vec![vec![1, 2, 3]],
    };
    NewMemory { memory, vectors }
}

pub(super) fn adding(memories: Vec<NewMemory>) -> WriteBatch {
    WriteBatch {
        memories,
        ..Default::default()
    }
}

fn erasing(erasures: Vec<MemoryId>) -> WriteBatch {
    WriteBatch {
        erasures,
        ..Default::default()
    }
}

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    let directory = tempfile::tempdir().expect("a directory");
    let new = memory(1, "likes tea");
    let id = new.memory.id;
    let (written, seq) = {
        let store = SqliteStore::open(config(&directory)).expect("opens");
        let mut committed = store
            .commit(&all(), adding(vec![new]))
            .await
            .expect("commits");
        (committed.memories.remove(0), committed.seqs[0])
    };
    let store = SqliteStore::open(config(&directory)).expect("opens again");
    let loaded = store.memories(&all(), &[id]).await.expect("reads");
    assert_eq!(loaded.rows, [written]);
    let later = store
        .commit(&all(), adding(vec![memory(2, "and cake")]))
        .await
        .expect("commits");
    assert!(later.seqs[0] > seq, "sequence numbers do not begin anew");
}

/// Everything that a crash leaves behind: the files as they are at some moment, without a clean
/// close.
#[tokio::test]
async fn a_copy_of_the_files_of_a_running_store_opens_with_all_that_was_acknowledged() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = SqliteStore::open(config(&directory)).expect("opens");
    let mut ids = Vec::new();
    for round in 0..5 {
        for number in 0..20 {
            let new = memory(round * 20 + number, "acknowledged");
            ids.push(new.memory.id);
            store
                .commit(&all(), adding(vec![new]))
                .await
                .expect("commits");
        }
        let crashed = tempfile::tempdir().expect("a directory");
        for suffix in ["", "-wal"] {
            let name = format!("memoird.db{suffix}");
            std::fs::copy(directory.path().join(&name), crashed.path().join(&name))
                .expect("copies");
        }
        let again = SqliteStore::open(config(&crashed)).expect("opens");
        let loaded = again.memories(&all(), &ids).await.expect("reads");
        assert_eq!(loaded.rows.len(), ids.len(), "round {round}");
        let report = again.check(Arc::new(|_, _| {})).await.expect("checks");
        assert_eq!((report.structure, report.damaged), (Vec::new(), Vec::new()));
    }
}

/// Holds the writer up until the sender is used; returns when it is held.
async fn hold(store: &Arc<SqliteStore>) -> (std::sync::mpsc::Sender<()>, impl Future<Output = ()>) {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel::<()>();
    let mut gate = Some((begun, held));
    let holder = Arc::clone(store);
    let task = tokio::spawn(async move {
        let wait = move |_: &mut Writer| {
            // Work may be run twice; it waits once.
            if let Some((begun, held)) = gate.take() {
                let _ = begun.send(());
                let _ = held.recv();
            }
            Ok(())
        };
        holder.write(Effect::Small, wait).await
    });
    has_begun.await.expect("the writer runs");
    let ended = async { task.await.expect("does not panic").expect("runs") };
    (release, ended)
}

#[tokio::test]
async fn one_failing_write_harms_no_other_of_its_group() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = Arc::new(SqliteStore::open(config(&directory)).expect("opens"));
    let taken = memory(0, "taken");
    store
        .commit(&all(), adding(vec![taken.clone()]))
        .await
        .expect("commits");
    // The writer is held up, so that what follows is one group.
    let (release, ended) = hold(&store).await;
    let tasks: Vec<_> = (1..=40u64)
        .map(|number| {
            let store = Arc::clone(&store);
            let mut batch = adding(vec![memory(number, "fresh")]);
            match number % 4 {
                1 => batch.memories.push(taken.clone()),
                2 => batch.erasures.push(memory(999, "unknown").memory.id),
                _ => {}
            }
            tokio::spawn(async move { (number, store.commit(&all(), batch).await.is_ok()) })
        })
        .collect();
    while store.gauges().await.expect("reads").writer_queue < 40 {
        tokio::task::yield_now().await;
    }
    release.send(()).expect("the writer waits");
    ended.await;
    for task in tasks {
        let (number, succeeded) = task.await.expect("does not panic");
        assert_eq!(succeeded, matches!(number % 4, 0 | 3), "{number}");
        let id = memory(number, "fresh").memory.id;
        let loaded = store.memories(&all(), &[id]).await.expect("reads");
        assert_eq!(loaded.rows.len(), usize::from(succeeded), "{number}");
    }
}

#[tokio::test]
async fn a_panicking_write_is_an_error_and_the_writer_lives_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = SqliteStore::open(config(&directory)).expect("opens");
    let panics = |_: &mut Writer| -> Result<()> { panic!("a bug") };
    let failed = store.write(Effect::Small, panics).await;
    assert_eq!(failed.map_err(|e| e.kind()), Err(ErrorKind::Internal));
    let failed = store.read(|_| -> Result<()> { panic!("a bug") }).await;
    assert_eq!(failed.map_err(|e| e.kind()), Err(ErrorKind::Internal));
    store
        .commit(&all(), adding(vec![memory(1, "x")]))
        .await
        .expect("commits");
    assert_eq!(store.stats(&all()).await.expect("reads").memories, 1);
}

#[tokio::test]
async fn a_full_queue_refuses_and_says_when_to_come_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = SqliteConfig {
        writer_queue_max: 2,
        ..config(&directory)
    };
    let store = Arc::new(SqliteStore::open(config).expect("opens"));
    let (release, ended) = hold(&store).await;
    // One runs, two wait, the next is refused.
    let waits = async |count: u64| {
        while store.gauges().await.expect("reads").writer_queue != count {
            tokio::task::yield_now().await;
        }
    };
    let mut waiting = Vec::new();
    for number in 0..2 {
        let store = Arc::clone(&store);
        let batch = adding(vec![memory(number, "x")]);
        waiting.push(tokio::spawn(
            async move { store.commit(&all(), batch).await },
        ));
    }
    waits(2).await;
    let refused = store.commit(&all(), adding(vec![memory(9, "x")])).await;
    let error = refused.map(drop).expect_err("the queue holds two");
    assert_eq!(
        (error.kind(), error.retry_after_ms()),
        (ErrorKind::Overloaded, Some(100))
    );
    release.send(()).expect("the writer waits");
    ended.await;
    for task in waiting {
        task.await.expect("does not panic").expect("commits");
    }
}

#[test]
fn a_second_server_is_kept_away_and_a_reader_is_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = SqliteStore::open(config(&directory)).expect("opens");
    let second = SqliteStore::open(config(&directory))
        .map(drop)
        .expect_err("is locked");
    assert_eq!(second.kind(), ErrorKind::Conflict);
    assert_eq!(second.public(), "another server uses this data directory");
    let reader = SqliteStore::open_read_only(directory.path().join("memoird.db")).expect("opens");
    drop(first);
    drop(SqliteStore::open(config(&directory)).expect("the lock is free again"));
    drop(reader);
    let missing = SqliteStore::open_read_only(directory.path().join("none.db")).map(drop);
    assert_eq!(missing.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
}

#[tokio::test]
async fn a_read_only_store_reads_and_does_not_write() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = SqliteStore::open(config(&directory)).expect("opens");
    let new = memory(1, "x");
    store
        .commit(&all(), adding(vec![new.clone()]))
        .await
        .expect("commits");
    let path = directory.path().join("memoird.db");
    let reader = SqliteStore::open_read_only(&path).expect("opens");
    let loaded = reader
        .memories(&all(), &[new.memory.id])
        .await
        .expect("reads");
    assert_eq!(loaded.rows.len(), 1);
    let refused = reader
        .commit(&all(), adding(vec![memory(2, "y")]))
        .await
        .map(drop);
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::PermissionDenied)
    );
    let report = reader.check(Arc::new(|_, _| {})).await.expect("checks");
    assert_eq!(report.damaged, Vec::<String>::new());
    // And when nobody else has it open.
    drop((store, reader));
    let reader = SqliteStore::open_read_only(&path).expect("opens");
    assert_eq!(reader.stats(&all()).await.expect("reads").memories, 1);
}

#[test]
fn every_pragma_holds_on_every_connection() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("memoird.db");
    let writer = open::connect(&path, Role::Writer, Switches::default()).expect("opens");
    let reader = open::connect(&path, Role::Reader, Switches::default()).expect("opens");
    let check = |connection: &rusqlite::Connection, name: &str, expected: &str| {
        let got: String = connection
            .pragma_query_value(None, name, |row| {
                row.get::<_, rusqlite::types::Value>(0)
                    .map(|value| match value {
                        rusqlite::types::Value::Integer(n) => n.to_string(),
                        rusqlite::types::Value::Text(text) => text,
                        other => format!("{other:?}"),
                    })
            })
            .expect("the pragma answers");
        assert_eq!(got, expected, "{name}");
    };
    for (name, expected) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("secure_delete", "1"),
        ("page_size", "2048"),
        ("wal_autocheckpoint", "0"),
        ("busy_timeout", "10000"),
    ] {
        check(&writer, name, expected);
    }
    for connection in [&writer, &reader] {
        check(connection, "foreign_keys", "1");
        check(connection, "trusted_schema", "0");
        check(connection, "cell_size_check", "1");
        check(connection, "mmap_size", "0");
        check(connection, "busy_timeout", "10000");
    }
    check(&reader, "query_only", "1");
    let version = rusqlite::version_number();
    assert!(version >= 3_051_003, "{version}");
    assert!(reader.execute_batch("create table t (x)").is_err());
}

#[test]
fn a_database_of_a_newer_version_is_refused_with_a_sentence() {
    let directory = tempfile::tempdir().expect("a directory");
    drop(SqliteStore::open(config(&directory)).expect("opens"));
    let path = directory.path().join("memoird.db");
    let raw = rusqlite::Connection::open(&path).expect("opens");
    let newer = open::schema_version() + 1;
    raw.pragma_update(None, "user_version", newer)
        .expect("is set");
    drop(raw);
    let error = SqliteStore::open(config(&directory))
        .map(drop)
        .expect_err("is refused");
    assert!(error.public().contains("newer Memoird"), "{error}");
}

#[test]
fn what_is_not_a_database_is_not_opened() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("memoird.db");
    std::fs::write(
        &path,
        "this is a text of some length, not a database\n".repeat(100),
    )
    .expect("writes");
    let error = SqliteStore::open(config(&directory))
        .map(drop)
        .expect_err("is refused");
    assert_eq!(error.kind(), ErrorKind::Corrupt);
}

/// Queries that must not look at every row, by their plan.
#[test]
fn the_hot_queries_use_their_indexes() {
    let directory = tempfile::tempdir().expect("a directory");
    drop(SqliteStore::open(config(&directory)).expect("opens"));
    let path = directory.path().join("memoird.db");
    let connection = open::connect(&path, Role::Reader, Switches::default()).expect("opens");
    let plan = |text: &str| -> String {
        let mut statement = connection
            .prepare(&format!("explain query plan {text}"))
            .expect("is a query");
        let lines = statement
            .raw_query()
            .mapped(|row| row.get::<_, String>(3))
            .collect::<rusqlite::Result<Vec<_>>>()
            .expect("explains");
        lines.join("; ")
    };
    let check = |filter: Filter, sort: Sort, index: &str| {
        let mut select = filter_sql::Sql::new("select m.memory_no from memories m where ");
        select.memories_in_scope(&all());
        select.push(" and ");
        select.filter(&filter);
        let mut next = filter_sql::Sql::default();
        next.text.clone_from(&select.text);
        next.and_after(sort, &cursor::Place::of_number(0, 0, 0));
        for (mut select, expect) in [(select, index), (next, "AND (created_at,rowid)")] {
            select.order_by(sort);
            let plan = plan(&select.text);
            assert!(plan.contains(expect) && !plan.contains("TEMP B"), "{plan}");
        }
    };
    let user = Filter::equals(types::Field::UserId, "u");
    let active = Filter::equals(types::Field::Status, "active");
    check(
        user.clone(),
        Sort::CreatedDesc,
        "memories_by_user (org_id=? AND user_id=?)",
    );
    check(
        user.clone(),
        Sort::CreatedAsc,
        "memories_by_user (org_id=? AND user_id=?)",
    );
    check(
        user.and(active.clone()),
        Sort::CreatedDesc,
        "memories_by_user",
    );
    check(active, Sort::CreatedDesc, "memories_by_time (org_id=?)");
    let feed = "select seq, memory_no from memories
         where org_id = ?1 and user_id is ?2 and seq > ?3 order by seq limit ?4";
    let plan_of_feed = plan(feed);
    assert!(
        plan_of_feed.contains("COVERING INDEX memories_by_seq (org_id=? AND user_id=? AND seq>?)")
            && !plan_of_feed.contains("TEMP"),
        "{plan_of_feed}"
    );
    let window = plan(
        "select memory_no from memories
         where org_id = ?1 and user_id is ?2 and session_id = ?3 and position < ?4
         order by position desc limit ?5",
    );
    assert!(
        window.contains("memories_by_position") && !window.contains("TEMP"),
        "{window}"
    );
}

/// Binding a value that a partial index might care about made SQLite compile the statement again:
/// half of the cost of a search went there.
#[test]
fn a_statement_is_compiled_once() {
    let directory = tempfile::tempdir().expect("a directory");
    drop(SqliteStore::open(config(&directory)).expect("opens"));
    let path = directory.path().join("memoird.db");
    let compiled_again = |stable: bool| -> i32 {
        let connection = open::connect(&path, Role::Reader, Switches::default()).expect("opens");
        let guarantee = rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
        if !stable {
            connection.set_db_config(guarantee, false).expect("is set");
        }
        [
            memory_row::select_memory!("where m.org_id = ?1 and m.id = ?2"),
            "select memory_no from memories where org_id = ?1 and external_id = ?2",
            "select max(position) from events where org_id = ?1 and session_id is ?2",
        ]
        .into_iter()
        .map(|text| {
            let mut statement = connection.prepare(text).expect("is a query");
            for n in 0..10 {
                statement
                    .query(("org", n))
                    .expect("runs")
                    .next()
                    .expect("steps");
            }
            statement.get_status(rusqlite::StatementStatus::RePrepare)
        })
        .sum()
    };
    assert_eq!(compiled_again(true), 0);
    assert!(compiled_again(false) > 0, "the control must see it");
}

// ---- room on the disk -----------------------------------------------------------------------------

#[tokio::test]
async fn below_the_low_water_mark_only_deletes_are_accepted() {
    let directory = tempfile::tempdir().expect("a directory");
    let new = memory(1, "x");
    {
        let store = SqliteStore::open(config(&directory)).expect("opens");
        store
            .commit(&all(), adding(vec![new.clone(), memory(2, "y")]))
            .await
            .expect("commits");
    }
    // No disk has that much free.
    let config = SqliteConfig {
        free_bytes_min: u64::MAX / 2,
        ..config(&directory)
    };
    let store = SqliteStore::open(config).expect("opens");
    let refused = store
        .commit(&all(), adding(vec![memory(3, "z")]))
        .await
        .map(drop);
    assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::StorageFull));
    let mut deleted = memory(2, "y").memory;
    deleted.status = types::Status::Deleted;
    let update = |memory: Memory| MemoryUpdate {
        memory,
        expected_revision: 1,
        vectors: None,
        action: "delete".into(),
    };
    let batch = WriteBatch {
        updates: vec![update(deleted)],
        ..Default::default()
    };
    store
        .commit(&all(), batch)
        .await
        .expect("a delete is accepted");
    store
        .commit(&all(), erasing(vec![new.memory.id]))
        .await
        .expect("an erasure is accepted");
    assert_eq!(store.stats(&all()).await.expect("reads").memories, 1);
}

#[tokio::test]
async fn a_full_disk_gives_up_the_ballast_and_still_erases() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = SqliteConfig {
        ballast_bytes: 1 << 20,
        ..config(&directory)
    };
    let ballast = directory.path().join("memoird.db.ballast");
    let store = SqliteStore::open(config).expect("opens");
    let ids: Vec<MemoryId> = (0..50).map(|n| memory(n, "x").memory.id).collect();
    let batch = adding(
        (0..50)
            .map(|n| memory(n, "words ".repeat(200).as_str()))
            .collect(),
    );
    store.commit(&all(), batch).await.expect("commits");
    while !std::fs::metadata(&ballast).is_ok_and(|file| file.len() == 1 << 20) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    // SQLite's own limit stands in for the end of the disk; like that, it goes on when there is
    // room again.
    let limit = |pages: i64| {
        store.write(Effect::Small, move |w| {
            let sql = format!("pragma max_page_count = {pages}");
            w.connection
                .query_row(&sql, [], |_| Ok(()))
                .map_err(errors::sql)
        })
    };
    limit(1).await.expect("is set");
    let more = |n: u64| adding(vec![memory(100 + n, "words ".repeat(20_000).as_str())]);
    let refused = store.commit(&all(), more(0)).await.map(drop);
    assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::StorageFull));
    for id in &ids {
        store
            .commit(&all(), erasing(vec![*id]))
            .await
            .expect("an erasure is accepted");
    }
    assert_eq!(store.stats(&all()).await.expect("reads").memories, 0);
    limit(1_000_000).await.expect("is set");
    store.commit(&all(), more(1)).await.expect("writes go on");
}

// ---- residue --------------------------------------------------------------------------------------

/// How often `needle` is in the database's files.
fn traces(directory: &tempfile::TempDir, needle: &str) -> usize {
    ["memoird.db", "memoird.db-wal"]
        .iter()
        .map(|name| std::fs::read(directory.path().join(name)).unwrap_or_default())
        .map(|bytes| {
            bytes
                .windows(needle.len())
                .filter(|w| *w == needle.as_bytes())
                .count()
        })
        .sum()
}

/// Writes canaries, changes and erases them, waits for the log to be cut; the traces left.
async fn residue(danger_keep_deleted: bool) -> usize {
    let directory = tempfile::tempdir().expect("a directory");
    let config = SqliteConfig {
        danger_keep_deleted,
        ..config(&directory)
    };
    let store = SqliteStore::open(config).expect("opens");
    let words = "CANARY-7f3a9c ".repeat(40);
    let news: Vec<NewMemory> = (0..100)
        .map(|n| {
            let text = if n % 2 == 0 {
                words.clone()
            } else {
                "stays".repeat(50)
            };
            let mut new = memory(n, &text);
            new.memory.metadata.insert("note".into(), text.into());
            new
        })
        .collect();
    let committed = store.commit(&all(), adding(news)).await.expect("commits");
    for chunk in committed.memories.chunks(10) {
        let updates = chunk.iter().map(|memory| MemoryUpdate {
            memory: memory.clone(),
            expected_revision: 1,
            vectors: None,
            action: "update".into(),
        });
        let batch = WriteBatch {
            updates: updates.collect(),
            ..Default::default()
        };
        store.commit(&all(), batch).await.expect("commits");
    }
    assert!(
        traces(&directory, "CANARY-7f3a9c") > 1000,
        "the canaries are there at first"
    );
    let canaries = committed
        .memories
        .iter()
        .step_by(2)
        .map(|memory| memory.id)
        .collect();
    store
        .commit(&all(), erasing(canaries))
        .await
        .expect("erases");
    // The store cuts the log by itself, soon after an erasure.
    for _ in 0..2000 {
        if store.gauges().await.expect("reads").wal_bytes == 0 {
            return traces(&directory, "CANARY-7f3a9c");
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("the log was not cut within ten seconds");
}

#[tokio::test]
async fn an_erased_memory_leaves_no_byte_behind() {
    assert_eq!(residue(false).await, 0);
    assert!(residue(true).await > 0, "the control must find something");
}

/// Erasing in an order that merges and splits pages of every table and index, again and again:
/// what a page held before it was rewritten must not stay in its unused part.
#[tokio::test]
async fn pages_that_are_rewritten_keep_no_byte_of_what_was_erased() {
    // Texts of several pages leave less behind than those that share one: how large pages are, and
    // how often at most a text says its word.
    rewrite_pages(8192, 300).await;
    rewrite_pages(2048, 60).await;
}

/// A database file as earlier versions made them: with pages of another size.
fn make_with_pages_of(bytes: u64, directory: &tempfile::TempDir) {
    let connection = rusqlite::Connection::open(config(directory).path).expect("opens");
    for (name, value) in [
        ("page_size", bytes.to_string()),
        ("journal_mode", "wal".into()),
    ] {
        connection.pragma_update(None, name, value).expect("is set");
    }
    connection
        .execute_batch("create table first_page (x); drop table first_page;")
        .expect("writes");
}

async fn rewrite_pages(page_bytes: u64, repeats_max: u64) {
    let directory = tempfile::tempdir().expect("a directory");
    make_with_pages_of(page_bytes, &directory);
    let store = SqliteStore::open(config(&directory)).expect("opens");
    let reader = open::connect(&config(&directory).path, Role::Reader, Switches::default());
    let got: Option<i64> = reader
        .and_then(|c| {
            c.pragma_query_value(None, "page_size", |row| row.get(0))
                .map_err(sql)
        })
        .ok();
    assert_eq!(got, Some(page_bytes as i64));
    let mut dice = 7u64;
    let mut below = |end: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) % end
    };
    let canary = "CANARY-7f3a9c";
    let (mut kept, mut erased) = (0, Vec::new());
    for round in 0..12u64 {
        let mut news = Vec::new();
        for number in 0..100 {
            let goes = below(3) > 0;
            let words = if goes { canary } else { "what stays" };
            let mut new = memory(
                round * 100 + number,
                &words.repeat(1 + below(repeats_max) as usize),
            );
            let name = format!("{words}-{}", below(1 << 30));
            new.memory.external_id = Some(name.clone());
            new.memory.coordinates.session_id = Some(name.clone());
            new.memory.coordinates.user_id = Some(format!("u{}", below(5)));
            if goes {
                erased.push(new.memory.id);
            } else {
                kept += 1;
            }
            news.push(new);
        }
        let committed = store.commit(&all(), adding(news)).await.expect("commits");
        let updates = committed.memories.into_iter().step_by(3).map(|mut memory| {
            let words = memory.text.clone();
            memory.text.push_str(&words[..words.len() / 2]);
            MemoryUpdate {
                memory,
                expected_revision: 1,
                vectors: None,
                action: "update".into(),
            }
        });
        let batch = WriteBatch {
            updates: updates.collect(),
            ..Default::default()
        };
        store.commit(&all(), batch).await.expect("commits");
        while erased.len() > if round == 11 { 0 } else { 150 } {
            let some = (0..erased.len().min(7)).map(|_| {
                let at = below(erased.len() as u64) as usize;
                erased.swap_remove(at)
            });
            let some = some.collect();
            store.commit(&all(), erasing(some)).await.expect("erases");
        }
    }
    // The log is cut soon after an erasure; what pages keep is what the scrub is for.
    for _ in 0..2000 {
        if store.gauges().await.expect("reads").wal_bytes == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let before = traces(&directory, canary);
    assert!(before > 0, "the control must find something");
    store.scrub(&all()).await.expect("scrubs");
    assert_eq!(traces(&directory, canary), 0, "{before} before");
    // Writing on brings nothing back, and nothing that stays was harmed.
    let more = (0..200).map(|n| memory(10_000 + n, "more words")).collect();
    store.commit(&all(), adding(more)).await.expect("commits");
    let report = store.check(Arc::new(|_, _| {})).await.expect("checks");
    assert_eq!((report.structure, report.damaged), (vec![], vec![]));
    assert_eq!(
        store.stats(&all()).await.expect("reads").memories,
        kept + 200
    );
    drop(store);
    assert_eq!(traces(&directory, canary), 0);
}

// ---- damage to what is derived --------------------------------------------------------------------

#[tokio::test]
async fn damaged_rows_are_reported_and_strays_are_found() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = SqliteStore::open(config(&directory)).expect("opens");
    let event = EventId::from_bytes([7; 16]);
    let news: Vec<NewMemory> = (1..=2)
        .map(|number| {
            let mut new = memory(number, "lives in Lisbon");
            new.memory.provenance.source_event_ids = vec![event];
            new.memory.statements = vec![types::Statement {
                subject: "user".into(),
                attribute: "residence".into(),
                cardinality: types::Cardinality::One,
                value: None,
                polarity: types::Polarity::Positive,
                certainty: 1.0,
                span: None,
                closed: None,
            }];
            new
        })
        .collect();
    let (sound, damaged) = (news[0].memory.id, news[1].memory.id);
    store.commit(&all(), adding(news)).await.expect("commits");
    let execute = async |text: &'static str| {
        let work = move |w: &mut Writer| w.connection.execute(text, []).map_err(errors::sql);
        assert_eq!(store.write(Effect::Small, work).await.expect("runs"), 1);
    };
    let met = async || store.gauges().await.expect("reads").damaged_met;
    store.memories(&all(), &[damaged]).await.expect("reads");
    assert_eq!(met().await, 0, "nothing is damaged yet");
    execute("update memories set text = 'lives in Berlin' where memory_no = 2").await;
    let loaded = store.memories(&all(), &[sound, damaged]).await;
    assert_eq!(loaded.expect("reads").damaged, [damaged.to_string()]);
    assert_eq!(met().await, 1);
    let home = [Address {
        subject: "user".into(),
        attribute: "residence".into(),
    }];
    for loaded in [
        store.memories_at(&all(), Some("u1"), &home, &[]).await,
        store.memories_of_events(&all(), &[event]).await,
    ] {
        let loaded = loaded.expect("reads");
        let ids: Vec<MemoryId> = loaded.rows.iter().map(|memory| memory.id).collect();
        assert_eq!(
            (ids, loaded.damaged),
            (vec![sound], vec![damaged.to_string()])
        );
    }
    let reported = async || {
        let report = store.check(Arc::new(|_, _| {})).await.expect("checks");
        report.damaged
    };
    let of_row = format!("memories: {damaged}");
    assert_eq!(reported().await, std::slice::from_ref(&of_row));
    execute("update addresses set address = address + 1 where memory_no = 1").await;
    let expect = [
        of_row,
        format!("address missing of memory: {sound}"),
        "address without its memory: row 1".to_owned(),
    ];
    assert_eq!(reported().await, expect);
    let found = store.memories_at(&all(), Some("u1"), &home, &[]).await;
    assert_eq!(found.expect("reads").rows, []);
}
