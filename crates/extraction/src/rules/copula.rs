//! What somebody is: "I'm vegetarian", "Anna is my manager", "my wife is a nurse".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::attributes;
use super::nature;
use super::value::{members, numeric, phrase};
use super::{Act, Draft, Reader, is_future, is_past};
use crate::grammar::clause::Who;
use crate::grammar::noun::{Noun, Owner, noun};
use crate::reading::Cue;

/// "Anna is my manager", "blue is my favourite colour": the property follows, the value leads.
pub(crate) fn reversed(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    if let Some(done) = elliptic(reader, act) {
        return done;
    }
    let plain = !clause.group.passive && !clause.group.progressive;
    if !matches!(clause.group.lemma.as_str(), "be" | "become")
        || !plain
        || clause.subject.who != Who::Noun
        || is_future(clause)
    {
        return false;
    }
    let Some(what) = noun(&reader.tokens, act.from, act.to) else {
        return false;
    };
    let owner = match &what.owner {
        Owner::User | Owner::Group => "user".to_owned(),
        Owner::Named(from, to) => reader.owner(*from, *to),
        Owner::Them => return false,
        _ => return false,
    };
    if !is_value(reader, act) {
        return false;
    }
    let head = reader.low(what.from, what.to);
    let (mut attribute, mut own) = property(&head);
    let mut owner = owner;
    if let Some(kin) = super::possession::named_kin(reader, &what, &head) {
        (attribute, own, owner) = (kin.attribute, false, kin.subject);
    }
    let Some(value) = reader.words(clause.subject.from, clause.subject.to) else {
        return false;
    };
    let mut draft = reader.draft(act, &attribute, Some(strip_article(&value)));
    if !own && owner != "user" {
        draft.type_ = "relation";
    }
    if attributes::kin(&head).is_some() {
        draft.type_ = "relation";
    }
    if attributes::define(&attribute).is_none() && draft.polarity == Polarity::Positive && own {
        draft.cardinality = Cardinality::One;
    }
    let bare = head.strip_prefix("new ").unwrap_or(&head);
    if attributes::is_single(bare) && draft.polarity == Polarity::Positive {
        draft.cardinality = Cardinality::One;
    }
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    }
    reader.thing = Some((owner.clone(), draft.attribute.clone()));
    reader.ended = draft.cue == Cue::End;
    draft.subject = owner;
    if is_past(clause) {
        draft.cue = Cue::End;
        draft.cardinality = Cardinality::Many;
        draft.polarity = Polarity::Negative;
    }
    reader.push(draft);
    true
}

/// Whether the subject may be a value. "My wife is my boss" has two properties; the second says nothing
/// that a value could hold.
fn is_value(reader: &Reader<'_>, act: &Act<'_>) -> bool {
    let Some(noun) = &act.noun else {
        return false;
    };
    let subject = act.clause.subject;
    let pointing = matches!(
        reader.low(subject.from, subject.to).as_str(),
        "here" | "there" | "this" | "below" | "attached" | "that"
    );
    let owned = matches!(
        noun.owner,
        Owner::User | Owner::Group | Owner::Them | Owner::Agent | Owner::Named(..)
    );
    !pointing && (noun.proper || !owned)
}

/// "Kofi isn't my boss any more, Yuki is."
fn elliptic(reader: &mut Reader<'_>, act: &Act<'_>) -> Option<bool> {
    let proper = act.noun.as_ref().is_some_and(|noun| noun.proper);
    if act.clause.group.lemma != "be" || act.from < act.to || !proper || !reader.ended {
        return None;
    }
    let (subject, attribute) = reader.thing.clone()?;
    let value = reader.words(act.clause.subject.from, act.clause.subject.to)?;
    let mut draft = reader.draft(act, &attribute, Some(value.clone()));
    draft.cardinality = Cardinality::One;
    (draft.subject, draft.cue) = (subject, Cue::Change);
    draft.text = format!("User's {} is {value}", attribute.replace(':', " "));
    reader.ended = false;
    reader.push(draft);
    Some(true)
}

