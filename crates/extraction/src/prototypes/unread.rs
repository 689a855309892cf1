//! Which clauses are in need, what value each gives, and its words without that value.

use types::{Cardinality, Entity, Polarity, Span};

use super::frame::{FILLERS, frame, is_cut};
use super::{Class, Unread, Word};
use crate::entities::Kind;
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::token::Token;
use crate::grammar::verbs::{form, verb};
use crate::grammar::words::{
    ADVERBS, BE, CHANGE_LEADS, DETERMINERS, DO, HAVE, JOINTS, LEADS, MODAL, MONTHS, PREPOSITIONS,
    QUESTION_WORDS, SUBJECT_PRONOUNS, WEEKDAYS, one_of,
};
use crate::reading::{Cue, FoundDate};
use crate::render;
use crate::rules::{Draft, Reader, Seen, attributes, nature};

/// Clauses of one text that are looked at; people state few things at a time.
const UNREAD_LIMIT: usize = 4;
/// A longer clause tells a story.
const CLAUSE_LIMIT_TOKENS: usize = 26;
/// A clause of fewer words says nothing by itself.
const WORDS_MIN: usize = 3;

/// A value in a clause, in tokens.
#[derive(Clone, Copy, Debug)]
struct Value {
    from: usize,
    to: usize,
    class: Class,
    kind: Option<Kind>,
}

/// The clauses in need, each with the draft that it would make and the number of the draft that it
/// would take the place of.
pub(crate) fn unread(
    reader: &Reader<'_>,
    dates: &[FoundDate],
    entities: &[Entity],
) -> Vec<(Masked, Draft)> {
    let mut found = Vec::new();
    for seen in &reader.seen {
        if found.len() >= UNREAD_LIMIT {
            break;
        }
        let Some(instead_of) = is_in_need(reader, seen) else {
            continue;
        };
        found.extend(of_clause(reader, seen, instead_of, dates, entities));
    }
    found.truncate(UNREAD_LIMIT);
    found
}

/// What of an [`Unread`] is known before its draft is finished.
pub(crate) struct Masked {
    frame: String,
    instead_of: Vec<usize>,
    is_named: bool,
    class: Class,
    kind: Option<Kind>,
    words: Vec<Word>,
    kin: Option<String>,
}

impl Masked {
    /// With its statement.
    pub(crate) fn with(self, found: crate::reading::Found, instead_of: Vec<usize>) -> Unread {
        let Masked {
            frame,
            is_named,
            class,
            kind,
            words,
            kin,
            ..
        } = self;
        Unread {
            frame,
            instead_of,
            is_named,
            class,
            kind,
            words,
            kin,
            found,
        }
    }

    /// The drafts that it would take the place of, by number.
    pub(crate) fn drafts(&self) -> &[usize] {
        &self.instead_of
    }
}

/// Whether a clause may state something of the user's that nothing has read; inside, the drafts
/// that read it loosely.
fn is_in_need(reader: &Reader<'_>, seen: &Seen) -> Option<Vec<usize>> {
    let Seen { clause, from, .. } = seen;
    let tokens = &reader.tokens[*from..clause.to];
    let words = tokens.iter().filter(|token| token.word).count();
    if words < WORDS_MIN
        || tokens.len() > CLAUSE_LIMIT_TOKENS
        || clause.mood == Mood::Question
        || clause.conditional
        || clause.unsure
        || clause.group.unsure
        || clause.group.negated
        || clause.group.ended
        || clause.is_subordinate()
        || matches!(clause.link, Link::Or | Link::Reported | Link::Relative)
        || !matches!(
            clause.group.modal,
            None | Some(
                "will" | "have to" | "need to" | "must" | "can" | "want to" | "should" | "would"
            )
        )
        || matches!(clause.group.modal, Some("should" | "would"))
            && !tokens
                .iter()
                .any(|token| token.is_one_of("reply replies answer answers"))
        || tokens.iter().any(|token| token.quoted)
        || is_over(tokens, clause)
        || reader.is_fiction(clause)
        || !is_own(tokens, clause)
    {
        return None;
    }
    let mut loose = Vec::new();
    for (number, draft) in reader.drafts.iter().enumerate() {
        if draft.from >= clause.to || draft.to <= *from {
            continue;
        }
        if !is_loose(draft) {
            return None;
        }
        loose.push(number);
    }
    let taken_back = |retraction: &crate::reading::Retraction| {
        let Span { start, end } = retraction.span;
        (start as usize) < tokens[tokens.len() - 1].end && tokens[0].start < end as usize
    };
    (!reader.retractions.iter().any(taken_back)).then_some(loose)
}

