//! Further shapes of decisions and goals: "Let's go with option B", "Thursday it is", "Next on my list is
//! getting certified", "By June I want the kitchen finished".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::phrase::{has, low};
use super::plans::user_act;
use super::{Reader, is_future, is_past};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::token::Token;
use crate::grammar::verbs::{form, verb};
use crate::reading::Voice;

/// What people call what they want to reach.
const AIMS: &str = "goal goals objective objectives aim target ambition dream resolution mission \
intention priority wish list plan";
/// What ends a matter: "..., it's decided".
const SETTLED: &[&str] = &[
    "it is decided",
    "that is decided",
    "it is settled",
    "that is settled",
    "that is final",
    "it is final",
    "it is official",
    "that is that",
    "end of discussion",
    "end of story",
    "case closed",
    "final decision",
    "no going back",
    "we decided",
    "we have decided",
    "i have decided",
    "we agreed",
];

/// Reads a decision or a goal and says how many clauses it took.
pub(crate) fn read(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let able = matches!(reader.voice, Voice::User | Voice::Record)
        && !clause.conditional
        && !clause.unsure
        && !clause.group.unsure
        && !clause.is_subordinate()
        && !matches!(clause.link, Link::Reported | Link::Or | Link::Relative)
        && clause.mood != Mood::Question;
    if !able || clause.to <= clause.from {
        return None;
    }
    let from = clause
        .lead
        .map_or(clause.from, |(from, _)| from.min(clause.from));
    if let Some(start) = decided(reader, clauses, at) {
        let stop = reader.said_end(clause).max(start + 1);
        push(reader, clause, "decision", start, stop);
        return Some(1);
    }
    if let Some((start, end)) = aimed(reader, clause, from) {
        push(reader, clause, "goal", start, end);
        return Some(1);
    }
    None
}

fn push(reader: &mut Reader<'_>, clause: &Clause, type_: &'static str, from: usize, to: usize) {
    let act = user_act(reader, clause);
    let value = reader.words(from, to);
    let mut draft = reader.draft(&act, type_, value);
    draft.type_ = type_;
    draft.cardinality = Cardinality::Many;
    draft.polarity = if clause.group.negated {
        Polarity::Negative
    } else {
        Polarity::Positive
    };
    if clause.mood != Mood::Statement {
        draft.text = reader.told(from, to);
    }
    reader.push(draft);
}

/// Where what was decided begins.
fn decided(reader: &Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let words = &reader.tokens[clause.from..clause.to];
    let group = &clause.group;
    let rest = &reader.tokens[group.rest.min(clause.to)..clause.to];
    let own = matches!(clause.subject.who, Who::I | Who::We | Who::Implied);
    let lemma = group.lemma.as_str();
    let closing = clauses.get(at + 1).is_some_and(|next| {
        clause.mood == Mood::Fragment
            && clause.to - clause.from >= 2
            && matches!(
                reader.low(next.from, next.to).as_str(),
                "we decided" | "we have decided" | "i have decided" | "it is decided"
            )
    });
    if closing {
        return Some(clause.from);
    }
    if low(words, 0) == "let" && low(words, 1) == "us" {
        return let_us(&words[2..]).then_some(clause.from + 2);
    }
    // "Thursday it is"
    let length = words.len();
    if (3..=7).contains(&length)
        && low(words, length - 1) == "is"
        && low(words, length - 2) == "it"
        && !has(
            &words[..length - 2],
            "what who where how that as whatever time",
        )
    {
        return Some(clause.from);
    }
    if clause.mood != Mood::Statement {
        return None;
    }
    // "we voted and it's gonna be Friday pizza"
    let voted = at > 0
        && clauses[at - 1].group.lemma == "vote"
        && clause.subject.who == Who::It
        && lemma == "be";
    if voted {
        return Some(group.rest);
    }
    if !own {
        return None;
    }
    let now = group.progressive && !group.negated && !is_past(clause);
    let we = clause.subject.who == Who::We;
    let chosen = we && ends(clause, rest)
        || refused(clause, rest)
        || taken(clause, rest, now)
        || gone_for(clause, rest)
        || kept(clause, rest, now)
        || so_then(clause, rest, now);
    let closed = !is_past(clause)
        && clauses.get(at + 1).is_some_and(|next| {
            let low = reader.low(next.from, next.to);
            SETTLED.contains(&low.as_str())
        });
    (chosen || closed).then_some(group.at)
}

