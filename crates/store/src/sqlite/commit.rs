//! Applying a [`WriteBatch`].

use std::collections::HashMap;

use rusqlite::OptionalExtension;
use rusqlite::types::ValueRef;
use types::{
    Coordinates, Error, ErrorKind, Event, EventId, Level, Memory, MemoryId, Result, Scope, Status,
};

use super::errors::sql;
use super::memory_row::{
    self, DERIVED_FROM, Encoded, SOURCE, SUPERSEDED_BY, StoredMemory, select_memory,
};
use super::own_names::{self, Named};
use super::seal::{self, damaged, execute_sealed};
use super::writer::{Effect, Writer};
use super::{
    addresses, audit, closed_texts, erase as erasing, events, groups, idempotency, jobs, usage,
    vectors,
};
use crate::batch::{Committed, MemoryUpdate, NewMemory, WriteBatch};

/// Whether the batch stores more than it frees: refused when the disk is nearly full.
pub(super) fn effect(batch: &WriteBatch) -> Effect {
    let only_deletes = batch
        .updates
        .iter()
        .all(|update| matches!(update.memory.status, Status::Deleted | Status::Archived));
    if batch.events.is_empty() && batch.memories.is_empty() && only_deletes {
        Effect::Small
    } else {
        Effect::Grows
    }
}

/// Applies the batch inside the writer's transaction.
pub(super) fn apply(writer: &mut Writer, scope: &Scope, batch: &WriteBatch) -> Result<Committed> {
    let mut committed = Committed::default();
    if let Some(step) = &batch.job_step {
        jobs::step(writer, step)?;
    }
    if let Some(record) = &batch.idempotency {
        idempotency::insert(writer, scope, record)?;
    }
    add_new(writer, scope, batch, &mut committed)?;
    committed.erased = erasing::counted(writer, scope, batch)?;
    for update in &batch.updates {
        let (memory, seq) = change(writer, scope, update)?;
        committed.memories.push(memory);
        committed.seqs.push(seq);
    }
    erasing::before(writer, scope, batch)?;
    for id in &batch.erasures {
        let (user_id, seq) = erase(writer, scope, *id)?;
        committed.tombstones.push((*id, user_id, seq));
    }
    for id in &batch.event_erasures {
        events::erase(writer, scope, *id)?;
    }
    erasing::after(writer, scope, batch, &mut committed)?;
    for (user_id, text) in &batch.reopened_texts {
        closed_texts::reopen(writer, scope, user_id.as_deref(), text)?;
    }
    for closed in &batch.closed_texts {
        closed_texts::close(writer, scope, closed)?;
    }
    for (id, state) in &batch.event_states {
        events::set_state(writer, scope, *id, *state)?;
    }
    for job in &batch.jobs {
        committed.jobs.push(jobs::insert(writer, scope, job)?);
    }
    for done in &batch.jobs_done {
        jobs::done_by_others(writer, scope, done)?;
    }
    for group in &batch.groups {
        groups::put(writer, scope, group)?;
    }
    for (name, value) in &batch.settings {
        groups::put_setting(writer, scope, name, value.as_ref())?;
    }
    audit::append_all(writer, scope, &batch.audit)?;
    for point in &batch.usage {
        usage::add(writer, scope, point)?;
    }
    Ok(committed)
}

