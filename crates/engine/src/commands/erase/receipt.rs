//! Receipts of erasures. All that is known of an erasure stands in the audit log, under the receipt's
//! id: when it began, what each transaction did, and the receipt itself.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{AuditRecord, ErasedCounts, JobDone, WriteBatch};
use types::{Error, Job, JobId, OrgId, Permission, Result, Scope, Timestamp};

use crate::access::hex;
use crate::commands::add::unix_ms;
use crate::{Access, Engine};

const BEGIN: &str = "erase.begin";
const DONE: &str = "erase.done";

/// What an erasure did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its id; empty for a dry run.
    pub id: String,
    /// The org.
    pub org_id: OrgId,
    /// What was erased: `memory <id>`, `event <id>`, `user <id>` or `org <id>`.
    pub what: String,
    /// Rows that went, by table.
    pub counts: ErasedCounts,
    /// Memories that stay because they rest on something else as well; they lost what was erased and
    /// are flagged `stale_dependency`.
    pub flagged: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was complete.
    pub finished_at: Timestamp,
    /// The newest hash of the audit log before it.
    pub audit_before: Option<String>,
    /// The newest hash of the audit log after its last transaction; the entry that keeps this receipt
    /// comes later.
    pub audit_after: Option<String>,
    /// SHA-256, hex, over the compact JSON of all fields above, their names in alphabetical order.
    pub sha256: String,
}

impl Receipt {
    /// Sets the hash.
    pub(super) fn seal(mut self) -> Result<Self> {
        self.sha256 = String::new();
        let mut fields = serde_json::to_value(&self)
            .map_err(|error| Error::internal("a receipt cannot be written").with_source(error))?;
        if let Some(fields) = fields.as_object_mut() {
            fields.remove("sha256");
        }
        // Names come out in alphabetical order, which whoever checks can repeat.
        self.sha256 = hex(&Sha256::digest(fields.to_string().as_bytes()));
        Ok(self)
    }
}

/// An erasure that was begun.
pub(super) struct Begun {
    pub(super) receipt: String,
    pub(super) actor: String,
    started_at: Timestamp,
    audit_before: Option<String>,
    /// The job that sees to it.
    job: Option<JobId>,
}

impl Engine {
    /// The receipt of an erasure that is complete.
    ///
    /// Errors: `NotFound` also when it is somebody else's and the caller is no administrator.
    pub async fn receipt(&self, access: &Access, id: &str) -> Result<Receipt> {
        access.require(Permission::Write)?;
        types::limits::check_name("id", id)?;
        let entries = self.inner.store.audit_of(&access.scope(), id).await?;
        let is_mine = |entry: &AuditRecord| {
            entry.actor == access.actor() || access.permissions().contains(&Permission::Admin)
        };
        let done = entries
            .into_iter()
            .rfind(|entry| entry.entry.action == DONE && is_mine(entry))
            .ok_or_else(|| Error::not_found("receipt"))?;
        serde_json::from_value(done.entry.detail)
            .map_err(|error| Error::internal("a receipt cannot be read").with_source(error))
    }

    /// The erasure of `what` that was begun and not completed.
    pub(super) async fn unfinished(&self, scope: &Scope, what: &str) -> Result<Option<Begun>> {
        let begins = self.inner.store.audit_of(scope, what).await?;
        let Some(last) = begins
            .into_iter()
            .rfind(|entry| entry.entry.action == BEGIN)
        else {
            return Ok(None);
        };
        let text = |name: &str| last.entry.detail[name].as_str().map(str::to_owned);
        let Some(receipt) = text("receipt") else {
            return Ok(None);
        };
        let entries = self.inner.store.audit_of(scope, &receipt).await?;
        if entries.iter().any(|entry| entry.entry.action == DONE) {
            return Ok(None);
        }
        let job = text("job").and_then(|id| id.parse().ok());
        Ok(Some(Begun {
            job,
            receipt,
            actor: last.actor,
            started_at: last.entry.at,
            audit_before: text("audit_before"),
        }))
    }

    /// Writes down that an erasure begins, together with the job that sees to it.
    pub(super) async fn begin(&self, scope: &Scope, what: &str, job: Option<Job>) -> Result<Begun> {
        let now = self.now();
        let number = self.inner.ids.job_id(unix_ms(now), rand::random());
        let begun = Begun {
            receipt: format!("er_{number}"),
            actor: scope.actor().to_owned(),
            started_at: now,
            audit_before: self.audit_head(scope).await?,
            job: job.as_ref().map(|job| job.id),
        };
        let detail = json!({
            "receipt": begun.receipt,
            "audit_before": begun.audit_before,
            "job": begun.job.map(|id| id.to_string()),
        });
        let batch = WriteBatch {
            audit: vec![self.audit(BEGIN, what.to_owned(), detail)],
            jobs: job.into_iter().collect(),
            ..WriteBatch::default()
        };
        self.inner.store.commit(scope, batch).await?;
        Ok(begun)
    }

    /// The newest hash of the org's audit log.
    pub(super) async fn audit_head(&self, scope: &Scope) -> Result<Option<String>> {
        let page = store::PageRequest {
            limit: 1,
            ..store::PageRequest::default()
        };
        let newest = self.inner.store.list_audit(scope, &page).await?.items;
        Ok(newest.into_iter().next().map(|entry| entry.hash))
    }

    /// Counts what all transactions of the erasure did and writes the receipt.
    pub(super) async fn complete(
        &self,
        scope: &Scope,
        begun: Begun,
        what: String,
    ) -> Result<Receipt> {
        let (mut counts, mut flagged, mut audit_after) = (ErasedCounts::default(), 0, None);
        for entry in self.inner.store.audit_of(scope, &begun.receipt).await? {
            let page: ErasedCounts = serde_json::from_value(entry.entry.detail["counts"].clone())
                .map_err(|error| {
                Error::internal("a count cannot be read").with_source(error)
            })?;
            counts.add(&page);
            flagged += entry.entry.detail["flagged"].as_u64().unwrap_or(0);
            audit_after = Some(entry.hash);
        }
        let receipt = Receipt {
            id: begun.receipt,
            org_id: scope.org_id().clone(),
            what,
            counts,
            flagged,
            started_at: begun.started_at,
            finished_at: self.now(),
            audit_before: begun.audit_before,
            audit_after,
            sha256: String::new(),
        }
        .seal()?;
        let detail = serde_json::to_value(&receipt)
            .map_err(|error| Error::internal("a receipt cannot be stored").with_source(error))?;
        // A job that waits to see to it has nothing left to do.
        let result = json!({ "receipt": receipt.id });
        let done = begun.job.map(|id| JobDone {
            id,
            result,
            at: receipt.finished_at,
        });
        let batch = WriteBatch {
            jobs_done: done.into_iter().collect(),
            audit: vec![self.audit(DONE, receipt.id.clone(), detail)],
            ..WriteBatch::default()
        };
        self.inner.store.commit(scope, batch).await?;
        Ok(receipt)
    }
}
