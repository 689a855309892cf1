//! Contradictions and beliefs on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::MemoryId;
use utoipa::ToSchema;

use super::{BeliefAction, ContradictionKind, MemoryIn, MemoryOut, Strategy, Suggestion};

located! {
    /// A statement to hold against what is believed, and where.
    #[derive(Clone, Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct ContradictionsIn, groups {
        /// What would be said.
        pub(crate) text: String,
        /// How sure you are of it; 1 by default.
        #[serde(default)]
        #[schema(minimum = 0, maximum = 1)]
        pub(crate) confidence: Option<f32>,
    }
}

/// What speaks against a statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContradictionsOut {
    /// The most alike first.
    pub(crate) contradictions: Vec<ContradictionOut>,
    /// What one would do about it.
    pub(crate) suggested_resolution: Suggestion,
    /// Why, in a sentence.
    pub(crate) reasoning: String,
    /// What did not take part, if anything: `language_model`, where one is configured and what the
    /// rules leave undecided could not be asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) degraded: Vec<String>,
}

/// A memory that a statement speaks against.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContradictionOut {
    /// The memory, as it is believed.
    pub(crate) memory: MemoryOut,
    /// Raw cosine of the two texts; 0 as long as one has no vector.
    pub(crate) similarity: f32,
    /// In what way.
    pub(crate) contradiction_type: ContradictionKind,
    /// In a sentence.
    pub(crate) explanation: String,
    /// The language model that found so; absent: the rules did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) judged_by: Option<String>,
}

/// Something new to believe.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeliefIn {
    /// What is new.
    pub(crate) memory: MemoryIn,
    /// What to do with what it speaks against; `auto` by default.
    #[serde(default)]
    pub(crate) strategy: Option<Strategy>,
    /// The memory that it speaks against, by its id or your own; found if left out.
    #[serde(default)]
    pub(crate) contradicting_memory_id: Option<String>,
}

/// What became of what is believed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BeliefOut {
    /// What was done.
    pub(crate) action_taken: BeliefAction,
    /// The memory that it spoke against; null if there is none.
    #[schema(value_type = Option<String>)]
    pub(crate) original_memory_id: Option<MemoryId>,
    /// The new memory; null if none was stored.
    #[schema(value_type = Option<String>)]
    pub(crate) new_memory_id: Option<MemoryId>,
    /// The memory that says it now; null if nothing was done.
    pub(crate) memory: Option<MemoryOut>,
    /// Why, in a sentence.
    pub(crate) reasoning: String,
    /// Further facts.
    #[schema(value_type = Object)]
    pub(crate) metadata: Json,
}
