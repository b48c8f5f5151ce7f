//! Tests of the verification library.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod attestations;
mod canonical;
mod contested;
mod corpora;
mod coverage;
mod documented_faults;
mod documents;
mod errors_catalogue;
mod errors_explain;
mod events;
mod every_digit;
mod features;
mod fields;
mod golden;
mod issue;
mod json;
mod json_errors;
mod keys;
mod notes;
mod recognise;
mod request_rules;
mod requests;
mod resaved;
mod sdk;
mod sdk_stricter;
mod spellings;
mod time;
mod together;
mod trace_whole;
mod traces;
mod tricky;
mod trust;
mod values;
mod visible;
mod wording;
mod wycheproof;
