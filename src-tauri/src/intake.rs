//! Evidence that reaches the window from outside: dropped on it, named when the program was
//! started, or handed over by a second start.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tauri::{AppHandle, DragDropEvent, Manager};

use crate::fault::{Fault, FaultCode};
use crate::messages::AppEvent;
use crate::session::Session;

const HELP: &str = "\
Usage: proofdesk-desktop [FILE OR FOLDER]...

Opens the window with this evidence. If it is open already, adds to what it shows.
The command line of the same program is `proofdesk`.";

/// The answer to `--help` and `--version`, which open no window.
pub(crate) fn help_or_version(mut args: impl Iterator<Item = OsString>) -> Option<String> {
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
    let session = app.state::<Arc<Session>>();
    match event {
        DragDropEvent::Enter { paths, .. } => {
            session.send(AppEvent::Hover { count: Some(paths.len()) });
        }
        DragDropEvent::Leave => session.send(AppEvent::Hover { count: None }),
        DragDropEvent::Drop { paths, .. } => {
            session.send(AppEvent::Hover { count: None });
            take(app, paths.clone());
        }
        _ => {}
    }
}

/// Adds evidence on a thread of its own: to describe a thousand paths takes time.
fn take(app: &AppHandle, paths: Vec<PathBuf>) {
    let session = app.state::<Arc<Session>>().inner().clone();
    if paths.is_empty() {
        return;
    }
    std::thread::spawn(move || {
        let (files, links): (Vec<_>, Vec<_>) = paths.into_iter().partition(|p| p.is_absolute());
        let (lost, paths): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| is_lossy(path));
        for (left_out, fault) in [(links, is_link as fn(&str) -> Fault), (lost, not_utf8)] {
            if let Some(first) = left_out.first() {
                let fault = fault(&and_more(first, left_out.len()));
                session.send(AppEvent::Notice { fault });
            }
        }
        if !paths.is_empty() {
            session.add(paths);
        }
    });
}

/// Whether a name on the way here lost what was no UTF-8 in it.
fn is_lossy(path: &Path) -> bool {
    path.to_string_lossy().contains(char::REPLACEMENT_CHARACTER) && !path.exists()
}

/// The first of those that are not added, and how many more there are.
fn and_more(first: &Path, count: usize) -> String {
    let name = proofdesk_engine::platform::display_path(first);
    match count {
        1 => name,
        n => format!("{name} (and {} more)", n - 1),
    }
}

/// A drop carries addresses, and only those of files become absolute paths.
fn is_link(names: &str) -> Fault {
    Fault::new(
        FaultCode::File,
        format!("{names} was not added: it is a link, and Proofdesk fetches nothing."),
    )
    .remedy("Download the file, and add it. A proof link can be pasted to look its record up here.")
}

fn not_utf8(names: &str) -> Fault {
    Fault::new(
        FaultCode::File,
        format!("{names} was not added: its name is not UTF-8, and was lost on the way here."),
    )
    .remedy("Use Add files, or drop the folder that it is in.")
}
