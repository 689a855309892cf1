//! What takes back without another in its place: "forget that", "I don't take the tram any more".
//! Pure, as [`super::plan`].

use std::collections::BTreeSet;

use extraction::form::{Form, form_of};
use extraction::{Cue, Naming, Reading, Retracted, Retraction, one_of};
use types::{EventId, EventKind, Memory, Polarity, Span, Statement, Status, Timestamp};

use super::aspects::sentence_around;
use super::parts::Takes;
use super::plan::{
    CERTAINTY_MIN, Context, Place, Planner, Row, may_concern, same_owner, same_speaker,
};
use super::scope;
use super::told_of::{self, Believed};
use super::turns::LastWords;
use super::{is_extracted, words};

/// What words take back by name that give a value as well.
pub(super) enum TakenBack {
    /// They name nothing that they take back.
    Nothing,
    /// Nothing is known by that name in whose place the value could stand.
    Unknown,
    /// The statement that they mean, and the words in it that the value replaces.
    Known(Place, String),
}

impl TakenBack {
    /// The part of a value that is replaced, where it is known.
    pub(super) fn part(self) -> Option<String> {
        match self {
            TakenBack::Known(_, part) => Some(part),
            TakenBack::Nothing | TakenBack::Unknown => None,
        }
    }
}

impl Planner {
    /// What ends by its value alone: "I don't take the tram any more" ends "I commute by tram", too.
    pub(super) fn of_this_value(
        &self,
        row: usize,
        said_at: Timestamp,
        end: &Statement,
    ) -> Vec<(usize, usize)> {
        let Some(value) = &end.value else {
            return Vec::new();
        };
        let new = &self.rows[row];
        let wanted = About {
            subject: &end.subject,
            attribute: None,
            value: Some(value),
        };
        let mut found = self.said_about(row, &wanted);
        found.retain(|&(other, m)| {
            let old = &self.rows[other];
            old.said_at <= said_at
                && old.memory.trust <= new.memory.trust
                && ends_with_value(&old.memory, &old.memory.statements[m])
                && may_concern(new, old)
                && same_speaker(new, old)
        });
        found
    }

    /// Of what a statement closes, leaves what it denies or ends as a whole: not that French is spoken, where
    /// it is not spoken well. What meets nothing at its address ends by its value.
    pub(super) fn narrow(
        &self,
        context: &Context,
        row: usize,
        (statement, cue): (&Statement, Cue),
        closing: &mut Vec<Place>,
    ) {
        if closing.is_empty() && cue == Cue::End && statement.certainty >= CERTAINTY_MIN {
            *closing = self.of_this_value(row, context.said_at, statement);
        }
        if cue == Cue::End || statement.polarity == Polarity::Negative {
            let own = self.parents_of(&self.rows[row].memory).next();
            let own = own.unwrap_or(row);
            let sentence = self.sentence_of(own, statement.span);
            closing.retain(|&place| !self.is_narrower(own, place, &sentence));
        }
    }

