//! Ways of saying a property that have a shape of their own: "we use X as our Y", "the report is due
//! on Friday", "I stopped working as a nurse", "you can reach me on ...".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::attributes;
use super::copula::{property, strip_article};
use super::own;
use super::plans::user_act;
use super::possession::property_of;
use super::value::phrase;
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
        || own::doctor(reader, act)
        || own::as_trade(reader, act)
        || own::called(reader, act)
        || cancelled(reader, act)
        || own::brings(reader, act)
        || commute(reader, act)
        || own::diet(reader, act)
        || own::partner(reader, act)
        || own::as_my(reader, act)
        || own::car(reader, act)
}

pub(super) fn user_draft(
    reader: &Reader<'_>,
    act: &Act<'_>,
    attribute: &str,
    value: Option<String>,
) -> Draft {
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
    let is_due = group.lemma == "be" && reader.tokens[group.rest.min(clause.to - 1)].low == "due";
    let owed = obliged && hands_in && by;
    let (from, to) = if (is_due || owed) && clause.subject.who == Who::Noun {
        (clause.subject.from, clause.subject.to)
    } else if owed && matches!(clause.subject.who, Who::I | Who::We) {
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
    let of_others = clause.subject.who == Who::Noun
        && reader.tokens[clause.subject.from..clause.to]
            .iter()
            .any(|token| token.is_one_of("their his her other"));
    if !matches!(clause.subject.who, Who::We | Who::I | Who::Noun)
        || of_others
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
    let Some((at, ended)) = inner_verb(reader, act) else {
        return false;
    };
    let mut clause = act.clause.clone();
    clause.group = Group {
        from: at,
        at,
        rest: at + 1,
        lemma: lemma_of(&reader.tokens[at].low),
        tense: Tense::Present,
        negated: ended,
        ended,
        again: !ended && !matches!(group.lemma.as_str(), "start" | "begin" | "end" | "wind"),
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

/// Where the inner verb stands, and whether what it tells ended.
fn inner_verb(reader: &Reader<'_>, act: &Act<'_>) -> Option<(usize, bool)> {
    let group = &act.clause.group;
    let word = |at: usize| {
        reader
            .tokens
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
        ("end" | "wind", "up", _) if is_past(act.clause) || group.perfect => (from + 1, false),
        ("resume", _, _) => (from, false),
        ("start" | "begin", _, _) if is_past(act.clause) || group.perfect => (from, false),
        _ => return None,
    };
    let real = !group.negated && group.modal.is_none() && !is_future(act.clause);
    (real && word(at).ends_with("ing") && word(at).len() >= 5).then_some((at, ended))
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

/// "The meeting at nine was cancelled", "I cancelled my haircut", "we dropped the 9:15 standup".
fn cancelled(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let low = reader.low(act.from, act.to);
    let subject_ends = act.clause.subject.who == Who::Noun
        && (group.passive && one_of(lemma, "cancel drop scrap abandon remove lift")
            || lemma == "be"
                && (low.starts_with("off")
                    || low.starts_with("called off")
                    || low.starts_with("cancelled")
                    || low.starts_with("canceled"))
                && !group.negated
            || group.passive && lemma == "call" && low.starts_with("off")
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

/// "I go to work by bus", "I take the tram to the office".
fn commute(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let low = reader.low(act.from, act.to);
    let goes = one_of(lemma, "go get take travel ride come commute catch switch");
    // "I cycle to work": the verb tells how.
    let moves = one_of(lemma, "cycle bike walk drive run jog skate scoot row");
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
    if !(goes || moves && goes_to(reader, act))
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
        (None, None) if moves || matches!(lemma, "take" | "ride" | "catch") => act.from,
        _ => return false,
    };
    let (from, to) = phrase(tokens, start, act.to, &[]);
    let value = match moves {
        true => Some(lemma.to_owned()),
        false => reader.words(from, to),
    };
    let Some(value) = value else {
        return false;
    };
    let mut draft = user_draft(reader, act, "commute", Some(value));
    if lemma == "switch" {
        draft.cue = Cue::Change;
    }
    reader.push(draft);
    true
}

/// "To work" stands directly behind the verb: "I walk my dog to school" tells of something else.
fn goes_to(reader: &Reader<'_>, act: &Act<'_>) -> bool {
    reader
        .tokens
        .get(act.from)
        .is_some_and(|token| token.low == "to")
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
        let (attribute, own) = property(&singular(&reader.low(from, to)));
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

/// "kid" of "kids".
fn singular(head: &str) -> String {
    if let Some(stem) = head.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match head.strip_suffix('s') {
        Some(stem) => stem.to_owned(),
        None if head == "children" => "child".to_owned(),
        None => head.to_owned(),
    }
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
