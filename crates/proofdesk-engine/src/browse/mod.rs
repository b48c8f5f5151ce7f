//! The results of one run, to be looked through, and the bytes behind one of them.

mod results;
mod row;
mod select;
mod sequence;
mod signed_bytes;

pub use results::Results;
pub use row::{EncodedRows, EvidenceKey, Row, encode_rows};
pub use select::{Filter, Sort, SortBy};
pub use sequence::NumberRange;
pub use signed_bytes::{Form, InspectError, embedded_key, inspect};
