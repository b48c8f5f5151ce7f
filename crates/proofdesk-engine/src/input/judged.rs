//! What was found in a file, as far as it goes by itself.

use proofdesk_core::coverage::{LeftOver, Page, Pieces, Sequence};
use proofdesk_core::encoding::Digest;
use proofdesk_core::record::{ContentForm, Draft};
use proofdesk_core::verdict::{Check, Kind, Outcome};
use serde::{Deserialize, Serialize};

use super::entry::Unreadable;
use super::problem::{Problem, Unread};
use super::source::{FileDigest, Taken};
use crate::order::Order;
use crate::platform::Facts;
use crate::variants::Variant;

/// What a block holds.
#[derive(Debug, Default)]
pub(crate) struct BlockYield {
    pub results: Vec<Judged>,
    /// Values that cannot be read; they matter only if the file holds records too.
    pub unread: Vec<Unread>,
    /// What its values are among those of the file.
    pub sequence: Sequence,
    pub left_over: LeftOver,
    /// Of values without a result, the texts under one name.
    pub pieces: Pieces<Order>,
    pub pages: Vec<(Order, Page)>,
    /// How many lines of an earlier report, and how many other values there are.
    pub report_lines: u64,
    /// The last line of one is there.
    pub report_ends: bool,
    pub other_values: u64,
    /// Whether its values stand on lines.
    pub on_lines: bool,
    /// The organisation of its first audit event.
    pub owner: Option<String>,
    /// Whether something in it was recognised.
    pub recognised: bool,
}

/// A result as far as it goes by itself.
#[derive(Debug)]
pub(crate) struct Judged {
    pub order: Order,
    pub draft: Draft,
    /// See [`Covered::signed`].
    pub signed: bool,
    /// The request body that it stands in.
    pub body: Option<Order>,
    /// See [`Covered::forms`].
    pub forms: Vec<(ContentForm, Digest)>,
    /// The value, if it is so small that it takes less memory than what was found, and can be judged
    /// once more.
    pub text: Option<Box<[u8]>>,
}

impl Judged {
    /// One that nothing but its own value decides.
    pub(crate) fn new(order: Order, draft: Draft) -> Self {
        Self { order, draft, signed: false, body: None, forms: Vec::new(), text: None }
    }

    /// Whether it is final as it is, so that it can be reported at once: nothing that stands elsewhere
    /// can make it content.
    pub(crate) fn is_final(&self) -> bool {
        self.draft.finding.kind == Kind::AuditEvent && self.signed && self.body.is_none()
    }
}

/// How the reading of a file ended.
#[derive(Debug, Clone)]
pub(crate) enum FileEnd {
    Read(Box<FileFacts>),
    NotRegular(String),
    Unreadable(Unreadable),
    /// It changed. Audit events that were given out already stay, since they are about the bytes
    /// that were read; nothing else of it counts.
    Changed(String),
    /// Of a member of a container, why it could not be read.
    Unread(Box<Check>),
}

/// What is known of a file once it is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileFacts {
    /// The hash of the whole; `None` if it broke off.
    pub digest: Option<FileDigest>,
    /// What a bag wants of it.
    pub taken: Taken,
    /// Of a member of a container, why it broke off before its end.
    pub broken: Option<Box<Check>>,
    /// It is a container, which was read.
    pub container: Option<Box<ContainerFacts>>,
    /// What keeps it from being read as what it seems to be.
    pub problem: Option<Problem>,
    /// Other hashes by which a record may name it.
    pub forms: Vec<(ContentForm, Digest)>,
    /// It is one JSON object.
    pub is_object: bool,
    /// Its canonical payload, if it is such an object, of a fitting size.
    pub payload: Option<Vec<u8>>,
    /// Variants of it, by their hashes.
    pub near: Vec<(Variant, Digest)>,
    /// It is a text whose line breaks are those of the mail that carried it.
    pub lines_of_mail: bool,
    /// Although no JSON, it names the members of a record, or is a document that may hold one, and is not to be
    /// passed over.
    pub names_record: bool,
    /// What it seems to be, if it is no record.
    pub seems: Option<Seems>,
    /// How many blocks it was cut into.
    pub blocks: u32,
    /// Of a given file that is no container, what the system said of it when it was opened.
    pub seen: Option<Facts>,
}

/// What a file without a record seems to be, where it is rarely what was meant to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Seems {
    HtmlPage,
    /// A report of this program, in a form that is not read.
    Report,
}

/// What there is to say of a container besides its members.
#[derive(Debug, Clone)]
pub(crate) struct ContainerFacts {
    /// What it is called.
    pub name: &'static str,
    /// How many files lie in it, those in its members not counted.
    pub files: u64,
    /// How many of these could not be read.
    pub unread: u64,
    /// It is a mail that has a text of its own, which is read too.
    pub has_text: bool,
    /// What is wrong with it.
    pub checks: Vec<Check>,
}

impl ContainerFacts {
    /// Whether something of it could not be read.
    pub(crate) fn is_damaged(&self) -> bool {
        self.checks.iter().any(|check| check.outcome != Outcome::Pass)
    }
}
