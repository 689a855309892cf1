//! For those who run the server: health, statistics, audit, integrity, backup.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use store::{BackupReport, CheckReport, Gauges, Progress, Stats};
use types::{ErrorKind, Permission, Result};

use crate::{Access, Engine};

/// How the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthReport {
    /// It can serve.
    pub ready: bool,
    /// Each part and its state: `ok` or what is wrong. `store` is `degraded` with `storage_full` while
    /// writes are refused for want of room, and `embedding` with the kind of
    /// error while the last call of a remote model failed.
    pub components: BTreeMap<String, String>,
    /// Memories that wait for their vectors.
    pub embedding_backlog: u64,
}

/// The index compared with the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexCheck {
    /// Partitions compared.
    pub partitions: u64,
    /// Rows compared.
    pub rows: u64,
    /// Rows that the index lacks, or has in another version than the store; they are mended by a
    /// reindex.
    pub missing: Vec<String>,
    /// Rows that the index has and the store does not.
    pub surplus: Vec<String>,
}

impl Engine {
    /// How the server is.
    pub async fn health(&self) -> HealthReport {
        let degraded = |kind: ErrorKind| format!("degraded: {}", kind.as_str());
        // A full disk is still read from, and without vectors words find everything: neither keeps
        // anybody from being served.
        let (ready, store) = match self.inner.store.gauges().await {
            Ok(gauges) if gauges.is_full => (true, degraded(ErrorKind::StorageFull)),
            Ok(_) => (true, "ok".to_owned()),
            Err(error) => (false, error.kind().as_str().to_owned()),
        };
        let embedding = match self.inner.embedder.condition().failing {
            None => "ok".to_owned(),
            Some(kind) => degraded(kind),
        };
        let components = BTreeMap::from([
            ("store".to_owned(), store),
            ("index".to_owned(), "ok".to_owned()),
            ("embedding".to_owned(), embedding),
        ]);
        HealthReport {
            ready,
            components,
            embedding_backlog: self.inner.backlog.waiting(),
        }
    }

    /// Bytes on disk and queue depth.
    pub async fn gauges(&self) -> Result<Gauges> {
        self.inner.store.gauges().await
    }

    /// Totals over what the caller sees.
    pub async fn stats(&self, access: &Access) -> Result<Stats> {
        access.require(Permission::Read)?;
        self.inner.store.stats(&access.scope()).await
    }

    /// How many of the memories that the caller sees wait for their vectors.
    pub async fn waiting_for_vectors(&self, access: &Access) -> Result<u64> {
        access.require(Permission::Read)?;
        let (scope, model) = (access.scope(), &self.model().id);
        self.inner.store.count_without_vectors(&scope, model).await
    }

    /// Verifies the database and every row's checksum, then the index against the store.
    pub async fn check(
        &self,
        access: &Access,
        progress: Progress,
    ) -> Result<(CheckReport, IndexCheck)> {
        access.require_operator()?;
        let mut report = self.inner.store.check(progress).await?;
        // What the comparison reads may be what is damaged.
        let index = match self.inner.index.compare().await {
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                let line = "the index cannot be compared with what is stored";
                report.structure.push(line.to_owned());
                IndexCheck::default()
            }
            compared => compared?,
        };
        Ok((report, index))
    }

    /// Throws the index away; it is rebuilt from the store as it is needed.
    pub async fn reindex(&self, access: &Access) -> Result<()> {
        access.require_operator()?;
        self.inner.index.clear().await?;
        self.record_audit(&access.scope(), "index.clear", String::new())
            .await
    }

    /// Writes a consistent copy of the store to the new file `target` while the server goes on.
    pub async fn backup(
        &self,
        access: &Access,
        target: &Path,
        progress: Progress,
    ) -> Result<BackupReport> {
        access.require_operator()?;
        self.flush_buffers().await;
        let report = self.inner.store.backup(target, progress).await?;
        // The copy holds everything of everybody: that it was made is told after it was.
        self.record_audit(&access.scope(), "backup", report.sha256.clone())
            .await?;
        Ok(report)
    }
}
