//! The vectors of the table of prototypes on disk, so that they are not computed anew at each start.
//!
//! Derived, like the index beside which it lies: it may be deleted at any time. A file of another
//! model, another table or with a damaged byte is passed over.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

const DIGEST: usize = 32;

/// What the vectors depend on.
pub(super) fn key<'a>(model: &'a str, sentences: impl Iterator<Item = &'a str>) -> [u8; DIGEST] {
    let mut hash = Sha256::new();
    for part in std::iter::once(model).chain(sentences) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The vectors `[count][dimension]`, if the file is whole and holds those of `key`.
pub(super) fn load(path: &Path, key: &[u8; DIGEST]) -> Option<Vec<Vec<f32>>> {
    let bytes = std::fs::read(path).ok()?;
    let (content, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
    if Sha256::digest(content).as_slice() != digest {
        return None;
    }
    let mut rest = content.strip_prefix(key.as_slice())?;
    let mut vectors = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk()?;
        let (vector, after) = after.split_at_checked(4 * u32::from_le_bytes(*length) as usize)?;
        let numbers = vector.as_chunks().0.iter();
        vectors.push(numbers.map(|number| f32::from_le_bytes(*number)).collect());
        rest = after;
    }
    Some(vectors)
}

/// Writes the file aside and renames it, so that a reader sees a whole one. Nothing is synced: what a
/// power cut damages is computed again.
pub(super) fn save(path: &Path, key: &[u8; DIGEST], vectors: &[Vec<f32>]) -> io::Result<()> {
    let mut bytes = key.to_vec();
    for vector in vectors {
        bytes.extend((vector.len() as u32).to_le_bytes());
        bytes.extend(vector.iter().flat_map(|number| number.to_le_bytes()));
    }
    let digest = Sha256::digest(&bytes);
    bytes.extend(digest);
    let aside = path.with_extension(format!("aside-{}", std::process::id()));
    std::fs::write(&aside, &bytes)?;
    std::fs::rename(&aside, path).inspect_err(|_| drop(std::fs::remove_file(&aside)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_file_of_the_same_model_and_table_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prototypes.bin");
        let ours = key(
            "model",
            ["I live in [place]", "home is [place]"].into_iter(),
        );
        let vectors = vec![vec![0.5_f32, -1.0, 3.25], Vec::new()];
        assert_eq!(load(&path, &ours), None, "there is no file");
        save(&path, &ours, &vectors).unwrap();
        assert_eq!(load(&path, &ours), Some(vectors));

        for (model, sentences) in [
            ("other", ["I live in [place]", "home is [place]"]),
            ("model", ["I live in [place]h", "ome is [place]"]),
        ] {
            let other = key(model, sentences.into_iter());
            assert_eq!(load(&path, &other), None, "{model} {sentences:?}");
        }
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            std::fs::write(&path, &flipped).unwrap();
            assert_eq!(load(&path, &ours), None, "byte {at} flipped");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(load(&path, &ours), None, "cut to {at} bytes");
        }
    }
}
