//! The accept loop: a cap on connections, timers on each, and an orderly end.
//!
//! `axum::serve` has no timer for a request's head, so a few hundred silent sockets would hold it
//! for ever; hence our own loop.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::Service;

use crate::config::ServerConfig;
use crate::metrics::Metrics;
use crate::timed_io::{Patience, Phase, Serving, TimedIo};

/// What is told to a connection over the cap, without a task of its own.
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n\
Retry-After: 1\r\nConnection: close\r\nContent-Length: 62\r\n\r\n\
{\"error\":\"overloaded\",\"message\":\"too many connections; retry\"}";

/// The address a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PeerAddress(pub(crate) SocketAddr);

/// Accepts connections until `shutdown` resolves, then lets running requests finish for at most
/// `drain_timeout_ms`.
pub(crate) async fn accept_until(
    router: Router,
    config: Arc<ServerConfig>,
    metrics: Arc<Metrics>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) {
    let slots = Arc::new(Semaphore::new(config.connections_max));
    let draining = GracefulShutdown::new();
    let mut refusals = Refusals::default();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => match Arc::clone(&slots).try_acquire_owned() {
                Ok(slot) => {
                    let connection = serve_connection(stream, peer, router.clone(), &config);
                    let connection = draining.watch(connection);
                    let connected = metrics.connected();
                    tokio::spawn(async move {
                        if let Err(error) = connection.await {
                            tracing::debug!(%error, "connection ended");
                        }
                        drop((slot, connected));
                    });
                }
                Err(_) => refusals.refuse(stream),
            },
            Err(error) => {
                // Out of file descriptors, most likely: wait for some to be freed.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let drained = tokio::time::timeout(
        Duration::from_millis(config.drain_timeout_ms),
        draining.shutdown(),
    );
    if drained.await.is_err() {
        tracing::warn!("some connections were cut off at shutdown");
    }
}

fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    config: &ServerConfig,
) -> http1::Connection<TokioIo<TimedIo<TcpStream>>, ConnectionService> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY");
    }
    let phase = Arc::new(Phase::default());
    let patience = Patience {
        header: Duration::from_millis(config.header_timeout_ms),
        idle: Duration::from_millis(config.idle_timeout_ms),
        write: Duration::from_millis(config.write_timeout_ms),
    };
    let io = TokioIo::new(TimedIo::new(stream, Arc::clone(&phase), patience));
    // The timers are those of `TimedIo`; see there why hyper's own is off.
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_headers(100)
        .max_buf_size(64 * 1024)
        .serve_connection(
            io,
            ConnectionService {
                router,
                peer,
                phase,
            },
        )
}

/// Hands the requests of one connection to the router.
#[derive(Clone)]
struct ConnectionService {
    router: Router,
    peer: SocketAddr,
    phase: Arc<Phase>,
}

impl hyper::service::Service<Request<Incoming>> for ConnectionService {
    type Response = Response<GuardedBody>;
    type Error = Infallible;
    type Future =
        std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let serving = self.phase.serve();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(PeerAddress(self.peer));
        // A router is always ready: `poll_ready` of axum's does nothing.
        let reply = self.router.clone().call(request);
        Box::pin(async move {
            let reply: Response = reply.await?;
            Ok(reply.map(|body| GuardedBody {
                body,
                _serving: serving,
            }))
        })
    }
}

/// A reply's body; the request counts as served until it is gone.
struct GuardedBody {
    body: Body,
    _serving: Serving,
}

impl HttpBody for GuardedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        std::pin::Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Turns connections away, and says so at most once a second.
#[derive(Default)]
struct Refusals {
    count: u64,
    logged_at: Option<Instant>,
}

impl Refusals {
    fn refuse(&mut self, stream: TcpStream) {
        // Best effort: a fresh socket's buffer has room for this; whoever does not get it sees
        // the connection close.
        let _ = stream.try_write(REFUSAL);
        self.count += 1;
        if self
            .logged_at
            .is_none_or(|at| at.elapsed() >= Duration::from_secs(1))
        {
            tracing::warn!(refused = self.count, "connection cap reached");
            self.logged_at = Some(Instant::now());
            self.count = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::REFUSAL;

    #[test]
    fn the_refusal_counts_its_own_bytes_rightly() {
        let text = String::from_utf8(REFUSAL.to_vec()).expect("ASCII");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        assert!(
            head.contains(&format!("Content-Length: {}", body.len())),
            "{}",
            body.len()
        );
    }
}
