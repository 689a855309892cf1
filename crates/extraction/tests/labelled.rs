//! Reads utterances that people labelled by hand and compares: precision and recall by type.
//!
//! `labelled/*.jsonl` holds one utterance a line: its text, when and in whose voice it was said, and
//! what it states (`gold`). A quarter of the set is held out: nothing is fitted on it, and the bars
//! [`PRECISION_MIN`] and [`RECALL_MIN`] are asserted over it alone, over the whole of it and by type.
//!
//! # What counts as right
//!
//! A found statement is right if one of the gold statements of its utterance
//! - has its type: the first type of the gold, one of its further ones (`or`), or a neighbour of those
//!   ([`NEIGHBOURS`]);
//! - has its value: at least 60 % of the gold's content words are in the found value (or, if no value
//!   was told or it is a clause, in the found sentence), and the found value is not mostly something else
//!   ([`value_matches`]). A gold value may name alternatives, divided by `|`;
//! - for the types in [`POLAR`], is affirmed or denied as the gold is.
//!
//! Each gold statement is found once. A second reading of one that was found already ("Anna is my
//! sister" as a relation and as a fact) is neither a gain nor an error. So is a gold statement marked
//! `optional`: it may be read, and need not be. Anything else that is found is an error.
//!
//! In an agent's, a tool's or a document's voice only statements about the user are judged, and there
//! are none to find.
//!
//! Dates are judged apart, on gold statements that were found and have one: the event's date, or since
//! or until when it is true, lies on a day the gold allows. Attributes likewise, by [`ATTRIBUTES`].
//!
//! `LABELLED_VERBOSE=1 cargo test -p memoird-extraction --test labelled -- --nocapture` lists what went
//! wrong on the development part.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use extraction::{Cue, Found, Utterance, Voice, read};
use serde_json::Value;
use types::{Polarity, Timestamp};

/// Least share of what was found that is right, over all types and for each.
const PRECISION_MIN: f64 = 0.90;
/// Least share of the gold that was found, over all types and for each.
///
/// A type has 20 to 26 statements in the held-out part, so one is worth 4 to 5 points, and `instruction`
/// (precision) and `goal` (recall) are at the bar. The rules are not fitted on these rows, and the rows
/// are not labelled anew to pass.
const RECALL_MIN: f64 = 0.75;

const TYPES: [&str; 10] = [
    "fact",
    "preference",
    "norm",
    "decision",
    "goal",
    "event",
    "procedure",
    "instruction",
    "issue",
    "relation",
];

/// Types that may stand for each other. A relation is a fact about two.
const NEIGHBOURS: [(&str, &str); 1] = [("fact", "relation")];

/// Types whose statements are affirmed or denied. A rule, a procedure or an issue carries its "never"
/// and "not" in its words.
const POLAR: [&str; 6] = [
    "fact",
    "preference",
    "decision",
    "goal",
    "event",
    "relation",
];

/// Types whose value is a clause, so that it may say more than the gold's key words.
const CLAUSES: [&str; 7] = [
    "norm",
    "decision",
    "goal",
    "event",
    "procedure",
    "instruction",
    "issue",
];

/// The gold's attributes and what else they may be called: the found attribute equals one of these or
/// has it as one of its words.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("address", "address location office residence place"),
    ("age", "age birthday turned"),
    (
        "allergy",
        "allergy allergies allergic health condition diet avoids",
    ),
    ("birthday", "birthday birthdate birth born"),
    ("birthplace", "birthplace born birth origin hometown"),
    ("blood type", "blood health medical"),
    ("budget", "budget price spend"),
    ("car", "car vehicle drives owns possession has"),
    ("children", "children kids child family has"),
    (
        "condition",
        "condition health diagnosis disease diabetic disability allergy is has",
    ),
    ("diet", "diet food eats drinks eating avoids likes dietary"),
    ("doctor", "doctor physician gp health"),
    (
        "education",
        "education studied studies degree university school study",
    ),
    ("email", "email contact mail"),
    (
        "employer",
        "employer company workplace work job works occupation",
    ),
    (
        "favourite",
        "favourite favorite favourites favorites likes prefers",
    ),
    ("friend", "friend friends mate relation best_friend"),
    (
        "hobby",
        "hobby hobbies play plays sport activity likes instrument",
    ),
    (
        "job",
        "job occupation profession role position title work works",
    ),
    ("languages", "languages language speaks native"),
    (
        "likes",
        "likes like loves dislikes hates preference prefers enjoys favourite favorite",
    ),
    ("manager", "manager boss supervisor reports"),
    ("marital", "marital status married spouse relationship"),
    ("name", "name nickname called full_name"),
    (
        "origin",
        "origin hometown born birthplace from home country",
    ),
    (
        "partner",
        "partner girlfriend boyfriend fiance spouse engaged relationship",
    ),
    ("password", "password secret credentials wifi"),
    ("pets", "pets pet cat cats dog dogs has owns animals"),
    ("phone", "phone number telephone mobile contact"),
    (
        "prefers",
        "prefers preference preferences likes preferred contact",
    ),
    (
        "residence",
        "residence lives home location city living based address",
    ),
    ("size", "size shoe clothing wear wears"),
    ("spouse", "spouse wife husband partner"),
    ("timezone", "timezone zone"),
    (
        "tool",
        "tool tools uses use stack technology software os database ci language system using",
    ),
];

