//! Clients' own ids: each stands for one row among those that whoever gives it may see. What a key does
//! not see is not in its way, for a refusal would tell that it is there.

use rusqlite::Connection;
use types::{Error, ErrorKind, EventId, MemoryId, Result, Scope};

use super::errors::sql;
use super::writer::Writer;
use super::{commit, events};

/// Rows of one external id that are looked at: as many users gave the same, each by a key of their own.
const NAMESAKES_MAX: i64 = 1000;

/// What has an id of a client's.
#[derive(Clone, Copy)]
pub(super) enum Named {
    /// Events.
    Event,
    /// Memories.
    Memory,
}

/// The rows of an org that have this external id, in the order in which they were stored.
pub(super) fn ids(
    connection: &Connection,
    scope: &Scope,
    named: Named,
    external_id: &str,
) -> Result<Vec<[u8; 16]>> {
    let text = match named {
        Named::Event => {
            "select id from events where org_id = ?1 and external_id = ?2
             order by event_no limit ?3"
        }
        Named::Memory => {
            "select id from memories where org_id = ?1 and external_id = ?2
             order by memory_no limit ?3"
        }
    };
    let key = (scope.org_id().as_str(), external_id, NAMESAKES_MAX);
    connection
        .prepare_cached(text)
        .and_then(|mut statement| statement.query_map(key, |row| row.get(0))?.collect())
        .map_err(sql)
}

/// Refuses an external id that a row has which the scope sees.
pub(super) fn refuse_taken(
    writer: &Writer,
    scope: &Scope,
    named: Named,
    external_id: Option<&str>,
) -> Result<()> {
    let Some(external_id) = external_id else {
        return Ok(());
    };
    for id in ids(&writer.connection, scope, named, external_id)? {
        let (what, is_seen) = match named {
            Named::Event => {
                let id = EventId::from_bytes(id);
                ("event", events::is_seen(writer, scope, id))
            }
            Named::Memory => {
                let found = commit::load(writer, scope, MemoryId::from_bytes(id));
                ("memory", found.map(|_| true))
            }
        };
        match is_seen {
            Ok(true) => return Err(commit::taken_external(what)),
            Ok(false) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            // Whose a damaged row is cannot be told.
            Err(error) if error.kind() == ErrorKind::Corrupt => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Who sees several users may find the same external id with each of them.
pub(super) fn ambiguous(what: &str) -> Error {
    let message = format!("several users have a {what} of this external id; ask for it by its id");
    Error::new(ErrorKind::Conflict, message).with_field("external_id")
}
