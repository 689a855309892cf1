//! Values: the words of a clause that say what, without what says when and how.

use crate::grammar::token::Token;
use crate::grammar::words::{ARTICLES, JOINTS, MONTHS, NUMBER_WORDS, PREPOSITIONS, WEEKDAYS};

/// What the end of a clause says beside its value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tail {
    /// "any more"
    pub ended: bool,
    /// "again"
    pub again: bool,
    /// "now", "instead"
    pub change: bool,
    /// "too", "as well"
    pub too: bool,
    /// The words of time that were cut off.
    pub time: Option<(usize, usize)>,
}

const TAIL_WORDS: &[&str] = &[
    "now",
    "tbh",
    "imo",
    "imho",
    "ngl",
    "ofc",
    "thx",
    "currently",
    "anymore",
    "again",
    "too",
    "instead",
    "though",
    "actually",
    "already",
    "nowadays",
    "please",
    "lol",
    "haha",
    "also",
    "either",
    "btw",
    "recently",
    "lately",
    "today",
    "yet",
    "still",
    "finally",
    "permanently",
    "temporarily",
    "thanks",
    "honestly",
    "really",
    "overall",
    "right",
    "basically",
    "anyway",
    "indeed",
    ":)",
    "somehow",
    "obviously",
    "personally",
    "forever",
    "there",
];
const TAIL_PHRASES: &[(&[&str], &str)] = &[
    (&["any", "more"], "ended"),
    (&["any", "longer"], "ended"),
    (&["as", "well"], "too"),
    (&["these", "days"], ""),
    (&["at", "the", "moment"], ""),
    (&["right", "now"], ""),
    (&["by", "the", "way"], ""),
    (&["a", "lot"], ""),
    (&["so", "much"], ""),
    (&["very", "much"], ""),
    (&["for", "now"], ""),
    (&["at", "all"], ""),
    (&["of", "course"], ""),
    (&["from", "now", "on"], "change"),
    (&["going", "forward"], "change"),
    (&["as", "of", "now"], "change"),
    (&["once", "more"], "again"),
    (&["you", "know"], ""),
    (&["to", "be", "honest"], ""),
    (&["after", "all"], ""),
    (&["for", "good"], ""),
    (&["the", "most"], ""),
    (&["by", "now"], ""),
    (&["so", "far"], ""),
    (&["the", "best"], ""),
    (&["more", "than", "anything"], ""),
    (&["just", "so", "you", "know"], ""),
];

/// Cuts adverbs and words of time off the end of `from..to`.
pub(crate) fn cut_tail(tokens: &[Token], from: usize, mut to: usize) -> (usize, Tail) {
    let mut tail = Tail::default();
    loop {
        while to > from
            && !tokens[to - 1].word
            && !tokens[to - 1].quoted
            && !tokens[to - 1].is_in(&[")", "%"])
        {
            to -= 1;
        }
        if to <= from {
            break;
        }
        if let Some((words, what)) = TAIL_PHRASES
            .iter()
            .find(|(words, _)| ends_with(tokens, from, to, words))
        {
            match *what {
                "ended" => tail.ended = true,
                "too" => tail.too = true,
                "again" => tail.again = true,
                "change" => tail.change = true,
                _ => {}
            }
            to -= words.len();
            continue;
        }
        let last = &tokens[to - 1];
        if last.is_in(TAIL_WORDS) && to - from > 0 && !last.quoted {
            match last.low.as_str() {
                "anymore" => tail.ended = true,
                "again" => tail.again = true,
                "now" | "instead" | "actually" | "finally" => tail.change = true,
                "too" | "also" => tail.too = true,
                _ => {}
            }
            to -= 1;
            continue;
        }
        if let Some(at) = long_ago(tokens, from, to) {
            to = at;
            continue;
        }
        if tail.time.is_none()
            && let Some(at) = time_tail(tokens, from, to)
        {
            tail.time = Some((at, to));
            to = at;
            continue;
        }
        break;
    }
    (to, tail)
}

/// Where "a couple of years back" begins, if the words end so.
fn long_ago(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    let is_tail = to > from + 2 && tokens[to - 1].low == "back" && time_noun(&tokens[to - 2]);
    let mut at = to.saturating_sub(2);
    while is_tail && at > from && tokens[at - 1].is_one_of("a an couple few some several of many") {
        at -= 1;
    }
    (is_tail && at > from && at + 2 < to).then_some(at)
}