/// Words that tell nothing about a value.
const STOP_WORDS: &str = "a about all also am an and any are as at be been before but by can could did do \
    does done for from get got had has have he her here him his how i if in into is it its just like me \
    more my myself of on or our out s she so t that the their them then there these they this those now every each to too us \
    user user's was we were what when where which while who will with would you your";

#[derive(Debug)]
struct Row {
    text: String,
    said_at: Timestamp,
    voice: Voice,
    gold: Vec<Gold>,
}

#[derive(Debug)]
struct Gold {
    types: Vec<String>,
    attribute: Option<String>,
    value: String,
    /// Denied; `None`: it can be read either way, as an end or as what happened ("I sold my car").
    negative: Option<bool>,
    optional: bool,
    /// Days that are right, first and last, as `2024-05-15`.
    days: Vec<(String, String)>,
}

/// Right and all, of what was found and of what was to be found.
#[derive(Clone, Copy, Default)]
struct Count {
    found: usize,
    found_right: usize,
    gold: usize,
    gold_found: usize,
}

impl Count {
    fn precision(self) -> f64 {
        share(self.found_right, self.found)
    }

    fn recall(self) -> f64 {
        share(self.gold_found, self.gold)
    }
}

/// Of nothing, nothing is wrong.
fn share(part: usize, of: usize) -> f64 {
    if of == 0 {
        1.0
    } else {
        part as f64 / of as f64
    }
}

#[derive(Default)]
struct Report {
    by_type: BTreeMap<String, Count>,
    dates: Count,
    attributes: Count,
    /// Utterances in which nothing is to be found: all, and those where something was.
    none: (usize, usize),
    mistakes: Vec<String>,
}

impl Report {
    /// Over all types.
    fn all(&self) -> Count {
        let mut all = Count::default();
        for count in self.by_type.values() {
            all.found += count.found;
            all.found_right += count.found_right;
            all.gold += count.gold;
            all.gold_found += count.gold_found;
        }
        all
    }
}

fn load(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/labelled")
        .join(name);
    let path = std::env::var_os(name.replace('.', "_").to_uppercase()).map_or(path, Into::into);
    let text = std::fs::read_to_string(path).expect("the part is there");
    let row = |line| row(&serde_json::from_str(line).expect("a line is JSON"));
    text.lines().map(row).collect()
}

fn string(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

fn row(json: &Value) -> Row {
    Row {
        text: string(&json["text"]),
        said_at: Timestamp::parse(&string(&json["said_at"])).expect("a time"),
        voice: match string(&json["voice"]).as_str() {
            "user" => Voice::User,
            "agent" => Voice::Agent,
            "tool" => Voice::Other,
            other => panic!("no such voice: {other}"),
        },
        gold: json["gold"]
            .as_array()
            .expect("a list")
            .iter()
            .map(gold)
            .collect(),
    }
}

fn gold(json: &Value) -> Gold {
    let more = json["or"].as_array().into_iter().flatten();
    let days = json["date"]
        .as_str()
        .into_iter()
        .flat_map(|date| date.split('|'));
    Gold {
        types: std::iter::once(&json["type"])
            .chain(more)
            .map(string)
            .collect(),
        attribute: json["attribute"].as_str().map(str::to_owned),
        value: string(&json["value"]),
        negative: match string(&json["polarity"]).as_str() {
            "either" => None,
            polarity => Some(polarity == "negative"),
        },
        optional: json["optional"] == true,
        days: days
            .map(|day| day.split_once('/').unwrap_or((day, day)))
            .map(|(first, last)| (first.to_owned(), last.to_owned()))
            .collect(),
    }
}

/// Words that carry meaning, without their endings.
fn content_words(text: &str) -> BTreeSet<String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase);
    let stops: BTreeSet<&str> = STOP_WORDS.split_whitespace().collect();
    words
        .filter(|word| !word.is_empty() && !stops.contains(word.as_str()))
        .map(|word| stem(ordinal(&word)).to_owned())
        .collect()
}

