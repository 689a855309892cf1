//! What several users of a group say alike, and is fit to become the group's.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use extraction::normalize_text;
use types::{Cardinality, Entity, Memory, MemoryId, MemoryKind, Timestamp, Trust};

use super::groups::{cosine, texts_agree};
use super::sentences::stems;
use super::voice::of_group;
use super::{Fact, Row, dot, fingerprint, union};

/// Users whose agreement makes knowledge of a group: never fewer, whatever a focus says. What only
/// one person said stays theirs.
pub(crate) const USERS_MIN: u32 = 2;
/// A statement belongs to a group's focus from this cosine on.
const FOCUS_COSINE: f32 = 0.35;
/// How much what belongs to the focus matters, and what does not.
const IMPORTANCE: (f32, f32) = (0.8, 0.5);
/// Attributes that are about a person and nobody else's business, whoever shares them.
const PERSONAL: [&str; 26] = [
    "name",
    "full_name",
    "nickname",
    "age",
    "birthday",
    "birthdate",
    "email",
    "phone",
    "address",
    "residence",
    "hometown",
    "nationality",
    "partner",
    "marital_status",
    "child",
    "pet",
    "allergy",
    "health",
    "diagnosis",
    "medication",
    "religion",
    "salary",
    "income",
    "password",
    "gender",
    "pronouns",
];
/// Words that mark a secret or a private day, wherever they stand.
const SECRETS: [&str; 14] = [
    "password",
    "passwords",
    "passwort",
    "passcode",
    "passcodes",
    "passphrase",
    "passphrases",
    "birthday",
    "birthdays",
    "birthdate",
    "anniversary",
    "anniversaries",
    "cvv",
    "iban",
];
/// Words that mark a secret after one of [`OPENERS`], or where its value follows.
const KEYS: [&str; 12] = [
    "pin",
    "pins",
    "key",
    "keys",
    "code",
    "codes",
    "token",
    "tokens",
    "secret",
    "secrets",
    "login",
    "combination",
];
/// What a secret opens, or whose it is.
const OPENERS: [&str; 28] = [
    "api",
    "access",
    "secret",
    "private",
    "ssh",
    "gpg",
    "pgp",
    "licence",
    "license",
    "encryption",
    "recovery",
    "security",
    "signing",
    "master",
    "door",
    "gate",
    "alarm",
    "entry",
    "safe",
    "lock",
    "garage",
    "house",
    "car",
    "card",
    "sim",
    "bank",
    "phone",
    "wifi",
];
/// Labels that a promoted memory takes over at most, of each sort.
const LABELS_MAX: usize = 16;

/// What a group cares about.
pub(crate) struct Focus {
    stems: BTreeSet<String>,
    direction: Option<Vec<f32>>,
}

impl Focus {
    pub(crate) fn new(words: &str, direction: Option<Vec<f32>>) -> Focus {
        Focus {
            stems: stems(words),
            direction,
        }
    }

    fn covers(&self, unit: &Unit) -> bool {
        let by_words = !self.stems.is_disjoint(&stems(&unit.text));
        by_words
            || match (&self.direction, &unit.vectors[..]) {
                (Some(focus), [own]) => dot(focus, own) >= FOCUS_COSINE,
                _ => false,
            }
    }
}

/// Something that one user says.
pub(crate) struct Unit {
    id: MemoryId,
    user_id: String,
    text: String,
    normal: String,
    /// In the group's words.
    voiced: Option<String>,
    fact: Option<(Fact, Cardinality)>,
    vectors: Vec<Vec<f32>>,
    kind: MemoryKind,
    type_: String,
    trust: Trust,
    confidence: f32,
    created_at: Timestamp,
    said_at: Timestamp,
    topics: Vec<String>,
    entities: Vec<Entity>,
}

impl Unit {
    /// The memory that says it.
    pub(crate) fn id(&self) -> MemoryId {
        self.id
    }
}

