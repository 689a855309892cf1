//! Get: memories and events by id, with their history.

use serde_json::Value as Json;
use store::Revision;
use types::{
    Error, ErrorKind, Event, EventId, Memory, MemoryId, Permission, ProcessingState, Result, Scope,
    Status, Timestamp,
};

use super::Search;
use crate::truth::view::shown;
use crate::{Access, Engine};

/// How a caller names a memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemoryRef {
    /// By our id.
    Id(MemoryId),
    /// By the client's own.
    External(String),
}

/// A memory to look at in another time.
#[derive(Clone, Debug)]
pub struct GetMemory {
    /// Which.
    pub target: MemoryRef,
    /// What of it was true at this instant.
    pub as_of: Option<Timestamp>,
    /// As it was believed at this instant.
    pub known_at: Option<Timestamp>,
}

/// How far events have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventStatuses {
    /// Those that exist, in the order asked; unknown ids and other orgs' are absent.
    pub known: Vec<(EventId, ProcessingState)>,
}

impl Engine {
    /// A memory, whatever its status.
    ///
    /// Errors: `NotFound` also when it is somebody else's; `Corrupt` when its row is damaged.
    pub async fn get_memory(&self, access: &Access, target: &MemoryRef) -> Result<Memory> {
        access.require(Permission::Read)?;
        self.load_memory(&access.scope(), target).await
    }

    /// A memory as it was true or believed at an instant; the whole of it, whatever its status,
    /// without one.
    ///
    /// Errors: as [`Engine::get_memory`]; `NotFound` also when it was not true or not believed then.
    pub async fn get_memory_as(&self, access: &Access, command: GetMemory) -> Result<Memory> {
        access.require(Permission::Read)?;
        let scope = access.scope();
        let memory = self.load_memory(&scope, &command.target).await?;
        let times = Search {
            as_of: command.as_of,
            known_at: command.known_at,
            ..Search::default()
        };
        if command.as_of.is_none() && command.known_at.is_none() {
            return Ok(memory);
        }
        let missing = || Error::not_found("memory");
        let memory = self
            .as_known(&scope, memory, &times)
            .await?
            .filter(|memory| memory.status != Status::Deleted)
            .ok_or_else(missing)?;
        match command.as_of.is_none_or(|at| memory.was_true(at)) {
            true => Ok(shown(memory, times.view())),
            false => Err(missing()),
        }
    }

    /// The revision of a memory that was current at `at`; `None` before there was any.
    pub(crate) async fn revision_at(
        &self,
        scope: &Scope,
        memory: Memory,
        at: Timestamp,
    ) -> Result<Option<Memory>> {
        if memory.created_at > at {
            return Ok(None);
        }
        if memory.revision == 1 || memory.updated_at <= at {
            return Ok(Some(memory));
        }
        let revisions = self.inner.store.history(scope, memory.id).await?;
        let current = revisions
            .into_iter()
            .rev()
            .find(|revision| revision.at <= at);
        Ok(current.map(|revision| revision.memory))
    }

    pub(crate) async fn load_memory(&self, scope: &Scope, target: &MemoryRef) -> Result<Memory> {
        let found = match target {
            MemoryRef::Id(id) => {
                let mut loaded = self.inner.store.memories(scope, &[*id]).await?;
                if !loaded.damaged.is_empty() {
                    return Err(damaged("memory"));
                }
                loaded.rows.pop()
            }
            MemoryRef::External(id) => self.inner.store.memory_by_external_id(scope, id).await?,
        };
        found.ok_or_else(|| Error::not_found("memory"))
    }

    /// An event.
    pub async fn get_event(&self, access: &Access, id: EventId) -> Result<Event> {
        access.require(Permission::Read)?;
        let mut loaded = self.inner.store.events(&access.scope(), &[id]).await?;
        if !loaded.damaged.is_empty() {
            return Err(damaged("event"));
        }
        loaded.rows.pop().ok_or_else(|| Error::not_found("event"))
    }

    /// Those of the events that exist, in the order asked.
    pub async fn events(&self, access: &Access, ids: &[EventId]) -> Result<Vec<Event>> {
        access.require(Permission::Read)?;
        Ok(self.inner.store.events(&access.scope(), ids).await?.rows)
    }

    /// How far events have come.
    pub async fn event_statuses(&self, access: &Access, ids: &[EventId]) -> Result<EventStatuses> {
        access.require(Permission::Read)?;
        let known = self.inner.store.event_states(&access.scope(), ids).await?;
        Ok(EventStatuses { known })
    }

    /// Forgets how far a session's events have come (not the events); how many they were.
    pub async fn clear_event_statuses(&self, access: &Access, session_id: &str) -> Result<u64> {
        access.require(Permission::Write)?;
        let audit = self.audit("event.clear_states", String::new(), Json::Null);
        self.inner
            .store
            .clear_event_states(&access.scope(), session_id, Some(audit))
            .await
    }

    /// Every version of a memory, oldest first.
    pub async fn history(&self, access: &Access, target: &MemoryRef) -> Result<Vec<Revision>> {
        access.require(Permission::Read)?;
        let scope = access.scope();
        let memory = self.load_memory(&scope, target).await?;
        self.inner.store.history(&scope, memory.id).await
    }
}

fn damaged(what: &'static str) -> Error {
    Error::new(
        ErrorKind::Corrupt,
        format!("this {what} is damaged on disk and is not served"),
    )
}
