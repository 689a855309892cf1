//! The latest answers to questions whose answers do not change, so that the same is not worked out again.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, PoisonError};

/// Answers in each of the two generations: for what the slot model tells of a sentence, with the map's
/// own room, about 6 MB when both are full.
const GENERATION: usize = 16_384;

/// A question: two hashes under keys of this process, so that no words are kept here and nobody can
/// make two questions meet.
type Key = (u64, u64);

/// The latest answers. When the young generation is full it becomes the old one, and what was in the
/// old one is forgotten.
#[derive(Debug)]
pub struct Recent<Answer> {
    hashers: (RandomState, RandomState),
    generations: Mutex<Generations<Answer>>,
}

#[derive(Debug)]
struct Generations<Answer> {
    young: HashMap<Key, Answer>,
    old: HashMap<Key, Answer>,
}

impl<Answer: Clone> Recent<Answer> {
    /// Without any answer.
    pub fn new() -> Self {
        Recent {
            hashers: (RandomState::new(), RandomState::new()),
            generations: Mutex::new(Generations {
                young: HashMap::new(),
                old: HashMap::new(),
            }),
        }
    }

    /// What was answered, if that was lately.
    pub fn answer(&self, question: impl Hash) -> Option<Answer> {
        let key = self.key(question);
        let generations = self.generations.lock();
        let Generations { young, old } = &*generations.unwrap_or_else(PoisonError::into_inner);
        young.get(&key).or_else(|| old.get(&key)).cloned()
    }

    /// Keeps an answer for as long as it is among the latest.
    pub fn keep(&self, question: impl Hash, answer: Answer) {
        let key = self.key(question);
        let generations = self.generations.lock();
        let mut generations = generations.unwrap_or_else(PoisonError::into_inner);
        if generations.young.len() >= GENERATION {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(key, answer);
    }

    fn key(&self, question: impl Hash) -> Key {
        let (one, two) = &self.hashers;
        (one.hash_one(&question), two.hash_one(&question))
    }
}

impl<Answer: Clone> Default for Recent<Answer> {
    fn default() -> Self {
        Recent::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_answers_are_kept_and_older_ones_are_not() {
        let recent = Recent::new();
        let question = |n: usize| format!("sentence {n}");
        let all = 3 * GENERATION;
        for n in 0..all {
            recent.keep(question(n), n);
        }
        let expect = [
            (0, None),
            (all - GENERATION, Some(all - GENERATION)),
            (all - 1, Some(all - 1)),
            (all, None),
        ];
        for (n, answer) in expect {
            assert_eq!(recent.answer(question(n)), answer);
        }
        let generations = recent.generations.lock().unwrap();
        assert!(generations.young.len() + generations.old.len() <= 2 * GENERATION);
    }
}
