//! Files that hold other files: what is in them is read in place, one member after another.
//!
//! Each format is a file of its own and does the same: it gives its [`Member`]s in their order to a
//! [`Visit`](member::Visit), and then says in [`Told`] what is to be said of the container itself. Nothing
//! that a container says of itself is believed: sizes, names and places are compared with the bytes.

mod decoding;
mod gzip;
mod mail;
mod member;
mod mime;
mod mime_name;
mod outlook;
mod packing;
mod passing;
mod tar;
mod tar_header;
mod transfer;
mod zip;
mod zip_directory;
mod zstd;

pub(crate) use member::{Data, Is, Member, Name, Told, limited};
pub(crate) use packing::{Packing, each_member};
