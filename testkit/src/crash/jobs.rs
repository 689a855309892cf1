//! Jobs that are killed: at every commit and at every other place that counts, again and again. In
//! the end all of them are done, and the memories are those of a run that nobody disturbed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{judge, replace_tree};
use crate::danger;
use crate::http::{Client, Request};
use crate::random::Random;
use crate::server::{Folder, Launch, Server};

/// `testkit jobs`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Kills at most at so many places; all of them otherwise.
    #[arg(long, default_value_t = usize::MAX)]
    points: usize,
    /// Only at every so many-th place.
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// Further kills at random places after the first, in each run.
    #[arg(long, default_value_t = 2)]
    again: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A job whose steps and marks are two commits; the run must then find something twice.
    #[arg(long)]
    control: bool,
}

/// Steps of the experiment's own job.
const STEPS: u64 = 20;
/// Notes, of which each user keeps [`BUDGET`].
const NOTES: usize = 480;
const BUDGET: usize = 30;
/// Pairs of duplicates.
const PAIRS: usize = 12;
/// Things that a user says and a language model refines, more than one question takes.
const SAID: usize = 20;
/// The jobs must be done by then.
const DONE_WITHIN: Duration = Duration::from_secs(60);

/// Every kind of job that takes part; `word` is queued by those that make something.
const KINDS: [&str; 9] = [
    "danger.append",
    "consolidate",
    "forget",
    "promote",
    "refine",
    "reflect",
    "summarise",
    "sweep",
    "word",
];
/// What the keys of jobs in a [`State`] begin with.
const JOB: &str = "job ";

/// What a run leaves: how often each memory is there, as what, and each kind of job.
type State = BTreeMap<String, usize>;

/// `testkit jobs`.
pub fn run(arguments: &Arguments) -> Result<()> {
    let started = Instant::now();
    let mut folder = Folder::new("jobs")?;
    let snapshot = folder.path().join("snapshot");
    let me = std::env::current_exe()?;
    let bug = if arguments.control {
        "jobs-split"
    } else {
        "jobs"
    };
    let launch = Launch::new(&me, folder.path()).set(danger::VARIABLE, bug);
    prepare(&launch, &snapshot)?;

    let mut trial = Trial {
        launch,
        snapshot,
        random: Random::new(arguments.seed),
        kills: 0,
    };
    let Some(expected) = trial.run(&[])? else {
        bail!("nobody killed the server, but it died");
    };
    check_kinds(&expected)?;
    let (mut points, mut findings, mut examples) = (0, 0, Vec::new());
    for point in (1..).step_by(arguments.every).take(arguments.points) {
        let mut kills = vec![point];
        for _ in 0..arguments.again {
            kills.push(1 + trial.random.below(40));
        }
        let Some(state) = trial.run(&kills)? else {
            break;
        };
        points += 1;
        for difference in differences(&expected, &state) {
            findings += 1;
            examples.push(format!("killed at {kills:?}: {difference}"));
        }
        if arguments.control && findings > 0 {
            break;
        }
    }
    println!(
        "jobs: {points} places, {} kills, {} jobs each, {} memories, {:.0} s; {findings} findings",
        trial.kills,
        count(&expected, true),
        count(&expected, false),
        started.elapsed().as_secs_f64(),
    );
    examples.truncate(10);
    let verdict = judge("jobs", arguments.control, findings, &examples);
    folder.keep = verdict.is_err();
    verdict
}

/// An experiment in which a kind of job did not run, or brought nothing out, shows nothing.
fn check_kinds(expected: &State) -> Result<()> {
    for kind in KINDS {
        if !expected.contains_key(&format!("{JOB}{kind}")) {
            bail!("no job of the kind {kind} ran");
        }
    }
    let has = |part: &str| expected.keys().any(|key| key.contains(part));
    for (what, part) in [
        ("refined", "rests behind"),
        ("worded", danger::WORDS),
        ("corrected", "\"superseded\" \"User lives in Lisbon\""),
    ] {
        if !has(part) {
            bail!("nothing was {what}");
        }
    }
    Ok(())
}

