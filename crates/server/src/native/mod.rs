//! The native API under `/memoird/v1`: the engine's own commands as JSON.

mod admin;
mod beliefs;
mod docs;
mod erasure;
pub(crate) mod errors;
mod events;
mod filter;
mod forget;
mod groups;
mod home;
mod jobs;
mod lineage;
mod maintenance;
mod memories;
mod minds;
pub(crate) mod openapi;
mod recall;
mod routes;
mod system;
mod transfer;
mod translate;
mod wire;

pub(crate) use home::DOCS_PATH;
pub(crate) use routes::table;

/// Whether a path is this face's.
pub(crate) fn owns(path: &str) -> bool {
    path.starts_with("/memoird/") || path == "/metrics" || path == "/"
}
