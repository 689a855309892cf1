//! Whatever no other rule took: what happened, what will happen, and what somebody does as a habit.

use crate::grammar::words::one_of;
use types::{Cardinality, MemoryKind};

use super::attributes;
use super::value::phrase;
use super::{Act, Reader, is_future, is_past};
use crate::grammar::clause::Who;
use crate::grammar::noun::Owner;
use crate::grammar::verbs::verb;

/// Verbs of talking and thinking: what they tell is smalltalk, or the next clause's matter.
const TALK: &[&str] = &[
    "think",
    "know",
    "guess",
    "mean",
    "hope",
    "see",
    "understand",
    "agree",
    "wonder",
    "appreciate",
    "thank",
    "suppose",
    "feel",
    "remember",
    "forget",
    "believe",
    "say",
    "tell",
    "ask",
    "look",
    "seem",
    "sound",
    "hear",
    "want",
    "need",
    "notice",
    "mention",
    "talk",
    "wish",
    "expect",
    "imagine",
    "figure",
    "assume",
    "doubt",
    "bet",
    "swear",
    "apologise",
    "apologize",
    "promise",
    "try",
    "care",
    "mind",
    "matter",
    "be",
    "let",
    "do",
    "get",
    "find",
    "keep",
    "make",
    "have",
    "show",
    "send",
    "paste",
    "attach",
    "share",
    "welcome",
    "reckon",
    "apply",
    "laugh",
    "happen",
    "appear",
    "read",
    "regret",
    "recommend",
    "suggest",
    "question",
    "help",
    "trust",
    "depend",
    "wait",
    "kid",
    "joke",
    "come",
    "insist",
    "admit",
    "deserve",
    "disagree",
    "refer",
    "add",
    "give",
    "put",
    "call",
    "realise",
    "realize",
    "suspect",
    "pray",
    "worry",
    "lie",
    "pretend",
    "test",
    "fail",
    "follow",
    "lack",
    "like",
    "love",
    "hate",
    "turn",
    "start",
    "stop",
    "allow",
];
/// Verbs whose past tells of nothing that happened.
const VAGUE: &[&str] = &[
    "think",
    "know",
    "guess",
    "mean",
    "hope",
    "understand",
    "agree",
    "wonder",
    "appreciate",
    "suppose",
    "feel",
    "remember",
    "believe",
    "say",
    "tell",
    "ask",
    "seem",
    "sound",
    "notice",
    "mention",
    "want",
    "need",
    "wish",
    "expect",
    "imagine",
    "assume",
    "try",
    "care",
    "mind",
    "be",
    "let",
    "do",
    "paste",
    "forget",
    "hear",
    "look",
    "like",
    "suspect",
    "realise",
    "realize",
    "laugh",
    "joke",
    "admit",
    "figure",
    "depend",
    "matter",
    "deserve",
    "send",
    "love",
    "hate",
    "stay",
    "live",
    "own",
    "doubt",
    "regret",
    "use",
    "follow",
    "check",
    "search",
    "google",
    "find",
];
/// Verbs that need a date to tell of something that happened.
const DATED: &[&str] = &[
    "read", "have", "talk", "send", "see", "use", "find", "come", "stay",
];
/// Verbs that are whole without an object.
const BARE: &[&str] = &[
    "die", "graduate", "marry", "retire", "arrive", "pass", "elope", "divorce", "win", "resign",
    "quit",
];
/// Verbs in -ing that tell of something that goes on for long.
const ONGOING: &[&str] = &[
    "learn",
    "study",
    "train",
    "build",
    "write",
    "work",
    "read",
    "teach",
    "take",
    "run",
    "save",
    "attend",
    "practise",
    "practice",
    "manage",
    "lead",
    "date",
    "raise",
    "renovate",
    "recover",
    "care",
    "live",
    "rent",
    "see",
    "pursue",
    "finish",
    "foster",
    "volunteer",
    "write",
    "mentor",
    "develop",
];
/// What things do that is a fact about them.
const OF_THINGS: &[&str] = &[
    "run", "use", "live", "support", "cost", "contain", "store", "expose", "listen", "require",
    "handle", "serve", "belong", "depend", "consist", "include", "hold", "open", "close", "end",
    "start", "lead", "own", "maintain", "manage", "write", "build", "host", "deploy", "weigh",
    "take", "last", "expire", "ship", "sell",
];
/// What begins, ends or happens at a time.
const OCCURS: &[&str] = &[
    "start", "end", "open", "close", "begin", "ship", "launch", "land", "happen", "take", "expire",
    "finish", "go", "arrive", "leave", "come", "be", "move", "release", "renew", "run", "kick",
];

