//! What a filter means in SQL is what [`Filter::matches`] says: random filters over random
//! memories, both answers compared. The strategies draw from few, odd values, so that hits are as
//! frequent as misses.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use serde_json::{Value as Json, json};
use store::sqlite::{SqliteConfig, SqliteStore};
use store::{ListQuery, NewMemory, PageRequest, Sort, Store, Vectors, WriteBatch};
use types::{
    Condition, Coordinates, Entity, EventKind, Field, Filter, Level, Memory, MemoryKind, OrgId,
    Scope, Status, Tier, Timestamp, Trust, Value, id::IdGenerator,
};

/// Texts that have broken filters before, and a few plain ones.
const TEXTS: [&str; 14] = [
    "a", "b", "A", "ä", "Ä", "İ", "ß", "a'b", "a\"b", "$.x", "", "a\0b", "%", "\\u0061",
];
const KEYS: [&str; 8] = ["a", "b", "a.b", "it's", "quo\"te", "", "$[0]", "k\0"];
const NUMBERS: [f64; 14] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    0.5,
    0.30000001192092896,
    9_007_199_254_740_993.0,
    1e300,
    5e-324,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    2.0,
];
const TIMES: [i64; 5] = [i64::MIN, -1, 0, 1_700_000_000_000_000, i64::MAX];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![9 => select(&TEXTS[..]).prop_map(str::to_owned), 1 => ".{0,4}"]
}

fn key() -> impl Strategy<Value = String> {
    select(&KEYS[..]).prop_map(str::to_owned)
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => select(&NUMBERS[..]), 1 => any::<f64>()]
}

fn time() -> impl Strategy<Value = Timestamp> {
    select(&TIMES[..]).prop_map(Timestamp)
}

/// A small number that is stored as `f32` and compared as `f64`.
fn share() -> impl Strategy<Value = f32> {
    select(&[0.0f32, 0.1, 0.3, 0.5, 1.0, -1.0][..])
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        text().prop_map(Json::from),
        number().prop_map(|n| json!(n)),
        any::<bool>().prop_map(Json::from),
        Just(Json::Null),
        select(&[0i64, 1, 2, i64::MIN, i64::MAX, 9_007_199_254_740_993][..]).prop_map(Json::from),
        select(&[u64::MAX, u64::MAX - 1][..]).prop_map(Json::from),
        Just(Json::from("0")),
        Just(Json::from("true")),
    ]
}

fn metadata() -> impl Strategy<Value = types::Metadata> {
    let node = scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Json::from),
            vec((key(), inner), 0..3)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    });
    vec((key(), node), 0..4).prop_map(|entries| entries.into_iter().collect())
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(Value::Text),
        1 => select(&["active", "superseded", "user", "long", "semantic", "document"][..])
            .prop_map(Value::from),
        4 => number().prop_map(Value::Number),
        2 => any::<bool>().prop_map(Value::Bool),
        2 => time().prop_map(Value::Time),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    const NAMES: [&str; 28] = [
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
    ];
    prop_oneof![
        3 => select(&NAMES[..]).prop_map(|name| Field::from_name(name).expect("a field's name")),
        2 => vec(key(), 0..4).prop_map(Field::Metadata),
    ]
}

/// A field, with values that fit its type more often than not.
fn leaf() -> impl Strategy<Value = Filter> {
    (
        field(),
        vec(value(), 0..4),
        vec(option::of(value()), 4),
        0..5u8,
        any::<bool>(),
    )
        .prop_map(|(field, values, bounds, which, truth)| {
            let mut bounds = bounds.into_iter().map(|bound| bound.filter(|_| true));
            let condition = match which {
                0 | 1 => Condition::In(values),
                2 => Condition::HasAll(values),
                3 => Condition::Range {
                    gt: bounds.next().flatten().filter(|_| truth),
                    gte: bounds.next().flatten().filter(|_| !truth),
                    lt: bounds.next().flatten().filter(|_| !truth),
                    lte: None,
                },
                _ => Condition::Exists(truth),
            };
            Filter::Is(field, condition)
        })
}

