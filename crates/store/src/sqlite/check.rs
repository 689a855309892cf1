//! The integrity check: SQLite's own, then every row's checksum, then what rows say of each other.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use types::{EventId, MemoryId, OrgId, Result};

use super::errors::sql;
use super::readers::Reader;
use super::{addresses, audit, memory_row, vectors};
use crate::Progress;
use crate::query::CheckReport;

/// Damaged rows that are listed at most; the count goes on.
const LISTED_MAX: usize = 10_000;
/// Between how many rows progress is told.
const PROGRESS_EVERY: u64 = 1024;

/// A table whose rows are sealed over consecutive columns.
struct Sealed {
    name: &'static str,
    tag: &'static str,
    /// Content columns, then the checksum; the first column names the row and is not content: an id
    /// of 16 bytes is a memory's or an event's.
    select: &'static str,
    columns: usize,
}

/// Every table but vectors and event states, whose checksums also cover other rows' columns.
const TABLES: [Sealed; 11] = [
    Sealed {
        name: "memories",
        tag: memory_row::TAG,
        select: "select id, org_id, id, seq, revision, user_id, agent_id, session_id,
            namespace, project_id, team_id, role_id, level, kind, type, tier, status, trust,
            event_kind, position, verbatim, pinned, stale_dependency, confidence, importance,
            strength, created_at, updated_at, superseded_at, event_date, valid_from, valid_to,
            expires_at, content_hash, external_id, action, actor, derived_from, source_event_ids,
            provenance_actor, provenance_process, provenance_model, superseded_by, statements, pii, topics, tags,
            entities, metadata, text, checksum from memories",
        columns: memory_row::COLUMNS,
    },
    Sealed {
        name: "recalls",
        tag: "recall",
        select: "select memory_no, memory_no, recall_count, last_recalled_at, strength, checksum
            from recalls",
        columns: 4,
    },
    Sealed {
        name: "history",
        tag: "history",
        select: "select lower(hex(memory_id)) || ' ' || revision, org_id, memory_id, revision,
            action, actor, at, memory, checksum from history",
        columns: 7,
    },
    Sealed {
        name: "lineage",
        tag: "lineage",
        select: "select lower(hex(memory_id)), org_id, target, relation, memory_id, checksum
            from lineage",
        columns: 4,
    },
    Sealed {
        name: "tombstones",
        tag: "tombstone",
        select: "select lower(hex(memory_id)), org_id, user_id, seq, memory_id, external_id_hash,
            content_hash, reason, checksum from tombstones",
        columns: 7,
    },
    Sealed {
        name: "events",
        tag: "event",
        select: "select id, org_id, id, external_id, user_id, agent_id, session_id,
            namespace, project_id, team_id, role_id, kind, speaker, ts, ingested_at, position,
            metadata, content, checksum from events",
        columns: 17,
    },
    Sealed {
        name: "event states",
        tag: "event_state",
        select: "select id, org_id, id, state, state_checksum from events",
        columns: 3,
    },
    Sealed {
        name: "sessions",
        tag: "session",
        select: "select session_no, org_id, key, user_id, agent_id, session_id, namespace,
            project_id, team_id, role_id, created_at, updated_at, expires_at, revision, body,
            checksum from sessions",
        columns: 14,
    },
    Sealed {
        name: "idempotency",
        tag: "idempotency",
        select: "select rowid_free, org_id, key, request_hash, status, expires_at, body, checksum
            from (select 'a reply' as rowid_free, * from idempotency)",
        columns: 6,
    },
    Sealed {
        name: "usage",
        tag: "usage",
        select: "select dimension, org_id, hour, dimension, quantity, checksum from usage",
        columns: 4,
    },
    Sealed {
        name: "audit",
        tag: "audit",
        select: "select number, org_id, number, actor, at, action, target, detail, hash, checksum
            from audit",
        columns: 8,
    },
];

