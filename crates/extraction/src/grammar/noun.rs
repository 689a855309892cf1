//! Noun phrases: where one ends and its verb begins, whose it is, what it is called.

use super::token::Token;
use super::verbs::{form, verb};
use super::words::{
    ADVERBS, BE, DETERMINERS, DO, HAVE, JOINTS, MODAL, MONTHS, PREPOSITIONS, QUESTION_WORDS,
    SUBJECT_PRONOUNS, WEEKDAYS,
};
use crate::grammar::words::one_of;

/// How far a subject may stand before its verb. Longer ones are rare, and looking for them would let
/// the work grow with the square of the text.
const SUBJECT_LIMIT_TOKENS: usize = 14;

/// Participles that describe the noun before them rather than tell what it did.
const REDUCED: &[&str] = &[
    "called", "named", "known", "based", "located", "born", "titled", "dated", "labelled", "owned",
    "written", "made", "aged", "used",
];

/// Where the verb of the noun phrase at `from` begins.
pub(crate) fn verb_after(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    let to = to.min(from + SUBJECT_LIMIT_TOKENS);
    let first = tokens.get(from)?;
    if from >= to || !first.word || first.quoted {
        return None;
    }
    let opens = first.is_in(DETERMINERS) || first.low == "half";
    let pronoun = SUBJECT_PRONOUNS.contains(&first.low.as_str());
    let closed = PREPOSITIONS.has(&first.low)
        || QUESTION_WORDS.contains(&first.low.as_str())
        || (JOINTS.has(&first.low) || ADVERBS.has(&first.low)) && !opens;
    if pronoun || closed {
        return None;
    }
    let like_verb = like_verb(first);
    let (mut noun, mut after) = (!opens, opens);
    let mut at = from + 1;
    while at < to {
        let token = &tokens[at];
        let word = token.low.as_str();
        if !token.word {
            return if word == "," && noun {
                after_apposition(tokens, at, to)
            } else {
                None
            };
        }
        if auxiliary(tokens, at) {
            return (noun && !after).then_some(at);
        }
        let compound = like_verb
            && at >= from + 2
            && plural(&tokens[at - 1])
            && verb(word).is_some_and(|v| v.forms & form::BASE != 0 && v.forms & form::THIRD == 0)
            && verb(&first.low).is_some_and(|v| v.noun);
        if noun && !after && (!like_verb || compound) && finite(tokens, at, to) {
            return Some(at);
        }
        if noun && !after && is_adverb(word) && !token.capital {
            let next = next_plain(tokens, at, to);
            return (next < to
                && (auxiliary(tokens, next) || !like_verb && finite(tokens, next, to)))
            .then_some(at);
        }
        if matches!(word, "and" | "or" | "&") && noun {
            after = true;
            if tokens.get(at + 1).is_some_and(|next| next.low == "i") {
                return (at + 2 < to).then_some(at + 2);
            }
        } else if JOINTS.has(word) && !PREPOSITIONS.has(word)
            || SUBJECT_PRONOUNS.contains(&word)
            || word == "that"
        {
            return None;
        } else if PREPOSITIONS.has(word) {
            after = true;
        } else if token.is_in(DETERMINERS) {
            if !after {
                return None;
            }
        } else {
            noun = true;
            after = false;
        }
        at += 1;
    }
    None
}

/// What starts like a verb is a subject only if an auxiliary proves it: "test coverage must".
fn like_verb(first: &Token) -> bool {
    verb(&first.low).is_some_and(|v| {
        v.forms & form::BASE != 0 && (!first.capital || v.forms & form::PARTICIPLE == 0)
    })
}

fn is_adverb(word: &str) -> bool {
    ADVERBS.has(word) && !one_of(word, "first all both only very much long") || word == "no"
}

fn next_plain(tokens: &[Token], mut at: usize, to: usize) -> usize {
    while at < to && (is_adverb(&tokens[at].low) || tokens[at].low == "longer") {
        at += 1;
    }
    at
}

/// "Anna, my sister, lives": the verb after the second comma.
fn after_apposition(tokens: &[Token], comma: usize, to: usize) -> Option<usize> {
    let first = tokens.get(comma + 1).filter(|_| comma + 1 < to)?;
    if !first.is_one_of("my our the a an his her") && !first.capital {
        return None;
    }
    let close = (comma + 2..to.min(comma + 8)).find(|&at| tokens[at].low == ",")?;
    let inner_verb = (comma + 1..close).any(|at| auxiliary(tokens, at));
    let next = close + 1;
    (!inner_verb && next < to && (auxiliary(tokens, next) || finite(tokens, next, to)))
        .then_some(next)
}

