//! Ways of saying a property that have a shape of their own: "we use X as our Y", "the report is due
//! on Friday", "I stopped working as a nurse", "you can reach me on ...".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::attributes;
use super::copula::{property, strip_article};
use super::nature;
use super::plans::user_act;
use super::possession::property_of;
use super::value::{phrase, words};
use super::{Act, Draft, Reader, is_future, is_past};
use crate::grammar::clause::{Clause, Who};
use crate::grammar::group::{Group, Tense};
use crate::grammar::noun::{Owner, noun};
use crate::grammar::token::Token;
use crate::grammar::verbs::lemma_of;
use crate::reading::Cue;

/// What must be asked before norms and decisions are: they would take these for their own.
pub(crate) fn early(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    if clause.unsure || clause.conditional || clause.is_subordinate() {
        return false;
    }
    let reports = clause.link == crate::grammar::clause::Link::Reported;
    !reports
        && (due(reader, clause)
            || tool(reader, clause)
            || contact(reader, clause)
            || mine_by(reader, clause)
            || answers_in(reader, clause))
}

/// What the clause says in a shape of its own.
pub(crate) fn read(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    inner(reader, act)
        || ended_contact(reader, act)
        || doctor(reader, act)
        || as_trade(reader, act)
        || called(reader, act)
        || cancelled(reader, act)
        || brings(reader, act)
        || commute(reader, act)
        || diet(reader, act)
        || partner(reader, act)
        || as_my(reader, act)
        || car(reader, act)
}

fn user_draft(reader: &Reader<'_>, act: &Act<'_>, attribute: &str, value: Option<String>) -> Draft {
    let mut draft = reader.draft(act, attribute, value);
    "user".clone_into(&mut draft.subject);
    if draft.polarity == Polarity::Positive {
        draft.cardinality = Cardinality::One;
    }
    draft
}

/// "The thesis is due on 2 June", "we need to submit the thesis by 2 June".
fn due(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let group = &clause.group;
    let act = user_act(reader, clause);
    let obliged = matches!(group.modal, Some("have to" | "need to" | "must"));
    let Some((time_from, time_to)) = act.tail.time.or(clause.lead.filter(|_| obliged)) else {
        return false;
    };
    let hands_in = one_of(
        group.lemma.as_str(),
        "hand submit finish deliver complete file turn send pay return do be",
    );
    let by = reader.tokens[time_from].is_in(&["by", "before", "on", "until"]);
    let (from, to) = if group.lemma == "be"
        && reader.tokens[group.rest.min(clause.to - 1)].low == "due"
        && clause.subject.who == Who::Noun
    {
        (clause.subject.from, clause.subject.to)
    } else if obliged && hands_in && by && clause.subject.who == Who::Noun {
        (clause.subject.from, clause.subject.to)
    } else if obliged && hands_in && by && matches!(clause.subject.who, Who::I | Who::We) {
        let start = if reader
            .tokens
            .get(group.rest)
            .is_some_and(|token| token.is_in(&["in", "off"]))
        {
            group.rest + 1
        } else {
            group.rest
        };
        (start, act.to.min(time_from.max(start)))
    } else {
        return false;
    };
    let Some(what) = noun(&reader.tokens, from, to)
        .filter(|noun| !matches!(noun.owner, Owner::Nobody | Owner::Them | Owner::Agent))
    else {
        return false;
    };
    let attribute = format!("deadline:{}", reader.low(what.from, what.to));
    let mut start = time_from;
    while start < time_to && reader.tokens[start].is_one_of("by on before until due the") {
        start += 1;
    }
    let value = reader.words(start, time_to);
    let mut draft = user_draft(reader, &act, &attribute, value);
    draft.type_ = if obliged && clause.subject.who != Who::Noun {
        "goal"
    } else {
        "event"
    };
    draft.time = Some((time_from, time_to));
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    }
    reader.thing = Some((draft.subject.clone(), draft.attribute.clone()));
    reader.push(draft);
    true
}

