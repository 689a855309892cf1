//! The routes that take input, each with a body that uses every field.

use serde_json::{Value, json};

use super::values::Class::{self, *};

/// Which words a face has for its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Native,
    Memsy,
}

/// A route with a JSON body.
pub struct Route {
    pub face: Face,
    pub method: &'static str,
    pub path: String,
    pub body: Value,
    /// Fields without which the body is refused.
    pub required: &'static [&'static str],
    /// Where the reply lists what was found; must be empty when asked for what nobody has.
    pub results: Option<&'static str>,
}

/// What exists before, for references to be right.
pub struct Fixture {
    pub event: String,
    pub memory: String,
    pub target: String,
}

/// Stands for text that must be unique in each request.
pub const UNIQUE: &str = "@unique@";

pub fn routes(fixture: &Fixture) -> Vec<Route> {
    let native = |method, path: &str, body, required, results| Route {
        face: Face::Native,
        method,
        path: format!("/memoird/v1{path}"),
        body,
        required,
        results,
    };
    let memsy = |path: &str, body, required, results| Route {
        face: Face::Memsy,
        method: "POST",
        path: path.to_owned(),
        body,
        required,
        results,
    };
    let one = [fixture.event.as_str()];
    vec![
        native(
            "POST",
            "/memories",
            json!({"memories": [memory(fixture)]}),
            &["memories", "text"],
            None,
        ),
        native("POST", "/memories", memory(fixture), &["text"], None),
        native(
            "PATCH",
            &format!("/memories/{}", fixture.target),
            patch(),
            &[],
            None,
        ),
        native("POST", "/memories/list", list(), &[], Some("/items")),
        native(
            "POST",
            "/events",
            json!({"events": [event()]}),
            &["events", "content"],
            None,
        ),
        native("POST", "/events", event(), &["content"], None),
        native(
            "POST",
            "/events/status",
            json!({"event_ids": one}),
            &["event_ids"],
            None,
        ),
        native("POST", "/search", search(), &["query"], Some("/hits")),
        native("POST", "/context", context(), &["query"], Some("/items")),
        native("POST", "/keys", key(), &["name", "permissions"], None),
        memsy(
            "/ingest",
            json!({"events": [memsy_event()]}),
            &["events", "actor_id", "session_id", "kind", "content"],
            None,
        ),
        memsy("/search", memsy_search(), &["query"], Some("/results")),
        memsy("/status", json!({"event_ids": one}), &["event_ids"], None),
    ]
}

fn with(mut body: Value, more: Value) -> Value {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
}

fn coordinates() -> Value {
    json!({"user_id": "ada", "agent_id": "helper", "session_id": "talk", "namespace": "n",
           "project_id": "p", "team_id": "t", "role_id": "r"})
}

fn memory(fixture: &Fixture) -> Value {
    with(
        coordinates(),
        json!({
            "external_id": UNIQUE, "text": "Ada keeps bees.", "level": "user", "kind": "semantic",
            "type": "fact", "tier": "long", "topics": ["bees"], "tags": ["farm"],
            "entities": [{"name": "Ada", "type": "person"}], "metadata": {"colour": "teal"},
            "confidence": 0.5, "importance": 0.5, "pinned": false,
            "valid_from": "2024-01-01T00:00:00Z", "valid_to": "2034-01-01T00:00:00Z",
            "event_date": "2024-01-01T00:00:00Z", "expires_at": "2134-01-01T00:00:00Z",
            "source_event_ids": [fixture.event], "derived_from": [fixture.memory],
        }),
    )
}

fn patch() -> Value {
    json!({
        "text": "Ada keeps geese.", "kind": "semantic", "type": "fact", "tier": "long",
        "topics": ["geese"], "tags": ["farm"], "entities": [{"name": "Ada", "type": "person"}],
        "metadata_merge": {"colour": "red"}, "confidence": 0.5, "importance": 0.5,
        "pinned": false, "status": "active", "valid_from": "2024-01-01T00:00:00Z",
        "valid_to": "2034-01-01T00:00:00Z", "event_date": "2024-01-01T00:00:00Z",
        "expires_at": "2134-01-01T00:00:00Z",
    })
}