/// The rest, small tables.
const SMALL_TABLES: [Sealed; 7] = [
    Sealed {
        name: "erased",
        tag: "erased",
        select: "select kind || ' ' || lower(hex(key)), org_id, kind, key, at, checksum from erased",
        columns: 4,
    },
    Sealed {
        name: "jobs",
        tag: "job",
        select: "select lower(hex(id)), org_id, id, bound, kind, dedup_key, payload, state,
            attempts, attempts_max, run_at, lease_until, progress_done, progress_total,
            last_error, result, created_at, updated_at, checksum from jobs",
        columns: 17,
    },
    Sealed {
        name: "api_keys",
        tag: "api_key",
        select: "select lower(hex(id)), org_id, id, secret_hash, name, prefix, permissions, bound,
            created_at, last_used_at, expires_at, revoked_at, checksum from api_keys",
        columns: 11,
    },
    Sealed {
        name: "orgs",
        tag: "org",
        select: "select org_id, org_id, created_at, checksum from orgs",
        columns: 2,
    },
    Sealed {
        name: "closed texts",
        tag: "closed_text",
        select: "select lower(hex(text_hash)), org_id, user_id, text_hash, valid_to, by_id,
            checksum from closed_texts",
        columns: 5,
    },
    Sealed {
        name: "groups",
        tag: "group",
        select: "select group_no, org_id, kind, id, created_at, updated_at, body, checksum
            from groups",
        columns: 6,
    },
    Sealed {
        name: "settings",
        tag: "setting",
        select: "select name, org_id, name, value, checksum from settings",
        columns: 3,
    },
];

/// Rows whose parts refer to rows that are not there. Such a row was orphaned by damage: every
/// transaction keeps them together.
const ORPHANS: [(&str, &str); 3] = [
    (
        "vector without its memory",
        "select vector_no / 256 from vectors v where not exists
            (select 1 from memories m where m.memory_no = v.vector_no / 256)",
    ),
    (
        "recall counters without their memory",
        "select memory_no from recalls r where not exists
            (select 1 from memories m where m.memory_no = r.memory_no)",
    ),
    (
        "history without its memory",
        "select h.revision from history h where not exists
            (select 1 from memories m where m.org_id = h.org_id and m.id = h.memory_id)",
    ),
];

/// What SQLite's own check reports; empty if all is well.
fn structure(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection
        .prepare("pragma integrity_check(1000)")
        .map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let mut found = Vec::new();
    loop {
        match rows.next() {
            Ok(Some(row)) => found.push(row.get::<_, String>(0).map_err(sql)?),
            Ok(None) => break,
            // Damage so deep that the check itself stops.
            Err(error) => {
                found.push(format!("the check could not go on: {error}"));
                break;
            }
        }
    }
    found.retain(|line| line != "ok");
    Ok(found)
}

/// Verifies everything that is stored.
pub(super) fn run(reader: &Reader, progress: &Progress) -> Result<CheckReport> {
    let mut report = CheckReport {
        structure: structure(&reader.connection)?,
        ..Default::default()
    };
    let mut total = 0;
    for table in [
        "memories",
        "recalls",
        "history",
        "lineage",
        "tombstones",
        "erased",
        "events",
        "events",
        "sessions",
        "idempotency",
        "usage",
        "audit",
        "jobs",
        "api_keys",
        "orgs",
        "closed_texts",
        "groups",
        "settings",
        "vectors",
    ] {
        // The names are the constants above.
        let text = super::filter_sql::count_of(table);
        let count: i64 = reader
            .connection
            .query_row(&text, [], |row| row.get(0))
            .unwrap_or_default();
        total += count as u64;
    }
    for table in TABLES.iter().chain(&SMALL_TABLES) {
        let result = sealed_rows(reader, table, &mut report, total, progress);
        stopped(&mut report, table.name, result);
    }
    let result = vector_rows(reader, &mut report, total, progress);
    stopped(&mut report, "vectors", result);
    match audit::check_chains(reader) {
        Ok(broken) => report.structure.extend(broken),
        Err(error) => report.structure.push(format!("audit: {error}")),
    }
    for (what, select) in ORPHANS {
        let result = orphans(reader, what, select, &mut report);
        stopped(&mut report, what, result);
    }
    let mut strays = Vec::new();
    let result = addresses::check(reader, &mut |line| strays.push(line));
    strays
        .into_iter()
        .for_each(|line| damaged(&mut report, line));
    stopped(&mut report, "addresses", result);
    progress(report.rows, total);
    Ok(report)
}

