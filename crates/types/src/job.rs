//! Jobs: work that goes on after the reply, kept in the store so that it survives us.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::id::{JobId, OrgId};
use crate::scope::Coordinates;
use crate::time::Timestamp;

/// One piece of background work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The tenant it works for.
    pub org_id: OrgId,
    /// What the one who asked for it was bound to; the job can do no more.
    pub bound: Coordinates,
    /// Which work: `reembed`, `extract`, `consolidate` ...
    pub kind: String,
    /// Two jobs of one org with the same key are one job.
    pub dedup_key: Option<String>,
    /// The work's arguments.
    pub payload: Json,
    /// How it stands.
    pub state: JobState,
    /// Attempts made so far.
    pub attempts: u32,
    /// Attempts allowed before it is dead.
    pub attempts_max: u32,
    /// Not to be run before this.
    pub run_at: Timestamp,
    /// Until when the present runner holds it.
    pub lease_until: Option<Timestamp>,
    /// Steps done.
    pub progress_done: u64,
    /// Steps in all; 0: unknown.
    pub progress_total: u64,
    /// What went wrong last, without memory text.
    pub last_error: Option<String>,
    /// What came out; while it is not done, what has come out so far.
    pub result: Option<Json>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waiting for a runner.
    Queued,
    /// A runner holds its lease.
    Running,
    /// Finished.
    Done,
    /// Gave up after its last attempt; waits for an operator.
    Dead,
    /// Called off.
    Cancelled,
}

impl JobState {
    /// Every state.
    pub const ALL: [JobState; 5] = [
        JobState::Queued,
        JobState::Running,
        JobState::Done,
        JobState::Dead,
        JobState::Cancelled,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Dead => "dead",
            JobState::Cancelled => "cancelled",
        }
    }

    /// The name that callers know it by.
    pub const fn public_name(self) -> &'static str {
        match self {
            JobState::Queued => "pending",
            JobState::Running => "running",
            JobState::Done => "completed",
            JobState::Dead => "failed",
            JobState::Cancelled => "cancelled",
        }
    }

    /// The state that callers know by that name.
    pub fn from_public_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.public_name() == name)
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}
