//! How fast a whole hybrid search is on one core, and what the sketches cost in recall.
//!
//! The data is made up. Vectors: 384 dimensions, topics x 50 subtopics plus noise plus a common
//! offset, a power-law spectrum (exponent -0.35): nearest / median cosine about as in sentence
//! embeddings. Texts: 10 to 40 words by Zipf's law from 30,000, in sessions of about 20 turns.
//! Queries: a fresh vector of the same cloud, or one of the rows' with noise, in turns; six words
//! by the same law, common ones left out as stop words would be.
//!
//! `cargo bench -p memoird-search`; `MEMOIRD_BENCH_ROWS=1000000` adds the org-wide case.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use search::fake::{Cloud, Random, halves, normalised};
use search::{LifecycleFilter, Partition, PartitionConfig, Query, Row, search};
use types::id::IdGenerator;
use types::{EventKind, Field, Filter, Memory, OrgId, Timestamp};

const DIMENSION: usize = 384;
const WORDS: usize = 30_000;

struct World {
    partitions: Vec<Partition>,
    vectors: Vec<Vec<f32>>,
    queries: Vec<(String, Vec<f32>)>,
}

fn word(n: usize) -> String {
    let letters = "bcdfghklmnprstvz".as_bytes();
    let mut rest = n + 17;
    let mut word = String::new();
    while rest > 0 {
        word.push(letters[rest % 16] as char);
        word.push(['a', 'e', 'i', 'o'][rest / 16 % 4]);
        rest /= 64;
    }
    word
}

fn config() -> PartitionConfig {
    PartitionConfig {
        dimension: DIMENSION,
        model: "bench".into(),
    }
}

fn world(partitions: usize, rows: usize, keep_vectors: bool) -> World {
    let mut random = Random::new(1);
    let cloud = Cloud::new(DIMENSION, 40, &mut random);
    let ids = IdGenerator::default();
    let folder = tempfile::tempdir().unwrap();
    let mut world = World {
        partitions: Vec::new(),
        vectors: Vec::new(),
        queries: Vec::new(),
    };
    for number in 0..partitions {
        let mut partition = Partition::new(config());
        for n in 0..rows {
            let count = 10 + random.below(30);
            let text: Vec<String> = (0..count).map(|_| word(random.zipf(WORDS))).collect();
            let at = Timestamp::from_unix_ms(1_683_000_000_000 + n as i64 * 60_000);
            let id = ids.memory_id(n as u64, u128::from(random.bits()));
            let mut memory = Memory::new(id, OrgId::default_org(), text.join(" "), at);
            memory.verbatim = true;
            memory.event_kind = Some(EventKind::ALL[n % 2]);
            memory.position = Some(n as u64);
            memory.coordinates.user_id = Some(format!("user-{number}"));
            memory.coordinates.session_id = Some(format!("session-{}", n / 20));
            memory.coordinates.agent_id = Some(format!("agent-{}", n % 1000));
            let vector = cloud.draw(&mut random);
            partition.put(Row {
                seq: n as u64,
                memory: &memory,
                vectors: &[halves(&vector)],
            });
            if keep_vectors {
                world.vectors.push(vector);
            }
        }
        partition
            .persist(&folder.path().join(format!("{number}")))
            .unwrap();
        world.partitions.push(partition);
    }
    for n in 0..200 {
        let words: Vec<String> = (0..6).map(|_| word(40 + random.zipf(WORDS - 40))).collect();
        let mut vector = cloud.draw(&mut random);
        if n % 2 == 0 && keep_vectors {
            let near = &world.vectors[random.below(world.vectors.len())];
            let noise = random.unit_vector(DIMENSION);
            vector = normalised(near.iter().zip(&noise).map(|(a, b)| a + 0.6 * b).collect());
        }
        world.queries.push((words.join(" "), vector));
    }
    world
}

fn query<'a>(text: &'a str, vector: Option<&'a [f32]>, filter: &'a Filter) -> Query<'a> {
    Query {
        text,
        vector,
        addresses: &[],
        filter,
        now: Timestamp::from_unix_ms(1_690_000_000_000),
        limit: 10,
        candidates: 100,
        include: LifecycleFilter::default(),
        explain: false,
        weights: None,
    }
}

