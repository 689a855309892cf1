//! What can be set about the engine.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use types::{Error, Result};

use crate::access::AuthMode;

/// The engine's settings. Every field has a default that suits one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EngineConfig {
    /// Who may come in without a key.
    pub auth_mode: AuthMode,
    /// Where the index is persisted; derived data that may be deleted at any time.
    pub index_dir: PathBuf,
    /// Heap bytes the index may take before the least recently used partitions leave memory.
    pub index_memory_bytes: usize,
    /// A write of at most this many bytes of text is embedded before it is acknowledged; a larger
    /// one is acknowledged when durable, found by its words at once and by its meaning soon after.
    pub inline_embedding_bytes_max: usize,
    /// Memories that may wait for their vectors before writes are refused.
    pub embedding_backlog_max: u64,
    /// Read statements out of what is said: without it nothing corrects what was said before, and
    /// only the words themselves are remembered.
    pub extraction: bool,
    /// Candidates taken from each ranking list, at least 100.
    pub search_candidates: usize,
    /// What each part of a score counts. Change it to measure, or for data that is unlike talk.
    pub search_weights: search::Weights,
    /// Partitions searched by one request at most, when no user is named.
    pub search_partitions_max: usize,
    /// Jobs that run at a time; 0: none runs here.
    pub jobs_concurrency_max: usize,
    /// How long a runner holds a job without a sign of life, in milliseconds.
    pub job_lease_ms: i64,
    /// How often the queue is looked at when nobody calls, in milliseconds.
    pub job_poll_ms: u64,
    /// Attempts at a job before it counts as failed.
    pub job_attempts_max: u32,
    /// How often maintenance looks for what is due, in milliseconds; 0: it does not here.
    pub maintenance_poll_ms: u64,
    /// Days without a recall after which strength has halved, by kind of memory.
    pub strength_half_life: crate::lifecycle::HalfLives,
    /// Places at which an experiment may end the process. Not for configuration.
    #[serde(skip)]
    pub danger_failpoints: crate::jobs::Failpoints,
}

impl Default for EngineConfig {
    fn default() -> Self {
        EngineConfig {
            auth_mode: AuthMode::Auto,
            index_dir: PathBuf::from("index"),
            index_memory_bytes: 450 * 1024 * 1024,
            inline_embedding_bytes_max: 2048,
            embedding_backlog_max: 100_000,
            extraction: true,
            search_candidates: 200,
            search_weights: search::Weights::default(),
            search_partitions_max: 100_000,
            jobs_concurrency_max: 2,
            job_lease_ms: 60_000,
            job_poll_ms: 1000,
            job_attempts_max: 5,
            maintenance_poll_ms: 60_000,
            strength_half_life: crate::lifecycle::HalfLives::default(),
            danger_failpoints: crate::jobs::Failpoints::default(),
        }
    }
}

impl EngineConfig {
    /// Checks that jobs can end and that strength means something.
    ///
    /// Errors: `InvalidArgument` naming the setting.
    pub fn validate(&self) -> Result<()> {
        let at_least_one = [
            ("search_candidates", self.search_candidates as i64),
            ("search_partitions_max", self.search_partitions_max as i64),
            ("job_lease_ms", self.job_lease_ms),
            ("job_poll_ms", self.job_poll_ms as i64),
            ("job_attempts_max", i64::from(self.job_attempts_max)),
        ];
        if let Some((name, _)) = at_least_one.iter().find(|(_, value)| *value < 1) {
            return Err(Error::invalid(*name, "must be at least 1"));
        }
        let days = [
            ("episodic_days", self.strength_half_life.episodic_days),
            ("semantic_days", self.strength_half_life.semantic_days),
            ("procedural_days", self.strength_half_life.procedural_days),
        ];
        match days
            .iter()
            .find(|(_, days)| !days.is_finite() || *days <= 0.0)
        {
            Some((name, _)) => {
                Err(Error::invalid(*name, "must be more than 0").within("strength_half_life"))
            }
            None => Ok(()),
        }
    }
}
