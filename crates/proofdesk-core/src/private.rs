//! Private keys, which nobody should have sent, told by their text alone: whoever shows a text needs
//! to know no more of it.

use std::borrow::Cow;

use crate::encoding::{decode_hex, decode_loosely};
use crate::key::is_private_der;

/// What stands where a private key would be shown.
pub const MASK: &str = "‹private key, not shown›";

/// The secret members of a JSON Web Key (RFC 7518, section 6; RFC 8037, section 2).
pub(crate) const JWK_SECRETS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Nothing shorter holds a key with its marks.
const SHORTEST: usize = 40;
/// What begins a key in PEM.
const BEGIN: &str = "-----BEGIN ";
/// What begins a key in the format of PuTTY.
const PUTTY: &str = "PuTTY-User-Key-File-";

/// Whether a text holds a private key: in PEM with any label of that kind (PKCS#8, PKCS#1, SEC 1,
/// OpenSSH, PGP), or in the format of PuTTY.
pub fn is_private_key(text: &str) -> bool {
    pem(text).is_some() || text.starts_with(PUTTY)
}

/// Whether a text is the encoding of a private key and nothing else: DER (PKCS#8, PKCS#1, SEC 1), the
/// bytes inside the armour of OpenSSH, or a text that is a key itself, in base64 or hex.
pub(crate) fn is_encoded(word: &str) -> bool {
    // How a DER SEQUENCE, the magic of OpenSSH, PEM and the format of PuTTY begin: other long texts need
    // no decoding.
    const STARTS: [&str; 6] = [
        "M",
        "30",
        "b3BlbnNzaC1rZXktdjE",
        "6f70656e7373682d6b65792d7631",
        "LS0tLS1CRUdJTi",
        "UHVUVFktVXNlci1LZXkt",
    ];
    let word = word.trim_end_matches('=');
    if word.len() < SHORTEST || !STARTS.iter().any(|start| word.starts_with(start)) {
        return false;
    }
    let is_key = |bytes: Vec<u8>| {
        bytes.starts_with(b"openssh-key-v1\0")
            || is_private_der(&bytes)
            || std::str::from_utf8(&bytes).is_ok_and(is_private_key)
    };
    decode_loosely(word).is_some_and(is_key) || decode_hex(word).is_ok_and(is_key)
}

/// The text with the mask in place of every private key that is told by its marks: in PEM, in the
/// format of PuTTY, encoded, and as a secret member of JSON, however damaged. `None` if there is none.
pub(crate) fn masked(text: &str) -> Option<String> {
    if text.len() < SHORTEST {
        return None;
    }
    let mut out = Cow::Borrowed(text);
    while let Some((from, to)) = pem(&out).or_else(|| putty(&out)) {
        out.to_mut().replace_range(from..to, MASK);
    }
    let is_encoding = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    // The end of a path or of an option can be one too.
    let ends = |word| {
        std::iter::successors(Some(word), |word: &&str| {
            word.split_once(['/', '-', '_', '+']).map(|(_, end)| end)
        })
    };
    let words =
        out.split(|c| !is_encoding(c)).filter_map(|word| ends(word).find(|end| is_encoded(end)));
    let words: Vec<String> = words.map(str::to_owned).collect();
    for word in words {
        out = out.replace(&word, MASK).into();
    }
    for (from, to) in members(&out).into_iter().rev() {
        out.to_mut().replace_range(from..to, MASK);
    }
    match out {
        Cow::Borrowed(_) => None,
        Cow::Owned(out) => Some(out),
    }
}

/// Where the first private key in PEM stands; to the end of the text, if it is cut.
fn pem(text: &str) -> Option<(usize, usize)> {
    const END: &str = "-----END ";
    const DASHES: &str = "-----";
    for (from, _) in text.match_indices(BEGIN) {
        let rest = &text[from + BEGIN.len()..];
        let Some((label, body)) = rest.split_once(DASHES) else { continue };
        if label.len() >= 64 || !label.contains("PRIVATE KEY") {
            continue;
        }
        let after = body.split_once(END).and_then(|(_, end)| end.split_once(DASHES));
        return Some((from, text.len() - after.map_or(0, |(_, after)| after.len())));
    }
    None
}

fn putty(text: &str) -> Option<(usize, usize)> {
    text.find(PUTTY).map(|from| (from, text.len()))
}

/// Where the values of secret members stand.
fn members(text: &str) -> Vec<(usize, usize)> {
    let is_jwk = ["\"kty\"", "\"crv\""].iter().any(|name| text.contains(name));
    let secrets = JWK_SECRETS.iter().filter(|_| is_jwk).chain(&["private_key"]);
    let mut found = Vec::new();
    for name in secrets {
        let name = format!("\"{name}\"");
        for (at, _) in text.match_indices(&name) {
            let from = at + name.len();
            let value = text[from..].trim_start().strip_prefix(':').map(str::trim_start);
            if let Some(value) = value.and_then(|value| value.strip_prefix('"')) {
                let len = value.find('"').unwrap_or(value.len());
                let from = text.len() - value.len();
                if len > 0 && value[..len] != *MASK {
                    found.push((from, from + len));
                }
            }
        }
    }
    found.sort_unstable();
    found
}
