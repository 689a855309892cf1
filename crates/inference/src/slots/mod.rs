//! What a sentence states of its speaker, told by a small model of its own: what the sentence does
//! (states, changes, ends ...), of which attribute, and which of its words are the value, the value
//! before, and the label (joint intent classification and slot filling, Chen et al. 2019).
//!
//! The model was tuned on sentences that were written for it; `model/slots/make_slots.py` makes it
//! from them. It is in the binary, needs no other service, and gives the same answer to the same
//! sentence whatever stands beside it in a batch.
//!
//! Most sentences of a chat state nothing. The network is therefore in parts: each but the last ends
//! in a gate that tells whether a sentence is worth the parts above (early exit, Teerapittayanon et
//! al. 2016).

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use rten::ThreadPool;
use tokenizers::Tokenizer;
use types::{Act, Error};

use self::part::Part;
use self::rows::Rows;
use crate::embed::encoder::one_thread;
use crate::recent::Recent;

mod part;
mod rows;
mod supersedes;

const TOKENIZER: &[u8] = include_bytes!("../../model/tokenizer.json");
const ATTRIBUTES: &str = include_str!("../../model/slots/attributes.txt");

/// Tokens of a sentence that the model sees, special ones included; it was tuned on no longer ones.
const TOKENS_MAX: usize = 48;
/// Tokens of one run of the network, with padding where it needs any: some milliseconds of one core.
const SLICE_TOKENS: usize = 256;
/// Logit of a gate from which a sentence is worth the parts above: of the sentences kept aside
/// that state something, `make_slots.py` counts how many stay below.
const GATE_BAR: f32 = -2.0;

/// Threads that read at a time.
const THREADS_MAX: usize = 8;
/// Attributes that are told of a sentence.
const CANDIDATES: usize = 5;

/// What a sentence does, in the order of the model's output.
const ACTS: [Act; 8] = [
    Act::None,
    Act::State,
    Act::Change,
    Act::End,
    Act::Again,
    Act::Bare,
    Act::Retract,
    Act::Ask,
];

/// Tags of words, in the order of the model's output; the first is "none of these".
const TAGS: usize = 4;

/// An attribute that the model knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// As people name it: "coffee order"; `deadline:*` where the label tells which.
    pub name: &'static str,
    /// Several values hold at once.
    pub is_many: bool,
    /// It is about how the assistant is to behave.
    pub is_directive: bool,
}

/// What the model makes of a sentence. Ranges are in bytes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Slots {
    /// What it does.
    pub act: Act,
    /// How sure that is, 0 to 1.
    pub act_share: f32,
    /// How sure it is that it changes, ends or brings back something, whichever of these, 0 to 1.
    pub change_share: f32,
    /// What it may be about, the likeliest first: numbers among [`SlotModel::attributes`], each with
    /// how sure that is, 0 to 1.
    pub attributes: Vec<(usize, f32)>,
    /// The value that holds now.
    pub value: Option<Range<usize>>,
    /// A value that held before.
    pub old: Option<Range<usize>>,
    /// Which one of its kind: "dentist appointment".
    pub label: Option<Range<usize>>,
}

/// The model. Synchronous, and with no state but its latest answers, so that any number of threads may
/// share it.
pub struct SlotModel {
    lower: Part,
    middle: Part,
    upper: Part,
    /// Above the lowest part, for two sentences in one row.
    pair_lower: Part,
    pair_upper: Part,
    tokenizer: Tokenizer,
    attributes: Vec<Attribute>,
    recent: Recent<Slots>,
}

/// A sentence in tokens.
struct Encoded {
    text: String,
    ids: Vec<u32>,
    ranges: Vec<Range<usize>>,
}

