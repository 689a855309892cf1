//! Issues: what does not work.

use types::{Cardinality, Polarity};

use super::duties::extended;
use super::plans::{subject_name, user_act};
use super::{Reader, is_past};
use crate::grammar::clause::{Clause, Link, Who};
use crate::render;

const FAILS: &[&str] = &[
    "fail",
    "crash",
    "break",
    "hang",
    "freeze",
    "stall",
    "leak",
    "flicker",
    "overheat",
    "glitch",
    "lag",
    "timeout",
    "malfunction",
    "restart",
    "disconnect",
];
const BROKEN: &[&str] = &[
    "broken",
    "down",
    "slow",
    "unresponsive",
    "failing",
    "crashing",
    "flaky",
    "stuck",
    "unreachable",
    "corrupted",
    "frozen",
    "unavailable",
    "offline",
    "buggy",
    "laggy",
    "unstable",
    "inaccessible",
];
const TROUBLES: &[&str] = &[
    "bug",
    "error",
    "issue",
    "problem",
    "leak",
    "crash",
    "outage",
    "trouble",
    "regression",
    "exception",
    "errors",
    "bugs",
    "issues",
    "problems",
    "difficulty",
    "glitch",
    "deadlock",
    "vulnerability",
    "memory leak",
    "delay",
    "failure",
    "failures",
    "warning",
    "timeouts",
    "timeout",
];

/// Reads an issue and says how many clauses it took.
pub(crate) fn read(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let group = &clause.group;
    if clause.is_subordinate()
        || clause.conditional
        || clause.unsure
        || group.unsure
        || matches!(
            group.modal,
            Some("would" | "could" | "might" | "may" | "should" | "must")
        )
        || clause.link == Link::Reported
    {
        return None;
    }
    if !matches!(
        clause.subject.who,
        Who::I | Who::We | Who::Noun | Who::There
    ) || !troubled(reader, clause)
    {
        return None;
    }
    let name = match clause.subject.who {
        Who::There => "user".to_owned(),
        _ => subject_name(reader, clause)?,
    };
    let end = extended(clauses, at);
    let act = user_act(reader, clause);
    let value = if name == "user" {
        reader.words(group.from, end)
    } else {
        reader.words(clause.from, end)
    };
    let mut draft = reader.draft(&act, "issue", value);
    (draft.subject, draft.type_) = (name, "issue");
    (draft.cardinality, draft.polarity) = (Cardinality::Many, Polarity::Positive);
    draft.to = end;
    draft.text = render::sentence(reader.text, &reader.tokens, clause, end);
    reader.push(draft);
    Some(
        clauses[at..]
            .iter()
            .take_while(|next| next.from < end)
            .count()
            .max(1),
    )
}

fn troubled(reader: &Reader<'_>, clause: &Clause) -> bool {
    let group = &clause.group;
    let tokens = &reader.tokens;
    let lemma = group.lemma.as_str();
    let own = matches!(clause.subject.who, Who::I | Who::We);
    let rest = || tokens[group.rest..clause.to].iter();
    let first = tokens
        .get(group.rest)
        .filter(|_| group.rest < clause.to)
        .map_or("", |token| token.low.as_str());
    let trouble = || rest().take(8).any(|token| token.is_in(TROUBLES));
    if clause.subject.who == Who::There {
        return trouble() && !group.negated && lemma == "be";
    }
    if own {
        let stuck = matches!(
            lemma,
            "have" | "get" | "encounter" | "face" | "experience" | "hit" | "see" | "keep" | "run"
        ) && trouble()
            && !group.negated
            && !is_future(clause)
            && !rest().any(|token| token.is_in(&["no", "fixed", "without"]));
        let cannot = group.modal == Some("can")
            && group.negated
            && matches!(
                lemma,
                "log"
                    | "login"
                    | "connect"
                    | "access"
                    | "install"
                    | "sign"
                    | "open"
                    | "reach"
                    | "print"
                    | "sleep"
                    | "download"
                    | "upload"
                    | "load"
                    | "build"
                    | "compile"
                    | "send"
                    | "push"
                    | "find-no"
                    | "reproduce"
                    | "get"
            );
        let struggles = lemma == "struggle" && matches!(first, "with" | "to");
        return stuck
            || cannot
                && (lemma != "get"
                    || rest().any(|token| token.is_in(&["work", "working", "running", "run"])))
            || struggles
            || lemma == "keep" && trouble();
    }
    if is_past(clause)
        && !group.perfect
        && !(FAILS.contains(&lemma) || matches!(lemma, "stop" | "throw"))
        || is_future(clause)
    {
        return false;
    }
    let keeps = lemma == "keep"
        && tokens
            .get(group.rest)
            .is_some_and(|token| token.low.ends_with("ing"));
    let fails = FAILS.contains(&lemma) && !group.negated && (!group.passive || lemma == "break");
    let idle = matches!(
        lemma,
        "work"
            | "start"
            | "load"
            | "respond"
            | "boot"
            | "turn"
            | "connect"
            | "open"
            | "compile"
            | "build"
            | "sync"
            | "update"
            | "run"
            | "charge"
            | "print"
            | "render"
            | "install"
    ) && group.negated
        && matches!(group.modal, None | Some("will" | "can"));
    let broken = lemma == "be" && BROKEN.contains(&first) && !group.negated;
    let throws = matches!(
        lemma,
        "throw" | "return" | "show" | "give" | "raise" | "have" | "report" | "log"
    ) && trouble()
        && !group.negated;
    let hurts = matches!(lemma, "hurt" | "ache") && !group.negated;
    let stopped = lemma == "stop" && first == "working";
    keeps && !pleasant(reader, clause)
        || fails
        || idle && !of_person(reader, clause)
        || broken
        || throws
        || hurts
        || stopped
}

/// "My dog keeps barking" is no fault of a thing, but still trouble; "keeps growing" is neither.
fn pleasant(reader: &Reader<'_>, clause: &Clause) -> bool {
    reader.tokens.get(clause.group.rest).is_some_and(|token| {
        token.is_in(&[
            "growing",
            "improving",
            "saying",
            "asking",
            "telling",
            "getting",
            "going",
            "winning",
            "smiling",
        ])
    })
}

fn of_person(reader: &Reader<'_>, clause: &Clause) -> bool {
    let low = reader.low(clause.subject.from, clause.subject.to);
    let head = low.rsplit(' ').next().unwrap_or_default();
    super::attributes::kin(head).is_some()
        || reader.tokens[clause.subject.from].capital
            && clause.subject.to - clause.subject.from == 1
            && !reader.tokens[clause.subject.from].new_line
}

fn is_future(clause: &Clause) -> bool {
    super::is_future(clause) && !clause.group.negated
}
