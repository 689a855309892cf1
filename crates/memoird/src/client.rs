//! How commands reach the data: always through the native API, so that each command has one way.
//! Where no server holds the data directory, the same router runs in this process and no port is
//! opened.

use anyhow::{Context, Result, anyhow};
use axum::body::Body;
use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tower::ServiceExt;

use crate::args::Common;
use crate::config::Config;
use crate::exit::{Exit, ending};
use crate::{announce, open};

/// What stands in front of every path of the native API.
const BASE: &str = "/memoird/v1";

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The way to the data.
pub struct Client {
    way: Way,
    key: Option<String>,
}

enum Way {
    /// A server that runs.
    Server(Uri),
    /// This process.
    Here(Box<Here>),
}

struct Here {
    router: axum::Router,
    engine: engine::Engine,
}

impl Client {
    /// To the server that was named, or the one that holds the data directory, or into the
    /// directory itself. `may_begin`: also where nothing was stored yet; what only looks at a mistyped
    /// directory must not find it empty, and leave one there.
    pub async fn connect(common: &Common, config: &Config, may_begin: bool) -> Result<Client> {
        let key = common.key.clone().filter(|key| !key.trim().is_empty());
        let url = match &common.url {
            Some(url) => Some(url.clone()),
            None => announce::running(&config.data_dir)?,
        };
        if let Some(url) = url {
            let way = Way::Server(server_uri(&url)?);
            return Ok(Client { way, key });
        }
        open::refuse_half_restored(&config.data_dir)?;
        let is_begun = config.data_dir.is_file() || config.data_dir.join(open::DATABASE).is_file();
        if !may_begin && !is_begun {
            let dir = config.data_dir.display();
            let message = format!(
                "nothing is stored in {dir}, and no server runs on it; is it the --data-dir you mean? \
                 `serve`, `add` and `import` begin one"
            );
            return Err(ending(Exit::NotFound, message));
        }
        Client::here(config, key).await
    }

    /// Into the data directory itself: as its owner, or with what a key may do.
    pub async fn here(config: &Config, key: Option<String>) -> Result<Client> {
        let mut config = config.clone();
        config.engine.auth_mode = match key {
            Some(_) => engine::AuthMode::Required,
            None => engine::AuthMode::DangerOpen,
        };
        // Nobody waits in a queue here, and a check of a large database takes its time.
        config.server.request_timeout_ms = DAY_MS;
        config.server.body_timeout_ms = DAY_MS;
        let engine = open::engine(&config).await?;
        if let Some(key) = &key {
            check_key(&engine, key, &config).await?;
        }
        let router = server::local_router(engine.clone(), config.server);
        Ok(Client {
            way: Way::Here(Box::new(Here { router, engine })),
            key,
        })
    }

    /// Ends what was started for this client.
    pub async fn close(self) {
        if let Way::Here(here) = self.way {
            here.engine.shutdown().await;
        }
    }

    /// Reads JSON from `path`.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.json(Method::GET, path, Body::empty(), false).await
    }

    /// Deletes `path`; `null` where the answer is empty.
    pub async fn delete(&self, path: &str) -> Result<Value> {
        self.json(Method::DELETE, path, Body::empty(), false).await
    }

    /// Sends JSON to `path` and reads JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.json(Method::POST, path, Body::from(body.to_string()), true)
            .await
    }

    /// Sends JSON that changes what is at `path`.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        self.json(Method::PATCH, path, Body::from(body.to_string()), true)
            .await
    }

    /// Sends lines of JSON to `path` and reads JSON.
    pub async fn post_lines(&self, path: &str, body: Body) -> Result<Value> {
        let request = self.request(Method::POST, path, Some("application/x-ndjson"), body)?;
        answer(self.send(request).await?).await
    }

    /// The answer of `path` as it comes.
    pub async fn stream(&self, path: &str) -> Result<Body> {
        let request = self.request(Method::GET, path, None, Body::empty())?;
        let response = self.send(request).await?;
        if response.status().is_success() {
            return Ok(response.into_body());
        }
        answer(response).await?;
        Err(anyhow!("the server failed without saying why"))
    }

    async fn json(&self, method: Method, path: &str, body: Body, has_body: bool) -> Result<Value> {
        let content_type = has_body.then_some("application/json");
        let request = self.request(method, path, content_type, body)?;
        answer(self.send(request).await?).await
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Body,
    ) -> Result<Request<Body>> {
        let (prefix, host) = match &self.way {
            Way::Server(uri) => {
                let host = uri.authority().map_or("", |authority| authority.as_str());
                (uri.path().trim_end_matches('/'), host)
            }
            Way::Here(_) => ("", "localhost"),
        };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{prefix}{BASE}{path}"))
            .header(HOST, host);
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        if let Some(key) = &self.key {
            request = request.header(AUTHORIZATION, format!("Bearer {key}"));
        }
        request
            .body(body)
            .context("the key or the address cannot be sent")
    }

    async fn send(&self, request: Request<Body>) -> Result<Response<Body>> {
        match &self.way {
            Way::Here(here) => {
                let Ok(response) = here.router.clone().oneshot(request).await;
                Ok(response)
            }
            Way::Server(uri) => send_to(uri, request).await,
        }
    }
}

/// Fails, and ends the engine, unless the key is one of this data directory's.
async fn check_key(engine: &engine::Engine, key: &str, config: &Config) -> Result<()> {
    let peer = engine::Peer { is_loopback: true };
    let presented = engine::PresentedKey::new(key.trim());
    let Err(error) = engine.authenticate(Some(&presented), peer).await else {
        return Ok(());
    };
    engine.shutdown().await;
    if error.kind() != types::ErrorKind::Unauthenticated {
        return Err(anyhow!("{error}"));
    }
    let dir = config.data_dir.display();
    Err(anyhow!(
        "the API key is none of those that are valid in {dir}; leave --key and MEMOIRD_KEY out to act \
         as the owner of the directory"
    ))
}

