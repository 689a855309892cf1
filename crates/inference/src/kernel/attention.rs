//! Attention of the tokens of one text to each other.

use std::arch::x86_64::*;

use super::simd::{LANES, exp, load, store, vectors, vectors_mut};
use super::{HEAD_WIDTH, HEADS, HIDDEN, blocks, by_rows};

/// The query, key and value of one token in all heads.
const ROW: usize = 3 * HIDDEN;

/// One coordinate after another of the keys of 16 tokens.
type Keys = [[f32; LANES]; HEAD_WIDTH];

/// What attention needs to work in; each call leaves nothing for the next.
#[derive(Default)]
pub struct Attention {
    /// The keys of one head, 16 tokens at a time; beyond the last token anything finite.
    keys: Vec<Keys>,
    /// How much each of some tokens attends to each, `[up to 6, tokens]`, rows padded to full
    /// vectors.
    shares: Vec<f32>,
}

/// One head of one text.
struct Head<'a> {
    /// Queries, keys and values, `[tokens, 3, heads, 32]`.
    projected: &'a [f32],
    number: usize,
}

impl Attention {
    /// `projected` is `[tokens, 3, heads, 32]`: query, key and value of each token of one text.
    /// `mixed`, `[tokens, heads, 32]`, becomes the values, mixed as each token attends to them.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub fn apply(&mut self, projected: &[f32], mixed: &mut [f32]) {
        let tokens = projected.len() / ROW;
        self.shares.resize(6 * tokens.next_multiple_of(LANES), 0.0);
        for number in 0..HEADS {
            let head = Head { projected, number };
            self.turn_keys(&head);
            for (first, rows) in blocks(tokens) {
                by_rows!(rows, self.attend(&head, first, mixed));
            }
        }
    }

    /// Some tokens from `first` on.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn attend<const ROWS: usize>(&mut self, head: &Head, first: usize, mixed: &mut [f32]) {
        let tokens = head.projected.len() / ROW;
        self.score::<ROWS>(head, first);
        let mut parts = [0.0; ROWS];
        let padded = tokens.next_multiple_of(LANES);
        for (part, row) in parts.iter_mut().zip(self.shares.chunks_exact_mut(padded)) {
            *part = 1.0 / exponentials(row, tokens);
        }
        let mixes = self.mix::<ROWS>(head);
        for ((row, mix), part) in mixes.into_iter().enumerate().zip(parts) {
            let to = &mut mixed[(first + row) * HIDDEN + head.number * HEAD_WIDTH..][..HEAD_WIDTH];
            for (to, half) in vectors_mut(to).iter_mut().zip(mix) {
                store(to, _mm512_mul_ps(half, _mm512_set1_ps(part)));
            }
        }
    }

    fn turn_keys(&mut self, head: &Head) {
        let tokens = head.projected.len() / ROW;
        self.keys
            .resize(tokens.div_ceil(LANES), [[0.0; LANES]; HEAD_WIDTH]);
        for token in 0..tokens {
            let turned = &mut self.keys[token / LANES];
            for (turned, x) in turned.iter_mut().zip(head.row(token, 1)) {
                turned[token % LANES] = *x;
            }
        }
    }

    /// The products of some tokens' queries by all keys, into `shares`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn score<const ROWS: usize>(&mut self, head: &Head, first: usize) {
        let queries: [&[f32; HEAD_WIDTH]; ROWS] =
            std::array::from_fn(|row| head.row(first + row, 0));
        let padded = self.keys.len() * LANES;
        for (block, keys) in self.keys.iter().enumerate() {
            let mut sums = [_mm512_setzero_ps(); ROWS];
            for (n, keys) in keys.iter().enumerate() {
                let keys = load(keys);
                for (sum, query) in sums.iter_mut().zip(queries) {
                    *sum = _mm512_fmadd_ps(_mm512_set1_ps(query[n]), keys, *sum);
                }
            }
            for (row, sum) in sums.into_iter().enumerate() {
                let to = &mut self.shares[row * padded + block * LANES..][..LANES];
                store(&mut vectors_mut(to)[0], sum);
            }
        }
    }

    /// The sum of all values, each times its share, for each of some tokens.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn mix<const ROWS: usize>(&self, head: &Head) -> [[__m512; 2]; ROWS] {
        let tokens = head.projected.len() / ROW;
        let padded = tokens.next_multiple_of(LANES);
        let shares: [&[f32]; ROWS] =
            std::array::from_fn(|row| &self.shares[row * padded..][..tokens]);
        let mut sums = [[_mm512_setzero_ps(); 2]; ROWS];
        for token in 0..tokens {
            let halves = vectors(head.row(token, 2));
            let halves = [load(&halves[0]), load(&halves[1])];
            for (sums, shares) in sums.iter_mut().zip(shares) {
                let share = _mm512_set1_ps(shares[token]);
                for (sum, half) in sums.iter_mut().zip(halves) {
                    *sum = _mm512_fmadd_ps(share, half, *sum);
                }
            }
        }
        sums
    }
}

impl<'a> Head<'a> {
    /// The query (0), key (1) or value (2) of a token.
    #[inline]
    fn row(&self, token: usize, kind: usize) -> &'a [f32; HEAD_WIDTH] {
        let at = token * ROW + kind * HIDDEN + self.number * HEAD_WIDTH;
        self.projected[at..]
            .first_chunk()
            .expect("a row has all heads")
    }
}

/// Makes of each of the first `count` numbers of a row `e` to its power, less the greatest one so
/// that none overflows, and gives their sum. Those behind become next to nothing.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn exponentials(row: &mut [f32], count: usize) -> f32 {
    row[count..].fill(f32::MIN);
    let mut most = _mm512_set1_ps(f32::MIN);
    for x in vectors(row) {
        most = _mm512_max_ps(most, load(x));
    }
    let most = _mm512_set1_ps(_mm512_reduce_max_ps(most));
    let mut sum = _mm512_setzero_ps();
    for x in vectors_mut(row) {
        let share = exp(_mm512_sub_ps(load(x), most));
        sum = _mm512_add_ps(sum, share);
        store(x, share);
    }
    _mm512_reduce_add_ps(sum)
}
