//! The results of one run, to be looked through, and the bytes behind one of them.

mod changes;
mod files;
mod natural;
mod results;
mod row;
mod seek;
mod select;
mod sequence;
mod signed_bytes;
mod span;

pub use changes::{Change, Changes, changes};
pub use files::{FileDetail, Group};
pub use results::Results;
pub use row::{EncodedRows, EvidenceKey, FilePart, Provisional, Row, encode_rows};
pub use seek::Choices;
pub use select::{Filter, Selection, Sort, SortBy};
pub use sequence::NumberRange;
pub use signed_bytes::{Form, InspectError, embedded_key, inspect};
pub use span::READING_ORDER;
