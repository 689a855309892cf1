//! How people introduce themselves, in pieces: "I'm Lucas, 29, software engineer at Shopify, living in
//! Montréal", "Still in Malmö, still single", "No kids, no pets".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::attributes;
use super::copula::place;
use super::nature;
use super::plans::user_act;
use super::value::{cut_tail, phrase};
use super::{Act, Reader};
use crate::grammar::clause::Clause;
use crate::grammar::noun::noun;
use crate::grammar::sentence::Sentence;
use crate::reading::Voice;
use crate::render;

/// What a piece says.
struct Piece {
    attribute: &'static str,
    value: String,
    /// "lives in", "is", ...: what makes a sentence of it.
    verb: &'static str,
    negative: bool,
    from: usize,
    to: usize,
    /// Says it even when it stands alone.
    clear: bool,
}

/// Pieces without a verb.
pub(crate) fn fragment(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let pieces = pieces(reader, clause.from, clause.to, true);
    let sure = pieces.iter().any(|piece| piece.clear) || pieces.len() > 1;
    if !sure || pieces.is_empty() {
        return false;
    }
    let act = user_act(reader, clause);
    for piece in pieces {
        push(reader, &act, piece);
    }
    true
}

/// "Type 2 diabetic here, diagnosed last year", "It's me, Henrik", and what the speaker asks and answers:
/// "My favourite author? Terry Pratchett"; `true` if it was one of them.
pub(crate) fn short(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record) {
        return false;
    }
    let (from, to) = (sentence.from, sentence.to);
    let posed = reader.posed.take();
    let words = &reader.tokens[from..to];
    if sentence.question {
        let own = words[0].is_in(&["my", "our"])
            && (2..=4).contains(&words.len())
            && words.iter().all(|token| token.word && !token.quoted)
            && !words
                .iter()
                .any(|token| token.is_one_of("is are was ok okay too then mind"));
        reader.posed = own.then_some((from, to));
        return own;
    }
    if let Some(posed) = posed
        && answered(reader, posed, sentence)
    {
        return true;
    }
    let words = &reader.tokens[from..to];
    let me = words.len() >= 5
        && words[0].low == "it"
        && words[1].low == "is"
        && words[2].low == "me"
        && words[3].low == ","
        && words[4].capital
        && words.get(5).is_none_or(|token| !token.word);
    if me {
        let clause = Clause::fragment(from + 4, from + 5);
        let act = user_act(reader, &clause);
        let value = reader.words(from + 4, from + 5);
        let mut draft = reader.draft(&act, "name", value.clone());
        draft.text = format!("User's name is {}", value.unwrap_or_default());
        reader.push(draft);
        return true;
    }
    let here = words.iter().take(6).position(|token| token.low == "here");
    let Some(here) = here.filter(|&here| {
        here > 0
            && words.get(here + 1).is_none_or(|token| !token.word)
            && words[..here].iter().all(|token| token.word)
            && !words[0].is_one_of(
                "i we it the my our he she they you this that there come look right over",
            )
    }) else {
        return false;
    };
    let clause = Clause::fragment(from, from + here + 1);
    fragment(reader, &clause)
}

/// "My favourite author? Probably Terry Pratchett"
fn answered(reader: &mut Reader<'_>, (from, to): (usize, usize), sentence: Sentence) -> bool {
    let mut at = sentence.from;
    while at < sentence.to
        && (!reader.tokens[at].word
            || reader.tokens[at].is_one_of(
                "probably definitely easily well oh that would be it is has to maybe still always a an the \
i think say",
            ))
    {
        at += 1;
    }
    let Some(property) = noun(&reader.tokens, from, to)
        .and_then(|noun| super::possession::property_of(reader, &noun))
        .filter(|_| at < sentence.to && sentence.to - at <= 6)
    else {
        return false;
    };
    let clause = Clause::fragment(at, sentence.to);
    let act = user_act(reader, &clause);
    let Some(value) = reader.words(at, sentence.to) else {
        return false;
    };
    let head = reader.low(from + 1, to);
    let mut draft = reader.draft(&act, &property.attribute, Some(value.clone()));
    (draft.subject, draft.from) = (property.subject, from);
    draft.text = format!("User's {head} is {value}");
    if property.attribute.starts_with("favourite") {
        draft.type_ = "preference";
    }
    reader.push(draft);
    true
}

