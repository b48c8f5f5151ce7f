//! The key ring in a file, or what the file is instead.

use std::path::Path;

use proofdesk_engine::core::key::{MAX_KEY_INPUT, parse_key};
use proofdesk_engine::keys::{KeyRing, KeyRingError};
use proofdesk_engine::platform::display_path;

use crate::failure::Failure;
use crate::input;
use crate::terminal::say;

/// The key ring in a file. That others can write to it is said, whatever then comes of it.
pub(crate) fn load_ring(path: &Path) -> Result<KeyRing, Failure> {
    let ring = KeyRing::load(path)
        .map_err(|error| of_key(path, &error).unwrap_or_else(|| Failure::from(error)))?;
    if ring.others_can_write() {
        say(format!(
            "warning: others can write to the key ring {}, and so decide what is verified; let only \
             yourself write to it",
            display_path(path)
        ));
    }
    Ok(ring)
}

/// What is said of a file that is one key; people take it for a ring.
pub(super) fn of_key(file: &Path, error: &KeyRingError) -> Option<Failure> {
    let is_key = matches!(error, KeyRingError::Form { .. })
        && input::read(file, MAX_KEY_INPUT).is_ok_and(|bytes| parse_key(&bytes).is_ok());
    let file = display_path(file);
    is_key.then(|| {
        Failure::new(format!(
            "{file}: this is a key, not a key ring: use `proofdesk keys add LABEL @{file}`, or --pin \
             LABEL=@{file} for one run"
        ))
    })
}
