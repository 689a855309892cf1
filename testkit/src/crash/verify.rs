//! After a restart: is everything there that was acknowledged, and nothing else?

use std::fmt;

use serde_json::{Value, json};

use super::history::{Batch, Entry, Face, text_of};
use super::workload::{Control, keyed_request};
use crate::http::{Client, Request, encode};

/// What was checked and what was wrong.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub batches: u64,
    pub memories: u64,
    pub searches: u64,
    /// Acknowledged and not there, or there with other words.
    pub lost: u64,
    /// Deleted or replaced, and there again.
    pub back: u64,
    /// Part of a batch.
    pub torn: u64,
    /// There more than once.
    pub twice: u64,
    /// There, but search does not find it.
    pub unfound: u64,
    /// What no reply should ever be.
    pub unexpected: u64,
    /// The first of each in words.
    pub examples: Vec<String>,
}

impl Findings {
    pub fn total(&self) -> u64 {
        self.lost + self.back + self.torn + self.twice + self.unfound + self.unexpected
    }

    fn example(&mut self, text: String) {
        if self.examples.len() < 12 {
            self.examples.push(text);
        }
    }

    pub fn unexpected(&mut self, text: String) {
        self.unexpected += 1;
        self.example(text);
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "checked {} batches, {} memories by id, {} by search; lost {}, back {}, torn {}, \
             twice {}, not found by search {}, unexpected replies {}",
            self.batches,
            self.memories,
            self.searches,
            self.lost,
            self.back,
            self.torn,
            self.twice,
            self.unfound,
            self.unexpected
        )
    }
}

/// Asks the server about one batch after the other.
pub struct Verifier<'a> {
    pub client: Client,
    pub findings: &'a mut Findings,
    pub control: Option<Control>,
}

