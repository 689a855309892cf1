//! Jobs.

use serde_json::json;
use types::{ErrorKind, Job, JobId, JobState};

use super::{Lab, at, scope, scope_in};
use crate::{JobDone, JobOutcome, JobProgress, NewMemory, PageRequest, WriteBatch};

async fn queue(lab: &Lab, jobs: Vec<Job>) {
    let batch = WriteBatch {
        jobs,
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("queues");
}

async fn claim(lab: &Lab, kinds: &[&str], now: i64) -> Option<Job> {
    lab.store
        .claim_job(kinds, at(now), at(now + 100))
        .await
        .expect("claims")
}

async fn state(lab: &Lab, id: JobId) -> JobState {
    lab.store
        .job(&scope(), id)
        .await
        .expect("reads")
        .expect("is there")
        .state
}

pub(super) async fn a_job_is_leased_to_one(lab: Lab) {
    let mut later = lab.job("extract");
    later.run_at = at(50);
    let (first, other) = (lab.job("extract"), lab.job("reembed"));
    queue(&lab, vec![later.clone(), first.clone(), other.clone()]).await;
    let runners: Vec<_> = (0..8)
        .map(|_| {
            let store = std::sync::Arc::clone(&lab.store);
            tokio::spawn(async move { store.claim_job(&["extract"], at(1), at(100)).await })
        })
        .collect();
    let mut claimed = Vec::new();
    for runner in runners {
        claimed.extend(runner.await.expect("does not panic").expect("claims"));
    }
    assert_eq!(claimed.len(), 1);
    let job = &claimed[0];
    assert_eq!(
        (job.id, job.state, job.attempts),
        (first.id, JobState::Running, 1)
    );
    assert_eq!(
        (job.lease_until, &job.payload),
        (Some(at(100)), &first.payload)
    );
    assert_eq!(
        claim(&lab, &["extract"], 60).await.map(|job| job.id),
        Some(later.id)
    );
    assert_eq!(claim(&lab, &["nothing"], 60).await, None);
    assert_eq!(claim(&lab, &[], 60).await, None);
    assert_eq!(
        claim(&lab, &["x", "reembed"], 60).await.map(|job| job.id),
        Some(other.id)
    );

    let progress = JobProgress {
        id: first.id,
        attempt: 1,
        checkpoint: None,
        done: 2,
        total: 5,
        lease_until: at(500),
    };
    assert!(lab.store.job_progress(progress).await.expect("writes"));
    let done = JobOutcome::Done {
        result: json!({"made": 3}),
        at: at(70),
    };
    lab.store
        .finish_job(first.id, 1, done)
        .await
        .expect("writes");
    let job = lab
        .store
        .job(&scope(), first.id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (job.state, job.result, job.lease_until),
        (JobState::Done, Some(json!({"made": 3})), None)
    );
    assert_eq!((job.progress_done, job.progress_total), (2, 5));
    let late = JobProgress {
        id: first.id,
        attempt: 1,
        checkpoint: None,
        done: 3,
        total: 5,
        lease_until: at(900),
    };
    assert!(
        !lab.store.job_progress(late).await.expect("writes"),
        "a finished job has no lease"
    );
}

pub(super) async fn a_lease_that_ran_out_is_given_again(lab: Lab) {
    let mut job = lab.job("extract");
    job.attempts_max = 2;
    queue(&lab, vec![job.clone()]).await;
    assert!(claim(&lab, &["extract"], 0).await.is_some());
    assert_eq!(claim(&lab, &["extract"], 99).await, None, "the lease holds");
    let again = claim(&lab, &["extract"], 101)
        .await
        .expect("the lease ran out");
    assert_eq!((again.id, again.attempts), (job.id, 2));
    assert_eq!(
        claim(&lab, &["extract"], 300).await,
        None,
        "no attempts are left"
    );
    assert_eq!(state(&lab, job.id).await, JobState::Dead);
}

pub(super) async fn a_failing_job_is_retried_and_then_dead(lab: Lab) {
    let mut job = lab.job("extract");
    job.attempts_max = 2;
    queue(&lab, vec![job.clone()]).await;
    let failed = |retry_at| JobOutcome::Failed {
        error: "no luck".into(),
        retry_at,
        at: at(5),
    };
    assert!(claim(&lab, &["extract"], 1).await.is_some());
    lab.store
        .finish_job(job.id, 1, failed(at(50)))
        .await
        .expect("writes");
    assert_eq!(
        claim(&lab, &["extract"], 49).await,
        None,
        "not before its time"
    );
    let second = claim(&lab, &["extract"], 50).await.expect("is due");
    assert_eq!(second.last_error.as_deref(), Some("no luck"));
    lab.store
        .finish_job(job.id, 2, failed(at(60)))
        .await
        .expect("writes");
    assert_eq!(state(&lab, job.id).await, JobState::Dead);
    assert_eq!(claim(&lab, &["extract"], 1000).await, None);
    let unknown = lab
        .store
        .finish_job(lab.job("x").id, 1, failed(at(1)))
        .await;
    assert_eq!(unknown.map_err(|e| e.kind()), Err(ErrorKind::NotFound));
}

pub(super) async fn two_equal_jobs_are_one(lab: Lab) {
    let keyed = || {
        let mut job = lab.job("extract");
        job.dedup_key = Some("s1".into());
        job
    };
    let (first, second, third) = (keyed(), keyed(), keyed());
    queue(&lab, vec![first.clone(), second.clone()]).await;
    assert_eq!(
        lab.store.job(&scope(), second.id).await.expect("reads"),
        None
    );
    assert_eq!(
        claim(&lab, &["extract"], 1).await.map(|job| job.id),
        Some(first.id)
    );
    // While the first runs, new work may queue behind it ...
    queue(&lab, vec![third.clone()]).await;
    // ... and does the first one's work, too, if that fails.
    let failed = JobOutcome::Failed {
        error: "x".into(),
        retry_at: at(2),
        at: at(2),
    };
    lab.store
        .finish_job(first.id, 1, failed)
        .await
        .expect("writes");
    assert_eq!(state(&lab, first.id).await, JobState::Cancelled);
    assert_eq!(
        claim(&lab, &["extract"], 3).await.map(|job| job.id),
        Some(third.id)
    );
    let other = scope_in("other", Default::default());
    let batch = WriteBatch {
        jobs: vec![keyed(), keyed()],
        ..Default::default()
    };
    lab.store.commit(&other, batch).await.expect("queues");
    let page = PageRequest {
        limit: 10,
        with_total: true,
        ..Default::default()
    };
    let theirs = lab
        .store
        .list_jobs(&other, None, &page)
        .await
        .expect("lists");
    assert_eq!((theirs.items.len(), theirs.total), (1, Some(1)));
}

pub(super) async fn a_cancelled_job_stops_and_can_be_queued_again(lab: Lab) {
    let job = lab.job("extract");
    queue(&lab, vec![job.clone()]).await;
    assert!(claim(&lab, &["extract"], 1).await.is_some());
    let set = async |state| lab.store.set_job_state(&scope(), job.id, state).await;
    assert!(set(JobState::Cancelled).await.expect("writes"));
    let progress = JobProgress {
        id: job.id,
        attempt: 1,
        checkpoint: None,
        done: 1,
        total: 1,
        lease_until: at(500),
    };
    assert!(!lab.store.job_progress(progress).await.expect("writes"));
    let done = JobOutcome::Done {
        result: json!(null),
        at: at(2),
    };
    lab.store
        .finish_job(job.id, 1, done)
        .await
        .expect("is passed over");
    assert_eq!(state(&lab, job.id).await, JobState::Cancelled);
    assert!(
        !set(JobState::Cancelled).await.expect("runs"),
        "it is cancelled already"
    );
    assert!(set(JobState::Queued).await.expect("writes"));
    let again = claim(&lab, &["extract"], 3).await.expect("is due");
    assert_eq!((again.id, again.attempts), (job.id, 1));
    assert!(
        set(JobState::Done).await.is_err(),
        "only its runner can finish it"
    );
    let other = scope_in("other", Default::default());
    let foreign = lab
        .store
        .set_job_state(&other, job.id, JobState::Cancelled)
        .await;
    assert!(!foreign.expect("runs"));
    assert_eq!(lab.store.job(&other, job.id).await.expect("reads"), None);
}

pub(super) async fn a_job_whose_work_others_did_is_done(lab: Lab) {
    let (waits, runs) = (lab.job("extract"), lab.job("embed"));
    queue(&lab, vec![waits.clone(), runs.clone()]).await;
    assert!(claim(&lab, &["embed"], 0).await.is_some());
    let done = |id| JobDone {
        id,
        result: json!({"by": "others"}),
        at: at(5),
    };
    let unknown = lab.job("extract").id;
    let batch = || WriteBatch {
        jobs_done: vec![done(waits.id), done(runs.id), done(unknown)],
        ..Default::default()
    };
    let other = scope_in("other", Default::default());
    lab.store.commit(&other, batch()).await.expect("writes");
    assert_eq!(state(&lab, waits.id).await, JobState::Queued);
    lab.store.commit(&scope(), batch()).await.expect("writes");
    assert_eq!(state(&lab, waits.id).await, JobState::Done);
    assert_eq!(state(&lab, runs.id).await, JobState::Running);
    let job = lab.store.job(&scope(), waits.id).await.expect("reads");
    assert_eq!(
        job.map(|job| (job.result, job.updated_at)),
        Some((Some(json!({"by": "others"})), at(5)))
    );
    assert!(claim(&lab, &["extract"], 100).await.is_none());
}

pub(super) async fn a_step_and_its_effect_are_one(lab: Lab) {
    let job = lab.job("extract");
    queue(&lab, vec![job.clone()]).await;
    assert!(claim(&lab, &["extract"], 0).await.is_some());
    let step = async |attempt, done: u64| {
        let batch = WriteBatch {
            memories: vec![NewMemory {
                memory: lab.memory("made by a job"),
                vectors: Default::default(),
            }],
            job_step: Some(JobProgress {
                id: job.id,
                attempt,
                done,
                total: 2,
                checkpoint: Some(json!({"made": done})),
                lease_until: at(100),
            }),
            ..Default::default()
        };
        let committed = lab.store.commit(&scope(), batch).await;
        committed.map_err(|error| (error.kind(), error.field().map(str::to_owned)))
    };
    let count = async || {
        let filter = types::Filter::everything();
        let count = lab.store.count_memories(&scope(), &filter).await;
        count.expect("counts")
    };
    let stopped = (ErrorKind::Conflict, Some("job".to_owned()));
    assert!(step(1, 1).await.is_ok());
    let second = claim(&lab, &["extract"], 101).await.expect("ran out");
    assert_eq!(
        (second.attempts, second.progress_done, second.result),
        (2, 1, Some(json!({"made": 1})))
    );
    assert_eq!(step(1, 2).await.map(drop), Err(stopped.clone()));
    assert_eq!(count().await, 1, "a runner without a lease stores nothing");
    // Nor does it end what another runs.
    let done = |result| JobOutcome::Done { result, at: at(5) };
    let finish = async |attempt, outcome| {
        let finished = lab.store.finish_job(job.id, attempt, outcome).await;
        finished.expect("runs");
        state(&lab, job.id).await
    };
    assert_eq!(finish(1, done(json!(1))).await, JobState::Running);
    assert!(step(2, 2).await.is_ok());
    let returned = JobOutcome::Returned { at: at(150) };
    assert_eq!(finish(2, returned).await, JobState::Queued);
    let third = claim(&lab, &["extract"], 151).await.expect("is due");
    assert_eq!(third.attempts, 2, "an attempt that was returned is none");
    assert_eq!(finish(2, done(json!(2))).await, JobState::Done);
    assert_eq!(step(2, 3).await.map(drop), Err(stopped));
    assert_eq!(count().await, 2);
}

pub(super) async fn what_a_fast_clock_wrote_is_due(lab: Lab) {
    const WEEK_MS: i64 = types::limits::JOB_DELAY_MS_MAX;
    let (mut soon, mut far) = (lab.job("extract"), lab.job("extract"));
    soon.run_at = at(WEEK_MS);
    far.run_at = at(10 * WEEK_MS);
    queue(&lab, vec![soon.clone(), far.clone()]).await;
    let claimed = async |now| claim(&lab, &["extract"], now).await.map(|job| job.id);
    assert_eq!(claimed(0).await, Some(far.id));
    assert_eq!(claimed(0).await, None);
    assert_eq!(claimed(WEEK_MS).await, Some(far.id), "its lease ran out");
    assert_eq!(claimed(WEEK_MS).await, Some(soon.id));
}

pub(super) async fn jobs_are_counted_and_old_ones_dropped(lab: Lab) {
    let mut kinds: Vec<Job> = (0..5).map(|_| lab.job("waits")).collect();
    for (job, kind) in kinds.iter_mut().zip(["runs", "done", "dies"]) {
        job.kind = kind.to_owned();
        job.attempts_max = 1;
    }
    kinds[3].run_at = at(-7);
    queue(&lab, kinds.clone()).await;
    for kind in ["runs", "done", "dies"] {
        assert!(claim(&lab, &[kind], 0).await.is_some());
    }
    let done = JobOutcome::Done {
        result: json!(null),
        at: at(5),
    };
    let failed = JobOutcome::Failed {
        error: "x".into(),
        retry_at: at(9),
        at: at(5),
    };
    for (job, outcome) in [(&kinds[1], done), (&kinds[2], failed)] {
        let finished = lab.store.finish_job(job.id, 1, outcome).await;
        finished.expect("writes");
    }
    let counts = lab.store.job_counts().await.expect("counts");
    assert_eq!((counts.queued, counts.running, counts.dead), (2, 1, 1));
    assert_eq!(counts.oldest_due, Some(at(-7)));
    let prune = async |before| lab.store.prune_jobs(at(before), 10).await.expect("writes");
    assert_eq!((prune(5).await, prune(6).await, prune(6).await), (0, 1, 0));
    assert_eq!(
        lab.store.job(&scope(), kinds[1].id).await.expect("reads"),
        None
    );
    assert_eq!(state(&lab, kinds[2].id).await, JobState::Dead);
    assert_eq!(state(&lab, kinds[0].id).await, JobState::Running);
    assert_eq!(lab.store.void_leases(at(20)).await.expect("writes"), 1);
    let again = claim(&lab, &["runs"], 20).await;
    assert_eq!(again, None, "it had one attempt");
    assert_eq!(state(&lab, kinds[0].id).await, JobState::Dead);
}

pub(super) async fn jobs_are_listed_in_pages(lab: Lab) {
    let jobs: Vec<Job> = (0..5).map(|_| lab.job("extract")).collect();
    let newest_first: Vec<JobId> = jobs.iter().rev().map(|job| job.id).collect();
    queue(&lab, jobs.clone()).await;
    let mut page = PageRequest {
        limit: 2,
        with_total: true,
        ..Default::default()
    };
    let mut listed = Vec::new();
    loop {
        let got = lab
            .store
            .list_jobs(&scope(), None, &page)
            .await
            .expect("lists");
        assert_eq!(got.total, Some(5));
        listed.extend(got.items.into_iter().map(|job| job.id));
        page.cursor = got.next_cursor;
        if page.cursor.is_none() {
            break;
        }
    }
    assert_eq!(listed, newest_first);
    assert!(claim(&lab, &["extract"], 1).await.is_some());
    let page = PageRequest {
        limit: 10,
        ..Default::default()
    };
    let running = lab
        .store
        .list_jobs(&scope(), Some(JobState::Running), &page)
        .await;
    assert_eq!(running.expect("lists").items.len(), 1);
}
