//! Every limit of the product: one constant each, its unit in its name, its reason beside it.

use crate::error::{Error, ErrorKind, Result};

/// Characters of an id or name (user, session, namespace, tag ...). The SDKs document 256.
pub const NAME_CHARS_MAX: usize = 256;
/// Bytes of one event's or memory's text. A long document fits; a database dump does not.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of one request body: a full batch of ordinary messages with room to spare.
pub const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Items of one batch: one group commit is about this large.
pub const BATCH_ITEMS_MAX: usize = 1000;
/// Bytes of one metadata object as JSON.
pub const METADATA_BYTES_MAX: usize = 64 * 1024;
/// Depth of nested JSON that is read. Deeper input is an attack on the parser's stack.
pub const JSON_DEPTH_MAX: usize = 64;
/// Tags, topics or entities on one memory.
pub const LABELS_MAX: usize = 128;
/// Bytes of a query. Longer ones are documents.
pub const QUERY_BYTES_MAX: usize = 32 * 1024;
/// Results of one search.
pub const SEARCH_LIMIT_MAX: usize = 1000;
/// Rows of one list page.
pub const PAGE_LIMIT_MAX: usize = 1000;
/// Conditions in one filter.
pub const FILTER_CONDITIONS_MAX: usize = 256;
/// Depth of a filter's nesting.
pub const FILTER_DEPTH_MAX: usize = 16;
/// Tokens of one context.
pub const CONTEXT_TOKENS_MAX: usize = 200_000;
/// Bytes of an idempotency key.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 256;
/// How long the reply to an idempotency key is kept, in milliseconds (24 h, as Stripe does).
pub const IDEMPOTENCY_TTL_MS: i64 = 24 * 60 * 60 * 1000;
/// The latest that a job is put off, in milliseconds (7 days). One that is due later was written
/// under a clock that ran ahead.
pub const JOB_DELAY_MS_MAX: i64 = 7 * 24 * 60 * 60 * 1000;

/// A name is 1 to [`NAME_CHARS_MAX`] characters, none of them a control character.
pub fn check_name(field: &'static str, name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::invalid(
            field,
            format!("longer than {NAME_CHARS_MAX} characters"),
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(field, "contains a control character"));
    }
    Ok(())
}

/// A text is not blank, holds no NUL and at most [`TEXT_BYTES_MAX`] bytes.
pub fn check_text(field: &'static str, text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err(Error::new(
            ErrorKind::TooLarge,
            format!("longer than {TEXT_BYTES_MAX} bytes; split it"),
        )
        .with_field(field));
    }
    if text.contains('\0') {
        return Err(Error::invalid(field, "contains a NUL character"));
    }
    Ok(())
}
