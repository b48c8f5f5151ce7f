//! A signature that no form tried so far explains.

use super::claim::{Claim, Forms, SignedForm};
use super::issuer::IssuerNames;
use super::verifier::Verifier;
use crate::packed::packed_struct;
use crate::verdict::{CheckName, Finding, ValueSource};

/// A claim and a signature that holds in no form tried so far, kept for a form that may turn up.
#[derive(Debug, Clone)]
pub(crate) struct OpenSignature {
    signature: [u8; 64],
    key: Option<String>,
    key_field: &'static str,
    domains: [Option<String>; 2],
    tenant: Option<String>,
    time: Option<(ValueSource, String)>,
}

impl OpenSignature {
    pub(crate) fn new(claim: &Claim<'_>, signature: [u8; 64]) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            signature,
            key: owned(claim.key),
            key_field: claim.key_field,
            domains: claim.issuer.domains.map(owned),
            tenant: owned(claim.issuer.tenant),
            time: claim.time.map(|(source, text)| (source, text.to_owned())),
        }
    }

    /// Tries `forms`. The checks of an earlier try are replaced by those of this one.
    pub(crate) fn judge(
        &self,
        finding: &mut Finding,
        verifier: &mut Verifier<'_>,
        forms: &[SignedForm<'_>],
    ) -> Option<usize> {
        let claim = Claim {
            key: self.key.as_deref(),
            key_field: self.key_field,
            issuer: IssuerNames {
                domains: self.domains.each_ref().map(Option::as_deref),
                tenant: self.tenant.as_deref(),
                ..IssuerNames::default()
            },
            time: self.time.as_ref().map(|(source, text)| (*source, text.as_str())),
        };
        finding.checks.retain(|c| !matches!(c.check, CheckName::Signature | CheckName::Signer));
        verifier.judge(finding, &claim, Some(&self.signature), forms, Forms::Candidates)
    }
}

packed_struct!(OpenSignature { signature, key, key_field, domains, tenant, time });