    /// Takes something back.
    pub(super) fn retract(
        &mut self,
        context: &Context,
        own: usize,
        retraction: &Retraction,
        said_before: Option<(usize, usize)>,
    ) {
        let what = &retraction.what;
        let sentence = self.sentence_at(own, retraction.span);
        let is_sure = is_sure(what) || names_value_too(what) && asks(&sentence);
        let mut targets = match what {
            Retracted::Last => match (said_before, self.last_words(own, context)) {
                (Some(holder), _) => vec![holder],
                (None, LastWords::Unread(row)) => {
                    let by = Some(self.rows[own].memory.id);
                    self.corrected.push(self.rows[row].memory.id);
                    self.leave(row, context.said_at, by);
                    Vec::new()
                }
                (None, LastWords::Nothing | LastWords::Others(_)) => Vec::new(),
                (None, LastWords::Read(row)) => self.stated_by(row),
                (None, LastWords::Unknown) => self.last_said(own, context),
            },
            _ => self.told_of(context, own, what),
        };
        // What happened has happened, whatever became of it since: "I've moved the fern".
        if matches!(
            what,
            Retracted::About {
                attribute: None,
                ..
            }
        ) && !asks(&sentence)
        {
            targets.retain(|&(row, n)| self.rows[row].memory.statements[n].attribute != "event");
        }
        targets.retain(|&place| {
            let is_it = is_sure
                || self.is_at(place, retraction) && self.may_end_at(place, &sentence)
                || self.is_ended(place, &sentence);
            is_it && (*what == Retracted::Last || !self.is_narrower(own, place, &sentence))
        });
        self.keep_unnamed(&mut targets, what, &sentence);
        for (row, n) in targets {
            let (target, speaker) = (&self.rows[row], &self.rows[own]);
            let may = target.said_at <= context.said_at
                && target.memory.trust <= speaker.memory.trust
                && same_owner(&target.memory.coordinates, &speaker.memory.coordinates)
                && same_speaker(target, speaker);
            if may && target.memory.statements[n].closed.is_none() {
                // What takes back is named, so that undoing it finds what it closed.
                let by = Some(speaker.memory.id);
                self.corrected.push(target.memory.id);
                for n in self.ended_parts((row, n), &sentence) {
                    if *what == Retracted::Last {
                        self.takes = Takes::All;
                    }
                    self.close(row, n, context.said_at, by);
                    self.takes = Takes::Value;
                }
            }
        }
    }

    /// What a user says that only asks to forget, or denies, says nothing more once it is done, and would be
    /// found by what it takes back. A denial that meets nothing is news: "I don't live in Berlin".
    pub(super) fn put_retraction_aside(
        &mut self,
        (own, said_at): (usize, Timestamp),
        reading: &Reading,
        has_closed: bool,
    ) {
        let is_asked = |retraction: &Retraction| match &retraction.what {
            Retracted::Last => true,
            _ => asks(&self.sentence_at(own, retraction.span)),
        };
        if !has_closed && !reading.retractions.iter().all(is_asked) {
            return;
        }
        if self.rows[own].memory.event_kind == Some(EventKind::UserMessage) {
            self.put_aside(own, said_at, None);
        }
    }

    /// Whether a statement stands where a model surely told that something ends.
    pub(super) fn is_at(&self, (row, n): Place, retraction: &Retraction) -> bool {
        let there = &self.rows[row].memory.statements[n];
        let Retracted::About { subject, .. } = &retraction.what else {
            return false;
        };
        there.subject == *subject && retraction.abouts.contains(&there.attribute)
    }

    /// What words mean that name what they take back, among what was said before.
    pub(super) fn told_of(&self, context: &Context, own: usize, what: &Retracted) -> Vec<Place> {
        let mut targets = match what {
            Retracted::Last => Vec::new(),
            Retracted::About {
                subject,
                attribute,
                value,
            } => {
                let wanted = About {
                    subject,
                    attribute: attribute.as_deref(),
                    value: value.as_deref(),
                };
                let mut found = self.said_about(own, &wanted);
                // "Lena quit Bosch" ends her job there, not what it says itself.
                let is_before = |row: usize| self.rows[row].saying != Some(context.number);
                found.retain(|&(row, _)| attribute.is_some() || is_before(row));
                match (found.is_empty(), attribute, value) {
                    // It may be remembered as another property than the one that is named.
                    (true, Some(_), Some(_)) => {
                        let by_value = About {
                            attribute: None,
                            ..wanted
                        };
                        self.said_about(own, &by_value)
                    }
                    // "The standup" names what is known and no value of it.
                    (true, None, Some(value)) => self.named(context, own, value, Naming::Asked),
                    _ => found,
                }
            }
            Retracted::Named { words, how } => self.named(context, own, words, *how),
        };
        // That something was sold is told by the words that say so, and not taken back by them.
        targets.retain(|&(row, _)| self.rows[row].saying != Some(context.number));
        targets
    }

