//! Verb groups: auxiliaries, negation, adverbs and the main verb, with what they mean together.

use super::token::Token;
use super::verbs::{form, lemma_of, verb};
use super::words::{ADVERBS, BE, DO, HAVE, MODAL, UNSURE};
use crate::grammar::words::one_of;

/// When.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tense {
    #[default]
    Present,
    Past,
    Future,
}

/// A verb with everything that belongs to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// First token.
    pub from: usize,
    /// The main verb's token.
    pub at: usize,
    /// First token after the group.
    pub rest: usize,
    /// Base form of the main verb; `be` where it is the main verb.
    pub lemma: String,
    pub tense: Tense,
    /// "has done"
    pub perfect: bool,
    /// "is doing"
    pub progressive: bool,
    /// "was done"
    pub passive: bool,
    /// Modal verb: `would`, `can`, `must`, `have to`, `need to`, `used to` ...
    pub modal: Option<&'static str>,
    /// "not", "never", "hardly"
    pub negated: bool,
    /// "no longer"; "any more" after a negation is added by the clause.
    pub ended: bool,
    pub never: bool,
    pub always: bool,
    /// "maybe", "probably"
    pub unsure: bool,
    /// "again", "back"
    pub again: bool,
    /// "now", "actually", "finally": it was different before.
    pub change: bool,
    /// "just", "recently"
    pub recent: bool,
    /// Bits of [`form`] of the first verb: what a coordinated verb must agree with.
    pub finite: u8,
}

impl Group {
    /// Says how things are, were or will be; not how they could or should be.
    pub fn is_real(&self) -> bool {
        !self.unsure && matches!(self.modal, None | Some("will" | "used to"))
    }
}

/// Reads the verb group that starts at `from`; `None` if no verb is there.
pub(crate) fn group(tokens: &[Token], from: usize, to: usize) -> Option<Group> {
    let mut group = Group {
        from,
        ..Group::default()
    };
    let mut at = from;
    let (mut be, mut done) = (None, None);
    while at < to {
        let token = &tokens[at];
        let word = token.low.as_str();
        if let Some(next) = adverb(tokens, at, to, &mut group) {
            at = next;
        } else if BE.contains(&word) {
            group.note_form(word);
            if matches!(word, "was" | "were") {
                group.tense = Tense::Past;
            }
            (be, done) = (Some(at), Some(at));
            at += 1;
        } else if be.is_some() {
            break;
        } else if MODAL.contains(&word) {
            group.modal = Some(modal(tokens, at, to, word));
            if word == "will" || word == "shall" {
                group.tense = Tense::Future;
            }
            group.finite |= form::BASE;
            at += 1;
            if group.modal == Some("had") {
                (group.modal, group.perfect, group.tense) = (None, true, Tense::Past);
            }
        } else if DO.contains(&word) && supports(tokens, at + 1, to) {
            group.note_form(word);
            if word == "did" {
                group.tense = Tense::Past;
            }
            at += 1;
        } else if HAVE.contains(&word) && done.is_none() && perfect(tokens, at + 1, to) {
            group.note_form(word);
            group.perfect = true;
            if word == "had" {
                group.tense = Tense::Past;
            }
            at += 1;
        } else {
            return main_verb(tokens, at, to, group);
        }
    }
    let be = be?;
    after_be(tokens, be, at, to, group)
}

impl Group {
    fn note_form(&mut self, word: &str) {
        if self.finite == 0 {
            self.finite = match word {
                "am" | "are" | "do" | "have" => form::BASE,
                "is" | "does" | "has" => form::THIRD,
                _ => form::PAST,
            };
        }
    }
}

