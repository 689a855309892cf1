//! More than fits: slow senders, slow readers, too many at once, and an orderly end.

use std::net::SocketAddr;
use std::time::Duration;

use crate::common::{Request, TestServer};
use serde_json::json;
use server::ServerConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SOCKETS: usize = 200;

/// Times short enough for a test.
fn impatient() -> ServerConfig {
    ServerConfig {
        header_timeout_ms: 300,
        body_timeout_ms: 300,
        idle_timeout_ms: 600,
        write_timeout_ms: 300,
        ..Default::default()
    }
}

/// Opens sockets that send `start` and then a byte now and then for `patience`; how many of them
/// the server closed.
async fn dribble(address: SocketAddr, start: &[u8], patience: Duration) -> usize {
    let mut tasks = Vec::new();
    for _ in 0..SOCKETS {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(start).await.expect("sent");
        tasks.push(tokio::spawn(async move {
            let closed = async {
                let (mut reader, mut writer) = stream.split();
                let mut buffer = [0; 1024];
                loop {
                    tokio::select! {
                        read = reader.read(&mut buffer) => {
                            if matches!(read, Ok(0) | Err(_)) { return }
                        }
                        () = tokio::time::sleep(Duration::from_millis(50)) => {
                            if writer.write_all(b"x").await.is_err() { return }
                        }
                    }
                }
            };
            tokio::time::timeout(patience, closed).await.is_ok()
        }));
    }
    let mut closed = 0;
    for task in tasks {
        closed += usize::from(task.await.expect("no panic"));
    }
    closed
}

#[tokio::test]
async fn sockets_that_dribble_a_head_are_closed() {
    let server = TestServer::with(impatient()).await;
    let head = b"GET /memoird/v1/health HTTP/1.1\r\nhost: localhost\r\nx-slow: ";
    assert_eq!(
        dribble(server.address, head, Duration::from_secs(20)).await,
        SOCKETS
    );
    server.get("/memoird/v1/health").await.expect(200);
    server.stop().await;
}

#[tokio::test]
async fn the_control_keeps_sockets_that_dribble() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = axum::Router::new().route("/", axum::routing::get(|| async { "ok" }));
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let head = b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ";
    assert_eq!(dribble(address, head, Duration::from_secs(2)).await, 0);
    serving.abort();
}

#[tokio::test]
async fn sockets_that_dribble_a_body_are_answered_and_closed() {
    let server = TestServer::with(impatient()).await;
    let head = b"POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n{";
    assert_eq!(
        dribble(server.address, head, Duration::from_secs(20)).await,
        SOCKETS
    );
    let late = Request::new("POST", "/search")
        .header("content-length", "100")
        .body(b"{");
    assert_eq!(
        server.send(late).await.expect(408)["error"],
        "request_timeout"
    );
    server.stop().await;
}

#[tokio::test]
async fn silent_sockets_are_closed_before_and_after_a_request() {
    let server = TestServer::with(impatient()).await;
    assert_eq!(
        dribble(server.address, b"", Duration::from_secs(20)).await,
        SOCKETS
    );
    let mut stream = TcpStream::connect(server.address)
        .await
        .expect("a connection");
    let request = format!("GET /health HTTP/1.1\r\nhost: {}\r\n\r\n", server.address);
    for _ in 0..2 {
        // Longer than a head may take: between requests there is more time.
        stream
            .write_all(request.as_bytes())
            .await
            .expect("still open");
        let mut buffer = [0; 2048];
        assert!(stream.read(&mut buffer).await.expect("a reply") > 0);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    let mut rest = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
    assert!(end.is_ok(), "an idle connection is closed");
    server.stop().await;
}

#[tokio::test]
async fn readers_that_take_nothing_are_dropped() {
    let server = TestServer::with(impatient()).await;
    // An export that fits in no socket's buffer.
    let text = "many words ".repeat(40_000);
    for _ in 0..20 {
        server
            .post("/memoird/v1/events", json!({"content": text}))
            .await
            .expect(201);
    }
    let mut stream = TcpStream::connect(server.address)
        .await
        .expect("a connection");
    let request = format!(
        "GET /memoird/v1/export HTTP/1.1\r\nhost: {}\r\n\r\n",
        server.address
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    // Until the server has given up on it: the one connection is that which asks.
    let mut is_dropped = false;
    for _ in 0..400 {
        is_dropped = server
            .get("/metrics")
            .await
            .text()
            .contains("memoird_connections 1\n");
        if is_dropped {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(is_dropped, "a stalled connection is dropped");
    let mut taken = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut taken)).await;
    assert!(end.is_ok(), "the connection was cut");
    assert!(
        !taken.ends_with(b"0\r\n\r\n"),
        "a cut reply does not end properly"
    );
    server.stop().await;
}

#[tokio::test]
async fn connections_over_the_cap_are_refused_at_once() {
    let config = ServerConfig {
        connections_max: 2,
        ..Default::default()
    };
    let server = TestServer::with(config).await;
    let one = TcpStream::connect(server.address)
        .await
        .expect("a connection");
    let two = TcpStream::connect(server.address)
        .await
        .expect("a connection");
    let refused = server.send_raw(b"").await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (503, Some("1"))
    );
    drop((one, two));
    let mut answered = false;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        answered = server.get("/memoird/v1/health").await.status == 200;
        if answered {
            break;
        }
    }
    assert!(answered, "there is room again");
    server.stop().await;
}

#[tokio::test]
async fn requests_over_the_limit_are_refused_with_a_time_to_retry() {
    let config = ServerConfig {
        requests_running_max: 1,
        requests_waiting_max: 1,
        queue_wait_ms_max: 100,
        body_timeout_ms: 3000,
        ..Default::default()
    };
    let server = TestServer::with(config).await;
    // A long body that has begun and does not go on holds the one place.
    let mut holder = TcpStream::connect(server.address)
        .await
        .expect("a connection");
    let head = format!(
        "POST /search HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
         content-length: 200000\r\n\r\n",
        server.address
    );
    holder.write_all(head.as_bytes()).await.expect("sent");
    holder.write_all(&[b' '; 100_000]).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(200)).await;
    for (path, expect) in [("/search", 429), ("/memoird/v1/search", 503)] {
        let refused = server.post(path, json!({"query": "x"})).await;
        assert_eq!(refused.status, expect, "{path}: {}", refused.text());
        let seconds = refused.header("retry-after").expect("told when");
        assert!(
            seconds.parse::<u64>().is_ok_and(|seconds| seconds >= 1),
            "{seconds}"
        );
    }
    for path in [
        "/memoird/v1/health",
        "/memoird/v1/ready",
        "/metrics",
        "/health",
    ] {
        server.get(path).await.expect(200);
    }
    drop(holder);
    server.stop().await;
}

#[tokio::test]
async fn a_shutdown_lets_requests_finish() {
    let server = TestServer::open().await;
    let address = server.address;
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let body = b"{\"query\":\"x\"}";
    let head = format!(
        "POST /search HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let stopping = tokio::spawn(server.stop());
    tokio::time::sleep(Duration::from_millis(100)).await;
    stream.write_all(body).await.expect("still open");
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await.expect("a reply");
    assert!(
        reply.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&reply)
    );
    stopping.await.expect("no panic");
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}
