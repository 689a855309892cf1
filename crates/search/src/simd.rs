//! Dot products, with the same result to the last bit on every processor, and prefetching.
//!
//! Dot products keep a fixed order: 64 accumulators, one fused multiply-add each, added up as one
//! fixed tree; so a portable loop and vector instructions agree.
//! On other processors than x86-64 the portable loops are left to the compiler to vectorise.

#![allow(unsafe_code)]

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
            && is_x86_feature_detected!("avx512vbmi")
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

    /// Every path that this processor can take.
    #[cfg(test)]
    pub(crate) fn all() -> Vec<Path> {
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

/// The dot product of a vector in half precision with one in single precision.
#[inline]
pub(crate) fn dot(halves: &[u16], query: &[f32]) -> f32 {
    dot_on(Path::best(), halves, query)
}

fn dot_on(path: Path, halves: &[u16], query: &[f32]) -> f32 {
    let (halves, halves_rest) = halves.as_chunks::<LANES>();
    let (query, query_rest) = query.as_chunks::<LANES>();
    let rest = halves_rest.len().min(query_rest.len());
    if rest == 0 {
        return dot_chunks(path, halves.iter().zip(query));
    }
    // What is left over is filled up with zeros, on every path alike.
    let (mut last_halves, mut last_query) = ([0_u16; LANES], [0.0_f32; LANES]);
    last_halves[..rest].copy_from_slice(&halves_rest[..rest]);
    last_query[..rest].copy_from_slice(&query_rest[..rest]);
    let last = (&last_halves, &last_query);
    dot_chunks(path, halves.iter().zip(query).chain([last]))
}

#[inline]
fn dot_chunks<'a>(path: Path, chunks: impl Iterator<Item = Chunk<'a>>) -> f32 {
    match path {
        Path::Portable => dot_portable(chunks),
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => {
            // SAFETY: `Path::best` chose this path, so the processor has AVX2, FMA and F16C.
            unsafe { x86::dot_avx2(chunks) }
        }
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 => {
            // SAFETY: `Path::best` chose this path, so the processor has AVX-512F.
            unsafe { x86::dot_avx512(chunks) }
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

    use super::Chunk;

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

    #[test]
    fn every_path_gives_the_same_bits() {
        let mut random = Random::new(3);
        for dimension in [1_usize, 7, 16, 63, 64, 65, 128, 384, 400, 768, 1024, 4096] {
            let vector = halves(&random.unit_vector(dimension));
            let query = random.unit_vector(dimension);
            let dot = dot_on(Path::Portable, &vector, &query);
            let wide = vector
                .iter()
                .map(|&h| f64::from(half::f16::from_bits(h).to_f32()));
            let exact: f64 = wide.zip(&query).map(|(x, &y)| x * f64::from(y)).sum();
            assert!((f64::from(dot) - exact).abs() < 1e-5, "{dimension}");
            for path in Path::all() {
                let found = dot_on(path, &vector, &query);
                assert_eq!(found.to_bits(), dot.to_bits(), "{path:?} {dimension}");
            }
        }
    }
}
