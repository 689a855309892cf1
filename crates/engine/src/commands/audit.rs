//! Audit: what was done and what was refused, as a chain of hashes that shows every change of it.
//!
//! Each mutation writes its entry in its own transaction. Refusals are counted in memory and written
//! in the background, so that a flood of them is not a flood of writes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::json;
use store::{AuditCheck, AuditRecord, NewAudit, Page, PageRequest, WriteBatch};
use types::{Coordinates, Error, OrgId, Permission, Result, Timestamp, limits};

use super::list::check_page;
use crate::{Access, Engine};

/// Refusals of one caller and one action within so many milliseconds are one or two entries.
const WINDOW_MS: i64 = 60_000;
/// Different refusals that are remembered at once; what goes beyond is counted by org alone.
const REMEMBERED_MAX: usize = 10_000;
/// The actor of refusals that were too many to be told apart.
const MANY: &str = "(many)";

/// Refusals that wait to be written. A crash loses those of the last second, and the counts, not the
/// fact, of those of the last minute.
#[derive(Default)]
pub(crate) struct Denials(Mutex<BTreeMap<Refusal, Count>>);

/// Refusals with the same of these are counted together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Refusal {
    org_id: OrgId,
    window: i64,
    actor: String,
    action: String,
    reason: String,
}

struct Count {
    /// Not written yet.
    waiting: u64,
    /// There is an entry that says that this happens.
    is_told: bool,
    last: Timestamp,
}

impl Denials {
    fn add(&self, refusal: Refusal, at: Timestamp) {
        let mut denials = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let refusal = match denials.len() >= REMEMBERED_MAX && !denials.contains_key(&refusal) {
            false => refusal,
            true => Refusal {
                actor: MANY.to_owned(),
                action: MANY.to_owned(),
                reason: MANY.to_owned(),
                ..refusal
            },
        };
        let count = denials.entry(refusal).or_insert(Count {
            waiting: 0,
            is_told: false,
            last: at,
        });
        count.waiting += 1;
        count.last = at;
    }

    /// What is to be written now: what is new, and what a window that is over has left.
    fn due(&self, now: Timestamp, everything: bool) -> BTreeMap<OrgId, Vec<(String, NewAudit)>> {
        let window = now.unix_ms().div_euclid(WINDOW_MS);
        let mut due: BTreeMap<OrgId, Vec<(String, NewAudit)>> = BTreeMap::new();
        let mut denials = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        denials.retain(|refusal, count| {
            // A clock that was set back ends a window, too.
            let is_over = everything || refusal.window != window;
            if count.waiting > 0 && (is_over || !count.is_told) {
                let entry = NewAudit {
                    at: count.last,
                    action: "denied".to_owned(),
                    target: refusal.action.clone(),
                    detail: json!({ "reason": refusal.reason, "count": count.waiting }),
                };
                let of_org = due.entry(refusal.org_id.clone()).or_default();
                of_org.push((refusal.actor.clone(), entry));
                (count.waiting, count.is_told) = (0, true);
            }
            !is_over
        });
        due
    }
}

impl Engine {
    /// The org's audit log, newest first. A key that is bound to something sees of each page what was done
    /// with it: a page may have fewer entries than were asked for and be followed by others.
    pub async fn list_audit(
        &self,
        access: &Access,
        page: &PageRequest,
    ) -> Result<Page<AuditRecord>> {
        access.require(Permission::Admin)?;
        check_page(page)?;
        let mut page = self.inner.store.list_audit(&access.scope(), page).await?;
        if *access.bound() != Coordinates::default() {
            page.items.retain(|entry| entry.actor == access.actor());
        }
        Ok(page)
    }

