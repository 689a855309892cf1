//! Clauses: one verb group each, with its subject (said or carried over), and how it hangs together
//! with the clause before.

use super::group::{Group, group};
use super::noun::{auxiliary, opens_complement, verb_after};
use super::opening::{Opening, adverbial, opening};
use super::sentence::Sentence;
use super::token::Token;
use super::unled::{after_adverbial, is_comment, order, order_after_adverbial, without_subject};
use super::verbs::{form, verb};
use super::words::{
    ADVERBS, BE, DETERMINERS, DO, HAVE, JOINTS, MODAL, PREPOSITIONS, QUESTION_WORDS,
    SUBJECT_PRONOUNS,
};
use crate::grammar::words::one_of;

/// What a clause is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Statement,
    Question,
    Imperative,
    /// Words without a verb.
    Fragment,
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    I,
    We,
    You,
    He,
    She,
    They,
    It,
    /// "this", "that"
    This,
    There,
    /// "nobody", "everyone"
    Anybody,
    /// "who": the noun before.
    Antecedent,
    /// A noun phrase.
    Noun,
    /// Nobody is named: "Moved to Berlin", "Run the tests".
    Implied,
}

/// The subject of a clause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    pub who: Who,
    pub from: usize,
    pub to: usize,
}

/// How a clause hangs on the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    None,
    And,
    But,
    Or,
    Because,
    So,
    If,
    When,
    Although,
    While,
    After,
    Before,
    /// "X said that ..."
    Reported,
    /// "..., who lives in Rome"
    Relative,
}

/// A clause.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// First token, connecting words left out.
    pub from: usize,
    /// The token after its last.
    pub to: usize,
    pub mood: Mood,
    pub link: Link,
    pub subject: Subject,
    /// The subject is the previous clause's.
    pub carried: bool,
    pub group: Group,
    /// "actually", "correction": something else was said before.
    pub change: bool,
    /// "maybe" stood before it.
    pub unsure: bool,
    /// It stands under an "if" or is what follows from one.
    pub conditional: bool,
    /// Words before the subject that say when or where: "Last summer".
    pub lead: Option<(usize, usize)>,
}

impl Clause {
    /// Words without a verb.
    pub fn fragment(from: usize, to: usize) -> Self {
        Clause {
            from,
            to,
            mood: Mood::Fragment,
            link: Link::None,
            subject: Subject {
                who: Who::Implied,
                from,
                to: from,
            },
            carried: false,
            group: Group {
                from,
                at: from,
                rest: from,
                ..Group::default()
            },
            change: false,
            unsure: false,
            conditional: false,
            lead: None,
        }
    }

    /// Says nothing by itself: it is about when or whether.
    pub fn is_subordinate(&self) -> bool {
        matches!(self.link, Link::If | Link::When | Link::Before)
    }
}

/// The clauses of a sentence.
pub(crate) fn clauses(tokens: &[Token], sentence: Sentence) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    let mut at = sentence.from;
    while at < sentence.to {
        let mut open = opening(tokens, at, sentence.to, found.is_empty());
        if open.at >= sentence.to {
            break;
        }
        if reports(found.last(), tokens, at, open.at) {
            open.link = Link::Reported;
        }
        let mut clause = clause_at(tokens, open, sentence.to, found.last());
        if clause.to <= at {
            clause.to = at + 1;
        }
        settle_tense(tokens, &mut clause);
        at = clause.to;
        found.push(clause);
    }
    mark_conditionals(&mut found);
    mark_questions(&mut found, sentence.question);
    found
}

/// "I hurt my back last week": the date tells the tense that the verb's form leaves open.
fn settle_tense(tokens: &[Token], clause: &mut Clause) {
    let group = &mut clause.group;
    let either = group.finite & form::BASE != 0 && group.finite & form::PAST != 0;
    let lead = clause
        .lead
        .map_or(&tokens[0..0], |(from, to)| &tokens[from..to]);
    let mut words = tokens[group.rest.min(clause.to)..clause.to]
        .iter()
        .chain(lead);
    if either && words.any(|token| token.is_in(&["ago", "last", "yesterday"])) {
        group.tense = super::group::Tense::Past;
        group.finite = form::PAST;
    }
}