/// Whether an auxiliary stands at `at`. The month and the tin are told by what is around them.
pub(crate) fn auxiliary(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let word = token.low.as_str();
    if matches!(word, "may" | "will" | "mark") && token.capital && !token.new_line {
        return false;
    }
    one_of(word, "am is are was were have has had")
        || DO.contains(&word)
        || MODAL.contains(&word)
        || word == "'s" && is_verb_s(tokens, at)
}

/// Whether "'s" after a noun is "is" or "has" rather than a possessive.
pub(crate) fn is_verb_s(tokens: &[Token], at: usize) -> bool {
    let Some(next) = tokens.get(at + 1) else {
        return false;
    };
    let known = verb(&next.low);
    next.is_in(DETERMINERS) && !next.is_in(&["most", "many", "few", "both", "all"])
        || next.is_one_of(
            "not now at on in from also always already still been got so very no due called named \
really super pretty too way quite down broken offline slow stuck leaking gone dead acting",
        )
        || tokens[at - 1].is_one_of("everything something nothing anything everybody somebody")
        || known.is_some_and(|v| v.forms == form::ING)
            && !next.capital
            && (tokens[at - 1].capital
                || crate::rules::attributes::kin(&tokens[at - 1].low).is_some())
        || next.is_number() && tokens.get(at + 2).is_none_or(|token| !token.word)
        || next.capital
            && tokens.get(at + 2).is_none_or(|token| !token.word)
            && tokens[at - 1].is_in(&["name", "birthday", "job", "title"])
        || tokens[at - 1].low == "name" && next.capital
        || known.is_some_and(|v| v.forms & form::PARTICIPLE != 0 && v.forms & form::BASE == 0)
            && tokens
                .get(at + 2)
                .is_some_and(|token| PREPOSITIONS.has(&token.low))
}

/// Whether a finite verb stands at `at`, after a noun.
fn finite(tokens: &[Token], at: usize, to: usize) -> bool {
    let token = &tokens[at];
    if token.capital && !token.new_line || token.quoted {
        return false;
    }
    let Some(known) = verb(&token.low) else {
        return false;
    };
    let next = tokens.get(at + 1).filter(|_| at + 1 < to);
    let next_finite = next.is_some_and(|next| {
        auxiliary(tokens, at + 1) && !next.is_in(HAVE)
            || verb(&next.low)
                .is_some_and(|v| v.forms & form::PAST != 0 && v.forms & form::BASE == 0)
                && !matches!(token.low.as_str(), "got" | "gets" | "get")
    });
    let before = &tokens[at - 1];
    if known.forms & form::PAST != 0 {
        let used_to = token.low == "used" && next.is_some_and(|next| next.low == "to");
        return (used_to || !REDUCED.contains(&token.low.as_str())) && !next_finite;
    }
    if known.forms & form::THIRD != 0 {
        let object = next.is_some_and(|next| next.word && !auxiliary(tokens, at + 1));
        // Possessives and adjectives before it make it a plural noun.
        let nominal = before.is_in(DETERMINERS)
            || before.low == "'s"
            || token.is_one_of("addresses services films");
        let next_base = known.noun
            && next.is_some_and(|next| {
                verb(&next.low)
                    .is_some_and(|v| v.forms & form::BASE != 0 && !v.noun || v.lemma == "need")
            });
        return !nominal && !next_base && !next_finite && (!known.noun || object || next.is_none());
    }
    if known.forms & form::BASE != 0 {
        let plural = plural(before) || before.is_in(&["everyone"]);
        let takes = token.is_one_of("love hate need use play watch drink dislike")
            && next.is_some_and(plural_word);
        return plural
            && !next_finite
            && (!known.noun || takes || next.is_some_and(opens_complement));
    }
    false
}

fn plural_word(token: &Token) -> bool {
    token.word && plural(token)
}

/// A word that follows a verb rather than a noun.
pub(crate) fn opens_complement(token: &Token) -> bool {
    token.is_in(DETERMINERS)
        || PREPOSITIONS.has(&token.low)
        || SUBJECT_PRONOUNS.contains(&token.low.as_str())
        || token.is_one_of("me him them us more less well hard not together out fast better")
        || token.is_number()
        || token.low.len() > 4 && token.low.ends_with("ly")
        || token.is_in(crate::grammar::words::NUMBER_WORDS)
        || token.capital
        || verb(&token.low).is_some_and(|v| v.forms & form::ING != 0)
}

