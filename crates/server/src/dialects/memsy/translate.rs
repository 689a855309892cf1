//! Between Memsy's words and the engine's: pure functions, both ways.

use std::collections::BTreeMap;

use engine::{AddEvents, EventStatuses, Groups, Idempotency, NewEvent, Search, SearchHit};
use serde_json::Value as Json;
use types::{
    Coordinates, Error, Event, EventId, Field, Filter, OrgId, ProcessingState, Result, limits,
};

use super::wire::*;

/// Ids of one status request (quirk 9).
const STATUS_IDS_MAX: usize = 10_000;
/// Results of one search (quirk 6).
const SEARCH_LIMIT_MAX: i64 = 100;
/// Entries of `source_metadata`.
const SOURCE_METADATA_MAX: usize = 5;

// ---- ingest -------------------------------------------------------------------------------------

pub(crate) fn ingest(
    asked: IngestIn,
    org_id: &OrgId,
    idempotency: Option<Idempotency>,
) -> Result<AddEvents> {
    let named = asked.events.iter().map(|event| &event.org_id);
    named
        .chain([&asked.org_id])
        .try_for_each(|named| check_org(named.as_deref(), org_id))?;
    Ok(AddEvents {
        events: asked.events.into_iter().map(event).collect(),
        idempotency,
    })
}

/// The org comes from the key; a body may at most repeat it (quirk 2).
fn check_org(named: Option<&str>, own: &OrgId) -> Result<()> {
    match named {
        Some(named) if named != own.as_str() => Err(Error::invalid(
            "org_id",
            "org_id comes from the API key; leave it out",
        )),
        _ => Ok(()),
    }
}

fn event(event: EventIn) -> NewEvent {
    NewEvent {
        external_id: None,
        at: Coordinates {
            user_id: Some(event.actor_id),
            session_id: Some(event.session_id),
            role_id: event.role_id,
            team_id: event.team_id,
            ..Coordinates::default()
        },
        kind: match event.kind {
            EventKind::UserMessage => types::EventKind::UserMessage,
            EventKind::AssistantMessage => types::EventKind::AssistantMessage,
            EventKind::ToolResult => types::EventKind::ToolResult,
            EventKind::AppEvent => types::EventKind::AppEvent,
        },
        speaker: None,
        content: event.content,
        ts: event.ts,
        metadata: event.metadata.map_or(Json::Null, metadata_of_text),
    }
}

/// Text that is a JSON object is kept as that object, any other text as it stands.
fn metadata_of_text(text: String) -> Json {
    match crate::json::read::<Json>(text.as_bytes()) {
        Ok(object @ Json::Object(_)) => object,
        _ => Json::String(text),
    }
}

// ---- search -------------------------------------------------------------------------------------

pub(crate) fn search(asked: SearchIn, org_id: &OrgId) -> Result<Search> {
    check_org(asked.org_id.as_deref(), org_id)?;
    if !(1..=SEARCH_LIMIT_MAX).contains(&asked.limit) {
        let message = format!("must be between 1 and {SEARCH_LIMIT_MAX}");
        return Err(Error::invalid("limit", message));
    }
    Ok(Search {
        filter: session_filter(
            searchable("session_id", asked.session_id.as_deref())?,
            searchable("exclude_session_id", asked.exclude_session_id.as_deref())?,
        )?,
        query: asked.query,
        at: Coordinates {
            user_id: asked.actor_id,
            ..Coordinates::default()
        },
        groups: Groups {
            role_ids: asked.role_ids.unwrap_or_default(),
            team_ids: asked.team_ids.unwrap_or_default(),
            project_ids: Vec::new(),
        },
        limit: usize::try_from(asked.limit).unwrap_or(1),
        threshold: asked.threshold as f32,
        // Always: `source_metadata` is told whether or not the events are.
        with_source_events: true,
        ..Search::default()
    })
}

/// A session id to search by: empty is unset (quirk 4); the characters are few (quirk 5).
fn searchable<'a>(field: &'static str, id: Option<&'a str>) -> Result<Option<&'a str>> {
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-:.@/".contains(c);
    if id.chars().count() > limits::NAME_CHARS_MAX || !id.chars().all(is_allowed) {
        let message = "1 to 256 characters of A-Z a-z 0-9 _ - : . @ / are expected";
        return Err(Error::invalid(field, message));
    }
    Ok(Some(id))
}

