//! The same request twice has one effect and one reply.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{IdempotencyRecord, PartitionKey, WriteBatch};
use types::{Coordinates, Error, ErrorKind, Permission, Result, Scope, limits};

use crate::access::hex;
use crate::{Access, Engine};

/// What makes a write idempotent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The key that the client chose.
    pub key: String,
    /// SHA-256 of what was asked: method, path and body.
    pub request_hash: [u8; 32],
}

const FIELD: &str = "Idempotency-Key";

/// A reply that is kept as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its status.
    pub status: u16,
    /// Its text; empty if there is none.
    pub body: String,
}

impl Engine {
    /// Does a write that is more than one commit, or none of memories, once for its idempotency key: while
    /// it goes on, whoever sends the same waits; afterwards the reply is replayed. What fails is not kept,
    /// and neither is a reply if the server dies before: every such write may be repeated, and goes on
    /// where it was.
    ///
    /// Errors: those of `work`, and as of a replay: `Conflict` if the key was used for another request.
    pub async fn once<E: From<Error>>(
        &self,
        access: &Access,
        idempotency: Option<&Idempotency>,
        work: impl Future<Output = std::result::Result<Kept, E>>,
    ) -> std::result::Result<Kept, E> {
        // Each of these writes asks for its own; nobody without either gets to ask for replies.
        let may_write = access.require(Permission::Write);
        may_write.or_else(|_| access.require(Permission::Admin))?;
        let Some(wanted) = idempotency else {
            return work.await;
        };
        let scope = access.scope();
        let request = PartitionKey {
            org_id: scope.org_id().clone(),
            user_id: Some(key_of_reach(&scope, &wanted.key)?),
        };
        let _alone = self.inner.onces.hold(BTreeSet::from([request])).await;
        if let Some(kept) = self.replay(&scope, idempotency).await? {
            return Ok(kept);
        }
        let kept = work.await?;
        let batch = WriteBatch {
            idempotency: self.remember(&scope, idempotency, &kept)?,
            ..WriteBatch::default()
        };
        match self.inner.store.commit(&scope, batch).await {
            Ok(_) => Ok(kept),
            // One of the writes that keep their replies themselves was faster with the key.
            Err(error) => Ok(self.replay_or(&scope, idempotency, error).await?),
        }
    }

    /// The outcome of an earlier request with the same key, if there was one, by a caller of the same
    /// reach: what another one chose says nothing here, and its reply may hold what this one must not see.
    ///
    /// Errors: `Conflict` if that was a different request, or if its outcome was erased.
    pub(crate) async fn replay<T: DeserializeOwned>(
        &self,
        scope: &Scope,
        idempotency: Option<&Idempotency>,
    ) -> Result<Option<T>> {
        let Some(wanted) = idempotency else {
            return Ok(None);
        };
        if wanted.key.is_empty() || wanted.key.len() > limits::IDEMPOTENCY_KEY_BYTES_MAX {
            let limit = limits::IDEMPOTENCY_KEY_BYTES_MAX;
            return Err(Error::invalid(
                FIELD,
                format!("must be 1 to {limit} bytes long"),
            ));
        }
        let key = key_of_reach(scope, &wanted.key)?;
        let store = &self.inner.store;
        let Some(record) = store.idempotent_reply(scope, &key, self.now()).await? else {
            return Ok(None);
        };
        if record.request_hash != wanted.request_hash {
            let message = "this key was used for a different request";
            return Err(Error::new(ErrorKind::Conflict, message).with_field(FIELD));
        }
        if record.body.is_null() {
            let message = "what this key's request stored has been erased since";
            return Err(Error::new(ErrorKind::Conflict, message).with_field(FIELD));
        }
        let outcome = serde_json::from_value(record.body)
            .map_err(|error| Error::internal("a stored reply cannot be read").with_source(error))?;
        Ok(Some(outcome))
    }

    /// What to store so that the request can be replayed.
    pub(crate) fn remember<T: Serialize>(
        &self,
        scope: &Scope,
        idempotency: Option<&Idempotency>,
        outcome: &T,
    ) -> Result<Option<IdempotencyRecord>> {
        let Some(wanted) = idempotency else {
            return Ok(None);
        };
        let body = serde_json::to_value(outcome)
            .map_err(|error| Error::internal("a reply cannot be stored").with_source(error))?;
        Ok(Some(IdempotencyRecord {
            key: key_of_reach(scope, &wanted.key)?,
            request_hash: wanted.request_hash,
            status: 200,
            body,
            expires_at: self.now().plus_ms(limits::IDEMPOTENCY_TTL_MS),
        }))
    }

    /// After a failed commit: if it lost a race against the same request, that one's outcome;
    /// otherwise the error.
    pub(crate) async fn replay_or<T: DeserializeOwned>(
        &self,
        scope: &Scope,
        idempotency: Option<&Idempotency>,
        error: Error,
    ) -> Result<T> {
        if error.kind() == ErrorKind::Conflict
            && let Some(outcome) = self.replay(scope, idempotency).await?
        {
            return Ok(outcome);
        }
        Err(error)
    }
}

/// Under which a client's key is kept: callers that are bound to something have each binding's keys to
/// themselves. A line break stands in no key of an unbound client: none can be sent in a header.
fn key_of_reach(scope: &Scope, key: &str) -> Result<String> {
    if *scope.bound() == Coordinates::default() {
        return Ok(key.to_owned());
    }
    let bound = serde_json::to_vec(scope.bound())
        .map_err(|error| Error::internal("a binding cannot be written").with_source(error))?;
    Ok(format!("{}\n{key}", hex(&Sha256::digest(&bound))))
}
