//! Corrections of what is other people's: they change that, and nothing of the user's own.

use crate::common::*;

/// Says the sentences a day apart; what is believed afterwards of what they stated, in their order:
/// `subject.attribute=value`.
async fn believed(sentences: &[&str]) -> Vec<String> {
    let (h, ids) = say_daily(sentences).await;
    let mut believed = Vec::new();
    for memory in h.memories(&ids).await {
        let open = memory.statements.iter().filter(|one| one.closed.is_none());
        believed.extend(open.map(|one| {
            let value = one.value.as_deref().unwrap_or_default();
            format!("{}.{}={value}", one.subject, one.attribute)
        }));
    }
    believed
}

#[tokio::test]
async fn what_corrects_somebody_elses_leaves_the_users_own() {
    const ROWS: &[(&[&str], &[&str])] = &[
        (
            &[
                "My birthday is on 7 July",
                "Ana's birthday is on 3 October",
                "I got Ana's birthday wrong, it's on 4 October",
            ],
            &["user.birthday=7 July", "ana.birthday=4 October"],
        ),
        (
            &[
                "My wife Dana plays the cello",
                "Dana's birthday is on 3 October",
                "I got Dana's birthday wrong: it is on 4 October",
            ],
            &[
                "user.partner=Dana",
                "dana.play=cello",
                "dana.birthday=4 October",
            ],
        ),
        (
            &[
                "My mum's birthday is 2 May",
                "Sorry, mum's birthday is 3 May",
            ],
            &["user's mum.birthday=3 May"],
        ),
        (
            &[
                "My wife Lena is 30 and she works at Bosch",
                "Lena quit Bosch",
            ],
            &["user.partner=Lena", "lena.age=30", "lena.quit=Bosch"],
        ),
        (
            &[
                "My son Max plays football",
                "It's not Max who plays football, it's Ben",
            ],
            &["user.son=Max"],
        ),
        (
            &[
                "My wife Dana works at Barclays",
                "Dana doesn't work at Barclays any more, she's at Monzo since Monday",
            ],
            &[
                "user.partner=Dana",
                "dana.employer=Barclays",
                "dana.employer=Monzo",
            ],
        ),
        (
            &[
                "My brother's name is Kieran and he lives in Cork",
                "Kieran lives in Dublin now",
            ],
            &["user.brother=Kieran", "kieran.residence=Dublin"],
        ),
        (
            &["I'm married to Alex", "Alex and I got divorced in June"],
            &["user.marital_status=divorced"],
        ),
    ];
    for (sentences, expect) in ROWS {
        assert_eq!(believed(sentences).await, *expect, "{sentences:?}");
    }
}

#[tokio::test]
async fn a_move_closes_the_home_or_the_job() {
    const ROWS: &[(&[&str], &[&str])] = &[
        // No rule tells which of them is meant; the model of pairs does.
        (
            &[
                "I live in Utrecht and I work at Google",
                "I moved to Stripe in March",
            ],
            &["user.residence=Utrecht", "user.event=Stripe"],
        ),
        // Known as a place, or of somebody without a job.
        (
            &[
                "I live in Utrecht and I work at Google",
                "I moved to Lisbon in March",
            ],
            &["user.employer=Google", "user.residence=Lisbon"],
        ),
        (
            &["I live in Utrecht", "I moved to Zwaanshoek in March"],
            &["user.residence=Zwaanshoek"],
        ),
    ];
    for (sentences, expect) in ROWS {
        assert_eq!(believed(sentences).await, *expect, "{sentences:?}");
    }
}

#[tokio::test]
async fn a_time_takes_no_names_place() {
    let said = [
        "I go to yoga on Mondays",
        "I was wrong about yoga, it's on Wednesdays",
    ];
    let believed = believed(&said).await;
    assert!(believed.iter().all(|one| !one.starts_with("user.go")));
    assert!(believed.iter().any(|one| one.ends_with("=Wednesdays")));
}
