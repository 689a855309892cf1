//! The ranking as its definition reads, slow and plain, and the index held against it.

use std::collections::HashMap;

use types::id::IdGenerator;
use types::memory::EXTRACT;
use types::{Address, EventKind, Field, Filter, Memory, MemoryId, OrgId, Status, Timestamp};

use crate::fake::{Random, halves, normalised};
use crate::fusion::Explain;
use crate::tokenize::{RowText, query_terms, row_text};
use crate::weights::{LONG_NEIGHBOUR_WORDS, WINDOW, WINDOW_VECTOR};
use crate::{LifecycleFilter, Partition, PartitionConfig, Query, Row, SearchOutput, search};

pub(crate) const DIMENSION: usize = 40;

/// A memory with its vectors, as a test makes it.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) memory: Memory,
    pub(crate) vectors: Vec<Vec<u16>>,
}

/// Random rows: conversations, statements and notes, with no, one or several vectors.
pub(crate) fn made_rows(count: usize, random: &mut Random) -> Vec<Made> {
    let ids = IdGenerator::default();
    (0..count)
        .map(|n| {
            let id = ids.memory_id(n as u64, u128::from(random.bits()));
            let at = Timestamp::from_unix_ms(1_683_000_000_000 + random.below(100_000_000) as i64);
            let words = 1 + random.below(60);
            let mut text: Vec<String> = (0..words)
                .map(|_| format!("w{}", random.zipf(400)))
                .collect();
            match random.below(4) {
                0 => text.insert(0, "Ann:".into()),
                1 => text.insert(0, "Bob Lee:".into()),
                2 => text.push("why?".into()),
                _ => {}
            }
            let mut memory = Memory::new(id, OrgId::default_org(), text.join(" "), at);
            memory.verbatim = random.below(5) > 0;
            memory.position = Some(n as u64);
            if memory.verbatim {
                memory.event_kind = Some(EventKind::ALL[random.below(5)]);
            }
            if random.below(8) > 0 {
                memory.coordinates.session_id = Some(format!("s{}", random.zipf(count / 10 + 2)));
            }
            if random.below(10) == 0 {
                memory.topics = vec![format!("w{}", random.below(400))];
            }
            let chunks = [0, 1, 1, 1, 1, 3][random.below(6)];
            let vectors = (0..chunks)
                .map(|_| halves(&random.unit_vector(DIMENSION)))
                .collect();
            Made { memory, vectors }
        })
        .collect()
}

pub(crate) fn config() -> PartitionConfig {
    PartitionConfig {
        dimension: DIMENSION,
        model: "test".into(),
    }
}

pub(crate) fn partition_of(rows: &[Made]) -> Partition {
    let mut partition = Partition::new(config());
    for (n, row) in rows.iter().enumerate() {
        partition.put(Row {
            seq: n as u64 + 1,
            memory: &row.memory,
            vectors: &row.vectors,
        });
    }
    partition
}

pub(crate) fn ask(partitions: &[&Partition], text: &str, vector: Option<&[f32]>) -> SearchOutput {
    let filter = Filter::everything();
    search(
        partitions,
        &Query {
            text,
            vector,
            addresses: &[],
            filter: &filter,
            now: Timestamp::from_unix_ms(1_700_000_000_000),
            limit: 10_000,
            candidates: 100,
            include: LifecycleFilter::default(),
            explain: true,
            weights: None,
        },
    )
}

struct Oracle<'a> {
    rows: Vec<(&'a Made, RowText)>,
    /// For each row its session's rows in order, and its place among them.
    session: Vec<(Vec<usize>, usize)>,
}

impl<'a> Oracle<'a> {
    fn new(rows: &'a [Made]) -> Self {
        let rows: Vec<(&Made, RowText)> = rows
            .iter()
            .map(|row| (row, row_text(&row.memory)))
            .collect();
        let mut sessions: HashMap<&str, Vec<usize>> = HashMap::new();
        for (n, (row, _)) in rows.iter().enumerate() {
            if let (true, Some(name)) = (row.memory.verbatim, &row.memory.coordinates.session_id) {
                sessions.entry(name).or_default().push(n);
            }
        }
        let mut session: Vec<(Vec<usize>, usize)> = (0..rows.len()).map(|n| (vec![n], 0)).collect();
        for mut members in sessions.into_values() {
            members.sort_by_key(|&n| {
                let memory = &rows[n].0.memory;
                (memory.happened_at(), memory.position, memory.id)
            });
            for (place, &n) in members.iter().enumerate() {
                session[n] = (members.clone(), place);
            }
        }
        Oracle { rows, session }
    }

