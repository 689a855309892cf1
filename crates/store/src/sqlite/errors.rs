//! From SQLite's errors to the product's. Text of a row or statement never reaches the caller.

use rusqlite::ffi::ErrorCode;
use types::{Error, ErrorKind};

/// Maps an error of SQLite.
pub(super) fn sql(error: rusqlite::Error) -> Error {
    use rusqlite::Error as E;
    let code = error.sqlite_error_code();
    let extended = error
        .sqlite_error()
        .map(|e| e.extended_code)
        .unwrap_or_default();
    let kind = match (&error, code) {
        (_, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) => ErrorKind::Corrupt,
        (_, Some(ErrorCode::DiskFull)) => ErrorKind::StorageFull,
        (_, Some(ErrorCode::ConstraintViolation)) => ErrorKind::Conflict,
        (_, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) => ErrorKind::Overloaded,
        (_, Some(ErrorCode::TooBig)) => ErrorKind::TooLarge,
        // A column of another type, or text that is not UTF-8: the tables are strict, so this is
        // damage.
        (
            E::InvalidColumnType(..)
            | E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::Utf8Error(..),
            _,
        ) => ErrorKind::Corrupt,
        _ => ErrorKind::Internal,
    };
    let public = match kind {
        ErrorKind::Corrupt => "stored data is damaged and is not served",
        ErrorKind::StorageFull => "the disk is full; deleting still works",
        ErrorKind::Conflict => "it exists already",
        ErrorKind::Overloaded => "the database is busy; try again",
        ErrorKind::TooLarge => "too large to store",
        _ => "internal error",
    };
    // A constraint's message names columns, never values.
    let name = code.map_or_else(|| "error".to_owned(), |code| format!("{code:?}"));
    Error::new(kind, public)
        .with_internal(format!("sqlite: {name}, {extended}"))
        .with_source(error)
}

/// Whether `error` says that an fsync failed. After that nobody knows what is on disk, and a second
/// fsync may claim success for data that is lost.
pub(super) fn is_fsync_failure(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    matches!(
        error.sqlite_error().map(|e| e.extended_code),
        Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)
    )
}

/// Ends the process: see [`is_fsync_failure`].
pub(super) fn abort_on_fsync_failure(error: &rusqlite::Error) {
    if is_fsync_failure(error) {
        tracing::error!(%error, "fsync failed: what was written last may be lost; stopping");
        std::process::abort();
    }
}

/// Maps the error of a file operation; a full disk is told apart.
pub(super) fn io(what: &str, error: std::io::Error) -> Error {
    let (kind, public) = match error.kind() {
        std::io::ErrorKind::StorageFull
        | std::io::ErrorKind::QuotaExceeded
        | std::io::ErrorKind::FileTooLarge => (
            ErrorKind::StorageFull,
            "the disk is full; deleting still works",
        ),
        _ => (ErrorKind::Internal, "internal error"),
    };
    Error::new(kind, public)
        .with_internal(format!("{what}: {error}"))
        .with_source(error)
}
