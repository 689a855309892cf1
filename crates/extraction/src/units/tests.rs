use super::*;
use crate::{Cue, Retracted, Utterance, Voice, read};

fn reading(text: &str) -> Reading {
    read(&Utterance {
        text,
        voice: Voice::User,
        speaker: None,
        said_at: types::Timestamp::from_unix_ms(1_704_067_200_000),
    })
}

/// What a model might say of a unit: `value`, `old` and `label` are words of it, or empty.
fn told<'m>(
    unit: &Unit,
    act: Act,
    names: &[(&'m str, f32)],
    [value, old, label]: [&str; 3],
) -> Told<'m> {
    let place = |words: &str| {
        let at = unit.text.find(words).expect("words of the unit");
        (!words.is_empty()).then(|| at..at + words.len())
    };
    let candidate = |&(name, share): &(&'m str, f32)| Candidate {
        name,
        share,
        is_many: name == "languages spoken",
        is_directive: false,
    };
    Told {
        act,
        act_share: 0.95,
        change_share: if matches!(act, Act::Change | Act::End | Act::Again) {
            0.95
        } else {
            0.0
        },
        candidates: names.iter().map(candidate).collect(),
        value: place(value),
        old: place(old),
        label: place(label),
    }
}

#[test]
fn sentences_in_need_are_asked_about() {
    let check = |text: &str, expect: &[&str]| {
        let reading = reading(text);
        let texts: Vec<&str> = reading
            .units
            .iter()
            .map(|unit| unit.text.as_str())
            .collect();
        assert_eq!(texts, expect, "{text}");
    };
    check(
        "Zagreb is where I hang my hat",
        &["Zagreb is where I hang my hat"],
    );
    // What the rules read needs nobody.
    check("I live in Zagreb", &[]);
    // A loose reading, or a value of the wrong kind, is asked about.
    check(
        "I like our stove at 20 degrees",
        &["I like our stove at 20 degrees"],
    );
    check("my workplace is desk B2", &["my workplace is desk B2"]);
    // Greetings and announcements are no part of it, thanks are nothing.
    check(
        "one last thing: the place I lift is FitX",
        &["the place I lift is FitX"],
    );
    check(
        "hiya, the place I lift is FitX",
        &["the place I lift is FitX"],
    );
    check("Thank you so much!", &[]);
    // Questions, quotations, single words.
    check("Where is Zagreb?", &[]);
    check("> I hang my hat in Zagreb", &[]);
    check("Okay.", &[]);
    // A sentence of two, and each of them.
    check(
        "the dog gets Orijen and my gym membership is at FitX",
        &[
            "the dog gets Orijen and my gym membership is at FitX",
            "the dog gets Orijen and",
            "my gym membership is at FitX",
        ],
    );
}

#[test]
fn a_sentence_of_any_length_asks_about_few() {
    let long = "the shed smells of resin and ".repeat(400);
    let count = reading(&long).units.len();
    assert!((1..=8).contains(&count), "{count}");
}

/// Checks the first statement of a reading once a model has told of its first unit.
fn check_told(
    text: &str,
    act: Act,
    names: &[(&str, f32)],
    slots: [&str; 3],
    expect: Option<(&str, &str, &str, Cue)>,
) {
    let mut reading = reading(text);
    let answer = told(&reading.units[0], act, names, slots);
    let units = reading.units.len();
    let mut answers = vec![answer];
    answers.resize(
        units,
        Told {
            act: Act::None,
            change_share: 0.0,
            ..answers[0].clone()
        },
    );
    reading.take(&answers);
    let found = reading.statements.first().map(|found| {
        let statement = &found.statement;
        (
            statement.subject.as_str(),
            statement.attribute.as_str(),
            statement.value.as_deref().unwrap_or_default(),
            found.cue,
        )
    });
    assert_eq!(found, expect, "{text}");
}

