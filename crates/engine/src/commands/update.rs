//! Update: change a memory; the old version stays in its history.

use std::collections::BTreeSet;

use store::{MemoryUpdate, Vectors, WriteBatch};
use types::{
    Address, Entity, Error, ErrorKind, Memory, MemoryKind, Metadata, Result, Scope, Status, Tier,
    Timestamp, limits,
};

use super::add::{audit_detail, check_entities, check_labels, check_share};
use super::{Idempotency, MemoryRef};
use crate::backlog::partition_of;
use crate::lifecycle::expiry_in_tier;
use crate::truth::by_hand::{plan_restore, plan_reword};
use crate::truth::plan::{Change, Plan};
use crate::truth::relabel;
use crate::{Access, Engine};

/// A change to a memory.
#[derive(Clone, Debug)]
pub struct UpdateMemory {
    /// Which.
    pub target: MemoryRef,
    /// What changes.
    pub patch: MemoryPatch,
    /// Fail unless this is the current revision.
    pub expected_revision: Option<u64>,
    /// Makes the request repeatable.
    pub idempotency: Option<Idempotency>,
}

/// The fields to change; `None` leaves a field as it is. `Some(None)` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemoryPatch {
    /// New words.
    pub text: Option<String>,
    /// New kind.
    pub kind: Option<MemoryKind>,
    /// New type.
    pub type_: Option<String>,
    /// New tier.
    pub tier: Option<Tier>,
    /// New topics.
    pub topics: Option<Vec<String>>,
    /// New tags.
    pub tags: Option<Vec<String>>,
    /// New entities.
    pub entities: Option<Vec<Entity>>,
    /// Takes the place of all metadata.
    pub metadata: Option<Metadata>,
    /// Keys to set in the metadata; `null` removes a key.
    pub metadata_merge: Option<Metadata>,
    /// New confidence, 0 to 1.
    pub confidence: Option<f32>,
    /// New importance, 0 to 1.
    pub importance: Option<f32>,
    /// Pin or unpin.
    pub pinned: Option<bool>,
    /// Set aside or bring back.
    pub status: Option<Status>,
    /// Since when it is true.
    pub valid_from: Option<Option<Timestamp>>,
    /// Until when it was true.
    pub valid_to: Option<Option<Timestamp>>,
    /// When what it tells of happened.
    pub event_date: Option<Option<Timestamp>>,
    /// When to drop it.
    pub expires_at: Option<Option<Timestamp>>,
    /// With a new tier: take its expiry, unless another one was set by hand. Short and medium tiers
    /// do so without being asked; this is for what is long and never expired.
    pub expires_by_tier: bool,
}

impl MemoryPatch {
    /// Changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == MemoryPatch::default()
    }
}

impl Engine {
    /// Changes a memory and returns its new state.
    ///
    /// Errors: `NotFound`, also of one that is deleted, unless the patch brings it back;
    /// `PermissionDenied` for what is shared, if the key is bound to a user; `PreconditionFailed` when
    /// `expected_revision` is not the current one; without it, a change that races with another is made on
    /// top of it.
    pub async fn update_memory(&self, access: &Access, command: UpdateMemory) -> Result<Memory> {
        access.require_read_write()?;
        let scope = access.scope();
        let idempotency = command.idempotency.as_ref();
        if let Some(outcome) = self.replay(&scope, idempotency).await? {
            return Ok(outcome);
        }
        check_patch(&command.patch)?;
        let target = self.load_memory(&scope, &command.target).await?;
        access.require_change(&target.coordinates)?;
        let owner = BTreeSet::from([partition_of(&target)]);
        let _held = self.inner.locks.hold(owner).await;
        const ATTEMPTS: usize = 8;
        for _ in 0..ATTEMPTS {
            let current = self.load_memory(&scope, &command.target).await?;
            check_current(&current, &command)?;
            if command.patch.is_empty() {
                return Ok(current);
            }
            let revision = current.revision;
            let Patched {
                mut memory,
                is_reworded,
                embed_again,
                changed,
                mut batch,
            } = self.patched(&scope, current, &command.patch).await?;
            memory.updated_at = self.now();
            memory.revision = revision + 1;
            let vectors = match embed_again {
                true => Some(self.vectors_now(&memory).await?),
                false => None,
            };
            let mut is_left = vectors.as_ref().is_some_and(|v| v.model.is_empty());
            let detail = audit_detail(&memory);
            batch.audit = vec![self.audit("memory.update", memory.id.to_string(), detail)];
            batch.idempotency = self.remember(&scope, idempotency, &memory)?;
            batch.updates.push(MemoryUpdate {
                memory: memory.clone(),
                expected_revision: revision,
                vectors,
                action: "update".to_owned(),
            });
            let mut left = vec![memory.id];
            left.extend(changed.iter().map(|change| change.memory.id));
            let mut stale = match is_reworded {
                true => self.dependants_of(&scope, &left).await?,
                false => Vec::new(),
            };
            self.flag_rest(&scope, &mut batch, &left, stale.len());
            stale.retain(|other| other.id != memory.id);
            is_left |= self.add_changes(&mut batch, changed, stale).await?;
            match self.inner.store.commit(&scope, batch).await {
                Ok(committed) => {
                    self.announce(&committed.memories).await?;
                    if is_left {
                        self.embed_again();
                    }
                    return Ok(committed.memories.into_iter().next().unwrap_or(memory));
                }
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {}
                Err(error) => return self.replay_or(&scope, idempotency, error).await,
            }
        }
        Err(Error::new(
            ErrorKind::Conflict,
            "the memory is being changed by others; try again",
        ))
    }

