use proptest::prelude::*;
use types::Timestamp;

use super::*;

/// A Wednesday.
const SAID: &str = "2024-05-15T10:30:00Z";

/// `expect`: "words = from .. to" for each date, joined by "; ". A day stands for its midnight.
fn check_at(said_at: &str, text: &str, expect: &str) {
    let said_at = Timestamp::parse(said_at).expect("a test's date");
    let short = |at: Timestamp| {
        let text = at.to_string();
        let day = text.strip_suffix("T00:00:00Z");
        day.or(text.strip_suffix(":00Z"))
            .unwrap_or(&text)
            .to_owned()
    };
    let got: Vec<String> = find(text, said_at)
        .iter()
        .map(|date| {
            let words = &text[date.span.start as usize..date.span.end as usize];
            let (from, to) = (short(date.from), short(date.to));
            let one_day = split_day(date.from, date.to);
            match one_day {
                true => format!("{words} = {from}"),
                false => format!("{words} = {from} .. {to}"),
            }
        })
        .collect();
    assert_eq!(got.join("; "), expect, "{text} (said {said_at})");
}

fn split_day(from: Timestamp, to: Timestamp) -> bool {
    let length = to.0 - from.0;
    length == 86_400_000_000 || length == 60_000_000
}

fn check(text: &str, expect: &str) {
    check_at(SAID, text, expect);
}

#[test]
fn absolute_dates() {
    check("on 2024-03-05", "2024-03-05 = 2024-03-05");
    check(
        "2024-03-05T14:30:00Z",
        "2024-03-05T14:30:00Z = 2024-03-05T14:30",
    );
    check(
        "at 2024-03-05 14:30+02:00.",
        "2024-03-05 14:30+02:00 = 2024-03-05T12:30",
    );
    check("since 2024-03", "2024-03 = 2024-03-01 .. 2024-04-01");
    check("March 5, 2023", "March 5, 2023 = 2023-03-05");
    check("5 March 2023", "5 March 2023 = 2023-03-05");
    check(
        "the 5th of March 2023",
        "the 5th of March 2023 = 2023-03-05",
    );
    check("Mar. 5th", "Mar. 5th = 2025-03-05");
    check("5/3/2024", "5/3/2024 = 2024-05-03");
    check("25/3/2024", "25/3/2024 = 2024-03-25");
    check("5.3.2024", "5.3.2024 = 2024-03-05");
    check("5/3/24", "5/3/24 = 2024-05-03");
    check("31/31/2024", "");
    check("in June 2023", "June 2023 = 2023-06-01 .. 2023-07-01");
    check(
        "I've lived here since 2019.",
        "2019 = 2019-01-01 .. 2020-01-01",
    );
    check("in 2000 words", "");
    check("May 3-9, 2024", "May 3-9, 2024 = 2024-05-03 .. 2024-05-10");
    check("3-9 June", "3-9 June = 2024-06-03 .. 2024-06-10");
    check("May '22", "May '22 = 2022-05-01 .. 2022-06-01");
    check("the fifth of July", "the fifth of July = 2024-07-05");
    check("July the 4th", "July the 4th = 2024-07-04");
    check(
        "the twenty-first of June",
        "the twenty-first of June = 2024-06-21",
    );
    check("in the 1990s", "the 1990s = 1990-01-01 .. 2000-01-01");
    check(
        "in the early 90s",
        "the early 90s = 1990-01-01 .. 1994-01-01",
    );
    check("in the '80s", "the '80s = 1980-01-01 .. 1990-01-01");
    check("Q3 2024", "Q3 2024 = 2024-07-01 .. 2024-10-01");
    check("February 30", "");
}

#[test]
fn dates_without_a_year_follow_the_tense() {
    check("I went there on March 5.", "March 5 = 2024-03-05");
    check("I'll go there on March 5.", "March 5 = 2025-03-05");
    check("I started in June.", "June = 2023-06-01 .. 2023-07-01");
    check(
        "We are getting married in June.",
        "June = 2024-06-01 .. 2024-07-01",
    );
    check("My birthday is July 9.", "July 9 = 2024-07-09");
    check("I booked a table for May 3.", "May 3 = 2025-05-03");
    check("Let's meet on the 14th.", "the 14th = 2024-06-14");
    check("We met on the 14th.", "the 14th = 2024-05-14");
    check("We met on the 31st.", "the 31st = 2024-03-31");
    check(
        "the 14th of next month",
        "the 14th of next month = 2024-06-14",
    );
    check("She was born on February 29.", "February 29 = 2024-02-29");
    check("I will see you on February 29", "February 29 = 2028-02-29");
}

