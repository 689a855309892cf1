//! Steps of what is done again and again, told rather than ordered: "Before every flight I check the
//! fuel, then the flaps", "Our release: freeze, test, ship", "To log in you open X and pick Y".

use super::phrase::{has, low};
use super::procedures::{REQUESTS, command};
use crate::grammar::token::Token;
use crate::grammar::verbs::{form, verb};

/// What a title of steps has in it.
const TITLES: &str = "process procedure steps recipe routine workflow checklist runbook handover ritual \
protocol playbook pipeline method how-to howto";
/// Words of what may be, will be or is wished: no procedure.
const UNREAL: &str = "would could might want wants wish hope hopes going gonna will shall maybe perhaps \
probably please tomorrow tonight today yesterday let am need needs plan plans think wonder hopefully";
/// Verbs that say how things are rather than what is done.
const STATES: &str = "be like love hate know think live own prefer believe feel seem want need hope \
wish enjoy mean";
/// "To be honest, ..." and the like.
const IDLE_GOALS: &str = "be clarify recap put say answer summarise summarize sum tell think make add \
conclude quote";

/// Whether the words of a sentence tell steps.
pub(super) fn tells(words: &[Token]) -> bool {
    let asks = has(words, "me please ?") || words.iter().any(finite_past);
    if asks || has(words, "tomorrow tonight today yesterday") {
        return false;
    }
    let numbered = words
        .iter()
        .zip(words.iter().skip(1))
        .filter(|(a, b)| a.low == "step" && (b.is_number() || b.is_one_of("one two three four")))
        .count();
    let works_by = words.windows(3).any(|three| {
        three[0].low == "works" && three[1].low == "by" && three[2].low.ends_with("ing")
    });
    works_by
        || numbered >= 2
        || in_turn(words)
        || titled(words)
        || announced(words)
        || to_you(words)
        || flows(words)
        || habit(words)
}

fn finite_past(token: &Token) -> bool {
    verb(&token.low).is_some_and(|v| {
        v.forms & form::PAST != 0 && v.forms & (form::BASE | form::PARTICIPLE) == 0
    }) || token.is_one_of("did was were had")
}

/// How many times the words go on to something else: commas, "and", "then".
fn joints(words: &[Token]) -> usize {
    (1..words.len())
        .filter(|&at| {
            words[at].is_one_of(", and then + → ->")
                && !words[at - 1].is_one_of(", and then + → ->")
        })
        .count()
}

/// "My morning routine: stretch, shower, coffee, then emails"
fn titled(words: &[Token]) -> bool {
    let Some(colon) = words
        .iter()
        .position(|token| token.low == ":")
        .filter(|&colon| (1..=10).contains(&colon))
    else {
        return false;
    };
    let (title, body) = (&words[..colon], &words[colon + 1..]);
    let steps = joints(body);
    let orders = (0..body.len())
        .filter(|&at| command(&body[at]) && (at == 0 || body[at - 1].is_one_of(", and then first")))
        .count();
    let numbers = body.iter().filter(|token| token.is_number()).count();
    let first = title[0].low.as_str();
    let how = first == "how" && matches!(low(title, 1), "to" | "i" | "we" | "you" | "our");
    let way = first == "the"
        && low(title, 1) == "way"
        && title
            .get(2)
            .is_some_and(|token| token.is_one_of("i we you"))
        || matches!(first, "my" | "our") && low(title, 1) == "way";
    let goes = title
        .last()
        .is_some_and(|token| token.is_one_of("goes works"))
        || has(title, "easy simple simple straightforward trivial")
        || (0..title.len()).any(|at| {
            matches!(
                (low(title, at), low(title, at + 1)),
                ("like", "this" | "so") | ("as", "follows")
            ) || matches!((low(title, at), low(title, at + 1)), ("is", "how"))
        });
    let gerund = first.ends_with("ing")
        && first.len() > 5
        && !title[0].is_one_of(
            "trying thinking looking considering feeling wondering missing needing speaking learning \
reading watching listening remaining pending upcoming existing nothing something everything anything \
morning evening working going",
        );
    let goal = first == "to" && title.get(1).is_some_and(command) && !low(title, 1).is_empty();
    if body.first().is_some_and(|token| token.is_in(REQUESTS)) && !how && orders < 3 {
        return false;
    }
    has(title, TITLES) && steps >= 2
        || (how || way) && steps >= 1 && orders + steps >= 2
        || goes && steps >= 1
        || gerund && (orders >= 2 || numbers >= 2) && steps >= 1
        || goal && orders >= 2 && !title[1].is_one_of(IDLE_GOALS)
}

