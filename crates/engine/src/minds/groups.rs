//! Which memories say the same: duplicates, and those whose facts another contains.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use extraction::normalize_text;
use types::{MemoryId, MemoryKind, Timestamp, Trust};

use super::{Fact, Owner, Row, dot, facts};

/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Attributes that say in different words that something is liked.
const LIKING: [&str; 2] = ["likes", "prefers"];
const LIKING_PREFIXES: [&str; 2] = ["preferred:", "favourite:"];

/// What of a memory is compared.
pub(crate) struct Item {
    pub id: MemoryId,
    owner: Owner,
    text: String,
    normal: String,
    sentences: Vec<String>,
    facts: Vec<Fact>,
    /// Everything that it says is in its facts.
    says_no_more: bool,
    vectors: Vec<Vec<f32>>,
    kind: MemoryKind,
    event_day: Option<i64>,
    said_at: Timestamp,
    valid_to: Option<Timestamp>,
    rank: Rank,
}

/// Which of several stays: highest trust, then highest confidence, then longest, then oldest. Trust
/// comes first so that little trusted words never take the place of trusted ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rank {
    trust: Trust,
    confidence: f32,
    chars: usize,
    created_at: Timestamp,
    id: MemoryId,
}

impl Rank {
    /// The best first.
    fn order(&self, other: &Rank) -> Ordering {
        let by_trust = other.trust.cmp(&self.trust);
        by_trust
            .then(other.confidence.total_cmp(&self.confidence))
            .then(other.chars.cmp(&self.chars))
            .then(self.created_at.cmp(&other.created_at))
            .then(self.id.cmp(&other.id))
    }
}

impl Item {
    pub(crate) fn new(row: Row, says_no_more: bool) -> Item {
        let Row { memory, vectors } = row;
        let text = memory.current_text().into_owned();
        let mut sentences: Vec<String> = super::sentences::split(&text)
            .map(|span| normalize_text(&text[span]))
            .filter(|sentence| !sentence.is_empty())
            .collect();
        sentences.sort_unstable();
        sentences.dedup();
        Item {
            id: memory.id,
            owner: Owner::of(&memory),
            normal: normalize_text(&text),
            sentences,
            facts: facts(&memory),
            says_no_more,
            vectors,
            kind: memory.kind,
            event_day: memory.event_date.map(|at| at.unix_ms().div_euclid(DAY_MS)),
            said_at: memory.happened_at(),
            valid_to: memory.valid_to,
            rank: Rank {
                trust: memory.trust,
                confidence: memory.confidence,
                chars: text.chars().count(),
                created_at: memory.created_at,
                id: memory.id,
            },
            text,
        }
    }
}

/// Two memories of which one can go.
#[derive(Clone, Debug, PartialEq)]
enum Link {
    /// They say the same, with this raw cosine (1 for the same normal form).
    Same(f32),
    /// The first contains all that the second says.
    Contains,
}

/// What goes into what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Merge {
    pub survivor: MemoryId,
    pub merged: MemoryId,
    /// Raw cosine; 1 for the same words or facts.
    pub similarity: f32,
    /// The survivor contains it, and says more.
    pub is_redundant: bool,
}

/// Collects what is alike, block of memories by block, so that not all need be in memory at once.
pub(crate) struct Finder {
    threshold: f32,
    check_redundancy: bool,
    links: Vec<(MemoryId, MemoryId, Link)>,
    ranks: HashMap<MemoryId, Rank>,
}

impl Finder {
    /// `threshold`: the lowest raw cosine of duplicates.
    pub(crate) fn new(threshold: f32, check_redundancy: bool) -> Finder {
        Finder {
            threshold,
            check_redundancy,
            links: Vec::new(),
            ranks: HashMap::new(),
        }
    }

    /// Compares all of `items` with one another.
    pub(crate) fn within(&mut self, items: &[Item]) {
        for (index, a) in items.iter().enumerate() {
            for b in &items[index + 1..] {
                self.compare(a, b);
            }
        }
    }

    /// Compares each of `left` with each of `right`.
    pub(crate) fn between(&mut self, left: &[Item], right: &[Item]) {
        for a in left {
            for b in right {
                self.compare(a, b);
            }
        }
    }

