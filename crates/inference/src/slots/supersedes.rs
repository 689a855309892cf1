//! Whether a later sentence supersedes an earlier one of the same speaker: changes it, ends it, or takes it
//! back, in whatever words the two are said (as a cross-encoder of natural language inference tells a
//! contradiction, e.g. Reimers & Gurevych 2019).

use types::Error;

use super::rows::Rows;
use super::{Encoded, SlotModel, ids, on_all_cores, slices};

/// Tokens of each of the two sentences that the model sees.
const TOKENS_MAX: usize = 36;
/// Log odds of the gate from which a pair is worth the parts above: `make_pairs.py` prints for some how
/// many of those that the engine would believe stay below, and how many of all do.
const GATE_BAR: f32 = -2.0;

impl SlotModel {
    /// For each pair of an earlier and a later sentence, the log odds that what the earlier one states is
    /// superseded by the later one; above 0 it is likelier than not. Where that is clearly not so, the odds
    /// are those of the model's gate.
    ///
    /// # Errors
    /// `Internal` if the network fails.
    pub fn supersedes(&self, pairs: &[(&str, &str)]) -> Result<Vec<f32>, Error> {
        let join = |(earlier, later): &(&str, &str)| self.joined(earlier, later);
        let encoded: Vec<Encoded> = pairs.iter().map(join).collect::<Result<_, _>>()?;
        let slices = slices(&encoded);
        let answers = on_all_cores(slices.len(), |n, pool| -> Result<Vec<f32>, Error> {
            let rows: Vec<&Encoded> = slices[n].iter().map(|&n| &encoded[n]).collect();
            let (mut rows, _) = Rows::read(&self.lower, &ids(&rows), pool)?;
            let mut odds = rows.pass(&self.pair_lower, pool)?;
            rows.keep(&odds, GATE_BAR);
            let (numbers, [sure]) = rows.finish(&self.pair_upper, pool)?;
            for (n, sure) in numbers.into_iter().zip(sure) {
                odds[n] = sure;
            }
            Ok(odds)
        });
        let mut odds = vec![f32::NEG_INFINITY; pairs.len()];
        for (slice, answer) in slices.iter().zip(answers) {
            for (&n, one) in slice.iter().zip(answer?) {
                odds[n] = one;
            }
        }
        Ok(odds)
    }

    /// The two sentences as one row of tokens, each with its end.
    fn joined(&self, earlier: &str, later: &str) -> Result<Encoded, Error> {
        let mut joined = self.encode(earlier)?;
        joined.ids.truncate(TOKENS_MAX);
        let later = self.encode(later)?;
        // Without the token that opens it.
        joined
            .ids
            .extend(&later.ids[1.min(later.ids.len())..later.ids.len().min(TOKENS_MAX)]);
        Ok(joined)
    }
}
