//! The inner loop of scans over sketches: sums by table lookup, with the same result to the last
//! bit on every processor.
//!
//! Codes lie interleaved in blocks of 64: a row of 64 bytes has the same eight bits of each. Behind
//! these rows stand a factor and the number of set bits of each code, so that a scan reads one
//! stream of memory. With AVX-512 three rows are looked up as four fields of six bits (the low six of each row, and the
//! three pairs that are left), 64 codes at once; with AVX2 half bytes are looked up, else bytes.
//! Sums are integers, and what follows is rounded step by step, so the paths agree.

#![allow(unsafe_code)]

use crate::simd::Path;

/// Codes that lie interleaved in one block.
pub(crate) const BLOCK: usize = 64;
/// Numbers of two bytes that a row holds, and rows for one of each code.
const NUMBERS_A_ROW: usize = BLOCK / 2;
const NUMBER_ROWS: usize = 2;
/// Rows that are looked up together.
const TRIPLE: usize = 3;
/// Bits of a field, and fields of three rows.
const FIELD_BITS: usize = 6;
const FIELDS: usize = 4;
/// Greatest value of a dimension of a quantised query: four fields of six add up within a byte.
const LEVEL_MAX: u32 = 15;

/// The same eight bits of the 64 codes of a block; or 64 entries of a table.
#[repr(C, align(64))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lanes(pub(crate) [u8; BLOCK]);

impl Lanes {
    /// One after the other.
    pub(crate) fn bytes_of(lanes: &[Lanes]) -> Vec<u8> {
        lanes.iter().flat_map(|lanes| lanes.0).collect()
    }
}

/// Rows of a block that hold codes of so many bits.
pub(crate) fn code_rows(dimension: usize) -> usize {
    dimension.div_ceil(8 * TRIPLE) * TRIPLE
}

/// All rows of a block.
pub(crate) fn block_rows(dimension: usize) -> usize {
    code_rows(dimension) + 2 * NUMBER_ROWS
}

/// Sets the bytes, the factor and the number of set bits of a code.
pub(crate) fn put(block: &mut [Lanes], code: usize, bytes: &[u8], factor: u16, ones: u16) {
    let rows = block.len() - 2 * NUMBER_ROWS;
    for (row, &byte) in block[..rows].iter_mut().zip(bytes) {
        row.0[lane(code)] = byte;
    }
    for (rows, number) in block[rows..]
        .chunks_exact_mut(NUMBER_ROWS)
        .zip([factor, ones])
    {
        let row = &mut rows[code / NUMBERS_A_ROW].0;
        row[code % NUMBERS_A_ROW * 2..][..2].copy_from_slice(&number.to_le_bytes());
    }
}

/// Copies what is known of a code.
pub(crate) fn copy(from: &[Lanes], code: usize, to: &mut [Lanes], new: usize) {
    let rows = from.len() - 2 * NUMBER_ROWS;
    let bytes: Vec<u8> = from[..rows].iter().map(|row| row.0[lane(code)]).collect();
    let [factor, ones] = [0, 1].map(|which| numbers(from, which)[code]);
    put(to, new, &bytes, factor, ones);
}

/// The factors (0) or the numbers of set bits (1) of a block.
#[inline]
fn numbers(block: &[Lanes], which: usize) -> [u16; BLOCK] {
    let rows = &block[block.len() - (2 - which) * NUMBER_ROWS..];
    std::array::from_fn(|code| {
        let (row, at) = (&rows[code / NUMBERS_A_ROW].0, code % NUMBERS_A_ROW * 2);
        u16::from_le_bytes([row[at], row[at + 1]])
    })
}

/// Where a code's bytes stand in the rows of its block. Sums are made for even and odd lanes apart,
/// and so come out in order.
fn lane(code: usize) -> usize {
    code % (BLOCK / 2) * 2 + code % BLOCK / (BLOCK / 2)
}

/// Greatest value that a dimension of a query of that many can be quantised to: sums fit 16 bits.
pub(crate) fn level_max(dimension: usize) -> u32 {
    (u32::from(u16::MAX) / dimension.max(1) as u32).clamp(1, LEVEL_MAX)
}

/// How a sum becomes an estimated cosine: `(step * sum + low * ones - total) * factor * scale`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// For each unit of the sum.
    pub(crate) step: f32,
    /// For each set bit.
    pub(crate) low: f32,
    /// Off.
    pub(crate) total: f32,
    /// For each unit of the code's factor.
    pub(crate) scale: f32,
}