/// "I used to live in Rome", "it was due in May".
fn is_over(tokens: &[Token], clause: &Clause) -> bool {
    let past = |pair: &[Token]| pair[0].low == "used" && pair[1].low == "to";
    let was = clause.group.lemma == "be"
        && tokens.iter().any(|token| token.is_in(&["was", "were"]))
        && !clause.group.passive;
    was || tokens.windows(2).any(past)
}

/// Read, but not as an attribute that a correction could name.
fn is_loose(draft: &Draft) -> bool {
    let is_correction = draft.attribute == crate::reading::CORRECTION;
    if draft.polarity != Polarity::Positive || draft.cue == Cue::End || is_correction {
        return false;
    }
    let open = matches!(
        draft.attribute.as_str(),
        "event" | "trait" | "kind" | "owns" | "uses" | "norm" | "instruction" | "past_state"
    );
    // "I've got a tortoise", whose name is still to come.
    let nameless = draft.value.as_deref() == Some(draft.attribute.as_str());
    // "My car insurance is with Acme": the attribute took what belongs to its value.
    let led = draft.value.as_deref().is_some_and(|value| {
        let first = value.split(' ').next().unwrap_or_default();
        one_of(first, "with by in at until from of to back")
    });
    // "I'm with Acme for my phone": no partner and no employer.
    let provided = matches!(draft.attribute.as_str(), "partner" | "employer")
        && ["with ", " for "]
            .iter()
            .all(|word| draft.text.contains(word));
    if provided {
        return true;
    }
    if !led && super::is_canonical(&draft.attribute) {
        return false;
    }
    let undefined = attributes::define(&draft.attribute).is_none();
    // "My gecko's name is Rex": the pet, by its name.
    let pet = draft.subject.strip_prefix("user's ");
    if draft.attribute == "name" && pet.is_some_and(attributes::is_animal) {
        return true;
    }
    open || nameless
        || undefined && (led || draft.cardinality == Cardinality::Many)
        || is_named(draft)
}

/// Read as a property of the user's by a noun of the speaker's own choice: "my carrier is Acme".
fn is_named(draft: &Draft) -> bool {
    draft.cardinality == Cardinality::One
        && draft.subject == "user"
        && attributes::define(&draft.attribute).is_none()
        && attributes::kin(&draft.attribute).is_none()
        && draft.value.is_some()
        && !draft.directive
}

/// Whether the clause is about the user or something of the user's.
fn is_own(tokens: &[Token], clause: &Clause) -> bool {
    let first = tokens
        .iter()
        .any(|token| token.is_one_of("i me my mine we us our ours myself"));
    match clause.subject.who {
        Who::I | Who::We => true,
        Who::He | Who::She | Who::This | Who::Anybody => false,
        Who::You | Who::They | Who::It | Who::Antecedent => first,
        Who::There => first,
        Who::Implied => true,
        Who::Noun => {
            first
                || tokens.iter().any(|token| token.is_one_of("the call"))
                || clause.mood == Mood::Fragment
                || !tokens[0].capital
                || is_common(&tokens[0].low)
        }
    }
}

