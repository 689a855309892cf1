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
    let word = tokens[from].low.as_str();
    let next = tokens
        .get(from + 1)
        .filter(|_| from + 1 < to)
        .map_or("", |token| token.low.as_str());
    let rest = |at: usize| {
        let (start, end) = phrase(tokens, at, to, &["of"]);
        reader.words(start, end)
    };
    let mut add = |attribute: &'static str,
                   value: Option<String>,
                   verb: &'static str,
                   negative: bool,
                   clear: bool| {
        if let Some(value) = value {
            found.push(Piece {
                attribute,
                value,
                verb,
                negative,
                from,
                to,
                clear,
            });
        }
    };
    let age = tokens[from]
        .low
        .trim_end_matches("yo")
        .parse::<u32>()
        .is_ok_and(|age| (5..110).contains(&age));
    if age && numbers && (to - from == 1 || next.starts_with("year") || next == "yo") {
        return add(
            "age",
            Some(tokens[from].low.trim_end_matches("yo").to_owned()),
            "is",
            false,
            next.starts_with("year"),
        );
    }
    match (word, next) {
        ("no", "kids" | "children") => {
            return add("child", reader.words(from + 1, to), "has no", true, true);
        }
        ("no", "pets" | "pet") => {
            return add("pet", reader.words(from + 1, to), "has no", true, true);
        }
        ("no", "allergies") => {
            return add(
                "allergic_to",
                Some("anything".to_owned()),
                "is not allergic to",
                true,
                true,
            );
        }
        ("living" | "based" | "residing", "in" | "near" | "out") => {
            let at = if next == "out" { from + 3 } else { from + 2 };
            return add("residence", place(reader, at, to), "lives in", false, true);
        }
        ("in", _)
            if tokens
                .get(from + 1)
                .is_some_and(|token| token.capital && from + 1 < to)
                && tail.time.is_none() =>
        {
            return add(
                "residence",
                place(reader, from + 1, to),
                "lives in",
                false,
                false,
            );
        }
        ("from", _)
            if tokens
                .get(from + 1)
                .is_some_and(|token| token.capital && from + 1 < to)
                && tail.time.is_none() =>
        {
            return add(
                "hometown",
                place(reader, from + 1, to),
                "is from",
                false,
                false,
            );
        }
        ("working" | "employed", "at" | "for" | "by") => {
            return add("employer", rest(from + 2), "works for", false, true);
        }
        ("working", "as") => return add("job_title", rest(from + 2), "works as", false, true),
        ("married", "to") => return add("partner", rest(from + 2), "is married to", false, true),
        ("timezone", _) if from + 1 < to => {
            return add(
                "timezone",
                reader.words(from + 1, to),
                "is in the timezone",
                false,
                true,
            );
        }
        ("allergic", "to") => {
            return add("allergic_to", rest(from + 2), "is allergic to", false, true);
        }
        ("not", "a" | "an" | "the") | ("big" | "huge" | "massive" | "fan" | "never", _) => {
            if let Some(fan) = (from..to.min(from + 5)).find(|&at| tokens[at].low == "fan")
                && tokens
                    .get(fan + 1)
                    .is_some_and(|token| token.is_in(&["of"]))
            {
                let negative = matches!(word, "not" | "never");
                let verb = if negative {
                    "is not a fan of"
                } else {
                    "is a fan of"
                };
                return add("likes", rest(fan + 2), verb, negative, true);
            }
        }
        _ => {}
    }
    if let Some(over) = (from + 1..to)
        .find(|&at| tokens[at].low == "over")
        .filter(|&over| {
            over - from <= 3
                && to - over <= 4
                && !tokens[from].is_in(&["all", "game", "over", "come", "think"])
        })
    {
        return add("prefers", reader.words(from, over), "prefers", false, true);
    }
    if to - from == 1 && nature::is_marital(word) {
        return add("marital_status", Some(word.to_owned()), "is", false, false);
    }
    let last = tokens[to - 1].low.as_str();
    if to - from <= 2 && nature::is_diet(last) || to - from == 1 && nature::is_diet(word) {
        return add("diet", reader.words(from, to), "is", false, here);
    }
    if to - from == 1 && nature::is_nationality(word) {
        return add("nationality", reader.words(from, to), "is", false, here);
    }
    if tokens[from..to].iter().any(|token| {
        token.is_one_of(
            "diabetic asthmatic coeliac celiac dyslexic autistic epileptic colourblind colorblind \
anaemic adhd",
        )
    }) && to - from <= 4
    {
        return add("health", reader.words(from, to), "is", false, true);
    }
    trade(reader, from, to, &mut add);
}

/// "software engineer at Shopify"
fn trade(
    reader: &Reader<'_>,
    from: usize,
    to: usize,
    add: &mut impl FnMut(&'static str, Option<String>, &'static str, bool, bool),
) {
    let tokens = &reader.tokens;
    let at = (from + 1..to).find(|&at| tokens[at].is_one_of("at for with from in by"));
    let end = at.unwrap_or(to);
    let head = reader.low(from, end);
    if end - from > 4 || !nature::is_trade(&head) || attributes::kin(&head).is_some() {
        return;
    }
    add(
        "job_title",
        reader.words(from, end),
        "is a",
        false,
        at.is_some(),
    );
    if let Some(at) = at.filter(|&at| {
        tokens[at].is_in(&["at", "for", "with"])
            && tokens
                .get(at + 1)
                .is_some_and(|token| token.capital && at + 1 < to)
    }) {
        add(
            "employer",
            reader.words(at + 1, to),
            "works at",
            false,
            true,
        );
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
