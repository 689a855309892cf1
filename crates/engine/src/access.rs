//! Who may do what: `PresentedKey → Access → Scope`. The only maker of [`Scope`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use types::{
    ApiKey, Coordinates, Error, ErrorKind, Job, KeyId, OrgId, Permission, Result, Scope, Timestamp,
};

use crate::Engine;

/// Who may come in without a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMode {
    /// On loopback, and until the first key is created, anybody is the `default` org; from then on
    /// every request needs a key.
    #[default]
    Auto,
    /// Every request needs a key.
    Required,
    /// Nobody needs a key. Not for configuration: for the command line, which holds the data
    /// directory itself, listens on nothing and acts as its owner.
    #[serde(skip)]
    DangerOpen,
}

/// Where a request comes from, as far as access depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// It came in over a loopback listener.
    pub is_loopback: bool,
}

/// A key as a caller presented it. Never printed.
pub struct PresentedKey(String);

impl PresentedKey {
    /// Wraps what stood in the header.
    pub fn new(text: impl Into<String>) -> Self {
        PresentedKey(text.into())
    }

    /// SHA-256 of the secret, if the text has the form of a key: any prefix, an underscore, 64 hex
    /// digits of secret and 8 of check. The prefix is not part of the secret, so that one key
    /// serves every SDK.
    fn secret_hash(&self) -> Option<[u8; 32]> {
        let body = self.0.rsplit('_').next().unwrap_or(&self.0);
        if body.len() != SECRET_HEX + CHECK_HEX || !body.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let (secret, check) = body.split_at(SECRET_HEX);
        (check_digits(secret) == check).then(|| hash_secret(secret))
    }
}

impl std::fmt::Debug for PresentedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PresentedKey(***)")
    }
}

/// 256 random bits in hex.
const SECRET_HEX: usize = 64;
/// Digits that tell a mistyped key from an unknown one, without asking the store.
const CHECK_HEX: usize = 8;

/// A new secret: `(full key, prefix to show, hash to store)`.
pub(crate) fn new_secret(prefix: &str) -> (String, String, [u8; 32]) {
    let secret = hex(&rand::random::<[u8; 32]>());
    let key = format!("{prefix}_{secret}{}", check_digits(&secret));
    let shown = format!("{prefix}_{}", &secret[..6]);
    let hash = hash_secret(&secret);
    (key, shown, hash)
}

fn hash_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn check_digits(secret: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"memoird key check");
    hasher.update(secret.as_bytes());
    hex(&hasher.finalize())[..CHECK_HEX].to_owned()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// What an authenticated caller may do. Made only by [`Engine::authenticate`] and the engine's own
/// background work.
#[derive(Clone, Debug)]
pub struct Access {
    org_id: OrgId,
    permissions: Vec<Permission>,
    bound: Coordinates,
    actor: String,
    key_id: Option<KeyId>,
}

impl Access {
    /// The org.
    pub fn org_id(&self) -> &OrgId {
        &self.org_id
    }

    /// What the caller may do.
    pub fn permissions(&self) -> &[Permission] {
        &self.permissions
    }

    /// What the caller cannot leave.
    pub fn bound(&self) -> &Coordinates {
        &self.bound
    }

    /// Who acts, for audit.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The key that was used, if one was.
    pub fn key_id(&self) -> Option<KeyId> {
        self.key_id
    }

    /// Whether the caller came in without a key, in `auto` mode.
    pub fn is_open(&self) -> bool {
        self.key_id.is_none()
    }

    /// Fails unless the caller has `permission`.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.permissions.contains(&permission) {
            return Ok(());
        }
        let message = format!("this key lacks the permission '{}'", permission.as_str());
        Err(Error::new(ErrorKind::PermissionDenied, message).with_field(permission.as_str()))
    }

    /// Fails unless the caller may read and write: what changes something stored and answers with its
    /// words does both.
    pub fn require_read_write(&self) -> Result<()> {
        self.require(Permission::Read)?;
        self.require(Permission::Write)
    }

    /// Fails unless the caller may change or delete what stands at `at`. What belongs to no user is
    /// shared: a key that is bound to one user reads it, and does not change it for the others, unless it
    /// administers.
    pub(crate) fn require_change(&self, at: &Coordinates) -> Result<()> {
        if self.may_change(at) {
            return Ok(());
        }
        let message = "a key that is bound to a user reads what is shared, and may not change it";
        Err(Error::new(ErrorKind::PermissionDenied, message).with_field("user_id"))
    }

    /// See [`Access::require_change`].
    pub(crate) fn may_change(&self, at: &Coordinates) -> bool {
        let is_shared = self.bound.user_id.is_some() && at.user_id.is_none();
        !is_shared || self.permissions.contains(&Permission::Admin)
    }

    /// Fails unless the caller runs the server: an administrator of the `default` org whose key is
    /// bound to nothing. What reaches beyond one org (backup, integrity, other orgs' keys) needs it.
    pub fn require_operator(&self) -> Result<()> {
        self.require(Permission::Admin)?;
        if self.org_id == OrgId::default_org() && self.bound == Coordinates::default() {
            return Ok(());
        }
        let message = "only an administrator of the 'default' org may do this";
        Err(Error::new(ErrorKind::PermissionDenied, message).with_field("operator"))
    }

    /// The proof that the store takes: this caller's org and what its key is bound to.
    pub(crate) fn scope(&self) -> Scope {
        make_scope(self.org_id.clone(), self.bound.clone(), &self.actor)
    }

    /// The scope of a background process of the server, inside one org.
    pub(crate) fn scope_for_process(org_id: &OrgId, process: &str) -> Scope {
        make_scope(org_id.clone(), Coordinates::default(), process)
    }

    /// Whoever does what an org wants done by itself.
    pub(crate) fn for_maintenance(org_id: &OrgId) -> Access {
        Access {
            org_id: org_id.clone(),
            permissions: vec![Permission::Read, Permission::Write],
            bound: Coordinates::default(),
            actor: "auto-maintenance".to_owned(),
            key_id: None,
        }
    }

    /// What a job may do: it reads and writes inside what the one who asked for it was bound to.
    pub(crate) fn for_job(job: &Job, actor: String) -> Access {
        Access {
            org_id: job.org_id.clone(),
            permissions: vec![Permission::Read, Permission::Write],
            bound: job.bound.clone(),
            actor,
            key_id: None,
        }
    }

    fn of_key(key: &ApiKey) -> Access {
        Access {
            org_id: key.org_id.clone(),
            permissions: key.permissions.clone(),
            bound: key.bound.clone(),
            actor: key.id.to_string(),
            key_id: Some(key.id),
        }
    }

    fn open() -> Access {
        Access {
            org_id: OrgId::default_org(),
            permissions: Permission::ALL.to_vec(),
            bound: Coordinates::default(),
            actor: "local".to_owned(),
            key_id: None,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that turns access into proof"
)]
fn make_scope(org_id: OrgId, bound: Coordinates, actor: &str) -> Scope {
    Scope::danger_unchecked(org_id, bound, actor)
}

