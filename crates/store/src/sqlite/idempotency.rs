//! Replies kept under idempotency keys.

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;
use types::{Error, ErrorKind, EventId, MemoryId, Result, Scope, Timestamp, limits};

use super::errors::sql;
use super::readers::Reader;
use super::seal::{self, Verify, execute_sealed};
use super::writer::Writer;
use crate::batch::IdempotencyRecord;

/// Expired records that one insert sweeps away.
const SWEEP: i64 = 8;

fn read(
    verify: Verify,
    scope: &Scope,
    key: &str,
    row: &rusqlite::Row<'_>,
) -> Result<IdempotencyRecord> {
    let mut f = verify.open("idempotency", row, 0, 6)?;
    // A damaged page could lead to a row that was not asked for.
    if f.str()? != scope.org_id().as_str() || f.str()? != key {
        return Err(seal::damaged());
    }
    Ok(IdempotencyRecord {
        key: key.to_owned(),
        request_hash: f.bytes()?,
        status: u16::try_from(f.int()?).map_err(|_| seal::damaged())?,
        expires_at: f.time()?,
        body: f.json()?,
    })
}

const SELECT: &str = "select org_id, key, request_hash, status, expires_at, body, checksum
    from idempotency where org_id = ?1 and key = ?2";

fn find(
    connection: &rusqlite::Connection,
    verify: Verify,
    scope: &Scope,
    key: &str,
) -> Result<Option<IdempotencyRecord>> {
    let mut statement = connection.prepare_cached(SELECT).map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), key))
        .map_err(sql)?;
    rows.next()
        .map_err(sql)?
        .map(|row| read(verify, scope, key, row))
        .transpose()
}

/// Keeps a reply. `Conflict` if the key holds one that has not expired.
pub(super) fn insert(writer: &Writer, scope: &Scope, record: &IdempotencyRecord) -> Result<()> {
    // A record lives a fixed time, which tells when "now" is.
    let now = record.expires_at.plus_ms(-limits::IDEMPOTENCY_TTL_MS);
    match find(&writer.connection, writer.verify, scope, &record.key) {
        Ok(None) => {}
        Ok(Some(old)) if old.expires_at <= now => {
            forget(
                writer,
                scope.org_id().as_str(),
                &record.key,
                &old.body.to_string(),
            )?;
        }
        // A damaged record still says that the request had its effect.
        Ok(Some(_)) => {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the idempotency key was used already",
            ));
        }
        Err(error) => return Err(error),
    }
    sweep(writer, now)?;
    put(writer, scope, record)
}

/// Drops some of the records that have expired. What a damaged one names stays behind: it then
/// leads nowhere.
fn sweep(writer: &Writer, now: Timestamp) -> Result<()> {
    let expired: Vec<(String, String, String)> = writer
        .statement("select org_id, key, body from idempotency where expires_at <= ?1 limit ?2")?
        .query_map((now.0, SWEEP), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .map_err(sql)?
        .filter_map(std::result::Result::ok)
        .collect();
    for (org_id, key, body) in expired {
        forget(writer, &org_id, &key, &body)?;
    }
    writer
        .statement(
            "delete from idempotency where (org_id, key) in (
                 select org_id, key from idempotency where expires_at <= ?1 limit ?2)",
        )?
        .execute((now.0, SWEEP))
        .map(drop)
        .map_err(sql)
}

/// The ids that a text names, wherever they stand in it: UUIDs, and ULIDs at the end of a word.
fn ids_in(text: &str) -> BTreeSet<[u8; 16]> {
    let mut ids = BTreeSet::new();
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    for word in text.split(|c| !is_of_word(c)) {
        for at in 0..(word.len() + 1).saturating_sub(36) {
            let part = &word[at..at + 36];
            if [8, 13, 18, 23].iter().all(|&n| part.as_bytes()[n] == b'-') {
                ids.extend(part.parse::<MemoryId>().ok().map(MemoryId::to_bytes));
            }
        }
        for part in word.split('-').filter(|part| part.len() >= 26) {
            let id = part[part.len() - 26..].parse::<EventId>();
            ids.extend(id.ok().map(EventId::to_bytes));
        }
    }
    ids
}

/// Forgets what a reply names.
fn forget(writer: &Writer, org_id: &str, key: &str, body: &str) -> Result<()> {
    for name in ids_in(body) {
        writer
            .statement("delete from reply_names where org_id = ?1 and name = ?2 and key = ?3")?
            .execute((org_id, name, key))
            .map_err(sql)?;
    }
    Ok(())
}