/// Takes an adverb into the group and returns what follows it.
fn adverb(tokens: &[Token], at: usize, to: usize, group: &mut Group) -> Option<usize> {
    let word = tokens[at].low.as_str();
    let next = tokens
        .get(at + 1)
        .filter(|_| at + 1 < to)
        .map_or("", |token| token.low.as_str());
    match (word, next) {
        ("no", "longer") => {
            group.ended = true;
            return Some(at + 2);
        }
        ("kind" | "sort", "of") | ("right", "now") | ("at", "least") | ("of", "course") => {
            return Some(at + 2);
        }
        ("up", "until") | ("much", "more") => return None,
        ("so", "far") => return Some(at + 2),
        (",", _) if at > group.from && tokens.get(at + 2).is_some_and(|token| token.low == ",") => {
            return adverb(tokens, at + 1, to, group).map(|_| at + 3);
        }
        _ if !ADVERBS.has(word) && !manner(tokens, at) => return None,
        // "I'm not only allergic to nuts": it is so, and more.
        ("not", "only" | "just" | "merely" | "solely") => {}
        ("not" | "hardly" | "rarely" | "seldom", _) => group.negated = true,
        ("never", _) => (group.negated, group.never) = (true, true),
        ("always", _) => group.always = true,
        ("now" | "actually" | "finally" | "officially" | "instead", _) => group.change = true,
        ("again", _) => group.again = true,
        ("just" | "recently", _) => group.recent = true,
        _ if UNSURE.contains(&word) => group.unsure = true,
        _ => {}
    }
    Some(at + 1)
}

/// An adverb of manner that no list has: "strictly", between a verb's parts.
fn manner(tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].low.as_str();
    word.len() > 5
        && word.ends_with("ly")
        && verb(word).is_none()
        && !one_of(
            word,
            "family friendly elderly monthly weekly assembly italy supply daily lovely lonely \
early likely unlikely butterfly",
        )
}

fn modal(tokens: &[Token], at: usize, to: usize, word: &str) -> &'static str {
    match word {
        "'d" => {
            let next = skip_adverbs(tokens, at + 1, to);
            match tokens
                .get(next)
                .filter(|_| next < to)
                .map(|token| token.low.as_str())
            {
                Some("better") => "should",
                Some(next)
                    if verb(next).is_some_and(|v| {
                        v.forms & (form::PARTICIPLE | form::BASE) == form::PARTICIPLE
                            || v.forms == form::PARTICIPLE | form::PAST
                    }) =>
                {
                    "had"
                }
                _ => "would",
            }
        }
        "shall" | "will" => "will",
        "would" => "would",
        "can" => "can",
        "could" => "could",
        "may" => "may",
        "might" => "might",
        "must" => "must",
        _ => "should",
    }
}

fn skip_adverbs(tokens: &[Token], mut at: usize, to: usize) -> usize {
    while at < to && (ADVERBS.has(&tokens[at].low) || manner(tokens, at)) {
        at += 1;
    }
    at
}

/// Whether "do" at this place helps another verb.
fn supports(tokens: &[Token], at: usize, to: usize) -> bool {
    let next = skip_adverbs(tokens, at, to);
    next < to
        && (verb(&tokens[next].low).is_some_and(|v| v.forms & form::BASE != 0) || next > at)
        && !tokens[next].is_in(&["a", "the", "my"])
}

/// Whether "have" at this place makes a perfect tense.
fn perfect(tokens: &[Token], at: usize, to: usize) -> bool {
    let next = skip_adverbs(tokens, at, to);
    if next >= to {
        return false;
    }
    let word = tokens[next].low.as_str();
    let known = verb(word);
    // "I have read access", "I have set lunch times" are rarer than the perfect tense.
    known.is_some_and(|v| v.forms & form::PARTICIPLE != 0)
        || known.is_none()
            && word.len() > 4
            && word.ends_with("ed")
            && tokens.get(next + 1).is_some()
        || word == "been"
}

