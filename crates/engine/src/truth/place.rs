//! Where what is said belongs: a value that names the one it replaces, or that is back, takes the address
//! of that, whatever words it came with. Pure, as [`super::plan`].

use extraction::{Cue, Found, Reading, one_of};
use types::{Address, Cardinality, Memory, Polarity, Statement};

use super::apply::alternatives_of;
use super::piece::{is_of_sort, may_replace};
use super::plan::{Context, Place, Planner, statement_keys};
use super::take_back::{TakenBack, names_value};
use super::{state_alone, text_key, utterance, words};

impl Planner {
    /// Whether a memory's words say something beside greetings and the like.
    pub(super) fn says_something(&self, memory: &Memory) -> bool {
        let reading = (self.read)(&utterance(memory));
        reading.says_more && reading.retractions.is_empty()
    }

    /// Gives statements the address of what they replace, where they name its value and say of what it is
    /// in other words or not at all; what corrects nothing that could be told is no statement.
    pub(super) fn place(
        &mut self,
        context: &Context,
        own: usize,
        reading: &mut Reading,
        extracted: &mut Vec<Memory>,
    ) -> Vec<(Place, usize)> {
        let mut over = Vec::new();
        let mut n = 0;
        while n < reading.statements.len().min(extracted.len()) {
            if self.takes_as_event(context, own, n, (reading, extracted)) {
                n += 1;
                continue;
            }
            let statement = &reading.statements[n].statement;
            let is_bare = statement.attribute == extraction::CORRECTION;
            let replaced = replaced_in(reading, statement);
            let old = replaced.map(|replaced| replaced.old.clone());
            let new = replaced.and_then(|replaced| replaced.new.clone());
            let value = new.or_else(|| statement.value.clone()).unwrap_or_default();
            let sentence = self.sentence_of(own, statement.span);
            let targets = self.replaceable(context, own, (old.as_deref(), &value), &sentence);
            let is_at = |&&(row, m): &&Place| {
                self.rows[row].memory.statements[m].address() == statement.address()
            };
            let is_back = reading.statements[n].cue == Cue::Again;
            let was = self.replaced_before(context, own, (statement, &value), old.as_deref());
            let taken_back = match is_bare {
                true => self.in_place_of_retracted(context, own, reading, &value),
                false => TakenBack::Nothing,
            };
            let target = match targets.iter().find(is_at).or(targets.last()) {
                Some(target) => Some(*target),
                None if was.is_some() && !is_back => was,
                None if is_back => self.that_was(context, own, &value),
                None if is_bare => self.bare_target(context, own, &taken_back, (&value, &old)),
                None => self.meant_instead(context, own, &reading.statements[n]),
            };
            let target = target.filter(|target| self.is_corrected(*target, &sentence));
            match target {
                Some(target) => {
                    let part = taken_back.part();
                    self.move_to(own, (n, &value, part), target, (reading, extracted));
                    if was == Some(target) {
                        self.repeats_change(context, (own, n), target);
                    }
                }
                None if is_bare && self.takes_meant(context, own, n, (reading, extracted)) => {}
                None if is_bare => {
                    reading.statements.remove(n);
                    extracted.remove(n);
                    self.rows[own].memory.statements.remove(n);
                    continue;
                }
                None => {}
            }
            let others = targets.iter().filter(|target| !self.has(**target, &value));
            over.extend(others.map(|target| (*target, n)));
            if old.is_none() && is_back {
                let was = target.or_else(|| self.that_was_said(context, own, &value));
                let now = was.and_then(|was| self.in_place_of(was));
                over.extend(now.map(|now| (now, n)));
            } else if old.is_none() {
                over.extend(target.filter(|_| is_bare).map(|target| (target, n)));
            }
            n += 1;
        }
        over
    }

    /// Whether a statement gives this value.
    fn has(&self, (row, m): Place, value: &str) -> bool {
        let was = &self.rows[row].memory.statements[m];
        words::same_value(
            &was.attribute,
            was.value.as_deref().unwrap_or_default(),
            value,
        )
    }

