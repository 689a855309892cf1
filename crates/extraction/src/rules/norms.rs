//! Norms: what people hold each other to. "We always squash", "every change needs a review",
//! "in our family we take our shoes off".

use crate::grammar::words::one_of;
use types::{Cardinality, MemoryKind, Polarity};

use super::duties::extended;
use super::plans::{subject_name, user_act};
use super::value::cut_tail;
use super::{Reader, attributes};
use crate::grammar::clause::{Clause, Link, Who};
use crate::grammar::group::Group;
use crate::grammar::noun::{noun, plural};
use crate::render;

/// Groups that have rules.
const GROUPS: &[&str] = &[
    "team",
    "family",
    "household",
    "club",
    "company",
    "house",
    "office",
    "group",
    "project",
    "codebase",
    "repo",
    "department",
    "organisation",
    "organization",
    "school",
    "class",
    "flat",
    "home",
    "lab",
    "shop",
    "firm",
    "studio",
    "kitchen",
    "community",
    "band",
    "choir",
    "org",
    "workplace",
    "startup",
    "hospital",
    "ward",
    "squad",
    "guild",
    "crew",
    "work",
    "place",
    "code",
    "monorepo",
];
/// What a rule calls itself.
const RULES: &[&str] = &[
    "rule",
    "policy",
    "convention",
    "guideline",
    "guidelines",
    "standard",
    "norm",
    "rules",
    "policies",
    "agreement",
    "principle",
    "conventions",
    "practice",
    "regulation",
    "tradition",
    "standards",
    "ban",
    "freeze",
];
const CLOSINGS: &[&str] = &[
    "that is how we do",
    "no exceptions",
    "no exception",
    "that is a principle",
    "that is our rule",
    "that is the rule",
    "that is our policy",
    "as a rule",
    "by convention",
    "house rule",
    "as a matter of policy",
    "that is the policy",
    "per our policy",
    "per policy",
    "by policy",
    "it is the rule",
    "that is a rule",
    "that is the law",
    "that is the convention",
    "that is our convention",
    "it is our policy",
    "it is policy",
    "on principle",
    "without exception",
    "as policy",
    "is the norm here",
];

/// Reads a norm and says how many clauses it took.
pub(crate) fn read(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let group = &clause.group;
    let waits = clause.conditional && clause.link == Link::If || clause.is_subordinate();
    if waits
        || clause.unsure
        || group.unsure
        || clause.link == Link::Reported
        || super::is_past(clause)
        || super::is_future(clause)
    {
        return None;
    }
    if !binds(reader, clauses, at) || comfortable(reader, clause) {
        return None;
    }
    let rule_says = names_rule(reader, clause);
    let things = clause.subject.who == Who::Noun && !personal(reader, clause);
    let end = extended(clauses, at);
    let taken = clauses[at..]
        .iter()
        .take_while(|next| next.from < end)
        .count()
        .max(1);
    let name = subject_name(reader, clause)
        .filter(|_| things && !rule_says)
        .unwrap_or_else(|| "user".to_owned());
    let from = if rule_says { group.rest } else { clause.from };
    let value = reader.words(from, end);
    let act = user_act(reader, clause);
    let mut draft = reader.draft(&act, "norm", value);
    (draft.subject, draft.type_, draft.kind) = (name, "norm", Some(MemoryKind::Procedural));
    draft.cardinality = Cardinality::Many;
    draft.polarity = if group.negated {
        Polarity::Negative
    } else {
        Polarity::Positive
    };
    (draft.to, draft.text) = (end, text(reader, clause, end));
    reader.push(draft);
    Some(taken)
}

