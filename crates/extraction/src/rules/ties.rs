//! Who is tied to whom, in words without "my sister": "Ben and Sarah are siblings", "Noor is on my team",
//! "I share my office with Pete", "the module was written by Anders".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::plans::user_act;
use super::{Reader, attributes, is_future};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::token::Token;
use crate::reading::{Cue, Voice};

/// What two are to each other.
const BOTH: &str = "siblings brothers sisters twins cousins colleagues coworkers co-workers friends \
neighbours neighbors flatmates roommates housemates classmates teammates partners cofounders co-founders \
married engaged dating together divorced separated related couple besties mates schoolmates rivals buddies";
/// What two have done together.
const DONE: &str = "school uni university college kindergarten together class camp";

/// Reads a tie between two and says how many clauses it took.
pub(crate) fn read(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let able = matches!(reader.voice, Voice::User | Voice::Record)
        && clause.mood == Mood::Statement
        && !clause.conditional
        && !clause.unsure
        && !clause.group.unsure
        && !clause.group.negated
        && !clause.is_subordinate()
        && !matches!(clause.link, Link::Reported | Link::Or | Link::Relative)
        && matches!(clause.group.modal, None | Some("used to"))
        && !is_future(clause);
    if !able {
        return None;
    }
    if parted(reader, clause) {
        return Some(1);
    }
    let tie = two(reader, clause)
        .or_else(|| beside(reader, clause))
        .or_else(|| shares(reader, clause))
        .or_else(|| maker(reader, clause))
        .or_else(|| once_mine(reader, clause))?;
    push(reader, clause, tie);
    Some(1)
}

/// "Priya and Tom split up", "Alex and I got divorced": a couple is none any more. `true` if nothing else is
/// to be read of it.
fn parted(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let tokens = &reader.tokens;
    let (from, to, group) = (clause.subject.from, clause.subject.to, &clause.group);
    let first = tokens.get(group.rest).filter(|_| group.rest < clause.to);
    let says = |words: &str| first.is_some_and(|token| token.is_one_of(words));
    let ends = match group.lemma.as_str() {
        "break" | "split" => says("up apart"),
        "separate" | "divorce" => true,
        "get" => says("divorced separated"),
        _ => false,
    };
    let and = (from + 1..to).find(|&at| tokens[at].is_in(&["and", "&"]));
    let Some(and) = and.filter(|&and| ends && and + 1 < to && to - from <= 6) else {
        return false;
    };
    let one = reader.words(from, and).filter(|_| named(&tokens[from]));
    let with_user = tokens[to - 1].low == "i" && and + 2 == to;
    let other = reader
        .words(and + 1, to)
        .filter(|_| named(&tokens[and + 1]));
    let mut act = user_act(reader, clause);
    let (Some(one), other) = (one, other) else {
        return false;
    };
    if with_user {
        // What the user is then, other rules read.
        if matches!(group.lemma.as_str(), "get" | "divorce") {
            super::acts::take_back(reader, &act, "partner", Some(one));
        }
        return false;
    }
    let Some(other) = other else {
        return false;
    };
    act.subject = other.to_lowercase();
    super::acts::take_back(reader, &act, "partner", Some(one.clone()));
    act.subject = one.to_lowercase();
    let mut draft = reader.draft(&act, "partner", Some(other));
    draft.subject.clone_from(&act.subject);
    (draft.type_, draft.cardinality) = ("relation", Cardinality::Many);
    (draft.polarity, draft.cue) = (Polarity::Negative, Cue::End);
    reader.push(draft);
    true
}

/// A tie: whose, what it is called, and to whom (tokens).
struct Tie {
    subject: String,
    attribute: String,
    from: usize,
    to: usize,
    ended: bool,
}

fn push(reader: &mut Reader<'_>, clause: &Clause, tie: Tie) {
    let Some(value) = reader.words(tie.from, tie.to) else {
        return;
    };
    let known = reader
        .drafts
        .iter()
        .any(|draft| draft.value.as_deref() == Some(&value) && draft.from >= clause.from);
    if known {
        return;
    }
    let act = user_act(reader, clause);
    let mut draft = reader.draft(&act, &tie.attribute, Some(value));
    (draft.subject, draft.attribute) = (tie.subject, tie.attribute);
    (draft.type_, draft.cardinality) = ("relation", Cardinality::Many);
    (draft.polarity, draft.cue) = if tie.ended {
        (Polarity::Negative, Cue::End)
    } else {
        (Polarity::Positive, Cue::Plain)
    };
    reader.push(draft);
}

