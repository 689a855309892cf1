//! Matrix products of bytes: rows that are quantised on the way by weights that were quantised
//! before.

use std::arch::x86_64::*;

use types::Error;

use super::onnx::Linear;
use super::simd::{
    LANES, gelu, load, load_bytes, load_integers, store, store_bytes, vectors, vectors_mut,
};
use super::{blocks, by_rows};

/// Columns of a panel: four vectors of sums, so that 6 rows of them and the weights fill the
/// registers.
const PANEL: usize = 4 * LANES;

/// What stands for zero in a quantised row.
const ZERO: i32 = 128;
/// Steps from zero to the greatest number of a row.
const STEPS: f32 = 127.0;

/// The weights of 64 columns for 4 inputs: four vectors, in each lane the 4 weights of a column.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Weights([[[i8; 4]; LANES]; 4]);

/// A linear layer.
pub struct Dense {
    inputs: usize,
    outputs: usize,
    /// What each input is multiplied by before it is quantised (`SmoothQuant`).
    factors: Vec<f32>,
    /// `[outputs / 64][inputs / 4]`
    panels: Vec<Weights>,
    /// What the sums start from, so that [`ZERO`] counts as none, for each output.
    starts: Vec<i32>,
    /// The step of each output's weights.
    scales: Vec<f32>,
    bias: Vec<f32>,
}

/// Where the outputs of a linear layer go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// There as they are.
    Keep,
    /// There through the activation function.
    Gelu,
    /// Added to what is there.
    Add,
}

/// Rows of bytes, and the step of each row.
#[derive(Default)]
pub struct Quantised {
    bytes: Vec<u8>,
    steps: Vec<f32>,
}

impl Dense {
    /// Takes the weights as they stand in the file, `[inputs, outputs]`, and lays them out for the
    /// kernel.
    ///
    /// # Errors
    /// `Internal` if the shape is not one that the kernel knows.
    pub fn new(linear: &Linear, inputs: usize, outputs: usize) -> Result<Self, Error> {
        let fits = linear.weights.len() == inputs * outputs
            && linear.factors.as_ref().is_none_or(|it| it.len() == inputs)
            && linear.scales.len() == outputs
            && linear.bias.len() == outputs;
        if !fits {
            return Err(Error::internal("kernel: a linear layer of another shape"));
        }
        let weight = |input: usize, output: usize| linear.weights[input * outputs + output] as i8;
        let mut panels = Vec::with_capacity(inputs * outputs / (4 * PANEL));
        for first in (0..outputs).step_by(PANEL) {
            for input in (0..inputs).step_by(4) {
                let lane = |output| std::array::from_fn(|n| weight(input + n, output));
                let vector = |n| std::array::from_fn(|m| lane(first + n * LANES + m));
                panels.push(Weights(std::array::from_fn(vector)));
            }
        }
        let total = |output| {
            (0..inputs)
                .map(|n| i32::from(weight(n, output)))
                .sum::<i32>()
        };
        Ok(Dense {
            inputs,
            outputs,
            factors: linear.factors.clone().unwrap_or_else(|| vec![1.0; inputs]),
            panels,
            starts: (0..outputs).map(|output| -ZERO * total(output)).collect(),
            scales: linear.scales.clone(),
            bias: linear.bias.clone(),
        })
    }

    /// `x` is `[rows, inputs]`, `y` `[rows, outputs]`. A panel of weights is used for all rows before
    /// the next one is read, so `rows` may be as many as fit the second cache, some dozens.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub fn apply(&self, x: &[f32], to: To, y: &mut [f32], quantised: &mut Quantised) {
        quantised.fill(x, &self.factors);
        for panel in 0..self.outputs / PANEL {
            for (first, rows) in blocks(quantised.steps.len()) {
                let y = &mut y[first * self.outputs..][..rows * self.outputs];
                by_rows!(rows, self.tile(panel, quantised, first, to, y));
            }
        }
    }

    /// Some rows of a panel's outputs; `y` starts at the first of these rows.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn tile<const ROWS: usize>(
        &self,
        panel: usize,
        x: &Quantised,
        first: usize,
        to: To,
        y: &mut [f32],
    ) {
        let sums = self.sums::<ROWS>(panel, &x.bytes[first * self.inputs..]);
        let columns = panel * PANEL..(panel + 1) * PANEL;
        let scales = vectors(&self.scales[columns.clone()]);
        let bias = vectors(&self.bias[columns.clone()]);
        for (row, sums) in sums.into_iter().enumerate() {
            let step = _mm512_set1_ps(x.steps[first + row]);
            let y = vectors_mut(&mut y[row * self.outputs..][columns.clone()]);
            for (n, sum) in sums.into_iter().enumerate() {
                let scale = _mm512_mul_ps(load(&scales[n]), step);
                let one = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, load(&bias[n]));
                let one = match to {
                    To::Keep => one,
                    To::Gelu => gelu(one),
                    To::Add => _mm512_add_ps(one, load(&y[n])),
                };
                store(&mut y[n], one);
            }
        }
    }

    /// The products of the first rows of `x`, `[rows, inputs]`, by a panel, exact.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn sums<const ROWS: usize>(&self, panel: usize, x: &[u8]) -> [[__m512i; 4]; ROWS] {
        let depth = self.inputs / 4;
        let weights = &self.panels[panel * depth..][..depth];
        let x: [&[[u8; 4]]; ROWS] = std::array::from_fn(|row| {
            &x[row * self.inputs..][..self.inputs].as_chunks().0[..depth]
        });
        let starts = self.starts[panel * PANEL..].as_chunks::<LANES>().0;
        let start = std::array::from_fn(|n| load_integers(&starts[n]));
        let mut sums = [start; ROWS];
        for (n, weights) in weights.iter().enumerate() {
            let weights: [__m512i; 4] = std::array::from_fn(|n| load_bytes(&weights.0[n]));
            for (sums, x) in sums.iter_mut().zip(x) {
                let x = _mm512_set1_epi32(i32::from_le_bytes(x[n]));
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum = _mm512_dpbusd_epi32(*sum, x, weights);
                }
            }
        }
        sums
    }
}

impl Quantised {
    /// Quantises each row of `x`, `[rows, factors.len()]`, times the factors: 255 is the greatest
    /// magnitude of the row, 1 its opposite, 128 is zero.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn fill(&mut self, x: &[f32], factors: &[f32]) {
        self.bytes.resize(x.len(), 0);
        self.steps.clear();
        let factors = vectors(factors);
        let width = factors.len() * LANES;
        for (x, bytes) in x
            .chunks_exact(width)
            .zip(self.bytes.chunks_exact_mut(width))
        {
            let x = vectors(x);
            let mut most = _mm512_setzero_ps();
            for (x, factor) in x.iter().zip(factors) {
                let x = _mm512_mul_ps(load(x), load(factor));
                most = _mm512_max_ps(most, _mm512_abs_ps(x));
            }
            let most = _mm512_reduce_max_ps(most);
            // A row of zeros has no step, and needs none.
            let scale = if most > 0.0 { STEPS / most } else { 0.0 };
            self.steps.push(most / STEPS);
            let (scale, zero) = (_mm512_set1_ps(scale), _mm512_set1_epi32(ZERO));
            for ((x, factor), bytes) in x.iter().zip(factors).zip(bytes.as_chunks_mut().0) {
                let x = _mm512_mul_ps(load(x), load(factor));
                let steps = _mm512_cvtps_epi32(_mm512_mul_ps(x, scale));
                store_bytes(bytes, _mm512_add_epi32(steps, zero));
            }
        }
    }
}
