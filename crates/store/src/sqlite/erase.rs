//! Erasing: what is counted, what goes along, what is remembered, what may not come back.
//!
//! Rows themselves are erased where their kind lives; here is what is common to them.

use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};
use types::{Error, ErrorKind, Event, EventId, Memory, MemoryId, Result, Scope, Timestamp};

use super::errors::sql;
use super::readers::Reader;
use super::seal::{self, execute_sealed};
use super::writer::Writer;
use super::{audit, idempotency};
use crate::batch::{Committed, NewAudit, WriteBatch};
use crate::erasure::{Erasable, ErasedCounts, ErasedId, ErasureMark, Whose};

/// What an entry of the audit log is called that tells of a part of an erasure.
pub(super) const PAGE_ACTION: &str = "erase.page";

const MEMORY: &str = "memory";
const EXTERNAL_MEMORY: &str = "external memory";
/// The same, of one user's.
const EXTERNAL_MEMORY_OF: &str = "external memory of";
const EVENT: &str = "event";
const EXTERNAL_EVENT: &str = "external event";
/// The same, of one user's.
const EXTERNAL_EVENT_OF: &str = "external event of";

// ---- inside a commit --------------------------------------------------------------------------------

/// What hangs on the rows that `batch` erases. Before anything of it changes: afterwards nobody knows.
pub(super) fn counted(writer: &Writer, scope: &Scope, batch: &WriteBatch) -> Result<ErasedCounts> {
    let forgotten = match &batch.erasure {
        Some(mark) => mark.forget_history.as_slice(),
        None => &[],
    };
    let (memories, events) = (&batch.erasures, &batch.event_erasures);
    let org_id = scope.org_id().as_str();
    count_rows(&writer.connection, org_id, (memories, events), forgotten)
}

