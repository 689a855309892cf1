//! From [`Filter`] to SQL: the one file that builds the text of statements.
//!
//! Only fixed text goes into a statement; every value, metadata key and path is bound. Each
//! expression is true or false, never null, so that `not` means what it means in
//! [`Filter::matches`]. Fields with several values (topics, tags, entities, metadata) are tested by
//! the SQL function `holds`, which runs [`Condition::holds`] itself on the stored JSON: there is no
//! second definition that could differ in numbers, case or odd keys.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value as SqlValue, ValueRef};
use serde::{Deserialize, Serialize};
use types::{
    Condition, Coordinates, Entity, Field, Filter, Memory, MemoryId, OrgId, Result, Scope,
    Timestamp, Value, contains_lower_case,
};

use super::errors::sql;
use crate::query::Sort;

/// A statement in the making: its text and what is bound to it.
#[derive(Debug, Default)]
pub(super) struct Sql {
    pub text: String,
    pub binds: Vec<SqlValue>,
}

impl Sql {
    /// Starts with fixed text.
    pub(super) fn new(text: &'static str) -> Self {
        Sql {
            text: text.to_owned(),
            binds: Vec::new(),
        }
    }

    /// Appends fixed text.
    pub(super) fn push(&mut self, text: &'static str) {
        self.text.push_str(text);
    }

    /// Appends a parameter.
    pub(super) fn bind(&mut self, value: impl Into<SqlValue>) {
        self.text.push('?');
        self.binds.push(value.into());
    }

    /// Appends parameters, separated by commas.
    fn bind_all(&mut self, values: impl IntoIterator<Item = SqlValue>) {
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
    }