/// "We use Postgres as our database", "we decided on Stripe for the payments".
fn tool(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let group = &clause.group;
    if !matches!(clause.subject.who, Who::We | Who::I | Who::Noun)
        || is_future(clause)
        || group.modal.is_some_and(|modal| modal != "used to")
        || group.passive
    {
        return false;
    }
    let lemma = group.lemma.as_str();
    let known = one_of(
        lemma,
        "use decide go switch migrate move replace drop choose pick adopt settle have run \
stop change swap opt select keep return abandon ditch retire",
    );
    let Some((at, name)) = known.then(|| purpose(reader, clause)).flatten() else {
        return false;
    };
    let act = user_act(reader, clause);
    let end = if at >= group.rest { at } else { act.to };
    let tokens = &reader.tokens;
    let find = |list: &[&str]| (group.rest..end).find(|&at| tokens[at].is_in(list));
    let find_last = |list: &[&str]| (group.rest..end).rev().find(|&at| tokens[at].is_in(list));
    let drops = matches!(lemma, "drop" | "abandon" | "ditch" | "retire") || lemma == "stop";
    let start = match lemma {
        "replace" | "swap" => find(&["with", "by", "for"]).map(|at| at + 1),
        "switch" | "migrate" | "move" | "change" | "return" => {
            find_last(&["to", "with"]).map(|at| at + 1)
        }
        "go" => find(&["with", "to", "for"]).map(|at| at + 1),
        "decide" | "settle" | "opt" => find(&["on", "for", "to", "upon"]).map(|at| at + 1),
        "stop" => find(&["using", "running"]).map(|at| at + 1),
        _ => Some(group.rest),
    };
    let Some(mut start) = start else { return false };
    while start < end && tokens[start].is_one_of("use using adopt go with back to have") {
        start += 1;
    }
    let (from, to) = phrase(tokens, start, end, &["and", "of"]);
    let to = (from..to)
        .find(|&at| tokens[at].is_in(&["instead", "over"]))
        .unwrap_or(to);
    let Some(value) = reader.words(from, to).filter(|_| from < to) else {
        return false;
    };
    let again = find(&["back"]).is_some();
    let mut draft = user_draft(reader, &act, &name, Some(value.clone()));
    if drops {
        (draft.cue, draft.polarity, draft.cardinality) =
            (Cue::End, Polarity::Negative, Cardinality::Many);
    } else if value.contains(" and ") {
        draft.cardinality = Cardinality::Many;
    } else if again {
        draft.cue = Cue::Again;
    } else if one_of(lemma, "switch migrate move replace change swap") {
        draft.cue = Cue::Change;
    }
    if one_of(lemma, "decide go choose pick settle opt select") && !again {
        draft.type_ = "decision";
    }
    reader.push(draft);
    true
}

/// The property that something is used as: where its words begin, and its name.
fn purpose(reader: &Reader<'_>, clause: &Clause) -> Option<(usize, String)> {
    let tokens = &reader.tokens;
    let lead = clause.lead.map(|(from, _)| from);
    let inside = (clause.group.rest..clause.to).filter(|&at| tokens[at].is_in(&["as", "for"]));
    lead.into_iter()
        .filter(|&at| tokens[at].is_in(&["as", "for"]))
        .chain(inside)
        .find_map(|at| {
            let (from, to) = phrase(tokens, at + 1, clause.to, &[]);
            let from =
                (from..to).find(|&at| !tokens[at].is_one_of("our my the a an main primary new"))?;
            let to = (from..to)
                .find(|&at| {
                    tokens[at].is_in(&["now", "again", "instead", "we", "i"]) || !tokens[at].word
                })
                .unwrap_or(to);
            let name = reader.low(from, to.min(super::value::cut_tail(tokens, from, to).0));
            attributes::is_property(&name).then_some((at, name))
        })
}

/// "I stopped working as a nurse", "I went back to living in Rome": the inner verb with an end or a
/// return.
fn inner(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let tokens = &reader.tokens;
    let word = |at: usize| {
        tokens
            .get(at)
            .filter(|_| at < act.to)
            .map_or("", |token| token.low.as_str())
    };
    let from = act.from;
    let (at, ended) = match (group.lemma.as_str(), word(from), word(from + 1)) {
        ("stop" | "quit" | "cease", _, _) => (from, true),
        ("give", "up", "on") => (from + 2, true),
        ("give", "up", _) => (from + 1, true),
        ("go" | "get" | "switch" | "be" | "return", "back", "to") => (from + 2, false),
        ("return", "to", _) => (from + 1, false),
        ("resume", _, _) => (from, false),
        ("start" | "begin", _, _) if is_past(act.clause) || group.perfect => (from, false),
        _ => return false,
    };
    if group.negated
        || group.modal.is_some()
        || is_future(act.clause)
        || !word(at).ends_with("ing")
        || word(at).len() < 5
    {
        return false;
    }
    let mut clause = act.clause.clone();
    clause.group = Group {
        from: at,
        at,
        rest: at + 1,
        lemma: lemma_of(word(at)),
        tense: Tense::Present,
        negated: ended,
        ended,
        again: !ended && !matches!(group.lemma.as_str(), "start" | "begin"),
        change: !ended,
        finite: group.finite,
        ..Group::default()
    };
    let (first, taken) = (reader.drafts.len(), reader.retractions.len());
    let (to, tail) = super::value::cut_tail(&reader.tokens, at + 1, act.clause.to);
    let within = Act {
        clause: &clause,
        from: at + 1,
        to,
        tail,
        subject: act.subject.clone(),
        is_user: act.is_user,
        noun: act.noun.clone(),
    };
    reader.facts(&within);
    let found = reader.drafts.len() > first
        && reader.drafts[first..]
            .iter()
            .all(|draft| draft.type_ != "event" && draft.type_ != "goal");
    if !found {
        reader.drafts.truncate(first);
        reader.retractions.truncate(taken);
        return false;
    }
    let dated = act.tail.time.is_some() || act.clause.lead.is_some();
    if ended && dated && is_past(act.clause) {
        // With a date it is told as something that happened; what it ended is taken back.
        let ends: Vec<Draft> = reader.drafts.drain(first..).collect();
        for draft in ends {
            super::acts::take_back(reader, act, &draft.attribute, draft.value);
        }
        return false;
    }
    let text = crate::render::sentence(reader.text, &reader.tokens, act.clause, act.clause.to);
    for draft in &mut reader.drafts[first..] {
        draft.text.clone_from(&text);
        draft.from = act.clause.from;
    }
    true
}

