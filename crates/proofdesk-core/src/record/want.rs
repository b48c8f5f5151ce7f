use crate::packed::{packed_enum, packed_struct};
use crate::text::encoding::Digest;
use crate::verdict::Role;

/// Content that a record speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Want {
    /// SHA-256 that the record states.
    pub digest: Digest,
    /// What the content is to the record.
    pub role: WantRole,
}

/// What content is to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WantRole {
    /// The anchored document.
    Document,
    /// The body that an attestation was made from.
    RawBody,
    /// The input text of an attestation.
    Input,
    /// The output text of an attestation.
    Output,
    /// The payload of an event, which the record does not carry.
    Payload,
    /// The payload of an event, which the record carries too: matched, but not needed.
    CarriedPayload,
}

impl WantRole {
    /// Every role there is.
    pub const ALL: [WantRole; 6] = [
        Self::Document,
        Self::RawBody,
        Self::Input,
        Self::Output,
        Self::Payload,
        Self::CarriedPayload,
    ];

    /// As a report says it of a file.
    pub fn role(self) -> Role {
        match self {
            Self::Document => Role::Document,
            Self::RawBody => Role::RequestBody,
            Self::Input => Role::Input,
            Self::Output => Role::Output,
            Self::Payload | Self::CarriedPayload => Role::Payload,
        }
    }

    /// What a person calls it, without an article.
    pub fn name(self) -> &'static str {
        self.role().word()
    }
}

packed_enum!(WantRole, &WantRole::ALL);
packed_struct!(Want { digest, role });
