//! Consolidation, reflection, promotion, summaries and groups on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{MemoryId, Timestamp};
use utoipa::{IntoParams, ToSchema};

use super::{Depth, GroupKind, JobOut, page_limit};

fn yes() -> bool {
    true
}

fn near() -> f32 {
    0.9
}

located! {
    /// What to consolidate. Coordinates given here limit it to what is exactly there.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct ConsolidateIn {
        /// Two memories are duplicates from this raw cosine on; those with the same words always are.
        #[serde(default = "near")]
        #[schema(exclusive_minimum = 0, maximum = 1, default = 0.9)]
        pub(crate) similarity_threshold: f32,
        /// Also fold memories whose facts another one contains.
        #[serde(default = "yes")]
        #[schema(default = true)]
        pub(crate) check_redundancy: bool,
        /// Only say what would happen.
        #[serde(default)]
        pub(crate) dry_run: bool,
        /// As a job: the reply comes at once and names it.
        #[serde(default)]
        pub(crate) background: bool,
    }
}

/// What became one, or would.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct ConsolidateOut {
    /// Memories that were looked at.
    pub(crate) processed: u64,
    /// Memories that another makes superfluous.
    pub(crate) duplicates_found: u64,
    /// Of them, those that say the same as their survivor.
    pub(crate) merged: u64,
    /// Of them, those whose facts their survivor contains beside others.
    pub(crate) removed: u64,
    /// Which; the first 1000.
    pub(crate) pairs: Vec<MergedPairOut>,
    /// Nothing was changed.
    pub(crate) dry_run: bool,
    /// The job that does it, where it was asked for; then the counts are in its result.
    pub(crate) job: Option<JobOut>,
}

/// A memory and what it went into.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergedPairOut {
    /// The survivor's text; empty in a job's result, for jobs keep no texts.
    pub(crate) original: String,
    /// The text of the one that went into it; empty in a job's result.
    pub(crate) merged: String,
    /// The survivor.
    #[schema(value_type = String)]
    pub(crate) original_id: MemoryId,
    /// The one that went into it.
    #[schema(value_type = String)]
    pub(crate) merged_id: MemoryId,
    /// Raw cosine; 1 for the same words or facts.
    pub(crate) similarity: f32,
}

located! {
    /// What to reflect on. Coordinates given here limit it to what is exactly there.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct ReflectIn {
        /// Only memories stored in the last so many days.
        #[serde(default = "week")]
        #[schema(minimum = 1, maximum = 3650, default = 7)]
        pub(crate) time_window_days: u32,
        /// How much must come together: three memories (`shallow`, by default) or two (`deep`).
        #[serde(default)]
        pub(crate) depth: Option<Depth>,
        /// Share of a pattern's members that must lie together.
        #[serde(default = "strong")]
        #[schema(minimum = 0, maximum = 1, default = 0.7)]
        pub(crate) min_pattern_strength: f32,
        /// Only say what would be found.
        #[serde(default)]
        pub(crate) dry_run: bool,
        /// As a job: the reply comes at once and names it.
        #[serde(default)]
        pub(crate) background: bool,
    }
}

fn week() -> u32 {
    7
}

fn strong() -> f32 {
    0.7
}

/// What was found.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct ReflectOut {
    /// Memories that were looked at.
    pub(crate) analyzed: u64,
    /// Patterns that they show.
    pub(crate) patterns: Vec<PatternOut>,
    /// Insights that are new.
    pub(crate) insights: Vec<InsightOut>,
    /// Insights that lost their evidence and were taken back.
    pub(crate) withdrawn: u64,
    /// Nothing was changed.
    pub(crate) dry_run: bool,
    /// The job that does it, where it was asked for; then the outcome is its result.
    pub(crate) job: Option<JobOut>,
}

/// A pattern.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PatternOut {
    /// `preferences`, `recurring_entity` or `recurring_topic`.
    #[serde(rename = "type")]
    pub(crate) type_: String,
    /// What it says.
    pub(crate) description: String,
    /// Share of its members that lie together, 0 to 1.
    pub(crate) strength: f32,
    /// What it rests on.
    #[schema(value_type = Vec<String>)]
    pub(crate) memory_ids: Vec<MemoryId>,
}

