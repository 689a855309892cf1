//! From what is said and what is believed to what closes, what is born and what is reopened. Pure:
//! no store, no clock.
//!
//! Sayings are taken in order and see each other, so that a batch may hold a statement and its
//! correction. Where it is not sure, both sides stay.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use extraction::{Cue, Reading, Utterance, is_animal, is_relative, one_of};
use serde::{Deserialize, Serialize};
use store::ClosedText;
use types::{
    Cardinality, Closed, Coordinates, Field, Memory, MemoryId, Polarity, Statement, Status,
    Timestamp,
};

use super::meant::{Meant, looks_back};
use super::parts::Takes;
use super::place::{same_bound, same_frame};
use super::{is_extracted, said_at, session_of_nobody, text_key, words};

/// How sure a speaker must be to close what was said before, 0 to 1. Below, both stay.
pub(super) const CERTAINTY_MIN: f32 = 0.5;

/// What most people have one of, and some several: another one joins, unless it is said to be so now.
const MOSTLY_ONE: &str =
    "instrument client customer supplier contractor landlord roommate flatmate lodger";

/// Reads words: [`extraction::read`], or a test's own.
pub(crate) type Read = fn(&Utterance<'_>) -> Reading;

/// Something that is said now: an event or a ready memory.
#[derive(Clone, Debug)]
pub(crate) struct Saying {
    /// The verbatim or ready memory, with its statements.
    pub memory: Memory,
    /// Of an event: one memory for each statement of the reading, in its order.
    pub extracted: Vec<Memory>,
    /// What was read.
    pub reading: Reading,
    /// The caller said when it was said.
    pub is_dated: bool,
}

/// What the store knew before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Live memories that what is said may concern, and the verbatim memories behind them.
    pub memories: Vec<Memory>,
    /// Ids of memories of statements, whatever became of them, the newest first: what "forget that"
    /// may mean.
    pub recent: Vec<MemoryId>,
    /// Texts that were closed.
    pub closed: Vec<ClosedText>,
    /// What corrections mean that found nothing at first ([`Plan::unmet`]).
    pub meant: Vec<Meant>,
    /// What was read of verbatim memories that were said later than some of what is said now; of those that
    /// take something back, and maybe of others.
    pub later: Vec<(MemoryId, Reading)>,
}

/// A change of a memory that was there before.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Its new state.
    pub memory: Memory,
    /// The revision that it was made from.
    pub revision: u64,
    /// Its current words are others: it needs other vectors.
    pub embed_again: bool,
    /// What was done, for its history.
    pub action: &'static str,
}

/// What is to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// New memories: of each saying its own, then the extracted ones.
    pub born: Vec<Memory>,
    /// Changed memories.
    pub changed: Vec<Change>,
    /// Texts that are no longer believed.
    pub closed_texts: Vec<ClosedText>,
    /// Texts that are believed again.
    pub reopened_texts: Vec<(Option<String>, String)>,
    /// Memories what is said corrects or takes back; not the verbatim ones behind them.
    pub corrected: Vec<MemoryId>,
    /// New memories whose text is another than the one that was read: it has no vector yet.
    pub reworded: BTreeSet<MemoryId>,
    /// Of the sayings, those that state what was known in the same words before.
    pub already_known: Vec<AlreadyKnown>,
    /// Of the sayings, those that correct something and closed nothing, by number.
    pub unmet: Vec<usize>,
}

/// A saying that states what was known in the same words before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlreadyKnown {
    /// Its own memory.
    pub memory_id: MemoryId,
    /// Superseded: what it repeats was corrected since, and is not believed because of it.
    pub status: Status,
}

/// A memory while the plan is made.
pub(super) struct Row {
    pub(super) memory: Memory,
    /// `None`: it is new.
    pub(super) revision: Option<u64>,
    pub(super) said_at: Timestamp,
    speaker: Option<String>,
    /// Which saying it comes from; `None`: it was there before.
    pub(super) saying: Option<usize>,
    pub(super) is_changed: bool,
    /// Its current words are others.
    pub(super) is_cut: bool,
    /// What was done, where it is more than a closing.
    pub(super) action: Option<&'static str>,
}

