//! Cursors: where a page ended.
//!
//! A cursor holds the sort value and the id, or the number, of the page's last row and nothing else. It is applied
//! under the caller's own scope, so a foreign one can at most skip rows; its checksum turns typing
//! errors and tampering into an error instead of an odd page.

use std::cmp::Ordering;
use std::fmt::Write;

use rusqlite::types::Value as SqlValue;
use types::{Error, Result};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A place in a sorted list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// Which list and order the place belongs to.
    pub list: u8,
    /// The last row's sort value: an integer, or the bits of a real.
    pub value: i64,
    /// Whether `value` is the bits of a real.
    pub is_real: bool,
    /// The last row's id, or its number; see [`Place::of_number`].
    pub id: [u8; 16],
}

const SEED: u64 = 0x6d65_6d6f_6972_6401;
const BYTES: usize = 26;

impl Place {
    /// A place in a list that is sorted by an integer.
    pub(super) fn at(list: u8, value: i64, id: [u8; 16]) -> Self {
        Place {
            list,
            value,
            is_real: false,
            id,
        }
    }

    /// A place in a list that is sorted by an integer and then by row number.
    pub(super) fn of_number(list: u8, value: i64, number: i64) -> Self {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        Place::at(list, value, id)
    }

    /// The number of such a place.
    pub(super) fn number(&self) -> i64 {
        let [.., a, b, c, d, e, f, g, h] = self.id;
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// Which of two places in one list comes first, the smallest first.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let values = if self.is_real {
            let [one, other] = [self, other].map(|place| f64::from_bits(place.value as u64));
            one.total_cmp(&other)
        } else {
            self.value.cmp(&other.value)
        };
        values.then(self.id.cmp(&other.id))
    }

    /// The sort value as SQLite compares it.
    pub(super) fn key(&self) -> SqlValue {
        if self.is_real {
            SqlValue::Real(f64::from_bits(self.value as u64))
        } else {
            SqlValue::Integer(self.value)
        }
    }

    /// As text for the caller.
    pub(super) fn to_text(self) -> String {
        let mut bytes = Vec::with_capacity(BYTES + 4);
        bytes.push(self.list);
        bytes.push(u8::from(self.is_real));
        bytes.extend_from_slice(&self.value.to_be_bytes());
        bytes.extend_from_slice(&self.id);
        let check = xxh3_64_with_seed(&bytes, SEED) as u32;
        bytes.extend_from_slice(&check.to_be_bytes());
        let mut text = String::with_capacity(bytes.len() * 2);
        for byte in bytes {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// Reads what [`Place::to_text`] made for the same list.
    pub(super) fn parse(text: &str, list: u8) -> Result<Self> {
        let invalid = || Error::invalid("cursor", "not a cursor of this list");
        if text.len() != (BYTES + 4) * 2 || !text.is_ascii() {
            return Err(invalid());
        }
        let bytes = (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| invalid()))
            .collect::<Result<Vec<u8>>>()?;
        let (content, check) = bytes.split_at(BYTES);
        if (xxh3_64_with_seed(content, SEED) as u32).to_be_bytes() != check {
            return Err(invalid());
        }
        let place = Place {
            list: content[0],
            is_real: content[1] == 1,
            value: i64::from_be_bytes(content[2..10].try_into().map_err(|_| invalid())?),
            id: content[10..].try_into().map_err(|_| invalid())?,
        };
        // A NaN would be bound as null and hide the rest of the list.
        let is_nan = place.is_real && f64::from_bits(place.value as u64).is_nan();
        if place.list != list || is_nan {
            Err(invalid())
        } else {
            Ok(place)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_nothing_else_does() {
        let place = Place {
            list: 3,
            value: -7,
            is_real: false,
            id: [9; 16],
        };
        let text = place.to_text();
        assert_eq!(Place::parse(&text, 3).ok(), Some(place));
        assert!(Place::parse(&text, 4).is_err(), "another list's");
        assert!(Place::parse("", 3).is_err());
        assert!(Place::parse(&"é".repeat(30), 3).is_err());
        for index in 0..text.len() {
            let mut other: Vec<char> = text.chars().collect();
            other[index] = if other[index] == '0' { '1' } else { '0' };
            let other: String = other.into_iter().collect();
            assert!(Place::parse(&other, 3).is_err(), "changed at {index}");
        }
    }
}
