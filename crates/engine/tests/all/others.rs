//! What is said of one thing or person leaves another alone, and what people have several of joins. Each row
//! has its control, which must close.

use engine::ListMemories;
use types::Status;

use crate::common::*;

const ROWS: &[Closing] = &[
    // Of somebody else, whose value is the same.
    (
        "My mum lives in Porto.",
        &["I moved from Porto to Faro."],
        &["My mum moved from Porto to Faro."],
    ),
    (
        "My dad works at Siemens.",
        &["I work at Bosch, not at Siemens."],
        &["My dad works at Bosch now, not at Siemens."],
    ),
    (
        "Anna works at Google.",
        &["I left Google for Stripe."],
        &["Anna left Google for Stripe."],
    ),
    (
        "My aunt works at Siemens.",
        &["I quit Siemens and joined Bosch."],
        &["My aunt quit Siemens and joined Bosch."],
    ),
    (
        "Tom's birthday is on 3 May.",
        &["My birthday is on 4 May, not 3 May."],
        &["Tom's birthday is on 4 May, not 3 May."],
    ),
    (
        "My dad's phone number is 555-0101.",
        &["My phone number is 555-0102 now, not 555-0101."],
        &["My dad's phone number is 555-0102 now, not 555-0101."],
    ),
    (
        "My team uses Slack.",
        &["The customer uses Teams, not Slack."],
        &["My team uses Teams now, not Slack."],
    ),
    // Of another of its kind.
    (
        "The deadline for the thesis is 1 May.",
        &["The grant deadline is 9 May, not 1 May."],
        &["The thesis deadline is 9 May, not 1 May."],
    ),
    (
        "My flight to Rome is on Monday.",
        &["My flight to Oslo is on Tuesday, not on Monday."],
        &["My flight to Rome is on Tuesday, not on Monday."],
    ),
    (
        "The staging server runs Ubuntu.",
        &["The production server runs Debian now, not Ubuntu."],
        &["The staging server runs Debian now, not Ubuntu."],
    ),
    (
        "The iOS app is at version 4.2.",
        &["The Android app is at version 5.0 now."],
        &["The iOS app is at version 5.0 now."],
    ),
    (
        "My older son is 9.",
        &["My younger son is 7 now."],
        &["My older son is 10 now."],
    ),
    (
        "My dentist is Dr. Lee.",
        &["My orthodontist is Dr. Vance now."],
        &["My dentist is Dr. Vance now."],
    ),
    (
        "My driving licence expires in 2026.",
        &["My passport expires in 2029."],
        &["My driving licence expires in 2036 now."],
    ),
    (
        "Book club is on Tuesdays.",
        &["Choir is on Wednesdays now, no longer on Tuesdays."],
        &["Book club is on Wednesdays now, no longer on Tuesdays."],
    ),
    (
        "The bakery opens at 8.",
        &["From this week on the shop opens at 7."],
        &["From this week on the bakery opens at 7."],
    ),
    (
        "In winter I wear a parka.",
        &["In summer I wear a raincoat now."],
        &[],
    ),
    (
        "I take the 8:05 bus every morning.",
        &["If I ever miss it, I take the 8:35 bus."],
        &["I take the 8:35 bus every morning now."],
    ),
    // Of another kind than its values, or only supposed.
    (
        "My coffee order is a flat white.",
        &["I usually go for a run before breakfast."],
        &["I usually go for an espresso now."],
    ),
    (
        "We live in a bungalow.",
        &["I have a boat."],
        &["We live in a townhouse now."],
    ),
    (
        "I live in Oslo.",
        &["Unless I get a visa, I live in Rome.", "Tom is home now."],
        &["Rome is home now.", "I live in Rome, unless I'm mistaken."],
    ),
    // Changes that are told by what was done.
    (
        "The budget is 12k.",
        &["The grass was cut to 8 cm."],
        &["The budget was cut to 8k."],
    ),
    (
        "I take the bus to work.",
        &["I cycle to the beach.", "I walk my dog to work."],
        &["I cycle to work these days.", "I walk to work now."],
    ),
    (
        "The flight lands at 18:40.",
        &["The train is delayed, it arrives at 20:15."],
        &["The flight is delayed, it lands at 20:15."],
    ),
    // One of several.
    (
        "I subscribe to Netflix.",
        &["I subscribe to Disney+.", "I pay for Spotify every month."],
        &["I cancelled my Netflix subscription."],
    ),
    (
        "I have a cat called Tom.",
        &["I have a cat called Jerry."],
        &["My cat is called Jerry now."],
    ),
    (
        "One of my consoles is the Xbox.",
        &[
            "One of my consoles is the Switch.",
            "I've got a Game Boy at home.",
        ],
        &[],
    ),
    (
        "I'm allergic to latex.",
        &["Strawberries set off my allergies."],
        &["I'm not allergic to latex any more."],
    ),
    (
        "I am vegan.",
        &["I am on the Starter plan."],
        &["I am on a keto diet now."],
    ),
    (
        "I live in Hamburg.",
        &["My brother lives in Bonn."],
        &["I live in Bonn."],
    ),
    (
        "I smoke.",
        &["My uncle quit smoking in 2020."],
        &["I quit smoking in 2020."],
    ),
    // Of bounds of one thing the later one holds.
    (
        "Never call me after 4 PM.",
        &[
            "Never email me after 6 PM.",
            "Never call me before 6 AM.",
            "Always greet me.",
        ],
        &["Never call me after 6 PM."],
    ),
    (
        "Use emojis in your replies.",
        &["Don't use jargon."],
        &["Stop using emojis."],
    ),
    // Of what somebody has, of another name, or for another place.
    (
        "Our dog walker is Priya.",
        &["Priya's dog died.", "Priya is off sick this week."],
        &[
            "Priya moved away, so Callum walks the dog now.",
            "The dog's being walked by Callum these days.",
        ],
    ),
    (
        "I study history at Leeds.",
        &[
            "I dropped my history book.",
            "The history lecture was cancelled.",
        ],
        &["I no longer study history at Leeds."],
    ),
    (
        "I take the bus to work.",
        &["I take the bus to the gym now."],
        &["I take the tram to work now."],
    ),
    // What only ends a message.
    (
        "My dog is called Rocky.",
        &[
            "That is all for now.",
            "Forget about the weather.",
            "I'll leave it at that.",
        ],
        &["Forget that.", "I got that wrong, my dog is called Max."],
    ),
    (
        "My kitten is called Pixel.",
        &["Please remember my kitten's name."],
        &["Please forget my kitten's name."],
    ),
    (
        "My daughter's school is Riverside Academy.",
        &["Don't forget that my daughter goes to Riverside Academy."],
        &["Please forget that my daughter goes to Riverside Academy."],
    ),
];