fn filter() -> impl Strategy<Value = Filter> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Filter::All),
            vec(inner.clone(), 0..4).prop_map(Filter::Any),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

prop_compose! {
    fn coordinates()(
        user_id in option::of(text()),
        agent_id in option::of(text()),
        session_id in option::of(text()),
        namespace in option::of(text()),
        project_id in option::of(text()),
        team_id in option::of(text()),
        role_id in option::of(text()),
    ) -> Coordinates {
        Coordinates { user_id, agent_id, session_id, namespace, project_id, team_id, role_id }
    }
}

prop_compose! {
    fn times()(
        created_at in time(),
        updated_at in time(),
        superseded_at in option::of(time()),
        event_date in option::of(time()),
        valid_from in option::of(time()),
        valid_to in option::of(time()),
        expires_at in option::of(time()),
    ) -> (Timestamp, Timestamp, [Option<Timestamp>; 5]) {
        (created_at, updated_at, [superseded_at, event_date, valid_from, valid_to, expires_at])
    }
}

prop_compose! {
    fn labels()(
        topics in vec(text(), 0..3),
        tags in vec(text(), 0..3),
        entities in vec((text(), option::of(text())), 0..3),
        type_ in text(),
        metadata in metadata(),
    ) -> (Vec<String>, Vec<String>, Vec<Entity>, String, types::Metadata) {
        let entities =
            entities.into_iter().map(|(name, type_)| Entity { name, type_ }).collect();
        (topics, tags, entities, type_, metadata)
    }
}

prop_compose! {
    fn memory()(
        coordinates in coordinates(),
        times in times(),
        labels in labels(),
        level in select(&Level::ALL[..]),
        kind in select(MemoryKind::ALL),
        tier in select(Tier::ALL),
        status in select(Status::ALL),
        trust in select(Trust::ALL),
        event_kind in option::of(select(&EventKind::ALL[..])),
        flags in any::<(bool, bool)>(),
        confidence in share(),
        importance in share(),
    ) -> Memory {
        let id = IdGenerator::default().memory_id(1, 1);
        let mut memory = Memory::new(id, OrgId::default_org(), "x", times.0);
        memory.coordinates = coordinates;
        memory.updated_at = times.1;
        [
            memory.superseded_at,
            memory.event_date,
            memory.valid_from,
            memory.valid_to,
            memory.expires_at,
        ] = times.2;
        (memory.topics, memory.tags, memory.entities, memory.type_, memory.metadata) = labels;
        memory.level = level;
        memory.kind = kind;
        memory.tier = tier;
        memory.status = status;
        memory.trust = trust;
        memory.event_kind = event_kind;
        (memory.pinned, memory.verbatim) = flags;
        memory.confidence = confidence;
        memory.importance = importance;
        memory
    }
}

#[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
fn scope() -> Scope {
    Scope::danger_unchecked(OrgId::default_org(), Coordinates::default(), "test")
}

