//! One sentence-embedding model: tokenizer, network, pooling. Synchronous and without state, so
//! that any number of threads may share it.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tokenizers::Tokenizer;
use types::Error;

use super::EmbeddingModel;
use super::chunk::{Chunking, parts, windows};
use super::normalised;
use crate::kernel;

const BUILT_IN_MODEL: &[u8] = include_bytes!("../../model/all-minilm-l6-v2.onnx");
const BUILT_IN_TOKENIZER: &[u8] = include_bytes!("../../model/tokenizer.json");

/// The network reads at most this many tokens, special ones included.
const TOKENS_MAX: usize = 256;

/// Step and zero point of activations that use all of 8 bits.
const WIDE: (f32, u8) = (1.0 / 127.0, 128);
/// The same for 7 bits.
const NARROW: (f32, u8) = (1.0 / 63.0, 64);

/// Hexadecimal digits of a folder's digest in its model's id: two models of one name that share
/// them are not met by chance.
const DIGEST_DIGITS: usize = 12;

/// Token ids of one chunk, special tokens included.
pub(crate) type Chunk = Vec<u32>;

/// The range of the built-in model's 8-bit activations. Where the processor adds products in 16
/// bits (x86 without VNNI), the full range would overflow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Activations {
    pub step_node: NodeId,
    pub zero_node: NodeId,
    pub step: f32,
    pub zero: u8,
}

/// How the vectors of a chunk's tokens become one.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pooling {
    Mean,
    Cls,
}

pub(crate) struct Encoder {
    pub model: EmbeddingModel,
    network: Network,
    tokenizer: Tokenizer,
    /// What stands for words that the tokenizer does not know, if it has such a token.
    unknown: Option<u32>,
    /// Special tokens in front of and behind the content.
    frame: (Vec<u32>, Vec<u32>),
    pooling: Pooling,
}

/// What runs the model.
enum Network {
    /// Only the built-in model, and only where the processor has the instructions.
    Kernel(Box<kernel::Network>),
    Rten(Box<Rten>),
}

/// A model of any kind.
struct Rten {
    network: Model,
    input_ids: NodeId,
    attention_mask: NodeId,
    token_type_ids: Option<NodeId>,
    output: NodeId,
    activations: Option<Activations>,
}

impl Encoder {
    /// The model in the binary: all-MiniLM-L6-v2, 384 dimensions.
    pub fn built_in() -> Result<Self, Error> {
        match kernel::Network::read(BUILT_IN_MODEL)? {
            Some(network) => Encoder::of_built_in(Network::Kernel(Box::new(network))),
            None => Encoder::built_in_by_rten(),
        }
    }

    /// The same in `rten`, wherever it runs.
    pub fn built_in_by_rten() -> Result<Self, Error> {
        let network = options()
            .load_static_slice(BUILT_IN_MODEL)
            .map_err(|e| Error::internal(format!("built-in embedding model: {e}")))?;
        Encoder::of_built_in(Network::Rten(Box::new(Rten::new(network)?)))
    }

    fn of_built_in(network: Network) -> Result<Self, Error> {
        let id = "all-MiniLM-L6-v2/int8".to_owned();
        Encoder::new(id, network, BUILT_IN_TOKENIZER, Pooling::Mean)
    }

    /// A folder with `model.onnx`, `tokenizer.json` and, optionally, `1_Pooling/config.json`.
    ///
    /// # Errors
    /// `InvalidArgument` if a file is missing or not usable.
    pub fn from_folder(folder: &Path, name: &str) -> Result<Self, Error> {
        let unusable = |what: &str, error: &dyn std::fmt::Display| {
            Error::invalid(
                "embedding.path",
                format!("the folder's {what} is not usable"),
            )
            .with_internal(error.to_string())
        };
        let network = options()
            .load_file(folder.join("model.onnx"))
            .map_err(|e| unusable("model.onnx", &e))?;
        let tokenizer = std::fs::read(folder.join("tokenizer.json"))
            .map_err(|e| unusable("tokenizer.json", &e))?;
        let pooling = match std::fs::read(folder.join("1_Pooling/config.json")) {
            Ok(text) => serde_json::from_slice::<Json>(&text)
                .map_err(|e| e.to_string())
                .and_then(|config| pooling_of(&config))
                .map_err(|e| unusable("1_Pooling/config.json", &e))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Pooling::Mean,
            Err(error) => return Err(unusable("1_Pooling/config.json", &error)),
        };
        let folder_name = folder.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = if name.is_empty() {
            folder_name.unwrap_or_default()
        } else {
            name.to_owned()
        };
        let digest = digest_of(folder).map_err(|e| unusable("files", &e))?;
        let network = Rten::new(network).map(|it| Network::Rten(Box::new(it)));
        let mut encoder = network
            .and_then(|network| Encoder::new(name, network, &tokenizer, pooling))
            .map_err(|e| unusable("model", &e))?;
        // A name alone stays when other files are put in the folder; their vectors must not be
        // compared with the old ones.
        let model = &mut encoder.model;
        model.id = format!("{}/{}/{digest}", model.id, model.dimension);
        Ok(encoder)
    }

