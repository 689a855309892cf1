//! Constructions: whole ways of saying what somebody's property is ("Rome is where I live", "if I had
//! to name my favourite band: it's Can"), which no verb or noun alone gives away. A table has them,
//! `constructions.txt`; this file finds them in a sentence, with what stands around a value anyway:
//! adverbs, denials, "again", "from now on", ", not Paris".

use std::sync::LazyLock;

use types::{Cardinality, MemoryKind, Polarity};

use super::copula::{property, strip_article};
use super::pattern::{
    Match, Part, Pattern, Patterns, SLOT_LIMIT, Vocabulary, adverb, find, in_order, may_stand,
};
use super::slots::{attribute_of, label_of, value_of};
use super::value::{Tail, cut_tail, numeric};
use super::{Draft, Exchange, Reader, attributes, nature};
use crate::grammar::clause::Clause;
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::grammar::words::{MONTHS, WEEKDAYS};
use crate::reading::{CORRECTION, Cue, Voice};
use crate::render;

/// How many tokens a sentence may have to be looked at.
pub(super) const SENTENCE_LIMIT: usize = 60;

/// A construction, ready to be looked for.
struct Shape {
    pattern: Pattern,
    row: &'static Construction,
}

/// The pattern, the attribute, and what the words say by themselves.
type Construction = (&'static str, &'static str, &'static str);

/// What may stand behind an attribute.
const SAYING: [&str; 9] = [
    "end", "again", "change", "part", "name", "old", "fix", "sure", "money",
];

/// The rows of the table.
static CONSTRUCTIONS: LazyLock<Vec<Construction>> = LazyLock::new(|| {
    let rows = include_str!("constructions.txt").lines();
    let rows = rows.filter(|row| !row.is_empty() && !row.starts_with('#'));
    rows.filter_map(|row| {
        let (pattern, attribute) = row.split_once(" => ")?;
        // "current book" is an attribute of two words.
        let says = attribute.rsplit_once(' ');
        let says = says.filter(|(_, says)| SAYING.contains(says));
        let (attribute, says) = says.unwrap_or((attribute, ""));
        Some((pattern, attribute, says))
    })
    .collect()
});

/// The patterns of the rows of one attribute that is none: exchanges and returns.
pub(super) fn patterns_of(attribute: &str) -> Patterns<Pattern> {
    let mut vocabulary = Vocabulary::default();
    let rows = CONSTRUCTIONS.iter().filter(|row| row.1 == attribute);
    let all = rows.map(|row| vocabulary.pattern(row.0)).collect();
    Patterns { vocabulary, all }
}

static SHAPES: LazyLock<Patterns<Shape>> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    let rows = CONSTRUCTIONS.iter();
    let rows = rows.filter(|row| !matches!(row.1, "@exchange" | "@return"));
    let shape = |row: &'static Construction| Shape {
        pattern: vocabulary.pattern(row.0),
        row,
    };
    let all = rows.map(shape).collect();
    Patterns { vocabulary, all }
});

/// A statement, and the value that it says was there before.
type Said = (Draft, Option<String>);

/// Reads the constructions of a sentence; what they leave is read by `rest`. `false` if there is none.
pub(crate) fn read(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record)
        || sentence.question
        || sentence.to - sentence.from > SENTENCE_LIMIT
    {
        return false;
    }
    let Some((from, to, (draft, old))) = first(reader, sentence) else {
        return false;
    };
    let mut before = from;
    while before > sentence.from && reader.tokens[before - 1].is_one_of(ENDS) {
        before -= 1;
    }
    if before > sentence.from {
        reader.sentence(Sentence {
            to: before,
            question: false,
            ..sentence
        });
    }
    if let Some(old) = old {
        reader.replaced.push(Exchange {
            from: draft.from,
            to: draft.to,
            old,
            new: None,
        });
    }
    reader.push(draft);
    if to < sentence.to {
        reader.sentence(Sentence {
            from: to,
            question: false,
            ..sentence
        });
    }
    true
}

