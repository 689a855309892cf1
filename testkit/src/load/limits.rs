//! Limits that measurements are compared with: the embedder alone, the memory alone.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use clap::Args;
use inference::{Embedder, EmbeddingConfig, LocalEmbedder};

use super::corpus::Corpus;
use super::read;

/// Arguments of `testkit load embed`.
#[derive(Args)]
pub(super) struct EmbedArgs {
    /// Texts to embed.
    #[arg(long, default_value_t = 10_000)]
    texts: u64,
    /// Texts of one call.
    #[arg(long, default_value_t = 100)]
    batch: u64,
    /// Calls at a time.
    #[arg(long, default_value_t = 4)]
    callers: u64,
    /// Another seed, other texts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The texts of these messages instead, as `testkit load read` takes them.
    #[arg(long)]
    file: Option<PathBuf>,
    /// Runs the model in `rten`, as where the processor lacks the instructions of our own kernel.
    #[arg(long)]
    by_rten: bool,
}

/// Prints how many texts the built-in model embeds in a second.
pub(super) fn embed(args: &EmbedArgs) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let config = EmbeddingConfig::default();
    let embedder = Arc::new(match args.by_rten {
        true => LocalEmbedder::built_in_by_rten(&config)?,
        false => LocalEmbedder::built_in(&config)?,
    });
    let (batch, seed) = (args.batch, args.seed);
    let given = args.file.as_deref().map(read::texts).transpose()?;
    let given = Arc::new(given.unwrap_or_default());
    let texts = if given.is_empty() {
        args.texts
    } else {
        given.len() as u64
    };
    let started = Instant::now();
    runtime.block_on(async {
        let next = Arc::new(AtomicU64::new(0));
        let callers: Vec<_> = (0..args.callers)
            .map(|_| {
                let (next, embedder) = (Arc::clone(&next), Arc::clone(&embedder));
                let given = Arc::clone(&given);
                tokio::spawn(async move {
                    let corpus = Corpus::new(seed);
                    loop {
                        let first = next.fetch_add(batch, Ordering::Relaxed);
                        if first >= texts {
                            return anyhow::Ok(());
                        }
                        let numbers = first..(first + batch).min(texts);
                        let text = |number: u64| match given.get(number as usize) {
                            Some(text) => text.clone(),
                            None => corpus.text(0, number),
                        };
                        let part = numbers.map(text).collect();
                        embedder.embed_documents(part).await?;
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await??;
        }
        anyhow::Ok(())
    })?;
    let seconds = started.elapsed().as_secs_f64();
    print(&serde_json::json!({
        "texts": texts,
        "batch": batch,
        "callers": args.callers,
        "texts_per_s": (texts as f64 / seconds).round(),
    }));
    Ok(())
}

/// Arguments of `testkit load bandwidth`.
#[derive(Args)]
pub(super) struct BandwidthArgs {
    /// Sizes to read, in MiB.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 48, 400])]
    mib: Vec<usize>,
}

/// Prints the best of several passes of one core over each size.
pub(super) fn bandwidth(args: &BandwidthArgs) -> anyhow::Result<()> {
    for &mib in &args.mib {
        let words: Vec<u64> = (0..(mib << 20) as u64 / 8).collect();
        let passes = (4096 / mib.max(1)).max(8);
        let best = (0..passes)
            .map(|_| {
                let started = Instant::now();
                black_box(sum(black_box(&words)));
                started.elapsed().as_secs_f64()
            })
            .fold(f64::INFINITY, f64::min);
        let gb_per_s = (words.len() * 8) as f64 / best / 1e9;
        print(&serde_json::json!({
            "mib": mib,
            "gb_per_s": (gb_per_s * 10.0).round() / 10.0,
        }));
    }
    Ok(())
}

/// Reads every word; many sums at a time, so that additions do not wait for each other.
fn sum(words: &[u64]) -> u64 {
    let mut sums = [0_u64; 32];
    for block in words.chunks_exact(32) {
        for (sum, word) in sums.iter_mut().zip(block) {
            *sum = sum.wrapping_add(*word);
        }
    }
    sums.iter().fold(0, |total, sum| total.wrapping_add(*sum))
}

/// The tool's one purpose is to print this.
#[expect(clippy::print_stdout)]
pub(super) fn print(line: &serde_json::Value) {
    println!("{line}");
}