    /// A memory's vectors, if they can be made at once; else none.
    async fn vectors_now(&self, memory: &Memory) -> Result<Vectors> {
        let vectors = self.embed_now(std::slice::from_ref(memory)).await?;
        Ok(vectors.and_then(|mut v| v.pop()).unwrap_or_default())
    }

    /// The memory as the patch makes it, with all that changes along: new words are read anew and
    /// correct what else is believed; a memory that is brought back brings along what left with it.
    async fn patched(
        &self,
        scope: &Scope,
        current: Memory,
        patch: &MemoryPatch,
    ) -> Result<Patched> {
        let mut memory = apply(current.clone(), patch)?;
        let now = self.now();
        let has_left = matches!(
            current.status,
            Status::Superseded | Status::Merged | Status::Deleted
        );
        let is_back = has_left && patch.status == Some(Status::Active);
        let is_reworded = memory.text != current.text;
        let mut plan = Plan::default();
        if is_back {
            let mut left = memory.clone();
            left.status = current.status;
            let known = self.known_of(scope, &left, &[]).await?;
            plan = plan_restore(known, left.id, now, extraction::read);
            take_own(&mut plan, &mut memory);
            memory.valid_to = patch.valid_to.unwrap_or(memory.valid_to);
            if !is_reworded {
                let mut back = vec![memory.clone()];
                back.extend(plan.changed.iter().map(|change| change.memory.clone()));
                plan.changed.extend(self.calmed(scope, &back).await?);
            }
        }
        if is_reworded {
            let mut readings = self.read_all(vec![current.clone(), memory.clone()]).await?;
            let reading = readings.pop().unwrap_or_default();
            let was = readings.pop().unwrap_or_default();
            relabel(&mut memory, patch, &was, &reading);
            let said = reading.statements.iter();
            memory.statements = said.map(|found| found.statement.clone()).collect();
            memory.pii.clone_from(&reading.pii);
            let said = memory.statements.iter();
            let addresses: Vec<Address> = said.map(|statement| statement.address()).collect();
            let known = self.known_of(scope, &memory, &addresses).await?;
            plan = plan_reword(known, &current, &reading, now, extraction::read);
            take_own(&mut plan, &mut memory);
        }
        Ok(Patched {
            is_reworded,
            embed_again: is_reworded || is_back,
            memory,
            changed: plan.changed,
            batch: WriteBatch {
                closed_texts: plan.closed_texts,
                reopened_texts: plan.reopened_texts,
                ..WriteBatch::default()
            },
        })
    }
}

/// What a patch comes to.
struct Patched {
    memory: Memory,
    /// Its words are others than before.
    is_reworded: bool,
    /// So are those that are believed.
    embed_again: bool,
    /// What changes along.
    changed: Vec<Change>,
    batch: WriteBatch,
}

