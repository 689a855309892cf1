//! Usage counters: added up in memory, written every second.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use store::UsagePoint;
use types::{OrgId, Permission, Result, Timestamp};

use crate::{Access, Engine};

/// Milliseconds of one hour, the grain of usage counters.
const HOUR_MS: i64 = 3_600_000;

/// Usage that waits to be written.
#[derive(Default)]
pub(crate) struct Usage(Mutex<HashMap<(OrgId, &'static str, i64), u64>>);

impl Engine {
    /// Counts `quantity` of `dimension` for the caller's org.
    pub fn count_usage(&self, access: &Access, dimension: &'static str, quantity: u64) {
        let hour = self.now().unix_ms().div_euclid(HOUR_MS);
        let mut waiting = self
            .inner
            .usage
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *waiting
            .entry((access.org_id().clone(), dimension, hour))
            .or_default() += quantity;
    }

    /// Usage of the caller's org between two instants, by dimension and hour.
    pub async fn usage(
        &self,
        access: &Access,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<UsagePoint>> {
        access.require(Permission::Read)?;
        self.flush_usage().await;
        self.inner.store.usage(&access.scope(), from, to).await
    }

    pub(crate) async fn flush_usage(&self) {
        let waiting = std::mem::take(
            &mut *self
                .inner
                .usage
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let mut by_org: HashMap<OrgId, Vec<UsagePoint>> = HashMap::new();
        for ((org_id, dimension, hour), quantity) in waiting {
            by_org.entry(org_id).or_default().push(UsagePoint {
                dimension: dimension.to_owned(),
                hour: Timestamp::from_unix_ms(hour * HOUR_MS),
                quantity,
            });
        }
        for (org_id, points) in by_org {
            let scope = Access::scope_for_process(&org_id, "usage");
            if let Err(error) = self.inner.store.add_usage(&scope, points).await {
                tracing::warn!(%error, "could not record usage");
            }
        }
    }
}
