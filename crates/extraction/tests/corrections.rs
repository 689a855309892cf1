//! Families of wordings: ways to state a property, to give it another value, to take it back and to
//! return to it, each read as the same property.

use extraction::{CORRECTION, Cue, Naming, Reading, Retracted, Utterance, Voice, read};
use types::{Cardinality, Polarity, Timestamp};

fn user(text: &str) -> Reading {
    let said_at = Timestamp::parse("2024-05-15T12:00:00Z").expect("a time");
    read(&Utterance {
        text,
        voice: Voice::User,
        speaker: None,
        said_at,
    })
}

/// A cue's sign: `!` another value, `^` back again, `~` over.
fn sign(cue: Cue) -> &'static str {
    match cue {
        Cue::Plain => "",
        Cue::Change => "!",
        Cue::Again => "^",
        Cue::End => "~",
    }
}

/// `attribute=value` of the user's statements, with the cue's sign in front.
fn told(reading: &Reading) -> Vec<String> {
    let statements = reading
        .statements
        .iter()
        .filter(|found| found.statement.subject == "user" && found.statement.attribute != "event");
    let told = statements.map(|found| {
        let cue = sign(found.cue);
        let statement = &found.statement;
        assert_eq!(
            found.cue == Cue::End,
            statement.polarity == Polarity::Negative,
            "{reading:?}"
        );
        let value = statement.value.as_deref().unwrap_or("-");
        format!("{cue}{}={value}", statement.attribute)
    });
    told.collect()
}

#[track_caller]
fn check(expect: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(told(&user(text)), [expect], "{text}");
    }
}

#[test]
fn where_somebody_lives() {
    check(
        "residence=Porto",
        &[
            "Porto is where I live",
            "Porto is the city I live in",
            "I call Porto home",
            "My flat is in Porto",
            "our apartment is in Porto",
            "home for me is Porto",
        ],
    );
    check(
        "!residence=Porto",
        &[
            "I've moved house, I'm in Porto now",
            "finally made the move to Porto!",
            "I have a new flat in Porto",
            "I call Porto home now",
        ],
    );
    check(
        "^residence=Porto",
        &[
            "I came back to Porto to stay",
            "I've returned to Porto, for good this time",
            "we went back home to Porto for good",
        ],
    );
}

#[test]
fn the_best_of_a_kind() {
    check(
        "favourite:band=Wilco",
        &[
            "My favourite band? Wilco.",
            "The band I like best is Wilco",
            "Wilco is the band I like most",
            "If I had to name my favourite band: it's Wilco",
            "I have a favourite band: Wilco",
            "As for bands, my favourite is Wilco",
            "When it comes to bands, Wilco is my favourite",
            "favourite band has to be Wilco",
            "I'd pick Wilco as my favourite band any day",
        ],
    );
    check(
        "!favourite:band=Wilco",
        &[
            "My favourite band used to be Pixies, now it's Wilco",
            "Wilco has replaced Pixies as my favourite band",
            "I have a new favourite band: Wilco",
            "My favourite band changed from Pixies to Wilco",
        ],
    );
    check(
        "~favourite:band=Wilco",
        &[
            "Wilco used to be my favourite band, not any more",
            "I wouldn't call Wilco my favourite band any more",
            "Wilco stopped being my favourite band",
        ],
    );
}

#[test]
fn what_has_a_time() {
    check(
        "deadline:survey=2 June",
        &[
            "the survey has a deadline: 2 June",
            "We have until 2 June for the survey",
            "2 June is the deadline for the survey",
            "the due date of the survey is 2 June",
            "Deadline for the survey is 2 June",
        ],
    );
    check(
        "!deadline:survey=2 June",
        &[
            "the survey deadline moved to 2 June",
            "2 June is the new deadline for the survey",
            "the deadline for the survey moved from 1 May to 2 June",
            "the survey was due 1 May, now it's 2 June",
        ],
    );
    check(
        "!appointment:massage=Monday at 9:30",
        &[
            "It's Monday at 9:30 now for the massage",
            "The massage was shifted from Friday at noon to Monday at 9:30",
            "the massage is Monday at 9:30 instead of Friday at noon",
        ],
    );
    check(
        "~appointment:massage=Monday at 9:30",
        &[
            "there won't be a massage on Monday at 9:30",
            "no massage on Monday at 9:30 anymore",
            "I don't have a massage on Monday at 9:30 anymore",
            "cancelled the massage on Monday at 9:30",
        ],
    );
}

