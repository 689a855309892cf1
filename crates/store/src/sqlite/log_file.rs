//! The write-ahead log as the writer writes it: what a commit appends goes to the operating system in
//! few calls.
//!
//! SQLite writes each page of a commit by two calls, its frame's header and its content: sixteen
//! memories make a hundred and forty of them, and these were more than a quarter of the writer's
//! time. Here is a virtual file system that is SQLite's own but for the log, whose writes it keeps as
//! long as each begins where the last one ended. They are written before anything else happens to the
//! file: before it is synced, above all. So nothing that a commit promises changes. SQLite shows a
//! commit to readers after the sync, and until then nobody but the writer looks at its frames.
//!
//! It is for connections with `synchronous=FULL` alone: without a sync, readers would be led to frames
//! that are not in the file yet.

#![allow(unsafe_code)]

use std::ffi::{CStr, c_int, c_void};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

use rusqlite::Connection;
use rusqlite::ffi;
use types::{Error, Result};

/// The name that the file system is registered under.
const NAME: &CStr = c"memoird-log";
/// So many bytes are kept at most; an ordinary commit has a tenth of it.
const BYTES_MAX: usize = 1 << 20;
/// So many bytes are written by one call: SQLite's largest page. Its own file takes less than twice that
/// at a time.
const BYTES_A_CALL: usize = 1 << 16;

/// Bytes that follow each other and are not written yet.
#[derive(Debug, Default)]
struct Kept {
    /// Where in the file they begin.
    at: i64,
    bytes: Vec<u8>,
}

impl Kept {
    /// Whether `len` bytes at `at` can be kept with those that are.
    fn takes(&self, at: i64, len: usize) -> bool {
        let follows = self.bytes.is_empty() || self.at + self.bytes.len() as i64 == at;
        follows && self.bytes.len() + len <= BYTES_MAX
    }

    /// Keeps `more`, which begins at `at` and which it [`Kept::takes`].
    fn add(&mut self, at: i64, more: &[u8]) {
        if self.bytes.is_empty() {
            self.at = at;
        }
        self.bytes.extend_from_slice(more);
    }
}

/// A log as SQLite holds it. The file of SQLite's own file system lies behind it in memory.
#[repr(C)]
struct LogFile {
    /// What SQLite knows of it. First, so that a pointer to one is a pointer to the other.
    base: ffi::sqlite3_file,
    /// From `Box::into_raw` when it is opened; freed when it is closed.
    kept: *mut Kept,
}

/// SQLite's own file system.
static OWN: AtomicPtr<ffi::sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    // Shared memory and maps belong to the database's file, never to its log.
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// The file system's name, for opening a connection with it.
///
/// Errors: `Internal` if SQLite refuses it.
pub(super) fn name() -> Result<&'static CStr> {
    static REGISTERED: OnceLock<c_int> = OnceLock::new();
    let code = *REGISTERED.get_or_init(|| {
        // SAFETY: a null name asks for the default file system, which lives as long as the process
        // does; ours is leaked and so does, too.
        unsafe {
            let own = ffi::sqlite3_vfs_find(std::ptr::null());
            if own.is_null() {
                return ffi::SQLITE_ERROR;
            }
            OWN.store(own, Ordering::Release);
            let mut ours = *own;
            ours.zName = NAME.as_ptr();
            ours.szOsFile = (*own).szOsFile + size_of::<LogFile>() as c_int;
            ours.pNext = std::ptr::null_mut();
            ours.xOpen = Some(open);
            ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 0)
        }
    });
    match code {
        ffi::SQLITE_OK => Ok(NAME),
        code => Err(Error::internal(format!(
            "SQLite refused the file system of the log: {code}"
        ))),
    }
}

/// Forgets what a transaction that was rolled back left unwritten: it must not be written later, over
/// a log that was cut meanwhile.
pub(super) fn forget(connection: &Connection) {
    let mut file: *mut ffi::sqlite3_file = std::ptr::null_mut();
    // SAFETY: the handle is open as long as the connection is borrowed; the call sets the pointer to
    // the file of the log, or of the journal, which is ours if its methods are.
    unsafe {
        let code = ffi::sqlite3_file_control(
            connection.handle(),
            c"main".as_ptr(),
            ffi::SQLITE_FCNTL_JOURNAL_POINTER,
            (&raw mut file).cast(),
        );
        if code == ffi::SQLITE_OK && !file.is_null() && std::ptr::eq((*file).pMethods, &METHODS) {
            kept(file).bytes.clear();
        }
    }
}

