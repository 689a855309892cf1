//! How each part of a text is said: as so, or as a question, a supposition, somebody else's words or a
//! denial. What somebody else reads in a text is held against it.

use types::Span;

use crate::entities;
use crate::grammar::clause::{Clause, Link, Mood, Who, clauses};
use crate::grammar::sentence::{Sentence, sentences};
use crate::grammar::token::{Token, tokens};
use crate::grammar::words::{FIRST_PERSON, SUBJECT_PRONOUNS, one_of};
use crate::read::{is_quotation, settle_s};
use crate::reading::Utterance;
use crate::rules::attributes;
use crate::unsaid;

/// How the words of one clause are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// The words.
    pub span: Span,
    /// Nobody says them as so: a question, a supposition, a quotation, a story, a joke.
    pub is_unsaid: bool,
    /// They deny.
    pub is_denied: bool,
    /// They say what may, should or would be.
    pub is_unsure: bool,
    /// They tell of somebody who is not the speaker.
    pub is_of_others: bool,
    /// They name the speaker, or leave out who it is.
    pub is_own: bool,
}

/// How the clauses of an utterance are said, in their order.
pub fn manners(utterance: &Utterance<'_>) -> Vec<Manner> {
    let mut tokens = tokens(utterance.text);
    settle_s(&mut tokens);
    let found = sentences(&tokens);
    let unsaid = unsaid::ranges(&tokens, &found, utterance.speaker);
    let mut manners = Vec::new();
    for sentence in found {
        let clauses = clauses(&tokens, sentence);
        for (at, clause) in clauses.iter().enumerate() {
            let is_unsaid = is_quotation(&tokens[sentence.from])
                || unsaid::has(&unsaid, clause.from, clause.to)
                || is_asked(&sentence, &clauses, at)
                || is_supposed(&clauses, at)
                || is_quoted(&tokens, clause);
            // Words before the subject, and marks of the clause before, are its own as well.
            let from = match at {
                0 => sentence.from,
                _ => clause.from,
            };
            let to = clauses.get(at + 1).map_or(sentence.to, |next| next.from);
            manners.push(manner(
                &tokens,
                clause,
                (from, to.max(clause.to)),
                is_unsaid,
            ));
        }
    }
    manners
}

fn manner(
    tokens: &[Token],
    clause: &Clause,
    (from, to): (usize, usize),
    is_unsaid: bool,
) -> Manner {
    let words = &tokens[from..to];
    let is_of_others = is_of_others(tokens, clause);
    let names_speaker = words.iter().any(|token| token.is_one_of(FIRST_PERSON));
    let is_implied = clause.subject.who == Who::Implied && clause.mood != Mood::Fragment;
    Manner {
        span: Span {
            start: words[0].start as u32,
            end: words[words.len() - 1].end as u32,
        },
        is_unsaid,
        is_denied: clause.group.negated || clause.group.ended || has_denial(words),
        is_unsure: clause.unsure
            || clause.group.unsure
            || clause.link == Link::Reported
            || !matches!(
                clause.group.modal,
                None | Some("will" | "must" | "can" | "have to" | "need to")
            ),
        is_of_others,
        is_own: !is_of_others && (names_speaker || is_implied),
    }
}

/// Words that deny, of other languages as well, whose verbs are not known.
const DENIALS: &str = "not never none nobody neither nor nicht kein keine keinen keiner nie niemals pas jamais \
aucun aucune nunca jamás não niet geen nooit inte aldrig ikke değil";

fn has_denial(words: &[Token]) -> bool {
    let is_mark = |token: Option<&Token>| token.is_none_or(|token| !token.word);
    words.iter().enumerate().any(|(at, token)| {
        let next = words.get(at + 1);
        // "No, I live in Madrid" answers; "not only" adds.
        let answers = token.low == "no" && is_mark(next);
        let adds = token.low == "not" && next.is_some_and(|next| next.low == "only");
        token.word && !answers && !adds && (token.is_one_of(DENIALS) || token.is_one_of("no non"))
    })
}

/// "Do you live in Madrid?", "You live in Madrid?", and in one sentence with it what stands after the
/// question. What stands before one is told: "I moved, do you know a dentist?"
fn is_asked(sentence: &Sentence, clauses: &[Clause], at: usize) -> bool {
    let is_question = |clause: &Clause| clause.mood == Mood::Question;
    if is_question(&clauses[at]) {
        return true;
    }
    let first = clauses.iter().position(is_question);
    sentence.question && first.is_none_or(|first| first < at)
}

