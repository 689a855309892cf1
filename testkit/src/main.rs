//! Test tools.
fn main() {}
