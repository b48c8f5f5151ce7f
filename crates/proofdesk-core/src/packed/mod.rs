//! Values in few bytes, for what has to wait until everything was read.
//!
//! What was found of a record is some thousands of bytes in a hundred pieces, most of which are empty, or the
//! same for many records. Packed, it is one piece of a few hundred bytes: what is empty takes a byte, a hash in
//! hexadecimal its 32, and a text that is part of the program or shared by many is kept once.
//!
//! Only what this program packed in this run is unpacked, so that nothing can be wrong with it.

mod list;
mod texts;
mod values;

pub use list::PackedList;
pub use texts::Texts;

use crate::text::encoding::Digest;

/// What can be packed.
pub trait Packed: Sized {
    /// Writes it behind what was packed already.
    fn pack(&self, to: &mut Packer<'_>);
    /// Reads what [`pack`](Self::pack) wrote.
    fn unpack(from: &mut Unpacker<'_>) -> Self;
}

/// Takes values to pack.
pub struct Packer<'p> {
    bytes: Vec<u8>,
    texts: &'p mut Texts,
    /// The hashes of this value so far: most are stated and calculated, and shown in a field.
    hashes: Vec<Digest>,
}

impl<'p> Packer<'p> {
    /// Packs a value. `texts` must be there to unpack it.
    pub fn pack<T: Packed>(value: &T, texts: &'p mut Texts) -> Box<[u8]> {
        Self::pack_behind(Vec::with_capacity(1024), value, texts).as_slice().into()
    }

    /// The same behind what `bytes` holds.
    fn pack_behind<T: Packed>(bytes: Vec<u8>, value: &T, texts: &'p mut Texts) -> Vec<u8> {
        let mut packer = Self { bytes, texts, hashes: Vec::new() };
        value.pack(&mut packer);
        packer.bytes
    }
}

/// Gives packed values.
pub struct Unpacker<'u> {
    bytes: &'u [u8],
    texts: &'u Texts,
    hashes: Vec<Digest>,
}

impl<'u> Unpacker<'u> {
    /// Unpacks a value.
    pub fn unpack<T: Packed>(bytes: &'u [u8], texts: &'u Texts) -> T {
        T::unpack(&mut Self { bytes, texts, hashes: Vec::new() })
    }

    fn take(&mut self, len: usize) -> &'u [u8] {
        let (taken, rest) = self.bytes.split_at(len);
        self.bytes = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }
}

/// Packs a struct member by member, all but what is kept `apart`.
macro_rules! packed_struct {
    ($name:ty { $($member:ident),+ $(,)? } $(apart { $($apart:ident),+ })?) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, to: &mut $crate::packed::Packer<'_>) {
                let Self { $($member,)+ $($($apart: _),+)? } = self;
                $($crate::packed::Packed::pack($member, to);)+
            }

            fn unpack(from: &mut $crate::packed::Unpacker<'_>) -> Self {
                $(let $member = $crate::packed::Packed::unpack(from);)+
                Self { $($member,)+ $($($apart: Default::default()),+)? }
            }
        }
    };
}

/// Packs an enum without members, of which `all` are all variants as they are declared, as one byte.
macro_rules! packed_enum {
    ($name:ty, $all:expr) => {
        const _: () = {
            let all: &[$name] = $all;
            let mut i = 0;
            while i < all.len() {
                assert!(all[i] as usize == i);
                i += 1;
            }
        };

        impl $crate::packed::Packed for $name {
            fn pack(&self, to: &mut $crate::packed::Packer<'_>) {
                (*self as u8).pack(to);
            }

            fn unpack(from: &mut $crate::packed::Unpacker<'_>) -> Self {
                let all: &[$name] = $all;
                all[usize::from(u8::unpack(from))]
            }
        }
    };
    ($name:ident { $($variant:ident),+ $(,)? }) => {
        // Names every variant, or the compiler says so.
        const _: fn($name) = |value| match value { $($name::$variant)|+ => {} };
        $crate::packed::packed_enum!($name, &[$($name::$variant),+]);
    };
}

pub(crate) use {packed_enum, packed_struct};