/// `12` of `12th`.
fn ordinal(word: &str) -> &str {
    let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_ordinal =
        !number.is_empty() && ["st", "nd", "rd", "th"].contains(&&word[number.len()..]);
    if is_ordinal { number } else { word }
}

fn stem(word: &str) -> &str {
    let ending = |ending: &str| {
        word.strip_suffix(ending)
            .filter(|rest| rest.chars().count() >= 3)
    };
    let rest = ending("ing")
        .or(ending("ies"))
        .or(ending("ed"))
        .or(ending("es"))
        .or(ending("s"));
    let rest = rest.unwrap_or(word);
    let rest = rest
        .strip_suffix(['e', 'y'])
        .filter(|rest| rest.len() >= 3)
        .unwrap_or(rest);
    let mut ends = rest.chars().rev();
    match (ends.next(), ends.next()) {
        // "stopp" of "stopped"
        (Some(a), Some(b)) if a == b && rest.is_ascii() && rest.len() > 3 => {
            &rest[..rest.len() - 1]
        }
        _ => rest,
    }
}

/// Whether the found words mean the gold's: most of the gold's are there and, in a value, little else.
fn value_matches(found: &Found, gold: &Gold) -> bool {
    let clause = CLAUSES.contains(&found.type_.as_str());
    let Found {
        statement, text, ..
    } = found;
    gold.value.split('|').map(content_words).any(|wanted| {
        let covers = |text: &str, of_gold: f64, of_found: f64| {
            let words = content_words(text);
            let common = words.intersection(&wanted).count();
            share(common, wanted.len()) >= of_gold && share(common, words.len()) >= of_found
        };
        match &statement.value {
            Some(value) if !clause => {
                // "sister Anna": the attribute or the subject may hold the one half and the value the
                // other; "20 mg every morning": the value may hold one half and the sentence all.
                covers(value, 0.6, 0.5)
                    || covers(&format!("{} {value}", statement.attribute), 0.6, 0.5)
                    || covers(&format!("{} {value}", statement.subject), 0.6, 0.5)
                    || (covers(value, 0.5, 0.5) && covers(text, 0.6, 0.0))
            }
            Some(value) => covers(value, 0.6, 0.15) || covers(text, 0.6, 0.15),
            None => covers(text, 0.6, 0.15),
        }
    })
}

fn type_matches(found: &Found, gold: &Gold) -> bool {
    gold.types.iter().any(|type_| {
        let pair = (found.type_.as_str(), type_.as_str());
        pair.0 == pair.1 || NEIGHBOURS.contains(&pair) || NEIGHBOURS.contains(&(pair.1, pair.0))
    })
}

/// Denied, in whatever way it is said so.
fn is_negative(found: &Found) -> bool {
    let value = found.statement.value.as_deref().unwrap_or_default();
    let value = format!(" {} ", value.to_lowercase());
    let attribute = &found.statement.attribute;
    found.statement.polarity == Polarity::Negative
        || found.cue == Cue::End
        || ["dislike", "hate", "avoid"]
            .iter()
            .any(|word| attribute.contains(word))
        || [" not ", " no ", " never ", " against "]
            .iter()
            .any(|word| value.contains(word))
}

fn matches(found: &Found, gold: &Gold) -> bool {
    let polar = POLAR.contains(&found.type_.as_str());
    type_matches(found, gold)
        && value_matches(found, gold)
        && (!polar
            || gold
                .negative
                .is_none_or(|negative| is_negative(found) == negative))
}

fn date_matches(found: &Found, gold: &Gold) -> Option<bool> {
    let dates = [found.event_date, found.valid_from, found.valid_to];
    let mut days = dates
        .iter()
        .flatten()
        .map(|date| date.to_civil().date().to_string())
        .peekable();
    days.peek()?;
    Some(days.any(|day| {
        gold.days
            .iter()
            .any(|(first, last)| (first..=last).contains(&&day))
    }))
}

fn attribute_matches(found: &Found, attribute: &str) -> bool {
    let names = ATTRIBUTES.iter().find(|(name, _)| *name == attribute);
    let names: Vec<&str> = names
        .expect("it is in the table")
        .1
        .split_whitespace()
        .collect();
    let found = &found.statement.attribute;
    names.iter().any(|name| {
        found == name
            || found
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word == *name)
    })
}