/// What a memory contributes: each of its statements, or its text if it has none. Nothing if it is
/// not fit to be shared: personal data, what happened to somebody, orders to an agent, and what is
/// not believed to come from the user.
pub(crate) fn units(row: &Row) -> Vec<Unit> {
    let Row { memory, vectors } = row;
    let Some(user_id) = &memory.coordinates.user_id else {
        return Vec::new();
    };
    let text = memory.current_text().into_owned();
    if !is_shareable(memory, &text) {
        return Vec::new();
    }
    let unit = |text: String, fact, vectors| Unit {
        id: memory.id,
        user_id: user_id.clone(),
        normal: normalize_text(&text),
        voiced: voiced(&text),
        text,
        fact,
        vectors,
        kind: memory.kind,
        type_: memory.type_.clone(),
        trust: memory.trust,
        confidence: memory.confidence,
        created_at: memory.created_at,
        said_at: memory.happened_at(),
        topics: memory.topics.clone(),
        entities: memory.entities.clone(),
    };
    let open: Vec<_> = memory
        .statements
        .iter()
        .filter(|s| s.closed.is_none())
        .collect();
    match open[..] {
        [] if memory.statements.is_empty() => vec![unit(text, None, vectors.clone())],
        [one] if memory.statements.len() == 1 => {
            let fact = (Fact::of(one), one.cardinality);
            vec![unit(text, Some(fact), vectors.clone())]
        }
        // One of several statements has no words of its own that stand alone: it supports others.
        _ => open
            .into_iter()
            .map(|one| {
                unit(
                    String::new(),
                    Some((Fact::of(one), one.cardinality)),
                    Vec::new(),
                )
            })
            .collect(),
    }
}

fn is_shareable(memory: &Memory, text: &str) -> bool {
    let is_personal = |attribute: &str| {
        let head = attribute.split([':', '.']).next().unwrap_or(attribute);
        PERSONAL.contains(&head) || names_secret(attribute)
    };
    let reading = extraction::read(&extraction::Utterance {
        text,
        voice: extraction::Voice::Record,
        speaker: None,
        said_at: memory.happened_at(),
    });
    let read = reading
        .statements
        .iter()
        .map(|found| &found.statement.attribute);
    let mut attributes = memory.statements.iter().map(|s| &s.attribute).chain(read);
    memory.trust >= Trust::UserStated
        && memory.pii.is_empty()
        && reading.pii.is_empty()
        && memory.kind != MemoryKind::Episodic
        && memory.type_ != "instruction"
        && !names_secret(text)
        && !attributes.any(|attribute| is_personal(attribute))
}

/// Whether words speak of a password, a PIN, a key or a private day. It errs on the side of silence: a
/// rule about passwords stays with who said it, too.
fn names_secret(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_key = |index: usize| {
        let word = words[index].as_str();
        let before = index.checked_sub(1).map_or("", |at| words[at].as_str());
        let after = words.get(index + 1).map_or("", String::as_str);
        let value = match after {
            "is" | "are" | "was" => words.get(index + 2).map_or("", String::as_str),
            other => other,
        };
        let has_value = value.chars().any(|c| c.is_ascii_digit());
        let is_pin =
            word == "pin" && matches!(after, "" | "is" | "was" | "code" | "number" | "for");
        KEYS.contains(&word) && (has_value || is_pin || OPENERS.contains(&before))
    };
    words.iter().any(|word| SECRETS.contains(&word.as_str())) || (0..words.len()).any(is_key)
}

/// The text as the group says it; `None` if it speaks of one person in a way that cannot be turned.
fn voiced(text: &str) -> Option<String> {
    of_group(text).or_else(|| {
        let speaks_of_one = text.split(|c: char| !c.is_alphanumeric()).any(|word| {
            let word = word.to_lowercase();
            matches!(
                word.as_str(),
                "user" | "i" | "me" | "my" | "mine" | "myself" | "he" | "she"
            )
        });
        let text = text.trim();
        (!speaks_of_one && !text.is_empty()).then(|| text.to_owned())
    })
}

/// What enough users of a group say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Corroborated {
    /// The same statement of the same group has the same key.
    pub key: String,
    /// In the group's words.
    pub text: String,
    /// Who says it.
    pub users: BTreeSet<String>,
    /// The memories that say it, in order.
    pub members: Vec<MemoryId>,
    pub kind: MemoryKind,
    pub type_: String,
    /// That of the least trusted of them.
    pub trust: Trust,
    pub confidence: f32,
    /// It belongs to what the group cares about.
    pub is_in_focus: bool,
    pub importance: f32,
    pub topics: Vec<String>,
    pub entities: Vec<Entity>,
}

