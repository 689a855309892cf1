//! What a value is by its form alone: a date, a time, an amount, a number of a telephone, an address of
//! mail, or words. What it tells where it stands is [`crate::kinds`]'.

use crate::dates::{is_month, is_weekday};
use crate::grammar::words::{NUMBER_WORDS, one_of};

/// What sort of thing a value is, as far as its form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An address of mail.
    Mail,
    /// A day of a month.
    Date,
    /// A time of the day or the week.
    Time,
    /// A number of a telephone.
    Phone,
    /// An amount, a size or a code.
    Number,
    /// Whatever else.
    Words,
}

/// How many digits make a number of a telephone, where nothing says that it is one.
const PHONE_DIGITS_MIN: usize = 7;

/// The form of a value.
pub fn form_of(value: &str) -> Form {
    let low = value.to_lowercase();
    if value.contains('@') {
        Form::Mail
    } else if digits(value) > 0 && words(&low).any(is_month) {
        Form::Date
    } else if words(&low).any(is_time_word) {
        Form::Time
    } else if digits(value) >= PHONE_DIGITS_MIN {
        Form::Phone
    } else if is_amount(value) || words(&low).any(is_number_word) {
        Form::Number
    } else {
        Form::Words
    }
}

/// How many digits a value has.
pub(crate) fn digits(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

/// Whether a value has a number, in digits or spelt.
pub(crate) fn has_number(value: &str) -> bool {
    digits(value) > 0 || words(&value.to_lowercase()).any(is_number_word)
}

/// Whether a value is a date and no name: a month with a number, or a day of the week, "4 October", "next
/// Friday".
pub(crate) fn is_date(value: &str) -> bool {
    let low = value.to_lowercase();
    let weekday = words(&low).next_back().is_some_and(is_weekday);
    digits(value) > 0 && words(&low).any(is_month) || weekday && value.split(' ').count() <= 2
}

/// Whether a value may name a time or an amount: it has a number, or a part of the day, week or year.
pub(crate) fn is_time(value: &str) -> bool {
    let low = value.to_lowercase();
    let is_moment = |word: &str| is_time_word(word) || is_month(word) || one_of(word, MOMENTS);
    has_number(value) || words(&low).any(is_moment)
}

fn words(low: &str) -> impl DoubleEndedIterator<Item = &str> {
    low.split(|c: char| !c.is_alphanumeric() && c != ':')
        .map(|word| word.trim_matches(':'))
}

/// Whether a word is a number that is spelt.
pub(crate) fn is_number_word(word: &str) -> bool {
    NUMBER_WORDS.contains(&word)
}

/// Whether a word names a time of the day or the week by itself.
fn is_time_word(word: &str) -> bool {
    let one = word.strip_suffix('s').unwrap_or(word);
    is_weekday(word) || one_of(word, TIMES) || one_of(one, TIMES) || is_clock(word)
}

const TIMES: &str =
    "noon midnight morning afternoon evening night tomorrow weekend daily weekly monthly";
/// Words that stand in times, and in amounts and names as well: "next month", "two weeks".
const MOMENTS: &str =
    "today tonight week month year next end spring summer autumn fall winter christmas easter";

/// "9:10", "3pm".
pub(crate) fn is_clock(word: &str) -> bool {
    let number = word.trim_end_matches(['a', 'p', 'm']);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number && number.len() < word.len() && word.len() - number.len() == 2
        || word.contains(':') && word.len() > 2
}

/// Whether a value is an amount or a number: "19 degrees", "size 44", "P14". A name may have one, too:
/// "Mazda CX-5".
fn is_amount(value: &str) -> bool {
    let bare = value.trim_start_matches(['$', '€', '£', '+', '-', '~']);
    let is_name = value.contains(' ')
        && value
            .split(' ')
            .any(|word| word.starts_with(char::is_uppercase));
    digits(value) > 0 && (bare.starts_with(|c: char| c.is_ascii_digit()) || !is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_value() {
        fn check(value: &str, expect: Form) {
            assert_eq!(form_of(value), expect, "{value}");
        }
        check("ann@mail.example", Form::Mail);
        check("March 3rd", Form::Date);
        check("Friday morning", Form::Time);
        check("Tuesdays", Form::Time);
        check("7:30", Form::Time);
        check("8pm", Form::Time);
        check("020 7946 0574", Form::Phone);
        check("size 43", Form::Number);
        check("two weeks", Form::Number);
        check("thirty degrees", Form::Number);
        check("P14", Form::Number);
        check("17 degrees", Form::Number);
        check("Hyundai i20", Form::Words);
        check("the garden shed", Form::Words);
    }

    #[test]
    fn dates_and_times() {
        fn check(value: &str, expect: (bool, bool)) {
            assert_eq!((is_date(value), is_time(value)), expect, "{value}");
        }
        check("4 October", (true, true));
        check("next Friday", (true, true));
        check("Mondays", (true, true));
        check("the Friday we met at", (false, true));
        check("the end of May", (false, true));
        check("weekends", (false, true));
        check("half past six", (false, true));
        check("Acme Hall", (false, false));
    }
}