fn of_clause(
    reader: &Reader<'_>,
    seen: &Seen,
    instead_of: Vec<usize>,
    dates: &[FoundDate],
    entities: &[Entity],
) -> Vec<(Masked, Draft)> {
    let range = (seen.from, seen.clause.to);
    let times = times_in(&reader.tokens, range, dates);
    let mut cut: Vec<(usize, usize)> = Vec::new();
    let values = values(reader, seen, &times, entities, &mut cut);
    let kin = kin_of(reader, &seen.clause);
    let mut found = Vec::new();
    for value in values.into_iter().take(2) {
        if !is_plausible(&reader.tokens[range.0..range.1], &seen.clause, &value) {
            continue;
        }
        let mut without = cut.clone();
        if value.class != Class::Date {
            without.extend(times.iter().map(|time| time.cut));
        }
        let Some(written) = reader.words(value.from, value.to) else {
            continue;
        };
        let is_value = |at: usize| value.from <= at && at < value.to;
        let words = (range.0..range.1)
            .filter(|&at| is_value(at) || !is_cut(&without, at))
            .map(|at| Word {
                low: reader.tokens[at].low.clone(),
                is_value: is_value(at),
            })
            .collect();
        let unread = Masked {
            frame: frame(
                &reader.tokens,
                range,
                ((value.from, value.to), value.class == Class::Date),
                &without,
            ),
            is_named: instead_of
                .iter()
                .any(|&number| is_named(&reader.drafts[number])),
            instead_of: instead_of.clone(),
            class: value.class,
            kind: value.kind,
            words,
            kin: kin.clone(),
        };
        found.push((unread, draft(reader, seen, written, !cut.is_empty())));
    }
    found
}

/// Verbs of what one does or feels, whatever the value: most of what is told in a chat.
const TOLD: &str = "meet see visit watch read hear think know want feel look hope try play enjoy \
talk tell say find help keep thank share appreciate remember forget miss wish guess believe love like \
hate need plan bring finish learn show ask wait walk run cook bake paint draw discuss inspire \
imagine win lose check celebrate attend travel fly mean understand agree wonder sound seem";

/// Words of which one stands in a clause that gives a value by a common noun.
const TELLING: &str = "living trade profession professionally professional occupation career retrained \
retrain job employed position role promoted qualified work commute commuting office diet food eat \
eating meals favourite favorite fave best medication meds prescribed nickname nicknamed blood size \
major majoring degree study studying team department squad desk";

/// Whether it is worth a look by meaning: cheap, and lets through whatever it cannot tell.
fn is_plausible(tokens: &[Token], clause: &Clause, value: &Value) -> bool {
    let has = |words: &str| tokens.iter().any(|token| token.is_one_of(words));
    let first = has("i me my mine we us our ours");
    if matches!(value.class, Class::Email | Class::Phone) {
        return true;
    }
    // "I have an account at Acme too", "there's a new gym in our street": beside what there is.
    let beside = has("too another second extra additional savings");
    if beside || clause.subject.who == Who::There && value.class != Class::Date {
        return false;
    }
    if value.class == Class::Language {
        return first || clause.mood == Mood::Imperative || has("reply replies answer answers");
    }
    if has("you your yours he she his her hers their") && !has("call calls") {
        return false;
    }
    if one_of(&clause.group.lemma, TOLD) {
        return false;
    }
    let told = clause.mood == Mood::Statement;
    let short = clause.mood == Mood::Fragment && tokens.len() <= 8;
    match value.class {
        Class::Noun => (first || clause.subject.who == Who::Implied) && has(TELLING),
        Class::Name => told && first || short || has("the our call"),
        _ => told || short,
    }
}

/// The draft but for its attribute.
fn draft(reader: &Reader<'_>, seen: &Seen, value: String, replaces: bool) -> Draft {
    let clause = &seen.clause;
    let tokens = &reader.tokens[seen.from..clause.to];
    let has = |words: &str| tokens.iter().any(|token| token.is_one_of(words));
    let cue = if clause.group.again || has("again") {
        Cue::Again
    } else if replaces
        || clause.change
        || clause.group.change
        || has("now new switched changed moved instead anymore became renamed")
    {
        Cue::Change
    } else {
        Cue::Plain
    };
    let text = if clause.mood == Mood::Statement {
        render::sentence(reader.text, &reader.tokens, clause, clause.to)
    } else {
        reader.words(seen.from, clause.to).unwrap_or_default()
    };
    Draft {
        subject: "user".to_owned(),
        attribute: String::new(),
        cardinality: Cardinality::One,
        type_: "fact",
        kind: None,
        value: Some(value),
        polarity: Polarity::Positive,
        cue,
        from: clause.from.min(seen.from),
        to: clause.to,
        text,
        directive: false,
        time: None,
        confidence: 0.0,
    }
}