#[test]
fn people_animals_and_things() {
    check(
        "manager=Iris",
        &[
            "Iris manages me",
            "The person I report to is Iris",
            "Iris is the one I report to",
            "I work under Iris",
            "my manager's Iris",
        ],
    );
    check(
        "!doctor=Dr. Abe",
        &[
            "I changed doctors from Dr. Roth to Dr. Abe",
            "My new GP is Dr. Abe",
            "I switched doctors, I see Dr. Abe now",
        ],
    );
    check(
        "!parrot=Kiki",
        &[
            "my parrot's name isn't Rio, it's Kiki",
            "We gave the parrot a new name, Kiki",
            "My parrot's name changed from Rio to Kiki",
            "we renamed the parrot, it's Kiki now",
            "we changed the parrot's name from Rio to Kiki",
        ],
    );
    check(
        "~phone=555-0147",
        &[
            "I gave up the number 555-0147",
            "I cancelled my number 555-0147",
        ],
    );
    check(
        "~instruction:language=Irish",
        &[
            "No need to always answer in Irish any more",
            "stop using Irish when you answer me",
            "you can stop writing in Irish",
        ],
    );
}

#[test]
fn another_value_of_what_was_said() {
    let expect = format!("!{CORRECTION}=Porto");
    check(
        &expect,
        &[
            "no, Porto",
            "no wait, Porto",
            "wait, no: Porto",
            "sorry, I meant Porto",
            "I mean Porto, not Ghent",
            "not Ghent, Porto",
            "correction: Porto",
            "*Porto",
            "make that Porto",
            "It's Porto now, not Ghent",
        ],
    );
    for text in ["no, thanks", "Hmm, interesting.", "sorry, typo", "ok great"] {
        assert_eq!(told(&user(text)), [""; 0], "{text}");
    }
    let replaced = |text: &str| {
        user(text)
            .replaced
            .first()
            .map(|replaced| replaced.old.clone())
    };
    for text in [
        "not Ghent, Porto",
        "I went from Ghent to Porto",
        "we swapped Ghent for Porto",
        "I live in Porto, not Ghent",
        "we use Porto instead of Ghent as our editor",
    ] {
        assert_eq!(replaced(text).as_deref(), Some("Ghent"), "{text}");
    }
}

#[test]
fn what_is_taken_back() {
    let first = |text: &str| {
        user(text)
            .retractions
            .first()
            .map(|found| found.what.clone())
    };
    for text in [
        "Please forget what I just told you",
        "Never mind, that isn't true",
        "Ignore that, it was wrong",
        "forget the last thing I said",
        "Scratch what I just said",
        "oops, that's wrong, please forget it",
        "I take that back",
        "that's no longer the case",
        "disregard my last message",
    ] {
        assert_eq!(first(text), Some(Retracted::Last), "{text}");
    }
    for (text, expect) in [
        ("forget about my job at Acme", Naming::Asked),
        ("forget about Iris being my manager", Naming::Asked),
        ("forget about the massage on Monday at 9:30", Naming::Asked),
        ("the Fiat Panda is sold", Naming::Ended),
        ("my blood type isn't B negative", Naming::Denied),
    ] {
        let how = match first(text) {
            Some(Retracted::Named { how, .. }) => Some(how),
            _ => None,
        };
        assert_eq!(how, Some(expect), "{text}");
    }
}

#[test]
fn thanks_and_tags_say_nothing_more() {
    for text in [
        "Quick note: I live in Porto. Just saying.",
        "Hi! I live in Porto. Thanks!",
        "ok so I live in Porto :)",
        "Just so you know: I live in Porto. That's it.",
        "For your information, I live in Porto, FYI.",
        "One more thing: I live in Porto. Keep that in mind.",
    ] {
        assert!(!user(text).says_more, "{text}");
    }
    assert!(user("I live in Porto. The river is lovely there.").says_more);
}

#[test]
fn what_denies_or_negates_something_else_takes_nothing_back() {
    for text in [
        "that's not true, tomatoes are fruits",
        "that's wrong, the earth is round",
        "I'm not going to quit Nokia",
        "I haven't quit Nokia",
        "I'm never leaving Nokia",
    ] {
        let reading = user(text);
        assert!(reading.retractions.is_empty(), "{text}: {reading:?}");
    }
    for text in [
        "that's not true",
        "that's not true any more",
        "that's wrong, I prefer tea",
        "scratch that, tomatoes are fruits",
        "I'm not with Nokia anymore",
    ] {
        let reading = user(text);
        let is_over = reading.statements.iter().any(|found| found.cue == Cue::End);
        assert!(
            !reading.retractions.is_empty() || is_over,
            "{text}: {reading:?}"
        );
    }
}