fn is_mail(token: &Token) -> bool {
    token.low.contains('@') && token.low.contains('.') && !token.low.starts_with('@')
}

/// The tokens of a telephone number.
fn phone_at(tokens: &[Token], from: usize, to: usize) -> Option<(usize, usize)> {
    let digits = |token: &Token| token.low.chars().filter(char::is_ascii_digit).count();
    let start = (from..to).find(|&at| tokens[at].is_number() && !tokens[at].low.contains(':'))?;
    let mut end = start;
    while end < to && (tokens[end].is_number() || tokens[end].is_in(&["(", ")", "-"])) {
        end += 1;
    }
    let count: usize = tokens[start..end].iter().map(digits).sum();
    (7..=15).contains(&count).then_some((start, end))
}

/// "You can reach me on 555 0100", "mail me at sam@example.com".
pub(crate) fn contact(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let tokens = &reader.tokens;
    let lemma = clause.group.lemma.as_str();
    let reaches = one_of(
        lemma,
        "reach call mail email write text contact ring phone message use get have send ping \
be",
    );
    let mine = tokens[clause.from..clause.to]
        .iter()
        .any(|token| token.is_in(&["me", "my", "i"]));
    let owned = clause.subject.who == Who::Noun || clause.group.negated || clause.group.ended;
    if !reaches || !mine || owned || reader.voice == crate::reading::Voice::Agent {
        return false;
    }
    let mail = (clause.group.rest..clause.to)
        .find(|&at| is_mail(&tokens[at]))
        .map(|at| (at, at + 1));
    let phone = phone_at(tokens, clause.group.rest, clause.to).filter(|_| mail.is_none());
    let (attribute, (from, to)) = match (mail, phone) {
        (Some(at), _) => ("email", at),
        (_, Some(at)) => ("phone", at),
        _ => return false,
    };
    let act = user_act(reader, clause);
    let Some(value) = reader.words(from, to) else {
        return false;
    };
    let mut draft = user_draft(reader, &act, attribute, Some(value.clone()));
    if tokens_have(reader, clause, &["new"]) {
        draft.cue = Cue::Change;
    }
    draft.text = format!("User's {attribute} is {value}");
    reader.push(draft);
    true
}

fn tokens_have(reader: &Reader<'_>, clause: &Clause, list: &[&str]) -> bool {
    reader.tokens[clause.from..clause.to]
        .iter()
        .any(|token| token.is_in(list))
}

/// "We call our dog Rex", "my dog goes by Rex", "we renamed the dog to Rex".
fn called(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let tokens = &reader.tokens;
    let by = lemma == "go"
        && tokens.get(act.from).is_some_and(|token| token.low == "by")
        && !act.is_user;
    let names = matches!(lemma, "call" | "name" | "rename" | "change")
        && !group.passive
        && act.is_user
        && tokens
            .get(act.from)
            .is_some_and(|token| token.is_in(&["my", "our", "the", "him", "her"]));
    let (head, value) = if by {
        let Some(noun) = &act.noun else { return false };
        (
            reader.low(noun.from, noun.to),
            reader.words(act.from + 1, act.to),
        )
    } else if names {
        let to_at = (act.from..act.to).find(|&at| tokens[at].is_in(&["to", "from"]));
        let name_from = (act.from + 1..act.to).find(|&at| tokens[at].capital && tokens[at].word);
        let Some(name_from) = name_from else {
            return false;
        };
        let head_end = to_at.unwrap_or(name_from).min(name_from);
        let head_end = (act.from + 1..head_end)
            .find(|&at| tokens[at].is_in(&["'s", "back"]))
            .unwrap_or(head_end);
        let last_to = (act.from..act.to)
            .rev()
            .find(|&at| tokens[at].low == "to")
            .map_or(name_from, |at| at + 1);
        (
            reader.low(act.from + 1, head_end),
            reader.words(last_to, act.to),
        )
    } else {
        return false;
    };
    let Some(kin) = attributes::kin(&head).map(str::to_owned) else {
        return false;
    };
    let mut draft = reader.draft(act, &kin, value);
    "user".clone_into(&mut draft.subject);
    draft.type_ = "relation";
    draft.cardinality = if draft.polarity == Polarity::Positive && attributes::is_single(&head) {
        Cardinality::One
    } else {
        Cardinality::Many
    };
    if matches!(lemma, "rename" | "change") && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    }
    reader.push(draft);
    true
}

