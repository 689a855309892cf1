//! A blocking HTTP/1.1 client that sends exactly the bytes it is told to and hides nothing.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Status and the beginning of the body, for messages.
    pub fn brief(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        format!(
            "{} {}",
            self.status,
            text.chars().take(300).collect::<String>()
        )
    }
}

/// What to send.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
}

impl Request {
    pub fn new(method: &str, target: impl Into<String>) -> Self {
        Request {
            method: method.to_owned(),
            target: target.into(),
            ..Request::default()
        }
    }

    pub fn get(target: impl Into<String>) -> Self {
        Request::new("GET", target)
    }

    pub fn post(target: impl Into<String>, body: &Value) -> Self {
        Request::new("POST", target).json(body)
    }

    pub fn json(self, body: &Value) -> Self {
        let bytes = body.to_string().into_bytes();
        self.header("content-type", "application/json").body(bytes)
    }

    pub fn body(mut self, bytes: Vec<u8>) -> Self {
        self.body = Some(bytes);
        self
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The bytes on the wire.
    pub fn bytes(&self, key: Option<&str>) -> Vec<u8> {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: localhost\r\n",
            self.method, self.target
        );
        if let Some(key) = key {
            head += &format!("authorization: Bearer {key}\r\n");
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if let Some(body) = &self.body {
            head += &format!("content-length: {}\r\n", body.len());
        }
        let mut bytes = (head + "\r\n").into_bytes();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        bytes
    }
}

/// One kept-alive connection, opened when it is needed.
pub struct Client {
    address: SocketAddr,
    pub key: Option<String>,
    timeout: Duration,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Client {
            address,
            key: None,
            timeout: Duration::from_secs(60),
            stream: None,
        }
    }

    pub fn with_key(address: SocketAddr, key: &str) -> Self {
        Client {
            key: Some(key.to_owned()),
            ..Client::new(address)
        }
    }

    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends and waits for the whole reply. After an error nobody knows whether the request had
    /// its effect.
    pub fn send(&mut self, request: &Request) -> Result<Reply> {
        let bytes = request.bytes(self.key.as_deref());
        self.exchange(&bytes, request.method == "HEAD")
    }

    /// Sends these very bytes.
    pub fn exchange(&mut self, bytes: &[u8], is_head: bool) -> Result<Reply> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        // A server may answer before it has read everything, and close: its answer counts.
        let written = stream.get_mut().write_all(bytes);
        let reply = match (read_reply(&mut stream, is_head), written) {
            (Ok(reply), _) => reply,
            (Err(_), Err(error)) | (Err(error), Ok(())) => return Err(error),
        };
        let closes = reply.header("connection") == Some("close");
        if !closes {
            self.stream = Some(stream);
        }
        Ok(reply)
    }

    /// Hangs up; the next request opens a new connection.
    pub fn close(&mut self) {
        self.stream = None;
    }

    fn connect(&self) -> Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect_timeout(&self.address, self.timeout)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.timeout))?;
        stream.set_write_timeout(Some(self.timeout))?;
        Ok(BufReader::new(stream))
    }
}

fn bad(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what.to_owned())
}

fn read_line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = Vec::new();
    stream.take(1 << 16).read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(Error::new(ErrorKind::UnexpectedEof, "the connection ended"));
    }
    Ok(String::from_utf8_lossy(&line)
        .trim_end_matches('\r')
        .to_owned())
}

/// Reads one reply.
pub fn read_reply(stream: &mut impl BufRead, is_head: bool) -> Result<Reply> {
    let line = read_line(stream)?;
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let mut reply = Reply {
        status: status.ok_or_else(|| bad("no status line"))?,
        ..Reply::default()
    };
    loop {
        let line = read_line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| bad("no header"))?;
        let name = name.to_ascii_lowercase();
        reply.headers.push((name, value.trim().to_owned()));
    }
    if (100..200).contains(&reply.status) {
        return read_reply(stream, is_head);
    }
    if is_head || reply.status == 204 || reply.status == 304 {
        return Ok(reply);
    }
    if reply.header("transfer-encoding") == Some("chunked") {
        read_chunks(stream, &mut reply.body)?;
    } else if let Some(length) = reply.header("content-length") {
        let length: u64 = length.parse().map_err(|_| bad("content-length"))?;
        stream.take(length).read_to_end(&mut reply.body)?;
        if reply.body.len() as u64 != length {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the body ended"));
        }
    } else {
        stream.read_to_end(&mut reply.body)?;
    }
    Ok(reply)
}

fn read_chunks(stream: &mut impl BufRead, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let line = read_line(stream)?;
        let length = u64::from_str_radix(&line, 16).map_err(|_| bad("chunk"))?;
        let before = body.len() as u64;
        stream.take(length).read_to_end(body)?;
        if body.len() as u64 != before + length {
            return Err(Error::new(ErrorKind::UnexpectedEof, "a chunk ended"));
        }
        read_line(stream)?;
        if length == 0 {
            return Ok(());
        }
    }
}

/// Percent-encodes everything but the unreserved characters.
pub fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte as char);
            }
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_read_to_their_end() {
        fn check(wire: &str, status: u16, body: &str) {
            let reply = read_reply(&mut wire.as_bytes(), false).expect(wire);
            assert_eq!(
                (reply.status, reply.body.as_slice()),
                (status, body.as_bytes())
            );
        }
        check(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi...",
            200,
            "hi",
        );
        check("HTTP/1.1 204 No Content\r\n\r\nHTTP", 204, "");
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
        check(chunked, 200, "hi");
        check(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\n\r\nx",
            400,
            "x",
        );
    }

    #[test]
    fn half_a_reply_is_no_reply() {
        let wire = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi";
        assert!(read_reply(&mut wire.as_bytes(), false).is_err());
        assert!(read_reply(&mut "HTTP/1.1 200".as_bytes(), false).is_err());
    }
}
