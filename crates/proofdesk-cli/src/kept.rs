//! The files in which keys are kept: why one is of no use.

use std::io::ErrorKind;

use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::core::format::Format;
use proofdesk_engine::keys::{FileError, FileFault, KeyRingError};
use proofdesk_engine::platform::display_path;

use crate::failure::Failure;
use crate::input;

/// Why a file in which keys are kept is of no use: what it is instead, or what is wrong with it and what to do.
pub(crate) fn of_keys(error: &FileError, wanted: &str, own: &FileKind, repair: &str) -> Failure {
    let path = error.path();
    let remedy = match &error.fault {
        FileFault::Form(_) => {
            let kind = input::kind_of(path).filter(|kind| kind != own && !may_be_damaged(kind));
            match kind {
                Some(FileKind::PublicKey | FileKind::KeyOrHash) if *own == FileKind::KeyRing => {
                    let shown = display_path(path);
                    return Failure::new(format!(
                        "{shown}: this is a key, not a key ring: use `proofdesk keys add LABEL @{shown}`, or \
                         --pin LABEL=@{shown} for one run"
                    ));
                }
                Some(kind) => {
                    return Failure::new(format!(
                        "{}: {}",
                        display_path(path),
                        kind.instead_of(wanted)
                    ));
                }
                None => repair,
            }
        }
        // It is a folder, a pipe or the like.
        FileFault::Io(error) if error.get_ref().is_some() => "; name the file itself",
        FileFault::Io(error) if error.kind() == ErrorKind::PermissionDenied => {
            "; get permission for it and for its folder, or name another file"
        }
        _ => "",
    };
    Failure::new(format!("{error}{remedy}"))
}

/// Whether a file that is what was asked for, but damaged, can look so.
pub(crate) fn may_be_damaged(kind: &FileKind) -> bool {
    match kind {
        FileKind::Format(format) => !matches!(format, Format::Packed(_)),
        kind => *kind == FileKind::Empty,
    }
}

impl From<KeyRingError> for Failure {
    fn from(error: KeyRingError) -> Self {
        let remedy = match error {
            KeyRingError::File(error) => {
                let repair = "; repair the file, or name another with --keyring";
                return of_keys(&error, "a key ring", &FileKind::KeyRing, repair);
            }
            KeyRingError::AlreadyPinned { .. } => "; nothing was changed",
            KeyRingError::Unknown { .. } => "; `proofdesk keys list` shows what there is",
            KeyRingError::NoHome => "; name a key ring with --keyring",
            _ => "",
        };
        Self::Words(format!("{error}{remedy}"))
    }
}
