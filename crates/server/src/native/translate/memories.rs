//! Memories, between the wire and the engine.

use engine::{
    AddMemories, AddedMemories, Groups, Idempotency, ListMemories, MemoryPatch, MemoryRef,
    NewMemoryInput, Page, UpdateMemory,
};
use types::{Condition, Error, Field, Filter, Memory, Result, Status, Value};

use super::super::wire::{self, *};
use super::{Form, already_known_out, check_batch, filter_in, page};
use crate::json;

/// A batch (`{"memories": [...]}`) or one memory alone.
pub(crate) fn memories(
    body: &[u8],
    idempotency: Option<Idempotency>,
) -> Result<(AddMemories, Form)> {
    let (memories, is_batch) = if json::has_top_level_key(body, "memories") {
        (json::read::<MemoriesIn>(body)?.memories, true)
    } else {
        (vec![json::read::<MemoryIn>(body)?], false)
    };
    check_batch("memories", memories.len(), is_batch)?;
    let command = AddMemories {
        memories: memories.into_iter().map(memory).collect(),
        idempotency,
    };
    let form = if is_batch {
        Form::Batch
    } else {
        Form::One("memories[0]")
    };
    Ok((command, form))
}

pub(super) fn memory(mut memory: MemoryIn) -> NewMemoryInput {
    NewMemoryInput {
        at: memory.take_coordinates(),
        external_id: memory.external_id,
        level: memory.level.map(Into::into),
        text: memory.text,
        kind: memory.kind.map(Into::into),
        type_: memory.type_,
        tier: memory.tier.map(Into::into),
        topics: memory.topics,
        tags: memory.tags,
        entities: memory.entities.into_iter().map(entity_in).collect(),
        metadata: memory.metadata,
        confidence: memory.confidence,
        importance: memory.importance,
        pinned: memory.pinned,
        valid_from: memory.valid_from,
        valid_to: memory.valid_to,
        event_date: memory.event_date,
        expires_at: memory.expires_at,
        expires_by_tier: false,
        source_event_ids: memory.source_event_ids,
        derived_from: memory.derived_from,
    }
}

fn entity_in(entity: wire::Entity) -> types::Entity {
    types::Entity {
        name: entity.name,
        type_: entity.type_,
    }
}

pub(crate) fn added_memories(added: AddedMemories) -> AddedMemoriesOut {
    AddedMemoriesOut {
        memories: added.memories.into_iter().map(memory_out).collect(),
        contradictions_resolved: added.contradictions_resolved,
        already_known: already_known_out(&added.already_known),
        pending: added.pending,
    }
}

/// Our id, or else the client's own.
pub(crate) fn memory_ref(text: &str) -> MemoryRef {
    text.parse()
        .map_or_else(|_| MemoryRef::External(text.to_owned()), MemoryRef::Id)
}

pub(crate) fn memory_out(memory: Memory) -> MemoryOut {
    let entity = |entity: types::Entity| wire::Entity {
        name: entity.name,
        type_: entity.type_,
    };
    placed!(memory.coordinates => MemoryOut {
        id: memory.id,
        external_id: memory.external_id,
        text: memory.text,
        level: memory.level.into(),
        kind: memory.kind.into(),
        type_: memory.type_,
        tier: memory.tier.into(),
        status: memory.status.into(),
        trust: memory.trust.into(),
        topics: memory.topics,
        tags: memory.tags,
        entities: memory.entities.into_iter().map(entity).collect(),
        metadata: memory.metadata,
        confidence: memory.confidence,
        importance: memory.importance,
        strength: memory.strength,
        effective_strength: None,
        relevance: None,
        recall_count: memory.recall_count,
        last_recalled_at: memory.last_recalled_at,
        pinned: memory.pinned,
        valid_from: memory.valid_from,
        valid_to: memory.valid_to,
        event_date: memory.event_date,
        created_at: memory.created_at,
        updated_at: memory.updated_at,
        superseded_at: memory.superseded_at,
        expires_at: memory.expires_at,
        superseded_by: memory.superseded_by,
        statements: memory.statements.into_iter().map(statement_out).collect(),
        provenance: provenance_out(memory.provenance),
        derived_from: memory.derived_from,
        stale_dependency: memory.stale_dependency,
        pii: memory.pii,
        verbatim: memory.verbatim,
        event_kind: memory.event_kind.map(Into::into),
        position: memory.position,
        revision: memory.revision,
    })
}

/// Says how alive a memory is by now.
pub(crate) fn age(memory: &mut MemoryOut, engine: &engine::Engine) {
    let alive = engine.vitality(&engine::Vitals {
        kind: memory.kind.into(),
        tier: memory.tier.into(),
        pinned: memory.pinned,
        strength: memory.strength,
        last_used: memory.last_recalled_at.unwrap_or(memory.created_at),
    });
    memory.effective_strength = Some(alive.strength);
    memory.relevance = Some(alive.relevance);
}

