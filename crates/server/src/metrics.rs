//! What `/metrics` shows. No label names a tenant.

use std::time::Duration;

use engine::Engine;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use types::{Error, Result};

use crate::admission::Admission;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteStatus {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
}

/// From half a millisecond to half a minute.
const LATENCY_BUCKETS: [f64; 15] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// The process's counters, and gauges that are read when somebody looks.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RouteStatus, Counter>,
    latency: Family<Route, Histogram>,
    panics: Counter,
    recall_hits: Counter,
    connections: Gauge,
    gauges: Vec<(Reading, Gauge)>,
}

/// One number of a snapshot of the process.
type Reading = fn(&Snapshot) -> u64;

#[derive(Default)]
struct Snapshot {
    requests_running: u64,
    requests_waiting: u64,
    embedding_backlog: u64,
    embedding_backlog_extracted: u64,
    embedded_texts: u64,
    embedding_refused_texts: u64,
    writer_queue: u64,
    storage_full: u64,
    damaged_rows_met: u64,
    database_bytes: u64,
    wal_bytes: u64,
    index_bytes: u64,
    index_rows: u64,
    index_partitions: u64,
    jobs_queued: u64,
    jobs_running: u64,
    jobs_dead: u64,
    jobs_lag_seconds: u64,
    ready: u64,
}

const GAUGES: [(&str, &str, Reading); 19] = [
    ("jobs_queued", "Jobs that wait for a runner", |s| {
        s.jobs_queued
    }),
    ("jobs_running", "Jobs that run", |s| s.jobs_running),
    (
        "jobs_dead",
        "Jobs that failed and wait for an operator",
        |s| s.jobs_dead,
    ),
    (
        "jobs_lag_seconds",
        "How long the oldest due job has waited",
        |s| s.jobs_lag_seconds,
    ),
    ("requests_running", "Requests that run", |s| {
        s.requests_running
    }),
    (
        "requests_waiting",
        "Requests that wait for their turn",
        |s| s.requests_waiting,
    ),
    (
        "embedding_backlog",
        "Memories that wait for their vectors",
        |s| s.embedding_backlog,
    ),
    (
        "embedding_backlog_extracted",
        "Of them, those that were read out of others' words",
        |s| s.embedding_backlog_extracted,
    ),
    (
        "embedded_texts",
        "Texts of memories embedded since the start",
        |s| s.embedded_texts,
    ),
    (
        "embedding_refused_texts",
        "Texts that the embedding endpoint refused since the start: they have no vector",
        |s| s.embedding_refused_texts,
    ),
    ("writer_queue", "Commits that wait for the writer", |s| {
        s.writer_queue
    }),
    (
        "storage_full",
        "1 while writes are refused for want of room",
        |s| s.storage_full,
    ),
    (
        "damaged_rows_met",
        "Damaged rows that reads met since the start and did not serve, each as often as it was met",
        |s| s.damaged_rows_met,
    ),
    ("database_bytes", "Size of the database file", |s| {
        s.database_bytes
    }),
    ("wal_bytes", "Size of the write-ahead log", |s| s.wal_bytes),
    ("index_heap_bytes", "Memory taken by the index", |s| {
        s.index_bytes
    }),
    ("index_rows", "Rows of the index in memory", |s| {
        s.index_rows
    }),
    (
        "index_partitions",
        "Partitions of the index in memory",
        |s| s.index_partitions,
    ),
    ("ready", "1 while requests can be served", |s| s.ready),
];

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("memoird");
        let requests = Family::<RouteStatus, Counter>::default();
        registry.register(
            "http_requests",
            "Requests by route and status",
            requests.clone(),
        );
        let latency =
            Family::<Route, Histogram>::new_with_constructor(|| Histogram::new(LATENCY_BUCKETS));
        let help = "Time from a request's head to its reply's head";
        registry.register_with_unit("http_latency", help, Unit::Seconds, latency.clone());
        let panics = Counter::default();
        registry.register(
            "panics",
            "Requests that ended in a panic: each is a bug",
            panics.clone(),
        );
        let recall_hits = Counter::default();
        registry.register(
            "recall_hits",
            "Memories returned by searches",
            recall_hits.clone(),
        );
        let connections = Gauge::<i64>::default();
        registry.register(
            "connections",
            "Connections that are open",
            connections.clone(),
        );
        let gauges = GAUGES
            .map(|(name, help, reading)| {
                let gauge = Gauge::<i64>::default();
                registry.register(name, help, gauge.clone());
                (reading, gauge)
            })
            .into();
        Metrics {
            registry,
            requests,
            latency,
            panics,
            recall_hits,
            connections,
            gauges,
        }
    }

    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let route = route.to_owned();
        let of_route = Route {
            method,
            route: route.clone(),
        };
        self.latency
            .get_or_create(&of_route)
            .observe(took.as_secs_f64());
        self.requests
            .get_or_create(&RouteStatus {
                method,
                route,
                status,
            })
            .inc();
    }

    pub(crate) fn panicked(&self) {
        self.panics.inc();
    }

    pub(crate) fn recalled(&self, hits: usize) {
        self.recall_hits.inc_by(hits as u64);
    }

    /// Counts a connection for as long as what is returned lives.
    pub(crate) fn connected(&self) -> Connected {
        self.connections.inc();
        Connected(self.connections.clone())
    }

    /// The Prometheus text of all metrics.
    pub(crate) async fn render(&self, engine: &Engine, admission: &Admission) -> Result<String> {
        let snapshot = take_snapshot(engine, admission).await;
        for (reading, gauge) in &self.gauges {
            gauge.set(i64::try_from(reading(&snapshot)).unwrap_or(i64::MAX));
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)
            .map_err(|error| Error::internal("metrics cannot be written").with_source(error))?;
        Ok(text)
    }
}

/// An open connection.
pub(crate) struct Connected(Gauge);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.dec();
    }
}

async fn take_snapshot(engine: &Engine, admission: &Admission) -> Snapshot {
    let health = engine.health().await;
    let index = engine.index_status();
    let embedding = engine.embedding_status();
    let mut snapshot = Snapshot {
        requests_running: admission.running() as u64,
        requests_waiting: admission.waiting() as u64,
        embedding_backlog: embedding.waiting,
        embedding_backlog_extracted: embedding.waiting_extracted,
        embedded_texts: embedding.texts,
        embedding_refused_texts: embedding.refused,
        index_bytes: index.heap_bytes,
        index_rows: index.rows_loaded,
        index_partitions: index.partitions_loaded,
        ready: u64::from(health.ready),
        ..Snapshot::default()
    };
    if let Ok((jobs, lag_ms)) = engine.job_counts().await {
        snapshot.jobs_queued = jobs.queued;
        snapshot.jobs_running = jobs.running;
        snapshot.jobs_dead = jobs.dead;
        snapshot.jobs_lag_seconds = lag_ms / 1000;
    }
    if let Ok(gauges) = engine.gauges().await {
        snapshot.writer_queue = gauges.writer_queue;
        snapshot.storage_full = u64::from(gauges.is_full);
        snapshot.damaged_rows_met = gauges.damaged_met;
        snapshot.database_bytes = gauges.database_bytes;
        snapshot.wal_bytes = gauges.wal_bytes;
    }
    snapshot
}