/// Compares what is found in one utterance with its gold.
fn judge(row: &Row, report: &mut Report) {
    let reading = read(&Utterance {
        text: &row.text,
        voice: row.voice,
        speaker: None,
        said_at: row.said_at,
    });
    let judged = |found: &&Found| row.voice == Voice::User || found.statement.subject == "user";
    let found: Vec<&Found> = reading.statements.iter().filter(judged).collect();
    judge_found(row, &found, report);
}

fn judge_found(row: &Row, found: &[&Found], report: &mut Report) {
    let mut taken = vec![false; found.len()];
    for gold in &row.gold {
        let at = (0..found.len()).find(|&at| !taken[at] && matches(found[at], gold));
        if let Some(at) = at {
            taken[at] = true;
            judge_details(row, found[at], gold, report);
        }
        if !gold.optional {
            let count = report.by_type.entry(gold.types[0].clone()).or_default();
            count.gold += 1;
            count.gold_found += usize::from(at.is_some());
            if at.is_none() {
                report.mistakes.push(format!(
                    "missed   {} [{}] | {}",
                    gold.types[0], gold.value, row.text
                ));
            }
            report.dates.gold += usize::from(!gold.days.is_empty());
        }
    }
    for (at, found) in found.iter().enumerate() {
        let again = row.gold.iter().any(|gold| matches(found, gold));
        if again && !taken[at] {
            continue;
        }
        let count = report.by_type.entry(found.type_.clone()).or_default();
        count.found += 1;
        count.found_right += usize::from(taken[at]);
        if !taken[at] {
            report
                .mistakes
                .push(format!("invented {} | {}", shown(found), row.text));
        }
    }
    if row.gold.is_empty() {
        report.none.0 += 1;
        report.none.1 += usize::from(!found.is_empty());
    }
}

fn judge_details(row: &Row, found: &Found, gold: &Gold, report: &mut Report) {
    if !gold.days.is_empty() && !gold.optional {
        let right = date_matches(found, gold);
        report.dates.found += usize::from(right.is_some());
        report.dates.found_right += usize::from(right == Some(true));
        report.dates.gold_found += usize::from(right == Some(true));
        if right != Some(true) {
            let days = &gold.days;
            let said = row.said_at;
            report.mistakes.push(format!(
                "date     {} want {days:?} said {said} | {}",
                shown(found),
                row.text
            ));
        }
    }
    if let Some(attribute) = gold.attribute.as_deref().filter(|_| !gold.optional) {
        let right = attribute_matches(found, attribute);
        report.attributes.found += 1;
        report.attributes.found_right += usize::from(right);
        if !right {
            report.mistakes.push(format!(
                "attribute {attribute}: {} | {}",
                shown(found),
                row.text
            ));
        }
    }
}

fn shown(found: &Found) -> String {
    let Found {
        statement,
        type_,
        text,
        event_date,
        ..
    } = found;
    let (subject, attribute) = (&statement.subject, &statement.attribute);
    let value = statement.value.as_deref().unwrap_or("-");
    let date = event_date.map_or(String::new(), |date| format!(" @{date}"));
    let denied = if is_negative(found) { "NOT " } else { "" };
    format!("{type_} {denied}{subject}.{attribute} = {value}{date} ({text})")
}

fn measured(rows: &[Row]) -> Report {
    let mut report = Report::default();
    for type_ in TYPES {
        report.by_type.insert(type_.to_owned(), Count::default());
    }
    for row in rows {
        judge(row, &mut report);
    }
    report
}

fn printed(title: &str, report: &Report) -> String {
    let mut text = format!(
        "\n{title}\n{:12} {:>9} {:>7} {:>6} {:>6}\n",
        "", "precision", "recall", "found", "gold"
    );
    let mut line = |name: &str, count: Count| {
        let (precision, recall) = (100.0 * count.precision(), 100.0 * count.recall());
        writeln!(
            text,
            "{name:12} {precision:9.1} {recall:7.1} {:6} {:6}",
            count.found, count.gold
        )
        .expect("a String takes everything");
    };
    for (type_, count) in &report.by_type {
        line(type_, *count);
    }
    line("all", report.all());
    line("dates", report.dates);
    line(
        "attributes",
        Count {
            gold: 0,
            ..report.attributes
        },
    );
    let (none, read_into) = report.none;
    writeln!(
        text,
        "{read_into} of {none} utterances that state nothing were read as a statement"
    )
    .expect("a String takes everything");
    text
}

