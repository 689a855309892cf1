//! Properties that take another value: "we moved the standup to ten", "my address changed to ...",
//! "the meeting was pushed from Monday to Tuesday".

use types::{Cardinality, Polarity};

use super::possession::property_of;
use super::value::phrase;
use super::{Act, Reader, is_future};
use crate::grammar::clause::Who;
use crate::grammar::noun::{Owner, noun};
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
    let (from, to, rest) = if subject_changes {
        (act.clause.subject.from, act.clause.subject.to, act.from)
    } else {
        let Some(object_end) = (act.from..end)
            .find(|&at| reader.tokens[at].is_in(&["to", "from", "until", "till", "by"]))
        else {
            return false;
        };
        let object_end = if reader.tokens[object_end - 1].low == "back" {
            object_end - 1
        } else {
            object_end
        };
        (act.from, object_end, object_end)
    };
    if from >= to {
        return false;
    }
    let Some(what) = noun(&reader.tokens, from, to) else {
        return false;
    };
    if what.owner == Owner::Nobody {
        return false;
    }
    let Some(mut property) = property_of(reader, &what).filter(|property| property.own) else {
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
    let known = property.attribute.contains(':')
        || super::attributes::define(&property.attribute).is_some()
        || super::attributes::is_property(&property.head);
    if timed && !known {
        property.attribute = format!("appointment:{}", property.attribute);
    }
    let mut draft = reader.draft(act, &property.attribute, Some(value));
    draft.subject = property.subject;
    (draft.cue, draft.cardinality, draft.polarity) =
        (Cue::Change, Cardinality::One, Polarity::Positive);
    if reader.tokens[act.from..end]
        .iter()
        .any(|token| token.low == "back")
    {
        draft.cue = Cue::Again;
    }
    if draft.attribute.starts_with("appointment:") && act.tail.time.is_none() {
        draft.type_ = "fact";
    }
    reader.push(draft);
    true
}
