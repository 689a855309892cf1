//! API keys and orgs.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use types::{ApiKey, Error, ErrorKind, KeyId, Level, OrgId, Permission, Result, Scope, Timestamp};

use super::commit::claimed;
use super::errors::sql;
use super::readers::Reader;
use super::seal::{self, Verify, damaged, execute_sealed};
use super::writer::Writer;

const COLUMNS: usize = 11;

macro_rules! select_key {
    ($rest:literal) => {
        concat!(
            "select org_id, id, secret_hash, name, prefix, permissions, bound, created_at,
             last_used_at, expires_at, revoked_at, checksum from api_keys ",
            $rest
        )
    };
}

fn read(verify: Verify, row: &Row<'_>) -> Result<(ApiKey, [u8; 32])> {
    let mut f = verify.open("api_key", row, 0, COLUMNS)?;
    let org_id = OrgId::new(f.str()?).map_err(|_| damaged())?;
    let id = KeyId::from_bytes(f.bytes()?);
    let secret_hash = f.bytes()?;
    let (name, prefix) = (f.text()?, f.text()?);
    let names: Vec<String> = f.json()?;
    let permissions = names
        .iter()
        .map(|name| Permission::from_name(name).ok_or_else(damaged))
        .collect::<Result<_>>()?;
    let key = ApiKey {
        id,
        org_id,
        name,
        prefix,
        permissions,
        bound: f.json()?,
        created_at: f.time()?,
        last_used_at: f.time_opt()?,
        expires_at: f.time_opt()?,
        revoked_at: f.time_opt()?,
    };
    Ok((key, secret_hash))
}

/// Writes a key: a new one, or its row anew.
fn write(writer: &Writer, key: &ApiKey, secret_hash: &[u8; 32], replace: bool) -> Result<()> {
    let names: Vec<&str> = key.permissions.iter().map(|p| p.as_str()).collect();
    let permissions = seal::json("permissions", &names)?;
    let bound = seal::json("bound", &key.bound)?;
    let id = key.id.to_bytes();
    let values: [ValueRef<'_>; COLUMNS] = [
        seal::text(key.org_id.as_str()),
        seal::blob(&id),
        seal::blob(secret_hash),
        seal::text(&key.name),
        seal::text(&key.prefix),
        seal::text(&permissions),
        seal::text(&bound),
        seal::time(key.created_at),
        seal::time_opt(key.last_used_at),
        seal::time_opt(key.expires_at),
        seal::time_opt(key.revoked_at),
    ];
    let statement = writer.statement(if replace {
        "update api_keys set (org_id, id, secret_hash, name, prefix, permissions, bound,
             created_at, last_used_at, expires_at, revoked_at, checksum)
         = (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12) where org_id = ?1 and id = ?2"
    } else {
        "insert into api_keys (org_id, id, secret_hash, name, prefix, permissions, bound,
             created_at, last_used_at, expires_at, revoked_at, checksum)
         values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)"
    })?;
    execute_sealed(statement, "api_key", &values).map(drop)
}

pub(super) fn create(
    writer: &Writer,
    scope: &Scope,
    key: &ApiKey,
    secret_hash: &[u8; 32],
) -> Result<()> {
    let mut key = key.clone();
    key.org_id = scope.org_id().clone();
    // A bound key makes keys that are bound at least as tightly.
    key.bound = claimed(scope, &key.bound)?;
    write(writer, &key, secret_hash, false)
}

fn find(
    connection: &Connection,
    verify: Verify,
    scope: &Scope,
    id: KeyId,
) -> Result<Option<(ApiKey, [u8; 32])>> {
    let mut statement = connection
        .prepare_cached(select_key!("where org_id = ?1 and id = ?2"))
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), id.to_bytes()))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let (key, hash) = read(verify, row)?;
    Ok(scope.sees(&key.bound, Level::User).then_some((key, hash)))
}

pub(super) fn list(reader: &Reader, scope: &Scope) -> Result<Vec<ApiKey>> {
    let mut statement = reader
        .connection
        .prepare_cached(select_key!(
            "where org_id = ?1 order by created_at desc, id desc"
        ))
        .map_err(sql)?;
    let mut rows = statement.query([scope.org_id().as_str()]).map_err(sql)?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        match read(reader.verify, row) {
            Ok((key, _)) if scope.sees(&key.bound, Level::User) => keys.push(key),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "damaged key"),
        }
    }
    Ok(keys)
}

/// Revokes a key that is not revoked yet. A damaged key opens nothing, so that it needs no
/// revoking; the error says so.
pub(super) fn revoke(writer: &Writer, scope: &Scope, id: KeyId, now: Timestamp) -> Result<bool> {
    match find(&writer.connection, writer.verify, scope, id)? {
        Some((mut key, hash)) if key.revoked_at.is_none() => {
            key.revoked_at = Some(now);
            write(writer, &key, &hash, true)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

pub(super) fn by_hash(reader: &Reader, secret_hash: &[u8; 32]) -> Result<Option<ApiKey>> {
    let mut statement = reader
        .connection
        .prepare_cached(select_key!("where secret_hash = ?1"))
        .map_err(sql)?;
    let mut rows = statement.query([secret_hash]).map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let (key, stored) = read(reader.verify, row)?;
    // The row's own hash decides, not the index.
    if stored == *secret_hash {
        Ok(Some(key))
    } else {
        Err(damaged())
    }
}

pub(super) fn any(reader: &Reader) -> Result<bool> {
    reader
        .connection
        .prepare_cached("select 1 from api_keys limit 1")
        .and_then(|mut statement| statement.exists([]))
        .map_err(sql)
}

/// Stamps keys as used. Unknown and damaged ones are passed over.
pub(super) fn touch(writer: &Writer, used: &[(KeyId, Timestamp)]) -> Result<()> {
    for (id, at) in used {
        let found = {
            let mut statement = writer.statement(select_key!("where id = ?1"))?;
            let mut rows = statement.query([id.to_bytes()]).map_err(sql)?;
            match rows.next().map_err(sql)? {
                Some(row) => read(writer.verify, row),
                None => continue,
            }
        };
        match found {
            Ok((mut key, hash)) => {
                key.last_used_at = Some(key.last_used_at.map_or(*at, |last| last.max(*at)));
                write(writer, &key, &hash, true)?;
            }
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                tracing::error!(key = %id, %error, "damaged key");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

pub(super) fn ensure_org(writer: &Writer, org_id: &OrgId, now: Timestamp) -> Result<()> {
    let values = [seal::text(org_id.as_str()), seal::time(now)];
    let statement = writer
        .statement("insert or ignore into orgs (org_id, created_at, checksum) values (?, ?, ?)")?;
    execute_sealed(statement, "org", &values).map(drop)
}

pub(super) fn has_org(reader: &Reader, org_id: &OrgId) -> Result<bool> {
    reader
        .connection
        .prepare_cached("select 1 from orgs where org_id = ?1")
        .and_then(|mut statement| statement.exists([org_id.as_str()]))
        .map_err(sql)
}

pub(super) fn orgs(reader: &Reader) -> Result<Vec<OrgId>> {
    let mut statement = reader
        .connection
        .prepare_cached("select org_id, created_at, checksum from orgs order by org_id")
        .map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let mut orgs = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let read = reader
            .verify
            .open("org", row, 0, 2)
            .and_then(|mut f| OrgId::new(f.str()?).map_err(|_: Error| damaged()));
        match read {
            Ok(org_id) => orgs.push(org_id),
            Err(error) => tracing::error!(%error, "damaged org"),
        }
    }
    Ok(orgs)
}
