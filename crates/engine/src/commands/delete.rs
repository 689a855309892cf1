//! Delete: take a memory out of sight, or erase it.

use serde::{Deserialize, Serialize};
use store::{MemoryUpdate, WriteBatch};
use types::{Error, ErrorKind, MemoryId, Permission, Result, Status};

use super::add::audit_detail;
use super::update::expect_revision;
use super::{Idempotency, MemoryRef};
use crate::embedding::partition_of;
use crate::{Access, Engine};

/// A memory to delete.
#[derive(Clone, Debug)]
pub struct DeleteMemory {
    /// Which.
    pub target: MemoryRef,
    /// Fail unless this is the current revision.
    pub expected_revision: Option<u64>,
    /// Erase it with its history and vectors, instead of taking it out of sight.
    pub hard: bool,
    /// Makes the request repeatable.
    pub idempotency: Option<Idempotency>,
}

/// What was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Which.
    pub id: MemoryId,
    /// It was erased, not only taken out of sight.
    pub hard: bool,
}

impl Engine {
    /// Deletes a memory: it leaves search and lists at once.
    pub async fn delete_memory(&self, access: &Access, command: DeleteMemory) -> Result<Deleted> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        let idempotency = command.idempotency.as_ref();
        if let Some(outcome) = self.replay(&scope, idempotency).await? {
            return Ok(outcome);
        }
        const ATTEMPTS: usize = 8;
        for _ in 0..ATTEMPTS {
            let mut memory = self.load_memory(&scope, &command.target).await?;
            expect_revision(&memory, command.expected_revision)?;
            if memory.status == Status::Deleted && !command.hard {
                return Err(Error::not_found("memory"));
            }
            let outcome = Deleted {
                id: memory.id,
                hard: command.hard,
            };
            let revision = memory.revision;
            let key = partition_of(&memory);
            let (now, detail) = (self.now(), audit_detail(&memory));
            let action = if command.hard {
                "memory.erase"
            } else {
                "memory.delete"
            };
            let mut batch = WriteBatch {
                audit: vec![self.audit(action, memory.id.to_string(), detail)],
                idempotency: self.remember(idempotency, &outcome)?,
                ..WriteBatch::default()
            };
            if command.hard {
                batch.erasures = vec![memory.id];
            } else {
                memory.status = Status::Deleted;
                memory.superseded_at = Some(now);
                memory.updated_at = now;
                batch.updates = vec![MemoryUpdate {
                    memory,
                    expected_revision: revision,
                    vectors: None,
                    action: "delete".to_owned(),
                }];
            }
            match self.inner.store.commit(&scope, batch).await {
                Ok(_) => {
                    self.inner.index.changed(&key).await?;
                    if command.hard {
                        self.inner.index.remove_file(&key);
                    }
                    return Ok(outcome);
                }
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {}
                Err(error) => return self.replay_or(&scope, idempotency, error).await,
            }
        }
        Err(Error::new(
            ErrorKind::Conflict,
            "the memory is being changed by others; try again",
        ))
    }
}
