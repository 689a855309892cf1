use super::*;
use crate::{Utterance, Voice, read};

#[test]
fn the_table_names_known_attributes() {
    let table = table();
    assert!(table.len() > 300);
    for row in table {
        assert!(!row.classes.is_empty(), "{}", row.frame);
        assert!(row.frame.contains(MASK), "{}", row.frame);
    }
    for attribute in [
        "residence",
        "job_title",
        "deadline:*",
        "instruction:language",
    ] {
        let rows = table.iter().filter(|row| row.attribute == Some(attribute));
        assert!(rows.count() >= 8, "{attribute}");
    }
    assert!(table.iter().any(|row| row.attribute.is_none()));
}

#[test]
fn clauses_in_need_are_masked() {
    fn check(text: &str, expect: &[&str]) {
        let reading = read(&Utterance {
            text,
            voice: Voice::User,
            speaker: None,
            said_at: types::Timestamp::from_unix_ms(1_704_067_200_000),
        });
        let frames: Vec<&str> = reading.unread.iter().map(|u| u.frame.as_str()).collect();
        assert_eq!(frames, expect, "{text}");
    }
    check("Zagreb is where I live", &[]);
    check(
        "Zagreb is where I hang my hat",
        &["something is where i hang my hat"],
    );
    check("I used to bank with Monzo", &[]);
    check("I bank with Monzo these days", &["i bank with something"]);
    check("I live in Zagreb", &[]);
    // Nothing but words that are cut.
    check("as of this week I'm employed by Bayer", &[]);
    check("now, actually, again", &[]);
    check("Our rule:", &[]);
    check("Where is Zagreb?", &[]);
    check("If I bank with Monzo, what then?", &[]);
}
