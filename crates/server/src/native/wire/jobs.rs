//! Jobs on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{JobId, Timestamp};
use utoipa::{IntoParams, ToSchema};

use super::page_limit;

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(rename_all = "snake_case")]
pub(crate) enum JobState {
    /// It waits for its turn, or for another attempt.
    Pending,
    /// It runs.
    Running,
    /// It is done.
    Completed,
    /// Its attempts are used up.
    Failed,
    /// It was called off.
    Cancelled,
}

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobsQuery {
    /// Only those in this state.
    #[serde(default)]
    #[param(inline)]
    pub(crate) state: Option<JobState>,
    /// Rows at most.
    #[serde(default = "page_limit")]
    #[param(minimum = 1, maximum = 1000, default = 50)]
    pub(crate) limit: u32,
    /// Where the last page ended.
    #[serde(default)]
    pub(crate) cursor: Option<String>,
}

page_of! {
    /// A page of jobs, newest first.
    JobsOut { JobOut }
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobOut {
    /// Its id.
    #[schema(value_type = String)]
    pub(crate) id: JobId,
    /// Which work.
    pub(crate) kind: String,
    /// How it stands.
    pub(crate) state: JobState,
    /// The work's arguments.
    #[schema(value_type = Option<Object>)]
    pub(crate) payload: Json,
    /// Steps done; it never falls.
    pub(crate) progress_done: u64,
    /// Steps in all; 0: not known yet.
    pub(crate) progress_total: u64,
    /// Attempts made.
    pub(crate) attempts: u32,
    /// Attempts allowed.
    pub(crate) attempts_max: u32,
    /// What went wrong last.
    pub(crate) error: Option<String>,
    /// What came out; while it is not done, what has come out so far.
    #[schema(value_type = Option<Object>)]
    pub(crate) result: Option<Json>,
    /// When it was asked for.
    #[schema(value_type = String)]
    pub(crate) created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String)]
    pub(crate) updated_at: Timestamp,
    /// While it is pending: not to be run before this.
    #[schema(value_type = Option<String>)]
    pub(crate) run_at: Option<Timestamp>,
}