/// What at least `users_min` users say, and nobody disputes; one user fewer is enough for what the
/// group's focus covers, but never less than [`USERS_MIN`]. Two texts say the same from the raw
/// cosine `threshold` on.
pub(crate) fn corroborated(
    units: &[Unit],
    users_min: u32,
    threshold: f32,
    focus: Option<&Focus>,
) -> Vec<Corroborated> {
    let clusters = clusters(units, threshold);
    let mut found: Vec<Corroborated> = clusters
        .iter()
        .filter(|cluster| !is_disputed(units, cluster, &clusters))
        .filter_map(|cluster| {
            let said = corroboration(units, cluster, focus)?;
            let needed = match said.is_in_focus {
                true => users_min.saturating_sub(1).max(USERS_MIN),
                false => users_min.max(USERS_MIN),
            };
            (said.users.len() >= needed as usize).then_some(said)
        })
        .collect();
    found.sort_by(|a, b| {
        let by_focus = b.is_in_focus.cmp(&a.is_in_focus);
        by_focus
            .then(b.users.len().cmp(&a.users.len()))
            .then(a.key.cmp(&b.key))
    });
    found.dedup_by(|a, b| a.key == b.key);
    found
}

/// Places of units that say the same; the first stands for all.
fn clusters(units: &[Unit], threshold: f32) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..units.len()).collect();
    // Those with words of their own first: they can stand for the others.
    order.sort_by(|&a, &b| rank(&units[a], &units[b]));
    let mut by_fact: BTreeMap<&Fact, usize> = BTreeMap::new();
    let mut by_text: BTreeMap<&str, usize> = BTreeMap::new();
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for index in order {
        let unit = &units[index];
        let fact = unit.fact.as_ref().map(|(fact, _)| fact);
        let text = Some(unit.normal.as_str()).filter(|text| !text.is_empty());
        let known = match fact {
            Some(fact) => by_fact.get(fact).copied(),
            None => None,
        };
        let known = known.or_else(|| text.and_then(|text| by_text.get(text).copied()));
        let known = known.or_else(|| {
            let is_near =
                |cluster: &&Vec<usize>| says_the_same(&units[cluster[0]], unit, threshold);
            let near = clusters
                .iter()
                .enumerate()
                .find(|(_, cluster)| is_near(cluster));
            near.map(|(place, _)| place)
        });
        let place = known.unwrap_or_else(|| {
            clusters.push(Vec::new());
            clusters.len() - 1
        });
        clusters[place].push(index);
        if let Some(fact) = fact {
            by_fact.entry(fact).or_insert(place);
        }
        if let Some(text) = text {
            by_text.entry(text).or_insert(place);
        }
    }
    clusters
}

fn rank(a: &Unit, b: &Unit) -> Ordering {
    let has_words = |unit: &Unit| unit.voiced.is_none();
    has_words(a)
        .cmp(&has_words(b))
        .then(b.confidence.total_cmp(&a.confidence))
        .then(a.created_at.cmp(&b.created_at))
        .then(a.id.cmp(&b.id))
}

/// Whether two units without a fact in common say the same by their words. Two that both have facts
/// have different ones.
fn says_the_same(a: &Unit, b: &Unit, threshold: f32) -> bool {
    let both_have_facts = a.fact.is_some() && b.fact.is_some();
    !both_have_facts
        && a.kind == b.kind
        && cosine(&a.vectors, &b.vectors).is_some_and(|cosine| cosine >= threshold)
        && texts_agree((&a.text, a.said_at), (&b.text, b.said_at))
}

/// Whether as many users say something else where only one thing can be so.
fn is_disputed(units: &[Unit], cluster: &[usize], clusters: &[Vec<usize>]) -> bool {
    let Some((fact, cardinality)) = fact_of(units, cluster) else {
        return false;
    };
    let users = users_of(units, cluster).len();
    clusters.iter().any(|other| {
        let Some((rival, _)) = fact_of(units, other) else {
            return false;
        };
        let excludes = match cardinality {
            Cardinality::One => rival != fact,
            Cardinality::Many => rival.value == fact.value && rival.is_positive != fact.is_positive,
        };
        rival.is_at_address_of(fact) && excludes && users_of(units, other).len() >= users
    })
}

