use std::fmt;
use std::sync::LazyLock;

use curve25519_dalek::EdwardsPoint;
use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};

use super::error::KeyError;
use crate::text::encoding::Digest;

/// An Ed25519 public key (RFC 8032) that is fit to check signatures with: the one canonical
/// encoding of a curve point, and not a point of low order.
///
/// The other encodings are refused because they give one key two names, or a key for which one
/// signature holds for almost any message. Both would make "signed by this key" mean nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Takes the 32 bytes of RFC 8032, section 5.1.2: y, little-endian, with the sign of x in the
    /// highest bit.
    ///
    /// # Errors
    ///
    /// [`KeyError::NotAPoint`], [`KeyError::NonCanonical`] or [`KeyError::LowOrder`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPoint)?;
        // The library reads y modulo p and takes either sign for x = 0. Written again, such a
        // point comes out in its canonical form, which differs.
        if key.to_edwards().compress().as_bytes() != bytes {
            return Err(KeyError::NonCanonical);
        }
        if key.is_weak() {
            return Err(KeyError::LowOrder);
        }
        Ok(Self(key))
    }

    /// The 32 bytes of the key, as signed data and other tools know it.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The key as 64 lowercase hex digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.as_bytes())
    }

    /// The SHA-256 of the 32 bytes of the key, by which people compare keys.
    ///
    /// This is not the fingerprint that OpenSSH shows, which also covers the name of the key type.
    pub fn fingerprint(&self) -> Digest {
        Digest::of(self.as_bytes())
    }

    /// Whether this key signed exactly these bytes (Ed25519, without context or pre-hashing).
    ///
    /// Stricter than RFC 8032 where implementations disagree: a signature whose R is not canonical
    /// or is of low order does not hold.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        // The library computes the R that there should be, encodes it and compares the bytes: an R
        // that holds is canonical, and of low order only if its bytes are one of eight. Its own
        // `verify_strict` comes to the same by decoding the R of the signature, which is a seventh
        // of the whole work on an audit event.
        let signature = Signature::from_bytes(signature);
        self.0.verify(message, &signature).is_ok() && !LOW_ORDER.contains(signature.r_bytes())
    }

    /// The point opposite to the key, which the equation of a signature has.
    pub(super) fn negated(&self) -> EdwardsPoint {
        -self.0.to_edwards()
    }
}

/// The encodings of the points of low order.
pub(super) static LOW_ORDER: LazyLock<[[u8; 32]; 8]> =
    LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress().to_bytes()));

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_hex())
    }
}
