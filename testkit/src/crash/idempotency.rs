//! One effect for each idempotency key: many clients at once send the same request, the server is
//! killed now and then, and everybody repeats until there is a reply.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use super::judge;
use crate::http::{Client, Request};
use crate::random::Random;
use crate::server::{Folder, Launch, binary};

/// `testkit idempotency`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Keys.
    #[arg(long, default_value_t = 1000)]
    keys: usize,
    /// Clients that send each key's request.
    #[arg(long, default_value_t = 8)]
    clients: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's binary.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Leaves the keys out; the run must then find second effects.
    #[arg(long)]
    control: bool,
}

/// Keys between two kills.
const ROUND: usize = 50;

/// `testkit idempotency`.
pub fn run(arguments: &Arguments) -> Result<()> {
    let started = Instant::now();
    let mut folder = Folder::new("idempotency")?;
    let launch = Launch::new(&binary(arguments.binary.as_deref())?, folder.path());
    let mut random = Random::new(arguments.seed);
    let replies: Vec<Mutex<BTreeSet<String>>> =
        (0..arguments.keys).map(|_| Mutex::default()).collect();
    let problems = Mutex::new(Vec::new());
    let (mut kills, mut server) = (0, launch.start_ready()?);
    for first in (0..arguments.keys).step_by(ROUND) {
        let last = (first + ROUND).min(arguments.keys);
        // Twice: the first pass is cut off somewhere, the second one repeats all of it.
        for pass in 0..2 {
            let address = server.address;
            std::thread::scope(|scope| {
                for client in 0..arguments.clients {
                    let mut random = random.fork((first * 100 + client * 2 + pass) as u64);
                    let (replies, problems) = (&replies, &problems);
                    scope.spawn(move || {
                        let mut client = Client::new(address).timeout(Duration::from_secs(20));
                        for index in first..last {
                            let outcome = once(&mut client, index, arguments.control, replies);
                            match outcome {
                                Ok(None) => {}
                                Ok(Some(text)) => problems.lock().expect("no panic").push(text),
                                Err(_) => return,
                            }
                            if random.one_in(3) {
                                client.close();
                            }
                        }
                    });
                }
                if pass == 0 {
                    std::thread::sleep(Duration::from_millis(random.below(150) as u64));
                    kills += 1;
                    return server.kill();
                }
                Ok(())
            })?;
            if pass == 0 {
                server = launch.start_ready()?;
            }
        }
    }
    let mut examples = problems.into_inner()?;
    if !arguments.control {
        examples.extend(repeat_an_erasure(&mut server.client())?);
    }
    let findings = examples.len() as u64
        + count_effects(
            &mut server.client(),
            &replies,
            arguments.control,
            &mut examples,
        )?;
    println!(
        "idempotency: {} keys, {} clients each, {kills} kills, {:.0} s: {findings} findings",
        arguments.keys,
        arguments.clients,
        started.elapsed().as_secs_f64()
    );
    let verdict = judge(
        "idempotency",
        arguments.control,
        findings,
        &examples[..examples.len().min(10)],
    );
    folder.keep = verdict.is_err() && !arguments.control;
    verdict
}

/// Sends the request of a key; what is wrong with the reply.
fn once(
    client: &mut Client,
    index: usize,
    without_key: bool,
    replies: &[Mutex<BTreeSet<String>>],
) -> std::io::Result<Option<String>> {
    let memory = |n: usize| json!({"text": format!("order {index} part {n}"), "user_id": "payer"});
    let body = json!({"memories": [memory(1), memory(2)]});
    let mut request = Request::post("/memoird/v1/memories", &body);
    if !without_key {
        request = request.header("idempotency-key", format!("order-{index}"));
    }
    for _ in 0..50 {
        let reply = client.send(&request)?;
        match reply.status {
            200..300 => {
                let ids = reply.json()["memories"]
                    .as_array()
                    .cloned()
                    .unwrap_or_default();
                let ids: Vec<_> = ids.iter().map(|memory| memory["id"].to_string()).collect();
                replies[index]
                    .lock()
                    .expect("no panic")
                    .insert(ids.join(" "));
                return Ok(None);
            }
            // The first one with this key is still running.
            409 | 429 | 503 => std::thread::sleep(Duration::from_millis(20)),
            _ => return Ok(Some(format!("key {index}: {}", reply.brief()))),
        }
    }
    Ok(Some(format!(
        "key {index}: still refused after 50 attempts"
    )))
}

/// An erasure repeats its reply; what it erased is told no more, and does not come back.
fn repeat_an_erasure(client: &mut Client) -> Result<Option<String>> {
    let body = json!({"text": "to be erased", "user_id": "erased"});
    let add = Request::post("/memoird/v1/memories", &body).header("idempotency-key", "add");
    let added = client.send(&add)?;
    let id = added.json()["memories"][0]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let erase = Request::new("DELETE", format!("/memoird/v1/memories/{id}?hard=true"))
        .header("idempotency-key", "erase");
    let (first, second) = (client.send(&erase)?, client.send(&erase)?);
    let again = client.send(&add)?;
    let is_right = first.status == 200 && first.body == second.body && again.status == 409;
    let replies = [added, first, second, again].map(|reply| reply.brief());
    Ok((!is_right).then(|| format!("an erasure repeated: {replies:?}")))
}

/// Each key must have told everybody the same, and stored it once.
fn count_effects(
    client: &mut Client,
    replies: &[Mutex<BTreeSet<String>>],
    is_control: bool,
    examples: &mut Vec<String>,
) -> Result<u64> {
    let mut findings = 0;
    for (index, told) in replies.iter().enumerate() {
        let told = told.lock().expect("no panic");
        let body = json!({"user_id": "payer", "text_contains": format!("order {index} part"),
                          "limit": 100, "include_superseded": true});
        let reply = client.send(&Request::post("/memoird/v1/memories/list", &body))?;
        let stored = reply.json()["items"].as_array().map_or(0, Vec::len);
        if told.len() != 1 || stored != 2 {
            findings += 1;
            examples.push(format!(
                "key {index}: {} replies, {stored} memories",
                told.len()
            ));
            if is_control && findings > 20 {
                break;
            }
        }
    }
    Ok(findings)
}