#[test]
fn what_is_told_becomes_a_statement() {
    let check = check_told;
    let gym: &[(&str, f32)] = &[("gym", 0.9)];
    check(
        "the place I lift is FitX",
        Act::State,
        gym,
        ["FitX", "", ""],
        Some(("user", "gym", "FitX", Cue::Plain)),
    );
    check(
        "swapped PureGym for FitX",
        Act::Change,
        gym,
        ["FitX", "PureGym", ""],
        Some(("user", "gym", "FitX", Cue::Change)),
    );
    // The attribute's own name is no part of the value.
    check(
        "for shoes they gave me a size 44",
        Act::State,
        &[("shoe size", 0.9)],
        ["size 44", "", ""],
        Some(("user", "shoe size", "44", Cue::Plain)),
    );
    // The label tells which; without one nobody knows.
    check(
        "orthodontist: Friday at 3pm for me",
        Act::State,
        &[("appointment:", 0.9)],
        ["Friday at 3pm", "", "orthodontist"],
        Some((
            "user",
            "appointment:orthodontist",
            "Friday at 3pm",
            Cue::Plain,
        )),
    );
    // The whole of a label, up to what surely ends it; odd blanks end it, too.
    check(
        "they want to have the yearly budget by June 3rd",
        Act::State,
        &[("deadline:", 0.9)],
        ["June 3rd", "", "yearly"],
        Some(("user", "deadline:yearly budget", "June 3rd", Cue::Plain)),
    );
    check(
        "they want the\t yearly budget\u{a0} by June 3rd",
        Act::State,
        &[("deadline:", 0.9)],
        ["June 3rd", "", "yearly"],
        Some(("user", "deadline:yearly", "June 3rd", Cue::Plain)),
    );
    // Of two that are as likely, the one that it names.
    check(
        "for the school run there's the old Fiat car",
        Act::State,
        &[("motorbike", 0.5), ("car", 0.4)],
        ["old Fiat", "", ""],
        Some(("user", "car", "old Fiat", Cue::Plain)),
    );
    // A relative's life is not the user's.
    check(
        "my sister lifts at FitX",
        Act::State,
        gym,
        ["FitX", "", ""],
        Some(("user's sister", "lift", "at FitX", Cue::Plain)),
    );
    check(
        "my gran's pharmacy is Kinney now",
        Act::Change,
        &[("pharmacy", 0.9)],
        ["Kinney", "", ""],
        Some(("user's gran", "pharmacy", "Kinney", Cue::Change)),
    );
    // Beside what there is, not in its place.
    check(
        "got a pass for FitX too",
        Act::State,
        gym,
        ["FitX", "", ""],
        Some(("user", "owns", "pass for FitX", Cue::Plain)),
    );
    // A taste stays one, a thing that is liked so tells of the thing.
    check(
        "I like green olives",
        Act::State,
        &[("snack", 0.9)],
        ["green olives", "", ""],
        Some(("user", "likes", "green olives", Cue::Plain)),
    );
    check(
        "I like our stove at 20 degrees",
        Act::State,
        &[("stove", 0.9)],
        ["20 degrees", "", ""],
        Some(("user", "stove", "20 degrees", Cue::Plain)),
    );
    // The whole of a name.
    check(
        "swapped PureGym for Iron Garden Gym",
        Act::Change,
        gym,
        ["Iron", "PureGym", ""],
        Some(("user", "gym", "Iron Garden Gym", Cue::Change)),
    );
    // What has been is no change.
    check(
        "before that I lived in Dijon",
        Act::Change,
        &[("residence", 0.9)],
        ["Dijon", "", ""],
        Some(("user", "past_residence", "Dijon", Cue::Plain)),
    );
    // What the rules call it, where the model only narrows it.
    check(
        "our framework is Rails again",
        Act::Again,
        &[("frontend framework", 0.6)],
        ["Rails", "", ""],
        Some(("user", "framework", "Rails", Cue::Again)),
    );
    // Nobody is sure.
    check(
        "the place I lift is FitX",
        Act::State,
        &[("gym", 0.3)],
        ["FitX", "", ""],
        Some(("user", "place", "FitX", Cue::Plain)),
    );
}

