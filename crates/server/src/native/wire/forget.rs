//! Forgetting on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::{MemoryId, Timestamp};
use utoipa::ToSchema;

use super::{JobOut, object};

/// What becomes of memories that are let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(rename_all = "snake_case")]
pub(crate) enum ForgetEffect {
    /// Set aside.
    #[default]
    Archive,
    /// Deleted, kept as history until erased.
    Delete,
}

/// Which memories are let go. At least one of `max_age_days`, `max_inactive_days`, `min_relevance`,
/// `budget_per_user` is needed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ForgetPolicyIn {
    /// Older than this, in days since they were stored, whatever the time of which they tell.
    #[schema(minimum = 0, maximum = 3652500)]
    pub(crate) max_age_days: Option<f64>,
    /// Not recalled for longer than this, in days.
    #[schema(minimum = 0, maximum = 3652500)]
    pub(crate) max_inactive_days: Option<f64>,
    /// With both limits above a memory goes when it is over both, or older than `max_age_days` times
    /// this; 12 by default.
    #[schema(minimum = 0, maximum = 3652500)]
    pub(crate) hard_age_multiplier: Option<f64>,
    /// Relevance below this.
    #[schema(minimum = 0, maximum = 1)]
    pub(crate) min_relevance: Option<f32>,
    /// Memories that each user keeps: the best by strength now times importance.
    #[schema(maximum = 1000000000)]
    pub(crate) budget_per_user: Option<u64>,
    /// Only memories of these types; empty: of all.
    #[schema(max_items = 128)]
    pub(crate) types: Vec<String>,
    /// What becomes of them.
    pub(crate) effect: ForgetEffect,
}

located! {
    /// What to let go. Coordinates given here limit it. Pinned memories, instructions in force, what
    /// the operator wrote and what is explicitly true until later never leave.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct ForgetIn {
        /// Which.
        #[serde(deserialize_with = "object")]
        pub(crate) policy: ForgetPolicyIn,
        /// Not these, whatever the policy says.
        #[serde(default)]
        #[schema(value_type = Vec<String>, max_items = 1000)]
        pub(crate) keep_ids: Vec<MemoryId>,
        /// Only say what would happen.
        #[serde(default)]
        pub(crate) dry_run: bool,
        /// As a job: the reply comes at once and names it.
        #[serde(default)]
        pub(crate) background: bool,
    }
}

/// What was let go, or would be.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct ForgetOut {
    /// Live memories that were looked at.
    pub(crate) scanned: u64,
    /// How many of them go.
    pub(crate) forgotten: u64,
    /// The same by reason: `age`, `inactivity`, `relevance`, `budget`.
    pub(crate) by_reason: BTreeMap<String, u64>,
    /// How many are protected, by why: `pinned`, `instruction`, `operator`, `valid`.
    pub(crate) kept: BTreeMap<String, u64>,
    /// The first thousand that go.
    #[schema(value_type = Vec<String>)]
    pub(crate) memory_ids: Vec<MemoryId>,
    /// Nothing was changed.
    pub(crate) dry_run: bool,
    /// The job that does it, where it was asked for; then the counts are in its result.
    pub(crate) job: Option<JobOut>,
}

located! {
    /// What to take back: these memories, or all that a policy let go in that time.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct UnforgetIn {
        /// These.
        #[serde(default)]
        #[schema(value_type = Vec<String>, max_items = 1000)]
        pub(crate) memory_ids: Vec<MemoryId>,
        /// Let go at this instant or later; needed where no ids are given.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) since: Option<Timestamp>,
        /// Let go at this instant or earlier.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) until: Option<Timestamp>,
    }
}

/// What was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnforgetOut {
    /// How many memories are believed again.
    pub(crate) restored: u64,
    /// How many stay away because something newer has taken their place since.
    pub(crate) outdated: u64,
    /// The first thousand of them.
    #[schema(value_type = Vec<String>)]
    pub(crate) memory_ids: Vec<MemoryId>,
}
