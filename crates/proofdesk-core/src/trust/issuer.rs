//! What a record calls its issuer.

use super::pin::{Pin, same_domain};
use crate::json::{Node, Object, Value};

/// Nothing that is longer is a domain (RFC 1035, section 2.3.4), with a final dot. In bytes.
const LONGEST: usize = 254;

/// The domains that a record, or what is signed of it, names its issuer by.
pub(crate) fn domains_in<'a>(object: &'a Object<'_>) -> [Option<&'a str>; 2] {
    let organization = object.present("organization").and_then(Node::as_object);
    [object.str("tenant_domain"), organization.and_then(|o| o.str("primary_domain"))]
}

/// A member that names an issuer in a form in which it is not read: what is pinned for that issuer would not count.
/// With what it should be.
pub(crate) fn unread_domain<'a, 't>(
    object: &'a Object<'t>,
) -> Option<(&'static str, &'static str, &'a Node<'t>)> {
    let is_text = |node: &&Node<'_>| matches!(node.value, Value::String(_));
    if let Some(domain) = object.present("tenant_domain").filter(|node| !is_text(node)) {
        return Some(("tenant_domain", "a text", domain));
    }
    let organization = object.present("organization")?;
    match organization.as_object() {
        Some(named) => {
            let domain = named.present("primary_domain").filter(|node| !is_text(node))?;
            Some(("organization.primary_domain", "a text", domain))
        }
        // A mere name of the organization says nothing of a domain.
        None => organization.to_display().contains("primary_domain").then_some((
            "organization",
            "an object",
            organization,
        )),
    }
}

/// Every name that a record gives its issuer. Any of them may have a pin, so all of them count.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct IssuerNames<'a> {
    /// Domains, in the order in which they are named to people.
    pub domains: [Option<&'a str>; 2],
    /// Domains in the bytes that the signature is over.
    pub signed_domains: [Option<&'a str>; 2],
    /// The tenant id that the record shows.
    pub tenant: Option<&'a str>,
    /// The tenant id in the bytes that the signature is over.
    pub signed_tenant: Option<&'a str>,
}

impl<'a> IssuerNames<'a> {
    /// With what the signed statement names.
    pub(crate) fn signed(self, statement: Option<&'a Object<'_>>) -> Self {
        Self {
            signed_domains: statement.map_or([None; 2], domains_in),
            signed_tenant: statement.and_then(|s| s.str("tenant_id")),
            ..self
        }
    }

    /// Whether one of the names is this domain.
    fn has_domain(&self, pinned: &str) -> bool {
        let named = self.domains.iter().chain(&self.signed_domains);
        named.flatten().any(|named| same_domain(named, pinned))
    }

    /// The domains among the names, each once, without that of `pin`.
    pub(super) fn domains_besides(&self, pin: Option<&Pin>) -> Option<Box<[Box<str>]>> {
        let of_pin = pin.and_then(|pin| pin.domain.as_deref());
        let mut domains: Vec<Box<str>> = Vec::new();
        for named in self.domains.iter().chain(&self.signed_domains).flatten() {
            let is_known = of_pin.is_some_and(|of_pin| same_domain(named, of_pin))
                || domains.iter().any(|known| same_domain(named, known));
            if !is_known && named.len() <= LONGEST {
                domains.push((*named).into());
            }
        }
        (!domains.is_empty()).then(|| domains.into())
    }

    /// What to call the pin's issuer, which one of the names is of.
    pub(super) fn name_of<'p>(&self, pin: &'p Pin) -> &'p str {
        let named = pin.domain.as_deref().filter(|pinned| self.has_domain(pinned));
        named.unwrap_or(&pin.label)
    }

    /// Whether one of the names is that of the pin's issuer.
    pub(super) fn name(&self, pin: &Pin) -> bool {
        let domain = |pinned: &str| self.has_domain(pinned);
        let tenant = |pinned| [self.tenant, self.signed_tenant].contains(&Some(pinned));
        pin.domain.as_deref().is_some_and(domain) || pin.tenant_id.as_deref().is_some_and(tenant)
    }
}