/// It stands under an "if", or is what follows from one.
fn is_supposed(clauses: &[Clause], at: usize) -> bool {
    let is_if = |clause: &Clause| clause.conditional || clause.link == Link::If;
    let carries = clauses[at].carried && at > 0 && is_if(&clauses[at - 1]);
    is_if(&clauses[at]) || carries
}

/// Its verb is quoted, or somebody speaks in a quotation of its: "Tom said \"I live in Rome\"". A quoted
/// name is said by whoever names it.
fn is_quoted(tokens: &[Token], clause: &Clause) -> bool {
    let words = &tokens[clause.from..clause.to];
    let speaks = |token: &Token| {
        token.quoted
            && (token.is_one_of(FIRST_PERSON) || SUBJECT_PRONOUNS.contains(&token.low.as_str()))
    };
    let is_all = !words.is_empty() && words.iter().all(|token| token.quoted);
    let verb = tokens
        .get(clause.group.at)
        .filter(|_| clause.mood != Mood::Fragment);
    is_all || verb.is_some_and(|verb| verb.quoted) || words.iter().any(speaks)
}

/// "She lives in Rome", "my sister lives in Rome", "Anna has a cat".
fn is_of_others(tokens: &[Token], clause: &Clause) -> bool {
    let subject = &tokens[clause.subject.from..clause.subject.to];
    let is_speaker = subject.iter().any(|token| token.is_one_of("i we me"));
    let is_person = |token: &Token| {
        attributes::is_relative(&token.low)
            || attributes::kin(&token.low).is_some()
            || token.capital && entities::is_first_name(&token.low)
    };
    match clause.subject.who {
        Who::He | Who::She | Who::They | Who::Antecedent => true,
        // "You know" is said to the listener, not of one.
        Who::You => !one_of(&clause.group.lemma, "know see"),
        Who::Noun => !is_speaker && subject.iter().any(is_person),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use types::Timestamp;

    use super::*;
    use crate::Voice;

    #[test]
    fn what_is_not_said_as_so_is_told_apart() {
        let mut wrong = Vec::new();
        let mut check = |text: &str, expect: &str| {
            let utterance = Utterance {
                text,
                voice: Voice::User,
                speaker: None,
                said_at: Timestamp::from_unix_ms(0),
            };
            let place = text.find("Madrid").expect("a test's place") as u32;
            let found = manners(&utterance);
            let at = found
                .iter()
                .find(|one| one.span.start <= place && place < one.span.end);
            let at = at.expect("a clause");
            let flags = [
                (at.is_unsaid, "unsaid"),
                (at.is_denied, "denied"),
                (at.is_unsure, "unsure"),
                (at.is_of_others, "others"),
                (at.is_own && !at.is_unsaid, "own"),
            ];
            let told: Vec<&str> = flags.iter().filter(|it| it.0).map(|it| it.1).collect();
            if told.join(" ") != expect {
                wrong.push(format!("{text} {expect} / {}", told.join(" ")));
            }
        };
        check("I live in Madrid.", "own");
        check("Berlin is over, I live in Madrid now.", "own");
        check("Moved to Madrid last week.", "own");
        check("Madrid it is for me and my boxes.", "own");
        check("I live in Madrid, do you know a dentist?", "own");
        check("I call my dog \"Madrid\".", "own");
        check("What is the weather like in Madrid?", "unsaid");
        check("I live in Madrid?", "unsaid");
        check("If I lived in Madrid, I would eat later.", "unsaid");
        check("I would eat later if I lived in Madrid.", "unsaid");
        check("My friend said \"I live in Madrid\".", "unsaid others");
        check("My friend said: \"I live in Madrid\".", "unsaid others");
        check("\"I live in Madrid\" is a song.", "unsaid");
        check("I do not live in Madrid.", "denied own");
        check("I have never lived in Madrid.", "denied own");
        check("Ich wohne nicht in Madrid.", "denied");
        check("I might move to Madrid.", "unsure own");
        check("My sister lives in Madrid.", "others");
        check("She lives in Madrid.", "others");
        check("Anna lives in Madrid with her dog.", "others");
        check("The office is in Madrid.", "");
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