/// "We're killing the newsletter", "we scrapped the redesign", "we're not doing a party this year"
fn ends(clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    let now = group.progressive && !is_past(clause);
    let kills = now
        && !group.negated
        && one_of(
            lemma,
            "kill scrap axe ditch sunset retire discontinue deprecate shelve abandon",
        );
    let killed =
        (is_past(clause) || group.perfect) && one_of(lemma, "scrap axe ditch shelve greenlight");
    let skips = now
        && group.negated
        && one_of(lemma, "do have hold go run send throw host")
        && rest.len() >= 2
        && !has(
            rest,
            "well good great fine ok okay it that this anything enough problems fun luck",
        );
    !rest.is_empty() && (kills || killed || skips)
}

/// "I'm not renewing the lease"
fn refused(clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    group.negated
        && !group.perfect
        && !is_past(clause)
        && (group.progressive || is_future(clause))
        && one_of(
            &group.lemma,
            "renew apply accept sign extend pursue continue join hire launch buy sell migrate upgrade \
adopt participate reapply rehire merge support offer",
        )
        && rest
            .first()
            .is_some_and(|token| !token.is_one_of("this that it"))
}

/// "I'm going to take the offer"
fn taken(clause: &Clause, rest: &[Token], now: bool) -> bool {
    (now || is_future(clause) && !clause.group.negated)
        && clause.group.lemma == "take"
        && low(rest, 0) == "the"
        && rest.iter().take(4).any(|token| {
            token.is_one_of("offer job position deal flat apartment role promotion house")
        })
}

/// "Gonna go for the electric one instead of the hybrid", "we're going ahead with the merger"
fn gone_for(clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    let bigger = |token: &Token| {
        token.low.len() > 4 && token.low.ends_with("er") && !token.low.ends_with("ner")
    };
    (is_future(clause) || group.progressive)
        && group.lemma == "go"
        && !group.negated
        && group.modal.is_none()
        && match (low(rest, 0), low(rest, 1)) {
            ("with", _) | ("ahead", "with") => true,
            ("for", next) => {
                has(rest, "instead over one option") || next == "the" && rest.iter().any(bigger)
            }
            _ => false,
        }
}

/// "We're hiring Amara", "I'm staying with my current bank"
fn kept(clause: &Clause, rest: &[Token], now: bool) -> bool {
    let lemma = clause.group.lemma.as_str();
    let hires = clause.subject.who == Who::We
        && lemma == "hire"
        && rest.first().is_some_and(|token| token.capital);
    let stays = clause.subject.who == Who::I
        && lemma == "stay"
        && low(rest, 0) == "with"
        && has(rest, "current old bank provider job team plan");
    let keeps = clause.subject.who == Who::We
        && lemma == "keep"
        && rest
            .first()
            .is_some_and(|token| token.is_one_of("the our my"));
    let accepts =
        one_of(lemma, "accept decline reject") && has(rest, "offer job deal proposal position");
    let quits = lemma == "quit" && rest.first().is_some_and(|token| token.is_one_of("the my"));
    now && (hires || stays || keeps || accepts || quits)
}

/// "My phone broke, so I'm getting a Pixel"
fn so_then(clause: &Clause, rest: &[Token], now: bool) -> bool {
    clause.link == Link::So
        && now
        && one_of(
            &clause.group.lemma,
            "get buy go quit sell switch order drop move leave stay keep hire",
        )
        && rest
            .first()
            .is_some_and(|token| token.is_one_of("a an the my our with for to") || token.capital)
}

/// "Let's go with option B", "let's drop support for IE": a choice, not a start.
fn let_us(words: &[Token]) -> bool {
    let rest = &words[1.min(words.len())..];
    let (verb, first) = (low(words, 0), low(rest, 0));
    if has(words, "this that it see now") || words.len() < 2 {
        return false;
    }
    match verb {
        "go" | "stick" | "stay" => matches!(first, "with" | "for" | "to"),
        "settle" => matches!(first, "on" | "for"),
        "switch" | "move" => has(rest, "to"),
        "use" | "drop" | "keep" | "adopt" | "hire" | "scrap" | "kill" | "postpone" | "cancel"
        | "rename" | "pick" | "choose" | "ditch" | "buy" | "book" | "schedule" | "standardise"
        | "standardize" | "skip" | "push" | "make" | "not" => {
            !rest[0].low.ends_with("ing")
                && (verb != "make" || has(rest, "deadline default rule"))
                && (verb != "not" || has(rest, "hire buy use deploy ship sell renew"))
        }
        _ => false,
    }
}

/// Whether something is measured: "under 200 ms", "above 80%".
pub(super) fn measured(words: &[Token]) -> bool {
    words
        .iter()
        .zip(words.iter().skip(1))
        .any(|(a, b)| a.is_one_of("under below above over to down up by at least") && b.is_number())
}