impl SlotModel {
    /// The model in the binary, loaded once in a process.
    ///
    /// # Errors
    /// `Internal` if it is damaged.
    pub fn shared() -> Result<&'static Self, Error> {
        static SHARED: OnceLock<SlotModel> = OnceLock::new();
        match SHARED.get() {
            Some(model) => Ok(model),
            None => {
                let model = SlotModel::built_in()?;
                Ok(SHARED.get_or_init(|| model))
            }
        }
    }

    /// The model in the binary.
    ///
    /// # Errors
    /// `Internal` if it is damaged.
    pub fn built_in() -> Result<Self, Error> {
        SlotModel::new(Part::built_in()?)
    }

    /// The same run by `rten`, as it is where the processor lacks the instructions of our own kernel:
    /// for comparison.
    ///
    /// # Errors
    /// `Internal` if it is damaged.
    #[doc(hidden)]
    pub fn built_in_by_rten() -> Result<Self, Error> {
        SlotModel::new(Part::built_in_by_rten()?)
    }

    fn new([lower, middle, upper, pair_lower, pair_upper]: [Part; 5]) -> Result<Self, Error> {
        let mut tokenizer = Tokenizer::from_bytes(TOKENIZER).map_err(|e| failed(&e))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| failed(&e))?;
        tokenizer.set_encode_special_tokens(true);
        Ok(SlotModel {
            lower,
            middle,
            upper,
            pair_lower,
            pair_upper,
            tokenizer,
            attributes: ATTRIBUTES.lines().filter_map(attribute).collect(),
            recent: Recent::new(),
        })
    }

    /// The attributes that it knows, in the order of [`Slots::attribute`].
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// What each sentence states, in order; [`Act::None`] and no attribute where a gate finds
    /// nothing in it. Of a sentence of more than 48 tokens, what its beginning states.
    ///
    /// # Errors
    /// `Internal` if the network fails.
    pub fn fill(&self, sentences: &[&str]) -> Result<Vec<Slots>, Error> {
        let filled = self.read(sentences, GATE_BAR)?;
        for (sentence, slots) in sentences.iter().zip(&filled) {
            self.recent.keep(sentence, slots.clone());
        }
        Ok(filled)
    }

    /// [`SlotModel::fill`] for sentences that were probably read before: those of the latest calls cost
    /// nothing. Only for what the caller may know to have been said, since the time tells it.
    ///
    /// # Errors
    /// `Internal` if the network fails.
    pub fn fill_again(&self, sentences: &[&str]) -> Result<Vec<Slots>, Error> {
        let answers = sentences.iter();
        let mut answers: Vec<Option<Slots>> = answers.map(|it| self.recent.answer(it)).collect();
        let is_new = |(_, answer): &(&&str, &Option<Slots>)| answer.is_none();
        let new = sentences.iter().zip(&answers).filter(is_new);
        let new: Vec<&str> = new.map(|(sentence, _)| *sentence).collect();
        let mut filled = self.fill(&new)?.into_iter();
        for answer in answers.iter_mut().filter(|answer| answer.is_none()) {
            *answer = filled.next();
        }
        Ok(answers.into_iter().flatten().collect())
    }

    /// What a question asks for: [`Slots::act`] is [`Act::Ask`] where it asks for an attribute.
    /// Reads any sentence as [`SlotModel::fill`] does, but never stops at a gate.
    ///
    /// # Errors
    /// `Internal` if the network fails.
    pub fn fill_question(&self, question: &str) -> Result<Slots, Error> {
        let mut slots = self.read(&[question], f32::NEG_INFINITY)?;
        slots
            .pop()
            .ok_or_else(|| Error::internal("no answer of the slot model"))
    }

    fn read(&self, sentences: &[&str], gate_bar: f32) -> Result<Vec<Slots>, Error> {
        let encode = |sentence: &&str| self.encode(sentence);
        let encoded: Vec<Encoded> = sentences.iter().map(encode).collect::<Result<_, _>>()?;
        let slices = slices(&encoded);
        let answers = on_all_cores(slices.len(), |n, pool| {
            let rows: Vec<&Encoded> = slices[n].iter().map(|&n| &encoded[n]).collect();
            self.run(&rows, gate_bar, pool)
        });
        let mut filled: Vec<Option<Slots>> = vec![None; encoded.len()];
        for (slice, answer) in slices.iter().zip(answers) {
            for (&n, slots) in slice.iter().zip(answer?) {
                filled[n] = Some(slots);
            }
        }
        Ok(filled.into_iter().flatten().collect())
    }

    fn encode(&self, sentence: &str) -> Result<Encoded, Error> {
        let encoding = self
            .tokenizer
            .encode(sentence, true)
            .map_err(|error| Error::internal(format!("tokenizer: {error}")))?;
        let count = encoding.len().min(TOKENS_MAX);
        let ranges = encoding.get_offsets()[..count].iter();
        Ok(Encoded {
            text: sentence.to_owned(),
            ids: encoding.get_ids()[..count].to_vec(),
            ranges: ranges.map(|&(from, to)| from..to).collect(),
        })
    }

    /// Runs each part over those of `rows` that pass the gates below it.
    fn run(
        &self,
        sentences: &[&Encoded],
        gate_bar: f32,
        pool: &Arc<ThreadPool>,
    ) -> Result<Vec<Slots>, Error> {
        let (mut rows, gates) = Rows::read(&self.lower, &ids(sentences), pool)?;
        rows.keep(&gates, gate_bar);
        let gates = rows.pass(&self.middle, pool)?;
        rows.keep(&gates, gate_bar);
        let (numbers, [acts, attributes, tags]) = rows.finish(&self.upper, pool)?;
        let mut slots = vec![Slots::nothing(); sentences.len()];
        let mut tags = tags.chunks_exact(TAGS);
        let heads = acts
            .chunks_exact(ACTS.len())
            .zip(attributes.chunks_exact(self.attributes.len()));
        for (n, (acts, attributes)) in numbers.into_iter().zip(heads) {
            let (act, act_share) = best(acts);
            let words = tags.by_ref().take(sentences[n].ids.len());
            let [value, old, label] = spans(words, sentences[n]);
            slots[n] = Slots {
                act: ACTS[act],
                act_share,
                change_share: change_share(acts),
                attributes: likeliest(attributes),
                value,
                old,
                label,
            };
        }
        Ok(slots)
    }
}

