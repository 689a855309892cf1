//! Plans for what is done to one memory on purpose: deleted, brought back, reworded. Pure, as
//! [`super::plan`].

use extraction::{Cue, Reading};
use types::{Closed, Memory, MemoryId, Statement, Status, Timestamp};

use super::plan::{Context, Known, Plan, Planner, Read, Saying, statement_keys};
use super::{is_extracted, text_key};

/// The process of a memory that was extracted and then reworded by hand.
const REWORDED: &str = "reword";

/// A memory leaves because somebody wants it to. What it alone said leaves with it: of a verbatim
/// memory what was extracted, of an extracted one the words in its verbatim parent.
pub(crate) fn plan_delete(known: Known, id: MemoryId, now: Timestamp, read: Read) -> Plan {
    let mut planner = Planner::new(known, now, read);
    if let Some(row) = planner.row_of(id) {
        for child in planner.children_of(id) {
            planner.delete(child);
        }
        if is_extracted(planner.memory(row)) {
            planner.close(row, 0, now, None);
        }
        planner.delete(row);
    }
    planner.finish()
}

/// A memory that left is believed again, and with it what left with it.
pub(crate) fn plan_restore(known: Known, id: MemoryId, now: Timestamp, read: Read) -> Plan {
    let mut planner = Planner::new(known, now, read);
    if let Some(row) = planner.row_of(id) {
        for child in planner.children_of(id) {
            planner.restore(child);
        }
        let memory = planner.memory(row);
        if let (true, Some(statement)) = (is_extracted(memory), memory.statements.first().cloned())
        {
            for parent in memory.derived_from.clone() {
                planner.reopen_in(parent, &statement);
            }
        }
        planner.restore(row);
    }
    planner.finish()
}

/// A memory has new words: `known` holds it with them, `before` is what it was. What it no longer
/// says closes where it was extracted; what it newly says is a statement made now.
pub(crate) fn plan_reword(
    known: Known,
    before: &Memory,
    reading: &Reading,
    now: Timestamp,
    read: Read,
) -> Plan {
    let mut planner = Planner::new(known, now, read);
    let Some(row) = planner.row_of(before.id) else {
        return planner.finish();
    };
    planner.said_now(row);
    let after = planner.memory(row).clone();
    for child in planner.children_of(before.id) {
        let statement = planner.memory(child).statements.first().cloned();
        if statement.is_some_and(|statement| !says(&after, &statement)) {
            planner.close(child, 0, now, Some(after.id));
        }
    }
    if is_extracted(before) {
        planner.disown(before, &after);
    }
    let user_id = after.coordinates.user_id.clone();
    let text = text_key(before);
    let vanished = before
        .statements
        .iter()
        .any(|statement| statement.closed.is_none() && !says(&after, statement));
    if vanished && text != text_key(&after) {
        planner.close_text(user_id.clone(), text, now, Some(after.id));
    }
    let context = Context::of(&after, now);
    planner.reopen_text(user_id.clone(), &context.text);
    for statement in &after.statements {
        for key in statement_keys(&context.text, statement) {
            planner.reopen_text(user_id.clone(), &key);
        }
    }
    for n in 0..after.statements.len().min(reading.statements.len()) {
        if !says(before, &after.statements[n]) {
            let cue = match reading.statements[n].cue {
                Cue::Plain => Cue::Change,
                cue => cue,
            };
            planner.assert(&context, (row, n), cue);
        }
    }
    planner.finish()
}

/// A new memory takes the place of another as a whole, whatever the words say.
pub(crate) fn plan_supersede(
    known: Known,
    new: Saying,
    old: MemoryId,
    now: Timestamp,
    read: Read,
) -> Plan {
    let by = new.memory.id;
    let mut planner = Planner::new(known, now, read);
    planner.take(0, new);
    if let Some(row) = planner.row_of(old) {
        for child in planner.children_of(old) {
            planner.supersede(child, by);
        }
        planner.supersede(row, by);
    }
    planner.finish()
}

/// A new memory joins another that it speaks against, which is believed less from now on.
pub(crate) fn plan_adjust(
    known: Known,
    new: Saying,
    old: MemoryId,
    confidence: f32,
    now: Timestamp,
) -> Plan {
    let mut planner = Planner::new(known, now, |_| Reading::default());
    planner.join(new.memory);
    if let Some(row) = planner.row_of(old) {
        planner.rows[row].memory.confidence = confidence;
        planner.rows[row].is_changed = true;
        planner.rows[row].action = Some("adjust");
    }
    planner.finish()
}

fn same_statement(one: &Statement, other: &Statement) -> bool {
    one.subject == other.subject
        && one.attribute == other.attribute
        && one.value == other.value
        && one.polarity == other.polarity
}

fn says(memory: &Memory, statement: &Statement) -> bool {
    let mut open = memory
        .statements
        .iter()
        .filter(|said| said.closed.is_none());
    open.any(|said| same_statement(said, statement))
}