    /// Follows the org's audit log from its first entry. With `expected`, the hash of an entry that
    /// the caller kept elsewhere (64 hex digits), also whether that entry is still there: an end that
    /// was cut off shows in nothing else.
    pub async fn verify_audit(
        &self,
        access: &Access,
        expected: Option<&str>,
    ) -> Result<AuditCheck> {
        access.require(Permission::Admin)?;
        let is_hash = |text: &str| {
            text.len() == 64
                && text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        if expected.is_some_and(|text| !is_hash(text)) {
            return Err(Error::invalid("hash", "64 hex digits are expected"));
        }
        self.inner
            .store
            .verify_audit(&access.scope(), expected)
            .await
    }

    /// Notes that the caller was refused `action` (a route or a verb; no ids, no text). It is written
    /// to the audit log within a second, and counted from then on until the minute is over.
    pub fn note_denial(&self, access: &Access, action: &str, error: &Error) {
        let now = self.now();
        let cut = |text: &str| text.chars().take(limits::NAME_CHARS_MAX).collect();
        // Of a path such as `memories[3].user_id` the last part: places in a batch are no reasons.
        let field = error.field().unwrap_or("permission");
        let reason = field.rsplit('.').next().unwrap_or(field);
        let refusal = Refusal {
            org_id: access.org_id().clone(),
            window: now.unix_ms().div_euclid(WINDOW_MS),
            actor: access.actor().to_owned(),
            action: cut(action),
            reason: cut(reason),
        };
        self.inner.denials.add(refusal, now);
    }

    /// Writes the refusals that are due; all of them if the engine stops.
    pub(crate) async fn flush_denials(&self, everything: bool) {
        for (org_id, entries) in self.inner.denials.due(self.now(), everything) {
            let mut by_actor: BTreeMap<String, Vec<NewAudit>> = BTreeMap::new();
            for (actor, entry) in entries {
                by_actor.entry(actor).or_default().push(entry);
            }
            for (actor, audit) in by_actor {
                let scope = Access::scope_for_process(&org_id, &actor);
                let batch = WriteBatch {
                    audit,
                    ..WriteBatch::default()
                };
                if let Err(error) = self.inner.store.commit(&scope, batch).await {
                    tracing::warn!(%error, "could not record refusals");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(actor: &str, at: Timestamp) -> Refusal {
        Refusal {
            org_id: OrgId::default_org(),
            window: at.unix_ms().div_euclid(WINDOW_MS),
            actor: actor.to_owned(),
            action: "POST /x".to_owned(),
            reason: "admin".to_owned(),
        }
    }

    fn counts(denials: &Denials, now: Timestamp, everything: bool) -> Vec<u64> {
        let due = denials.due(now, everything);
        let entries = due.into_values().flatten();
        entries
            .map(|(_, entry)| entry.detail["count"].as_u64().expect("a number"))
            .collect()
    }

    #[test]
    fn a_flood_of_refusals_is_two_entries_a_minute() {
        let (denials, start) = (Denials::default(), Timestamp::from_unix_ms(0));
        denials.add(refusal("k1", start), start);
        assert_eq!(counts(&denials, start, false), [1]);
        for second in 0..59 {
            let now = start.plus_ms(second * 1000);
            for _ in 0..100 {
                denials.add(refusal("k1", now), now);
            }
            assert_eq!(counts(&denials, now, false), [0; 0]);
        }
        assert_eq!(counts(&denials, start.plus_ms(60_000), false), [5900]);
        assert_eq!(counts(&denials, start.plus_ms(61_000), true), [0; 0]);
    }

    #[test]
    fn what_is_remembered_is_bounded_and_nothing_goes_uncounted() {
        let (denials, start) = (Denials::default(), Timestamp::from_unix_ms(0));
        for number in 0..REMEMBERED_MAX + 500 {
            denials.add(refusal(&format!("k{number}"), start), start);
        }
        let counts = counts(&denials, start, true);
        assert_eq!(counts.len(), REMEMBERED_MAX + 1);
        assert_eq!(counts.iter().sum::<u64>(), REMEMBERED_MAX as u64 + 500);
    }
}