/// The parts of a sentence that a construction may take, longest first from each place on.
pub(super) fn ranges(tokens: &[Token], sentence: Sentence) -> Vec<(usize, usize)> {
    let (from, to) = (sentence.from, sentence.to);
    let mut found = Vec::new();
    for start in from..to {
        let opens_here = start == from || opens(tokens, from, start);
        if !opens_here || tokens[start].quoted || conditional(tokens, from, start) {
            continue;
        }
        let ends = (start + 2..=to)
            .rev()
            .filter(|&at| at == to || tokens[at].is_one_of(ENDS) && !tokens[at].quoted);
        found.extend(ends.map(|end| (start, end)));
    }
    found
}

/// Joints at which a part of a sentence ends.
const ENDS: &str = ", ; and but so — – - -- because as since ( ) . ! while though :";

/// The first construction of a sentence: the tokens that it takes and what it says.
pub(super) fn first(reader: &Reader<'_>, sentence: Sentence) -> Option<(usize, usize, Said)> {
    let tokens = &reader.tokens;
    let (from, to) = (sentence.from, sentence.to);
    let places = SHAPES.vocabulary.places(&tokens[from..to]);
    let likely = SHAPES.all.iter();
    let likely: Vec<(&Shape, Vec<u64>)> = likely
        .filter_map(|shape| Some((shape, places.of(&shape.pattern)?)))
        .collect();
    if likely.is_empty() {
        return None;
    }
    for (start, end) in ranges(tokens, sentence) {
        let denies = tokens
            .get(end + 1)
            .is_some_and(|next| end < to && tokens[end].low == "," && next.is_in(&["not", "no"]));
        let is_part = (start > from || end < to) && !denies;
        let said = likely
            .iter()
            .filter(|(_, places)| in_order(places, start - from, end - from))
            .filter(|(shape, _)| shape.row.2 != "part" || is_part)
            .find_map(|(shape, _)| shaped(reader, shape, from, start, end));
        if let Some((draft, old)) = said {
            let begin = if begins_at(tokens, from, start) {
                from
            } else {
                start
            };
            return Some((
                begin,
                end,
                (
                    Draft {
                        from: begin,
                        ..draft
                    },
                    old,
                ),
            ));
        }
    }
    None
}

/// Whether nothing but leads stands between the sentence's start and `start`.
fn begins_at(tokens: &[Token], from: usize, start: usize) -> bool {
    tokens[from..start]
        .iter()
        .all(|token| !token.word || crate::grammar::words::LEADS.contains(&token.low.as_str()))
}

/// Whether a construction may begin at `at`: after a joint, a lead or words of time.
fn opens(tokens: &[Token], from: usize, at: usize) -> bool {
    let before = &tokens[at - 1];
    before.is_one_of(ENDS)
        || !before.word
        || crate::grammar::words::LEADS.contains(&before.low.as_str())
        || before.is_one_of("that now on please know")
        || at - from >= 2
            && before.is_one_of("think guess believe say mean meant")
            && tokens[at - 2].low == "i"
        || (at - from <= 6
            && tokens[from].is_one_of(
                "from as since starting after in for at beginning with this last next these",
            ))
}

fn conditional(tokens: &[Token], from: usize, start: usize) -> bool {
    tokens[from..start].iter().any(|token| {
        token.is_one_of("if unless when whether maybe perhaps he she they says thinks said")
    })
}

