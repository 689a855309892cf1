//! What is wanted, decided, promised.

use crate::grammar::words::one_of;
use types::{Cardinality, MemoryKind, Polarity};

use super::{Act, Actor, Reader, is_future, is_past};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::noun::noun;
use crate::grammar::verbs::{form, verb};
use crate::reading::Cue;
use crate::render;

/// Verbs of wanting whose infinitive is the goal.
const WANTS: &[&str] = &[
    "want", "plan", "hope", "aim", "intend", "wish", "aspire", "dream", "like", "love", "try",
    "expect", "strive", "prepare", "train", "save", "look", "consider", "mean", "work",
];

/// What people want of the assistant, not of life.
const REQUESTS: &[&str] = &[
    "know",
    "ask",
    "see",
    "understand",
    "find",
    "hear",
    "check",
    "make",
    "say",
    "thank",
    "tell",
    "talk",
    "discuss",
    "confirm",
    "clarify",
    "mention",
    "share",
    "point",
    "add",
    "show",
    "report",
    "let",
    "get",
    "start",
    "continue",
    "use",
    "look",
    "be",
    "have",
    "do",
    "help",
    "try",
    "explain",
    "double-check",
    "verify",
    "believe",
    "think",
    "hate",
    "die",
    "cry",
    "scream",
    "puke",
    "apologise",
    "apologize",
    "note",
    "bring",
    "follow",
    "chat",
    "hug",
    "kill",
    "remind",
    "compare",
    "figure",
    "order",
    "create",
    "generate",
    "write",
    "test",
];

/// Goals and plans: "I want to learn Spanish", "I'm going to visit Rome in May".
pub(crate) fn goal(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    let group = &clause.group;
    if group.passive && !is_future(clause) {
        return false;
    }
    let lemma = group.lemma.as_str();
    if matches!(group.modal, Some("have to" | "need to" | "must" | "should")) {
        return duty(reader, act);
    }
    if is_future(clause) || planned(reader, act) {
        return future(reader, act);
    }
    if lemma == "need" && !is_past(clause) {
        return true;
    }
    if lemma == "be" && !is_past(clause) {
        return bent_on(reader, act);
    }
    let wish = matches!(lemma, "like" | "love") && group.modal == Some("would");
    let wants = WANTS.contains(&lemma) && (!is_past(clause) || group.perfect);
    if !wants || matches!(lemma, "like" | "love") && !wish {
        return false;
    }
    let Some(at) = infinitive(reader, act, wish) else {
        return one_of(lemma, "want wish hope expect mean look try") || wish;
    };
    let word = reader
        .tokens
        .get(at)
        .filter(|_| at < act.clause.to)
        .map_or("", |token| token.low.as_str());
    let weak = one_of(lemma, "want like love try look mean expect");
    let asks = act.is_user && weak && REQUESTS.contains(&word) && !lasting(reader, at, act.to);
    let tries = lemma == "try" && (!group.progressive || of_the_moment(reader, act, word));
    if asks || tries || lemma == "expect" && !group.progressive || word.is_empty() || group.negated
    {
        return true;
    }
    push_goal(reader, act, at);
    true
}

/// Where what is wanted begins: after "to", "for", "towards".
fn infinitive(reader: &Reader<'_>, act: &Act<'_>, wish: bool) -> Option<usize> {
    let group = &act.clause.group;
    let word = |at: usize| {
        reader
            .tokens
            .get(at)
            .filter(|_| at < act.clause.to)
            .map_or("", |token| token.low.as_str())
    };
    let progressive = group.progressive;
    let next = act.from + 1;
    match (group.lemma.as_str(), word(act.from)) {
        ("train", "for")
        | ("save", "for" | "up")
        | ("aim", "for" | "at")
        | ("hope", "for")
        | ("strive", "for") => Some(next),
        ("prepare", "for") if progressive => Some(next),
        ("dream", "of" | "about") | ("plan", "on") | ("think" | "work", "towards" | "toward") => {
            Some(next)
        }
        ("look", "to") if progressive => Some(next),
        (
            "want" | "plan" | "hope" | "aim" | "intend" | "wish" | "aspire" | "strive" | "try"
            | "expect" | "mean",
            "to",
        ) => Some(next),
        (_, "to") if wish => Some(next),
        ("plan", first) if progressive && !first.is_empty() => Some(act.from),
        // "I want my daughter to grow up bilingual"
        ("want", "my" | "our" | "the") => {
            let to_at = (next..act.clause.to).find(|&at| reader.tokens[at].low == "to")?;
            (to_at <= act.from + 5).then_some(act.from)
        }
        _ => None,
    }
}

