//! The certificates of servers: checked as the system does, and remembered for the notes. The client does not
//! tell them of a connection through a proxy.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use proofdesk_engine::core::encoding::Digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

/// Accepts the certificates that the system does, and those that a file of authorities vouches for.
#[derive(Debug)]
pub(crate) struct Certificates {
    system: Verifier,
    /// SHA-256 of the certificate that each server showed; `None` where it showed several.
    shown: Mutex<HashMap<ServerName<'static>, Option<Digest>>>,
}

impl Certificates {
    /// Trusts these authorities beside those of the system.
    pub(crate) fn new(
        authorities: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, Error> {
        let system = match authorities.is_empty() {
            true => Verifier::new(provider)?,
            false => Verifier::new_with_extra_roots(authorities, provider)?,
        };
        Ok(Self { system, shown: Mutex::default() })
    }

    /// SHA-256 of the certificate (DER) that a host showed; `None` where it showed none, or several, of which
    /// any could have been that of one connection.
    pub(crate) fn of(&self, host: &str) -> Option<Digest> {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).ok()?;
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.get(&name).copied().flatten()
    }
}

impl ServerCertVerifier for Certificates {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified =
            self.system.verify_server_cert(certificate, intermediates, name, ocsp, now)?;
        let digest = Some(Digest::of(certificate));
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shown.entry(name.to_owned()).or_insert(digest);
        if *known != digest {
            *known = None;
        }
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.system.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.system.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.system.supported_verify_schemes()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.system.root_hint_subjects()
    }
}