/// "The meeting at nine was cancelled", "I cancelled my haircut", "we dropped the 9:15 standup".
fn cancelled(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let low = reader.low(act.from, act.to);
    let subject_ends = act.clause.subject.who == Who::Noun
        && (group.passive && one_of(lemma, "cancel drop scrap abandon remove lift")
            || lemma == "be"
                && (low.starts_with("off")
                    || low.starts_with("cancelled")
                    || low.starts_with("canceled"))
                && !group.negated
            || group.negated && matches!(lemma, "happen" | "take"));
    let object_ends = act.is_user
        && !group.passive
        && (matches!(lemma, "cancel" | "drop" | "scrap" | "skip") && !group.negated
            || lemma == "have" && (group.ended || act.tail.ended));
    let (from, to) = if subject_ends {
        (act.clause.subject.from, act.clause.subject.to)
    } else if object_ends {
        (act.from, act.clause.to)
    } else {
        return false;
    };
    let Some(attribute) = dated_property(reader, from, to) else {
        return false;
    };
    let mut draft = reader.draft(act, &attribute, None);
    "user".clone_into(&mut draft.subject);
    (draft.cue, draft.polarity, draft.cardinality, draft.type_) =
        (Cue::End, Polarity::Negative, Cardinality::Many, "event");
    reader.push(draft);
    true
}

/// The appointment or deadline that a noun phrase names, its own time left out: "the 9:15 standup".
pub(crate) fn dated_property(reader: &Reader<'_>, from: usize, to: usize) -> Option<String> {
    let tokens = &reader.tokens;
    let mut from = from;
    while from < to
        && (tokens[from].is_one_of("my our the a an that this")
            || tokens[from].is_number()
            || tokens[from].is_in(crate::grammar::words::MONTHS)
            || tokens[from].is_in(crate::grammar::words::WEEKDAYS)
            || tokens[from].is_in(&["no", "am", "pm"]))
    {
        from += 1;
    }
    let stop = (from..to)
        .find(|&at| {
            !tokens[at].word
                || tokens[at]
                    .is_one_of("on at of for was is by with any in until this tomorrow today next")
                || tokens[at].is_number()
        })
        .unwrap_or(to);
    if from >= stop {
        return None;
    }
    let (mut attribute, _) = property(&reader.low(from, stop));
    if attribute == "deadline" {
        let tail = (stop..to).find(|&at| tokens[at].low == "for")?;
        let (start, end) = phrase(tokens, tail + 1, to, &[]);
        let start = (start..end).find(|&at| !tokens[at].is_in(&["my", "our", "the"]))?;
        attribute = format!(
            "deadline:{}",
            reader.low(start, super::value::cut_tail(tokens, start, end).0)
        );
    }
    let known = attribute.starts_with("appointment:") || attribute.starts_with("deadline:");
    if known {
        return Some(attribute);
    }
    let timed = super::value::time_tail(tokens, stop, to).is_some();
    let plain = attributes::define(&attribute).is_none()
        && attributes::kin(&attribute).is_none()
        && stop - from <= 3;
    (timed && plain).then(|| format!("appointment:{attribute}"))
}

/// "I've got a new manager, Kim", "I have a new phone number: 555 0100".
fn brings(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if !act.is_user
        || !matches!(group.lemma.as_str(), "have" | "get")
        || group.negated
        || group.passive
        || is_future(act.clause)
    {
        return false;
    }
    let tokens = &reader.tokens;
    let opens = tokens
        .get(act.from)
        .is_some_and(|token| token.is_in(&["a", "my", "our", "the", "an"]));
    let new = tokens
        .get(act.from + 1)
        .is_some_and(|token| act.from + 1 < act.to && token.is_in(&["new", "old", "different"]));
    if !opens || !new {
        return false;
    }
    let end = act.clause.to;
    let mark = (act.from..end).find(|&at| {
        tokens[at].is_one_of(", : called named - —")
            || at > act.from + 2 && (tokens[at].capital || tokens[at].is_number())
    });
    let Some(mark) = mark else { return false };
    let head = reader.low(act.from + 2, mark);
    let (attribute, own) = property(&head);
    let known = attributes::of_noun(&head).is_some()
        || attributes::is_property(&head)
        || attributes::kin(&head).is_some();
    let start = if tokens[mark].word && !tokens[mark].is_in(&["called", "named"]) {
        mark
    } else {
        mark + 1
    };
    let stop = (start..end)
        .find(|&at| tokens[at].is_one_of("back now again , and from since"))
        .unwrap_or(end);
    let Some(value) = reader.words(start, stop).filter(|_| known && start < stop) else {
        return false;
    };
    let mut draft = user_draft(reader, act, &attribute, Some(strip_article(&value)));
    if draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    if !own {
        draft.type_ = "relation";
        if !attributes::is_single(&head) {
            draft.cardinality = Cardinality::Many;
        }
    }
    reader.push(draft);
    true
}