/// Takes the memory itself out of the plan's changes: it is written with the patch.
fn take_own(plan: &mut Plan, memory: &mut Memory) {
    let own = plan
        .changed
        .iter()
        .position(|change| change.memory.id == memory.id);
    if let Some(own) = own {
        *memory = plan.changed.swap_remove(own).memory;
    }
}

/// What was deleted can be brought back, and in no other way be changed.
fn check_current(current: &Memory, command: &UpdateMemory) -> Result<()> {
    expect_revision(current, command.expected_revision)?;
    match current.status == Status::Deleted && command.patch.status != Some(Status::Active) {
        true => Err(Error::not_found("memory")),
        false => Ok(()),
    }
}

pub(crate) fn expect_revision(current: &Memory, expected: Option<u64>) -> Result<()> {
    match expected {
        Some(expected) if expected != current.revision => {
            let message = format!("the current revision is {}", current.revision);
            Err(Error::new(ErrorKind::PreconditionFailed, message).with_field("If-Match"))
        }
        _ => Ok(()),
    }
}

fn check_patch(patch: &MemoryPatch) -> Result<()> {
    if let Some(text) = &patch.text {
        limits::check_text("text", text)?;
    }
    if let Some(type_) = &patch.type_ {
        limits::check_name("type", type_)?;
    }
    check_labels("topics", patch.topics.as_deref().unwrap_or_default())?;
    check_labels("tags", patch.tags.as_deref().unwrap_or_default())?;
    check_entities(patch.entities.as_deref().unwrap_or_default())?;
    check_share("confidence", patch.confidence)?;
    check_share("importance", patch.importance)?;
    if !matches!(patch.status, None | Some(Status::Active | Status::Archived)) {
        return Err(Error::invalid(
            "status",
            "can be set to 'active' or 'archived' only",
        ));
    }
    Ok(())
}

fn apply(mut memory: Memory, patch: &MemoryPatch) -> Result<Memory> {
    // Destructured without `..`: a new field must be thought of here.
    let MemoryPatch {
        text,
        kind,
        type_,
        tier,
        topics,
        tags,
        entities,
        metadata,
        metadata_merge,
        confidence,
        importance,
        pinned,
        status,
        valid_from,
        valid_to,
        event_date,
        expires_at,
        expires_by_tier,
    } = patch.clone();
    if let Some(tier) = tier {
        memory.expires_at = expiry_in_tier(&memory, tier, expires_by_tier);
    }
    if let Some(text) = text {
        // What was said stays in the event; this memory no longer repeats it word for word.
        memory.verbatim = memory.verbatim && text == memory.text;
        memory.text = text;
    }
    memory.kind = kind.unwrap_or(memory.kind);
    memory.type_ = type_.unwrap_or(memory.type_);
    memory.tier = tier.unwrap_or(memory.tier);
    memory.topics = topics.unwrap_or(memory.topics);
    memory.tags = tags.unwrap_or(memory.tags);
    memory.entities = entities.unwrap_or(memory.entities);
    memory.metadata = metadata.unwrap_or(memory.metadata);
    for (key, value) in metadata_merge.unwrap_or_default() {
        if value.is_null() {
            memory.metadata.remove(&key);
        } else {
            memory.metadata.insert(key, value);
        }
    }
    memory.confidence = confidence.unwrap_or(memory.confidence);
    memory.importance = importance.unwrap_or(memory.importance);
    memory.pinned = pinned.unwrap_or(memory.pinned);
    memory.status = status.unwrap_or(memory.status);
    memory.valid_from = valid_from.unwrap_or(memory.valid_from);
    memory.valid_to = valid_to.unwrap_or(memory.valid_to);
    memory.event_date = event_date.unwrap_or(memory.event_date);
    memory.expires_at = expires_at.unwrap_or(memory.expires_at);
    if serde_json::Value::Object(memory.metadata.clone())
        .to_string()
        .len()
        > limits::METADATA_BYTES_MAX
    {
        let message = format!("larger than {} bytes", limits::METADATA_BYTES_MAX);
        return Err(Error::new(ErrorKind::TooLarge, message).with_field("metadata"));
    }
    if let (Some(from), Some(to)) = (memory.valid_from, memory.valid_to)
        && to < from
    {
        return Err(Error::invalid("valid_to", "must not be before valid_from"));
    }
    Ok(memory)
}
