//! Power cuts: the server is killed, and the next one starts from what was fsynced.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Trial;
use crate::random::Random;
use crate::server::{Folder, Launch, binary};

/// The shim, compiled at run time.
const SHIM: &str = include_str!("../../powercut.c");

/// What a block of a disk is; unsynced writes are kept or lost by the block.
const BLOCK_BYTES: usize = 4096;

/// `testkit powercut`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Power cuts.
    #[arg(long, default_value_t = 100)]
    cuts: usize,
    /// Clients at once.
    #[arg(long, default_value_t = 4)]
    clients: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's binary.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Switches off fsync at each commit; the run must then lose something.
    #[arg(long)]
    control: bool,
}

/// `testkit powercut`.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut folder = Folder::new("powercut")?;
    let shim = compile(folder.path())?;
    let dark = folder.path().join("dark");
    // The product cannot be told to leave out its fsyncs; this tool can serve it so.
    let binary = match arguments.control {
        true => std::env::current_exe()?,
        false => binary(arguments.binary.as_deref())?,
    };
    let mut launch = Launch::new(&binary, folder.path());
    std::fs::create_dir_all(&launch.data_dir)?;
    let live = launch.data_dir.canonicalize()?;
    launch = launch
        .set("LD_PRELOAD", shim.display().to_string())
        .set("POWERCUT_LIVE", live.display().to_string())
        .set("POWERCUT_SHADOW", dark.display().to_string());
    if arguments.control {
        launch = launch.set(crate::danger::VARIABLE, "no-fsync");
    }
    let mut trial = Trial::new(arguments.clients, arguments.seed, None);
    let mut blocks_kept = 0;
    for cut in 0..arguments.cuts {
        let mut server = trial.restart(&launch)?;
        let load = Duration::from_millis(50 + trial.random.below(700) as u64);
        trial.load(server.address, load, cut, || server.kill())?;
        if !dark.exists() {
            bail!("nothing was ever fsynced: is the shim loaded?");
        }
        // In every other cut some unsynced writes reach the disk, in any order.
        if cut % 2 == 1 {
            blocks_kept += keep_some(&live, &dark, &mut trial.random)?;
        }
        std::fs::remove_dir_all(&live)?;
        crate::server::copy_tree(&dark, &live)?;
        trial.progress(cut, arguments.cuts);
        if arguments.control && trial.findings.lost > 0 {
            println!("powercut: control lost something at cut {}", cut + 1);
            break;
        }
    }
    let mut server = trial.restart(&launch)?;
    trial.verify_everything(server.address)?;
    if !arguments.control {
        check_store(&server)?;
    }
    server.stop()?;
    println!(
        "powercut: {} cuts, {blocks_kept} unsynced blocks kept at random",
        arguments.cuts
    );
    let verdict = trial.verdict("powercut", arguments.control);
    folder.keep = verdict.is_err() && !arguments.control;
    verdict
}

fn compile(folder: &Path) -> Result<PathBuf> {
    let (source, library) = (folder.join("powercut.c"), folder.join("powercut.so"));
    std::fs::write(&source, SHIM)?;
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-w", "-o"])
        .args([&library, &source])
        .args(["-ldl", "-lpthread"])
        .status()
        .context("a C compiler is needed")?;
    if !status.success() {
        bail!("the shim does not compile");
    }
    Ok(library)
}

/// The server's own integrity check.
fn check_store(server: &crate::server::Server) -> Result<()> {
    let request = crate::http::Request::get("/memoird/v1/check");
    let reply = server.client().send(&request)?;
    if reply.json()["ok"] != true {
        bail!("integrity check: {}", reply.brief());
    }
    Ok(())
}

/// Lets about half of the blocks that were written but not synced reach the shadow after all.
fn keep_some(live: &Path, dark: &Path, random: &mut Random) -> Result<u64> {
    let mut kept = 0;
    for entry in std::fs::read_dir(live)? {
        let (from, to) = (
            entry.as_ref().map(|e| e.path()),
            entry.as_ref().map(|e| e.file_name()),
        );
        let (Ok(from), Ok(name)) = (from, to) else {
            continue;
        };
        let to = dark.join(&name);
        // Shared memory is no file to the disk.
        if !from.is_file() || name.to_string_lossy().ends_with("-shm") {
            continue;
        }
        let (new, mut old) = (
            std::fs::read(&from)?,
            std::fs::read(&to).unwrap_or_default(),
        );
        let before = kept;
        for at in (0..new.len()).step_by(BLOCK_BYTES) {
            let block = &new[at..new.len().min(at + BLOCK_BYTES)];
            let end = at + block.len();
            if old.get(at..end) == Some(block) || random.one_in(2) {
                continue;
            }
            if old.len() < end {
                old.resize(end, 0);
            }
            old[at..end].copy_from_slice(block);
            kept += 1;
        }
        if kept > before {
            std::fs::write(&to, old)?;
        }
    }
    Ok(kept)
}
