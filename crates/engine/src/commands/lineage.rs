//! Lineage: what a memory came from, what came from it, and what happened to it, when and by whom.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::{Lineage, LineageLink, Relation, Revision};
use types::{
    ErrorKind, Event, EventId, Memory, MemoryId, Permission, Result, Scope, Status, Timestamp,
};

use super::MemoryRef;
use crate::{Access, Engine};

/// Ancestors or descendants that one answer holds at most.
const RELATIVES_MAX: usize = 1000;

/// A lineage to trace.
#[derive(Clone, Debug)]
pub struct TraceLineage {
    /// Of which memory.
    pub target: MemoryRef,
    /// Which parts.
    pub format: LineageFormat,
}

/// Which parts of a lineage are told. What is not asked for is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineageFormat {
    /// Everything.
    #[default]
    Full,
    /// What happened.
    Timeline,
    /// Ancestors and descendants.
    Chain,
}

/// Where a memory comes from and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TracedLineage {
    /// The memory as it is now; a deleted one, too, as long as it was not erased.
    pub memory: Memory,
    /// What happened to it, oldest first.
    pub timeline: Vec<LineageEvent>,
    /// What it came from, through any number of steps, nearest first.
    pub ancestors: Vec<Relative>,
    /// What came from it, through any number of steps, nearest first.
    pub descendants: Vec<Relative>,
    /// The events that it rests on.
    pub sources: Vec<Event>,
    /// There are more relatives than are told.
    pub is_truncated: bool,
}

/// A memory's ancestor or descendant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relative {
    /// The relative.
    pub memory: Memory,
    /// How the newer of the two is related to the older, on the last step of the way.
    pub relation: Relation,
    /// Steps between the two.
    pub distance: u32,
    /// When the two became related.
    pub at: Timestamp,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineageEvent {
    /// What sort of thing.
    pub what: LineageEventType,
    /// To which memory; another than the one asked for if that one was made of it.
    pub memory_id: MemoryId,
    /// Which version it led to.
    pub revision: u64,
    /// Memories that had a part in it.
    pub related: Vec<MemoryId>,
    /// Who did it: a key's id, or the name of a process.
    pub actor: String,
    /// The verb that did it.
    pub action: String,
    /// When.
    pub at: Timestamp,
    /// The fields that changed.
    pub changes: BTreeMap<String, FieldChange>,
}

/// A field's change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// What it was.
    pub old: Json,
    /// What it became.
    pub new: Json,
}

/// Sorts of things that happen to a memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineageEventType {
    /// It was stored, as it was given or said.
    Created,
    /// It came with an import.
    Imported,
    /// It was read out of an event.
    Extracted,
    /// It was changed.
    Updated,
    /// Another took its place.
    Superseded,
    /// It went into another, or was made of others that went into it.
    Merged,
    /// It was derived from others as a pattern or a summary of theirs.
    Reflected,
    /// It was lifted to a wider audience.
    Promoted,
    /// Something that it states is believed more or less than before.
    BeliefAdjusted,
    /// It was deleted.
    Deleted,
    /// It is believed again.
    Restored,
    /// Something that it rested on was erased.
    Erased,
}

impl LineageEventType {
    /// Every sort.
    pub const ALL: [LineageEventType; 12] = [
        LineageEventType::Created,
        LineageEventType::Imported,
        LineageEventType::Extracted,
        LineageEventType::Updated,
        LineageEventType::Superseded,
        LineageEventType::Merged,
        LineageEventType::Reflected,
        LineageEventType::Promoted,
        LineageEventType::BeliefAdjusted,
        LineageEventType::Deleted,
        LineageEventType::Restored,
        LineageEventType::Erased,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            LineageEventType::Created => "created",
            LineageEventType::Imported => "imported",
            LineageEventType::Extracted => "extracted",
            LineageEventType::Updated => "updated",
            LineageEventType::Superseded => "superseded",
            LineageEventType::Merged => "merged",
            LineageEventType::Reflected => "reflected",
            LineageEventType::Promoted => "promoted",
            LineageEventType::BeliefAdjusted => "belief_adjusted",
            LineageEventType::Deleted => "deleted",
            LineageEventType::Restored => "restored",
            LineageEventType::Erased => "erased",
        }
    }
}

impl Engine {
    /// Memories that rest directly on another.
    pub(crate) async fn resting_on(&self, scope: &Scope, id: MemoryId) -> Result<Vec<MemoryId>> {
        self.descendants(scope, id, |relation| relation == Relation::DerivedFrom)
            .await
    }

