//! Reading statements out of messages, without a server: what it costs a write.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use extraction::{Utterance, Voice};
use serde::Deserialize;
use types::Timestamp;

use super::limits::print;

/// Arguments of `testkit load read`.
#[derive(Args)]
pub(super) struct ReadArgs {
    /// What users said: a JSON object a line, with `text` and `ts`.
    file: PathBuf,
}

#[derive(Deserialize)]
struct Message {
    text: String,
    ts: String,
}

/// What users said, and when.
fn messages(file: &Path) -> anyhow::Result<Vec<(String, Timestamp)>> {
    let file = std::fs::File::open(file).context("the file of messages")?;
    let lines = std::io::BufReader::new(file).lines();
    let message = |line: std::io::Result<String>| {
        let message: Message = serde_json::from_str(&line?)?;
        let said_at = Timestamp::parse(&message.ts)?;
        Ok((message.text, said_at))
    };
    lines.map(message).collect()
}

/// The texts of a file of messages.
pub(super) fn texts(file: &Path) -> anyhow::Result<Vec<String>> {
    Ok(messages(file)?.into_iter().map(|(text, _)| text).collect())
}

/// Prints how long one core takes to read a message, one after another.
pub(super) fn run(args: &ReadArgs) -> anyhow::Result<()> {
    let messages = messages(&args.file)?;
    let utterances = messages.iter().map(|(text, said_at)| Utterance {
        text,
        voice: Voice::User,
        speaker: None,
        said_at: *said_at,
    });
    let utterances: Vec<Utterance<'_>> = utterances.collect();
    // Loads the model.
    engine::read(&utterances[..1.min(utterances.len())])?;
    let per_message = |started: Instant| {
        let ms = 1e3 * started.elapsed().as_secs_f64() / utterances.len() as f64;
        (1e3 * ms).round() / 1e3
    };
    let started = Instant::now();
    for utterance in &utterances {
        std::hint::black_box(extraction::read(utterance));
    }
    let rules_ms = per_message(started);
    let (started, mut statements) = (Instant::now(), 0);
    for utterance in &utterances {
        let readings = engine::read(std::slice::from_ref(utterance))?;
        statements += readings.iter().map(|it| it.statements.len()).sum::<usize>();
    }
    print(&serde_json::json!({
        "messages": utterances.len(),
        "statements": statements,
        "rules_ms": rules_ms,
        "ms": per_message(started),
    }));
    Ok(())
}