/// How many jobs, or memories, there are.
fn count(state: &State, jobs: bool) -> usize {
    let keys = state.iter().filter(|(key, _)| key.starts_with(JOB) == jobs);
    keys.map(|(_, count)| count).sum()
}

/// Fills a data directory and queues the jobs, while no runner is there.
fn prepare(launch: &Launch, snapshot: &Path) -> Result<()> {
    let queueing = launch
        .clone()
        .set(danger::JOB_STEPS, STEPS.to_string())
        .set(danger::JOB_RUNNERS, "0");
    let mut server = queueing.start_ready()?;
    let mut client = server.client();
    for batch in memories().chunks(500) {
        ask(&mut client, "/memories", &json!({ "memories": batch }))?;
    }
    ask(&mut client, "/events", &json!({ "events": said() }))?;
    ask(
        &mut client,
        "/summarise",
        &json!({"user_id": "diary", "background": true}),
    )?;
    for task in ["consolidation", "reflection", "promotion", "sweep"] {
        ask(&mut client, "/maintenance/run", &json!({ "task": task }))?;
    }
    let policy = json!({"budget_per_user": BUDGET, "types": ["note"]});
    ask(
        &mut client,
        "/forget",
        &json!({"policy": policy, "background": true}),
    )?;
    server.stop()?;
    replace_tree(&launch.data_dir, snapshot)
}

/// What a user says; the model finds something in each.
fn said() -> Vec<Value> {
    let text = |number| match number {
        0 => "I live in Lisbon.".to_owned(),
        n if n == SAID - 1 => "Berlin it is for me and my boxes.".to_owned(),
        n => format!("parcel{n} and gate{n}"),
    };
    let event = |number| {
        json!({
            // One each, so that nothing is found in common; but the last corrects the first.
            "user_id": format!("talker{}", number % (SAID - 1)),
            "session_id": "s",
            "kind": "user_message",
            "content": text(number),
            // One after the other: what is said later corrects.
            "ts": format!("2026-01-{:02}T00:00:00Z", number + 1),
        })
    };
    (0..SAID).map(event).collect()
}

fn memories() -> Vec<Value> {
    let mut all = Vec::new();
    for note in 0..NOTES {
        all.push(json!({
            "text": format!("note{note} about thing{note}"),
            "type": "note",
            "user_id": format!("n{}", note % 2),
            "importance": (note + 1) as f64 / (NOTES + 1) as f64,
        }));
    }
    for pair in 0..PAIRS {
        let twin = |extra: &str| {
            json!({
                "text": format!("gadget{pair} rests beside shelf{pair} near corner{pair}{extra}"),
                "user_id": "twins",
                // Labels of their own, so that nothing is found in common whose size would depend on
                // how far merging is when somebody looks.
                "topics": [format!("topic{pair}")],
                "entities": [{"name": format!("Gadget{pair}")}],
            })
        };
        all.extend([twin(""), twin(".")]);
    }
    for (number, what) in ["violin", "harbour", "lantern", "orchard"]
        .iter()
        .enumerate()
    {
        all.push(json!({
            "text": format!("chapter{number} describes one {what}{number}"),
            "user_id": "diary",
            "topics": [format!("chapter{number}")],
            "entities": [{"name": format!("Chapter{number}")}],
        }));
    }
    for (number, what) in ["ferry", "museum", "bakery", "tram", "market"]
        .iter()
        .enumerate()
    {
        all.push(json!({
            "text": format!("the {what} of Lisbon was visited on trip {number}"),
            "user_id": "traveller",
            "entities": [{"name": "Lisbon", "type": "place"}],
            "topics": ["travel"],
        }));
    }
    all
}

fn ask(client: &mut Client, path: &str, body: &Value) -> Result<Value> {
    let request = Request::post(format!("/memoird/v1{path}"), body);
    let reply = client.send(&request)?;
    if !reply.is_success() {
        bail!("{path}: {}", reply.brief());
    }
    Ok(reply.json())
}

