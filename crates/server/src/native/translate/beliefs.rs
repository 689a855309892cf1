//! Contradictions and beliefs, between the wire and the engine.

use engine::{Contradictions, DetectContradictions, Idempotency, UpdateBelief, UpdatedBelief};

use super::super::wire::*;
use super::{memory, memory_out, memory_ref};

pub(crate) fn detect_contradictions(mut asked: ContradictionsIn) -> DetectContradictions {
    DetectContradictions {
        at: asked.take_coordinates(),
        groups: asked.take_groups(),
        text: asked.text,
        confidence: asked.confidence,
    }
}

pub(crate) fn contradictions_out(found: Contradictions) -> ContradictionsOut {
    let one = |one: engine::Contradiction| ContradictionOut {
        memory: memory_out(one.memory),
        similarity: one.similarity,
        contradiction_type: one.kind.into(),
        explanation: one.explanation,
        judged_by: one.judged_by,
    };
    ContradictionsOut {
        contradictions: found.contradictions.into_iter().map(one).collect(),
        suggested_resolution: found.suggested.into(),
        reasoning: found.reasoning,
        degraded: found.degraded,
    }
}

pub(crate) fn update_belief(asked: BeliefIn, idempotency: Option<Idempotency>) -> UpdateBelief {
    UpdateBelief {
        memory: memory(asked.memory),
        strategy: asked.strategy.map(Into::into).unwrap_or_default(),
        contradicting: asked.contradicting_memory_id.as_deref().map(memory_ref),
        idempotency,
    }
}

pub(crate) fn belief_out(updated: UpdatedBelief) -> BeliefOut {
    BeliefOut {
        action_taken: updated.action.into(),
        original_memory_id: updated.original_memory_id,
        new_memory_id: updated.new_memory_id,
        memory: updated.memory.map(memory_out),
        reasoning: updated.reasoning,
        metadata: updated.metadata,
    }
}
