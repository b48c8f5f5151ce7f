//! Whose records the cases are about.

use crate::Issuer;

/// The issuer whose key is pinned.
pub(super) fn issuer() -> Issuer {
    Issuer::new("conformance kit", "Quayside Mutual", "quayside.example")
}

/// Another issuer.
pub(super) fn other() -> Issuer {
    Issuer::new("conformance kit, another", "Hillside Trust", "hillside.example")
}

/// Somebody who signs in the issuer's name.
pub(super) fn impostor() -> Issuer {
    issuer().impostor("conformance kit, somebody else")
}
