//! Texts that were corrected, taken back or deleted, so that they do not come back when they are
//! only ingested again. A salted hash is stored, never the words.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use types::{Coordinates, MemoryId, Result, Scope};

use super::commit::claimed;
use super::errors::sql;
use super::readers::Reader;
use super::seal::{self, damaged, execute_sealed};
use super::writer::Writer;
use crate::batch::ClosedText;

/// What the hashes of this database are salted with.
pub(super) fn salt(connection: &Connection) -> Result<Vec<u8>> {
    connection
        .prepare_cached("select value from meta where name = 'text_salt'")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
        .map_err(sql)?
        .ok_or_else(damaged)
}

/// The column `text_hash`: it covers the owner too, so that equal texts of two users look
/// different.
fn hash(salt: &[u8], org_id: &str, user_id: &str, text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [salt, org_id.as_bytes(), user_id.as_bytes(), text.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Whose text it is: inside what the scope is bound to.
fn owner(scope: &Scope, user_id: Option<&str>) -> Result<String> {
    let at = Coordinates {
        user_id: user_id.map(str::to_owned),
        ..Default::default()
    };
    Ok(claimed(scope, &at)?.user_id.unwrap_or_default())
}

/// Closes a text; one that is closed already takes the new time.
pub(super) fn close(writer: &Writer, scope: &Scope, closed: &ClosedText) -> Result<()> {
    let org_id = scope.org_id().as_str();
    let user_id = owner(scope, closed.user_id.as_deref())?;
    let hash = hash(&salt(&writer.connection)?, org_id, &user_id, &closed.text);
    let by = closed.by.map(|id| id.to_bytes());
    let values = [
        seal::text(org_id),
        seal::text(&user_id),
        seal::blob(&hash),
        seal::time(closed.valid_to),
        by.as_ref().map_or(ValueRef::Null, |id| seal::blob(id)),
    ];
    let statement = writer.statement(
        "insert or replace into closed_texts (org_id, user_id, text_hash, valid_to, by_id,
             checksum)
         values (?, ?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "closed_text", &values).map(drop)
}

/// Opens a text again: it was said anew.
pub(super) fn reopen(
    writer: &Writer,
    scope: &Scope,
    user_id: Option<&str>,
    text: &str,
) -> Result<()> {
    let org_id = scope.org_id().as_str();
    let user_id = owner(scope, user_id)?;
    let hash = hash(&salt(&writer.connection)?, org_id, &user_id, text);
    writer
        .statement(
            "delete from closed_texts where org_id = ?1 and user_id = ?2 and text_hash = ?3",
        )?
        .execute((org_id, &user_id, hash))
        .map(drop)
        .map_err(sql)
}

/// Which of the texts are closed.
pub(super) fn find(
    reader: &Reader,
    scope: &Scope,
    user_id: Option<&str>,
    texts: &[String],
) -> Result<Vec<ClosedText>> {
    let bound = scope.bound().user_id.as_deref();
    if texts.is_empty() || (bound.is_some() && bound != user_id) {
        return Ok(Vec::new());
    }
    let (org_id, owner) = (scope.org_id().as_str(), user_id.unwrap_or(""));
    let salt = salt(&reader.connection)?;
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, user_id, text_hash, valid_to, by_id, checksum from closed_texts
             where org_id = ?1 and user_id = ?2 and text_hash = ?3",
        )
        .map_err(sql)?;
    let mut closed = Vec::new();
    for text in texts {
        let hash = hash(&salt, org_id, owner, text);
        let mut rows = statement.query((org_id, owner, hash)).map_err(sql)?;
        let Some(row) = rows.next().map_err(sql)? else {
            continue;
        };
        let read = reader
            .verify
            .open("closed_text", row, 0, 5)
            .and_then(|mut f| {
                // A damaged page could lead to a row that was not asked for.
                if f.str()? != org_id || f.str()? != owner || f.bytes()? != hash {
                    return Err(damaged());
                }
                let valid_to = f.time()?;
                let by = f.blob_opt()?.map(TryInto::try_into).transpose();
                Ok(ClosedText {
                    user_id: user_id.map(str::to_owned),
                    text: text.clone(),
                    valid_to,
                    by: by.map_err(|_| damaged())?.map(MemoryId::from_bytes),
                })
            });
        match read {
            Ok(one) => closed.push(one),
            Err(error) => tracing::error!(%error, "damaged closed text"),
        }
    }
    Ok(closed)
}