    /// Where the value belongs that is given for what the same words take back by name: "what I said of the
    /// standup is wrong, it's at 10".
    pub(super) fn in_place_of_retracted(
        &self,
        context: &Context,
        own: usize,
        reading: &Reading,
        value: &str,
    ) -> TakenBack {
        let named = |retraction: &&Retraction| retraction.what != Retracted::Last;
        let mut named = reading.retractions.iter().filter(named).peekable();
        if named.peek().is_none() {
            return TakenBack::Nothing;
        }
        let known = named.find_map(|retraction| {
            let mut targets = self.told_of(context, own, &retraction.what);
            if targets.is_empty() {
                targets = self.told_with(context, own, &retraction.what);
            }
            let sentence = self.sentence_at(own, retraction.span);
            targets.retain(|&place| !self.is_narrower(own, place, &sentence));
            targets.into_iter().rev().find_map(|(row, n)| {
                let old = &self.rows[row].memory;
                let was = old.statements[n].value.as_deref()?;
                let was = match is_alike(was, value) {
                    true => was.to_owned(),
                    false => amount_like(&old.text, value)?,
                };
                Some(TakenBack::Known((row, n), was))
            })
        });
        known.unwrap_or(TakenBack::Unknown)
    }

    /// The open statements in whose words stands what is named, whatever they are about: "the gym" of "I go
    /// to the gym on Mondays".
    fn told_with(&self, context: &Context, own: usize, what: &Retracted) -> Vec<Place> {
        let named = match what {
            Retracted::About {
                value: Some(value), ..
            } => value,
            Retracted::Named { words, .. } => words,
            _ => return Vec::new(),
        };
        let named = words::normalize_text(named);
        let telling = named.split(' ').filter(|word| !LINKING.contains(word));
        let telling: Vec<&str> = telling.collect();
        let mut found = Vec::new();
        for (row, other) in self.rows.iter().enumerate() {
            let text = words::normalize_text(&other.memory.text);
            let may = self.may_be_meant(context, own, other)
                && other.memory.status == Status::Active
                && !telling.is_empty()
                && telling
                    .iter()
                    .all(|word| words::contains_words(&text, word));
            let statements = other.memory.statements.iter().enumerate();
            let open = statements.filter(|(_, one)| {
                may && one.closed.is_none()
                    && one.polarity == Polarity::Positive
                    && one.attribute != "event"
            });
            found.extend(open.map(|(n, _)| (row, n)));
        }
        found.sort_by_key(|&(row, _)| self.rows[row].said_at);
        found
    }

    /// The open statements of an utterance.
    pub(super) fn stated_by(&self, verbatim: usize) -> Vec<Place> {
        let id = self.rows[verbatim].memory.id;
        let keys =
            self.rows.iter().enumerate().filter(|(_, row)| {
                is_extracted(&row.memory) && row.memory.derived_from.contains(&id)
            });
        keys.flat_map(|(row, key)| {
            let statements = key.memory.statements.iter().enumerate();
            let open = statements.filter(|(_, statement)| statement.closed.is_none());
            open.map(move |(n, _)| (row, n))
        })
        .collect()
    }

    /// The words of a memory at a span.
    pub(super) fn sentence_at(&self, row: usize, span: Span) -> String {
        let text = &self.rows[row].memory.text;
        let words = text.get(span.start as usize..span.end as usize);
        words.unwrap_or(text).to_owned()
    }

    /// The sentence of a memory around a span.
    pub(super) fn sentence_of(&self, row: usize, span: Option<Span>) -> String {
        sentence_around(&self.rows[row].memory.text, span)
    }

    /// Whether the words of `sentence` are about what a statement says, and end it.
    pub(super) fn is_ended(&self, place: (usize, usize), sentence: &str) -> bool {
        let said = self.words_of(place.0);
        told_of::ends(sentence, &self.believed(place, &said))
    }

