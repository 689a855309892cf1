//! What clients do while the server is about to die.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::json;

use super::history::{Batch, Face, Version, text_of, word};
use crate::http::{Client, Reply, Request};
use crate::random::Random;

/// The bug that a control puts back, seen from a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Control {
    /// Acknowledged before it is stored: the data directory is put back to what it was a moment
    /// before the kill.
    Stale,
    /// A batch is stored piece by piece.
    Torn,
    /// The idempotency key is ignored.
    IgnoredKey,
}

/// A client with everything it ever asked for.
pub struct Worker {
    number: usize,
    random: Random,
    words: u64,
    batches_made: u64,
    pub batches: Vec<Batch>,
    pub acknowledged: u64,
    pub unexpected: Vec<String>,
}

/// How a request ended.
enum Outcome {
    Done(Reply),
    /// Refused: it had no effect.
    Refused,
    /// Nobody knows.
    Lost,
}

impl Worker {
    pub fn new(number: usize, seed: u64) -> Self {
        Worker {
            number,
            random: Random::new(seed).fork(number as u64),
            words: (number as u64) << 40,
            batches_made: 0,
            batches: Vec::new(),
            acknowledged: 0,
            unexpected: Vec::new(),
        }
    }

    /// Works until the server is gone or `until` has passed.
    pub fn work(
        &mut self,
        address: SocketAddr,
        until: Instant,
        cycle: usize,
        control: Option<Control>,
    ) {
        let mut client = Client::new(address).timeout(Duration::from_secs(20));
        while Instant::now() < until {
            let goes_on = match self.random.below(100) {
                0..30 => self.add(&mut client, Face::Memsy, cycle, control),
                30..40 => self.add(&mut client, Face::Events, cycle, control),
                40..60 => self.add(&mut client, Face::Memories, cycle, control),
                60..70 => self.add_with_key(&mut client, cycle, control),
                70..85 => self.update(&mut client, cycle),
                _ => self.delete(&mut client, cycle),
            };
            if !goes_on {
                return;
            }
        }
    }

    fn next_word(&mut self) -> String {
        self.words += 1;
        word(self.words)
    }

    fn new_batch(&mut self, face: Face, cycle: usize) -> Batch {
        self.batches_made += 1;
        let user = format!("user-{}-{}", self.number, self.random.below(3));
        let session = format!("session-{}-{}", self.number, self.batches_made);
        let count = 1 + self.random.below(6);
        let words = (0..count).map(|_| self.next_word()).collect();
        Batch {
            cycle,
            ..Batch::new(face, &user, session, words)
        }
    }

    fn send(&mut self, client: &mut Client, request: &Request) -> Outcome {
        match client.send(request) {
            Ok(reply) if reply.is_success() => {
                self.acknowledged += 1;
                Outcome::Done(reply)
            }
            Ok(reply) if matches!(reply.status, 429 | 503 | 507) => Outcome::Refused,
            Ok(reply) => {
                let (method, target) = (&request.method, &request.target);
                self.unexpected
                    .push(format!("{method} {target}: {}", reply.brief()));
                Outcome::Lost
            }
            Err(_) => Outcome::Lost,
        }
    }

    fn add(
        &mut self,
        client: &mut Client,
        face: Face,
        cycle: usize,
        control: Option<Control>,
    ) -> bool {
        let mut batch = self.new_batch(face, cycle);
        let goes_on = if control == Some(Control::Torn) {
            self.add_in_pieces(client, &mut batch)
        } else {
            let (path, body) = batch.request(0, batch.entries.len());
            let outcome = self.send(client, &Request::post(path, &body));
            self.note(&mut batch, &outcome)
        };
        self.batches.push(batch);
        goes_on
    }

