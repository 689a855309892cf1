//! Attributes in other words: what the grammar does not read is told by meaning, and corrects and is
//! corrected like all else.

use crate::common::*;
use engine::Search;
use types::{Memory, Status};

/// Says the sentences a day apart; their verbatim memories as they are afterwards.
async fn say_all(h: &Harness, sentences: &[(i64, &str)]) -> Vec<Memory> {
    let events = sentences
        .iter()
        .map(|(days, sentence)| said_on(*days, sentence));
    let ids = h.tell(events.collect()).await;
    h.memories(&ids).await
}

#[tokio::test]
async fn an_attribute_in_other_words_is_corrected_and_does_not_come_back() {
    let h = Harness::new().await;
    let said = say_all(
        &h,
        &[
            (1, "My account is with Monzo."),
            (2, "My bank is Starling now."),
            // Ingested again.
            (1, "My account is with Monzo."),
        ],
    )
    .await;
    let old = &said[0].statements[0];
    assert_eq!(
        (old.attribute.as_str(), old.value.as_deref()),
        ("bank", Some("Monzo"))
    );
    assert_eq!(old.address(), said[1].statements[0].address());
    let status: Vec<Status> = said.iter().map(|memory| memory.status).collect();
    assert_eq!(
        status,
        [Status::Superseded, Status::Active, Status::Superseded]
    );
}

#[tokio::test]
async fn what_is_near_to_no_attribute_stays_unread() {
    let h = Harness::new().await;
    let said = say_all(
        &h,
        &[
            (1, "I bank with Monzo."),
            (
                2,
                "We ran into Marek at the store and had a great time in Ghent.",
            ),
            (3, "I have a savings account at Starling too."),
        ],
    )
    .await;
    let status: Vec<Status> = said.iter().map(|memory| memory.status).collect();
    assert_eq!(status, [Status::Active; 3]);
    let banks = said.iter().flat_map(|memory| &memory.statements);
    let banks = banks.filter(|statement| statement.attribute == "bank");
    assert_eq!(banks.count(), 1);
}

/// What is said first, what of it must stay believed, and what is said next: of somebody else, of
/// another property, of the past, or beside what there is.
const APART: &[(&str, &str, &str)] = &[
    // The past states nothing of now, and a negated ending is no ending.
    ("I work at Nokia", "Nokia", "I worked at Ericsson before"),
    (
        "I work at Nokia",
        "Nokia",
        "I worked at Ericsson previously",
    ),
    (
        "I work at Nokia",
        "Nokia",
        "back in 2019 I worked at Ericsson",
    ),
    ("I work at Nokia", "Nokia", "I'm not going to quit Nokia"),
    ("I work at Nokia", "Nokia", "I won't leave Nokia"),
    ("I work at Nokia", "Nokia", "I haven't quit Nokia"),
    ("I work at Nokia", "Nokia", "I'm not leaving Nokia"),
    ("I live in Porto", "Porto", "I'm not going to leave Porto"),
    // Beside what there is.
    (
        "I bank with N26",
        "N26",
        "I have a savings account at ING too",
    ),
    ("I bank with N26", "N26", "I also have an account at ING"),
    (
        "I bank with N26",
        "N26",
        "I've got an account with ING as well",
    ),
    ("I bank with N26", "N26", "I opened another account at ING"),
    // Somebody else's.
    ("I bank with N26", "N26", "our company banks with HSBC now"),
    ("I bank with N26", "N26", "the company banks with HSBC now"),
    (
        "we deploy on Tuesdays",
        "Tuesdays",
        "the infra team deploys on Fridays now",
    ),
    (
        "we deploy on Tuesdays",
        "Tuesdays",
        "the other team deploys on Fridays",
    ),
    (
        "my partner is Priya",
        "Priya",
        "my business partner is Marek",
    ),
    ("my manager is Tunde", "Tunde", "my project manager is Elif"),
    (
        "I'm dating Mateusz",
        "Mateusz",
        "my sister is dating Marek now",
    ),
    (
        "I work at Stripe",
        "Stripe",
        "my brother started at Ericsson on Monday",
    ),
    ("I work at Stripe", "Stripe", "my wife left Ericsson"),
    (
        "I drive a VW Golf",
        "VW Golf",
        "our neighbour drives a Skoda now",
    ),
    (
        "my hairdresser is Odile",
        "Odile",
        "my nail artist is Wren now",
    ),
    (
        "our vet is Dr. Sato",
        "Sato",
        "our friends' vet is Dr. Quist now",
    ),
    (
        "I'm dating Mateusz",
        "Mateusz",
        "my best friend is dating Marek now",
    ),
    (
        "my best friend is Noor",
        "Noor",
        "my best friend is dating Marek now",
    ),
    // Another property, or none of mine.
    (
        "I bank with N26",
        "N26",
        "oh and we've swapped our database, it's Cassandra now",
    ),
    (
        "I bank with N26",
        "N26",
        "we changed our message queue, it's NATS now",
    ),
    (
        "my gym is FitX",
        "FitX",
        "there's a new gym called GoldFit in our street",
    ),
    (
        "my gym is FitX",
        "FitX",
        "a gym called GoldFit opened in our street",
    ),
    (
        "I work at Nokia",
        "Nokia",
        "I left Anytime Fitness and joined Virgin Active",
    ),
    // Denied, but not what was said.
    (
        "I'm a roofer",
        "roofer",
        "that's not true, tomatoes are fruits",
    ),
    ("I'm a roofer", "roofer", "that's wrong, the earth is round"),
    (
        "I drive a VW Golf",
        "VW Golf",
        "That's a bug, not a feature",
    ),
    ("I'm a roofer", "roofer", "That's a bug, not a feature"),
];

