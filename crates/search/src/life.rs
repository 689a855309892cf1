//! Partitions through their lives: filtered, persisted, damaged, emptied. Properties that must hold
//! whatever comes.

use proptest::prelude::*;
use serde_json::json;
use types::{
    Condition, Entity, EventKind, Field, Filter, Level, Memory, MemoryId, MemoryKind, Status, Tier,
    Timestamp, Trust, Value,
};

use crate::fake::Random;
use crate::filter::{LifecycleFilter, filter_rows, lifecycle_rows};
use crate::oracle::{DIMENSION, Made, ask, config, made_rows, partition_of};
use crate::{LoadError, Partition, PartitionConfig, Row, SearchOutput};

fn fields() -> Vec<Field> {
    let names = [
        "user_id",
        "agent_id",
        "session_id",
        "namespace",
        "project_id",
        "team_id",
        "role_id",
        "level",
        "kind",
        "type",
        "tier",
        "status",
        "trust",
        "event_kind",
        "topics",
        "tags",
        "entities",
        "pinned",
        "verbatim",
        "confidence",
        "importance",
        "created_at",
        "updated_at",
        "superseded_at",
        "happened_at",
        "valid_from",
        "valid_to",
        "expires_at",
        "metadata.n",
        "metadata.s",
        "metadata.deep.list",
        "metadata.deep",
        "metadata.none",
    ];
    let mut fields: Vec<Field> = names
        .iter()
        .filter_map(|name| Field::from_name(name))
        .collect();
    assert_eq!(fields.len(), names.len());
    fields.push(Field::Metadata(vec![]));
    fields.push(Field::Metadata(vec!["deep.list".into()]));
    fields
}

fn values() -> impl Strategy<Value = Value> {
    let texts = [
        "a",
        "A",
        "b",
        "Ärger",
        "ärger",
        "",
        "fact",
        "active",
        "user",
        "semantic",
        "superseded",
        "long",
        "user_message",
        "1",
    ];
    prop_oneof![
        proptest::sample::select(texts.to_vec()).prop_map(Value::from),
        proptest::sample::select(&[0.0, -0.0, 0.5, 1.0, 2.0, 3.0, f64::NAN][..])
            .prop_map(Value::Number),
        any::<bool>().prop_map(Value::Bool),
        (0_i64..5).prop_map(|at| Value::Time(Timestamp(at))),
    ]
}

fn conditions() -> impl Strategy<Value = Condition> {
    let bound = || proptest::option::weighted(0.4, values());
    prop_oneof![
        proptest::collection::vec(values(), 0..4).prop_map(Condition::In),
        proptest::collection::vec(values(), 0..3).prop_map(Condition::HasAll),
        any::<bool>().prop_map(Condition::Exists),
        (bound(), bound(), bound(), bound()).prop_map(|(gt, gte, lt, lte)| Condition::Range {
            gt,
            gte,
            lt,
            lte
        }),
    ]
}

fn filters() -> impl Strategy<Value = Filter> {
    let leaf = (proptest::sample::select(fields()), conditions())
        .prop_map(|(field, condition)| Filter::Is(field, condition));
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Filter::All),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Filter::Any),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

