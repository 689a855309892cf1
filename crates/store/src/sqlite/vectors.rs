//! Vectors of memories.

use rusqlite::OptionalExtension;
use rusqlite::types::ValueRef;
use types::{Error, ErrorKind, Memory, MemoryId, OrgId, Result};

use super::errors::sql;
use super::seal::{self, Verify, damaged};
use super::writer::Writer;
use crate::batch::Vectors;

/// vector_no = memory_no * MODELS + model_no.
pub(super) const MODELS: i64 = 256;

/// The number of a model, given to it at its first use. It never changes.
fn model_no(writer: &mut Writer, name: &str) -> Result<i64> {
    if let Some(&number) = writer.models.get(name) {
        return Ok(number);
    }
    let number = look_up_model_no(writer, name)?;
    writer.models.insert(name.to_owned(), number);
    Ok(number)
}

fn look_up_model_no(writer: &Writer, name: &str) -> Result<i64> {
    let find = |text: &str| -> Result<Option<i64>> {
        writer
            .statement(text)?
            .query_row([name], |row| row.get(0))
            .optional()
            .map_err(sql)
    };
    if let Some(number) = find("select model_no from models where name = ?1")? {
        return Ok(number);
    }
    let made = find(
        "insert into models (model_no, name)
         select coalesce(max(model_no) + 1, 0), ?1 from models
         having coalesce(max(model_no) + 1, 0) < 256
         returning model_no",
    )?;
    made.ok_or_else(|| {
        Error::new(
            ErrorKind::TooLarge,
            "256 embedding models were used already",
        )
    })
}

/// The number of a model, if it was ever used.
pub(super) fn known_model(connection: &rusqlite::Connection, name: &str) -> Result<Option<i64>> {
    connection
        .prepare_cached("select model_no from models where name = ?1")
        .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
        .map_err(sql)
}

/// Checksum of a vector row: also over whose it is and which model made it, which the row's number
/// stands for.
fn checksum(org_id: &OrgId, id: MemoryId, model: &str, chunks: i64, bits: &[u8]) -> i64 {
    let values = [
        seal::text(org_id.as_str()),
        seal::blob(id.0.as_bytes()),
        seal::text(model),
        ValueRef::Integer(chunks),
        seal::blob(bits),
    ];
    seal::seal("vector", &values)
}

/// Stores a memory's vectors. That a model found nothing to embed is stored too, so that the memory
/// is not offered to it again.
pub(super) fn put(
    writer: &mut Writer,
    memory_no: i64,
    memory: &Memory,
    vectors: &Vectors,
) -> Result<()> {
    if vectors.model.is_empty() {
        return Ok(());
    }
    let dimension = vectors.chunks.first().map_or(1, Vec::len);
    if dimension == 0 || vectors.chunks.iter().any(|chunk| chunk.len() != dimension) {
        return Err(Error::internal(
            "vectors of one memory must be of one dimension",
        ));
    }
    let mut bits = vec![0; vectors.chunks.len() * dimension * 2];
    for (place, chunk) in bits.chunks_exact_mut(dimension * 2).zip(&vectors.chunks) {
        for (bytes, number) in place.as_chunks_mut::<2>().0.iter_mut().zip(chunk) {
            *bytes = number.to_le_bytes();
        }
    }
    let chunks = vectors.chunks.len() as i64;
    let model_no = model_no(writer, &vectors.model)?;
    let checksum = checksum(&memory.org_id, memory.id, &vectors.model, chunks, &bits);
    writer
        .statement(
            "insert or replace into vectors (vector_no, org_id, chunks, bits, checksum)
             values (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            memory_no * MODELS + model_no,
            memory.org_id.as_str(),
            chunks,
            &bits[..],
            checksum,
        ))
        .map_err(sql)?;
    Ok(())
}

/// Removes a memory's vectors of all models.
pub(super) fn remove(writer: &Writer, memory_no: i64) -> Result<()> {
    writer
        .statement("delete from vectors where vector_no >= ?1 and vector_no < ?2")?
        .execute((memory_no * MODELS, (memory_no + 1) * MODELS))
        .map_err(sql)?;
    Ok(())
}

/// A memory's vectors of one model; empty if there are none, `Corrupt` if they are damaged.
pub(super) fn get(
    connection: &rusqlite::Connection,
    verify: Verify,
    memory_no: i64,
    memory: (&OrgId, MemoryId),
    model: (i64, &str),
) -> Result<Vectors> {
    let mut statement = connection
        .prepare_cached("select org_id, chunks, bits, checksum from vectors where vector_no = ?1")
        .map_err(sql)?;
    let mut rows = statement
        .query([memory_no * MODELS + model.0])
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(Vectors::default());
    };
    decode(verify, row, 0, memory, model.1)
}

/// Reads the columns org_id, chunks, bits, checksum from `first` on.
pub(super) fn decode(
    verify: Verify,
    row: &rusqlite::Row<'_>,
    first: usize,
    (org_id, id): (&OrgId, MemoryId),
    model: &str,
) -> Result<Vectors> {
    let chunks: i64 = row.get(first + 1).map_err(sql)?;
    let ValueRef::Blob(bits) = row.get_ref(first + 2).map_err(sql)? else {
        return Err(damaged());
    };
    let stored: i64 = row.get(first + 3).map_err(sql)?;
    let owner = row.get_ref(first).map_err(sql)?;
    let intact =
        owner == seal::text(org_id.as_str()) && stored == checksum(org_id, id, model, chunks, bits);
    if verify.0 && !intact {
        return Err(damaged());
    }
    let count = usize::try_from(chunks).unwrap_or(0);
    if chunks == 0 && bits.is_empty() {
        return Ok(Vectors {
            model: model.to_owned(),
            chunks: Vec::new(),
        });
    }
    if count == 0 || !bits.len().is_multiple_of(count * 2) || bits.is_empty() {
        return Err(damaged());
    }
    let chunks = bits
        .chunks_exact(bits.len() / count)
        .map(|chunk| {
            chunk
                .as_chunks::<2>()
                .0
                .iter()
                .map(|b| u16::from_le_bytes(*b))
                .collect()
        })
        .collect();
    Ok(Vectors {
        model: model.to_owned(),
        chunks,
    })
}
