//! One-bit sketches of vectors (after RaBitQ): rotate at random, keep the signs, and the estimate of
//! a cosine from them is unbiased. 48 bytes and 4 more for 384 dimensions.

use crate::lookup::{BLOCK, Lanes, Line, Tables, block_rows, copy, level_max, put};

/// Rounds of sign flips and Hadamard transforms: three mix a unit vector well, the fourth is for
/// dimensions that are no power of two.
const ROUNDS: u64 = 4;
/// A factor of 1 as it is stored.
const FACTOR_ONE: f32 = 16_384.0;
/// Blocks whose estimates are computed before they are looked at.
const BATCH: usize = 8;

/// Rotates `vector` in place: an orthogonal map that depends on the dimension alone.
pub(crate) fn rotate(vector: &mut [f32]) {
    let dimension = vector.len();
    if dimension == 0 {
        return;
    }
    let width = 1 << dimension.ilog2();
    for round in 0..ROUNDS {
        for (index, chunk) in vector.chunks_mut(64).enumerate() {
            let signs = mixed(round << 32 | index as u64);
            for (bit, value) in chunk.iter_mut().enumerate() {
                *value = f32::from_bits(value.to_bits() ^ ((signs >> bit) as u32 & 1) << 31);
            }
        }
        // The first and the last `width` values in turn; they overlap.
        let start = if round % 2 == 0 { 0 } else { dimension - width };
        hadamard(&mut vector[start..start + width]);
    }
}

/// Well-mixed bits (splitmix64).
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

fn hadamard(values: &mut [f32]) {
    let mut half = 1;
    while half < values.len() {
        for pair in values.chunks_exact_mut(half * 2) {
            let (low, high) = pair.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
    let scale = 1.0 / (values.len() as f32).sqrt();
    for value in values {
        *value *= scale;
    }
}

/// The sketches of a partition's vectors.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sketches {
    /// Codes, and for each what its estimate is multiplied with, in units of 1/16,384 over the root
    /// of the dimension.
    blocks: Vec<Lanes>,
    /// Rows of a block; 0: none yet.
    rows: usize,
    count: usize,
}

impl Sketches {
    /// How many vectors there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    fn empty(dimension: usize, count: usize) -> Self {
        let rows = block_rows(dimension);
        Sketches {
            blocks: vec![Lanes([0; BLOCK]); count.div_ceil(BLOCK) * rows],
            rows,
            count,
        }
    }

    fn block_mut(&mut self, index: usize) -> &mut [Lanes] {
        &mut self.blocks[index / BLOCK * self.rows..][..self.rows]
    }

    /// Adds a vector. `rotated` is it after [`rotate`].
    pub(crate) fn push(&mut self, rotated: &[f32]) {
        self.rows = block_rows(rotated.len());
        let index = self.count;
        if index.is_multiple_of(BLOCK) {
            let room = self.blocks.len() + self.rows;
            self.blocks.resize(room, Lanes([0; BLOCK]));
        }
        self.count += 1;
        let (mut ones, mut absolute, mut square) = (0, 0.0_f32, 0.0_f32);
        let mut bytes = Vec::with_capacity(self.rows);
        for chunk in rotated.chunks(8) {
            let mut byte = 0_u8;
            for (bit, &value) in chunk.iter().enumerate() {
                byte |= u8::from(value > 0.0) << bit;
                absolute += value.abs();
                square += value * value;
            }
            ones += byte.count_ones();
            bytes.push(byte);
        }
        // Relative to that of a vector whose values are all alike; 1.25 is usual.
        let factor = if absolute > 0.0 {
            square / absolute * root(rotated.len())
        } else {
            0.0
        };
        let factor = (factor * FACTOR_ONE).round().min(65_535.0) as u16;
        let block = self.block_mut(index);
        put(block, index % BLOCK, &bytes, factor, ones as u16);
    }

    /// Calls `found(index, estimated cosine)` for every vector whose estimate is above the bound,
    /// which `found` may raise by returning a higher one.
    pub(crate) fn scan(
        &self,
        query: &SketchQuery,
        mut bound: f32,
        mut found: impl FnMut(usize, f32) -> f32,
    ) {
        let mut estimates = [[0.0_f32; BLOCK]; BATCH];
        let mut above = [0_u64; BATCH];
        let batches = self.blocks.chunks((BATCH * self.rows).max(1));
        for (batch, blocks) in batches.enumerate() {
            let (tables, line) = (&query.tables, &query.line);
            tables.estimate(blocks, line, bound, &mut estimates, &mut above);
            let blocks = blocks.len() / self.rows;
            for (block, estimates) in estimates[..blocks].iter().enumerate() {
                let base = (batch * BATCH + block) * BLOCK;
                let mut above = above[block];
                if let Some(unused @ 1..) = (base + BLOCK).checked_sub(self.count) {
                    above &= u64::MAX >> unused;
                }
                while above != 0 {
                    let code = above.trailing_zeros() as usize;
                    above &= above - 1;
                    if estimates[code] > bound {
                        bound = found(base + code, estimates[code]);
                    }
                }
            }
        }
    }

    /// The vectors of `order`, in that order.
    pub(crate) fn gather(&self, order: &[u32], dimension: usize) -> Sketches {
        let mut new = Sketches::empty(dimension, order.len());
        for (to, &from) in order.iter().enumerate() {
            let from = from as usize;
            let block = &self.blocks[from / BLOCK * self.rows..][..self.rows];
            copy(block, from % BLOCK, new.block_mut(to), to % BLOCK);
        }
        new
    }

    /// How many vectors there are and the bytes of all blocks, for the sidecar.
    pub(crate) fn parts(&self) -> (usize, Vec<u8>) {
        (self.count, Lanes::bytes_of(&self.blocks))
    }

    /// Back from [`Sketches::parts`].
    pub(crate) fn from_parts(count: usize, bytes: &[u8], dimension: usize) -> Option<Self> {
        let blocks = bytes.as_chunks::<BLOCK>().0;
        let rows = block_rows(dimension);
        let fits = count
            .div_ceil(BLOCK)
            .checked_mul(rows)?
            .checked_mul(BLOCK)?
            == bytes.len();
        fits.then(|| Sketches {
            blocks: blocks.iter().map(|row| Lanes(*row)).collect(),
            rows,
            count,
        })
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.blocks.capacity() * BLOCK
    }
}