/// A query, as the sums that the bits of a code can have.
#[derive(Clone, Debug)]
pub(crate) enum Tables {
    /// For each row, by its byte.
    Bytes(Vec<[u16; 256]>),
    /// For each row, by the low and by the high half of its byte.
    #[cfg(target_arch = "x86_64")]
    Halves(Vec<[[u8; 16]; 2]>),
    /// For each three rows, by each of their fields.
    #[cfg(target_arch = "x86_64")]
    Fields(Vec<[Lanes; FIELDS]>),
}

impl Tables {
    /// Of a query of which each dimension is quantised to a level of at most [`level_max`].
    pub(crate) fn new(levels: &[u8]) -> Self {
        Tables::on(Path::best(), levels)
    }

    fn on(path: Path, levels: &[u8]) -> Self {
        let mut padded = levels.to_vec();
        padded.resize(code_rows(levels.len()) * 8, 0);
        let rows = padded.as_chunks::<8>().0;
        match path {
            Path::Portable => Tables::Bytes(rows.iter().map(byte_table).collect()),
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => {
                let halves = rows
                    .iter()
                    .map(|row| [0, 4].map(|at| table(&row[at..at + 4])));
                Tables::Halves(halves.collect())
            }
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => {
                let triples = rows.as_chunks::<TRIPLE>().0.iter();
                Tables::Fields(triples.map(field_tables).collect())
            }
        }
    }

    /// Estimates the cosine of every code; `above` has a bit for each whose estimate is above
    /// `bound`.
    pub(crate) fn estimate(
        &self,
        blocks: &[Lanes],
        line: &Line,
        bound: f32,
        estimates: &mut [[f32; BLOCK]],
        above: &mut [u64],
    ) {
        match self {
            Tables::Bytes(tables) => {
                each_block(
                    blocks,
                    tables.len(),
                    line,
                    bound,
                    estimates,
                    above,
                    |block| sums_of_bytes(tables, block),
                );
            }
            #[cfg(target_arch = "x86_64")]
            Tables::Halves(tables) => {
                // SAFETY: `Path::best` chose these tables, so the processor has AVX2.
                unsafe { x86::estimate_halves(tables, blocks, line, bound, estimates, above) }
            }
            #[cfg(target_arch = "x86_64")]
            Tables::Fields(tables) => {
                // SAFETY: `Path::best` chose these tables, so the processor has what it needs.
                unsafe { x86::estimate_fields(tables, blocks, line, bound, estimates, above) }
            }
        }
    }
}

/// The sum for each value of as many bits as there are levels.
fn table<const N: usize>(levels: &[u8]) -> [u8; N] {
    let mut sums = [0; N];
    for (bit, level) in levels.iter().enumerate() {
        for value in 0..1 << bit {
            sums[value + (1 << bit)] = sums[value] + level;
        }
    }
    sums
}

fn byte_table(levels: &[u8; 8]) -> [u16; 256] {
    let (low, high): ([u8; 16], [u8; 16]) = (table(&levels[..4]), table(&levels[4..]));
    std::array::from_fn(|byte| u16::from(low[byte % 16]) + u16::from(high[byte / 16]))
}

#[cfg(target_arch = "x86_64")]
fn field_tables(rows: &[[u8; 8]; TRIPLE]) -> [Lanes; FIELDS] {
    let [a, b, c] = rows;
    let left = [a[6], a[7], b[6], b[7], c[6], c[7]];
    [&a[..FIELD_BITS], &b[..FIELD_BITS], &c[..FIELD_BITS], &left].map(|field| Lanes(table(field)))
}

/// Each operation is rounded by itself, so wider registers change nothing.
#[inline(always)]
fn each_block(
    blocks: &[Lanes],
    rows: usize,
    line: &Line,
    bound: f32,
    estimates: &mut [[f32; BLOCK]],
    above: &mut [u64],
    sums_of: impl Fn(&[Lanes]) -> [u16; BLOCK],
) {
    let blocks = blocks.chunks_exact(rows + 2 * NUMBER_ROWS);
    for (block, (estimates, above)) in blocks.zip(estimates.iter_mut().zip(above)) {
        let [factors, ones] = [0, 1].map(|which| numbers(block, which));
        let sums = sums_of(block);
        *above = 0;
        for code in 0..BLOCK {
            let line_at = line.step * f32::from(sums[code]) + line.low * f32::from(ones[code]);
            let factor = f32::from(factors[code]) * line.scale;
            estimates[code] = (line_at - line.total) * factor;
            *above |= u64::from(estimates[code] > bound) << code;
        }
    }
}

