//! Opening a database: the one place that sets SQLite's switches, and checks that they took.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use types::{Error, ErrorKind, Result};

use super::errors::{io, sql};
use super::{filter_sql, log_file};

/// The first version without the WAL-reset bug that corrupted databases (3.7.0 to 3.51.2).
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// A commit logs every page that it touches, whole, and most of them for one entry of an index: small
/// pages make small logs. Measured with sixteen writers: 70 KiB of log an event and its memory with
/// pages of 8 KiB, 39 with 4, 24 with 2; loading rows is as fast with each.
const PAGE_BYTES: i64 = 2048;
/// How long a connection waits for the one that truncates the log.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_millis(10_000);
/// Page cache of the writer and of each reader. Not more for the writer: SQLite walks through the whole
/// table of cached pages after each commit that reordered some, which is every third.
const CACHE_KIB: [i64; 2] = [32 * 1024, 16 * 1024];

/// Every schema version's script, oldest first. Never edited after a release.
const MIGRATIONS: [&str; 3] = [
    include_str!("../../migrations/sqlite/0001_init.sql"),
    include_str!("../../migrations/sqlite/0002_narrow_lists.sql"),
    include_str!("../../migrations/sqlite/0003_own_names.sql"),
];

/// How durable a commit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// Each commit is fsynced before it is acknowledged.
    #[default]
    Full,
    /// Commits are not fsynced: a power cut loses acknowledged writes. It exists as the control of
    /// durability tests, which must see it lose something.
    DangerNormal,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The one connection that writes, and the one that checkpoints.
    Writer,
    /// Reads only; SQLite refuses anything else.
    Reader,
}

/// Switches that tests' controls turn off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Switches {
    pub synchronous: Synchronous,
    pub secure_delete: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Switches {
            synchronous: Synchronous::Full,
            secure_delete: true,
        }
    }
}

/// Opens a connection, sets every pragma and asserts that it holds.
pub(super) fn connect(path: &Path, role: Role, switches: Switches) -> Result<Connection> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(Error::internal(format!(
            "SQLite {} can corrupt databases; 3.51.3 or later is needed",
            rusqlite::version()
        )));
    }
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | match role {
            Role::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
    let connection = match role == Role::Writer && switches.synchronous == Synchronous::Full {
        true => Connection::open_with_flags_and_vfs(path, flags, log_file::name()?),
        false => Connection::open_with_flags(path, flags),
    }
    .map_err(sql)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(sql)?;
    connection.set_prepared_statement_cache_capacity(256);
    // The bundled SQLite is built with STAT4, which compiles a statement anew whenever another
    // value is bound to an indexed column: that was six tenths of a search's processor time.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(sql)?;
    let writer = role == Role::Writer;
    if writer {
        // The page size is fixed by the first page written (files of earlier versions have 8 KiB);
        // the journal mode by the file.
        if page_count(&connection)? == 0 {
            set_and_check(&connection, "page_size", Value::Integer(PAGE_BYTES))?;
        }
        set_and_check(&connection, "journal_mode", Value::Text("wal".to_owned()))?;
        // Checkpoints run on their own connection, so that no commit waits for one.
        set_and_check(&connection, "wal_autocheckpoint", Value::Integer(0))?;
        let full = switches.synchronous == Synchronous::Full;
        set_and_check(
            &connection,
            "synchronous",
            Value::Integer(if full { 2 } else { 1 }),
        )?;
        // Deleted content is overwritten with zeros.
        let secure = i64::from(switches.secure_delete);
        set_and_check(&connection, "secure_delete", Value::Integer(secure))?;
    } else {
        set_and_check(&connection, "query_only", Value::Integer(1))?;
    }
    // None is declared (they would cost a look-up a row); the switch is on for those that come.
    set_and_check(&connection, "foreign_keys", Value::Integer(1))?;
    // An I/O error under a memory map is a signal that kills the process; a read is an error.
    set_and_check(&connection, "mmap_size", Value::Integer(0))?;
    set_and_check(&connection, "trusted_schema", Value::Integer(0))?;
    // Find damaged pages when they are read, not when they are used.
    set_and_check(&connection, "cell_size_check", Value::Integer(1))?;
    set_and_check(&connection, "temp_store", Value::Integer(2))?;
    let cache = -CACHE_KIB[usize::from(!writer)];
    set_and_check(&connection, "cache_size", Value::Integer(cache))?;
    filter_sql::register(&connection)?;
    Ok(connection)
}