    /// Whether a sentence of `own` ends less than what a statement says.
    pub(super) fn is_narrower(&self, own: usize, place: Place, sentence: &str) -> bool {
        let said = self.words_of(place.0);
        let all = &self.rows[own].memory.text;
        scope::is_narrower(sentence, all, &self.believed(place, &said))
    }

    /// Whether a sentence that names the value before may correct what a statement says.
    pub(super) fn is_corrected(&self, place: (usize, usize), sentence: &str) -> bool {
        let said = self.words_of(place.0);
        told_of::corrects(sentence, &self.believed(place, &said))
    }

    /// Whether a sentence that names a value tells of the user's own, and the statement of something that it
    /// does not name.
    pub(super) fn is_of_another_owner(&self, place: Place, sentence: &str) -> bool {
        let said = self.words_of(place.0);
        told_of::is_of_another_owner(sentence, &self.believed(place, &said))
    }

    /// Whether nothing in a sentence tells that what surely ends is something else than a statement.
    fn may_end_at(&self, place: (usize, usize), sentence: &str) -> bool {
        let said = self.words_of(place.0);
        told_of::may_end_surely(sentence, &self.believed(place, &said))
    }

    fn believed<'s>(&'s self, (row, n): (usize, usize), said: &'s str) -> Believed<'s> {
        let memory = &self.rows[row].memory;
        let statement = &memory.statements[n];
        Believed {
            statement,
            said,
            is_directive: memory.pinned || statement.attribute.starts_with("instruction"),
        }
    }

    /// All the words in which a memory was said.
    fn words_of(&self, row: usize) -> String {
        let memory = &self.rows[row].memory;
        let parents = self.parents_of(memory);
        let parents = parents.map(|parent| self.rows[parent].memory.text.as_str());
        // The speaker's own words first: by them is told what they are about.
        let texts: Vec<&str> = parents.chain([memory.text.as_str()]).collect();
        texts.join("\n")
    }

    /// What the words name by its value, and by what it is; of several the best named.
    fn named(&self, context: &Context, own: usize, text: &str, how: Naming) -> Vec<(usize, usize)> {
        let text = words::normalize_text(text);
        let mut best = 0;
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (row, other) in self.rows.iter().enumerate() {
            let in_one_breath = other.saying == Some(context.number);
            if row == own
                || in_one_breath
                || other.memory.verbatim
                || other.memory.status != Status::Active
            {
                continue;
            }
            for (n, statement) in other.memory.statements.iter().enumerate() {
                let weight = match statement.closed {
                    None => naming(&text, statement, &other.memory, how),
                    Some(_) => 0,
                };
                if weight > best {
                    best = weight;
                    found.clear();
                }
                if weight > 0 && weight == best {
                    found.push((row, n));
                }
            }
        }
        found
    }

    /// The open statements of the same user, said before, whose value is `old`.
    pub(super) fn of_value(&self, context: &Context, own: usize, old: &str) -> Vec<(usize, usize)> {
        let new = &self.rows[own];
        let mut found = Vec::new();
        for (row, other) in self.rows.iter().enumerate() {
            let in_one_breath = other.saying == Some(context.number);
            let may = !in_one_breath
                && other.said_at <= context.said_at
                && other.memory.trust <= new.memory.trust
                && may_concern(new, other)
                && same_speaker(new, other);
            let lasts = !matches!(other.memory.type_.as_str(), "goal")
                && other
                    .memory
                    .statements
                    .iter()
                    .all(|s| s.attribute != "event");
            if !may || !lasts {
                continue;
            }
            for (n, statement) in other.memory.statements.iter().enumerate() {
                let value = statement.value.as_deref().unwrap_or_default();
                if statement.closed.is_none()
                    && statement.polarity == Polarity::Positive
                    && equals(&statement.attribute, value, old)
                {
                    found.push((row, n));
                }
            }
        }
        found
    }