/// What one tries for an hour, at a machine: no goal to remember.
fn of_the_moment(reader: &Reader<'_>, act: &Act<'_>, word: &str) -> bool {
    let low = reader.low(act.from, act.to);
    one_of(
        word,
        "fix install run build debug set connect deploy configure implement parse figure log \
open understand find make get solve reproduce compile remember decide print reach \
call book",
    ) || [" this", " that", " it"]
        .iter()
        .any(|end| low.contains(end))
}

/// "I'm determined to quit", "I'm on a mission to try".
fn bent_on(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let low = reader.low(act.from, act.to);
    let bent = [
        "determined to ",
        "eager to ",
        "keen to ",
        "committed to ",
        "on a mission to ",
        "on a quest to ",
        "set on ",
        "bent on ",
        "resolved to ",
        "hoping to ",
        "desperate to ",
        "dedicated to ",
        "working towards ",
        "out to ",
        "excited to ",
    ];
    let Some(start) = bent.iter().find(|start| low.starts_with(**start)) else {
        return false;
    };
    let at = act.from + start.trim().split(' ').count();
    let word = reader.tokens[at].low.clone();
    let urges = REQUESTS.contains(&word.as_str()) && start.contains("eager");
    if !urges && !act.clause.group.negated {
        push_goal(reader, act, at);
    }
    true
}

/// "become a doctor" and "be fluent" are goals though "be" and "get" are weak words.
fn lasting(reader: &Reader<'_>, at: usize, to: usize) -> bool {
    let low = reader.low(at, to);
    let weak_start = [
        "be a ",
        "be an ",
        "be able to ",
        "be fluent",
        "get a ",
        "get better",
        "get into",
        "get fit",
        "get my",
        "start a ",
        "start my ",
        "have a ",
        "have kids",
        "have children",
        "write a book",
        "write a novel",
        "find a new",
        "find a ",
        "make more",
        "create my",
        "start learning",
        "start running",
        "do a ",
        "get married",
        "get promoted",
        "get certified",
        "help people",
        "see the ",
        "be more",
        "be healthier",
        "make a",
        "order a",
    ];
    let first = reader.tokens.get(at + 1).filter(|_| at + 1 < to);
    let tries = low.starts_with("try ")
        && first
            .is_some_and(|token| !token.is_one_of("this that it again something to the one and"));
    let sees = low.starts_with("see ") && first.is_some_and(|token| token.capital);
    (tries || sees || weak_start.iter().any(|start| low.starts_with(start)))
        && !low
            .split(' ')
            .any(|word| one_of(word, "question list summary function script sure"))
}

/// "I'm flying to Rome on Friday": present words, future sense, told by a date.
fn planned(reader: &Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    let travels = one_of(
        group.lemma.as_str(),
        "fly move travel visit leave meet see go get have host start relocate attend take run \
drive come arrive return speak present graduate interview celebrate marry spend quit \
retire throw give join turn close open launch sign pick bring show perform play race compete move deliver \
demo pitch babysit fly hike cycle catch head stay release ship perform exhibit",
    );
    let dated = act.tail.time.is_some_and(|(from, to)| {
        reader.tokens[from..to]
            .iter()
            .any(|token| token.is_one_of("next tomorrow tonight on weekend coming in this"))
            && !reader.tokens[from..to]
                .iter()
                .any(|token| token.is_in(&["every", "each", "days"]) || token.low.ends_with("days"))
    });
    group.progressive
        && !is_past(act.clause)
        && !group.perfect
        && travels
        && (dated || group.lemma == "move")
}

