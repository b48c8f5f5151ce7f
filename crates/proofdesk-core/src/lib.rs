//! Bytes in, verdicts out: the verification library of Proofdesk.
//!
//! This crate decides. It opens no file, reads no clock, starts no thread and knows no network:
//! what it is given is all that a verdict depends on. Two runs over the same bytes with the same
//! pins say the same.
//!
//! The way of a record through it:
//!
//! 1. [`json::parse`] reads the text strictly.
//! 2. [`coverage::cover`] walks the whole of it, and [`recognise::kinds`] tells by their members what
//!    the objects in it are.
//! 3. [`assess()`], for each of them, checks hash, signature, signer and binding, and gives a [`record::Draft`] that
//!    lists the content the record speaks of.
//! 4. The evidence set supplies that content ([`record::Draft::supply`]) and concludes.
//!
//! ```
//! use proofdesk_core::{assess, json, trust::{Trust, Verifier}, verdict::{Source, Verdict}};
//!
//! let text = br#"{"event_id":"evt_1","event_type":"invoice.paid","payload":{"b":1,"a":2},
//!   "payload_hash":"d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772"}"#;
//! let node = json::parse(text).unwrap();
//! let trust = Trust::default();
//! let source = Source::file("event.json");
//! let finding = assess(&node, source, &mut Verifier::new(&trust)).unwrap().conclude();
//!
//! // The payload has the stated hash, but nothing is signed.
//! assert_eq!(finding.verdict(), Verdict::Unconfirmed);
//! assert_eq!(finding.headline(), "Not confirmed: it is unsigned");
//! ```

pub mod api_error;
mod assess;
mod contested;
pub mod coverage;
pub mod file_kind;
pub mod format;
pub mod glossary;
pub mod json;
pub mod key;
mod limits;
pub mod marks;
pub mod packed;
pub mod recognise;
pub mod record;
pub mod request;
pub mod text;
pub mod trust;
pub mod verdict;
pub mod vocabulary;

pub use assess::{assess, assess_capture, assess_key_text, unsupported};
pub use json::canonical;
pub use text::{
    Visible, capital, counted, counted_in_groups, encoding, grouped, mark_len, quoted, quoted_id,
    shortened, time, visible, visible_json, visible_name,
};
