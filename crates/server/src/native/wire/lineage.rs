//! Lineage on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{MemoryId, Timestamp};
use utoipa::openapi::schema::{Object, SchemaType, Type};
use utoipa::{IntoParams, ToSchema};

use super::{EventOut, LineageEventType, LineageFormat, MemoryOut, Status};

/// A field's value: any JSON.
fn any_json() -> Object {
    let types = [
        Type::Null,
        Type::Boolean,
        Type::Number,
        Type::String,
        Type::Array,
        Type::Object,
    ];
    let types = SchemaType::from_iter(types);
    Object::builder().schema_type(types).build()
}

/// How to tell a lineage.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineageQuery {
    /// `full` (the default), `timeline` (what happened) or `chain` (ancestors and descendants). What
    /// is left out is empty.
    #[serde(default)]
    #[param(inline)]
    pub(crate) format: Option<LineageFormat>,
}

/// A memory's lineage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineageOut {
    /// The memory as it is now.
    pub(crate) memory: MemoryOut,
    /// What happened to it, oldest first.
    pub(crate) timeline: Vec<LineageEventOut>,
    /// What it came from, through any number of steps, nearest first.
    pub(crate) ancestors: Vec<LineageLinkOut>,
    /// What came from it, through any number of steps, nearest first.
    pub(crate) descendants: Vec<LineageLinkOut>,
    /// The events that it rests on.
    pub(crate) events: Vec<EventOut>,
    /// There are more relatives than are told.
    pub(crate) truncated: bool,
}

/// An ancestor or a descendant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineageLinkOut {
    /// The memory at the other end.
    #[schema(value_type = String)]
    pub(crate) id: MemoryId,
    /// `derived_from`, `supersedes` or `merged_from`, said of the newer of the two, on the last step
    /// of the way.
    pub(crate) relation: &'static str,
    /// Steps between the two.
    pub(crate) distance: u32,
    /// What it says.
    pub(crate) text: String,
    /// Whether it is believed now.
    pub(crate) status: Status,
    /// When the two became related.
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineageEventOut {
    /// What sort of thing.
    pub(crate) event_type: LineageEventType,
    /// To which memory; another than the one asked for if that one was made of it.
    #[schema(value_type = String)]
    pub(crate) memory_id: MemoryId,
    /// Which version it led to.
    pub(crate) revision: u64,
    /// Memories that had a part in it.
    #[schema(value_type = Vec<String>)]
    pub(crate) related_memory_ids: Vec<MemoryId>,
    /// Who did it: a key's id, or the name of a process.
    pub(crate) actor: String,
    /// The verb that did it.
    pub(crate) action: String,
    /// When.
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// The fields that changed.
    pub(crate) changes: BTreeMap<String, FieldChangeOut>,
}

/// A field's change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldChangeOut {
    /// What it was.
    #[schema(schema_with = any_json)]
    pub(crate) old: Json,
    /// What it became.
    #[schema(schema_with = any_json)]
    pub(crate) new: Json,
}