    fn compare(&mut self, a: &Item, b: &Item) {
        if a.owner != b.owner {
            return;
        }
        if let Some(similarity) = self.same(a, b) {
            self.link(a, b, Link::Same(similarity));
        } else if self.check_redundancy && contains(a, b) {
            self.link(a, b, Link::Contains);
        } else if self.check_redundancy && contains(b, a) {
            self.link(b, a, Link::Contains);
        }
    }

    fn link(&mut self, a: &Item, b: &Item, link: Link) {
        self.links.push((a.id, b.id, link));
        for item in [a, b] {
            self.ranks
                .entry(item.id)
                .or_insert_with(|| item.rank.clone());
        }
    }

    /// How alike they are, if they say the same.
    fn same(&self, a: &Item, b: &Item) -> Option<f32> {
        let is_same_text = !a.normal.is_empty() && a.normal == b.normal;
        let similarity = match is_same_text {
            true => 1.0,
            false => cosine(&a.vectors, &b.vectors)?,
        };
        let is_near = is_same_text || similarity >= self.threshold;
        (is_near && agree(a, b)).then_some(similarity.clamp(-1.0, 1.0))
    }

    /// What goes into what: the best of those that say the same takes in all that are linked to it
    /// directly. Nobody is taken in by way of a third, whom it may contradict. What stays is linked
    /// to nothing that stays, so that a second run finds nothing.
    pub(crate) fn merges(&self) -> Vec<Merge> {
        let mut order: Vec<&Rank> = self.ranks.values().collect();
        order.sort_by(|a, b| a.order(b));
        let mut same: BTreeMap<MemoryId, Vec<(MemoryId, f32)>> = BTreeMap::new();
        let mut contained: BTreeMap<MemoryId, Vec<MemoryId>> = BTreeMap::new();
        for (a, b, link) in &self.links {
            match link {
                Link::Same(similarity) => {
                    same.entry(*a).or_default().push((*b, *similarity));
                    same.entry(*b).or_default().push((*a, *similarity));
                }
                Link::Contains => contained.entry(*a).or_default().push(*b),
            }
        }
        let (mut merges, mut gone) = (Vec::new(), BTreeSet::new());
        let mut survivors = BTreeSet::new();
        for rank in &order {
            if gone.contains(&rank.id) {
                continue;
            }
            survivors.insert(rank.id);
            let mut others = same.remove(&rank.id).unwrap_or_default();
            others.sort_by_key(|(id, _)| *id);
            for (id, similarity) in others {
                if !survivors.contains(&id) && gone.insert(id) {
                    merges.push(Merge {
                        survivor: rank.id,
                        merged: id,
                        similarity,
                        is_redundant: false,
                    });
                }
            }
        }
        // The longest first: what it contains cannot contain it.
        order.sort_by(|a, b| b.chars.cmp(&a.chars).then(a.order(b)));
        for rank in order {
            if gone.contains(&rank.id) {
                continue;
            }
            let mut others = contained.remove(&rank.id).unwrap_or_default();
            others.sort_unstable();
            for id in others {
                if gone.insert(id) {
                    merges.push(Merge {
                        survivor: rank.id,
                        merged: id,
                        similarity: 1.0,
                        is_redundant: true,
                    });
                }
            }
        }
        merges
    }
}

/// The raw cosine of two texts; of the least alike of their chunks. `None` if one has no vector, or
/// they are cut differently and so of different length.
pub(crate) fn cosine(a: &[Vec<f32>], b: &[Vec<f32>]) -> Option<f32> {
    if a.is_empty() || a.len() != b.len() {
        return None;
    }
    let cosines = a.iter().zip(b).map(|(a, b)| dot(a, b));
    cosines.reduce(f32::min)
}

/// Whether nothing speaks against their saying the same.
fn agree(a: &Item, b: &Item) -> bool {
    let dates_agree = match (a.kind, a.event_day, b.event_day) {
        // The same happening on another day is another happening.
        (MemoryKind::Episodic, a, b) => a == b,
        (_, Some(a), Some(b)) => a == b,
        _ => true,
    };
    a.kind == b.kind
        && a.valid_to == b.valid_to
        && dates_agree
        && facts_agree(&a.facts, &b.facts)
        && texts_agree((&a.text, a.said_at), (&b.text, b.said_at))
}

