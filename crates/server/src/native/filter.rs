//! Filters as callers write them, translated to [`types::Filter`].
//!
//! An object whose keys are fields (all must hold), or `all`, `any` (arrays of such objects),
//! `not` (one). A field's value is a scalar (equals), `null` (has no value), an array (one of
//! these), or an object of operators: `eq`, `ne`, `in`, `not_in`, `has_all`, `gt`, `gte`, `lt`,
//! `lte`, `exists`.

use serde_json::{Map, Value as Json};
use types::{
    Condition, Error, EventKind, Field, Filter, Level, MemoryKind, Result, Status, Tier, Timestamp,
    Trust, Value, limits,
};

use crate::echo;

/// Translates the filter that stands in the body's field `filter`.
pub(crate) fn translate(filter: &Json) -> Result<Filter> {
    translate_object(filter, "filter", 0)
}

fn translate_object(filter: &Json, path: &str, depth: usize) -> Result<Filter> {
    if depth > limits::FILTER_DEPTH_MAX {
        return Err(Error::invalid(path.to_owned(), "nested too deeply"));
    }
    let Json::Object(conditions) = filter else {
        let message = "an object of fields and conditions is expected";
        return Err(Error::invalid(path.to_owned(), message));
    };
    let mut all = Vec::with_capacity(conditions.len());
    for (key, value) in conditions {
        let path = format!("{path}.{}", echo::name(key));
        match key.as_str() {
            "all" => all.push(Filter::All(translate_list(value, &path, depth)?)),
            "any" => all.push(Filter::Any(translate_list(value, &path, depth)?)),
            "not" => {
                all.push(Filter::Not(Box::new(translate_object(
                    value,
                    &path,
                    depth + 1,
                )?)));
            }
            name => all.push(translate_condition(
                &field_named(name, &path)?,
                value,
                &path,
            )?),
        }
    }
    match <[Filter; 1]>::try_from(all) {
        Ok([one]) => Ok(one),
        Err(all) => Ok(Filter::All(all)),
    }
}

fn translate_list(value: &Json, path: &str, depth: usize) -> Result<Vec<Filter>> {
    let Json::Array(parts) = value else {
        return Err(Error::invalid(
            path.to_owned(),
            "an array of filters is expected",
        ));
    };
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| translate_object(part, &format!("{path}[{index}]"), depth + 1))
        .collect()
}

/// What there is instead of a field that there is not.
fn unknown(name: &str) -> String {
    match name.to_ascii_lowercase().trim_start_matches('$') {
        "and" => return "there is no such field; `all` takes an array of filters".to_owned(),
        "or" => return "there is no such field; `any` takes an array of filters".to_owned(),
        "nor" => return "there is no such field; `not` takes a filter, `any` an array".to_owned(),
        _ => {}
    }
    let known: Vec<&str> = Field::PLAIN.iter().map(Field::as_str_static).collect();
    format!(
        "there is no such field; there are {}, metadata.KEY, and all, any, not",
        known.join(", ")
    )
}

fn field_named(name: &str, path: &str) -> Result<Field> {
    let field =
        Field::from_name(name).ok_or_else(|| Error::invalid(path.to_owned(), unknown(name)))?;
    match &field {
        Field::Metadata(keys) if keys.iter().any(String::is_empty) => Err(Error::invalid(
            path.to_owned(),
            "an empty key in a metadata path",
        )),
        _ => Ok(field),
    }
}

fn translate_condition(field: &Field, value: &Json, path: &str) -> Result<Filter> {
    let is = |condition| Filter::Is(field.clone(), condition);
    match value {
        Json::Null => Ok(is(Condition::Exists(false))),
        Json::Array(_) => Ok(is(Condition::In(values(field, value, path)?))),
        Json::Object(operators) => translate_operators(field, operators, path),
        scalar => Ok(is(Condition::In(vec![translate_value(
            field, scalar, path,
        )?]))),
    }
}