    /// Whether the words of `own` may be about what another memory states: the same user's, said
    /// before by whoever may be corrected.
    pub(super) fn may_be_meant(&self, context: &Context, own: usize, other: &Row) -> bool {
        let new = &self.rows[own];
        !other.memory.verbatim
            && other.saying != Some(context.number)
            && other.said_at <= context.said_at
            && other.memory.trust <= new.memory.trust
            && same_owner(&new.memory.coordinates, &other.memory.coordinates)
            && same_speaker(new, other)
    }

    /// The statement of the same user that had this value and is over, the latest that was said.
    pub(super) fn that_was(
        &self,
        context: &Context,
        own: usize,
        value: &str,
    ) -> Option<(usize, usize)> {
        let mut found: Option<(usize, usize)> = None;
        for (row, other) in self.rows.iter().enumerate() {
            if !self.may_be_meant(context, own, other) {
                continue;
            }
            for (n, statement) in other.memory.statements.iter().enumerate() {
                let is_it = statement.polarity == Polarity::Positive
                    && statement.attribute != "event"
                    && statement
                        .value
                        .as_deref()
                        .is_some_and(|was| equals(&statement.attribute, was, value));
                if !is_it {
                    continue;
                }
                // Where nothing closed it, it is so already.
                statement.closed.as_ref()?;
                if found.is_none_or(|(at, _)| self.rows[at].said_at <= other.said_at) {
                    found = Some((row, n));
                }
            }
        }
        found
    }

    /// The sentence of the same user that no statement was read of, had this value and is over.
    pub(super) fn that_was_said(
        &self,
        context: &Context,
        own: usize,
        value: &str,
    ) -> Option<(usize, usize)> {
        let new = &self.rows[own];
        let mut found: Option<(usize, usize)> = None;
        for (row, other) in self.rows.iter().enumerate() {
            let may = other.memory.verbatim
                && row != own
                && other.said_at <= context.said_at
                && same_owner(&new.memory.coordinates, &other.memory.coordinates)
                && same_speaker(new, other);
            let is_it = |statement: &Statement| {
                let was = statement.value.as_deref().unwrap_or_default();
                statement.closed.is_some()
                    && statement.attribute.starts_with(super::meant::ABOUT)
                    && equals(&statement.attribute, was, value)
            };
            let n = other.memory.statements.iter().position(is_it);
            if let Some(n) = n.filter(|_| may)
                && found.is_none_or(|(at, _)| self.rows[at].said_at <= other.said_at)
            {
                found = Some((row, n));
            }
        }
        found
    }

    fn said_about(&self, own: usize, wanted: &About<'_>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (row, other) in self.rows.iter().enumerate() {
            if row == own || other.memory.verbatim || other.memory.status != Status::Active {
                continue;
            }
            for (n, statement) in other.memory.statements.iter().enumerate() {
                if statement.closed.is_none() && wanted.means(statement) {
                    found.push((row, n));
                }
            }
        }
        found
    }
}

/// Whether `wanted` names `value`: the same value, words that stand in it, or the same telling words
/// in another order ("by bike to work", "the bike to work").
pub(super) fn names_value(attribute: &str, value: &str, wanted: &str) -> bool {
    let is_code = code(value).is_some_and(|one| code(wanted) == Some(one));
    if is_code || words::same_value(attribute, value, wanted) {
        return true;
    }
    let is_name = value
        .split(' ')
        .all(|word| word.starts_with(char::is_uppercase));
    let (value, wanted) = (words::normalize_text(value), words::normalize_text(wanted));
    let telling = |text: &str| -> BTreeSet<String> {
        let words = text.split(' ').filter(|word| !LINKING.contains(word));
        words.map(str::to_owned).collect()
    };
    let (told, named) = (telling(&value), telling(&wanted));
    // "Hotel Meridian in Oslo" names the hotel.
    let is_name = is_name && words::contains_words(&wanted, &value);
    is_name || words::contains_words(&value, &wanted) || (!named.is_empty() && told == named)
}

