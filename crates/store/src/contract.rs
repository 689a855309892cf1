//! The behaviour that any backend must have.