/// What the construction says, if it is what `start..end` says.
fn shaped(
    reader: &Reader<'_>,
    shape: &Shape,
    from: usize,
    start: usize,
    end: usize,
) -> Option<Said> {
    let tokens = &reader.tokens;
    // The first word decides for nearly all patterns.
    if let Some(Part::Words(any, false)) = shape.pattern.parts.first()
        && !any
            .iter()
            .any(|words| attributes::spelling(&tokens[start].low) == words[0])
        && !adverb(&tokens[start], &mut Match::default())
    {
        return None;
    }
    let (stop, old) = without_old(tokens, start, end);
    let (cut, tail) = cut_tail(tokens, start, stop);
    let whole = || {
        let found = find(tokens, &shape.pattern.parts, start, stop, Match::default())?;
        Some((found, Tail::default()))
    };
    let without_tail = || {
        let is_cut = cut > start && cut < stop;
        let found =
            is_cut.then(|| find(tokens, &shape.pattern.parts, start, cut, Match::default()))??;
        Some((found, tail))
    };
    let ends_in_time = matches!(shape.pattern.parts.last(), Some(Part::Slot('t')));
    let (mut found, tail) = match ends_in_time {
        true => whole().or_else(|| {
            let (cut, tail) = without_cues(tokens, start, stop);
            let found = find(tokens, &shape.pattern.parts, start, cut, Match::default())?;
            Some((found, tail))
        })?,
        false => without_tail().or_else(whole)?,
    };
    found.old = found.old.or(old);
    if shape.row.1 == CORRECTION && !is_bare(reader, shape.row, (from, start, end), &found, &tail) {
        return None;
    }
    made(reader, shape.row, (from, start, end), found, tail)
}

/// Whether a value that is told of nothing is the whole of what is said: "it's Berlin now" says it only
/// where something says that it was another.
fn is_bare(
    reader: &Reader<'_>,
    row: &Construction,
    (from, start, end): (usize, usize, usize),
    found: &Match,
    tail: &Tail,
) -> bool {
    let tokens = &reader.tokens;
    let Some((at, to)) = found.value else {
        return false;
    };
    let sentence_end = tokens
        .get(end)
        .is_none_or(|token| token.is_one_of(". ! ? :) ;"));
    let telling = row.2 != "fix" || found.old.is_some() || found.change || tail.change;
    let first = &tokens[at];
    let thing = first.capital
        || row.2 == "sure" && tokens[start].low == "*" && to - at <= 3
        || numeric(first)
        || found.old.is_some()
        || row.2 == "sure"
            && first.word
            && to - at <= 3
            && !nature::is_adjective(&first.low)
            && crate::grammar::verbs::verb(&first.low).is_none_or(|verb| verb.noun);
    let known = reader.thing.is_some() && (row.2 == "fix" || reader.announced.is_some());
    sentence_end
        && begins_at(tokens, from, start)
        && reader.drafts.is_empty()
        && telling
        && thing
        && !known
        && to - at <= 5
        && !nature::passes(&first.low)
        && !tokens[at..to].iter().any(|token| {
            token.is_one_of("that this it what so too very ok okay fine good great right thanks thank yes no not sure never mind please done all nothing something")
        })
}

/// The value that the words of a statement say was there before.
pub(crate) fn old_in(reader: &Reader<'_>, from: usize, to: usize) -> Option<String> {
    let to = to.min(reader.tokens.len());
    let whole = without_old(&reader.tokens, from, to).1;
    let (from, to) = whole.or_else(|| old_inside(&reader.tokens, from, to))?;
    reader.words(from, to).map(|old| strip_article(&old))
}

/// Where the words end that stand before "any more", "again" and "now": a time is no tail here.
fn without_cues(tokens: &[Token], start: usize, mut end: usize) -> (usize, Tail) {
    let mut tail = Tail::default();
    while end > start + 1 {
        let two = (tokens[end - 2].low.as_str(), tokens[end - 1].low.as_str());
        let taken = match two {
            ("any", "more" | "longer") => {
                tail.ended = true;
                2
            }
            ("once", "more") => {
                tail.again = true;
                2
            }
            ("after", "all") => {
                tail.change = true;
                2
            }
            (_, "anymore") => {
                tail.ended = true;
                1
            }
            (_, "again") => {
                tail.again = true;
                1
            }
            (_, "now" | "instead") => {
                tail.change = true;
                1
            }
            _ => break,
        };
        end -= taken;
    }
    (end, tail)
}

