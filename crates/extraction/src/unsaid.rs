//! Words that the speaker does not say as so: what somebody else says, what stands in a story, an example
//! or a title, what is told as a lie or a joke. They state nothing, and end nothing.

use crate::entities;
use crate::grammar::courtesy;
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::grammar::words::{LEADS, SUBJECT_PRONOUNS};

/// The runs of tokens that nobody says as so, in their order, none of which touches another.
pub(crate) fn ranges(tokens: &[Token], found: &[Sentence], speaker: Option<&str>) -> Vec<Range> {
    let mut ranges = transcript(tokens, speaker);
    ranges.extend(materials(tokens, found));
    for sentence in found {
        let (from, to) = (sentence.from, sentence.to.min(tokens.len()));
        let all = in_fiction(tokens, (from, to))
            || is_title(tokens, (from, to))
            || is_joke(tokens, (from, to))
            || by_record(tokens, (from, to));
        if all {
            ranges.push((from, to));
            continue;
        }
        ranges.extend(attributed(tokens, (from, to)));
        ranges.extend(led_by_speaker(tokens, (from, to)));
        ranges.extend(reported(tokens, (from, to)));
    }
    merged(ranges)
}

/// The same runs, each as long as it is: those that overlap or touch are one.
fn merged(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.retain(|(from, to)| from < to);
    ranges.sort_unstable();
    let mut merged: Vec<Range> = Vec::new();
    for (from, to) in ranges {
        match merged.last_mut().filter(|last| from <= last.1) {
            Some(last) => last.1 = last.1.max(to),
            None => merged.push((from, to)),
        }
    }
    merged
}

/// First token, and the one after the last.
pub(crate) type Range = (usize, usize);

/// Whether a run of tokens has some of those that [`ranges`] found.
pub(crate) fn has(ranges: &[Range], from: usize, to: usize) -> bool {
    let next = ranges.partition_point(|range| range.1 <= from);
    ranges.get(next).is_some_and(|range| range.0 < to)
}

/// Where what [`ranges`] found begins that reaches over the token before `end`.
pub(crate) fn reaching(ranges: &[Range], end: usize) -> Option<usize> {
    let next = ranges.partition_point(|range| range.1 < end);
    let range = ranges.get(next).filter(|range| range.0 < end)?;
    Some(range.0)
}

/// Orders to work on a text, which follows.
const WORKS_ON: &str =
    "translate fix proofread rewrite rephrase paraphrase reword summarize summarise";
/// Orders to make a text, the words of which follow.
const MAKES: &str = "write compose draft sing recite spell pronounce quote";
/// Where what is written is to be kept.
const KEEPING: &str = "down memory note notes profile record records list remember save";
/// What words are that are only shown.
const NOTIONS: &str = "sentence sentences story poem essay lyrics lie lies fib joke title caption quote quotation \
example examples dialogue dialog script chapter novel song limerick haiku";

/// What stands after the colons of the lines in which sentences begin.
fn materials(tokens: &[Token], found: &[Sentence]) -> Vec<Range> {
    // First token of the line, and the end of the last sentence that begins in it.
    let mut lines: Vec<Range> = Vec::new();
    let (mut at, mut begins) = (0, 0);
    for sentence in found {
        let starts_line = |at: &usize| tokens[*at].new_line;
        begins = (at..=sentence.from).rfind(starts_line).unwrap_or(begins);
        at = sentence.from;
        let to = sentence.to.min(tokens.len());
        match lines.last_mut().filter(|line| line.0 == begins) {
            Some(line) => line.1 = to,
            None => lines.push((begins, to)),
        }
    }
    let mut materials: Vec<Range> = Vec::new();
    for line in lines {
        // A line in a block that is material already is none of its own.
        if materials.last().is_none_or(|last| last.1 <= line.0) {
            materials.extend(material(tokens, line));
        }
    }
    materials
}

/// What stands after the first colon of a line, from its first token to the end of its last sentence, if that
/// says what it is: "Translate: I moved to Oslo", "An example: ...".
fn material(tokens: &[Token], (begins, to): Range) -> Option<Range> {
    let colon = (begins..to).find(|&at| tokens[at].low == ":")?;
    // "Just thought of something: I moved to Oslo."
    if courtesy::start(tokens, begins, to) > colon {
        return None;
    }
    let head = &tokens[begins..colon];
    let mut words = head.iter().filter(|token| token.word);
    let first =
        words.find(|token| !token.is_one_of("please can could would you now then and just"))?;
    let is_notion = head
        .iter()
        .rev()
        .take(NOTION_REACH)
        .any(|token| token.is_one_of(NOTIONS));
    let is_kept = head.iter().any(|token| token.is_one_of(KEEPING));
    let is_order = first.is_one_of(WORKS_ON) || first.is_one_of(MAKES) && !is_kept;
    if !is_order && !is_notion {
        return None;
    }
    let start = if is_order { begins } else { colon + 1 };
    let is_block = tokens.get(colon + 1).is_some_and(|token| token.new_line);
    let ends = |at: &usize| match is_block {
        true => *at > colon + 1 && tokens[*at].new_block,
        false => tokens[*at].new_line,
    };
    let end = (colon + 1..tokens.len()).find(ends).unwrap_or(tokens.len());
    Some((start, end))
}

