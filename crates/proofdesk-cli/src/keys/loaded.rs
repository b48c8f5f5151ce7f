//! The key ring in a file, or what the file is instead.

use std::path::Path;

use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::keys::{FileError, FileFault, KeyRing, KeyRingError};
use proofdesk_engine::platform::display_path;

use crate::failure::Failure;
use crate::input;
use crate::terminal::say;

/// So much of a file that is no ring is looked at. In bytes.
const LOOKED_AT: usize = 16 << 20;

/// The key ring in a file. That others can write to it is said, whatever then comes of it.
pub(crate) fn load_ring(path: &Path) -> Result<KeyRing, Failure> {
    let ring = KeyRing::load(path)
        .map_err(|error| of_other(path, &error).unwrap_or_else(|| Failure::from(error)))?;
    if ring.others_can_write() {
        say(format!(
            "warning: others can write to the key ring {}, and so decide what is verified; let only \
             yourself write to it",
            display_path(path)
        ));
    }
    Ok(ring)
}

/// What is said of a file that is something else than a ring; people take one key for it.
pub(super) fn of_other(file: &Path, error: &KeyRingError) -> Option<Failure> {
    let bytes = match error {
        KeyRingError::File(FileError { fault: FileFault::Form(_), .. }) => {
            input::read(file, LOOKED_AT).ok()?
        }
        _ => return None,
    };
    let shown = display_path(file);
    if parse_key(&bytes).is_ok() {
        return Some(Failure::new(format!(
            "{shown}: this is a key, not a key ring: use `proofdesk keys add LABEL @{shown}`, or --pin \
             LABEL=@{shown} for one run"
        )));
    }
    let kind = FileKind::of(&bytes)?;
    let is_damaged = matches!(kind, FileKind::KeyRing | FileKind::Empty | FileKind::Format(_));
    (!is_damaged).then(|| Failure::new(format!("{shown}: {}", kind.instead_of("a key ring"))))
}
