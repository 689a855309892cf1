//! Replies kept under idempotency keys.

use rusqlite::types::ValueRef;
use types::{Error, ErrorKind, Result, Scope, Timestamp, limits};

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
        Ok(Some(old)) if old.expires_at <= now => {}
        // A damaged record still says that the request had its effect.
        Ok(Some(_)) => {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the idempotency key was used already",
            ));
        }
        Err(error) => return Err(error),
    }
    writer
        .statement(
            "delete from idempotency where (org_id, key) in (
                 select org_id, key from idempotency where expires_at <= ?1 limit ?2)",
        )?
        .execute((now.0, SWEEP))
        .map_err(sql)?;
    put(writer, scope, record)
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
    execute_sealed(statement, "idempotency", &values).map(drop)
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
    let mut about = Vec::new();
    {
        let mut statement = writer
            .statement("select key, body from idempotency where org_id = ?1 and key is not ?2")?;
        let mut rows = statement
            .query((scope.org_id().as_str(), own))
            .map_err(sql)?;
        while let Some(row) = rows.next().map_err(sql)? {
            if let Ok(body) = row.get_ref(1).map_err(sql)?.as_str()
                && names.iter().any(|name| body.contains(name.as_str()))
            {
                about.push(row.get::<_, String>(0).map_err(sql)?);
            }
        }
    }
    let count = about.len() as u64;
    for key in about {
        match find(&writer.connection, writer.verify, scope, &key) {
            Ok(Some(mut record)) => {
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
