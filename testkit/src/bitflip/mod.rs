//! Flipped bits: whatever a disk does to a file, no wrong answer is served.
//!
//! Store and engine run in this program, in a child process for each part of the flips, so that
//! even an abort is counted and not the end.

mod content;
mod questions;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::crash::judge;
use crate::random::Random;
use crate::server::{Folder, copy_tree};
use content::Content;
use questions::{Answers, Verdict, ask, compare};

/// Where bits flip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Place {
    /// The database file, after a clean stop.
    Database,
    /// The write-ahead log of a server that was killed.
    Log,
    /// The index's files.
    Index,
}

/// `testkit bitflip`.
#[derive(clap::Args, Clone)]
pub struct Arguments {
    /// Flips in each place.
    #[arg(long, default_value_t = 1000)]
    flips: u64,
    /// Where; everywhere by default.
    #[arg(long)]
    place: Option<Place>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Switches checksums off; the run must then find wrong answers.
    #[arg(long)]
    control: bool,
    /// Internal: do these flips only, over the folder prepared by the parent.
    #[arg(long, hide = true, num_args = 2)]
    part: Vec<u64>,
    #[arg(long, hide = true)]
    folder: Option<PathBuf>,
}

/// A flip may keep the program busy for so long; more is a hang.
const FLIP_TIMEOUT: Duration = Duration::from_secs(60);

/// `testkit bitflip`.
pub fn run(arguments: &Arguments) -> Result<()> {
    let places = match arguments.place {
        Some(place) => vec![place],
        None => vec![Place::Database, Place::Log, Place::Index],
    };
    if let (Some(folder), [from, to]) = (&arguments.folder, arguments.part.as_slice()) {
        return run_part(arguments, folder, places[0], *from, *to);
    }
    let mut folder = Folder::new("bitflip")?;
    prepare(folder.path())?;
    let (mut wrong, mut examples) = (0, Vec::new());
    for place in places {
        let tally = run_place(arguments, folder.path(), place)?;
        wrong += tally.wrong;
        examples.extend(tally.examples);
    }
    // Everything in it can be made again from the seed.
    folder.keep = false;
    judge("bitflip", arguments.control, wrong, &examples)
}

