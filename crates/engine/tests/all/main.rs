//! The engine over a real store, one binary: each would be linked by itself.

mod aside;
mod aspects;
mod asserts;
mod beliefs;
mod bounds;
mod collateral;
mod common;
mod consolidate;
mod erased_beliefs;
mod erased_words;
mod erasure;
mod imports;
mod jobs;
mod leaving;
mod lifecycle;
mod lineage;
mod looks_back;
mod maintenance;
mod minds;
mod model;
mod other_words;
mod others;
mod parts;
mod people;
mod plainly;
mod promote;
/// A provider of language models, on this machine.
#[path = "../../../inference/tests/all/common/mod.rs"]
mod provider;
mod refine;
mod reflect;
mod repeats;
mod replays;
mod shared;
mod summaries;
mod times;
mod truth;
mod turns;
mod undone;
mod vectors;
mod verbs;