    /// Appends `filter` over the table alias `m`.
    pub(super) fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::All(parts) => self.join(parts, " and ", "1"),
            Filter::Any(parts) => self.join(parts, " or ", "0"),
            Filter::Not(part) => {
                self.push("not (");
                self.filter(part);
                self.push(")");
            }
            Filter::Is(field, condition) => self.condition(field, condition),
        }
    }

    fn join(&mut self, parts: &[Filter], with: &'static str, empty: &'static str) {
        if parts.is_empty() {
            return self.push(empty);
        }
        self.push("(");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.push(with);
            }
            self.filter(part);
        }
        self.push(")");
    }

    fn condition(&mut self, field: &Field, condition: &Condition) {
        let Some(column) = Column::of(field) else {
            return self.many_valued(field, condition);
        };
        match condition {
            Condition::In(wanted) => {
                let wanted: Vec<SqlValue> = wanted
                    .iter()
                    .filter_map(|value| column.sort.accept(value))
                    .collect();
                self.is_in(&column, wanted);
            }
            // A single value can be all of these only if each of these is that value.
            Condition::HasAll(wanted) => {
                if wanted.is_empty() {
                    return self.push("1");
                }
                self.push("(");
                for (index, want) in wanted.iter().enumerate() {
                    if index > 0 {
                        self.push(" and ");
                    }
                    self.is_in(&column, column.sort.accept(want).into_iter().collect());
                }
                self.push(")");
            }
            Condition::Range { gt, gte, lt, lte } => {
                self.push("(");
                self.push(column.name);
                self.push(" is not null");
                for (bound, operator) in [(gt, " > "), (gte, " >= "), (lt, " < "), (lte, " <= ")] {
                    let Some(bound) = bound else { continue };
                    self.push(" and ");
                    match column.sort.accept(bound) {
                        Some(value) => {
                            self.push(column.name);
                            self.push(operator);
                            self.bind(value);
                        }
                        None => self.push("0"),
                    }
                }
                self.push(")");
            }
            Condition::Exists(expected) => {
                self.push(column.name);
                self.push(if *expected {
                    " is not null"
                } else {
                    " is null"
                });
            }
        }
    }

    fn is_in(&mut self, column: &Column, wanted: Vec<SqlValue>) {
        if wanted.is_empty() {
            return self.push("0");
        }
        self.push("(");
        self.push(column.name);
        self.push(" is not null and ");
        self.push(column.name);
        if wanted.len() == 1 {
            self.push(" = ");
            self.bind_all(wanted);
            self.push(")");
        } else {
            self.push(" in (");
            self.bind_all(wanted);
            self.push("))");
        }
    }

    fn many_valued(&mut self, field: &Field, condition: &Condition) {
        let column = match field {
            Field::Topics => "m.topics",
            Field::Tags => "m.tags",
            Field::Entities => "m.entities",
            _ => "m.metadata",
        };
        self.push("holds(");
        self.push(column);
        self.push(", ");
        self.bind(Test::of(field, condition).to_text());
        self.push(")");
    }

    /// Appends what restricts memories (alias `m`) to an org and to what the scope sees in it.
    pub(super) fn memories_in_scope(&mut self, scope: &Scope) {
        self.org("m.org_id", scope.org_id());
        let filter = scope.as_filter();
        if filter != Filter::everything() {
            self.push(" and ");
            self.filter(&filter);
        }
    }

    /// Appends `column = org`.
    pub(super) fn org(&mut self, column: &'static str, org_id: &OrgId) {
        self.push(column);
        self.push(" = ");
        self.bind(org_id.as_str().to_owned());
    }

    /// Appends what restricts events or sessions to what the scope sees: rows of no level are the
    /// user's own ([`types::Level::User`]).
    pub(super) fn own_rows_in_scope(&mut self, scope: &Scope) {
        self.org("org_id", scope.org_id());
        for (field, bound) in scope.bound().entries() {
            let (Some(bound), Some(column)) = (bound, coordinate(&field)) else {
                continue;
            };
            self.push(" and (");
            self.push(column);
            self.push(" = ");
            self.bind(bound.clone());
            // A key bound to a user does not see what is nobody's.
            if field != Field::UserId {
                self.push(" or ");
                self.push(column);
                self.push(" is null");
            }
            self.push(")");
        }
    }

    /// Appends `and column = value` for every coordinate given.
    pub(super) fn and_at(&mut self, at: &Coordinates) {
        for (field, value) in at.entries() {
            let (Some(value), Some(column)) = (value, coordinate(&field)) else {
                continue;
            };
            self.push(" and ");
            self.push(column);
            self.push(" = ");
            self.bind(value.clone());
        }
    }

    /// Appends the condition that a row comes after a list's last one.
    pub(super) fn and_after(&mut self, sort: Sort, last: &super::cursor::Place) {
        self.push(" and (");
        self.push(sort_expression(sort));
        self.push(if is_descending(sort) {
            ", m.memory_no) < ("
        } else {
            ", m.memory_no) > ("
        });
        self.bind(last.key());
        self.push(", ");
        self.bind(last.number());
        // Without a collation SQLite takes the row's number for no part of an index: it would walk through
        // all rows of one time on each page.
        self.push(" collate binary)");
    }

    /// Appends the order of a list: rows of equal value in the order in which they were stored, which
    /// every index has behind its columns at no cost.
    pub(super) fn order_by(&mut self, sort: Sort) {
        self.push(" order by ");
        self.push(sort_expression(sort));
        self.push(if is_descending(sort) {
            " desc, m.memory_no desc"
        } else {
            ", m.memory_no"
        });
    }
}

/// The expression that a list is ordered by. Text or reals, never null.
pub(super) fn sort_expression(sort: Sort) -> &'static str {
    match sort {
        Sort::CreatedDesc | Sort::CreatedAsc => "m.created_at",
        Sort::UpdatedDesc => "m.updated_at",
        Sort::HappenedDesc | Sort::HappenedAsc => "coalesce(m.event_date, m.created_at)",
        Sort::StrengthDesc => {
            "coalesce((select r.strength from recalls r where r.memory_no = m.memory_no), \
             m.strength)"
        }
        Sort::ConfidenceDesc => "m.confidence",
        Sort::ImportanceDesc => "m.importance",
    }
}

/// Whether a list has the greatest first.
pub(super) fn is_descending(sort: Sort) -> bool {
    match sort {
        Sort::CreatedAsc | Sort::HappenedAsc => false,
        Sort::CreatedDesc
        | Sort::UpdatedDesc
        | Sort::HappenedDesc
        | Sort::StrengthDesc
        | Sort::ConfidenceDesc
        | Sort::ImportanceDesc => true,
    }
}

