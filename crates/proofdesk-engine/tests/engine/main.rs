//! The engine as its callers meet it.

// A test may stop at the first surprise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod files;
mod inspect;
mod keyring;
mod mails;
mod packs;
mod results;
mod schema;
mod support;
