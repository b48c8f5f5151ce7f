//! A mail as Outlook saves it (MS-OXMSG): a file system in a file, whose streams are the mail's properties.

use std::io::{Cursor, Read};
use std::sync::Arc;

use cfb::CompoundFile;

use super::member::{Is, Member, Name, Told, Visit, damaged, in_memory, limited};
use crate::input::section::Section;
use crate::input::source::ReadError;

/// Mails in mails, one inside the other.
const DEPTH: usize = 8;

/// Only what Outlook saved has it in its root.
const PROPERTIES: &str = "__properties_version1.0";
const ATTACHMENT: &str = "__attach_version1.0_";
/// The data of an attachment, and the mail that it is.
const DATA: &str = "__substg1.0_37010102";
const MAIL: &str = "__substg1.0_3701000D";
/// What an attachment is called: its long name, its short one, and how it is shown.
const NAMES: [&str; 3] = ["3707", "3704", "3001"];
/// What was written in the mail: plain, and as HTML.
const TEXTS: [(&str, &str); 4] = [
    ("1000001F", "text"),
    ("1000001E", "text"),
    ("10130102", "HTML text"),
    ("1013001F", "HTML text"),
];

type File = CompoundFile<Cursor<Arc<[u8]>>>;

pub(super) fn read(mail: &Section, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let mut told = Told::default();
    let Ok(mut file) = CompoundFile::open(Cursor::new(mail.held()?)) else {
        // Older office files and installers have this form too.
        told.is_content = true;
        return Ok(told);
    };
    if !file.is_stream(PROPERTIES) {
        told.is_content = true;
        return Ok(told);
    }
    message(&mut file, "", "", 0, &mut told, visit)?;
    Ok(told)
}

/// Gives what is in the mail at this place; `before` is what the names of its parts begin with.
fn message(
    file: &mut File,
    at: &str,
    before: &str,
    depth: usize,
    told: &mut Told,
    visit: &mut Visit<'_>,
) -> Result<(), ReadError> {
    if depth == DEPTH {
        let note =
            format!("Mails in it are nested more than {DEPTH} deep. The inner ones were not read.");
        told.checks.push(limited(note));
        return Ok(());
    }
    for (tag, what) in TEXTS {
        let path = format!("{at}/__substg1.0_{tag}");
        if file.is_stream(&path) {
            let name = format!("{before}{what}");
            // A text in UTF-16 is read as that, without a mark in any order of bytes.
            let is_wide = tag.ends_with("001F");
            give(file, &path, name, is_wide, true, visit)?;
        }
    }
    let Ok(entries) = file.read_storage(format!("{at}/")) else {
        told.damaged("Its directory is damaged.");
        return Ok(());
    };
    let attachments: Vec<String> = entries
        .filter(|entry| entry.is_storage() && entry.name().starts_with(ATTACHMENT))
        .map(|entry| entry.name().to_owned())
        .collect();
    for (i, attachment) in attachments.iter().enumerate() {
        let place = format!("{at}/{attachment}");
        let name = name(file, &place).unwrap_or_else(|| format!("attachment {}", i + 1));
        let name = format!("{before}{name}");
        let (data, mail) = (format!("{place}/{DATA}"), format!("{place}/{MAIL}"));
        if file.is_stream(&data) {
            give(file, &data, name, false, false, visit)?;
        } else if file.is_storage(&mail) && file.is_stream(format!("{mail}/{PROPERTIES}")) {
            message(file, &mail, &format!("{name}/"), depth + 1, told, visit)?;
        } else {
            let check = damaged("The attachment has no data that can be read here.");
            visit(Member { name: Name::Bytes(name.into_bytes()), is: Is::Unread(check) })?;
        }
    }
    Ok(())
}

/// Gives one stream.
fn give(
    file: &mut File,
    path: &str,
    name: String,
    is_wide: bool,
    own_text: bool,
    visit: &mut Visit<'_>,
) -> Result<(), ReadError> {
    let name = Name::Bytes(name.into_bytes());
    let mut bytes = Vec::new();
    let read = file.open_stream(path).and_then(|mut stream| stream.read_to_end(&mut bytes));
    if read.is_err() {
        return visit(Member { name, is: Is::Unread(damaged("Its data breaks off.")) });
    }
    let bytes = if is_wide { wide(&bytes).into_bytes() } else { bytes };
    in_memory(bytes, |mut data| {
        data.own_text = own_text;
        visit(Member { name, is: Is::File(data) })
    })
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
