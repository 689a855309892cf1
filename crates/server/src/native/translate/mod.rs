//! Between the wire and the engine: pure functions, both ways.

mod beliefs;
mod erasure;
mod events;
mod forget;
mod jobs;
mod lineage;
mod maintenance;
mod memories;
mod minds;
mod org;
mod recall;

use engine::PageRequest;
use serde_json::Value as Json;
use types::{Error, Filter, Result, limits};

use super::filter;

pub(crate) use beliefs::*;
pub(crate) use erasure::*;
pub(crate) use events::*;
pub(crate) use forget::*;
pub(crate) use jobs::*;
pub(crate) use lineage::*;
pub(crate) use maintenance::*;
pub(crate) use memories::*;
pub(crate) use minds::*;
pub(crate) use org::*;
pub(crate) use recall::*;

/// How a body was written.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// As a list.
    Batch,
    /// As one item alone; where it stands in the list that the engine is given.
    One(&'static str),
}

impl Form {
    /// The engine's error with the field as the body names it.
    pub(crate) fn told(self, error: Error) -> Error {
        match self {
            Form::Batch => error,
            Form::One(place) => error.without(place),
        }
    }
}

/// The engine's batch limit, said before the batch is looked at.
fn check_batch(field: &'static str, count: usize, is_batch: bool) -> Result<()> {
    if is_batch && !(1..=limits::BATCH_ITEMS_MAX).contains(&count) {
        let message = format!("1 to {} are expected", limits::BATCH_ITEMS_MAX);
        return Err(Error::invalid(field, message));
    }
    Ok(())
}

fn page(limit: u32, cursor: Option<String>, with_total: bool) -> PageRequest {
    PageRequest {
        limit: limit as usize,
        cursor,
        offset: 0,
        with_total,
    }
}

fn filter_in(filter: Option<&Json>) -> Result<Filter> {
    filter.map_or_else(|| Ok(Filter::everything()), filter::translate)
}

#[cfg(test)]
mod tests {
    use super::super::wire::PatchIn;
    use super::*;
    use crate::json;

    #[test]
    fn a_body_is_a_batch_or_one() {
        fn check(body: &str, expect: Result<usize, &str>) {
            let got = events(body.as_bytes(), None).map(|(command, _)| command.events.len());
            let got = got.map_err(|error| error.field().unwrap_or_default().to_owned());
            assert_eq!(got, expect.map_err(str::to_owned), "{body}");
        }
        check(r#"{"events":[{"content":"a"},{"content":"b"}]}"#, Ok(2));
        check(r#"{"content":"a","user_id":"u1"}"#, Ok(1));
        check(r#"{"events":[]}"#, Err("events"));
        check(
            r#"{"events":[{"content":"a","kind":"song"}]}"#,
            Err("events[0].kind"),
        );
        check(r#"{"content":"a","colour":"red"}"#, Err("colour"));
        check(r#"{"user_id":"u1"}"#, Err("content"));
        check(r#"{"content":"a","ts":"yesterday"}"#, Err("ts"));
    }

    #[test]
    fn if_match_is_a_revision() {
        fn check(text: Option<&str>, expect: Result<Option<u64>, ()>) {
            assert_eq!(expected_revision(text).map_err(|_| ()), expect, "{text:?}");
        }
        check(None, Ok(None));
        check(Some("*"), Ok(None));
        check(Some("\"7\""), Ok(Some(7)));
        check(Some("7"), Ok(Some(7)));
        check(Some("\"+7\""), Err(()));
        check(Some("W/\"7\""), Err(()));
        check(Some(""), Err(()));
    }

    #[test]
    fn patches_tell_null_from_absent() {
        let patch: PatchIn = json::read(br#"{"valid_to":null,"tags":[]}"#).expect("a patch");
        let patch = update("x", patch, None, None).patch;
        assert_eq!(patch.valid_to, Some(None));
        assert_eq!(patch.valid_from, None);
        assert_eq!(patch.tags, Some(Vec::new()));
    }
}