/// Whom a word means that opens a clause.
fn who_is(token: &Token) -> Who {
    match token.low.as_str() {
        "i" => Who::I,
        "we" => Who::We,
        "you" => Who::You,
        "he" => Who::He,
        "she" => Who::She,
        "they" => Who::They,
        "it" => Who::It,
        "this" | "that" | "these" | "those" => Who::This,
        "there" => Who::There,
        "everyone" | "everybody" | "nobody" | "somebody" | "someone" | "anyone" | "people"
        | "everything" | "nothing" | "something" => Who::Anybody,
        _ => Who::Noun,
    }
}

/// A subject with its verb group at `at`.
pub(crate) fn subject(tokens: &[Token], at: usize, to: usize) -> Option<(Subject, Group)> {
    let token = tokens.get(at).filter(|_| at < to)?;
    if token.quoted {
        return None;
    }
    let who = who_is(token);
    if !matches!(who, Who::Noun) {
        let mut end = at + 1;
        if who == Who::We
            && tokens
                .get(end)
                .is_some_and(|next| next.is_in(&["all", "both"]))
        {
            end += 1;
        }
        let next = tokens.get(end).filter(|_| end < to)?;
        let strict = matches!(who, Who::This | Who::There | Who::Anybody);
        if next.word && (!strict || finite_now(tokens, end)) && verb_like(tokens, end, to) {
            let found = group(tokens, end, to)?;
            return Some((
                Subject {
                    who,
                    from: at,
                    to: end,
                },
                found,
            ));
        }
        if !strict || token.is_in(&["there"]) {
            return None;
        }
    }
    if let Some((stop, verb_at)) = relative_subject(tokens, at, to) {
        let found = group(tokens, verb_at, to)?;
        return Some((
            Subject {
                who: Who::Noun,
                from: at,
                to: stop,
            },
            found,
        ));
    }
    let verb_at = verb_after(tokens, at, to)?;
    let found = group(tokens, verb_at, to)?;
    let ends_in_i = tokens[verb_at - 1].low == "i";
    if has_object(&tokens[at + 1..verb_at], ends_in_i) {
        return None;
    }
    let who = if ends_in_i { Who::We } else { Who::Noun };
    Some((
        Subject {
            who,
            from: at,
            to: verb_at,
        },
        found,
    ))
}

/// "Answer me in Dutch and I live in Ghent" is no we, "size 44 for me and the daily is at 9" two things.
fn has_object(tokens: &[Token], ends_in_i: bool) -> bool {
    let joined = tokens.iter().position(|token| token.low == "and");
    let before = match ends_in_i {
        true => tokens.len(),
        false => joined.unwrap_or(0),
    };
    let mut before = tokens[..before].iter();
    before.any(|token| token.is_one_of("me us you him them it"))
}

/// "the company I work for is Acme": where the noun ends, and where its verb begins.
fn relative_subject(tokens: &[Token], at: usize, to: usize) -> Option<(usize, usize)> {
    if !tokens[at].is_in(&["the", "my"]) {
        return None;
    }
    let limit = to.min(at + 12);
    let pronoun = (at + 2..limit.min(at + 6)).find(|&at| tokens[at].is_in(&["i", "we"]))?;
    let stop = if tokens[pronoun - 1].low == "that" {
        pronoun - 1
    } else {
        pronoun
    };
    let plain = tokens[at + 1..stop].iter().all(|token| {
        token.word
            && !auxiliary_word(token)
            && !JOINTS.has(&token.low)
            && !PREPOSITIONS.has(&token.low)
    });
    let verb_at =
        (pronoun + 2..limit).find(|&at| tokens[at].is_in(&["is", "are", "was", "has"]))?;
    let joined = tokens[pronoun..verb_at]
        .iter()
        .any(|token| !token.word || token.is_in(&["and", "but", "so", "because"]));
    (plain && !joined && stop > at + 1).then_some((stop, verb_at))
}

