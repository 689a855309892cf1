//! A circuit breaker: an endpoint that keeps failing is left alone for a while.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Counts failures in a row.
#[derive(Debug)]
pub(super) struct Breaker {
    failures_max: u32,
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// No call before this instant; then one, and only one, tries.
    closed_until: Option<Instant>,
    is_trying: bool,
}

impl Breaker {
    pub(super) fn new(failures_max: u32, pause_ms: u64) -> Self {
        Breaker {
            failures_max,
            pause: Duration::from_millis(pause_ms),
            state: Mutex::default(),
        }
    }

    /// Whether a call may be made at `now`; if not, how long to wait.
    pub(super) fn admit(&self, now: Instant) -> Result<(), Duration> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.closed_until {
            None => Ok(()),
            Some(until) if now < until => Err(until - now),
            Some(_) if state.is_trying => Err(self.pause),
            Some(_) => {
                state.is_trying = true;
                Ok(())
            }
        }
    }

    /// Tells how a call that was admitted ended.
    pub(super) fn record(&self, succeeded: bool, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_trying = false;
        if succeeded {
            state.failures = 0;
            state.closed_until = None;
            return;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= self.failures_max {
            state.closed_until = Some(now + self.pause);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_tries_once_and_closes_after_a_success() {
        let (breaker, start) = (Breaker::new(2, 1000), Instant::now());
        let at = |ms: u64| start + Duration::from_millis(ms);
        assert_eq!(breaker.admit(at(0)), Ok(()));
        breaker.record(false, at(0));
        assert_eq!(breaker.admit(at(1)), Ok(()), "one failure is none");
        breaker.record(false, at(1));
        assert_eq!(breaker.admit(at(2)), Err(Duration::from_millis(999)));
        assert_eq!(breaker.admit(at(1001)), Ok(()), "one may try");
        assert!(breaker.admit(at(1002)).is_err(), "and only one");
        breaker.record(false, at(1003));
        assert!(breaker.admit(at(2000)).is_err(), "it failed again");
        assert_eq!(breaker.admit(at(2003)), Ok(()));
        breaker.record(true, at(2004));
        assert_eq!(breaker.admit(at(2005)), Ok(()));
        assert_eq!(breaker.admit(at(2005)), Ok(()), "all may again");
    }
}