/// The column of a coordinate, in any table that has them.
fn coordinate(field: &Field) -> Option<&'static str> {
    Some(match field {
        Field::UserId => "user_id",
        Field::AgentId => "agent_id",
        Field::SessionId => "session_id",
        Field::Namespace => "namespace",
        Field::ProjectId => "project_id",
        Field::TeamId => "team_id",
        Field::RoleId => "role_id",
        _ => return None,
    })
}

/// What type a column's values are.
#[derive(Clone, Copy)]
enum ValueSort {
    Text,
    Number,
    Bool,
    Time,
}

impl ValueSort {
    /// The value as SQLite compares it; `None` if no value of the column can be equal or in order.
    fn accept(self, value: &Value) -> Option<SqlValue> {
        match (self, value) {
            (ValueSort::Text, Value::Text(text)) => Some(SqlValue::Text(text.clone())),
            // A NaN is bound as null, which would make the whole expression null.
            (ValueSort::Number, Value::Number(number)) if !number.is_nan() => {
                Some(SqlValue::Real(*number))
            }
            (ValueSort::Bool, Value::Bool(truth)) => Some(SqlValue::Integer(i64::from(*truth))),
            (ValueSort::Time, Value::Time(time)) => Some(SqlValue::Integer(time.0)),
            _ => None,
        }
    }
}

/// A field with at most one value.
struct Column {
    name: &'static str,
    sort: ValueSort,
}

impl Column {
    fn of(field: &Field) -> Option<Column> {
        use ValueSort::{Bool, Number, Text, Time};
        let (name, sort) = match field {
            Field::UserId => ("m.user_id", Text),
            Field::AgentId => ("m.agent_id", Text),
            Field::SessionId => ("m.session_id", Text),
            Field::Namespace => ("m.namespace", Text),
            Field::ProjectId => ("m.project_id", Text),
            Field::TeamId => ("m.team_id", Text),
            Field::RoleId => ("m.role_id", Text),
            Field::Level => ("m.level", Text),
            Field::Kind => ("m.kind", Text),
            Field::Type => ("m.type", Text),
            Field::Tier => ("m.tier", Text),
            Field::Status => ("m.status", Text),
            Field::Trust => ("m.trust", Number),
            Field::EventKind => ("m.event_kind", Text),
            Field::Pinned => ("m.pinned", Bool),
            Field::Verbatim => ("m.verbatim", Bool),
            Field::Confidence => ("m.confidence", Number),
            Field::Importance => ("m.importance", Number),
            Field::CreatedAt => ("m.created_at", Time),
            Field::UpdatedAt => ("m.updated_at", Time),
            Field::SupersededAt => ("m.superseded_at", Time),
            Field::HappenedAt => ("coalesce(m.event_date, m.created_at)", Time),
            Field::ValidFrom => ("m.valid_from", Time),
            Field::ValidTo => ("m.valid_to", Time),
            Field::ExpiresAt => ("m.expires_at", Time),
            Field::Topics | Field::Tags | Field::Entities | Field::Metadata(_) => return None,
        };
        Some(Column { name, sort })
    }
}

// ---- the function `holds` -------------------------------------------------------------------------

/// A condition on a field with several values, in a form that can be bound: numbers as their bits,
/// so that infinities and NaN survive.
#[derive(Serialize, Deserialize)]
struct Test {
    field: Field,
    condition: TestCondition,
}

#[derive(Serialize, Deserialize)]
enum TestCondition {
    In(Vec<TestValue>),
    HasAll(Vec<TestValue>),
    Range([Option<TestValue>; 4]),
    Exists(bool),
}

#[derive(Serialize, Deserialize)]
enum TestValue {
    Text(String),
    Bits(u64),
    Bool(bool),
    Micros(i64),
}

impl From<&Value> for TestValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => TestValue::Text(text.clone()),
            Value::Number(number) => TestValue::Bits(number.to_bits()),
            Value::Bool(truth) => TestValue::Bool(*truth),
            Value::Time(time) => TestValue::Micros(time.0),
        }
    }
}

impl From<TestValue> for Value {
    fn from(value: TestValue) -> Self {
        match value {
            TestValue::Text(text) => Value::Text(text),
            TestValue::Bits(bits) => Value::Number(f64::from_bits(bits)),
            TestValue::Bool(truth) => Value::Bool(truth),
            TestValue::Micros(micros) => Value::Time(Timestamp(micros)),
        }
    }
}

