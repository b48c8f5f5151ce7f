//! The key ring in a file.

use std::path::Path;

use proofdesk_engine::keys::KeyRing;
use proofdesk_engine::platform::display_path;

use crate::failure::Failure;
use crate::terminal::say;

/// The key ring in a file. That others can write to it is said, whatever then comes of it.
pub(crate) fn load_ring(path: &Path) -> Result<KeyRing, Failure> {
    let ring = KeyRing::load(path)?;
    if ring.others_can_write() {
        say(format!(
            "warning: others can write to the key ring {}, and so decide what is verified; let only \
             yourself write to it",
            display_path(path)
        ));
    }
    Ok(ring)
}