fn translate_operators(field: &Field, operators: &Map<String, Json>, path: &str) -> Result<Filter> {
    if operators.is_empty() {
        return Err(Error::invalid(
            path.to_owned(),
            "an operator such as `in` is expected",
        ));
    }
    let is = |condition| Filter::Is(field.clone(), condition);
    let is_not = |condition| Filter::Not(Box::new(Filter::Is(field.clone(), condition)));
    let (mut gt, mut gte, mut lt, mut lte) = (None, None, None, None);
    let mut all = Vec::new();
    for (operator, value) in operators {
        let path = format!("{path}.{}", echo::name(operator));
        let one = |value| translate_value(field, value, &path);
        match operator.as_str() {
            "eq" if value.is_null() => all.push(is(Condition::Exists(false))),
            "ne" if value.is_null() => all.push(is(Condition::Exists(true))),
            "eq" => all.push(is(Condition::In(vec![one(value)?]))),
            "ne" => all.push(is_not(Condition::In(vec![one(value)?]))),
            "in" => all.push(is(Condition::In(values(field, value, &path)?))),
            "not_in" => all.push(is_not(Condition::In(values(field, value, &path)?))),
            "has_all" => all.push(is(Condition::HasAll(values(field, value, &path)?))),
            "gt" => gt = Some(one(value)?),
            "gte" => gte = Some(one(value)?),
            "lt" => lt = Some(one(value)?),
            "lte" => lte = Some(one(value)?),
            "exists" => match value {
                Json::Bool(expected) => all.push(is(Condition::Exists(*expected))),
                _ => return Err(Error::invalid(path, "true or false is expected")),
            },
            _ => {
                let known = "eq, ne, in, not_in, has_all, gt, gte, lt, lte, exists";
                return Err(Error::invalid(
                    path,
                    format!("unknown operator; there are {known}"),
                ));
            }
        }
    }
    if gt.is_some() || gte.is_some() || lt.is_some() || lte.is_some() {
        all.push(is(Condition::Range { gt, gte, lt, lte }));
    }
    match <[Filter; 1]>::try_from(all) {
        Ok([one]) => Ok(one),
        Err(all) => Ok(Filter::All(all)),
    }
}

fn values(field: &Field, value: &Json, path: &str) -> Result<Vec<Value>> {
    let Json::Array(items) = value else {
        return Err(Error::invalid(
            path.to_owned(),
            "an array of values is expected",
        ));
    };
    items
        .iter()
        .enumerate()
        .map(|(index, item)| translate_value(field, item, &format!("{path}[{index}]")))
        .collect()
}