/// The relative or animal that the clause's subject is.
fn kin_of(reader: &Reader<'_>, clause: &Clause) -> Option<String> {
    if clause.subject.who != Who::Noun {
        return None;
    }
    let (from, to) = (clause.subject.from, clause.subject.to);
    let kin = |noun: &String| attributes::kin(noun).is_some();
    // "My business partner" is somebody else than "my partner".
    let pairs = (from + 1..to).map(|at| reader.low(at - 1, at + 1));
    let words = (from..to).rev().map(|at| reader.low(at, at + 1));
    pairs.chain(words).find(kin)
}

/// Words of time in a clause.
struct Time {
    from: usize,
    to: usize,
    /// With the preposition before it.
    cut: (usize, usize),
    /// It tells since when or until when, not a value: "since 2017", "last month".
    is_adjunct: bool,
}

fn times_in(tokens: &[Token], range: (usize, usize), dates: &[FoundDate]) -> Vec<Time> {
    let mut found = Vec::new();
    for date in dates {
        let inside = |at: &usize| {
            tokens[*at].start < date.span.end as usize
                && date.span.start as usize <= tokens[*at].start
        };
        let mut places = (range.0..range.1).filter(inside);
        let Some(mut from) = places.next() else {
            continue;
        };
        let to = places.next_back().unwrap_or(from) + 1;
        let mut start = from;
        while start > range.0
            && tokens[start - 1]
                .is_one_of("since from as of in on at by until till for the this before")
        {
            start -= 1;
        }
        while from + 1 < to && tokens[from].is_one_of("on at by until till for from since in") {
            from += 1;
        }
        let words = &tokens[start..to];
        let is_adjunct = words.iter().any(|token| {
            token.is_one_of(
                "since ago last yesterday today now days this lately recently weekend tonight week month year",
            )
        }) || words[0].low == "as";
        found.push(Time {
            from,
            to,
            cut: (start, to),
            is_adjunct,
        });
    }
    found
}

/// The values that the clause may give, the likeliest first. What it says is over goes into `cut`.
fn values(
    reader: &Reader<'_>,
    seen: &Seen,
    times: &[Time],
    entities: &[Entity],
    cut: &mut Vec<(usize, usize)>,
) -> Vec<Value> {
    let tokens = &reader.tokens;
    let (from, to) = (seen.from, seen.clause.to);
    let mut found: Vec<Value> = Vec::new();
    let mut at = from;
    while at < to {
        let next = written_at(reader, (at, to), times, entities, seen.from);
        match next {
            Some(value) => {
                at = value.to.max(at + 1);
                found.push(value);
            }
            None => at += 1,
        }
    }
    // "Berlin, not Lisbon", "from Lisbon to Berlin", "instead of Lisbon".
    let several = found.len() > 1;
    found.retain(|value| {
        let Some(start) = over_since(tokens, from, value, several) else {
            return true;
        };
        cut.push((start, value.to));
        false
    });
    let exact = |value: &&Value| matches!(value.class, Class::Email | Class::Phone);
    if let Some(value) = found.iter().find(exact) {
        return vec![*value];
    }
    let wins_first = tokens[from..to]
        .iter()
        .any(|token| token.is_one_of("replaced replaces beats took taken succeeded tops"));
    let names: Vec<Value> = found
        .iter()
        .filter(|value| matches!(value.class, Class::Name | Class::Language))
        .copied()
        .collect();
    let name = if wins_first {
        names.first()
    } else {
        names.last()
    };
    // "Use French when you write to Anna" is about Anna.
    let narrows = |value: &Value| value.class != names[0].class;
    if names.iter().any(narrows) {
        return Vec::new();
    }
    let mut chosen: Vec<Value> = name.copied().into_iter().collect();
    let of = |class: Class| {
        found
            .iter()
            .rev()
            .find(|value| value.class == class)
            .copied()
    };
    chosen.extend(of(Class::Date));
    if chosen.is_empty() {
        chosen.extend(of(Class::Number));
    }
    if chosen.is_empty() {
        chosen.extend(complement(tokens, (from, to), times, cut));
    }
    chosen
}

