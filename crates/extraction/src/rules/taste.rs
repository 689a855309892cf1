//! What somebody likes and prefers.

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity, Span};

use super::attributes;
use super::copula::push_members;
use super::value::phrase;
use super::{Act, Reader, is_future};
use crate::grammar::clause::Who;
use crate::reading::{Cue, Retracted, Retraction};

const LIKES: &[&str] = &[
    "love",
    "like",
    "enjoy",
    "adore",
    "fancy",
    "appreciate",
    "crave",
    "dig",
    "favour",
    "favor",
    "cherish",
    "savor",
    "relish",
];
const DISLIKES: &[&str] = &[
    "hate", "dislike", "despise", "detest", "loathe", "dread", "resent",
];

/// Reads likes, dislikes and preferences.
pub(crate) fn read(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if group.passive || is_future(act.clause) {
        return false;
    }
    let lemma = group.lemma.as_str();
    let stand = matches!(lemma, "stand" | "bear" | "tolerate" | "stomach")
        && group.negated
        && matches!(group.modal, Some("can" | "could"));
    if lemma == "prefer" {
        return prefer(reader, act);
    }
    if let Some(done) = in_other_words(reader, act) {
        return done;
    }
    // "I don't mind onions" is neither; "would like to" is a wish.
    if group.modal.is_some() && group.modal != Some("used to") && !stand {
        return false;
    }
    if LIKES.contains(&lemma) || stand || DISLIKES.contains(&lemma) {
        return like(reader, act, stand, DISLIKES.contains(&lemma));
    }
    match lemma {
        "care"
            if group.negated
                && reader
                    .tokens
                    .get(act.from)
                    .is_some_and(|token| token.low == "for") =>
        {
            push_members(reader, act, "likes", act.from + 1, act.to, false);
            true
        }
        "fall" if reader.low(act.from, act.to).starts_with("in love with ") => {
            push_members(reader, act, "likes", act.from + 3, act.to, false);
            true
        }
        _ => false,
    }
}

/// "I've gone off sushi", "I'd rather take the train than fly", "I find podcasts more relaxing".
fn in_other_words(reader: &mut Reader<'_>, act: &Act<'_>) -> Option<bool> {
    let group = &act.clause.group;
    let low = reader.low(act.from, act.to);
    let words = &reader.tokens[group.from..group.rest];
    if group.lemma == "go"
        && low.starts_with("off ")
        && !super::value::numeric(&reader.tokens[act.from + 1])
    {
        push_members(reader, act, "likes", act.from + 1, act.to, true);
        return Some(true);
    }
    if group.lemma == "beat"
        && act.clause.subject.who == Who::Anybody
        && reader.tokens[act.clause.subject.from].low == "nothing"
    {
        let (start, end) = phrase(&reader.tokens, act.from, act.to, &["of", "in"]);
        return Some(push_like(reader, act, start, end));
    }
    if group.modal == Some("would")
        && words.iter().any(|token| token.is_in(&["rather", "sooner"]))
        && !group.negated
        && act.is_user
    {
        let stop = (act.from..act.to)
            .find(|&at| reader.tokens[at].low == "than")
            .unwrap_or(act.to);
        let value = reader.words(group.at, stop)?;
        let mut draft = reader.draft(act, "prefers", Some(value));
        draft.type_ = "preference";
        reader.push(draft);
        return Some(true);
    }
    if group.lemma == "find" && !group.negated && low.contains(" than ") && act.is_user {
        let (start, _) = phrase(&reader.tokens, act.from, act.to, &[]);
        let stop = (start..act.to).find(|&at| {
            reader.tokens[at].is_one_of("more much far way less better easier nicer")
        })?;
        let negative = reader.tokens[stop].low == "less";
        let value = reader.words(start, stop)?;
        let mut draft = reader.draft(act, if negative { "likes" } else { "prefers" }, Some(value));
        draft.type_ = "preference";
        if negative {
            draft.polarity = Polarity::Negative;
        }
        reader.push(draft);
        return Some(true);
    }
    None
}

fn push_like(reader: &mut Reader<'_>, act: &Act<'_>, start: usize, end: usize) -> bool {
    let Some(value) = reader.words(start, end) else {
        return false;
    };
    let mut draft = reader.draft(act, "likes", Some(value));
    (draft.subject, draft.polarity) = ("user".to_owned(), Polarity::Positive);
    reader.push(draft);
    true
}

fn like(reader: &mut Reader<'_>, act: &Act<'_>, stand: bool, dislike: bool) -> bool {
    let mut from = act.from;
    let end = act.tail.time.map_or(act.to, |(_, end)| end);
    // "I love to swim" and "I love it when": the one names something, the other nothing.
    if from < end && reader.tokens[from].low == "to" {
        from += 1;
    }
    let Some(first) = reader.tokens.get(from).filter(|_| from < end) else {
        return true;
    };
    if first.is_one_of(
        "it this that you how what your him them when if these those being me us the her",
    ) && !first.quoted
    {
        let named = first.is_in(&["the", "being"])
            && from + 1 < end
            && !reader.tokens[from + 1].is_one_of("idea way fact sound look answer suggestion");
        if !named {
            return true;
        }
    }
    let before = reader.drafts.len();
    let keep = [
        "of", "in", "with", "on", "and", "to", "at", "for", "from", "by", "like", "about", "over",
        "as", "around", "up", "into", "without", "off", "through",
    ];
    let (start, mut stop) = phrase(&reader.tokens, from, end, &keep);
    // A comma goes on with a list if the list has an "and" later.
    let listed = (stop..end).any(|at| reader.tokens[at].is_in(&["and", "or", "&"]));
    if stop < end && reader.tokens[stop].low == "," && (listed || end - stop <= 3) {
        stop = end;
    }
    push_members(reader, act, "likes", start, stop, dislike);
    let past = super::is_past(act.clause);
    let mut kept = before;
    while kept < reader.drafts.len() {
        let draft = &mut reader.drafts[kept];
        if stand {
            draft.polarity = Polarity::Negative;
        }
        if past && draft.cue == Cue::Plain {
            // "I loved the concert": what was liked once, an experience.
            draft.attribute = "liked".to_owned();
        }
        kept += 1;
    }
    true
}

