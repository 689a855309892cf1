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
        "Fix the typo in this file",
        "Never give up!",
        "Let me know if you need anything",
        "Use Flask. Use pytest. Use Black. Use mypy.",
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

/// Utterances that state one thing, or things of one type only, a line each.
const INSTRUCTIONS: &str = "\
Please cc my assistant on anything that goes to clients
If you're not sure, say so
If you don't know something, just say you don't know
When you show me code, don't explain it line by line
Skip the pleasantries
For code, use tabs
For dates, use ISO format
Use British spelling in everything you write for me
Use they/them pronouns for me
I don't want you to apologise all the time
I don't need disclaimers
You don't need to explain basic concepts to me
You may call me by my first name
Ask me before you delete anything
Never book anything without checking with me first
Don't schedule anything before 10 for me
Only call me if it's urgent
Limit your answers to 100 words
All code you write for me should be in TypeScript
It's important that you never mention my ex
Explain things as if I were five
Assume I'm on a Mac unless I say otherwise
Unless I say otherwise, prices are in euros
Only recommend restaurants with vegan options
Tell me if my spelling is wrong, every time
Correct my French as we go
Don't be afraid to push back
Go easy on the jargon
No need to apologise
Put the most important thing first in your answers
Write numbers with commas
Quote prices in dollars
When drafting emails, keep the tone informal
As soon as an invoice comes in, forward it to Petra
Anything from my boss, flag as urgent
don't make me repeat myself, remember what i tell you
Give me the short version first, then the details
You can use first names with me
When planning trips for me, leave Sundays free
Only use sources from the last five years
Start every summary with the conclusion
Remind me every evening to take my pills
I prefer that you ask one question at a time
Your summaries shouldn't exceed five lines
If a recipe calls for cream, swap in oat milk
Leave my weekends free when you schedule things";
const ISSUES: &str = "\
The wifi's really slow in the bedroom
The screen flickers when I plug in the charger
My knee has been killing me
My back's been hurting for weeks
I have had a headache for three days
I can't sleep
We have a problem with the supplier
The dashboard shows the wrong numbers
Emails end up in spam
My card got declined twice
The battery drains within two hours
The roof leaks when it rains
Nothing happens when I press the button
Everything is broken after the update
The database keeps running out of connections
The import crashed twice yesterday
Notifications arrive hours late
The link is broken
The keyboard has stopped working
The door doesn't close properly
Got a flat tyre
The docs are out of date
The certificate has expired
The team is overloaded
The GPS is way off
Images don't load
Page 3 doesn't render
It crashes every time I open a PDF
It won't let me save
The thermostat ignores the schedule
My tooth hurts
My allergies are acting up
Our landlord won't fix the boiler
I keep losing connection in video calls
The heating makes a knocking sound
I have a stiff neck since yesterday
Android build is red
Customers can't check out
Webhooks get delivered twice
My cat has been throwing up
The landlord ignores my emails
Deployment to staging hangs at the migration step
My router drops the connection every hour
The form loses my input when I go back
I've been getting dizzy when I stand up
The print quality has become terrible";
const PROCEDURES: &str = "\
First mix the flour and salt, then add water, and finally knead for ten minutes
Our release process: freeze on Monday, test on Tuesday, ship on Wednesday
Making the sauce goes like this: fry the onions, add tomatoes, simmer for an hour
Deployment goes like this: merge, wait for CI, press the button
How to clean the filter: unscrew the cap, rinse the mesh, let it dry
Before every flight I check the fuel, then the flaps, then the radio
For each new client we create a folder, sign the NDA and schedule a kickoff
Step 1: open the settings. Step 2: tap reset. Step 3: confirm.
Step one: soak the beans overnight. Step two: boil them for an hour.
My morning routine: stretch, shower, coffee, then emails
To book a room, go to the portal, pick a slot and hit confirm
Turn the machine off, wait a minute, then switch it on again
Open the app, go to Settings, and tap Sign out
Backups work like this: a nightly dump, copied to S3, deleted after 30 days
When someone joins, I add them to Slack, create their email and order a laptop
You reset it by holding both buttons for five seconds
We do code review like this: author opens a PR, two people comment, author merges
To renew the certificate: run certbot, copy the files, reload nginx
Every Friday we back up the database, copy the dump to the NAS and test a restore
Dissolve the yeast in warm water. Then add the flour. Finally, knead for ten minutes.
Release checklist: bump version, run tests, tag, push
On-call handover: read the log, check open incidents, confirm in the channel
When a build fails, I check the log, rerun the job and then ask in the channel
Before I travel I back up my phone, empty the fridge and water the plants
Filing a claim: fill in form B, attach the receipts, hand it to Ruth
You turn the key to the left, push the door and then lift the handle
To restart the daemon: stop the service, delete the lock file, start it again
To open the safe, turn the dial to 12, back to 7, then to 30
First we sort the glass, then we wash it, then it goes to the furnace
My skincare routine is cleanser, serum, moisturiser
After a call I write a note, update the CRM and schedule a follow-up
To request leave, fill in the sheet and email it to HR
The way I study: read the chapter, close the book, write down what I remember
Every release goes through staging, then a canary, then production";
const NORMS: &str = "\
PII may not show up in logs
We never deploy on Fridays
Nobody merges without a review
Shoes off at the door in our house
In our team, whoever finds the bug files the ticket
Passwords must not be shared by email
Visitors have to sign in at reception
Our policy is to refund within 14 days
Company policy: no alcohol at lunch
We're not allowed to work from abroad for more than 30 days
Dogs are not allowed in the office
No dogs allowed in the office
Tests go next to the code they test
We don't hire without a trial day
Only managers can approve overtime
At our school, phones stay in the locker
Everyone in the team writes their own tests
Customer data never leaves the EU
Production changes need a ticket
Feature flags get removed within a month
Meetings start on time
It's our policy to answer within a day
Standard procedure is two pairs of eyes on every contract
Our convention is snake_case for column names
We always write a test before a fix
We don't talk politics at dinner
Our style guide forbids wildcard imports
In this office we speak English
Everyone pays for their own drinks
Dishes are done right after dinner, that's our rule";
const DECISIONS: &str = "\
We're killing the newsletter
we voted and it's gonna be Friday pizza, not burgers
so the plan is set: we hire Amara
We're sticking with REST, no GraphQL for now
My old phone broke so I'm getting a Pixel
We chose Postgres over MySQL
I've made up my mind: I'm taking the job
After a long debate we picked the blue logo
We went with the cheaper vendor
The board has approved the budget
We settled on Lisbon for the offsite
We ended up going with AWS
Decision: we keep the monolith
We agreed on a price of 400 euros
We've scrapped the redesign
I've settled on the grey sofa
We picked option A
I chose the early shift
We committed to shipping in March
We're hiring Amara
I'm staying with my current bank
I'm going for the bigger flat
We agreed to split the rent evenly
It's been decided that the office closes in July
I opted out of the pension plan
We decided on oak for the floor
After talking to Sue I chose the savings plan
We won't extend his contract";
const GOALS: &str = "\
By June I want the kitchen finished
we're trying to get the p95 under 200 ms
What I really want is to work four days a week
My New Year's resolution: no takeaways
I'd love to visit Japan one day
I want to be fluent in Spanish by Christmas
My plan is to retire at 60
I'm working towards my pilot licence
I'm hoping to get promoted this year
I plan on learning the cello
One day I want to live by the sea
Someday I'd like to write a novel
I've always wanted to learn to sail
Looking to buy a flat in Porto
I'm looking to switch careers
We want to double revenue this year
I've set myself the goal of running 500 km this year
It's my ambition to become a judge
My resolution for 2025 is to call my mum every week
I'd like to become a vet
I'm trying to lose weight
One of my goals is to run a sub-4 marathon
Hoping to finish the thesis by May
It's my dream to see the northern lights";
const EVENTS: &str = "\
it was my birthday yesterday
had lunch with Aunt May on Sunday
Next Monday I start my parental leave
In three days it's our tenth anniversary
I broke my arm in March
Just finished the marathon
My flight leaves tomorrow at 7
We're having friends over on Saturday
We launched in 2019
My car was towed this morning
Grandma's turning 90 next week
We moved in on 1 March
I'm seeing the dentist tomorrow
I got promoted last month
Parent-teacher night is on 5 November
I lost my wallet on the train
Car inspection on Friday at 8
The kitchen flooded last night
I graduated in 2009
I ran 10k this morning
I'm giving a talk at the meetup on Thursday
The baby is due in July
Our lease started in May
The strike ended on Monday";
const PREFERENCES: &str = "\
Rust is growing on me
Not a fan of horror films
I'm a big fan of Wes Anderson
Can't stand cilantro
I could eat sushi every day
Sushi is my favourite
I don't care for opera
Hiking is my thing
I'm partial to dark chocolate
Small talk drains me
Emails work better for me than calls
Window seat for me, always
I live for Sunday brunch
I'm sick of meetings
Dark mode all the way
I'd pick the mountains over the beach
Keep the window seat for me, I love looking out
I love the smell of rain
I'd rather work late than get up early
Crowds make me anxious
I prefer aisle seats
My favourite season is autumn
Texting beats calling
Spicy food doesn't agree with me
The Beatles are my favourite band
I really enjoy gardening
I'm fond of old maps
Pineapple doesn't belong on pizza";
const RELATIONS: &str = "\
the Falcon module was written by Anders
My sister's name is Anna
Lena and I have been married for six years
My wife is called Lena
My boss is Carla
Olga is my oldest friend
Olga and I are best friends
Peter is Lena's father
Nina is my daughter's teacher
My dentist is Dr. Hahn
My ex is called Paul
My kids are called Mia and Ben
My neighbour upstairs is Mrs Klein
I mentor Priya
Our supplier for paper is Nordpap
We buy our beans from Fazenda Rosa
Zoe is a friend of mine
My sister Nadia lives in Bern
Hugo is my nephew
My lawyer is Ms Ortega
Our contact at the bank is Mr Lindt
Yuki from accounting is my carpool buddy
My grandparents are called Ida and Otto
Lou's mother works with me";
/// What looks alike and states nothing: requests of the moment, questions, what others say.
const NOTHING: &str = "\
Give me three ideas for dinner
If you have a minute, take a look at this file
When you're done, send me the file
Don't worry about it
Show me the last five commits
Keep going
Stop
He told me to keep it short
Answer the question
Skip question 3
Convert 5 miles to kilometers
Take your time
Never mind
No worries
No problem
Draft an email to the landlord and keep it polite
Is the website down?
That joke never gets old
What happens if the disk runs out of space?
I can't thank you enough
No issues so far
My jokes keep getting better
If I were you I'd quit, move away and start over
And then what?
To summarise, it was a good day
Should we always squash?
If we had rules, nobody would follow them
We haven't decided yet
Let's see
They might drop support for it
Which one did you choose?
I'd like to ask something
I hope you're well
I hope it rains
I want to scream
Do you know Carla?
Did you see the match?
When is the exam?
I might go to Paris in June
Would you rather fly?
I hate it when that happens
That sounds great
Start the server
Write the documentation for this function
Remind me to take my pills tonight
If you can, finish it today
Let me think
Say hi to Kim
I would hate it if the server crashed
My team lost again
The party was a disaster haha
What's the process for leave?
Then I'll call you
First place goes to Anna
We ate, drank and danced
I have a question
You're right
I was thinking the same
My bad
I know what you mean";

#[test]
fn what_is_said_has_its_type() {
    for (type_, lines) in [
        ("instruction", INSTRUCTIONS),
        ("issue", ISSUES),
        ("procedure", PROCEDURES),
        ("norm", NORMS),
        ("decision", DECISIONS),
        ("goal", GOALS),
        ("event", EVENTS),
        ("preference", PREFERENCES),
        ("relation", RELATIONS),
    ] {
        for text in lines.lines() {
            let found = user(text).statements;
            // Who is who to somebody is read as a fact where it is told as one.
            let fits = |found: &str| found == type_ || type_ == "relation" && found == "fact";
            assert!(
                !found.is_empty() && found.iter().all(|found| fits(&found.type_)),
                "{type_}: {text}: {found:?}"
            );
        }
    }
    for text in NOTHING.lines() {
        check(text, &[]);
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