/// Whether two texts, each with when it was said, differ in nothing that makes them different
/// statements: numbers, dates, negations, opposites, names.
pub(crate) fn texts_agree(a: (&str, Timestamp), b: (&str, Timestamp)) -> bool {
    extraction::opposes_at(a, b).is_none()
}

/// Whether two lists of facts state the same as far as both state something: each fact of one is in
/// the other, or is the same liking in other words.
pub(crate) fn facts_agree(a: &[Fact], b: &[Fact]) -> bool {
    if a.is_empty() || b.is_empty() {
        return true;
    }
    let all_in = |a: &[Fact], b: &[Fact]| a.iter().all(|fact| b.iter().any(|g| is_same(fact, g)));
    all_in(a, b) && all_in(b, a)
}

fn is_same(a: &Fact, b: &Fact) -> bool {
    let is_liking = |fact: &Fact| {
        let attribute = fact.attribute.as_str();
        LIKING.contains(&attribute) || LIKING_PREFIXES.iter().any(|p| attribute.starts_with(p))
    };
    a == b
        || (a.subject == b.subject
            && a.value.is_some()
            && a.value == b.value
            && a.is_positive == b.is_positive
            && is_liking(a)
            && is_liking(b))
}

/// Whether `a` says all that `b` says, and is believed as much.
fn contains(a: &Item, b: &Item) -> bool {
    let is_believed = a.rank.trust >= b.rank.trust && a.rank.confidence >= b.rank.confidence;
    if !is_believed || a.kind != b.kind || a.valid_to != b.valid_to || a.event_day != b.event_day {
        return false;
    }
    if a.normal == b.normal || b.sentences.is_empty() {
        return false;
    }
    let as_sentences = b.sentences.len() < a.sentences.len()
        && b.sentences
            .iter()
            .all(|sentence| a.sentences.binary_search(sentence).is_ok());
    let as_facts = b.says_no_more
        && !b.facts.is_empty()
        && b.facts.len() < a.facts.len()
        && b.facts
            .iter()
            .all(|fact| a.facts.binary_search(fact).is_ok());
    as_sentences || as_facts
}

#[cfg(test)]
mod tests {
    use super::super::fake::{row, states};
    use super::*;

    fn merged(rows: Vec<Row>, threshold: f32) -> Vec<(u8, u8, bool)> {
        let items: Vec<Item> = rows.into_iter().map(|row| Item::new(row, true)).collect();
        let mut finder = Finder::new(threshold, true);
        finder.within(&items);
        let number = |id: MemoryId| id.to_bytes()[0];
        let pairs = finder.merges().into_iter();
        pairs
            .map(|m| (number(m.survivor), number(m.merged), m.is_redundant))
            .collect()
    }

    #[test]
    fn what_says_the_same_becomes_one() {
        fn check(texts: &[&str], expect: &[(u8, u8, bool)]) {
            let rows = (1..).zip(texts).map(|(n, text)| row(n, text)).collect();
            assert_eq!(merged(rows, 0.9), expect, "{texts:?}");
        }
        check(&["User likes tea", "user likes TEA!"], &[(2, 1, false)]);
        check(&["User likes tea", "User likes tea"], &[(1, 2, false)]);
        check(
            &["User prefers dark mode", "The user prefers dark mode"],
            &[],
        );
        check(&["User likes tea", "User hates rain"], &[]);
        check(&["Tea.", "Tea. User runs every day."], &[(2, 1, true)]);
        check(&["🎉", "🎈"], &[]);
    }