#[test]
fn a_gym_is_no_employer() {
    for text in [
        "I left Anytime Fitness and joined Virgin Active",
        "I joined the Acme gym",
        "I left Acme Pilates last month",
    ] {
        let reading = user(text);
        let mut statements = reading.statements.iter();
        let is_job = statements.any(|found| found.statement.attribute == "employer");
        assert!(!is_job, "{text}: {reading:?}");
    }
}

#[test]
fn what_belongs_to_a_plural_is_somebody_elses() {
    for (text, subject) in [
        ("my friends' vet is Dr. Sato", "user's friends"),
        ("our neighbours' dog is Rex", "user's neighbours"),
        ("the twins' school is Oak Hill", "twins"),
    ] {
        let reading = user(text);
        let of: Vec<&str> = reading
            .statements
            .iter()
            .map(|found| found.statement.subject.as_str())
            .collect();
        assert_eq!(of, [subject], "{text}");
    }
    // An evening that has parents in its name is the user's own.
    check(
        "appointment:parents' evening=Tuesday at 17:30",
        &["my parents' evening is Tuesday at 17:30"],
    );
    assert_eq!(told(&user("they say 'my friends' a lot")), [""; 0]);
}

#[test]
fn a_sentence_comes_apart_where_the_next_subject_stands() {
    for (text, expect) in [
        (
            "I earn my living as a nurse and my line manager is Odile",
            ["job_title=nurse", "manager=Odile"],
        ),
        (
            "Answer me in Dutch from now on and I live in Porto",
            ["!instruction:language=Dutch", "residence=Porto"],
        ),
        (
            "I'm a nurse, and in winter I live in Porto",
            ["job_title=nurse", "residence=Porto"],
        ),
    ] {
        assert_eq!(told(&user(text)), expect, "{text}");
    }
    check("residence=Porto", &["my wife and I live in Porto"]);
}

#[test]
fn what_only_looks_like_another_property() {
    for text in ["I work out at Acme", "the other team works at Acme"] {
        let told = told(&user(text));
        let is_employer = |one: &String| one.contains("employer=");
        assert!(!told.iter().any(is_employer), "{text}: {told:?}");
    }
    assert_eq!(
        told(&user("the other team uses NATS as their message queue")),
        [""; 0]
    );
    check(
        "diet=vegan",
        &["my current diet is vegan", "I'm on a vegan diet"],
    );
    check(
        "^diet=vegan",
        &["I'm back on a vegan diet", "I'm on a vegan diet again"],
    );
    check(
        "!job_title=geologist",
        &["I'm a geologist now, not a archivist"],
    );
}

#[test]
fn what_stands_beside_a_value_is_no_part_of_it() {
    check(
        "!employer=Acme",
        &[
            "I got a job with Acme a couple of years back",
            "I got a job at Acme a few months back",
        ],
    );
    check(
        "favourite:tea=sencha",
        &[
            "if you ask me for my favourite tea, it's sencha",
            "my favourite tea would be sencha",
        ],
    );
}

#[test]
fn what_it_came_to_is_no_end() {
    check("!residence=Porto", &["I ended up moving to Porto"]);
    for text in ["I ended up winning it", "we ended up at the sea"] {
        assert_eq!(user(text).retractions, [], "{text}");
    }
}

#[test]
fn a_job_that_begins() {
    check(
        "!employer=Acme",
        &[
            "today was my first day at Acme",
            "Acme hired me away from Initech",
            "Monday was my first day at Acme",
        ],
    );
    assert_eq!(
        told(&user("today was my first day at school")),
        ["!employer=school"; 0]
    );
}

/// `subject.attribute=value` of all statements, with the cue's sign in front, and what is taken back.
fn of_all(text: &str) -> Vec<String> {
    let reading = user(text);
    let told = reading.statements.iter().map(|found| {
        let cue = sign(found.cue);
        let statement = &found.statement;
        let value = statement.value.as_deref().unwrap_or("-");
        format!("{cue}{}.{}={value}", statement.subject, statement.attribute)
    });
    let taken = reading
        .retractions
        .iter()
        .map(|retraction| match &retraction.what {
            Retracted::About {
                subject,
                attribute,
                value,
            } => {
                let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
                format!("-{subject}.{}={}", part(attribute), part(value))
            }
            other => format!("{other:?}"),
        });
    told.chain(taken).collect()
}

