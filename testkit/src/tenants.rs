//! Tenants: random requests that use other orgs' ids, names, cursors and keys in every parameter.
//! Every stored field carries a word of its own, so that whatever leaks says what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::crash::judge;
use crate::http::{Client, Reply, Request, encode};
use crate::random::Random;
use crate::server::{Folder, Launch, Server, binary};

/// `testkit tenants`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Random requests.
    #[arg(long, default_value_t = 20_000)]
    requests: usize,
    /// Orgs.
    #[arg(long, default_value_t = 10)]
    orgs: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's binary.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Tests a server whose look-ups by id have lost the org; the run must then find leaks.
    #[arg(long)]
    control: bool,
}

/// What an org has stored, and its key.
struct Org {
    number: usize,
    client: Client,
    memories: Vec<String>,
    events: Vec<String>,
    externals: Vec<String>,
    names: Vec<String>,
    keys: Vec<String>,
    cursors: Vec<String>,
    words: Vec<String>,
    /// Foreign external ids that this org itself has given to memories of its own.
    taken: BTreeSet<String>,
    /// Foreign words that this org itself has used in a request: they may come back.
    sent: BTreeSet<String>,
}

/// The beginning of every canary of an org.
fn mark(org: usize) -> String {
    format!("zq{}qz", (b'b' + org as u8) as char)
}

/// A new canary: mark, field, number, all letters and digits.
fn canary(org: usize, counter: &mut u64) -> String {
    *counter += 1;
    format!("{}{:06}", mark(org), counter)
}

/// `testkit tenants`.
pub fn run(arguments: &Arguments) -> Result<()> {
    ensure!((2..=20).contains(&arguments.orgs), "2 to 20 orgs");
    let started = Instant::now();
    let mut folder = Folder::new("tenants")?;
    // The product has no such bug to switch on; this tool can serve it so.
    let program = match arguments.control {
        true => std::env::current_exe()?,
        false => binary(arguments.binary.as_deref())?,
    };
    let mut launch = Launch::new(&program, folder.path()).set("MEMOIRD_LOG__LEVEL", "debug");
    if arguments.control {
        launch = launch.set(crate::danger::VARIABLE, "any-org");
    }
    let mut server = launch.start_ready()?;
    let mut trial = Trial::new(&server, arguments)?;
    let baseline = trial.everything()?;
    for _ in 0..arguments.requests {
        trial.attack()?;
        if arguments.control && trial.findings.len() > 50 {
            break;
        }
    }
    trial.compare_with(&baseline)?;
    if let Some(status) = server.has_ended()? {
        trial.find(format!("the server has ended: {status}"));
    }
    server.stop()?;
    trial.scan_log(&std::fs::read_to_string(&launch.log)?);
    println!(
        "tenants: {} requests of {} orgs in {:.0} s, {} pairs of foreign and missing ids; by \
         status {:?}; {} findings",
        trial.requests,
        arguments.orgs,
        started.elapsed().as_secs_f64(),
        trial.pairs,
        trial.statuses,
        trial.findings.len()
    );
    let verdict = judge(
        "tenants",
        arguments.control,
        trial.findings.len() as u64,
        &trial.findings,
    );
    folder.keep = verdict.is_err() && !arguments.control;
    verdict
}

struct Trial {
    orgs: Vec<Org>,
    random: Random,
    counter: u64,
    requests: u64,
    pairs: u64,
    statuses: BTreeMap<u16, u64>,
    findings: Vec<String>,
}

