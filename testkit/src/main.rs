//! Tools that prove, from the outside, what the product promises: that it survives, keeps tenants
//! apart, refuses bad input and stands load. Development only.
//!
//! Every proof has a *control*: a switch that puts the bug back and must make the proof fail. A
//! test that was never seen failing is no evidence.

#![allow(clippy::print_stdout, reason = "what a proof found is its output")]

mod badinput;
mod bitflip;
mod crash;
mod danger;
mod erasure;
mod http;
mod load;
mod random;
mod server;
mod slowloris;
mod tenants;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "testkit", about = "Proofs of what Memoird promises")]
struct Arguments {
    #[command(subcommand)]
    tool: Tool,
}

// One line for each tool here and in `run`.
#[derive(Subcommand)]
enum Tool {
    /// Kills the server at random moments under load and compares with what it acknowledged.
    Crash(crash::Arguments),
    /// Cuts the power: restarts from what was fsynced only.
    Powercut(crash::powercut::Arguments),
    /// One effect for each idempotency key, however often and wherever it is repeated.
    Idempotency(crash::idempotency::Arguments),
    /// Kills the server at every place of its background jobs: each gets done, once.
    Jobs(crash::jobs::Arguments),
    /// Flips bits in the files of a known database: no wrong answer is served.
    Bitflip(bitflip::Arguments),
    /// Every route, every field, every way to be wrong.
    Badinput(badinput::Arguments),
    /// Random requests with other orgs' ids, names, cursors and keys: nothing leaks.
    Tenants(tenants::Arguments),
    /// Erased words are nowhere on disk, and everything else is where it was.
    Erasure(erasure::Arguments),
    /// The product with a bug put back, for controls.
    #[command(hide = true)]
    Serve(danger::Arguments),
    /// Dribbling connections are closed in time while good clients are served.
    Slowloris(slowloris::Arguments),
    /// Load generator, and data directories of any size.
    Load(load::Arguments),
}

fn run(tool: Tool) -> Result<()> {
    match tool {
        Tool::Crash(arguments) => crash::run(&arguments),
        Tool::Powercut(arguments) => crash::powercut::run(&arguments),
        Tool::Idempotency(arguments) => crash::idempotency::run(&arguments),
        Tool::Jobs(arguments) => crash::jobs::run(&arguments),
        Tool::Bitflip(arguments) => bitflip::run(&arguments),
        Tool::Badinput(arguments) => badinput::run(&arguments),
        Tool::Tenants(arguments) => tenants::run(&arguments),
        Tool::Erasure(arguments) => erasure::run(&arguments),
        Tool::Serve(arguments) => danger::run(&arguments),
        Tool::Slowloris(arguments) => slowloris::run(&arguments),
        Tool::Load(arguments) => load::run(&arguments),
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().tool) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("testkit: {error:#}");
            ExitCode::FAILURE
        }
    }
}
