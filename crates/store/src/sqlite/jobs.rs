//! Jobs: work that survives us, taken under a lease.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};
use types::{
    Error, ErrorKind, Job, JobId, JobState, Level, OrgId, Result, Scope, Timestamp, limits,
};

use super::commit::claimed;
use super::cursor::Place;
use super::errors::sql;
use super::events::{count, page_numbers};
use super::filter_sql::Sql;
use super::readers::Reader;
use super::seal::{self, Verify, damaged};
use super::writer::Writer;
use crate::batch::JobDone;
use crate::query::{JobCounts, JobOutcome, JobProgress, Page, PageRequest};

const COLUMNS: usize = 17;
const LIST: u8 = 50;
/// Jobs looked at for one claim: those before the first that can be run are dead or damaged.
const CLAIM_TRIES: usize = 64;

macro_rules! select_job {
    ($rest:literal) => {
        concat!(
            "select job_no, org_id, id, bound, kind, dedup_key, payload, state, attempts,
             attempts_max, run_at, lease_until, progress_done, progress_total, last_error, result,
             created_at, updated_at, checksum from jobs ",
            $rest
        )
    };
}

fn read(verify: Verify, row: &Row<'_>) -> Result<Job> {
    let mut f = verify.open("job", row, 1, COLUMNS)?;
    let small = |n: i64| u32::try_from(n).map_err(|_| damaged());
    Ok(Job {
        org_id: OrgId::new(f.str()?).map_err(|_| damaged())?,
        id: JobId::from_bytes(f.bytes()?),
        bound: f.json()?,
        kind: f.text()?,
        dedup_key: f.text_opt()?,
        payload: f.json()?,
        state: f.name(JobState::from_name)?,
        attempts: small(f.int()?)?,
        attempts_max: small(f.int()?)?,
        run_at: f.time()?,
        lease_until: f.time_opt()?,
        progress_done: f.count()?,
        progress_total: f.count()?,
        last_error: f.text_opt()?,
        result: f.json_opt()?,
        created_at: f.time()?,
        updated_at: f.time()?,
    })
}

/// Writes a job's row: a new one, or the row with number `job_no` anew.
fn write(writer: &Writer, job_no: Option<i64>, job: &Job) -> Result<()> {
    let bound = seal::json("bound", &job.bound)?;
    let payload = seal::json("payload", &job.payload)?;
    let result = job
        .result
        .as_ref()
        .map(|value| seal::json("result", value))
        .transpose()?;
    let id = job.id.to_bytes();
    let values: [ValueRef<'_>; COLUMNS] = [
        seal::text(job.org_id.as_str()),
        seal::blob(&id),
        seal::text(&bound),
        seal::text(&job.kind),
        seal::text_opt(&job.dedup_key),
        seal::text(&payload),
        seal::text(job.state.as_str()),
        seal::int(u64::from(job.attempts)),
        seal::int(u64::from(job.attempts_max)),
        seal::time(job.run_at),
        seal::time_opt(job.lease_until),
        seal::int(job.progress_done),
        seal::int(job.progress_total),
        seal::text_opt(&job.last_error),
        seal::text_opt(&result),
        seal::time(job.created_at),
        seal::time(job.updated_at),
    ];
    let checksum = ValueRef::Integer(seal::seal("job", &values));
    let number = job_no.map_or(ValueRef::Null, ValueRef::Integer);
    let all = [number].into_iter().chain(values).chain([checksum]);
    writer
        .statement(
            "insert into jobs (job_no, org_id, id, bound, kind, dedup_key, payload, state,
                 attempts, attempts_max, run_at, lease_until, progress_done, progress_total,
                 last_error, result, created_at, updated_at, checksum)
             values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)
             on conflict (job_no) do update set state = ?8, attempts = ?9, run_at = ?11,
                 lease_until = ?12, progress_done = ?13, progress_total = ?14, last_error = ?15,
                 result = ?16, updated_at = ?18, checksum = ?19",
        )?
        .execute(rusqlite::params_from_iter(
            all.map(rusqlite::types::ToSqlOutput::Borrowed),
        ))
        .map_err(sql)?;
    Ok(())
}

/// Queues a job, unless one with its key waits already; the id of the one that waits.
pub(super) fn insert(writer: &Writer, scope: &Scope, job: &Job) -> Result<JobId> {
    let mut job = job.clone();
    job.org_id = scope.org_id().clone();
    job.bound = claimed(scope, &job.bound)?;
    if job.state == JobState::Queued
        && let Some(waiting) = equal_waiting(writer, &job)?
    {
        return Ok(waiting);
    }
    write(writer, None, &job)?;
    Ok(job.id)
}