/// "What we do is collect the feedback, group it and then vote", "the way I do it is ..."
fn announced(words: &[Token]) -> bool {
    let what = low(words, 0) == "what"
        && matches!(low(words, 1), "i" | "we")
        && matches!(low(words, 2), "do" | "usually" | "normally" | "always")
        && words.iter().take(8).any(|token| token.low == "is");
    let way = low(words, 0) == "the"
        && low(words, 1) == "way"
        && words
            .iter()
            .skip(2)
            .take(2)
            .any(|t| t.is_one_of("i we you"))
        && words
            .iter()
            .take(12)
            .any(|token| token.is_one_of("is goes"));
    let own = matches!(low(words, 0), "my" | "our" | "the")
        && words.iter().take(6).any(|token| token.is_one_of(TITLES))
        && words
            .iter()
            .skip(1)
            .take(7)
            .any(|token| token.is_one_of("is goes starts begins"));
    let Some(is) = words
        .iter()
        .take(12)
        .position(|token| token.is_one_of("is goes starts begins"))
    else {
        return false;
    };
    let steps = joints(&words[is + 1..]);
    let then = has(&words[is + 1..], "then finally");
    (what || way) && (steps >= 2 || then) || own && (steps >= 2 && then || steps >= 3)
}

/// "To log in to the VPN you open Tunnelblick and pick the profile"
fn to_you(words: &[Token]) -> bool {
    if low(words, 0) != "to" || !words.get(1).is_some_and(command) || words[1].is_one_of(IDLE_GOALS)
    {
        return false;
    }
    let Some(you) = (2..words.len().min(16)).find(|&at| {
        words[at].is_one_of("you we")
            && !words[at - 1].is_one_of(
                "help let make see get thank remind tell show give ask for to with of and than that as if",
            )
    }) else {
        return false;
    };
    let mut at = you + 1;
    while at < words.len()
        && words[at].is_one_of("have need to must can should just first simply always usually then")
        && !(words[at].low == "need" && low(words, at + 1) != "to")
    {
        at += 1;
    }
    words.get(at).is_some_and(command)
        && has(&words[at..], ", and then by until : first")
        && !words[at].is_one_of(STATES)
}

/// Whether something comes after something else at `at`: "then", "after that".
fn sequel(words: &[Token], at: usize) -> bool {
    let word = &words[at];
    at >= 3
        && (word.is_one_of("then afterwards finally lastly")
            || word.low == "after" && matches!(low(words, at + 1), "that" | "which"))
        && !words[at - 1].is_one_of("back since until by even till just but only from until")
        && at + 2 < words.len()
}

/// A present verb in a place where only a verb stands.
fn present(words: &[Token], at: usize) -> bool {
    let Some(known) = verb(&words[at].low) else {
        return words[at].is_one_of("is are gets get goes");
    };
    if words[at].capital && at > 0 || words[at].is_one_of(STATES) {
        return false;
    }
    let before = at.checked_sub(1).map_or("", |at| words[at].low.as_str());
    let plural = at > 0 && crate::grammar::noun::plural(&words[at - 1]) && !known.noun;
    known.forms & form::BASE != 0
        && (matches!(
            before,
            "i" | "we" | "you" | "they" | "then" | "usually" | "first" | "always" | "normally"
        ) || plural)
        || known.forms & form::THIRD != 0
            && !known.noun
            && !matches!(before, "the" | "a" | "an" | "my" | "our" | "")
}