/// One session and what belongs to none; or all but one session; or everything.
fn session_filter(only: Option<&str>, exclude: Option<&str>) -> Result<Filter> {
    match (only, exclude) {
        (Some(_), Some(_)) => {
            let message = "session_id and exclude_session_id exclude each other";
            Err(Error::invalid("exclude_session_id", message))
        }
        (Some(only), None) => Ok(Filter::Any(vec![
            Filter::equals(Field::SessionId, only),
            Filter::missing(Field::SessionId),
        ])),
        (None, Some(exclude)) => Ok(Filter::Not(Box::new(Filter::equals(
            Field::SessionId,
            exclude,
        )))),
        (None, None) => Ok(Filter::everything()),
    }
}

pub(crate) fn search_out(hits: Vec<SearchHit>, include_source_events: bool) -> SearchOut {
    let results = hits
        .into_iter()
        .map(|hit| result(hit, include_source_events))
        .collect();
    SearchOut { results }
}

fn result(hit: SearchHit, include_source_events: bool) -> ResultOut {
    let SearchHit {
        memory,
        score,
        source_events,
        explain: _,
    } = hit;
    let source_metadata = source_metadata(&source_events);
    let observed_at = memory.happened_at().to_string();
    let source_ids = &memory.provenance.source_event_ids;
    ResultOut {
        id: memory.id.to_string(),
        score,
        metadata: ResultMetadata {
            title: None,
            summary: None,
            source_event_ids: source_ids.iter().map(ToString::to_string).collect(),
            tags: memory.tags,
            entities: memory.entities,
            session_id: memory.coordinates.session_id,
            source_events: include_source_events
                .then(|| source_events.into_iter().map(source_event).collect()),
            source_metadata,
            kind: memory.kind.as_str(),
            type_: memory.type_,
            strength: memory.strength,
            confidence: memory.confidence,
            observed_at,
        },
        content: memory.text,
    }
}

fn source_event(event: Event) -> SourceEvent {
    SourceEvent {
        event_id: event.id.to_string(),
        kind: event.kind.as_str(),
        content: event.content,
        ts: event.ts.to_string(),
    }
}

fn source_metadata(events: &[Event]) -> Vec<SourceMetadata> {
    let of_event = |event: &Event| {
        let event_id = event.id.to_string();
        match &event.metadata {
            Json::Null => None,
            Json::Object(_) => Some(SourceMetadata::Object {
                event_id,
                metadata: event.metadata.clone(),
            }),
            Json::String(raw) => Some(SourceMetadata::Raw {
                event_id,
                raw: raw.clone(),
            }),
            other => Some(SourceMetadata::Raw {
                event_id,
                raw: other.to_string(),
            }),
        }
    };
    events
        .iter()
        .filter_map(of_event)
        .take(SOURCE_METADATA_MAX)
        .collect()
}

// ---- status -------------------------------------------------------------------------------------

/// The ids that can be ours; others are asked after in vain.
pub(crate) fn status_ids(asked: &StatusIn) -> Result<Vec<EventId>> {
    if asked.event_ids.len() > STATUS_IDS_MAX {
        return Err(Error::invalid(
            "event_ids",
            format!("more than {STATUS_IDS_MAX} ids"),
        ));
    }
    Ok(asked
        .event_ids
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect())
}