/// Pieces after "I'm ...,"; drafts from `before` on were made of the first.
pub(crate) fn rest(reader: &mut Reader<'_>, act: &Act<'_>, before: usize) {
    let Some(comma) =
        (act.clause.group.rest..act.clause.to).find(|&at| reader.tokens[at].low == ",")
    else {
        return;
    };
    let named = reader.drafts.get(before).is_some_and(|draft| {
        one_of(
            draft.attribute.as_str(),
            "name age job_title residence hometown marital_status nationality",
        )
    });
    let pieces = pieces(reader, comma + 1, act.clause.to, named);
    if named && let Some(first) = reader.drafts.get_mut(before) {
        first.to = first.to.min(comma);
        first.text = render::sentence(reader.text, &reader.tokens, act.clause, comma);
    }
    for piece in pieces {
        if piece.clear || named {
            push(reader, act, piece);
        }
    }
}

fn push(reader: &mut Reader<'_>, act: &Act<'_>, piece: Piece) {
    let known = reader.drafts.iter().any(|draft| {
        draft.attribute == piece.attribute
            && draft.subject == "user"
            && draft.from < piece.to
            && piece.from < draft.to
    });
    if known {
        return;
    }
    let mut draft = reader.draft(act, piece.attribute, Some(piece.value.clone()));
    (draft.from, draft.to, draft.time) = (piece.from, piece.to, None);
    draft.text = format!("User {} {}", piece.verb, piece.value);
    draft.polarity = if piece.negative {
        Polarity::Negative
    } else {
        Polarity::Positive
    };
    if piece.negative {
        draft.cardinality = Cardinality::Many;
    }
    reader.push(draft);
}

fn pieces(reader: &Reader<'_>, from: usize, to: usize, numbers: bool) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut start = from;
    for at in from..=to {
        let ends = at == to || reader.tokens[at].is_one_of(", and / | · but");
        if !ends {
            continue;
        }
        piece(reader, start, at, numbers, &mut found);
        start = at + 1;
    }
    found
}

fn piece(reader: &Reader<'_>, from: usize, to: usize, numbers: bool, found: &mut Vec<Piece>) {
    let tokens = &reader.tokens;
    let mut from = from;
    while from < to
        && (tokens[from].is_one_of(
            "still currently now also just originally a an the happily recently btw and but me it \
is am i hi here well",
        ) || !tokens[from].word)
    {
        from += 1;
    }
    let (to, tail) = cut_tail(tokens, from, to);
    if from >= to
        || tokens[from].quoted
        || tokens[from..to]
            .iter()
            .any(|token| token.is_in(&["you", "your", "?"]))
    {
        return;
    }
    let here =
        tokens.get(to).is_some_and(|token| token.low == "here") || tokens[to - 1].low == "here";
    let mut add = |said: Said| {
        if let Some(value) = said.value {
            found.push(Piece {
                attribute: said.attribute,
                value,
                verb: said.verb,
                negative: said.negative,
                from,
                to,
                clear: said.clear,
            });
        }
    };
    let said = numbers
        .then(|| age(reader, from, to))
        .flatten()
        .or_else(|| opened(reader, from, to, tail.time.is_some()))
        .or_else(|| bare(reader, from, to, here));
    match said {
        Some(said) => add(said),
        None => trade(reader, from, to, &mut add),
    }
}

/// What words say of the user, if there is a value among them.
struct Said {
    attribute: &'static str,
    value: Option<String>,
    verb: &'static str,
    negative: bool,
    clear: bool,
}

