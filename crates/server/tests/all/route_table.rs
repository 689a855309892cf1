//! Every route against every kind of credential. A route that is missing here fails the test.

use std::collections::BTreeSet;

use crate::common::{Request, TestServer};
use serde_json::json;
use server::{Needs, Route, route_table};
use types::{Coordinates, Permission};

/// `(method, path, a path to ask for, body, reply to whoever may)`. The ids exist nowhere.
const EXPECTED: &[(&str, &str, &str, &str, u16)] = &[
    ("POST", "/memoird/v1/events", "", r#"{"content":"x"}"#, 201),
    ("GET", "/memoird/v1/events", "", "", 200),
    (
        "POST",
        "/memoird/v1/events/status",
        "",
        r#"{"event_ids":[]}"#,
        200,
    ),
    (
        "GET",
        "/memoird/v1/events/{id}",
        "/memoird/v1/events/01JCZZZZZZZZZZZZZZZZZZZZZZ",
        "",
        404,
    ),
    ("POST", "/memoird/v1/memories", "", r#"{"text":"x"}"#, 201),
    ("GET", "/memoird/v1/memories", "", "", 200),
    ("POST", "/memoird/v1/memories/list", "", "{}", 200),
    (
        "GET",
        "/memoird/v1/memories/{id}",
        "/memoird/v1/memories/none",
        "",
        404,
    ),
    (
        "PATCH",
        "/memoird/v1/memories/{id}",
        "/memoird/v1/memories/none",
        r#"{"text":"x"}"#,
        404,
    ),
    (
        "DELETE",
        "/memoird/v1/memories/{id}",
        "/memoird/v1/memories/none",
        "",
        404,
    ),
    (
        "GET",
        "/memoird/v1/memories/{id}/history",
        "/memoird/v1/memories/none/history",
        "",
        404,
    ),
    (
        "GET",
        "/memoird/v1/memories/{id}/lineage",
        "/memoird/v1/memories/none/lineage",
        "",
        404,
    ),
    ("POST", "/memoird/v1/search", "", r#"{"query":"x"}"#, 200),
    ("POST", "/memoird/v1/context", "", r#"{"query":"x"}"#, 200),
    ("POST", "/memoird/v1/timeline", "", "{}", 200),
    (
        "POST",
        "/memoird/v1/consolidate",
        "",
        r#"{"dry_run":true}"#,
        200,
    ),
    (
        "POST",
        "/memoird/v1/reflect",
        "",
        r#"{"dry_run":true}"#,
        200,
    ),
    (
        "POST",
        "/memoird/v1/promote",
        "",
        r#"{"dry_run":true}"#,
        200,
    ),
    (
        "POST",
        "/memoird/v1/summarise",
        "",
        r#"{"dry_run":true}"#,
        200,
    ),
    (
        "POST",
        "/memoird/v1/groups",
        "",
        r#"{"kind":"team","name":"x"}"#,
        201,
    ),
    (
        "GET",
        "/memoird/v1/groups",
        "/memoird/v1/groups?kind=team",
        "",
        200,
    ),
    (
        "GET",
        "/memoird/v1/groups/{kind}/{id}",
        "/memoird/v1/groups/team/none",
        "",
        404,
    ),
    (
        "PATCH",
        "/memoird/v1/groups/{kind}/{id}",
        "/memoird/v1/groups/team/none",
        r#"{"name":"x"}"#,
        404,
    ),
    (
        "DELETE",
        "/memoird/v1/groups/{kind}/{id}",
        "/memoird/v1/groups/team/none",
        "",
        404,
    ),
    (
        "POST",
        "/memoird/v1/groups/{kind}/{id}/prompt",
        "/memoird/v1/groups/team/none/prompt",
        "",
        404,
    ),
    (
        "POST",
        "/memoird/v1/contradictions",
        "",
        r#"{"text":"x"}"#,
        200,
    ),
    (
        "POST",
        "/memoird/v1/beliefs",
        "",
        r#"{"memory":{"text":"x"}}"#,
        200,
    ),
    (
        "POST",
        "/memoird/v1/forget",
        "",
        r#"{"policy":{"max_age_days":1},"dry_run":true}"#,
        200,
    ),
    (
        "POST",
        "/memoird/v1/forget/undo",
        "",
        r#"{"since":"2024-01-01"}"#,
        200,
    ),
    ("GET", "/memoird/v1/maintenance", "", "", 200),
    (
        "POST",
        "/memoird/v1/maintenance",
        "",
        r#"{"reflection_time_window_days":7}"#,
        200,
    ),
    ("DELETE", "/memoird/v1/maintenance", "", "", 200),
    (
        "POST",
        "/memoird/v1/maintenance/run",
        "",
        r#"{"task":"sweep"}"#,
        202,
    ),
    ("GET", "/memoird/v1/jobs", "", "", 200),
    (
        "GET",
        "/memoird/v1/jobs/{id}",
        "/memoird/v1/jobs/01JCZZZZZZZZZZZZZZZZZZZZZZ",
        "",
        404,
    ),
    (
        "POST",
        "/memoird/v1/jobs/{id}/cancel",
        "/memoird/v1/jobs/01JCZZZZZZZZZZZZZZZZZZZZZZ/cancel",
        "",
        404,
    ),
    (
        "POST",
        "/memoird/v1/jobs/{id}/retry",
        "/memoird/v1/jobs/01JCZZZZZZZZZZZZZZZZZZZZZZ/retry",
        "",
        404,
    ),
    ("GET", "/memoird/v1/export", "", "", 200),
    ("POST", "/memoird/v1/import", "", "", 200),
    ("GET", "/memoird/v1/stats", "", "", 200),
    ("GET", "/memoird/v1/usage", "", "", 200),
    (
        "POST",
        "/memoird/v1/keys",
        "",
        r#"{"name":"k","permissions":["read"]}"#,
        201,
    ),
    ("GET", "/memoird/v1/keys", "", "", 200),
    (
        "DELETE",
        "/memoird/v1/keys/{id}",
        "/memoird/v1/keys/01JCZZZZZZZZZZZZZZZZZZZZZZ",
        "",
        404,
    ),
    (
        "POST",
        "/memoird/v1/erasures",
        "",
        r#"{"memory_id":"none"}"#,
        404,
    ),
    (
        "GET",
        "/memoird/v1/erasures/{id}",
        "/memoird/v1/erasures/none",
        "",
        404,
    ),
    (
        "POST",
        "/memoird/v1/rollbacks",
        "",
        r#"{"memory_id":"none"}"#,
        404,
    ),
    ("GET", "/memoird/v1/audit", "", "", 200),
    ("GET", "/memoird/v1/audit/verify", "", "", 200),
    ("GET", "/memoird/v1/check", "", "", 200),
    ("POST", "/memoird/v1/reindex", "", "", 202),
    ("GET", "/", "", "", 200),
    ("GET", "/memoird/v1/health", "", "", 200),
    ("GET", "/memoird/v1/ready", "", "", 200),
    ("GET", "/metrics", "", "", 200),
    ("GET", "/memoird/v1/openapi.json", "", "", 200),
    ("GET", "/memoird/v1/docs", "", "", 200),
    ("GET", "/memoird/v1/docs/", "", "", 200),
    (
        "GET",
        "/memoird/v1/docs/{file}",
        "/memoird/v1/docs/swagger-ui.css",
        "",
        200,
    ),
    ("POST", "/ingest", "", r#"{"events":[]}"#, 200),
    ("POST", "/v1/ingest", "", r#"{"events":[]}"#, 200),
    ("POST", "/search", "", r#"{"query":"x"}"#, 200),
    ("POST", "/status", "", r#"{"event_ids":[]}"#, 200),
    ("POST", "/v1/status", "", r#"{"event_ids":[]}"#, 200),
    ("GET", "/health", "", "", 200),
    ("DELETE", "/clear/{*tag}", "/clear/a/b", "", 200),
    ("DELETE", "/v1/clear/{*tag}", "/v1/clear/a/b", "", 200),
];

/// Routes of the whole server: the operator's, not every admin's.
const OPERATORS: [&str; 2] = ["/memoird/v1/check", "/memoird/v1/reindex"];

fn needs_of(method: &str, path: &str) -> Needs {
    let is_it = |route: &Route| route.method == method && route.path == path;
    route_table()
        .into_iter()
        .find(is_it)
        .expect("in the table")
        .needs
}

fn request(row: &(&str, &str, &str, &str, u16)) -> Request {
    let (method, template, path, body, _) = row;
    let path = if path.is_empty() { template } else { path };
    Request::new(method, path).body(body.as_bytes())
}

#[test]
fn every_route_is_listed_here() {
    let name = |method: &str, path: &str| format!("{method} {path}");
    let listed: BTreeSet<_> = EXPECTED.iter().map(|row| name(row.0, row.1)).collect();
    let table = route_table();
    let built: BTreeSet<_> = table
        .iter()
        .map(|route| name(&route.method, &route.path))
        .collect();
    assert_eq!(built, listed);
    assert_eq!(built.len(), table.len(), "a route is there twice");
}

#[tokio::test]
async fn every_route_asks_for_the_right_key() {
    use Permission::{Admin, Read, Write};
    let config = server::ServerConfig {
        wrong_keys_per_second_max: 10_000,
        ..Default::default()
    };
    let server = TestServer::with(config).await;
    let admin = server.key("default", &[Read, Write, Admin]).await;
    let none = Coordinates::default;
    let soon = Some(server.engine_now().plus_ms(1000));
    let (expired, _) = server
        .create_key("default", &[Read, Write, Admin], none(), soon)
        .await;
    server.clock.advance_ms(2000);
    let (revoked, id) = server
        .create_key("default", &[Read, Write, Admin], none(), None)
        .await;
    server
        .engine
        .revoke_key(&server.operator, id)
        .await
        .expect("revoked");
    let credentials = [
        ("none", None, &[][..]),
        ("malformed", Some("nonsense".to_owned()), &[]),
        ("unknown", Some(format!("mem_{}", "0".repeat(72))), &[]),
        ("revoked", Some(revoked), &[]),
        ("expired", Some(expired), &[]),
        (
            "read-only",
            Some(server.key("default", &[Read]).await),
            &[Read],
        ),
        (
            "write-only",
            Some(server.key("default", &[Write]).await),
            &[Write],
        ),
        ("admin", Some(admin), &[Read, Write, Admin]),
        (
            "other org",
            Some(server.key("other", &[Read, Write, Admin]).await),
            &[Read, Write, Admin],
        ),
    ];
    for row in EXPECTED {
        let needs = needs_of(row.0, row.1);
        for (name, key, permissions) in &credentials {
            let expect = match needs {
                Needs::Public => row.4,
                _ if permissions.is_empty() => 401,
                Needs::Read if permissions.contains(&Read) => row.4,
                Needs::Write if permissions.contains(&Write) => row.4,
                Needs::ReadWrite if permissions.contains(&Read) && permissions.contains(&Write) => {
                    row.4
                }
                Needs::Admin if *name == "other org" && OPERATORS.contains(&row.1) => 403,
                Needs::Admin if permissions.contains(&Admin) => row.4,
                Needs::Read | Needs::Write | Needs::ReadWrite | Needs::Admin => 403,
            };
            let request = key
                .iter()
                .fold(request(row), |request, key| request.key(key));
            let got = server.send(request).await;
            if expect == 401 && key.is_none() {
                assert!(got.text().contains("X-API-Key"), "{}", got.text());
            }
            assert_eq!(
                got.status,
                expect,
                "{} {} as {name}: {}",
                row.0,
                row.1,
                got.text()
            );
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_key_that_may_only_write_is_told_no_stored_words() {
    let server = TestServer::open().await;
    let free = server
        .key("default", &[Permission::Read, Permission::Write])
        .await;
    let writes = server.key("default", &[Permission::Write]).await;
    let send = |method: &str, path: &str, key: &str, body: serde_json::Value| {
        let path = format!("/memoird/v1/{path}");
        server.send(Request::new(method, &path).json(&body).key(key))
    };
    let words = json!({"text": "The canary sings in Rome", "user_id": "u1"});
    let added = send("POST", "memories", &free, words).await.expect(201);
    let memory = added["memories"][0]["id"].as_str().expect("an id");
    let memory = format!("memories/{memory}");
    let group = json!({"kind": "team", "id": "t1", "name": "canary"});
    send("POST", "groups", &free, group).await.expect(201);
    for (method, path, body) in [
        ("PATCH", memory.as_str(), json!({})),
        ("PATCH", memory.as_str(), json!({"pinned": true})),
        ("POST", "summarise", json!({"dry_run": true})),
        ("POST", "consolidate", json!({"dry_run": true})),
        ("POST", "reflect", json!({"dry_run": true})),
        ("POST", "promote", json!({"dry_run": true})),
        (
            "POST",
            "beliefs",
            json!({"memory": {"text": "The canary sings in Oslo", "user_id": "u1"}}),
        ),
        ("PATCH", "groups/team/t1", json!({})),
        ("POST", "groups/team/t1/prompt", json!({})),
        ("DELETE", memory.as_str(), json!({})),
    ] {
        let told = send(method, path, &writes, body).await;
        let expect = if method == "DELETE" { 200 } else { 403 };
        assert_eq!(told.status, expect, "{method} {path}: {}", told.text());
        assert!(!told.text().contains("canary"), "{method} {path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn one_key_serves_under_any_prefix_and_in_both_headers() {
    let server = TestServer::open().await;
    let key = server.key("default", &[Permission::Read]).await;
    let secret = key.split_once('_').expect("a prefix").1;
    for key in [
        key.clone(),
        format!("msy_{secret}"),
        format!("mos_{secret}"),
    ] {
        let stats = Request::new("GET", "/memoird/v1/stats");
        server.send(stats.clone().key(&key)).await.expect(200);
        server
            .send(stats.header("x-api-key", &key))
            .await
            .expect(200);
    }
    server.stop().await;
}

#[tokio::test]
async fn an_org_sees_nothing_of_another() {
    let server = TestServer::open().await;
    let all = [Permission::Read, Permission::Write];
    let (ours, theirs) = (
        server.key("ours", &all).await,
        server.key("theirs", &all).await,
    );
    let body = json!({"text": "canary sings", "user_id": "u1", "external_id": "x1"});
    let add = Request::new("POST", "/memoird/v1/memories")
        .json(&body)
        .key(&ours);
    let added = server.send(add).await.expect(201);
    let id = added["memories"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for path in [
        format!("/memoird/v1/memories/{id}"),
        "/memoird/v1/memories/x1".to_owned(),
    ] {
        for suffix in ["", "/history", "/lineage"] {
            let foreign = Request::new("GET", &format!("{path}{suffix}")).key(&theirs);
            let missing =
                format!("/memoird/v1/memories/01890000-0000-7000-8000-000000000000{suffix}");
            let foreign = server.send(foreign.header("x-request-id", "r")).await;
            let missing = Request::new("GET", &missing)
                .key(&theirs)
                .header("x-request-id", "r");
            assert_eq!(foreign.status, 404);
            assert_eq!(foreign.body, server.send(missing).await.body);
        }
    }
    for (path, body) in [
        ("/memoird/v1/search", json!({"query": "canary sings"})),
        ("/memoird/v1/memories/list", json!({})),
        ("/memoird/v1/context", json!({"query": "canary sings"})),
        ("/search", json!({"query": "canary sings"})),
    ] {
        let got = server
            .send(Request::new("POST", path).json(&body).key(&theirs))
            .await;
        assert!(
            got.status == 200 && !got.text().contains("canary"),
            "{path}: {}",
            got.text()
        );
        let got = server
            .send(Request::new("POST", path).json(&body).key(&ours))
            .await;
        assert!(got.text().contains("canary"), "{path}: {}", got.text());
    }
    let export = server
        .send(Request::new("GET", "/memoird/v1/export").key(&theirs))
        .await;
    assert_eq!((export.status, export.body.len()), (200, 0));
    server.stop().await;
}

#[tokio::test]
async fn a_bound_key_cannot_leave_its_user() {
    let server = TestServer::open().await;
    let all = [Permission::Read, Permission::Write];
    let free = server.key("default", &all).await;
    let u1 = Coordinates {
        user_id: Some("u1".to_owned()),
        ..Coordinates::default()
    };
    let (bound, _) = server.create_key("default", &all, u1, None).await;
    let body = json!({"user_id": "u2", "session_id": "s2", "content": "canary sings"});
    let add = Request::new("POST", "/memoird/v1/events").json(&body);
    let added = server.send(add.clone().key(&free)).await.expect(201);
    server.send(add.key(&bound)).await.expect(403);
    let (event, memory) = (&added["event_ids"][0], &added["memory_ids"][0]);
    let id = |id: &serde_json::Value| id.as_str().expect("an id").to_owned();
    for (method, path, body, expect) in [
        (
            "GET",
            format!("/memoird/v1/events/{}", id(event)),
            json!({}),
            404,
        ),
        (
            "GET",
            format!("/memoird/v1/memories/{}", id(memory)),
            json!({}),
            404,
        ),
        (
            "GET",
            format!("/memoird/v1/memories/{}/history", id(memory)),
            json!({}),
            404,
        ),
        (
            "PATCH",
            format!("/memoird/v1/memories/{}", id(memory)),
            json!({"text": "x"}),
            404,
        ),
        (
            "DELETE",
            format!("/memoird/v1/memories/{}?hard=true", id(memory)),
            json!({}),
            404,
        ),
        (
            "GET",
            "/memoird/v1/events?user_id=u2".to_owned(),
            json!({}),
            403,
        ),
        (
            "GET",
            "/memoird/v1/memories?user_id=u2".to_owned(),
            json!({}),
            403,
        ),
        ("GET", "/memoird/v1/memories".to_owned(), json!({}), 200),
        ("GET", "/memoird/v1/export".to_owned(), json!({}), 200),
        (
            "POST",
            "/memoird/v1/search".to_owned(),
            json!({"query": "canary", "user_id": "u2"}),
            403,
        ),
        (
            "POST",
            "/memoird/v1/search".to_owned(),
            json!({"query": "canary"}),
            200,
        ),
        (
            "POST",
            "/search".to_owned(),
            json!({"query": "canary", "actor_id": "u2"}),
            403,
        ),
        (
            "POST",
            "/search".to_owned(),
            json!({"query": "canary"}),
            200,
        ),
    ] {
        let got = server
            .send(Request::new(method, &path).json(&body).key(&bound))
            .await;
        assert_eq!(got.status, expect, "{method} {path}: {}", got.text());
        assert!(
            !got.text().contains("sings"),
            "{method} {path}: {}",
            got.text()
        );
    }
    let asked = Request::new("POST", "/status").json(&json!({"event_ids": [event]}));
    let status = server.send(asked.key(&bound)).await.expect(200);
    assert_eq!(status["completedIds"], json!([]));
    server.stop().await;
}

#[tokio::test]
async fn guessing_keys_is_braked() {
    let config = server::ServerConfig {
        wrong_keys_per_second_max: 5,
        ..Default::default()
    };
    let server = TestServer::with(config).await;
    let good = server.key("default", &[Permission::Read]).await;
    let guess = || Request::new("GET", "/memoird/v1/stats").key("mem_guess");
    let mut replies = Vec::new();
    for _ in 0..30 {
        replies.push(server.send(guess()).await);
    }
    let braked = replies
        .iter()
        .find(|reply| reply.status == 429)
        .expect("braked");
    assert!(
        braked
            .header("retry-after")
            .expect("told when")
            .parse::<u64>()
            .is_ok()
    );
    assert!(replies.iter().take(5).all(|reply| reply.status == 401));
    // Whoever has a key is served.
    server
        .send(Request::new("GET", "/memoird/v1/stats").key(&good))
        .await
        .expect(200);
    server.stop().await;
}
