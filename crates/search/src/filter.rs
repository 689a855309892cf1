//! Filters on columns: the same answer as [`Filter::matches`], for all rows at once.

use types::{
    Condition, EventKind, Field, Filter, Level, MemoryKind, Status, Tier, Timestamp, Trust, Value,
};

use crate::codec::Plain;
use crate::columns::{Column, Columns, NO_TIME, PINNED, VERBATIM, label, name};
use crate::metadata;
use crate::symbols::Symbols;

/// A set of rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rows {
    /// Every row.
    All,
    /// No row.
    None,
    /// Those whose bit is set.
    Bits(Vec<u64>),
}

impl Rows {
    /// The rows below `count` for which `holds`.
    pub(crate) fn collect(count: usize, mut holds: impl FnMut(usize) -> bool) -> Rows {
        let mut bits = vec![0_u64; count.div_ceil(64)];
        let mut found = 0;
        for (index, word) in bits.iter_mut().enumerate() {
            let base = index * 64;
            for bit in 0..(count - base).min(64) {
                let yes = holds(base + bit);
                *word |= u64::from(yes) << bit;
                found += usize::from(yes);
            }
        }
        match found {
            0 => Rows::None,
            all if all == count => Rows::All,
            _ => Rows::Bits(bits),
        }
    }

    /// Whether `row` is in it.
    #[inline]
    pub(crate) fn has(&self, row: usize) -> bool {
        match self {
            Rows::All => true,
            Rows::None => false,
            Rows::Bits(bits) => bits[row / 64] >> (row % 64) & 1 == 1,
        }
    }

    /// How many there are among `count` rows.
    pub(crate) fn count(&self, count: usize) -> usize {
        match self {
            Rows::All => count,
            Rows::None => 0,
            Rows::Bits(bits) => bits.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }

    /// Calls `found` for each of them among `count` rows, in order.
    pub(crate) fn for_each(&self, count: usize, mut found: impl FnMut(u32)) {
        match self {
            Rows::All => (0..count as u32).for_each(found),
            Rows::None => {}
            Rows::Bits(bits) => {
                for (index, &word) in bits.iter().enumerate() {
                    let mut word = word;
                    while word != 0 {
                        found(index as u32 * 64 + word.trailing_zeros());
                        word &= word - 1;
                    }
                }
            }
        }
    }

    /// Those in both.
    pub(crate) fn and(self, other: Rows) -> Rows {
        match (self, other) {
            (Rows::None, _) | (_, Rows::None) => Rows::None,
            (Rows::All, rows) | (rows, Rows::All) => rows,
            (Rows::Bits(mut bits), Rows::Bits(other)) => {
                bits.iter_mut().zip(other).for_each(|(a, b)| *a &= b);
                if bits.iter().all(|&word| word == 0) {
                    Rows::None
                } else {
                    Rows::Bits(bits)
                }
            }
        }
    }

    /// As [`Rows::and`], for rows that are needed on.
    pub(crate) fn and_also(self, other: &Rows) -> Rows {
        match (self, other) {
            (Rows::None, _) | (_, Rows::None) => Rows::None,
            (rows, Rows::All) => rows,
            (rows, other) => rows.and(other.clone()),
        }
    }

    /// As [`Rows::or`], for rows that are needed on.
    pub(crate) fn or_also(&self, other: &Rows) -> Rows {
        match (self, other) {
            (rows, Rows::None) => rows.clone(),
            (rows, other) => rows.clone().or(other.clone()),
        }
    }

    /// Those in either.
    pub(crate) fn or(self, other: Rows) -> Rows {
        match (self, other) {
            (Rows::All, _) | (_, Rows::All) => Rows::All,
            (Rows::None, rows) | (rows, Rows::None) => rows,
            (Rows::Bits(mut bits), Rows::Bits(other)) => {
                bits.iter_mut().zip(other).for_each(|(a, b)| *a |= b);
                Rows::Bits(bits)
            }
        }
    }

    /// The others among `count` rows.
    pub(crate) fn not(self, count: usize) -> Rows {
        match self {
            Rows::All => Rows::None,
            Rows::None => Rows::All,
            Rows::Bits(mut bits) => {
                bits.iter_mut().for_each(|word| *word = !*word);
                if let (Some(last), rest @ 1..) = (bits.last_mut(), count % 64) {
                    *last &= (1 << rest) - 1;
                }
                Rows::Bits(bits)
            }
        }
    }
}

/// Which rows are searched, by where they stand in their lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LifecycleFilter {
    /// Also what is believed no longer: superseded, merged, archived. Never what was deleted.
    pub superseded: bool,
    /// Also what has expired.
    pub expired: bool,
    /// What was believed at this instant (known time), whatever became of it since.
    pub as_of: Option<Timestamp>,
    /// What was true at this instant (valid time), as far as known. Together with `as_of`, whatever was
    /// known by then: what was held to be true, only its version of then tells.
    pub valid_at: Option<Timestamp>,
}

