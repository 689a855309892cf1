use proptest::prelude::*;

use super::*;

fn check(a: &str, b: &str, expect: Option<Opposition>) {
    assert_eq!(opposes(a, b), expect, "{a} / {b}");
    assert_eq!(opposes(b, a), expect, "{b} / {a}");
}

#[test]
fn other_languages() {
    let negation = Some(Opposition::Negation);
    let (noix, nuts) = (
        "Je suis allergique aux noix",
        "Ich bin gegen Nüsse allergisch",
    );
    check(noix, "Je ne suis pas allergique aux noix", negation);
    check(nuts, "Ich bin nicht gegen Nüsse allergisch", negation);
    check(noix, "Je suis allergique aux noix.", None);
    let words = Some(Opposition::Words);
    check("我对花生过敏", "我对花生不过敏", words);
    check("ฉันแพ้ถั่วลิสง", "ฉันชอบแมว", words);
    check("אני אלרגי לבוטנים", "אני לא אלרגי לבוטנים", words);
    check("我对花生过敏", "我对花生过敏。", None);
}

#[test]
fn negations() {
    let expect = Some(Opposition::Negation);
    check("User likes tea", "User does not like tea", expect);
    check("User likes tea", "User doesn't like tea.", expect);
    check("User loves mornings", "User hates mornings", expect);
    check("User eats meat", "User no longer eats meat", expect);
    check("User eats meat", "User never eats meat", expect);
    check("User smokes", "User quit smoking", expect);
    check("User lives in Rome", "User used to live in Rome", expect);
    check("Emails are allowed", "Emails are forbidden", expect);
    check(
        "User is happy with Acme",
        "User is unhappy with Acme",
        expect,
    );
    check(
        "Users trust the report",
        "Users distrust the report",
        expect,
    );
    check(
        "User likes tea but hates coffee",
        "User hates tea but likes coffee",
        expect,
    );
    check(
        "User prefers tea over coffee",
        "User prefers coffee over tea",
        expect,
    );
    check(
        "User drinks tea, not coffee",
        "User drinks coffee, not tea",
        expect,
    );
    check("Always use emojis", "Never use emojis", expect);
    check(
        "User uses tea instead of coffee",
        "User uses coffee instead of tea",
        expect,
    );
}

#[test]
fn words_that_exclude_each_other() {
    let expect = Some(Opposition::Antonyms);
    check("User prefers dark mode", "User prefers light mode", expect);
    check(
        "The user likes dark mode.",
        "User prefers light themes",
        expect,
    );
    check(
        "The window is on the left",
        "The window is on the right",
        expect,
    );
    check(
        "User's favourite colour is blue",
        "User's favorite color is green",
        expect,
    );
    check("User has a dog", "User has a cat", expect);
    check("User drinks tea", "User drinks coffee", expect);
    check("User speaks French", "User speaks German", expect);
    check("User sold a car", "User bought a car", expect);
    check("Reports are weekly", "Reports are monthly", expect);
    check("User codes in C", "User codes in C++", expect);
}

#[test]
fn numbers_and_units() {
    check(
        "User has two dogs",
        "User has 3 dogs",
        Some(Opposition::Numbers),
    );
    check("User is 34", "User is 35", Some(Opposition::Numbers));
    check(
        "It costs 3.5 dollars",
        "It costs 3.6 dollars",
        Some(Opposition::Numbers),
    );
    check("User ran 5 km", "User ran 5 miles", Some(Opposition::Units));
    check(
        "never call after 4 PM",
        "never call after 5 PM",
        Some(Opposition::Numbers),
    );
    check("User has two dogs", "User has 2 dogs", None);
    check("User ran 5 km", "User ran five kilometers", None);
}

#[test]
fn dates_and_names() {
    check(
        "The trip is on March 5",
        "The trip is on March 6",
        Some(Opposition::Dates),
    );
    check(
        "The trip is next week",
        "The trip is next month",
        Some(Opposition::Dates),
    );
    check(
        "User moved in 2019",
        "User moved in 2020",
        Some(Opposition::Dates),
    );
    check("The trip is on March 5", "The trip is on 5 March", None);
    check(
        "User lives in Lisbon",
        "User lives in Porto",
        Some(Opposition::Names),
    );
    check(
        "User works at Acme",
        "User works for Initech",
        Some(Opposition::Names),
    );
    check(
        "Anna is User's boss",
        "Maria is User's boss",
        Some(Opposition::Names),
    );
    check("User works at Acme", "User works for Acme Inc.", None);
    check("User lives in NYC", "User lives in New York City", None);
}

