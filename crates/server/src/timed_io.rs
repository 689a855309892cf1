//! A socket with patience: for a request's head, for silence between requests, for slow readers.
//!
//! hyper has a timer for heads only, and lets it run while a kept-alive connection is merely idle;
//! it has none for writing. So both are kept here, below it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use crate::unreadable;

/// Within one write timeout a stalled reader must take this many bytes.
const STALLED_BYTES_MIN: usize = 64 * 1024;

/// Whether a connection waits for a request's head or serves one; shared with its service.
#[derive(Debug, Default)]
pub(crate) struct Phase {
    /// Even: waiting for a head. Odd: serving. Counts up with every change.
    step: AtomicU64,
    /// Whoever reads while a request is served: to be woken for the timer when it is done.
    reader: AtomicWaker,
}

/// While this lives, a request is served.
pub(crate) struct Serving(Arc<Phase>);

impl Phase {
    pub(crate) fn serve(self: &Arc<Self>) -> Serving {
        self.step.fetch_add(1, Ordering::AcqRel);
        Serving(Arc::clone(self))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.step.fetch_add(1, Ordering::AcqRel);
        self.0.reader.wake();
    }
}

/// How long a connection is waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub(crate) header: Duration,
    pub(crate) idle: Duration,
    pub(crate) write: Duration,
}

/// Waiting for a head.
struct HeadWait {
    step: u64,
    has_begun: bool,
    deadline: Instant,
}

/// A reader that does not keep up, and how much it took since that was noticed.
struct Stall {
    bytes: usize,
}

/// See the module.
pub(crate) struct TimedIo<S> {
    inner: S,
    phase: Arc<Phase>,
    patience: Patience,
    head: Option<HeadWait>,
    stall: Option<Stall>,
    /// What goes out in the place of hyper's own refusal, and how much of it has gone.
    refusal: Option<(Vec<u8>, usize)>,
    read_timer: Pin<Box<Sleep>>,
    write_timer: Pin<Box<Sleep>>,
}

impl<S> TimedIo<S> {
    pub(crate) fn new(inner: S, phase: Arc<Phase>, patience: Patience) -> Self {
        TimedIo {
            inner,
            phase,
            patience,
            head: None,
            stall: None,
            refusal: None,
            read_timer: Box::pin(tokio::time::sleep(patience.header)),
            write_timer: Box::pin(tokio::time::sleep(patience.write)),
        }
    }

    /// Starts or goes on waiting for a head; false while a request is served.
    fn waits_for_head(&mut self) -> bool {
        let step = self.phase.step.load(Ordering::Acquire);
        if step % 2 == 1 {
            self.head = None;
            return false;
        }
        if self.head.as_ref().is_none_or(|head| head.step != step) {
            // A new connection is expected to speak at once; a kept-alive one may rest.
            let patience = if step == 0 {
                self.patience.header
            } else {
                self.patience.idle
            };
            let deadline = Instant::now() + patience;
            self.head = Some(HeadWait {
                step,
                has_begun: false,
                deadline,
            });
            self.read_timer.as_mut().reset(deadline);
        }
        true
    }

    fn head_has_begun(&mut self) {
        if let Some(head) = &mut self.head
            && !head.has_begun
        {
            head.has_begun = true;
            let deadline = Instant::now() + self.patience.header;
            head.deadline = if head.step == 0 {
                head.deadline
            } else {
                deadline
            };
            self.read_timer.as_mut().reset(head.deadline);
        }
    }

    /// Accounts for one attempt to write; an error once the reader has stalled for too long.
    fn after_write(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        use std::future::Future;
        match &outcome {
            Poll::Ready(Ok(bytes)) => {
                if let Some(stall) = &mut self.stall {
                    stall.bytes += bytes;
                    if stall.bytes >= STALLED_BYTES_MIN {
                        self.stall = None;
                    }
                }
                outcome
            }
            Poll::Ready(Err(_)) => outcome,
            Poll::Pending => {
                if self.stall.is_none() {
                    let deadline = Instant::now() + self.patience.write;
                    self.stall = Some(Stall { bytes: 0 });
                    self.write_timer.as_mut().reset(deadline);
                }
                match self.write_timer.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> TimedIo<S> {
    /// If `bytes` are hyper's own refusal of what it could not read: writes it with a body. It was all of
    /// `bytes`, or nothing yet.
    fn poll_refusal(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Option<Poll<io::Result<usize>>> {
        let is_serving = self.phase.step.load(Ordering::Acquire) % 2 == 1;
        if self.refusal.is_none() && !is_serving {
            self.refusal = unreadable::worded(bytes).map(|refusal| (refusal, 0));
        }
        while let Some((refusal, gone)) = &mut self.refusal {
            let outcome = Pin::new(&mut self.inner).poll_write(cx, &refusal[*gone..]);
            if let Poll::Ready(Ok(written @ 1..)) = outcome {
                *gone += written;
                if *gone < refusal.len() {
                    continue;
                }
                self.refusal = None;
                return Some(Poll::Ready(Ok(bytes.len())));
            }
            return Some(self.after_write(cx, outcome));
        }
        None
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TimedIo<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        use std::future::Future;
        let this = &mut *self;
        // Before the phase is read, so that its end is not missed.
        this.phase.reader.register(cx.waker());
        let waits = this.waits_for_head();
        let before = buffer.filled().len();
        match Pin::new(&mut this.inner).poll_read(cx, buffer) {
            Poll::Ready(done) => {
                if waits && buffer.filled().len() > before {
                    this.head_has_begun();
                }
                Poll::Ready(done)
            }
            Poll::Pending if waits => match this.read_timer.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimedIo<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if let Some(outcome) = this.poll_refusal(cx, bytes) {
            return outcome;
        }
        let outcome = Pin::new(&mut this.inner).poll_write(cx, bytes);
        this.after_write(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let mut filled = slices.iter().filter(|slice| !slice.is_empty());
        if let (Some(bytes), None) = (filled.next(), filled.next())
            && let Some(outcome) = this.poll_refusal(cx, bytes)
        {
            return outcome;
        }
        let outcome = Pin::new(&mut this.inner).poll_write_vectored(cx, slices);
        this.after_write(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper flushes when its own buffer is empty: the reader has caught up.
        self.stall = None;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
