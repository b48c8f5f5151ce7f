//! Request bodies, checked against the documented rules before they are sent.
//!
//! Every rule is reported, kept or broken, with the code that the API documents for it. Where no
//! limit is published, that is said, and nothing is judged.
//!
//! ```
//! use proofdesk_core::request::{check, RuleOutcome};
//!
//! let report = check(br#"{"label": ""}"#, None).unwrap();
//! let broken: Vec<_> = report.broken().map(|rule| (rule.code.code(), &*rule.field)).collect();
//! assert_eq!(broken, [("invalid_label", "/label")]);
//! ```

mod attestation;
mod body;
mod check;
mod kind;
mod rule;
mod rules;

pub use check::{MAX_BODY, NotChecked, RequestReport, check};
pub use kind::RequestKind;
pub use rule::{Rule, RuleOutcome, RuleSource};
pub(crate) use rules::check as check_rules;
