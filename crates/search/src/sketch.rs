//! One-bit sketches of vectors (after RaBitQ): rotate at random, keep the signs, and the estimate of
//! a cosine from them is unbiased. 48 bytes and 4 more for 384 dimensions.

use crate::lookup::{BLOCK, Lanes, Line, Tables, block_rows, copy, level_max, put};

/// Rounds of sign flips and Hadamard transforms: three mix a unit vector well, the fourth is for
/// dimensions that are no power of two.
const ROUNDS: u64 = 4;
/// A factor of 1 as it is stored.
const FACTOR_ONE: f32 = 16_384.0;
/// Blocks whose estimates are computed before they are looked at.
const BATCH: usize = 64;

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
    /// which `found` may raise by returning a higher one. `counted`: every vector counts, and only
    /// that many are wanted, so that those that are surely not among them may be left out.
    pub(crate) fn scan(
        &self,
        query: &SketchQuery,
        work: &mut Estimates,
        mut bound: f32,
        counted: Option<usize>,
        mut found: impl FnMut(usize, f32) -> f32,
    ) {
        let Estimates { estimates, above } = work;
        let batches = self.blocks.chunks((BATCH * self.rows).max(1));
        for (batch, blocks) in batches.enumerate() {
            let (tables, line) = (&query.tables, &query.line);
            tables.estimate(blocks, line, bound, estimates, above);
            let estimates = &mut estimates[..blocks.len() / self.rows];
            let base = batch * BATCH * BLOCK;
            let all = estimates.as_flattened_mut();
            let used = all.len().min(self.count - base);
            all[used..].fill(f32::NEG_INFINITY);
            if let Some(keep) = counted
                && bound == f32::NEG_INFINITY
                && let Some(least) = surely_above(estimates, keep)
            {
                bound = least;
                above_in(estimates, bound, above);
            }
            for (block, estimates) in estimates.iter().enumerate() {
                let mut above = above[block];
                while above != 0 {
                    let code = above.trailing_zeros() as usize;
                    above &= above - 1;
                    if estimates[code] > bound {
                        bound = bound.max(found(base + block * BLOCK + code, estimates[code]));
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

/// Room for the estimates of a scan.
pub(crate) struct Estimates {
    estimates: Box<[[f32; BLOCK]]>,
    above: Box<[u64]>,
}

impl Estimates {
    /// Room for any scan.
    pub(crate) fn new() -> Self {
        Estimates {
            estimates: vec![[0.0; BLOCK]; BATCH].into(),
            above: vec![0; BATCH].into(),
        }
    }
}

/// Something below the `keep` best of these estimates: of groups of some, each has a best one, and
/// the `keep` best of these are that many. Without it, the first ones would all be taken.
fn surely_above(estimates: &[[f32; BLOCK]], keep: usize) -> Option<f32> {
    const GROUPS_A_KEPT: usize = 2;
    let height = (estimates.len() * BLOCK / (keep * GROUPS_A_KEPT).max(1)).max(1);
    let mut best: Vec<f32> = Vec::with_capacity(estimates.len().div_ceil(height) * BLOCK);
    for group in estimates.chunks(height) {
        let mut highest = [f32::NEG_INFINITY; BLOCK];
        for estimates in group {
            for (highest, &one) in highest.iter_mut().zip(estimates) {
                *highest = if one > *highest { one } else { *highest };
            }
        }
        best.extend(highest);
    }
    if keep == 0 || best.len() < keep {
        return None;
    }
    let (_, least, _) = best.select_nth_unstable_by(keep - 1, |a, b| b.total_cmp(a));
    (*least > f32::NEG_INFINITY).then(|| least.next_down())
}

fn above_in(estimates: &[[f32; BLOCK]], bound: f32, above: &mut [u64]) {
    for (estimates, above) in estimates.iter().zip(above) {
        *above = 0;
        for (at, sixteen) in estimates.as_chunks::<16>().0.iter().enumerate() {
            let highest =
                sixteen.iter().fold(
                    f32::NEG_INFINITY,
                    |highest, &one| {
                        if one > highest { one } else { highest }
                    },
                );
            if highest > bound {
                let bits = sixteen.iter().enumerate();
                let bits = bits.fold(0, |bits, (code, &one)| {
                    bits | u64::from(one > bound) << code
                });
                *above |= bits << (at * 16);
            }
        }
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
                &mut Estimates::new(),
                f32::NEG_INFINITY,
                None,
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

    #[test]
    fn leaving_out_what_is_surely_not_among_the_best_changes_nothing() {
        const DIMENSION: usize = 24;
        let check = |count: usize, keep: usize, fewest: bool| {
            let mut random = Random::new(count as u64);
            let mut sketches = Sketches::default();
            for _ in 0..count {
                let mut vector = random.unit_vector(DIMENSION);
                rotate(&mut vector);
                sketches.push(&vector);
            }
            let query = SketchQuery::new(&random.unit_vector(DIMENSION));
            let best = |counted: Option<usize>| {
                let (mut work, mut seen) = (Estimates::new(), Vec::new());
                let none = f32::NEG_INFINITY;
                sketches.scan(&query, &mut work, none, counted, |index, estimate| {
                    seen.push((estimate, index));
                    none
                });
                seen.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                let offered = seen.len();
                seen.truncate(keep);
                (seen, offered)
            };
            let (all, few) = (best(None), best(Some(keep)));
            assert_eq!(few.0, all.0, "{count} {keep}");
            assert_eq!(all.1, count);
            assert_eq!(few.1 < count, fewest, "{count} {keep}");
        };
        for (count, keep, fewest) in [
            (0, 5, false),
            (1, 5, false),
            (64, 64, false),
            (65, 10, true),
            (1000, 100, true),
            (4096, 20, true),
            (9000, 100, true),
            (9001, 1, true),
            (5000, 4999, false),
        ] {
            check(count, keep, fewest);
        }
    }
}
