use serde::{Deserialize, Serialize};

use crate::packed::packed_enum;

/// The one word about a file or a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something that was checked does not agree.
    Mismatch,
    /// It could not be read, or not checked at all.
    Uncheckable,
    /// Content without a record, or a record asked for that is not in the set.
    NotFound,
    /// Nothing failed, but something needed was not established.
    Unconfirmed,
    /// Every axis that applies passed, under a key that the user pinned.
    Verified,
    /// Nothing to verify: a key, an error response, a request body.
    Info,
}

impl Verdict {
    /// Every verdict, worst first.
    pub const ALL: [Verdict; 6] = [
        Self::Mismatch,
        Self::Uncheckable,
        Self::NotFound,
        Self::Unconfirmed,
        Self::Verified,
        Self::Info,
    ];

    /// The word as the report writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Uncheckable => "uncheckable",
            Self::NotFound => "not_found",
            Self::Unconfirmed => "unconfirmed",
            Self::Verified => "verified",
            Self::Info => "info",
        }
    }
}

/// What was found, as the report writes it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// An anchored document's record.
    Document,
    /// An AI attestation.
    Attestation,
    /// A compliance event.
    Event,
    /// An audit-log event.
    AuditEvent,
    /// The audit-log events of one organisation and key, as a sequence.
    AuditLog,
    /// A trace's proof bundle.
    Trace,
    /// One item of a trace.
    TraceItem,
    /// The public proof page's JSON.
    ProofResponse,
    /// A request body for the API.
    Request,
    /// A file that is not a record.
    Content,
    /// A public key document.
    Key,
    /// An error response of the API.
    ErrorResponse,
    /// A list that holds what is no record, or that says that more follows.
    List,
    /// An earlier report of Proofdesk.
    Report,
    /// What proofdesk-fetch wrote beside a file that it fetched.
    LookUpNote,
    /// A file that holds other files, which were read.
    Container,
    /// Files with manifests of their hashes (BagIt), as a whole.
    Bag,
    /// What could not be recognised or read.
    #[default]
    Unknown,
}

/// The kinds of record: what is judged by its own checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordKind {
    /// An anchored document's record.
    Document,
    /// An AI attestation.
    Attestation,
    /// A compliance event.
    Event,
    /// An audit-log event.
    AuditEvent,
    /// A trace's proof bundle.
    Trace,
    /// One item of a trace, without its trace.
    TraceItem,
    /// The public proof page's JSON.
    ProofResponse,
}

impl Kind {
    /// Whether it is a record: of nothing else are there bytes that were signed.
    pub fn is_record(self) -> bool {
        match self {
            Self::Document
            | Self::Attestation
            | Self::Event
            | Self::AuditEvent
            | Self::Trace
            | Self::TraceItem
            | Self::ProofResponse => true,
            Self::AuditLog
            | Self::Request
            | Self::Content
            | Self::Key
            | Self::ErrorResponse
            | Self::List
            | Self::Report
            | Self::LookUpNote
            | Self::Container
            | Self::Bag
            | Self::Unknown => false,
        }
    }
}

impl From<RecordKind> for Kind {
    fn from(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Document => Self::Document,
            RecordKind::Attestation => Self::Attestation,
            RecordKind::Event => Self::Event,
            RecordKind::AuditEvent => Self::AuditEvent,
            RecordKind::Trace => Self::Trace,
            RecordKind::TraceItem => Self::TraceItem,
            RecordKind::ProofResponse => Self::ProofResponse,
        }
    }
}

packed_enum!(Verdict, &Verdict::ALL);
packed_enum!(Kind {
    Document,
    Attestation,
    Event,
    AuditEvent,
    AuditLog,
    Trace,
    TraceItem,
    ProofResponse,
    Request,
    Content,
    Key,
    ErrorResponse,
    List,
    Report,
    LookUpNote,
    Container,
    Bag,
    Unknown,
});
