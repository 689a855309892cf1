//! A file's network: its embeddings if it starts from tokens, its layers, and its heads if it has any.

#![allow(
    unsafe_code,
    reason = "only here is known that the processor has the instructions"
)]

use types::Error;

use super::heads::Heads;
use super::layers::{Layers, Norm};
use super::onnx::{Graph, Table};
use super::simd::is_supported;
use super::{HIDDEN, TOKENS_MAX};

/// A built-in network, or a part of one. There is none where the processor does not have the
/// instructions for it, which is what makes calls of those who need them sound.
pub(crate) struct Network {
    embeddings: Option<Embeddings>,
    layers: Layers,
    heads: Option<Heads>,
}

/// What stands for a token before the first layer: by which one it is and where it stands.
struct Embeddings {
    table: Table,
    norm: Norm,
}

impl Network {
    /// The network in a file of ours. `None` if the processor does not have the instructions for
    /// it.
    ///
    /// # Errors
    /// `Internal` if the file has something else.
    pub fn read(file: &[u8]) -> Result<Option<Self>, Error> {
        if !is_supported() {
            return Ok(None);
        }
        let graph = Graph::read(file)?;
        let mut norms = graph.norms()?;
        let embeddings = match graph.embeddings()? {
            None => None,
            Some(_) if norms.is_empty() => return Err(Error::internal("kernel: no norm")),
            Some(table) => Some(Embeddings::new(table, Norm::new(norms.remove(0))?)?),
        };
        Ok(Some(Network {
            embeddings,
            layers: Layers::read(&graph, norms)?,
            heads: Heads::new(graph.heads()?)?,
        }))
    }

    /// What stands for the tokens of some texts before the first layer, `[tokens, 384]`, one text
    /// below another.
    ///
    /// # Errors
    /// `Internal` if the network does not start from tokens.
    pub fn embed(&self, texts: &[&[u32]]) -> Result<Vec<f32>, Error> {
        let embeddings = self.embeddings.as_ref();
        let embeddings = embeddings.ok_or_else(|| Error::internal("kernel: no embeddings"))?;
        let tokens: usize = texts.iter().map(|text| text.len()).sum();
        let mut states = vec![0.0; tokens * HIDDEN];
        let mut rows = states.chunks_exact_mut(HIDDEN);
        for text in texts {
            for ((position, &token), row) in text.iter().enumerate().zip(&mut rows) {
                embeddings.look_up(token as usize, position, row)?;
            }
        }
        // SAFETY: there is a network, so the processor has the instructions.
        unsafe { embeddings.norm.apply(&mut states) };
        Ok(states)
    }

    /// Makes of what stands for the tokens of some texts, `[tokens, 384]`, one text below another
    /// with so many tokens each, what stands for them after the last layer.
    pub fn run(&self, states: &mut [f32], lengths: &[usize]) {
        // SAFETY: there is a network, so the processor has the instructions.
        unsafe { self.layers.run(states, lengths) };
    }

    /// What each head tells of the texts, `[texts, scores]`, or `[tokens, scores]` where it is one
    /// for tokens.
    pub fn heads(&self, states: &[f32], lengths: &[usize]) -> Vec<Vec<f32>> {
        match &self.heads {
            // SAFETY: there is a network, so the processor has the instructions.
            Some(heads) => unsafe { heads.apply(states, lengths) },
            None => Vec::new(),
        }
    }
}

impl Embeddings {
    fn new(table: Table, norm: Norm) -> Result<Self, Error> {
        let fits = table.rows.len() == table.scales.len() * HIDDEN
            && table.positions.len() == TOKENS_MAX * HIDDEN;
        match fits {
            true => Ok(Embeddings { table, norm }),
            false => Err(Error::internal("kernel: embeddings of another shape")),
        }
    }

    fn look_up(&self, token: usize, position: usize, row: &mut [f32]) -> Result<(), Error> {
        let from = |n: usize| n * HIDDEN..(n + 1) * HIDDEN;
        let known = self.table.rows.get(from(token));
        let place = self.table.positions.get(from(position));
        let (Some(known), Some(place)) = (known, place) else {
            return Err(Error::internal("kernel: no such token or position"));
        };
        let scale = self.table.scales[token];
        for ((x, &known), place) in row.iter_mut().zip(known).zip(place) {
            *x = f32::from(known as i8) * scale + place;
        }
        Ok(())
    }
}
