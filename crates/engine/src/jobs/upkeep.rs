//! What is kept in order by itself: expired memories, vectors that are missing, old jobs.

use serde_json::{Value as Json, json};
use store::{ListQuery, MemoryUpdate, PageRequest, Sort, WriteBatch};
use types::{Condition, ErrorKind, Field, Filter, Memory, Result, Status, Timestamp, Value};

use super::JobContext;
use crate::Engine;
use crate::commands::{Unforgotten, forget};

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// What history says was done to a memory that had expired.
const EXPIRE: &str = "expire";
/// An expired memory is invisible at once. So long after, it is set aside for good; until then a
/// later expiry brings it back.
const EXPIRED_FOR_MS: i64 = 30 * DAY_MS;
/// What was taken away so much later than now was taken away under a clock that ran ahead.
const AHEAD_MS: i64 = HOUR_MS;
/// Jobs that ended so long ago are dropped.
const ENDED_FOR_MS: i64 = 7 * DAY_MS;
/// Memories of one commit, and jobs dropped at a time.
const PAGE: usize = 200;
const JOBS_AT_A_TIME: usize = 1000;

/// Brings back what a clock that ran ahead took away, sets aside what expired long ago, drops old
/// jobs.
pub(super) async fn sweep(engine: &Engine, context: &JobContext) -> Result<Json> {
    let now = context.now();
    let mut restored = Unforgotten::default();
    let taken_later = one_of(&[Status::Archived, Status::Deleted])
        .and(after(Field::UpdatedAt, now.plus_ms(AHEAD_MS)));
    for action in [EXPIRE, forget::ACTION] {
        let filter = taken_later.clone();
        engine
            .restore_all(context.scope(), filter, action, &mut restored)
            .await?;
        context.progress(0, 0).await?;
    }
    let expired = set_aside(engine, context, now).await?;
    let ended_before = now.plus_ms(-ENDED_FOR_MS);
    let store = &engine.inner.store;
    let dropped = store.prune_jobs(ended_before, JOBS_AT_A_TIME).await?;
    Ok(json!({
        "restored": restored.restored,
        "expired": expired,
        "jobs_dropped": dropped,
    }))
}

/// Lets the embedding backlog look at everything again.
pub(super) async fn embed(engine: &Engine, context: &JobContext) -> Result<Json> {
    context.go_on()?;
    engine.embed_again();
    Ok(json!({ "looked": true }))
}

fn one_of(statuses: &[Status]) -> Filter {
    Filter::one_of(Field::Status, statuses.iter().map(|status| status.as_str()))
}

fn after(field: Field, at: Timestamp) -> Filter {
    let range = Condition::Range {
        gt: Some(Value::Time(at)),
        gte: None,
        lt: None,
        lte: None,
    };
    Filter::Is(field, range)
}

/// Archives memories that expired long ago; how many.
async fn set_aside(engine: &Engine, context: &JobContext, now: Timestamp) -> Result<u64> {
    let so_far = |point: &Json| point["expired"].as_u64();
    let mut count = context.checkpoint().and_then(so_far).unwrap_or(0);
    let long_ago = Condition::Range {
        gt: None,
        gte: None,
        lt: Some(Value::Time(now.plus_ms(-EXPIRED_FOR_MS))),
        lte: None,
    };
    let filter = one_of(&[Status::Active])
        .and(Filter::Is(Field::ExpiresAt, long_ago))
        .and(Filter::Is(
            Field::Pinned,
            Condition::In(vec![Value::Bool(false)]),
        ));
    let mut query = ListQuery {
        filter,
        text_contains: None,
        sort: Sort::CreatedAsc,
        page: PageRequest {
            limit: PAGE,
            ..PageRequest::default()
        },
    };
    loop {
        let page = engine
            .inner
            .store
            .list_memories(context.scope(), &query)
            .await?;
        if !page.items.is_empty() {
            let aside = page.items.len() as u64;
            let batch = archiving(engine, page.items, now);
            let point = json!({ "expired": count + aside });
            match context.commit(batch, count + aside, 0, Some(point)).await {
                Ok(committed) => {
                    engine.announce(&committed.memories).await?;
                    count += aside;
                }
                // Somebody changed one of them: the next run looks again.
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {}
                Err(error) => return Err(error),
            }
        }
        query.page.cursor = page.next_cursor;
        if query.page.cursor.is_none() {
            return Ok(count);
        }
    }
}

fn archiving(engine: &Engine, memories: Vec<Memory>, now: Timestamp) -> WriteBatch {
    let mut batch = WriteBatch::default();
    for mut memory in memories {
        let detail = json!({ "revision": memory.revision });
        let id = memory.id.to_string();
        batch.audit.push(engine.audit("memory.expire", id, detail));
        memory.status = Status::Archived;
        memory.superseded_at = memory.expires_at;
        memory.updated_at = now;
        batch.updates.push(MemoryUpdate {
            expected_revision: memory.revision,
            memory,
            vectors: None,
            action: EXPIRE.to_owned(),
        });
    }
    batch
}
