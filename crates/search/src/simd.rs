//! The two inner loops, with the same result to the last bit on every processor.
//!
//! Sketch products are integers. Dot products keep a fixed order: 64 accumulators, one fused
//! multiply-add each, added up as one fixed tree; so a portable loop and vector instructions agree.

/// Bit planes of a quantised query: its values are 0 to 15.
pub(crate) const PLANES: usize = 4;
/// Vectors that lie interleaved in one block of sketches.
pub(crate) const BLOCK: usize = 8;

const LANES: usize = 64;

/// Sums over the set bits of each of the block's eight codes the query's values: `block` holds word
/// 0 of eight codes, then word 1 ...; `planes` holds four words (bit 0, 1, 2, 3 of the values) for
/// each word of a code.
#[inline]
fn block_sums_portable(block: &[u64], planes: &[u64], sums: &mut [u32; BLOCK]) {
    *sums = [0; BLOCK];
    for (words, planes) in block.chunks_exact(BLOCK).zip(planes.chunks_exact(PLANES)) {
        for (sum, &word) in sums.iter_mut().zip(words) {
            for (bit, &plane) in planes.iter().enumerate() {
                *sum += (word & plane).count_ones() << bit;
            }
        }
    }
}

fn sketch_sums_portable(blocks: &[u64], planes: &[u64], sums: &mut [[u32; BLOCK]]) {
    let words = planes.len() / PLANES * BLOCK;
    for (block, sums) in blocks.chunks_exact(words).zip(sums) {
        block_sums_portable(block, planes, sums);
    }
}

/// [`block_sums_portable`] for many blocks.
pub(crate) fn sketch_sums(blocks: &[u64], planes: &[u64], sums: &mut [[u32; BLOCK]]) {
    sketch_sums_portable(blocks, planes, sums);
}

/// An IEEE half as f32. Subnormals and infinities included.
#[inline]
fn widen(half: u16) -> f32 {
    half::f16::from_bits(half).to_f32()
}

fn add_up(lanes: &mut [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    lanes[0]
}

fn dot_portable(halves: &[u16], query: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    for (halves, query) in halves.chunks(LANES).zip(query.chunks(LANES)) {
        for ((lane, &half), &value) in lanes.iter_mut().zip(halves).zip(query) {
            *lane = widen(half).mul_add(value, *lane);
        }
    }
    add_up(&mut lanes)
}

/// The dot product of a vector in half precision with one in single precision.
pub(crate) fn dot(halves: &[u16], query: &[f32]) -> f32 {
    dot_portable(halves, query)
}
