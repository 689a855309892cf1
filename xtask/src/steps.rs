//! The steps of `cargo xtask test`, each a command; all of them run, then a summary says how it went.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{python, tidy};

/// What became of a step.
struct Outcome {
    name: &'static str,
    took: Duration,
    failure: Option<String>,
}

/// Runs everything; fails if anything did.
pub fn test(root: &Path, is_quick: bool) -> Result<()> {
    let mut outcomes = Vec::new();
    let mut step = |name: &'static str, run: &dyn Fn() -> Result<()>| {
        eprintln!("\n==> {name}");
        let start = Instant::now();
        let failure = run().err().map(|error| format!("{error:#}"));
        outcomes.push(Outcome {
            name,
            took: start.elapsed(),
            failure,
        });
    };
    step("format", &|| cargo(root, &["fmt", "--all", "--check"]));
    step("tidy", &|| tidy::run(root));
    step("lints", &|| {
        let lints = ["--all-targets", "--locked", "--", "--deny", "warnings"];
        cargo(root, &[&["clippy", "--workspace"], &lints[..]].concat())
    });
    step("rust tests", &|| {
        cargo(root, &["test", "--workspace", "--locked"])
    });
    if !is_quick {
        step("python tests", &|| {
            cargo(root, &["build", "--package", "memoird", "--locked"])?;
            python::test(root)
        });
    }
    summary(&outcomes)
}

/// Licences, advisories, bans and sources of dependencies.
pub fn deny(root: &Path) -> Result<()> {
    cargo(root, &["deny", "check"]).context("is cargo-deny installed? `cargo install cargo-deny`")
}

fn summary(outcomes: &[Outcome]) -> Result<()> {
    println!("\nSummary");
    for Outcome {
        name,
        took,
        failure,
    } in outcomes
    {
        let verdict = if failure.is_none() { "ok" } else { "FAILED" };
        println!("  {verdict:<7}{name:<14}{:>7.1} s", took.as_secs_f64());
    }
    let failed: Vec<&Outcome> = outcomes
        .iter()
        .filter(|outcome| outcome.failure.is_some())
        .collect();
    for Outcome { name, failure, .. } in &failed {
        println!("  {name}: {}", failure.as_deref().unwrap_or_default());
    }
    println!(
        "{} of {} steps passed",
        outcomes.len() - failed.len(),
        outcomes.len()
    );
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("{} step(s) failed", failed.len())
    }
}

/// Runs cargo at the root with its output shown.
pub fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo).args(arguments).current_dir(root))
}

/// Runs a command with its output shown; fails if it does.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
