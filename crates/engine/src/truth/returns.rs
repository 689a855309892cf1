//! What is so again puts an end to what came in between, also where no statement was read of that: of "My fern
//! isn't under the stairs anymore, it's in the bathroom" the bathroom, once the fern is back under the stairs.
//! Pure, as [`super::plan`].

use extraction::{Cue, Found, Reading};
use types::{Polarity, Status};

use super::meant::is_short;
use super::plan::{Context, Planner};
use super::{utterance, words};

impl Planner {
    /// Has the messages leave that closed what is so again, where they say nothing else that is believed.
    pub(super) fn leave_between(&mut self, context: &Context, own: usize, reading: &Reading) {
        if !self.rows[own].memory.verbatim {
            return;
        }
        let said = reading.statements.iter();
        let between: Vec<usize> = said
            .filter(|found| found.statement.polarity == Polarity::Positive)
            .flat_map(|found| self.put_in_place_of(found))
            .filter(|&row| self.says_nothing_else(context, own, row))
            .collect();
        let by = Some(self.rows[own].memory.id);
        for row in between {
            if self.rows[row].memory.status == Status::Active {
                self.corrected.push(self.rows[row].memory.id);
                self.leave(row, context.said_at, by);
            }
        }
    }

    /// The messages that closed what is so again: the same value of the same, or of whatever if the words say that
    /// it is so again.
    fn put_in_place_of(&self, found: &Found) -> Vec<usize> {
        let new = &found.statement;
        let said = self.rows.iter().flat_map(|row| &row.memory.statements);
        // Comparing values costs most, so it comes last.
        let closed = said.filter_map(|statement| {
            let by = self.by_id.get(&statement.closed.as_ref()?.by?)?;
            let (was, value) = (statement.value.as_ref()?, new.value.as_ref()?);
            let is_meant = found.cue == Cue::Again
                || statement.subject == new.subject && statement.attribute == new.attribute;
            (is_meant && words::same_value(&new.attribute, was, value)).then_some(*by)
        });
        closed.collect()
    }

    /// Whether a message is one sentence of which nothing is believed.
    fn says_nothing_else(&self, context: &Context, own: usize, row: usize) -> bool {
        let memory = &self.rows[row].memory;
        let mut open = memory.statements.iter().filter(|one| one.closed.is_none());
        let may = self.may_be_over(context, own, row)
            && is_short(&memory.text)
            && open.all(|one| one.polarity == Polarity::Negative);
        may && {
            let reading = (self.read)(&utterance(memory));
            let sentences = reading.units.iter().filter(|unit| !unit.is_part);
            sentences.count() <= 1
        }
    }
}