impl Said {
    /// What stands alone as well.
    fn clear(attribute: &'static str, value: Option<String>, verb: &'static str) -> Self {
        Said {
            attribute,
            value,
            verb,
            negative: false,
            clear: true,
        }
    }

    /// What is only meant among other pieces.
    fn among(attribute: &'static str, value: Option<String>, verb: &'static str) -> Self {
        Said {
            clear: false,
            ..Said::clear(attribute, value, verb)
        }
    }

    fn denied(attribute: &'static str, value: Option<String>, verb: &'static str) -> Self {
        Said {
            negative: true,
            ..Said::clear(attribute, value, verb)
        }
    }
}

/// The second word, lower-case; empty if there is none.
fn second<'r>(reader: &'r Reader<'_>, from: usize, to: usize) -> &'r str {
    reader
        .tokens
        .get(from + 1)
        .filter(|_| from + 1 < to)
        .map_or("", |token| token.low.as_str())
}

/// "29", "29yo", "29 years old"
fn age(reader: &Reader<'_>, from: usize, to: usize) -> Option<Said> {
    let next = second(reader, from, to);
    let age = reader.tokens[from].low.trim_end_matches("yo");
    let possible = age.parse::<u32>().is_ok_and(|age| (5..110).contains(&age));
    let years = next.starts_with("year");
    (possible && (to - from == 1 || years || next == "yo")).then(|| Said {
        clear: years,
        ..Said::clear("age", Some(age.to_owned()), "is")
    })
}

/// "living in Malmö", "no kids", "from Porto": what the first words tell.
fn opened(reader: &Reader<'_>, from: usize, to: usize, timed: bool) -> Option<Said> {
    let tokens = &reader.tokens;
    let word = tokens[from].low.as_str();
    let next = second(reader, from, to);
    let rest = |at: usize| {
        let (start, end) = phrase(tokens, at, to, &["of"]);
        reader.words(start, end)
    };
    let named = from + 1 < to && tokens[from + 1].capital && !timed;
    let said = match (word, next) {
        ("no", "kids" | "children") => Said::denied("child", reader.words(from + 1, to), "has no"),
        ("no", "pets" | "pet") => Said::denied("pet", reader.words(from + 1, to), "has no"),
        ("no", "allergies") => {
            let anything = Some("anything".to_owned());
            Said::denied("allergic_to", anything, "is not allergic to")
        }
        ("living" | "based" | "residing", "in" | "near" | "out") => {
            let at = if next == "out" { from + 3 } else { from + 2 };
            Said::clear("residence", place(reader, at, to), "lives in")
        }
        ("in", _) if named => Said::among("residence", place(reader, from + 1, to), "lives in"),
        ("at", _) if named => Said::among("employer", rest(from + 1), "works at"),
        ("from", _) if named => Said::among("hometown", place(reader, from + 1, to), "is from"),
        (_, "kids" | "children" | "daughters" | "sons")
            if tokens[from].is_number()
                || tokens[from].is_in(crate::grammar::words::NUMBER_WORDS) =>
        {
            Said::among("kids", reader.words(from, to), "has")
        }
        ("working" | "employed", "at" | "for" | "by") => {
            Said::clear("employer", rest(from + 2), "works for")
        }
        ("working", "as") => Said::clear("job_title", rest(from + 2), "works as"),
        ("married", "to") => Said::clear("partner", rest(from + 2), "is married to"),
        ("timezone", _) if from + 1 < to => {
            let value = reader.words(from + 1, to);
            Said::clear("timezone", value, "is in the timezone")
        }
        ("allergic", "to") => Said::clear("allergic_to", rest(from + 2), "is allergic to"),
        ("not", "a" | "an" | "the") | ("big" | "huge" | "massive" | "fan" | "never", _) => {
            let fan = (from..to.min(from + 5)).find(|&at| tokens[at].low == "fan")?;
            tokens.get(fan + 1).filter(|token| token.is_in(&["of"]))?;
            if matches!(word, "not" | "never") {
                Said::denied("likes", rest(fan + 2), "is not a fan of")
            } else {
                Said::clear("likes", rest(fan + 2), "is a fan of")
            }
        }
        _ => return None,
    };
    Some(said)
}