impl Trial {
    fn new(server: &Server, arguments: &Arguments) -> Result<Self> {
        let operator = new_key(&mut server.client(), json!({"name": "operator"}))?.1;
        let mut operator = Client::with_key(server.address, &operator);
        let mut trial = Trial {
            orgs: Vec::new(),
            random: Random::new(arguments.seed),
            counter: 0,
            requests: 0,
            pairs: 0,
            statuses: BTreeMap::new(),
            findings: Vec::new(),
        };
        for number in 0..arguments.orgs {
            let name = canary(number, &mut trial.counter);
            let org_id = canary(number, &mut trial.counter);
            let (id, secret) = new_key(&mut operator, json!({"name": name, "org_id": org_id}))?;
            let mut org = Org {
                number,
                client: Client::with_key(server.address, &secret),
                memories: vec![],
                events: vec![],
                externals: vec![],
                names: vec!["everybody".into()],
                keys: vec![id],
                cursors: vec![],
                words: vec![],
                taken: BTreeSet::new(),
                sent: BTreeSet::new(),
            };
            org.fill(&mut trial.counter)?;
            trial.orgs.push(org);
        }
        Ok(trial)
    }

    fn find(&mut self, text: String) {
        if self.findings.len() < 200 {
            self.findings.push(text.chars().take(600).collect());
        }
    }

    /// What every org's export says.
    fn everything(&mut self) -> Result<Vec<BTreeMap<String, String>>> {
        let mut all = Vec::new();
        for org in &mut self.orgs {
            let reply = org.client.send(&Request::get("/memoird/v1/export"))?;
            ensure!(reply.is_success(), "export: {}", reply.brief());
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            let lines = text.lines().filter_map(|line| {
                let line: Value = serde_json::from_str(line).ok()?;
                let item = line.get("memory").or(line.get("event"))?;
                let words = item.get("text").or(item.get("content"))?;
                Some((item["id"].as_str()?.to_owned(), words.as_str()?.to_owned()))
            });
            all.push(lines.collect());
        }
        Ok(all)
    }

    /// Nobody's own things may have changed: attackers only add to their own.
    fn compare_with(&mut self, baseline: &[BTreeMap<String, String>]) -> Result<()> {
        let now = self.everything()?;
        for (org, (before, after)) in baseline.iter().zip(&now).enumerate() {
            for (id, words) in before {
                if after.get(id) != Some(words) {
                    let found = after.get(id).map_or("nothing", String::as_str);
                    self.find(format!("org {org}: {id} was {words} and is {found}"));
                }
            }
        }
        Ok(())
    }

    /// One random request, or a pair of them.
    fn attack(&mut self) -> Result<()> {
        let attacker = self.random.below(self.orgs.len());
        let victim = (attacker + 1 + self.random.below(self.orgs.len() - 1)) % self.orgs.len();
        if self.random.one_in(4) {
            return self.pair(attacker, victim);
        }
        let request = self.random_request(attacker, victim);
        self.send(attacker, &request).map(drop)
    }

    fn send(&mut self, attacker: usize, request: &Request) -> Result<Reply> {
        self.requests += 1;
        let sent = String::from_utf8_lossy(&request.bytes(None)).into_owned();
        for other in 0..self.orgs.len() {
            let words = words_of(&sent, other);
            self.orgs[attacker].sent.extend(words);
        }
        let name = format!("{} {}", request.method, request.target);
        let reply = self.orgs[attacker]
            .client
            .send(request)
            .with_context(|| format!("{name}: {sent}"))?;
        *self.statuses.entry(reply.status).or_default() += 1;
        let mut seen = String::from_utf8_lossy(&reply.body).into_owned();
        for (name, value) in &reply.headers {
            seen += &format!("\n{name}: {value}");
        }
        for other in (0..self.orgs.len()).filter(|other| *other != attacker) {
            let leaked: Vec<String> = words_of(&seen, other)
                .into_iter()
                .filter(|word| !self.orgs[attacker].sent.contains(word))
                .collect();
            if !leaked.is_empty() {
                let text = format!("org {attacker} saw {leaked:?} of org {other}: {sent}");
                self.find(format!("{text} -> {}", reply.brief()));
            }
        }
        if reply.status >= 500 {
            self.find(format!("{sent} -> {}", reply.brief()));
        }
        if let Some(cursor) = reply.json()["next_cursor"].as_str() {
            let cursors = &mut self.orgs[attacker].cursors;
            cursors.push(cursor.to_owned());
            if cursors.len() > 30 {
                cursors.remove(0);
            }
        }
        Ok(reply)
    }

