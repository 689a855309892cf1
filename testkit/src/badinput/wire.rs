//! Bad HTTP: lengths that lie, endless bodies, bombs, smuggled requests, giant heads.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{Bench, Expect, HANG};
use crate::http::{Request, read_reply};

const BODY: &str = r#"{"text":"smuggled"}"#;

/// All cases. None of them may store anything: the ledger knows of no memory "smuggled".
pub fn run(bench: &mut Bench, address: SocketAddr, key: &str) -> Result<()> {
    for (name, bytes) in heads(key) {
        raw(bench, address, &name, &[&bytes]);
    }
    bodies(bench, address, key);
    compressed(bench)?;
    let big = vec![b' '; 9 * 1024 * 1024];
    let request = Request::new("POST", "/memoird/v1/memories")
        .header("content-type", "application/json")
        .body(big);
    bench.case(
        "9 MiB of blanks",
        &request,
        &Expect::Refused(vec!["body".to_owned()]),
    );
    Ok(())
}

fn head(key: &str, more: &str) -> String {
    format!(
        "POST /memoird/v1/memories HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\n{more}\r\n"
    )
}

/// Heads that no server may take, or must take for what they are.
fn heads(key: &str) -> Vec<(String, Vec<u8>)> {
    let n = BODY.len();
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, text: String| all.push((name.to_owned(), text.into_bytes()));
    let both = format!("content-length: {n}\r\ntransfer-encoding: chunked\r\n");
    add(
        "length and chunks",
        head(key, &both) + "0\r\n\r\n" + &head(key, "") + BODY,
    );
    let two = format!("content-length: {n}\r\ncontent-length: {}\r\n", n + 5);
    add("two lengths", head(key, &two) + BODY);
    for length in [
        "-1",
        "+19",
        "0x13",
        "19a",
        "",
        " ",
        "99999999999999999999",
        "19, 19, 20",
    ] {
        add(
            "a bad length",
            head(key, &format!("content-length: {length}\r\n")) + BODY,
        );
    }
    for coding in [
        "identity",
        "chunked, identity",
        "xchunked",
        "chunked,chunked",
        "gzip",
    ] {
        let name = format!("transfer encoding {coding}");
        let coding = format!("transfer-encoding: {coding}\r\n");
        add(
            &name,
            head(key, &coding) + "13\r\n" + BODY + "\r\n0\r\n\r\n",
        );
    }
    let chunked = "transfer-encoding: chunked\r\n";
    for chunk in [
        "zz\r\n",
        "-1\r\n",
        "ffffffffffffffff\r\n",
        "13;x\r\nshort",
        "13 \n",
        "\r\n",
    ] {
        add("a bad chunk", head(key, chunked) + chunk);
    }
    add("a bare line feed", head(key, "x: y\n z: w\r\n") + BODY);
    add("a folded header", head(key, "x: y\r\n folded\r\n") + BODY);
    add(
        "a blank in a name",
        head(key, &format!("content-length : {n}\r\n")) + BODY,
    );
    add("NUL in a value", head(key, "x: a\0b\r\n") + BODY);
    add(
        "DEL in a value",
        head(key, "idempotency-key: \x7f\r\n") + BODY,
    );
    add(
        "no host",
        head(key, "").replace("host: localhost\r\n", "") + BODY,
    );
    add("two hosts", head(key, "host: evil.example\r\n") + BODY);
    add(
        "a huge header",
        head(key, &format!("x: {}\r\n", "y".repeat(1 << 20))) + BODY,
    );
    add("many headers", head(key, &"x: y\r\n".repeat(5000)) + BODY);
    let target = "a".repeat(1 << 20);
    add(
        "a long target",
        format!("GET /{target} HTTP/1.1\r\nhost: localhost\r\n\r\n"),
    );
    let query = format!("GET /memoird/v1/memories?{}", "user_id=a&".repeat(20_000));
    add(
        "a long query",
        query + " HTTP/1.1\r\nhost: localhost\r\n\r\n",
    );
    for line in [
        "GET",
        "GET /",
        "GET / HTTP/9.9",
        "GET / HTTP/1.1 x",
        "\0",
        "GET  / HTTP/1.1",
        "GET http://evil.example/memoird/v1/stats HTTP/1.1",
        "PRI * HTTP/2.0",
        "é / HTTP/1.1",
        "GET /\u{1}x HTTP/1.1",
    ] {
        add(
            "a bad request line",
            format!("{line}\r\nhost: localhost\r\n\r\n"),
        );
    }
    add("TLS", "\x16\x03\x01\x02".to_owned() + &"x".repeat(200));
    all
}

