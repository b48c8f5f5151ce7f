//! A bag is made of what was verified, or not at all.

use std::fs;
use std::io;

use proofdesk_engine::Input;
use proofdesk_engine::pack::{Bag, PackError};
use proofdesk_engine::progress::Control;

use crate::support::{Run, pasted, started};

fn packed(run: &Run) -> Result<Vec<u8>, PackError> {
    let mut out = Vec::new();
    let mut bag = Bag::begin("bag", started(), &mut out)?;
    bag.add_evidence(&run.summary, &[], &Control::new())?;
    bag.finish(&|_| None)?;
    Ok(out)
}

#[test]
fn what_changed_after_it_was_verified_is_not_packed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "as it was").unwrap();
    let run = Run::over([Input::Path(folder.path().to_owned())]);
    assert!(packed(&run).is_ok());
    fs::write(&path, "as it is!").unwrap();
    assert!(matches!(packed(&run), Err(PackError::Changed { path }) if path.ends_with("a.txt")));
    fs::remove_file(&path).unwrap();
    assert!(matches!(packed(&run), Err(PackError::Changed { .. })));
}

#[test]
fn what_is_no_file_is_not_packed() {
    let run = Run::over([pasted("text", "{}")]);
    assert!(matches!(packed(&run), Err(PackError::NoFile)));
}

/// An output that takes no more leaves an error, and nobody takes the rest for a bag.
#[test]
fn a_full_disk_is_told() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let begun = Bag::begin("bag", started(), Full);
    assert!(begun.is_err_and(|error| error.kind() == io::ErrorKind::StorageFull));
}