impl Verifier<'_> {
    /// Checks a batch in every way, and settles what was open. `Err`: the server is gone.
    pub fn check(&mut self, batch: &mut Batch, with_search: bool) -> std::io::Result<()> {
        self.findings.batches += 1;
        self.repeat_key(batch)?;
        let items = self.list(batch)?;
        if items.len() > batch.entries.len() {
            self.findings.twice += 1;
            let text = format!("{} has {} memories", batch.session, items.len());
            self.findings.example(text);
        }
        let found: Vec<Option<usize>> = batch
            .entries
            .iter()
            .map(|entry| state_in(&items, entry))
            .collect();
        if !batch.is_acknowledged {
            let there = found.iter().zip(&batch.entries).filter(|(state, entry)| {
                state.is_some_and(|index| entry.possible[index].is_some())
            });
            let there = there.count();
            if there != 0 && there != batch.entries.len() {
                self.findings.torn += 1;
                let text = format!(
                    "{}: {there} of {} are there",
                    batch.session,
                    batch.entries.len()
                );
                self.findings.example(text);
            }
            batch.is_acknowledged = true;
        }
        for (at, state) in found.into_iter().enumerate() {
            match state {
                Some(index) => batch.entries[at].settle(index),
                None => {
                    let entry = &batch.entries[at];
                    let is_past =
                        |item: &Value| entry.past.iter().any(|word| item["text"] == text_of(word));
                    match items.iter().any(is_past) {
                        true => self.findings.back += 1,
                        false => self.findings.lost += 1,
                    }
                    let text = format!("{} entry {at}: {entry:?}", batch.session);
                    self.findings.example(text);
                    continue;
                }
            }
            self.check_entry(batch, at, with_search)?;
        }
        Ok(())
    }

    /// A batch with a key: the same request again has no second effect and tells the same.
    fn repeat_key(&mut self, batch: &mut Batch) -> std::io::Result<()> {
        // After a deletion without a reply the server may rightly say that what was stored is erased.
        let is_open = |entry: &Entry| batch.is_acknowledged && entry.possible.len() > 1;
        let mut entries = batch.entries.iter();
        let is_untouched = entries.all(|entry| entry.past.is_empty() && !is_open(entry));
        if batch.key.is_none() || !is_untouched {
            return Ok(());
        }
        let was_acknowledged = batch.is_acknowledged;
        let reply = self.client.send(&keyed_request(batch, self.control))?;
        if !reply.is_success() {
            self.findings
                .unexpected(format!("a repeated key: {}", reply.brief()));
            return Ok(());
        }
        let possible: Vec<_> = batch
            .entries
            .iter()
            .map(|entry| entry.possible.clone())
            .collect();
        if let Err(wrong) = batch.acknowledge(&reply.json()) {
            self.findings.twice += 1;
            self.findings.example(wrong);
        }
        if was_acknowledged {
            for (entry, possible) in batch.entries.iter_mut().zip(possible) {
                entry.possible = possible;
            }
        }
        Ok(())
    }

    /// The batch's memories: those made of its events word for word, or those added.
    fn list(&mut self, batch: &Batch) -> std::io::Result<Vec<Value>> {
        let is_verbatim = batch.face != Face::Memories;
        let body = json!({"session_id": batch.session, "filter": {"verbatim": is_verbatim},
                          "limit": 100});
        let reply = self
            .client
            .send(&Request::post("/memoird/v1/memories/list", &body))?;
        if !reply.is_success() {
            self.findings.unexpected(format!("list: {}", reply.brief()));
        }
        Ok(reply.json()["items"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    }

    fn check_entry(&mut self, batch: &Batch, at: usize, with_search: bool) -> std::io::Result<()> {
        let entry = &batch.entries[at];
        let current = entry.possible.first().and_then(Option::as_ref);
        if let Some(id) = &entry.id {
            self.findings.memories += 1;
            let (path, field) = match batch.face {
                Face::Memsy => ("events", "content"),
                Face::Events | Face::Memories => ("memories", "text"),
            };
            let reply = self
                .client
                .send(&Request::get(format!("/memoird/v1/{path}/{}", encode(id))))?;
            let body = reply.json();
            let text = reply
                .is_success()
                .then(|| body[field].as_str().unwrap_or_default());
            match (current, text) {
                (Some(version), Some(text)) if text == text_of(&version.word) => {
                    let wrong = batch.face == Face::Memories
                        && (body["revision"] != version.revision
                            || body["metadata"]["words"].as_str().is_none());
                    if wrong {
                        self.findings.lost += 1;
                        self.findings
                            .example(format!("{version:?}: {}", reply.brief()));
                    }
                }
                (Some(_), _) => {
                    self.findings.lost += 1;
                    self.findings
                        .example(format!("{entry:?}: {}", reply.brief()));
                }
                (None, Some(_)) if body["status"] != "deleted" => {
                    self.findings.back += 1;
                    self.findings
                        .example(format!("{entry:?}: {}", reply.brief()));
                }
                (None, _) => {}
            }
        }
        if with_search {
            let words = entry
                .past
                .iter()
                .rev()
                .take(2)
                .map(|word| (word.clone(), false));
            let current = current.map(|version| (version.word.clone(), true));
            for (word, is_expected) in words.chain(current).collect::<Vec<_>>() {
                self.search(batch, &word, is_expected)?;
            }
        }
        Ok(())
    }

    fn search(&mut self, batch: &Batch, word: &str, is_expected: bool) -> std::io::Result<()> {
        self.findings.searches += 1;
        let native = json!({"query": word, "user_id": batch.user});
        let memsy = json!({"query": word, "actor_id": batch.user});
        let request = match batch.face {
            Face::Memsy => Request::post("/search", &memsy),
            Face::Events | Face::Memories => Request::post("/memoird/v1/search", &native),
        };
        let reply = self.client.send(&request)?;
        if !reply.is_success() {
            self.findings
                .unexpected(format!("search: {}", reply.brief()));
            return Ok(());
        }
        let (hits, text) = match batch.face {
            Face::Memsy => ("/results", "/content"),
            Face::Events | Face::Memories => ("/hits", "/memory/text"),
        };
        let body = reply.json();
        let hits = body
            .pointer(hits)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let wanted = Value::String(text_of(word));
        let is_found = hits.iter().any(|hit| hit.pointer(text) == Some(&wanted));
        match (is_expected, is_found) {
            (true, false) => {
                self.findings.unfound += 1;
                self.findings
                    .example(format!("{word} of {}: {}", batch.user, reply.brief()));
            }
            (false, true) => {
                self.findings.back += 1;
                self.findings
                    .example(format!("{word} of {}: {}", batch.user, reply.brief()));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Which of an entry's possible states the listed `items` show.
fn state_in(items: &[Value], entry: &Entry) -> Option<usize> {
    entry.possible.iter().position(|state| match state {
        Some(version) => items
            .iter()
            .any(|item| item["text"] == text_of(&version.word)),
        None => {
            let others = entry.possible.iter().flatten().map(|version| &version.word);
            let mut all = others.chain(&entry.past);
            all.all(|word| !items.iter().any(|item| item["text"] == text_of(word)))
        }
    })
}
