//! Events, between the wire and the engine.

use engine::{AddEvents, AddedEvents, EventQuery, EventStatuses, Idempotency, NewEvent, Page};
use types::{Error, Event, EventId, Result, limits};

use super::super::wire::*;
use super::{Form, check_batch, page};
use crate::json;

/// A batch (`{"events": [...]}`) or one event alone.
pub(crate) fn events(body: &[u8], idempotency: Option<Idempotency>) -> Result<(AddEvents, Form)> {
    let (events, is_batch) = if json::has_top_level_key(body, "events") {
        (json::read::<EventsIn>(body)?.events, true)
    } else {
        (vec![json::read::<EventIn>(body)?], false)
    };
    check_batch("events", events.len(), is_batch)?;
    let command = AddEvents {
        events: events.into_iter().map(event).collect(),
        idempotency,
    };
    let form = if is_batch {
        Form::Batch
    } else {
        Form::One("events[0]")
    };
    Ok((command, form))
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
        already_known,
        pending,
    } = added;
    AddedEventsOut {
        event_ids,
        memory_ids,
        already_known: already_known_out(&already_known),
        pending,
    }
}

pub(super) fn already_known_out(known: &[engine::AlreadyKnown]) -> Vec<AlreadyKnownOut> {
    let out = |known: &engine::AlreadyKnown| AlreadyKnownOut {
        memory_id: known.memory_id,
        status: known.status.into(),
    };
    known.iter().map(out).collect()
}

pub(crate) fn event_id(text: &str) -> Result<EventId> {
    text.parse()
}

pub(crate) fn event_out(event: Event) -> EventOut {
    placed!(event.coordinates => EventOut {
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
    })
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
