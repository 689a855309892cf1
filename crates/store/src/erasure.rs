//! What erasing needs: whose rows, how many went, and what is remembered of them.

use serde::{Deserialize, Serialize};
use types::{EventId, KeyId, MemoryId, Timestamp};

/// Whose rows are erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One user's.
    User(String),
    /// The whole org's.
    Org {
        /// The key that stays, so that whoever asked can read the receipt; all others go.
        keep_key: Option<KeyId>,
    },
}

/// Marks a transaction as a part of an erasure: the ids that go may not come back, and an entry of
/// the audit log says how many rows went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureMark {
    /// The receipt that it belongs to.
    pub receipt: String,
    /// When.
    pub at: Timestamp,
    /// Memories that stay and are flagged in the same transaction.
    pub flagged: u64,
    /// The hashes of a user's closed texts stay, so that the same words do not come back; else they
    /// go with the user, who may say them anew.
    pub keep_closed_texts: bool,
    /// Memories that go because of what they were made of: they may be made anew under the id that the
    /// server gives to whatever says the same.
    pub renewable: Vec<MemoryId>,
    /// Memories that stay and whose earlier versions go: they have words of what is erased.
    pub forget_history: Vec<MemoryId>,
}

/// Ids of rows to erase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasable {
    /// Memories, damaged ones too.
    pub memories: Vec<MemoryId>,
    /// Events, damaged ones too; none as long as there are memories.
    pub events: Vec<EventId>,
}

/// Something that may have been erased.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ErasedId {
    /// A memory.
    Memory(MemoryId),
    /// A memory by the client's own id.
    ExternalMemory(String),
    /// An event.
    Event(EventId),
    /// An event by the client's own id.
    ExternalEvent(String),
}

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Rows that went, by table.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct ErasedCounts {
            $($(#[$doc])* pub $name: u64,)+
        }

        impl ErasedCounts {
            /// Adds another's counts.
            pub fn add(&mut self, other: &ErasedCounts) {
                $(self.$name += other.$name;)+
            }

            /// Name and number of each.
            pub fn entries(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name)),+]
            }
        }
    };
}

counts! {
    /// Memories.
    memories,
    /// Earlier versions of them.
    revisions,
    /// Rows of vectors.
    vectors,
    /// Recall counters.
    recalls,
    /// Links of lineage.
    lineage,
    /// Events.
    events,
    /// Sessions.
    sessions,
    /// Replies kept under idempotency keys: emptied, or dropped with the org.
    replies,
    /// Jobs that named what went.
    jobs,
    /// Groups.
    groups,
    /// Settings.
    settings,
    /// Usage counters.
    usage,
    /// Hashes of texts that were closed.
    closed_texts,
    /// Keys.
    keys,
}
