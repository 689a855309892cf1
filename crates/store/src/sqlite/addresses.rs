//! Which memories state something about a property of a subject: where corrections look.
//!
//! The table is derived from the memories, in the transaction that changes them. It has no
//! checksum: each memory that it leads to is asked whether it really states the address, and the
//! integrity check compares the two in both directions.

use std::collections::BTreeSet;

use types::{Address, Memory, Result, Scope, Statement, Status};
use xxhash_rust::xxh3::xxh3_64;

use super::errors::sql;
use super::memories;
use super::memory_row::{self, select_memory};
use super::readers::Reader;
use super::seal;
use super::writer::Writer;
use crate::query::{AT_ADDRESS_MAX, Loaded};

/// The column `address`.
fn hash(subject: &str, attribute: &str) -> i64 {
    let mut bytes = Vec::with_capacity(subject.len() + 1 + attribute.len());
    bytes.extend_from_slice(subject.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(attribute.as_bytes());
    xxh3_64(&bytes) as i64
}

/// The column `user_id`.
fn user(user_id: Option<&str>) -> &str {
    user_id.unwrap_or("")
}

/// What a memory states and still believes, if corrections shall find it.
fn open_statements(memory: &Memory) -> impl Iterator<Item = &Statement> {
    let is_addressed = memory.status == Status::Active && !memory.verbatim;
    memory
        .statements
        .iter()
        .filter(move |statement| is_addressed && statement.closed.is_none())
}

/// The rows of a memory: user and address.
fn rows_of(memory: &Memory) -> BTreeSet<(&str, i64)> {
    let user_id = user(memory.coordinates.user_id.as_deref());
    open_statements(memory)
        .map(|statement| (user_id, hash(&statement.subject, &statement.attribute)))
        .collect()
}

/// Follows a memory's change from `old` to `new`; `None`: it was not there, it is gone.
pub(super) fn change(
    writer: &Writer,
    memory_no: i64,
    old: Option<&Memory>,
    new: Option<&Memory>,
) -> Result<()> {
    let Some(either) = new.or(old) else {
        return Ok(());
    };
    let org_id = either.org_id.as_str();
    let (was, is) = (
        old.map(rows_of).unwrap_or_default(),
        new.map(rows_of).unwrap_or_default(),
    );
    for (user_id, address) in was.difference(&is) {
        writer
            .statement(
                "delete from addresses
                 where org_id = ?1 and user_id = ?2 and address = ?3 and memory_no = ?4",
            )?
            .execute((org_id, user_id, address, memory_no))
            .map_err(sql)?;
    }
    for (user_id, address) in is.difference(&was) {
        writer
            .statement(
                "insert or ignore into addresses (org_id, user_id, address, memory_no)
                 values (?1, ?2, ?3, ?4)",
            )?
            .execute((org_id, user_id, address, memory_no))
            .map_err(sql)?;
    }
    Ok(())
}

/// Removes the rows of a memory that can no longer be read: what it stated is not known, so all
/// rows of the org are looked at.
pub(super) fn remove_all(writer: &Writer, scope: &Scope, memory_no: i64) -> Result<()> {
    writer
        .statement("delete from addresses where org_id = ?1 and memory_no = ?2")?
        .execute((scope.org_id().as_str(), memory_no))
        .map(drop)
        .map_err(sql)
}

/// Org, user, address.
type Key<'k> = (&'k str, &'k str, i64);

/// The newest rows at an address, the newest first.
fn newest_at(reader: &Reader, (org_id, user_id, address): Key<'_>) -> Result<Vec<i64>> {
    reader
        .connection
        .prepare_cached(
            "select memory_no from addresses
             where org_id = ?1 and user_id = ?2 and address = ?3
             order by memory_no desc limit ?4",
        )
        .and_then(|mut statement| {
            let key = (org_id, user_id, address, AT_ADDRESS_MAX as i64);
            statement.query_map(key, |row| row.get(0))?.collect()
        })
        .map_err(sql)
}

/// The newest rows at an address before `oldest` whose statements contain `value`.
fn older_with(
    reader: &Reader,
    (org_id, user_id, address): Key<'_>,
    oldest: i64,
    value: &str,
) -> Result<Vec<i64>> {
    let value = seal::json("value", &value.to_ascii_lowercase())?;
    // As it stands inside of the statements' document, without its quotation marks.
    let value = value.trim_matches('"');
    reader
        .connection
        .prepare_cached(
            "select a.memory_no from addresses a join memories m on m.memory_no = a.memory_no
             where a.org_id = ?1 and a.user_id = ?2 and a.address = ?3 and a.memory_no < ?4
                 and contains(m.statements, ?5)
             order by a.memory_no desc limit ?6",
        )
        .and_then(|mut statement| {
            let limit = AT_ADDRESS_MAX as i64;
            let key = (org_id, user_id, address, oldest, value, limit);
            statement.query_map(key, |row| row.get(0))?.collect()
        })
        .map_err(sql)
}

/// The active memories of a user that state something at one of the addresses.
pub(super) fn memories_at(
    reader: &Reader,
    scope: &Scope,
    user_id: Option<&str>,
    addresses: &[Address],
    values: &[String],
) -> Result<Loaded<Memory>> {
    let mut numbers = BTreeSet::new();
    for address in addresses {
        let org_id = scope.org_id().as_str();
        let hash = hash(&address.subject, &address.attribute);
        let newest = newest_at(reader, (org_id, user(user_id), hash))?;
        let oldest = newest.last().copied();
        numbers.extend(&newest);
        let Some(oldest) = oldest.filter(|_| newest.len() == AT_ADDRESS_MAX) else {
            continue;
        };
        for value in values {
            let older = older_with(reader, (org_id, user(user_id), hash), oldest, value)?;
            numbers.extend(older);
        }
    }
    let mut loaded = memories::by_numbers(reader, scope, numbers)?;
    // Two addresses may have one hash, and a damaged row may lead anywhere.
    loaded.rows.retain(|memory| {
        memory.coordinates.user_id.as_deref() == user_id
            && open_statements(memory).any(|statement| {
                addresses.iter().any(|address| {
                    address.subject == statement.subject && address.attribute == statement.attribute
                })
            })
    });
    Ok(loaded)
}

/// Compares the table with the memories; each difference is told. Memories that cannot be read are
/// reported by their checksums.
pub(super) fn check(reader: &Reader, tell: &mut dyn FnMut(String)) -> Result<()> {
    let mut memories = reader
        .connection
        .prepare(select_memory!(
            "where m.statements is not null and m.status = 'active' and m.verbatim = 0"
        ))
        .map_err(sql)?;
    let mut row_of = reader
        .connection
        .prepare(
            "select 1 from addresses
             where org_id = ?1 and user_id = ?2 and address = ?3 and memory_no = ?4",
        )
        .map_err(sql)?;
    let mut rows = memories.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let Ok(stored) = memory_row::read(reader.verify, row) else {
            continue;
        };
        let org_id = stored.memory.org_id.as_str();
        for (user_id, address) in rows_of(&stored.memory) {
            let key = (org_id, user_id, address, stored.memory_no);
            if !row_of.exists(key).map_err(sql)? {
                tell(format!("address missing of memory: {}", stored.memory.id));
            }
        }
    }
    drop(rows);
    let mut all = reader
        .connection
        .prepare("select memory_no, org_id, user_id, address from addresses")
        .map_err(sql)?;
    let mut one = reader
        .connection
        .prepare(select_memory!("where m.memory_no = ?1"))
        .map_err(sql)?;
    let mut rows = all.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let memory_no: i64 = row.get(0).map_err(sql)?;
        let (org_id, user_id): (String, String) =
            (row.get(1).map_err(sql)?, row.get(2).map_err(sql)?);
        let address: i64 = row.get(3).map_err(sql)?;
        let mut found = one.query([memory_no]).map_err(sql)?;
        let states = match found.next().map_err(sql)? {
            None => false,
            // Whether a damaged memory states it cannot be told.
            Some(row) => memory_row::read(reader.verify, row).map_or(true, |stored| {
                stored.memory.org_id.as_str() == org_id
                    && rows_of(&stored.memory).contains(&(user_id.as_str(), address))
            }),
        };
        if !states {
            tell(format!("address without its memory: row {memory_no}"));
        }
    }
    Ok(())
}
