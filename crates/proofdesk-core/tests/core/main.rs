//! Tests of the verification library.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod canonical;
mod features;
mod golden;
mod issue;
mod json;
mod json_errors;
mod keys;
mod time;
mod tricky;
mod wycheproof;
