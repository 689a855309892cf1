//! The engine over a real store, one binary: each would be linked by itself.

mod beliefs;
mod common;
mod consolidate;
mod erasure;
mod jobs;
mod lifecycle;
mod lineage;
mod maintenance;
mod minds;
mod promote;
mod refine;
mod reflect;
mod summaries;
mod times;
mod truth;
mod verbs;