/// Bodies that are shorter, longer or slower than they say.
fn bodies(bench: &mut Bench, address: SocketAddr, key: &str) {
    let long = format!("content-length: {}\r\n", BODY.len() + 100);
    raw(
        bench,
        address,
        "a body that does not come",
        &[(head(key, &long) + BODY).as_bytes()],
    );
    let huge = "content-length: 10737418240\r\n";
    raw(
        bench,
        address,
        "10 GiB announced",
        &[(head(key, huge) + BODY).as_bytes()],
    );
    let start = head(key, "transfer-encoding: chunked\r\n");
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(1 << 20));
    let mut pieces = vec![start.as_bytes()];
    pieces.extend(std::iter::repeat_n(chunk.as_bytes(), 64));
    raw(bench, address, "endless chunks", &pieces);
}

/// Compressed bodies: broken ones, bombs, codings that are not known.
fn compressed(bench: &mut Bench) -> Result<()> {
    let post = |coding: &str, bytes: Vec<u8>| {
        Request::new("POST", "/memoird/v1/memories")
            .header("content-type", "application/json")
            .header("content-encoding", coding)
            .body(bytes)
    };
    let refused = Expect::Refused(vec![]);
    bench.case("not gzip", &post("gzip", BODY.into()), &refused);
    bench.case(
        "half a gzip",
        &post("gzip", gzip(BODY.as_bytes())[..12].to_vec()),
        &refused,
    );
    bench.case("unknown coding", &post("br", BODY.into()), &refused);
    bench.case("nonsense coding", &post("nonsense", BODY.into()), &refused);
    let bomb = bomb()?;
    let name = format!("a bomb of {} KiB that grows to 1 GiB", bomb.len() >> 10);
    bench.case(
        &name,
        &post("gzip", bomb),
        &Expect::Refused(vec!["body".to_owned()]),
    );
    Ok(())
}

/// `bytes` as gzip, stored without compression.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out.extend([0; 8]);
    out
}

/// A gibibyte of zeros, compressed by the system's gzip.
fn bomb() -> Result<Vec<u8>> {
    let mut gzip = std::process::Command::new("gzip")
        .arg("-c")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    let stdin = gzip.stdin.take();
    let writer = std::thread::spawn(move || {
        let zeros = vec![b' '; 1 << 20];
        let mut stdin = stdin;
        for _ in 0..1024 {
            if let Some(stdin) = &mut stdin {
                let _ = stdin.write_all(&zeros);
            }
        }
    });
    let mut out = Vec::new();
    if let Some(stdout) = &mut gzip.stdout {
        stdout.read_to_end(&mut out)?;
    }
    let _ = writer.join();
    gzip.wait()?;
    Ok(out)
}

/// Sends bytes as they are: every reply must be a 4xx, or the connection must be closed, in time.
fn raw(bench: &mut Bench, address: SocketAddr, name: &str, pieces: &[&[u8]]) {
    bench.cases += 1;
    let started = Instant::now();
    let outcome = exchange(address, pieces);
    let took = started.elapsed();
    bench.slowest = bench.slowest.max(took);
    match outcome {
        Ok(statuses) => {
            if let Some(status) = statuses.iter().find(|status| !(400..500).contains(*status)) {
                bench.find(format!("{name}: answered {status} ({statuses:?})"));
            }
        }
        Err(error) => bench.find(format!("{name}: {error} after {took:.1?}")),
    }
}

/// The statuses of all replies until the server closes.
fn exchange(address: SocketAddr, pieces: &[&[u8]]) -> std::io::Result<Vec<u16>> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(HANG))?;
    stream.set_write_timeout(Some(HANG))?;
    let mut writer = stream.try_clone()?;
    let mut statuses = Vec::new();
    for piece in pieces {
        // The server may close before it has seen all of it.
        if writer.write_all(piece).is_err() {
            break;
        }
    }
    let mut reader = std::io::BufReader::new(stream);
    loop {
        match read_reply(&mut reader, false) {
            Ok(reply) => {
                statuses.push(reply.status);
                // Another reply would be one to a request that was smuggled in.
                reader
                    .get_ref()
                    .set_read_timeout(Some(Duration::from_millis(200)))?;
            }
            Err(error) => {
                let is_hang = matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                );
                // A kept-alive connection after a refusal may stay.
                return match is_hang && statuses.is_empty() {
                    true => Err(error),
                    false => Ok(statuses),
                };
            }
        }
    }
}
