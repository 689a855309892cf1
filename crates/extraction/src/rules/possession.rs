//! Properties: "my favourite colour is blue", "our standup is at nine", "the deadline is Friday".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::attributes;
use super::copula::property;
use super::nature;
use super::value::{cut_tail, numeric, phrase};
use super::{Act, Draft, Reader, is_future, is_past};
use crate::grammar::clause::{Clause, Who};
use crate::grammar::noun::{Noun, Owner};
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::reading::{Cue, Voice};
use crate::render;

/// Verbs that give a property its value, beside "be".
const VALUE_VERBS: &[&str] = &[
    "leave", "depart", "start", "begin", "take", "happen", "run", "end", "finish", "arrive",
    "open", "close", "fall", "expire", "become", "stay", "remain", "land", "go", "total", "equal",
    "read", "cost", "last",
];

/// The property that a noun phrase names: whose it is, which, and whether it belongs to a person.
pub(crate) struct Property {
    pub subject: String,
    pub attribute: String,
    pub own: bool,
    pub head: String,
}

/// Which property of whom the noun phrase names, if it names one.
pub(crate) fn property_of(reader: &Reader<'_>, noun: &Noun) -> Option<Property> {
    if noun.proper || noun.owner == Owner::Agent {
        return None;
    }
    let head = reader.low(noun.from, noun.to);
    let mut subject = owner_of(reader, noun, &head)?;
    let (mut attribute, own) = property(&head);
    if let Some(kin) = named_kin(reader, noun, &head) {
        return Some(kin);
    }
    if let Some((at, to)) = noun.tail {
        let tail = reader.low(at + 1, to);
        let tail = ["the ", "my ", "our ", "a ", "this "]
            .iter()
            .find_map(|word| tail.strip_prefix(word))
            .map_or(tail.clone(), str::to_owned);
        let word = reader.tokens[at].low.as_str();
        // "The capital of Portugal" is the world's, not the user's.
        if noun.owner == Owner::Definite
            && reader.tokens[to - 1].capital
            && !reader.tokens[at + 1].is_in(&["my", "our", "the"])
            && word == "of"
        {
            return None;
        }
        if matches!(attribute.as_str(), "deadline" | "budget" | "status") {
            attribute = format!("{attribute}:{tail}");
        } else if let Some(whole) =
            attributes::of_noun(&format!("{tail} {head}")).filter(|_| word == "of")
        {
            // "the number of my phone"
            whole.clone_into(&mut attribute);
        } else if matches!(word, "of" | "for")
            && !attribute.contains(':')
            && subject == "user"
            && noun.owner == Owner::Definite
        {
            subject = tail;
        } else {
            attribute = format!("{attribute} {word} {tail}");
        }
    }
    Some(Property {
        subject,
        attribute,
        own,
        head,
    })
}

/// Whose the property is that the noun phrase names, canonically.
fn owner_of(reader: &Reader<'_>, noun: &Noun, head: &str) -> Option<String> {
    let owner = match &noun.owner {
        Owner::User | Owner::Group | Owner::Definite | Owner::Nobody
            if reader.voice == Voice::Other || reader.voice == Voice::Agent =>
        {
            if noun.owner != Owner::Definite {
                return None;
            }
            "it".to_owned()
        }
        Owner::User | Owner::Group | Owner::Definite => "user".to_owned(),
        Owner::Named(from, to) => {
            let owner = reader.owner(*from, *to);
            if matches!(
                owner.as_str(),
                "team"
                    | "company"
                    | "project"
                    | "user's team"
                    | "user's company"
                    | "user's project"
            ) {
                "user".to_owned()
            } else {
                owner
            }
        }
        Owner::Them => reader.person.clone()?,
        // "rent is 950": the user's, if it is a property and not a name.
        Owner::Nobody
            if attributes::is_property(head)
                || head == "home"
                || attributes::is_occasion(head.rsplit(' ').next().unwrap_or_default()) =>
        {
            "user".to_owned()
        }
        Owner::Nobody | Owner::Agent => return None,
    };
    Some(owner)
}