fn put(writer: &Writer, scope: &Scope, record: &IdempotencyRecord) -> Result<()> {
    let body = seal::json("body", &record.body)?;
    let values = [
        seal::text(scope.org_id().as_str()),
        seal::text(&record.key),
        seal::blob(&record.request_hash),
        ValueRef::Integer(i64::from(record.status)),
        seal::time(record.expires_at),
        seal::text(&body),
    ];
    let statement = writer.statement(
        "insert or replace into idempotency (org_id, key, request_hash, status, expires_at, body,
             checksum)
         values (?, ?, ?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "idempotency", &values)?;
    for name in ids_in(&body) {
        writer
            .statement("insert or ignore into reply_names (org_id, name, key) values (?1, ?2, ?3)")?
            .execute((scope.org_id().as_str(), name, &record.key))
            .map_err(sql)?;
    }
    Ok(())
}

/// Empties the replies that name erased memories or events: they may repeat their text. How many. The
/// record itself stays, so that a repeated request does not bring the memory back. The reply of `own`, the
/// request that erases, stays too: it tells ids alone.
pub(super) fn blank_replies_about(
    writer: &Writer,
    scope: &Scope,
    names: &[String],
    own: Option<&str>,
) -> Result<u64> {
    let org_id = scope.org_id().as_str();
    let about = replies_about(&writer.connection, scope, names, own)?;
    let count = about.len() as u64;
    for key in about {
        match find(&writer.connection, writer.verify, scope, &key) {
            Ok(Some(mut record)) => {
                forget(writer, org_id, &key, &record.body.to_string())?;
                record.body = serde_json::Value::Null;
                put(writer, scope, &record)?;
            }
            // What is damaged is not served; here it must go, for the sake of what it may say.
            Ok(None) | Err(_) => {
                writer
                    .statement("delete from idempotency where org_id = ?1 and key = ?2")?
                    .execute((scope.org_id().as_str(), &key))
                    .map_err(sql)?;
            }
        }
    }
    Ok(count)
}

/// The keys of replies that name one of `names`, but for `own`.
pub(super) fn replies_about(
    connection: &rusqlite::Connection,
    scope: &Scope,
    names: &[String],
    own: Option<&str>,
) -> Result<BTreeSet<String>> {
    let mut about = BTreeSet::new();
    for name in names.iter().flat_map(|name| ids_in(name)) {
        let keys = connection
            .prepare_cached(
                "select key from reply_names where org_id = ?1 and name = ?2 and key is not ?3",
            )
            .and_then(|mut statement| {
                let rows = statement.query_map((scope.org_id().as_str(), name, own), |row| {
                    row.get::<_, String>(0)
                })?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            });
        about.extend(keys.map_err(sql)?);
    }
    Ok(about)
}

/// The reply kept for a key, unless it has expired.
pub(super) fn reply(
    reader: &Reader,
    scope: &Scope,
    key: &str,
    now: Timestamp,
) -> Result<Option<IdempotencyRecord>> {
    let record = find(&reader.connection, reader.verify, scope, key)?;
    Ok(record.filter(|record| record.expires_at > now))
}

#[cfg(test)]
mod tests {
    use types::id::IdGenerator;

    use super::*;

    #[test]
    fn ids_are_found_wherever_they_stand() {
        let ids = IdGenerator::default();
        let memory = ids.memory_id(1_700_000_000_000, 5);
        let event = ids.event_id(1_700_000_000_000, 6);
        let check = |text: String, expect: &[[u8; 16]]| {
            let expect: BTreeSet<_> = expect.iter().copied().collect();
            assert_eq!(ids_in(&text), expect, "{text}");
        };
        let (m, e) = (memory.to_bytes(), event.to_bytes());
        check(format!("{{\"id\":\"{memory}\"}}"), &[m]);
        check(format!("[\"{event}\",\"{memory}\",\"{event}\"]"), &[m, e]);
        check(
            format!("stored as mem_{memory}, from evt-{event}."),
            &[m, e],
        );
        check(format!("a line\\n{memory}\\n{event}"), &[m, e]);
        check(format!("x{memory}y {}", "long ".repeat(99)), &[m]);
        check(
            "no-ids-here, 12345678-1234-1234-1234-1234567890 é".into(),
            &[],
        );
        check(String::new(), &[]);
    }
}