#[test]
fn what_was_told_wrongly_is_its_owners() {
    let rows: &[(&str, &[&str])] = &[
        (
            "I got Ana's birthday wrong, it's on 4 October",
            &["!ana.birthday=4 October"],
        ),
        (
            "I got Dana's birthday wrong: it is on 4 October",
            &["!dana.birthday=4 October"],
        ),
        (
            "I got mum's birthday wrong: it's 3 May",
            &["!user's mum.birthday=3 May"],
        ),
        (
            "I got my mum's birthday wrong, it's 3 May",
            &["!user's mum.birthday=3 May"],
        ),
        (
            "Sorry, I had my birthday wrong. It's 3 May",
            &["user.birthday=3 May"],
        ),
        (
            "I made a mistake with Ana's birthday, it's 4 October",
            &["!ana.birthday=4 October"],
        ),
        (
            "I was wrong about my birthday, it's 4 October",
            &["!user.birthday=4 October"],
        ),
        (
            "Sorry, mum's birthday is 3 May",
            &["user's mum.birthday=3 May"],
        ),
        ("My wife is 4 October", &[]),
        (
            "It's not Max who plays football, it's Ben",
            &["-max.play=football"],
        ),
        ("Lena quit Bosch", &["lena.quit=Bosch", "-lena.-=Bosch"]),
        (
            "Dana doesn't work at Barclays any more, she's at Monzo since Monday",
            &[
                "~dana.employer=Barclays",
                "dana.employer=Monzo",
                "-dana.-=Barclays",
            ],
        ),
        (
            "My brother's name is Kieran and he lives in Cork",
            &["user.brother=Kieran", "kieran.residence=Cork"],
        ),
        (
            "Priya and Tom split up",
            &["~priya.partner=Tom", "-tom.partner=Priya"],
        ),
        (
            "Alex and I got divorced in June",
            &["!user.marital_status=divorced", "-user.partner=Alex"],
        ),
        (
            "Sorry, I meant Friday for the retro",
            &["!user.appointment:retro=Friday"],
        ),
        ("Delete my pin please", &["-user.pin=-"]),
    ];
    let read: Vec<Vec<String>> = rows.iter().map(|(text, _)| of_all(text)).collect();
    let expect: Vec<&[&str]> = rows.iter().map(|(_, expect)| *expect).collect();
    assert_eq!(read, expect);
}

#[test]
fn what_follows_a_retraction_is_read() {
    const ROWS: &[(&str, &[&str], &str)] = &[
        (
            "Forget what I said about Vim, I use Emacs",
            &["uses:editor=Emacs"],
            "Forget what I said about Vim",
        ),
        (
            "What I said about the standup is wrong, it's at 10",
            &["!correction=10"],
            "What I said about the standup is wrong",
        ),
        (
            "What I told you about the gym is wrong, its Mondays and Wednesdays",
            &["!correction=Mondays and Wednesdays"],
            "What I told you about the gym is wrong",
        ),
        (
            "Forget what I said about Acme, my new employer is Initech",
            &["!employer=Initech"],
            "Forget what I said about Acme",
        ),
        // The rest only takes the same back once more.
        (
            "Forget what I said about Vim, it was wrong, sorry",
            &[],
            "Forget what I said about Vim, it was wrong, sorry",
        ),
        (
            "Forget what I said about Vim",
            &[],
            "Forget what I said about Vim",
        ),
    ];
    for (text, statements, taken_back) in ROWS {
        let reading = user(text);
        assert_eq!(told(&reading), *statements, "{text}");
        let [retraction] = reading.retractions.as_slice() else {
            panic!("{text}: {:?}", reading.retractions);
        };
        let span = retraction.span.start as usize..retraction.span.end as usize;
        assert_eq!(&text[span], *taken_back);
        assert_eq!(reading.only_takes_back(), statements.is_empty(), "{text}");
    }
}

