//! Made-up vectors and texts for tests and benches: deterministic, shaped like real ones.

/// A small deterministic source of numbers (splitmix64).
pub struct Random(u64);

impl Random {
    /// Starts at `seed`.
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() % bound as u64) as usize
    }

    /// 0 to 1.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// Roughly normal, mean 0, deviation 1.
    pub fn normal(&mut self) -> f32 {
        ((0..12).map(|_| self.unit()).sum::<f32>() - 6.0).clamp(-4.0, 4.0)
    }

    /// A direction.
    pub fn unit_vector(&mut self, dimension: usize) -> Vec<f32> {
        normalised((0..dimension).map(|_| self.normal()).collect())
    }

    /// A word number by Zipf's law among `words`.
    pub fn zipf(&mut self, words: usize) -> usize {
        ((words as f32 + 1.0).powf(self.unit()) as usize)
            .saturating_sub(1)
            .min(words - 1)
    }
}

/// Unit vectors in clusters: topics, subtopics in them, noise; a power-law spectrum and a common
/// offset, as sentence embeddings have them.
pub struct Cloud {
    spectrum: Vec<f32>,
    offset: Vec<f32>,
    subtopics: Vec<Vec<f32>>,
}

impl Cloud {
    /// A cloud of `topics` x 50 subtopics.
    pub fn new(dimension: usize, topics: usize, random: &mut Random) -> Self {
        let spectrum: Vec<f32> = (1..=dimension).map(|n| (n as f32).powf(-0.35)).collect();
        let draw = |random: &mut Random| -> Vec<f32> {
            spectrum
                .iter()
                .map(|scale| random.normal() * scale)
                .collect()
        };
        let offset = normalised(draw(random));
        let mut subtopics = Vec::new();
        for _ in 0..topics {
            let topic = normalised(draw(random));
            for _ in 0..50 {
                let sub = normalised(draw(random));
                subtopics.push(topic.iter().zip(&sub).map(|(a, b)| a + 0.9 * b).collect());
            }
        }
        Cloud {
            spectrum,
            offset,
            subtopics,
        }
    }

    /// A vector of the cloud.
    pub fn draw(&self, random: &mut Random) -> Vec<f32> {
        let subtopic = &self.subtopics[random.below(self.subtopics.len())];
        let noise = normalised(
            self.spectrum
                .iter()
                .map(|scale| random.normal() * scale)
                .collect(),
        );
        let parts = subtopic.iter().zip(&noise).zip(&self.offset);
        normalised(parts.map(|((s, n), o)| s + 0.9 * n + 0.5 * o).collect())
    }
}

/// Of length 1.
pub fn normalised(mut vector: Vec<f32>) -> Vec<f32> {
    let norm = vector
        .iter()
        .map(|x| x * x)
        .sum::<f32>()
        .sqrt()
        .max(f32::MIN_POSITIVE);
    vector.iter_mut().for_each(|x| *x /= norm);
    vector
}

/// In half precision.
pub fn halves(vector: &[f32]) -> Vec<u16> {
    vector
        .iter()
        .map(|&x| half::f16::from_f32(x).to_bits())
        .collect()
}
