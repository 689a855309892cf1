//! Events.

use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{OptionalExtension, Row};
use types::{
    Coordinates, Error, ErrorKind, Event, EventId, EventKind, Memory, OrgId, ProcessingState,
    Result, Scope,
};

use super::audit;
use super::commit::{claimed, sees_event, taken};
use super::cursor::Place;
use super::errors::sql;
use super::filter_sql::Sql;
use super::own_names::{self, Named};
use super::readers::Reader;
use super::seal::{self, Verify, damaged};
use super::writer::Writer;
use crate::batch::NewAudit;
use crate::query::{EventQuery, Loaded, Page};

const COLUMNS: usize = 17;
/// The list that a cursor of events belongs to: descending, ascending.
const LISTS: [u8; 2] = [20, 21];

macro_rules! select_event {
    ($rest:literal) => {
        concat!(
            "select event_no, org_id, id, external_id, user_id, agent_id, session_id, namespace,
             project_id, team_id, role_id, kind, speaker, ts, ingested_at, position, metadata,
             content, checksum, state, state_checksum from events ",
            $rest
        )
    };
}

/// Checksum of an event's processing state.
fn state_checksum(org_id: &OrgId, id: EventId, state: Option<&str>) -> i64 {
    let values = [
        seal::text(org_id.as_str()),
        ValueRef::Blob(&id.to_bytes()),
        state.map_or(ValueRef::Null, seal::text),
    ];
    seal::seal("event_state", &values)
}

/// The place of the next event in its user's session.
fn next_position(writer: &Writer, org_id: &OrgId, at: &Coordinates) -> Result<i64> {
    writer
        .statement(
            "select coalesce(max(position) + 1, 0) from events
             where org_id = ?1 and user_id is ?2 and session_id is ?3",
        )?
        .query_row((org_id.as_str(), &at.user_id, &at.session_id), |row| {
            row.get(0)
        })
        .map_err(sql)
}

/// Stores an event; its position is the next in its user's session.
pub(super) fn insert(writer: &Writer, scope: &Scope, event: &Event) -> Result<u64> {
    let org_id = scope.org_id();
    let at = claimed(scope, &event.coordinates)?;
    let position = next_position(writer, org_id, &at)?;
    let id = event.id.to_bytes();
    let metadata = match &event.metadata {
        serde_json::Value::Null => None,
        value => Some(seal::json("metadata", value)?),
    };
    let [
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
    ] = seal::coordinates(&at);
    let values: [ValueRef<'_>; COLUMNS] = [
        seal::text(org_id.as_str()),
        seal::blob(&id),
        seal::text_opt(&event.external_id),
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
        seal::text(event.kind.as_str()),
        seal::text_opt(&event.speaker),
        seal::time(event.ts),
        seal::time(event.ingested_at),
        ValueRef::Integer(position),
        seal::text_opt(&metadata),
        seal::text(&event.content),
    ];
    let state = event.state.as_str();
    let checksums = [
        ValueRef::Integer(seal::seal("event", &values)),
        seal::text(state),
        ValueRef::Integer(state_checksum(org_id, event.id, Some(state))),
    ];
    let all = values
        .into_iter()
        .chain(checksums)
        .map(rusqlite::types::ToSqlOutput::Borrowed);
    writer
        .statement(
            "insert into events (org_id, id, external_id, user_id, agent_id, session_id,
                 namespace, project_id, team_id, role_id, kind, speaker, ts, ingested_at, position,
                 metadata, content, checksum, state, state_checksum)
             values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        )?
        .execute(rusqlite::params_from_iter(all))
        .map_err(|error| taken(sql(error), "event", event.external_id.is_some()))?;
    Ok(position as u64)
}

/// An event and its number.
struct StoredEvent {
    event_no: i64,
    event: Event,
    /// What `event.state` was made of; `None`: forgotten.
    state: Option<ProcessingState>,
}