fn statement_out(statement: types::Statement) -> StatementOut {
    StatementOut {
        subject: statement.subject,
        attribute: statement.attribute,
        cardinality: statement.cardinality.as_str(),
        value: statement.value,
        polarity: statement.polarity.as_str(),
        certainty: statement.certainty,
        span: statement.span.map(|span| [span.start, span.end]),
        closed: statement.closed.map(|closed| ClosedOut {
            valid_to: closed.valid_to,
            at: closed.at,
            by: closed.by,
        }),
    }
}

fn provenance_out(provenance: types::Provenance) -> ProvenanceOut {
    let types::Provenance {
        source_event_ids,
        actor,
        process,
        model,
    } = provenance;
    ProvenanceOut {
        source_event_ids,
        actor,
        process,
        model,
    }
}

/// The common conditions of a query string.
pub(crate) fn memories_query(mut query: MemoriesQuery) -> ListMemories {
    let text = |field: Field, value: Option<String>| {
        value.map(|value| Filter::equals(field, value.as_str()))
    };
    let name =
        |field: Field, value: Option<&'static str>| value.map(|value| Filter::equals(field, value));
    let (from, before) = (query.created_from, query.created_before);
    let created = (from.is_some() || before.is_some()).then(|| {
        let (gte, lt) = (from.map(Value::Time), before.map(Value::Time));
        Filter::Is(
            Field::CreatedAt,
            Condition::Range {
                gt: None,
                gte,
                lt,
                lte: None,
            },
        )
    });
    let status = query.status.map(Status::from);
    let conditions = [
        name(
            Field::Kind,
            query
                .kind
                .map(|kind| types::MemoryKind::from(kind).as_str()),
        ),
        name(
            Field::Tier,
            query.tier.map(|tier| types::Tier::from(tier).as_str()),
        ),
        name(
            Field::Level,
            query.level.map(|level| types::Level::from(level).as_str()),
        ),
        name(Field::Status, status.map(Status::as_str)),
        text(Field::Type, query.type_.take()),
        text(Field::Topics, query.topic.take()),
        text(Field::Tags, query.tag.take()),
        text(Field::Entities, query.entity.take()),
        created,
    ];
    ListMemories {
        at: query.take_coordinates(),
        groups: Groups::default(),
        filter: Filter::All(conditions.into_iter().flatten().collect()),
        text_contains: query.text_contains,
        include_superseded: query.include_superseded || status.is_some(),
        as_of: query.as_of,
        known_at: query.known_at,
        sort: query.sort.map(Into::into).unwrap_or_default(),
        page: page(query.limit, query.cursor, query.with_total),
    }
}

pub(crate) fn list(mut asked: ListIn) -> Result<ListMemories> {
    let filter = filter_in(asked.filter.as_ref())?;
    Ok(ListMemories {
        at: asked.take_coordinates(),
        groups: asked.take_groups(),
        text_contains: asked.text_contains,
        include_superseded: asked.include_superseded || filter.asks_for_status(),
        filter,
        as_of: asked.as_of,
        known_at: asked.known_at,
        sort: asked.sort.map(Into::into).unwrap_or_default(),
        page: page(asked.limit, asked.cursor, asked.with_total),
    })
}

pub(crate) fn memories_out(page: Page<Memory>) -> MemoriesOut {
    MemoriesOut {
        items: page.items.into_iter().map(memory_out).collect(),
        next_cursor: page.next_cursor,
        total: page.total,
    }
}

pub(crate) fn update(
    target: &str,
    patch: PatchIn,
    expected_revision: Option<u64>,
    idempotency: Option<Idempotency>,
) -> UpdateMemory {
    let patch = MemoryPatch {
        text: patch.text,
        kind: patch.kind.map(Into::into),
        type_: patch.type_,
        tier: patch.tier.map(Into::into),
        topics: patch.topics,
        tags: patch.tags,
        entities: patch
            .entities
            .map(|list| list.into_iter().map(entity_in).collect()),
        metadata: patch.metadata,
        metadata_merge: patch.metadata_merge,
        confidence: patch.confidence,
        importance: patch.importance,
        pinned: patch.pinned,
        status: patch.status.map(Into::into),
        valid_from: patch.valid_from,
        valid_to: patch.valid_to,
        event_date: patch.event_date,
        expires_at: patch.expires_at,
        expires_by_tier: false,
    };
    UpdateMemory {
        target: memory_ref(target),
        patch,
        expected_revision,
        idempotency,
    }
}

/// The revision in an `If-Match` header: `"7"`; `*` or no header: any.
pub(crate) fn expected_revision(if_match: Option<&str>) -> Result<Option<u64>> {
    let Some(text) = if_match.map(str::trim) else {
        return Ok(None);
    };
    if text == "*" {
        return Ok(None);
    }
    let digits = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match digits.parse() {
        Ok(revision) if is_number => Ok(Some(revision)),
        _ => Err(Error::invalid(
            "If-Match",
            "a revision such as \"7\" is expected",
        )),
    }
}

pub(crate) fn history_out(revisions: Vec<engine::Revision>) -> HistoryOut {
    let revision = |revision: engine::Revision| RevisionOut {
        revision: revision.revision,
        action: revision.action,
        actor: revision.actor,
        at: revision.at,
        memory: memory_out(revision.memory),
    };
    HistoryOut {
        revisions: revisions.into_iter().map(revision).collect(),
    }
}
