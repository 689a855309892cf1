//! Identifiers. Each is its own type, so that one cannot be passed for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ulid::Ulid;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::limits;

/// The tenant. Every key of the store begins with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrgId(String);

impl OrgId {
    /// The org of a server on which no key was created yet.
    pub const DEFAULT: &'static str = "default";

    /// Accepts 1 to 256 characters without control characters.
    pub fn new(id: impl Into<String>) -> Result<Self> {
        let id = id.into();
        limits::check_name("org_id", &id)?;
        Ok(OrgId(id))
    }

    /// The org called [`OrgId::DEFAULT`].
    pub fn default_org() -> Self {
        OrgId(Self::DEFAULT.to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! ulid_id {
    ($name:ident, $what:literal) => {
        #[doc = concat!("A ", $what, "'s id: a ULID, 26 characters, sortable by time of creation.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Ulid);

        impl $name {
            /// From the 16 bytes it is stored as.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                $name(Ulid::from_bytes(bytes))
            }

            /// The 16 bytes it is stored as.
            pub fn to_bytes(self) -> [u8; 16] {
                self.0.to_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                Ulid::from_string(text)
                    .map($name)
                    .map_err(|_| Error::invalid("id", concat!("not a valid ", $what, " id")))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse()
                    .map_err(|_| serde::de::Error::custom(concat!("not a valid ", $what, " id")))
            }
        }
    };
}

ulid_id!(EventId, "event");
ulid_id!(KeyId, "key");
ulid_id!(JobId, "job");

/// A memory's id: a UUID (version 7 where Memoird makes it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemoryId(pub Uuid);

impl MemoryId {
    /// From the 16 bytes it is stored as.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        MemoryId(Uuid::from_bytes(bytes))
    }

    /// The 16 bytes it is stored as.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }
}

impl fmt::Display for MemoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for MemoryId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Uuid::try_parse(text)
            .map(MemoryId)
            .map_err(|_| Error::invalid("memory_id", "not a valid memory id (a UUID is expected)"))
    }
}

/// Makes ids that sort by time and never repeat within a process, for a given millisecond clock.
#[derive(Debug, Default)]
pub struct IdGenerator {
    last: std::sync::Mutex<u128>,
}

impl IdGenerator {
    /// A new 128-bit ULID value at `unix_ms`, strictly greater than every one made before.
    /// `entropy` fills the 80 random bits.
    fn next(&self, unix_ms: u64, entropy: u128) -> u128 {
        let fresh = (u128::from(unix_ms) << 80) | (entropy & ((1 << 80) - 1));
        let mut last = self
            .last
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        *last = if fresh > *last { fresh } else { *last + 1 };
        *last
    }

    /// A new event id.
    pub fn event_id(&self, unix_ms: u64, entropy: u128) -> EventId {
        EventId(Ulid(self.next(unix_ms, entropy)))
    }

    /// A new job id.
    pub fn job_id(&self, unix_ms: u64, entropy: u128) -> JobId {
        JobId(Ulid(self.next(unix_ms, entropy)))
    }

    /// A new key id.
    pub fn key_id(&self, unix_ms: u64, entropy: u128) -> KeyId {
        KeyId(Ulid(self.next(unix_ms, entropy)))
    }

    /// A new memory id (UUID version 7: 48 bits of time, 74 of ordered entropy).
    pub fn memory_id(&self, unix_ms: u64, entropy: u128) -> MemoryId {
        let value = self.next(unix_ms, entropy);
        let random = value & ((1 << 74) - 1);
        let high = (value >> 80) << 16 | 0x7000 | (random >> 62);
        let low = (0b10 << 62) | (random & ((1 << 62) - 1));
        MemoryId(Uuid::from_u64_pair(high as u64, low as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_stands_or_goes_back() {
        let generator = IdGenerator::default();
        let ids: Vec<EventId> = [5, 5, 4, 6]
            .iter()
            .map(|&ms| generator.event_id(ms, u128::MAX))
            .collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|w| w[0] != w[1]));
    }

    #[test]
    fn memory_ids_made_in_one_millisecond_differ() {
        let generator = IdGenerator::default();
        let ids: std::collections::HashSet<MemoryId> =
            (0..1000).map(|_| generator.memory_id(7, 0)).collect();
        assert_eq!(ids.len(), 1000);
    }

    #[test]
    fn memory_ids_are_uuid_version_7() {
        let id = IdGenerator::default().memory_id(1_700_000_000_000, 0x1234_5678_9abc);
        assert_eq!(id.0.get_version_num(), 7);
        assert_eq!(id.to_string().parse::<MemoryId>().ok(), Some(id));
    }

    #[test]
    fn event_ids_round_trip_as_text() {
        let id = IdGenerator::default().event_id(1, 2);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.to_string().parse::<EventId>().ok(), Some(id));
        assert!("nonsense".parse::<EventId>().is_err());
    }
}
