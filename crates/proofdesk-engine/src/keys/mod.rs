//! The keys that the user decided to trust.

mod error;
mod pin;
mod ring;
mod trust;

pub use error::KeyRingError;
pub use pin::{
    RingPin, SAMPLE_FINGERPRINT, domain_in, is_sample, other_domain, run_pin, run_reviewer,
    what_rests_on_the_sample_key,
};
pub use ring::{KeyRing, Offer, SCHEMA, default_path};
pub use trust::{Given, TrustError, trust};
