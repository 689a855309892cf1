//! What a write consists of.

use crate::erasure::{ErasedCounts, ErasureMark};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use types::{
    Event, EventId, Group, Job, JobId, Memory, MemoryId, OrgId, ProcessingState, Timestamp,
};

use crate::query::JobProgress;

/// One transaction: everything in it happens, or nothing.
#[derive(Clone, Debug, Default)]
pub struct WriteBatch {
    /// Events to append. `position` is assigned by the store: next in (user, session) order.
    pub events: Vec<Event>,
    /// Memories to add. A verbatim memory takes its `position` from its source event in this batch.
    pub memories: Vec<NewMemory>,
    /// What led to the new memories, in the glossary's verbs; `None`: `add`. It is the action of
    /// their first revision.
    pub action: Option<&'static str>,
    /// Memories to change.
    pub updates: Vec<MemoryUpdate>,
    /// Memories to erase: row, history, vectors and lineage go, a tombstone stays.
    pub erasures: Vec<MemoryId>,
    /// Events to erase, with their verbatim text; memories are erased by `erasures`.
    pub event_erasures: Vec<EventId>,
    /// The erasures of this batch are a part of this one: their ids do not come back, and the audit log
    /// tells how many rows went.
    pub erasure: Option<ErasureMark>,
    /// When the erasures of this batch happen, if they are no part of a larger one: the ids that we gave
    /// do not come back either, but a client may use its own for something new.
    pub erased_at: Option<Timestamp>,
    /// Texts that are no longer believed, so that they do not come back when they are only ingested
    /// again. One that is closed again takes the new time.
    pub closed_texts: Vec<ClosedText>,
    /// Texts that were said anew, by user and normalised text: no longer closed. They are opened
    /// before `closed_texts` are closed.
    pub reopened_texts: Vec<(Option<String>, String)>,
    /// Changes of processing state.
    pub event_states: Vec<(EventId, ProcessingState)>,
    /// Work to do later; a job whose `dedup_key` is already queued is dropped.
    pub jobs: Vec<Job>,
    /// How far a running job is with this batch: its effect and its mark are one. `Conflict` on the
    /// field `job` if it is not that attempt's job any more; then nothing of the batch happens.
    pub job_step: Option<JobProgress>,
    /// Jobs that need not run any more, because this batch does the last of their work: those that wait
    /// are done. Those that run see for themselves.
    pub jobs_done: Vec<JobDone>,
    /// Groups' records to write, as in [`crate::Store::put_group`].
    pub groups: Vec<Group>,
    /// What to set for the org, by name, as in [`crate::Store::put_setting`].
    pub settings: Vec<(String, Option<Json>)>,
    /// The reply to keep under an idempotency key. `Conflict` if the key is taken.
    pub idempotency: Option<IdempotencyRecord>,
    /// What to record in the audit log, without memory text. The store chains the hashes.
    pub audit: Vec<NewAudit>,
    /// Usage to count.
    pub usage: Vec<UsagePoint>,
}

/// A job whose work somebody else has done.
#[derive(Clone, Debug, PartialEq)]
pub struct JobDone {
    /// Which.
    pub id: JobId,
    /// What came out.
    pub result: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

/// A memory to add, with its vectors.
#[derive(Clone, Debug)]
pub struct NewMemory {
    /// The memory; its org is overwritten by the scope's.
    pub memory: Memory,
    /// Its vectors; empty if there is none (yet).
    pub vectors: Vectors,
}

/// A memory's vectors: one per chunk of its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    /// The model that made them; empty if there are none.
    pub model: String,
    /// `[n_chunks][dimension]`, IEEE 754 binary16 bits, L2-normalised.
    pub chunks: Vec<Vec<u16>>,
}

/// A change of a memory. The old row goes to history.
#[derive(Clone, Debug)]
pub struct MemoryUpdate {
    /// The new state; the store sets `revision` to the current one plus 1.
    pub memory: Memory,
    /// The revision that the change was made from; `PreconditionFailed` if it is not the current.
    pub expected_revision: u64,
    /// New vectors if the text changed; `None` leaves them.
    pub vectors: Option<Vectors>,
    /// What was done, in the glossary's verbs: `update`, `supersede`, `delete` ...
    pub action: String,
}

/// What a commit did.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    /// The memories as stored (position, revision), in the order of `memories` then `updates`.
    pub memories: Vec<Memory>,
    /// Their sequence numbers, in the same order.
    pub seqs: Vec<u64>,
    /// Sequence numbers of the tombstones, in the order of `erasures`, with the partition's user.
    pub tombstones: Vec<(MemoryId, Option<String>, u64)>,
    /// Positions given to the events, in order.
    pub positions: Vec<u64>,
    /// Rows that went with `erasures` and `event_erasures`.
    pub erased: ErasedCounts,
    /// The jobs that stand for those of the batch, in order: its own, or the equal one that waited.
    pub jobs: Vec<JobId>,
}

/// A text that was corrected, taken back or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedText {
    /// Whose it was.
    pub user_id: Option<String>,
    /// The text, normalised by the engine. Only a hash of it, salted per database, is stored.
    pub text: String,
    /// What it said was true until then; the same words dated later are a new assertion.
    pub valid_to: Timestamp,
    /// What took its place.
    pub by: Option<MemoryId>,
}

/// The reply kept for an idempotency key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdempotencyRecord {
    /// The key the client chose.
    pub key: String,
    /// SHA-256 of method, path and body: the same key with another request is an error.
    pub request_hash: [u8; 32],
    /// HTTP status of the reply.
    pub status: u16,
    /// Body of the reply.
    pub body: Json,
    /// When it is dropped.
    pub expires_at: Timestamp,
}

/// An entry for the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewAudit {
    /// When.
    pub at: Timestamp,
    /// What: `memory.add`, `key.create`, `denied` ...
    pub action: String,
    /// On what: ids, never text.
    pub target: String,
    /// Further facts, never text.
    pub detail: Json,
}

/// A usage counter's increment or value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsagePoint {
    /// `api_calls`, `events_ingested`, `memories_stored`, `search_queries`, `llm_tokens` ...
    pub dimension: String,
    /// The hour it belongs to (truncated by the store).
    pub hour: Timestamp,
    /// How many.
    pub quantity: u64,
}

/// One recall of a memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// Which.
    pub id: MemoryId,
    /// When.
    pub at: Timestamp,
    /// How often since the last report.
    pub count: u64,
}

/// Which memories are asked for that have no vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unembedded {
    /// Those that stand for themselves.
    Spoken,
    /// Those that were read out of other memories' words, to which they are keys.
    Extracted,
}

/// A memory without vectors.
#[derive(Clone, Debug)]
pub struct WithoutVectors {
    /// Its place in the order in which memories were first stored.
    pub place: u64,
    /// The memory.
    pub memory: Memory,
    /// Of an extracted one: the memory whose words it was read out of, with its vectors of the model
    /// asked for, empty if it has none (yet).
    pub source: Option<(Memory, Vectors)>,
}

/// Vectors made after the fact.
#[derive(Clone, Debug)]
pub struct LateVectors {
    /// The tenant.
    pub org_id: OrgId,
    /// Whose.
    pub id: MemoryId,
    /// The revision whose text was embedded.
    pub revision: u64,
    /// `[n_chunks][dimension]`, binary16 bits; none if the text has nothing to embed, which is
    /// remembered too.
    pub chunks: Vec<Vec<u16>>,
}
