//! When a failed job is tried again.

/// The first wait, in milliseconds; each further one is twice as long.
const FIRST_MS: i64 = 1000;
/// The longest wait, in milliseconds: an hour's outage costs at most ten minutes more.
const LONGEST_MS: i64 = 10 * 60 * 1000;

/// How long to wait after attempt number `attempt` (from 1), in milliseconds: between half of the
/// step and all of it, by `seed`, so that jobs that failed together do not come back together.
pub(super) fn backoff_ms(attempt: u32, seed: u64) -> i64 {
    let step = FIRST_MS
        .saturating_mul(1 << attempt.saturating_sub(1).min(20))
        .min(LONGEST_MS);
    // SplitMix64's finalizer: neighbouring seeds give unrelated waits.
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let half = step / 2;
    half + ((mixed ^ (mixed >> 31)) % (half as u64 + 1)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_spread() {
        let check = |attempt: u32, step: i64| {
            let waits: Vec<i64> = (0..200).map(|seed| backoff_ms(attempt, seed)).collect();
            assert!(waits.iter().all(|wait| (step / 2..=step).contains(wait)));
            let distinct: std::collections::BTreeSet<_> = waits.into_iter().collect();
            assert!(distinct.len() > 100, "attempt {attempt}");
        };
        check(0, 1000);
        check(1, 1000);
        check(2, 2000);
        check(4, 8000);
        check(30, LONGEST_MS);
        check(u32::MAX, LONGEST_MS);
    }
}