/// Adds the batch's events and memories.
fn add_new(
    writer: &mut Writer,
    scope: &Scope,
    batch: &WriteBatch,
    committed: &mut Committed,
) -> Result<()> {
    let is_new = !batch.events.is_empty() || !batch.memories.is_empty();
    let may_be_erased =
        is_new && writer.has_erased.get() && !erasing::is_empty(&writer.connection, scope)?;
    // What several users called the same where it comes from, they call the same here.
    let is_import = batch.action == Some("import");
    let mut positions = HashMap::with_capacity(batch.events.len());
    for event in &batch.events {
        if may_be_erased {
            erasing::refuse_event(writer, scope, event)?;
        }
        if !is_import {
            let external_id = event.external_id.as_deref();
            own_names::refuse_taken(writer, scope, Named::Event, external_id)?;
        }
        let position = events::insert(writer, scope, event)?;
        positions.insert(event.id, position);
        committed.positions.push(position);
    }
    for new in &batch.memories {
        if may_be_erased {
            erasing::refuse_memory(writer, scope, &new.memory)?;
        }
        if !is_import {
            let external_id = new.memory.external_id.as_deref();
            own_names::refuse_taken(writer, scope, Named::Memory, external_id)?;
        }
        let (memory, seq) = insert(
            writer,
            scope,
            new,
            &positions,
            batch.action.unwrap_or("add"),
        )?;
        committed.memories.push(memory);
        committed.seqs.push(seq);
    }
    Ok(())
}

/// The coordinates of a new row: inside what the scope is bound to.
pub(super) fn claimed(scope: &Scope, at: &Coordinates) -> Result<Coordinates> {
    let mut at = at.clone();
    scope.claim(&mut at)?;
    Ok(at)
}

const INSERT_MEMORY: &str = "insert into memories (org_id, id, seq, revision, user_id, agent_id,
    session_id, namespace, project_id, team_id, role_id, level, kind, type, tier, status, trust,
    event_kind, position, verbatim, pinned, stale_dependency, confidence, importance, strength,
    created_at, updated_at, superseded_at, event_date, valid_from, valid_to, expires_at,
    content_hash, external_id, action, actor, derived_from, source_event_ids, provenance_actor,
    provenance_process, provenance_model, superseded_by, statements, pii, topics, tags, entities, metadata, text,
    checksum)
    values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,
    ?,?,?,?,?,?)";

fn insert(
    writer: &mut Writer,
    scope: &Scope,
    new: &NewMemory,
    positions: &HashMap<EventId, u64>,
    action: &str,
) -> Result<(Memory, u64)> {
    let mut memory = new.memory.clone();
    memory.org_id = scope.org_id().clone();
    memory.coordinates = claimed(scope, &memory.coordinates)?;
    memory.revision = 1;
    let source = memory.provenance.source_event_ids.first();
    let position = source.and_then(|event| positions.get(event)).copied();
    if memory.verbatim && position.is_some() {
        memory.position = position;
    }
    let seq = writer.next_seq()?;
    let encoded = Encoded::of(&memory)?;
    let values = encoded.values(&memory, seq, action, scope.actor());
    execute_sealed(writer.statement(INSERT_MEMORY)?, memory_row::TAG, &values)
        .map_err(|error| taken(error, "memory", memory.external_id.is_some()))?;
    let memory_no = writer.connection.last_insert_rowid();
    vectors::put(writer, memory_no, &memory, &new.vectors)?;
    add_lineage(writer, &memory, &named(&memory))?;
    if memory.verbatim && position.is_none() {
        // Its event came at another time: it may not stand at the event's position.
        add_lineage(writer, &memory, &sources(&memory))?;
    }
    addresses::change(writer, memory_no, None, Some(&memory))?;
    if memory.recall_count > 0 {
        // A memory that comes from elsewhere brings its counters.
        let at = memory.last_recalled_at.unwrap_or(memory.updated_at);
        put_recalls(writer, memory_no, memory.recall_count, at, memory.strength)?;
    }
    Ok((memory, seq))
}

/// Says which id of a `what` is taken, if one is: the client's own, where it has one, for ours never
/// repeat.
pub(super) fn taken(error: Error, what: &str, has_external: bool) -> Error {
    match error.kind() {
        ErrorKind::Conflict if has_external => taken_external(what),
        ErrorKind::Conflict => {
            let message = format!("the {what} with this id exists already");
            Error::new(ErrorKind::Conflict, message)
        }
        _ => error,
    }
}