/// The statements of a memory, for a message.
fn told(memory: &Memory) -> String {
    let told = memory.statements.iter().map(|statement| {
        let value = statement.value.as_deref().unwrap_or("-");
        format!("{}.{}={value}", statement.subject, statement.attribute)
    });
    told.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn what_is_apart_ends_nothing() {
    let mut ended = Vec::new();
    for (first, value, second) in APART {
        let h = Harness::new().await;
        let said = say_all(&h, &[(1, first), (2, second)]).await;
        let is_believed = |statement: &types::Statement| {
            let given = statement.value.as_deref();
            given.is_some_and(|given| given.contains(value)) && statement.closed.is_none()
        };
        if said[0].status != Status::Active || !said[0].statements.iter().any(is_believed) {
            ended.push(format!(
                "{first:?} ({}) by {second:?} ({})",
                told(&said[0]),
                told(&said[1])
            ));
        }
    }
    assert!(ended.is_empty(), "{}", ended.join("\n"));
}

#[tokio::test]
async fn a_correction_of_words_that_were_not_read_ends_nothing_before_them() {
    for correction in ["ah no, it's flat white, not mocha", "ah no, flat white"] {
        let h = Harness::new().await;
        let said = say_all(
            &h,
            &[
                (1, "I drive a VW Golf"),
                (2, "a mocha was what the barista had for Elif"),
                (3, correction),
            ],
        )
        .await;
        let is_read = |one: &types::Statement| !one.attribute.starts_with("about:");
        assert!(
            !said[1].statements.iter().any(is_read),
            "the words between are to be unread"
        );
        assert_eq!(said[0].status, Status::Active, "{}", told(&said[2]));
        assert!(said[0].statements.iter().all(|one| one.closed.is_none()));
    }
}

#[tokio::test]
async fn a_bare_correction_is_of_what_was_said_last() {
    let h = Harness::new().await;
    let said = say_all(
        &h,
        &[(1, "I drive a VW Golf"), (2, "ah no, a Skoda Octavia")],
    )
    .await;
    assert_eq!(said[0].status, Status::Superseded, "{}", told(&said[1]));
}

/// A question that asks for a property finds what states it, though no word is in both; with a
/// question that asks for something else as the control.
#[tokio::test]
async fn a_question_finds_what_states_the_property_that_it_asks_for() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let said = [
        "My account is with Monzo.",
        "The weather was grand in Porto.",
        "Where do I find good coffee, I wonder?",
    ];
    let command = events(&session("ann", "s1"), &said);
    h.engine.add_events(&access, command).await.expect("works");
    h.settle().await;
    let check = async |question: &str, expect: Option<&str>| {
        let asked = Search {
            explain: true,
            ..search(user("ann"), question)
        };
        let hits = h.engine.search(&access, asked).await.expect("works").hits;
        let is_at_address = |hit: &&engine::SearchHit| {
            let parts = hit.explain.as_ref().expect("was asked for");
            parts["address"]["value"]
                .as_f64()
                .is_some_and(|part| part > 0.0)
        };
        let stated = hits.iter().find(is_at_address);
        let text = stated.map(|hit| hit.memory.text.as_str());
        assert_eq!(text, expect, "{question}");
        if expect.is_some() {
            assert_eq!(hits.first().map(|hit| hit.memory.text.as_str()), expect);
        }
    };
    check("Which bank am I at?", Some(said[0])).await;
    check("Where do I bank?", Some(said[0])).await;
    // Another property, nobody's property, and somebody else's.
    check("Where do I train?", None).await;
    check("How was the weather?", None).await;
    check("Where does Walter bank?", None).await;
}
