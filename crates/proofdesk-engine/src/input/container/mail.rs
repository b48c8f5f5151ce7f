//! A mail: what is attached to it, and what was written in it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use proofdesk_core::format;
use proofdesk_core::verdict::{Check, CheckName};

use super::member::{
    Data, Is, Member, Name, Told, Visit, damaged, encrypted, in_memory, limited, named_only,
};
use super::mime::{Header, PARTS, body_at, parts};
use super::transfer::{decoded, with_words_decoded};
use crate::input::section::Section;
use crate::input::source::ReadError;

/// Parts in parts, one inside the other. Mails have three or four.
const DEPTH: usize = 32;

pub(super) fn read(mail: &Section, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let bytes = mail.held()?;
    let mut reader = Reader { bytes: &bytes, told: Told::default(), count: 0, visit };
    let (start, end) = (format::mail_at(&bytes), bytes.len());
    let fields = &bytes[start..start + body_at(&bytes[start..])];
    let header = Header::of(fields);
    if header.boundary.is_none() || !header.kind.starts_with("multipart/") {
        let check = Check::pass(CheckName::Parse).remark(
            "It is a mail of one part, which has no mark of its end: whether more of it followed cannot be \
             seen."
                .to_owned(),
        );
        reader.told.checks.push(check);
    }
    let last_line = fields.rsplit(|b| *b == b'\n').nth(1);
    if !last_line.is_some_and(|line| line.trim_ascii().is_empty()) {
        reader.told.damaged("It ends within its header.");
    }
    reader.part(start..end, 0, false)?;
    Ok(reader.told)
}

struct Reader<'b, 'v, 'w> {
    bytes: &'b Arc<[u8]>,
    told: Told,
    /// Parts that are no parts of parts, so far.
    count: u64,
    visit: &'v mut Visit<'w>,
}