/// Milliseconds of each search, sorted.
fn times(world: &World, filter: &Filter, words: bool, vectors: bool) -> Vec<f64> {
    let partitions: Vec<&Partition> = world.partitions.iter().collect();
    let mut times = Vec::new();
    for round in 0..4 {
        for (text, vector) in &world.queries {
            let text = if words { text.as_str() } else { "" };
            let query = query(text, vectors.then_some(vector), filter);
            let start = Instant::now();
            black_box(search(&partitions, &query));
            if round > 0 {
                times.push(start.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

fn report(name: &str, times: &[f64]) {
    let at = |share: f64| times[(times.len() as f64 * share) as usize];
    println!("{name:34} p50 {:7.3} ms  p95 {:7.3} ms", at(0.5), at(0.95));
}

/// Share of the true ten nearest among the ten that a search by vector alone finds.
fn recall(world: &World) -> f64 {
    let partitions: Vec<&Partition> = world.partitions.iter().collect();
    let filter = Filter::everything();
    let alone = search::Weights {
        window_words: 0.0,
        ..search::Weights::DEFAULT
    };
    let weights = search::Weights {
        session_words: 0.0,
        window_cosine: 0.0,
        literal: 0.0,
        key: 1.0,
        speaker: 0.0,
        short_question: 0.0,
        long: 0.0,
        user_said: 0.0,
        recency: 0.0,
        strength: 0.0,
        importance: 0.0,
        ..alone
    };
    let (mut found, mut all) = (0, 0);
    for (_, vector) in world.queries.iter().take(100) {
        let mut exact: Vec<f32> = world
            .vectors
            .iter()
            .map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
            .collect();
        exact.sort_by(|a, b| b.total_cmp(a));
        let query = Query {
            weights: Some(&weights),
            ..query("", Some(vector), &filter)
        };
        let hits = search(&partitions, &query).hits;
        // Half precision moves a cosine by up to 0.0005.
        let near = |hit: &search::Hit| hit.cosine.is_some_and(|cosine| cosine >= exact[9] - 5e-4);
        found += hits.iter().filter(|hit| near(hit)).count();
        all += 10;
    }
    f64::from(found as u32) / f64::from(all as u32)
}

fn memory(world: &World) {
    let rows: usize = world.partitions.iter().map(Partition::len).sum();
    let bytes: usize = world.partitions.iter().map(Partition::memory_bytes).sum();
    println!(
        "{:34} {:.0} heap bytes a row, {rows} rows",
        "memory",
        bytes as f64 / rows as f64
    );
}

fn load_time(world: &mut World) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p");
    world.partitions[0].persist(&path).unwrap();
    let mut times: Vec<f64> = (0..20)
        .map(|_| {
            let start = Instant::now();
            black_box(Partition::load(&path, &config()).unwrap());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    report("load", &times);
}

fn searches(criterion: &mut Criterion) {
    let everything = Filter::everything();
    let mut sizes = vec![(1, 1000), (1, 10_000), (1, 100_000)];
    if let Some(rows) = std::env::var("MEMOIRD_BENCH_ROWS")
        .ok()
        .and_then(|n| n.parse::<usize>().ok())
    {
        sizes.push((1000, rows / 1000));
    }
    for (partitions, rows) in sizes {
        println!("-- {partitions} x {rows}");
        let start = Instant::now();
        let mut world = world(partitions, rows, partitions == 1);
        println!("{:34} {:.1} s", "built", start.elapsed().as_secs_f64());
        memory(&world);
        report("hybrid", &times(&world, &everything, true, true));
        report("words", &times(&world, &everything, true, false));
        report("vectors", &times(&world, &everything, false, true));
        let agent = Filter::equals(Field::AgentId, "agent-7");
        report(
            "hybrid, 0.1 % of the rows",
            &times(&world, &agent, true, true),
        );
        if partitions == 1 {
            println!("{:34} {:.4}", "recall@10 of the vectors", recall(&world));
            load_time(&mut world);
        }
        let refs: Vec<&Partition> = world.partitions.iter().collect();
        let mut next = 0;
        criterion.bench_function(&format!("hybrid {partitions}x{rows}"), |bencher| {
            bencher.iter(|| {
                next = (next + 1) % world.queries.len();
                let (text, vector) = &world.queries[next];
                search(&refs, &query(text, Some(vector), &everything))
            });
        });
    }
}

criterion_group!(benches, searches);
criterion_main!(benches);