fn auxiliary_word(token: &Token) -> bool {
    token.is_one_of("is are was were has have had do does did will can")
}

fn finite_now(tokens: &[Token], at: usize) -> bool {
    auxiliary(tokens, at)
        || verb(&tokens[at].low).is_some_and(|v| v.forms & (form::THIRD | form::PAST) != 0)
        || tokens[at].is_one_of("never always also no just really now")
}

/// Whether a verb may stand at `at`, right after a pronoun. Unknown words pass: only verbs stand here.
fn verb_like(tokens: &[Token], at: usize, to: usize) -> bool {
    let mut at = at;
    while at < to
        && (ADVERBS.has(&tokens[at].low)
            || tokens[at].is_in(&["no", "longer", "kind", "sort", "of"]))
    {
        at += 1;
    }
    let Some(token) = tokens.get(at).filter(|_| at < to) else {
        return false;
    };
    let word = token.low.as_str();
    token.word
        && !token.is_number()
        && (auxiliary(tokens, at)
            || verb(word).is_some()
            || !(PREPOSITIONS.has(word)
                || token.is_in(DETERMINERS)
                || JOINTS.has(word)
                || SUBJECT_PRONOUNS.contains(&word)
                || QUESTION_WORDS.contains(&word)
                || token.capital
                || token.quoted))
}

/// Verbs that hand on what somebody says or thinks.
const REPORTING: &[&str] = &[
    "say",
    "tell",
    "think",
    "believe",
    "guess",
    "hope",
    "wish",
    "claim",
    "mention",
    "hear",
    "know",
    "imagine",
    "suppose",
    "assume",
    "feel",
    "mean",
    "bet",
    "doubt",
    "wonder",
    "ask",
    "swear",
    "insist",
    "pretend",
    "dream",
    "suspect",
    "read",
    "see",
    "notice",
    "find",
    "realise",
    "realize",
    "learn",
    "explain",
    "confirm",
    "decide",
    "agree",
    "remember",
    "forget",
    "worry",
    "report",
    "write",
    "reckon",
    "argue",
    "announce",
    "admit",
    "show",
    "make",
    "ensure",
    "expect",
    "understand",
    "discover",
    "figure",
    "be",
];

/// Whether the clause that opens at `at` is what the one before reports.
fn reports(before: Option<&Clause>, tokens: &[Token], from: usize, at: usize) -> bool {
    let Some(before) = before else { return false };
    from == before.to
        && before.mood != Mood::Fragment
        && REPORTING.contains(&before.group.lemma.as_str())
        && at - from <= 1
        && (from < before.group.rest + 3)
        && tokens[from..at]
            .iter()
            .all(|token| token.is_in(&["that", ":", "if", "whether"]))
}

