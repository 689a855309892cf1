//! The server over a real engine, one binary: each would be linked by itself.

mod bad_input;
mod common;
mod errors;
mod memsy;
mod native;
mod overload;
mod repeated;
mod route_table;