    #[test]
    fn near_texts_merge_unless_something_speaks_against_it() {
        fn check(a: Row, b: Row, expect: &[(u8, u8, bool)]) {
            let texts = (a.memory.text.clone(), b.memory.text.clone());
            assert_eq!(merged(vec![a, b], 0.7), expect, "{texts:?}");
        }
        let near = || row(2, "The user prefers dark mode");
        check(row(1, "User prefers dark mode"), near(), &[(2, 1, false)]);
        check(row(1, "The user prefers light mode"), near(), &[]);
        check(row(1, "The user never prefers dark mode"), near(), &[]);
        check(
            row(1, "Team has 3 new servers"),
            row(2, "Team has 4 new servers"),
            &[],
        );
        let stating = |n, value| states(row(n, "The user likes it a lot"), "likes", value);
        check(stating(1, "tea"), stating(2, "tea"), &[(1, 2, false)]);
        check(stating(1, "tea"), stating(2, "coffee"), &[]);
        let mut other = near();
        other.memory.id = MemoryId::from_bytes([1; 16]);
        other.memory.coordinates.agent_id = Some("a".to_owned());
        check(other.clone(), near(), &[]);
        other.memory.coordinates.agent_id = None;
        other.memory.valid_to = Some(Timestamp(1));
        check(other, near(), &[]);
        let dated = |n, day: i64| {
            let mut row = row(n, "User ran a marathon");
            row.memory.kind = MemoryKind::Episodic;
            row.memory.event_date = Some(Timestamp::from_unix_ms(day * DAY_MS));
            row
        };
        check(dated(1, 7), dated(2, 7), &[(1, 2, false)]);
        check(dated(1, 7), dated(2, 8), &[]);
    }

    #[test]
    fn the_survivor_is_the_most_trusted_then_surest_then_longest_then_oldest() {
        fn check(change: impl Fn(&mut types::Memory), expect: (u8, u8, bool)) {
            let mut second = row(2, "User likes tea");
            change(&mut second.memory);
            let rows = vec![row(1, "User likes tea"), second];
            assert_eq!(merged(rows, 0.9), [expect]);
        }
        check(|_| {}, (1, 2, false));
        check(|memory| memory.confidence = 0.5, (1, 2, false));
        check(|memory| memory.text.push('!'), (2, 1, false));
        check(|memory| memory.trust = Trust::Operator, (2, 1, false));
        check(
            |memory| {
                memory.trust = Trust::Operator;
                memory.confidence = 0.1;
            },
            (2, 1, false),
        );
    }

    #[test]
    fn facts_that_another_contains_are_folded() {
        let both = |n| {
            let row = row(n, "User likes tea and hiking");
            states(states(row, "likes", "tea"), "likes", "hiking")
        };
        let one = |n| states(row(n, "User likes tea"), "likes", "tea");
        assert_eq!(merged(vec![one(1), both(2)], 0.95), [(2, 1, true)]);
        let mut doubtful = both(2);
        doubtful.memory.confidence = 0.4;
        assert_eq!(merged(vec![one(1), doubtful], 0.95), []);
    }

    #[test]
    fn nobody_is_merged_by_way_of_a_third() {
        // 1 is near 2, 2 is near 3, 1 is not near 3: the best takes in its neighbours only.
        let items: Vec<Item> = [
            row(1, "a b c d e f g h i j"),
            row(2, "a b c d e f g h i k l"),
            row(3, "a b c d e f g h k l m n"),
        ]
        .into_iter()
        .map(|row| Item::new(row, true))
        .collect();
        let mut finder = Finder::new(0.83, false);
        finder.within(&items);
        let merges = finder.merges();
        let direct: BTreeSet<_> = finder.links.iter().map(|(a, b, _)| (*a, *b)).collect();
        assert!(!merges.is_empty());
        for merge in &merges {
            let pair = (merge.survivor, merge.merged);
            assert!(direct.contains(&pair) || direct.contains(&(pair.1, pair.0)));
        }
    }

    #[test]
    fn blocks_find_what_one_list_finds() {
        let texts = [
            "User likes tea",
            "user likes tea.",
            "Rex barks",
            "rex BARKS",
        ];
        let make = |range: std::ops::Range<usize>| -> Vec<Item> {
            range
                .map(|n| Item::new(row(n as u8 + 1, texts[n]), true))
                .collect()
        };
        let mut whole = Finder::new(0.9, true);
        whole.within(&make(0..4));
        let mut parts = Finder::new(0.9, true);
        let (first, second) = (make(0..1), make(1..4));
        parts.within(&first);
        parts.between(&first, &second);
        parts.within(&second);
        assert_eq!(parts.merges(), whole.merges());
        assert_eq!(parts.merges().len(), 2);
    }
}