    fn new(
        id: String,
        network: Network,
        tokenizer: &[u8],
        pooling: Pooling,
    ) -> Result<Self, Error> {
        let internal = |error: &dyn std::fmt::Display| Error::internal(error.to_string());
        let mut tokenizer = Tokenizer::from_bytes(tokenizer).map_err(|e| internal(&e))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| internal(&e))?;
        // A text that contains "[SEP]" means these five characters, not the token.
        tokenizer.set_encode_special_tokens(true);
        let frame = frame(&tokenizer)?;
        let mut encoder = Encoder {
            model: EmbeddingModel {
                id,
                dimension: 0,
                max_tokens: TOKENS_MAX,
            },
            network,
            unknown: ["[UNK]", "<unk>"]
                .iter()
                .find_map(|token| tokenizer.token_to_id(token)),
            tokenizer,
            frame,
            pooling,
        };
        encoder.model.dimension = encoder.probe()?;
        Ok(encoder)
    }

    /// Runs the network once, which also tells the length of its vectors.
    fn probe(&self) -> Result<usize, Error> {
        let chunk = self.framed(&[0]);
        let vectors = self.encode(&[&chunk], &one_thread())?;
        Ok(vectors[0].as_ref().map_or(0, Vec::len))
    }

    /// Cuts a text into chunks. `between` is called at least every few milliseconds.
    pub fn chunks(
        &self,
        text: &str,
        chunking: Chunking,
        mut between: impl FnMut(),
    ) -> Result<Vec<Chunk>, Error> {
        let room = TOKENS_MAX - self.frame.0.len() - self.frame.1.len();
        let size = chunking.tokens.min(room);
        let parts = parts(text, chunking);
        let last = parts.len() - 1;
        let mut chunks = Vec::new();
        for (index, part) in parts.into_iter().enumerate() {
            let mut ids = Vec::new();
            for piece in pieces(part) {
                let encoding = self
                    .tokenizer
                    .encode_fast(piece, false)
                    .map_err(|e| Error::internal(format!("tokenizer: {e}")))?;
                ids.extend_from_slice(encoding.get_ids());
                between();
            }
            // A sample gives one chunk; the last one is the end of the text.
            match index {
                _ if last == 0 => (),
                _ if index == last => drop(ids.drain(..ids.len().saturating_sub(size))),
                _ => ids.truncate(size),
            }
            let overlap = chunking.overlap.min(size / 2);
            let ranges = windows(ids.len(), size, overlap, chunking.chunks_max);
            let ranges = ranges.into_iter().map(|range| &ids[range]);
            let read = ranges.filter(|ids| !self.is_unread(ids));
            chunks.extend(read.map(|ids| self.framed(ids)));
        }
        Ok(chunks)
    }

    /// Whether most words are unknown to the tokenizer, as in a script that it does not read. All such
    /// texts look alike to the network: they would get one vector.
    fn is_unread(&self, ids: &[u32]) -> bool {
        let is_unknown = |id: &&u32| Some(**id) == self.unknown;
        let unknown = ids.iter().filter(is_unknown).count();
        // Marks are known in any script, and tell nothing.
        let is_word = |id: &&u32| {
            let token = self.tokenizer.id_to_token(**id);
            token.is_some_and(|token| token.contains(char::is_alphanumeric))
        };
        let known = || ids.iter().filter(|id| !is_unknown(id)).filter(is_word);
        unknown > 0 && unknown > known().count()
    }

    fn framed(&self, ids: &[u32]) -> Chunk {
        [&self.frame.0, ids, &self.frame.1].concat()
    }

    /// The vectors of some chunks, in one run of the network; similar lengths waste least. `None`
    /// where a vector has no direction. Fastest when called from within `pool`.
    pub fn encode(
        &self,
        chunks: &[&Chunk],
        pool: &Arc<ThreadPool>,
    ) -> Result<Vec<Option<Vec<f32>>>, Error> {
        if chunks.iter().all(|chunk| chunk.is_empty()) {
            return Ok(vec![None; chunks.len()]);
        }
        match &self.network {
            Network::Kernel(network) => {
                let texts: Vec<&[u32]> = chunks.iter().map(|chunk| chunk.as_slice()).collect();
                let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
                let mut states = network.embed(&texts)?;
                network.run(&mut states, &lengths);
                let mut rest = &states[..];
                let pool = |chunk: &&Chunk| {
                    let own;
                    (own, rest) = rest.split_at(chunk.len() * kernel::HIDDEN);
                    normalised(self.pool(own, kernel::HIDDEN))
                };
                Ok(chunks.iter().map(pool).collect())
            }
            Network::Rten(network) => {
                let hidden = network.run(chunks, pool)?;
                let pool = |(row, chunk): (usize, &&Chunk)| {
                    let tokens = hidden.slice((row, ..chunk.len()));
                    normalised(self.pool(tokens.to_contiguous().data(), tokens.size(1)))
                };
                Ok(chunks.iter().enumerate().map(pool).collect())
            }
        }
    }

    /// `tokens` is `[token, dimension]`, without padding.
    fn pool(&self, tokens: &[f32], dimension: usize) -> Vec<f32> {
        if self.pooling == Pooling::Cls {
            return tokens[..dimension].to_vec();
        }
        let mut sum = vec![0.0; dimension];
        for token in tokens.chunks_exact(dimension) {
            sum.iter_mut().zip(token).for_each(|(sum, x)| *sum += x);
        }
        let count = tokens.len() / dimension;
        sum.iter_mut().for_each(|x| *x /= count as f32);
        sum
    }
}

