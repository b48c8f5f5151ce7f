//! Values of which others are made.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Packed, Packer, Unpacker};
use crate::text::encoding::Digest;

impl Packed for u8 {
    fn pack(&self, to: &mut Packer<'_>) {
        to.bytes.push(*self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.byte()
    }
}

impl Packed for bool {
    fn pack(&self, to: &mut Packer<'_>) {
        u8::from(*self).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.byte() != 0
    }
}

/// Seven bits a byte, the lowest first: most numbers are small.
impl Packed for u64 {
    fn pack(&self, to: &mut Packer<'_>) {
        let mut rest = *self;
        while rest >= 0x80 {
            to.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        to.bytes.push(rest as u8);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = from.byte();
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }
}

impl Packed for u32 {
    fn pack(&self, to: &mut Packer<'_>) {
        u64::from(*self).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        u64::unpack(from) as u32
    }
}

impl Packed for i64 {
    fn pack(&self, to: &mut Packer<'_>) {
        (*self as u64).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        u64::unpack(from) as i64
    }
}

impl<const N: usize> Packed for [u8; N] {
    fn pack(&self, to: &mut Packer<'_>) {
        to.bytes.extend_from_slice(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let mut bytes = [0; N];
        bytes.copy_from_slice(from.take(N));
        bytes
    }
}

impl Packed for Digest {
    fn pack(&self, to: &mut Packer<'_>) {
        self.0.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        Self(Packed::unpack(from))
    }
}

/// In the place of the length of a text, that it is a hash in lowercase hexadecimal; that it is one of the common
/// hashes, as the fingerprint of a key; and beyond, which of the first hashes of the value it is.
const HASH: u64 = 0;
const COMMON: u64 = 1;
const KNOWN: u64 = 2;
const HASHES: usize = 16;
/// So much more than its length stands before any other text.
const OTHER: u64 = KNOWN + HASHES as u64;

/// The hash that a text is.
fn hash_in(text: &str) -> Option<Digest> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok()?;
    (!text.bytes().any(|b| b.is_ascii_uppercase())).then_some(Digest(hash))
}

impl Packed for String {
    fn pack(&self, to: &mut Packer<'_>) {
        let Some(hash) = hash_in(self) else {
            (self.len() as u64 + OTHER).pack(to);
            return to.bytes.extend_from_slice(self.as_bytes());
        };
        if let Some(known) = to.hashes.iter().position(|known| *known == hash) {
            return (known as u64 + KNOWN).pack(to);
        }
        if let Some(common) = to.texts.hashes.number(self) {
            COMMON.pack(to);
            return common.pack(to);
        }
        if to.hashes.len() < HASHES {
            to.hashes.push(hash);
        }
        HASH.pack(to);
        hash.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        match u64::unpack(from) {
            HASH => {
                let hash = Digest::unpack(from);
                if from.hashes.len() < HASHES {
                    from.hashes.push(hash);
                }
                hash.to_string()
            }
            COMMON => {
                let number = u32::unpack(from);
                from.texts.hashes.text(number).to_owned()
            }
            known if known < OTHER => from.hashes[(known - KNOWN) as usize].to_string(),
            len => {
                let text = from.take((len - OTHER) as usize);
                str::from_utf8(text).unwrap_or_default().to_owned()
            }
        }
    }
}

impl Packed for Box<str> {
    fn pack(&self, to: &mut Packer<'_>) {
        self.to_string().pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        String::unpack(from).into()
    }
}

impl Packed for &'static str {
    fn pack(&self, to: &mut Packer<'_>) {
        to.texts.fixed.number(self).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let number = u32::unpack(from);
        from.texts.fixed.text(number)
    }
}

impl Packed for Arc<str> {
    fn pack(&self, to: &mut Packer<'_>) {
        to.texts.shared.number(self).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let number = u32::unpack(from);
        from.texts.shared.text(number)
    }
}

impl Packed for Cow<'static, str> {
    fn pack(&self, to: &mut Packer<'_>) {
        match self {
            Self::Borrowed(fixed) => (2 * to.texts.fixed.number(fixed) + 2).pack(to),
            Self::Owned(text) => match to.texts.common.number(text) {
                Some(number) => (2 * number + 1).pack(to),
                None => {
                    0_u8.pack(to);
                    text.pack(to);
                }
            },
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        match u32::unpack(from) {
            0 => Self::Owned(String::unpack(from)),
            number if number % 2 == 0 => Self::Borrowed(from.texts.fixed.text(number / 2 - 1)),
            number => Self::Owned(from.texts.common.text(number / 2).to_owned()),
        }
    }
}

impl<T: Packed> Packed for [Option<T>; 2] {
    fn pack(&self, to: &mut Packer<'_>) {
        self.iter().for_each(|value| value.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let first = Packed::unpack(from);
        [first, Packed::unpack(from)]
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        self.is_some().pack(to);
        self.iter().for_each(|value| value.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        bool::unpack(from).then(|| T::unpack(from))
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        (**self).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        Self::new(T::unpack(from))
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        (self.len() as u64).pack(to);
        self.iter().for_each(|value| value.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        (0..u64::unpack(from)).map(|_| T::unpack(from)).collect()
    }
}

impl<T: Packed> Packed for Box<[T]> {
    fn pack(&self, to: &mut Packer<'_>) {
        (self.len() as u64).pack(to);
        self.iter().for_each(|value| value.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        Vec::unpack(from).into()
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, to: &mut Packer<'_>) {
        self.0.pack(to);
        self.1.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let first = A::unpack(from);
        (first, B::unpack(from))
    }
}
