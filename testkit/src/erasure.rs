//! Erasure: words that stand nowhere else go into every place that takes words; then memories,
//! events, a user and an org are erased, and every byte of the data directory is looked at.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::crash::judge;
use crate::http::{Client, Request, encode};
use crate::random::Random;
use crate::server::{Folder, Launch, Server, binary};

/// `testkit erasure`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Words to be erased, at least.
    #[arg(long, default_value_t = 1000)]
    canaries: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's binary.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Tests a server that leaves deleted bytes where they are; the run must then find some.
    #[arg(long)]
    control: bool,
}

/// Events of the user whose erasure is interrupted: several pages of it.
const MANY: usize = 900;
/// How often it is interrupted at most.
const KILLS_MAX: u64 = 8;
/// Letters and digits of a canary.
const CANARY: usize = 24;
/// What is enough of one to be told: a torn one is a trace, too.
const PART: usize = 12;

/// `testkit erasure`.
pub fn run(arguments: &Arguments) -> Result<()> {
    let started = Instant::now();
    let mut folder = Folder::new("erasure")?;
    let program = match arguments.control {
        true => std::env::current_exe()?,
        false => binary(arguments.binary.as_deref())?,
    };
    let mut launch = Launch::new(&program, folder.path()).set("MEMOIRD_LOG__LEVEL", "debug");
    if arguments.control {
        launch = launch.set(crate::danger::VARIABLE, "keep-deleted");
    }
    let mut server = launch.start_ready()?;
    let mut trial = Trial::new(&server, arguments)?;
    trial.fill(arguments.canaries)?;
    // A stop writes the index's files; the second life reads them.
    server.stop()?;
    let seen = trial.scan(folder.path())?.0;
    ensure!(
        seen.len() * 10 >= trial.doomed.len() * 9,
        "only {} of {} words are on disk before anything is erased: the scan is blind",
        seen.len(),
        trial.doomed.len()
    );
    let server = launch.start_ready()?;
    trial.connect(&server);
    trial.search_everything()?;
    let export = trial.export()?;
    let found_before = trial.found()?;
    let mut server = trial.erase_under_kills(&launch, server)?;
    trial.erase_everything()?;
    trial.look(folder.path(), "while it runs")?;
    trial.import_again(&export)?;
    trial.look(folder.path(), "after the same was imported again")?;
    trial.check_collateral(&found_before)?;
    server.stop()?;
    trial.look(folder.path(), "after it stopped")?;
    println!(
        "erasure: {} words erased, {} kept, {} erasures (median {:.1} ms), {:.0} s; {} findings",
        trial.doomed.len(),
        trial.kept.len(),
        trial.took.len(),
        trial.median_ms(),
        started.elapsed().as_secs_f64(),
        trial.findings.len()
    );
    let findings = trial.findings.len() as u64;
    let verdict = judge("erasure", arguments.control, findings, &trial.findings);
    folder.keep = verdict.is_err() && !arguments.control;
    verdict
}

