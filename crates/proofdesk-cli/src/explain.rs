//! `proofdesk explain`: an error of the API, in plain words.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use proofdesk_engine::core::api_error::{self, Explanation, Given, NotExplained, Shown};
use proofdesk_engine::platform::display_path;

use crate::args::{Color, Form};
use crate::page::{Ink, Page, Style};
use crate::terminal::{self, say};
use crate::{Failure, Status};

/// Characters of one value that are shown.
const LONGEST: usize = 300;

/// Explain an error of the API: what happened, whose move it is, and what to do
///
/// A documented code or a status such as 429 is explained from the catalogue, even if there is a
/// file of that name: give such a file as ./NAME. Anything else is read as a file: an error body, or
/// a response saved with `curl -i`, whose Retry-After and Date say when to retry. The message of an
/// error is shown, never interpreted.
///
/// Exit status: 0 it was explained; 2 it cannot be read, or is neither a code nor an error response.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// A code, a status, or a file with an error response; - is standard input
    #[arg(value_name = "CODE|FILE|-")]
    what: OsString,

    /// Form of the explanation
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    /// Use of colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs) -> Status {
    let explanation = find(args)?;
    match args.format {
        Form::Json => {
            let mut out = terminal::data();
            serde_json::to_writer_pretty(&mut out, &explanation).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Form::Text => {
            let style = Style::new(args.color, false, terminal::is_terminal());
            write(&mut terminal::page(style), &explanation)?;
        }
    }
    Ok(0)
}

/// A code that is documented always means the code, wherever the program runs.
fn find(args: &ExplainArgs) -> Result<Explanation, Failure> {
    let path = Path::new(&args.what);
    let shown = display_path(path);
    let as_code = match args.what.to_str() {
        Some("-") | None => None,
        Some(text) => Some(api_error::explain_code(text)),
    };
    let unknown = match as_code {
        Some(Ok(explanation)) => {
            if path.exists() {
                say(format!("this is the code; the file of that name is ./{shown}"));
            }
            return Ok(explanation);
        }
        Some(Err(NotExplained::Empty)) => return Err(Failure::new(NotExplained::Empty)),
        Some(Err(error)) => Some(error),
        None => None,
    };
    let bytes = match read(path, api_error::MAX_INPUT) {
        Ok(bytes) => bytes,
        // A word that names no file was meant as a code.
        Err(e) if e.kind() == io::ErrorKind::NotFound && !shown.contains(['/', '.']) => {
            let words = unknown.map_or_else(|| e.to_string(), |u: NotExplained| u.to_string());
            return Err(Failure::new(format!("{words} (there is no file {shown} either)")));
        }
        Err(e) => return Err(Failure::new(format!("{shown}: {e}"))),
    };
    api_error::explain(&bytes).map_err(|e| Failure::new(format!("{shown}: {e}")))
}

/// Reads a file, or standard input, and at most one byte more than `limit`.
pub(crate) fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = limit as u64 + 1;
    match path.as_os_str() == "-" {
        true => io::stdin().lock().take(limit).read_to_end(&mut bytes)?,
        false => File::open(path)?.take(limit).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

fn write(page: &mut Page<'_>, e: &Explanation) -> io::Result<()> {
    page.line(0, Ink::Bold, &e.headline)?;
    for entry in &e.meanings {
        page.text(2, format!("{} ({})", entry.category, entry.provenance.noun()))?;
    }
    page.blank()?;
    page.labelled(2, "What", &e.what_happened)?;
    if let Some(party) = e.whose_move {
        page.labelled(2, "Must act", party.word())?;
    }
    page.labelled(2, "Do", &e.what_to_do)?;
    page.labelled(2, "Retry", &e.retry.words)?;
    page.labelled(2, "Evidence", &e.for_auditor)?;
    for note in &e.notes {
        page.labelled(2, "Note", note)?;
    }
    if !e.related.is_empty() {
        let label = if e.given == Given::Status { "Codes" } else { "Nearest" };
        page.labelled(2, label, e.related.join(", "))?;
    }
    if e.given == Given::Code {
        documented_members(page, e)?;
    }
    if let Some(message) = &e.message {
        page.value(2, "Message", &cut(message))?;
    }
    members(page, "In the headers", &e.headers)?;
    members(page, "In the body", &e.fields)?;
    if !e.faults.is_empty() {
        heading(page, "Not of the documented shape")?;
        for fault in &e.faults {
            let place = if fault.pointer.is_empty() { "the body" } else { &fault.pointer };
            page.bullet(2, format!("{place}: {}. {}", fault.problem, fault.remedy))?;
        }
    }
    Ok(())
}

/// What the body of such an error has beside code and message.
fn documented_members(page: &mut Page<'_>, e: &Explanation) -> io::Result<()> {
    let names: Vec<&String> = e.meanings.iter().flat_map(|entry| &entry.fields).collect();
    if names.is_empty() {
        return Ok(());
    }
    heading(page, "Further members of the body")?;
    for name in names {
        let field = api_error::Catalogue::get().field(name);
        let meaning = field.map_or("", |f| &f.meaning);
        page.bullet(2, format!("{name}: {meaning}"))?;
    }
    Ok(())
}

fn heading(page: &mut Page<'_>, title: &'static str) -> io::Result<()> {
    page.blank()?;
    page.line(2, Ink::Bold, title)
}

fn members(page: &mut Page<'_>, title: &'static str, all: &[Shown]) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    heading(page, title)?;
    for shown in all {
        page.value(4, &shown.name, &cut(&shown.value))?;
        if let Some(meaning) = &shown.meaning {
            page.inked(6, Ink::Faint, meaning)?;
        }
    }
    Ok(())
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => {
            format!("{}… (--format json has it whole)", text.get(..end).unwrap_or_default())
        }
        None => text.to_owned(),
    }
}