pub(crate) fn strip_article(value: &str) -> String {
    let name = |rest: &str| rest.starts_with(char::is_uppercase);
    for article in ["a ", "an ", "the ", "A ", "An ", "The "] {
        if let Some(rest) = value
            .strip_prefix(article)
            .filter(|rest| !matches!((article, name(rest)), ("The ", true) | ("A ", false)))
        {
            return rest.to_owned();
        }
    }
    value.to_owned()
}

/// The attribute that a noun names for its owner, and whether it is a property (rather than a person).
pub(crate) fn property(head: &str) -> (String, bool) {
    let head = attributes::untimed(head);
    let bare = [
        "new ", "current ", "own ", "old ", "old-", "usual ", "main ", "primary ", "actual ",
    ]
    .iter()
    .find_map(|prefix| head.strip_prefix(prefix))
    .unwrap_or(head);
    if let Some(kin) = attributes::kin(bare) {
        return (kin.to_owned(), false);
    }
    if let Some(known) = attributes::of_noun(bare) {
        return (known.to_owned(), true);
    }
    for (word, family) in [
        ("favourite ", "favourite:"),
        ("all-time favourite ", "favourite:"),
        ("preferred ", "preferred:"),
        ("go-to ", "preferred:"),
        ("default ", "preferred:"),
    ] {
        if let Some(rest) = bare.strip_prefix(word) {
            return (format!("{family}{rest}"), true);
        }
    }
    if matches!(
        bare,
        "favourite"
            | "thing"
            | "jam"
            | "cup of tea"
            | "kind of thing"
            | "love"
            | "comfort food"
            | "guilty pleasure"
            | "weakness"
    ) {
        return ("likes".to_owned(), true);
    }
    let last = bare.rsplit(' ').next().unwrap_or(bare);
    if bare.contains("s' ") {
        return (format!("appointment:{bare}"), true);
    }
    if attributes::is_occasion(last) {
        return (format!("appointment:{}", occasion(bare, last)), true);
    }
    if last != bare && matches!(last, "deadline" | "budget" | "status") {
        return (
            format!("{last}:{}", bare[..bare.len() - last.len()].trim()),
            true,
        );
    }
    // "my allergy", "her number": the last word names it when nothing narrows it.
    (bare.to_owned(), true)
}

/// "dentist appointment" is the dentist's; "weekly standup" is the standup.
fn occasion<'w>(bare: &'w str, last: &'w str) -> &'w str {
    let before = bare[..bare.len() - last.len()].trim();
    let mut narrowed = before;
    for word in [
        "weekly", "daily", "monthly", "next", "team", "upcoming", "first", "regular",
    ] {
        narrowed = narrowed.strip_prefix(word).unwrap_or(narrowed).trim();
    }
    match (narrowed.is_empty(), last) {
        (true, _) => last,
        (false, "appointment" | "appt" | "check-up" | "checkup" | "visit") => narrowed,
        _ => bare[bare.len() - last.len() - narrowed.len() - 1..].trim(),
    }
}

/// What a person, animal or thing is.
pub(crate) fn read(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    let group = &clause.group;
    if !one_of(group.lemma.as_str(), "be become get turn stay remain")
        || group.progressive && group.lemma == "be"
    {
        return participle(reader, act);
    }
    if group.passive {
        return participle(reader, act);
    }
    let gets = group.lemma == "get" || group.lemma == "turn";
    let state = reader.tokens.get(act.from).is_some_and(|token| {
        nature::is_marital(&token.low)
            || token.low == "pregnant"
            || numeric(token) && group.lemma == "turn"
    });
    if gets && !state {
        return false;
    }
    if act.from >= act.to {
        return act.tail.time.is_none();
    }
    if is_future(clause) {
        return false;
    }
    let turning = matches!(group.lemma.as_str(), "become" | "get" | "turn");
    let Some((attribute, value, cardinality)) = what(reader, act, turning) else {
        // Not something that we keep; but read, so that no other rule takes it for an act.
        let happened = is_past(clause) && (act.tail.time.is_some() || clause.lead.is_some());
        return (group.lemma == "be" || group.lemma == "turn") && !happened;
    };
    if attribute.is_empty() {
        return true;
    }
    let many = attribute == "allergic_to"
        || attribute == "likes"
        || attribute == "skill"
        || attribute == "language_spoken";
    if many {
        let end = act.to;
        let from = value_start(reader, act, end);
        push_members(reader, act, &attribute, from, end, false);
        return true;
    }
    let mut draft = reader.draft(act, &attribute, Some(value));
    if let Some(cardinality) = cardinality.filter(|_| draft.polarity == Polarity::Positive) {
        draft.cardinality = cardinality;
    }
    if turning && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    if reader.tokens[act.from].low == "back" && draft.polarity == Polarity::Positive {
        draft.cue = Cue::Again;
    }
    finish(reader, act, draft, turning);
    true
}

