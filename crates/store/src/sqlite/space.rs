//! Room on the disk: the low-water mark, and a ballast file.
//!
//! A full disk blocks deletes too: SQLite first writes what it deletes to the log. So a file of
//! 16 MiB lies beside the database; when the disk is full it is given up, and the delete goes on.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::open::beside;

/// How often the free space is looked up at most; a disk of 1 GB/s fills 50 MB in that time.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What opening a database takes: the index of its log, 32 KiB at a time, and the first pages of it.
pub(super) const OPENING_BYTES: u64 = 1 << 20;

/// Watches the free space beside the database.
pub(super) struct Space {
    directory: PathBuf,
    ballast: PathBuf,
    free_bytes_min: u64,
    ballast_bytes: u64,
    looked_at: Mutex<Option<Instant>>,
    low: AtomicBool,
}

impl Space {
    pub(super) fn new(database: &Path, free_bytes_min: u64, ballast_bytes: u64) -> Self {
        let directory = match database.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        Space {
            directory,
            ballast: beside(database, ".ballast"),
            free_bytes_min,
            ballast_bytes,
            looked_at: Mutex::new(None),
            low: AtomicBool::new(false),
        }
    }

    /// Bytes that may still be written to the file system.
    fn free_bytes(&self) -> Option<u64> {
        let stat = rustix::fs::statvfs(&self.directory).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// Whether the disk is so full that nothing new is accepted.
    pub(super) fn is_low(&self) -> bool {
        if self.free_bytes_min == 0 {
            return false;
        }
        let mut looked_at = self
            .looked_at
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if looked_at.is_none_or(|at| at.elapsed() >= LOOK_EVERY) {
            *looked_at = Some(Instant::now());
            let low = self
                .free_bytes()
                .is_some_and(|free| free < self.free_bytes_min);
            if low != self.low.swap(low, Ordering::Relaxed) {
                tracing::warn!(low, "the free space on the data disk crossed its limit");
            }
        }
        self.low.load(Ordering::Relaxed)
    }

    /// Creates the ballast if it is not there and there is ample room for it.
    pub(super) fn keep_ballast(&self) {
        let there = std::fs::metadata(&self.ballast).map_or(0, |file| file.len());
        if there == self.ballast_bytes {
            return;
        }
        let needed = self.free_bytes_min + self.ballast_bytes + self.ballast_bytes / 2;
        if self.free_bytes().is_none_or(|free| free < needed) {
            return;
        }
        if let Err(error) = self.write_ballast() {
            tracing::warn!(%error, "cannot write the ballast file");
            self.drop_ballast();
        }
    }

    /// Real bytes that no file system can leave out: not zeros, not a hole.
    fn write_ballast(&self) -> std::io::Result<()> {
        let mut file = std::fs::File::create(&self.ballast)?;
        let mut block = [0u8; 64 * 1024];
        for number in 0..self.ballast_bytes / block.len() as u64 {
            for (index, word) in block.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                let seed = number << 32 | index as u64;
                *word = xxhash_rust::xxh3::xxh3_64(&seed.to_le_bytes()).to_le_bytes();
            }
            file.write_all(&block)?;
        }
        file.sync_all()
    }

    /// Gives up the ballast if there is not so much room.
    pub(super) fn make_room(&self, bytes: u64) {
        if self.free_bytes().is_some_and(|free| free < bytes) {
            self.drop_ballast();
        }
    }

    /// Gives up the ballast.
    pub(super) fn drop_ballast(&self) {
        if let Err(error) = std::fs::remove_file(&self.ballast)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "cannot remove the ballast file");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_made_only_where_it_is_missing() {
        let directory = tempfile::tempdir().expect("a directory");
        let space = Space::new(&directory.path().join("memoird.db"), 0, 64 * 1024);
        space.keep_ballast();
        let there = || space.ballast.exists();
        assert!(there());
        space.make_room(1);
        assert!(there());
        space.make_room(u64::MAX);
        assert!(!there());
    }
}
