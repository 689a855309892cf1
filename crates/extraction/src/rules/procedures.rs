//! Procedures: how something is done, step by step. One sentence (or one numbered list) is one.

use crate::grammar::words::one_of;
use types::{Cardinality, MemoryKind, Polarity};

use super::{Draft, Reader, steps};
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::grammar::verbs::{form, verb};
use crate::reading::{Cue, Voice};

/// What people ask of an assistant rather than do themselves.
pub(super) const REQUESTS: &[&str] = &[
    "summarise",
    "summarize",
    "translate",
    "write",
    "explain",
    "list",
    "tell",
    "show",
    "give",
    "generate",
    "compare",
    "rewrite",
    "analyse",
    "analyze",
    "describe",
    "suggest",
    "answer",
    "help",
    "think",
    "let",
    "draft",
    "find",
    "recommend",
    "proofread",
    "say",
    "look",
    "imagine",
    "remember",
    "note",
    "thank",
    "see",
    "reply",
    "respond",
];

/// A procedure in one sentence; `true` if it was one.
pub(crate) fn read(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if sentence.question || reader.voice == Voice::Agent {
        return false;
    }
    let (from, to) = (start(&reader.tokens, sentence), sentence.to);
    if from >= to || reader.tokens[from].quoted {
        return false;
    }
    let shape = Shape::of(&reader.tokens, from, to);
    if !shape.tells(&reader.tokens, from, to) && !steps::tells(&reader.tokens[from..to]) {
        return false;
    }
    let comma = (from..to).find(|&at| reader.tokens[at].is_in(&[",", ":"]));
    let goal = comma
        .filter(|_| shape.to_do)
        .and_then(|comma| reader.words(from + 1, comma))
        .map(|goal| goal.to_lowercase());
    push(reader, from, to, goal);
    true
}

/// A numbered list of orders: "1. Open settings 2. Tap Accounts". Says where it ends.
pub(crate) fn numbered(reader: &mut Reader<'_>) -> Option<(usize, usize)> {
    let tokens = &reader.tokens;
    let is_step = |at: usize, number: usize| {
        let word = ["zero", "one", "two", "three", "four", "five"].get(number);
        let named = at > 0
            && tokens[at - 1].low == "step"
            && word.is_some_and(|word| tokens[at].low == *word);
        (named || tokens[at].low.trim_end_matches('.') == number.to_string())
            && tokens
                .get(at + 1)
                .is_some_and(|next| next.is_in(&[".", ")", ":"]))
            && tokens.get(at + 2).is_some_and(command)
    };
    let first = (0..tokens.len()).find(|&at| is_step(at, 1))?;
    let mut number = 1;
    for at in first + 1..tokens.len() {
        if is_step(at, number + 1) {
            number += 1;
        }
    }
    if number < 2 || reader.voice == Voice::Agent {
        return None;
    }
    let request = tokens[..first]
        .iter()
        .any(|token| token.low.starts_with('?'))
        || tokens[first + 2].is_in(REQUESTS);
    if request {
        return None;
    }
    let mut from = first;
    // A title before the list belongs to it: "How to reset: 1. ..."
    while from > 0 && !matches!(tokens[from - 1].low.as_str(), "." | "!" | "?") {
        from -= 1;
    }
    let to = tokens.len();
    push(reader, from, to, None);
    Some((from, to))
}

/// Sentences that are steps: "Dissolve the yeast. Then add the flour. Finally, knead." Says where they end.
pub(crate) fn in_turn(reader: &mut Reader<'_>, sentences: &[Sentence]) -> Option<(usize, usize)> {
    if reader.voice == Voice::Agent {
        return None;
    }
    let step = |sentence: &Sentence| steps::step(&reader.tokens[sentence.from..sentence.to]);
    let first = sentences
        .iter()
        .position(|sentence| !sentence.question && step(sentence).is_some())?;
    let run: Vec<&Sentence> = sentences[first..]
        .iter()
        .take_while(|sentence| !sentence.question && step(sentence).is_some())
        .collect();
    let sequels = run[1..]
        .iter()
        .filter(|sentence| step(sentence) == Some(true))
        .count();
    if sequels == 0 {
        return None;
    }
    let (from, to) = (run[0].from, run[run.len() - 1].to);
    push(reader, from, to, None);
    Some((from, to))
}

