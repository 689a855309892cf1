//! The feed of the index: partitions, what changed in them, and vectors made after the fact.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as SqlValue;
use types::memory::EXTRACT;
use types::{ErrorKind, Memory, MemoryId, OrgId, Result, Scope};

use super::commit::rewrite;
use super::errors::sql;
use super::events;
use super::filter_sql::Sql;
use super::memory_row::{self, select_memory};
use super::readers::Reader;
use super::seal::damaged;
use super::vectors;
use super::writer::Writer;
use crate::batch::{LateVectors, Unembedded, Vectors, WithoutVectors};
use crate::query::{Change, PartitionInfo, PartitionKey, UnembeddedCounts};

pub(super) fn partitions(reader: &Reader) -> Result<Vec<PartitionInfo>> {
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, user_id, sum(n), max(newest) from (
                 select org_id, user_id, count(*) as n, max(seq) as newest
                 from memories group by org_id, user_id
                 union all
                 select org_id, user_id, 0, max(seq) from tombstones group by org_id, user_id)
             group by org_id, user_id",
        )
        .map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let mut partitions = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let org_id: String = row.get(0).map_err(sql)?;
        let key = PartitionKey {
            org_id: OrgId::new(org_id).map_err(|_| damaged())?,
            user_id: row.get(1).map_err(sql)?,
        };
        let rows: i64 = row.get(2).map_err(sql)?;
        let newest_seq: i64 = row.get(3).map_err(sql)?;
        partitions.push(PartitionInfo {
            key,
            rows: rows as u64,
            newest_seq: newest_seq as u64,
        });
    }
    Ok(partitions)
}

pub(super) fn newest_seq(reader: &Reader, partition: &PartitionKey) -> Result<u64> {
    let newest: i64 = reader
        .connection
        .prepare_cached(
            "select max(
                 coalesce((select max(seq) from memories where org_id = ?1 and user_id is ?2), 0),
                 coalesce((select max(seq) from tombstones where org_id = ?1 and user_id is ?2), 0))",
        )
        .and_then(|mut statement| {
            statement
                .query_row((partition.org_id.as_str(), &partition.user_id), |row| row.get(0))
        })
        .map_err(sql)?;
    Ok(newest as u64)
}

/// What changed in a partition, in order.
pub(super) fn changes(
    reader: &Reader,
    partition: &PartitionKey,
    model: &str,
    after_seq: u64,
    limit: usize,
) -> Result<Vec<Change>> {
    let model_no = vectors::known_model(&reader.connection, model)?;
    let org_id = partition.org_id.as_str();
    let after = i64::try_from(after_seq).unwrap_or(i64::MAX);
    let limit_rows = i64::try_from(limit).unwrap_or(i64::MAX);
    let seqs = |text: &str| -> Result<Vec<(u64, i64)>> {
        reader
            .connection
            .prepare_cached(text)
            .and_then(|mut statement| {
                statement
                    .query_map((org_id, &partition.user_id, after, limit_rows), |row| {
                        Ok((row.get::<_, i64>(0)? as u64, row.get(1)?))
                    })?
                    .collect()
            })
            .map_err(sql)
    };
    let puts = seqs(
        "select seq, memory_no from memories
         where org_id = ?1 and user_id is ?2 and seq > ?3 order by seq limit ?4",
    )?;
    let erased = seqs(
        "select seq, tombstone_no from tombstones
         where org_id = ?1 and user_id is ?2 and seq > ?3 order by seq limit ?4",
    )?;
    let mut order: Vec<(u64, bool, i64)> = puts
        .into_iter()
        .map(|(seq, number)| (seq, true, number))
        .chain(erased.into_iter().map(|(seq, number)| (seq, false, number)))
        .collect();
    order.sort_unstable();
    order.truncate(limit);
    order
        .into_iter()
        .map(|(seq, is_put, number)| match is_put {
            true => put(
                reader,
                partition,
                seq,
                number,
                model_no.map(|no| (no, model)),
            ),
            false => erasure(reader, partition, seq, number),
        })
        .collect()
}

