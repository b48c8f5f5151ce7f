//! Signed reports: envelopes (DSSE 1.0) around a report or the tag manifest of a bag.
//!
//! Who signs a report is a reviewer, whose key is no issuer's and verifies no evidence.

mod envelope;
mod key;

pub use envelope::{
    Envelope, REPORT_TYPE, STATEMENT_TYPE, Signature, TAG_MANIFEST_TYPE, signed_bytes,
};
pub use key::{KEY_FILE_LIMIT, ReportSigner, SignerError};
