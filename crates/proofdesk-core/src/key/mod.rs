//! Ed25519 public keys, and the many forms in which a user may hold one.
//!
//! [`PublicKey`] is a key that signatures can be checked against. [`parse_key`] reads what a user
//! pins: the text or the file in which an organisation published its key. Each form is recognised
//! by its own marks, never by a file name, and a private key is refused without being repeated.
//!
//! ```
//! use proofdesk_core::key::{KeyForm, parse_key};
//!
//! let hex = parse_key(b"03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")?;
//! let ssh = parse_key(
//!     b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 seal\n",
//! )?;
//! assert_eq!(hex.key, ssh.key);
//! assert_eq!(ssh.form, KeyForm::OpenSsh);
//! assert_eq!(ssh.comment.as_deref(), Some("seal"));
//! # Ok::<(), proofdesk_core::key::KeyError>(())
//! ```

mod error;
mod expected;
mod form;
mod parse;
mod public;
mod table;

pub use error::{FORMS as KEY_FORMS, KeyError};
pub use expected::verify_with_tables;
pub(crate) use expected::{Expected, Together};
pub use form::KeyForm;
pub use parse::{MAX_KEY_INPUT, ParsedKey, parse_given_key, parse_key};
pub use public::PublicKey;
pub(crate) use table::{Table, Tables};
