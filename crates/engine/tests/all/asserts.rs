//! What does not say, of the speaker and of now and without restriction, that something else holds closes
//! nothing: what others say, stories and jokes; what is so today only, in one way or with somebody; what is
//! planned or offered; what happens with a thing; what is long past. Each group has its controls.

use crate::common::*;

/// Not the speaker's own words, or not told as so.
const UNSAID: &[Closing] = &[
    (
        "I live in Lisbon.",
        &[
            "I live in Berlin, said Tom.",
            "I moved to Berlin, Tom told me.",
            "Tom said to me on the phone, I moved to Berlin.",
            "Tom: I moved to Berlin\nMe: wow",
            "In the novel I am writing, I live in Berlin.",
            "In my imagination I live in Berlin.",
            "I moved to Berlin in my head already.",
            "Write a story that starts with: I moved to Berlin.",
            "Example sentence: I moved to Berlin.",
            "Here is my essay:\nI moved to Berlin in May. The winters are cold.",
            "I told my mum a lie: I live in Berlin.",
            "I live in Berlin is the title of a song.",
            "lol my ip says i live in berlin",
            "Google thinks I live in Berlin.",
            "According to the form I live in Berlin.",
            "I moved to Berlin, jk",
        ],
        &[
            "I live in Berlin now.",
            "I live in Berlin now, haha",
            "I moved to Berlin.",
            "Tom asked where I am: I live in Berlin now.",
        ],
    ),
    (
        "I'm allergic to penicillin.",
        &[
            "You said I'm not allergic to penicillin, that is wrong.",
            "My brother says I'm not allergic to penicillin.",
        ],
        &["I'm not allergic to penicillin after all."],
    ),
    (
        "My name is Peter.",
        &["I'm Batman, haha"],
        &["Actually my name is Paul."],
    ),
];

/// Ends and negations that are restricted, or are of something else.
const LIMITED: &[Closing] = &[
    (
        "I'm allergic to penicillin.",
        &[
            "I'm not only allergic to penicillin, but to latex as well.",
            "I'm not just allergic to penicillin, also to latex.",
            "I'm no longer surprised that I'm allergic to penicillin.",
            "Please delete the penicillin reminder.",
            "The penicillin order is no longer needed.",
            "You can forget about the penicillin order, it was cancelled.",
        ],
        &[
            "I'm no longer allergic to penicillin.",
            "I'm not allergic to penicillin.",
        ],
    ),
    (
        "I take metformin.",
        &["I stopped taking metformin in the evening, now only mornings."],
        &["I stopped taking metformin."],
    ),
    (
        "I speak French.",
        &[
            "I don't speak French well.",
            "I don't speak French with my kids.",
            "I don't speak French at work.",
        ],
        &["I don't speak French.", "I don't speak French any more."],
    ),
    (
        "I use Slack.",
        &[
            "I don't use Slack on weekends.",
            "I'm not using Slack today, it's down.",
            "I don't use Slack for private things.",
        ],
        &[
            "I don't use Slack any more.",
            "I stopped using Slack this month.",
        ],
    ),
    (
        "I have two kids.",
        &["I don't have kids with me today."],
        &[],
    ),
    (
        "I am married.",
        &["I am not married to my job."],
        &["I'm not married any more."],
    ),
    (
        "I'm vegetarian.",
        &[
            "I'm not the only vegetarian here.",
            "I'm not being vegetarian this weekend.",
        ],
        &["I'm no longer vegetarian.", "I'm not vegetarian."],
    ),
    (
        "I play tennis with Ken on Thursdays.",
        &[
            "I don't play tennis with Ken on Fridays.",
            "I'm not playing tennis with Ken this week.",
        ],
        &["I don't play tennis with Ken any more."],
    ),
    (
        "I'm the team lead of Apollo.",
        &["I'm not the team lead of Zeus."],
        &["I'm no longer the team lead of Apollo."],
    ),
    (
        "I am a teacher.",
        &["I'm not a teacher of maths."],
        &["I'm not a teacher any more."],
    ),
    (
        "We have a standup every day at 9:30.",
        &[
            "Today's standup at 9:30 is cancelled.",
            "Standup is cancelled tomorrow.",
        ],
        &[],
    ),
    (
        "I have therapy on Thursdays.",
        &["Therapy is cancelled this Thursday."],
        &[],
    ),
    (
        "My flight is on Friday.",
        &[],
        &["My flight on Friday is cancelled."],
    ),
    (
        "My bank is Santander.",
        &["I cancelled a card at Santander."],
        &["I closed my account at Santander."],
    ),
    ("My desk is 3K.", &["There's no monitor at 3K."], &[]),
    (
        "My book club is reading Shogun.",
        &["My book club dropped Shogun from the list."],
        &[],
    ),
];

