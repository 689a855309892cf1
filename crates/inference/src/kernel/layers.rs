//! The layers of an encoder.

use std::arch::x86_64::*;
use std::sync::{Mutex, PoisonError};

use types::Error;

use super::attention::Attention;
use super::dense::{Dense, Quantised, To};
use super::onnx::{Graph, Scaling};
use super::simd::{LANES, load, store, sum, vectors, vectors_mut};
use super::{HIDDEN, INNER};

/// Rows that go through a linear layer together: ten full blocks, whose numbers inside a layer
/// (f32 and bytes) and a panel of weights fit a second cache of 1 MB.
const ROWS: usize = 60;

/// Scales each row to mean 0 and variance 1, then by learnt numbers.
pub struct Norm(Scaling);

struct Layer {
    attention_in: Dense,
    attention_out: Dense,
    attention_norm: Norm,
    up: Dense,
    down: Dense,
    norm: Norm,
}

/// Some layers of an encoder.
pub struct Layers(Vec<Layer>);

/// What runs leave behind for the next ones to work in, whichever network's: one for each that ran at
/// a time, of about 3 MB for 256 tokens.
static SPACES: Mutex<Vec<Space>> = Mutex::new(Vec::new());

/// What a run works in.
#[derive(Default)]
struct Space {
    /// Queries, keys and values, `[tokens, 3, heads, 32]`.
    projected: Vec<f32>,
    /// What attention makes of them, `[tokens, 384]`.
    mixed: Vec<f32>,
    /// Inside the feed-forward half, `[up to ROWS, 1536]`.
    inner: Vec<f32>,
    quantised: Quantised,
    attention: Attention,
}

impl Layers {
    /// The layers in a file; `norms` are those in it that are not of its embeddings.
    ///
    /// # Errors
    /// `Internal` if the file has other layers.
    pub fn read(graph: &Graph, norms: Vec<Scaling>) -> Result<Self, Error> {
        let linears = graph.linears()?;
        let (of_layers, rest) = linears.as_chunks::<4>();
        if of_layers.is_empty() || !rest.is_empty() || norms.len() != 2 * of_layers.len() {
            return Err(Error::internal("kernel: a layer in pieces"));
        }
        let mut norms = norms.into_iter().map(Norm::new);
        let mut layers = Vec::with_capacity(of_layers.len());
        for [attention_in, attention_out, up, down] in of_layers {
            let mut norm = || norms.next().expect("two for each layer");
            layers.push(Layer {
                attention_in: Dense::new(attention_in, HIDDEN, 3 * HIDDEN)?,
                attention_out: Dense::new(attention_out, HIDDEN, HIDDEN)?,
                attention_norm: norm()?,
                up: Dense::new(up, HIDDEN, INNER)?,
                down: Dense::new(down, INNER, HIDDEN)?,
                norm: norm()?,
            });
        }
        Ok(Layers(layers))
    }

    /// Runs the layers over `states`, `[tokens, 384]`: texts one below another, with so many tokens
    /// each.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub fn run(&self, states: &mut [f32], lengths: &[usize]) {
        assert_eq!(states.len(), lengths.iter().sum::<usize>() * HIDDEN);
        let spaces = || SPACES.lock().unwrap_or_else(PoisonError::into_inner);
        let mut space = spaces().pop().unwrap_or_default();
        for layer in &self.0 {
            layer.run(states, lengths, &mut space);
        }
        spaces().push(space);
    }
}

impl Layer {
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn run(&self, states: &mut [f32], lengths: &[usize], space: &mut Space) {
        let Space {
            projected,
            mixed,
            inner,
            quantised,
            attention,
        } = space;
        projected.resize(3 * states.len(), 0.0);
        mixed.resize(states.len(), 0.0);
        inner.resize(ROWS * INNER, 0.0);
        let outputs = projected.chunks_mut(ROWS * 3 * HIDDEN);
        for (states, projected) in states.chunks(ROWS * HIDDEN).zip(outputs) {
            self.attention_in
                .apply(states, To::Keep, projected, quantised);
        }
        let (mut of_text, mut to) = (&projected[..], &mut mixed[..]);
        for length in lengths {
            let (text, mix);
            (text, of_text) = of_text.split_at(length * 3 * HIDDEN);
            (mix, to) = to.split_at_mut(length * HIDDEN);
            attention.apply(text, mix);
        }
        let mixed = mixed.chunks(ROWS * HIDDEN);
        for (states, mixed) in states.chunks_mut(ROWS * HIDDEN).zip(mixed) {
            self.attention_out.apply(mixed, To::Add, states, quantised);
            self.attention_norm.apply(states);
            let inner = &mut inner[..states.len() / HIDDEN * INNER];
            self.up.apply(states, To::Gelu, inner, quantised);
            self.down.apply(inner, To::Add, states, quantised);
            self.norm.apply(states);
        }
    }
}

impl Norm {
    /// # Errors
    /// `Internal` if the numbers are not one for each of a token's.
    pub fn new(scaling: Scaling) -> Result<Self, Error> {
        match scaling.scale.len() == HIDDEN && scaling.shift.len() == HIDDEN {
            true => Ok(Norm(scaling)),
            false => Err(Error::internal("kernel: a norm of another width")),
        }
    }

    /// Each row of `[tokens, 384]` by itself.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub fn apply(&self, states: &mut [f32]) {
        let (scale, shift) = (vectors(&self.0.scale), vectors(&self.0.shift));
        for row in states.chunks_exact_mut(HIDDEN) {
            let row = vectors_mut(row);
            let mean = _mm512_set1_ps(sum(row, |x| x) / HIDDEN as f32);
            let square = |x| {
                let apart = _mm512_sub_ps(x, mean);
                _mm512_mul_ps(apart, apart)
            };
            let variance = sum(row, square) / HIDDEN as f32;
            let part = _mm512_set1_ps(1.0 / (variance + 1e-12).sqrt());
            for n in 0..HIDDEN / LANES {
                let even = _mm512_mul_ps(_mm512_sub_ps(load(&row[n]), mean), part);
                store(
                    &mut row[n],
                    _mm512_fmadd_ps(even, load(&scale[n]), load(&shift[n])),
                );
            }
        }
    }
}
