//! The vocabulary of Memoird: what things are called, and what shape they have.
//!
//! No I/O, no async, no HTTP. Every other crate depends on this one and this one on none of ours.
//!
//! | word | meaning |
//! |---|---|
//! | **org** | the tenant; hard isolation ([`OrgId`]) |
//! | **user** | whom a memory is about ([`Coordinates::user_id`]) |
//! | **event** | one raw thing that happened, kept verbatim ([`Event`]) |
//! | **memory** | one retrievable statement or utterance ([`Memory`]) |
//! | **statement** | what a memory says, in a form that a correction can address ([`Statement`]) |
//! | **address** | subject and attribute: what a correction names ([`Address`]) |
//! | **group** | what an org says about itself, a role, a team, a project ([`Group`]) |
//! | **scope** | proof of who may see what; the only key to the store ([`Scope`]) |
//! | **filter** | a closed expression over a memory's fields ([`Filter`]) |

mod act;
pub mod error;
pub mod event;
pub mod filter;
pub mod group;
pub mod id;
pub mod job;
pub mod key;
pub mod limits;
pub mod memory;
pub mod scope;
pub mod session;
pub mod time;

pub use act::Act;
pub use error::{Error, ErrorKind, Result};
pub use event::{Event, EventKind, ProcessingState};
pub use filter::{Condition, Field, Filter, Value, contains_lower_case, lower_case};
pub use group::{Group, GroupKind};
pub use id::{EventId, JobId, KeyId, MemoryId, OrgId};
pub use job::{Job, JobState};
pub use key::{ApiKey, Permission};
pub use memory::{
    Address, Cardinality, Closed, Entity, Memory, MemoryKind, Polarity, Provenance, Span,
    Statement, Status, Tier, Trust,
};
pub use scope::{Coordinates, Level, Scope};
pub use session::Session;
pub use time::{Clock, ManualClock, SystemClock, Timestamp};

/// Free attributes of an event or memory: a JSON object.
pub type Metadata = serde_json::Map<String, serde_json::Value>;