/// Text as part of an address: everything but letters, digits and `-._~` is percent-encoded.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// `http://host[:port][/prefix]`.
fn server_uri(url: &str) -> Result<Uri> {
    let wrong = || {
        ending(
            Exit::Usage,
            format!("{url:?} is no address such as http://127.0.0.1:7077"),
        )
    };
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    match uri.scheme_str() {
        Some("http") => {}
        Some("https") => {
            let advice = "the command line speaks http:// only; use a tunnel (ssh -L) to a server \
                          behind TLS";
            return Err(ending(Exit::Usage, advice));
        }
        _ => return Err(wrong()),
    }
    // A port that is none would be passed over, and another server asked.
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let has_port = authority
        .rsplit(']')
        .next()
        .is_some_and(|end| end.contains(':'));
    if has_port && uri.port_u16().is_none() {
        return Err(wrong());
    }
    Ok(uri)
}

async fn send_to(uri: &Uri, request: Request<Body>) -> Result<Response<Body>> {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let port = uri.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host, port)).await.with_context(|| {
        format!("cannot reach {host}:{port}: is the server running, and the address right?")
    })?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // The connection works for as long as the answer is read; its errors show there.
    tokio::spawn(connection);
    let response = sender
        .send_request(request)
        .await
        .context("the server did not answer")?;
    Ok(response.map(Body::new))
}

/// The body of a success, or the error that the body tells.
async fn answer(response: Response<Body>) -> Result<Value> {
    let status = response.status();
    let bytes = response
        .into_body()
        .collect()
        .await
        .context("the answer broke off")?
        .to_bytes();
    if status.is_success() {
        return parse(&bytes);
    }
    let body = parse(&bytes).unwrap_or_default();
    let text = |key: &str| body[key].as_str().or_else(|| body["error"][key].as_str());
    let mut message = text("message")
        .unwrap_or("the server failed without saying why")
        .to_owned();
    if let Some(field) = text("field") {
        message = format!("{field}: {message}");
    }
    if let Some(progress) = progress(&body) {
        message = format!("{message}; {progress}");
    }
    Err(match status {
        StatusCode::UNAUTHORIZED => anyhow!(
            "the server wants an API key that is valid: give one with --key or MEMOIRD_KEY. If none \
             is left, stop the server and run `memoird keys create` on its data directory"
        ),
        StatusCode::NOT_FOUND => ending(Exit::NotFound, message),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => ending(Exit::Usage, message),
        _ if text("kind") == Some("corrupt") => ending(
            Exit::Damaged,
            format!("{message}. `memoird check` names what is damaged"),
        ),
        _ => anyhow!("{message} (status {})", status.as_u16()),
    })
}

/// How far an import came before it failed: that stays.
fn progress(body: &Value) -> Option<String> {
    let told = [&body["progress"], &body["error"]["progress"]];
    let counts = told.into_iter().find_map(Value::as_object)?;
    let counts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| count.as_u64() != Some(0))
        .map(|(name, count)| format!("{name}: {count}"))
        .collect();
    Some(match counts.is_empty() {
        true => "nothing was stored before it".to_owned(),
        false => format!("before it: {}; that stays", counts.join(", ")),
    })
}

fn parse(bytes: &Bytes) -> Result<Value> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(bytes).context("the answer is not JSON: is this a Memoird server?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_before_they_are_called() {
        fn check(url: &str, expect: Option<&str>) {
            let uri = server_uri(url)
                .ok()
                .and_then(|uri| uri.authority().map(|a| a.to_string()));
            assert_eq!(uri.as_deref(), expect, "{url}");
        }
        check("http://127.0.0.1:7077", Some("127.0.0.1:7077"));
        check("http://[::1]:7077/prefix/", Some("[::1]:7077"));
        check("http://example.org", Some("example.org"));
        check("http://[::1]", Some("[::1]"));
        check("http://example.org:port", None);
        check("http://example.org:70777", None);
        check("https://example.org", None);
        check("127.0.0.1:7077", None);
        check("", None);
    }

    #[tokio::test]
    async fn errors_end_in_the_right_code_and_say_what_to_do() {
        async fn check(status: u16, body: &str, exit: Exit, expect: &str) {
            let response = Response::builder()
                .status(status)
                .body(Body::from(body.to_owned()))
                .unwrap();
            let error = answer(response).await.unwrap_err();
            assert_eq!(crate::exit::code_of(&error), exit, "{body}");
            assert!(error.to_string().contains(expect), "{error}");
        }
        let body = r#"{"error":"not_found","message":"key not found"}"#;
        check(404, body, Exit::NotFound, "key not found").await;
        let body = r#"{"error":{"message":"must not be empty","field":"text"}}"#;
        check(400, body, Exit::Usage, "text: must not be empty").await;
        let body = r#"{"error":{"message":"no JSON","field":"line 5","progress":{"events":3,"erased":0}}}"#;
        check(
            400,
            body,
            Exit::Usage,
            "line 5: no JSON; before it: events: 3; that stays",
        )
        .await;
        let body = r#"{"error":{"message":"no JSON","progress":{"events":0}}}"#;
        check(400, body, Exit::Usage, "nothing was stored").await;
        check(401, "{}", Exit::Failure, "MEMOIRD_KEY").await;
        check(503, "", Exit::Failure, "503").await;
    }
}