pub(super) fn taken_external(what: &str) -> Error {
    let message = format!("another {what} has this external id already");
    Error::new(ErrorKind::Conflict, message).with_field("external_id")
}

/// Whom a memory names: target, relation.
fn named(memory: &Memory) -> Vec<([u8; 16], &'static str)> {
    let derived = memory.derived_from.iter();
    let mut named: Vec<_> = derived.map(|id| (id.to_bytes(), DERIVED_FROM)).collect();
    named.extend(
        memory
            .superseded_by
            .map(|id| (id.to_bytes(), SUPERSEDED_BY)),
    );
    if !memory.verbatim {
        named.extend(sources(memory));
    }
    named
}

/// The events that a memory rests on, as targets.
fn sources(memory: &Memory) -> Vec<([u8; 16], &'static str)> {
    let sources = memory.provenance.source_event_ids.iter();
    sources.map(|id| (id.to_bytes(), SOURCE)).collect()
}

fn add_lineage(writer: &Writer, memory: &Memory, named: &[([u8; 16], &'static str)]) -> Result<()> {
    for (target, relation) in named {
        let values = [
            seal::text(memory.org_id.as_str()),
            seal::blob(target),
            seal::text(relation),
            seal::blob(memory.id.0.as_bytes()),
        ];
        let statement = writer.statement(
            "insert or ignore into lineage (org_id, target, relation, memory_id, checksum)
             values (?, ?, ?, ?, ?)",
        )?;
        execute_sealed(statement, "lineage", &values)?;
    }
    Ok(())
}

/// Writes a memory's recall counters.
pub(super) fn put_recalls(
    writer: &Writer,
    memory_no: i64,
    count: u64,
    at: types::Timestamp,
    strength: f32,
) -> Result<()> {
    let values = [
        ValueRef::Integer(memory_no),
        seal::int(count),
        seal::time(at),
        seal::real(strength),
    ];
    let statement = writer.statement(
        "insert or replace into recalls (memory_no, recall_count, last_recalled_at, strength,
             checksum)
         values (?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "recall", &values).map(drop)
}

/// The row of memory `id` for changing it; `NotFound` if there is none or the scope does not see
/// it, `Corrupt` if it is damaged.
pub(super) fn load(writer: &Writer, scope: &Scope, id: MemoryId) -> Result<StoredMemory> {
    let mut statement = writer.statement(select_memory!("where m.org_id = ?1 and m.id = ?2"))?;
    let mut rows = statement
        .query((scope.org_id().as_str(), id.to_bytes()))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Err(Error::not_found("memory"));
    };
    let stored = memory_row::read(writer.verify, row)?;
    if stored.memory.id != id || stored.memory.org_id != *scope.org_id() {
        return Err(damaged());
    }
    if !scope.sees(&stored.memory.coordinates, stored.memory.level) {
        return Err(Error::not_found("memory"));
    }
    Ok(stored)
}

fn change(writer: &mut Writer, scope: &Scope, update: &MemoryUpdate) -> Result<(Memory, u64)> {
    let old = load(writer, scope, update.memory.id)?;
    if old.memory.revision != update.expected_revision {
        return Err(Error::new(
            ErrorKind::PreconditionFailed,
            format!(
                "it was changed meanwhile: its revision is {}",
                old.memory.revision
            ),
        ));
    }
    let mut memory = update.memory.clone();
    memory.org_id = scope.org_id().clone();
    // An update may leave a coordinate empty that the row had empty, but name no foreign one.
    claimed(scope, &memory.coordinates)?;
    if !scope.sees(&memory.coordinates, memory.level) {
        return Err(Error::new(
            ErrorKind::PermissionDenied,
            "this key may not move a memory out of its own reach",
        ));
    }
    memory.revision = old.memory.revision + 1;
    put_history(writer, &old)?;
    if old.memory.coordinates.user_id != memory.coordinates.user_id {
        // It leaves a partition of the index: there it is gone.
        put_tombstone(writer, &old.memory, "moved")?;
    }
    let seq = writer.next_seq()?;
    // Counters belong to the recalls; only a strength that the caller changed is taken over.
    let strength = memory.strength;
    if old.recalled && strength != old.memory.strength {
        let at = old.memory.last_recalled_at.unwrap_or(old.memory.updated_at);
        put_recalls(writer, old.memory_no, old.memory.recall_count, at, strength)?;
    }
    memory.recall_count = old.memory.recall_count;
    memory.last_recalled_at = old.memory.last_recalled_at;
    rewrite(
        writer,
        old.memory_no,
        &memory,
        seq,
        &update.action,
        scope.actor(),
    )
    .map_err(|error| taken(error, "memory", memory.external_id.is_some()))?;
    if let Some(new) = &update.vectors {
        vectors::remove(writer, old.memory_no)?;
        vectors::put(writer, old.memory_no, &memory, new)?;
        if !new.model.is_empty() {
            events::complete_sources(writer, &memory)?;
        }
    }
    addresses::change(writer, old.memory_no, Some(&old.memory), Some(&memory))?;
    let (was, is) = (named(&old.memory), named(&memory));
    if was != is {
        remove_lineage(writer, &old.memory, &was)?;
        add_lineage(writer, &memory, &is)?;
    }
    let place = |memory: &Memory| (memory.verbatim, memory.coordinates.clone(), memory.position);
    if memory.verbatim && place(&old.memory) != place(&memory) {
        // It no longer stands where its event does.
        add_lineage(writer, &memory, &sources(&memory))?;
    }
    Ok((memory, seq))
}

/// Writes a memory's row anew, under its number.
pub(super) fn rewrite(
    writer: &Writer,
    memory_no: i64,
    memory: &Memory,
    seq: u64,
    action: &str,
    actor: &str,
) -> Result<()> {
    let encoded = Encoded::of(memory)?;
    let values = encoded.values(memory, seq, action, actor);
    let checksum = seal::seal(memory_row::TAG, &values);
    let all = values
        .iter()
        .copied()
        .chain([ValueRef::Integer(checksum), ValueRef::Integer(memory_no)])
        .map(rusqlite::types::ToSqlOutput::Borrowed);
    let changed = writer
        .statement(
            "update memories set (org_id, id, seq, revision, user_id, agent_id, session_id,
                 namespace, project_id, team_id, role_id, level, kind, type, tier, status, trust,
                 event_kind, position, verbatim, pinned, stale_dependency, confidence, importance,
                 strength, created_at, updated_at, superseded_at, event_date, valid_from, valid_to,
                 expires_at, content_hash, external_id, action, actor, derived_from,
                 source_event_ids, provenance_actor, provenance_process, provenance_model,
                 superseded_by, statements, pii, topics, tags, entities, metadata, text, checksum)
             = (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,
                ?,?,?,?,?,?,?)
             where memory_no = ?",
        )?
        .execute(rusqlite::params_from_iter(all))
        .map_err(sql)?;
    if changed == 1 { Ok(()) } else { Err(damaged()) }
}