/// Another job with the same key that is queued.
fn equal_waiting(writer: &Writer, job: &Job) -> Result<Option<JobId>> {
    let Some(key) = &job.dedup_key else {
        return Ok(None);
    };
    writer
        .statement(
            "select id from jobs
             where org_id = ?1 and dedup_key = ?2 and state = 'queued' and id <> ?3",
        )?
        .query_row((job.org_id.as_str(), key, job.id.to_bytes()), |row| {
            row.get(0)
        })
        .optional()
        .map(|id| id.map(JobId::from_bytes))
        .map_err(sql)
}

fn equal_waits(writer: &Writer, job: &Job) -> Result<bool> {
    Ok(equal_waiting(writer, job)?.is_some())
}

/// A job by id, over all orgs: ids of jobs are made here and unique.
fn find_any(writer: &Writer, id: JobId) -> Result<Option<(i64, Job)>> {
    // The id comes without its org: one look-up an org, found by skipping through the index.
    let mut statement = writer.statement(select_job!(
        "where job_no in (
             with recursive o (org_id) as (
                 select min(org_id) from jobs
                 union all
                 select (select min(org_id) from jobs where org_id > o.org_id)
                 from o where o.org_id is not null)
             select j.job_no from o cross join jobs j where j.org_id = o.org_id and j.id = ?1)"
    ))?;
    let mut rows = statement.query([id.to_bytes()]).map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    Ok(Some((row.get(0).map_err(sql)?, read(writer.verify, row)?)))
}

fn find(
    connection: &Connection,
    verify: Verify,
    scope: &Scope,
    id: JobId,
) -> Result<Option<(i64, Job)>> {
    let mut statement = connection
        .prepare_cached(select_job!("where org_id = ?1 and id = ?2"))
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), id.to_bytes()))
        .map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let job = read(verify, row)?;
    if job.id != id || job.org_id != *scope.org_id() {
        return Err(damaged());
    }
    let number = row.get(0).map_err(sql)?;
    Ok(scope.sees(&job.bound, Level::User).then_some((number, job)))
}

pub(super) fn get(reader: &Reader, scope: &Scope, id: JobId) -> Result<Option<Job>> {
    Ok(find(&reader.connection, reader.verify, scope, id)?.map(|(_, job)| job))
}

/// One page, newest first.
pub(super) fn list(
    reader: &Reader,
    scope: &Scope,
    state: Option<JobState>,
    page: &PageRequest,
) -> Result<Page<Job>> {
    let mut from = Sql::new(" from jobs where ");
    from.org("org_id", scope.org_id());
    if let Some(state) = state {
        from.push(" and state = ");
        from.bind(state.as_str().to_owned());
    }
    // A bound key sees its own jobs; the binding is a document, compared after loading.
    let bound = *scope.bound() != types::Coordinates::default();
    let total = (page.with_total && !bound)
        .then(|| count(reader, &from))
        .transpose()?;
    let mut select = Sql::new("select job_no");
    select.text.push_str(&from.text);
    select.binds = from.binds;
    if let Some(cursor) = &page.cursor {
        let last = Place::parse(cursor, LIST)?;
        select.push(" and (created_at, id) < (");
        select.bind(last.key());
        select.push(", ");
        select.bind(last.id.to_vec());
        select.push(")");
    }
    select.push(" order by created_at desc, id desc");
    let numbers = page_numbers(reader, select, page.limit, page.offset)?;
    let (mut items, mut last) = (Vec::new(), None);
    for number in numbers.iter().take(page.limit) {
        let mut statement = reader
            .connection
            .prepare_cached(select_job!("where job_no = ?1"))
            .map_err(sql)?;
        let mut rows = statement.query([number]).map_err(sql)?;
        let Some(row) = rows.next().map_err(sql)? else {
            continue;
        };
        let id: [u8; 16] = row.get(2).map_err(sql)?;
        last = Some(Place::at(LIST, row.get(16).map_err(sql)?, id));
        match read(reader.verify, row) {
            Ok(job) if scope.sees(&job.bound, Level::User) => items.push(job),
            Ok(_) => {}
            Err(error) => tracing::error!(job_no = number, %error, "damaged job"),
        }
    }
    let more = numbers.len() > page.limit;
    Ok(Page {
        items,
        next_cursor: last.filter(|_| more).map(Place::to_text),
        total,
        damaged: Vec::new(),
    })
}