/// Past and plainly denied states take no current value's place.
fn finish(reader: &mut Reader<'_>, act: &Act<'_>, mut draft: Draft, turning: bool) {
    if is_past(act.clause)
        && !turning
        && !matches!(
            draft.attribute.as_str(),
            "birthday" | "birthplace" | "hometown"
        )
    {
        draft.attribute = format!("past_{}", draft.attribute);
        draft.cardinality = Cardinality::Many;
    }
    let beside = match draft.attribute.as_str() {
        "employer" => Some(("as", "job_title")),
        "job_title" if draft.polarity == Polarity::Positive => Some(("at", "employer")),
        _ => None,
    };
    if draft.attribute == "birthday" && draft.polarity == Polarity::Negative {
        return;
    }
    reader.push(draft);
    // "At Acme as an engineer", "a nurse at St Mary's".
    if let Some((word, attribute)) = beside
        && let Some(at) = (act.from..act.to).find(|&at| reader.tokens[at].low == word)
    {
        let (start, end) = phrase(&reader.tokens, at + 1, act.to, &["of"]);
        let is_it = attribute != "employer" || start < end && reader.tokens[start].capital;
        if let Some(value) = reader.words(start, end).filter(|_| is_it) {
            let mut draft = reader.draft(act, attribute, Some(value));
            draft.from = at;
            reader.push(draft);
        }
    }
}

/// Where the words after "to", "of", "in", "at" begin.
fn value_start(reader: &Reader<'_>, act: &Act<'_>, end: usize) -> usize {
    (act.from..end)
        .find(|&at| reader.tokens[at].is_one_of("to of in at with into about on for"))
        .map_or(act.from, |at| at + 1)
}

/// One statement for each member of a list: "allergic to nuts and shellfish".
pub(crate) fn push_members(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    from: usize,
    to: usize,
    negative: bool,
) {
    let list = members(&reader.tokens, from, to);
    let many = list.len() > 1;
    for (place, (start, end)) in list.iter().copied().enumerate() {
        let Some(value) = reader.words(start, end) else {
            continue;
        };
        let mut draft = reader.draft(act, attribute, Some(value.clone()));
        if negative {
            draft.polarity = match draft.polarity {
                Polarity::Positive => Polarity::Negative,
                Polarity::Negative => Polarity::Positive,
            };
        }
        draft.cardinality = Cardinality::Many;
        if many {
            // The first has the words before the list, the others only their own.
            let stated = crate::render::sentence(reader.text, &reader.tokens, act.clause, from);
            draft.text = format!("{stated} {value}");
            (draft.from, draft.to) = (if place == 0 { act.clause.from } else { start }, end);
        }
        reader.push(draft);
    }
}

/// Attribute, value, and a cardinality of its own.
type Told = Option<(String, String, Option<Cardinality>)>;

fn told(attribute: &str, value: Option<String>) -> Told {
    value.map(|value| (attribute.to_owned(), value, None))
}

/// The phrase from `at` on, without its article.
fn rest(reader: &Reader<'_>, act: &Act<'_>, at: usize) -> Option<String> {
    let (_, end) = phrase(&reader.tokens, at, act.to, &["of", "and"]);
    reader.words(at, end).map(|value| strip_article(&value))
}

/// The first two words after "be".
fn first_words<'r>(reader: &'r Reader<'_>, act: &Act<'_>) -> (&'r str, &'r str) {
    let next = reader
        .tokens
        .get(act.from + 1)
        .filter(|_| act.from + 1 < act.to)
        .map_or("", |token| token.low.as_str());
    (reader.tokens[act.from].low.as_str(), next)
}

