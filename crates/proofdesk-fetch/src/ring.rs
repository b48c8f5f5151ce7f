//! The key ring, which is only read: for what it says of a key that was fetched.

use std::path::{Path, PathBuf};

use proofdesk_engine::keys::{self, KeyRing};
use proofdesk_engine::platform::display_path;

use crate::cli::{KEYRING, named};

/// The ring that is given, or named in the environment, or the user's own. One that is named and not there
/// is a mistake: nothing would be compared with the keys that the user meant.
pub(crate) fn load(given: Option<&Path>) -> Result<KeyRing, String> {
    let path = match given.map(Path::to_owned).or_else(|| named(KEYRING).map(PathBuf::from)) {
        Some(path) if !path.exists() => {
            let named = if given.is_some() { "--keyring" } else { KEYRING };
            return Err(format!(
                "{named} {}: there is no key ring of this name",
                display_path(&path)
            ));
        }
        Some(path) => path,
        None => keys::default_path().map_err(|e| e.to_string())?,
    };
    KeyRing::load(&path).map_err(|e| e.to_string())
}
