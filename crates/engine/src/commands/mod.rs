//! What can be asked of the engine: one file per verb.

mod add;
mod admin;
mod audit;
mod belief;
mod carried;
mod consolidate;
mod context;
mod contradictions;
mod copies;
mod damaged;
mod delete;
mod excerpt;
pub(crate) mod forget;
pub(crate) mod gather;
mod get;
mod groups;
mod idempotency;
mod jobs;
mod keys;
mod lineage;
mod list;
mod maintenance;
mod promote;
mod reflect;
mod search;
mod summarise;
mod taken;
mod transfer;
mod update;

pub(crate) use add::unix_ms;
pub use add::{AddEvents, AddMemories, AddedEvents, AddedMemories, NewEvent, NewMemoryInput};
pub use admin::{HealthReport, IndexCheck};
pub(crate) use audit::Denials;
pub use belief::{BeliefAction, Strategy, UpdateBelief, UpdatedBelief};
pub use carried::{ClosedTextLine, GroupLine, MaintenanceLine};
pub use consolidate::{Consolidate, Consolidated, MergedPair};
pub use context::{BuildContext, Context, ContextFormat, ContextItem, ContextMessage, Expansion};
pub(crate) use contradictions::{ALIKE_MIN, NEAREST_MAX};
pub use contradictions::{
    Contradiction, ContradictionKind, Contradictions, DetectContradictions, Suggestion,
};
pub use damaged::DamagedLine;
pub use delete::{DeleteMemory, Deleted};
pub use forget::{Forget, Forgotten, Unforget, Unforgotten};
pub use get::{EventStatuses, GetMemory, MemoryRef};
pub use groups::{CreateGroup, UpdateGroup};
pub use idempotency::{Idempotency, Kept};
pub use keys::{CreateKey, CreatedKey};
pub use lineage::{
    FieldChange, LineageEvent, LineageEventType, LineageFormat, Relative, TraceLineage,
    TracedLineage,
};
pub use list::ListMemories;
pub(crate) use maintenance::Scheduler;
pub use maintenance::{Frequency, Maintenance, MaintenanceSettings, MaintenanceTask, Schedule};
pub(crate) use promote::Told;
pub use promote::{Promote, Promoted, PromotedMemory};
pub use reflect::{Depth, FoundPattern, Insight, Reflect, Reflected};
pub use search::{Groups, Search, SearchHit, SearchResults};
pub use summarise::{
    Summarise, Summarised, Summary, Timeline, TimelineDay, TimelineItem, TimelinePage,
};
pub use transfer::{EventLine, ExportItem, ImportReport, ImportRun, MemoryLine};
pub use update::{MemoryPatch, UpdateMemory};

// What undoes and what removes.
pub(crate) mod erase;
mod rollback;

pub use erase::{Erase, Erasure, Receipt};
pub use rollback::{Rollback, RolledBack, Source};