#[test]
fn whose_and_of_what_a_sentence_is_the_words_tell() {
    let check = check_told;
    // "The company behind" is none of the user's.
    check(
        "the company behind my car insurance is Acme",
        Act::State,
        &[("insurance:", 0.9)],
        ["Acme", "", "car insurance"],
        Some(("user", "car insurance", "Acme", Cue::Plain)),
    );
    // What is told in the same words is one.
    check(
        "the ferry gets me to the office",
        Act::State,
        &[("commute", 0.4), ("bus line", 0.35)],
        ["the ferry", "", ""],
        Some(("user", "commute", "ferry", Cue::Plain)),
    );
    // The name that stands in front tells it before the model does.
    check(
        "our car is an old Suzuki",
        Act::State,
        &[("motorbike", 0.65), ("car", 0.16)],
        ["an old Suzuki", "", ""],
        Some(("user", "car", "old Suzuki", Cue::Plain)),
    );
    // The best of a kind, whatever comes first.
    check(
        "ask anybody for my favourite tea, it's sencha",
        Act::State,
        &[("favourite:", 0.9)],
        ["sencha", "", "favourite tea"],
        Some(("user", "favourite:tea", "sencha", Cue::Plain)),
    );
    check(
        "I'm an Acme fan now",
        Act::Change,
        &[("favourite team", 0.9)],
        ["", "", ""],
        Some(("user", "favourite:team", "Acme", Cue::Change)),
    );
    // The rules see that it corrects, the model only what.
    check(
        "Actually my piano session is on Saturday at 11",
        Act::State,
        &[("appointment:", 0.9)],
        ["Saturday at 11", "", "piano session"],
        Some((
            "user",
            "appointment:piano session",
            "Saturday at 11",
            Cue::Change,
        )),
    );
    // What a friend does is the friend's.
    check(
        "my best friend is dating Quinn now",
        Act::Change,
        &[("best friend", 0.9)],
        ["Quinn", "", ""],
        Some(("user's best friend", "date", "Quinn", Cue::Change)),
    );
}

#[test]
fn an_end_takes_back() {
    let mut reading = reading("my pass at FitX ran out for good");
    let answer = told(
        &reading.units[0],
        Act::End,
        &[("gym", 0.9)],
        ["", "FitX", ""],
    );
    reading.take(&[answer]);
    let what: Vec<&Retracted> = reading.retractions.iter().map(|one| &one.what).collect();
    let expect = Retracted::About {
        subject: "user".to_owned(),
        attribute: Some("gym".to_owned()),
        value: Some("FitX".to_owned()),
    };
    assert_eq!(what, [&expect]);
    assert_eq!(reading.statements, []);
}

#[test]
fn what_is_over_is_an_end_whatever_else_it_seems() {
    let check = |text: &str, act: Act, value: &str, old: &str, expect: bool| {
        let mut reading = reading(text);
        let answer = told(&reading.units[0], act, &[("gym", 0.9)], [value, old, ""]);
        let mut answers = vec![answer];
        answers.resize(reading.units.len(), Told::nothing());
        reading.take(&answers);
        let what = Retracted::About {
            subject: "user".to_owned(),
            attribute: Some("gym".to_owned()),
            value: Some("FitX".to_owned()),
        };
        let is_ended = reading.retractions.iter().any(|one| one.what == what);
        assert_eq!(is_ended, expect, "{text}");
    };
    check("the pass at FitX has lapsed", Act::End, "", "FitX", true);
    // No word tells it, but a name does that is surely over.
    check("we are past our days at FitX", Act::End, "", "FitX", true);
    // A change to the same, or to nothing.
    check(
        "I left FitX, it is no gym for me",
        Act::Change,
        "FitX",
        "FitX",
        true,
    );
    check(
        "I left FitX, gym to be decided",
        Act::Change,
        "",
        "FitX",
        true,
    );
    check(
        "FitX swapped with PureGym, so FitX is the gym",
        Act::Change,
        "FitX",
        "FitX",
        false,
    );
    check(
        "I left PureGym for FitX",
        Act::Change,
        "FitX",
        "PureGym",
        false,
    );
}

#[test]
fn what_has_no_word_of_an_end_takes_nothing_back() {
    let mut reading = reading("my violin is old");
    let answer = told(
        &reading.units[0],
        Act::End,
        &[("instrument", 0.9)],
        ["", "violin", ""],
    );
    reading.take(&[answer]);
    assert_eq!(reading.retractions, []);
    assert_eq!(reading.statements.len(), 1);
}

#[test]
fn parts_are_taken_where_they_tell_of_two_things() {
    let mut reading = reading("the dog gets Orijen and my gym membership is at FitX");
    let units = reading.units.clone();
    let food: &[(&str, f32)] = &[("pet food", 0.9)];
    let gym: &[(&str, f32)] = &[("gym", 0.9)];
    reading.take(&[
        told(&units[0], Act::State, gym, ["FitX", "", ""]),
        told(&units[1], Act::State, food, ["Orijen", "", ""]),
        told(&units[2], Act::State, gym, ["FitX", "", ""]),
    ]);
    let of = reading
        .statements
        .iter()
        .map(|found| found.statement.attribute.as_str());
    assert_eq!(of.collect::<Vec<_>>(), ["pet food", "gym"]);
}

