//! Groups' records, and what an org has set.

use rusqlite::Row;
use rusqlite::types::{Value as SqlValue, ValueRef};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{Coordinates, Error, ErrorKind, Group, GroupKind, Level, Result, Scope};

use super::errors::sql;
use super::filter_sql::Sql;
use super::numbered::Numbered;
use super::readers::Reader;
use super::seal::{self, Verify, damaged, execute_sealed};
use super::writer::Writer;
use crate::query::{Page, PageRequest};

const COLUMNS: usize = 6;
const OLDEST_FIRST: Numbered = Numbered {
    list: 50,
    select: "select group_no",
    after: " and (created_at, group_no) > (",
    order: " order by created_at, group_no",
};

macro_rules! select_group {
    ($rest:literal) => {
        concat!(
            "select group_no, org_id, kind, id, created_at, updated_at, body, checksum from groups ",
            $rest
        )
    };
}

/// What of a group is one document.
#[derive(Serialize, Deserialize)]
struct Body {
    name: String,
    focus: String,
    promotion_prompt: String,
    prompt_meta: Json,
}

/// Whether the scope sees what is meant for a group: as it sees that group's memories.
fn sees(scope: &Scope, kind: GroupKind, id: &str) -> bool {
    let id = Some(id.to_owned());
    let (at, level) = match kind {
        GroupKind::Org => (Coordinates::default(), Level::Org),
        GroupKind::Role => (
            Coordinates {
                role_id: id,
                ..Default::default()
            },
            Level::Role,
        ),
        GroupKind::Team => (
            Coordinates {
                team_id: id,
                ..Default::default()
            },
            Level::Team,
        ),
        GroupKind::Project => (
            Coordinates {
                project_id: id,
                ..Default::default()
            },
            Level::Project,
        ),
    };
    scope.sees(&at, level)
}

/// Refuses a key that is bound to something else than this group.
fn writes(scope: &Scope, kind: GroupKind, id: &str) -> Result<()> {
    let is_bound = *scope.bound() != Coordinates::default();
    if (is_bound && kind == GroupKind::Org) || !sees(scope, kind, id) {
        return Err(Error::new(
            ErrorKind::PermissionDenied,
            "this key may not change this group",
        ));
    }
    Ok(())
}

fn read(scope: &Scope, kind: GroupKind, verify: Verify, row: &Row<'_>) -> Result<Group> {
    let mut f = verify.open("group", row, 1, COLUMNS)?;
    // A damaged page could lead to a row that was not asked for.
    if f.str()? != scope.org_id().as_str() || f.str()? != kind.as_str() {
        return Err(damaged());
    }
    let id = f.text()?;
    let (created_at, updated_at) = (f.time()?, f.time()?);
    let body: Body = f.json()?;
    Ok(Group {
        kind,
        id,
        name: body.name,
        focus: body.focus,
        promotion_prompt: body.promotion_prompt,
        prompt_meta: body.prompt_meta,
        created_at,
        updated_at,
    })
}

/// Writes a group's record.
pub(super) fn put(writer: &Writer, scope: &Scope, group: &Group) -> Result<()> {
    writes(scope, group.kind, &group.id)?;
    let body = seal::json(
        "group",
        &Body {
            name: group.name.clone(),
            focus: group.focus.clone(),
            promotion_prompt: group.promotion_prompt.clone(),
            prompt_meta: group.prompt_meta.clone(),
        },
    )?;
    let values: [ValueRef<'_>; COLUMNS] = [
        seal::text(scope.org_id().as_str()),
        seal::text(group.kind.as_str()),
        seal::text(&group.id),
        seal::time(group.created_at),
        seal::time(group.updated_at),
        seal::text(&body),
    ];
    let statement = writer.statement(
        "insert into groups (org_id, kind, id, created_at, updated_at, body, checksum)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         on conflict (org_id, kind, id) do update set created_at = ?4, updated_at = ?5, body = ?6,
             checksum = ?7",
    )?;
    execute_sealed(statement, "group", &values).map(drop)
}

pub(super) fn get(
    reader: &Reader,
    scope: &Scope,
    kind: GroupKind,
    id: &str,
) -> Result<Option<Group>> {
    if !sees(scope, kind, id) {
        return Ok(None);
    }
    let mut statement = reader
        .connection
        .prepare_cached(select_group!("where org_id = ?1 and kind = ?2 and id = ?3"))
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), kind.as_str(), id))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let group = read(scope, kind, reader.verify, row)?;
    if group.id == id {
        Ok(Some(group))
    } else {
        Err(damaged())
    }
}

