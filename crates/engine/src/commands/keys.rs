//! Keys: create, list, revoke.

use serde_json::Value as Json;
use store::WriteBatch;
use types::{ApiKey, Coordinates, Error, KeyId, OrgId, Permission, Result, Timestamp, limits};

use super::add::unix_ms;
use crate::access::new_secret;
use crate::{Access, Engine};

/// A key to create.
#[derive(Clone, Debug, Default)]
pub struct CreateKey {
    /// The org it opens; by default the caller's. Only the operator may name another.
    pub org_id: Option<OrgId>,
    /// What people call it.
    pub name: String,
    /// What it may do; at least one.
    pub permissions: Vec<Permission>,
    /// What it cannot leave.
    pub bound: Coordinates,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
    /// What stands in front of the secret; `mem` by default.
    pub prefix: Option<String>,
}

/// A new key. The secret is shown this once.
pub struct CreatedKey {
    /// The key without its secret.
    pub key: ApiKey,
    /// What the client presents.
    pub secret: String,
}

impl Engine {
    /// Creates a key for the caller's org. It can do no more than its creator.
    ///
    /// In `auto` mode the first key closes the server to requests without one.
    pub async fn create_key(&self, access: &Access, command: CreateKey) -> Result<CreatedKey> {
        access.require(Permission::Admin)?;
        limits::check_name("name", &command.name)?;
        command.bound.validate()?;
        let scope = match command.org_id {
            Some(org_id) if org_id != *access.org_id() => {
                access.require_operator()?;
                self.inner.store.ensure_org(&org_id, self.now()).await?;
                Access::scope_for_process(&org_id, access.actor())
            }
            _ => access.scope(),
        };
        let (mut bound, now) = (command.bound, self.now());
        scope.claim(&mut bound)?;
        if command.permissions.is_empty() {
            return Err(Error::invalid(
                "permissions",
                "name at least one of read, write, admin",
            ));
        }
        if command.expires_at.is_some_and(|end| end <= now) {
            return Err(Error::invalid("expires_at", "lies in the past"));
        }
        let prefix = command.prefix.unwrap_or_else(|| "mem".to_owned());
        let is_plain = prefix.len() <= 16 && prefix.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_plain || prefix.is_empty() {
            return Err(Error::invalid(
                "prefix",
                "must be 1 to 16 letters or digits",
            ));
        }
        let (secret, shown, hash) = new_secret(&prefix);
        let mut permissions = command.permissions;
        permissions.sort_unstable();
        permissions.dedup();
        let key = ApiKey {
            id: self.inner.ids.key_id(unix_ms(now), rand::random()),
            org_id: scope.org_id().clone(),
            name: command.name,
            prefix: shown,
            permissions,
            bound,
            created_at: now,
            last_used_at: None,
            expires_at: command.expires_at,
            revoked_at: None,
        };
        let audit = self.audit("key.create", key.id.to_string(), Json::Null);
        self.inner
            .store
            .create_key(&scope, key.clone(), hash, Some(audit))
            .await?;
        self.inner.keys.key_was_created();
        Ok(CreatedKey { key, secret })
    }

    /// The org's keys, newest first, revoked ones included; never their secrets.
    pub async fn list_keys(&self, access: &Access) -> Result<Vec<ApiKey>> {
        access.require(Permission::Admin)?;
        self.inner.store.list_keys(&access.scope()).await
    }

    /// Revokes a key; it stops working at once.
    pub async fn revoke_key(&self, access: &Access, id: KeyId) -> Result<()> {
        access.require(Permission::Admin)?;
        let scope = access.scope();
        let (now, audit) = (
            self.now(),
            self.audit("key.revoke", id.to_string(), Json::Null),
        );
        let store = &self.inner.store;
        if !store.revoke_key(&scope, id, now, Some(audit)).await? {
            return Err(Error::not_found("key"));
        }
        self.inner.keys.clear();
        Ok(())
    }

    /// Writes an entry to the audit log, for what changes nothing in the store but is to be known.
    pub(crate) async fn record_audit(
        &self,
        scope: &types::Scope,
        action: &str,
        target: String,
    ) -> Result<()> {
        let audit = vec![self.audit(action, target, Json::Null)];
        let batch = WriteBatch {
            audit,
            ..WriteBatch::default()
        };
        self.inner.store.commit(scope, batch).await.map(|_| ())
    }
}
