//! Dribbling connections: heads that never end, bodies that never end, readers that never read.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use crate::crash::judge;
use crate::http::{Client, Request};
use crate::server::{Folder, Launch, binary};

/// `testkit slowloris`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Connections of each kind.
    #[arg(long, default_value_t = 200)]
    connections: usize,
    /// The server's timers in milliseconds (head, body, reader); the defaults of the product are
    /// 10 s, 30 s, 30 s.
    #[arg(long, num_args = 3, default_values_t = [10_000, 30_000, 30_000])]
    timers_ms: Vec<u64>,
    /// The server's binary.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Switches the timers off; the run must then find connections that stay.
    #[arg(long)]
    control: bool,
}

/// What a bad client does.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// One byte of a header each second.
    Head,
    /// One byte of a body each second.
    Body,
    /// Asks for a large reply, again and again, and reads nothing.
    Reader,
}

const KINDS: [Kind; 3] = [Kind::Head, Kind::Body, Kind::Reader];

/// Beyond the timer: what the machine's scheduling and a second's dribble may add.
const GRACE: Duration = Duration::from_secs(4);

/// `testkit slowloris`.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut folder = Folder::new("slowloris")?;
    let mut launch = Launch::new(&binary(arguments.binary.as_deref())?, folder.path());
    let names = ["HEADER", "BODY", "WRITE"];
    for (name, timer) in names.iter().zip(&arguments.timers_ms) {
        let timer = if arguments.control { 3_600_000 } else { *timer };
        launch = launch.set(
            &format!("MEMOIRD_SERVER__{name}_TIMEOUT_MS"),
            timer.to_string(),
        );
    }
    if arguments.control {
        launch = launch.set("MEMOIRD_SERVER__REQUEST_TIMEOUT_MS", "3600000");
    }
    let server = launch.start_ready()?;
    fill(&mut server.client())?;
    let quiet = good_latency(
        server.address,
        Duration::from_secs(2),
        &AtomicBool::new(false),
    );
    let (mut findings, mut examples) = (0, Vec::new());
    for (kind, timer) in KINDS.into_iter().zip(&arguments.timers_ms) {
        // A reply has to be made before its reader can be slow: seconds, for fifty at once.
        let making = match kind {
            Kind::Reader => Duration::from_secs(20),
            Kind::Head | Kind::Body => Duration::ZERO,
        };
        let limit = Duration::from_millis(*timer) + GRACE + making;
        // Each unread reply lies in the server's memory.
        let connections = match kind {
            Kind::Reader => arguments.connections.div_ceil(4),
            Kind::Head | Kind::Body => arguments.connections,
        };
        let outcome = attack(server.address, kind, connections, limit)?;
        println!(
            "slowloris {kind:?}: {} of {} closed, last after {:.1} s (timer {:.0} s); good clients \
             p99 {:.1} ms (quiet {:.1} ms), {} failed",
            outcome.closed,
            connections,
            outcome.last.as_secs_f64(),
            *timer as f64 / 1000.0,
            outcome.good.p99_ms,
            quiet.p99_ms,
            outcome.good.failed
        );
        let open = (connections - outcome.closed) as u64;
        if open > 0 {
            examples.push(format!("{kind:?}: {open} still open after {limit:?}"));
        }
        if outcome.good.failed > 0 {
            examples.push(format!(
                "{kind:?}: {} good requests failed",
                outcome.good.failed
            ));
        }
        findings += open + outcome.good.failed;
        if arguments.control && findings > 0 {
            break;
        }
    }
    let verdict = judge("slowloris", arguments.control, findings, &examples);
    folder.keep = verdict.is_err() && !arguments.control;
    verdict
}

/// Some megabytes, so that a reply does not fit the buffers of a connection.
fn fill(client: &mut Client) -> Result<()> {
    let text = "slow readers need much to read ".repeat(1000);
    for number in 0..200 {
        // One at a time: embedding several such texts on a busy machine outlasts the server's patience.
        let body = json!({"memories": [{"text": format!("{number} {text}")}]});
        let reply = client.send(&Request::post("/memoird/v1/memories", &body))?;
        anyhow::ensure!(reply.is_success(), "fill: {}", reply.brief());
    }
    Ok(())
}

