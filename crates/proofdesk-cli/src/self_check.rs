//! `proofdesk self-check`: checks with known answers, run by the very program that verifies.

use proofdesk_engine::self_check;

use crate::failure::Status;
use crate::terminal;

/// Runs the command.
pub(crate) fn run() -> Status {
    let outcome = self_check();
    let mut page = terminal::page(terminal::plain());
    for check in &outcome.checks {
        page.outcome(if check.passed { "passed" } else { "FAILED" }, check.name)?;
    }
    page.text(0, outcome.sentence)?;
    Ok(u8::from(!outcome.passed))
}
