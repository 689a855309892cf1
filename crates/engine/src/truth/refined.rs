//! Plans for statements that a language model found in what was said: the same rules as for those
//! that were read at once. Pure, as [`super::plan`].

use std::collections::{BTreeMap, BTreeSet};

use extraction::{Cue, Found, Reading};
use types::{Memory, MemoryId, Status, Timestamp};

use super::plan::{Context, Known, Plan, Planner, Read, Saying, may_concern, same_speaker};
use super::{is_extracted, said_at, text_key};

/// A statement that a model found.
#[derive(Clone, Debug)]
pub(crate) struct Refined {
    /// The verbatim memory that it was found in.
    pub parent: Memory,
    /// It, as a memory extracted from that one.
    pub memory: Memory,
    /// The utterance has the words that matter in it. What a model makes up corrects nothing.
    pub is_grounded: bool,
    /// What our own rules read in the model's words: what it corrects by its property.
    pub found: Option<Found>,
    /// Older memories that the model finds untrue since.
    pub against: Vec<MemoryId>,
}

impl Refined {
    /// The same as something that is said, to ask the store what it concerns.
    pub(crate) fn as_saying(&self) -> Saying {
        let mut memory = self.parent.clone();
        memory.statements.clone_from(&self.memory.statements);
        Saying {
            memory,
            extracted: vec![self.memory.clone()],
            reading: Reading {
                statements: self.found.iter().cloned().collect(),
                ..Reading::default()
            },
            is_dated: true,
        }
    }
}

/// What becomes of them and of what they correct. `known` holds their parents, too.
pub(crate) fn plan_refined(known: Known, refined: &[Refined], now: Timestamp, read: Read) -> Plan {
    let mut planner = Planner::new(known, now, read);
    planner.order_instants();
    let mut breaths: BTreeMap<MemoryId, usize> = BTreeMap::new();
    for one in refined {
        let next = breaths.len();
        let number = *breaths.entry(one.parent.id).or_insert(next);
        planner.refine(number, one);
    }
    planner.finish()
}

impl Planner {
    /// What was said in one instant was said in the order of its ids.
    fn order_instants(&mut self) {
        let source = |memory: &Memory| match memory.derived_from.first() {
            Some(parent) if is_extracted(memory) => *parent,
            _ => memory.id,
        };
        let mut at: BTreeMap<Timestamp, BTreeSet<MemoryId>> = BTreeMap::new();
        for row in &self.rows {
            at.entry(row.said_at)
                .or_default()
                .insert(source(&row.memory));
        }
        for row in &mut self.rows {
            let own = source(&row.memory);
            let before = at
                .get(&row.said_at)
                .map_or(0, |ids| ids.range(..own).count());
            row.said_at = Timestamp(row.said_at.0.saturating_add(before as i64));
        }
    }

    fn refine(&mut self, number: usize, one: &Refined) {
        let parent = self.by_id.get(&one.parent.id);
        let said_at = parent.map_or(said_at(&one.parent), |&row| self.rows[row].said_at);
        let speaker = one.parent.speaker().map(str::to_lowercase);
        // What was read out of the same words at once was said in the same breath.
        for row in &mut self.rows {
            if row.memory.derived_from.contains(&one.parent.id) {
                row.saying = Some(number);
            }
        }
        let row = self.push(one.memory.clone(), said_at, speaker, Some(number));
        if !one.is_grounded {
            return;
        }
        let context = Context {
            number,
            said_at,
            is_dated: true,
            text: text_key(&one.parent),
        };
        if one.found.is_some() {
            // A change that the model's words announce is none that the user announced.
            self.assert(&context, (row, 0), Cue::Plain);
        }
        for old in &one.against {
            self.outdate(row, *old, said_at);
        }
    }

    /// Closes a memory that a model found untrue since another was said.
    fn outdate(&mut self, new: usize, old: MemoryId, said_at: Timestamp) {
        let Some(&row) = self.by_id.get(&old) else {
            return;
        };
        let (one, other) = (&self.rows[new], &self.rows[row]);
        let may = may_concern(one, other)
            && same_speaker(one, other)
            && !other.memory.pinned
            && other.memory.trust <= one.memory.trust
            && other.said_at <= said_at
            && one.memory.status == Status::Active;
        if !may {
            return;
        }
        let by = Some(one.memory.id);
        self.corrected.push(old);
        for n in 0..self.rows[row].memory.statements.len() {
            self.close(row, n, said_at, by);
        }
        if self.rows[row].memory.status == Status::Active {
            self.leave(row, said_at, by);
        }
    }
}
