//! Which values an attribute may have, as far as their form tells.

use types::Statement;

use crate::form::{digits, has_number, is_date, is_time};
use crate::grammar::words::one_of;
use crate::kinds::{has_capital, misfits};
use crate::rules::attributes;

/// How many digits a telephone number has at least: the short ones of a house or a service, too.
const PHONE_DIGITS_MIN: usize = 3;

/// Words that stand for something that was said elsewhere.
const PRONOUNS: &str =
    "that this it these those them one there here him her he she they so what which who";

/// Words that open a description, and no name.
const OPENERS: &str = "a an the my our your his her their this that in on at to of for with from by as not no \
being very so too";

/// Places at work, which nobody works for.
const AT_WORK: &str = "desk room floor office home building cubicle seat booth remote";

/// Whether a value may be one of the attribute.
pub(crate) fn fits(attribute: &str, value: &str) -> bool {
    let low = value.to_lowercase();
    if one_of(&low, PRONOUNS) {
        return false;
    }
    let family = attribute.split(':').next().unwrap_or_default();
    match family {
        "phone" => digits(value) >= PHONE_DIGITS_MIN && !value.starts_with(char::is_alphabetic),
        "email" => value.contains('@') && !value.contains(' '),
        "age" | "height" | "weight" | "budget" => has_number(value),
        "birthday" | "appointment" | "deadline" => is_time(value),
        "employer" => {
            let first = low.split(' ').next().unwrap_or_default();
            !one_of(first, AT_WORK) && is_name(value)
        }
        "job_title" => !one_of(low.split(' ').next().unwrap_or_default(), "my our the"),
        "name" | "nickname" | "partner" => is_name(value),
        _ if attributes::kin(family).is_some() => {
            // "The dog goes to Dr. Hale": no dog is a doctor.
            let is_titled = low
                .split('.')
                .next()
                .is_some_and(|word| one_of(word, "dr prof doctor"));
            is_name(value) && !is_titled && !low.split(' ').any(|word| word == family)
        }
        _ => true,
    }
}

/// Whether a value must not be believed, whoever read it: no number of a telephone, no address.
pub(crate) fn contradicts(attribute: &str, value: &str) -> bool {
    let is_told = matches!(attribute, "phone" | "email");
    is_told && !fits(attribute, value)
        || attribute == "job_title" && value.starts_with("not ")
        || is_named(attribute) && is_date(value)
        || attribute.starts_with("deadline:") && !is_time(value) && !has_number(value)
        // "The car is in for an inspection."
        || value.starts_with("in for ")
        || attribute.starts_with("favourite:") && one_of(&value.to_lowercase(), PRONOUNS)
        || !is_of_kind(attribute, value)
}

/// Buildings and parts of them in which people live.
const DWELLINGS: &str = "house flat apartment bungalow cottage studio loft duplex triplex villa maisonette condo condominium \
townhouse terrace terraced semi semi-detached detached mansion farmhouse penthouse cabin houseboat chalet barn castle \
yurt caravan van trailer bedsit basement attic home place building block rowhouse walk-up granny annexe annex ranch \
lodge hut tower unit suite new-build newbuild prefab shed boathouse brownstone split-level";

/// What one goes for that is no food or drink.
const OUTINGS: &str = "run walk swim ride jog hike stroll drive nap hunt dip spin";

/// Whether a value is of the kind that its attribute has: a boat is no type of house, and a run no drink.
fn is_of_kind(attribute: &str, value: &str) -> bool {
    let low = value.to_lowercase();
    let mut words = low.split([' ', ',']);
    match attribute {
        "house type" => words.any(|word| one_of(word.trim_end_matches('s'), DWELLINGS)),
        _ if attribute.ends_with(" order") => {
            !words.next().is_some_and(|word| one_of(word, OUTINGS))
        }
        _ => true,
    }
}

