//! Sessions: working memory.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};
use types::{
    Coordinates, Error, ErrorKind, Level, Metadata, OrgId, Result, Scope, Session, Timestamp,
};

use super::commit::claimed;
use super::errors::sql;
use super::filter_sql::Sql;
use super::numbered::Numbered;
use super::readers::Reader;
use super::seal::{self, Verify, damaged};
use super::writer::Writer;
use crate::query::{Page, PageRequest};

const COLUMNS: usize = 14;
const NEWEST_FIRST: Numbered = Numbered {
    list: 40,
    select: "select session_no",
    after: " and (updated_at, session_no) < (",
    order: " order by updated_at desc, session_no desc",
};
/// Expired sessions that one write sweeps away.
const SWEEP: i64 = 8;

macro_rules! select_session {
    ($rest:literal) => {
        concat!(
            "select session_no, org_id, key, user_id, agent_id, session_id, namespace,
             project_id, team_id, role_id, created_at, updated_at, expires_at, revision, body,
             checksum from sessions ",
            $rest
        )
    };
}

/// What of a session is one document.
#[derive(Serialize, Deserialize)]
struct Body {
    messages: Vec<serde_json::Value>,
    memories: Vec<serde_json::Value>,
    data: Metadata,
    context_summary: Option<String>,
    strategy: Option<serde_json::Value>,
    ttl_ms: Option<i64>,
}

/// The coordinates in canonical form.
fn key_of(at: &Coordinates) -> Result<String> {
    seal::json("coordinates", &at.entries().map(|(_, value)| value.clone()))
}

fn read(verify: Verify, row: &Row<'_>) -> Result<Session> {
    let mut f = verify.open("session", row, 1, COLUMNS)?;
    let org_id = OrgId::new(f.str()?).map_err(|_| damaged())?;
    f.skip(1);
    let coordinates = f.coordinates()?;
    let (created_at, updated_at, expires_at) = (f.time()?, f.time()?, f.time_opt()?);
    let revision = f.count()?;
    let body: Body = f.json()?;
    Ok(Session {
        org_id,
        coordinates,
        messages: body.messages,
        memories: body.memories,
        data: body.data,
        context_summary: body.context_summary,
        strategy: body.strategy,
        ttl_ms: body.ttl_ms,
        created_at,
        updated_at,
        expires_at,
        revision,
    })
}

fn find(
    connection: &rusqlite::Connection,
    verify: Verify,
    scope: &Scope,
    at: &Coordinates,
) -> Result<Option<Session>> {
    let mut statement = connection
        .prepare_cached(select_session!("where org_id = ?1 and key = ?2"))
        .map_err(sql)?;
    let key = key_of(at)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), key))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let session = read(verify, row)?;
    if session.coordinates != *at || session.org_id != *scope.org_id() {
        return Err(damaged());
    }
    Ok(scope
        .sees(&session.coordinates, Level::User)
        .then_some(session))
}

/// Writes a session; with an expected revision only if that is the current one.
pub(super) fn put(
    writer: &Writer,
    scope: &Scope,
    session: &Session,
    expected_revision: Option<u64>,
) -> Result<Session> {
    let mut session = session.clone();
    session.org_id = scope.org_id().clone();
    session.coordinates = claimed(scope, &session.coordinates)?;
    if session.coordinates.session_id.is_none() {
        return Err(Error::invalid("session_id", "must be given"));
    }
    // A session that has expired is as good as none.
    let old = find(
        &writer.connection,
        writer.verify,
        scope,
        &session.coordinates,
    )?
    .filter(|old| old.expires_at.is_none_or(|end| end > session.updated_at));
    let current = old.as_ref().map_or(0, |old| old.revision);
    if expected_revision.is_some_and(|expected| expected != current) {
        return Err(Error::new(
            ErrorKind::PreconditionFailed,
            format!("the session was changed meanwhile: its revision is {current}"),
        ));
    }
    if let Some(old) = &old {
        session.created_at = old.created_at;
    }
    session.revision = current + 1;
    session.expires_at = session.ttl_ms.map(|ttl| session.updated_at.plus_ms(ttl));
    writer
        .statement(
            "delete from sessions where session_no in (
                 select session_no from sessions where expires_at <= ?1 limit ?2)",
        )?
        .execute((session.updated_at.0, SWEEP))
        .map_err(sql)?;
    write(writer, &session)?;
    Ok(session)
}

