use super::*;

/// A sentence of which the model told an act, a value and a value before.
fn piece(text: &str, act: Act, value: &str, old: &str) -> Piece {
    let range = |words: &str| {
        let at = text.find(words).filter(|_| !words.is_empty())?;
        Some(at..at + words.len())
    };
    let slots = Slots {
        act,
        act_share: 0.9,
        change_share: 0.9,
        attributes: Vec::new(),
        value: range(value),
        old: range(old),
        label: None,
    };
    Piece::new(text, slots, &[])
}

#[test]
fn a_change_may_mean_what_is_of_the_same_thing() {
    fn check((change, new, old): (&str, &str, &str), (said, value): (&str, &str), expect: bool) {
        let change = piece(change, Act::Change, new, old);
        let said = piece(said, Act::State, value, "");
        assert_eq!(
            may_mean(&change, &said),
            expect,
            "{} / {}",
            change.text,
            said.text
        );
    }
    let rows = [
        // The same thing, in other words.
        (
            ("I water the ferns on Mondays now", "Mondays", ""),
            ("the ferns get their water on Fridays", "Fridays"),
            true,
        ),
        (
            ("the choir practice starts at 8:15 now", "8:15", ""),
            ("the choir practice kicks off at 7:30", "7:30"),
            true,
        ),
        (
            ("our boy changed schools, he's at Elmwood", "Elmwood", ""),
            ("we enrolled our son at Oak Hill", "Oak Hill"),
            true,
        ),
        (
            (
                "I take cello lessons with Ines now instead of Bram",
                "Ines",
                "Bram",
            ),
            ("Bram is the one who teaches me", "Bram"),
            true,
        ),
        // Another's.
        (
            ("my husband's alarm rings at 8:15 now", "8:15", ""),
            ("my alarm rings at 7:30", "7:30"),
            false,
        ),
        (
            ("my sister lives in Malmö now", "Malmö", ""),
            ("I live in Porto", "Porto"),
            false,
        ),
        (
            ("the backend team's lead is Odile now", "Odile", ""),
            ("our team lead is Bram", "Bram"),
            false,
        ),
        (
            ("our company banks with Acme now", "Acme", ""),
            ("I bank with Zenith", "Zenith"),
            false,
        ),
        (
            ("my dog takes his pills at noon now", "noon", ""),
            ("I take my pills at 8 in the morning", "8 in the morning"),
            false,
        ),
        (
            ("my alarm rings at 8:15 now", "8:15", ""),
            ("my wife's alarm rings at 7:30", "7:30"),
            false,
        ),
        // Another thing.
        (
            ("my health insurance is with Acme now", "Acme", ""),
            ("my car insurance is with Zenith", "Zenith"),
            false,
        ),
        (
            ("the budget for the offsite is €4,000 now", "€4,000", ""),
            ("the budget for the wedding is €9,000", "€9,000"),
            false,
        ),
        // The same value is no other.
        (
            ("I water the ferns on Fridays now", "Fridays", ""),
            ("the ferns get their water on Fridays", "Fridays"),
            false,
        ),
    ];
    for (change, said, expect) in rows {
        check(change, said, expect);
    }
}

#[test]
fn an_end_means_what_has_the_value_that_it_names() {
    fn check(old: &str, said: &str, value: &str, expect: bool) {
        let text = format!("we no longer keep the ladder in {old}");
        let end = piece(&text, Act::End, "", old);
        let said = piece(said, Act::State, value, "");
        assert_eq!(may_mean(&end, &said), expect, "{old} / {}", said.text);
    }
    check(
        "the attic",
        "the ladder is up in the attic",
        "the attic",
        true,
    );
    check(
        "the attic",
        "the ladder is down in the cellar",
        "the cellar",
        false,
    );
    check(
        "the attic",
        "my brother's ladder is in the attic",
        "the attic",
        false,
    );
}

#[test]
fn the_less_speaks_for_it_the_surer_the_model_must_be() {
    let said = |act: Act| piece("the ferns get their water on Fridays", act, "Fridays", "");
    let change = |text: &str, old: &str| piece(text, Act::Change, "Mondays", old);
    let named = change(
        "I water the ferns on Mondays now, not on Fridays",
        "Fridays",
    );
    let unnamed = change("I water the ferns on Mondays now", "");
    let apart = change("my bins go out on Mondays now", "");
    let bars = [
        odds_min(&named, &said(Act::State)),
        odds_min(&unnamed, &said(Act::State)),
        odds_min(&apart, &said(Act::State)),
    ];
    assert_eq!(bars, [ODDS_TOLD_MIN, ODDS_SURE, ODDS_OTHER_MIN]);
    let unclear = Piece {
        is_clear: false,
        ..named.clone()
    };
    let joining = Piece {
        is_many: true,
        ..unnamed.clone()
    };
    let redone = Piece {
        is_clear: false,
        ..piece(
            "I'm down to Mondays with the ferns",
            Act::Change,
            "Mondays",
            "",
        )
    };
    assert_eq!(odds_min(&redone, &said(Act::State)), ODDS_UNCLEAR_MIN);
    for doubted in [unclear, joining] {
        assert_eq!(odds_min(&doubted, &said(Act::State)), ODDS_DOUBTED_MIN);
    }
    // What states nothing is meant only where the model is sure, or where its value is named.
    for (act, unnamed_min) in [
        (Act::None, ODDS_UNTOLD_MIN),
        (Act::End, ODDS_APART_MIN),
        (Act::Bare, ODDS_APART_MIN),
        (Act::Retract, ODDS_APART_MIN),
    ] {
        assert_eq!(odds_min(&unnamed, &said(act)), unnamed_min, "{act:?}");
        assert_eq!(odds_min(&named, &said(act)), ODDS_TOLD_MIN, "{act:?}");
    }
    let silent = piece("I water the ferns on Mondays now", Act::None, "Mondays", "");
    assert_eq!(odds_min(&silent, &said(Act::State)), ODDS_UNSAID_MIN);
}

#[test]
fn a_name_is_made_of_the_words_that_tell() {
    fn check(text: &str, value: &str, expect: &str) {
        assert_eq!(piece(text, Act::State, value, "").about(), expect, "{text}");
    }
    check(
        "the ferns get their water on Fridays",
        "Fridays",
        "about:fern water",
    );
    check(
        "I water the ferns on Mondays now",
        "Mondays",
        "about:water fern",
    );
}