/// "I go to work by bus", "I take the tram to the office".
fn commute(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let low = reader.low(act.from, act.to);
    let goes = one_of(lemma, "go get take travel ride come commute catch switch");
    let work = [
        "to work",
        "to the office",
        "to school",
        "to uni",
        "to campus",
        "to my office",
        "my commute",
    ]
    .iter()
    .any(|place| low.contains(place))
        || lemma == "commute"
        || act
            .clause
            .lead
            .is_some_and(|(from, to)| reader.low(from, to).starts_with("for work"));
    if !goes
        || !work
        || !act.is_user
        || group.passive
        || is_past(act.clause) && lemma != "switch" && !group.perfect
    {
        return false;
    }
    let tokens = &reader.tokens;
    let by = (act.from..act.to).find(|&at| tokens[at].low == "by");
    let to_the = (act.from..act.to)
        .rev()
        .find(|&at| tokens[at].low == "to" && lemma == "switch");
    let start = match (by, to_the) {
        (Some(by), _) => by + 1,
        (None, Some(at)) => at + 1,
        (None, None) if matches!(lemma, "take" | "ride" | "catch") => act.from,
        _ => return false,
    };
    let (from, to) = phrase(tokens, start, act.to, &[]);
    let Some(value) = reader.words(from, to) else {
        return false;
    };
    let mut draft = user_draft(reader, act, "commute", Some(value));
    if lemma == "switch" {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    true
}

/// "I eat vegan", "I follow a keto diet", "I went vegetarian", "I gave up the paleo diet".
fn diet(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let verbs = one_of(
        lemma,
        "eat follow go switch try change start adopt give quit stop turn become return be \
keep do drop",
    );
    if !verbs
        || !act.is_user && !super::copula::person(act)
        || group.passive
        || is_future(act.clause)
        || group.modal.is_some_and(|modal| modal != "used to")
    {
        return false;
    }
    let tokens = &reader.tokens;
    let at = (act.from..act.to).find(|&at| nature::is_diet(&tokens[at].low));
    let Some(at) = at else { return false };
    let near = at <= act.from + 4
        && (act.to - at <= 2
            || tokens[at + 1..act.to]
                .iter()
                .all(|token| token.is_one_of("diet at home food plan now person")));
    if !near || lemma == "be" && !tokens[act.from].is_in(&["on", "back"]) {
        return false;
    }
    let value = tokens[at].low.clone();
    let mut draft = user_draft(reader, act, "diet", Some(value));
    draft.subject.clone_from(&act.subject);
    if matches!(lemma, "give" | "quit" | "stop" | "drop") {
        (draft.cue, draft.polarity, draft.cardinality) =
            (Cue::End, Polarity::Negative, Cardinality::Many);
    } else if tokens[act.from].low == "back" {
        draft.cue = Cue::Again;
    } else if !matches!(lemma, "eat" | "follow" | "be" | "keep" | "do") && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    true
}

/// "I'm dating Kim", "I broke up with Kim", "Kim and I split up".
fn partner(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let low = reader.low(act.from, act.to);
    let tokens = &reader.tokens;
    let name_at = |from: usize| (from..act.to).find(|&at| tokens[at].capital && tokens[at].word);
    let joint = act.clause.subject.who == Who::We
        && tokens[act.clause.subject.from].capital
        && act.clause.subject.to - act.clause.subject.from >= 3
        && tokens[act.clause.subject.to - 1].low == "i";
    let parts = matches!(lemma, "break" | "split" | "separate")
        && (low.starts_with("up") || lemma == "separate" || low.starts_with("apart"));
    let ends = parts && !group.negated;
    let value = if joint {
        let together = lemma == "be"
            && (low.starts_with("together")
                || low.starts_with("back together")
                || low.starts_with("a couple")
                || low.starts_with("dating")
                || low.starts_with("married"));
        if !ends && !together && !(lemma == "get" && low.contains("together")) && lemma != "date" {
            return false;
        }
        words(
            reader.text,
            tokens,
            act.clause.subject.from,
            act.clause.subject.to - 2,
        )
    } else {
        let dates = lemma == "date" && !group.passive || lemma == "see" && group.progressive;
        let states = [
            "in a relationship with ",
            "together with ",
            "back together with ",
            "going out with ",
            "engaged to ",
            "married to ",
        ];
        let with = ["with "];
        let be = lemma == "be"
            && (states.iter().any(|state| low.starts_with(state))
                || with.iter().any(|state| low.starts_with(state))
                    && person_at(reader, act.from + 1));
        let goes_out = lemma == "go" && group.progressive && low.starts_with("out with ");
        if !(dates || be || goes_out || ends && low.contains("with ")) || !act.is_user {
            return false;
        }
        name_at(act.from)
            .filter(|&at| {
                tokens[act.from..at].iter().all(|token| {
                    token.word && !token.is_one_of("my our the on at a")
                        || token.is_in(&["a"]) && !dates
                })
            })
            .and_then(|at| {
                let end = (at..act.to)
                    .find(|&at| !tokens[at].capital)
                    .unwrap_or(act.to);
                words(reader.text, tokens, at, end)
            })
    };
    let Some(value) = value else { return false };
    let mut draft = user_draft(reader, act, "partner", Some(value));
    draft.type_ = "relation";
    if ends {
        (draft.cue, draft.polarity, draft.cardinality) =
            (Cue::End, Polarity::Negative, Cardinality::Many);
        draft.type_ = "event";
        if act.tail.time.is_some() || act.clause.lead.is_some() {
            // With a date it is told as something that happened.
            super::acts::take_back(reader, act, "partner", draft.value);
            return false;
        }
    } else if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    } else if low.contains("back") {
        draft.cue = Cue::Again;
    }
    reader.push(draft);
    true
}

