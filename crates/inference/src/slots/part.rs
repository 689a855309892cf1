//! One part of the slot model's network, in our own kernel or in `rten`.

use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use types::Error;

use super::failed;
use crate::embed::encoder::{activations, options};
use crate::kernel::{HIDDEN, Network};

/// A part of the network.
pub(super) enum Part {
    /// Where the processor has the instructions.
    Kernel(Box<Network>),
    Rten(Box<Rten>),
}

/// Names of a part's input and outputs in its file.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub input: &'static str,
    /// The states after its layers, of a part that has others above it.
    pub above: Option<&'static str>,
    pub heads: &'static [&'static str],
}

/// What a part starts from. Rows stand one below another, without padding.
pub(super) enum Below<'a> {
    /// The tokens of each row.
    Tokens(&'a [&'a [u32]]),
    /// The states of each row's tokens, `[tokens, 384]`.
    States(Vec<f32>),
}

/// What a part gives.
pub(super) struct Read {
    /// The states of each row's tokens, `[tokens, 384]`, of a part that has others above it.
    pub above: Vec<f32>,
    /// What each head tells: `[rows, scores]`, or `[tokens, scores]`.
    pub heads: Vec<Vec<f32>>,
}

/// A part in `rten`.
pub(super) struct Rten {
    network: Model,
    input: NodeId,
    attention_mask: NodeId,
    step: NodeId,
    zero: NodeId,
    above: Option<NodeId>,
    heads: Vec<NodeId>,
    /// Step and zero of the activations.
    range: (f32, u8),
}

/// The file of each part, lowest first, and above the first one those of pairs.
const FILES: [(&[u8], Names); 5] = [
    (
        include_bytes!("../../model/slots/lower.onnx"),
        Names {
            input: "input_ids",
            above: Some("above"),
            heads: &["gate"],
        },
    ),
    (
        include_bytes!("../../model/slots/middle.onnx"),
        Names {
            input: "below",
            above: Some("above"),
            heads: &["gate"],
        },
    ),
    (
        include_bytes!("../../model/slots/upper.onnx"),
        Names {
            input: "below",
            above: None,
            heads: &["acts", "attributes", "tags"],
        },
    ),
    (
        include_bytes!("../../model/slots/pair_lower.onnx"),
        Names {
            input: "below",
            above: Some("above"),
            heads: &["gate"],
        },
    ),
    (
        include_bytes!("../../model/slots/pair_upper.onnx"),
        Names {
            input: "below",
            above: None,
            heads: &["odds"],
        },
    ),
];

impl Part {
    /// The built-in parts: lower, middle, upper, and the two of pairs; in the kernel where it can.
    ///
    /// # Errors
    /// `Internal` if one is damaged.
    pub fn built_in() -> Result<[Part; 5], Error> {
        let mut parts = Vec::with_capacity(FILES.len());
        for (file, _) in FILES {
            match Network::read(file)? {
                Some(network) => parts.push(Part::Kernel(Box::new(network))),
                None => return Part::built_in_by_rten(),
            }
        }
        all(parts)
    }

    /// The same in `rten`, wherever they run.
    ///
    /// # Errors
    /// `Internal` if one is damaged.
    pub fn built_in_by_rten() -> Result<[Part; 5], Error> {
        let mut parts = Vec::with_capacity(FILES.len());
        let mut range = None;
        for (file, names) in FILES {
            let network = options().load_static_slice(file).map_err(|e| failed(&e))?;
            // The lowest part tells it for all.
            let known = match range {
                Some(range) => Some(range),
                None => activations(&network)?.map(|it| (it.step, it.zero)),
            };
            range = known;
            let known = known.ok_or_else(|| failed(&"no range of activations"))?;
            parts.push(Part::Rten(Box::new(Rten::new(network, names, known)?)));
        }
        all(parts)
    }

