//! Lineage, between the wire and the engine.

use engine::{LineageEvent, Relative, TraceLineage, TracedLineage};

use super::super::wire::*;
use super::{event_out, memory_out, memory_ref};

pub(crate) fn trace(target: &str, query: LineageQuery) -> TraceLineage {
    TraceLineage {
        target: memory_ref(target),
        format: query.format.map(Into::into).unwrap_or_default(),
    }
}

pub(crate) fn lineage_out(traced: TracedLineage) -> LineageOut {
    LineageOut {
        memory: memory_out(traced.memory),
        timeline: traced.timeline.into_iter().map(happened_out).collect(),
        ancestors: traced.ancestors.into_iter().map(link_out).collect(),
        descendants: traced.descendants.into_iter().map(link_out).collect(),
        events: traced.sources.into_iter().map(event_out).collect(),
        truncated: traced.is_truncated,
    }
}

fn link_out(relative: Relative) -> LineageLinkOut {
    LineageLinkOut {
        id: relative.memory.id,
        relation: relative.relation.as_str(),
        distance: relative.distance,
        text: relative.memory.text,
        status: relative.memory.status.into(),
        at: relative.at,
    }
}

fn happened_out(event: LineageEvent) -> LineageEventOut {
    let change = |(name, change): (String, engine::FieldChange)| {
        let engine::FieldChange { old, new } = change;
        (name, FieldChangeOut { old, new })
    };
    LineageEventOut {
        event_type: event.what.into(),
        memory_id: event.memory_id,
        revision: event.revision,
        related_memory_ids: event.related,
        actor: event.actor,
        action: event.action,
        at: event.at,
        changes: event.changes.into_iter().map(change).collect(),
    }
}
