//! What a correction means that names no known property: a sentence that was said before, whatever was
//! read of it then. Which one is told by [`super::look_back`]; here it is closed. Pure, as
//! [`super::plan`].

use extraction::Reading;
use types::{Cardinality, Closed, EventKind, Memory, MemoryId, Polarity, Span, Statement, Status};

use super::likeness::may_replace;
use super::plan::{Context, Planner, same_owner, same_speaker};
use super::scope;
use super::told_of::{self, Believed};
use super::{is_extracted, state_alone, text_key};

/// What the names begin with of what sentences are about that no statement was read of.
pub(super) const ABOUT: &str = "about:";

/// A sentence that a correction means.
#[derive(Clone, Debug)]
pub(crate) struct Meant {
    /// Which saying corrects, by number.
    pub saying: usize,
    /// The verbatim memory that has the sentence.
    pub memory: MemoryId,
    /// The sentence.
    pub span: Span,
    /// The value that it gives.
    pub value: Option<String>,
    /// What it is about, where no statement was read of it.
    pub about: String,
    /// Its words.
    pub said: String,
    /// The words that correct it, and whether they only end it.
    pub change: String,
    pub is_end: bool,
    /// The model is sure that both are about one attribute.
    pub is_told: bool,
}

impl Meant {
    /// Whether a statement was read of the sentence.
    fn has(&self, statement: &Statement) -> bool {
        let inside = |span: Span| self.span.start <= span.start && span.end <= self.span.end;
        statement.span.is_some_and(inside)
    }

    /// What the sentence states, where no statement was read of it.
    fn statement(&self) -> Statement {
        Statement {
            subject: "user".to_owned(),
            attribute: self.about.clone(),
            cardinality: Cardinality::Many,
            value: self.value.clone(),
            polarity: Polarity::Positive,
            certainty: 1.0,
            span: Some(self.span),
            closed: None,
        }
    }
}

/// Whether a saying corrects something of its speaker's own, so that what it means is looked for.
pub(super) fn looks_back(memory: &Memory, reading: &Reading) -> bool {
    memory.verbatim
        && memory.event_kind == Some(EventKind::UserMessage)
        && is_short(&memory.text)
        && !reading.corrections().is_empty()
}

/// Whether a message is short enough to be about one thing or two. In longer ones, tasks and texts
/// that are worked on, what looks like a change is mostly none of the user's own.
pub(super) fn is_short(text: &str) -> bool {
    const WORDS_MAX: usize = 40;
    text.split_whitespace().take(WORDS_MAX + 1).count() <= WORDS_MAX
}

/// Whether a statement only tells what somebody did: "Rui quit". Nothing takes its place.
fn has_happened(statement: &Statement) -> bool {
    let value = statement.value.as_deref().unwrap_or_default();
    statement.attribute == "event"
        && statement.subject != "user"
        && !value.contains([' ', '.', ':'])
}

/// The statements that were read of the sentence that is meant.
fn read_of<'m>(memory: &'m Memory, meant: &'m Meant) -> impl Iterator<Item = &'m Statement> {
    memory.statements.iter().filter(|one| meant.has(one))
}

impl Planner {
    /// Closes what the saying of `context` is known to mean; false if nothing was closed.
    pub(super) fn close_meant(&mut self, context: &Context, own: usize) -> bool {
        let meant = self.meant.to_vec();
        let mut is_closed = false;
        for meant in meant.iter().filter(|meant| meant.saying == context.number) {
            let Some(&row) = self.by_id.get(&meant.memory) else {
                continue;
            };
            if self.may_be_over(context, own, row)
                && self.is_told_of(row, meant)
                && self.may_mean_own(own, context, meant)
            {
                self.close_sentence(context, own, row, meant);
                is_closed = true;
            }
        }
        is_closed
    }

    /// Gives the statement `n` of a saying, which says a value and not of what, the words of the sentence
    /// that it corrects; false if that is not known.
    pub(super) fn takes_meant(
        &mut self,
        context: &Context,
        own: usize,
        n: usize,
        (reading, extracted): (&mut Reading, &mut [Memory]),
    ) -> bool {
        let of_saying = |meant: &&Meant| {
            let row = self.by_id.get(&meant.memory);
            meant.saying == context.number
                && row.is_some_and(|&row| self.is_told_of(row, meant))
                && self.may_mean_own(own, context, meant)
        };
        let Some(meant) = self.meant.iter().find(of_saying).cloned() else {
            return false;
        };
        // What is over already takes no other value.
        let row = self.by_id.get(&meant.memory).copied();
        if !row.is_some_and(|row| self.may_be_over(context, own, row)) {
            return false;
        }
        let Some(was) = meant.value.filter(|was| meant.said.contains(was.as_str())) else {
            return false;
        };
        let moved = &mut self.rows[own].memory.statements[n];
        let Some(value) = moved.value.clone().filter(|value| may_replace(&was, value)) else {
            return false;
        };
        moved.attribute = meant.about;
        moved.cardinality = Cardinality::Many;
        reading.statements[n].statement = moved.clone();
        let new = &mut extracted[n];
        new.text = meant.said.replacen(&was, &value, 1);
        self.reworded.insert(new.id);
        state_alone(new, moved);
        true
    }