/// Whether a first name stands at `at`.
fn person_at(reader: &Reader<'_>, at: usize) -> bool {
    let Some(token) = reader.tokens.get(at).filter(|token| token.capital) else {
        return false;
    };
    let word = reader.text.get(token.start..token.end).unwrap_or_default();
    let sentence = format!("I met {word} yesterday.");
    crate::entities::find(&sentence)
        .iter()
        .any(|entity| entity.name == word && entity.type_.as_deref() == Some("person"))
}

/// "Kim took over as my manager", "I changed from A to B as my doctor", "I report to Kim".
fn as_my(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let tokens = &reader.tokens;
    if group.lemma == "report"
        && tokens.get(act.from).is_some_and(|token| token.low == "to")
        && !group.passive
        && !is_future(act.clause)
        && !is_past(act.clause)
    {
        let (from, to) = phrase(tokens, act.from + 1, act.to, &["of"]);
        let Some(value) = reader.words(from, to) else {
            return false;
        };
        let mut draft = reader.draft(act, "manager", Some(value));
        if draft.polarity == Polarity::Negative {
            draft.cue = Cue::End;
        }
        reader.push(draft);
        return true;
    }
    let Some(at) = (act.from..act.to).find(|&at| {
        tokens[at].low == "as"
            && tokens
                .get(at + 1)
                .is_some_and(|next| next.is_in(&["my", "our"]))
    }) else {
        return false;
    };
    let (_, end) = phrase(tokens, at + 2, act.to, &[]);
    let head = reader.low(at + 2, end);
    let (attribute, _) = property(&head);
    if attributes::kin(&head).is_none()
        && attributes::of_noun(&head).is_none()
        && !head.starts_with("favourite")
        || group.negated
        || is_future(act.clause)
    {
        return false;
    }
    let takes = act.clause.subject.who == Who::Noun
        && one_of(
            group.lemma.as_str(),
            "replace take follow succeed start be join return come",
        );
    let value = if takes {
        reader.words(act.clause.subject.from, act.clause.subject.to)
    } else {
        let start = (act.from..at)
            .rev()
            .find(|&at| tokens[at].is_in(&["to", "with"]))
            .map_or(act.from, |at| at + 1);
        reader.words(start, at)
    };
    let Some(value) = value else { return false };
    let back = (group.rest..at).any(|at| tokens[at].low == "back") || group.again;
    let mut draft = user_draft(reader, act, &attribute, Some(value));
    draft.cue = if back { Cue::Again } else { Cue::Change };
    if attributes::kin(&head).is_some() {
        draft.type_ = "relation";
    }
    reader.push(draft);
    true
}

const MAKES: &[&str] = &[
    "honda",
    "skoda",
    "tesla",
    "fiat",
    "ford",
    "toyota",
    "volvo",
    "bmw",
    "audi",
    "vw",
    "volkswagen",
    "mercedes",
    "renault",
    "peugeot",
    "kia",
    "hyundai",
    "mazda",
    "nissan",
    "opel",
    "mini",
    "porsche",
    "subaru",
    "chevrolet",
    "chevy",
    "jeep",
    "dacia",
    "citroën",
    "citroen",
    "lexus",
    "suzuki",
    "mitsubishi",
    "jaguar",
    "saab",
    "buick",
    "cadillac",
    "dodge",
    "škoda",
    "polestar",
    "rivian",
    "lada",
];

/// "I drive a Fiat", "I traded in the Fiat for a Kia", "I got rid of the Fiat".
fn car(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let tokens = &reader.tokens;
    if !act.is_user
        || group.passive
        || is_future(act.clause)
        || group.modal.is_some_and(|modal| modal != "used to")
        || act.from >= act.to
    {
        return false;
    }
    let make = |from: usize, to: usize| (from..to).find(|&at| tokens[at].is_in(MAKES));
    let find = |list: &[&str]| (act.from..act.to).find(|&at| tokens[at].is_in(list));
    let article = tokens[act.from].is_in(&["a", "an", "the", "my"]);
    let (start, ended) = match lemma {
        "drive"
            if article
                && !group.progressive
                && !is_past(act.clause)
                && make(act.from, act.to).is_some() =>
        {
            (act.from, false)
        }
        "drive" if article && !is_past(act.clause) && !tokens[act.from].is_in(&["my", "the"]) => {
            (act.from, false)
        }
        "get" if tokens[act.from].low == "rid" => (make(act.from, act.to).unwrap_or(act.to), true),
        "get" if tokens[act.from].low == "around" => (find(&["a", "an"]).unwrap_or(act.to), false),
        "sell" | "scrap" | "crash" => (make(act.from, act.to).unwrap_or(act.to), true),
        "trade" | "replace" | "swap" => (
            find(&["for", "with"])
                .filter(|&at| make(at, act.to).is_some())
                .map_or(act.to, |at| at + 1),
            false,
        ),
        "own" | "have" | "buy" | "get" | "purchase" | "lease" => {
            (make(act.from, act.to).unwrap_or(act.to), false)
        }
        _ => return false,
    };
    let start = if one_of(lemma, "own have buy get purchase lease")
        && start < act.to
        && tokens[act.from].is_in(&["two", "three", "no"])
    {
        act.to
    } else {
        start
    };
    if start >= act.to {
        return false;
    }
    let (from, to) = phrase(tokens, start, act.to, &[]);
    let Some(value) = reader.words(from, to) else {
        return false;
    };
    if ended {
        super::acts::take_back(reader, act, "car", Some(value));
        return false;
    }
    let mut draft = user_draft(reader, act, "car", Some(value));
    if matches!(lemma, "buy" | "get" | "purchase") {
        draft.type_ = "event";
    }
    if matches!(lemma, "trade" | "replace" | "swap" | "buy") && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    }
    reader.push(draft);
    true
}

