//! The keys that the user decided to trust.

mod error;
mod file;
mod history;
mod history_error;
mod pin;
mod ring;
mod standing;
mod trust;

pub use error::KeyRingError;
pub use history::{
    DatedKey, HISTORY_SCHEMA, How, KeyHistory, MOST_SEEN, MetKey, SECOND_KEY_MEANS, SecondKey,
    SeenKey, history_beside,
};
pub use history_error::HistoryError;
pub use pin::{
    RingPin, SAMPLE_FINGERPRINT, domain_in, domain_of_issuer, is_sample, other_domain, run_pin,
    run_reviewer, what_rests_on_the_sample_key,
};
pub use ring::{KeyRing, Offer, SCHEMA, default_path};
pub use standing::Standing;
pub use trust::{Given, TrustError, trust};
