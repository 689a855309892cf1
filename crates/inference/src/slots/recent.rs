//! The latest answers of the slot model, so that looking back at a sentence does not read it again.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Slots;

/// Answers in each of the two generations: with the map's own room, about 6 MB when both are full.
const GENERATION: usize = 16_384;

/// A sentence: two hashes under keys of this process, so that no words are kept here and nobody can
/// make two sentences meet.
type Key = (u64, u64);

/// Answers by sentence. When the young generation is full it becomes the old one, and what was in the
/// old one is forgotten.
pub(super) struct Recent {
    hashers: (RandomState, RandomState),
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<Key, Slots>,
    old: HashMap<Key, Slots>,
}

impl Recent {
    pub fn new() -> Self {
        Recent {
            hashers: (RandomState::new(), RandomState::new()),
            generations: Mutex::default(),
        }
    }

    /// What was answered for each sentence, if that was lately.
    pub fn answers(&self, sentences: &[&str]) -> Vec<Option<Slots>> {
        let generations = self.lock();
        let answer = |sentence: &&str| {
            let key = self.key(sentence);
            let Generations { young, old } = &*generations;
            young.get(&key).or_else(|| old.get(&key)).cloned()
        };
        sentences.iter().map(answer).collect()
    }

    pub fn keep(&self, sentences: &[&str], answers: &[Slots]) {
        let mut generations = self.lock();
        for (sentence, slots) in sentences.iter().zip(answers) {
            if generations.young.len() >= GENERATION {
                generations.old = std::mem::take(&mut generations.young);
            }
            generations.young.insert(self.key(sentence), slots.clone());
        }
    }

    fn key(&self, sentence: &str) -> Key {
        let (one, two) = &self.hashers;
        (one.hash_one(sentence), two.hash_one(sentence))
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_answers_are_kept_and_older_ones_are_not() {
        let recent = Recent::new();
        let sentence = |n: usize| format!("sentence {n}");
        let answer = |n: usize| Slots {
            attributes: vec![(n, 1.0)],
            ..Slots::nothing()
        };
        let all = 3 * GENERATION;
        for n in 0..all {
            recent.keep(&[&sentence(n)], &[answer(n)]);
        }
        let found = |n: usize| recent.answers(&[&sentence(n)]).remove(0);
        assert_eq!(found(0), None);
        assert_eq!(found(all - GENERATION), Some(answer(all - GENERATION)));
        assert_eq!(found(all - 1), Some(answer(all - 1)));
        assert_eq!(found(all), None);
        let Generations { young, old } = &*recent.lock();
        assert!(young.len() + old.len() <= 2 * GENERATION);
    }
}