fn start(tokens: &[Token], sentence: Sentence) -> usize {
    let mut at = sentence.from;
    while at < sentence.to
        && tokens[at].is_one_of(
            "so ok okay note and also remember : , btw in order fyi basically reminder well",
        )
    {
        if tokens[at].low == "in" && tokens.get(at + 1).is_none_or(|next| next.low != "order") {
            break;
        }
        at += 1;
    }
    at
}

pub(super) fn command(token: &Token) -> bool {
    verb(&token.low).is_some_and(|v| v.forms & form::BASE != 0) && !token.quoted
}

/// What a sentence has of a procedure's look.
struct Shape {
    /// "To deploy, ..."
    to_do: bool,
    /// Orders in it.
    commands: usize,
    /// Orders after the first comma or colon.
    after: usize,
    first_then: bool,
    /// "like this:", "how we do X:", "the trick is"
    announced: bool,
    /// "When the alarm goes off, ..." with neither "I" nor "you" in it.
    occasion: bool,
    /// "by turning"
    by_doing: bool,
    /// "you install it ... and then run"
    you_then: bool,
    past: bool,
    asks: bool,
    /// Begins with an order.
    opens: bool,
    /// "then", "until", "afterwards"
    then: bool,
    /// "Before deploying, ..."
    before_doing: bool,
}

/// What asks for a way of doing something rather than tells it.
const ASKED: &[&str] = &[
    "want to know how",
    "know how",
    "tell me how",
    "explain how",
    "wonder how",
    "figure out how",
    "learn how",
    "ask how",
    "understand how",
    "show me how",
];

/// What announces that steps follow.
const ANNOUNCED: &[&str] = &[
    "process :",
    "procedure :",
    "steps :",
    "recipe :",
    "routine :",
    "workflow :",
    "checklist :",
    "runbook :",
    "goes like this",
    "like this :",
    "like so :",
    "as follows",
    "this way :",
    "works like this",
    "how i ",
    "how we ",
    "how to ",
    "the trick ",
    "the steps",
    "the process ",
    "the procedure",
    "the way to",
    "the workflow",
    "here is how",
    "the recipe",
    "the routine",
];

/// Whether the word at `at` is an order: those begin the sentence, or follow a comma, "then", "you" and the like.
fn ordered(words: &[Token], at: usize) -> bool {
    command(&words[at])
        && (at == 0
            || words[at - 1].is_one_of(", then and : first next finally always just or please")
            || words[at - 1].is_in(&["you", "we", "i", "to"]))
        && !words
            .get(at + 1)
            .is_some_and(|next| next.is_in(&["is", "are", "was"]))
}

fn finite_past(token: &Token) -> bool {
    verb(&token.low).is_some_and(|v| {
        v.forms & form::PAST != 0 && v.forms & (form::BASE | form::PARTICIPLE) == 0
    }) || token.is_in(&["did", "was", "were", "had", "decided"])
}

