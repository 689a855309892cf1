//! Filters: a closed expression over a memory's fields, and its meaning.
//!
//! [`Filter::matches`] is the definition. The store's SQL and the index's columns are translations
//! of it and are tested against it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::limits;
use crate::memory::{Memory, Status};
use crate::time::Timestamp;

/// An expression over a memory's fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// All of these; `All([])` holds for everything.
    All(Vec<Filter>),
    /// One of these at least; `Any([])` holds for nothing.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// A condition on one field.
    Is(Field, Condition),
}

/// A field of a memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `coordinates.user_id`
    UserId,
    /// `coordinates.agent_id`
    AgentId,
    /// `coordinates.session_id`
    SessionId,
    /// `coordinates.namespace`
    Namespace,
    /// `coordinates.project_id`
    ProjectId,
    /// `coordinates.team_id`
    TeamId,
    /// `coordinates.role_id`
    RoleId,
    /// Whom it is for, by name.
    Level,
    /// semantic, episodic, procedural.
    Kind,
    /// fact, preference, message ...
    Type,
    /// short, medium, long.
    Tier,
    /// active, superseded ...
    Status,
    /// The lowest trust, compared by rank: see [`crate::Trust`].
    Trust,
    /// user_message ... of a verbatim memory.
    EventKind,
    /// Any of its topics.
    Topics,
    /// Any of its tags.
    Tags,
    /// Any of its entities, by name, regardless of case.
    Entities,
    /// `metadata` at this path of keys; an array there has each scalar element as a value.
    Metadata(Vec<String>),
    /// Pinned or not.
    Pinned,
    /// Verbatim or not.
    Verbatim,
    /// 0 to 1.
    Confidence,
    /// 0 to 1.
    Importance,
    /// Since when we believe it.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// Since when we no longer believe it.
    SupersededAt,
    /// When what it tells of happened, or else `created_at`.
    HappenedAt,
    /// Start of validity.
    ValidFrom,
    /// End of validity.
    ValidTo,
    /// When it is dropped.
    ExpiresAt,
}

impl Field {
    /// The fields that are not metadata.
    pub const PLAIN: [Field; 28] = [
        Field::UserId,
        Field::AgentId,
        Field::SessionId,
        Field::Namespace,
        Field::ProjectId,
        Field::TeamId,
        Field::RoleId,
        Field::Level,
        Field::Kind,
        Field::Type,
        Field::Tier,
        Field::Status,
        Field::Trust,
        Field::EventKind,
        Field::Topics,
        Field::Tags,
        Field::Entities,
        Field::Pinned,
        Field::Verbatim,
        Field::Confidence,
        Field::Importance,
        Field::CreatedAt,
        Field::UpdatedAt,
        Field::SupersededAt,
        Field::HappenedAt,
        Field::ValidFrom,
        Field::ValidTo,
        Field::ExpiresAt,
    ];

    /// Name of a field that is not metadata; `"metadata"` otherwise.
    pub const fn as_str_static(&self) -> &'static str {
        match self {
            Field::UserId => "user_id",
            Field::AgentId => "agent_id",
            Field::SessionId => "session_id",
            Field::Namespace => "namespace",
            Field::ProjectId => "project_id",
            Field::TeamId => "team_id",
            Field::RoleId => "role_id",
            Field::Level => "level",
            Field::Kind => "kind",
            Field::Type => "type",
            Field::Tier => "tier",
            Field::Status => "status",
            Field::Trust => "trust",
            Field::EventKind => "event_kind",
            Field::Topics => "topics",
            Field::Tags => "tags",
            Field::Entities => "entities",
            Field::Metadata(_) => "metadata",
            Field::Pinned => "pinned",
            Field::Verbatim => "verbatim",
            Field::Confidence => "confidence",
            Field::Importance => "importance",
            Field::CreatedAt => "created_at",
            Field::UpdatedAt => "updated_at",
            Field::SupersededAt => "superseded_at",
            Field::HappenedAt => "happened_at",
            Field::ValidFrom => "valid_from",
            Field::ValidTo => "valid_to",
            Field::ExpiresAt => "expires_at",
        }
    }

    /// The field of that name; `metadata.a.b` is the path `["a", "b"]`.
    pub fn from_name(name: &str) -> Option<Field> {
        if let Some(path) = name.strip_prefix("metadata.") {
            return Some(Field::Metadata(
                path.split('.').map(str::to_owned).collect(),
            ));
        }
        Field::PLAIN
            .into_iter()
            .find(|field| field.as_str_static() == name)
    }
}

