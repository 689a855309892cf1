//! Groups: what an org says about itself and its roles, teams and projects.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::time::Timestamp;

/// A group's record. Memories name groups by id whether or not there is a record; the record only
/// says what promotion shall look for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Which sort of group.
    pub kind: GroupKind,
    /// Its id, as in the coordinates of events and memories.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What matters to it, in words.
    pub focus: String,
    /// What guides promotion to it, in words; made from the name and the focus if nobody wrote one.
    pub promotion_prompt: String,
    /// Where the prompt comes from: `source`, `model`, `generated_at`.
    pub prompt_meta: Json,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Which sort of group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// The whole org; its id is the org's.
    Org,
    /// A role.
    Role,
    /// A team.
    Team,
    /// A project.
    Project,
}

impl GroupKind {
    /// Every kind.
    pub const ALL: [GroupKind; 4] = [
        GroupKind::Org,
        GroupKind::Role,
        GroupKind::Team,
        GroupKind::Project,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            GroupKind::Org => "org",
            GroupKind::Role => "role",
            GroupKind::Team => "team",
            GroupKind::Project => "project",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
