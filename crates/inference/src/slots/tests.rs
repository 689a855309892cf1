use super::*;

#[test]
fn sentences_are_told_apart() {
    let model = SlotModel::shared().unwrap();
    let check = |sentence: &str, act: Act, attribute: &str, value: &str, old: &str| {
        let slots = model.fill(&[sentence]).unwrap().remove(0);
        let words = |range: &Option<Range<usize>>| {
            range
                .clone()
                .map_or("", |range| &sentence[range])
                .to_owned()
        };
        // What states nothing, or not of what, is about nothing.
        let about = match slots.act {
            Act::None | Act::Bare => "",
            _ => model.attributes()[slots.attributes[0].0].name,
        };
        assert_eq!(
            (
                slots.act,
                about,
                words(&slots.value).as_str(),
                words(&slots.old).as_str()
            ),
            (act, attribute, value, old),
            "{sentence}: {slots:?}"
        );
    };
    check(
        "these days I bank with Monzo",
        Act::Change,
        "bank",
        "Monzo",
        "",
    );
    check("my account is at Monzo", Act::State, "bank", "Monzo", "");
    check(
        "I switched banks from Monzo to Starling",
        Act::Change,
        "bank",
        "Starling",
        "Monzo",
    );
    check(
        "I closed my account at Monzo",
        Act::End,
        "bank",
        "",
        "Monzo",
    );
    check("no wait, Monzo", Act::Bare, "", "Monzo", "");
    check("what a lovely day in Ghent that was", Act::None, "", "", "");
}

#[test]
fn what_was_read_lately_is_told_as_before_in_its_place() {
    let model = SlotModel::built_in().unwrap();
    let sentences = [
        "I bank with Monzo",
        "what a lovely day in Ghent that was",
        "I switched banks from Monzo to Starling",
        "my gym is at Elm Street",
    ];
    // Shares differ in the sixth place with what stands beside a sentence.
    let told = |slots: &[Slots]| -> Vec<_> {
        let told = |slots: &Slots| {
            let about = slots.attributes.first().map(|(number, _)| *number);
            (slots.act, about, slots.value.clone(), slots.old.clone())
        };
        slots.iter().map(told).collect()
    };
    let expect = told(&model.fill(&sentences).unwrap());
    let model = SlotModel::built_in().unwrap();
    model.fill(&[sentences[2], sentences[0]]).unwrap();
    // What is known stands between what is new.
    assert_eq!(told(&model.fill_again(&sentences).unwrap()), expect);
    assert_eq!(told(&model.fill_again(&sentences).unwrap()), expect);
    // That they come from what is kept: another answer in its place is told as well.
    model.recent.keep(sentences[0], Slots::nothing());
    let [again] = &model.fill_again(&sentences[..1]).unwrap()[..] else {
        panic!("one sentence has one answer");
    };
    assert_eq!(*again, Slots::nothing());
}

#[test]
fn a_question_is_read_past_the_gate() {
    let model = SlotModel::shared().unwrap();
    let check = |question: &str, attribute: &str, label: &str| {
        let slots = model.fill_question(question).unwrap();
        let about = model.attributes()[slots.attributes[0].0].name;
        let own = slots.label.clone().map_or("", |range| &question[range]);
        assert_eq!(
            (slots.act, about, own),
            (Act::Ask, attribute, label),
            "{slots:?}"
        );
    };
    check("where do I train?", "gym", "");
    check("when is my eye test?", "appointment:", "eye test");
    let none = model.fill_question("what is the capital of Peru?").unwrap();
    assert_ne!(none.act, Act::Ask);
}

#[test]
fn the_gate_stops_what_states_nothing_and_nothing_else() {
    let model = SlotModel::shared().unwrap();
    let check = |sentence: &str, passes: bool| {
        let slots = model.fill(&[sentence]).unwrap().remove(0);
        assert_eq!(!slots.attributes.is_empty(), passes, "{sentence}");
    };
    check("wow, that sounds amazing!", false);
    check("thanks so much for your help", false);
    check("my gym is FitX", true);
    check("no wait, Monzo", true);
    check("scratch that", true);
}

#[test]
fn an_answer_does_not_depend_on_what_stands_beside_it() {
    let model = SlotModel::shared().unwrap();
    let sentences = [
        "I lift at FitX",
        "my brother moved to Ghent with his whole family and all of their seven cats last spring",
        "ok",
        "",
        "we deploy on Tuesdays",
    ];
    let together = model.fill(&sentences).unwrap();
    assert_eq!(together.len(), sentences.len());
    for (sentence, beside) in sentences.iter().zip(together) {
        let alone = model.fill(&[sentence]).unwrap().remove(0);
        let first = |slots: &Slots| slots.attributes.first().map(|first| first.0);
        assert_eq!((alone.act, first(&alone)), (beside.act, first(&beside)));
        assert_eq!(
            (alone.value, alone.old),
            (beside.value, beside.old),
            "{sentence}"
        );
    }
}

#[test]
fn slots_are_whole_words() {
    let check = |text: &str, range: Range<usize>, expect: &str| {
        assert_eq!(&text[whole_words(text, range)], expect);
    };
    check("at Müllers now", 4..7, "Müllers");
    check("number 020-79", 8..9, "020");
    assert!(is_joint(". ") && is_joint("-"));
    assert!(!is_joint(", ") && !is_joint(" or "));
}

