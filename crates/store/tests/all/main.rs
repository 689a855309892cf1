//! The store, one binary: each would be linked by itself.

mod contract;
mod damage;
mod filters;
mod full_disk;
mod mark;