/// Each asked id is in one list at most; unknown ones in none (quirk 8).
pub(crate) fn status_out(asked: StatusIn, statuses: EventStatuses) -> StatusOut {
    let states: BTreeMap<String, ProcessingState> = statuses
        .known
        .into_iter()
        .map(|(id, state)| (id.to_string(), state))
        .collect();
    let mut out = StatusOut {
        completed_ids: Vec::new(),
        failed_ids: Vec::new(),
        pending_ids: Vec::new(),
        total: asked.event_ids.len(),
        statuses: BTreeMap::new(),
    };
    for id in asked.event_ids {
        let state = states.get(&id.to_ascii_uppercase());
        let name = state.map_or("not_found", |state| state.as_str());
        if out.statuses.insert(id.clone(), name).is_some() {
            continue;
        }
        match state {
            Some(ProcessingState::Completed) => out.completed_ids.push(id),
            Some(ProcessingState::Failed) => out.failed_ids.push(id),
            Some(ProcessingState::Pending | ProcessingState::Processing) => {
                out.pending_ids.push(id);
            }
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(body: &str) -> Result<Search> {
        let asked = crate::json::read::<SearchIn>(body.as_bytes()).expect("a search");
        search(asked, &OrgId::default_org())
    }

    #[test]
    fn quirks_3_to_6_searches_are_scoped_by_session() {
        fn check(body: &str, expect: Result<Filter, &str>) {
            let got = asked(body).map(|search| search.filter);
            let got = got.map_err(|error| error.field().unwrap_or_default().to_owned());
            assert_eq!(got, expect.map_err(str::to_owned), "{body}");
        }
        let only = Filter::Any(vec![
            Filter::equals(Field::SessionId, "s1"),
            Filter::missing(Field::SessionId),
        ]);
        let but = Filter::Not(Box::new(Filter::equals(Field::SessionId, "s1")));
        check(r#"{"query":"q"}"#, Ok(Filter::everything()));
        check(r#"{"query":"q","session_id":""}"#, Ok(Filter::everything()));
        check(r#"{"query":"q","session_id":"s1"}"#, Ok(only.clone()));
        check(
            r#"{"query":"q","session_id":"s1","exclude_session_id":""}"#,
            Ok(only),
        );
        check(
            r#"{"query":"q","session_id":"","exclude_session_id":"s1"}"#,
            Ok(but),
        );
        let both = r#"{"query":"q","session_id":"s1","exclude_session_id":"s1"}"#;
        check(both, Err("exclude_session_id"));
        for bad in ["has space", "a#b", "a+b", "чат", &"x".repeat(257)] {
            check(
                &format!(r#"{{"query":"q","session_id":"{bad}"}}"#),
                Err("session_id"),
            );
            let body = format!(r#"{{"query":"q","exclude_session_id":"{bad}"}}"#);
            check(&body, Err("exclude_session_id"));
        }
        for good in ["A_b-c:d.e@f/g", &"x".repeat(256)] {
            assert!(asked(&format!(r#"{{"query":"q","session_id":"{good}"}}"#)).is_ok());
        }
        check(r#"{"query":"q","limit":0}"#, Err("limit"));
        check(r#"{"query":"q","limit":101}"#, Err("limit"));
        check(r#"{"query":"q","limit":-1}"#, Err("limit"));
        check(r#"{"query":"q","org_id":"other"}"#, Err("org_id"));
        check(
            r#"{"query":"q","org_id":"default"}"#,
            Ok(Filter::everything()),
        );
    }

    #[test]
    fn metadata_is_text_on_the_way_in() {
        fn check(text: &str, expect: Json) {
            assert_eq!(metadata_of_text(text.to_owned()), expect, "{text}");
        }
        check(r#"{"a":1}"#, serde_json::json!({"a": 1}));
        check("not json", Json::String("not json".to_owned()));
        check("[1]", Json::String("[1]".to_owned()));
        check("7", Json::String("7".to_owned()));
    }

    #[test]
    fn statuses_are_told_apart() {
        let id = |n: u8| EventId::from_bytes([n; 16]).to_string();
        let body = StatusIn {
            event_ids: vec![id(1), id(2), id(3), id(4), id(1), "nonsense".to_owned()],
        };
        let ids = status_ids(&body).expect("few ids");
        assert_eq!(ids.len(), 5);
        let states = [
            ProcessingState::Completed,
            ProcessingState::Failed,
            ProcessingState::Processing,
        ];
        let known = ids.into_iter().zip(states).collect();
        let out = status_out(body, EventStatuses { known });
        assert_eq!(out.completed_ids, [id(1)]);
        assert_eq!(out.failed_ids, [id(2)]);
        assert_eq!(out.pending_ids, [id(3)]);
        assert_eq!((out.total, out.statuses.len()), (6, 5));
        assert_eq!(out.statuses["nonsense"], "not_found");
    }
}
