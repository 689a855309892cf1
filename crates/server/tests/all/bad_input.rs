//! What strangers send: always a 4xx with a JSON object that names the field, never a 5xx.

use std::io::Write;

use crate::common::{Request, TestServer};
use serde_json::{Value as Json, json};
use server::ServerConfig;

/// Where a face puts the name of the field.
fn names(body: &serde_json::Value, field: &str) -> bool {
    let native = body["error"]["field"].as_str();
    let memsy = body["message"].as_str();
    native == Some(field) || memsy.is_some_and(|text| text.starts_with(&format!("{field}: ")))
}

#[tokio::test]
async fn bodies_are_refused_by_field() {
    let server = TestServer::open().await;
    let deep = format!("{{\"metadata\":{}1{}}}", "[".repeat(100), "]".repeat(100));
    let long = "x".repeat(257);
    let long_user = format!(r#"{{"content":"a","user_id":"{long}"}}"#);
    let many = format!(
        r#"{{"event_ids":[{}]}}"#,
        vec![r#""01JCZZZZZZZZZZZZZZZZZZZZZZ""#; 1001].join(",")
    );
    let too_many = format!(
        r#"{{"events":[{}]}}"#,
        vec![r#"{"content":"a"}"#; 1001].join(",")
    );
    let (events, memories, search, context, list) = (
        "/memoird/v1/events",
        "/memoird/v1/memories",
        "/memoird/v1/search",
        "/memoird/v1/context",
        "/memoird/v1/memories/list",
    );
    let (ingest, recall, status) = ("/ingest", "/search", "/status");
    let event = |field: &str, value: &str| {
        let mut event = json!({"actor_id": "u", "session_id": "s", "kind": "user_message",
            "content": "a"});
        event[field] = serde_json::from_str(value).expect("JSON");
        json!({"events": [event]}).to_string()
    };
    let rows: Vec<(&str, String, u16, &str)> = vec![
        (events, "".into(), 400, "body"),
        (events, "{".into(), 400, "body"),
        (events, "[]".into(), 400, "body"),
        (events, "null".into(), 400, "body"),
        (events, deep.clone(), 400, "body"),
        (events, r#"{"content":7}"#.into(), 400, "content"),
        (events, r#"{"content":""}"#.into(), 400, "content"),
        (events, r#"{"content":"a\u0000b"}"#.into(), 400, "content"),
        (events, r#"{"content":"\ud800"}"#.into(), 400, "content"),
        (
            events,
            r#"{"content":"a","colour":"red"}"#.into(),
            400,
            "colour",
        ),
        (
            events,
            r#"{"content":"a","content":"b"}"#.into(),
            400,
            "content",
        ),
        (events, r#"{"content":"a","ts":12}"#.into(), 400, "ts"),
        (
            events,
            r#"{"content":"a","metadata":7}"#.into(),
            400,
            "metadata",
        ),
        (
            events,
            r#"{"content":"a","user_id":""}"#.into(),
            400,
            "user_id",
        ),
        (events, long_user, 400, "user_id"),
        (events, too_many, 400, "events"),
        (
            events,
            r#"{"events":[{"content":"a"},{"kind":"song"}]}"#.into(),
            400,
            "events[1].kind",
        ),
        (
            memories,
            r#"{"text":"a","confidence":2}"#.into(),
            400,
            "confidence",
        ),
        (
            memories,
            r#"{"text":"a","entities":[{}]}"#.into(),
            400,
            "entities[0].name",
        ),
        (
            memories,
            r#"{"text":"a","derived_from":["x"]}"#.into(),
            400,
            "derived_from[0]",
        ),
        (
            memories,
            r#"{"text":"a","pinned":"yes"}"#.into(),
            400,
            "pinned",
        ),
        (search, r#"{"query":""}"#.into(), 400, "query"),
        (search, r#"{"query":"a","limit":0}"#.into(), 400, "limit"),
        (search, r#"{"query":"a","limit":-1}"#.into(), 400, "limit"),
        (search, r#"{"query":"a","limit":1001}"#.into(), 400, "limit"),
        (
            search,
            r#"{"query":"a","threshold":7}"#.into(),
            400,
            "threshold",
        ),
        (
            search,
            r#"{"query":"a","threshold":1e999}"#.into(),
            400,
            "threshold",
        ),
        (
            search,
            r#"{"query":"a","filter":{"x":1}}"#.into(),
            400,
            "filter.x",
        ),
        (
            search,
            r#"{"query":"a","min_trust":"all"}"#.into(),
            400,
            "min_trust",
        ),
        (
            context,
            r#"{"query":"a","max_tokens":0}"#.into(),
            400,
            "max_tokens",
        ),
        (list, r#"{"limit":0}"#.into(), 400, "limit"),
        (list, r#"{"cursor":"garbage"}"#.into(), 400, "cursor"),
        ("/memoird/v1/events/status", many, 400, "event_ids"),
        (ingest, "{".into(), 422, "body"),
        (ingest, "{}".into(), 422, "events"),
        (ingest, event("kind", r#""song""#), 422, "events[0].kind"),
        (
            ingest,
            event("actor_id", r#""""#),
            422,
            "events[0].actor_id",
        ),
        (ingest, event("ts", r#""yesterday""#), 422, "events[0].ts"),
        (
            ingest,
            event("session_id", &format!("{long:?}")),
            422,
            "events[0].session_id",
        ),
        (ingest, event("metadata", "{}"), 422, "events[0].metadata"),
        (ingest, event("content", "null"), 422, "events[0].content"),
        (recall, r#"{"query":" "}"#.into(), 422, "query"),
        (recall, r#"{"query":"a","limit":0}"#.into(), 422, "limit"),
        (
            recall,
            r#"{"query":"a","session_id":["s"]}"#.into(),
            422,
            "session_id",
        ),
        (
            recall,
            r#"{"query":"a","session_id":"a b"}"#.into(),
            422,
            "session_id",
        ),
        (status, r#"{"event_ids":"x"}"#.into(), 422, "event_ids"),
    ];
    for (path, body, expect, field) in rows {
        let got = server
            .send(Request::new("POST", path).body(body.as_bytes()))
            .await;
        let shown: String = body.chars().take(80).collect();
        assert_eq!(got.status, expect, "{path} {shown}: {}", got.text());
        assert!(
            names(&got.json(), field),
            "{path} {shown}: {field} in {}",
            got.text()
        );
    }
    // Nothing was stored on the way.
    let list = server
        .get("/memoird/v1/events?with_total=true")
        .await
        .expect(200);
    assert_eq!(list["total"], 0);
    server.stop().await;
}

#[tokio::test]
async fn fields_are_named_as_the_body_has_them() {
    let server = TestServer::open().await;
    let (events, forget) = ("/memoird/v1/events", "/memoird/v1/forget");
    let rows = [
        (
            events,
            r#"{"events":[{"content":""}]}"#,
            "events[0].content",
        ),
        ("/memoird/v1/memories", r#"{"text":" "}"#, "text"),
        (forget, r#"{"policy":{}}"#, "policy"),
        (forget, r#"{"policy":[]}"#, "policy"),
        (forget, r#"{"policy":null}"#, "policy"),
        (forget, r#"{"policy":{"max_age":30}}"#, "policy.max_age"),
        (
            forget,
            r#"{"policy":{"max_age_days":"x"}}"#,
            "policy.max_age_days",
        ),
        (
            forget,
            r#"{"policy":{"max_age_days":-1}}"#,
            "policy.max_age_days",
        ),
        (
            "/memoird/v1/rollbacks",
            r#"{"memory_id":"x","event_id":"y"}"#,
            "memory_id",
        ),
        ("/memoird/v1/rollbacks", r#"{"event_id":"y"}"#, "event_id"),
        (
            "/memoird/v1/erasures",
            r#"{"memory_id":"x","event_id":"y"}"#,
            "memory_id",
        ),
    ];
    for (path, body, field) in rows {
        let got = server
            .send(Request::new("POST", path).body(body.as_bytes()))
            .await;
        assert_eq!(got.status, 400, "{path} {body}: {}", got.text());
        assert!(names(&got.json(), field), "{path} {body}: {}", got.text());
    }
    server.stop().await;
}

#[tokio::test]
async fn query_strings_and_paths_are_refused_by_field() {
    let server = TestServer::open().await;
    let rows = [
        ("/memoird/v1/events?limit=0", 400, "limit"),
        ("/memoird/v1/events?limit=x", 400, "limit"),
        ("/memoird/v1/events?colour=red", 400, "colour"),
        ("/memoird/v1/events?kind=song", 400, "kind"),
        ("/memoird/v1/events?cursor=garbage", 400, "cursor"),
        ("/memoird/v1/memories?user_id=%FF", 400, "query"),
        ("/memoird/v1/memories?user_id=", 400, "user_id"),
        ("/memoird/v1/memories?user_id=a&user_id=b", 400, "user_id"),
        (
            "/memoird/v1/memories?created_from=yesterday",
            400,
            "created_from",
        ),
        ("/memoird/v1/usage?from=x", 400, "from"),
        ("/memoird/v1/events/nonsense", 400, "id"),
    ];
    for (path, expect, field) in rows {
        let got = server.get(path).await;
        assert_eq!(got.status, expect, "{path}: {}", got.text());
        assert!(names(&got.json(), field), "{path}: {}", got.text());
        let twice = format!(r#""message":"{field}: "#);
        assert!(!got.text().contains(&twice), "{path}: {}", got.text());
    }
    let got = server.get("/memoird/v1/memories/%FF").await;
    assert!(
        got.status == 400 && got.json().is_object(),
        "{}",
        got.text()
    );
    server.stop().await;
}

#[tokio::test]
async fn what_is_repeated_of_a_request_is_cut_and_escaped() {
    let server = TestServer::open().await;
    let long = "x".repeat(200_000);
    let cut = format!("{}…", "x".repeat(64));
    let unseen = "a\\n\\u001b[2J\\u202eb";
    let shown = "a\\n\\u{1b}[2J\\u{202e}b";
    // Method, path, body, and what is repeated.
    let bodies = [
        ("/memoird/v1/events", r#"{"content":"a","NAME":1}"#),
        ("/memoird/v1/events", r#"{"content":"a","kind":"NAME"}"#),
        ("/memoird/v1/events", r#"{"content":"a","ts":"NAME"}"#),
        (
            "/memoird/v1/events",
            r#"{"events":[{"content":"a","NAME":1}]}"#,
        ),
        ("/memoird/v1/search", r#"{"query":"a","limit":"NAME"}"#),
        ("/memoird/v1/search", r#"{"query":"a","filter":{"NAME":1}}"#),
        (
            "/memoird/v1/search",
            r#"{"query":"a","filter":{"type":{"NAME":1}}}"#,
        ),
        ("/memoird/v1/maintenance", r#"{"NAME":1}"#),
        ("/memoird/v1/forget", r#"{"policy":{"NAME":1}}"#),
        ("/ingest", r#"{"events":[{"NAME":1}]}"#),
        ("/search", r#"{"query":"a","limit":"NAME"}"#),
    ];
    for (path, body) in bodies {
        for (name, expect) in [(long.as_str(), &cut), (unseen, &shown.to_owned())] {
            let got = server
                .send(Request::new("POST", path).body(body.replace("NAME", name).as_bytes()))
                .await;
            let text = got.text();
            assert!(
                [400, 422].contains(&got.status),
                "{path} {body}: {}",
                got.status
            );
            assert!(text.len() < 2000, "{path} {body}: {} bytes", text.len());
            let said = got.json();
            let said = [
                &said["message"],
                &said["error"]["message"],
                &said["error"]["field"],
            ];
            let said: String = said.iter().filter_map(|text| text.as_str()).collect();
            assert!(
                !said.chars().any(char::is_control),
                "{path} {body}: {said:?}"
            );
            assert!(!said.contains('\u{202e}'), "{path} {body}: {said:?}");
            // A time that is none is not repeated at all.
            if !body.contains("ts") {
                assert!(said.contains(expect), "{path} {body}: {said:?}");
            }
        }
    }
    let long = "x".repeat(5000);
    for query in [
        format!("{long}=1"),
        format!("limit={long}"),
        format!("kind={long}"),
    ] {
        let got = server.get(&format!("/memoird/v1/events?{query}")).await;
        assert_eq!(got.status, 400);
        assert!(got.body.len() < 1000, "{} bytes", got.body.len());
    }
    server.stop().await;
}

#[tokio::test]
async fn wrong_paths_methods_and_types_are_json_objects() {
    let server = TestServer::open().await;
    for (method, path, expect) in [
        ("GET", "/nonsense", 404),
        ("GET", "/memoird/v1/nonsense", 404),
        ("POST", "/search/", 404),
        ("GET", "/search", 405),
        ("PUT", "/memoird/v1/search", 405),
        ("DELETE", "/clear/", 404),
        ("POST", "/", 405),
        ("BREW", "/search", 405),
    ] {
        let got = server.send(Request::new(method, path)).await;
        assert_eq!(got.status, expect, "{method} {path}: {}", got.text());
        assert!(got.json().is_object(), "{method} {path}: {}", got.text());
        // What there is instead is said.
        let help = if expect == 404 {
            "/memoird/v1/docs"
        } else {
            "`Allow`"
        };
        assert!(got.text().contains(help), "{method} {path}: {}", got.text());
        assert_eq!(
            got.header("allow").is_some(),
            expect == 405,
            "{method} {path}"
        );
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        let body = Request::new("POST", "/search").body(b"{\"query\":\"x\"}");
        let got = server
            .send(body.header("content-type", content_type))
            .await
            .expect(415);
        assert_eq!(got["error"], "unsupported_media_type");
    }
    let match_ = Request::new("DELETE", "/memoird/v1/memories/x").header("if-match", "soon");
    assert!(names(&server.send(match_).await.expect(400), "If-Match"));
    server.stop().await;
}

#[tokio::test]
async fn bodies_have_a_limit_before_and_after_inflating() {
    let config = ServerConfig {
        body_bytes_max: 64 * 1024,
        ..Default::default()
    };
    let server = TestServer::with(config).await;
    let search = || Request::new("POST", "/memoird/v1/search");
    let big = vec![b' '; 64 * 1024 + 1];
    let got = server.send(search().body(&big)).await.expect(413);
    assert_eq!(got["error"]["kind"], "too_large");
    let chunked = [b"10001\r\n".as_slice(), &big, b"\r\n0\r\n\r\n"].concat();
    let endless = search()
        .header("transfer-encoding", "chunked")
        .body(&chunked);
    server.send(endless).await.expect(413);
    server
        .send(search().header("content-length", "99999999999").body(b"{}"))
        .await
        .expect(413);

    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("fits in memory");
        encoder.finish().expect("fits in memory")
    };
    let zipped = |body: &[u8]| search().header("content-encoding", "gzip").body(body);
    server
        .send(zipped(&gzip(b"{\"query\":\"x\"}")))
        .await
        .expect(200);
    // A body of two members, and one with something behind its end.
    let members = [gzip(b"{\"query\":"), gzip(b"\"x\"}")].concat();
    server.send(zipped(&members)).await.expect(200);
    let trailed = [gzip(b"{\"query\":\"x\"}"), b"garbage".to_vec()].concat();
    server.send(zipped(&trailed)).await.expect(400);
    let bomb = gzip(&vec![b' '; 20 * 1024 * 1024]);
    assert!(bomb.len() < 64 * 1024);
    server.send(zipped(&bomb)).await.expect(413);
    server.send(zipped(b"not gzip")).await.expect(400);
    // Empty lines are read as fast as they unpack: there is an end to them.
    let import = |lines: &[u8]| {
        let request = Request::new("POST", "/memoird/v1/import");
        request
            .header("content-encoding", "gzip")
            .body(&gzip(lines))
    };
    for blank in [&b"\n"[..], b" \t\r\n"] {
        let some = blank.repeat(60 * 1024 / blank.len());
        let done = server.send(import(&some)).await.expect(200);
        assert_eq!(done["memories"], 0);
        let many = blank.repeat(65 * 1024 / blank.len() + 1);
        let got = server.send(import(&many)).await.expect(413);
        assert_eq!(got["error"]["kind"], "too_large");
    }
    server
        .send(search().header("content-encoding", "br").body(b"x"))
        .await
        .expect(415);

    // The reply is zipped for those who can read it.
    let plain = server
        .send(Request::new("GET", "/memoird/v1/openapi.json"))
        .await;
    let asked = Request::new("GET", "/memoird/v1/openapi.json").header("accept-encoding", "gzip");
    let zipped = server.send(asked).await;
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert!(zipped.body.len() * 2 < plain.body.len());
    server.stop().await;
}

#[tokio::test]
async fn what_belongs_in_the_body_is_refused_in_the_query_string() {
    let server = TestServer::open().await;
    let check = async |path: &str, body: serde_json::Value, field: &str| {
        let refused = server.post(path, body).await.expect(400);
        assert_eq!(refused["error"]["field"], field, "{path}");
    };
    let search = json!({"query": "tea"});
    check("/memoird/v1/search?user_id=ann", search.clone(), "user_id").await;
    check(
        "/memoird/v1/events?kind&x=1",
        json!({"content": "a"}),
        "kind",
    )
    .await;
    server
        .post("/memoird/v1/search", search.clone())
        .await
        .expect(200);
    // What another service's client sends along is its own affair.
    server
        .post("/status?trace=1", json!({"event_ids": ["a"]}))
        .await
        .expect(200);
    server.stop().await;
}

#[tokio::test]
async fn a_negative_zero_is_a_zero() {
    let server = TestServer::open().await;
    let memories = |id: &str| format!("/memoird/v1/memories{id}");
    let body = br#"{"text":"tea","confidence":-0.0,"importance":-0.0}"#;
    let request = Request::new("POST", &memories(""))
        .header("content-type", "application/json")
        .body(body);
    let added = server.send(request).await.expect(201);
    let id = added["memories"][0]["id"]
        .as_str()
        .expect("has an id")
        .to_owned();
    let request = Request::new("GET", &memories(&format!("/{id}")));
    let got = server.send(request).await.expect(200);
    assert_eq!(got["confidence"], 0.0);
    server.stop().await;
}

#[tokio::test]
async fn http_itself_may_be_broken() {
    let server = TestServer::open().await;
    let host = server.address.to_string();
    for (text, expect) in [
        (
            "GET /memoird/v1/health HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(),
            400,
        ),
        (
            format!(
                "GET /memoird/v1/health HTTP/1.1\r\nhost: {host}\r\nhost: {host}\r\nconnection: close\r\n\r\n"
            ),
            400,
        ),
        (
            format!(
                "POST /search HTTP/1.1\r\nhost: {host}\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello"
            ),
            400,
        ),
        (
            format!("POST /search HTTP/1.1\r\nhost: {host}\r\ncontent-length: -1\r\n\r\n"),
            400,
        ),
        ("nonsense\r\n\r\n".to_owned(), 400),
        (
            format!("GET /search HTTP/1.1\r\nhost: {host}\r\nx: \0\r\n\r\n"),
            400,
        ),
        (
            format!(
                "GET /memoird/v1/memories/%ff HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
            ),
            400,
        ),
        (
            format!(
                "GET /search HTTP/1.1\r\nhost: {host}\r\nx: {}\r\n\r\n",
                "a".repeat(300 * 1024)
            ),
            431,
        ),
        (
            format!(
                "GET /search HTTP/1.1\r\nhost: {host}\r\n{}\r\n",
                "x: y\r\n".repeat(200)
            ),
            431,
        ),
        (
            format!(
                "GET /{} HTTP/1.1\r\nhost: {host}\r\n\r\n",
                "a".repeat(66_000)
            ),
            414,
        ),
        // The same on a connection that has served.
        (
            format!("GET /memoird/v1/health HTTP/1.1\r\nhost: {host}\r\n\r\nnonsense\r\n\r\n"),
            200,
        ),
    ] {
        let got = server.send_raw(text.as_bytes()).await;
        let start = &text[..text.len().min(60)];
        assert_eq!(got.status, expect, "{start:?}: {}", got.text());
        let body = match expect {
            200 => got
                .text()
                .split("\r\n\r\n")
                .last()
                .unwrap_or_default()
                .to_owned(),
            _ => got.text(),
        };
        let json: Json = serde_json::from_str(&body).unwrap_or_default();
        assert!(
            json["error"].is_object() || json["error"].is_string(),
            "{start:?}: {body}"
        );
        assert!(
            json["error"].is_object() || json["message"].is_string(),
            "{start:?}: {body}"
        );
    }
    // A body that ends before its announced length.
    let mut text = format!("POST /search HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    text.push_str("content-length: 100\r\n\r\n{\"query\":\"x\"}");
    let got = crate::common::send_and_hang_up(server.address, text.as_bytes()).await;
    assert!([0, 422].contains(&got.status), "{}", got.text());
    server.get("/memoird/v1/health").await.expect(200);
    server.stop().await;
}

#[tokio::test]
async fn web_pages_of_others_get_nothing() {
    let config = ServerConfig {
        allowed_hosts: vec!["memory.lan".to_owned()],
        allowed_origins: vec!["https://app.example".to_owned()],
        ..Default::default()
    };
    let server = TestServer::with(config).await;
    let port = server.address.port();
    let own = format!("127.0.0.1:{port}");
    let rows: Vec<(String, Option<String>, u16)> = vec![
        (own.clone(), None, 200),
        (format!("localhost:{port}"), None, 200),
        (format!("LOCALHOST:{port}"), None, 200),
        (format!("[::1]:{port}"), None, 200),
        ("memory.lan".to_owned(), None, 200),
        ("evil.example".to_owned(), None, 403),
        (format!("evil.example:{port}"), None, 403),
        (format!("127.0.0.1.evil.example:{port}"), None, 403),
        (format!("localhost.evil.example:{port}"), None, 403),
        (format!("127.0.0.1@evil.example:{port}"), None, 403),
        ("0.0.0.0".to_owned(), None, 403),
        ("".to_owned(), None, 403),
        (own.clone(), Some(format!("http://{own}")), 200),
        (own.clone(), Some("https://app.example".to_owned()), 200),
        (own.clone(), Some("http://app.example".to_owned()), 403),
        (
            own.clone(),
            Some("https://app.example.evil.example".to_owned()),
            403,
        ),
        (own.clone(), Some("https://evil.example".to_owned()), 403),
        (own.clone(), Some(format!("http://localhost:{port}")), 403),
        (own.clone(), Some("null".to_owned()), 403),
        (own.clone(), Some("file://".to_owned()), 403),
        (own.clone(), Some("".to_owned()), 403),
    ];
    for path in ["/memoird/v1/search", "/search"] {
        for (host, origin, expect) in &rows {
            let request = Request::new("POST", path).header("host", host);
            let request = request.json(&json!({"query": "x"}));
            let request = origin
                .iter()
                .fold(request, |r, origin| r.header("origin", origin));
            let got = server.send(request).await;
            assert_eq!(
                got.status,
                *expect,
                "{path} {host} {origin:?}: {}",
                got.text()
            );
            let is_foreign = origin.as_deref() == Some("https://app.example");
            let allowed = got.header("access-control-allow-origin");
            assert_eq!(allowed.is_some(), is_foreign, "{path} {host} {origin:?}");
        }
    }
    let absolute = format!(
        "GET http://evil.example/memoird/v1/stats HTTP/1.1\r\nhost: {own}\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(server.send_raw(absolute.as_bytes()).await.status, 403);
    let preflight = |origin: &str| {
        let ask = Request::new("OPTIONS", "/search").header("origin", origin);
        ask.header("access-control-request-method", "POST")
    };
    assert_eq!(
        server.send(preflight("https://app.example")).await.status,
        204
    );
    assert_eq!(
        server.send(preflight("https://evil.example")).await.status,
        403
    );
    server.stop().await;
}
