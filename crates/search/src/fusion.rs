//! Many lists, one order: a weighed sum of scores, each divided by the best of its list.

use serde::Serialize;
use types::Timestamp;

use crate::calibrate::{ADDRESSED, WINDOW_EVIDENCE, relevance};
use crate::columns::{CUT, EMPTY, QUESTION};
use crate::partition::Partition;
use crate::weights::{WORDS_FLOOR, Weights};

/// Share of the query's words from which a row counts as having all of them: sums of rarities are not
/// exact.
const LITERAL_MIN: f32 = 0.999;

/// What speaks for a row, before weighing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Evidence {
    pub(crate) partition: u32,
    pub(crate) row: u32,
    pub(crate) window_words: f32,
    pub(crate) session_words: f32,
    /// Share of the query that the row's own words cover, rare words weighing more.
    pub(crate) covered: f32,
    /// Share that it covers together with its nearest neighbours.
    pub(crate) window_covered: f32,
    /// Not a number: no vector. Likewise the next.
    pub(crate) cosine: f32,
    pub(crate) window_cosine: f32,
    /// 1 if it states what is asked for.
    pub(crate) address: f32,
}

impl Evidence {
    /// What speaks for a key, as it counts for the row that it leads to.
    pub(crate) fn as_key_to(&self, row: u32, weight: f32) -> Evidence {
        Evidence {
            row,
            window_words: weight * self.window_words,
            cosine: weight * self.cosine,
            window_cosine: weight * self.window_cosine,
            ..*self
        }
    }

    /// Takes over what speaks more for `key`, another way to find this row.
    pub(crate) fn take_best_of(&mut self, key: &Evidence) {
        // `max` passes over what is not a number.
        self.window_words = self.window_words.max(key.window_words);
        self.session_words = self.session_words.max(key.session_words);
        self.covered = self.covered.max(key.covered);
        self.window_covered = self.window_covered.max(key.window_covered);
        self.cosine = self.cosine.max(key.cosine);
        self.window_cosine = self.window_cosine.max(key.window_cosine);
        self.address = self.address.max(key.address);
    }

    /// How relevant the row is by itself or together with its neighbours.
    fn relevance(&self, partition: &Partition) -> f32 {
        let alone = relevance(self.cosine, self.covered).max(ADDRESSED * self.address);
        let says_nothing = partition.columns.flags.get(self.row as usize) & EMPTY != 0;
        if says_nothing || partition.sessions.beside(self.row).next().is_none() {
            return alone;
        }
        let cosine = WINDOW_EVIDENCE * self.window_cosine;
        alone.max(relevance(cosine, WINDOW_EVIDENCE * self.window_covered))
    }
}

/// Why a hit stands where it stands: what each part added to its fused score, and what was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explain {
    /// BM25 of the row with its neighbours, and what it added.
    pub window_words: Part,
    /// BM25 of the session.
    pub session_words: Part,
    /// Cosine of the row.
    pub cosine: Part,
    /// Cosine of the row with its neighbours.
    pub window_cosine: Part,
    /// 1 if it states the property that the query asks for.
    pub address: Part,
    /// 1 if the row has every word of the query.
    pub literal: Part,
    /// 1 if the query names this row's speaker and no other.
    pub speaker: Part,
    /// How much of a short question it is.
    pub short_question: Part,
    /// How long it is, as a logarithm.
    pub long: Part,
    /// 1 if the user said it, or nobody.
    pub user_said: Part,
    /// 1 if it says nothing.
    pub says_nothing: Part,
    /// 1 if a good part of it is no longer believed.
    pub cut: Part,
    /// 1 for now, falling by halves.
    pub recency: Part,
    /// Strength above 1.
    pub strength: Part,
    /// Importance, -1 to 1.
    pub importance: Part,
    /// Share of the query's words that the row has, rare ones weighing more.
    pub covered: f32,
    /// Share that it has together with its nearest neighbours.
    pub window_covered: f32,
    /// The sum of all that was added.
    pub fused: f32,
    /// The relevance of the row by itself, before the order was taken into account.
    pub relevance: f32,
}

/// One part of a score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Part {
    /// As measured.
    pub value: f32,
    /// What it added to the fused score.
    pub added: f32,
}

/// The best of each list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Best {
    window_words: f32,
    session_words: f32,
    cosine: f32,
    window_cosine: f32,
}

impl Best {
    /// Of all candidates. `ideal`: BM25 of a row that had every word of the query.
    pub(crate) fn of(candidates: &[Evidence], ideal: f32) -> Best {
        let mut best = Best {
            window_words: WORDS_FLOOR * ideal,
            ..Best::default()
        };
        for one in candidates {
            // `max` passes over what is not a number.
            best.window_words = best.window_words.max(one.window_words);
            best.session_words = best.session_words.max(one.session_words);
            best.cosine = best.cosine.max(one.cosine);
            best.window_cosine = best.window_cosine.max(one.window_cosine);
        }
        best
    }
}

#[inline]
fn listed(weight: f32, value: f32, best: f32) -> Part {
    let share = if best > 0.0 && !value.is_nan() {
        value / best
    } else {
        0.0
    };
    Part {
        value,
        added: weight * share,
    }
}

fn plain(weight: f32, value: f32) -> Part {
    Part {
        value,
        added: weight * value,
    }
}

/// What a search weighs its candidates by. `speaker`: the one speaker that the query names in the
/// partition.
#[derive(Clone, Copy)]
pub(crate) struct Scale<'a> {
    pub(crate) best: &'a Best,
    pub(crate) weights: &'a Weights,
    pub(crate) partition: &'a Partition,
    pub(crate) speaker: Option<u32>,
    pub(crate) now: Timestamp,
    /// What is believed now is searched, and not the past as well.
    pub(crate) is_current: bool,
}

