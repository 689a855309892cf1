//! A real listener is the canary: a call that should be refused must not even connect.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::*;

/// Counts connections and answers each with `reply`.
struct Canary {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Canary {
    fn new(reply: String) -> Canary {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&connections);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                seen.fetch_add(1, Ordering::SeqCst);
                let mut stream = stream.unwrap();
                let mut buffer = [0; 4096];
                // A client that only connects sends nothing and is counted all the same.
                let _ = stream.read(&mut buffer).unwrap_or(0);
                stream.write_all(reply.as_bytes()).ok();
            }
        });
        Canary {
            address,
            connections,
        }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

fn post(egress: &Egress, url: &str) -> Result<Reply, EgressError> {
    egress.post_json(url, &Secret::new("sk-secret"), &json!({}), 2_000)
}

/// Hosts that lead to this machine, a private network or nowhere, as an attacker would write them.
const HOSTILE: &[&str] = &[
    "127.0.0.1",
    "127.0.0.1.",
    "127.0.0.2",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "00000177.0.0.1",
    "0",
    "0.0.0.0",
    "0.0.0.1",
    "000.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "167772161",
    "0x0a000001",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "169.254.0.1",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.1.254",
    "3232235521",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::]",
    "[100::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff05::1]",
];

#[test]
fn hostile_hosts_are_not_connected_to() {
    let canary = Canary::new(OK.to_owned());
    assert!(HOSTILE.len() >= 60);
    for host in HOSTILE {
        let url = format!("http://{host}:{}/v1", canary.address.port());
        // Some forms are no URL at all, which is as good as a refusal.
        let Ok(egress) = Egress::new(&url, false) else {
            continue;
        };
        // The resolver of this machine does not know every form.
        match post(&egress, &url) {
            Err(EgressError::Refused(_) | EgressError::Failed(_)) => (),
            other => panic!("{host}: {other:?}"),
        }
    }
    assert_eq!(canary.connections(), 0);
}

#[test]
fn refusal_is_the_policys_and_not_an_accident() {
    let canary = Canary::new(OK.to_owned());
    let port = canary.address.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
    ] {
        let url = format!("http://{host}:{port}/v1");
        let refused = post(&Egress::new(&url, false).unwrap(), &url);
        assert!(
            matches!(refused, Err(EgressError::Refused(_))),
            "{host}: {refused:?}"
        );
    }
    assert_eq!(canary.connections(), 0);
    let url = format!("http://127.0.0.1:{port}/v1");
    let reply = post(&Egress::new(&url, true).unwrap(), &url).unwrap();
    assert_eq!(
        (reply.status, reply.body.as_slice()),
        (200, b"{}".as_slice())
    );
    assert_eq!(canary.connections(), 1);
}

#[test]
fn allowing_private_does_not_allow_never() {
    let canary = Canary::new(OK.to_owned());
    let port = canary.address.port();
    for host in [
        "0.0.0.0",
        "0",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "[::]",
    ] {
        let url = format!("http://{host}:{port}/v1");
        let refused = post(&Egress::new(&url, true).unwrap(), &url);
        assert!(
            matches!(refused, Err(EgressError::Refused(_))),
            "{host}: {refused:?}"
        );
    }
    assert_eq!(canary.connections(), 0);
}

#[test]
fn only_the_configured_endpoint_is_called() {
    let (configured, other) = (Canary::new(OK.to_owned()), Canary::new(OK.to_owned()));
    let base = format!("http://127.0.0.1:{}/v1", configured.address.port());
    let egress = Egress::new(&base, true).unwrap();
    let port = other.address.port();
    for url in [
        format!("http://127.0.0.1:{port}/v1"),
        format!("http://localhost:{}/v1", configured.address.port()),
        format!("https://127.0.0.1:{}/v1", configured.address.port()),
        format!(
            "http://user:password@127.0.0.1:{}/v1",
            configured.address.port()
        ),
        "file:///etc/passwd".to_owned(),
        "ftp://127.0.0.1/".to_owned(),
        "no url".to_owned(),
        String::new(),
    ] {
        assert!(
            matches!(post(&egress, &url), Err(EgressError::Refused(_))),
            "{url}"
        );
    }
    assert_eq!((configured.connections(), other.connections()), (0, 0));
    post(&egress, &format!("{base}/embeddings")).unwrap();
    assert_eq!(configured.connections(), 1);
}

#[test]
fn redirects_are_not_followed() {
    let other = Canary::new(OK.to_owned());
    for status in [301, 302, 303, 307, 308] {
        let location = format!("http://127.0.0.1:{}/stolen", other.address.port());
        let canary = Canary::new(format!(
            "HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\
             connection: close\r\n\r\n"
        ));
        let url = format!("http://127.0.0.1:{}/v1", canary.address.port());
        let reply = post(&Egress::new(&url, true).unwrap(), &url).unwrap();
        assert_eq!(reply.status, status);
        assert_eq!((canary.connections(), other.connections()), (1, 0));
    }
}

/// Answers the first look-up with one address and every later one with another.
#[derive(Debug)]
struct Flipping {
    answers: [SocketAddr; 2],
    lookups: Arc<AtomicUsize>,
}

impl Resolver for Flipping {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let lookup = self.lookups.fetch_add(1, Ordering::SeqCst);
        let mut addresses = self.empty();
        addresses.push(self.answers[lookup.min(1)]);
        Ok(addresses)
    }
}

#[test]
fn connects_to_the_very_address_that_was_checked() {
    let (first, second) = (Canary::new(OK.to_owned()), Canary::new(OK.to_owned()));
    let lookups = Arc::new(AtomicUsize::new(0));
    let answers = [first.address, second.address];
    let lookup = Flipping {
        answers,
        lookups: Arc::clone(&lookups),
    };
    let url = "http://models.example/v1";
    let egress = Egress::with_resolver(url, true, lookup).unwrap();
    post(&egress, url).unwrap();
    assert_eq!(lookups.load(Ordering::SeqCst), 1);
    assert_eq!((first.connections(), second.connections()), (1, 0));
}

#[test]
fn name_with_one_private_address_is_refused() {
    #[derive(Debug)]
    struct Mixed(SocketAddr);
    impl Resolver for Mixed {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut addresses = self.empty();
            addresses.push("1.1.1.1:80".parse().unwrap());
            addresses.push(self.0);
            Ok(addresses)
        }
    }
    let canary = Canary::new(OK.to_owned());
    let url = "http://models.example/v1";
    let egress = Egress::with_resolver(url, false, Mixed(canary.address)).unwrap();
    assert!(matches!(post(&egress, url), Err(EgressError::Refused(_))));
    assert_eq!(canary.connections(), 0);
}

#[test]
fn unusable_base_urls_are_refused() {
    for url in [
        "",
        "models.example",
        "ftp://models.example",
        "http://",
        "https://u:p@h/v1",
    ] {
        let error = Egress::new(url, false).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{url}");
    }
}

#[test]
fn silent_server_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let egress = Egress::new(&url, true).unwrap();
    let result = egress.post_json(&url, &Secret::default(), &json!({}), 100);
    assert!(matches!(result, Err(EgressError::TimedOut)), "{result:?}");
}
