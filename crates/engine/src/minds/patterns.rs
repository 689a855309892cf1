//! What comes back again and again in one owner's memories: people and things, topics, preferences;
//! and what to say about it. By template from the members' own words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use types::memory::SPEAKER_ENTITY;
use types::{Memory, MemoryId, Polarity, Timestamp};

use super::sentences::{content_words, stem};
use super::{Row, dot, mean_direction};

/// A member belongs to its group from this cosine with the mean of the others on. Related short
/// texts have 0.3 and more with the built-in model, unrelated ones below 0.1.
const RADIUS: f32 = 0.25;
/// A word in more than this share of at least [`COMMON_ROWS_MIN`] memories tells nothing.
const COMMON_SHARE: f32 = 0.6;
const COMMON_ROWS_MIN: usize = 8;
/// Of two groups that share this much (Jaccard), the larger one is told.
const OVERLAP_MAX: f32 = 0.8;
/// Patterns of one owner in one run.
const PATTERNS_MAX: usize = 20;
/// Members that an insight quotes, and characters of each.
const QUOTES: usize = 3;
const QUOTE_CHARS: usize = 160;
/// Values that a profile names.
const VALUES_MAX: usize = 30;
/// Evidence of one insight.
const MEMBERS_MAX: usize = 200;
/// A time is recurring if this share of the members has it, on so many days at least.
const RECURRING_SHARE: f32 = 0.7;
const RECURRING_DAYS: usize = 3;

/// What sort of pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PatternKind {
    /// What somebody likes and dislikes.
    Preferences,
    /// Somebody or something is named often.
    Entity,
    /// Something is spoken of often.
    Topic,
    /// A word comes back often.
    Word,
}

impl PatternKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            PatternKind::Preferences => "preferences",
            PatternKind::Entity => "recurring_entity",
            PatternKind::Topic | PatternKind::Word => "recurring_topic",
        }
    }
}

/// A pattern and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    pub kind: PatternKind,
    /// The same pattern with other evidence has the same key.
    pub key: String,
    /// What it is about, as people write it.
    pub label: String,
    /// Share of the members that lie together, 0 to 1.
    pub strength: f32,
    /// The evidence, oldest first.
    pub members: Vec<MemoryId>,
    /// The insight.
    pub text: String,
}

/// Patterns of one owner's memories (`rows`, oldest first) with `members_min` members and
/// `strength_min` at least; the largest first.
pub(crate) fn detect(rows: &[Row], members_min: usize, strength_min: f32) -> Vec<Pattern> {
    let mut found = Vec::new();
    found.extend(preferences(rows, members_min));
    for ((kind, key), mut members) in keyed(rows) {
        let is_common = members.len() as f32 > COMMON_SHARE * rows.len() as f32;
        if members.len() < members_min
            || (kind == PatternKind::Word && is_common && rows.len() >= COMMON_ROWS_MIN)
        {
            continue;
        }
        // The latest are the evidence of what is so now.
        members.drain(..members.len().saturating_sub(MEMBERS_MAX));
        let strength = cohesion(rows, &members);
        if strength < strength_min {
            continue;
        }
        found.push(recurring(rows, kind, key, &members, strength));
    }
    found.sort_by(|a, b| {
        let by_size = b.members.len().cmp(&a.members.len());
        let is_profile = |p: &Pattern| p.kind != PatternKind::Preferences;
        let by_kind = is_profile(a).cmp(&is_profile(b));
        by_kind
            .then(by_size)
            .then(a.kind.cmp(&b.kind))
            .then(b.strength.total_cmp(&a.strength))
            .then(a.key.cmp(&b.key))
    });
    distinct(found)
}

/// Leaves out what says the same as one before it.
fn distinct(found: Vec<Pattern>) -> Vec<Pattern> {
    let mut kept: Vec<(BTreeSet<MemoryId>, Pattern)> = Vec::new();
    for pattern in found {
        if kept.len() >= PATTERNS_MAX {
            break;
        }
        let members: BTreeSet<MemoryId> = pattern.members.iter().copied().collect();
        let is_told = kept.iter().any(|(others, other)| {
            let shared = others.intersection(&members).count() as f32;
            let all = others.union(&members).count() as f32;
            // A profile and a topic with the same evidence would be two insights of one set.
            let overlap_max = match other.kind {
                PatternKind::Preferences => 1.0,
                _ => OVERLAP_MAX,
            };
            shared / all >= overlap_max || other.label.eq_ignore_ascii_case(&pattern.label)
        });
        if !is_told {
            kept.push((members, pattern));
        }
    }
    kept.into_iter().map(|(_, pattern)| pattern).collect()
}