/// "tea over coffee", "single", "vegetarian": a word or a few that tell it by themselves.
fn bare(reader: &Reader<'_>, from: usize, to: usize, here: bool) -> Option<Said> {
    let tokens = &reader.tokens;
    let word = tokens[from].low.as_str();
    let is = |attribute: &'static str, clear: bool| Said {
        clear,
        ..Said::clear(attribute, reader.words(from, to), "is")
    };
    let over = (from + 1..to)
        .find(|&at| tokens[at].low == "over")
        .filter(|&over| {
            over - from <= 3
                && to - over <= 4
                && !tokens[from].is_in(&["all", "game", "over", "come", "think"])
        });
    if let Some(over) = over {
        return Some(Said::clear("prefers", reader.words(from, over), "prefers"));
    }
    if to - from == 1 && nature::is_marital(word) {
        return Some(Said::among("marital_status", Some(word.to_owned()), "is"));
    }
    let last = tokens[to - 1].low.as_str();
    if to - from <= 2 && nature::is_diet(last) || to - from == 1 && nature::is_diet(word) {
        return Some(is("diet", here));
    }
    if to - from == 1 && nature::is_nationality(word) {
        return Some(is("nationality", here));
    }
    let ill = tokens[from..to].iter().any(|token| {
        token.is_one_of(
            "diabetic asthmatic coeliac celiac dyslexic autistic epileptic colourblind colorblind \
anaemic adhd",
        )
    });
    (ill && to - from <= 4).then(|| is("health", true))
}

/// "software engineer at Shopify"
fn trade(reader: &Reader<'_>, from: usize, to: usize, add: &mut impl FnMut(Said)) {
    let tokens = &reader.tokens;
    let at = (from + 1..to).find(|&at| tokens[at].is_one_of("at for with from in by"));
    let end = at.unwrap_or(to);
    let head = reader.low(from, end);
    if end - from > 4 || !nature::is_trade(&head) || attributes::kin(&head).is_some() {
        return;
    }
    if let Some(at) =
        at.filter(|&at| tokens[at].low == "from" && at + 1 < to && tokens[at + 1].capital)
    {
        add(Said::among(
            "hometown",
            place(reader, at + 1, to),
            "is from",
        ));
    }
    add(Said {
        clear: at.is_some(),
        ..Said::clear("job_title", reader.words(from, end), "is a")
    });
    if let Some(at) = at.filter(|&at| {
        tokens[at].is_in(&["at", "for", "with"])
            && tokens
                .get(at + 1)
                .is_some_and(|token| token.capital && at + 1 < to)
    }) {
        add(Said::clear(
            "employer",
            reader.words(at + 1, to),
            "works at",
        ));
    }
}

/// "As a lawyer I deal with contracts": what stands before the subject says what they are.
pub(crate) fn lead(reader: &mut Reader<'_>, clause: &Clause) {
    let Some((from, to)) = clause
        .lead
        .filter(|_| clause.subject.who == crate::grammar::clause::Who::I)
    else {
        return;
    };
    if !reader.tokens[from].is_in(&["as"]) {
        return;
    }
    let (start, end) = phrase(&reader.tokens, from + 1, to, &[]);
    if nature::is_trade(&reader.low(start, end))
        && let Some(value) = reader.words(start, end)
    {
        let act = user_act(reader, clause);
        let mut draft = reader.draft(&act, "job_title", Some(value.clone()));
        (draft.from, draft.to, draft.time) = (from, to, None);
        draft.text = format!("User is a {value}");
        draft.polarity = Polarity::Positive;
        reader.push(draft);
    }
}
