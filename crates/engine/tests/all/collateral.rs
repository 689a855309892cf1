//! What ordinary sentences must leave alone: a value that stands in them, together with a word of an end,
//! closes nothing that they are not about. Each has its control, which must close.

use crate::common::*;

const ROWS: &[Closing] = &[
    (
        "I am a designer at Figma.",
        &["I am a designer at night."],
        &["I now work at Canva."],
    ),
    (
        "I use Postman at work.",
        &["I use Excel at work now."],
        &["I don't use Postman any more."],
    ),
    (
        "I like snorkelling.",
        &["These days I like curling as well."],
        &["I no longer like snorkelling."],
    ),
    (
        "The quarterly report is due March 9th.",
        &["The audit got postponed to August 20th."],
        &[
            "The quarterly report is due April 8th.",
            "The quarterly report got postponed to August 20th.",
        ],
    ),
    (
        "Our boy is a pupil at Maple Lane Elementary.",
        &["My daughter goes to Willowbrook Primary now."],
        &["My son goes to Willowbrook Primary now."],
    ),
    (
        "I have home insurance with Allianz.",
        &["I have pet insurance with Admiral."],
        &[
            "I've changed my home insurance, I'm with Admiral now.",
            "I found a cheaper home insurance, it's with Admiral now.",
        ],
    ),
    (
        "My favourite flower is hydrangea.",
        &["In winter my favourite flower is the snowdrop."],
        &[
            "For the record, my new fav flower is salmon rose.",
            "I like sunflowers best now, that's my favourite flower.",
        ],
    ),
    (
        "My flat is in Accra.",
        &["My office is in Utrecht."],
        &["I relocated to Utrecht for work."],
    ),
    (
        "I keep the spare house key in the glove compartment.",
        &["We keep the spare tyre in the shed now."],
        &["We keep the spare key in the toolbox now."],
    ),
    (
        "I work for Priya, she's my manager.",
        &["Samir is our team lead now."],
        &["My manager is Samir now."],
    ),
    (
        "The lead of our team is Hannah.",
        &["The lead of their team is Lucia."],
        &["Lucia is our team lead now."],
    ),
    (
        "My sister is called Ada.",
        &[
            "Ada closed the door.",
            "Ada cancelled lunch.",
            "Ada stopped by for coffee.",
            "Ada is wrong about that.",
            "Delete Ada from the mailing list.",
            "I was kidding, Ada is great.",
            "\"Ada\", \"closed\": ",
            "I cancelled dinner with Ada.",
            "Ada no longer answers.",
        ],
        &[],
    ),
    (
        "My dog is called Rex.",
        &["Rex is no longer hungry.", "My cat is called Tom, not Rex."],
        &["Rex died."],
    ),
    (
        "I work at Acme.",
        &[
            "Acme closed its Milan branch.",
            "Acme no longer sells paint.",
        ],
        &[
            "I left Acme.",
            "I no longer work at Acme.",
            "Acme let me go.",
            "Forget that I work at Acme.",
        ],
    ),
    (
        "I live in Rome.",
        &[
            "My flight to Rome is cancelled.",
            "Remove Rome from the itinerary.",
            "My parents no longer live in Rome.",
            "My boss lives in Oslo, not in Rome.",
            "No, my brother lives in Oslo, not Rome.",
            "The conference is in Oslo, not Rome.",
            "Translate: I moved to Oslo.",
            "Fix the grammar: I moves to Oslo.",
        ],
        &[
            "No, I live in Oslo, not in Rome.",
            "I no longer live in Rome.",
        ],
    ),
    (
        "I'm allergic to peanuts.",
        &["The shop no longer sells peanuts."],
        &["I'm no longer allergic to peanuts."],
    ),
    (
        "I'm allergic to penicillin.",
        &["The penicillin order is cancelled."],
        &[],
    ),
    (
        "I take 5 mg of warfarin daily.",
        &["The pharmacy no longer stocks warfarin."],
        &["I no longer take warfarin.", "I stopped taking warfarin."],
    ),
    (
        "My locker code is 42.",
        &["Please remove 42 from the list."],
        &["Forget my locker code."],
    ),
    (
        "My flight is on Friday at 9.",
        &[
            "The Friday meeting is cancelled.",
            "Forget about dinner on Friday.",
        ],
        &["My flight is cancelled.", "The Friday flight is cancelled."],
    ),
    (
        "Always answer in French.",
        &["My aunt no longer speaks French."],
        &[
            "You no longer need to answer in French.",
            "Stop answering in French.",
            "Forget about answering in French.",
        ],
    ),
    (
        "Never call me after 4 PM.",
        &["The 4 PM call is cancelled."],
        &["Forget that you should never call me after 4 PM."],
    ),
    (
        "My brother Tom lives in Oslo.",
        &["That's wrong, 9 plus 10 is 19."],
        &["That's wrong.", "Tom no longer lives in Oslo."],
    ),
    (
        "I use Netflix.",
        &[
            "I closed the Netflix ticket.",
            "Netflix no longer works in the browser.",
        ],
        &[
            "I cancelled Netflix.",
            "I cancelled my Netflix subscription.",
        ],
    ),
    (
        "I drive a Fiat.",
        &["My neighbour sold his Fiat."],
        &["I sold the Fiat.", "The Fiat is sold."],
    ),
    (
        "I like tea.",
        &["My aunt no longer likes tea."],
        &[
            "I don't like tea anymore.",
            "I no longer like tea.",
            "I stopped liking tea.",
        ],
    ),
    ("I smoke.", &[], &["I don't smoke anymore."]),
    (
        "The Tuesday meeting is in room 4.",
        &[],
        &["The Tuesday meeting is cancelled."],
    ),
    (
        "I lift at FitLab.",
        &[
            "FitLab was closed today.",
            "FitLab closes early on Sundays.",
            "I didn't go to FitLab today.",
            "My brother quit FitLab.",
        ],
        &["I cancelled FitLab.", "I no longer lift at FitLab."],
    ),
    (
        "My babysitter is Steph.",
        &[
            "Steph can't babysit tomorrow.",
            "Steph cancelled tonight.",
            "Steph stopped by to say hi.",
        ],
        &["We don't book Steph for babysitting anymore."],
    ),
    (
        "Our vet is Dr. Teague.",
        &[
            "Dr. Teague is on holiday this week.",
            "We cancelled Friday's visit at Dr. Teague.",
            "My neighbour left Dr. Teague for another vet.",
        ],
        &["We fired Dr. Teague as our vet."],
    ),
    (
        "I'm with EE for my mobile.",
        &[
            "My son's EE contract is cancelled.",
            "EE had no signal all day.",
            "The EE shop in town has closed.",
        ],
        &["My sim from EE is cancelled."],
    ),
    (
        "My manager is Leandro.",
        &[
            "Leandro is out this week.",
            "Leandro left early today.",
            "Leandro stepped out of the meeting.",
        ],
        &["Leandro stepped down as my boss, nobody's replaced them."],
    ),
    (
        "My desk is 3K.",
        &["I left my charger at desk 3K."],
        &["I cleared out desk 3K, I'm fully remote."],
    ),
    (
        "My lab report is due November 20th.",
        &["The November 20th concert is cancelled."],
        &[],
    ),
    (
        "My employer is Philips.",
        &[
            "Philips fired two hundred people.",
            "My wife left Philips.",
            "I didn't go to work at Philips today.",
        ],
        &[],
    ),
    (
        "My bank is Santander.",
        &["Santander closed the branch in our street."],
        &[],
    ),
    (
        "I drive a Volvo.",
        &[
            "My Volvo broke down again.",
            "I left the Volvo at the station.",
            "My dad sold his Volvo.",
        ],
        &["I sold the Volvo."],
    ),
    (
        "I live in Lyon.",
        &[
            "I left Lyon at noon, back on Sunday.",
            "My sister moved out of Lyon.",
        ],
        &[],
    ),
    (
        "I'm vegan.",
        &[
            "My boyfriend stopped being vegan.",
            "The vegan place on our street has closed.",
        ],
        &[],
    ),
    (
        "My phone number is 555-0174.",
        &["My work phone isn't 555-0999 anymore."],
        &[],
    ),
    (
        "My coffee order is a flat white.",
        &[
            "I didn't have a flat white today.",
            "They ran out of flat white today.",
        ],
        &[],
    ),
    (
        "My supervisor is Prof. Nyberg.",
        &[
            "Prof. Nyberg cancelled our meeting.",
            "Prof. Nyberg dropped one of his students.",
        ],
        &[],
    ),
    (
        "I play the piano.",
        &["I stopped playing the piano at midnight."],
        &[],
    ),
    (
        "I take metformin.",
        &[
            "I forgot to take my metformin today.",
            "My dad stopped taking metformin.",
        ],
        &["I stopped taking metformin."],
    ),
    ("I'm reading Shogun.", &["I left Shogun on the bus."], &[]),
    (
        "My favourite band is Muse.",
        &["Muse cancelled their tour.", "My sister is over Muse."],
        &[],
    ),
    (
        "I go to work by train.",
        &[
            "The train is cancelled today.",
            "No train this morning, so I walked.",
        ],
        &[],
    ),
    (
        "My standup is at 9:30.",
        &["We skipped the 9:30 standup yesterday."],
        &[],
    ),
    ("We deploy on Tuesdays.", &["No deploy this Tuesday."], &[]),
    (
        "Our database is Postgres.",
        &[
            "Postgres went down last night.",
            "The other team dropped Postgres.",
        ],
        &[],
    ),
    (
        "My dentist is Dr. Hale.",
        &["I missed my appointment with Dr. Hale."],
        &[],
    ),
    (
        "My internet provider is Comcast.",
        &["Comcast is down again.", "My parents cancelled Comcast."],
        &[],
    ),
    (
        "I subscribe to Netflix.",
        &["My roommate cancelled Netflix."],
        &[],
    ),
    (
        "My landlord is Mr. Cole.",
        &["Mr. Cole sold his boat."],
        &[],
    ),
    ("My tutor is Greta.", &["Greta left a message."], &[]),
    (
        "I have a cat named Biscuit.",
        &[
            "Biscuit ran away from the vacuum cleaner.",
            "Biscuit stopped eating.",
        ],
        &[],
    ),
    (
        "My name is Craig.",
        &[
            "Here's my workflow:\n```yaml\n- name: Run tests\n  run: pytest\n```",
            "I'm not sure if my name is Karl in their system.",
        ],
        &["Actually, my name is Karl."],
    ),
    (
        "I'm struggling with drafting my essay.",
        &["I've gathered 22 articles from JSTOR, can you help me organize them for my essay?"],
        &["I'm no longer struggling with drafting my essay."],
    ),
    (
        "I want to improve my resume by June 1.",
        &["I updated my LinkedIn headline on July 5."],
        &["I no longer want to improve my resume."],
    ),
    (
        "I wear a hat.",
        &["No worries, John!", "Sorry to hear that, John."],
        &["I don't wear a hat any more."],
    ),
    (
        "My blood type is A positive.",
        &["My son's blood type is positive."],
        &[
            "My blood type isn't A positive.",
            "My blood type is O positive.",
        ],
    ),
    (
        "My daughter Ella goes to Riverside Academy.",
        &[
            "My niece Lena has changed schools, she goes to Park Lane School now.",
            "Ella has a new bike, she goes to the park now.",
        ],
        &["Ella has changed schools, she goes to Park Lane School now."],
    ),
    (
        "I'm learning Japanese.",
        &["I'm learning Finnish now, too."],
        &["I've switched languages, I'm learning Finnish now."],
    ),
    (
        "My cat is called Miso.",
        &["Miso has a new food. It is raw turkey mince."],
        &[],
    ),
    (
        "My training goal this year is the Berlin Marathon.",
        &["I'm not training this weekend."],
        &["Injured my ankle, so I'm not training for anything at the moment."],
    ),
    (
        "My dentist is Dr. Haddad.",
        &["My sister changed dentists and goes to Dr. Novak now."],
        &["I changed dentists and go to Dr. Novak now."],
    ),
    (
        "I have a cat called Mochi.",
        &[
            "There's a cat named Biscuit in our household.",
            "Pepper is one of my cats.",
        ],
        &["My cat is called Biscuit now."],
    ),
    (
        "The tech lead of our team is Gustavo.",
        &["Our new office is in Oslo."],
        &["Our new tech lead is Naomi."],
    ),
    (
        "I take lisinopril for my blood pressure.",
        &["I take vitamin D, too."],
        &["My new blood pressure pills are atenolol."],
    ),
    (
        "I'm a member of Gold's Gym.",
        &["My brother joined Equinox."],
        &["I joined Equinox."],
    ),
];

#[tokio::test]
async fn a_value_that_only_stands_in_a_sentence_closes_nothing() {
    check_closing(ROWS).await;
}
