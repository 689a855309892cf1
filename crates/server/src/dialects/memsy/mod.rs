//! The Memsy dialect: what the `memsy` packages (0.3.1 to 0.3.5) speak. Deviations of the original
//! that are imitated, and guesses where it is silent, are numbered in `QUIRKS.md`.

pub(crate) mod errors;
mod routes;
mod translate;
mod wire;

pub(crate) use routes::table;
