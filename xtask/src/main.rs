//! `cargo xtask`: what a developer and the build machine run. No product code.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

mod python;
mod steps;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Tests and checks of the Memoird repository"
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs every check and test: format, lints, tidy, Rust tests, Python tests against the binary.
    Test {
        /// Leaves out the Python tests, which need a virtual environment and the network.
        #[arg(long)]
        quick: bool,
    },
    /// Checks the rules of the house that no other tool knows.
    Tidy,
    /// Checks licences, advisories and sources of all dependencies; needs `cargo install cargo-deny`.
    Deny,
}

fn main() -> ExitCode {
    let root = repository_root();
    let result = match Arguments::parse().task {
        Task::Test { quick } => steps::test(&root, quick),
        Task::Tidy => tidy::run(&root),
        Task::Deny => steps::deny(&root),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Tasks work from any directory.
fn repository_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