    /// The same request with a foreign id and with one that nobody has: the same reply.
    fn pair(&mut self, attacker: usize, victim: usize) -> Result<()> {
        self.pairs += 1;
        let (memory, event) = {
            let victim = &self.orgs[victim];
            let memory = self.random.pick(&victim.memories).clone();
            (memory, self.random.pick(&victim.events).clone())
        };
        let external = self.random.pick(&self.orgs[victim].externals).clone();
        let key = self.random.pick(&self.orgs[victim].keys).clone();
        let missing_memory = like(&memory, &mut self.random);
        let missing_event = like(&event, &mut self.random);
        let missing_external = format!("nobody-{}", self.random.next());
        let missing_key = like(&key, &mut self.random);
        let by_memory = [(memory, missing_memory), (external, missing_external)];
        let (mut foreign, mut missing) = by_memory[self.random.below(2)].clone();
        if foreign.starts_with("common-") || self.orgs[attacker].taken.contains(&foreign) {
            // The attacker has one of its own with this name.
            (foreign, missing) = by_memory[0].clone();
        }
        let path = format!("/memoird/v1/memories/{}", encode(&foreign));
        let missing_path = format!("/memoird/v1/memories/{}", encode(&missing));
        type Make = Box<dyn Fn(&str) -> Request>;
        let simple = |method: &'static str, tail: &'static str| -> Make {
            Box::new(move |path| Request::new(method, format!("{path}{tail}")))
        };
        let post = |path: &'static str, field: &'static str| -> Make {
            Box::new(move |id| Request::post(format!("/memoird/v1/{path}"), &json!({ field: id })))
        };
        let cases: [(Make, &str, &str); 15] = [
            (post("erasures", "memory_id"), &foreign, &missing),
            (post("erasures", "event_id"), &event, &missing_event),
            (post("rollbacks", "memory_id"), &foreign, &missing),
            (post("rollbacks", "event_id"), &event, &missing_event),
            (simple("GET", ""), &path, &missing_path),
            (simple("GET", "/history"), &path, &missing_path),
            (simple("GET", "/lineage"), &path, &missing_path),
            (simple("DELETE", ""), &path, &missing_path),
            (simple("DELETE", "?hard=true"), &path, &missing_path),
            (
                Box::new(|path| Request::new("PATCH", path).json(&json!({"text": "mine now"}))),
                &path,
                &missing_path,
            ),
            (
                Box::new(|path| {
                    let request = Request::new("PATCH", path).json(&json!({"pinned": true}));
                    request.header("if-match", "\"1\"")
                }),
                &path,
                &missing_path,
            ),
            (
                Box::new(|id| Request::get(format!("/memoird/v1/events/{id}"))),
                &event,
                &missing_event,
            ),
            (
                Box::new(|id| Request::new("DELETE", format!("/memoird/v1/keys/{id}"))),
                &key,
                &missing_key,
            ),
            (
                Box::new(|id| {
                    let body = json!({"text": "a reference", "source_event_ids": [id]});
                    Request::post("/memoird/v1/memories", &body)
                }),
                &event,
                &missing_event,
            ),
            (
                Box::new(|id| Request::post("/status", &json!({"event_ids": [id]}))),
                &event,
                &missing_event,
            ),
        ];
        let (make, foreign, missing) = &cases[self.random.below(cases.len())];
        let first = self.send(attacker, &make(foreign))?;
        let second = self.send(attacker, &make(missing))?;
        let (first, second) = (normal(&first, foreign), normal(&second, missing));
        if first != second {
            let request = make(foreign);
            let name = format!("{} {}", request.method, request.target);
            self.find(format!(
                "{name}: a foreign id differs from a missing one: {first:?} {second:?}"
            ));
        }
        Ok(())
    }

