//! What the vendor's own SDK says of the samples and of the issuer's records, and whether the
//! committed samples are the ones that this source makes.

// A test may stop at the first surprise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod committed;
mod forms;
mod kit;
mod sdk_audit;
mod sdk_kit;
mod sdk_records;
mod server;

use serde_json::Value;
use test_issuer::samples::Samples;

/// A sample as JSON.
fn json(samples: &Samples, path: &str) -> Value {
    serde_json::from_slice(&samples.files()[path]).unwrap()
}

/// A text field of a record.
fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_else(|| panic!("{field} is missing in {record}"))
}