/// The file of SQLite's own file system behind a log's.
///
/// # Safety
/// `file` was opened by [`open`] as a log.
unsafe fn own(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: SQLite allots szOsFile bytes, which are both files' (see `name`).
    unsafe { file.cast::<LogFile>().add(1).cast() }
}

/// What a log has not written yet.
///
/// # Safety
/// `file` was opened by [`open`] as a log and is not closed; nothing else borrows what it keeps. Each
/// file belongs to one connection, which one thread uses at a time.
unsafe fn kept<'f>(file: *mut ffi::sqlite3_file) -> &'f mut Kept {
    // SAFETY: as above; the pointer is from a box.
    unsafe { &mut *(*file.cast::<LogFile>()).kept }
}

/// Calls a method of SQLite's own file.
macro_rules! own {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let own = own($file);
        match (*(*own).pMethods).$method {
            Some(method) => method(own $(, $argument)*),
            None => ffi::SQLITE_IOERR,
        }
    }};
}

/// Writes what is kept. After a failure it is kept no longer: the transaction fails with it.
///
/// # Safety
/// As [`kept`].
unsafe fn write_out(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the caller's; the bytes are ours during the call.
    unsafe {
        let kept = kept(file);
        let (mut code, mut at) = (ffi::SQLITE_OK, kept.at);
        for part in kept.bytes.chunks(BYTES_A_CALL) {
            code = own!(file, xWrite, part.as_ptr().cast(), part.len() as c_int, at);
            if code != ffi::SQLITE_OK {
                // A limit on the file's size leaves as little room as a full disk does.
                let cause = std::io::Error::last_os_error().kind();
                if code == ffi::SQLITE_IOERR_WRITE && cause == std::io::ErrorKind::FileTooLarge {
                    code = ffi::SQLITE_FULL;
                }
                break;
            }
            at += part.len() as i64;
        }
        kept.bytes.clear();
        code
    }
}

/// A file's methods may be called as long as it is open, by SQLite, which follows its own rules.
unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let vfs = OWN.load(Ordering::Acquire);
    // SAFETY: `name` set the pointer before SQLite could know of this function; `file` has room for
    // both files.
    unsafe {
        let Some(open) = (*vfs).xOpen else {
            return ffi::SQLITE_CANTOPEN;
        };
        if flags & ffi::SQLITE_OPEN_WAL == 0 {
            // Every other file is SQLite's own, without a detour.
            return open(vfs, name, file, flags, out_flags);
        }
        (*file).pMethods = std::ptr::null();
        let code = open(vfs, name, own(file), flags, out_flags);
        if code == ffi::SQLITE_OK {
            (*file.cast::<LogFile>()).kept = Box::into_raw(Box::default());
            (*file).pMethods = &METHODS;
        }
        code
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once, and does not use it after that.
    unsafe {
        let written = write_out(file);
        let closed = own!(file, xClose);
        drop(Box::from_raw((*file.cast::<LogFile>()).kept));
        (*file).pMethods = std::ptr::null();
        if written == ffi::SQLITE_OK {
            closed
        } else {
            written
        }
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: i64,
) -> c_int {
    // SAFETY: the file is open; SQLite lends `length` bytes.
    unsafe {
        let bytes = std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize);
        if !kept(file).takes(at, bytes.len()) {
            let code = write_out(file);
            if code != ffi::SQLITE_OK {
                return code;
            }
        }
        kept(file).add(at, bytes);
        ffi::SQLITE_OK
    }
}

/// A method that is SQLite's own, once everything is written.
macro_rules! after_writing {
    ($name:ident, $method:ident $(, $argument:ident: $type:ty)*) => {
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $type)*) -> c_int {
            // SAFETY: the file is open; the arguments are passed on as they are.
            unsafe {
                match write_out(file) {
                    ffi::SQLITE_OK => own!(file, $method $(, $argument)*),
                    code => code,
                }
            }
        }
    };
}

