//! How many requests run and wait at once. Queues without an end are how servers die.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use types::{Error, ErrorKind, Result};

/// The gate: so many run, so many wait, so long.
pub(crate) struct Admission {
    running: Arc<Semaphore>,
    running_max: usize,
    waiting: AtomicUsize,
    waiting_max: usize,
    wait_max: Duration,
}

impl Admission {
    pub(crate) fn new(running_max: usize, waiting_max: usize, wait_ms_max: u64) -> Self {
        Admission {
            running: Arc::new(Semaphore::new(running_max)),
            running_max,
            waiting: AtomicUsize::new(0),
            waiting_max,
            wait_max: Duration::from_millis(wait_ms_max),
        }
    }

    /// Waits for a turn. Errors: `Overloaded` when too many wait already, or for too long.
    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(permit);
        }
        let _place = self.queue_up()?;
        let turn = Arc::clone(&self.running).acquire_owned();
        match tokio::time::timeout(self.wait_max, turn).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(self.refusal()),
        }
    }

    fn queue_up(&self) -> Result<Place<'_>> {
        let place = Place(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= self.waiting_max {
            return Err(self.refusal());
        }
        Ok(place)
    }

    fn refusal(&self) -> Error {
        let wait_ms = u64::try_from(self.wait_max.as_millis()).unwrap_or(u64::MAX);
        Error::new(ErrorKind::Overloaded, "the server is busy; try again")
            .with_retry_after_ms(wait_ms.clamp(1000, 10_000))
    }

    /// Requests that run now.
    pub(crate) fn running(&self) -> usize {
        self.running_max - self.running.available_permits()
    }

    /// Requests that wait now.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }
}

/// A place in the queue, given up on drop (also when the client hangs up).
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_runs_one_waits_the_third_is_refused_at_once() {
        let gate = Arc::new(Admission::new(1, 1, 60_000));
        let first = gate.enter().await.expect("room for one");
        let second = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.enter().await.is_ok() }
        });
        while gate.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        let refused = gate.enter().await.expect_err("no room");
        assert_eq!(refused.kind(), ErrorKind::Overloaded);
        assert!(refused.retry_after_ms().is_some());
        assert_eq!((gate.running(), gate.waiting()), (1, 1));
        drop(first);
        assert!(second.await.expect("no panic"));
        assert_eq!((gate.running(), gate.waiting()), (0, 0));
    }

    #[tokio::test]
    async fn waiting_has_an_end() {
        let gate = Admission::new(1, 1, 1);
        let _first = gate.enter().await.expect("room for one");
        assert!(gate.enter().await.is_err());
        assert_eq!(gate.waiting(), 0);
    }
}
