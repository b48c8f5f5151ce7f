//! Private keys, which nobody should have sent, told by their text alone: whoever shows a text needs
//! to know no more of it.

use super::encoding::{decode_hex, decode_loosely, is_base64};

/// What stands where a private key would be shown.
pub const MASK: &str = "‹private key, not shown›";

/// The secret members of a JSON Web Key (RFC 7518, section 6; RFC 8037, section 2).
pub(crate) const JWK_SECRETS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Nothing shorter holds a key with its marks, and so much of an encoding tells what it is of.
const SHORTEST: usize = 40;
/// So many characters hold the longest label of PEM in hex.
const LABELLED: usize = 2 * (BEGIN.len() + LABEL + 5);
/// Labels of PEM are shorter.
const LABEL: usize = 64;
/// What begins a key in PEM.
const BEGIN: &str = "-----BEGIN ";
/// What begins a key in the format of PuTTY.
const PUTTY: &str = "PuTTY-User-Key-File-";

/// Whether a text holds a private key: in PEM with any label of that kind (PKCS#8, PKCS#1, SEC 1,
/// OpenSSH, PGP), or in the format of PuTTY.
pub fn is_private_key(text: &str) -> bool {
    pem(text, 0).is_some() || text.starts_with(PUTTY)
}

/// Whether a text begins as the encoding of a private key, whole or cut, whatever follows it: DER
/// (PKCS#8, PKCS#1, SEC 1, PKCS#12), the bytes inside the armour of OpenSSH, or a text that is a key
/// itself, in base64 or hex. What stands behind other things in PEM counts too.
pub(crate) fn is_encoded(word: &str) -> bool {
    begins_encoded(word, word.len())
}

/// The same. A text that is a key itself is told by so many characters.
fn begins_encoded(word: &str, length: usize) -> bool {
    let head = |len: usize| word.get(..len).unwrap_or(word);
    let is_text =
        || decoded(head(length)).any(|bytes| is_private_key(&String::from_utf8_lossy(&bytes)));
    begins_like_one(word)
        && decoded(head(SHORTEST)).any(|bytes| {
            bytes.starts_with(b"openssh-key-v1\0")
                || bytes.starts_with(PUTTY.as_bytes())
                || is_der(&bytes)
                || bytes.starts_with(BEGIN.as_bytes()) && is_text()
        })
}

/// Whether a text begins as base64 of a JSON object.
fn begins_json(word: &str) -> bool {
    word.starts_with("ey") || word.starts_with("ew")
}

/// Whether a text is base64 or hex of a JSON object with a secret member.
fn is_encoded_json(word: &str) -> bool {
    (begins_json(word) || word.starts_with("7b") || word.starts_with("7B"))
        && decoded(word).any(|bytes| has_secret_member(&String::from_utf8_lossy(&bytes)))
}

/// How a DER SEQUENCE, the magic of OpenSSH, PEM and the format of PuTTY begin in base64 and in hex: other
/// long texts need no decoding. Hex is of either case.
fn begins_like_one(word: &str) -> bool {
    const STARTS: [&str; 8] =
        ["M", "30", "b3BlbnNz", "6f70656e", "LS0tLS1C", "2d2d2d2d", "UHVUVFkt", "50755454"];
    let begins = |start: &&str| {
        word.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    };
    word.trim_end_matches('=').len() >= SHORTEST && STARTS.iter().any(begins)
}

/// What a text holds if it is base64, and what if it is hex, as far as there are whole bytes. Of what
/// stands behind a key, the alphabet can be another.
fn decoded(word: &str) -> impl Iterator<Item = Vec<u8>> {
    let word = word.trim_end_matches('=');
    let whole = word.get(..word.len() / 4 * 4).unwrap_or_default();
    let base64 = decode_loosely(&whole.replace('-', "+").replace('_', "/"));
    base64.into_iter().chain(decode_hex(whole).ok())
}

/// Whether bytes begin as a private key in DER: it can be cut, and other bytes can stand behind it.
pub(crate) fn is_der(bytes: &[u8]) -> bool {
    match begun(0x30, bytes) {
        // A version number comes first. What follows tells the structure from others that have one.
        Some([0x02, 0x01, version, rest @ ..]) => {
            let algorithm = begun(0x30, rest).is_some_and(|inside| inside.starts_with(&[0x06]));
            match (version, rest) {
                // PKCS#8 (RFC 5958) and PKCS#12 (RFC 7292): a SEQUENCE that begins with an OID.
                (0 | 1 | 3, _) if algorithm => true,
                // PKCS#1 (RFC 8017): the modulus.
                (0 | 1, [0x02, 0x21..=0x84, ..]) => true,
                // SEC 1 (RFC 5915): an OCTET STRING.
                (1, [0x04, 0x14..=0x50, ..]) => true,
                _ => false,
            }
        }
        Some(content) => is_structure(content),
        None => false,
    }
}