impl Scale<'_> {
    /// What each part adds that most rows have, in the order of [`Explain`]'s fields.
    #[inline]
    fn parts(&self, evidence: &Evidence) -> [Part; 12] {
        let Scale { best, weights, .. } = self;
        let columns = &self.partition.columns;
        let row = evidence.row as usize;
        let is_speakers = self
            .speaker
            .is_some_and(|speaker| columns.speaker.get(row) == speaker);
        let turn = Turn::of(self.partition, row);
        let unit = |truth: bool| f32::from(u8::from(truth));
        let strength = f32::from_bits(columns.strength.get(row));
        let importance = f32::from_bits(columns.importance.get(row));
        let bounded = |value: f32, low: f32| {
            if value.is_nan() {
                0.0
            } else {
                value.clamp(low, 1.0)
            }
        };
        let (words, sessions) = (evidence.window_words, evidence.session_words);
        let (cosine, window) = (evidence.cosine, evidence.window_cosine);
        let recency = recency(columns.happened_at(row), self.now, weights);
        [
            listed(weights.window_words, words, best.window_words),
            listed(weights.session_words, sessions, best.session_words),
            listed(weights.cosine, cosine, best.cosine),
            listed(weights.window_cosine, window, best.window_cosine),
            plain(weights.literal, unit(evidence.covered >= LITERAL_MIN)),
            plain(weights.speaker, unit(is_speakers)),
            plain(-weights.short_question, turn.short_question),
            plain(-weights.long, turn.long),
            plain(weights.user_said, unit(turn.user_said)),
            plain(weights.recency, recency),
            plain(weights.strength, bounded(strength - 1.0, -1.0)),
            plain(weights.importance, bounded(importance * 2.0 - 1.0, -1.0)),
        ]
    }

    /// What few rows have: that they state what is asked for, say nothing, or are cut.
    fn rare_parts(&self, evidence: &Evidence) -> [Part; 3] {
        let flags = self.flags(evidence);
        let is = |flag: u8| f32::from(u8::from(flags & flag != 0));
        let cut = if self.is_current { is(CUT) } else { 0.0 };
        [
            plain(self.weights.address, evidence.address),
            plain(-self.weights.says_nothing, is(EMPTY)),
            plain(-self.weights.cut, cut),
        ]
    }

    fn flags(&self, evidence: &Evidence) -> u8 {
        self.partition.columns.flags.get(evidence.row as usize)
    }

    /// What a row is ordered by.
    #[inline]
    pub(crate) fn fused(&self, evidence: &Evidence) -> f32 {
        let sum = |parts: &[Part]| parts.iter().map(|part| part.added).sum::<f32>();
        let most = sum(&self.parts(evidence));
        let has_rare = evidence.address > 0.0 || self.flags(evidence) & (EMPTY | CUT) != 0;
        match has_rare {
            true => most + sum(&self.rare_parts(evidence)),
            false => most,
        }
    }

    /// How relevant a row is, by itself or together with its neighbours.
    pub(crate) fn relevance(&self, evidence: &Evidence) -> f32 {
        evidence.relevance(self.partition)
    }

    /// Everything about a row.
    pub(crate) fn explain(&self, evidence: &Evidence) -> Explain {
        let parts = self.parts(evidence);
        let [
            window_words,
            session_words,
            cosine,
            window_cosine,
            literal,
            speaker,
            short_question,
            long,
            user_said,
            recency,
            strength,
            importance,
        ] = parts;
        let [address, says_nothing, cut] = self.rare_parts(evidence);
        Explain {
            window_words,
            session_words,
            cosine,
            window_cosine,
            address,
            literal,
            speaker,
            short_question,
            long,
            user_said,
            says_nothing,
            cut,
            recency,
            strength,
            importance,
            covered: evidence.covered,
            window_covered: evidence.window_covered,
            fused: self.fused(evidence),
            relevance: self.relevance(evidence),
        }
    }
}

/// What the shape of a turn says about its worth. What is no message is judged by its words alone.
#[derive(Default)]
struct Turn {
    short_question: f32,
    long: f32,
    user_said: bool,
}

impl Turn {
    fn of(partition: &Partition, row: usize) -> Turn {
        const NO_MESSAGE: u8 = 0;
        const USER_MESSAGE: u8 = 1;
        const DOCUMENT: u8 = 5;
        const LONG_WORDS: f32 = 30.0;
        let columns = &partition.columns;
        let kind = columns.event_kind.get(row);
        if kind == NO_MESSAGE || kind == DOCUMENT {
            return Turn {
                user_said: true,
                ..Turn::default()
            };
        }
        let words = f32::from(columns.body_len.get(row));
        let asks = f32::from(u8::from(columns.flags.get(row) & QUESTION != 0));
        Turn {
            short_question: asks * (2.0 - words / 15.0).clamp(0.0, 1.0),
            long: match words > LONG_WORDS {
                true => (words / LONG_WORDS).ln().min(20_f32.ln()),
                false => 0.0,
            },
            user_said: kind == USER_MESSAGE,
        }
    }
}

fn recency(happened_at: i64, now: Timestamp, weights: &Weights) -> f32 {
    const MICROS_A_DAY: f32 = 86_400_000_000.0;
    let days = now.0.saturating_sub(happened_at).max(0) as f32 / MICROS_A_DAY;
    if weights.recency_half_life_days > 0.0 {
        (-days / weights.recency_half_life_days).exp2()
    } else {
        0.0
    }
}
