//! The audit log: a chain in which each entry's hash covers the one before.

use sha2::{Digest, Sha256};
use types::{Result, Scope};

use super::cursor::Place;
use super::errors::sql;
use super::filter_sql::Sql;
use super::readers::Reader;
use super::seal::{self, Verify, damaged, execute_sealed};
use super::writer::Writer;
use crate::batch::NewAudit;
use crate::query::{AuditRecord, Page, PageRequest};

const LIST: u8 = 30;
/// The hash before an org's first entry.
const GENESIS: [u8; 32] = [0; 32];

/// What a hash covers, each part with its length.
fn chain(
    previous: &[u8; 32],
    number: u64,
    actor: &str,
    entry: &NewAudit,
    detail: &str,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(number.to_be_bytes());
    hash.update(entry.at.0.to_be_bytes());
    for part in [actor, &entry.action, &entry.target, detail] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// Appends an entry.
pub(super) fn append(writer: &Writer, scope: &Scope, entry: &NewAudit) -> Result<()> {
    let last: Option<(i64, [u8; 32])> = {
        let mut statement = writer.statement(
            "select number, hash from audit where org_id = ?1 order by number desc limit 1",
        )?;
        let mut rows = statement.query([scope.org_id().as_str()]).map_err(sql)?;
        match rows.next().map_err(sql)? {
            Some(row) => Some((row.get(0).map_err(sql)?, row.get(1).map_err(sql)?)),
            None => None,
        }
    };
    let (number, previous) = last.map_or((1, GENESIS), |(n, hash)| (n as u64 + 1, hash));
    let detail = seal::json("detail", &entry.detail)?;
    let hash = chain(&previous, number, scope.actor(), entry, &detail);
    let values = [
        seal::text(scope.org_id().as_str()),
        seal::int(number),
        seal::text(scope.actor()),
        seal::time(entry.at),
        seal::text(&entry.action),
        seal::text(&entry.target),
        seal::text(&detail),
        seal::blob(&hash),
    ];
    let statement = writer.statement(
        "insert into audit (org_id, number, actor, at, action, target, detail, hash, checksum)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "audit", &values).map(drop)
}

/// An entry, its detail as stored and its hash.
fn read(
    verify: Verify,
    org_id: &str,
    row: &rusqlite::Row<'_>,
) -> Result<(AuditRecord, String, [u8; 32])> {
    let mut f = verify.open("audit", row, 0, 8)?;
    // A damaged page could lead to another org's row.
    if f.str()? != org_id {
        return Err(damaged());
    }
    let number = f.count()?;
    let actor = f.text()?;
    let (at, action, target, detail) = (f.time()?, f.text()?, f.text()?, f.text()?);
    let hash: [u8; 32] = f.bytes()?;
    let entry = NewAudit {
        at,
        action,
        target,
        detail: serde_json::from_str(&detail).map_err(|_| damaged())?,
    };
    let hex = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((
        AuditRecord {
            number,
            actor,
            entry,
            hash: hex,
        },
        detail,
        hash,
    ))
}

/// One page, newest first.
pub(super) fn list(
    reader: &Reader,
    scope: &Scope,
    page: &PageRequest,
) -> Result<Page<AuditRecord>> {
    let mut select = Sql::new(
        "select org_id, number, actor, at, action, target, detail, hash, checksum from audit where ",
    );
    select.org("org_id", scope.org_id());
    if let Some(cursor) = &page.cursor {
        select.push(" and number < ");
        select.bind(Place::parse(cursor, LIST)?.key());
    }
    select.push(" order by number desc limit ");
    select.bind(page.limit as i64 + 1);
    select.push(" offset ");
    select.bind(page.offset as i64);
    let mut statement = reader
        .connection
        .prepare_cached(&select.text)
        .map_err(sql)?;
    let mut rows = statement
        .query(rusqlite::params_from_iter(select.binds))
        .map_err(sql)?;
    let (mut items, mut seen, mut last, mut more) = (Vec::new(), 0, None, false);
    while let Some(row) = rows.next().map_err(sql)? {
        if seen == page.limit {
            more = true;
            break;
        }
        seen += 1;
        last = Some(Place::at(LIST, row.get(1).map_err(sql)?, [0; 16]));
        match read(reader.verify, scope.org_id().as_str(), row) {
            Ok((record, _, _)) => items.push(record),
            Err(error) => tracing::error!(%error, "damaged audit entry"),
        }
    }
    let total = match page.with_total {
        true => Some(count(reader, scope)?),
        false => None,
    };
    Ok(Page {
        items,
        next_cursor: last.filter(|_| more).map(Place::to_text),
        total,
    })
}

fn count(reader: &Reader, scope: &Scope) -> Result<u64> {
    let mut from = Sql::new(" from audit where ");
    from.org("org_id", scope.org_id());
    super::events::count(reader, &from)
}

/// Follows every org's chain; says where it breaks.
pub(super) fn check_chains(reader: &Reader) -> Result<Vec<String>> {
    let mut statement = reader
        .connection
        .prepare(
            "select org_id, number, actor, at, action, target, detail, hash, checksum from audit
             order by org_id, number",
        )
        .map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let mut broken = Vec::new();
    let mut before: Option<(String, u64, [u8; 32])> = None;
    while let Some(row) = rows.next().map_err(sql)? {
        let org_id: String = row.get(0).map_err(sql)?;
        let (number, previous) = match &before {
            Some((org, number, hash)) if *org == org_id => (number + 1, *hash),
            _ => (1, GENESIS),
        };
        match read(reader.verify, &org_id, row) {
            Ok((record, detail, hash)) => {
                let expected = chain(&previous, number, &record.actor, &record.entry, &detail);
                if record.number != number || hash != expected {
                    broken.push(format!("audit chain: {org_id} {}", record.number));
                }
                before = Some((org_id, record.number, hash));
            }
            Err(_) => {
                // The row's own damage is reported with the checksums.
                let number: i64 = row.get(1).map_err(sql)?;
                let hash: [u8; 32] = row.get(7).unwrap_or(GENESIS);
                before = Some((org_id, number as u64, hash));
            }
        }
    }
    Ok(broken)
}
