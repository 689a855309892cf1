//! Every number of the ranking, in one place, with where it comes from.
//!
//! Provenance: fitted together, by coordinate ascent over round numbers, on development splits of
//! two public conversation sets (LoCoMo: 997 questions over 10 conversations of chat turns; BEAM
//! 100K: 144 questions over long assistant answers) with MiniLM-L6 vectors: recall@10 86.0 and 64.0.
//! Refitting with one conversation left out gives 85.8 and 64.0 on what was left out, and halving or
//! doubling any one weight costs at most 1.2 points: it is a plateau, not a peak. Shapes (window,
//! lengths, the floor) were chosen on all development conversations; the floor also on 46 short
//! memories with 147 queries.

use serde::{Deserialize, Serialize};

/// How many neighbours on each side belong to a row's window.
pub const WINDOW_REACH: usize = 3;
/// Weight of the words of a neighbour, from three before to three after. What was just said before
/// (the question that this answers) matters more than what follows. The middle is the row itself.
pub const WINDOW: [f32; 7] = [0.2, 0.5, 0.8, 1.0, 0.5, 0.3, 0.1];
/// A neighbour with more words than this counts as one with as many: long answers would otherwise
/// swamp the turns beside them.
pub const LONG_NEIGHBOUR_WORDS: f32 = 20.0;
/// Weight of a neighbour's vector in a row's window vector.
pub const WINDOW_VECTOR: [f32; 7] = [0.15, 0.3, 0.6, 1.0, 0.4, 0.2, 0.0];
/// BM25: how soon repetitions stop counting.
pub const BM25_K1: f32 = 1.2;
/// BM25: how much length counts.
pub const BM25_B: f32 = 0.75;
/// BM25: the length that is neither long nor short, in words. A fixed one beats the average of the
/// partition by 9 points of recall where answers are long.
pub const BM25_WINDOW_WORDS: f32 = 30.0;
/// The same for a row by itself, which only chooses candidates.
pub const BM25_TURN_WORDS: f32 = 20.0;
/// The best window score counts as no less than this share of what a row with every word of the
/// query would get: one weak word in common is not a full match.
pub const WORDS_FLOOR: f32 = 0.8;
/// A speaker is known as such with this many rows ...
pub const SPEAKER_ROWS_MIN: u32 = 3;
/// ... and this share of all rows.
pub const SPEAKER_SHARE_MIN: f32 = 0.02;

/// What is left of a text counts as little in this many bytes, whatever it was of. Not fitted: a long
/// sentence, chosen on judgement.
pub const LITTLE_LEFT_BYTES: usize = 160;

/// What each part adds to the fused score. Each list is divided by its maximum first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// BM25 of the row with its neighbours.
    pub window_words: f32,
    /// BM25 of the row's session.
    pub session_words: f32,
    /// Cosine of the row (the best of its chunks).
    pub cosine: f32,
    /// Cosine of the row with its neighbours.
    pub window_cosine: f32,
    /// The row states the property that the query asks for: more than words and meaning together.
    pub address: f32,
    /// The row has every word of the query.
    pub literal: f32,
    /// What speaks for an extracted memory counts this much for the verbatim one that it is a key to:
    /// being short, it is nearer to a short query than the words it was read out of.
    pub key: f32,
    /// The query names one speaker, and the row is that speaker's.
    pub speaker: f32,
    /// Off for a short turn that only asks.
    pub short_question: f32,
    /// Off for long turns, times the logarithm of how long.
    pub long: f32,
    /// The user said it, or it is no message at all.
    pub user_said: f32,
    /// Off for what says nothing, which only stands beside what does.
    pub says_nothing: f32,
    /// Off for what is no longer believed in good part. Not fitted: it was raised from 0.4 on judgement, when
    /// what a message tells beside what is over began to stay. No test and none of the sets `second`, `third`
    /// and `fourth` of `bench/correction.py` tells 0.4 and 0.6 apart.
    pub cut: f32,
    /// For what happened just now; half of it after `recency_half_life_days`.
    pub recency: f32,
    /// Days after which recency counts half.
    pub recency_half_life_days: f32,
    /// For each unit of strength above 1, bounded to 1.
    pub strength: f32,
    /// For importance above one half, times two.
    pub importance: f32,
}

impl Weights {
    /// The fitted weights. Recency, strength and importance have no development data: they are small
    /// enough to decide ties only.
    pub const DEFAULT: Weights = Weights {
        window_words: 1.0,
        session_words: 0.2,
        cosine: 0.8,
        window_cosine: 0.5,
        address: 2.5,
        literal: 1.5,
        key: 0.8,
        speaker: 0.25,
        short_question: 0.25,
        long: 0.15,
        user_said: 0.15,
        says_nothing: 1.5,
        cut: 0.6,
        recency: 0.02,
        recency_half_life_days: 30.0,
        strength: 0.02,
        importance: 0.02,
    };
}

impl Default for Weights {
    fn default() -> Self {
        Weights::DEFAULT
    }
}
