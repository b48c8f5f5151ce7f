//! Tests of the verification library.
mod keys;
