//! Belief: what to do when something new speaks against what is believed.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::WriteBatch;
use types::{Error, ErrorKind, Memory, MemoryId, Permission, Result, Scope, Status, Timestamp};

use super::contradictions::CONFIDENCE_SLACK;
use super::{
    DetectContradictions, Groups, Idempotency, MemoryPatch, MemoryRef, NewMemoryInput, UpdateMemory,
};
use crate::backlog::partition_of;
use crate::truth::by_hand::{plan_adjust, plan_supersede};
use crate::truth::plan::{Known, Plan, Saying, plan, same_owner};
use crate::{Access, Engine};

/// Something new to believe.
#[derive(Clone, Debug, Default)]
pub struct UpdateBelief {
    /// What is new, as a memory to store.
    pub memory: NewMemoryInput,
    /// What to do with what it speaks against.
    pub strategy: Strategy,
    /// The memory it speaks against; found if it is not given.
    pub contradicting: Option<MemoryRef>,
    /// Makes the request repeatable.
    pub idempotency: Option<Idempotency>,
}

/// What to do with what something new speaks against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// The new takes its place if it is about as sure, else both stay and the old is believed less.
    #[default]
    Auto,
    /// The new takes its place.
    Supersede,
    /// The old memory says both.
    Merge,
    /// Both stay, and the old is believed less.
    Adjust,
    /// Nothing changes: somebody is to decide.
    Manual,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BeliefAction {
    /// There was nothing against it: the new memory was stored.
    Created,
    /// The new memory took the old one's place.
    Superseded,
    /// The old memory says both now.
    Merged,
    /// Both are kept, the old one with less confidence.
    Adjusted,
    /// Nothing was done.
    Flagged,
}

impl BeliefAction {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            BeliefAction::Created => "created",
            BeliefAction::Superseded => "superseded",
            BeliefAction::Merged => "merged",
            BeliefAction::Adjusted => "adjusted",
            BeliefAction::Flagged => "flagged",
        }
    }
}

/// What became of what is believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdatedBelief {
    /// What was done.
    pub action: BeliefAction,
    /// The memory that it spoke against, if any.
    pub original_memory_id: Option<MemoryId>,
    /// The new memory, if one was stored.
    pub new_memory_id: Option<MemoryId>,
    /// The memory that says it now, as stored; `None` if nothing was done.
    pub memory: Option<Memory>,
    /// Why, in a sentence.
    pub reasoning: String,
    /// Further facts.
    pub metadata: Json,
}

/// The least that a memory is believed after something spoke against it.
const CONFIDENCE_FLOOR: f32 = 0.05;
/// How much of the new one's confidence the old one loses.
const CONFIDENCE_LOSS: f32 = 0.5;
/// Times it is tried anew because what it changes was changed meanwhile.
const ATTEMPTS: usize = 8;

/// What is spoken against, and why one thinks so.
struct Against {
    old: Memory,
    reasoning: String,
    metadata: Json,
}

