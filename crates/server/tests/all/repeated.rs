//! Every write under an idempotency key. A write that is missing here fails the test.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use server::{Needs, ServerConfig, route_table};
use types::Permission;

use crate::common::{Request, Response, TestServer};

/// What a write is about; made anew for each.
#[derive(Clone, Copy, PartialEq)]
enum About {
    Nothing,
    Memory,
    Event,
    Group,
    Job,
    CancelledJob,
    Key,
}

/// What becomes of the key.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    /// One effect, one reply.
    Kept,
    /// The header is refused: the request is repeated as it is, or not at all.
    Refused,
}

/// `(method, route, about, body, key)`; `{id}` is that of what the write is about.
const WRITES: &[(&str, &str, About, &str, Key)] = &[
    (
        "POST",
        "/memoird/v1/events",
        About::Nothing,
        r#"{"content":"x"}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/memories",
        About::Nothing,
        r#"{"text":"x"}"#,
        Key::Kept,
    ),
    (
        "PATCH",
        "/memoird/v1/memories/{id}",
        About::Memory,
        r#"{"importance":0.3}"#,
        Key::Kept,
    ),
    (
        "DELETE",
        "/memoird/v1/memories/{id}",
        About::Memory,
        "",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/erasures",
        About::Memory,
        r#"{"memory_id":"{id}"}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/rollbacks",
        About::Event,
        r#"{"event_id":"{id}"}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/beliefs",
        About::Nothing,
        r#"{"memory":{"text":"x"}}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/consolidate",
        About::Memory,
        "{}",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/reflect",
        About::Memory,
        r#"{"background":true}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/promote",
        About::Memory,
        "{}",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/summarise",
        About::Event,
        "{}",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/groups",
        About::Nothing,
        r#"{"kind":"team","name":"x"}"#,
        Key::Kept,
    ),
    (
        "PATCH",
        "/memoird/v1/groups/{kind}/{id}",
        About::Group,
        r#"{"name":"y"}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/groups/{kind}/{id}/prompt",
        About::Group,
        "",
        Key::Kept,
    ),
    (
        "DELETE",
        "/memoird/v1/groups/{kind}/{id}",
        About::Group,
        "",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/forget",
        About::Memory,
        r#"{"policy":{"max_age_days":1}}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/forget/undo",
        About::Nothing,
        r#"{"since":"2024-01-01"}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/maintenance",
        About::Nothing,
        r#"{"reflection_time_window_days":7}"#,
        Key::Kept,
    ),
    (
        "DELETE",
        "/memoird/v1/maintenance",
        About::Nothing,
        "",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/maintenance/run",
        About::Nothing,
        r#"{"task":"sweep"}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/jobs/{id}/cancel",
        About::Job,
        "",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/jobs/{id}/retry",
        About::CancelledJob,
        "",
        Key::Kept,
    ),
    (
        "POST",
        "/memoird/v1/import",
        About::Nothing,
        "",
        Key::Refused,
    ),
    (
        "POST",
        "/memoird/v1/keys",
        About::Nothing,
        r#"{"name":"k","permissions":["read"]}"#,
        Key::Refused,
    ),
    ("DELETE", "/memoird/v1/keys/{id}", About::Key, "", Key::Kept),
    ("POST", "/memoird/v1/reindex", About::Nothing, "", Key::Kept),
    (
        "POST",
        "/ingest",
        About::Nothing,
        r#"{"events":[{"actor_id":"a","session_id":"s","kind":"user_message","content":"x"}]}"#,
        Key::Kept,
    ),
    (
        "POST",
        "/v1/ingest",
        About::Nothing,
        r#"{"events":[{"actor_id":"a","session_id":"s","kind":"user_message","content":"x"}]}"#,
        Key::Kept,
    ),
    ("DELETE", "/clear/{*tag}", About::Nothing, "", Key::Kept),
    ("DELETE", "/v1/clear/{*tag}", About::Nothing, "", Key::Kept),
];