fn read(verify: Verify, row: &Row<'_>) -> Result<StoredEvent> {
    let event_no = row.get(0).map_err(sql)?;
    let mut f = verify.open("event", row, 1, COLUMNS)?;
    let org_id = OrgId::new(f.str()?).map_err(|_| damaged())?;
    let id = EventId::from_bytes(f.bytes()?);
    let mut event = Event {
        id,
        external_id: f.text_opt()?,
        org_id,
        coordinates: f.coordinates()?,
        kind: f.name(EventKind::from_name)?,
        speaker: f.text_opt()?,
        ts: f.time()?,
        ingested_at: f.time()?,
        position: f.count()?,
        metadata: f.json_opt()?.unwrap_or_default(),
        content: f.text()?,
        state: ProcessingState::Completed,
    };
    f.skip(1);
    let name = f.str_opt()?;
    if verify.0 && f.int()? != state_checksum(&event.org_id, id, name) {
        return Err(damaged());
    }
    let state = match name {
        Some(name) => Some(ProcessingState::from_name(name).ok_or_else(damaged)?),
        None => None,
    };
    // A forgotten state is not waited for.
    event.state = state.unwrap_or(ProcessingState::Completed);
    Ok(StoredEvent {
        event_no,
        event,
        state,
    })
}

fn find(
    connection: &rusqlite::Connection,
    verify: Verify,
    scope: &Scope,
    id: EventId,
) -> Result<Option<StoredEvent>> {
    let stored = find_any(connection, verify, scope.org_id(), id)?;
    Ok(stored.filter(|stored| sees_event(scope, &stored.event)))
}

/// [`find`], seen or not.
fn find_any(
    connection: &rusqlite::Connection,
    verify: Verify,
    org_id: &OrgId,
    id: EventId,
) -> Result<Option<StoredEvent>> {
    let mut statement = connection
        .prepare_cached(select_event!("where org_id = ?1 and id = ?2"))
        .map_err(sql)?;
    let mut rows = statement
        .query((org_id.as_str(), id.to_bytes()))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let stored = read(verify, row)?;
    if stored.event.id != id || stored.event.org_id != *org_id {
        return Err(damaged());
    }
    Ok(Some(stored))
}

/// Whether the scope sees an event.
pub(super) fn is_seen(writer: &Writer, scope: &Scope, id: EventId) -> Result<bool> {
    find(&writer.connection, writer.verify, scope, id).map(|found| found.is_some())
}

/// The event that a client knows by its own id, if it is in scope.
///
/// Errors: `Conflict` if several users have one, and the scope sees them.
pub(super) fn by_external_id(
    reader: &Reader,
    scope: &Scope,
    external_id: &str,
) -> Result<Option<EventId>> {
    let ids = own_names::ids(&reader.connection, scope, Named::Event, external_id)?;
    let mut found = None;
    for id in ids.into_iter().map(EventId::from_bytes) {
        let Some(stored) = find(&reader.connection, reader.verify, scope, id)? else {
            continue;
        };
        if found.replace(stored.event.id).is_some() {
            return Err(own_names::ambiguous("event"));
        }
    }
    Ok(found)
}

/// Removes an event. A damaged one can be removed by a key that is bound to nothing.
pub(super) fn erase(writer: &mut Writer, scope: &Scope, id: EventId) -> Result<()> {
    match find(&writer.connection, writer.verify, scope, id) {
        Ok(Some(_)) => {}
        Ok(None) => return Err(Error::not_found("event")),
        Err(error)
            if error.kind() == ErrorKind::Corrupt && *scope.bound() == Coordinates::default() => {}
        Err(error) => return Err(error),
    }
    writer
        .statement("delete from events where org_id = ?1 and id = ?2")?
        .execute((scope.org_id().as_str(), id.to_bytes()))
        .map_err(sql)?;
    writer.erased = true;
    Ok(())
}

/// Changes an event's processing state.
pub(super) fn set_state(
    writer: &Writer,
    scope: &Scope,
    id: EventId,
    state: ProcessingState,
) -> Result<()> {
    let stored = find(&writer.connection, writer.verify, scope, id)?
        .ok_or_else(|| Error::not_found("event"))?;
    write_state(
        writer,
        scope.org_id(),
        stored.event_no,
        id,
        Some(state.as_str()),
    )
}

