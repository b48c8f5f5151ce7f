//! What is looked at: everything is a result, or is covered by a hash.
//!
//! One walk over a whole value. Every object with the marks of a record is a result of its own,
//! wherever it stands and whatever the members around it are called: in a list, in a wrapper, in a
//! request body, in another record, in a text. The one exception is a part of a record whose hash was
//! recomputed from it: that part is the record's content. What stands beside records without being
//! one is counted as left over; what stands where records stand, and holds none, is told of.
//!
//! Private keys are found in the same walk, in covered parts too, and nothing of them is repeated.

mod cut;
mod found;
mod hashed;
mod paging;
mod pointer;
mod results;
mod sequence;
mod shape;
mod walk;

pub use cut::{Pieces, in_pieces};
pub use found::{Coverage, Covered, LeftOver};
pub use paging::{Page, PagePosition, Total, VIEWER_ROWS};
pub use pointer::at;
pub use sequence::{Positions, Remainder, Sequence, Unrecognised};
pub use shape::Part;
pub use walk::{cover, cover_report, cover_text};