/// After a form of "be": a progressive, a passive, or "be" itself.
fn after_be(
    tokens: &[Token],
    be: usize,
    mut at: usize,
    to: usize,
    mut group: Group,
) -> Option<Group> {
    while at < to {
        let Some(next) = adverb(tokens, at, to, &mut group) else {
            break;
        };
        // "all", "so", "very" belong to what follows as well; they are skipped alike.
        at = next;
    }
    let word = tokens
        .get(at)
        .filter(|_| at < to)
        .map_or("", |token| token.low.as_str());
    let next = tokens
        .get(at + 1)
        .filter(|_| at + 1 < to)
        .map_or("", |token| token.low.as_str());
    if word == "going" && next == "to" && follows_verb(tokens, at + 2, to) {
        group.tense = Tense::Future;
        let at = skip_adverbs(tokens, at + 2, to);
        return main_verb(tokens, at, to, group);
    }
    if matches!(word, "supposed" | "required" | "expected" | "obliged")
        && next == "to"
        && follows_verb(tokens, at + 2, to)
    {
        group.modal = Some(if word == "expected" { "should" } else { "must" });
        return main_verb(tokens, at + 2, to, group);
    }
    if matches!(word, "about") && next == "to" && follows_verb(tokens, at + 2, to) {
        group.tense = Tense::Future;
        return main_verb(tokens, at + 2, to, group);
    }
    let known = verb(word);
    let capital = tokens.get(at).is_some_and(|token| token.capital);
    let ing = known.is_some_and(|v| v.forms & form::ING != 0)
        || known.is_none()
            && word.len() > 5
            && word.ends_with("ing")
            && !capital
            && follows_object(next);
    // "My hobbies are climbing and chess": a name for a thing, not what they do.
    let named = be > 0
        && tokens[be - 1].is_one_of(
            "hobby hobbies passion passions interest interests pastime pastimes sport job thing exercise \
workout skill strength weakness dream specialty speciality",
        );
    if ing && !named && !ADJECTIVES_ING.contains(&word) {
        group.progressive = true;
        (group.at, group.rest) = (at, at + 1);
        group.lemma = lemma_of(word);
        return Some(group);
    }
    let is_done =
        known.is_some_and(|v| v.forms & form::PARTICIPLE != 0 && v.forms & form::BASE == 0);
    if is_cut(word, next) || is_done && !STATES.contains(&word) {
        group.passive = true;
        (group.at, group.rest) = (at, at + 1);
        group.lemma = lemma_of(word);
        return Some(group);
    }
    (group.at, group.rest) = (be, at);
    group.lemma = "be".to_owned();
    Some(group)
}

/// "The budget was cut to 8k": told from "the cut" by what it was cut to.
fn is_cut(word: &str, next: &str) -> bool {
    one_of(word, "cut split put") && one_of(next, "to from by back")
}

/// Words in -ing that say what something is like.
const ADJECTIVES_ING: &[&str] = &[
    "interesting",
    "boring",
    "amazing",
    "annoying",
    "exciting",
    "tiring",
    "confusing",
    "missing",
    "surprising",
    "frustrating",
    "depressing",
    "charming",
    "nothing",
    "something",
    "anything",
    "everything",
    "willing",
    "engineering",
    "marketing",
    "embarrassing",
    "pending",
    "disappointing",
    "outstanding",
];

/// Participles that say what someone is, not what was done to them.
const STATES: &[&str] = &[
    "married",
    "divorced",
    "engaged",
    "separated",
    "widowed",
    "retired",
    "tired",
    "interested",
    "excited",
    "bored",
    "scared",
    "worried",
    "confused",
    "based",
    "located",
    "employed",
    "allergic",
    "used",
    "born",
    "called",
    "named",
    "concerned",
    "surprised",
    "pleased",
    "disappointed",
    "frustrated",
    "experienced",
    "qualified",
    "certified",
    "stressed",
    "obsessed",
    "relaxed",
    "lost",
    "stuck",
    "gone",
    "done",
    "finished",
    "broken",
    "closed",
    "due",
    "supposed",
    "left-handed",
    "hooked",
    "addicted",
    "terrified",
    "frightened",
    "blessed",
    "honoured",
    "trained",
    "skilled",
    "self-employed",
    "vaccinated",
    "hurt",
    "upset",
    "frozen",
    "embarrassed",
    "convinced",
    "annoyed",
    "determined",
    "satisfied",
    "infected",
    "isolated",
    "overwhelmed",
    "burnt",
    "fed",
];