/// "from Porto", "back in Rome", "born in May"; `None` if the words are of another kind.
fn origin(reader: &Reader<'_>, act: &Act<'_>) -> Option<Told> {
    let tokens = &reader.tokens;
    let (from, to) = (act.from, act.to);
    let (word, next) = first_words(reader, act);
    let told = match (word, next) {
        ("from", _) => told("hometown", place(reader, from + 1, to)),
        ("back", "in" | "at" | "with")
            if tokens
                .get(from + 2)
                .is_some_and(|token| token.capital && from + 2 < to) =>
        {
            let settled = act.tail.change
                || act.clause.group.change
                || act.tail.again
                || act.clause.subject.who == Who::We;
            match next {
                "in" if settled => told("residence", place(reader, from + 2, to)),
                "in" => told("location", place(reader, from + 2, to)),
                _ => told("employer", rest(reader, act, from + 2)),
            }
        }
        // "She's at Acme since Monday": where else somebody is than where they worked.
        ("at", _) if has_left(reader, act) => told("employer", rest(reader, act, from + 1)),
        ("originally" | "formerly", "from") => told("hometown", place(reader, from + 2, to)),
        ("based" | "located" | "situated", _) => told("residence", place(reader, from + 2, to)),
        ("born", "in") if super::value::time_tail(tokens, from + 1, to).is_none() => {
            told("birthplace", place(reader, from + 2, to))
        }
        ("born", _) => told(
            "birthday",
            act.tail.time.map_or_else(
                || rest(reader, act, from + 1),
                |(at, end)| reader.words(after_link(reader, at), end),
            ),
        ),
        _ => return None,
    };
    Some(told)
}

/// Whether it was just said of the same person that a job is over.
fn has_left(reader: &Reader<'_>, act: &Act<'_>) -> bool {
    let is_named = |token: &crate::grammar::token::Token| token.capital && act.from + 1 < act.to;
    let ends = |draft: &super::Draft| {
        draft.attribute == "employer"
            && draft.subject == act.subject
            && draft.polarity == Polarity::Negative
    };
    reader.tokens.get(act.from + 1).is_some_and(is_named)
        && reader.drafts.last().is_some_and(ends)
        && !is_past(act.clause)
}

/// "allergic to nuts", "married to Kim", "fluent in French": an adjective with its preposition; `None`
/// if the words are of another kind.
fn bent(reader: &Reader<'_>, act: &Act<'_>) -> Option<Told> {
    let tokens = &reader.tokens;
    let (from, to) = (act.from, act.to);
    let (word, next) = first_words(reader, act);
    let told = match (word, next) {
        ("allergic", "to") => told("allergic_to", rest(reader, act, from + 2)),
        ("married" | "engaged", "to") => {
            let (start, end) = phrase(tokens, from + 2, to, &[]);
            told("partner", reader.words(start, end))
        }
        ("interested", "in")
        | ("into", _)
        | ("keen" | "hooked", "on")
        | ("fond" | "enamored", "of")
        | ("passionate" | "crazy" | "enthusiastic", "about")
        | ("obsessed", "with")
        | ("addicted" | "partial", "to") => told(
            "likes",
            rest(reader, act, from + if word == "into" { 1 } else { 2 }),
        ),
        ("fluent" | "proficient" | "conversational" | "bilingual", "in") => {
            // Without a word after it the attribute does not matter.
            let language = tokens
                .get(from + 2)
                .is_some_and(|token| nature::is_language(&token.low));
            let named = if language { "language_spoken" } else { "skill" };
            told(named, rest(reader, act, from + 2))
        }
        ("good" | "great" | "excellent" | "skilled" | "experienced", "at" | "in" | "with") => {
            told("skill", rest(reader, act, from + 2))
        }
        ("responsible", "for") => told("responsibility", rest(reader, act, from + 2)),
        ("in", "charge") => told("responsibility", rest(reader, act, from + 3)),
        ("employed", "by" | "at") | ("with", _)
            if tokens.get(to - 1).is_some_and(|token| token.capital) =>
        {
            told(
                "employer",
                rest(reader, act, from + if word == "with" { 1 } else { 2 }),
            )
        }
        ("called" | "named", name) if name != "off" => told("name", rest(reader, act, from + 1)),
        ("scared" | "terrified" | "afraid" | "frightened", "of") => {
            told("fear", rest(reader, act, from + 2))
        }
        ("due", _) => None,
        _ => return None,
    };
    Some(told)
}

