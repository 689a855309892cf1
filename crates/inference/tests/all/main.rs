//! Models and endpoints, one binary: each would be linked by itself.

mod common;
mod llm;
mod local;
mod openai;
