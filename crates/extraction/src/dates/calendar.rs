//! The civil calendar (proleptic Gregorian, UTC) as arithmetic on days since 1970-01-01. No date is
//! out of range here; [`to_timestamp`] says which ones the product accepts.

use types::Timestamp;

/// A day, counted from 1970-01-01.
pub(super) type Day = i64;

pub(super) const MINUTES_A_DAY: i64 = 24 * 60;
const MICROS_A_MINUTE: i64 = 60 * 1_000_000;

/// The day of a civil date. Months outside 1 to 12 carry into the year. After Howard Hinnant,
/// "chrono-compatible low-level date algorithms".
pub(super) fn day_of(year: i64, month: i64, day: i64) -> Day {
    let year = year + (month - 1).div_euclid(12);
    let month = (month - 1).rem_euclid(12) + 1;
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month, day.
pub(super) fn civil(day: Day) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

/// Monday is 0.
pub(super) fn weekday(day: Day) -> i64 {
    (day + 3).rem_euclid(7)
}

/// The Monday of the week.
pub(super) fn week_start(day: Day) -> Day {
    day - weekday(day)
}

pub(super) fn month_days(year: i64, month: i64) -> i64 {
    day_of(year, month + 1, 1) - day_of(year, month, 1)
}

/// Whether there is such a day.
pub(super) fn exists(year: i64, month: i64, day: i64) -> bool {
    (1..=12).contains(&month) && day >= 1 && day <= month_days(year, month)
}

/// Easter Sunday (anonymous Gregorian computus).
pub(super) fn easter(year: i64) -> Day {
    let a = year.rem_euclid(19);
    let b = year.div_euclid(100);
    let c = year.rem_euclid(100);
    let d = (b - (b + 8) / 25 + 1) / 3;
    let e = (19 * a + b - b / 4 - d + 15).rem_euclid(30);
    let f = (32 + 2 * (b % 4) + 2 * (c / 4) - e - c % 4).rem_euclid(7);
    let g = (a + 11 * e + 22 * f) / 451;
    let sum = e + f - 7 * g + 114;
    day_of(year, sum / 31, sum % 31 + 1)
}

/// The `nth` given weekday of a month, from 1; 0 is the last one.
pub(super) fn nth_weekday(year: i64, month: i64, wanted: i64, nth: i64) -> Day {
    if nth == 0 {
        let last = day_of(year, month + 1, 1) - 1;
        return last - (weekday(last) - wanted).rem_euclid(7);
    }
    let first = day_of(year, month, 1);
    first + (wanted - weekday(first)).rem_euclid(7) + (nth - 1) * 7
}

/// Day and minute of the day of an instant.
pub(super) fn split(at: Timestamp) -> (Day, i64) {
    let minutes = at.0.div_euclid(MICROS_A_MINUTE);
    (
        minutes.div_euclid(MINUTES_A_DAY),
        minutes.rem_euclid(MINUTES_A_DAY),
    )
}

/// The instant of a minute counted from 1970, if the product accepts it.
pub(super) fn to_timestamp(minute: i64) -> Option<Timestamp> {
    let at = Timestamp(minute.checked_mul(MICROS_A_MINUTE)?);
    (Timestamp::MIN..=Timestamp::MAX)
        .contains(&at)
        .then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_calendar_library() {
        let mut at = Timestamp::MIN;
        while at < Timestamp::MAX {
            let expect = at.to_civil();
            let (year, month, day) = civil(split(at).0);
            assert_eq!(
                (year, month, day),
                (
                    expect.year().into(),
                    expect.month().into(),
                    expect.day().into()
                )
            );
            assert_eq!(day_of(year, month, day), split(at).0);
            let monday = i64::from(expect.weekday().to_monday_zero_offset());
            assert_eq!(weekday(split(at).0), monday);
            at = Timestamp(at.0 + 86_400_000_000 * 97);
        }
    }

    #[test]
    fn knows_movable_days() {
        fn check(day: Day, expect: (i64, i64, i64)) {
            assert_eq!(civil(day), expect);
        }
        check(easter(2024), (2024, 3, 31));
        check(easter(2025), (2025, 4, 20));
        check(easter(2038), (2038, 4, 25));
        check(nth_weekday(2024, 11, 3, 4), (2024, 11, 28));
        check(nth_weekday(2024, 5, 0, 0), (2024, 5, 27));
        check(day_of(2024, 14, 1), (2025, 2, 1));
        check(day_of(2024, 0, 1), (2023, 12, 1));
    }
}
