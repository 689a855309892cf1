//! Truth: what is said now against what is believed already.
//!
//! [`plan`] is pure: from sayings and what the store knows to what closes, what is born and what is
//! reopened. [`apply`] asks the store, takes the locks and commits. [`view`] is what a reader sees of
//! a memory part of which has left.

mod apart;
pub(crate) mod apply;
pub(crate) mod aspects;
pub(crate) mod by_hand;
mod calm;
mod echo;
pub(crate) mod flag;
pub(crate) mod imported;
mod late;
mod look_back;
mod meant;
mod parts;
mod piece;
mod place;
pub(crate) mod plan;
pub(crate) mod refined;
mod returns;
mod scope;
pub(crate) mod slots;
mod take_back;
mod told_of;
mod turns;
pub(crate) mod undo;
pub(crate) mod view;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use extraction::{Found, Reading, Retracted, Utterance, Voice};
use store::PartitionKey;
use tokio::sync::OwnedMutexGuard;
use types::{
    Coordinates, Entity, Event, EventKind, Memory, MemoryId, MemoryKind, Statement, Timestamp,
    limits,
};

use crate::MemoryPatch;

pub(crate) use types::memory::EXTRACT;

/// Whether a memory states what its verbatim parent says.
pub(crate) fn is_extracted(memory: &Memory) -> bool {
    memory.provenance.process == EXTRACT
}

/// In whose voice an event's words are.
pub(crate) fn voice_of(kind: EventKind) -> Voice {
    match kind {
        EventKind::UserMessage => Voice::User,
        EventKind::AssistantMessage => Voice::Agent,
        EventKind::ToolResult | EventKind::AppEvent | EventKind::Document => Voice::Other,
    }
}

/// What is kept of what was read in a memory. What a tool returned or a document says of the user is
/// nobody's word for it: it stays searchable, and states nothing.
pub(crate) fn as_heard(memory: &Memory, mut reading: Reading) -> Reading {
    let kind = memory.event_kind.filter(|_| memory.verbatim);
    if !matches!(kind, Some(EventKind::ToolResult | EventKind::Document)) {
        return reading;
    }
    let of_user = |subject: &str| subject == "user" || subject.starts_with("user's ");
    let read = std::mem::take(&mut reading.statements);
    let (dropped, kept): (Vec<Found>, Vec<Found>) = read
        .into_iter()
        .partition(|found| of_user(&found.statement.subject));
    // Words that are in no statement.
    let spans = dropped.iter().filter_map(|found| found.statement.span);
    reading.rest.extend(spans);
    reading.says_more |= !dropped.is_empty();
    let of_kept = |span: types::Span| {
        let mut spans = kept.iter().filter_map(|found| found.statement.span);
        spans.any(|other| other.start < span.end && span.start < other.end)
    };
    reading.replaced.retain(|replaced| of_kept(replaced.span));
    reading.retractions.retain(|retraction| {
        matches!(&retraction.what, Retracted::About { subject, .. } if !of_user(subject))
    });
    reading.units.clear();
    reading.statements = kept;
    reading
}

/// What is to be read to know what a memory says: the same when it is written and whenever it is
/// looked at again.
pub(crate) fn utterance(memory: &Memory) -> Utterance<'_> {
    Utterance {
        text: &memory.text,
        voice: match memory.event_kind.filter(|_| memory.verbatim) {
            Some(kind) => voice_of(kind),
            None => Voice::Record,
        },
        speaker: memory.speaker(),
        said_at: said_at(memory),
    }
}

/// Under which a memory's text is remembered when it is no longer believed: the words as
/// [`extraction::normalize_text`] has them, and whose they are beside the user's. What one agent was
/// told not to believe says nothing about its twin.
pub(crate) fn text_key(memory: &Memory) -> String {
    key_of(&memory.coordinates, &memory.text)
}

/// As [`text_key`], of a text that is no memory yet.
pub(crate) fn key_of(at: &Coordinates, text: &str) -> String {
    let text = words::normalize_text(text);
    let Coordinates {
        user_id: _,
        session_id: _,
        agent_id,
        namespace,
        project_id,
        team_id,
        role_id,
    } = at;
    let owner = [agent_id, namespace, project_id, team_id, role_id];
    let session = session_of_nobody(at);
    let is_nobodys = session.is_none() && owner.iter().all(|part| part.is_none());
    if text.is_empty() || is_nobodys {
        return text;
    }
    let parts = owner.map(|part| part.as_deref().unwrap_or_default());
    let session = session.map(|id| format!("\n{id}")).unwrap_or_default();
    format!("{}{session}\n\n{text}", parts.join("\n"))
}

/// The session of speakers of whom nothing else is known: in another one others may speak.
pub(crate) fn session_of_nobody(at: &Coordinates) -> Option<&str> {
    at.session_id.as_deref().filter(|_| at.user_id.is_none())
}

/// When a verbatim or ready memory was said. A client that gives a ready memory's validity dates it;
/// the date of what it tells of does not.
pub(crate) fn said_at(memory: &Memory) -> Timestamp {
    if memory.verbatim {
        return memory.happened_at();
    }
    match memory.valid_from {
        Some(from) if memory.event_date != Some(from) => from.min(memory.created_at),
        _ => memory.created_at,
    }
}

/// Puts what was read onto the memory that was read.
pub(crate) fn take_reading(memory: &mut Memory, reading: &Reading) {
    memory.statements = reading
        .statements
        .iter()
        .map(|found| found.statement.clone())
        .collect();
    memory.pii.clone_from(&reading.pii);
    // What a client labelled stays as it was labelled.
    if memory.verbatim || memory.entities.is_empty() {
        add_entities(&mut memory.entities, &reading.entities);
    }
    if memory.topics.is_empty() {
        add_topics(&mut memory.topics, &reading.topics);
    }
}