#[test]
fn relative_days() {
    check("I saw her yesterday.", "yesterday = 2024-05-14");
    check("See you tomorrow!", "tomorrow = 2024-05-16");
    check(
        "the day before yesterday",
        "the day before yesterday = 2024-05-13",
    );
    check("tonight", "tonight = 2024-05-15T18:00 .. 2024-05-16T06:00");
    check(
        "last night",
        "last night = 2024-05-14T18:00 .. 2024-05-15T06:00",
    );
    check(
        "this morning",
        "this morning = 2024-05-15T06:00 .. 2024-05-15T12:00",
    );
    check("two weeks ago", "two weeks ago = 2024-05-01");
    check("a couple of days ago", "a couple of days ago = 2024-05-13");
    check("2 months ago", "2 months ago = 2024-03-01 .. 2024-04-01");
    check("ten years ago", "ten years ago = 2014-01-01 .. 2015-01-01");
    check("in 3 days", "in 3 days = 2024-05-18");
    check("in two weeks", "in two weeks = 2024-05-29");
    check("in two hours", "in two hours = 2024-05-15T12:30");
    check("a week from Friday", "a week from Friday = 2024-05-24");
    check(
        "two days before Christmas",
        "two days before Christmas = 2024-12-23",
    );
    check(
        "the day after Christmas",
        "the day after Christmas = 2024-12-26",
    );
    check(
        "the week before 9 June 2023",
        "the week before 9 June 2023 = 2023-06-02 .. 2023-06-09",
    );
    check(
        "the past two weeks",
        "the past two weeks = 2024-05-01 .. 2024-05-16",
    );
    check(
        "half a year ago",
        "half a year ago = 2023-11-01 .. 2023-12-01",
    );
    check("in 1.5 hours", "in 1.5 hours = 2024-05-15T12:00");
    check("99999999 years ago", "");
}

#[test]
fn weekdays() {
    check("I called him last Friday.", "last Friday = 2024-05-10");
    check("next Tuesday", "next Tuesday = 2024-05-21");
    check("next Friday", "next Friday = 2024-05-24");
    check("this Friday", "this Friday = 2024-05-17");
    check("The meeting is on Friday.", "Friday = 2024-05-17");
    check("I met her on Friday.", "Friday = 2024-05-10");
    check("on Wednesday I go", "Wednesday = 2024-05-22");
    check("last Wednesday", "last Wednesday = 2024-05-08");
    check("this coming Friday", "this coming Friday = 2024-05-17");
    check("Friday of next week", "Friday of next week = 2024-05-24");
    check("next week on Monday", "next week on Monday = 2024-05-20");
    check("Friday, May 17", "Friday, May 17 = 2024-05-17");
    check("Tue, 5 Mar 2024", "Tue, 5 Mar 2024 = 2024-03-05");
    check("on Fri", "Fri = 2024-05-17");
    check("every Friday", "");
    check("every other Tuesday", "");
    check("I moved the call to Thursday", "Thursday = 2024-05-16");
    check(
        "a table for Friday at seven",
        "Friday at seven = 2024-05-17T19:00",
    );
    check("I usually get up at 5:30", "");
    check("on Mondays", "");
    check("I sat in the sun", "");
    check(
        "the Sunday before May 25, 2023",
        "Sunday before May 25, 2023 = 2023-05-21",
    );
}