/// A statement: its memory's row, and its number there.
pub(super) type Place = (usize, usize);

type TextKey = (Option<String>, String);

/// What a statement meets.
#[derive(Default)]
struct Clashes {
    /// What it closes.
    closing: Vec<Place>,
    /// What is over, and ended with it already.
    shortened: Vec<Place>,
    /// The first of what was said later and speaks against it.
    until: Option<(Timestamp, MemoryId)>,
}

/// A plan that is being made.
pub(super) struct Planner {
    pub(super) now: Timestamp,
    pub(super) read: Read,
    pub(super) rows: Vec<Row>,
    pub(super) by_id: HashMap<MemoryId, usize>,
    pub(super) recent: Vec<MemoryId>,
    /// Closed texts as they stand, with the end of their truth and what took their place.
    pub(super) closed: BTreeMap<TextKey, (Timestamp, Option<MemoryId>)>,
    known_closed: BTreeMap<TextKey, (Timestamp, Option<MemoryId>)>,
    /// Texts to reopen, whether or not it was known that they are closed.
    pub(super) reopened: BTreeSet<TextKey>,
    pub(super) corrected: Vec<MemoryId>,
    /// Extracted memories whose text was made anew.
    pub(super) reworded: BTreeSet<MemoryId>,
    /// Rows of sayings that state what was known in the same words before.
    said_before: Vec<usize>,
    /// See [`Known::meant`].
    pub(super) meant: Vec<Meant>,
    /// See [`Known::later`].
    pub(super) later: Vec<(MemoryId, Reading)>,
    /// See [`Plan::unmet`].
    unmet: Vec<usize>,
    /// Which words go with what is closed.
    pub(super) takes: Takes,
    /// What is said is imported: it was taken against each other where it comes from.
    pub(super) is_import: bool,
}

/// What of a saying its statements need.
pub(super) struct Context {
    pub(super) number: usize,
    pub(super) said_at: Timestamp,
    pub(super) is_dated: bool,
    /// Normalised.
    pub(super) text: String,
}

impl Context {
    /// Of a memory that is reworded now.
    pub(super) fn of(memory: &Memory, now: Timestamp) -> Self {
        Context {
            number: 0,
            said_at: now,
            is_dated: false,
            text: text_key(memory),
        }
    }
}

/// Makes the plan. `now` is when we learn of it.
pub(crate) fn plan(known: Known, sayings: Vec<Saying>, now: Timestamp, read: Read) -> Plan {
    let mut planner = Planner::new(known, now, read);
    for (number, saying) in sayings.into_iter().enumerate() {
        planner.take(number, saying);
    }
    planner.finish()
}

/// The keys under which a statement's closing is remembered together with the words around it: the
/// same words again repeat it, other words say it anew.
///
/// The first is of what it was read as, the second of its value alone: what words are about may be told by
/// what was believed when they were said, and be read otherwise when they come again.
pub(crate) fn statement_keys(normalized: &str, statement: &Statement) -> [String; 2] {
    let Statement {
        subject,
        attribute,
        value,
        polarity,
        ..
    } = statement;
    let value = words::normalize_text(value.as_deref().unwrap_or_default());
    let polarity = polarity.as_str();
    let exact = format!("{normalized}\n{subject}\n{attribute}\n{value}\n{polarity}");
    let of_value = match value.is_empty() {
        true => exact.clone(),
        false => format!("{normalized}\n\n\n{value}\n{polarity}"),
    };
    [exact, of_value]
}

/// The texts of a saying that may have been closed.
pub(crate) fn texts_of(saying: &Saying) -> Vec<String> {
    let text = text_key(&saying.memory);
    let mut texts: Vec<String> = saying
        .memory
        .statements
        .iter()
        .flat_map(|statement| statement_keys(&text, statement))
        .collect();
    let extracted = saying.extracted.iter();
    texts.extend(extracted.map(text_key));
    texts.push(text);
    texts.retain(|text| !text.is_empty());
    texts
}