fn write(writer: &Writer, session: &Session) -> Result<()> {
    let body = seal::json(
        "session",
        &Body {
            messages: session.messages.clone(),
            memories: session.memories.clone(),
            data: session.data.clone(),
            context_summary: session.context_summary.clone(),
            strategy: session.strategy.clone(),
            ttl_ms: session.ttl_ms,
        },
    )?;
    let key = key_of(&session.coordinates)?;
    let [
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
    ] = seal::coordinates(&session.coordinates);
    let values: [ValueRef<'_>; COLUMNS] = [
        seal::text(session.org_id.as_str()),
        seal::text(&key),
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
        seal::time(session.created_at),
        seal::time(session.updated_at),
        seal::time_opt(session.expires_at),
        seal::int(session.revision),
        seal::text(&body),
    ];
    let statement = writer.statement(
        "insert into sessions (org_id, key, user_id, agent_id, session_id, namespace, project_id,
             team_id, role_id, created_at, updated_at, expires_at, revision, body, checksum)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
         on conflict (org_id, key) do update set created_at = ?10, updated_at = ?11,
             expires_at = ?12, revision = ?13, body = ?14, checksum = ?15",
    )?;
    seal::execute_sealed(statement, "session", &values).map(drop)
}

pub(super) fn get(
    reader: &Reader,
    scope: &Scope,
    at: &Coordinates,
    now: Timestamp,
) -> Result<Option<Session>> {
    let session = find(&reader.connection, reader.verify, scope, at)?;
    Ok(session.filter(|session| session.expires_at.is_none_or(|end| end > now)))
}

/// Drops a session, a damaged one too if the key is bound to nothing.
pub(super) fn delete(writer: &mut Writer, scope: &Scope, at: &Coordinates) -> Result<bool> {
    match find(&writer.connection, writer.verify, scope, at) {
        Ok(Some(_)) => {}
        Ok(None) => return Ok(false),
        Err(error)
            if error.kind() == ErrorKind::Corrupt && *scope.bound() == Coordinates::default() => {}
        Err(error) => return Err(error),
    }
    let deleted = writer
        .statement("delete from sessions where org_id = ?1 and key = ?2")?
        .execute((scope.org_id().as_str(), key_of(at)?))
        .map_err(sql)?;
    writer.erased |= deleted > 0;
    Ok(deleted > 0)
}

/// One page of the sessions at the coordinates given, newest first.
pub(super) fn list(
    reader: &Reader,
    scope: &Scope,
    at: &Coordinates,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<Session>> {
    let mut from = Sql::new(" from sessions where ");
    from.own_rows_in_scope(scope);
    from.and_at(at);
    from.push(" and (expires_at is null or expires_at > ");
    from.bind(now.0);
    from.push(")");
    NEWEST_FIRST.page(reader, from, page, |number| {
        let mut statement = reader
            .connection
            .prepare_cached(select_session!("where session_no = ?1"))
            .map_err(sql)?;
        let mut rows = statement.query([number]).map_err(sql)?;
        let Some(row) = rows.next().map_err(sql)? else {
            return Ok(None);
        };
        let session = match read(reader.verify, row) {
            Ok(session) => Some(session).filter(|s| scope.sees(&s.coordinates, Level::User)),
            Err(error) => {
                tracing::error!(session_no = number, %error, "damaged session");
                None
            }
        };
        Ok(Some((row.get(11).map_err(sql)?, session)))
    })
}
