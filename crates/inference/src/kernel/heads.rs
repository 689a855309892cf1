//! What stands on top of the layers of the small classifiers: one or two ways to look at a text as a
//! whole, and what is told from that or from each token.

use types::Error;

use super::HIDDEN;
use super::onnx::Scores;

/// The heads of a network, as `Part.pooled` and `Part.head` in `model/slots/make_slots.py` write
/// them.
pub struct Heads {
    /// How much each token counts for the whole, once for each way to look at it.
    focus: Scores,
    others: Vec<Scores>,
}

impl Heads {
    /// From the heads of a file in order, of which the first is the focus. `None` if there are none.
    ///
    /// # Errors
    /// `Internal` if one looks at something else.
    pub fn new(mut heads: Vec<Scores>) -> Result<Option<Self>, Error> {
        if heads.is_empty() {
            return Ok(None);
        }
        let focus = heads.remove(0);
        let fits = |head: &Scores, inputs: usize| {
            head.weights.len() == inputs * head.bias.len() && !head.bias.is_empty()
        };
        let whole = HIDDEN * focus.bias.len();
        let known = |head| fits(head, whole) || fits(head, HIDDEN);
        match fits(&focus, HIDDEN) && heads.iter().all(known) {
            true => Ok(Some(Heads {
                focus,
                others: heads,
            })),
            false => Err(Error::internal("kernel: a head of another shape")),
        }
    }

    /// What each head but the focus tells, from `states`, `[tokens, 384]`, of texts of such lengths:
    /// `[texts, scores]`, or `[tokens, scores]` of a head that looks at tokens.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub fn apply(&self, states: &[f32], lengths: &[usize]) -> Vec<Vec<f32>> {
        let mut told = vec![Vec::new(); self.others.len()];
        let mut rest = states;
        for length in lengths {
            let text;
            (text, rest) = rest.split_at(length * HIDDEN);
            let whole = self.whole(text);
            for (head, told) in self.others.iter().zip(&mut told) {
                if head.weights.len() == whole.len() * head.bias.len() {
                    told.extend(scores(head, &whole));
                } else {
                    let tokens = text.chunks_exact(HIDDEN);
                    tokens.for_each(|token| told.extend(scores(head, token)));
                }
            }
        }
        told
    }

    /// The states of a text's tokens, mixed by how much each counts, `[ways, 384]`.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn whole(&self, text: &[f32]) -> Vec<f32> {
        let ways = self.focus.bias.len();
        let mut weights: Vec<f32> = Vec::with_capacity(ways * text.len() / HIDDEN);
        for token in text.chunks_exact(HIDDEN) {
            weights.extend(scores(&self.focus, token));
        }
        let mut whole = vec![0.0; ways * HIDDEN];
        for (way, whole) in whole.chunks_exact_mut(HIDDEN).enumerate() {
            let own = || weights.iter().skip(way).step_by(ways);
            let most = own().copied().fold(f32::MIN, f32::max);
            let sum: f32 = own().map(|weight| (weight - most).exp()).sum();
            for (token, weight) in text.chunks_exact(HIDDEN).zip(own()) {
                add(whole, (weight - most).exp() / sum, token);
            }
        }
        whole
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn scores(head: &Scores, x: &[f32]) -> Vec<f32> {
    let mut scores = head.bias.clone();
    for (x, weights) in x.iter().zip(head.weights.chunks_exact(scores.len())) {
        add(&mut scores, *x, weights);
    }
    scores
}

/// Adds some times a row to another.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn add(to: &mut [f32], times: f32, row: &[f32]) {
    to.iter_mut().zip(row).for_each(|(to, x)| *to += times * x);
}
