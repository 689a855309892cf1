//! What was measured, as JSON or as a line for people.

use std::collections::BTreeMap;

use serde::Serialize;

/// Latencies and outcomes of one kind of operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples {
    /// From the intended start to the end of the reply, microseconds.
    pub latency_us: Vec<u32>,
    /// From sending to the end of the reply, microseconds.
    pub service_us: Vec<u32>,
    /// Replies by status code, and `transport` for those that never came.
    pub errors: BTreeMap<String, u64>,
    /// Items sent with success: searches, or events.
    pub items: u64,
    /// Searches that found nothing.
    pub empty: u64,
}

impl Samples {
    pub fn merge(&mut self, other: Samples) {
        self.latency_us.extend(other.latency_us);
        self.service_us.extend(other.service_us);
        self.items += other.items;
        self.empty += other.empty;
        for (status, count) in other.errors {
            *self.errors.entry(status).or_default() += count;
        }
    }

    fn summary(mut self, seconds: f64) -> Summary {
        let requests = self.latency_us.len();
        Summary {
            requests,
            qps: round(requests as f64 / seconds),
            items_per_s: round(self.items as f64 / seconds),
            errors: self.errors,
            empty: self.empty,
            latency_ms: Quantiles::of(&mut self.latency_us),
            service_ms: Quantiles::of(&mut self.service_us),
        }
    }
}

/// Of successful requests.
#[derive(Debug, Serialize)]
struct Summary {
    requests: usize,
    qps: f64,
    items_per_s: f64,
    errors: BTreeMap<String, u64>,
    /// Searches that found nothing.
    empty: u64,
    /// Counted from the intended start: waiting for a free connection is included.
    latency_ms: Quantiles,
    /// Counted from the actual start.
    service_ms: Quantiles,
}

/// Milliseconds.
#[derive(Debug, Default, PartialEq, Serialize)]
struct Quantiles {
    p50: f64,
    p95: f64,
    p99: f64,
    max: f64,
    mean: f64,
}

impl Quantiles {
    /// Nearest rank; zeros if there is nothing.
    fn of(us: &mut [u32]) -> Self {
        us.sort_unstable();
        let Some(max) = us.last() else {
            return Quantiles::default();
        };
        let ms = |us: u32| round(f64::from(us) / 1000.0);
        let rank = |share: f64| ms(us[((share * us.len() as f64).ceil() as usize).max(1) - 1]);
        let sum: u64 = us.iter().map(|us| u64::from(*us)).sum();
        Quantiles {
            p50: rank(0.50),
            p95: rank(0.95),
            p99: rank(0.99),
            max: ms(*max),
            mean: round(sum as f64 / us.len() as f64 / 1000.0),
        }
    }
}

/// One run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// `open` (a rate was given) or `closed`.
    r#loop: &'static str,
    clients: usize,
    /// Arrivals per second that were asked for; 0 in a closed loop.
    rate: f64,
    seconds: f64,
    /// Arrivals that never got a connection before the run ended.
    missed: u64,
    operations: BTreeMap<&'static str, Summary>,
}

impl Report {
    pub fn new(
        clients: usize,
        rate: Option<f64>,
        seconds: f64,
        missed: u64,
        samples: BTreeMap<&'static str, Samples>,
    ) -> Self {
        Report {
            r#loop: if rate.is_some() { "open" } else { "closed" },
            clients,
            rate: rate.unwrap_or(0.0),
            seconds: round(seconds),
            missed,
            operations: samples
                .into_iter()
                .map(|(op, s)| (op, s.summary(seconds)))
                .collect(),
        }
    }

    /// One line an operation.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (op, s) in &self.operations {
            let Quantiles {
                p50, p95, p99, max, ..
            } = s.latency_ms;
            text += &format!(
                "{op}: {} loop, {} clients, rate {}: {} requests in {} s = {} /s ({} items/s); \
                 ms p50 {p50} p95 {p95} p99 {p99} max {max}; service p50 {} p95 {}; errors {:?}; empty {}; \
                 missed {}\n",
                self.r#loop,
                self.clients,
                self.rate,
                s.requests,
                self.seconds,
                s.qps,
                s.items_per_s,
                s.service_ms.p50,
                s.service_ms.p95,
                s.errors,
                s.empty,
                self.missed
            );
        }
        text
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_nearest_rank() {
        let check = |mut us: Vec<u32>, expect: [f64; 5]| {
            let [p50, p95, p99, max, mean] = expect;
            assert_eq!(
                Quantiles::of(&mut us),
                Quantiles {
                    p50,
                    p95,
                    p99,
                    max,
                    mean
                }
            );
        };
        check(vec![], [0.0; 5]);
        check(vec![3000], [3.0; 5]);
        check(
            (1..=100).rev().map(|n| n * 1000).collect(),
            [50.0, 95.0, 99.0, 100.0, 50.5],
        );
        check(vec![1000, 2000], [1.0, 2.0, 2.0, 2.0, 1.5]);
    }
}