/// The last rule.
pub(crate) fn read(reader: &mut Reader<'_>, act: &Act<'_>) {
    let group = &act.clause.group;
    let who = act.clause.subject.who;
    if matches!(who, Who::It | Who::This | Who::There) {
        return;
    }
    let dated = act.tail.time.is_some() || act.clause.lead.is_some();
    if act.is_user
        && group.lemma == "be"
        && is_past(act.clause)
        && dated
        && act.from < act.to
        && !group.negated
    {
        return event(reader, act);
    }
    let known = verb(&reader.tokens[group.at].low).is_some() || group.lemma == "be";
    let possible = matches!(group.modal, None | Some("used to")) || group.modal == Some("can");
    if !known || !possible {
        return;
    }
    let own = act.is_user || super::copula::person(act) || act.subject.starts_with("user's ");
    if !own {
        thing(reader, act);
    } else if is_past(act.clause) || group.perfect && !group.progressive {
        event(reader, act);
    } else if !is_future(act.clause) {
        habit(reader, act);
    }
}

/// What a thing does, and what happens to it at a time.
fn thing(reader: &mut Reader<'_>, act: &Act<'_>) {
    let group = &act.clause.group;
    let made = group.passive
        && one_of(
            group.lemma.as_str(),
            "write build make code implement host deploy develop store maintain own run",
        );
    if made && !group.negated && !is_past(act.clause) && act.from < act.to && act.noun.is_some() {
        let lemma = group.lemma.clone();
        let value = reader.words(act.from + 1, act.to);
        let mut draft = reader.draft(act, &lemma, value);
        (draft.type_, draft.cardinality) = ("fact", Cardinality::Many);
        return reader.push(draft);
    }
    let definite = act
        .noun
        .as_ref()
        .is_some_and(|noun| noun.owner != Owner::Nobody || act.tail.time.is_some());
    if !definite || group.negated || reader.voice == crate::reading::Voice::Agent {
        return;
    }
    let lemma = group.lemma.as_str();
    // "An hour ago the courier delivered the package"
    let happened = (is_past(act.clause) || group.perfect)
        && act.clause.subject.who == Who::Noun
        && !VAGUE.contains(&lemma)
        && (act.tail.time.is_some()
            || act
                .clause
                .lead
                .is_some_and(|(from, to)| timely(reader, from, to)));
    let lasts = matches!(lemma, "take" | "last")
        && act
            .tail
            .time
            .is_some_and(|(from, _)| reader.tokens[from].is_number());
    if happened || !lasts && act.tail.time.is_some() && OCCURS.contains(&lemma) {
        occasion(reader, act);
    } else if !is_past(act.clause)
        && !is_future(act.clause)
        && OF_THINGS.contains(&group.lemma.as_str())
        && act.from < act.to
    {
        let lemma = group.lemma.clone();
        let value = reader.words(act.from, act.to);
        let mut draft = reader.draft(act, &lemma, value);
        (draft.type_, draft.cardinality) = ("fact", Cardinality::Many);
        reader.push(draft);
    }
}

/// Whether the words tell when: "an hour ago", not "for backups".
fn timely(reader: &Reader<'_>, from: usize, to: usize) -> bool {
    reader.tokens[from..to].iter().any(|token| {
        token.is_one_of("ago last yesterday today morning night week month year earlier tonight")
            || token.is_in(crate::grammar::words::WEEKDAYS)
            || token.is_in(crate::grammar::words::MONTHS)
    })
}

/// "My lease ends on 31 August", "the sale starts in a week".
pub(crate) fn occasion(reader: &mut Reader<'_>, act: &Act<'_>) {
    let mut value = reader.low(act.clause.subject.from, act.clause.subject.to);
    if let Some(rest) = reader.words(act.clause.group.at, act.to) {
        value = format!("{value} {rest}");
    }
    let mut draft = reader.draft(act, "event", Some(super::copula::strip_article(&value)));
    (draft.type_, draft.kind, draft.cardinality) =
        ("event", Some(MemoryKind::Episodic), Cardinality::Many);
    draft.subject = "user".to_owned();
    reader.push(draft);
}

/// The words of what happened, without when: from the verb to the end, at most to a second thought.
pub(crate) fn deed(reader: &Reader<'_>, act: &Act<'_>) -> Option<String> {
    let mut to = act.to.max(act.clause.group.rest);
    if act.tail.time.is_none()
        && let Some(at) = super::value::time_inside(&reader.tokens, act.from, to)
    {
        to = at.max(act.clause.group.rest);
    }
    reader.words(act.clause.group.at, to)
}

