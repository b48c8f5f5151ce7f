//! What people read for each verdict, kind, axis, outcome, check and status: one word for one thing.
//!
//! The command line, the window and the reports take their words from here, so that a word which one
//! of them shows is found in all. No word decides anything: verdicts depend on the typed values. Each
//! `ALL` and each `word` comes from one list, and a value without a word does not compile.

use crate::verdict::{
    Axis, CheckName, FieldStatus, KeySource, Kind, Outcome, Reason, Role, ValueSource, Verdict,
};

/// Gives each variant its word. `listed` makes `ALL` too, for what has no order of its own.
macro_rules! words {
    ($type:ident, listed: $($variant:ident $word:literal;)+) => {
        impl $type {
            /// Every one there is, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
        }
        words!($type: $($variant $word;)+);
    };
    ($type:ident: $($variant:ident $word:literal;)+) => {
        impl $type {
            /// What people read, in lower case but for names.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

words! { Verdict:
    Mismatch "does not match";
    Uncheckable "cannot be checked";
    NotFound "no record found";
    Unconfirmed "not confirmed";
    Verified "verified";
    Info "for information";
}

words! { Outcome, listed:
    Pass "passed";
    Fail "failed";
    Unknown "inconclusive";
    None "not applicable";
}

words! { Axis, listed:
    Content "content";
    Signature "signature";
    Signer "signing key";
    Binding "shown fields";
    Completeness "completeness";
}

words! { CheckName, listed:
    Parse "reading and form";
    ContentHash "hash of the content";
    PayloadHash "hash of the data";
    CanonicalForm "canonical form";
    Signature "signature";
    Signer "signing key";
    Binding "fields shown and fields signed";
    CompositeHash "sealed hash";
    Seal "seal of the trace";
    Sequence "sequence numbers";
    Items "number and order of items";
    Rules "documented rules";
    Manifest "files and manifests of the bag";
    Lookup "search for a record";
}

words! { Kind, listed:
    Document "document record";
    Attestation "AI attestation";
    Event "event";
    AuditEvent "audit event";
    AuditLog "audit log";
    Trace "trace";
    TraceItem "trace item";
    ProofResponse "proof response";
    Request "request body";
    Content "file";
    Key "key document";
    ErrorResponse "error response";
    List "list";
    Report "earlier report";
    LookUpNote "look-up note";
    Container "container";
    Bag "bag";
    Unknown "unrecognised item";
}

words! { Role:
    Document "document";
    RequestBody "request body";
    Input "input text";
    Output "output text";
    Payload "payload";
}

words! { FieldStatus, listed:
    Signed "signed";
    Normalised "signed, in different notation";
    Unsigned "not signed";
    NotShown "signed, not shown";
}

words! { KeySource, listed:
    Pinned "pinned by you";
    Embedded "supplied by the record, not pinned";
    None "no key";
}

words! { ValueSource, listed:
    Signed "signed";
    Shown "shown in the record";
    Calculated "calculated from the evidence";
    Stated "stated in the record";
    Bag "stated in the bag";
    Pinned "pinned";
    Record "in the record";
    Found "found in its place";
}

impl Verdict {
    /// The sign before the word, told from the others without colour.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Mismatch => "≠",
            Self::Uncheckable => "–",
            Self::NotFound => "○",
            Self::Unconfirmed => "◐",
            Self::Verified => "✓",
            Self::Info => "·",
        }
    }

    /// What stands before what may have caused it; of what is for information, before what it means.
    pub const fn causes_title(self) -> &'static str {
        match self {
            Self::Info => "Meaning",
            _ => "Possible causes",
        }
    }

    /// What it means, in sentences.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Mismatch => {
                "Something that was checked does not agree; the reason beside the verdict says what."
            }
            Self::Uncheckable => {
                "It could not be read, or not checked at all, which says nothing for or against it."
            }
            Self::NotFound => {
                "The evidence that was given has no record for it, which does not show that there is none."
            }
            Self::Unconfirmed => {
                "No mismatch was found in what could be checked, but something that is needed for \"verified\" \
                 is missing; the reason beside the verdict says what."
            }
            Self::Verified => {
                "Every check that Proofdesk makes of it passed, under a key that you pinned. What no check can \
                 show is listed under the limits."
            }
            Self::Info => {
                "It is nothing that is verified by itself. What lies in an archive or a mail has results of its own."
            }
        }
    }
}

/// A verdict as people are told it. Of a run that was cancelled, or still goes on, nothing is called
/// verified: what was not read yet can change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The verdict as it stands.
    Final(Verdict),
    /// Verified, as far as the run came.
    Provisional,
}