fn fact_of<'a>(units: &'a [Unit], cluster: &[usize]) -> Option<&'a (Fact, Cardinality)> {
    cluster.iter().find_map(|&index| units[index].fact.as_ref())
}

fn users_of<'a>(units: &'a [Unit], cluster: &[usize]) -> BTreeSet<&'a str> {
    cluster
        .iter()
        .map(|&index| units[index].user_id.as_str())
        .collect()
}

fn corroboration(units: &[Unit], cluster: &[usize], focus: Option<&Focus>) -> Option<Corroborated> {
    let first = &units[*cluster.first()?];
    let text = first.voiced.clone()?;
    let users: BTreeSet<String> = users_of(units, cluster)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let key = match fact_of(units, cluster) {
        Some((fact, _)) => fingerprint([
            fact.subject.as_str(),
            &fact.attribute,
            fact.value.as_deref().unwrap_or_default(),
            if fact.is_positive { "+" } else { "-" },
        ]),
        None => fingerprint([first.normal.as_str()]),
    };
    let members: BTreeSet<MemoryId> = cluster.iter().map(|&index| units[index].id).collect();
    let is_in_focus = focus.is_some_and(|focus| cluster.iter().any(|&i| focus.covers(&units[i])));
    let (mut topics, mut entities) = (Vec::new(), Vec::new());
    for &index in cluster {
        topics = union(&topics, &units[index].topics, LABELS_MAX);
        entities = union(&entities, &units[index].entities, LABELS_MAX);
    }
    let trust = cluster.iter().map(|&index| units[index].trust).min();
    Some(Corroborated {
        key,
        text,
        confidence: confidence(users.len()),
        members: members.into_iter().collect(),
        kind: first.kind,
        type_: first.type_.clone(),
        trust: trust.unwrap_or(Trust::Unknown),
        is_in_focus,
        importance: if is_in_focus {
            IMPORTANCE.0
        } else {
            IMPORTANCE.1
        },
        topics,
        entities,
        users,
    })
}

