//! Attributes in other words. Where the grammar does not read a clause of the user's own, or reads
//! it loosely, the clause is compared by meaning with sentences that state a known attribute.
//!
//! This module has what needs no model: the sentences ([`table`]), and of a reading the clauses in
//! need, each with its value masked as the sentences have it ([`Unread::frame`]). Whoever has a model
//! embeds both, finds the attribute that is nearest, and takes the statement from
//! [`Unread::settle`].

mod frame;
mod label;
mod unread;

use std::sync::LazyLock;

use types::Cardinality;

use crate::grammar::token::tokens;
use crate::reading::Found;
use crate::rules::{attributes, nature};
pub(crate) use unread::unread;

/// What the value is masked by: a word that stands for anything.
const MASK: &str = "something";

/// How sure such a reading is: less than any of the grammar's.
const CONFIDENCE: f32 = 0.7;

/// A sentence that states an attribute, or nothing.
#[derive(Clone, Debug)]
pub struct Prototype {
    /// As the table names it; `None`: it states nothing lasting of the user.
    pub attribute: Option<&'static str>,
    /// What is embedded.
    pub frame: String,
    classes: Vec<Class>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Any,
    /// A proper name of whatever.
    Name,
    Place,
    Person,
    Organisation,
    Product,
    /// Other words: "a nurse", "vegan".
    Noun,
    Date,
    Time,
    Number,
    Email,
    Phone,
    Language,
}

impl Class {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "any" => Class::Any,
            "name" => Class::Name,
            "place" => Class::Place,
            "person" => Class::Person,
            "organisation" => Class::Organisation,
            "product" => Class::Product,
            "noun" => Class::Noun,
            "date" => Class::Date,
            "time" => Class::Time,
            "number" => Class::Number,
            "email" => Class::Email,
            "phone" => Class::Phone,
            "language" => Class::Language,
            _ => return None,
        })
    }
}

/// All sentences, those of one attribute together.
pub fn table() -> &'static [Prototype] {
    static TABLE: LazyLock<Vec<Prototype>> = LazyLock::new(|| parse(include_str!("table.txt")));
    &TABLE
}

fn parse(text: &'static str) -> Vec<Prototype> {
    let mut found = Vec::new();
    let (mut attribute, mut classes) = (None, Vec::new());
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let heading = line.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
        let Some(heading) = heading else {
            found.push(Prototype {
                attribute,
                frame: frame_of(line, &classes),
                classes: classes.clone(),
            });
            continue;
        };
        let (name, fit) = heading.split_once(" | ").unwrap_or((heading, ""));
        classes = fit.split(' ').filter_map(Class::of).collect();
        attribute = Some(name).filter(|name| *name != "-");
    }
    found
}

/// Whether the table names the attribute as it is.
fn is_canonical(attribute: &str) -> bool {
    static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut names: Vec<_> = table().iter().filter_map(|row| row.attribute).collect();
        names.dedup();
        names
    });
    NAMES.contains(&attribute)
}

/// A sentence of the table in the form in which clauses are compared.
fn frame_of(sentence: &str, classes: &[Class]) -> String {
    let sentence = sentence.replace("{}", MASK);
    let tokens = tokens(&sentence);
    let value = tokens
        .iter()
        .position(|token| token.low == MASK)
        .map_or((0, 0), |at| (at, at + 1));
    let timed = classes.contains(&Class::Time);
    frame::frame(&tokens, (0, tokens.len()), (value, timed), &[])
}

/// A clause of the user's own that the grammar did not read, or read loosely.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// Its words with the value masked: what is embedded.
    pub frame: String,
    /// The statements of the reading that it would take the place of, by number.
    pub instead_of: Vec<usize>,
    /// The grammar read a property of a name of its own.
    is_named: bool,
    class: Class,
    kind: Option<crate::entities::Kind>,
    words: Vec<Word>,
    /// "my sister" is the subject: whatever it says is hers.
    kin: Option<String>,
    /// The statement but for its attribute.
    found: Found,
}

/// A word of a clause.
#[derive(Clone, Debug, PartialEq)]
struct Word {
    low: String,
    is_value: bool,
}

