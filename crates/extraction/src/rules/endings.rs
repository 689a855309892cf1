//! What tells of an end that no rule reads: "the Fiat is sold", "Rex died".

use types::Polarity;

use super::retract::push;
use super::{Actor, Reader};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::noun::noun;
use crate::grammar::words::FIRST_PERSON;
use crate::reading::{Cue, Naming, Retracted, Voice};

/// Words that tell of an end, whatever it is that ended.
const ENDED: &str = "anymore died stopped quit ceased ended cancelled canceled dropped scrapped sold closed \
deleted dead expired resigned fired dumped abandoned ditched retired binned invalid \
obsolete deactivated terminated";

/// Verbs that end something, of which the negated tells that it goes on.
const STAYS: &str = "stop stopped stopping quit quitting end ended ending cancel cancelled canceled \
cancelling drop dropped dropping sell sold selling leave left leaving resign resigned resigning dump dumped \
abandon abandoned ditch ditched ditching retire retired retiring close closed closing";

/// Who is not this does not know, and denies nothing: "I'm not sure what to expect", "I don't know".
const DOUBTED: &str =
    "sure certain clear aware convinced positive know understand remember recall think";

/// How many words before such a verb its negation may stand: "not going to quit".
const NEGATION_REACH: usize = 4;

/// Whether the words tell that something is over.
fn tells_end(reader: &Reader<'_>, from: usize, to: usize) -> Option<Naming> {
    let tokens = &reader.tokens[from..to];
    let pair = |first: &str, second: &str| {
        tokens
            .windows(2)
            .any(|two| two[0].is_one_of(first) && two[1].is_one_of(second))
    };
    // "I'm not going to quit": nothing ends.
    let still = tokens.iter().enumerate().any(|(at, token)| {
        let before = &tokens[at.saturating_sub(NEGATION_REACH)..at];
        token.is_one_of(STAYS) && before.iter().any(|token| token.is_one_of("not never"))
    });
    let over = tokens.iter().any(|token| token.low == "anymore")
        || pair("any", "more longer")
        || pair("no", "longer more");
    if still && !over {
        return None;
    }
    // "I ended up moving": it came to that.
    let came = |at: usize| {
        let next = tokens.get(at + 1);
        tokens[at].low == "ended" && next.is_some_and(|next| next.low == "up")
    };
    let ends = (0..tokens.len()).any(|at| tokens[at].is_one_of(ENDED) && !came(at))
        || pair("any", "more longer")
        || pair("no", "longer more")
        || pair("gave giving given give", "up away")
        || pair("got get gotten getting", "rid")
        || pair("done through finished", "with")
        || pair("split broke", "up")
        || pair(
            "is are was 's been now",
            "off over gone sold cancelled closed done",
        )
        || pair("used", "to")
        || pair("written", "off")
        || pair("gone", "off")
        || pair("not", "happening valid")
        || tokens.windows(3).any(|three| {
            three[0].low == "let" && three[1].is_one_of("me us") && three[2].low == "go"
        });
    if ends {
        return Some(Naming::Ended);
    }
    let is_denial = |at: usize| {
        let doubts = || {
            let next = tokens.get(at + 2);
            next.is_some_and(|next| next.is_one_of(DOUBTED))
        };
        tokens[at].is_one_of("am is are do does will 's")
            && tokens[at + 1].low == "not"
            && !doubts()
    };
    let denies =
        (0..tokens.len().saturating_sub(1)).any(is_denial) || pair("is are has have", "no");
    denies.then_some(Naming::Denied)
}

/// Tells of the end of something that no rule reads: "the Fiat is sold", "no more standup at nine". What
/// it names by its value is taken back.
pub(crate) fn ended(reader: &mut Reader<'_>, clause: &Clause, before: usize) {
    let told = matches!(clause.mood, Mood::Statement | Mood::Fragment)
        && matches!(reader.voice, Voice::User | Voice::Record)
        && !clause.conditional
        && !clause.unsure
        && !matches!(clause.link, Link::If | Link::When | Link::Reported)
        && !clause
            .group
            .modal
            .is_some_and(|modal| matches!(modal, "would" | "could" | "might" | "may" | "should"));
    let (from, to) = (clause.from, clause.to.min(reader.tokens.len()));
    let to = (from + 1..to.max(from + 1))
        .find(|&at| reader.tokens[at].low == "but")
        .unwrap_or(to);
    // "Rex died."
    let least = match reader.tokens[from..to]
        .iter()
        .any(|token| token.low == "died")
    {
        true => 2,
        false => 3,
    };
    let Some(how) = tells_end(reader, from, to).filter(|_| told && to >= from + least) else {
        return;
    };
    let drafts = &reader.drafts[before..];
    let read = drafts.iter().any(|draft| {
        draft.from < to
            && from < draft.to
            && (matches!(
                draft.type_,
                "issue" | "norm" | "goal" | "decision" | "procedure" | "plan" | "instruction"
            ) || draft.subject == "user")
            && (!matches!(draft.type_, "fact" | "relation" | "preference" | "event")
                || draft.cue == Cue::End
                || draft.polarity == Polarity::Negative)
    });
    if read {
        return;
    }
    let what = match of_person(reader, clause, to) {
        Some(what) => what,
        None => Retracted::Named {
            words: reader.low(from, to),
            how,
        },
    };
    push(reader, from, to, what);
}

/// "Lena quit Bosch": what somebody ends who is named is theirs, and it is not they who end.
fn of_person(reader: &Reader<'_>, clause: &Clause, to: usize) -> Option<Retracted> {
    let (tokens, subject, group) = (&reader.tokens, &clause.subject, &clause.group);
    let who = noun(tokens, subject.from, subject.to)
        .filter(|who| subject.who == Who::Noun && who.proper && who.to == subject.to)?;
    let rest = group.rest.min(to)..to;
    let acts = group.lemma != "be" && !group.passive && subject.to <= group.at;
    let own = |at: usize| tokens[at].is_one_of(FIRST_PERSON);
    let subject = match reader.named(&who) {
        Actor::Other(subject) if acts && !rest.clone().any(own) => subject,
        _ => return None,
    };
    let named = |at: &usize| tokens[*at].capital && tokens[*at].word;
    let start = rest.clone().find(named)?;
    let end = (start..to).find(|at| !named(at)).unwrap_or(to);
    Some(Retracted::About {
        subject,
        attribute: None,
        value: reader.words(start, end),
    })
}
