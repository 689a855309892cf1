//! Load: drives a running server, fills data directories with generated memories, prints the
//! texts that it generates.

mod corpus;
mod drive;
mod fill;
mod http;
mod limits;
mod read;
mod report;

use clap::{Args, Subcommand};

/// Arguments of `testkit load`.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sends requests to a running server and reports latencies and throughput.
    Drive(drive::DriveArgs),
    /// Fills a data directory through the engine, with generated vectors; no server may use it.
    Fill(fill::FillArgs),
    /// Embeds generated texts without a server: what ingest can reach at best.
    Embed(limits::EmbedArgs),
    /// Reads statements out of messages, one after another on one core: what extraction costs.
    Read(read::ReadArgs),
    /// Reads memory from end to end: what a scan can reach at best.
    Bandwidth(limits::BandwidthArgs),
    /// Prints generated texts, one JSON object a line.
    Texts(corpus::TextsArgs),
}

/// Runs the command.
///
/// # Errors
/// If the server cannot be reached or the data directory not be written.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Drive(arguments) => drive::run(arguments),
        Command::Fill(arguments) => fill::run(arguments),
        Command::Embed(arguments) => limits::embed(arguments),
        Command::Read(arguments) => read::run(arguments),
        Command::Bandwidth(arguments) => limits::bandwidth(arguments),
        Command::Texts(arguments) => corpus::print_texts(arguments),
    }
}
