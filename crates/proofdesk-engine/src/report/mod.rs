//! The report, in the forms that programs read. The command line and the desktop application
//! write the same bytes for the same evidence and pins.

mod against;
mod compare;
mod digest;
mod encode;
mod engagement;
mod exhibits;
mod facts;
mod form;
mod header;
mod json;
mod options;
mod pinned;
mod place;
mod read;
mod recalculated;

pub use crate::clock::{Clock, Started, time_of};
pub use crate::input::SCHEMA;
pub use against::{Against, Change, ChangeKind, Differing};
pub use compare::{Said, Side, compare};
pub use digest::{RULES_VERSION, report_digest};
pub(crate) use encode::Extent;
pub use encode::{Encoded, encode};
pub use engagement::{ENGAGEMENT_TEMPLATE, Engagement, EngagementError, MAX_ENGAGEMENT};
pub use exhibits::Exhibits;
pub use facts::{RunFacts, Tool};
pub use form::{EngagementForm, Exhibit, FieldError};
pub use header::Header;
pub use json::{JSON_SCHEMA, JsonReport, finish_ndjson};
pub(crate) use json::{read_back, read_each, write_json};
pub use options::{NO_SIGNER, REQUIRED_SIGNER, VerdictOptions};
pub use pinned::{PinnedKey, ReviewerKey, what_was_not_compared};
pub use place::{Made, OwnFiles, PlaceError, Replaced, require_apart, require_replaceable};
pub use read::{
    Counts, Head, LeftOverValues, ReadReportError, Reported, ReportedCheck, read_report,
};
pub use recalculated::Recalculated;