impl Rten {
    fn new(network: Model) -> Result<Self, Error> {
        let internal = |error: &dyn std::fmt::Display| Error::internal(error.to_string());
        let node = |name: &str| network.node_id(name).map_err(|e| internal(&e));
        Ok(Rten {
            activations: activations(&network)?,
            input_ids: node("input_ids")?,
            attention_mask: node("attention_mask")?,
            token_type_ids: network.find_node("token_type_ids"),
            output: *network
                .output_ids()
                .first()
                .ok_or_else(|| internal(&"no output"))?,
            network,
        })
    }

    /// The vectors of all tokens, `[chunk, token, dimension]`, padded to the longest chunk.
    fn run(&self, chunks: &[&Chunk], pool: &Arc<ThreadPool>) -> Result<NdTensor<f32, 3>, Error> {
        let rows = chunks.len();
        let columns = chunks.iter().map(|chunk| chunk.len()).max().unwrap_or(0);
        let id = |[row, column]: [usize; 2]| chunks[row].get(column).map_or(0, |&id| id as i32);
        let ids = NdTensor::<i32, 2>::from_fn([rows, columns], id);
        let used = |[row, column]: [usize; 2]| i32::from(column < chunks[row].len());
        let mask = NdTensor::<i32, 2>::from_fn([rows, columns], used);
        let types = NdTensor::<i32, 2>::zeros([rows, columns]);
        let mut inputs = vec![
            (self.input_ids, ids.view().into()),
            (self.attention_mask, mask.view().into()),
        ];
        inputs.extend(self.token_type_ids.map(|node| (node, types.view().into())));
        let range = self
            .activations
            .map(|it| (NdTensor::from(it.step), NdTensor::from(it.zero)));
        if let (Some(it), Some((step, zero))) = (self.activations, &range) {
            inputs.extend([
                (it.step_node, step.view().into()),
                (it.zero_node, zero.view().into()),
            ]);
        }
        let failed = |error: &dyn std::fmt::Display| Error::internal(format!("network: {error}"));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        let [hidden] = self
            .network
            .run_n(inputs, [self.output], Some(options))
            .map_err(|error| failed(&error))?;
        hidden.try_into().map_err(|_| failed(&"output shape"))
    }
}

/// A pool for one worker. Several workers with a thread each get more done than one with several:
/// the network's steps are too short to be shared well.
pub(crate) fn one_thread() -> Arc<ThreadPool> {
    Arc::new(ThreadPool::with_num_threads(1))
}

