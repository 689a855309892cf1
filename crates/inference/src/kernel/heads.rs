//! What stands on top of the layers of the small classifiers: one or two ways to look at a text as a
//! whole, and what is told from that or from each token.

use types::Error;

use super::HIDDEN;
use super::onnx::Scores;
use super::simd::{LANES, vectors};

/// Scores of a head that are summed at a time.
const PANEL: usize = 64;
/// Inputs that are taken through a panel at a time, so that its weights are loaded once for all.
const BLOCK: usize = 4;

/// The heads of a network, as `Part.pooled` and `Part.head` in `model/slots/make_slots.py` write
/// them.
pub struct Heads {
    /// How much each token counts for the whole, once for each way to look at it.
    focus: Head,
    others: Vec<Head>,
}

/// What gives some scores of some numbers.
struct Head {
    inputs: usize,
    bias: Vec<f32>,
    weights: Weights,
}

/// The weights of a head.
enum Weights {
    /// Of few scores: `[scores, inputs]`.
    Rows(Vec<f32>),
    /// Of many: `[panels, inputs, 64]`, the last panel filled up with zeros.
    Panels(Vec<[f32; PANEL]>),
}

impl Heads {
    /// From the heads of a file in order, of which the first is the focus. `None` if there are none.
    ///
    /// # Errors
    /// `Internal` if one looks at something else.
    pub fn new(heads: Vec<Scores>) -> Result<Option<Self>, Error> {
        let heads = heads.into_iter().map(Head::new);
        let mut heads: Vec<Head> = heads.collect::<Option<_>>().ok_or_else(unknown)?;
        if heads.is_empty() {
            return Ok(None);
        }
        let focus = heads.remove(0);
        let whole = HIDDEN * focus.bias.len();
        let known = |head: &Head| head.inputs == whole || head.inputs == HIDDEN;
        match focus.inputs == HIDDEN && heads.iter().all(known) {
            true => Ok(Some(Heads {
                focus,
                others: heads,
            })),
            false => Err(unknown()),
        }
    }

    /// What each head but the focus tells, from `states`, `[tokens, 384]`, of texts of such lengths:
    /// `[texts, scores]`, or `[tokens, scores]` of a head that looks at tokens.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub fn apply(&self, states: &[f32], lengths: &[usize]) -> Vec<Vec<f32>> {
        let mut wholes = Vec::new();
        let mut rest = states;
        for length in lengths {
            let text;
            (text, rest) = rest.split_at(length * HIDDEN);
            self.add_whole(text, &mut wholes);
        }
        let whole = HIDDEN * self.focus.bias.len();
        let mut told = Vec::with_capacity(self.others.len());
        for head in &self.others {
            let looks_at = if head.inputs == whole {
                &wholes
            } else {
                states
            };
            told.push(head.scores(looks_at));
        }
        told
    }

    /// Adds the states of a text's tokens, mixed by how much each counts, `[ways, 384]`.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn add_whole(&self, text: &[f32], wholes: &mut Vec<f32>) {
        let ways = self.focus.bias.len();
        let weights = self.focus.scores(text);
        for way in 0..ways {
            let own = || weights.iter().skip(way).step_by(ways);
            let most = own().copied().fold(f32::MIN, f32::max);
            let sum: f32 = own().map(|weight| (weight - most).exp()).sum();
            let mut whole = [0.0; HIDDEN];
            for (token, weight) in text.chunks_exact(HIDDEN).zip(own()) {
                let share = (weight - most).exp() / sum;
                let both = whole.iter_mut().zip(token);
                both.for_each(|(whole, x)| *whole += share * x);
            }
            wholes.extend(whole);
        }
    }
}

impl Head {
    /// `None` if its weights, `[inputs, scores]`, do not fit its bias.
    fn new(Scores { weights, bias }: Scores) -> Option<Self> {
        let inputs = weights.len().checked_div(bias.len())?;
        let fits = weights.len() == inputs * bias.len() && inputs.is_multiple_of(LANES);
        let row = |score: usize| weights.iter().skip(score).step_by(bias.len()).copied();
        let weights = match bias.len() < LANES {
            true => Weights::Rows((0..bias.len()).flat_map(row).collect()),
            false => Weights::Panels(panels(&weights, bias.len())),
        };
        fits.then_some(Head {
            inputs,
            bias,
            weights,
        })
    }

    /// The scores of each row of `x`, `[rows, inputs]`: `[rows, scores]`.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn scores(&self, x: &[f32]) -> Vec<f32> {
        let mut scores = Vec::with_capacity(x.len() / self.inputs * self.bias.len());
        match &self.weights {
            Weights::Rows(rows) => {
                for x in x.chunks_exact(self.inputs) {
                    let rows = rows.chunks_exact(self.inputs).zip(&self.bias);
                    rows.for_each(|(row, bias)| scores.push(bias + product(x, row)));
                }
            }
            Weights::Panels(panels) => {
                scores = self.bias.repeat(x.len() / self.inputs);
                for (n, panel) in panels.chunks_exact(self.inputs).enumerate() {
                    let all = x.chunks(BLOCK * self.inputs);
                    let own = scores.chunks_mut(BLOCK * self.bias.len());
                    for (x, own) in all.zip(own) {
                        self.add_panel(x, panel, n * PANEL, own);
                    }
                }
            }
        }
        scores
    }

    /// Adds to the scores of some rows, from number `first` on, what a panel makes of them.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn add_panel(&self, x: &[f32], panel: &[[f32; PANEL]], first: usize, scores: &mut [f32]) {
        let mut sums = [[0.0; PANEL]; BLOCK];
        for (input, weights) in panel.iter().enumerate() {
            let x = x.iter().skip(input).step_by(self.inputs);
            for (sums, x) in sums.iter_mut().zip(x) {
                let both = sums.iter_mut().zip(weights);
                both.for_each(|(sum, weight)| *sum += x * weight);
            }
        }
        for (scores, sums) in scores.chunks_exact_mut(self.bias.len()).zip(sums) {
            let both = scores[first..].iter_mut().zip(sums);
            both.for_each(|(score, sum)| *score += sum);
        }
    }
}

/// Weights, `[inputs, scores]`, in panels.
fn panels(weights: &[f32], scores: usize) -> Vec<[f32; PANEL]> {
    let mut panels = Vec::new();
    for first in (0..scores).step_by(PANEL) {
        for row in weights.chunks_exact(scores) {
            let own = &row[first..scores.min(first + PANEL)];
            let mut panel = [0.0; PANEL];
            panel[..own.len()].copy_from_slice(own);
            panels.push(panel);
        }
    }
    panels
}

/// The sum of the products of two rows, whose length is a multiple of [`LANES`].
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn product(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    for (one, other) in vectors(one).iter().zip(vectors(other)) {
        let both = one.iter().zip(other);
        let sums = sums.iter_mut().zip(both);
        sums.for_each(|(sum, (one, other))| *sum += one * other);
    }
    sums.iter().sum()
}

fn unknown() -> Error {
    Error::internal("kernel: a head of another shape")
}
