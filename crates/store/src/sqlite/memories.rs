//! Reading memories.

use rusqlite::OptionalExtension;
use types::{
    Error, ErrorKind, EventId, Filter, Memory, MemoryId, Result, Scope, Status, Timestamp,
};

use super::commit::put_recalls;
use super::cursor::Place;
use super::errors::sql;
use super::events::{self, count, page_numbers};
use super::filter_sql::{Sql, is_descending, sort_expression};
use super::memory_row::{self, SOURCE, SUPERSEDED_BY, StoredMemory, select_memory};
use super::own_names::{self, Named};
use super::readers::Reader;
use super::seal::damaged;
use super::writer::Writer;
use crate::batch::Recall;
use crate::query::{
    Lineage, LineageLink, ListQuery, Loaded, Page, Relation, Revision, SessionAnchor, Sort, Stats,
};

/// The strongest that a memory gets.
const STRENGTH_MAX: f32 = 5.0;
/// The share of the way to [`STRENGTH_MAX`] that one recall goes: 1.0 becomes 1.4, then 1.76 ...
const RECALL_GAIN: f32 = 0.1;

/// The row of a memory that the scope sees.
fn find(reader: &Reader, scope: &Scope, id: MemoryId) -> Result<Option<StoredMemory>> {
    let mut statement = reader
        .connection
        .prepare_cached(select_memory!("where m.org_id = ?1 and m.id = ?2"))
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), id.to_bytes()))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let stored = memory_row::read(reader.verify, row)?;
    // A damaged index could lead to a row that was not asked for.
    if stored.memory.id != id || stored.memory.org_id != *scope.org_id() {
        return Err(damaged());
    }
    Ok(scope
        .sees(&stored.memory.coordinates, stored.memory.level)
        .then_some(stored))
}

/// The memory with this number, if the scope sees it.
pub(super) fn by_number(reader: &Reader, scope: &Scope, number: i64) -> Result<Option<Memory>> {
    let mut statement = reader
        .connection
        .prepare_cached(select_memory!("where m.memory_no = ?1"))
        .map_err(sql)?;
    let mut rows = statement.query([number]).map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let memory = memory_row::read(reader.verify, row)?.memory;
    if memory.org_id != *scope.org_id() {
        return Err(damaged());
    }
    Ok(scope
        .sees(&memory.coordinates, memory.level)
        .then_some(memory))
}