/// Drops a record; a damaged one, too.
pub(super) fn delete(
    writer: &mut Writer,
    scope: &Scope,
    kind: GroupKind,
    id: &str,
) -> Result<bool> {
    if !sees(scope, kind, id) {
        return Ok(false);
    }
    writes(scope, kind, id)?;
    let deleted = writer
        .statement("delete from groups where org_id = ?1 and kind = ?2 and id = ?3")?
        .execute((scope.org_id().as_str(), kind.as_str(), id))
        .map_err(sql)?;
    writer.erased |= deleted > 0;
    Ok(deleted > 0)
}

/// One page of the groups of a kind that the scope sees, oldest first.
pub(super) fn list(
    reader: &Reader,
    scope: &Scope,
    kind: GroupKind,
    page: &PageRequest,
) -> Result<Page<Group>> {
    let mut from = Sql::new(" from groups where ");
    from.org("org_id", scope.org_id());
    from.push(" and kind = ");
    from.bind(kind.as_str().to_owned());
    let bound = scope.bound();
    let own = match kind {
        GroupKind::Org => None,
        GroupKind::Role => bound.role_id.as_ref(),
        GroupKind::Team => bound.team_id.as_ref(),
        GroupKind::Project => bound.project_id.as_ref(),
    };
    match own {
        Some(id) => {
            from.push(" and id = ");
            from.bind(id.clone());
        }
        // A bound key sees no group that it is not bound to, and all keys see the org.
        None if kind != GroupKind::Org && *bound != Coordinates::default() => from.push(" and 0"),
        None => {}
    }
    OLDEST_FIRST.page(reader, from, page, |number| {
        let mut statement = reader
            .connection
            .prepare_cached(select_group!("where group_no = ?1"))
            .map_err(sql)?;
        let mut rows = statement.query([number]).map_err(sql)?;
        let Some(row) = rows.next().map_err(sql)? else {
            return Ok(None);
        };
        let group = match read(scope, kind, reader.verify, row) {
            Ok(group) => Some(group).filter(|group| sees(scope, kind, &group.id)),
            Err(error) => {
                tracing::error!(group_no = number, %error, "damaged group");
                None
            }
        };
        Ok(Some((row.get(4).map_err(sql)?, group)))
    })
}

// ---- settings ---------------------------------------------------------------------------------------

pub(super) fn setting(reader: &Reader, scope: &Scope, name: &str) -> Result<Option<Json>> {
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, name, value, checksum from settings where org_id = ?1 and name = ?2",
        )
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), name))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let mut f = reader.verify.open("setting", row, 0, 3)?;
    if f.str()? != scope.org_id().as_str() || f.str()? != name {
        return Err(damaged());
    }
    f.json().map(Some)
}

/// Sets something for the org, or goes back to the default.
pub(super) fn put_setting(
    writer: &mut Writer,
    scope: &Scope,
    name: &str,
    value: Option<&Json>,
) -> Result<()> {
    if *scope.bound() != Coordinates::default() {
        return Err(Error::new(
            ErrorKind::PermissionDenied,
            "a bound key may not change what holds for the whole org",
        ));
    }
    let org_id = scope.org_id().as_str();
    let Some(value) = value else {
        let deleted = writer
            .statement("delete from settings where org_id = ?1 and name = ?2")?
            .execute((org_id, name))
            .map_err(sql)?;
        writer.erased |= deleted > 0;
        return Ok(());
    };
    let value = seal::json("value", value)?;
    let values = [seal::text(org_id), seal::text(name), seal::text(&value)];
    let statement = writer.statement(
        "insert or replace into settings (org_id, name, value, checksum) values (?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "setting", &values).map(drop)
}

/// The ids of the groups of a kind that memories in scope name, in order, at most `limit`.
pub(super) fn named_by_memories(
    reader: &Reader,
    scope: &Scope,
    kind: GroupKind,
    limit: usize,
) -> Result<Vec<String>> {
    let (select, present) = match kind {
        GroupKind::Org => return Ok(vec![scope.org_id().to_string()]),
        GroupKind::Role => ("select distinct m.role_id", " and m.role_id is not null"),
        GroupKind::Team => ("select distinct m.team_id", " and m.team_id is not null"),
        GroupKind::Project => (
            "select distinct m.project_id",
            " and m.project_id is not null",
        ),
    };
    let mut select = Sql::new(select);
    select.push(" from memories m where ");
    select.memories_in_scope(scope);
    select.push(present);
    select.push(" order by 1 limit ");
    select.bind(SqlValue::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
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