#[test]
fn weeks_months_years() {
    check("last week", "last week = 2024-05-06 .. 2024-05-13");
    check("this week", "this week = 2024-05-13 .. 2024-05-20");
    check("next week", "next week = 2024-05-20 .. 2024-05-27");
    check("last weekend", "last weekend = 2024-05-11 .. 2024-05-13");
    check("this weekend", "this weekend = 2024-05-18 .. 2024-05-20");
    check(
        "We hiked over the weekend",
        "the weekend = 2024-05-11 .. 2024-05-13",
    );
    check("next month", "next month = 2024-06-01 .. 2024-07-01");
    check("last year", "last year = 2023-01-01 .. 2024-01-01");
    check("this year's goal", "this year's = 2024-01-01 .. 2025-01-01");
    check("last June", "last June = 2023-06-01 .. 2023-07-01");
    check("last summer", "last summer = 2023-06-01 .. 2023-09-01");
    check("summer 2020", "summer 2020 = 2020-06-01 .. 2020-09-01");
    check("next winter", "next winter = 2024-12-01 .. 2025-03-01");
    check(
        "by the end of the month",
        "the end of the month = 2024-05-31",
    );
    check("at the end of June", "the end of June = 2024-06-30");
    check("early June", "early June = 2024-06-01 .. 2024-06-11");
    check("mid-June", "mid-June = 2024-06-11 .. 2024-06-21");
    check("late 2023", "late 2023 = 2023-09-01 .. 2024-01-01");
    check(
        "the week after next",
        "the week after next = 2024-05-27 .. 2024-06-03",
    );
    check_at(
        "2024-01-10",
        "last month",
        "last month = 2023-12-01 .. 2024-01-01",
    );
    check_at(
        "2024-12-31",
        "next month",
        "next month = 2025-01-01 .. 2025-02-01",
    );
}

#[test]
fn times_of_the_day() {
    check("at 4 PM", "at 4 PM = 2024-05-15T16:00");
    check(
        "tomorrow at 4:30pm",
        "tomorrow at 4:30pm = 2024-05-16T16:30",
    );
    check(
        "at 10:00 on Friday",
        "at 10:00 on Friday = 2024-05-17T10:00",
    );
    check(
        "next Tuesday at noon",
        "next Tuesday at noon = 2024-05-21T12:00",
    );
    check("tomorrow at 5", "tomorrow at 5 = 2024-05-16T17:00");
    check("tonight at 8", "tonight at 8 = 2024-05-15T20:00");
    check(
        "tomorrow morning at 7",
        "tomorrow morning at 7 = 2024-05-16T07:00",
    );
    check(
        "Friday night",
        "Friday night = 2024-05-17T18:00 .. 2024-05-18T06:00",
    );
    check(
        "tomorrow from 3 to 5 pm",
        "tomorrow from 3 to 5 pm = 2024-05-16T15:00 .. 2024-05-16T17:00",
    );
    check(
        "March 5, 2025 at 9 a.m.",
        "March 5, 2025 at 9 a.m. = 2025-03-05T09:00",
    );
    check("I'll call at 9 AM", "at 9 AM = 2024-05-16T09:00");
    check("never call after 4 PM", "");
    check("at 5 restaurants", "");
}

#[test]
fn holidays() {
    check("at Christmas", "Christmas = 2024-12-25");
    check("last Christmas", "last Christmas = 2023-12-25");
    check("We spent Christmas in Rome", "Christmas = 2023-12-25");
    check("Christmas 2022", "Christmas 2022 = 2022-12-25");
    check("on New Year's Eve", "New Year's Eve = 2024-12-31");
    check("Easter 2025", "Easter 2025 = 2025-04-20");
    check("Thanksgiving", "Thanksgiving = 2024-11-28");
    check("the 4th of July", "the 4th of July = 2024-07-04");
    check("Merry Christmas!", "");
    check("a new year", "");
}

