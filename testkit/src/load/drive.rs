//! The load generator. In an open loop requests have an intended start that does not depend on
//! earlier replies, and latency is counted from it: a server that stalls cannot hide the requests
//! that would have come meanwhile. In a closed loop every client sends as soon as it can, which
//! tells the greatest throughput and nothing about latency under a given load.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::corpus::{Corpus, Random};
use super::http::{Client, Target};
use super::report::{Report, Samples};

/// Arguments of `testkit load drive`.
#[derive(Args, Clone)]
pub(super) struct DriveArgs {
    /// Base URL of the server (its Memsy dialect is used: POST /ingest and /search).
    #[arg(long, default_value = "http://127.0.0.1:7077")]
    url: String,
    /// API key; none by default.
    #[arg(long, default_value = "")]
    key: String,
    /// What to send.
    #[arg(long, value_enum, default_value = "search")]
    op: Op,
    /// With `--op mixed`: this share of the requests are ingests.
    #[arg(long, default_value_t = 20)]
    ingest_percent: u64,
    /// Connections, each used by one request at a time.
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// Arrivals per second over all clients; without it the loop is closed.
    #[arg(long)]
    rate: Option<f64>,
    /// How long to measure.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Stop after so many requests, if the time is not up before.
    #[arg(long, default_value_t = u64::MAX)]
    requests: u64,
    /// How long to run before, without measuring.
    #[arg(long, default_value_t = 1.0)]
    warmup_s: f64,
    /// After this a request counts as failed.
    #[arg(long, default_value_t = 10.0)]
    timeout_s: f64,
    /// Users `user-0` ... that searches and events are spread over.
    #[arg(long, default_value_t = 100)]
    users: u64,
    /// First user's number.
    #[arg(long, default_value_t = 0)]
    first_user: u64,
    /// Memories each user has, as `fill` made them: what is asked for exists.
    #[arg(long, default_value_t = 1000)]
    per_user: u64,
    /// Name no user: search the whole org.
    #[arg(long)]
    org_wide: bool,
    /// Results asked for.
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// Events per ingest request.
    #[arg(long, default_value_t = 1)]
    batch: u64,
    /// Makes the run repeatable.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// In the reply to a search that found nothing.
const EMPTY: &[u8] = b"\"results\":[]";

/// Kinds of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Op {
    Search,
    Ingest,
    Mixed,
}

/// What all clients of a run share.
struct Run<'a> {
    args: &'a DriveArgs,
    target: Target,
    corpus: Corpus,
    /// Events of this run begin here, so that no run repeats another's.
    first_event: u64,
    next: AtomicU64,
    started: Instant,
    measure_from: Instant,
    end: Instant,
}

pub(super) fn run(args: &DriveArgs) -> anyhow::Result<()> {
    anyhow::ensure!(
        args.clients > 0 && args.users > 0 && args.batch > 0,
        "nothing to do"
    );
    let target = Target::new(
        &args.url,
        &args.key,
        Duration::from_secs_f64(args.timeout_s),
    )?;
    let now_ms = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)?
        .as_millis();
    let started = Instant::now() + Duration::from_millis(5);
    let measure_from = started + Duration::from_secs_f64(args.warmup_s);
    let run = Run {
        args,
        target,
        corpus: Corpus::new(args.seed),
        first_event: (now_ms as u64) << 20,
        next: AtomicU64::new(0),
        started,
        measure_from,
        end: measure_from + Duration::from_secs_f64(args.seconds),
    };
    let samples = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..args.clients)
            .map(|_| scope.spawn(|| run.work_as_client()))
            .collect();
        let mut all: BTreeMap<&'static str, Samples> = BTreeMap::new();
        for client in clients {
            let of_client = client.join().expect("a client thread does not panic");
            for (op, samples) in of_client {
                all.entry(op).or_default().merge(samples);
            }
        }
        all
    });
    let seconds = measure_from.elapsed().as_secs_f64();
    let report = Report::new(args.clients, args.rate, seconds, run.missed(), samples);
    let text = if args.json {
        serde_json::to_string(&report)?
    } else {
        report.to_text()
    };
    // The tool's one purpose is to print this.
    #[expect(clippy::print_stdout)]
    {
        println!("{}", text.trim_end());
    }
    Ok(())
}

