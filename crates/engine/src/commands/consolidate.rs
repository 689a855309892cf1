//! Consolidate: memories that say the same become one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Sort, WriteBatch};
use types::{
    Coordinates, Error, ErrorKind, Field, Filter, Memory, MemoryId, Result, Scope, Status,
    Timestamp, limits,
};

use super::gather::{At, Walk, is, of_user};
use crate::minds::groups::{Finder, Item, Merge};
use crate::minds::{Row, facts, is_made_here, union};
use crate::{Access, Engine};

/// Memories compared with one another at a time; two blocks are in memory at once.
const BLOCK_ROWS: usize = 2000;
/// Pairs that a report names; the counts go on.
const PAIRS_MAX: usize = 1000;
/// Memories that one commit takes into a survivor; the rest follow in the next.
const STEP_MERGES_MAX: usize = 100;

/// What to consolidate, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consolidate {
    /// Only what is exactly there; whoever is not named here is taken one after the other.
    pub at: Coordinates,
    /// Two memories are duplicates from this raw cosine on, 0 to 1; those with the same words always
    /// are.
    pub similarity_threshold: f32,
    /// Also fold memories whose facts another one contains.
    pub check_redundancy: bool,
    /// Tell what would be done, and do nothing.
    pub dry_run: bool,
}

impl Default for Consolidate {
    fn default() -> Self {
        Consolidate {
            at: Coordinates::default(),
            // Measured on near-duplicates: 0.95 to 0.99; opposites reach 0.84 and are guarded.
            similarity_threshold: 0.9,
            check_redundancy: true,
            dry_run: false,
        }
    }
}

/// What became one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Consolidated {
    /// Memories that were looked at.
    pub processed: u64,
    /// Memories that another makes superfluous.
    pub duplicates_found: u64,
    /// Of them, those that say the same as their survivor.
    pub merged: u64,
    /// Of them, those whose facts their survivor contains beside others.
    pub removed: u64,
    /// Which; the first 1000.
    pub pairs: Vec<MergedPair>,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// A memory and what it went into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergedPair {
    /// The survivor's text.
    pub original: String,
    /// The text of the one that went into it.
    pub merged: String,
    /// The survivor.
    pub original_id: MemoryId,
    /// The one that went into it.
    pub merged_id: MemoryId,
    /// Raw cosine; 1 for the same words or facts.
    pub similarity: f32,
}

impl Engine {
    /// Merges duplicates into the best of them, and folds what another contains. Nothing that was
    /// said disappears: the merged stay as history, and the survivor takes over their sources, tags,
    /// topics and entities. Verbatim memories and what was made here out of others stay as they are.
    ///
    /// Never across users, agents, namespaces, projects, teams, roles or levels. A second run
    /// changes nothing.
    ///
    /// Errors: `InvalidArgument`; `PermissionDenied` when the key is bound elsewhere.
    pub async fn consolidate(&self, access: &Access, command: Consolidate) -> Result<Consolidated> {
        access.require_read_write()?;
        let scope = access.scope();
        let users = self.consolidation_users(&scope, &command).await?;
        let mut outcome = Consolidated {
            dry_run: command.dry_run,
            ..Consolidated::default()
        };
        for user_id in users {
            self.consolidate_user(&scope, &command, user_id.as_deref(), &mut outcome)
                .await?;
        }
        self.count_compute(access, At::Once, outcome.processed);
        Ok(outcome)
    }

    /// Whom [`Engine::consolidate_user`] is to be called for.
    pub(crate) async fn consolidation_users(
        &self,
        scope: &Scope,
        command: &Consolidate,
    ) -> Result<Vec<Option<String>>> {
        super::add::check_share("similarity_threshold", Some(command.similarity_threshold))?;
        if command.similarity_threshold <= 0.0 {
            return Err(Error::invalid("similarity_threshold", "must be above 0"));
        }
        self.users_at(scope, &command.at).await
    }