pub(super) fn by_ids(reader: &Reader, scope: &Scope, ids: &[MemoryId]) -> Result<Loaded<Memory>> {
    let mut loaded = Loaded {
        rows: Vec::with_capacity(ids.len()),
        damaged: Vec::new(),
    };
    for id in ids {
        match find(reader, scope, *id) {
            Ok(Some(stored)) => loaded.rows.push(stored.memory),
            Ok(None) => {}
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                tracing::error!(memory = %id, %error, "damaged memory");
                loaded.damaged.push(id.to_string());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(loaded)
}

/// [`by_ids`] as it would be if its statement had lost the org: the control of tests of tenants.
#[cfg(any(test, feature = "testing"))]
pub(super) fn danger_any_org(reader: &Reader, ids: &[MemoryId]) -> Result<Loaded<Memory>> {
    let mut rows = Vec::new();
    for id in ids {
        let mut statement = reader
            .connection
            .prepare_cached(select_memory!("where m.id = ?1"))
            .map_err(sql)?;
        let mut found = statement.query([id.to_bytes()]).map_err(sql)?;
        if let Some(row) = found.next().map_err(sql)? {
            rows.push(memory_row::read(reader.verify, row)?.memory);
        }
    }
    let damaged = Vec::new();
    Ok(Loaded { rows, damaged })
}

pub(super) fn by_external_id(
    reader: &Reader,
    scope: &Scope,
    external_id: &str,
) -> Result<Option<Memory>> {
    let ids = own_names::ids(&reader.connection, scope, Named::Memory, external_id)?;
    let mut found: Option<Memory> = None;
    for id in ids.into_iter().map(MemoryId::from_bytes) {
        let Some(stored) = find(reader, scope, id)? else {
            continue;
        };
        if stored.memory.external_id.as_deref() != Some(external_id) {
            return Err(damaged());
        }
        if found.replace(stored.memory).is_some() {
            return Err(own_names::ambiguous("memory"));
        }
    }
    Ok(found)
}

/// Loads rows by number, in that order; damaged ones are reported.
pub(super) fn by_numbers(
    reader: &Reader,
    scope: &Scope,
    numbers: impl IntoIterator<Item = i64>,
) -> Result<Loaded<Memory>> {
    let mut loaded = Loaded {
        rows: Vec::new(),
        damaged: Vec::new(),
    };
    for number in numbers {
        match by_number(reader, scope, number) {
            Ok(memory) => loaded.rows.extend(memory),
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                tracing::error!(memory_no = number, %error, "damaged memory");
                loaded.damaged.push(name_of_row(reader, number)?);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(loaded)
}

/// What a damaged row is called: its id as far as it can be read.
fn name_of_row(reader: &Reader, number: i64) -> Result<String> {
    let id: Option<[u8; 16]> = reader
        .connection
        .prepare_cached("select id from memories where memory_no = ?1")
        .map_err(sql)?
        .query_row([number], |row| row.get(0))
        .ok();
    Ok(id.map_or_else(
        || format!("row {number}"),
        |id| MemoryId::from_bytes(id).to_string(),
    ))
}

/// The memories that rest on events: the verbatim ones, which stand at the events' positions, and
/// those that name them. Each once, in the order of the events, the verbatim one first and then by
/// id.
pub(super) fn of_events(reader: &Reader, scope: &Scope, ids: &[EventId]) -> Result<Loaded<Memory>> {
    let mut found = Loaded {
        rows: Vec::new(),
        damaged: Vec::new(),
    };
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        let mut loaded = match events::place(reader, scope, *id) {
            Ok(Some((at, position))) => {
                let numbers: Vec<i64> = reader
                    .connection
                    .prepare_cached(
                        "select memory_no from memories
                         where org_id = ?1 and user_id is ?2 and session_id is ?3 and position = ?4
                         order by memory_no",
                    )
                    .and_then(|mut statement| {
                        let key = (scope.org_id().as_str(), at.user_id, at.session_id, position);
                        statement.query_map(key, |row| row.get(0))?.collect()
                    })
                    .map_err(sql)?;
                by_numbers(reader, scope, numbers)?
            }
            Ok(None) => by_numbers(reader, scope, [])?,
            // Its position is not known; what names it is still found.
            Err(error) if error.kind() == ErrorKind::Corrupt => Loaded {
                rows: Vec::new(),
                damaged: vec![id.to_string()],
            },
            Err(error) => return Err(error),
        };
        let naming: Vec<MemoryId> = naming(reader, scope, id.to_bytes(), &mut loaded.damaged)?
            .into_iter()
            .filter_map(|(relation, memory)| (relation == SOURCE).then_some(memory))
            .collect();
        let named = by_ids(reader, scope, &naming)?;
        let rests = |memory: &Memory| memory.provenance.source_event_ids.contains(id);
        for memory in loaded.rows.into_iter().chain(named.rows) {
            if rests(&memory) && seen.insert(memory.id) {
                found.rows.push(memory);
            }
        }
        found.damaged.extend(loaded.damaged);
        found.damaged.extend(named.damaged);
    }
    found.damaged.sort();
    found.damaged.dedup();
    Ok(found)
}

/// Loads rows by number, each with its own; damaged ones are logged, left out and named beside.
fn load_all(reader: &Reader, scope: &Scope, numbers: &[i64]) -> Result<Loaded<(i64, Memory)>> {
    let mut loaded = Loaded {
        rows: Vec::with_capacity(numbers.len()),
        damaged: Vec::new(),
    };
    for number in numbers {
        match by_number(reader, scope, *number) {
            Ok(memory) => loaded.rows.extend(memory.map(|memory| (*number, memory))),
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                tracing::error!(memory_no = number, %error, "damaged memory");
                loaded
                    .damaged
                    .push(format!("memories: {}", name_of_row(reader, *number)?));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(loaded)
}

/// What a cursor of the list names it by. 1 to 8 were the same lists when ids broke their ties.
fn list_number(sort: Sort) -> u8 {
    match sort {
        Sort::CreatedDesc => 11,
        Sort::CreatedAsc => 12,
        Sort::UpdatedDesc => 13,
        Sort::HappenedDesc => 14,
        Sort::HappenedAsc => 15,
        Sort::StrengthDesc => 16,
        Sort::ConfidenceDesc => 17,
        Sort::ImportanceDesc => 18,
    }
}

fn place_of(number: i64, memory: &Memory, sort: Sort) -> Place {
    let at = |value: i64| Place::of_number(list_number(sort), value, number);
    let real = |value: f32| Place {
        is_real: true,
        ..at(f64::from(value).to_bits() as i64)
    };
    match sort {
        Sort::CreatedDesc | Sort::CreatedAsc => at(memory.created_at.0),
        Sort::UpdatedDesc => at(memory.updated_at.0),
        Sort::HappenedDesc | Sort::HappenedAsc => at(memory.happened_at().0),
        Sort::StrengthDesc => real(memory.strength),
        Sort::ConfidenceDesc => real(memory.confidence),
        Sort::ImportanceDesc => real(memory.importance),
    }
}

/// Puts rows where the list's order has them, each once. The rows have checksums and the database's own
/// indexes none: a damaged one may name them in another order, or one twice.
fn put_in_order(rows: &mut Vec<(i64, Memory)>, sort: Sort) {
    rows.sort_by(|(number, memory), (other_number, other)| {
        let [one, other] = [
            place_of(*number, memory, sort),
            place_of(*other_number, other, sort),
        ];
        let order = one.compare(&other);
        if is_descending(sort) {
            order.reverse()
        } else {
            order
        }
    });
    rows.dedup_by_key(|(number, _)| *number);
}

/// `from ... where` of a list, without cursor and order.
fn selection(scope: &Scope, filter: &Filter, text_contains: Option<&str>) -> Result<Sql> {
    filter.validate()?;
    let mut from = Sql::new(" from memories m where ");
    from.memories_in_scope(scope);
    if *filter != Filter::everything() {
        from.push(" and ");
        from.filter(filter);
    }
    if let Some(part) = text_contains {
        from.push(" and contains(m.text, ");
        from.bind(types::lower_case(part));
        from.push(")");
    }
    Ok(from)
}

pub(super) fn list(reader: &Reader, scope: &Scope, query: &ListQuery) -> Result<Page<Memory>> {
    let from = selection(scope, &query.filter, query.text_contains.as_deref())?;
    let page = &query.page;
    let total = page.with_total.then(|| count(reader, &from)).transpose()?;
    let mut select = Sql::new("select m.memory_no");
    select.text.push_str(&from.text);
    select.binds = from.binds;
    if let Some(cursor) = &page.cursor {
        let last = Place::parse(cursor, list_number(query.sort))?;
        select.and_after(query.sort, &last);
    }
    select.order_by(query.sort);
    let numbers = page_numbers(reader, select, page.limit, page.offset)?;
    let wanted = &numbers[..numbers.len().min(page.limit)];
    let mut items = Vec::with_capacity(wanted.len());
    let mut last = None;
    let Loaded { mut rows, damaged } = load_all(reader, scope, wanted)?;
    put_in_order(&mut rows, query.sort);
    for (number, memory) in rows {
        last = Some(place_of(number, &memory, query.sort));
        // What a damaged index put on the page does not belong there.
        if query.filter.matches(&memory) {
            items.push(memory);
        }
    }
    // If the page's last rows are damaged the next page repeats them, and leaves them out again.
    // If all are, the place is taken from the row's columns as they are.
    let next_cursor = if numbers.len() > page.limit {
        let place = match last {
            Some(place) => Some(place),
            None => raw_place(reader, wanted.last().copied(), query.sort)?,
        };
        place.map(Place::to_text)
    } else {
        None
    };
    Ok(Page {
        items,
        next_cursor,
        total,
        damaged,
    })
}

/// The place of a row that cannot be read as a whole.
fn raw_place(reader: &Reader, number: Option<i64>, sort: Sort) -> Result<Option<Place>> {
    let Some(number) = number else {
        return Ok(None);
    };
    let mut select = Sql::new("select ");
    select.push(sort_expression(sort));
    select.push(" from memories m where m.memory_no = ");
    select.bind(number);
    let found: Option<rusqlite::types::Value> = reader
        .connection
        .prepare_cached(&select.text)
        .and_then(|mut statement| {
            statement
                .query_row(rusqlite::params_from_iter(select.binds), |row| row.get(0))
                .optional()
        })
        .map_err(sql)?;
    let at = |value: i64| Place::of_number(list_number(sort), value, number);
    Ok(found.and_then(|value| match value {
        rusqlite::types::Value::Integer(value) => Some(at(value)),
        rusqlite::types::Value::Real(value) => Some(Place {
            is_real: true,
            ..at(value.to_bits() as i64)
        }),
        _ => None,
    }))
}

pub(super) fn count_matching(reader: &Reader, scope: &Scope, filter: &Filter) -> Result<u64> {
    count(reader, &selection(scope, filter, None)?)
}

/// Every revision of a memory, oldest first.
pub(super) fn history(reader: &Reader, scope: &Scope, id: MemoryId) -> Result<Vec<Revision>> {
    let current = find(reader, scope, id)?.ok_or_else(|| Error::not_found("memory"))?;
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, memory_id, revision, action, actor, at, memory, checksum from history
             where org_id = ?1 and memory_id = ?2 order by revision",
        )
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), id.to_bytes()))
        .map_err(sql)?;
    let mut revisions = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let read = reader.verify.open("history", row, 0, 7).and_then(|mut f| {
            // A damaged page could lead to rows that were not asked for.
            if f.str()? != scope.org_id().as_str() || f.bytes()? != id.to_bytes() {
                return Err(damaged());
            }
            Ok(Revision {
                revision: f.count()?,
                action: f.text()?,
                actor: f.text()?,
                at: f.time()?,
                memory: f.json()?,
            })
        });
        match read {
            Ok(revision) => revisions.push(revision),
            Err(error) => tracing::error!(memory = %id, %error, "damaged history"),
        }
    }
    revisions.push(Revision {
        revision: current.memory.revision,
        action: current.action,
        actor: current.actor,
        at: current.memory.updated_at,
        memory: current.memory,
    });
    Ok(revisions)
}

