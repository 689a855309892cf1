//! Which item of a refused batch has an external id that another has already, and whose.

use std::collections::HashMap;

use types::{Error, ErrorKind, Scope, Status};

use crate::Engine;

/// What a batch consists of.
#[derive(Clone, Copy)]
pub(crate) enum Items {
    /// Events.
    Events,
    /// Memories.
    Memories,
}

/// The client's own ids of the items of a batch, in order.
pub(crate) type ExternalIds = Vec<Option<String>>;

impl Engine {
    /// The error with the item and the id that exists, if that is what it is about. What the caller
    /// may not see keeps its id.
    pub(crate) async fn tell_taken(
        &self,
        scope: &Scope,
        items: Items,
        external_ids: &ExternalIds,
        error: Error,
    ) -> Error {
        if error.kind() != ErrorKind::Conflict || error.field() != Some("external_id") {
            return error;
        }
        let (list, one) = match items {
            Items::Events => ("events", "event"),
            Items::Memories => ("memories", "memory"),
        };
        let taken = |index: usize, message: String| {
            let field = format!("{list}[{index}].external_id");
            Error::new(ErrorKind::Conflict, message).with_field(field)
        };
        let mut before: HashMap<&str, usize> = HashMap::new();
        let given = external_ids.iter().enumerate();
        let given: Vec<(usize, &str)> = given
            .filter_map(|(index, id)| Some((index, id.as_deref()?)))
            .collect();
        for &(index, external_id) in &given {
            if let Some(first) = before.insert(external_id, index) {
                return taken(index, format!("the same as that of {list}[{first}]"));
            }
            if let Some(id) = self.known_as(scope, items, external_id).await {
                return taken(
                    index,
                    format!("the {one} {id} has this external id already"),
                );
            }
        }
        match given[..] {
            [(index, _)] => error.with_field(format!("{list}[{index}].external_id")),
            _ => error,
        }
    }

    /// The id of what a client knows by its own.
    async fn known_as(&self, scope: &Scope, items: Items, external_id: &str) -> Option<String> {
        let store = &self.inner.store;
        // A failure here hides nothing: what is told then is the refusal alone.
        match items {
            Items::Events => {
                let found = store.event_by_external_id(scope, external_id).await.ok()?;
                found.map(|id| id.to_string())
            }
            Items::Memories => {
                let found = store.memory_by_external_id(scope, external_id).await.ok()?;
                found.map(|memory| match memory.status {
                    Status::Deleted => format!("{} (deleted, but kept in its history)", memory.id),
                    _ => memory.id.to_string(),
                })
            }
        }
    }
}