    /// The open statements of the value that a sentence names as the one that its own replaces, where it is
    /// about them.
    fn replaceable(
        &self,
        context: &Context,
        own: usize,
        (old, value): (Option<&str>, &str),
        sentence: &str,
    ) -> Vec<Place> {
        let Some(old) = old else {
            return Vec::new();
        };
        let mut targets = self.of_value(context, own, old);
        targets.retain(|&place| {
            self.may_take_place(place, value)
                && self.is_corrected(place, sentence)
                && !self.is_of_another_owner(place, sentence)
        });
        targets
    }

    /// Whether a value may stand where another did: "Wednesdays" is no name, and nothing that one goes to.
    fn may_take_place(&self, (row, m): Place, value: &str) -> bool {
        let there = &self.rows[row].memory.statements[m];
        let family = there.attribute.split(':').next().unwrap_or_default();
        matches!(family, "appointment" | "deadline" | "birthday")
            || may_replace(there.value.as_deref().unwrap_or_default(), value)
    }

    /// Whether "I joined Equinox" may tell of a gym or club as well as of a job: the user has one, and says no more.
    fn may_be_a_club(&self, context: &Context, own: usize, found: &Found) -> bool {
        let statement = &found.statement;
        let is_open = |club: &String| {
            let club = Address {
                subject: statement.subject.clone(),
                attribute: club.clone(),
            };
            !self.open_at(context, own, &club).is_empty()
        };
        let sentence = self.sentence_of(own, statement.span).to_lowercase();
        let mut words = sentence.split(|c: char| !c.is_alphanumeric());
        // "I left Acme and joined Initech", "I joined Initech as a developer".
        let is_job = words.any(|word| one_of(word, "left quit from as job company firm startup"));
        statement.attribute == "employer" && !is_job && found.alternatives.iter().any(is_open)
    }

    /// Whether "I moved to Stripe" may tell of a job as well as of a home: the user has one, and the name is
    /// known as no place.
    fn may_be_a_job(&self, context: &Context, own: usize, found: &Found) -> bool {
        let statement = &found.statement;
        let employer = Address {
            subject: statement.subject.clone(),
            attribute: "employer".to_owned(),
        };
        statement.attribute == "residence"
            && found.alternatives.contains(&employer.attribute)
            && !self.open_at(context, own, &employer).is_empty()
    }

    /// Keeps a statement that may tell of a job or a home as something that happened, which closes nothing;
    /// false if it is none.
    fn takes_as_event(
        &mut self,
        context: &Context,
        own: usize,
        n: usize,
        (reading, extracted): (&mut Reading, &mut [Memory]),
    ) -> bool {
        let found = &reading.statements[n];
        if !self.may_be_a_job(context, own, found) && !self.may_be_a_club(context, own, found) {
            return false;
        }
        let moved = &mut self.rows[own].memory.statements[n];
        "event".clone_into(&mut moved.attribute);
        moved.cardinality = Cardinality::Many;
        let found = &mut reading.statements[n];
        (found.statement, found.cue) = (moved.clone(), Cue::Plain);
        let new = &mut extracted[n];
        "event".clone_into(&mut new.type_);
        state_alone(new, moved);
        true
    }

    /// What a value belongs to that is said of nothing: to what the same words take back, or to what was
    /// said last.
    fn bare_target(
        &self,
        context: &Context,
        own: usize,
        taken_back: &TakenBack,
        (value, old): (&str, &Option<String>),
    ) -> Option<Place> {
        match taken_back {
            TakenBack::Known(place, _) => Some(*place),
            TakenBack::Unknown => None,
            TakenBack::Nothing => self
                .last_like(context, own, value)
                .filter(|&place| self.may_be_what_was(place, old.as_deref())),
        }
    }

    /// What a statement replaces that does not tell of what it is, where that is over already.
    fn replaced_before(
        &self,
        context: &Context,
        own: usize,
        (statement, value): (&Statement, &str),
        old: Option<&str>,
    ) -> Option<Place> {
        let family = statement.attribute.split(':').next().unwrap_or_default();
        let is_vague = matches!(family, extraction::CORRECTION | "uses");
        let was = self.that_was(context, own, old.filter(|_| is_vague)?);
        was.filter(|&place| self.may_take_place(place, value))
    }

