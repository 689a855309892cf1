//! For experiments: places at which a process may be killed, and a job whose every step can be
//! counted afterwards. Nothing here can be configured, and the job cannot be asked for from outside.

use serde_json::{Value as Json, json};
use store::{NewMemory, Vectors, WriteBatch};
use types::{Error, Memory, Permission, Result};

use super::{JobContext, unix_ms};
use crate::{Access, Engine};

/// Called with the name of a place that the work has reached.
pub type Failpoint = fn(&'static str);

/// The experiments' settings; the default does nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failpoints(Option<Failpoint>);

impl Failpoints {
    /// `hook` is called at each place.
    pub fn new(hook: Failpoint) -> Self {
        Failpoints(Some(hook))
    }

    pub(super) fn reached(self, name: &'static str) {
        if let Some(hook) = self.0 {
            hook(name);
        }
    }
}

impl PartialEq for Failpoints {
    /// Settings are compared as far as they can be configured.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The kind of [`append`].
pub(super) const APPEND: &str = "danger.append";

/// Stores `count` memories, one in a step. `split`: the bug that the experiment's control puts in, a
/// step's effect and its mark in two transactions.
pub(super) async fn append(engine: &Engine, context: &JobContext, payload: Json) -> Result<Json> {
    let count = payload["count"].as_u64().unwrap_or(0);
    let split = payload["split"].as_bool().unwrap_or(false);
    if u64::from(context.job().attempts) <= payload["failures"].as_u64().unwrap_or(0) {
        return Err(Error::internal("an attempt that is meant to fail"));
    }
    let begun_at = context
        .checkpoint()
        .and_then(|point| point["next"].as_u64());
    for number in begun_at.unwrap_or(0)..count {
        let now = context.now();
        let id = engine.inner.ids.memory_id(unix_ms(now), rand::random());
        let org_id = context.scope().org_id().clone();
        // One word each: no other job finds anything in common among them.
        let mut memory = Memory::new(id, org_id, format!("step{number}"), now);
        memory.type_ = "step".to_owned();
        let batch = WriteBatch {
            memories: vec![NewMemory {
                memory,
                vectors: Vectors::default(),
            }],
            ..WriteBatch::default()
        };
        let point = Some(json!({ "next": number + 1 }));
        let done = number + 1;
        if split {
            engine.inner.store.commit(context.scope(), batch).await?;
            engine.failpoint("split");
            context
                .commit(WriteBatch::default(), done, count, point)
                .await?;
        } else {
            context.commit(batch, done, count, point).await?;
        }
        context.progress(done, count).await?;
    }
    Ok(json!({ "next": count }))
}

impl Engine {
    /// Queues the experiments' job, as the engine's owner may. Its first `failures` attempts fail.
    pub async fn danger_queue_append(
        &self,
        access: &Access,
        count: u64,
        split: bool,
        failures: u64,
    ) -> Result<()> {
        access.require(Permission::Admin)?;
        if self.config().danger_failpoints.0.is_none() {
            return Err(Error::internal("this is for experiments"));
        }
        let payload = json!({ "count": count, "split": split, "failures": failures });
        let key = Some(APPEND.to_owned());
        let job = self.new_job(access, APPEND, payload, key);
        self.enqueue(access, job).await.map(drop)
    }
}