/// How many tokens before a colon may stand what the words after it are.
const NOTION_REACH: usize = 5;

/// The lines of a conversation that others speak: "Tom: I moved to Oslo".
fn transcript(tokens: &[Token], speaker: Option<&str>) -> Vec<Range> {
    let labels: Vec<(usize, usize)> = (0..tokens.len())
        .filter(|&at| tokens[at].new_line && tokens[at].word)
        .filter_map(|at| {
            let colon = (at + 1..tokens.len().min(at + 3)).find(|&at| tokens[at].low == ":")?;
            Some((at, colon))
        })
        .collect();
    let is_own = |&(at, _): &(usize, usize)| {
        let is_speaker = speaker.is_some_and(|name| name.eq_ignore_ascii_case(&tokens[at].low));
        is_speaker || tokens[at].is_one_of("me i user")
    };
    let has_own = labels.len() > 1 && labels.iter().any(is_own);
    let is_others = |label: &&(usize, usize)| {
        let (at, colon) = **label;
        let is_person = colon == at + 1 && entities::is_first_name(&tokens[at].low);
        tokens[at].capital && !is_own(label) && (has_own || is_person)
    };
    let line = |&(_, colon): &(usize, usize)| {
        let end = (colon + 1..tokens.len()).find(|&at| tokens[at].new_line);
        (colon + 1, end.unwrap_or(tokens.len()))
    };
    labels.iter().filter(is_others).map(line).collect()
}

/// Works in which things are so that are not.
const WORKS: &str = "dream dreams novel story game film movie book song poem play tale roleplay rpg fantasy comic \
sketch simulation head mind imagination fairytale sims";
/// How many words may stand before the name of such a work.
const WORK_REACH: usize = 5;

/// "In the novel I am writing, I live in Oslo", "I moved to Oslo in my head".
fn in_fiction(tokens: &[Token], (from, to): Range) -> bool {
    let first = led(tokens, (from, to));
    let is_whose = |token: &Token| {
        token.is_one_of("my the a an this that his her our one") || token.low == "'s"
    };
    let works = |at: usize, words: &str| {
        at + 1 < to
            && tokens[at].low == "in"
            && is_whose(&tokens[at + 1])
            && (at + 2..to.min(at + WORK_REACH)).any(|at| {
                let goes_on = tokens.get(at + 1).filter(|_| at + 1 < to);
                tokens[at].is_one_of(words)
                    && goes_on.is_none_or(|next| {
                        !next.word
                            || SUBJECT_PRONOUNS.contains(&next.low.as_str())
                            || next.is_one_of(
                                "my that which called by about of where already now lol haha",
                            )
                    })
            })
    };
    let is_end = |at: usize| to - at <= WORK_REACH;
    let own =
        "dream dreams head mind imagination fantasy novel story game simulation sims roleplay";
    first.is_some_and(|at| works(at, WORKS))
        || (from + 1..to).any(|at| is_end(at) && works(at, own))
}

/// The first token after words that only lead up.
fn led(tokens: &[Token], (from, to): Range) -> Option<usize> {
    (from..to).find(|&at| tokens[at].word && !LEADS.contains(&tokens[at].low.as_str()))
}

/// "I live in Oslo is the title of a song".
fn is_title(tokens: &[Token], (from, to): Range) -> bool {
    let opens = led(tokens, (from, to)).is_some_and(|at| tokens[at].is_one_of("i we my our"));
    let names = |at: usize| {
        let name = tokens[at + 1..to.min(at + 6)]
            .iter()
            .position(|token| token.is_one_of(TITLES));
        name.is_some_and(|name| {
            let of = tokens.get(at + 2 + name).filter(|_| at + 2 + name < to);
            of.is_some_and(|token| token.is_one_of("of in from"))
        })
    };
    // "My dream is the title of a book": the verb that comes first says so.
    let verb = |at: &usize| tokens[*at].is_one_of("is was");
    let last = (from..to).rev().find(|at| verb(at) && names(*at));
    opens && last.is_some_and(|at| at >= from + 3 && tokens[at + 1].is_one_of("the a my"))
}

const TITLES: &str =
    "title name refrain chorus motto slogan caption lyrics lyric line tagline hook";