/// Pages of the file; 0: nothing was written to it yet.
fn page_count(connection: &Connection) -> Result<i64> {
    connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .map_err(sql)
}

/// Sets a pragma and reads it back.
fn set_and_check(connection: &Connection, name: &str, wanted: Value) -> Result<()> {
    connection.pragma_update(None, name, &wanted).map_err(sql)?;
    let got: Option<Value> =
        match connection.pragma_query_value(None, name, |row| row.get::<_, Value>(0)) {
            // A pragma that answers nothing is compiled out: its value is fixed at zero.
            Err(rusqlite::Error::QueryReturnedNoRows) => None,
            other => Some(other.map_err(sql)?),
        };
    if got.as_ref() == Some(&wanted) || (got.is_none() && wanted == Value::Integer(0)) {
        return Ok(());
    }
    Err(Error::internal(format!(
        "SQLite did not accept {name} = {wanted:?}: it is {got:?}"
    )))
}

/// The schema version of this binary.
pub(super) fn schema_version() -> i64 {
    MIGRATIONS.len() as i64
}

/// Brings the schema up to date, one transaction a step. Refuses a newer database.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let found = check_version(connection)?;
    for (index, script) in MIGRATIONS.iter().enumerate().skip(found) {
        let transaction = connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(sql)?;
        transaction.execute_batch(script).map_err(sql)?;
        transaction
            .pragma_update(None, "user_version", index as i64 + 1)
            .map_err(sql)?;
        transaction.commit().map_err(sql)?;
        tracing::info!(version = index + 1, "database migrated");
    }
    Ok(())
}

/// The number of migrations that the database has had; an error if it has had more than we know.
pub(super) fn check_version(connection: &Connection) -> Result<usize> {
    let found: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(sql)?;
    if found > schema_version() || found < 0 {
        return Err(Error::new(
            ErrorKind::Internal,
            format!(
                "this database was written by a newer Memoird (schema {found}); this one knows \
                 schema {}: install the newer version again",
                schema_version()
            ),
        ));
    }
    Ok(found as usize)
}

/// `path` with `suffix` after its file name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Takes the lock that keeps a second server away; held as long as the file is open.
pub(super) fn lock(path: &Path) -> Result<File> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(beside(path, ".lock"))
        .map_err(|e| io("cannot open the lock file", e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::new(
            ErrorKind::Conflict,
            "another server uses this data directory",
        )),
        Err(std::fs::TryLockError::Error(e)) => Err(io("cannot lock the data directory", e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the database is made of.
    fn schema(connection: &Connection) -> Vec<(String, Option<String>)> {
        connection
            .prepare("select name, sql from sqlite_schema order by name")
            .and_then(|mut statement| {
                statement
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .expect("reads")
    }

    #[test]
    fn every_earlier_version_becomes_what_a_new_database_is() {
        let directory = tempfile::tempdir().expect("a directory");
        let open = |version: usize| {
            let path = directory.path().join(format!("{version}.db"));
            let mut connection = connect(&path, Role::Writer, Switches::default()).expect("opens");
            for script in &MIGRATIONS[..version] {
                connection.execute_batch(script).expect("runs");
            }
            connection
                .pragma_update(None, "user_version", version as i64)
                .expect("is set");
            migrate(&mut connection).expect("migrates");
            assert_eq!(check_version(&connection).expect("reads"), MIGRATIONS.len());
            schema(&connection)
        };
        let new = open(0);
        assert!(new.iter().any(|(name, _)| name == "memories_by_user"));
        for version in 1..MIGRATIONS.len() {
            assert_eq!(open(version), new, "from {version}");
        }
    }
}
