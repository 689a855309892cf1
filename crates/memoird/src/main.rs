//! The Memoird binary.
fn main() {}