/// Whether two values are the same, words that only link aside.
fn equals(attribute: &str, value: &str, other: &str) -> bool {
    if words::same_value(attribute, value, other) {
        return true;
    }
    let telling = |text: &str| -> Vec<String> {
        let normal = words::normalize_text(text);
        let words = normal.split(' ').filter(|word| !LINKING.contains(word));
        words.map(str::to_owned).collect()
    };
    let (one, two) = (telling(value), telling(other));
    !one.is_empty() && one == two || code(value).is_some_and(|one| code(other) == Some(one))
}

/// The number or code at the end of a value, after common nouns for what has it: "bay Q18".
fn code(value: &str) -> Option<String> {
    const NOUNS_MAX: usize = 2;
    let mut words: Vec<&str> = value.split(' ').collect();
    let last = words.pop()?;
    let is_noun = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_code = last.bytes().any(|byte| byte.is_ascii_digit());
    (is_code && words.len() <= NOUNS_MAX && words.iter().all(is_noun)).then(|| last.to_lowercase())
}

/// Whether two values are alike, as far as their form tells: names, addresses, times and amounts.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    let sort = |value: &str| match form_of(value) {
        Form::Mail => Form::Mail,
        Form::Words => Form::Words,
        Form::Date | Form::Time | Form::Phone | Form::Number => Form::Number,
    };
    sort(one) == sort(other)
}

/// The amount in a text that is told in the same unit as `value`: "20mg" for "50mg".
fn amount_like(text: &str, value: &str) -> Option<String> {
    let unit_of = |words: &str| {
        let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ');
        let unit = words.trim_start_matches(number);
        let unit = unit.split(' ').next().unwrap_or_default();
        let is_amount = words.starts_with(|c: char| c.is_ascii_digit()) && !unit.is_empty();
        is_amount.then(|| unit.to_lowercase())
    };
    let wanted = unit_of(value)?;
    let words: Vec<&str> = text.split(' ').collect();
    let alone = words.iter().map(|word| (*word).to_owned());
    let pairs = words.windows(2).map(|two| two.join(" "));
    let mut amounts = alone.chain(pairs);
    amounts.find(|amount| unit_of(amount).as_ref() == Some(&wanted))
}

/// Attributes whose values are places: naming one says little about where somebody lives.
const PLACES: [&str; 6] = [
    "residence",
    "hometown",
    "birthplace",
    "location",
    "address",
    "visited",
];

/// How well the words name the statement: 0 is not at all.
fn naming(text: &str, statement: &Statement, memory: &Memory, how: Naming) -> u8 {
    if statement.polarity == Polarity::Negative {
        return 0;
    }
    let value = words::normalize_text(statement.value.as_deref().unwrap_or_default());
    let value = bare(&value).to_owned();
    let has_value = words::contains_words(text, &value);
    let has_attribute = tells_attribute(text, statement, memory, &value);
    let is_lasting = statement.attribute != "event" && memory.type_ != "goal";
    let is_taste = memory.type_ == "preference" && !statement.attribute.contains(':');
    let is_common = !value.contains(' ')
        && statement.value.as_deref().is_some_and(|value| {
            !value.starts_with(char::is_uppercase)
                && !value.bytes().any(|byte| byte.is_ascii_digit())
        });
    let is_place = PLACES.contains(&statement.attribute.as_str());
    // "I don't like tea any more", "I don't smoke any more".
    let is_speakers = text
        .split(' ')
        .next()
        .is_some_and(|word| matches!(word, "i" | "we"));
    let is_habit = alike(&value, &statement.attribute);
    if how == Naming::Ended && is_speakers && has_value && (is_taste && has_attribute || is_habit) {
        return 4;
    }
    let is_dated = statement.attribute.starts_with("appointment:");
    if how == Naming::Ended && is_dated && !has_value && names_attribute(text, statement) {
        return 2;
    }
    match (how, has_value, has_attribute) {
        (_, true, true) if is_lasting && (how == Naming::Asked || !is_taste) => 4,
        (Naming::Asked, true, _) => {
            if is_lasting {
                3
            } else {
                1
            }
        }
        (Naming::Asked, false, true) if is_lasting && names_attribute(text, statement) => 2,
        (Naming::Ended, true, false) if is_lasting && !is_taste && !is_common && !is_place => 3,
        _ => 0,
    }
}