/// "I start with the edges, then do the middle"
fn flows(words: &[Token]) -> bool {
    if has(words, UNREAL) || words.first().is_some_and(command) {
        return false;
    }
    let Some(then) = (3..words.len()).find(|&at| sequel(words, at)) else {
        return false;
    };
    let starts = (0..then).any(|at| present(words, at));
    let perfect = words
        .iter()
        .zip(words.iter().skip(1))
        .any(|(a, b)| a.is_one_of("have has") && b.low.ends_with("ed"));
    starts && !perfect && !words[0].is_one_of("if because although but since")
        || words[0].low == "if" && low(words, 1) == "a" && starts
}

/// "After each sprint we hold a retro, write down the actions and assign owners"
fn habit(words: &[Token]) -> bool {
    let lead = words[0].low.as_str();
    if has(words, UNREAL) || has(words, "was were could because but not never") {
        return false;
    }
    let occasion = matches!(
        lead,
        "before" | "after" | "when" | "once" | "whenever" | "for" | "each" | "every" | "if" | "at"
    ) || lead == "in"
        && matches!(
            low(words, 2),
            "morning" | "evening" | "mornings" | "evenings"
        );
    let Some(subject) = (0..words.len().min(14)).find(|&at| {
        words[at].is_one_of("i we you")
            && (at + 1..words.len().min(at + 4)).any(|next| does(words, next))
            && (!occasion
                || at > 1 && !matches!(lead, "when" | "if" | "whenever" | "once")
                || second(words, at))
    }) else {
        return false;
    };
    let deeds = (subject + 1..words.len())
        .filter(|&at| does(words, at))
        .count();
    let each = has(&words[..subject], "each every new");
    let enough = match lead {
        "for" => 2,
        "before" | "after" | "when" | "once" | "whenever" | "if" if each => 2,
        _ if occasion => 3,
        "you" => 3,
        "we" if low(words, 1) == "usually" || low(words, 1) == "always" => 3,
        _ => 99,
    };
    deeds >= enough && !(lead == "every" && words[subject].low == "i")
}

/// "Once the contract is signed, legal files it, finance sends the invoice and we kick off"
fn in_turn(words: &[Token]) -> bool {
    let Some(comma) = words.iter().position(|token| token.low == ",") else {
        return false;
    };
    if !words[0].is_one_of("once when after whenever if") || has(words, UNREAL) || comma < 3 {
        return false;
    }
    let doers = words[comma..]
        .iter()
        .enumerate()
        .filter(|(at, token)| {
            let at = comma + at;
            token.is_one_of(", and then")
                && !low(words, at + 1).is_empty()
                && words[at + 1..].iter().take(3).any(|token| {
                    verb(&token.low)
                        .is_some_and(|v| v.forms & form::THIRD != 0 && v.forms & form::BASE == 0)
                        && !token.is_one_of("is has does")
                })
        })
        .count();
    doers >= 2
}

/// Whether the subject at `at` is the main clause's: it stands after a comma or after another verb.
fn second(words: &[Token], at: usize) -> bool {
    words[..at].iter().any(|token| token.low == ",")
        || words[1..at].iter().any(|token| {
            verb(&token.low).is_some_and(|v| v.forms & (form::THIRD | form::BASE) != 0 && !v.noun)
        })
}

/// A verb with an object, after a subject or a joint.
fn does(words: &[Token], at: usize) -> bool {
    at > 0
        && command(&words[at])
        && !words[at].is_one_of(STATES)
        && words[at - 1].is_one_of("i we you , and then usually always first normally just")
        && at + 1 < words.len()
        && !words[at + 1].is_one_of(", and or is are")
}

/// Whether a sentence is one step; `Some(true)` if it says that it comes after another.
pub(super) fn step(words: &[Token]) -> Option<bool> {
    let mut at = 0;
    let mut sequel = false;
    while at < words.len()
        && words[at].is_one_of("first then next finally lastly afterwards , : after that once")
    {
        sequel |= words[at].is_one_of("then next finally lastly afterwards after");
        at += 1;
    }
    if at < words.len() && words[at].is_one_of("you") {
        at += 1;
    }
    let orders = words.get(at).is_some_and(command)
        && !words[at].is_in(REQUESTS)
        && !words[at].is_one_of("need want love like hate hope wish think prefer")
        && !has(words, "me please my i your");
    orders.then_some(sequel)
}
