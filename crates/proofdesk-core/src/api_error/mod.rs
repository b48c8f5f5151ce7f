//! The API's documented errors: what each means, whose move it is, and what to do.
//!
//! One data file, `errors.json`, holds everything that is known of every documented code
//! ([`Catalogue`]). [`explain`] takes what somebody has at hand (a code, a status, an error body, or
//! a response that was saved with `curl -i`) and says what happened.
//!
//! The message of an error is for people: it is shown, never interpreted. Nothing here reads a
//! clock: when to retry is computed from the response alone.
//!
//! ```
//! use proofdesk_core::api_error;
//!
//! let saved = b"HTTP/1.1 429 Too Many Requests\r\nDate: Mon, 02 Mar 2026 10:00:00 GMT\r\n\
//!     Retry-After: 2\r\n\r\n{\"error\":\"rate_limited\",\"message\":\"slow down\"}";
//! let explained = api_error::explain(saved).unwrap();
//! assert_eq!(explained.code.as_deref(), Some("rate_limited"));
//! assert_eq!(explained.retry.retry_at.as_deref(), Some("2026-03-02T10:00:02Z"));
//! ```

mod body;
mod capture;
mod catalogue;
mod explain;
mod explanation;
mod http_date;
mod nearest;
mod retry;

pub use body::{Fault, Shown};
pub use capture::{Captured, captured};
pub use catalogue::{
    Catalogue, Category, Entry, ExtraField, Party, Provenance, RateLimitHeader, Retry, Status,
    StatusClass, ValueKind,
};
pub use explain::{captured_body, explain, explain_body, explain_code};
pub use explanation::{Basis, Explanation, Given, MAX_INPUT, NotExplained};
pub use http_date::parse_http_date;
pub use retry::RetryPlan;