/// "We have our standup at 9:15", "there's my haircut on Friday".
pub(crate) fn held_at(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if !matches!(group.lemma.as_str(), "have" | "do" | "hold" | "be" | "get")
        || group.negated
        || is_past(act.clause)
        || group.passive
    {
        return false;
    }
    let Some((from, to)) = act.tail.time else {
        return false;
    };
    let opens = reader
        .tokens
        .get(act.from)
        .is_some_and(|token| act.from < act.to && token.is_in(&["my", "our", "the", "a", "an"]));
    let Some(what) = opens
        .then(|| noun(&reader.tokens, act.from, act.to))
        .flatten()
    else {
        return false;
    };
    let owned = crate::grammar::noun::Noun {
        owner: Owner::User,
        ..what.clone()
    };
    let Some(mut attribute) = property_of(reader, &owned).map(|property| property.attribute) else {
        return false;
    };
    let words = &reader.tokens[from..to];
    let certain = words.iter().any(|token| {
        token.is_in(crate::grammar::words::WEEKDAYS) && !token.low.ends_with("days")
            || token.is_in(crate::grammar::words::MONTHS)
            || token.is_in(&["tomorrow", "tonight", "noon", "midnight"])
            || token.low.contains(':')
            || token.low.ends_with("am")
            || token.low.ends_with("pm")
    });
    let known = attribute.starts_with("appointment:") || attribute.starts_with("deadline:");
    if !known
        && (!certain
            || what.tail.is_some()
            || !words[0].is_one_of("on at tomorrow tonight next this")
            || attributes::define(&attribute).is_some()
            || attributes::kin(&attribute).is_some()
            || !matches!(group.lemma.as_str(), "have" | "be"))
    {
        return false;
    }
    if !known {
        attribute = format!("appointment:{attribute}");
    }
    let start = if reader.tokens[from].is_in(&["on", "at", "in", "for"]) {
        from + 1
    } else {
        from
    };
    let value = reader.words(start, to);
    let mut draft = user_draft(reader, act, &attribute, value);
    draft.type_ = "event";
    reader.push(draft);
    true
}

/// "Sailing is something I love", "Polish is a language I speak", "Figma is one of the tools I use".
fn mine_by(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    if clause.group.lemma != "be"
        || clause.subject.who != Who::Noun
        || is_past(clause)
        || is_future(clause)
        || clause.group.modal.is_some()
    {
        return false;
    }
    let tokens = &reader.tokens;
    let rest = clause.group.rest;
    let Some(value) = reader.words(clause.subject.from, clause.subject.to) else {
        return false;
    };
    let act = user_act(reader, clause);
    // "Noor is one of my kids"
    if reader.low(rest, clause.to).starts_with("one of my ")
        || reader.low(rest, clause.to).starts_with("one of our ")
    {
        let (from, to) = phrase(tokens, rest + 3, clause.to, &[]);
        let head = reader.low(from, to);
        let single = head
            .strip_suffix("ies")
            .map(|stem| format!("{stem}y"))
            .or_else(|| head.strip_suffix('s').map(str::to_owned))
            .unwrap_or_else(|| {
                if head == "children" {
                    "child".to_owned()
                } else {
                    head.clone()
                }
            });
        let (attribute, own) = property(&single);
        let mut draft = reader.draft(&act, &attribute, Some(value));
        "user".clone_into(&mut draft.subject);
        draft.cardinality = Cardinality::Many;
        if !own {
            draft.type_ = "relation";
        }
        reader.push(draft);
        return true;
    }
    let opens = tokens
        .get(rest)
        .is_some_and(|token| token.is_one_of("something one a an what the"));
    let Some(i_at) = (rest + 1..clause.to.min(rest + 7))
        .find(|&at| tokens[at].is_in(&["i", "we"]))
        .filter(|_| opens)
    else {
        return false;
    };
    let Some(group) = crate::grammar::group::group(tokens, i_at + 1, clause.to) else {
        return false;
    };
    let attribute = match group.lemma.as_str() {
        "love" | "like" | "enjoy" | "adore" | "hate" | "dislike" => "likes",
        "speak" => "language_spoken",
        "use" => "uses",
        "drive" => "car",
        "play" => "play",
        _ => return false,
    };
    if !group.is_real() || group.tense != Tense::Present {
        return false;
    }
    let mut draft = reader.draft(&act, attribute, Some(strip_article(&value)));
    draft.cardinality = Cardinality::Many;
    if matches!(group.lemma.as_str(), "hate" | "dislike") != group.negated {
        draft.polarity = Polarity::Negative;
    }
    reader.push(draft);
    true
}

