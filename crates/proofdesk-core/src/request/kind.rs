/// The request bodies that the API documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// `POST /v1/document/anchor`
    AnchorDocument,
    /// `POST /v1/ai/attestations`
    IngestAttestation,
    /// `POST /v1/events`
    IngestEvent,
    /// `POST /v1/traces`
    CreateTrace,
}

impl RequestKind {
    /// Every kind there is.
    pub const ALL: [RequestKind; 4] =
        [Self::AnchorDocument, Self::IngestAttestation, Self::IngestEvent, Self::CreateTrace];

    /// The word for programs and options: `document`, `attestation`, `event`, `trace`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AnchorDocument => "document",
            Self::IngestAttestation => "attestation",
            Self::IngestEvent => "event",
            Self::CreateTrace => "trace",
        }
    }

    /// The call that takes such a body.
    pub fn call(self) -> &'static str {
        match self {
            Self::AnchorDocument => "POST /v1/document/anchor",
            Self::IngestAttestation => "POST /v1/ai/attestations",
            Self::IngestEvent => "POST /v1/events",
            Self::CreateTrace => "POST /v1/traces",
        }
    }

    /// What a person calls it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::AnchorDocument => "document anchor",
            Self::IngestAttestation => "attestation",
            Self::IngestEvent => "event",
            Self::CreateTrace => "trace creation",
        }
    }
}