pub(crate) fn plural(token: &Token) -> bool {
    let word = token.low.as_str();
    one_of(
        word,
        "people children men women folks police staff feet teeth mice data",
    ) || word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is")
}

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Nobody's, or it is not said.
    Nobody,
    /// "my"
    User,
    /// "our", "the team's"
    Group,
    /// "the", "this"
    Definite,
    /// "his", "their": of somebody who was named before.
    Them,
    /// "your": the agent's.
    Agent,
    /// "Anna's", "my wife's": of whom the tokens say.
    Named(usize, usize),
}

/// A noun phrase, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Noun {
    pub owner: Owner,
    /// The phrase without its determiner and without what follows: tokens.
    pub from: usize,
    pub to: usize,
    /// The name after the noun: "my sister Anna".
    pub name: Option<(usize, usize)>,
    /// What follows "of", "for", "to": "the deadline for the report".
    pub tail: Option<(usize, usize)>,
    /// It is a name itself.
    pub proper: bool,
}

/// Takes apart the noun phrase in `from..to`.
pub(crate) fn noun(tokens: &[Token], from: usize, to: usize) -> Option<Noun> {
    let (mut from, mut to) = (from, to.min(tokens.len()));
    while from < to && (!tokens[from].word || tokens[from].is_in(&["all", "of", "both"])) {
        from += 1;
    }
    if let Some(comma) = (from..to).find(|&at| tokens[at].low == ",") {
        to = comma;
    }
    let first = tokens.get(from).filter(|_| from < to)?;
    let mut owner = match first.low.as_str() {
        "my" | "mine" => Owner::User,
        "our" => Owner::Group,
        "the" | "this" | "that" | "these" | "those" => Owner::Definite,
        "his" | "her" | "its" | "their" => Owner::Them,
        "your" => Owner::Agent,
        _ => Owner::Nobody,
    };
    let start = if first.is_in(DETERMINERS) {
        from + 1
    } else {
        from
    };
    let mut begin = start;
    if let Some(at) = (start..to).rev().find(|&at| {
        let is_plural = tokens[at].low.ends_with("s'");
        let next = tokens.get(at + 1).filter(|_| at + 1 < to);
        // A parents' evening is no evening of somebody's parents.
        let is_name = next.is_some_and(|next| {
            next.is_one_of("evening night day meeting council association party conference")
        });
        tokens[at].low == "'s" || is_plural && !is_name
    }) {
        let end = if tokens[at].low == "'s" { at } else { at + 1 };
        owner = Owner::Named(from, end);
        begin = at + 1;
    }
    let preposition =
        (begin + 1..to).find(|&at| tokens[at].is_one_of("of for to with in at on from by about"));
    let tail = preposition
        .map(|at| (at, to))
        .filter(|(at, to)| at + 1 < *to);
    let end = preposition.unwrap_or(to);
    if begin >= end {
        return None;
    }
    let name_from = (begin + 1..end).find(|&at| named(&tokens[at]));
    let low_head = !named(&tokens[begin]) || tokens[begin].new_line;
    let name = name_from
        .filter(|&at| low_head && owner != Owner::Nobody && (at..end).all(|at| named(&tokens[at])))
        .map(|at| (at, end));
    let opens = begin == 0 || tokens[begin].new_line || !tokens[begin - 1].word;
    let common = opens && to - begin <= 1 && common_noun(&tokens[begin])
        || opens && begin + 1 < end && !named(&tokens[begin + 1]);
    let proper = owner == Owner::Nobody && named(&tokens[begin]) && begin == from && !common;
    let to = name.map_or(end, |(at, _)| at);
    Some(Noun {
        owner,
        from: begin,
        to,
        name,
        tail,
        proper,
    })
}

/// A word that is no name though a sentence begins with it.
fn common_noun(token: &Token) -> bool {
    let word = token.low.as_str();
    let name = one_of(
        word,
        "carlos james thomas lucas jonas nicolas luis chris alexis elias tobias niklas andreas hans klaus \
mathias matthias jens lars anders hannes johannes dennis francis boris doris ines agnes miles charles \
frances mercedes giles jules nils jonas lukas mats",
    );
    plural(token) && !name
        || verb(word).is_some()
        || word.len() > 5
            && [
                "tion", "ment", "ness", "ing", "ity", "age", "ance", "ence", "ware", "end",
            ]
            .iter()
            .any(|tail| word.ends_with(tail))
        || one_of(
            word,
            "rent food water wifi dinner lunch rain traffic prod production staging retro standup \
dad mum mom everything nothing something",
        )
}

fn named(token: &Token) -> bool {
    token.capital
        && !WEEKDAYS.contains(&token.low.as_str())
        && !MONTHS.contains(&token.low.as_str())
        && !BE.contains(&token.low.as_str())
}
