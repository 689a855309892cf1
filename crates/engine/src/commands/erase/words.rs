//! The words of what is erased: what derives from it must have none of them that nothing else has.

use std::collections::BTreeSet;

use types::{Memory, Statement};

use crate::truth::words::{alike, normalize_text};

/// Telling words of texts: all but those that every text has.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(BTreeSet<String>);

impl Words {
    /// Adds those of a text.
    pub(super) fn add(&mut self, text: &str) {
        self.0.extend(telling(text));
    }

    /// Adds those of a memory: of its text and its labels.
    pub(super) fn add_memory(&mut self, memory: &Memory) {
        texts_of(memory).for_each(|text| self.add(text));
    }

    fn has(&self, word: &str) -> bool {
        // Forms of one word begin alike.
        let head: String = word.chars().take(FORMS_SHARE).collect();
        let from = self.0.range(head.clone()..);
        let mut near = from.take_while(|other| other.starts_with(&head));
        near.any(|other| alike(other, word))
    }

    /// Whether `text` has a word of these that is none of `others`.
    pub(super) fn stand_in(&self, text: &str, others: &Words) -> bool {
        telling(text).any(|word| self.has(&word) && !others.has(&word))
    }

    /// Whether `memory` has one, in its text or its labels.
    pub(super) fn stand_in_memory(&self, memory: &Memory, others: &Words) -> bool {
        let statements = memory.statements.iter();
        texts_of(memory).any(|text| self.stand_in(text, others))
            || statements
                .into_iter()
                .any(|one| self.stand_in_statement(one, others))
    }

    /// Whether a statement that was read out of words has one: in what it says, not in the sentence that
    /// we make of it.
    pub(super) fn stand_in_extracted(&self, memory: &Memory, others: &Words) -> bool {
        if memory.statements.is_empty() {
            return self.stand_in(&memory.text, others);
        }
        memory.statements.iter().any(|one| {
            let is_own_word = !extraction::is_canonical(&one.attribute);
            let names = is_own_word && self.stand_in(&one.attribute.replace('_', " "), others);
            names || self.stand_in_statement(one, others)
        })
    }

    /// Whether a statement has one, beside the name of a property that others have, too.
    pub(super) fn stand_in_statement(&self, statement: &Statement, others: &Words) -> bool {
        let label = statement.attribute.split_once(':').map(|(_, label)| label);
        let value = statement.value.as_deref();
        let mut texts = [label, value, Some(&statement.subject)]
            .into_iter()
            .flatten();
        texts.any(|text| self.stand_in(&text.replace('_', " "), others))
    }
}

/// Letters that all forms of a word share.
const FORMS_SHARE: usize = 3;

fn telling(text: &str) -> impl Iterator<Item = String> {
    let text = normalize_text(text);
    let words: Vec<String> = text
        .split(' ')
        .filter(|word| !word.is_empty() && !search::is_stop_word(word))
        // Everybody's statements begin so: we say it, not they.
        .filter(|word| !matches!(*word, "user" | "users"))
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

fn texts_of(memory: &Memory) -> impl Iterator<Item = &str> {
    let labels = memory.topics.iter().chain(&memory.tags);
    let names = memory.entities.iter().map(|entity| entity.name.as_str());
    let own = [memory.text.as_str()].into_iter();
    own.chain(labels.map(String::as_str)).chain(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_their_forms_and_not_by_what_every_text_has() {
        let check = |erased: &str, left: &str, text: &str, expect: bool| {
            let (mut words, mut others) = (Words::default(), Words::default());
            words.add(erased);
            others.add(left);
            assert_eq!(
                words.stand_in(text, &others),
                expect,
                "{erased} | {left} | {text}"
            );
        };
        check(
            "My pin is grobtuz",
            "I like tea",
            "pin grobtuz, likes tea",
            true,
        );
        check("My pin is grobtuz", "I like tea", "likes tea", false);
        check("I like green tea", "I like tea", "likes tea", false);
        check("I like green tea", "I like tea", "likes green tea", true);
        check("I have the 7", "I like tea", "the tea of 7", true);
        check("It is in the", "", "what it is in the end", false);
        check("I collect stamps", "", "has a stamp", true);
    }
}