#[test]
fn every_write_is_listed_here() {
    let is_write = |needs| matches!(needs, Needs::Write | Needs::ReadWrite | Needs::Admin);
    let built: BTreeSet<(String, String)> = route_table()
        .into_iter()
        .filter(|route| is_write(route.needs) && route.method != "GET")
        .map(|route| (route.method, route.path))
        .collect();
    let listed = WRITES.iter();
    let listed = listed.map(|row| (row.0.to_owned(), row.1.to_owned()));
    assert_eq!(built, listed.collect());
}

async fn id_of(server: &TestServer, admin: &str, about: About) -> String {
    let post = async |path: &str, body: Json| {
        let request = Request::new("POST", &format!("/memoird/v1/{path}"));
        let reply = server.send(request.key(admin).json(&body)).await;
        assert!(reply.status < 300, "{}", reply.text());
        reply.json()
    };
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    match about {
        About::Nothing => String::new(),
        About::Memory => {
            let added = post("memories", json!({"user_id": "u1", "text": "likes tea"})).await;
            text(&added["memories"][0]["id"])
        }
        About::Event => {
            let said = json!({"user_id": "u1", "session_id": "s1", "content": "I like tea"});
            text(&post("events", said).await["event_ids"][0])
        }
        About::Group => {
            let group = json!({"kind": "team", "name": "x", "focus": "tea"});
            text(&post("groups", group).await["id"])
        }
        About::Job => text(&post("maintenance/run", json!({"task": "sweep"})).await["id"]),
        About::CancelledJob => {
            let id = text(&post("maintenance/run", json!({"task": "sweep"})).await["id"]);
            post(&format!("jobs/{id}/cancel"), json!(null)).await;
            id
        }
        About::Key => {
            let key = json!({"name": "second", "permissions": ["read"]});
            text(&post("keys", key).await["key"]["id"])
        }
    }
}

fn as_read(reply: &Response) -> (u16, String) {
    (reply.status, reply.text())
}

#[tokio::test]
async fn every_write_has_one_effect_and_one_reply_for_its_key() {
    for (method, route, about, body, key) in WRITES {
        let set = |config: &mut engine::EngineConfig| config.jobs_concurrency_max = 0;
        let server = TestServer::with_engine(ServerConfig::default(), set).await;
        let admin = server.key("default", &Permission::ALL).await;
        let id = id_of(&server, &admin, *about).await;
        let path = route.replace("{id}", &id).replace("{kind}", "team");
        let path = path.replace("{*tag}", "a");
        let body = body.replace("{id}", &id);
        let write = |path: &str, body: &str| {
            let request = Request::new(method, path).body(body.as_bytes());
            server.send(request.key(&admin).header("idempotency-key", "k1"))
        };
        let first = write(&path, &body).await;
        if *key == Key::Refused {
            assert_eq!(first.status, 400, "{method} {route}: {}", first.text());
            assert!(first.text().contains("Idempotency-Key"), "{}", first.text());
            continue;
        }
        assert!(first.status < 300, "{method} {route}: {}", first.text());
        server.clock.advance_ms(1);
        let second = write(&path, &body).await;
        assert_eq!(as_read(&first), as_read(&second), "{method} {route}");
        // Another request under the same key: other spaces are other bytes.
        let other = match body.is_empty() {
            true => write(&format!("{path}?"), "").await,
            false => write(&path, &format!("{body} ")).await,
        };
        assert_eq!(other.status, 409, "{method} {route}: {}", other.text());
        assert!(
            other.text().contains("different request"),
            "{}",
            other.text()
        );
        server.stop().await;
    }
}

#[tokio::test]
async fn the_same_write_at_the_same_time_has_one_effect() {
    let server = TestServer::open().await;
    let create = || {
        let group = json!({"kind": "team", "name": "x"});
        let request = Request::new("POST", "/memoird/v1/groups").json(&group);
        server.send(request.header("idempotency-key", "k1"))
    };
    let (one, two, three) = tokio::join!(create(), create(), create());
    assert_eq!(as_read(&one), as_read(&two));
    assert_eq!(as_read(&one), as_read(&three));
    let listed = server.get("/memoird/v1/groups?kind=team").await.expect(200);
    assert_eq!(listed["items"].as_array().expect("a list").len(), 1);
    server.stop().await;
}
