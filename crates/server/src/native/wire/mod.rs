//! What the native API reads and writes. Unknown fields are refused, by name.

/// Declares a struct that has the seven coordinates beside its own fields, flat on the wire. With
/// `, groups` behind its name also the groups whose shared memories are included; with `, view` also
/// a filter and the times of which is asked.
macro_rules! located {
    ($(#[$meta:meta])* pub(crate) struct $name:ident, view { $($fields:tt)* }) => {
        located! {
            $(#[$meta])*
            pub(crate) struct $name, groups {
                $($fields)*
                /// Further conditions, e.g. `{"type": {"in": ["fact"]}, "metadata.n": {"gte": 3}}`: fields
                /// with a value, an array or operators (`eq`, `ne`, `in`, `not_in`, `has_all`, `gt`, `gte`,
                /// `lt`, `lte`, `exists`), and `all`, `any`, `not`. docs/FILTERS.md has all of it.
                #[serde(default)]
                #[schema(value_type = Option<Object>)]
                pub(crate) filter: Option<serde_json::Value>,
                /// What was true at this instant.
                #[serde(default)]
                #[schema(value_type = Option<String>, format = DateTime)]
                pub(crate) as_of: Option<types::Timestamp>,
                /// What was believed at this instant, counted from storing.
                #[serde(default)]
                #[schema(value_type = Option<String>, format = DateTime)]
                pub(crate) known_at: Option<types::Timestamp>,
            }
        }
    };
    ($(#[$meta:meta])* pub(crate) struct $name:ident, groups { $($fields:tt)* }) => {
        located! {
            $(#[$meta])*
            pub(crate) struct $name {
                $($fields)*
                /// Roles whose shared memories are included.
                #[serde(default)]
                pub(crate) role_ids: Vec<String>,
                /// Teams whose shared memories are included.
                #[serde(default)]
                pub(crate) team_ids: Vec<String>,
                /// Projects whose shared memories are included.
                #[serde(default)]
                pub(crate) project_ids: Vec<String>,
            }
        }

        impl $name {
            /// Takes the groups out.
            pub(crate) fn take_groups(&mut self) -> engine::Groups {
                engine::Groups {
                    role_ids: std::mem::take(&mut self.role_ids),
                    team_ids: std::mem::take(&mut self.team_ids),
                    project_ids: std::mem::take(&mut self.project_ids),
                }
            }
        }
    };
    ($(#[$meta:meta])* pub(crate) struct $name:ident { $($fields:tt)* }) => {
        $(#[$meta])*
        pub(crate) struct $name {
            /// The person it is about. What is stored without one is the org's and found by every user
            /// of the org; if it names a team, role or project, by whoever names these; if it names
            /// an agent or a session, by requests without a user.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) user_id: Option<String>,
            /// Who acted.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) agent_id: Option<String>,
            /// The conversation.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) session_id: Option<String>,
            /// A free partition inside the org.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) namespace: Option<String>,
            /// The project.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) project_id: Option<String>,
            /// The team.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) team_id: Option<String>,
            /// The role.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) role_id: Option<String>,
            $($fields)*
        }

        impl $name {
            /// Takes the coordinates out.
            #[allow(dead_code, reason = "replies are only built")]
            pub(crate) fn take_coordinates(&mut self) -> types::Coordinates {
                types::Coordinates {
                    user_id: self.user_id.take(),
                    agent_id: self.agent_id.take(),
                    session_id: self.session_id.take(),
                    namespace: self.namespace.take(),
                    project_id: self.project_id.take(),
                    team_id: self.team_id.take(),
                    role_id: self.role_id.take(),
                }
            }
        }
    };
}

/// Makes a `located!` struct of coordinates and its own fields.
macro_rules! placed {
    ($coordinates:expr => $name:ident { $($fields:tt)* }) => {{
        let types::Coordinates {
            user_id,
            agent_id,
            session_id,
            namespace,
            project_id,
            team_id,
            role_id,
        } = $coordinates;
        $name {
            user_id,
            agent_id,
            session_id,
            namespace,
            project_id,
            team_id,
            role_id,
            $($fields)*
        }
    }};
}
pub(crate) use placed;

/// Declares a page of something; with `, total` what there is on all pages can be asked for.
macro_rules! page_of {
    ($(#[$meta:meta])* $name:ident { $item:ty $(, $total:ident)? }) => {
        $(#[$meta])*
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $name {
            /// What is on it.
            pub(crate) items: Vec<$item>,
            /// Give this to get the next page; null: this was the last.
            pub(crate) next_cursor: Option<String>,
            $(
                /// How many there are on all pages, if asked for.
                pub(crate) $total: Option<u64>,
            )?
        }
    };
}

mod beliefs;
mod erasure;
mod events;
mod forget;
mod jobs;
mod lineage;
mod maintenance;
mod memories;
mod minds;
mod org;
mod recall;

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

pub(crate) use beliefs::*;
pub(crate) use erasure::*;
pub(crate) use events::*;
pub(crate) use forget::*;
pub(crate) use jobs::*;
pub(crate) use lineage::*;
pub(crate) use maintenance::*;
pub(crate) use memories::*;
pub(crate) use minds::*;
pub(crate) use org::*;
pub(crate) use recall::*;

/// Declares an enum of the wire that has the same values as one of ours, and turns one into the
/// other.
macro_rules! mirrored {
    ($(#[$meta:meta])* $name:ident = $ours:path { $($variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(rename_all = "snake_case")]
        pub(crate) enum $name { $($variant),+ }

        impl From<$name> for $ours {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }

        impl From<$ours> for $name {
            fn from(value: $ours) -> Self {
                match value { $(<$ours>::$variant => Self::$variant),+ }
            }
        }
    };
}

mirrored!(
    /// What sort of thing happened.
    EventKind = types::EventKind { UserMessage, AssistantMessage, ToolResult, AppEvent, Document }
);
mirrored!(
    /// How far an event's processing has come.
    ProcessingState = types::ProcessingState { Pending, Processing, Completed, Failed }
);
mirrored!(
    /// Semantic: what is so. Episodic: what happened. Procedural: how to do something.
    MemoryKind = types::MemoryKind { Semantic, Episodic, Procedural }
);
mirrored!(
    /// How long a memory is meant to matter.
    Tier = types::Tier { Short, Medium, Long }
);
mirrored!(
    /// Whether a memory is believed.
    Status = types::Status { Active, Superseded, Merged, Archived, Deleted }
);
mirrored!(
    /// Which parts of a lineage: everything; what happened; ancestors and descendants.
    LineageFormat = engine::LineageFormat { Full, Timeline, Chain }
);
mirrored!(
    /// What sort of thing happened to a memory.
    LineageEventType = engine::LineageEventType {
        Created, Imported, Extracted, Updated, Superseded, Merged, Reflected, Promoted,
        BeliefAdjusted, Deleted, Restored, Erased,
    }
);
mirrored!(
    /// In what way two statements contradict each other.
    ContradictionKind = engine::ContradictionKind {
        Negation, ValueConflict, PreferenceReversal, TemporalUpdate,
    }
);
mirrored!(
    /// What one would do about a contradiction.
    Suggestion = engine::Suggestion { None, Supersede, Merge, Adjust, Manual }
);
mirrored!(
    /// What to do with what something new speaks against: `auto` lets the new take its place if it
    /// is about as sure, else both stay and the old is believed less.
    Strategy = engine::Strategy { Auto, Supersede, Merge, Adjust, Manual }
);
mirrored!(
    /// What was done about a new belief.
    BeliefAction = engine::BeliefAction { Created, Superseded, Merged, Adjusted, Flagged }
);
mirrored!(
    /// How far a source is believed, lowest first. Set by the server.
    Trust = types::Trust { Unknown, ToolOutput, AgentStated, UserStated, Operator }
);
mirrored!(
    /// Who a memory is for.
    Level = types::Level { Personal, User, Team, Role, Project, Org }
);
mirrored!(
    /// How often something is done.
    Frequency = engine::Frequency { Daily, Weekly, Monthly }
);
mirrored!(
    /// How far reflection looks for patterns.
    Depth = engine::Depth { Shallow, Deep }
);
mirrored!(
    /// What maintenance does.
    MaintenanceTask = engine::MaintenanceTask {
        Consolidation, Reflection, Embedding, Promotion, Forgetting, Sweep,
    }
);
mirrored!(
    /// What a key may do.
    Permission = types::Permission { Read, Write, Admin }
);
mirrored!(
    /// Order of a list of memories.
    Sort = engine::Sort {
        CreatedDesc, CreatedAsc, UpdatedDesc, HappenedDesc, HappenedAsc, StrengthDesc,
        ConfidenceDesc, ImportanceDesc,
    }
);
mirrored!(
    /// Which sort of group.
    GroupKind = types::GroupKind { Org, Role, Team, Project }
);
mirrored!(
    /// How much of a hit's surroundings comes with it.
    Expansion = engine::Expansion { None, Window, Session }
);
mirrored!(
    /// The form of a context.
    ContextFormat = engine::ContextFormat { Text, Json, Messages }
);

/// `null` and absent are different: `Some(None)` and `None`.
fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Rows of a page if nobody says.
fn page_limit() -> u32 {
    50
}

/// A struct from an object. The derived reading would take an array of its fields, too, which the
/// description does not allow.
pub(crate) fn object<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    from.deserialize_map(AnObject(PhantomData))
}

/// The same where there may be none.
pub(crate) fn object_or_null<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    from.deserialize_option(MaybeObject(PhantomData))
}

/// Reads the object as it comes, so that an error inside of it has its whole path.
struct AnObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for AnObject<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// The same, or nothing.
struct MaybeObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MaybeObject<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Option<T>, D::Error> {
        object(from).map(Some)
    }
}