/// A query, quantised to four bits a dimension.
#[derive(Clone, Debug)]
pub(crate) struct SketchQuery {
    tables: Tables,
    line: Line,
}

fn root(dimension: usize) -> f32 {
    (dimension as f32).sqrt()
}

impl SketchQuery {
    /// Quantises `query`, which is not rotated yet.
    pub(crate) fn new(query: &[f32]) -> Self {
        let mut rotated = query.to_vec();
        rotate(&mut rotated);
        let reach = rotated
            .iter()
            .fold(0.0_f32, |reach, value| reach.max(value.abs()));
        let top = level_max(query.len()) as f32;
        let step = (2.0 * reach / top).max(f32::MIN_POSITIVE);
        let mut total = 0.0;
        let level = |&value: &f32| {
            let level = ((value + reach) / step).round().clamp(0.0, top);
            total += level * step - reach;
            level as u8
        };
        let levels: Vec<u8> = rotated.iter().map(level).collect();
        let line = Line {
            step: 2.0 * step,
            low: -2.0 * reach,
            total,
            scale: 1.0 / (FACTOR_ONE * root(query.len().max(1))),
        };
        SketchQuery {
            tables: Tables::new(&levels),
            line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Random;

    #[test]
    fn rotating_keeps_lengths_and_angles() {
        for dimension in [1, 2, 3, 64, 100, 384, 768, 1000] {
            let mut random = Random::new(dimension as u64);
            let (a, b) = (random.unit_vector(dimension), random.unit_vector(dimension));
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
            let (mut turned_a, mut turned_b) = (a.clone(), b.clone());
            rotate(&mut turned_a);
            rotate(&mut turned_b);
            assert!(
                (dot(&turned_a, &turned_a) - 1.0).abs() < 1e-4,
                "{dimension}"
            );
            assert!(
                (dot(&turned_a, &turned_b) - dot(&a, &b)).abs() < 1e-4,
                "{dimension}"
            );
        }
    }

    #[test]
    fn estimates_are_close_and_unbiased() {
        for dimension in [100, 384, 768] {
            let mut random = Random::new(7);
            let query = random.unit_vector(dimension);
            let vectors: Vec<Vec<f32>> = (0..1000)
                .map(|n| {
                    let noise = random.unit_vector(dimension);
                    let share = n as f32 / 1000.0;
                    let mixed: Vec<f32> = noise
                        .iter()
                        .zip(&query)
                        .map(|(x, y)| x * (1.0 - share) + y * share)
                        .collect();
                    let norm = mixed.iter().map(|x| x * x).sum::<f32>().sqrt();
                    mixed.iter().map(|x| x / norm).collect()
                })
                .collect();
            let mut sketches = Sketches::default();
            for vector in &vectors {
                let mut rotated = vector.clone();
                rotate(&mut rotated);
                sketches.push(&rotated);
            }
            let (mut errors, mut squares, mut seen) = (0.0_f64, 0.0_f64, 0);
            sketches.scan(
                &SketchQuery::new(&query),
                f32::NEG_INFINITY,
                |index, estimate| {
                    let exact: f32 = vectors[index].iter().zip(&query).map(|(x, y)| x * y).sum();
                    let error = f64::from(estimate - exact);
                    errors += error;
                    squares += error * error;
                    seen += 1;
                    f32::NEG_INFINITY
                },
            );
            assert_eq!(seen, 1000);
            let spread = (squares / 1000.0).sqrt();
            assert!(
                (errors / 1000.0).abs() < 0.01,
                "{dimension}: mean {}",
                errors / 1000.0
            );
            assert!(
                spread < 1.2 / (dimension as f64).sqrt(),
                "{dimension}: {spread}"
            );
        }
    }
}