/// Which memories (by place in `rows`) share which key.
fn keyed(rows: &[Row]) -> BTreeMap<(PatternKind, String), Vec<usize>> {
    let mut by_key: BTreeMap<(PatternKind, String), Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let memory = &row.memory;
        let entities = memory.entities.iter();
        let entities = entities.filter(|entity| entity.type_.as_deref() != Some(SPEAKER_ENTITY));
        let mut keys: BTreeSet<(PatternKind, String)> = entities
            .map(|entity| (PatternKind::Entity, entity.name.to_lowercase()))
            .filter(|(_, name)| name != "user" && !content_words(name).is_empty())
            .collect();
        let named: BTreeSet<String> = keys.iter().map(|(_, name)| name.clone()).collect();
        let topics = memory.topics.iter().map(|topic| topic.to_lowercase());
        let topics = topics.filter(|topic| !content_words(topic).is_empty());
        let topics: BTreeSet<String> = topics.filter(|topic| !named.contains(topic)).collect();
        keys.extend(topics.into_iter().map(|topic| (PatternKind::Topic, topic)));
        for word in content_words(&memory.current_text()) {
            if word.chars().count() >= 3 && word.chars().any(char::is_alphabetic) {
                keys.insert((PatternKind::Word, stem(&word)));
            }
        }
        for key in keys {
            by_key.entry(key).or_default().push(index);
        }
    }
    by_key
}

/// The share of the members that are near to the mean of the others. Those without a vector have
/// the key in common and are not counted.
fn cohesion(rows: &[Row], members: &[usize]) -> f32 {
    let directions: Vec<Vec<f32>> = members
        .iter()
        .filter_map(|&index| rows[index].direction())
        .collect();
    if directions.len() < 2 {
        return 1.0;
    }
    let mut sum = vec![0.0_f32; directions[0].len()];
    for direction in &directions {
        sum.iter_mut().zip(direction).for_each(|(sum, x)| *sum += x);
    }
    let within = directions.iter().filter(|own| {
        let others: Vec<f32> = sum.iter().zip(own.iter()).map(|(sum, x)| sum - x).collect();
        let norm = dot(&others, &others).sqrt();
        norm > 0.0 && dot(&others, own) / norm >= RADIUS
    });
    within.count() as f32 / directions.len() as f32
}

fn recurring(
    rows: &[Row],
    kind: PatternKind,
    key: String,
    members: &[usize],
    strength: f32,
) -> Pattern {
    let memories: Vec<&Memory> = members.iter().map(|&index| &rows[index].memory).collect();
    let label = label(kind, &key, &memories);
    let first = memories.iter().map(|memory| memory.happened_at()).min();
    let last = memories.iter().map(|memory| memory.happened_at()).max();
    let mut text = format!("Often about {label}: {} memories", memories.len());
    if let (Some(first), Some(last)) = (first, last) {
        let (first, last) = (day(first), day(last));
        // Writing to a String cannot fail.
        let _ = match first == last {
            true => write!(text, " on {first}"),
            false => write!(text, " from {first} to {last}"),
        };
    }
    for time in recurring_times(&memories) {
        let _ = write!(text, ", mostly {time}");
    }
    text.push('.');
    for quote in quotes(rows, members) {
        let _ = write!(text, " \u{201c}{quote}\u{201d}");
    }
    Pattern {
        kind,
        key: format!("{}:{key}", kind.as_str()),
        label,
        strength,
        members: memories.iter().map(|memory| memory.id).collect(),
        text,
    }
}

/// The key as the members write it; the commonest form, then the first.
fn label(kind: PatternKind, key: &str, memories: &[&Memory]) -> String {
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    for memory in memories {
        match kind {
            PatternKind::Entity => {
                let named = memory
                    .entities
                    .iter()
                    .find(|e| e.name.to_lowercase() == key);
                if let Some(entity) = named {
                    let form = match &entity.type_ {
                        Some(type_) => format!("{} ({type_})", entity.name),
                        None => entity.name.clone(),
                    };
                    *forms.entry(form).or_default() += 1;
                }
            }
            PatternKind::Word => {
                let words = content_words(&memory.current_text());
                for word in words.into_iter().filter(|word| stem(word) == key) {
                    *forms.entry(word).or_default() += 1;
                }
            }
            PatternKind::Topic | PatternKind::Preferences => {}
        }
    }
    let best = forms
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    best.map_or_else(|| key.to_owned(), |(form, _)| form)
}