    /// Consolidates one user's memories (`None`: those of no user) and adds to `outcome`. Each
    /// survivor with what goes into it is one commit, so it can stop anywhere and be run again.
    pub(crate) async fn consolidate_user(
        &self,
        scope: &Scope,
        command: &Consolidate,
        user_id: Option<&str>,
        outcome: &mut Consolidated,
    ) -> Result<()> {
        let filter = of_user(scope, &command.at, user_id)
            .and(self.live())
            .and(is(Field::Verbatim, false));
        let (processed, merges) = self.find_duplicates(scope, command, filter).await?;
        outcome.processed += processed;
        let mut by_survivor: BTreeMap<MemoryId, Vec<Merge>> = BTreeMap::new();
        for merge in merges {
            by_survivor.entry(merge.survivor).or_default().push(merge);
        }
        // What is folded into a survivor may itself have taken in others before: duplicates first.
        let steps: Vec<&[Merge]> = by_survivor
            .values()
            .flat_map(|merges| merges.chunks(STEP_MERGES_MAX))
            .collect();
        let (last, first): (Vec<&[Merge]>, Vec<&[Merge]>) = steps
            .into_iter()
            .partition(|step| step.iter().any(|merge| merge.is_redundant));
        for step in first.into_iter().chain(last) {
            self.merge_step(scope, command, step, outcome).await?;
        }
        Ok(())
    }

    /// Compares every memory of `filter` with every other; no more than two blocks are in memory.
    async fn find_duplicates(
        &self,
        scope: &Scope,
        command: &Consolidate,
        filter: Filter,
    ) -> Result<(u64, Vec<Merge>)> {
        let mut finder = Finder::new(command.similarity_threshold, command.check_redundancy);
        let (mut processed, mut outer) = (0, Walk::new(filter, Sort::CreatedAsc));
        loop {
            let left = Arc::new(items(self.next_block(scope, &mut outer, BLOCK_ROWS).await?));
            if left.is_empty() {
                return Ok((processed, finder.merges()));
            }
            processed += left.len() as u64;
            finder = compare(finder, &left, None).await?;
            let mut inner = outer.clone();
            loop {
                let right = items(self.next_block(scope, &mut inner, BLOCK_ROWS).await?);
                if right.is_empty() {
                    break;
                }
                finder = compare(finder, &left, Some(right)).await?;
            }
        }
    }

    /// Merges into one survivor, in one commit, what still goes into it.
    async fn merge_step(
        &self,
        scope: &Scope,
        command: &Consolidate,
        step: &[Merge],
        outcome: &mut Consolidated,
    ) -> Result<()> {
        let Some(survivor_id) = step.first().map(|merge| merge.survivor) else {
            return Ok(());
        };
        let mut ids = vec![survivor_id];
        ids.extend(step.iter().map(|merge| merge.merged));
        let loaded = self.inner.store.memories(scope, &ids).await?.rows;
        let rows = self.with_vectors(scope, loaded).await?;
        let (survivor, merged, merges) = self.still_alike(command, survivor_id, rows);
        let (Some(survivor), false) = (survivor, merged.is_empty()) else {
            return Ok(());
        };
        let pairs = pairs_of(&survivor, &merged, &merges);
        if !command.dry_run {
            match self.commit_merge(scope, survivor, merged).await {
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {
                    // Somebody was faster; the next run sees what they made of it.
                    return Ok(());
                }
                other => other?,
            }
        }
        let redundant = merges.iter().filter(|merge| merge.is_redundant).count() as u64;
        outcome.duplicates_found += merges.len() as u64;
        outcome.removed += redundant;
        outcome.merged += merges.len() as u64 - redundant;
        let room = PAIRS_MAX.saturating_sub(outcome.pairs.len());
        outcome.pairs.extend(pairs.into_iter().take(room));
        Ok(())
    }

    /// Compares once more what was just read: it may have changed since it was found.
    fn still_alike(
        &self,
        command: &Consolidate,
        survivor_id: MemoryId,
        rows: Vec<Row>,
    ) -> (Option<Memory>, Vec<Memory>, Vec<Merge>) {
        let now = self.now();
        let mut rows: Vec<Row> = rows
            .into_iter()
            .filter(|row| row.memory.is_live(now))
            .collect();
        let mut finder = Finder::new(command.similarity_threshold, command.check_redundancy);
        finder.within(&items(rows.clone()));
        let mut merges = finder.merges();
        merges.retain(|merge| merge.survivor == survivor_id);
        rows.retain(|row| {
            let id = row.memory.id;
            id == survivor_id || merges.iter().any(|merge| merge.merged == id)
        });
        let memories = rows.into_iter().map(|row| row.memory);
        let (mut survivors, merged): (Vec<Memory>, Vec<Memory>) =
            memories.partition(|memory| memory.id == survivor_id);
        (survivors.pop(), merged, merges)
    }

