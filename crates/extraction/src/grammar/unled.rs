//! Clauses that do not begin with their subject: words of time or place before it, orders, and diary
//! style without "I".

use super::clause::{Mood, Subject, subject};
use super::group::{Group, group};
use super::noun::{auxiliary, opens_complement};
use super::token::Token;
use super::verbs::{form, verb};
use super::words::{ADVERBS, JOINTS, MONTHS, PREPOSITIONS, SUBJECT_PRONOUNS, WEEKDAYS, one_of};

/// A subject behind words of time or place: "Last summer I", "In our club, members".
pub(super) fn after_adverbial(tokens: &[Token], at: usize, to: usize) -> Option<(Subject, Group)> {
    let opens = PREPOSITIONS.has(&tokens[at].low)
        || tokens[at].is_one_of(
            "last next this two three four five six a an one every each earlier later the \
yesterday tomorrow tonight",
        )
        || tokens[at].is_in(WEEKDAYS)
        || tokens[at].is_number();
    if !opens {
        return None;
    }
    let preposition =
        PREPOSITIONS.has(&tokens[at].low) && !tokens[at].is_in(&["to", "like", "than"]);
    for next in at + 1..to.min(at + 12) {
        let token = &tokens[next];
        if token.quoted || JOINTS.has(&token.low) && token.low != "," && token.low != "and" {
            return None;
        }
        let comma = tokens[next - 1].low == ",";
        let starts = SUBJECT_PRONOUNS.contains(&token.low.as_str())
            || token.is_one_of("my our the every each everyone all")
                && next > at + 1
                && (!PREPOSITIONS.has(&tokens[next - 1].low) || tokens[next - 2].low == "now")
            || next == at + 3
                && preposition
                && tokens[at + 1].is_in(&["our", "my"])
                && token.word
                && crate::grammar::noun::plural(&tokens[next + usize::from(next + 1 < to)])
            || comma;
        if !starts || token.low == "," {
            continue;
        }
        if !preposition && !comma && !timely(tokens, at, next) {
            continue;
        }
        if let Some(found) = subject(tokens, next, to) {
            return Some(found);
        }
    }
    None
}

/// An order behind words of time or occasion: "From now on, use", "In future please reply".
pub(super) fn order_after_adverbial(
    tokens: &[Token],
    at: usize,
    to: usize,
) -> Option<(usize, Group)> {
    if !PREPOSITIONS.has(&tokens[at].low) {
        return None;
    }
    let general = |token: &Token| {
        token.is_one_of("now future all every each any general default forward here")
    };
    for next in at + 1..to.min(at + 9) {
        if tokens[next].quoted || !tokens[next].word && tokens[next].low != "," {
            return None;
        }
        let after_comma = tokens[next - 1].low == ",";
        let standing = tokens[at..next].iter().any(general);
        let polite = tokens[next].is_in(&["please", "always", "never"])
            || tokens[next].low == "do"
                && tokens.get(next + 1).is_some_and(|token| token.low == "not");
        let plain = standing
            && !tokens[next].capital
            && next > at + 1
            && verb(&tokens[next].low).is_some_and(|v| v.forms == form::BASE)
            && tokens.get(next + 1).is_some_and(opens_complement);
        if (after_comma || polite || plain)
            && let Some((Mood::Imperative, group)) = without_subject(tokens, next, to)
        {
            return Some((next, group));
        }
    }
    None
}

/// Whether some word in `from..to` is about time.
pub(super) fn timely(tokens: &[Token], from: usize, to: usize) -> bool {
    let words = [
        "ago",
        "week",
        "month",
        "year",
        "day",
        "morning",
        "evening",
        "night",
        "weekend",
        "summer",
        "winter",
        "spring",
        "autumn",
        "fall",
        "yesterday",
        "tomorrow",
        "tonight",
        "time",
        "later",
        "earlier",
        "years",
        "months",
        "weeks",
        "days",
        "quarter",
        "christmas",
        "afternoon",
    ];
    tokens[from..to]
        .iter()
        .any(|token| token.is_in(&words) || token.is_in(WEEKDAYS) || token.is_in(MONTHS))
}

/// Verbs that start a message in place of "I ...": "Love hiking", "Need a new laptop".
const DIARY: &[&str] = &[
    "love", "hate", "need", "prefer", "want", "think", "guess", "hope", "wish", "enjoy", "dislike",
];

