//! The words that Proofdesk uses in one sense only. Every help, report and page shows this list, so that
//! a reader of any of them can look up what a word claims, and what it does not.

use serde::Serialize;

/// A word and its one sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Term {
    /// The word, in lower case.
    pub word: &'static str,
    /// What it means: a phrase without a full stop.
    pub meaning: &'static str,
}

const fn term(word: &'static str, meaning: &'static str) -> Term {
    Term { word, meaning }
}

/// The words, in the order in which one explains the next.
pub const GLOSSARY: &[Term] = &[
    term("file", "what lies on disk, in a container, or was pasted"),
    term(
        "record",
        "what the issuer's service gives out about something: about a document, an AI attestation, \
         an event, a trace or an audit event",
    ),
    term("content", "what a record is about: the document, the request, the payload"),
    term("payload", "the data of an event, as JSON"),
    term("request body", "what was sent to the service to have a record made"),
    term("signed part", "the bytes that the signature covers"),
    term("anchored", "a document's SHA-256 was recorded by the issuer"),
    term("attested", "an AI input and output were recorded by the issuer"),
    term("sealed", "a trace was closed: the hashes of its items are signed together"),
    term("signed", "a signature under some key is valid for these bytes"),
    term("pinned", "recorded by you as the genuine key of an issuer"),
    term(
        "issuer",
        "the organisation whose key signed, or is said to have signed; never the maker of the \
         service",
    ),
];
