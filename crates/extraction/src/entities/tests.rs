use proptest::prelude::*;

use super::*;

/// `expect`: "name (type), ...", a name without a type alone.
fn check(text: &str, expect: &str) {
    let got: Vec<String> = find(text)
        .into_iter()
        .map(|entity| match entity.type_ {
            Some(kind) => format!("{} ({kind})", entity.name),
            None => entity.name,
        })
        .collect();
    assert_eq!(got.join(", "), expect, "{text}");
}

#[test]
fn people() {
    check("I had lunch with Anna.", "Anna (person)");
    check("My sister Bjarne called", "Bjarne (person)");
    check("Dr. Lee is my dentist", "Dr. Lee (person)");
    check(
        "My mentor was Professor Okonkwo",
        "Professor Okonkwo (person)",
    );
    check("Priya leads the platform team", "Priya (person)");
    check("Anna's brother Tom", "Anna (person), Tom (person)");
    check("I met Maria Lopez", "Maria Lopez (person)");
    check(
        "Ludwig van Beethoven wrote it",
        "Ludwig van Beethoven (person)",
    );
    check("will you come?", "");
    check("Grace is my boss", "Grace (person)");
    check("Call me Sam", "Sam (person)");
    check("My dog Rex barks", "Rex");
}

#[test]
fn organisations() {
    check("I work at Acme Corp.", "Acme Corp (organisation)");
    check("I work for Initech", "Initech (organisation)");
    check("She joined Google", "Google (organisation)");
    check(
        "He studied at the University of Oslo",
        "University of Oslo (organisation)",
    );
    check("I started at AVL", "AVL (organisation)");
    check("Bank of America called", "Bank of America (organisation)");
}

#[test]
fn places() {
    check("I live in Lisbon", "Lisbon (place)");
    check(
        "i moved to new york last year",
        "new york (place), last year (date)",
    );
    check(
        "We moved from Vienna to Graz",
        "Vienna (place), Graz (place)",
    );
    check("Berlin is great", "Berlin (place)");
    check(
        "We hiked in Yosemite National Park",
        "Yosemite National Park (place)",
    );
    check("I flew to Xanadu", "Xanadu (place)");
    check("a nice bath and some reading", "");
    check("She lives in Reading", "Reading (place)");
}

#[test]
fn products() {
    check(
        "I use VS Code and Python",
        "VS Code (product), Python (product)",
    );
    check(
        "we run postgres on docker",
        "postgres (product), docker (product)",
    );
    check("my iPhone broke", "iPhone (product)");
    check("the rust on my car", "");
    check("We write Rust", "Rust (product)");
    check("go home", "");
}

#[test]
fn quantities_and_dates() {
    check("I ran 5 km yesterday", "5 km (quantity), yesterday (date)");
    check("it costs $1,200.50", "$1,200.50 (quantity)");
    check("30 % of two hours", "30 % (quantity), two hours (quantity)");
    check("a 10kg bag", "10kg (quantity)");
    check("on March 5 with Ben", "March 5 (date), Ben (person)");
    check("I have 2 dogs", "");
}

#[test]
fn what_is_no_name() {
    for text in [
        "",
        "The weather is nice.",
        "I'm OK. Thanks!",
        "Dogs are great",
        "I speak French",
        "WHY DO YOU SHOUT AT ME",
        "Music helps",
        "Please call me",
        "On Mondays",
        "My name is a secret",
        "Yesterday's meeting went well.\u{0}",
    ] {
        let names = find(text);
        let names = names.iter().filter(|e| e.type_.as_deref() != Some("date"));
        assert_eq!(names.collect::<Vec<_>>(), Vec::<&Entity>::new(), "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics(text in "(Anna|Dr|[.]|'s|’s|New York| of | |[A-Z]{1,3}|5 ?km|[$]|-|&|\\PC){0,20}") {
        for entity in find(&text) {
            prop_assert!(text.contains(&entity.name));
            prop_assert!(!entity.name.is_empty());
        }
    }
}