/// "The new time for my haircut": the haircut, by when it is.
fn time_of(reader: &Reader<'_>, noun: &Noun) -> Option<Property> {
    let (at, to) = noun.tail?;
    let head = reader.low(noun.from, noun.to);
    let timely = matches!(
        head.rsplit(' ').next(),
        Some("time" | "date" | "day" | "slot")
    );
    if !timely || !reader.tokens[at].is_in(&["for", "of"]) {
        return None;
    }
    let what = crate::grammar::noun::noun(&reader.tokens, at + 1, to)?;
    let mut property = property_of(reader, &what).filter(|property| property.own)?;
    if !property.attribute.contains(':') {
        property.attribute = format!("appointment:{}", property.attribute);
    }
    Some(property)
}

/// "My haircut is on Friday at four": whatever is at a time is an appointment.
fn at_time(reader: &Reader<'_>, act: &Act<'_>, noun: &Noun, mut property: Property) -> Property {
    let known = property.attribute.contains(':')
        || attributes::define(&property.attribute).is_some()
        || attributes::is_property(&property.head);
    let Some((from, to)) = act
        .tail
        .time
        .filter(|_| !known && property.own && noun.tail.is_none() && property.subject == "user")
    else {
        return property;
    };
    let start = act.from
        + usize::from(
            act.from < from
                && reader.tokens[act.from].is_one_of("set scheduled booked fixed planned back now"),
        );
    let opens = reader.tokens[from].is_one_of("on at for tomorrow tonight next this");
    let general = reader.tokens[from..to]
        .iter()
        .any(|token| token.is_in(&["every", "each", "years", "all", "long"]));
    if start >= from && opens && !general {
        property.attribute = format!("appointment:{}", property.attribute);
    }
    property
}

/// "My dog's name", "the name of my dog": the dog, by its name.
pub(crate) fn named_kin(reader: &Reader<'_>, noun: &Noun, head: &str) -> Option<Property> {
    if !matches!(head, "name" | "new name" | "first name") {
        return None;
    }
    let (from, to) = match (&noun.owner, noun.tail) {
        (Owner::Named(from, to), _) => (*from, *to),
        (_, Some((at, to))) if reader.tokens[at].low == "of" => (at + 1, to),
        _ => return None,
    };
    let from = if reader.tokens[from].is_in(&["my", "our", "the"]) {
        from + 1
    } else {
        return None;
    };
    let head = reader.low(from, to);
    let head = ["new ", "current "]
        .iter()
        .find_map(|word| head.strip_prefix(word))
        .unwrap_or(&head)
        .to_owned();
    let attribute = attributes::kin(&head)?.to_owned();
    Some(Property {
        subject: "user".to_owned(),
        attribute,
        own: false,
        head,
    })
}

