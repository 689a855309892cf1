//! The vectors of a partition: half precision for exact cosines, sketches to find them by.
//!
//! A row has no vector, one, or several (a long text's chunks). Those of persisted rows lie in the
//! mapped sidecar, those of newer rows in memory.

use crate::columns::Column;
use crate::simd;
use crate::sketch::{Sketches, rotate};
use crate::weights::{WINDOW_REACH, WINDOW_VECTOR};

/// Half-precision numbers that live outside the heap.
pub(crate) trait Halves: Send + Sync {
    /// All of them.
    fn halves(&self) -> &[u16];
}

/// All vectors of a partition.
#[derive(Default)]
pub(crate) struct Vectors {
    pub(crate) dimension: usize,
    /// Vectors before `fresh`.
    pub(crate) mapped: Option<Box<dyn Halves>>,
    pub(crate) fresh: Vec<u16>,
    /// Where each row's vectors end.
    pub(crate) ends: Vec<u32>,
    /// Whose each vector is; empty as long as vector and row numbers agree.
    pub(crate) owners: Vec<u32>,
    pub(crate) sketches: Sketches,
    /// Length of the sum of a row's chunk vectors over their number: 1 for one chunk. 0: no vector.
    pub(crate) mean_length: Column<f32>,
    /// Length of the weighed sum of the neighbours' mean vectors and the row's own.
    pub(crate) window_length: Column<f32>,
}

impl Vectors {
    /// No vectors yet.
    pub(crate) fn new(dimension: usize) -> Self {
        Vectors {
            dimension,
            ..Vectors::default()
        }
    }

    /// How many vectors there are, those of dead rows included.
    pub(crate) fn len(&self) -> usize {
        self.sketches.len()
    }

    /// Adds the next row with its chunk vectors; those of another dimension are left out.
    pub(crate) fn push(&mut self, chunks: &[Vec<u16>]) {
        let row = self.ends.len() as u32;
        let mut sum = vec![0.0_f32; self.dimension];
        let mut count = 0;
        for chunk in chunks
            .iter()
            .filter(|chunk| chunk.len() == self.dimension && !chunk.is_empty())
        {
            let mut wide: Vec<f32> = chunk
                .iter()
                .map(|&h| half::f16::from_bits(h).to_f32())
                .collect();
            if !wide.iter().all(|value| value.is_finite()) {
                continue;
            }
            sum.iter_mut()
                .zip(&wide)
                .for_each(|(sum, value)| *sum += value);
            count += 1;
            rotate(&mut wide);
            let vector = self.len() as u32;
            self.sketches.push(&wide);
            self.fresh.extend_from_slice(chunk);
            if self.owners.is_empty() && vector != row {
                self.owners.extend(0..vector);
            }
            if !self.owners.is_empty() || vector != row {
                self.owners.push(row);
            }
        }
        let last = self.ends.last().copied().unwrap_or(0);
        self.ends.push(last + count);
        self.mean_length.push(if count == 0 {
            0.0
        } else {
            length(&sum) / count as f32
        });
        self.window_length.push(0.0);
    }

    /// The row that a vector belongs to.
    #[inline]
    pub(crate) fn owner(&self, vector: usize) -> u32 {
        if self.owners.is_empty() {
            vector as u32
        } else {
            self.owners[vector]
        }
    }

    /// The numbers of a row's vectors.
    #[inline]
    pub(crate) fn of_row(&self, row: u32) -> std::ops::Range<usize> {
        let row = row as usize;
        if self.owners.is_empty() {
            // Each of the first rows has one, and the others have none.
            return row.min(self.len())..(row + 1).min(self.len());
        }
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        start as usize..self.ends[row] as usize
    }