/// Whether `new`, said with `cue`, says that `old` is not so (any more). Each comes with when it was
/// said: "next Tuesday" is another day a week later.
pub(crate) fn contradicts(
    (new, new_at): (&Statement, Timestamp),
    cue: Cue,
    (old, old_at): (&Statement, Timestamp),
) -> bool {
    if new.subject != old.subject || new.attribute != old.attribute {
        return false;
    }
    if same_bound(new, old) {
        return cue != Cue::End;
    }
    let denies = cue == Cue::End || new.polarity == Polarity::Negative;
    let is_one = new.cardinality == Cardinality::One && old.cardinality == Cardinality::One;
    // Comparing values costs most, so it comes last.
    let same = || match (&new.value, &old.value) {
        (Some(new_value), Some(old_value)) => {
            let (new_value, old_value) =
                ((new_value.as_str(), new_at), (old_value.as_str(), old_at));
            Some(words::same_value_at(&new.attribute, new_value, old_value))
        }
        _ => None,
    };
    match (denies, old.polarity) {
        (false, Polarity::Positive) => {
            let is_other_now = || {
                matches!(cue, Cue::Change | Cue::Again)
                    && (one_of(&new.attribute, MOSTLY_ONE) || same_frame(new, old))
            };
            (is_one || is_other_now()) && same() == Some(false)
        }
        // What denied everything is over with the first value.
        (false, Polarity::Negative) => old.value.is_none() || same() == Some(true),
        (true, Polarity::Positive) => match new.value {
            None => cue == Cue::End || is_one,
            // "I don't have a puppy anymore."
            Some(_) => same() == Some(true) || names_kind(new, cue),
        },
        (true, Polarity::Negative) => false,
    }
}

/// Whether a statement of an animal or a relative tells its kind where others have its name.
fn names_kind(statement: &Statement, cue: Cue) -> bool {
    let attribute = statement.attribute.as_str();
    let value = statement.value.as_deref().unwrap_or_default();
    let value = value.to_lowercase();
    // "I don't have a puppy, Rex is eight" says nothing of Rex.
    let is_kind =
        is_animal(attribute) && is_animal(&value) && (cue == Cue::End || value == attribute);
    is_kind || attribute == "partner" && is_relative(&value)
}

/// Whether two memories belong to the same owner: a statement in one scope says nothing about its
/// twin in another. The session does not matter, unless it is all that is known of who speaks.
pub(crate) fn same_owner(one: &Coordinates, other: &Coordinates) -> bool {
    let both = one.entries().into_iter().zip(other.entries());
    let mut owners = both.filter(|((field, _), _)| *field != Field::SessionId);
    owners.all(|(one, other)| one == other) && session_of_nobody(one) == session_of_nobody(other)
}

impl Planner {
    pub(super) fn new(known: Known, now: Timestamp, read: Read) -> Self {
        let closed: BTreeMap<TextKey, _> = known
            .closed
            .into_iter()
            .map(|closed| ((closed.user_id, closed.text), (closed.valid_to, closed.by)))
            .collect();
        let mut planner = Planner {
            now,
            read,
            rows: Vec::with_capacity(known.memories.len()),
            by_id: HashMap::new(),
            recent: known.recent,
            known_closed: closed.clone(),
            closed,
            reopened: BTreeSet::new(),
            corrected: Vec::new(),
            reworded: BTreeSet::new(),
            said_before: Vec::new(),
            meant: known.meant,
            later: known.later,
            unmet: Vec::new(),
            takes: Takes::Value,
            is_import: false,
        };
        // When and by whom an extracted memory was said stands in its verbatim parent.
        let (extracted, own): (Vec<Memory>, Vec<Memory>) =
            known.memories.into_iter().partition(is_extracted);
        for memory in own {
            let at = said_at(&memory);
            let speaker = memory.speaker().map(str::to_lowercase);
            planner.push(memory, at, speaker, None);
        }
        for memory in extracted {
            let parents = memory.derived_from.iter();
            let parents = parents.filter_map(|id| planner.by_id.get(id));
            // What was merged was said several times: it holds from the last of them on.
            let (at, speaker) = match parents.max_by_key(|&&row| planner.rows[row].said_at) {
                Some(&row) => (planner.rows[row].said_at, planner.rows[row].speaker.clone()),
                None => (
                    memory
                        .valid_from
                        .map_or(memory.created_at, |from| from.min(memory.created_at)),
                    None,
                ),
            };
            planner.push(memory, at, speaker, None);
        }
        planner
    }

