//! The faces besides the native one: each speaks an SDK's own language over the same engine.
//!
//! A new one is a folder with `routes.rs` (a [`Table`] and handlers), `wire.rs` (serde structs),
//! `translate.rs` (pure functions), `errors.rs` (one match over the kinds of error) and
//! `QUIRKS.md`; a line in [`FACES`] and one in [`table`]; and its rows in `tests/route_table.rs`,
//! which fails until they are there.

mod memsy;

use axum::response::Response;

use crate::failure::Failure;
use crate::native;
use crate::routes::Table;

/// A face: which paths it owns, and how it words failures.
pub(crate) struct Face {
    /// For the access log.
    pub(crate) name: &'static str,
    /// Whether a path is this face's.
    pub(crate) owns: fn(&str) -> bool,
    /// A failure in this face's words, given the request's id.
    pub(crate) render: fn(&Failure, &str) -> Response,
}

/// All faces. The first that owns a path words its failures; the last owns whatever is left.
const FACES: [Face; 2] = [
    Face {
        name: "native",
        owns: native::owns,
        render: native::errors::render,
    },
    // Last: its flat `error` and `message` are what most clients can read.
    Face {
        name: "memsy",
        owns: |_| true,
        render: memsy::errors::render,
    },
];

/// The face that owns `path`.
pub(crate) fn face_of(path: &str) -> &'static Face {
    const LAST: &Face = &FACES[FACES.len() - 1];
    FACES.iter().find(|face| (face.owns)(path)).unwrap_or(LAST)
}

/// The routes of all dialects.
pub(crate) fn table() -> Table {
    memsy::table()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_belong_to_their_faces() {
        fn check(path: &str, expect: &str) {
            assert_eq!(face_of(path).name, expect, "{path}");
        }
        check("/memoird/v1/search", "native");
        check("/metrics", "native");
        check("/", "native");
        check("/search", "memsy");
        check("/nonsense", "memsy");
    }
}
