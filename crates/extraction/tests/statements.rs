//! What is read out of what people say, by type, and what is read out of nothing.

use extraction::{Cue, Reading, Retracted, Utterance, Voice, read};
use proptest::prelude::*;
use types::{Cardinality, Polarity, Timestamp};

fn reading(text: &str, voice: Voice) -> Reading {
    let said_at = Timestamp::parse("2024-05-15T12:00:00Z").expect("a time");
    read(&Utterance {
        text,
        voice,
        speaker: None,
        said_at,
    })
}

fn user(text: &str) -> Reading {
    reading(text, Voice::User)
}

/// `type subject/attribute=value` of each statement, with `!` before a denied value.
fn told(reading: &Reading) -> Vec<String> {
    let told = reading.statements.iter().map(|found| {
        let statement = &found.statement;
        let not = if statement.polarity == Polarity::Negative {
            "!"
        } else {
            ""
        };
        let value = statement.value.as_deref().unwrap_or("-");
        format!(
            "{} {}/{}={not}{value}",
            found.type_, statement.subject, statement.attribute
        )
    });
    told.collect()
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(told(&user(text)), expect, "{text}");
}

#[test]
fn facts() {
    check("I live in Lisbon.", &["fact user/residence=Lisbon"]);
    check(
        "I'm a nurse and I'm from Porto",
        &["fact user/job_title=nurse", "fact user/hometown=Porto"],
    );
    check(
        "I live in Lisbon, work for Acme and have two kids.",
        &[
            "fact user/residence=Lisbon",
            "fact user/employer=Acme",
            "fact user/kids=two kids",
        ],
    );
    check("call me Sam", &["fact user/name=Sam"]);
    check(
        "I'm allergic to nuts and shellfish",
        &[
            "fact user/allergic_to=nuts",
            "fact user/allergic_to=shellfish",
        ],
    );
    check(
        "My wife works at Google.",
        &["fact user's wife/employer=Google"],
    );
    check("Our database is Postgres", &["fact user/database=Postgres"]);
    check(
        "You can reach me on 555-0182",
        &["fact user/phone=555-0182"],
    );
}

#[test]
fn preferences() {
    check(
        "I love Python and prefer dark mode",
        &[
            "preference user/likes=Python",
            "preference user/preferred:mode=dark mode",
        ],
    );
    check(
        "I can't stand horror movies.",
        &["preference user/likes=!horror movies"],
    );
    check(
        "my favorite color is green",
        &["preference user/favourite:colour=green"],
    );
    check(
        "Blue is my favourite colour",
        &["preference user/favourite:colour=Blue"],
    );
}

#[test]
fn what_people_do_and_mean_to_do() {
    check(
        "I ran a marathon last Sunday.",
        &["event user/event=ran a marathon"],
    );
    check(
        "I want to learn Spanish this year.",
        &["goal user/goal=learn Spanish this year"],
    );
    check(
        "We decided to postpone the launch.",
        &["decision user/decision=postpone the launch"],
    );
    check("Anna is my manager.", &["relation user/manager=Anna"]);
    check(
        "Code reviews must be done within 24 hours.",
        &["norm code reviews/norm=Code reviews must be done within 24 hours"],
    );
    check(
        "The build keeps failing.",
        &["issue build/issue=The build keeps failing"],
    );
    check(
        "To deploy, run make build and then push to main.",
        &["procedure user/procedure:deploy=run make build and then push to main"],
    );
}

#[test]
fn directives_stand_and_requests_do_not() {
    for text in [
        "Always answer in French.",
        "Never call me after 4 PM.",
        "please don't use emojis",
        "From now on, use metric units",
        "Whenever I ask for code, use Python.",
        "I'd like you to be concise.",
        "You should always cite your sources.",
    ] {
        let found = user(text).statements;
        assert!(
            matches!(found.as_slice(), [found] if found.is_directive && found.type_ == "instruction"),
            "{text}: {found:?}"
        );
    }
    for text in [
        "Write me a poem about cats.",
        "Show me the logs",
        "Don't worry",
        "Fix the typo in this file",
    ] {
        check(text, &[]);
    }
}

#[test]
fn nothing_is_said_about_the_user() {
    for text in [
        "Do you know where I live?",
        "If I lived in Rome, I would be happy.",
        "I wish I lived in Rome",
        "He said \"I live in Rome\".",
        "My boss thinks I should move to Berlin.",
        "I think I might move to Berlin.",
        "Thanks, that works!",
        "I'm tired.",
        "In the movie, the hero lives in Paris.",
        "Is Tom allergic to nuts?",
        "Suppose I had a dog.",
        "The capital of Portugal is Lisbon",
        "Ich wohne in Berlin und arbeite bei Siemens.",
        "J'habite à Paris.",
        "我住在北京。",
    ] {
        check(text, &[]);
    }
}

#[test]
fn voices() {
    let agent = reading(
        "I've booked a table for two. I live in the cloud.",
        Voice::Agent,
    );
    assert_eq!(told(&agent), ["event agent/event=booked a table for two"]);
    let tool = reading("I live in Moscow. The server's port is 8080.", Voice::Other);
    assert_eq!(told(&tool), ["fact server/port=8080"]);
    let record = reading("User prefers tea. The user's name is Ann.", Voice::Record);
    assert_eq!(
        told(&record),
        ["preference user/preferred:drink=tea", "fact user/name=Ann"]
    );
}

