//! How each kind of error leaves by each face.

use server::testing::render;
use types::{Error, ErrorKind};

/// Kind, status on the native face, status and code on Memsy's.
const TABLE: [(ErrorKind, u16, u16, &str); 14] = [
    (ErrorKind::InvalidArgument, 400, 422, "validation_error"),
    (ErrorKind::Unauthenticated, 401, 401, "unauthorized"),
    (ErrorKind::PermissionDenied, 403, 403, "forbidden"),
    (ErrorKind::NotFound, 404, 404, "not_found"),
    (ErrorKind::Conflict, 409, 409, "conflict"),
    (
        ErrorKind::PreconditionFailed,
        412,
        412,
        "precondition_failed",
    ),
    (ErrorKind::TooLarge, 413, 413, "too_large"),
    (ErrorKind::RateLimited, 429, 429, "rate_limited"),
    (ErrorKind::Overloaded, 503, 429, "overloaded"),
    (ErrorKind::StorageFull, 507, 507, "storage_full"),
    (ErrorKind::Timeout, 504, 504, "timeout"),
    (ErrorKind::Upstream, 502, 502, "upstream_error"),
    (ErrorKind::Corrupt, 500, 500, "corrupt"),
    (ErrorKind::Internal, 500, 500, "internal_error"),
];

fn error(kind: ErrorKind) -> Error {
    Error::new(kind, "words for callers").with_internal("words for operators")
}

#[test]
fn every_kind_has_its_status_and_body_on_every_face() {
    for (kind, native, memsy, code) in TABLE {
        let (status, headers, body) = render("/memoird/v1/x", error(kind).with_field("a.b"), "r1");
        assert_eq!(status, native, "{kind:?}");
        let expect = serde_json::json!({"error": {
            "kind": kind.as_str(), "message": "words for callers", "field": "a.b",
            "request_id": "r1"}});
        assert_eq!(body, expect, "{kind:?}");
        let is_worth_a_retry = matches!(
            kind,
            ErrorKind::RateLimited | ErrorKind::Overloaded | ErrorKind::StorageFull
        );
        assert_eq!(
            headers.contains_key("retry-after"),
            is_worth_a_retry,
            "{kind:?}"
        );

        let (status, headers, body) = render("/search", error(kind), "r1");
        assert_eq!(status, memsy, "{kind:?}");
        let expect = serde_json::json!({
            "error": code, "message": "words for callers", "request_id": "r1"});
        assert_eq!(body, expect, "{kind:?}");
        assert_eq!(
            headers.contains_key("retry-after"),
            is_worth_a_retry,
            "{kind:?}"
        );
    }
}

#[test]
fn every_kind_is_in_the_table() {
    assert_eq!(TABLE.map(|row| row.0), ErrorKind::ALL);
}

#[test]
fn memsy_names_what_is_missing() {
    fn check(error: Error, status: u16, code: &str, scope: Option<&str>) {
        let (got, _, body) = render("/ingest", error, "r1");
        assert_eq!(
            (got, body["error"].as_str()),
            (status, Some(code)),
            "{body}"
        );
        assert_eq!(body["required_scope"].as_str(), scope, "{body}");
    }
    let denied = |field: &'static str| error(ErrorKind::PermissionDenied).with_field(field);
    check(denied("write"), 403, "insufficient_scope", Some("write"));
    check(denied("read"), 403, "insufficient_scope", Some("read"));
    check(denied("admin"), 403, "admin_required", None);
    check(denied("user_id"), 403, "forbidden", None);
    check(
        Error::invalid("org_id", "no"),
        400,
        "org_id_not_allowed",
        None,
    );
}

#[test]
fn retries_are_told_in_whole_seconds() {
    fn check(ms: u64, expect: &str) {
        let error = error(ErrorKind::Overloaded).with_retry_after_ms(ms);
        let (_, headers, _) = render("/memoird/v1/x", error, "r");
        assert_eq!(headers["retry-after"], expect);
    }
    check(0, "1");
    check(1, "1");
    check(1000, "1");
    check(1001, "2");
}