/// "I'm Batman, haha": nobody is called that; "I moved to Oslo, jk".
fn is_joke(tokens: &[Token], (from, to): Range) -> bool {
    let last = (from..to).rev().find(|&at| tokens[at].word);
    let Some(last) = last else { return false };
    if tokens[last].is_one_of("jk j/k /s") {
        return true;
    }
    let Some(first) = led(tokens, (from, to)) else {
        return false;
    };
    let is_name = first + 2 < last
        && tokens[first].low == "i"
        && tokens[first + 1].low == "am"
        && tokens[first + 2..last]
            .iter()
            .all(|token| token.capital || !token.word);
    is_name && tokens[last].is_one_of("haha hahaha hehe lol lmao rofl xd")
}

/// "According to the form I live in Oslo".
fn by_record(tokens: &[Token], (from, to): Range) -> bool {
    const RECORD_REACH: usize = 6;
    let Some(first) = led(tokens, (from, to)).filter(|&at| at + 3 < to) else {
        return false;
    };
    let after = first + 2..to.min(first + 2 + RECORD_REACH);
    let is_trusted = |token: &Token| token.is_one_of(TRUSTED);
    tokens[first].low == "according"
        && !tokens[after.clone()].iter().any(is_trusted)
        && tokens[after].iter().any(|token| token.is_one_of("i we"))
}

/// Who knows of the speaker what the speaker does not.
const TRUSTED: &str = "doctor doctors dentist gp doc allergist vet nurse clinic hospital lab test results hr \
contract letter calendar schedule itinerary ticket plan they landlord bank lawyer";

/// Verbs of telling and thinking, as they stand before or after what somebody says.
const SAYS: &str = "said says say wrote writes told tells claimed claims claim joked jokes whispered shouted replied \
answered texted thinks thought think believes believed assumes assumed insists insisted goes";

/// "I live in Oslo, said Tom", "I moved to Oslo, Tom told me".
fn attributed(tokens: &[Token], (from, to): Range) -> Option<Range> {
    const TAIL_MAX: usize = 7;
    let comma = (from + 2..to).rev().find(|&at| tokens[at].low == ",")?;
    let tail: Vec<&Token> = tokens[comma + 1..to]
        .iter()
        .filter(|token| token.word)
        .collect();
    let is_who = |token: &Token| {
        token.capital && !token.is_one_of("i") || token.is_one_of("he she they you")
    };
    let is_told = match tail.as_slice() {
        [one, other, ..] if is_who(one) => other.is_one_of(SAYS),
        [one, other, ..] if one.is_one_of(SAYS) => is_who(other) || other.is_one_of("my the a"),
        _ => false,
    };
    let own = |token: &Token| token.is_one_of("i we");
    let is_own = tokens[from..comma].iter().any(own) && !tail.iter().any(|token| own(token));
    (is_told && is_own && tail.len() <= TAIL_MAX).then_some((from, comma))
}

/// "Tom said to me on the phone, I moved to Oslo".
fn led_by_speaker(tokens: &[Token], (from, to): Range) -> Option<Range> {
    const SPEAKER_REACH: usize = 4;
    let first = led(tokens, (from, to))?;
    let says = (first + 1..to.min(first + SPEAKER_REACH)).find(|&at| tokens[at].is_one_of(SAYS))?;
    // "Just thought of something": nobody else is named.
    let names = |token: &Token| token.word && !token.is_one_of("just only also even suddenly");
    let is_others = tokens[first..says].iter().any(names)
        && !tokens[first..says]
            .iter()
            .any(|token| token.is_one_of("i we who not") || token.is_one_of(TRUSTED));
    let mark = (says + 1..to).find(|&at| tokens[at].is_one_of(", :"))?;
    let is_own = tokens
        .get(mark + 1)
        .filter(|_| mark + 1 < to)
        .is_some_and(|token| token.is_one_of("i we"));
    let before = tokens[says + 1..mark].iter();
    let goes_on = before
        .clone()
        .any(|token| token.is_one_of("that i we and but"));
    (is_others && is_own && !goes_on).then_some((mark + 1, to))
}

/// "My phone says I live in Oslo", "you said I'm not allergic to nuts".
fn reported(tokens: &[Token], (from, to): Range) -> Option<Range> {
    const SPEAKER_REACH: usize = 3;
    let says = (from + 1..to.saturating_sub(2)).find(|&at| tokens[at].is_one_of(SAYS))?;
    let before = &tokens[says.saturating_sub(SPEAKER_REACH).max(from)..says];
    let is_own = before.iter().any(|token| {
        token.is_one_of("i we who did do to should would could not can") || token.is_one_of(TRUSTED)
    });
    let mut at = says + 1;
    while at < to && tokens[at].is_one_of("that me us him her them") {
        at += 1;
    }
    let is_said = tokens.get(at).filter(|_| at < to)?.is_one_of("i we");
    let end = (at..to).find(|&at| tokens[at].is_one_of(", ; but"));
    (is_said && !is_own).then_some((at, end.unwrap_or(to)))
}
