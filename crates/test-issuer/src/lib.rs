//! An issuer of proof records that owes nothing to the product it tests.
//!
//! Proofdesk's tests need records whose bytes were made by other code than Proofdesk's own. This
//! crate makes them from the public description of the formats alone: the canonical bytes of
//! audit events come from the vendor's SDK ([`invoance::canonical_audit_bytes`]), every other
//! form from a few lines over `serde_json`, and the signatures from `ed25519-dalek`. It depends
//! on no Proofdesk crate, and no product binary depends on it.
//!
//! An [`Issuer`] is a key with a tenant id, a name and a domain, all derived from a seed. It makes
//! each kind of record as a [`serde_json::Value`]; where the vendor does not document what is
//! signed, the caller chooses one of the candidate forms ([`SignedForm`], [`DigestForm`]).
//!
//! ```
//! use test_issuer::{Document, Issuer, SignedForm};
//!
//! let issuer = Issuer::new("doc test", "Example Ltd", "issuer.example");
//! let record = issuer.document(&Document::new(b"hello", "hello.txt", "2026-03-02T10:00:00Z"));
//! assert_eq!(record["document_hash"], test_issuer::sha256_hex(b"hello"));
//!
//! let bare = Document { form: SignedForm::RAW_DIGEST, ..Document::new(b"hello", "a", "b") };
//! assert_ne!(issuer.document(&bare)["signature_b64"], record["signature_b64"]);
//! ```
//!
//! [`samples`] uses it to write the evidence in the repository's `samples/` folder, and [`kit`] the public
//! conformance kit.

// A test tool: a broken invariant should stop it at once, with the place where it broke.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod attestation;
mod audit;
mod document;
mod event;
mod issuer;
pub mod json;
pub mod kit;
pub mod programs;
pub mod samples;
mod trace;

pub use attestation::{Attestation, Subject};
pub use document::Document;
pub use event::Event;
pub use issuer::{DigestForm, Issuer, SignedForm, sha256_hex};
pub use trace::{Trace, TraceForms, TraceItem};