after_writing!(read, xRead, into: *mut c_void, length: c_int, at: i64);
after_writing!(truncate, xTruncate, length: i64);
after_writing!(sync, xSync, flags: c_int);
after_writing!(file_size, xFileSize, length: *mut i64);
after_writing!(lock, xLock, level: c_int);
after_writing!(unlock, xUnlock, level: c_int);
after_writing!(check_reserved_lock, xCheckReservedLock, is_reserved: *mut c_int);
after_writing!(file_control, xFileControl, operation: c_int, argument: *mut c_void);

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the file is open.
    unsafe { own!(file, xSectorSize) }
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the file is open.
    unsafe { own!(file, xDeviceCharacteristics) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::checkpoint;
    use super::super::open::{Role, Switches, beside, connect};
    use super::*;

    #[test]
    fn what_follows_is_kept_together() {
        let mut kept = Kept::default();
        // Offset, length: whether it goes with what there is.
        for (at, length, expect) in [
            (32, 24, true),
            (56, 2048, true),
            (2104, 24, true),
            // A gap; what was written already; the place behind, but too much.
            (4000, 24, false),
            (32, 24, false),
            (2128, BYTES_MAX, false),
            (2128, 2048, true),
        ] {
            assert_eq!(kept.takes(at, length), expect, "{length} at {at}");
            if expect {
                kept.add(at, &vec![7; length]);
            }
        }
        assert_eq!((kept.at, kept.bytes.len()), (32, 24 + 2048 + 24 + 2048));
        kept.bytes.clear();
        assert!(kept.takes(5, BYTES_MAX), "anything goes first");
    }

    /// A database with a table, open for writing with a page cache of 20 KiB, so that larger transactions
    /// write to the log before they are through.
    fn small_cache(path: &Path) -> Connection {
        let connection = connect(path, Role::Writer, Switches::default()).expect("opens");
        connection
            .execute_batch("pragma cache_size = 10; create table t (x)")
            .expect("is set");
        connection
    }

    fn fill(connection: &Connection, rows: u32) {
        connection
            .execute_batch(&format!(
                "with recursive n (i) as (select 1 union all select i + 1 from n where i < {rows})
                 insert into t select hex(randomblob(300)) from n"
            ))
            .expect("inserts");
    }

    fn rows(connection: &Connection) -> u32 {
        connection
            .query_row("select count(*) from t", [], |row| row.get(0))
            .expect("counts")
    }

    /// A process that dies right after a commit leaves all of it, and nothing of what was not committed.
    #[test]
    fn what_is_committed_is_in_the_log() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("memoird.db");
        let connection = small_cache(&path);
        let reader = connect(&path, Role::Reader, Switches::default()).expect("opens");
        let mut expect = 0;
        // Of one page, of as many as go at once, and of more than are kept: committed or not.
        for (count, commits) in [
            (1, true),
            (400, true),
            (5000, false),
            (5000, true),
            (3, true),
        ] {
            let run = |text: &str| connection.execute_batch(text).expect("runs");
            run("begin");
            fill(&connection, count);
            assert_eq!(rows(&connection), expect + count, "sees its own");
            assert_eq!(rows(&reader), expect, "nobody else does");
            if commits {
                run("commit");
                expect += count;
            } else {
                run("rollback");
                forget(&connection);
            }
            let dead = tempfile::tempdir().expect("a directory");
            for suffix in ["", "-wal"] {
                let name = format!("memoird.db{suffix}");
                std::fs::copy(directory.path().join(&name), dead.path().join(&name))
                    .expect("copies");
            }
            let again = dead.path().join("memoird.db");
            let again = connect(&again, Role::Writer, Switches::default()).expect("opens");
            for (who, found) in [
                ("the writer", &connection),
                ("a reader", &reader),
                ("later", &again),
            ] {
                assert_eq!(rows(found), expect, "{who}, {count}");
            }
            let check: String = again
                .query_row("pragma integrity_check", [], |row| row.get(0))
                .expect("checks");
            assert_eq!(check, "ok");
        }
    }

    /// The log's bytes after it was cut behind a rollback and something small was committed.
    fn bytes_after_rollback(forgets: bool) -> u64 {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("memoird.db");
        let connection = small_cache(&path);
        let other = connect(&path, Role::Writer, Switches::default()).expect("opens");
        checkpoint::truncate(&other);
        let run = |text: &str| connection.execute_batch(text).expect("runs");
        run("begin");
        fill(&connection, 400);
        run("rollback");
        if forgets {
            forget(&connection);
        }
        checkpoint::truncate(&other);
        fill(&connection, 1);
        std::fs::metadata(beside(&path, "-wal"))
            .expect("is there")
            .len()
    }

    #[test]
    fn what_was_rolled_back_is_not_written_into_a_log_that_was_cut() {
        assert!(bytes_after_rollback(true) < 20_000);
        assert!(bytes_after_rollback(false) > 100_000, "the control");
    }
}