    async fn commit_merge(
        &self,
        scope: &Scope,
        mut survivor: Memory,
        merged: Vec<Memory>,
    ) -> Result<()> {
        let now = self.now();
        absorb(&mut survivor, &merged);
        let left: Vec<MemoryId> = merged.iter().map(|memory| memory.id).collect();
        let mut spared = left.clone();
        spared.push(survivor.id);
        let detail = json!({ "merged": left.iter().map(ToString::to_string).collect::<Vec<_>>() });
        let mut updates = vec![self.changed(survivor.clone(), MERGE)];
        updates.extend(merged.into_iter().map(|mut memory| {
            memory.status = Status::Merged;
            memory.superseded_at = Some(now);
            memory.superseded_by = Some(survivor.id);
            self.changed(memory, MERGE)
        }));
        updates.extend(self.flag_dependants(scope, &left, &spared).await?);
        let batch = WriteBatch {
            updates,
            audit: vec![self.audit("memory.merge", survivor.id.to_string(), detail)],
            ..WriteBatch::default()
        };
        let committed = self.inner.store.commit(scope, batch).await?;
        self.announce(&committed.memories).await
    }
}

/// What history calls it.
const MERGE: &str = "merge";

fn items(rows: Vec<Row>) -> Vec<Item> {
    let rows = rows.into_iter().filter(|row| !is_made_here(&row.memory));
    rows.map(|row| {
        let says_no_more = !facts(&row.memory).is_empty() && !says_more(&row.memory);
        Item::new(row, says_no_more)
    })
    .collect()
}

/// Whether a memory says something beside what it states.
fn says_more(memory: &Memory) -> bool {
    let reading = extraction::read(&extraction::Utterance {
        text: &memory.text,
        voice: extraction::Voice::Record,
        speaker: None,
        said_at: memory.happened_at(),
    });
    // What is not even read as statements now says more than we know.
    reading.statements.is_empty() || reading.says_more
}

async fn compare(
    mut finder: Finder,
    left: &Arc<Vec<Item>>,
    right: Option<Vec<Item>>,
) -> Result<Finder> {
    let left = Arc::clone(left);
    tokio::task::spawn_blocking(move || {
        match right {
            None => finder.within(&left),
            Some(right) => finder.between(&left, &right),
        }
        finder
    })
    .await
    .map_err(|error| Error::internal("comparing memories panicked").with_source(error))
}

/// The survivor takes over whatever the others have and it has not.
fn absorb(survivor: &mut Memory, merged: &[Memory]) {
    let own = survivor.id;
    for memory in merged {
        let (ours, theirs) = (&mut survivor.provenance, &memory.provenance);
        ours.source_event_ids = union(
            &ours.source_event_ids,
            &theirs.source_event_ids,
            limits::BATCH_ITEMS_MAX,
        );
        let theirs: Vec<MemoryId> = memory
            .derived_from
            .iter()
            .copied()
            .filter(|id| *id != own)
            .collect();
        survivor.derived_from = union(&survivor.derived_from, &theirs, limits::BATCH_ITEMS_MAX);
        survivor.tags = union(&survivor.tags, &memory.tags, limits::LABELS_MAX);
        survivor.topics = union(&survivor.topics, &memory.topics, limits::LABELS_MAX);
        survivor.entities = union(&survivor.entities, &memory.entities, limits::LABELS_MAX);
        survivor.pii = union(&survivor.pii, &memory.pii, limits::LABELS_MAX);
        survivor.pinned |= memory.pinned;
        survivor.importance = survivor.importance.max(memory.importance);
        survivor.valid_from = earlier(survivor.valid_from, memory.valid_from);
        // What one of them keeps for good is kept for good.
        survivor.expires_at = match (survivor.expires_at, memory.expires_at) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn pairs_of(survivor: &Memory, merged: &[Memory], merges: &[Merge]) -> Vec<MergedPair> {
    let text_of = |memory: &Memory| memory.current_text().into_owned();
    let pairs = merged.iter().filter_map(|memory| {
        let merge = merges.iter().find(|merge| merge.merged == memory.id)?;
        Some(MergedPair {
            original: text_of(survivor),
            merged: text_of(memory),
            original_id: survivor.id,
            merged_id: memory.id,
            similarity: merge.similarity,
        })
    });
    pairs.collect()
}