/// Whether the clause binds somebody.
fn binds(reader: &Reader<'_>, clauses: &[Clause], at: usize) -> bool {
    let clause = &clauses[at];
    let group = &clause.group;
    let who = clause.subject.who;
    let subject = reader.low(clause.subject.from, clause.subject.to);
    let low = reader.low(group.rest, clause.to);
    let things = who == Who::Noun && !personal(reader, clause);
    let plain = group.modal.is_none() && !group.perfect && !group.progressive;
    let obliged = matches!(group.modal, Some("must" | "should" | "have to" | "need to"))
        || matches!(group.modal, Some("may")) && group.negated
        || group.modal == Some("can") && group.negated && group.passive;
    let ruled = is_ruled(&clause.group, &low);
    let our_group = who == Who::We || who == Who::Anybody || is_group(&subject);
    let universal = things
        && [
            "every", "each", "all", "any", "no", "whoever", "everyone", "nobody", "anyone", "only",
        ]
        .contains(&reader.tokens[clause.subject.from].low.as_str())
        || who == Who::Anybody && matches!(subject.as_str(), "everyone" | "everybody" | "nobody");
    let habit = plain
        && (group.always || group.never)
        && (our_group
            || things && (group.passive || plural(&reader.tokens[clause.subject.to - 1])));
    let taste = one_of(
        group.lemma.as_str(),
        "love like hate know think say want enjoy seem be",
    ) && !group.passive
        || group.negated && group.never && who == Who::Anybody;
    let self_imposed = who == Who::We && plain && refuses_or_only(reader, &clause.group);
    let it_is =
        who == Who::It && (ruled || group.lemma == "be" && says_rule(&low, clauses.get(at + 1)));
    let timed = group.lemma == "be"
        && cut_tail(&reader.tokens, group.rest, clause.to)
            .1
            .time
            .is_some();
    let setting = !timed
        && led_by_group(reader, clause)
        && plain
        && (who == Who::We || things || who == Who::Anybody)
        || here(reader, clause) && plain && things && group.passive;
    let closing = plain && (our_group || things) && closes(reader, clauses, at);
    let binding_we =
        who == Who::We && obliged && (group.always || group.never || !one_off(reader, clause));
    plain && things && (generic(reader, clause) || needs(reader, clause, universal))
        || restricts(reader, clause, things, ruled)
        || who == Who::We && plain && !group.negated && keeps_to(reader, clause)
        || obliged && (things || who == Who::Anybody) && !one_time(reader, clause)
        || binding_we
        || ruled && (things || our_group)
        || names_rule(reader, clause)
        || habit && !(taste && who == Who::Anybody)
        || universal && plain && !taste
        || universal && obliged
        || self_imposed
        || it_is
        || setting && !(taste && !group.passive && group.lemma != "be")
        || closing
}

/// "Overtime needs prior approval", "merging requires a green build"
fn needs(reader: &Reader<'_>, clause: &Clause, universal: bool) -> bool {
    let group = &clause.group;
    let word = reader.tokens[group.rest.min(clause.to)..clause.to]
        .iter()
        .any(|token| {
            token.is_one_of(
                "approval sign-off signature permission consent review receipt ticket notice",
            )
        });
    let many = word || plural(&reader.tokens[clause.subject.to - 1]) || universal;
    !group.negated && (group.lemma == "need" && many || group.lemma == "require")
}

/// "Only admins may delete projects", "nothing goes live without a review", "untested code doesn't get
/// merged", "you have to book a day ahead"
fn restricts(reader: &Reader<'_>, clause: &Clause, things: bool, ruled: bool) -> bool {
    let group = &clause.group;
    let who = clause.subject.who;
    let plain = group.modal.is_none() && !group.perfect && !group.progressive;
    let words = &reader.tokens[group.rest.min(clause.to)..clause.to];
    let only = clause.from > 0
        && reader.tokens[clause.from - 1].low == "only"
        && things
        && matches!(group.modal, Some("may" | "can"))
        && !group.negated;
    let without = who == Who::Anybody
        && plain
        && reader.tokens[clause.subject.from].is_in(&["nothing", "nobody"])
        && reader
            .low(group.rest, reader.tokens.len().min(clause.to + 6))
            .contains("without ");
    let unmerged = things
        && plain
        && group.negated
        && group.passive
        && !super::is_past(clause)
        && one_of(
            &group.lemma,
            "merge deploy ship approve pay reimburse tolerate publish release refund accept",
        )
        && reader.tokens[clause.subject.from..clause.subject.to]
            .iter()
            .all(|token| !token.is_one_of("my our the this that"));
    let ahead = words
        .iter()
        .any(|token| token.is_one_of("ahead advance beforehand always every"));
    let you = who == Who::You
        && (ruled
            || group.modal == Some("must")
            || matches!(group.modal, Some("have to" | "need to")) && !group.negated && ahead);
    only || without || unmerged || you
}