/// How long a key is trusted without asking the store again: the time within which a revocation
/// on another node takes effect.
const KEY_CACHE_MS: i64 = 1000;

/// Recently used keys, so that authentication costs no disk access.
pub(crate) struct KeyCache {
    any_key: AtomicBool,
    by_hash: RwLock<HashMap<[u8; 32], (ApiKey, Timestamp)>>,
    used: Mutex<HashMap<KeyId, Timestamp>>,
}

impl KeyCache {
    pub(crate) fn new(any_key: bool) -> Self {
        KeyCache {
            any_key: AtomicBool::new(any_key),
            by_hash: RwLock::default(),
            used: Mutex::default(),
        }
    }

    pub(crate) fn key_was_created(&self) {
        self.any_key.store(true, Ordering::SeqCst);
    }

    pub(crate) fn clear(&self) {
        self.by_hash
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn fresh(&self, hash: &[u8; 32], now: Timestamp) -> Option<ApiKey> {
        let cache = self.by_hash.read().unwrap_or_else(PoisonError::into_inner);
        let (key, read_at) = cache.get(hash)?;
        (now < read_at.plus_ms(KEY_CACHE_MS) && *read_at <= now).then(|| key.clone())
    }

    fn remember(&self, hash: [u8; 32], key: ApiKey, now: Timestamp) {
        let mut cache = self.by_hash.write().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= 10_000 {
            cache.clear();
        }
        cache.insert(hash, (key, now));
    }

    fn mark_used(&self, id: KeyId, now: Timestamp) {
        self.used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, now);
    }
}

impl Engine {
    /// Turns a presented key into access, or refuses.
    ///
    /// Errors: `Unauthenticated` when a key is needed and missing, malformed, unknown, expired or
    /// revoked (which of these is not told).
    pub async fn authenticate(&self, key: Option<&PresentedKey>, peer: Peer) -> Result<Access> {
        let keys = &self.inner.keys;
        let is_open = match self.inner.config.auth_mode {
            AuthMode::Auto => peer.is_loopback && !keys.any_key.load(Ordering::SeqCst),
            AuthMode::Required => false,
            AuthMode::DangerOpen => true,
        };
        if is_open {
            // A client that insists on a key (every SDK does) may send any.
            return Ok(Access::open());
        }
        let refused = || Error::new(ErrorKind::Unauthenticated, "a valid API key is required");
        let hash = key
            .and_then(PresentedKey::secret_hash)
            .ok_or_else(refused)?;
        let now = self.now();
        let key = match keys.fresh(&hash, now) {
            Some(key) => key,
            None => {
                let key = self
                    .inner
                    .store
                    .key_by_hash(hash)
                    .await?
                    .ok_or_else(refused)?;
                keys.remember(hash, key.clone(), now);
                key
            }
        };
        let is_valid = key.revoked_at.is_none() && key.expires_at.is_none_or(|end| end > now);
        if !is_valid {
            return Err(refused());
        }
        keys.mark_used(key.id, now);
        Ok(Access::of_key(&key))
    }

    /// Writes down when keys were last used.
    pub(crate) async fn flush_key_uses(&self) {
        let used = std::mem::take(
            &mut *self
                .inner
                .keys
                .used
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        if used.is_empty() {
            return;
        }
        if let Err(error) = self
            .inner
            .store
            .touch_keys(used.into_iter().collect())
            .await
        {
            tracing::warn!(%error, "could not record when keys were used");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_secret_serves_under_any_prefix_and_typing_errors_are_seen() {
        let (key, shown, hash) = new_secret("mem");
        assert!(key.starts_with(&shown) && key.len() == 4 + SECRET_HEX + CHECK_HEX);
        let body = key.trim_start_matches("mem_");
        let check = |text: String, expect: Option<[u8; 32]>| {
            assert_eq!(PresentedKey::new(text).secret_hash(), expect);
        };
        check(key.clone(), Some(hash));
        check(format!("msy_{body}"), Some(hash));
        check(format!("a_b_{body}"), Some(hash));
        check(body.to_owned(), Some(hash));
        check(
            format!("mem_{}", body.chars().rev().collect::<String>()),
            None,
        );
        check("dev".to_owned(), None);
        check(String::new(), None);
        assert_eq!(format!("{:?}", PresentedKey::new(key)), "PresentedKey(***)");
    }
}
