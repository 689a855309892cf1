//! Who asks: extractors that a handler must name to get an [`Access`], and the brake on guessing.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use engine::{Access, Peer, PresentedKey};
use types::{Error, ErrorKind, Permission};

use crate::AppState;
use crate::failure::Failure;
use crate::listener::PeerAddress;
use crate::middleware::RequestFacts;

/// Permissions as a type, so that a handler's signature says what it needs.
pub(crate) trait Needed: Send + Sync + 'static {
    /// The permissions.
    const PERMISSIONS: &[Permission];
}

/// Search, list, get.
pub(crate) struct Read;
/// Add, update, delete.
pub(crate) struct Write;
/// What changes something stored and answers with its words.
pub(crate) struct ReadWrite;
/// Keys, import, reindex, audit.
pub(crate) struct Admin;

impl Needed for Read {
    const PERMISSIONS: &[Permission] = &[Permission::Read];
}
impl Needed for Write {
    const PERMISSIONS: &[Permission] = &[Permission::Write];
}
impl Needed for ReadWrite {
    const PERMISSIONS: &[Permission] = &[Permission::Read, Permission::Write];
}
impl Needed for Admin {
    const PERMISSIONS: &[Permission] = &[Permission::Admin];
}

/// A caller who was authenticated and has the permissions of `P`.
pub(crate) struct Authed<P> {
    pub(crate) access: Access,
    permission: PhantomData<P>,
}

impl<P: Needed> FromRequestParts<AppState> for Authed<P> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let access = authenticate(parts, app).await?;
        for permission in P::PERMISSIONS {
            access.require(*permission)?;
        }
        app.engine.count_usage(&access, "api_calls", 1);
        Ok(Authed {
            access,
            permission: PhantomData,
        })
    }
}

/// A caller who may be anybody; `None` without a valid key.
pub(crate) struct Perhaps(pub(crate) Option<Access>);

impl FromRequestParts<AppState> for Perhaps {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        Ok(Perhaps(authenticate(parts, app).await.ok()))
    }
}

async fn authenticate(parts: &mut Parts, app: &AppState) -> Result<Access, Failure> {
    let key = presented_key(&parts.headers);
    let peer = Peer {
        is_loopback: app.is_loopback,
    };
    match app.engine.authenticate(key.as_ref(), peer).await {
        Ok(access) => {
            if let Some(facts) = parts.extensions.get::<RequestFacts>() {
                facts.set_access(&access);
            }
            Ok(access)
        }
        Err(error) => {
            let address = parts
                .extensions
                .get::<PeerAddress>()
                .map(|peer| peer.0.ip());
            let is_wrong = key.is_some() && error.kind() == ErrorKind::Unauthenticated;
            match address {
                Some(address) if is_wrong => Err(wrong_key(app, address, error).into()),
                _ if key.is_none() && error.kind() == ErrorKind::Unauthenticated => {
                    let message = "an API key is required, as `Authorization: Bearer <key>` or \
                                   `X-API-Key: <key>`";
                    Err(Error::new(ErrorKind::Unauthenticated, message).into())
                }
                _ => Err(error.into()),
            }
        }
    }
}

/// Counts a wrong key. Whoever shares the address of a guesser is still served: a right key costs
/// microseconds to tell from a wrong one, and cannot be guessed.
fn wrong_key(app: &AppState, address: IpAddr, error: Error) -> Error {
    app.wrong_keys.count(address);
    if !app
        .wrong_keys
        .is_over(address, app.config.wrong_keys_per_second_max)
    {
        return error;
    }
    let message = "too many wrong keys from this address; wait a second";
    Error::new(ErrorKind::RateLimited, message).with_retry_after_ms(1000)
}

/// `Authorization: Bearer <key>` or `X-API-Key: <key>`.
fn presented_key(headers: &HeaderMap) -> Option<PresentedKey> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| {
        let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    });
    let plain = || {
        headers
            .get("x-api-key")
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
    };
    bearer
        .or_else(plain)
        .filter(|key| !key.is_empty())
        .map(PresentedKey::new)
}

/// Addresses remembered at once; beyond that the oldest second is forgotten as a whole.
const ADDRESSES_MAX: usize = 10_000;

/// Counts wrong keys by address and second.
#[derive(Default)]
pub(crate) struct WrongKeys(Mutex<HashMap<IpAddr, (Instant, u32)>>);

impl WrongKeys {
    fn is_over(&self, address: IpAddr, limit: u32) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&address)
            .is_some_and(|(since, count)| since.elapsed().as_millis() < 1000 && *count > limit)
    }

    fn count(&self, address: IpAddr) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES_MAX {
            seen.retain(|_, (since, _)| since.elapsed().as_millis() < 1000);
        }
        if seen.len() >= ADDRESSES_MAX {
            seen.clear();
        }
        let entry = seen.entry(address).or_insert_with(|| (Instant::now(), 0));
        if entry.0.elapsed().as_millis() >= 1000 {
            *entry = (Instant::now(), 0);
        }
        entry.1 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn keys_are_read_from_both_headers() {
        fn check(name: &'static str, value: &'static str, expect: bool) {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            assert_eq!(presented_key(&headers).is_some(), expect, "{name}: {value}");
        }
        check("authorization", "Bearer mem_x", true);
        check("authorization", "bearer mem_x", true);
        check("authorization", "Basic abc", false);
        check("authorization", "Bearer ", false);
        check("authorization", "Bearer", false);
        check("x-api-key", "mem_x", true);
        check("x-api-key", "", false);
    }

    #[test]
    fn an_address_is_braked_after_its_wrong_keys() {
        let wrong = WrongKeys::default();
        let (guesser, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..3 {
            wrong.count(guesser);
            assert!(!wrong.is_over(guesser, 3));
        }
        wrong.count(guesser);
        assert!(wrong.is_over(guesser, 3));
        assert!(!wrong.is_over(other, 3));
    }
}
