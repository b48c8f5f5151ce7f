//! Files inside texts as old mail programs write them (POSIX, `uuencode`).

/// What the uuencoded files in a text hold.
pub(super) fn from_uuencoded(text: &str) -> Option<Vec<u8>> {
    let mut lines = text.lines();
    let mut bytes = Vec::new();
    while lines.by_ref().any(is_beginning) {
        for line in lines.by_ref().take_while(|line| *line != "end") {
            bytes.extend(of_line(line).unwrap_or_default());
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// `begin MODE NAME`.
pub(crate) fn is_beginning(line: &str) -> bool {
    let mode = line.strip_prefix("begin ").and_then(|rest| rest.split(' ').next());
    mode.is_some_and(|mode| matches!(mode.len(), 3 | 4) && mode.bytes().all(|b| b.is_ascii_digit()))
}

/// The bytes of one line: how many they are, then three in four characters each.
fn of_line(line: &str) -> Option<Vec<u8>> {
    let value = |b: u8| (b' '..=b'`').contains(&b).then(|| (b - b' ') & 63);
    let (length, data) = line.as_bytes().split_first()?;
    let mut bytes = Vec::new();
    for four in data.chunks(4) {
        // Spaces at the end of a line, which are zeros, get lost.
        let four: [u8; 4] = std::array::from_fn(|i| four.get(i).copied().unwrap_or(b' '));
        let bits = four.iter().try_fold(0u32, |bits, b| Some(bits << 6 | u32::from(value(*b)?)))?;
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    bytes.truncate(usize::from(value(*length)?));
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_tool_wrote_is_read() {
        // `printf 'The quick brown fox jumps over the lazy dog, twice.\n' | uuencode fox`
        let text = "Dear all,\nbegin 644 fox\nM5&AE('%U:6-K(&)R;W=N(&9O>\"!J=6UP<R!O=F5R('1H92!L87IY(&1O9RP@\n\
                    '='=I8V4N\"@``\n`\nend\n";
        let said = from_uuencoded(text);
        let expected = &b"The quick brown fox jumps over the lazy dog, twice.\n"[..];
        assert_eq!(said.as_deref(), Some(expected));
        assert_eq!(from_uuencoded("begin at the beginning\nend\n"), None);
    }
}