fn event(reader: &mut Reader<'_>, act: &Act<'_>) {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let dated = act.tail.time.is_some() || act.clause.lead.is_some();
    let empty = act.from >= act.to && !dated && !BARE.contains(&lemma);
    if group.negated && !group.never || group.progressive || empty {
        return;
    }
    let weak = lemma != "be" && VAGUE.contains(&lemma) && !(DATED.contains(&lemma) && dated)
        || DATED.contains(&lemma) && !dated;
    let first = reader.tokens.get(act.from).filter(|_| act.from < act.to);
    let pronoun = first.is_some_and(|token| token.is_one_of("it this that you your what how"));
    // "went well": how it was, not what.
    let how = lemma == "go"
        && first.is_some_and(|token| {
            token.is_one_of("well fine great badly smoothly ok okay terribly")
        });
    if weak || pronoun || how {
        return;
    }
    let since = group.perfect
        && one_of(
            lemma,
            "work live play teach practise use drive attend coach",
        )
        && act
            .tail
            .time
            .is_some_and(|(from, _)| reader.tokens[from].is_in(&["since", "for"]));
    if since {
        return push_habit(reader, act);
    }
    if group.lemma == "study" || group.lemma == "major" || group.lemma == "graduate" && !dated {
        let (start, end) = (act.from, act.to);
        let value = reader.words(start, end);
        let mut draft = reader.draft(act, "education", value);
        draft.cardinality = Cardinality::Many;
        return reader.push(draft);
    }
    let value = deed(reader, act);
    let mut draft = reader.draft(act, "event", value);
    (draft.type_, draft.kind, draft.cardinality) =
        ("event", Some(MemoryKind::Episodic), Cardinality::Many);
    reader.push(draft);
}

/// "I go to the gym every morning": kept under its verb.
fn habit(reader: &mut Reader<'_>, act: &Act<'_>) {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let frequent = act.tail.time.is_some_and(|(from, to)| {
        reader.tokens[from..to].iter().any(|token| {
            token.is_one_of("every each daily weekly twice once a")
                || token.low.ends_with("days")
                || token.low.ends_with("ings")
        })
    });
    let marked = group.always || group.never || frequent;
    let own_thing = !act.is_user && !super::copula::person(act);
    if !act.is_user
        && !own_thing
        && one_of(
            lemma,
            "start begin finish leave arrive come graduate retire",
        )
        && act.tail.time.is_some()
        && !frequent
    {
        return occasion(reader, act);
    }
    if is_ahead(reader, act) && !one_of(lemma, "be think want need hope like feel seem look know") {
        return plan(reader, act);
    }
    if TALK.contains(&lemma) && !marked
        || act.from >= act.to && !marked && !group.negated && act.tail.time.is_none()
    {
        return;
    }
    // "My commute takes 40 minutes": how long, not when.
    let lasts = matches!(lemma, "take" | "last")
        && act
            .tail
            .time
            .is_some_and(|(from, _)| reader.tokens[from].is_number());
    if own_thing && !lasts && act.tail.time.is_some() && OCCURS.contains(&lemma) {
        return occasion(reader, act);
    }
    if group.progressive && !ONGOING.contains(&lemma) {
        return;
    }
    let first = reader.tokens.get(act.from).filter(|_| act.from < act.to);
    let pronoun =
        first.is_some_and(|token| token.is_one_of("it this that you your what how why there"));
    if pronoun
        || group.modal == Some("can")
            && !matches!(lemma, "speak" | "play" | "cook" | "swim" | "drive")
    {
        return;
    }
    push_habit(reader, act);
}

fn plan(reader: &mut Reader<'_>, act: &Act<'_>) {
    let value = if act.from < act.to {
        deed(reader, act)
    } else {
        reader.words(act.clause.group.at, act.clause.to)
    };
    let mut draft = reader.draft(act, "plan", value);
    (draft.type_, draft.kind, draft.cardinality) =
        ("event", Some(MemoryKind::Episodic), Cardinality::Many);
    reader.push(draft);
}

/// "Next week I fly to Rome": whether what is told is still to come.
fn is_ahead(reader: &Reader<'_>, act: &Act<'_>) -> bool {
    let ahead = act.clause.lead.is_some_and(|(from, to)| {
        reader.tokens[from..to]
            .iter()
            .any(|token| token.is_in(&["next", "tomorrow", "tonight"]))
    });
    let later = act.tail.time.is_some_and(|(from, to)| {
        reader.tokens[from..to]
            .iter()
            .any(|token| token.is_in(&["next", "tomorrow", "tonight"]))
    });
    ahead && act.from < act.to || later && !act.clause.group.progressive
}

fn push_habit(reader: &mut Reader<'_>, act: &Act<'_>) {
    let group = &act.clause.group;
    let lemma = group.lemma.as_str();
    let keep = [
        "of", "and", "in", "for", "with", "to", "on", "at", "from", "about", "by", "as", "up",
        "before", "after", "down", "off", "over", "into", "without", "around", "through", "out",
    ];
    let (start, mut end) = phrase(&reader.tokens, act.from, act.to, &keep);
    if let Some((_, stop)) = act.tail.time.filter(|&(from, _)| from <= end + 1) {
        end = stop;
    }
    let value = reader
        .words(start, end)
        .or_else(|| reader.words(group.at, act.clause.to));
    let attribute = match lemma {
        "practise" | "play" => "play",
        "learn" => "learning",
        "weigh" => "weight",
        "study" => "education",
        other => other,
    };
    let mut draft = reader.draft(act, attribute, value);
    if attributes::define(attribute).is_none() {
        draft.type_ = "fact";
    }
    if attribute == "learning" {
        draft.type_ = "goal";
    }
    draft.cardinality = if attribute == "weight" {
        draft.cardinality
    } else {
        Cardinality::Many
    };
    reader.push(draft);
}
