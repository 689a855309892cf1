//! Recall counters: kept in memory during a search, written in batches, never in the read path.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use store::Recall;
use types::{MemoryId, OrgId, Timestamp};

use crate::{Access, Engine};

/// Recalls that wait to be written. Losing the last second of them in a crash costs nothing that
/// was promised.
#[derive(Default)]
pub(crate) struct Recalls(Mutex<HashMap<OrgId, HashMap<MemoryId, Recall>>>);

impl Recalls {
    /// Counts one recall of each memory.
    pub(crate) fn add(&self, org_id: &OrgId, ids: impl Iterator<Item = MemoryId>, at: Timestamp) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_org = waiting.entry(org_id.clone()).or_default();
        for id in ids {
            let recall = of_org.entry(id).or_insert(Recall { id, at, count: 0 });
            recall.at = at;
            recall.count += 1;
        }
    }

    fn take(&self) -> HashMap<OrgId, HashMap<MemoryId, Recall>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Engine {
    pub(crate) async fn flush_recalls(&self) {
        for (org_id, recalls) in self.inner.recalls.take() {
            let scope = Access::scope_for_process(&org_id, "recall");
            let recalls = recalls.into_values().collect();
            if let Err(error) = self.inner.store.record_recalls(&scope, recalls).await {
                tracing::warn!(%error, "could not record recalls");
            }
        }
    }
}