#[test]
fn what_a_question_asks_for_is_an_address() {
    let sure = (Act::Ask, 0.95);
    let check = |text: &str,
                 (act, act_share): (Act, f32),
                 name: (&str, f32),
                 label: &str,
                 expect: &[(&str, &str)]| {
        let at = text.find(label).expect("words of the question");
        let answer = Told {
            act,
            act_share,
            change_share: 0.0,
            candidates: vec![Candidate {
                name: name.0,
                share: name.1,
                is_many: false,
                is_directive: false,
            }],
            value: None,
            old: None,
            label: (!label.is_empty()).then(|| at..at + label.len()),
        };
        let found = asked(text, &answer);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|address| (address.subject.as_str(), address.attribute.as_str()))
            .collect();
        assert_eq!(found, expect, "{text}");
    };
    let gym = ("gym", 0.9);
    check("where do I train?", sure, gym, "", &[("user", "gym")]);
    check(
        "Which gym does the user go to?",
        sure,
        gym,
        "",
        &[("user", "gym")],
    );
    // In doubt nothing is sure.
    check("where do I train?", (Act::Ask, 0.6), gym, "", &[]);
    check("where do I train?", sure, ("gym", 0.5), "", &[]);
    check("I train at FitX", (Act::State, 0.95), gym, "", &[]);
    // Of somebody else.
    check("where does Nora train?", sure, gym, "", &[]);
    check("Nora's gym?", sure, gym, "", &[]);
    check("where does my sister train?", sure, gym, "", &[]);
    // Which one of its kind, or none.
    check(
        "when is my dentist appointment?",
        sure,
        ("appointment:", 0.9),
        "dentist appointment",
        &[("user", "appointment:dentist")],
    );
    check(
        "When must I hand in the Heron report?",
        sure,
        ("deadline:", 0.9),
        "Heron report",
        &[("user", "deadline:heron report")],
    );
    check("when is it due?", sure, ("deadline:", 0.9), "", &[]);
    check(
        "what's our gecko called?",
        sure,
        ("pet", 0.9),
        "",
        &[("user's gecko", "name"), ("user", "gecko")],
    );
    check(
        "which school does my son go to?",
        sure,
        ("child's school", 0.9),
        "",
        &[("user's son", "school")],
    );
    let long = format!("where {}do I train?", "on all of those days ".repeat(6));
    check(&long, sure, gym, "", &[]);
}

#[test]
fn what_corrects_or_takes_back_goes_before_its_parts() {
    let mut reading = reading("I wrote Sasha but it should be Alexis");
    let units = reading.units.clone();
    let name: &[(&str, f32)] = &[("name", 0.7)];
    let whole = told(&units[0], Act::Bare, name, ["Alexis", "Sasha", ""]);
    let mut answers = vec![whole];
    answers.resize(units.len(), Told::nothing());
    reading.take(&answers);
    let found = &reading.statements[0].statement;
    assert_eq!(
        (found.attribute.as_str(), found.value.as_deref()),
        (crate::CORRECTION, Some("Alexis"))
    );
    assert_eq!(reading.replaced[0].old, "Sasha");
}

#[test]
fn values_are_of_the_kind_of_their_attribute() {
    let check = |attribute: &str, value: &str, expect: bool| {
        assert_eq!(
            kinds::fits(attribute, value),
            expect,
            "{attribute}: {value}"
        );
    };
    check("phone", "0171 555 01", true);
    check("phone", "Lebara", false);
    check("email", "a@b.example", true);
    check("email", "a@b.example and c@d.example", false);
    check("appointment:dentist", "Friday at 3pm", true);
    check("appointment:wedding", "Acme Hall", false);
    check("employer", "Acme", true);
    check("employer", "desk B2", false);
    check("babysitter", "Wren", true);
    check("babysitter", "the children for us", false);
    check("gecko", "the name of Bagel", false);
    check("favourite:fruit", "that", false);
    check("gym", "FitX", true);
}