/// Makes the databases and writes down what each of them answers.
fn prepare(folder: &Path) -> Result<()> {
    let stopped = folder.join("stopped");
    let killed = folder.join("killed");
    let working = folder.join("working");
    std::fs::create_dir_all(&working)?;
    runtime()?.block_on(async {
        let engine = content::open(&working, true).await?;
        let content = content::fill(&engine).await?;
        // What is not in the database file yet is in its log.
        copy_tree(&working, &killed)?;
        engine.shutdown().await;
        drop(engine);
        copy_tree(&working, &stopped)?;
        std::fs::write(folder.join("content"), serde_json::to_vec(&content)?)?;
        for name in ["stopped", "killed"] {
            let copy = folder.join("copy");
            copy_tree(&folder.join(name), &copy)?;
            let engine = content::open(&copy, true).await?;
            let answers = ask(&engine, &content, name == "stopped").await;
            engine.shutdown().await;
            std::fs::remove_dir_all(&copy)?;
            std::fs::write(
                folder.join(format!("{name}.answers")),
                serde_json::to_vec(&answers)?,
            )?;
        }
        Ok(())
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}

struct Tally {
    wrong: u64,
    examples: Vec<String>,
}

/// Runs all flips of a place in child processes; a child that dies is a finding, and the next one
/// goes on behind it.
fn run_place(arguments: &Arguments, folder: &Path, place: Place) -> Result<Tally> {
    let started = Instant::now();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut tally = Tally {
        wrong: 0,
        examples: Vec::new(),
    };
    let mut next = 0;
    while next < arguments.flips {
        let until = (next + 100).min(arguments.flips);
        let place_name = format!("{place:?}").to_lowercase();
        let mut command = Command::new(std::env::current_exe()?);
        command.args([
            "bitflip",
            "--place",
            &place_name,
            "--seed",
            &arguments.seed.to_string(),
        ]);
        command
            .args(["--part", &next.to_string(), &until.to_string(), "--folder"])
            .arg(folder);
        if arguments.control {
            command.arg("--control");
        }
        let output = command.output()?;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let (verdict, example) = line.split_once('\t').unwrap_or((line, ""));
            *counts.entry(verdict.to_owned()).or_default() += 1;
            let is_wrong = match verdict {
                "wrong" | "panic" | "hang" | "stale" => true,
                // A row in the log is whole, or the log ends before it: what is missing was
                // committed.
                "less" | "total differs" => place == Place::Log,
                _ => false,
            };
            tally.wrong += u64::from(is_wrong);
            if is_wrong && tally.examples.len() < 10 {
                tally
                    .examples
                    .push(format!("{place:?} flip {next}: {verdict} {example}"));
            }
            next += 1;
        }
        if !output.status.success() && next < until {
            tally.wrong += 1;
            *counts.entry("died".to_owned()).or_default() += 1;
            tally.examples.push(format!(
                "{place:?} flip {next}: died with {}",
                output.status
            ));
            next += 1;
        }
    }
    println!(
        "bitflip {place:?}: {} flips in {:.0} s: {counts:?}",
        arguments.flips,
        started.elapsed().as_secs_f64()
    );
    Ok(tally)
}

/// The child: flips `from..to`, one line each.
fn run_part(arguments: &Arguments, folder: &Path, place: Place, from: u64, to: u64) -> Result<()> {
    static PANICS: AtomicU64 = AtomicU64::new(0);
    std::panic::set_hook(Box::new(|info| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        eprintln!("{info}");
    }));
    let runtime = runtime()?;
    let content: Content = serde_json::from_slice(&std::fs::read(folder.join("content"))?)?;
    let base = if place == Place::Log {
        "killed"
    } else {
        "stopped"
    };
    let answers = std::fs::read(folder.join(format!("{base}.answers")))?;
    let answers: Answers = serde_json::from_slice(&answers)?;
    let copy = folder.join(format!("part-{from}"));
    for flip in from..to {
        let mut random = Random::new(arguments.seed).fork(flip);
        if copy.exists() {
            std::fs::remove_dir_all(&copy)?;
        }
        copy_tree(&folder.join(base), &copy)?;
        flip_bit(&copy, place, &mut random)?;
        let panics = PANICS.load(Ordering::SeqCst);
        let asked = runtime.block_on(async {
            let asking = async {
                let engine = content::open(&copy, !arguments.control).await?;
                let now = ask(&engine, &content, place != Place::Log).await;
                engine.shutdown().await;
                Ok::<Answers, types::Error>(now)
            };
            tokio::time::timeout(FLIP_TIMEOUT, asking).await
        });
        let line = match asked {
            _ if PANICS.load(Ordering::SeqCst) > panics => "panic".to_owned(),
            Err(_) => "hang".to_owned(),
            Ok(Err(error)) => format!("not opened\t{error}"),
            Ok(Ok(now)) => describe(&answers, &now),
        };
        println!("{line}");
    }
    let _ = std::fs::remove_dir_all(&copy);
    Ok(())
}

fn describe(original: &Answers, now: &Answers) -> String {
    let (verdict, question, less) = compare(original, now);
    match verdict {
        Verdict::Same => "same".to_owned(),
        Verdict::Less => format!("less\t{less} answers"),
        Verdict::Stale => format!("stale\t{question}"),
        Verdict::Total => format!("total differs\t{question}"),
        Verdict::Wrong => {
            let brief = |answers: &Answers| {
                let text = answers
                    .get(&question)
                    .map(ToString::to_string)
                    .unwrap_or_default();
                text.chars().take(400).collect::<String>()
            };
            format!("wrong\t{question}: {} WAS {}", brief(now), brief(original))
        }
    }
}

/// Flips one bit of the place's files.
fn flip_bit(folder: &Path, place: Place, random: &mut Random) -> Result<()> {
    let file = match place {
        Place::Database => folder.join("memoird.db"),
        Place::Log => folder.join("memoird.db-wal"),
        Place::Index => {
            let mut files = Vec::new();
            files_under(&folder.join("index"), &mut files)?;
            files.sort();
            anyhow::ensure!(!files.is_empty(), "the index has no files");
            random.pick(&files).clone()
        }
    };
    let mut bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    anyhow::ensure!(!bytes.is_empty(), "{} is empty", file.display());
    let at = random.below(bytes.len());
    bytes[at] ^= 1 << random.below(8);
    std::fs::write(&file, bytes)?;
    Ok(())
}

fn files_under(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_under(&path, files)?;
        } else if path.metadata()?.len() > 0 {
            files.push(path);
        }
    }
    Ok(())
}
