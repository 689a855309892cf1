//! What a correction means that names no known property: a sentence that was said before, whatever was
//! read of it then. Which one is told by [`super::look_back`]; here it is closed. Pure, as
//! [`super::plan`].

use std::collections::BTreeSet;

use extraction::Reading;
use types::{Cardinality, Closed, EventKind, Memory, MemoryId, Polarity, Span, Statement, Status};

use super::parts::Takes;
use super::piece::may_replace;
use super::plan::{Context, Planner, same_owner, same_speaker};
use super::scope;
use super::take_back::names_value;
use super::told_of::{self, Believed};
use super::{is_extracted, state_alone, text_key, words};
use crate::minds::sentences::stems;

/// What the names begin with of what sentences are about that no statement was read of.
pub(super) const ABOUT: &str = "about:";

/// How long a word is that leads a sentence: "Actually, ".
const LEAD_BYTES_MAX: u32 = 12;

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
    /// The value that is said to be over, where one is named.
    pub old: Option<String>,
    /// The value that takes its place.
    pub new: Option<String>,
    /// What it is about, where no statement was read of it.
    pub about: String,
    /// Its words.
    pub said: String,
    /// The words that correct it, and whether they only end it.
    pub change: String,
    pub is_end: bool,
    /// The model is sure that the one supersedes the other.
    pub is_sure: bool,
    /// It is so sure that no rule of what words are about needs to agree.
    pub is_certain: bool,
    /// It is sure that nothing of the sentence holds.
    pub is_over: bool,
    /// The sentence was said last, and the words that correct it tell nothing but values: "I meant Bari".
    pub is_last: bool,
}

impl Meant {
    /// Whether a statement was read of the sentence.
    fn has(&self, statement: &Statement) -> bool {
        let inside = |span: Span| self.span.start <= span.start && span.end <= self.span.end;
        // "Actually, Ann owns it" is the sentence without the word that leads it.
        let is_led = |span: Span| {
            span.start <= self.span.start
                && span.end.abs_diff(self.span.end) <= 1
                && self.span.start - span.start <= LEAD_BYTES_MAX
        };
        statement
            .span
            .is_some_and(|span| inside(span) || is_led(span))
    }

    /// A statement as it is believed by the words of the sentence.
    fn believed<'a>(&'a self, statement: &'a Statement) -> Believed<'a> {
        Believed {
            statement,
            said: &self.said,
            is_directive: statement.attribute.starts_with("instruction"),
        }
    }

    /// The value that is named as over, if the sentence has it.
    fn named(&self) -> Option<&str> {
        let said = words::normalize_text(&self.said);
        let old = self.old.as_deref();
        old.filter(|old| words::contains_words(&said, &words::normalize_text(old)))
    }

    /// Whether a statement gives the value that is over: the one that is named, or else the sentence's.
    fn names(&self, statement: &Statement) -> bool {
        let value = statement.value.as_deref().unwrap_or_default();
        let Some(wanted) = self.named().or(self.value.as_deref()) else {
            return false;
        };
        let (normal, own) = (words::normalize_text(wanted), words::normalize_text(value));
        // What is said of the value is over with it.
        normal == words::normalize_text(&statement.subject)
            || names_value(&statement.attribute, value, wanted)
            || !own.is_empty() && format!("{normal} ").starts_with(&format!("{own} "))
    }

    /// Which words go with a statement of the sentence.
    fn takes(&self, statement: &Statement) -> Takes {
        let wanted = self.named().or(self.value.as_deref());
        let is_in = |wanted: &&str| {
            let value = statement.value.as_deref().unwrap_or_default();
            value.contains(*wanted) && value != *wanted
        };
        match wanted {
            Some(_) if !self.names(statement) => Takes::All,
            Some(wanted) if is_in(&wanted) && self.is_of_value() => Takes::Words(wanted.to_owned()),
            _ => Takes::Value,
        }
    }

    /// Whether what is over of the sentence may be this statement of it.
    fn may_be(&self, statement: &Statement) -> bool {
        let is_told = self.named().is_some() || self.value.is_some();
        self.names(statement)
            || self.is_same_clause(statement)
            || !is_told
                && !self.said.contains(" and ")
                && !is_one_of_many(&statement.attribute)
                && !self.is_said_still(statement.value.as_deref())
    }

    /// Whether a statement was read of the clause that gives the value which is over, and has no clause or
    /// place of its own in the sentence: of what is over, it tells something else.
    fn is_same_clause(&self, statement: &Statement) -> bool {
        let (Some(over), Some(value)) = (
            self.named().or(self.value.as_deref()),
            statement.value.as_deref(),
        ) else {
            return false;
        };
        let (Some(at), Some(other)) = (self.said.find(over), self.said.find(value)) else {
            return false;
        };
        let place = self.span.start as usize + at;
        let has_it = statement
            .span
            .is_some_and(|span| span.start as usize <= place && place < span.end as usize);
        let (first, length, last) = match at < other {
            true => (at, over.len(), other),
            false => (other, value.len(), at),
        };
        let between = self.said.get(first + length..last).unwrap_or_default();
        has_it && !has_joint(between)
    }

