//! Usage of the current month by org, kept in memory: some faces report it with every reply, and
//! asking the store each time would cost a disk access per request.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use engine::{Access, Engine};
use types::{OrgId, Timestamp};

/// What is counted, by the names of the engine's dimensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) api_calls: u64,
    pub(crate) events_ingested: u64,
    pub(crate) memories_stored: u64,
    pub(crate) search_queries: u64,
    pub(crate) llm_tokens: u64,
}

impl Usage {
    fn add(&mut self, other: Usage) {
        // Destructured without `..`: a new dimension must be thought of here.
        let Usage {
            api_calls,
            events_ingested,
            memories_stored,
            search_queries,
            llm_tokens,
        } = other;
        self.api_calls += api_calls;
        self.events_ingested += events_ingested;
        self.memories_stored += memories_stored;
        self.search_queries += search_queries;
        self.llm_tokens += llm_tokens;
    }

    fn of_dimension(dimension: &str, quantity: u64) -> Usage {
        let mut usage = Usage::default();
        match dimension {
            "api_calls" => usage.api_calls = quantity,
            "events_ingested" => usage.events_ingested = quantity,
            "memories_stored" => usage.memories_stored = quantity,
            "search_queries" => usage.search_queries = quantity,
            "llm_tokens" => usage.llm_tokens = quantity,
            _ => {}
        }
        usage
    }
}

/// Orgs remembered at once.
const ORGS_MAX: usize = 10_000;

/// This month's usage of each org that was seen since the start.
#[derive(Default)]
pub(crate) struct Meter(Mutex<HashMap<OrgId, (Timestamp, Usage)>>);

impl Meter {
    /// Counts one call that has done its work, and returns the month's usage so far.
    pub(crate) async fn count(&self, engine: &Engine, access: &Access, done: Usage) -> Usage {
        let month = month_start(now());
        if !self.knows(access.org_id(), month)
            && let Some(stored) = stored_usage(engine, access, month).await
        {
            // The engine has counted this call already.
            self.remember(access.org_id(), month, stored);
            return stored;
        }
        let mut orgs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = orgs
            .entry(access.org_id().clone())
            .or_insert((month, Usage::default()));
        entry.1.add(Usage {
            api_calls: 1,
            ..done
        });
        entry.1
    }

    fn knows(&self, org_id: &OrgId, month: Timestamp) -> bool {
        let orgs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        orgs.get(org_id).is_some_and(|(known, _)| *known == month)
    }

    fn remember(&self, org_id: &OrgId, month: Timestamp, usage: Usage) {
        let mut orgs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if orgs.len() >= ORGS_MAX {
            orgs.clear();
        }
        let entry = orgs.entry(org_id.clone()).or_insert((month, usage));
        if entry.0 != month {
            *entry = (month, usage);
        }
    }
}

/// What the store counted since `month`; `None` for a key that may not read it, whose org's
/// counters then start at 0.
async fn stored_usage(engine: &Engine, access: &Access, month: Timestamp) -> Option<Usage> {
    let mut usage = Usage::default();
    for point in engine.usage(access, month, Timestamp::MAX).await.ok()? {
        usage.add(Usage::of_dimension(&point.dimension, point.quantity));
    }
    Some(usage)
}

pub(crate) fn now() -> Timestamp {
    types::Clock::now(&types::SystemClock)
}

/// The first instant of the month of `at`, in UTC.
pub(crate) fn month_start(at: Timestamp) -> Timestamp {
    let day = at.to_civil();
    let text = format!("{:04}-{:02}-01", day.year(), day.month());
    Timestamp::parse(&text).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_start_at_their_first_midnight() {
        let at = Timestamp::parse("2024-02-29T13:00:00Z").expect("a time");
        assert_eq!(month_start(at).to_string(), "2024-02-01T00:00:00Z");
    }
}
