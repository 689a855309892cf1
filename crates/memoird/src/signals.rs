//! Signals that would end the process where an error is answered instead.

#![allow(
    unsafe_code,
    reason = "the standard library sets no signal's disposition"
)]

/// Leaves to errors what a signal would end. For the start, before there are threads.
///
/// A write beyond the limit on a file's size (`ulimit -f`) is an error as on a full disk: the request is
/// refused, and reading and deleting go on.
pub(crate) fn leave_to_errors() {
    set();
}

#[cfg(target_os = "linux")]
fn set() {
    // signal.h
    const SIGXFSZ: i32 = 25;
    const SIG_IGN: usize = 1;
    unsafe extern "C" {
        fn signal(number: i32, handler: usize) -> usize;
    }
    // SAFETY: to be ignored is a disposition that runs no code of ours.
    unsafe { signal(SIGXFSZ, SIG_IGN) };
}

#[cfg(not(target_os = "linux"))]
fn set() {}
