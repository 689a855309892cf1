//! Values that are told beside others: "I also have a dog called Bella", "in winter I live in Malaga". They
//! join what is known, and end nothing.

use types::{Cardinality, Polarity};

use super::Draft;
use crate::dates::is_weekday;
use crate::grammar::courtesy;
use crate::grammar::token::{Token, tokens};
use crate::grammar::words::{LEADS, one_of};
use crate::reading::Cue;

/// How many words in front may tell at which times something is so.
const FRONT_LIMIT: usize = 6;

/// Has a value join the others of its property, where the words say so.
pub(crate) fn join(tokens: &[Token], draft: &mut Draft) {
    let is_plain = draft.polarity == Polarity::Positive
        && draft.cue == Cue::Plain
        && draft.cardinality == Cardinality::One;
    if !is_plain {
        return;
    }
    let to = draft.to.min(tokens.len());
    let words = tokens[draft.from.min(to)..to].iter();
    let words: Vec<&str> = words
        .filter(|token| token.word)
        .map(|token| token.low.as_str())
        .collect();
    let value = draft.value.as_deref().unwrap_or_default();
    if is_beside(tokens, draft) || is_at_times(tokens, draft) || at_times_after(&words, value) {
        draft.cardinality = Cardinality::Many;
    }
}

/// "I also work at a bakery", "I have a second dog", "I have a dog called Bella, too".
fn is_beside(tokens: &[Token], draft: &Draft) -> bool {
    let to = draft.to.min(tokens.len());
    // "Also, I live in Porto": one thing more is said, not had.
    let first = (draft.from..to).find(|&at| tokens[at].word);
    let next_is = |at: usize, words: &str| {
        let next = tokens.get(at + 1).filter(|_| at + 1 < to);
        next.is_some_and(|token| token.is_one_of(words))
    };
    let ends = |at: usize| (at + 1..to).all(|at| !tokens[at].word);
    (draft.from..to).any(|at| match tokens[at].low.as_str() {
        "also" => Some(at) != first && !tokens[at - 1].is_one_of(", . ; :"),
        "too" => ends(at),
        "as" => next_is(at, "well"),
        "another" => true,
        "second" => {
            at > draft.from
                && tokens[at - 1].is_one_of("a my our")
                && !draft.attribute.contains("second")
        }
        _ => false,
    })
}

/// Whether it is said in front at which parts of the year or week it is so.
fn is_at_times(tokens: &[Token], draft: &Draft) -> bool {
    let before = tokens[..draft.from.min(tokens.len())].iter().rev();
    let before = before
        .take(FRONT_LIMIT)
        .take_while(|token| !token.is_one_of(". ! ? ; :"))
        .count();
    let sentence = &tokens[draft.from - before..draft.to.min(tokens.len())];
    let words: Vec<&str> = sentence
        .iter()
        .filter(|token| token.word)
        .map(|token| token.low.as_str())
        .collect();
    at_times(&words)
}

/// Whether words open with parts of the year or week that come again: "in winter", "on weekends".
pub(crate) fn at_times(words: &[&str]) -> bool {
    let mut words = words.iter().copied().peekable();
    while words
        .next_if(|word| LEADS.contains(word) || one_of(word, "and but so also though however"))
        .is_some()
    {}
    let is_led = words
        .next_if(|word| one_of(word, "in on at during over for"))
        .is_some();
    let is_each = words
        .next_if(|word| one_of(word, "every each most"))
        .is_some();
    let _ = words.next_if(|word| one_of(word, "the my our"));
    let Some(part) = words.next() else {
        return false;
    };
    let is_season = one_of(part, "winter summer spring autumn fall week weekend");
    let is_several = one_of(
        part,
        "winters summers springs autumns weekends weekdays weeknights mornings afternoons evenings nights holidays",
    ) || part.strip_suffix('s').is_some_and(is_weekday);
    let goes_on = words.peek().is_some_and(|word| {
        one_of(word, "of before after") || word.starts_with(|c: char| c.is_ascii_digit())
    });
    let is_part = is_several || is_season && (is_led || is_each) || is_each && is_weekday(part);
    is_part && !goes_on
}

/// Whether words close with days that come again, which are not the value: "I live in Oslo on weekends".
pub(crate) fn at_times_after(words: &[&str], value: &str) -> bool {
    let [.., on, days] = words else { return false };
    let is_several = one_of(days, "weekends weekdays weeknights")
        || days.strip_suffix('s').is_some_and(is_weekday);
    one_of(on, "on at over") && is_several && !value.to_lowercase().contains(days)
}

/// Whether a sentence that does not tell of a change brings in one of several, and so joins what is known:
/// "I have a cat called Tom", "one of my consoles is an Xbox", "I subscribe to Netflix". What is said of the
/// one there is ("my cat is called Tom") takes the place of what was said before.
pub fn introduces(attribute: &str, sentence: &str) -> bool {
    // Two times of one thing are hardly two of them.
    if attribute.contains(':') {
        return false;
    }
    // "Just so you know" tells of no change.
    let tokens = tokens(sentence);
    let start = courtesy::start(&tokens, 0, tokens.len());
    let said = tokens.get(start).map_or(0, |token| token.start);
    let low = sentence[said..].to_lowercase().replace('’', "'");
    let words = low.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.iter().any(|word| one_of(word, CHANGING)) {
        return false;
    }
    let is_at = |at: usize, row: &[&str]| {
        let there = words[at..].iter().zip(row);
        words.len() - at >= row.len() && there.into_iter().all(|(word, any)| one_of(word, any))
    };
    // "If I miss it, I take the 8:35 bus": beside the one for all other days.
    if words.first() == Some(&"if") {
        return true;
    }
    let says = |row: &&[&str]| (0..words.len()).any(|at| is_at(at, row));
    one_of(
        attribute.split(' ').next_back().unwrap_or_default(),
        SEVERAL,
    ) || INTRODUCING.iter().any(says)
}

/// Last words of names of what people have several of at a time.
const SEVERAL: &str =
    "console charity subscription subscriptions newspaper magazine hobby instrument";

/// Words that tell of a change, or that something was otherwise.
const CHANGING: &str = "now new instead anymore longer changed change switched moved replaced today currently \
actually no not sorry meant correction update again back only just";

/// How one of several is brought in.
const INTRODUCING: &[&[&str]] = &[
    &["there's there", "a an another one"],
    &["there", "is", "a an another one"],
    &["one", "of", "my our the"],
    &["among", "my our the"],
    &[
        "my our",
        "hobbies skills languages kids children pets subscriptions",
        "include includes",
    ],
    &["i we i've we've", "have got own keep had", "a an"],
    &["i we", "have", "got", "a an"],
    &["i've we've", "a an"],
    &["i we i'm we're am are", "subscribe subscribed", "to"],
    &["am are", "subscribed", "to"],
    &["subscription", "to"],
    &["i we", "pay", "for"],
    &["i we", "can", "program code speak"],
    &["i we", "know", "how", "to"],
    &["experience", "with in", "programming coding"],
    &["grew", "up", "speaking"],
    &["i we", "volunteer", "at for with"],
    &["i we", "watch"],
];
