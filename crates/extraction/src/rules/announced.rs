//! What a sentence names that was changed or wrong, and the next one gives: "we have a new manager. It is Tom",
//! "could you correct my employer, please? It's Bosch these days".

use types::Cardinality;

use super::copula::property;
use super::{Reader, attributes};
use crate::grammar::noun::noun;
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::grammar::words::LEADS;
use crate::reading::Voice;

/// What is named: whose it is, in tokens where it is not the speaker's, and what it is.
struct Named {
    owner: Option<(usize, usize)>,
    what: (usize, usize),
}

/// Has "it" in the next sentence mean what this one names; `true` if it gives no value itself.
pub(crate) fn read(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record) || !is_given_next(reader, sentence.to) {
        return false;
    }
    let Some(Named { owner, what }) = named(&reader.tokens, sentence) else {
        return false;
    };
    let Some(what) = noun(&reader.tokens, what.0, what.1) else {
        return false;
    };
    let (mut attribute, _) = property(&reader.low(what.from, what.to));
    if let Some((at, to)) = what.tail
        && matches!(attribute.as_str(), "deadline" | "budget" | "status")
    {
        let tail = (at + 1..to).find(|&at| !reader.tokens[at].is_one_of("the my our a"));
        attribute = format!("{attribute}:{}", reader.low(tail.unwrap_or(at + 1), to));
    }
    let holds_one = match attributes::define(&attribute) {
        Some((cardinality, _)) => cardinality == Cardinality::One,
        None => !attributes::is_relative(&attribute) && !attributes::is_animal(&attribute),
    };
    if attribute.is_empty() || !holds_one {
        return false;
    }
    let subject = owner.map_or_else(|| "user".to_owned(), |(from, to)| reader.owner(from, to));
    reader.thing = Some((subject, attribute));
    reader.ended = true;
    reader.announced = Some(sentence.from);
    true
}

/// Whether the words after a sentence begin with "it is", "that's" or the like.
fn is_given_next(reader: &Reader<'_>, at: usize) -> bool {
    let words = reader.tokens.get(at..).unwrap_or_default().iter();
    let mut words = words
        .filter(|token| token.word || token.low.starts_with('\''))
        .skip_while(|token| token.is_one_of("and now actually so well"));
    let is_it = words.next().is_some_and(|token| token.is_one_of("it its"));
    is_it
        && words
            .next()
            .is_some_and(|token| token.is_one_of("is 's should was ought"))
}

fn named(tokens: &[Token], Sentence { from, to, .. }: Sentence) -> Option<Named> {
    let is_word = |at: &usize| {
        let token = &tokens[*at];
        token.word && (token.low == "there" || !LEADS.contains(&token.low.as_str()))
    };
    let first = (from..to).find(is_word)?;
    let end = (first..to)
        .rev()
        .find(|&at| tokens[at].word && !tokens[at].is_one_of("please pls thanks"))?
        + 1;
    let says = |at: usize, words: &str| at < end && tokens[at].is_one_of(words);
    let speakers = |what: (usize, usize)| Some(Named { owner: None, what });
    let own = |at: usize| says(at, "my our");
    // "Could you correct my employer?", "please update our address".
    let asked = match says(first, "could can would will") && says(first + 1, "you") {
        true => (first + 2..end).find(|&at| !says(at, "please pls also"))?,
        false => first,
    };
    if says(asked, "correct update change fix amend edit adjust") && own(asked + 1) {
        return speakers((asked + 2, end));
    }
    let wrong = (first..end.saturating_sub(1)).find(|&at| says(at, "wrong old outdated"));
    if let Some(at) = wrong {
        let verb = (first + 1..at).find(|&verb| says(verb, "have had has gave wrote put got"));
        let is_led = says(at - 1, "the my our an");
        return match verb.filter(|_| is_led && says(first, "i we you")) {
            Some(_) => speakers((at + 1, end)),
            None => None,
        };
    }
    let verb = (first + 1..end)
        .find(|&at| says(at, "have has got 's is changed switched replaced swapped"))?;
    if says(verb, "changed switched replaced swapped") {
        let is_own = says(first, "i we") && own(verb + 1);
        return is_own.then_some(Named {
            owner: None,
            what: (verb + 2, end),
        });
    }
    let article = (verb + 1..end).find(|&at| !says(at, "got just now"))?;
    let is_new = says(article, "a an another") && says(article + 1, "new different");
    let what = (article + 2, end);
    if !is_new || what.0 >= what.1 {
        return None;
    }
    match (
        says(first, "i we there"),
        says(verb, "has got") || says(verb, "'s") && says(verb + 1, "got"),
    ) {
        (true, _) => speakers(what),
        (false, true) => Some(Named {
            owner: Some((first, verb)),
            what,
        }),
        (false, false) => None,
    }
}