/// If a value is named as over: where the words that say so begin.
fn over_since(tokens: &[Token], from: usize, value: &Value, several: bool) -> Option<usize> {
    let mut at = value.from;
    while at > from && tokens[at - 1].is_one_of("a an the in at on my by with for being") {
        at -= 1;
    }
    let before = tokens.get(at.checked_sub(1)?).filter(|_| at > from)?;
    let second = at
        .checked_sub(2)
        .filter(|&at| at >= from)
        .map(|at| &tokens[at]);
    if before.low == "not" {
        let comma = second.is_some_and(|token| token.low == ",");
        return Some(if comma { at - 2 } else { at - 1 });
    }
    if before.low == "of" && second.is_some_and(|token| token.low == "instead") {
        return Some(at - 2);
    }
    if before.low == "than" {
        return Some(at - 1);
    }
    let left = before.is_one_of("from left quit sold ditched dropped leaving beats");
    (left && several).then_some(at - 1)
}

/// A value that is written at the start of `range`: address, number, date, language or name.
fn written_at(
    reader: &Reader<'_>,
    (at, to): (usize, usize),
    times: &[Time],
    entities: &[Entity],
    sentence: usize,
) -> Option<Value> {
    let tokens = &reader.tokens;
    let token = &tokens[at];
    let value = |to: usize, class: Class, kind: Option<Kind>| {
        Some(Value {
            from: at,
            to,
            class,
            kind,
        })
    };
    if !token.word {
        return None;
    }
    if token.low.contains('@') && token.low.contains('.') {
        return value(at + 1, Class::Email, None);
    }
    if let Some(time) = times.iter().find(|time| time.from == at) {
        if time.is_adjunct {
            return None;
        }
        return value(time.to, Class::Date, None);
    }
    if times.iter().any(|time| time.cut.0 <= at && at < time.to) {
        return None;
    }
    if token.is_number() {
        let (end, class) = number_at(tokens, at, to);
        return value(end, class, None);
    }
    if token.is_in(crate::grammar::words::NUMBER_WORDS)
        && tokens
            .get(at + 1)
            .is_some_and(|next| at + 1 < to && next.is_one_of(UNITS))
    {
        return value(at + 2, Class::Number, None);
    }
    if nature::is_language(&token.low) && token.capital {
        return value(at + 1, Class::Language, None);
    }
    let weekly = token.low.strip_suffix('s').unwrap_or_default();
    if WEEKDAYS.contains(&weekly) || WEEKDAYS.contains(&token.low.as_str()) {
        return value(at + 1, Class::Date, None);
    }
    let end = name_end(tokens, (at, to), sentence)?;
    let name = reader.words(at, end)?;
    let kind = entities
        .iter()
        .find(|entity| entity.name.eq_ignore_ascii_case(&name))
        .and_then(|entity| Kind::of(entity.type_.as_deref()?));
    value(end, Class::Name, kind)
}

/// Where the number that begins at `at` ends, with its unit, and whether it is one to call.
fn number_at(tokens: &[Token], at: usize, to: usize) -> (usize, Class) {
    let mut end = at + 1;
    while end < to && tokens[end].is_number() {
        end += 1;
    }
    let digits = tokens[at..end]
        .iter()
        .flat_map(|token| token.low.chars())
        .filter(char::is_ascii_digit)
        .count();
    if digits >= 7 && !tokens[at].low.starts_with(['$', '€', '£']) {
        return (end, Class::Phone);
    }
    let unit = end < to && tokens[end].is_one_of(UNITS);
    (end + usize::from(unit), Class::Number)
}

const UNITS: &str = "weeks week days day months month hours hour minutes years euros dollars pounds kg \
kilos cm m feet lbs percent k";

