//! Evidence that reaches the window from outside: dropped on it, named when the program was
//! started, or handed over by a second start.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tauri::{AppHandle, DragDropEvent, Manager};

use crate::desk::Desk;
use crate::fault::{Fault, FaultCode};
use crate::messages::AppEvent;

const HELP: &str = "\
Usage: proofdesk-desktop [FILE OR FOLDER]...

Opens the window with this evidence. If it is open already, adds to what it shows.
The command line of the same program is `proofdesk`.";

/// The answer to `--help` and `--version`, which open no window.
pub(crate) fn answer_at_once(mut args: impl Iterator<Item = OsString>) -> Option<String> {
    let first = args.next()?;
    match first.to_str()? {
        "--help" | "-h" => Some(HELP.to_owned()),
        "--version" | "-V" => Some(format!("proofdesk-desktop {}", env!("CARGO_PKG_VERSION"))),
        _ => None,
    }
}

/// What a second start of the program was given.
pub(crate) fn second_start(app: &AppHandle, args: Vec<String>, folder: &OsStr) {
    let folder = Path::new(folder);
    let paths = args.iter().skip(1).map(|arg| folder.join(arg)).collect();
    take(app, paths);
    if let Some(window) = app.get_webview_window("main") {
        // What a window manager refuses, the user does by hand.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// What happens to files that are dragged over the window.
pub(crate) fn dragged(app: &AppHandle, event: &DragDropEvent) {
    let desk = app.state::<Arc<Desk>>();
    match event {
        DragDropEvent::Enter { paths, .. } => {
            desk.tell(AppEvent::Hover { count: Some(paths.len()) });
        }
        DragDropEvent::Leave => desk.tell(AppEvent::Hover { count: None }),
        DragDropEvent::Drop { paths, .. } => {
            desk.tell(AppEvent::Hover { count: None });
            take(app, paths.clone());
        }
        _ => {}
    }
}

/// Adds evidence on a thread of its own: to describe a thousand paths takes time.
fn take(app: &AppHandle, paths: Vec<PathBuf>) {
    let desk = app.state::<Arc<Desk>>().inner().clone();
    if paths.is_empty() {
        return;
    }
    std::thread::spawn(move || {
        let (lost, paths): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| is_lossy(path));
        if let Some(path) = lost.first() {
            desk.tell(AppEvent::Notice { fault: not_utf8(path, lost.len()) });
        }
        if !paths.is_empty() {
            desk.add(paths);
        }
    });
}

/// Whether a name on the way here lost what was no UTF-8 in it.
fn is_lossy(path: &Path) -> bool {
    path.to_string_lossy().contains(char::REPLACEMENT_CHARACTER) && !path.exists()
}

fn not_utf8(path: &Path, count: usize) -> Fault {
    let name = proofdesk_engine::platform::display_path(path);
    let more = match count {
        1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    Fault::new(
        FaultCode::File,
        format!("{name}{more} was not added: its name is not UTF-8, which a drop cannot carry."),
    )
    .remedy("Use Add files, or drop the folder that it is in.")
}
