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
use files::{Listing, folder_of, path_of, split};
pub(crate) use taken::{Bags, Checked, FileSet};

/// Checks every bag, and tells of signed lists of files that lie in none.
pub(crate) fn check_bags(bags: &Bags, set: &FileSet<'_>) -> Vec<Checked> {
    let called = |wanted: TagFile| -> Vec<FileNumber> {
        let is_it = |file: &FileNumber| {
            TagFile::named(split(&path_of(*file, set)).1).as_ref() == Some(&wanted)
        };
        bags.files().filter(is_it).collect()
    };
    let declarations = called(TagFile::Declaration);
    let folder = |file: &FileNumber| folder_of(*file, set);
    let mut stray = called(TagFile::Envelope);
    stray.retain(|list| !declarations.iter().any(|declared| folder(declared) == folder(list)));
    let stray = stray.into_iter().filter_map(|list| checked::without_bag(list, bags, set));
    if declarations.is_empty() {
        return stray.collect();
    }
    let listing = Listing::of(set);
    let check = |file: &FileNumber| checked::check(*file, bags, set, &listing);
    declarations.iter().map(check).chain(stray).collect()
}
