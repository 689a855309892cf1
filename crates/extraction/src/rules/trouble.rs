//! Issues: what does not work, and what hurts.

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::ailments::{BROKEN, FAILS, FIT, GROWTH, ILLS, REFUSES, TROUBLES, WORKS};
use super::duties::extended;
use super::plans::{subject_name, user_act};
use super::{Reader, faults, is_past};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::group::{Group, Tense};
use crate::grammar::token::Token;
use crate::render;

/// Reads an issue and says how many clauses it took.
pub(crate) fn read(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let group = &clause.group;
    let possible = matches!(
        group.modal,
        None | Some("can" | "will" | "used to" | "have to")
    );
    if clause.is_subordinate()
        || clause.conditional
        || clause.unsure
        || group.unsure
        || !possible
        || clause.link == Link::Reported && !suspected(clauses, at)
        || reader.is_fiction(clause)
    {
        return None;
    }
    let who = clause.subject.who;
    let thing = matches!(who, Who::It | Who::They)
        || who == Who::Noun
        || who == Who::Anybody
            && reader.tokens[clause.subject.from].is_in(&[
                "something",
                "nothing",
                "everything",
                "nobody",
                "someone",
                "somebody",
                "people",
            ]);
    if !(matches!(who, Who::I | Who::We | Who::There)
        || thing
        || who == Who::Implied && (group.progressive || group.lemma == "get"))
        || !(troubled(reader, clause) || regretted(reader, clauses, at))
    {
        return None;
    }
    let name = match who {
        Who::Noun => subject_name(reader, clause).unwrap_or_else(|| "user".to_owned()),
        _ => "user".to_owned(),
    };
    let end = explained(reader, clauses, at, extended(clauses, at));
    let act = user_act(reader, clause);
    let value = if who == Who::There {
        reader.words(group.rest, end)
    } else if name == "user" && !matches!(who, Who::Anybody | Who::Noun) {
        reader.words(group.at, end)
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

/// "I think the battery is dead": whoever says so suffers from it.
fn suspected(clauses: &[Clause], at: usize) -> bool {
    at.checked_sub(1)
        .map(|at| &clauses[at])
        .is_some_and(|before| {
            matches!(before.subject.who, Who::I | Who::We)
                && one_of(
                    &before.group.lemma,
                    "think suspect believe guess notice see fear find feel hear",
                )
                && !before.group.negated
                && before.group.modal.is_none()
                && !before.conditional
                && before.mood == Mood::Statement
        })
}

/// "Our only tester is leaving, which is a problem": the speaker says that it is one.
fn regretted(reader: &Reader<'_>, clauses: &[Clause], at: usize) -> bool {
    clauses.get(at + 1).is_some_and(|next| {
        let low = reader.low(next.from, next.to);
        let which =
            next.link == Link::Relative || low.starts_with("which") || low.starts_with("that is");
        which
            && [
                "a problem",
                "an issue",
                "a nightmare",
                "a pain",
                "a blocker",
                "a disaster",
                "a mess",
            ]
            .iter()
            .any(|end| low.ends_with(end))
            && !next.group.negated
    })
}

/// Where what explains the trouble ends: "there's a bug in the checkout: the discount is applied twice",
/// "something's wrong with the brakes, they squeal".
fn explained(reader: &Reader<'_>, clauses: &[Clause], at: usize, end: usize) -> usize {
    let Some(next) = clauses.iter().find(|next| next.from >= end) else {
        return end;
    };
    let colon = (end.saturating_sub(1)..next.from).any(|at| reader.tokens[at].low == ":");
    let vague = matches!(clauses[at].subject.who, Who::There | Who::Anybody);
    let same = matches!(next.subject.who, Who::It | Who::They)
        && matches!(next.link, Link::None | Link::And)
        && !super::is_future(next);
    let told = next.mood == Mood::Statement && !next.conditional && !next.unsure;
    if told && (colon || vague && same) {
        next.to
    } else {
        end
    }
}

/// Whether the group tells of the past.
pub(super) fn is_past_of(group: &Group) -> bool {
    group.tense == Tense::Past
}

fn troubled(reader: &Reader<'_>, clause: &Clause) -> bool {
    let rest = &reader.tokens[clause.group.rest.min(clause.to)..clause.to];
    let nothing = reader.tokens[clause.subject.from..clause.subject.to]
        .first()
        .is_some_and(|token| token.low == "nothing");
    match clause.subject.who {
        Who::There => there(clause, rest),
        Who::Anybody => {
            let wrong = rest
                .iter()
                .take(2)
                .any(|token| token.low == "wrong" || token.is_in(BROKEN));
            let off = rest
                .first()
                .is_some_and(|token| token.is_in(&["off", "broken"]));
            let nobody = reader.tokens[clause.subject.from].low == "nobody";
            let someone =
                reader.tokens[clause.subject.from].is_in(&["someone", "somebody", "people"]);
            if someone {
                return clause.group.lemma == "keep"
                    && !clause.group.negated
                    && rest.first().is_some_and(|token| {
                        token.low.ends_with("ing") && !token.is_one_of("asking telling saying")
                    });
            }
            nobody
                && matches!(
                    clause.group.lemma.as_str(),
                    "answer" | "respond" | "reply" | "pick"
                )
                && clause.group.modal.is_none()
                || nothing
                    && clause.group.lemma == "happen"
                    && !is_past(clause)
                    && clause.group.modal.is_none()
                || !nothing && clause.group.lemma == "be" && faults::broken_state(rest)
                || nobody
                    && clause.group.modal == Some("can")
                    && one_of(
                        &clause.group.lemma,
                        "access log reach open connect see find install use sign",
                    )
                || !nothing && clause.group.lemma == "be" && (wrong || off)
                || nothing && WORKS.contains(&clause.group.lemma.as_str()) && !clause.group.negated
        }
        Who::I | Who::We | Who::Implied => suffers(clause, rest),
        // "it keeps crashing": what, was said before.
        Who::It | Who::They => {
            let group = &clause.group;
            let first = rest.first().map_or("", |token| token.low.as_str());
            let keeps = group.lemma == "keep" && first.ends_with("ing") && !GROWTH.contains(&first);
            let fails = FAILS.contains(&group.lemma.as_str()) && !is_past(clause);
            let idle = matches!(
                group.lemma.as_str(),
                "work" | "load" | "start" | "respond" | "boot" | "charge"
            ) && group.modal != Some("can");
            faults::it(group, rest)
                || (keeps || fails) && !group.negated
                || idle && group.negated && !is_past(clause)
        }
        _ => thing_fails(reader, clause, rest),
    }
}

/// "There's a bug in the checkout", "there is no water pressure", "there's water coming through"
fn there(clause: &Clause, rest: &[Token]) -> bool {
    let Some(first) = rest.first().filter(|_| clause.group.lemma == "be") else {
        return false;
    };
    let none = first.low == "no" || clause.group.negated;
    let drips = rest
        .iter()
        .any(|token| token.is_one_of("coming dripping leaking missing leaks smoke burning"))
        && rest.iter().any(|token| {
            token.is_one_of("water smoke smell oil gas through from missing rows files pages")
        });
    !none && (trouble(rest) || drips)
        || none
            && !clause.group.ended
            && rest
                .iter()
                .take(4)
                .any(|token| token.is_one_of(faults::SUPPLIES))
}

fn trouble(rest: &[Token]) -> bool {
    rest.iter()
        .take(8)
        .any(|token| token.is_in(TROUBLES) || status_code(&token.low))
        && !rest
            .iter()
            .any(|token| token.is_one_of("no fixed without solved resolved zero"))
}

/// "a 403", "500s"
pub(super) fn status_code(word: &str) -> bool {
    let digits = word.strip_suffix('s').unwrap_or(word);
    digits.len() == 3
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && ["40", "41", "42", "50"]
            .iter()
            .any(|start| digits.starts_with(start))
}

/// What people cannot do when something is wrong: not "can't wait", "can't believe".
pub(super) fn cannot_do(lemma: &str, rest: &[Token]) -> bool {
    let has = |words: &str| rest.iter().any(|token| token.is_one_of(words));
    one_of(
        lemma,
        "log login connect access install sign open reach print sleep download upload load build \
compile send push reproduce pair update boot mount ssh start breathe hear find save import export \
join attach reset authenticate deploy focus concentrate swallow turn submit fetch scan sync activate \
unlock bend",
    ) || lemma == "get"
        && has("to work working run running through in into past online connected rid")
}

/// "suffers from", "is stuck on", "is short of", "can't sleep"
fn held_back(group: &Group, first: &str, second: &str, past: bool) -> bool {
    let lemma = group.lemma.as_str();
    lemma == "suffer" && first == "from"
        || lemma == "be"
            && first == "stuck"
            && matches!(second, "on" | "with" | "in")
            && !group.negated
        || lemma == "be"
            && matches!(first, "short" | "behind")
            && matches!(second, "of" | "on" | "schedule")
        || group.negated
            && !past
            && (group.perfect || group.progressive || group.modal == Some("can"))
            && matches!(lemma, "sleep" | "focus" | "concentrate" | "breathe")
}

/// "I can't log in", "we keep losing candidates", "I've been having migraines".
fn suffers(clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    let first = rest.first().map_or("", |token| token.low.as_str());
    let second = rest.get(1).map_or("", |token| token.low.as_str());
    let past = is_past(clause);
    let future = super::is_future(clause);
    let meets = one_of(
        lemma,
        "have get encounter face experience hit see run notice find suffer",
    ) && trouble(rest)
        && !group.negated
        && !future;
    let ails = matches!(lemma, "have" | "get" | "suffer")
        && rest.iter().take(6).any(|token| token.is_in(ILLS))
        && !group.negated
        && !future
        && !past
        && (group.progressive || lemma == "get" || first != "no");
    let seems = lemma == "seem" && first == "to" && rest.len() > 2;
    let cannot = group.modal == Some("can")
        && group.negated
        && (cannot_do(lemma, rest) || seems && cannot_do(second, &rest[2..]));
    let struggles = lemma == "struggle" && matches!(first, "with" | "to") && !past;
    let keeps = lemma == "keep"
        && (trouble(rest)
            || first.ends_with("ing")
                && one_of(
                    first,
                    "losing getting having missing running hitting forgetting failing seeing receiving \
crashing waking",
                )
                && !group.negated);
    let out = lemma == "run" && first == "out" && second == "of"
        || group.passive && lemma == "lock" && first == "out"
        || lemma == "lose" && first == "access";
    let negative_have = lemma == "have"
        && group.negated
        && rest.iter().any(|token| {
            token.is_in(&[
                "access",
                "permission",
                "permissions",
                "internet",
                "reception",
            ])
        });
    let from = held_back(group, first, second, past);
    let stretched = faults::stretched(clause, rest);
    let flat = clause.subject.who == Who::Implied && lemma == "get" && trouble(rest);
    stretched
        || faults::suffered(clause, rest)
        || flat
        || meets
        || ails
        || cannot
        || struggles
        || keeps
        || out
        || negative_have
        || from
}

/// "The build keeps failing", "the invoices don't match", "my back hurts".
fn thing_fails(reader: &Reader<'_>, clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    let first = rest.first().map_or("", |token| token.low.as_str());
    let past = is_past(clause) && !group.perfect;
    if super::is_future(clause) && !group.negated {
        return false;
    }
    let hurts = matches!(lemma, "hurt" | "ache" | "itch" | "throb") && !group.negated;
    let refuses_to = matches!(lemma, "refuse" | "fail") && first == "to" && !group.negated;
    let cannot = group.modal == Some("can")
        && group.negated
        && one_of(
            lemma,
            "access log reach open connect see find install use sign sleep breathe",
        );
    if refuses_to || cannot || faults::person(group, rest) {
        return true;
    }
    if of_person(reader, clause) {
        let machine = past
            || one_of(
                lemma,
                "disconnect flicker freeze hang stutter lag glitch overheat reboot",
            );
        let ill = lemma == "have"
            && !group.negated
            && !past
            && first != "no"
            && rest.iter().take(4).any(|token| token.is_in(ILLS));
        return ill
            || machine && !past && !group.negated
            || hurts
            || nuisance(rest)
            || lemma == "keep" && one_of(first, ANNOYS);
    }
    // "Dana doesn't work at Acme any more": who works there is a person.
    let is_job = lemma == "work"
        && matches!(first, "at" | "for" | "with" | "in")
        && rest.get(1).is_some_and(|token| token.capital);
    if is_job {
        return false;
    }
    if faults::thing(reader, clause, rest) {
        return true;
    }
    let did_not = past && group.negated && WORKS.contains(&lemma) && !group.passive;
    if did_not || !past && (times_out(group, first) || hogs(group, rest)) || is_lost(group) {
        return true;
    }
    let fails = FAILS.contains(&lemma)
        && !group.negated
        && (!group.passive || lemma == "break")
        && !(lemma == "die" && past);
    let broke_off = stopped(group, first) || throws(group, rest) || falls(group, rest);
    if past {
        return fails && lemma != "break" || broke_off;
    }
    hurts
        || fails
        || broke_off
        || keeps_wrong(group, first)
        || is_broken(group, rest)
        || goes_wrong(group, rest)
        || nuisance(rest)
}

/// What people and animals keep doing that is a trouble.
const ANNOYS: &str = "barking crying coughing scratching waking snoring biting complaining \
    interrupting chewing limping vomiting";

/// "stopped working"
fn stopped(group: &Group, first: &str) -> bool {
    group.lemma == "stop"
        && matches!(
            first,
            "working" | "responding" | "charging" | "loading" | "syncing"
        )
        && !group.negated
}

/// "throws an error"
fn throws(group: &Group, rest: &[Token]) -> bool {
    one_of(
        &group.lemma,
        "throw return show give raise have report log contain cause",
    ) && trouble(rest)
        && !group.negated
}

/// "dropped by 20% since the release"
fn falls(group: &Group, rest: &[Token]) -> bool {
    one_of(
        &group.lemma,
        "drop fall decrease double spike triple decline",
    ) && rest
        .iter()
        .any(|token| token.is_in(&["after", "since", "%"]) || token.low.ends_with('%'))
        && !group.negated
}

/// "times out", "falls apart"
fn times_out(group: &Group, first: &str) -> bool {
    one_of(&group.lemma, "time fall break cut drop")
        && matches!(first, "out" | "apart" | "down" | "off")
        && !group.negated
}

/// "got lost", "was corrupted"
fn is_lost(group: &Group) -> bool {
    group.passive
        && one_of(&group.lemma, "lose corrupt duplicate truncate overwrite")
        && !group.negated
}

/// "eats all the memory"
fn hogs(group: &Group, rest: &[Token]) -> bool {
    one_of(&group.lemma, "eat hog drain consume use")
        && rest
            .iter()
            .any(|token| token.is_in(&["memory", "cpu", "disk", "ram", "battery"]))
        && !group.negated
}

/// "keeps restarting", "won't start", "doesn't work"
fn keeps_wrong(group: &Group, first: &str) -> bool {
    let keeps = group.lemma == "keep" && first.ends_with("ing") && !GROWTH.contains(&first);
    let idle = WORKS.contains(&group.lemma.as_str())
        && group.negated
        && !group.passive
        && matches!(group.modal, None | Some("will" | "can"));
    keeps || idle
}

/// "is broken", "is out of sync", "isn't responsive"
fn is_broken(group: &Group, rest: &[Token]) -> bool {
    let first = rest.first().map_or("", |token| token.low.as_str());
    let state = rest.iter().take(3).find(|token| {
        !token.is_one_of("too so really very completely totally always again a bit not")
    });
    let broken = group.lemma == "be"
        && !group.passive
        && !group.progressive
        && state.is_some_and(|token| token.is_in(BROKEN))
        && !group.negated
        && !((first == "out"
            && !rest
                .iter()
                .any(|token| token.is_one_of("order date sync memory service stock space")))
            || first == "late" && rest.len() > 1);
    let unfit = one_of(&group.lemma, "be work respond load sync charge")
        && group.negated
        && (group.progressive || state.is_some_and(|token| token.is_in(FIT)));
    broken || unfit
}

/// "rejects the password", "goes missing", "runs out", "takes forever", "is too loud"
fn goes_wrong(group: &Group, rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    let has = |words: &str| rest.iter().any(|token| token.is_one_of(words));
    let too = |words: &str| {
        rest.iter()
            .zip(rest.iter().skip(1))
            .any(|(a, b)| a.low == "too" && b.is_one_of(words))
    };
    let refuses = REFUSES.contains(&lemma)
        && !group.negated
        && !group.passive
        && !group.progressive
        && !rest.is_empty();
    let ends_up = matches!(lemma, "end" | "land" | "go") && has("spam junk missing");
    let runs_out = lemma == "run" && rest.first().is_some_and(|token| token.low == "out")
        || lemma == "take" && has("forever ages");
    let too_much = too("long slow slowly loud hot much")
        || !group.negated && too("fast high low big small cold often early expensive heavy tight");
    let killed = lemma == "grow" && has("oom killed crashes fails errors");
    refuses || ends_up || runs_out || too_much || killed
}

/// "it's driving me mad", said of what somebody does.
fn nuisance(rest: &[Token]) -> bool {
    rest.iter()
        .zip(rest.iter().skip(1))
        .any(|(a, b)| a.low == "me" && b.is_in(&["mad", "crazy", "nuts", "insane"]))
        || rest.iter().any(|token| token.low == "loud")
            && rest
                .iter()
                .any(|token| token.is_in(&["every", "night", "nights"]))
}

fn of_person(reader: &Reader<'_>, clause: &Clause) -> bool {
    let low = reader.low(clause.subject.from, clause.subject.to);
    let head = low.rsplit(' ').next().unwrap_or_default();
    let first = &reader.tokens[clause.subject.from];
    let tech = reader
        .text
        .get(first.start..first.end)
        .is_some_and(|word| word.chars().skip(1).any(char::is_uppercase))
        || first.is_one_of(
            "bluetooth zoom slack chrome safari firefox windows android outlook teams excel word spotify netflix \
siri alexa jenkins docker postgres redis jira github gitlab prod production staging autosave notion figma",
        );
    super::attributes::kin(head).is_some()
        || first.capital && !tech && clause.subject.to - clause.subject.from == 1 && !first.new_line
}
