//! What no check of a run can show, going by what it read.

use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{FieldStatus, Finding, Kind, Outcome};

/// Something that no check can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// Of what is signed: whether its key was revoked.
    Revocation,
    /// Of what is signed: when.
    SigningTime,
    /// Of records: whether they are right.
    Truth,
    /// Of records: fields that no signature covers.
    UnsignedFields,
    /// Of compliance events: hashes of which it is not documented what they are of.
    UndocumentedHashes,
    /// Of traces: items that were never put into them.
    TraceItems,
    /// Of audit logs: their ends.
    LogEnds,
    /// Of files that a verified record names: what looks like a record in one that is no JSON.
    Inside,
}

impl Limit {
    /// Each of them, in the order in which reports name them.
    pub const ALL: [Self; 8] = [
        Self::Revocation,
        Self::SigningTime,
        Self::Truth,
        Self::UnsignedFields,
        Self::UndocumentedHashes,
        Self::TraceItems,
        Self::LogEnds,
        Self::Inside,
    ];

    /// The limit as a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Revocation => {
                "Whether the issuer has revoked a key was not checked: verification uses no network."
            }
            Self::SigningTime => "When something was signed is the issuer's own claim.",
            Self::Truth => "A signature shows what was signed, not that it is right.",
            Self::UnsignedFields => {
                "No signature covers the fields that are marked or listed as not signed: they may say anything."
            }
            Self::UndocumentedHashes => {
                "The request_hash and event_hash of compliance events were not compared: what they \
                 cover is not documented."
            }
            Self::TraceItems => "Items that were never put into a trace cannot be seen.",
            Self::LogEnds => {
                "Events that are missing before the first or after the last number of an audit log \
                 cannot be seen."
            }
            Self::Inside => {
                "A file that a verified record names was compared only as a whole. Unless it is valid JSON, \
                 records inside it were not examined."
            }
        }
    }

    fn applies_to(self, finding: &Finding) -> bool {
        let is_record = matches!(
            finding.kind,
            Kind::Document
                | Kind::Attestation
                | Kind::Event
                | Kind::AuditEvent
                | Kind::Trace
                | Kind::TraceItem
                | Kind::ProofResponse
        );
        let is_signed = matches!(finding.axes().signature, Outcome::Pass | Outcome::Fail)
            || is_record && finding.signer.fingerprint.is_some()
            // It rests on a signed record.
            || finding.has_reason(Reason::OtherVersion);
        match self {
            Self::Revocation | Self::SigningTime => is_signed,
            Self::Truth => is_record || is_signed,
            Self::UnsignedFields => {
                is_record && finding.fields.iter().any(|f| f.status == FieldStatus::Unsigned)
            }
            Self::UndocumentedHashes => finding.kind == Kind::Event,
            Self::TraceItems => finding.kind == Kind::Trace,
            Self::LogEnds => matches!(finding.kind, Kind::AuditEvent | Kind::AuditLog),
            // No result shows it.
            Self::Inside => false,
        }
    }
}

/// The limits that apply to what was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits([bool; Limit::ALL.len()]);

impl Limits {
    /// Each that applies.
    pub fn iter(&self) -> impl Iterator<Item = Limit> + use<> {
        Limit::ALL.into_iter().zip(self.0).filter(|(_, applies)| *applies).map(|(limit, _)| limit)
    }

    /// Notes what applies to a result, or to a child of one.
    pub(crate) fn note(&mut self, finding: &Finding) {
        for (limit, applies) in Limit::ALL.into_iter().zip(&mut self.0) {
            *applies = *applies || limit.applies_to(finding);
        }
    }

    /// Notes one that no result shows.
    pub(crate) fn note_inside(&mut self) {
        for (limit, applies) in Limit::ALL.into_iter().zip(&mut self.0) {
            *applies |= limit == Limit::Inside;
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(applies, also)| *applies |= also);
    }
}