/// Where the proper name that begins at `at` ends, if one does.
fn name_end(tokens: &[Token], (at, to): (usize, usize), start: usize) -> Option<usize> {
    let token = &tokens[at];
    if !is_name(token) {
        return None;
    }
    let opens = at == start || !tokens[at - 1].word || token.new_line;
    let mut end = at + 1;
    while end < to && (tokens[end].capital && tokens[end].low != "i" || tokens[end].is_number()) {
        end += 1;
    }
    if opens && is_common(&token.low) {
        return None;
    }
    // "John, that's great", "Glad to hear": no name, or nobody the clause is about.
    let after = tokens.get(end).filter(|_| end < to);
    let heads = after.is_some_and(|next| {
        next.is_one_of(
            "is 's has was and leads manages hired pays beats took takes insures runs heads",
        )
    });
    if opens
        && at + 1 < to
        && !heads
        && (end == at + 1 || after.is_some_and(|next| next.low == ","))
    {
        return None;
    }
    if token.low == "the" && end == at + 1 {
        return None;
    }
    // "the Falcon report": part of another name.
    let is_modifier = opens || tokens[at - 1].is_in(DETERMINERS);
    let next = tokens.get(end).filter(|_| end < to && is_modifier);
    let goes_on = next.is_some_and(|next| {
        let known = verb(&next.low);
        next.word
            && next.low != "'s"
            && !is_closed(&next.low)
            && known.is_none_or(|known| known.noun && known.forms & (form::PAST | form::THIRD) == 0)
    });
    (!goes_on).then_some(end)
}

fn is_name(token: &Token) -> bool {
    token.capital
        && token.word
        && token.low != "i"
        && !WEEKDAYS.contains(&token.low.as_str())
        && !MONTHS.contains(&token.low.as_str())
        && !SUBJECT_PRONOUNS.contains(&token.low.as_str())
}

fn is_closed(low: &str) -> bool {
    PREPOSITIONS.has(low)
        || ADVERBS.has(low)
        || JOINTS.has(low)
        || DETERMINERS.contains(&low)
        || SUBJECT_PRONOUNS.contains(&low)
        || QUESTION_WORDS.contains(&low)
        || BE.contains(&low)
        || HAVE.contains(&low)
        || DO.contains(&low)
        || MODAL.contains(&low)
        || LEADS.contains(&low)
        || CHANGE_LEADS.contains(&low)
        || one_of(low, "now me us not to that who which again")
}

/// A word that is capital for its place only.
fn is_common(low: &str) -> bool {
    is_closed(low)
        || verb(low).is_some()
        || attributes::kin(low).is_some()
        || attributes::is_occasion(low)
        || attributes::is_property(low)
        || attributes::of_noun(low).is_some()
        || attributes::is_animal(low)
        || one_of(
            low,
            "favourite favorite team food wifi new deploys sprint sprints everyone people turns",
        )
}

/// The words that the clause ends with, where it names nothing: "as a nurse", "by ferry", "vegan".
fn complement(
    tokens: &[Token],
    (from, to): (usize, usize),
    times: &[Time],
    cut: &[(usize, usize)],
) -> Option<Value> {
    let off =
        |at: usize| is_cut(cut, at) || times.iter().any(|time| time.cut.0 <= at && at < time.cut.1);
    let mut end = to;
    while end > from
        && (!tokens[end - 1].word
            || off(end - 1)
            || ADVERBS.has(&tokens[end - 1].low)
            || tokens[end - 1].is_one_of(FILLERS))
    {
        end -= 1;
    }
    // "take the ferry to work", "on a vegan diet": the value stands before the words that frame it.
    for frame in [
        "to get to work",
        "for getting to work",
        "to work",
        "to the office",
        "for my commute",
        "diet",
        "food",
        "for a living",
    ] {
        let words: Vec<&str> = frame.split(' ').collect();
        let fits = end - from > words.len() + 1
            && words
                .iter()
                .rev()
                .zip(tokens[from..end].iter().rev())
                .all(|(word, token)| token.low == *word);
        if fits {
            end -= words.len();
            break;
        }
    }
    let mut start = end;
    while start > from
        && end - start < 4
        && tokens[start - 1].word
        && !off(start - 1)
        && !is_closed(&tokens[start - 1].low)
        && tokens[start - 1].low != "'s"
        && !(verb(&tokens[start - 1].low).is_some_and(|known| !known.noun) && start < end)
    {
        start -= 1;
    }
    // Nothing is left, or there is nothing before it that says what it is.
    if start >= end || start == from {
        return None;
    }
    let is_verb = verb(&tokens[end - 1].low).is_some_and(|known| known.forms & form::PAST != 0);
    (!is_verb).then_some(Value {
        from: start,
        to: end,
        class: Class::Noun,
        kind: None,
    })
}
