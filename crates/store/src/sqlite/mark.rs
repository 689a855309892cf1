//! The high-water mark: how much was committed, kept outside of the database.
//!
//! SQLite drops the end of a write-ahead log from the first damaged frame on, without a word: it
//! cannot be told from a commit that a crash cut off. So each commit counts itself inside the
//! database, in its own transaction, and then in a small file beside it. A database that opens with
//! fewer commits than the file names has lost some that were acknowledged, and is not served
//! unless the operator accepts that.
//!
//! What it can tell, and what not:
//!
//! * The mark is written after the commit's fsync and before the commit is acknowledged, so it
//!   never names a commit that is not on disk: neither a crash nor a power cut trips it.
//! * It is written without an fsync; that follows within [`SYNC_EVERY`], and at a shutdown. After a
//!   crash of the process it is exact. After a power cut it may lag by that long: damage that
//!   swallows only commits of that last moment is not noticed.
//! * It counts; it does not look at contents. Damage to the log while a checkpoint that a crash
//!   interrupted had already moved the counter's page, but not the others, is left to the rows'
//!   checksums and SQLite's own check.
//! * It belongs to one database by a random id. Another one put in its place, by restoring a
//!   backup, is not measured with it; an older copy of the same one put there by hand is, and is
//!   refused, for that is what it looks like: committed data is missing.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension};
use types::{Error, ErrorKind, Result};
use xxhash_rust::xxh3::xxh3_64;

use super::errors::{io, sql};
use super::open::{Role, Switches, beside, check_version, connect};

/// How long the mark may lag behind on the disk itself.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// The file's name is the database's with this.
const SUFFIX: &str = ".mark";
/// Two slots, written in turn, so that one is whole whatever happens; each in a block of its own.
const SLOT_BYTES: usize = 4096;
/// Id, commits, sequence number, checksum.
const CONTENT_BYTES: usize = 16 + 8 + 8 + 8;

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    database_id: [u8; 16],
    commits: u64,
    /// No sequence number above it was given out.
    seq: u64,
}

impl Named {
    fn to_bytes(self) -> [u8; CONTENT_BYTES] {
        let mut bytes = [0; CONTENT_BYTES];
        bytes[..16].copy_from_slice(&self.database_id);
        bytes[16..24].copy_from_slice(&self.commits.to_be_bytes());
        bytes[24..32].copy_from_slice(&self.seq.to_be_bytes());
        let checksum = xxh3_64(&bytes[..32]);
        bytes[32..].copy_from_slice(&checksum.to_be_bytes());
        bytes
    }

    /// `None`: not a mark, or a damaged one, which is as good as none.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let number = |at: usize| -> Option<u64> {
            Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
        };
        let named = Named {
            database_id: bytes.get(..16)?.try_into().ok()?,
            commits: number(16)?,
            seq: number(24)?,
        };
        (number(32)? == xxh3_64(&bytes[..32])).then_some(named)
    }
}

/// The highest mark of a file.
fn read(path: &Path) -> Option<Named> {
    let bytes = std::fs::read(beside(path, SUFFIX)).ok()?;
    bytes
        .chunks(SLOT_BYTES)
        .filter_map(Named::from_bytes)
        .max_by_key(|named| named.commits)
}

/// Removes the mark of a database that is replaced.
pub(super) fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(beside(path, SUFFIX)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(io("cannot remove the old mark", error))
        }
        _ => Ok(()),
    }
}

/// What a database says of itself; `None` for a count that it does not have.
fn counted(connection: &Connection, name: &str) -> Result<Option<rusqlite::types::Value>> {
    connection
        .prepare_cached("select value from meta where name = ?1")
        .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
        .map_err(sql)
}

/// Compares the database at `path` with its mark, before anything changes it.
///
/// With `accept_loss` the mark is set back; returned is the sequence number that new ones must
/// begin above, so that none is given twice.
///
/// Errors: `Corrupt` if commits are missing.
pub(super) fn verify(path: &Path, accept_loss: bool) -> Result<u64> {
    let Some(mark) = read(path) else {
        return Ok(0);
    };
    let found = look_at(path)?;
    let behind = match found {
        Some((database_id, commits)) => database_id == mark.database_id && commits < mark.commits,
        // No database, or one without a table: all of it is missing.
        None => mark.commits > 0,
    };
    if !behind {
        return Ok(0);
    }
    let commits = found.map_or(0, |(_, commits)| commits);
    if accept_loss {
        tracing::warn!(
            commits,
            marked = mark.commits,
            "the loss of committed data was accepted"
        );
        remove(path)?;
        return Ok(mark.seq);
    }
    Err(Error::new(
        ErrorKind::Corrupt,
        format!(
            "committed data is missing: the database holds {commits} of {} commits, because its \
             write-ahead log is damaged or an older file was put in its place. Restore a backup \
             (`memoird restore`), or go on without what is lost: `memoird serve --accept-data-loss`",
            mark.commits
        ),
    ))
}

