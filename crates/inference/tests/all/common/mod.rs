//! A small HTTP endpoint on this machine that says what a test wants.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// One request as the endpoint saw it: head and body.
pub type Seen = Arc<Mutex<Vec<(String, Value)>>>;

/// Answers request number n with `reply(n, body)`: status line and further headers, body.
pub fn serve(
    reply: impl Fn(usize, &Value) -> (String, String) + Send + Sync + 'static,
) -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/", listener.local_addr().unwrap());
    let seen = Seen::default();
    let (log, reply) = (Arc::clone(&seen), Arc::new(reply));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (log, reply) = (Arc::clone(&log), Arc::clone(&reply));
            std::thread::spawn(move || answer(stream.unwrap(), &log, &*reply));
        }
    });
    (url, seen)
}

fn answer(stream: TcpStream, log: &Seen, reply: &dyn Fn(usize, &Value) -> (String, String)) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap() == 0 {
            return;
        }
    }
    let length = head.to_lowercase();
    let length = length
        .split("content-length: ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let number = {
        let mut log = log.lock().unwrap();
        log.push((head, body.clone()));
        log.len() - 1
    };
    let (status, text) = reply(number, &body);
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
    let mut stream = stream;
    stream.write_all(reply.as_bytes()).unwrap();
}