/// What is said by the words after "be".
fn what(reader: &Reader<'_>, act: &Act<'_>, turning: bool) -> Told {
    if let Some(told) = origin(reader, act).or_else(|| bent(reader, act)) {
        return told;
    }
    let tokens = &reader.tokens;
    let (from, to) = (act.from, act.to);
    let (word, next) = first_words(reader, act);
    match (word, next) {
        ("on", "a" | "an" | "the") if nature::is_way_of_eating(&tokens[from..to]) => {
            told("diet", rest(reader, act, from + 1))
        }
        ("on", _)
            if tokens[from + 1..to].iter().any(|token| {
                token.is_one_of(
                    "leave sabbatical medication insulin antidepressants disability probation",
                )
            }) =>
        {
            let value = reader.words(from, to)?;
            Some(("situation".to_owned(), value, None))
        }
        ("to", _) if act.clause.group.perfect => told("visited", place(reader, from + 1, to)),
        ("at", _)
            if tokens
                .get(from + 1)
                .is_some_and(|token| token.capital && from + 1 < to)
                && tail_as(reader, act) =>
        {
            told("employer", rest(reader, act, from + 1))
        }
        ("in", "my" | "the")
            if tokens[from..to].iter().any(|token| {
                token.is_in(&["degree", "course", "programme", "program", "grade"])
            }) =>
        {
            told("education", reader.words(from + 2, to))
        }
        ("in", _)
            if tokens
                .get(from + 1)
                .is_some_and(|token| token.capital && from + 1 < to)
                && act.tail.time.is_none() =>
        {
            let named = if act.is_user { "location" } else { "residence" };
            told(named, place(reader, from + 1, to))
        }
        ("more" | "kind" | "sort" | "rather", _)
            if tokens[from..to]
                .iter()
                .any(|token| token.is_in(&["a", "an"])) =>
        {
            kind_of(reader, act)
        }
        (
            "colourblind" | "colorblind" | "colour-blind" | "color-blind" | "epileptic"
            | "hypertensive" | "anaemic" | "anemic" | "deaf" | "blind" | "nearsighted"
            | "short-sighted" | "pregnant",
            _,
        ) => told("health", reader.words(from, act.clause.to)),
        ("lactose" | "gluten", "intolerant")
        | (
            "lactose-intolerant" | "gluten-intolerant" | "coeliac" | "celiac" | "diabetic"
            | "asthmatic" | "dyslexic" | "autistic",
            _,
        ) => told("health", reader.words(from, to)),
        ("a" | "an" | "the" | "one" | "also", _) | ("not", "a" | "an") => kind_of(reader, act),
        _ if is_pronoun(word) => None,
        _ => one_word(reader, act, turning),
    }
}

/// "at Novartis as a technician", "now at Google": a place of work rather than of the moment.
fn tail_as(reader: &Reader<'_>, act: &Act<'_>) -> bool {
    act.clause.group.change
        || act.tail.change
        || reader.tokens[act.from..act.to]
            .iter()
            .any(|token| token.low == "as")
}

fn is_pronoun(word: &str) -> bool {
    one_of(
        word,
        "it that this me you him her them us what where why how who my your to for so too \
very more like as than by up in at on off out of about just here there i we",
    )
}

fn after_link(reader: &Reader<'_>, at: usize) -> usize {
    if reader.tokens[at].is_one_of("on in at for since to by until till") {
        at + 1
    } else {
        at
    }
}

/// A place: a noun phrase with its "Berlin, Germany".
pub(crate) fn place(reader: &Reader<'_>, from: usize, to: usize) -> Option<String> {
    let (start, end) = phrase(&reader.tokens, from, to, &["of"]);
    let first = reader.tokens.get(start).filter(|_| start < end)?;
    if first.is_one_of(
        "my our your his her their this that here there it constant fear danger peace harmony",
    ) {
        return None;
    }
    reader.words(start, end)
}

