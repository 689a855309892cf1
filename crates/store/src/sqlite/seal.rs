//! Row checksums, and reading a sealed row.
//!
//! A checksum covers a tag (the table), and every content column with its type and length, in the
//! order in which the table declares them. It is taken over what is *stored*, not over the structs,
//! so that no rounding or normalising in between can hide a change.

use std::cell::Cell;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Row};
use types::{Coordinates, Error, ErrorKind, Result, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use super::errors::sql;

/// Checksum of a row of the table `tag` with these content columns.
pub(super) fn seal(tag: &str, values: &[ValueRef<'_>]) -> i64 {
    let mut bytes = Vec::with_capacity(1024);
    bytes.extend_from_slice(tag.as_bytes());
    bytes.push(0);
    for value in values {
        push(&mut bytes, *value);
    }
    xxh3_64(&bytes) as i64
}

fn push(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => bytes.push(0),
        ValueRef::Integer(n) => {
            bytes.push(1);
            bytes.extend_from_slice(&n.to_le_bytes());
        }
        ValueRef::Real(x) => {
            bytes.push(2);
            // SQLite keeps -0.0 as the integer 0, and gives back 0.0; this sum makes one of both.
            bytes.extend_from_slice(&(x + 0.0).to_bits().to_le_bytes());
        }
        ValueRef::Text(text) => {
            bytes.push(3);
            bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
            bytes.extend_from_slice(text);
        }
        ValueRef::Blob(blob) => {
            bytes.push(4);
            bytes.extend_from_slice(&(blob.len() as u64).to_le_bytes());
            bytes.extend_from_slice(blob);
        }
    }
}

/// Runs an insert whose parameters are `values` and then their checksum.
pub(super) fn execute_sealed(
    mut statement: CachedStatement<'_>,
    tag: &str,
    values: &[ValueRef<'_>],
) -> Result<usize> {
    let checksum = seal(tag, values);
    let all = values.iter().copied().chain([ValueRef::Integer(checksum)]);
    statement
        .execute(rusqlite::params_from_iter(all.map(ToSqlOutput::Borrowed)))
        .map_err(sql)
}

thread_local! {
    /// Damaged rows that this thread has met and nobody has counted yet. A read runs on one thread from
    /// its beginning to its end, and the places that meet damage know of no store.
    static MET: Cell<u64> = const { Cell::new(0) };
}

/// How many damaged rows this thread has met since it was last asked.
pub(super) fn take_met() -> u64 {
    MET.take()
}

/// What is said about a row whose checksum is wrong.
pub(super) fn damaged() -> Error {
    MET.set(MET.get() + 1);
    Error::new(
        ErrorKind::Corrupt,
        "stored data is damaged and is not served",
    )
}

/// How rows are read: with their checksums verified, except in the control of a test.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verify(pub bool);

impl Verify {
    /// A reader of the `count` content columns of `row` from `first` on, whose checksum is the
    /// column after them; `Corrupt` if it is wrong.
    pub(super) fn open<'r>(
        self,
        tag: &str,
        row: &'r Row<'r>,
        first: usize,
        count: usize,
    ) -> Result<Fields<'r>> {
        if self.0 {
            let mut bytes = Vec::with_capacity(1024);
            bytes.extend_from_slice(tag.as_bytes());
            bytes.push(0);
            for index in first..first + count {
                push(&mut bytes, row.get_ref(index).map_err(sql)?);
            }
            let stored = row.get_ref(first + count).map_err(sql)?;
            if stored != ValueRef::Integer(xxh3_64(&bytes) as i64) {
                return Err(damaged());
            }
        }
        Ok(Fields { row, at: first })
    }
}

/// Reads a row's columns one after the other. Anything unexpected is damage.
pub(super) struct Fields<'r> {
    row: &'r Row<'r>,
    at: usize,
}

