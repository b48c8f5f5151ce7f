//! Standard output and standard error. No other module has them (clippy sees to it), so that nothing
//! reaches a terminal but [`Visible`] text, and JSON in which every character is escaped that could do
//! more there than be read.

#![expect(clippy::disallowed_methods, reason = "the one place that has the two streams")]

use std::io::{self, IsTerminal, Write};

use proofdesk_engine::core::{Visible, visible_json};

/// To the beginning of the line, and clear to its end.
const ERASE: &str = "\r\x1b[K";

/// One line of the output.
pub(crate) fn print<'t>(line: impl Into<Visible<'t>>) -> io::Result<()> {
    io::stdout().lock().write_all(format!("{}\n", line.into()).as_bytes())
}

/// One JSON value of the output, on a line of its own. Each is there at once, since whoever started the
/// program waits for it.
pub(crate) fn print_json(json: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.is_terminal() {
        true => out.write_all(format!("{}\n", visible_json(json)).as_bytes())?,
        false => out.write_all(format!("{json}\n").as_bytes())?,
    }
    out.flush()
}

/// Text of the program's own, as it is: nothing of it comes from anywhere else.
pub(crate) fn own(text: &[u8]) -> io::Result<()> {
    io::stdout().lock().write_all(text)
}

/// Hands on what is still waiting to be written.
pub(crate) fn flush() -> io::Result<()> {
    io::stdout().flush()
}

/// A line beside the output, in the name of the program.
pub(crate) fn say<'t>(words: impl Into<Visible<'t>>) {
    aside(format!("proofdesk-fetch: {}", words.into()));
}

/// A line beside the output.
pub(crate) fn aside<'t>(words: impl Into<Visible<'t>>) {
    // Nobody is left to hear that it could not be said.
    let _ = io::stderr().lock().write_all(format!("{}\n", words.into()).as_bytes());
}

/// Whether somebody is there to see a question and answer it.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// What the user answers to a question.
pub(crate) fn ask(question: &'static str) -> io::Result<String> {
    io::stderr().lock().write_all(format!("{question} ").as_bytes())?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// Whether standard error is a terminal that can take back what it shows.
pub(crate) fn shows_progress() -> bool {
    let is_dumb = match std::env::var_os("TERM") {
        Some(term) => term == "dumb",
        None => cfg!(unix),
    };
    io::stderr().is_terminal() && !is_dumb
}

/// The columns of the terminal behind standard error.
pub(crate) fn columns() -> usize {
    terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0))
}

/// Shows one line in the place of the one before; an empty one takes it away.
pub(crate) fn progress<'t>(line: impl Into<Visible<'t>>) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{ERASE}{}", line.into());
    let _ = err.flush();
}
