//! The two inner loops, with the same result to the last bit on every processor.
//!
//! Sketch products are integers. Dot products keep a fixed order: 64 accumulators, one fused
//! multiply-add each, added up as one fixed tree; so a portable loop and vector instructions agree.
//! On other processors than x86-64 the portable loops are left to the compiler to vectorise.

#![allow(unsafe_code)]

/// Bit planes of a quantised query: its values are 0 to 15.
pub(crate) const PLANES: usize = 4;
/// Vectors that lie interleaved in one block of sketches.
pub(crate) const BLOCK: usize = 8;

const LANES: usize = 64;

/// Which instructions are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Path {
    /// The paths that this processor can take, fastest first.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    pub(crate) fn best() -> Path {
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vpopcntdq")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c")
        {
            Path::Avx512
        } else if is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c")
        {
            Path::Avx2
        } else {
            Path::Portable
        }
    }

    /// The paths that this processor can take, fastest first.
    #[cfg(not(target_arch = "x86_64"))]
    #[inline]
    pub(crate) fn best() -> Path {
        Path::Portable
    }
}

/// Asks the processor to bring `items` into its cache, because they are read soon. Only a hint.
#[inline]
pub(crate) fn prefetch<T>(items: &[T]) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        const LINE_BYTES: usize = 64;
        let start = items.as_ptr().cast::<i8>();
        for offset in (0..size_of_val(items)).step_by(LINE_BYTES) {
            // SAFETY: SSE is part of x86-64, the address lies within `items`, and a prefetch
            // reads nothing that the program could see.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(start.add(offset)) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = items;
}

/// For each block of eight interleaved codes: the sums over each code's set bits of the query's
/// values. `blocks` holds word 0 of eight codes, then word 1 ...; `planes` holds four words (bit 0,
/// 1, 2, 3 of the values) for each word of a code.
pub(crate) fn sketch_sums(blocks: &[u64], planes: &[u64], sums: &mut [[u32; BLOCK]]) {
    sketch_sums_on(Path::best(), blocks, planes, sums);
}

fn sketch_sums_on(path: Path, blocks: &[u64], planes: &[u64], sums: &mut [[u32; BLOCK]]) {
    let words = planes.len() / PLANES * BLOCK;
    if words == 0 {
        return;
    }
    match path {
        Path::Portable => {
            for (block, sums) in blocks.chunks_exact(words).zip(sums) {
                block_sums(block, planes, sums);
            }
        }
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => {
            for (block, sums) in blocks.chunks_exact(words).zip(sums) {
                // SAFETY: `Path::best` chose this path, so the processor has AVX2.
                unsafe { x86::block_sums_avx2(block, planes, sums) };
            }
        }
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 => {
            // SAFETY: `Path::best` chose this path, so the processor has what it needs.
            unsafe { x86::sketch_sums_avx512(blocks, planes, sums) };
        }
    }
}

#[inline]
fn block_sums(block: &[u64], planes: &[u64], sums: &mut [u32; BLOCK]) {
    *sums = [0; BLOCK];
    for (words, planes) in block.chunks_exact(BLOCK).zip(planes.chunks_exact(PLANES)) {
        for (sum, &word) in sums.iter_mut().zip(words) {
            for (bit, &plane) in planes.iter().enumerate() {
                *sum += (word & plane).count_ones() << bit;
            }
        }
    }
}

/// How a sketch's sum becomes an estimated cosine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// For each unit of the sum.
    pub(crate) step: f32,
    /// For each set bit.
    pub(crate) low: f32,
    /// Off.
    pub(crate) total: f32,
    /// For each unit of the vector's factor.
    pub(crate) scale: f32,
}

