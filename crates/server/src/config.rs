//! What can be set about the edge.

use serde::{Deserialize, Serialize};
use types::{Error, Result};

/// The edge's settings. Every field has a default that suits one machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Within this the head of a request must have come, in milliseconds.
    pub header_timeout_ms: u64,
    /// Within this the body of a request must have come, in milliseconds; of a streamed import:
    /// each piece of it.
    pub body_timeout_ms: u64,
    /// A connection without a request is closed after this, in milliseconds.
    pub idle_timeout_ms: u64,
    /// A client that takes less than 64 KiB of a waiting reply in this time is dropped, in
    /// milliseconds.
    pub write_timeout_ms: u64,
    /// A request is answered within this, in milliseconds; streams are not bound by it.
    pub request_timeout_ms: u64,
    /// Connections at once; further ones are refused with 503.
    pub connections_max: usize,
    /// Requests that run at once.
    pub requests_running_max: usize,
    /// Requests that wait for their turn; further ones are refused with 503.
    pub requests_waiting_max: usize,
    /// How long a request waits for its turn before it is refused, in milliseconds.
    pub queue_wait_ms_max: u64,
    /// Bytes of a request body, after decompression.
    pub body_bytes_max: usize,
    /// Wrong keys from one address within a second before it is told to wait (429).
    pub wrong_keys_per_second_max: u32,
    /// How long a graceful shutdown waits for requests that run, in milliseconds.
    pub drain_timeout_ms: u64,
    /// Host names (without port) that are served besides localhost, 127.0.0.1 and [::1]. Empty on
    /// a listener that is not on loopback: any.
    pub allowed_hosts: Vec<String>,
    /// Origins (`https://app.example.org`) from which browsers may call. Empty: none but our own.
    pub allowed_origins: Vec<String>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        ServerConfig {
            header_timeout_ms: 10_000,
            body_timeout_ms: 30_000,
            idle_timeout_ms: 90_000,
            write_timeout_ms: 30_000,
            request_timeout_ms: 30_000,
            connections_max: 10_000,
            requests_running_max: 64,
            requests_waiting_max: 256,
            // Twice the load that fits must not mean seconds of waiting for everybody.
            queue_wait_ms_max: 300,
            body_bytes_max: types::limits::BODY_BYTES_MAX,
            wrong_keys_per_second_max: 100,
            drain_timeout_ms: 30_000,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
        }
    }
}

impl ServerConfig {
    /// Checks that something can be served at all.
    ///
    /// Errors: `InvalidArgument` naming the setting.
    pub fn validate(&self) -> Result<()> {
        let at_least_one = [
            ("header_timeout_ms", self.header_timeout_ms),
            ("body_timeout_ms", self.body_timeout_ms),
            ("idle_timeout_ms", self.idle_timeout_ms),
            ("write_timeout_ms", self.write_timeout_ms),
            ("request_timeout_ms", self.request_timeout_ms),
            ("connections_max", self.connections_max as u64),
            ("requests_running_max", self.requests_running_max as u64),
            ("body_bytes_max", self.body_bytes_max as u64),
        ];
        match at_least_one.iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(Error::invalid(*name, "must be at least 1")),
            None => Ok(()),
        }
    }
}
