//! Get: memories and events by id, with their history.

use store::Revision;
use types::{
    Error, ErrorKind, Event, EventId, Memory, MemoryId, Permission, ProcessingState, Result, Scope,
};

use crate::{Access, Engine};

/// How a caller names a memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemoryRef {
    /// By our id.
    Id(MemoryId),
    /// By the client's own.
    External(String),
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
        let scope = access.scope();
        let cleared = self
            .inner
            .store
            .clear_event_states(&scope, session_id)
            .await?;
        if cleared > 0 {
            self.record_audit(&scope, "event.clear_states", format!("{cleared} events"))
                .await?;
        }
        Ok(cleared)
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
