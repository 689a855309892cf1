//! What constructions say of values alone: one in another's place, or back again, of whatever it is;
//! and a question of one's own with its answer.

use std::sync::LazyLock;

use types::{Cardinality, Polarity};

use super::copula::strip_article;
use super::pattern::{Match, Pattern, Patterns, find, in_order};
use super::shapes::{SENTENCE_LIMIT, first, patterns_of, ranges};
use super::value::cut_tail;
use super::{Exchange, Reader};
use crate::grammar::clause::Clause;
use crate::grammar::sentence::Sentence;
use crate::grammar::verbs::form;
use crate::reading::{CORRECTION, Cue, Voice};

/// A question of one's own with its answer: "My favourite band? Can."
pub(crate) fn answered(reader: &mut Reader<'_>, asked: Sentence, told: Sentence) -> bool {
    let own = matches!(reader.voice, Voice::User | Voice::Record);
    if !own || !asked.question || told.question || told.to - asked.from > 16 {
        return false;
    }
    let whole = Sentence {
        from: asked.from,
        to: told.to,
        question: false,
    };
    let Some((_, _, (draft, _))) =
        first(reader, whole).filter(|(from, to, _)| *from == whole.from && *to == whole.to)
    else {
        return false;
    };
    reader.push(draft);
    true
}

/// One value in another's place, of what the sentence may say or not: "from Lisbon to Berlin".
pub(crate) fn exchanged(reader: &Reader<'_>, sentence: Sentence) -> Option<Exchange> {
    if !matches!(reader.voice, Voice::User | Voice::Record)
        || sentence.question
        || sentence.to - sentence.from > SENTENCE_LIMIT
    {
        return None;
    }
    let tokens = &reader.tokens;
    let places = EXCHANGES
        .vocabulary
        .places(&tokens[sentence.from..sentence.to]);
    let there: Vec<(&Pattern, Vec<u64>)> = EXCHANGES
        .all
        .iter()
        .filter_map(|pattern| Some((pattern, places.of(pattern)?)))
        .collect();
    if there.is_empty() {
        return None;
    }
    for (start, end) in ranges(tokens, sentence) {
        let (first, last) = (start - sentence.from, end - sentence.from);
        let mut likely = there
            .iter()
            .filter(|(_, places)| in_order(places, first, last))
            .peekable();
        if likely.peek().is_none() {
            continue;
        }
        let (cut, _) = cut_tail(tokens, start, end);
        let found = likely.find_map(|(pattern, _)| {
            [end, cut]
                .into_iter()
                .find_map(|end| find(tokens, &pattern.parts, start, end, Match::default()))
        });
        let Some(found) = found.filter(|found| !found.negated) else {
            continue;
        };
        let words = |at: Option<(usize, usize)>| {
            let (from, to) = at?;
            let (to, _) = cut_tail(tokens, from, to);
            reader.words(from, to).map(|words| strip_article(&words))
        };
        if let Some(old) = words(found.old) {
            return Some(Exchange {
                from: start,
                to: end,
                old,
                new: words(found.value),
            });
        }
    }
    None
}

/// A value that is back, if that is all that the sentence says: "back to Lisbon again".
fn returned(reader: &Reader<'_>, sentence: Sentence) -> Option<(usize, usize, String)> {
    let tokens = &reader.tokens;
    let to = sentence.to;
    let start = (sentence.from..to).find(|&at| {
        tokens[at].word && !crate::grammar::words::LEADS.contains(&tokens[at].low.as_str())
    })?;
    let (cut, _) = cut_tail(tokens, start, to);
    let places = RETURNS.vocabulary.places(&tokens[start..to]);
    let all = RETURNS.all.iter();
    let mut likely = all.filter(|pattern| places.of(pattern).is_some());
    likely.find_map(|pattern| {
        [to, cut].into_iter().find_map(|end| {
            let found = find(tokens, &pattern.parts, start, end, Match::default())?;
            let is_back = tokens[start..to]
                .iter()
                .any(|token| token.is_one_of("back again returned"));
            let (from, to) = found.value.filter(|_| is_back && !found.negated)?;
            let plain = !tokens[from..to].iter().any(|token| {
                token.is_one_of("now today work home school bed sleep normal me back")
            });
            // "Try again", "my team lost again": a verb is in it, so it is no value.
            let verb_of = |at: usize| crate::grammar::verbs::verb(&tokens[at].low);
            let acts = from == start && verb_of(from).is_some_and(|v| v.forms & form::BASE != 0)
                || (from + 1..to).any(|at| {
                    verb_of(at).is_some_and(|v| v.forms & (form::THIRD | form::PAST) != 0)
                });
            let plain = plain && !acts;
            let value = reader.words(from, to).filter(|_| plain)?;
            Some((start, end, strip_article(&value)))
        })
    })
}

/// Keeps what is back, where the rules found nothing in the sentence since `first`, or only that
/// something happened.
pub(crate) fn keep_returned(reader: &mut Reader<'_>, sentence: Sentence, first: usize) {
    let read = reader.drafts[first..]
        .iter()
        .any(|draft| draft.attribute != "event");
    if read || !matches!(reader.voice, Voice::User | Voice::Record) || sentence.question {
        return;
    }
    let Some((from, to, value)) = returned(reader, sentence) else {
        return;
    };
    let clause = Clause::fragment(from, to);
    let act = super::plans::user_act(reader, &clause);
    let mut draft = reader.draft(&act, CORRECTION, Some(value.clone()));
    "user".clone_into(&mut draft.subject);
    draft.text = format!("It is {value} again");
    (draft.cardinality, draft.polarity) = (Cardinality::One, Polarity::Positive);
    draft.cue = Cue::Again;
    (draft.from, draft.to) = (from, to);
    reader.push(draft);
}

static RETURNS: LazyLock<Patterns<Pattern>> = LazyLock::new(|| patterns_of("@return"));

/// Keeps an exchange, with a statement of its own if the rules found none since `first`.
pub(crate) fn exchange(reader: &mut Reader<'_>, exchange: Exchange, first: usize) {
    let said = reader.drafts[first..]
        .iter()
        .any(|draft| draft.from < exchange.to && exchange.from < draft.to);
    if !said && let Some(new) = &exchange.new {
        let text = format!("It is {new}, not {}", exchange.old);
        bare(reader, (exchange.from, exchange.to), new.clone(), text);
    }
    reader.replaced.push(exchange);
}

/// Keeps another value of what was just taken back.
pub(crate) fn correct(reader: &mut Reader<'_>, at: (usize, usize), value: String) {
    let text = format!("It is {value}");
    bare(reader, at, value, text);
}

/// Keeps a value that stands in the place of another, of whatever that is.
fn bare(reader: &mut Reader<'_>, (from, to): (usize, usize), value: String, text: String) {
    let clause = Clause::fragment(from, to);
    let act = super::plans::user_act(reader, &clause);
    let mut draft = reader.draft(&act, CORRECTION, Some(value));
    "user".clone_into(&mut draft.subject);
    draft.text = text;
    (draft.cardinality, draft.polarity) = (Cardinality::One, Polarity::Positive);
    draft.cue = Cue::Change;
    (draft.from, draft.to) = (from, to);
    reader.push(draft);
}

static EXCHANGES: LazyLock<Patterns<Pattern>> = LazyLock::new(|| patterns_of("@exchange"));