#[test]
fn what_only_takes_back() {
    const ROWS: &[(&str, bool)] = &[
        ("forget that", true),
        ("scrap that, please", true),
        ("forget that I live in Porto", true),
        ("ok so i dont live in porto anymore, lisbon it is", false),
        ("I sold the Golf", false),
        ("I sold the Golf to my neighbour Jim", false),
        ("forget that, the train is late", false),
    ];
    for (text, expect) in ROWS {
        let reading = user(text);
        assert_eq!(reading.only_takes_back(), *expect, "{text}: {reading:?}");
    }
}

#[test]
fn what_is_told_beside_others_joins() {
    const ROWS: &[(&str, Cardinality)] = &[
        ("I have a dog called Bella", Cardinality::One),
        ("I also have a dog called Bella", Cardinality::Many),
        ("I have a dog called Bella, too", Cardinality::Many),
        ("I have a dog called Bella as well", Cardinality::Many),
        ("On weekends I work at Acme", Cardinality::Many),
        ("I also work at Acme", Cardinality::Many),
        ("Also, I work at Acme", Cardinality::One),
        ("I work at Acme", Cardinality::One),
        ("In winter I live in Malaga", Cardinality::Many),
        ("during the week I live in Malaga", Cardinality::Many),
        ("on Mondays I live in Malaga", Cardinality::Many),
        ("On Monday I moved to Malaga", Cardinality::One),
        ("In winter I moved to Malaga", Cardinality::One),
        ("I live in Malaga", Cardinality::One),
    ];
    for (text, expect) in ROWS {
        let reading = user(text);
        let stated = reading.statements.iter();
        let found: Vec<Cardinality> = stated.map(|one| one.statement.cardinality).collect();
        assert_eq!(found, [*expect], "{text}: {reading:?}");
    }
}

#[test]
fn several_that_are_told_with_their_names_are_told_apart() {
    let text = "I have a dog called Rex, a cat called Mo and a parrot called Kiwi";
    assert_eq!(told(&user(text)), ["dog=Rex", "cat=Mo", "parrot=Kiwi"]);
    let reading = user("I have a sister called Ann and a brother called Ben");
    assert_eq!(told(&reading), ["sister=Ann", "brother=Ben"]);
    assert_eq!(reading.statements[1].text, "User has a brother called Ben");
    let one = "I have a dog called Rex and a big garden";
    assert_eq!(user(one).statements.len(), 1);
}

#[test]
fn a_value_is_judged_where_its_own_sentence_gives_it() {
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(told(&user(text)), expect, "{text}");
    }
    check(
        "I work for Ana. My name is Ana.",
        &["employer=Ana", "name=Ana"],
    );
    // Whoever writes "Bob" writes no name in small letters.
    check("i live in hope. I met Bob.", &["state=hope"]);
    check("i live in kleindorf. i met bob.", &["residence=kleindorf"]);
}

#[test]
fn what_follows_a_colon_that_names_it_is_not_said() {
    check(
        "residence=Bari",
        &[
            "Translate: I moved to Oslo. I live in Rome.\nI live in Bari.",
            "Quote:\nI live in Oslo\nQuote: I live in Rome\n\nI live in Bari",
        ],
    );
}

#[test]
fn what_one_sentence_names_the_next_one_gives() {
    check(
        "!car=Golf",
        &[
            "I have a new car. It's a Golf.",
            "I've got a new car. It is a Golf now.",
        ],
    );
    check(
        "!manager=Tom",
        &[
            "We have a new manager. It is Tom.",
            "There's a new manager. It's Tom.",
        ],
    );
    check(
        "!employer=Bosch",
        &[
            "Could you correct my employer, please? It is Bosch these days.",
            "You still have my old employer. It should be Bosch.",
            "I gave you the wrong employer. It's Bosch.",
        ],
    );
    check(
        "!deadline:thesis=3 May",
        &["We have a new deadline for the thesis. It's on 3 May."],
    );
    // What is no property, or one of several, is not told by "it".
    for text in [
        "I have a new idea. It's great.",
        "I have a new dog. It's a beagle.",
    ] {
        let told = told(&user(text));
        assert!(
            !told.iter().any(|one| one.starts_with('!')),
            "{text}: {told:?}"
        );
    }
}

#[test]
fn what_is_used_as_something_is_not_who_stands_before_it() {
    let told = told(&user("My boss is Ravi, and use JST as my timezone."));
    assert!(!told.contains(&"!timezone=My boss".to_owned()), "{told:?}");
    assert!(told.contains(&"manager=Ravi".to_owned()), "{told:?}");
    check("^manager=Ravi", &["Ravi is back as my manager."]);
}