    /// Whether what corrects is about what was said.
    fn is_told_of(&self, row: usize, meant: &Meant) -> bool {
        let is_whole = |statement: &Statement| {
            let believed = Believed {
                statement,
                said: &meant.said,
                is_directive: statement.attribute.starts_with("instruction"),
            };
            match meant.is_end {
                true => !scope::is_narrower(&meant.change, &meant.change, &believed),
                false => !has_happened(statement),
            }
        };
        let mut read = self.rows[row].memory.statements.iter();
        let is_whole = match read.any(|one| meant.has(one)) {
            true => read_of(&self.rows[row].memory, meant).any(is_whole),
            false => is_whole(&meant.statement()),
        };
        if !is_whole {
            return false;
        }
        // Of animals and relatives there may be several, each of them told by its own name.
        if meant.is_told && !told_of::names_one_of_many(&meant.said) {
            return true;
        }
        let statements = self.rows[row].memory.statements.iter();
        let mut read = statements.filter(|one| meant.has(one)).peekable();
        let is_of = |statement: &Statement| {
            let believed = Believed {
                statement,
                said: &meant.said,
                is_directive: statement.attribute.starts_with("instruction"),
            };
            match meant.is_end {
                true => told_of::may_end(&meant.change, &believed),
                false => told_of::corrects(&meant.change, &believed),
            }
        };
        match read.peek() {
            None => is_of(&meant.statement()),
            Some(_) => read.any(is_of),
        }
    }

    /// Whether what a user said may be corrected by what `own` says.
    fn may_be_over(&self, context: &Context, own: usize, row: usize) -> bool {
        let (new, old) = (&self.rows[own], &self.rows[row]);
        row != own
            && old.memory.verbatim
            && old.memory.event_kind == Some(EventKind::UserMessage)
            && old.memory.status == Status::Active
            && old.said_at <= context.said_at
            && old.memory.trust <= new.memory.trust
            && same_owner(&new.memory.coordinates, &old.memory.coordinates)
            && same_speaker(new, old)
    }

    fn close_sentence(&mut self, context: &Context, own: usize, row: usize, meant: &Meant) {
        let by = Some(self.rows[own].memory.id);
        let closed = Closed {
            valid_to: context.said_at,
            at: self.now,
            by,
        };
        let id = self.rows[row].memory.id;
        self.corrected.push(id);
        let statements = self.rows[row].memory.statements.clone();
        let mut is_covered = false;
        for (n, statement) in statements.iter().enumerate() {
            if statement.closed.is_some() || !meant.has(statement) {
                continue;
            }
            is_covered |= statement.span == Some(meant.span);
            match self.key_of(id, statement) {
                Some((key, m)) => {
                    self.corrected.push(self.rows[key].memory.id);
                    self.close(key, m, context.said_at, by);
                }
                None => self.close_at(row, n, &closed),
            }
        }
        if !is_covered {
            let memory = &mut self.rows[row].memory;
            memory.statements.push(meant.statement());
            let last = memory.statements.len() - 1;
            self.close_at(row, last, &closed);
        }
        // The same words again repeat what is over, whatever is read of them then.
        let memory = &self.rows[row].memory;
        let key = (memory.coordinates.user_id.clone(), text_key(memory));
        self.closed.insert(key, (context.said_at, by));
    }

    /// The extracted memory that has a statement of a verbatim one.
    pub(super) fn key_of(
        &self,
        verbatim: MemoryId,
        statement: &Statement,
    ) -> Option<(usize, usize)> {
        self.rows.iter().enumerate().find_map(|(row, other)| {
            let memory = &other.memory;
            let is_key = is_extracted(memory)
                && memory.status == Status::Active
                && memory.derived_from.contains(&verbatim);
            let same = |other: &Statement| {
                other.closed.is_none()
                    && other.address() == statement.address()
                    && other.value == statement.value
                    && other.polarity == statement.polarity
            };
            let n = memory.statements.iter().position(same).filter(|_| is_key)?;
            Some((row, n))
        })
    }
}
