//! A mail as Outlook saves it (MS-OXMSG): a file system in a file, whose streams are the mail's properties.

use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cfb::CompoundFile;

use super::member::{Is, Member, Name, Told, Visit, damaged, in_memory, limited};
use super::zip;
use crate::input::section::Section;
use crate::input::source::ReadError;

/// Mails in mails, one inside the other.
const DEPTH: usize = 8;

/// Only what Outlook saved has it in its root.
const PROPERTIES: &str = "__properties_version1.0";
const ATTACHMENT: &str = "__attach_version1.0_";
/// What the names of the streams of a mail begin with.
const STREAM: &str = "__substg1.0_";
/// The data of an attachment, and the mail that it is.
const DATA: &str = "__substg1.0_37010102";
const MAIL: &str = "__substg1.0_3701000D";
/// What an attachment is called: its long name, its short one, and how it is shown.
const NAMES: [&str; 3] = ["3707", "3704", "3001"];
/// What was written in the mail: plain, and as HTML.
const TEXTS: [(&str, &str); 5] = [
    ("1000001F", "text"),
    ("1000001E", "text"),
    ("10130102", "HTML text"),
    ("1013001F", "HTML text"),
    ("1013001E", "HTML text"),
];
/// What was written in it, in Outlook's own compression.
const RICH_TEXT: &str = "__substg1.0_10090102";

type File = CompoundFile<Cursor<Arc<[u8]>>>;

pub(super) fn read(mail: &Section, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let mut told = Told::default();
    let bytes = mail.held()?;
    let Ok(file) = CompoundFile::open(Cursor::new(bytes.clone())) else {
        // Older office files and installers have this form too, and no streams of these names.
        let of_outlook: Vec<u8> = STREAM.encode_utf16().flat_map(u16::to_le_bytes).collect();
        match memchr::memmem::find(&bytes, &of_outlook) {
            Some(_) => told.damaged(
                "It is a mail of Outlook's that is cut or damaged: nothing of it can be read.",
            ),
            None => told.is_content = true,
        }
        return Ok(told);
    };
    if !file.is_stream(PROPERTIES) {
        told.is_content = true;
        return Ok(told);
    }
    let mut reader = Reader { file, given: HashSet::new(), told, visit };
    reader.message("", "", 0)?;
    reader.look_at_the_rest();
    Ok(reader.told)
}

struct Reader<'v, 'w> {
    file: File,
    /// The streams that were given as members.
    given: HashSet<PathBuf>,
    told: Told,
    visit: &'v mut Visit<'w>,
}

impl Reader<'_, '_> {
    /// Gives what is in the mail at this place; `before` is what the names of its parts begin with.
    fn message(&mut self, at: &str, before: &str, depth: usize) -> Result<(), ReadError> {
        if depth == DEPTH {
            let note = format!(
                "Mails in it are nested more than {DEPTH} deep. The inner ones were not read."
            );
            self.told.checks.push(limited(note));
            return Ok(());
        }
        let mut has_text = false;
        for (tag, what) in TEXTS {
            let path = format!("{at}/__substg1.0_{tag}");
            if self.file.is_stream(&path) {
                has_text = true;
                let name = format!("{before}{what}");
                // A text in UTF-16 is read as that, without a mark in any order of bytes.
                let is_wide = tag.ends_with("001F");
                self.give(&path, name, is_wide, true)?;
            }
        }
        if !has_text && self.file.is_stream(format!("{at}/{RICH_TEXT}")) {
            self.told.not_examined(
                "What was written in the mail is only in Outlook's own compression, which is not read."
                    .to_owned(),
            );
        }
        let Ok(entries) = self.file.read_storage(format!("{at}/")) else {
            self.told.damaged("Its directory is damaged.");
            return Ok(());
        };
        // Upper and lower case are the same in names of this file system.
        let is_attachment = |name: &str| name.to_ascii_lowercase().starts_with(ATTACHMENT);
        let attachments: Vec<String> = entries
            .filter(|entry| entry.is_storage() && is_attachment(entry.name()))
            .map(|entry| entry.name().to_owned())
            .collect();
        for (i, attachment) in attachments.iter().enumerate() {
            let place = format!("{at}/{attachment}");
            let name =
                name(&mut self.file, &place).unwrap_or_else(|| format!("attachment {}", i + 1));
            let name = format!("{before}{name}");
            let (data, mail) = (format!("{place}/{DATA}"), format!("{place}/{MAIL}"));
            if self.file.is_stream(&data) {
                self.give(&data, name, false, false)?;
            } else if self.file.is_storage(&mail)
                && self.file.is_stream(format!("{mail}/{PROPERTIES}"))
            {
                self.message(&mail, &format!("{name}/"), depth + 1)?;
            } else {
                let check = damaged("The attachment has no data that can be read here.");
                let name = Name::Bytes(name.into_bytes());
                (self.visit)(Member { name, is: Is::Unread(check) })?;
            }
        }
        Ok(())
    }

    /// Gives one stream.
    fn give(
        &mut self,
        path: &str,
        name: String,
        is_wide: bool,
        own_text: bool,
    ) -> Result<(), ReadError> {
        self.given.insert(path.into());
        let name = Name::Bytes(name.into_bytes());
        let Some(bytes) = self.stream(Path::new(path)) else {
            let is = Is::Unread(damaged("Its data breaks off."));
            return (self.visit)(Member { name, is });
        };
        let bytes = if is_wide { wide(&bytes).into_bytes() } else { bytes };
        in_memory(bytes, |mut data| {
            data.own_text = own_text;
            (self.visit)(Member { name, is: Is::File(data) })
        })
    }

    /// Looks at the streams that are no members: subject, recipients, and whatever else there is.
    fn look_at_the_rest(&mut self) {
        let streams = self.file.walk().filter(|entry| entry.is_stream());
        let paths: Vec<PathBuf> = streams.map(|entry| entry.path().to_owned()).collect();
        for path in paths {
            if self.given.contains(&path) {
                continue;
            }
            let shown = path.display().to_string();
            let Some(bytes) = self.stream(&path) else {
                self.told.damaged(format!("Its stream {shown} breaks off."));
                continue;
            };
            let what = || format!("Its stream {shown}");
            let bytes: Arc<[u8]> = bytes.into();
            // Word keeps the theme of a mail as an office file of its own.
            match zip::is_document(&Section::memory(bytes.clone())) {
                true => self.told.look_at_document(what, &bytes),
                false => self.told.look_at(what, &bytes),
            }
        }
    }

    fn stream(&mut self, path: &Path) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.open_stream(path).ok()?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// The name of an attachment.
fn name(file: &mut File, at: &str) -> Option<String> {
    NAMES.into_iter().find_map(|tag| {
        let mut read = |kind: &str| {
            let mut bytes = Vec::new();
            let mut stream = file.open_stream(format!("{at}/__substg1.0_{tag}{kind}")).ok()?;
            stream.read_to_end(&mut bytes).ok()?;
            Some(bytes).filter(|bytes| !bytes.is_empty())
        };
        let found = read("001F").map(|bytes| wide(&bytes));
        found.or_else(|| Some(String::from_utf8_lossy(&read("001E")?).into_owned()))
    })
}

/// A text in UTF-16.
fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.trim_end_matches('\0').to_owned()
}