impl Reader<'_, '_, '_> {
    /// Gives what is in one part. `is_protocol`: it belongs to a signature of the mail.
    fn part(&mut self, at: Range<usize>, depth: usize, in_signed: bool) -> Result<(), ReadError> {
        let body = at.start + body_at(&self.bytes[at.clone()]);
        let fields = &self.bytes[at.start..body];
        let place = || match depth {
            0 => "Its header".to_owned(),
            _ => format!("The header of a part, at byte {},", at.start),
        };
        self.told.look_at(place, &with_words_decoded(fields));
        let header = Header::of(fields);
        for what in &header.contested {
            self.told.damaged(format!(
                "{} has {what} more than once, and not alike. It was read in one way; other programs may take \
                 the other, and show another attachment.",
                place()
            ));
        }
        let body = body..at.end;
        match (&header.boundary, header.kind.strip_prefix("multipart/")) {
            (Some(boundary), Some(kind)) => self.parts(body, boundary, kind, depth),
            (None, Some(_)) => {
                self.told
                    .damaged("A part of it is said to be of several parts, and names no boundary.");
                self.leaf(body, &header, in_signed)
            }
            _ => self.leaf(body, &header, in_signed),
        }
    }

    fn parts(
        &mut self,
        body: Range<usize>,
        boundary: &str,
        kind: &str,
        depth: usize,
    ) -> Result<(), ReadError> {
        if depth == DEPTH {
            let note = format!(
                "Its parts are nested more than {DEPTH} deep. The inner ones were not read."
            );
            self.told.checks.push(limited(note));
            return Ok(());
        }
        if kind == "encrypted" {
            return self.unread(
                None,
                "encrypted part",
                encrypted("This part of the mail is encrypted."),
            );
        }
        let cut = parts(&self.bytes[body.clone()], boundary);
        let within = |range: &Range<usize>| body.start + range.start..body.start + range.end;
        for range in &cut.around {
            self.text(within(range), "text between parts")?;
        }
        for range in &cut.parts {
            self.part(within(range), depth + 1, kind == "signed")?;
        }
        if cut.too_many {
            let note = format!("It has more than {PARTS} parts. The rest was not read.");
            self.told.checks.push(limited(note));
        } else if !cut.is_closed {
            self.told.damaged(
                "Its parts end without the mark behind the last one: it may be cut short.",
            );
        }
        Ok(())
    }

    /// Gives one part that is none of parts.
    fn leaf(
        &mut self,
        body: Range<usize>,
        header: &Header,
        in_signed: bool,
    ) -> Result<(), ReadError> {
        let is_signature = in_signed
            && matches!(
                &*header.kind,
                "application/pgp-signature"
                    | "application/pkcs7-signature"
                    | "application/x-pkcs7-signature"
            );
        let is_text = header.kind.starts_with("text/") && header.name.is_none();
        let is_notice = header.kind.starts_with("message/") && header.kind != "message/rfc822";
        let own_text = !header.is_attachment && (is_text || is_notice) || is_signature;
        let name = header.name.as_deref();
        if let Some(check) = unread(header) {
            return self.unread(name, &header.kind, check);
        }
        let bytes = self.bytes.clone();
        let lines_of_mail = header.kind.starts_with("text/") && header.encoding != "base64";
        match decoded(&bytes[body.clone()], &header.encoding) {
            Ok(Cow::Borrowed(_)) => self.stretch(body, name, &header.kind, own_text, lines_of_mail),
            Ok(Cow::Owned(decoded)) => {
                let name = self.name(name, &header.kind);
                in_memory(decoded, |mut data| {
                    data.own_text = own_text;
                    data.lines_of_mail = lines_of_mail;
                    (self.visit)(Member { name, is: Is::File(data) })
                })
            }
            Err(words) => self.unread(name, &header.kind, damaged(words)),
        }
    }

    /// Gives a stretch of the mail as it is.
    fn stretch(
        &mut self,
        at: Range<usize>,
        name: Option<&[u8]>,
        kind: &str,
        own_text: bool,
        lines_of_mail: bool,
    ) -> Result<(), ReadError> {
        let name = self.name(name, kind);
        let whole = Section::memory(self.bytes.clone());
        let Some(section) = whole.part(at.start as u64..at.end as u64) else { return Ok(()) };
        let mut stream = section.clone();
        let len = Some(section.len());
        let section = Some(section);
        let data = Data { section, own_text, lines_of_mail, ..Data::stream(&mut stream, len) };
        (self.visit)(Member { name, is: Is::File(data) })
    }

    /// Gives text that is no part.
    fn text(&mut self, at: Range<usize>, what: &str) -> Result<(), ReadError> {
        self.stretch(at, None, what, true, false)
    }

    fn unread(&mut self, name: Option<&[u8]>, kind: &str, check: Check) -> Result<(), ReadError> {
        let name = self.name(name, kind);
        (self.visit)(Member { name, is: Is::Unread(check) })
    }

    /// The name of a part; of one without, what it is.
    fn name(&mut self, name: Option<&[u8]>, kind: &str) -> Name {
        self.count += 1;
        Name::Bytes(match name {
            Some(name) => name.to_vec(),
            None if kind == "message/rfc822" => b"forwarded mail".to_vec(),
            None => format!("part {} ({kind})", self.count).into_bytes(),
        })
    }
}

/// Of a part that is not read, why.
fn unread(header: &Header) -> Option<Check> {
    match &*header.kind {
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            let note = "This is S/MIME: the mail is wrapped in its signature or its encryption. Save its \
                        content in a mail program, and add that.";
            match header.smime.as_deref() {
                Some("signed-data" | "compressed-data" | "certs-only") => Some(named_only(note)),
                _ => Some(encrypted(note)),
            }
        }
        "application/ms-tnef" | "application/vnd.ms-tnef" => Some(named_only(
            "This is Outlook's own packing of attachments (TNEF, winmail.dat). Ask for them in another \
             form.",
        )),
        "message/partial" | "message/external-body" => {
            Some(named_only("This is a part of a mail whose rest is elsewhere."))
        }
        _ => None,
    }
}
