//! What can be read of bytes of which the encoding is not known.

/// No shorter stretch of binary data holds a record: two names, each with its quotes, a colon and a value. In bytes.
const SHORTEST: usize = 16;

/// One byte in so many is a control character where bytes are no text, and a zero where they are UTF-16.
const CONTROLS: usize = 64;
const ZEROS: usize = 4;

/// What can be read of bytes. It is made once, since it takes longer than most of what is looked for in it.
#[derive(Debug, Clone)]
pub struct Legible<'b> {
    bytes: &'b [u8],
    is_text: bool,
    text: String,
}

impl<'b> Legible<'b> {
    /// The text in bytes, whatever their encoding; of what is no text, such as pictures and compressed data, the
    /// longer stretches of ASCII, so that there is little to look through.
    pub fn of(bytes: &'b [u8]) -> Self {
        let is_text = is_text(bytes);
        let sample = sample(bytes);
        let zeros = || sample.iter().filter(|byte| **byte == 0).count();
        let text = match is_text {
            true => String::from_utf8_lossy(bytes).into_owned(),
            false if zeros() >= sample.len() / ZEROS => {
                stretches(&without_zeros(bytes)).join("\u{FFFD}")
            }
            false => stretches(bytes).join("\u{FFFD}"),
        };
        Self { bytes, is_text, text }
    }

    /// What it was made of.
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same of texts that may be UTF-16, of which what is ASCII stays.
    pub fn into_ascii(self) -> String {
        match self.is_text && self.bytes.contains(&0) {
            true => Legible::of(&without_zeros(self.bytes)).text,
            false => self.text,
        }
    }
}

/// The text in bytes, whatever their encoding, as [`Legible::into_ascii`] has it.
pub fn as_ascii(bytes: &[u8]) -> String {
    Legible::of(bytes).into_ascii()
}

/// Whether bytes are UTF-8, as far as they go, or text in another encoding.
fn is_text(bytes: &[u8]) -> bool {
    let sample = sample(bytes);
    let controls = sample.iter().filter(|byte| is_control(**byte)).count();
    controls <= sample.len() / CONTROLS
        || str::from_utf8(bytes).err().is_none_or(|error| error.error_len().is_none())
}

/// As much of the beginning as shows what bytes are.
fn sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(4096)]
}

fn without_zeros(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|byte| *byte != 0).collect()
}

fn is_control(byte: u8) -> bool {
    // Those that no text has: not zero, tab, line feed, form feed, carriage return, escape and record separator.
    const OTHER: u32 = !(1 | 1 << 0x09 | 1 << 0x0A | 1 << 0x0C | 1 << 0x0D | 1 << 0x1B | 1 << 0x1E);
    byte < 0x20 && OTHER >> byte & 1 == 1
}

/// The longer stretches of ASCII.
fn stretches(bytes: &[u8]) -> Vec<&str> {
    let is_ascii = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let (mut found, mut end) = (Vec::new(), 0);
    // Of a stretch that is long enough, one of the bytes that are looked at is a part, wherever it begins.
    while let Some(byte) = bytes.get(end + SHORTEST - 1) {
        let at = end + SHORTEST - 1;
        end = at + 1;
        if is_ascii(byte) {
            let before = bytes[..at].iter().rev().take_while(|byte| is_ascii(byte)).count();
            end += bytes[end..].iter().take_while(|byte| is_ascii(byte)).count();
            let stretch = &bytes[at - before..end];
            if stretch.len() >= SHORTEST {
                found.extend(str::from_utf8(stretch));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn legible(bytes: &[u8]) -> String {
        Legible::of(bytes).text().to_owned()
    }

    #[test]
    fn text_stays_and_of_binary_data_the_longer_stretches() {
        assert_eq!(legible("Müller\n\t{\"seq\":1}".as_bytes()), "Müller\n\t{\"seq\":1}");
        assert_eq!(legible(b"M\xfcller\0"), "M\u{FFFD}ller\0");
        let utf_16: Vec<u8> = "{\"seq\": 1}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(as_ascii(&utf_16), "{\"seq\": 1}");
        assert_eq!(legible(b"org_id\x01seq\n1\x012\n"), "org_id\u{1}seq\n1\u{1}2\n");
        let record = b"{\"seq\":1,\"org_id\":2}";
        let binary =
            [&[1, 2, 3, 0xF0][..], record, &[5, 6], b"too short", &[7], &record[1..], &[8; 9]];
        assert_eq!(
            legible(&binary.concat()),
            "{\"seq\":1,\"org_id\":2}\u{FFFD}\"seq\":1,\"org_id\":2}"
        );
    }
}