fn clause_at(tokens: &[Token], open: Opening, to: usize, before: Option<&Clause>) -> Clause {
    let at = open.at;
    let mut clause = Clause {
        link: open.link,
        change: open.change,
        unsure: open.unsure,
        lead: open.time.map(|at| (at, at + 1)),
        ..Clause::fragment(at, to)
    };
    let starts = tokens[at]
        .is_in(&["that", "whether", "who", "which"])
        .then_some(at + 1);
    // "X says that coffee is healthy": "that" joins, it does not point.
    if open.link == Link::Reported
        && tokens[at].low == "that"
        && let Some((subject, group)) = subject(tokens, at + 1, to)
    {
        (clause.mood, clause.subject, clause.group) = (Mood::Statement, subject, group);
        clause.from = subject.from;
        clause.to = end_of(tokens, &clause, to);
        return clause;
    }
    let antecedent =
        before.is_some() && tokens[at].is_in(&["who", "which"]) && open.link == Link::None;
    let relative_group = starts
        .filter(|_| antecedent)
        .and_then(|next| relative(tokens, next, to));
    if let Some(group) = relative_group {
        become_relative(&mut clause, group, at);
    } else if let Some(found) = is_question(tokens, at, to, open.link) {
        clause.mood = Mood::Question;
        clause.group.rest = found;
    } else if let Some((subject, group)) =
        subject(tokens, at, to).or_else(|| starts.and_then(|next| subject(tokens, next, to)))
    {
        clause.mood = Mood::Statement;
        (clause.subject, clause.group) = (subject, group);
        clause.from = subject.from;
    } else if let Some((subject, group)) = after_adverbial(tokens, at, to) {
        clause.mood = Mood::Statement;
        clause.lead = Some((at, subject.from));
        (clause.subject, clause.group) = (subject, group);
    } else if let Some(group) = starts.and_then(|next| relative(tokens, next, to)) {
        become_relative(&mut clause, group, at);
    } else if let Some((first, group)) = order_after_adverbial(tokens, at, to) {
        clause.mood = Mood::Imperative;
        clause.lead = Some((at, first));
        clause.group = group;
    } else if let Some(group) = before.and_then(|before| carried(tokens, at, to, before)) {
        let before = before.expect("a group is carried from a clause");
        clause.mood = before.mood;
        (clause.subject, clause.group, clause.carried) = (before.subject, group, true);
        clause.conditional = before.conditional;
    } else if let Some((mood, group)) = without_subject(tokens, at, to) {
        (clause.mood, clause.group) = (mood, group);
    }
    clause.to = end_of(tokens, &clause, to);
    clause
}

/// The word at `at` stands for what was named before it.
fn become_relative(clause: &mut Clause, group: Group, at: usize) {
    clause.mood = Mood::Statement;
    (clause.link, clause.group) = (Link::Relative, group);
    clause.subject = Subject {
        who: Who::Antecedent,
        from: at,
        to: at + 1,
    };
}

fn relative(tokens: &[Token], at: usize, to: usize) -> Option<Group> {
    (at < to && finite_now(tokens, at))
        .then(|| group(tokens, at, to))
        .flatten()
}

/// Question words and turned-round auxiliaries.
fn is_question(tokens: &[Token], at: usize, to: usize, link: Link) -> Option<usize> {
    let token = &tokens[at];
    let word = token.low.as_str();
    let next = tokens.get(at + 1).filter(|_| at + 1 < to);
    if matches!(link, Link::Relative) {
        return None;
    }
    if QUESTION_WORDS.contains(&word) {
        // "What I want is": a subject, but one that the rules do not read either.
        return Some(at + 1);
    }
    let inverts = BE.contains(&word) && word != "be"
        || DO.contains(&word)
        || MODAL.contains(&word)
        || HAVE.contains(&word);
    let next = next?;
    let subject = SUBJECT_PRONOUNS.contains(&next.low.as_str())
        || next.is_one_of("there this that anyone my our the your");
    let imperative = HAVE.contains(&word) && !SUBJECT_PRONOUNS.contains(&next.low.as_str())
        || word == "do" && next.low == "not"
        || word == "do" && next.is_in(&["the", "this", "that", "my"]);
    (inverts && subject && !imperative).then_some(at + 1)
}