/// After other words took a memory's place: labels that were all read out of the words before are read
/// anew, those that a client gave stay.
pub(crate) fn relabel(memory: &mut Memory, patch: &MemoryPatch, was: &Reading, now: &Reading) {
    let was_read = |topic: &String| was.topics.contains(topic);
    if patch.topics.is_none() && memory.topics.iter().all(was_read) {
        memory.topics.clear();
        add_topics(&mut memory.topics, &now.topics);
    }
    let was_read = |one: &Entity| was.entities.iter().any(|read| read.name == one.name);
    if patch.entities.is_none() && memory.entities.iter().all(was_read) {
        memory.entities.clear();
        add_entities(&mut memory.entities, &now.entities);
    }
}

/// Labels that were read join those that were given.
fn add_entities(entities: &mut Vec<Entity>, read: &[Entity]) {
    for entity in read {
        let is_there = entities.iter().any(|other| other.name == entity.name);
        let is_name = limits::check_name("entities", &entity.name).is_ok();
        if !is_there && is_name && entities.len() < limits::LABELS_MAX {
            entities.push(entity.clone());
        }
    }
}

fn add_topics(topics: &mut Vec<String>, read: &[String]) {
    for topic in read {
        let is_name = limits::check_name("topics", topic).is_ok();
        if !topics.contains(topic) && is_name && topics.len() < limits::LABELS_MAX {
            topics.push(topic.clone());
        }
    }
}

/// The memory of one statement that was found in an event.
pub(crate) fn extracted_memory(
    id: MemoryId,
    event: &Event,
    verbatim: &Memory,
    found: &Found,
) -> Memory {
    let mut memory = Memory::new(
        id,
        event.org_id.clone(),
        found.text.clone(),
        event.ingested_at,
    );
    memory.coordinates = event.coordinates.clone();
    memory.level = verbatim.level;
    memory.kind = found.kind;
    memory.type_.clone_from(&found.type_);
    if found.is_directive {
        memory.kind = MemoryKind::Procedural;
        memory.type_ = "instruction".to_owned();
        memory.pinned = true;
    }
    add_topics(&mut memory.topics, &found.topics);
    add_entities(&mut memory.entities, &found.entities);
    memory.confidence = found.confidence.clamp(0.0, 1.0);
    memory.valid_from = Some(found.valid_from.unwrap_or(event.ts));
    memory.valid_to = found.valid_to;
    memory.event_date = Some(found.event_date.unwrap_or(event.ts));
    state_alone(&mut memory, &found.statement);
    memory.provenance.source_event_ids = vec![event.id];
    memory
        .provenance
        .actor
        .clone_from(&verbatim.provenance.actor);
    memory.provenance.process = EXTRACT.to_owned();
    memory.trust = verbatim.trust;
    memory.derived_from = vec![verbatim.id];
    if !verbatim.pii.is_empty() {
        memory.pii = extraction::pii::find(&memory.text);
    }
    memory
}

/// Makes a statement the only one of an extracted memory, whose text has no place in the words it was read of.
fn state_alone(memory: &mut Memory, statement: &Statement) {
    memory.statements = vec![Statement {
        span: None,
        ..statement.clone()
    }];
}

/// One write at a time corrects what is believed of one user, so that two corrections of one
/// statement cannot both take its place.
#[derive(Default)]
pub(crate) struct Locks {
    by_owner: Mutex<HashMap<PartitionKey, Weak<tokio::sync::Mutex<()>>>>,
}

/// Entries of [`Locks`] beyond which those that nobody holds are dropped.
const LOCKS_KEPT: usize = 4096;

impl Locks {
    /// Holds the locks of all `owners`, taken in one order by everybody.
    pub(crate) async fn hold(&self, owners: BTreeSet<PartitionKey>) -> Vec<OwnedMutexGuard<()>> {
        let mut held = Vec::with_capacity(owners.len());
        for owner in owners {
            let lock = self.of(owner);
            held.push(lock.lock_owned().await);
        }
        held
    }

    fn of(&self, owner: PartitionKey) -> Arc<tokio::sync::Mutex<()>> {
        let mut by_owner = self.by_owner.lock().unwrap_or_else(PoisonError::into_inner);
        if by_owner.len() > LOCKS_KEPT {
            by_owner.retain(|_, lock| lock.strong_count() > 0);
        }
        if let Some(lock) = by_owner.get(&owner).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::default();
        by_owner.insert(owner, Arc::downgrade(&lock));
        lock
    }
}

/// What this crate asks of words.
pub(crate) mod words {
    use extraction::Opposition;
    pub(crate) use extraction::{normalize_text, same_value, same_value_at};

    pub(crate) use super::take_back::alike;

    use crate::commands::ContradictionKind;

    /// Whether the words of `part` stand together in `text`, both normalised.
    pub(crate) fn contains_words(text: &str, part: &str) -> bool {
        !part.is_empty() && format!(" {text} ").contains(&format!(" {part} "))
    }

    /// Why two texts without a common property are said to contradict each other.
    pub(crate) const OPPOSED: &str =
        "the texts oppose each other, but not in a property that could be told";

    /// In what way two texts oppose each other as a whole, if they do. Other names, numbers or words
    /// make them different, not opposed.
    pub(crate) fn opposes(one: &str, other: &str) -> Option<(ContradictionKind, String)> {
        match extraction::opposes(one, other)? {
            Opposition::Negation => Some((ContradictionKind::Negation, OPPOSED.to_owned())),
            Opposition::Antonyms => Some((ContradictionKind::ValueConflict, OPPOSED.to_owned())),
            _ => None,
        }
    }
}
