//! Texts, whatever they say: how values are encoded in them, what must not be shown of them, and how
//! they are shown.

mod capital;
mod character;
mod counted;
pub mod encoding;
mod entity;
mod legible;
mod misread;
pub(crate) mod private;
mod shortened;
pub mod time;
mod unicode;
mod visible;

pub use capital::capital;
pub(crate) use character::is_deceptive;
pub(crate) use character::mark;
pub use character::mark_len;
pub use counted::{counted, counted_in_groups, grouped};
pub(crate) use entity::{entity, without_entities};
pub use legible::{Legible, as_ascii};
pub(crate) use misread::{ReadAs, misread};
pub use private::{MASK, is_private_key};
pub use shortened::{quoted, quoted_id, shortened};
pub(crate) use unicode::BYTE_ORDER_MARK;
pub use unicode::{TextEncoding, UTF8_MARK, without_mark};
pub use visible::{Visible, visible, visible_json, visible_name};