impl Slots {
    /// Of a sentence that states nothing.
    fn nothing() -> Self {
        Slots {
            act: Act::None,
            act_share: 1.0,
            change_share: 0.0,
            attributes: Vec::new(),
            value: None,
            old: None,
            label: None,
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("slot model: {error}"))
}

/// Which of the rows are run together: those of like length, which wastes least, up to
/// [`SLICE_TOKENS`] of them with their padding.
fn slices(encoded: &[Encoded]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..encoded.len()).collect();
    order.sort_by_key(|&n| encoded[n].ids.len());
    let mut slices = Vec::new();
    let mut rest = order.as_slice();
    while !rest.is_empty() {
        let fits = |n: usize| n * encoded[rest[n - 1]].ids.len() <= SLICE_TOKENS;
        let count = (1..=rest.len()).take_while(|&n| n == 1 || fits(n)).count();
        let (slice, after) = rest.split_at(count);
        slices.push(slice.to_vec());
        rest = after;
    }
    slices
}

/// The tokens of some rows.
fn ids<'a>(rows: &[&'a Encoded]) -> Vec<&'a [u32]> {
    rows.iter().map(|row| row.ids.as_slice()).collect()
}

/// What the heads of a part tell, of as many as it has.
fn told<const HEADS: usize>(heads: Vec<Vec<f32>>) -> Result<[Vec<f32>; HEADS], Error> {
    heads.try_into().map_err(|_| failed(&"heads"))
}

/// A pool of one thread for each core, shared by all calls: the network's steps are too short to be
/// shared between threads, and a call from within a pool is fastest.
fn pools() -> &'static [Arc<ThreadPool>] {
    static POOLS: LazyLock<Vec<Arc<ThreadPool>>> = LazyLock::new(|| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (0..cores.min(THREADS_MAX)).map(|_| one_thread()).collect()
    });
    &POOLS
}

