//! What each finder costs on a message of some 500 bytes.

#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use types::Timestamp;

/// Dates, names, numbers and personal data, as in a long message.
const MESSAGE: &str = "Hi! I'm Anna Lee, a nurse from Lisbon. My sister Maria moved to New York City \
    last Friday and starts at Acme Corp. on March 5, 2025 at 9 AM; she'll stay until the end of June. \
    We ran 5 km together two weeks ago and plan a trip to Rome next month, between May 3 and May 9. \
    I don't eat meat any more, I love dark mode, Python and VS Code, and I never drink coffee after \
    4 PM. Mail me at anna.lee@example.com or call +1 (415) 555-2671, my card is 4111 1111 1111 1111.";

fn finders(criterion: &mut Criterion) {
    let said_at = Timestamp::from_unix_ms(1_715_769_000_000);
    let mut group = criterion.benchmark_group("finders");
    group.bench_function("dates", |b| {
        b.iter(|| extraction::dates::find(black_box(MESSAGE), said_at))
    });
    group.bench_function("entities", |b| {
        b.iter(|| extraction::entities::find(black_box(MESSAGE)))
    });
    group.bench_function("topics", |b| {
        b.iter(|| extraction::topics::find(black_box(MESSAGE)))
    });
    group.bench_function("pii", |b| {
        b.iter(|| extraction::pii::find(black_box(MESSAGE)))
    });
    group.bench_function("normalize_text", |b| {
        b.iter(|| extraction::normalize_text(black_box(MESSAGE)))
    });
    group.bench_function("cut_recalled", |b| {
        b.iter(|| extraction::cut_recalled(black_box(MESSAGE)).len())
    });
    let (left, right) = ("User prefers dark mode", "The user likes light mode");
    group.bench_function("opposes", |b| {
        b.iter(|| extraction::opposes(black_box(left), black_box(right)))
    });
    group.bench_function("same_value", |b| {
        b.iter(|| extraction::same_value("residence", black_box("NYC"), black_box("New York City")))
    });
    group.finish();
}

criterion_group!(benches, finders);
criterion_main!(benches);