    /// Direct descendants of a memory by the relations that are wanted; none if it was erased
    /// meanwhile, which saw to its relatives.
    pub(crate) async fn descendants(
        &self,
        scope: &Scope,
        id: MemoryId,
        is_wanted: impl Fn(Relation) -> bool,
    ) -> Result<Vec<MemoryId>> {
        let lineage = match self.inner.store.lineage(scope, id).await {
            Ok(lineage) => lineage,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let links = lineage.descendants.into_iter();
        let wanted = links.filter(|link| is_wanted(link.relation));
        Ok(wanted.map(|link| link.id).collect())
    }

    /// What a memory was derived from and what was derived from it, one step each way.
    pub async fn lineage(&self, access: &Access, target: &MemoryRef) -> Result<Lineage> {
        access.require(Permission::Read)?;
        let scope = access.scope();
        let memory = self.load_memory(&scope, target).await?;
        self.inner.store.lineage(&scope, memory.id).await
    }

    /// A memory's whole lineage. A deleted memory still answers; an erased one is `NotFound`.
    pub async fn trace_lineage(
        &self,
        access: &Access,
        command: TraceLineage,
    ) -> Result<TracedLineage> {
        access.require(Permission::Read)?;
        let scope = access.scope();
        let memory = self.load_memory(&scope, &command.target).await?;
        let mut traced = TracedLineage {
            timeline: Vec::new(),
            ancestors: Vec::new(),
            descendants: Vec::new(),
            sources: self.sources_of(&scope, &memory).await?,
            is_truncated: false,
            memory,
        };
        if command.format != LineageFormat::Timeline {
            let id = traced.memory.id;
            let (up, more_up) = self.relatives(&scope, id, Direction::Up).await?;
            let (down, more_down) = self.relatives(&scope, id, Direction::Down).await?;
            (traced.ancestors, traced.descendants) = (up, down);
            traced.is_truncated = more_up || more_down;
        }
        if command.format != LineageFormat::Chain {
            traced.timeline = self.timeline(&scope, &traced.memory).await?;
        }
        Ok(traced)
    }

    async fn sources_of(&self, scope: &Scope, memory: &Memory) -> Result<Vec<Event>> {
        let ids: &[EventId] = &memory.provenance.source_event_ids;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.inner.store.events(scope, ids).await?.rows)
    }

    /// Everything that is reached from `id` in one direction, nearest first, each once; and whether
    /// there is more.
    pub(crate) async fn relatives(
        &self,
        scope: &Scope,
        id: MemoryId,
        direction: Direction,
    ) -> Result<(Vec<Relative>, bool)> {
        let mut seen = HashSet::from([id]);
        let mut found: Vec<Relative> = Vec::new();
        let mut frontier = vec![id];
        let mut distance = 0;
        while !frontier.is_empty() {
            distance += 1;
            let mut links: Vec<LineageLink> = Vec::new();
            for id in &frontier {
                let lineage = match self.inner.store.lineage(scope, *id).await {
                    Ok(lineage) => lineage,
                    // Erased between two steps: it leads nowhere any more.
                    Err(error) if error.kind() == types::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                };
                let reached = match direction {
                    Direction::Up => lineage.ancestors,
                    Direction::Down => lineage.descendants,
                };
                links.extend(reached.into_iter().filter(|link| seen.insert(link.id)));
            }
            let room = RELATIVES_MAX - found.len();
            let more = links.len() > room;
            links.truncate(room);
            let ids: Vec<MemoryId> = links.iter().map(|link| link.id).collect();
            let rows = self.inner.store.memories(scope, &ids).await?.rows;
            let mut by_id: HashMap<MemoryId, Memory> =
                rows.into_iter().map(|memory| (memory.id, memory)).collect();
            for link in &links {
                if let Some(memory) = by_id.remove(&link.id) {
                    found.push(relative(memory, link.relation, distance, direction));
                }
            }
            if more {
                return Ok((found, true));
            }
            frontier = ids;
        }
        Ok((found, false))
    }

    /// What happened to a memory, and what was made of it, oldest first.
    async fn timeline(&self, scope: &Scope, memory: &Memory) -> Result<Vec<LineageEvent>> {
        let mut timeline = happened(&self.inner.store.history(scope, memory.id).await?);
        let lineage = self.inner.store.lineage(scope, memory.id).await?;
        for link in lineage.descendants.iter().take(RELATIVES_MAX) {
            if link.relation != Relation::DerivedFrom {
                // Being replaced or taken in is in its own history.
                continue;
            }
            let revisions = match self.inner.store.history(scope, link.id).await {
                Ok(revisions) => revisions,
                Err(error) if error.kind() == types::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            timeline.extend(
                revisions
                    .first()
                    .map(|made| beginning(made, vec![memory.id])),
            );
        }
        for link in &lineage.ancestors {
            if link.relation == Relation::DerivedFrom {
                continue;
            }
            // What it replaced or took in, as the other's history tells it.
            let revisions = self.inner.store.history(scope, link.id).await?;
            let replaced = happened(&revisions).into_iter().filter(|event| {
                matches!(
                    event.what,
                    LineageEventType::Superseded | LineageEventType::Merged
                ) && event.related.contains(&memory.id)
            });
            timeline.extend(replaced);
        }
        timeline.sort_by_key(|event| (event.at, event.memory_id != memory.id, event.revision));
        Ok(timeline)
    }
}

/// Which way to go through lineage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To what it came from.
    Up,
    /// To what came from it.
    Down,
}