/// A verb group with no subject: an order, or "I" left out.
pub(super) fn without_subject(tokens: &[Token], at: usize, to: usize) -> Option<(Mood, Group)> {
    let token = &tokens[at];
    let mut verb_at = at;
    while verb_at < to
        && (ADVERBS.has(&tokens[verb_at].low)
            || tokens[verb_at].is_in(&["please", "do", "no", "longer"]))
    {
        verb_at += 1;
    }
    let main = tokens.get(verb_at).filter(|_| verb_at < to)?;
    // "Don't sugarcoat it": after "don't" even an unknown word is a verb.
    let denied = tokens[at..verb_at].iter().any(|token| token.low == "do")
        && tokens[at..verb_at].iter().any(|token| token.low == "not");
    let known = verb(&main.low)
        .or_else(|| (main.low == "be").then(|| verb("become")).flatten())
        .or_else(|| {
            (denied && main.word && !main.capital)
                .then(|| verb("become"))
                .flatten()
        });
    let known = known?;
    if token.quoted {
        return None;
    }
    if known.forms & form::ING != 0 && known.forms & form::BASE == 0 {
        return doing(tokens, verb_at, to).map(|found| (Mood::Statement, found));
    }
    if known.forms & form::BASE != 0 {
        if DIARY.contains(&main.low.as_str()) {
            return Some((Mood::Statement, group(tokens, at, to)?));
        }
        return Some((Mood::Imperative, group(tokens, at, to)?));
    }
    // "Just moved to Berlin"; a participle alone ("Based in Rome") is no verb.
    let next_open = tokens
        .get(verb_at + 1)
        .filter(|_| verb_at + 1 < to)
        .is_some_and(opens_complement);
    // "Had lunch with Anna": what nobody takes for anything but a past.
    let opens = verb_at == 0 || tokens[verb_at].new_line || !tokens[verb_at - 1].word;
    let plain_past = opens
        && main.is_one_of(
            "had got went saw met bought took made gave ate drank ran wrote flew drove came left lost won \
sold broke fell spent finished started visited signed booked passed watched played cooked",
        )
        && tokens
            .get(verb_at + 1)
            .is_some_and(|next| verb_at + 1 < to && next.word && !auxiliary(tokens, verb_at + 1));
    let past = known.forms & form::PAST != 0 && (next_open || verb_at > at || plain_past);
    let third = known.forms & form::THIRD != 0 && (!known.noun || next_open);
    (past || third)
        .then(|| group(tokens, at, to).map(|found| (Mood::Statement, found)))
        .flatten()
}

/// "Trying to sleep more", "Going to see Hamilton tonight": "I'm" left out. A gerund that is itself a
/// subject ("Running is fun") has a verb after it.
pub(super) fn doing(tokens: &[Token], at: usize, to: usize) -> Option<Group> {
    let starts = tokens[..at].iter().rev().take(2).all(|token| !token.word)
        || tokens[at].new_line
        || tokens[at].capital;
    let comma = (at + 1..to).find(|&at| tokens[at].low == ",").unwrap_or(to);
    let subject = (at + 1..comma).any(|at| auxiliary(tokens, at));
    let open = tokens
        .get(at + 1)
        .filter(|_| at + 1 < to)
        .is_some_and(|next| opens_complement(next) || ADVERBS.has(&next.low));
    if !starts || subject || !open {
        return None;
    }
    let going = tokens[at].low == "going"
        && tokens[at + 1].low == "to"
        && tokens
            .get(at + 2)
            .is_some_and(|next| verb(&next.low).is_some_and(|v| v.forms & form::BASE != 0));
    let mut found = if going {
        group(tokens, at + 2, to)?
    } else {
        group(tokens, at, to)?
    };
    if going {
        found.tense = super::group::Tense::Future;
        found.from = at;
    } else {
        found.progressive = true;
    }
    found.finite = form::BASE;
    Some(found)
}

pub(super) fn is_comment(word: &str) -> bool {
    one_of(word, "actually btw also however yes no sorry wait honestly")
}

/// An order that no other reading explains.
pub(super) fn order(tokens: &[Token], at: usize, to: usize) -> bool {
    let token = &tokens[at];
    let next = tokens.get(at + 1).filter(|_| at + 1 < to);
    let polite = token.is_in(&["please", "never", "always"])
        && next.is_some_and(|next| {
            verb(&next.low).is_some_and(|v| v.forms & form::BASE != 0) || next.is_in(&["do", "be"])
        });
    let negative = token.is_in(&["do"]) && next.is_some_and(|next| next.low == "not");
    let me = next.is_some_and(|next| next.is_in(&["me", "us", "my", "the", "it"]))
        && verb(&token.low).is_some_and(|v| v.forms & form::BASE != 0 && v.forms & form::PAST == 0);
    polite || negative || me
}
