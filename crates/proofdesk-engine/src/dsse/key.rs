//! The private key with which somebody signs a report: read for one run, and never kept.

use std::fmt;

use ed25519_dalek::pkcs8::DecodePrivateKey;
use ed25519_dalek::{Signer as _, SigningKey};
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::pem::PemLabel;
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::{PrivateKeyInfoRef, der};
use proofdesk_core::encoding::Digest;
use zeroize::Zeroizing;

use super::envelope::{Envelope, signed_bytes};

/// A file with a key is not larger than this. In bytes.
pub const KEY_FILE_LIMIT: usize = 64 << 10;

/// A private key.
pub struct ReportSigner(SigningKey);

/// Why a key cannot be used to sign.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignerError {
    /// It is no private key in the form that is read.
    NoKey,
    /// It is a private key, but none of Ed25519.
    OtherAlgorithm,
    /// It is encrypted, in a way that is not read.
    OtherEncryption,
    /// It is encrypted, and this is not its passphrase, or it is damaged.
    Passphrase,
}

impl fmt::Display for SignerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoKey => {
                "this is not a private key in PKCS#8 PEM form; `openssl genpkey -algorithm ed25519 \
                 -aes256 -out KEY.pem` makes one"
            }
            Self::OtherAlgorithm => "this private key is not an Ed25519 key",
            Self::OtherEncryption => {
                "this private key is encrypted in an old or unusual way; `openssl pkcs8 -topk8 -v2 aes256 \
                 -in KEY.pem -out NEW.pem` encrypts it anew"
            }
            Self::Passphrase => {
                "it could not be decrypted: the passphrase is not that of the key, or the file is \
                 damaged"
            }
        })
    }
}

impl std::error::Error for SignerError {}

impl ReportSigner {
    /// Reads a key in PKCS#8 PEM form. If it is encrypted, `passphrase` is asked for what opens it.
    ///
    /// # Errors
    /// [`SignerError`], or what `passphrase` returns.
    pub fn read<E: From<SignerError>>(
        pem: &[u8],
        passphrase: impl FnOnce() -> Result<Zeroizing<String>, E>,
    ) -> Result<Self, E> {
        let text = std::str::from_utf8(pem).map_err(|_| SignerError::NoKey)?.trim();
        let (label, document) =
            der::SecretDocument::from_pem(text).map_err(|_| SignerError::NoKey)?;
        let encrypted = match label {
            EncryptedPrivateKeyInfoRef::PEM_LABEL => true,
            PrivateKeyInfoRef::PEM_LABEL => false,
            _ => return Err(SignerError::NoKey.into()),
        };
        let document = match encrypted {
            false => document,
            true => {
                let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes())
                    .map_err(|_| SignerError::OtherEncryption)?;
                if !matches!(info.encryption_algorithm, EncryptionScheme::Pbes2(_)) {
                    return Err(SignerError::OtherEncryption.into());
                }
                let passphrase = passphrase()?;
                info.decrypt(passphrase.as_bytes()).map_err(|_| SignerError::Passphrase)?
            }
        };
        let key = SigningKey::from_pkcs8_der(document.as_bytes());
        Ok(Self(key.map_err(|_| SignerError::OtherAlgorithm)?))
    }

    /// SHA-256 of the 32 bytes of its public key, 64 lowercase hex digits: what others compare.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Digest::of(self.0.verifying_key().as_bytes()).to_string()
    }

    /// An envelope around a payload of this type, as a JSON text.
    #[must_use]
    pub fn sign(&self, payload_type: &str, payload: &[u8]) -> Vec<u8> {
        let signature = self.0.sign(&signed_bytes(payload_type, payload)).to_bytes();
        let envelope = Envelope::new(payload_type, payload, self.fingerprint(), signature);
        // Strings cannot fail to serialise into memory.
        let mut text = serde_json::to_vec(&envelope).unwrap_or_default();
        text.push(b'\n');
        text
    }
}
