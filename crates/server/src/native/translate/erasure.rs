//! Erasures and rollbacks, between the wire and the engine.

use engine::{Erase, Erasure, Receipt, Rollback, RolledBack, Source};
use types::{Error, EventId, OrgId, Result};

use super::super::wire::*;
use super::memory_ref;

const ONE: &str = "name exactly one of";

/// Read here and not with the body, so that whoever names two things is told that first.
fn event(id: &str) -> Result<EventId> {
    let id: Result<EventId> = id.parse();
    id.map_err(|error| error.with_field("event_id"))
}

pub(crate) fn erase(asked: ErasureIn) -> Result<Erase> {
    let what = match (asked.memory_id, asked.event_id, asked.user_id, asked.org_id) {
        (Some(id), None, None, None) => Erasure::Memory(memory_ref(&id)),
        (None, Some(id), None, None) => Erasure::Event(event(&id)?),
        (None, None, Some(user_id), None) => Erasure::User(user_id),
        (None, None, None, Some(org_id)) => Erasure::Org(OrgId::new(org_id)?),
        _ => {
            let message = format!("{ONE} memory_id, event_id, user_id, org_id");
            return Err(Error::invalid("memory_id", message));
        }
    };
    Ok(Erase {
        what,
        with_sources: asked.with_sources,
        close_texts: asked.close_texts,
        dry_run: asked.dry_run,
    })
}

pub(crate) fn receipt_out(receipt: Receipt) -> ReceiptOut {
    ReceiptOut {
        id: receipt.id,
        org_id: receipt.org_id.to_string(),
        what: receipt.what,
        counts: receipt.counts.entries().into_iter().collect(),
        flagged: receipt.flagged,
        started_at: receipt.started_at,
        finished_at: receipt.finished_at,
        audit_before: receipt.audit_before,
        audit_after: receipt.audit_after,
        sha256: receipt.sha256,
    }
}

pub(crate) fn rollback(asked: RollbackIn) -> Result<Rollback> {
    let source = match (asked.memory_id, asked.event_id) {
        (Some(id), None) => Source::Memory(memory_ref(&id)),
        (None, Some(id)) => Source::Event(event(&id)?),
        _ => {
            return Err(Error::invalid(
                "memory_id",
                format!("{ONE} memory_id, event_id"),
            ));
        }
    };
    Ok(Rollback {
        source,
        dry_run: asked.dry_run,
    })
}

pub(crate) fn rollback_out(done: RolledBack) -> RollbackOut {
    RollbackOut {
        removed: done.removed,
        restored: done.restored,
        flagged: done.flagged,
        dry_run: done.dry_run,
    }
}