#[test]
fn dates_count_from_when_they_were_said() {
    let at = |text: &str| Timestamp::parse(text).expect("a test's date");
    let text = "The call is tomorrow";
    let (monday, tuesday) = (at("2024-05-13"), at("2024-05-14"));
    assert_eq!(
        opposes_at((text, monday), (text, tuesday)),
        Some(Opposition::Dates)
    );
    assert_eq!(opposes_at((text, monday), (text, monday)), None);
}

#[test]
fn roles_and_words() {
    check(
        "User moved from Lisbon to Berlin",
        "User moved from Berlin to Lisbon",
        Some(Opposition::Roles),
    );
    check(
        "Anna manages Tom",
        "Tom manages Anna",
        Some(Opposition::Roles),
    );
    check("Anna and Tom are friends", "Tom and Anna are friends", None);
    check(
        "User collects stamps",
        "User collects coins",
        Some(Opposition::Words),
    );
    check(
        "User's sister is a pianist",
        "User's sister is a botanist",
        Some(Opposition::Words),
    );
}

#[test]
fn small_words_that_turn_a_sentence() {
    for (a, b) in [
        ("Children under 12 are free", "Children over 12 are free"),
        ("Book at least two seats", "Book at most two seats"),
        ("Order more than 5 items", "Order less than 5 items"),
        (
            "The bus stops in front of the station",
            "The bus stops behind the station",
        ),
        ("Flight from London", "Flight to London"),
        ("Send it via Paul", "Send it to Paul"),
        ("Only Anna may sign", "Everyone but Anna may sign"),
        ("Anna must sign", "Anna may sign"),
        ("Anna has to sign", "Anna can sign"),
        (
            "All the files are encrypted",
            "Some of the files are encrypted",
        ),
        ("Tickets until Friday", "Tickets from Friday"),
        ("They are in favour of the tax", "They are against the tax"),
        ("The light is on", "The light is off"),
        ("Call before lunch", "Call after lunch"),
        ("Coffee with sugar", "Coffee without sugar"),
        ("The first train", "The last train"),
        ("User always cycles", "User sometimes cycles"),
        ("User sometimes cycles", "User never cycles"),
        ("Buy the shares", "Sell the shares"),
        ("The shop is open", "The shop is closed"),
        ("Turn left at the bank", "Turn right at the bank"),
    ] {
        assert_ne!(opposes(a, b), None, "{a} / {b}");
        assert_ne!(opposes(b, a), None, "{b} / {a}");
    }
}

#[test]
fn paraphrases_pass() {
    for (a, b) in [
        ("User likes dark mode", "The user prefers dark mode"),
        ("User prefers dark mode.", "user prefers Dark Mode"),
        ("User loves hiking", "The user enjoys hiking a lot"),
        ("User lives in Lisbon", "User resides in Lisbon"),
        ("User lives in Lisbon", "The user is based in Lisbon"),
        ("User hates mornings", "User does not like mornings"),
        ("User is allergic to nuts", "User has a nut allergy"),
        ("User bought a car", "User purchased a car"),
        (
            "User moved from Lisbon to Berlin",
            "User moved to Berlin from Lisbon",
        ),
        ("User does not eat meat", "The user doesn't eat any meat"),
        ("User works as a nurse", "User is a nurse"),
        ("User likes tea and coffee", "User likes coffee and tea"),
        ("User has a dog", "User has a dog named Rex"),
        ("User's favorite color is blue", "The user likes blue"),
        ("I can't stand it", "I cannot stand it"),
        (
            "User flies from London to Rome",
            "User flies to Rome from London",
        ),
        ("Anna must sign it", "Anna has to sign it"),
        ("User is off on Friday", "User is off on Fridays"),
        ("User works on the app", "User works on the app every day"),
        ("All the files are encrypted", "Every file is encrypted"),
        ("", ""),
        ("", "User likes tea"),
    ] {
        check(a, b, None);
    }
}

proptest! {
    #[test]
    fn a_text_never_opposes_itself_and_order_does_not_matter(
        a in "(User |likes |hates |not |tea |coffee |Rome |5 |km |from |to |and |, |un|\\PC){0,12}",
        b in "(User |likes |hates |not |tea |coffee |Rome |5 |km |from |to |and |, |un|\\PC){0,12}",
    ) {
        prop_assert_eq!(opposes(&a, &a), None);
        prop_assert_eq!(opposes(&a, &b).is_some(), opposes(&b, &a).is_some());
        // Case and spaces aside, it is the same text.
        prop_assert_eq!(opposes(&a, &format!(" {a} ")), None);
    }
}
