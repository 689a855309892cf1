//! Copies of the database, while it is in use, and back.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use types::{Error, ErrorKind, Result};

use super::errors::{io, sql};
use super::open::{self, beside};
use super::readers::Reader;
use crate::Progress;
use crate::query::BackupReport;

/// Pages copied at a time; between two steps progress is told.
const PAGES_A_STEP: i32 = 1024;
/// What the name of a copy ends in until it is complete.
pub const PARTIAL: &str = ".partial";

/// Writes a copy to the new file `target`: first aside, verified and fsynced, then renamed. Its
/// SHA-256 goes to `target` + `.sha256`, in the form that `sha256sum --check` reads: most bits of a
/// database are unused room, and only a digest of the file notices all of them.
pub(super) fn write(reader: &Reader, target: &Path, progress: &Progress) -> Result<BackupReport> {
    if target.exists() {
        return Err(Error::new(
            ErrorKind::Conflict,
            "the backup's file exists already",
        ));
    }
    let aside = beside(target, PARTIAL);
    let _ = std::fs::remove_file(&aside);
    let result = write_aside(reader, &aside, progress)
        .and_then(|report| write_digest(target, &report.sha256).map(|()| report))
        .and_then(|report| publish(&aside, target).map(|()| report));
    if result.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    result
}

/// Writes a copy of the database file `from`, which a server may be using meanwhile, to the new
/// file `target`. Needs no lock: it reads one snapshot, as any reader does.
pub fn backup_file(from: &Path, target: &Path, progress: &Progress) -> Result<BackupReport> {
    let connection = open::connect(from, open::Role::Reader, open::Switches::default())?;
    write(
        &Reader {
            connection,
            verify: super::seal::Verify(true),
        },
        target,
        progress,
    )
}

fn write_digest(target: &Path, sha256: &str) -> Result<()> {
    let name = target
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    let line = format!("{sha256}  {name}\n");
    owners_own()
        .truncate(true)
        .open(beside(target, ".sha256"))
        .and_then(|mut file| {
            file.write_all(line.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .map_err(|e| io("cannot write the backup's digest", e))
}

/// How a file is made that its owner alone may read, as the data directory is.
fn owners_own() -> OpenOptions {
    let mut options = File::options();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The digest that lies beside a backup, if there is one.
fn read_digest(from: &Path) -> Option<String> {
    let line = std::fs::read_to_string(beside(from, ".sha256")).ok()?;
    line.split_whitespace().next().map(str::to_owned)
}

fn write_aside(reader: &Reader, aside: &Path, progress: &Progress) -> Result<BackupReport> {
    // One snapshot from the first page to the last: a read transaction over the whole copy. What
    // is written meanwhile goes to the log and is not in the copy.
    // (A savepoint begins one if there is none.)
    let source = &reader.connection;
    source.execute_batch("savepoint copying").map_err(sql)?;
    let newest_seq: i64 = source
        .query_row(
            "select max(coalesce((select max(newest) from (select max(seq) as newest from memories
                 group by org_id, user_id)), 0),
                 coalesce((select max(seq) from tombstones), 0))",
            [],
            |row| row.get(0),
        )
        .map_err(sql)?;
    owners_own()
        .open(aside)
        .map_err(|e| io("cannot make the backup", e))?;
    let mut copy = Connection::open(aside).map_err(sql)?;
    {
        let backup = Backup::new(source, &mut copy).map_err(sql)?;
        loop {
            let step = backup.step(PAGES_A_STEP).map_err(sql)?;
            let state = backup.progress();
            progress(
                (state.pagecount - state.remaining) as u64,
                state.pagecount as u64,
            );
            match step {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                _ => {}
            }
        }
    }
    source.execute_batch("release copying").map_err(sql)?;
    // The copy says that it has a log; without one it is a single file, as a backup should be.
    copy.pragma_update(None, "journal_mode", "delete")
        .map_err(sql)?;
    copy.close().map_err(|(_, error)| sql(error))?;
    // A copy that no restore would take is no backup. The copy is read, so nobody waits for it.
    let (_, damage) = damage_in(aside, progress)?;
    if !damage.is_empty() {
        let public = "the database is damaged, and no backup was written; a check names the rows";
        return Err(Error::new(ErrorKind::Corrupt, public).with_internal(damage.join("; ")));
    }
    let file = File::open(aside).map_err(|e| io("cannot open the backup", e))?;
    file.sync_all()
        .map_err(|e| io("cannot sync the backup", e))?;
    let (bytes, sha256) = digest(aside)?;
    Ok(BackupReport {
        bytes,
        newest_seq: newest_seq as u64,
        sha256,
    })
}

/// Gives the finished file its name, durably, and never over another.
fn publish(aside: &Path, target: &Path) -> Result<()> {
    std::fs::hard_link(aside, target).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Error::new(ErrorKind::Conflict, "the backup's file exists already")
        }
        _ => io("cannot name the backup", e),
    })?;
    std::fs::remove_file(aside).map_err(|e| io("cannot remove the temporary file", e))?;
    sync_directory_of(target)
}

fn sync_directory_of(path: &Path) -> Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(|e| io("cannot sync the directory", e))
}