/// What is so for a time, or on some days.
const PASSING: &[Closing] = &[
    (
        "I drive a Volvo V60.",
        &[
            "I'm driving a rental Fiat this week.",
            "My car's in the garage so I have a rental, a Fiat Panda.",
            "The car is in for an inspection.",
        ],
        &[
            "I drive a Fiat now.",
            "I bought a Fiat this week and sold the Volvo.",
        ],
    ),
    (
        "I live in Munich.",
        &[
            "I'm living at my sister's in Augsburg while the bathroom is being renovated.",
            "I'm living with my parents in Ulm for the summer.",
            "I live in Berlin on weekends.",
        ],
        &[
            "From next week I'm in Berlin for good.",
            "I moved to Ulm this week.",
            "I live in Ulm until further notice.",
        ],
    ),
    (
        "My manager is Olga.",
        &[
            "While Olga is on vacation, Ben is my manager.",
            "Ben is my acting manager this month.",
        ],
        &["Ben is my manager now.", "Since Monday Ben is my manager."],
    ),
    (
        "My alarm is set for 6:30.",
        &["Set my alarm to 5:00 for tomorrow only."],
        &["Set my alarm to 5:00 from now on."],
    ),
    (
        "Standup is at 9.",
        &["Standup is at 10 tomorrow because of the all-hands."],
        &["Standup is at 10 now."],
    ),
    (
        "I work in the Zurich office.",
        &["I'm working from the London office this week."],
        &["I work in the London office now."],
    ),
];

/// What is to come, what happens with a thing, what is long past.
const UNDONE: &[Closing] = &[
    (
        "I work at Siemens.",
        &[
            "I got an offer from Bosch.",
            "I got an offer from Bosch but haven't decided.",
            "I joined Bosch back in 1999.",
        ],
        &[
            "I accepted the offer from Bosch.",
            "I got the job at Bosch.",
        ],
    ),
    (
        "My phone is a Pixel.",
        &[
            "I ordered an iPhone, it arrives next week.",
            "I'm getting an iPhone for Christmas.",
            "I lost my phone. Found it in the sofa!",
            "I dropped my phone, but it's fine.",
        ],
        &["My phone is an iPhone now."],
    ),
    (
        "I live in Ghent.",
        &[
            "We're buying a house in Bruges, the keys come in May.",
            "I moved to Berlin when I was ten.",
            "I moved to Berlin for a year back in 2012.",
        ],
        &["We moved to Bruges."],
    ),
    (
        "My boss is Eva.",
        &["From January Dirk will be my boss."],
        &["Dirk is my boss now."],
    ),
    (
        "My wife is Ana.",
        &["I lost my wife in the supermarket lol"],
        &[],
    ),
    (
        "Rui quit yesterday.",
        &["I hired Beatriz to replace Rui."],
        &[],
    ),
];

#[tokio::test]
async fn what_nobody_says_as_so_closes_nothing() {
    check_closing(UNSAID).await;
}

#[tokio::test]
async fn what_is_restricted_ends_nothing_that_is_not() {
    check_closing(LIMITED).await;
}

#[tokio::test]
async fn what_holds_for_a_time_stands_beside_what_is_usual() {
    check_closing(PASSING).await;
}

#[tokio::test]
async fn what_has_not_happened_or_is_long_past_closes_nothing() {
    check_closing(UNDONE).await;
}
