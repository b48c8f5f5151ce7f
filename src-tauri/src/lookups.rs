//! What goes between the program and the page about look-ups.

use serde::{Deserialize, Serialize};

/// A kind of public proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProofKind {
    /// Of a document.
    Document,
    /// Of a compliance event.
    Event,
    /// Of an AI attestation.
    Ai,
    /// Of a trace.
    Trace,
}

impl ProofKind {
    /// As `proofdesk-fetch` takes it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Event => "event",
            Self::Ai => "ai",
            Self::Trace => "trace",
        }
    }
}

/// What is to be fetched.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToFetch {
    /// The public key of an organisation.
    Key {
        /// Its domain.
        domain: String,
    },
    /// A public proof record.
    Proof {
        /// Its id, or a proof link.
        text: String,
        /// What an id is of; a link says it.
        kind: Option<ProofKind>,
    },
}

/// What would be sent, and to whom.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct FetchPlan {
    /// The server, with its port if that is not the usual one.
    pub host: String,
    /// The proxy, if there is one.
    pub through: Option<String>,
    /// What is told to the server, in words.
    pub sent: String,
    /// The address that is asked.
    pub url: String,
    /// Where a link leads, if that is another server.
    pub link_leads_to: Option<String>,
    /// The folder that the answer is written into, in one of its own; `None` if there is none yet.
    pub folder: Option<String>,
}

/// How far a look-up is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FetchStep {
    /// The server is asked.
    Asking {
        /// For which time, from 1.
        attempt: u32,
    },
    /// The server asked for a wait, or failed. Told once a second.
    Waiting {
        /// So many are left.
        #[cfg_attr(test, ts(type = "number"))]
        seconds: u64,
        /// The code of the answer.
        code: String,
        /// The attempt that comes then, from 2.
        attempt: u32,
    },
}