/// How sure a group's knowledge is: 0.75 with two users, nearing 1 with more.
fn confidence(users: usize) -> f32 {
    1.0 - 0.5_f32.powi(i32::try_from(users).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::fake::row;
    use super::*;
    use types::{Polarity, Statement};

    fn says(number: u8, user_id: &str, text: &str) -> Row {
        let mut row = row(number, text);
        row.memory.coordinates.user_id = Some(user_id.to_owned());
        row.memory.trust = Trust::UserStated;
        row
    }

    fn states(mut row: Row, cardinality: Cardinality, attribute: &str, value: &str) -> Row {
        row.memory.statements.push(Statement {
            subject: "team".to_owned(),
            attribute: attribute.to_owned(),
            cardinality,
            value: Some(value.to_owned()),
            polarity: Polarity::Positive,
            certainty: 1.0,
            span: None,
            closed: None,
        });
        row
    }

    fn found(rows: &[Row], users_min: u32, focus: Option<&Focus>) -> Vec<(String, usize)> {
        let units: Vec<Unit> = rows.iter().flat_map(units).collect();
        let found = corroborated(&units, users_min, 0.85, focus).into_iter();
        found.map(|said| (said.text, said.users.len())).collect()
    }

    #[test]
    fn what_several_users_say_is_the_groups() {
        fn check(said: &[(&str, &str)], users_min: u32, expect: &[(&str, usize)]) {
            let rows: Vec<Row> = (1..)
                .zip(said)
                .map(|(n, (user_id, text))| says(n, user_id, text))
                .collect();
            let expect: Vec<(String, usize)> = expect
                .iter()
                .map(|(text, n)| ((*text).to_owned(), *n))
                .collect();
            assert_eq!(found(&rows, users_min, None), expect, "{said:?}");
        }
        let prefers = "User prefers short meetings";
        let two = [("a", prefers), ("b", "The user prefers short meetings")];
        check(&two, 2, &[("Members prefer short meetings", 2)]);
        check(&two, 3, &[]);
        check(&[("a", prefers), ("a", prefers)], 2, &[]);
        check(&[("a", prefers), ("b", "User hates rain")], 2, &[]);
        check(
            &[("a", prefers), ("b", "User never prefers short meetings")],
            2,
            &[],
        );
        let rule = "Releases need two approvals";
        check(&[("a", rule), ("b", rule), ("c", rule)], 2, &[(rule, 3)]);
        check(&[("a", "She is my boss"), ("b", "She is my boss")], 2, &[]);
    }

    #[test]
    fn what_is_personal_stays_so() {
        fn check(change: impl Fn(&mut Memory), expect: usize) {
            let mut rows = vec![
                says(1, "a", "Team likes tea"),
                says(2, "b", "Team likes tea"),
            ];
            rows.iter_mut().for_each(|row| change(&mut row.memory));
            assert_eq!(found(&rows, 2, None).len(), expect);
        }
        check(|_| {}, 1);
        check(|memory| memory.pii = vec!["email".to_owned()], 0);
        check(|memory| memory.kind = MemoryKind::Episodic, 0);
        check(|memory| memory.type_ = "instruction".to_owned(), 0);
        check(|memory| memory.trust = Trust::ToolOutput, 0);
        check(|memory| memory.coordinates.user_id = None, 0);
        let home = |n, user_id| {
            let row = says(n, user_id, "User lives in Lisbon");
            states(row, Cardinality::One, "residence", "Lisbon")
        };
        assert_eq!(found(&[home(1, "a"), home(2, "b")], 2, None), []);
    }

    #[test]
    fn secrets_are_not_shared() {
        fn check(text: &str, is_secret: bool) {
            assert_eq!(names_secret(text), is_secret, "{text}");
            if is_secret {
                let rows = [says(1, "a", text), says(2, "b", text)];
                assert_eq!(found(&rows, 2, None), [], "{text}");
            }
        }
        for secret in [
            "User's wifi password is hunter24",
            "My passcode is swordfish",
            "The PIN is 4711",
            "The PIN of the printer: pin 4711",
            "The API key is kept in the drawer",
            "The door code is 9382",
            "The code is 9382",
            "The ssh key lies on the server",
            "The birthday of the boss is in May",
            "The wedding anniversary is on Monday",
        ] {
            check(secret, true);
        }
        for shared in [
            "User prefers short meetings",
            "The key to good releases is small steps",
            "The code is reviewed by two",
            "We pin dependencies in the lockfile",
            "Primary keys are integers",
            "The secret of the soup is time",
        ] {
            check(shared, false);
        }
    }

    #[test]
    fn a_disputed_statement_is_nobodys() {
        let uses = |n, user_id: &str, value: &str| {
            let row = says(n, user_id, &format!("The database is {value}"));
            states(row, Cardinality::One, "uses:database", value)
        };
        let tie = [
            uses(1, "a", "Postgres"),
            uses(2, "b", "Postgres"),
            uses(3, "c", "MySQL"),
            uses(4, "d", "MySQL"),
        ];
        assert_eq!(found(&tie, 2, None), []);
        let expect = ("The database is Postgres".to_owned(), 2);
        assert_eq!(found(&tie[..3], 2, None), [expect]);
    }

    #[test]
    fn a_focus_lowers_the_bar_but_not_below_two() {
        let rows = [
            says(1, "a", "Reviews of code take a day"),
            says(2, "b", "Reviews of code take a day"),
            says(3, "a", "Lunch starts at noon"),
            says(4, "b", "Lunch starts at noon"),
        ];
        let focus = Focus::new("How we review code", None);
        let expect = [("Reviews of code take a day".to_owned(), 2)];
        assert_eq!(found(&rows, 3, Some(&focus)), expect);
        assert_eq!(found(&rows, 4, Some(&focus)), []);
        assert_eq!(found(&rows[..1], 2, Some(&focus)), []);
        // What is in focus comes first.
        assert_eq!(found(&rows, 2, Some(&focus))[0], expect[0]);
    }
}