/// What a memory came from and what came from it, as far as the scope sees them.
pub(super) fn lineage(reader: &Reader, scope: &Scope, id: MemoryId) -> Result<Lineage> {
    let memory = find(reader, scope, id)?
        .ok_or_else(|| Error::not_found("memory"))?
        .memory;
    let mut derived = Vec::new();
    let mut replaced = Vec::new();
    for (relation, other) in naming(reader, scope, id.to_bytes(), &mut Vec::new())? {
        match relation.as_str() {
            SUPERSEDED_BY => replaced.push(other),
            _ => derived.push(other),
        }
    }
    let links =
        |ids: &[MemoryId], relation: &dyn Fn(&Memory) -> Relation| -> Result<Vec<LineageLink>> {
            let rows = by_ids(reader, scope, ids)?.rows.into_iter();
            Ok(rows
                .map(|memory| LineageLink {
                    id: memory.id,
                    relation: relation(&memory),
                })
                .collect())
        };
    let mut ancestors = links(&memory.derived_from, &|_| Relation::DerivedFrom)?;
    ancestors.extend(links(&replaced, &replacement)?);
    let mut descendants = links(&derived, &|_| Relation::DerivedFrom)?;
    let relation = replacement(&memory);
    let by: Vec<MemoryId> = memory.superseded_by.into_iter().collect();
    descendants.extend(links(&by, &|_| relation)?);
    Ok(Lineage {
        ancestors,
        descendants,
    })
}