    pub(super) fn push(
        &mut self,
        memory: Memory,
        said_at: Timestamp,
        speaker: Option<String>,
        saying: Option<usize>,
    ) -> usize {
        if let Some(&row) = self.by_id.get(&memory.id) {
            return row;
        }
        let row = self.rows.len();
        self.by_id.insert(memory.id, row);
        self.rows.push(Row {
            revision: saying.is_none().then_some(memory.revision),
            memory,
            said_at,
            speaker,
            saying,
            is_changed: false,
            is_cut: false,
            action: None,
        });
        row
    }

    /// One saying after the other.
    pub(super) fn take(&mut self, number: usize, mut saying: Saying) {
        let said_at = self.arrival(&mut saying);
        let Saying {
            memory,
            mut extracted,
            mut reading,
            is_dated,
        } = saying;
        let speaker = memory.speaker().map(str::to_lowercase);
        let text = text_key(&memory);
        let context = Context {
            number,
            said_at,
            is_dated,
            text,
        };
        let own = self.push(memory, said_at, speaker.clone(), Some(number));
        let says_anew = reading
            .statements
            .iter()
            .any(|found| found.cue == Cue::Again);
        let text = context.text.clone();
        let closed = self.replayed(&context, own, &text, says_anew);
        let closed = closed.or_else(|| self.repeats_in_part(&context, own, &reading));
        if let Some((valid_to, by)) = closed {
            self.put_aside(own, valid_to, by);
            self.said_before.push(own);
            return;
        }
        if self.is_known(own) {
            self.said_before.push(own);
        }
        let is_event = self.rows[own].memory.verbatim;
        let corrected = self.corrected.len();
        let corrects = is_event && looks_back(&self.rows[own].memory, &reading);
        let only_takes_back = reading.only_takes_back();
        let over = match is_event {
            true => self.place(&context, own, &mut reading, &mut extracted),
            false => Vec::new(),
        };
        let mut push = |memory| self.push(memory, said_at, speaker.clone(), Some(number));
        let mut holders: Vec<Place> = extracted.into_iter().map(|key| (push(key), 0)).collect();
        if !is_event {
            holders = (0..reading.statements.len()).map(|n| (own, n)).collect();
        }
        self.say(&context, own, &reading, &holders);
        self.take_back_late(&context, own);
        self.leave_between(&context, own, &reading);
        for ((row, m), n) in over {
            let by = self.rows[holders[n].0].memory.id;
            if self.rows[row].memory.statements[m].closed.is_none() {
                self.corrected.push(self.rows[row].memory.id);
                self.close(row, m, said_at, Some(by));
            }
        }
        if corrects && self.corrected.len() == corrected && !self.close_meant(&context, own) {
            self.unmet.push(number);
        }
        // What something newer speaks against is not believed from the start, and whoever says it is told.
        if self.rows[own].memory.status == Status::Superseded && !self.said_before.contains(&own) {
            self.said_before.push(own);
        }
        let has_closed = self.corrected.len() > corrected;
        if only_takes_back {
            self.put_retraction_aside((own, said_at), &reading, has_closed);
        }
        self.later.push((self.rows[own].memory.id, reading));
    }

    /// Takes what a saying states and takes back, in the order of its text: "forget that" means what
    /// stands before it.
    fn say(&mut self, context: &Context, own: usize, reading: &Reading, holders: &[Place]) {
        let is_event = self.rows[own].memory.verbatim;
        let start = |statement: &Statement| statement.span.map_or(0, |span| span.start);
        let mut steps: Vec<(u32, bool, usize)> = Vec::new();
        for (n, found) in reading.statements.iter().enumerate().take(holders.len()) {
            steps.push((start(&found.statement), true, n));
        }
        for (n, retraction) in reading.retractions.iter().enumerate() {
            steps.push((retraction.span.start, false, n));
        }
        steps.sort_unstable();
        let mut said_before = None;
        for (_, is_statement, n) in steps {
            if is_statement {
                self.assert(context, holders[n], reading.statements[n].cue);
                said_before = Some(holders[n]);
            } else if is_event {
                self.retract(context, own, &reading.retractions[n], said_before);
            }
        }
    }

