//! Bad input: every route, every field, every way to be wrong. Always a 4xx that names the field,
//! never a 5xx, never a hang; and afterwards exactly what valid requests stored is there.

mod ledger;
mod routes;
mod stand_in;
mod values;
mod wire;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::crash::judge;
use crate::http::{Client, Reply, Request, encode};
use crate::server::{Folder, Launch, binary};
use ledger::Ledger;
use routes::{Face, Fixture, Route, UNIQUE, class_of, fields, routes};
use values::{Class, Fate};

/// `testkit badinput`.
#[derive(clap::Args)]
pub struct Arguments {
    /// One case in so many; 1: all.
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// The server's binary.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Tests a server that says yes to everything; the run must then find that out.
    #[arg(long)]
    control: bool,
}

/// A request that takes longer than this hangs. The server is told to wait 2 s for bodies.
const HANG: Duration = Duration::from_secs(8);

/// What a case should lead to.
#[derive(Clone, Debug)]
enum Expect {
    /// 4xx whose error names one of these.
    Refused(Vec<String>),
    /// 2xx, or 4xx that names one of these.
    Either(Vec<String>),
    /// 4xx, or 2xx with an empty list there.
    Nothing(&'static str),
    /// 4xx, or 2xx with a list there whose items all have this value in this field (or, of what is
    /// shared, none).
    Only(&'static str, String, Value),
}

struct Bench {
    client: Client,
    ledger: Ledger,
    unique: u64,
    cases: u64,
    every: usize,
    skipped: usize,
    slowest: Duration,
    findings: Vec<String>,
    count: u64,
}

/// `testkit badinput`.
pub fn run(arguments: &Arguments) -> Result<()> {
    let started = Instant::now();
    let mut folder = Folder::new("badinput")?;
    if arguments.control {
        folder.keep = false;
        let address = stand_in::start()?;
        let mut bench = Bench::new(Client::new(address), arguments.every);
        let fixture = Fixture {
            event: "e".into(),
            memory: "m".into(),
            target: "t".into(),
        };
        bench.all_bodies(&routes(&fixture));
        return judge("badinput", true, bench.count, &bench.findings);
    }
    let launch = Launch::new(&binary(arguments.binary.as_deref())?, folder.path())
        .set("MEMOIRD_SERVER__BODY_TIMEOUT_MS", "2000")
        .set("MEMOIRD_SERVER__HEADER_TIMEOUT_MS", "2000");
    let mut server = launch.start_ready()?;
    let key = create_key(&mut server.client())?;
    let mut bench = Bench::new(Client::with_key(server.address, &key), arguments.every);
    let fixture = bench.fixture()?;
    let before = server.resident_bytes();
    bench.all_bodies(&routes(&fixture));
    bench.filters();
    bench.queries();
    bench.paths();
    bench.headers(&fixture);
    bench.imports();
    wire::run(&mut bench, server.address, &key)?;
    let grown = server.resident_bytes().saturating_sub(before) >> 20;
    if let Some(status) = server.has_ended()? {
        bench.find(format!("the server has ended: {status}"));
    } else {
        for problem in bench.ledger.compare(&mut bench.client)? {
            bench.find(problem);
        }
    }
    println!(
        "badinput: {} cases in {:.0} s, slowest {:.1} s, {} writes accepted, memory grew by \
         {grown} MiB; {} findings",
        bench.cases,
        started.elapsed().as_secs_f64(),
        bench.slowest.as_secs_f64(),
        bench.ledger.len(),
        bench.count
    );
    let verdict = judge("badinput", false, bench.count, &bench.findings);
    folder.keep = verdict.is_err();
    verdict
}

fn create_key(client: &mut Client) -> Result<String> {
    let body = json!({"name": "bench", "permissions": ["read", "write", "admin"]});
    let reply = client.send(&Request::post("/memoird/v1/keys", &body))?;
    let secret = reply.json()["secret"].as_str().map(str::to_owned);
    secret.with_context(|| format!("no key: {}", reply.brief()))
}

impl Bench {
    fn new(client: Client, every: usize) -> Self {
        Bench {
            client: client.timeout(HANG),
            ledger: Ledger::default(),
            unique: 0,
            cases: 0,
            every,
            skipped: 0,
            slowest: Duration::ZERO,
            findings: Vec::new(),
            count: 0,
        }
    }

    fn find(&mut self, text: String) {
        self.count += 1;
        if self.findings.len() < 3000 {
            self.findings.push(text.chars().take(500).collect());
        }
    }

    fn fixture(&mut self) -> Result<Fixture> {
        let mut add = |path: &str, body: Value, at: &str| {
            let reply = self
                .client
                .send(&Request::post(format!("/memoird/v1/{path}"), &body))?;
            self.ledger.note("POST", &body, &reply);
            let id = reply
                .json()
                .pointer(at)
                .and_then(Value::as_str)
                .map(str::to_owned);
            id.with_context(|| format!("no fixture: {}", reply.brief()))
        };
        let memory = json!({"text": "The first memory.", "user_id": "ada"});
        Ok(Fixture {
            event: add(
                "events",
                json!({"content": "The first event."}),
                "/event_ids/0",
            )?,
            memory: add("memories", memory.clone(), "/memories/0/id")?,
            target: add("memories", memory, "/memories/0/id")?,
        })
    }

    /// Sends and judges one case.
    fn case(&mut self, name: &str, request: &Request, expect: &Expect) {
        self.skipped += 1;
        if !self.skipped.is_multiple_of(self.every) {
            return;
        }
        self.cases += 1;
        let started = Instant::now();
        let outcome = self.client.send(request);
        self.slowest = self.slowest.max(started.elapsed());
        let reply = match outcome {
            Ok(reply) => reply,
            Err(error) => {
                self.client.close();
                let after = started.elapsed().as_secs_f64();
                return self.find(format!("{name}: no reply after {after:.1} s: {error}"));
            }
        };
        if let Some(problem) = self.problem(request, expect, &reply) {
            self.find(format!("{name}: {problem}: {}", reply.brief()));
        }
        if reply.is_success() {
            let body = request.body.as_deref().unwrap_or_default();
            if let Some(problem) = self.ledger.note(
                &request.method,
                &serde_json::from_slice(body).unwrap_or_default(),
                &reply,
            ) {
                self.find(format!("{name}: {problem}"));
            }
        }
    }

    fn problem(&self, request: &Request, expect: &Expect, reply: &Reply) -> Option<&'static str> {
        let fields = match (expect, reply.status) {
            // An attack on a name that is taken: that is said, too.
            (Expect::Either(_), 409) => return None,
            (_, 500..) => return Some("a 5xx"),
            (_, ..200 | 300..400) => return Some("neither success nor refusal"),
            (Expect::Refused(_), 200..300) => return Some("was accepted"),
            (Expect::Either(_), 200..300) => return None,
            (Expect::Nothing(at), 200..300) => {
                let body = reply.json();
                let found = body.pointer(at).and_then(Value::as_array);
                return found
                    .is_none_or(|found| !found.is_empty())
                    .then_some("found something");
            }
            (Expect::Only(at, field, value), 200..300) => {
                let body = reply.json();
                let found = body.pointer(at).and_then(Value::as_array).cloned();
                let has = |item: &Value| {
                    let item = item.get("memory").unwrap_or(item);
                    item[field] == *value || item[field].is_null()
                };
                let is_only = found.is_some_and(|found| found.iter().all(has));
                return (!is_only).then_some("found something else");
            }
            (Expect::Refused(fields) | Expect::Either(fields), _) => fields.as_slice(),
            (Expect::Nothing(_) | Expect::Only(..), _) => &[],
        };
        let body = reply.json();
        let named = match body["error"].as_object() {
            Some(error) => error
                .get("field")
                .and_then(Value::as_str)
                .map(str::to_owned),
            None => body["message"].as_str().map(str::to_owned),
        };
        let is_head = request.method == "HEAD";
        if !is_head && body["error"].is_null() {
            return Some("no error in JSON");
        }
        let names = |field: &String| named.as_ref().is_some_and(|named| named.contains(field));
        let is_named = fields.is_empty() || fields.iter().any(names);
        (!is_named).then_some("the field is not named")
    }

    /// `body` with `UNIQUE` filled in, and the raw JSON text `raw` at `path`.
    fn with_raw(&mut self, body: &Value, path: &[String], raw: &str) -> Vec<u8> {
        self.unique += 1;
        let mut body = body.clone();
        let pointer: String = path.iter().map(|part| format!("/{part}")).collect();
        if let Some(place) = body.pointer_mut(&pointer).filter(|_| !path.is_empty()) {
            *place = json!("@raw@");
        }
        let text = body.to_string();
        let text = text
            .replace("\"@raw@\"", raw)
            .replace(UNIQUE, &format!("own-{}", self.unique));
        text.into_bytes()
    }

    fn json_case(&mut self, name: &str, route: &Route, bytes: Vec<u8>, expect: &Expect) {
        let request = Request::new(route.method, route.path.as_str());
        let request = request
            .header("content-type", "application/json")
            .body(bytes);
        self.case(name, &request, expect);
    }

    fn all_bodies(&mut self, routes: &[Route]) {
        for route in routes {
            let name = format!("{} {}", route.method, route.path);
            self.whole_bodies(&name, route);
            for path in fields(&route.body) {
                self.field(&name, route, &path);
            }
        }
    }

    /// Bodies that are wrong as a whole.
    fn whole_bodies(&mut self, name: &str, route: &Route) {
        let good = self.with_raw(&route.body, &[], "");
        self.json_case(
            &format!("{name} (valid)"),
            route,
            good.clone(),
            &Expect::Either(vec![]),
        );
        let text = String::from_utf8_lossy(&good).into_owned();
        let mut bad: Vec<Vec<u8>> = [
            "",
            " ",
            "null",
            "7",
            "\"x\"",
            "[]",
            "[[]]",
            "{",
            "}",
            "{]",
            "{\"a\"",
            "nul",
            "<a/>",
            "a=b",
            "\u{feff}{}",
            "{}{}",
            "/* */{}",
            "{\"a\":1,}",
        ]
        .map(|text| text.as_bytes().to_vec())
        .to_vec();
        bad.push(text.as_bytes()[..text.len() / 2].to_vec());
        bad.push([text.as_bytes(), b" trailing"].concat());
        bad.push([text.as_bytes(), b"\0"].concat());
        bad.push(b"\xff\xfe{}".to_vec());
        bad.push(text.replace(':', ":\u{a0}").into_bytes());
        bad.push([b"{\"x\":\"".to_vec(), vec![0xc3, 0x28], b"\"}".to_vec()].concat());
        bad.push("[".repeat(10_000).into_bytes());
        bad.push(values::deep(10_000).into_bytes());
        bad.push(values::deep(1_000_000).into_bytes());
        for bytes in bad {
            let shown: String = String::from_utf8_lossy(&bytes).chars().take(30).collect();
            let name = format!("{name} body {shown:?}");
            self.json_case(&name, route, bytes, &Expect::Refused(vec![]));
        }
        for key in ["unknown_field", "__proto__", "$where", "Text", "text\u{0}"] {
            let mut body = route.body.clone();
            body[key] = json!(1);
            let bytes = self.with_raw(&body, &[], "");
            let expect = match route.face {
                Face::Native => Expect::Refused(vec![key.replace('\u{0}', "")]),
                // The original ignores what it does not know.
                Face::Memsy => Expect::Either(vec![]),
            };
            self.json_case(&format!("{name} unknown {key:?}"), route, bytes, &expect);
        }
        for required in route.required {
            let mut body = route.body.clone();
            remove(&mut body, required);
            let bytes = self.with_raw(&body, &[], "");
            // A batch without its list is read as one item alone, which lacks its words.
            let names = [*required, "text", "content"].map(str::to_owned).to_vec();
            let expect = Expect::Refused(names);
            self.json_case(&format!("{name} without {required}"), route, bytes, &expect);
        }
    }

    /// Every bad value in one field.
    fn field(&mut self, name: &str, route: &Route, path: &[String]) {
        let key = path.last().map(String::as_str).unwrap_or_default();
        let mut class = class_of(route, key);
        if route.path == "/search" && key == "session_id" {
            // Empty is unset there, and few characters can be searched by (quirks 4 and 5).
            class = Class::Words;
        }
        let is_required = route.required.contains(&key);
        let mut all = values::values(class);
        let null = if is_required {
            Fate::Refused
        } else {
            Fate::Either
        };
        all.push(("null".to_owned(), null));
        for (raw, fate) in all {
            let bytes = self.with_raw(&route.body, path, &raw);
            let shown: String = raw.chars().take(40).collect();
            let case = format!("{name} {}={shown}", path.join("."));
            // Broken JSON is the body's fault.
            let names = match serde_json::from_str::<Value>(&raw) {
                Ok(_) => {
                    // What a merge makes too large is the metadata.
                    let names = path.iter().rev().filter(|part| *part != "0").take(2);
                    let names = names.map(|name| name.replace("_merge", ""));
                    names.chain(["body".to_owned()]).collect()
                }
                Err(_) => vec![],
            };
            let value: Value = serde_json::from_str(&raw).unwrap_or_default();
            let expect = match fate {
                Fate::Refused => Expect::Refused(names),
                Fate::Either => match route.results {
                    Some(at) if value.is_string() && scopes(route, key) => {
                        Expect::Only(at, key.to_owned(), value)
                    }
                    _ => Expect::Either(names),
                },
            };
            self.json_case(&case, route, bytes, &expect);
        }
        // Twice the same field.
        let first = format!("\"{key}\":");
        let good = self.with_raw(&route.body, &[], "");
        let text = String::from_utf8_lossy(&good).into_owned();
        let text = text.replacen(&first, &format!("{first}null,{first}"), 1);
        let expect = Expect::Either(vec![]);
        self.json_case(
            &format!("{name} {key} twice"),
            route,
            text.into_bytes(),
            &expect,
        );
    }

    fn filters(&mut self) {
        for (path, query, at) in [("list", None, "/items"), ("search", Some("bees"), "/hits")] {
            let target = match query {
                None => "/memoird/v1/memories/list",
                Some(_) => "/memoird/v1/search",
            };
            let body = |filter: &str| match query {
                None => format!("{{\"filter\":{filter}}}"),
                Some(query) => format!("{{\"query\":\"{query}\",\"filter\":{filter}}}"),
            };
            let post = |filter: &str| {
                let request = Request::new("POST", target);
                request
                    .header("content-type", "application/json")
                    .body(body(filter).into_bytes())
            };
            for (filter, field) in values::bad_filters() {
                let shown: String = filter.chars().take(60).collect();
                let expect = Expect::Refused(vec![field.to_owned()]);
                self.case(&format!("{path} filter {shown}"), &post(&filter), &expect);
            }
            for filter in values::empty_filters() {
                let shown: String = filter.chars().take(80).collect();
                let expect = Expect::Nothing(at);
                self.case(&format!("{path} filter {shown}"), &post(&filter), &expect);
            }
        }
    }

    /// Query strings.
    fn queries(&mut self) {
        let long = "x".repeat(300);
        let numbers = [
            "",
            "0",
            "-1",
            "1001",
            "abc",
            "1.5",
            "99999999999999999999",
            "1;drop",
            "%00",
            "NaN",
        ];
        let names = ["", "%00", "a%0Ab", long.as_str(), "%FF", "%C3%28"];
        let labels = ["%FF", "%C3%28"];
        let times = ["", "yesterday", "2024-13-01", "%00", "7"];
        let flags = ["", "yes", "1", "TRUE", "%00"];
        let enums = ["", "nonsense", "%00", "created_desc;drop"];
        let cursors = [
            "",
            "x",
            "%00",
            "AAAA",
            "bm9uc2Vuc2U=",
            long.as_str(),
            "'%20or%201=1",
            "..%2F",
        ];
        type Fields<'a> = [(&'a str, &'a [&'a str])];
        let table: [(&str, &Fields); 4] = [
            (
                "memories",
                &[
                    ("limit", &numbers),
                    ("cursor", &cursors),
                    ("sort", &enums),
                    ("kind", &enums),
                    ("tier", &enums),
                    ("status", &enums),
                    ("level", &enums),
                    ("user_id", &names),
                    ("session_id", &names),
                    ("type", &labels),
                    ("tag", &labels),
                    ("topic", &labels),
                    ("entity", &labels),
                    ("created_from", &times),
                    ("created_before", &times),
                    ("include_superseded", &flags),
                    ("with_total", &flags),
                    ("unknown", &["1"]),
                ],
            ),
            (
                "events",
                &[
                    ("limit", &numbers),
                    ("cursor", &cursors),
                    ("kind", &enums),
                    ("user_id", &names),
                    ("session_id", &names),
                    ("ascending", &flags),
                    ("unknown", &["1"]),
                ],
            ),
            (
                "audit",
                &[
                    ("limit", &numbers),
                    ("cursor", &cursors),
                    ("unknown", &["1"]),
                ],
            ),
            (
                "usage",
                &[("from", &times), ("to", &times), ("unknown", &["1"])],
            ),
        ];
        for (path, parameters) in table {
            for (name, values) in parameters {
                for value in *values {
                    let target = format!("/memoird/v1/{path}?{name}={value}");
                    let expect = Expect::Refused(vec![(*name).to_owned(), "query".to_owned()]);
                    self.case(&format!("GET {target}"), &Request::get(&target), &expect);
                }
                let target = format!("/memoird/v1/{path}?{name}=a&{name}=b");
                self.case(&target, &Request::get(&target), &Expect::Refused(vec![]));
            }
        }
        for text in values::INJECTIONS {
            for name in [
                "user_id",
                "session_id",
                "tag",
                "type",
                "text_contains",
                "entity",
            ] {
                let target = format!("/memoird/v1/memories?{name}={}", encode(text));
                let expect = match name {
                    "user_id" | "session_id" | "type" => {
                        Expect::Only("/items", name.to_owned(), json!(text))
                    }
                    _ => Expect::Either(vec![name.to_owned()]),
                };
                self.case(&format!("GET {target}"), &Request::get(&target), &expect);
            }
        }
    }

    /// Ids in paths.
    fn paths(&mut self) {
        let long = "x".repeat(5000);
        let ids = [
            "x",
            "0",
            "-1",
            "%00",
            "%0a",
            "%FF",
            "%2e%2e",
            "..%2f..%2fetc",
            "%2F",
            "a%2Fb",
            "null",
            "01a1fc27-0611-7abc-849b-58cc52d7a658",
            "00000000-0000-0000-0000-000000000000",
            "01M7Y2E11PNHDEG0MNG40X13HM",
            "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "%F0%9F%8F%B4",
            "'%20or%201=1",
            "**",
            "%25",
            "%",
            "%zz",
            ";",
            "a;b=c",
            "@",
            long.as_str(),
        ];
        let routes = [
            ("GET", "/memoird/v1/memories/{}"),
            ("GET", "/memoird/v1/memories/{}/history"),
            ("GET", "/memoird/v1/memories/{}/lineage"),
            ("DELETE", "/memoird/v1/memories/{}"),
            ("DELETE", "/memoird/v1/memories/{}?hard=true"),
            ("GET", "/memoird/v1/events/{}"),
            ("DELETE", "/memoird/v1/keys/{}"),
            ("GET", "/memoird/v1/{}"),
            ("GET", "/{}"),
            ("POST", "/{}"),
        ];
        for (method, path) in routes {
            for id in ids {
                let target = path.replace("{}", id);
                let request = Request::new(method, target.as_str());
                self.case(
                    &format!("{method} {target}"),
                    &request,
                    &Expect::Refused(vec![]),
                );
            }
        }
        for id in ids {
            // A session that nobody has: nothing is cleared.
            let target = format!("/clear/{id}");
            self.case(
                &target,
                &Request::new("DELETE", target.as_str()),
                &Expect::Either(vec![]),
            );
        }
        for method in ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW", "get"] {
            let request = Request::new(method, "/memoird/v1/search");
            self.case(method, &request, &Expect::Refused(vec![]));
        }
    }

    /// Headers of requests that are otherwise good.
    fn headers(&mut self, fixture: &Fixture) {
        let long = "k".repeat(257);
        let target = format!("/memoird/v1/memories/{}", fixture.target);
        for value in [
            "",
            "x",
            "\"\"",
            "\"x\"",
            "\"-1\"",
            "\"99999999999999999999\"",
            "W/",
            "0",
        ] {
            let request = Request::new("PATCH", target.as_str()).json(&json!({"pinned": true}));
            let request = request.header("if-match", value);
            let expect = Expect::Refused(vec!["If-Match".to_owned()]);
            self.case(&format!("if-match {value}"), &request, &expect);
        }
        let request = Request::new("PATCH", target.as_str()).json(&json!({"pinned": true}));
        let request = request.header("if-match", "\"999\"");
        self.case("if-match 999", &request, &Expect::Refused(vec![]));
        for value in ["", long.as_str(), "clé"] {
            let body = json!({"text": "never stored"});
            let request = Request::post("/memoird/v1/memories", &body);
            let request = request.header("idempotency-key", value);
            let expect = Expect::Refused(vec!["Idempotency-Key".to_owned()]);
            self.case(&format!("idempotency-key {value:.20}"), &request, &expect);
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonx",
            "text/json;x",
            "application/xml",
        ] {
            let request = Request::new("POST", "/memoird/v1/memories")
                .header("content-type", kind)
                .body(br#"{"text":"never stored"}"#.to_vec());
            self.case(
                &format!("content-type {kind}"),
                &request,
                &Expect::Refused(vec![]),
            );
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "[::2]",
            "a b",
        ] {
            let mut request = Request::get("/memoird/v1/stats").header("x-a", "b");
            request.headers.push(("host".into(), host.into()));
            self.case(&format!("host {host}"), &request, &Expect::Refused(vec![]));
        }
        let request = Request::get("/memoird/v1/stats").header("origin", "https://evil.example");
        self.case("a foreign origin", &request, &Expect::Refused(vec![]));
    }

    /// Lines of an import.
    fn imports(&mut self) {
        for line in [
            "x",
            "{}",
            "[]",
            "7",
            "{\"type\":\"memory\"}",
            "{\"type\":\"nonsense\"}",
            "{\"type\":\"memory\",\"memory\":{}}",
            "{\"type\":\"event\",\"event\":{\"id\":7}}",
            "\u{0}",
        ] {
            let request = Request::new("POST", "/memoird/v1/import")
                .header("content-type", "application/x-ndjson")
                .body(line.as_bytes().to_vec());
            let expect = Expect::Refused(vec!["line 1".to_owned()]);
            self.case(&format!("import {line}"), &request, &expect);
        }
    }
}

/// Fields that narrow what is found, and stand in what is found.
fn scopes(route: &Route, key: &str) -> bool {
    let is_list = route.path.ends_with("/list") || route.path.ends_with("/v1/search");
    is_list && ["user_id", "agent_id", "session_id", "namespace"].contains(&key)
}

/// Removes the field `key` wherever it is.
fn remove(value: &mut Value, key: &str) {
    if let Some(object) = value.as_object_mut() {
        object.remove(key);
        object.values_mut().for_each(|inner| remove(inner, key));
    } else if let Some(items) = value.as_array_mut() {
        items.iter_mut().for_each(|inner| remove(inner, key));
    }
}
