//! Containers, made by a few lines of their own: no library that a verifier may use made them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::samples::files::crc32;
pub(super) use crate::samples::files::zip;

/// A gzip member that holds these bytes as they are (RFC 1952, with stored blocks of RFC 1951).
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let blocks: Vec<&[u8]> = bytes.chunks(0xffff).collect();
    for (i, block) in blocks.iter().enumerate() {
        out.push(u8::from(i + 1 == blocks.len()));
        out.extend((block.len() as u16).to_le_bytes());
        out.extend((!(block.len() as u16)).to_le_bytes());
        out.extend(*block);
    }
    if blocks.is_empty() {
        out.extend([1, 0, 0, 0xff, 0xff]);
    }
    out.extend(crc32(&[bytes]).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

/// A zstd frame that holds these bytes as they are (RFC 8878, raw blocks).
pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0xa0];
    out.extend((bytes.len() as u32).to_le_bytes());
    let blocks: Vec<&[u8]> = bytes.chunks(0x1_0000).collect();
    for (i, block) in blocks.iter().enumerate() {
        let header = (block.len() as u32) << 3 | u32::from(i + 1 == blocks.len());
        out.extend(&header.to_le_bytes()[..3]);
        out.extend(*block);
    }
    out
}

/// A member of a tar archive: its name, type and bytes (POSIX.1-2017, ustar).
pub(super) type TarMember<'a> = (&'a str, u8, &'a str, &'a [u8]);

/// A tar archive of these members.
pub(super) fn tar_of(members: &[TarMember]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, kind, link, bytes) in members {
        let mut header = [0_u8; 512];
        let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
        put(0, name.as_bytes());
        put(100, b"0000644\0");
        put(108, b"0000000\0");
        put(116, b"0000000\0");
        put(124, format!("{:011o}\0", bytes.len()).as_bytes());
        put(136, b"00000000000\0");
        put(148, b"        ");
        put(156, &[*kind]);
        put(157, link.as_bytes());
        put(257, b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(header);
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.extend([0; 1024]);
    out
}

/// A tar archive of plain files.
pub(super) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let members: Vec<TarMember> =
        files.iter().map(|(name, bytes)| (*name, b'0', "", *bytes)).collect();
    tar_of(&members)
}

/// A mail with these files attached.
pub(super) fn mail(files: &[(&str, &[u8])]) -> String {
    let mut out = "From: Secretariat <s@quayside.example>\r\nTo: Audit <a@auditors.example>\r\n\
        Date: Mon, 2 Mar 2026 10:04:12 +0000\r\nSubject: Evidence\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"=_quay\"\r\n\r\n\
        --=_quay\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAttached.\r\n"
        .to_owned();
    for (name, bytes) in files {
        let encoded = STANDARD.encode(bytes);
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        out.push_str(&format!(
            "--=_quay\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            lines.join("\r\n")
        ));
    }
    out.push_str("--=_quay--\r\n");
    out
}
