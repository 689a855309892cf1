//! What reading costs: a message of 500 bytes with many statements, one with none, and the longest text that
//! is read to its end, in one line of short sentences. What is looked up for a sentence or a statement must
//! not take a walk through the whole text: the long one shows it.

#![allow(
    missing_docs,
    reason = "criterion's macros make public items without documentation"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use extraction::{Utterance, Voice, read};
use types::Timestamp;

const FULL: &str = "Hi! By the way, I moved from Lisbon to Berlin last month, so my old address is no longer valid. I work \
    for Acme as a data engineer now and my manager is Anna. We decided to use Postgres for billing, and code reviews must be \
    done within 24 hours. I love hiking and jazz but I can't stand horror movies. My sister Clara is getting married on 6 July \
    in Cork. The build keeps failing since yesterday. Please always answer in French, and never call me after 4 PM. \
    I want to run a marathon!";

const EMPTY: &str = "Could you help me with this? I was wondering whether there is a nice way to write a function that takes a \
    list of numbers and returns the largest one, without sorting it first. If I had more time I would look it up, but you \
    always explain it so well. What would happen if the list were empty? And is it true that some people write it in one \
    line? Show me two versions, please, and tell me which one you would use and why. Thanks a lot, that would be great. Oh, \
    and how do I test it?";

/// A sentence of which a thousand make about as much as is read of one text.
const SHORT: &str = "slow readers need much to read. ";

fn bench(c: &mut Criterion) {
    let said_at = Timestamp::parse("2024-05-15T12:00:00Z").expect("a time");
    let line = SHORT.repeat(1000);
    let texts = [
        ("500_bytes/full", FULL),
        ("500_bytes/empty", EMPTY),
        ("32000_bytes/one_line", &line),
    ];
    for (name, text) in texts {
        let utterance = Utterance {
            text,
            voice: Voice::User,
            speaker: None,
            said_at,
        };
        c.bench_function(&format!("read_{name}"), |b| {
            b.iter(|| read(black_box(&utterance)));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
