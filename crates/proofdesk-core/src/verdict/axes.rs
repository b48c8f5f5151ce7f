use serde::{Deserialize, Serialize};

use super::check::{CheckName, Outcome};
use crate::packed::packed_struct;

/// The five questions that a verdict answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Axes {
    /// Was the content compared with the hashes, and does it have them?
    pub content: Outcome,
    /// Does the signature hold for the signed bytes?
    pub signature: Outcome,
    /// Is the key one that the user pinned?
    pub signer: Outcome,
    /// Are the fields shown the fields signed?
    pub binding: Outcome,
    /// Is a trace or an audit log whole?
    pub completeness: Outcome,
}

/// One of the five questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// The content against the hashes.
    Content,
    /// The signature over the signed bytes.
    Signature,
    /// The key against the user's pins.
    Signer,
    /// The fields shown against the fields signed.
    Binding,
    /// A trace or an audit log as a whole.
    Completeness,
}

impl Axes {
    /// No axis applies.
    pub const NONE: Self = Self {
        content: Outcome::None,
        signature: Outcome::None,
        signer: Outcome::None,
        binding: Outcome::None,
        completeness: Outcome::None,
    };

    pub(super) fn feed(&mut self, check: CheckName, outcome: Outcome) {
        use CheckName as C;
        let axis = match check {
            C::ContentHash | C::PayloadHash | C::CanonicalForm => &mut self.content,
            C::Signature => &mut self.signature,
            C::Signer => &mut self.signer,
            C::Binding => &mut self.binding,
            C::CompositeHash | C::Seal | C::Sequence | C::Items => &mut self.completeness,
            C::Parse | C::Rules | C::Manifest | C::Lookup => return,
        };
        *axis = axis.worse(outcome);
    }

    /// The worse of two on each axis.
    pub fn worse(self, other: Self) -> Self {
        Self {
            content: self.content.worse(other.content),
            signature: self.signature.worse(other.signature),
            signer: self.signer.worse(other.signer),
            binding: self.binding.worse(other.binding),
            completeness: self.completeness.worse(other.completeness),
        }
    }
}

impl Default for Axes {
    fn default() -> Self {
        Self::NONE
    }
}

packed_struct!(Axes { content, signature, signer, binding, completeness });
