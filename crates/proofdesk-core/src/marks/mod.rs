//! By what things are told, wherever they stand: records by the names of their members, tables by
//! their columns, JSON and base64 inside texts, and private keys in values.

mod embedded;
mod escaped;
mod look;
mod markup;
mod ordinary;
mod packed;
mod record;
pub(crate) mod secret;
mod sql;
mod stretch;
mod table;
mod uuencoded;

pub use embedded::may_hold_record;
pub(crate) use embedded::{encodes_record, is_plain, open};
pub(crate) use packed::compressed;
pub use packed::compressed_in;
pub use record::names_record;
pub(crate) use record::{are_names_in_other_spelling, kinds_marked, mark};
pub use secret::hidden;
pub(crate) use sql::is_rows;
pub use table::is_table;
pub(crate) use table::{Table, table};
pub(crate) use uuencoded::is_beginning as begins_uuencoded;
