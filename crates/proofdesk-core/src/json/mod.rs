//! A strict JSON reader that keeps what a verifier needs and other readers throw away.
//!
//! `serde_json` is used for everything that Proofdesk writes. What Proofdesk *judges* is read by
//! this module instead, for four reasons:
//!
//! * a duplicate key is an error here; elsewhere the last one silently wins, so that what was
//!   signed and what a person reads can differ;
//! * every value knows where it stands in the text, for error positions and for forms that
//!   preserve key order, number spelling and escapes;
//! * strings with an unpaired surrogate escape can be reported instead of refused wholesale;
//! * Cargo unifies features: `preserve_order`, `arbitrary_precision` or `float_roundtrip`,
//!   switched on by any dependency, would change `serde_json::Value` and with it the canonical
//!   bytes. This module depends on none of them.
//!
//! The grammar is RFC 8259, nothing more: no comments, no trailing commas, no `NaN`.
//!
//! ```
//! use proofdesk_core::json;
//! let node = json::parse(br#"{"seq": 9007199254740993}"#).unwrap();
//! let seq = node.as_object().unwrap().get("seq").unwrap();
//! assert_eq!(seq.as_i64(), Some(9007199254740993));
//!
//! let error = json::parse(b"{\n \"a\": 1,\n \"a\": 2}").unwrap_err();
//! assert_eq!((error.line, error.column), (3, 2));
//! ```

pub mod canonical;
mod error;
mod node;
mod number;
mod parser;
mod text;

pub use error::{JsonError, JsonErrorKind, MAX_DEPTH, MAX_VALUES};
pub(crate) use node::pointer_token;
pub use node::{Member, Node, Object, Value};
pub use number::Number;
pub use parser::{Elements, Values, elements, parse, values, values_of};
pub use text::{Characters, Text};