fn relative(memory: Memory, relation: Relation, distance: u32, direction: Direction) -> Relative {
    let at = match (relation, direction) {
        // The older one knows when it was replaced.
        (Relation::Supersedes | Relation::MergedFrom, Direction::Up) => {
            memory.superseded_at.unwrap_or(memory.updated_at)
        }
        _ => memory.created_at,
    };
    Relative {
        memory,
        relation,
        distance,
        at,
    }
}

/// A memory's history as events, oldest first.
fn happened(revisions: &[Revision]) -> Vec<LineageEvent> {
    let mut events = Vec::with_capacity(revisions.len());
    if let Some(first) = revisions.first() {
        // A memory whose earliest versions were taken out of the history begins with what is left.
        events.push(beginning(first, first.memory.derived_from.clone()));
    }
    for pair in revisions.windows(2) {
        let [old, new] = pair else { continue };
        let replaced = new.memory.superseded_by != old.memory.superseded_by;
        events.push(LineageEvent {
            what: kind_of_change(old, new),
            memory_id: new.memory.id,
            revision: new.revision,
            related: new
                .memory
                .superseded_by
                .filter(|_| replaced)
                .into_iter()
                .collect(),
            actor: new.actor.clone(),
            action: new.action.clone(),
            at: new.at,
            changes: changes(&old.memory, &new.memory),
        });
    }
    events
}

fn beginning(first: &Revision, related: Vec<MemoryId>) -> LineageEvent {
    LineageEvent {
        what: kind_of_beginning(first),
        memory_id: first.memory.id,
        revision: first.revision,
        related,
        actor: first.actor.clone(),
        action: first.action.clone(),
        at: first.memory.created_at,
        changes: BTreeMap::new(),
    }
}

fn kind_of_beginning(first: &Revision) -> LineageEventType {
    if first.action == "import" {
        return LineageEventType::Imported;
    }
    match first.memory.provenance.process.as_str() {
        "extract" => LineageEventType::Extracted,
        "reflect" | "summarize" | "summarise" | "summary" => LineageEventType::Reflected,
        "promote" => LineageEventType::Promoted,
        "consolidate" | "merge" => LineageEventType::Merged,
        _ => LineageEventType::Created,
    }
}

/// What a status says is believed before what the verb is called.
fn kind_of_change(old: &Revision, new: &Revision) -> LineageEventType {
    let (before, after) = (old.memory.status, new.memory.status);
    if before != after {
        return match after {
            Status::Superseded => LineageEventType::Superseded,
            Status::Merged => LineageEventType::Merged,
            Status::Deleted => LineageEventType::Deleted,
            Status::Active => LineageEventType::Restored,
            Status::Archived => LineageEventType::Updated,
        };
    }
    match new.action.as_str() {
        "erase" => LineageEventType::Erased,
        "merge" | "consolidate" => LineageEventType::Merged,
        "promote" => LineageEventType::Promoted,
        "reflect" => LineageEventType::Reflected,
        "restore" | "rollback" => LineageEventType::Restored,
        // One of several statements was closed, or is believed less.
        "close" | "supersede" | "retract" | "adjust" | "belief" | "update_belief" => {
            LineageEventType::BeliefAdjusted
        }
        _ => LineageEventType::Updated,
    }
}

/// Fields that say how a version is kept, not what it says.
const BOOKKEEPING: [&str; 5] = [
    "revision",
    "updated_at",
    "recall_count",
    "last_recalled_at",
    "strength",
];

/// The fields that differ, with what they were and became.
fn changes(old: &Memory, new: &Memory) -> BTreeMap<String, FieldChange> {
    let fields = |memory: &Memory| match serde_json::to_value(memory) {
        Ok(Json::Object(fields)) => fields,
        // A memory is a struct of plain data.
        _ => serde_json::Map::new(),
    };
    let (mut before, after) = (fields(old), fields(new));
    let mut changes = BTreeMap::new();
    for (name, new) in after {
        let old = before.remove(&name).unwrap_or(Json::Null);
        if old != new && !BOOKKEEPING.contains(&name.as_str()) {
            changes.insert(name, FieldChange { old, new });
        }
    }
    changes
}
