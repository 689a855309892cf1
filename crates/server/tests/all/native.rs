//! The native API over a real engine and store.

use std::collections::BTreeSet;

use crate::common::{Request, TestServer};
use serde_json::json;

#[tokio::test]
async fn what_was_said_is_stored_found_and_packed() {
    let server = TestServer::open().await;
    let added = server
        .post(
            "/memoird/v1/events",
            json!({"events": [
                {"user_id": "u1", "session_id": "s1", "content": "I prefer dark mode in all apps",
                 "metadata": {"app": "editor"}},
                {"user_id": "u2", "session_id": "s2", "content": "Tea is better than coffee"}]}),
        )
        .await
        .expect(201);
    assert_eq!(added["event_ids"].as_array().expect("ids").len(), 2);
    assert_eq!(added["memory_ids"].as_array().expect("ids").len(), 2);

    let found = server
        .post(
            "/memoird/v1/search",
            json!({"query": "dark mode", "user_id": "u1", "with_source_events": true,
                   "explain": true, "filter": {"metadata.app": "editor"}}),
        )
        .await
        .expect(200);
    let hit = &found["hits"][0];
    assert_eq!(hit["memory"]["text"], "I prefer dark mode in all apps");
    assert_eq!(hit["memory"]["user_id"], "u1");
    assert_eq!(hit["memory"]["verbatim"], true);
    assert_eq!(hit["source_events"][0]["id"], added["event_ids"][0]);
    assert_eq!(found["hits"].as_array().expect("hits").len(), 1, "{found}");

    let event_id = added["event_ids"][0].as_str().expect("an id");
    let event = server
        .get(&format!("/memoird/v1/events/{event_id}"))
        .await
        .expect(200);
    assert_eq!(event["content"], "I prefer dark mode in all apps");
    let list = server
        .get("/memoird/v1/events?user_id=u2&with_total=true")
        .await
        .expect(200);
    assert_eq!(list["total"], 1);
    let asked = json!({"event_ids": [event_id, "01JCZZZZZZZZZZZZZZZZZZZZZZ"]});
    let status = server
        .post("/memoird/v1/events/status", asked)
        .await
        .expect(200);
    assert_eq!(status["known"][0]["state"], "completed");
    assert_eq!(status["unknown"][0], "01JCZZZZZZZZZZZZZZZZZZZZZZ");

    let context = server
        .post(
            "/memoird/v1/context",
            json!({"query": "dark mode", "user_id": "u1", "max_tokens": 200}),
        )
        .await
        .expect(200);
    assert!(
        context["text"]
            .as_str()
            .expect("text")
            .contains("dark mode"),
        "{context}"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_memory_lives_from_create_to_erase() {
    let server = TestServer::open().await;
    let added = server
        .post(
            "/memoird/v1/memories",
            json!({"text": "Ann lives in Berlin", "user_id": "u1", "external_id": "m-1",
                   "type": "fact", "tags": ["home"], "entities": [{"name": "Ann"}]}),
        )
        .await
        .expect(201);
    let id = added["memories"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let path = format!("/memoird/v1/memories/{id}");

    let got = server.get(&path).await;
    assert_eq!(got.header("etag"), Some("\"1\""));
    assert_eq!(got.expect(200)["text"], "Ann lives in Berlin");
    assert_eq!(
        server.get("/memoird/v1/memories/m-1").await.expect(200)["id"],
        id.as_str()
    );

    let patch = |revision: &str, body| {
        Request::new("PATCH", &path)
            .header("if-match", revision)
            .json(&body)
    };
    let changed = server
        .send(patch("\"1\"", json!({"text": "Ann lives in Rome"})))
        .await;
    assert_eq!(changed.header("etag"), Some("\"2\""));
    changed.expect(200);
    let late = server
        .send(patch("\"1\"", json!({"text": "Ann lives in Oslo"})))
        .await
        .expect(412);
    assert_eq!(late["error"]["kind"], "precondition_failed");

    let history = server.get(&format!("{path}/history")).await.expect(200);
    assert_eq!(
        history["revisions"].as_array().expect("revisions").len(),
        2,
        "{history}"
    );
    server.get(&format!("{path}/lineage")).await.expect(200);

    let listed = server
        .get("/memoird/v1/memories?tag=home&user_id=u1")
        .await
        .expect(200);
    assert_eq!(listed["items"][0]["id"], id.as_str());
    let asked = json!({"filter": {"any": [{"tags": ["x"]}, {"entities": "ann"}]}});
    let listed = server
        .post("/memoird/v1/memories/list", asked)
        .await
        .expect(200);
    assert_eq!(listed["items"][0]["text"], "Ann lives in Rome");

    server
        .send(Request::new("DELETE", &format!("{path}?hard=true")))
        .await
        .expect(200);
    server.get(&path).await.expect(404);
    server.stop().await;
}

#[tokio::test]
async fn the_same_write_twice_has_one_effect() {
    let server = TestServer::open().await;
    let write = |text: &str| {
        Request::new("POST", "/memoird/v1/events")
            .header("idempotency-key", "k1")
            .json(&json!({"user_id": "u1", "content": text}))
    };
    let first = server.send(write("one")).await.expect(201);
    let second = server.send(write("one")).await.expect(201);
    assert_eq!(first, second);
    let other = server.send(write("two")).await.expect(409);
    assert_eq!(other["error"]["field"], "Idempotency-Key");
    let list = server
        .get("/memoird/v1/events?with_total=true")
        .await
        .expect(200);
    assert_eq!(list["total"], 1);
    server.stop().await;
}

#[tokio::test]
async fn an_export_can_be_imported_elsewhere() {
    let (from, to) = (TestServer::open().await, TestServer::open().await);
    let events: Vec<_> = (0..50)
        .map(|n| json!({"user_id": "u1", "content": format!("thing number {n}")}))
        .collect();
    from.post("/memoird/v1/events", json!({ "events": events }))
        .await
        .expect(201);
    let exported = from.get("/memoird/v1/export").await;
    assert_eq!(
        exported.header("content-type"),
        Some("application/x-ndjson")
    );
    assert_eq!(exported.text().lines().count(), 100);

    let import = |body: &[u8]| {
        Request::new("POST", "/memoird/v1/import")
            .header("content-type", "application/x-ndjson")
            .body(body)
    };
    let report = to.send(import(&exported.body)).await.expect(200);
    assert_eq!(
        (&report["events"], &report["memories"]),
        (&json!(50), &json!(50)),
        "{report}"
    );
    let again = to.send(import(&exported.body)).await.expect(200);
    assert_eq!(again["skipped"], 100);
    let event = from.get("/memoird/v1/events").await.expect(200)["items"][0].clone();
    let id = event["id"].as_str().expect("an id");
    assert_eq!(
        to.get(&format!("/memoird/v1/events/{id}"))
            .await
            .expect(200)["ts"],
        event["ts"]
    );

    let broken = [exported.body.as_slice(), b"{\"type\":\"song\"}\n"].concat();
    let refused = to.send(import(&broken)).await.expect(400);
    assert!(
        refused["error"]["field"]
            .as_str()
            .expect("a field")
            .starts_with("line 101")
    );
    assert!(refused["error"]["progress"].is_object());

    // What no server can have written is named by its line, and what comes twice comes once.
    let text = exported.text();
    let (event, memory) = (text.lines().next(), text.lines().last());
    let (event, memory) = (event.expect("an event"), memory.expect("a memory"));
    let empty = TestServer::open().await;
    let check = async |from: &str, to: &str, field: &str| {
        assert!(memory.contains(from), "{memory}");
        let lines = format!("{event}\n\n{}\n", memory.replace(from, to));
        let refused = empty.send(import(lines.as_bytes())).await.expect(400);
        assert_eq!(refused["error"]["field"], field);
    };
    let too_many = r#""recall_count":18446744073709551615"#;
    check(r#""recall_count":0"#, too_many, "line 3.recall_count").await;
    check(r#""strength":1.0"#, r#""strength":-1.0"#, "line 3.strength").await;
    check(r#""revision":1"#, r#""revision":"x""#, "line 3.revision").await;
    check(r#""pinned":false"#, r#""pinned":1"#, "line 3.pinned").await;
    check(
        r#""user_id":"u1""#,
        r#""user_id":7"#,
        "line 3.coordinates.user_id",
    )
    .await;
    check(r#""type":"memory""#, r#""type":"song""#, "line 3.type").await;
    let before = r#""valid_to":"0001-01-01T00:00:00Z""#;
    check(r#""valid_to":null"#, before, "line 3.valid_to").await;
    let twice = format!("{event}\n{event}\n{memory}\n{memory}\n");
    let report = empty.send(import(twice.as_bytes())).await.expect(200);
    let counts = (&report["events"], &report["memories"], &report["skipped"]);
    assert_eq!(counts, (&json!(1), &json!(1), &json!(2)));
    empty.stop().await;
    from.stop().await;
    to.stop().await;
}

#[tokio::test]
async fn what_is_deleted_changes_only_by_coming_back() {
    let server = TestServer::open().await;
    let text = "I work at Siemens in Munich";
    let added = server.post("/memoird/v1/memories", json!({ "text": text }));
    let added = added.await.expect(201);
    let id = added["memories"][0]["id"].as_str().expect("an id");
    let path = format!("/memoird/v1/memories/{id}");
    server.send(Request::new("DELETE", &path)).await.expect(200);
    let patch = |body: &str| {
        let request = Request::new("PATCH", &path);
        let request = request.header("content-type", "application/json");
        server.send(request.body(body.as_bytes()))
    };
    patch(r#"{"importance":0.9}"#).await.expect(404);
    patch(r#"{"status":"archived"}"#).await.expect(404);
    let back = patch(r#"{"status":"active"}"#).await.expect(200);
    assert_eq!(back["status"], "active");

    // Labels that were read out of the words before are read anew; those that were given stay.
    let labels = |memory: &serde_json::Value| {
        let names = memory["entities"].as_array().expect("a list").iter();
        let names: Vec<_> = names.map(|one| one["name"].clone()).collect();
        json!([memory["topics"], names])
    };
    let topics = labels(&back)[0].clone();
    assert_ne!(topics, json!([]));
    assert_eq!(labels(&back)[1], json!(["Siemens", "Munich"]));
    let reworded = patch(r#"{"text":"I love green tea"}"#).await.expect(200);
    assert_ne!(labels(&reworded)[0], topics);
    assert_eq!(labels(&reworded)[1], json!([]));
    patch(r#"{"topics":["mine"]}"#).await.expect(200);
    let reworded = patch(r#"{"text":"I work at Siemens"}"#).await.expect(200);
    assert_eq!(labels(&reworded), json!([["mine"], ["Siemens"]]));
    server.stop().await;
}

#[tokio::test]
async fn whoever_asks_for_a_status_finds_what_has_it() {
    let server = TestServer::open().await;
    for text in ["I live in Lisbon", "I moved to Oslo"] {
        let body = json!({ "text": text, "user_id": "u1" });
        server.post("/memoird/v1/memories", body).await.expect(201);
    }
    for status in ["archived", "deleted"] {
        let body = json!({ "text": format!("Green tea, {status}"), "user_id": "u1" });
        let added = server.post("/memoird/v1/memories", body).await.expect(201);
        let id = added["memories"][0]["id"].as_str().expect("an id");
        let path = format!("/memoird/v1/memories/{id}");
        let request = match status {
            "deleted" => Request::new("DELETE", &path),
            status => Request::new("PATCH", &path).json(&json!({ "status": status })),
        };
        server.send(request).await.expect(200);
    }
    let found = async |filter: serde_json::Value| {
        let query = json!({ "query": "I drink tea in Lisbon", "user_id": "u1", "filter": filter });
        let listed = json!({ "user_id": "u1", "filter": filter });
        let found = server.post("/memoird/v1/search", query).await.expect(200);
        let listed = server.post("/memoird/v1/memories/list", listed).await;
        let listed = listed.expect(200);
        let hits = found["hits"].as_array().expect("hits").iter();
        let hits: BTreeSet<String> = hits.map(|hit| status_of(&hit["memory"])).collect();
        let items = listed["items"].as_array().expect("items").iter();
        let mut items: BTreeSet<String> = items.map(status_of).collect();
        let all = items.iter().cloned().collect::<Vec<_>>();
        // What was deleted leaves the index: lists alone show it.
        items.remove("deleted");
        assert_eq!(hits, items, "{filter}");
        all
    };
    for status in ["active", "archived", "superseded", "deleted"] {
        assert_eq!(found(json!({ "status": status })).await, [status]);
    }
    let both = json!({ "status": ["active", "archived"] });
    assert_eq!(found(both).await, ["active", "archived"]);
    assert_eq!(found(json!({})).await, ["active"]);
    assert_eq!(
        found(json!({ "status": { "ne": "merged" } })).await,
        ["active"]
    );
    server.stop().await;
}

#[tokio::test]
async fn a_context_says_what_of_it_may_be_out_of_date() {
    let server = TestServer::open().await;
    let add = async |body: serde_json::Value| {
        let added = server.post("/memoird/v1/memories", body).await.expect(201);
        let id = added["memories"][0]["id"].as_str().expect("an id");
        id.to_owned()
    };
    let source = add(json!({ "text": "The shop sells green tea", "user_id": "u1" })).await;
    add(json!({ "text": "Ann buys her tea there", "user_id": "u1", "derived_from": [source] }))
        .await;
    for expect in [false, true] {
        let asked = json!({ "query": "Where does Ann buy tea?", "user_id": "u1" });
        let context = server.post("/memoird/v1/context", asked).await.expect(200);
        let items = context["items"].as_array().expect("items").iter();
        let mut items = items.filter(|item| item["text"] == "Ann buys her tea there");
        let item = items.next().expect("is there");
        assert_eq!(item["stale_dependency"], expect, "{context}");
        let path = format!("/memoird/v1/memories/{source}");
        server.send(Request::new("DELETE", &path)).await;
    }
    server.stop().await;
}

fn status_of(memory: &serde_json::Value) -> String {
    memory["status"].as_str().expect("a status").to_owned()
}

#[tokio::test]
async fn the_org_can_be_looked_after() {
    let server = TestServer::open().await;
    server
        .post("/memoird/v1/memories", json!({"text": "a fact"}))
        .await
        .expect(201);
    let stats = server.get("/memoird/v1/stats").await.expect(200);
    assert_eq!(
        (&stats["memories"], &stats["embedding_backlog"]),
        (&json!(1), &json!(0))
    );
    let usage = server
        .get("/memoird/v1/usage?from=2020-01-01&to=2030-01-01")
        .await
        .expect(200);
    assert_eq!(usage["totals"]["memories_stored"], 1, "{usage}");
    let audit = server.get("/memoird/v1/audit").await.expect(200);
    assert_eq!(audit["items"][0]["action"], "memory.add");
    assert_eq!(
        server.get("/memoird/v1/check").await.expect(200)["ok"],
        true
    );
    server
        .send(Request::new("POST", "/memoird/v1/reindex"))
        .await
        .expect(202);

    let key = json!({"name": "ops", "permissions": ["read", "write", "admin"]});
    let created = server.post("/memoird/v1/keys", key).await.expect(201);
    let secret = created["secret"].as_str().expect("a secret");
    // The first key closes the server.
    server.get("/memoird/v1/stats").await.expect(401);
    let keys = server
        .send(Request::new("GET", "/memoird/v1/keys").key(secret))
        .await;
    assert!(!keys.text().contains(secret));
    assert_eq!(keys.expect(200)["keys"][0]["name"], "ops");
    let id = created["key"]["id"].as_str().expect("an id");
    let path = format!("/memoird/v1/keys/{id}");
    server
        .send(Request::new("DELETE", &path).key(secret))
        .await
        .expect(204);
    server
        .send(Request::new("GET", "/memoird/v1/keys").key(secret))
        .await
        .expect(401);
    server.stop().await;
}

#[tokio::test]
async fn watchers_are_served() {
    let server = TestServer::open().await;
    assert_eq!(
        server.get("/memoird/v1/health").await.expect(200),
        json!({"status": "ok"})
    );
    assert_eq!(
        server.get("/memoird/v1/ready").await.expect(200)["ready"],
        true
    );
    server
        .post("/memoird/v1/search", json!({"query": "x"}))
        .await
        .expect(200);
    let metrics = server.get("/metrics").await;
    metrics.expect(200);
    let text = metrics.text();
    for name in [
        "memoird_http_requests_total{method=\"POST\",route=\"/memoird/v1/search\",status=\"200\"} 1",
        "memoird_http_latency_seconds_bucket",
        "memoird_embedding_backlog 0",
        "memoird_embedding_backlog_extracted 0",
        "memoird_embedded_texts",
        "memoird_embedding_refused_texts 0",
        "memoird_damaged_rows_met 0",
        "memoird_database_bytes",
        "memoird_ready 1",
    ] {
        assert!(text.contains(name), "{name} is missing in\n{text}");
    }
    let document = server.get("/memoird/v1/openapi.json").await.expect(200);
    assert_eq!(document["openapi"], "3.1.0");
    for path in [
        "/memoird/v1/docs",
        "/memoird/v1/docs/",
        "/memoird/v1/docs/swagger-ui.css",
    ] {
        let page = server.get(path).await;
        page.expect(200);
        assert!(page.header("content-security-policy").is_some());
    }
    server.stop().await;
}

#[tokio::test]
async fn what_a_key_was_refused_is_in_the_audit_log() {
    use types::{Coordinates, Permission};
    let server = TestServer::open().await;
    let admin = server.key("default", &[Permission::Admin]).await;
    let bound = Coordinates {
        user_id: Some("u1".to_owned()),
        ..Coordinates::default()
    };
    let write = [Permission::Write];
    let (bound, _) = server.create_key("default", &write, bound, None).await;
    let list = Request::new("GET", "/memoird/v1/keys").key(&bound);
    let stray = Request::new("POST", "/memoird/v1/memories")
        .json(&json!({"user_id": "u2", "text": "canary sings"}))
        .key(&bound);
    for request in [&list, &stray, &stray] {
        server.send(request.clone()).await.expect(403);
    }
    // Missing is not refused.
    let missing = Request::new("DELETE", "/memoird/v1/memories/none").key(&bound);
    server.send(missing).await.expect(404);
    let mut seen = Vec::new();
    for _ in 0..100 {
        let audit = Request::new("GET", "/memoird/v1/audit").key(&admin);
        let audit = server.send(audit).await.expect(200);
        let items = audit["items"].as_array().expect("a list").clone();
        let denied = items.iter().filter(|entry| entry["action"] == "denied");
        let told = |entry: &serde_json::Value| {
            format!("{} {}", entry["target"], entry["detail"]["reason"])
        };
        seen = denied.map(told).collect();
        if seen.len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    seen.sort();
    let expect = [
        r#""GET /memoird/v1/keys" "admin""#,
        r#""POST /memoird/v1/memories" "user_id""#,
    ];
    assert_eq!(seen, expect);
    let verify = Request::new("GET", "/memoird/v1/audit/verify").key(&admin);
    let verify = server.send(verify).await.expect(200);
    assert_eq!(
        (&verify["ok"], &verify["fault"]),
        (&json!(true), &json!(null))
    );
    server.stop().await;
}

#[tokio::test]
async fn memories_fade_and_are_let_go_and_taken_back() {
    let server = TestServer::open().await;
    let keep = json!({"text": "Ann is allergic to nuts", "user_id": "ann", "pinned": true});
    server.post("/memoird/v1/memories", keep).await.expect(201);
    let tea = json!({"text": "Ann drank tea", "user_id": "ann", "kind": "episodic"});
    let added = server.post("/memoird/v1/memories", tea).await.expect(201);
    let id = added["memories"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    server.clock.advance_ms(30 * 24 * 3_600_000);
    let path = format!("/memoird/v1/memories/{id}");
    let aged = server.get(&path).await.expect(200);
    assert_eq!(
        (&aged["strength"], &aged["effective_strength"]),
        (&json!(1.0), &json!(0.5))
    );
    assert!(aged["relevance"].as_f64().expect("a number") < 1.0);

    let ask = json!({"policy": {"max_age_days": 7}, "user_id": "ann", "dry_run": true});
    let told = server.post("/memoird/v1/forget", ask).await.expect(200);
    assert_eq!(
        (&told["forgotten"], &told["kept"]["pinned"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(server.get(&path).await.expect(200)["status"], "active");
    let ask = json!({"policy": {"max_age_days": 7}, "background": true});
    let queued = server.post("/memoird/v1/forget", ask).await.expect(202);
    let job_id = queued["job"]["id"].as_str().expect("an id").to_owned();
    let job = finished(&server, &job_id).await;
    assert_eq!(
        (&job["state"], &job["result"]["forgotten"]),
        (&json!("completed"), &json!(1))
    );
    assert_eq!(job["result"]["memory_ids"], json!([id]));
    let listed = server
        .get("/memoird/v1/jobs?state=completed")
        .await
        .expect(200);
    assert_eq!(listed["items"][0]["id"], json!(job_id));
    for verb in ["cancel", "retry"] {
        let path = format!("/memoird/v1/jobs/{job_id}/{verb}");
        server.post(&path, json!({})).await.expect(400);
    }
    assert_eq!(server.get(&path).await.expect(200)["status"], "archived");
    let undo = json!({"memory_ids": [id]});
    let undone = server
        .post("/memoird/v1/forget/undo", undo)
        .await
        .expect(200);
    assert_eq!(undone["restored"], 1);
    assert_eq!(server.get(&path).await.expect(200)["status"], "active");
    let metrics = server.get("/metrics").await;
    assert!(metrics.text().contains("jobs_dead 0"), "{}", metrics.text());
}

async fn finished(server: &TestServer, job_id: &str) -> serde_json::Value {
    for _ in 0..1000 {
        let path = format!("/memoird/v1/jobs/{job_id}");
        let job = server.get(&path).await.expect(200);
        if !["pending", "running"].contains(&job["state"].as_str().unwrap_or_default()) {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the job does not end");
}

#[tokio::test]
async fn whoever_opens_the_address_is_told_what_it_is() {
    let server = TestServer::open().await;
    // A key that nobody needs does not matter, even where there is one and a wrong one is sent.
    server.key("default", &[types::Permission::Read]).await;
    let root = || Request::new("GET", "/");
    let home = server.send(root().key("mem_wrong")).await.expect(200);
    assert_eq!(home["name"], "memoird");
    assert_eq!(home["version"], env!("CARGO_PKG_VERSION"));
    let page = server
        .send(root().header("accept", "text/html,*/*;q=0.8"))
        .await;
    let content_type = page.header("content-type").expect("a type");
    assert!(content_type.starts_with("text/html"), "{content_type}");
    assert_eq!(page.header("vary"), Some("accept"));
    for link in ["docs", "openapi", "health"] {
        let path = home[link].as_str().expect("a path");
        assert!(page.text().contains(&format!("href=\"{path}\"")), "{path}");
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn usage_runs_forward() {
    let server = TestServer::open().await;
    let ask = async |from: &str, to: &str| {
        let path = format!("/memoird/v1/usage?from={from}&to={to}");
        server.get(&path).await
    };
    ask("2026-01-01", "2026-01-01").await.expect(200);
    let refused = ask("2026-02-01", "2026-01-01").await.expect(400);
    assert_eq!(refused["error"]["field"], "from");
    server.stop().await;
}
