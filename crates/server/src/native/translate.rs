//! Between the wire and the engine: pure functions, both ways.

use engine::{
    AddEvents, AddMemories, AddedEvents, AddedMemories, BuildContext, Context, CreateKey,
    CreatedKey, EventQuery, EventStatuses, Groups, Idempotency, ListMemories, MemoryPatch,
    MemoryRef, NewEvent, NewMemoryInput, Page, PageRequest, Search, SearchHit, SearchResults,
    UpdateMemory,
};
use serde_json::Value as Json;
use types::{
    ApiKey, Condition, Coordinates, Error, Event, EventId, Field, Filter, KeyId, Memory, OrgId,
    Result, Status, Value, limits,
};

use super::filter;
use super::wire::{self, *};
use crate::json;

// ---- events -------------------------------------------------------------------------------------

/// A batch (`{"events": [...]}`) or one event alone.
pub(crate) fn events(body: &[u8], idempotency: Option<Idempotency>) -> Result<AddEvents> {
    let (events, is_batch) = if json::has_top_level_key(body, "events") {
        (json::read::<EventsIn>(body)?.events, true)
    } else {
        (vec![json::read::<EventIn>(body)?], false)
    };
    check_batch("events", events.len(), is_batch)?;
    Ok(AddEvents {
        events: events.into_iter().map(event).collect(),
        idempotency,
    })
}

/// The engine's batch limit, said before the batch is looked at.
fn check_batch(field: &'static str, count: usize, is_batch: bool) -> Result<()> {
    if is_batch && !(1..=limits::BATCH_ITEMS_MAX).contains(&count) {
        let message = format!("1 to {} are expected", limits::BATCH_ITEMS_MAX);
        return Err(Error::invalid(field, message));
    }
    Ok(())
}

fn event(mut event: EventIn) -> NewEvent {
    NewEvent {
        at: event.take_coordinates(),
        external_id: event.external_id,
        kind: event.kind.into(),
        speaker: event.speaker,
        content: event.content,
        ts: event.ts,
        metadata: event.metadata,
    }
}

pub(crate) fn added_events(added: AddedEvents) -> AddedEventsOut {
    let AddedEvents {
        event_ids,
        memory_ids,
        pending,
    } = added;
    AddedEventsOut {
        event_ids,
        memory_ids,
        pending,
    }
}

pub(crate) fn event_id(text: &str) -> Result<EventId> {
    text.parse()
}

pub(crate) fn event_out(event: Event) -> EventOut {
    let Coordinates {
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
    } = event.coordinates;
    EventOut {
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
        id: event.id,
        external_id: event.external_id,
        kind: event.kind.into(),
        speaker: event.speaker,
        content: event.content,
        ts: event.ts,
        ingested_at: event.ingested_at,
        metadata: event.metadata,
        position: event.position,
        state: event.state.into(),
    }
}

pub(crate) fn event_query(mut query: EventsQuery) -> EventQuery {
    EventQuery {
        at: query.take_coordinates(),
        kind: query.kind.map(Into::into),
        ascending: query.ascending,
        page: page(query.limit, query.cursor, query.with_total),
    }
}

pub(crate) fn events_out(page: Page<Event>) -> EventsOut {
    EventsOut {
        items: page.items.into_iter().map(event_out).collect(),
        next_cursor: page.next_cursor,
        total: page.total,
    }
}

pub(crate) fn status_ids(asked: StatusIn) -> Result<Vec<EventId>> {
    if asked.event_ids.len() > limits::BATCH_ITEMS_MAX {
        let message = format!("more than {} ids", limits::BATCH_ITEMS_MAX);
        return Err(Error::invalid("event_ids", message));
    }
    Ok(asked.event_ids)
}

pub(crate) fn status_out(asked: &[EventId], statuses: EventStatuses) -> StatusOut {
    let is_known = |id: &&EventId| statuses.known.iter().any(|(known, _)| known == *id);
    let unknown = asked.iter().filter(|id| !is_known(id)).copied().collect();
    let known = statuses
        .known
        .into_iter()
        .map(|(event_id, state)| EventStatus {
            event_id,
            state: state.into(),
        })
        .collect();
    StatusOut { known, unknown }
}

fn page(limit: u32, cursor: Option<String>, with_total: bool) -> PageRequest {
    PageRequest {
        limit: limit as usize,
        cursor,
        offset: 0,
        with_total,
    }
}

// ---- memories -----------------------------------------------------------------------------------

/// A batch (`{"memories": [...]}`) or one memory alone.
pub(crate) fn memories(body: &[u8], idempotency: Option<Idempotency>) -> Result<AddMemories> {
    let (memories, is_batch) = if json::has_top_level_key(body, "memories") {
        (json::read::<MemoriesIn>(body)?.memories, true)
    } else {
        (vec![json::read::<MemoryIn>(body)?], false)
    };
    check_batch("memories", memories.len(), is_batch)?;
    Ok(AddMemories {
        memories: memories.into_iter().map(memory).collect(),
        idempotency,
    })
}