/// The members that stand best for all, in the order in which they happened.
fn quotes(rows: &[Row], members: &[usize]) -> Vec<String> {
    let directions: Vec<Option<Vec<f32>>> = members
        .iter()
        .map(|&index| rows[index].direction())
        .collect();
    let mean = mean_direction(directions.iter().flatten().map(Vec::as_slice));
    let mut ranked: Vec<(f32, usize)> = directions
        .iter()
        .zip(members)
        .map(|(direction, &index)| {
            let near = match (direction, &mean) {
                (Some(direction), Some(mean)) => dot(direction, mean),
                _ => 0.0,
            };
            (near, index)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (mut chosen, mut seen) = (Vec::new(), BTreeSet::new());
    for (_, index) in ranked {
        let quote = shortened(&rows[index].memory.current_text(), QUOTE_CHARS);
        if chosen.len() < QUOTES && seen.insert(extraction::normalize_text(&quote)) {
            chosen.push((rows[index].memory.happened_at(), index, quote));
        }
    }
    chosen.sort_by_key(|(at, index, _)| (*at, *index));
    chosen.into_iter().map(|(_, _, quote)| quote).collect()
}

/// A text on one line with `chars_max` characters at most.
pub(crate) fn shortened(text: &str, chars_max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(chars_max) {
        None => line,
        Some((end, _)) => {
            let cut = line[..end]
                .rfind(' ')
                .filter(|at| *at > end / 2)
                .unwrap_or(end);
            format!("{}\u{2026}", line[..cut].trim_end())
        }
    }
}

/// The day of an instant in UTC: `2024-05-01`.
pub(crate) fn day(at: Timestamp) -> String {
    at.to_civil().date().to_string()
}

const WEEKDAYS: [&str; 7] = [
    "on Mondays",
    "on Tuesdays",
    "on Wednesdays",
    "on Thursdays",
    "on Fridays",
    "on Saturdays",
    "on Sundays",
];

/// Weekday and time of day that most of the memories have in common.
fn recurring_times(memories: &[&Memory]) -> Vec<&'static str> {
    let dated: Vec<Timestamp> = memories
        .iter()
        .filter_map(|memory| memory.event_date)
        .collect();
    let days: BTreeSet<String> = dated.iter().map(|at| day(*at)).collect();
    if days.len() < RECURRING_DAYS {
        return Vec::new();
    }
    let weekday = |at: &Timestamp| {
        let date = at.to_civil().date();
        WEEKDAYS[(date.weekday().to_monday_zero_offset() as usize).min(6)]
    };
    let part = |at: &Timestamp| match at.to_civil().hour() {
        5..12 => "in the morning (UTC)",
        12..17 => "in the afternoon (UTC)",
        17..22 => "in the evening (UTC)",
        _ => "at night (UTC)",
    };
    let has_clock = |at: &&Timestamp| at.to_civil().time() != Timestamp(0).to_civil().time();
    let weekdays: Vec<&'static str> = dated.iter().map(weekday).collect();
    let parts: Vec<&'static str> = dated.iter().filter(has_clock).map(part).collect();
    [weekdays, parts]
        .iter()
        .filter_map(|times| most(times, memories.len()))
        .collect()
}

fn most(times: &[&'static str], of: usize) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for time in times {
        *counts.entry(time).or_default() += 1;
    }
    let (time, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= RECURRING_DAYS && count as f32 >= RECURRING_SHARE * of as f32).then_some(time)
}

/// What the owner likes and dislikes, if there are statements enough.
fn preferences(rows: &[Row], members_min: usize) -> Option<Pattern> {
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut members = Vec::new();
    for row in rows {
        let mut has_one = false;
        for statement in &row.memory.statements {
            let (Some(value), true) = (&statement.value, statement.closed.is_none()) else {
                continue;
            };
            if statement.subject != "user" {
                continue;
            }
            let Some(verb) = liking(&statement.attribute, statement.polarity) else {
                continue;
            };
            has_one = true;
            let values = said.entry(verb).or_default();
            if !values.contains(value) && values.len() < VALUES_MAX {
                values.push(value.clone());
            }
        }
        if has_one {
            members.push(row.memory.id);
        }
    }
    if members.len() < members_min {
        return None;
    }
    members.drain(..members.len().saturating_sub(MEMBERS_MAX));
    let parts: Vec<String> = said
        .into_iter()
        .map(|(verb, values)| format!("{verb} {}", listed(&values)))
        .collect();
    Some(Pattern {
        kind: PatternKind::Preferences,
        key: format!("{}:user", PatternKind::Preferences.as_str()),
        label: "preferences".to_owned(),
        strength: 1.0,
        members,
        text: format!("Preferences of the user: {}.", parts.join("; ")),
    })
}

/// How a profile says what an attribute says; `None` if it is no preference.
fn liking(attribute: &str, polarity: Polarity) -> Option<String> {
    let is_positive = polarity == Polarity::Positive;
    if let Some(of) = attribute.strip_prefix("favourite:") {
        return is_positive.then(|| format!("favourite {}:", of.replace('_', " ")));
    }
    if let Some(of) = attribute.strip_prefix("preferred:") {
        return is_positive.then(|| format!("preferred {}:", of.replace('_', " ")));
    }
    match (attribute, is_positive) {
        ("likes", true) | ("dislikes", false) => Some("likes".to_owned()),
        ("likes", false) | ("dislikes", true) => Some("dislikes".to_owned()),
        ("prefers", true) => Some("prefers".to_owned()),
        ("prefers", false) => Some("does not prefer".to_owned()),
        ("diet", true) => Some("diet:".to_owned()),
        _ => None,
    }
}

/// `a, b and c`.
fn listed(values: &[String]) -> String {
    match values {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::{row, states};
    use super::*;
    use types::Entity;

    fn found(rows: &[Row], members_min: usize) -> Vec<(String, usize)> {
        let patterns = detect(rows, members_min, 0.7).into_iter();
        patterns.map(|p| (p.key, p.members.len())).collect()
    }

    #[test]
    fn what_comes_back_is_a_pattern() {
        fn check(texts: &[&str], members_min: usize, expect: &[(&str, usize)]) {
            let rows: Vec<Row> = (1..).zip(texts).map(|(n, text)| row(n, text)).collect();
            let expect: Vec<(String, usize)> = expect
                .iter()
                .map(|(key, n)| ((*key).to_owned(), *n))
                .collect();
            assert_eq!(found(&rows, members_min), expect, "{texts:?}");
        }
        let gym = [
            "User went to the gym",
            "The gym was closed",
            "User pays for the gym",
        ];
        check(&gym, 3, &[("recurring_topic:gym", 3)]);
        check(&gym[..2], 3, &[]);
        check(&gym[..2], 2, &[("recurring_topic:gym", 2)]);
        check(&["Rain falls", "Ships sail", "Trees grow"], 2, &[]);
        check(&[], 2, &[]);
    }

    #[test]
    fn what_only_shares_a_word_is_no_pattern() {
        let texts = [
            "bank one two three four five six seven",
            "bank eleven twelve thirteen fourteen fifteen sixteen",
            "bank red green blue yellow orange purple white",
        ];
        let rows: Vec<Row> = (1..).zip(texts).map(|(n, text)| row(n, text)).collect();
        assert_eq!(found(&rows, 3), []);
    }

    #[test]
    fn entities_are_told_with_their_type_dates_and_words() {
        let rows: Vec<Row> = (1..=3)
            .map(|n| {
                let mut row = row(n, &format!("Dinner with Anna, number {n}"));
                row.memory.entities.push(Entity {
                    name: "Anna".to_owned(),
                    type_: Some("person".to_owned()),
                });
                // Three Mondays at 19:00.
                let days = i64::from(n) * 7;
                let monday = Timestamp::parse("2024-05-06T19:00:00Z").expect("a time");
                row.memory.event_date = Some(monday.plus_ms(days * 24 * 60 * 60 * 1000));
                row
            })
            .collect();
        let patterns = detect(&rows, 3, 0.7);
        assert_eq!(patterns.len(), 1);
        let expect = "Often about Anna (person): 3 memories from 2024-05-13 to 2024-05-27, mostly \
            on Mondays, mostly in the evening (UTC). \u{201c}Dinner with Anna, number 1\u{201d} \
            \u{201c}Dinner with Anna, number 2\u{201d} \u{201c}Dinner with Anna, number 3\u{201d}";
        assert_eq!(patterns[0].text, expect);
    }

    #[test]
    fn preferences_make_a_profile() {
        let rows = [
            states(row(1, "User likes tea"), "likes", "tea"),
            states(row(2, "User likes hiking"), "likes", "hiking"),
            states(
                row(3, "User's favourite colour is blue"),
                "favourite:colour",
                "blue",
            ),
        ];
        let patterns = detect(&rows, 3, 0.7);
        let expect = "Preferences of the user: favourite colour: blue; likes tea and hiking.";
        assert_eq!(patterns[0].text, expect);
        assert_eq!(patterns[0].members.len(), 3);
    }

    #[test]
    fn texts_are_cut_at_words() {
        fn check(text: &str, chars_max: usize, expect: &str) {
            assert_eq!(shortened(text, chars_max), expect);
        }
        check("one  two\nthree", 20, "one two three");
        check("one two three", 9, "one two\u{2026}");
        check("éééééé", 3, "ééé\u{2026}");
    }
}