/// A word, and where it was put.
type Place = (String, &'static str);

struct Trial {
    random: Random,
    operator: Client,
    /// The other org's administrator.
    admin: Client,
    admin_key: String,
    operator_key: String,
    /// Words that must go, and where each was put.
    doomed: HashMap<String, &'static str>,
    /// Words that must stay: by the memory that says them.
    kept: BTreeMap<String, Place>,
    memories: Vec<String>,
    events: Vec<String>,
    took: Vec<Duration>,
    findings: Vec<String>,
}

fn new_key(client: &mut Client, body: &Value) -> Result<String> {
    let reply = client.send(&Request::post("/memoird/v1/keys", body))?;
    ensure!(reply.is_success(), "keys: {}", reply.brief());
    let secret = reply.json()["secret"].as_str().map(str::to_owned);
    secret.context("a new key has a secret")
}

fn post(client: &mut Client, path: &str, body: &Value) -> Result<Value> {
    let reply = client.send(&Request::post(format!("/memoird/v1/{path}"), body))?;
    ensure!(reply.is_success(), "{path}: {}", reply.brief());
    Ok(reply.json())
}

fn first_id(value: &Value) -> Result<String> {
    let id = value[0]["id"].as_str().or(value[0].as_str());
    id.map(str::to_owned).context("an id")
}

impl Trial {
    fn new(server: &Server, arguments: &Arguments) -> Result<Self> {
        let all = json!(["read", "write", "admin"]);
        let operator_key = new_key(
            &mut server.client(),
            &json!({"name": "operator", "permissions": all}),
        )?;
        let mut operator = Client::with_key(server.address, &operator_key);
        let admin_key = new_key(
            &mut operator,
            &json!({"name": "admin", "org_id": "acme", "permissions": all}),
        )?;
        Ok(Trial {
            random: Random::new(arguments.seed),
            operator,
            admin: Client::with_key(server.address, &admin_key),
            admin_key,
            operator_key,
            doomed: HashMap::new(),
            kept: BTreeMap::new(),
            memories: Vec::new(),
            events: Vec::new(),
            took: Vec::new(),
            findings: Vec::new(),
        })
    }

    fn connect(&mut self, server: &Server) {
        self.operator = Client::with_key(server.address, &self.operator_key);
        self.admin = Client::with_key(server.address, &self.admin_key);
    }

    fn word(&mut self) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let letters = (0..CANARY).map(|_| char::from(*self.random.pick(LETTERS)));
        letters.collect()
    }

    /// A word that is to go.
    fn doomed(&mut self, place: &'static str) -> String {
        let word = self.word();
        self.doomed.insert(word.clone(), place);
        word
    }

    /// Words around the one that counts, so that rows differ in length and pages split.
    fn padded(&mut self, word: &str) -> String {
        let count = match self.random.below(10) {
            0 => 400,
            1..=3 => 60,
            _ => 8,
        };
        self.padded_with(word, count)
    }

    fn padded_with(&mut self, word: &str, count: usize) -> String {
        const WORDS: [&str; 8] = [
            "river", "stone", "cloud", "table", "paper", "window", "seven", "north",
        ];
        let around: Vec<&str> = (0..count).map(|_| *self.random.pick(&WORDS)).collect();
        let at = self.random.below(count);
        format!(
            "{} {word} {}",
            around[..at].join(" "),
            around[at..].join(" ")
        )
    }

    /// A memory with a word in every field, changed once so that it has a history.
    fn add_memory(&mut self, org: Org, user: Option<&str>, place: &'static str) -> Result<String> {
        let field = |trial: &mut Self| trial.doomed(place);
        let text = field(self);
        let text = self.padded(&text);
        let mut body = json!({
            "text": text, "type": "fact", "tags": [field(self)], "topics": [field(self)],
            "entities": [{"name": field(self), "type": "person"}],
            "metadata": {"note": field(self), field(self): 1},
        });
        if let Some(user) = user {
            body["user_id"] = json!(user);
        }
        let key = format!("key-{}", self.random.next());
        let request = Request::post("/memoird/v1/memories", &body).header("idempotency-key", key);
        let reply = self.client(org).send(&request)?;
        ensure!(reply.is_success(), "memories: {}", reply.brief());
        let id = first_id(&reply.json()["memories"])?;
        let text = self.doomed(place);
        let patch = json!({"text": self.padded(&text), "tags": [self.doomed(place)]});
        let request = Request::new("PATCH", format!("/memoird/v1/memories/{id}")).json(&patch);
        let reply = self.client(org).send(&request)?;
        ensure!(reply.is_success(), "patch: {}", reply.brief());
        Ok(id)
    }

    /// An event, a later one that corrects it, and a memory derived from the first.
    fn add_event(&mut self, org: Org, user: &str, place: &'static str) -> Result<[String; 2]> {
        let mut said = Vec::new();
        for words in ["I live in", "Actually, I moved to"] {
            let mut place_name = self.doomed(place);
            // A name as people write it; the scan does not look at case.
            place_name[..1].make_ascii_uppercase();
            let speaker = self.doomed(place);
            let body = json!({"user_id": user, "session_id": "s1", "speaker": speaker,
                "content": format!("{words} {place_name}."),
                "metadata": {"note": self.doomed(place)}});
            let stored = post(self.client(org), "events", &body)?;
            said.push((
                first_id(&stored["event_ids"])?,
                first_id(&stored["memory_ids"])?,
            ));
        }
        let text = self.doomed(place);
        let derived = json!({"user_id": user, "text": self.padded(&text),
            "derived_from": [said[0].1]});
        post(self.client(org), "memories", &derived)?;
        Ok([said[0].0.clone(), said[1].0.clone()])
    }

    /// Something that stays, beside what goes.
    fn add_kept(&mut self) -> Result<()> {
        let word = self.word();
        let user = *self.random.pick(&["ann", "bob", "cat"]);
        // In a long text one odd word does not decide what a search puts first.
        let count = *self.random.pick(&[8, 8, 60]);
        let text = self.padded_with(&word, count);
        let body = json!({"user_id": user, "text": text});
        let stored = post(&mut self.operator, "memories", &body)?;
        let id = first_id(&stored["memories"])?;
        self.kept.insert(id, (word, user));
        Ok(())
    }

    fn client(&mut self, org: Org) -> &mut Client {
        match org {
            Org::Operator => &mut self.operator,
            Org::Acme => &mut self.admin,
        }
    }

    fn fill(&mut self, canaries: usize) -> Result<()> {
        while self.doomed.len() < canaries {
            let id = self.add_memory(Org::Operator, Some("ann"), "memory")?;
            self.memories.push(id);
            self.add_kept()?;
            let ids = self.add_event(Org::Operator, "bob", "event")?;
            self.events.extend(ids);
            self.add_kept()?;
            self.add_memory(Org::Operator, Some("dan"), "user's memory")?;
            self.add_event(Org::Operator, "dan", "user's event")?;
            self.add_kept()?;
            self.add_memory(Org::Acme, None, "org's memory")?;
            self.add_event(Org::Acme, "eve", "org's event")?;
            self.add_kept()?;
        }
        let said: Vec<Value> = (0..MANY)
            .map(|_| {
                let word = self.doomed("large user's event");
                json!({"user_id": "fay", "session_id": "s1", "content": self.padded(&word)})
            })
            .collect();
        post(&mut self.operator, "events", &json!({ "events": said }))?;
        let name = self.doomed("org's key");
        new_key(
            &mut self.admin,
            &json!({"name": name, "permissions": ["read"]}),
        )?;
        Ok(())
    }

    /// Loads every partition, and recalls what is to go.
    fn search_everything(&mut self) -> Result<()> {
        for (org, user) in [
            (Org::Operator, "ann"),
            (Org::Operator, "bob"),
            (Org::Operator, "cat"),
            (Org::Operator, "dan"),
            (Org::Acme, "eve"),
        ] {
            let asked = json!({"user_id": user, "query": "river stone cloud", "limit": 50});
            post(self.client(org), "search", &asked)?;
        }
        Ok(())
    }

    fn export(&mut self) -> Result<Vec<u8>> {
        let reply = self.operator.send(&Request::get("/memoird/v1/export"))?;
        ensure!(reply.is_success(), "export: {}", reply.brief());
        Ok(reply.body)
    }

    fn erase(&mut self, org: Org, what: &Value) -> Result<Value> {
        let begun = Instant::now();
        let receipt = post(self.client(org), "erasures", what)?;
        self.took.push(begun.elapsed());
        let id = receipt["id"].as_str().context("a receipt has an id")?;
        let path = format!("/memoird/v1/erasures/{}", encode(id));
        let again = self.client(org).send(&Request::get(path))?;
        if again.json() != receipt {
            self.findings
                .push(format!("receipt {id} comes back as {}", again.brief()));
        }
        Ok(receipt)
    }

    /// A user's erasure goes on after each kill of the server, and its receipt counts all of it.
    fn erase_under_kills(&mut self, launch: &Launch, mut server: Server) -> Result<Server> {
        let path =
            "/memoird/v1/memories?user_id=fay&limit=1&with_total=true&include_superseded=true";
        let listed = self.operator.send(&Request::get(path))?.json();
        let expected = listed["total"].as_u64().context("a total")?;
        let what = json!({"user_id": "fay"});
        for kill in 1..=KILLS_MAX {
            let mut asking = Client::with_key(server.address, &self.operator_key);
            let asked = Request::post("/memoird/v1/erasures", &what);
            let answer = std::thread::spawn(move || asking.send(&asked).is_ok());
            std::thread::sleep(Duration::from_millis(25 * kill));
            server.kill()?;
            let is_complete = answer.join().unwrap_or(false);
            server = launch.start_ready()?;
            self.connect(&server);
            if is_complete {
                println!("erasure: a large user's was complete at the {kill}th kill");
                break;
            }
        }
        let path = "/memoird/v1/audit?limit=1000";
        let log = self.operator.send(&Request::get(path))?.json();
        let entries = log["items"].as_array().cloned().unwrap_or_default();
        let of = |action: &str, target: &str| {
            let wanted = |entry: &&Value| entry["action"] == action && entry["target"] == target;
            entries.iter().filter(wanted).count()
        };
        let receipt = match entries.iter().find(|entry| entry["action"] == "erase.done") {
            Some(done) => done["detail"].clone(),
            None => self.erase(Org::Operator, &what)?,
        };
        let begins = of("erase.begin", "user fay");
        let counted = receipt["counts"]["memories"].as_u64();
        if begins != 1 || counted != Some(expected) {
            let finding =
                format!("begun {begins} times; {counted:?} of {expected} memories on the receipt");
            self.findings.push(finding);
        }
        Ok(server)
    }

    fn erase_everything(&mut self) -> Result<()> {
        for id in std::mem::take(&mut self.memories) {
            self.erase(Org::Operator, &json!({"memory_id": id}))?;
        }
        for id in std::mem::take(&mut self.events) {
            self.erase(Org::Operator, &json!({"event_id": id}))?;
        }
        self.erase(Org::Operator, &json!({"user_id": "dan"}))?;
        self.erase(Org::Acme, &json!({"org_id": "acme"}))?;
        for org in [Org::Operator, Org::Acme] {
            let request = Request::get("/memoird/v1/audit/verify");
            let check = self.client(org).send(&request)?.json();
            if check["ok"] != true {
                self.findings
                    .push(format!("the audit log does not hold: {check}"));
            }
        }
        Ok(())
    }

    /// What was exported before comes back, but for what was erased.
    fn import_again(&mut self, export: &[u8]) -> Result<()> {
        let request = Request::new("POST", "/memoird/v1/import")
            .header("content-type", "application/x-ndjson")
            .body(export.to_vec());
        let reply = self.operator.send(&request)?;
        ensure!(reply.is_success(), "import: {}", reply.brief());
        let report = reply.json();
        if report["events"] != 0 || report["memories"] != 0 || report["erased"] == 0 {
            self.findings
                .push(format!("erased items came back: {report}"));
        }
        Ok(())
    }

    /// Which of the kept memories are there, and are found by their word.
    fn found(&mut self) -> Result<BTreeMap<String, [bool; 2]>> {
        let mut all = BTreeMap::new();
        for (id, (word, user)) in self.kept.clone() {
            let path = format!("/memoird/v1/memories/{id}");
            let memory = self.operator.send(&Request::get(path))?.json();
            let is_there = memory["text"]
                .as_str()
                .is_some_and(|text| text.contains(&word));
            let asked = json!({"user_id": user, "query": word, "limit": 20});
            let found = post(&mut self.operator, "search", &asked)?;
            let mut hits = found["hits"].as_array().into_iter().flatten();
            let is_found = hits.any(|hit| hit["memory"]["id"] == id.as_str());
            all.insert(id, [is_there, is_found]);
        }
        Ok(all)
    }

    /// Everything that was not erased is there and is found as it was before.
    fn check_collateral(&mut self, before: &BTreeMap<String, [bool; 2]>) -> Result<()> {
        let found = before.values().filter(|[_, is_found]| *is_found).count();
        let kept = before.len();
        ensure!(
            found * 10 >= kept * 9,
            "only {found} of {kept} were found before"
        );
        for (id, after) in self.found()? {
            let before = before[&id];
            let is_less = |(before, after): (&bool, &bool)| *before && !*after;
            if before.iter().zip(&after).any(is_less) {
                let finding = format!("{id} stays: there, found {before:?} became {after:?}");
                self.findings.push(finding);
            }
        }
        let check = self
            .operator
            .send(&Request::get("/memoird/v1/check"))?
            .json();
        if check["ok"] != true {
            self.findings.push(format!("the check finds {check}"));
        }
        Ok(())
    }

    /// Words that are to go and stand in a file, and in which.
    fn scan(&self, directory: &Path) -> Result<(HashSet<String>, BTreeMap<PathBuf, usize>)> {
        let mut parts: HashMap<[u8; PART], &str> = HashMap::new();
        let mut starts = vec![false; 1 << 16];
        for word in self.doomed.keys() {
            for part in word.as_bytes().as_chunks::<PART>().0 {
                parts.insert(*part, word);
                starts[usize::from(part[0]) << 8 | usize::from(part[1])] = true;
            }
        }
        let mut found = HashSet::new();
        let mut files = BTreeMap::new();
        let mut folders = vec![directory.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let Ok(mut bytes) = std::fs::read(&path) else {
                    continue;
                };
                bytes.make_ascii_lowercase();
                for window in bytes.windows(PART) {
                    if !starts[usize::from(window[0]) << 8 | usize::from(window[1])] {
                        continue;
                    }
                    if let Some(word) = parts.get(window) {
                        found.insert((*word).to_owned());
                        *files.entry(path.clone()).or_default() += 1;
                    }
                }
            }
        }
        Ok((found, files))
    }

    fn look(&mut self, directory: &Path, when: &str) -> Result<()> {
        let (found, files) = self.scan(directory)?;
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for word in &found {
            *places.entry(self.doomed[word]).or_default() += 1;
        }
        println!(
            "erasure: {when}: {} words on disk {places:?} {files:?}",
            found.len()
        );
        for word in found {
            let place = self.doomed[&word];
            self.findings
                .push(format!("{when}: {word}, put into a {place}"));
        }
        Ok(())
    }

    fn median_ms(&mut self) -> f64 {
        self.took.sort();
        let median = self.took.get(self.took.len() / 2);
        median.map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    }
}

/// Whose client asks.
#[derive(Clone, Copy)]
enum Org {
    Operator,
    Acme,
}