/// "a nurse", "a vegetarian", "a fan of jazz".
fn kind_of(reader: &Reader<'_>, act: &Act<'_>) -> Told {
    let tokens = &reader.tokens;
    let first = (act.from..act.to.min(act.from + 3))
        .find(|&at| tokens[at].is_in(&["a", "an", "the", "one"]))
        .unwrap_or(act.from);
    let (start, end) = phrase(tokens, first, act.to, &["of"]);
    let of = (start..end).find(|&at| tokens[at].low == "of");
    let head_end = of.unwrap_or(end);
    if start >= head_end {
        return None;
    }
    let head = reader.low(start, head_end);
    let last = tokens[head_end - 1].low.as_str();
    let value = reader.words(start, end)?;
    if let Some(of) =
        of.filter(|_| matches!(last, "fan" | "lover" | "admirer" | "enthusiast" | "devotee"))
    {
        return Some(("likes".to_owned(), reader.words(of + 1, end)?, None));
    }
    if one_of(last, "fan lover enthusiast buff aficionado nerd geek") && head_end - start > 1 {
        let from = if tokens[start].is_one_of("big huge massive great real total") {
            start + 1
        } else {
            start
        };
        return Some(("likes".to_owned(), reader.words(from, head_end - 1)?, None));
    }
    if nature::is_diet(last) {
        return Some(("diet".to_owned(), value, None));
    }
    if one_of(
        last,
        "bit little lot mess joke shame pity pleasure problem way thing idea question good \
few hurry loss mistake test disaster nightmare dream surprise relief one",
    ) {
        return None;
    }
    if act.is_user && nature::is_trade(&head) || attributes_trade(act, &head) {
        // "a nurse at St Mary's": the trade alone is the title.
        return Some(("job_title".to_owned(), reader.words(start, head_end)?, None));
    }
    Some((
        if act.is_user || person(act) {
            "trait"
        } else {
            "kind"
        }
        .to_owned(),
        value,
        None,
    ))
}

fn attributes_trade(act: &Act<'_>, head: &str) -> bool {
    person(act) && nature::is_trade(head)
}

/// Whether the subject is somebody rather than something.
pub(crate) fn person(act: &Act<'_>) -> bool {
    if act.is_user || matches!(act.clause.subject.who, Who::He | Who::She | Who::They) {
        return true;
    }
    let Some(noun) = &act.noun else { return false };
    noun.proper || noun.name.is_some() || relative(&act.subject)
}

/// Whether the canonical subject is one of somebody's people or animals.
pub(crate) fn relative(subject: &str) -> bool {
    let head = subject.rsplit("'s ").next().unwrap_or(subject);
    subject.contains("'s ") && attributes::kin(head).is_some()
}

/// One word or a few: "vegetarian", "34", "left-handed", "Portuguese", "Sam".
fn one_word(reader: &Reader<'_>, act: &Act<'_>, turning: bool) -> Told {
    let tokens = &reader.tokens;
    let (from, to) = (act.from, act.to);
    let token = &tokens[from];
    let word = token.low.as_str();
    let value = reader.words(from, to)?;
    let named = |attribute: &str, value: String| Some((attribute.to_owned(), value, None));
    if numeric(token) && person(act) {
        return measure(reader, act, turning, value);
    }
    let (start, end) = phrase(tokens, from, to, &["of", "and"]);
    if nature::is_diet(word) || nature::is_diet(&tokens[end - 1].low) {
        return named("diet", reader.words(start, end)?);
    }
    if nature::is_marital(word) && person(act) {
        return named("marital_status", reader.words(from, from + 1)?);
    }
    if nature::is_nationality(word) && person(act) {
        return named("nationality", reader.words(from, end)?);
    }
    if turning && !act.is_user && !person(act) || nature::passes(word) {
        return None;
    }
    let head = reader.low(from, end);
    if nature::is_trade(&head) && person(act) && !token.capital
        || turning && nature::is_trade(&head)
    {
        return named("job_title", reader.words(from, end)?);
    }
    if token.capital
        && act.is_user
        && end - from <= 3
        && (from..end).all(|at| tokens[at].capital)
        && !act.clause.group.negated
    {
        // "I'm Sam": but "I'm Team Blue" or a month would be something else.
        let from_here =
            end < to && tokens[end].is_in(&["from", "and", ",", "-", "at"]) || end == to;
        return if from_here && !turning {
            named("name", reader.words(from, end)?)
        } else {
            None
        };
    }
    if !person(act) && !act.subject.starts_with("user's ") && !act.is_user {
        return thing_state(reader, act);
    }
    // What other words say about a person: kept if they last.
    let clear = end - from <= 3 && nature::is_adjective(word) && !word.ends_with("ing")
        || word.contains('-');
    if !clear || turning {
        return None;
    }
    named("trait", value)
}