#[test]
fn the_longest_of_a_batch_may_stop_at_the_gate() {
    let model = SlotModel::shared().unwrap();
    let stopped = "wow, thanks so much for your help, that sounds amazing!";
    let stated = "my account is at Monzo";
    let alone = model.fill(&[stated]).unwrap().remove(0);
    let mut both = model.fill(&[stopped, stated]).unwrap();
    let beside = both.remove(1);
    assert_eq!(both[0].attributes, [], "{stopped}");
    assert_eq!((beside.act, beside.value), (alone.act, alone.value));
}

/// Log odds that the engine asks of a correction for which nothing else speaks.
const SURE: f32 = 1.8;

#[test]
fn a_later_sentence_supersedes_what_it_is_about() {
    let model = SlotModel::shared().unwrap();
    let rows = [
        (
            "I bank with Monzo",
            "my salary goes to Starling from now on",
            true,
        ),
        (
            "the ferns get their water on Fridays",
            "I water the ferns on Mondays now",
            true,
        ),
        (
            "I don't have a driving licence",
            "passed my driving test!",
            true,
        ),
        (
            "bay 88 in the garage is mine",
            "they gave my parking space to somebody else",
            true,
        ),
        (
            "the ferns get water on Fridays",
            "the orchids get water on Mondays now",
            false,
        ),
        (
            "my favourite cheese is Brie",
            "my favourite podcast is Serial now",
            false,
        ),
        (
            "my car insurance is with Zenith",
            "my health insurance is with Acme now",
            false,
        ),
        (
            "I take my pills at 8",
            "my dog takes his pills at noon now",
            false,
        ),
        (
            "I bank with Monzo",
            "what a lovely day in Ghent that was",
            false,
        ),
    ];
    let pairs: Vec<(&str, &str)> = rows.iter().map(|row| (row.0, row.1)).collect();
    let together = model.supersedes(&pairs).unwrap();
    for ((earlier, later, expect), odds) in rows.into_iter().zip(together) {
        assert_eq!(odds > SURE, expect, "{odds}: {earlier} / {later}");
        // The same, whatever stands beside it in a batch.
        let alone = model.supersedes(&[(earlier, later)]).unwrap()[0];
        assert!((alone - odds).abs() < 1e-3, "{alone} {odds}");
    }
}

#[test]
fn of_long_sentences_the_beginnings_are_compared() {
    let model = SlotModel::shared().unwrap();
    let long = "and so on ".repeat(500);
    let (earlier, later) = (
        format!("I bank with Monzo {long}"),
        format!("I left Monzo {long}"),
    );
    let odds = model.supersedes(&[(&earlier, &later), ("", "")]).unwrap();
    assert!(odds.iter().all(|odds| odds.is_finite()), "{odds:?}");
    assert!(model.supersedes(&[]).unwrap().is_empty());
}

/// What runs the model hardly shows: acts and words are the same but where two are as likely, and how
/// sure it is of them nearly.
#[test]
fn the_kernel_tells_what_rten_tells() {
    let [one, other] = [SlotModel::built_in(), SlotModel::built_in_by_rten()].map(Result::unwrap);
    let Part::Kernel(_) = one.upper else {
        return;
    };
    let lines = concat!(
        include_str!("../../model/slots/sentences/chat.txt"),
        include_str!("../../model/slots/sentences/home.txt"),
        include_str!("../../model/slots/sentences/work.txt"),
    );
    let lines = lines.lines().filter(|line| line.contains(' ')).step_by(37);
    let fill = |line: &str| line.replace("{v}", "Monzo").replace("{o}", "Starling");
    let sentences: Vec<String> = lines.map(fill).collect();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    assert!(sentences.len() > 400);
    let [own, expected] = [&one, &other].map(|it| it.read(&sentences, f32::NEG_INFINITY).unwrap());
    let mut others = Vec::new();
    for ((own, expected), sentence) in own.into_iter().zip(expected).zip(&sentences) {
        let words = |slots: &Slots| (slots.value.clone(), slots.old.clone(), slots.label.clone());
        if own.act != expected.act || words(&own) != words(&expected) {
            others.push(sentence);
        } else {
            let apart = [
                own.act_share - expected.act_share,
                own.change_share - expected.change_share,
                own.attributes[0].1 - expected.attributes[0].1,
            ];
            assert!(
                apart.iter().all(|x| x.abs() < 0.03),
                "{sentence}: {apart:?}"
            );
        }
    }
    assert!(others.len() <= 2, "{others:?}");
    let pairs: Vec<(&str, &str)> = sentences.windows(2).map(|two| (two[0], two[1])).collect();
    let [own, expected] = [&one, &other].map(|it| it.supersedes(&pairs).unwrap());
    let share = |odds: f32| 1.0 / (1.0 + (-odds).exp());
    let apart = |(own, expected): (f32, f32)| (share(own) - share(expected)).abs();
    let apart: Vec<f32> = own.into_iter().zip(expected).map(apart).collect();
    let mean = apart.iter().sum::<f32>() / apart.len() as f32;
    let most = apart.iter().copied().fold(0.0, f32::max);
    assert!(mean < 0.003 && most < 0.1, "{mean} {most}");
}