impl Unread {
    /// Whether the value can be one of what the sentence states.
    pub fn fits(&self, prototype: &Prototype) -> bool {
        let has = |class| prototype.classes.contains(&class);
        if has(Class::Any) || prototype.attribute.is_none() {
            return true;
        }
        use crate::entities::Kind;
        match self.class {
            Class::Name => {
                let other = match self.kind {
                    Some(Kind::Person) => has(Class::Place) || has(Class::Product),
                    Some(Kind::Place) => has(Class::Person) || has(Class::Product),
                    Some(Kind::Quantity | Kind::Date) => true,
                    _ => false,
                };
                has(Class::Name) && (!other || has(Class::Noun))
            }
            // What one eats is one of few words.
            Class::Noun if nature::is_diet(self.value()) || self.value().ends_with("-free") => {
                prototype.attribute == Some("diet")
            }
            Class::Noun if prototype.attribute == Some("diet") => {
                self.value().ends_with("tarian") || self.value().ends_with("-based")
            }
            Class::Date => has(Class::Date) || has(Class::Time),
            class => has(class),
        }
    }

    /// How near it must be to the sentences of an attribute, and by how much nearer than to all
    /// others: cosines about the mean of all sentences. Where the value is a common noun, or the
    /// grammar has an attribute already, it takes more. Measured with the built-in model on the
    /// development words of `bench/correction.py`, and on conversations that correct nothing.
    pub fn floor(&self) -> (f32, f32) {
        match self.class {
            _ if self.is_named => (0.6, 0.2),
            Class::Noun => (0.55, 0.2),
            Class::Date | Class::Number => (0.36, 0.1),
            _ => (0.42, 0.1),
        }
    }

    /// The last word of the value.
    fn value(&self) -> &str {
        let last = self.words.iter().rev().find(|word| word.is_value);
        last.map_or("", |word| word.low.as_str())
    }

    /// The statement that it makes if it states `attribute` of the table; `None` if it does not say
    /// of what, or whose.
    pub fn settle(&self, attribute: &str) -> Option<Found> {
        let (subject, name) = self.address(attribute)?;
        let (cardinality, type_) = attributes::define(&name).unwrap_or((
            match attribute {
                "medication" => Cardinality::Many,
                _ => Cardinality::One,
            },
            match attribute {
                "instruction:language" => "instruction",
                "pet" => "relation",
                _ => "fact",
            },
        ));
        let mut found = self.found.clone();
        found.statement.subject = subject;
        found.statement.attribute = name;
        found.statement.cardinality = cardinality;
        type_.clone_into(&mut found.type_);
        found.is_directive = attribute == "instruction:language";
        if matches!(self.class, Class::Date) {
            found.event_date = found.event_date.or(found.valid_from);
            found.valid_from = None;
        }
        found.confidence = CONFIDENCE;
        Some(found)
    }

    /// Of whom and what, canonically.
    fn address(&self, attribute: &str) -> Option<(String, String)> {
        let user = "user".to_owned();
        // "The report" is a person's noun, too, but no person is due.
        let is_thing = matches!(self.class, Class::Date | Class::Number);
        if let Some(kin) = self.kin.as_ref().filter(|_| !is_thing) {
            if attribute == "school" && attributes::kin(kin) == Some("child") {
                return Some((format!("user's {kin}"), "school".to_owned()));
            }
            let same = attributes::kin(kin) == Some(attribute)
                || attribute == "pet" && attributes::is_animal(kin)
                || attribute.ends_with(kin.as_str());
            if !same {
                return None;
            }
        }
        let label = label::of(attribute, &self.words);
        let name = match attribute.split_once(':') {
            Some(("uses", "*")) => label?,
            Some(("appointment", "*")) => label::occasion(&label?),
            Some((family, "*")) => format!("{family}:{}", label?),
            _ => match attribute {
                "pet" => label?,
                "school" => return Some((format!("user's {}", label?), "school".to_owned())),
                "insurance" => label.unwrap_or_else(|| "insurance".to_owned()),
                other => other.to_owned(),
            },
        };
        Some((user, name))
    }
}

#[cfg(test)]
mod tests;