    /// One run over rows of such lengths.
    pub fn run(
        &self,
        below: Below,
        lengths: &[usize],
        pool: &Arc<ThreadPool>,
    ) -> Result<Read, Error> {
        match self {
            Part::Kernel(network) => {
                let mut states = match below {
                    Below::Tokens(rows) => network.embed(rows)?,
                    Below::States(states) => states,
                };
                network.run(&mut states, lengths);
                let heads = network.heads(&states, lengths);
                Ok(Read {
                    above: states,
                    heads,
                })
            }
            Part::Rten(part) => pool.run(|| part.run(below, lengths, pool)),
        }
    }
}

fn all(parts: Vec<Part>) -> Result<[Part; 5], Error> {
    parts.try_into().map_err(|_| failed(&"parts"))
}

impl Rten {
    fn new(network: Model, names: Names, range: (f32, u8)) -> Result<Self, Error> {
        let node = |name: &str| network.node_id(name).map_err(|e| failed(&e));
        let heads = names.heads.iter().map(|name| node(name));
        Ok(Rten {
            input: node(names.input)?,
            attention_mask: node("attention_mask")?,
            step: node("step")?,
            zero: node("zero")?,
            above: names.above.map(node).transpose()?,
            heads: heads.collect::<Result<_, _>>()?,
            range,
            network,
        })
    }

    /// One run over rows that are padded to the longest.
    fn run(&self, below: Below, lengths: &[usize], pool: &Arc<ThreadPool>) -> Result<Read, Error> {
        let shape = [lengths.len(), lengths.iter().copied().max().unwrap_or(0)];
        let used = |[row, column]: [usize; 2]| i32::from(column < lengths[row]);
        let mask = NdTensor::<i32, 2>::from_fn(shape, used);
        let input: Value = match below {
            Below::Tokens(rows) => {
                let id = |[row, n]: [usize; 2]| rows[row].get(n).map_or(0, |&id| id as i32);
                NdTensor::<i32, 2>::from_fn(shape, id).into()
            }
            Below::States(states) => padded(&states, lengths, shape).into(),
        };
        let (step, zero) = (NdTensor::from(self.range.0), NdTensor::from(self.range.1));
        let inputs = vec![
            (self.input, input.into()),
            (self.attention_mask, mask.view().into()),
            (self.step, step.view().into()),
            (self.zero, zero.view().into()),
        ];
        let wanted: Vec<NodeId> = self.above.iter().chain(&self.heads).copied().collect();
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        let run = self.network.run(inputs, &wanted, Some(options));
        let told = run.map_err(|error| failed(&error))?;
        let told = told.into_iter().map(|value| unpadded(value, lengths));
        let mut told: Vec<Vec<f32>> = told.collect::<Result<_, _>>()?;
        let above = match self.above {
            Some(_) => told.remove(0),
            None => Vec::new(),
        };
        Ok(Read { above, heads: told })
    }
}

/// Rows of states one below another, each padded with zeros to the longest.
fn padded(states: &[f32], lengths: &[usize], [rows, longest]: [usize; 2]) -> NdTensor<f32, 3> {
    let mut all = Vec::with_capacity(rows * longest * HIDDEN);
    let mut rest = states;
    for (row, length) in lengths.iter().enumerate() {
        let own;
        (own, rest) = rest.split_at(length * HIDDEN);
        all.extend(own);
        all.resize((row + 1) * longest * HIDDEN, 0.0);
    }
    NdTensor::from_data([rows, longest, HIDDEN], all)
}

/// The numbers of `[rows, scores]`, or those of `[rows, tokens, scores]` without the padding.
fn unpadded(value: Value, lengths: &[usize]) -> Result<Vec<f32>, Error> {
    let kind = |_| failed(&"output");
    if value.ndim() == 2 {
        let scores: NdTensor<f32, 2> = value.try_into().map_err(kind)?;
        return Ok(scores.to_vec());
    }
    let all: NdTensor<f32, 3> = value.try_into().map_err(kind)?;
    let mut own = Vec::new();
    for (row, &length) in lengths.iter().enumerate() {
        own.extend(all.slice((row, ..length)).iter());
    }
    Ok(own)
}