fn named(token: &Token) -> bool {
    token.capital && token.word && token.low != "i"
}

/// "Ben and Sarah are siblings", "Jonas and I went to school together"
fn two(reader: &Reader<'_>, clause: &Clause) -> Option<Tie> {
    let tokens = &reader.tokens;
    let (from, to) = (clause.subject.from, clause.subject.to);
    let and = (from + 1..to).find(|&at| tokens[at].is_in(&["and", "&"]))?;
    if and + 1 >= to || to - from > 8 {
        return None;
    }
    let group = &clause.group;
    let rest = &tokens[group.rest.min(clause.to)..clause.to];
    let be = group.lemma == "be"
        || group.passive && one_of(&group.lemma, "marry engage relate divorce separate");
    let what = if be && !group.passive {
        rest.iter()
            .take(4)
            .find(|token| token.is_one_of(BOTH))
            .map(|token| token.low.clone())
    } else if group.passive && be {
        tokens.get(group.at).map(|token| token.low.clone())
    } else {
        None
    };
    let together = rest.last().is_some_and(|token| token.low == "together")
        && (one_of(
            &group.lemma,
            "go grow study work live train serve play sing start found be",
        ) && rest.iter().any(|token| token.is_one_of(DONE)));
    let attribute = match what {
        Some(what) if be => what,
        None if together && group.lemma != "be" => reader.low(group.at, clause.to),
        _ => return None,
    };
    let ends_in_i = tokens[to - 1].low == "i";
    let dates = one_of(
        &attribute,
        "dating married engaged together divorced separated couple partners",
    );
    if ends_in_i && dates {
        return None;
    }
    if !(ends_in_i || named(&tokens[from]) && named(&tokens[and + 1])) {
        return None;
    }
    let (subject, start, end) = if ends_in_i {
        ("user".to_owned(), from, and)
    } else {
        (reader.low(from, and), and + 1, to)
    };
    (!ends_in_i || named(&tokens[from]) || tokens[from].is_in(&["my"])).then_some(Tie {
        subject,
        attribute: if together {
            attribute
        } else {
            singular(&attribute)
        },
        from: start,
        to: end,
        ended: group.modal == Some("used to"),
    })
}

fn singular(word: &str) -> String {
    word.strip_suffix('s')
        .filter(|_| !word.ends_with("ss"))
        .unwrap_or(word)
        .to_owned()
}

/// "Noor is on my team", "Rob sits next to me"
fn beside(reader: &Reader<'_>, clause: &Clause) -> Option<Tie> {
    let tokens = &reader.tokens;
    let subject = clause.subject;
    if subject.who != Who::Noun
        || !named(&tokens[subject.from])
        || !tokens[subject.from..subject.to].iter().all(named)
        || subject.to - subject.from > 3
    {
        return None;
    }
    let group = &clause.group;
    let low_rest = reader.low(group.rest, clause.to);
    let lemma = group.lemma.as_str();
    let starts = |list: &[&str]| list.iter().any(|start| low_rest.starts_with(start));
    let team = matches!(lemma, "be" | "work" | "play")
        && starts(&[
            "on my team",
            "in my team",
            "on our team",
            "in our team",
            "in my class",
            "in my band",
            "in my group",
            "on my squad",
            "in my department",
            "in my year",
            "in my book club",
            "in our band",
        ]);
    let near = lemma == "sit"
        && starts(&["next to me", "beside me", "across from me", "opposite me"])
        || lemma == "live"
            && starts(&[
                "next door",
                "across the street",
                "upstairs from",
                "below us",
                "above us",
                "with me",
            ]);
    let attribute = if team {
        "teammate"
    } else if near && lemma == "sit" {
        "sits next to"
    } else if near {
        "neighbour"
    } else {
        return None;
    };
    Some(Tie {
        subject: "user".to_owned(),
        attribute: attribute.to_owned(),
        from: subject.from,
        to: subject.to,
        ended: group.modal == Some("used to"),
    })
}