#[tokio::test]
async fn what_is_said_of_one_leaves_the_others() {
    check_closing(ROWS).await;
}

#[tokio::test]
async fn a_message_keeps_what_stands_beside_a_statement_that_is_over() {
    let said = [
        "I'm doing a degree in philosophy, and I take the bus to work.",
        "I changed my major to biology.",
    ];
    let (h, ids) = say_daily(&said).await;
    let memory = &h.memories(&ids[..1]).await[0];
    assert_eq!(memory.status, Status::Active);
    let open: Vec<_> = memory
        .statements
        .iter()
        .filter(|one| one.closed.is_none())
        .collect();
    let values: Vec<_> = open.iter().map(|one| one.value.as_deref()).collect();
    assert_eq!(values, [Some("bus")]);
    assert!(memory.still_said().contains("I take the bus to work"));
}

#[tokio::test]
async fn a_directive_that_is_said_in_two_ways_goes_as_a_whole() {
    let said = [
        "Switch to German, always answer in German.",
        "Please reply in Dutch again from now on.",
    ];
    let (h, ids) = say_daily(&said).await;
    let memories = h.memories(&ids).await;
    assert_eq!(memories[0].status, Status::Superseded);
    assert_eq!(memories[1].status, Status::Active);
}

#[tokio::test]
async fn an_order_is_pinned_whatever_it_is_about() {
    let orders = [
        "Don't use emojis.",
        "Stop using emojis.",
        "Only suggest vegan recipes.",
        "I want you to address me as Captain.",
        "Please call me Captain from now on.",
    ];
    let facts = ["I am vegan.", "My friends call me Cap.", "Don't worry."];
    for (text, is_order) in
        (orders.map(|text| (text, true)).into_iter()).chain(facts.map(|text| (text, false)))
    {
        let (h, _) = say_daily(&[text]).await;
        let access = h.anyone().await;
        let page = h
            .engine
            .list_memories(&access, ListMemories::default())
            .await;
        let is_pinned = page
            .expect("works")
            .items
            .iter()
            .any(|memory| memory.pinned);
        assert_eq!(is_pinned, is_order, "{text}");
    }
}

#[tokio::test]
async fn a_change_that_began_earlier_ends_what_was_before_then() {
    let h = Harness::new().await;
    let said = [
        (1, "I live in Lisbon."),
        (20, "I moved to Berlin five days ago."),
    ];
    let events = said.iter().map(|(day, text)| said_on(*day, text)).collect();
    let ids = h.tell(events).await;
    let memories = h.memories(&ids).await;
    let closed = memories[0].statements[0]
        .closed
        .as_ref()
        .expect("is closed");
    let said_at = memories[1].event_date.expect("is dated");
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    assert!(closed.valid_to > said_at.plus_ms(-7 * DAY_MS), "{closed:?}");
    assert!(closed.valid_to < said_at.plus_ms(-4 * DAY_MS), "{closed:?}");
}
