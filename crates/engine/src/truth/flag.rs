//! What rests on a correction and is too much for its commit: flagged by a job, a page at a time.

use serde_json::{Value as Json, json};
use store::WriteBatch;
use types::{ErrorKind, MemoryId, Result, Scope};

use super::apply::DEPENDANTS_MAX;
use crate::Engine;
use crate::jobs::{JobContext, arguments};

/// The kind of job.
pub(crate) const KIND: &str = "flag";

impl Engine {
    /// Leaves to a job what of the dependants of `ids` did not fit; true if there is such a job.
    pub(crate) fn flag_rest(
        &self,
        scope: &Scope,
        batch: &mut WriteBatch,
        ids: &[MemoryId],
        flagged: usize,
    ) -> bool {
        if flagged < DEPENDANTS_MAX {
            return false;
        }
        batch
            .jobs
            .push(self.job_in(scope, KIND, json!({ "ids": ids }), None));
        true
    }

    /// Flags what rests on the memories that the job names and says nothing of it yet. What is
    /// flagged is not found again, so an attempt goes on where the one before ended.
    pub(crate) async fn run_flag(&self, context: &JobContext, payload: Json) -> Result<Json> {
        let ids: Vec<MemoryId> = arguments(payload["ids"].clone())?;
        let mut flagged = context.job().progress_done;
        loop {
            let stale = self.dependants_of(context.scope(), &ids).await?;
            if stale.is_empty() {
                return Ok(json!({ "flagged": flagged }));
            }
            let count = stale.len() as u64;
            let mut batch = WriteBatch::default();
            self.add_changes(&mut batch, Vec::new(), stale).await?;
            match context.commit(batch, flagged + count, 0, None).await {
                Ok(committed) => {
                    flagged += count;
                    self.announce(&committed.memories).await?;
                }
                // One of them was changed or erased meanwhile: look again.
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::PreconditionFailed | ErrorKind::NotFound
                    ) =>
                {
                    context.go_on()?;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
