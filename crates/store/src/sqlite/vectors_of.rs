//! Vectors of memories by id, for what compares memories with one another.

use rusqlite::OptionalExtension;
use types::{ErrorKind, MemoryId, Result, Scope};

use super::errors::sql;
use super::memories;
use super::readers::Reader;
use super::vectors;
use crate::batch::Vectors;

/// The vectors of `ids` made by `model`, in the order asked; empty for a memory that has none, that
/// is not in scope, or whose vectors are damaged.
pub(super) fn by_ids(
    reader: &Reader,
    scope: &Scope,
    model: &str,
    ids: &[MemoryId],
) -> Result<Vec<Vectors>> {
    let Some(model_no) = vectors::known_model(&reader.connection, model)? else {
        return Ok(vec![Vectors::default(); ids.len()]);
    };
    ids.iter()
        .map(|id| one(reader, scope, (model_no, model), *id))
        .collect()
}

fn one(reader: &Reader, scope: &Scope, model: (i64, &str), id: MemoryId) -> Result<Vectors> {
    let number: Option<i64> = reader
        .connection
        .prepare_cached("select memory_no from memories where org_id = ?1 and id = ?2")
        .and_then(|mut statement| {
            statement
                .query_row((scope.org_id().as_str(), id.to_bytes()), |row| row.get(0))
                .optional()
        })
        .map_err(sql)?;
    let Some(number) = number else {
        return Ok(Vectors::default());
    };
    let found = match memories::by_number(reader, scope, number) {
        Ok(Some(memory)) if memory.id == id => {
            let owner = (&memory.org_id, memory.id);
            vectors::get(&reader.connection, reader.verify, number, owner, model)
        }
        Ok(_) => Ok(Vectors::default()),
        Err(error) => Err(error),
    };
    match found {
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            tracing::error!(memory = %id, %error, "damaged vector");
            Ok(Vectors::default())
        }
        other => other,
    }
}