impl LifecycleFilter {
    /// Nothing but what is believed now.
    pub(crate) fn is_current(&self) -> bool {
        !self.superseded && self.as_of.is_none() && self.valid_at.is_none()
    }
}

/// The rows that `include` lets through at `now`.
pub(crate) fn lifecycle_rows(columns: &Columns, include: &LifecycleFilter, now: Timestamp) -> Rows {
    let rows = columns.len();
    let instant = include.as_of.unwrap_or(now).0;
    let allowed: Vec<bool> = Status::ALL
        .iter()
        .map(|status| match status {
            Status::Active => true,
            Status::Deleted => false,
            Status::Superseded | Status::Merged | Status::Archived => {
                include.superseded || include.as_of.is_some()
            }
        })
        .collect();
    let mut found = by_value(&columns.status, rows, |status| allowed[usize::from(status)]);
    if !include.expired {
        found = found.and(by_value(&columns.expires_at, rows, |at| {
            at == NO_TIME || at > instant
        }));
    }
    if include.as_of.is_some() {
        let active = place_of(Status::ALL, &Status::Active);
        let believed = |row: usize| match columns.superseded_at.get(row) {
            _ if include.valid_at.is_some() => true,
            NO_TIME => include.superseded || columns.status.get(row) == active,
            until => until > instant,
        };
        found = found
            .and(by_value(&columns.created_at, rows, |at| at <= instant))
            .and(Rows::collect(rows, believed));
    }
    if let Some(Timestamp(at)) = include.valid_at.filter(|_| include.as_of.is_none()) {
        found = found.and(Rows::collect(rows, |row| was_true(columns, row, at)));
    }
    found
}

/// As [`types::Memory::was_true`].
fn was_true(columns: &Columns, row: usize, at: i64) -> bool {
    let from = match columns.valid_from.get(row) {
        NO_TIME => columns.created_at.get(row),
        from => from,
    };
    let until = match columns.valid_to.get(row) {
        NO_TIME => {
            let replaced = [Status::Superseded, Status::Merged];
            let status = columns.status.get(row);
            let is_replaced = replaced
                .iter()
                .any(|it| place_of(Status::ALL, it) == status);
            match is_replaced {
                true => columns.superseded_at.get(row),
                false => NO_TIME,
            }
        }
        until => until,
    };
    from <= at && (until == NO_TIME || until > at)
}

fn place_of<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|other| other == value).unwrap_or(0) as u8
}

fn by_value<T: Plain>(column: &Column<T>, rows: usize, mut holds: impl FnMut(T) -> bool) -> Rows {
    match column {
        Column::Same { value, .. } if rows > 0 => {
            if holds(*value) {
                Rows::All
            } else {
                Rows::None
            }
        }
        Column::Same { .. } => Rows::None,
        Column::Each(values) => Rows::collect(rows, |row| holds(values[row])),
    }
}

/// The rows that fulfil `filter`.
pub(crate) fn filter_rows(columns: &Columns, filter: &Filter) -> Rows {
    let rows = columns.len();
    match filter {
        Filter::All(parts) => {
            let mut found = Rows::All;
            for part in parts {
                if found == Rows::None {
                    break;
                }
                found = found.and(filter_rows(columns, part));
            }
            found
        }
        Filter::Any(parts) => {
            let mut found = Rows::None;
            for part in parts {
                if found == Rows::All {
                    break;
                }
                found = found.or(filter_rows(columns, part));
            }
            found
        }
        Filter::Not(part) => filter_rows(columns, part).not(rows),
        Filter::Is(field, condition) => condition_rows(columns, field, condition),
    }
}