fn put(
    reader: &Reader,
    partition: &PartitionKey,
    seq: u64,
    memory_no: i64,
    model: Option<(i64, &str)>,
) -> Result<Change> {
    let mut statement = reader
        .connection
        .prepare_cached(select_memory!("where m.memory_no = ?1"))
        .map_err(sql)?;
    let mut rows = statement.query([memory_no]).map_err(sql)?;
    let row = rows.next().map_err(sql)?;
    let read = row.map_or_else(
        || Err(damaged()),
        |row| memory_row::read(reader.verify, row),
    );
    let stored = match read {
        // A row that the index does not point to rightly is not this partition's.
        Ok(stored)
            if stored.seq == seq
                && stored.memory.org_id == partition.org_id
                && stored.memory.coordinates.user_id == partition.user_id =>
        {
            stored
        }
        Ok(_) => {
            return Ok(Change::Damaged {
                seq,
                id: format!("row {memory_no}"),
            });
        }
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            let id = row
                .and_then(|row| row.get::<_, [u8; 16]>(2).ok())
                .map_or_else(
                    || format!("row {memory_no}"),
                    |bytes| MemoryId::from_bytes(bytes).to_string(),
                );
            return Ok(Change::Damaged { seq, id });
        }
        Err(error) => return Err(error),
    };
    let memory = stored.memory;
    let vectors = match model {
        None => Vectors::default(),
        Some(model) => {
            let owner = (&memory.org_id, memory.id);
            match vectors::get(&reader.connection, reader.verify, memory_no, owner, model) {
                Ok(vectors) => vectors,
                // Without its vector the memory is still found by its words.
                Err(error) if error.kind() == ErrorKind::Corrupt => {
                    tracing::error!(memory = %memory.id, %error, "damaged vector");
                    Vectors::default()
                }
                Err(error) => return Err(error),
            }
        }
    };
    Ok(Change::Put {
        seq,
        memory: Box::new(memory),
        vectors,
    })
}

fn erasure(
    reader: &Reader,
    partition: &PartitionKey,
    seq: u64,
    tombstone_no: i64,
) -> Result<Change> {
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, user_id, seq, memory_id, external_id_hash, content_hash, reason,
                 checksum
             from tombstones where tombstone_no = ?1",
        )
        .map_err(sql)?;
    let mut rows = statement.query([tombstone_no]).map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(Change::Damaged {
            seq,
            id: format!("tombstone {tombstone_no}"),
        });
    };
    let read = reader
        .verify
        .open("tombstone", row, 0, 7)
        .and_then(|mut f| {
            let ours = f.str()? == partition.org_id.as_str()
                && f.str_opt()? == partition.user_id.as_deref()
                && f.count()? == seq;
            let id = MemoryId::from_bytes(f.bytes()?);
            if ours { Ok(id) } else { Err(damaged()) }
        });
    Ok(match read {
        Ok(id) => Change::Erased { seq, id },
        Err(_) => Change::Damaged {
            seq,
            id: format!("tombstone {tombstone_no}"),
        },
    })
}

/// Memories without vectors of `model`, in order of storage after the number given.
pub(super) fn without_vectors(
    reader: &Reader,
    model: &str,
    which: Unembedded,
    after: u64,
    limit: usize,
) -> Result<Vec<WithoutVectors>> {
    let model_no = vectors::known_model(&reader.connection, model)?.unwrap_or(-1);
    let mut statement = reader
        .connection
        .prepare_cached(select_memory!(
            "where m.memory_no > ?1 and (m.provenance_process = ?4) = ?5 and not exists (
                 select 1 from vectors v where v.vector_no = m.memory_no * 256 + ?2 and ?2 >= 0)
             order by m.memory_no limit ?3"
        ))
        .map_err(sql)?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let are_keys = which == Unembedded::Extracted;
    let mut rows = statement
        .query((after, model_no, limit, EXTRACT, are_keys))
        .map_err(sql)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let stored = match memory_row::read(reader.verify, row) {
            Ok(stored) => stored,
            Err(error) => {
                tracing::error!(%error, "damaged memory");
                continue;
            }
        };
        let memory = stored.memory;
        let source = match which {
            Unembedded::Spoken => None,
            Unembedded::Extracted => source_of(reader, &memory, (model_no, model))?,
        };
        found.push(WithoutVectors {
            place: stored.memory_no as u64,
            memory,
            source,
        });
    }
    Ok(found)
}

/// How many memories in scope have no vectors of `model`.
pub(super) fn count_without_vectors(reader: &Reader, scope: &Scope, model: &str) -> Result<u64> {
    let model_no = vectors::known_model(&reader.connection, model)?.unwrap_or(-1);
    let mut select = Sql::new(
        "select count(*) from memories m where not exists (
             select 1 from vectors v where v.vector_no = m.memory_no * 256 + ",
    );
    select.bind(SqlValue::Integer(model_no));
    select.push(" and ");
    select.bind(SqlValue::Integer(model_no));
    select.push(" >= 0) and ");
    select.memories_in_scope(scope);
    let count: i64 = reader
        .connection
        .prepare_cached(&select.text)
        .and_then(|mut statement| {
            statement.query_row(rusqlite::params_from_iter(select.binds), |row| row.get(0))
        })
        .map_err(sql)?;
    Ok(count as u64)
}