    fn count(&self, row: usize, term: u64) -> (f32, f32) {
        let found = self.rows[row].1.terms.iter().find(|t| t.0 == term);
        found.map_or((0.0, 0.0), |t| (f32::from(t.1), f32::from(t.2)))
    }

    fn neighbours(&self, row: usize) -> impl Iterator<Item = (usize, i32)> {
        let (members, place) = &self.session[row];
        members.iter().enumerate().filter_map(move |(other, &n)| {
            let offset = other as i32 - *place as i32;
            (offset != 0 && offset.abs() <= 3).then_some((n, offset))
        })
    }

    fn idf(all: usize, with: usize) -> f32 {
        (1.0 + (all as f32 - with as f32 + 0.5) / (with as f32 + 0.5)).ln()
    }

    fn bm25(count: f32, words: f32, usual: f32) -> f32 {
        count * 2.2 / (count + 1.2 * (0.25 + 0.75 * words / usual))
    }

    fn window_words(&self, row: usize, text: &str) -> f32 {
        let share =
            |n: usize| (LONG_NEIGHBOUR_WORDS / self.rows[n].1.body_len.max(1) as f32).min(1.0);
        let own = &self.rows[row].1;
        let mut words = (own.body_len + own.extra_len) as f32;
        for (n, offset) in self.neighbours(row) {
            words += WINDOW[(offset + 3) as usize] * share(n) * self.rows[n].1.body_len as f32;
        }
        query_terms(text)
            .iter()
            .map(|term| {
                let with = (0..self.rows.len())
                    .filter(|&n| self.count(n, term.hash) != (0.0, 0.0))
                    .count();
                let (body, extra) = self.count(row, term.hash);
                let mut count = body + extra;
                for (n, offset) in self.neighbours(row) {
                    count += WINDOW[(offset + 3) as usize] * share(n) * self.count(n, term.hash).0;
                }
                term.count * Self::idf(self.rows.len(), with) * Self::bm25(count, words, 30.0)
            })
            .sum()
    }

    fn covered(&self, row: usize, text: &str, before: i32) -> f32 {
        let (mut covered, mut all) = (0.0, 0.0);
        for term in query_terms(text) {
            let has = |n: usize| self.count(n, term.hash) != (0.0, 0.0);
            let says = |n: usize| self.count(n, term.hash).0 > 0.0;
            let with = (0..self.rows.len()).filter(|&n| has(n)).count();
            let rarity = (1.0 + (self.rows.len() as f32 + 20.0) / (with as f32 + 1.0)).ln();
            let near =
                |(n, offset): (usize, i32)| (-before..=before / 2).contains(&offset) && says(n);
            all += rarity;
            covered += if has(row) || self.neighbours(row).any(near) {
                rarity
            } else {
                0.0
            };
        }
        covered / all
    }

    fn session_words(&self, row: usize, text: &str) -> f32 {
        let sessions: Vec<&Vec<usize>> = self
            .session
            .iter()
            .filter(|s| s.1 == 0)
            .map(|s| &s.0)
            .collect();
        let words = |members: &[usize]| {
            members
                .iter()
                .map(|&n| self.rows[n].1.body_len as f32)
                .sum::<f32>()
        };
        let count = |members: &[usize], term: u64| {
            members.iter().map(|&n| self.count(n, term).0).sum::<f32>()
                + self.count(members[0], term).1
        };
        let mean = sessions.iter().map(|s| words(s)).sum::<f32>() / sessions.len() as f32;
        let members = &self.session[row].0;
        if members.len() < 2 {
            return 0.0;
        }
        query_terms(text)
            .iter()
            .map(|term| {
                let with = sessions
                    .iter()
                    .filter(|s| count(s, term.hash) > 0.0)
                    .count();
                let score = Self::bm25(count(members, term.hash), words(members), mean);
                term.count * Self::idf(sessions.len(), with) * score
            })
            .sum()
    }

    fn chunks(&self, row: usize) -> Vec<Vec<f32>> {
        let wide = |v: &Vec<u16>| {
            v.iter()
                .map(|&h| half::f16::from_bits(h).to_f32())
                .collect()
        };
        self.rows[row].0.vectors.iter().map(wide).collect()
    }