/// Drops the versions that are to be forgotten, and remembers what goes.
pub(super) fn before(writer: &mut Writer, scope: &Scope, batch: &WriteBatch) -> Result<()> {
    if batch.erasures.is_empty() && batch.event_erasures.is_empty() {
        return Ok(());
    }
    let org_id = scope.org_id().as_str();
    if let Some(mark) = &batch.erasure {
        forget_history(writer, org_id, &mark.forget_history)?;
    }
    for id in &batch.erasures {
        let bytes = id.to_bytes();
        let found: Option<(Option<String>, Option<String>)> = writer
            .statement("select external_id, user_id from memories where org_id = ?1 and id = ?2")?
            .query_row((org_id, bytes), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(sql)?;
        let Some((external_id, user_id)) = found else {
            continue;
        };
        if let Some(at) = erased_at(batch) {
            remember(writer, scope, MEMORY, &bytes, at)?;
        }
        if let Some(mark) = &batch.erasure {
            let external_id = external_id.filter(|_| !mark.renewable.contains(id));
            if let Some(external_id) = external_id {
                let hash = salted(writer, EXTERNAL_MEMORY, &external_id)?;
                remember(writer, scope, EXTERNAL_MEMORY, &hash, mark.at)?;
                let own = own_name(user_id.as_deref(), &external_id);
                let hash = salted(writer, EXTERNAL_MEMORY_OF, &own)?;
                remember(writer, scope, EXTERNAL_MEMORY_OF, &hash, mark.at)?;
            }
        }
    }
    remember_events(writer, scope, batch)
}

/// When the ids that go are remembered to have gone, if they are.
fn erased_at(batch: &WriteBatch) -> Option<Timestamp> {
    batch
        .erasure
        .as_ref()
        .map(|mark| mark.at)
        .or(batch.erased_at)
}

/// Remembers the events that `batch` erases.
fn remember_events(writer: &Writer, scope: &Scope, batch: &WriteBatch) -> Result<()> {
    let org_id = scope.org_id().as_str();
    for id in &batch.event_erasures {
        let found: Option<(Option<String>, Option<String>)> = writer
            .statement("select external_id, user_id from events where org_id = ?1 and id = ?2")?
            .query_row((org_id, id.to_bytes()), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .map_err(sql)?;
        let Some((external_id, user_id)) = found else {
            continue;
        };
        if let Some(at) = erased_at(batch) {
            remember(writer, scope, EVENT, &id.to_bytes(), at)?;
        }
        if let (Some(mark), Some(external_id)) = (&batch.erasure, external_id) {
            let hash = salted(writer, EXTERNAL_EVENT, &external_id)?;
            remember(writer, scope, EXTERNAL_EVENT, &hash, mark.at)?;
            let own = own_name(user_id.as_deref(), &external_id);
            let hash = salted(writer, EXTERNAL_EVENT_OF, &own)?;
            remember(writer, scope, EXTERNAL_EVENT_OF, &hash, mark.at)?;
        }
    }
    Ok(())
}

/// Drops all earlier versions of memories that stay.
fn forget_history(writer: &mut Writer, org_id: &str, ids: &[MemoryId]) -> Result<()> {
    let mut gone = 0;
    for id in ids {
        gone += writer
            .statement("delete from history where org_id = ?1 and memory_id = ?2")?
            .execute((org_id, id.to_bytes()))
            .map_err(sql)? as u64;
    }
    writer.erased |= gone > 0;
    Ok(())
}

fn count(
    connection: &rusqlite::Connection,
    text: &str,
    params: impl rusqlite::Params,
) -> Result<u64> {
    let count: i64 = connection
        .prepare_cached(text)
        .and_then(|mut statement| statement.query_row(params, |row| row.get(0)))
        .map_err(sql)?;
    Ok(count as u64)
}

/// A memory with what hangs on it.
fn count_memory(
    connection: &rusqlite::Connection,
    org_id: &str,
    number: i64,
    id: &[u8; 16],
) -> Result<ErasedCounts> {
    let of_number = |text: &str| count(connection, text, [number]);
    let of_id = |text: &str| count(connection, text, (org_id, id));
    Ok(ErasedCounts {
        memories: 1,
        vectors: of_number(
            "select count(*) from vectors where vector_no between ?1 * 256 and ?1 * 256 + 255",
        )?,
        recalls: of_number("select count(*) from recalls where memory_no = ?1")?,
        revisions: of_id("select count(*) from history where org_id = ?1 and memory_id = ?2")?,
        lineage: of_id("select count(*) from lineage where org_id = ?1 and target = ?2")?,
        ..ErasedCounts::default()
    })
}

/// What a commit would count that erases these and drops the earlier versions of `forgotten`.
pub(super) fn count_of(
    reader: &Reader,
    scope: &Scope,
    rows: &Erasable,
    forgotten: &[MemoryId],
) -> Result<ErasedCounts> {
    let (connection, org_id) = (&reader.connection, scope.org_id().as_str());
    let ids = (rows.memories.as_slice(), rows.events.as_slice());
    let mut counts = count_rows(connection, org_id, ids, forgotten)?;
    let names = names_of(&rows.memories, &rows.events);
    if !names.is_empty() {
        let replies = idempotency::replies_about(connection, scope, &names, None)?;
        counts.replies = replies.len() as u64;
        counts.jobs = jobs_about(connection, org_id, &names)?.len() as u64;
    }
    Ok(counts)
}

fn count_rows(
    connection: &rusqlite::Connection,
    org_id: &str,
    (memories, events): (&[MemoryId], &[EventId]),
    forgotten: &[MemoryId],
) -> Result<ErasedCounts> {
    let mut counts = ErasedCounts::default();
    for id in memories {
        let bytes = id.to_bytes();
        let number: Option<i64> = connection
            .prepare_cached("select memory_no from memories where org_id = ?1 and id = ?2")
            .and_then(|mut statement| {
                statement
                    .query_row((org_id, bytes), |row| row.get(0))
                    .optional()
            })
            .map_err(sql)?;
        if let Some(number) = number {
            counts.add(&count_memory(connection, org_id, number, &bytes)?);
        }
    }
    for id in events {
        let text = "select count(*) from events where org_id = ?1 and id = ?2";
        counts.events += count(connection, text, (org_id, id.to_bytes()))?;
    }
    for id in forgotten {
        let text = "select count(*) from history where org_id = ?1 and memory_id = ?2";
        counts.revisions += count(connection, text, (org_id, id.to_bytes()))?;
    }
    Ok(counts)
}

/// The ids as they stand in replies and jobs.
fn names_of(memories: &[MemoryId], events: &[EventId]) -> Vec<String> {
    let memories = memories.iter().map(MemoryId::to_string);
    memories
        .chain(events.iter().map(EventId::to_string))
        .collect()
}

/// What goes along with erased rows, and the entry that tells of it.
pub(super) fn after(
    writer: &mut Writer,
    scope: &Scope,
    batch: &WriteBatch,
    committed: &mut Committed,
) -> Result<()> {
    let names = names_of(&batch.erasures, &batch.event_erasures);
    if !names.is_empty() {
        let own = batch.idempotency.as_ref().map(|record| record.key.as_str());
        committed.erased.replies = idempotency::blank_replies_about(writer, scope, &names, own)?;
        committed.erased.jobs = drop_jobs(writer, scope, &names)?;
    }
    if let Some(mark) = &batch.erasure {
        tell(writer, scope, mark, &committed.erased)?;
    }
    Ok(())
}

/// Writes how many rows went to the audit log.
fn tell(writer: &Writer, scope: &Scope, mark: &ErasureMark, counts: &ErasedCounts) -> Result<()> {
    let entry = NewAudit {
        at: mark.at,
        action: PAGE_ACTION.to_owned(),
        target: mark.receipt.clone(),
        detail: serde_json::json!({ "counts": counts, "flagged": mark.flagged }),
    };
    audit::append(writer, scope, &entry)
}

/// Drops the jobs that name one of `names`, whatever their state: what they were to do with the rest
/// is asked for again, and what they did may be told in their results.
fn drop_jobs(writer: &mut Writer, scope: &Scope, names: &[String]) -> Result<u64> {
    let about = jobs_about(&writer.connection, scope.org_id().as_str(), names)?;
    for number in &about {
        writer
            .statement("delete from jobs where job_no = ?1")?
            .execute([number])
            .map_err(sql)?;
    }
    writer.erased |= !about.is_empty();
    Ok(about.len() as u64)
}

/// The numbers of the jobs that name one of `names`.
fn jobs_about(
    connection: &rusqlite::Connection,
    org_id: &str,
    names: &[String],
) -> Result<Vec<i64>> {
    let mut about: Vec<i64> = Vec::new();
    let mut statement = connection
        .prepare_cached(
            // The erasure's own job sees to it until all is done.
            "select job_no, bound, payload, result, dedup_key, last_error from jobs
             where org_id = ?1 and kind <> 'erase'",
        )
        .map_err(sql)?;
    let mut rows = statement.query([org_id]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let mut is_about = false;
        for column in 1..=5 {
            let text = row.get_ref(column).map_err(sql)?.as_str_or_null();
            let text = text.ok().flatten().unwrap_or_default();
            is_about |= names.iter().any(|name| text.contains(name.as_str()));
        }
        if is_about {
            about.push(row.get(0).map_err(sql)?);
        }
    }
    Ok(about)
}

// ---- what is remembered -----------------------------------------------------------------------------

/// A hash of a client's own words that says nothing to whoever does not have the database's salt.
pub(super) fn salted(writer: &Writer, kind: &str, text: &str) -> Result<[u8; 32]> {
    hash_with(&super::closed_texts::salt(&writer.connection)?, kind, text)
}

fn hash_with(salt: &[u8], kind: &str, text: &str) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    for part in [salt, kind.as_bytes(), text.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Ok(hash.finalize().into())
}

fn remember(writer: &Writer, scope: &Scope, kind: &str, key: &[u8], at: Timestamp) -> Result<()> {
    let values = [
        seal::text(scope.org_id().as_str()),
        seal::text(kind),
        seal::blob(key),
        seal::time(at),
    ];
    let statement = writer.statement(
        "insert or ignore into erased (org_id, kind, key, at, checksum) values (?, ?, ?, ?, ?)",
    )?;
    writer.has_erased.set(true);
    execute_sealed(statement, "erased", &values).map(drop)
}

fn is_remembered(
    connection: &rusqlite::Connection,
    scope: &Scope,
    kind: &str,
    key: &[u8],
) -> Result<bool> {
    connection
        .prepare_cached("select 1 from erased where org_id = ?1 and kind = ?2 and key = ?3")
        .and_then(|mut statement| statement.exists((scope.org_id().as_str(), kind, key)))
        .map_err(sql)
}

/// Whether anything of any org was ever erased.
pub(super) fn any(connection: &rusqlite::Connection) -> Result<bool> {
    connection
        .prepare_cached("select 1 from erased limit 1")
        .and_then(|mut statement| statement.exists([]))
        .map_err(sql)
}

/// Whether nothing of the org was ever erased: then nothing has to be looked up.
pub(super) fn is_empty(connection: &rusqlite::Connection, scope: &Scope) -> Result<bool> {
    connection
        .prepare_cached("select 1 from erased where org_id = ?1 limit 1")
        .and_then(|mut statement| statement.exists([scope.org_id().as_str()]))
        .map(|exists| !exists)
        .map_err(sql)
}

/// Refuses a new memory that was erased, or that rests on something that was: what was read before
/// an erasure and is written after it would bring the words back.
pub(super) fn refuse_memory(writer: &Writer, scope: &Scope, memory: &Memory) -> Result<()> {
    let was = |kind: &str, key: &[u8]| is_remembered(&writer.connection, scope, kind, key);
    if was(MEMORY, &memory.id.to_bytes())? {
        return Err(erased("memory"));
    }
    if let Some(external_id) = &memory.external_id {
        let (kind, name) = named_in(scope, external_id, [EXTERNAL_MEMORY, EXTERNAL_MEMORY_OF]);
        if was(kind, &salted(writer, kind, &name)?)? {
            return Err(erased("memory").with_field("external_id"));
        }
    }
    for id in &memory.derived_from {
        if was(MEMORY, &id.to_bytes())? {
            return Err(erased("memory it derives from").with_field("derived_from"));
        }
    }
    for id in &memory.provenance.source_event_ids {
        if was(EVENT, &id.to_bytes())? {
            return Err(erased("event it rests on").with_field("source_event_ids"));
        }
    }
    Ok(())
}

/// Refuses a new event that was erased.
pub(super) fn refuse_event(writer: &Writer, scope: &Scope, event: &Event) -> Result<()> {
    let was = |kind: &str, key: &[u8]| is_remembered(&writer.connection, scope, kind, key);
    if was(EVENT, &event.id.to_bytes())? {
        return Err(erased("event"));
    }
    if let Some(external_id) = &event.external_id {
        let (kind, name) = named_in(scope, external_id, [EXTERNAL_EVENT, EXTERNAL_EVENT_OF]);
        if was(kind, &salted(writer, kind, &name)?)? {
            return Err(erased("event").with_field("external_id"));
        }
    }
    Ok(())
}

/// As what an external id is looked up: the key of one user learns nothing of what others called so.
fn named_in(scope: &Scope, external_id: &str, kinds: [&'static str; 2]) -> (&'static str, String) {
    match &scope.bound().user_id {
        None => (kinds[0], external_id.to_owned()),
        Some(user_id) => (kinds[1], own_name(Some(user_id), external_id)),
    }
}

/// An external id with whose it is; a line break stands in neither.
fn own_name(user_id: Option<&str>, external_id: &str) -> String {
    format!("{}\n{external_id}", user_id.unwrap_or_default())
}

fn erased(what: &str) -> Error {
    let message = format!("this {what} was erased and does not come back under its id");
    Error::new(ErrorKind::Conflict, message)
}

/// Which of `ids` were erased.
pub(super) fn were_erased(reader: &Reader, scope: &Scope, ids: &[ErasedId]) -> Result<Vec<bool>> {
    let connection = &reader.connection;
    if ids.is_empty() || is_empty(connection, scope)? {
        return Ok(vec![false; ids.len()]);
    }
    let salt = super::closed_texts::salt(connection)?;
    let was = |kind: &str, key: &[u8]| is_remembered(connection, scope, kind, key);
    ids.iter()
        .map(|id| match id {
            ErasedId::Memory(id) => was(MEMORY, &id.to_bytes()),
            ErasedId::Event(id) => was(EVENT, &id.to_bytes()),
            ErasedId::ExternalMemory(id) => {
                was(EXTERNAL_MEMORY, &hash_with(&salt, EXTERNAL_MEMORY, id)?)
            }
            ErasedId::ExternalEvent(id) => {
                was(EXTERNAL_EVENT, &hash_with(&salt, EXTERNAL_EVENT, id)?)
            }
        })
        .collect()
}

// ---- everything of a user or an org -----------------------------------------------------------------

/// The next rows to erase, at most `limit`: memories, and events when there are no more memories.
pub(super) fn erasable(
    reader: &Reader,
    scope: &Scope,
    whose: &Whose,
    limit: usize,
) -> Result<Erasable> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let org_id = scope.org_id().as_str();
    let ids = |text: &str, of_org: &str| -> Result<Vec<[u8; 16]>> {
        let run = |text: &str, params: &[&dyn rusqlite::ToSql]| {
            reader.connection.prepare_cached(text).and_then(|mut s| {
                s.query_map(params, |row| row.get(0))?
                    .collect::<rusqlite::Result<Vec<_>>>()
            })
        };
        match whose {
            Whose::User(user) => run(text, &[&org_id, &limit, user]),
            Whose::Org { .. } => run(of_org, &[&org_id, &limit]),
        }
        .map_err(sql)
    };
    let memories = ids(
        "select id from memories where org_id = ?1 and user_id = ?3 limit ?2",
        "select id from memories where org_id = ?1 limit ?2",
    )?;
    let events = match memories.is_empty() {
        true => ids(
            "select id from events where org_id = ?1 and user_id = ?3 limit ?2",
            "select id from events where org_id = ?1 limit ?2",
        )?,
        false => Vec::new(),
    };
    Ok(Erasable {
        memories: memories.into_iter().map(MemoryId::from_bytes).collect(),
        events: events.into_iter().map(EventId::from_bytes).collect(),
    })
}

/// What an erasure of everything would count.
pub(super) fn count_erasable(
    reader: &Reader,
    scope: &Scope,
    whose: &Whose,
) -> Result<ErasedCounts> {
    match whose {
        Whose::User(user) => count_of_user(reader, scope.org_id().as_str(), user),
        Whose::Org { keep_key } => {
            let keep = keep_key.map(|id| id.to_bytes());
            count_of_org(reader, scope.org_id().as_str(), keep)
        }
    }
}

fn count_of_user(reader: &Reader, org_id: &str, user: &str) -> Result<ErasedCounts> {
    let count = |text: &str| count(&reader.connection, text, (org_id, user));
    Ok(ErasedCounts {
        memories: count("select count(*) from memories where org_id = ?1 and user_id = ?2")?,
        revisions: count(
            "select count(*) from history h join memories m
                 on m.org_id = h.org_id and m.id = h.memory_id
             where m.org_id = ?1 and m.user_id = ?2",
        )?,
        vectors: count(
            "select count(*) from memories m join vectors v
                 on v.vector_no between m.memory_no * 256 and m.memory_no * 256 + 255
             where m.org_id = ?1 and m.user_id = ?2",
        )?,
        recalls: count(
            "select count(*) from memories m join recalls r on r.memory_no = m.memory_no
             where m.org_id = ?1 and m.user_id = ?2",
        )?,
        lineage: count(
            "select count(*) from memories m join lineage l
                 on l.org_id = m.org_id and l.target = m.id
             where m.org_id = ?1 and m.user_id = ?2",
        )?,
        events: count("select count(*) from events where org_id = ?1 and user_id = ?2")?,
        sessions: count("select count(*) from sessions where org_id = ?1 and user_id = ?2")?,
        closed_texts: count(
            "select count(*) from closed_texts where org_id = ?1 and user_id = ?2",
        )?,
        ..ErasedCounts::default()
    })
}

fn count_of_org(reader: &Reader, org_id: &str, keep: Option<[u8; 16]>) -> Result<ErasedCounts> {
    let of_org = |text: &str| count(&reader.connection, text, [org_id]);
    Ok(ErasedCounts {
        memories: of_org("select count(*) from memories where org_id = ?1")?,
        revisions: of_org("select count(*) from history where org_id = ?1")?,
        vectors: of_org("select count(*) from vectors where org_id = ?1")?,
        recalls: of_org(
            "select count(*) from memories m join recalls r on r.memory_no = m.memory_no
             where m.org_id = ?1",
        )?,
        lineage: of_org("select count(*) from lineage where org_id = ?1")?,
        events: of_org("select count(*) from events where org_id = ?1")?,
        sessions: of_org("select count(*) from sessions where org_id = ?1")?,
        replies: of_org("select count(*) from idempotency where org_id = ?1")?,
        jobs: of_org("select count(*) from jobs where org_id = ?1 and kind <> 'erase'")?,
        groups: of_org("select count(*) from groups where org_id = ?1")?,
        settings: of_org("select count(*) from settings where org_id = ?1")?,
        usage: of_org("select count(*) from usage where org_id = ?1")?,
        closed_texts: of_org("select count(*) from closed_texts where org_id = ?1")?,
        keys: count(
            &reader.connection,
            "select count(*) from api_keys where org_id = ?1 and id is not ?2",
            (org_id, keep),
        )?,
    })
}

/// Erases what is neither memory nor event: sessions, jobs, and with an org whatever it has.
pub(super) fn rest(
    writer: &mut Writer,
    scope: &Scope,
    whose: &Whose,
    mark: &ErasureMark,
) -> Result<ErasedCounts> {
    let org_id = scope.org_id().as_str();
    let mut counts = ErasedCounts::default();
    match whose {
        Whose::User(user) => {
            let gone = writer
                .statement("delete from sessions where org_id = ?1 and user_id = ?2")?
                .execute((org_id, user))
                .map_err(sql)?;
            counts.sessions += gone as u64;
            if !mark.keep_closed_texts {
                let gone = writer
                    .statement("delete from closed_texts where org_id = ?1 and user_id = ?2")?
                    .execute((org_id, user))
                    .map_err(sql)?;
                counts.closed_texts += gone as u64;
            }
            let name = format!("\"user_id\":{}", serde_json::Value::from(user.as_str()));
            counts.jobs += drop_jobs(writer, scope, &[name])?;
        }
        Whose::Org { keep_key } => {
            let of_org = |text: &str| -> Result<u64> {
                let gone = writer.statement(text)?.execute([org_id]).map_err(sql)?;
                Ok(gone as u64)
            };
            counts.sessions = of_org("delete from sessions where org_id = ?1")?;
            counts.replies = of_org("delete from idempotency where org_id = ?1")?;
            of_org("delete from reply_names where org_id = ?1")?;
            counts.jobs = of_org("delete from jobs where org_id = ?1 and kind <> 'erase'")?;
            counts.groups = of_org("delete from groups where org_id = ?1")?;
            counts.settings = of_org("delete from settings where org_id = ?1")?;
            counts.usage = of_org("delete from usage where org_id = ?1")?;
            counts.closed_texts = of_org("delete from closed_texts where org_id = ?1")?;
            let keep = keep_key.map(|id| id.to_bytes());
            let keys = writer
                .statement("delete from api_keys where org_id = ?1 and id is not ?2")?
                .execute((org_id, keep))
                .map_err(sql)?;
            counts.keys = keys as u64;
        }
    }
    writer.erased = true;
    tell(writer, scope, mark, &counts)?;
    Ok(counts)
}
