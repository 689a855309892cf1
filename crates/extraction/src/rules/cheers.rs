//! What looks like a standing order and is none: "never give up", "let me know if you need anything",
//! the many demands of one task.

use super::Reader;
use crate::grammar::token::Token;

/// Of more orders in one text that no word makes standing ones, each belongs to the task that it sets.
const TASK_ORDERS_MIN: usize = 4;

/// Words that make an order a standing one.
const LASTING: &str = "always never whenever every each default future anymore going onwards";

/// Openings of sentences whose subject is left out: "Love how you did that", "have always been there".
const FEELING: &str =
    "love loved hope hoping wish thank thanks glad happy miss missing been had loving";

/// Whether the words of what was read as a standing order cheer, offer or propose something.
pub(super) fn is_no_order(words: &[Token]) -> bool {
    let mut said = words.iter().filter(|token| token.word);
    let Some(first) = said.find(|token| !token.is_one_of("please just also and so but well"))
    else {
        return true;
    };
    let has_been = first.low == "have" && words.iter().any(|token| token.low == "been");
    first.is_one_of(FEELING)
        || has_been
        || follows(words, &["it", "if", "you", "could would can"])
        || proposes(words)
}

/// Whether words cheer, offer or propose something: "sure, let's go through an example", "I'll focus on it".
pub(crate) fn proposes(words: &[Token]) -> bool {
    let plans = follows(words, &["i we", "will 'll"]);
    plans && !words.iter().any(|token| token.is_one_of("you your"))
        || follows(words, &["let", "us"])
        || cheers(words)
        || offers(words)
}

/// "Don't quit", "keep going", "never say never".
fn cheers(words: &[Token]) -> bool {
    const CHEERS: [&[&str]; 13] = [
        &["not never ever", "quit worry hesitate despair fret"],
        &["not never ever", "give", "up in"],
        &[
            "not never ever",
            "get be feel",
            "discouraged down disheartened",
        ],
        &["not never ever", "shy back hold", "away down back"],
        &["not never ever", "let", "anything anyone it them this that"],
        &["not never", "stop", "dreaming believing trying smiling"],
        &["never", "say", "never"],
        &["never", "know knew"],
        &["keep", "going pushing trying smiling shining"],
        &["keep", "it", "up"],
        &["keep", "up", "the"],
        &["try", "something", "new"],
        &["you", "can", "always"],
    ];
    CHEERS.iter().any(|phrase| follows(words, phrase))
}

/// "Let me know if you need anything", "I'm always here for you". Who asks to be told of doubts gives an
/// order.
fn offers(words: &[Token]) -> bool {
    let doubts = "sure unsure certain uncertain stuck doubt unclear confident";
    let is_told_of_doubts = words.iter().any(|token| token.is_one_of(doubts));
    let told = follows(words, &["let", "me us", "know"]) && follows(words, &["you"]);
    let is_there = ["for", "if", "when", "whenever"]
        .iter()
        .any(|word| follows(words, &["here there", word, "you"]));
    told && !is_told_of_doubts || is_there
}

/// Whether words follow each other: at each place one of those given.
fn follows(words: &[Token], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|run| {
        let mut pairs = run.iter().zip(phrase);
        pairs.all(|(token, one_of)| token.is_one_of(one_of))
    })
}

/// Drops the many orders of one text that only say how a task is to be done.
pub(crate) fn drop_demands(reader: &mut Reader<'_>) {
    let tokens = &reader.tokens;
    let demands = |draft: &super::Draft| {
        let words = tokens.get(draft.from..draft.to).unwrap_or_default();
        draft.directive && !words.iter().any(|token| token.is_one_of(LASTING))
    };
    if reader.drafts.iter().filter(|draft| demands(draft)).count() < TASK_ORDERS_MIN {
        return;
    }
    reader.drafts.retain(|draft| !demands(draft));
}