    /// A value for a parameter: often the victim's, else the attacker's own.
    fn value(&mut self, attacker: usize, victim: usize, of: fn(&Org) -> &Vec<String>) -> String {
        let whose = if self.random.below(4) < 3 {
            victim
        } else {
            attacker
        };
        let values = of(&self.orgs[whose]);
        match values.is_empty() {
            true => "none".to_owned(),
            false => self.random.pick(values).clone(),
        }
    }

    fn random_request(&mut self, attacker: usize, victim: usize) -> Request {
        let names: fn(&Org) -> &Vec<String> = |org| &org.names;
        let mut at = serde_json::Map::new();
        let coordinates = [
            "user_id",
            "agent_id",
            "session_id",
            "namespace",
            "project_id",
            "team_id",
            "role_id",
        ];
        for name in coordinates {
            if self.random.one_in(4) {
                at.insert(name.into(), self.value(attacker, victim, names).into());
            }
        }
        let word = self.value(attacker, victim, |org| &org.words);
        let name = self.value(attacker, victim, names);
        let memory = self.value(attacker, victim, |org| &org.memories);
        let event = self.value(attacker, victim, |org| &org.events);
        let external = self.value(attacker, victim, |org| &org.externals);
        let cursor = self.value(attacker, victim, |org| &org.cursors);
        let mut body = Value::Object(at.clone());
        let groups = json!({"role_ids": [name], "team_ids": [name], "project_ids": [name]});
        let mut with = |more: Value| {
            for (key, value) in more.as_object().cloned().unwrap_or_default() {
                body[key] = value;
            }
            body.clone()
        };
        let filters = [
            json!({}),
            json!({"user_id": name}),
            json!({"any": [{"user_id": name}, {}]}),
            json!({"not": {"user_id": "nobody"}}),
            json!({"entities": {"in": [name, word]}}),
            json!({"tags": {"has_all": [word]}}),
            json!({format!("metadata.{word}"): word}),
            json!({"created_at": {"gte": "2000-01-01"}}),
        ];
        let filter = self.random.pick(&filters).clone();
        let query = at
            .iter()
            .map(|(key, value)| format!("&{key}={}", encode(value.as_str().unwrap_or_default())));
        let query: String = query.collect();
        let native = |path: &str, body: Value| Request::post(format!("/memoird/v1/{path}"), &body);
        match self.random.below(22) {
            0 => {
                with(groups);
                native(
                    "search",
                    with(json!({"query": word, "filter": filter, "limit": 50,
                    "with_source_events": true, "explain": true, "include_superseded": true})),
                )
            }
            1 => native(
                "search",
                with(json!({"query": "everything harbour", "limit": 50})),
            ),
            2 => native(
                "context",
                with(json!({"query": word, "expansion": "session"})),
            ),
            3 => native(
                "memories/list",
                with(json!({"filter": filter, "cursor": cursor})),
            ),
            4 => native(
                "memories/list",
                with(json!({"filter": filter, "limit": 3,
                "text_contains": word, "include_superseded": true})),
            ),
            5 => Request::get(format!("/memoird/v1/memories?limit=3{query}")),
            6 => Request::get(format!(
                "/memoird/v1/memories?cursor={}{query}",
                encode(&cursor)
            )),
            7 => Request::get(format!("/memoird/v1/events?limit=3{query}")),
            8 => Request::get(format!("/memoird/v1/events?cursor={}", encode(&cursor))),
            9 => Request::get(format!("/memoird/v1/memories/{}", encode(&external))),
            10 => native("events/status", json!({"event_ids": [event]})),
            11 => native(
                "memories",
                with(json!({"text": format!("I saw {word}"),
                "derived_from": [memory], "tags": [name]})),
            ),
            12 => {
                // A key of the victim's, under the attacker's hand.
                let key = format!("key-{}", self.random.below(5));
                native("memories", json!({"text": "the same", "user_id": name}))
                    .header("idempotency-key", key)
            }
            13 => {
                self.orgs[attacker].taken.insert(external.clone());
                native(
                    "memories",
                    json!({"text": "again", "external_id": external}),
                )
            }
            14 => native(
                "events",
                with(json!({"content": format!("{word} said {name}")})),
            ),
            15 => Request::post(
                "/search",
                &json!({"query": word, "actor_id": name, "limit": 50,
                "include_source_events": true, "role_ids": [name], "team_ids": [name]}),
            ),
            16 => Request::post(
                "/ingest",
                &json!({"events": [{"actor_id": name,
                "session_id": name, "kind": "user_message", "content": word}]}),
            ),
            17 => Request::new("DELETE", format!("/clear/{}", encode(&name))),
            18 => Request::get(format!("/memoird/v1/audit?cursor={}", encode(&cursor))),
            19 => {
                let paths = [
                    "audit",
                    "stats",
                    "usage",
                    "keys",
                    "export",
                    "health",
                    "ready",
                    "check",
                    "openapi.json",
                ];
                Request::get(format!("/memoird/v1/{}", self.random.pick(&paths)))
            }
            20 => {
                let paths = ["/metrics", "/health", "/nothing", "/memoird/v1/nothing"];
                Request::get(*self.random.pick(&paths))
            }
            _ => {
                let line = json!({"type": "memory", "memory": {"id": memory, "text": "imported"}});
                Request::new("POST", "/memoird/v1/import")
                    .header("content-type", "application/x-ndjson")
                    .body(line.to_string().into_bytes())
            }
        }
    }

