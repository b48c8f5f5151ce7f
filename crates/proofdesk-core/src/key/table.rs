//! A table of multiples of a point, with which a multiple takes a few additions and no doubling.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::{EdwardsPoint, Scalar};

use super::public::PublicKey;

/// Digits of a scalar: its bytes. Larger ones take fewer additions, but their tables take the cache
/// from everything else (`docs/choices.md`).
const DIGITS: usize = 32;

/// The largest value of a digit, either sign.
const HALF: i32 = 128;

/// How many keys of a run get a table, each of 640 KiB. All others are checked without one.
const MAX_TABLES: usize = 16;

/// For each digit of a scalar, 1 to [`HALF`] times what it counts: `v · 256^i · P`, by `i` and `v`.
pub(crate) struct Table(Box<[EdwardsPoint]>);

/// That of the base point, for all keys. It never changes.
static OF_BASE: LazyLock<Table> = LazyLock::new(|| Table::of(ED25519_BASEPOINT_POINT));

impl Table {
    fn of(point: EdwardsPoint) -> Self {
        let mut multiples = Vec::with_capacity(DIGITS * HALF as usize);
        let mut unit = point;
        for _ in 0..DIGITS {
            let mut multiple = unit;
            for _ in 1..HALF {
                multiples.push(multiple);
                multiple += unit;
            }
            multiples.push(multiple);
            unit = multiple + multiple;
        }
        Self(multiples.into())
    }

    /// `scalar · P`, added to `sum`.
    fn add(&self, scalar: &Scalar, sum: EdwardsPoint) -> EdwardsPoint {
        let multiples = self.0.chunks_exact(HALF as usize);
        digits(scalar).into_iter().zip(multiples).fold(sum, |sum, (digit, of_digit)| {
            let multiple = |value: i32| &of_digit[value as usize - 1];
            match digit {
                0 => sum,
                1.. => sum + multiple(digit),
                _ => sum - multiple(-digit),
            }
        })
    }

    /// `k · P + s · B`, with the base point B.
    pub(super) fn combine(&self, k: &Scalar, s: &Scalar) -> EdwardsPoint {
        OF_BASE.add(s, self.add(k, EdwardsPoint::default()))
    }
}

/// The digits of a scalar n, lowest first, such that n = Σ digit · 256^i and each is from -127 to 128.
fn digits(scalar: &Scalar) -> [i32; DIGITS] {
    let mut carry = 0;
    scalar.as_bytes().map(|byte| {
        let digit = i32::from(byte) + carry;
        carry = i32::from(digit > HALF);
        digit - carry * 2 * HALF
    })
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table of {} points", self.0.len())
    }
}

/// Whether a table saves time on this processor. With AVX-512 IFMA the library is as fast without one.
fn saves_time() -> bool {
    #[cfg(all(target_arch = "x86_64", curve25519_dalek_backend = "avx512"))]
    let saves = !(is_x86_feature_detected!("avx512ifma") && is_x86_feature_detected!("avx512vl"));
    #[cfg(not(all(target_arch = "x86_64", curve25519_dalek_backend = "avx512")))]
    let saves = true;
    saves
}

/// The tables of the keys of one run, which its threads share.
#[derive(Debug, Default)]
pub(crate) struct Tables(Mutex<HashMap<[u8; 32], Arc<Table>>>);

impl Tables {
    /// That of -A, where A is `key`. `None` where it saves no time, and beside [`MAX_TABLES`] others.
    pub(crate) fn worth(&self, key: &PublicKey) -> Option<Arc<Table>> {
        if saves_time() { self.of(key) } else { None }
    }

    pub(super) fn of(&self, key: &PublicKey) -> Option<Arc<Table>> {
        // Whoever wants the same table meanwhile waits for this one, a millisecond.
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = tables.get(key.as_bytes()) {
            return Some(table.clone());
        }
        (tables.len() < MAX_TABLES).then(|| {
            let table = Arc::new(Table::of(key.negated()));
            tables.insert(*key.as_bytes(), table.clone());
            table
        })
    }
}