/// The positions of the memories that `filter` selects in a store that holds them.
async fn selected(store: &SqliteStore, memories: &[Memory], filter: &Filter) -> BTreeSet<usize> {
    let query = ListQuery {
        filter: filter.clone(),
        text_contains: None,
        sort: Sort::CreatedAsc,
        page: PageRequest {
            limit: 1000,
            with_total: true,
            ..Default::default()
        },
    };
    let page = store.list_memories(&scope(), &query).await.expect("lists");
    let count = store
        .count_memories(&scope(), filter)
        .await
        .expect("counts");
    // The list drops what does not match after loading; the count shows the SQL alone.
    assert_eq!(page.total, Some(count));
    assert_eq!(page.items.len() as u64, count, "{filter:?}");
    page.items
        .iter()
        .map(|found| {
            memories
                .iter()
                .position(|memory| memory.id == found.id)
                .expect("ours")
        })
        .collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

fn open(directory: &tempfile::TempDir) -> SqliteStore {
    let config = SqliteConfig {
        ballast_bytes: 0,
        free_bytes_min: 0,
        readers: 1,
        ..SqliteConfig::new(directory.path().join("memoird.db"))
    };
    SqliteStore::open(config).expect("opens")
}

/// Stores the memories under ids of their own.
async fn fill(store: &SqliteStore, mut memories: Vec<Memory>) -> Vec<Memory> {
    let ids = IdGenerator::default();
    for memory in &mut memories {
        memory.id = ids.memory_id(1, 1);
    }
    let news = memories
        .iter()
        .map(|memory| NewMemory {
            memory: memory.clone(),
            vectors: Vectors::default(),
        })
        .collect();
    let batch = WriteBatch {
        memories: news,
        ..Default::default()
    };
    store
        .commit(&scope(), batch)
        .await
        .expect("commits")
        .memories
}

#[test]
fn a_filter_in_sql_means_what_it_says() {
    let runtime = runtime();
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(&directory);
    let (mut hits, mut misses) = (0, 0);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let memories = vec(memory(), 150)
        .new_tree(&mut runner)
        .expect("memories are made")
        .current();
    let memories = runtime.block_on(fill(&store, memories));
    for _ in 0..2000 {
        let filter = filter()
            .new_tree(&mut runner)
            .expect("a filter is made")
            .current();
        let expected: BTreeSet<usize> = (0..memories.len())
            .filter(|n| filter.matches(&memories[*n]))
            .collect();
        let got = runtime.block_on(selected(&store, &memories, &filter));
        assert_eq!(got, expected, "{filter:?}");
        hits += expected.len();
        misses += memories.len() - expected.len();
    }
    // A test in which nothing ever matches would pass for any translation.
    assert!(
        hits > 20_000 && misses > 20_000,
        "{hits} hits, {misses} misses"
    );
}

#[test]
fn what_a_memory_says_of_itself_is_found() {
    // Filters made from a memory's own values: a hit each.
    let runtime = runtime();
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(&directory);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let memories = vec(memory(), 60)
        .new_tree(&mut runner)
        .expect("memories")
        .current();
    let memories = runtime.block_on(fill(&store, memories));
    let mut checked = 0;
    for memory in &memories {
        let paths = memory
            .metadata
            .keys()
            .map(|key| Field::Metadata(vec![key.clone()]));
        let plain = [
            "user_id",
            "type",
            "topics",
            "tags",
            "entities",
            "confidence",
            "created_at",
        ]
        .map(|name| Field::from_name(name).expect("a field's name"));
        for field in paths.chain(plain) {
            let values = field.values(memory);
            if values.is_empty() {
                continue;
            }
            for condition in [
                Condition::In(values.clone()),
                Condition::HasAll(values.clone()),
            ] {
                let filter = Filter::Is(field.clone(), condition);
                let expected: BTreeSet<usize> = (0..memories.len())
                    .filter(|n| filter.matches(&memories[*n]))
                    .collect();
                assert!(!expected.is_empty());
                let got = runtime.block_on(selected(&store, &memories, &filter));
                assert_eq!(got, expected, "{filter:?}");
                checked += 1;
            }
        }
    }
    assert!(checked > 300, "{checked}");
}

#[test]
fn a_scope_in_sql_is_its_filter() {
    let runtime = runtime();
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(&directory);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let memories = vec(memory(), 150)
        .new_tree(&mut runner)
        .expect("memories")
        .current();
    let memories = runtime.block_on(fill(&store, memories));
    for _ in 0..300 {
        let bound = coordinates()
            .new_tree(&mut runner)
            .expect("coordinates")
            .current();
        #[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
        let scope = Scope::danger_unchecked(OrgId::default_org(), bound, "test");
        let expected = memories
            .iter()
            .filter(|m| scope.sees(&m.coordinates, m.level))
            .count();
        let got = runtime
            .block_on(store.count_memories(&scope, &Filter::everything()))
            .expect("counts");
        assert_eq!(got, expected as u64, "{scope:?}");
    }
}