/// Whether the content of a DER SEQUENCE is that of a private key: a version number comes first in
/// PKCS#8, PKCS#1, SEC 1 and PKCS#12 only, and an encrypted PKCS#8 begins with an algorithm of PKCS#5
/// or PKCS#12.
pub(crate) fn is_structure(content: &[u8]) -> bool {
    matches!(
        content,
        [0x02, 0x01, ..]
            | [0x30, _, 0x06, _, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05 | 0x0c, ..]
    )
}

/// What there is of the content of a DER element. Some programs leave the length open, as BER allows it.
fn begun(tag: u8, der: &[u8]) -> Option<&[u8]> {
    let (length, content) = der.strip_prefix(&[tag])?.split_first()?;
    let further = if *length < 0x80 { 0 } else { length & 0x7f };
    content.get(usize::from(further)..).filter(|_| further <= 4)
}

/// The text with the mask in place of every private key that is told by its marks: in PEM, in the
/// format of PuTTY, encoded, and as a secret member of JSON, however damaged. `None` if there is none.
pub(crate) fn masked(text: &str) -> Option<String> {
    if text.len() < SHORTEST {
        return None;
    }
    let mut found = [armoured(text), words(text), members(text)].concat();
    if found.is_empty() {
        return None;
    }
    found.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (from, to) in found {
        // One that stands in another, or goes on behind it, is masked with it.
        if from >= end {
            out.push_str(&text[end..from]);
            out.push_str(MASK);
        }
        end = end.max(to);
    }
    out.push_str(&text[end..]);
    Some(out)
}

/// Where private keys in PEM and in the format of PuTTY stand; to the end of the text, if they are cut.
fn armoured(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = pem(text, from) {
        found.push((start, end));
        from = end;
    }
    found.extend(text.find(PUTTY).map(|from| (from, text.len())));
    found
}

/// Where the first private key in PEM behind `from` stands; to the end of the text, if it is cut.
fn pem(text: &str, from: usize) -> Option<(usize, usize)> {
    const END: &str = "-----END ";
    const DASHES: &str = "-----";
    for (at, _) in text[from..].match_indices(BEGIN) {
        let rest = &text[from + at + BEGIN.len()..];
        let Some((label, body)) = rest.split_once(DASHES) else { continue };
        if label.len() >= LABEL || !label.contains("PRIVATE KEY") || !has_body(body) {
            continue;
        }
        let after = body.split_once(END).and_then(|(_, end)| end.split_once(DASHES));
        return Some((from + at, text.len() - after.map_or(0, |(_, after)| after.len())));
    }
    None
}

/// Whether a key follows what begins one in PEM, behind header lines perhaps. Prose, source code and lists
/// of characters have such a beginning too.
fn has_body(behind: &str) -> bool {
    let beginning: String = behind.chars().take(400).collect();
    // PEM is of the standard alphabet: a ruler of dashes is no key.
    let is_standard = |c: char| is_base64(c) && !matches!(c, '-' | '_') || c == '=';
    beginning.split(|c| !is_standard(c)).any(|stretch| stretch.len() >= 20)
}

/// Where encoded keys stand.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for word in text.split(|c| !is_base64(c)).filter(|word| word.len() >= SHORTEST) {
        // The end of a path or of an option can be one too.
        let separators = word.match_indices(['/', '-', '_', '+']).map(|(at, _)| at + 1);
        // Where there is none from a place on, there is none from four characters later on either: the
        // bytes are the end of the same.
        let mut without = [false; 4];
        let mut ends = separators.filter(|at| {
            let end = &word[*at..];
            let known = begins_json(end) && std::mem::replace(&mut without[at % 4], true);
            begins_encoded(end, LABELLED) || !known && is_encoded_json(end)
        });
        let whole = is_encoded(word) || is_encoded_json(word);
        let key = if whole { Some(0) } else { ends.next() };
        if let Some(at) = key {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            found.push((start + at, start + word.len()));
        }
    }
    found
}

/// Whether a text that cannot be read has a secret member all the same.
pub(crate) fn has_secret_member(text: &str) -> bool {
    !members(text).is_empty()
}

/// Where the values of secret members stand.
fn members(text: &str) -> Vec<(usize, usize)> {
    let is_jwk = ["kty", "crv"].iter().any(|name| text.contains(name));
    let secrets = JWK_SECRETS.iter().filter(|_| is_jwk).chain(&["private_key"]);
    let mut found = Vec::new();
    for name in secrets {
        // In a text inside a text, quotes are escaped.
        for quote in ["\"", "\\\""] {
            let name = format!("{quote}{name}{quote}");
            for (at, _) in text.match_indices(&name) {
                let from = at + name.len();
                let value = text[from..].trim_start().strip_prefix(':').map(str::trim_start);
                if let Some(value) = value.and_then(|value| value.strip_prefix(quote)) {
                    let len = value.find(['"', '\\']).unwrap_or(value.len());
                    let from = text.len() - value.len();
                    if len > 0 && value[..len] != *MASK {
                        found.push((from, from + len));
                    }
                }
            }
        }
    }
    found
}
