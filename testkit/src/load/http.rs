//! As much HTTP/1.1 as a load generator needs: one keep-alive connection, blocking, few
//! allocations. It shares the machine with the server under test, so it must cost little.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use anyhow::Context;

/// Where to connect to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    address: SocketAddr,
    /// Everything of a request between the path and the content length.
    head: String,
    prefix: String,
    timeout: Duration,
}

impl Target {
    /// `url`: `http://host:port[/prefix]`. `key`: sent as a bearer token unless empty.
    pub fn new(url: &str, key: &str, timeout: Duration) -> anyhow::Result<Self> {
        let rest = url
            .strip_prefix("http://")
            .context("the url must begin with http://")?;
        let (host, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let with_port = if host.contains(':') {
            host.to_owned()
        } else {
            format!("{host}:80")
        };
        let address = with_port
            .to_socket_addrs()?
            .next()
            .context("host without an address")?;
        let prefix = prefix.trim_end_matches('/');
        let prefix = if prefix.is_empty() {
            String::new()
        } else {
            format!("/{prefix}")
        };
        let key = match key {
            "" => String::new(),
            key => format!("Authorization: Bearer {key}\r\n"),
        };
        let head = format!(" HTTP/1.1\r\nHost: {host}\r\n{key}Content-Type: application/json\r\n");
        Ok(Target {
            address,
            head,
            prefix,
            timeout,
        })
    }
}

/// One keep-alive connection; reconnects when the server closed it.
pub(super) struct Client<'a> {
    target: &'a Target,
    stream: Option<TcpStream>,
    request: Vec<u8>,
    reply: Vec<u8>,
}

/// A whole reply.
pub(super) struct Reply<'a> {
    /// The status code.
    pub status: u16,
    /// The body, decoded if it was chunked.
    body: &'a [u8],
}

impl Reply<'_> {
    /// Whether `bytes` stand somewhere in the body.
    pub fn contains(&self, bytes: &[u8]) -> bool {
        find(self.body, bytes).is_some()
    }
}

impl<'a> Client<'a> {
    pub fn new(target: &'a Target) -> Self {
        Client {
            target,
            stream: None,
            request: Vec::new(),
            reply: Vec::new(),
        }
    }

    /// Sends a POST and reads the whole reply. After an error the next call connects anew.
    pub fn post(&mut self, path: &str, body: &str) -> io::Result<Reply<'_>> {
        let Target { head, prefix, .. } = self.target;
        self.request.clear();
        // Writing to a vector cannot fail.
        let _ = write!(
            self.request,
            "POST {prefix}{path}{head}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        stream.write_all(&self.request)?;
        let (status, body, keep_alive) = read_reply(&mut stream, &mut self.reply)?;
        if keep_alive {
            self.stream = Some(stream);
        }
        Ok(Reply {
            status,
            body: &self.reply[body],
        })
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.target.address, self.target.timeout)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.target.timeout))?;
        stream.set_write_timeout(Some(self.target.timeout))?;
        Ok(stream)
    }
}

type Parsed = (u16, std::ops::Range<usize>, bool);

/// Reads one reply into `buffer`: status, where the body lies, whether the connection stays open.
fn read_reply(stream: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Parsed> {
    buffer.clear();
    let head_end = loop {
        if let Some(at) = find(buffer, b"\r\n\r\n") {
            break at + 4;
        }
        read_more(stream, buffer)?;
    };
    let head = std::str::from_utf8(&buffer[..head_end]).map_err(|_| malformed("head"))?;
    let status = head
        .get(9..12)
        .and_then(|s| s.parse().ok())
        .ok_or_else(|| malformed("status"))?;
    let header = |name: &str| {
        head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let keep_alive = header("connection").is_none_or(|v| !v.eq_ignore_ascii_case("close"));
    let is_chunked = header("transfer-encoding").is_some_and(|v| v.contains("chunked"));
    let length = header("content-length").and_then(|v| v.parse::<usize>().ok());
    if is_chunked {
        let end = read_chunks(stream, buffer, head_end)?;
        return Ok((status, head_end..end, keep_alive));
    }
    let end = head_end + length.unwrap_or(0);
    while buffer.len() < end {
        read_more(stream, buffer)?;
    }
    Ok((status, head_end..end, keep_alive))
}

/// Reads a chunked body and closes the gaps between its chunks; the end of the body.
fn read_chunks(stream: &mut impl Read, buffer: &mut Vec<u8>, start: usize) -> io::Result<usize> {
    let (mut read_at, mut end) = (start, start);
    loop {
        let line_end = loop {
            if let Some(at) = find(&buffer[read_at..], b"\r\n") {
                break read_at + at;
            }
            read_more(stream, buffer)?;
        };
        let size = std::str::from_utf8(&buffer[read_at..line_end])
            .ok()
            .and_then(|line| usize::from_str_radix(line.split(';').next()?.trim(), 16).ok())
            .ok_or_else(|| malformed("chunk"))?;
        let chunk = line_end + 2;
        while buffer.len() < chunk + size + 2 {
            read_more(stream, buffer)?;
        }
        buffer.copy_within(chunk..chunk + size, end);
        end += size;
        read_at = chunk + size + 2;
        if size == 0 {
            return Ok(end);
        }
    }
}

fn read_more(stream: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<()> {
    let filled = buffer.len();
    buffer.resize(filled + 16 * 1024, 0);
    let count = stream.read(&mut buffer[filled..]);
    buffer.truncate(filled + count.as_ref().copied().unwrap_or(0));
    match count {
        Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        format!("malformed {what} in the reply"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out its bytes one at a time: every split must be survived.
    struct Dribble<'a>(&'a [u8]);

    impl Read for Dribble<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(1);
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn check(reply: &str, expect: Option<(u16, &str, bool)>) {
        let mut buffer = Vec::new();
        let got = read_reply(&mut Dribble(reply.as_bytes()), &mut buffer).ok();
        let got = got.map(|(status, body, keep)| {
            (
                status,
                String::from_utf8(buffer[body].to_vec()).unwrap(),
                keep,
            )
        });
        assert_eq!(
            got,
            expect.map(|(status, body, keep)| (status, body.to_owned(), keep))
        );
    }

    #[test]
    fn replies_are_read_however_they_are_split() {
        check(
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            Some((200, "{}", true)),
        );
        check("HTTP/1.1 204 No Content\r\n\r\n", Some((204, "", true)));
        let closing = "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx";
        check(closing, Some((503, "x", false)));
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        check(
            &format!("{chunked}3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"),
            Some((200, "abc0123456789", true)),
        );
        check("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", None);
        check("nonsense\r\n\r\n", None);
    }
}