/// A clause whose subject is a property.
pub(crate) fn read(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    let group = &clause.group;
    let (Some(noun), Who::Noun) = (&act.noun, clause.subject.who) else {
        return follows(reader, act);
    };
    let Some(property) = property_of(reader, noun) else {
        return false;
    };
    let copular = group.lemma == "be" && !group.progressive;
    let property = at_time(reader, act, noun, time_of(reader, noun).unwrap_or(property));
    let called = group.passive && matches!(group.lemma.as_str(), "call" | "name")
        || copular
            && reader
                .tokens
                .get(act.from)
                .is_some_and(|t| t.is_in(&["called", "named"]));
    if !property.own {
        return relation(reader, act, noun, &property, called);
    }
    let appointed = property.attribute.starts_with("appointment:")
        || property.attribute.starts_with("deadline");
    let set = group.passive && one_of(group.lemma.as_str(), "set schedule book plan fix arrange")
        || group.progressive && appointed;
    let gives = copular
        || set
        || called
        || appointed && VALUE_VERBS.contains(&group.lemma.as_str())
        || matches!(
            group.lemma.as_str(),
            "expire" | "become" | "remain" | "equal"
        ) && !group.passive;
    if !gives || act.clause.group.modal == Some("have to") {
        return false;
    }
    let Some(value) = value_of(reader, act, &property, called) else {
        return false;
    };
    if value.is_empty() {
        return true;
    }
    if one_of(
        &property.head,
        "question guess point thought idea answer opinion understanding head turn bad reason suggestion \
        request feeling impression hunch response reply bet mistake fault apologies code text message input output list word words day life time",
    ) {
        return true;
    }
    if !fits(&property.attribute, &value) {
        return false;
    }
    let plural = property.head.ends_with('s') && !property.head.ends_with("ss");
    let listed = value.contains(" and ") || value.contains(',');
    if plural && listed && !property.attribute.contains(':') {
        let to = act.tail.time.map_or(act.to, |(_, end)| end).max(act.to);
        super::copula::push_members(reader, act, &property.attribute, act.from, to, false);
        return true;
    }
    let draft = property_draft(reader, act, &property, value);
    reader.thing = Some((property.subject.clone(), property.attribute.clone()));
    reader.ended = draft.cue == Cue::End || draft.polarity == Polarity::Negative;
    reader.push(draft);
    true
}

/// Whether the value can be one of the attribute: a telephone number has digits.
fn fits(attribute: &str, value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    match attribute {
        "phone" => digits >= 5,
        "email" => value.contains('@'),
        "age" => digits > 0 || value.len() > 2,
        _ => true,
    }
}

fn property_draft(reader: &Reader<'_>, act: &Act<'_>, property: &Property, value: String) -> Draft {
    let clause = act.clause;
    let mut draft = reader.draft(act, &property.attribute, Some(value.clone()));
    draft.subject.clone_from(&property.subject);
    if attributes::define(&property.attribute).is_none() && draft.polarity == Polarity::Positive {
        let single = !property.head.ends_with('s')
            || property.head.ends_with("ss")
            || property.head.ends_with("us");
        draft.cardinality = if single {
            Cardinality::One
        } else {
            Cardinality::Many
        };
        if reader
            .low(act.clause.subject.from, act.clause.subject.to)
            .contains("old ")
        {
            draft.cardinality = Cardinality::Many;
        }
    }
    draft.type_ = type_of(&property.head, draft.type_);
    if property.attribute.starts_with("appointment:") && act.tail.time.is_none() {
        draft.type_ = "fact";
    }
    // What a property was is history; a date that is past is still its date.
    let dated = property.attribute.starts_with("appointment:")
        || matches!(property.attribute.as_str(), "birthday" | "hometown");
    if is_past(clause) && !dated && draft.cue != Cue::End {
        draft.attribute = format!("past_{}", draft.attribute);
        draft.cardinality = Cardinality::Many;
    }
    draft
}

