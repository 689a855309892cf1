//! Vectors of 16 numbers, and the functions that layers apply to them.

#![allow(
    unsafe_code,
    reason = "vector instructions have no other way to memory"
)]

use std::arch::x86_64::*;

/// Numbers in a vector.
pub const LANES: usize = 16;

/// Whether this processor has what the kernel is written in.
pub fn is_supported() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vnni")
}

#[inline]
#[target_feature(enable = "avx512f")]
pub fn load(from: &[f32; LANES]) -> __m512 {
    // SAFETY: it reads the 64 bytes of the array, at any alignment.
    unsafe { _mm512_loadu_ps(from.as_ptr()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
pub fn store(to: &mut [f32; LANES], x: __m512) {
    // SAFETY: it writes the 64 bytes of the array, at any alignment.
    unsafe { _mm512_storeu_ps(to.as_mut_ptr(), x) }
}

#[inline]
#[target_feature(enable = "avx512f")]
pub fn load_integers(from: &[i32; LANES]) -> __m512i {
    // SAFETY: it reads the 64 bytes of the array, at any alignment.
    unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
}

/// Four bytes for each lane.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn load_bytes(from: &[[i8; 4]; LANES]) -> __m512i {
    // SAFETY: it reads the 64 bytes of the array, at any alignment.
    unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
}

/// The lowest byte of each of 16 numbers.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn store_bytes(to: &mut [u8; LANES], x: __m512i) {
    // SAFETY: it writes the 16 bytes of the array, at any alignment.
    unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), _mm512_cvtepi32_epi8(x)) }
}

/// A row in vectors; its length is a multiple of [`LANES`].
#[inline]
pub fn vectors(row: &[f32]) -> &[[f32; LANES]] {
    row.as_chunks().0
}

/// The same to write to.
#[inline]
pub fn vectors_mut(row: &mut [f32]) -> &mut [[f32; LANES]] {
    row.as_chunks_mut().0
}

/// `e` to the power of `x`, with a relative error below 2e-7, for `x` up to 88; below -87 as at
/// -87, which beside 1 is nothing. The polynomial is that of Cephes' expf (Moshier 1992).
#[inline]
#[target_feature(enable = "avx512f")]
pub fn exp(x: __m512) -> __m512 {
    let c = |c: f32| _mm512_set1_ps(c);
    let x = _mm512_max_ps(x, c(-87.0));
    let n = _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(
        _mm512_mul_ps(x, c(std::f32::consts::LOG2_E)),
    );
    // ln 2 in two parts, so that the rest is exact.
    let r = _mm512_fnmadd_ps(n, c(0.693_359_4), x);
    let r = _mm512_fnmadd_ps(n, c(-2.121_944_4e-4), r);
    let mut p = c(1.987_569_1e-4);
    for next in [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
        1.0,
        1.0,
    ] {
        p = _mm512_fmadd_ps(p, r, c(next));
    }
    _mm512_scalef_ps(p, n)
}

/// `x` times the share of a normal distribution below `x`, with an error below 1e-6. The share
/// beyond |x| is by Abramowitz & Stegun 1964, 7.1.26, whose error is below 1e-7.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn gelu(x: __m512) -> __m512 {
    let c = |c: f32| _mm512_set1_ps(c);
    let z = _mm512_abs_ps(x);
    // 1 / (1 + p |x| / sqrt 2), by a step of Newton's from an estimate of 14 bits.
    let d = _mm512_fmadd_ps(z, c(0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2), c(1.0));
    let t = _mm512_rcp14_ps(d);
    let t = _mm512_mul_ps(t, _mm512_fnmadd_ps(d, t, c(2.0)));
    // The coefficients are halved: of the two tails, one is meant.
    let mut tail = c(1.061_405_4 / 2.0);
    for next in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6] {
        tail = _mm512_fmadd_ps(tail, t, c(next / 2.0));
    }
    let density = exp(_mm512_mul_ps(_mm512_mul_ps(x, x), c(-0.5)));
    let tail = _mm512_mul_ps(_mm512_mul_ps(tail, t), density);
    _mm512_fnmadd_ps(z, tail, _mm512_max_ps(x, c(0.0)))
}

/// The sum over a row of some function of its vectors, in four sums for speed.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn sum(row: &[[f32; LANES]], of: impl Fn(__m512) -> __m512) -> f32 {
    let mut sums = [_mm512_setzero_ps(); 4];
    for (n, x) in row.iter().enumerate() {
        sums[n % 4] = _mm512_add_ps(sums[n % 4], of(load(x)));
    }
    let [a, b, c, d] = sums;
    _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)))
}