/// The whole row, as it was, goes to history.
fn put_history(writer: &Writer, old: &StoredMemory) -> Result<()> {
    let document = seal::json("metadata", &old.memory)?;
    let values = [
        seal::text(old.memory.org_id.as_str()),
        seal::blob(old.memory.id.0.as_bytes()),
        seal::int(old.memory.revision),
        seal::text(&old.action),
        seal::text(&old.actor),
        seal::time(old.memory.updated_at),
        seal::text(&document),
    ];
    let statement = writer.statement(
        "insert into history (org_id, memory_id, revision, action, actor, at, memory, checksum)
         values (?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "history", &values).map(drop)
}

fn put_tombstone(writer: &mut Writer, memory: &Memory, reason: &str) -> Result<u64> {
    let seq = writer.next_seq()?;
    // Salted: a plain hash of few words can be guessed.
    let external = memory.external_id.as_deref();
    let external = external
        .map(|id| erasing::salted(writer, "external memory", id))
        .transpose()?;
    let content = erasing::salted(writer, "text", &memory.text)?;
    let values = [
        seal::text(memory.org_id.as_str()),
        seal::text_opt(&memory.coordinates.user_id),
        seal::int(seq),
        seal::blob(memory.id.0.as_bytes()),
        external
            .as_ref()
            .map_or(ValueRef::Null, |hash| seal::blob(hash)),
        seal::blob(&content),
        seal::text(reason),
    ];
    let statement = writer.statement(
        "insert into tombstones (org_id, user_id, seq, memory_id, external_id_hash, content_hash,
             reason, checksum)
         values (?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "tombstone", &values)?;
    Ok(seq)
}

/// Removes a memory and everything that hangs on it. A damaged row can be erased, too, by a key
/// that is bound to nothing (whether another sees it cannot be told).
fn erase(writer: &mut Writer, scope: &Scope, id: MemoryId) -> Result<(Option<String>, u64)> {
    let (memory_no, memory) = match load(writer, scope, id) {
        Ok(stored) => {
            addresses::change(writer, stored.memory_no, Some(&stored.memory), None)?;
            (stored.memory_no, stored.memory)
        }
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            let (memory_no, memory) = damaged_row(writer, scope, id, error)?;
            addresses::remove_all(writer, scope, memory_no)?;
            (memory_no, memory)
        }
        Err(error) => return Err(error),
    };
    let seq = put_tombstone(writer, &memory, "erased")?;
    writer
        .statement("delete from memories where memory_no = ?1")?
        .execute([memory_no])
        .map_err(sql)?;
    writer
        .statement("delete from recalls where memory_no = ?1")?
        .execute([memory_no])
        .map_err(sql)?;
    vectors::remove(writer, memory_no)?;
    let key = (scope.org_id().as_str(), id.to_bytes());
    writer
        .statement("delete from history where org_id = ?1 and memory_id = ?2")?
        .execute(key)
        .map_err(sql)?;
    writer
        .statement("delete from lineage where org_id = ?1 and target = ?2")?
        .execute(key)
        .map_err(sql)?;
    remove_lineage(writer, &memory, &named(&memory))?;
    remove_lineage(writer, &memory, &sources(&memory))?;
    writer.erased = true;
    Ok((memory.coordinates.user_id, seq))
}