/// Id and commits of the database at `path`; `None` if there is none. Changes nothing: neither is
/// the log moved, nor is it cut when the connection is closed.
fn look_at(path: &Path) -> Result<Option<([u8; 16], u64)>> {
    if std::fs::metadata(path).map_or(0, |file| file.len()) == 0 {
        return Ok(None);
    }
    let connection = connect(path, Role::Reader, Switches::default())?;
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map_err(sql)?;
    if check_version(&connection)? == 0 {
        return Ok(None);
    }
    identity(&connection)
}

/// Id and commits of a database.
fn identity(connection: &Connection) -> Result<Option<([u8; 16], u64)>> {
    use rusqlite::types::Value::{Blob, Integer};
    match (
        counted(connection, "database_id")?,
        counted(connection, "commits")?,
    ) {
        (Some(Blob(id)), Some(Integer(commits))) => {
            let id = id.try_into().ok();
            Ok(id.zip(u64::try_from(commits).ok()))
        }
        _ => Ok(None),
    }
}

/// The mark of an open database.
pub(super) struct Mark {
    file: Option<File>,
    database_id: [u8; 16],
    /// Written since the last fsync.
    is_dirty: AtomicBool,
    synced_at: Mutex<Instant>,
}

impl Mark {
    /// The mark beside the database at `path`, made if it is not there; the number of commits so
    /// far.
    ///
    /// `keep`: false for the control of durability tests, whose commits are not on disk when they
    /// are done.
    pub(super) fn open(path: &Path, connection: &Connection, keep: bool) -> Result<(Self, u64)> {
        let (database_id, commits) = identity(connection)?.ok_or_else(super::seal::damaged)?;
        let mark = Mark {
            file: keep.then(|| make(path)).transpose()?,
            database_id,
            is_dirty: AtomicBool::new(false),
            synced_at: Mutex::new(Instant::now()),
        };
        Ok((mark, commits))
    }

    /// A commit is on disk. A failure is reported and nothing more: the data is safe.
    pub(super) fn note(&self, commits: u64, seq: u64) {
        let Some(file) = &self.file else { return };
        let named = Named {
            database_id: self.database_id,
            commits,
            seq,
        };
        let at = commits % 2 * SLOT_BYTES as u64;
        match file.write_all_at(&named.to_bytes(), at) {
            Ok(()) => self.is_dirty.store(true, Ordering::Release),
            Err(error) => tracing::warn!(%error, "cannot write the mark of what is committed"),
        }
    }

    /// Brings the mark to the disk if it is time, or `now`.
    pub(super) fn sync(&self, now: bool) {
        let Some(file) = &self.file else { return };
        let mut synced_at = self
            .synced_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if (now || synced_at.elapsed() >= SYNC_EVERY) && self.is_dirty.swap(false, Ordering::AcqRel)
        {
            if let Err(error) = file.sync_data() {
                tracing::warn!(%error, "cannot sync the mark of what is committed");
            }
            *synced_at = Instant::now();
        }
    }
}

/// Opens the file; a new one gets all of its blocks at once.
fn make(path: &Path) -> Result<File> {
    let name = beside(path, SUFFIX);
    let file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(name)
        .map_err(|e| io("cannot open the mark", e))?;
    let length = file.metadata().map_or(0, |file| file.len());
    if length != 2 * SLOT_BYTES as u64 {
        file.set_len(0)
            .and_then(|()| file.write_all_at(&[0; 2 * SLOT_BYTES], 0))
            .and_then(|()| file.sync_all())
            .map_err(|e| io("cannot write the mark", e))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_comes_back_unless_a_bit_of_it_flips() {
        let named = Named {
            database_id: [7; 16],
            commits: 5,
            seq: u64::MAX,
        };
        let bytes = named.to_bytes();
        assert_eq!(Named::from_bytes(&bytes), Some(named));
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes;
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Named::from_bytes(&damaged), None, "{bit}");
        }
        assert_eq!(Named::from_bytes(&bytes[..39]), None);
    }
}