/// "instead of Lisbon" with more behind it.
fn old_inside(tokens: &[Token], start: usize, end: usize) -> Option<(usize, usize)> {
    let at = (start + 1..end.saturating_sub(2)).find(|&at| {
        tokens[at].low == "instead" && tokens[at + 1].low == "of"
            || tokens[at].low == "rather" && tokens[at + 1].low == "than"
    })?;
    let from = (at + 2..end).find(|&at| !tokens[at].is_one_of("a an the my our"))?;
    let to = (from..end)
        .find(|&at| !may_stand(&tokens[at], 'v'))
        .unwrap_or(end);
    (from < to && to - from <= SLOT_LIMIT).then_some((from, to))
}

/// "..., not Lisbon", "... instead of Lisbon": where the rest ends, and what it was.
fn without_old(tokens: &[Token], start: usize, end: usize) -> (usize, Option<(usize, usize)>) {
    for at in start + 1..end.saturating_sub(1) {
        let length = match (tokens[at].low.as_str(), tokens[at + 1].low.as_str()) {
            (",", "not") => 2,
            ("and" | "but", "not") => 2,
            ("instead", "of") | ("rather", "than") => 2,
            (",", "no")
                if tokens
                    .get(at + 2)
                    .is_some_and(|token| token.low == "longer") =>
            {
                3
            }
            _ => continue,
        };
        let mut from = at + length;
        while from < end && tokens[from].is_one_of("in at on by a an the my to with for as") {
            from += 1;
        }
        let (to, _) = cut_tail(tokens, from, end);
        // A time is all tail.
        let to = if to > from { to } else { end };
        if from < to
            && to - from <= SLOT_LIMIT
            && tokens[from..to].iter().all(|token| may_stand(token, 't'))
        {
            return (at, Some((from, to)));
        }
    }
    (end, None)
}

/// What a match says of a value, unless the words around it or the value speak against it.
fn made(
    reader: &Reader<'_>,
    row: &Construction,
    (from, start, end): (usize, usize, usize),
    mut found: Match,
    tail: Tail,
) -> Option<Said> {
    let tokens = &reader.tokens;
    let label = match found.label {
        Some((at, to)) => Some(label_of(reader, at, to)?),
        None => None,
    };
    let attribute = attribute_of(row.1, label.as_deref())?;
    let value = valued(reader, row, &attribute, &found)?;
    let lead = reader.low(from, start);
    found.change |= tail.change || leads_change(&lead);
    found.again |= tail.again;
    found.ended |= tail.ended && found.negated;
    if tail.ended && !found.negated && row.2 != "end" {
        return None;
    }
    // "The server runs on Ubuntu 22.04": a name is no time.
    let named = found.value.is_some_and(|(at, _)| {
        tokens[at].capital && !tokens[at].is_in(WEEKDAYS) && !tokens[at].is_in(MONTHS)
    });
    if named && attribute.starts_with("appointment:") {
        return None;
    }
    // "isn't Rio, it's Kiki": what is denied is what was.
    let names_old = row.0.contains("{o}") && !row.0.contains("have_been");
    if row.0.contains("have_been") {
        found.old = None;
    }
    let ends = found.negated && !names_old || row.2 == "end";
    let clause = Clause::fragment(start, end);
    let act = super::plans::user_act(reader, &clause);
    let mut draft = reader.draft(&act, &attribute, value.clone());
    "user".clone_into(&mut draft.subject);
    let (cardinality, type_) = attributes::define(&attribute).unwrap_or((Cardinality::One, "fact"));
    (draft.cardinality, draft.type_) = (cardinality, type_);
    if !property(label.as_deref().unwrap_or("")).1
        || matches!(attribute.as_str(), "doctor" | "manager" | "partner")
    {
        draft.type_ = "relation";
    }
    if row.1 == "@members" {
        draft.cardinality = Cardinality::Many;
    }
    draft.time = tail
        .time
        .filter(|_| !found.is_time)
        .or(found.value.filter(|_| found.is_time));
    draft.cue = cue(row, &found, ends, &lead);
    if ends {
        (draft.polarity, draft.cardinality) = (Polarity::Negative, Cardinality::Many);
    }
    // What is due or takes place at a time is an event, as it is where the rules read it.
    if attribute.starts_with("deadline") || attribute.starts_with("appointment:") {
        draft.type_ = "event";
    }
    let fresh = tokens[start..end].iter().any(|token| token.low == "new");
    if fresh && draft.cue == Cue::Plain {
        draft.cue = Cue::Change;
    }
    tell(reader, &mut draft, (start, end), ends);
    let old = found.old.and_then(|(from, to)| reader.words(from, to));
    (draft.from, draft.to) = (start, end);
    Some((draft, old.map(|old| strip_article(&old))))
}

