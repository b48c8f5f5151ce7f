//! Looking for a record by its id, a proof link or a hash.

mod absent;
mod meant;
mod query;
mod spelling;

pub(crate) use absent::NotRead;
pub use meant::Meant;
pub(crate) use query::{
    ITEM_HASHES, Match, matching, seal_id, signed_in_place, signs_its_id, words_of,
};
pub use query::{Query, QueryError};