/// Changes whatever a filter could ask about.
fn shake(memory: &mut Memory, random: &mut Random) {
    fn pick<T: Copy>(all: &[T], random: &mut Random) -> T {
        all[random.below(all.len())]
    }
    let name =
        |random: &mut Random| pick(&["a", "A", "b", "Ärger", "ärger", ""], random).to_owned();
    let maybe = |random: &mut Random| (random.below(3) == 0).then(|| name(random));
    let instant = |random: &mut Random| Timestamp(random.below(5) as i64);
    let some_time = |random: &mut Random| (random.below(2) == 0).then(|| instant(random));
    let at = &mut memory.coordinates;
    at.user_id = maybe(random);
    at.agent_id = maybe(random);
    at.session_id = maybe(random);
    at.namespace = maybe(random);
    at.project_id = maybe(random);
    at.team_id = maybe(random);
    at.role_id = maybe(random);
    memory.level = pick(&Level::ALL, random);
    memory.kind = pick(MemoryKind::ALL, random);
    memory.type_ = pick(&["fact", "a", "b"], random).to_owned();
    memory.tier = pick(Tier::ALL, random);
    memory.status = pick(Status::ALL, random);
    memory.trust = pick(Trust::ALL, random);
    memory.event_kind = (random.below(2) == 0).then(|| pick(&EventKind::ALL, random));
    memory.topics = (0..random.below(3)).map(|_| name(random)).collect();
    memory.tags = (0..random.below(3)).map(|_| name(random)).collect();
    memory.entities = (0..random.below(3))
        .map(|_| Entity {
            name: name(random),
            type_: None,
        })
        .collect();
    memory.pinned = random.below(2) == 0;
    memory.verbatim = random.below(2) == 0;
    memory.confidence = pick(&[0.0, 0.5, 1.0], random);
    memory.importance = pick(&[0.0, 0.5, 1.0], random);
    memory.created_at = instant(random);
    memory.updated_at = instant(random);
    memory.superseded_at = some_time(random);
    memory.event_date = some_time(random);
    memory.valid_from = some_time(random);
    memory.valid_to = some_time(random);
    memory.expires_at = some_time(random);
    let metadata = [
        json!({}),
        json!({"n": 3, "s": "a"}),
        json!({"n": [1, "a", null, true, 2.0, [3]], "deep": {"list": ["b", -0.0]}}),
        json!({"s": {"x": 1}, "deep": {"list": {"a": 1}}, "deep.list": "a", "": 1}),
        json!({"n": true, "deep": "a", "s": ["Ärger", "1"]}),
    ];
    memory.metadata = metadata[random.below(5)]
        .as_object()
        .expect("an object")
        .clone();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn filters_mean_the_same_on_columns(seed in any::<u64>(), filters in proptest::collection::vec(filters(), 4)) {
        let mut random = Random::new(seed);
        let mut rows = made_rows(1 + random.below(70), &mut random);
        rows.iter_mut().for_each(|row| shake(&mut row.memory, &mut random));
        let mut partition = partition_of(&rows);
        // Some change in place.
        for (n, row) in rows.iter_mut().enumerate().filter(|(n, _)| n % 3 == 0) {
            let before = row.memory.clone();
            shake(&mut row.memory, &mut random);
            row.memory.event_date = before.event_date;
            partition.put(Row { seq: 1000 + n as u64, memory: &row.memory, vectors: &row.vectors });
        }
        for filter in &filters {
            let found = filter_rows(&partition.columns, filter);
            for row in &rows {
                let at = partition.find(row.memory.id).expect("it was put");
                prop_assert_eq!(found.has(at), filter.matches(&row.memory), "{:?} {:?}", filter, row.memory);
            }
        }
    }

    #[test]
    fn what_was_true_is_the_same_on_columns(seed in any::<u64>(), at in 0_i64..6) {
        let mut random = Random::new(seed);
        let mut rows = made_rows(1 + random.below(70), &mut random);
        rows.iter_mut().for_each(|row| shake(&mut row.memory, &mut random));
        let partition = partition_of(&rows);
        let include = LifecycleFilter {
            superseded: true,
            expired: true,
            as_of: None,
            valid_at: Some(Timestamp(at)),
        };
        let found = lifecycle_rows(&partition.columns, &include, Timestamp(at));
        for Made { memory, .. } in &rows {
            let row = partition.find(memory.id).expect("it was put");
            let expect = memory.status != Status::Deleted && memory.was_true(Timestamp(at));
            prop_assert_eq!(found.has(row), expect, "{:?}", memory);
        }
    }

    #[test]
    fn whatever_happened_searches_agree_with_a_fresh_partition(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let mut rows = made_rows(20 + random.below(100), &mut random);
        let mut partition = partition_of(&rows);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("p");
        let mut gone: Vec<MemoryId> = Vec::new();
        for step in 0..30_u64 {
            let seq = 1000 + step;
            let n = random.below(rows.len());
            match random.below(6) {
                0 => {
                    let row = rows.swap_remove(n);
                    partition.remove(row.memory.id, seq);
                    // What was said of it before comes late.
                    partition.put(Row { seq: seq - 1, memory: &row.memory, vectors: &row.vectors });
                    gone.push(row.memory.id);
                }
                1 => {
                    partition.persist(&path).expect("persists");
                    if random.below(2) == 0 {
                        partition = Partition::load(&path, &config()).expect("loads");
                    }
                }
                _ => {
                    let old = rows[n].clone();
                    let other = made_rows(1, &mut random).remove(0);
                    rows[n].vectors = other.vectors;
                    rows[n].memory.text = other.memory.text;
                    rows[n].memory.coordinates = other.memory.coordinates;
                    rows[n].memory.revision += 1;
                    partition.put(Row { seq, memory: &rows[n].memory, vectors: &rows[n].vectors });
                    partition.put(Row { seq: seq - 1, memory: &old.memory, vectors: &old.vectors });
                }
            }
        }
        prop_assert_eq!(partition.len(), rows.len());
        let mut shuffled: Vec<Made> = rows.clone();
        for n in (1..shuffled.len()).rev() {
            shuffled.swap(n, random.below(n + 1));
        }
        let fresh = partition_of(&shuffled);
        let query = random.unit_vector(DIMENSION);
        let (old, new) = (ask(&[&partition], "w1 w7 w30", Some(&query)), ask(&[&fresh], "w1 w7 w30", Some(&query)));
        prop_assert!(old.hits.iter().all(|hit| !gone.contains(&hit.id)));
        prop_assert!(old.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        prop_assert!(old.hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
        assert_alike(&old, &new);
    }
}

/// The same hits with the same scores, whatever the row numbers.
fn assert_alike(one: &SearchOutput, other: &SearchOutput) {
    let sorted = |output: &SearchOutput| {
        let mut hits: Vec<(MemoryId, f32, f32)> = output
            .hits
            .iter()
            .map(|hit| (hit.id, hit.fused, hit.score))
            .collect();
        hits.sort_by_key(|hit| hit.0);
        hits
    };
    let (one, other) = (sorted(one), sorted(other));
    assert_eq!(one.len(), other.len());
    for (a, b) in one.iter().zip(&other) {
        assert_eq!(a.0, b.0);
        assert!(
            (a.1 - b.1).abs() < 1e-4 && (a.2 - b.2).abs() < 1e-4,
            "{a:?} {b:?}"
        );
    }
}

#[test]
fn a_persisted_partition_answers_as_before() {
    let mut random = Random::new(5);
    for count in [0, 1, 3000] {
        let rows = made_rows(count, &mut random);
        let mut partition = partition_of(&rows);
        if let Some(row) = rows.first() {
            partition.remove(row.memory.id, 9999);
        }
        partition.set_seq(10_000);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("p.idx");
        let query = random.unit_vector(DIMENSION);
        let before = ask(&[&partition], "w3 w9 May", Some(&query));
        partition.persist(&path).expect("persists");
        let loaded = Partition::load(&path, &config()).expect("loads");
        assert_eq!(
            (loaded.seq(), loaded.len(), loaded.dead()),
            (10_000, count.saturating_sub(1), 0)
        );
        let mut ids: Vec<_> = loaded.ids().collect();
        let mut expect: Vec<_> = partition.ids().collect();
        ids.sort_unstable();
        expect.sort_unstable();
        assert_eq!(ids, expect);
        for partition in [&partition, &loaded] {
            assert_alike(&before, &ask(&[partition], "w3 w9 May", Some(&query)));
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("reads").collect();
        assert_eq!(left.len(), 1, "nothing is left aside");
    }
}

#[test]
fn a_damaged_or_foreign_sidecar_is_refused() {
    let mut random = Random::new(6);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.idx");
    partition_of(&made_rows(40, &mut random))
        .persist(&path)
        .expect("persists");
    let good = std::fs::read(&path).expect("reads");
    let load = |bytes: &[u8]| {
        std::fs::write(&path, bytes).expect("writes");
        Partition::load(&path, &config())
    };
    for at in (0..good.len()).step_by(7).chain(0..64) {
        let mut bad = good.clone();
        bad[at] ^= 1 << random.below(8);
        assert!(load(&bad).is_err(), "byte {at}");
    }
    for length in (0..good.len()).step_by(101) {
        assert!(load(&good[..length]).is_err(), "{length} bytes");
    }
    let mut longer = good.clone();
    longer.push(0);
    assert!(matches!(load(&longer), Err(LoadError::Damaged)));
    assert!(load(&good).is_ok());
    let other = PartitionConfig {
        model: "other".into(),
        ..config()
    };
    assert!(matches!(
        Partition::load(&path, &other),
        Err(LoadError::Outdated)
    ));
    let other = PartitionConfig {
        dimension: DIMENSION + 1,
        ..config()
    };
    assert!(matches!(
        Partition::load(&path, &other),
        Err(LoadError::Outdated)
    ));
    let nowhere = folder.path().join("nowhere");
    assert!(matches!(
        Partition::load(&nowhere, &config()),
        Err(LoadError::Io(_))
    ));
}

#[test]
fn a_body_that_contradicts_itself_is_refused_even_with_a_good_checksum() {
    use xxhash_rust::xxh3::Xxh3;
    let mut random = Random::new(8);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.idx");
    partition_of(&made_rows(20, &mut random))
        .persist(&path)
        .expect("persists");
    let good = std::fs::read(&path).expect("reads");
    for _ in 0..2000 {
        let mut bad = good.clone();
        let at = 64 + random.below(bad.len() - 64);
        bad[at] = random.bits() as u8;
        let mut hash = Xxh3::new();
        let mut head = bad[..64].to_vec();
        head[32..40].fill(0);
        hash.update(&head);
        hash.update(&bad[64..]);
        bad[32..40].copy_from_slice(&hash.digest().to_le_bytes());
        std::fs::write(&path, &bad).expect("writes");
        // It may load, if nothing that matters changed; it must not panic, now or when searched.
        if let Ok(partition) = Partition::load(&path, &config()) {
            let query = random.unit_vector(DIMENSION);
            assert!(ask(&[&partition], "w1 w2 w3", Some(&query)).hits.len() <= 20);
        }
    }
}

#[test]
fn several_partitions_make_one_list() {
    let mut random = Random::new(9);
    let rows = made_rows(300, &mut random);
    let (one, other) = (partition_of(&rows[..150]), partition_of(&rows[150..]));
    let empty = Partition::new(config());
    let strange = Partition::new(PartitionConfig {
        dimension: 3,
        model: "other".into(),
    });
    let query = random.unit_vector(DIMENSION);
    let output = ask(&[&one, &empty, &other, &strange], "w2 w5", Some(&query));
    assert!(
        output
            .hits
            .windows(2)
            .all(|pair| pair[0].fused >= pair[1].fused)
    );
    assert!(output.hits.iter().any(|hit| hit.partition == 0));
    assert!(output.hits.iter().any(|hit| hit.partition == 2));
    for hit in &output.hits {
        let partition = [&one, &empty, &other][hit.partition];
        assert!(partition.find(hit.id).is_some());
    }
    assert!(ask(&[&one], "", None).hits.is_empty());
    assert!(ask(&[], "w2", Some(&query)).hits.is_empty());
}

#[test]
fn queries_are_rewritten_for_those_who_speak() {
    let mut random = Random::new(10);
    let mut rows = made_rows(30, &mut random);
    for (n, row) in rows.iter_mut().enumerate() {
        let name = ["Ann", "Ann Lee", "Bob"][n % 3];
        row.memory.text = format!("{name}: words");
    }
    rows[0].memory.text = "Zoe: only once".into();
    let partition = partition_of(&rows);
    let check = |text: &str, expect: &str| {
        assert_eq!(crate::query_for_embedding(&[&partition], text), expect);
    };
    check("What does Ann like?", "What does I like?");
    check("Ann Lee's dog and Bob’s", "my dog and my");
    check("Annabel met Bobby and Zoe", "Annabel met Bobby and Zoe");
    check("ümlaut Bob", "ümlaut I");
    check("", "");
}
