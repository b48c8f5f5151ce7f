//! Compressed files inside texts: log services send batches so, and mail programs what is attached.

use super::embedded::{as_text, pieces};
use super::stretch::STRETCH;

/// How compressed files begin.
const BEGINNINGS: [(&[u8], &str); 8] = [
    (b"\x1f\x8b\x08", "a gzip-compressed file"),
    (b"\x28\xb5\x2f\xfd", "a zstd-compressed file"),
    (b"BZh", "a bzip2-compressed file"),
    (b"\xfd7zXZ\0", "an xz-compressed file"),
    (ZIP, "a zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"MSCF\0\0\0\0", "a cabinet archive"),
];

const ZIP: &[u8] = b"PK\x03\x04";

/// What office programs write into the first members of their files, which are zip archives too.
const OF_DOCUMENTS: [&[u8]; 2] = [b"[Content_Types].xml", b"mimetype"];

/// So much of an archive is looked at for them. In bytes.
const BEGINNING: usize = 3072;

/// No shorter piece holds a record: 64 characters of base64. In bytes.
const SHORTEST: usize = 48;

/// What compressed file a text holds in base64, hex or uuencode, if it holds one: however often it was
/// encoded.
pub fn compressed_in(text: &str) -> Option<&'static str> {
    if text.len() < STRETCH {
        return None;
    }
    let mut encoded = pieces(text)?;
    loop {
        if let Some(name) = encoded.iter().find_map(|piece| compressed(piece)) {
            return Some(name);
        }
        encoded = pieces(&as_text(&encoded))?;
    }
}

/// What a piece is, if it is compressed and no document.
pub(crate) fn compressed(piece: &[u8]) -> Option<&'static str> {
    if piece.len() < SHORTEST {
        return None;
    }
    let (start, name) = match BEGINNINGS.iter().find(|(start, _)| piece.starts_with(start)) {
        Some(found) => *found,
        None => return is_zlib(piece).then_some("a zlib-compressed text"),
    };
    let beginning = &piece[..piece.len().min(BEGINNING)];
    let has = |part: &&[u8]| beginning.windows(part.len()).any(|at| at == *part);
    let is_document = start == ZIP && OF_DOCUMENTS.iter().any(has);
    (!is_document).then_some(name)
}

/// Whether a piece begins as a zlib stream does with the usual settings (RFC 1950), and its first block as
/// RFC 1951 says: two bytes alone are met by chance.
fn is_zlib(piece: &[u8]) -> bool {
    let [0x78, 0x01 | 0x5e | 0x9c | 0xda, first, second, ..] = *piece else { return false };
    match first >> 1 & 3 {
        // Its length, and the same with every bit turned.
        0 => piece.get(3..7).is_some_and(|l| l[0] == !l[2] && l[1] == !l[3]),
        1 => true,
        // At most 286 codes of one kind and 30 of the other.
        2 => first >> 3 <= 29 && second & 31 <= 29,
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What the modules of Python make of 72 characters of JSON, in hex.
    const MADE: [(&str, &str); 4] = [
        (
            "gzip",
            "1f8b0800000000000203ab56ca2f4a8fcf4c51b2524a04b10c9574948a530b95ac8c749412934b32f3f3\
         803239f989797a89050545f965a9294a6089fc2225ab6a25b0be5243a5da5a00a36196e948000000",
        ),
        (
            "bzip2",
            "425a68393141592653591e2460810000229b80100530100000aea5ff0a2000486a9fa934d1fa9191e90f\
         282232680001a14cdcb6281413296b5416ef49e43a04766fc86c08761c6d06a9d191b8524f509a02cade\
         02f8bb9229c28480f1230408",
        ),
        (
            "zlib",
            "789cab56ca2f4a8fcf4c51b2524a04b10c9574948a530b95ac8c749412934b32f3f3803239f989797a89\
         050545f965a9294a6089fc2225ab6a25b0be5243a5da5a004e871722",
        ),
        (
            "xz",
            "fd377a585a000004e6d6b4460200210116000000742fe5a3e0004700435d003d8889e763b5de1f23c2d0\
         bdf53574d03bdee1476c58454a3404e3a6145ca5b0c9e27fc82c8d7803a8384d72b95e18f1f4ab990631\
         1303b83afc25addb7f8f62b6360000006e955e997d61259200015f48123da2651fb6f37d010000000004\
         595a",
        ),
    ];

    #[test]
    fn what_tools_wrote_is_told_in_every_notation() {
        for (tool, hex) in MADE {
            let named = |text: &str| compressed_in(text).is_some_and(|name| name.contains(tool));
            let lines = |width: usize| {
                let lines = hex.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap());
                lines.collect::<Vec<_>>().join("\n")
            };
            let notations =
                [hex.to_owned(), format!("0x{hex}"), format!("\\x{hex}"), lines(50), lines(60)];
            for text in notations {
                assert!(named(&text), "{tool}: {text}");
            }
        }
    }

    #[test]
    fn office_files_and_two_bytes_by_chance_are_not_told() {
        let zip = [ZIP, &[0; 26], b"[Content_Types].xml", &[0; 64]].concat();
        assert_eq!(compressed(&zip), None);
        assert!(compressed(&[ZIP, &[0; 90]].concat()).is_some());
        assert!(!is_zlib(b"\x78\x9c\xff\xff, and more"));
    }
}