/// What will happen. With a date it is an event, otherwise something meant.
fn future(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    let group = &clause.group;
    let passing = one_of(
        group.lemma.as_str(),
        "let be see try check need have do think keep get ask say tell assume wait send share \
paste want appreciate like love look die explain give use show",
    );
    if act.is_user && passing && act.tail.time.is_none()
        || group.negated
        || act.from >= act.to && act.tail.time.is_none()
    {
        return true;
    }
    let to_agent = act.is_user
        && reader
            .tokens
            .get(act.from)
            .is_some_and(|token| act.from < act.to && token.low == "you");
    if to_agent
        || act.subject.is_empty()
        || matches!(clause.subject.who, Who::It | Who::This | Who::There)
    {
        return true;
    }
    let value = reader.words(group.at, clause.to);
    let mut draft = reader.draft(act, "plan", value);
    draft.cardinality = Cardinality::Many;
    draft.type_ = if act.tail.time.is_some() {
        "event"
    } else {
        "goal"
    };
    draft.kind = Some(MemoryKind::Episodic);
    reader.push(draft);
    true
}

fn push_goal(reader: &mut Reader<'_>, act: &Act<'_>, from: usize) {
    let value = reader.words(from, act.clause.to);
    let mut draft = reader.draft(act, "goal", value);
    draft.type_ = "goal";
    reader.push(draft);
}

/// "I need to finish the report by Friday": something to do.
fn duty(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let clause = act.clause;
    let group = &clause.group;
    if !act.is_user || group.negated || is_past(clause) {
        return true;
    }
    let asks = REQUESTS.contains(&group.lemma.as_str()) && act.tail.time.is_none();
    if asks || group.modal == Some("should") || act.from >= act.to {
        return true;
    }
    push_goal(reader, act, group.at);
    true
}

const DECIDES: &[&str] = &[
    "decide", "agree", "choose", "opt", "settle", "resolve", "vote", "pick", "elect", "commit",
    "conclude", "select",
];

/// "We decided to use Postgres", "we're going with Stripe", "let's go with B".
pub(crate) fn decision(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let group = &clause.group;
    if clause.is_subordinate()
        || clause.conditional
        || clause.unsure
        || group.unsure
        || group.negated
    {
        return None;
    }
    let low = reader.low(group.rest, clause.to);
    if !(settles(clause, &low) || sticks(clause, &low) || rules(reader, clause)) {
        return None;
    }
    let reports = clauses
        .get(at + 1)
        .is_some_and(|next| next.link == Link::Reported);
    if settles_nothing(clause, &low, reports) {
        return None;
    }
    let impersonal = group.passive && matches!(clause.subject.who, Who::It) && reports;
    let before = at.checked_sub(1).map(|at| &clauses[at]);
    let act = match reader.act(clause, before) {
        Some(act) => act,
        None if impersonal || clause.subject.who == Who::They => user_act(reader, clause),
        None => return None,
    };
    let end = if reports {
        clauses[at + 1].to
    } else {
        clause.to
    };
    let value = if reports {
        reader.words(clauses[at + 1].from, end)
    } else if group.passive && !impersonal {
        reader.words(clause.subject.from, clause.subject.to)
    } else {
        let from = (group.rest..end)
            .find(|&at| !reader.tokens[at].is_one_of("to on that with upon for against"))
            .unwrap_or(end);
        // ", no GraphQL" only says what was not chosen.
        let stop = reader.said_end(clause).max(from + 1).min(end);
        reader.words(from, stop)
    };
    let mut draft = reader.draft(&act, "decision", Some(value?));
    draft.value = draft.value.map(|value| value.trim().to_owned());
    draft.type_ = "decision";
    draft.cardinality = Cardinality::Many;
    draft.subject = if act.is_user || impersonal || group.passive {
        "user".to_owned()
    } else {
        draft.subject
    };
    (draft.to, draft.polarity) = (end, Polarity::Positive);
    let against = low.starts_with("against") || low.starts_with("not to");
    if against {
        draft.polarity = Polarity::Negative;
    }
    draft.text = render::sentence(reader.text, &reader.tokens, clause, end);
    reader.push(draft);
    Some(if reports { 2 } else { 1 })
}