impl Engine {
    /// Believes something new, and settles what it speaks against by the strategy.
    ///
    /// Errors: `NotFound` if the memory named is not there; `InvalidArgument` if it belongs to another
    /// owner than the new one; `Conflict` if it is no longer believed; else as [`Engine::add_memories`].
    pub async fn update_belief(
        &self,
        access: &Access,
        command: UpdateBelief,
    ) -> Result<UpdatedBelief> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        let idempotency = command.idempotency.as_ref();
        if let Some(outcome) = self.replay(&scope, idempotency).await? {
            return Ok(outcome);
        }
        self.admit_write()?;
        let new = self.build_memory(&scope, command.memory.clone())?;
        let mut attempt = 1;
        loop {
            let against = self.spoken_against(access, &scope, &command, &new).await?;
            let settled = self
                .settle_belief(access, &scope, &command, new.clone(), against)
                .await;
            match settled {
                Err(error)
                    if error.kind() == ErrorKind::PreconditionFailed && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                }
                Err(error) => return self.replay_or(&scope, idempotency, error).await,
                Ok(outcome) => return Ok(outcome),
            }
        }
    }

    async fn spoken_against(
        &self,
        access: &Access,
        scope: &Scope,
        command: &UpdateBelief,
        new: &Memory,
    ) -> Result<Option<Against>> {
        if let Some(target) = &command.contradicting {
            let old = self.load_memory(scope, target).await?;
            // Nobody's statement closes another owner's, whatever the key may reach. Against what is
            // shared one may speak; who decides is somebody else.
            let is_shared = old.coordinates.user_id.is_none();
            if !is_shared && !same_owner(&old.coordinates, &new.coordinates) {
                let message = "belongs to another owner than the new memory";
                return Err(Error::invalid("contradicting_memory_id", message));
            }
            if old.status != Status::Active {
                let message = "the contradicting memory is no longer believed";
                return Err(
                    Error::new(ErrorKind::Conflict, message).with_field("contradicting_memory_id")
                );
            }
            let reasoning = "the caller named what it contradicts".to_owned();
            return Ok(Some(Against {
                old,
                reasoning,
                metadata: json!({ "named": true }),
            }));
        }
        let asked = DetectContradictions {
            text: command.memory.text.clone(),
            at: command.memory.at.clone(),
            groups: Groups::default(),
            confidence: command.memory.confidence,
        };
        let found = self.contradictions(access, asked, false).await?;
        let is_own = |old: &Memory| {
            access.may_change(&old.coordinates) && same_owner(&old.coordinates, &new.coordinates)
        };
        Ok(found
            .contradictions
            .into_iter()
            .find(|one| is_own(&one.memory))
            .map(|first| Against {
                metadata: json!({
                    "similarity": first.similarity,
                    "contradiction_type": first.kind.as_str(),
                }),
                old: first.memory,
                reasoning: first.explanation,
            }))
    }

    async fn settle_belief(
        &self,
        access: &Access,
        scope: &Scope,
        command: &UpdateBelief,
        new: Memory,
        against: Option<Against>,
    ) -> Result<UpdatedBelief> {
        let Some(against) = against else {
            let reasoning = "nothing that is believed speaks against it".to_owned();
            if command.strategy == Strategy::Manual {
                return Ok(flagged(None, reasoning, json!({})));
            }
            return self.believe(scope, command, new, None, reasoning).await;
        };
        let old = &against.old;
        // A correction by somebody less trusted, or of what is shared, is for somebody else to decide.
        let may_decide = new.trust >= old.trust
            && access.may_change(&old.coordinates)
            && same_owner(&old.coordinates, &new.coordinates);
        if command.strategy == Strategy::Manual || !may_decide {
            return Ok(flagged(Some(old.id), against.reasoning, against.metadata));
        }
        let is_sure = new.confidence >= old.confidence - CONFIDENCE_SLACK;
        let strategy = match command.strategy {
            Strategy::Auto if is_sure => Strategy::Supersede,
            Strategy::Auto => Strategy::Adjust,
            strategy => strategy,
        };
        if strategy == Strategy::Merge {
            return self.merge_belief(access, command, &new, against).await;
        }
        let reasoning = against.reasoning.clone();
        let against = Some((against, strategy));
        self.believe(scope, command, new, against, reasoning).await
    }

    /// Stores the new memory, and closes or weakens the old one in the same commit.
    async fn believe(
        &self,
        scope: &Scope,
        command: &UpdateBelief,
        new: Memory,
        against: Option<(Against, Strategy)>,
        reasoning: String,
    ) -> Result<UpdatedBelief> {
        let vectors = self.embed_now(std::slice::from_ref(&new)).await?;
        let vectors: HashMap<_, _> = vectors
            .into_iter()
            .flatten()
            .map(|vectors| (new.id, vectors))
            .collect();
        let _held = self
            .inner
            .locks
            .hold(BTreeSet::from([partition_of(&new)]))
            .await;
        // Whoever updates a belief says it now, whether or not the same was closed before.
        let mut sayings = self.memories_say(vec![new], &[true]).await?;
        let (now, id) = (self.now(), sayings[0].memory.id);
        let mut known = self.known(scope, &sayings).await?;
        let saying: Saying = sayings.remove(0);
        if let Some((against, _)) = &against {
            let of_old = self.known_of(scope, &against.old, &[]).await?;
            known.memories.extend(of_old.memories);
        }
        let (action, plan) = planned(known, saying, against.as_ref(), now);
        let original = against.as_ref().map(|(against, _)| against.old.id);
        let metadata = against.map_or(json!({}), |(against, _)| against.metadata);
        let outcome = |memory: &Memory| UpdatedBelief {
            action,
            original_memory_id: original,
            new_memory_id: Some(id),
            memory: Some(memory.clone()),
            reasoning: reasoning.clone(),
            metadata: metadata.clone(),
        };
        let finish = |plan: &Plan| {
            let reply = plan.born.first().map(&outcome);
            let detail = json!({ "action": action.as_str() });
            Ok(WriteBatch {
                audit: vec![self.audit("belief.update", id.to_string(), detail)],
                idempotency: match &reply {
                    Some(reply) => self.remember(scope, command.idempotency.as_ref(), reply)?,
                    None => None,
                },
                ..WriteBatch::default()
            })
        };
        let written = self.commit_plan(scope, plan, &vectors, &finish).await?;
        let stored = written.born.first();
        stored
            .map(outcome)
            .ok_or_else(|| Error::internal("a new belief was not stored"))
    }

    /// Rewrites the old memory so that it says both.
    async fn merge_belief(
        &self,
        access: &Access,
        command: &UpdateBelief,
        new: &Memory,
        against: Against,
    ) -> Result<UpdatedBelief> {
        let old = &against.old;
        let patch = MemoryPatch {
            text: Some(said_together(&old.text, &new.text)),
            confidence: Some(old.confidence.max(new.confidence)),
            ..MemoryPatch::default()
        };
        let update = UpdateMemory {
            target: MemoryRef::Id(old.id),
            patch,
            expected_revision: Some(old.revision),
            idempotency: None,
        };
        let memory = self.update_memory(access, update).await?;
        let outcome = UpdatedBelief {
            action: BeliefAction::Merged,
            original_memory_id: Some(old.id),
            new_memory_id: None,
            memory: Some(memory),
            reasoning: against.reasoning,
            metadata: against.metadata,
        };
        // The rewriting repeats without harm, so its reply may be kept after it.
        let scope = access.scope();
        let batch = WriteBatch {
            idempotency: self.remember(&scope, command.idempotency.as_ref(), &outcome)?,
            ..WriteBatch::default()
        };
        if batch.idempotency.is_some() {
            self.inner.store.commit(&scope, batch).await?;
        }
        Ok(outcome)
    }
}

