//! The Memsy dialect beside its SDKs' own tests: what they cannot send.

use crate::common::{Request, TestServer};
use serde_json::json;

#[tokio::test]
async fn quirks_1_10_15_bodies_are_read_leniently() {
    let server = TestServer::open().await;
    let event = json!({"actor_id": "u1", "session_id": "s1", "kind": "user_message",
        "content": "I play the violin", "colour": "red"});
    for path in ["/ingest", "/v1/ingest"] {
        let added = server
            .post(path, json!({"events": [event], "colour": 1}))
            .await
            .expect(200);
        assert_eq!(added["event_ids"].as_array().expect("ids").len(), 1);
        let added = server.post(path, json!({"events": []})).await.expect(200);
        assert_eq!(added, json!({"event_ids": []}));
    }
    let asked = json!({"query": "violin", "colour": "red", "actor_id": null, "role_ids": null});
    let found = server.post("/search", asked).await.expect(200);
    assert_eq!(found["results"][0]["content"], "I play the violin");
    // As older clients write it: spaces and escapes.
    let asked = Request::new("POST", "/search").body(br#"{ "query" : "\u0076iolin" }"#);
    server.send(asked).await.expect(200);
    server.stop().await;
}

#[tokio::test]
async fn quirk_11_usage_is_told_under_both_spellings() {
    let server = TestServer::open().await;
    server
        .post("/search", json!({"query": "x"}))
        .await
        .expect(200);
    let got = server.post("/search", json!({"query": "x"})).await;
    for (old, new) in [
        ("x-usage-apicall", "x-usage-apicalls"),
        ("x-usage-memorystored", "x-usage-memoriesstored"),
    ] {
        assert_eq!(got.header(old), got.header(new));
        assert!(
            got.header(new)
                .is_some_and(|value| value.parse::<u64>().is_ok()),
            "{new}"
        );
    }
    assert_eq!(got.header("x-usage-searchqueries"), Some("2"));
    assert_eq!(got.header("x-usage-apicalls-limit"), None);
    server.stop().await;
}

#[tokio::test]
async fn quirk_13_strangers_learn_nothing_from_health() {
    let server = TestServer::open().await;
    let key = server.key("default", &[types::Permission::Read]).await;
    assert_eq!(
        server.get("/health").await.expect(200),
        json!({"status": "ok"})
    );
    let known = server
        .send(Request::new("GET", "/health").key(&key))
        .await
        .expect(200);
    assert!(known["components"].is_object() && known["version"].is_string());
    server.stop().await;
}

#[tokio::test]
async fn what_one_face_stores_the_other_finds() {
    let server = TestServer::open().await;
    let event = json!({"actor_id": "u1", "session_id": "s1", "kind": "assistant_message",
        "content": "The violin is tuned", "ts": "2024-05-01T12:00:00Z"});
    let added = server
        .post("/ingest", json!({"events": [event]}))
        .await
        .expect(200);
    let asked = json!({"query": "violin", "user_id": "u1", "session_id": "s1"});
    let found = server.post("/memoird/v1/search", asked).await.expect(200);
    let memory = &found["hits"][0]["memory"];
    assert_eq!(memory["provenance"]["source_event_ids"], added["event_ids"]);
    assert_eq!(memory["trust"], "agent_stated");
    let id = memory["id"].as_str().expect("an id");
    let erase = Request::new("DELETE", &format!("/memoird/v1/memories/{id}?hard=true"));
    server.send(erase).await.expect(200);
    let found = server
        .post("/search", json!({"query": "violin"}))
        .await
        .expect(200);
    assert_eq!(found, json!({"results": []}));
    server.stop().await;
}

#[test]
fn quirk_16_a_busy_server_answers_what_the_sdk_retries() {
    let busy = types::Error::new(types::ErrorKind::Overloaded, "busy");
    let (status, headers, body) = server::testing::render("/search", busy, "r1");
    assert_eq!((status, &body["error"]), (429, &json!("overloaded")));
    assert_eq!(headers["retry-after"], "1");
}