    /// To read many vectors by.
    pub(crate) fn view(&self) -> View<'_> {
        View {
            vectors: self,
            mapped: self.mapped.as_deref().map_or(&[][..], Halves::halves),
        }
    }

    /// One vector.
    #[inline]
    pub(crate) fn vector(&self, vector: usize) -> &[u16] {
        self.view().vector(vector)
    }

    /// Measures a row's window again, after its neighbours changed.
    pub(crate) fn refresh_window(
        &mut self,
        row: u32,
        neighbours: impl Iterator<Item = (u32, i32)>,
    ) {
        if self.dimension == 0 {
            return;
        }
        let mut sum = vec![0.0_f32; self.dimension];
        let mut terms = 0;
        for (beside, offset) in neighbours.chain([(row, 0)]) {
            let weight = WINDOW_VECTOR[(WINDOW_REACH as i32 + offset) as usize];
            let vectors = self.of_row(beside);
            let scale = weight / (vectors.len() as f32 * self.mean_length.get(beside as usize));
            if weight == 0.0 || !scale.is_finite() {
                continue;
            }
            terms += 1;
            for vector in vectors {
                let halves = self.vector(vector);
                sum.iter_mut().zip(halves).for_each(|(sum, &half)| {
                    *sum += scale * half::f16::from_bits(half).to_f32();
                });
            }
        }
        let alone = terms == 1 && !self.of_row(row).is_empty();
        let length = if alone { 1.0 } else { length(&sum) };
        self.window_length.set(row as usize, length);
    }

    /// The rows of `order`, in that order, without the half-precision numbers.
    pub(crate) fn gather(&self, order: &[u32]) -> Vectors {
        let mut new = Vectors::new(self.dimension);
        let mut vectors = Vec::with_capacity(self.len());
        for (row, &old) in order.iter().enumerate() {
            for vector in self.of_row(old) {
                if new.owners.is_empty() && vectors.len() != row {
                    new.owners.extend(0..vectors.len() as u32);
                }
                if !new.owners.is_empty() || vectors.len() != row {
                    new.owners.push(row as u32);
                }
                vectors.push(vector as u32);
            }
            new.ends.push(vectors.len() as u32);
        }
        new.sketches = self.sketches.gather(&vectors, self.dimension);
        new.mean_length = self.mean_length.gather(order);
        new.window_length = self.window_length.gather(order);
        new
    }

    /// Heap bytes; the mapped file aside.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.fresh.capacity() * 2
            + (self.ends.capacity() + self.owners.capacity()) * 4
            + self.sketches.heap_bytes()
            + self.mean_length.heap_bytes()
            + self.window_length.heap_bytes()
    }
}

/// The vectors of a partition, to read many by.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    vectors: &'a Vectors,
    mapped: &'a [u16],
}

impl<'a> View<'a> {
    #[inline]
    fn vector(self, vector: usize) -> &'a [u16] {
        let dimension = self.vectors.dimension;
        let at = vector * dimension;
        if at < self.mapped.len() {
            &self.mapped[at..at + dimension]
        } else {
            let at = at - self.mapped.len();
            &self.vectors.fresh[at..at + dimension]
        }
    }

    /// Brings a row's vectors into the cache ahead of [`View::cosines`]: rows are visited in
    /// places all over a partition, and waiting for memory takes longer than the arithmetic.
    #[inline]
    pub(crate) fn prefetch(self, row: u32) {
        for vector in self.vectors.of_row(row).take(2) {
            simd::prefetch(self.vector(vector));
        }
    }

    /// Best and mean cosine of a row's chunks with a query of length 1; not numbers if it has none.
    #[inline]
    pub(crate) fn cosines(self, row: u32, query: &[f32]) -> (f32, f32) {
        let vectors = self.vectors.of_row(row);
        let count = vectors.len();
        if count == 0 {
            return (f32::NAN, f32::NAN);
        }
        let (mut best, mut sum) = (f32::NEG_INFINITY, 0.0);
        for vector in vectors {
            let cosine = simd::dot(self.vector(vector), query);
            best = best.max(cosine);
            sum += cosine;
        }
        let mean_length = self.vectors.mean_length.get(row as usize);
        let mean = if count == 1 || mean_length <= 0.0 {
            best
        } else {
            sum / (count as f32 * mean_length)
        };
        (best, mean)
    }
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|x| x * x).sum::<f32>().sqrt()
}