fn ends_with(tokens: &[Token], from: usize, to: usize, words: &[&str]) -> bool {
    to - from >= words.len()
        && words
            .iter()
            .rev()
            .zip(tokens[from..to].iter().rev())
            .all(|(word, token)| token.low == *word)
}

const TIME_NOUNS: &[&str] = &[
    "year",
    "years",
    "month",
    "months",
    "week",
    "weeks",
    "day",
    "days",
    "hour",
    "hours",
    "minute",
    "minutes",
    "weekend",
    "weekends",
    "morning",
    "mornings",
    "evening",
    "evenings",
    "afternoon",
    "afternoons",
    "night",
    "nights",
    "noon",
    "midnight",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "ago",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "christmas",
    "easter",
    "decade",
    "decades",
    "century",
    "quarter",
    "q1",
    "q2",
    "q3",
    "q4",
    "am",
    "pm",
    "a.m",
    "p.m",
    "o'clock",
    "childhood",
    "birth",
    "college",
    "university",
    "ages",
    "times",
    "time",
    "daily",
    "weekly",
    "monthly",
    "fortnight",
    "semester",
];
const TIME_LINKS: &[&str] = &[
    "in",
    "on",
    "at",
    "since",
    "until",
    "till",
    "by",
    "from",
    "to",
    "for",
    "during",
    "around",
    "before",
    "after",
    "the",
    "last",
    "next",
    "this",
    "every",
    "each",
    "a",
    "an",
    "past",
    "of",
    "about",
    "almost",
    "nearly",
    "over",
    "late",
    "early",
    "mid",
    "couple",
    "few",
    "more",
    "than",
    "end",
    "start",
    "beginning",
    "middle",
    "coming",
    "other",
    "half",
    "within",
    "through",
    "and",
    "-",
    "–",
    "between",
    "ever",
    "just",
    "sharp",
    "twice",
    "once",
    "my",
    "that",
    "long",
    "several",
    "many",
    "following",
];

/// Whether a token is a number, a clock time or an ordinal.
pub(crate) fn numeric(token: &Token) -> bool {
    token.is_number() || token.is_in(NUMBER_WORDS)
}

fn time_noun(token: &Token) -> bool {
    token.is_in(TIME_NOUNS)
        || token.is_in(WEEKDAYS)
        || token.is_in(MONTHS) && (token.capital || !token.is_in(&["may", "march"]))
        || token.is_number() && (clock(&token.low) || year(&token.low) || date(&token.low))
}

fn clock(word: &str) -> bool {
    word.contains(':') && !word.contains('/') || word.ends_with("pm") || word.ends_with("am")
}

fn year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn date(word: &str) -> bool {
    ["st", "nd", "rd", "th"]
        .iter()
        .any(|tail| word.ends_with(tail))
        || word.matches('-').count() == 2
        || word.matches('/').count() == 2
}

/// Where the words of time at the end of `from..to` begin: "last Friday", "since 2019".
pub(crate) fn time_tail(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    let (mut at, mut noun) = (to, false);
    let mut number_only = true;
    while at > from {
        let token = &tokens[at - 1];
        let comma = token.low == "," && noun && at < to && tokens[at].is_number();
        if time_noun(token) {
            noun = true;
            number_only &= token.is_number();
        } else if !(numeric(token) || token.is_in(TIME_LINKS) || comma) {
            break;
        }
        at -= 1;
    }
    // "at 4" is time even without a noun.
    while at < to {
        let opens = tokens[at].is_one_of(
            "in on at since until till by from for during around before after last next this \
every each past over within ever late early through between just almost about twice \
once that",
        ) || time_noun(&tokens[at])
            && !(number_only && tokens[at].is_number() && year(&tokens[at].low))
            || numeric(&tokens[at]) && noun
            || tokens[at].is_in(&["a", "the"])
                && noun
                && tokens[to - 1].is_one_of(
                    "ago later earlier week month year day morning evening night weekend",
                );
        if opens {
            break;
        }
        at += 1;
    }
    let at_number = to - at == 2 && tokens[at].low == "at" && numeric(&tokens[to - 1]);
    (at < to && (noun || at_number) && real_time(tokens, at, to)).then_some(at)
}

