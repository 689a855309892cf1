//! What is imported against what is believed here: it comes late, whatever it says. What was settled
//! where it comes from stays as it was settled. Pure, as [`super::plan`], but for what is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use extraction::{Cue, Reading};
use types::{Memory, MemoryId, Result, Scope, Status, Timestamp};

use super::apply::{Wanted, values_of};
use super::plan::{Context, Known, Plan, Planner, Read, Saying, texts_of};
use super::{is_extracted, text_key};
use crate::Engine;

/// Makes the plan for `imported`, which none of `known` is: what of it is no longer believed, and what it
/// ends. Its memories are the plan's `born`, in an order of their own.
pub(crate) fn settle(mut known: Known, imported: Vec<Memory>, now: Timestamp, read: Read) -> Plan {
    let ids: BTreeSet<MemoryId> = imported.iter().map(|memory| memory.id).collect();
    known.memories.extend(imported);
    let mut planner = Planner::new(known, now, read);
    planner.is_import = true;
    let mut own: Vec<usize> = (0..planner.rows.len())
        .filter(|&row| ids.contains(&planner.rows[row].memory.id))
        .collect();
    own.sort_by_key(|&row| (planner.rows[row].said_at, planner.rows[row].memory.id));
    for &row in &own {
        let number = planner.said_in(row);
        planner.rows[row].saying = Some(number);
        planner.rows[row].revision = None;
    }
    for &row in &own {
        planner.repeats_closed(row, &own);
    }
    for &row in &own {
        planner.settle_stated(row);
    }
    let words: BTreeSet<usize> = own.iter().map(|&row| planner.said_in(row)).collect();
    for row in words {
        let memory = &planner.rows[row].memory;
        if memory.verbatim && memory.status == Status::Active && !memory.statements.is_empty() {
            let context = planner.context_of(row);
            planner.take_back_late(&context, row);
        }
    }
    planner.finish()
}

impl Planner {
    /// The row of the words that a memory was read out of; its own, if it was read out of none.
    fn said_in(&self, row: usize) -> usize {
        let parent = self.parents_of(&self.rows[row].memory).min();
        parent.unwrap_or(row)
    }

    fn context_of(&self, row: usize) -> Context {
        let words = self.said_in(row);
        Context {
            number: words,
            said_at: self.rows[row].said_at,
            is_dated: true,
            text: text_key(&self.rows[words].memory),
        }
    }

    /// Words that were closed here are only repeated; what was read out of them goes with them.
    fn repeats_closed(&mut self, row: usize, own: &[usize]) {
        let memory = &self.rows[row].memory;
        if is_extracted(memory) || memory.status != Status::Active {
            return;
        }
        let context = self.context_of(row);
        let text = context.text.clone();
        let Some((valid_to, by)) = self.replayed(&context, row, &text, false) else {
            return;
        };
        self.put_aside(row, valid_to, by);
        let of_it = own.iter().copied();
        let of_it: Vec<usize> = of_it
            .filter(|&other| other != row && self.said_in(other) == row)
            .collect();
        for other in of_it {
            self.put_aside(other, valid_to, by);
        }
    }

    /// Takes what a memory still states against what is believed.
    fn settle_stated(&mut self, row: usize) {
        let memory = &self.rows[row].memory;
        if memory.verbatim || memory.status != Status::Active {
            return;
        }
        let context = self.context_of(row);
        for n in 0..self.rows[row].memory.statements.len() {
            if self.rows[row].memory.statements[n].closed.is_none() {
                self.assert(&context, (row, n), Cue::Plain);
            }
        }
    }
}

impl Engine {
    /// What the store knows of what is imported. `is_brought` tells what the same import has brought
    /// before: nothing is settled against that.
    pub(crate) async fn known_to_import(
        &self,
        scope: &Scope,
        imported: &[&Memory],
        is_brought: impl Fn(MemoryId) -> bool,
    ) -> Result<Known> {
        // The words behind what is imported may have come before it.
        let mut words = Known {
            memories: imported.iter().copied().cloned().collect(),
            ..Known::default()
        };
        self.add_parents(scope, &mut words).await?;
        let sayings = sayings_of(&words.memories);
        let mut by_user: BTreeMap<Option<String>, Wanted> = BTreeMap::new();
        for memory in imported.iter().filter(|memory| !memory.verbatim) {
            let wanted = by_user.entry(memory.coordinates.user_id.clone());
            let wanted = wanted.or_default();
            let open = memory.statements.iter();
            let open = open.filter(|statement| statement.closed.is_none());
            wanted.addresses.extend(open.map(|one| one.address()));
            wanted.values.extend(values_of(&memory.statements));
            wanted.texts.insert(text_key(memory));
        }
        for saying in &sayings {
            let wanted = by_user.entry(saying.memory.coordinates.user_id.clone());
            wanted.or_default().texts.extend(texts_of(saying));
        }
        let mut known = Known::default();
        for (user_id, wanted) in by_user {
            self.know_of_user(scope, user_id, wanted, &mut known)
                .await?;
        }
        let is_settled = |memory: &Memory| !memory.verbatim && is_brought(memory.id);
        known.memories.retain(|memory| !is_settled(memory));
        self.add_parents(scope, &mut known).await?;
        self.know_what_ended(scope, &sayings, &mut known).await?;
        self.know_what_was_said_since(scope, &sayings, &mut known)
            .await?;
        known.memories.retain(|memory| !is_settled(memory));
        known.later.retain(|(id, _)| !is_brought(*id));
        let here: BTreeSet<MemoryId> = imported.iter().map(|memory| memory.id).collect();
        let mut words = words.memories;
        words.retain(|memory| !here.contains(&memory.id));
        known.memories.extend(words);
        Ok(known)
    }
}

/// What is imported as sayings: the words with what was read out of them, of which nothing is read anew.
fn sayings_of(imported: &[Memory]) -> Vec<Saying> {
    let mut of_words: HashMap<MemoryId, Vec<Memory>> = HashMap::new();
    for memory in imported.iter().filter(|memory| is_extracted(memory)) {
        for id in &memory.derived_from {
            of_words.entry(*id).or_default().push(memory.clone());
        }
    }
    let own = imported.iter().filter(|memory| !is_extracted(memory));
    own.map(|memory| Saying {
        memory: memory.clone(),
        extracted: of_words.remove(&memory.id).unwrap_or_default(),
        reading: Reading::default(),
        is_dated: true,
    })
    .collect()
}
