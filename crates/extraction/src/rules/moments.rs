//! Happenings in few words: "dentist on Monday at 9", "it was my birthday yesterday", "they're closing the
//! bridge in November", "I'm back at work in four days".

use crate::grammar::words::one_of;
use types::{Cardinality, MemoryKind, Polarity};

use super::plans::user_act;
use super::{Reader, attributes, is_past};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::group::Tense;
use crate::grammar::words::{MONTHS, WEEKDAYS};
use crate::reading::Voice;

/// Appointments that people call by who or what they go to.
const VISITS: &str = "dentist doctor gp vet interview haircut hairdresser barber physio physiotherapist therapist \
optician dermatologist orthodontist checkup bloodwork mri x-ray drinks coffee barbecue bbq party birthday \
playdate recital tournament pickup drop-off school nursery airport gym swimming football soccer tennis \
karate ballet choir rehearsal band deadline pilates plumber electrician handover babysitter";
/// What is told of a day, with "it's".
const DAYS: &str = "birthday anniversary wedding graduation christening funeral deadline exam party \
debut turn day last first retirement housewarming reunion";

/// Reads an event and says how many clauses it took.
pub(crate) fn read(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let able = matches!(reader.voice, Voice::User | Voice::Record)
        && !clause.conditional
        && !clause.unsure
        && !clause.group.unsure
        && !clause.group.negated
        && !clause.is_subordinate()
        && !matches!(clause.link, Link::Reported | Link::Or | Link::Relative);
    if !able || clause.to <= clause.from + 1 {
        return None;
    }
    let act = user_act(reader, clause);
    let lead = clause.lead.filter(|&(from, to)| dated(reader, from, to));
    let time = act.tail.time.or(lead);
    let from = match clause.mood {
        Mood::Fragment => visit(reader, clause)?,
        Mood::Statement => {
            time?;
            day(reader, clause)
                .or_else(|| back(reader, clause))
                .or_else(|| others(reader, clause))?
        }
        _ => return None,
    };
    let value = reader.words(from, clause.to);
    let mut draft = reader.draft(&act, "event", value);
    (draft.type_, draft.kind, draft.cardinality) =
        ("event", Some(MemoryKind::Episodic), Cardinality::Many);
    draft.polarity = Polarity::Positive;
    draft.time = draft.time.or(time);
    if clause.mood == Mood::Fragment {
        draft.text = reader.told(clause.from, clause.to);
    }
    reader.push(draft);
    Some(1)
}

/// Whether a day or an hour is named in `from..to`.
fn dated(reader: &Reader<'_>, from: usize, to: usize) -> bool {
    reader.tokens[from..to].iter().any(|token| {
        token.is_in(WEEKDAYS) && !token.low.ends_with("days")
            || token.is_in(MONTHS)
            || token.is_one_of(
                "tomorrow tonight yesterday today week month year days weeks months hours ago last next",
            )
            || token.low.contains(':') && token.word
            || token.low.ends_with("am") && token.is_number()
            || token.low.ends_with("pm") && token.is_number()
            || ["th", "st", "nd", "rd"].iter().any(|end| token.is_number() && token.low.ends_with(end))
    })
}

/// "dentist on Monday at 9"
fn visit(reader: &Reader<'_>, clause: &Clause) -> Option<usize> {
    let tokens = &reader.tokens;
    let stop = (clause.from + 1..clause.to.min(clause.from + 8)).find(|&at| {
        tokens[at].is_one_of("on at in tomorrow tonight next this")
            || tokens[at].is_in(WEEKDAYS)
            || tokens[at].is_in(MONTHS)
    })?;
    if stop == clause.from || !dated(reader, stop, clause.to) || clause.to - clause.from > 14 {
        return None;
    }
    let words = &tokens[clause.from..stop];
    let colon = words
        .iter()
        .any(|token| token.low == ":" || token.low == ",");
    let occasion = words.iter().enumerate().any(|(at, token)| {
        (attributes::is_occasion(&token.low) || token.is_one_of(VISITS))
            && words[..at]
                .iter()
                .all(|before| !before.is_one_of("with for to of no"))
    });
    let idle = words[0]
        .is_one_of("no any which what how the every each until what's free anything only not");
    let plural = tokens[clause.from..clause.to]
        .iter()
        .any(|token| token.is_in(WEEKDAYS) && token.low.ends_with("s"));
    (occasion && !idle && !colon && !plural).then_some(clause.from)
}

/// "it was my birthday yesterday", "in three days it's our tenth anniversary"
fn day(reader: &Reader<'_>, clause: &Clause) -> Option<usize> {
    let group = &clause.group;
    let rest = &reader.tokens[group.rest.min(clause.to)..clause.to];
    let fits = matches!(clause.subject.who, Who::It | Who::This)
        && group.lemma == "be"
        && group.modal.is_none_or(|modal| modal == "will")
        && rest.first().is_some_and(|token| {
            token.is_in(&["my", "our"])
                || token.capital && rest.get(1).is_some_and(|t| t.low == "'s")
        })
        && rest
            .iter()
            .take(5)
            .any(|token| token.is_one_of(DAYS) || attributes::is_occasion(&token.low));
    fits.then_some(group.rest)
}

/// "I'm back at work in four days", "I'm off on Friday"
fn back(reader: &Reader<'_>, clause: &Clause) -> Option<usize> {
    let group = &clause.group;
    let tokens = &reader.tokens;
    let own = matches!(clause.subject.who, Who::I | Who::We);
    let first = tokens.get(group.rest).filter(|_| group.rest < clause.to)?;
    let again = group.again
        || tokens[group.from..group.rest]
            .iter()
            .any(|token| token.low == "back");
    let state = first.is_one_of("back off out away") || again;
    let from = if again && !first.is_one_of("back") {
        group.rest - 1
    } else {
        group.rest
    };
    (own && group.lemma == "be"
        && state
        && group.tense != Tense::Past
        && !is_past(clause)
        && clause.to - group.rest >= 2
        && dated_ahead(reader, clause))
    .then_some(from)
}

fn dated_ahead(reader: &Reader<'_>, clause: &Clause) -> bool {
    let act = user_act(reader, clause);
    act.tail.time.or(clause.lead).is_some_and(|(from, to)| {
        reader.tokens[from..to].iter().any(|token| {
            token.is_one_of("tomorrow tonight next in from until till")
                || token.is_in(WEEKDAYS) && !token.low.ends_with("days")
        })
    })
}

/// "They're closing the bridge from 1 to 15 November"
fn others(reader: &Reader<'_>, clause: &Clause) -> Option<usize> {
    let group = &clause.group;
    let acts = one_of(
        &group.lemma,
        "close open cancel launch move shut start build demolish release raise deliver install repair replace \
dig renovate announce ship migrate upgrade inspect paint visit arrive cut stop switch turn",
    );
    let told = group.progressive && group.tense == Tense::Present
        || group.tense == Tense::Past
        || group.tense == Tense::Future;
    let rest = &reader.tokens[group.rest.min(clause.to)..clause.to];
    let mine = rest
        .first()
        .is_some_and(|token| token.is_one_of("my it that this me us you"));
    (clause.subject.who == Who::They
        && acts
        && told
        && !mine
        && group.modal.is_none_or(|m| m == "will"))
    .then_some(clause.subject.from)
}
