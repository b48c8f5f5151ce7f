//! What a record calls its issuer.

use super::pin::{Pin, same_domain};
use crate::json::Object;

/// Every name that a record gives its issuer. Any of them may have a pin, so all of them count.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct IssuerNames<'a> {
    /// Domains, in the order in which they are named to people.
    pub domains: [Option<&'a str>; 2],
    /// The tenant id that the record shows.
    pub tenant: Option<&'a str>,
    /// The tenant id in the bytes that the signature is over.
    pub signed_tenant: Option<&'a str>,
}

impl<'a> IssuerNames<'a> {
    /// With what the signed statement names.
    pub(crate) fn signed(self, statement: Option<&'a Object<'_>>) -> Self {
        Self { signed_tenant: statement.and_then(|s| s.str("tenant_id")), ..self }
    }

    /// What to call the pin's issuer, which one of the names is of.
    pub(super) fn name_of<'p>(&self, pin: &'p Pin) -> &'p str {
        let domain = pin.domain.as_deref();
        let named = domain
            .filter(|pinned| self.domains.iter().flatten().any(|named| same_domain(named, pinned)));
        named.unwrap_or(&pin.label)
    }

    /// Whether one of the names is that of the pin's issuer.
    pub(super) fn name(&self, pin: &Pin) -> bool {
        let domain = |pinned: &str| self.domains.iter().flatten().any(|d| same_domain(d, pinned));
        let tenant = |pinned| [self.tenant, self.signed_tenant].contains(&Some(pinned));
        pin.domain.as_deref().is_some_and(domain) || pin.tenant_id.as_deref().is_some_and(tenant)
    }
}
