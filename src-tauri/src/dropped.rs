//! Drops on Linux, as the file manager wrote them.
//!
//! The web view's library reads dropped names as UTF-8, which loses those that are not, and lets a drop pass that
//! comes in another order of events than it expects. So the same events are listened to here as well: they give the
//! names as they are, and the drops that were let pass.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use percent_encoding::percent_decode_str;
use proofdesk_engine::platform::name_from_bytes;

/// What hangs over the window, or was dropped last.
#[derive(Debug, Default)]
pub(crate) struct Dropped(Mutex<Vec<PathBuf>>);

impl Dropped {
    /// The paths of a drop, with the names that were lost on their way here.
    pub(crate) fn exact(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let as_given = |path: &PathBuf| PathBuf::from(path.to_string_lossy().into_owned());
        match last.iter().map(as_given).eq(paths.iter().cloned()) {
            true => last.clone(),
            false => paths.to_vec(),
        }
    }

    /// Takes note of what a file manager offers: addresses of files, or others.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "other systems lose no names"))]
    fn note<'a>(&self, addresses: impl Iterator<Item = &'a str>) {
        let paths = addresses.filter_map(path_of).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = paths;
    }

    #[cfg(target_os = "linux")]
    fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The path in the address of a file; any other address. Both are decoded.
fn path_of(address: &str) -> Option<PathBuf> {
    let path = address.strip_prefix("file://").unwrap_or(address);
    let name = name_from_bytes(percent_decode_str(path).collect())?;
    Some(Path::new(&name).to_owned())
}

/// Listens to the drops on a window. Those that were let pass go to `accept`.
#[cfg(target_os = "linux")]
pub(crate) fn listen(
    window: &tauri::WebviewWindow,
    accept: fn(&tauri::AppHandle, Vec<PathBuf>),
) -> tauri::Result<()> {
    use gtk::prelude::WidgetExt;
    use tauri::Manager;

    let (noting, taking) = (window.app_handle().clone(), window.app_handle().clone());
    window.with_webview(move |webview| {
        let widget = webview.inner();
        // One drag offers the same in several forms, of which one has addresses.
        widget.connect_drag_data_received(move |_, _, _, _, data, _, _| {
            let addresses = data.uris();
            if !addresses.is_empty() {
                noting.state::<Dropped>().note(addresses.iter().map(gtk::glib::GString::as_str));
            }
        });
        // Asked only if the web view's library let it pass.
        widget.connect_drag_drop(move |_, drag, _, _, time| {
            let paths = taking.state::<Dropped>().take();
            let offers =
                |name: &str| drag.list_targets().iter().any(|target| target.name() == name);
            if paths.is_empty() || !offers("text/uri-list") {
                return false;
            }
            drag.drop_finish(true, time);
            accept(&taking, paths);
            true
        });
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn given(address: &str) -> PathBuf {
        path_of(address).unwrap().to_string_lossy().into_owned().into()
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf_8_come_back() {
        use std::os::unix::ffi::OsStrExt;
        let dropped = Dropped::default();
        let addresses = ["file:///in/caf%E9", "file:///in/a%20b%25", "https://app.example/proof"];
        dropped.note(addresses.into_iter());
        let exact = dropped.exact(&addresses.map(given));
        assert_eq!(exact[0].as_os_str().as_bytes(), b"/in/caf\xe9");
        assert_eq!(exact[1..], [PathBuf::from("/in/a b%"), "https://app.example/proof".into()]);
    }

    #[test]
    fn of_another_drop_nothing_is_taken() {
        let dropped = Dropped::default();
        dropped.note(["file:///in/caf%E9"].into_iter());
        for other in [&[][..], &["/in/b".into()], &["/in/b".into(), "/in/c".into()]] {
            assert_eq!(dropped.exact(other), other);
        }
    }
}