#[test]
fn ranges() {
    check(
        "from May 3 to May 9",
        "from May 3 to May 9 = 2025-05-03 .. 2025-05-10",
    );
    check(
        "from May 20 to June 2",
        "from May 20 to June 2 = 2024-05-20 .. 2024-06-03",
    );
    check(
        "I was away from December 20 to January 3",
        "from December 20 to January 3 = 2023-12-20 .. 2024-01-04",
    );
    check(
        "between 2018 and 2020",
        "between 2018 and 2020 = 2018-01-01 .. 2021-01-01",
    );
    check("2018-2020", "2018-2020 = 2018-01-01 .. 2021-01-01");
    check(
        "from May 3 to May 9, 2023",
        "from May 3 to May 9, 2023 = 2023-05-03 .. 2023-05-10",
    );
    check(
        "from Saturday to Tuesday",
        "from Saturday to Tuesday = 2024-05-18 .. 2024-05-22",
    );
    check("I work Monday to Friday", "");
    check(
        "from 2024-03-01 until 2024-03-09",
        "from 2024-03-01 until 2024-03-09 = 2024-03-01 .. 2024-03-10",
    );
}

#[test]
fn what_is_no_date() {
    for text in [
        "",
        "I may go",
        "You may be right",
        "march on",
        "April is my sister",
        "call 555-12-2024",
        "version 1.2.3",
        "1/2 cup",
        "24/7",
        "3 dogs",
        "the 14th floor",
        "for the second time",
        "order 20240305123",
        "it costs 2024 dollars",
        "room 2019",
        "in my 20s",
        "he fell",
        "a day",
        "June Smith called",
        "the spring broke",
        "every day",
        "10:1",
        "score 3-2",
        "in the end",
        "on the first try",
        "one at a time",
    ] {
        check(text, "");
    }
}

#[test]
fn values() {
    fn check(a: &str, b: &str, expect: bool) {
        let said = Timestamp::parse(SAID).expect("a date");
        let (a_date, b_date) = (whole(a, said), whole(b, said));
        assert_eq!(a_date.is_some() && a_date == b_date, expect, "{a} / {b}");
    }
    check("4 PM", "16:00", true);
    check("March 5", "5 March", true);
    check("the 14th", "14th", true);
    check("on May 3, 2024", "2024-05-03", true);
    check("2019", "2020", false);
    check("dark mode", "dark mode", false);
    check("Friday with Anna", "Friday", false);
}

#[test]
fn long_chains_end() {
    check(
        "a week after the day after tomorrow",
        "a week after the day after tomorrow = 2024-05-24",
    );
    for link in [
        "a day after ",
        "the Friday before ",
        "the end of ",
        "from ",
        "early ",
        "in ",
        "at 4pm ",
        "5 ",
        "- ",
        "between ",
        "last ",
        "2024-",
        "5/",
        "4:",
        "May ",
        "of ",
        "half a ",
        "twenty ",
        "hundred and ",
    ] {
        let text = link.repeat(20_000);
        let said_at = Timestamp::parse(SAID).expect("a date");
        assert!(find(&text, said_at).len() <= 20_000);
    }
}

proptest! {
    #[test]
    fn never_panics_and_is_never_empty(
        words in proptest::collection::vec(prop_oneof![
            proptest::sample::select(vec![
                "last", "next", "this", "in", "on", "the", "of", "at", "a", "an", "two", "ago", "week",
                "weeks", "month", "year", "years", "day", "Friday", "Monday", "June", "May", "March",
                "5", "31", "2024", "0", "99", "999999999", "-", "–", "to", "from", "between", "and",
                "/", ".", ":", ",", "'", "pm", "4pm", "4:30", "2024-02-30", "5/3/2024", "end", "early",
                "before", "after", "Christmas", "Easter", "winter", "weekend", "decade", "90s", "half",
                "couple", "29", "February", "since", "past", "next", "14th", "first", "night", "’s",
                "0000-01-01", "9999-12-31", "tomorrow", "9999", "1000",
            ]).prop_map(str::to_owned),
            "\\PC{0,6}",
        ], 0..12),
        glue in proptest::collection::vec(any::<bool>(), 12),
        said_at in any::<i64>(),
    ) {
        let mut text = String::new();
        for (word, glue) in words.iter().zip(glue) {
            text.push_str(word);
            if !glue { text.push(' '); }
        }
        for date in find(&text, Timestamp(said_at)) {
            prop_assert!(date.from < date.to);
            prop_assert!(date.from >= Timestamp::MIN && date.to <= Timestamp::MAX);
            prop_assert!(text.get(date.span.start as usize..date.span.end as usize).is_some());
        }
        whole(&text, Timestamp(said_at));
    }
}