fn memory(mut memory: MemoryIn) -> NewMemoryInput {
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
        pending: added.pending,
    }
}

/// Our id, or else the client's own.
pub(crate) fn memory_ref(text: &str) -> MemoryRef {
    text.parse()
        .map_or_else(|_| MemoryRef::External(text.to_owned()), MemoryRef::Id)
}

pub(crate) fn memory_out(memory: Memory) -> MemoryOut {
    let Coordinates {
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
    } = memory.coordinates;
    let entity = |entity: types::Entity| wire::Entity {
        name: entity.name,
        type_: entity.type_,
    };
    MemoryOut {
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
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
        statement: memory.statement.map(statement_out),
        provenance: provenance_out(memory.provenance),
        derived_from: memory.derived_from,
        stale_dependency: memory.stale_dependency,
        pii: memory.pii,
        verbatim: memory.verbatim,
        event_kind: memory.event_kind.map(Into::into),
        position: memory.position,
        revision: memory.revision,
    }
}

fn statement_out(statement: types::Statement) -> StatementOut {
    StatementOut {
        subject: statement.subject,
        attribute: statement.attribute,
        cardinality: statement.cardinality.as_str(),
        value: statement.value,
        polarity: statement.polarity.as_str(),
        certainty: statement.certainty,
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
        sort: query.sort.map(Into::into).unwrap_or_default(),
        page: page(query.limit, query.cursor, query.with_total),
    }
}

pub(crate) fn list(mut asked: ListIn) -> Result<ListMemories> {
    Ok(ListMemories {
        at: asked.take_coordinates(),
        groups: Groups {
            role_ids: asked.role_ids,
            team_ids: asked.team_ids,
            project_ids: asked.project_ids,
        },
        filter: filter_in(asked.filter.as_ref())?,
        text_contains: asked.text_contains,
        include_superseded: asked.include_superseded,
        sort: asked.sort.map(Into::into).unwrap_or_default(),
        page: page(asked.limit, asked.cursor, asked.with_total),
    })
}