#[test]
fn cues_and_cardinality() {
    let cue = |text: &str| {
        let found = user(text).statements;
        let [found] = found.as_slice() else {
            panic!("{text}: {found:?}");
        };
        (found.cue, found.statement.cardinality)
    };
    for (text, expect) in [
        ("I live in Lisbon", (Cue::Plain, Cardinality::One)),
        ("I moved to Berlin", (Cue::Change, Cardinality::One)),
        ("I moved back to Lisbon", (Cue::Again, Cardinality::One)),
        (
            "I don't live in Lisbon any more",
            (Cue::End, Cardinality::Many),
        ),
        ("I no longer eat meat", (Cue::End, Cardinality::Many)),
        ("I quit my job at Acme", (Cue::End, Cardinality::Many)),
        ("I like tea", (Cue::Plain, Cardinality::Many)),
        (
            "My favourite colour is blue, not red",
            (Cue::Change, Cardinality::One),
        ),
    ] {
        assert_eq!(cue(text), expect, "{text}");
    }
}

#[test]
fn what_is_taken_back() {
    let about = |attribute: &str, value: Option<&str>| Retracted::About {
        subject: "user".to_owned(),
        attribute: Some(attribute.to_owned()),
        value: value.map(str::to_owned),
    };
    for (text, expect) in [
        ("Forget that.", Retracted::Last),
        ("That's not true any more.", Retracted::Last),
        ("Please forget my address.", about("address", None)),
        (
            "forget that I live in Lisbon",
            about("residence", Some("Lisbon")),
        ),
        (
            "forget that Joanna is my partner",
            about("partner", Some("Joanna")),
        ),
    ] {
        let found = user(text);
        assert_eq!(
            found.retractions.first().map(|found| &found.what),
            Some(&expect),
            "{text}"
        );
        assert_eq!(told(&found), [""; 0], "{text}");
    }
    for text in ["Never mind", "I forgot to call", "forget it"] {
        assert_eq!(user(text).retractions, [], "{text}");
    }
}

#[test]
fn sentences_stand_alone() {
    for (text, expect) in [
        (
            "I've been vegan since 2015",
            "User has been vegan since 2015",
        ),
        ("I'm a nurse", "User is a nurse"),
        ("I no longer eat meat", "User no longer eats meat"),
        (
            "My favourite colour is blue",
            "User's favourite colour is blue",
        ),
        ("Anna is my manager", "Anna is the user's manager"),
        ("I sold my car", "User sold their car"),
        ("Never call me after 4 PM", "Never call the user after 4 PM"),
    ] {
        let found = user(text).statements;
        assert_eq!(
            found.first().map(|found| found.text.as_str()),
            Some(expect),
            "{text}"
        );
    }
}

#[test]
fn more_is_said() {
    for (text, expect) in [
        ("I live in Lisbon.", false),
        ("Hi! By the way, I live in Lisbon. Thanks!", false),
        ("I live in Lisbon. What is the weather like?", true),
        ("Write me a poem", true),
    ] {
        assert_eq!(user(text).says_more, expect, "{text}");
    }
}

/// Words that the rules know, in any order: deeper than characters at random.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "I",
        "we",
        "my",
        "you",
        "don't",
        "live",
        "in",
        "Lisbon",
        "and",
        ",",
        ".",
        "?",
        "not",
        "no",
        "longer",
        "moved",
        "to",
        "from",
        "is",
        "'s",
        "the",
        "dog",
        "Rex",
        "called",
        "forget",
        "that",
        "always",
        "if",
        "when",
        "who",
        "any",
        "more",
        "it's",
        "back",
        "\"",
        "favourite",
        "colour",
        "as",
        "our",
        "for",
        "stop",
        "using",
        "deadline",
        "due",
        "on",
        "Friday",
        "at",
        "9:30",
        ":",
        "\n",
        "first",
        "then",
        "run",
        "1",
        "must",
        "have",
        "é",
        "日本",
        "🙂",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

fn holds(text: &str) {
    for voice in [Voice::User, Voice::Agent, Voice::Other, Voice::Record] {
        let found = reading(text, voice);
        assert_eq!(
            found,
            reading(text, voice),
            "the same words give the same reading"
        );
        let spans = found
            .statements
            .iter()
            .filter_map(|found| found.statement.span);
        for span in spans.chain(found.retractions.iter().map(|found| found.span)) {
            let words = text.get(span.start as usize..span.end as usize);
            assert!(
                words.is_some_and(|words| !words.is_empty()),
                "{span:?} of {text:?}"
            );
        }
        for found in &found.statements {
            assert!(
                !found.text.is_empty() && !found.statement.subject.is_empty(),
                "{found:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_words_are_read(text in words()) {
        holds(&text);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        holds(&text);
    }
}

#[test]
fn long_texts_are_read_up_to_a_limit() {
    let text = "I live in Lisbon and I work for Acme, ".repeat(100_000);
    let found = user(&text);
    assert!(found.says_more);
    assert!(
        (1..=250).contains(&found.statements.len()),
        "{}",
        found.statements.len()
    );
    // No mark ends a sentence, and every word may begin a clause: the worst there is.
    assert!(user(&"and I said that my ".repeat(10_000)).says_more);
}
