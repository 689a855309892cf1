//! Properties that take another value: "we moved the standup to ten", "my address changed to ...",
//! "the meeting was pushed from Monday to Tuesday".

use types::{Cardinality, Polarity};

use super::possession::{Property, property_of};
use super::value::phrase;
use super::{Act, Reader, is_future};
use crate::grammar::clause::Who;
use crate::grammar::noun::{Owner, noun};
use crate::grammar::words::one_of;
use crate::reading::Cue;

const CHANGES: &[&str] = &[
    "change",
    "move",
    "update",
    "rename",
    "reschedule",
    "push",
    "postpone",
    "bump",
    "delay",
    "extend",
    "shift",
    "raise",
    "lower",
    "increase",
    "reduce",
    "cut",
    "switch",
    "bring",
    "set",
    "slip",
    "go",
    "rise",
    "drop",
    "grow",
    "fall",
    "double",
    "upgrade",
    "downgrade",
    "adjust",
    "relocate",
    "correct",
    "swap",
    "convert",
    "transfer",
    "migrate",
];

/// Verbs of which the property that changes may be the subject without a passive.
const INTRANSITIVE: &[&str] = &[
    "change", "move", "slip", "shift", "go", "rise", "drop", "increase", "grow", "fall", "switch",
];

/// Reads a change of a property.
pub(crate) fn read(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if !CHANGES.contains(&group.lemma.as_str())
        || group.negated
        || is_future(act.clause) && act.is_user
    {
        return false;
    }
    let end = act
        .tail
        .time
        .map_or(act.clause.to, |(_, end)| end)
        .max(act.to);
    let subject_changes = act.clause.subject.who == Who::Noun
        && (group.passive || INTRANSITIVE.contains(&group.lemma.as_str()));
    let what = if subject_changes {
        Some((act.clause.subject.from, act.clause.subject.to, act.from))
    } else {
        object(reader, act, end)
    };
    let Some((from, to, rest)) = what.filter(|(from, to, _)| from < to) else {
        return false;
    };
    let property = noun(&reader.tokens, from, to)
        .filter(|what| what.owner != Owner::Nobody)
        .and_then(|what| property_of(reader, &what))
        .filter(|property| property.own)
        .filter(|property| !is_somebody_who_goes(property, &group.lemma));
    let Some(mut property) = property else {
        return false;
    };
    if subject_changes && act.from >= act.to && act.tail.time.is_none() {
        // "My number changed, it's ...": the next clause tells.
        reader.thing = Some((property.subject, property.attribute));
        reader.ended = true;
        return false;
    }
    let Some(to_at) = (rest..end).find(|&at| reader.tokens[at].is_in(&["to", "until", "till"]))
    else {
        return false;
    };
    let (start, stop) = phrase(
        &reader.tokens,
        to_at + 1,
        end,
        &["of", "in", "at", "on", "and", "for", "from", "per", "with"],
    );
    let Some(value) = reader.words(start, stop) else {
        return false;
    };
    let timed = super::value::time_tail(&reader.tokens, to_at, stop.max(end))
        .is_some_and(|at| at <= to_at + 1);
    if timed && !is_known(&property) {
        property.attribute = format!("appointment:{}", property.attribute);
    }
    let mut draft = reader.draft(act, &property.attribute, Some(value));
    draft.subject = property.subject;
    (draft.cardinality, draft.polarity) = (Cardinality::One, Polarity::Positive);
    let back = reader.tokens[act.from..end]
        .iter()
        .any(|token| token.low == "back");
    draft.cue = if back { Cue::Again } else { Cue::Change };
    if draft.attribute.starts_with("appointment:") && act.tail.time.is_none() {
        draft.type_ = "fact";
    }
    reader.push(draft);
    true
}

/// "My mum moved to Miami."
fn is_somebody_who_goes(property: &Property, lemma: &str) -> bool {
    one_of(lemma, "move relocate transfer go")
        && super::attributes::kin(&property.attribute).is_some()
}

/// Whether the property is one of the usual ones, rather than something that has a time.
fn is_known(property: &Property) -> bool {
    property.attribute.contains(':')
        || super::attributes::define(&property.attribute).is_some()
        || super::attributes::is_property(&property.head)
}

/// What is changed, if it is the object: where it begins and ends, and where the rest begins.
fn object(reader: &Reader<'_>, act: &Act<'_>, end: usize) -> Option<(usize, usize, usize)> {
    let stop = (act.from..end)
        .find(|&at| reader.tokens[at].is_in(&["to", "from", "until", "till", "by"]))?;
    let back = reader.tokens[stop - 1].low == "back";
    let stop = if back { stop - 1 } else { stop };
    Some((act.from, stop, stop))
}
