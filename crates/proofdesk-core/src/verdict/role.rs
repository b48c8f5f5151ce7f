//! What a file is to the record that names it.

use serde::{Deserialize, Serialize};

use super::source::Source;
use crate::packed::packed_enum;

/// What a file is to the record that says most for it: the first of those that it was matched with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The anchored document.
    Document,
    /// The request body that a record was made from.
    RequestBody,
    /// The input text of an attestation.
    Input,
    /// The output text of an attestation.
    Output,
    /// The payload of an event.
    Payload,
}

impl Role {
    /// With the record, for people's eyes: "input text of att.json".
    pub fn with_record(self, matched_with: &[Source]) -> String {
        let of = matched_with.first().map(|record| format!(" of {}", record.visible_place()));
        format!("{}{}", self.word(), of.unwrap_or_default())
    }
}

packed_enum!(Role { Document, RequestBody, Input, Output, Payload });