/// Calls off an unfinished job, or queues a dead or cancelled one again; false if there is no such
/// job or it is in no state for that.
pub(super) fn set_state(
    writer: &Writer,
    scope: &Scope,
    id: JobId,
    state: JobState,
) -> Result<bool> {
    let Some((number, mut job)) = find(&writer.connection, writer.verify, scope, id)? else {
        return Ok(false);
    };
    let allowed = match state {
        JobState::Cancelled => matches!(job.state, JobState::Queued | JobState::Running),
        JobState::Queued => matches!(job.state, JobState::Dead | JobState::Cancelled),
        JobState::Running | JobState::Done | JobState::Dead => {
            return Err(Error::invalid(
                "state",
                "a job can be cancelled or queued again",
            ));
        }
    };
    if !allowed {
        return Ok(false);
    }
    job.state = state;
    job.lease_until = None;
    if state == JobState::Queued {
        if equal_waits(writer, &job)? {
            return Err(Error::new(
                ErrorKind::Conflict,
                "an equal job is waiting already",
            ));
        }
        job.attempts = 0;
    }
    write(writer, Some(number), &job)?;
    Ok(true)
}

/// Ends a job that waits and has nothing left to do. Whatever else became of it stays.
pub(super) fn done_by_others(writer: &Writer, scope: &Scope, done: &JobDone) -> Result<()> {
    let found = find(&writer.connection, writer.verify, scope, done.id)?;
    let Some((number, mut job)) = found.filter(|(_, job)| job.state == JobState::Queued) else {
        return Ok(());
    };
    job.state = JobState::Done;
    job.lease_until = None;
    job.result = Some(done.result.clone());
    job.last_error = None;
    job.updated_at = done.at;
    write(writer, Some(number), &job)
}

/// What is due later than this was written by a clock that ran ahead.
fn far(now: Timestamp) -> i64 {
    now.plus_ms(limits::JOB_DELAY_MS_MAX).0
}

/// The first jobs that a query finds, up to the first that can be run.
fn due(
    writer: &Writer,
    select: &'static str,
    limit: i64,
    kinds: &str,
) -> Result<Vec<(i64, Result<Job>)>> {
    let mut statement = writer.statement(select)?;
    let mut rows = statement
        .query((limit, kinds, CLAIM_TRIES as i64))
        .map_err(sql)?;
    let mut due = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let job = read(writer.verify, row);
        let runs = job
            .as_ref()
            .is_ok_and(|job| job.attempts < job.attempts_max);
        due.push((row.get(0).map_err(sql)?, job));
        if runs {
            break;
        }
    }
    Ok(due)
}

/// Leases the next due job of one of `kinds`. A job whose lease ran out too often is dead.
pub(super) fn claim(
    writer: &Writer,
    kinds: &[String],
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Job>> {
    let kinds = seal::json("kinds", &kinds)?;
    let mut due = due(
        writer,
        select_job!(
            "where due_at <= ?1 and kind in (select value from json_each(?2))
             order by due_at limit ?3"
        ),
        now.0,
        &kinds,
    )?;
    if due.is_empty() {
        due = self::due(
            writer,
            select_job!(
                "where due_at > ?1 and kind in (select value from json_each(?2))
                 order by due_at limit ?3"
            ),
            far(now),
            &kinds,
        )?;
    }
    for (number, job) in due {
        let mut job = match job {
            Ok(job) => job,
            Err(error) => {
                tracing::error!(job_no = number, %error, "damaged job");
                continue;
            }
        };
        job.updated_at = now;
        if job.attempts >= job.attempts_max {
            job.state = JobState::Dead;
            job.lease_until = None;
            job.last_error
                .get_or_insert_with(|| "its runner did not come back".to_owned());
            write(writer, Some(number), &job)?;
            continue;
        }
        job.state = JobState::Running;
        job.attempts += 1;
        job.lease_until = Some(lease_until);
        write(writer, Some(number), &job)?;
        return Ok(Some(job));
    }
    Ok(None)
}

/// Records progress; false if the runner must stop.
pub(super) fn progress(writer: &Writer, progress: &JobProgress) -> Result<bool> {
    let Some((number, mut job)) = find_any(writer, progress.id)? else {
        return Ok(false);
    };
    if job.state != JobState::Running || job.attempts != progress.attempt {
        return Ok(false);
    }
    if let Some(checkpoint) = &progress.checkpoint {
        job.result = Some(checkpoint.clone());
    }
    job.progress_done = progress.done;
    job.progress_total = progress.total;
    job.lease_until = Some(progress.lease_until);
    write(writer, Some(number), &job)?;
    Ok(true)
}

/// Records progress as a part of a batch, which fails if the runner must stop.
pub(super) fn step(writer: &Writer, step: &JobProgress) -> Result<()> {
    if progress(writer, step)? {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Conflict, "the job was stopped").with_field("job"))
}