impl Shape {
    fn of(tokens: &[Token], from: usize, to: usize) -> Shape {
        let words = &tokens[from..to];
        let low = |at: usize| words.get(at).map_or("", |token| token.low.as_str());
        let has = |list: &[&str]| words.iter().any(|token| token.is_in(list));
        let ordered = |at: usize| ordered(words, at);
        let mark = words.iter().position(|token| token.is_in(&[",", ":"]));
        let commands = (0..words.len()).filter(|&at| ordered(at)).count();
        let after = mark.map_or(0, |mark| {
            (mark + 1..words.len())
                .filter(|&at| ordered(at) && !words[at - 1].is_in(&["to", "i"]))
                .count()
        });
        let lead = &words[..mark.unwrap_or(0)];
        let text = words
            .iter()
            .take(12)
            .map(|token| token.low.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let announced = !ASKED.iter().any(|phrase| text.contains(phrase))
            && ANNOUNCED.iter().any(|phrase| text.contains(phrase))
            || (low(0) == "my" || low(0) == "our")
                && mark.is_some_and(|mark| low(mark) == ":" && mark < 5);
        let then = words
            .iter()
            .position(|token| token.is_in(&["then", "next", "finally", "afterwards"]));
        Shape {
            to_do: low(0) == "to" && words.get(1).is_some_and(command) && mark.is_some(),
            commands,
            after,
            first_then: words.iter().take(4).any(|token| token.low == "first") && then.is_some(),
            announced,
            occasion: one_of(low(0), "when if before after once whenever each every for")
                && mark.is_some()
                && !lead
                    .iter()
                    .any(|token| token.is_in(&["i", "you", "me", "your"])),
            by_doing: (words.first().is_some_and(command)
                || words
                    .first()
                    .is_some_and(|token| token.is_in(&["you", "we", "i"]))
                    && words.get(1).is_some_and(command))
                && words.iter().zip(words.iter().skip(1)).any(|(by, next)| {
                    by.low == "by"
                        && verb(&next.low).is_some_and(|v| v.forms & form::ING != 0)
                        && !next.is_one_of("spring morning evening")
                }),
            you_then: matches!(low(0), "you" | "we")
                && then.is_some_and(|then| then > 2 && words.get(then + 1).is_some_and(command)),
            opens: words.first().is_some_and(|first| {
                command(first)
                    && !first.is_one_of("need want love like hate hope wish think prefer")
            }),
            then: then.is_some() || has(&["until", "before"]),
            before_doing: matches!(low(0), "before" | "after" | "when")
                && low(1).ends_with("ing")
                && mark.is_some(),
            past: words.iter().any(finite_past),
            asks: has(&["me", "please"])
                || words.first().is_some_and(|token| token.is_in(REQUESTS))
                || words.iter().zip(words.iter().skip(1)).any(|(first, next)| {
                    first.is_in(&["first", ",", "to", ":"]) && next.is_in(REQUESTS)
                }),
        }
    }

    fn tells(&self, tokens: &[Token], from: usize, to: usize) -> bool {
        if self.past {
            return false;
        }
        let own = tokens[from..to]
            .iter()
            .any(|token| token.is_in(&["i", "my"]));
        self.to_do
            && self.after >= 1
            && !tokens[from..to]
                .iter()
                .any(|token| token.is_in(&["me", "please"]))
            && !tokens[from + 1].is_in(&["be", "clarify", "recap", "put"])
            || self.to_do && you_do(tokens, from, to)
            || self.first_then && self.commands >= 2 && !self.asks
            || self.opens
                && (self.commands >= 3 || self.commands >= 2 && self.then)
                && !self.asks
                && !own
            || self.before_doing && self.after >= 1 && !self.asks && !own
            || self.announced && self.after >= 2 && !self.asks
            || self.announced && self.commands >= 2 && !self.asks
            || self.announced
                && self.commands >= 1
                && tokens[from].is_in(&["the", "here"])
                && !self.asks
            || self.occasion && self.after >= 2 && !self.asks && !(own && tokens[from].low == "if")
            || self.occasion
                && tokens[from].is_in(&["before", "after", "once", "when", "if"])
                && self.after >= 2
                && !self.asks
            || self.by_doing && !self.asks && (!own || tokens[from].low == "i")
            || self.you_then && !self.asks
    }
}

/// "To reset it, you need to hold the button."
fn you_do(tokens: &[Token], from: usize, to: usize) -> bool {
    let Some(comma) = (from..to).find(|&at| tokens[at].is_in(&[",", ":"])) else {
        return false;
    };
    let mut next = comma + 1;
    if next >= to || !tokens[next].is_one_of("you we one simply just first always") {
        return false;
    }
    while next < to
        && tokens[next].is_one_of(
            "please first you we just always need have to must should can simply one then",
        )
    {
        next += 1;
    }
    next < to
        && command(&tokens[next])
        && !tokens[from + 1].is_one_of("be clarify recap put say answer")
}

fn push(reader: &mut Reader<'_>, from: usize, to: usize, goal: Option<String>) {
    let comma = (from..to).find(|&at| reader.tokens[at].is_in(&[",", ":"]));
    let value = match comma.filter(|_| goal.is_some()) {
        Some(comma) => reader.words(comma + 1, to),
        None => reader.words(from, to),
    };
    let text = reader.told(from, to);
    reader.push(Draft {
        subject: "user".to_owned(),
        attribute: goal.map_or_else(
            || "procedure".to_owned(),
            |goal| format!("procedure:{goal}"),
        ),
        cardinality: Cardinality::Many,
        type_: "procedure",
        kind: Some(MemoryKind::Procedural),
        value,
        polarity: Polarity::Positive,
        cue: Cue::Plain,
        from,
        to,
        text,
        directive: false,
        time: None,
        confidence: 0.8,
    });
}