impl<'r> Fields<'r> {
    /// The next column as it is.
    pub(super) fn raw(&mut self) -> Result<ValueRef<'r>> {
        let value = self.row.get_ref(self.at).map_err(sql)?;
        self.at += 1;
        Ok(value)
    }

    /// Passes over `count` columns.
    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
    }

    pub(super) fn str_opt(&mut self) -> Result<Option<&'r str>> {
        match self.raw()? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(text) => std::str::from_utf8(text).map(Some).map_err(|_| damaged()),
            _ => Err(damaged()),
        }
    }

    pub(super) fn str(&mut self) -> Result<&'r str> {
        self.str_opt()?.ok_or_else(damaged)
    }

    pub(super) fn text(&mut self) -> Result<String> {
        self.str().map(str::to_owned)
    }

    pub(super) fn text_opt(&mut self) -> Result<Option<String>> {
        Ok(self.str_opt()?.map(str::to_owned))
    }

    pub(super) fn int_opt(&mut self) -> Result<Option<i64>> {
        match self.raw()? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(n) => Ok(Some(n)),
            _ => Err(damaged()),
        }
    }

    pub(super) fn int(&mut self) -> Result<i64> {
        self.int_opt()?.ok_or_else(damaged)
    }

    pub(super) fn count(&mut self) -> Result<u64> {
        u64::try_from(self.int()?).map_err(|_| damaged())
    }

    pub(super) fn flag(&mut self) -> Result<bool> {
        Ok(self.int()? != 0)
    }

    pub(super) fn real(&mut self) -> Result<f32> {
        match self.raw()? {
            ValueRef::Real(x) => Ok(x as f32),
            _ => Err(damaged()),
        }
    }

    pub(super) fn time(&mut self) -> Result<Timestamp> {
        self.int().map(Timestamp)
    }

    pub(super) fn time_opt(&mut self) -> Result<Option<Timestamp>> {
        Ok(self.int_opt()?.map(Timestamp))
    }

    pub(super) fn blob_opt(&mut self) -> Result<Option<&'r [u8]>> {
        match self.raw()? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(damaged()),
        }
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        let bytes = self.blob_opt()?.ok_or_else(damaged)?;
        bytes.try_into().map_err(|_| damaged())
    }

    /// An enumeration's stable name.
    pub(super) fn name<T>(&mut self, from_name: impl Fn(&str) -> Option<T>) -> Result<T> {
        from_name(self.str()?).ok_or_else(damaged)
    }

    pub(super) fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T> {
        serde_json::from_str(self.str()?).map_err(|_| damaged())
    }

    pub(super) fn json_opt<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>> {
        self.str_opt()?
            .map(|text| serde_json::from_str(text).map_err(|_| damaged()))
            .transpose()
    }

    /// The seven coordinate columns.
    pub(super) fn coordinates(&mut self) -> Result<Coordinates> {
        Ok(Coordinates {
            user_id: self.text_opt()?,
            agent_id: self.text_opt()?,
            session_id: self.text_opt()?,
            namespace: self.text_opt()?,
            project_id: self.text_opt()?,
            team_id: self.text_opt()?,
            role_id: self.text_opt()?,
        })
    }
}

// ---- values to bind -------------------------------------------------------------------------------

pub(super) fn text(value: &str) -> ValueRef<'_> {
    ValueRef::Text(value.as_bytes())
}

pub(super) fn text_opt(value: &Option<String>) -> ValueRef<'_> {
    value.as_deref().map_or(ValueRef::Null, text)
}

pub(super) fn int(value: u64) -> ValueRef<'static> {
    // Counters and sequence numbers stay far below 2^63.
    ValueRef::Integer(value as i64)
}

pub(super) fn int_opt(value: Option<u64>) -> ValueRef<'static> {
    value.map_or(ValueRef::Null, int)
}

pub(super) fn flag(value: bool) -> ValueRef<'static> {
    ValueRef::Integer(i64::from(value))
}

pub(super) fn real(value: f32) -> ValueRef<'static> {
    ValueRef::Real(f64::from(value))
}

pub(super) fn time(value: Timestamp) -> ValueRef<'static> {
    ValueRef::Integer(value.0)
}

pub(super) fn time_opt(value: Option<Timestamp>) -> ValueRef<'static> {
    value.map_or(ValueRef::Null, time)
}

pub(super) fn blob(value: &[u8]) -> ValueRef<'_> {
    ValueRef::Blob(value)
}

/// The seven coordinate columns, in the order of the tables.
pub(super) fn coordinates(at: &Coordinates) -> [ValueRef<'_>; 7] {
    at.entries().map(|(_, value)| text_opt(value))
}

/// `value` as JSON text; refuses nesting so deep that it could not be read back.
pub(super) fn json(field: &'static str, value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string(value)
        .map_err(|e| Error::invalid(field, "cannot be stored as JSON").with_source(e))?;
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0u32, 0u32, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth -= 1,
            _ => {}
        }
    }
    // The reader's own limit is 128; history wraps a memory's metadata in two more levels.
    if deepest > 120 {
        return Err(Error::invalid(field, "nested too deeply"));
    }
    Ok(text)
}
