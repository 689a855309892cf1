//! Events on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{EventId, MemoryId, Timestamp};
use utoipa::{IntoParams, ToSchema};

use super::{EventKind, ProcessingState, Status, page_limit};

located! {
    /// An event to store.
    #[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct EventIn {
        /// Your own id of it, unique among what your key sees: storing another under the same id
        /// is refused with 409, so that a request may be repeated.
        #[serde(default)]
        pub(crate) external_id: Option<String>,
        /// What sort of thing happened.
        #[serde(default = "user_message")]
        #[schema(default = "user_message")]
        pub(crate) kind: EventKind,
        /// Who spoke.
        #[serde(default)]
        pub(crate) speaker: Option<String>,
        /// What was said, verbatim.
        #[schema(min_length = 1)]
        pub(crate) content: String,
        /// When it happened; now by default.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = DateTime)]
        pub(crate) ts: Option<Timestamp>,
        /// An object, a string or null.
        #[serde(default)]
        #[schema(value_type = Option<Object>)]
        pub(crate) metadata: Json,
    }
}

fn user_message() -> EventKind {
    EventKind::UserMessage
}

/// Events to store, in the order in which they happened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsIn {
    /// 1 to 1000 events.
    #[schema(min_items = 1, max_items = 1000)]
    pub(crate) events: Vec<EventIn>,
}

/// A batch, or one event alone. (For the description only.)
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    clippy::large_enum_variant,
    reason = "describes the body; see `translate::events`"
)]
pub(crate) enum AddEventsIn {
    /// A batch.
    Batch(EventsIn),
    /// One.
    One(EventIn),
}

/// What became of the events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddedEventsOut {
    /// Their ids, in the order given.
    #[schema(value_type = Vec<String>)]
    pub(crate) event_ids: Vec<EventId>,
    /// Their verbatim memories' ids, in the same order; an event that only repeats recalled context
    /// has none and is passed over here.
    #[schema(value_type = Vec<String>)]
    pub(crate) memory_ids: Vec<MemoryId>,
    /// Of them, those that state what was known in the same words before.
    pub(crate) already_known: Vec<AlreadyKnownOut>,
    /// Found by their words at once; by their meaning a little later.
    pub(crate) pending: bool,
}

/// A new memory that states what was known in the same words before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlreadyKnownOut {
    /// The new memory.
    #[schema(value_type = String)]
    pub(crate) memory_id: MemoryId,
    /// `active`: both say it now. `superseded`: what it repeats was corrected since, and is not
    /// believed again because of it; say it in other words, or with the time at which it was said.
    pub(crate) status: Status,
}

located! {
    /// An event as stored.
    #[derive(Debug, Serialize, ToSchema)]
    pub(crate) struct EventOut {
        /// Its id.
        #[schema(value_type = String)]
        pub(crate) id: EventId,
        /// The client's own id.
        pub(crate) external_id: Option<String>,
        /// What sort of thing happened.
        pub(crate) kind: EventKind,
        /// Who spoke.
        pub(crate) speaker: Option<String>,
        /// What was said.
        pub(crate) content: String,
        /// When it happened.
        #[schema(value_type = String)]
        pub(crate) ts: Timestamp,
        /// When it arrived.
        #[schema(value_type = String)]
        pub(crate) ingested_at: Timestamp,
        /// What the client attached.
        #[schema(value_type = Option<Object>)]
        pub(crate) metadata: Json,
        /// Its place in its session, from 0.
        pub(crate) position: u64,
        /// How far its processing has come.
        pub(crate) state: ProcessingState,
    }
}

located! {
    /// Which events.
    #[derive(Debug, Deserialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct EventsQuery {
        /// Only this kind.
        #[serde(default)]
        #[param(inline)]
        pub(crate) kind: Option<EventKind>,
        /// Oldest first instead of newest first.
        #[serde(default)]
        pub(crate) ascending: bool,
        /// Rows at most.
        #[serde(default = "page_limit")]
        #[param(minimum = 1, maximum = 1000, default = 50)]
        pub(crate) limit: u32,
        /// Where the last page ended.
        #[serde(default)]
        pub(crate) cursor: Option<String>,
        /// Count all rows as well.
        #[serde(default)]
        pub(crate) with_total: bool,
    }
}

page_of! {
    /// A page of events.
    EventsOut { EventOut, total }
}

/// Events to ask after.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusIn {
    /// At most 1000 ids.
    #[schema(value_type = Vec<String>, max_items = 1000)]
    pub(crate) event_ids: Vec<EventId>,
}

/// How far events have come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusOut {
    /// Those that exist, in the order asked.
    pub(crate) known: Vec<EventStatus>,
    /// Those that do not, or are not yours.
    #[schema(value_type = Vec<String>)]
    pub(crate) unknown: Vec<EventId>,
}

/// How far an event has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventStatus {
    /// Which.
    #[schema(value_type = String)]
    pub(crate) event_id: EventId,
    /// How far.
    pub(crate) state: ProcessingState,
}