impl Planner {
    fn row_of(&self, id: MemoryId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    fn memory(&self, row: usize) -> &Memory {
        &self.rows[row].memory
    }

    /// An extracted memory was reworded: what it no longer says closes in the words it came from, and
    /// it stands for itself.
    fn disown(&mut self, before: &Memory, after: &Memory) {
        let parents: Vec<usize> = self.parents_of(before).collect();
        let closed = Closed {
            valid_to: self.now,
            at: self.now,
            by: Some(after.id),
        };
        for statement in &before.statements {
            if !says(after, statement) {
                for parent in &parents {
                    self.close_in(*parent, statement, &closed);
                }
            }
        }
        if let Some(row) = self.row_of(after.id) {
            self.rows[row].memory.provenance.process = REWORDED.to_owned();
        }
    }

    fn said_now(&mut self, row: usize) {
        self.rows[row].said_at = self.now;
        self.rows[row].is_changed = true;
    }

    /// What was extracted from a memory, and from no other that is still believed.
    fn children_of(&self, id: MemoryId) -> Vec<usize> {
        let is_child = |row: &usize| {
            let memory = self.memory(*row);
            let mut others = self.parents_of(memory).map(|parent| self.memory(parent));
            is_extracted(memory)
                && memory.derived_from.contains(&id)
                && !others.any(|other| other.id != id && other.status == Status::Active)
        };
        (0..self.rows.len()).filter(is_child).collect()
    }

    fn close_text(
        &mut self,
        user_id: Option<String>,
        text: String,
        valid_to: Timestamp,
        by: Option<MemoryId>,
    ) {
        if !text.is_empty() {
            self.closed.insert((user_id, text), (valid_to, by));
        }
    }

    fn reopen_text(&mut self, user_id: Option<String>, text: &str) {
        let key = (user_id, text.to_owned());
        self.closed.remove(&key);
        self.reopened.insert(key);
    }

    fn join(&mut self, memory: Memory) {
        let now = self.now;
        self.push(memory, now, None, Some(0));
    }

    /// Closes all that a memory says, and the memory with it.
    fn supersede(&mut self, row: usize, by: MemoryId) {
        let now = self.now;
        for n in 0..self.memory(row).statements.len() {
            self.close(row, n, now, Some(by));
        }
        if self.memory(row).status == Status::Active {
            self.leave(row, now, Some(by));
        }
    }

    fn delete(&mut self, row: usize) {
        let now = self.now;
        let row = &mut self.rows[row];
        if row.memory.status == Status::Deleted {
            return;
        }
        let was_believed = row.memory.status == Status::Active;
        row.is_changed = true;
        row.memory.status = Status::Deleted;
        row.memory.superseded_at = Some(now);
        let user_id = row.memory.coordinates.user_id.clone();
        let text = text_key(&row.memory);
        // What was corrected before keeps the date of its correction.
        let key = (user_id.clone(), text.clone());
        if was_believed || !self.closed.contains_key(&key) {
            self.close_text(user_id, text, now, None);
        }
    }

    fn restore(&mut self, row: usize) {
        let row = &mut self.rows[row];
        if row.memory.status == Status::Active {
            return;
        }
        row.is_changed = true;
        row.action = Some("restore");
        let memory = &mut row.memory;
        let closings = memory
            .statements
            .iter()
            .filter_map(|said| said.closed.as_ref());
        let mut ends = closings.map(|closed| Some(closed.valid_to));
        if memory.status == Status::Superseded || ends.any(|end| end == memory.valid_to) {
            memory.valid_to = None;
        }
        memory.status = Status::Active;
        memory.superseded_at = None;
        memory.superseded_by = None;
        let user_id = memory.coordinates.user_id.clone();
        let text = text_key(memory);
        let mut texts = vec![text.clone()];
        for statement in &mut memory.statements {
            if statement.closed.take().is_some() {
                texts.extend(statement_keys(&text, statement));
                row.is_cut = statement.span.is_some() || row.is_cut;
            }
        }
        for text in texts {
            self.reopen_text(user_id.clone(), &text);
        }
    }

    /// Reopens a statement in the verbatim memory that says it; what else it says stays as it is.
    fn reopen_in(&mut self, id: MemoryId, statement: &Statement) {
        let Some(row) = self.row_of(id) else { return };
        let row = &mut self.rows[row];
        let text = text_key(&row.memory);
        let same = |said: &&mut Statement| said.closed.is_some() && same_statement(said, statement);
        let Some(said) = row.memory.statements.iter_mut().find(same) else {
            return;
        };
        said.closed = None;
        row.action = Some("restore");
        row.is_changed = true;
        row.is_cut = true;
        let user_id = row.memory.coordinates.user_id.clone();
        let keys = statement_keys(&text, said);
        if row.memory.status == Status::Superseded {
            row.memory.status = Status::Active;
            row.memory.superseded_at = None;
            row.memory.superseded_by = None;
            row.memory.valid_to = None;
            self.reopen_text(user_id.clone(), &text);
        }
        for key in keys {
            self.reopen_text(user_id.clone(), &key);
        }
    }
}
