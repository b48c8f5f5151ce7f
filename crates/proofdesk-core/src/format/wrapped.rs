//! What a mail program wraps a mail in, told by its bytes: whatever the mail calls it, and wherever it lies.

use crate::text::BYTE_ORDER_MARK;

/// A wrapping, and what it is called.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrapped {
    /// It can be read with other programs.
    Packed(&'static str),
    /// Nobody can read it without a key.
    Encrypted(&'static str),
}

/// S/MIME (CMS, RFC 5652), and what PGP encrypted (RFC 9580). `None` of signatures beside what they sign.
pub(super) fn of(beginning: &[u8]) -> Option<Wrapped> {
    let start = String::from_utf8_lossy(&beginning[..beginning.len().min(64)]).into_owned();
    let start = start.trim_start_matches(BYTE_ORDER_MARK).trim_start();
    match start.starts_with("-----BEGIN PGP MESSAGE-----") {
        true => Some(Wrapped::Encrypted("a message that PGP encrypted")),
        false => cms(beginning),
    }
}

/// What the content type of CMS says (RFC 5652, sections 4 to 8; RFC 3274; RFC 5083).
fn cms(mut der: &[u8]) -> Option<Wrapped> {
    const PKCS_7: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07";
    const S_MIME: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01";
    open(&mut der, 0x30)?;
    let kind = take(&mut der, 0x06)?;
    match (kind.strip_prefix(PKCS_7), kind.strip_prefix(S_MIME)) {
        (Some([2]), _) if has_content(der) == Some(true) => {
            Some(Wrapped::Packed("S/MIME: content in the wrapping of its signature"))
        }
        (Some([3 | 6]), _) | (_, Some([23])) => {
            Some(Wrapped::Encrypted("S/MIME: content that was encrypted"))
        }
        (_, Some([9])) => Some(Wrapped::Packed("S/MIME: compressed content")),
        _ => None,
    }
}

/// Whether signed data has what it signs, and does not stand beside it: `SignedData` is a version, the
/// digest algorithms, and the type of the content with perhaps the content.
fn has_content(mut der: &[u8]) -> Option<bool> {
    open(&mut der, 0xA0)?;
    open(&mut der, 0x30)?;
    take(&mut der, 0x02)?;
    take(&mut der, 0x31)?;
    let length = open(&mut der, 0x30)?;
    let before = der.len();
    take(&mut der, 0x06)?;
    // What follows can be the certificates, which have the same tag.
    Some(match length {
        Some(length) => length > before - der.len(),
        None => der.first() == Some(&0xA0),
    })
}

/// Goes into an element with this tag, whatever its length is, also one that is not told before.
fn open(der: &mut &[u8], tag: u8) -> Option<Option<usize>> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    let more = usize::from(length & 0x7F);
    if length & 0x80 == 0 {
        *der = rest;
        return Some(Some(more));
    }
    let (number, rest) = rest.split_at_checked(more)?;
    *der = rest;
    let number = number.iter().try_fold(0usize, |n, b| Some(n.checked_mul(256)? | usize::from(*b)));
    Some(number.filter(|_| more > 0))
}

/// The content of an element with this tag, which is taken.
fn take<'d>(der: &mut &'d [u8], tag: u8) -> Option<&'d [u8]> {
    let length = open(der, tag)??;
    let (content, rest) = der.split_at_checked(length)?;
    *der = rest;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[&[u8]]) -> Vec<u8> {
        let content = content.concat();
        [&[tag, 0x82, (content.len() >> 8) as u8, content.len() as u8][..], &content].concat()
    }

    fn cms_of(kind: u8, inner: &[u8]) -> Vec<u8> {
        let oid = [&b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"[..], &[kind]].concat();
        element(0x30, &[&oid, &element(0xA0, &[inner])])
    }

    #[test]
    fn a_signature_beside_its_content_is_no_wrapping() {
        let signed = |content: &[u8]| {
            let data = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
            let inner = element(0x30, &[data, content]);
            cms_of(2, &element(0x30, &[&[2, 1, 1], &[0x31, 0], &inner, &[0xA0, 0]]))
        };
        assert_eq!(of(&signed(b"")), None);
        let with_content = signed(&element(0xA0, &[&[4, 2], b"hi"]));
        assert!(matches!(of(&with_content), Some(Wrapped::Packed(_))));
        // As it is written where the length is not known before.
        let (kind, inner) = (&with_content[4..15], &with_content[19..]);
        let open_end = [&[0x30, 0x80][..], kind, &[0xA0, 0x80], inner];
        assert!(matches!(of(&open_end.concat()), Some(Wrapped::Packed(_))));
        assert!(matches!(of(&cms_of(3, b"")), Some(Wrapped::Encrypted(_))));
        for end in 0..with_content.len() {
            of(&with_content[..end]);
        }
        assert_eq!(of(b"\x30\x82\x01\x00\x30"), None);
    }

    #[test]
    fn armour_is_named() {
        let pgp = "\n-----BEGIN PGP MESSAGE-----\n\nhQEM";
        assert!(matches!(of(pgp.as_bytes()), Some(Wrapped::Encrypted(_))));
        assert_eq!(of(b"-----BEGIN PGP SIGNATURE-----\n"), None);
    }
}
