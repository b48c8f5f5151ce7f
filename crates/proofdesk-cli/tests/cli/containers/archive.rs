//! Archives as a test wants them, right or wrong.

/// A member of a zip archive, stored as it is.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub name: Vec<u8>,
    pub bytes: Vec<u8>,
    /// The name in its own header, if that is another.
    pub own_name: Option<Vec<u8>>,
    /// Its checksum as the archive states it, if that is another.
    pub crc: Option<u32>,
    /// Unix: the kind of file in the upper half.
    pub attributes: u32,
}

pub(crate) fn stored(name: &str, bytes: impl AsRef<[u8]>) -> Stored {
    let (name, bytes) = (name.as_bytes().to_vec(), bytes.as_ref().to_vec());
    Stored { name, bytes, own_name: None, crc: None, attributes: 0 }
}

/// A symbolic link.
pub(super) fn link(name: &str, target: &str) -> Stored {
    Stored { attributes: 0o120_777 << 16, ..stored(name, target) }
}

/// A zip archive by APPNOTE 4.3, with `between` between two members and `behind` at the end.
pub(super) fn zip_with(members: &[Stored], between: &[u8], behind: &[u8]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        if !archive.is_empty() {
            archive.extend_from_slice(between);
        }
        let at = archive.len() as u32;
        let crc = member.crc.unwrap_or_else(|| crc32(&member.bytes));
        let len = member.bytes.len() as u32;
        let facts = |name: &[u8]| {
            let mut facts = Vec::new();
            for two in [0x0800u16, 0, 0, 0x5C62] {
                facts.extend_from_slice(&two.to_le_bytes());
            }
            for four in [crc, len, len] {
                facts.extend_from_slice(&four.to_le_bytes());
            }
            facts.extend_from_slice(&(name.len() as u16).to_le_bytes());
            facts.extend_from_slice(&[0, 0]);
            facts
        };
        let own_name = member.own_name.as_ref().unwrap_or(&member.name);
        archive.extend_from_slice(b"PK\x03\x04\x14\x00");
        archive.extend_from_slice(&facts(own_name));
        archive.extend_from_slice(own_name);
        archive.extend_from_slice(&member.bytes);
        directory.extend_from_slice(b"PK\x01\x02\x14\x03\x14\x00");
        directory.extend_from_slice(&facts(&member.name));
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&member.attributes.to_le_bytes());
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(&member.name);
    }
    let at = archive.len() as u32;
    archive.extend_from_slice(&directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    let count = (members.len() as u16).to_le_bytes();
    archive.extend_from_slice(&[count, count].concat());
    archive.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    archive.extend_from_slice(&at.to_le_bytes());
    archive.extend_from_slice(&[0, 0]);
    archive.extend_from_slice(behind);
    archive
}

pub(crate) fn zip(members: &[Stored]) -> Vec<u8> {
    zip_with(members, b"", b"")
}

/// The checksum of zip and gzip (ISO 3309).
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

/// A tar archive (ustar) with members of this type.
pub(crate) fn tar(members: &[(&str, u8, &str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, kind, target, bytes) in members {
        let mut header = [0; 512];
        let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
        put(0, name.as_bytes());
        put(100, b"0000644\0");
        put(124, format!("{:011o}\0", bytes.len()).as_bytes());
        put(136, b"00000000000\0");
        put(148, b"        ");
        put(156, &[*kind]);
        put(157, target.as_bytes());
        put(257, b"ustar\x0000");
        let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend_from_slice(&header);
        archive.extend_from_slice(bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// A mail with these attachments, in base64.
pub(super) fn mail(attachments: &[(&str, &[u8])]) -> Vec<u8> {
    use base64::Engine;
    let mut mail = "From: a@issuer.example\r\nTo: b@auditor.example\r\nMIME-Version: 1.0\r\n\
                    Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
                    Content-Type: text/plain\r\n\r\nSee attached.\r\n"
        .to_owned();
    for (name, bytes) in attachments {
        let text = base64::engine::general_purpose::STANDARD.encode(bytes);
        mail += &format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; \
             filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}\r\n"
        );
    }
    (mail + "--b--\r\n").into_bytes()
}