impl Test {
    fn of(field: &Field, condition: &Condition) -> Self {
        let all = |values: &[Value]| values.iter().map(TestValue::from).collect();
        let condition = match condition {
            Condition::In(values) => TestCondition::In(all(values)),
            Condition::HasAll(values) => TestCondition::HasAll(all(values)),
            Condition::Range { gt, gte, lt, lte } => TestCondition::Range(
                [gt, gte, lt, lte].map(|bound| bound.as_ref().map(TestValue::from)),
            ),
            Condition::Exists(expected) => TestCondition::Exists(*expected),
        };
        Test {
            field: field.clone(),
            condition,
        }
    }

    fn to_text(&self) -> String {
        serde_json::to_string(self).expect("strings, integers and booleans are always JSON")
    }

    fn condition(self) -> (Field, Condition) {
        let all = |values: Vec<TestValue>| values.into_iter().map(Value::from).collect();
        let condition = match self.condition {
            TestCondition::In(values) => Condition::In(all(values)),
            TestCondition::HasAll(values) => Condition::HasAll(all(values)),
            TestCondition::Range(bounds) => {
                let [gt, gte, lt, lte] = bounds.map(|bound| bound.map(Value::from));
                Condition::Range { gt, gte, lt, lte }
            }
            TestCondition::Exists(expected) => Condition::Exists(expected),
        };
        (self.field, condition)
    }
}

/// A parsed [`Test`], and a memory to put a row's values into.
struct Tester {
    field: Field,
    condition: Condition,
}

impl Tester {
    fn parse(text: &str) -> std::result::Result<Self, serde_json::Error> {
        let (field, condition) = serde_json::from_str::<Test>(text)?.condition();
        Ok(Tester { field, condition })
    }

    /// Whether a row with this JSON in its column fulfils the condition. JSON that cannot be read
    /// has no values: such a row fails its checksum when it is loaded.
    fn holds(&self, json: Option<&[u8]>) -> bool {
        let Some(json) = json else {
            return self.condition.holds(&self.field, &[]);
        };
        let texts = || -> Vec<Value> {
            let texts: Vec<String> = serde_json::from_slice(json).unwrap_or_default();
            texts.into_iter().map(Value::Text).collect()
        };
        let values = match &self.field {
            Field::Topics | Field::Tags => texts(),
            Field::Entities => {
                let entities: Vec<Entity> = serde_json::from_slice(json).unwrap_or_default();
                entities
                    .into_iter()
                    .map(|entity| Value::Text(entity.name))
                    .collect()
            }
            field => {
                let mut memory = Memory::new(
                    MemoryId::from_bytes([0; 16]),
                    OrgId::default_org(),
                    String::new(),
                    Timestamp(0),
                );
                memory.metadata = serde_json::from_slice(json).unwrap_or_default();
                field.values(&memory)
            }
        };
        self.condition.holds(&self.field, &values)
    }
}

/// Registers `holds(json, test)` and `contains(text, lower-case part)`.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection
        .create_scalar_function("holds", 2, flags, |context| {
            let tester = context.get_or_create_aux(1, |value: ValueRef<'_>| {
                let text = value.as_str().unwrap_or_default();
                Tester::parse(text).map_err(|e| rusqlite::Error::UserFunctionError(Box::new(e)))
            })?;
            let json = match context.get_raw(0) {
                ValueRef::Text(json) => Some(json),
                _ => None,
            };
            Ok(tester.holds(json))
        })
        .map_err(sql)?;
    connection
        .create_scalar_function("contains", 2, flags, |context| {
            let (ValueRef::Text(text), ValueRef::Text(part)) =
                (context.get_raw(0), context.get_raw(1))
            else {
                return Ok(false);
            };
            let text = std::str::from_utf8(text)?;
            Ok(contains_lower_case(text, std::str::from_utf8(part)?))
        })
        .map_err(sql)
}

/// `select count(*)` of a table of ours.
pub(super) fn count_of(table: &'static str) -> String {
    let mut select = Sql::new("select count(*) from ");
    select.push(table);
    select.text
}
