//! What Ctrl-C does: the first stops a run in good order; anything else ends at once.

use std::sync::{Arc, Once, OnceLock};

use proofdesk_engine::progress::Control;

use crate::failure::CANCELLED;
use crate::terminal;

/// The run that the first Ctrl-C stops.
static RUN: OnceLock<Arc<Control>> = OnceLock::new();

/// The control of a run, which the first Ctrl-C stops in good order. Other commands end at once, as
/// programs do, and so does this one while it waits for anything else than the run.
pub(crate) fn cancelled_by_ctrl_c() -> Arc<Control> {
    let control = RUN.get_or_init(|| Arc::new(Control::new())).clone();
    handle();
    control
}

/// From now on, Ctrl-C leaves the terminal as it was.
pub(crate) fn handle() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Err(e) = ctrlc::set_handler(stop) {
            terminal::say(format!("Ctrl-C cannot be handled: {e}"));
        }
    });
}

fn stop() {
    match RUN.get() {
        Some(control) if !control.is_cancelled() => control.cancel(),
        // The second one ends at once, should the first be waiting for a slow disk.
        _ => {
            terminal::show_what_is_written();
            std::process::exit(i32::from(CANCELLED));
        }
    }
}