/// "All your answers should be in French."
fn answers_in(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let subject = reader.low(clause.subject.from, clause.subject.to);
    let answers = ["answers", "replies", "responses", "messages"]
        .iter()
        .any(|word| subject.ends_with(word))
        && subject.contains("your");
    let be = clause.group.lemma == "be"
        && matches!(
            clause.group.modal,
            Some("should" | "must" | "have to" | "need to")
        );
    if !answers || !be {
        return false;
    }
    super::duties::directive(reader, clause, clause.from, clause.to);
    true
}

/// "I see Dr. Lang now", "I'm a patient of Dr. Lang".
fn doctor(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let tokens = &reader.tokens;
    let Some(at) = (act.from..act.to).find(|&at| tokens[at].is_in(&["dr"])) else {
        return false;
    };
    let low = reader.low(act.from, act.to);
    let anew = group.change
        || act.tail.change
        || group.again
        || act.tail.again
        || group.ended
        || act.tail.ended
        || act.clause.change;
    let whole = reader.low(act.clause.from, reader.tokens.len().min(act.clause.to + 8));
    let health = ["check-up", "checkup", "my doctor", "my gp", "gp", "doctors"]
        .iter()
        .any(|word| whole.contains(word))
        || reader.text.to_lowercase().contains("doctor");
    let sees = matches!(group.lemma.as_str(), "see" | "go" | "visit" | "have")
        && (anew || health)
        && !is_past(act.clause)
        && !is_future(act.clause)
        && !(act.tail.time.is_some() && !health)
        || low.starts_with("a patient of")
        || low.starts_with("with dr")
        || low.starts_with("back with dr");
    if !sees || !act.is_user || group.modal.is_some() {
        return false;
    }
    let end = (at + 1..act.to)
        .find(|&at| !tokens[at].capital)
        .unwrap_or(act.to);
    let Some(value) = reader.words(at, end) else {
        return false;
    };
    let mut draft = user_draft(reader, act, "doctor", Some(value));
    draft.type_ = "relation";
    if draft.polarity == Polarity::Negative {
        draft.cue = Cue::End;
    } else if low.starts_with("back") {
        draft.cue = Cue::Again;
    }
    reader.push(draft);
    true
}

/// "I've retrained as a chemist", "I earn my living as a nurse".
fn as_trade(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if !one_of(
        group.lemma.as_str(),
        "retrain train qualify earn make serve freelance requalify start begin return",
    ) || group.passive
        || is_future(act.clause)
        || group.modal.is_some()
        || !act.is_user
    {
        return false;
    }
    let Some(at) = (act.from..act.to).find(|&at| reader.tokens[at].low == "as") else {
        return false;
    };
    let (from, to) = phrase(&reader.tokens, at + 1, act.to, &["of"]);
    let head = reader.low(from, to);
    if !nature::is_trade(&head) {
        return false;
    }
    let value = reader.words(from, to);
    let mut draft = user_draft(reader, act, "job_title", value);
    if draft.polarity == Polarity::Positive
        && !matches!(
            group.lemma.as_str(),
            "earn" | "make" | "serve" | "freelance"
        )
        && draft.cue == Cue::Plain
    {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    true
}

/// "My email lena@example.com is not valid any more", "the old number 555 0100 is dead".
fn ended_contact(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    if clause.subject.who != Who::Noun
        || clause.group.lemma != "be"
            && clause.group.lemma != "work"
            && clause.group.lemma != "exist"
    {
        return false;
    }
    let tokens = &reader.tokens;
    let (from, to) = (clause.subject.from, clause.subject.to);
    let mail = (from..to)
        .find(|&at| is_mail(&tokens[at]))
        .map(|at| (at, at + 1));
    let (attribute, found) = match (mail, phone_at(tokens, from, to)) {
        (Some(found), _) => ("email", found),
        (_, Some(found)) => ("phone", found),
        _ => return false,
    };
    let over = clause.group.negated
        || clause.group.ended
        || act.tail.ended
        || (act.from..act.to).any(|at| {
            tokens[at].is_one_of("dead closed invalid old outdated gone deactivated disabled")
        });
    // "lena@example.com is my email" is told elsewhere.
    if !over || found == (from, to) {
        return false;
    }
    let value = reader.words(found.0, found.1);
    let mut draft = user_draft(reader, act, attribute, value);
    (draft.cue, draft.polarity, draft.cardinality) =
        (Cue::End, Polarity::Negative, Cardinality::Many);
    reader.push(draft);
    true
}

/// "There's no deadline for the thesis any more."
pub(crate) fn none_left(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let no = reader
        .tokens
        .get(act.from)
        .is_some_and(|token| act.from < act.to && token.low == "no");
    if !no || act.clause.group.lemma != "be" {
        return false;
    }
    let Some(attribute) = dated_property(reader, act.from + 1, act.to) else {
        return false;
    };
    let mut draft = user_draft(reader, act, &attribute, None);
    (draft.cue, draft.polarity, draft.cardinality) =
        (Cue::End, Polarity::Negative, Cardinality::Many);
    reader.push(draft);
    true
}
