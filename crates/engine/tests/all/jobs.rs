//! Jobs: run, stopped, taken up again.

use std::time::Duration;

use crate::common::*;
use engine::{Access, Failpoints, ListMemories, PageRequest};
use types::{ErrorKind, Job, JobState};

fn page() -> PageRequest {
    PageRequest {
        limit: 100,
        ..PageRequest::default()
    }
}

async fn harness(concurrency: usize) -> Harness {
    Harness::with(384, |config| {
        config.jobs_concurrency_max = concurrency;
        config.danger_failpoints = Failpoints::new(|_| {});
    })
    .await
}

/// Queues an experiment of `steps` steps and returns the job.
async fn queue(h: &Harness, access: &Access, steps: u64) -> Job {
    queue_failing(h, access, steps, 0).await
}

async fn queue_failing(h: &Harness, access: &Access, steps: u64, failures: u64) -> Job {
    h.engine
        .danger_queue_append(access, steps, false, failures)
        .await
        .expect("queues");
    let jobs = h.engine.list_jobs(access, None, &page()).await;
    jobs.expect("lists").items.remove(0)
}

async fn until(h: &Harness, access: &Access, job: &Job, is: impl Fn(&Job) -> bool) -> Job {
    for _ in 0..1000 {
        let job = h.engine.get_job(access, job.id).await.expect("is there");
        if is(&job) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job does not get there");
}

/// What the experiment stored, in the order of its steps.
async fn steps(h: &Harness, access: &Access) -> Vec<String> {
    let list = ListMemories {
        page: PageRequest {
            limit: 1000,
            ..PageRequest::default()
        },
        ..ListMemories::default()
    };
    let listed = h.engine.list_memories(access, list).await.expect("lists");
    let mut steps: Vec<String> = listed.items.into_iter().map(|memory| memory.text).collect();
    steps.sort_by_key(|text| (text.len(), text.clone()));
    steps
}

fn numbered(count: u64) -> Vec<String> {
    (0..count).map(|number| format!("step{number}")).collect()
}

#[tokio::test]
async fn a_job_runs_when_it_is_queued() {
    let h = harness(2).await;
    let anyone = h.anyone().await;
    let job = queue(&h, &anyone, 5).await;
    let done = until(&h, &anyone, &job, |job| job.state == JobState::Done).await;
    assert_eq!((done.progress_done, done.progress_total), (5, 5));
    assert_eq!((done.attempts, done.last_error), (1, None));
    assert_eq!(done.result, Some(serde_json::json!({"next": 5})));
    assert_eq!(steps(&h, &anyone).await, numbered(5));
    let in_state = async |state| {
        let jobs = h.engine.list_jobs(&anyone, Some(state), &page()).await;
        jobs.expect("lists").items.len()
    };
    assert_eq!(
        (
            in_state(JobState::Done).await,
            in_state(JobState::Queued).await
        ),
        (1, 0)
    );
    for refused in [
        h.engine.cancel_job(&anyone, job.id).await,
        h.engine.retry_job(&anyone, job.id).await,
    ] {
        assert_eq!(
            refused.map_err(|error| error.kind()).map(drop),
            Err(ErrorKind::InvalidArgument)
        );
    }
}

#[tokio::test]
async fn equal_jobs_wait_as_one_and_can_be_cancelled_and_tried_again() {
    // Nothing runs here: what is queued stays queued.
    let h = harness(0).await;
    let anyone = h.anyone().await;
    let job = queue(&h, &anyone, 3).await;
    assert_eq!(queue(&h, &anyone, 3).await.id, job.id);
    let cancelled = h.engine.cancel_job(&anyone, job.id).await.expect("cancels");
    assert_eq!(cancelled.state, JobState::Cancelled);
    let again = h.engine.retry_job(&anyone, job.id).await.expect("queues");
    assert_ne!(again.id, job.id);
    assert_eq!((again.state, again.attempts), (JobState::Queued, 0));
    assert_eq!((&again.kind, &again.payload), (&job.kind, &job.payload));
    let twice = h.engine.retry_job(&anyone, job.id).await;
    assert_eq!(
        twice.map_err(|error| error.kind()),
        Err(ErrorKind::Conflict)
    );
}

#[tokio::test]
async fn a_shutdown_gives_the_job_back_and_the_next_process_goes_on() {
    let h = harness(2).await;
    let anyone = h.anyone().await;
    let job = queue(&h, &anyone, 400).await;
    until(&h, &anyone, &job, |job| job.progress_done > 2).await;
    let h = h.reopened(384).await;
    let anyone = h.anyone().await;
    let taken_up = until(&h, &anyone, &job, |_| true).await;
    assert!(taken_up.progress_done > 2 && taken_up.attempts <= 1);
    let done = until(&h, &anyone, &job, |job| job.state == JobState::Done).await;
    assert_eq!(done.attempts, 1, "a shutdown is no failure");
    assert_eq!(steps(&h, &anyone).await, numbered(400));
}

#[tokio::test]
async fn a_cancelled_job_stops_at_its_next_step_and_a_retry_goes_on() {
    let h = harness(1).await;
    let anyone = h.anyone().await;
    let job = queue(&h, &anyone, 400).await;
    until(&h, &anyone, &job, |job| job.progress_done > 2).await;
    h.engine.cancel_job(&anyone, job.id).await.expect("cancels");
    let again = h.engine.retry_job(&anyone, job.id).await.expect("queues");
    until(&h, &anyone, &again, |job| job.state == JobState::Done).await;
    assert_eq!(
        steps(&h, &anyone).await,
        numbered(400),
        "none twice, none lost"
    );
    let old = h.engine.get_job(&anyone, job.id).await.expect("is there");
    assert_eq!(old.state, JobState::Cancelled);
}

#[tokio::test]
async fn jobs_belong_to_their_org_and_to_what_a_key_is_bound_to() {
    let h = harness(0).await;
    let anyone = h.anyone().await;
    let job = queue(&h, &anyone, 3).await;
    let other = engine::CreateKey {
        org_id: Some(types::OrgId::new("other").expect("is a name")),
        ..all_permissions("other")
    };
    let other = h.key(&anyone, other).await;
    let bound = engine::CreateKey {
        bound: user("ann"),
        ..all_permissions("ann's")
    };
    // The first key closed the server to callers without one.
    for access in [&other] {
        let listed = h.engine.list_jobs(access, None, &page()).await;
        assert!(listed.expect("lists").items.is_empty());
        for outcome in [
            h.engine.get_job(access, job.id).await,
            h.engine.cancel_job(access, job.id).await,
            h.engine.retry_job(access, job.id).await,
        ] {
            assert_eq!(
                outcome.map_err(|error| error.kind()).map(drop),
                Err(ErrorKind::NotFound)
            );
        }
    }
    let ann = h.key(&anyone, bound).await;
    let queued = queue(&h, &ann, 1).await;
    assert_eq!(queued.bound, user("ann"));
    let seen = h
        .engine
        .list_jobs(&ann, None, &page())
        .await
        .expect("lists");
    assert!(seen.items.iter().any(|seen| seen.id == queued.id));
}

#[tokio::test]
async fn a_failing_job_is_tried_again_later_and_later_and_then_given_up() {
    let h = Harness::with(384, |config| {
        config.job_poll_ms = 5;
        config.job_attempts_max = 3;
        config.danger_failpoints = Failpoints::new(|_| {});
    })
    .await;
    let anyone = h.anyone().await;
    for (failures, ends_as) in [(2, JobState::Done), (9, JobState::Dead)] {
        let job = queue_failing(&h, &anyone, 1, failures).await;
        let mut waits = Vec::new();
        for attempt in 1..=2 {
            let has_failed = |job: &Job| job.attempts == attempt && job.state == JobState::Queued;
            let failed = until(&h, &anyone, &job, has_failed).await;
            assert_eq!(
                failed.last_error.as_deref(),
                Some("internal: internal error")
            );
            let wait_ms = failed.run_at.unix_ms() - h.engine_now().unix_ms();
            waits.push(wait_ms);
            h.clock.advance_ms(wait_ms);
        }
        assert!((500..=1000).contains(&waits[0]) && (1000..=2000).contains(&waits[1]));
        let ended = until(&h, &anyone, &job, |job| job.state == ends_as).await;
        assert_eq!(ended.attempts, 3);
        assert_eq!(ended.last_error.is_none(), ends_as == JobState::Done);
    }
    let (counts, _) = h.engine.job_counts().await.expect("counts");
    assert_eq!((counts.queued, counts.running, counts.dead), (0, 0, 1));
}