/// Marks the events that a memory repeats as completed, unless their states were forgotten: it can
/// be found by its meaning from now on.
pub(super) fn complete_sources(writer: &Writer, memory: &Memory) -> Result<()> {
    if memory.event_kind.is_none() {
        return Ok(());
    }
    for id in &memory.provenance.source_event_ids {
        let event_no: Option<i64> = writer
            .statement(
                "select event_no from events where org_id = ?1 and id = ?2 and state is not null",
            )?
            .query_row((memory.org_id.as_str(), id.to_bytes()), |row| row.get(0))
            .optional()
            .map_err(sql)?;
        if let Some(event_no) = event_no {
            let state = Some(ProcessingState::Completed.as_str());
            write_state(writer, &memory.org_id, event_no, *id, state)?;
        }
    }
    Ok(())
}

fn write_state(
    writer: &Writer,
    org_id: &OrgId,
    event_no: i64,
    id: EventId,
    state: Option<&str>,
) -> Result<()> {
    writer
        .statement("update events set state = ?1, state_checksum = ?2 where event_no = ?3")?
        .execute((state, state_checksum(org_id, id, state), event_no))
        .map_err(sql)?;
    Ok(())
}

/// Forgets the states of a session's events that the scope sees; `audit` tells of it if there are any.
pub(super) fn clear_states(
    writer: &Writer,
    scope: &Scope,
    session_id: &str,
    audit: Option<&NewAudit>,
) -> Result<u64> {
    let mut query = Sql::new("select event_no, id from events where state is not null and ");
    query.own_rows_in_scope(scope);
    query.push(" and session_id = ");
    query.bind(session_id.to_owned());
    let found: Vec<(i64, [u8; 16])> = writer
        .statement(&query.text)?
        .query_map(rusqlite::params_from_iter(query.binds), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .and_then(Iterator::collect)
        .map_err(sql)?;
    for (event_no, id) in &found {
        write_state(
            writer,
            scope.org_id(),
            *event_no,
            EventId::from_bytes(*id),
            None,
        )?;
    }
    if let Some(audit) = audit.filter(|_| !found.is_empty()) {
        let target = format!("{} events", found.len());
        let entry = NewAudit {
            target,
            ..audit.clone()
        };
        audit::append(writer, scope, &entry)?;
    }
    Ok(found.len() as u64)
}

/// Where an event of the org stands: its coordinates and its position. Whose it is does not matter
/// here: what rests on it is looked at with the scope.
pub(super) fn place(
    reader: &Reader,
    scope: &Scope,
    id: EventId,
) -> Result<Option<(Coordinates, i64)>> {
    let stored = find_any(&reader.connection, reader.verify, scope.org_id(), id)?;
    Ok(stored.map(|stored| (stored.event.coordinates, stored.event.position as i64)))
}

// ---- reading ----------------------------------------------------------------------------------------

pub(super) fn by_ids(reader: &Reader, scope: &Scope, ids: &[EventId]) -> Result<Loaded<Event>> {
    let mut loaded = Loaded {
        rows: Vec::with_capacity(ids.len()),
        damaged: Vec::new(),
    };
    for id in ids {
        match find(&reader.connection, reader.verify, scope, *id) {
            Ok(Some(stored)) => loaded.rows.push(stored.event),
            Ok(None) => {}
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                tracing::error!(event = %id, %error, "damaged event");
                loaded.damaged.push(id.to_string());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(loaded)
}

pub(super) fn states(
    reader: &Reader,
    scope: &Scope,
    ids: &[EventId],
) -> Result<Vec<(EventId, ProcessingState)>> {
    let mut states = Vec::with_capacity(ids.len());
    for id in ids {
        match find(&reader.connection, reader.verify, scope, *id) {
            Ok(Some(StoredEvent {
                state: Some(state), ..
            })) => states.push((*id, state)),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                tracing::error!(event = %id, %error, "damaged event");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(states)
}

pub(super) fn list(reader: &Reader, scope: &Scope, query: &EventQuery) -> Result<Page<Event>> {
    let mut filter = Sql::new(" from events where ");
    filter.own_rows_in_scope(scope);
    filter.and_at(&query.at);
    if let Some(kind) = query.kind {
        filter.push(" and kind = ");
        filter.bind(kind.as_str().to_owned());
    }
    let total = query
        .page
        .with_total
        .then(|| count(reader, &filter))
        .transpose()?;
    let list = LISTS[usize::from(query.ascending)];
    let mut select = Sql::new("select event_no");
    select.text.push_str(&filter.text);
    select.binds = filter.binds;
    if let Some(cursor) = &query.page.cursor {
        let last = Place::parse(cursor, list)?;
        select.push(if query.ascending {
            " and (ts, id) > ("
        } else {
            " and (ts, id) < ("
        });
        select.bind(last.key());
        select.push(", ");
        select.bind(last.id.to_vec());
        select.push(")");
    }
    select.push(if query.ascending {
        " order by ts, id"
    } else {
        " order by ts desc, id desc"
    });
    let numbers = page_numbers(reader, select, query.page.limit, query.page.offset)?;
    let mut page = Page {
        items: Vec::new(),
        next_cursor: None,
        total,
        damaged: Vec::new(),
    };
    let more = numbers.len() > query.page.limit;
    for number in numbers.iter().take(query.page.limit) {
        let Some((place, event)) = by_number(reader, *number, list)? else {
            continue;
        };
        page.next_cursor = Some(place.to_text());
        match event {
            Ok(event) if sees_event(scope, &event) && is_asked_for(query, &event) => {
                page.items.push(event)
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(event_no = number, %error, "damaged event");
                let id = EventId::from_bytes(place.id);
                page.damaged.push(format!("events: {id}"));
            }
        }
    }
    if !more {
        page.next_cursor = None;
    }
    put_in_order(&mut page.items, query.ascending);
    Ok(page)
}

/// Whether an event is one that is listed. The rows have checksums and the database's own indexes none: a
/// damaged one may name a row of another session.
fn is_asked_for(query: &EventQuery, event: &Event) -> bool {
    let both = query
        .at
        .entries()
        .into_iter()
        .zip(event.coordinates.entries());
    let is_at = both
        .into_iter()
        .all(|((_, asked), (_, there))| asked.is_none() || asked == there);
    is_at && query.kind.is_none_or(|kind| kind == event.kind)
}

/// Puts events in the order of the list, each once, where an index told otherwise.
fn put_in_order(events: &mut Vec<Event>, ascending: bool) {
    events.sort_by(|one, other| {
        let order = (one.ts, one.id).cmp(&(other.ts, other.id));
        if ascending { order } else { order.reverse() }
    });
    events.dedup_by(|one, other| one.id == other.id);
}

/// An event by its number, with its place in a list; the inner error is damage.
fn by_number(reader: &Reader, event_no: i64, list: u8) -> Result<Option<(Place, Result<Event>)>> {
    let mut statement = reader
        .connection
        .prepare_cached(select_event!("where event_no = ?1"))
        .map_err(sql)?;
    let mut rows = statement.query([event_no]).map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let place = Place::at(list, row.get(13).map_err(sql)?, row.get(2).map_err(sql)?);
    Ok(Some((
        place,
        read(reader.verify, row).map(|stored| stored.event),
    )))
}

/// Runs `select` with a limit of one row more than asked for, which tells whether there is a next
/// page.
pub(super) fn page_numbers(
    reader: &Reader,
    mut select: Sql,
    limit: usize,
    offset: usize,
) -> Result<Vec<i64>> {
    select.push(" limit ");
    select.bind(SqlValue::Integer(limit as i64 + 1));
    select.push(" offset ");
    select.bind(SqlValue::Integer(offset as i64));
    reader
        .connection
        .prepare_cached(&select.text)
        .and_then(|mut statement| {
            statement
                .query_map(rusqlite::params_from_iter(select.binds), |row| row.get(0))?
                .collect()
        })
        .map_err(sql)
}

/// `select count(*)` over `filter`, which begins with `from`.
pub(super) fn count(reader: &Reader, filter: &Sql) -> Result<u64> {
    let mut select = Sql::new("select count(*)");
    select.text.push_str(&filter.text);
    let count: Option<i64> = reader
        .connection
        .prepare_cached(&select.text)
        .and_then(|mut statement| {
            statement
                .query_row(rusqlite::params_from_iter(&filter.binds), |row| row.get(0))
                .optional()
        })
        .map_err(sql)?;
    Ok(count.unwrap_or(0) as u64)
}
