//! The only door to the network.
//!
//! An [`Egress`] calls the one endpoint it was made for and nothing else: other hosts and ports are
//! refused, redirects are not followed, proxies of the environment are not used. A name's
//! addresses are checked after the look-up, and exactly the checked ones are handed to the
//! connection, so an answer that changes between check and connect changes nothing. If one address
//! of a name is not allowed, the name is refused altogether.

pub mod address;

use std::io;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_json::error::Category;
use types::{Error, ErrorKind};
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use crate::config::Secret;
use address::{Reach, reach};

/// A reply larger than this is cut off with an error: 64 vectors of 4096 numbers take 6 MB.
const REPLY_BYTES_MAX: u64 = 64 << 20;

/// The right to call one configured endpoint. Blocking: call it from a thread that may wait.
#[derive(Debug)]
pub struct Egress {
    agent: Agent,
    endpoint: Endpoint,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The `Retry-After` header, if it is a number of seconds.
    pub retry_after_ms: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// What a log may say of it. A body may quote what was sent, which is somebody's text: of it
    /// the size alone.
    pub fn summary(&self) -> String {
        format!("status {}, {} bytes", self.status, self.body.len())
    }
}

/// Reads a reply's JSON. The error is for the log: it tells where and in which way the reply is
/// not what is expected, and quotes none of it, for that may be somebody's text.
///
/// # Errors
/// Where reading stopped.
pub fn read_reply<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| {
        let what = match error.classify() {
            Category::Data => "JSON of another form",
            Category::Eof => "cut off JSON",
            Category::Syntax | Category::Io => "no JSON",
        };
        let (line, column) = (error.line(), error.column());
        format!("{what} at line {line} column {column}")
    })
}

/// Why there is no reply.
#[derive(Debug)]
pub enum EgressError {
    /// The policy forbids the call; nothing was sent.
    Refused(String),
    /// It took longer than allowed.
    TimedOut,
    /// The connection could not be made, or broke.
    Failed(String),
}

impl From<EgressError> for Error {
    fn from(error: EgressError) -> Self {
        match error {
            EgressError::Refused(why) => Error::new(
                ErrorKind::Upstream,
                "the configured endpoint may not be called",
            )
            .with_internal(why),
            EgressError::TimedOut => Error::new(
                ErrorKind::Timeout,
                "the configured endpoint did not answer in time",
            ),
            EgressError::Failed(why) => Error::new(
                ErrorKind::Upstream,
                "the configured endpoint cannot be reached",
            )
            .with_internal(why),
        }
    }
}

/// Scheme, host and port that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Endpoint {
    scheme: String,
    host: String,
    port: u16,
    allow_private: bool,
}

impl Egress {
    /// The right to call what is under `base_url`. With `allow_private` its host may be on this
    /// machine or on a private network.
    ///
    /// # Errors
    /// `InvalidArgument` if this is not an http or https URL, or if it carries credentials.
    pub fn new(base_url: &str, allow_private: bool) -> Result<Self, Error> {
        Egress::with_resolver(base_url, allow_private, DefaultResolver::default())
    }

    fn with_resolver(
        base_url: &str,
        allow_private: bool,
        lookup: impl Resolver,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::of(base_url, allow_private)
            .map_err(|why| Error::new(ErrorKind::InvalidArgument, why))?;
        let config = Config::builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("memoird/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = CheckedResolver {
            lookup,
            endpoint: endpoint.clone(),
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Ok(Egress { agent, endpoint })
    }

    /// Posts JSON; an empty `bearer` sends no `Authorization`. All phases together take at most
    /// `timeout_ms`.
    pub fn post_json(
        &self,
        url: &str,
        bearer: &Secret,
        body: &Json,
        timeout_ms: u64,
    ) -> Result<Reply, EgressError> {
        let authorization = format!("Bearer {}", bearer.expose());
        let headers: &[(&str, &str)] = &[("authorization", &authorization)];
        let headers = if bearer.is_empty() { &[] } else { headers };
        self.post_json_with(url, headers, body, timeout_ms)
    }

    /// Posts JSON with further headers. All phases together take at most `timeout_ms`.
    pub fn post_json_with(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &Json,
        timeout_ms: u64,
    ) -> Result<Reply, EgressError> {
        let target = Endpoint::of(url, self.endpoint.allow_private)
            .map_err(|why| EgressError::Refused(why.to_owned()))?;
        if target != self.endpoint {
            return Err(EgressError::Refused(format!(
                "{} is not configured",
                target.host
            )));
        }
        let mut request = self
            .agent
            .post(url)
            .config()
            .timeout_global(Some(Duration::from_millis(timeout_ms)))
            .build()
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = request.send(body.to_string()).map_err(failure)?;
        let retry_after = response.headers().get("retry-after");
        let retry_after_s = retry_after.and_then(|it| it.to_str().ok()?.trim().parse::<u64>().ok());
        let body = response
            .body_mut()
            .with_config()
            .limit(REPLY_BYTES_MAX)
            .read_to_vec();
        Ok(Reply {
            status: response.status().as_u16(),
            retry_after_ms: retry_after_s.map(|seconds| seconds.saturating_mul(1000)),
            body: body.map_err(failure)?,
        })
    }
}

impl Endpoint {
    fn of(url: &str, allow_private: bool) -> Result<Endpoint, &'static str> {
        let uri: Uri = url.parse().map_err(|_| "not a URL")?;
        Endpoint::of_uri(&uri, allow_private)
    }

    fn of_uri(uri: &Uri, allow_private: bool) -> Result<Endpoint, &'static str> {
        let scheme = uri.scheme_str().unwrap_or_default().to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return Err("neither an http nor an https URL"),
        };
        let authority = uri.authority().ok_or("a URL without a host")?;
        if authority.as_str().contains('@') {
            return Err("a URL with credentials; use the field for the key");
        }
        let host = authority.host().trim_end_matches('.').to_ascii_lowercase();
        if host.is_empty() {
            return Err("a URL without a host");
        }
        let port = authority.port_u16().unwrap_or(default_port);
        Ok(Endpoint {
            scheme,
            host,
            port,
            allow_private,
        })
    }
}

fn failure(error: ureq::Error) -> EgressError {
    match error {
        ureq::Error::Timeout(_) => EgressError::TimedOut,
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            EgressError::Refused(error.to_string())
        }
        ureq::Error::BadUri(why) => EgressError::Refused(why),
        other => EgressError::Failed(other.to_string()),
    }
}

/// Looks a name up once, and lets only allowed addresses through to the connection.
#[derive(Debug)]
struct CheckedResolver<R> {
    lookup: R,
    endpoint: Endpoint,
}

impl<R: Resolver> Resolver for CheckedResolver<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let refused =
            |why: String| ureq::Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, why));
        let target = Endpoint::of_uri(uri, self.endpoint.allow_private)
            .map_err(|why| refused(why.to_owned()))?;
        if target != self.endpoint {
            return Err(refused(format!("{} is not configured", target.host)));
        }
        let addresses = self.lookup.resolve(uri, config, timeout)?;
        for address in addresses.iter() {
            let allowed = match reach(address.ip()) {
                Reach::Public => true,
                Reach::Private => self.endpoint.allow_private,
                Reach::Never => false,
            };
            if !allowed {
                return Err(refused(format!(
                    "{} leads to {}",
                    target.host,
                    address.ip()
                )));
            }
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests;