impl Run<'_> {
    /// Sends its share of the requests until the time is up.
    fn work_as_client(&self) -> BTreeMap<&'static str, Samples> {
        let mut samples: BTreeMap<&'static str, Samples> = BTreeMap::new();
        let mut client = Client::new(&self.target);
        loop {
            let arrival = self.next.fetch_add(1, Ordering::Relaxed);
            let intended = self
                .args
                .rate
                .map(|rate| self.started + Duration::from_secs_f64(arrival as f64 / rate));
            let request = self.request(arrival);
            if let Some(intended) = intended {
                std::thread::sleep(intended.saturating_duration_since(Instant::now()));
            }
            let sent = Instant::now();
            let intended = intended.unwrap_or(sent);
            if sent >= self.end || intended >= self.end || arrival >= self.args.requests {
                // Not sent: whether it counts as missed is told by its number.
                return samples;
            }
            let outcome = client.post(request.path, &request.body);
            let outcome = outcome.map(|reply| (reply.status, reply.contains(EMPTY)));
            let done = Instant::now();
            if intended < self.measure_from {
                continue;
            }
            let samples = samples.entry(request.op).or_default();
            match outcome {
                Ok((200..300, is_empty)) => {
                    samples.empty += u64::from(is_empty);
                    samples.latency_us.push(us(done - intended));
                    samples.service_us.push(us(done - sent));
                    samples.items += request.items;
                }
                Ok((status, _)) => *samples.errors.entry(status.to_string()).or_default() += 1,
                Err(error) => {
                    let name = format!("transport: {}", error.kind());
                    *samples.errors.entry(name).or_default() += 1;
                }
            }
        }
    }

    /// The request of an arrival; a function of the seed and its number.
    fn request(&self, arrival: u64) -> Request {
        let args = self.args;
        let mut random = Random::new(args.seed ^ 0x10ad, arrival);
        let is_ingest = match args.op {
            Op::Search => false,
            Op::Ingest => true,
            Op::Mixed => random.below(100) < args.ingest_percent,
        };
        let user = args.first_user + random.below(args.users);
        if is_ingest {
            return self.ingest_request(user, arrival);
        }
        let wanted = random.below(args.per_user.max(1));
        let mut body = serde_json::json!({
            "query": self.corpus.question(user, wanted),
            "limit": args.limit,
            "threshold": 0.0,
            "include_source_events": false,
        });
        if !args.org_wide {
            body["actor_id"] = Corpus::user_id(user).into();
        }
        Request {
            op: "search",
            path: "/search",
            body: body.to_string(),
            items: 1,
        }
    }

    fn ingest_request(&self, user: u64, arrival: u64) -> Request {
        let first = self.first_event + arrival * self.args.batch;
        let events: Vec<_> = (first..first + self.args.batch)
            .map(|number| {
                serde_json::json!({
                    "actor_id": Corpus::user_id(user),
                    "session_id": Corpus::session_id(number),
                    "kind": "user_message",
                    "content": self.corpus.text(user, number),
                })
            })
            .collect();
        let body = serde_json::json!({ "events": events }).to_string();
        Request {
            op: "ingest",
            path: "/ingest",
            body,
            items: self.args.batch,
        }
    }

    /// Arrivals of the open loop that were due and never sent.
    fn missed(&self) -> u64 {
        let Some(rate) = self.args.rate else { return 0 };
        let due = (rate * (self.args.warmup_s + self.args.seconds)).floor() as u64;
        let due = due.min(self.args.requests);
        // Every client took one number that it did not send.
        let sent = self
            .next
            .load(Ordering::Relaxed)
            .saturating_sub(self.args.clients as u64);
        due.saturating_sub(sent)
    }
}

struct Request {
    op: &'static str,
    path: &'static str,
    body: String,
    items: u64,
}

fn us(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}
