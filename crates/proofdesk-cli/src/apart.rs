//! A report and the evidence that it is about are kept apart.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{self, Component, Path, PathBuf};

use proofdesk_engine::platform::display_path;
use proofdesk_engine::{Input, ReportPlace};

use crate::Failure;
use crate::terminal::say;

/// More links than this on the way to one file are a circle.
const LINKS: usize = 40;

/// A report must not take the place of what it is about: not of what is named by itself, and in a
/// folder of the evidence of nothing but an earlier report.
pub(crate) fn require_apart(inputs: &[Input], report: &Path) -> Result<(), Failure> {
    let given = |input: &Input| match input {
        Input::Path(path) => fs::canonicalize(path).ok(),
        _ => None,
    };
    let given: Vec<PathBuf> = inputs.iter().filter_map(given).collect();
    if let Some(link) = link_on_the_way(report, &given)? {
        return Err(Failure::new(format!(
            "{}: {} lies in the evidence and is a symbolic link, so the report would be written \
             where this link points; give another FILE with -o",
            display_path(report),
            display_path(&link)
        )));
    }
    // Pipes and devices are written to, not replaced.
    let Some(place) = fs::canonicalize(report).ok().filter(|place| place.is_file()) else {
        return Ok(());
    };
    for input in inputs {
        if let Input::Path(path) = input
            && fs::canonicalize(path).is_ok_and(|path| path == place)
        {
            return Err(Failure::new(format!(
                "{}: the report would take the place of {}, which is named as evidence; give \
                 another FILE with -o",
                display_path(report),
                display_path(path)
            )));
        }
    }
    if !given.iter().any(|given| place.starts_with(given)) {
        return Ok(());
    }
    let shown = display_path(report);
    let is_report = ReportPlace::holds_report(&place);
    if !is_report.map_err(|e| Failure::new(format!("{shown}: {e}")))? {
        return Err(Failure::new(format!(
            "{shown}: the report would take the place of this file, which lies in the evidence \
             and is no earlier report in JSON or NDJSON; write the report outside the evidence, or \
             under a name that does not exist yet"
        )));
    }
    let words = format!(
        "{shown} lies in the evidence and is a report of Proofdesk: it is skipped and replaced"
    );
    say(words);
    Ok(())
}

/// A symbolic link on the way to `path` that lies in one of the folders, whose own links are
/// resolved.
fn link_on_the_way(path: &Path, folders: &[PathBuf]) -> io::Result<Option<PathBuf>> {
    // What is reached so far, without links, and what is still to go.
    let mut at = PathBuf::new();
    let mut rest = parts(&path::absolute(path)?);
    let mut links = 0;
    while let Some(part) = rest.pop_front() {
        if part == ".." {
            at.pop();
            continue;
        }
        let next = at.join(&part);
        let Ok(target) = fs::read_link(&next) else {
            at = next;
            continue;
        };
        links += 1;
        if links > LINKS || folders.iter().any(|folder| at.starts_with(folder)) {
            return Ok(Some(next));
        }
        for part in parts(&target).into_iter().rev() {
            rest.push_front(part);
        }
    }
    Ok(None)
}

/// The parts of a path. That of an absolute one begins with a part that replaces what is before it.
fn parts(path: &Path) -> VecDeque<OsString> {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| part.as_os_str().to_owned())
        .collect()
}
