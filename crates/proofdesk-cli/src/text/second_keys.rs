//! Domains for which more than one key was seen. It stands beside the results, and decides none.

use std::io;

use proofdesk_engine::keys::{SECOND_KEY_MEANS, SecondKey};

use crate::page::{Ink, Page};

/// Writes them, if there are some.
pub(super) fn second_keys(page: &mut Page<'_>, all: &[SecondKey]) -> io::Result<()> {
    for second in all {
        page.inked(0, Ink::Bold, second.sentence())?;
        for key in &second.keys {
            page.rows(2, &key.fingerprint)?;
            page.inked(4, Ink::Faint, key.seen())?;
        }
    }
    match all.is_empty() {
        true => Ok(()),
        false => page.text(0, SECOND_KEY_MEANS),
    }
}