    /// If the text was closed and is only repeated: how it was closed. Said anew, it is reopened.
    pub(super) fn replayed(
        &mut self,
        context: &Context,
        own: usize,
        text: &str,
        says_anew: bool,
    ) -> Option<(Timestamp, Option<MemoryId>)> {
        let user_id = self.rows[own].memory.coordinates.user_id.clone();
        let key = (user_id, text.to_owned());
        let (valid_to, by) = *self.closed.get(&key)?;
        let is_new = if context.is_dated {
            context.said_at > valid_to
        } else {
            says_anew
        };
        if is_new {
            self.closed.remove(&key);
            return None;
        }
        Some((valid_to, by))
    }

    /// If the same words were said before and part of them was closed since, they are only repeated:
    /// the utterance that they repeat stands for what of them is still true.
    fn repeats_in_part(
        &mut self,
        context: &Context,
        own: usize,
        reading: &Reading,
    ) -> Option<(Timestamp, Option<MemoryId>)> {
        reading.statements.iter().find_map(|found| {
            let keys = statement_keys(&context.text, &found.statement);
            let anew = found.cue == Cue::Again;
            keys.iter()
                .find_map(|key| self.replayed(context, own, key, anew))
        })
    }

    /// Whether what the row states is believed already, said by the same one in the same words.
    /// Memories that state nothing are not looked up, so nothing is said of them.
    fn is_known(&self, own: usize) -> bool {
        let new = &self.rows[own];
        !new.memory.statements.is_empty()
            && self.rows[..own].iter().any(|old| {
                old.memory.text == new.memory.text
                    && old.memory.status == Status::Active
                    && old.memory.event_kind == new.memory.event_kind
                    && old.speaker == new.speaker
                    && !is_extracted(&old.memory)
                    && same_owner(&old.memory.coordinates, &new.memory.coordinates)
            })
    }

    /// Stores a repetition as what it repeats: no longer believed.
    pub(super) fn put_aside(&mut self, row: usize, valid_to: Timestamp, by: Option<MemoryId>) {
        let at = self.now;
        let row = &mut self.rows[row];
        row.is_changed = true;
        for statement in &mut row.memory.statements {
            statement.closed = Some(Closed { valid_to, at, by });
        }
        leave(&mut row.memory, &Closed { valid_to, at, by });
    }

    /// Takes a statement against what is believed.
    pub(super) fn assert(&mut self, context: &Context, holder: (usize, usize), cue: Cue) {
        let (row, n) = holder;
        let statement = self.rows[row].memory.statements[n].clone();
        if let Some((valid_to, by)) = self.repeated(context, row, &statement, cue) {
            self.close(row, n, valid_to, by);
            return;
        }
        let new = &self.rows[row];
        // A ready memory corrects what can have one value only; whatever else it says joins.
        let only_joins = !is_extracted(&new.memory) && statement.cardinality == Cardinality::Many;
        if is_past(new) || only_joins {
            return;
        }
        let by = Some(new.memory.id);
        let Clashes {
            mut closing,
            shortened,
            until,
        } = self.clashes(context, holder, &statement, cue);
        self.narrow(context, row, (&statement, cue), &mut closing);
        let denies = cue == Cue::End || statement.polarity == Polarity::Negative;
        let ended = statement.value.clone().filter(|_| denies);
        for (other, m) in closing {
            self.corrected.push(self.rows[other].memory.id);
            let until = self.over_since(row, other);
            for m in self.ended_parts((other, m), ended.as_deref().unwrap_or_default()) {
                self.close(other, m, until, by);
            }
        }
        for (other, m) in shortened {
            let by = self.rows[row].memory.id;
            self.end_earlier(other, m, context.said_at, by);
        }
        if let Some((valid_to, by)) = until {
            // It arrives as history.
            self.close(row, n, valid_to, Some(by));
        }
    }