/// How the one that took `replaced`'s place is related to it.
fn replacement(replaced: &Memory) -> Relation {
    match replaced.status {
        Status::Merged => Relation::MergedFrom,
        _ => Relation::Supersedes,
    }
}

/// Who names `target`, and as what; in the order of ids. Of damaged rows the one that they name is
/// reported.
fn naming(
    reader: &Reader,
    scope: &Scope,
    target: [u8; 16],
    damaged_rows: &mut Vec<String>,
) -> Result<Vec<(String, MemoryId)>> {
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, target, relation, memory_id, checksum from lineage
             where org_id = ?1 and target = ?2 order by memory_id",
        )
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), target))
        .map_err(sql)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let read = reader.verify.open("lineage", row, 0, 4).and_then(|mut f| {
            if f.str()? != scope.org_id().as_str() || f.bytes()? != target {
                return Err(damaged());
            }
            Ok((f.text()?, MemoryId::from_bytes(f.bytes()?)))
        });
        match read {
            Ok(link) => found.push(link),
            Err(error) => {
                tracing::error!(%error, "damaged lineage");
                damaged_rows.push(EventId::from_bytes(target).to_string());
            }
        }
    }
    Ok(found)
}

/// The verbatim memories around a place in a session.
pub(super) fn session_window(
    reader: &Reader,
    scope: &Scope,
    at: &SessionAnchor,
    before: u32,
    after: u32,
) -> Result<Vec<Memory>> {
    let position =
        i64::try_from(at.position).map_err(|_| Error::invalid("position", "out of range"))?;
    let part = |text: &str, limit: u32| -> Result<Vec<i64>> {
        reader
            .connection
            .prepare_cached(text)
            .and_then(|mut statement| {
                statement
                    .query_map(
                        (
                            scope.org_id().as_str(),
                            &at.user_id,
                            &at.session_id,
                            position,
                            limit,
                        ),
                        |row| row.get(0),
                    )?
                    .collect()
            })
            .map_err(sql)
    };
    let mut numbers = part(
        "select memory_no from memories
         where org_id = ?1 and user_id is ?2 and session_id = ?3 and position < ?4
         order by position desc limit ?5",
        before,
    )?;
    numbers.reverse();
    // One position is one event; a client's own import may have given it several rows.
    numbers.extend(part(
        "select memory_no from memories
         where org_id = ?1 and user_id is ?2 and session_id = ?3 and position = ?4
         order by memory_no limit ?5",
        8,
    )?);
    numbers.extend(part(
        "select memory_no from memories
         where org_id = ?1 and user_id is ?2 and session_id = ?3 and position > ?4
         order by position limit ?5",
        after,
    )?);
    let is_there = |memory: &Memory| {
        memory.verbatim
            && memory.coordinates.user_id == at.user_id
            && memory.coordinates.session_id.as_deref() == Some(at.session_id.as_str())
    };
    let memories = load_all(reader, scope, &numbers)?.rows.into_iter();
    Ok(memories
        .map(|(_, memory)| memory)
        .filter(is_there)
        .collect())
}