/// What is aimed at.
fn aimed(reader: &Reader<'_>, clause: &Clause, from: usize) -> Option<(usize, usize)> {
    let words = &reader.tokens[from..clause.to];
    let is = words
        .iter()
        .take(12)
        .position(|token| token.is_one_of("is was are"));
    let named = is.filter(|&is| {
        (2..=11).contains(&is)
            && matches!(
                low(words, 0),
                "my" | "our" | "the" | "next" | "one" | "team" | "first"
            )
            && has(&words[..is], AIMS)
            && !has(
                &words[..is],
                "that which you your his her who wait waiting shopping price",
            )
            && (!has(&words[..is], "list")
                || low(words, 0) == "next"
                || has(&words[..is], "bucket"))
            && (!has(&words[..is], "plan wish priority") || low(words, is + 1) == "to")
    });
    if let Some(is) = named {
        let next = is + 1 + usize::from(low(words, is + 1) == "to");
        let wanted = low(words, is + 1) == "to" && words.get(next).is_some()
            || words.get(is + 1).is_some_and(|token| {
                token.low.len() > 4 && token.low.ends_with("ing") || token.is_number()
            });
        if wanted && !clause.group.negated {
            return Some((from + next, clause.to));
        }
    }
    let colon = words.iter().take(8).position(|token| token.low == ":");
    if let Some(colon) = colon.filter(|&colon| colon > 0 && colon + 1 < words.len()) {
        let title = &words[..colon];
        let aims = has(title, "goal goals objective ambition resolution target aim")
            && !has(title, "of market audience url host path group platform");
        return aims.then_some((from + colon + 1, clause.to));
    }
    // "It's my ambition to become a judge"
    let it_is = clause.subject.who == Who::It
        && clause.group.lemma == "be"
        && reader
            .tokens
            .get(clause.group.rest)
            .is_some_and(|token| token.is_in(&["my", "our"]))
        && has(
            &words[..words.len().min(7)],
            "ambition dream goal aim intention plan",
        );
    if it_is {
        let to = words.iter().take(9).position(|token| token.low == "to")?;
        return Some((from + to + 1, clause.to));
    }
    wanted(reader, clause)
}

/// "What I really want is to work four days a week"; `true` if it was one.
pub(crate) fn wished(
    reader: &mut Reader<'_>,
    sentence: crate::grammar::sentence::Sentence,
) -> bool {
    let words = &reader.tokens[sentence.from..sentence.to];
    let wish = !sentence.question
        && matches!(reader.voice, Voice::User | Voice::Record)
        && matches!(low(words, 0), "what" | "all")
        && matches!(low(words, 1), "i" | "we")
        && has(&words[..words.len().min(6)], "want wish hope like aim");
    let Some(is) = words
        .iter()
        .take(10)
        .position(|token| token.low == "is")
        .filter(|&is| wish && low(words, is + 1) == "to" && is + 2 < words.len())
    else {
        return false;
    };
    let clause = Clause::fragment(sentence.from, sentence.to);
    push(reader, &clause, "goal", sentence.from + is + 2, sentence.to);
    true
}

/// "By June I want the kitchen finished", "we're trying to get the p95 under 200 ms", "I've set myself the
/// goal of running 500 km".
fn wanted(reader: &Reader<'_>, clause: &Clause) -> Option<(usize, usize)> {
    let group = &clause.group;
    let rest = &reader.tokens[group.rest.min(clause.to)..clause.to];
    let own = matches!(clause.subject.who, Who::I | Who::We | Who::Implied);
    if !own || group.negated || clause.mood != Mood::Statement || is_past(clause) {
        return None;
    }
    let lemma = group.lemma.as_str();
    let set = lemma == "set"
        && rest
            .iter()
            .take(5)
            .any(|token| token.is_one_of("goal target"));
    if set {
        let of = rest.iter().position(|token| token.low == "of")?;
        return Some((group.rest + of + 1, clause.to));
    }
    let finished = lemma == "want"
        && rest.len() >= 3
        && rest[0].is_one_of("the my our all")
        && !has(rest, "to you")
        && rest[2..].iter().any(|token| {
            verb(&token.low)
                .is_some_and(|v| v.forms & form::PARTICIPLE != 0 && v.forms & form::BASE == 0)
                || token.is_one_of("done ready clean paid gone")
        });
    if finished {
        return Some((group.rest, clause.to));
    }
    let to = usize::from(low(rest, 0) == "to");
    let gets = (one_of(lemma, "try want need aim work look hope plan")
        || group.modal == Some("need to"))
        && (measured(rest)
            && (has(rest, "get bring reduce raise keep cut grow bring push")
                || one_of(lemma, "get")))
        && (to == 1 || group.modal == Some("need to"));
    if gets {
        return Some((group.rest + to, clause.to));
    }
    (group.modal == Some("need to")
        && one_of(lemma, "get bring reduce raise cut")
        && measured(rest))
    .then_some((group.at, clause.to))
}