/// A verb group that shares the subject of the clause before.
fn carried(tokens: &[Token], at: usize, to: usize, before: &Clause) -> Option<Group> {
    let token = tokens.get(at).filter(|_| at < to)?;
    if !matches!(before.mood, Mood::Statement | Mood::Imperative) || token.quoted || !token.word {
        return None;
    }
    // After "if ..., " a bare verb is an order.
    let first = (0..at).rev().find(|&at| !adverbial(&tokens[at].low));
    let after_comma = first.is_some_and(|at| tokens[at].is_in(&[",", "please"]));
    if matches!(before.link, Link::If | Link::When) && after_comma && !auxiliary(tokens, at) {
        return None;
    }
    let mut verb_at = at;
    while verb_at < to && (adverb_before_verb(tokens, verb_at)) {
        verb_at += 1;
    }
    let word = &tokens.get(verb_at).filter(|_| verb_at < to)?.low;
    if auxiliary(tokens, verb_at) {
        return group(tokens, at, to);
    }
    let known = verb(word)?;
    let finite = before.group.finite;
    let next = tokens.get(verb_at + 1).filter(|_| verb_at + 1 < to);
    let proven = verb_at > at
        || !known.noun
        || next.is_some_and(opens_complement)
        || next.is_some_and(|next| ADVERBS.has(&next.low));
    let shares = if before.group.progressive {
        known.forms & form::ING != 0
    } else if before.group.perfect || before.group.passive {
        known.forms & form::PARTICIPLE != 0
    } else {
        false
    };
    let third = before.subject.who != Who::I
        && before.subject.who != Who::We
        && before.subject.who != Who::You;
    let agrees = known.forms & form::PAST != 0
        || known.forms & form::BASE != 0
            && finite & form::BASE != 0
            && proven
            && !tokens[verb_at].capital
        || known.forms & form::THIRD != 0 && third && proven;
    if !(shares || agrees) {
        return None;
    }
    let mut found = group(tokens, at, to)?;
    if shares {
        let first = &before.group;
        (found.progressive, found.perfect, found.passive) =
            (first.progressive, first.perfect, first.passive);
        (found.tense, found.finite) = (first.tense, first.finite);
    }
    // "I want to go and see": what held for the first verb holds for the second.
    if found.modal.is_none() && known.forms & form::BASE != 0 && before.group.modal.is_some() {
        (found.modal, found.tense, found.negated) =
            (before.group.modal, before.group.tense, before.group.negated);
    }
    Some(found)
}

fn adverb_before_verb(tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].low.as_str();
    ADVERBS.has(word) && !matches!(word, "all" | "both" | "very" | "much")
        || matches!(word, "no" | "longer")
}

/// Where a clause ends: before the next one, or with the sentence.
fn end_of(tokens: &[Token], clause: &Clause, to: usize) -> usize {
    let from = clause.group.rest.max(clause.from + 1);
    if clause.mood != Mood::Fragment
        && clause.mood != Mood::Question
        && REPORTING.contains(&clause.group.lemma.as_str())
        && let Some(at) = reported_at(tokens, from, to, &clause.group)
    {
        return at;
    }
    let mut at = from;
    while at < to {
        let token = &tokens[at];
        if !token.quoted && JOINTS.has(&token.low) && begins(tokens, at, to, clause) {
            return at;
        }
        at += 1;
    }
    to
}

/// Where what a reporting verb reports begins.
fn reported_at(tokens: &[Token], from: usize, to: usize, group: &Group) -> Option<usize> {
    let mut at = from;
    while at < to && at < from + 2 && tokens[at].is_one_of("me you us him her them myself") {
        at += 1;
    }
    let that = at < to && tokens[at].is_in(&["that", "if", "whether", ":"]);
    let next = if that { at + 1 } else { at };
    if group.lemma == "be" && !that {
        return None;
    }
    // "I know him", "I remember my password": objects, not clauses. A noun needs "that" or a verb.
    let pronoun = tokens
        .get(next)
        .is_some_and(|token| SUBJECT_PRONOUNS.contains(&token.low.as_str()));
    let object_verb = one_of(group.lemma.as_str(), "find see make ask show hear");
    let telling = one_of(
        group.lemma.as_str(),
        "think believe guess hope wish bet say know mean suppose assume reckon swear imagine \
tell hear feel doubt decide agree",
    );
    (that || pronoun || telling && !object_verb)
        .then(|| subject(tokens, next, to))
        .flatten()
        .map(|_| at)
}

