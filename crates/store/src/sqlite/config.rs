//! How a database is opened.

use std::path::PathBuf;

use super::open::{Switches, Synchronous};
use super::seal::Verify;

/// How to open a database.
#[derive(Clone, Debug)]
pub struct SqliteConfig {
    /// The database's file; `-wal`, `-shm`, `.lock`, `.ballast` and `.mark` lie beside it.
    pub path: PathBuf,
    /// Connections to read from: as many reads run at a time.
    pub readers: usize,
    /// How durable a commit is.
    pub synchronous: Synchronous,
    /// Writes that wait at most; more are refused with `Overloaded`.
    pub writer_queue_max: usize,
    /// Below this much free space nothing new is accepted; 0: no limit.
    pub free_bytes_min: u64,
    /// Size of the file that is given up so that a full disk can still delete; 0: none.
    pub ballast_bytes: u64,
    /// Open a database although commits are missing that were acknowledged: the operator gave them
    /// up.
    pub accept_data_loss: bool,
    /// Serve rows without verifying their checksums. It exists as the control of corruption tests,
    /// which must see it serve something wrong.
    #[cfg(any(test, feature = "testing"))]
    pub danger_skip_checksums: bool,
    /// Leave deleted bytes in the file. It exists as the control of residue tests.
    #[cfg(any(test, feature = "testing"))]
    pub danger_keep_deleted: bool,
    /// Find memories by id without a look at their org. It exists as the control of tests of
    /// tenants, which must see it leak.
    #[cfg(any(test, feature = "testing"))]
    pub danger_any_org: bool,
    /// Neither compare the database with its mark nor keep one. It exists as the control of tests
    /// that damage the log, which must see committed data vanish without a word.
    #[cfg(any(test, feature = "testing"))]
    pub danger_no_mark: bool,
    /// Called before and after each commit of a batch. It exists for experiments that kill the
    /// process there.
    #[cfg(any(test, feature = "testing"))]
    pub danger_commit_hook: Option<fn(&'static str)>,
}

impl SqliteConfig {
    /// The product's defaults for the database file `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        SqliteConfig {
            path: path.into(),
            readers: 4,
            synchronous: Synchronous::Full,
            // At 20,000 writes a second this is a tenth of a second's work.
            writer_queue_max: 2048,
            free_bytes_min: 32 * 1024 * 1024,
            ballast_bytes: 16 * 1024 * 1024,
            accept_data_loss: false,
            #[cfg(any(test, feature = "testing"))]
            danger_skip_checksums: false,
            #[cfg(any(test, feature = "testing"))]
            danger_keep_deleted: false,
            #[cfg(any(test, feature = "testing"))]
            danger_any_org: false,
            #[cfg(any(test, feature = "testing"))]
            danger_no_mark: false,
            #[cfg(any(test, feature = "testing"))]
            danger_commit_hook: None,
        }
    }

    pub(super) fn verify(&self) -> Verify {
        #[cfg(any(test, feature = "testing"))]
        return Verify(!self.danger_skip_checksums);
        #[cfg(not(any(test, feature = "testing")))]
        Verify(true)
    }

    /// Whether the mark is compared and kept. Commits that are not fsynced have none: it could be
    /// on disk before them.
    pub(super) fn keeps_mark(&self) -> bool {
        let keeps = self.synchronous == Synchronous::Full;
        #[cfg(any(test, feature = "testing"))]
        let keeps = keeps && !self.danger_no_mark;
        keeps
    }

    pub(super) fn switches(&self) -> Switches {
        let switches = Switches {
            synchronous: self.synchronous,
            ..Switches::default()
        };
        #[cfg(any(test, feature = "testing"))]
        let switches = Switches {
            secure_delete: !self.danger_keep_deleted,
            ..switches
        };
        switches
    }
}
