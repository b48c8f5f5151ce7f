//! The kinds of record, each judged by a module of its own.
//!
//! A module turns a parsed object into a [`Draft`]: a finding with every check that needs nothing
//! but the record and the pins, and the digests of content that the record speaks of. The
//! evidence set then supplies the content and concludes the draft.

mod attestation;
mod audit_entry;
mod audit_event;
mod binding;
mod carried;
mod document;
mod documented;
mod draft;
mod event;
mod forms;
mod look_alike;
mod packed;
mod payload;
mod proof_response;
mod reader;
mod statement;
mod supply;
mod trace;
mod undecided;
mod want;

pub use audit_entry::AuditEntry;
pub use audit_event::canonical_audit_bytes;
pub(crate) use audit_event::repeats as audit_event_repeats;
pub use documented::is_documented_field;
pub(crate) use documented::is_own_field;
pub use draft::Draft;
pub use forms::{ContentForm, body_forms, inner_body_forms};
pub use packed::PackedDraft;
pub use supply::Supplied;
pub use trace::{Item, SEAL_ID, ShownMember, Standing};
pub use want::{Want, WantRole};

pub(crate) use attestation::assess as assess_attestation;
pub(crate) use audit_event::assess as assess_audit_event;
pub(crate) use carried::carried as carried_document;
pub(crate) use document::assess as assess_document;
pub(crate) use event::assess as assess_event;
pub(crate) use proof_response::assess as assess_proof_response;
pub(crate) use trace::assess as assess_trace;
