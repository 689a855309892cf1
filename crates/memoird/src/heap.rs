//! How much of what was freed the process keeps.
//!
//! glibc gives memory back badly where many threads make and drop large things: each thread has an arena
//! of its own, and the size from which a block is mapped by itself grows with each that is dropped.
//! Large messages, of which nothing is left but rows and vectors, kept many times what they need.

#![allow(unsafe_code, reason = "the settings of glibc have no other interface")]

/// Arenas at most: threads share them, and what one frees another uses.
const ARENAS_MAX: i32 = 8;
/// Blocks of so many bytes are mapped each by itself, and go back as soon as they are freed.
const MAPPED_BYTES_MIN: i32 = 256 * 1024;
/// Free bytes at the end of an arena that are kept for what comes next.
const KEPT_BYTES_MAX: i32 = 64 * 1024 * 1024;

/// Bounds what is kept, unless the operator has settings for that in the environment. For the start: arenas
/// that are there stay.
pub(crate) fn bound() {
    let names = [
        "MALLOC_ARENA_MAX",
        "MALLOC_TRIM_THRESHOLD_",
        "GLIBC_TUNABLES",
    ];
    if names.iter().all(|name| std::env::var_os(name).is_none()) {
        set();
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn set() {
    // malloc.h
    const M_TRIM_THRESHOLD: i32 = -1;
    const M_MMAP_THRESHOLD: i32 = -3;
    const M_ARENA_MAX: i32 = -8;
    unsafe extern "C" {
        fn mallopt(parameter: i32, value: i32) -> i32;
    }
    for (parameter, value) in [
        (M_ARENA_MAX, ARENAS_MAX),
        (M_MMAP_THRESHOLD, MAPPED_BYTES_MIN),
        (M_TRIM_THRESHOLD, KEPT_BYTES_MAX),
    ] {
        // SAFETY: it takes two numbers, and checks them.
        let was_taken = unsafe { mallopt(parameter, value) } == 1;
        debug_assert!(was_taken, "{parameter}: {value}");
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn set() {
    let _ = (ARENAS_MAX, MAPPED_BYTES_MIN, KEPT_BYTES_MAX);
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    /// Anonymous resident memory of this process, in MiB.
    fn resident_mib() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").expect("is there");
        let line = status.lines().find(|line| line.starts_with("RssAnon:"));
        let kib = line.expect("is told").split_whitespace().nth(1);
        kib.and_then(|kib| kib.parse::<u64>().ok())
            .expect("a number")
            / 1024
    }

    /// Makes and drops large blocks in several threads; something small that stays lies behind them.
    #[test]
    fn what_threads_free_goes_back() {
        super::set();
        let before = resident_mib();
        let threads = (0..8).map(|_| {
            std::thread::spawn(|| {
                let mut small = Vec::new();
                for round in 0..4_u8 {
                    let blocks: Vec<Vec<u8>> = (0..100).map(|_| vec![round + 1; 400_000]).collect();
                    small.push(vec![blocks.len() as u8; 64]);
                }
                small
            })
        });
        let threads: Vec<_> = threads.collect();
        let kept: Vec<_> = threads
            .into_iter()
            .map(|one| one.join().expect("ends"))
            .collect();
        let grown = resident_mib().saturating_sub(before);
        assert!(grown < 100, "{grown} MiB kept for {} blocks", kept.len());
    }
}