/// A table that cannot be read to its end is reported; the next one is still looked at.
fn stopped(report: &mut CheckReport, table: &str, result: Result<()>) {
    if let Err(error) = result {
        report
            .structure
            .push(format!("{table}: cannot be read to the end: {error}"));
    }
}

fn damaged(report: &mut CheckReport, line: String) {
    if report.damaged.len() < LISTED_MAX {
        report.damaged.push(line);
    }
}

fn sealed_rows(
    reader: &Reader,
    table: &Sealed,
    report: &mut CheckReport,
    total: u64,
    progress: &Progress,
) -> Result<()> {
    let mut statement = reader.connection.prepare(table.select).map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        report.rows += 1;
        if report.rows.is_multiple_of(PROGRESS_EVERY) {
            progress(report.rows, total);
        }
        if reader
            .verify
            .open(table.tag, row, 1, table.columns)
            .is_err()
        {
            let name = name_of(table, row.get_ref(0).map_err(sql)?);
            damaged(report, format!("{}: {name}", table.name));
        }
    }
    Ok(())
}

/// What a row is called: as it is asked for, so that it can be erased by this name.
fn name_of(table: &Sealed, first: ValueRef<'_>) -> String {
    match first {
        ValueRef::Text(name) => String::from_utf8_lossy(name).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Blob(bytes) => match <[u8; 16]>::try_from(bytes) {
            Ok(id) if table.tag == memory_row::TAG => MemoryId::from_bytes(id).to_string(),
            Ok(id) => EventId::from_bytes(id).to_string(),
            Err(_) => "?".to_owned(),
        },
        _ => "?".to_owned(),
    }
}

fn vector_rows(
    reader: &Reader,
    report: &mut CheckReport,
    total: u64,
    progress: &Progress,
) -> Result<()> {
    let mut statement = reader
        .connection
        .prepare(
            "select v.vector_no, m.org_id, m.id, n.name, v.org_id, v.chunks, v.bits, v.checksum
             from vectors v
             left join memories m on m.memory_no = v.vector_no / 256
             left join models n on n.model_no = v.vector_no % 256",
        )
        .map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        report.rows += 1;
        if report.rows.is_multiple_of(PROGRESS_EVERY) {
            progress(report.rows, total);
        }
        let owner = (|| {
            let org_id = OrgId::new(row.get::<_, String>(1).ok()?).ok()?;
            let id = MemoryId::from_bytes(row.get(2).ok()?);
            Some((org_id, id, row.get::<_, String>(3).ok()?))
        })();
        let intact = owner.is_some_and(|(org_id, id, model)| {
            vectors::decode(reader.verify, row, 4, (&org_id, id), &model).is_ok()
        });
        if !intact {
            let number: i64 = row.get(0).map_err(sql)?;
            damaged(
                report,
                format!("vectors: of memory number {}", number / vectors::MODELS),
            );
        }
    }
    Ok(())
}

fn orphans(reader: &Reader, what: &str, select: &str, report: &mut CheckReport) -> Result<()> {
    let mut statement = reader.connection.prepare(select).map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let number: i64 = row.get(0).map_err(sql)?;
        damaged(report, format!("{what}: {number}"));
    }
    Ok(())
}
