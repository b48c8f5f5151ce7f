//! A PNG drawing of a small branch's floor plan.

use super::crc32::crc32;

const WIDTH: usize = 320;
const HEIGHT: usize = 200;
const PALETTE: [[u8; 3]; 6] = [
    [250, 250, 247],
    [44, 52, 64],
    [196, 214, 226],
    [222, 205, 176],
    [206, 222, 196],
    [178, 66, 52],
];

/// The plan: rooms in palette colours with dark walls, and an exit marked in red.
pub(crate) fn floor_plan() -> Vec<u8> {
    let mut pixels = vec![0_u8; WIDTH * HEIGHT];
    // Colour, left, top, width, height.
    let shapes = [
        (1, 20, 20, 280, 160),
        (0, 24, 24, 272, 152),
        (2, 24, 24, 100, 70),
        (1, 124, 24, 4, 74),
        (1, 24, 94, 72, 4),
        (4, 128, 24, 84, 60),
        (1, 212, 24, 4, 64),
        (1, 128, 84, 56, 4),
        (3, 216, 24, 80, 90),
        (1, 216, 114, 48, 4),
        (1, 60, 128, 120, 10),
        (2, 62, 130, 116, 6),
        (5, 140, 176, 40, 4),
    ];
    for (colour, left, top, width, height) in shapes {
        for row in top..top + height {
            pixels[row * WIDTH + left..][..width].fill(colour);
        }
    }
    let mut rows = Vec::new();
    for row in pixels.chunks(WIDTH) {
        rows.push(0);
        rows.extend(row.chunks(2).map(|pair| pair[0] << 4 | pair[1]));
    }

    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend((WIDTH as u32).to_be_bytes());
    header.extend((HEIGHT as u32).to_be_bytes());
    header.extend([4, 3, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &header);
    chunk(&mut out, b"PLTE", &PALETTE.concat());
    chunk(&mut out, b"IDAT", &zlib_stored(&rows));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(name);
    out.extend(data);
    out.extend(crc32(&[name, data]).to_be_bytes());
}

/// A zlib stream of one stored block: no compressor whose next version could change the bytes.
fn zlib_stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("one block is enough");
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(data);
    out.extend((b << 16 | a).to_be_bytes());
    out
}
