//! Time: one representation, one parser, and a clock that tests can set.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// An instant: microseconds since 1970-01-01T00:00:00Z, leap seconds aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_unix_ms(unix_ms: i64) -> Self {
        Timestamp(unix_ms.saturating_mul(1000))
    }

    /// Milliseconds since the epoch, rounded down.
    pub const fn unix_ms(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This instant moved by `ms` milliseconds.
    pub const fn plus_ms(self, ms: i64) -> Self {
        Timestamp(self.0.saturating_add(ms.saturating_mul(1000)))
    }

    /// Reads ISO 8601 / RFC 3339: with offset, without (taken as UTC), or a date alone (its
    /// midnight in UTC). Years 1 to 9999; the last day of all is [`Timestamp::MAX`].
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let invalid = || Error::invalid("ts", "not an ISO 8601 time such as 2024-05-01T12:00:00Z");
        let instant = if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            instant
        } else {
            // With an offset it is an instant that the calendar library cannot hold, or none at all.
            let civil: jiff::civil::DateTime = text
                .strip_suffix(['Z', 'z'])
                .unwrap_or(text)
                .parse()
                .map_err(|_| invalid())?;
            // What people write for "for ever" is as late as can be.
            if civil.date() == jiff::civil::Date::MAX {
                return Ok(Self::MAX);
            }
            civil
                .to_zoned(jiff::tz::TimeZone::UTC)
                .map_err(|_| invalid())?
                .timestamp()
        };
        let micros = instant.as_microsecond();
        if !(Self::MIN.0..=Self::MAX.0).contains(&micros) {
            return Err(invalid());
        }
        Ok(Timestamp(micros))
    }

    /// 0001-01-01T00:00:00Z, the earliest instant that is accepted.
    pub const MIN: Timestamp = Timestamp(-62_135_596_800_000_000);
    /// 9999-12-30T22:00:00Z, the latest instant that is accepted (the bound of the calendar library).
    pub const MAX: Timestamp = Timestamp(253_402_207_200_000_000);

    /// The calendar time in UTC.
    pub fn to_civil(self) -> jiff::civil::DateTime {
        let clamped = self.0.clamp(Self::MIN.0, Self::MAX.0);
        jiff::Timestamp::from_microsecond(clamped)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .datetime()
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, e.g. `2024-05-01T12:00:00Z`; fractions only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.to_civil())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Timestamp::parse(&text).map_err(|e| serde::de::Error::custom(e.public()))
    }
}

/// Where "now" comes from. Injected once, so that tests own the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until it is set.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn new(start: Timestamp) -> Self {
        ManualClock(AtomicI64::new(start.0))
    }

    /// Moves the clock by `ms` milliseconds, either way.
    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms * 1000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_clients_send_and_refuses_the_rest() {
        fn check(text: &str, expect: Option<&str>) {
            let got = Timestamp::parse(text).ok().map(|t| t.to_string());
            assert_eq!(got.as_deref(), expect, "{text}");
        }
        check("2023-05-08T13:56:00Z", Some("2023-05-08T13:56:00Z"));
        check(
            "2023-05-08T13:56:00.250+02:00",
            Some("2023-05-08T11:56:00.25Z"),
        );
        check("2023-05-08 13:56:00", Some("2023-05-08T13:56:00Z"));
        check("2023-05-08T13:56", Some("2023-05-08T13:56:00Z"));
        check("2023-05-08", Some("2023-05-08T00:00:00Z"));
        check("9999-12-30", Some("9999-12-30T00:00:00Z"));
        check("9999-12-31", Some("9999-12-30T22:00:00Z"));
        check("9999-12-31T23:59:59Z", Some("9999-12-30T22:00:00Z"));
        check("9999-12-31T23:59:59.999999Z", Some("9999-12-30T22:00:00Z"));
        check("9999-12-32", None);
        check("10000-01-01", None);
        check("yesterday", None);
        check("", None);
        check("2023-13-08", None);
        check("-005000-01-01T00:00:00Z", None);
    }
}