/// A number that says how old or how tall somebody is.
fn measure(reader: &Reader<'_>, act: &Act<'_>, turning: bool, value: String) -> Told {
    let (from, to) = (act.from, act.to);
    let tokens = &reader.tokens[from..to];
    let years = tokens[1..]
        .iter()
        .any(|token| token.is_in(&["years", "year", "yo", "y/o"]));
    let age = tokens[0]
        .low
        .parse::<u32>()
        .is_ok_and(|age| (1..120).contains(&age));
    let spelt = to - from == 1 && !tokens[0].is_number() && turning;
    if years || spelt || to - from == 1 && age {
        return told("age", reader.words(from, from + 1));
    }
    let height = tokens
        .iter()
        .any(|token| token.is_one_of("tall cm m ft feet foot"));
    told("height", Some(value).filter(|_| height))
}

/// "the API is stateless": a state of a thing, which several may share.
fn thing_state(reader: &Reader<'_>, act: &Act<'_>) -> Told {
    let noun: &Noun = act.noun.as_ref()?;
    let of_name = noun
        .tail
        .is_some_and(|(_, to)| reader.tokens[to - 1].capital);
    if noun.owner == Owner::Nobody || of_name {
        return None;
    }
    let value = reader.words(act.from, act.to)?;
    (value.split(' ').count() <= 4).then(|| ("state".to_owned(), value, None))
}

/// "I was born in Porto", "I'm employed by Acme", "I got married", "I was promoted to lead".
fn participle(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    let group = &clause.group;
    if !group.passive || is_future(clause) {
        return false;
    }
    let tokens = &reader.tokens;
    let from = act.from;
    let next = tokens
        .get(from)
        .filter(|_| from < act.to)
        .map_or("", |token| token.low.as_str());
    let rest = |at: usize| -> Option<String> {
        let (start, end) = phrase(tokens, at, act.to, &["of"]);
        reader.words(start, end)
    };
    let found = match (group.lemma.as_str(), next) {
        ("promote", "to") => ("job_title", rest(from + 1)),
        ("hire" | "employ" | "recruit", "by" | "at") => ("employer", rest(from + 1)),
        ("hire" | "employ", "as") => ("job_title", rest(from + 1)),
        ("marry" | "engage", "to") => ("partner", rest(from + 1)),
        ("marry" | "divorce" | "engage", _) => (
            "marital_status",
            Some(
                match group.lemma.as_str() {
                    "marry" => "married",
                    "divorce" => "divorced",
                    _ => "engaged",
                }
                .to_owned(),
            ),
        ),
        ("base" | "locate", "in" | "at" | "near") => ("residence", rest(from + 1)),
        ("bear" | "raise", "in") => ("hometown", rest(from + 1)),
        ("lay" | "fire" | "sack" | "dismiss", _)
            if matches!(next, "off" | "from" | "by") || group.lemma != "lay" =>
        {
            ("employer", None)
        }
        ("call" | "name", _) if person(act) => ("name", rest(from)),
        ("diagnose", "with") => ("health", rest(from + 1)),
        _ => return false,
    };
    let (attribute, value) = found;
    let mut draft = reader.draft(act, attribute, value);
    if attribute == "employer" && draft.value.is_none() {
        if act.tail.time.is_some() {
            super::acts::take_back(reader, act, "employer", None);
            return false;
        }
        (draft.cue, draft.polarity, draft.cardinality) =
            (Cue::End, Polarity::Negative, Cardinality::Many);
    } else if draft.value.is_none() {
        return false;
    } else if is_past(clause)
        && draft.cue == Cue::Plain
        && !matches!(attribute, "hometown" | "health")
    {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    true
}