/// Nouns whose value is more than a fact: goals, rules, decisions, troubles.
fn type_of(head: &str, otherwise: &'static str) -> &'static str {
    let last = head.rsplit(' ').next().unwrap_or(head);
    match last {
        "goal" | "dream" | "aim" | "ambition" | "plan" | "objective" | "target" | "resolution"
        | "mission" | "intention" => "goal",
        "rule" | "policy" | "convention" | "guideline" | "standard" | "requirement" | "norm" => {
            "norm"
        }
        "decision" | "choice" | "verdict" | "conclusion" | "consensus" => "decision",
        "problem" | "issue" | "bug" | "trouble" | "complaint" | "blocker" => "issue",
        "process" | "procedure" | "workflow" | "routine" | "step" => "procedure",
        "preference" => "preference",
        _ => otherwise,
    }
}

/// The value that the clause gives; empty if it only says what it is like.
fn value_of(
    reader: &Reader<'_>,
    act: &Act<'_>,
    property: &Property,
    called: bool,
) -> Option<String> {
    let tokens = &reader.tokens;
    let mut from = act.from;
    if called
        && tokens
            .get(from)
            .is_some_and(|token| token.is_in(&["called", "named"]))
    {
        from += 1;
    }
    let appointed = property.attribute.starts_with("appointment:");
    let dated = appointed
        || property.attribute.starts_with("deadline")
        || matches!(property.attribute.as_str(), "birthday" | "anniversary");
    if dated {
        return date_of(reader, act, from, appointed);
    }
    // A list of a property's values, or a longer saying, stays whole.
    let (start, mut end) = phrase(
        tokens,
        from,
        act.tail.time.map_or(act.to, |(_, end)| end.max(act.to)),
        &[
            "of", "and", "to", "in", "on", "at", "for", "with", "by", "from", "per", "over",
            "than", "under", "between",
        ],
    );
    if tokens.get(start).is_some_and(|token| token.is_in(&["to"])) {
        return reader.words(start + 1, act.clause.to);
    }
    let mut start = start;
    if property.attribute == "residence" || attributes::is_property(&property.head) {
        // "my commute is by bus", "my home is in Rome"
        while start < end && tokens[start].is_in(&["by", "in", "at", "back"]) {
            start += 1;
        }
        if property.attribute == "residence"
            && let Some(stop) = (start..end).find(|&at| tokens[at].low == "for")
        {
            end = stop;
        }
    }
    let start = start;
    if act.tail.time.is_some() && end > act.to && act.to > start {
        end = act.to;
    }
    if act.clause.group.negated && !act.clause.group.ended && !act.tail.ended {
        // "not X but Y", "not X, it's Y": the rest of the sentence says what it is.
        let but = (start..act.clause.to).find(|&at| tokens[at].low == "but")?;
        return reader.words(but + 1, act.clause.to);
    }
    let word = tokens.get(start).filter(|_| start < end)?.low.as_str();
    if matches!(word, "since" | "for" | "until") && act.tail.time.is_some() {
        // "..., has been since school": how long, not what.
        return Some(String::new());
    }
    if one_of(word, "that what this it you here there not so") {
        return Some(String::new());
    }
    match likeness(property, &tokens[start..end]) {
        Likeness::None => reader.words(start, end),
        Likeness::Passing => Some(String::new()),
        Likeness::Lasting => None,
    }
}

/// When it is: "on Friday", "by 2 June".
fn date_of(reader: &Reader<'_>, act: &Act<'_>, from: usize, appointed: bool) -> Option<String> {
    let tokens = &reader.tokens;
    let (mut start, end) = match act.tail.time {
        Some((at, end)) if !appointed || at >= from => (at.max(from), end),
        _ => (from, act.to),
    };
    while start < end && tokens[start].is_one_of("on at in by for to the place set scheduled") {
        start += 1;
    }
    let has_time = act.tail.time.is_some()
        || (start..end).any(|at| numeric(&tokens[at]) || tokens[at].capital);
    has_time.then(|| reader.words(start, end)).flatten()
}

/// Whether words only say what something is like.
enum Likeness {
    /// They are a value.
    None,
    /// What a known property is like for now: "my address is wrong".
    Passing,
    /// What something is like.
    Lasting,
}

/// What the words, at least one, say of the property.
fn likeness(property: &Property, words: &[Token]) -> Likeness {
    let first = &words[0];
    let known = attributes::of_noun(&property.head).is_some()
        || attributes::is_property(&property.head)
        || property.attribute.contains(':')
        || !type_of(&property.head, "").is_empty();
    if first.capital || first.quoted || numeric(first) {
        return Likeness::None;
    }
    let adjective = nature::is_adjective(&first.low);
    match (known, words.len()) {
        (true, 1) if nature::passes(&first.low) => Likeness::Passing,
        (false, 1) if nature::passes(&first.low) || adjective => Likeness::Lasting,
        (false, ..=3) if adjective => Likeness::Lasting,
        _ => Likeness::None,
    }
}

/// "my wife is Anna", "my dog is called Rex"; what else is said about them is about them.
fn relation(
    reader: &mut Reader<'_>,
    act: &Act<'_>,
    noun: &Noun,
    property: &Property,
    called: bool,
) -> bool {
    let clause = act.clause;
    if noun.name.is_some()
        || !(clause.group.lemma == "be" || called)
        || is_past(clause)
        || is_future(clause)
    {
        return false;
    }
    let mut from = act.from;
    while from < act.to && reader.tokens[from].is_in(&["called", "named"]) {
        from += 1;
    }
    let (start, end) = phrase(&reader.tokens, from, act.to, &["and"]);
    let named = start < end
        && (start..end).all(|at| {
            reader.tokens[at].capital || reader.tokens[at].is_in(&["and", ",", "de", "van", "von"])
        });
    let trait_like = start < end && nature::is_nationality(&reader.tokens[start].low);
    let ends = clause.group.ended || act.tail.ended;
    if !named || trait_like || clause.group.negated && !ends {
        return false;
    }
    let Some(value) = reader.words(start, end) else {
        return false;
    };
    let mut draft = reader.draft(act, &property.attribute, Some(value.clone()));
    draft.subject.clone_from(&property.subject);
    draft.type_ = "relation";
    let head = ["new ", "current ", "own "]
        .iter()
        .find_map(|word| property.head.strip_prefix(word))
        .unwrap_or(&property.head);
    if draft.polarity == Polarity::Positive && attributes::is_single(head) {
        draft.cardinality = Cardinality::One;
    }
    reader.thing = Some((property.subject.clone(), property.attribute.clone()));
    reader.ended = draft.cue == Cue::End;
    reader.person = Some(value.to_lowercase());
    reader.push(draft);
    true
}

/// "It's teal again, my favourite colour", "it's Friday at four for my haircut".
pub(crate) fn named_after(reader: &mut Reader<'_>, act: &Act<'_>) -> Option<bool> {
    let end = act.clause.to;
    let at = (act.from + 1..end.saturating_sub(1)).find(|&at| {
        reader.tokens[at].is_in(&[",", "for", "as"]) && reader.tokens[at + 1].is_in(&["my", "our"])
    })?;
    let what = crate::grammar::noun::noun(&reader.tokens, at + 1, end)?;
    let mut property = property_of(reader, &what)?;
    let (to, tail) = cut_tail(&reader.tokens, act.from, at);
    let value_to = tail.time.map_or(to, |(_, end)| end);
    let start = if reader.tokens[act.from].is_in(&["on", "at", "in"]) {
        act.from + 1
    } else {
        act.from
    };
    let value = reader.words(start, value_to)?;
    if tail.time.is_some() && !property.attribute.contains(':') {
        property.attribute = format!("appointment:{}", property.attribute);
    }
    let mut draft = reader.draft(act, &property.attribute, Some(value));
    draft.subject = property.subject;
    if draft.polarity == Polarity::Positive {
        draft.cardinality = Cardinality::One;
    }
    if tail.again {
        draft.cue = Cue::Again;
    }
    reader.push(draft);
    Some(true)
}

/// "it's blue now" after "my favourite colour is red".
fn follows(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    // "The flight is delayed, it lands at 20:15."
    let is_timed = VALUE_VERBS.contains(&clause.group.lemma.as_str()) && act.tail.time.is_some();
    if clause.subject.who != Who::It
        || clause.group.lemma != "be" && !is_timed
        || clause.group.progressive
        || clause.group.passive
    {
        return false;
    }
    if let Some(done) = named_after(reader, act) {
        return done;
    }
    let Some((subject, mut attribute)) = reader.thing.clone() else {
        return false;
    };
    let is_over = |draft: &Draft| draft.cue == Cue::End && draft.attribute == attribute;
    let changed = clause.change
        || clause.group.change
        || act.tail.change
        || reader.ended
        || is_timed && reader.drafts.last().is_some_and(is_over);
    if !changed {
        return !is_timed;
    }
    if is_timed && !attribute.contains(':') && attributes::define(&attribute).is_none() {
        attribute = format!("appointment:{attribute}");
    }
    reader.ended = false;
    let announced = reader.announced.take();
    let property = Property {
        subject,
        head: attribute.clone(),
        attribute,
        own: true,
    };
    if let Some(value) = value_of(reader, act, &property, false).filter(|value| !value.is_empty()) {
        let value = value.split(" instead of ").next().unwrap_or_default();
        let mut draft = property_draft(reader, act, &property, value.to_owned());
        draft.text = render::tidy(&format!(
            "User's {} is {value}",
            property.attribute.replace(':', " ")
        ));
        if let Some(from) = announced {
            draft.from = from;
            draft.cue = match draft.cue {
                Cue::Plain => Cue::Change,
                cue => cue,
            };
        }
        reader.push(draft);
    }
    true
}

/// How many words a title may have: "New deadline for the grant proposal:".
const TITLE_LIMIT: usize = 9;

/// A property with a colon: "Favourite colour: blue", "New phone number: 555 0100".
pub(crate) fn titled(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record) || sentence.question {
        return false;
    }
    let (from, to) = (sentence.from, sentence.to);
    let Some(colon) = (from..to.min(from + TITLE_LIMIT)).find(|&at| reader.tokens[at].low == ":")
    else {
        return false;
    };
    let Some(start) = title_start(reader, from, colon) else {
        return false;
    };
    let stop = (start..colon)
        .find(|&at| reader.tokens[at].is_in(&["for", "of"]))
        .unwrap_or(colon);
    let head = reader.low(start, stop);
    let (mut attribute, own) = property(&head);
    if stop < colon {
        let tail = (stop + 1..colon).find(|&at| !reader.tokens[at].is_in(&["the", "my", "our"]));
        let Some(tail) =
            tail.filter(|_| matches!(attribute.as_str(), "deadline" | "budget" | "status"))
        else {
            return false;
        };
        attribute = format!("{attribute}:{}", reader.low(tail, colon));
    }
    let known = attributes::define(&attribute).is_some()
        || attributes::is_property(&head)
        || attributes::of_noun(&head).is_some();
    let mut clause = Clause::fragment(from, to);
    clause.group.rest = colon + 1;
    let (end, tail) = cut_tail(&reader.tokens, colon + 1, reader.said_end(&clause));
    let mut value_from = colon + 1;
    while value_from < end && reader.tokens[value_from].is_one_of("i am it is in on at now by") {
        value_from += 1;
    }
    let stop = tail.time.map_or(end, |(_, end)| end);
    let Some(value) = reader
        .words(value_from, stop)
        .filter(|_| known && own && stop - value_from <= 8)
    else {
        return false;
    };
    if attribute == "address" && !value.chars().any(|c| c.is_ascii_digit()) {
        "residence".clone_into(&mut attribute);
    }
    let fresh = (from..start).any(|at| reader.tokens[at].low == "new");
    let act = Act {
        clause: &clause,
        from: value_from,
        to: end,
        tail,
        subject: "user".to_owned(),
        is_user: true,
        noun: None,
    };
    let mut draft = reader.draft(&act, &attribute, Some(value.clone()));
    if attributes::define(&attribute).is_none() {
        draft.cardinality = Cardinality::One;
    }
    if fresh && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    draft.text = render::tidy(&format!("User's {} is {value}", reader.low(start, colon)));
    (draft.from, draft.to) = (from, to);
    reader.push(draft);
    true
}

/// Where a title begins, after "my", "new" and the like; `None` if it is no property's.
fn title_start(reader: &Reader<'_>, from: usize, colon: usize) -> Option<usize> {
    let lead = |token: &Token| {
        token.is_one_of(
            "my our new the user 's update correction btw oh and hey ok so quick note also hi \
current",
        ) || !token.word
    };
    let start = (from..colon).find(|&at| !lead(&reader.tokens[at]))?;
    let other = reader.tokens[start..colon].iter().any(|token| {
        token.is_one_of("decision from 's agreement rule policy us me we i you gave has have set")
    });
    (!other).then_some(start)
}
