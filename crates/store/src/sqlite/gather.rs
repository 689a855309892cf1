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
#[derive(Debug)]
pub(super) struct Gathering {
    /// Pieces of work in the group so far.
    len: usize,
    begun: Instant,
    has_waited: bool,
    /// Pieces of work in the last group: so many callers may come back.
    expected: usize,
    /// Groups that do not wait any more, because waiting was in vain.
    pause: u32,
    /// How long the last such pause was; each one is twice as long.
    last_pause: u32,
}

impl Default for Gathering {
    fn default() -> Self {
        Gathering {
            len: 0,
            begun: Instant::now(),
            has_waited: false,
            expected: 0,
            pause: 0,
            last_pause: 0,
        }
    }
}

impl Gathering {
    /// A group begins, with its first piece of work.
    pub(super) fn begin(&mut self) {
        self.len = 1;
        self.begun = Instant::now();
        self.has_waited = false;
    }

    /// What goes together with what the group has; `None`: it is complete. What is done with one
    /// piece before the next is asked for is time in which callers come back.
    pub(super) fn next<T>(&mut self, queue: &Receiver<T>) -> Option<T> {
        while self.len < GROUP_MAX {
            match queue.try_recv() {
                Ok(next) => {
                    self.len += 1;
                    return Some(next);
                }
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if self.pause > 0 || self.len >= self.expected => {
                    return None;
                }
                Err(TryRecvError::Empty) if self.begun.elapsed() >= WAIT => return None,
                Err(TryRecvError::Empty) => {
                    self.has_waited = true;
                    std::thread::yield_now();
                }
            }
        }
        None
    }

    /// The group is complete, or was given up.
    pub(super) fn end(&mut self) {
        if self.pause > 0 {
            self.pause -= 1;
        } else if self.has_waited && self.len < self.expected {
            self.last_pause = (self.last_pause * 2).clamp(1, PAUSE_MAX);
            self.pause = self.last_pause;
        } else if self.has_waited {
            self.last_pause = 0;
        }
        self.expected = self.len;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// The size of a group of `first` and what is queued.
    fn gather(gathering: &mut Gathering, queue: &Receiver<usize>) -> usize {
        gathering.begin();
        let more = std::iter::from_fn(|| gathering.next(queue)).count();
        gathering.end();
        1 + more
    }

    #[test]
    fn what_is_queued_goes_together() {
        let (sender, queue) = channel();
        let mut gathering = Gathering::default();
        for (queued, expect) in [(0, 1), (4, 5), (GROUP_MAX, GROUP_MAX), (0, 2)] {
            (0..queued).for_each(|n| sender.send(n).expect("is open"));
            assert_eq!(gather(&mut gathering, &queue), expect);
        }
        drop(sender);
        assert_eq!(gather(&mut gathering, &queue), 1);
    }

    #[test]
    fn waiting_in_vain_is_tried_ever_less_often() {
        let (sender, queue) = channel();
        let mut gathering = Gathering::default();
        let mut in_vain = Vec::new();
        for round in 0..300 {
            // Two come at once, then one alone that is waited for in vain.
            sender.send(round).expect("is open");
            gather(&mut gathering, &queue);
            gather(&mut gathering, &queue);
            if gathering.pause > 0 && gathering.pause == gathering.last_pause {
                in_vain.push(round);
            }
        }
        assert!((7..20).contains(&in_vain.len()), "{in_vain:?}");
        assert!(gathering.last_pause <= PAUSE_MAX);
    }
}
