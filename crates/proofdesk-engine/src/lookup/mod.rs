//! Looking for a record by its id, a proof link or a hash.

mod query;
mod spelling;

pub(crate) use query::{ITEM_HASHES, Match, matching, signs_its_id, words_of};
pub use query::{Query, QueryError};
pub use spelling::bare;