    fn note(&mut self, batch: &mut Batch, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Done(reply) => {
                if let Err(wrong) = batch.acknowledge(&reply.json()) {
                    self.unexpected.push(wrong);
                }
                true
            }
            Outcome::Refused => {
                batch.refuse();
                true
            }
            Outcome::Lost => false,
        }
    }

    /// The control: what a server without transactions would do.
    fn add_in_pieces(&mut self, client: &mut Client, batch: &mut Batch) -> bool {
        for at in 0..batch.entries.len() {
            let (path, body) = batch.request(at, at + 1);
            if !matches!(
                self.send(client, &Request::post(path, &body)),
                Outcome::Done(_)
            ) {
                return false;
            }
        }
        // Whatever the ids are: the batch stays without a reply, and must still be whole.
        true
    }

    fn add_with_key(
        &mut self,
        client: &mut Client,
        cycle: usize,
        control: Option<Control>,
    ) -> bool {
        let mut batch = self.new_batch(Face::Memories, cycle);
        batch.key = Some(format!("key-{}", batch.session));
        let repetitions = 1 + self.random.below(3);
        let mut goes_on = true;
        for _ in 0..repetitions {
            let request = keyed_request(&batch, control);
            let outcome = self.send(client, &request);
            goes_on = self.note(&mut batch, &outcome);
            if !goes_on || batch.entries[0].id.is_none() {
                break;
            }
        }
        self.batches.push(batch);
        goes_on
    }

    /// A native memory that certainly exists, by batch and entry.
    fn choose(&mut self) -> Option<(usize, usize)> {
        for _ in 0..20 {
            if self.batches.is_empty() {
                return None;
            }
            // Young ones more often than old ones, as in life.
            let reach = if self.random.one_in(4) {
                self.batches.len()
            } else {
                20
            };
            let at = self.batches.len() - 1 - self.random.below(reach.min(self.batches.len()));
            let batch = &self.batches[at];
            let entry = self.random.below(batch.entries.len());
            let found = &batch.entries[entry];
            if batch.face == Face::Memories && found.id.is_some() && found.certain().is_some() {
                return Some((at, entry));
            }
        }
        None
    }

    fn update(&mut self, client: &mut Client, cycle: usize) -> bool {
        let Some((batch, entry)) = self.choose() else {
            return true;
        };
        let word = self.next_word();
        self.batches[batch].cycle = cycle;
        let chosen = &mut self.batches[batch].entries[entry];
        let revision = chosen.certain().map_or(0, |version| version.revision);
        let target = format!(
            "/memoird/v1/memories/{}",
            chosen.id.as_deref().unwrap_or_default()
        );
        let request = Request::new("PATCH", target)
            .header("if-match", format!("\"{revision}\""))
            .json(&json!({"text": text_of(&word)}));
        chosen.attempt(Some(Version {
            word,
            revision: revision + 1,
        }));
        let outcome = self.send(client, &request);
        let chosen = &mut self.batches[batch].entries[entry];
        match outcome {
            Outcome::Done(reply) => {
                chosen.succeed();
                if reply.json()["revision"] != revision + 1 {
                    self.unexpected
                        .push(format!("revision after {revision}: {}", reply.brief()));
                }
                true
            }
            Outcome::Refused => {
                chosen.fail();
                true
            }
            Outcome::Lost => false,
        }
    }

    fn delete(&mut self, client: &mut Client, cycle: usize) -> bool {
        let Some((batch, entry)) = self.choose() else {
            return true;
        };
        let hard = if self.random.one_in(3) {
            "?hard=true"
        } else {
            ""
        };
        self.batches[batch].cycle = cycle;
        let chosen = &mut self.batches[batch].entries[entry];
        let id = chosen.id.as_deref().unwrap_or_default();
        let request = Request::new("DELETE", format!("/memoird/v1/memories/{id}{hard}"));
        chosen.attempt(None);
        let outcome = self.send(client, &request);
        let chosen = &mut self.batches[batch].entries[entry];
        match outcome {
            Outcome::Done(_) => {
                chosen.succeed();
                true
            }
            Outcome::Refused => {
                chosen.fail();
                true
            }
            Outcome::Lost => false,
        }
    }
}

/// The request of a batch with a key; the same bytes each time.
pub fn keyed_request(batch: &Batch, control: Option<Control>) -> Request {
    let (path, body) = batch.request(0, batch.entries.len());
    let mut body = body;
    if control == Some(Control::IgnoredKey) {
        // External ids alone would stop the second effect.
        for memory in body["memories"].as_array_mut().into_iter().flatten() {
            memory["external_id"] = serde_json::Value::Null;
        }
        return Request::post(path, &body);
    }
    let request = Request::post(path, &body);
    request.header("idempotency-key", batch.key.as_deref().unwrap_or_default())
}