pub(crate) fn options() -> ModelOptions {
    let mut options = ModelOptions::with_all_ops();
    options.enable_optimization(true).prepack_weights(true);
    options
}

/// Picks the widest range of activations that this processor multiplies without overflow; `None`
/// if the network is not ours.
pub(crate) fn activations(network: &Model) -> Result<Option<Activations>, Error> {
    let [step_node, zero_node, probe] = ["step", "zero", "probe"].map(|n| network.find_node(n));
    let (Some(step_node), Some(zero_node), Some(probe)) = (step_node, zero_node, probe) else {
        return Ok(None);
    };
    let failed = |error: &dyn std::fmt::Display| Error::internal(format!("probe: {error}"));
    let [product] = network
        .run_n(Vec::new(), [probe], None)
        .map_err(|error| failed(&error))?;
    let product: NdTensor<i32, 2> = product.try_into().map_err(|_| failed(&"output shape"))?;
    let exact = product.iter().all(|&sum| sum == 255 * 127 * 64);
    let (step, zero) = if exact { WIDE } else { NARROW };
    Ok(Some(Activations {
        step_node,
        zero_node,
        step,
        zero,
    }))
}

/// What tells a folder's model from any other: a digest of all files that its vectors depend on.
fn digest_of(folder: &Path) -> std::io::Result<String> {
    let mut names = vec![
        "tokenizer.json".to_owned(),
        "1_Pooling/config.json".to_owned(),
    ];
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // Large models keep their numbers in files beside: model.onnx_data, model.onnx.data.
        if name.starts_with("model.onnx") {
            names.push(name);
        }
    }
    names.sort();
    let mut whole = Sha256::new();
    for name in names {
        let mut file = match File::open(folder.join(&name)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            file => file?,
        };
        let mut digest = Sha256::new();
        let mut piece = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut piece)?;
            if read == 0 {
                break;
            }
            digest.update(&piece[..read]);
        }
        whole.update(name.as_bytes());
        whole.update([0]);
        whole.update(digest.finalize());
    }
    let digits = whole
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    Ok(digits[..DIGEST_DIGITS].to_owned())
}

fn pooling_of(config: &Json) -> Result<Pooling, String> {
    let on = |name: &str| config.get(name).and_then(Json::as_bool).unwrap_or(false);
    match (on("pooling_mode_mean_tokens"), on("pooling_mode_cls_token")) {
        (true, false) => Ok(Pooling::Mean),
        (false, true) => Ok(Pooling::Cls),
        _ => Err("neither mean nor CLS pooling".to_owned()),
    }
}

/// What the tokenizer puts around a text: the ids of the empty text, split where content goes.
fn frame(tokenizer: &Tokenizer) -> Result<(Vec<u32>, Vec<u32>), Error> {
    let encode = |text: &str, special: bool| {
        let encoding = tokenizer.encode(text, special);
        encoding.map_err(|error| Error::internal(format!("tokenizer: {error}")))
    };
    let content = encode("a", false)?.get_ids().to_vec();
    let framed = encode("a", true)?.get_ids().to_vec();
    let at = framed
        .windows(content.len().max(1))
        .position(|window| window == content);
    let at = at.ok_or_else(|| Error::internal("tokenizer: no room for content"))?;
    Ok((framed[..at].to_vec(), framed[at + content.len()..].to_vec()))
}

/// Bytes that are tokenised at a time: some milliseconds.
const PIECE_BYTES: usize = 4096;