    /// Since when `old` is over that `new` ends: since `new` is so, if that was before it was said ("I moved to
    /// Berlin three years ago"), but for the time in which `old` was still said.
    fn over_since(&self, new: usize, old: usize) -> Timestamp {
        let (new, old) = (&self.rows[new], &self.rows[old]);
        let since = new.memory.valid_from.filter(|since| *since < new.said_at);
        since.map_or(new.said_at, |since| since.max(old.said_at))
    }

    /// If the statement only repeats what was closed: how it was closed.
    fn repeated(
        &mut self,
        context: &Context,
        row: usize,
        statement: &Statement,
        cue: Cue,
    ) -> Option<(Timestamp, Option<MemoryId>)> {
        // "I moved to Berlin" in the very same words, without a date, is a repetition; "I'm back in
        // Berlin" says itself that it is not.
        let keys = statement_keys(&context.text, statement);
        let anew = cue == Cue::Again;
        let same_words = keys
            .iter()
            .find_map(|key| self.replayed(context, row, key, anew));
        if same_words.is_some() || !is_extracted(&self.rows[row].memory) {
            return same_words;
        }
        // Other words for it say it anew, unless they are dated before its end.
        let text = text_key(&self.rows[row].memory);
        self.replayed(context, row, &text, !context.is_dated)
    }

    /// What the statement meets, whether or not that is still believed.
    fn clashes(&self, context: &Context, place: Place, statement: &Statement, cue: Cue) -> Clashes {
        let (row, _) = place;
        let mut clashes = Clashes::default();
        let (new, own) = (&self.rows[row], (statement, context.said_at));
        for (other, old) in self.rows.iter().enumerate() {
            let in_one_breath =
                old.saying == Some(context.number) || self.is_import && old.saying.is_some();
            let is_same_one = statement.subject != "user" || same_speaker(new, old);
            let is_itself = other == row || (in_one_breath && cue == Cue::Plain);
            if is_itself || !is_same_one || !concerned(new, old) {
                continue;
            }
            let is_active = old.memory.status == Status::Active;
            for (m, said) in old.memory.statements.iter().enumerate() {
                let theirs = (said, old.said_at);
                // What is over concerns whom it held for: what was said in its time.
                let held_until = said.closed.as_ref().map(|closed| closed.valid_to);
                let held_at = |at| held_until.map_or(is_active, |until| until > at);
                if old.said_at <= context.said_at {
                    let is_believed = new.memory.trust >= old.memory.trust
                        && statement.certainty >= CERTAINTY_MIN;
                    let is_over =
                        || contradicts(own, cue, theirs) && !self.is_beside(place, cue, (other, m));
                    if is_believed && held_at(context.said_at) && is_over() {
                        match held_until {
                            None => clashes.closing.push((other, m)),
                            Some(_) => clashes.shortened.push((other, m)),
                        }
                    }
                } else if old.memory.trust >= new.memory.trust
                    && said.certainty >= CERTAINTY_MIN
                    && held_at(old.said_at)
                    && contradicts(theirs, Cue::Plain, own)
                    && !self.is_beside((other, m), Cue::Plain, place)
                    && clashes.until.is_none_or(|(at, _)| old.said_at < at)
                {
                    clashes.until = Some((old.said_at, old.memory.id));
                }
            }
        }
        clashes
    }

    /// Closes a statement where it stands, and in the verbatim memory that says it, too.
    pub(super) fn close(
        &mut self,
        row: usize,
        n: usize,
        valid_to: Timestamp,
        by: Option<MemoryId>,
    ) {
        let closed = Closed {
            valid_to,
            at: self.now,
            by,
        };
        let memory = &self.rows[row].memory;
        if memory.statements[n].closed.is_some() {
            return;
        }
        let statement = memory.statements[n].clone();
        let parents: Vec<usize> = self.parents_of(memory).collect();
        self.close_at(row, n, &closed);
        for parent in parents {
            self.close_in(parent, &statement, &closed);
        }
    }

    /// The verbatim memories that say what an extracted one states; several, if it was merged.
    pub(super) fn parents_of(&self, memory: &Memory) -> impl Iterator<Item = usize> {
        let ids = memory.derived_from.iter().filter(|_| is_extracted(memory));
        ids.filter_map(|id| self.by_id.get(id)).copied()
    }

