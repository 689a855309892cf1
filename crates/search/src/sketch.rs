//! One-bit sketches of vectors (after RaBitQ): rotate at random, keep the signs, and the estimate of
//! a cosine from them is unbiased. 48 bytes and 4 more for 384 dimensions.

use crate::simd::{BLOCK, Line, PLANES, estimate_all, sketch_sums};

/// Rounds of sign flips and Hadamard transforms: three mix a unit vector well, the fourth is for
/// dimensions that are no power of two.
const ROUNDS: u64 = 4;
/// A factor of 1 as it is stored.
const FACTOR_ONE: f32 = 16_384.0;
/// Estimates that are looked at together before they are looked at one by one.
const GROUP: usize = 32;
/// Blocks whose sums are computed before they are looked at.
const BATCH_BLOCKS: usize = 64;

/// Words of 64 bits that a code of this dimension takes.
pub(crate) fn code_words(dimension: usize) -> usize {
    dimension.div_ceil(64)
}

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

/// The sketches of a partition's vectors, eight interleaved in a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sketches {
    blocks: Vec<u64>,
    /// Per vector: what the estimate is multiplied with, in units of 1/16,384 over the root of the
    /// dimension.
    factors: Vec<u16>,
    /// Per vector: how many bits are set.
    ones: Vec<u16>,
}

impl Sketches {
    /// How many vectors there are.
    pub(crate) fn len(&self) -> usize {
        self.factors.len()
    }

    /// Adds a vector. `rotated` is it after [`rotate`].
    pub(crate) fn push(&mut self, rotated: &[f32]) {
        let words = code_words(rotated.len());
        let index = self.len();
        if index.is_multiple_of(BLOCK) {
            self.blocks.resize(self.blocks.len() + words * BLOCK, 0);
        }
        let base = index / BLOCK * words * BLOCK + index % BLOCK;
        let (mut ones, mut absolute, mut square) = (0, 0.0_f32, 0.0_f32);
        for (word, chunk) in rotated.chunks(64).enumerate() {
            let mut code = 0_u64;
            for (bit, &value) in chunk.iter().enumerate() {
                code |= u64::from(value > 0.0) << bit;
                absolute += value.abs();
                square += value * value;
            }
            ones += code.count_ones();
            self.blocks[base + word * BLOCK] = code;
        }
        // Relative to that of a vector whose values are all alike; 1.25 is usual.
        let factor = if absolute > 0.0 {
            square / absolute * root(rotated.len())
        } else {
            0.0
        };
        self.factors
            .push((factor * FACTOR_ONE).round().min(65_535.0) as u16);
        self.ones.push(ones as u16);
    }

    /// Calls `found(index, estimated cosine)` for every vector whose estimate is above the bound,
    /// which `found` may raise by returning a higher one.
    pub(crate) fn scan(
        &self,
        query: &SketchQuery,
        mut bound: f32,
        mut found: impl FnMut(usize, f32) -> f32,
    ) {
        let words = query.planes.len() / PLANES * BLOCK;
        let mut sums = [[0; BLOCK]; BATCH_BLOCKS];
        let mut estimates = [0.0_f32; BATCH_BLOCKS * BLOCK];
        for (batch, blocks) in self.blocks.chunks(words * BATCH_BLOCKS).enumerate() {
            let base = batch * BATCH_BLOCKS * BLOCK;
            sketch_sums(blocks, &query.planes, &mut sums);
            let end = (base + BATCH_BLOCKS * BLOCK).min(self.len());
            let estimates = &mut estimates[..end - base];
            let (factors, ones) = (&self.factors[base..end], &self.ones[base..end]);
            estimate_all(sums.as_flattened(), factors, ones, &query.line, estimates);
            for (group, estimates) in estimates.chunks(GROUP).enumerate() {
                if !estimates
                    .iter()
                    .fold(false, |any, &estimate| any | (estimate > bound))
                {
                    continue;
                }
                for (offset, &estimate) in estimates.iter().enumerate() {
                    if estimate > bound {
                        bound = found(base + group * GROUP + offset, estimate);
                    }
                }
            }
        }
    }

    /// The vectors of `order`, in that order.
    pub(crate) fn gather(&self, order: &[u32], words: usize) -> Sketches {
        let mut new = Sketches {
            blocks: vec![0; order.len().div_ceil(BLOCK) * words * BLOCK],
            factors: order
                .iter()
                .map(|&index| self.factors[index as usize])
                .collect(),
            ones: order
                .iter()
                .map(|&index| self.ones[index as usize])
                .collect(),
        };
        for (to, &from) in order.iter().enumerate() {
            let place = |index: usize| index / BLOCK * words * BLOCK + index % BLOCK;
            let (to, from) = (place(to), place(from as usize));
            for word in 0..words {
                new.blocks[to + word * BLOCK] = self.blocks[from + word * BLOCK];
            }
        }
        new
    }

    /// Blocks, factors and counts, for the sidecar.
    pub(crate) fn parts(&self) -> (&[u64], &[u16], &[u16]) {
        (&self.blocks, &self.factors, &self.ones)
    }

    /// Back from [`Sketches::parts`].
    pub(crate) fn from_parts(
        blocks: Vec<u64>,
        factors: Vec<u16>,
        ones: Vec<u16>,
        words: usize,
    ) -> Option<Self> {
        let fits = factors.len() == ones.len()
            && blocks.len() == factors.len().div_ceil(BLOCK) * words * BLOCK;
        fits.then_some(Sketches {
            blocks,
            factors,
            ones,
        })
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.blocks.capacity() * 8 + (self.factors.capacity() + self.ones.capacity()) * 2
    }
}

/// A query, quantised to four bits a dimension.
#[derive(Clone, Debug)]
pub(crate) struct SketchQuery {
    /// Four bit planes for each word of a code.
    planes: Vec<u64>,
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
        let step = (2.0 * reach / 15.0).max(f32::MIN_POSITIVE);
        let mut planes = vec![0_u64; code_words(query.len()) * PLANES];
        let mut total = 0.0;
        for (index, &value) in rotated.iter().enumerate() {
            let level = ((value + reach) / step).round().clamp(0.0, 15.0) as u64;
            total += level as f32 * step - reach;
            for bit in 0..PLANES {
                planes[index / 64 * PLANES + bit] |= (level >> bit & 1) << (index % 64);
            }
        }
        let line = Line {
            step: 2.0 * step,
            low: -2.0 * reach,
            total,
            scale: 1.0 / (FACTOR_ONE * root(query.len().max(1))),
        };
        SketchQuery { planes, line }
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