struct Trial {
    launch: Launch,
    snapshot: PathBuf,
    random: Random,
    kills: usize,
}

impl Trial {
    /// Starts from the snapshot and dies once at each of `kills`; what is there when all jobs are
    /// done. `None` if the first of the kills never came, because the jobs were done before.
    fn run(&mut self, kills: &[usize]) -> Result<Option<State>> {
        replace_tree(&self.snapshot, &self.launch.data_dir)?;
        for (number, kill) in kills.iter().enumerate() {
            let launch = self.launch.clone().set(danger::JOB_KILL, kill.to_string());
            // It may well die before it says a word.
            let Ok(mut server) = launch.start() else {
                self.kills += 1;
                continue;
            };
            if wait(&mut server)? {
                self.kills += 1;
            } else if number == 0 {
                return Ok(None);
            }
        }
        let mut server = self.launch.start_ready()?;
        if wait(&mut server)? {
            bail!(
                "the server died by itself; see {}",
                self.launch.log.display()
            );
        }
        let mut client = server.client();
        let jobs = list(&mut client, "/jobs?limit=1000")?;
        if jobs.iter().any(|job| job["state"] != "completed") {
            bail!("killed at {kills:?}: not every job is done: {jobs:?}");
        }
        let mut state = state(&mut client)?;
        for job in &jobs {
            let kind = job["kind"].as_str().context("a kind")?;
            *state.entry(format!("{JOB}{kind}")).or_default() += 1;
        }
        server.kill()?;
        Ok(Some(state))
    }
}

/// Waits until the server is dead (true) or all its jobs have ended (false).
fn wait(server: &mut Server) -> Result<bool> {
    let deadline = Instant::now() + DONE_WITHIN;
    let mut client = server.client();
    while Instant::now() < deadline {
        if server.has_ended()?.is_some() {
            return Ok(true);
        }
        let open = |jobs: Vec<Value>| {
            let is_open = |job: &Value| job["state"] == "pending" || job["state"] == "running";
            jobs.iter().any(is_open)
        };
        // While it dies it does not answer: then it is dead the next time we look.
        if let Ok(jobs) = list(&mut client, "/jobs?limit=1000")
            && !open(jobs)
        {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    bail!("the jobs do not get done")
}

fn list(client: &mut Client, path: &str) -> Result<Vec<Value>> {
    let reply = client.send(&Request::get(format!("/memoird/v1{path}")))?;
    if !reply.is_success() {
        bail!("{path}: {}", reply.brief());
    }
    reply.json()["items"].as_array().cloned().context("a list")
}

/// Every memory with what became of it. Ids differ from run to run and are left out.
fn state(client: &mut Client) -> Result<State> {
    let mut state = State::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut body = json!({"include_superseded": true, "limit": 1000});
        if let Some(cursor) = &cursor {
            body["cursor"] = json!(cursor);
        }
        let page = ask(client, "/memories/list", &body)?;
        for memory in page["items"].as_array().into_iter().flatten() {
            let key = format!(
                "{} {} {} {} sources {} revision {}",
                memory["user_id"],
                memory["type"],
                memory["status"],
                memory["text"],
                memory["derived_from"].as_array().map_or(0, Vec::len),
                memory["revision"],
            );
            *state.entry(key).or_default() += 1;
        }
        cursor = page["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return Ok(state);
        }
    }
}

fn differences(expected: &State, got: &State) -> Vec<String> {
    let mut differences = Vec::new();
    for (key, count) in expected {
        let there = got.get(key).copied().unwrap_or(0);
        if there != *count {
            differences.push(format!("{there} times instead of {count}: {key}"));
        }
    }
    let surplus = got.keys().filter(|key| !expected.contains_key(*key));
    differences.extend(surplus.map(|key| format!("should not be there: {key}")));
    differences
}