fn follows_object(next: &str) -> bool {
    !next.is_empty() && !matches!(next, "and" | "," | "but" | "because" | "or")
}

fn follows_verb(tokens: &[Token], at: usize, to: usize) -> bool {
    let at = skip_adverbs(tokens, at, to);
    at < to
        && !tokens[at].capital
        && tokens[at].word
        && (verb(&tokens[at].low).is_some_and(|v| v.forms & form::BASE != 0)
            || BE.contains(&tokens[at].low.as_str()))
}

/// The main verb at `at`; in this place even an unknown word is one.
fn main_verb(tokens: &[Token], at: usize, to: usize, mut group: Group) -> Option<Group> {
    let token = tokens.get(at).filter(|token| at < to && token.word)?;
    let word = token.low.as_str();
    let next = tokens
        .get(at + 1)
        .filter(|_| at + 1 < to)
        .map_or("", |token| token.low.as_str());
    if let Some(modal) = semi_modal(word, next).filter(|_| follows_verb(tokens, at + 2, to)) {
        if word == "had" || word == "got" && !group.perfect {
            group.tense = Tense::Past;
        }
        group.note_form(word);
        group.modal = Some(modal);
        let mut next = at + 2;
        while next < to {
            let Some(after) = adverb(tokens, next, to, &mut group) else {
                break;
            };
            next = after;
        }
        if tokens[next].low == "be" {
            return after_be(tokens, next, next + 1, to, group);
        }
        return main_verb_plain(tokens, next, group);
    }
    // "I've got a call" is "I have a call".
    if word == "got" && group.perfect && group.tense == Tense::Present && !group.passive {
        let known = verb(next)
            .is_some_and(|v| v.forms & form::PARTICIPLE != 0 && v.forms & form::BASE == 0);
        if !known
            && (next.is_empty()
                || !one_of(
                    next,
                    "to into up out better worse back off on rid through over",
                ))
        {
            group.perfect = false;
            (group.at, group.rest) = (at, at + 1);
            group.lemma = "have".to_owned();
            return Some(group);
        }
    }
    let participle =
        verb(next).is_some_and(|v| v.forms & form::PARTICIPLE != 0 && v.forms & form::BASE == 0);
    if matches!(word, "got" | "get" | "gets" | "getting")
        && participle
        && !matches!(next, "had" | "left")
    {
        if word == "got" && !group.perfect {
            group.tense = Tense::Past;
        }
        group.note_form(if word == "got" { "did" } else { word });
        group.passive = true;
        return main_verb_plain(
            tokens,
            at + 1,
            Group {
                passive: true,
                ..group
            },
        );
    }
    main_verb_plain(tokens, at, group)
}

fn semi_modal(word: &str, next: &str) -> Option<&'static str> {
    match (word, next) {
        ("used", "to") => Some("used to"),
        ("have" | "has" | "had" | "got", "to") => Some("have to"),
        ("need" | "needs" | "needed", "to") => Some("need to"),
        ("ought", "to") => Some("should"),
        ("tend" | "tends", "to") => Some("will"),
        _ => None,
    }
}

fn main_verb_plain(tokens: &[Token], at: usize, mut group: Group) -> Option<Group> {
    let token = tokens.get(at)?;
    let known = verb(&token.low);
    if group.finite == 0 {
        group.finite = known.map_or(form::BASE, |v| v.forms);
        let past_only = group.finite & form::PAST != 0 && group.finite & form::BASE == 0;
        let guess = known.is_none() && token.low.ends_with("ed") && token.low.len() > 4;
        if past_only || guess {
            group.tense = Tense::Past;
            group.finite = form::PAST;
        }
    }
    (group.at, group.rest) = (at, at + 1);
    group.lemma = lemma_of(&token.low);
    Some(group)
}
