//! Rows of tokens on their way up through the parts of the network, of which each but the last ends in a
//! gate.

use std::sync::Arc;

use rten::ThreadPool;
use types::Error;

use super::part::{Below, Part, Read};
use super::told;
use crate::kernel::HIDDEN;

/// What has come so far of some rows.
pub(super) struct Rows {
    /// Which of the first rows they are.
    numbers: Vec<usize>,
    /// Tokens of each.
    lengths: Vec<usize>,
    /// `[tokens, 384]`, one row below another.
    states: Vec<f32>,
}

impl Rows {
    /// All rows through the lowest part, and what its gate tells of each.
    ///
    /// # Errors
    /// `Internal` if the network fails.
    pub fn read(
        lowest: &Part,
        tokens: &[&[u32]],
        pool: &Arc<ThreadPool>,
    ) -> Result<(Self, Vec<f32>), Error> {
        let lengths: Vec<usize> = tokens.iter().map(|row| row.len()).collect();
        let Read { above, heads } = lowest.run(Below::Tokens(tokens), &lengths, pool)?;
        let rows = Rows {
            numbers: (0..tokens.len()).collect(),
            lengths,
            states: above,
        };
        let [gates] = told(heads)?;
        Ok((rows, gates))
    }

    /// Through one more part: what its gate tells of each row that is left.
    ///
    /// # Errors
    /// `Internal` if the network fails.
    pub fn pass(&mut self, part: &Part, pool: &Arc<ThreadPool>) -> Result<Vec<f32>, Error> {
        if self.numbers.is_empty() {
            return Ok(Vec::new());
        }
        let below = Below::States(std::mem::take(&mut self.states));
        let Read { above, heads } = part.run(below, &self.lengths, pool)?;
        self.states = above;
        let [gates] = told(heads)?;
        Ok(gates)
    }

    /// Leaves those whose gate is at least at `bar`.
    pub fn keep(&mut self, gates: &[f32], bar: f32) {
        if gates.iter().all(|&gate| gate >= bar) {
            return;
        }
        let mut states = Vec::with_capacity(self.states.len());
        let (mut numbers, mut lengths) = (Vec::new(), Vec::new());
        let mut rest = self.states.as_slice();
        for (n, &gate) in gates.iter().enumerate() {
            let own;
            (own, rest) = rest.split_at(self.lengths[n] * HIDDEN);
            if gate >= bar {
                states.extend(own);
                numbers.push(self.numbers[n]);
                lengths.push(self.lengths[n]);
            }
        }
        (self.numbers, self.lengths, self.states) = (numbers, lengths, states);
    }

    /// Through the last part: which rows are left, and what each of its heads tells of them.
    ///
    /// # Errors
    /// `Internal` if the network fails.
    pub fn finish<const HEADS: usize>(
        self,
        last: &Part,
        pool: &Arc<ThreadPool>,
    ) -> Result<(Vec<usize>, [Vec<f32>; HEADS]), Error> {
        if self.numbers.is_empty() {
            return Ok((self.numbers, [const { Vec::new() }; HEADS]));
        }
        let read = last.run(Below::States(self.states), &self.lengths, pool)?;
        Ok((self.numbers, told(read.heads)?))
    }
}