fn condition_rows(columns: &Columns, field: &Field, condition: &Condition) -> Rows {
    let judged = Judged {
        columns,
        field,
        condition,
    };
    macro_rules! names_of {
        ($all:expr) => {
            $all.iter()
                .map(|value| Some(Value::from(value.as_str())))
                .collect()
        };
    }
    match field {
        Field::UserId => judged.named(&columns.names[name::USER]),
        Field::AgentId => judged.named(&columns.names[name::AGENT]),
        Field::SessionId => judged.named(&columns.names[name::SESSION]),
        Field::Namespace => judged.named(&columns.names[name::NAMESPACE]),
        Field::ProjectId => judged.named(&columns.names[name::PROJECT]),
        Field::TeamId => judged.named(&columns.names[name::TEAM]),
        Field::RoleId => judged.named(&columns.names[name::ROLE]),
        Field::Type => judged.named(&columns.names[name::TYPE]),
        Field::Level => judged.closed(&columns.level, names_of!(Level::ALL)),
        Field::Kind => judged.closed(&columns.kind, names_of!(MemoryKind::ALL)),
        Field::Tier => judged.closed(&columns.tier, names_of!(Tier::ALL)),
        Field::Status => judged.closed(&columns.status, names_of!(Status::ALL)),
        Field::Trust => {
            let ranks = Trust::ALL
                .iter()
                .map(|&trust| Some(Value::Number(f64::from(trust as u8))));
            judged.closed(&columns.trust, ranks.collect())
        }
        Field::EventKind => {
            let mut kinds: Vec<Option<Value>> = names_of!(EventKind::ALL);
            kinds.insert(0, None);
            judged.closed(&columns.event_kind, kinds)
        }
        Field::Pinned => judged.flag(PINNED),
        Field::Verbatim => judged.flag(VERBATIM),
        Field::Confidence => judged.number(&columns.confidence),
        Field::Importance => judged.number(&columns.importance),
        Field::CreatedAt => judged.time(&columns.created_at),
        Field::UpdatedAt => judged.each_time(|row| {
            columns
                .created_at
                .get(row)
                .wrapping_add(columns.updated_after.get(row))
        }),
        Field::SupersededAt => judged.time(&columns.superseded_at),
        Field::HappenedAt => judged.each_time(|row| columns.happened_at(row)),
        Field::ValidFrom => judged.time(&columns.valid_from),
        Field::ValidTo => judged.time(&columns.valid_to),
        Field::ExpiresAt => judged.time(&columns.expires_at),
        Field::Topics => label_rows(columns, label::TOPIC, field, condition),
        Field::Tags => label_rows(columns, label::TAG, field, condition),
        Field::Entities => label_rows(columns, label::ENTITY, field, condition),
        Field::Metadata(path) => match columns.symbols.lookup(&metadata::path_text(path)) {
            Some(path) => metadata_rows(columns, path, field, condition),
            None if judged.judge(&[]) => Rows::All,
            None => Rows::None,
        },
    }
}

/// A condition on a field of at most one value: each distinct value is judged once, by the
/// definition itself.
struct Judged<'a> {
    columns: &'a Columns,
    field: &'a Field,
    condition: &'a Condition,
}

impl Judged<'_> {
    fn judge(&self, values: &[Value]) -> bool {
        self.condition.holds(self.field, values)
    }

    fn named(&self, column: &Column<u32>) -> Rows {
        let rows = self.columns.len();
        let symbols = &self.columns.symbols;
        if let Condition::In(wanted) = self.condition {
            let wanted: Vec<u32> = wanted
                .iter()
                .filter_map(|want| symbol_of(self.columns, want))
                .collect();
            return match wanted.as_slice() {
                [] => Rows::None,
                &[only] => by_value(column, rows, |symbol| symbol == only),
                several => by_value(column, rows, |symbol| several.contains(&symbol)),
            };
        }
        let none = self.judge(&[]);
        let mut known = Known::default();
        by_value(column, rows, |symbol| match symbol {
            Symbols::NONE => none,
            symbol => known.judge(symbol, symbols.len(), || {
                self.judge(&[Value::from(symbols.get(symbol))])
            }),
        })
    }

    /// A column of places among `values`.
    fn closed(&self, column: &Column<u8>, values: Vec<Option<Value>>) -> Rows {
        let verdicts: Vec<bool> = values
            .iter()
            .map(|value| self.judge(value.as_slice()))
            .collect();
        by_value(column, self.columns.len(), |place| {
            verdicts[usize::from(place)]
        })
    }

    fn flag(&self, bit: u8) -> Rows {
        let verdicts = [false, true].map(|truth| self.judge(&[Value::Bool(truth)]));
        by_value(&self.columns.flags, self.columns.len(), |flags| {
            verdicts[usize::from(flags & bit != 0)]
        })
    }

    fn number(&self, column: &Column<u32>) -> Rows {
        by_value(column, self.columns.len(), |bits| {
            self.judge(&[Value::Number(f64::from(f32::from_bits(bits)))])
        })
    }

    fn time(&self, column: &Column<i64>) -> Rows {
        let none = self.judge(&[]);
        by_value(column, self.columns.len(), |at| match at {
            NO_TIME => none,
            at => self.judge(&[Value::Time(Timestamp(at))]),
        })
    }

    fn each_time(&self, at: impl Fn(usize) -> i64) -> Rows {
        Rows::collect(self.columns.len(), |row| {
            self.judge(&[Value::Time(Timestamp(at(row)))])
        })
    }
}