/// What was concluded from a pattern.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InsightOut {
    /// What it says.
    pub(crate) text: String,
    /// Its memory; null in a dry run.
    #[schema(value_type = Option<String>)]
    pub(crate) memory_id: Option<MemoryId>,
}

/// What to promote, and when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromoteIn {
    /// Only to groups of this kind.
    #[serde(default)]
    pub(crate) kind: Option<GroupKind>,
    /// Only to this group; with `kind`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub(crate) group_id: Option<String>,
    /// Different users who must say the same. For what a group's focus covers one fewer is enough,
    /// but never fewer than 2.
    #[serde(default = "two")]
    #[schema(minimum = 2, maximum = 1000, default = 2)]
    pub(crate) min_users: u32,
    /// Two texts without comparable statements say the same from this raw cosine on.
    #[serde(default = "near")]
    #[schema(exclusive_minimum = 0, maximum = 1, default = 0.9)]
    pub(crate) similarity_threshold: f32,
    /// Only say what would happen.
    #[serde(default)]
    pub(crate) dry_run: bool,
    /// As a job: the reply comes at once and names it.
    #[serde(default)]
    pub(crate) background: bool,
}

fn two() -> u32 {
    2
}

/// What became of it.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct PromoteOut {
    /// Groups that were looked at.
    pub(crate) groups: u64,
    /// Memories of theirs that were fit to be shared.
    pub(crate) considered: u64,
    /// What is a group's knowledge now and was not before.
    pub(crate) promoted: Vec<PromotedOut>,
    /// What is said by others now than before.
    pub(crate) updated: u64,
    /// What too few say by now; it was taken back.
    pub(crate) withdrawn: u64,
    /// Nothing was changed.
    pub(crate) dry_run: bool,
    /// The job that does it, where it was asked for; then the outcome is its result.
    pub(crate) job: Option<JobOut>,
}

/// Knowledge of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromotedOut {
    /// Its memory; null in a dry run.
    #[schema(value_type = Option<String>)]
    pub(crate) memory_id: Option<MemoryId>,
    /// The group's kind.
    pub(crate) kind: GroupKind,
    /// The group.
    pub(crate) group_id: String,
    /// What it says.
    pub(crate) text: String,
    /// How many users say so.
    pub(crate) users: u64,
}

located! {
    /// What to summarise: a session, a user, a time. Coordinates given here limit it to what is
    /// exactly there.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct SummariseIn {
        /// Only what happened at this instant or later.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) from: Option<Timestamp>,
        /// Only what happened before this instant.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) to: Option<Timestamp>,
        /// Tokens of each summary at most.
        #[serde(default = "summary_tokens")]
        #[schema(minimum = 16, maximum = 8192, default = 300)]
        pub(crate) max_tokens: u32,
        /// Only say what would be said.
        #[serde(default)]
        pub(crate) dry_run: bool,
        /// As a job: the reply comes at once and names it.
        #[serde(default)]
        pub(crate) background: bool,
    }
}

fn summary_tokens() -> u32 {
    300
}

/// Summaries as they are now.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct SummariseOut {
    /// One for each owner of what was summarised; none of nothing.
    pub(crate) summaries: Vec<SummaryOut>,
    /// How many of them are new or were renewed.
    pub(crate) written: u64,
    /// Nothing was changed.
    pub(crate) dry_run: bool,
    /// The job that does it, where it was asked for; then the outcome is its result.
    pub(crate) job: Option<JobOut>,
}

located! {
    /// A summary.
    #[derive(Debug, Serialize, ToSchema)]
    pub(crate) struct SummaryOut {
        /// Its memory; null in a dry run that would write it.
        #[schema(value_type = Option<String>)]
        pub(crate) memory_id: Option<MemoryId>,
        /// What it says: sentences as they were said, by day, in order.
        pub(crate) text: String,
        /// Tokens of the text.
        pub(crate) tokens: u64,
        /// Memories that it covers.
        pub(crate) covered: u64,
        /// When the first of them happened.
        #[schema(value_type = String)]
        pub(crate) from: Timestamp,
        /// When the last of them happened.
        #[schema(value_type = String)]
        pub(crate) to: Timestamp,
    }
}

