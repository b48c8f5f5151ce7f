//! Constructs on which JSON implementations disagree, and the forms that they give them.
//!
//! The hash of a compliance event's payload was made by the issuer's service from what the
//! issuer's program sent. Where the payload holds one of these constructs, a difference from our
//! form does not show a change. Naming the implementation whose form does match helps a person
//! to find out what happened; it is never a pass.

mod construct;
mod dialect;
mod doubles;
mod empties;
mod resaved;
mod texts;
mod types;

pub(crate) use construct::{explain, find};
pub(crate) use empties::all_empty_objects;
pub(crate) use resaved::{Resaved, Search, resaved};
pub(crate) use texts::{Changed, lacks_structure, replaces_structure};
pub(crate) use types::{signs, with_types};
