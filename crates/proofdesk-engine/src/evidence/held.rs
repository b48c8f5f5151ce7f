//! Records that wait for what they name.

use proofdesk_core::record::Draft;
use proofdesk_core::verdict::Source;

use crate::order::Order;
use crate::progress::Control;

/// Files and records that are listed as matched with one of the others. Of more, the verdict is
/// still right, but they are not named: many copies of one thing would name each other.
pub(super) const MATCHES: usize = 100;

/// A record that waits for what it names.
#[derive(Debug)]
pub(super) struct Held {
    pub order: Order,
    pub draft: Box<Draft>,
    /// A result whatever the file is.
    pub signed: bool,
    /// The request body that it stands in.
    pub body: Option<Order>,
}

/// `None` when the run is to stop.
pub(super) fn go_on(control: &Control) -> Option<()> {
    (!control.is_cancelled()).then_some(())
}

/// Lists a match, if there is room.
pub(super) fn list(matched: &mut Vec<Source>, source: &Source) {
    if matched.len() < MATCHES {
        matched.push(source.clone());
    }
}