/// A value in the type that `field` compares.
fn translate_value(field: &Field, value: &Json, path: &str) -> Result<Value> {
    let wrong = |message: String| Error::invalid(path.to_owned(), message);
    let named = |is_known: fn(&str) -> bool, names: Vec<&str>| match value {
        Json::String(name) if is_known(name) => Ok(Value::Text(name.clone())),
        _ => Err(wrong(format!("one of {} is expected", names.join(", ")))),
    };
    match field {
        Field::Metadata(_) => match value {
            Json::String(text) => Ok(Value::Text(text.clone())),
            Json::Number(number) => Ok(Value::Number(number.as_f64().unwrap_or(f64::NAN))),
            Json::Bool(truth) => Ok(Value::Bool(*truth)),
            _ => Err(wrong(
                "text, a number, true or false is expected".to_owned(),
            )),
        },
        Field::UserId
        | Field::AgentId
        | Field::SessionId
        | Field::Namespace
        | Field::ProjectId
        | Field::TeamId
        | Field::RoleId
        | Field::Type
        | Field::Topics
        | Field::Tags
        | Field::Entities => match value {
            Json::String(text) => Ok(Value::Text(text.clone())),
            _ => Err(wrong("text is expected".to_owned())),
        },
        Field::Level => named(
            |name| Level::from_name(name).is_some(),
            Level::ALL.map(Level::as_str).to_vec(),
        ),
        Field::Kind => named(
            |name| MemoryKind::from_name(name).is_some(),
            MemoryKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        ),
        Field::Tier => named(
            |name| Tier::from_name(name).is_some(),
            Tier::ALL.iter().map(|tier| tier.as_str()).collect(),
        ),
        Field::Status => named(
            |name| Status::from_name(name).is_some(),
            Status::ALL.iter().map(|status| status.as_str()).collect(),
        ),
        Field::EventKind => named(
            |name| EventKind::from_name(name).is_some(),
            EventKind::ALL.map(EventKind::as_str).to_vec(),
        ),
        Field::Trust => match value.as_str().and_then(Trust::from_name) {
            Some(trust) => Ok(Value::Number(f64::from(trust as u8))),
            None => {
                let names: Vec<&str> = Trust::ALL.iter().map(|trust| trust.as_str()).collect();
                Err(wrong(format!("one of {} is expected", names.join(", "))))
            }
        },
        Field::Pinned | Field::Verbatim => match value {
            Json::Bool(truth) => Ok(Value::Bool(*truth)),
            _ => Err(wrong("true or false is expected".to_owned())),
        },
        Field::Confidence | Field::Importance => match value.as_f64() {
            // As the memories have it: 0.9 there is the nearest number of 32 bits.
            Some(number) => Ok(Value::Number(f64::from(number as f32))),
            None => Err(wrong("a number is expected".to_owned())),
        },
        Field::CreatedAt
        | Field::UpdatedAt
        | Field::SupersededAt
        | Field::HappenedAt
        | Field::ValidFrom
        | Field::ValidTo
        | Field::ExpiresAt => match value.as_str().map(Timestamp::parse) {
            Some(Ok(instant)) => Ok(Value::Time(instant)),
            _ => Err(wrong(
                "an ISO 8601 time such as 2024-05-01T12:00:00Z is expected".into(),
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Field {
        Field::from_name(name).expect("known field")
    }

    fn range(gt: Option<Value>, gte: Option<Value>, lt: Option<Value>) -> Condition {
        Condition::Range {
            gt,
            gte,
            lt,
            lte: None,
        }
    }

    #[test]
    fn each_form_has_its_meaning() {
        fn check(text: &str, expect: Filter) {
            let json: Json = serde_json::from_str(text).expect("JSON");
            assert_eq!(translate(&json).expect(text), expect, "{text}");
        }
        let number = |n: f64| Some(Value::Number(n));
        let time = |text| Some(Value::Time(Timestamp::parse(text).expect("a time")));
        let is = |name: &str, condition| Filter::Is(field(name), condition);
        let user = || Filter::equals(Field::UserId, "u1");
        check("{}", Filter::everything());
        check(r#"{"user_id":"u1"}"#, user());
        check(r#"{"user_id":null}"#, Filter::missing(Field::UserId));
        check(r#"{"user_id":{"eq":null}}"#, Filter::missing(Field::UserId));
        check(
            r#"{"type":{"in":["fact"]}}"#,
            Filter::one_of(Field::Type, ["fact"]),
        );
        check(
            r#"{"type":["fact","norm"]}"#,
            Filter::one_of(Field::Type, ["fact", "norm"]),
        );
        check(
            r#"{"tags":{"has_all":["a"]}}"#,
            is("tags", Condition::HasAll(vec!["a".into()])),
        );
        check(
            r#"{"type":{"ne":"fact"}}"#,
            Filter::Not(Box::new(Filter::equals(Field::Type, "fact"))),
        );
        check(
            r#"{"metadata.a.b":{"gte":3}}"#,
            is("metadata.a.b", range(None, number(3.0), None)),
        );
        check(
            r#"{"created_at":{"gte":"2024-01-01","lt":"2025-01-01"}}"#,
            is(
                "created_at",
                range(None, time("2024-01-01"), time("2025-01-01")),
            ),
        );
        check(
            r#"{"confidence":{"gte":0.9}}"#,
            is("confidence", range(None, number(f64::from(0.9_f32)), None)),
        );
        check(
            r#"{"trust":{"gt":"tool_output"}}"#,
            is("trust", range(number(1.0), None, None)),
        );
        check(
            r#"{"pinned":true}"#,
            is("pinned", Condition::In(vec![Value::Bool(true)])),
        );
        check(r#"{"any":[{"user_id":"u1"}]}"#, Filter::Any(vec![user()]));
        check(r#"{"not":{"user_id":"u1"}}"#, Filter::Not(Box::new(user())));
        check(
            r#"{"all":[{"user_id":"u1"},{}]}"#,
            Filter::All(vec![user(), Filter::everything()]),
        );
        check(
            r#"{"agent_id":{"exists":true},"user_id":"u1"}"#,
            Filter::All(vec![is("agent_id", Condition::Exists(true)), user()]),
        );
    }

    #[test]
    fn what_there_is_instead_is_told() {
        fn check(text: &str, expect: &str) {
            let json: Json = serde_json::from_str(text).expect("JSON");
            let error = translate(&json).expect_err(text);
            assert!(error.public().contains(expect), "{text}: {error}");
        }
        check(r#"{"colour":"red"}"#, "user_id, agent_id");
        check(r#"{"colour":"red"}"#, "expires_at, metadata.KEY");
        check(r#"{"and":[]}"#, "`all`");
        check(r#"{"$or":[]}"#, "`any`");
        check(r#"{"OR":[]}"#, "`any`");
    }

    /// docs/FILTERS.md: its examples are filters, and it has each field and operator.
    #[test]
    fn the_page_tells_what_there_is() {
        let page = include_str!("../../../../docs/FILTERS.md");
        let mut examples = 0;
        for block in page.split("```json\n").skip(1) {
            for line in block.split("```").next().expect("a block").lines() {
                let json: Json = serde_json::from_str(line).expect(line);
                translate(&json).expect(line);
                examples += 1;
            }
        }
        assert!(examples > 10, "{examples}");
        let operators = "eq ne in not_in has_all gt gte lt lte exists all any not";
        let fields = Field::PLAIN.iter().map(Field::as_str_static);
        for name in operators.split(' ').chain(fields) {
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn mistakes_are_named_where_they_are() {
        fn check(text: &str, expect: &str) {
            let json: Json = serde_json::from_str(text).expect("JSON");
            let error = translate(&json).expect_err(text);
            assert_eq!(error.field(), Some(expect), "{text}: {error}");
        }
        check("[]", "filter");
        check("3", "filter");
        check(r#"{"colour":"red"}"#, "filter.colour");
        check(r#"{"user_id":7}"#, "filter.user_id");
        check(r#"{"user_id":{}}"#, "filter.user_id");
        check(r#"{"user_id":{"like":"u"}}"#, "filter.user_id.like");
        check(
            r#"{"created_at":{"gte":"yesterday"}}"#,
            "filter.created_at.gte",
        );
        check(r#"{"created_at":5}"#, "filter.created_at");
        check(r#"{"trust":"very"}"#, "filter.trust");
        check(r#"{"kind":"nonsense"}"#, "filter.kind");
        check(r#"{"metadata.":1}"#, "filter.metadata.");
        check(r#"{"metadata.a":{"b":1}}"#, "filter.metadata.a.b");
        check(r#"{"any":{"user_id":"u1"}}"#, "filter.any");
        check(
            r#"{"any":[{"user_id":"u1"},{"pinned":1}]}"#,
            "filter.any[1].pinned",
        );
        check(r#"{"not":[]}"#, "filter.not");
        check(r#"{"pinned":{"exists":1}}"#, "filter.pinned.exists");
        let (long, cut) = ("x".repeat(999), "x".repeat(echo::NAME_CHARS_MAX));
        check(&format!(r#"{{"{long}":1}}"#), &format!("filter.{cut}…"));
        check(
            &format!(r#"{{"type":{{"{long}":1}}}}"#),
            &format!("filter.type.{cut}…"),
        );
        check(r#"{"a\u202eb":1}"#, "filter.a\\u{202e}b");
    }
}
