//! The best few of many, with a bound that rises.

/// Keeps the `keep` items of highest score seen.
#[derive(Debug)]
pub(crate) struct TopK<T> {
    keep: usize,
    bound: f32,
    items: Vec<(f32, T)>,
}

impl<T: Copy + Ord> TopK<T> {
    /// Keeps `keep` items.
    pub(crate) fn new(keep: usize) -> Self {
        TopK {
            keep: keep.max(1),
            bound: f32::NEG_INFINITY,
            items: Vec::new(),
        }
    }

    /// Scores at or below this need not be offered.
    #[inline]
    pub(crate) fn bound(&self) -> f32 {
        self.bound
    }

    /// Offers an item.
    #[inline]
    pub(crate) fn offer(&mut self, score: f32, item: T) {
        if score > self.bound {
            self.items.push((score, item));
            if self.items.len() >= self.keep * 2 {
                self.prune();
            }
        }
    }

    /// Those kept so far, and some that will not be.
    pub(crate) fn items(&self) -> impl Iterator<Item = T> {
        self.items.iter().map(|item| item.1)
    }

    fn prune(&mut self) {
        if self.items.len() > self.keep {
            // Equal scores: the lower item, so that the outcome does not depend on the order.
            self.items.select_nth_unstable_by(self.keep - 1, |a, b| {
                b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
            });
            self.items.truncate(self.keep);
            self.bound = self
                .items
                .iter()
                .map(|item| item.0)
                .fold(f32::INFINITY, f32::min);
        }
    }

    /// The best, in no order.
    pub(crate) fn finish(mut self) -> Vec<(f32, T)> {
        self.prune();
        self.items
    }
}