/// "I work as a nurse and my boss is Ann": what somebody is, no reason.
fn is_role(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1);
    tokens[at].low == "as" && next.is_some_and(|next| next.is_in(&["a", "an"]))
}

/// Whether a clause begins after the joint at `at`.
fn begins(tokens: &[Token], at: usize, to: usize, clause: &Clause) -> bool {
    if is_role(tokens, at) {
        return false;
    }
    let mut next = at;
    let mut coordinates = false;
    let mut relative_word = false;
    while next < to {
        let token = &tokens[next];
        let word = token.low.as_str();
        if one_of(word, ", and but or then & ; — – - -- plus yet nor .") {
            coordinates = true;
        } else if matches!(word, "who" | "which") {
            relative_word = true;
        } else if !(JOINTS.has(word)
            || adverbial(word)
            || is_comment(word)
            || (next > at && token.is_one_of("even only case that please"))
            || (next > at && word == "in" && tokens.get(next + 1).is_some_and(|t| t.low == "case")))
        {
            break;
        }
        next += 1;
    }
    if next >= to {
        return false;
    }
    if subject(tokens, next, to).is_some() {
        return true;
    }
    if coordinates && tokens[at].low != "or" && after_adverbial(tokens, next, to).is_some() {
        return true;
    }
    if relative_word {
        return relative(tokens, next, to).is_some();
    }
    if !coordinates {
        return false;
    }
    if is_question(tokens, next, to, Link::None).is_some()
        && tokens[next].word
        && matches!(
            tokens[at].low.as_str(),
            "," | "and" | "but" | "so" | ";" | "—" | "-"
        )
    {
        return true;
    }
    let strong = matches!(
        tokens[at].low.as_str(),
        "," | "and" | "but" | ";" | "—" | "then" | "." | "-" | "–" | "--"
    );
    if clause.mood != Mood::Fragment && carried(tokens, next, to, clause).is_some() {
        return true;
    }
    // "..., please answer in French": an order after a statement.
    let awaited = matches!(
        clause.link,
        Link::If | Link::When | Link::Before | Link::After
    ) && clause.mood == Mood::Statement
        && matches!(
            without_subject(tokens, next, to),
            Some((Mood::Imperative, _))
        );
    strong && clause.mood != Mood::Imperative && (awaited || order(tokens, next, to))
}

/// Marks what stands under a condition and what follows from one.
fn mark_conditionals(clauses: &mut [Clause]) {
    for at in 0..clauses.len() {
        if clauses[at].link != Link::If {
            continue;
        }
        clauses[at].conditional = true;
        if let Some(next) = clauses
            .get_mut(at + 1)
            .filter(|next| !matches!(next.link, Link::But))
        {
            next.conditional = true;
        }
        // "My number is 555 0100 if you need it": true whether you need it or not.
        let asked = clauses[at].subject.who == Who::You && clauses[at].group.lemma == "ask";
        let offered = asked
            || clauses[at].subject.who == Who::You
                && at > 0
                && clauses[at - 1].group.lemma == "be"
                && clauses[at - 1].group.modal.is_none();
        if at > 0 && !offered && !clauses[at - 1].conditional && clauses.get(at + 1).is_none() {
            clauses[at - 1].conditional = true;
        }
    }
    // What shares a conditional clause's verb phrase is conditional, too.
    for at in 1..clauses.len() {
        if clauses[at].carried && clauses[at - 1].conditional && clauses[at].link != Link::But {
            clauses[at].conditional = true;
        }
    }
}

/// A question mark makes the last clause a question, and all of them if none has the form of one.
fn mark_questions(clauses: &mut [Clause], question: bool) {
    if !question {
        return;
    }
    let formed = clauses
        .iter()
        .position(|clause| clause.mood == Mood::Question);
    for (at, clause) in clauses.iter_mut().enumerate() {
        // What leads up to a question is said: "I'm vegan, what should I eat?"
        if formed.is_none_or(|first| at > first) {
            clause.mood = Mood::Question;
        }
    }
}