/// "We decided", "we're going with Stripe", "we ended up using Go".
fn settles(clause: &Clause, low: &str) -> bool {
    const ENDED_UP: &[&str] = &[
        "up choosing",
        "up going with",
        "up picking",
        "up deciding",
        "up buying",
        "up using",
        "up with",
    ];
    let group = &clause.group;
    let decides = DECIDES.contains(&group.lemma.as_str())
        && (is_past(clause) || group.perfect || group.passive);
    let goes = group.lemma == "go"
        && (low.starts_with("with ") || low.starts_with("for ") && group.perfect)
        && group.modal.is_none();
    let ended_up = group.lemma == "end" && ENDED_UP.iter().any(|start| low.starts_with(start));
    decides || goes || ended_up
}

/// "We're sticking with Go", "we'll keep Postgres", "we're dropping Jenkins".
fn sticks(clause: &Clause, low: &str) -> bool {
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    let we = clause.subject.who == Who::We;
    let stays =
        matches!(lemma, "stick" | "stay") && low.starts_with("with ") && group.modal.is_none()
            || lemma == "go" && low.starts_with("with ") && is_future(clause);
    let drops =
        group.progressive && lemma == "drop" && !low.contains(" off") && !low.is_empty() && we;
    let will = we
        && is_future(clause)
        && (group.negated && act_like(lemma)
            || one_of(
                lemma,
                "use adopt switch migrate keep drop go standardise standardize stay",
            ) && group.modal == Some("will"));
    stays || drops || will
}

/// "The board approved the budget", "we scrapped the plan".
fn rules(reader: &Reader<'_>, clause: &Clause) -> bool {
    let group = &clause.group;
    let body = clause.subject.who == Who::We
        || reader.tokens[clause.subject.from..clause.subject.to]
            .iter()
            .any(|token| {
                token.is_one_of("board committee management team council jury parents group")
            });
    body && (is_past(clause) || group.perfect)
        && matches!(
            group.lemma.as_str(),
            "scrap" | "reject" | "approve" | "abandon" | "veto" | "greenlight"
        )
        && !group.passive
}

/// "I agree with you", "I picked apples": agreeing to or on something decides.
fn settles_nothing(clause: &Clause, low: &str, reports: bool) -> bool {
    const TARGETS: &[&str] = &[
        "to ",
        "on ",
        "that ",
        "upon ",
        "not to ",
        "for ",
        "against ",
        "in favour",
        "out of ",
        "unanimously",
    ];
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    let weak = one_of(lemma, "agree settle commit vote opt resolve");
    let follows = reports || TARGETS.iter().any(|word| low.starts_with(word));
    weak && !follows && !group.passive
        || low.starts_with("with") && lemma == "agree"
        || matches!(lemma, "pick" | "select" | "choose")
            && clause.subject.who == Who::I
            && low.split(' ').count() < 2
        || lemma == "pick"
            && (low.starts_with("up") || low.starts_with("some ") || low.starts_with("my "))
}

/// An act of the user, whoever the grammar takes for the subject.
pub(crate) fn user_act<'c>(reader: &Reader<'_>, clause: &'c Clause) -> Act<'c> {
    let (to, tail) =
        super::value::cut_tail(&reader.tokens, clause.group.rest, reader.said_end(clause));
    Act {
        clause,
        from: clause.group.rest,
        to,
        tail,
        subject: "user".to_owned(),
        is_user: true,
        noun: None,
    }
}