/// Cuts a text in front of blanks, where no tokenizer of ours joins words.
fn pieces(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let end = text.floor_char_boundary(PIECE_BYTES);
        let cut = match text.len() <= PIECE_BYTES {
            true => text.len(),
            false => text[..end]
                .rfind(char::is_whitespace)
                .filter(|&at| at > 0)
                .unwrap_or(end),
        };
        let (piece, rest) = text.split_at(cut);
        text = rest;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_is_not_read_has_no_vector() {
        let encoder = Encoder::built_in().unwrap();
        let chunking = Chunking {
            tokens: 160,
            overlap: 32,
            chunks_max: 4,
        };
        let check = |text: &str, expect: usize| {
            let chunks = encoder.chunks(text, chunking, || ()).unwrap();
            assert_eq!(chunks.len(), expect, "{text}");
        };
        check("เมื่อวานฉันไปหาหมอ", 0);
        check("ខ្ញុំចូលចិត្តឆ្មា។", 0);
        check("🍕 🍕!", 0);
        check("I had 🍕 today", 1);
        check("Моя сестра живёт в Москве", 1);
        check("Tea, please", 1);
    }

    /// What machines without VNNI get: less exact, not garbage.
    #[test]
    fn narrow_activations_are_good_enough() {
        let mut encoder = Encoder::built_in_by_rten().unwrap();
        let pool = one_thread();
        let chunking = Chunking {
            tokens: 160,
            overlap: 32,
            chunks_max: 1,
        };
        let mut embed = |text: &str, (step, zero): (f32, u8)| {
            let Network::Rten(network) = &mut encoder.network else {
                panic!("this is rten");
            };
            let activations = network.activations.as_mut().unwrap();
            (activations.step, activations.zero) = (step, zero);
            let chunks = encoder.chunks(text, chunking, || ()).unwrap();
            encoder
                .encode(&[&chunks[0]], &pool)
                .unwrap()
                .remove(0)
                .unwrap()
        };
        let mut check = |text: &str| {
            let (wide, narrow) = (embed(text, WIDE), embed(text, NARROW));
            let cosine: f32 = wide.iter().zip(&narrow).map(|(a, b)| a * b).sum();
            assert!((0.95..0.999_999).contains(&cosine), "{text}: {cosine}");
        };
        check("I moved from Lisbon to Rotterdam last spring.");
        check("ok");
        check("Invoice 2024-0317: 14 units at 29.90 each, shipping 12.50, total 431.10.");
    }

    /// Full range on a machine that overflows would give garbage without any error.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn full_range_only_where_products_are_exact() {
        let Network::Rten(network) = Encoder::built_in_by_rten().unwrap().network else {
            panic!("this is rten");
        };
        let activations = network.activations.unwrap();
        let exact = is_x86_feature_detected!("avx512vnni");
        let expect = if exact { WIDE } else { NARROW };
        assert_eq!((activations.step, activations.zero), expect);
    }

    /// Both are as near to the original model, and nearer to each other; not the same, since a number
    /// that falls between two steps of quantisation may be rounded one way or the other, and each
    /// layer makes more of that. One layer is the same (`kernel::tests`).
    #[test]
    fn the_kernel_gives_the_vectors_of_rten() {
        let [one, other] = [Encoder::built_in(), Encoder::built_in_by_rten()].map(Result::unwrap);
        let Network::Kernel(_) = one.network else {
            return;
        };
        let pool = one_thread();
        let texts = include_str!("../../model/sentences.txt");
        let long = texts.replace('\n', " ");
        let chunking = Chunking {
            tokens: TOKENS_MAX,
            overlap: 0,
            chunks_max: 8,
        };
        let chunks = |text| one.chunks(text, chunking, || ()).unwrap();
        let chunks: Vec<Chunk> = texts.lines().chain([&*long]).flat_map(chunks).collect();
        let all: Vec<&Chunk> = chunks.iter().collect();
        let together = one.encode(&all, &pool).unwrap();
        let mut cosines = Vec::new();
        for (chunk, beside) in all.iter().zip(together) {
            let alone = one.encode(&[chunk], &pool).unwrap().remove(0).unwrap();
            assert_eq!(Some(&alone), beside.as_ref(), "{} tokens", chunk.len());
            let expect = other.encode(&[chunk], &pool).unwrap().remove(0).unwrap();
            cosines.push(alone.iter().zip(&expect).map(|(a, b)| a * b).sum());
        }
        let least = cosines.iter().copied().fold(f32::INFINITY, f32::min);
        let mean = cosines.iter().sum::<f32>() / cosines.len() as f32;
        assert!(least > 0.999 && mean > 0.9997, "{mean} {cosines:?}");
    }

    #[test]
    fn pieces_lose_nothing() {
        let check = |text: &str, expect: usize| {
            let pieces: Vec<_> = pieces(text).collect();
            assert_eq!(pieces.concat(), text);
            assert_eq!(pieces.len(), expect, "{} bytes", text.len());
            assert!(
                pieces
                    .iter()
                    .all(|piece| (1..=PIECE_BYTES).contains(&piece.len()))
            );
        };
        check("", 0);
        check("one two", 1);
        check(&"word ".repeat(2000), 3);
        check(&"ж".repeat(5000), 3);
        check(&" ".repeat(10_000), 3);
    }
}