/// "Smoking is forbidden", "badges are required".
fn is_ruled(group: &Group, low: &str) -> bool {
    const STARTS: &[&str] = &[
        "forbidden",
        "mandatory",
        "required",
        "not allowed",
        "prohibited",
        "off-limits",
        "off limits",
        "banned",
        "compulsory",
        "not permitted",
    ];
    group.lemma == "be" && STARTS.iter().any(|word| low.starts_with(word))
        || group.passive
            && one_of(
                group.lemma.as_str(),
                "allow require forbid prohibit ban permit",
            )
}

/// What work is made of, in the plural: "Tests go next to the code", "meetings start on time".
const WORK: &str = "tests meetings branches commits messages names flags deploys deployments releases \
reviews tickets invoices expenses secrets passwords keys logs migrations comments functions files prs \
requests changes endpoints errors dates docs documents contracts guests visitors members employees \
students kids children shoes phones laptops bikes bins dishes credentials tokens variables constants \
classes modules interfaces services incidents bugs hotfixes backups refunds complaints reports standups \
retros decisions emails dogs pets guests parents players devices pictures fees dues receipts";

/// Bare plurals of work that behave in one way: a rule told as a fact.
fn generic(reader: &Reader<'_>, clause: &Clause) -> bool {
    let group = &clause.group;
    let subject = &reader.tokens[clause.subject.from..clause.subject.to];
    let rest = &reader.tokens[group.rest.min(clause.to)..clause.to];
    let head = subject
        .iter()
        .rev()
        .find(|token| !token.is_one_of("never always only"))
        .map_or("", |token| token.low.as_str());
    let bare = !subject[0].is_one_of("the my our his her their these those some many most");
    let places = rest.iter().any(|token| {
        token.is_one_of(
            "in at within under before after on by next into behind per to as with inside first",
        )
    });
    let stays = one_of(
        group.lemma.as_str(),
        "go follow start stay live end belong get leave use take need include have begin stop carry match \
come close",
    );
    let lacking = group.passive
        && subject
            .iter()
            .any(|token| token.is_one_of("without older under over with"));
    bare && (one_of(head, WORK) || one_of(&subject[0].low, WORK) && lacking)
        && !group.perfect
        && !group.progressive
        && (group.passive || stays)
        && (places || lacking)
        && !one_time(reader, clause)
        && !rest.iter().any(|token| {
            token.is_one_of(
                "today yesterday now currently failing down spam up missing wrong twice late",
            )
        })
}

/// "We keep functions under 50 lines", "we don't do meetings on Wednesdays" have a measure or a day.
fn keeps_to(reader: &Reader<'_>, clause: &Clause) -> bool {
    let rest = &reader.tokens[clause.group.rest.min(clause.to)..clause.to];
    clause.group.lemma == "keep"
        && !rest.first().is_some_and(|token| token.low.ends_with("ing"))
        && rest
            .iter()
            .any(|token| token.is_one_of("under below within short separate clean"))
}