    /// Where the same words took the place of `was` before and are over since, they are only repeated.
    fn repeats_change(&mut self, context: &Context, (own, n): Place, (row, m): Place) {
        let closed = self.rows[row].memory.statements[m].closed.as_ref();
        let by = closed.and_then(|closed| self.by_id.get(&closed.by?));
        let Some(&by) = by else {
            return;
        };
        let memory = &self.rows[by].memory;
        let says_same = |row: usize| text_key(&self.rows[row].memory) == context.text;
        let same = says_same(by) || self.parents_of(memory).any(says_same);
        let ends = memory.statements.iter();
        let end = ends
            .filter_map(|statement| statement.closed.as_ref())
            .next();
        let Some(end) = end.filter(|_| same) else {
            return;
        };
        let end = (end.valid_to, end.by);
        let new = &self.rows[own].memory;
        for key in statement_keys(&context.text, &new.statements[n]) {
            let user_id = new.coordinates.user_id.clone();
            self.closed.insert((user_id, key), end);
        }
    }

    /// What a change is about if nothing is known at its own address: the open statement at the
    /// likeliest of its others, with a value of the same sort.
    fn meant_instead(&self, context: &Context, own: usize, found: &Found) -> Option<Place> {
        if !matches!(found.cue, Cue::Change | Cue::Again) {
            return None;
        }
        let value = found.statement.value.as_deref().unwrap_or_default();
        if !self
            .open_at(context, own, &found.statement.address())
            .is_empty()
        {
            return None;
        }
        alternatives_of(found).find_map(|address| {
            let open = self.open_at(context, own, &address);
            let (row, m) = *open.last()?;
            let was = self.rows[row].memory.statements[m].value.as_deref();
            is_of_sort(was.unwrap_or_default(), value).then_some((row, m))
        })
    }

    /// The open statements of the same user at an address.
    fn open_at(&self, context: &Context, own: usize, address: &Address) -> Vec<Place> {
        let mut found = Vec::new();
        for (row, other) in self.rows.iter().enumerate() {
            if !self.may_be_meant(context, own, other) {
                continue;
            }
            for (m, statement) in other.memory.statements.iter().enumerate() {
                if statement.closed.is_none()
                    && statement.polarity == Polarity::Positive
                    && statement.address() == *address
                {
                    found.push((row, m));
                }
            }
        }
        found
    }

    /// Whether the words that name the value before name this one: "it's tea, not mocha" says nothing of
    /// a car.
    fn may_be_what_was(&self, (row, m): Place, old: Option<&str>) -> bool {
        let there = &self.rows[row].memory.statements[m];
        let value = there.value.as_deref().unwrap_or_default();
        old.is_none_or(|old| names_value(&there.attribute, value, old))
    }

    /// The statement that took the place of one that is over.
    fn in_place_of(&self, (row, m): Place) -> Option<Place> {
        let by = self.rows[row].memory.statements[m].closed.as_ref()?.by?;
        let by = *self.by_id.get(&by)?;
        let is_open = |statement: &Statement| {
            statement.closed.is_none() && statement.polarity == Polarity::Positive
        };
        let statements = &self.rows[by].memory.statements;
        let n = statements.iter().position(is_open)?;
        // What was said is closed through the memory of its statement, where there is one.
        let key = self.key_of(self.rows[by].memory.id, &statements[n]);
        Some(key.unwrap_or((by, n)))
    }

