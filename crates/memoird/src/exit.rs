//! How a command ends: one code for each way, and an error that says what to do.

use std::fmt;
use std::process::ExitCode;

/// The ways a command can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked.
    Ok = 0,
    /// It could not; standard error says why.
    Failure = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// What was asked for does not exist.
    NotFound = 3,
    /// Stored data is damaged.
    Damaged = 4,
}

/// The codes as `--help` explains them.
pub const HELP: &str = "Exit codes:\n  \
    0  done\n  \
    1  failed; standard error says why\n  \
    2  wrong usage or configuration\n  \
    3  nothing found\n  \
    4  stored data is damaged";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// How to go on with rows that are damaged.
pub const DAMAGED_ROWS: &str = "Damaged rows are not served. `memoird restore` puts a backup in place; \
     without one, `memoird erase --memory ID` (POST /memoird/v1/erasures) removes a damaged memory for \
     ever, `--event ID` an event, and `memoird export` writes what is not damaged, and says what is missing.";

/// An error with the code it ends in. Others end in [`Exit::Failure`].
#[derive(Debug)]
pub struct Ending {
    /// The code.
    pub exit: Exit,
    /// What to tell.
    pub message: String,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Ending {}

/// An error that ends in `exit`.
pub fn ending(exit: Exit, message: impl Into<String>) -> anyhow::Error {
    Ending {
        exit,
        message: message.into(),
    }
    .into()
}

/// The code that `error` ends in.
pub fn code_of(error: &anyhow::Error) -> Exit {
    error
        .downcast_ref::<Ending>()
        .map_or(Exit::Failure, |ending| ending.exit)
}
