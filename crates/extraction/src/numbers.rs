//! Numbers in words and digits.

/// A number that was read from a row of words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    /// Its value.
    pub value: f64,
    /// How many words it takes.
    pub words: usize,
    /// It counts places ("third", "3rd"), not things.
    pub is_ordinal: bool,
}

/// The number that a row of lower-case words begins with: "3.5", "twenty one", "two hundred and
/// five", "third", "21st", "5k", "dozen". "a" and "an" are no numbers by themselves.
pub(crate) fn number_at(words: &[&str]) -> Option<Number> {
    let first = *words.first()?;
    if let Some(number) = digits(first) {
        return Some(scaled(number, words));
    }
    spelled(words)
}

/// A number in digits, as one word: "12", "3.5", "-4", "1,000", "5k", "2nd".
fn digits(word: &str) -> Option<Number> {
    if !word.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let end = word
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
        .unwrap_or(word.len());
    let (digits, suffix) = word.split_at(end);
    let digits = digits.trim_end_matches(['.', ',']).replace(',', "");
    let value: f64 = digits.parse().ok()?;
    let (factor, is_ordinal) = match suffix {
        "" => (1.0, false),
        "st" | "nd" | "rd" | "th" => (1.0, true),
        "k" => (1e3, false),
        "m" | "mn" => (1e6, false),
        "bn" => (1e9, false),
        _ => return None,
    };
    Some(Number {
        value: value * factor,
        words: 1,
        is_ordinal,
    })
}

/// The number with the scale word that follows it: "2 million".
fn scaled(mut number: Number, words: &[&str]) -> Number {
    if number.is_ordinal {
        return number;
    }
    while let Some(factor) = words.get(number.words).and_then(|word| scale(word)) {
        number.value *= factor;
        number.words += 1;
    }
    number
}

/// A number in words.
fn spelled(words: &[&str]) -> Option<Number> {
    let (mut total, mut group, mut taken) = (0.0, 0.0, 0);
    let mut last = 0.0;
    while let Some(&word) = words.get(taken) {
        if let Some(value) = cardinal(word) {
            // "twenty one" goes on; "one two" is two numbers.
            let joins = taken == 0 || last == 0.0 || (last >= 20.0 && value < 10.0 && value > 0.0);
            if !joins {
                break;
            }
            group += value;
            last = if value >= 20.0 { value } else { -1.0 };
            taken += 1;
        } else if let Some(value) = ordinal(word) {
            let joins = taken == 0 || last == 0.0 || (last >= 20.0 && value < 10.0);
            if !joins {
                break;
            }
            return Some(Number {
                value: total + group + value,
                words: taken + 1,
                is_ordinal: true,
            });
        } else if let Some(factor) = scale(word).filter(|_| taken > 0) {
            if factor == 100.0 {
                group *= factor;
            } else {
                total += group * factor;
                group = 0.0;
            }
            last = 0.0;
            taken += 1;
        } else if word == "and"
            && last == 0.0
            && taken > 0
            && words
                .get(taken + 1)
                .is_some_and(|next| cardinal(next).is_some())
        {
            taken += 1;
        } else {
            break;
        }
    }
    let dozen = taken == 0 && words.first() == Some(&"dozen");
    if dozen {
        (group, taken) = (12.0, 1);
    }
    (taken > 0).then_some(Number {
        value: total + group,
        words: taken,
        is_ordinal: false,
    })
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        "dozen" => 12.0,
        _ => return None,
    })
}

fn cardinal(word: &str) -> Option<f64> {
    const NAMES: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    position(NAMES, word)
        .map(|at| at as f64)
        .or_else(|| position(TENS, word).map(|at| (at + 2) as f64 * 10.0))
}

const TENS: &[&str] = &[
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

fn ordinal(word: &str) -> Option<f64> {
    const NAMES: &[&str] = &[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    if word == "thirtieth" {
        return Some(30.0);
    }
    position(NAMES, word).map(|at| (at + 1) as f64)
}

fn position(names: &[&str], word: &str) -> Option<usize> {
    names.iter().position(|name| *name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers() {
        fn check(text: &str, expect: Option<(f64, usize, bool)>) {
            let words: Vec<&str> = text.split(' ').collect();
            let got = number_at(&words).map(|n| (n.value, n.words, n.is_ordinal));
            assert_eq!(got, expect, "{text}");
        }
        check("3 dogs", Some((3.0, 1, false)));
        check("3.5", Some((3.5, 1, false)));
        check("-4 degrees", Some((-4.0, 1, false)));
        check("1,000", Some((1000.0, 1, false)));
        check("5k", Some((5000.0, 1, false)));
        check("2 million people", Some((2e6, 2, false)));
        check("twenty one years", Some((21.0, 2, false)));
        check("two hundred and five", Some((205.0, 4, false)));
        check("one thousand two hundred", Some((1200.0, 4, false)));
        check("one two", Some((1.0, 1, false)));
        check("twenty first", Some((21.0, 2, true)));
        check("21st", Some((21.0, 1, true)));
        check("third", Some((3.0, 1, true)));
        check("two and", Some((2.0, 1, false)));
        check("dozen eggs", Some((12.0, 1, false)));
        check("and two", None);
        check("4pm", None);
        check("a dog", None);
        check("", None);
    }
}