struct Outcome {
    closed: usize,
    last: Duration,
    good: Good,
}

struct Good {
    p99_ms: f64,
    failed: u64,
}

/// Opens the connections and keeps dribbling until all are closed or `limit` has passed.
fn attack(address: SocketAddr, kind: Kind, count: usize, limit: Duration) -> Result<Outcome> {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let good = scope.spawn(|| good_latency(address, limit * 2, &is_over));
        let mut open = Vec::new();
        for _ in 0..count {
            let mut stream = TcpStream::connect(address)?;
            if matches!(kind, Kind::Reader) {
                // Or the kernel would take the whole reply; and the replies take a while to make.
                rustix::net::sockopt::set_socket_recv_buffer_size(&stream, 4096)?;
                std::thread::sleep(Duration::from_millis(150));
            }
            stream.write_all(opening(kind).as_bytes())?;
            stream.set_nonblocking(true)?;
            open.push(stream);
        }
        // Of the last one; the others have less time.
        let started = Instant::now();
        let mut last = Duration::ZERO;
        while !open.is_empty() && started.elapsed() < limit {
            std::thread::sleep(Duration::from_secs(1));
            let before = open.len();
            open.retain_mut(|stream| is_open(stream, kind));
            if open.len() < before {
                last = started.elapsed();
            }
        }
        is_over.store(true, Ordering::Relaxed);
        let good = good.join().unwrap_or(Good {
            p99_ms: 0.0,
            failed: 1,
        });
        Ok(Outcome {
            closed: count - open.len(),
            last,
            good,
        })
    })
}

fn opening(kind: Kind) -> String {
    let list = "GET /memoird/v1/memories?limit=200 HTTP/1.1\r\nhost: localhost\r\n\r\n";
    match kind {
        Kind::Head => "GET /health HTTP/1.1\r\nhost: localhost\r\nx-slow: ".to_owned(),
        Kind::Body => "POST /memoird/v1/search HTTP/1.1\r\nhost: localhost\r\n\
                       content-type: application/json\r\ncontent-length: 10000\r\n\r\n{"
            .to_owned(),
        Kind::Reader => list.to_owned(),
    }
}

/// Dribbles one byte (or looks without reading), and tells whether the server still holds on.
fn is_open(stream: &mut TcpStream, kind: Kind) -> bool {
    if matches!(kind, Kind::Reader) {
        // Reading would help the server; the kernel knows whether the connection was reset.
        return stream.take_error().is_ok_and(|error| error.is_none())
            && stream.peer_addr().is_ok()
            && !is_reset(stream);
    }
    if stream.write_all(b" ").is_err() {
        return false;
    }
    let mut bytes = [0; 1000];
    match stream.read(&mut bytes) {
        Ok(0) => false,
        // A reply such as 408; the end comes next.
        Ok(_) => !matches!(stream.read(&mut bytes), Ok(0)),
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}

/// Whether the server has closed: a byte sent to a closed connection is answered with a reset.
fn is_reset(stream: &mut TcpStream) -> bool {
    match stream.write_all(b"G") {
        Ok(()) => false,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    }
}

/// What good clients see meanwhile.
fn good_latency(address: SocketAddr, at_most: Duration, is_over: &AtomicBool) -> Good {
    let started = Instant::now();
    let (mut times, mut failed) = (Vec::new(), 0);
    let mut client = Client::new(address).timeout(Duration::from_secs(10));
    while started.elapsed() < at_most && !is_over.load(Ordering::Relaxed) {
        let before = Instant::now();
        match client.send(&Request::get("/memoird/v1/stats")) {
            Ok(reply) if reply.is_success() => times.push(before.elapsed().as_secs_f64() * 1000.0),
            _ => failed += 1,
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    times.sort_by(f64::total_cmp);
    let p99_ms = times.get(times.len() * 99 / 100).copied().unwrap_or(0.0);
    Good { p99_ms, failed }
}
