//! Speed of the built-in model. Read ratios: the figures of one machine say little about another.

#![allow(missing_docs)]

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use inference::slots::SlotModel;
use inference::{Embedder, EmbeddingConfig, LocalEmbedder, tokens};

/// Each word is one token; the model adds two.
fn text(tokens: usize) -> String {
    let words = [
        "the", "cat", "sat", "near", "our", "red", "house", "while", "it", "rained",
    ];
    words
        .iter()
        .cycle()
        .take(tokens - 2)
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

fn open(threads: usize) -> LocalEmbedder {
    let config = EmbeddingConfig {
        threads,
        ..EmbeddingConfig::default()
    };
    LocalEmbedder::built_in(&config).expect("the built-in model loads")
}

fn embed(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime can be made");
    let mut group = criterion.benchmark_group("embed");
    group.sample_size(20);
    let one = open(1);
    for tokens in [10, 60, 160] {
        let text = text(tokens);
        group.throughput(Throughput::Elements(tokens as u64));
        group.bench_function(format!("query_{tokens}_tokens"), |bencher| {
            bencher.iter(|| runtime.block_on(one.embed_query(&text)));
        });
    }
    let two = open(2);
    for (name, embedder) in [("1_thread", &one), ("2_threads", &two)] {
        group.throughput(Throughput::Elements(32 * 60));
        group.bench_function(format!("batch_32x60_{name}"), |bencher| {
            let texts = vec![text(60); 32];
            bencher.iter(|| runtime.block_on(embedder.embed_documents(texts.clone())));
        });
    }
    group.bench_function("query_10_tokens_while_documents_wait", |bencher| {
        let text = text(10);
        bencher.iter_custom(|times| runtime.block_on(query_under_load(&two, &text, times)));
    });
    group.finish();
}

/// The built-in model in our own kernel and in `rten`, one beside the other: short texts by
/// themselves, and a hundred at once of 6 to 38 tokens.
fn kernel(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime can be made");
    let config = EmbeddingConfig {
        threads: 1,
        ..EmbeddingConfig::default()
    };
    let by_rten = LocalEmbedder::built_in_by_rten(&config).expect("the built-in model loads");
    let by_kernel = open(1);
    let mut group = criterion.benchmark_group("kernel");
    group.sample_size(20);
    for tokens in [12, 22, 160] {
        let text = text(tokens);
        for (name, embedder) in [("rten", &by_rten), ("own", &by_kernel)] {
            group.bench_function(format!("query_{tokens}_tokens_{name}"), |bencher| {
                bencher.iter(|| runtime.block_on(embedder.embed_query(&text)));
            });
        }
    }
    let texts: Vec<String> = (0..100).map(|n| text(6 + n * 7 % 33)).collect();
    for (name, embedder) in [("rten", &by_rten), ("own", &by_kernel)] {
        group.bench_function(format!("batch_of_100_{name}"), |bencher| {
            bencher.iter(|| runtime.block_on(embedder.embed_documents(texts.clone())));
        });
    }
    group.finish();
}

/// A sentence by itself, and many in one call, which share their runs and the cores; pairs of them
/// likewise. In our own kernel and in `rten`.
fn slots(criterion: &mut Criterion) {
    let by_rten = SlotModel::built_in_by_rten().expect("the built-in model loads");
    let by_kernel = SlotModel::shared().expect("the built-in model loads");
    let sentence = "I closed my account at Monzo and went over to Starling";
    let mut group = criterion.benchmark_group("slots");
    group.sample_size(20);
    for (name, model) in [("rten", &by_rten), ("own", by_kernel)] {
        for count in [1, 64] {
            let sentences = vec![sentence; count];
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(format!("{count}_of_13_tokens_{name}"), |bencher| {
                bencher.iter(|| model.fill(&sentences));
            });
            let pairs = vec![(sentence, "these days I bank with Starling"); count];
            group.bench_function(format!("{count}_pairs_{name}"), |bencher| {
                bencher.iter(|| model.supersedes(&pairs));
            });
        }
    }
    group.finish();
}

/// The time of some queries while documents keep all workers busy.
async fn query_under_load(embedder: &LocalEmbedder, query: &str, times: u64) -> Duration {
    let documents = async {
        loop {
            embedder
                .embed_documents(vec![text(160); 64])
                .await
                .expect("the queue has room");
        }
    };
    let queries = async {
        // Without this pause the first queries could be there before the documents.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let start = Instant::now();
        for _ in 0..times {
            embedder
                .embed_query(query)
                .await
                .expect("the queue has room");
        }
        start.elapsed()
    };
    tokio::select! {
        () = documents => unreachable!("documents never end"),
        elapsed = queries => elapsed,
    }
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10);
    group.bench_function("built_in", |bencher| bencher.iter(|| open(1)));
    group.finish();
}

fn count(criterion: &mut Criterion) {
    tokens::warm_up();
    let text = text(60_000);
    let mut group = criterion.benchmark_group("tokens");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("count", |bencher| {
        bencher.iter(|| tokens::count_tokens(&text))
    });
    group.finish();
}

criterion_group!(benches, embed, kernel, load, count, slots);
criterion_main!(benches);