/// `(step * sum + low * ones - total) * factor * scale` for each vector.
pub(crate) fn estimate_all(
    sums: &[u32],
    factors: &[u16],
    ones: &[u16],
    line: &Line,
    estimates: &mut [f32],
) {
    match Path::best() {
        Path::Portable => estimate_inline(sums, factors, ones, line, estimates),
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => {
            // SAFETY: `Path::best` chose this path, so the processor has AVX2.
            unsafe { x86::estimate_avx2(sums, factors, ones, line, estimates) }
        }
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 => {
            // SAFETY: `Path::best` chose this path, so the processor has AVX-512F.
            unsafe { x86::estimate_avx512(sums, factors, ones, line, estimates) }
        }
    }
}

/// Each operation is rounded by itself, so wider registers change nothing.
#[inline(always)]
fn estimate_inline(
    sums: &[u32],
    factors: &[u16],
    ones: &[u16],
    line: &Line,
    estimates: &mut [f32],
) {
    let facts = sums.iter().zip(factors).zip(ones);
    for (estimate, ((&sum, &factor), &ones)) in estimates.iter_mut().zip(facts) {
        // Sums are far below 2^31, and signed numbers convert faster.
        let line_at = line.step * sum as i32 as f32 + line.low * f32::from(ones) - line.total;
        *estimate = line_at * (f32::from(factor) * line.scale);
    }
}

/// The dot product of a vector in half precision with one in single precision.
#[inline]
pub(crate) fn dot(halves: &[u16], query: &[f32]) -> f32 {
    dot_on(Path::best(), halves, query)
}

fn dot_on(path: Path, halves: &[u16], query: &[f32]) -> f32 {
    let (halves, halves_rest) = halves.as_chunks::<LANES>();
    let (query, query_rest) = query.as_chunks::<LANES>();
    // What is left over is filled up with zeros, on every path alike.
    let (mut last_halves, mut last_query) = ([0_u16; LANES], [0.0_f32; LANES]);
    let rest = halves_rest.len().min(query_rest.len());
    last_halves[..rest].copy_from_slice(&halves_rest[..rest]);
    last_query[..rest].copy_from_slice(&query_rest[..rest]);
    let last = (rest > 0).then_some((&last_halves, &last_query));
    match path {
        Path::Portable => dot_portable(halves.iter().zip(query).chain(last)),
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => {
            // SAFETY: `Path::best` chose this path, so the processor has AVX2, FMA and F16C.
            unsafe { x86::dot_avx2(halves.iter().zip(query).chain(last)) }
        }
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 => {
            // SAFETY: `Path::best` chose this path, so the processor has AVX-512F.
            unsafe { x86::dot_avx512(halves.iter().zip(query).chain(last)) }
        }
    }
}

type Chunk<'a> = (&'a [u16; LANES], &'a [f32; LANES]);

