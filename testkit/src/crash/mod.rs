//! Crashes: clients write, the server dies, and what it acknowledged is compared with what the next
//! one knows.

mod history;
pub mod idempotency;
pub mod jobs;
pub mod powercut;
mod verify;
mod workload;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::random::Random;
use crate::server::{Folder, Launch, Server, binary, copy_tree};
use verify::{Findings, Verifier};
use workload::{Control, Worker};

/// Batches that are searched for at the end; the others are looked up by id.
const SEARCHED_BATCHES_MAX: usize = 1000;

/// `testkit crash`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Kills.
    #[arg(long, default_value_t = 300)]
    cycles: usize,
    /// Clients at once.
    #[arg(long, default_value_t = 4)]
    clients: usize,
    /// Repeats a run's choices (not the moments of its threads).
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's binary.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Puts a bug back; the run must then find something.
    #[arg(long)]
    control: Option<Control>,
}

/// `testkit crash`: SIGKILL at random moments.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut folder = Folder::new("crash")?;
    let launch = Launch::new(&binary(arguments.binary.as_deref())?, folder.path());
    let mut trial = Trial::new(arguments.clients, arguments.seed, arguments.control);
    let snapshot = folder.path().join("snapshot");
    for cycle in 0..arguments.cycles {
        let mut server = trial.restart(&launch)?;
        let load = Duration::from_millis(50 + trial.random.below(900) as u64);
        let stale = arguments.control == Some(Control::Stale);
        trial.load(server.address, load, cycle, || {
            if stale {
                replace_tree(&launch.data_dir, &snapshot)?;
                std::thread::sleep(Duration::from_millis(20));
            }
            server.kill()
        })?;
        if stale {
            replace_tree(&snapshot, &launch.data_dir)?;
        }
        trial.progress(cycle, arguments.cycles);
        if arguments.control.is_some() && trial.findings.total() > 0 {
            break;
        }
    }
    let mut server = trial.restart(&launch)?;
    trial.verify_everything(server.address)?;
    server.stop()?;
    let verdict = trial.verdict("crash", arguments.control.is_some());
    folder.keep = verdict.is_err() && arguments.control.is_none();
    verdict
}

fn replace_tree(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    copy_tree(from, to)
}

/// Several lives of one server, and what its clients know.
struct Trial {
    random: Random,
    workers: Vec<Worker>,
    findings: Findings,
    control: Option<Control>,
    started: Instant,
    lives: u32,
    start_times: Vec<Duration>,
}

impl Trial {
    fn new(clients: usize, seed: u64, control: Option<Control>) -> Self {
        Trial {
            random: Random::new(seed),
            workers: (1..=clients)
                .map(|number| Worker::new(number, seed))
                .collect(),
            findings: Findings::default(),
            control,
            started: Instant::now(),
            lives: 0,
            start_times: Vec::new(),
        }
    }

    /// Starts the server and checks what the last life touched, and a sample of the rest. Now and
    /// then it is killed as it starts, too.
    fn restart(&mut self, launch: &Launch) -> Result<Server> {
        let mut server = launch.start_ready()?;
        if self.random.one_in(10) && self.lives > 0 {
            server.kill()?;
            server = launch.start_ready()?;
        }
        self.start_times.push(server.started_in);
        self.lives += 1;
        self.verify(server.address)?;
        Ok(server)
    }

    fn verify(&mut self, address: SocketAddr) -> Result<()> {
        let newest = self.workers.iter().flat_map(|worker| &worker.batches);
        let newest = newest.map(|batch| batch.cycle).max().unwrap_or(0);
        let mut verifier = Verifier {
            client: crate::http::Client::new(address),
            findings: &mut self.findings,
            control: self.control,
        };
        let mut searches = 30;
        for worker in &mut self.workers {
            let all = worker.batches.len();
            for batch in &mut worker.batches {
                let is_new = batch.cycle == newest;
                if is_new || self.random.below(all) < 10 {
                    let with_search = searches > 0;
                    searches -= i32::from(with_search);
                    verifier.check(batch, with_search)?;
                }
            }
        }
        Ok(())
    }

    fn verify_everything(&mut self, address: SocketAddr) -> Result<()> {
        let mut verifier = Verifier {
            client: crate::http::Client::new(address),
            findings: &mut self.findings,
            control: self.control,
        };
        let batches = self
            .workers
            .iter_mut()
            .flat_map(|worker| &mut worker.batches);
        let batches: Vec<_> = batches.collect();
        // Searching takes a hundred times as long as looking up.
        let every = batches.len().div_ceil(SEARCHED_BATCHES_MAX).max(1);
        for (number, batch) in batches.into_iter().enumerate() {
            verifier.check(batch, number % every == 0)?;
        }
        Ok(())
    }

    /// All clients work for `duration`, then `end` kills the server under them.
    fn load(
        &mut self,
        address: SocketAddr,
        duration: Duration,
        cycle: usize,
        end: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let control = self.control;
        // Much later than the kill: only a server that hangs gets there.
        let until = Instant::now() + duration + Duration::from_secs(5);
        let ended = std::thread::scope(|scope| {
            for worker in &mut self.workers {
                scope.spawn(move || worker.work(address, until, cycle, control));
            }
            std::thread::sleep(duration);
            end()
        });
        for worker in &mut self.workers {
            for text in worker.unexpected.drain(..) {
                self.findings.unexpected(text);
            }
        }
        ended
    }

    fn acknowledged(&self) -> u64 {
        self.workers.iter().map(|worker| worker.acknowledged).sum()
    }

    fn progress(&self, cycle: usize, cycles: usize) {
        if (cycle + 1).is_multiple_of(25) {
            eprintln!(
                "{} of {cycles} cycles, {} writes acknowledged, {:.0} s; {}",
                cycle + 1,
                self.acknowledged(),
                self.started.elapsed().as_secs_f64(),
                self.findings
            );
        }
    }

    /// Reports; a control must have found something, anything else must not.
    fn verdict(&mut self, name: &str, is_control: bool) -> Result<()> {
        self.start_times.sort();
        let median = self.start_times.get(self.start_times.len() / 2);
        println!(
            "{name}: {} lives, {} acknowledged writes, start median {:.0} ms, {:.0} s; {}",
            self.lives,
            self.acknowledged(),
            median.map_or(0.0, |time| time.as_secs_f64() * 1000.0),
            self.started.elapsed().as_secs_f64(),
            self.findings
        );
        judge(
            name,
            is_control,
            self.findings.total(),
            &self.findings.examples,
        )
    }
}

/// What a run's findings mean.
pub fn judge(name: &str, is_control: bool, findings: u64, examples: &[String]) -> Result<()> {
    match (is_control, findings) {
        (true, 0) => bail!("{name}: the control found nothing: the proof is blind"),
        (true, found) => {
            println!("{name}: the control found {found}, as it must");
            if let Some(example) = examples.first() {
                println!("  {example}");
            }
            Ok(())
        }
        (false, 0) => Ok(()),
        (false, found) => {
            for example in examples {
                eprintln!("  {example}");
            }
            bail!("{name}: {found} findings")
        }
    }
}
