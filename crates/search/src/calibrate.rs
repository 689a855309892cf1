//! From evidence to a score that means the same in every search: typical relevant short pairs at
//! 0.7 and above, unrelated ones below 0.3, identical ones at 1.

/// Where a cosine is as likely relevant as not.
const COSINE_MIDDLE: f32 = 0.36;
/// How steep the map is there.
const COSINE_SLOPE: f32 = 10.0;
/// The score of a row that has every word of the query, if vectors say nothing.
const COVERED_SCORE: f32 = 0.85;
/// One word of many counts little.
const COVERED_POWER: f32 = 1.5;

/// The relevance that a cosine stands for, in [0, 1]; 1 for 1.
pub fn relevance_of_cosine(cosine: f32) -> f32 {
    let logistic = |x: f32| 1.0 / (1.0 + (-COSINE_SLOPE * (x - COSINE_MIDDLE)).exp());
    if cosine.is_nan() {
        0.0
    } else {
        (logistic(cosine) / logistic(1.0)).clamp(0.0, 1.0)
    }
}

/// The relevance that having this share of the query's words (rare ones weigh more) stands for.
pub fn relevance_of_words(covered: f32) -> f32 {
    if covered.is_nan() {
        0.0
    } else {
        COVERED_SCORE * covered.clamp(0.0, 1.0).powf(COVERED_POWER)
    }
}

/// The better of both.
pub(crate) fn relevance(cosine: f32, covered: f32) -> f32 {
    relevance_of_cosine(cosine).max(relevance_of_words(covered))
}

/// Makes scores fall along the list: each is at least what any after it is. The order is the better
/// judge, so a threshold cuts the list once.
pub(crate) fn never_rising(scores: &mut [f32]) {
    let mut least = 0.0_f32;
    for score in scores.iter_mut().rev() {
        least = least.max(*score);
        *score = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_grow_with_evidence_and_stay_in_range() {
        for step in -20..20 {
            let (low, high) = (step as f32 / 20.0, (step + 1) as f32 / 20.0);
            assert!(relevance_of_cosine(low) < relevance_of_cosine(high));
            assert!(relevance_of_words(low) <= relevance_of_words(high));
        }
        assert_eq!(relevance_of_cosine(1.0), 1.0);
        assert!(relevance_of_cosine(0.5) >= 0.7 && relevance_of_cosine(0.2) < 0.3);
        assert_eq!(relevance(f32::NAN, f32::NAN), 0.0);
    }

    #[test]
    fn scores_never_rise() {
        let mut scores = [0.5, 0.2, 0.4, 0.9, 0.1];
        never_rising(&mut scores);
        assert_eq!(scores, [0.9, 0.9, 0.9, 0.9, 0.1]);
    }
}
