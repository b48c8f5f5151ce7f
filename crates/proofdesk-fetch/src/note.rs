//! What is noted beside a file that was fetched: where it came from, when, and what came with it.

use proofdesk_engine::core::json;
use proofdesk_engine::core::recognise::{Recognised, recognise};
use serde::{Deserialize, Serialize};

use crate::asked::Asked;

/// The note, `NAME.fetched.json`. It is whoever fetched the file who says so: nobody signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Version of this form.
    pub(crate) schema: String,
    /// The name of the file beside it.
    pub(crate) file: String,
    /// What was asked for.
    pub(crate) asked: Asked,
    /// How the file came.
    #[serde(flatten)]
    pub(crate) came: Came,
    /// Bytes of the file.
    pub(crate) size: u64,
    /// SHA-256 of the file, 64 lowercase hexadecimal characters.
    pub(crate) sha256: String,
    /// What fetched it.
    pub(crate) tool: Tool,
}

/// How an answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Came {
    /// The address that answered.
    pub(crate) url: String,
    /// The addresses on the same server that led there, the first one first.
    pub(crate) redirected_from: Vec<String>,
    /// The proxy, if there was one.
    pub(crate) through: Option<String>,
    /// When the answer was there as a whole, by the clock of this machine: RFC 3339 in UTC.
    pub(crate) at: String,
    /// The version of HTTP, such as `HTTP/2.0`.
    pub(crate) http: String,
    /// The status.
    pub(crate) status: u16,
    /// Every header, in the order in which they came.
    pub(crate) headers: Vec<Header>,
    /// SHA-256 of the certificate (DER) that the server showed, 64 lowercase hexadecimal characters; none
    /// without TLS, or where it showed several during the run.
    pub(crate) certificate_sha256: Option<String>,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    /// In lowercase.
    pub(crate) name: String,
    /// As it came; bytes that are not UTF-8 as `\xNN`.
    pub(crate) value: String,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tool {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
}

impl Tool {
    /// This program.
    pub(crate) fn this() -> Self {
        let [name, version] = [env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")];
        Self { name: name.to_owned(), version: version.to_owned() }
    }
}

impl Note {
    /// Reads a note; `None` if the bytes are none, by the rule that the verifier has for them.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let node = json::parse(bytes).ok()?;
        let is_note = node.as_object().and_then(recognise) == Some(Recognised::LookUpNote);
        serde_json::from_slice(bytes).ok().filter(|_| is_note)
    }

    /// The note as its file has it.
    pub(crate) fn to_json(&self) -> String {
        // Texts and numbers cannot fail to serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
