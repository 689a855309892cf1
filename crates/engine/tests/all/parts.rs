//! What stays of a sentence part of which is over: the other elements of a list, whom it names, what else it
//! tells; with controls, of which nothing may stay.

use engine::{ListMemories, Search};
use types::{Memory, Status};

use crate::common::*;

/// What was said, what is said then, the words of the first that are still believed as they were said, and
/// those that are not.
type Part = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const LISTS: &[Part] = &[
    (
        "I take metformin and aspirin.",
        "I stopped taking aspirin.",
        &["metformin"],
        &["aspirin"],
    ),
    (
        "I work Mondays, Tuesdays and Thursdays.",
        "I don't work Tuesdays any more.",
        &["Mondays", "Thursdays"],
        &["Tuesdays"],
    ),
    (
        "We use Kafka, Redis and Postgres.",
        "We dropped Redis.",
        &["Kafka", "Postgres"],
        &["Redis"],
    ),
    (
        "We use Jira and Confluence.",
        "We're replacing Jira with Linear.",
        &["Confluence"],
        &["Jira"],
    ),
    (
        "I'm allergic to nuts and shellfish.",
        "The shellfish allergy turned out to be wrong.",
        &["allergic to nuts"],
        &["shellfish"],
    ),
    (
        "My hobbies are chess, climbing and photography.",
        "I gave up climbing after the accident.",
        &["chess", "photography"],
        &["climbing"],
    ),
    (
        "I play the guitar and the piano.",
        "I gave up the piano.",
        &["guitar"],
        &["piano"],
    ),
    // Controls: all of it is over.
    (
        "I take metformin and aspirin.",
        "I no longer take metformin and aspirin.",
        &[],
        &["metformin", "aspirin"],
    ),
    (
        "I take aspirin.",
        "I stopped taking aspirin.",
        &[],
        &["aspirin"],
    ),
];

const NAMES: &[Part] = &[
    (
        "My wife Ana works at Bayer.",
        "Ana works at Merck now.",
        &["My wife Ana"],
        &["Bayer"],
    ),
    (
        "I live in Oslo with my dog Balto.",
        "I moved to Bergen.",
        &["my dog Balto"],
        &["Oslo"],
    ),
    (
        "My wife Nina and I live in Riga.",
        "We live in Tallinn now.",
        &["My wife Nina"],
        &["Riga"],
    ),
    (
        "My friend Tom lent me his drill.",
        "My friend Tom moved to Leeds.",
        &["My friend Tom lent me his drill"],
        &[],
    ),
    (
        "My sister Kate lives in Bath and works as a nurse.",
        "Kate lives in York now.",
        &["My sister Kate", "works as a nurse"],
        &["Bath"],
    ),
    // Controls: nobody is named.
    ("I work at Bayer.", "I work at Merck now.", &[], &["Bayer"]),
    (
        "I live in Lisbon, if that matters for time zones.",
        "I moved to Porto last week.",
        &[],
        &["Lisbon", "time zones"],
    ),
    ("My dog is called Rex.", "Rex died.", &[], &["Rex"]),
];

const SENTENCES: &[Part] = &[
    (
        "My flight to Rome is on 5 May at 7:20 with ITA, booking code QX7T2.",
        "My flight to Rome is on 6 May now.",
        &["with ITA, booking code QX7T2"],
        &["5 May"],
    ),
    (
        "I live in a three-bedroom house in Austin with my wife, our twins and my mother-in-law.",
        "We relocated to Dallas.",
        &["with my wife, our twins and my mother-in-law"],
        &["Austin"],
    ),
    (
        "I was born in Ghent and live in Antwerp.",
        "I live in Brussels now.",
        &["born in Ghent"],
        &["Antwerp"],
    ),
    (
        "The standup is at 9 in room Alpha with the whole team.",
        "The standup is at 10 now.",
        &["in room Alpha with the whole team"],
        &["is at 9"],
    ),
    (
        "I drive a red Toyota Yaris to work in Swindon every day, about 40 minutes.",
        "I've got a new car, a Honda Jazz.",
        &["to work in Swindon every day, about 40 minutes"],
        &["Yaris"],
    ),
    // Controls: what is said around the value tells nothing else.
    (
        "I currently live in Austin these days.",
        "We relocated to Dallas.",
        &[],
        &["Austin", "live"],
    ),
    (
        "The standup is at 9.",
        "The standup is at 10 now.",
        &[],
        &["is at 9", "standup"],
    ),
];

#[tokio::test]
async fn what_a_sentence_says_beside_what_is_over_stays() {
    for (first, second, stays, over) in LISTS.iter().chain(NAMES).chain(SENTENCES) {
        let (h, _) = say_daily(&[first, second]).await;
        let said = left_of(&h, first).await;
        for words in *stays {
            assert!(
                said.contains(words),
                "{first} / {second}: {words} in {said:?}"
            );
        }
        for words in *over {
            assert!(
                !said.contains(words),
                "{first} / {second}: {words} in {said:?}"
            );
        }
        assert!(
            !stays.is_empty() || said.is_empty(),
            "{first} / {second}: {said:?}"
        );
    }
}

#[tokio::test]
async fn who_was_told_beside_what_is_over_is_found() {
    let check = async |said: &[&str], query: &str, words: &str| {
        let (h, _) = say_daily(said).await;
        let access = h.anyone().await;
        let search = Search {
            query: query.to_owned(),
            at: user("ann"),
            ..Search::default()
        };
        let found = h.engine.search(&access, search).await.expect("works");
        let texts: Vec<String> = found.hits.into_iter().map(|hit| hit.memory.text).collect();
        assert!(texts[0].contains(words), "{said:?}: {texts:?}");
        let is_mark = |text: &String| text.trim_end_matches('.') == "[no longer true]";
        assert!(!texts.iter().any(is_mark), "{said:?}: {texts:?}");
    };
    let wife = ["My wife Ana works at Bayer.", "Ana works at Merck now."];
    check(&wife, "Who is my wife?", "wife Ana").await;
    let dog = ["I live in Oslo with my dog Balto.", "I moved to Bergen."];
    check(&dog, "What's my dog's name?", "Balto").await;
}

/// What is left of the words of a message: nothing where it is no longer believed.
async fn left_of(h: &Harness, said: &str) -> String {
    let access = h.anyone().await;
    let command = ListMemories {
        at: user("ann"),
        ..ListMemories::default()
    };
    let listed = h.engine.list_memories(&access, command).await;
    let memories: Vec<Memory> = listed.expect("works").items;
    let start: String = said.chars().take(3).collect();
    let is_it = |memory: &&Memory| {
        memory.verbatim
            && memory.status == Status::Active
            && (memory.text.starts_with(&start) || memory.text.starts_with('['))
    };
    let first = memories
        .iter()
        .filter(is_it)
        .min_by_key(|memory| memory.event_date);
    let is_first = |memory: &&Memory| memory.event_date == Some(START.plus_ms(DAY_MS));
    first
        .filter(is_first)
        .map(|memory| memory.text.clone())
        .unwrap_or_default()
}