/// The value that a match has, if it is what the row wants; of a row without one it is none.
fn valued(
    reader: &Reader<'_>,
    row: &Construction,
    attribute: &str,
    found: &Match,
) -> Option<Option<String>> {
    let tokens = &reader.tokens;
    let value = match found.value {
        Some((at, to)) => {
            let is_loose = matches!(row.1, "@noun" | "@plural")
                || row.2 == "name"
                || row.0.contains("{l} {v}")
                || row.0.contains("address? {v}");
            Some(value_of(
                reader,
                attribute,
                (at, to),
                (found.is_time, is_loose),
            )?)
        }
        None => None,
    };
    if row.2 == "old" && found.old.is_none() {
        return None;
    }
    let is_money = |token: &Token| token.low.starts_with(['$', '€', '£']);
    if row.2 == "money" && !found.value.is_some_and(|(at, _)| is_money(&tokens[at])) {
        return None;
    }
    if row.1 == "@make"
        && !found
            .value
            .is_some_and(|(at, to)| (at..to).any(|at| super::own::is_make(&tokens[at])))
    {
        return None;
    }
    Some(value)
}

/// Whether words before a construction say that something changed.
fn leads_change(lead: &str) -> bool {
    const WORDS: &[&str] = &[
        "actually",
        "from now on",
        "as of",
        "these days",
        "since ",
        "starting",
        "correction",
        "after the",
    ];
    WORDS.iter().any(|word| lead.contains(word))
}

/// What the words say of the value before: nothing, that it is over, or that this one took its place.
fn cue(row: &Construction, found: &Match, ends: bool, lead: &str) -> Cue {
    if ends {
        Cue::End
    } else if found.again || row.2 == "again" {
        Cue::Again
    } else if found.change
        || found.old.is_some()
        || matches!(row.2, "change" | "sure" | "fix")
        || lead.contains(" new ")
    {
        Cue::Change
    } else {
        Cue::Plain
    }
}

/// Puts what a draft says into words of its own.
fn tell(reader: &Reader<'_>, draft: &mut Draft, (start, end): (usize, usize), ends: bool) {
    let attribute = &draft.attribute;
    let shown = draft.value.as_deref().unwrap_or_default();
    let name = attribute.replace([':', '_'], " ");
    draft.text = render::tidy(&if attribute == CORRECTION {
        format!("It is {shown}")
    } else if ends {
        format!("User's {name} is no longer {shown}")
    } else {
        format!("User's {name} is {shown}")
    });
    if attribute == "instruction:language" {
        draft.kind = Some(MemoryKind::Procedural);
        draft.type_ = "instruction";
        draft.directive = !ends;
        draft.cardinality = if ends {
            Cardinality::Many
        } else {
            Cardinality::One
        };
        let mut own = String::new();
        render::directive(reader.text, &reader.tokens, start, end, &mut own);
        draft.text = render::tidy(&own);
        if ends {
            draft.text = format!("Do not answer in {shown} any more");
        }
    }
}