fn sums_of_bytes(tables: &[[u16; 256]], block: &[Lanes]) -> [u16; BLOCK] {
    let mut sums = [0_u16; BLOCK];
    for (row, table) in block.iter().zip(tables) {
        for (sum, &byte) in sums.iter_mut().zip(&row.0) {
            *sum += table[usize::from(byte)];
        }
    }
    std::array::from_fn(|code| sums[lane(code)])
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{BLOCK, FIELDS, Lanes, Line, NUMBER_ROWS, TRIPLE, each_block};

    /// Selects the first operand where the third has ones, else the second.
    const SELECT: i32 = 0b1110_0100;

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
    pub(super) fn estimate_fields(
        tables: &[[Lanes; FIELDS]],
        blocks: &[Lanes],
        line: &Line,
        bound: f32,
        estimates: &mut [[f32; BLOCK]],
        above: &mut [u64],
    ) {
        let rows = tables.len() * TRIPLE;
        let blocks = blocks.chunks_exact(rows + 2 * NUMBER_ROWS);
        for (block, (estimates, above)) in blocks.zip(estimates.iter_mut().zip(above)) {
            let [even, odd] = sums_of_fields(tables, block);
            let quarters = [
                _mm512_castsi512_si256(even),
                _mm512_extracti64x4_epi64::<1>(even),
                _mm512_castsi512_si256(odd),
                _mm512_extracti64x4_epi64::<1>(odd),
            ];
            let numbers = block[rows..].as_ptr().cast::<__m256i>();
            let estimates = estimates.as_chunks_mut::<16>().0;
            *above = 0;
            for quarter in 0..4 {
                // SAFETY: behind the codes stand four rows of 64 bytes, which are eight times 32:
                // the factors' and then the numbers' of set bits. They are aligned.
                let (factors, ones) = unsafe {
                    (
                        _mm256_load_si256(numbers.add(quarter)),
                        _mm256_load_si256(numbers.add(quarter + 4)),
                    )
                };
                let found = estimate_16(quarters[quarter], factors, ones, line);
                let bits = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(found, _mm512_set1_ps(bound));
                *above |= u64::from(bits) << (quarter * 16);
                // SAFETY: it is 64 bytes; the store needs no alignment.
                unsafe { _mm512_storeu_ps(estimates[quarter].as_mut_ptr(), found) };
            }
        }
    }

    /// The sums of the codes in even lanes, and of those in odd ones.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn sums_of_fields(tables: &[[Lanes; FIELDS]], block: &[Lanes]) -> [__m512i; 2] {
        let load = |lanes: &Lanes| {
            // SAFETY: it is 64 bytes, and aligned to as many.
            unsafe { _mm512_load_si512(lanes.0.as_ptr().cast()) }
        };
        let two_bits = _mm512_set1_epi8(0b11);
        let four_bits = _mm512_set1_epi8(0b1111);
        let (mut all, mut odd) = (_mm512_setzero_si512(), _mm512_setzero_si512());
        for (rows, tables) in block.as_chunks::<TRIPLE>().0.iter().zip(tables) {
            let [a, b, c] = [load(&rows[0]), load(&rows[1]), load(&rows[2])];
            // Of an index only the low six bits count, so what shifts bring along does no harm.
            let left = _mm512_ternarylogic_epi64::<SELECT>(
                _mm512_srli_epi16::<6>(a),
                _mm512_srli_epi16::<4>(b),
                two_bits,
            );
            let left =
                _mm512_ternarylogic_epi64::<SELECT>(left, _mm512_srli_epi16::<2>(c), four_bits);
            let a = _mm512_permutexvar_epi8(a, load(&tables[0]));
            let b = _mm512_permutexvar_epi8(b, load(&tables[1]));
            let c = _mm512_permutexvar_epi8(c, load(&tables[2]));
            let left = _mm512_permutexvar_epi8(left, load(&tables[3]));
            // At most 180 each, and so without a carry into the lane beside.
            let (a, c) = (_mm512_add_epi8(a, b), _mm512_add_epi8(c, left));
            all = _mm512_add_epi16(all, _mm512_add_epi16(a, c));
            let high = _mm512_add_epi16(_mm512_srli_epi16::<8>(a), _mm512_srli_epi16::<8>(c));
            odd = _mm512_add_epi16(odd, high);
        }
        // Both lanes of a pair were added as one number of 16 bits; what is left without the high
        // one, modulo 2^16, is the low one.
        [_mm512_sub_epi16(all, _mm512_slli_epi16::<8>(odd)), odd]
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn estimate_16(sums: __m256i, factors: __m256i, ones: __m256i, line: &Line) -> __m512 {
        let wide = |numbers: __m256i| _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(numbers));
        let line_at = _mm512_sub_ps(
            _mm512_add_ps(
                _mm512_mul_ps(_mm512_set1_ps(line.step), wide(sums)),
                _mm512_mul_ps(_mm512_set1_ps(line.low), wide(ones)),
            ),
            _mm512_set1_ps(line.total),
        );
        let factors = _mm512_mul_ps(wide(factors), _mm512_set1_ps(line.scale));
        _mm512_mul_ps(line_at, factors)
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn estimate_halves(
        tables: &[[[u8; 16]; 2]],
        blocks: &[Lanes],
        line: &Line,
        bound: f32,
        estimates: &mut [[f32; BLOCK]],
        above: &mut [u64],
    ) {
        each_block(
            blocks,
            tables.len(),
            line,
            bound,
            estimates,
            above,
            |block| sums_of_halves(tables, block),
        );
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn sums_of_halves(tables: &[[[u8; 16]; 2]], block: &[Lanes]) -> [u16; BLOCK] {
        let low_half = _mm256_set1_epi8(0x0f);
        let mut sums = [0_u16; BLOCK];
        for half in 0..2 {
            let (mut all, mut odd) = (_mm256_setzero_si256(), _mm256_setzero_si256());
            for (row, tables) in block.iter().zip(tables) {
                // SAFETY: the row is 64 bytes, of which each half is loaded; each table is 16.
                let (row, low, high) = unsafe {
                    (
                        _mm256_load_si256(row.0.as_ptr().add(half * 32).cast()),
                        _mm_loadu_si128(tables[0].as_ptr().cast()),
                        _mm_loadu_si128(tables[1].as_ptr().cast()),
                    )
                };
                let index = _mm256_and_si256(row, low_half);
                let low = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(low), index);
                let index = _mm256_and_si256(_mm256_srli_epi16::<4>(row), low_half);
                let high = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(high), index);
                let both = _mm256_add_epi8(low, high);
                all = _mm256_add_epi16(all, both);
                odd = _mm256_add_epi16(odd, _mm256_srli_epi16::<8>(both));
            }
            let even = _mm256_sub_epi16(all, _mm256_slli_epi16::<8>(odd));
            // SAFETY: both places have room for 16 numbers of two bytes; no alignment is needed.
            unsafe {
                _mm256_storeu_si256(sums.as_mut_ptr().add(half * 16).cast(), even);
                _mm256_storeu_si256(sums.as_mut_ptr().add(BLOCK / 2 + half * 16).cast(), odd);
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Random;

    #[test]
    fn every_path_gives_the_same_bits() {
        const BLOCKS: usize = 3;
        let mut random = Random::new(3);
        for dimension in [1_usize, 7, 24, 25, 63, 64, 100, 384, 768, 1024, 4096, 5000] {
            let rows = block_rows(dimension);
            let levels: Vec<u8> = (0..dimension)
                .map(|at| level_max(dimension) as u8 - u8::from(at % 7 > 1 && random.below(2) > 0))
                .collect();
            let mut blocks = vec![Lanes([0; BLOCK]); rows * BLOCKS];
            let mut facts = Vec::new();
            for code in 0..BLOCK * BLOCKS {
                let bytes: Vec<u8> = (0..dimension.div_ceil(8))
                    .map(|_| random.below(256) as u8 | 0x5b)
                    .collect();
                let [factor, ones] = [(); 2].map(|()| random.below(1 << 16) as u16);
                let block = &mut blocks[code / BLOCK * rows..][..rows];
                put(block, code % BLOCK, &bytes, factor, ones);
                facts.push((bytes, factor, ones));
            }
            let line = Line {
                step: 0.37,
                low: -0.11,
                total: 3.3,
                scale: 0.0007,
            };
            let expect = |(bytes, factor, ones): &(Vec<u8>, u16, u16)| {
                let is_set = |bit: &usize| bytes[bit / 8] >> (bit % 8) & 1 == 1;
                let set = (0..dimension).filter(is_set);
                let sum: u32 = set.map(|bit| u32::from(levels[bit])).sum();
                let line_at = line.step * sum as f32 + line.low * f32::from(*ones);
                (line_at - line.total) * (f32::from(*factor) * line.scale)
            };
            let expect: Vec<f32> = facts.iter().map(expect).collect();
            let bound = expect[BLOCK + 5];
            let bits = |all: &[f32]| all.iter().map(|one| one.to_bits()).collect::<Vec<u32>>();
            for path in Path::all() {
                let mut found = [[7.0; BLOCK]; BLOCKS];
                let mut above = [7; BLOCKS];
                let tables = Tables::on(path, &levels);
                tables.estimate(&blocks, &line, bound, &mut found, &mut above);
                let found = found.as_flattened();
                assert_eq!(bits(found), bits(&expect), "{path:?} {dimension}");
                for (code, &one) in expect.iter().enumerate() {
                    let is_above = above[code / BLOCK] >> (code % BLOCK) & 1 == 1;
                    assert_eq!(is_above, one > bound, "{path:?} {dimension} {code}");
                }
            }
        }
    }
}