/// Whether a value must not be believed where a sentence gives it, or names nothing that the attribute has.
pub(super) fn is_no_value(statement: &Statement, sentence: &str) -> bool {
    let attribute = &statement.attribute;
    let value = statement.value.as_deref().unwrap_or_default();
    contradicts(attribute, value)
        || is_its_name(attribute, value)
        || misfits(attribute, value, sentence, has_capital(sentence))
        || !names_kind(attribute, sentence)
        || is_called(value, sentence)
        || one_of(&value.to_lowercase(), generic(attribute))
}

/// Words that are the kind itself, and none of it.
fn generic(attribute: &str) -> &'static str {
    match attribute {
        "current game" => "game games gaming videogame videogames tournament",
        "current book" => "book books reading fiction fantasy novel novels",
        "current show" => "show shows series tv movie movies",
        "instrument" => "instrument instruments music",
        _ => "",
    }
}

/// Whether a value is who is spoken to: "Gina, thanks for having my back", "glad you have support, John".
fn is_called(value: &str, sentence: &str) -> bool {
    let is_name = !value.contains(' ') && value.starts_with(char::is_uppercase);
    let Some(at) = sentence.find(value).filter(|_| is_name) else {
        return false;
    };
    let (before, after) = (&sentence[..at], &sentence[at + value.len()..]);
    let ends = after.trim_start().starts_with([',', '.', '!', '?']) || after.trim().is_empty();
    let (before_low, after_low) = (before.to_lowercase(), after.to_lowercase());
    let words = words_of(&before_low);
    let speaks_to = |words: &[&str]| {
        let you = "you your you're you've thanks thank";
        words.iter().any(|word| one_of(word, you))
    };
    // "Berlin, not Rome" is an answer.
    if words.iter().all(|word| one_of(word, CALLING)) {
        return after.trim_start().starts_with(',') && speaks_to(&words_of(&after_low));
    }
    // "You know my physio, Gina" names whom "my" tells of.
    let near = &words[words.len().saturating_sub(NAMED_REACH)..];
    let is_named = near.iter().any(|word| one_of(word, "my our the"));
    before.trim_end().ends_with(',') && ends && speaks_to(&words) && !is_named
}

fn words_of(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.filter(|word| !word.is_empty()).collect()
}

/// Words before a name by which somebody is called.
const CALLING: &str = "hey hi hello yeah oh ah wow ok okay well thanks cool great sure right";

/// How many words before a comma may tell who the one after it is.
const NAMED_REACH: usize = 3;

/// Whether a sentence names what an attribute is of, where a model sees that in much else: not all that
/// one reads, films or codes is the topic of a thesis.
fn names_kind(attribute: &str, sentence: &str) -> bool {
    let needed = match attribute {
        "thesis topic" => "thesis theses dissertation phd doctorate topic topics",
        "dance class" => {
            "class classes lesson lessons course courses take taking took attend learning"
        }
        _ => return true,
    };
    let low = sentence.to_lowercase();
    let mut words = low.split(|c: char| !c.is_alphanumeric());
    words.any(|word| one_of(word, needed))
}

/// Whether a value is what the attribute is called: of "I take the bus to the gym" the gym is none.
fn is_its_name(attribute: &str, value: &str) -> bool {
    attributes::kin(attribute).is_none() && attribute == value
}

/// Whether the values of an attribute are names of people or animals.
pub(crate) fn is_named(attribute: &str) -> bool {
    let family = attribute.split(':').next().unwrap_or_default();
    matches!(family, "name" | "nickname" | "partner") || attributes::kin(family).is_some()
}

/// Whether a value may be a name: a capital is in it, or it is a word or two and describes nothing.
fn is_name(value: &str) -> bool {
    let mut parts = value.split(' ');
    let first = parts.next().unwrap_or_default().to_lowercase();
    let is_capital =
        |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let described =
        one_of(&first, OPENERS) || one_of(&first, "new old great good nice different another");
    !described && (value.split(' ').any(is_capital) || value.split(' ').count() <= 2)
}
