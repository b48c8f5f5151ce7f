//! What every container gives: its members, and what there is to say of itself.

use std::io::Read;
use std::sync::Arc;

use proofdesk_core::marks::{compressed_in, may_hold_record};
use proofdesk_core::text::as_ascii;
use proofdesk_core::verdict::{Check, CheckName, Reason};

use crate::input::section::Section;
use crate::input::source::ReadError;

/// So many places in a container are named that hold a record and are no member.
const NAMED: usize = 16;

/// A member of a container.
pub(crate) struct Member<'m> {
    /// The name that the container has for it, in whatever encoding.
    pub name: Name,
    pub is: Is<'m>,
}

/// How a member is called.
#[derive(Debug, Clone)]
pub(crate) enum Name {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What the container is called, without the ending of its format.
    OfContainer,
}

/// What a member is.
pub(crate) enum Is<'m> {
    File(Data<'m>),
    Folder,
    /// A link to what has this name: seen from the root of the container, or from where it lies.
    Link {
        target: Vec<u8>,
        from_root: bool,
    },
    /// A device or the like; in words that fit after "it is".
    Special(&'static str),
    /// It cannot be read, and this says why.
    Unread(Check),
}

/// The bytes of a member.
pub(crate) struct Data<'m> {
    pub stream: &'m mut (dyn Read + Send),
    /// The same as a stretch that can be read from any place.
    pub section: Option<Section>,
    /// How many bytes they are said to be.
    pub len: Option<u64>,
    /// It is what somebody wrote in a mail, and not what they attached.
    pub own_text: bool,
    /// It is a text whose line breaks are those of the mail that carries it.
    pub lines_of_mail: bool,
    /// A manifest that is known to be in the container lists the SHA-512 of what lies there.
    pub sha512: bool,
}

impl<'m> Data<'m> {
    pub(super) fn stream(stream: &'m mut (dyn Read + Send), len: Option<u64>) -> Self {
        Self { stream, section: None, len, own_text: false, lines_of_mail: false, sha512: false }
    }
}

/// Takes one member after the other.
pub(crate) type Visit<'v> = dyn FnMut(Member<'_>) -> Result<(), ReadError> + 'v;

/// What is to be said of a container.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// What is wrong with it.
    pub checks: Vec<Check>,
    /// It is no container after all, but a document.
    pub is_content: bool,
    /// What it holds as such may be a record, which nobody looks for in a document.
    pub may_hold_record: bool,
    /// How many places hold a record that are no member.
    pub(super) beside: usize,
}

impl Told {
    pub(super) fn damaged(&mut self, note: impl Into<String>) {
        self.checks.push(damaged(note));
    }

    /// Looks at what a container says beside the bytes of its members: names, comments and whatever else
    /// its format has room for. A record there is no evidence that anybody would see, so it is told of.
    /// `what` begins a sentence.
    pub(crate) fn look_at(&mut self, what: impl FnOnce() -> String, bytes: &[u8]) {
        self.look_for_record(what, bytes, |text| {
            compressed_in(text).or_else(|| packed_within(bytes))
        });
    }

    /// The same of an office file or the like, which is content as a whole.
    pub(super) fn look_at_document(&mut self, what: impl FnOnce() -> String, bytes: &[u8]) {
        self.look_for_record(what, bytes, |_| None);
    }

    /// Looks for a record, and otherwise as this says.
    fn look_for_record(
        &mut self,
        what: impl FnOnce() -> String,
        bytes: &[u8],
        otherwise: impl FnOnce(&str) -> Option<&'static str>,
    ) {
        let text = as_ascii(bytes);
        let holds = match may_hold_record(&text) {
            true => Some("the field names of a record"),
            false => otherwise(&text),
        };
        let Some(holds) = holds else { return };
        self.beside += 1;
        if self.beside <= NAMED {
            let what = what();
            self.not_examined(format!("{what} holds {holds}, which was not examined."));
        }
    }

    /// Says that something in it, which is no member, was not looked at.
    pub(super) fn not_examined(&mut self, note: String) {
        let check = Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
            .clause("a part of it that is not a file in it was not examined")
            .possible_causes(
                "A program may have added it as a comment, or it may have been put where few programs look.",
            )
            .next_step("Ask whoever sent it what it is. If it is evidence, ask for it as a file.");
        self.checks.push(check.note(note));
    }
}

/// A file in one of the forms that are read, anywhere in these bytes.
fn packed_within(bytes: &[u8]) -> Option<&'static str> {
    const PACKED: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"\x28\xB5\x2F\xFD", "a zstd-compressed file"),
        (b"\xFD7zXZ\x00", "an xz-compressed file"),
        (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
        (b"1AY&SY", "a bzip2-compressed file"),
        (b"\x04\x22\x4D\x18", "an lz4-compressed file"),
    ];
    // The flags behind the magic number of gzip have three bits that are never set.
    let gzip = || {
        let found = memchr::memmem::find_iter(bytes, b"\x1F\x8B\x08");
        found.into_iter().any(|at| bytes.get(at + 3).is_some_and(|flags| flags & 0xE0 == 0))
    };
    let packed = PACKED.iter().find(|(magic, _)| memchr::memmem::find(bytes, magic).is_some());
    packed.map(|(_, what)| *what).or_else(|| gzip().then_some("a gzip-compressed file"))
}

/// That a container, or the part of it that a member is, does not hold together.
pub(super) fn damaged(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::ArchiveDamaged).note(note.into())
}

pub(super) fn encrypted(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::ArchiveEncrypted).note(note.into())
}

pub(crate) fn limited(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::ArchiveLimit).note(note.into())
}

pub(super) fn named_only(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::Compressed).note(note.into())
}

/// Bytes in memory as a member of their own.
pub(super) fn in_memory<R>(bytes: Vec<u8>, then: impl FnOnce(Data<'_>) -> R) -> R {
    let len = bytes.len() as u64;
    let bytes: Arc<[u8]> = bytes.into();
    let section = Section::memory(bytes);
    let mut stream = section.clone();
    let len = Some(len);
    then(Data { section: Some(section), ..Data::stream(&mut stream, len) })
}