/// "I prefer dark mode", "I prefer tea to coffee", "I'd prefer short answers".
fn prefer(reader: &mut Reader<'_>, act: &Act<'_>) -> bool {
    let group = &act.clause.group;
    if !matches!(group.modal, None | Some("would" | "used to")) {
        return true;
    }
    let tokens = &reader.tokens;
    let mut from = act.from;
    let end = act.tail.time.map_or(act.to, |(_, end)| end);
    let verb_phrase = from < end && tokens[from].low == "to";
    if verb_phrase {
        from += 1;
    }
    if from >= end || tokens[from].is_in(&["it", "this", "that", "you", "not"]) {
        return true;
    }
    let against = (from + 1..end).find(|&at| {
        tokens[at].is_in(&["over", "than"])
            || tokens[at].low == "to" && !verb_phrase
            || tokens[at].is_in(&["rather", "instead"])
            || tokens[at].low == "not"
    });
    let stop = against.unwrap_or(end);
    let (start, stop) = phrase(
        tokens,
        from,
        stop,
        &[
            "of", "in", "with", "on", "and", "for", "at", "by", "about", "as", "up", "from",
            "without", "to",
        ],
    );
    let Some(value) = reader.words(start, stop) else {
        return true;
    };
    if tokens_joined(reader, start, stop) && against.is_none() && !verb_phrase {
        for (place, (from, to)) in super::value::members(&reader.tokens, start, stop)
            .into_iter()
            .enumerate()
        {
            let attribute = category(reader, from, to, false);
            let Some(value) = reader.words(from, to) else {
                continue;
            };
            let mut draft = reader.draft(act, &attribute, Some(value.clone()));
            draft.type_ = "preference";
            let stated = crate::render::sentence(reader.text, &reader.tokens, act.clause, start);
            draft.text = format!("{stated} {value}");
            (draft.from, draft.to) = (if place == 0 { act.clause.from } else { from }, to);
            reader.push(draft);
        }
        return true;
    }
    let attribute = category(reader, start, stop, verb_phrase);
    let mut draft = reader.draft(act, &attribute, Some(value));
    if tokens_joined(reader, start, stop) || act.tail.too {
        draft.cardinality = Cardinality::Many;
    }
    draft.type_ = "preference";
    if let Some(against) = against {
        refuse(reader, act, &attribute, against, end);
    }
    reader.push(draft);
    true
}

fn tokens_joined(reader: &Reader<'_>, from: usize, to: usize) -> bool {
    reader.tokens[from..to]
        .iter()
        .any(|token| token.is_in(&["and", "or", "&"]))
}

/// What is preferred less is no longer preferred.
fn refuse(reader: &mut Reader<'_>, act: &Act<'_>, attribute: &str, at: usize, end: usize) {
    let mut from = at + 1;
    while from < end && reader.tokens[from].is_one_of("than of to a an the") {
        from += 1;
    }
    let span = Span {
        start: reader.tokens[at].start as u32,
        end: reader.tokens[end - 1].end as u32,
    };
    if let Some(value) = reader.words(from, end) {
        let what = Retracted::About {
            subject: act.subject.clone(),
            attribute: Some(attribute.to_owned()),
            value: Some(value),
        };
        reader.retractions.push(Retraction {
            what,
            span,
            abouts: Vec::new(),
        });
    }
}

/// What sort of thing is preferred: "dark mode" is a mode, "a window seat" a seat.
fn category(reader: &Reader<'_>, from: usize, to: usize, verb_phrase: bool) -> String {
    let tokens = &reader.tokens;
    if verb_phrase || from >= to {
        return "prefers".to_owned();
    }
    let end = (from..to)
        .find(|&at| {
            tokens[at].is_one_of("for in with on at of when by about as from without to and or")
        })
        .unwrap_or(to);
    let head = tokens[end - 1].low.as_str();
    let head = head
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2 && !stem.ends_with('s'))
        .unwrap_or(head);
    let general = one_of(
        head,
        "mode theme seat room font layout answer reply explanation response language editor \
time meeting format unit view style keyboard tone indentation shift flight bread \
milk wine chocolate weather size side aisle update notification commit schedule \
roast hour climate music contact channel colour color",
    );
    if end - from > 1 && general {
        return format!("preferred:{}", attributes::spelling(head));
    }
    if let Some(kind) = attributes::tool_kind(&reader.low(from, end)) {
        return format!("preferred:{kind}");
    }
    "prefers".to_owned()
}