/// "We don't deploy on Fridays", "we only hire seniors".
fn refuses_or_only(reader: &Reader<'_>, group: &Group) -> bool {
    let refuses = group.negated
        && one_of(
            group.lemma.as_str(),
            "allow permit accept hire deploy merge tolerate ship release push commit discuss \
schedule wear bring",
        );
    let days = group.negated
        && one_of(group.lemma.as_str(), "do have hold work eat book take send")
        && reader.tokens[group.rest..].iter().take(5).any(|token| {
            token.low.ends_with("days") && token.is_in(crate::grammar::words::WEEKDAYS)
                || token.is_one_of("weekends holidays")
        });
    let rest = &reader.tokens[group.rest..];
    let place = rest
        .iter()
        .take(7)
        .zip(rest.iter().skip(1))
        .any(|(a, b)| a.is_one_of("at in during on before after without") && general(b));
    let habits = group.negated
        && !group.progressive
        && group.modal.is_none()
        && place
        && one_of(
            group.lemma.as_str(),
            "talk speak use eat drink smoke wear run play work send write call text phone take bring commit \
hardcode log store share answer check read",
        );
    refuses
        || habits
        || days
        || reader.tokens[group.from..group.rest]
            .iter()
            .any(|token| token.low == "only")
}

/// A time or place that comes again: "at dinner", "in meetings".
fn general(token: &crate::grammar::token::Token) -> bool {
    token.is_one_of(
        "dinner lunch breakfast meetings bed class production prod code commits reviews tests main church \
school work public emails comments writing advance asking review approval",
    ) || token.low.ends_with("days") && token.low.len() > 5
}

/// "It's our rule that ...", "it is policy to ...".
fn says_rule(low: &str, next: Option<&Clause>) -> bool {
    RULES
        .iter()
        .any(|rule| low.split(' ').take(4).any(|word| word == *rule))
        && (low.contains(" to ")
            || low.contains(" that ")
            || next.is_some_and(|next| next.link == Link::Reported))
}

fn is_group(subject: &str) -> bool {
    let head = subject.rsplit(' ').next().unwrap_or(subject);
    (subject.starts_with("our ")
        || subject.starts_with("the ")
        || subject.starts_with("my ")
        || subject.starts_with("everyone "))
        && one_of(
            head,
            "team company squad department organisation family club",
        )
}

/// "the rule is", "our policy forbids".
fn names_rule(reader: &Reader<'_>, clause: &Clause) -> bool {
    let Some(noun) = (clause.subject.who == Who::Noun)
        .then(|| noun(&reader.tokens, clause.subject.from, clause.subject.to))
        .flatten()
    else {
        return false;
    };
    let head = reader.low(noun.from, noun.to);
    let head = head.strip_suffix(" here").unwrap_or(&head);
    let standard = matches!(head, "standard procedure" | "house custom");
    let book = one_of(
        head.rsplit(' ').next().unwrap_or_default(),
        "guide handbook contract law bylaws constitution manual playbook",
    ) && one_of(
        &clause.group.lemma,
        "forbid prohibit require demand mandate ban",
    );
    if book {
        return true;
    }
    let last = head.rsplit(' ').next().unwrap_or_default().to_owned();
    if standard && clause.group.lemma == "be" {
        return true;
    }
    RULES.contains(&last.as_str())
        && last != "ban"
        && last != "freeze"
        && (clause.group.lemma == "be"
            || one_of(
                clause.group.lemma.as_str(),
                "require forbid say state prohibit demand mandate allow ask",
            ))
        && !reader.tokens.get(clause.group.rest).is_some_and(|token| {
            super::nature::is_adjective(&token.low) && clause.group.rest + 1 >= clause.to
        })
}

/// "In our club, members pay".
fn led_by_group(reader: &Reader<'_>, clause: &Clause) -> bool {
    clause.lead.is_some_and(|(from, to)| {
        let words = &reader.tokens[from..to];
        words[0].is_in(&["in", "at", "on", "within", "for"])
            && words
                .iter()
                .any(|token| token.is_in(&["our", "my", "the", "this"]))
            && words.iter().any(|token| token.is_in(GROUPS))
    })
}