/// A value without the words that link it: "with Orange".
pub(super) fn bare(value: &str) -> &str {
    match value.split_once(' ') {
        Some((first, rest)) if LINKING.contains(&first) => bare(rest),
        _ => value,
    }
}

/// Whether the words name the attribute by its own name, all of it.
fn names_attribute(text: &str, statement: &Statement) -> bool {
    let name = statement.attribute.rsplit(':').next().unwrap_or_default();
    words::contains_words(text, &words::normalize_text(&name.replace('_', " ")))
}

/// Whether the words tell of what the statement is about, its value aside.
fn tells_attribute(text: &str, statement: &Statement, memory: &Memory, value: &str) -> bool {
    let name = statement.attribute.replace([':', '_'], " ");
    let about = format!(
        "{} {}",
        words::normalize_text(&name),
        words::normalize_text(&memory.text)
    );
    let telling = |word: &&str| {
        word.len() >= 3
            && !LINKING.contains(word)
            && *word != "user"
            && !value.split(' ').any(|part| part == *word)
    };
    about.split(' ').filter(telling).any(|word| {
        text.split(' ')
            .filter(telling)
            .any(|other| alike(word, other))
    })
}

/// Whether two words are forms of one: "living", "lives".
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let shared = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let shorter = one.len().min(other.len());
    one == other
        || shorter >= 4 && shared + 2 >= shorter && shared >= 3 && one.is_char_boundary(shared)
}

/// Words that only link others.
const LINKING: [&str; 20] = [
    "a", "an", "the", "to", "by", "at", "in", "on", "of", "for", "from", "with", "as", "my", "our",
    "is", "s", "and", "any", "more",
];

/// Whether what is taken back is told so that no words have to be weighed.
pub(super) fn is_sure(what: &Retracted) -> bool {
    matches!(
        what,
        Retracted::Last
            | Retracted::About {
                attribute: Some(_),
                value: None,
                ..
            }
    )
}

/// Whether a value of something is named.
fn names_value_too(what: &Retracted) -> bool {
    let names =
        |attribute: &Option<String>, value: &Option<String>| attribute.is_some() && value.is_some();
    matches!(what, Retracted::About { attribute, value, .. } if names(attribute, value))
}

/// Whether words that end a value whatever it is the value of may end this.
pub(super) fn ends_with_value(memory: &Memory, statement: &Statement) -> bool {
    statement.polarity == Polarity::Positive
        && (!matches!(memory.type_.as_str(), "preference" | "event" | "goal")
            || statement.attribute.contains(':'))
}

/// Whether a sentence asks to forget something, rather than tells that it is not so.
fn asks(sentence: &str) -> bool {
    let asking = "forget disregard ignore delete remove erase scratch cancel undo drop clear wipe";
    let sentence = words::normalize_text(sentence);
    let mut words = sentence.split(' ').take(6);
    words.any(|word| one_of(word, asking))
}

/// What a retraction names.
pub(super) struct About<'a> {
    pub(super) subject: &'a str,
    pub(super) attribute: Option<&'a str>,
    pub(super) value: Option<&'a str>,
}

impl About<'_> {
    pub(super) fn means(&self, statement: &Statement) -> bool {
        // "Forget everything about me" is no retraction but an erasure, which is asked for in
        // another way.
        let is_told = self.attribute.is_some() || self.value.is_some() || self.subject != "user";
        let attribute = self
            .attribute
            .is_none_or(|name| name == statement.attribute);
        let value = self.value.is_none_or(|wanted| {
            let value = statement.value.as_deref();
            value.is_some_and(|value| names_value(&statement.attribute, value, wanted))
        });
        is_told && self.subject == statement.subject && attribute && value
    }
}

pub(super) fn event_of(memory: &Memory) -> Option<EventId> {
    memory.provenance.source_event_ids.first().copied()
}