    /// The log tells ids, never words. (Names stand in paths, which are logged as patterns.)
    fn scan_log(&mut self, log: &str) {
        for org in 0..self.orgs.len() {
            let words = words_of(log, org);
            // The org's own id is logged with its requests, and nothing else.
            let all: Vec<&String> = words.iter().collect();
            if all.len() > 1 {
                self.find(format!("the log has words of org {org}: {all:?}"));
            }
        }
    }
}

/// All canaries of an org in a text.
fn words_of(text: &str, org: usize) -> BTreeSet<String> {
    let mark = mark(org);
    let found = text.match_indices(&mark).map(|(at, _)| {
        let rest = &text[at + mark.len()..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        format!("{mark}{}", &rest[..end])
    });
    found.collect()
}

/// An id of the same form that does not exist.
fn like(id: &str, random: &mut Random) -> String {
    let mut made: Vec<char> = id.chars().collect();
    // The last characters of both kinds of ids are random.
    for place in made.iter_mut().rev().take(8) {
        if place.is_ascii_alphanumeric() {
            *place = (b'0' + random.below(10) as u8) as char;
        }
    }
    made.into_iter().collect()
}

/// Status and body without what must differ: the request's id, and the id asked for.
fn normal(reply: &Reply, id: &str) -> (u16, String) {
    let mut body = reply.json();
    if let Some(error) = body.get_mut("error").and_then(Value::as_object_mut) {
        error.remove("request_id");
    }
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
        body.remove("memories");
    }
    let id = id.rsplit('/').next().unwrap_or_default();
    (reply.status, body.to_string().replace(id, "<id>"))
}

fn new_key(client: &mut Client, mut body: Value) -> Result<(String, String)> {
    body["permissions"] = json!(["read", "write", "admin"]);
    let reply = client.send(&Request::post("/memoird/v1/keys", &body))?;
    let made = reply.json();
    match (made["key"]["id"].as_str(), made["secret"].as_str()) {
        (Some(id), Some(secret)) => Ok((id.to_owned(), secret.to_owned())),
        _ => anyhow::bail!("no key: {}", reply.brief()),
    }
}

