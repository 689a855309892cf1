//! A deterministic embedder without a model, for tests of other crates.

use async_trait::async_trait;
use types::Error;

use crate::{Embedder, EmbeddingModel};

/// Hashes words into a vector: texts that share words are similar, others nearly orthogonal.
pub struct FakeEmbedder {
    model: EmbeddingModel,
}

impl FakeEmbedder {
    /// An embedder with vectors of `dimension` numbers; 384 makes chance similarity small.
    pub fn new(dimension: usize) -> Self {
        let id = format!("fake/{dimension}");
        FakeEmbedder {
            model: EmbeddingModel {
                id,
                dimension,
                max_tokens: usize::MAX,
            },
        }
    }

    /// The vector of a text; `None` if it has no letter or digit.
    pub fn vector(&self, text: &str) -> Option<Vec<f32>> {
        let mut vector = vec![0.0; self.model.dimension];
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            let mut random = hash(&word.to_lowercase());
            for x in &mut vector {
                random = next(random);
                // The sum of two uniform numbers is near enough to a bell curve.
                let (high, low) = ((random >> 32) as u32, random as u32);
                *x += (high as f32 + low as f32) / u32::MAX as f32 - 1.0;
            }
        }
        let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.iter_mut().for_each(|x| *x /= norm);
        (norm > 0.0).then_some(vector)
    }
}

#[async_trait]
impl Embedder for FakeEmbedder {
    fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    async fn embed_documents(&self, texts: Vec<String>) -> Result<Vec<Vec<Vec<f32>>>, Error> {
        Ok(texts
            .iter()
            .map(|text| self.vector(text).into_iter().collect())
            .collect())
    }

    async fn embed_query(&self, text: &str) -> Result<Option<Vec<f32>>, Error> {
        Ok(self.vector(text))
    }
}

/// FNV-1a.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// SplitMix64.
fn next(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_words_make_similar_texts() {
        let fake = FakeEmbedder::new(384);
        let vector = |text: &str| fake.vector(text).unwrap();
        let dot =
            |a: &str, b: &str| -> f32 { vector(a).iter().zip(vector(b)).map(|(a, b)| a * b).sum() };
        assert!((dot("a red cat", "A RED cat!") - 1.0).abs() < 1e-5);
        assert!(dot("a red cat", "a red dog") > 0.4);
        assert!(dot("a red cat", "seven green boats").abs() < 0.25);
        assert_eq!(fake.vector(" ...!"), None);
    }
}
