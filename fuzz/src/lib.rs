//! Fuzzing: see README.md beside it.

pub mod targets;