    /// Whether a change begins with the value as well: it is about what has it, and not its end.
    fn is_said_still(&self, value: Option<&str>) -> bool {
        const LEADING_MAX: usize = 3;
        let value = words::normalize_text(value.unwrap_or_default());
        let change = words::normalize_text(&self.change);
        // "Slow Bread is now called Crumb Notes."
        let called = [
            "is called",
            "is now called",
            "is named",
            "is now named",
            "is known",
            "is now known",
        ];
        let is_renamed = called
            .iter()
            .any(|called| change.starts_with(&format!("{value} {called}")));
        if self.is_end || value.is_empty() || is_renamed {
            return false;
        }
        let padded = format!("{change} ");
        let wanted = format!("{value} ");
        let at = padded.match_indices(&wanted);
        let before = at
            .map(|(at, _)| &padded[..at])
            .find(|before| before.is_empty() || before.ends_with(' '));
        before.is_some_and(|before| {
            let mut words = before.split_whitespace();
            words.clone().count() <= LEADING_MAX
                && !words.any(|word| matches!(word, "from" | "not" | "than" | "of" | "i" | "we"))
        })
    }

    /// Whether all that the sentence says goes: it is surely over, says one thing, and the change names no
    /// part of it.
    fn is_over_whole(&self) -> bool {
        let is_value = |named: &str| self.value.as_deref() == Some(named);
        self.is_over && self.named().is_none_or(is_value) && !has_joint(&self.said)
    }

    /// Whether what goes of the sentence is its value alone: the one that is named, or one in whose place the
    /// new one may stand.
    fn is_of_value(&self) -> bool {
        let shape = |value: &str| {
            let is_name = value.starts_with(char::is_uppercase);
            (is_name, value.bytes().any(|byte| byte.is_ascii_digit()))
        };
        let is_in = |value: &String| self.said.contains(value.as_str());
        match (&self.old, &self.value, &self.new) {
            (Some(old), ..) if is_in(old) => true,
            (_, Some(was), Some(new)) => is_in(was) && shape(was) == shape(new),
            _ => false,
        }
    }

    /// What the sentence states, where no statement was read of it.
    fn statement(&self) -> Statement {
        let value = self.named().or(self.value.as_deref());
        Statement {
            subject: "user".to_owned(),
            attribute: self.about.clone(),
            cardinality: Cardinality::Many,
            value: value.map(str::to_owned),
            polarity: Polarity::Positive,
            certainty: 1.0,
            span: Some(self.span),
            closed: None,
        }
    }
}

/// Whether two labels have a word in common, or the beginning of one: "physio", "physiotherapy".
fn shares_word(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    const BEGINNING_BYTES: usize = 5;
    one.iter().any(|a| {
        other.iter().any(|b| {
            let shorter = a.len().min(b.len());
            a == b
                || shorter >= BEGINNING_BYTES && a.as_bytes()[..shorter] == b.as_bytes()[..shorter]
        })
    })
}

/// Whether words may say two things.
fn has_joint(words: &str) -> bool {
    const JOINTS: [&str; 6] = [" and ", " but ", " or ", " with ", ",", ";"];
    JOINTS.iter().any(|joint| words.contains(joint))
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
    let is_done = statement.attribute == "event"
        && statement.subject != "user"
        && !value.contains([' ', '.', ':']);
    is_done || statement.attribute.starts_with("past_")
}

/// The statements that were read of the sentence that is meant.
fn read_of<'m>(memory: &'m Memory, meant: &'m Meant) -> impl Iterator<Item = &'m Statement> {
    memory.statements.iter().filter(|one| meant.has(one))
}

/// Whether a statement tells the assistant how to behave, which ends when that is taken back and not when what
/// it is about is: "the 4 PM call is cancelled".
fn is_order(statement: &Statement) -> bool {
    statement.attribute.starts_with("instruction") || statement.attribute == "norm"
}

