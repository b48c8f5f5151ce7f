//! The sample evidence: every file of `samples/`, and what a verifier should say of each.
//!
//! One table of expectations makes both the README that people read and the tab-separated file
//! that tests read, so the two cannot drift apart.

mod anchored;
mod attested;
mod audit_log;
mod clock;
mod edited;
pub(crate) mod files;
mod happened;
mod mailed;
mod readme;
mod set;

pub use set::{Expected, Place, Samples};

use crate::Issuer;

/// The made-up organisation behind the samples.
pub fn harbourline() -> Issuer {
    Issuer::new("samples", "Harbourline Credit Union", "harbourline.example")
}

impl Samples {
    /// Makes them. There is no input, so the result is always the same.
    pub fn make() -> Samples {
        let issuer = harbourline();
        let mut samples = Samples::default();
        samples.add("harbourline.key.json", crate::json::record_text(&issuer.key_document()));
        let why = "the organisation's public key, as its key-discovery address gives it";
        samples.expect("harbourline.key.json", "key", "info", &[], why);

        // The README describes its own record too, and is anchored when its text is complete.
        readme::expectations(&mut samples);
        anchored::add(&mut samples, &issuer);
        let attestation = attested::add(&mut samples, &issuer);
        happened::add(&mut samples, &issuer, &attestation);
        audit_log::add(&mut samples, &issuer);
        edited::add(&mut samples, &issuer);
        mailed::add(&mut samples, &issuer);
        readme::add(&mut samples, &issuer);
        samples
    }
}
