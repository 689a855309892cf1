//! A server in this process, on a port of its own, and a client that says exactly what it is told.

#![allow(dead_code, reason = "each test file uses its part")]

use std::net::SocketAddr;
use std::sync::Arc;

use engine::{Access, CreateKey, Engine, EngineConfig, Peer};
use serde_json::Value as Json;
use server::ServerConfig;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use types::{Coordinates, ManualClock, Permission, Timestamp};

/// A server over a store in a temporary directory.
pub struct TestServer {
    pub address: SocketAddr,
    pub engine: Engine,
    pub clock: Arc<ManualClock>,
    /// Whoever runs the server.
    pub operator: Access,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    _dir: TempDir,
}

impl TestServer {
    /// With the product's defaults; on loopback without a key, so that everybody may come in.
    pub async fn open() -> Self {
        Self::with(ServerConfig::default()).await
    }

    pub async fn with(config: ServerConfig) -> Self {
        Self::with_engine(config, |_| {}).await
    }

    pub async fn with_engine(config: ServerConfig, set: impl FnOnce(&mut EngineConfig)) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let mut sqlite = store::sqlite::SqliteConfig::new(dir.path().join("memoird.db"));
        sqlite.free_bytes_min = 0;
        sqlite.ballast_bytes = 0;
        let store = store::sqlite::SqliteStore::open(sqlite).expect("a store");
        let mut engine_config = EngineConfig {
            index_dir: dir.path().join("index"),
            ..Default::default()
        };
        set(&mut engine_config);
        let embedder = Arc::new(inference::fake::FakeEmbedder::new(64));
        // The time of the machine, which the edge goes by too; but it stands still.
        let now = types::Clock::now(&types::SystemClock);
        let clock = Arc::new(ManualClock::new(now));
        let engine = Engine::open(
            engine_config,
            Arc::new(store),
            embedder,
            Arc::clone(&clock) as _,
        )
        .await
        .expect("an engine");
        // Without a key yet, whoever is on this machine is the operator.
        let operator = engine
            .authenticate(None, LOCAL)
            .await
            .expect("an open server");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn({
            let engine = engine.clone();
            async move {
                let stopped = async { stopped.await.unwrap_or_default() };
                server::serve(engine, config, listener, stopped)
                    .await
                    .expect("serves");
            }
        });
        TestServer {
            address,
            engine,
            clock,
            operator,
            stop: Some(stop),
            serving: Some(serving),
            _dir: dir,
        }
    }

    /// Stops accepting, waits for the end of what runs.
    pub async fn stop(mut self) {
        let _ = self.stop.take().map(|stop| stop.send(()));
        self.serving
            .take()
            .expect("not stopped yet")
            .await
            .expect("no panic");
        self.engine.shutdown().await;
    }

    /// What time it is here.
    pub fn engine_now(&self) -> Timestamp {
        types::Clock::now(self.clock.as_ref())
    }

    /// A key of the org `org` with these permissions.
    pub async fn key(&self, org: &str, permissions: &[Permission]) -> String {
        self.create_key(org, permissions, Coordinates::default(), None)
            .await
            .0
    }

    pub async fn create_key(
        &self,
        org: &str,
        permissions: &[Permission],
        bound: Coordinates,
        expires_at: Option<Timestamp>,
    ) -> (String, types::KeyId) {
        let command = CreateKey {
            org_id: Some(types::OrgId::new(org).expect("an org's name")),
            name: "test".to_owned(),
            permissions: permissions.to_vec(),
            bound,
            expires_at,
            prefix: None,
        };
        let created = self
            .engine
            .create_key(&self.operator, command)
            .await
            .expect("a key");
        (created.secret, created.key.id)
    }

    /// One request on a connection of its own.
    pub async fn send(&self, request: Request) -> Response {
        self.send_raw(&request.to_bytes(self.address)).await
    }

    /// Raw bytes on a connection of their own; the reply until the server closes.
    pub async fn send_raw(&self, bytes: &[u8]) -> Response {
        let mut stream = TcpStream::connect(self.address)
            .await
            .expect("a connection");
        // The server may refuse before it has read all; its reply is what counts.
        let _ = stream.write_all(bytes).await;
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply).await;
        Response::parse(&reply)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.send(Request::new("GET", path)).await
    }

    pub async fn post(&self, path: &str, body: Json) -> Response {
        self.send(Request::new("POST", path).json(&body)).await
    }
}

/// A request to be written.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        Request {
            method,
            path,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    pub fn json(self, body: &Json) -> Self {
        self.body(body.to_string().as_bytes())
            .header("content-type", "application/json")
    }

    pub fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub fn to_bytes(&self, address: SocketAddr) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        let has = |name: &str| {
            self.headers
                .iter()
                .any(|(n, _)| n.eq_ignore_ascii_case(name))
        };
        if !has("host") {
            head.push_str(&format!("host: {address}\r\n"));
        }
        if !has("content-length") && !has("transfer-encoding") && !self.body.is_empty() {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("connection: close\r\n");
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// A reply as read.
#[derive(Clone, Debug)]
pub struct Response {
    /// 0 if there was none.
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8]) -> Self {
        let mut response = Response {
            status: 0,
            headers: Vec::new(),
            body: Vec::new(),
        };
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            return response;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status_line = lines.next().unwrap_or_default();
        response.status = status_line
            .split(' ')
            .nth(1)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        response.headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let body = &bytes[end + 4..];
        let is_chunked = response.header("transfer-encoding") == Some("chunked");
        response.body = if is_chunked {
            dechunk(body)
        } else {
            body.to_vec()
        };
        response
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or(Json::Null)
    }

    /// Fails unless the status is `status`; the body as JSON.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }
}

fn dechunk(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|window| window == b"\r\n") {
        let size = String::from_utf8_lossy(&body[..end]).into_owned();
        let Ok(size) = usize::from_str_radix(size.trim(), 16) else {
            break;
        };
        let rest = &body[end + 2..];
        if size == 0 || rest.len() < size {
            break;
        }
        whole.extend_from_slice(&rest[..size]);
        body = rest.get(size + 2..).unwrap_or_default();
    }
    whole
}

/// Everybody on this machine.
pub const LOCAL: Peer = Peer { is_loopback: true };

/// Sends `bytes`, closes the sending side, and reads what comes.
pub async fn send_and_hang_up(address: SocketAddr, bytes: &[u8]) -> Response {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(bytes).await.expect("sent");
    stream.shutdown().await.expect("closed");
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply).await;
    Response::parse(&reply)
}
