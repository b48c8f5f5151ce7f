//! Evidence that reaches the window from outside: dropped on it, named when the program was
//! started, or handed over by a second start.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::keys::KeyRing;
use proofdesk_engine::lookup::Query;
use proofdesk_engine::platform::display_path;
use tauri::{AppHandle, DragDropEvent, Manager};

use crate::commands::{keys, results};
use crate::dropped::Dropped;
use crate::fault::{Fault, FaultCode};
use crate::messages::AppEvent;
use crate::session::Session;

const USAGE: &str = "Usage: proofdesk-desktop [FILE OR FOLDER]...";
const HELP: &str = "
Opens the window with this evidence. If it is open already, adds to what it shows.
The command line of the same program is `proofdesk`.

Options:
  -h, --help     Print this help
  -V, --version  Print the version";

/// What the arguments of the program ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The window, with this evidence.
    Window(Vec<PathBuf>),
    /// An answer without a window.
    Answer(String),
    /// Something that there is not: what to say.
    Wrong(String),
}

/// Reads the arguments, as the command line reads its own.
pub(crate) fn asked(args: impl Iterator<Item = OsString>) -> Asked {
    let mut paths = Vec::new();
    let mut only_paths = false;
    for arg in args {
        match arg.to_str() {
            Some("") => {
                return wrong(
                    "a value is required for '[FILE OR FOLDER]...' but none was supplied",
                );
            }
            _ if only_paths => paths.push(arg.into()),
            Some("--help" | "-h") => return Asked::Answer(format!("{USAGE}\n{HELP}")),
            Some("--version" | "-V") => {
                return Asked::Answer(format!("proofdesk-desktop {}", env!("CARGO_PKG_VERSION")));
            }
            Some("--") => only_paths = true,
            Some("-") => {
                return wrong(
                    "the window does not read standard input: give it a file, or use \
                     `proofdesk verify -`",
                );
            }
            _ if arg.as_encoded_bytes().starts_with(b"-") => {
                let shown = display_path(Path::new(&arg));
                return wrong(&format!(
                    "unexpected argument '{shown}' found\n\n  tip: to pass '{shown}' as a value, \
                     use '-- {shown}'\n\n{USAGE}"
                ));
            }
            _ => paths.push(arg.into()),
        }
    }
    Asked::Window(paths)
}

fn wrong(what: &str) -> Asked {
    Asked::Wrong(format!("error: {what}\n\nFor more information, try '--help'."))
}

/// What a second start of the program was given. Its arguments were read when it started.
pub(crate) fn second_start(app: &AppHandle, args: Vec<String>, folder: &OsStr) {
    let folder = Path::new(folder);
    if let Asked::Window(paths) = asked(args.into_iter().skip(1).map(OsString::from)) {
        take(app, paths.into_iter().map(|path| folder.join(path)).collect());
    }
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
            take(app, app.state::<Dropped>().exact(paths));
        }
        _ => {}
    }
}

/// Takes what was given, by a drop, a second start or the system, on a thread of its own: to describe a
/// thousand paths takes time.
pub(crate) fn take(app: &AppHandle, paths: Vec<PathBuf>) {
    let session = app.state::<Arc<Session>>().inner().clone();
    if paths.is_empty() {
        return;
    }
    std::thread::spawn(move || {
        let (files, links): (Vec<_>, Vec<_>) = paths.into_iter().partition(|p| p.is_absolute());
        let (lost, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| is_lossy(path));
        // With files beside it, a link was hardly meant to be looked up.
        let alone = files.is_empty();
        let (proofs, links): (Vec<_>, Vec<_>) =
            links.into_iter().partition(|link| alone && is_proof(link));
        for (left_out, fault) in [(links, is_link as fn(&str) -> Fault), (lost, not_utf8)] {
            if let Some(first) = left_out.first() {
                let fault = fault(&and_more(first, left_out.len()));
                session.send(AppEvent::Notice { fault });
            }
        }
        if !files.is_empty() && !take_for_keys(&session, &files) {
            session.add(files);
        } else if let Some(link) = proofs.first() {
            session.send(match results::look_up(&session, &link.to_string_lossy()) {
                Ok(found) => AppEvent::Found { found: Box::new(found) },
                Err(fault) => AppEvent::Notice { fault },
            });
        }
    });
}

/// Offers what a single file holds for pinning, where keys are shown. False if it holds no keys.
fn take_for_keys(session: &Session, files: &[PathBuf]) -> bool {
    let [file] = files else { return false };
    if !session.shows_keys() || !file.is_file() {
        return false;
    }
    let event =
        if let Some(parsed) = keys::key_bytes(file).ok().and_then(|bytes| parse_key(&bytes).ok()) {
            let candidate = keys::candidate(session, parsed, &display_path(file));
            AppEvent::Key { candidate }
        } else {
            match KeyRing::load(file)
                .map_err(Fault::from)
                .and_then(|ring| keys::offer(session, ring, file))
            {
                Ok(preview) => AppEvent::Ring { preview },
                Err(_) => return false,
            }
        };
    session.send(event);
    true
}

/// Whether a link names a record that can be looked up here.
fn is_proof(link: &Path) -> bool {
    link.to_str()
        .is_some_and(|text| Query::parse(text).is_ok_and(|query| query.as_link_or_hash().is_some()))
}

/// Whether a name on the way here lost what was no UTF-8 in it.
fn is_lossy(path: &Path) -> bool {
    path.to_string_lossy().contains(char::REPLACEMENT_CHARACTER) && !path.exists()
}

/// The first of those that are not added, and how many more there are.
fn and_more(first: &Path, count: usize) -> String {
    let name = display_path(first);
    match count {
        1 => name,
        n => format!("{name} (and {} more)", n - 1),
    }
}

/// A drop carries addresses, and only those of files become absolute paths.
fn is_link(names: &str) -> Fault {
    Fault::new(FaultCode::File, format!("{names} was not added: it is a link, not a file."))
        .remedy("Download the file, and add it. Of links, those to a proof are looked up here.")
}

fn not_utf8(names: &str) -> Fault {
    Fault::new(
        FaultCode::File,
        format!("{names} was not added: its name is not UTF-8, and was lost on the way here."),
    )
    .remedy("Use Add files, or drop the folder that it is in.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &[&str]) -> Asked {
        asked(args.iter().map(OsString::from))
    }

    #[test]
    fn evidence_is_named_as_it_is() {
        assert_eq!(of(&[]), Asked::Window(vec![]));
        assert_eq!(of(&["a", "b c"]), Asked::Window(vec!["a".into(), "b c".into()]));
        assert_eq!(of(&["--", "--bogus"]), Asked::Window(vec!["--bogus".into()]));
    }

    #[test]
    fn what_there_is_not_is_named_and_help_wins_before_it() {
        for args in [&["--bogus"][..], &["a", "-x"], &[""], &["--", ""], &["-"]] {
            assert!(
                matches!(of(args), Asked::Wrong(said) if said.starts_with("error: ")),
                "{args:?}"
            );
        }
        assert!(matches!(of(&["a", "--help"]), Asked::Answer(_)));
    }
}