/// Counts recalls. Memories that are gone, unseen or damaged are passed over.
pub(super) fn record_recalls(writer: &Writer, scope: &Scope, recalls: &[Recall]) -> Result<()> {
    for recall in recalls {
        let stored = match super::commit::load(writer, scope, recall.id) {
            Ok(stored) => stored,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Corrupt) => {
                continue;
            }
            Err(error) => return Err(error),
        };
        let memory = stored.memory;
        let count = memory.recall_count.saturating_add(recall.count);
        let at = memory
            .last_recalled_at
            .map_or(recall.at, |last| last.max(recall.at));
        let headroom = (STRENGTH_MAX - memory.strength).max(0.0);
        let kept = (1.0 - RECALL_GAIN).powi(recall.count.min(1000) as i32);
        let strength = memory.strength + headroom * (1.0 - kept);
        put_recalls(writer, stored.memory_no, count, at, strength)?;
    }
    Ok(())
}

/// Totals over what the scope sees.
pub(super) fn stats(reader: &Reader, scope: &Scope) -> Result<Stats> {
    let mut stats = Stats::default();
    let mut select = Sql::new(
        "select m.status, m.kind, m.type, m.tier, count(*), sum(m.confidence),
             sum(coalesce(r.strength, m.strength)), min(m.created_at), max(m.created_at)
         from memories m left join recalls r on r.memory_no = m.memory_no where ",
    );
    select.memories_in_scope(scope);
    select.push(" group by m.status, m.kind, m.type, m.tier");
    let mut statement = reader
        .connection
        .prepare_cached(&select.text)
        .map_err(sql)?;
    let mut rows = statement
        .query(rusqlite::params_from_iter(select.binds))
        .map_err(sql)?;
    let (mut confidence, mut strength) = (0.0, 0.0);
    while let Some(row) = rows.next().map_err(sql)? {
        let count = row.get::<_, i64>(4).map_err(sql)? as u64;
        let groups = [
            &mut stats.by_status,
            &mut stats.by_kind,
            &mut stats.by_type,
            &mut stats.by_tier,
        ];
        for (index, group) in groups.into_iter().enumerate() {
            *group.entry(row.get(index).map_err(sql)?).or_default() += count;
        }
        stats.memories += count;
        confidence += row.get::<_, f64>(5).map_err(sql)?;
        strength += row.get::<_, f64>(6).map_err(sql)?;
        let oldest = Timestamp(row.get(7).map_err(sql)?);
        let newest = Timestamp(row.get(8).map_err(sql)?);
        stats.oldest = Some(stats.oldest.map_or(oldest, |time| time.min(oldest)));
        stats.newest = Some(stats.newest.map_or(newest, |time| time.max(newest)));
    }
    if stats.memories > 0 {
        stats.confidence_mean = confidence / stats.memories as f64;
        stats.strength_mean = strength / stats.memories as f64;
    }
    let one = |select: Sql| -> Result<u64> {
        let count: i64 = reader
            .connection
            .prepare_cached(&select.text)
            .and_then(|mut statement| {
                statement.query_row(rusqlite::params_from_iter(select.binds), |row| row.get(0))
            })
            .map_err(sql)?;
        Ok(count as u64)
    };
    let mut users = Sql::new("select count(distinct m.user_id) from memories m where ");
    users.memories_in_scope(scope);
    stats.users = one(users)?;
    let mut events = Sql::new("select count(*) from events where ");
    events.own_rows_in_scope(scope);
    stats.events = one(events)?;
    let mut sessions = Sql::new(
        "select count(*) from (select distinct user_id, session_id from events
         where session_id is not null and ",
    );
    sessions.own_rows_in_scope(scope);
    sessions.push(")");
    stats.sessions = one(sessions)?;
    Ok(stats)
}
