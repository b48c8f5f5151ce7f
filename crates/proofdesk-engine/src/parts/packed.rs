//! Bytes as they stand in a part: deflated, their length known.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// Deflates bytes.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::fast());
    // Into memory, nothing fails.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes again, if they are so many.
pub(super) fn unpacked(packed: &[u8], len: u64) -> Option<Vec<u8>> {
    // What is said of the length is not believed before the bytes are there.
    let mut bytes =
        Vec::with_capacity(usize::try_from(len).ok()?.min(packed.len() * 8).min(16 << 20));
    let mut decoder = ZlibDecoder::new(packed);
    decoder.by_ref().take(len).read_to_end(&mut bytes).ok()?;
    let ends = decoder.read(&mut [0]).ok()? == 0 && decoder.total_in() == packed.len() as u64;
    (bytes.len() as u64 == len && ends).then_some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_no_others() {
        for len in [0usize, 1, 255, 100_000] {
            let bytes: Vec<u8> = (0..len).map(|i| (i * i / 7) as u8).collect();
            let small = packed(&bytes);
            assert_eq!(unpacked(&small, len as u64).unwrap(), bytes);
            assert_eq!(unpacked(&small, len as u64 + 1), None);
            assert_eq!(len > 0, unpacked(&small, (len as u64).saturating_sub(1)).is_none());
            assert_eq!(unpacked(&[&small[..], b"x"].concat(), len as u64), None);
            assert_eq!(unpacked(&small[..small.len() - 1], len as u64), None);
        }
    }
}