/// "I share my office with Pete from legal"
fn shares(reader: &Reader<'_>, clause: &Clause) -> Option<Tie> {
    let group = &clause.group;
    let rest = group.rest..clause.to;
    let tokens = &reader.tokens;
    let own =
        matches!(clause.subject.who, Who::I | Who::We) && group.lemma == "share" && !group.passive;
    let place = rest.clone().take(4).find(|&at| {
        tokens[at]
            .is_one_of("office flat apartment room desk house car studio kitchen cabin dorm place")
    })?;
    let with = rest
        .clone()
        .find(|&at| at > place && tokens[at].low == "with")?;
    let name = with + 1;
    if !own || name >= clause.to || !(named(&tokens[name]) || tokens[name].is_in(&["my"])) {
        return None;
    }
    let mut end = name + 1;
    while end < clause.to && named(&tokens[end]) {
        end += 1;
    }
    if !named(&tokens[name]) {
        return None;
    }
    Some(Tie {
        subject: "user".to_owned(),
        attribute: format!("shares {}", tokens[place].low),
        from: name,
        to: end,
        ended: group.modal == Some("used to"),
    })
}

/// "the Falcon module was written by Anders"
fn maker(reader: &Reader<'_>, clause: &Clause) -> Option<Tie> {
    let group = &clause.group;
    let tokens = &reader.tokens;
    let made = group.passive
        && one_of(
            &group.lemma,
            "write build make design develop create found maintain own run lead manage invent start paint \
compose direct teach",
        )
        && clause.subject.who == Who::Noun;
    let by = (group.rest..clause.to).find(|&at| tokens[at].low == "by")?;
    if !made || by + 1 >= clause.to || !named(&tokens[by + 1]) || by > group.rest + 3 {
        return None;
    }
    let noun = crate::grammar::noun::noun(tokens, clause.subject.from, clause.subject.to)?;
    let super::Actor::Other(subject) = reader.named(&noun) else {
        return None;
    };
    let mut end = by + 2;
    while end < clause.to && named(&tokens[end]) {
        end += 1;
    }
    Some(Tie {
        subject,
        attribute: format!("{} by", tokens[group.at].low),
        from: by + 1,
        to: end,
        ended: false,
    })
}

/// "Dana used to be my therapist", "my mentor at university was Professor Okonkwo"
fn once_mine(reader: &Reader<'_>, clause: &Clause) -> Option<Tie> {
    let tokens = &reader.tokens;
    let group = &clause.group;
    if group.lemma != "be" || clause.subject.who != Who::Noun {
        return None;
    }
    let subject = clause.subject;
    let role = |from: usize, to: usize| {
        let noun = reader.low(from, to);
        let last = noun.rsplit(' ').next().unwrap_or_default().to_owned();
        (attributes::kin(&noun).is_some()
            || attributes::kin(&last).is_some()
            || super::nature::is_trade(&last)
            || one_of(
                &last,
                "mentor therapist supervisor tutor landlord landlady coach advisor adviser",
            ))
        .then_some(noun)
    };
    let used = group.modal == Some("used to");
    if used && named(&tokens[subject.from]) && tokens.get(group.rest).is_some_and(|t| t.low == "my")
    {
        let attribute = role(group.rest + 1, clause.to)?;
        return Some(Tie {
            subject: "user".to_owned(),
            attribute,
            from: subject.from,
            to: subject.to,
            ended: true,
        });
    }
    // "My mentor at university was ..."
    let placed = (subject.from + 2..subject.to)
        .find(|&at| tokens[at].is_one_of("at in from during"))
        .filter(|_| tokens[subject.from].low == "my")?;
    let attribute = role(subject.from + 1, placed)?;
    let name = group.rest;
    if name >= clause.to || !named(&tokens[name]) {
        return None;
    }
    let mut end = name + 1;
    while end < clause.to && named(&tokens[end]) {
        end += 1;
    }
    Some(Tie {
        subject: "user".to_owned(),
        attribute,
        from: name,
        to: end,
        ended: false,
    })
}