/// How many memories of all orgs have no vectors of `model`.
pub(super) fn count_unembedded(reader: &Reader, model: &str) -> Result<UnembeddedCounts> {
    let model_no = vectors::known_model(&reader.connection, model)?.unwrap_or(-1);
    let (all, extracted): (i64, i64) = reader
        .connection
        .prepare_cached(
            "select count(*), coalesce(sum(m.provenance_process = ?2), 0) from memories m
             where not exists (
                 select 1 from vectors v where v.vector_no = m.memory_no * 256 + ?1 and ?1 >= 0)",
        )
        .and_then(|mut statement| {
            statement.query_row((model_no, EXTRACT), |row| Ok((row.get(0)?, row.get(1)?)))
        })
        .map_err(sql)?;
    Ok(UnembeddedCounts {
        spoken: (all - extracted) as u64,
        extracted: extracted as u64,
    })
}

/// What an extracted memory was read out of, with its vectors, if both are whole.
fn source_of(
    reader: &Reader,
    memory: &Memory,
    model: (i64, &str),
) -> Result<Option<(Memory, Vectors)>> {
    let Some(id) = memory.derived_from.first() else {
        return Ok(None);
    };
    let mut statement = reader
        .connection
        .prepare_cached(select_memory!("where m.org_id = ?1 and m.id = ?2"))
        .map_err(sql)?;
    let mut rows = statement
        .query((memory.org_id.as_str(), id.to_bytes()))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let whole = memory_row::read(reader.verify, row).and_then(|stored| {
        let owner = (&stored.memory.org_id, stored.memory.id);
        let connection = &reader.connection;
        let vectors = match model.0 {
            0.. => vectors::get(connection, reader.verify, stored.memory_no, owner, model)?,
            // No memory has vectors of a model that was never used.
            _ => Vectors::default(),
        };
        Ok((stored.memory, vectors))
    });
    match whole {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            tracing::error!(memory = %id, %error, "a damaged source lends no vector");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Stores late vectors; the new sequence numbers, 0 for a memory that changed meanwhile.
pub(super) fn put_vectors(
    writer: &mut Writer,
    model: &str,
    late: &[LateVectors],
) -> Result<Vec<u64>> {
    let mut seqs = Vec::with_capacity(late.len());
    for one in late {
        let stored = {
            let mut statement =
                writer.statement(select_memory!("where m.org_id = ?1 and m.id = ?2"))?;
            let mut rows = statement
                .query((one.org_id.as_str(), one.id.to_bytes()))
                .map_err(sql)?;
            let row = rows.next().map_err(sql)?;
            row.map(|row| memory_row::read(writer.verify, row))
        };
        let stored = match stored {
            Some(Ok(stored)) if stored.memory.revision == one.revision => stored,
            Some(Err(error)) if error.kind() != ErrorKind::Corrupt => return Err(error),
            _ => {
                seqs.push(0);
                continue;
            }
        };
        let seq = writer.next_seq()?;
        let vectors = Vectors {
            model: model.to_owned(),
            chunks: one.chunks.clone(),
        };
        vectors::put(writer, stored.memory_no, &stored.memory, &vectors)?;
        events::complete_sources(writer, &stored.memory)?;
        let base = base_strength(writer, stored.memory_no)?;
        let mut memory = stored.memory;
        memory.strength = base.unwrap_or(memory.strength);
        rewrite(
            writer,
            stored.memory_no,
            &memory,
            seq,
            &stored.action,
            &stored.actor,
        )?;
        seqs.push(seq);
    }
    Ok(seqs)
}

/// The strength as last written, without what recalls added.
fn base_strength(writer: &Writer, memory_no: i64) -> Result<Option<f32>> {
    let strength: Option<f64> = writer
        .statement("select strength from memories where memory_no = ?1")?
        .query_row([memory_no], |row| row.get(0))
        .optional()
        .map_err(sql)?;
    Ok(strength.map(|strength| strength as f32))
}

/// Deletes vectors of all models but `model`.
pub(super) fn drop_others(writer: &Writer, model: &str, limit: usize) -> Result<u64> {
    let keep = vectors::known_model(&writer.connection, model)?.unwrap_or(-1);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let deleted = writer
        .statement(
            "delete from vectors where vector_no in (
                 select vector_no from vectors where vector_no % 256 <> ?1 limit ?2)",
        )?
        .execute((keep, limit))
        .map_err(sql)?;
    Ok(deleted as u64)
}
