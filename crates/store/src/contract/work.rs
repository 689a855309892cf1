//! Jobs.

use serde_json::json;
use types::{ErrorKind, Job, JobId, JobState};

use super::{Lab, at, scope, scope_in};
use crate::{JobOutcome, JobProgress, PageRequest, WriteBatch};

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
        done: 2,
        total: 5,
        lease_until: at(500),
    };
    assert!(lab.store.job_progress(progress).await.expect("writes"));
    let done = JobOutcome::Done {
        result: json!({"made": 3}),
        at: at(70),
    };
    lab.store.finish_job(first.id, done).await.expect("writes");
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
        .finish_job(job.id, failed(at(50)))
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
        .finish_job(job.id, failed(at(60)))
        .await
        .expect("writes");
    assert_eq!(state(&lab, job.id).await, JobState::Dead);
    assert_eq!(claim(&lab, &["extract"], 1000).await, None);
    let unknown = lab.store.finish_job(lab.job("x").id, failed(at(1))).await;
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
        .finish_job(first.id, failed)
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
        .finish_job(job.id, done)
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