fn here(reader: &Reader<'_>, clause: &Clause) -> bool {
    let low = reader.low(clause.group.rest, clause.to);
    low.ends_with(" here") || low.ends_with(" around here")
}

/// "..., that's how we do it": a rule by its last words; "As a rule, ..." by its first.
fn closes(reader: &Reader<'_>, clauses: &[Clause], at: usize) -> bool {
    let first = clauses[..=at]
        .iter()
        .map(|clause| clause.from)
        .min()
        .unwrap_or(0);
    let from = (0..=first)
        .rev()
        .take(8)
        .take_while(|&at| {
            at + 1 > first || !matches!(reader.tokens[at].low.as_str(), "." | "!" | "?")
        })
        .last()
        .unwrap_or(first);
    let end = clauses.last().map_or(clauses[at].to, |last| last.to);
    let low = reader.low(from, end);
    CLOSINGS.iter().any(|closing| low.contains(closing))
}

/// "should be fine": no rule at all.
fn comfortable(reader: &Reader<'_>, clause: &Clause) -> bool {
    let group = &clause.group;
    let first = reader
        .tokens
        .get(group.rest)
        .filter(|_| group.rest < clause.to);
    let fine = first.is_some_and(|token| {
        token.is_one_of(
            "fine ok okay good easy enough here there ready able possible great nice interesting \
fun",
        )
    });
    let subject = reader.low(clause.subject.from, clause.subject.to);
    // "You must be tired": a guess.
    let guess = group.modal == Some("must")
        && group.lemma == "be"
        && !group.passive
        && first.is_some_and(|token| {
            token.is_one_of(
                "tired hungry kidding joking late mad crazy exhausted starving happy proud thrilled wrong \
mistaken new nice cold lost excited someone something drunk dreaming relieved worried busy thirsty",
            )
        });
    guess
        || matches!(subject.as_str(), "this" | "that" | "it")
            && group.lemma != "be"
            && !is_ruled(group, "")
        || group.modal == Some("should")
            && (group.lemma == "work"
                || group.lemma == "help"
                || group.lemma == "be" && !group.passive && fine)
        || matches!(group.modal, Some("have to" | "need to"))
            && clause.subject.who == Who::Noun
            && reader.tokens[clause.subject.from].is_in(&["the"])
            && group.lemma == "be"
            && !group.passive
}

fn text(reader: &Reader<'_>, clause: &Clause, end: usize) -> String {
    let own = render::sentence(reader.text, &reader.tokens, clause, end);
    match own.strip_prefix("User") {
        Some(rest) if clause.subject.who == Who::We => format!("User's team{rest}"),
        _ => own,
    }
}

/// "We must leave by six today": a matter of the day, not a rule.
fn one_off(reader: &Reader<'_>, clause: &Clause) -> bool {
    one_time(reader, clause) || clause.group.modal != Some("must")
}

fn one_time(reader: &Reader<'_>, clause: &Clause) -> bool {
    let (_, tail) = cut_tail(&reader.tokens, clause.group.rest, clause.to);
    tail.time.is_some_and(|(from, to)| {
        let words = &reader.tokens[from..to];
        words
            .iter()
            .any(|token| token.is_in(&["today", "tomorrow", "tonight", "next", "this"]))
    })
}

/// Whether the subject is a person or something of one person's own.
fn personal(reader: &Reader<'_>, clause: &Clause) -> bool {
    let tokens = &reader.tokens[clause.subject.from..clause.subject.to];
    let Some(noun) = noun(&reader.tokens, clause.subject.from, clause.subject.to) else {
        return true;
    };
    let head = reader.low(noun.from, noun.to);
    let many = plural(&tokens[tokens.len() - 1]) && tokens.len() == 1;
    let whoever = tokens[0].is_in(&["whoever", "anyone", "everyone"]);
    let letters = reader
        .text
        .get(tokens[0].start..tokens[0].end)
        .is_some_and(|word| word.len() > 1 && word.chars().all(char::is_uppercase));
    tokens
        .iter()
        .any(|token| token.is_one_of("my his her your their this it"))
        || noun.name.is_some() && !whoever
        || attributes::kin(&head).is_some()
            && !many
            && !tokens[0].is_in(&["every", "each", "all", "any", "no"])
        || noun.proper && tokens.len() == 1 && !plural(&tokens[0]) && !whoever && !letters
}