    fn cosine(&self, row: usize, query: &[f32]) -> Option<f32> {
        self.chunks(row)
            .iter()
            .map(|v| dot(v, query))
            .reduce(f32::max)
    }

    fn window_cosine(&self, row: usize, query: &[f32]) -> Option<f32> {
        let mut sum = vec![0.0; DIMENSION];
        for (n, offset) in self.neighbours(row).chain([(row, 0)]) {
            let mut mean = vec![0.0; DIMENSION];
            for chunk in self.chunks(n) {
                mean.iter_mut().zip(chunk).for_each(|(m, x)| *m += x);
            }
            if mean.iter().any(|&x| x != 0.0) {
                let weight = WINDOW_VECTOR[(offset + 3) as usize];
                sum.iter_mut()
                    .zip(normalised(mean))
                    .for_each(|(s, x)| *s += weight * x);
            }
        }
        sum.iter()
            .any(|&x| x != 0.0)
            .then(|| dot(&normalised(sum), query))
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn agree(what: &str, got: f32, expect: f32) {
    let same =
        (got.is_nan() && expect.is_nan()) || (got - expect).abs() <= 2e-3 * (1.0 + expect.abs());
    assert!(same, "{what}: {got} instead of {expect}");
}

fn check_hit(oracle: &Oracle<'_>, row: usize, why: &Explain, text: &str, query: &[f32]) {
    agree(
        "window words",
        why.window_words.value,
        oracle.window_words(row, text),
    );
    agree(
        "session words",
        why.session_words.value,
        oracle.session_words(row, text),
    );
    agree("covered", why.covered, oracle.covered(row, text, 0));
    agree(
        "window covered",
        why.window_covered,
        oracle.covered(row, text, 2),
    );
    agree(
        "cosine",
        why.cosine.value,
        oracle.cosine(row, query).unwrap_or(f32::NAN),
    );
    agree(
        "window cosine",
        why.window_cosine.value,
        oracle.window_cosine(row, query).unwrap_or(f32::NAN),
    );
}

fn check(count: usize, seed: u64) {
    let mut random = Random::new(seed);
    let mut rows = made_rows(count, &mut random);
    let mut partition = partition_of(&rows);
    // Some change, some go.
    let mut seq = count as u64;
    for _ in 0..count / 8 {
        let n = random.below(rows.len());
        seq += 1;
        if random.below(2) == 0 {
            partition.remove(rows.swap_remove(n).memory.id, seq);
        } else {
            rows[n].memory.text = format!("changed w{} w3 w4", random.below(40));
            partition.put(Row {
                seq,
                memory: &rows[n].memory,
                vectors: &rows[n].vectors,
            });
        }
    }
    let oracle = Oracle::new(&rows);
    let places: HashMap<MemoryId, usize> = rows
        .iter()
        .enumerate()
        .map(|(n, row)| (row.memory.id, n))
        .collect();
    for round in 0..3 {
        let text = format!(
            "What did w{} and w3 w{} w3 in May 2023?",
            random.zipf(400),
            random.zipf(400)
        );
        let query = random.unit_vector(DIMENSION);
        let output = ask(&[&partition], &text, Some(&query));
        assert!(
            output.hits.len() >= 100.min(rows.len() / 2),
            "{} hits",
            output.hits.len()
        );
        for hit in output.hits.iter().step_by(1 + count / 300) {
            let why = hit.explain.as_deref().expect("asked for");
            let row = places[&hit.id];
            check_hit(&oracle, row, why, &text, &query);
        }
        let best = rows
            .iter()
            .enumerate()
            .map(|(n, _)| oracle.window_words(n, &text));
        let best = if round == 0 {
            best.fold(0.0, f32::max)
        } else {
            0.0
        };
        let listed = output.hits.iter().filter_map(|hit| hit.explain.as_deref());
        let found = listed.map(|why| why.window_words.value).fold(0.0, f32::max);
        assert!(found >= best * 0.999, "best by words {found}, not {best}");
    }
}

#[test]
fn a_small_partition_scores_every_row_as_defined() {
    check(300, 1);
    check(900, 2);
}

#[test]
fn a_large_partition_scores_its_candidates_as_defined() {
    check(5000, 3);
}

#[test]
fn what_is_no_longer_believed_is_found_only_if_asked_for() {
    let mut random = Random::new(4);
    let mut rows = made_rows(5, &mut random);
    let now = Timestamp::from_unix_ms(1_700_000_000_000);
    for (n, row) in rows.iter_mut().enumerate() {
        row.memory.text = format!("zebra number {n}");
        row.memory.created_at = now.plus_ms(-1000);
        row.memory.event_date = None;
    }
    rows[1].memory.status = Status::Superseded;
    rows[1].memory.superseded_at = Some(now.plus_ms(-100));
    rows[2].memory.expires_at = Some(now.plus_ms(-100));
    rows[3].memory.status = Status::Deleted;
    rows[4].memory.valid_to = Some(now.plus_ms(-100));
    let partition = partition_of(&rows);
    let found = |include: LifecycleFilter| {
        let filter = Filter::everything();
        let query = Query {
            text: "zebra",
            vector: None,
            addresses: &[],
            filter: &filter,
            now,
            limit: 10,
            candidates: 100,
            include,
            explain: false,
            weights: None,
        };
        let hits = search(&[&partition], &query).hits;
        let mut found: Vec<usize> = hits
            .iter()
            .filter_map(|hit| rows.iter().position(|row| row.memory.id == hit.id))
            .collect();
        found.sort_unstable();
        found
    };
    let default = LifecycleFilter::default();
    assert_eq!(found(default), [0, 4]);
    assert_eq!(
        found(LifecycleFilter {
            superseded: true,
            ..default
        }),
        [0, 1, 4]
    );
    assert_eq!(
        found(LifecycleFilter {
            expired: true,
            ..default
        }),
        [0, 2, 4]
    );
    assert_eq!(
        found(LifecycleFilter {
            valid_at: Some(now),
            ..default
        }),
        [0]
    );
    let as_of = |ms| LifecycleFilter {
        as_of: Some(now.plus_ms(ms)),
        ..default
    };
    assert_eq!(found(as_of(-200)), [0, 1, 2, 4]);
    assert_eq!(found(as_of(-50)), [0, 4]);
    assert_eq!(found(as_of(-2000)), Vec::<usize>::new());
}

#[test]
fn an_extracted_row_is_a_key_to_its_verbatim_one() {
    let mut random = Random::new(5);
    // Few rows are all scored; of many, candidates are chosen.
    for count in [20, 4000] {
        let mut rows = made_rows(count, &mut random);
        for row in &mut rows {
            row.memory.verbatim = true;
        }
        rows[7].memory.text = "the walrus sleeps".into();
        for (key, text) in [(8, "zebra stripes"), (9, "zebra hooves")] {
            let parent = rows[7].memory.id;
            let memory = &mut rows[key].memory;
            memory.text = text.into();
            memory.type_ = "key".into();
            memory.verbatim = false;
            memory.derived_from = vec![parent];
            memory.provenance.process = EXTRACT.to_owned();
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("p");
        let mut partition = partition_of(&rows);
        partition.persist(&path).expect("persists");
        let loaded = Partition::load(&path, &config()).expect("loads");
        let ids: Vec<_> = rows.iter().map(|row| row.memory.id).collect();
        let check = |partition: &Partition, filter: Filter, expect: &[usize]| {
            let query = Query {
                text: "zebra",
                vector: None,
                addresses: &[],
                filter: &filter,
                now: Timestamp::from_unix_ms(1_700_000_000_000),
                limit: 10,
                candidates: 100,
                include: LifecycleFilter::default(),
                explain: false,
                weights: None,
            };
            let hits = search(&[partition], &query).hits;
            let at = |id| ids.iter().position(|&other| other == id);
            let mut found: Vec<usize> = hits.iter().filter_map(|hit| at(hit.id)).collect();
            found.truncate(expect.len());
            found.sort_unstable();
            assert_eq!(found, expect, "{count} rows, {filter:?}");
        };
        let of_type = |type_| Filter::equals(Field::Type, type_);
        for partition in [&partition, &loaded] {
            check(partition, Filter::everything(), &[7]);
            check(partition, of_type("key"), &[8, 9]);
        }
        rows[7].memory.status = Status::Deleted;
        check(&partition_of(&rows), Filter::everything(), &[8, 9]);
    }
}

#[test]
fn a_row_with_every_word_of_the_query_comes_first_however_long_it_is() {
    let mut random = Random::new(9);
    for count in [60, 4000] {
        let mut rows = made_rows(count, &mut random);
        let long: Vec<String> = (0..400).map(|n| format!("w{}", n % 300)).collect();
        rows[17].memory.text = format!(
            "{} order zq4711kx {}",
            long[..200].join(" "),
            long.join(" ")
        );
        let partition = partition_of(&rows);
        // A word that no model knows is a bit like everything.
        let mut vector = vec![0.0_f32; DIMENSION];
        for chunk in rows.iter().flat_map(|row| row.vectors.iter()) {
            let values = chunk
                .iter()
                .map(|&bits| half::f16::from_bits(bits).to_f32());
            vector
                .iter_mut()
                .zip(values)
                .for_each(|(sum, value)| *sum += value);
        }
        for text in ["zq4711kx", "order zq4711kx"] {
            let found = ask(&[&partition], text, Some(&vector)).hits;
            assert_eq!(found[0].id, rows[17].memory.id, "{text} among {count}");
        }
    }
}

/// A conversation: who speaks, and what is said.
fn conversation(turns: &[(EventKind, &str)], random: &mut Random) -> Vec<Made> {
    let mut rows = made_rows(turns.len(), random);
    for (n, (row, (kind, text))) in rows.iter_mut().zip(turns).enumerate() {
        let memory = &mut row.memory;
        memory.text = (*text).to_owned();
        memory.verbatim = true;
        memory.event_kind = Some(*kind);
        memory.position = Some(n as u64);
        memory.created_at = Timestamp::from_unix_ms(1_690_000_000_000 + n as i64);
        memory.topics.clear();
        memory.coordinates.session_id = Some("talk".to_owned());
        row.vectors.clear();
    }
    rows
}

fn order_of(rows: &[Made], text: &str) -> Vec<usize> {
    let hits = ask(&[&partition_of(rows)], text, None).hits;
    let at = |id| rows.iter().position(|row| row.memory.id == id);
    hits.iter().filter_map(|hit| at(hit.id)).collect()
}

#[test]
fn what_says_nothing_stands_behind_what_does() {
    let mut random = Random::new(11);
    let (user, assistant) = (EventKind::UserMessage, EventKind::AssistantMessage);
    let mut rows = conversation(
        &[
            (user, "my gym is at the harbour"),
            (assistant, "Thanks, I've made a note of it."),
            (user, "the gym costs too much"),
            (user, "I saw herons today"),
        ],
        &mut random,
    );
    // Its neighbours are nearer to the question than those of the last.
    assert_eq!(order_of(&rows, "which gym?")[2..], [3, 1]);
    let off = |rows: &[Made]| {
        let hits = ask(&[&partition_of(rows)], "which gym?", None).hits;
        let reply = hits.iter().find(|hit| hit.id == rows[1].memory.id);
        let why = reply.and_then(|hit| hit.explain.as_deref());
        why.expect("found").says_nothing.value
    };
    assert_eq!(off(&rows), 1.0);
    // What something was read out of says something.
    rows[1].memory.statements = vec![statement("user", "instruction")];
    assert_eq!(off(&rows), 0.0);
}

#[test]
fn what_is_no_longer_believed_lends_nothing_to_its_neighbours() {
    let mut random = Random::new(12);
    let user = EventKind::UserMessage;
    let turns = [
        (user, "my gym is at the harbour"),
        (user, "I saw herons there"),
    ];
    let mut rows = conversation(&turns, &mut random);
    assert_eq!(order_of(&rows, "which gym?"), [0, 1]);
    rows[0].memory.status = Status::Superseded;
    assert_eq!(order_of(&rows, "which gym?"), Vec::<usize>::new());
}

#[test]
fn what_is_left_of_words_that_are_no_longer_believed_stands_behind() {
    let mut random = Random::new(13);
    let user = EventKind::UserMessage;
    let turns = [
        (user, "for training it is the harbour gym"),
        (user, "for training shoes help"),
    ];
    let mut rows = conversation(&turns, &mut random);
    for (n, row) in rows.iter_mut().enumerate() {
        row.memory.coordinates.session_id = Some(format!("s{n}"));
    }
    assert_eq!(order_of(&rows, "training with it?").len(), 2);
    let mut closed = statement("user", "gym");
    closed.span = Some(types::Span { start: 13, end: 34 });
    closed.closed = Some(types::Closed {
        valid_to: Timestamp(0),
        at: Timestamp(0),
        by: None,
    });
    rows[0].memory.statements = vec![closed];
    assert_eq!(order_of(&rows, "for the training"), [1, 0]);
    assert_eq!(
        order_of(&rows, "what is no longer true?"),
        Vec::<usize>::new()
    );
}

#[test]
fn who_asks_in_the_words_of_what_was_replaced_finds_what_replaced_it() {
    let mut random = Random::new(15);
    for count in [30, 4000] {
        let mut rows = made_rows(count, &mut random);
        let ids: Vec<MemoryId> = rows.iter().map(|row| row.memory.id).collect();
        let replace = |row: &mut Made, by: usize| {
            row.memory.status = Status::Superseded;
            row.memory.superseded_by = Some(ids[by]);
        };
        // A key was replaced by another, that by a third, which was read out of what was said last.
        for (row, text) in [(5, "zebra fodder is oats"), (6, "rather hay"), (7, "straw")] {
            rows[row].memory.verbatim = false;
            rows[row].memory.text = text.into();
        }
        rows[7].memory.derived_from = vec![ids[8]];
        rows[7].memory.provenance.process = EXTRACT.to_owned();
        rows[8].memory.verbatim = true;
        rows[8].memory.text = "wait no, straw".into();
        let asked = Filter::everything();
        let found = |rows: &[Made], filter: &Filter| {
            let partition = partition_of(rows);
            let hits = search(&[&partition], &query("zebra fodder?", filter)).hits;
            let row = |hit: &crate::Hit| ids.iter().position(|id| *id == hit.id);
            hits.iter().filter_map(row).collect::<Vec<_>>()
        };
        assert_eq!(found(&rows, &asked), [5]);
        replace(&mut rows[5], 6);
        replace(&mut rows[6], 7);
        assert_eq!(found(&rows, &asked), [8]);
        // Nothing is found in the place of what was taken back, or of what may not be found.
        let mut ended = rows.clone();
        ended[6].memory.superseded_by = None;
        assert_eq!(found(&ended, &asked), Vec::<usize>::new());
        rows[8].memory.type_ = "secret".into();
        rows[7].memory.type_ = "secret".into();
        let others = Filter::Not(Box::new(Filter::equals(Field::Type, "secret")));
        assert_eq!(found(&rows, &others), Vec::<usize>::new());
    }
}

fn statement(subject: &str, attribute: &str) -> types::Statement {
    types::Statement {
        subject: subject.to_owned(),
        attribute: attribute.to_owned(),
        cardinality: types::Cardinality::One,
        value: None,
        polarity: types::Polarity::Positive,
        certainty: 1.0,
        span: None,
        closed: None,
    }
}

#[test]
fn what_states_the_property_that_is_asked_for_comes_first() {
    let mut random = Random::new(14);
    for count in [30, 4000] {
        let mut rows = made_rows(count, &mut random);
        let parent = rows[7].memory.id;
        rows[7].memory.verbatim = true;
        rows[7].memory.text = "I lift at FitX".into();
        let key = &mut rows[8].memory;
        key.text = "User goes to FitX".into();
        key.verbatim = false;
        key.derived_from = vec![parent];
        key.provenance.process = EXTRACT.to_owned();
        key.statements = vec![statement("user", "gym")];
        // Another's is at another address.
        rows[9].memory.statements = vec![statement("ann", "gym")];
        let first = |rows: &[Made], filter: &Filter| {
            let address = Address {
                subject: "user".to_owned(),
                attribute: "gym".to_owned(),
            };
            let partition = partition_of(rows);
            let query = Query {
                addresses: &[address],
                explain: true,
                ..query("w1 w2 w3", filter)
            };
            let hit = search(&[&partition], &query).hits.remove(0);
            let why = hit.explain.expect("asked for").address;
            (
                rows.iter().position(|row| row.memory.id == hit.id),
                why.value,
            )
        };
        assert_eq!(first(&rows, &Filter::everything()), (Some(7), 1.0));
        // What may not be found is not found there either.
        let others = Filter::equals(Field::Type, "message");
        rows.iter_mut()
            .for_each(|row| row.memory.type_ = "message".into());
        rows[7].memory.type_ = "secret".into();
        rows[8].memory.type_ = "secret".into();
        assert_eq!(first(&rows, &others).1, 0.0);
        rows[7].memory.status = Status::Superseded;
        rows[8].memory.status = Status::Superseded;
        assert_eq!(first(&rows, &Filter::everything()).1, 0.0);
    }
}

fn query<'a>(text: &'a str, filter: &'a Filter) -> Query<'a> {
    Query {
        text,
        vector: None,
        addresses: &[],
        filter,
        now: Timestamp::from_unix_ms(1_700_000_000_000),
        limit: 10,
        candidates: 100,
        include: LifecycleFilter::default(),
        explain: false,
        weights: None,
    }
}