/// What a field must fulfil. A field may have no value, one, or several (topics, tags, entities,
/// metadata arrays); a condition on values holds if **one of them** fulfils it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Some value is one of these.
    In(Vec<Value>),
    /// Each of these is among the values.
    HasAll(Vec<Value>),
    /// Some value is within the bounds given: above `gt`, at least `gte`, below `lt`, at most `lte`.
    /// Values of another type than the bound's are not.
    Range {
        /// Exclusive lower bound.
        gt: Option<Value>,
        /// Inclusive lower bound.
        gte: Option<Value>,
        /// Exclusive upper bound.
        lt: Option<Value>,
        /// Inclusive upper bound.
        lte: Option<Value>,
    },
    /// It has a value (`true`) or none (`false`).
    Exists(bool),
}

/// Text in lower case, letter by letter: what stands around a letter changes nothing, so that a part of a
/// text becomes a part of what the text becomes.
pub fn lower_case(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => {
            let letters = text.chars().flat_map(char::to_lowercase);
            // Greek has another small sigma for the end of a word.
            letters.map(|c| if c == 'ς' { 'σ' } else { c }).collect()
        }
    }
}

/// Whether `text` contains `part`, which is in lower case, regardless of the case of `text`.
pub fn contains_lower_case(text: &str, part: &str) -> bool {
    let (text_bytes, part_bytes) = (text.as_bytes(), part.as_bytes());
    let Some(first) = part_bytes.first() else {
        return true;
    };
    let is_found = text_bytes.len() >= part_bytes.len()
        && (0..=text_bytes.len() - part_bytes.len()).any(|start| {
            text_bytes[start].to_ascii_lowercase() == *first
                && text_bytes[start..start + part_bytes.len()].eq_ignore_ascii_case(part_bytes)
        });
    // Most texts are settled by now, and none was copied.
    is_found || (!text.is_ascii() && lower_case(text).contains(part))
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text, compared byte by byte.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// An instant.
    Time(Timestamp),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl Value {
    /// Order among values of one type; `None` across types.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

impl Filter {
    /// Holds for every memory.
    pub fn everything() -> Self {
        Filter::All(Vec::new())
    }

    /// `field` has the value `value`.
    pub fn equals(field: Field, value: impl Into<Value>) -> Self {
        Filter::Is(field, Condition::In(vec![value.into()]))
    }

    /// `field` has one of `values`.
    pub fn one_of<V: Into<Value>>(field: Field, values: impl IntoIterator<Item = V>) -> Self {
        Filter::Is(
            field,
            Condition::In(values.into_iter().map(Into::into).collect()),
        )
    }

    /// `field` has no value.
    pub fn missing(field: Field) -> Self {
        Filter::Is(field, Condition::Exists(false))
    }

    /// Both this and `other`.
    pub fn and(self, other: Filter) -> Self {
        match (self, other) {
            (Filter::All(mut all), other) => {
                if other != Filter::everything() {
                    all.push(other);
                }
                Filter::All(all)
            }
            (this, other) => Filter::All(vec![this]).and(other),
        }
    }

    /// Whether it asks for memories by a status that is not `active`: whatever fulfils it has one of
    /// those that it names. `Not` names nothing.
    pub fn asks_for_status(&self) -> bool {
        match self {
            Filter::All(parts) => parts.iter().any(Filter::asks_for_status),
            Filter::Any(parts) => {
                !parts.is_empty() && parts.iter().all(Filter::names_status) && {
                    parts.iter().any(Filter::asks_for_status)
                }
            }
            Filter::Not(_) => false,
            Filter::Is(Field::Status, Condition::In(values) | Condition::HasAll(values)) => {
                let active = Value::from(Status::Active.as_str());
                values.iter().any(|value| *value != active)
            }
            Filter::Is(..) => false,
        }
    }

    /// Whether whatever fulfils it has a status that it names.
    fn names_status(&self) -> bool {
        match self {
            Filter::All(parts) => parts.iter().any(Filter::names_status),
            Filter::Any(parts) => !parts.is_empty() && parts.iter().all(Filter::names_status),
            Filter::Not(_) => false,
            Filter::Is(field, condition) => {
                let names = matches!(condition, Condition::In(_) | Condition::HasAll(_));
                *field == Field::Status && names
            }
        }
    }

    /// Fails if the expression is larger or deeper than the limits allow.
    pub fn validate(&self) -> Result<()> {
        fn walk(filter: &Filter, depth: usize, conditions: &mut usize) -> bool {
            *conditions += 1;
            if depth > limits::FILTER_DEPTH_MAX || *conditions > limits::FILTER_CONDITIONS_MAX {
                return false;
            }
            match filter {
                Filter::All(parts) | Filter::Any(parts) => {
                    parts.iter().all(|part| walk(part, depth + 1, conditions))
                }
                Filter::Not(part) => walk(part, depth + 1, conditions),
                Filter::Is(_, Condition::In(values) | Condition::HasAll(values)) => {
                    values.len() <= limits::FILTER_CONDITIONS_MAX
                }
                Filter::Is(..) => true,
            }
        }
        if walk(self, 0, &mut 0) {
            Ok(())
        } else {
            Err(Error::invalid(
                "filter",
                "too many or too deeply nested conditions",
            ))
        }
    }

    /// Whether `memory` fulfils the expression. This is the definition of what filters mean.
    pub fn matches(&self, memory: &Memory) -> bool {
        match self {
            Filter::All(parts) => parts.iter().all(|part| part.matches(memory)),
            Filter::Any(parts) => parts.iter().any(|part| part.matches(memory)),
            Filter::Not(part) => !part.matches(memory),
            Filter::Is(field, condition) => condition.holds(field, &field.values(memory)),
        }
    }
}

impl Condition {
    /// Whether a field with these values fulfils the condition.
    pub fn holds(&self, field: &Field, values: &[Value]) -> bool {
        let same = |a: &Value, b: &Value| match (a, b) {
            (Value::Text(a), Value::Text(b)) if *field == Field::Entities => {
                a.to_lowercase() == b.to_lowercase()
            }
            _ => a == b,
        };
        match self {
            Condition::In(wanted) => values
                .iter()
                .any(|value| wanted.iter().any(|want| same(value, want))),
            Condition::HasAll(wanted) => wanted
                .iter()
                .all(|want| values.iter().any(|value| same(value, want))),
            Condition::Exists(expected) => values.is_empty() != *expected,
            Condition::Range { gt, gte, lt, lte } => values.iter().any(|value| {
                let is = |bound: &Option<Value>, accepted: &[Ordering]| match bound {
                    None => true,
                    Some(bound) => value
                        .compare(bound)
                        .is_some_and(|order| accepted.contains(&order)),
                };
                is(gt, &[Ordering::Greater])
                    && is(gte, &[Ordering::Greater, Ordering::Equal])
                    && is(lt, &[Ordering::Less])
                    && is(lte, &[Ordering::Less, Ordering::Equal])
            }),
        }
    }
}

impl Field {
    /// The values of this field in `memory`: none, one or several.
    pub fn values(&self, memory: &Memory) -> Vec<Value> {
        let text = |value: &Option<String>| value.iter().cloned().map(Value::Text).collect();
        let texts = |values: &[String]| values.iter().cloned().map(Value::Text).collect();
        let name = |value: &str| vec![Value::Text(value.to_owned())];
        let time = |value: Option<Timestamp>| value.into_iter().map(Value::Time).collect();
        let at = &memory.coordinates;
        match self {
            Field::UserId => text(&at.user_id),
            Field::AgentId => text(&at.agent_id),
            Field::SessionId => text(&at.session_id),
            Field::Namespace => text(&at.namespace),
            Field::ProjectId => text(&at.project_id),
            Field::TeamId => text(&at.team_id),
            Field::RoleId => text(&at.role_id),
            Field::Level => name(memory.level.as_str()),
            Field::Kind => name(memory.kind.as_str()),
            Field::Type => name(&memory.type_),
            Field::Tier => name(memory.tier.as_str()),
            Field::Status => name(memory.status.as_str()),
            Field::Trust => vec![Value::Number(f64::from(memory.trust as u8))],
            Field::EventKind => memory
                .event_kind
                .map(|kind| Value::from(kind.as_str()))
                .into_iter()
                .collect(),
            Field::Topics => texts(&memory.topics),
            Field::Tags => texts(&memory.tags),
            Field::Entities => memory
                .entities
                .iter()
                .map(|entity| Value::Text(entity.name.clone()))
                .collect(),
            Field::Metadata(path) => metadata_values(&memory.metadata, path),
            Field::Pinned => vec![Value::Bool(memory.pinned)],
            Field::Verbatim => vec![Value::Bool(memory.verbatim)],
            Field::Confidence => vec![Value::Number(f64::from(memory.confidence))],
            Field::Importance => vec![Value::Number(f64::from(memory.importance))],
            Field::CreatedAt => time(Some(memory.created_at)),
            Field::UpdatedAt => time(Some(memory.updated_at)),
            Field::SupersededAt => time(memory.superseded_at),
            Field::HappenedAt => time(Some(memory.happened_at())),
            Field::ValidFrom => time(memory.valid_from),
            Field::ValidTo => time(memory.valid_to),
            Field::ExpiresAt => time(memory.expires_at),
        }
    }
}

/// The scalars at `path`: one, or each scalar element of an array there.
fn metadata_values(metadata: &crate::Metadata, path: &[String]) -> Vec<Value> {
    let Some((first, rest)) = path.split_first() else {
        return Vec::new();
    };
    let mut node = metadata.get(first);
    for key in rest {
        node = node
            .and_then(|value| value.as_object())
            .and_then(|object| object.get(key));
    }
    match node {
        Some(Json::Array(items)) => items.iter().filter_map(scalar).collect(),
        Some(value) => scalar(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn scalar(value: &Json) -> Option<Value> {
    match value {
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Number(number) => number.as_f64().map(Value::Number),
        Json::Bool(truth) => Some(Value::Bool(*truth)),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{IdGenerator, OrgId};
    use serde_json::json;

    fn sample() -> Memory {
        let id = IdGenerator::default().memory_id(1, 1);
        let mut memory = Memory::new(id, OrgId::default_org(), "likes tea", Timestamp(10));
        memory.coordinates.user_id = Some("u1".into());
        memory.tags = vec!["a".into(), "b".into()];
        memory.entities = vec![crate::Entity {
            name: "Ann".into(),
            type_: None,
        }];
        memory.metadata = json!({"n": 3, "deep": {"list": ["x", 2, null]}})
            .as_object()
            .expect("map")
            .clone();
        memory
    }

    #[test]
    fn a_filter_asks_for_a_status_only_if_all_that_fulfils_it_has_one_of_its() {
        fn check(filter: Filter, expect: bool) {
            assert_eq!(filter.asks_for_status(), expect, "{filter:?}");
        }
        let status = |name: &str| Filter::equals(Field::Status, name);
        let tag = || Filter::equals(Field::Tags, "a");
        check(Filter::everything(), false);
        check(tag(), false);
        check(status("superseded"), true);
        check(status("active"), false);
        check(Filter::one_of(Field::Status, ["active", "archived"]), true);
        check(tag().and(status("deleted")), true);
        check(Filter::Not(Box::new(status("deleted"))), false);
        check(Filter::Any(vec![status("merged"), tag()]), false);
        check(Filter::Any(vec![status("merged"), status("active")]), true);
        check(Filter::Any(vec![status("active")]), false);
        check(Filter::Any(Vec::new()), false);
    }

    #[test]
    fn conditions_mean_what_they_say() {
        fn check(field: &str, condition: Condition, expect: bool) {
            let field = Field::from_name(field).expect("known field");
            let got = Filter::Is(field.clone(), condition.clone()).matches(&sample());
            assert_eq!(got, expect, "{field:?} {condition:?}");
        }
        let number = |n: f64| Some(Value::Number(n));
        check("user_id", Condition::In(vec!["u1".into()]), true);
        check("user_id", Condition::In(vec!["U1".into()]), false);
        check("agent_id", Condition::Exists(false), true);
        check(
            "tags",
            Condition::HasAll(vec!["a".into(), "b".into()]),
            true,
        );
        check(
            "tags",
            Condition::HasAll(vec!["a".into(), "c".into()]),
            false,
        );
        check("entities", Condition::In(vec!["ann".into()]), true);
        check(
            "metadata.deep.list",
            Condition::In(vec![Value::Number(2.0)]),
            true,
        );
        check("metadata.deep.none", Condition::Exists(true), false);
        let from_three = Condition::Range {
            gt: None,
            gte: number(3.0),
            lt: None,
            lte: None,
        };
        let over_three = Condition::Range {
            gt: number(3.0),
            gte: None,
            lt: None,
            lte: None,
        };
        check("metadata.n", from_three, true);
        check("metadata.n", over_three.clone(), false);
        check("metadata.deep.list", over_three, false);
        check("status", Condition::In(vec!["active".into()]), true);
    }

    #[test]
    fn a_scope_and_its_filter_agree() {
        use crate::scope::{Coordinates, Level, Scope};
        let names = [None, Some("a".to_owned()), Some("b".to_owned())];
        for bound_user in &names {
            for bound_role in &names {
                let bound = Coordinates {
                    user_id: bound_user.clone(),
                    role_id: bound_role.clone(),
                    ..Default::default()
                };
                #[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
                let scope = Scope::danger_unchecked(OrgId::default_org(), bound, "test");
                for user in &names {
                    for role in &names {
                        for level in Level::ALL {
                            let mut memory = sample();
                            memory.coordinates.user_id.clone_from(user);
                            memory.coordinates.role_id.clone_from(role);
                            memory.level = level;
                            assert_eq!(
                                scope.sees(&memory.coordinates, level),
                                scope.as_filter().matches(&memory),
                                "{scope:?} {user:?} {role:?} {level:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}