/// "No phones at the dinner table, house rule", "No dogs allowed in the office": told before clauses are
/// looked for, because a plural may look like a verb.
pub(crate) fn banned(
    reader: &mut Reader<'_>,
    sentence: crate::grammar::sentence::Sentence,
) -> bool {
    if sentence.question
        || reader.tokens[sentence.from].low != "no"
        || !matches!(
            reader.voice,
            crate::reading::Voice::User | crate::reading::Voice::Record
        )
    {
        return false;
    }
    let words = &reader.tokens[sentence.from..sentence.to];
    let plain = words.len() >= 4
        && words[0].low == "no"
        && plural(&words[1])
        && !words.iter().any(|token| {
            token.is_one_of(
                "is are was were i we you he she they it today yet far now so problems worries issues errors \
plans allergies pets kids children siblings today please complaints bugs news ideas regrets changes updates",
            )
        });
    let allowed = words
        .iter()
        .any(|token| token.is_one_of("allowed permitted"));
    let closed = CLOSINGS
        .iter()
        .any(|closing| reader.low(sentence.from, sentence.to).contains(closing));
    let placed =
        words.iter().skip(2).take(3).any(|token| {
            token.is_one_of("on after before during at in inside without until between")
        });
    if !(plain && (allowed || closed || placed)) {
        return false;
    }
    let clause = Clause::fragment(sentence.from, sentence.to);
    fragment(reader, &clause)
}

/// Rules without a verb: "House rule: no shoes inside", "No deploys on Fridays".
pub(crate) fn fragment(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let tokens = &reader.tokens;
    let colon = (clause.from..clause.to).find(|&at| tokens[at].low == ":");
    let titled = colon.is_some_and(|colon| {
        colon > clause.from
            && colon + 1 < clause.to
            && tokens[clause.from..colon]
                .iter()
                .any(|token| token.is_in(RULES))
    });
    let from = if titled {
        colon.map_or(clause.from, |colon| colon + 1)
    } else {
        clause.from
    };
    let bans = tokens[from].low == "no"
        && clause.to - from > 3
        && tokens[from + 1..clause.to]
            .iter()
            .any(|token| token.is_one_of("on after before without during in at until inside"))
        && !tokens[from + 1].is_one_of(
            "problem worries idea rush way need one luck doubt matter kids pets longer thanks \
pressure hurry plans reason clue point more allergies time",
        );
    let grouped = clause.to - from >= 4
        && (from + 1..clause.to - 1).any(|at| {
            tokens[at].is_one_of("in at")
                && tokens[at + 1].is_one_of("our my this")
                && tokens[clause.to - 1].is_in(GROUPS)
                && clause.to - at <= 4
        });
    let stop = (clause.to..tokens.len())
        .find(|&at| matches!(tokens[at].low.as_str(), "." | "!" | "?"))
        .unwrap_or(tokens.len());
    let low = reader.low(from, stop);
    let closed = CLOSINGS.iter().any(|closing| low.contains(closing));
    if !(titled || bans || grouped || closed) || from + 1 >= clause.to {
        return false;
    }
    let value = reader.words(from, clause.to);
    let act = user_act(reader, clause);
    let mut draft = reader.draft(&act, "norm", value);
    (draft.type_, draft.kind) = ("norm", Some(MemoryKind::Procedural));
    draft.text = reader.told(from, clause.to);
    reader.push(draft);
    true
}