/// Ends an attempt. What was cancelled meanwhile stays cancelled, and what another runner holds by
/// now stays with it.
pub(super) fn finish(writer: &Writer, id: JobId, attempt: u32, outcome: &JobOutcome) -> Result<()> {
    let Some((number, mut job)) = find_any(writer, id)? else {
        return Err(Error::not_found("job"));
    };
    if job.state != JobState::Running || job.attempts != attempt {
        return Ok(());
    }
    job.lease_until = None;
    match outcome {
        JobOutcome::Done { result, at } => {
            job.state = JobState::Done;
            job.result = Some(result.clone());
            job.last_error = None;
            job.updated_at = *at;
        }
        JobOutcome::Failed {
            error,
            retry_at,
            at,
        } => {
            job.last_error = Some(error.clone());
            job.updated_at = *at;
            job.run_at = *retry_at;
            job.state = if job.attempts >= job.attempts_max {
                JobState::Dead
            } else if equal_waits(writer, &job)? {
                // The equal job that was queued meanwhile does the work.
                JobState::Cancelled
            } else {
                JobState::Queued
            };
        }
        JobOutcome::Returned { at } => {
            job.attempts = job.attempts.saturating_sub(1);
            job.updated_at = *at;
            job.run_at = *at;
            job.state = if equal_waits(writer, &job)? {
                JobState::Cancelled
            } else {
                JobState::Queued
            };
        }
    }
    write(writer, Some(number), &job)
}

/// Ends every lease: whoever held one is gone, because the database's lock is ours.
pub(super) fn void_leases(writer: &Writer, now: Timestamp) -> Result<u64> {
    let running: Vec<(i64, Result<Job>)> = {
        let mut statement = writer.statement(select_job!(
            "where due_at is not null and state = 'running' order by job_no"
        ))?;
        let mut rows = statement.query(()).map_err(sql)?;
        let mut running = Vec::new();
        while let Some(row) = rows.next().map_err(sql)? {
            running.push((row.get(0).map_err(sql)?, read(writer.verify, row)));
        }
        running
    };
    let mut voided = 0;
    for (number, job) in running {
        match job {
            Ok(mut job) => {
                job.lease_until = Some(now);
                write(writer, Some(number), &job)?;
                voided += 1;
            }
            Err(error) => tracing::error!(job_no = number, %error, "damaged job"),
        }
    }
    Ok(voided)
}

/// How the queue stands.
pub(super) fn counts(reader: &Reader) -> Result<JobCounts> {
    let mut statement = reader
        .connection
        .prepare_cached(
            "select state, count(*), min(due_at) from jobs where due_at is not null group by state
             union all
             select state, count(*), null from jobs where due_at is null and state = 'dead'
             group by state",
        )
        .map_err(sql)?;
    let mut counts = JobCounts::default();
    let mut rows = statement.query(()).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let state: String = row.get(0).map_err(sql)?;
        let count: i64 = row.get(1).map_err(sql)?;
        let count = u64::try_from(count).unwrap_or(0);
        match JobState::from_name(&state) {
            Some(JobState::Queued) => {
                counts.queued = count;
                let due: Option<i64> = row.get(2).map_err(sql)?;
                counts.oldest_due = due.map(Timestamp);
            }
            Some(JobState::Running) => counts.running = count,
            Some(JobState::Dead) => counts.dead = count,
            _ => {}
        }
    }
    Ok(counts)
}

/// Drops jobs that ended long ago. The dead stay until somebody has looked at them.
pub(super) fn prune(writer: &Writer, ended_before: Timestamp, limit: usize) -> Result<u64> {
    let gone = writer
        .statement(
            "delete from jobs where job_no in (
                 select job_no from jobs where due_at is null and state in ('done', 'cancelled')
                     and updated_at < ?1 limit ?2)",
        )?
        .execute((ended_before.0, limit as i64))
        .map_err(sql)?;
    Ok(gone as u64)
}

/// Whether a job of one of `kinds` is due.
pub(super) fn any_due(reader: &Reader, kinds: &[String], now: Timestamp) -> Result<bool> {
    let kinds = seal::json("kinds", &kinds)?;
    reader
        .connection
        .prepare_cached(
            "select 1 where exists (
                 select 1 from jobs
                 where due_at <= ?1 and kind in (select value from json_each(?2)))
             or exists (
                 select 1 from jobs
                 where due_at > ?3 and kind in (select value from json_each(?2)))",
        )
        .and_then(|mut statement| statement.exists((now.0, kinds, far(now))))
        .map_err(sql)
}