impl From<Verdict> for Told {
    fn from(verdict: Verdict) -> Self {
        Self::Final(verdict)
    }
}

impl Verdict {
    /// As people are told it, of a run that came to its end or did not.
    pub const fn told(self, provisional: bool) -> Told {
        match (self, provisional) {
            (Self::Verified, true) => Told::Provisional,
            _ => Told::Final(self),
        }
    }
}

impl Told {
    /// What people read, in lower case.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Final(verdict) => verdict.word(),
            Self::Provisional => "provisional",
        }
    }

    /// The word as tables for programs have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Final(verdict) => verdict.code(),
            Self::Provisional => self.word(),
        }
    }

    /// The sign before the word.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Final(verdict) => verdict.sign(),
            Self::Provisional => "◌",
        }
    }
}

impl Kind {
    /// The word with its article, such as "an event".
    pub fn with_article(self) -> String {
        let word = self.word();
        let article = if word.starts_with(['a', 'e', 'i', 'o', 'u', 'A']) { "an" } else { "a" };
        format!("{article} {word}")
    }

    /// The word for what is not verified for this reason: what could not be read is called by it.
    pub const fn word_with(self, reason: Option<Reason>) -> &'static str {
        use Reason::{
            ArchiveDamaged, ArchiveEncrypted, ArchiveLimit, ChangedWhileReading, Compressed,
            DuplicateJsonKey, InvalidJson, InvalidUtf8, NotARegularFile, TooDeep, TooLarge,
            UnreadableFile, UnsupportedRecord,
        };
        match (self, reason) {
            (Self::Unknown, Some(ArchiveEncrypted)) => "encrypted file",
            (Self::Unknown, Some(Compressed)) => "compressed file",
            (Self::Unknown, Some(ArchiveDamaged)) => "damaged file",
            (
                Self::Unknown,
                Some(UnreadableFile | ChangedWhileReading | NotARegularFile | ArchiveLimit),
            ) => "file or folder that was not read",
            (
                Self::Unknown,
                Some(InvalidJson | DuplicateJsonKey | TooDeep | TooLarge | InvalidUtf8),
            ) => "unreadable JSON text",
            (Self::Unknown, Some(UnsupportedRecord)) => "unsupported record",
            _ => self.word(),
        }
    }

    /// The word for several.
    pub fn plural(self) -> String {
        let word = self.word();
        match word.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{word}s"),
        }
    }

    /// So many of them, such as "2 request bodies".
    pub fn counted(self, count: u64) -> String {
        match count {
            1 => format!("1 {}", self.word()),
            n => format!("{n} {}", self.plural()),
        }
    }
}

impl Axis {
    /// What an outcome on this axis says: a sentence that claims no more than was checked, without a
    /// full stop. Of what does not apply, nothing is said.
    pub const fn claim(self, outcome: Outcome) -> &'static str {
        use Outcome::{Fail, Pass, Unknown};
        match (self, outcome) {
            (_, Outcome::None) => "",
            (Self::Content, Pass) => {
                "The hash calculated from the content equals the one in the record"
            }
            (Self::Content, Fail) => {
                "The hash calculated from the content differs from the one in the record"
            }
            (Self::Content, Unknown) => {
                "The content was not compared with the hash in the record, or without a clear result"
            }
            (Self::Signature, Pass) => "Valid for the signed bytes",
            // Which bytes were signed instead, nobody can tell.
            (Self::Signature, Fail) => "Not valid for the bytes that it should cover",
            (Self::Signature, Unknown) => "Whether it is valid could not be determined",
            (Self::Signer, Pass) => "The key is one that you pinned",
            // Not "not pinned": a pin can be out of its dates, or not the one that is required.
            (Self::Signer, Fail) => "The key is not one that your pins accept for this",
            (Self::Signer, Unknown) => "Whether your pins accept the key could not be determined",
            (Self::Binding, Pass) => "No signed field is shown with another value",
            (Self::Binding, Fail) => "A field shown does not agree with the signed part",
            (Self::Binding, Unknown) => {
                "Whether the fields shown agree with the signed part could not be determined"
            }
            (Self::Completeness, Pass) => {
                "The numbers, items and seal that are present agree. Items that were never recorded \
                 cannot be seen"
            }
            (Self::Completeness, Fail) => "The numbers, items or seal do not agree",
            (Self::Completeness, Unknown) => "Whether anything is missing could not be determined",
        }
    }
}
