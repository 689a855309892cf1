//! The org's and the server's affairs, between the wire and the engine.

use engine::{CreateKey, CreatedKey, Page, PageRequest};
use types::{ApiKey, KeyId, OrgId, Result};

use super::super::wire::*;
use super::page;

pub(crate) fn new_key(mut key: KeyIn) -> Result<CreateKey> {
    Ok(CreateKey {
        org_id: key.org_id.take().map(OrgId::new).transpose()?,
        bound: key.take_coordinates(),
        name: key.name,
        permissions: key.permissions.into_iter().map(Into::into).collect(),
        expires_at: key.expires_at,
        prefix: key.prefix,
    })
}

pub(crate) fn key_id(text: &str) -> Result<KeyId> {
    text.parse()
}

pub(crate) fn key_out(key: ApiKey) -> KeyOut {
    placed!(key.bound => KeyOut {
        id: key.id,
        org_id: key.org_id.to_string(),
        name: key.name,
        prefix: key.prefix,
        permissions: key.permissions.into_iter().map(Into::into).collect(),
        created_at: key.created_at,
        last_used_at: key.last_used_at,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
    })
}

pub(crate) fn created_key_out(created: CreatedKey) -> CreatedKeyOut {
    CreatedKeyOut {
        key: key_out(created.key),
        secret: created.secret,
    }
}

pub(crate) fn page_request(query: PageQuery) -> PageRequest {
    page(query.limit, query.cursor, false)
}

pub(crate) fn audit_out(page: Page<engine::AuditRecord>) -> AuditOut {
    let entry = |record: engine::AuditRecord| AuditEntryOut {
        number: record.number,
        actor: record.actor,
        at: record.entry.at,
        action: record.entry.action,
        target: record.entry.target,
        detail: record.entry.detail,
        hash: record.hash,
    };
    AuditOut {
        items: page.items.into_iter().map(entry).collect(),
        next_cursor: page.next_cursor,
    }
}

pub(crate) fn audit_check_out(check: engine::AuditCheck) -> AuditCheckOut {
    AuditCheckOut {
        ok: check.broken.is_none() && check.has_expected != Some(false),
        entries: check.entries,
        head: check.head,
        broken_at: check.broken.as_ref().map(|broken| broken.number),
        fault: check.broken.map(|broken| broken.what.as_str()),
        has_hash: check.has_expected,
    }
}

pub(crate) fn stats_out(stats: engine::Stats, embedding_backlog: u64) -> StatsOut {
    StatsOut {
        events: stats.events,
        memories: stats.memories,
        by_status: stats.by_status,
        by_kind: stats.by_kind,
        by_type: stats.by_type,
        by_tier: stats.by_tier,
        embedding_backlog,
        users: stats.users,
        sessions: stats.sessions,
        confidence_mean: stats.confidence_mean,
        strength_mean: stats.strength_mean,
        oldest: stats.oldest,
        newest: stats.newest,
    }
}

pub(crate) fn check_out(report: engine::CheckReport, index: engine::IndexCheck) -> CheckOut {
    let is_clean = [
        &report.damaged,
        &report.structure,
        &index.missing,
        &index.surplus,
    ]
    .iter()
    .all(|list| list.is_empty());
    CheckOut {
        ok: is_clean,
        rows: report.rows,
        damaged: report.damaged,
        structure: report.structure,
        index_partitions: index.partitions,
        index_missing: index.missing,
        index_surplus: index.surplus,
    }
}
