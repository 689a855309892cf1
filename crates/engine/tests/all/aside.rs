//! What stays of a message that takes something back: its own news, and the value that it gives instead;
//! and what a value that is told beside others leaves alone.

use engine::ListMemories;
use types::{Memory, Status};

use crate::common::*;

/// What is believed: the texts of all live memories, as they are shown.
async fn believed(h: &Harness) -> Vec<String> {
    let access = h.anyone().await;
    let command = ListMemories {
        at: user("ann"),
        ..ListMemories::default()
    };
    let listed = h.engine.list_memories(&access, command).await;
    let memories: Vec<Memory> = listed.expect("works").items;
    memories
        .into_iter()
        .filter(|memory| memory.status == Status::Active)
        .map(|memory| memory.current_text().into_owned())
        .collect()
}

/// Whether one of the texts has these words.
fn has(texts: &[String], words: &str) -> bool {
    texts.iter().any(|text| text.contains(words))
}

/// What was said, what is said then, the words that are believed afterwards, and those of the first that
/// are not.
const NEWS: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "I use Vim",
        "Forget what I said about Vim, I use Emacs",
        &["User uses Emacs", "I use Emacs"],
        &["User uses Vim"],
    ),
    (
        "I take 20mg of sertraline",
        "What I said about sertraline was wrong, it's 50mg",
        &["User takes 50mg of sertraline", "it's 50mg"],
        &["20mg"],
    ),
    (
        "The standup is at 9",
        "What I said about the standup is wrong, it's at 10",
        &["The standup is at 10", "it's at 10"],
        &["at 9"],
    ),
    (
        "I go to the gym on Tuesdays and Thursdays",
        "What I told you about the gym is wrong, its Mondays and Wednesdays",
        &["Mondays and Wednesdays"],
        &["Thursdays"],
    ),
    (
        "I work at Tesco",
        "Forget what I said about Tesco, my new employer is Lidl and I start on 3 May",
        &["Lidl", "3 May"],
        &["User works at Tesco"],
    ),
    (
        "I live in Lyon",
        "ok so i dont live in lyon anymore, nice it is",
        &["nice it is"],
        &["User lives in Lyon"],
    ),
    (
        "I have a cat named Pickles",
        "Pickles died yesterday",
        &["Pickles died yesterday"],
        &["User has a cat named Pickles"],
    ),
    (
        "I'm married to Alex",
        "I divorced Alex",
        &["I divorced Alex"],
        &["User is married to Alex"],
    ),
    (
        "I drive a Golf",
        "I sold the Golf",
        &["I sold the Golf"],
        &["User drives a Golf"],
    ),
    (
        "I drive a Golf",
        "I sold the Golf to my neighbour Jim for 3000 quid",
        &["I sold the Golf to my neighbour Jim for 3000 quid"],
        &["User drives a Golf"],
    ),
    (
        "I have a dog called Rex and a cat called Mo",
        "Rex died last night, we buried him under the apple tree",
        &["cat called Mo", "under the apple tree"],
        &["dog called Rex"],
    ),
];

#[tokio::test]
async fn what_ends_something_and_says_more_stays() {
    for (first, second, stays, over) in NEWS {
        let (h, _) = say_daily(&[first, second]).await;
        let believed = believed(&h).await;
        for words in *stays {
            assert!(has(&believed, words), "{second}: {words} in {believed:?}");
        }
        for words in *over {
            assert!(!has(&believed, words), "{second}: {words} in {believed:?}");
        }
    }
}

#[tokio::test]
async fn what_only_asks_to_forget_is_put_aside() {
    const ASKED: &[(&str, &str)] = &[
        ("I live in Lyon", "Forget that"),
        ("I live in Lyon", "scrap that, please"),
        ("I live in Lyon", "Forget that I live in Lyon"),
        ("I use Vim", "Forget what I said about Vim"),
        (
            "I use Vim",
            "Forget what I said about Vim, it was wrong, sorry",
        ),
        (
            "The standup is at 9",
            "What I said about the standup is wrong",
        ),
    ];
    for (first, second) in ASKED {
        let (h, _) = say_daily(&["My sister is called Ada", first, second]).await;
        let believed = believed(&h).await;
        assert!(has(&believed, "Ada"), "{second}: {believed:?}");
        assert!(!has(&believed, first), "{second}: {believed:?}");
        assert!(!has(&believed, second), "{second}: {believed:?}");
    }
}

#[tokio::test]
async fn the_same_messages_again_change_nothing() {
    let messages = [
        "I drink my coffee with oat milk",
        "Our wifi password is hunter42",
        "no wait, scrap that, it's hunter24",
    ];
    for is_dated in [true, false] {
        let (h, _) = say_daily(&messages).await;
        let again = (1..).zip(messages).map(|(days, text)| match is_dated {
            true => said_on(days, text),
            false => event(session("ann", "s1"), text),
        });
        h.tell(again.collect()).await;
        let believed = believed(&h).await;
        assert!(has(&believed, "oat milk"), "{believed:?}");
        assert!(has(&believed, "wifi password is hunter24"), "{believed:?}");
        assert!(!has(&believed, "hunter24 milk"), "{believed:?}");
        assert!(!has(&believed, "hunter42"), "{believed:?}");
    }
}

#[tokio::test]
async fn what_is_told_beside_joins() {
    const BESIDE: &[(&str, &str, &str)] = &[
        (
            "I have a dog called Rex",
            "I also have a dog called Bella",
            "Rex",
        ),
        (
            "I work at Bosch",
            "On weekends I also work at a bakery",
            "Bosch",
        ),
        ("I live in Kiel", "In winter I live in Malaga", "Kiel"),
        (
            "I have a dog called Rex",
            "I have a dog called Bella, too",
            "Rex",
        ),
        (
            "I have a dog called Rex",
            "I have another dog called Bella",
            "Rex",
        ),
        ("I work at Bosch", "I work at a bakery as well", "Bosch"),
    ];
    for (first, second, kept) in BESIDE {
        let (h, _) = say_daily(&[first, second]).await;
        let believed = believed(&h).await;
        assert!(has(&believed, kept), "{second}: {believed:?}");
        assert!(has(&believed, second), "{second}: {believed:?}");
    }
    const INSTEAD: &[(&str, &str, &str)] = &[
        ("I live in Kiel", "Also, I moved to Malaga", "Kiel"),
        ("I live in Kiel", "In winter I moved to Malaga", "Kiel"),
        ("I work at Bosch", "I work at Siemens now", "Bosch"),
    ];
    for (first, second, over) in INSTEAD {
        let (h, _) = say_daily(&[first, second]).await;
        let believed = believed(&h).await;
        assert!(!has(&believed, over), "{second}: {believed:?}");
    }
}