/// The number that a text has, if any row could have it.
fn symbol_of(columns: &Columns, value: &Value) -> Option<u32> {
    match value {
        Value::Text(text) => columns.symbols.lookup(text),
        _ => None,
    }
}

/// Topics, tags and entities: values are compared as symbols, equal ones having one number.
fn label_rows(columns: &Columns, kind: u32, field: &Field, condition: &Condition) -> Rows {
    // The symbol a wanted value has, if any row could have it.
    let symbol = |value: &Value| match value {
        Value::Text(text) if kind == label::ENTITY => columns.symbols.lookup(&text.to_lowercase()),
        Value::Text(text) => columns.symbols.lookup(text),
        _ => None,
    };
    let items = |row: usize| {
        columns
            .labels(row)
            .filter(move |item| item.0 == kind)
            .map(move |(_, first, second)| {
                if kind == label::ENTITY {
                    (first, second)
                } else {
                    (first, first)
                }
            })
    };
    set_rows(columns, condition, symbol, items, |symbol| {
        condition.holds(field, &[Value::from(columns.symbols.get(symbol))])
    })
}

fn metadata_rows(columns: &Columns, path: u32, field: &Field, condition: &Condition) -> Rows {
    let symbol = |value: &Value| columns.symbols.lookup(&metadata::value_text(value)?);
    let items = |row: usize| {
        columns
            .labels(row)
            .filter(move |item| item.0 == label::METADATA && item.1 == path)
            .map(|(_, _, value)| (value, value))
    };
    set_rows(columns, condition, symbol, items, |symbol| {
        metadata::value_of(columns.symbols.get(symbol))
            .is_some_and(|value| condition.holds(field, &[value]))
    })
}

/// A condition on rows with any number of values. `items`: each value's symbol, as written and as
/// compared for equality; `in_range` judges one as written.
fn set_rows<I: Iterator<Item = (u32, u32)>>(
    columns: &Columns,
    condition: &Condition,
    symbol: impl Fn(&Value) -> Option<u32>,
    items: impl Fn(usize) -> I,
    in_range: impl Fn(u32) -> bool,
) -> Rows {
    let rows = columns.len();
    match condition {
        Condition::In(wanted) => {
            let wanted: Vec<u32> = wanted.iter().filter_map(symbol).collect();
            if wanted.is_empty() {
                return Rows::None;
            }
            Rows::collect(rows, |row| {
                items(row).any(|(_, value)| wanted.contains(&value))
            })
        }
        Condition::HasAll(wanted) => {
            let Some(wanted) = wanted.iter().map(symbol).collect::<Option<Vec<u32>>>() else {
                return Rows::None;
            };
            Rows::collect(rows, |row| {
                wanted
                    .iter()
                    .all(|&want| items(row).any(|(_, value)| value == want))
            })
        }
        Condition::Exists(expected) => {
            Rows::collect(rows, |row| items(row).next().is_some() == *expected)
        }
        Condition::Range { .. } => {
            let mut known = Known::default();
            let symbols = columns.symbols.len();
            Rows::collect(rows, |row| {
                items(row).any(|(value, _)| known.judge(value, symbols, || in_range(value)))
            })
        }
    }
}

/// Verdicts on symbols, each made once.
#[derive(Default)]
struct Known(Vec<Option<bool>>);

impl Known {
    /// The verdict on `symbol`, one of `symbols`.
    fn judge(&mut self, symbol: u32, symbols: usize, judge: impl FnOnce() -> bool) -> bool {
        if self.0.is_empty() {
            self.0.resize(symbols + 1, None);
        }
        *self.0[symbol as usize].get_or_insert_with(judge)
    }
}