/// What the agent says it did or will do.
pub(crate) fn agent(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) {
    let clause = &clauses[at];
    let group = &clause.group;
    let own = matches!(clause.subject.who, Who::I | Who::We);
    if !own
        || clause.is_subordinate()
        || clause.conditional
        || !group.is_real()
        || group.negated
        || clause.mood != Mood::Statement
    {
        return;
    }
    let future = is_future(clause);
    let did = is_past(clause) || group.perfect;
    let known = verb(&reader.tokens[group.at].low)
        .is_some_and(|v| v.forms & (form::PAST | form::PARTICIPLE | form::BASE) != 0);
    let idle = one_of(
        group.lemma.as_str(),
        "be see understand think know hope have try say mean assume need want like love do \
notice apologise apologize hear get use",
    );
    if !(future || did) || !known || idle || group.rest >= clause.to {
        return;
    }
    let (to, tail) = super::value::cut_tail(&reader.tokens, group.rest, clause.to);
    let act = Act {
        clause,
        from: group.rest,
        to,
        tail,
        subject: "agent".to_owned(),
        is_user: false,
        noun: None,
    };
    let value = reader.words(group.at, clause.to);
    let mut draft = reader.draft(&act, if future { "plan" } else { "event" }, value);
    draft.text = draft.text.replacen("User", "Agent", 1);
    draft.type_ = if future { "plan" } else { "event" };
    draft.kind = Some(MemoryKind::Episodic);
    (draft.cardinality, draft.cue) = (Cardinality::Many, Cue::Plain);
    reader.push(draft);
}

/// Whom a noun phrase clause is about, for rules that need no more than that.
pub(crate) fn subject_name(reader: &Reader<'_>, clause: &Clause) -> Option<String> {
    match clause.subject.who {
        Who::I | Who::We => Some("user".to_owned()),
        Who::Noun => {
            let noun = noun(&reader.tokens, clause.subject.from, clause.subject.to)?;
            match reader.named(&noun) {
                Actor::User => Some("user".to_owned()),
                Actor::Other(name) => Some(name),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Words that announce a decision: "Decided: ...", "Final decision: ...", "It's settled, ...".
pub(crate) fn announced(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let from = clause.from;
    let colon = (from..clause.to.min(from + 8)).find(|&at| reader.tokens[at].low == ":");
    let head = reader.low(from, colon.unwrap_or(clause.to));
    let words: Vec<&str> = head.split(' ').collect();
    let named = words.iter().any(|word| {
        one_of(
            word,
            "decision decided verdict agreed settled conclusion outcome",
        )
    }) || matches!(
        head.as_str(),
        "final call" | "final answer" | "board resolution"
    );
    let next = clauses.get(at + 1);
    let settled = matches!(
        head.as_str(),
        "i have made up my mind"
            | "i made up my mind"
            | "we have made up our minds"
            | "my mind is made up"
            | "it is settled"
            | "it is decided"
            | "that is settled"
            | "it is official"
            | "settled"
            | "decided"
            | "agreed"
            | "final decision"
            | "decision"
            | "decision made"
            | "the plan is set"
            | "the decision is made"
            | "the verdict is in"
            | "the die is cast"
            | "it is final"
            | "final answer"
            | "final call"
            | "final verdict"
    ) && next.is_some_and(|next| next.mood == Mood::Statement);
    let (start, end, taken) = match (colon, settled) {
        (Some(colon), _) if named && colon + 1 < clause.to => (colon + 1, clause.to, 1),
        (Some(colon), _) if named => (colon + 1, next?.to, 2),
        (None, true) => (next?.from, next?.to, 2),
        _ => return None,
    };
    let value = reader.words(start, end)?;
    let act = user_act(reader, clause);
    let mut draft = reader.draft(&act, "decision", Some(value));
    (draft.type_, draft.cardinality, draft.polarity) =
        ("decision", Cardinality::Many, Polarity::Positive);
    draft.text = format!("Decision: {}", reader.told(start, end));
    (draft.from, draft.to) = (from, end);
    reader.push(draft);
    Some(taken)
}

/// A verb of doing something, which "we won't" decides against.
fn act_like(lemma: &str) -> bool {
    !matches!(
        lemma,
        "be" | "know" | "need" | "have" | "see" | "get" | "want" | "let" | "make"
    )
}