/// Length and SHA-256 of a file, hex.
fn digest(path: &Path) -> Result<(u64, String)> {
    let mut file = File::open(path).map_err(|e| io("cannot open the backup", e))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = file
            .read(&mut buffer)
            .map_err(|e| io("cannot read the backup", e))?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hash.update(&buffer[..read]);
    }
    let hex = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok((bytes, hex))
}

/// Copies the backup `from` beside the database file `to`, after verifying all of it: the digest (the
/// one given, or else the one beside the backup), the structure and every row's checksum. The copy is
/// fsynced; [`finish_restore`] gives it its name. Whatever the database is, it stays untouched.
///
/// Errors: `Corrupt` if anything is wrong with the backup.
pub fn prepare_restore(
    from: &Path,
    to: &Path,
    sha256: Option<&str>,
    progress: &Progress,
) -> Result<BackupReport> {
    let aside = beside(to, PARTIAL);
    let _ = std::fs::remove_file(&aside);
    let result = restore_aside(from, &aside, sha256, progress);
    if result.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    result
}

/// Puts the prepared copy in the place of the database `to`. What is there is renamed to `kept`, with
/// its log and its mark; without `kept` there must be nothing.
///
/// The database is the first to get another name and the copy the last: a process that ends in between
/// leaves no database, never one that lacks its log or has another's.
///
/// Errors: `Conflict` if there is a database and no name to keep it under.
pub fn finish_restore(to: &Path, kept: Option<&Path>) -> Result<()> {
    let aside = beside(to, PARTIAL);
    let moved = match kept {
        Some(kept) => set_aside(to, kept),
        None if PARTS[..3].iter().any(|part| beside(to, part).exists()) => Err(Error::new(
            ErrorKind::Conflict,
            "there is a database already",
        )),
        // The mark of a database that was here before must not be held against the restored one.
        None => super::mark::remove(to).map(|()| Vec::new()),
    };
    let result = moved.and_then(|moved| {
        publish(&aside, to).inspect_err(|_| {
            put_back(&moved);
        })
    });
    if result.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    result
}

/// The files of a database, itself first.
const PARTS: [&str; 4] = ["", "-wal", "-shm", ".mark"];

/// Renames a database's files; from what to what.
fn set_aside(from: &Path, to: &Path) -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut moved = Vec::new();
    for part in PARTS {
        let (from, to) = (beside(from, part), beside(to, part));
        match std::fs::rename(&from, &to) {
            Ok(()) => moved.push((from, to)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                put_back(&moved);
                return Err(io("cannot put the database aside", error));
            }
        }
    }
    sync_directory_of(to)?;
    Ok(moved)
}

/// The database last: until then nothing is opened.
fn put_back(moved: &[(PathBuf, PathBuf)]) {
    for (from, to) in moved.iter().rev() {
        if let Err(error) = std::fs::rename(to, from) {
            tracing::error!(%error, "cannot put back what was put aside");
        }
    }
}

fn restore_aside(
    from: &Path,
    aside: &Path,
    sha256: Option<&str>,
    progress: &Progress,
) -> Result<BackupReport> {
    let mut backup = File::open(from).map_err(|e| io("cannot open the backup", e))?;
    owners_own()
        .open(aside)
        .and_then(|mut copy| std::io::copy(&mut backup, &mut copy))
        .map_err(|e| io("cannot copy the backup", e))?;
    let (bytes, digest) = digest(aside)?;
    let found = read_digest(from);
    if sha256
        .or(found.as_deref())
        .is_some_and(|expected| !expected.eq_ignore_ascii_case(&digest))
    {
        return Err(Error::new(
            ErrorKind::Corrupt,
            "the backup is not the file that was written: its SHA-256 differs",
        ));
    }
    let newest_seq = verify(aside, progress)?;
    let file = File::open(aside).map_err(|e| io("cannot open the copy", e))?;
    file.sync_all().map_err(|e| io("cannot sync the copy", e))?;
    Ok(BackupReport {
        bytes,
        newest_seq,
        sha256: digest,
    })
}

/// Reads all of a database file that nobody uses; what is damaged in it.
fn damage_in(path: &Path, progress: &Progress) -> Result<(Reader, Vec<String>)> {
    // Neither a log nor a lock is looked for or made.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(sql)?;
    connection
        .pragma_update(None, "cell_size_check", 1)
        .map_err(sql)?;
    if open::check_version(&connection)? == 0 {
        return Err(Error::new(
            ErrorKind::Corrupt,
            "the file holds no database of ours",
        ));
    }
    let reader = Reader {
        connection,
        verify: super::seal::Verify(true),
    };
    let report = super::check::run(&reader, progress)?;
    let damage = report.structure.into_iter().chain(report.damaged).collect();
    Ok((reader, damage))
}

/// Verifies a database file that nobody uses; its newest sequence number.
fn verify(path: &Path, progress: &Progress) -> Result<u64> {
    let (reader, damage) = damage_in(path, progress)?;
    if !damage.is_empty() {
        let public = "the backup is damaged and was not restored";
        return Err(Error::new(ErrorKind::Corrupt, public).with_internal(damage.join("; ")));
    }
    let newest: i64 = reader
        .connection
        .query_row(
            "select max(coalesce((select max(seq) from memories), 0),
                 coalesce((select max(seq) from tombstones), 0))",
            [],
            |row| row.get(0),
        )
        .map_err(sql)?;
    Ok(newest as u64)
}