fn dot_portable<'a>(chunks: impl Iterator<Item = Chunk<'a>>) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    for (halves, query) in chunks {
        for ((lane, &half), &value) in lanes.iter_mut().zip(halves).zip(query) {
            *lane = half::f16::from_bits(half).to_f32().mul_add(value, *lane);
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    lanes[0]
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{BLOCK, Chunk, Line, PLANES};

    #[target_feature(enable = "avx512f,avx512vpopcntdq")]
    pub(super) fn sketch_sums_avx512(blocks: &[u64], planes: &[u64], sums: &mut [[u32; BLOCK]]) {
        let words = planes.len() / PLANES * BLOCK;
        for (block, sums) in blocks.chunks_exact(words).zip(sums) {
            let mut counts = [_mm512_setzero_si512(); PLANES];
            for (eight, planes) in block
                .as_chunks::<BLOCK>()
                .0
                .iter()
                .zip(planes.as_chunks().0)
            {
                // SAFETY: `eight` is 64 bytes; the load needs no alignment.
                let eight = unsafe { _mm512_loadu_si512(eight.as_ptr().cast()) };
                let planes: &[u64; PLANES] = planes;
                for (count, &plane) in counts.iter_mut().zip(planes) {
                    let both = _mm512_and_si512(eight, _mm512_set1_epi64(plane as i64));
                    *count = _mm512_add_epi64(*count, _mm512_popcnt_epi64(both));
                }
            }
            let low = _mm512_add_epi64(counts[0], _mm512_slli_epi64::<1>(counts[1]));
            let high = _mm512_add_epi64(counts[2], _mm512_slli_epi64::<1>(counts[3]));
            let all = _mm512_add_epi64(low, _mm512_slli_epi64::<2>(high));
            // SAFETY: `sums` is 32 bytes; the store needs no alignment.
            unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), _mm512_cvtepi64_epi32(all)) };
        }
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn block_sums_avx2(block: &[u64], planes: &[u64], sums: &mut [u32; BLOCK]) {
        let nibbles = _mm256_broadcastsi128_si256(_mm_setr_epi8(
            0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
        ));
        let low_half = _mm256_set1_epi8(0x0f);
        let mut totals = [_mm256_setzero_si256(); 2];
        for (words, planes) in block.chunks_exact(BLOCK).zip(planes.chunks_exact(PLANES)) {
            for (half, total) in totals.iter_mut().enumerate() {
                // SAFETY: `words` is 64 bytes, of which each half is loaded; alignment is not needed.
                let four = unsafe { _mm256_loadu_si256(words.as_ptr().add(half * 4).cast()) };
                for (bit, &plane) in planes.iter().enumerate() {
                    let both = _mm256_and_si256(four, _mm256_set1_epi64x(plane as i64));
                    let low = _mm256_shuffle_epi8(nibbles, _mm256_and_si256(both, low_half));
                    let high = _mm256_and_si256(_mm256_srli_epi16::<4>(both), low_half);
                    let counts = _mm256_add_epi8(low, _mm256_shuffle_epi8(nibbles, high));
                    let ones = _mm256_sad_epu8(counts, _mm256_setzero_si256());
                    let shift = _mm_cvtsi32_si128(bit as i32);
                    *total = _mm256_add_epi64(*total, _mm256_sll_epi64(ones, shift));
                }
            }
        }
        let mut wide = [0_u64; BLOCK];
        for (half, total) in totals.iter().enumerate() {
            // SAFETY: `wide` is 64 bytes, of which each half is stored; alignment is not needed.
            unsafe { _mm256_storeu_si256(wide.as_mut_ptr().add(half * 4).cast(), *total) };
        }
        *sums = wide.map(|sum| sum as u32);
    }

    #[target_feature(enable = "avx512f,avx512vl,avx512bw")]
    pub(super) fn estimate_avx512(
        sums: &[u32],
        factors: &[u16],
        ones: &[u16],
        line: &Line,
        estimates: &mut [f32],
    ) {
        super::estimate_inline(sums, factors, ones, line, estimates);
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn estimate_avx2(
        sums: &[u32],
        factors: &[u16],
        ones: &[u16],
        line: &Line,
        estimates: &mut [f32],
    ) {
        super::estimate_inline(sums, factors, ones, line, estimates);
    }

    #[target_feature(enable = "avx512f")]
    pub(super) fn dot_avx512<'a>(chunks: impl Iterator<Item = Chunk<'a>>) -> f32 {
        let mut lanes = [_mm512_setzero_ps(); 4];
        for (halves, query) in chunks {
            for (part, lane) in lanes.iter_mut().enumerate() {
                // SAFETY: `part` is below 4 and both arrays hold 4 x 16 values; unaligned loads.
                let (half, value) = unsafe {
                    (
                        _mm256_loadu_si256(halves.as_ptr().add(part * 16).cast()),
                        _mm512_loadu_ps(query.as_ptr().add(part * 16)),
                    )
                };
                *lane = _mm512_fmadd_ps(_mm512_cvtph_ps(half), value, *lane);
            }
        }
        let (a, b) = (
            _mm512_add_ps(lanes[0], lanes[2]),
            _mm512_add_ps(lanes[1], lanes[3]),
        );
        let sixteen = _mm512_add_ps(a, b);
        let low = _mm512_castps512_ps256(sixteen);
        let high = _mm256_castpd_ps(_mm512_extractf64x4_pd::<1>(_mm512_castps_pd(sixteen)));
        add_up(_mm256_add_ps(low, high))
    }

    #[target_feature(enable = "avx2,fma,f16c")]
    pub(super) fn dot_avx2<'a>(chunks: impl Iterator<Item = Chunk<'a>>) -> f32 {
        let mut lanes = [_mm256_setzero_ps(); 8];
        for (halves, query) in chunks {
            for (part, lane) in lanes.iter_mut().enumerate() {
                // SAFETY: `part` is below 8 and both arrays hold 8 x 8 values; unaligned loads.
                let (half, value) = unsafe {
                    (
                        _mm_loadu_si128(halves.as_ptr().add(part * 8).cast()),
                        _mm256_loadu_ps(query.as_ptr().add(part * 8)),
                    )
                };
                *lane = _mm256_fmadd_ps(_mm256_cvtph_ps(half), value, *lane);
            }
        }
        let [a, b, c, d, e, f, g, h] = lanes;
        let (a, b) = (_mm256_add_ps(a, e), _mm256_add_ps(b, f));
        let (c, d) = (_mm256_add_ps(c, g), _mm256_add_ps(d, h));
        let (a, b) = (_mm256_add_ps(a, c), _mm256_add_ps(b, d));
        add_up(_mm256_add_ps(a, b))
    }

    /// The last three steps of the tree.
    #[inline]
    #[target_feature(enable = "avx")]
    fn add_up(eight: __m256) -> f32 {
        let four = _mm_add_ps(
            _mm256_castps256_ps128(eight),
            _mm256_extractf128_ps::<1>(eight),
        );
        let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Random, halves};

    fn paths() -> Vec<Path> {
        #[allow(unused_mut)]
        let mut paths = vec![Path::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if Path::best() != Path::Portable {
                paths.push(Path::Avx2);
            }
            if Path::best() == Path::Avx512 {
                paths.push(Path::Avx512);
            }
        }
        paths
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        let mut random = Random::new(3);
        for dimension in [1_usize, 7, 16, 63, 64, 65, 128, 384, 400, 768, 1024, 4096] {
            let words = dimension.div_ceil(64);
            let blocks: Vec<u64> = (0..words * BLOCK * 5).map(|_| random.bits()).collect();
            let planes: Vec<u64> = (0..words * PLANES).map(|_| random.bits()).collect();
            let expect: Vec<[u32; BLOCK]> = (0..5)
                .map(|block| {
                    std::array::from_fn(|code| {
                        let word = |w: usize| blocks[(block * words + w) * BLOCK + code];
                        let plane = |w: usize, bit: usize| planes[w * PLANES + bit];
                        (0..words * 64)
                            .filter(|bit| word(bit / 64) >> (bit % 64) & 1 == 1)
                            .map(|bit| {
                                (0..PLANES)
                                    .map(|p| ((plane(bit / 64, p) >> (bit % 64) & 1) as u32) << p)
                                    .sum::<u32>()
                            })
                            .sum()
                    })
                })
                .collect();
            let vector = halves(&random.unit_vector(dimension));
            let query = random.unit_vector(dimension);
            let dot = dot_on(Path::Portable, &vector, &query);
            let wide = vector
                .iter()
                .map(|&h| f64::from(half::f16::from_bits(h).to_f32()));
            let exact: f64 = wide.zip(&query).map(|(x, &y)| x * f64::from(y)).sum();
            assert!((f64::from(dot) - exact).abs() < 1e-5, "{dimension}");
            for path in paths() {
                let mut sums = vec![[7; BLOCK]; 5];
                sketch_sums_on(path, &blocks, &planes, &mut sums);
                assert_eq!(sums, expect, "{path:?} {dimension}");
                let found = dot_on(path, &vector, &query);
                assert_eq!(found.to_bits(), dot.to_bits(), "{path:?} {dimension}");
            }
        }
    }
}