#[test]
fn the_comparison_tells_right_from_wrong() {
    let check = |type_: &str, value: &str, denied: bool, gold: &str, expect: bool| {
        let found = Found {
            statement: types::Statement {
                subject: "user".to_owned(),
                attribute: "thing".to_owned(),
                cardinality: types::Cardinality::Many,
                value: Some(value.to_owned()),
                polarity: if denied {
                    Polarity::Negative
                } else {
                    Polarity::Positive
                },
                certainty: 1.0,
                span: None,
                closed: None,
            },
            text: value.to_owned(),
            type_: type_.to_owned(),
            kind: types::MemoryKind::Semantic,
            cue: Cue::Plain,
            valid_from: None,
            valid_to: None,
            event_date: None,
            entities: Vec::new(),
            topics: Vec::new(),
            is_directive: false,
            confidence: 1.0,
            alternatives: Vec::new(),
        };
        let gold = serde_json::from_str(gold).expect("the case is JSON");
        let gold = self::gold(&gold);
        assert_eq!(
            matches(&found, &gold),
            expect,
            "{type_} {value} against {gold:?}"
        );
    };
    let tea = r#"{"type": "preference", "value": "green tea", "polarity": "positive"}"#;
    check("preference", "green tea", false, tea, true);
    check("preference", "a green tea", false, tea, true);
    check("preference", "green tea", true, tea, false);
    check("preference", "tea", false, tea, false);
    check(
        "preference",
        "green tea and long walks by the sea",
        false,
        tea,
        false,
    );
    check("fact", "green tea", false, tea, false);
    let anna = r#"{"type": "relation", "value": "Anna|Ann", "polarity": "positive"}"#;
    check("fact", "Ann", false, anna, true);
    check("relation", "Bob", false, anna, false);
    let rule = r#"{"type": "norm", "or": ["instruction"], "value": "deploy Fridays", "polarity": "positive"}"#;
    check(
        "instruction",
        "never deploying on Fridays",
        true,
        rule,
        true,
    );
    check(
        "instruction",
        "never deploying on Mondays",
        true,
        rule,
        false,
    );
}

#[test]
fn the_development_part_is_read() {
    let rows = load("dev.jsonl");
    let report = measured(&rows);
    println!("{}", printed("development part", &report));
    if std::env::var_os("LABELLED_VERBOSE").is_some() {
        let mut mistakes = report.mistakes;
        mistakes.sort();
        println!("{}", mistakes.join("\n"));
    }
    // The set itself: each type often enough, enough that states nothing, enough dates.
    assert!(rows.len() >= 300);
    assert!(
        rows.iter()
            .filter(|row| row.gold.iter().all(|gold| gold.optional))
            .count()
            >= 60
    );
    assert!(report.dates.gold >= 34);
    for type_ in TYPES {
        assert!(report.by_type[type_].gold >= 20, "{type_}");
    }
    for gold in rows.iter().flat_map(|row| &row.gold) {
        assert!(
            gold.types
                .iter()
                .all(|type_| TYPES.contains(&type_.as_str())),
            "{gold:?}"
        );
        assert!(
            gold.value
                .split('|')
                .all(|value| !content_words(value).is_empty()),
            "{gold:?}"
        );
        let known = |name: &String| ATTRIBUTES.iter().any(|(known, _)| known == name);
        assert!(gold.attribute.as_ref().is_none_or(known), "{gold:?}");
    }
}

#[test]
fn the_held_out_part_is_read_well() {
    let rows = load("heldout.jsonl");
    let report = measured(&rows);
    println!("{}", printed("held-out part", &report));
    let check = |name: &str, count: Count, precision_min: f64, recall_min: f64| {
        let (precision, recall) = (count.precision(), count.recall());
        assert!(
            precision >= precision_min,
            "precision of {name}: {precision:.3}"
        );
        assert!(recall >= recall_min, "recall of {name}: {recall:.3}");
    };
    check("all", report.all(), PRECISION_MIN, RECALL_MIN);
    check("dates", report.dates, PRECISION_MIN, RECALL_MIN);
    for type_ in TYPES {
        assert!(report.by_type[type_].gold >= 20, "{type_}");
        check(type_, report.by_type[type_], PRECISION_MIN, RECALL_MIN);
    }
    let (none, read_into) = report.none;
    assert!(
        none >= 40 && read_into * 20 <= none,
        "{read_into} of {none}"
    );
}
