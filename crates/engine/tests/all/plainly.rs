//! What people plainly say when something changed, ended or is asked to be forgotten. Each row has a sentence
//! that must leave what was said before alone, as its control.

use types::Status;

use crate::common::*;

const ROWS: &[Closing] = &[
    (
        "My mom lives in Boston.",
        &["My dad moved to Miami."],
        &["My mom moved to Miami."],
    ),
    (
        "My home city is Nairobi.",
        &["My brother moved to Lisbon for work."],
        &["I just moved to Lisbon for work."],
    ),
    (
        "The web app listens on port 8080.",
        &["The metrics exporter listens on port 9100 now."],
        &["The web app listens on port 9100 now."],
    ),
    (
        "I have a dog named Mango.",
        &["We gave Mango a bath."],
        &["We gave Mango away."],
    ),
    (
        "Hosting was switched from Fly.io to AWS Lambda.",
        &["Logging is with Fly.io again."],
        &["Our deploy target is Fly.io again."],
    ),
    (
        "Tom is responsible for the billing service.",
        &["Hana owns a boat now."],
        &["Hana owns the billing service now."],
    ),
    (
        "The project is due on March 14.",
        &["The client gave us a new logo: a fox."],
        &["The client gave us a new deadline: April 30."],
    ),
    (
        "I'm single.",
        &[
            "My sister got married to Sam last weekend.",
            "I met Sam last weekend.",
        ],
        &["I got married to Sam last weekend."],
    ),
    (
        "My wife's name is Laura.",
        &["My parents got divorced in May."],
        &["We got divorced in May."],
    ),
    (
        "Logs are kept for 30 days.",
        &[
            "I keep my bike in the shed.",
            "Backups are kept for 90 days.",
        ],
        &["We now keep logs for 90 days."],
    ),
    (
        "My nephew is 6.",
        &[
            "My niece turned 7 yesterday.",
            "He turned up at 7 yesterday.",
        ],
        &["My nephew turned 7 yesterday."],
    ),
    (
        "The company has 50 employees.",
        &["My brother's company has grown to 75 employees."],
        &["We've grown to 75 employees."],
    ),
    (
        "My dentist appointment is on Tuesday at 3pm.",
        &["My dog's vet moved her appointment to Friday at 10am."],
        &["The dentist moved my appointment to Friday at 10am."],
    ),
    (
        "Tom is the team lead.",
        &["Priya took over as platform lead."],
        &["Priya took over as team lead."],
    ),
    (
        "The client is Acme Corp.",
        &["Acme's rival is now Globex."],
        &["The client is now Globex."],
    ),
    (
        "My daughter's teacher is Mrs. Green.",
        &[
            "His teacher is now Mr. White.",
            "My teacher is now Mr. White.",
        ],
        &["Her teacher is now Mr. White."],
    ),
    (
        "I have a meeting with Paul on Monday.",
        &["The meeting with Anna was called off."],
        &["The meeting with Paul was called off."],
    ),
    (
        "Invoices go to billing@acme.example.",
        &["Parcels go to the porter."],
        &["Send invoices to accounts@acme.example now."],
    ),
    (
        "My subscription plan is Basic.",
        &["My data plan is now Premium."],
        &[
            "My subscription plan is now Premium.",
            "I cancelled my subscription to the Basic plan.",
        ],
    ),
    (
        "I am on the Basic plan.",
        &["I cancelled my subscription to the Economist."],
        &["My subscription plan is now Premium."],
    ),
    (
        "I take piano lessons.",
        &[
            "I give violin lessons.",
            "My son plays the violin now.",
            "I also take violin lessons.",
        ],
        &[
            "I no longer play the piano, I play the violin now.",
            "My musical instrument is the violin now.",
        ],
    ),
    (
        "I play the guitar.",
        &["I play the violin, too."],
        &["I went back to playing the violin."],
    ),
    (
        "My next vacation will be in Croatia.",
        &["My parents' next vacation will be in Iceland."],
        &[
            "My next vacation will be in Iceland, not in Croatia.",
            "My holiday destination is Iceland again.",
            "I am not going on holiday to Croatia anymore.",
        ],
    ),
    (
        "I have been to Norway.",
        &["I have been to Vietnam."],
        &["I made a mistake, I have never been to Norway."],
    ),
    (
        "I'm planning a summer trip to Portugal.",
        &["I have been to Cornwall in summer."],
        &["Our summer holiday is in Cornwall now."],
    ),
    (
        "I am taking piano lessons on weekends.",
        &["I give violin lessons on weekends."],
        &["My musical instrument is the violin now."],
    ),
    (
        "I am planning a vacation in Morocco.",
        &["I am planning a business trip to Rome."],
        &["My vacation destination has changed to Greece."],
    ),
    (
        "Dr. Morgan is my doctor.",
        &["I see Dr. Morgan on Friday."],
        &["I am no longer a patient of Dr. Morgan."],
    ),
    (
        "Our vet is Dr. Moreau.",
        &["We cancelled Friday's visit at Dr. Moreau."],
        &["We stopped going to Dr. Moreau with the dog."],
    ),
    (
        "My flatmate is Tyrone.",
        &["I have a second flatmate called Josh."],
        &["My old roommate left, it's Josh now."],
    ),
    (
        "My mail address is hoff.l@example.net.",
        &["My work email is lena@hoff.example now."],
        &["My email address is lena@hoff.example now."],
    ),
    (
        "The email address for my account is hoff.l@example.net.",
        &["My sister's email address is lena@hoff.example now."],
        &[
            "My new email address is lena@hoff.example.",
            "Please delete my email address.",
        ],
    ),
    (
        "My number is 07700 900288.",
        &["Can you delete the file 07700 900288 please?"],
        &["Can you delete my number 07700 900288 please?"],
    ),
    (
        "I've got a puppy called Waffles.",
        &["I don't have a rabbit anymore."],
        &["We gave Waffles away, I don't have a puppy anymore."],
    ),
    (
        "My daughter now attends Oak Hill School.",
        &["Please forget that my son goes to Oak Hill School."],
        &["Please forget that my daughter goes to Oak Hill School."],
    ),
    (
        "The budget report is due on April 2.",
        &["The grant deadline was postponed from April 3, the new date is March 14."],
        &["The budget report deadline was postponed from April 2, the new date is March 14."],
    ),
    // There is none any more.
    (
        "My physio is Marcus Webb.",
        &["I don't have any homework at the moment."],
        &["I don't have any physio at the moment."],
    ),
    (
        "My parking spot is bay 51F.",
        &["I no longer have a garden in the building."],
        &[
            "I no longer have a parking space in the building.",
            "My spot in the car park isn't bay 51F anymore, it's bay 3A.",
        ],
    ),
    // Behind words that only announce.
    (
        "I live in Porto.",
        &["Tom just told me: I moved to Galway."],
        &[
            "Just thought of something: I moved to Galway.",
            "Before I forget: I moved to Galway.",
        ],
    ),
    (
        "One of the streaming services I pay for is Spotify.",
        &["Just so you know: I subscribe to Netflix."],
        &["I no longer subscribe to Spotify."],
    ),
    (
        "I take the bus to work.",
        &["My son doesn't take the bus to work anymore, he takes the bike now."],
        &["I don't take the bus to work anymore, I take the bike now."],
    ),
    // An end that is told with what it is the end of, whatever verb tells it.
    (
        "My porch is painted charcoal.",
        &["No more charcoal for the barbecue."],
        &["No more charcoal in the porch, just bare walls for now."],
    ),
    (
        "We're getting married at Thornbury Barn.",
        &["We won't leave Thornbury Barn before midnight."],
        &["The wedding won't be at Thornbury Barn after all."],
    ),
    (
        "Please indent all snippets using tabs.",
        &["We haven't scrapped tabs as our indentation style."],
        &["We scrapped tabs as our indentation style and haven't agreed on another."],
    ),
    (
        "In Rome we're sleeping at the Golden Lantern.",
        &["We had dinner at the Golden Lantern in Rome."],
        &["Our reservation at the Golden Lantern in Rome fell through."],
    ),
    // What points back is one with the words before it.
    (
        "If you wonder where my cactus is, it's on the windowsill.",
        &["My fern isn't on the windowsill anymore."],
        &["My cactus isn't on the windowsill anymore."],
    ),
    (
        "I keep my cactus by the router.",
        &["I keep my records by the piano."],
        &["My cactus was happier before, so it's back on the windowsill."],
    ),
    (
        "My bike is a Trek.",
        &["My new skateboard is a Santa Cruz."],
        &["My bike is a Santa Cruz now."],
    ),
    // By other words for it, or by none.
    (
        "My allotment plot is number 17.",
        &["My neighbour's plot is number 22."],
        &["They've given me a different plot, number 31."],
    ),
    (
        "My parking space is bay 207.",
        &["My brother's parking space is bay 14."],
        &["The management reshuffled everybody and mine is now bay 14."],
    ),
    (
        "I sing first tenor in our choir.",
        &["My sister sings second alto now."],
        &["The choir leader listened to all of us again and now my part is second alto."],
    ),
    (
        "Our band rehearses at the church hall.",
        &["The church hall has a new roof."],
        &["Rehearsals have moved to Tim's garage."],
    ),
    (
        "The spare keys are with Mrs Obi.",
        &["Nobody has seen Mrs Obi today."],
        &["Nobody's got our spare keys right now."],
    ),
    (
        "My blog is called Slow Bread.",
        &["My podcast is called Loaf Talk."],
        &["Slow Bread is now called Crumb Notes."],
    ),
    // Slips of the tongue, of what was said last.
    (
        "The deposit's paid, so the wedding will be at Thornbury Barn.",
        &["Hang on, someone's at the door."],
        &[
            "I said Thornbury Barn just now but that was wrong, it's the Lido Rooms.",
            "My apologies, that should read the Lido Rooms instead of Thornbury Barn.",
        ],
    ),
    (
        "My instrument is the cello.",
        &["I got all my dates mixed up today."],
        &[
            "I confused two things just now, what I told you isn't right, let it go.",
            "Take that back out of your memory.",
        ],
    ),
];

#[tokio::test]
async fn what_is_plainly_said_closes_what_it_is_about_and_nothing_else() {
    check_closing(ROWS).await;
}

#[tokio::test]
async fn what_is_so_again_ends_what_came_between() {
    let check = async |between: &str, expect: Status| {
        let said = [
            "My fern lives under the stairs.",
            between,
            "My fern was happier before, it's back under the stairs.",
        ];
        let (h, ids) = say_daily(&said).await;
        let statuses = h.memories(&ids).await;
        let statuses: Vec<Status> = statuses.iter().map(|memory| memory.status).collect();
        assert_eq!(
            statuses,
            [Status::Superseded, expect, Status::Active],
            "{between}"
        );
    };
    let moved = "My fern isn't under the stairs anymore, it's in the bathroom.";
    check(moved, Status::Superseded).await;
    // What says something else stays.
    check(&format!("{moved} My sister is called Ada."), Status::Active).await;
}