/// Whether an attribute is who or what one has several of, each with a name.
fn is_one_of_many(attribute: &str) -> bool {
    extraction::is_relative(attribute)
        || extraction::is_animal(attribute)
        || matches!(attribute, "colleague" | "friend" | "neighbour" | "neighbor")
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
            if !self.is_named_still(row, meant)
                && !self.is_of_another(own, row, meant)
                && self.may_be_over(context, own, row)
                && self.is_told_of(own, row, meant)
                && self.may_mean_own(own, context, meant)
            {
                self.close_sentence(context, own, row, meant);
                is_closed = true;
            }
        }
        is_closed
    }

    /// Whether a change begins with whom or what the sentence names, a relative or an animal: it tells of
    /// them, and not that they are others.
    fn is_named_still(&self, row: usize, meant: &Meant) -> bool {
        let named = meant.old.as_deref().or(meant.value.as_deref());
        let statements = self.rows[row].memory.statements.iter();
        let is_of_one = |statement: &Statement| {
            let attribute = statement.attribute.as_str();
            meant.has(statement) && is_one_of_many(attribute) && statement.value.as_deref() == named
        };
        let mut people = statements.filter(|one| is_of_one(one)).peekable();
        if named.is_some() && meant.is_end {
            return people
                .any(|statement| !told_of::ends(&meant.change, &meant.believed(statement)));
        }
        named.is_some()
            && meant.is_said_still(named)
            && (meant.old.is_none() || people.peek().is_some())
    }

    /// Whether a change says which deadline or appointment it moves, and the sentence tells of another one.
    fn is_of_another(&self, own: usize, row: usize, meant: &Meant) -> bool {
        let labelled = |statement: &Statement| {
            let (family, label) = statement.attribute.split_once(':')?;
            extraction::one_of(family, "appointment deadline").then(|| stems(label))
        };
        let in_change = |statement: &&Statement| {
            let value = statement.value.as_deref();
            value.is_some_and(|value| meant.change.contains(value))
        };
        let new = self.rows[own].memory.statements.iter().filter(in_change);
        let new: Vec<_> = new.filter_map(labelled).collect();
        let mut old = read_of(&self.rows[row].memory, meant)
            .filter_map(labelled)
            .peekable();
        // "The release slipped to 24 April": the words of both name it, whatever it was read as.
        let said = stems(&meant.said);
        let is_named = |label: &BTreeSet<String>| shares_word(label, &said);
        !new.is_empty()
            && !new.iter().any(is_named)
            && old.peek().is_some()
            && old.all(|old| new.iter().all(|new| !shares_word(new, &old)))
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
                && row.is_some_and(|&row| self.is_told_of(own, row, meant))
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
    fn is_told_of(&self, own: usize, row: usize, meant: &Meant) -> bool {
        let all = &self.rows[own].memory.text;
        let is_whole = |statement: &Statement| {
            let believed = meant.believed(statement);
            match meant.is_end {
                true => !scope::is_narrower(&meant.change, all, &believed),
                false => !has_happened(statement),
            }
        };
        let mut read = self.rows[row].memory.statements.iter();
        let is_whole = match read.any(|one| meant.has(one)) {
            true => read_of(&self.rows[row].memory, meant).any(is_whole),
            false => is_whole(&meant.statement()),
        };
        let is_of_another =
            |one: &Statement| told_of::is_of_another(&meant.change, &meant.believed(one));
        let is_of_another = match self.rows[row]
            .memory
            .statements
            .iter()
            .any(|one| meant.has(one))
        {
            true => read_of(&self.rows[row].memory, meant).all(is_of_another),
            false => is_of_another(&meant.statement()),
        };
        if meant.is_last && is_whole || meant.is_certain {
            return true;
        }
        if !is_whole || is_of_another {
            return false;
        }
        // Of animals and relatives there may be several, each of them told by its own name.
        let is_ordered = meant.is_end && read_of(&self.rows[row].memory, meant).any(is_order);
        if meant.is_sure && !is_ordered && !told_of::names_one_of_many(&meant.said) {
            return true;
        }
        let statements = self.rows[row].memory.statements.iter();
        let mut read = statements.filter(|one| meant.has(one)).peekable();
        let is_of = |statement: &Statement| {
            let believed = meant.believed(statement);
            match meant.is_end {
                true => {
                    let is_part =
                        |old: &String| told_of::is_part_of_name(&meant.change, old, &believed);
                    !meant.old.as_ref().is_some_and(is_part)
                        && told_of::may_end(&meant.change, &believed)
                }
                false => told_of::corrects(&meant.change, &believed),
            }
        };
        match read.peek() {
            None => is_of(&meant.statement()),
            Some(_) => read.any(is_of),
        }
    }

    /// Whether what a user said may be corrected by what `own` says.
    pub(super) fn may_be_over(&self, context: &Context, own: usize, row: usize) -> bool {
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
        let read = statements.iter().filter(|one| meant.has(one)).count();
        let mut is_covered = false;
        for (n, statement) in statements.iter().enumerate() {
            if statement.closed.is_some() || !meant.has(statement) || !meant.may_be(statement) {
                continue;
            }
            is_covered |= statement.span == Some(meant.span) || meant.names(statement);
            self.takes = match meant.is_over_whole() && read == 1 {
                true => Takes::All,
                false => meant.takes(statement),
            };
            match self.key_of(id, statement) {
                Some((key, m)) => {
                    self.corrected.push(self.rows[key].memory.id);
                    let named = meant.named().unwrap_or_default();
                    for m in self.ended_parts((key, m), named) {
                        self.close(key, m, context.said_at, by);
                    }
                }
                None => self.close_at(row, n, &closed),
            }
            self.takes = Takes::Value;
        }
        // What else the sentence states stays, and its words with it: "we use Vue, and my role is lead".
        let stays = |one: &Statement| meant.has(one) && one.closed.is_none() && !meant.may_be(one);
        let is_joined = has_joint(&meant.said) && statements.iter().any(stays);
        if !is_covered && (meant.is_of_value() || !is_joined) {
            let memory = &mut self.rows[row].memory;
            memory.statements.push(meant.statement());
            let last = memory.statements.len() - 1;
            if !meant.is_of_value() || meant.is_over_whole() {
                self.takes = Takes::All;
            }
            self.close_at(row, last, &closed);
            self.takes = Takes::Value;
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