    /// Gives the statement `n` of a saying the address of `target`. `part` is what its value replaces there
    /// where that is not the value: "20mg" of sertraline.
    fn move_to(
        &mut self,
        own: usize,
        (n, value, part): (usize, &str, Option<String>),
        (row, m): Place,
        (reading, extracted): (&mut Reading, &mut [Memory]),
    ) {
        let old = self.rows[row].memory.clone();
        let there = old.statements[m].clone();
        let moved = &mut self.rows[own].memory.statements[n];
        if moved.address() == there.address() {
            return;
        }
        moved.subject.clone_from(&there.subject);
        moved.attribute.clone_from(&there.attribute);
        moved.cardinality = there.cardinality;
        let held = there.value.clone().unwrap_or_default();
        let part = part.unwrap_or_else(|| held.clone());
        moved.value = Some(match part == held {
            true => value.to_owned(),
            false => held.replace(&part, value),
        });
        let found = &mut reading.statements[n];
        found.statement = moved.clone();
        found.cue = match found.cue {
            Cue::Plain => Cue::Change,
            cue => cue,
        };
        let new = &mut extracted[n];
        new.kind = old.kind;
        new.type_.clone_from(&old.type_);
        new.pinned = old.pinned;
        if !part.is_empty() && old.text.contains(&part) && !value.is_empty() {
            new.text = old.text.replace(&part, value);
            self.reworded.insert(new.id);
        }
        state_alone(new, moved);
    }
}

/// The value that a statement says was there before its own.
fn replaced_in<'r>(
    reading: &'r Reading,
    statement: &Statement,
) -> Option<&'r extraction::Replaced> {
    let span = statement.span?;
    let mut all = reading.replaced.iter();
    all.find(|replaced| replaced.span.start < span.end && span.start < replaced.span.end)
}

/// Whether two values of an attribute that is a verb's own ("go", "rent") stand in the same frame, with
/// a name or number in it that differs: "to Oakfield", "to Maplewood". Said to be so now, the one takes
/// the other's place.
pub(super) fn same_frame(new: &Statement, old: &Statement) -> bool {
    const LINKS: [&str; 9] = ["to", "from", "in", "at", "with", "on", "for", "by", "under"];
    let (Some(one), Some(other)) = (&new.value, &old.value) else {
        return false;
    };
    let telling = |word: &&str| {
        word.starts_with(char::is_uppercase) || word.bytes().any(|byte| byte.is_ascii_digit())
    };
    let (first, second): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    let plain = |words: &[&str]| -> Vec<String> {
        let words = words.iter().filter(|word| !telling(word));
        words.map(|word| word.to_lowercase()).collect()
    };
    ONE_AT_A_TIME.contains(&new.attribute.as_str())
        && new.attribute == old.attribute
        && first.iter().any(&telling)
        && second.iter().any(telling)
        && plain(&first) == plain(&second)
        && !plain(&first).is_empty()
        && (LINKS.contains(&first[0]) || plain(&first).iter().any(|word| word.len() > 3))
}

/// Words before a number that bounds something.
const BOUNDS: [&str; 14] = [
    "after", "before", "until", "till", "than", "over", "under", "above", "below", "within",
    "most", "least", "max", "maximum",
];

/// Whether two directives set one bound, each another: "never call me after 4 PM", "after 6 PM". Of bounds of
/// one thing the later one holds; other numbers may stand beside each other.
pub(super) fn same_bound(new: &Statement, old: &Statement) -> bool {
    let (Some(one), Some(other)) = (&new.value, &old.value) else {
        return false;
    };
    // Hardly any two statements are directives, and normalising costs most.
    if new.attribute != "instruction" || old.attribute != "instruction" {
        return false;
    }
    let (one, other) = (words::normalize_text(one), words::normalize_text(other));
    let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let (first, second) = (split(&one), split(&other));
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let both = || first.iter().zip(&second);
    let bounded = |at: usize| at > 0 && BOUNDS.contains(&first[at - 1].as_str());
    let mut differing = both().enumerate().filter(|(_, (one, other))| one != other);
    new.polarity == old.polarity
        && first.len() == second.len()
        && first != second
        && differing.all(|(at, (one, other))| {
            is_number(one) && is_number(other) && bounded(at)
                || at > 1 && is_number(&first[at - 1]) && bounded(at - 1)
        })
}

/// Verbs of which one thing is so at a time, where they are said with a place, name or number.
const ONE_AT_A_TIME: [&str; 20] = [
    "go", "rent", "wear", "write", "code", "deploy", "bank", "work", "train", "park", "sit",
    "sleep", "attend", "ship", "release", "report", "stay", "charge", "pay", "start",
];
