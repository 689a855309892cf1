//! What a question asks for, where a model tells: the addresses at which statements answer it.

use types::{Act, Address, Cardinality, MemoryKind, Polarity, Statement};

use super::{Told, Unit};
use crate::grammar::words::one_of;
use crate::reading::{Cue, Found};
use crate::rules::attributes;

/// A longer question asks for more than a property, words.
const WORDS_MAX: usize = 24;
/// How sure the model must be that somebody asks for a property, and for which. Doubt leaves a
/// question to its words: at a wrong address the first hit is a wrong one.
const ASKS_MIN: f32 = 0.8;
const ATTRIBUTE_MIN: f32 = 0.7;

/// Whether a text is short enough to be asked about.
pub fn may_ask(text: &str) -> bool {
    (1..=WORDS_MAX).contains(&text.split_whitespace().take(WORDS_MAX + 1).count())
}

/// The addresses at which the answer to a question is stated; none where it does not surely ask for
/// one property of the user.
pub fn asked(text: &str, told: &Told<'_>) -> Vec<Address> {
    if told.act != Act::Ask || told.act_share < ASKS_MIN || !may_ask(text) {
        return Vec::new();
    }
    let unit = Unit::of_question(text);
    let about = unit.about(told);
    let Some(about) = about.filter(|about| about.share >= ATTRIBUTE_MIN) else {
        return Vec::new();
    };
    let Some((subject, attribute)) = unit.address(told, about.name) else {
        return Vec::new();
    };
    if names_other(text, &attribute) {
        return Vec::new();
    }
    let mut addresses = Vec::with_capacity(2);
    if attributes::is_animal(&attribute) {
        // "Our gecko is called Bagel" is read either way.
        addresses.push(Address {
            subject: format!("{subject}'s {attribute}"),
            attribute: "name".to_owned(),
        });
    }
    addresses.push(Address { subject, attribute });
    addresses
}

/// Whether it names somebody or something that the property's own name does not have.
fn names_other(text: &str, attribute: &str) -> bool {
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')));
    let mut words = words.filter(|word| !word.is_empty()).enumerate();
    words.any(|(at, word)| {
        let low = word.to_lowercase().replace('’', "'");
        let stem = low.split('\'').next().unwrap_or(&low);
        let is_capital = word.starts_with(char::is_uppercase);
        let is_acronym = word.len() <= 3 && word.chars().all(char::is_uppercase);
        let is_possessive = low.ends_with("'s");
        let is_asking = one_of(
            stem,
            "i what who where when which how why whose user that it there",
        );
        let is_name = is_capital && !is_acronym && (at > 0 || is_possessive);
        is_name && !is_asking && !attribute.contains(stem)
    })
}

impl Unit {
    /// A question, as far as it is needed to tell what it is about.
    fn of_question(text: &str) -> Unit {
        let low = text.to_lowercase();
        let mut words = low.split(|c: char| !c.is_alphanumeric());
        let kin = words.find(|word| attributes::kin(word).is_some());
        let statement = Statement {
            subject: "user".to_owned(),
            attribute: String::new(),
            cardinality: Cardinality::One,
            value: None,
            polarity: Polarity::Positive,
            certainty: 0.0,
            span: None,
            closed: None,
        };
        Unit {
            text: text.to_owned(),
            span: types::Span { start: 0, end: 0 },
            is_part: false,
            instead_of: Vec::new(),
            retractions: Vec::new(),
            is_firm: false,
            read: Vec::new(),
            act: None,
            change_share: 0.0,
            is_past: false,
            is_order: false,
            is_others: false,
            others: Vec::new(),
            owned: Vec::new(),
            is_addressed: true,
            is_denied: false,
            is_passing: false,
            owner: None,
            is_record: false,
            kin_acts: false,
            read_loosely: None,
            kin: kin.map(str::to_owned),
            date: None,
            found: Found {
                statement,
                text: String::new(),
                type_: String::new(),
                kind: MemoryKind::Semantic,
                cue: Cue::Plain,
                valid_from: None,
                valid_to: None,
                event_date: None,
                entities: Vec::new(),
                topics: Vec::new(),
                is_directive: false,
                confidence: 0.0,
                alternatives: Vec::new(),
            },
        }
    }
}
