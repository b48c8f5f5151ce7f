//! The report, in the forms that programs read. The command line and the desktop application
//! write the same bytes for the same evidence and pins.

mod encode;
mod header;
mod json;
mod place;

pub use crate::clock::{Clock, Started, time_of};
pub use crate::input::SCHEMA;
pub(crate) use encode::Extent;
pub use encode::{Encoded, encode};
pub use header::{Header, PinnedKey, RULES_VERSION, VerdictOptions};
pub(crate) use json::write_json;
pub use json::{JSON_SCHEMA, JsonReport, finish_ndjson};
pub use place::{KeyFiles, PlaceError, Replaced, require_apart};