fn remove_lineage(
    writer: &Writer,
    memory: &Memory,
    named: &[([u8; 16], &'static str)],
) -> Result<()> {
    for (target, relation) in named {
        writer
            .statement(
                "delete from lineage
                 where org_id = ?1 and target = ?2 and relation = ?3 and memory_id = ?4",
            )?
            .execute((
                memory.org_id.as_str(),
                target,
                relation,
                memory.id.to_bytes(),
            ))
            .map_err(sql)?;
    }
    Ok(())
}

/// What is needed to erase a row that fails its checksum.
fn damaged_row(
    writer: &Writer,
    scope: &Scope,
    id: MemoryId,
    error: Error,
) -> Result<(i64, Memory)> {
    if *scope.bound() != Coordinates::default() {
        return Err(error);
    }
    let found: Option<(i64, Option<String>)> = writer
        .statement("select memory_no, user_id from memories where org_id = ?1 and id = ?2")?
        .query_row((scope.org_id().as_str(), id.to_bytes()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
        .map_err(sql)?;
    let (memory_no, user_id) = found.ok_or(error)?;
    let org_id = scope.org_id().clone();
    let mut memory = Memory::new(id, org_id, String::new(), types::Timestamp(0));
    memory.coordinates.user_id = user_id;
    Ok((memory_no, memory))
}

/// The coordinates under which an event's visibility is decided.
pub(super) fn sees_event(scope: &Scope, event: &Event) -> bool {
    scope.sees(&event.coordinates, Level::User)
}