fn filter_in(filter: Option<&Json>) -> Result<Filter> {
    filter.map_or_else(|| Ok(Filter::everything()), filter::translate)
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

pub(crate) fn lineage_out(lineage: engine::Lineage) -> LineageOut {
    LineageOut {
        ancestors: lineage.ancestors,
        descendants: lineage.descendants,
    }
}

// ---- search and context -------------------------------------------------------------------------

pub(crate) fn search(mut asked: SearchIn) -> Result<Search> {
    Ok(Search {
        at: asked.take_coordinates(),
        query: asked.query,
        groups: Groups {
            role_ids: asked.role_ids,
            team_ids: asked.team_ids,
            project_ids: asked.project_ids,
        },
        filter: filter_in(asked.filter.as_ref())?,
        limit: asked.limit as usize,
        threshold: asked.threshold,
        include_superseded: asked.include_superseded,
        as_of: asked.as_of,
        known_at: asked.known_at,
        min_trust: asked.min_trust.map(Into::into),
        explain: asked.explain,
        with_source_events: asked.with_source_events,
    })
}

pub(crate) fn search_out(results: SearchResults) -> SearchOut {
    let hit = |hit: SearchHit| HitOut {
        memory: memory_out(hit.memory),
        score: hit.score,
        source_events: hit.source_events.into_iter().map(event_out).collect(),
        explain: hit.explain,
    };
    SearchOut {
        hits: results.hits.into_iter().map(hit).collect(),
        degraded: results.degraded,
        took_us: results.took_us,
    }
}

pub(crate) fn context(mut asked: ContextIn) -> Result<BuildContext> {
    let search = Search {
        at: asked.take_coordinates(),
        query: asked.query,
        groups: Groups {
            role_ids: asked.role_ids,
            team_ids: asked.team_ids,
            project_ids: asked.project_ids,
        },
        filter: filter_in(asked.filter.as_ref())?,
        limit: asked.limit as usize,
        threshold: asked.threshold,
        as_of: asked.as_of,
        known_at: asked.known_at,
        min_trust: asked.min_trust.map(Into::into),
        ..Search::default()
    };
    Ok(BuildContext {
        search,
        max_tokens: asked.max_tokens as usize,
        expansion: asked.expansion.map(Into::into).unwrap_or_default(),
        format: asked.format.map(Into::into).unwrap_or_default(),
    })
}

pub(crate) fn context_out(context: Context) -> ContextOut {
    let item = |item: engine::ContextItem| ContextItemOut {
        memory_id: item.memory_id,
        event_ids: item.event_ids,
        at: item.at,
        session_id: item.session_id,
        role: item.role,
        text: item.text,
        score: item.score,
    };
    let message = |message: engine::ContextMessage| ContextMessageOut {
        role: message.role,
        content: message.content,
    };
    ContextOut {
        text: context.text,
        items: context.items.into_iter().map(item).collect(),
        messages: context.messages.into_iter().map(message).collect(),
        tokens: context.tokens,
        tokens_max: context.tokens_max,
        memory_ids: context.memory_ids,
        left_out: context.left_out,
    }
}

// ---- the org and the server ---------------------------------------------------------------------

pub(crate) fn new_key(mut key: KeyIn) -> Result<CreateKey> {
    Ok(CreateKey {
        org_id: key.org_id.take().map(OrgId::new).transpose()?,
        bound: key.take_coordinates(),
        name: key.name,
        permissions: key.permissions.into_iter().map(Into::into).collect(),
        expires_at: key.expires_at,
        prefix: key.prefix,
    })
}

pub(crate) fn key_id(text: &str) -> Result<KeyId> {
    text.parse()
}

pub(crate) fn key_out(key: ApiKey) -> KeyOut {
    let Coordinates {
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
    } = key.bound;
    KeyOut {
        user_id,
        agent_id,
        session_id,
        namespace,
        project_id,
        team_id,
        role_id,
        id: key.id,
        org_id: key.org_id.to_string(),
        name: key.name,
        prefix: key.prefix,
        permissions: key.permissions.into_iter().map(Into::into).collect(),
        created_at: key.created_at,
        last_used_at: key.last_used_at,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
    }
}

pub(crate) fn created_key_out(created: CreatedKey) -> CreatedKeyOut {
    CreatedKeyOut {
        key: key_out(created.key),
        secret: created.secret,
    }
}

pub(crate) fn page_request(query: PageQuery) -> PageRequest {
    page(query.limit, query.cursor, false)
}

pub(crate) fn audit_out(page: Page<engine::AuditRecord>) -> AuditOut {
    let entry = |record: engine::AuditRecord| AuditEntryOut {
        number: record.number,
        actor: record.actor,
        at: record.entry.at,
        action: record.entry.action,
        target: record.entry.target,
        detail: record.entry.detail,
        hash: record.hash,
    };
    AuditOut {
        items: page.items.into_iter().map(entry).collect(),
        next_cursor: page.next_cursor,
    }
}

pub(crate) fn stats_out(stats: engine::Stats) -> StatsOut {
    StatsOut {
        events: stats.events,
        memories: stats.memories,
        by_status: stats.by_status,
        by_kind: stats.by_kind,
        by_type: stats.by_type,
        by_tier: stats.by_tier,
        users: stats.users,
        sessions: stats.sessions,
        confidence_mean: stats.confidence_mean,
        strength_mean: stats.strength_mean,
        oldest: stats.oldest,
        newest: stats.newest,
    }
}

pub(crate) fn check_out(report: engine::CheckReport, index: engine::IndexCheck) -> CheckOut {
    let is_clean = [
        &report.damaged,
        &report.structure,
        &index.missing,
        &index.surplus,
    ]
    .iter()
    .all(|list| list.is_empty());
    CheckOut {
        ok: is_clean,
        rows: report.rows,
        damaged: report.damaged,
        structure: report.structure,
        index_partitions: index.partitions,
        index_missing: index.missing,
        index_surplus: index.surplus,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_a_batch_or_one() {
        fn check(body: &str, expect: Result<usize, &str>) {
            let got = events(body.as_bytes(), None).map(|command| command.events.len());
            let got = got.map_err(|error| error.field().unwrap_or_default().to_owned());
            assert_eq!(got, expect.map_err(str::to_owned), "{body}");
        }
        check(r#"{"events":[{"content":"a"},{"content":"b"}]}"#, Ok(2));
        check(r#"{"content":"a","user_id":"u1"}"#, Ok(1));
        check(r#"{"events":[]}"#, Err("events"));
        check(
            r#"{"events":[{"content":"a","kind":"song"}]}"#,
            Err("events[0].kind"),
        );
        check(r#"{"content":"a","colour":"red"}"#, Err("colour"));
        check(r#"{"user_id":"u1"}"#, Err("content"));
        check(r#"{"content":"a","ts":"yesterday"}"#, Err("ts"));
    }

    #[test]
    fn if_match_is_a_revision() {
        fn check(text: Option<&str>, expect: Result<Option<u64>, ()>) {
            assert_eq!(expected_revision(text).map_err(|_| ()), expect, "{text:?}");
        }
        check(None, Ok(None));
        check(Some("*"), Ok(None));
        check(Some("\"7\""), Ok(Some(7)));
        check(Some("7"), Ok(Some(7)));
        check(Some("\"+7\""), Err(()));
        check(Some("W/\"7\""), Err(()));
        check(Some(""), Err(()));
    }

    #[test]
    fn patches_tell_null_from_absent() {
        let patch: PatchIn = json::read(br#"{"valid_to":null,"tags":[]}"#).expect("a patch");
        let patch = update("x", patch, None, None).patch;
        assert_eq!(patch.valid_to, Some(None));
        assert_eq!(patch.valid_from, None);
        assert_eq!(patch.tags, Some(Vec::new()));
    }
}