impl Org {
    /// Stores some of everything, each field with a canary of its own; and some things under names
    /// that all orgs use.
    fn fill(&mut self, counter: &mut u64) -> Result<()> {
        let number = self.number;
        let mut next = || canary(number, counter);
        for round in 0..6 {
            let is_common = round >= 4;
            let mut name = |kind: &str| {
                if is_common {
                    format!("common-{kind}")
                } else {
                    next()
                }
            };
            let at = json!({"user_id": name("user"), "agent_id": name("agent"),
                "session_id": name("session"), "namespace": name("namespace"),
                "project_id": name("project"), "team_id": name("team"), "role_id": name("role")});
            self.names.extend(
                at.as_object()
                    .into_iter()
                    .flatten()
                    .filter_map(|(_, value)| value.as_str().map(str::to_owned)),
            );
            let (external, own) = (format!("{}-{round}", name("external")), next());
            let words = [next(), next(), next()];
            let mut memory = json!({
                "external_id": external, "text": format!("{own} walked to the harbour"),
                "type": words[0], "topics": [words[1]], "tags": [words[2]],
                "entities": [{"name": next(), "type": next()}],
                "metadata": {next(): next(), "number": round},
            });
            let mut event = json!({"external_id": format!("{external}-event"), "speaker": next(),
                "content": format!("{} said {} at the harbour", next(), next()),
                "metadata": {next(): next()}});
            for (key, value) in at.as_object().cloned().unwrap_or_default() {
                memory[&key] = value.clone();
                event[&key] = value;
            }
            self.words.extend(words.into_iter().chain([own]));
            self.externals.push(external);
            let stored = self.post("memories", &json!({"memories": [memory]}))?;
            let id = stored["memories"][0]["id"]
                .as_str()
                .context("an id")?
                .to_owned();
            self.memories.push(id.clone());
            let stored = self.post("events", &json!({"events": [event]}))?;
            self.events
                .push(stored["event_ids"][0].as_str().context("an id")?.to_owned());
            let derived = json!({"text": format!("{} follows", next()), "derived_from": [id],
                "source_event_ids": self.events});
            let stored = self.post("memories", &derived)?;
            self.memories.push(
                stored["memories"][0]["id"]
                    .as_str()
                    .context("an id")?
                    .to_owned(),
            );
            let target = format!("/memoird/v1/memories/{id}");
            let patch = json!({"text": format!("{} ran to the harbour", next())});
            let reply = self
                .client
                .send(&Request::new("PATCH", target).json(&patch))?;
            ensure!(reply.is_success(), "patch: {}", reply.brief());
            let keyed = json!({"text": format!("{} paid", next())});
            let request = Request::post("/memoird/v1/memories", &keyed);
            let request = request.header("idempotency-key", format!("key-{round}"));
            let reply = self.client.send(&request)?;
            ensure!(reply.is_success(), "keyed: {}", reply.brief());
        }
        for path in ["memories?limit=2", "events?limit=2", "audit?limit=2"] {
            let reply = self
                .client
                .send(&Request::get(format!("/memoird/v1/{path}")))?;
            self.cursors
                .extend(reply.json()["next_cursor"].as_str().map(str::to_owned));
        }
        let name = canary(number, counter);
        self.keys
            .push(new_key(&mut self.client, json!({ "name": name }))?.0);
        Ok(())
    }

    fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let reply = self
            .client
            .send(&Request::post(format!("/memoird/v1/{path}"), body))?;
        ensure!(reply.is_success(), "{path}: {}", reply.brief());
        Ok(reply.json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canaries_are_found_and_told_apart() {
        let mut counter = 0;
        let (a, b) = (canary(0, &mut counter), canary(1, &mut counter));
        let text = format!("x{a}y \"{b}\" {a}");
        assert_eq!(words_of(&text, 0), BTreeSet::from([a]));
        assert_eq!(words_of(&text, 1), BTreeSet::from([b]));
        assert_eq!(words_of(&text, 2), BTreeSet::new());
    }
}
