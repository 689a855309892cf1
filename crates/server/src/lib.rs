//! The edge: the only crate that knows HTTP, and JSON on the wire.
//!
//! [`serve`] runs the accept loop (`listener.rs`) over one router. A request passes the middleware
//! (`middleware.rs`: all of it, in order), then a handler of the face that owns its path: the
//! native API (`native/`) or one of the dialects (`dialects/`). A face is a table of routes, serde
//! structs, pure translations and one match over the kinds of error; what the product does is in
//! `engine`.

mod admission;
mod auth;
mod body;
mod config;
mod dialects;
mod echo;
mod failure;
mod gzip;
mod json;
mod listener;
mod meter;
mod metrics;
mod middleware;
mod native;
mod once;
mod plain;
mod routes;
mod timed_io;
mod unreadable;

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use engine::Engine;
use tokio::net::TcpListener;
use types::{Error, Result};

pub use config::ServerConfig;
pub use routes::{Needs, Route};

/// Serves `engine` on `listener` until `shutdown` resolves, then lets running requests finish.
///
/// The engine is left running; shut it down afterwards. Errors: the listener has no address.
pub async fn serve(
    engine: Engine,
    config: ServerConfig,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<()> {
    let address = listener
        .local_addr()
        .map_err(|error| Error::internal("the listener has no address").with_source(error))?;
    let app = AppState::new(engine, config, address.ip().is_loopback());
    let (config, metrics) = (Arc::clone(&app.config), Arc::clone(&app.metrics));
    listener::accept_until(router(app), config, metrics, listener, shutdown).await;
    Ok(())
}

/// The router itself, for a process that holds the engine and listens on nothing: the command line
/// sends its requests here when no server runs, so that it has one way to do each thing.
pub fn local_router(engine: Engine, config: ServerConfig) -> Router {
    router(AppState::new(engine, config, true))
}

/// Every route of every face, with what a caller needs for it.
pub fn route_table() -> Vec<Route> {
    faces().routes
}

/// The native API's description (OpenAPI 3.1) as JSON.
pub fn openapi_json() -> String {
    native::openapi::document_json()
}

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) engine: Engine,
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) metrics: Arc<metrics::Metrics>,
    pub(crate) admission: Arc<admission::Admission>,
    pub(crate) wrong_keys: Arc<auth::WrongKeys>,
    pub(crate) meter: Arc<meter::Meter>,
    /// Requests come in over a loopback address only.
    pub(crate) is_loopback: bool,
}

impl AppState {
    fn new(engine: Engine, config: ServerConfig, is_loopback: bool) -> Self {
        let admission = admission::Admission::new(
            config.requests_running_max,
            config.requests_waiting_max,
            config.queue_wait_ms_max,
        );
        AppState {
            engine,
            config: Arc::new(config),
            metrics: Arc::new(metrics::Metrics::new()),
            admission: Arc::new(admission),
            wrong_keys: Arc::default(),
            meter: Arc::default(),
            is_loopback,
        }
    }
}

fn faces() -> routes::Table {
    native::table().merge(dialects::table())
}

fn router(app: AppState) -> Router {
    middleware::wrap(faces().router, &app).with_state(app)
}

/// For tests of this crate from outside.
#[cfg(feature = "testing")]
pub mod testing {
    use axum::http::HeaderMap;
    use types::Error;

    /// `error` as the face that owns `path` words it: status, headers, body.
    pub fn render(
        path: &str,
        error: Error,
        request_id: &str,
    ) -> (u16, HeaderMap, serde_json::Value) {
        let failure = crate::failure::Failure::from(error);
        let (parts, body) =
            (crate::dialects::face_of(path).render)(&failure, request_id).into_parts();
        let bytes = futures_util::FutureExt::now_or_never(http_body_util::BodyExt::collect(body))
            .and_then(|collected| collected.ok())
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        (parts.status.as_u16(), parts.headers, body)
    }
}
