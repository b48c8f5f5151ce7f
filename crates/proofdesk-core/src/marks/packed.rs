//! Compressed files inside texts: log services send batches so, and mail programs what is attached.

use std::borrow::Cow;

use super::embedded::decoded;
use super::stretch::STRETCH;
use super::uuencoded::is_beginning;

/// How the base64 of a compressed file begins: in either alphabet, these have no sign that differs.
const BASE64: [(&str, &str); 8] = [
    ("H4sI", "a gzip-compressed file"),
    ("KLUv", "a zstd-compressed file"),
    ("QlpoO", "a bzip2-compressed file"),
    ("Td6WFoA", "an xz-compressed file"),
    ("UEsDB", "a zip archive"),
    ("N3q8ryc", "a 7-Zip archive"),
    ("UmFyIRo", "a RAR archive"),
    ("TVNDRg", "a cabinet archive"),
];

/// How the base64 of a zlib stream begins (RFC 1950), by its usual settings.
const ZLIB: [[&str; 4]; 4] = [
    ["eJw", "eJx", "eJy", "eJz"],
    ["eNo", "eNp", "eNq", "eNr"],
    ["eAE", "eAF", "eAG", "eAH"],
    ["eF4", "eF5", "eF6", "eF7"],
];

/// How the hex of a compressed file begins.
const HEX: [(&str, &str); 4] = [
    ("1f8b08", "a gzip-compressed file"),
    ("28b52ffd", "a zstd-compressed file"),
    ("504b0304", "a zip archive"),
    ("fd377a585a00", "an xz-compressed file"),
];

/// How the first line of a uuencoded one begins, behind its length.
const UUENCODED: [(&str, &str); 5] = [
    ("'XL(", "a gzip-compressed file"),
    ("*+4O", "a zstd-compressed file"),
    ("0EIH", "a bzip2-compressed file"),
    ("_3=Z", "an xz-compressed file"),
    ("4$L#", "a zip archive"),
];

/// What office programs write into the first members of their files, which are zip archives too, in base64
/// at each of its three places.
const OF_DOCUMENTS: [&str; 6] = [
    "Q29udGVudF9UeXBlc",
    "NvbnRlbnRfVHlwZXNd",
    "Db250ZW50X1R5cGVzX",
    "bWltZXR5cGVhc",
    "1pbWV0eXBlYX",
    "taW1ldHlwZWFw",
];

/// So much of an archive is looked at for them, in characters of base64.
const BEGINNING: usize = 4096;

/// What compressed file a text holds in base64 or hex, if it holds one: however often it was encoded.
pub fn compressed_in(text: &str) -> Option<&'static str> {
    if text.len() < STRETCH {
        return None;
    }
    let mut text = Cow::Borrowed(text);
    loop {
        if let Some(name) = begins_in(&text) {
            return Some(name);
        }
        text = Cow::Owned(decoded(&text)?);
    }
}

fn begins_in(text: &str) -> Option<&'static str> {
    if let Some(name) = uuencoded(text) {
        return Some(name);
    }
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    let runs = text.split(|c| !is_base64(c)).filter(|run| run.len() >= STRETCH);
    runs.into_iter().find_map(|run| {
        let begins = |start: &str| {
            run.starts_with(start) || run[1..].starts_with(start) && start == "Td6WFoA"
        };
        let named = BASE64.iter().find(|(start, _)| begins(start));
        if let Some((start, name)) = named {
            let beginning = run.get(..BEGINNING).unwrap_or(run);
            let is_document =
                *start == "UEsDB" && OF_DOCUMENTS.iter().any(|part| beginning.contains(part));
            return Some(*name).filter(|_| !is_document);
        }
        if ZLIB.iter().flatten().any(|start| run.starts_with(start)) {
            return Some("a zlib-compressed text");
        }
        let hex = run.get(..12)?.to_ascii_lowercase();
        let named = HEX.iter().find(|(start, _)| hex.starts_with(start));
        named.filter(|_| run.bytes().all(|b| b.is_ascii_hexdigit())).map(|(_, name)| *name)
    })
}

fn uuencoded(text: &str) -> Option<&'static str> {
    let behind = text.lines().zip(text.lines().skip(1)).filter(|(line, _)| is_beginning(line));
    behind.filter_map(|(_, first)| first.get(1..)).find_map(|data| {
        UUENCODED.iter().find(|(start, _)| data.starts_with(start)).map(|(_, name)| *name)
    })
}
