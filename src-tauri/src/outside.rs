//! What a run shows outside of the page: in the window's title, on the taskbar where the desktop has
//! that, and as a wish for attention when a long one is over.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use tauri::WebviewWindow;
use tauri::window::{ProgressBarState, ProgressBarStatus};

use crate::messages::Progress;

/// The window's title.
const TITLE: &str = "Proofdesk";
/// A run that takes less is seen to its end.
const LONG: Duration = Duration::from_secs(30);
/// In a run that takes less than this, a title that changes only flickers.
const PATIENCE_MS: u64 = 1000;

/// The window as the desktop shows it.
pub(crate) struct Outside {
    window: WebviewWindow,
    /// How much the title says, in percent.
    shown: Mutex<Option<u64>>,
}

impl Outside {
    pub(crate) fn new(window: WebviewWindow) -> Self {
        Self { window, shown: Mutex::new(None) }
    }

    /// Shows how far a run is.
    pub(crate) fn show(&self, progress: &Progress) {
        if progress.elapsed_ms < PATIENCE_MS || progress.bytes_total == 0 {
            return;
        }
        // Not all of it is known from the beginning, and what is not over is not shown as if it were.
        self.set(Some((progress.bytes_done * 100 / progress.bytes_total).min(99)));
    }

    /// Shows that no run goes on.
    pub(crate) fn rest(&self) {
        self.set(None);
    }

    /// Shows that a run is over, and asks for attention if it took long and nobody is looking.
    pub(crate) fn finish(&self, elapsed: Duration) {
        self.rest();
        if elapsed >= LONG && !self.window.is_focused().unwrap_or(true) {
            // Where the desktop has no such sign, there is none.
            let wish = Some(tauri::UserAttentionType::Informational);
            let _ = self.window.request_user_attention(wish);
        }
    }

    fn set(&self, percent: Option<u64>) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown == percent {
            return;
        }
        *shown = percent;
        let title = match percent {
            Some(percent) => format!("{percent} % checked – {TITLE}"),
            None => TITLE.to_owned(),
        };
        let status = match percent {
            Some(_) => ProgressBarStatus::Normal,
            None => ProgressBarStatus::None,
        };
        // Both are for the eye only: where the desktop refuses them, nothing is lost.
        let _ = self.window.set_title(&title);
        let _ = self
            .window
            .set_progress_bar(ProgressBarState { status: Some(status), progress: percent });
    }
}
