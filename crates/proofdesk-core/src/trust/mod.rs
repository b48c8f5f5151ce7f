//! Trust in keys: the record never chooses it.
//!
//! The user pins keys. A key inside a record is only ever compared with the pins; the domain and
//! tenant that a record names serve to notice that a pinned issuer's record bears another key.

mod answers;
mod claim;
mod dates;
mod issuer;
mod open;
mod pin;
mod pins;
mod signatures;
mod tried;
mod verifier;

pub use answers::{Answer, Answers};
pub(crate) use claim::{Claim, Forms, Over, SignedForm};
pub(crate) use issuer::{IssuerNames, domains_in, unread_domain};
pub(crate) use open::OpenSignature;
pub use pin::{Confirmed, Pin};
pub use pins::Trust;
pub use tried::Tried;
pub use verifier::Verifier;