/// What is to be written, by what it speaks against and the strategy.
fn planned(
    known: Known,
    saying: Saying,
    against: Option<&(Against, Strategy)>,
    now: Timestamp,
) -> (BeliefAction, Plan) {
    match against {
        None => {
            let plan = plan(known, vec![saying], now, extraction::read);
            (BeliefAction::Created, plan)
        }
        Some((Against { old, .. }, Strategy::Adjust)) => {
            let loss = CONFIDENCE_LOSS * saying.memory.confidence;
            let left = (old.confidence - loss).max(CONFIDENCE_FLOOR);
            let plan = plan_adjust(known, saying, old.id, left, now);
            (BeliefAction::Adjusted, plan)
        }
        Some((Against { old, .. }, _)) => {
            let plan = plan_supersede(known, saying, old.id, now, extraction::read);
            (BeliefAction::Superseded, plan)
        }
    }
}

fn flagged(original: Option<MemoryId>, reasoning: String, metadata: Json) -> UpdatedBelief {
    UpdatedBelief {
        action: BeliefAction::Flagged,
        original_memory_id: original,
        new_memory_id: None,
        memory: None,
        reasoning,
        metadata,
    }
}

/// Two statements as one text; nothing is said twice.
fn said_together(old: &str, new: &str) -> String {
    let (plain_old, plain_new) = (
        extraction::normalize_text(old),
        extraction::normalize_text(new),
    );
    if crate::truth::words::contains_words(&plain_old, &plain_new) {
        return old.to_owned();
    }
    let old = old.trim_end();
    let end = if old.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{old}{end} {}", new.trim())
}