fn groups() -> Value {
    json!({"role_ids": ["r"], "team_ids": ["t"], "project_ids": ["p"]})
}

fn list() -> Value {
    with(
        with(coordinates(), groups()),
        json!({
            "filter": {"type": "fact"}, "text_contains": "bees", "include_superseded": true,
            "sort": "created_desc", "limit": 10, "with_total": true,
        }),
    )
}

fn event() -> Value {
    with(
        coordinates(),
        json!({
            "external_id": UNIQUE, "kind": "user_message", "speaker": "Ada",
            "content": "Bees.", "ts": "2024-01-01T00:00:00Z", "metadata": {"colour": "teal"},
        }),
    )
}

fn search() -> Value {
    with(
        with(coordinates(), groups()),
        json!({
            "query": "bees", "filter": {"type": "fact"}, "limit": 5, "threshold": 0.0,
            "include_superseded": false, "as_of": "2030-01-01T00:00:00Z",
            "known_at": "2130-01-01T00:00:00Z", "min_trust": "unknown", "explain": false,
            "with_source_events": false,
        }),
    )
}

fn context() -> Value {
    with(
        with(coordinates(), groups()),
        json!({
            "query": "bees", "max_tokens": 100, "expansion": "window", "format": "text",
            "filter": {"type": "fact"}, "limit": 5, "threshold": 0.0,
            "as_of": "2030-01-01T00:00:00Z", "known_at": "2130-01-01T00:00:00Z",
            "min_trust": "unknown",
        }),
    )
}

fn key() -> Value {
    with(
        coordinates(),
        json!({
            "name": "reader", "permissions": ["read"], "expires_at": "2134-01-01T00:00:00Z",
            "prefix": "abc",
        }),
    )
}

fn memsy_event() -> Value {
    json!({"actor_id": "ada", "session_id": "talk", "kind": "user_message",
           "content": "Bees.", "role_id": "r", "team_id": "t",
           "ts": "2024-01-01T00:00:00Z", "metadata": "{\"colour\":\"teal\"}"})
}

fn memsy_search() -> Value {
    json!({"query": "bees", "limit": 5, "threshold": 0.0, "include_source_events": true,
           "actor_id": "ada", "session_id": "talk", "role_ids": ["r"], "team_ids": ["t"]})
}

/// What the field `key` of a route's body expects.
pub fn class_of(route: &Route, key: &str) -> Class {
    let is_event = route.path.ends_with("/events") || route.path == "/ingest";
    match key {
        "text" | "content" => Text,
        "query" => Query,
        "metadata" if route.face == Face::Memsy => Words,
        "metadata" if is_event => Any,
        "metadata" | "metadata_merge" => Object,
        "filter" => Filter,
        "topics" | "tags" | "role_ids" | "team_ids" | "project_ids" => Names,
        // What is no id is not found.
        "event_ids" if route.face == Face::Memsy => Strings,
        "event_ids" | "source_event_ids" | "derived_from" => Ids,
        "entities" | "events" | "memories" | "permissions" => List,
        "limit" | "max_tokens" => Count,
        "confidence" | "importance" | "threshold" => Share,
        "pinned"
        | "include_superseded"
        | "with_total"
        | "explain"
        | "with_source_events"
        | "include_source_events" => Flag,
        "ts" | "valid_from" | "valid_to" | "event_date" | "expires_at" | "as_of" | "known_at" => {
            Time
        }
        "level" | "kind" | "tier" | "status" | "sort" | "expansion" | "format" | "min_trust" => {
            Enum
        }
        "text_contains" => Words,
        _ => Name,
    }
}

/// Paths of all fields of a body, deepest last: object keys, and the first item of lists of
/// objects.
pub fn fields(body: &Value) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    walk(body, &mut Vec::new(), &mut found);
    found
}

fn walk(value: &Value, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let Some(object) = value.as_object() else {
        return;
    };
    for (key, inner) in object {
        at.push(key.clone());
        found.push(at.clone());
        if let Some(first) = inner.get(0).filter(|first| first.is_object()) {
            at.push("0".into());
            walk(first, at, found);
            at.pop();
        }
        at.pop();
    }
}