located! {
    /// What to tell day by day, and where; as in a search.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct TimelineIn, groups {
        /// Further conditions; see search.
        #[serde(default)]
        #[schema(value_type = Option<Object>)]
        pub(crate) filter: Option<Json>,
        /// Only what happened at this instant or later.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) from: Option<Timestamp>,
        /// Only what happened before this instant.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) to: Option<Timestamp>,
        /// Memories that one day tells at most.
        #[serde(default = "ten")]
        #[schema(minimum = 1, maximum = 100, default = 10)]
        pub(crate) per_day: u32,
        /// Memories of one page; a day may go on on the next.
        #[serde(default = "timeline_limit")]
        #[schema(minimum = 1, maximum = 1000, default = 200)]
        pub(crate) limit: u32,
        /// Where the last page ended.
        #[serde(default)]
        pub(crate) cursor: Option<String>,
    }
}

fn ten() -> u32 {
    10
}

fn timeline_limit() -> u32 {
    200
}

/// Days in order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineOut {
    /// Those on which something happened.
    pub(crate) days: Vec<TimelineDayOut>,
    /// Give this to go on; null: this was the last page.
    pub(crate) next_cursor: Option<String>,
}

/// What happened on a day (in UTC).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineDayOut {
    /// `2024-05-01`.
    pub(crate) date: String,
    /// What tells the day best, in order.
    pub(crate) items: Vec<TimelineItemOut>,
    /// Memories of that day that are not told.
    pub(crate) left_out: u64,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineItemOut {
    /// The memory.
    #[schema(value_type = String)]
    pub(crate) memory_id: MemoryId,
    /// When.
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// Who said it: a name, or `user`, `assistant`, `tool`, `app`, `document`, `note`.
    pub(crate) speaker: String,
    /// Its most telling sentence.
    pub(crate) text: String,
}

/// A group's record to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupIn {
    /// Which sort of group.
    pub(crate) kind: GroupKind,
    /// Its id, as in the coordinates of events and memories; made by the server if there is none.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub(crate) id: Option<String>,
    /// What people call it.
    #[schema(min_length = 1, max_length = 256)]
    pub(crate) name: String,
    /// What matters to it, in words.
    #[serde(default)]
    pub(crate) focus: String,
    /// What guides promotion to it; made from the name and the focus if there is none.
    #[serde(default)]
    pub(crate) promotion_prompt: Option<String>,
}

/// The fields of a group's record to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupPatchIn {
    /// New name.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub(crate) name: Option<String>,
    /// New focus. It does not change the prompt.
    #[serde(default)]
    pub(crate) focus: Option<String>,
    /// New prompt.
    #[serde(default)]
    pub(crate) promotion_prompt: Option<String>,
}

/// Which groups.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupsQuery {
    /// Which sort of group.
    #[param(inline)]
    pub(crate) kind: GroupKind,
    /// Rows at most.
    #[serde(default = "page_limit")]
    #[param(minimum = 1, maximum = 1000, default = 50)]
    pub(crate) limit: u32,
    /// Where the last page ended.
    #[serde(default)]
    pub(crate) cursor: Option<String>,
}

page_of! {
    /// A page of groups, oldest first.
    GroupsOut { GroupOut }
}

/// A group's record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupOut {
    /// Which sort of group.
    pub(crate) kind: GroupKind,
    /// Its id, as in the coordinates of events and memories.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
    /// What matters to it.
    pub(crate) focus: String,
    /// What guides promotion to it.
    pub(crate) promotion_prompt: String,
    /// Where the prompt comes from: `source` (`template`, `manual`), `model`, `generated_at`.
    #[schema(value_type = Object)]
    pub(crate) prompt_meta: Json,
    /// When the record was made.
    #[schema(value_type = String)]
    pub(crate) created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String)]
    pub(crate) updated_at: Timestamp,
}
