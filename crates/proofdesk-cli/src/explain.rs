//! `proofdesk explain`: an error of the API, in plain words.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;

use proofdesk_engine::core::api_error::{self, Explanation, Given, NotExplained, Shown};
use proofdesk_engine::core::visible_name;
use proofdesk_engine::input::ReadError;
use proofdesk_engine::lookup::Meant;
use proofdesk_engine::platform::Needs;

use crate::args::{Color, Format};
use crate::failure::{Failure, Status, USAGE};
use crate::input::{self, is_dash};
use crate::page::{Ink, Page};
use crate::terminal::{self, say};

/// Characters of one value that are shown.
const LONGEST: usize = 300;

/// Explain an error of the API: what happened, who must act, and what to do
///
/// A documented code or a status such as 429 is explained from the catalogue, even if there is a
/// file of that name: give such a file as ./NAME. Anything else is read as a file: an error body, or
/// a response saved with `curl -i`, whose Retry-After and Date say when to retry. The message of an
/// error is quoted; Proofdesk does not interpret it.
///
/// Exit status: 0 everything was explained; 2 wrong usage, or something cannot be read or is neither a
/// code nor an error response.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// Codes, statuses, or files with an error response; - is standard input
    #[arg(required = true, value_name = "CODE|FILE|-", allow_negative_numbers = true)]
    what: Vec<OsString>,

    /// Format of the explanation; with json, one document for each CODE or FILE
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

impl ExplainArgs {
    /// What the command takes. A code is the name of no file.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { what, format: _, color: _ } = self;
        what.iter().for_each(|file| needs.read(file));
    }
}

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs) -> Status {
    input::require_one_dash(args.what.iter().map(Path::new))?;
    let mut status = 0;
    let mut page = terminal::page(terminal::style(args.color, false, terminal::is_terminal()));
    for (at, what) in args.what.iter().enumerate() {
        let (file, explanation) = match find(what) {
            Ok(explanation) => explanation,
            Err(Failure::Words(words)) if args.what.len() > 1 => {
                say(words);
                status = USAGE;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        match args.format {
            Format::Json => {
                let mut out = terminal::data();
                let named = Named { file, explanation };
                serde_json::to_writer_pretty(&mut out, &named).map_err(io::Error::from)?;
                writeln!(out)?;
            }
            Format::Text => {
                if at > 0 {
                    page.blank()?;
                }
                // A code stands in what is said of it.
                if let Some(file) = file.filter(|_| args.what.len() > 1) {
                    page.line(0, Ink::Plain, format!("{}:", visible_name(&file)))?;
                }
                write(&mut page, &explanation)?;
            }
        }
    }
    Ok(status)
}

/// An explanation, with the file that it is of.
#[derive(serde::Serialize)]
struct Named {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(flatten)]
    explanation: Explanation,
}

/// A code that is documented always means the code, wherever the program runs.
fn find(what: &OsStr) -> Result<(Option<String>, Explanation), Failure> {
    let path = Path::new(what);
    let shown = input::name(path);
    let as_code = what.to_str().filter(|_| !is_dash(path)).map(api_error::explain_code);
    let unknown = match as_code {
        Some(Ok(explanation)) => {
            if path.exists() {
                say(format!("this is the code; the file of that name is ./{shown}"));
            }
            return Ok((None, explanation));
        }
        Some(Err(NotExplained::Empty)) => return Err(Failure::new(NotExplained::Empty)),
        Some(Err(error)) => Some(error),
        None => None,
    };
    let bytes = match (input::read(path, api_error::MAX_INPUT), unknown) {
        (Ok(bytes), _) => bytes,
        // A word that names no file was meant as a code.
        (Err(ReadError::Unreadable(e)), Some(unknown))
            if e.kind() == io::ErrorKind::NotFound && !shown.contains(['/', '.']) =>
        {
            let nor_file = match Meant::by(path) {
                _ if unknown.is_of_reports() => String::new(),
                Some(meant) => {
                    let end = if unknown.to_string().ends_with('?') { "" } else { "." };
                    format!("{end} {} {}", meant.cause(), meant.next_step())
                }
                None => format!(" (there is no file {shown} either)"),
            };
            return Err(Failure::new(format!("{unknown}{nor_file}")));
        }
        (Err(e), _) => return Err(Failure::new(format!("{shown}: {}", input::why(path, &e)))),
    };
    match api_error::explain(&bytes) {
        Ok(explanation) => Ok((Some(shown), explanation)),
        Err(e) => Err(Failure::new(format!("{shown}: {e}"))),
    }
}

fn write(page: &mut Page<'_>, e: &Explanation) -> io::Result<()> {
    page.inked(0, Ink::Bold, &e.headline)?;
    for entry in &e.meanings {
        page.text(2, format!("{} ({})", entry.category, entry.provenance.noun()))?;
    }
    page.blank()?;
    page.explained(2, "What happened", &e.what_happened)?;
    if let Some(party) = e.whose_move {
        page.explained(2, "Who must act", party.word())?;
    }
    page.explained(2, "Next step", &e.what_to_do)?;
    page.explained(2, "Retry", &e.retry.words)?;
    page.explained(2, "As evidence", &e.for_auditor)?;
    for note in &e.notes {
        page.explained(2, "Note", note)?;
    }
    if !e.related.is_empty() {
        let label = if e.given == Given::Status { "Codes" } else { "Similar codes" };
        page.explained(2, label, e.related.join(", "))?;
    }
    if e.given == Given::Code {
        documented_members(page, e)?;
    }
    if let Some(message) = &e.message {
        heading(page, "Message, quoted from the response; Proofdesk does not interpret it")?;
        page.value(4, "message", &cut(message))?;
    }
    members(page, "Headers of the response", &e.headers)?;
    members(page, "Other fields of the body", &e.fields)?;
    if !e.faults.is_empty() {
        heading(page, "Differs from the documented form")?;
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
    heading(page, "Other documented fields of the body")?;
    for name in names {
        let field = api_error::Catalogue::get().field(name);
        let meaning = field.map_or("", |f| &f.meaning);
        page.bullet(2, format!("{name}: {meaning}"))?;
    }
    Ok(())
}

fn heading(page: &mut Page<'_>, title: &'static str) -> io::Result<()> {
    page.blank()?;
    page.inked(2, Ink::Bold, title)
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
            format!(
                "{}… (cut here; --format json shows all of it)",
                text.get(..end).unwrap_or_default()
            )
        }
        None => text.to_owned(),
    }
}