/// Does `count` pieces of work on all pools, and gives the answers in order.
fn on_all_cores<T: Send>(
    count: usize,
    work: impl Fn(usize, &Arc<ThreadPool>) -> T + Sync,
) -> Vec<T> {
    // Calls of one piece take turns on the pools.
    static TURN: AtomicUsize = AtomicUsize::new(0);
    if count == 1 {
        let turn = TURN.fetch_add(1, Ordering::Relaxed);
        return vec![work(0, &pools()[turn % pools().len()])];
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for pool in pools().iter().take(count) {
            let (next, done, work) = (&next, &done, &work);
            scope.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        break;
                    }
                    let answer = work(n, pool);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((n, answer));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// A line of the list of attributes: its name, `one` or `many`, and `directive` where it is one.
fn attribute(line: &'static str) -> Option<Attribute> {
    let (name, rest) = line.split_once('\t')?;
    Some(Attribute {
        name,
        is_many: rest.contains("many"),
        is_directive: rest.contains("directive"),
    })
}

/// The greatest of some logits, with its share after a softmax.
fn best(logits: &[f32]) -> (usize, f32) {
    let (mut at, mut max) = (0, f32::NEG_INFINITY);
    for (n, &logit) in logits.iter().enumerate() {
        if logit > max {
            (at, max) = (n, logit);
        }
    }
    let sum: f32 = logits.iter().map(|logit| (logit - max).exp()).sum();
    (at, 1.0 / sum)
}

/// The share of each of some logits (softmax).
fn shares(logits: &[f32]) -> impl Iterator<Item = f32> {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - max).exp()).sum();
    logits.iter().map(move |logit| (logit - max).exp() / sum)
}

/// How much of some acts' shares is that of those that correct something.
fn change_share(acts: &[f32]) -> f32 {
    let changes = |act: &Act| matches!(act, Act::Change | Act::End | Act::Again);
    let both = ACTS.iter().zip(shares(acts));
    both.filter(|(act, _)| changes(act))
        .map(|(_, share)| share)
        .sum()
}

/// The [`CANDIDATES`] greatest of some logits, each with its share after a softmax.
fn likeliest(logits: &[f32]) -> Vec<(usize, f32)> {
    let mut shares: Vec<(usize, f32)> = shares(logits).enumerate().collect();
    shares.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    shares.truncate(CANDIDATES);
    shares
}

/// The words of each slot: of several stretches with its tag, the one with the most weight. `tags`
/// are the logits of each token, `row.ranges` its bytes.
fn spans<'a>(tags: impl Iterator<Item = &'a [f32]>, row: &Encoded) -> [Option<Range<usize>>; 3] {
    let mut stretches: Vec<(usize, f32, Range<usize>)> = Vec::new();
    for (tags, range) in tags.zip(&row.ranges) {
        // Special tokens have no bytes.
        if range.is_empty() {
            continue;
        }
        let (tag, share) = best(tags);
        if tag == 0 {
            continue;
        }
        match stretches.last_mut() {
            Some((same, weight, until))
                if *same == tag && is_joint(&row.text[until.end..range.start]) =>
            {
                *weight += share;
                until.end = range.end;
            }
            _ => stretches.push((tag, share, range.clone())),
        }
    }
    let slot = |wanted: usize| {
        let own = stretches.iter().filter(|(tag, ..)| *tag == wanted);
        let most = own.max_by(|one, other| one.1.total_cmp(&other.1))?;
        Some(whole_words(&row.text, most.2.clone()))
    };
    [slot(1), slot(2), slot(3)]
}

/// Whether what stands between two stretches belongs to one name or number: "Dr. Vogel", "020-79".
fn is_joint(between: &str) -> bool {
    between.len() <= 2 && between.chars().all(|c| " .-'’/:@&+%#".contains(c))
}

/// The range with the words that it cuts.
fn whole_words(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = |c: &char| c.is_alphanumeric();
    let before = text[..range.start].chars().rev().take_while(inside);
    let after = text[range.end..].chars().take_while(inside);
    let (before, after): (usize, usize) = (
        before.map(char::len_utf8).sum(),
        after.map(char::len_utf8).sum(),
    );
    range.start - before..range.end + after
}

#[cfg(test)]
mod tests;
