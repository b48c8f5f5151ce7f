//! What Proofdesk says: findings, verdicts, axes and checks.
//!
//! A [`Finding`] is made of checks, and everything else about it follows from them: each check
//! feeds one axis, and the verdict is read off the checks by the rules of
//! [`Finding::conclude`]. Nothing that a record says about its own validity is ever a check.

mod alike;
mod axes;
mod check;
mod finding;
mod kind;
mod reason;
mod role;
mod source;
mod whole;
mod wording;

pub use alike::{Alike, Stretch};
pub use axes::{Axes, Axis};
pub use check::{Check, CheckName, Outcome, Value, ValueSource};
pub use finding::Finding;
pub(crate) use finding::fit;
pub use kind::{Kind, RecordKind, Verdict};
pub use reason::Reason;
pub use role::Role;
pub use source::{Field, FieldStatus, KeySource, Member, Signer, Source, file_name};
pub use whole::WholeCheck;
pub use wording::{foremost_reason, provisional_headline, provisionally, signed_with};
