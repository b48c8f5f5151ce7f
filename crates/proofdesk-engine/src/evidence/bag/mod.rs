//! Bags (BagIt 1.0, RFC 8493, and the versions before): files with manifests of their hashes, each checked
//! as a whole.
//!
//! A bag is signed by nobody. What its manifests show is that the files are those that were put in, as long
//! as nobody changed the manifests too; so a bag that fits is for information, and one that does not is a
//! mismatch. The hashes are those of the one reading of each file.

mod checked;
mod declaration;
mod files;
mod manifest;
mod problems;
mod taken;

use crate::input::TagFile;
use crate::order::FileNumber;
use files::{Listing, split};
pub(crate) use taken::{Bags, Checked, FileSet};

/// Checks every bag.
pub(crate) fn check_bags(bags: &Bags, set: &FileSet<'_>) -> Vec<Checked> {
    let is_declaration = |file: &FileNumber| {
        let name = set.places.own_name(*file);
        TagFile::named(split(&name).1) == Some(TagFile::Declaration)
    };
    let declarations: Vec<FileNumber> = bags.files().filter(is_declaration).collect();
    if declarations.is_empty() {
        return Vec::new();
    }
    let listing = Listing::of(set);
    declarations.into_iter().map(|file| checked::check(file, bags, set, &listing)).collect()
}
