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
    term("container", "an archive or a mail, which is read in place"),
    term("bag", "a folder with lists of the hashes of its files, in the form BagIt"),
    term("manifest", "a list in a bag of files and their hashes"),
    term(
        "record",
        "what the issuer's service gives out about something: about a document, an AI attestation, \
         an event, a trace or an audit event",
    ),
    term("content", "what a record is about: the document, the request, the payload"),
    term("payload", "the data of an event, as JSON"),
    term("request body", "what was sent to the service to have a record made"),
    term("tenant", "the account of an issuer at the service"),
    term("API", "the interface of the service, by which programs make and get records"),
    term("proof link", "the link to the service's public page about one record"),
    term(
        "hash",
        "characters calculated from bytes, 64 of them with SHA-256; other bytes practically never give the \
         same",
    ),
    term("serialised", "written down as bytes, such as for hashing"),
    term(
        "canonical form",
        "the one way of writing something down that its signature or hash covers",
    ),
    term("signed part", "the bytes that the signature covers"),
    term("anchored", "a document's SHA-256 was recorded by the issuer"),
    term("attested", "an AI input and output were recorded by the issuer"),
    term("sealed", "a trace was closed: the hashes of its items are signed together"),
    term("sealed hash", "the hash over the hashes of a trace's items, which its seal signs"),
    term("signed", "a signature under some key is valid for these bytes"),
    term("pinned", "recorded by you as the genuine key of an issuer"),
    term(
        "issuer",
        "the organisation whose key signed, or is said to have signed; never the maker of the \
         service",
    ),
    term("fingerprint", "the SHA-256 of a public key, by which people compare it"),
    term("key ring", "the file with the keys that you pinned"),
    term("reviewer", "somebody who signs reports, and whose key you pinned for that"),
    term(
        "provisional",
        "passed as far as the run came; it was cancelled or still goes on, so do not rely on it",
    ),
    term(
        "report digest",
        "64 characters calculated from everything that was checked and what came of it; the same \
         evidence, keys, options and rules give the same",
    ),
    term(
        "look-up note",
        "what proofdesk-fetch writes beside a file: what it asked for, of whom and when",
    ),
];
