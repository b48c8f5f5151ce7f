//! The key ring, which is only read: for what it says of a key that was fetched.

use std::path::{Path, PathBuf};

use proofdesk_engine::keys::{self, KeyRing};

/// The ring that is given, or named in the environment, or the user's own.
pub(crate) fn load(given: Option<&Path>) -> Result<KeyRing, String> {
    let named = std::env::var_os("PROOFDESK_KEYRING").filter(|value| !value.is_empty());
    let path = match given.map(Path::to_owned).or_else(|| named.map(PathBuf::from)) {
        Some(path) => path,
        None => keys::default_path().map_err(|e| e.to_string())?,
    };
    KeyRing::load(&path).map_err(|e| e.to_string())
}