    /// Closes a statement in the verbatim memory that says it.
    pub(super) fn close_in(&mut self, parent: usize, statement: &Statement, closed: &Closed) {
        let same = self.rows[parent]
            .memory
            .statements
            .iter()
            .position(|other| {
                other.closed.is_none()
                    && other.address() == statement.address()
                    && other.value == statement.value
                    && other.polarity == statement.polarity
            });
        if let Some(n) = same {
            self.close_at(parent, n, closed);
        }
    }

    /// Takes a memory out of what is believed, whatever it states.
    pub(super) fn leave(&mut self, row: usize, valid_to: Timestamp, by: Option<MemoryId>) {
        let at = self.now;
        let row = &mut self.rows[row];
        row.is_changed = true;
        leave(&mut row.memory, &Closed { valid_to, at, by });
        let text = text_key(&row.memory);
        let user_id = row.memory.coordinates.user_id.clone();
        self.closed.insert((user_id, text), (valid_to, by));
    }

    pub(super) fn finish(self) -> Plan {
        let mut plan = Plan::default();
        for (key, (valid_to, by)) in &self.closed {
            if self.known_closed.get(key) != Some(&(*valid_to, *by)) {
                plan.closed_texts.push(ClosedText {
                    user_id: key.0.clone(),
                    text: key.1.clone(),
                    valid_to: *valid_to,
                    by: *by,
                });
            }
        }
        let mut reopened = self.reopened;
        reopened.extend(self.known_closed.keys().cloned());
        reopened.retain(|key| !self.closed.contains_key(key));
        plan.reopened_texts = reopened.into_iter().collect();
        plan.corrected = self.corrected;
        plan.unmet = self.unmet;
        plan.reworded = self.reworded;
        let rows = self.said_before.iter().map(|&row| &self.rows[row].memory);
        plan.already_known = rows
            .map(|memory| AlreadyKnown {
                memory_id: memory.id,
                status: memory.status,
            })
            .collect();
        for mut row in self.rows {
            match row.revision {
                None => plan.born.push(row.memory),
                Some(revision) if row.is_changed => {
                    row.memory.updated_at = self.now;
                    let action = match row.memory.status {
                        Status::Deleted => "delete",
                        Status::Active => row.action.unwrap_or("close"),
                        _ => "supersede",
                    };
                    plan.changed.push(Change {
                        memory: row.memory,
                        revision,
                        embed_again: row.is_cut,
                        action,
                    });
                }
                Some(_) => {}
            }
        }
        plan
    }
}

/// Takes a memory out of what is believed.
pub(super) fn leave(memory: &mut Memory, closed: &Closed) {
    memory.status = Status::Superseded;
    memory.superseded_at = Some(closed.at);
    memory.superseded_by = closed.by;
    // A state that was announced and never came was true at no time.
    let from = memory.valid_from.unwrap_or(closed.valid_to);
    let until = memory.valid_to.unwrap_or(closed.valid_to);
    memory.valid_to = Some(until.min(closed.valid_to).max(from));
}

/// It tells of a time that was over when it was said.
pub(super) fn is_past(row: &Row) -> bool {
    let until = row.memory.valid_to;
    until.is_some_and(|until| until <= row.said_at)
}

pub(super) fn may_concern(new: &Row, old: &Row) -> bool {
    old.memory.status == Status::Active && concerned(new, old)
}

/// The same, or it did before it was superseded.
fn concerned(new: &Row, old: &Row) -> bool {
    !old.memory.verbatim
        && matches!(old.memory.status, Status::Active | Status::Superseded)
        && !is_past(old)
        && same_owner(&new.memory.coordinates, &old.memory.coordinates)
}

/// "I" of two speakers is not one person; a ready memory's "user" is whoever it belongs to.
pub(super) fn same_speaker(one: &Row, other: &Row) -> bool {
    let is_ready = |row: &Row| !row.memory.verbatim && !is_extracted(&row.memory);
    one.speaker == other.speaker || is_ready(one) || is_ready(other)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