/// Where words of time inside `from..to` begin: "last Friday in the park".
pub(crate) fn time_inside(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    (from + 1..to).find(|&at| {
        let next = tokens.get(at + 1).filter(|_| at + 1 < to);
        tokens[at].is_in(&["yesterday", "tomorrow", "tonight"])
            || tokens[at].is_in(&["last", "next"]) && next.is_some_and(time_noun)
            || tokens[at].is_in(&["on", "in"])
                && next
                    .is_some_and(|next| next.is_in(WEEKDAYS) || next.capital && next.is_in(MONTHS))
    })
}

/// "for a", "about the" alone are no time; a time has a noun or a number in it.
fn real_time(tokens: &[Token], at: usize, to: usize) -> bool {
    tokens[at..to]
        .iter()
        .any(|token| time_noun(token) || numeric(token))
        && !(to - at == 1
            && tokens[at].is_one_of("time times fall spring day night college university am"))
        && !tokens[at..to]
            .iter()
            .any(|token| token.is_in(&["time", "times"]))
        || tokens[at..to]
            .iter()
            .any(|token| token.is_one_of("every each last first long twice three"))
}

/// The noun phrase at the start of `from..to`: up to a joint, a comma or a preposition that does not
/// belong to it.
pub(crate) fn phrase(tokens: &[Token], from: usize, to: usize, keep: &[&str]) -> (usize, usize) {
    let mut start = from;
    while start < to
        && (tokens[start].is_in(ARTICLES) && !title_article(tokens, start, to)
            || !tokens[start].word && !tokens[start].quoted)
    {
        start += 1;
    }
    let mut end = start;
    while end < to {
        let token = &tokens[end];
        let word = token.low.as_str();
        if token.quoted {
            end += 1;
            continue;
        }
        let place_comma = word == ","
            && end > start
            && tokens[end - 1].capital
            && tokens
                .get(end + 1)
                .is_some_and(|next| next.capital && end + 1 < to)
            && !tokens
                .get(end + 2)
                .is_some_and(|next| end + 2 < to && matches!(next.low.as_str(), "," | "and"));
        let stops =
            JOINTS.has(word) && !place_comma && !matches!(word, "and" | "&" | "-" | "or" | "as")
                || PREPOSITIONS.has(word) && !keep.contains(&word) && end > start
                || matches!(word, "that" | "whose" | "not") && end > start
                || word == "and" && !keep.contains(&"and")
                || word == "or" && !keep.contains(&"and");
        if stops && end > start {
            break;
        }
        end += 1;
    }
    (start, end.max(start))
}

/// "The Cure", inside a sentence: the article is part of the name.
fn title_article(tokens: &[Token], at: usize, to: usize) -> bool {
    tokens[at].low == "the"
        && tokens[at].capital
        && !tokens[at].new_line
        && tokens
            .get(at + 1)
            .is_some_and(|next| next.capital && at + 1 < to)
}

/// The source words of `from..to`, on one line; `None` if there are none.
pub(crate) fn words(text: &str, tokens: &[Token], from: usize, to: usize) -> Option<String> {
    let (mut from, mut to) = (from, to.min(tokens.len()));
    // Quotation marks around a value are no part of it.
    while from < to && !tokens[from].word {
        from += 1;
    }
    while from < to && !tokens[to - 1].word && !tokens[to - 1].is_in(&["%", ")"]) {
        to -= 1;
    }
    if from >= to {
        return None;
    }
    let slice = text.get(tokens[from].start..tokens[to - 1].end)?;
    let clean = slice.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty()).then_some(clean)
}

/// The members of a list: "tea, coffee and juice".
pub(crate) fn members(tokens: &[Token], from: usize, to: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = from;
    for (at, token) in tokens.iter().enumerate().take(to).skip(from) {
        if !token.quoted && token.is_one_of(", and & or nor plus") {
            if at > start {
                found.push((start, at));
            }
            start = at + 1;
        }
    }
    if start < to {
        found.push((start, to));
    }
    for (from, to) in &mut found {
        while *from < *to && tokens[*from].is_one_of("a an the some both also either neither") {
            *from += 1;
        }
    }
    found.retain(|(from, to)| from < to);
    found
}
